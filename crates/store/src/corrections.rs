//! Requests to correct a saved mark: asked by the teacher, decided by a deputy, executed by the administrator.

use chrono::{DateTime, NaiveDate, Utc};
use parta_school::access::{
    CorrectionsPart, MayConfirmCorrection, MayExecuteCorrections, MayReadCorrections, MayRefuseCorrection,
    MayRequestCorrection,
};
use parta_school::ids::{ClassId, CorrectionId, LessonId, MarkId, PageId, PersonId};
use serde::Serialize;

use crate::act::Tx;
use crate::db::{Read, execute, fetch_all, fetch_optional};
use crate::error::Result;
use crate::statement::statements;
use crate::tables;

statements! {
    ASK =
        "INSERT INTO correction (institution_id, id, act, mark_id, was, wanted, reason, state, asked_by, asked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'requested', $8, $9)";
    DECIDE = "UPDATE correction SET act = $3, state = $4, decided_by = $5, decided_at = $6, decision = $7 WHERE institution_id = $1 AND id = $2";
    EXECUTE = "UPDATE correction SET act = $3, state = 'executed' WHERE institution_id = $1 AND id = $2";
    CORRECTION =
        "SELECT id, mark_id, was, wanted, reason, state, asked_by, asked_at, decided_by, decided_at, decision FROM correction WHERE institution_id = $1 AND id = $2";
    OPEN_FOR_MARK =
        "SELECT COUNT(*) FROM correction WHERE institution_id = $1 AND mark_id = $2 AND state IN ('requested', 'confirmed')";
    LIST =
        "SELECT c.id, c.mark_id, c.was, c.wanted, c.reason, c.state, c.asked_by, c.asked_at, c.decided_by, c.decision, m.lesson_id, m.student_id,
                l.day, l.page_id, q.class_id, s.name AS subject, g.name AS class_name, p.surname, p.name,
                a.surname AS asker_surname, a.name AS asker_name, a.patronymic AS asker_patronymic
         FROM correction c
         JOIN mark m ON m.institution_id = c.institution_id AND m.id = c.mark_id
         JOIN lesson l ON l.institution_id = m.institution_id AND l.id = m.lesson_id
         JOIN page q ON q.institution_id = l.institution_id AND q.id = l.page_id
         JOIN subject s ON s.institution_id = q.institution_id AND s.id = q.subject_id
         JOIN class_group g ON g.institution_id = q.institution_id AND g.id = q.class_id
         JOIN person p ON p.institution_id = m.institution_id AND p.id = m.student_id
         JOIN person a ON a.institution_id = c.institution_id AND a.id = c.asked_by
         WHERE c.institution_id = $1 AND (c.asked_by = $2 OR $2 IS NULL)
           AND ($3 = 0 OR q.class_id IN (
               SELECT h.class_id FROM assignment h
               WHERE h.institution_id = $1 AND h.person_id = $3 AND h.role IN ('department_head', 'branch_head')
                 AND h.first_day <= $4 AND (h.last_day IS NULL OR h.last_day >= $4)))
         ORDER BY c.asked_at DESC, c.id DESC LIMIT 200";
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Correction {
    #[sqlx(try_from = "i64")]
    pub id: CorrectionId,
    #[sqlx(try_from = "i64")]
    pub mark_id: MarkId,
    /// The value when the request was made.
    pub was: Option<String>,
    /// The value asked for; nothing to remove the mark.
    pub wanted: Option<String>,
    pub reason: String,
    /// `requested`, `confirmed`, `refused` or `executed`.
    pub state: String,
    #[sqlx(try_from = "i64")]
    pub asked_by: PersonId,
    pub asked_at: DateTime<Utc>,
    pub decided_by: Option<i64>,
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was refused.
    pub decision: Option<String>,
}

#[derive(Serialize)]
struct CorrectionRevision<'a> {
    id: i64,
    correction_id: i64,
    mark_id: i64,
    was: Option<&'a str>,
    wanted: Option<&'a str>,
    reason: &'a str,
    decision: Option<&'a str>,
    state: &'a str,
    at: DateTime<Utc>,
    author_id: i64,
}

/// Puts a request down.
pub async fn ask(
    tx: &mut Tx,
    _permit: &MayRequestCorrection,
    asked_by: PersonId,
    mark: MarkId,
    was: Option<&str>,
    wanted: Option<&str>,
    reason: &str,
) -> Result<CorrectionId> {
    let (id, at, institution, act) = (tx.id().await?, tx.now(), tx.institution().0, tx.number());
    let request = CorrectionRevision {
        id: tx.id().await?,
        correction_id: id,
        mark_id: mark.0,
        was,
        wanted,
        reason,
        decision: None,
        state: "requested",
        at,
        author_id: asked_by.0,
    };
    tx.record(&tables::CORRECTION_REVISION, &[request]).await?;
    execute!(tx.conn(), ASK, institution, id, act, mark.0, was, wanted, reason, asked_by.0, at)?;
    Ok(CorrectionId(id))
}

/// Confirms a request.
pub async fn confirm(
    tx: &mut Tx,
    _permit: &MayConfirmCorrection,
    correction: &Correction,
    confirmed_by: PersonId,
) -> Result<()> {
    decide(tx, correction, "confirmed", None, confirmed_by).await
}

/// Refuses a request, with the reason why.
pub async fn refuse(
    tx: &mut Tx,
    _permit: &MayRefuseCorrection,
    correction: &Correction,
    why: &str,
    refused_by: PersonId,
) -> Result<()> {
    decide(tx, correction, "refused", Some(why), refused_by).await
}

async fn decide(
    tx: &mut Tx,
    correction: &Correction,
    state: &str,
    why: Option<&str>,
    decided_by: PersonId,
) -> Result<()> {
    let (at, institution, act) = (tx.now(), tx.institution().0, tx.number());
    move_on(tx, correction, state, why, decided_by).await?;
    execute!(tx.conn(), DECIDE, institution, correction.id.0, act, state, decided_by.0, at, why)?;
    Ok(())
}

/// Puts down that a confirmed request was carried out.
pub async fn execute(
    tx: &mut Tx,
    _permit: &MayExecuteCorrections,
    correction: &Correction,
    executed_by: PersonId,
) -> Result<()> {
    let (institution, act) = (tx.institution().0, tx.number());
    move_on(tx, correction, "executed", correction.decision.as_deref(), executed_by).await?;
    execute!(tx.conn(), EXECUTE, institution, correction.id.0, act)?;
    Ok(())
}

async fn move_on(
    tx: &mut Tx,
    correction: &Correction,
    state: &str,
    decision: Option<&str>,
    author: PersonId,
) -> Result<()> {
    let revision = CorrectionRevision {
        id: tx.id().await?,
        correction_id: correction.id.0,
        mark_id: correction.mark_id.0,
        was: correction.was.as_deref(),
        wanted: correction.wanted.as_deref(),
        reason: &correction.reason,
        decision,
        state,
        at: tx.now(),
        author_id: author.0,
    };
    tx.record(&tables::CORRECTION_REVISION, &[revision]).await
}

/// A request of this institution.
pub async fn correction(read: &mut Read, correction: CorrectionId) -> Result<Option<Correction>> {
    let institution = read.institution().0;
    fetch_optional!(read.conn(), Correction, CORRECTION, institution, correction.0)
}

/// Whether a mark has a request that is not yet decided or executed.
pub async fn open_for(read: &mut Read, mark: MarkId) -> Result<bool> {
    let institution = read.institution().0;
    let row = fetch_optional!(read.conn(), (i64,), OPEN_FOR_MARK, institution, mark.0)?;
    Ok(row.is_some_and(|(count,)| count > 0))
}

/// A request in the list.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ListedCorrection {
    #[sqlx(try_from = "i64")]
    pub id: CorrectionId,
    #[sqlx(try_from = "i64")]
    pub mark_id: MarkId,
    pub was: Option<String>,
    pub wanted: Option<String>,
    pub reason: String,
    pub state: String,
    #[sqlx(try_from = "i64")]
    pub asked_by: PersonId,
    pub asked_at: DateTime<Utc>,
    pub decided_by: Option<i64>,
    /// Why it was refused.
    pub decision: Option<String>,
    #[sqlx(try_from = "i64")]
    pub lesson_id: LessonId,
    #[sqlx(try_from = "i64")]
    pub student_id: PersonId,
    pub day: NaiveDate,
    #[sqlx(try_from = "i64")]
    pub page_id: PageId,
    #[sqlx(try_from = "i64")]
    pub class_id: ClassId,
    pub subject: String,
    pub class_name: String,
    pub surname: String,
    pub name: String,
    pub asker_surname: String,
    pub asker_name: String,
    pub asker_patronymic: Option<String>,
}

/// The latest 200 requests that the asker may see on `day`.
pub async fn list(read: &mut Read, permit: &MayReadCorrections, day: NaiveDate) -> Result<Vec<ListedCorrection>> {
    let (own, head) = match permit.part() {
        CorrectionsPart::All => (None, 0),
        CorrectionsPart::HeadedBy(head) => (None, head.0),
        CorrectionsPart::Own(person) => (Some(person.0), 0),
    };
    let institution = read.institution().0;
    fetch_all!(read.conn(), ListedCorrection, LIST, institution, own, head, day)
}

//! Reading and checking the chain: the list of acts, `parta audit verify`, and the signed head.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use futures_util::TryStreamExt;
use parta_school::access::{MayReadRecord, RecordPart};
use parta_school::history::{Entry, Hash, Head, root};
use parta_school::ids::InstitutionId;
use sqlx::{Postgres, Sqlite};

use crate::access_log;
use crate::db::{Conn, Db, Read, Threshold, Wire, fetch_all, fetch_optional};
use crate::error::{Error, Result};
use crate::people::Name;
use crate::statement::statements;
use crate::table::{Table, leaf, read_values};
use crate::tables;

statements! {
    ACTS =
        "SELECT number, kind, account_id, person_id, reason, at, request, row_count, salt, root, previous, hash FROM act
         WHERE institution_id = $1 ORDER BY number";
    HEAD = "SELECT number, hash FROM audit_head WHERE institution_id = $1";
    LIST =
        "SELECT a.number, a.kind, a.at, a.reason, a.row_count, a.hash, n.surname, n.name, n.patronymic FROM act a
         LEFT JOIN person n ON n.institution_id = a.institution_id AND n.id = a.person_id
         WHERE a.institution_id = $1 AND (a.person_id = $2 OR $2 IS NULL) AND a.number < $3
           AND ($4 = 'all' OR ($4 = 'technical') = (a.kind LIKE 'setup.%' OR a.kind LIKE 'account.%' OR a.kind LIKE 'access.%'))
           AND ($5 = 0 OR a.person_id = $5 OR a.number IN (
               WITH headed AS (
                   SELECT p.id AS page_id FROM assignment h
                   JOIN page p ON p.institution_id = h.institution_id AND p.class_id = h.class_id
                   WHERE h.institution_id = $1 AND h.person_id = $5 AND h.role IN ('department_head', 'branch_head')
                     AND h.first_day <= $6 AND (h.last_day IS NULL OR h.last_day >= $6))
               SELECT r.act FROM headed h JOIN lesson l ON l.institution_id = $1 AND l.page_id = h.page_id
                   JOIN mark_revision r ON r.institution_id = $1 AND r.lesson_id = l.id
               UNION SELECT r.act FROM headed h JOIN lesson l ON l.institution_id = $1 AND l.page_id = h.page_id
                   JOIN attendance_revision r ON r.institution_id = $1 AND r.lesson_id = l.id
               UNION SELECT r.act FROM headed h JOIN lesson l ON l.institution_id = $1 AND l.page_id = h.page_id
                   JOIN attendance_check r ON r.institution_id = $1 AND r.lesson_id = l.id
               UNION SELECT r.act FROM headed h JOIN lesson l ON l.institution_id = $1 AND l.page_id = h.page_id
                   JOIN record_revision r ON r.institution_id = $1 AND r.lesson_id = l.id))
         ORDER BY a.number DESC LIMIT 100";
    MARKS_DIFFER =
        "SELECT m.id FROM mark m
         LEFT JOIN mark_revision r ON r.institution_id = m.institution_id AND r.mark_id = m.id AND r.act = m.act
              AND r.value IS NOT DISTINCT FROM m.value AND r.lesson_id = m.lesson_id AND r.student_id = m.student_id
              AND r.work_id = m.work_id AND r.author_id = m.author_id AND r.at = m.at AND r.public_at = m.public_at
         WHERE m.institution_id = $1 AND (r.id IS NULL
           OR EXISTS (SELECT 1 FROM mark_revision n WHERE n.institution_id = m.institution_id AND n.mark_id = m.id
                      AND (n.act > r.act OR n.act = r.act AND n.id > r.id)))
         ORDER BY m.id LIMIT 1";
    MARKS_MISSING =
        "SELECT r.mark_id FROM mark_revision r LEFT JOIN mark m ON m.institution_id = r.institution_id AND m.id = r.mark_id
         WHERE r.institution_id = $1 AND m.id IS NULL ORDER BY r.mark_id LIMIT 1";
    ATTENDANCE_DIFFERS =
        "SELECT a.lesson_id FROM attendance a
         LEFT JOIN attendance_revision r ON r.institution_id = a.institution_id AND r.lesson_id = a.lesson_id
              AND r.student_id = a.student_id AND r.act = a.act AND r.state IS NOT DISTINCT FROM a.state
              AND r.author_id = a.author_id AND r.at = a.at
         WHERE a.institution_id = $1 AND (r.id IS NULL
           OR EXISTS (SELECT 1 FROM attendance_revision n WHERE n.institution_id = a.institution_id AND n.lesson_id = a.lesson_id
                      AND n.student_id = a.student_id AND (n.act > r.act OR n.act = r.act AND n.id > r.id)))
         ORDER BY a.lesson_id LIMIT 1";
    ATTENDANCE_MISSING =
        "SELECT r.lesson_id FROM attendance_revision r LEFT JOIN attendance a ON a.institution_id = r.institution_id
              AND a.lesson_id = r.lesson_id AND a.student_id = r.student_id
         WHERE r.institution_id = $1 AND a.lesson_id IS NULL ORDER BY r.lesson_id LIMIT 1";
    RECORDS_DIFFER =
        "SELECT d.lesson_id FROM record d
         LEFT JOIN record_revision r ON r.institution_id = d.institution_id AND r.lesson_id = d.lesson_id AND r.act = d.act
              AND r.topic IS NOT DISTINCT FROM d.topic AND r.homework IS NOT DISTINCT FROM d.homework
              AND r.homework_none = d.homework_none AND r.author_id = d.author_id AND r.at = d.at
         WHERE d.institution_id = $1 AND (r.id IS NULL
           OR EXISTS (SELECT 1 FROM record_revision n WHERE n.institution_id = d.institution_id AND n.lesson_id = d.lesson_id
                      AND (n.act > r.act OR n.act = r.act AND n.id > r.id)))
         ORDER BY d.lesson_id LIMIT 1";
    RECORDS_MISSING =
        "SELECT r.lesson_id FROM record_revision r LEFT JOIN record d ON d.institution_id = r.institution_id AND d.lesson_id = r.lesson_id
         WHERE r.institution_id = $1 AND d.lesson_id IS NULL ORDER BY r.lesson_id LIMIT 1";
    CORRECTIONS_DIFFER =
        "SELECT c.id FROM correction c
         LEFT JOIN correction_revision r ON r.institution_id = c.institution_id AND r.correction_id = c.id AND r.act = c.act
              AND r.mark_id = c.mark_id AND r.was IS NOT DISTINCT FROM c.was AND r.wanted IS NOT DISTINCT FROM c.wanted
              AND r.reason = c.reason AND r.decision IS NOT DISTINCT FROM c.decision AND r.state = c.state
         LEFT JOIN correction_revision q ON q.institution_id = c.institution_id AND q.correction_id = c.id AND q.state = 'requested'
              AND q.author_id = c.asked_by AND q.at = c.asked_at
         LEFT JOIN correction_revision d ON d.institution_id = c.institution_id AND d.correction_id = c.id
              AND d.state IN ('confirmed', 'refused')
              AND NOT EXISTS (SELECT 1 FROM correction_revision e WHERE e.institution_id = d.institution_id
                              AND e.correction_id = d.correction_id AND e.state = 'refused' AND e.act > d.act)
         WHERE c.institution_id = $1 AND (r.id IS NULL OR q.id IS NULL
           OR d.author_id IS DISTINCT FROM c.decided_by OR d.at IS DISTINCT FROM c.decided_at
           OR EXISTS (SELECT 1 FROM correction_revision n WHERE n.institution_id = c.institution_id AND n.correction_id = c.id
                      AND (n.act > r.act OR n.act = r.act AND n.id > r.id)))
         ORDER BY c.id LIMIT 1";
    CORRECTIONS_MISSING =
        "SELECT r.correction_id FROM correction_revision r
         LEFT JOIN correction c ON c.institution_id = r.institution_id AND c.id = r.correction_id
         WHERE r.institution_id = $1 AND c.id IS NULL ORDER BY r.correction_id LIMIT 1";
    MEMBERS_DIFFER =
        "SELECT m.account_id FROM member m
         LEFT JOIN account_opened o ON o.institution_id = m.institution_id AND o.account_id = m.account_id AND o.person_id = m.person_id
         WHERE m.institution_id = $1 AND o.id IS NULL ORDER BY m.account_id LIMIT 1";
    MEMBERS_MISSING =
        "SELECT o.account_id FROM account_opened o
         LEFT JOIN member m ON m.institution_id = o.institution_id AND m.account_id = o.account_id
         WHERE o.institution_id = $1 AND m.person_id IS NULL ORDER BY o.account_id LIMIT 1";
    INSTITUTION_DIFFERS =
        "SELECT i.id FROM institution i
         WHERE i.id = $1 AND NOT EXISTS (
           SELECT 1 FROM institution_card c
           WHERE c.institution_id = i.id AND c.profile = i.profile AND c.short_name = i.short_name AND c.full_name = i.full_name
             AND c.time_zone = i.time_zone
             AND NOT EXISTS (SELECT 1 FROM institution_card n WHERE n.institution_id = i.id AND n.act > c.act))";
}

/// What a check of the chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Everything fits: so many acts, the last hash.
    Whole { acts: i64, hash: String },
    /// The first thing that does not.
    Broken(Fault),
}

/// The first thing in a chain that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error(
        "запись {found} стоит там, где должна быть запись {expected}: часть журнала действий удалена или переставлена"
    )]
    Gap { expected: i64, found: i64 },
    #[error("запись {number}: не сходится с предыдущей")]
    Link { number: i64 },
    #[error("запись {number}: изменена после внесения")]
    Entry { number: i64 },
    #[error("запись {number}: строки, внесённые ею, изменены, удалены или добавлены ({rows} вместо {expected})")]
    Rows { number: i64, rows: i64, expected: i64 },
    #[error("таблица {table}: строка ссылается на запись {number}, которой нет")]
    Stray { table: &'static str, number: i64 },
    #[error("таблица {table}, запись {id}: показываемое не равно последней редакции")]
    Shown { table: &'static str, id: i64 },
    #[error("журнал доступа: строки, вошедшие в запись {number}, изменены, удалены или добавлены")]
    AccessLog { number: i64 },
    #[error("голова журнала указывает на запись {head}, а последняя запись — {last}")]
    Head { head: i64, last: i64 },
    #[error("подписанная {day} голова — запись {number} — не находится: конец журнала отрезан или журнал пересчитан")]
    Anchor { day: NaiveDate, number: i64 },
}

#[derive(sqlx::FromRow)]
struct ActRow {
    number: i64,
    kind: String,
    account_id: Option<i64>,
    person_id: Option<i64>,
    reason: Option<String>,
    at: DateTime<Utc>,
    request: String,
    row_count: i64,
    salt: String,
    root: String,
    previous: String,
    hash: String,
}

impl ActRow {
    fn entry(&self, institution: InstitutionId) -> Entry {
        Entry {
            institution: institution.0,
            number: self.number,
            kind: self.kind.clone(),
            account: self.account_id,
            person: self.person_id,
            reason: self.reason.clone(),
            at: self.at,
            request: self.request.clone(),
            rows: self.row_count,
            root: self.root.clone(),
        }
    }
}

/// Checks an institution's chain from the first act to the head, all rows under it, what is shown against the record, and the head
/// against `anchors`, heads that were signed and kept outside the database.
pub async fn verify(db: &Db, institution: InstitutionId, anchors: &[Head]) -> Result<Verdict> {
    let mut threshold = db.threshold().await?;
    let conn = threshold.conn();
    conn.begin_snapshot().await?;
    let acts = fetch_all!(conn, ActRow, ACTS, institution.0)?;
    Ok(match check(conn, institution, &acts, anchors).await? {
        Err(fault) => Verdict::Broken(fault),
        Ok(()) => {
            let hash = acts.last().map_or(Hash::NONE.to_string(), |act| act.hash.clone());
            Verdict::Whole { acts: acts.len() as i64, hash }
        }
    })
}

/// What a check answers: the database's own failure apart from what was found in it.
type Found = Result<std::result::Result<(), Fault>>;

async fn check(conn: &mut Conn, institution: InstitutionId, acts: &[ActRow], anchors: &[Head]) -> Found {
    if let Err(fault) = entries(acts, institution) {
        return Ok(Err(fault));
    }
    if let Err(fault) = rows(conn, institution, acts).await? {
        return Ok(Err(fault));
    }
    if let Err(fault) = shown(conn, institution).await? {
        return Ok(Err(fault));
    }
    if let Some(number) = access_log::first_broken(conn, institution).await? {
        return Ok(Err(Fault::AccessLog { number }));
    }
    head(conn, institution, acts, anchors).await
}

fn entries(acts: &[ActRow], institution: InstitutionId) -> std::result::Result<(), Fault> {
    let mut previous = Hash::NONE.to_string();
    for (expected, act) in (1..).zip(acts) {
        let number = act.number;
        if number != expected {
            return Err(Fault::Gap { expected, found: number });
        }
        if act.previous != previous {
            return Err(Fault::Link { number });
        }
        if act.entry(institution).hash(&previous).to_string() != act.hash {
            return Err(Fault::Entry { number });
        }
        previous.clone_from(&act.hash);
    }
    Ok(())
}

async fn rows(conn: &mut Conn, institution: InstitutionId, acts: &[ActRow]) -> Found {
    let mut leaves = match leaves(conn, institution, acts).await? {
        Ok(leaves) => leaves,
        Err(fault) => return Ok(Err(fault)),
    };
    for act in acts {
        let found = leaves.remove(&act.number).unwrap_or_default();
        let rows = found.len() as i64;
        if rows != act.row_count || root(found).to_string() != act.root {
            return Ok(Err(Fault::Rows { number: act.number, rows, expected: act.row_count }));
        }
    }
    Ok(Ok(()))
}

/// The hashes of the rows of each act.
type Leaves = HashMap<i64, Vec<Hash>>;

async fn leaves(
    conn: &mut Conn,
    institution: InstitutionId,
    acts: &[ActRow],
) -> Result<std::result::Result<Leaves, Fault>> {
    let salts: HashMap<i64, &str> = acts.iter().map(|act| (act.number, act.salt.as_str())).collect();
    let mut leaves = Leaves::new();
    for table in tables::ALL {
        if let Some(number) = collect(conn, institution, table, &salts, &mut leaves).await? {
            return Ok(Err(Fault::Stray { table: table.name, number }));
        }
    }
    Ok(Ok(leaves))
}

/// Adds the leaves of a table; gives the number of an act that does not exist, if a row names one.
async fn collect(
    conn: &mut Conn,
    institution: InstitutionId,
    table: &'static Table,
    salts: &HashMap<i64, &str>,
    leaves: &mut Leaves,
) -> Result<Option<i64>> {
    macro_rules! stream {
        ($engine:ty, $text:expr, $conn:expr) => {{
            let mut rows = sqlx::query::<$engine>($text).bind(institution.0).fetch(&mut **$conn);
            while let Some(row) = rows.try_next().await? {
                let act: i64 = sqlx::Row::try_get(&row, 0)?;
                let Some(salt) = salts.get(&act) else {
                    return Ok(Some(act));
                };
                leaves.entry(act).or_default().push(leaf(salt, table, &read_values(table, &row)?)?);
            }
        }};
    }
    match conn.wire() {
        Wire::Sqlite(conn) => stream!(Sqlite, table.rows().sqlite(), conn),
        Wire::Postgres(conn) => stream!(Postgres, table.rows().postgres(), conn),
    }
    Ok(None)
}

/// What pages show against the record.
async fn shown(conn: &mut Conn, institution: InstitutionId) -> Found {
    let checks = [
        ("mark", &MARKS_DIFFER),
        ("mark", &MARKS_MISSING),
        ("attendance", &ATTENDANCE_DIFFERS),
        ("attendance", &ATTENDANCE_MISSING),
        ("record", &RECORDS_DIFFER),
        ("record", &RECORDS_MISSING),
        ("correction", &CORRECTIONS_DIFFER),
        ("correction", &CORRECTIONS_MISSING),
        ("member", &MEMBERS_DIFFER),
        ("member", &MEMBERS_MISSING),
        ("institution", &INSTITUTION_DIFFERS),
    ];
    for (table, statement) in checks {
        if let Some((id,)) = fetch_optional!(conn, (i64,), statement, institution.0)? {
            return Ok(Err(Fault::Shown { table, id }));
        }
    }
    Ok(Ok(()))
}

async fn head(conn: &mut Conn, institution: InstitutionId, acts: &[ActRow], anchors: &[Head]) -> Found {
    let row = fetch_optional!(conn, (i64, String), HEAD, institution.0)?;
    let (number, hash) = row.unwrap_or((0, Hash::NONE.to_string()));
    let last = acts.last().map_or(0, |act| act.number);
    if number != last || acts.last().map_or(Hash::NONE.to_string(), |act| act.hash.clone()) != hash {
        return Ok(Err(Fault::Head { head: number, last }));
    }
    let by_number: HashMap<i64, &str> = acts.iter().map(|act| (act.number, act.hash.as_str())).collect();
    let lost = anchors
        .iter()
        .filter(|anchor| anchor.institution == institution.0)
        .find(|anchor| by_number.get(&anchor.number).is_none_or(|hash| *hash != anchor.hash));
    Ok(match lost {
        Some(anchor) => Err(Fault::Anchor { day: anchor.day, number: anchor.number }),
        None => Ok(()),
    })
}

/// The head of an institution's chain now, to be signed and kept outside the database.
pub async fn head_on(threshold: &mut Threshold, institution: InstitutionId, day: NaiveDate) -> Result<Head> {
    let row = fetch_optional!(threshold.conn(), (i64, String), HEAD, institution.0)?;
    let (number, hash) = row.ok_or_else(|| Error::inconsistent("audit_head", institution.0, "нет строки"))?;
    Ok(Head { institution: institution.0, day, number, hash })
}

/// An act as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub number: i64,
    pub kind: String,
    pub at: DateTime<Utc>,
    pub reason: Option<String>,
    pub rows: i64,
    pub hash: String,
    /// Nobody for acts of the server's command line.
    pub author: Option<Name>,
}

/// How many acts a page of the list holds.
pub const PAGE: usize = 100;

/// A hundred acts before number `before`, the latest first, in the part that the asker may read.
pub async fn list(read: &mut Read, permit: &MayReadRecord, before: i64, today: NaiveDate) -> Result<Vec<Listed>> {
    let (own, part, head) = match permit.part() {
        RecordPart::All => (None, "all", 0),
        RecordPart::Journal => (None, "journal", 0),
        RecordPart::Technical => (None, "technical", 0),
        RecordPart::HeadedBy(head) => (None, "all", head.0),
        RecordPart::Own(person) => (Some(person.0), "all", 0),
    };
    let institution = read.institution().0;
    type Row =
        (i64, String, DateTime<Utc>, Option<String>, i64, String, Option<String>, Option<String>, Option<String>);
    let rows = fetch_all!(read.conn(), Row, LIST, institution, own, before, part, head, today)?;
    let listed = |(number, kind, at, reason, rows, hash, surname, name, patronymic): Row| Listed {
        number,
        kind,
        at,
        reason,
        rows,
        hash,
        author: surname.zip(name).map(|(surname, name)| Name { surname, name, patronymic }),
    };
    Ok(rows.into_iter().map(listed).collect())
}

/// Makes the chain of an institution fit its rows again, as somebody could who owns the database: only a head kept elsewhere tells.
#[cfg(test)]
pub(crate) async fn forge(db: &Db, institution: InstitutionId) -> Result<String> {
    let mut threshold = db.threshold().await?;
    let acts = fetch_all!(threshold.conn(), ActRow, ACTS, institution.0)?;
    let Ok(mut leaves) = leaves(threshold.conn(), institution, &acts).await? else {
        return Err(Error::Fault("a stray row".into()));
    };
    let (mut previous, mut forged) = (Hash::NONE.to_string(), String::new());
    for act in &acts {
        let found = leaves.remove(&act.number).unwrap_or_default();
        let entry = Entry { rows: found.len() as i64, root: root(found).to_string(), ..act.entry(institution) };
        let hash = entry.hash(&previous).to_string();
        forged += &format!(
            "UPDATE act SET row_count = {}, root = '{}', previous = '{previous}', hash = '{hash}' WHERE institution_id = {} AND number = {};",
            entry.rows, entry.root, entry.institution, entry.number
        );
        previous = hash;
    }
    let last = acts.last().map_or(0, |act| act.number);
    Ok(forged
        + &format!("UPDATE audit_head SET number = {last}, hash = '{previous}' WHERE institution_id = {institution}"))
}

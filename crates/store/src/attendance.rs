//! Attendance: who was absent or late at a lesson, and why.

use chrono::{DateTime, NaiveDate, Utc};
use parta_school::access::{MayExplainAbsences, MayReadAbsences, MayRecord};
use parta_school::ids::{LessonId, PersonId};
use serde::{Deserialize, Serialize};

use crate::act::Tx;
use crate::db::{Read, execute, fetch_all, fetch_rows};
use crate::error::{Error, Result};
use crate::statement::statements;
use crate::table::stored_instant;
use crate::{lessons, tables};

statements! {
    PUT =
        "INSERT INTO attendance (institution_id, lesson_id, student_id, act, state, at, author_id)
         SELECT $1, e.lesson_id, e.student_id, $2, e.state, e.at, e.author_id
         FROM EACH($3; lesson_id BIGINT, student_id BIGINT, state TEXT, at TIMESTAMPTZ, author_id BIGINT) AS e
         WHERE TRUE
         ON CONFLICT (institution_id, lesson_id, student_id) DO UPDATE SET act = excluded.act, state = excluded.state,
             at = excluded.at, author_id = excluded.author_id";
    ROLL =
        "SELECT ROWS(n.student_id, a.state, COALESCE(a.act, 0); n.student_id) FROM lesson l
         JOIN page p ON p.institution_id = l.institution_id AND p.id = l.page_id
         JOIN enrolment n ON n.institution_id = p.institution_id AND n.class_id = p.class_id
              AND n.first_day <= l.day AND (n.last_day IS NULL OR n.last_day >= l.day)
         LEFT JOIN subgroup_member m ON m.institution_id = p.institution_id AND m.subgroup_id = p.subgroup_id
              AND m.student_id = n.student_id AND m.first_day <= l.day AND (m.last_day IS NULL OR m.last_day >= l.day)
         LEFT JOIN attendance a ON a.institution_id = l.institution_id AND a.lesson_id = l.id AND a.student_id = n.student_id
         WHERE l.institution_id = $1 AND l.id = $2 AND (p.subgroup_id IS NULL OR m.id IS NOT NULL)";
    ABSENCES_OF_CLASS =
        "SELECT l.id AS lesson_id, l.day, l.number, s.name AS subject, a.student_id, n.surname, n.name, a.state, a.act
         FROM page p
         JOIN lesson l ON l.institution_id = p.institution_id AND l.page_id = p.id AND l.day BETWEEN $3 AND $4
         JOIN attendance a ON a.institution_id = l.institution_id AND a.lesson_id = l.id AND a.state IS NOT NULL
         JOIN person n ON n.institution_id = a.institution_id AND n.id = a.student_id
         JOIN subject s ON s.institution_id = p.institution_id AND s.id = p.subject_id
         WHERE p.institution_id = $1 AND p.class_id = $2
         ORDER BY n.sort_key, n.id, l.day, l.number, l.id";
}

/// A new state of somebody's attendance; the state is a code of `school::attendance`, nothing for «present».
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAttendance {
    pub student: PersonId,
    pub state: Option<String>,
    pub entered_at: Option<DateTime<Utc>>,
}

#[derive(Serialize)]
pub(crate) struct AttendanceRevision<'a> {
    pub id: i64,
    pub lesson_id: i64,
    pub student_id: i64,
    pub state: Option<&'a str>,
    pub at: DateTime<Utc>,
    pub entered_at: Option<DateTime<Utc>>,
    pub author_id: i64,
}

#[derive(Serialize)]
pub(crate) struct AttendanceNow<'a> {
    pub lesson_id: i64,
    pub student_id: i64,
    pub state: Option<&'a str>,
    pub at: String,
    pub author_id: i64,
}

#[derive(Serialize)]
pub(crate) struct Check {
    pub id: i64,
    pub lesson_id: i64,
    pub at: DateTime<Utc>,
    pub author_id: i64,
}

/// Writes new states of attendance at a lesson.
pub async fn put(tx: &mut Tx, permit: &MayRecord, states: &[NewAttendance]) -> Result<()> {
    write(tx, permit.lesson(), permit.author(), states).await
}

/// Writes the reason of an absence, by the class teacher.
pub async fn explain(
    tx: &mut Tx,
    permit: &MayExplainAbsences,
    lesson: LessonId,
    explained_by: PersonId,
    state: NewAttendance,
) -> Result<()> {
    lessons::is_of_class(tx, lesson, permit).await?;
    write(tx, lesson, explained_by, &[state]).await
}

/// Confirms the attendance of a lesson.
pub async fn confirm(tx: &mut Tx, permit: &MayRecord) -> Result<()> {
    let (id, at) = (tx.id().await?, tx.now());
    let check = Check { id, lesson_id: permit.lesson().0, at, author_id: permit.author().0 };
    tx.record(&tables::ATTENDANCE_CHECK, &[check]).await
}

async fn write(tx: &mut Tx, lesson: LessonId, author: PersonId, states: &[NewAttendance]) -> Result<()> {
    if states.is_empty() {
        return Ok(());
    }
    let (ids, at) = (tx.ids(states.len()).await?, tx.now());
    let revisions: Vec<AttendanceRevision> = ids
        .zip(states)
        .map(|(id, new)| AttendanceRevision {
            id,
            lesson_id: lesson.0,
            student_id: new.student.0,
            state: new.state.as_deref(),
            at,
            entered_at: new.entered_at,
            author_id: author.0,
        })
        .collect();
    tx.record(&tables::ATTENDANCE_REVISION, &revisions).await?;
    let now: Vec<AttendanceNow> = states
        .iter()
        .map(|new| AttendanceNow {
            lesson_id: lesson.0,
            student_id: new.student.0,
            state: new.state.as_deref(),
            at: stored_instant(at),
            author_id: author.0,
        })
        .collect();
    put_now(tx, &now).await
}

pub(crate) async fn put_now(tx: &mut Tx, now: &[AttendanceNow<'_>]) -> Result<()> {
    let list = serde_json::to_string(now).map_err(|error| Error::Fault(error.to_string()))?;
    let (institution, act) = (tx.institution().0, tx.number());
    execute!(tx.conn(), PUT, institution, act, &list)?;
    Ok(())
}

/// A student of the lesson's roll with the attendance that stands, and its revision (0 where nothing was entered).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct OnRoll {
    pub student: PersonId,
    pub state: Option<String>,
    pub act: i64,
}

/// Everybody who belongs to a lesson on its day, with the attendance that stands.
pub async fn roll(read: &mut Read, permit: &MayRecord) -> Result<Vec<OnRoll>> {
    let institution = read.institution().0;
    fetch_rows!(read.conn(), OnRoll, ROLL, institution, permit.lesson().0)
}

/// An absence or lateness of a student of a class.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ClassAbsence {
    #[sqlx(try_from = "i64")]
    pub lesson_id: LessonId,
    pub day: NaiveDate,
    pub number: i64,
    pub subject: String,
    #[sqlx(try_from = "i64")]
    pub student_id: PersonId,
    pub surname: String,
    pub name: String,
    pub state: String,
    pub act: i64,
}

/// The absences of a class from `first` to `last`, by student.
pub async fn of_class(
    read: &mut Read,
    permit: &MayReadAbsences,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<ClassAbsence>> {
    let institution = read.institution().0;
    fetch_all!(read.conn(), ClassAbsence, ABSENCES_OF_CLASS, institution, permit.class().0, first, last)
}

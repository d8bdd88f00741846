//! Marks: what stands in a cell, how it came there, and how it changes.
//!
//! A mark belongs to (work, student). The table `mark` holds what stands now, `mark_revision` every state it ever had; the value is
//! empty after a withdrawal. A cell's revision is the number of the last act that touched it.

use chrono::{DateTime, Utc};
use parta_school::access::{MayExecuteCorrections, MayReadPage, MayRecord};
use parta_school::ids::{LessonId, MarkId, PersonId, WorkId};
use serde::{Deserialize, Serialize};

use crate::act::Tx;
use crate::db::{Read, execute, fetch_all, fetch_optional, unpack};
use crate::error::{Error, Result};
use crate::people::Name;
use crate::statement::statements;
use crate::{lessons, tables};

statements! {
    CELL =
        "SELECT (SELECT ROWS(m.id, m.work_id, w.kind_id, m.value, m.act, m.at, m.public_at, m.author_id; m.id) FROM mark m
                 JOIN work w ON w.institution_id = m.institution_id AND w.id = m.work_id
                 WHERE m.institution_id = $1 AND m.lesson_id = $2 AND m.student_id = $3),
                (SELECT ROWS(a.state, a.act, a.at, a.author_id; a.act) FROM attendance a
                 WHERE a.institution_id = $1 AND a.lesson_id = $2 AND a.student_id = $3)";
    WORKS = "SELECT id, kind_id, weight, title FROM work WHERE institution_id = $1 AND lesson_id = $2 ORDER BY id";
    PUT =
        "INSERT INTO mark (institution_id, id, lesson_id, student_id, work_id, act, value, at, public_at, author_id)
         SELECT $1, e.id, e.lesson_id, e.student_id, e.work_id, $2, e.value, e.at, e.public_at, e.author_id
         FROM EACH($3; id BIGINT, lesson_id BIGINT, student_id BIGINT, work_id BIGINT, value TEXT, at TIMESTAMPTZ, public_at TIMESTAMPTZ, author_id BIGINT) AS e
         WHERE TRUE
         ON CONFLICT (institution_id, work_id, student_id) DO UPDATE SET act = excluded.act, value = excluded.value, at = excluded.at,
             public_at = excluded.public_at, author_id = excluded.author_id
             WHERE mark.id = excluded.id";
    MARK =
        "SELECT m.id, m.lesson_id, m.student_id, m.work_id, w.kind_id, m.value, m.act, m.at, m.public_at, m.author_id FROM mark m
         JOIN work w ON w.institution_id = m.institution_id AND w.id = m.work_id
         WHERE m.institution_id = $1 AND m.id = $2";
    MARK_HISTORY =
        "SELECT r.mark_id, r.act, r.at, r.entered_at, r.value, r.reason, r.protocol, k.name AS kind, n.surname, n.name, n.patronymic
         FROM mark_revision r
         JOIN mark m ON m.institution_id = r.institution_id AND m.id = r.mark_id
         JOIN work w ON w.institution_id = r.institution_id AND w.id = r.work_id
         JOIN work_kind k ON k.institution_id = w.institution_id AND k.id = w.kind_id
         JOIN person n ON n.institution_id = r.institution_id AND n.id = r.author_id
         WHERE m.institution_id = $1 AND m.lesson_id = $2 AND m.student_id = $3 ORDER BY r.act, r.id";
    ATTENDANCE_HISTORY =
        "SELECT r.act, r.at, r.entered_at, r.state, n.surname, n.name, n.patronymic FROM attendance_revision r
         JOIN person n ON n.institution_id = r.institution_id AND n.id = r.author_id
         WHERE r.institution_id = $1 AND r.lesson_id = $2 AND r.student_id = $3 ORDER BY r.act, r.id";
}

/// A mark as it stands in a cell; without a value after a withdrawal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CellMark {
    pub id: MarkId,
    pub work_id: WorkId,
    pub kind_id: i64,
    pub value: Option<String>,
    pub act: i64,
    pub at: DateTime<Utc>,
    pub public_at: DateTime<Utc>,
    pub author_id: PersonId,
}

/// Attendance as it stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CellAttendance {
    /// The code of `school::attendance`; nothing for «present».
    pub state: Option<String>,
    pub act: i64,
    pub at: DateTime<Utc>,
    pub author_id: PersonId,
}

/// Everything in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Withdrawn ones included.
    pub marks: Vec<CellMark>,
    pub attendance: Option<CellAttendance>,
}

impl Cell {
    /// The number of the last act that touched the cell; 0 for one never touched.
    pub fn revision(&self) -> i64 {
        let marks = self.marks.iter().map(|mark| mark.act);
        marks.chain(self.attendance.iter().map(|attendance| attendance.act)).max().unwrap_or(0)
    }

    /// Who touched it last, and when.
    pub fn last_touch(&self) -> Option<(PersonId, DateTime<Utc>)> {
        let marks = self.marks.iter().map(|mark| (mark.act, mark.author_id, mark.at));
        let attendance = self.attendance.iter().map(|a| (a.act, a.author_id, a.at));
        marks.chain(attendance).max_by_key(|(act, ..)| *act).map(|(_, author, at)| (author, at))
    }
}

/// The cell of a student at a lesson. For somebody who may record the lesson; see [`cell_to_read`].
pub async fn cell(read: &mut Read, permit: &MayRecord, student: PersonId) -> Result<Cell> {
    cell_at(read, permit.lesson(), student).await
}

/// The cell of a student at a lesson of a page that the asker may read.
pub async fn cell_to_read(read: &mut Read, permit: &MayReadPage, lesson: LessonId, student: PersonId) -> Result<Cell> {
    lessons::stands_on(read, lesson, permit).await?;
    cell_at(read, lesson, student).await
}

async fn cell_at(read: &mut Read, lesson: LessonId, student: PersonId) -> Result<Cell> {
    let institution = read.institution().0;
    let row = fetch_optional!(read.conn(), (String, String), CELL, institution, lesson.0, student.0)?;
    let (marks, attendance) = row.unwrap_or_default();
    let attendance: Vec<CellAttendance> = unpack(CELL.name, &attendance)?;
    Ok(Cell { marks: unpack(CELL.name, &marks)?, attendance: attendance.into_iter().next() })
}

/// A work of a lesson.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Work {
    #[sqlx(try_from = "i64")]
    pub id: WorkId,
    pub kind_id: i64,
    pub weight: i64,
    pub title: Option<String>,
}

/// The works of a lesson, in the order in which they were set.
pub async fn works(read: &mut Read, lesson: LessonId) -> Result<Vec<Work>> {
    let institution = read.institution().0;
    fetch_all!(read.conn(), Work, WORKS, institution, lesson.0)
}

#[derive(Debug, Clone, Serialize)]
pub struct WorkRow {
    pub id: i64,
    pub lesson_id: i64,
    pub kind_id: i64,
    pub weight: i64,
    pub title: Option<String>,
}

/// Adds a work to a lesson.
pub async fn add_work(tx: &mut Tx, permit: &MayRecord, kind_id: i64, weight: i64) -> Result<WorkId> {
    let id = tx.id().await?;
    let row = WorkRow { id, lesson_id: permit.lesson().0, kind_id, weight, title: None };
    tx.record(&tables::WORK, &[row]).await?;
    Ok(WorkId(id))
}

/// A new state of a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMark {
    /// A new number for a new mark.
    pub id: MarkId,
    pub work: WorkId,
    pub student: PersonId,
    /// Nothing to withdraw it.
    pub value: Option<String>,
    pub public_at: DateTime<Utc>,
    pub entered_at: Option<DateTime<Utc>>,
    pub reason: Option<String>,
    /// Number and date of the protocol of a passed topic.
    pub protocol: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct MarkRevision<'a> {
    pub id: i64,
    pub mark_id: i64,
    pub work_id: i64,
    pub lesson_id: i64,
    pub student_id: i64,
    pub value: Option<&'a str>,
    pub at: DateTime<Utc>,
    pub public_at: DateTime<Utc>,
    pub entered_at: Option<DateTime<Utc>>,
    pub author_id: i64,
    pub reason: Option<&'a str>,
    pub protocol: Option<&'a str>,
}

#[derive(Serialize)]
pub(crate) struct MarkNow<'a> {
    pub id: i64,
    pub lesson_id: i64,
    pub student_id: i64,
    pub work_id: i64,
    pub value: Option<&'a str>,
    pub at: String,
    pub public_at: String,
    pub author_id: i64,
}

/// Writes new states of marks of a lesson.
pub async fn put(tx: &mut Tx, permit: &MayRecord, marks: &[NewMark]) -> Result<()> {
    write(tx, permit.lesson(), permit.author(), marks).await
}

/// Writes the corrected state of a mark, in the name of the one who executes the correction.
pub async fn correct(
    tx: &mut Tx,
    _permit: &MayExecuteCorrections,
    lesson: LessonId,
    executed_by: PersonId,
    mark: NewMark,
) -> Result<()> {
    write(tx, lesson, executed_by, &[mark]).await
}

async fn write(tx: &mut Tx, lesson: LessonId, author: PersonId, marks: &[NewMark]) -> Result<()> {
    if marks.is_empty() {
        return Ok(());
    }
    let (ids, at) = (tx.ids(marks.len()).await?, tx.now());
    let revisions: Vec<MarkRevision> = ids
        .zip(marks)
        .map(|(id, mark)| MarkRevision {
            id,
            mark_id: mark.id.0,
            work_id: mark.work.0,
            lesson_id: lesson.0,
            student_id: mark.student.0,
            value: mark.value.as_deref(),
            at,
            public_at: mark.public_at,
            entered_at: mark.entered_at,
            author_id: author.0,
            reason: mark.reason.as_deref(),
            protocol: mark.protocol.as_deref(),
        })
        .collect();
    tx.record(&tables::MARK_REVISION, &revisions).await?;
    let now: Vec<MarkNow> = marks
        .iter()
        .map(|mark| MarkNow {
            id: mark.id.0,
            lesson_id: lesson.0,
            student_id: mark.student.0,
            work_id: mark.work.0,
            value: mark.value.as_deref(),
            at: crate::table::stored_instant(at),
            public_at: crate::table::stored_instant(mark.public_at),
            author_id: author.0,
        })
        .collect();
    put_now(tx, &now).await
}

pub(crate) async fn put_now(tx: &mut Tx, now: &[MarkNow<'_>]) -> Result<()> {
    let list = serde_json::to_string(now).map_err(|error| Error::Fault(error.to_string()))?;
    let (institution, act) = (tx.institution().0, tx.number());
    let put = execute!(tx.conn(), PUT, institution, act, &list)?;
    // A second mark for the same work and student is a state of the first, under its number.
    if put == now.len() as u64 { Ok(()) } else { Err(Error::Fault("a mark under the number of another".into())) }
}

/// A mark with its place.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PlacedMark {
    #[sqlx(try_from = "i64")]
    pub id: MarkId,
    #[sqlx(try_from = "i64")]
    pub lesson_id: LessonId,
    #[sqlx(try_from = "i64")]
    pub student_id: PersonId,
    #[sqlx(try_from = "i64")]
    pub work_id: WorkId,
    pub kind_id: i64,
    pub value: Option<String>,
    pub act: i64,
    pub at: DateTime<Utc>,
    pub public_at: DateTime<Utc>,
    #[sqlx(try_from = "i64")]
    pub author_id: PersonId,
}

/// A mark of this institution. The caller asks the policy about the page of its lesson before showing anything of it.
pub async fn mark(read: &mut Read, mark: MarkId) -> Result<Option<PlacedMark>> {
    let institution = read.institution().0;
    fetch_optional!(read.conn(), PlacedMark, MARK, institution, mark.0)
}

/// One past state of a mark of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastMark {
    pub mark: MarkId,
    pub act: i64,
    pub at: DateTime<Utc>,
    pub entered_at: Option<DateTime<Utc>>,
    pub value: Option<String>,
    pub reason: Option<String>,
    pub protocol: Option<String>,
    pub kind: String,
    pub author: Name,
}

#[derive(sqlx::FromRow)]
struct PastMarkRow {
    mark_id: i64,
    act: i64,
    at: DateTime<Utc>,
    entered_at: Option<DateTime<Utc>>,
    value: Option<String>,
    reason: Option<String>,
    protocol: Option<String>,
    kind: String,
    surname: String,
    name: String,
    patronymic: Option<String>,
}

/// One past state of the attendance of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastAttendance {
    pub act: i64,
    pub at: DateTime<Utc>,
    pub entered_at: Option<DateTime<Utc>>,
    pub state: Option<String>,
    pub author: Name,
}

/// Who wrote what into a cell, and when, oldest first.
pub async fn history(
    read: &mut Read,
    permit: &MayReadPage,
    lesson: LessonId,
    student: PersonId,
) -> Result<(Vec<PastMark>, Vec<PastAttendance>)> {
    lessons::stands_on(read, lesson, permit).await?;
    let institution = read.institution().0;
    let marks = fetch_all!(read.conn(), PastMarkRow, MARK_HISTORY, institution, lesson.0, student.0)?;
    type Row = (i64, DateTime<Utc>, Option<DateTime<Utc>>, Option<String>, String, String, Option<String>);
    let attendance = fetch_all!(read.conn(), Row, ATTENDANCE_HISTORY, institution, lesson.0, student.0)?;
    let past_mark = |row: PastMarkRow| PastMark {
        mark: MarkId(row.mark_id),
        act: row.act,
        at: row.at,
        entered_at: row.entered_at,
        value: row.value,
        reason: row.reason,
        protocol: row.protocol,
        kind: row.kind,
        author: Name { surname: row.surname, name: row.name, patronymic: row.patronymic },
    };
    let past_attendance = |(act, at, entered_at, state, surname, name, patronymic): Row| PastAttendance {
        act,
        at,
        entered_at,
        state,
        author: Name { surname, name, patronymic },
    };
    Ok((marks.into_iter().map(past_mark).collect(), attendance.into_iter().map(past_attendance).collect()))
}

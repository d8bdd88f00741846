//! The journal page: everything in the spread of one page between two days, in a handful of statements whose number does not grow.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use parta_school::access::{MayReadPage, MaySetUp};
use parta_school::ids::{LessonId, PersonId};
use serde::{Deserialize, Serialize};

use crate::act::Tx;
use crate::attendance::{AttendanceNow, AttendanceRevision, Check};
use crate::db::{Read, execute, fetch_optional, fetch_rows, flag, optional_flag, unpack};
use crate::error::{Error, Result};
use crate::lessons::RecordRevision;
use crate::marks::{MarkNow, MarkRevision, WorkRow};
use crate::statement::statements;
use crate::table::stored_instant;
use crate::{attendance, marks, tables};

statements! {
    LESSONS =
        "SELECT ROWS(l.id, l.day, l.number, l.starts, l.ends, r.name, d.act, d.topic, d.homework, d.homework_none,
                (SELECT MAX(c.at) FROM attendance_check c WHERE c.institution_id = l.institution_id AND c.lesson_id = l.id);
                l.day, l.number, l.id)
         FROM lesson l
         LEFT JOIN room r ON r.institution_id = l.institution_id AND r.id = l.room_id
         LEFT JOIN record d ON d.institution_id = l.institution_id AND d.lesson_id = l.id
         WHERE l.institution_id = $1 AND l.page_id = $2 AND l.day BETWEEN $3 AND $4";
    MARKS =
        "SELECT ROWS(m.lesson_id, m.student_id, m.value, m.act, w.kind_id, w.weight, (m.public_at > $5 AND m.author_id = $6); m.id)
         FROM lesson l
         JOIN mark m ON m.institution_id = l.institution_id AND m.lesson_id = l.id
         JOIN work w ON w.institution_id = m.institution_id AND w.id = m.work_id
         WHERE l.institution_id = $1 AND l.page_id = $2 AND l.day BETWEEN $3 AND $4";
    ATTENDANCE_OF_PAGE =
        "SELECT ROWS(a.lesson_id, a.student_id, a.state, a.act; a.lesson_id, a.student_id) FROM lesson l
         JOIN attendance a ON a.institution_id = l.institution_id AND a.lesson_id = l.id
         WHERE l.institution_id = $1 AND l.page_id = $2 AND l.day BETWEEN $3 AND $4";
    OF_STUDENT =
        "SELECT (SELECT ROWS(m.lesson_id, m.student_id, m.value, m.act, w.kind_id, w.weight, FALSE; m.id) FROM lesson l
                 JOIN mark m ON m.institution_id = l.institution_id AND m.lesson_id = l.id AND m.student_id = $5
                 JOIN work w ON w.institution_id = m.institution_id AND w.id = m.work_id
                 WHERE l.institution_id = $1 AND l.page_id = $2 AND l.day BETWEEN $3 AND $4),
                (SELECT ROWS(a.state; a.act) FROM lesson l
                 JOIN attendance a ON a.institution_id = l.institution_id AND a.lesson_id = l.id AND a.student_id = $5
                 WHERE l.institution_id = $1 AND l.page_id = $2 AND l.day BETWEEN $3 AND $4 AND a.state IS NOT NULL)";
    PUT_RECORDS =
        "INSERT INTO record (institution_id, lesson_id, act, topic, homework, homework_none, at, author_id)
         SELECT $1, e.lesson_id, $2, e.topic, e.homework, e.homework_none, e.at, e.author_id
         FROM EACH($3; lesson_id BIGINT, topic TEXT, homework TEXT, homework_none BOOLEAN, at TIMESTAMPTZ, author_id BIGINT) AS e";
}

/// A column of the page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Column {
    pub id: LessonId,
    pub day: NaiveDate,
    pub number: i64,
    pub starts: NaiveTime,
    pub ends: NaiveTime,
    pub room: Option<String>,
    /// The revision of topic and homework, where there is one.
    pub act: Option<i64>,
    pub topic: Option<String>,
    pub homework: Option<String>,
    #[serde(deserialize_with = "optional_flag")]
    pub homework_none: Option<bool>,
    pub checked_at: Option<DateTime<Utc>>,
}

/// A mark of the page; without a value after a withdrawal, so that the cell's revision is known.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GridMark {
    pub lesson: LessonId,
    pub student: PersonId,
    pub value: Option<String>,
    pub act: i64,
    pub kind: i64,
    pub weight: i64,
    /// The asker gave it and can still withdraw it: it is not public yet.
    #[serde(deserialize_with = "flag")]
    pub fresh: bool,
}

/// An absence or lateness of the page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GridAttendance {
    pub lesson: LessonId,
    pub student: PersonId,
    pub state: Option<String>,
    pub act: i64,
}

/// The lessons of a page from `first` to `last`, with topics and homework.
pub async fn lessons(read: &mut Read, permit: &MayReadPage, first: NaiveDate, last: NaiveDate) -> Result<Vec<Column>> {
    let institution = read.institution().0;
    fetch_rows!(read.conn(), Column, LESSONS, institution, permit.page().0, first, last)
}

/// The marks of a page from `first` to `last`, in the order in which they were given.
pub async fn marks(read: &mut Read, permit: &MayReadPage, first: NaiveDate, last: NaiveDate) -> Result<Vec<GridMark>> {
    let institution = read.institution().0;
    let (now, asker) = (read.now(), read.who().person.map_or(0, |person| person.0));
    fetch_rows!(read.conn(), GridMark, MARKS, institution, permit.page().0, first, last, now, asker)
}

/// The absences of a page from `first` to `last`.
pub async fn attendance(
    read: &mut Read,
    permit: &MayReadPage,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<GridAttendance>> {
    let institution = read.institution().0;
    fetch_rows!(read.conn(), GridAttendance, ATTENDANCE_OF_PAGE, institution, permit.page().0, first, last)
}

/// The marks and absences of one student of a page, for what stands right of the grid after one cell changed.
pub async fn of_student(
    read: &mut Read,
    permit: &MayReadPage,
    student: PersonId,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<(Vec<GridMark>, Vec<String>)> {
    let (institution, page) = (read.institution().0, permit.page().0);
    let row = fetch_optional!(read.conn(), (String, String), OF_STUDENT, institution, page, first, last, student.0)?;
    let (marks, absences) = row.unwrap_or_default();
    let absences: Vec<(String,)> = unpack(OF_STUDENT.name, &absences)?;
    Ok((unpack(OF_STUDENT.name, &marks)?, absences.into_iter().map(|(state,)| state).collect()))
}

/// A stretch of a journal as it comes from elsewhere (an import, the demo): whole lessons with all that was recorded.
#[derive(Debug, Clone, Default)]
pub struct Stretch {
    pub lessons: Vec<RecordedLesson>,
}

/// A lesson with all that was recorded, by one author at one moment.
#[derive(Debug, Clone)]
pub struct RecordedLesson {
    pub lesson: i64,
    pub author: i64,
    pub at: DateTime<Utc>,
    pub topic: Option<String>,
    pub homework: Option<String>,
    pub homework_none: bool,
    pub works: Vec<RecordedWork>,
    /// Student and state.
    pub attendance: Vec<(i64, &'static str)>,
}

/// A work with its marks.
#[derive(Debug, Clone)]
pub struct RecordedWork {
    pub kind: i64,
    pub weight: i64,
    pub title: Option<String>,
    /// Student and value.
    pub marks: Vec<(i64, String)>,
}

#[derive(Serialize)]
struct RecordNow<'a> {
    lesson_id: i64,
    topic: Option<&'a str>,
    homework: Option<&'a str>,
    homework_none: bool,
    at: String,
    author_id: i64,
}

/// Adds a stretch to lessons that nothing was recorded of yet.
pub async fn add_stretch(tx: &mut Tx, _permit: &MaySetUp, stretch: &Stretch) -> Result<()> {
    let count = |lesson: &RecordedLesson| {
        let marks: usize = lesson.works.iter().map(|work| 1 + 2 * work.marks.len()).sum();
        2 + marks + lesson.attendance.len()
    };
    let mut ids = tx.ids(stretch.lessons.iter().map(count).sum()).await?;
    let mut rows = Rows::default();
    for lesson in &stretch.lessons {
        rows.add(lesson, &mut ids).ok_or_else(|| Error::Fault("too few identifiers".into()))?;
    }
    rows.write(tx).await
}

#[derive(Default)]
struct Rows<'a> {
    records: Vec<RecordRevision<'a>>,
    records_now: Vec<RecordNow<'a>>,
    checks: Vec<Check>,
    works: Vec<WorkRow>,
    marks: Vec<MarkRevision<'a>>,
    marks_now: Vec<MarkNow<'a>>,
    attendance: Vec<AttendanceRevision<'a>>,
    attendance_now: Vec<AttendanceNow<'a>>,
}

impl<'a> Rows<'a> {
    fn add(&mut self, lesson: &'a RecordedLesson, ids: &mut impl Iterator<Item = i64>) -> Option<()> {
        let (lesson_id, at, author_id) = (lesson.lesson, lesson.at, lesson.author);
        let (topic, homework, homework_none) =
            (lesson.topic.as_deref(), lesson.homework.as_deref(), lesson.homework_none);
        self.records.push(RecordRevision {
            id: ids.next()?,
            lesson_id,
            topic,
            homework,
            homework_none,
            at,
            entered_at: None,
            author_id,
        });
        self.records_now.push(RecordNow {
            lesson_id,
            topic,
            homework,
            homework_none,
            at: stored_instant(at),
            author_id,
        });
        self.checks.push(Check { id: ids.next()?, lesson_id, at, author_id });
        for &(student_id, state) in &lesson.attendance {
            let state = Some(state);
            self.attendance.push(AttendanceRevision {
                id: ids.next()?,
                lesson_id,
                student_id,
                state,
                at,
                entered_at: None,
                author_id,
            });
            self.attendance_now.push(AttendanceNow { lesson_id, student_id, state, at: stored_instant(at), author_id });
        }
        for work in &lesson.works {
            self.add_work(lesson, work, ids)?;
        }
        Some(())
    }

    fn add_work(
        &mut self,
        lesson: &'a RecordedLesson,
        work: &'a RecordedWork,
        ids: &mut impl Iterator<Item = i64>,
    ) -> Option<()> {
        let (lesson_id, at, author_id) = (lesson.lesson, lesson.at, lesson.author);
        let work_id = ids.next()?;
        self.works.push(WorkRow {
            id: work_id,
            lesson_id,
            kind_id: work.kind,
            weight: work.weight,
            title: work.title.clone(),
        });
        for (student_id, value) in &work.marks {
            let (mark_id, id, value) = (ids.next()?, ids.next()?, Some(value.as_str()));
            self.marks.push(MarkRevision {
                id,
                mark_id,
                work_id,
                lesson_id,
                student_id: *student_id,
                value,
                at,
                public_at: at,
                entered_at: None,
                author_id,
                reason: None,
                protocol: None,
            });
            let (at, public_at) = (stored_instant(at), stored_instant(at));
            self.marks_now.push(MarkNow {
                id: mark_id,
                lesson_id,
                student_id: *student_id,
                work_id,
                value,
                at,
                public_at,
                author_id,
            });
        }
        Some(())
    }

    async fn write(self, tx: &mut Tx) -> Result<()> {
        tx.record(&tables::RECORD_REVISION, &self.records).await?;
        tx.record(&tables::ATTENDANCE_CHECK, &self.checks).await?;
        tx.record(&tables::WORK, &self.works).await?;
        tx.record(&tables::MARK_REVISION, &self.marks).await?;
        tx.record(&tables::ATTENDANCE_REVISION, &self.attendance).await?;
        let list = serde_json::to_string(&self.records_now).map_err(|error| Error::Fault(error.to_string()))?;
        let (institution, act) = (tx.institution().0, tx.number());
        execute!(tx.conn(), PUT_RECORDS, institution, act, &list)?;
        marks::put_now(tx, &self.marks_now).await?;
        attendance::put_now(tx, &self.attendance_now).await
    }
}

//! One lesson: when and for whom it is, its topic and homework, and whether its attendance was confirmed.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use parta_school::access::{MayExplainAbsences, MayReadPage, MayRecord};
use parta_school::ids::{LessonId, PageId, PersonId};
use serde::Serialize;

use crate::act::Tx;
use crate::db::{Read, execute, fetch_all, fetch_optional};
use crate::error::{Error, Result};
use crate::people::Name;
use crate::statement::statements;
use crate::tables;

statements! {
    LESSON =
        "SELECT l.id, l.page_id, l.day, l.number, l.starts, l.ends, r.name AS room,
                (SELECT MAX(o.ends) FROM page p
                 JOIN page q ON q.institution_id = p.institution_id AND q.class_id = p.class_id
                      AND (q.subgroup_id IS NULL OR p.subgroup_id IS NULL OR q.subgroup_id = p.subgroup_id)
                 JOIN lesson o ON o.institution_id = q.institution_id AND o.page_id = q.id AND o.day = l.day
                 WHERE p.institution_id = l.institution_id AND p.id = l.page_id) AS classes_end,
                (SELECT MAX(c.at) FROM attendance_check c WHERE c.institution_id = l.institution_id AND c.lesson_id = l.id) AS checked_at
         FROM lesson l
         LEFT JOIN room r ON r.institution_id = l.institution_id AND r.id = l.room_id
         WHERE l.institution_id = $1 AND l.id = $2";
    STANDS_ON = "SELECT COUNT(*) FROM lesson WHERE institution_id = $1 AND id = $2 AND page_id = $3";
    IS_OF_CLASS =
        "SELECT COUNT(*) FROM lesson l JOIN page p ON p.institution_id = l.institution_id AND p.id = l.page_id
         WHERE l.institution_id = $1 AND l.id = $2 AND p.class_id = $3";
    RECORD = "SELECT act, topic, homework, homework_none, at, author_id FROM record WHERE institution_id = $1 AND lesson_id = $2";
    WRITE_RECORD =
        "INSERT INTO record (institution_id, lesson_id, act, topic, homework, homework_none, at, author_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (institution_id, lesson_id) DO UPDATE SET act = excluded.act, topic = excluded.topic,
             homework = excluded.homework, homework_none = excluded.homework_none, at = excluded.at, author_id = excluded.author_id";
    RECORD_HISTORY =
        "SELECT r.act, r.at, r.topic, r.homework, r.homework_none, n.surname, n.name, n.patronymic FROM record_revision r
         JOIN person n ON n.institution_id = r.institution_id AND n.id = r.author_id
         WHERE r.institution_id = $1 AND r.lesson_id = $2 ORDER BY r.act";
    OF_TEACHER =
        "SELECT l.id, l.page_id, l.number, l.starts, l.ends, r.name AS room, c.name AS class_name, s.name AS subject, g.name AS subgroup,
                d.topic, d.homework, COALESCE(d.homework_none, FALSE) AS homework_none,
                (SELECT COUNT(*) FROM attendance_check a WHERE a.institution_id = l.institution_id AND a.lesson_id = l.id) AS checks,
                (SELECT COUNT(*) FROM mark m WHERE m.institution_id = l.institution_id AND m.lesson_id = l.id AND m.value IS NOT NULL)
                    AS marks,
                (SELECT MAX(o.ends) FROM page q
                 JOIN lesson o ON o.institution_id = q.institution_id AND o.page_id = q.id AND o.day = l.day
                 WHERE q.institution_id = p.institution_id AND q.class_id = p.class_id
                   AND (q.subgroup_id IS NULL OR p.subgroup_id IS NULL OR q.subgroup_id = p.subgroup_id)) AS classes_end
         FROM teaching t
         JOIN page p ON p.institution_id = t.institution_id AND p.id = t.page_id
         JOIN class_group c ON c.institution_id = p.institution_id AND c.id = p.class_id
         JOIN subject s ON s.institution_id = p.institution_id AND s.id = p.subject_id
         JOIN lesson l ON l.institution_id = p.institution_id AND l.page_id = p.id AND l.day = $3
         LEFT JOIN subgroup g ON g.institution_id = p.institution_id AND g.id = p.subgroup_id
         LEFT JOIN room r ON r.institution_id = l.institution_id AND r.id = l.room_id
         LEFT JOIN record d ON d.institution_id = l.institution_id AND d.lesson_id = l.id
         WHERE t.institution_id = $1 AND t.person_id = $2 AND t.first_day <= $3 AND (t.last_day IS NULL OR t.last_day >= $3)
         ORDER BY l.starts, l.number, l.id";
    NEXT_DAY_OF_TEACHER =
        "SELECT MIN(l.day) FROM teaching t
         JOIN lesson l ON l.institution_id = t.institution_id AND l.page_id = t.page_id AND l.day > $3 AND l.day <= $4
         WHERE t.institution_id = $1 AND t.person_id = $2 AND t.first_day <= $3 AND (t.last_day IS NULL OR t.last_day >= $3)";
}

/// How far the next day with lessons is looked for: past the longest holidays within a year, not past the summer.
pub(crate) fn a_month_after(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(31)).unwrap_or(day)
}

/// A lesson.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Lesson {
    #[sqlx(try_from = "i64")]
    pub id: LessonId,
    #[sqlx(try_from = "i64")]
    pub page_id: PageId,
    pub day: NaiveDate,
    pub number: i64,
    pub starts: NaiveTime,
    pub ends: NaiveTime,
    pub room: Option<String>,
    /// When the last lesson of that day ends for the students of this one (R-176, §4.0).
    pub classes_end: NaiveTime,
    /// When attendance was last confirmed.
    pub checked_at: Option<DateTime<Utc>>,
}

/// A lesson of this institution.
pub async fn lesson(read: &mut Read, lesson: LessonId) -> Result<Option<Lesson>> {
    let institution = read.institution().0;
    fetch_optional!(read.conn(), Lesson, LESSON, institution, lesson.0)
}

/// Holds a permit for a page against the lesson it is used for: one page's permit opens no other.
pub(crate) async fn stands_on(read: &mut Read, lesson: LessonId, permit: &MayReadPage) -> Result<()> {
    let institution = read.institution().0;
    let found = fetch_optional!(read.conn(), (i64,), STANDS_ON, institution, lesson.0, permit.page().0)?;
    if found == Some((1,)) { Ok(()) } else { Err(Error::Fault("a permit for another page".into())) }
}

/// The same for a permit to explain the absences of a class.
pub(crate) async fn is_of_class(read: &mut Read, lesson: LessonId, permit: &MayExplainAbsences) -> Result<()> {
    let institution = read.institution().0;
    let found = fetch_optional!(read.conn(), (i64,), IS_OF_CLASS, institution, lesson.0, permit.class().0)?;
    if found == Some((1,)) { Ok(()) } else { Err(Error::Fault("a permit for another class".into())) }
}

/// Topic and homework as they stand.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Record {
    /// The revision: the number of the act that wrote it.
    pub act: i64,
    pub topic: Option<String>,
    pub homework: Option<String>,
    /// «не задано»
    pub homework_none: bool,
    pub at: DateTime<Utc>,
    #[sqlx(try_from = "i64")]
    pub author_id: PersonId,
}

/// The record of a lesson, if one was made.
pub async fn record(read: &mut Read, lesson: LessonId) -> Result<Option<Record>> {
    let institution = read.institution().0;
    fetch_optional!(read.conn(), Record, RECORD, institution, lesson.0)
}

/// A new revision of topic and homework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRecord {
    pub topic: Option<String>,
    pub homework: Option<String>,
    pub homework_none: bool,
    /// By the clock of the author's device.
    pub entered_at: Option<DateTime<Utc>>,
}

#[derive(Serialize)]
pub(crate) struct RecordRevision<'a> {
    pub id: i64,
    pub lesson_id: i64,
    pub topic: Option<&'a str>,
    pub homework: Option<&'a str>,
    pub homework_none: bool,
    pub at: DateTime<Utc>,
    pub entered_at: Option<DateTime<Utc>>,
    pub author_id: i64,
}

/// Writes topic and homework of a lesson as a new revision.
pub async fn write_record(tx: &mut Tx, permit: &MayRecord, new: &NewRecord) -> Result<()> {
    let (id, at) = (tx.id().await?, tx.now());
    let (lesson, author) = (permit.lesson().0, permit.author().0);
    let revision = RecordRevision {
        id,
        lesson_id: lesson,
        topic: new.topic.as_deref(),
        homework: new.homework.as_deref(),
        homework_none: new.homework_none,
        at,
        entered_at: new.entered_at,
        author_id: author,
    };
    tx.record(&tables::RECORD_REVISION, &[revision]).await?;
    let (institution, act) = (tx.institution().0, tx.number());
    execute!(
        tx.conn(),
        WRITE_RECORD,
        institution,
        lesson,
        act,
        &new.topic,
        &new.homework,
        new.homework_none,
        at,
        author
    )?;
    Ok(())
}

/// One revision of topic and homework, for the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastRecord {
    pub act: i64,
    pub at: DateTime<Utc>,
    pub topic: Option<String>,
    pub homework: Option<String>,
    pub homework_none: bool,
    pub author: Name,
}

/// All revisions of topic and homework, oldest first.
pub async fn record_history(read: &mut Read, permit: &MayReadPage, lesson: LessonId) -> Result<Vec<PastRecord>> {
    stands_on(read, lesson, permit).await?;
    let institution = read.institution().0;
    type Row = (i64, DateTime<Utc>, Option<String>, Option<String>, bool, String, String, Option<String>);
    let rows = fetch_all!(read.conn(), Row, RECORD_HISTORY, institution, lesson.0)?;
    let past = |(act, at, topic, homework, homework_none, surname, name, patronymic): Row| PastRecord {
        act,
        at,
        topic,
        homework,
        homework_none,
        author: Name { surname, name, patronymic },
    };
    Ok(rows.into_iter().map(past).collect())
}

/// A lesson of a teacher's day, with what was recorded of it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TodaysLesson {
    #[sqlx(try_from = "i64")]
    pub id: LessonId,
    #[sqlx(try_from = "i64")]
    pub page_id: PageId,
    pub number: i64,
    pub starts: NaiveTime,
    pub ends: NaiveTime,
    pub room: Option<String>,
    pub class_name: String,
    pub subject: String,
    pub subgroup: Option<String>,
    pub topic: Option<String>,
    pub homework: Option<String>,
    pub homework_none: bool,
    /// How often attendance was confirmed.
    pub checks: i64,
    pub marks: i64,
    pub classes_end: Option<NaiveTime>,
}

/// The lessons that the asker teaches on `day`, in order.
pub async fn of_teacher(read: &mut Read, day: NaiveDate) -> Result<Vec<TodaysLesson>> {
    let Some(person) = read.who().person else {
        return Ok(Vec::new());
    };
    let institution = read.institution().0;
    fetch_all!(read.conn(), TodaysLesson, OF_TEACHER, institution, person.0, day)
}

/// The next day on which the asker teaches, within a month after `day`.
pub async fn next_day_of_teacher(read: &mut Read, day: NaiveDate) -> Result<Option<NaiveDate>> {
    let Some(person) = read.who().person else {
        return Ok(None);
    };
    let institution = read.institution().0;
    let row = fetch_optional!(
        read.conn(),
        (Option<NaiveDate>,),
        NEXT_DAY_OF_TEACHER,
        institution,
        person.0,
        day,
        a_month_after(day)
    )?;
    Ok(row.and_then(|(day,)| day))
}

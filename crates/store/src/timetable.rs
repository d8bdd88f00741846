//! The weekly timetable and the year's lessons made from it.

use chrono::{NaiveDate, NaiveTime};
use parta_school::access::{MayReadTimetable, MaySetUp};
use serde::Serialize;

use crate::act::Tx;
use crate::db::{Read, fetch_all};
use crate::error::Result;
use crate::statement::statements;
use crate::tables;

statements! {
    OF_CLASS =
        "SELECT e.week, e.weekday, e.number, s.name AS subject, g.name AS subgroup, r.name AS room, p.id AS page_id
         FROM page p
         JOIN timetable_entry e ON e.institution_id = p.institution_id AND e.page_id = p.id
              AND e.first_day <= $3 AND (e.last_day IS NULL OR e.last_day >= $3)
         JOIN subject s ON s.institution_id = p.institution_id AND s.id = p.subject_id
         LEFT JOIN subgroup g ON g.institution_id = p.institution_id AND g.id = p.subgroup_id
         LEFT JOIN room r ON r.institution_id = e.institution_id AND r.id = e.room_id
         WHERE p.institution_id = $1 AND p.class_id = $2
         ORDER BY COALESCE(e.week, 0), e.weekday, e.number, COALESCE(g.name, ''), s.sort_key, e.id";
    WEEK_OF_CLASS =
        "SELECT l.day, l.number, l.starts, l.ends, s.name AS subject, g.name AS subgroup, r.name AS room,
                (SELECT MIN(n.surname || ' ' || SUBSTR(n.name, 1, 1) || '.' || COALESCE(' ' || SUBSTR(n.patronymic, 1, 1) || '.', ''))
                 FROM teaching t JOIN person n ON n.institution_id = t.institution_id AND n.id = t.person_id
                 WHERE t.institution_id = p.institution_id AND t.page_id = p.id
                   AND t.first_day <= l.day AND (t.last_day IS NULL OR t.last_day >= l.day)) AS teacher
         FROM page p
         JOIN lesson l ON l.institution_id = p.institution_id AND l.page_id = p.id AND l.day BETWEEN $3 AND $4
         JOIN subject s ON s.institution_id = p.institution_id AND s.id = p.subject_id
         LEFT JOIN subgroup g ON g.institution_id = p.institution_id AND g.id = p.subgroup_id
         LEFT JOIN room r ON r.institution_id = l.institution_id AND r.id = l.room_id
         WHERE p.institution_id = $1 AND p.class_id = $2
         ORDER BY l.day, l.starts, l.number, COALESCE(g.name, ''), l.id";
    BELLS = "SELECT number, MIN(starts), MIN(ends) FROM bell WHERE institution_id = $1 AND mode_id = $2 GROUP BY number ORDER BY number";
}

#[derive(Debug, Clone, Serialize)]
pub struct EntryRow {
    pub id: i64,
    pub year_id: i64,
    pub page_id: i64,
    /// The week of the cycle, from 1; nothing for every week.
    pub week: Option<i64>,
    /// 1 is Monday.
    pub weekday: i64,
    pub number: i64,
    pub room_id: Option<i64>,
    pub first_day: NaiveDate,
    pub last_day: Option<NaiveDate>,
}

#[derive(Debug, Clone, Serialize)]
pub struct LessonRow {
    pub id: i64,
    pub page_id: i64,
    pub entry_id: Option<i64>,
    pub day: NaiveDate,
    pub number: i64,
    pub starts: NaiveTime,
    pub ends: NaiveTime,
    pub room_id: Option<i64>,
}

/// Adds entries of the timetable.
pub async fn add(tx: &mut Tx, _permit: &MaySetUp, entries: &[EntryRow]) -> Result<()> {
    tx.record(&tables::TIMETABLE_ENTRY, entries).await
}

/// Adds lessons.
pub async fn add_lessons(tx: &mut Tx, _permit: &MaySetUp, lessons: &[LessonRow]) -> Result<()> {
    tx.record(&tables::LESSON, lessons).await
}

/// An entry as a class sees it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Entry {
    pub week: Option<i64>,
    pub weekday: i64,
    pub number: i64,
    pub subject: String,
    pub subgroup: Option<String>,
    pub room: Option<String>,
    pub page_id: i64,
}

/// The timetable of a class in force on `day`.
pub async fn of_class(read: &mut Read, permit: &MayReadTimetable, day: NaiveDate) -> Result<Vec<Entry>> {
    let institution = read.institution().0;
    fetch_all!(read.conn(), Entry, OF_CLASS, institution, permit.class().0, day)
}

/// A lesson of a class in a week.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct WeekLesson {
    pub day: NaiveDate,
    pub number: i64,
    pub starts: NaiveTime,
    pub ends: NaiveTime,
    pub subject: String,
    pub subgroup: Option<String>,
    pub room: Option<String>,
    pub teacher: Option<String>,
}

/// The lessons of a class from `first` to `last`.
pub async fn week_of_class(
    read: &mut Read,
    permit: &MayReadTimetable,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<WeekLesson>> {
    let institution = read.institution().0;
    fetch_all!(read.conn(), WeekLesson, WEEK_OF_CLASS, institution, permit.class().0, first, last)
}

/// The ordinary times of the lessons of an operating mode: number, start, end.
pub async fn bells(read: &mut Read, mode: i64) -> Result<Vec<(i64, NaiveTime, NaiveTime)>> {
    let institution = read.institution().0;
    fetch_all!(read.conn(), (i64, NaiveTime, NaiveTime), BELLS, institution, mode)
}

//! The diary: what the family of one student sees of a stretch of days.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use parta_school::access::MayReadDiary;
use parta_school::ids::{LessonId, PersonId};
use serde::Deserialize;

use crate::db::{Read, fetch_all, fetch_optional, fetch_rows, flag};
use crate::error::Result;
use crate::lessons::a_month_after;
use crate::people::id_list;
use crate::statement::statements;

statements! {
    LESSONS =
        "SELECT ROWS(l.id, l.page_id, l.day, l.number, l.starts, l.ends, r.name, s.name, d.topic, d.homework, d.homework_none, a.state,
                (SELECT MIN(n.surname || ' ' || SUBSTR(n.name, 1, 1) || '.' || COALESCE(' ' || SUBSTR(n.patronymic, 1, 1) || '.', ''))
                 FROM teaching t JOIN person n ON n.institution_id = t.institution_id AND n.id = t.person_id
                 WHERE t.institution_id = p.institution_id AND t.page_id = p.id
                   AND t.first_day <= l.day AND (t.last_day IS NULL OR t.last_day >= l.day));
                l.day, l.starts, l.number, l.id)
         FROM enrolment e
         JOIN page p ON p.institution_id = e.institution_id AND p.class_id = e.class_id
         JOIN lesson l ON l.institution_id = p.institution_id AND l.page_id = p.id
              AND l.day BETWEEN CASE WHEN e.first_day > $3 THEN e.first_day ELSE $3 END AND $4
              AND (e.last_day IS NULL OR e.last_day >= l.day)
         JOIN subject s ON s.institution_id = p.institution_id AND s.id = p.subject_id
         LEFT JOIN subgroup_member m ON m.institution_id = p.institution_id AND m.subgroup_id = p.subgroup_id
              AND m.student_id = e.student_id AND m.first_day <= l.day AND (m.last_day IS NULL OR m.last_day >= l.day)
         LEFT JOIN room r ON r.institution_id = l.institution_id AND r.id = l.room_id
         LEFT JOIN record d ON d.institution_id = l.institution_id AND d.lesson_id = l.id
         LEFT JOIN attendance a ON a.institution_id = l.institution_id AND a.lesson_id = l.id AND a.student_id = e.student_id
         WHERE e.institution_id = $1 AND e.student_id = $2 AND (p.subgroup_id IS NULL OR m.id IS NOT NULL)";
    SET_BEFORE =
        "SELECT ROWS(p.id, d.homework; p.id, l.number) FROM enrolment e
         JOIN page p ON p.institution_id = e.institution_id AND p.class_id = e.class_id
         JOIN lesson l ON l.institution_id = p.institution_id AND l.page_id = p.id AND l.day =
              (SELECT MAX(o.day) FROM lesson o
               WHERE o.institution_id = p.institution_id AND o.page_id = p.id
                 AND o.day >= CASE WHEN e.first_day > $3 THEN e.first_day ELSE $3 END AND o.day < $4)
         LEFT JOIN record d ON d.institution_id = l.institution_id AND d.lesson_id = l.id
         WHERE e.institution_id = $1 AND e.student_id = $2 AND (e.last_day IS NULL OR e.last_day >= l.day)";
    MARKS =
        "SELECT ROWS(m.lesson_id, m.value, k.name, w.title, m.at; m.id) FROM EACH($3; id BIGINT) AS e
         JOIN mark m ON m.institution_id = $1 AND m.lesson_id = e.id AND m.student_id = $2
              AND m.value IS NOT NULL AND m.public_at <= $4
         JOIN work w ON w.institution_id = m.institution_id AND w.id = m.work_id
         JOIN work_kind k ON k.institution_id = w.institution_id AND k.id = w.kind_id";
    CHILDREN =
        "SELECT p.id, p.surname, p.name, c.name FROM EACH($2; id BIGINT) AS e
         JOIN person p ON p.institution_id = $1 AND p.id = e.id
         LEFT JOIN enrolment n ON n.institution_id = p.institution_id AND n.student_id = p.id
              AND n.first_day <= $3 AND (n.last_day IS NULL OR n.last_day >= $3)
         LEFT JOIN class_group c ON c.institution_id = n.institution_id AND c.id = n.class_id
         ORDER BY p.birth_day, p.sort_key, p.id";
    NEXT_DAY =
        "SELECT MIN(l.day) FROM enrolment e
         JOIN page p ON p.institution_id = e.institution_id AND p.class_id = e.class_id
         JOIN lesson l ON l.institution_id = p.institution_id AND l.page_id = p.id
              AND l.day BETWEEN CASE WHEN e.first_day > $3 THEN e.first_day ELSE $3 END AND $4
              AND (e.last_day IS NULL OR e.last_day >= l.day)
         WHERE e.institution_id = $1 AND e.student_id = $2 AND (p.subgroup_id IS NULL OR EXISTS (
             SELECT 1 FROM subgroup_member m
             WHERE m.institution_id = p.institution_id AND m.subgroup_id = p.subgroup_id AND m.student_id = e.student_id
               AND m.first_day <= l.day AND (m.last_day IS NULL OR m.last_day >= l.day)))";
}

/// A lesson of the student, as the family sees it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DiaryLesson {
    pub id: LessonId,
    pub page_id: i64,
    pub day: NaiveDate,
    pub number: i64,
    pub starts: NaiveTime,
    pub ends: NaiveTime,
    pub room: Option<String>,
    pub subject: String,
    pub topic: Option<String>,
    pub homework: Option<String>,
    #[serde(deserialize_with = "flag")]
    pub homework_none: bool,
    /// The code of the student's attendance; nothing for «present».
    pub state: Option<String>,
    pub teacher: Option<String>,
}

/// The student's lessons from `first` to `last`, in order.
pub async fn lessons(
    read: &mut Read,
    permit: &MayReadDiary,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<DiaryLesson>> {
    let institution = read.institution().0;
    fetch_rows!(read.conn(), DiaryLesson, LESSONS, institution, permit.student().0, first, last)
}

/// What was set at the last lesson of each page of the student's class from `first` on and before `day`.
pub async fn set_before(
    read: &mut Read,
    permit: &MayReadDiary,
    first: NaiveDate,
    day: NaiveDate,
) -> Result<BTreeMap<i64, Option<String>>> {
    let institution = read.institution().0;
    let rows =
        fetch_rows!(read.conn(), (i64, Option<String>), SET_BEFORE, institution, permit.student().0, first, day)?;
    Ok(rows.into_iter().collect())
}

/// A mark that is public.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DiaryMark {
    pub lesson: LessonId,
    pub value: String,
    pub kind: String,
    pub title: Option<String>,
    pub at: DateTime<Utc>,
}

/// The student's marks of these lessons that are public now.
pub async fn marks(read: &mut Read, permit: &MayReadDiary, lessons: &[DiaryLesson]) -> Result<Vec<DiaryMark>> {
    let (institution, now) = (read.institution().0, read.now());
    let ids: Vec<String> = lessons.iter().map(|lesson| format!("{{\"id\":{}}}", lesson.id)).collect();
    let list = format!("[{}]", ids.join(","));
    fetch_rows!(read.conn(), DiaryMark, MARKS, institution, permit.student().0, &list, now)
}

/// A child in the tabs above the diary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    pub id: PersonId,
    pub surname: String,
    pub name: String,
    pub class: Option<String>,
}

/// The students whose diary the asker reads as family: oneself, or one's wards, the eldest first.
pub async fn own_children(read: &mut Read, day: NaiveDate) -> Result<Vec<Child>> {
    let who = std::sync::Arc::clone(read.who());
    let itself = who.person.filter(|_| who.has(parta_school::access::Role::Student));
    let children: Vec<PersonId> = itself.into_iter().chain(who.wards.iter().copied()).collect();
    children_of(read, &children, day).await
}

/// The student of this diary, for the page's heading.
pub async fn child(read: &mut Read, permit: &MayReadDiary, day: NaiveDate) -> Result<Option<Child>> {
    Ok(children_of(read, &[permit.student()], day).await?.into_iter().next())
}

async fn children_of(read: &mut Read, children: &[PersonId], day: NaiveDate) -> Result<Vec<Child>> {
    if children.is_empty() {
        return Ok(Vec::new());
    }
    let institution = read.institution().0;
    let rows =
        fetch_all!(read.conn(), (i64, String, String, Option<String>), CHILDREN, institution, id_list(children), day)?;
    let child = |(id, surname, name, class)| Child { id: PersonId(id), surname, name, class };
    Ok(rows.into_iter().map(child).collect())
}

/// The next day on which the student has lessons, within a month after `day`.
pub async fn next_day(read: &mut Read, permit: &MayReadDiary, day: NaiveDate) -> Result<Option<NaiveDate>> {
    let institution = read.institution().0;
    let row = fetch_optional!(
        read.conn(),
        (Option<NaiveDate>,),
        NEXT_DAY,
        institution,
        permit.student().0,
        day.succ_opt(),
        a_month_after(day)
    )?;
    Ok(row.and_then(|(day,)| day))
}

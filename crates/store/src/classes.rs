//! Classes, subgroups, who belongs to them when, and the journal pages with who teaches them.

use chrono::NaiveDate;
use parta_school::access::{self, MayListPages, MayReadPage, MaySetUp};
use parta_school::ids::{ClassId, PageId, PersonId};
use serde::{Deserialize, Serialize};

use crate::act::Tx;
use crate::db::{Read, fetch_all, fetch_optional, fetch_rows, unpack};
use crate::error::Result;
use crate::people::Name;
use crate::statement::statements;
use crate::tables;

statements! {
    PAGE =
        "SELECT p.id, p.class_id, p.subgroup_id, c.name AS class_name, c.grade, c.mode_id, s.name AS subject, s.two_marks, s.ungraded,
                g.name AS subgroup, y.name AS year, y.first_day, y.last_day,
                (SELECT ROWS(t.person_id, n.surname, n.name, n.patronymic; t.id) FROM teaching t
                 JOIN person n ON n.institution_id = t.institution_id AND n.id = t.person_id
                 WHERE t.institution_id = p.institution_id AND t.page_id = p.id
                   AND t.first_day <= $3 AND (t.last_day IS NULL OR t.last_day >= $3)) AS teachers
         FROM page p
         JOIN class_group c ON c.institution_id = p.institution_id AND c.id = p.class_id
         JOIN subject s ON s.institution_id = p.institution_id AND s.id = p.subject_id
         JOIN academic_year y ON y.institution_id = p.institution_id AND y.id = p.year_id
         LEFT JOIN subgroup g ON g.institution_id = p.institution_id AND g.id = p.subgroup_id
         WHERE p.institution_id = $1 AND p.id = $2";
    ALL_PAGES =
        "SELECT p.id, c.id AS class_id, c.name AS class_name, s.name AS subject, g.name AS subgroup, t.person_id AS teacher_id,
                n.surname, n.name, n.patronymic
         FROM page p
         JOIN class_group c ON c.institution_id = p.institution_id AND c.id = p.class_id
         JOIN subject s ON s.institution_id = p.institution_id AND s.id = p.subject_id
         LEFT JOIN subgroup g ON g.institution_id = p.institution_id AND g.id = p.subgroup_id
         LEFT JOIN teaching t ON t.institution_id = p.institution_id AND t.page_id = p.id
              AND t.first_day <= $2 AND (t.last_day IS NULL OR t.last_day >= $2)
         LEFT JOIN person n ON n.institution_id = p.institution_id AND n.id = t.person_id
         WHERE p.institution_id = $1 AND p.year_id = $3
         ORDER BY c.sort_key, s.sort_key, COALESCE(g.name, ''), p.id, t.id";
    STUDENTS_OF_CLASS =
        "SELECT ROWS(n.student_id, p.surname, p.name, n.first_day, n.last_day; p.sort_key, p.id) FROM enrolment n
         JOIN person p ON p.institution_id = n.institution_id AND p.id = n.student_id
         WHERE n.institution_id = $1 AND n.class_id = $2 AND n.first_day <= $4 AND (n.last_day IS NULL OR n.last_day >= $3)";
    STUDENTS_OF_SUBGROUP =
        "SELECT ROWS(m.student_id, p.surname, p.name, m.first_day, m.last_day; p.sort_key, p.id) FROM subgroup_member m
         JOIN person p ON p.institution_id = m.institution_id AND p.id = m.student_id
         WHERE m.institution_id = $1 AND m.subgroup_id = $2 AND m.first_day <= $4 AND (m.last_day IS NULL OR m.last_day >= $3)";
    MEMBER_OF_CLASS =
        "SELECT first_day, last_day FROM enrolment WHERE institution_id = $1 AND class_id = $2 AND student_id = $3
         ORDER BY CASE WHEN first_day <= $4 THEN 0 ELSE 1 END, first_day DESC LIMIT 1";
    MEMBER_OF_SUBGROUP =
        "SELECT first_day, last_day FROM subgroup_member WHERE institution_id = $1 AND subgroup_id = $2 AND student_id = $3
         ORDER BY CASE WHEN first_day <= $4 THEN 0 ELSE 1 END, first_day DESC LIMIT 1";
    CLASS_CARD = "SELECT c.id, c.name, c.grade, c.mode_id, c.year_id FROM class_group c WHERE c.institution_id = $1 AND c.id = $2";
    ALL_CLASSES = "SELECT c.id, c.name, c.grade, c.mode_id, c.year_id FROM class_group c
                   WHERE c.institution_id = $1 AND c.year_id = $2 ORDER BY c.sort_key";
    TEACHES_IN_CLASS =
        "SELECT COUNT(*) FROM page p
         JOIN teaching t ON t.institution_id = p.institution_id AND t.page_id = p.id
              AND t.first_day <= $4 AND (t.last_day IS NULL OR t.last_day >= $4)
         WHERE p.institution_id = $1 AND p.class_id = $2 AND t.person_id = $3";
}

#[derive(Debug, Clone, Serialize)]
pub struct ClassRow {
    pub id: i64,
    pub year_id: i64,
    pub mode_id: i64,
    /// «7 «Б»» for a school, the group's own name for a college.
    pub name: String,
    pub grade: Option<i64>,
    pub sort_key: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct SubgroupRow {
    pub id: i64,
    pub class_id: i64,
    pub name: String,
    pub of_subject_id: Option<i64>,
}

#[derive(Debug, Clone, Serialize)]
pub struct EnrolmentRow {
    pub id: i64,
    pub class_id: i64,
    pub student_id: i64,
    pub first_day: NaiveDate,
    pub last_day: Option<NaiveDate>,
    pub basis: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct SubgroupMemberRow {
    pub id: i64,
    pub subgroup_id: i64,
    pub student_id: i64,
    pub first_day: NaiveDate,
    pub last_day: Option<NaiveDate>,
}

#[derive(Debug, Clone, Serialize)]
pub struct PageRow {
    pub id: i64,
    pub year_id: i64,
    pub subject_id: i64,
    pub class_id: i64,
    pub subgroup_id: Option<i64>,
    pub title: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct TeachingRow {
    pub id: i64,
    pub page_id: i64,
    pub person_id: i64,
    /// Lessons a week, where the load says so.
    pub hours: Option<i64>,
    pub first_day: NaiveDate,
    pub last_day: Option<NaiveDate>,
}

/// Classes and what hangs on them, ready to be added.
#[derive(Debug, Clone, Default)]
pub struct ClassPlan {
    pub classes: Vec<ClassRow>,
    pub subgroups: Vec<SubgroupRow>,
    pub enrolments: Vec<EnrolmentRow>,
    pub members: Vec<SubgroupMemberRow>,
    pub pages: Vec<PageRow>,
    pub teaching: Vec<TeachingRow>,
}

/// Adds classes, their students, pages and load.
pub async fn add(tx: &mut Tx, _permit: &MaySetUp, plan: &ClassPlan) -> Result<()> {
    tx.record(&tables::CLASS_GROUP, &plan.classes).await?;
    tx.record(&tables::SUBGROUP, &plan.subgroups).await?;
    tx.record(&tables::ENROLMENT, &plan.enrolments).await?;
    tx.record(&tables::SUBGROUP_MEMBER, &plan.members).await?;
    tx.record(&tables::PAGE, &plan.pages).await?;
    tx.record(&tables::TEACHING, &plan.teaching).await
}

/// What stands at the head of a journal page.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PageCard {
    #[sqlx(try_from = "i64")]
    pub id: PageId,
    #[sqlx(try_from = "i64")]
    pub class_id: ClassId,
    pub subgroup_id: Option<i64>,
    pub class_name: String,
    pub grade: Option<i64>,
    pub mode_id: i64,
    pub subject: String,
    pub two_marks: bool,
    pub ungraded: bool,
    pub subgroup: Option<String>,
    pub year: String,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
}

/// A page with who teaches it on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub card: PageCard,
    pub teachers: Vec<(PersonId, Name)>,
}

impl Page {
    /// What the policy must know of it.
    pub fn for_policy(&self) -> access::Page {
        access::Page {
            id: self.card.id,
            class: self.card.class_id,
            teachers: self.teachers.iter().map(|(person, _)| *person).collect(),
        }
    }
}

#[derive(sqlx::FromRow)]
struct TaughtPage {
    #[sqlx(flatten)]
    card: PageCard,
    teachers: String,
}

/// A page, with who teaches it on `day`; nothing where there is no such page in this institution.
pub async fn page(read: &mut Read, page: PageId, day: NaiveDate) -> Result<Option<Page>> {
    let institution = read.institution().0;
    let row = fetch_optional!(read.conn(), TaughtPage, PAGE, institution, page.0, day)?;
    let Some(TaughtPage { card, teachers }) = row else {
        return Ok(None);
    };
    let teachers: Vec<(PersonId, String, String, Option<String>)> = unpack(PAGE.name, &teachers)?;
    let teacher = |(person, surname, name, patronymic)| {
        let name = Name { surname, name, patronymic };
        (person, name)
    };
    Ok(Some(Page { card, teachers: teachers.into_iter().map(teacher).collect() }))
}

/// A page in the list of pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPage {
    pub id: PageId,
    pub class: ClassId,
    pub class_name: String,
    pub subject: String,
    pub subgroup: Option<String>,
    pub teachers: Vec<(PersonId, Name)>,
}

impl ListedPage {
    /// What the policy must know of it.
    pub fn for_policy(&self) -> access::Page {
        access::Page {
            id: self.id,
            class: self.class,
            teachers: self.teachers.iter().map(|(person, _)| *person).collect(),
        }
    }
}

#[derive(sqlx::FromRow)]
struct ListedRow {
    #[sqlx(try_from = "i64")]
    id: PageId,
    #[sqlx(try_from = "i64")]
    class_id: ClassId,
    class_name: String,
    subject: String,
    subgroup: Option<String>,
    teacher_id: Option<i64>,
    surname: Option<String>,
    name: Option<String>,
    patronymic: Option<String>,
}

/// Every page of a year by class and subject. The caller shows those that the policy gives to the asker.
pub async fn pages(read: &mut Read, _permit: &MayListPages, year: i64, day: NaiveDate) -> Result<Vec<ListedPage>> {
    let institution = read.institution().0;
    let rows = fetch_all!(read.conn(), ListedRow, ALL_PAGES, institution, day, year)?;
    let mut pages: Vec<ListedPage> = Vec::new();
    for row in rows {
        let teacher = match (row.teacher_id, row.surname, row.name) {
            (Some(id), Some(surname), Some(name)) => {
                Some((PersonId(id), Name { surname, name, patronymic: row.patronymic }))
            }
            _ => None,
        };
        match pages.last_mut().filter(|page| page.id == row.id) {
            Some(page) => page.teachers.extend(teacher),
            None => pages.push(ListedPage {
                id: row.id,
                class: row.class_id,
                class_name: row.class_name,
                subject: row.subject,
                subgroup: row.subgroup,
                teachers: teacher.into_iter().collect(),
            }),
        }
    }
    Ok(pages)
}

/// A student in the list of a page, with the days on which she belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Listed {
    pub id: PersonId,
    pub surname: String,
    pub name: String,
    pub first_day: NaiveDate,
    pub last_day: Option<NaiveDate>,
}

impl Listed {
    /// Whether the student belongs to the page on `day`.
    pub fn belongs_on(&self, day: NaiveDate) -> bool {
        self.first_day <= day && self.last_day.is_none_or(|last| day <= last)
    }
}

/// Who belongs to a page at some day from `first` to `last`, in the order of a Russian register.
pub async fn students(
    read: &mut Read,
    permit: &MayReadPage,
    card: &PageCard,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<Listed>> {
    debug_assert_eq!(permit.page(), card.id);
    let institution = read.institution().0;
    match card.subgroup_id {
        None => fetch_rows!(read.conn(), Listed, STUDENTS_OF_CLASS, institution, card.class_id.0, first, last),
        Some(subgroup) => fetch_rows!(read.conn(), Listed, STUDENTS_OF_SUBGROUP, institution, subgroup, first, last),
    }
}

/// The days of a student on a page: the latest stretch that had begun by `day`. Nothing for somebody who never was on it by then.
pub async fn membership(
    read: &mut Read,
    card: &PageCard,
    student: PersonId,
    day: NaiveDate,
) -> Result<Option<(NaiveDate, Option<NaiveDate>)>> {
    let institution = read.institution().0;
    type Row = (NaiveDate, Option<NaiveDate>);
    match card.subgroup_id {
        None => fetch_optional!(read.conn(), Row, MEMBER_OF_CLASS, institution, card.class_id.0, student.0, day),
        Some(subgroup) => fetch_optional!(read.conn(), Row, MEMBER_OF_SUBGROUP, institution, subgroup, student.0, day),
    }
}

/// A class.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ClassCard {
    #[sqlx(try_from = "i64")]
    pub id: ClassId,
    pub name: String,
    pub grade: Option<i64>,
    pub mode_id: i64,
    pub year_id: i64,
}

/// A class of this institution.
pub async fn class(read: &mut Read, class: ClassId) -> Result<Option<ClassCard>> {
    let institution = read.institution().0;
    fetch_optional!(read.conn(), ClassCard, CLASS_CARD, institution, class.0)
}

/// The classes of a year, in order.
pub async fn classes(read: &mut Read, year: i64) -> Result<Vec<ClassCard>> {
    let institution = read.institution().0;
    fetch_all!(read.conn(), ClassCard, ALL_CLASSES, institution, year)
}

/// Whether a person teaches any page of a class on `day`.
pub async fn teaches_in(read: &mut Read, class: ClassId, person: PersonId, day: NaiveDate) -> Result<bool> {
    let institution = read.institution().0;
    let row = fetch_optional!(read.conn(), (i64,), TEACHES_IN_CLASS, institution, class.0, person.0, day)?;
    Ok(row.is_some_and(|(count,)| count > 0))
}

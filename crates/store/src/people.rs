//! People of an institution: staff, students, guardians; what they are to each other and which roles they hold.

use chrono::NaiveDate;
use parta_school::access::{MayReadPage, MaySetUp};
use parta_school::ids::{ClassId, PersonId};
use serde::Serialize;

use crate::act::Tx;
use crate::db::{Read, fetch_all, fetch_optional};
use crate::error::Result;
use crate::statement::statements;
use crate::tables;

statements! {
    NAME = "SELECT surname, name, patronymic FROM person WHERE institution_id = $1 AND id = $2";
    STUDENT_IN_CLASS =
        "SELECT n.class_id FROM enrolment n
         WHERE n.institution_id = $1 AND n.student_id = $2 AND n.first_day <= $3 AND (n.last_day IS NULL OR n.last_day >= $3)";
    IS_STUDENT = "SELECT COUNT(*) FROM enrolment WHERE institution_id = $1 AND student_id = $2";
    NAMES_OF =
        "SELECT p.id, p.surname, p.name, p.patronymic FROM EACH($2; id BIGINT) AS e
         JOIN person p ON p.institution_id = $1 AND p.id = e.id ORDER BY p.sort_key";
}

/// A person as the register holds her.
#[derive(Debug, Clone, Serialize)]
pub struct PersonRow {
    pub id: i64,
    pub surname: String,
    pub name: String,
    pub patronymic: Option<String>,
    pub sort_key: String,
    pub search_key: String,
    pub birth_day: Option<NaiveDate>,
    /// `m` or `f`.
    pub sex: Option<&'static str>,
    pub position: Option<String>,
}

/// A role given to a person.
#[derive(Debug, Clone, Serialize)]
pub struct AssignmentRow {
    pub id: i64,
    pub person_id: i64,
    pub role: &'static str,
    pub class_id: Option<i64>,
    pub first_day: NaiveDate,
    pub last_day: Option<NaiveDate>,
    pub basis: Option<String>,
}

/// A guardian's relation to a child; `diary` says whether it opens the diary.
#[derive(Debug, Clone, Serialize)]
pub struct GuardianshipRow {
    pub id: i64,
    pub guardian_id: i64,
    pub student_id: i64,
    pub relation: String,
    pub diary: bool,
    pub first_day: NaiveDate,
    pub last_day: Option<NaiveDate>,
    pub basis: Option<String>,
}

/// Surname, name, patronymic as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub surname: String,
    pub name: String,
    pub patronymic: Option<String>,
}

impl Name {
    /// «Ёлкина В. П.»
    pub fn short(&self) -> String {
        let initial = |name: &str| name.chars().next().map(|letter| format!(" {letter}.")).unwrap_or_default();
        let patronymic = self.patronymic.as_deref().map(initial).unwrap_or_default();
        format!("{}{}{patronymic}", self.surname, initial(&self.name))
    }

    /// «Ёлкина Вероника Павловна»
    pub fn full(&self) -> String {
        let patronymic = self.patronymic.as_deref().map(|p| format!(" {p}")).unwrap_or_default();
        format!("{} {}{patronymic}", self.surname, self.name)
    }

    /// «Ёлкина Вероника»
    pub fn list(&self) -> String {
        format!("{} {}", self.surname, self.name)
    }
}

type NameRow = (String, String, Option<String>);

fn name((surname, name, patronymic): NameRow) -> Name {
    Name { surname, name, patronymic }
}

/// Adds people to the register.
pub async fn add(tx: &mut Tx, _permit: &MaySetUp, people: &[PersonRow]) -> Result<()> {
    tx.record(&tables::PERSON, people).await
}

/// Gives roles.
pub async fn assign(tx: &mut Tx, _permit: &MaySetUp, assignments: &[AssignmentRow]) -> Result<()> {
    tx.record(&tables::ASSIGNMENT, assignments).await
}

/// Puts down who is whose guardian.
pub async fn relate(tx: &mut Tx, _permit: &MaySetUp, relations: &[GuardianshipRow]) -> Result<()> {
    tx.record(&tables::GUARDIANSHIP, relations).await
}

/// The name of somebody of this institution.
pub async fn name_of(read: &mut Read, person: PersonId) -> Result<Option<Name>> {
    let institution = read.institution().0;
    Ok(fetch_optional!(read.conn(), NameRow, NAME, institution, person.0)?.map(name))
}

/// The names of these people, in the order of a Russian register; for somebody who may read the page they stand on.
pub async fn names_of(read: &mut Read, _permit: &MayReadPage, people: &[PersonId]) -> Result<Vec<(PersonId, Name)>> {
    let institution = read.institution().0;
    let rows = fetch_all!(read.conn(), (i64, String, String, Option<String>), NAMES_OF, institution, id_list(people))?;
    Ok(rows.into_iter().map(|(id, s, n, p)| (PersonId(id), name((s, n, p)))).collect())
}

/// The class of a student on a day: `None` when there is no such student here, `Some(None)` for a student in no class that day.
pub async fn class_on(read: &mut Read, student: PersonId, day: NaiveDate) -> Result<Option<Option<ClassId>>> {
    let institution = read.institution().0;
    let class = fetch_optional!(read.conn(), (i64,), STUDENT_IN_CLASS, institution, student.0, day)?;
    if let Some((class,)) = class {
        return Ok(Some(Some(ClassId(class))));
    }
    let ever = fetch_optional!(read.conn(), (i64,), IS_STUDENT, institution, student.0)?;
    Ok(ever.filter(|(count,)| *count > 0).map(|_| None))
}

/// A list of identifiers as a parameter.
pub(crate) fn id_list(people: &[PersonId]) -> String {
    let items: Vec<String> = people.iter().map(|person| format!("{{\"id\":{person}}}")).collect();
    format!("[{}]", items.join(","))
}

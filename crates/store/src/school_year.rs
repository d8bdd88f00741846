//! The school year: years, operating modes with their terms, vacations and bells, days off, subjects, rooms.

use chrono::{NaiveDate, NaiveTime};
use parta_school::access::MaySetUp;
use serde::{Deserialize, Serialize};

use crate::act::Tx;
use crate::db::{Read, fetch_optional, fetch_rows, flag};
use crate::error::Result;
use crate::statement::statements;
use crate::tables;

statements! {
    YEAR_OF_DAY = "SELECT id, name, first_day, last_day FROM academic_year
                   WHERE institution_id = $1 AND first_day <= $2 AND last_day >= $2";
    TERMS_OF_MODE = "SELECT ROWS(id, kind, number, first_day, last_day; first_day, number) FROM term
                     WHERE institution_id = $1 AND mode_id = $2";
    WORK_KINDS = "SELECT ROWS(id, name, short_name, weight, written, control, monitoring, numbered, days_to_check; position, id) FROM work_kind
                  WHERE institution_id = $1";
}

#[derive(Debug, Clone, Serialize)]
pub struct YearRow {
    pub id: i64,
    /// «2026/27»
    pub name: String,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
    /// The names of the weeks of the cycle, such as «А, В», where there is more than one.
    pub cycle: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ModeRow {
    pub id: i64,
    pub year_id: i64,
    pub name: String,
    pub days_per_week: i64,
}

#[derive(Debug, Clone, Serialize)]
pub struct TermRow {
    pub id: i64,
    pub mode_id: i64,
    pub kind: String,
    pub number: i64,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
}

#[derive(Debug, Clone, Serialize)]
pub struct VacationRow {
    pub id: i64,
    pub mode_id: i64,
    pub name: String,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
}

#[derive(Debug, Clone, Serialize)]
pub struct BellRow {
    pub id: i64,
    pub mode_id: i64,
    pub number: i64,
    pub starts: NaiveTime,
    pub ends: NaiveTime,
}

#[derive(Debug, Clone, Serialize)]
pub struct DayOffRow {
    pub id: i64,
    pub year_id: i64,
    pub day: NaiveDate,
    pub name: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct SubjectRow {
    pub id: i64,
    pub name: String,
    pub short_name: String,
    pub sort_key: String,
    /// Takes two marks in one cell where the regulation allows it to named subjects.
    pub two_marks: bool,
    /// Takes attendance only.
    pub ungraded: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct RoomRow {
    pub id: i64,
    pub name: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct WorkKindRow {
    pub id: i64,
    pub name: String,
    pub short_name: String,
    pub weight: i64,
    pub position: i64,
    pub written: bool,
    pub control: bool,
    pub monitoring: bool,
    /// Its topic or number has to be named.
    pub numbered: bool,
    pub days_to_check: Option<i64>,
}

/// The base modules of a year, ready to be added.
#[derive(Debug, Clone, Default)]
pub struct YearPlan {
    pub years: Vec<YearRow>,
    pub modes: Vec<ModeRow>,
    pub terms: Vec<TermRow>,
    pub vacations: Vec<VacationRow>,
    pub bells: Vec<BellRow>,
    pub days_off: Vec<DayOffRow>,
    pub subjects: Vec<SubjectRow>,
    pub rooms: Vec<RoomRow>,
    pub work_kinds: Vec<WorkKindRow>,
}

/// Adds the base modules of a year.
pub async fn add(tx: &mut Tx, _permit: &MaySetUp, plan: &YearPlan) -> Result<()> {
    tx.record(&tables::ACADEMIC_YEAR, &plan.years).await?;
    tx.record(&tables::OPERATING_MODE, &plan.modes).await?;
    tx.record(&tables::TERM, &plan.terms).await?;
    tx.record(&tables::VACATION, &plan.vacations).await?;
    tx.record(&tables::BELL, &plan.bells).await?;
    tx.record(&tables::DAY_OFF, &plan.days_off).await?;
    tx.record(&tables::SUBJECT, &plan.subjects).await?;
    tx.record(&tables::ROOM, &plan.rooms).await?;
    tx.record(&tables::WORK_KIND, &plan.work_kinds).await
}

/// An academic year as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    pub id: i64,
    pub name: String,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
}

/// The year that a day lies in.
pub async fn year_of(read: &mut Read, day: NaiveDate) -> Result<Option<Year>> {
    let institution = read.institution().0;
    let row = fetch_optional!(read.conn(), (i64, String, NaiveDate, NaiveDate), YEAR_OF_DAY, institution, day)?;
    Ok(row.map(|(id, name, first_day, last_day)| Year { id, name, first_day, last_day }))
}

/// A term of an operating mode.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Term {
    pub id: i64,
    /// `quarter`, `trimester`, `half_year`, `semester` or `year`.
    pub kind: String,
    pub number: i64,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
}

/// The terms of the mode in which a class studies, in order.
pub async fn terms(read: &mut Read, mode: i64) -> Result<Vec<Term>> {
    let institution = read.institution().0;
    fetch_rows!(read.conn(), Term, TERMS_OF_MODE, institution, mode)
}

/// A kind of work as stored.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct WorkKind {
    pub id: i64,
    pub name: String,
    pub short_name: String,
    pub weight: i64,
    #[serde(deserialize_with = "flag")]
    pub written: bool,
    #[serde(deserialize_with = "flag")]
    pub control: bool,
    #[serde(deserialize_with = "flag")]
    pub monitoring: bool,
    /// Its topic or number has to be named.
    #[serde(deserialize_with = "flag")]
    pub numbered: bool,
    pub days_to_check: Option<i64>,
}

/// The kinds of work of this institution, in the order of its list.
pub async fn work_kinds(read: &mut Read) -> Result<Vec<WorkKind>> {
    let institution = read.institution().0;
    fetch_rows!(read.conn(), WorkKind, WORK_KINDS, institution)
}

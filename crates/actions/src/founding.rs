//! Setting an institution up in bulk: what an import or the demo brings, one act per portion (design: «Bulk»).

use parta_school::access::may_set_up;
use parta_store::accounts::NewAccount;
use parta_store::classes::ClassPlan;
use parta_store::journal::Stretch;
use parta_store::people::{AssignmentRow, GuardianshipRow, PersonRow};
use parta_store::school_year::YearPlan;
use parta_store::timetable::{EntryRow, LessonRow};
use parta_store::{Tx, accounts, classes, journal, people, school_year, timetable};

use crate::Refusal;

/// People and what they are to the institution and each other.
#[derive(Debug, Clone, Default)]
pub struct PeoplePlan {
    pub people: Vec<PersonRow>,
    pub assignments: Vec<AssignmentRow>,
    pub guardianships: Vec<GuardianshipRow>,
}

/// The whole base of a year: what must exist before the first lesson.
#[derive(Debug, Clone, Default)]
pub struct BasePlan {
    pub year: YearPlan,
    pub people: PeoplePlan,
    pub classes: ClassPlan,
}

/// Adds the base of a year. Classes come before the assignments that name them.
pub async fn add_base(tx: &mut Tx, base: BasePlan) -> Result<(), Refusal> {
    let permit = may_set_up(tx.who())?;
    school_year::add(tx, &permit, &base.year).await?;
    people::add(tx, &permit, &base.people.people).await?;
    classes::add(tx, &permit, &base.classes).await?;
    people::assign(tx, &permit, &base.people.assignments).await?;
    Ok(people::relate(tx, &permit, &base.people.guardianships).await?)
}

/// Adds a timetable.
pub async fn add_timetable(tx: &mut Tx, entries: Vec<EntryRow>) -> Result<(), Refusal> {
    let permit = may_set_up(tx.who())?;
    Ok(timetable::add(tx, &permit, &entries).await?)
}

/// Adds lessons; one class at a time (design: «Bulk»).
pub async fn add_lessons(tx: &mut Tx, lessons: Vec<LessonRow>) -> Result<(), Refusal> {
    let permit = may_set_up(tx.who())?;
    Ok(timetable::add_lessons(tx, &permit, &lessons).await?)
}

/// Adds what was recorded of lessons; one page and month at a time.
pub async fn add_stretch(tx: &mut Tx, stretch: Stretch) -> Result<(), Refusal> {
    let permit = may_set_up(tx.who())?;
    Ok(journal::add_stretch(tx, &permit, &stretch).await?)
}

/// Opens accounts.
pub async fn open_accounts(tx: &mut Tx, opened: Vec<NewAccount>) -> Result<(), Refusal> {
    let permit = may_set_up(tx.who())?;
    Ok(accounts::open(tx, &permit, &opened).await?)
}

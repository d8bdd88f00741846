//! What an import or the demo becomes in the database: rows with their identifiers, ready for the acts of `actions::founding`.
//!
//! Everything here is a pure function of the source and the first free identifier: nothing reads or writes.

pub mod calendar;
pub mod demo;
pub mod fet;

use chrono::NaiveDate;
use parta_school::access::Role;
use parta_school::calendar::{DayOff, Term, TermKind, Vacation};
use parta_school::marks::WorkKind;
use parta_school::names::FullName;
use parta_school::regulation::RegulationProfile;
use parta_store::people::{AssignmentRow, PersonRow};
use parta_store::school_year::{DayOffRow, SubjectRow, TermRow, VacationRow, WorkKindRow};

/// Gives out identifiers in a row.
#[derive(Debug)]
pub struct Numbering {
    first: i64,
    next: i64,
}

/// The identifiers of the things of one kind, by their place in their list.
#[derive(Debug, Clone, Copy)]
pub struct Series(i64);

impl Series {
    pub fn starting_at(first: i64) -> Self {
        Self(first)
    }

    pub fn id(self, place: usize) -> i64 {
        self.0 + place as i64
    }
}

impl Numbering {
    pub fn from(first: i64) -> Self {
        Self { first, next: first }
    }

    pub fn one(&mut self) -> i64 {
        self.series(1).0
    }

    pub fn series(&mut self, count: usize) -> Series {
        let series = Series(self.next);
        self.next += count as i64;
        series
    }

    /// How many were given out.
    pub fn used(&self) -> usize {
        usize::try_from(self.next - self.first).unwrap_or_default()
    }
}

fn person(
    id: i64,
    name: &FullName,
    female: Option<bool>,
    born: Option<NaiveDate>,
    position: Option<&str>,
) -> PersonRow {
    PersonRow {
        id,
        surname: name.surname().to_owned(),
        name: name.name().to_owned(),
        patronymic: name.patronymic().map(str::to_owned),
        sort_key: name.sort_key(),
        search_key: name.search_key(),
        birth_day: born,
        sex: female.map(|female| if female { "f" } else { "m" }),
        position: position.map(str::to_owned),
    }
}

fn assignment(id: i64, person_id: i64, role: Role, class_id: Option<i64>, first_day: NaiveDate) -> AssignmentRow {
    AssignmentRow { id, person_id, role: role.code(), class_id, first_day, last_day: None, basis: None }
}

fn term(id: i64, mode_id: i64, term: &Term) -> TermRow {
    let kind = match term.kind {
        TermKind::Quarter => "quarter",
        TermKind::Trimester => "trimester",
        TermKind::HalfYear => "half_year",
        TermKind::Semester => "semester",
        TermKind::Year => "year",
    };
    TermRow {
        id,
        mode_id,
        kind: kind.into(),
        number: term.number.into(),
        first_day: term.first_day,
        last_day: term.last_day,
    }
}

fn vacation(id: i64, mode_id: i64, vacation: &Vacation) -> VacationRow {
    let name = vacation.kind.name().to_owned();
    VacationRow { id, mode_id, name, first_day: vacation.first_day, last_day: vacation.last_day }
}

fn days_off(numbers: &mut Numbering, year_id: i64, days: &[DayOff]) -> Vec<DayOffRow> {
    days.iter().map(|off| DayOffRow { id: numbers.one(), year_id, day: off.day, name: off.name.clone() }).collect()
}

fn subject(id: i64, name: &str, short_name: &str, profile: &RegulationProfile) -> SubjectRow {
    let defaults = profile.subject_defaults(name);
    SubjectRow {
        id,
        name: name.to_owned(),
        short_name: short_name.to_owned(),
        sort_key: parta_school::names::sort_key(&[name]),
        two_marks: defaults.two_marks,
        ungraded: defaults.ungraded,
    }
}

/// The profile's kinds of work, with which an institution's own list begins.
fn work_kinds(kinds: &[WorkKind], ids: Series) -> Vec<WorkKindRow> {
    let row = |(place, kind): (usize, &WorkKind)| WorkKindRow {
        id: ids.id(place),
        name: kind.name.clone(),
        short_name: short(&kind.name),
        weight: kind.weight.into(),
        position: place as i64 + 1,
        written: kind.written,
        control: kind.control,
        monitoring: kind.monitoring,
        numbered: kind.numbered,
        days_to_check: kind.checking_days.map(i64::from),
    };
    kinds.iter().enumerate().map(row).collect()
}

/// «к/р» for «контрольная работа», «дикт.» for «диктант», «ответ» for «ответ на уроке».
fn short(name: &str) -> String {
    let mut words = name.split(' ');
    let first = words.next().unwrap_or_default();
    let letters: Vec<char> = first.chars().collect();
    match (letters.as_slice(), words.next()) {
        ([initial, ..], Some("работа")) => format!("{initial}/р"),
        ([begin @ .., _, _], _) if letters.len() > 6 => {
            format!("{}.", begin.iter().take(4).collect::<String>())
        }
        _ => first.to_owned(),
    }
}

/// «7 «Б» Английский язык, группа 1».
fn page_title(class: &str, subject: &str, subgroup: Option<&str>) -> String {
    let subgroup = subgroup.map(|name| format!(", {name}")).unwrap_or_default();
    format!("{class} {subject}{subgroup}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_work_have_short_names() {
        for (name, expected) in [
            ("контрольная работа", "к/р"),
            ("диктант", "дикт."),
            ("ответ на уроке", "ответ"),
            ("тест", "тест"),
            ("изложение", "изло."),
        ] {
            assert_eq!(short(name), expected);
        }
    }

    #[test]
    fn identifiers_follow_each_other() {
        let mut numbers = Numbering::from(100);
        let (first, second) = (numbers.series(3), numbers.one());
        assert_eq!((first.id(0), first.id(2), second, numbers.used()), (100, 102, 103, 4));
    }
}

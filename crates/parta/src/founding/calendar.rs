//! The calendar of an imported institution: vacations about the dates that the ministry recommends, the country's days off, and terms
//! between the vacations. A first proposal, as a timetable file says nothing of it.

use chrono::{Datelike, NaiveDate, TimeDelta};
use parta_school::calendar::{
    AcademicYear, Calendar, DayOff, PublicHolidays, Term, TermKind, Vacation, VacationKind, WorkingWeek,
};
use parta_school::regulation::InstitutionKind;

use crate::demo;
use crate::problem::Problem;

/// The days of an institution's year.
#[derive(Debug)]
pub struct SchoolCalendar {
    pub calendar: Calendar,
    pub days_off: Vec<DayOff>,
}

impl SchoolCalendar {
    /// Schools rest in autumn, winter and spring, colleges in winter; lessons end on 30 June.
    pub fn new(year: AcademicYear, week: WorkingWeek, kind: InstitutionKind) -> Result<Self, Problem> {
        let days_off = PublicHolidays::known().map_err(Problem::new)?.days_off(year, week);
        let rests = |vacation: &Vacation| match vacation.kind {
            VacationKind::Winter => true,
            VacationKind::Autumn | VacationKind::Spring => kind == InstitutionKind::School,
            VacationKind::Summer | VacationKind::Additional => false,
        };
        let mut vacations = recommended(year)?;
        vacations.retain(rests);
        let summer = year.last_lesson_day() + TimeDelta::days(1);
        vacations.push(Vacation { kind: VacationKind::Summer, first_day: summer, last_day: year.last_day() });
        let calendar = Calendar::new(year, week, vacations, days_off.iter().map(|off| off.day));
        Ok(Self { calendar, days_off })
    }

    /// The year, and its parts of this kind.
    pub fn terms(&self, kind: TermKind) -> Vec<Term> {
        let year = self.calendar.year;
        let whole =
            Term { kind: TermKind::Year, number: 1, first_day: year.first_day(), last_day: year.last_lesson_day() };
        let ends = self.calendar.vacations.iter().filter(|vacation| ends_term(vacation, kind));
        let mut terms = vec![whole];
        let mut first_day = year.first_day();
        for (number, vacation) in (1..).zip(ends) {
            terms.push(Term { kind, number, first_day, last_day: vacation.first_day - TimeDelta::days(1) });
            first_day = vacation.last_day + TimeDelta::days(1);
        }
        terms
    }
}

fn ends_term(vacation: &Vacation, kind: TermKind) -> bool {
    match kind {
        TermKind::Year => false,
        TermKind::HalfYear | TermKind::Semester => {
            matches!(vacation.kind, VacationKind::Winter | VacationKind::Summer)
        }
        TermKind::Quarter | TermKind::Trimester => vacation.kind != VacationKind::Additional,
    }
}

/// The vacations of the demo school, which are those of most schools.
fn recommended(year: AcademicYear) -> Result<Vec<Vacation>, Problem> {
    let modes = demo::modes(year).map_err(Problem::new)?;
    Ok(modes.into_iter().next().map(|mode| mode.calendar.vacations).unwrap_or_default())
}

/// The year that a school prepares in summer and lives in afterwards: from July on the coming one.
pub fn year_of_planning(today: NaiveDate) -> Option<AcademicYear> {
    AcademicYear::starting_in(if today.month() < 7 { today.year() - 1 } else { today.year() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use parta_school::calendar::check_terms;

    ///
    #[test]
    fn terms_lie_between_the_vacations() {
        let year = AcademicYear::starting_in(2026).unwrap();
        let college = SchoolCalendar::new(year, WorkingWeek::Six, InstitutionKind::College).unwrap();
        let school = SchoolCalendar::new(year, WorkingWeek::Five, InstitutionKind::School).unwrap();
        let shown = |terms: Vec<Term>| {
            terms.iter().map(|term| format!("{} {}–{}", term.name(), term.first_day, term.last_day)).collect::<Vec<_>>()
        };
        assert_eq!(
            shown(college.terms(TermKind::HalfYear)),
            ["год 2026-09-01–2027-06-30", "1 полугодие 2026-09-01–2026-12-30", "2 полугодие 2027-01-11–2027-06-30"]
        );
        assert_eq!(school.terms(TermKind::Quarter).len(), 5);
        assert_eq!(check_terms(year, &school.terms(TermKind::Quarter)), Ok(()));
        assert_eq!((college.calendar.vacations.len(), school.calendar.vacations.len()), (2, 4));
    }

    #[test]
    fn in_summer_the_coming_year_is_planned() {
        for (today, year) in
            [("2026-06-30", "2025/26"), ("2026-07-01", "2026/27"), ("2026-11-20", "2026/27"), ("2027-01-10", "2026/27")]
        {
            assert_eq!(year_of_planning(today.parse().unwrap()).unwrap().to_string(), year);
        }
    }
}

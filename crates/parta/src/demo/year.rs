//! The year of the demo school: terms, vacations, days off, working weeks and bells.

use chrono::{Datelike, Days, NaiveTime, Weekday};
use parta_school::bells::{BellException, BellPlan, BellProblem, BellSchedule};
use parta_school::calendar::{
    AcademicYear, Calendar, Day, DayOff, HolidayProblem, PublicHolidays, Term, TermKind, Vacation, VacationKind,
    WorkingWeek,
};

use super::school::Made;

/// What a set of classes shares: terms, vacations, working week, days off and bells.
#[derive(Debug)]
pub struct Mode {
    pub name: &'static str,
    pub(super) grades: std::ops::RangeInclusive<u8>,
    pub terms: Vec<Term>,
    pub calendar: Calendar,
    /// The calendar's days off with their names.
    pub days_off: Vec<DayOff>,
    pub bells: BellPlan,
}

/// The modes of a school's classes in a year, with vacations about the dates that the ministry recommends.
pub fn modes(year: AcademicYear) -> Made<Vec<Mode>> {
    let usual = || regular_bells("Обычный день", 45, &[10, 30, 15, 15, 10, 10]);
    let vacations = vacations(year)?;
    let of_six_days = |name, grades, terms| -> Made<Mode> {
        Ok(mode(year, name, grades, WorkingWeek::Six, terms, vacations.clone(), BellPlan::always(usual()?))?)
    };
    let mut of_first_grade = vacations.clone();
    let february = first_weekday(day(year, 2, 15)?, Weekday::Mon);
    of_first_grade.push(Vacation {
        kind: VacationKind::Additional,
        first_day: february,
        last_day: february + Days::new(6),
    });
    Ok(vec![
        mode(
            year,
            "1 класс",
            1..=1,
            WorkingWeek::Five,
            quarters(year, &vacations)?,
            of_first_grade,
            first_grade_bells(year)?,
        )?,
        mode(
            year,
            "2–8 классы",
            2..=8,
            WorkingWeek::Five,
            quarters(year, &vacations)?,
            vacations.clone(),
            BellPlan::always(usual()?),
        )?,
        of_six_days("9 класс", 9..=9, quarters(year, &vacations)?)?,
        of_six_days("10–11 классы", 10..=11, half_years(year, &vacations)?)?,
    ])
}

fn mode(
    year: AcademicYear,
    name: &'static str,
    grades: std::ops::RangeInclusive<u8>,
    week: WorkingWeek,
    terms: Vec<Term>,
    vacations: Vec<Vacation>,
    bells: BellPlan,
) -> Result<Mode, HolidayProblem> {
    let days_off = PublicHolidays::known()?.days_off(year, week);
    let calendar = Calendar::new(year, week, vacations, days_off.iter().map(|off| off.day));
    Ok(Mode { name, grades, terms, calendar, days_off, bells })
}

/// Lessons of 35 minutes until the new year, of 40 after it, with a long break for a walk.
fn first_grade_bells(year: AcademicYear) -> Made<BellPlan> {
    let first_half = BellException {
        weekday: None,
        days: Some((year.first_day(), day(year, 12, 31)?)),
        schedule: regular_bells("1 класс, I полугодие", 35, &[20, 40, 25, 25])?,
    };
    Ok(BellPlan {
        usual: regular_bells("1 класс, II полугодие", 40, &[15, 35, 20, 20])?, exceptions: vec![first_half]
    })
}

fn regular_bells(name: &str, lesson: u16, breaks: &[u16]) -> Result<BellSchedule, BellProblem> {
    let half_past_eight = NaiveTime::from_hms_opt(8, 30, 0).unwrap_or_default();
    BellSchedule::regular(name, half_past_eight, lesson, breaks)
}

fn vacations(year: AcademicYear) -> Made<Vec<Vacation>> {
    let autumn = first_weekday(day(year, 10, 25)?, Weekday::Mon);
    let spring = first_weekday(day(year, 3, 24)?, Weekday::Sat);
    Ok(vec![
        Vacation { kind: VacationKind::Autumn, first_day: autumn, last_day: autumn + Days::new(6) },
        Vacation {
            kind: VacationKind::Winter,
            first_day: day(year, 12, 31)?,
            last_day: first_weekday(day(year, 1, 8)?, Weekday::Sun),
        },
        Vacation { kind: VacationKind::Spring, first_day: spring, last_day: spring + Days::new(8) },
        Vacation { kind: VacationKind::Summer, first_day: day(year, 5, 27)?, last_day: year.last_day() },
    ])
}

fn quarters(year: AcademicYear, vacations: &[Vacation]) -> Made<Vec<Term>> {
    let mut terms =
        vec![Term { kind: TermKind::Year, number: 1, first_day: year.first_day(), last_day: day(year, 5, 26)? }];
    let mut first_day = year.first_day();
    for (number, vacation) in (1..).zip(vacations) {
        terms.push(Term { kind: TermKind::Quarter, number, first_day, last_day: vacation.first_day - Days::new(1) });
        first_day = vacation.last_day + Days::new(1);
    }
    Ok(terms)
}

fn half_years(year: AcademicYear, vacations: &[Vacation]) -> Made<Vec<Term>> {
    let winter = vacations.iter().find(|vacation| vacation.kind == VacationKind::Winter).ok_or("no winter")?;
    let end = day(year, 5, 26)?;
    Ok(vec![
        Term { kind: TermKind::Year, number: 1, first_day: year.first_day(), last_day: end },
        Term {
            kind: TermKind::HalfYear,
            number: 1,
            first_day: year.first_day(),
            last_day: winter.first_day - Days::new(1),
        },
        Term { kind: TermKind::HalfYear, number: 2, first_day: winter.last_day + Days::new(1), last_day: end },
    ])
}

/// A day of the academic year by month and day of month.
fn day(year: AcademicYear, month: u32, day: u32) -> Made<Day> {
    let bound = if month < 9 { year.last_day() } else { year.first_day() };
    Ok(Day::from_ymd_opt(bound.year(), month, day).ok_or("no such day")?)
}

fn first_weekday(from: Day, weekday: Weekday) -> Day {
    from.iter_days().take(7).find(|day| day.weekday() == weekday).unwrap_or(from)
}

//! The school year as days: its terms, vacations, holidays and working weeks, the cycle of weeks and the week of the diary.
//!
//! Everything here is arithmetic on dates. Which days are holidays is data (`calendar/public_holidays.toml` for a start, then the
//! institution's own rows), because decrees move them every year.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use serde::{Deserialize, Serialize};

/// A day in the institution's own zone; an instant is another thing.
pub type Day = NaiveDate;

/// A year of study, «2026/27»: 1 September to 31 August.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AcademicYear {
    first_day: Day,
    last_lesson_day: Day,
    last_day: Day,
}

/// The text names no academic year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Учебный год пишут так: 2026/27.")]
pub struct NotAYear;

impl AcademicYear {
    /// The year that begins on 1 September of the given calendar year; `None` outside 1900–2199.
    pub fn starting_in(year: i32) -> Option<Self> {
        (1900..2200).contains(&year).then_some(())?;
        Some(Self {
            first_day: Day::from_ymd_opt(year, 9, 1)?,
            last_lesson_day: Day::from_ymd_opt(year + 1, 6, 30)?,
            last_day: Day::from_ymd_opt(year + 1, 8, 31)?,
        })
    }

    /// The year that a day belongs to.
    pub fn of(day: Day) -> Option<Self> {
        Self::starting_in(if day.month() < 9 { day.year() - 1 } else { day.year() })
    }

    pub fn first_day(self) -> Day {
        self.first_day
    }

    /// 30 June: no lesson is generated after it.
    pub fn last_lesson_day(self) -> Day {
        self.last_lesson_day
    }

    pub fn last_day(self) -> Day {
        self.last_day
    }

    pub fn contains(self, day: Day) -> bool {
        (self.first_day..=self.last_day).contains(&day)
    }
}

impl fmt::Display for AcademicYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:02}", self.first_day.year(), self.last_day.year() % 100)
    }
}

impl FromStr for AcademicYear {
    type Err = NotAYear;

    /// Takes «2026/27» and «2026/2027», also with a hyphen or dash.
    fn from_str(text: &str) -> Result<Self, NotAYear> {
        let (first, second) = text.trim().split_once(['/', '-', '–']).ok_or(NotAYear)?;
        let year = first.parse().ok().and_then(Self::starting_in).ok_or(NotAYear)?;
        let next = year.last_day.year();
        let agrees = second == format!("{next}") || second == format!("{:02}", next % 100);
        agrees.then_some(year).ok_or(NotAYear)
    }
}

/// The kinds of terms. A class has terms of several kinds at a time: its quarters lie within its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermKind {
    Quarter,
    Trimester,
    HalfYear,
    Semester,
    Year,
}

impl TermKind {
    /// How many terms of this kind a year can have.
    pub fn most(self) -> u8 {
        match self {
            Self::Quarter => 4,
            Self::Trimester => 3,
            Self::HalfYear | Self::Semester => 2,
            Self::Year => 1,
        }
    }
}

/// A quarter, half-year or other term with its first and last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    pub kind: TermKind,
    /// Counted from 1 in the year.
    pub number: u8,
    pub first_day: Day,
    pub last_day: Day,
}

impl Term {
    pub fn contains(&self, day: Day) -> bool {
        (self.first_day..=self.last_day).contains(&day)
    }

    /// «2 четверть», «1 полугодие», «год».
    pub fn name(&self) -> String {
        let word = match self.kind {
            TermKind::Quarter => "четверть",
            TermKind::Trimester => "триместр",
            TermKind::HalfYear => "полугодие",
            TermKind::Semester => "семестр",
            TermKind::Year => return "год".to_owned(),
        };
        format!("{} {word}", self.number)
    }

    /// «II четверть», as the tabs of the journal have it.
    pub fn roman_name(&self) -> String {
        let numeral = match self.number {
            1 => "I",
            2 => "II",
            3 => "III",
            4 => "IV",
            _ => return self.name(),
        };
        self.name().replacen(&self.number.to_string(), numeral, 1)
    }
}

/// What is wrong with the terms of one class, as the sentence shown beside them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TermProblem {
    #[error("{0}: последний день раньше первого.")]
    Reversed(String),
    #[error("{0}: период выходит за пределы учебного года {1}.")]
    OutsideYear(String, AcademicYear),
    #[error("{0} и {1} пересекаются.")]
    Overlap(String, String),
    #[error("{0}: такой номер уже есть или его не может быть.")]
    Number(String),
    #[error("{0} начинается раньше, чем {1}.")]
    Order(String, String),
}

/// Checks the terms that hold for one class, course or direction: inside the year, none of a kind overlapping another.
pub fn check_terms(year: AcademicYear, terms: &[Term]) -> Result<(), TermProblem> {
    terms.iter().try_for_each(|term| check_term(year, term))?;
    for (index, later) in terms.iter().enumerate() {
        for earlier in terms.iter().take(index).filter(|term| term.kind == later.kind) {
            check_pair(earlier, later)?;
        }
    }
    Ok(())
}

fn check_term(year: AcademicYear, term: &Term) -> Result<(), TermProblem> {
    if term.last_day < term.first_day {
        return Err(TermProblem::Reversed(term.name()));
    }
    if !year.contains(term.first_day) || !year.contains(term.last_day) {
        return Err(TermProblem::OutsideYear(term.name(), year));
    }
    match (1..=term.kind.most()).contains(&term.number) {
        true => Ok(()),
        false => Err(TermProblem::Number(term.name())),
    }
}

fn check_pair(one: &Term, other: &Term) -> Result<(), TermProblem> {
    if one.number == other.number {
        return Err(TermProblem::Number(other.name()));
    }
    let (lower, higher) = if one.number < other.number { (one, other) } else { (other, one) };
    if lower.first_day <= higher.last_day && higher.first_day <= lower.last_day {
        return Err(TermProblem::Overlap(lower.name(), higher.name()));
    }
    match lower.first_day < higher.first_day {
        true => Ok(()),
        false => Err(TermProblem::Order(higher.name(), lower.name())),
    }
}

/// The term of this kind that a day belongs to. `None` between terms.
pub fn term_of(terms: &[Term], kind: TermKind, day: Day) -> Option<&Term> {
    terms.iter().find(|term| term.kind == kind && term.contains(day))
}

/// Kinds of holiday periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VacationKind {
    Autumn,
    Winter,
    Spring,
    Summer,
    Additional,
}

impl VacationKind {
    /// «осенние каникулы».
    pub fn name(self) -> &'static str {
        match self {
            Self::Autumn => "осенние каникулы",
            Self::Winter => "зимние каникулы",
            Self::Spring => "весенние каникулы",
            Self::Summer => "летние каникулы",
            Self::Additional => "дополнительные каникулы",
        }
    }
}

/// A holiday period, both days included; no lesson is generated in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vacation {
    pub kind: VacationKind,
    pub first_day: Day,
    pub last_day: Day,
}

impl Vacation {
    pub fn contains(&self, day: Day) -> bool {
        (self.first_day..=self.last_day).contains(&day)
    }
}

/// Which days of the week are school days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkingWeek {
    /// Monday to Friday.
    Five,
    /// Monday to Saturday.
    Six,
}

impl WorkingWeek {
    pub fn days(self) -> u8 {
        match self {
            Self::Five => 5,
            Self::Six => 6,
        }
    }

    pub fn includes(self, weekday: Weekday) -> bool {
        weekday.number_from_monday() <= u32::from(self.days())
    }
}

/// A day without lessons that is no vacation: a public holiday or a day the school named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOff {
    pub day: Day,
    pub name: String,
}

/// The file of holidays cannot be read; says where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Список праздничных дней не читается: {0}")]
pub struct HolidayProblem(String);

/// The country's holidays as they are kept in a file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicHolidays {
    holidays: Vec<Holiday>,
    transfers: Vec<Transfer>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Holiday {
    month: u32,
    day: u32,
    name: String,
    /// Does not move to a working day when it falls on a day off: the January holidays.
    #[serde(default)]
    stays: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Transfer {
    from: Day,
    to: Day,
}

impl PublicHolidays {
    /// The holidays known when this version was made.
    pub fn known() -> Result<Self, HolidayProblem> {
        Self::read(include_str!("calendar/public_holidays.toml"))
    }

    pub fn read(text: &str) -> Result<Self, HolidayProblem> {
        toml::from_str(text).map_err(|problem| HolidayProblem(problem.to_string()))
    }

    /// The days off of an academic year in the order of days. A holiday on a free day of this working week moves to the next working
    /// day (Labour Code, article 112); a decree that moves a Saturday says nothing to those who work on Saturdays.
    pub fn days_off(&self, year: AcademicYear, week: WorkingWeek) -> Vec<DayOff> {
        let mut days: Vec<DayOff> =
            self.holidays_of(year).map(|(day, holiday)| DayOff { day, name: holiday.name.clone() }).collect();
        let mut moved: Vec<(Day, &str)> = self
            .holidays_of(year)
            .filter(|(day, holiday)| !holiday.stays && !week.includes(day.weekday()))
            .map(|(day, holiday)| (day, holiday.name.as_str()))
            .collect();
        moved.sort();
        for (day, name) in moved {
            if let Some(day) = day
                .iter_days()
                .skip(1)
                .find(|day| week.includes(day.weekday()) && days.iter().all(|off| off.day != *day))
            {
                days.push(DayOff { day, name: name.to_owned() });
            }
        }
        let decreed = self
            .transfers
            .iter()
            .filter(|transfer| year.contains(transfer.to) && !week.includes(transfer.from.weekday()));
        days.extend(
            decreed.map(|transfer| DayOff {
                day: transfer.to, name: "Перенос выходного дня".to_owned()
            }),
        );
        days.sort_by_key(|off| off.day);
        days.dedup_by_key(|off| off.day);
        days
    }

    fn holidays_of(&self, year: AcademicYear) -> impl Iterator<Item = (Day, &Holiday)> {
        self.holidays.iter().filter_map(move |holiday| {
            let calendar_year = if holiday.month < 9 { year.last_day.year() } else { year.first_day.year() };
            Some((Day::from_ymd_opt(calendar_year, holiday.month, holiday.day)?, holiday))
        })
    }
}

/// The days on which a class (or a whole school) has lessons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    pub year: AcademicYear,
    pub week: WorkingWeek,
    pub vacations: Vec<Vacation>,
    pub days_off: BTreeSet<Day>,
}

impl Calendar {
    pub fn new(
        year: AcademicYear,
        week: WorkingWeek,
        vacations: Vec<Vacation>,
        days_off: impl IntoIterator<Item = Day>,
    ) -> Self {
        Self { year, week, vacations, days_off: days_off.into_iter().collect() }
    }

    /// Whether lessons can be held on the day: 1 September to 30 June, in the working week, neither vacation nor day off.
    pub fn is_school_day(&self, day: Day) -> bool {
        (self.year.first_day..=self.year.last_lesson_day).contains(&day)
            && self.week.includes(day.weekday())
            && !self.days_off.contains(&day)
            && self.vacation_of(day).is_none()
    }

    pub fn vacation_of(&self, day: Day) -> Option<&Vacation> {
        self.vacations.iter().find(|vacation| vacation.contains(day))
    }

    /// All school days of the year in order.
    pub fn school_days(&self) -> impl Iterator<Item = Day> {
        self.school_days_within(self.year.first_day, self.year.last_lesson_day)
    }

    /// The school days from one day to another, both included.
    pub fn school_days_within(&self, first: Day, last: Day) -> impl Iterator<Item = Day> {
        let first = first.max(self.year.first_day);
        let last = last.min(self.year.last_lesson_day);
        first.iter_days().take_while(move |day| *day <= last).filter(|day| self.is_school_day(*day))
    }
}

/// A timetable that repeats after several weeks: weeks А and В of a college.
///
/// Week 1 is that of 1 September (of the Monday after it, should it be a Sunday). Vacations do not shift the cycle, unless a new
/// start is named: then the week of that day is week 1 again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    length: u8,
    starts: BTreeSet<Day>,
}

impl Cycle {
    /// A cycle of so many weeks (at least one), begun anew in the weeks of the given days.
    pub fn new(year: AcademicYear, length: u8, new_starts: impl IntoIterator<Item = Day>) -> Self {
        let beginning = match year.first_day.weekday() {
            Weekday::Sun => shifted(year.first_day, 1),
            _ => year.first_day,
        };
        let starts = std::iter::once(beginning).chain(new_starts).map(|day| Week::of(day).monday).collect();
        Self { length: length.max(1), starts }
    }

    pub fn weekly(year: AcademicYear) -> Self {
        Self::new(year, 1, [])
    }

    pub fn length(&self) -> u8 {
        self.length
    }

    /// The week of the cycle that a day lies in, from 1. A day before the year counts as of week 1.
    pub fn week_of(&self, day: Day) -> u8 {
        let Some(start) = self.starts.range(..=day).next_back() else {
            return 1;
        };
        let weeks = (day - *start).num_weeks() % i64::from(self.length);
        u8::try_from(weeks).map_or(1, |week| week + 1)
    }
}

/// A week from Monday to Sunday, as the diary shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week {
    monday: Day,
}

impl Week {
    /// The week that a day lies in.
    pub fn of(day: Day) -> Self {
        Self { monday: shifted(day, -i64::from(day.weekday().num_days_from_monday())) }
    }

    pub fn monday(self) -> Day {
        self.monday
    }

    pub fn sunday(self) -> Day {
        shifted(self.monday, 6)
    }

    pub fn next(self) -> Self {
        Self { monday: shifted(self.monday, 7) }
    }

    pub fn previous(self) -> Self {
        Self { monday: shifted(self.monday, -7) }
    }

    /// The days of the working week.
    pub fn days(self, week: WorkingWeek) -> impl Iterator<Item = Day> {
        self.monday.iter_days().take(usize::from(week.days()))
    }
}

/// So many days later. An address can name a day at the very end of the calendar; there it stays.
fn shifted(day: Day, days: i64) -> Day {
    day.checked_add_signed(TimeDelta::days(days)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn year() -> AcademicYear {
        AcademicYear::starting_in(2026).unwrap()
    }

    fn quarter(number: u8, first_day: &str, last_day: &str) -> Term {
        Term { kind: TermKind::Quarter, number, first_day: day(first_day), last_day: day(last_day) }
    }

    fn quarters() -> Vec<Term> {
        vec![
            quarter(1, "2026-09-01", "2026-10-25"),
            quarter(2, "2026-11-02", "2026-12-30"),
            quarter(3, "2027-01-11", "2027-03-26"),
            quarter(4, "2027-04-05", "2027-05-26"),
        ]
    }

    #[test]
    fn a_year_is_named_by_its_two_calendar_years() {
        assert_eq!(year().to_string(), "2026/27");
        assert_eq!(
            (year().first_day(), year().last_lesson_day(), year().last_day()),
            (day("2026-09-01"), day("2027-06-30"), day("2027-08-31"))
        );
        for text in ["2026/27", "2026/2027", " 2026–27 "] {
            assert_eq!(text.parse(), Ok(year()), "{text}");
        }
        for text in ["", "2026", "2026/28", "2026/2026", "26/27", "9999999/00", "вчера/сегодня"] {
            assert_eq!(text.parse::<AcademicYear>(), Err(NotAYear), "{text}");
        }
        assert_eq!(AcademicYear::starting_in(1999).unwrap().to_string(), "1999/00");
        assert_eq!(AcademicYear::of(day("2027-08-31")), Some(year()));
        assert_eq!(AcademicYear::of(day("2026-09-01")), Some(year()));
    }

    ///
    #[test]
    fn terms_lie_inside_the_year_and_do_not_overlap() {
        let mut terms = quarters();
        terms.push(Term {
            kind: TermKind::HalfYear,
            number: 1,
            first_day: day("2026-09-01"),
            last_day: day("2026-12-30"),
        });
        assert_eq!(check_terms(year(), &terms), Ok(()), "a half-year may cover quarters");

        let broken = |index: usize, term: Term| {
            let mut terms = quarters();
            terms[index] = term;
            check_terms(year(), &terms).unwrap_err().to_string()
        };
        assert_eq!(broken(1, quarter(2, "2026-10-25", "2026-12-30")), "1 четверть и 2 четверть пересекаются.");
        assert_eq!(
            broken(0, quarter(1, "2026-08-31", "2026-10-25")),
            "1 четверть: период выходит за пределы учебного года 2026/27."
        );
        assert_eq!(
            broken(3, quarter(4, "2027-04-05", "2027-09-01")),
            "4 четверть: период выходит за пределы учебного года 2026/27."
        );
        assert_eq!(broken(0, quarter(1, "2026-10-25", "2026-09-01")), "1 четверть: последний день раньше первого.");
        assert_eq!(
            broken(1, quarter(1, "2026-11-02", "2026-12-30")),
            "1 четверть: такой номер уже есть или его не может быть."
        );
        assert_eq!(
            broken(3, quarter(5, "2027-04-05", "2027-05-26")),
            "5 четверть: такой номер уже есть или его не может быть."
        );
        let mut swapped = quarters();
        (swapped[0].number, swapped[1].number) = (2, 1);
        assert_eq!(
            check_terms(year(), &swapped).unwrap_err().to_string(),
            "2 четверть начинается раньше, чем 1 четверть."
        );
    }

    #[test]
    fn a_day_belongs_to_one_term_of_a_kind_or_to_none() {
        let terms = quarters();
        assert_eq!(term_of(&terms, TermKind::Quarter, day("2026-12-30")).unwrap().name(), "2 четверть");
        assert_eq!(term_of(&terms, TermKind::Quarter, day("2026-12-03")).unwrap().roman_name(), "II четверть");
        assert_eq!(term_of(&terms, TermKind::Quarter, day("2026-10-28")), None);
        assert_eq!(term_of(&terms, TermKind::HalfYear, day("2026-12-03")), None);
    }

    ///
    #[test]
    fn a_holiday_on_a_day_off_moves_for_those_who_have_that_day_off() {
        let known = PublicHolidays::known().unwrap();
        let free = |week| known.days_off(year(), week).into_iter().map(|off| off.day).collect::<Vec<_>>();
        let (five, six) = (free(WorkingWeek::Five), free(WorkingWeek::Six));
        assert!(five.contains(&day("2027-05-03")), "1 May 2027 is a Saturday");
        assert!(!six.contains(&day("2027-05-03")));
        assert!(five.contains(&day("2027-05-10")) && six.contains(&day("2027-05-10")), "9 May 2027 is a Sunday");
        assert!(five.contains(&day("2027-06-14")) && !six.contains(&day("2027-06-14")));
        assert!(five.contains(&day("2026-12-31")), "moved by decree from Sunday, 4 January");
        assert!(!five.contains(&day("2027-01-11")), "January holidays stay where they are");
        assert!(five.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn a_wrong_holiday_file_is_refused() {
        assert!(PublicHolidays::read("holidays = []").is_err());
        assert!(PublicHolidays::read("holidays = []\ntransfers = []\nholydays = []").is_err());
        assert!(
            PublicHolidays::read("holidays = []\ntransfers = [{ from = \"2026-02-30\", to = \"2026-03-01\" }]")
                .is_err()
        );
    }

    ///
    #[test]
    fn school_days_leave_out_vacations_holidays_and_weekends() {
        let vacations = vec![
            Vacation { kind: VacationKind::Autumn, first_day: day("2026-10-26"), last_day: day("2026-11-01") },
            Vacation { kind: VacationKind::Winter, first_day: day("2026-12-31"), last_day: day("2027-01-10") },
            Vacation { kind: VacationKind::Spring, first_day: day("2027-03-27"), last_day: day("2027-04-04") },
            Vacation { kind: VacationKind::Summer, first_day: day("2027-05-27"), last_day: day("2027-08-31") },
        ];
        let off = PublicHolidays::known().unwrap().days_off(year(), WorkingWeek::Five);
        let calendar = Calendar::new(year(), WorkingWeek::Five, vacations.clone(), off.into_iter().map(|off| off.day));
        let days: Vec<Day> = calendar.school_days().collect();
        assert_eq!((days[0], *days.last().unwrap()), (day("2026-09-01"), day("2027-05-26")));
        assert_eq!(
            days.len(),
            39 + 42 + 53 + 36,
            "by quarters; 4 November, 23 February, 8 March, 3 and 10 May are free"
        );
        for free in ["2026-08-31", "2026-10-26", "2026-11-01", "2026-11-04", "2026-12-05", "2027-02-23", "2027-06-30"] {
            assert!(!calendar.is_school_day(day(free)), "{free}");
        }
        let six = Calendar { week: WorkingWeek::Six, ..calendar.clone() };
        assert!(six.is_school_day(day("2026-12-05")) && !six.is_school_day(day("2026-12-06")));
        assert_eq!(calendar.vacation_of(day("2027-01-10")).unwrap().kind.name(), "зимние каникулы");
        assert_eq!(calendar.school_days_within(day("2026-10-23"), day("2026-11-05")).count(), 4);
    }

    #[test]
    fn weeks_of_a_cycle_count_through_vacations() {
        let cycle = Cycle::new(year(), 2, []);
        for (date, week) in [
            ("2026-09-01", 1),
            ("2026-09-06", 1),
            ("2026-09-07", 2),
            ("2026-09-14", 1),
            ("2026-10-26", 1),
            ("2026-11-02", 2),
            ("2026-08-01", 1),
        ] {
            assert_eq!(cycle.week_of(day(date)), week, "{date}");
        }
        let anew = Cycle::new(year(), 2, [day("2026-11-03")]);
        assert_eq!(
            (anew.week_of(day("2026-10-25")), anew.week_of(day("2026-11-02")), anew.week_of(day("2026-11-09"))),
            (2, 1, 2)
        );
        assert_eq!(Cycle::weekly(year()).week_of(day("2027-03-01")), 1);
        let sunday = AcademicYear::starting_in(2024).unwrap();
        assert_eq!(Cycle::new(sunday, 2, []).week_of(day("2024-09-02")), 1, "1 September 2024 is a Sunday");
    }

    #[test]
    fn the_diary_turns_week_by_week() {
        let week = Week::of(day("2026-11-22"));
        assert_eq!((week.monday(), week.sunday()), (day("2026-11-16"), day("2026-11-22")));
        assert_eq!(week.next().previous(), week);
        assert_eq!(week.days(WorkingWeek::Six).last(), Some(day("2026-11-21")));
        let last = Week::of(Day::MAX).next().next();
        assert!(last.sunday() <= Day::MAX && Week::of(Day::MIN).previous().monday() >= Day::MIN);
    }

    proptest! {
        #[test]
        fn every_day_is_in_its_week_and_its_year(offset in 0u64..70_000) {
            let day = day("1950-01-01") + Days::new(offset);
            let week = Week::of(day);
            prop_assert!(week.monday() <= day && day <= week.sunday() && week.monday().weekday() == Weekday::Mon);
            let year = AcademicYear::of(day).unwrap();
            prop_assert!(year.contains(day));
            prop_assert_eq!(year.to_string().parse(), Ok(year));
        }

        #[test]
        fn the_next_week_is_the_next_of_the_cycle(offset in 0u64..300, length in 1u8..5) {
            let cycle = Cycle::new(year(), length, []);
            let day = year().first_day() + Days::new(offset);
            prop_assert_eq!(cycle.week_of(day + Days::new(7)), cycle.week_of(day) % length + 1);
        }
    }
}

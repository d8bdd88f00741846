//! The lessons of a year, generated from the timetable, the bells, the vacations and holidays and the cycle of weeks.

use chrono::{Datelike, NaiveTime, Weekday};

use crate::bells::BellPlan;
use crate::calendar::{Calendar, Cycle, Day};
use crate::ids::{PageId, TimetableEntryId};
use crate::timetable::Entry;

/// A lesson with its date and times, in the institution's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GeneratedLesson {
    pub entry: TimetableEntryId,
    pub page: PageId,
    pub day: Day,
    /// The lesson's number in the day.
    pub number: u8,
    pub starts: NaiveTime,
    pub ends: NaiveTime,
}

/// The timetable has a lesson for which no bell rings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("В расписании звонков «{schedule}» нет урока {number}, а в расписании занятий он есть ({day}).")]
pub struct NoBell {
    pub schedule: String,
    pub number: u8,
    pub day: String,
}

/// Generates the lessons from one day to another, both included and neither outside 1 September to 30 June of the calendar's year,
/// in the order of days, then of entries. The whole year: `calendar.year.first_day()` to `calendar.year.last_lesson_day()`; after a change
/// of the timetable only from its first day on, so that past lessons and their records stay.
///
/// The entries share calendar, bells and cycle: where classes differ in them (six-day weeks, another shift), call once for each kind.
pub fn generate(
    calendar: &Calendar,
    bells: &BellPlan,
    cycle: &Cycle,
    entries: &[Entry],
    first: Day,
    last: Day,
) -> Result<Vec<GeneratedLesson>, NoBell> {
    let week = entries_by_weekday(entries);
    let days: Vec<Day> = calendar.school_days_within(first, last).collect();
    let mut lessons = Vec::with_capacity(days.len() * entries.len() / usize::from(calendar.week.days()));
    for day in days {
        let cycle_week = cycle.week_of(day);
        let of_the_day = week.iter().filter(|(weekday, _)| *weekday == day.weekday()).flat_map(|(_, entries)| entries);
        for entry in of_the_day.filter(|entry| entry.week.is_none_or(|week| week == cycle_week)) {
            lessons.push(lesson(entry, day, bells)?);
        }
    }
    Ok(lessons)
}

fn entries_by_weekday(entries: &[Entry]) -> Vec<(Weekday, Vec<&Entry>)> {
    let days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat];
    days.into_iter()
        .map(|weekday| (weekday, entries.iter().filter(|entry| entry.weekday == weekday).collect()))
        .collect()
}

fn lesson(entry: &Entry, day: Day, bells: &BellPlan) -> Result<GeneratedLesson, NoBell> {
    let schedule = bells.on(day);
    let bell = schedule.lesson(entry.number).ok_or_else(|| NoBell {
        schedule: schedule.name().to_owned(),
        number: entry.number,
        day: crate::wording::date(day),
    })?;
    Ok(GeneratedLesson {
        entry: entry.id,
        page: entry.page,
        day,
        number: entry.number,
        starts: bell.starts,
        ends: bell.ends,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bells::{BellException, BellSchedule};
    use crate::calendar::{AcademicYear, PublicHolidays, Vacation, VacationKind, WorkingWeek};
    use crate::ids::{ClassId, PersonId};
    use crate::timetable::clashes;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn year() -> AcademicYear {
        AcademicYear::starting_in(2026).unwrap()
    }

    fn calendar(week: WorkingWeek) -> Calendar {
        let vacation = |kind, first: &str, last: &str| Vacation { kind, first_day: day(first), last_day: day(last) };
        let vacations = vec![
            vacation(VacationKind::Autumn, "2026-10-26", "2026-11-01"),
            vacation(VacationKind::Winter, "2026-12-31", "2027-01-10"),
        ];
        let off = PublicHolidays::known().unwrap().days_off(year(), week);
        Calendar::new(year(), week, vacations, off.into_iter().map(|off| off.day))
    }

    fn bells() -> BellPlan {
        let schedule = |name, lesson| {
            BellSchedule::regular(name, NaiveTime::from_hms_opt(8, 30, 0).unwrap(), lesson, &[10; 6]).unwrap()
        };
        let short = BellException { weekday: Some(Weekday::Sat), days: None, schedule: schedule("Суббота", 35) };
        BellPlan { usual: schedule("Обычный день", 45), exceptions: vec![short] }
    }

    fn entry(id: i64, weekday: Weekday, number: u8, week: Option<u8>) -> Entry {
        Entry {
            id: TimetableEntryId(id),
            page: PageId(1),
            class: ClassId(1),
            subgroup: None,
            teachers: vec![PersonId(1)],
            room: None,
            week,
            weekday,
            number,
            joint: None,
        }
    }

    fn of_the_year(week: WorkingWeek, cycle_length: u8, entries: &[Entry]) -> Vec<GeneratedLesson> {
        let cycle = Cycle::new(year(), cycle_length, []);
        generate(&calendar(week), &bells(), &cycle, entries, year().first_day(), year().last_lesson_day()).unwrap()
    }

    ///
    #[test]
    fn a_weekly_lesson_is_held_each_school_week() {
        let lessons = of_the_year(WorkingWeek::Five, 1, &[entry(1, Weekday::Wed, 2, None)]);
        // 44 Wednesdays from 2 September to 30 June, less 28 October, 4 November and 6 January.
        assert_eq!(lessons.len(), 44 - 3);
        let first = lessons[0];
        assert_eq!(
            (first.day, first.number, first.starts.to_string(), first.ends.to_string()),
            (day("2026-09-02"), 2, "09:25:00".to_owned(), "10:10:00".to_owned())
        );
        assert_eq!(lessons.last().unwrap().day, day("2027-06-30"));
    }

    ///
    #[test]
    fn a_double_lesson_is_two_lessons() {
        let lessons =
            of_the_year(WorkingWeek::Five, 1, &[entry(1, Weekday::Tue, 1, None), entry(2, Weekday::Tue, 2, None)]);
        assert_eq!((lessons[0].day, lessons[0].number), (day("2026-09-01"), 1));
        assert_eq!((lessons[1].day, lessons[1].number), (day("2026-09-01"), 2));
        assert!(lessons[0].ends <= lessons[1].starts);
    }

    ///
    #[test]
    fn weeks_of_a_cycle_alternate() {
        let lessons = of_the_year(
            WorkingWeek::Five,
            2,
            &[entry(1, Weekday::Mon, 1, Some(1)), entry(2, Weekday::Mon, 1, Some(2))],
        );
        let september: Vec<(i64, String)> =
            lessons.iter().take(3).map(|lesson| (lesson.entry.0, lesson.day.to_string())).collect();
        assert_eq!(
            september,
            [(2, "2026-09-07".to_owned()), (1, "2026-09-14".to_owned()), (2, "2026-09-21".to_owned())]
        );
    }

    ///
    #[test]
    fn saturdays_ring_shorter_and_only_for_a_six_day_week() {
        let saturday = [entry(1, Weekday::Sat, 2, None)];
        assert_eq!(of_the_year(WorkingWeek::Five, 1, &saturday), []);
        assert_eq!(of_the_year(WorkingWeek::Six, 1, &saturday)[0].starts.to_string(), "09:15:00");
    }

    ///
    #[test]
    fn a_changed_timetable_generates_from_its_first_day() {
        let (calendar, cycle) = (calendar(WorkingWeek::Five), Cycle::weekly(year()));
        let lessons = generate(
            &calendar,
            &bells(),
            &cycle,
            &[entry(1, Weekday::Thu, 1, None)],
            day("2026-12-03"),
            day("2026-12-10"),
        )
        .unwrap();
        assert_eq!(lessons.iter().map(|lesson| lesson.day).collect::<Vec<_>>(), [day("2026-12-03"), day("2026-12-10")]);
    }

    ///
    #[test]
    fn a_lesson_without_a_bell_is_told() {
        let (calendar, cycle) = (calendar(WorkingWeek::Five), Cycle::weekly(year()));
        let problem = generate(
            &calendar,
            &bells(),
            &cycle,
            &[entry(1, Weekday::Tue, 8, None)],
            year().first_day(),
            year().last_day(),
        )
        .unwrap_err();
        assert_eq!(
            problem.to_string(),
            "В расписании звонков «Обычный день» нет урока 8, а в расписании занятий он есть (1 сентября 2026 г., вт)."
        );
    }

    fn any_entry() -> impl Strategy<Value = Entry> {
        (1i64..1000, 0usize..6, 1u8..8, proptest::option::of(1u8..3)).prop_map(|(id, weekday, number, week)| {
            let weekday = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat][weekday];
            entry(id, weekday, number, week)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        ///
        #[test]
        fn no_lesson_on_a_free_day_none_outside_the_year_and_none_twice(mut entries in proptest::collection::vec(any_entry(), 0..40)) {
            let mut kept: Vec<Entry> = Vec::new();
            while let Some(entry) = entries.pop() {
                kept.push(entry);
                if !clashes(&kept, |_, _| true).is_empty() {
                    kept.pop();
                }
            }
            let calendar = calendar(WorkingWeek::Six);
            let lessons = of_the_year(WorkingWeek::Six, 2, &kept);
            let mut seen = BTreeSet::new();
            for lesson in &lessons {
                prop_assert!(calendar.is_school_day(lesson.day) && calendar.vacation_of(lesson.day).is_none() && !calendar.days_off.contains(&lesson.day));
                prop_assert!(year().first_day() <= lesson.day && lesson.day <= year().last_lesson_day());
                prop_assert!(seen.insert((lesson.day, lesson.number)), "two lessons of a class at one time");
            }
            prop_assert!(lessons.windows(2).all(|pair| pair[0].day <= pair[1].day));
        }
    }

    ///
    #[test]
    fn a_college_of_two_hundred_groups_is_generated_at_once() {
        let days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat];
        let entries: Vec<Entry> = (0..200 * 36)
            .map(|index| entry(index + 1, days[(index % 6) as usize], (index / 6 % 6 + 1) as u8, None))
            .collect();
        let started = std::time::Instant::now();
        let lessons = of_the_year(WorkingWeek::Six, 1, &entries);
        assert!(lessons.len() > 250_000);
        assert!(started.elapsed().as_millis() < 3_000, "{:?} without optimisation", started.elapsed());
    }
}

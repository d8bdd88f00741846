//! When lessons ring: schedules of bells, and which of them rings on which day.

use chrono::{Datelike, Duration, NaiveTime, Weekday};

use crate::calendar::Day;

/// One lesson of a bell schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bell {
    /// The lesson's number in the day.
    pub number: u8,
    pub starts: NaiveTime,
    pub ends: NaiveTime,
}

/// A named variant of the bells, in the order of lessons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BellSchedule {
    name: String,
    bells: Vec<Bell>,
}

/// Why the bells are not accepted, as the sentence shown beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BellProblem {
    #[error("В расписании звонков нет ни одного урока.")]
    Empty,
    #[error("Урок {0} кончается не позже, чем начинается.")]
    Reversed(u8),
    #[error("Номера уроков должны возрастать: после урока {0} стоит урок {1}.")]
    Numbers(u8, u8),
    #[error("Урок {1} начинается раньше, чем кончается урок {0}.")]
    Overlap(u8, u8),
}

impl BellSchedule {
    /// Takes the lessons in order: numbers and times rise, no two lessons overlap.
    pub fn new(name: &str, bells: Vec<Bell>) -> Result<Self, BellProblem> {
        if bells.is_empty() {
            return Err(BellProblem::Empty);
        }
        if let Some(bell) = bells.iter().find(|bell| bell.ends <= bell.starts) {
            return Err(BellProblem::Reversed(bell.number));
        }
        for (bell, next) in bells.iter().zip(bells.iter().skip(1)) {
            if next.number <= bell.number {
                return Err(BellProblem::Numbers(bell.number, next.number));
            }
            if next.starts < bell.ends {
                return Err(BellProblem::Overlap(bell.number, next.number));
            }
        }
        Ok(Self { name: name.to_owned(), bells })
    }

    /// Lessons of equal length (minutes) with these breaks (minutes) between them, numbered from 1: one lesson more than breaks.
    /// A day that would run past midnight is refused as a lesson that ends before it starts.
    pub fn regular(name: &str, first_starts: NaiveTime, lesson: u16, breaks: &[u16]) -> Result<Self, BellProblem> {
        let mut starts = first_starts;
        let mut bells = Vec::with_capacity(breaks.len() + 1);
        for (number, pause) in (1..=u8::MAX).zip(breaks.iter().copied().chain([0])) {
            let ends = starts + Duration::minutes(lesson.into());
            bells.push(Bell { number, starts, ends });
            starts = ends + Duration::minutes(pause.into());
        }
        Self::new(name, bells)
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn bells(&self) -> &[Bell] {
        &self.bells
    }

    /// The bell of a lesson. `None` when the day has no lesson of this number.
    pub fn lesson(&self, number: u8) -> Option<&Bell> {
        self.bells.iter().find(|bell| bell.number == number)
    }
}

/// The bells of a shift or parallel over the year: the usual schedule and the days on which another rings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BellPlan {
    pub usual: BellSchedule,
    /// Of several that fit a day the last one rings.
    pub exceptions: Vec<BellException>,
}

/// A schedule for certain days: a weekday (short Saturdays), a period (the first half-year of class 1), a single date (a shortened day).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BellException {
    /// Only on this weekday.
    pub weekday: Option<Weekday>,
    /// Only within these days, both included.
    pub days: Option<(Day, Day)>,
    pub schedule: BellSchedule,
}

impl BellPlan {
    pub fn always(usual: BellSchedule) -> Self {
        Self { usual, exceptions: Vec::new() }
    }

    /// The schedule that rings on a day.
    pub fn on(&self, day: Day) -> &BellSchedule {
        self.exceptions
            .iter()
            .rev()
            .find(|exception| exception.fits(day))
            .map_or(&self.usual, |exception| &exception.schedule)
    }
}

impl BellException {
    fn fits(&self, day: Day) -> bool {
        self.weekday.is_none_or(|weekday| weekday == day.weekday())
            && self.days.is_none_or(|(first, last)| (first..=last).contains(&day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
    }

    fn bell(number: u8, starts: (u32, u32), ends: (u32, u32)) -> Bell {
        Bell { number, starts: at(starts.0, starts.1), ends: at(ends.0, ends.1) }
    }

    fn usual() -> BellSchedule {
        BellSchedule::regular("Обычный день", at(8, 30), 45, &[10, 30, 15, 15, 10, 10]).unwrap()
    }

    ///
    #[test]
    fn bells_rise_and_do_not_overlap() {
        let refused = |bells| BellSchedule::new("Звонки", bells).unwrap_err();
        assert_eq!(refused(vec![]), BellProblem::Empty);
        assert_eq!(refused(vec![bell(1, (9, 0), (9, 0))]), BellProblem::Reversed(1));
        assert_eq!(refused(vec![bell(1, (8, 30), (9, 15)), bell(1, (9, 25), (10, 10))]), BellProblem::Numbers(1, 1));
        assert_eq!(
            refused(vec![bell(1, (8, 30), (9, 15)), bell(2, (9, 10), (9, 55))]).to_string(),
            "Урок 2 начинается раньше, чем кончается урок 1."
        );
        assert!(
            BellSchedule::new("Пары", vec![bell(1, (8, 30), (9, 15)), bell(2, (9, 15), (10, 0))]).is_ok(),
            "a pair without a break"
        );
        assert!(BellSchedule::regular("Ночь", at(22, 0), 45, &[10, 10, 10]).is_err());
    }

    #[test]
    fn regular_bells_are_counted_from_the_first() {
        let bells = usual();
        assert_eq!(bells.lesson(3), Some(&bell(3, (10, 40), (11, 25))));
        assert_eq!(bells.lesson(7), Some(&bell(7, (14, 30), (15, 15))));
        assert_eq!((bells.lesson(8), bells.lesson(0)), (None, None));
    }

    ///
    #[test]
    fn another_schedule_rings_on_its_days() {
        let short = BellSchedule::regular("Сокращённый день", at(8, 30), 35, &[10; 6]).unwrap();
        let day = |text: &str| text.parse::<Day>().unwrap();
        let plan = BellPlan {
            usual: usual(),
            exceptions: vec![
                BellException { weekday: Some(Weekday::Sat), days: None, schedule: short.clone() },
                BellException { weekday: None, days: Some((day("2026-12-30"), day("2026-12-30"))), schedule: short },
            ],
        };
        let rings = |text: &str| plan.on(day(text)).name().to_owned();
        assert_eq!(rings("2026-12-03"), "Обычный день");
        assert_eq!(rings("2026-12-05"), "Сокращённый день");
        assert_eq!(rings("2026-12-30"), "Сокращённый день");
    }

    proptest! {
        #[test]
        fn an_accepted_schedule_is_in_order(lesson in 1u16..120, breaks in proptest::collection::vec(0u16..60, 0..12)) {
            if let Ok(schedule) = BellSchedule::regular("Звонки", at(8, 0), lesson, &breaks) {
                for pair in schedule.bells().windows(2) {
                    prop_assert!(pair[0].number < pair[1].number && pair[0].starts < pair[0].ends && pair[0].ends <= pair[1].starts);
                }
            }
        }
    }
}

//! Until when the parts of a lesson are to be recorded, by the regulation (requirements §4.0, §4.3).
//!
//! Lateness never blocks an entry: these rules only say when something was due, so that a page can show it and an entry after
//! it can be marked. What may be *corrected* after it is another rule's business ([`crate::corrections`]).

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use crate::marks::WorkKind;
use crate::regulation::{Deadline, Noun, RegulationProfile};
use crate::wording;

/// When a lesson is held, by the institution's own clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LessonTime {
    pub day: NaiveDate,
    pub starts: NaiveTime,
    pub ends: NaiveTime,
    /// The end of the last lesson of this class, group or subgroup on that day.
    pub classes_end: NaiveTime,
}

/// A part of the lesson that has a deadline of its own.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    Topic,
    Attendance,
    Homework,
    /// A mark for a work of this kind; `None` for one without a kind.
    Mark(Option<&'a WorkKind>),
}

/// When a part of a lesson is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The last moment in time, on the institution's clocks.
    pub at: DateTime<Tz>,
    at_lesson_end: bool,
}

/// The last moment of a school day: requirements §4.0 read «в день проведения» as until 23:59.
const DAY_END: NaiveTime = match NaiveTime::from_hms_opt(23, 59, 59) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

/// When this part of the lesson is due.
pub fn due(profile: &RegulationProfile, part: Part<'_>, lesson: &LessonTime) -> Due {
    let deadline = deadline_of(profile, part);
    Due { at: on_clock(profile.zone(), last_moment(deadline, lesson)), at_lesson_end: deadline == Deadline::LessonEnd }
}

/// When the lesson begins, as an instant.
pub fn begins(profile: &RegulationProfile, lesson: &LessonTime) -> DateTime<Tz> {
    on_clock(profile.zone(), lesson.day.and_time(lesson.starts))
}

impl Due {
    /// Whether an entry saved at this moment comes too late.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        now > self.at
    }

    /// By how much an entry saved at this moment is late; `None` when it is in time.
    pub fn delay(&self, saved: DateTime<Utc>) -> Option<TimeDelta> {
        self.is_over(saved).then(|| saved.signed_duration_since(self.at))
    }

    /// «до конца урока, 11:25», «до 16:30», and from another day on «до 23:59, 10 декабря».
    pub fn said(&self, profile: &RegulationProfile, today: NaiveDate) -> String {
        let time = wording::time(self.at.time());
        match () {
            () if self.at.date_naive() != today => {
                format!("до {time}, {}", wording::day_and_month(self.at.date_naive()))
            }
            () if self.at_lesson_end => {
                format!("до конца {}, {time}", profile.word(Noun::Lesson).genitive())
            }
            () => format!("до {time}"),
        }
    }
}

/// «с опозданием на 2 дн. 5 ч», «на 1 ч 20 мин», «на 5 мин»; begun minutes count.
pub fn delay_in_words(delay: TimeDelta) -> String {
    let minutes = (delay.num_seconds().max(0) as u64).div_ceil(60);
    let (days, hours, rest) = (minutes / (24 * 60), minutes / 60 % 24, minutes % 60);
    let parts = match (days, hours) {
        (0, 0) => format!("{rest} мин"),
        (0, _) => format!("{hours} ч {rest} мин"),
        _ => format!("{days} дн. {hours} ч"),
    };
    format!("с опозданием на {parts}")
}

fn deadline_of(profile: &RegulationProfile, part: Part<'_>) -> Deadline {
    let rules = &profile.deadline;
    match part {
        Part::Topic => rules.topic.value,
        Part::Attendance => rules.absence.value,
        Part::Homework => rules.homework.value,
        Part::Mark(kind) => kind.map_or(rules.mark.lesson.value, |kind| deadline_of_work(profile, kind)),
    }
}

/// the flag decides; monitoring goes before control, control before written. The institution's own norm goes before all.
fn deadline_of_work(profile: &RegulationProfile, kind: &WorkKind) -> Deadline {
    let rules = &profile.deadline.mark;
    match kind {
        WorkKind { checking_days: Some(days), .. } => Deadline::calendar_days(*days),
        WorkKind { monitoring: true, .. } => rules.monitoring.value,
        WorkKind { control: true, .. } => rules.control.value,
        WorkKind { written: true, .. } => rules.written.value,
        _ => rules.lesson.value,
    }
}

fn last_moment(deadline: Deadline, lesson: &LessonTime) -> NaiveDateTime {
    let today = lesson.day.and_time(DAY_END);
    match deadline {
        Deadline::LessonEnd => lesson.day.and_time(lesson.ends),
        Deadline::LessonDay => today,
        Deadline::MinutesAfterClasses(minutes) => (lesson.day.and_time(lesson.classes_end) + minutes.0).min(today),
        Deadline::Days(days) => today.checked_add_signed(days.0).unwrap_or(today),
    }
}

/// The instant of a time on the zone's clocks; a time that the clocks jump over is read an hour later.
fn on_clock(zone: Tz, local: NaiveDateTime) -> DateTime<Tz> {
    let later = || zone.from_local_datetime(&(local + TimeDelta::hours(1))).latest();
    zone.from_local_datetime(&local).latest().or_else(later).unwrap_or_else(|| zone.from_utc_datetime(&local))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(code: &str) -> &'static RegulationProfile {
        RegulationProfile::builtin(code).expect("built in")
    }

    fn time(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).expect("a time")
    }

    /// Thursday, 3 December 2026, third lesson; the class goes home at 14:20.
    fn algebra() -> LessonTime {
        let day = NaiveDate::from_ymd_opt(2026, 12, 3).expect("a day");
        LessonTime { day, starts: time(10, 40), ends: time(11, 25), classes_end: time(14, 20) }
    }

    fn kind(flags: &str) -> WorkKind {
        let has = |flag: &str| flags.contains(flag);
        let checking_days = has("own").then_some(10);
        WorkKind {
            name: "работа".into(),
            written: has("written"),
            control: has("control"),
            monitoring: has("monitoring"),
            numbered: false,
            weight: 1,
            checking_days,
        }
    }

    fn due_at(code: &str, part: Part<'_>) -> String {
        due(profile(code), part, &algebra()).at.format("%d.%m %H:%M").to_string()
    }

    ///
    #[test]
    fn every_part_is_due_when_the_regulation_says() {
        let cases = [
            ("P0", Part::Topic, "03.12 23:59"),
            ("P0", Part::Attendance, "03.12 23:59"),
            ("P0", Part::Homework, "03.12 11:25"),
            ("P0", Part::Mark(None), "03.12 23:59"),
            ("P0", Part::Mark(Some(&kind("written"))), "10.12 23:59"),
            ("P3", Part::Topic, "03.12 23:59"),
            ("P3", Part::Attendance, "03.12 23:59"),
            ("P3", Part::Homework, "03.12 15:50"),
            ("P3", Part::Mark(Some(&kind(""))), "03.12 23:59"),
            ("P3", Part::Mark(Some(&kind("written"))), "10.12 23:59"),
            ("P3", Part::Mark(Some(&kind("written control"))), "10.12 23:59"),
            ("P3", Part::Mark(Some(&kind("written control monitoring"))), "06.12 23:59"),
            ("P3", Part::Mark(Some(&kind("written own"))), "13.12 23:59"),
        ];
        for (code, part, expected) in cases {
            assert_eq!(due_at(code, part), expected, "{code} {part:?}");
        }
    }

    /// an hour and a half after the classes, but not past midnight.
    #[test]
    fn an_evening_group_has_until_midnight() {
        let evening = LessonTime { classes_end: time(23, 0), ..algebra() };
        assert_eq!(due(profile("P3"), Part::Homework, &evening).at.format("%d %H:%M").to_string(), "03 23:59");
    }

    /// in the institution's zone, whatever the server's.
    #[test]
    fn a_day_ends_on_the_institution_s_clocks() {
        let moscow = due(profile("P0"), Part::Topic, &algebra()).at.with_timezone(&Utc);
        assert_eq!(moscow.to_string(), "2026-12-03 20:59:59 UTC");
        let kamchatka = RegulationProfile::altered("P0", "Europe/Moscow", "Asia/Kamchatka");
        assert_eq!(
            due(&kamchatka, Part::Topic, &algebra()).at.with_timezone(&Utc).to_string(),
            "2026-12-03 11:59:59 UTC"
        );
        let berlin = RegulationProfile::altered("P0", "Europe/Moscow", "Europe/Berlin");
        let leap = LessonTime {
            day: NaiveDate::from_ymd_opt(2026, 3, 29).expect("a day"),
            starts: time(2, 30),
            ends: time(2, 45),
            classes_end: time(4, 0),
        };
        assert_eq!(
            due(&berlin, Part::Homework, &leap).at.format("%H:%M").to_string(),
            "03:45",
            "clocks jump from 2 to 3"
        );
    }

    #[test]
    fn the_page_says_until_when() {
        let (school, college, today) = (profile("P0"), profile("P3"), algebra().day);
        let said = |profile: &RegulationProfile, part: Part<'_>| due(profile, part, &algebra()).said(profile, today);
        assert_eq!(said(school, Part::Homework), "до конца урока, 11:25");
        assert_eq!(said(college, Part::Homework), "до 15:50");
        assert_eq!(said(school, Part::Topic), "до 23:59");
        assert_eq!(said(school, Part::Mark(Some(&kind("written")))), "до 23:59, 10 декабря");
    }

    ///
    #[test]
    fn what_comes_after_the_last_moment_is_late() {
        let due = due(profile("P0"), Part::Homework, &algebra());
        let at = |seconds| due.at.with_timezone(&Utc) + TimeDelta::seconds(seconds);
        assert_eq!((due.is_over(at(0)), due.is_over(at(1))), (false, true));
        assert_eq!(due.delay(at(0)), None);
        let words = |seconds| due.delay(at(seconds)).map(delay_in_words).expect("late");
        assert_eq!(words(1), "с опозданием на 1 мин");
        assert_eq!(words(80 * 60), "с опозданием на 1 ч 20 мин");
        assert_eq!(words(53 * 60 * 60), "с опозданием на 2 дн. 5 ч");
    }
}

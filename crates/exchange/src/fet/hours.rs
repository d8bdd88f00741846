//! The hours of the file: their numbers, and the times of day that their names give.
//!
//! Names are anything: «08:30», «8.30-9.15», «Pd1 08h00-08h40», «3 урок», «01:15p». What looks like a time is taken as the start,
//! a second one after a dash as the end; a clock of twelve hours is recognised because time would run backwards.

use std::ops::RangeInclusive;

use chrono::{NaiveTime, TimeDelta};

use super::bells::HourIs;
use super::warning::Warning;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HourPlan {
    /// From 1, or from 0 where the file has a lesson "0".
    pub number: u8,
    pub name: String,
    pub starts: Option<NaiveTime>,
    pub ends: Option<NaiveTime>,
}

impl HourPlan {
    /// Numbers of the single lessons that the hour becomes.
    pub fn lessons(&self, hour_is: HourIs) -> RangeInclusive<u8> {
        match hour_is {
            HourIs::Lesson => self.number..=self.number,
            HourIs::Pair => {
                let second = self.number.saturating_mul(2);
                second.saturating_sub(1)..=second
            }
        }
    }
}

/// No lesson, not even a double one, is longer.
const LONGEST: TimeDelta = TimeDelta::hours(4);
const HALF_CLOCK: TimeDelta = TimeDelta::hours(12);

pub fn read(names: &[String], warnings: &mut Vec<Warning>) -> Vec<HourPlan> {
    let first = if names.first().is_some_and(|name| name == "0") { 0 } else { 1 };
    let times = on_one_clock(names.iter().map(|name| times(name)).collect());
    let without = times.iter().filter(|(starts, _)| starts.is_none()).count();
    if without > 0 {
        warnings.push(Warning::HoursWithoutTime { count: without });
    }
    let numbered = names.iter().zip(first..).zip(times);
    numbered.map(|((name, number), (starts, ends))| HourPlan { number, name: name.clone(), starts, ends }).collect()
}

type Times = (Option<NaiveTime>, Option<NaiveTime>);

/// Moves afternoon times of a twelve-hour clock; if the day still runs backwards, no time can be trusted.
fn on_one_clock(times: Vec<Times>) -> Vec<Times> {
    let mut before = NaiveTime::MIN;
    let mut moved = Vec::with_capacity(times.len());
    for (starts, ends) in times.iter().copied() {
        let Some(start) = starts else {
            moved.push((None, None));
            continue;
        };
        let Some(start) = std::iter::once(Some(start))
            .chain([later(start)])
            .flatten()
            .find(|start| *start > before || before == NaiveTime::MIN)
        else {
            return vec![(None, None); times.len()];
        };
        before = start;
        moved.push((Some(start), ends.and_then(|end| plausible_end(start, end))));
    }
    moved
}

fn plausible_end(start: NaiveTime, end: NaiveTime) -> Option<NaiveTime> {
    [Some(end), later(end)].into_iter().flatten().find(|end| *end > start && *end - start <= LONGEST)
}

/// The same time after noon.
fn later(time: NaiveTime) -> Option<NaiveTime> {
    let (time, days) = time.overflowing_add_signed(HALF_CLOCK);
    (days == 0).then_some(time)
}

/// The first time in a name, and the one that follows it after a dash.
fn times(name: &str) -> Times {
    let letters: Vec<char> = name.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        match time_at(&letters, at) {
            Some((time, after)) => {
                found.push((time, at, after));
                at = after;
            }
            None => at += 1,
        }
    }
    let Some((start, _, after)) = found.first().copied() else {
        return (None, None);
    };
    let end = found.get(1).and_then(|(end, begins, _)| {
        let between: String = letters.get(after..*begins)?.iter().filter(|letter| !letter.is_whitespace()).collect();
        matches!(between.as_str(), "-" | "–" | "—" | "~" | "до").then_some(*end)
    });
    (Some(start), end)
}

/// A time that begins here, and where it ends: one or two digits, a separator, two digits.
fn time_at(letters: &[char], at: usize) -> Option<(NaiveTime, usize)> {
    if at > 0 && letters.get(at - 1).is_some_and(|before| before.is_ascii_digit() || matches!(before, '.' | ':' | '/'))
    {
        return None;
    }
    let rest = letters.get(at..)?;
    let length = rest.iter().take_while(|letter| letter.is_ascii_digit()).count();
    let separator = rest.get(length)?;
    let minutes = rest.get(length + 1..length + 3)?;
    let after = rest.get(length + 3);
    let well_formed = (1..=2).contains(&length)
        && matches!(separator, ':' | '.' | 'h' | 'H' | 'ч')
        && minutes.iter().all(char::is_ascii_digit)
        && !after.is_some_and(|letter| letter.is_ascii_digit() || matches!(letter, '.' | '/'));
    if !well_formed {
        return None;
    }
    let hour = digits(rest.get(..length)?)?;
    let afternoon = after.is_some_and(|letter| matches!(letter, 'p' | 'P')) && hour < 12;
    let time = NaiveTime::from_hms_opt(if afternoon { hour + 12 } else { hour }, digits(minutes)?, 0)?;
    Some((time, at + length + 3))
}

fn digits(letters: &[char]) -> Option<u32> {
    letters.iter().collect::<String>().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(names: &[&str]) -> Vec<String> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let clock = |time: Option<NaiveTime>| time.map_or("?".to_owned(), |time| time.format("%H:%M").to_string());
        let hours = read(&names, &mut Vec::new());
        hours.iter().map(|hour| format!("{} {}-{}", hour.number, clock(hour.starts), clock(hour.ends))).collect()
    }

    #[test]
    fn times_are_found_in_many_spellings() {
        assert_eq!(shown(&["08:30", "10:10"]), ["1 08:30-?", "2 10:10-?"]);
        assert_eq!(shown(&["8:30-9:15"]), ["1 08:30-09:15"]);
        assert_eq!(shown(&["Pd1 08h00-08h40"]), ["1 08:00-08:40"]);
        assert_eq!(shown(&["1º 07:30 - 08:10", "[2]08.15 – 08.55 (обед)"]), ["1 07:30-08:10", "2 08:15-08:55"]);
        assert_eq!(shown(&["4-10.55"]), ["1 10:55-?"]);
        assert_eq!(shown(&["1ª 08:15 - FP08:15", "2ª 09:00 08:50"]), ["1 08:15-?", "2 09:00-?"]);
    }

    #[test]
    fn a_twelve_hour_clock_goes_on_after_noon() {
        assert_eq!(
            shown(&["11:10-12:00", "12:10-1:00", "1:10", "02:05p"]),
            ["1 11:10-12:00", "2 12:10-13:00", "3 13:10-?", "4 14:05-?"]
        );
    }

    #[test]
    fn names_without_a_time_have_only_a_number() {
        assert_eq!(shown(&["1 урок", "2."]), ["1 ?-?", "2 ?-?"]);
        assert_eq!(shown(&["0", "1"]), ["0 ?-?", "1 ?-?"]);
        assert_eq!(shown(&["16.02.2014", "25:70"]), ["1 ?-?", "2 ?-?"]);
    }

    #[test]
    fn times_that_run_backwards_are_not_trusted() {
        assert_eq!(shown(&["14:00", "13:00"]), ["1 ?-?", "2 ?-?"]);
    }
}

//! The bells of single lessons, from the hours of the file or from a file of the school's own.
//!
//! A college often plans by pairs: one hour of the file is two lessons of 45 minutes with five minutes between them (R-099: a double
//! lesson gives two separate lessons). The school's own bells always win over what is derived here.

use std::collections::HashMap;

use chrono::{NaiveTime, TimeDelta};
use thiserror::Error;

use super::hours::HourPlan;

/// What one hour of the file stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HourIs {
    /// One lesson.
    Lesson,
    /// A pair: two lessons in a row.
    Pair,
}

impl HourIs {
    /// From the number of lessons, 1 or 2.
    pub fn from_lessons(lessons: u8) -> Option<Self> {
        match lessons {
            1 => Some(Self::Lesson),
            2 => Some(Self::Pair),
            _ => None,
        }
    }
}

/// When a lesson of this number begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bell {
    pub number: u8,
    pub starts: NaiveTime,
    pub ends: NaiveTime,
}

/// Why there are no bells.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BellProblem {
    #[error(
        "У часа «{hour}» в файле FET не указано время начала. Приложите файл звонков: в каждой строке номер урока, начало и конец, например «1 08:30 09:15»."
    )]
    NoTime { hour: String },
    #[error(
        "Час «{hour}» заканчивается после полуночи. Приложите файл звонков: в каждой строке номер урока, начало и конец."
    )]
    AfterMidnight { hour: String },
    #[error("В файле звонков нет урока {number}. Добавьте строку, например «{number} 08:30 09:15».")]
    Lacking { number: u8 },
    #[error("Файл звонков, строка {line}: «{text}». Нужны номер урока, начало и конец, например «1 08:30 09:15».")]
    Unreadable { line: usize, text: String },
    #[error("Файл звонков, строка {line}: урок {number} заканчивается не позже, чем начинается. Исправьте время.")]
    Backwards { line: usize, number: u8 },
    #[error(
        "Файл звонков, строка {line}: урок {number} начинается до конца предыдущего или идёт не по порядку. Исправьте строку."
    )]
    OutOfOrder { line: usize, number: u8 },
    #[error("Файл звонков должен быть текстом в кодировке UTF-8. Сохраните его ещё раз в этой кодировке.")]
    NotText,
}

const LESSON: TimeDelta = TimeDelta::minutes(45);
const BREAK_IN_PAIR: TimeDelta = TimeDelta::minutes(5);

/// Bells from a plain text: number, start and end of a lesson in each line; empty lines and lines with `#` are skipped.
pub fn read_bells(bytes: &[u8]) -> Result<Vec<Bell>, BellProblem> {
    let text = str::from_utf8(bytes).map_err(|_| BellProblem::NotText)?;
    let mut bells: Vec<Bell> = Vec::new();
    for (line, text) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let shown = || text.chars().take(60).collect();
        let bell = bell(text).ok_or_else(|| BellProblem::Unreadable { line, text: shown() })?;
        if bell.ends <= bell.starts {
            return Err(BellProblem::Backwards { line, number: bell.number });
        }
        if bells.last().is_some_and(|before| before.number >= bell.number || before.ends > bell.starts) {
            return Err(BellProblem::OutOfOrder { line, number: bell.number });
        }
        bells.push(bell);
    }
    Ok(bells)
}

fn bell(line: &str) -> Option<Bell> {
    let mut words = line
        .split(|letter: char| letter.is_whitespace() || matches!(letter, '-' | '–'))
        .filter(|word| !word.is_empty());
    let number = words.next()?.trim_end_matches('.').parse().ok()?;
    let (starts, ends) = (time(words.next()?)?, time(words.next()?)?);
    words.next().is_none().then_some(Bell { number, starts, ends })
}

fn time(word: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(&word.replace('.', ":"), "%H:%M").ok()
}

/// The school's bells for every lesson that the hours become.
pub fn covering(own: &[Bell], hours: &[HourPlan], hour_is: HourIs) -> Result<Vec<Bell>, BellProblem> {
    let by_number: HashMap<u8, &Bell> = own.iter().map(|bell| (bell.number, bell)).collect();
    let numbers = hours.iter().flat_map(|hour| hour.lessons(hour_is));
    numbers.map(|number| by_number.get(&number).copied().copied().ok_or(BellProblem::Lacking { number })).collect()
}

/// Bells from the times that the hours name. An end that is not named is 45 minutes after the start (95 in a pair), but never later
/// than the next hour begins.
pub fn from_hours(hours: &[HourPlan], hour_is: HourIs) -> Result<Vec<Bell>, BellProblem> {
    let mut bells = Vec::new();
    for (position, hour) in hours.iter().enumerate() {
        let starts = hour.starts.ok_or_else(|| BellProblem::NoTime { hour: hour.name.clone() })?;
        let next = hours.get(position + 1).and_then(|hour| hour.starts);
        let ends = ends(starts, hour.ends, next, hour_is)
            .ok_or_else(|| BellProblem::AfterMidnight { hour: hour.name.clone() })?;
        match hour_is {
            HourIs::Lesson => bells.push(Bell { number: hour.number, starts, ends }),
            HourIs::Pair => {
                let lessons = hour.lessons(hour_is).zip(halves(starts, ends));
                bells.extend(lessons.map(|(number, (starts, ends))| Bell { number, starts, ends }));
            }
        }
    }
    Ok(bells)
}

fn ends(starts: NaiveTime, named: Option<NaiveTime>, next: Option<NaiveTime>, hour_is: HourIs) -> Option<NaiveTime> {
    if named.is_some() {
        return named;
    }
    let length = match hour_is {
        HourIs::Lesson => LESSON,
        HourIs::Pair => LESSON + BREAK_IN_PAIR + LESSON,
    };
    let (usual, days) = starts.overflowing_add_signed(length);
    (days == 0).then(|| next.filter(|next| *next > starts).map_or(usual, |next| usual.min(next)))
}

/// Two lessons of 45 minutes at both ends of the pair, or two halves where it is shorter.
fn halves(starts: NaiveTime, ends: NaiveTime) -> [(NaiveTime, NaiveTime); 2] {
    let lesson = LESSON.min((ends - starts) / 2);
    [(starts, starts + lesson), (ends - lesson, ends)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fet::hours;

    fn of(names: &[&str], hour_is: HourIs) -> Vec<String> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        shown(&from_hours(&hours::read(&names, &mut Vec::new()), hour_is).unwrap())
    }

    fn shown(bells: &[Bell]) -> Vec<String> {
        bells
            .iter()
            .map(|bell| format!("{} {}-{}", bell.number, bell.starts.format("%H:%M"), bell.ends.format("%H:%M")))
            .collect()
    }

    ///
    #[test]
    fn a_pair_becomes_two_lessons_with_a_break_between() {
        assert_eq!(
            of(&["08:30", "10:10"], HourIs::Pair),
            ["1 08:30-09:15", "2 09:20-10:05", "3 10:10-10:55", "4 11:00-11:45"]
        );
        assert_eq!(of(&["08:00-09:30"], HourIs::Pair), ["1 08:00-08:45", "2 08:45-09:30"]);
        assert_eq!(of(&["08:00", "09:20"], HourIs::Pair)[..2], ["1 08:00-08:40", "2 08:40-09:20"]);
    }

    #[test]
    fn a_lesson_ends_at_the_latest_when_the_next_begins() {
        assert_eq!(
            of(&["07:30", "08:15", "09:05"], HourIs::Lesson),
            ["1 07:30-08:15", "2 08:15-09:00", "3 09:05-09:50"]
        );
        assert_eq!(of(&["11:45", "12:25"], HourIs::Lesson)[0], "1 11:45-12:25");
    }

    #[test]
    fn no_time_and_midnight_are_problems() {
        let hours = |names: &[String]| hours::read(names, &mut Vec::new());
        assert!(matches!(from_hours(&hours(&["1".to_owned()]), HourIs::Lesson), Err(BellProblem::NoTime { .. })));
        assert!(matches!(
            from_hours(&hours(&["23:30".to_owned()]), HourIs::Pair),
            Err(BellProblem::AfterMidnight { .. })
        ));
    }

    #[test]
    fn a_bells_file_is_read_and_checked() {
        let bells = read_bells("# звонки\n1 08:30 09:15\n\n2. 9.20–10.05\n".as_bytes()).unwrap();
        assert_eq!(shown(&bells), ["1 08:30-09:15", "2 09:20-10:05"]);
        assert!(matches!(read_bells("1 08:30".as_bytes()), Err(BellProblem::Unreadable { line: 1, .. })));
        assert!(matches!(read_bells("1 08:30 08:30".as_bytes()), Err(BellProblem::Backwards { line: 1, number: 1 })));
        assert!(matches!(
            read_bells("1 08:30 09:15\n2 09:00 09:45".as_bytes()),
            Err(BellProblem::OutOfOrder { line: 2, number: 2 })
        ));
        let hours = hours::read(&["10:00".to_owned()], &mut Vec::new());
        assert_eq!(covering(&bells, &hours, HourIs::Pair), Ok(bells.clone()));
        assert_eq!(covering(&bells[..1], &hours, HourIs::Pair), Err(BellProblem::Lacking { number: 2 }));
    }
}

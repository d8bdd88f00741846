//! The timetable of a class for a week.

use super::shell::{Empty, Shell};
use super::words::Words;
use askama::Template;

/// `GET /classes/{class}/timetable`
#[derive(Template)]
#[template(path = "timetable.html")]
pub struct TimetablePage {
    /// Frame of the page.
    pub shell: Shell,
    /// Vocabulary of the institution.
    pub words: Words,
    /// «7 «Б»».
    pub unit: String,
    /// «30 ноября – 5 декабря 2026 г., неделя А».
    pub week: String,
    /// The week before.
    pub previous: Option<String>,
    /// The week after.
    pub next: Option<String>,
    /// Days of the week.
    pub days: Vec<Day>,
    /// Shown when there is no timetable yet.
    pub empty: Option<Empty>,
}

/// A day of the timetable.
#[derive(Debug, Clone)]
pub struct Day {
    /// «Четверг, 3 декабря».
    pub title: String,
    /// The day of reading.
    pub today: bool,
    /// Lessons by time; two of one number for subgroups.
    pub lessons: Vec<Lesson>,
}

/// A lesson of the timetable.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// Ordinal number in the day.
    pub number: u32,
    /// «10:40».
    pub starts: String,
    /// «11:25».
    pub ends: String,
    /// «Английский язык».
    pub subject: String,
    /// «группа 2»; may be empty.
    pub subgroup: String,
    /// «Петрова А. В.».
    pub teacher: String,
    /// «каб. 214»; may be empty.
    pub room: String,
    /// «замена», «перенос».
    pub change: Option<String>,
}

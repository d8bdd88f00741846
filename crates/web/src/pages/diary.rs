//! The diary of a week, for the student and the parents: airy, phone first, nothing to enter.

use super::shell::{Empty, Link, Shell};
use super::words::Words;
use askama::Template;
use parta_school::wording;

/// `GET /diary/{student}?week=2026-11-16`
#[derive(Template)]
#[template(path = "diary.html")]
pub struct DiaryPage {
    /// Frame of the page.
    pub shell: Shell,
    /// Vocabulary of the institution.
    pub words: Words,
    /// «Ёлкина Вероника».
    pub student: String,
    /// «7 «Б»».
    pub unit: String,
    /// The children of this account; tabs are shown when there is more than one.
    pub children: Vec<Link>,
    /// «30 ноября – 5 декабря 2026 г.».
    pub week: String,
    /// `?week=2026-11-23`.
    pub previous: Option<String>,
    /// `?week=2026-12-07`.
    pub next: Option<String>,
    /// Back to this week, when another is shown.
    pub this_week: Option<String>,
    /// Days with lessons.
    pub days: Vec<Day>,
    /// Shown when the week has no lessons.
    pub empty: Option<Empty>,
}

/// A school day.
#[derive(Debug, Clone)]
pub struct Day {
    /// `2026-12-03`.
    pub date: String,
    /// «Четверг, 3 декабря».
    pub title: String,
    /// Today, tomorrow or another.
    pub when: When,
    /// Lessons by time.
    pub lessons: Vec<Lesson>,
    /// Instead of lessons: «Праздничный день».
    pub free: String,
}

/// How near a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The day of reading.
    Today,
    /// The next school day is tomorrow: its homework is «на завтра».
    Tomorrow,
    /// The next school day comes after free days.
    Next,
    /// Any other day.
    Other,
}

/// A lesson in the diary.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// Ordinal number in the day.
    pub number: u32,
    /// «10:40».
    pub starts: String,
    /// «11:25».
    pub ends: String,
    /// «214», «зал»; may be empty.
    pub room: String,
    /// «Алгебра».
    pub subject: String,
    /// «Петрова А. В.».
    pub teacher: String,
    /// What was taught; may be empty.
    pub topic: String,
    /// What is due at this lesson; may be empty.
    pub due: String,
    /// What was set at this lesson: the text, «–» or «не задано»; empty while nothing was said.
    pub set: String,
    /// Marks with what they are for.
    pub marks: Vec<Mark>,
    /// The absence as a tile and in words.
    pub absence: Option<Absence>,
    /// «замена: Орлова Е. Н.», «перенесён с 5 декабря».
    pub change: Option<String>,
}

/// A mark of the diary.
#[derive(Debug, Clone)]
pub struct Mark {
    /// «5».
    pub value: String,
    /// «ответ на уроке», «контрольная работа, вес 3».
    pub reason: String,
    /// Unsatisfactory.
    pub low: bool,
}

/// An absence of the diary.
#[derive(Debug, Clone)]
pub struct Absence {
    /// «Н».
    pub code: String,
    /// «отсутствует, причина не указана».
    pub meaning: String,
}

impl Day {
    fn class(&self) -> &'static str {
        match self.when {
            When::Today => "day today",
            When::Tomorrow | When::Next | When::Other => "day",
        }
    }

    /// «сегодня», «на завтра · 2 задания», on a Friday for Monday «задано · 2 задания».
    fn note(&self) -> String {
        let tasks = self.lessons.iter().filter(|lesson| !lesson.due.is_empty()).count();
        let tasks = tasks as u64;
        let word = wording::plural(tasks, wording::TASKS);
        match self.when {
            When::Today => "сегодня".to_owned(),
            When::Tomorrow if tasks == 0 => "завтра".to_owned(),
            When::Tomorrow => format!("на завтра · {tasks} {word}"),
            When::Next if tasks > 0 => format!("задано · {tasks} {word}"),
            When::Next | When::Other => String::new(),
        }
    }
}

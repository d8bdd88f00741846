//! «Сегодня» of a teacher: the day's lessons in order, what each still lacks and until when.

use super::journal::Due;
use super::shell::{Empty, Link, Shell};
use super::today;
use super::words::Words;
use askama::Template;

/// `GET /today`
#[derive(Template)]
#[template(path = "today.html")]
pub struct TodayPage {
    /// Frame of the page.
    pub shell: Shell,
    /// Vocabulary of the institution.
    pub words: Words,
    /// «3 декабря 2026 г., чт».
    pub date: String,
    /// The day's lessons by time.
    pub lessons: Vec<Lesson>,
    /// Lessons of earlier days that still lack something.
    pub earlier: Vec<Lesson>,
    /// Duties of the class teacher today: «3 пропуска без причины».
    pub duties: Vec<Link>,
    /// Shown when the day has no lessons.
    pub empty: Option<Empty>,
}

/// A lesson of the day.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// `/lessons/731`.
    pub address: String,
    /// Ordinal number in the day.
    pub number: u32,
    /// «10:40–11:25», or the date of an earlier lesson: «2 декабря, ср».
    pub time: String,
    /// «Алгебра».
    pub subject: String,
    /// «7 «Б»».
    pub unit: String,
    /// «каб. 214»; may be empty.
    pub room: String,
    /// The topic written, or the next one of the plan.
    pub topic: String,
    /// «замена: вместо Орловой Е. Н.».
    pub change: Option<String>,
    /// Where the lesson lies in the day.
    pub phase: Phase,
    /// What is still missing, each with its time: «посещаемость — до 11:25».
    pub missing: Vec<Due>,
}

/// Where a lesson lies in the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It is over.
    Past,
    /// It is going on.
    Now,
    /// It comes next.
    Next,
    /// It comes later.
    Later,
}

impl Lesson {
    fn class(&self) -> &'static str {
        match self.phase {
            Phase::Past => "past",
            Phase::Now => "now",
            Phase::Next => "next",
            Phase::Later => "later",
        }
    }

    fn complete(&self) -> bool {
        self.missing.is_empty() && self.phase == Phase::Past
    }
}

impl TodayPage {
    /// The lesson that is going on, else the next one: it stands above the day.
    fn first(&self) -> Option<&Lesson> {
        let phase = |phase| self.lessons.iter().find(move |lesson| lesson.phase == phase);
        phase(Phase::Now).or_else(|| phase(Phase::Next))
    }

    /// The other lessons in their order.
    fn others(&self) -> impl Iterator<Item = &Lesson> {
        let first = self.first().map(|lesson| lesson.address.as_str());
        self.lessons.iter().filter(move |lesson| Some(lesson.address.as_str()) != first)
    }

    fn incomplete(&self) -> usize {
        self.lessons.iter().filter(|lesson| lesson.phase == Phase::Past && !lesson.missing.is_empty()).count()
    }
}

//! The absences of a class that wait for a reason, for its class teacher.

use super::lesson::Code;
use super::shell::{Empty, Link, Shell};
use super::words::Words;
use askama::Template;

/// `GET /classes/{class}/absences?day=`
#[derive(Template)]
#[template(path = "absences.html")]
pub struct AbsencesPage {
    /// Frame of the page.
    pub shell: Shell,
    /// Vocabulary of the institution.
    pub words: Words,
    /// «7 «Б»».
    pub unit: String,
    /// «3 декабря 2026 г., чт».
    pub day: String,
    /// The day before that has absences.
    pub previous: Option<Link>,
    /// The day after that has absences.
    pub next: Option<Link>,
    /// Codes to choose from (`code`); empty for those who only read.
    pub codes: Vec<Code>,
    /// Students with absences on this day.
    pub students: Vec<Student>,
    /// Shown when nobody was absent.
    pub empty: Option<Empty>,
}

/// A student with absences.
#[derive(Debug, Clone)]
pub struct Student {
    /// Identifier.
    pub id: i64,
    /// «Белов Тимур».
    pub name: String,
    /// Absences by lesson.
    pub absences: Vec<Absence>,
    /// Where one reason for all lessons of the day is posted (`code`, `day`); `None` when each is given alone.
    pub whole_day: Option<String>,
    /// Request key of that form (`_key`).
    pub request_key: String,
}

/// An absence from a lesson.
#[derive(Debug, Clone)]
pub struct Absence {
    /// `/lessons/731/students/12/reason`.
    pub address: String,
    /// «3. Алгебра».
    pub lesson: String,
    /// «отметила Петрова А. В. в 10:44».
    pub noted: String,
    /// The code in force.
    pub code: String,
    /// «причина не указана».
    pub meaning: String,
    /// No reason was given yet.
    pub open: bool,
    /// Request key of the form (`_key`).
    pub request_key: String,
}

//! Requests to correct a mark: the deputy confirms, the administrator executes, each step with its author.

use super::shell::{Empty, Shell};
use super::words::Words;
use askama::Template;

/// `GET /corrections`
#[derive(Template)]
#[template(path = "corrections.html")]
pub struct CorrectionsPage {
    /// Frame of the page.
    pub shell: Shell,
    /// Vocabulary of the institution.
    pub words: Words,
    /// Those that wait for this person first.
    pub requests: Vec<Request>,
    /// Shown when there are none.
    pub empty: Option<Empty>,
}

/// A request for a correction.
#[derive(Debug, Clone)]
pub struct Request {
    /// Identifier.
    pub id: i64,
    /// «Ёлкина Вероника, 7 «Б»».
    pub student: String,
    /// «Алгебра, 3 декабря 2026 г., чт».
    pub lesson: String,
    /// The card of the cell.
    pub card: String,
    /// The mark in force: «5».
    pub was: String,
    /// The mark asked for: «4»; «нет» for a removal.
    pub becomes: String,
    /// The reason, as written.
    pub reason: String,
    /// Each step: («Петрова А. В.», «попросила 3 декабря в 11:02»).
    pub steps: Vec<String>,
    /// «ждёт подтверждения», «исполнена».
    pub state: String,
    /// What this person can do now.
    pub step: Step,
    /// Request key of the form (`_key`).
    pub request_key: String,
}

/// The next step, if it belongs to this person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Nothing to do here.
    None,
    /// Confirm or refuse.
    Confirm,
    /// Carry out or refuse.
    Execute,
}

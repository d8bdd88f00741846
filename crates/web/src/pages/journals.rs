//! The journal pages that a person may open, by class.

use super::shell::{Empty, Shell};
use super::words::{Words, capital};
use askama::Template;

/// `GET /journal`
#[derive(Template)]
#[template(path = "journals.html")]
pub struct JournalsPage {
    /// Frame of the page.
    pub shell: Shell,
    /// Vocabulary of the institution.
    pub words: Words,
    /// «2026/27».
    pub year: String,
    /// Classes in order.
    pub units: Vec<Unit>,
    /// Shown when there are no pages yet.
    pub empty: Option<Empty>,
}

/// A class with its journal pages.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Identifier, for the jump list.
    pub id: i64,
    /// «7 «Б»».
    pub name: String,
    /// «классный руководитель Сомова И. П., 25 обучающихся»; may be empty.
    pub note: String,
    /// `/classes/7/timetable`.
    pub timetable: String,
    /// `/classes/7/absences`, for those who give reasons.
    pub absences: Option<String>,
    /// Its pages.
    pub pages: Vec<Page>,
}

/// A journal page.
#[derive(Debug, Clone)]
pub struct Page {
    /// `/journal/12`.
    pub address: String,
    /// «Алгебра», «Английский язык, группа 2».
    pub subject: String,
    /// «Петрова А. В.».
    pub teacher: String,
    /// One's own page.
    pub own: bool,
}

impl JournalsPage {
    fn units_title(&self) -> String {
        capital(self.words.unit.plural())
    }
}

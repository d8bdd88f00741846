//! The card of a cell: what stands in it, who set it and when, what is allowed now, and all that was before.
//!
//! The page and the journal's right-hand panel show the same card (`<section id="cell-card">`): the script
//! fetches this page and takes that part.

use super::cell;
use super::journal::Kind;
use super::lesson::{Code, Symbols};
use super::shell::{Link, Problem, Shell};
use super::words::{Words, capital};
use askama::Template;

/// `GET /lessons/{lesson}/students/{student}`, and the answer to a refused form of it.
#[derive(Template)]
#[template(path = "cell.html")]
pub struct CellPage {
    /// Frame of the page.
    pub shell: Shell,
    /// Vocabulary of the institution.
    pub words: Words,
    /// Back to the journal page.
    pub back: Link,
    /// The card.
    pub card: Card,
}

/// A cell in full.
#[derive(Debug, Clone)]
pub struct Card {
    /// `/lessons/731/students/12`: the forms post here, `/reason` follows it.
    pub address: String,
    /// «Ёлкина Вероника».
    pub student: String,
    /// «Алгебра, 3 декабря 2026 г., чт, урок 3».
    pub lesson: String,
    /// The cell as in the table: «5 4».
    pub text: String,
    /// Number of the revision shown.
    pub revision: i64,
    /// Its marks.
    pub marks: Vec<Mark>,
    /// Its absence.
    pub absence: Option<Absence>,
    /// Where the average comes from.
    pub why: Option<Why>,
    /// The form that sets the cell; `None` where this person may not.
    pub form: Option<CellForm>,
    /// The form that gives the reason of the absence; `None` where this person may not.
    pub reason: Option<ReasonForm>,
    /// Why the cell cannot be changed and whom to ask.
    pub locked: Option<String>,
    /// Every revision, newest first.
    pub history: Vec<Revision>,
}

/// A mark on the card.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Identifier.
    pub id: i64,
    /// «5».
    pub value: String,
    /// «ответ на уроке».
    pub kind: String,
    /// «вес 2»; empty where all kinds weigh the same.
    pub weight: String,
    /// «Петрова А. В.».
    pub author: String,
    /// «сегодня в 10:58».
    pub at: String,
    /// «Родители видят с 10:59», «Впервые открыта родителями 3 декабря в 19:04».
    pub seen: String,
    /// Its author may still take it back.
    pub withdrawal: Option<Withdrawal>,
    /// What can be done, or has been, about a wrong mark.
    pub correction: Correction,
}

/// The seconds in which a mark can be taken back.
#[derive(Debug, Clone)]
pub struct Withdrawal {
    /// Seconds left when the page was made.
    pub seconds: u32,
    /// Request key of the form (`_key`).
    pub request_key: String,
}

/// The state of a correction.
#[derive(Debug, Clone)]
pub enum Correction {
    /// Not this person's business, or not needed.
    None,
    /// A request may be made.
    Offered(CorrectionForm),
    /// A request was made: «Просьба об исправлении на «4» отправлена 3 декабря, ждёт подтверждения заместителя директора».
    Pending(String),
}

/// A request for a correction, with what was typed.
#[derive(Debug, Clone)]
pub struct CorrectionForm {
    /// Marks of the scale; an empty choice asks to remove the mark.
    pub marks: Vec<String>,
    /// The mark asked for.
    pub value: String,
    /// The reason.
    pub reason: String,
    /// Who confirms and who executes: a sentence.
    pub procedure: String,
    /// Request key of the form (`_key`).
    pub request_key: String,
    /// Refusals of this form.
    pub problems: Vec<Problem>,
}

/// An absence on the card.
#[derive(Debug, Clone)]
pub struct Absence {
    /// «Н».
    pub code: String,
    /// «отсутствует, причина не указана».
    pub meaning: String,
    /// «Петрова А. В.».
    pub author: String,
    /// «сегодня в 10:44».
    pub at: String,
}

/// Where the average comes from.
#[derive(Debug, Clone)]
pub struct Why {
    /// «4,75».
    pub average: String,
    /// «сумма 19, отметок 4».
    pub sum: String,
    /// «Ещё одна «5» — станет 4,80»; may be empty.
    pub forecast: String,
}

/// The plain form of a cell, with what was typed.
#[derive(Debug, Clone)]
pub struct CellForm {
    /// What may be typed.
    pub symbols: Symbols,
    /// The whole text of the cell (`entry`).
    pub entry: String,
    /// Kinds to choose from (`kind`, for the new mark).
    pub kinds: Vec<Kind>,
    /// The kind chosen.
    pub kind: Option<i64>,
    /// Request key of the form (`_key`).
    pub request_key: String,
    /// Refusals of this form.
    pub problems: Vec<Problem>,
}

impl CellForm {
    pub(super) fn chosen(&self, kind: &Kind) -> bool {
        self.kind == Some(kind.id)
    }
}

/// The reason of an absence: one button per code.
#[derive(Debug, Clone)]
pub struct ReasonForm {
    /// Codes that the class teacher chooses from (`code`).
    pub codes: Vec<Code>,
    /// The code in force.
    pub current: String,
    /// Request key of the form (`_key`).
    pub request_key: String,
}

/// One line of the history.
#[derive(Debug, Clone)]
pub struct Revision {
    /// «3 декабря 2026 г., 10:58».
    pub at: String,
    /// «Петрова А. В., учитель».
    pub who: String,
    /// «отметка 5, ответ на уроке».
    pub what: String,
    /// The reason given, if any.
    pub reason: String,
}

impl CellPage {
    fn heading(&self) -> String {
        format!("{} и посещаемость", capital(self.words.mark.nominative()))
    }
}

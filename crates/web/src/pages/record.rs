//! The record of acts: who did what and when, and whether the chain of entries is whole.

use super::shell::Shell;
use super::words::Words;
use askama::Template;

/// `GET /record` (with `?check=1` the chain has been verified)
#[derive(Template)]
#[template(path = "record.html")]
pub struct RecordPage {
    /// Frame of the page.
    pub shell: Shell,
    /// Vocabulary of the institution.
    pub words: Words,
    /// Result of the verification, when it was asked for.
    pub verified: Option<Verified>,
    /// Newest first.
    pub entries: Vec<Entry>,
    /// Older entries.
    pub older: Option<String>,
}

/// Result of a verification.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The chain is whole.
    pub good: bool,
    /// «Записи 1–251 340 целы …», or which entry does not fit.
    pub text: String,
}

/// An act.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Number in the chain.
    pub number: i64,
    /// «3 декабря 2026 г., 10:58:03».
    pub at: String,
    /// «Петрова А. В.».
    pub who: String,
    /// «поставлена отметка 5: Ёлкина В., алгебра, 3 декабря».
    pub what: String,
    /// The reason, where one was given.
    pub reason: String,
    /// Number of revisions in the act.
    pub rows: u32,
    /// First signs of the entry's hash.
    pub hash: String,
}

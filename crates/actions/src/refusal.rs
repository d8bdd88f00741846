//! Why an act was not done. The page, the API and the command line turn it into their own form; the sentence is the same everywhere.

use chrono::{DateTime, Utc};
use parta_school::access::Denied;

/// An act was refused; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// By the policy.
    #[error("{0}")]
    Denied(#[from] Denied),
    /// By a rule of the school, in a sentence that names the rule.
    #[error("{0}")]
    Rule(String),
    /// Somebody else wrote meanwhile: both values are shown, and nothing is overwritten.
    #[error("{0}")]
    Conflict(Theirs),
    /// By the database.
    #[error("{0}")]
    Store(#[from] parta_store::Error),
}

impl Refusal {
    /// A rule refused.
    pub fn rule(said: impl std::fmt::Display) -> Self {
        Self::Rule(said.to_string())
    }

    /// There is no such thing, as far as the asker may know.
    pub fn unknown() -> Self {
        Self::Denied(Denied::Unknown)
    }
}

/// What stands where somebody meant to write; an empty text where it was taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theirs {
    pub text: String,
    pub author: String,
    pub at: DateTime<Utc>,
    pub revision: i64,
}

impl std::fmt::Display for Theirs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.text.as_str() {
            "" => write!(f, "Пока вы вводили, отсюда всё убрали ({}).", self.author),
            text => write!(f, "Пока вы вводили, здесь появилось другое: «{text}» ({}).", self.author),
        }
    }
}

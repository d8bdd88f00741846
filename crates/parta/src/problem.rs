//! What goes wrong at the command line: one sentence in Russian that says what happened and what to do.

use std::fmt;

use parta_actions::Refusal;
use parta_store::Error;

/// The sentence; the program ends with it.
#[derive(Debug)]
pub struct Problem(String);

impl Problem {
    pub fn new(said: impl fmt::Display) -> Self {
        Self(said.to_string())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Fault(what) => {
                Self(format!("Ошибка в программе: {what}. Ничего не записано; сообщите разработчикам."))
            }
            Error::Other(source) => Self(format!("База данных отказала, ничего не записано: {source}.")),
            known => Self::new(known),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Store(error) => error.into(),
            other => Self::new(other),
        }
    }
}

//! The log: for a person where standard error is a terminal, JSON lines for a collector everywhere else.
//!
//! `PARTA_LOG` chooses what is written (`warn`, `info,parta_web=debug`). Names of children, marks and secrets are never logged.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;

use crate::problem::Problem;

/// The driver reports slow statements with their whole text; we measure acts and requests ourselves.
const USUAL: &str = "info,sqlx=error";

/// Begins to log.
pub fn begin() -> Result<(), Problem> {
    let wanted = std::env::var("PARTA_LOG").unwrap_or_else(|_| USUAL.to_owned());
    let filter = EnvFilter::try_new(&wanted).map_err(|_| {
        Problem::new(format!("Не понимаю PARTA_LOG=«{wanted}». Напишите, например, info или warn,parta_web=debug."))
    })?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr);
    let begun = match stderr().is_terminal() {
        true => log.try_init(),
        false => log.json().try_init(),
    };
    begun.map_err(Problem::new)
}

//! The program: one binary that makes, serves, fills and checks the journal.
//!
//! Everything here is wiring. What a command does is in `commands/`; what an import or the demo becomes in the database is in
//! `founding/`; rules, SQL and pages live in the other crates.

mod commands;
#[expect(dead_code, reason = "the school knows more than there are tables for: telephones, seats, whose room it is")]
mod demo;
mod founding;
mod heads;
mod key_file;
mod logging;
mod moment;
mod problem;
mod progress;
mod settings;

use std::process::ExitCode;

fn main() -> ExitCode {
    match commands::run(std::env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

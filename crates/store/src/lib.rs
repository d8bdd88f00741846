//! What is kept, and how it is read and written: SQL over SQLite or PostgreSQL, one text for both.
//!
//! One file per subject, named as in `school`. [`db`] is the only place that knows there are two engines; the true differences live in
//! `engine/sqlite.rs` and `engine/postgres.rs`. A read goes through [`Read`], which carries who asks; a write through [`Tx`], which
//! exists only inside an act. No type of the SQL driver leaves this crate.

mod engine;
mod error;
mod migrations;
mod statement;
mod table;
mod writer;

pub mod access;
pub mod access_log;
pub mod accounts;
pub mod act;
pub mod attendance;
pub mod audit;
pub mod classes;
pub mod clock;
pub mod corrections;
pub mod db;
pub mod diary;
#[cfg(any(test, feature = "fixture"))]
pub mod fixture;
pub mod institutions;
pub mod journal;
pub mod lessons;
pub mod marks;
pub mod outbox;
pub mod people;
pub mod school_year;
mod tables;
pub mod timetable;

pub use act::{Act, RequestKey, Tx};
pub use clock::Clock;
pub use db::{Db, Read};
pub use engine::Target;
pub use error::{Error, Result};
pub use statement::Statement;

#[cfg(test)]
mod tests;

//! The program from outside: its commands as a person types them, on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may fail loudly")]

mod audit;
mod command_line;
mod demo;
mod fet;
mod parta;

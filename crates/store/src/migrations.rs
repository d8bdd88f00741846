//! Bringing a database up to the schema of this program: forward only, at start, never edited once applied.
//!
//! `migrations/README.md` says how to write one.

use sha2::{Digest, Sha256};

use crate::db::{Conn, execute, fetch_all};
use crate::engine::{postgres, sqlite};
use crate::error::{Error, Result};
use crate::statement::statements;

statements! {
    APPLIED = "SELECT number, checksum FROM migration ORDER BY number";
    REMEMBER = "INSERT INTO migration (number, checksum) VALUES ($1, $2)";
}

const KEEP_COUNT: &str = "CREATE TABLE IF NOT EXISTS migration (
    number BIGINT NOT NULL,
    checksum TEXT NOT NULL,
    PRIMARY KEY (number)
)";

struct Migration {
    number: i64,
    text: &'static str,
    /// The tables of the record that it makes, which get their guards. Named here and not taken from `tables`, which will grow.
    record: &'static [&'static str],
}

static MIGRATIONS: &[Migration] =
    &[Migration { number: 1, text: include_str!("../migrations/0001_first_slice.sql"), record: FIRST_RECORD }];

const FIRST_RECORD: &[&str] = &[
    "institution_card",
    "person",
    "academic_year",
    "operating_mode",
    "term",
    "vacation",
    "bell",
    "day_off",
    "subject",
    "room",
    "class_group",
    "subgroup",
    "enrolment",
    "subgroup_member",
    "guardianship",
    "assignment",
    "page",
    "teaching",
    "timetable_entry",
    "lesson",
    "work_kind",
    "work",
    "mark_revision",
    "attendance_revision",
    "attendance_check",
    "record_revision",
    "correction_revision",
    "account_opened",
    "access_digest",
    "password_chosen",
    "rule_confirmed",
    "act",
];

/// Applies what is missing, all of it or nothing. Fails where an applied migration was edited, or where the database comes from a newer
/// program.
pub(crate) async fn apply(conn: &mut Conn) -> Result<()> {
    conn.begin().await?;
    let applied = match apply_missing(conn).await {
        Ok(()) => conn.commit().await,
        Err(error) => Err(error),
    };
    // Closing the connection takes back what was begun.
    applied.inspect_err(|_| conn.close_on_drop())
}

async fn apply_missing(conn: &mut Conn) -> Result<()> {
    if !conn.is_sqlite() {
        conn.run_raw(postgres::LOCK_SCHEMA).await?;
    }
    conn.run_raw(&in_types_of(conn, KEEP_COUNT)).await?;
    let applied: Vec<(i64, String)> = fetch_all!(conn, (i64, String), APPLIED)?;
    if applied.len() > MIGRATIONS.len() {
        return Err(Error::Schema("База данных создана более новой версией программы: обновите программу.".into()));
    }
    for (migration, (number, checksum_then)) in MIGRATIONS.iter().zip(&applied) {
        if checksum(migration.text) != *checksum_then {
            return Err(Error::Schema(format!("Миграция {number} этой базы данных изменена после применения.")));
        }
    }
    let missing = MIGRATIONS.get(applied.len()..).unwrap_or_default();
    for migration in missing {
        for statement in script(conn, migration) {
            conn.run_raw(&statement).await?;
        }
        execute!(conn, REMEMBER, migration.number, checksum(migration.text))?;
    }
    if !missing.is_empty() {
        conn.expect_sizes().await?;
    }
    Ok(())
}

fn script(conn: &Conn, migration: &Migration) -> Vec<String> {
    let tables = statements_of(migration.text).into_iter().map(|text| in_types_of(conn, &text));
    let guards = migration.record.iter().flat_map(|table| match conn.is_sqlite() {
        true => sqlite::guards(table),
        false => postgres::guards(table),
    });
    let function = (!conn.is_sqlite()).then(|| postgres::GUARD.to_owned());
    tables.chain(function).chain(guards).collect()
}

fn in_types_of(conn: &Conn, text: &str) -> String {
    match conn.is_sqlite() {
        true => sqlite::create_table(text),
        false => postgres::create_table(text),
    }
}

/// The statements of a migration without its comments.
fn statements_of(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    lines
        .join("\n")
        .split(";\n")
        .map(|statement| statement.trim().trim_end_matches(';').to_owned())
        .filter(|s| !s.is_empty())
        .collect()
}

fn checksum(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

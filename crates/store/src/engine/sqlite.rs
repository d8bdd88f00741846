//! SQLite: one file, WAL, one writer and a pool of readers, every commit on the disk before it is answered.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

/// How many pages may be read at the same time; more readers than cores only wait for each other.
const READERS: u32 = 4;

fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        // The driver hands rows over one by one unless told to buffer them: a third of a journal page's time.
        .row_buffer_size(2000)
        .statement_cache_capacity(200)
        .pragma("cache_size", "-8000")
        .pragma("mmap_size", "268435456")
        .pragma("temp_store", "memory")
}

/// A pool of readers on an existing database.
pub(crate) async fn readers(file: &Path) -> sqlx::Result<SqlitePool> {
    SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(Duration::from_secs(5))
        .test_before_acquire(false)
        .connect_with(options(file).pragma("query_only", "on"))
        .await
}

/// The one connection that writes; makes the file where there is none.
pub(crate) async fn writer(file: &Path) -> sqlx::Result<SqlitePool> {
    SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(options(file))
        .await
}

/// A JSON array of objects as a table.
pub(crate) fn each(parameter: &str, columns: &[(&str, &str)]) -> String {
    let columns: Vec<String> = columns.iter().map(|(name, _)| format!("value ->> '{name}' AS {name}")).collect();
    format!("(SELECT {} FROM json_each({parameter}))", columns.join(", "))
}

/// A `CREATE TABLE` in PostgreSQL's types as SQLite takes it: strict, with checks where SQLite knows no such type.
pub(crate) fn create_table(text: &str) -> String {
    let text = super::with_types(text, column_type);
    match text.strip_suffix(')') {
        Some(table) if text.starts_with("CREATE TABLE") => format!("{table}) STRICT"),
        _ => text,
    }
}

fn column_type(name: &str, kind: &str) -> String {
    match kind {
        "BIGINT" => "INTEGER".to_owned(),
        "BOOLEAN" => format!("INTEGER CHECK ({name} IN (0, 1))"),
        "DATE" => format!("TEXT CHECK ({name} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')"),
        "TIME" => format!("TEXT CHECK ({name} GLOB '[0-9][0-9]:[0-9][0-9]:*')"),
        "TIMESTAMPTZ" => format!("TEXT CHECK ({name} GLOB '[0-9][0-9][0-9][0-9]-*T*+00:00')"),
        other => other.to_owned(),
    }
}

/// What makes the rows of a table of the record unchangeable.
pub(crate) fn guards(name: &str) -> Vec<String> {
    ["UPDATE", "DELETE"]
        .iter()
        .map(|verb| {
            let trigger = verb.to_lowercase();
            format!(
                "CREATE TRIGGER {name}_refuses_{trigger} BEFORE {verb} ON {name} \
                 BEGIN SELECT RAISE(ABORT, '{name} is a record: rows are only added'); END"
            )
        })
        .collect()
}

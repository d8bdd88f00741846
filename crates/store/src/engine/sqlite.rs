//! SQLite: one file, WAL, one writer and a pool of readers, every commit on the disk before it is answered.

use std::path::Path;
use std::time::Duration;

use sqlx::SqliteConnection;
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

pub(crate) const DIALECT: super::Dialect = super::Dialect { each, rows };

fn rows(values: &str, order: &str) -> String {
    format!("json_group_array(json_array({values}) ORDER BY {order})")
}

fn each(parameter: &str, columns: &[(&str, &str)]) -> String {
    let columns: Vec<String> = columns.iter().map(|(name, _)| format!("value ->> '{name}' AS {name}")).collect();
    format!("(SELECT {} FROM json_each({parameter}))", columns.join(", "))
}

/// A `CREATE TABLE` in PostgreSQL's types as SQLite takes it: strict, with checks where SQLite knows no such type, and kept in the order of
/// its primary key, so that the marks of a lesson lie side by side (a journal page takes a quarter less time than with hidden row numbers).
pub(crate) fn create_table(text: &str) -> String {
    let text = super::with_types(text, column_type);
    match text.strip_suffix(')') {
        Some(table) if text.starts_with("CREATE TABLE") => {
            format!("{table}) STRICT, WITHOUT ROWID")
        }
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

/// Tells the planner how tables will fill. Without it, it takes «all of this institution» for a handful of rows, and reads every mark of a
/// school to show thirty. Never measured by ANALYZE: a plan that the tests have seen is the plan of every database.
pub(crate) async fn expect_sizes(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    const INDEXES: &str = "SELECT t.name, CASE i.origin WHEN 'pk' THEN t.name ELSE i.name END, i.\"unique\", COUNT(*),
                MAX(c.seqno = 0 AND c.name = 'institution_id')
         FROM sqlite_schema t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' GROUP BY t.name, i.name";
    sqlx::raw_sql("ANALYZE; DELETE FROM sqlite_stat1").execute(&mut *connection).await?;
    let indexes: Vec<(String, String, bool, i64, bool)> = sqlx::query_as(INDEXES).fetch_all(&mut *connection).await?;
    for (table, index, unique, columns, by_institution) in indexes {
        let insert = sqlx::query("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)");
        insert
            .bind(table)
            .bind(index)
            .bind(expected(unique, columns, by_institution))
            .execute(&mut *connection)
            .await?;
    }
    sqlx::raw_sql("ANALYZE sqlite_schema").execute(connection).await.map(drop)
}

/// The number of rows, then how many of them are alike in the first column of an index, in the first two, and so on.
fn expected(unique: bool, columns: i64, by_institution: bool) -> String {
    const ROWS: i64 = 100_000;
    let alike = |prefix: i64| match prefix {
        _ if prefix == columns && unique => 1,
        1 if by_institution => ROWS,
        _ => 32 / prefix,
    };
    let figures: Vec<String> =
        std::iter::once(ROWS).chain((1..=columns).map(alike)).map(|figure| figure.to_string()).collect();
    figures.join(" ")
}

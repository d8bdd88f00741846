//! PostgreSQL 15 or later: a pool; each act is a transaction.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

/// How many pages may be read at the same time.
const READERS: u32 = 8;
/// How many acts of different institutions run at the same time.
const WRITERS: u32 = 8;

/// A pool of connections to read on.
pub(crate) async fn readers(address: &str) -> sqlx::Result<PgPool> {
    pool(READERS).connect_with(options(address)?).await
}

/// A pool of connections to write on.
pub(crate) async fn writers(address: &str) -> sqlx::Result<PgPool> {
    let settings = [
        // An act gives up before its own limit of five seconds when another server holds the institution's row,
        ("lock_timeout", "4s"),
        // and a server that went away in mid-act holds that row no longer than this.
        ("client_connection_check_interval", "2s"),
        ("idle_in_transaction_session_timeout", "60s"),
    ];
    pool(WRITERS).connect_with(options(address)?.options(settings)).await
}

fn pool(size: u32) -> PgPoolOptions {
    PgPoolOptions::new().max_connections(size).acquire_timeout(Duration::from_secs(5))
}

fn options(address: &str) -> sqlx::Result<PgConnectOptions> {
    let options: PgConnectOptions = address.parse()?;
    Ok(options.statement_cache_capacity(200).options([("timezone", "UTC")]))
}

/// A `CREATE TABLE` as PostgreSQL takes it: text is compared byte by byte, as SQLite does, whatever the order of the database's locale.
pub(crate) fn create_table(text: &str) -> String {
    super::with_types(text, |_, kind| match kind {
        "TEXT" => "TEXT COLLATE \"C\"".to_owned(),
        other => other.to_owned(),
    })
}

/// Lets one program at a time look at the schema and change it, until the end of the transaction.
pub(crate) const LOCK_SCHEMA: &str = "SELECT pg_advisory_xact_lock(7223372036854775)";

pub(crate) const DIALECT: super::Dialect = super::Dialect { each, rows };

fn rows(values: &str, order: &str) -> String {
    format!("COALESCE(CAST(json_agg(json_build_array({values}) ORDER BY {order}) AS TEXT), '[]')")
}

fn each(parameter: &str, columns: &[(&str, &str)]) -> String {
    let columns: Vec<String> = columns.iter().map(|(name, kind)| format!("{name} {kind}")).collect();
    format!("(SELECT * FROM jsonb_to_recordset(CAST({parameter} AS JSONB)) AS list({}))", columns.join(", "))
}

/// The function that the guards of every chained table call.
pub(crate) const GUARD: &str = "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ \
     BEGIN RAISE EXCEPTION '% is a record: rows are only added', TG_TABLE_NAME; END $$";

/// What makes the rows of a table of the record unchangeable.
pub(crate) fn guards(name: &str) -> Vec<String> {
    vec![
        format!(
            "CREATE TRIGGER {name}_refuses_change BEFORE UPDATE OR DELETE ON {name} \
             FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        ),
        format!(
            "CREATE TRIGGER {name}_refuses_truncate BEFORE TRUNCATE ON {name} \
             FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        ),
    ]
}

//! The registry of statements against the schema, on both engines, and the schema against what else describes it.

use std::collections::BTreeSet;
use std::path::Path;

use sqlx::{Executor, SqlStr};

use crate::db::{Threshold, Wire};
use crate::fixture::{Engine, both_engines, on};
use crate::statement::Statement;
use crate::table::Kind;
use crate::tables;

/// Every statement of the crate: those of the modules, and the two of each chained table.
fn registry() -> Vec<&'static Statement> {
    let modules = [
        crate::access::ALL,
        crate::access_log::ALL,
        crate::accounts::ALL,
        crate::act::ALL,
        crate::attendance::ALL,
        crate::audit::ALL,
        crate::classes::ALL,
        crate::corrections::ALL,
        crate::diary::ALL,
        crate::institutions::ALL,
        crate::journal::ALL,
        crate::lessons::ALL,
        crate::marks::ALL,
        crate::migrations::ALL,
        crate::outbox::ALL,
        crate::people::ALL,
        crate::school_year::ALL,
        crate::timetable::ALL,
    ];
    let of_tables = tables::ALL.iter().flat_map(|table| [table.insert(), table.rows()]);
    modules.into_iter().flatten().copied().chain(of_tables).collect()
}

#[test]
fn every_statement_prepares() {
    both_engines(async |school| {
        let mut threshold = school.db.threshold().await.expect("a connection");
        let mut refused = Vec::new();
        for statement in registry() {
            if let Err(error) = prepare(&mut threshold, statement).await {
                refused.push(format!("{}: {error}", statement.name));
            }
        }
        assert!(refused.is_empty(), "{}", refused.join("\n"));
    });
}

async fn prepare(threshold: &mut Threshold, statement: &Statement) -> sqlx::Result<()> {
    match threshold.conn().wire() {
        Wire::Sqlite(wire) => wire.prepare(SqlStr::from_static(statement.sqlite())).await.map(drop),
        Wire::Postgres(wire) => wire.prepare(SqlStr::from_static(statement.postgres())).await.map(drop),
    }
}

/// A module that declares statements and is not in the registry would never be tried.
#[test]
fn every_module_with_statements_is_in_the_registry() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = std::fs::read_dir(source).expect("the source").map(|entry| entry.expect("an entry").path());
    let declaring: BTreeSet<String> = files
        .filter(|file| file.is_file() && std::fs::read_to_string(file).expect("a file").contains("\nstatements! {"))
        .map(|file| file.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    let listed =
        registry().into_iter().filter_map(|statement| statement.name.split("::").nth(1).map(str::to_owned)).collect();
    assert_eq!(declaring, listed);
}

/// What stands in `src/tables.rs` is what the migrations make, column by column.
#[test]
fn the_record_is_described_as_it_is_migrated() {
    both_engines(async |school| {
        let columns = match school.engine() {
            Engine::Sqlite => {
                "SELECT t.name || '.' || c.name || ' ' || c.type FROM sqlite_schema t, pragma_table_info(t.name) c
                 WHERE t.type = 'table' ORDER BY t.name, c.cid"
            }
            Engine::Postgres => {
                "SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns
                 WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
            }
        };
        let migrated = school.texts(columns).await;
        for table in tables::ALL {
            let own = format!("{}.", table.name);
            let migrated: Vec<&str> = migrated.iter().filter_map(|column| column.strip_prefix(&own)).collect();
            let described: Vec<String> = ["institution_id", "act"]
                .into_iter()
                .map(|name| (name, Kind::Number))
                .chain(table.columns.iter().map(|column| (column.name, column.kind)))
                .map(|(name, kind)| format!("{name} {}", type_name(school.engine(), kind)))
                .collect();
            assert_eq!(described, migrated, "{}", table.name);
        }
    });
}

fn type_name(engine: Engine, kind: Kind) -> &'static str {
    match (engine, kind) {
        (Engine::Sqlite, Kind::Number | Kind::Flag) => "INTEGER",
        (Engine::Sqlite, _) => "TEXT",
        (Engine::Postgres, Kind::Number) => "bigint",
        (Engine::Postgres, Kind::Text) => "text",
        (Engine::Postgres, Kind::Flag) => "boolean",
        (Engine::Postgres, Kind::Day) => "date",
        (Engine::Postgres, Kind::Time) => "time without time zone",
        (Engine::Postgres, Kind::Instant) => "timestamp with time zone",
    }
}

/// A table whose rows name an act is either part of the record, or shows what stands now and is compared with it.
#[test]
fn every_table_with_an_act_is_accounted_for() {
    on(Engine::Sqlite, async |school| {
        let named =
            "SELECT t.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND c.name = 'act'";
        let named: BTreeSet<String> = school.texts(named).await.into_iter().collect();
        let chained = tables::ALL.iter().map(|table| table.name);
        let shown = ["attendance", "correction", "mark", "outbox", "record"];
        assert_eq!(named, chained.chain(shown).map(str::to_owned).collect());
    });
}

/// `schema.sql` is what the migrations add up to. `PARTA_BLESS=1` writes it anew.
#[test]
fn the_schema_is_written_down() {
    on(Engine::Sqlite, async |school| {
        let statements = school.texts("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type = 'trigger', rowid").await;
        let schema = format!(
            "-- What the migrations add up to on SQLite. Written by a test: see migrations/README.md.\n\n{};\n",
            statements.join(";\n\n")
        );
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema.sql");
        if std::env::var("PARTA_BLESS").is_ok_and(|bless| bless == "1") {
            std::fs::write(&file, &schema).expect("the schema is written");
        }
        let written = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            written == schema,
            "schema.sql is out of date: run this test with PARTA_BLESS=1 and look at what changed"
        );
    });
}

/// What grows with the years is reached by an index, on every page.
#[test]
fn no_statement_walks_through_a_table() {
    // These read all of an institution by their nature, one of its lists of a few rows, or the last few by an index.
    const MAY: &[&str] = &[
        "audit::",
        "access_log::DIGESTS",
        "migrations::",
        "institutions::",
        "school_year::YEAR_OF_DAY",
        "school_year::WORK_KINDS",
        "corrections::LIST",
    ];
    on(Engine::Sqlite, async |school| {
        let mut threshold = school.db.threshold().await.expect("a connection");
        let Wire::Sqlite(wire) = threshold.conn().wire() else { panic!("this is SQLite") };
        let of_modules = registry().into_iter().filter(|statement| statement.name.contains("::"));
        let mut walks = Vec::new();
        for statement in of_modules.filter(|statement| !MAY.iter().any(|may| statement.name.contains(may))) {
            let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", statement.sqlite()));
            let plan: Vec<(i64, i64, i64, String)> =
                sqlx::query_as(explain).fetch_all(&mut **wire).await.expect("a plan");
            let walk = plan.into_iter().map(|(.., step)| step).filter(|step| is_walk(step));
            walks.extend(walk.map(|step| format!("{}: {step}", statement.name)));
        }
        assert!(walks.is_empty(), "{}", walks.join("\n"));
    });
}

/// «SCAN l» reads a whole table, «SEARCH l USING INDEX … (institution_id=?)» an institution's whole part of it. A list that came as a
/// parameter is read from end to end, of course, and so is what a part of the same statement has found; of two tables an institution has
/// one row.
fn is_walk(step: &str) -> bool {
    let own = ["json_each", "CONSTANT ROW", "SUBQUERY", "audit_head", "id_block"].iter().any(|own| step.contains(own));
    !own && (step.starts_with("SCAN") || step.ends_with("(institution_id=?)"))
}

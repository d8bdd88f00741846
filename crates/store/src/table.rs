//! Tables whose rows are the record: only added, each with the number of its act, each a leaf of the audit chain.
//!
//! One description per table serves three things that must agree: the statement that adds rows, the bytes that are hashed, and the
//! reading back by `parta audit verify`.

use std::sync::OnceLock;

use chrono::{DateTime, NaiveDate, NaiveTime, SubsecRound, Utc};
use parta_school::history;
use serde_json::{Map, Value};
use sqlx::{ColumnIndex, Decode, Row, Type};

use crate::error::{Error, Result};
use crate::statement::Statement;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Number,
    Text,
    Flag,
    Day,
    Time,
    Instant,
}

impl Kind {
    fn sql(self) -> &'static str {
        match self {
            Self::Number => "BIGINT",
            Self::Text => "TEXT",
            Self::Flag => "BOOLEAN",
            Self::Day => "DATE",
            Self::Time => "TIME",
            Self::Instant => "TIMESTAMPTZ",
        }
    }
}

/// A column of a chained table.
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
}

/// A chained table: `institution_id`, `act`, then `id` and the columns described here.
pub struct Table {
    pub name: &'static str,
    pub columns: &'static [Column],
    insert: OnceLock<Statement>,
    rows: OnceLock<Statement>,
}

impl Table {
    /// See [`tables!`](crate::tables).
    pub(crate) const fn new(name: &'static str, columns: &'static [Column]) -> Self {
        Self { name, columns, insert: OnceLock::new(), rows: OnceLock::new() }
    }

    /// `$1` institution, `$2` act, `$3` the rows as a JSON array of objects.
    pub(crate) fn insert(&self) -> &Statement {
        self.insert.get_or_init(|| {
            let names = self.names("");
            let picked = self.names("e.");
            let typed: Vec<String> = self.columns.iter().map(|c| format!("{} {}", c.name, c.kind.sql())).collect();
            let text = format!(
                "INSERT INTO {} (institution_id, act, {names}) SELECT $1, $2, {picked} FROM EACH($3; {}) AS e",
                self.name,
                typed.join(", ")
            );
            Statement::new(self.name, text.leak())
        })
    }

    /// All rows of institution `$1`, the act first.
    pub(crate) fn rows(&self) -> &Statement {
        self.rows.get_or_init(|| {
            let text = format!("SELECT act, {} FROM {} WHERE institution_id = $1", self.names(""), self.name);
            Statement::new(self.name, text.leak())
        })
    }

    fn names(&self, prefix: &str) -> String {
        let names: Vec<String> = self.columns.iter().map(|column| format!("{prefix}{}", column.name)).collect();
        names.join(", ")
    }

    /// The values of a row in the table's order, as the chain hashes them; a forgotten column is a fault of the program.
    pub(crate) fn values(&self, row: &Map<String, Value>) -> Result<Vec<Value>> {
        if row.len() != self.columns.len() {
            return Err(Error::Fault(format!("a row of {} has {} columns", self.name, row.len())));
        }
        let value = |column: &Column| match row.get(column.name) {
            Some(value) => canonical(value, column.kind),
            None => Err(Error::Fault(format!("a row of {} lacks {}", self.name, column.name))),
        };
        self.columns.iter().map(value).collect()
    }
}

/// The one form in which a value is hashed, whichever engine gave it.
fn canonical(value: &Value, kind: Kind) -> Result<Value> {
    let malformed = || Error::Fault(format!("«{value}» is no {kind:?}"));
    match (kind, value) {
        (_, Value::Null) => Ok(Value::Null),
        (Kind::Number, Value::Number(_)) | (Kind::Text, Value::String(_)) | (Kind::Flag, Value::Bool(_)) => {
            Ok(value.clone())
        }
        (Kind::Day, Value::String(text)) => {
            text.parse::<NaiveDate>().map(|day| day.to_string().into()).map_err(|_| malformed())
        }
        (Kind::Time, Value::String(text)) => text.parse::<NaiveTime>().map(time).map_err(|_| malformed()),
        (Kind::Instant, Value::String(text)) => {
            text.parse::<DateTime<Utc>>().map(|at| stored_instant(at).into()).map_err(|_| malformed())
        }
        _ => Err(malformed()),
    }
}

fn time(time: NaiveTime) -> Value {
    time.format("%H:%M:%S").to_string().into()
}

/// An instant as SQLite's driver stores it, so that a bound one and one of a list compare alike; to the millisecond, which is what both
/// engines and a browser's clock keep.
pub(crate) fn stored_instant(at: DateTime<Utc>) -> String {
    at.trunc_subsecs(3).to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false)
}

/// The leaf of a row: of its values by name, without the empty ones, so that a column added later changes no hash of before.
pub(crate) fn leaf(salt: &str, table: &Table, values: &[Value]) -> Result<history::Hash> {
    let id = values
        .first()
        .and_then(Value::as_i64)
        .ok_or_else(|| Error::Fault(format!("a row of {} has no id", table.name)))?;
    let named = table.columns.iter().zip(values).filter(|(_, value)| !value.is_null());
    let named: Map<String, Value> = named.map(|(column, value)| (column.name.to_owned(), value.clone())).collect();
    Ok(history::leaf(salt, table.name, id, &named))
}

/// The row as it stands in the database, in the form in which it was hashed; the act's number is column 0.
pub(crate) fn read_values<R>(table: &Table, row: &R) -> sqlx::Result<Vec<Value>>
where
    R: Row,
    usize: ColumnIndex<R>,
    for<'r> Option<i64>: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Option<String>: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Option<bool>: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Option<NaiveDate>: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Option<NaiveTime>: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Option<DateTime<Utc>>: Decode<'r, R::Database> + Type<R::Database>,
{
    let value = |(index, column): (usize, &Column)| {
        let index = index + 1;
        Ok(match column.kind {
            Kind::Number => row.try_get::<Option<i64>, _>(index)?.into(),
            Kind::Text => row.try_get::<Option<String>, _>(index)?.into(),
            Kind::Flag => row.try_get::<Option<bool>, _>(index)?.into(),
            Kind::Day => row.try_get::<Option<NaiveDate>, _>(index)?.map(|day| day.to_string()).into(),
            Kind::Time => row.try_get::<Option<NaiveTime>, _>(index)?.map_or(Value::Null, time),
            Kind::Instant => row.try_get::<Option<DateTime<Utc>>, _>(index)?.map(stored_instant).into(),
        })
    };
    table.columns.iter().enumerate().map(value).collect()
}

/// Declares chained tables as `static`s and lists them in `ALL`. Each has an `id` before the columns named.
macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident $table:literal { $($column:ident $kind:ident),* $(,)? })+) => {
        $($(#[$doc])* pub(crate) static $name: crate::table::Table = crate::table::Table::new($table, &[
            crate::table::Column { name: "id", kind: crate::table::Kind::Number },
            $(crate::table::Column { name: stringify!($column), kind: crate::table::Kind::$kind }),*
        ]);)+
        /// Every chained table, in an order in which rows may be added.
        pub(crate) static ALL: &[&crate::table::Table] = &[$(&$name),+];
    };
}
pub(crate) use tables;

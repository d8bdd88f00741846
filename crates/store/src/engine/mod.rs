//! The two engines: how each is opened and spelled. Everything else in this crate is the same for both.

pub(crate) mod postgres;
pub(crate) mod sqlite;

use std::path::PathBuf;

/// How an engine spells the notations of [`crate::statement`].
pub(crate) struct Dialect {
    /// A table of a JSON array of objects: the parameter, and the columns with their types.
    pub each: fn(&str, &[(&str, &str)]) -> String,
    /// All rows as one JSON array of arrays: the values, and what they are sorted by.
    pub rows: fn(&str, &str) -> String,
}

/// Where the data are: `sqlite:FILE` or `postgres://user@host/name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Sqlite(PathBuf),
    Postgres(String),
}

/// The address of a database is neither of the two forms.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Не понимаю адрес базы данных «{0}». Напишите sqlite:ФАЙЛ или postgres://пользователь@сервер/база.")]
pub struct UnknownTarget(String);

impl std::str::FromStr for Target {
    type Err = UnknownTarget;

    fn from_str(text: &str) -> Result<Self, UnknownTarget> {
        let file = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:"));
        match file {
            Some("") => Err(UnknownTarget(text.into())),
            Some(file) => Ok(Self::Sqlite(file.into())),
            None if text.starts_with("postgres://") || text.starts_with("postgresql://") => {
                Ok(Self::Postgres(text.into()))
            }
            None => Err(UnknownTarget(without_password(text))),
        }
    }
}

/// The same text, without what may be a password in it.
fn without_password(text: &str) -> String {
    match (text.find("://"), text.find('@')) {
        (Some(start), Some(end)) if start < end => {
            format!("{}://…{}", &text[..start], &text[end..])
        }
        _ => text.to_owned(),
    }
}

/// The text of a `CREATE TABLE`, with the type of every column as `spell` spells it. A column stands on a line of its own and has a name
/// in small letters; all other lines stay as they are.
fn with_types(text: &str, spell: impl Fn(&str, &str) -> String) -> String {
    let line = |line: &str| {
        let small = |name: &str| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b.is_ascii_digit());
        match line.trim_start().split_once(' ') {
            Some((name, rest)) if small(name) => {
                let (kind, tail) = rest.split_at(rest.find([' ', ',']).unwrap_or(rest.len()));
                format!("    {name} {}{tail}", spell(name, kind))
            }
            _ => line.to_owned(),
        }
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

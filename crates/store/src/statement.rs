//! SQL statements as constants of one registry, which a test prepares on both engines.
//!
//! The text is the same for both, in PostgreSQL's words, with two notations of ours, which each engine spells in `engine/`:
//!
//! - `EACH($1; id BIGINT, code TEXT)` stands for a table made of a JSON array of objects. Lists travel that way as one parameter, so
//!   that writing thirty rows is one statement.
//! - `ROWS(l.id, l.day; l.day, l.id)` is the way back: all rows as one JSON array of arrays, sorted by what follows the semicolon. A row
//!   that crosses SQLite's driver by itself is copied value by value and wakes two threads; hundreds of them cost more than their query.

use std::sync::OnceLock;

use crate::engine::{Dialect, postgres, sqlite};

/// One statement, with the text that each engine prepares.
pub struct Statement {
    /// `module::NAME`, for the test and for messages.
    pub name: &'static str,
    text: &'static str,
    sqlite: OnceLock<&'static str>,
    postgres: OnceLock<&'static str>,
}

impl Statement {
    /// A statement of the registry; see [`statements!`](crate::statements).
    pub const fn new(name: &'static str, text: &'static str) -> Self {
        Self { name, text, sqlite: OnceLock::new(), postgres: OnceLock::new() }
    }

    pub(crate) fn sqlite(&self) -> &'static str {
        self.sqlite.get_or_init(|| in_dialect(self.text, &sqlite::DIALECT))
    }

    pub(crate) fn postgres(&self) -> &'static str {
        self.postgres.get_or_init(|| in_dialect(self.text, &postgres::DIALECT))
    }
}

/// Spells every `EACH(…)` and `ROWS(…)` as the engine does. The texts are constants, so each is leaked at most once.
fn in_dialect(text: &'static str, dialect: &Dialect) -> &'static str {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, word, after)) = next_notation(rest) {
        let (inside, behind) = closed(after);
        let (first, second) = inside.split_once(';').unwrap_or((inside, ""));
        out.push_str(before);
        out.push_str(&match word {
            "EACH(" => (dialect.each)(first.trim(), &columns(second)),
            _ => (dialect.rows)(first.trim(), second.trim()),
        });
        rest = behind;
    }
    if out.is_empty() {
        return text;
    }
    out.push_str(rest);
    out.leak()
}

fn next_notation(text: &str) -> Option<(&str, &str, &str)> {
    let words = ["EACH(", "ROWS("];
    let found = words.iter().filter_map(|word| Some((text.find(word)?, *word)));
    let (at, word) = found.min()?;
    let (before, from) = text.split_at(at);
    from.strip_prefix(word).map(|after| (before, word, after))
}

/// What stands before the bracket that closes, and what behind it.
fn closed(text: &str) -> (&str, &str) {
    let mut open = 1;
    let end = text.find(|letter: char| {
        open += i32::from(letter == '(') - i32::from(letter == ')');
        open == 0
    });
    end.and_then(|end| text.split_at_checked(end))
        .map_or((text, ""), |(inside, behind)| (inside, behind.strip_prefix(')').unwrap_or(behind)))
}

fn columns(text: &str) -> Vec<(&str, &str)> {
    text.split(',').filter_map(|column| column.trim().split_once(' ')).collect()
}

/// Declares the statements of a module as `static`s and lists them in `ALL`.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)+) => {
        $($(#[$doc])* static $name: crate::statement::Statement =
            crate::statement::Statement::new(concat!(module_path!(), "::", stringify!($name)), $text);)+
        #[cfg(test)]
        pub(crate) static ALL: &[&crate::statement::Statement] = &[$(&$name),+];
    };
}
pub(crate) use statements;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_spelled_for_each_engine() {
        let statement = Statement::new("t", "SELECT e.id FROM EACH($1; id BIGINT, code TEXT) AS e WHERE e.id > $2");
        assert_eq!(
            statement.sqlite(),
            "SELECT e.id FROM (SELECT value ->> 'id' AS id, value ->> 'code' AS code FROM json_each($1)) AS e WHERE e.id > $2"
        );
        assert_eq!(
            statement.postgres(),
            "SELECT e.id FROM (SELECT * FROM jsonb_to_recordset(CAST($1 AS JSONB)) AS list(id BIGINT, code TEXT)) AS e WHERE e.id > $2"
        );
    }

    #[test]
    fn rows_are_packed_for_each_engine() {
        let statement = Statement::new("t", "SELECT ROWS(t.id, COALESCE(t.name, ''); t.day) FROM t");
        assert_eq!(
            statement.sqlite(),
            "SELECT json_group_array(json_array(t.id, COALESCE(t.name, '')) ORDER BY t.day) FROM t"
        );
        assert_eq!(
            statement.postgres(),
            "SELECT COALESCE(CAST(json_agg(json_build_array(t.id, COALESCE(t.name, '')) ORDER BY t.day) AS TEXT), '[]') FROM t"
        );
    }
}

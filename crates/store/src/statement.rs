//! SQL statements as constants of one registry, which a test prepares on both engines.
//!
//! The text is the same for both, in PostgreSQL's words, with one notation of ours: `EACH($1; id BIGINT, code TEXT)` stands for a table
//! made of a JSON array of objects. Lists travel that way as one parameter, so that writing thirty rows is one statement; how each
//! engine spells it is in `engine/`.

use std::sync::OnceLock;

use crate::engine::{postgres, sqlite};

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
        Self {
            name,
            text,
            sqlite: OnceLock::new(),
            postgres: OnceLock::new(),
        }
    }

    pub(crate) fn sqlite(&self) -> &'static str {
        self.sqlite
            .get_or_init(|| in_dialect(self.text, sqlite::each))
    }

    pub(crate) fn postgres(&self) -> &'static str {
        self.postgres
            .get_or_init(|| in_dialect(self.text, postgres::each))
    }
}

/// Spells every `EACH(parameter; columns)` as the engine does. The texts are constants, so each is leaked at most once.
fn in_dialect(
    text: &'static str,
    each: fn(parameter: &str, columns: &[(&str, &str)]) -> String,
) -> &'static str {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("EACH(") {
        let (inside, behind) = after.split_once(')').unwrap_or((after, ""));
        let (parameter, columns) = inside.split_once(';').unwrap_or((inside, ""));
        let columns: Vec<(&str, &str)> = columns
            .split(',')
            .filter_map(|column| column.trim().split_once(' '))
            .collect();
        out.push_str(before);
        out.push_str(&each(parameter.trim(), &columns));
        rest = behind;
    }
    if out.is_empty() {
        return text;
    }
    out.push_str(rest);
    out.leak()
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
        let statement = Statement::new(
            "t",
            "SELECT e.id FROM EACH($1; id BIGINT, code TEXT) AS e WHERE e.id > $2",
        );
        assert_eq!(
            statement.sqlite(),
            "SELECT e.id FROM (SELECT value ->> 'id' AS id, value ->> 'code' AS code FROM json_each($1)) AS e WHERE e.id > $2"
        );
        assert_eq!(
            statement.postgres(),
            "SELECT e.id FROM (SELECT * FROM jsonb_to_recordset(CAST($1 AS JSONB)) AS list(id BIGINT, code TEXT)) AS e WHERE e.id > $2"
        );
    }
}

//! Reads the file of a profile, and says in Russian where and why it cannot be read.

use std::fmt;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

use super::listing::{self, ListedSetting};

/// A profile that was refused: where, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ProfileError {
    pub file: String,
    /// From 1.
    pub line: usize,
    /// Counted in letters, from 1.
    pub column: usize,
    /// Such as `marks.two_in_cell`; empty where the text is no TOML at all.
    pub key: String,
    /// A Russian sentence without a full stop.
    pub reason: String,
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Файл {}, строка {}, знак {}", self.file, self.line, self.column)?;
        if !self.key.is_empty() {
            write!(f, ", ключ {}", self.key)?;
        }
        write!(f, ": {}.", self.reason)
    }
}

/// Reads the typed profile and, apart from it, the list of all settings in words.
pub(super) fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<(T, Vec<ListedSetting>), ProfileError> {
    let unreadable = |error: toml::de::Error| explained(file, text, &[], &error);
    let table = DeTable::parse(text).map_err(unreadable)?.into_inner();
    let places = places(&table);
    let profile = toml::from_str(text).map_err(|error| explained(file, text, &places, &error))?;
    Ok((profile, listing::of(&table)))
}

/// A key and the part of the text that it and its value take.
struct Place {
    key: String,
    span: Range<usize>,
}

fn places(table: &DeTable<'_>) -> Vec<Place> {
    let mut found = Vec::new();
    collect(table, "", &mut found);
    found
}

fn collect(table: &DeTable<'_>, above: &str, found: &mut Vec<Place>) {
    for (key, value) in table {
        let path = joined(above, key.get_ref());
        found.push(Place { key: path.clone(), span: key.span() });
        found.push(Place { key: path.clone(), span: value.span() });
        if let DeValue::Table(inner) = value.get_ref() {
            collect(inner, &path, found);
        }
    }
}

/// A key inside a table, with its path: `marks.current`.
pub(super) fn joined(above: &str, key: &str) -> String {
    if above.is_empty() { key.to_owned() } else { format!("{above}.{key}") }
}

fn explained(file: &str, text: &str, places: &[Place], error: &toml::de::Error) -> ProfileError {
    let start = error.span().map_or(0, |span| span.start);
    let before = text.get(..start).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    ProfileError {
        file: file.to_owned(),
        line: before.matches('\n').count() + 1,
        column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
        key: key_at(places, start, error.message()),
        reason: if places.is_empty() {
            format!("это не TOML: {}", error.message())
        } else {
            in_russian(error.message())
        },
    }
}

/// The setting of the narrowest place around a position; for a key that is missing, the key itself.
fn key_at(places: &[Place], at: usize, message: &str) -> String {
    let around = places.iter().filter(|place| place.span.contains(&at));
    let nearest = around.min_by_key(|place| place.span.len()).map_or("", |place| place.key.as_str());
    match first_quoted(message) {
        missing if message.starts_with("missing field") => joined(nearest, missing),
        _ => nearest.split_once(".value").map_or(nearest, |(setting, _)| setting).to_owned(),
    }
}

fn first_quoted(message: &str) -> &str {
    message.split('`').nth(1).unwrap_or_default()
}

/// What the reader of TOML says, in Russian. Reasons of our own types are Russian already.
fn in_russian(message: &str) -> String {
    let choices = || message.split('`').skip(3).step_by(2).collect::<Vec<_>>().join(", ");
    let first = first_quoted(message);
    if message.starts_with("unknown field") {
        format!("такого ключа нет: «{first}»; здесь могут стоять: {}", choices())
    } else if message.starts_with("missing field") {
        format!("не хватает ключа «{first}»")
    } else if message.starts_with("unknown variant") {
        format!("такого значения нет: «{first}»; допустимы: {}", choices())
    } else if let Some((found, wanted)) =
        message.strip_prefix("invalid type: ").and_then(|types| types.split_once(", expected "))
    {
        format!("значение другого вида: стоит {}, а нужно {}", kind_in_russian(found), kind_in_russian(wanted))
    } else if message.starts_with("invalid length") {
        "в списке не столько значений, сколько нужно".to_owned()
    } else {
        message.trim_end_matches('.').to_owned()
    }
}

/// A kind of value, as TOML's reader names it. Rust's names of our types say nothing to a reader: a table.
fn kind_in_russian(kind: &str) -> &'static str {
    const KINDS: [(&str, &str); 9] = [
        ("string", "текст в кавычках"),
        ("a string", "текст в кавычках"),
        ("integer", "целое число"),
        ("i64", "целое число"),
        ("u32", "целое число"),
        ("floating point", "дробное число"),
        ("bool", "true или false"),
        ("a bool", "true или false"),
        ("an array", "список"),
    ];
    let named = KINDS.iter().find(|(start, _)| kind.starts_with(start)).map(|(_, words)| *words);
    named.unwrap_or(if kind.contains("sequence") {
        "список"
    } else {
        "таблица в фигурных скобках"
    })
}

#[cfg(test)]
mod tests {
    use super::super::{RegulationProfile, altered_text};

    /// file, place, key and reason.
    #[test]
    fn a_malformed_profile_is_refused_with_its_place_and_reason() {
        let cases = [
            ("none = {", "nothing = {", "homework.nothing", "такого ключа нет: «nothing»; здесь могут стоять: none"),
            ("[topic]", "[topics]", "topics", "такого ключа нет: «topics»; здесь могут стоять: code, period_types, "),
            (
                "work_kind_required = { value",
                "work_kind_required = { valeu",
                "marks.work_kind_required.valeu",
                "такого ключа нет: «valeu»",
            ),
            (
                "two_in_cell = { value = \"different_kinds\", clause = \"п. 2.5.2\" }",
                "two_in_cell = { value = \"never\" }",
                "marks.two_in_cell.clause",
                "не хватает ключа «clause»",
            ),
            ("none = { value = \"dash\", clause = \"п. 2.5.6\" }\n", "", "homework.none", "не хватает ключа «none»"),
            (
                "\"different_kinds\"",
                "\"sometimes\"",
                "marks.two_in_cell",
                "такого значения нет: «sometimes»; допустимы: different_kinds, flagged_subjects, never",
            ),
            (
                "work_kind_required = { value = true",
                "work_kind_required = { value = \"да\"",
                "marks.work_kind_required",
                "значение другого вида: стоит текст в кавычках, а нужно true или false",
            ),
            (
                "public_after = { value = 30",
                "public_after = { value = \"30\"",
                "marks.public_after",
                "значение другого вида: стоит текст в кавычках, а нужно целое число",
            ),
            (
                "current = { value = [\"2\", \"3\", \"4\", \"5\"]",
                "current = { value = 5",
                "marks.current",
                "значение другого вида: стоит целое число, а нужно список",
            ),
            (
                "public_after = { value = 30",
                "public_after = { value = 300",
                "marks.public_after",
                "300 секунд – нужно от 0 до 60",
            ),
            (
                "mark.written = { value = { days = 7 }",
                "mark.written = { value = { days = -1 }",
                "deadline.mark.written",
                "-1 дней – нужно от 1 до 60",
            ),
            (
                "mark.written = { value = { days = 7 }",
                "mark.written = { value = { weeks = 1 }",
                "deadline.mark.written",
                "такого значения нет: «weeks»",
            ),
            (
                "round_up_from = { value = 50",
                "round_up_from = { value = 100",
                "marks.round_up_from",
                "100 сотых – нужно от 1 до 99",
            ),
            ("[\"2\", \"3\", \"4\", \"5\"]", "[]", "marks.current", "нет ни одной отметки"),
            ("[\"2\", \"3\", \"4\", \"5\"]", "[\"2\", \"12\"]", "marks.current", "отметка «12»"),
            (
                "time_zone = { value = \"Europe/Moscow\"",
                "time_zone = { value = \"Москва\"",
                "institution.time_zone",
                "часового пояса «Москва» нет",
            ),
            ("[\"teacher\"]", "[]", "attendance.marked_by", "пустой список"),
            ("[\"teacher\"]", "[\"teacher\", \"teacher\"]", "attendance.marked_by", "дважды"),
            (
                "working_week = { value = \"five\"",
                "working_week = { value = \"seven\"",
                "year.working_week",
                "такого значения нет: «seven»; допустимы: five, six",
            ),
            ("code = \"УП\"", "code = \"5\"", "attendance.codes", "обозначение «5» не годится"),
            ("code = \"УП\"", "code = \"б\"", "attendance.codes", "дважды"),
            ("meaning = \"absent\"", "meaning = \"present\"", "attendance.codes", "такого значения нет: «present»"),
            ("meaning = \"excused\"", "meaning = \"ill\"", "attendance.codes", "дважды"),
            (
                "{ name = \"диктант\", written = true, weight = 2 }",
                "{ name = \"диктант\", weight = 0 }",
                "marks.work_kinds",
                "вес вида работы «диктант» – 0",
            ),
            (
                "{ name = \"диктант\", written = true",
                "{ name = \"диктант\", writen = true",
                "marks.work_kinds",
                "такого ключа нет: «writen»",
            ),
            ("{ name = \"проект\", weight = 2 }", "{ name = \"Тест\" }", "marks.work_kinds", "у каждого своё название"),
            (
                "marks = { value = \"forbidden\", clause = \"п. 2.5.1\" }",
                "marks = { value = \"forbidden\", clause = \" \" }",
                "correction.marks.clause",
                "пункт документа не указан",
            ),
            ("[\"урок\", \"урока\", ", "[", "vocabulary.lesson", "в списке не столько значений"),
            ("[\"урок\", ", "[\"\", ", "vocabulary.lesson", "пустая форма слова"),
        ];
        for (from, to, key, reason) in cases {
            let text = altered_text("P0", from, to);
            let error = RegulationProfile::read("school.toml", &text).expect_err(to);
            assert_eq!(error.file, "school.toml");
            assert_eq!(error.key, key, "{error}");
            assert!(error.reason.contains(reason), "{to}: {error}");
            assert!(error.to_string().starts_with("Файл school.toml, строка "), "{error}");
        }
    }

    #[test]
    fn the_place_is_the_line_and_the_letter() {
        let text = altered_text("P0", "none = { value = \"dash\"", "none = { value = \"–\"");
        let error = RegulationProfile::read("school.toml", &text).expect_err("no such value");
        let line = text.lines().position(|line| line.starts_with("none")).expect("the line") + 1;
        assert_eq!((error.line, error.column), (line, 18), "{error}");
    }

    #[test]
    fn what_is_no_toml_says_so() {
        for bad in ["marks = ", "[marks", "= 5", "a = 1\na = 2", "\u{feff}\u{0}"] {
            let error = RegulationProfile::read("school.toml", bad).expect_err(bad);
            assert!(error.reason.starts_with("это не TOML: "), "{error}");
        }
        assert!(RegulationProfile::read("school.toml", "").expect_err("empty").reason.contains("code"));
    }
}

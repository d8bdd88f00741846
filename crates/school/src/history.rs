//! The audit chain: how acts of an institution are hashed one onto the other, so that no change stays unseen (R-338).
//!
//! One entry per act, not per row. An act's rows are its *leaves*: each is hashed with a salt of its own, and the entry carries the
//! root over them. The salts make a lawful erasure possible: when the law orders a row away, its hash stays and the chain still
//! verifies, yet nobody can guess the row back from the hash. What the chain proves: nothing before an anchored head was changed,
//! removed or reordered. What it does not: that a mark is true, or who really sat at the keyboard.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// A SHA-256 hash; written as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hash([u8; 32]);

impl Hash {
    /// What the first entry of an institution names as the one before it.
    pub const NONE: Self = Self([0; 32]);

    fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The hash of one row of an act: `salt` is the act's, `table` and `id` say which row, `row` holds its values by name, without those
/// that are empty.
pub fn leaf(salt: &str, table: &str, id: i64, row: &Map<String, Value>) -> Hash {
    let row_salt = Hash::of(&[salt.as_bytes(), table.as_bytes(), &id.to_be_bytes()]);
    // A map of serde_json is ordered by name: the same row gives the same text wherever it comes from.
    let row = Value::Object(row.clone()).to_string();
    Hash::of(&[&row_salt.0, table.as_bytes(), row.as_bytes()])
}

/// The root over the rows of an act. The order in which they were written or are read again does not matter.
pub fn root(mut leaves: Vec<Hash>) -> Hash {
    leaves.sort_unstable();
    let parts: Vec<&[u8]> = leaves.iter().map(|leaf| leaf.0.as_slice()).collect();
    Hash::of(&parts)
}

/// One act as the chain remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub institution: i64,
    /// 1 for the first act of the institution, then without a gap.
    pub number: i64,
    /// What was done, such as `mark.set`; see [`wording`].
    pub kind: String,
    /// Who was signed in; nothing for the command line.
    pub account: Option<i64>,
    pub person: Option<i64>,
    pub reason: Option<String>,
    /// By the server's clock, to the millisecond (R-386).
    pub at: DateTime<Utc>,
    pub request: String,
    /// How many rows the act wrote.
    pub rows: i64,
    /// The root over those rows, as hexadecimal digits.
    pub root: String,
}

impl Entry {
    /// The hash of this entry after `previous`, the hash of the entry before (as hexadecimal digits).
    pub fn hash(&self, previous: &str) -> Hash {
        let text = json!([
            previous,
            self.institution,
            self.number,
            self.kind,
            self.account,
            self.person,
            self.reason,
            instant(self.at),
            self.request,
            self.rows,
            self.root,
        ])
        .to_string();
        Hash::of(&[text.as_bytes()])
    }
}

/// The head of an institution's chain on a day: what is signed and kept outside the database.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Head {
    pub institution: i64,
    pub day: NaiveDate,
    pub number: i64,
    pub hash: String,
}

impl Head {
    /// The bytes that are signed.
    pub fn to_sign(&self) -> Vec<u8> {
        json!(["parta audit head 1", self.institution, self.day, self.number, self.hash]).to_string().into_bytes()
    }
}

/// An instant as rows and entries hold it: UTC, to the millisecond.
pub fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// What an act is called in the record that people read. Kinds that begin with `setup.`, `account.` or `access.` are technical events, the others
/// journal data (R-337).
pub fn wording(kind: &str) -> &str {
    match kind {
        "setup.institution" => "Создана организация",
        "setup.base" => "Загружены данные учебного года",
        "setup.timetable" => "Загружено расписание",
        "setup.lessons" => "Составлены уроки года",
        "setup.journal" => "Загружены записи журнала",
        "cell.set" => "Запись в клетке журнала",
        "record.write" => "Тема и домашнее задание",
        "attendance.confirm" => "Посещаемость урока",
        "absence.explain" => "Причина отсутствия",
        "mark.withdraw" => "Отмена отметки автором",
        "correction.request" => "Заявка на исправление отметки",
        "correction.confirm" => "Заявка на исправление подтверждена",
        "correction.refuse" => "Заявка на исправление отклонена",
        "correction.execute" => "Отметка исправлена по заявке",
        "access.digest" => "Сводка журнала доступа",
        "account.open" => "Открыта учётная запись",
        "account.password" => "Выбран новый пароль",
        "account.rule" => "Подтверждено правило о пароле",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            institution: 1,
            number: 2,
            kind: "cell.set".into(),
            account: Some(3),
            person: Some(4),
            reason: None,
            at: DateTime::from_timestamp_millis(1_795_000_000_123).expect("in range"),
            request: "r".into(),
            rows: 1,
            root: "ab".into(),
        }
    }

    /// R-338
    #[test]
    fn every_part_of_an_entry_and_the_entry_before_change_its_hash() {
        let original = entry().hash("00");
        let changes: [fn(&mut Entry); 10] = [
            |e| e.institution = 9,
            |e| e.number = 9,
            |e| e.kind = "x".into(),
            |e| e.account = None,
            |e| e.person = None,
            |e| e.reason = Some("x".into()),
            |e| e.at += chrono::TimeDelta::milliseconds(1),
            |e| e.request = "x".into(),
            |e| e.rows = 9,
            |e| e.root = "x".into(),
        ];
        for (index, change) in changes.iter().enumerate() {
            let mut changed = entry();
            change(&mut changed);
            assert_ne!(changed.hash("00"), original, "change {index}");
        }
        assert_ne!(entry().hash("01"), original);
        assert_eq!(entry().hash("00"), original);
    }

    fn row(pairs: &[(&str, Value)]) -> Map<String, Value> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    /// R-338
    #[test]
    fn a_leaf_depends_on_salt_table_row_and_every_column() {
        let five = row(&[("value", json!("5"))]);
        let original = leaf("s", "mark_revision", 1, &five);
        assert_ne!(original, leaf("t", "mark_revision", 1, &five));
        assert_ne!(original, leaf("s", "mark", 1, &five));
        assert_ne!(original, leaf("s", "mark_revision", 2, &five));
        assert_ne!(original, leaf("s", "mark_revision", 1, &row(&[("value", json!("4"))])));
        assert_ne!(original, leaf("s", "mark_revision", 1, &row(&[("value", json!(5))])));
        assert_ne!(original, leaf("s", "mark_revision", 1, &row(&[("reason", json!("5"))])));
    }

    /// The order in which columns are described may change.
    #[test]
    fn a_leaf_knows_its_columns_by_name_only() {
        let (one, other) = (row(&[("a", json!(1)), ("b", json!(2))]), row(&[("b", json!(2)), ("a", json!(1))]));
        assert_eq!(leaf("s", "t", 1, &one), leaf("s", "t", 1, &other));
    }

    /// R-338
    #[test]
    fn the_root_knows_its_leaves_but_not_their_order() {
        let (a, b) = (leaf("s", "t", 1, &row(&[])), leaf("s", "t", 2, &row(&[])));
        assert_eq!(root(vec![a, b]), root(vec![b, a]));
        assert_ne!(root(vec![a, b]), root(vec![a]));
        assert_ne!(root(vec![a, a]), root(vec![a]));
    }
}

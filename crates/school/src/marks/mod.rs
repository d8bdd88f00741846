//! Marks: what they are, what may be typed into a cell, and what an entry changes.
//!
//! A cell is one student at one lesson. Its whole text is entered at once – marks, a code of attendance, or both – and
//! [`cell::decide`] says which changes make the cell what was entered, or which rule forbids it.

pub mod cell;
pub mod entry;
mod plan;
#[cfg(test)]
pub(crate) mod scene;

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use crate::regulation::{CorrectionRegime, RegulationProfile, TwoInCell};

/// A numeric mark, one digit: which ones a lesson takes is the regulation's business ([`RegulationProfile::scale`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MarkValue(u8);

/// The text is no mark of any scale: it is not one digit from 1 to 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a mark")]
pub struct NotAMark;

impl MarkValue {
    /// What it counts as in an average.
    pub fn number(self) -> u8 {
        self.0
    }
}

impl FromStr for MarkValue {
    type Err = NotAMark;

    fn from_str(text: &str) -> Result<Self, NotAMark> {
        match text.as_bytes() {
            [digit @ b'1'..=b'9'] => Ok(Self(digit - b'0')),
            _ => Err(NotAMark),
        }
    }
}

impl TryFrom<u8> for MarkValue {
    type Error = NotAMark;

    fn try_from(number: u8) -> Result<Self, NotAMark> {
        if (1..=9).contains(&number) { Ok(Self(number)) } else { Err(NotAMark) }
    }
}

impl fmt::Display for MarkValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The marks that a cell takes, the lowest first.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub(crate) struct Scale(Vec<MarkValue>);

impl Scale {
    pub(crate) fn values(&self) -> &[MarkValue] {
        &self.0
    }
}

impl TryFrom<Vec<String>> for Scale {
    type Error = String;

    fn try_from(symbols: Vec<String>) -> Result<Self, String> {
        let mark =
            |symbol: &String| symbol.parse().map_err(|_| format!("отметка «{symbol}» – не одна цифра от 1 до 9"));
        let mut values = symbols.iter().map(mark).collect::<Result<Vec<MarkValue>, _>>()?;
        values.sort_unstable();
        values.dedup();
        match values.len() {
            0 => Err("нет ни одной отметки".into()),
            distinct if distinct < symbols.len() => Err("одна отметка названа дважды".into()),
            _ => Ok(Self(values)),
        }
    }
}

/// A kind of work that marks are given for, with the flags that drive deadlines, averages and checks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkKind {
    pub name: String,
    /// Checked after the lesson, within the term for written works.
    #[serde(default)]
    pub written: bool,
    #[serde(default)]
    pub control: bool,
    /// Internal monitoring of the institution.
    #[serde(default)]
    pub monitoring: bool,
    /// Its topic or number has to be named.
    #[serde(default)]
    pub numbered: bool,
    /// From 1 to 100; counts where averages are weighted.
    #[serde(default = "simple_weight")]
    pub weight: u32,
    /// The institution's own term of checking in calendar days, instead of the profile's.
    #[serde(default)]
    pub checking_days: Option<u8>,
}

fn simple_weight() -> u32 {
    1
}

/// What parts two marks of one cell on this page: a space, a stroke, or nothing where a second mark is refused.
pub fn between_marks(profile: &RegulationProfile, two_marks_subject: bool) -> Option<&'static str> {
    match profile.marks.two_in_cell.value {
        TwoInCell::DifferentKinds => Some(" "),
        TwoInCell::FlaggedSubjects => two_marks_subject.then_some("/"),
        TwoInCell::Never => None,
    }
}

/// Whether a mark that families can see stands for good, so that only a request corrects it.
pub fn stand_once_public(profile: &RegulationProfile) -> bool {
    profile.correction.marks.value == CorrectionRegime::Forbidden
}

/// «2, 3, 4, 5».
pub fn scale_in_words(profile: &RegulationProfile) -> String {
    profile.scale().iter().map(MarkValue::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    ///
    #[test]
    fn a_mark_is_one_digit() {
        assert_eq!("5".parse::<MarkValue>().map(MarkValue::number), Ok(5));
        for bad in ["", "0", "10", "5+", " 5", "+5", "пять", "٥"] {
            assert_eq!(bad.parse::<MarkValue>(), Err(NotAMark), "{bad}");
        }
        assert_eq!(MarkValue::try_from(0), Err(NotAMark));
        assert_eq!(MarkValue::try_from(5).map(|mark| mark.to_string()), Ok("5".into()));
    }
}

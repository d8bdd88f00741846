//! Identifiers: whole numbers below 2⁵³, unique within an institution and handed out by the program, each kind a type of its own.
//!
//! Below 2⁵³, so that a browser's script and other systems' clients can hold them; a type each, so that a lesson can never be
//! taken for a student.

use serde::{Deserialize, Serialize};

/// The largest identifier: what a JavaScript number still holds exactly.
pub const LARGEST_ID: i64 = (1 << 53) - 1;

/// The text is not an identifier: it is no whole number between 1 and [`LARGEST_ID`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct NotAnId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(id)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = NotAnId;

            /// Takes what stands in an address: digits only, no sign, no leading zero.
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
                match text.parse::<i64>() {
                    Ok(id) if digits && id <= LARGEST_ID => Ok(Self(id)),
                    _ => Err(NotAnId),
                }
            }
        }
    )+};
}

ids! {
    /// A school, boarding school or college that runs the system.
    InstitutionId,
    /// A sign-in of one person; belongs to no institution.
    AccountId,
    /// A person of one institution: of the staff, a student or a guardian.
    PersonId,
    /// An academic year, 1 September to 31 August.
    YearId,
    /// A quarter, half-year or semester.
    TermId,
    /// A class of a school or a group of a college.
    ClassId,
    /// A part of a class for one subject.
    SubgroupId,
    /// An item taught.
    SubjectId,
    /// A room of lessons.
    RoomId,
    /// A journal page: one class or subgroup × subject of one year.
    PageId,
    /// One entry of the weekly timetable.
    TimetableEntryId,
    /// One lesson with a date and a number.
    LessonId,
    /// A kind of work: answer, dictation, control work…
    WorkKindId,
    /// One work of one lesson that marks are given for.
    WorkId,
    /// A mark of one student for one work.
    MarkId,
    /// A request to correct a saved mark.
    CorrectionId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_only_plain_small_whole_numbers() {
        assert_eq!("7".parse(), Ok(LessonId(7)));
        assert_eq!(LARGEST_ID.to_string().parse(), Ok(LessonId(LARGEST_ID)));
        for bad in ["", "0", "007", "-1", "+1", "1.0", "9007199254740992", "99999999999999999999", "x", "1 "] {
            assert_eq!(bad.parse::<LessonId>(), Err(NotAnId), "{bad}");
        }
    }
}

//! What answers at each address: a few lines each – parse, ask the store or hand over one act, fill a view of `pages`.
//!
//! The modules are named as the views of `pages` that they fill.

pub mod absences;
pub mod cell;
pub mod corrections;
pub mod diary;
pub mod files;
pub mod journal;
pub mod journals;
pub mod lesson;
pub mod record;
pub mod sign_in;
pub mod start;
pub mod timetable;
pub mod today;

mod columns;
mod moment;

use chrono::{DateTime, Utc};
use parta_school::attendance::Attendance;
use parta_school::regulation::RegulationProfile;

use crate::pages::journal::CellLook;

/// «10:44», for the answers to scripts.
pub fn moment_in_words(profile: &RegulationProfile, at: DateTime<Utc>) -> String {
    moment::time(profile, at)
}

/// The class of a cell with these marks and this attendance, for the answers to scripts.
pub fn look_of<'a>(marks: impl Iterator<Item = &'a str>, attendance: Option<Attendance>) -> &'static str {
    let marks = marks.filter_map(|mark| mark.parse().ok()).collect();
    match columns::look(&columns::Standing { marks, attendance, ..columns::Standing::default() }) {
        CellLook::Mark => "",
        CellLook::Low => "x",
        CellLook::Absent => "a",
        CellLook::Unexplained => "u",
        CellLook::Late => "o",
    }
}

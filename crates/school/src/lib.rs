//! The rules of a Russian school or college journal, as plain types and functions.
//!
//! Nothing in this crate knows a clock, a database or HTTP: a rule takes the facts and the day, and answers.
//! The modules are named by the trade, and the same word names the same thing on every floor of the program
//! (`school::marks`, `store::marks`, `actions::marks`, the table `mark`, the address `/…/marks/…`).

pub mod access;
pub mod attendance;
pub mod averages;
pub mod bells;
pub mod calendar;
pub mod corrections;
pub mod deadlines;
pub mod history;
pub mod homework;
pub mod ids;
pub mod lesson_record;
pub mod lessons;
pub mod marks;
pub mod names;
pub mod refusal;
pub mod regulation;
pub mod text;
pub mod timetable;
pub mod wording;

//! What people see: one view per page, plain data beside its template of the same name in `templates/`.
//!
//! A view knows no database and no clock. Dates, names and sentences arrive as they are to be read; the views
//! decide only how they stand on the page. Every page extends `templates/layout.html`, which shows [`shell::Shell`].

pub mod absences;
pub mod cell;
pub mod corrections;
pub mod diary;
pub mod journal;
pub mod journals;
pub mod lesson;
pub mod message;
pub mod record;
pub mod shell;
pub mod sign_in;
pub mod timetable;
pub mod today;
pub mod words;

//! The demo school: a plausible school in the middle of its year, made of nothing but a seed.
//!
//! Plain data and no database: whoever writes it into a store gives out the identifiers. Everything stands in vectors and points at
//! other things by their place there. The same seed, number of students and year give the same school on every machine, to the last mark.

mod accounts;
mod chance;
mod curriculum;
mod enrolment;
mod people;
mod records;
mod school;
mod staffing;
mod timetabling;
mod year;

pub use accounts::Who;
pub use curriculum::Subject;
pub use people::{InventedStudent, invent_students};
pub use records::{Attendance, LessonRecord, Work};
pub use school::{Class, DemoLesson, DemoSchool, Page, Room, Slot, Subgroup};
pub use year::{Mode, modes};

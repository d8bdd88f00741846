//! The format of FET, the free timetabling program whose solver builds our timetables.
//!
//! A file is read in two steps. [`Document`] is the file in the file's own words, faithful enough to be written out again for the
//! solver; [`Plan`] beside it is what a school understands: weeks and weekdays, classes and subgroups, who teaches what to whom.
//! Conditions that our model cannot say stay in the document as they are, because the solver still needs them.

mod activities;
mod bells;
mod class_names;
mod classes;
mod constraints;
mod days;
mod document;
mod hours;
mod labels;
mod parse;
mod problem;
pub mod solution;
pub mod solver;
mod students;
mod together;
mod warning;
mod write;
mod xml;

use std::ops::RangeInclusive;

pub use activities::ActivityPlan;
pub use bells::{Bell, BellProblem, HourIs, read_bells};
pub use constraints::{Holder, RoomHolder, Slot, Start, Wish, WishKind};
pub use days::{Cycle, CycleDay};
pub use document::{Activity, Constraint, Document, Entry, Room, StudentSet, Verbatim};
pub use hours::HourPlan;
pub use problem::FetProblem;
pub use students::{Audience, ClassPlan, Part, SubgroupPlan};
pub use warning::Warning;
pub use write::write;

/// A FET file as a school understands it. Every list has the order of the file, and the `usize` in
/// activities and wishes are positions in these lists.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The file in its own words; [`write()`] turns it into bytes for the solver.
    pub document: Document,
    pub institution: String,
    pub cycle: Cycle,
    pub hours: Vec<HourPlan>,
    pub subjects: Vec<String>,
    pub teachers: Vec<String>,
    pub rooms: Vec<RoomPlan>,
    pub classes: Vec<ClassPlan>,
    pub activities: Vec<ActivityPlan>,
    pub wishes: Vec<Wish>,
    /// What was read but does not carry over.
    pub warnings: Vec<Warning>,
}

/// A room. A virtual room of FET stands for several real ones at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomPlan {
    pub name: String,
    pub building: Option<String>,
    /// Seats; `None` where the file gives FET's "unlimited" value or nothing.
    pub capacity: Option<u32>,
    pub is_virtual: bool,
}

impl Plan {
    /// The lessons that `duration` hours of the file become, beginning at the hour with this position.
    pub fn lessons(&self, hour: usize, duration: u8, hour_is: HourIs) -> Option<RangeInclusive<u8>> {
        let last = hour.checked_add(usize::from(duration).checked_sub(1)?)?;
        let first = self.hours.get(hour)?.lessons(hour_is);
        let last = self.hours.get(last)?.lessons(hour_is);
        Some(*first.start()..=*last.end())
    }

    /// The bells of single lessons: the school's own where given, otherwise from the times that the file names.
    pub fn bells(&self, hour_is: HourIs, own: Option<&[Bell]>) -> Result<Vec<Bell>, BellProblem> {
        match own {
            Some(own) => bells::covering(own, &self.hours, hour_is),
            None => bells::from_hours(&self.hours, hour_is),
        }
    }
}

/// Reads a FET file of version 5 or 6.
pub fn read(bytes: &[u8]) -> Result<Plan, FetProblem> {
    let text = xml::text(bytes)?;
    let tree = xml::tree(text)?;
    let document = parse::document(&tree)?;
    let mut warnings = Vec::new();
    let cycle = days::read(&labels::texts(&document.days), &mut warnings)?;
    let hours = hours::read(&labels::texts(&document.hours), &mut warnings);
    let students = students::Students::of(&document, &mut warnings);
    let activities = activities::read(&document, &students, &mut warnings);
    let wishes = constraints::read(&tree, &document, &students, &mut warnings)?;
    Ok(Plan {
        institution: labels::clean(&document.institution),
        cycle,
        hours,
        subjects: labels::distinct(&document.subjects, &mut warnings),
        teachers: labels::distinct(&document.teachers, &mut warnings),
        rooms: rooms(&document, &mut warnings),
        classes: students.into_classes(&mut warnings),
        activities,
        wishes,
        warnings,
        document,
    })
}

fn rooms(document: &Document, warnings: &mut Vec<Warning>) -> Vec<RoomPlan> {
    let entries: Vec<Entry> = document.rooms.iter().map(|room| room.entry.clone()).collect();
    let virtual_rooms = document.rooms.iter().filter(|room| room.is_virtual).count();
    if virtual_rooms > 0 {
        warnings.push(Warning::VirtualRooms { count: virtual_rooms });
    }
    labels::distinct(&entries, warnings)
        .into_iter()
        .zip(&document.rooms)
        .map(|(name, room)| RoomPlan {
            name,
            building: Some(labels::clean(&room.building)).filter(|building| !building.is_empty()),
            capacity: Some(room.capacity).filter(|seats| (1..10_000).contains(seats)),
            is_virtual: room.is_virtual,
        })
        .collect()
}

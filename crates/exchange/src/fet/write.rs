//! The [`Document`] as a file that FET and its solver open.

use std::fmt::Write;

use super::document::{Activity, Constraint, Document, Entry, Room, StudentSet, Verbatim};
use super::xml::escaped;

/// The bytes of the file: UTF-8 with the byte order mark that FET itself writes.
pub fn write(document: &Document) -> Vec<u8> {
    let mut out = Out(String::from("\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\n"));
    out.raw(format_args!("<fet version=\"{}\">\n\n", escaped(&document.version)));
    if let Some(mode) = &document.mode {
        out.leaf("Mode", mode);
    }
    out.leaf("Institution_Name", &document.institution);
    out.leaf("Comments", &document.comments);
    slots(&mut out, "Days_List", "Number_of_Days", "Day", &document.days);
    slots(&mut out, "Hours_List", "Number_of_Hours", "Hour", &document.hours);
    entries(&mut out, "Subjects_List", "Subject", &document.subjects);
    entries(&mut out, "Activity_Tags_List", "Activity_Tag", &document.tags);
    entries(&mut out, "Teachers_List", "Teacher", &document.teachers);
    out.list("Students_List", |out| student_sets(out, &["Year", "Group", "Subgroup"], &document.years));
    out.list("Activities_List", |out| document.activities.iter().for_each(|activity| write_activity(out, activity)));
    entries(&mut out, "Buildings_List", "Building", &document.buildings);
    out.list("Rooms_List", |out| document.rooms.iter().for_each(|room| write_room(out, room)));
    constraints(&mut out, "Time_Constraints_List", &document.time_constraints);
    constraints(&mut out, "Space_Constraints_List", &document.space_constraints);
    out.verbatim(&document.other);
    out.raw(format_args!("</fet>\n"));
    out.0.into_bytes()
}

struct Out(String);

impl Out {
    fn raw(&mut self, text: std::fmt::Arguments) {
        // Writing into a String cannot fail.
        let _ = self.0.write_fmt(text);
    }

    fn leaf(&mut self, element: &str, text: &str) {
        self.raw(format_args!("<{element}>{}</{element}>\n", escaped(text)));
    }

    fn list(&mut self, element: &str, items: impl FnOnce(&mut Self)) {
        self.raw(format_args!("<{element}>\n"));
        items(self);
        self.raw(format_args!("</{element}>\n"));
    }

    fn verbatim(&mut self, elements: &[Verbatim]) {
        for element in elements {
            self.raw(format_args!("{}\n", element.as_str()));
        }
    }

    fn leaves(&mut self, element: &str, texts: &[String]) {
        texts.iter().for_each(|text| self.leaf(element, text));
    }
}

fn slots(out: &mut Out, list: &str, count: &str, item: &str, slots: &[Entry]) {
    out.list(list, |out| {
        out.leaf(count, &slots.len().to_string());
        slots.iter().for_each(|slot| write_entry(out, item, slot));
    });
}

fn entries(out: &mut Out, list: &str, item: &str, entries: &[Entry]) {
    out.list(list, |out| entries.iter().for_each(|entry| write_entry(out, item, entry)));
}

fn write_entry(out: &mut Out, item: &str, entry: &Entry) {
    out.list(item, |out| {
        out.leaf("Name", &entry.name);
        out.verbatim(&entry.other);
    });
}

fn student_sets(out: &mut Out, levels: &[&str], sets: &[StudentSet]) {
    let Some((level, below)) = levels.split_first() else {
        return;
    };
    for set in sets {
        out.list(level, |out| {
            out.leaf("Name", &set.entry.name);
            out.leaf("Number_of_Students", &set.students.to_string());
            out.verbatim(&set.entry.other);
            student_sets(out, below, &set.children);
        });
    }
}

fn write_activity(out: &mut Out, activity: &Activity) {
    out.list("Activity", |out| {
        out.leaves("Teacher", &activity.teachers);
        out.leaf("Subject", &activity.subject);
        out.leaves("Activity_Tag", &activity.tags);
        out.leaves("Students", &activity.students);
        out.leaf("Duration", &activity.duration.to_string());
        out.leaf("Total_Duration", &activity.total_duration.to_string());
        out.leaf("Id", &activity.id.to_string());
        out.leaf("Activity_Group_Id", &activity.group.to_string());
        if let Some(count) = activity.number_of_students {
            out.leaf("Number_Of_Students", &count.to_string());
        }
        out.leaf("Active", if activity.active { "true" } else { "false" });
        out.verbatim(&activity.other);
    });
}

fn write_room(out: &mut Out, room: &Room) {
    out.list("Room", |out| {
        out.leaf("Name", &room.entry.name);
        out.leaf("Building", &room.building);
        out.leaf("Capacity", &room.capacity.to_string());
        out.leaf("Virtual", if room.is_virtual { "true" } else { "false" });
        out.verbatim(&room.entry.other);
    });
}

fn constraints(out: &mut Out, list: &str, constraints: &[Constraint]) {
    out.list(list, |out| {
        constraints.iter().for_each(|constraint| out.raw(format_args!("{}\n", constraint.xml.as_str())))
    });
}

//! A FET file in its own words: every name exactly as written, because constraints and the solver's answer refer to it by that name.
//!
//! What we do not interpret is kept as [`Verbatim`] and written out again in the same place.

/// The whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Version of the program that wrote the file, such as `6.8.5`; the solver converts older files by it.
    pub version: String,
    /// Mode of FET 6 (`Official`, `Block-Planning`); older files have none.
    pub mode: Option<String>,
    pub institution: String,
    pub comments: String,
    pub days: Vec<Entry>,
    pub hours: Vec<Entry>,
    pub subjects: Vec<Entry>,
    pub tags: Vec<Entry>,
    pub teachers: Vec<Entry>,
    /// Years with their groups with their subgroups.
    pub years: Vec<StudentSet>,
    pub activities: Vec<Activity>,
    pub buildings: Vec<Entry>,
    pub rooms: Vec<Room>,
    pub time_constraints: Vec<Constraint>,
    pub space_constraints: Vec<Constraint>,
    /// Lists that we do not know, such as the options of generation.
    pub other: Vec<Verbatim>,
}

/// A named thing: a day, an hour, a subject, a tag, a teacher, a building.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    /// Everything else that the file says about it.
    pub other: Vec<Verbatim>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    pub entry: Entry,
    /// Name of the building; empty where there is none.
    pub building: String,
    pub capacity: u32,
    pub is_virtual: bool,
}

/// A year, a group or a subgroup, by its depth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudentSet {
    pub entry: Entry,
    /// Number of students; 0 where nobody counted them.
    pub students: u32,
    pub children: Vec<StudentSet>,
}

/// Something taught at one time: one lesson, or several hours without a break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    pub id: u32,
    pub teachers: Vec<String>,
    pub subject: String,
    pub tags: Vec<String>,
    pub students: Vec<String>,
    /// Hours in a row.
    pub duration: u8,
    /// Hours of all activities that were split from the same one.
    pub total_duration: u32,
    /// The same for all parts of a split activity; 0 where it was not split.
    pub group: u32,
    pub active: bool,
    pub number_of_students: Option<u32>,
    pub other: Vec<Verbatim>,
}

/// A condition on the timetable, such as `ConstraintTeacherNotAvailableTimes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    pub kind: String,
    pub xml: Verbatim,
}

/// One well-formed XML element, its tags included, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verbatim(String);

impl Verbatim {
    pub(super) fn of(node: roxmltree::Node) -> Self {
        let text = node.document().input_text();
        Self(text.get(node.range()).unwrap_or_default().to_owned())
    }

    /// `<name>text</name>` with the text escaped. The name must be a plain XML name.
    pub fn element(name: &str, text: &str) -> Self {
        Self(format!("<{name}>{}</{name}>", super::xml::escaped(text)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

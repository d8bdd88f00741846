//! From the XML tree to the [`Document`], with every name checked: twice the same, or nowhere defined, is refused with its line.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use roxmltree::Node;

use super::document::{Activity, Constraint, Document, Entry, Room, StudentSet, Verbatim};
use super::problem::FetProblem;
use super::xml::{child, content, elements, flag, line, named, number, number_or, required};

/// More hours than any school day has, and the limit of FET itself.
const MAX_HOURS: usize = 72;

/// The levels of students, outermost first, with the word for a duplicate.
const LEVELS: [(&str, &str); 3] = [("Year", "год обучения"), ("Group", "группа"), ("Subgroup", "подгруппа")];

/// The top elements that are not written back as they are.
const KNOWN: [&str; 14] = [
    "Mode",
    "Institution_Name",
    "Comments",
    "Days_List",
    "Hours_List",
    "Subjects_List",
    "Activity_Tags_List",
    "Teachers_List",
    "Students_List",
    "Activities_List",
    "Buildings_List",
    "Rooms_List",
    "Time_Constraints_List",
    "Space_Constraints_List",
];

pub fn document(tree: &roxmltree::Document) -> Result<Document, FetProblem> {
    let root = tree.root_element();
    let version = version(root)?;
    let document = Document {
        version,
        mode: mode(root)?,
        institution: child(root, "Institution_Name").map(content).unwrap_or_default(),
        comments: child(root, "Comments").map(content).unwrap_or_default(),
        days: slots(root, "Days_List", "Day", "день")?,
        hours: slots(root, "Hours_List", "Hour", "час")?,
        subjects: entries(root, "Subjects_List", "Subject", "предмет")?,
        tags: entries(root, "Activity_Tags_List", "Activity_Tag", "метка")?,
        teachers: entries(root, "Teachers_List", "Teacher", "учитель")?,
        years: years(root)?,
        activities: Vec::new(),
        buildings: entries(root, "Buildings_List", "Building", "здание")?,
        rooms: rooms(root)?,
        time_constraints: constraints(root, "Time_Constraints_List"),
        space_constraints: constraints(root, "Space_Constraints_List"),
        other: elements(root).filter(|node| !KNOWN.contains(&node.tag_name().name())).map(Verbatim::of).collect(),
    };
    let activities = activities(root, &document)?;
    Ok(Document { activities, ..document })
}

fn version(root: Node) -> Result<String, FetProblem> {
    if !root.tag_name().name().eq_ignore_ascii_case("fet") {
        return Err(FetProblem::WrongRoot { found: root.tag_name().name().chars().take(60).collect() });
    }
    let version = root.attribute("version").unwrap_or_default();
    match version.split('.').next() {
        Some("5" | "6") if version.chars().all(|letter| letter.is_ascii_alphanumeric() || ".-_".contains(letter)) => {
            Ok(version.to_owned())
        }
        _ => Err(FetProblem::Version { version: version.chars().take(20).collect() }),
    }
}

/// Half days and terms divide the days in ways that our calendar does not know.
fn mode(root: Node) -> Result<Option<String>, FetProblem> {
    let Some(mode) = child(root, "Mode").map(content) else {
        return Ok(None);
    };
    match mode.trim().to_lowercase().as_str() {
        "official" | "block-planning" => Ok(Some(mode)),
        _ => Err(FetProblem::Mode { mode: mode.trim().chars().take(40).collect() }),
    }
}

/// Days or hours: at least one, each named once. The first files of version 5 have the names without an element around them.
fn slots(root: Node, list: &'static str, item: &'static str, what: &'static str) -> Result<Vec<Entry>, FetProblem> {
    let node = required(root, list)?;
    let mut slots = entries(root, list, item, what)?;
    slots.extend(named(node, "Name").map(|name| Entry { name: content(name), other: Vec::new() }));
    match slots.len() {
        0 => Err(FetProblem::NothingIn { list: if item == "Day" { "дни" } else { "часы" } }),
        1..=MAX_HOURS => Ok(slots),
        _ => Err(FetProblem::TooMany),
    }
}

fn entries(root: Node, list: &'static str, item: &'static str, what: &'static str) -> Result<Vec<Entry>, FetProblem> {
    let mut names = HashSet::new();
    let nodes = child(root, list).into_iter().flat_map(|list| named(list, item));
    nodes
        .map(|node| {
            let entry = entry(node, &[])?;
            once(&mut names, node, what, &entry.name)?;
            Ok(entry)
        })
        .collect()
}

/// The name, and as they are all children except those that the caller reads.
fn entry(node: Node, read_elsewhere: &[&str]) -> Result<Entry, FetProblem> {
    let name = content(required(node, "Name")?);
    Ok(Entry { name, other: others(node, &["Name"], read_elsewhere) })
}

fn others(node: Node, read_here: &[&str], read_elsewhere: &[&str]) -> Vec<Verbatim> {
    elements(node)
        .filter(|child| {
            let name = child.tag_name().name();
            !read_here.contains(&name) && !read_elsewhere.contains(&name)
        })
        .map(Verbatim::of)
        .collect()
}

fn once(names: &mut HashSet<String>, node: Node, what: &'static str, name: &str) -> Result<(), FetProblem> {
    if names.insert(name.to_owned()) {
        return Ok(());
    }
    Err(FetProblem::Duplicate { line: line(node), what, name: name.to_owned() })
}

fn rooms(root: Node) -> Result<Vec<Room>, FetProblem> {
    let buildings: BTreeSet<String> =
        entries(root, "Buildings_List", "Building", "здание")?.into_iter().map(|entry| entry.name).collect();
    let mut names = HashSet::new();
    let nodes = child(root, "Rooms_List").into_iter().flat_map(|list| named(list, "Room"));
    nodes
        .map(|node| {
            let room = Room {
                entry: entry(node, &["Building", "Capacity", "Virtual"])?,
                building: child(node, "Building").map(content).unwrap_or_default(),
                capacity: number_or(node, "Capacity", 0)?,
                is_virtual: flag(node, "Virtual", false),
            };
            once(&mut names, node, "кабинет", &room.entry.name)?;
            if !room.building.is_empty() && !buildings.contains(&room.building) {
                return Err(FetProblem::Undefined { line: line(node), list: "здания", name: room.building });
            }
            Ok(room)
        })
        .collect()
}

fn years(root: Node) -> Result<Vec<StudentSet>, FetProblem> {
    let mut levels = BTreeMap::new();
    child(root, "Students_List").map_or(Ok(Vec::new()), |list| student_sets(list, 0, &mut levels))
}

/// The sets of one level. A group may stand in several years, but the same name on two levels would be two different sets.
fn student_sets(
    parent: Node,
    level: usize,
    levels: &mut BTreeMap<String, usize>,
) -> Result<Vec<StudentSet>, FetProblem> {
    let Some((element, what)) = LEVELS.get(level) else {
        return Ok(Vec::new());
    };
    let mut siblings = HashSet::new();
    named(parent, element)
        .map(|node| {
            let below = LEVELS.get(level + 1).map_or("", |(element, _)| element);
            let entry = entry(node, &["Number_of_Students", below])?;
            once(&mut siblings, node, what, &entry.name)?;
            if *levels.entry(entry.name.clone()).or_insert(level) != level {
                return Err(FetProblem::Duplicate { line: line(node), what, name: entry.name });
            }
            let students = number_or(node, "Number_of_Students", 0)?;
            Ok(StudentSet { entry, students, children: student_sets(node, level + 1, levels)? })
        })
        .collect()
}

fn constraints(root: Node, list: &'static str) -> Vec<Constraint> {
    let nodes = child(root, list).into_iter().flat_map(elements);
    nodes.map(|node| Constraint { kind: node.tag_name().name().to_owned(), xml: Verbatim::of(node) }).collect()
}

/// The names that an activity may refer to.
struct Names<'a> {
    subjects: HashSet<&'a str>,
    tags: HashSet<&'a str>,
    teachers: HashSet<&'a str>,
    students: HashSet<&'a str>,
    hours: usize,
}

fn activities(root: Node, document: &Document) -> Result<Vec<Activity>, FetProblem> {
    let names = Names {
        subjects: names_of(&document.subjects),
        tags: names_of(&document.tags),
        teachers: names_of(&document.teachers),
        students: document.years.iter().flat_map(with_descendants).map(|set| set.entry.name.as_str()).collect(),
        hours: document.hours.len(),
    };
    let mut ids = HashSet::new();
    let nodes = child(root, "Activities_List").into_iter().flat_map(|list| named(list, "Activity"));
    nodes
        .map(|node| {
            let activity = activity(node, &names)?;
            once(&mut ids, node, "занятие с номером", &activity.id.to_string())?;
            Ok(activity)
        })
        .collect()
}

fn names_of(entries: &[Entry]) -> HashSet<&str> {
    entries.iter().map(|entry| entry.name.as_str()).collect()
}

fn with_descendants(set: &StudentSet) -> Vec<&StudentSet> {
    let mut sets = vec![set];
    sets.extend(set.children.iter().flat_map(with_descendants));
    sets
}

fn activity(node: Node, names: &Names) -> Result<Activity, FetProblem> {
    const READ: [&str; 10] = [
        "Id",
        "Teacher",
        "Subject",
        "Activity_Tag",
        "Students",
        "Duration",
        "Total_Duration",
        "Activity_Group_Id",
        "Active",
        "Number_Of_Students",
    ];
    let duration: u8 = number(required(node, "Duration")?)?;
    let activity = Activity {
        id: number(required(node, "Id")?)?,
        teachers: references(node, "Teacher", &names.teachers, "учителя")?,
        subject: reference(required(node, "Subject")?, &names.subjects, "предметы")?,
        tags: references(node, "Activity_Tag", &names.tags, "метки")?,
        students: references(node, "Students", &names.students, "учащиеся")?,
        duration,
        total_duration: number_or(node, "Total_Duration", u32::from(duration))?,
        group: number_or(node, "Activity_Group_Id", 0)?,
        active: flag(node, "Active", true),
        number_of_students: Some(number_or(node, "Number_Of_Students", -1_i64)?)
            .and_then(|count| u32::try_from(count).ok()),
        other: others(node, &READ, &[]),
    };
    if duration == 0 || usize::from(duration) > names.hours {
        return Err(FetProblem::Duration { line: line(node), activity: activity.id, duration, hours: names.hours });
    }
    Ok(activity)
}

fn references(
    node: Node,
    element: &'static str,
    defined: &HashSet<&str>,
    list: &'static str,
) -> Result<Vec<String>, FetProblem> {
    // Files of version 5 write an empty element where there is no tag.
    let filled = named(node, element).filter(|found| !content(*found).is_empty() || defined.contains(""));
    filled.map(|found| reference(found, defined, list)).collect()
}

fn reference(node: Node, defined: &HashSet<&str>, list: &'static str) -> Result<String, FetProblem> {
    let name = content(node);
    if defined.contains(name.as_str()) {
        return Ok(name);
    }
    Err(FetProblem::Undefined { line: line(node), list, name })
}

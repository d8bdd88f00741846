//! What the solver found: day, hour and room of each activity that it placed, and the activities that it could not place.
//!
//! The solver writes the same file for a finished timetable and for the best unfinished one; there, an activity that has no place
//! stands with an empty day.

use std::collections::{HashMap, HashSet};

use roxmltree::Node;

use super::activities::positions;
use super::document::Document;
use super::problem::FetProblem;
use super::xml::{self, child, content, line, named, number, position, required};

/// A timetable, perhaps unfinished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// In the order of the plan's activities.
    pub placed: Vec<Placement>,
    /// Active activities without a place, by their numbers in the file.
    pub not_placed: Vec<u32>,
}

/// Where an activity begins; it lasts for its [`super::ActivityPlan::duration`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    pub activity: u32,
    /// Position in the days of the cycle.
    pub day: usize,
    /// Position in the hours.
    pub hour: usize,
    /// Positions in the rooms: none, one, or the real rooms behind a virtual one.
    pub rooms: Vec<usize>,
}

/// Reads the solver's `…_activities.xml` for the plan that it was given.
pub fn read(document: &Document, bytes: &[u8]) -> Result<Solution, FetProblem> {
    let text = xml::text(bytes)?;
    let tree = xml::tree(text)?;
    let root = tree.root_element();
    if !root.has_tag_name("Activities_Timetable") {
        return Err(FetProblem::NotATimetable { found: root.tag_name().name().chars().take(60).collect() });
    }
    let names = Names::of(document);
    let known: HashSet<u32> = document.activities.iter().map(|activity| activity.id).collect();
    let mut places = HashMap::new();
    for node in named(root, "Activity") {
        let id: u32 = number(required(node, "Id")?)?;
        if !known.contains(&id) {
            return Err(FetProblem::Undefined { line: line(node), list: "занятия", name: id.to_string() });
        }
        if let Some(placement) = names.placement(id, node)? {
            places.insert(id, placement);
        }
    }
    let mut solution = Solution { placed: Vec::new(), not_placed: Vec::new() };
    for activity in document.activities.iter().filter(|activity| activity.active) {
        match places.remove(&activity.id) {
            Some(placement) => solution.placed.push(placement),
            None => solution.not_placed.push(activity.id),
        }
    }
    Ok(solution)
}

struct Names<'a> {
    days: HashMap<&'a str, usize>,
    hours: HashMap<&'a str, usize>,
    rooms: HashMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    fn of(document: &'a Document) -> Self {
        let rooms = document.rooms.iter().enumerate().map(|(position, room)| (room.entry.name.as_str(), position));
        Self { days: positions(&document.days), hours: positions(&document.hours), rooms: rooms.collect() }
    }

    /// `None` where the activity has no place.
    fn placement(&self, activity: u32, node: Node) -> Result<Option<Placement>, FetProblem> {
        let (day, hour) = (required(node, "Day")?, required(node, "Hour")?);
        if content(day).is_empty() && content(hour).is_empty() {
            return Ok(None);
        }
        Ok(Some(Placement {
            activity,
            day: position(&self.days, day, "дни")?,
            hour: position(&self.hours, hour, "часы")?,
            rooms: self.rooms(node)?,
        }))
    }

    fn rooms(&self, node: Node) -> Result<Vec<usize>, FetProblem> {
        let real: Vec<Node> = named(node, "Real_Room").collect();
        let room = child(node, "Room").filter(|room| !content(*room).is_empty());
        let rooms = if real.is_empty() { room.into_iter().collect() } else { real };
        rooms.into_iter().map(|room| position(&self.rooms, room, "кабинеты")).collect()
    }
}

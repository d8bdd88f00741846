//! Conditions that our model can say too: days apart, times taken, wanted times and rooms.
//!
//! All others stay in the document for the solver. A condition that names something unknown is refused, as the solver would refuse it.

use std::collections::{BTreeSet, HashMap, HashSet};

use roxmltree::Node;

use super::activities::positions;
use super::document::{Document, Entry};
use super::problem::FetProblem;
use super::students::{Audience, Students};
use super::warning::Warning;
use super::xml::{child, content, elements, flag, line, named, number, number_or, position, required};

/// A condition in words of our trade.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// How much it must hold, in percent; 100 is always.
    pub weight: f64,
    pub kind: WishKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WishKind {
    /// These activities lie at least so many days apart; if on one day after all, then in a row.
    DaysApart { activities: Vec<u32>, days: u8, in_a_row_otherwise: bool },
    /// No lesson at these times.
    NotAvailable { holder: Holder, slots: Vec<Slot> },
    /// The activity begins at one of these times.
    Starts { activity: u32, at: Vec<Start>, locked: bool },
    /// The lesson takes place in one of these rooms (positions in [`super::Plan::rooms`]).
    Rooms { holder: RoomHolder, rooms: Vec<usize>, locked: bool },
}

/// Whose time is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    Teacher(usize),
    Students(Vec<Audience>),
    Room(usize),
    /// A break for the whole institution.
    Everyone,
}

/// Whose room is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoomHolder {
    Activity(u32),
    Subject(usize),
    SubjectWithTag(usize, String),
    Tag(String),
    Teacher(usize),
    Students(Vec<Audience>),
}

/// A place in the cycle: positions of the day and of the hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot {
    pub day: usize,
    pub hour: usize,
}

/// A wanted start; `None` is any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    pub day: Option<usize>,
    pub hour: Option<usize>,
}

pub fn read(
    tree: &roxmltree::Document,
    document: &Document,
    students: &Students,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Wish>, FetProblem> {
    let names = Names::of(document, students);
    let root = tree.root_element();
    let lists = [child(root, "Time_Constraints_List"), child(root, "Space_Constraints_List")];
    let mut wishes = Vec::new();
    let mut solver_only = Vec::new();
    let mut inactive = 0;
    for node in lists.into_iter().flatten().flat_map(elements) {
        let kind = names.wish(node)?;
        if !flag(node, "Active", true) {
            inactive += 1;
            continue;
        }
        match kind {
            Some(kind) => wishes.push(Wish { weight: weight(node)?, kind }),
            None => solver_only.push(node.tag_name().name()),
        }
    }
    warn(&solver_only, inactive, warnings);
    Ok(wishes)
}

fn warn(solver_only: &[&str], inactive: usize, warnings: &mut Vec<Warning>) {
    // Two conditions only say that a timetable is a timetable.
    let telling: Vec<&&str> =
        solver_only.iter().filter(|kind| !kind.starts_with("ConstraintBasicCompulsory")).collect();
    if let Some(first) = telling.first() {
        let kinds = telling.iter().collect::<BTreeSet<_>>().len();
        warnings.push(Warning::SolverOnly { kinds, count: telling.len(), first: (**first).to_owned() });
    }
    if inactive > 0 {
        warnings.push(Warning::InactiveConditions { count: inactive });
    }
}

fn weight(node: Node) -> Result<f64, FetProblem> {
    let weight: f64 = number_or(node, "Weight_Percentage", 100.0)?;
    Ok(if weight.is_finite() { weight } else { 100.0 })
}

/// Positions of all names that a condition may mention.
struct Names<'a> {
    days: HashMap<&'a str, usize>,
    hours: HashMap<&'a str, usize>,
    subjects: HashMap<&'a str, usize>,
    teachers: HashMap<&'a str, usize>,
    rooms: HashMap<&'a str, usize>,
    tags: HashMap<&'a str, usize>,
    activities: HashSet<u32>,
    students: &'a Students,
}

impl<'a> Names<'a> {
    fn of(document: &'a Document, students: &'a Students) -> Self {
        let rooms = document.rooms.iter().enumerate().map(|(position, room)| (room.entry.name.as_str(), position));
        let of = |entries: &'a [Entry]| positions(entries);
        Self {
            days: of(&document.days),
            hours: of(&document.hours),
            subjects: of(&document.subjects),
            teachers: of(&document.teachers),
            rooms: rooms.collect(),
            tags: of(&document.tags),
            activities: document.activities.iter().map(|activity| activity.id).collect(),
            students,
        }
    }

    fn wish(&self, node: Node) -> Result<Option<WishKind>, FetProblem> {
        Ok(Some(match node.tag_name().name() {
            "ConstraintMinDaysBetweenActivities" => self.days_apart(node)?,
            "ConstraintTeacherNotAvailableTimes" => self.not_available(node, Holder::Teacher(self.teacher(node)?))?,
            "ConstraintStudentsSetNotAvailableTimes" => {
                self.not_available(node, Holder::Students(self.students(node)?))?
            }
            "ConstraintRoomNotAvailableTimes" => {
                self.not_available(node, Holder::Room(self.room(required(node, "Room")?)?))?
            }
            "ConstraintBreakTimes" => self.not_available(node, Holder::Everyone)?,
            "ConstraintActivityPreferredStartingTime" | "ConstraintActivityPreferredStartingTimes" => {
                self.starts(node)?
            }
            "ConstraintActivityPreferredRoom" | "ConstraintActivityPreferredRooms" => {
                self.rooms_for(node, RoomHolder::Activity(self.activity(required(node, "Activity_Id")?)?))?
            }
            "ConstraintSubjectPreferredRoom" | "ConstraintSubjectPreferredRooms" => {
                self.rooms_for(node, RoomHolder::Subject(self.subject(node)?))?
            }
            "ConstraintSubjectActivityTagPreferredRoom" | "ConstraintSubjectActivityTagPreferredRooms" => {
                self.rooms_for(node, RoomHolder::SubjectWithTag(self.subject(node)?, self.tag(node)?))?
            }
            "ConstraintActivityTagPreferredRoom" | "ConstraintActivityTagPreferredRooms" => {
                self.rooms_for(node, RoomHolder::Tag(self.tag(node)?))?
            }
            "ConstraintTeacherHomeRoom" | "ConstraintTeacherHomeRooms" => {
                self.rooms_for(node, RoomHolder::Teacher(self.teacher(node)?))?
            }
            "ConstraintStudentsSetHomeRoom" | "ConstraintStudentsSetHomeRooms" => {
                self.rooms_for(node, RoomHolder::Students(self.students(node)?))?
            }
            _ => return Ok(None),
        }))
    }

    fn days_apart(&self, node: Node) -> Result<WishKind, FetProblem> {
        Ok(WishKind::DaysApart {
            activities: named(node, "Activity_Id").map(|id| self.activity(id)).collect::<Result<_, _>>()?,
            days: number(required(node, "MinDays")?)?,
            in_a_row_otherwise: flag(node, "Consecutive_If_Same_Day", false),
        })
    }

    fn not_available(&self, node: Node, holder: Holder) -> Result<WishKind, FetProblem> {
        let times = elements(node).filter(|time| matches!(time.tag_name().name(), "Not_Available_Time" | "Break_Time"));
        let slot =
            |time: Node| Ok(Slot { day: self.day(required(time, "Day")?)?, hour: self.hour(required(time, "Hour")?)? });
        Ok(WishKind::NotAvailable { holder, slots: times.map(slot).collect::<Result<_, _>>()? })
    }

    fn starts(&self, node: Node) -> Result<WishKind, FetProblem> {
        let many = named(node, "Preferred_Starting_Time")
            .map(|time| self.start(time, "Preferred_Starting_Day", "Preferred_Starting_Hour"));
        let mut at = many.collect::<Result<Vec<_>, _>>()?;
        if at.is_empty() {
            at.push(self.start(node, "Preferred_Day", "Preferred_Hour")?);
        }
        Ok(WishKind::Starts {
            activity: self.activity(required(node, "Activity_Id")?)?,
            at,
            locked: flag(node, "Permanently_Locked", false),
        })
    }

    fn start(&self, node: Node, day: &'static str, hour: &'static str) -> Result<Start, FetProblem> {
        let given = |name| child(node, name).filter(|found| !content(*found).is_empty());
        Ok(Start {
            day: given(day).map(|day| self.day(day)).transpose()?,
            hour: given(hour).map(|hour| self.hour(hour)).transpose()?,
        })
    }

    fn rooms_for(&self, node: Node, holder: RoomHolder) -> Result<WishKind, FetProblem> {
        let rooms = named(node, "Room").chain(named(node, "Preferred_Room")).map(|room| self.room(room));
        let rooms = rooms.collect::<Result<_, _>>()?;
        Ok(WishKind::Rooms { holder, rooms, locked: flag(node, "Permanently_Locked", false) })
    }

    fn activity(&self, node: Node) -> Result<u32, FetProblem> {
        let id = number(node)?;
        if self.activities.contains(&id) {
            return Ok(id);
        }
        Err(FetProblem::Undefined { line: line(node), list: "занятия", name: id.to_string() })
    }

    fn day(&self, node: Node) -> Result<usize, FetProblem> {
        position(&self.days, node, "дни")
    }

    fn hour(&self, node: Node) -> Result<usize, FetProblem> {
        position(&self.hours, node, "часы")
    }

    fn room(&self, node: Node) -> Result<usize, FetProblem> {
        position(&self.rooms, node, "кабинеты")
    }

    fn subject(&self, node: Node) -> Result<usize, FetProblem> {
        position(&self.subjects, required(node, "Subject")?, "предметы")
    }

    fn tag(&self, node: Node) -> Result<String, FetProblem> {
        let tag = required(node, "Activity_Tag")?;
        position(&self.tags, tag, "метки").map(|_| content(tag))
    }

    fn teacher(&self, node: Node) -> Result<usize, FetProblem> {
        let teacher = child(node, "Teacher_Name").map_or_else(|| required(node, "Teacher"), Ok)?;
        position(&self.teachers, teacher, "учителя")
    }

    fn students(&self, node: Node) -> Result<Vec<Audience>, FetProblem> {
        let set = required(node, "Students")?;
        let name = content(set);
        self.students.audience(std::slice::from_ref(&name)).ok_or_else(|| FetProblem::Undefined {
            line: line(set),
            list: "учащиеся",
            name,
        })
    }
}

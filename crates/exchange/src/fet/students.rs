//! Classes and subgroups out of FET's years, groups and subgroups.
//!
//! Which of FET's sets are classes is found by the rule of [`classes`](super::classes). Who is left over after that becomes a class of
//! their own, with a warning.
//!
//! Every set that a lesson uses is then a list of (class, subgroup or whole class). A set that reaches over several classes becomes a
//! subgroup in each of them. Subgroups may overlap, as thirds and halves of the same group do: [`ClassPlan::parts`] says how.

use std::collections::{BTreeMap, HashMap};

use super::class_names;
use super::classes;
use super::document::Document;
use super::labels::{Taken, clean};
use super::together::{Node, Parts, Sets};
use super::warning::Warning;

/// A class or college group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassPlan {
    pub name: String,
    /// Parallel of a school or course of a college, where the names tell.
    pub course: Option<u8>,
    /// Number of students, where the file counts them.
    pub students: Option<u32>,
    /// The class divided as finely as the file divides it; every student is in exactly one part.
    pub parts: Vec<Part>,
    pub subgroups: Vec<SubgroupPlan>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    pub students: Option<u32>,
}

/// Students of one class who have some lesson by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubgroupPlan {
    /// Without the name of the class before it: «П1», not «ЛД101-П1».
    pub name: String,
    pub students: Option<u32>,
    /// Positions in [`ClassPlan::parts`]. Never all of them.
    pub parts: Vec<usize>,
}

/// Who sits in a lesson: a whole class, or one of its subgroups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Audience {
    /// Position in [`super::Plan::classes`].
    pub class: usize,
    /// Position in [`ClassPlan::subgroups`]; `None` is the whole class.
    pub subgroup: Option<usize>,
}

/// The classes found, and the subgroups as lessons ask for them.
#[derive(Debug)]
pub struct Students {
    sets: Sets,
    classes: Vec<Class>,
    /// Class of each part.
    class_of: HashMap<usize, usize>,
}

#[derive(Debug)]
struct Class {
    node: usize,
    parts: Parts,
    subgroups: Vec<Subgroup>,
}

#[derive(Debug)]
struct Subgroup {
    name: String,
    node: Option<usize>,
    parts: Parts,
}

impl Students {
    pub fn of(document: &Document, warnings: &mut Vec<Warning>) -> Self {
        let mut students = Self { sets: Sets::of(document), classes: Vec::new(), class_of: HashMap::new() };
        for class in classes::find(&students.sets, document) {
            students.found(class);
        }
        students.gather_remainders(warnings);
        students.divide(document);
        students
    }

    /// Who sits in a lesson of these sets: one entry for each class. `None` is a set that the file does not define; a condition may
    /// name students who never sit in a lesson by themselves, and those are left out.
    pub fn audience(&self, names: &[String]) -> Option<Vec<Audience>> {
        let known = |(class, parts): (usize, Parts)| {
            let found = self.classes.get(class)?;
            if found.parts == parts {
                return Some(Audience { class, subgroup: None });
            }
            let subgroup = found.subgroups.iter().position(|subgroup| subgroup.parts == parts)?;
            Some(Audience { class, subgroup: Some(subgroup) })
        };
        let defined = names.iter().all(|name| self.sets.named(name).is_some());
        defined.then(|| self.by_class(names).into_iter().filter_map(known).collect())
    }

    pub fn into_classes(self, warnings: &mut Vec<Warning>) -> Vec<ClassPlan> {
        self.warn_of_unused(warnings);
        let mut taken = Taken::default();
        let mut plans = Vec::new();
        for class in &self.classes {
            let (name, _) = taken.take(&self.name(class.node));
            plans.push(self.plan(class, name));
        }
        plans
    }

    /// The parts of these sets in each class, in the order of the classes.
    fn by_class(&self, names: &[String]) -> BTreeMap<usize, Parts> {
        let mut by_class: BTreeMap<usize, Parts> = BTreeMap::new();
        for part in self.sets.gathered(names) {
            if let Some(class) = self.class_of.get(&part) {
                by_class.entry(*class).or_default().insert(part);
            }
        }
        by_class
    }

    fn name(&self, at: usize) -> String {
        self.sets.node(at).map(|node| clean(&node.name)).unwrap_or_default()
    }

    /// Makes a class of those of its students who are in no other class yet.
    fn found(&mut self, at: usize) -> bool {
        let Some(node) = self.sets.node(at) else {
            return false;
        };
        let parts: Parts = node.parts.iter().copied().filter(|part| !self.class_of.contains_key(part)).collect();
        if parts.is_empty() {
            return false;
        }
        self.class_of.extend(parts.iter().map(|part| (*part, self.classes.len())));
        self.classes.push(Class { node: at, parts, subgroups: Vec::new() });
        true
    }

    /// Groups first, then subgroups and years: a group is what most schools would call a class.
    fn gather_remainders(&mut self, warnings: &mut Vec<Warning>) {
        for level in [1, 2, 0] {
            let nodes: Vec<usize> = (0..self.sets.nodes.len())
                .filter(|at| self.sets.node(*at).is_some_and(|node| node.level == level))
                .collect();
            for at in nodes {
                if self.found(at) {
                    warnings.push(Warning::Remainder { class: self.name(at) });
                }
            }
        }
    }

    /// Makes the subgroups that lessons need, groups before subgroups, in the order of the file.
    fn divide(&mut self, document: &Document) {
        let mut needed: Vec<(Option<usize>, usize, Parts, &[String])> = Vec::new();
        for activity in &document.activities {
            for (class, parts) in self.by_class(&activity.students) {
                let whole = self.classes.get(class).is_some_and(|class| class.parts == parts);
                if !whole && !needed.iter().any(|(_, _, known, _)| *known == parts) {
                    needed.push((self.set_of(&activity.students, &parts), class, parts, &activity.students));
                }
            }
        }
        let place =
            |set: &Option<usize>| set.and_then(|at| Some((self.sets.node(at)?.level, at))).unwrap_or((usize::MAX, 0));
        needed.sort_by_key(|(set, ..)| place(set));
        for (set, class, parts, names) in needed {
            self.add_subgroup(class, set, parts, names);
        }
    }

    fn add_subgroup(&mut self, class: usize, set: Option<usize>, parts: Parts, names: &[String]) {
        let Some(found) = self.classes.get(class) else {
            return;
        };
        let own = |at: usize| without_class(&self.name(at), &self.name(found.node));
        let wanted = set.map_or_else(|| joint_name(self.meeting(names, &parts).map(own).collect()), own);
        let mut taken = Taken::default();
        found.subgroups.iter().for_each(|subgroup| _ = taken.take(&subgroup.name));
        let (name, _) = taken.take(&wanted);
        if let Some(found) = self.classes.get_mut(class) {
            found.subgroups.push(Subgroup { name, node: set, parts });
        }
    }

    /// The set with exactly these students: one that the lesson names, or else any.
    fn set_of(&self, names: &[String], parts: &Parts) -> Option<usize> {
        let is_it = |at: &usize| self.sets.node(*at).is_some_and(|node| node.parts == *parts);
        let named = names.iter().filter_map(|name| self.sets.named(name)).find(is_it);
        named.or_else(|| (0..self.sets.nodes.len()).find(is_it))
    }

    /// Those of the sets that bring students into these parts.
    fn meeting(&self, names: &[String], parts: &Parts) -> impl Iterator<Item = usize> {
        let named = names.iter().filter_map(|name| self.sets.named(name));
        named.filter(|at| self.sets.node(*at).is_some_and(|node| !node.parts.is_disjoint(parts)))
    }

    fn warn_of_unused(&self, warnings: &mut Vec<Warning>) {
        let used = |node: &Node| {
            self.classes.iter().any(|class| {
                class.parts == node.parts || class.subgroups.iter().any(|subgroup| subgroup.parts == node.parts)
            })
        };
        let single = |node: &&Node| node.parent.is_some() && node.whole_hours == 0 && !used(node);
        let mut unused = self.sets.nodes.iter().filter(single);
        if let Some(first) = unused.next() {
            warnings.push(Warning::UnusedSets { count: 1 + unused.count(), first: clean(&first.name) });
        }
    }

    fn plan(&self, class: &Class, name: String) -> ClassPlan {
        let number: HashMap<usize, usize> = class.parts.iter().enumerate().map(|(at, part)| (*part, at)).collect();
        let whole = self.sets.node(class.node).filter(|node| node.parts == class.parts);
        let subgroup = |subgroup: &Subgroup| SubgroupPlan {
            name: subgroup.name.clone(),
            students: self.students(subgroup.node.and_then(|at| self.sets.node(at)), &subgroup.parts),
            parts: subgroup.parts.iter().filter_map(|part| number.get(part).copied()).collect(),
        };
        ClassPlan {
            course: self.course(class.node),
            students: self.students(whole, &class.parts),
            parts: class.parts.iter().filter_map(|part| self.part(*part)).collect(),
            subgroups: class.subgroups.iter().map(subgroup).collect(),
            name,
        }
    }

    fn part(&self, part: usize) -> Option<Part> {
        let node = self.sets.node(*self.sets.parts.get(part)?)?;
        Some(Part { name: clean(&node.name), students: Some(node.students).filter(|count| *count > 0) })
    }

    /// As the set says, or the sum of its parts where each says something.
    fn students(&self, set: Option<&Node>, parts: &Parts) -> Option<u32> {
        let said = set.map(|set| set.students).filter(|count| *count > 0);
        said.or_else(|| {
            parts.iter().map(|part| self.part(*part)?.students).try_fold(0_u32, |sum, count| sum.checked_add(count?))
        })
    }

    /// From the name of the class, or of a set around it.
    fn course(&self, at: usize) -> Option<u8> {
        let around = std::iter::successors(self.sets.node(at), |node| self.sets.node(node.parent?));
        around.map(|node| class_names::read(&node.name).number()).find(Option::is_some).flatten()
    }
}

/// The name of a subgroup that has none of its own.
fn joint_name(meeting: Vec<String>) -> String {
    match meeting.as_slice() {
        [first, second, rest @ ..] if !rest.is_empty() => {
            format!("{first} + {second} + ещё {}", rest.len())
        }
        _ => meeting.join(" + "),
    }
}

/// «ЛД101-П1» inside the class «ЛД101» is «П1».
fn without_class(name: &str, class: &str) -> String {
    let rest = name.strip_prefix(class).map(|rest| rest.trim_start_matches(|letter: char| !letter.is_alphanumeric()));
    rest.filter(|rest| !rest.is_empty()).unwrap_or(name).to_owned()
}

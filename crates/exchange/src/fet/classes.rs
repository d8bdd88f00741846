//! Which student sets are classes.
//!
//! FET has three levels and leaves it open which of them is a class. In the files that schools really keep, each of them is: «ЛД101»
//! is a year with halves as groups, «8» is a year with the classes «8 а» and «8 б» as groups, "2010-2011" is a year whose groups are
//! parallels and whose subgroups are classes. The rule, from the top down:
//!
//! 1. a set without sets inside is a class;
//! 2. a set whose name is that of a class («7 Б») is a class, and a set that holds only such sets is none;
//! 3. a set is a class when its members spend enough of their week all together: a quarter, but half where the name is that of a
//!    parallel («8», «1 курс»), because a parallel too may have a common lesson; without any lesson, the name alone decides;
//! 4. otherwise the sets inside are looked at, by the same rule. Classes never share students: where sets inside overlap, those
//!    taught together most come first. If what is found then hardly ever meets either (courses of choice), the set itself is the class.

use super::class_names::{self, SetName};
use super::document::Document;
use super::together::{Node, Parts, Sets};

/// Part of the week that members of a class spend all together, at least.
const CLASS_SHARE: f64 = 0.25;
/// The same where the name says that it is a parallel.
const PARALLEL_SHARE: f64 = 0.5;
/// A group with more subgroups than this is divided into single students, not into classes.
const MOST_CLASSES_IN_GROUP: usize = 20;

/// Classes in the order of the file, as positions of sets. They may still share students, where years do.
pub fn find(sets: &Sets, document: &Document) -> Vec<usize> {
    let years = document.years.iter().filter_map(|year| sets.named(&year.entry.name));
    years.flat_map(|year| classes_in(sets, year)).collect()
}

/// The classes of a set, itself perhaps the only one.
fn classes_in(sets: &Sets, at: usize) -> Vec<usize> {
    let Some(node) = sets.node(at) else {
        return Vec::new();
    };
    if is_class(sets, node) {
        return vec![at];
    }
    let inside = apart(sets, &node.children);
    match node.level {
        0 if hardly_meet(sets, node, &inside) => vec![at],
        0 => inside.into_iter().flat_map(|child| classes_in(sets, child)).collect(),
        _ if node.children.len() > MOST_CLASSES_IN_GROUP || overlaps_beside(sets, at, node) => {
            vec![at]
        }
        _ => inside,
    }
}

fn is_class(sets: &Sets, node: &Node) -> bool {
    let name = class_names::read(&node.name);
    if node.children.is_empty() || matches!(name, SetName::Class { .. }) {
        return true;
    }
    let mut inside = node.children.iter().filter_map(|child| sets.node(*child));
    if inside.all(|child| matches!(class_names::read(&child.name), SetName::Class { .. })) {
        return false;
    }
    if node.any_hours == 0 {
        return !matches!(name, SetName::Parallel { .. });
    }
    let enough = if matches!(name, SetName::Parallel { .. }) { PARALLEL_SHARE } else { CLASS_SHARE };
    sets.togetherness(node) >= enough
}

/// Sets that share no students, those taught together most first, in the order of the file.
fn apart(sets: &Sets, children: &[usize]) -> Vec<usize> {
    let hours = |at: &usize| sets.node(*at).map_or(0, |node| node.whole_hours);
    let mut by_hours = children.to_vec();
    by_hours.sort_by_key(|at| std::cmp::Reverse(hours(at)));
    let mut taken = Parts::new();
    by_hours.retain(|at| {
        let Some(node) = sets.node(*at) else {
            return false;
        };
        let free = node.parts.is_disjoint(&taken);
        if free {
            taken.extend(&node.parts);
        }
        free
    });
    children.iter().copied().filter(|at| by_hours.contains(at)).collect()
}

/// Overlapping sets that are taught together so little are courses, not classes.
fn hardly_meet(sets: &Sets, node: &Node, inside: &[usize]) -> bool {
    if inside.len() == node.children.len() {
        return false;
    }
    let found: Vec<&Node> = inside.iter().filter_map(|at| sets.node(*at)).collect();
    let share = |set: &&Node| {
        if set.children.is_empty() { 1.0 } else { sets.togetherness(set) }
    };
    found.iter().map(share).sum::<f64>() < CLASS_SHARE * found.len() as f64
}

fn overlaps_beside(sets: &Sets, at: usize, node: &Node) -> bool {
    let beside = node.parent.and_then(|parent| sets.node(parent)).map_or(&[][..], |parent| &parent.children);
    let others = beside.iter().filter(|other| **other != at).filter_map(|other| sets.node(*other));
    others.into_iter().any(|other| !other.parts.is_disjoint(&node.parts))
}

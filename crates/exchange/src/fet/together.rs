//! Which students are taught together, and how much of their week.
//!
//! Every student set is a set of *parts*: the smallest sets that the file names and never divides. A lesson gathers parts; how often
//! it gathers all the parts of a set tells whether that set lives like a class.

use std::collections::{BTreeSet, HashMap};

use super::document::{Document, StudentSet};

/// Positions of parts.
pub type Parts = BTreeSet<usize>;

/// A year, a group or a subgroup of the file.
#[derive(Debug)]
pub struct Node {
    pub name: String,
    pub students: u32,
    pub parent: Option<usize>,
    pub children: Vec<usize>,
    pub parts: Parts,
    /// 0 for a year, 1 for a group, 2 for a subgroup.
    pub level: usize,
    /// Hours in which all its students sit together, perhaps with others.
    pub whole_hours: u32,
    /// Hours in which at least one of its students has a lesson.
    pub any_hours: u32,
}

/// All student sets of the file. A set that stands in several places is one set.
#[derive(Debug, Default)]
pub struct Sets {
    pub nodes: Vec<Node>,
    by_name: HashMap<String, usize>,
    /// The node that each part is.
    pub parts: Vec<usize>,
}

impl Sets {
    pub fn of(document: &Document) -> Self {
        let mut sets = Self::default();
        for year in &document.years {
            sets.add(year, None, 0);
        }
        sets.divide();
        sets.count_hours(document);
        sets
    }

    pub fn named(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    pub fn node(&self, at: usize) -> Option<&Node> {
        self.nodes.get(at)
    }

    /// Parts of several sets together.
    pub fn gathered(&self, names: &[String]) -> Parts {
        let nodes = names.iter().filter_map(|name| self.node(self.named(name)?));
        nodes.flat_map(|node| node.parts.iter().copied()).collect()
    }

    /// The share of its week, from 0 to 1, that a child of the set spends with the whole set.
    pub fn togetherness(&self, node: &Node) -> f64 {
        let taught: Vec<&Node> =
            node.children.iter().filter_map(|child| self.node(*child)).filter(|child| child.any_hours > 0).collect();
        if taught.is_empty() {
            return 0.0;
        }
        let share = |child: &&Node| f64::from(node.whole_hours) / f64::from(child.any_hours);
        taught.iter().map(share).sum::<f64>() / taught.len() as f64
    }

    fn add(&mut self, set: &StudentSet, parent: Option<usize>, level: usize) -> usize {
        let at = self.named(&set.entry.name).unwrap_or_else(|| {
            self.nodes.push(Node {
                name: set.entry.name.clone(),
                students: set.students,
                parent,
                children: Vec::new(),
                parts: Parts::new(),
                level,
                whole_hours: 0,
                any_hours: 0,
            });
            self.by_name.insert(set.entry.name.clone(), self.nodes.len() - 1);
            self.nodes.len() - 1
        });
        for child in &set.children {
            let child = self.add(child, Some(at), level + 1);
            if let Some(node) = self.nodes.get_mut(at)
                && !node.children.contains(&child)
            {
                node.children.push(child);
            }
        }
        at
    }

    /// Finds the parts: sets without sets inside.
    fn divide(&mut self) {
        self.parts =
            (0..self.nodes.len()).filter(|at| self.node(*at).is_some_and(|node| node.children.is_empty())).collect();
        let number: HashMap<usize, usize> = self.parts.iter().enumerate().map(|(part, node)| (*node, part)).collect();
        let parts: Vec<Parts> = (0..self.nodes.len()).map(|at| self.parts_of(at, &number)).collect();
        for (node, parts) in self.nodes.iter_mut().zip(parts) {
            node.parts = parts;
        }
    }

    fn parts_of(&self, at: usize, number: &HashMap<usize, usize>) -> Parts {
        match (number.get(&at), self.node(at)) {
            (Some(part), _) => Parts::from([*part]),
            (None, Some(node)) => node.children.iter().flat_map(|child| self.parts_of(*child, number)).collect(),
            (None, None) => Parts::new(),
        }
    }

    fn count_hours(&mut self, document: &Document) {
        let containing = self.containing();
        for activity in document.activities.iter().filter(|activity| activity.active) {
            let mut present: HashMap<usize, usize> = HashMap::new();
            for part in self.gathered(&activity.students) {
                for node in containing.get(part).into_iter().flatten() {
                    *present.entry(*node).or_default() += 1;
                }
            }
            for (at, count) in present {
                let Some(node) = self.nodes.get_mut(at) else {
                    continue;
                };
                let hours = u32::from(activity.duration);
                node.any_hours += hours;
                node.whole_hours += if count == node.parts.len() { hours } else { 0 };
            }
        }
    }

    /// The sets that contain each part.
    fn containing(&self) -> Vec<Vec<usize>> {
        let mut containing = vec![Vec::new(); self.parts.len()];
        for (at, node) in self.nodes.iter().enumerate() {
            for part in &node.parts {
                if let Some(nodes) = containing.get_mut(*part) {
                    nodes.push(at);
                }
            }
        }
        containing
    }
}

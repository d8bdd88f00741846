//! Names for people: FET takes " 8A" and "8A " for two names, a school does not.

use std::collections::HashSet;

use super::document::Entry;
use super::warning::Warning;

/// A name without spaces around it, double spaces or control characters.
pub fn clean(name: &str) -> String {
    let printable: String = name.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    printable.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Clean names of all entries.
pub fn texts(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(|entry| clean(&entry.name)).collect()
}

/// Clean names that stay different from each other.
pub fn distinct(entries: &[Entry], warnings: &mut Vec<Warning>) -> Vec<String> {
    let mut taken = Taken::default();
    entries
        .iter()
        .map(|entry| {
            let (name, changed) = taken.take(&clean(&entry.name));
            if changed {
                warnings.push(Warning::Renamed { from: entry.name.clone(), to: name.clone() });
            }
            name
        })
        .collect()
}

/// Names already given out.
#[derive(Debug, Default)]
pub struct Taken(HashSet<String>);

impl Taken {
    /// The wanted name, or the first free one like it; and whether it had to change.
    pub fn take(&mut self, wanted: &str) -> (String, bool) {
        let wanted = if wanted.is_empty() { "Без названия" } else { wanted };
        if self.0.insert(wanted.to_owned()) {
            return (wanted.to_owned(), wanted == "Без названия");
        }
        let mut number = 2_usize;
        loop {
            let name = format!("{wanted} ({number})");
            if self.0.insert(name.clone()) {
                return (name, true);
            }
            number += 1;
        }
    }
}

//! `tests/access/expected.toml`: who gets which answer at every address, transcribed by hand from the requirements.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// The answer to a request, as far as rights go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Ok,
    Unknown,
    Refused,
    Rule,
    SignedOut,
}

/// One address of the file.
pub struct Entry {
    pub address: String,
    expected: BTreeMap<String, (Class, String)>,
    /// Who must find the object of the file at an address without a number, and for whom that is open. `None` where nothing is shown.
    shows: Option<BTreeSet<String>>,
    open: BTreeSet<String>,
}

impl Entry {
    /// The answer and the clause that it comes from.
    pub fn of(&self, role: &str) -> Option<(Class, &str)> {
        self.expected.get(role).map(|(class, why)| (*class, why.as_str()))
    }

    /// Whether this role must find the object here (`Some(true)`), must not, or neither is said.
    pub fn shows(&self, role: &str) -> Option<bool> {
        let shows = self.shows.as_ref()?;
        if self.open.contains(role) { None } else { Some(shows.contains(role)) }
    }
}

pub struct Oracle {
    /// In the order of §2.1, with what each means here.
    pub roles: Vec<String>,
    pub routes: Vec<Entry>,
    /// What differs in P3.
    pub p3: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    roles: BTreeMap<String, String>,
    groups: BTreeMap<String, String>,
    route: Vec<Line>,
    p3: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    address: String,
    #[serde(default)]
    what: String,
    #[serde(default)]
    ok: Vec<(String, String)>,
    #[serde(default)]
    unknown: Vec<(String, String)>,
    #[serde(default)]
    refused: Vec<(String, String)>,
    #[serde(default)]
    rule: Vec<(String, String)>,
    #[serde(default)]
    signed_out: Vec<(String, String)>,
    shows: Option<String>,
    #[serde(default)]
    open: String,
}

impl Oracle {
    /// Reads the file; one that is not whole fails the test.
    pub fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/access/expected.toml");
        let text = std::fs::read_to_string(path).expect("tests/access/expected.toml");
        let File { roles, groups, route, p3 } = toml::from_str(&text).expect("a good expected.toml");
        let names: BTreeSet<String> = roles.keys().cloned().collect();
        let routes: Vec<Entry> = route.into_iter().map(|line| entry(line, &names, &groups)).collect();
        for entry in &routes {
            let missing: Vec<&String> = names.iter().filter(|role| entry.of(role).is_none()).collect();
            assert!(missing.is_empty(), "{} says nothing of {missing:?}", entry.address);
        }
        let p3 = p3.into_iter().map(|line| entry(line, &names, &groups)).collect();
        Self { roles: names.into_iter().collect(), routes, p3 }
    }
}

fn entry(line: Line, names: &BTreeSet<String>, groups: &BTreeMap<String, String>) -> Entry {
    let mut expected = BTreeMap::new();
    let classes = [
        (Class::Ok, line.ok),
        (Class::Unknown, line.unknown),
        (Class::Refused, line.refused),
        (Class::Rule, line.rule),
        (Class::SignedOut, line.signed_out),
    ];
    for (class, cells) in classes {
        for (who, why) in cells {
            assert!(!why.is_empty(), "{}: {who} without a clause", line.address);
            for role in roles_of(&who, names, groups) {
                let before = expected.insert(role.clone(), (class, why.clone()));
                assert!(before.is_none(), "{} says twice what {role} gets", line.address);
            }
        }
    }
    let shows = line.shows.map(|who| roles_of(&who, names, groups));
    let open = roles_of(&line.open, names, groups);
    assert!(!line.address.is_empty() && (!line.what.is_empty() || shows.is_none()), "{} says what it is", line.address);
    Entry { address: line.address, expected, shows, open }
}

fn roles_of(who: &str, names: &BTreeSet<String>, groups: &BTreeMap<String, String>) -> BTreeSet<String> {
    let one = |word: &str| match groups.get(word) {
        Some(group) => group.split_whitespace().map(str::to_owned).collect(),
        None => vec![word.to_owned()],
    };
    let roles: BTreeSet<String> = who.split_whitespace().flat_map(one).collect();
    let strangers: Vec<&String> = roles.difference(names).collect();
    assert!(strangers.is_empty(), "no such roles: {strangers:?}");
    roles
}

//! What is measured: who asks, for what, and what a good answer is.

use std::io::{Error, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::client::Answer;
use crate::load::Person;
use crate::school::{School, Visitor};

/// What is measured, in this order: the frame first, then what stands in it.
pub const SCENES: [Scene; 6] =
    [Scene::Asset, Scene::Empty, Scene::Journal, Scene::Diary, Scene::Mark, Scene::Attendance];

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scene {
    /// A static file of 20 KB.
    Asset,
    /// The sign-in page, which asks the database nothing.
    Empty,
    /// The journal page of 25 students and 30 lessons, as its teacher sees it.
    Journal,
    /// The diary of this week, as a parent sees it.
    Diary,
    /// One mark put into an empty cell; every second request withdraws it again, so that cells do not run out.
    Mark,
    /// The attendance of a lesson, everybody's changed: present, absent, late by turns.
    Attendance,
}

impl Scene {
    pub fn name(self) -> &'static str {
        match self {
            Self::Asset => "asset",
            Self::Empty => "empty",
            Self::Journal => "journal",
            Self::Diary => "diary",
            Self::Mark => "mark",
            Self::Attendance => "attendance",
        }
    }

    /// The most processor time of the server that a request may take on SQLite, in ms.
    pub fn target_ms(self) -> Option<f64> {
        match self {
            Self::Asset | Self::Empty => None,
            Self::Journal => Some(3.0),
            Self::Diary => Some(1.0),
            Self::Mark => Some(1.5),
            Self::Attendance => Some(2.5),
        }
    }

    /// So many people who do this at the same time.
    pub fn people(self, school: &mut School, count: usize) -> Result<Vec<Box<dyn Person>>> {
        let turns: Vec<Arc<AtomicUsize>> = school.rolls.iter().map(|_| Arc::default()).collect();
        let mut person = |at: usize| -> Option<Box<dyn Person>> {
            let reader = |visitor: &Visitor, path: &str, least| Box::new(Reader { request: visitor.get(path), least });
            Some(match self {
                Self::Asset => reader(&school.teacher, &school.asset, 15_000),
                Self::Empty => Box::new(Reader { request: school.teacher.stranger().get("/sign-in"), least: 500 }),
                Self::Journal => reader(&school.journal.0, &school.journal.1, 4_000),
                Self::Diary => reader(&school.parent, &school.diary, 2_000),
                Self::Mark => {
                    let (lesson, student) = school.cells.pop()?;
                    let path = format!("/api/v1/lessons/{lesson}/students/{student}");
                    Box::new(Marker { visitor: school.teacher.clone(), path, seen: 0, stands: false })
                }
                Self::Attendance => {
                    let roll = at.checked_rem(school.rolls.len())?;
                    let ((lesson, students), turn) = school.rolls.get(roll).zip(turns.get(roll))?;
                    let path = format!("/api/v1/lessons/{lesson}/attendance");
                    Box::new(Caller {
                        visitor: school.teacher.clone(),
                        path,
                        students: students.clone(),
                        turn: Arc::clone(turn),
                    })
                }
            })
        };
        let people =
            (0..count).map(|at| person(at).ok_or_else(|| Error::other("the teacher has too few cells or lessons")));
        people.collect()
    }
}

/// Asks for the same page again and again.
struct Reader {
    request: String,
    /// A smaller answer is not the page.
    least: usize,
}

impl Person for Reader {
    fn ask(&mut self) -> String {
        self.request.clone()
    }

    fn hear(&mut self, answer: &Answer) -> Result<()> {
        match answer.status {
            200 if answer.weight() >= self.least => Ok(()),
            _ => Err(wrong(answer)),
        }
    }
}

/// Puts a mark into a cell and withdraws it.
struct Marker {
    visitor: Visitor,
    path: String,
    seen: i64,
    stands: bool,
}

impl Person for Marker {
    fn ask(&mut self) -> String {
        let entry = if self.stands { "" } else { "5" };
        let body = json!({"entry": entry, "kinds": [], "seen": self.seen, "entered_at": "2026-11-20T14:00:00.000Z"});
        self.visitor.put(&self.path, &key(), &body.to_string())
    }

    fn hear(&mut self, answer: &Answer) -> Result<()> {
        let saved: Value = serde_json::from_str(&answer.text()?)?;
        let revision = saved.pointer("/cell/revision").and_then(Value::as_i64).filter(|revision| *revision > self.seen);
        self.seen = revision.ok_or_else(|| wrong(answer))?;
        self.stands = !self.stands;
        Ok(())
    }
}

/// The revision of somebody who has seen all that was ever entered.
const EVERYTHING: i64 = (1 << 53) - 1;

/// Calls the roll of a lesson; at every call each student is what she was not at the call before.
struct Caller {
    visitor: Visitor,
    path: String,
    students: Vec<i64>,
    turn: Arc<AtomicUsize>,
}

impl Person for Caller {
    fn ask(&mut self) -> String {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let code = |at: usize| [None, Some("Н"), Some("О")].into_iter().nth((turn + at) % 3).flatten();
        let absent = self
            .students
            .iter()
            .enumerate()
            .filter_map(|(at, student)| Some(json!({"student": student, "code": code(at)?})));
        let body =
            json!({"absent": absent.collect::<Vec<_>>(), "seen": EVERYTHING, "entered_at": "2026-11-20T14:00:00.000Z"});
        self.visitor.put(&self.path, &key(), &body.to_string())
    }

    fn hear(&mut self, answer: &Answer) -> Result<()> {
        if answer.status == 200 { Ok(()) } else { Err(wrong(answer)) }
    }
}

/// A request key that was never used before.
fn key() -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    format!("{now:x}-{:x}", NEXT.fetch_add(1, Ordering::Relaxed))
}

fn wrong(answer: &Answer) -> Error {
    let text: String = answer.text().unwrap_or_default().chars().take(300).collect();
    Error::other(format!("a request was answered with {} and {} bytes: {text}", answer.status, answer.weight()))
}

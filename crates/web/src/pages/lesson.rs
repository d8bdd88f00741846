//! One lesson, phone first: who is here, marks by big buttons, topic and homework.
//!
//! The whole page is one plain form with one button. The script sends each touch at once through the queue of
//! entries and uses the same fields.

use super::journal::{Due, Kind};
use super::shell::{Link, Problem, Shell};
use super::words::{Words, capital};
use askama::Template;

/// `GET /lessons/{lesson}`, and the answer to a plain `POST` that was refused in part.
#[derive(Template)]
#[template(path = "lesson.html")]
pub struct LessonPage {
    /// Frame of the page.
    pub shell: Shell,
    /// Vocabulary of the institution.
    pub words: Words,
    /// Identifier of the lesson.
    pub lesson: i64,
    /// Request key of the plain form (`_key`).
    pub request_key: String,
    /// «Алгебра».
    pub subject: String,
    /// «7 «Б» · урок 3 · 10:40–11:25 · каб. 214».
    pub line: String,
    /// «3 декабря 2026 г., чт».
    pub date: String,
    /// The journal page, at this lesson.
    pub journal: Link,
    /// What is still missing, with its time.
    pub due: Vec<Due>,
    /// Topic and homework.
    pub record: Record,
    /// The class.
    pub students: Vec<Student>,
    /// How marks and absences are entered; `None` for those who only read, and for a lesson ahead.
    pub entry: Option<Symbols>,
    /// Kinds of work for new marks.
    pub kinds: Vec<Kind>,
    /// Kind chosen in the form, else the lesson's own.
    pub kind: Option<i64>,
    /// Why nothing can be entered: «Урок ещё не начался», «Четверть закрыта 30 декабря …».
    pub closed: Option<String>,
    /// «Посещаемость подтверждена в 10:44: присутствуют 23 из 25»; empty while not confirmed.
    pub confirmed: String,
    /// What of the sent form was refused.
    pub problems: Vec<Problem>,
}

/// What may be typed into a cell.
#[derive(Debug, Clone)]
pub struct Symbols {
    /// Marks from best to worst: «5», «4», «3», «2».
    pub marks: Vec<String>,
    /// Attendance codes this person may set.
    pub codes: Vec<Code>,
    /// What stands between two marks of one cell: `" "`, `"/"`, or nothing where a second is refused.
    pub between: &'static str,
}

/// An attendance code.
#[derive(Debug, Clone)]
pub struct Code {
    /// «Н».
    pub code: String,
    /// «отсутствует».
    pub meaning: String,
    /// Late, not absent.
    pub late: bool,
}

impl Symbols {
    pub(super) fn marks_line(&self) -> String {
        self.marks.join(" ")
    }

    pub(super) fn codes_line(&self) -> String {
        self.codes.iter().map(|code| code.code.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// A student of the lesson.
#[derive(Debug, Clone)]
pub struct Student {
    /// Identifier.
    pub id: i64,
    /// «Абрамова Софья».
    pub name: String,
    /// Marks as they stand in the cell: «5 4»; after a refusal, as typed.
    pub marks: String,
    /// The attendance code in the cell, if any; after a refusal, as chosen.
    pub codes: Vec<String>,
    /// Number of the cell's revision that this page shows (hidden field `seen.12`).
    pub revision: i64,
    /// The marks are public and may not be changed here: new ones stand beside them.
    pub fixed: bool,
    /// «добавлена отметка 4 другого учителя …» – a refusal of this row.
    pub problem: Option<String>,
    /// Another person's value, when both were changed.
    pub theirs: Option<Theirs>,
}

/// What another person entered meanwhile.
#[derive(Debug, Clone)]
pub struct Theirs {
    /// «4».
    pub text: String,
    /// «Петрова А. В., 10:58».
    pub author: String,
}

impl Student {
    fn has(&self, code: &Code) -> bool {
        self.codes.contains(&code.code)
    }

    /// Codes that this person may not set (the class teacher's «Б»), shown but not offered.
    fn foreign<'a>(&'a self, offered: &'a [Code]) -> impl Iterator<Item = &'a String> {
        self.codes.iter().filter(|code| offered.iter().all(|own| own.code != **code))
    }

    fn text(&self) -> String {
        let codes = self.codes.join(" ");
        [self.marks.as_str(), codes.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// Topic and homework of a lesson, in the lesson page and in the journal's panel.
#[derive(Debug, Clone)]
pub struct Record {
    /// Identifier of the lesson.
    pub lesson: i64,
    /// Number of the record's revision that this page shows (hidden field `seen_record`).
    pub revision: i64,
    /// Topic as written; after a refusal, as typed.
    pub topic: String,
    /// The next topic of the plan, offered by one tap while the topic is empty.
    pub offered: Option<String>,
    /// «КТП 35 из 102».
    pub plan: Option<String>,
    /// Homework as written; after a refusal, as typed.
    pub homework: String,
    /// «Ничего не задано» is stated.
    pub homework_none: bool,
    /// «до 11:25».
    pub homework_due: Option<Due>,
    /// This person may write it.
    pub writable: bool,
    /// Refusal of the topic.
    pub topic_problem: Option<String>,
    /// Refusal of the homework.
    pub homework_problem: Option<String>,
    /// Why something saved is changed; asked for once a deadline of what is saved has passed. As typed after a refusal.
    pub reason: Option<String>,
    /// Request key of its own form in the journal's panel.
    pub request_key: String,
    /// Where the plain form of the journal's panel comes back to.
    pub back: String,
}

impl LessonPage {
    fn unit(&self) -> String {
        capital(self.words.unit.nominative())
    }

    fn confirmation(&self) -> &'static str {
        confirmation(self.students.iter().any(|student| !student.codes.is_empty()))
    }

    fn chosen(&self, kind: &Kind) -> bool {
        self.kind == Some(kind.id)
    }
}

/// The button that confirms attendance, in the words of what it will do; `marked`: somebody is absent or late.
pub fn confirmation(marked: bool) -> &'static str {
    match marked {
        true => "Остальные присутствуют",
        false => "Все присутствуют",
    }
}

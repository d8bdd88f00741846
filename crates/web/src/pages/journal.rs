//! A page of the journal: students × lessons as on paper, and beside it the selected lesson, a cell's card, the totals.
//!
//! The table may have a thousand cells, so a cell carries only its text and, when it is not empty, its revision;
//! the student stands on the row (`s12`), the lesson on the column's heading (`l731`), and the script reads the
//! address of a cell from those two. Locked and current columns are coloured through `<col>`, not cell by cell.

use super::cell::{self, Card};
use super::lesson::{Record, Symbols};
use super::shell::{Empty, Shell};
use super::words::{Words, capital};
use askama::Template;

/// `GET /journal/{page}?term={n}&lesson={lesson}`
#[derive(Template)]
#[template(path = "journal.html")]
pub struct JournalPage {
    /// Frame of the page.
    pub shell: Shell,
    /// Vocabulary of the institution.
    pub words: Words,
    /// Identifier of the journal page.
    pub page: i64,
    /// «7 «Б»».
    pub unit: String,
    /// «Алгебра».
    pub subject: String,
    /// «2026/27».
    pub year: String,
    /// Whose page it is: «Петрова А. В.».
    pub teacher: String,
    /// Terms of the year to choose from.
    pub terms: Vec<TermTab>,
    /// What this person still owes on the page, most urgent first.
    pub due: Vec<Due>,
    /// Months over the columns.
    pub months: Vec<Month>,
    /// The columns.
    pub lessons: Vec<Column>,
    /// The students, in the order of the register.
    pub rows: Vec<Row>,
    /// The right side of the paper spread: what was taught and set at each lesson.
    pub topics: Vec<Topic>,
    /// How entries are typed here; `None` for those who only read.
    pub entry: Option<Entry>,
    /// The selected lesson, shown in the right-hand panel.
    pub selected: Option<Lesson>,
    /// The card of a cell, when the address asks for one.
    pub card: Option<Card>,
    /// Figures of the term under the cards.
    pub totals: Option<Totals>,
    /// Every symbol that may stand in a cell: («Б», «болеет»).
    pub legend: Vec<Symbol>,
    /// Instead of the table, when there is nothing to show yet.
    pub empty: Option<Empty>,
}

/// A term in the switch above the table.
#[derive(Debug, Clone)]
pub struct TermTab {
    /// «II четверть»; short («III») for those that are not current.
    pub label: String,
    /// Where it leads.
    pub address: String,
    /// The term shown.
    pub current: bool,
}

/// Something still to be recorded, with the time until which it may be.
#[derive(Debug, Clone)]
pub struct Due {
    /// «Д/З — до конца урока, 11:25».
    pub text: String,
    /// The time has passed.
    pub overdue: bool,
}

/// A month over its columns.
#[derive(Debug, Clone)]
pub struct Month {
    /// «Ноябрь».
    pub name: String,
    /// Number of columns.
    pub span: usize,
}

/// A lesson as a column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Identifier of the lesson.
    pub id: i64,
    /// Day of the month.
    pub day: u32,
    /// «чт».
    pub weekday: &'static str,
    /// «3 декабря, чт», read aloud with the cells of the column.
    pub date: String,
    /// Whether entries may stand here.
    pub state: ColumnState,
    /// The lesson in the right-hand panel.
    pub selected: bool,
    /// A control work is written at this lesson.
    pub control: bool,
}

/// What a column allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnState {
    /// Entries are possible.
    Open,
    /// The lesson has not begun.
    Ahead,
    /// The record is closed; [`Entry::locked`] says by whom, when and how to ask for a correction.
    Locked,
}

impl Column {
    fn class(&self) -> &'static str {
        match (self.state, self.selected, self.control) {
            (_, true, false) => "now",
            (_, true, true) => "now t",
            (ColumnState::Locked, _, false) => "k",
            (ColumnState::Locked, _, true) => "k t",
            (ColumnState::Ahead, _, false) => "f",
            (ColumnState::Ahead, _, true) => "f t",
            (ColumnState::Open, _, true) => "t",
            (ColumnState::Open, _, false) => "",
        }
    }

    /// Why the script must not open an editor here: `ahead`, `locked` or nothing.
    fn closed(&self) -> &'static str {
        match self.state {
            ColumnState::Open => "",
            ColumnState::Ahead => "ahead",
            ColumnState::Locked => "locked",
        }
    }
}

/// A student as a row.
#[derive(Debug, Clone)]
pub struct Row {
    /// Identifier of the student.
    pub student: i64,
    /// «Абрамова Софья».
    pub name: String,
    /// «прибыла 12.11», «выбыл 01.12».
    pub note: Option<String>,
    /// One for each column, in its order.
    pub cells: Vec<Cell>,
    /// «4,43»; empty when there is nothing to average.
    pub average: String,
    /// The average lies below the lowest good mark.
    pub low: bool,
    /// How many marks.
    pub marks: u32,
    /// Fewer marks than the regulation asks for.
    pub few: bool,
    /// How many lessons were missed.
    pub absences: u32,
    /// The mark that the average suggests.
    pub suggested: String,
    /// The term's mark, if it has been given.
    pub result: String,
}

/// Student × lesson.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// «5 4», «Н», «5/4»; empty for an empty cell.
    pub text: String,
    /// Number of its last revision; 0 when nothing was ever entered.
    pub revision: i64,
    /// How it stands out.
    pub look: CellLook,
    /// Its last mark can still be withdrawn by this person.
    pub fresh: bool,
}

/// How a cell stands out (colour never alone: the text says the same).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CellLook {
    /// A mark.
    #[default]
    Mark,
    /// An unsatisfactory mark.
    Low,
    /// An absence with its reason.
    Absent,
    /// An absence whose reason nobody has given yet.
    Unexplained,
    /// Late for the lesson.
    Late,
}

impl Cell {
    fn class(&self) -> &'static str {
        match (self.look, self.fresh) {
            (CellLook::Mark, false) => "",
            (CellLook::Mark, true) => " class=p",
            (CellLook::Low, false) => " class=x",
            (CellLook::Low, true) => " class=\"x p\"",
            (CellLook::Absent, _) => " class=a",
            (CellLook::Unexplained, _) => " class=u",
            (CellLook::Late, _) => " class=o",
        }
    }
}

/// A line of the right side of the paper spread.
#[derive(Debug, Clone)]
pub struct Topic {
    /// `/lessons/731`.
    pub address: String,
    /// «3 декабря, чт».
    pub date: String,
    /// Topic as written; empty while nothing is.
    pub topic: String,
    /// Homework as written: the text, «–» or «не задано»; empty while nothing was said.
    pub homework: String,
    /// Kinds of work and notes: «самостоятельная работа», «Замена. Орлова Е. Н.».
    pub notes: String,
}

/// How entries are typed on this page.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What may be typed and how two marks stand in one cell.
    pub symbols: Symbols,
    /// A mark that has become public is not changed by its author (P0): typing adds beside it.
    pub fixed: bool,
    /// Kinds of work to choose from for new marks.
    pub kinds: Vec<Kind>,
    /// Why a locked column is closed and how to ask for a correction.
    pub locked: String,
}

/// A kind of work.
#[derive(Debug, Clone)]
pub struct Kind {
    /// Identifier.
    pub id: i64,
    /// «ответ на уроке».
    pub name: String,
}

/// The selected lesson in the right-hand panel.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// «3 декабря, чт · урок 3 · каб. 214».
    pub title: String,
    /// `/lessons/731`.
    pub address: String,
    /// Topic and homework.
    pub record: Record,
    /// Kinds of work of the lesson.
    pub works: Vec<String>,
    /// «Присутствуют 23 из 25 · посещаемость подтверждена в 10:44».
    pub attendance: String,
    /// The button that confirms attendance; `None` where this person may not, or the lesson has not begun.
    pub confirmation: Option<&'static str>,
}

/// Figures of the term.
#[derive(Debug, Clone)]
pub struct Totals {
    /// «II четверть».
    pub title: String,
    /// «Отметок достаточно у 22 из 25».
    pub enough: String,
    /// «мало: 3»; empty when nobody lacks marks.
    pub few: String,
    /// Terms and rules that concern this page, each a sentence.
    pub notes: Vec<String>,
}

/// A symbol of the legend.
#[derive(Debug, Clone)]
pub struct Symbol {
    /// «УП».
    pub code: String,
    /// «пропуск урока по уважительной причине».
    pub meaning: String,
}

impl JournalPage {
    fn learner(&self) -> String {
        capital(self.words.learner.nominative())
    }

    /// Query that selects a lesson, up to its identifier, within the term shown.
    fn selecting(&self) -> String {
        match self.terms.iter().find(|term| term.current) {
            Some(term) => format!("{}&lesson=", term.address),
            None => "?lesson=".to_owned(),
        }
    }

    fn has_results(&self) -> bool {
        self.rows.iter().any(|row| !row.result.is_empty())
    }
}

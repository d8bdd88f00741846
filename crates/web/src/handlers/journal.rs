//! The journal page: the spread of one page in one period, for whoever may read it, with entry for whoever records it.

use axum::extract::Path;
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};
use parta_actions::page_facts;
use parta_school::access::{may_read_page, may_record};
use parta_school::attendance;
use parta_school::calendar::{self, TermKind};
use parta_school::homework::Homework;
use parta_school::ids::PageId;
use parta_school::marks::scale_in_words;
use parta_school::wording;
use parta_store::classes::{self, Page};
use parta_store::school_year::{self, Term, WorkKind};
use parta_store::{journal, lessons};
use serde::Deserialize;

use super::columns::{self, Grid, fixed, symbols, time_of};
use super::moment;
use crate::forms::Asked;
use crate::pages::journal::{Entry, JournalPage, Kind, Lesson, Symbol, TermTab, Topic};
use crate::pages::lesson::confirmation;
use crate::pages::shell::{Empty, Live, Shell};
use crate::reply::{Reply, Trouble, page};
use crate::visitor::Desk;

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    term: Option<i64>,
    lesson: Option<i64>,
}

pub async fn show(desk: Desk, Path(page_id): Path<String>, Asked(wanted): Asked<Wanted>) -> Reply {
    let page_id: PageId = page_id.parse().map_err(|_| Trouble::unknown())?;
    let mut read = desk.read().await?;
    let now = read.now();
    let today = desk.visitor.today(now);
    let facts = page_facts(&mut read, page_id, today).await?;
    let permit = may_read_page(&desk.visitor.who, &facts.for_policy())?;
    let terms = school_year::terms(&mut read, facts.card.mode_id).await?;
    let term = chosen(&terms, wanted.term, today);
    let (first, last) =
        term.map_or((facts.card.first_day, facts.card.last_day), |term| (term.first_day, term.last_day));
    let grid = Grid {
        students: classes::students(&mut read, &permit, &facts.card, first, last).await?,
        lessons: journal::lessons(&mut read, &permit, first, last).await?,
        marks: journal::marks(&mut read, &permit, first, last).await?,
        attendance: journal::attendance(&mut read, &permit, first, last).await?,
    };
    let kinds = school_year::work_kinds(&mut read).await?;
    let mut view = PageView { desk: &desk, facts: &facts, grid: &grid, kinds: &kinds, now, today, classes_end: None };
    let selected = view.selected(wanted.lesson);
    if let Some(lesson) = selected {
        view.classes_end = lessons::lesson(&mut read, lesson.id).await?.map(|lesson| lesson.classes_end);
    }
    page(&view.page(&terms, term, selected))
}

/// The term asked for, else the one that today lies in, else the one that was last.
fn chosen(terms: &[Term], wanted: Option<i64>, today: NaiveDate) -> Option<&Term> {
    let parts = || terms.iter().filter(|term| term.kind != "year");
    let asked = wanted.and_then(|number| parts().find(|term| term.number == number));
    let now = || parts().find(|term| term.first_day <= today && today <= term.last_day);
    let past = || parts().rfind(|term| term.first_day <= today);
    asked.or_else(now).or_else(past).or_else(|| parts().next())
}

struct PageView<'a> {
    desk: &'a Desk,
    facts: &'a Page,
    grid: &'a Grid,
    kinds: &'a [WorkKind],
    now: DateTime<Utc>,
    today: NaiveDate,
    /// When the class's day ends on the day of the selected lesson.
    classes_end: Option<NaiveTime>,
}

impl<'a> PageView<'a> {
    fn writes(&self) -> bool {
        let page = self.facts.for_policy();
        self.grid.lessons.first().is_some_and(|lesson| may_record(&self.desk.visitor.who, lesson.id, &page).is_ok())
    }

    /// The lesson asked for, else the last one that has begun.
    fn selected(&self, wanted: Option<i64>) -> Option<&'a journal::Column> {
        let profile = self.desk.profile();
        let begun =
            |lesson: &&journal::Column| parta_school::deadlines::begins(profile, &time_of(lesson, None)) <= self.now;
        let asked = wanted.and_then(|id| self.grid.lessons.iter().find(|lesson| lesson.id.0 == id));
        asked.or_else(|| self.grid.lessons.iter().rfind(begun)).or_else(|| self.grid.lessons.first())
    }

    fn page(&self, terms: &[Term], term: Option<&Term>, selected: Option<&journal::Column>) -> JournalPage {
        let (desk, card) = (self.desk, &self.facts.card);
        let subject = match &card.subgroup {
            Some(subgroup) => format!("{}, {subgroup}", card.subject),
            None => card.subject.clone(),
        };
        let live = Live { topic: "page", id: card.id.0 };
        let control = self.control_lessons();
        let due = selected.filter(|_| self.writes()).map(|lesson| self.due(lesson)).unwrap_or_default();
        JournalPage {
            shell: Shell { live: Some(live), ..desk.shell(format!("{subject}, {}", card.class_name), "/journal") },
            words: desk.visitor.house.words,
            page: card.id.0,
            unit: card.class_name.clone(),
            subject,
            year: card.year.clone(),
            teacher: self.facts.teachers.iter().map(|(_, name)| name.full()).collect::<Vec<_>>().join(", "),
            terms: terms.iter().filter(|term| term.kind != "year").map(|tab| self.tab(tab, term)).collect(),
            due,
            months: self.grid.months(),
            lessons: self.grid.columns(desk.profile(), selected.map(|lesson| lesson.id.0), &control, self.now),
            rows: self.grid.rows(desk.profile()),
            topics: self.topics(),
            entry: self.entry(),
            selected: selected.map(|lesson| self.panel(lesson)),
            card: None,
            totals: None,
            legend: self.legend(),
            empty: self.empty(),
        }
    }

    fn tab(&self, tab: &Term, current: Option<&Term>) -> TermTab {
        let current = current.is_some_and(|term| term.id == tab.id);
        let kind = term_kind(&tab.kind);
        let label = match (kind, u8::try_from(tab.number)) {
            (Some(kind), Ok(number)) => {
                let term = calendar::Term { kind, number, first_day: tab.first_day, last_day: tab.last_day };
                term.roman_name()
            }
            _ => tab.number.to_string(),
        };
        let short = label.split_whitespace().next().unwrap_or_default().to_owned();
        TermTab {
            label: if current { label } else { short },
            address: format!("/journal/{}?term={}", self.facts.card.id, tab.number),
            current,
        }
    }

    fn due(&self, lesson: &journal::Column) -> Vec<crate::pages::journal::Due> {
        let time = time_of(lesson, self.classes_end);
        moment::missing(self.desk.profile(), &time, columns::done(lesson), self.now)
    }

    /// The right side of the spread: what was taught and set at every lesson that has begun.
    fn topics(&self) -> Vec<Topic> {
        let profile = self.desk.profile();
        let begun =
            |lesson: &&journal::Column| parta_school::deadlines::begins(profile, &time_of(lesson, None)) <= self.now;
        let topic = |lesson: &journal::Column| Topic {
            address: format!("/lessons/{}", lesson.id),
            date: short_date(lesson.day),
            topic: lesson.topic.clone().unwrap_or_default(),
            homework: homework_of(lesson).shown(profile).to_owned(),
            notes: self.works(lesson).join(", "),
        };
        self.grid.lessons.iter().filter(begun).map(topic).collect()
    }

    fn control_lessons(&self) -> Vec<i64> {
        let control: Vec<i64> = self.kinds.iter().filter(|kind| kind.control).map(|kind| kind.id).collect();
        let mut lessons: Vec<i64> = self
            .grid
            .marks
            .iter()
            .filter(|mark| mark.value.is_some() && control.contains(&mark.kind))
            .map(|mark| mark.lesson.0)
            .collect();
        lessons.dedup();
        lessons
    }

    fn entry(&self) -> Option<Entry> {
        self.writes().then(|| Entry {
            symbols: symbols(self.desk.profile(), &self.facts.card),
            fixed: fixed(self.desk.profile()),
            kinds: self.kinds.iter().map(|kind| Kind { id: kind.id, name: kind.name.clone() }).collect(),
            locked: String::new(),
        })
    }

    fn panel(&self, lesson: &journal::Column) -> Lesson {
        let date = short_date(lesson.day);
        let room = lesson.room.as_ref().map(|room| format!(" · {}", moment::room_in_words(room))).unwrap_or_default();
        let word = self.desk.visitor.house.words.lesson.nominative();
        let attendance = match lesson.checked_at {
            Some(at) => format!(
                "{} · посещаемость подтверждена {}",
                self.presence(lesson),
                moment::at(self.desk.profile(), at, self.today)
            ),
            None => String::new(),
        };
        let begun = parta_school::deadlines::begins(self.desk.profile(), &time_of(lesson, None)) <= self.now;
        let marked = self.grid.attendance.iter().any(|absence| absence.lesson == lesson.id && absence.state.is_some());
        Lesson {
            title: format!("{date} · {word} {}{room}", lesson.number),
            address: format!("/lessons/{}", lesson.id),
            record: columns::record(self.desk, lesson, &time_of(lesson, self.classes_end), self.writes(), self.now),
            works: self.works(lesson),
            attendance,
            confirmation: (self.writes() && begun).then_some(confirmation(marked)),
        }
    }

    fn presence(&self, lesson: &journal::Column) -> String {
        let belong = self.grid.students.iter().filter(|student| student.belongs_on(lesson.day)).count();
        let away = self.grid.attendance.iter().filter(|absence| absence.lesson == lesson.id);
        let away = away.filter_map(|absence| attendance::Attendance::from_code(absence.state.as_deref()?));
        let absent = away.filter(|state| state.is_absence()).count();
        format!("Присутствуют {} из {belong}", belong.saturating_sub(absent))
    }

    fn works(&self, lesson: &journal::Column) -> Vec<String> {
        let stands = |mark: &&journal::GridMark| mark.lesson == lesson.id && mark.value.is_some();
        let mut kinds: Vec<i64> = self.grid.marks.iter().filter(stands).map(|mark| mark.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
            .iter()
            .filter_map(|id| self.kinds.iter().find(|kind| kind.id == *id))
            .map(|kind| kind.name.clone())
            .collect()
    }

    fn legend(&self) -> Vec<Symbol> {
        let profile = self.desk.profile();
        let mark = self.desk.visitor.house.words.mark.nominative();
        let marks = Symbol { code: scale_in_words(profile).replace(',', ""), meaning: mark.to_owned() };
        let codes = attendance::codes(profile)
            .map(|(code, meaning)| Symbol { code: code.to_owned(), meaning: meaning.to_owned() });
        (!self.facts.card.ungraded).then_some(marks).into_iter().chain(codes).collect()
    }

    fn empty(&self) -> Option<Empty> {
        if self.grid.lessons.is_empty() {
            let text = "В этом периоде по этому предмету нет ни одного урока. Уроки появляются из расписания: его составляет заместитель директора.";
            return Some(Empty { title: "Уроков нет".into(), text: text.into(), link: None });
        }
        self.grid.students.is_empty().then(|| Empty {
            title: "Список пуст".into(),
            text: "На эту страницу ещё никто не зачислен. Список ведёт классный руководитель, вносит администратор журнала.".into(),
            link: None,
        })
    }
}

/// «3 декабря, чт».
fn short_date(day: NaiveDate) -> String {
    format!("{}, {}", wording::day_and_month(day), wording::short_weekday(day.weekday()))
}

fn homework_of(lesson: &journal::Column) -> Homework {
    match &lesson.homework {
        Some(text) => Homework::Set(text.clone()),
        None if lesson.homework_none.unwrap_or_default() => Homework::Nothing,
        None => Homework::Unsaid,
    }
}

fn term_kind(code: &str) -> Option<TermKind> {
    serde_json::from_value(serde_json::Value::from(code)).ok()
}

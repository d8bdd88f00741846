//! The diary of a week, for the student, the guardians, and those who may see it as the family does.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use chrono::{Datelike, NaiveDate};
use parta_school::access::{self, MayReadDiary, may_read_diary};
use parta_school::attendance::{self, Attendance};
use parta_school::calendar::Week;
use parta_school::homework::Homework;
use parta_school::ids::PersonId;
use parta_school::wording;
use parta_store::diary::{self, Child, DiaryLesson, DiaryMark};
use parta_store::{Read, people};
use serde::Deserialize;

use crate::forms::Asked;
use crate::pages::diary::{Absence, Day, DiaryPage, Lesson, Mark, When};
use crate::pages::shell::{Empty, Link, Live, Shell};
use crate::pages::words::capital;
use crate::reply::{RefusedBy, Reply, Trouble, page};
use crate::visitor::Desk;

/// One's own diary, or that of the eldest child.
pub async fn own(desk: Desk) -> Reply {
    let mut read = desk.read().await?;
    let today = desk.visitor.today(read.now());
    let children = diary::own_children(&mut read, today).await?;
    let Some(first) = children.first() else {
        if desk.visitor.who.is_family() {
            return Err(Trouble::unknown());
        }
        return Err(Trouble::Refused(RefusedBy::Policy(
            "Своего дневника у вас нет: он есть у обучающихся и их родителей. Дневник обучающегося открывается из списка класса.".into(),
        )));
    };
    Ok(Redirect::to(&today_in(first.id)).into_response())
}

/// The diary at its present day.
fn today_in(student: PersonId) -> String {
    format!("/diary/{student}#today")
}

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    week: Option<NaiveDate>,
}

pub async fn show(desk: Desk, Path(student): Path<String>, Asked(wanted): Asked<Wanted>) -> Reply {
    let student: PersonId = student.parse().map_err(|_| Trouble::unknown())?;
    let mut read = desk.read().await?;
    let today = desk.visitor.today(read.now());
    let class = people::class_on(&mut read, student, today).await?.ok_or_else(Trouble::unknown)?;
    let permit = may_read_diary(&desk.visitor.who, &access::Student { id: student, class })?;
    let week = Week::of(wanted.week.unwrap_or(today));
    let spread = Spread::read(&mut read, &permit, week, today).await?;
    page(&spread.page(&desk, week, today))
}

/// Everything of a week in one diary.
struct Spread {
    child: Child,
    children: Vec<Child>,
    lessons: Vec<DiaryLesson>,
    /// What was set at the last lesson before the week, by page: due at the first one in it.
    set_before: BTreeMap<i64, Option<String>>,
    marks: Vec<DiaryMark>,
    /// The next school day after today.
    next_day: Option<NaiveDate>,
}

impl Spread {
    async fn read(read: &mut Read, permit: &MayReadDiary, week: Week, today: NaiveDate) -> Reply<Self> {
        let children = diary::own_children(read, today).await?;
        let child = match children.iter().find(|child| child.id == permit.student()) {
            Some(own) => own.clone(),
            None => diary::child(read, permit, today).await?.ok_or_else(Trouble::unknown)?,
        };
        let fortnight_before = week.previous().previous().monday();
        let set_before = diary::set_before(read, permit, fortnight_before, week.monday()).await?;
        let next_day = diary::next_day(read, permit, today).await?;
        let last = next_day
            .filter(|_| Week::of(today).monday() == week.monday())
            .map_or(week.sunday(), |day| day.max(week.sunday()));
        let mut lessons = diary::lessons(read, permit, week.monday(), last).await?;
        // On Friday the next school day is Monday: it is shown too, but not beside an empty week.
        if lessons.first().is_some_and(|lesson| lesson.day > week.sunday()) {
            lessons.clear();
        }
        let marks = diary::marks(read, permit, &lessons).await?;
        Ok(Self { child, children, lessons, set_before, marks, next_day })
    }

    fn page(&self, desk: &Desk, week: Week, today: NaiveDate) -> DiaryPage {
        let days = self.days(desk, today);
        let empty = days.is_empty().then(|| self.empty(today));
        let unit = self.child.class.clone().unwrap_or_default();
        let live = Live { topic: "diary", id: self.child.id.0 };
        let current = Week::of(today).monday() == week.monday();
        DiaryPage {
            shell: Shell {
                live: Some(live),
                ..desk.shell(format!("Дневник, {} {}", self.child.surname, self.child.name), "/diary")
            },
            words: desk.visitor.house.words,
            student: format!("{} {}", self.child.surname, self.child.name),
            unit,
            children: self.tabs(),
            week: span(week),
            previous: Some(format!("?week={}", week.previous().monday())),
            next: Some(format!("?week={}", week.next().monday())),
            this_week: (!current).then(|| today_in(self.child.id)),
            days,
            empty,
        }
    }

    fn tabs(&self) -> Vec<Link> {
        let label = |child: &Child| match &child.class {
            Some(class) => format!("{}, {class}", child.name),
            None => child.name.clone(),
        };
        let tab = |child: &Child| Link::to(&label(child), &today_in(child.id), child.id == self.child.id);
        self.children.iter().map(tab).collect()
    }

    fn days(&self, desk: &Desk, today: NaiveDate) -> Vec<Day> {
        let mut days: Vec<(NaiveDate, Day)> = Vec::new();
        for (at, lesson) in self.lessons.iter().enumerate() {
            if days.last().is_none_or(|(day, _)| *day != lesson.day) {
                days.push((lesson.day, self.day(lesson.day, today)));
            }
            if let Some((_, day)) = days.last_mut() {
                day.lessons.push(self.lesson(desk, at, lesson));
            }
        }
        days.into_iter().map(|(_, day)| day).collect()
    }

    fn day(&self, day: NaiveDate, today: NaiveDate) -> Day {
        let when = match () {
            () if day == today => When::Today,
            () if Some(day) == self.next_day && today.succ_opt() == Some(day) => When::Tomorrow,
            () if Some(day) == self.next_day => When::Next,
            () => When::Other,
        };
        let title = format!("{}, {}", capital(wording::weekday(day.weekday())), wording::day_and_month(day));
        Day { date: day.to_string(), title, when, lessons: Vec::new(), free: String::new() }
    }

    fn lesson(&self, desk: &Desk, at: usize, lesson: &DiaryLesson) -> Lesson {
        let state = lesson.state.as_deref().and_then(Attendance::from_code);
        let marks = self.marks.iter().filter(|mark| mark.lesson == lesson.id).map(mark_view).collect();
        Lesson {
            number: u32::try_from(lesson.number).unwrap_or_default(),
            starts: wording::time(lesson.starts),
            ends: wording::time(lesson.ends),
            room: lesson.room.clone().unwrap_or_default(),
            subject: lesson.subject.clone(),
            teacher: lesson.teacher.clone().unwrap_or_default(),
            topic: lesson.topic.clone().unwrap_or_default(),
            due: self.due(at, lesson),
            set: homework_of(lesson).shown(desk.profile()).to_owned(),
            marks,
            absence: state.map(|state| Absence {
                code: attendance::shown(desk.profile(), state).to_owned(),
                meaning: attendance::in_diary(desk.profile(), state).to_owned(),
            }),
            change: None,
        }
    }

    /// What is due at a lesson: what was set at the lesson before it on the same page.
    fn due(&self, at: usize, lesson: &DiaryLesson) -> String {
        let before = self.lessons.iter().take(at).rfind(|before| before.page_id == lesson.page_id);
        let homework = match before {
            Some(before) => before.homework.as_ref(),
            None => self.set_before.get(&lesson.page_id).and_then(Option::as_ref),
        };
        homework.cloned().unwrap_or_default()
    }

    fn empty(&self, today: NaiveDate) -> Empty {
        let text = match self.next_day {
            Some(day) if day > today => format!("Ближайшие уроки – {}.", wording::date(day)),
            _ => "Уроки появятся, когда в школе составят расписание.".into(),
        };
        Empty { title: "На этой неделе уроков нет".into(), text, link: None }
    }
}

fn homework_of(lesson: &DiaryLesson) -> Homework {
    match &lesson.homework {
        Some(homework) => Homework::Set(homework.clone()),
        None if lesson.homework_none => Homework::Nothing,
        None => Homework::Unsaid,
    }
}

fn mark_view(mark: &DiaryMark) -> Mark {
    let kind = &mark.kind;
    let reason = match &mark.title {
        Some(title) if title.to_lowercase().starts_with(&kind.to_lowercase()) => title.clone(),
        Some(title) => format!("{kind}: {title}"),
        None => kind.clone(),
    };
    Mark { value: mark.value.clone(), reason, low: mark.value == "2" || mark.value == "1" }
}

/// «16–21 ноября 2026 г.», «30 ноября – 5 декабря 2026 г.»
pub fn span(week: Week) -> String {
    let (first, last) = (week.monday(), week.sunday() - chrono::TimeDelta::days(1));
    match first.month() == last.month() {
        true => format!("{}–{} {}\u{a0}г.", first.day(), wording::day_and_month(last), last.year()),
        false => {
            format!("{} – {} {}\u{a0}г.", wording::day_and_month(first), wording::day_and_month(last), last.year())
        }
    }
}

//! The timetable of a class for a week.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use chrono::{Datelike, NaiveDate};
use parta_school::access::{Role, may_read_timetable};
use parta_school::calendar::Week;
use parta_school::ids::ClassId;
use parta_school::wording;
use parta_store::timetable::WeekLesson;
use parta_store::{Read, classes, people, timetable};
use serde::Deserialize;

use super::diary::span;
use super::moment::room_in_words;
use crate::forms::Asked;
use crate::pages::shell::Empty;
use crate::pages::timetable::{Day, Lesson, TimetablePage};
use crate::pages::words::capital;
use crate::reply::{Reply, Trouble, page};
use crate::visitor::Desk;

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    week: Option<NaiveDate>,
}

/// The timetable of one's own class, or of the eldest child's, or of the class that one leads.
pub async fn own(desk: Desk) -> Reply {
    let mut read = desk.read().await?;
    let today = desk.visitor.today(read.now());
    let who = &desk.visitor.who;
    let itself = who.person.filter(|_| who.has(Role::Student));
    for student in itself.into_iter().chain(who.wards.iter().copied()) {
        if let Some(class) = people::class_on(&mut read, student, today).await?.flatten() {
            return Ok(Redirect::to(&format!("/classes/{class}/timetable")).into_response());
        }
    }
    match who.led_classes().first() {
        Some(class) => Ok(Redirect::to(&format!("/classes/{class}/timetable")).into_response()),
        None => Ok(Redirect::to("/").into_response()),
    }
}

pub async fn show(desk: Desk, Path(class): Path<String>, Asked(wanted): Asked<Wanted>) -> Reply {
    let class: ClassId = class.parse().map_err(|_| Trouble::unknown())?;
    let mut read = desk.read().await?;
    let today = desk.visitor.today(read.now());
    let card = classes::class(&mut read, class).await?.ok_or_else(Trouble::unknown)?;
    let who = &desk.visitor.who;
    let teaches = match who.person {
        Some(person) if who.is_teacher() => classes::teaches_in(&mut read, class, person, today).await?,
        _ => false,
    };
    let studies = studies(&desk, &mut read, class, today).await?;
    let permit = may_read_timetable(who, class, teaches, studies)?;
    let week = Week::of(wanted.week.unwrap_or(today));
    let lessons = timetable::week_of_class(&mut read, &permit, week.monday(), week.sunday()).await?;
    let days = days(lessons, today);
    let empty = days.is_empty().then(|| Empty {
        title: "На этой неделе уроков нет".into(),
        text: "Расписание составляет заместитель директора.".into(),
        link: None,
    });
    page(&TimetablePage {
        shell: desk
            .shell(format!("Расписание, {}", card.name), if who.is_family() { "/timetable" } else { "/journal" }),
        words: desk.visitor.house.words,
        unit: card.name,
        week: span(week),
        previous: Some(format!("?week={}", week.previous().monday())),
        next: Some(format!("?week={}", week.next().monday())),
        days,
        empty,
    })
}

/// Whether the asker, or a ward, belongs to the class today.
async fn studies(desk: &Desk, read: &mut Read, class: ClassId, today: NaiveDate) -> Reply<bool> {
    let who = &desk.visitor.who;
    let itself = who.person.filter(|_| who.has(Role::Student));
    for student in itself.into_iter().chain(who.wards.iter().copied()) {
        if people::class_on(read, student, today).await?.flatten() == Some(class) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn days(lessons: Vec<WeekLesson>, today: NaiveDate) -> Vec<Day> {
    let mut days: Vec<(NaiveDate, Day)> = Vec::new();
    for lesson in lessons {
        if days.last().is_none_or(|(day, _)| *day != lesson.day) {
            let title =
                format!("{}, {}", capital(wording::weekday(lesson.day.weekday())), wording::day_and_month(lesson.day));
            days.push((lesson.day, Day { title, today: lesson.day == today, lessons: Vec::new() }));
        }
        if let Some((_, day)) = days.last_mut() {
            day.lessons.push(view(lesson));
        }
    }
    days.into_iter().map(|(_, day)| day).collect()
}

fn view(lesson: WeekLesson) -> Lesson {
    Lesson {
        number: u32::try_from(lesson.number).unwrap_or_default(),
        starts: wording::time(lesson.starts),
        ends: wording::time(lesson.ends),
        subject: lesson.subject,
        subgroup: lesson.subgroup.unwrap_or_default(),
        teacher: lesson.teacher.unwrap_or_default(),
        room: lesson.room.map(|room| room_in_words(&room)).unwrap_or_default(),
        change: None,
    }
}

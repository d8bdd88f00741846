//! «Сегодня»: the teacher's lessons of the day, with what each still lacks and until when.

use parta_school::deadlines::LessonTime;
use parta_school::wording;
use parta_store::lessons::{self, TodaysLesson};

use super::moment::{Done, missing};
use crate::pages::shell::Empty;
use crate::pages::today::{Lesson, Phase, TodayPage};
use crate::reply::{Reply, page};
use crate::visitor::Desk;

pub async fn show(desk: Desk) -> Reply {
    let mut read = desk.read().await?;
    let now = read.now();
    let today = desk.visitor.today(now);
    let held = lessons::of_teacher(&mut read, today).await?;
    let clock = now.with_timezone(&desk.profile().zone()).time();
    let next = held.iter().position(|lesson| lesson.starts > clock);
    let view = |(index, lesson): (usize, &TodaysLesson)| {
        let phase = match () {
            () if lesson.ends <= clock => Phase::Past,
            () if lesson.starts <= clock => Phase::Now,
            () if Some(index) == next => Phase::Next,
            () => Phase::Later,
        };
        lesson_view(&desk, lesson, phase, today, now)
    };
    let views: Vec<Lesson> = held.iter().enumerate().map(view).collect();
    let empty = match views.is_empty() {
        true => {
            let next = lessons::next_day_of_teacher(&mut read, today).await?;
            let text = match next {
                Some(day) => format!("Ближайшие уроки – {}.", wording::date(day)),
                None => "Расписание составляет заместитель директора; здесь появятся ваши уроки на день.".into(),
            };
            Some(Empty { title: "Сегодня уроков нет".into(), text, link: None })
        }
        false => None,
    };
    page(&TodayPage {
        shell: desk.shell("Сегодня", "/today"),
        words: desk.visitor.house.words,
        date: wording::date(today),
        lessons: views,
        earlier: Vec::new(),
        duties: Vec::new(),
        empty,
    })
}

fn lesson_view(
    desk: &Desk,
    lesson: &TodaysLesson,
    phase: Phase,
    today: chrono::NaiveDate,
    now: chrono::DateTime<chrono::Utc>,
) -> Lesson {
    let classes_end = lesson.classes_end.unwrap_or(lesson.ends);
    let time = LessonTime { day: today, starts: lesson.starts, ends: lesson.ends, classes_end };
    let done = Done {
        attendance: lesson.checks > 0,
        topic: lesson.topic.is_some(),
        homework: lesson.homework.is_some() || lesson.homework_none,
    };
    let subgroup = lesson.subgroup.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
    Lesson {
        address: format!("/lessons/{}", lesson.id),
        number: u32::try_from(lesson.number).unwrap_or_default(),
        time: wording::time_span(lesson.starts, lesson.ends),
        subject: format!("{}{subgroup}", lesson.subject),
        unit: lesson.class_name.clone(),
        room: lesson.room.clone().unwrap_or_default(),
        topic: lesson.topic.clone().unwrap_or_default(),
        change: None,
        phase,
        missing: missing(desk.profile(), &time, done, now),
    }
}

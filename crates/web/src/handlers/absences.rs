//! The absences of a class that wait for a reason, for its class teacher.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use chrono::{NaiveDate, TimeDelta};
use parta_actions::absences;
use parta_school::access::{may_explain_absences, may_read_absences};
use parta_school::attendance::{self as rules, Attendance};
use parta_school::ids::{ClassId, LessonId, PersonId};
use parta_school::wording;
use parta_store::attendance::ClassAbsence;
use parta_store::{attendance, classes};
use serde::Deserialize;

use super::columns::codes;
use super::sign_in::own_path;
use crate::forms::{Asked, Form};
use crate::pages::absences::{Absence, AbsencesPage, Student};
use crate::pages::shell::{Empty, Link};
use crate::reply::{Reply, Trouble, page};
use crate::visitor::Desk;

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    day: Option<NaiveDate>,
}

pub async fn list(desk: Desk, Path(class): Path<String>, Asked(wanted): Asked<Wanted>) -> Reply {
    let class: ClassId = class.parse().map_err(|_| Trouble::unknown())?;
    let mut read = desk.read().await?;
    let today = desk.visitor.today(read.now());
    let card = classes::class(&mut read, class).await?.ok_or_else(Trouble::unknown)?;
    let profile = desk.profile();
    let permit = may_read_absences(&desk.visitor.who, class)?;
    let explains = may_explain_absences(&desk.visitor.who, class, profile.class_teacher_gives_reasons()).is_ok();
    let day = wanted.day.unwrap_or(today);
    let found = attendance::of_class(&mut read, &permit, day, day).await?;
    let students = by_student(&desk, &found);
    let link = |label: String, day: NaiveDate| Link::to(&label, &format!("/classes/{class}/absences?day={day}"), false);
    let (before, after) = (day - TimeDelta::days(1), day + TimeDelta::days(1));
    let empty = students.is_empty().then(|| Empty {
        title: "Пропусков нет".into(),
        text: format!("{} никто не отмечен отсутствующим.", wording::date(day)),
        link: None,
    });
    page(&AbsencesPage {
        shell: desk.shell(format!("Пропуски, {}", card.name), &format!("/classes/{class}/absences")),
        words: desk.visitor.house.words,
        unit: card.name,
        day: wording::date(day),
        previous: Some(link(wording::day_and_month(before), before)),
        next: (after <= today).then(|| link(wording::day_and_month(after), after)),
        codes: if explains { codes(profile, &rules::signs_of_reasons(profile)) } else { Vec::new() },
        students,
        empty,
    })
}

fn by_student(desk: &Desk, found: &[ClassAbsence]) -> Vec<Student> {
    let mut students: Vec<Student> = Vec::new();
    for absence in found {
        let Some(state) = Attendance::from_code(&absence.state) else { continue };
        if students.last().is_none_or(|student| student.id != absence.student_id.0) {
            students.push(Student {
                id: absence.student_id.0,
                name: format!("{} {}", absence.surname, absence.name),
                absences: Vec::new(),
                whole_day: None,
                request_key: String::new(),
            });
        }
        if let Some(student) = students.last_mut() {
            student.absences.push(Absence {
                address: format!("/lessons/{}/students/{}/reason", absence.lesson_id, absence.student_id),
                lesson: format!("{}. {}", absence.number, absence.subject),
                noted: String::new(),
                code: rules::shown(desk.profile(), state).to_owned(),
                meaning: rules::in_diary(desk.profile(), state).to_owned(),
                open: state == Attendance::ReasonOpen,
                request_key: desk.request_key(),
            });
        }
    }
    students
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    code: String,
    #[serde(default)]
    back: String,
}

pub async fn explain(desk: Desk, Path((lesson, student)): Path<(String, String)>, form: Form<Reason>) -> Reply {
    let lesson: LessonId = lesson.parse().map_err(|_| Trouble::unknown())?;
    let student: PersonId = student.parse().map_err(|_| Trouble::unknown())?;
    let Reason { code, back } = form.fields;
    let (act, profile) = (desk.act("absence.explain", form.key), desk.profile());
    let explain = async move |tx: &mut parta_store::Tx| absences::explain(tx, profile, lesson, student, &code).await;
    desk.app.db.act(&desk.visitor.who, act, explain).await?;
    let cell = format!("/lessons/{lesson}/students/{student}");
    Ok(Redirect::to(own_path(if back.is_empty() { &cell } else { &back })).into_response())
}

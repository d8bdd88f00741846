//! Requests to correct marks: the list, and the steps of a deputy and of the administrator.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use parta_actions::corrections;
use parta_school::access::{Page, may_confirm_correction, may_execute_corrections, may_read_corrections};
use parta_school::ids::CorrectionId;
use parta_school::wording;
use parta_store::corrections as requests;
use parta_store::corrections::ListedCorrection;
use parta_store::people::Name;
use serde::Deserialize;

use super::moment;
use super::sign_in::Nothing;
use crate::forms::Form;
use crate::pages::corrections::{CorrectionsPage, Request, Step};
use crate::pages::shell::Empty;
use crate::reply::{Reply, Trouble, page};
use crate::visitor::Desk;

pub async fn list(desk: Desk) -> Reply {
    let mut read = desk.read().await?;
    let permit = may_read_corrections(&desk.visitor.who)?;
    let today = desk.visitor.today(read.now());
    let listed = requests::list(&mut read, &permit, today).await?;
    let mut requests: Vec<Request> = listed.into_iter().map(|request| view(&desk, request, today)).collect();
    requests.sort_by_key(|request| request.step == Step::None);
    let empty = requests.is_empty().then(|| Empty {
        title: "Заявок нет".into(),
        text: "Заявку на исправление отметки подаёт учитель из карточки клетки журнала.".into(),
        link: None,
    });
    page(&CorrectionsPage {
        shell: desk.shell("Исправления", "/corrections"),
        words: desk.visitor.house.words,
        requests,
        empty,
    })
}

fn view(desk: &Desk, request: ListedCorrection, today: chrono::NaiveDate) -> Request {
    let who = &desk.visitor.who;
    let own = Some(request.asked_by) == who.person;
    let page = Page { id: request.page_id, class: request.class_id, teachers: Vec::new() };
    let step = match request.state.as_str() {
        "requested" if may_confirm_correction(who, &page).is_ok() && !own => Step::Confirm,
        "confirmed" if may_execute_corrections(who).is_ok() => Step::Execute,
        _ => Step::None,
    };
    let asker = Name { surname: request.asker_surname, name: request.asker_name, patronymic: request.asker_patronymic };
    let asked = format!("{} – подана {}", asker.short(), moment::at(desk.profile(), request.asked_at, today));
    let refused = request.decision.map(|why| format!("Отклонена: {why}"));
    Request {
        id: request.id.0,
        student: format!("{} {}, {}", request.surname, request.name, request.class_name),
        lesson: format!("{}, {}", request.subject, wording::date(request.day)),
        card: format!("/lessons/{}/students/{}", request.lesson_id, request.student_id),
        was: request.was.unwrap_or_else(|| "нет".into()),
        becomes: request.wanted.unwrap_or_else(|| "нет".into()),
        reason: request.reason,
        steps: std::iter::once(asked).chain(refused).collect(),
        state: said(&request.state).to_owned(),
        step,
        request_key: desk.request_key(),
    }
}

fn said(state: &str) -> &'static str {
    match state {
        "requested" => "ждёт подтверждения",
        "confirmed" => "подтверждена, ждёт исполнения",
        "executed" => "исполнена",
        _ => "отклонена",
    }
}

pub async fn confirm(desk: Desk, Path(id): Path<String>, form: Form<Nothing>) -> Reply {
    let (id, profile) = (number(&id)?, desk.profile());
    let act = desk.act("correction.confirm", form.key);
    desk.app.db.act(&desk.visitor.who, act, async move |tx| corrections::confirm(tx, profile, id).await).await?;
    done()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Why {
    reason: String,
}

pub async fn refuse(desk: Desk, Path(id): Path<String>, form: Form<Why>) -> Reply {
    let (id, profile, why) = (number(&id)?, desk.profile(), form.fields.reason);
    let act = desk.act("correction.refuse", form.key);
    desk.app.db.act(&desk.visitor.who, act, async move |tx| corrections::refuse(tx, profile, id, &why).await).await?;
    done()
}

pub async fn execute(desk: Desk, Path(id): Path<String>, form: Form<Nothing>) -> Reply {
    let (id, profile) = (number(&id)?, desk.profile());
    let act = desk.act("correction.execute", form.key);
    desk.app.db.act(&desk.visitor.who, act, async move |tx| corrections::execute(tx, profile, id).await).await?;
    done()
}

fn number(id: &str) -> Reply<CorrectionId> {
    id.parse().map_err(|_| Trouble::unknown())
}

fn done() -> Reply {
    Ok(Redirect::to("/corrections").into_response())
}

//! The card of a cell, and what can be done there: set it, withdraw a mark, ask for a correction.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use chrono::{DateTime, NaiveDate, Utc};
use parta_actions::cells::{self, SetCell};
use parta_actions::{LessonFacts, corrections, marks as mark_acts};
use parta_school::access::{MayReadPage, may_explain_absences, may_request_correction};
use parta_school::attendance::{self, Attendance};
use parta_school::averages::{Average, WeighedMark};
use parta_school::ids::{LessonId, MarkId, PersonId, WorkKindId};
use parta_school::marks::{MarkValue, cell, scale_in_words, stand_once_public};
use parta_school::regulation::{Noun, RegulationProfile};
use parta_school::wording;
use parta_store::marks::{self, CellMark, PastAttendance, PastMark};
use parta_store::school_year::{self, WorkKind};
use parta_store::{Read, classes, corrections as requests, journal, people};
use serde::Deserialize;

use super::columns::{codes, symbols};
use super::moment;
use crate::forms::Form;
use crate::pages::cell::{
    Absence, Card, CellForm, CellPage, Correction, CorrectionForm, Mark, ReasonForm, Revision, Why, Withdrawal,
};
use crate::pages::journal::Kind;
use crate::pages::shell::{Link, Problem};
use crate::pages::words::capital;
use crate::reply::{RefusedBy, Reply, Trouble, page, refused_page};
use crate::visitor::Desk;

pub async fn show(desk: Desk, Path(place): Path<(String, String)>) -> Reply {
    let place = Place::parse(place)?;
    page(&place.view(&desk).await?)
}

/// Student × lesson.
#[derive(Clone, Copy)]
struct Place {
    lesson: LessonId,
    student: PersonId,
}

impl Place {
    fn parse((lesson, student): (String, String)) -> Reply<Self> {
        let lesson = lesson.parse().map_err(|_| Trouble::unknown())?;
        Ok(Self { lesson, student: student.parse().map_err(|_| Trouble::unknown())? })
    }

    fn address(self) -> String {
        format!("/lessons/{}/students/{}", self.lesson, self.student)
    }

    async fn view(self, desk: &Desk) -> Reply<CellPage> {
        let mut read = desk.read().await?;
        let facts = LessonFacts::read(&mut read, self.lesson).await?;
        let permit = facts.may_read(&read)?;
        let membership = classes::membership(&mut read, &facts.page.card, self.student, facts.lesson.day).await?;
        membership.ok_or_else(Trouble::unknown)?;
        let names = people::names_of(&mut read, &permit, &[self.student]).await?;
        let (_, name) = names.into_iter().next().ok_or_else(Trouble::unknown)?;
        let stored = marks::cell_to_read(&mut read, &permit, self.lesson, self.student).await?;
        let (past_marks, past_attendance) = marks::history(&mut read, &permit, self.lesson, self.student).await?;
        let kinds = school_year::work_kinds(&mut read).await?;
        let why = why(desk, &mut read, &facts, &permit, self.student).await?;
        let mut card_marks = Vec::new();
        for mark in stored.marks.iter().filter(|mark| mark.value.is_some()) {
            card_marks.push(mark_view(desk, &mut read, &facts, mark, &kinds, &past_marks).await?);
        }
        let attendance = stored.attendance.as_ref().and_then(|attendance| attendance.state.as_deref());
        let attendance = attendance.and_then(Attendance::from_code);
        let values: Vec<MarkValue> =
            stored.marks.iter().filter_map(|mark| mark.value.as_deref()?.parse().ok()).collect();
        let text = cell::text(desk.profile(), &values, attendance);
        let today = desk.visitor.today(read.now());
        let lesson = &facts.lesson;
        let words = desk.visitor.house.words;
        let writes = facts.may_record(&read).is_ok()
            && parta_school::deadlines::begins(desk.profile(), &facts.time) <= read.now();
        let card = Card {
            address: self.address(),
            student: name.list(),
            lesson: format!(
                "{}, {}, {} {}",
                facts.page.card.subject,
                wording::date(lesson.day),
                words.lesson.nominative(),
                lesson.number
            ),
            text: text.clone(),
            revision: stored.revision(),
            marks: card_marks,
            absence: attendance.map(|state| absence(desk, state, &past_attendance, today)),
            why,
            form: writes.then(|| CellForm {
                symbols: symbols(desk.profile(), &facts.page.card),
                entry: text,
                kinds: kinds.iter().map(|kind| Kind { id: kind.id, name: kind.name.clone() }).collect(),
                kind: None,
                request_key: desk.request_key(),
                problems: Vec::new(),
            }),
            reason: reason_form(desk, &facts, attendance),
            locked: None,
            history: history(desk, past_marks, past_attendance, today),
        };
        Ok(CellPage {
            shell: desk.shell(format!("{}, {}", name.list(), facts.page.card.subject), "/journal"),
            words,
            back: Link::to("Журнал", &format!("/journal/{}?lesson={}", facts.page.card.id, self.lesson), false),
            card,
        })
    }
}

async fn mark_view(
    desk: &Desk,
    read: &mut Read,
    facts: &LessonFacts,
    mark: &CellMark,
    kinds: &[WorkKind],
    past: &[PastMark],
) -> Reply<Mark> {
    let (profile, now) = (desk.profile(), read.now());
    let today = desk.visitor.today(now);
    let kind = kinds.iter().find(|kind| kind.id == mark.kind_id);
    let author = past.iter().rfind(|past| past.mark == mark.id).map(|past| past.author.short()).unwrap_or_default();
    let own = desk.visitor.who.person == Some(mark.author_id);
    let left = (mark.public_at - now).num_seconds();
    let withdrawal = (own && now < mark.public_at && facts.may_record(read).is_ok())
        .then(|| Withdrawal { seconds: u32::try_from(left.max(1)).unwrap_or(1), request_key: desk.request_key() });
    let day = mark.public_at.with_timezone(&profile.zone()).date_naive();
    let time = moment::time(profile, mark.public_at);
    let seen = match () {
        () if now < mark.public_at => format!("Родители увидят в {time}"),
        () if day == today => format!("Родители видят с {time}"),
        () => format!("Родители видят с {}, {time}", wording::day_and_month(day)),
    };
    Ok(Mark {
        id: mark.id.0,
        value: mark.value.clone().unwrap_or_default(),
        kind: kind.map(|kind| kind.name.clone()).unwrap_or_default(),
        weight: String::new(),
        author,
        at: moment::at(profile, mark.at, today),
        seen,
        correction: correction(desk, read, facts, mark, withdrawal.is_some()).await?,
        withdrawal,
    })
}

async fn correction(
    desk: &Desk,
    read: &mut Read,
    facts: &LessonFacts,
    mark: &CellMark,
    withdrawable: bool,
) -> Reply<Correction> {
    let may_ask = may_request_correction(&desk.visitor.who, &facts.page.for_policy()).is_ok();
    if withdrawable || !may_ask || !stand_once_public(desk.profile()) {
        return Ok(Correction::None);
    }
    if requests::open_for(read, mark.id).await? {
        return Ok(Correction::Pending("Заявка на исправление подана и ещё не исполнена.".into()));
    }
    Ok(Correction::Offered(CorrectionForm {
        marks: desk.profile().scale().iter().rev().map(ToString::to_string).collect(),
        value: String::new(),
        reason: String::new(),
        procedure: format!(
            "Сохранённая {} не исправляется. Заявку подтверждает {}, исправление вносит администратор журнала, прежнее значение остаётся в истории.",
            desk.profile().word(Noun::Mark).nominative(),
            desk.profile().word(Noun::Deputy).nominative()
        ),
        request_key: desk.request_key(),
        problems: Vec::new(),
    }))
}

fn absence(desk: &Desk, state: Attendance, past: &[PastAttendance], today: NaiveDate) -> Absence {
    let last = past.last();
    Absence {
        code: attendance::shown(desk.profile(), state).to_owned(),
        meaning: attendance::in_diary(desk.profile(), state).to_owned(),
        author: last.map(|past| past.author.short()).unwrap_or_default(),
        at: last.map(|past| moment::at(desk.profile(), past.at, today)).unwrap_or_default(),
    }
}

fn reason_form(desk: &Desk, facts: &LessonFacts, state: Option<Attendance>) -> Option<ReasonForm> {
    let profile = desk.profile();
    let state = state?;
    let may = may_explain_absences(&desk.visitor.who, facts.page.card.class_id, profile.class_teacher_gives_reasons());
    if may.is_err() {
        return None;
    }
    let current = if state == Attendance::ReasonOpen { "" } else { attendance::shown(profile, state) };
    Some(ReasonForm {
        codes: codes(profile, &attendance::signs_of_reasons(profile)),
        current: current.to_owned(),
        request_key: desk.request_key(),
    })
}

/// Where the student's average of the period comes from.
async fn why(
    desk: &Desk,
    read: &mut Read,
    facts: &LessonFacts,
    permit: &MayReadPage,
    student: PersonId,
) -> Reply<Option<Why>> {
    let Some(term) = facts.term(read).await? else { return Ok(None) };
    let (marks, _) = journal::of_student(read, permit, student, *term.start(), *term.end()).await?;
    let weighed = |mark: &journal::GridMark| {
        let value = mark.value.as_deref()?.parse().ok()?;
        Some(WeighedMark { value, weight: u32::try_from(mark.weight).unwrap_or(1) })
    };
    let weighed: Vec<WeighedMark> = marks.iter().filter_map(weighed).collect();
    let best = desk.profile().scale().last().copied();
    Ok(Average::of(desk.profile(), &weighed).map(|average| Why {
        average: average.to_string(),
        sum: average.explained(desk.profile()),
        forecast: best
            .map(|best| format!("Ещё одна «{best}» – станет {}", average.with_one_more(best, 1)))
            .unwrap_or_default(),
    }))
}

fn history(desk: &Desk, marks: Vec<PastMark>, attendance: Vec<PastAttendance>, today: NaiveDate) -> Vec<Revision> {
    let profile = desk.profile();
    let mark_word = profile.word(Noun::Mark);
    let when = |at: DateTime<Utc>, entered: Option<DateTime<Utc>>| {
        let at_server = moment::at(profile, at, today);
        match entered.filter(|entered| (at - *entered).num_seconds().abs() >= 60) {
            Some(entered) => format!("{at_server} (по часам устройства – {})", moment::at(profile, entered, today)),
            None => at_server,
        }
    };
    let mark = |past: PastMark| {
        let what = match &past.value {
            Some(value) => format!("{} {value}, {}", mark_word.nominative(), past.kind),
            None => format!("{} отменена, {}", mark_word.nominative(), past.kind),
        };
        let reason = past.reason.into_iter().chain(past.protocol.map(|protocol| format!("протокол {protocol}")));
        let reason = reason.collect::<Vec<_>>().join(", ");
        (past.act, Revision { at: when(past.at, past.entered_at), who: past.author.short(), what, reason })
    };
    let absence = |past: PastAttendance| {
        let what = match past.state.as_deref().and_then(Attendance::from_code) {
            Some(state) => format!("{} – {}", attendance::shown(profile, state), attendance::in_diary(profile, state)),
            None => "присутствует".to_owned(),
        };
        (
            past.act,
            Revision { at: when(past.at, past.entered_at), who: past.author.short(), what, reason: String::new() },
        )
    };
    let mut all: Vec<(i64, Revision)> =
        marks.into_iter().map(mark).chain(attendance.into_iter().map(absence)).collect();
    all.sort_by_key(|(act, _)| *act);
    all.into_iter().rev().map(|(_, revision)| revision).collect()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellFields {
    entry: String,
    seen: i64,
    #[serde(default)]
    kind: String,
}

pub async fn save(desk: Desk, Path(place): Path<(String, String)>, form: Form<CellFields>) -> Reply {
    let place = Place::parse(place)?;
    let fields = form.fields;
    let kind = fields.kind.parse().ok().map(WorkKindId);
    let wanted = SetCell {
        lesson: place.lesson,
        student: place.student,
        entry: fields.entry.clone(),
        kinds: Vec::new(),
        kind_of_new: kind,
        seen: fields.seen,
        entered_at: None,
        reason: None,
        protocol: None,
    };
    let (act, profile) = (desk.act("cell.set", form.key), desk.profile());
    let done = desk.app.db.act(&desk.visitor.who, act, async move |tx| cells::set(tx, profile, wanted).await).await;
    let trouble = match done {
        Ok(_) => return Ok(Redirect::to(&place.address()).into_response()),
        Err(refusal) => Trouble::from(refusal),
    };
    let Trouble::Refused(RefusedBy::Rule(_) | RefusedBy::Conflict(_)) = &trouble else { return Err(trouble) };
    let mut view = place.view(&desk).await?;
    // A card without a form, as that of a lesson ahead, has no place for the sentence: it gets a page of its own.
    let Some(form) = &mut view.card.form else { return Err(trouble) };
    (form.entry, form.kind) = (fields.entry, kind.map(|kind| kind.0));
    form.problems = vec![Problem { field: "entry".into(), text: trouble.said() }];
    refused_page(&view)
}

pub async fn withdraw(desk: Desk, Path(mark): Path<String>, form: Form<super::sign_in::Nothing>) -> Reply {
    let mark: MarkId = mark.parse().map_err(|_| Trouble::unknown())?;
    let (act, profile) = (desk.act("mark.withdraw", form.key), desk.profile());
    desk.app.db.act(&desk.visitor.who, act, async move |tx| mark_acts::withdraw(tx, profile, mark).await).await?;
    back_to_cell(&desk, mark).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectionFields {
    /// Empty to take the mark away.
    value: String,
    reason: String,
}

pub async fn request_correction(desk: Desk, Path(mark): Path<String>, form: Form<CorrectionFields>) -> Reply {
    let mark: MarkId = mark.parse().map_err(|_| Trouble::unknown())?;
    let CorrectionFields { value, reason } = form.fields;
    let wanted = match value.as_str() {
        "" => None,
        value => Some(value.parse::<MarkValue>().map_err(|_| no_mark(desk.profile(), value))?),
    };
    let (act, profile) = (desk.act("correction.request", form.key), desk.profile());
    let why = reason.clone();
    let done = desk
        .app
        .db
        .act(&desk.visitor.who, act, async move |tx| corrections::request(tx, profile, mark, wanted, &why).await)
        .await;
    let trouble = match done {
        Ok(_) => return back_to_cell(&desk, mark).await,
        Err(refusal) => Trouble::from(refusal),
    };
    let Trouble::Refused(RefusedBy::Rule(_)) = &trouble else { return Err(trouble) };
    let mut view = cell_of(&desk, mark).await?.view(&desk).await?;
    for shown in view.card.marks.iter_mut().filter(|shown| shown.id == mark.0) {
        if let Correction::Offered(form) = &mut shown.correction {
            (form.value, form.reason) = (value.clone(), reason.clone());
            form.problems = vec![Problem { field: "reason".into(), text: trouble.said() }];
            return refused_page(&view);
        }
    }
    Err(trouble)
}

fn no_mark(profile: &RegulationProfile, value: &str) -> Trouble {
    let mark = capital(profile.word(Noun::Mark).nominative());
    Trouble::rule(format!("{mark} «{value}» не входит в шкалу: {}.", scale_in_words(profile)))
}

async fn back_to_cell(desk: &Desk, mark: MarkId) -> Reply {
    Ok(Redirect::to(&cell_of(desk, mark).await?.address()).into_response())
}

async fn cell_of(desk: &Desk, mark: MarkId) -> Reply<Place> {
    let mut read = desk.read().await?;
    let placed = marks::mark(&mut read, mark).await?.ok_or_else(Trouble::unknown)?;
    Ok(Place { lesson: placed.lesson_id, student: placed.student_id })
}

//! The right-hand side of a lesson: topic and homework.

use chrono::{DateTime, Utc};
use parta_school::corrections;
use parta_school::deadlines::Part;
use parta_school::homework::{self, Homework};
use parta_school::ids::LessonId;
use parta_school::lesson_record;
use parta_school::regulation::RegulationProfile;
use parta_store::lessons::{self, NewRecord, Record};
use parta_store::outbox::{News, Parcel};
use parta_store::{Tx, access, attendance, people};
use serde::{Deserialize, Serialize};

use crate::cells::today;
use crate::{LessonFacts, Refusal, Theirs};

/// Topic and homework as they were typed.
#[derive(Debug, Clone)]
pub struct WriteRecord {
    pub lesson: LessonId,
    pub topic: String,
    pub homework: String,
    /// «не задано»
    pub homework_none: bool,
    /// The revision that the person saw; 0 where nothing was recorded.
    pub seen: i64,
    /// By the clock of the author's device.
    pub entered_at: Option<DateTime<Utc>>,
    /// Why something saved is changed, where the regulation asks for it.
    pub reason: Option<String>,
}

/// The record after the act.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecordSaved {
    pub revision: i64,
    pub topic: String,
    pub homework: String,
    pub homework_none: bool,
}

/// Writes topic and homework of a lesson, as a new revision where anything changed.
pub async fn write(
    tx: &mut Tx,
    profile: &'static RegulationProfile,
    wanted: WriteRecord,
) -> Result<RecordSaved, Refusal> {
    let lesson = wanted.lesson;
    access::refresh(tx, today(tx, profile)).await?;
    let facts = LessonFacts::read(tx, lesson).await?;
    let permit = facts.may_record(tx)?;
    let before = lessons::record(tx, lesson).await?;
    let topic = lesson_record::topic(profile, &wanted.topic).map_err(Refusal::rule)?;
    let reason = corrections::reason_given(wanted.reason.as_deref()).map_err(Refusal::rule)?;
    let homework = homework::accept(profile, &wanted.homework, wanted.homework_none).map_err(Refusal::rule)?;
    let new = NewRecord {
        topic,
        homework: match &homework {
            Homework::Set(text) => Some(text.clone()),
            Homework::Nothing | Homework::Unsaid => None,
        },
        homework_none: homework == Homework::Nothing,
        entered_at: wanted.entered_at,
    };
    let same = before.as_ref().is_some_and(|before| is_same(before, &new)) || (before.is_none() && is_empty(&new));
    if same {
        return Ok(saved(before.as_ref().map_or(0, |before| before.act), &new));
    }
    if before.as_ref().map_or(0, |before| before.act) != wanted.seen {
        return Err(conflict(tx, &facts, before.as_ref()).await?);
    }
    if let Some(before) = &before {
        may_change(tx, profile, &facts, before, &new, reason.as_deref())?;
    }
    if let Some(reason) = reason {
        tx.because(reason);
    }
    lessons::write_record(tx, &permit, &new).await?;
    let roll = attendance::roll(tx, &permit).await?;
    leave_word(tx, &facts, roll);
    Ok(saved(tx.number(), &new))
}

fn is_same(before: &Record, new: &NewRecord) -> bool {
    before.topic == new.topic && before.homework == new.homework && before.homework_none == new.homework_none
}

fn is_empty(new: &NewRecord) -> bool {
    new.topic.is_none() && new.homework.is_none() && !new.homework_none
}

fn saved(revision: i64, new: &NewRecord) -> RecordSaved {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    RecordSaved { revision, topic: text(&new.topic), homework: text(&new.homework), homework_none: new.homework_none }
}

/// What was said before may be changed only as the regulation allows; filling what was empty is no change.
fn may_change(
    tx: &Tx,
    profile: &'static RegulationProfile,
    facts: &LessonFacts,
    before: &Record,
    new: &NewRecord,
    reason: Option<&str>,
) -> Result<(), Refusal> {
    let ask = |part| {
        lesson_record::may_change(profile, part, &facts.time, before.at, tx.now(), reason).map_err(Refusal::rule)
    };
    if before.topic.is_some() && before.topic != new.topic {
        ask(Part::Topic)?;
    }
    let said = before.homework.is_some() || before.homework_none;
    if said && (before.homework != new.homework || before.homework_none != new.homework_none) {
        ask(Part::Homework)?;
    }
    Ok(())
}

async fn conflict(tx: &mut Tx, facts: &LessonFacts, before: Option<&Record>) -> Result<Refusal, Refusal> {
    let Some(before) = before else {
        return Ok(Refusal::rule("Запись урока изменилась. Обновите страницу и введите ещё раз."));
    };
    let permit = facts.may_read(tx)?;
    let names = people::names_of(tx, &permit, &[before.author_id]).await?;
    let author = names.first().map(|(_, name)| name.short()).unwrap_or_default();
    let text =
        [before.topic.as_deref(), before.homework.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Ok(Refusal::Conflict(Theirs { text, author, at: before.at, revision: before.act }))
}

fn leave_word(tx: &mut Tx, facts: &LessonFacts, roll: Vec<attendance::OnRoll>) {
    let (institution, due_at) = (tx.institution(), tx.now());
    let page = News::Page { page: facts.page.card.id.0, lesson: facts.lesson.id.0 };
    tx.queue(Parcel { institution, news: page, due_at });
    let students = roll.into_iter().map(|on_roll| on_roll.student.0).collect();
    tx.queue(Parcel { institution, news: News::Diaries { students }, due_at });
}

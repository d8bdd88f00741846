//! The attendance of a whole lesson in one act: who is absent or late, everybody else present.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use parta_school::access::MayRecord;
use parta_school::attendance::{self as rules, Attendance};
use parta_school::corrections;
use parta_school::deadlines::{self, Part};
use parta_school::ids::{LessonId, PersonId};
use parta_school::regulation::RegulationProfile;
use parta_store::attendance::{self, NewAttendance, OnRoll};
use parta_store::outbox::{News, Parcel};
use parta_store::{Tx, access, marks, people};
use serde::{Deserialize, Serialize};

use crate::cells::{state, today};
use crate::lesson::hand;
use crate::{LessonFacts, Refusal, Theirs};

/// The attendance of a lesson as it was entered.
#[derive(Debug, Clone)]
pub struct ConfirmAttendance {
    pub lesson: LessonId,
    /// Who was not simply there, with the code as typed; nobody for «Все присутствуют».
    pub absent: Vec<(PersonId, String)>,
    /// What the person saw: the number of the last act that changed the attendance of this lesson; 0 for none.
    pub seen: i64,
    /// By the clock of the author's device.
    pub entered_at: Option<DateTime<Utc>>,
    /// Why something saved is changed, where the regulation asks for it.
    pub reason: Option<String>,
}

/// The attendance after the act.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AttendanceConfirmed {
    pub confirmed_at: DateTime<Utc>,
    pub present: usize,
    pub of: usize,
}

/// Confirms the attendance of a lesson.
pub async fn confirm(
    tx: &mut Tx,
    profile: &'static RegulationProfile,
    wanted: ConfirmAttendance,
) -> Result<AttendanceConfirmed, Refusal> {
    access::refresh(tx, today(tx, profile)).await?;
    let facts = LessonFacts::read(tx, wanted.lesson).await?;
    let permit = facts.may_record(tx)?;
    if tx.now() < deadlines::begins(profile, &facts.time) {
        return Err(Refusal::rule("Посещаемость отмечается с начала урока, не раньше."));
    }
    let reason = corrections::reason_given(wanted.reason.as_deref()).map_err(Refusal::rule)?;
    let roll = attendance::roll(tx, &permit).await?;
    let changes = changes(tx, profile, &roll, &wanted)?;
    not_seen(tx, profile, &facts, &permit, &roll, &changes, wanted.seen).await?;
    may_change(tx, profile, &facts, &roll, &changes, reason.as_deref())?;
    let absent = states_after(&roll, &changes)?.into_iter().filter(|state| state.is_absence()).count();
    let students: Vec<i64> = changes.iter().map(|change| change.student.0).collect();
    if let Some(reason) = reason {
        tx.because(reason);
    }
    attendance::put(tx, &permit, &changes).await?;
    attendance::confirm(tx, &permit).await?;
    let (institution, due_at) = (tx.institution(), tx.now());
    let page = News::Page { page: facts.page.card.id.0, lesson: facts.lesson.id.0 };
    tx.queue(Parcel { institution, news: page, due_at });
    tx.queue(Parcel { institution, news: News::Diaries { students }, due_at });
    Ok(AttendanceConfirmed { confirmed_at: due_at, present: roll.len() - absent, of: roll.len() })
}

/// Only what differs from what stands.
fn changes(
    tx: &Tx,
    profile: &'static RegulationProfile,
    roll: &[OnRoll],
    wanted: &ConfirmAttendance,
) -> Result<Vec<NewAttendance>, Refusal> {
    let codes: HashMap<PersonId, &str> =
        wanted.absent.iter().map(|(student, code)| (*student, code.as_str())).collect();
    if codes.keys().any(|student| roll.iter().all(|on_roll| on_roll.student != *student)) {
        return Err(Refusal::rule("В списке есть тот, кто в этот день не числится на уроке. Обновите страницу."));
    }
    if codes.len() < wanted.absent.len() {
        return Err(Refusal::rule("В списке кто-то назван дважды. Обновите страницу."));
    }
    let mut changes = Vec::new();
    for on_roll in roll {
        let before = on_roll.state.as_deref().map(state).transpose()?;
        let after = marked(tx, profile, before, codes.get(&on_roll.student).copied())?;
        if after != before {
            let state = after.map(|after| after.code().to_owned());
            changes.push(NewAttendance { student: on_roll.student, state, entered_at: wanted.entered_at });
        }
    }
    Ok(changes)
}

/// Refuses to change what somebody wrote after the person looked.
async fn not_seen(
    tx: &mut Tx,
    profile: &RegulationProfile,
    facts: &LessonFacts,
    permit: &MayRecord,
    roll: &[OnRoll],
    changes: &[NewAttendance],
    seen: i64,
) -> Result<(), Refusal> {
    let changed = |on_roll: &&OnRoll| changes.iter().any(|change| change.student == on_roll.student);
    let Some(newer) =
        roll.iter().filter(changed).filter(|on_roll| on_roll.act > seen).max_by_key(|on_roll| on_roll.act)
    else {
        return Ok(());
    };
    let cell = marks::cell(tx, permit, newer.student).await?;
    let Some(stored) = cell.attendance else { return Ok(()) };
    let reading = facts.may_read(tx)?;
    let names = people::names_of(tx, &reading, &[newer.student, stored.author_id]).await?;
    let short =
        |person: PersonId| names.iter().find(|(id, _)| *id == person).map(|(_, name)| name.short()).unwrap_or_default();
    let stands = stored.state.as_deref().map(state).transpose()?;
    let stands = stands.map_or("присутствует", |stands| rules::shown(profile, stands));
    let text = format!("{} – {stands}", short(newer.student));
    Err(Refusal::Conflict(Theirs { text, author: short(stored.author_id), at: stored.at, revision: newer.act }))
}

/// a first entry is never too late; changing what was said, also by confirming the others, is a correction.
fn may_change(
    tx: &Tx,
    profile: &RegulationProfile,
    facts: &LessonFacts,
    roll: &[OnRoll],
    changes: &[NewAttendance],
    reason: Option<&str>,
) -> Result<(), Refusal> {
    let confirmed_at = facts.lesson.checked_at;
    let stands = |change: &NewAttendance| {
        roll.iter().any(|on_roll| on_roll.student == change.student && on_roll.state.is_some())
    };
    if changes.iter().any(|change| confirmed_at.is_some() || stands(change)) {
        let due = deadlines::due(profile, Part::Attendance, &facts.time);
        corrections::may_change_record(profile, due, confirmed_at, tx.now(), reason).map_err(Refusal::rule)?;
    }
    Ok(())
}

fn marked(
    tx: &Tx,
    profile: &RegulationProfile,
    before: Option<Attendance>,
    code: Option<&str>,
) -> Result<Option<Attendance>, Refusal> {
    let sign = match code {
        None => None,
        Some(code) => Some(rules::sign(profile, code).ok_or_else(|| {
            Refusal::rule(format!("Обозначения «{code}» нет. Можно: {}.", rules::signs_to_mark(profile).join(", ")))
        })?),
    };
    rules::marked(profile, hand(tx), before, sign).map_err(Refusal::rule)
}

fn states_after(roll: &[OnRoll], changes: &[NewAttendance]) -> Result<Vec<Attendance>, Refusal> {
    let after = |on_roll: &OnRoll| match changes.iter().find(|change| change.student == on_roll.student) {
        Some(change) => change.state.clone(),
        None => on_roll.state.clone(),
    };
    roll.iter().filter_map(after).map(|code| state(&code)).collect()
}

//! The attendance of a whole lesson in one act: who is absent or late, everybody else present.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use parta_school::attendance::{self as rules, Attendance};
use parta_school::deadlines::{self, Part};
use parta_school::ids::{LessonId, PersonId};
use parta_school::regulation::RegulationProfile;
use parta_school::corrections;
use parta_store::attendance::{self, NewAttendance, OnRoll};
use parta_store::outbox::{News, Parcel};
use parta_store::{Tx, access};
use serde::{Deserialize, Serialize};

use crate::cells::{state, today};
use crate::lesson::hand;
use crate::{LessonFacts, Refusal};

/// The attendance of a lesson as it was entered.
#[derive(Debug, Clone, Default)]
pub struct ConfirmAttendance {
    pub lesson: Option<LessonId>,
    /// Who was not simply there, with the code as typed; nobody for «Все присутствуют».
    pub absent: Vec<(PersonId, String)>,
    pub entered_at: Option<DateTime<Utc>>,
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
    let lesson = wanted.lesson.ok_or_else(Refusal::unknown)?;
    access::refresh(tx, today(tx, profile)).await?;
    let facts = LessonFacts::read(tx, lesson).await?;
    let permit = facts.may_record(tx)?;
    if tx.now() < deadlines::begins(profile, &facts.time) {
        return Err(Refusal::rule("Посещаемость отмечается с начала урока, не раньше."));
    }
    let roll = attendance::roll(tx, &permit).await?;
    let changes = changes(tx, profile, &facts, &roll, &wanted)?;
    let absent = states_after(&roll, &changes)?.into_iter().filter(|state| state.is_absence()).count();
    let students: Vec<i64> = changes.iter().map(|change| change.student.0).collect();
    attendance::put(tx, &permit, &changes).await?;
    attendance::confirm(tx, &permit).await?;
    let (institution, due_at) = (tx.institution(), tx.now());
    let page = News::Page { page: facts.page.card.id.0, lesson: lesson.0 };
    tx.queue(Parcel { institution, news: page, due_at });
    tx.queue(Parcel { institution, news: News::Diaries { students }, due_at });
    Ok(AttendanceConfirmed { confirmed_at: due_at, present: roll.len() - absent, of: roll.len() })
}

/// Only what differs from what stands.
fn changes(
    tx: &Tx,
    profile: &'static RegulationProfile,
    facts: &LessonFacts,
    roll: &[OnRoll],
    wanted: &ConfirmAttendance,
) -> Result<Vec<NewAttendance>, Refusal> {
    let codes: HashMap<PersonId, &str> = wanted.absent.iter().map(|(student, code)| (*student, code.as_str())).collect();
    if codes.keys().any(|student| roll.iter().all(|on_roll| on_roll.student != *student)) {
        return Err(Refusal::rule("В списке есть тот, кто в этот день не числится на уроке. Обновите страницу."));
    }
    let mut changes = Vec::new();
    for on_roll in roll {
        let before = on_roll.state.as_deref().map(state).transpose()?;
        let after = marked(tx, profile, before, codes.get(&on_roll.student).copied())?;
        if after != before {
            if before.is_some() {
                let due = deadlines::due(profile, Part::Attendance, &facts.time);
                corrections::may_change_record(profile, due, None, tx.now(), None).map_err(Refusal::rule)?;
            }
            let state = after.map(|after| after.code().to_owned());
            changes.push(NewAttendance { student: on_roll.student, state, entered_at: wanted.entered_at });
        }
    }
    Ok(changes)
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

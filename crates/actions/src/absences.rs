//! The reasons of absences, given by the class teacher without touching marks.

use parta_school::access::may_explain_absences;
use parta_school::attendance as rules;
use parta_school::ids::{LessonId, PersonId};
use parta_school::regulation::RegulationProfile;
use parta_store::attendance::{self, NewAttendance};
use parta_store::outbox::{News, Parcel};
use parta_store::{Tx, access, marks};

use crate::cells::{rule_cell, today};
use crate::{LessonFacts, Refusal};

/// Gives an absence its reason, or confirms that there is none.
pub async fn explain(
    tx: &mut Tx,
    profile: &'static RegulationProfile,
    lesson: LessonId,
    student: PersonId,
    code: &str,
) -> Result<(), Refusal> {
    access::refresh(tx, today(tx, profile)).await?;
    let facts = LessonFacts::read(tx, lesson).await?;
    let class = facts.page.card.class_id;
    let permit = may_explain_absences(tx.who(), class, profile.class_teacher_gives_reasons())?;
    let reading = facts.may_read(tx)?;
    let explained_by = tx.who().person.ok_or_else(Refusal::unknown)?;
    let cell = marks::cell_to_read(tx, &reading, lesson, student).await?;
    let before = rule_cell(&cell)?.attendance;
    let after = rules::give_reason(profile, before, code).map_err(Refusal::rule)?;
    if before == Some(after) {
        return Ok(());
    }
    let new = NewAttendance { student, state: Some(after.code().to_owned()), entered_at: None };
    attendance::explain(tx, &permit, lesson, explained_by, new).await?;
    let (institution, due_at) = (tx.institution(), tx.now());
    let page = News::Page { page: facts.page.card.id.0, lesson: lesson.0 };
    tx.queue(Parcel { institution, news: page, due_at });
    tx.queue(Parcel { institution, news: News::Diaries { students: vec![student.0] }, due_at });
    Ok(())
}

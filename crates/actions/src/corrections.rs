//! A wrong mark that is public already: the teacher asks, a deputy confirms, the administrator executes.

use parta_school::access::{
    may_confirm_correction, may_execute_corrections, may_refuse_correction, may_request_correction,
};
use parta_school::corrections::{self as rules, Requested};
use parta_school::ids::{CorrectionId, MarkId, PersonId};
use parta_school::marks::MarkValue;
use parta_school::regulation::RegulationProfile;
use parta_store::corrections::{self, Correction};
use parta_store::marks::{self, NewMark};
use parta_store::outbox::{News, Parcel};
use parta_store::{Error, Tx, access};

use crate::cells::today;
use crate::lesson::{CellFacts, standing};
use crate::marks::as_cell_mark;
use crate::{LessonFacts, Refusal};

/// Asks that a mark be corrected to `wanted`, or taken away.
pub async fn request(
    tx: &mut Tx,
    profile: &'static RegulationProfile,
    mark: MarkId,
    wanted: Option<MarkValue>,
    why: &str,
) -> Result<CorrectionId, Refusal> {
    access::refresh(tx, today(tx, profile)).await?;
    let placed = marks::mark(tx, mark).await?.ok_or_else(Refusal::unknown)?;
    let facts = LessonFacts::read(tx, placed.lesson_id).await?;
    let permit = may_request_correction(tx.who(), &facts.page.for_policy())?;
    let asked_by = tx.who().person.ok_or_else(Refusal::unknown)?;
    let around = CellFacts::read(tx, profile, &facts, placed.student_id).await?;
    let stored = standing(&as_cell_mark(&placed))?.ok_or_else(|| Refusal::rule("Отметка уже отменена."))?;
    let requested = rules::request(&around.facts(tx, asked_by), &stored, wanted, why).map_err(Refusal::rule)?;
    if corrections::open_for(tx, mark).await? {
        return Err(Refusal::rule("По этой отметке уже есть заявка, она ещё не исполнена."));
    }
    tx.because(requested.reason.clone());
    let wanted = requested.wanted.map(|wanted| wanted.to_string());
    let id =
        corrections::ask(tx, &permit, asked_by, mark, placed.value.as_deref(), wanted.as_deref(), &requested.reason)
            .await?;
    Ok(id)
}

/// A deputy confirms a request, not her own.
pub async fn confirm(tx: &mut Tx, profile: &'static RegulationProfile, id: CorrectionId) -> Result<(), Refusal> {
    access::refresh(tx, today(tx, profile)).await?;
    let (stored, correction, facts) = open(tx, id).await?;
    let permit = may_confirm_correction(tx.who(), &facts.page.for_policy())?;
    let by = tx.who().person.ok_or_else(Refusal::unknown)?;
    correction.confirm(by, tx.now()).map_err(Refusal::rule)?;
    Ok(corrections::confirm(tx, &permit, &stored, by).await?)
}

/// Whoever takes the next step refuses to, and says why: a deputy, after confirmation the administrator.
pub async fn refuse(
    tx: &mut Tx,
    profile: &'static RegulationProfile,
    id: CorrectionId,
    why: &str,
) -> Result<(), Refusal> {
    access::refresh(tx, today(tx, profile)).await?;
    let (stored, correction, facts) = open(tx, id).await?;
    let confirmed = matches!(correction, rules::Correction::Confirmed { .. });
    let permit = may_refuse_correction(tx.who(), &facts.page.for_policy(), confirmed)?;
    let by = tx.who().person.ok_or_else(Refusal::unknown)?;
    let refused = correction.refuse(by, tx.now(), why).map_err(Refusal::rule)?;
    let rules::Correction::Refused { why, .. } = &refused else {
        return Err(Error::inconsistent("correction", id.0, "не отклонена").into());
    };
    tx.because(why.clone());
    Ok(corrections::refuse(tx, &permit, &stored, why, by).await?)
}

/// The administrator executes a confirmed request; the former mark stays in the record.
pub async fn execute(tx: &mut Tx, profile: &'static RegulationProfile, id: CorrectionId) -> Result<(), Refusal> {
    access::refresh(tx, today(tx, profile)).await?;
    let (stored, correction, facts) = open(tx, id).await?;
    let permit = may_execute_corrections(tx.who())?;
    let by = tx.who().person.ok_or_else(Refusal::unknown)?;
    correction.execute(by, tx.now()).map_err(Refusal::rule)?;
    let placed = marks::mark(tx, stored.mark_id).await?.ok_or_else(Refusal::unknown)?;
    if placed.value != stored.was {
        return Err(Refusal::rule(
            "После подачи заявки в клетке стоит уже другое. Отклоните заявку, её подадут заново.",
        ));
    }
    tx.because(stored.reason.clone());
    let corrected = NewMark {
        id: placed.id,
        work: placed.work_id,
        student: placed.student_id,
        value: stored.wanted.clone(),
        public_at: placed.public_at,
        entered_at: None,
        reason: Some(stored.reason.clone()),
        protocol: None,
    };
    marks::correct(tx, &permit, placed.lesson_id, by, corrected).await?;
    corrections::execute(tx, &permit, &stored, by).await?;
    let (institution, due_at) = (tx.institution(), tx.now());
    let page = News::Page { page: facts.page.card.id.0, lesson: facts.lesson.id.0 };
    tx.queue(Parcel { institution, news: page, due_at });
    tx.queue(Parcel { institution, news: News::Diaries { students: vec![placed.student_id.0] }, due_at });
    Ok(())
}

/// A request as stored and as the rules know it, with the lesson of its mark.
async fn open(tx: &mut Tx, id: CorrectionId) -> Result<(Correction, rules::Correction, LessonFacts), Refusal> {
    let stored = corrections::correction(tx, id).await?.ok_or_else(Refusal::unknown)?;
    let placed = marks::mark(tx, stored.mark_id).await?.ok_or_else(Refusal::unknown)?;
    let facts = LessonFacts::read(tx, placed.lesson_id).await?;
    let correction = rule_correction(&stored)?;
    Ok((stored, correction, facts))
}

fn rule_correction(stored: &Correction) -> Result<rules::Correction, Error> {
    let broken = |what: &str| Error::inconsistent("correction", stored.id.0, what);
    let wanted = stored.wanted.as_deref().map(str::parse).transpose().map_err(|_| broken("отметка"))?;
    let request = Requested { wanted, reason: stored.reason.clone(), by: stored.asked_by, at: stored.asked_at };
    let decided = || stored.decided_by.map(PersonId).zip(stored.decided_at).ok_or_else(|| broken("кем решено"));
    Ok(match stored.state.as_str() {
        "requested" => rules::Correction::Requested(request),
        "confirmed" => {
            let (by, at) = decided()?;
            rules::Correction::Confirmed { request, by, at }
        }
        "refused" => {
            let (by, at) = decided()?;
            rules::Correction::Refused { request, by, at, why: stored.decision.clone().unwrap_or_default() }
        }
        "executed" => {
            let (by, at) = decided()?;
            rules::Correction::Executed { request, confirmed_by: by, confirmed_at: at, by, at }
        }
        _ => return Err(broken("состояние")),
    })
}

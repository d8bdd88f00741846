//! A mark by itself: the author withdraws it while it is not public.

use parta_school::corrections;
use parta_school::ids::MarkId;
use parta_school::regulation::RegulationProfile;
use parta_store::marks::{self, NewMark, PlacedMark};
use parta_store::outbox::{News, Parcel};
use parta_store::{Tx, access};

use crate::cells::today;
use crate::lesson::CellFacts;
use crate::{LessonFacts, Refusal};

/// Withdraws a mark that stands, as far as the regulation lets its author.
pub async fn withdraw(tx: &mut Tx, profile: &'static RegulationProfile, mark: MarkId) -> Result<(), Refusal> {
    access::refresh(tx, today(tx, profile)).await?;
    let placed = marks::mark(tx, mark).await?.ok_or_else(Refusal::unknown)?;
    let facts = LessonFacts::read(tx, placed.lesson_id).await?;
    let permit = facts.may_record(tx)?;
    let around = CellFacts::read(tx, profile, &facts, placed.student_id).await?;
    let stored = crate::lesson::standing(&as_cell_mark(&placed))?;
    let stored = stored.ok_or_else(|| Refusal::rule("Отметка уже отменена."))?;
    corrections::may_change(&around.facts(tx, permit.author()), &stored, None).map_err(Refusal::rule)?;
    let now = tx.now();
    let withdrawn = NewMark {
        id: placed.id,
        work: placed.work_id,
        student: placed.student_id,
        value: None,
        public_at: now,
        entered_at: None,
        reason: None,
        protocol: None,
    };
    marks::put(tx, &permit, &[withdrawn]).await?;
    let institution = tx.institution();
    let page = News::Page { page: facts.page.card.id.0, lesson: facts.lesson.id.0 };
    tx.queue(Parcel { institution, news: page, due_at: now });
    tx.queue(Parcel { institution, news: News::Diaries { students: vec![placed.student_id.0] }, due_at: now });
    Ok(())
}

/// The same mark without its place.
pub(crate) fn as_cell_mark(placed: &PlacedMark) -> marks::CellMark {
    marks::CellMark {
        id: placed.id,
        work_id: placed.work_id,
        kind_id: placed.kind_id,
        value: placed.value.clone(),
        act: placed.act,
        at: placed.at,
        public_at: placed.public_at,
        author_id: placed.author_id,
    }
}

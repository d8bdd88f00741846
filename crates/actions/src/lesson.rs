//! What every act at a lesson looks at first: the lesson, its page, who teaches it, and how the regulation times it.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use parta_school::access::{self, MayReadPage, MayRecord};
use parta_school::deadlines::LessonTime;
use parta_school::ids::{LessonId, PageId, PersonId, WorkKindId};
use parta_school::marks::{MarkValue, WorkKind, cell};
use parta_school::regulation::{Marker, RegulationProfile};
use parta_store::classes::{self, Page};
use parta_store::lessons::{self, Lesson};
use parta_store::{Error, Read, Tx, marks, school_year};

use crate::Refusal;

/// A lesson with the page that it stands on.
pub struct LessonFacts {
    pub lesson: Lesson,
    pub page: Page,
    pub time: LessonTime,
}

impl LessonFacts {
    /// Reads a lesson; a lesson of another institution is an unknown one.
    pub async fn read(read: &mut Read, lesson: LessonId) -> Result<Self, Refusal> {
        let lesson = lessons::lesson(read, lesson).await?.ok_or_else(Refusal::unknown)?;
        let page = page_facts(read, lesson.page_id, lesson.day).await?;
        let time = lesson_time(&lesson);
        Ok(Self { lesson, page, time })
    }

    /// The right to record this lesson, if the asker has it.
    pub fn may_record(&self, read: &Read) -> Result<MayRecord, Refusal> {
        Ok(access::may_record(read.who(), self.lesson.id, &self.page.for_policy())?)
    }

    /// The right to read its page, if the asker has it.
    pub fn may_read(&self, read: &Read) -> Result<MayReadPage, Refusal> {
        Ok(access::may_read_page(read.who(), &self.page.for_policy())?)
    }

    /// The period of the page that the lesson lies in.
    pub async fn term(&self, read: &mut Read) -> Result<Option<RangeInclusive<NaiveDate>>, Refusal> {
        let terms = school_year::terms(read, self.page.card.mode_id).await?;
        let day = self.lesson.day;
        let term = terms.iter().find(|term| term.kind != "year" && term.first_day <= day && day <= term.last_day);
        Ok(term.map(|term| term.first_day..=term.last_day))
    }
}

/// A page of this institution, with who teaches it on `day`; a page of another one is unknown.
pub async fn page_facts(read: &mut Read, page: PageId, day: NaiveDate) -> Result<Page, Refusal> {
    classes::page(read, page, day).await?.ok_or_else(Refusal::unknown)
}

fn lesson_time(lesson: &Lesson) -> LessonTime {
    LessonTime { day: lesson.day, starts: lesson.starts, ends: lesson.ends, classes_end: lesson.classes_end }
}

/// Everything that the rules of a cell are decided from, held while they are.
pub(crate) struct CellFacts {
    profile: &'static RegulationProfile,
    pub lesson: cell::Lesson,
    enrolled: RangeInclusive<NaiveDate>,
    pub kinds: Vec<(WorkKindId, WorkKind)>,
    usual_kinds: Vec<WorkKindId>,
    pub works: Vec<marks::Work>,
}

impl CellFacts {
    pub async fn read(
        tx: &mut Tx,
        profile: &'static RegulationProfile,
        facts: &LessonFacts,
        student: PersonId,
    ) -> Result<Self, Refusal> {
        let term = facts.term(tx).await?;
        let attendance_confirmed = facts.lesson.checked_at.is_some();
        let membership = classes::membership(tx, &facts.page.card, student, facts.lesson.day).await?;
        let (first, last) = membership.ok_or_else(Refusal::unknown)?;
        let kinds = kinds(tx).await?;
        let works = marks::works(tx, facts.lesson.id).await?;
        let card = &facts.page.card;
        let lesson = cell::Lesson {
            time: facts.time,
            term,
            ungraded: card.ungraded,
            two_marks: card.two_marks,
            attendance_confirmed,
        };
        let usual_kinds =
            works.iter().map(|work| WorkKindId(work.kind_id)).chain(kinds.iter().map(|(id, _)| *id)).collect();
        Ok(Self { profile, lesson, enrolled: first..=last.unwrap_or(NaiveDate::MAX), kinds, usual_kinds, works })
    }

    pub fn facts(&self, tx: &Tx, by: PersonId) -> cell::Facts<'_> {
        cell::Facts {
            profile: self.profile,
            now: tx.now(),
            by,
            hand: hand(tx),
            lesson: &self.lesson,
            enrolled: &self.enrolled,
            kinds: &self.kinds,
            usual_kinds: &self.usual_kinds,
        }
    }
}

/// As what the asker records: masters of production training have settings of their own.
pub(crate) fn hand(read: &Read) -> Marker {
    let master = read.who().has(access::Role::ProductionMaster) && !read.who().has(access::Role::SubjectTeacher);
    if master { Marker::Master } else { Marker::Teacher }
}

async fn kinds(read: &mut Read) -> Result<Vec<(WorkKindId, WorkKind)>, Refusal> {
    let kinds = school_year::work_kinds(read).await?;
    Ok(kinds.into_iter().map(|kind| (WorkKindId(kind.id), rule_of(kind))).collect())
}

fn rule_of(kind: school_year::WorkKind) -> WorkKind {
    WorkKind {
        name: kind.name,
        written: kind.written,
        control: kind.control,
        monitoring: kind.monitoring,
        numbered: kind.numbered,
        weight: u32::try_from(kind.weight).unwrap_or(1),
        checking_days: kind.days_to_check.and_then(|days| u8::try_from(days).ok()),
    }
}

/// A stored mark as the rules know it; nothing for a withdrawn one.
pub(crate) fn standing(mark: &marks::CellMark) -> Result<Option<cell::CellMark>, Refusal> {
    let Some(value) = &mark.value else { return Ok(None) };
    let value = value.parse::<MarkValue>().map_err(|error| Error::inconsistent("mark", mark.id.0, error))?;
    let kind = Some(WorkKindId(mark.kind_id));
    Ok(Some(cell::CellMark { id: mark.id, value, kind, author: mark.author_id, set_at: mark.at }))
}

//! The cell of a student at a lesson: the teacher types marks and codes of attendance, and the cell becomes what was typed.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use parta_school::access::MayRecord;
use parta_school::attendance::Attendance;
use parta_school::averages::{Average, WeighedMark};
use parta_school::corrections;
use parta_school::ids::{LessonId, MarkId, PersonId, WorkId, WorkKindId};
use parta_school::marks::cell::{self, Cell, Change, Protocol, Wanted};
use parta_school::marks::{MarkValue, entry};
use parta_school::regulation::RegulationProfile;
use parta_store::attendance::NewAttendance;
use parta_store::marks::NewMark;
use parta_store::outbox::{News, Parcel};
use parta_store::{Error, Read, Tx, access, attendance, journal, marks, people};
use serde::{Deserialize, Serialize};

use crate::lesson::{CellFacts, standing};
use crate::{LessonFacts, Refusal, Theirs};

/// What a teacher wants a cell to hold.
#[derive(Debug, Clone)]
pub struct SetCell {
    pub lesson: LessonId,
    pub student: PersonId,
    /// The whole text of the cell: «5», «5 4», «н», «».
    pub entry: String,
    /// Kinds of work for the marks in order; `None` leaves a mark its kind.
    pub kinds: Vec<Option<WorkKindId>>,
    /// The kind of work for marks that are new and have none of `kinds`; without it the rules choose the likeliest.
    pub kind_of_new: Option<WorkKindId>,
    /// The revision of the cell that the person saw; 0 for an empty one.
    pub seen: i64,
    /// By the clock of the author's device.
    pub entered_at: Option<DateTime<Utc>>,
    /// Why something saved is changed, where the regulation asks for it.
    pub reason: Option<String>,
    pub protocol: Option<Protocol>,
}

/// A mark of the saved cell.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SavedMark {
    pub id: i64,
    pub value: String,
    pub kind: i64,
    pub kind_name: String,
    pub public_at: DateTime<Utc>,
}

/// The cell after the act, and what stands right of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CellSaved {
    pub text: String,
    pub marks: Vec<SavedMark>,
    /// The code of the attendance, if the student was not simply there.
    pub attendance: Option<String>,
    pub revision: i64,
    /// «4,43»; empty without marks.
    pub average: String,
    pub suggested: Option<String>,
    pub marks_count: usize,
    pub absences: usize,
}

/// Makes a cell what was typed: marks are set, revised or withdrawn and attendance changed as the regulation allows, or nothing is done.
pub async fn set(tx: &mut Tx, profile: &'static RegulationProfile, wanted: SetCell) -> Result<CellSaved, Refusal> {
    let student = wanted.student;
    access::refresh(tx, today(tx, profile)).await?;
    let facts = LessonFacts::read(tx, wanted.lesson).await?;
    let permit = facts.may_record(tx)?;
    let typed = entry::parse(profile, &wanted.entry).map_err(Refusal::rule)?;
    let reason = corrections::reason_given(wanted.reason.as_deref()).map_err(Refusal::rule)?;
    let around = CellFacts::read(tx, profile, &facts, student).await?;
    let before = marks::cell(tx, &permit, student).await?;
    let standing_cell = rule_cell(&before)?;
    let wanted_cell = Wanted {
        entry: typed,
        kinds: wanted.kinds.clone(),
        kind_of_new: wanted.kind_of_new,
        reason: reason.clone(),
        protocol: wanted.protocol.clone(),
    };
    let decided = cell::decide(&around.facts(tx, permit.author()), &standing_cell, &wanted_cell);
    let unseen = match &decided {
        Ok(changes) => overwrites_unseen(&before, changes, wanted.seen),
        Err(_) => before.revision() != wanted.seen,
    };
    if unseen {
        return Err(conflict(tx, profile, &facts, &before, &standing_cell).await?);
    }
    let changes = decided.map_err(Refusal::rule)?;
    if let Some(reason) = &reason {
        tx.because(reason.clone());
    }
    let mut carry = Carry::new(&mut *tx, profile, permit, &around, &before, &wanted, reason);
    carry.out(&changes).await?;
    let news = carry.news;
    leave_word(tx, &facts, student, news);
    saved(tx, profile, &facts, &permit, student, &around).await
}

/// Today by the institution's clocks.
pub(crate) fn today(read: &Read, profile: &RegulationProfile) -> chrono::NaiveDate {
    read.now().with_timezone(&profile.zone()).date_naive()
}

pub(crate) fn rule_cell(stored: &marks::Cell) -> Result<Cell, Refusal> {
    let marks = stored.marks.iter().map(standing).collect::<Result<Vec<_>, _>>()?;
    let attendance = stored.attendance.as_ref().and_then(|attendance| attendance.state.as_deref());
    let attendance = attendance.map(state).transpose()?;
    let attendance_set_at = stored.attendance.as_ref().map(|attendance| attendance.at);
    Ok(Cell { marks: marks.into_iter().flatten().collect(), attendance, attendance_set_at })
}

/// A stored code of attendance.
pub(crate) fn state(code: &str) -> Result<Attendance, Refusal> {
    Ok(Attendance::from_code(code).ok_or_else(|| Error::inconsistent("attendance", 0, format!("код «{code}»")))?)
}

/// Whether the changes would undo what somebody did after the person looked. What stands already, or stays beside what is
/// added, is no conflict, whoever wrote it: so the entries of one device may arrive in any order (abuse case 11).
fn overwrites_unseen(before: &marks::Cell, changes: &[Change], seen: i64) -> bool {
    let newer = |mark: &marks::CellMark| mark.act > seen;
    changes.iter().any(|change| match change {
        Change::Withdraw { mark } | Change::Revise { mark, .. } => {
            before.marks.iter().any(|stands| stands.id == *mark && newer(stands))
        }
        Change::Set { .. } => before.marks.iter().any(|mark| mark.value.is_none() && newer(mark)),
        Change::Attend { .. } => before.attendance.as_ref().is_some_and(|attendance| attendance.act > seen),
    })
}

async fn conflict(
    tx: &mut Tx,
    profile: &RegulationProfile,
    facts: &LessonFacts,
    stored: &marks::Cell,
    cell: &Cell,
) -> Result<Refusal, Refusal> {
    let Some((author, at)) = stored.last_touch() else {
        return Ok(Refusal::rule("Клетка изменилась. Обновите страницу и введите ещё раз."));
    };
    let permit = facts.may_read(tx)?;
    let names = people::names_of(tx, &permit, &[author]).await?;
    let author = names.first().map(|(_, name)| name.short()).unwrap_or_default();
    Ok(Refusal::Conflict(Theirs { text: cell_text(profile, cell), author, at, revision: stored.revision() }))
}

fn cell_text(profile: &RegulationProfile, cell: &Cell) -> String {
    let values: Vec<MarkValue> = cell.marks.iter().map(|mark| mark.value).collect();
    cell::text(profile, &values, cell.attendance)
}

/// The changes on their way into the record.
struct Carry<'a> {
    tx: &'a mut Tx,
    profile: &'static RegulationProfile,
    permit: MayRecord,
    around: &'a CellFacts,
    before: &'a marks::Cell,
    wanted: &'a SetCell,
    reason: Option<String>,
    /// Works whose mark of this student stands after the changes so far.
    taken: Vec<(WorkId, MarkId)>,
    /// When the family sees something of it.
    news: BTreeSet<DateTime<Utc>>,
}

impl<'a> Carry<'a> {
    fn new(
        tx: &'a mut Tx,
        profile: &'static RegulationProfile,
        permit: MayRecord,
        around: &'a CellFacts,
        before: &'a marks::Cell,
        wanted: &'a SetCell,
        reason: Option<String>,
    ) -> Self {
        let standing = before.marks.iter().filter(|mark| mark.value.is_some());
        let taken = standing.map(|mark| (mark.work_id, mark.id)).collect();
        Self { tx, profile, permit, around, before, wanted, reason, taken, news: BTreeSet::new() }
    }

    async fn out(&mut self, changes: &[Change]) -> Result<(), Refusal> {
        for change in changes {
            match change {
                Change::Withdraw { mark } => self.withdraw(*mark).await?,
                Change::Revise { mark, value, kind } => self.revise(*mark, *value, *kind).await?,
                Change::Set { value, kind, made_up } => {
                    let public_at = self.profile.public_at(self.tx.now());
                    self.set(*value, *kind, public_at, *made_up).await?;
                }
                Change::Attend { to } => self.attend(*to).await?,
            }
        }
        Ok(())
    }

    async fn withdraw(&mut self, mark: MarkId) -> Result<(), Refusal> {
        let stored = self.stored(mark)?;
        self.taken.retain(|(_, standing)| *standing != mark);
        let now = self.tx.now();
        if stored.public_at <= now {
            self.news.insert(now);
        }
        self.put(mark, stored.work_id, None, now, false).await
    }

    /// A mark that families see already stays visible while it is revised; any other becomes public after this saving.
    async fn revise(&mut self, mark: MarkId, value: MarkValue, kind: Option<WorkKindId>) -> Result<(), Refusal> {
        let (stored, now) = (self.stored(mark)?, self.tx.now());
        let public_at = if stored.public_at <= now { stored.public_at } else { self.profile.public_at(now) };
        if kind.is_some_and(|kind| kind.0 != stored.kind_id) {
            self.withdraw(mark).await?;
            return self.set(value, kind, public_at, false).await;
        }
        self.news.insert(public_at.max(now));
        self.put(mark, stored.work_id, Some(value), public_at, false).await
    }

    async fn set(
        &mut self,
        value: MarkValue,
        kind: Option<WorkKindId>,
        public_at: DateTime<Utc>,
        made_up: bool,
    ) -> Result<(), Refusal> {
        let kind = kind.ok_or_else(|| Refusal::rule("Выберите вид работы."))?;
        let free = self.around.works.iter().find(|work| work.kind_id == kind.0 && self.is_free(work.id));
        let work = match free {
            Some(work) => work.id,
            None => marks::add_work(self.tx, &self.permit, kind.0, self.weight(kind)).await?,
        };
        let mark = match self.withdrawn_of(work) {
            Some(withdrawn) => withdrawn,
            None => MarkId(self.tx.id().await?),
        };
        self.taken.push((work, mark));
        self.news.insert(public_at.max(self.tx.now()));
        self.put(mark, work, Some(value), public_at, made_up).await
    }

    /// Marks stand in the order of their numbers, which is the order in which they were typed: a withdrawn one is taken up
    /// again only where it comes last.
    fn is_free(&self, work: WorkId) -> bool {
        let last = self.taken.iter().map(|(_, mark)| *mark).max();
        let in_order = self.withdrawn_of(work).is_none_or(|withdrawn| last.is_none_or(|last| last < withdrawn));
        in_order && self.taken.iter().all(|(taken, _)| *taken != work)
    }

    fn withdrawn_of(&self, work: WorkId) -> Option<MarkId> {
        self.before.marks.iter().find(|mark| mark.work_id == work).map(|mark| mark.id)
    }

    async fn put(
        &mut self,
        id: MarkId,
        work: WorkId,
        value: Option<MarkValue>,
        public_at: DateTime<Utc>,
        made_up: bool,
    ) -> Result<(), Refusal> {
        let new = NewMark {
            id,
            work,
            student: self.wanted.student,
            value: value.map(|value| value.to_string()),
            public_at,
            entered_at: self.wanted.entered_at,
            reason: self.reason.clone(),
            protocol: self.wanted.protocol.as_ref().filter(|_| made_up).map(Protocol::in_words),
        };
        Ok(marks::put(self.tx, &self.permit, &[new]).await?)
    }

    async fn attend(&mut self, to: Option<Attendance>) -> Result<(), Refusal> {
        let state = to.map(|state| state.code().to_owned());
        let new = NewAttendance { student: self.wanted.student, state, entered_at: self.wanted.entered_at };
        self.news.insert(self.tx.now());
        Ok(attendance::put(self.tx, &self.permit, &[new]).await?)
    }

    fn stored(&self, mark: MarkId) -> Result<marks::CellMark, Refusal> {
        let stored = self.before.marks.iter().find(|stored| stored.id == mark);
        Ok(stored.cloned().ok_or_else(|| Error::inconsistent("mark", mark.0, "нет в клетке"))?)
    }

    fn weight(&self, kind: WorkKindId) -> i64 {
        let rule = self.around.kinds.iter().find(|(id, _)| *id == kind);
        rule.map_or(1, |(_, kind)| i64::from(kind.weight))
    }
}

/// Open journals hear of it at once, families when there is something for them to see.
fn leave_word(tx: &mut Tx, facts: &LessonFacts, student: PersonId, news: BTreeSet<DateTime<Utc>>) {
    let (institution, now) = (tx.institution(), tx.now());
    let page = News::Page { page: facts.page.card.id.0, lesson: facts.lesson.id.0 };
    tx.queue(Parcel { institution, news: page, due_at: now });
    for due_at in news {
        tx.queue(Parcel { institution, news: News::Diaries { students: vec![student.0] }, due_at });
    }
}

async fn saved(
    tx: &mut Tx,
    profile: &RegulationProfile,
    facts: &LessonFacts,
    permit: &MayRecord,
    student: PersonId,
    around: &CellFacts,
) -> Result<CellSaved, Refusal> {
    let stored = marks::cell(tx, permit, student).await?;
    let cell = rule_cell(&stored)?;
    let kind_name = |id: i64| around.kinds.iter().find(|(kind, _)| kind.0 == id).map(|(_, kind)| kind.name.clone());
    let saved_marks = stored.marks.iter().filter_map(|mark| {
        let (value, kind_name) = (mark.value.clone()?, kind_name(mark.kind_id).unwrap_or_default());
        Some(SavedMark { id: mark.id.0, value, kind: mark.kind_id, kind_name, public_at: mark.public_at })
    });
    let marks: Vec<SavedMark> = saved_marks.collect();
    let summary = summary(tx, profile, facts, student, around).await?;
    Ok(CellSaved {
        text: cell_text(profile, &cell),
        marks,
        attendance: stored.attendance.as_ref().and_then(|attendance| attendance.state.clone()),
        revision: stored.revision(),
        average: summary.average.as_ref().map(ToString::to_string).unwrap_or_default(),
        suggested: summary.average.as_ref().and_then(|average| average.suggested(profile)).map(|mark| mark.to_string()),
        marks_count: summary.average.as_ref().map_or(0, Average::count),
        absences: summary.absences,
    })
}

struct Summary {
    average: Option<Average>,
    absences: usize,
}

async fn summary(
    tx: &mut Tx,
    profile: &RegulationProfile,
    facts: &LessonFacts,
    student: PersonId,
    around: &CellFacts,
) -> Result<Summary, Refusal> {
    let Some(term) = &around.lesson.term else { return Ok(Summary { average: None, absences: 0 }) };
    let permit = facts.may_read(tx)?;
    let (marks, states) = journal::of_student(tx, &permit, student, *term.start(), *term.end()).await?;
    let weighed = |mark: &journal::GridMark| {
        let value = mark.value.as_deref()?.parse().ok()?;
        Some(WeighedMark { value, weight: u32::try_from(mark.weight).unwrap_or(1) })
    };
    let weighed: Vec<WeighedMark> = marks.iter().filter_map(weighed).collect();
    let absent = |code: &&String| Attendance::from_code(code).is_some_and(Attendance::is_absence);
    Ok(Summary { average: Average::of(profile, &weighed), absences: states.iter().filter(absent).count() })
}

//! From what a cell holds to what was entered: the changes that lead there, or the rule that forbids one of them.
//!
//! The rules look at the cell as a whole, because they are about its whole: two marks, a mark beside an absence. An entry that changes
//! nothing is never refused, and what was saved under other rules is not judged again.

use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, Utc};

use crate::attendance::{self, Attendance, AttendanceRule};
use crate::corrections::{self, CorrectionRule};
use crate::deadlines::{self, Due, LessonTime, Part};
use crate::ids::{MarkId, PersonId, WorkKindId};
use crate::marks::entry::Entry;
use crate::marks::plan::{Plan, Planned};
use crate::marks::{MarkValue, WorkKind, scale_in_words};
use crate::refusal::Refusal;
use crate::regulation::{ColumnDate, MadeUpWork, Marker, Noun, RegulationProfile, Setting, TwoInCell};
use crate::wording;

/// A lesson as its cells need it.
#[derive(Debug, Clone)]
pub struct Lesson {
    pub time: LessonTime,
    /// The period of the page that the lesson lies in; `None` outside every period.
    pub term: Option<RangeInclusive<NaiveDate>>,
    /// The subject is taught without marks.
    pub ungraded: bool,
    /// The subject is flagged for two marks in a cell.
    pub two_marks: bool,
    /// Attendance of the whole class has been confirmed, so that an empty cell says «present».
    pub attendance_confirmed: bool,
}

/// What the rules of a cell are decided from.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    pub profile: &'a RegulationProfile,
    pub now: DateTime<Utc>,
    /// Who enters, and as what.
    pub by: PersonId,
    pub hand: Marker,
    pub lesson: &'a Lesson,
    /// The days on which the student is in this class or group.
    pub enrolled: &'a RangeInclusive<NaiveDate>,
    /// Every kind of work in use in the institution.
    pub kinds: &'a [(WorkKindId, WorkKind)],
    /// The kinds for marks entered without one, the likeliest first: of the lesson's works, then of the page.
    pub usual_kinds: &'a [WorkKindId],
}

/// One mark that stands in the cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellMark {
    pub id: MarkId,
    pub value: MarkValue,
    pub kind: Option<WorkKindId>,
    pub author: PersonId,
    pub set_at: DateTime<Utc>,
}

/// What the cell holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// In the order in which they are shown.
    pub marks: Vec<CellMark>,
    pub attendance: Option<Attendance>,
    /// When the attendance was last changed.
    pub attendance_set_at: Option<DateTime<Utc>>,
}

/// What the cell is to hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    pub entry: Entry,
    /// The kinds of work for the marks, in order; may be shorter. `None` leaves a mark its kind.
    pub kinds: Vec<Option<WorkKindId>>,
    /// The kind of work for marks that are new and have none of `kinds`.
    pub kind_of_new: Option<WorkKindId>,
    /// Why something saved is changed, where the regulation asks for it.
    pub reason: Option<String>,
    /// The protocol by which a missed topic was passed.
    pub protocol: Option<Protocol>,
}

/// Протокол сдачи of a missed topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protocol {
    pub number: String,
    pub day: NaiveDate,
}

impl Protocol {
    /// «№ 12 от 20.11.2026»: as the record keeps it.
    pub fn in_words(&self) -> String {
        format!("№ {} от {}", self.number.trim(), wording::numeric_date(self.day))
    }
}

/// One step from the cell as it is to the cell as it was entered, in the order in which the steps are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Withdraw {
        mark: MarkId,
    },
    Revise {
        mark: MarkId,
        value: MarkValue,
        kind: Option<WorkKindId>,
    },
    /// `made_up`: for work done although the lesson was missed.
    Set {
        value: MarkValue,
        kind: Option<WorkKindId>,
        made_up: bool,
    },
    /// `None`: the student was there.
    Attend {
        to: Option<Attendance>,
    },
}

/// Which rule of a cell refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkRule {
    OutsideTerm,
    ///
    Future,
    NotInClass,
    OutsideScale,
    ///
    Ungraded,
    /// R-143, where marks stand in the column of the day of entry.
    NotToday,
    ///
    ThirdMark,
    ///
    SameKind,
    ///
    OneMarkOnly,
    ///
    KindNeeded,
    /// A kind of work that the institution does not have.
    UnknownKind,
    ///
    MissedLesson,
    ///
    ProtocolNeeded,
    ProtocolWrong,
    Correction(CorrectionRule),
    Attendance(AttendanceRule),
}

type Decided<T> = Result<T, Refusal<MarkRule>>;

/// The changes that make the cell what was entered, or the rule that forbids one of them.
pub fn decide(facts: &Facts<'_>, cell: &Cell, wanted: &Wanted) -> Decided<Vec<Change>> {
    let attendance = facts.attendance_after(cell, wanted)?;
    let plan = Plan::of(facts, cell, wanted)?;
    let changes = plan.changes(facts, cell.attendance, attendance);
    if changes.is_empty() {
        return Ok(changes);
    }
    facts.lesson_is_open()?;
    facts.student_is_in_class(&changes)?;
    facts.marks_may_change(&plan, wanted)?;
    facts.attendance_may_change(cell, attendance, wanted)?;
    facts.marks_fit(&plan)?;
    facts.absence_fits(cell, &plan, attendance, wanted)?;
    Ok(changes)
}

/// «5 4», «5/4», «Н 5»: the text of a cell, which entered again changes nothing.
pub fn text(profile: &RegulationProfile, marks: &[MarkValue], attendance: Option<Attendance>) -> String {
    let between = if profile.marks.two_in_cell.value == TwoInCell::FlaggedSubjects { "/" } else { " " };
    let marks = marks.iter().map(MarkValue::to_string).collect::<Vec<_>>().join(between);
    let sign = attendance.map(|state| attendance::shown(profile, state));
    sign.into_iter().chain((!marks.is_empty()).then_some(marks.as_str())).collect::<Vec<_>>().join(" ")
}

impl Facts<'_> {
    /// When a mark of this cell is due.
    pub(crate) fn mark_due(&self, mark: &CellMark) -> Due {
        let kind = mark.kind.and_then(|kind| self.kind(kind));
        deadlines::due(self.profile, Part::Mark(kind), &self.lesson.time)
    }

    pub(super) fn kind(&self, id: WorkKindId) -> Option<&WorkKind> {
        self.kinds.iter().find(|(known, _)| *known == id).map(|(_, kind)| kind)
    }

    fn today(&self) -> NaiveDate {
        self.now.with_timezone(&self.profile.zone()).date_naive()
    }

    fn attendance_after(&self, cell: &Cell, wanted: &Wanted) -> Decided<Option<Attendance>> {
        let marked = attendance::marked(self.profile, self.hand, cell.attendance, wanted.entry.sign);
        marked.map_err(|refusal| refusal.within(MarkRule::Attendance))
    }

    fn lesson_is_open(&self) -> Decided<()> {
        let day = self.lesson.time.day;
        if !self.lesson.term.as_ref().is_some_and(|term| term.contains(&day)) {
            let said = format!("{}, не входит ни в один учебный период этого журнала", wording::date(day));
            return Err(Refusal::common(MarkRule::OutsideTerm, said));
        }
        if self.now < deadlines::begins(self.profile, &self.lesson.time) {
            let (lesson, mark) = (self.profile.word(Noun::Lesson), self.profile.word(Noun::Mark));
            let starts = wording::time(self.lesson.time.starts);
            let said = format!(
                "Начало {} – {}, в {starts}. До него {} и посещаемость не ставятся",
                lesson.genitive(),
                wording::date(day),
                mark.plural()
            );
            return Err(Refusal::by(self.profile.basis(&self.profile.marks.column_date), MarkRule::Future, said));
        }
        Ok(())
    }

    /// What stands there may be taken away; nothing may be given to a student who was not in the class.
    fn student_is_in_class(&self, changes: &[Change]) -> Decided<()> {
        let gives = |change: &Change| !matches!(change, Change::Withdraw { .. } | Change::Attend { to: None });
        if self.enrolled.contains(&self.lesson.time.day) || !changes.iter().any(gives) {
            return Ok(());
        }
        let said = format!(
            "{} в этот день, {}, не числится в {}. Списки ведёт классный руководитель",
            self.profile.word(Noun::Learner).capitalised(),
            wording::date(self.lesson.time.day),
            self.profile.word(Noun::Unit).prepositional()
        );
        Err(Refusal::common(MarkRule::NotInClass, said))
    }

    fn marks_may_change(&self, plan: &Plan<'_>, wanted: &Wanted) -> Decided<()> {
        plan.touched().try_for_each(|mark| {
            corrections::may_change(self, mark, wanted.reason.as_deref())
                .map_err(|refusal| refusal.within(MarkRule::Correction))
        })
    }

    /// a first entry is never too late; changing what was said is a correction.
    fn attendance_may_change(&self, cell: &Cell, after: Option<Attendance>, wanted: &Wanted) -> Decided<()> {
        let said_before = cell.attendance.is_some() || self.lesson.attendance_confirmed;
        if cell.attendance == after || !said_before {
            return Ok(());
        }
        let due = deadlines::due(self.profile, Part::Attendance, &self.lesson.time);
        corrections::may_change_record(self.profile, due, cell.attendance_set_at, self.now, wanted.reason.as_deref())
            .map_err(|refusal| refusal.within(MarkRule::Correction))
    }

    /// Whether the new marks may stand here, each alone and together with what stays.
    fn marks_fit(&self, plan: &Plan<'_>) -> Decided<()> {
        if plan.fresh().next().is_none() {
            return Ok(());
        }
        self.subject_takes_marks()?;
        self.column_is_right()?;
        plan.fresh().try_for_each(|mark| self.mark_fits(mark))?;
        self.marks_fit_together(&plan.planned().collect::<Vec<_>>())
    }

    fn subject_takes_marks(&self) -> Decided<()> {
        if !self.lesson.ungraded {
            return Ok(());
        }
        let (mark, signs) = (self.profile.word(Noun::Mark), attendance::signs_to_mark(self.profile).join(", "));
        let said = format!(
            "По этому предмету {} не выставляются, в клетку ставится только посещаемость: {signs}",
            mark.plural()
        );
        Err(self.refused(&self.profile.marks.ungraded_subjects, MarkRule::Ungraded, said))
    }

    fn column_is_right(&self) -> Decided<()> {
        let setting = &self.profile.marks.column_date;
        match setting.value {
            ColumnDate::Entry if self.lesson.time.day != self.today() => {
                let said = format!(
                    "{} ставится в колонку того дня, когда вносится",
                    self.profile.word(Noun::Mark).capitalised()
                );
                Err(self.refused(setting, MarkRule::NotToday, said))
            }
            ColumnDate::Entry | ColumnDate::Work => Ok(()),
        }
    }

    fn mark_fits(&self, mark: &Planned) -> Decided<()> {
        if !self.profile.scale().contains(&mark.value) {
            let word = self.profile.word(Noun::Mark).capitalised();
            let said = format!("{word} «{}» не входит в шкалу: {}", mark.value, scale_in_words(self.profile));
            return Err(self.refused(&self.profile.marks.current, MarkRule::OutsideScale, said));
        }
        if mark.kind.is_none() && self.profile.marks.work_kind_required.value {
            let said =
                format!("Выберите вид работы, за который ставится {}", self.profile.word(Noun::Mark).nominative());
            return Err(self.refused(&self.profile.marks.work_kind_required, MarkRule::KindNeeded, said));
        }
        Ok(())
    }

    fn marks_fit_together(&self, marks: &[&Planned]) -> Decided<()> {
        let setting = &self.profile.marks.two_in_cell;
        let word = self.profile.word(Noun::Mark);
        let lesson = self.profile.word(Noun::Lesson).accusative();
        match (marks, setting.value) {
            ([] | [_], _) => Ok(()),
            ([_, _, _, ..], _) => {
                let said = format!("Больше двух {} за {lesson} поставить нельзя", word.genitive_plural());
                Err(self.refused(setting, MarkRule::ThirdMark, said))
            }
            (_, TwoInCell::Never) => {
                let said = format!("За {lesson} ставится только одна {}", word.nominative());
                Err(self.refused(setting, MarkRule::OneMarkOnly, said))
            }
            (_, TwoInCell::FlaggedSubjects) if !self.lesson.two_marks => {
                let subjects = self.profile.two_mark_subjects().join(", ");
                let said = format!("Вторая {} в клетке допускается только по предметам: {subjects}", word.nominative());
                Err(self.refused(setting, MarkRule::OneMarkOnly, said))
            }
            ([first, second], TwoInCell::DifferentKinds) if first.kind == second.kind => {
                let kind = first
                    .kind
                    .and_then(|kind| self.kind(kind))
                    .map_or("без вида работы", |kind| kind.name.as_str());
                let said = format!(
                    "Две {} за {lesson} ставятся за разные виды работ, а здесь обе – «{kind}». Выберите для второй другой вид работы",
                    word.genitive()
                );
                Err(self.refused(setting, MarkRule::SameKind, said))
            }
            _ => Ok(()),
        }
    }

    /// A mark and an absence together, when either of them is new.
    fn absence_fits(&self, cell: &Cell, plan: &Plan<'_>, after: Option<Attendance>, wanted: &Wanted) -> Decided<()> {
        let is_new = plan.fresh().next().is_some() || cell.attendance != after;
        match after.filter(|state| state.is_absence()) {
            Some(absence) if is_new && plan.planned().next().is_some() => {
                self.made_up_work_fits(absence, wanted.protocol.as_ref())
            }
            _ => Ok(()),
        }
    }

    fn made_up_work_fits(&self, absence: Attendance, protocol: Option<&Protocol>) -> Decided<()> {
        let setting = &self.profile.marks.for_missed_lesson;
        let (mark, sign) = (self.profile.word(Noun::Mark).nominative(), attendance::shown(self.profile, absence));
        let after_valid_reason = matches!(absence, Attendance::Ill | Attendance::Excused);
        match (setting.value, protocol) {
            (MadeUpWork::Allowed, None) => Ok(()),
            (MadeUpWork::Never, _) => {
                let said = format!("Рядом с «{sign}» {mark} не ставится");
                Err(self.refused(setting, MarkRule::MissedLesson, said))
            }
            (MadeUpWork::ByProtocol, _) if !after_valid_reason => {
                let said = format!(
                    "При «{sign}» {mark} не ставится: пропущенную тему сдают после болезни или по уважительной причине"
                );
                Err(self.refused(setting, MarkRule::MissedLesson, said))
            }
            (MadeUpWork::ByProtocol, None) => {
                let said =
                    format!("Тема пропущена («{sign}»): {mark} ставится по протоколу сдачи, нужны его номер и дата");
                Err(self.refused(setting, MarkRule::ProtocolNeeded, said))
            }
            (MadeUpWork::Allowed | MadeUpWork::ByProtocol, Some(protocol)) => self.protocol_fits(protocol),
        }
    }

    fn protocol_fits(&self, protocol: &Protocol) -> Decided<()> {
        let number = protocol.number.trim();
        let numbered = !number.is_empty() && crate::text::tidy(number, 30, true).is_ok_and(|tidy| tidy == number);
        if numbered && (self.lesson.time.day..=self.today()).contains(&protocol.day) {
            return Ok(());
        }
        let said = format!(
            "Протоколу сдачи нужны номер и дата: не раньше {} и не позже сегодняшней",
            wording::numeric_date(self.lesson.time.day)
        );
        Err(self.refused(&self.profile.marks.for_missed_lesson, MarkRule::ProtocolWrong, said))
    }

    fn refused<T>(&self, setting: &Setting<T>, rule: MarkRule, said: String) -> Refusal<MarkRule> {
        Refusal::by(self.profile.basis(setting), rule, said)
    }
}

#[cfg(test)]
mod tests;

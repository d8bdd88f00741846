//! The scene that the tests of cells and corrections are played in: one lesson of algebra, one teacher, one student.

use std::fmt;
use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::attendance::Attendance;
use crate::deadlines::{self, LessonTime};
use crate::ids::{MarkId, PersonId, WorkKindId};
use crate::marks::WorkKind;
use crate::marks::cell::{self, Cell, CellMark, Change, Facts, Lesson, MarkRule, Wanted};
use crate::marks::entry;
use crate::refusal::Refusal;
use crate::regulation::{Marker, RegulationProfile};

pub(crate) const TEACHER: PersonId = PersonId(1);
pub(crate) const COLLEAGUE: PersonId = PersonId(2);
pub(crate) const ANSWER: WorkKindId = WorkKindId(1);
pub(crate) const DICTATION: WorkKindId = WorkKindId(2);
pub(crate) const MONITORING: WorkKindId = WorkKindId(3);

/// Thursday, 3 December 2026, 10:40–11:25 in Moscow; the entry is made at 11:00 unless a test moves the clock.
#[derive(Clone)]
pub(crate) struct Scene {
    pub profile: RegulationProfile,
    pub now: DateTime<Utc>,
    pub by: PersonId,
    pub hand: Marker,
    pub lesson: Lesson,
    pub enrolled: RangeInclusive<NaiveDate>,
    pub kinds: Vec<(WorkKindId, WorkKind)>,
    pub usual_kinds: Vec<WorkKindId>,
    pub cell: Cell,
    pub wanted: Wanted,
}

impl fmt::Debug for Scene {
    /// What a failed property needs to be understood.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}: {:?}, two marks: {}", self.profile.code(), self.now, self.cell, self.lesson.two_marks)
    }
}

pub(crate) fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).expect("a day")
}

impl Scene {
    pub fn of(code: &str) -> Self {
        Self::under(RegulationProfile::builtin(code).expect("built in").clone())
    }

    pub fn under(profile: RegulationProfile) -> Self {
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).expect("a time");
        let time = LessonTime { day: day(12, 3), starts: at(10, 40), ends: at(11, 25), classes_end: at(14, 20) };
        let kind = |name: &str, written, monitoring| WorkKind {
            name: name.into(),
            written,
            control: false,
            monitoring,
            numbered: false,
            weight: 1,
            checking_days: None,
        };
        Self {
            now: deadlines::begins(&profile, &time).with_timezone(&Utc) + TimeDelta::minutes(20),
            profile,
            by: TEACHER,
            hand: Marker::Teacher,
            lesson: Lesson {
                time,
                term: Some(day(11, 9)..=day(12, 30)),
                ungraded: false,
                two_marks: false,
                attendance_confirmed: false,
            },
            enrolled: day(9, 1)..=NaiveDate::MAX,
            kinds: vec![
                (ANSWER, kind("ответ на уроке", false, false)),
                (DICTATION, kind("диктант", true, false)),
                (MONITORING, kind("мониторинговая работа", true, true)),
            ],
            usual_kinds: vec![ANSWER, DICTATION],
            cell: Cell::default(),
            wanted: Wanted::default(),
        }
    }

    /// A mark of the teacher for an answer, saved so many seconds ago.
    pub fn holding(self, values: &str, seconds_ago: i64) -> Self {
        values
            .chars()
            .zip([ANSWER, DICTATION])
            .fold(self, |scene, (value, kind)| scene.holding_mark(value, Some(kind), seconds_ago))
    }

    pub fn holding_mark(mut self, value: char, kind: Option<WorkKindId>, seconds_ago: i64) -> Self {
        let id = MarkId(self.cell.marks.len() as i64 + 1);
        let value = value.to_string().parse().expect("a mark");
        let set_at = self.now - TimeDelta::seconds(seconds_ago);
        self.cell.marks.push(CellMark { id, value, kind, author: TEACHER, set_at });
        self
    }

    pub fn absent(mut self, attendance: Attendance, seconds_ago: i64) -> Self {
        self.cell.attendance = Some(attendance);
        self.cell.attendance_set_at = Some(self.now - TimeDelta::seconds(seconds_ago));
        self
    }

    pub fn later(mut self, minutes: i64) -> Self {
        self.now += TimeDelta::minutes(minutes);
        self
    }

    pub fn facts(&self) -> Facts<'_> {
        Facts {
            profile: &self.profile,
            now: self.now,
            by: self.by,
            hand: self.hand,
            lesson: &self.lesson,
            enrolled: &self.enrolled,
            kinds: &self.kinds,
            usual_kinds: &self.usual_kinds,
        }
    }

    /// What typing a text into the cell does.
    pub fn enter(&self, text: &str) -> Result<Vec<Change>, Refusal<MarkRule>> {
        let entry = entry::parse(&self.profile, text).unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
        cell::decide(&self.facts(), &self.cell, &Wanted { entry, ..self.wanted.clone() })
    }

    /// Which rule forbids it.
    pub fn refused(&self, text: &str) -> MarkRule {
        self.enter(text).expect_err(text).rule
    }

    pub fn text(&self) -> String {
        let marks: Vec<_> = self.cell.marks.iter().map(|mark| mark.value).collect();
        cell::text(&self.profile, &marks, self.cell.attendance)
    }

    /// The scene after the changes have been made.
    pub fn after(mut self, changes: &[Change]) -> Self {
        for change in changes {
            match change {
                Change::Withdraw { mark } => self.cell.marks.retain(|standing| standing.id != *mark),
                Change::Revise { mark, value, kind } => {
                    let standing =
                        self.cell.marks.iter_mut().find(|standing| standing.id == *mark).expect("a mark of the cell");
                    (standing.value, standing.kind, standing.set_at) = (*value, *kind, self.now);
                }
                Change::Set { value, kind, .. } => {
                    let id = MarkId(self.cell.marks.iter().map(|mark| mark.id.0).max().unwrap_or_default() + 1);
                    self.cell.marks.push(CellMark {
                        id,
                        value: *value,
                        kind: *kind,
                        author: self.by,
                        set_at: self.now,
                    });
                }
                Change::Attend { to } => (self.cell.attendance, self.cell.attendance_set_at) = (*to, Some(self.now)),
            }
        }
        self
    }
}

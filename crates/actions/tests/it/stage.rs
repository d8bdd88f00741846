//! Somebody of the cast at work: acts under a regulation, and what they left in the database.

use std::sync::Arc;
use std::time::Duration;

use parta_actions::attendance::{AttendanceConfirmed, ConfirmAttendance};
use parta_actions::cells::{CellSaved, SetCell};
use parta_actions::records::{RecordSaved, WriteRecord};
use parta_actions::{Refusal, absences, attendance, cells, corrections, marks, records};
use parta_school::access::{Actor, may_set_up};
use parta_school::ids::{CorrectionId, LessonId, MarkId, PageId, PersonId};
use parta_school::marks::MarkValue;
use parta_school::regulation::RegulationProfile;
use parta_store::classes::{ClassPlan, TeachingRow};
use parta_store::fixture::{Cast, day};
use parta_store::outbox::{News, Parcel};
use parta_store::people::AssignmentRow;
use parta_store::{Act, RequestKey, Tx, classes, people};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::broadcast::Receiver;

/// One person under one regulation.
#[derive(Clone)]
pub struct Hand<'a> {
    cast: &'a Cast,
    who: Arc<Actor>,
    profile: &'static RegulationProfile,
    key: Option<RequestKey>,
}

/// Somebody of the first school, under the school's regulation.
pub async fn by(cast: &Cast, person: PersonId) -> Hand<'_> {
    Hand::new(cast, cast.who(person).await, "P0")
}

/// The same under the college's.
pub async fn in_college(cast: &Cast, person: PersonId) -> Hand<'_> {
    Hand::new(cast, cast.who(person).await, "P3")
}

impl<'a> Hand<'a> {
    pub fn new(cast: &'a Cast, who: Arc<Actor>, profile: &str) -> Self {
        Self { cast, who, profile: RegulationProfile::builtin(profile).expect("built in"), key: None }
    }

    /// The same hand, sending under this number.
    pub fn keyed(&self, key: &str) -> Self {
        Self { key: Some(RequestKey::new(key).expect("a key")), ..self.clone() }
    }

    pub async fn act<T, F>(&self, kind: &'static str, closure: F) -> Result<T, Refusal>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: AsyncFnOnce(&mut Tx) -> Result<T, Refusal> + Send + 'static,
    {
        self.cast.db.act(&self.who, Act::new(kind, "test").with_key(self.key.clone()), closure).await
    }

    pub async fn set(&self, wanted: SetCell) -> Result<CellSaved, Refusal> {
        let profile = self.profile;
        self.act("cell.set", async move |tx| cells::set(tx, profile, wanted).await).await
    }

    /// Types a text into a cell that is seen as it stands.
    pub async fn types(&self, lesson: LessonId, student: PersonId, entry: &str) -> Result<CellSaved, Refusal> {
        self.set(SetCell { seen: self.cast.revision(lesson, student).await, ..cell(lesson, student, entry) }).await
    }

    pub async fn write(&self, wanted: WriteRecord) -> Result<RecordSaved, Refusal> {
        let profile = self.profile;
        self.act("record.write", async move |tx| records::write(tx, profile, wanted).await).await
    }

    pub async fn confirm(&self, wanted: ConfirmAttendance) -> Result<AttendanceConfirmed, Refusal> {
        let profile = self.profile;
        self.act("attendance.confirm", async move |tx| attendance::confirm(tx, profile, wanted).await).await
    }

    pub async fn withdraw(&self, mark: MarkId) -> Result<(), Refusal> {
        let profile = self.profile;
        self.act("mark.withdraw", async move |tx| marks::withdraw(tx, profile, mark).await).await
    }

    pub async fn explain(&self, lesson: LessonId, student: PersonId, code: &str) -> Result<(), Refusal> {
        let (profile, code) = (self.profile, code.to_owned());
        self.act("absence.explain", async move |tx| absences::explain(tx, profile, lesson, student, &code).await).await
    }

    /// Asks that a mark become `wanted`; nothing to have it taken away.
    pub async fn request(&self, mark: MarkId, wanted: &str, why: &str) -> Result<CorrectionId, Refusal> {
        let (profile, why) = (self.profile, why.to_owned());
        let wanted: Option<MarkValue> = (!wanted.is_empty()).then(|| wanted.parse().expect("a figure"));
        self.act("correction.request", async move |tx| corrections::request(tx, profile, mark, wanted, &why).await)
            .await
    }

    pub async fn confirm_correction(&self, id: CorrectionId) -> Result<(), Refusal> {
        let profile = self.profile;
        self.act("correction.confirm", async move |tx| corrections::confirm(tx, profile, id).await).await
    }

    pub async fn refuse_correction(&self, id: CorrectionId, why: &str) -> Result<(), Refusal> {
        let (profile, why) = (self.profile, why.to_owned());
        self.act("correction.refuse", async move |tx| corrections::refuse(tx, profile, id, &why).await).await
    }

    pub async fn execute_correction(&self, id: CorrectionId) -> Result<(), Refusal> {
        let profile = self.profile;
        self.act("correction.execute", async move |tx| corrections::execute(tx, profile, id).await).await
    }
}

/// A text for a cell that nobody has touched yet.
pub fn cell(lesson: LessonId, student: PersonId, entry: &str) -> SetCell {
    SetCell {
        lesson,
        student,
        entry: entry.into(),
        kinds: Vec::new(),
        kind_of_new: None,
        seen: 0,
        entered_at: None,
        reason: None,
        protocol: None,
    }
}

/// Topic and homework for a lesson of which nothing is recorded yet.
pub fn record(lesson: LessonId, topic: &str, homework: &str) -> WriteRecord {
    WriteRecord {
        lesson,
        topic: topic.into(),
        homework: homework.into(),
        homework_none: false,
        seen: 0,
        entered_at: None,
        reason: None,
    }
}

/// Who is absent from a lesson, everybody else being there.
pub fn roll_call(lesson: LessonId, absent: &[(PersonId, &str)]) -> ConfirmAttendance {
    let absent = absent.iter().map(|(student, code)| (*student, (*code).to_owned())).collect();
    ConfirmAttendance { lesson, absent, seen: 0, entered_at: None, reason: None }
}

/// What is looked up behind the program's back.
#[allow(async_fn_in_trait)]
pub trait Traces {
    /// How many rows every table of the record has, with the number of the last act of both schools.
    async fn traces(&self) -> Vec<String>;
    /// The revision of a cell.
    async fn revision(&self, lesson: LessonId, student: PersonId) -> i64;
    /// The values of a cell's marks with their kinds of work, as they stand.
    async fn marks(&self, lesson: LessonId, student: PersonId) -> Vec<String>;
    /// The one mark of a cell.
    async fn mark(&self, lesson: LessonId, student: PersonId) -> MarkId;
    /// The state of attendance: its code, «present», or nothing where nothing was ever recorded.
    async fn state(&self, lesson: LessonId, student: PersonId) -> Vec<String>;
    /// Everything that the refused act must not have changed, around it: gives the sentence.
    async fn refused<T: std::fmt::Debug>(&self, act: impl Future<Output = Result<T, Refusal>>) -> String;
}

impl Traces for Cast {
    async fn traces(&self) -> Vec<String> {
        let tables = [
            "mark",
            "mark_revision",
            "work",
            "attendance",
            "attendance_revision",
            "attendance_check",
            "record",
            "record_revision",
            "correction",
            "correction_revision",
            "lesson",
            "person",
            "room",
            "class_group",
            "account",
            "act",
            "outbox",
        ];
        let counts = tables.map(|table| format!("SELECT '{table} ' || CAST(COUNT(*) AS TEXT) FROM {table}"));
        let head = "SELECT 'head ' || CAST(SUM(number) AS TEXT) FROM audit_head";
        let mut traces = self.texts(&format!("{} UNION ALL {head}", counts.join(" UNION ALL "))).await;
        traces.sort();
        traces
    }

    async fn revision(&self, lesson: LessonId, student: PersonId) -> i64 {
        let of =
            format!("WHERE institution_id = {} AND lesson_id = {lesson} AND student_id = {student}", self.school.id);
        self.number(&format!("SELECT COALESCE(MAX(act), 0) FROM (SELECT act FROM mark {of} UNION ALL SELECT act FROM attendance {of}) AS a"))
            .await
    }

    async fn marks(&self, lesson: LessonId, student: PersonId) -> Vec<String> {
        let marks = format!(
            "SELECT m.value || ' ' || k.name FROM mark m
             JOIN work w ON w.institution_id = m.institution_id AND w.id = m.work_id
             JOIN work_kind k ON k.institution_id = w.institution_id AND k.id = w.kind_id
             WHERE m.institution_id = {} AND m.lesson_id = {lesson} AND m.student_id = {student} AND m.value IS NOT NULL ORDER BY m.id",
            self.school.id
        );
        self.texts(&marks).await
    }

    async fn mark(&self, lesson: LessonId, student: PersonId) -> MarkId {
        let mark = format!(
            "SELECT id FROM mark WHERE institution_id = {} AND lesson_id = {lesson} AND student_id = {student}",
            self.school.id
        );
        MarkId(self.number(&mark).await)
    }

    async fn state(&self, lesson: LessonId, student: PersonId) -> Vec<String> {
        let state = format!(
            "SELECT COALESCE(state, 'present') FROM attendance WHERE institution_id = {} AND lesson_id = {lesson} AND student_id = {student}",
            self.school.id
        );
        self.texts(&state).await
    }

    async fn refused<T: std::fmt::Debug>(&self, act: impl Future<Output = Result<T, Refusal>>) -> String {
        let before = self.traces().await;
        let refusal = act.await.expect_err("it is refused");
        assert_eq!(self.traces().await, before, "a refused act has written something: {refusal}");
        refusal.to_string()
    }
}

/// What was told to those who listen since they began to, or since this was asked last. Word goes out after the answer.
pub async fn heard(parcels: &mut Receiver<Parcel>) -> Vec<News> {
    let mut heard = Vec::new();
    while let Ok(Ok(parcel)) = tokio::time::timeout(Duration::from_millis(300), parcels.recv()).await {
        heard.push(parcel.news);
    }
    heard
}

/// Gives somebody a page to teach besides, from 1 September.
pub async fn also_teaches(cast: &Cast, person: PersonId, page: PageId) {
    let operator = Arc::new(Actor::operator(cast.school.id));
    let joining = cast.db.act(&operator, Act::new("school.import", "test"), async move |tx| {
        let permit = may_set_up(tx.who()).expect("the operator may");
        let (person_id, page_id, first_day) = (person.0, page.0, day("2026-09-01"));
        let (assignment, teaching) = (tx.id().await?, tx.id().await?);
        let role = AssignmentRow {
            id: assignment,
            person_id,
            role: "subject_teacher",
            class_id: None,
            first_day,
            last_day: None,
            basis: None,
        };
        people::assign(tx, &permit, &[role]).await?;
        let teaching = vec![TeachingRow { id: teaching, page_id, person_id, hours: None, first_day, last_day: None }];
        classes::add(tx, &permit, &ClassPlan { teaching, ..ClassPlan::default() }).await
    });
    let joined: parta_store::Result<()> = joining.await;
    joined.expect("the page is taught by one more");
}

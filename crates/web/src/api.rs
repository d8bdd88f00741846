//! JSON for the page scripts: the same acts and the same policy as the pages.
//!
//! Documented in `docs/api/`; the shapes of refusals are `reply::in_json`.

use axum::Json;
use axum::extract::Path;
use axum::response::IntoResponse;
use chrono::{DateTime, Datelike, Utc};
use parta_actions::attendance::{self, ConfirmAttendance};
use parta_actions::cells::{self, CellSaved, SetCell};
use parta_actions::records::{self, WriteRecord};
use parta_school::attendance::Attendance;
use parta_school::ids::{LessonId, PersonId, WorkKindId};
use parta_school::marks::cell::Protocol;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::forms::Entry;
use crate::handlers::{look_of, moment_in_words};
use crate::reply::{Reply, Trouble};
use crate::visitor::Desk;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellEntry {
    entry: String,
    #[serde(default)]
    kinds: Vec<Option<i64>>,
    seen: i64,
    #[serde(default)]
    entered_at: Option<DateTime<Utc>>,
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    protocol: Option<ProtocolEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProtocolEntry {
    number: String,
    day: chrono::NaiveDate,
}

/// `PUT /api/v1/lessons/{lesson}/students/{student}`
pub async fn set_cell(desk: Desk, Path((lesson, student)): Path<(String, String)>, entry: Entry<CellEntry>) -> Reply {
    let wanted = SetCell {
        lesson: lesson_id(&lesson)?,
        student: student.parse::<PersonId>().map_err(|_| Trouble::unknown())?,
        entry: entry.body.entry,
        kinds: entry.body.kinds.into_iter().map(|kind| kind.map(WorkKindId)).collect(),
        kind_of_new: None,
        seen: entry.body.seen,
        entered_at: claimed(entry.body.entered_at),
        reason: entry.body.reason,
        protocol: entry.body.protocol.map(|protocol| Protocol { number: protocol.number, day: protocol.day }),
    };
    let (act, profile) = (desk.act("cell.set", entry.key), desk.profile());
    let saved = desk.app.db.act(&desk.visitor.who, act, async move |tx| cells::set(tx, profile, wanted).await).await?;
    Ok(Json(cell_json(&saved, desk.app.db.clock().now())).into_response())
}

fn cell_json(saved: &CellSaved, now: DateTime<Utc>) -> Value {
    let left = saved.marks.iter().map(|mark| (mark.public_at - now).num_seconds()).max();
    let attendance = saved.attendance.as_deref().and_then(Attendance::from_code);
    json!({
        "cell": {
            "text": saved.text,
            "marks": saved.marks,
            "attendance": saved.attendance,
            "revision": saved.revision,
            "look": look_of(saved.marks.iter().map(|mark| mark.value.as_str()), attendance),
        },
        "average": saved.average,
        "suggested": saved.suggested,
        "low": saved.suggested.as_deref().is_some_and(|mark| mark < "3"),
        "marks_count": saved.marks_count,
        "absences": saved.absences,
        "withdrawable_seconds": left.unwrap_or(0).max(0),
        "said": "сохранено",
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordEntry {
    topic: String,
    homework: String,
    #[serde(default)]
    homework_none: bool,
    seen: i64,
    #[serde(default)]
    entered_at: Option<DateTime<Utc>>,
    #[serde(default)]
    reason: Option<String>,
}

/// `PUT /api/v1/lessons/{lesson}/record`
pub async fn write_record(desk: Desk, Path(lesson): Path<String>, entry: Entry<RecordEntry>) -> Reply {
    let wanted = WriteRecord {
        lesson: lesson_id(&lesson)?,
        topic: entry.body.topic,
        homework: entry.body.homework,
        homework_none: entry.body.homework_none,
        seen: entry.body.seen,
        entered_at: claimed(entry.body.entered_at),
        reason: entry.body.reason,
    };
    let (act, profile) = (desk.act("record.write", entry.key), desk.profile());
    let saved =
        desk.app.db.act(&desk.visitor.who, act, async move |tx| records::write(tx, profile, wanted).await).await?;
    Ok(Json(json!({ "record": saved, "said": "сохранено" })).into_response())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttendanceEntry {
    absent: Vec<AbsentEntry>,
    #[serde(default)]
    seen: i64,
    #[serde(default)]
    entered_at: Option<DateTime<Utc>>,
    #[serde(default)]
    reason: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AbsentEntry {
    student: i64,
    code: String,
}

/// `PUT /api/v1/lessons/{lesson}/attendance`
pub async fn confirm_attendance(desk: Desk, Path(lesson): Path<String>, entry: Entry<AttendanceEntry>) -> Reply {
    let absent = entry.body.absent.into_iter().map(|absent| (PersonId(absent.student), absent.code)).collect();
    let wanted = ConfirmAttendance {
        lesson: lesson_id(&lesson)?,
        absent,
        seen: entry.body.seen,
        entered_at: claimed(entry.body.entered_at),
        reason: entry.body.reason,
    };
    let (act, profile) = (desk.act("attendance.confirm", entry.key), desk.profile());
    let done =
        desk.app.db.act(&desk.visitor.who, act, async move |tx| attendance::confirm(tx, profile, wanted).await).await?;
    let at = moment_in_words(profile, done.confirmed_at);
    let said = format!("Посещаемость подтверждена в {at}: присутствуют {} из {}", done.present, done.of);
    Ok(Json(json!({ "confirmed_at": done.confirmed_at, "present": done.present, "of": done.of, "said": said }))
        .into_response())
}

/// What the device's clock said is kept beside the server's time; a clock that is centuries off says nothing.
fn claimed(entered_at: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    entered_at.filter(|at| (2000..3000).contains(&at.year()))
}

fn lesson_id(lesson: &str) -> Reply<LessonId> {
    lesson.parse().map_err(|_| Trouble::unknown())
}

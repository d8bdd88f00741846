//! When and where, in the words of a page: instants and deadlines by the institution's clocks, and rooms.

use chrono::{DateTime, NaiveDate, Utc};
use parta_school::corrections::{self, CorrectionRule};
use parta_school::deadlines::{self, LessonTime, Part};
use parta_school::regulation::RegulationProfile;
use parta_school::wording;

use crate::pages::journal::Due;

/// «сегодня в 10:58», «3 декабря 2026 г., чт, в 10:58».
pub fn at(profile: &RegulationProfile, at: DateTime<Utc>, today: NaiveDate) -> String {
    let local = at.with_timezone(&profile.zone());
    let time = wording::time(local.time());
    match local.date_naive() {
        day if day == today => format!("сегодня в {time}"),
        day => format!("{} в {time}", wording::date(day)),
    }
}

/// «10:44».
pub fn time(profile: &RegulationProfile, at: DateTime<Utc>) -> String {
    wording::time(at.with_timezone(&profile.zone()).time())
}

/// «каб. 214», but «зал 1».
pub fn room_in_words(room: &str) -> String {
    if room.starts_with(|first: char| first.is_ascii_digit()) { format!("каб. {room}") } else { room.to_owned() }
}

/// What of a lesson is recorded already.
#[derive(Debug, Clone, Copy, Default)]
pub struct Done {
    pub attendance: bool,
    pub topic: bool,
    pub homework: bool,
}

/// What a lesson that has begun still lacks, each with its time.
pub fn missing(profile: &RegulationProfile, time: &LessonTime, done: Done, now: DateTime<Utc>) -> Vec<Due> {
    if now < deadlines::begins(profile, time) {
        return Vec::new();
    }
    let parts = [
        (done.attendance, Part::Attendance, "посещаемость"),
        (done.topic, Part::Topic, "тема"),
        (done.homework, Part::Homework, "Д/З"),
    ];
    let lacking = parts.into_iter().filter(|(done, ..)| !done);
    lacking.map(|(_, part, name)| due(profile, time, part, name, now)).collect()
}

/// Whether something recorded of the lesson is changed only with a reason by now. Single codes of attendance may stand though
/// nobody confirmed the others.
pub fn asks_for_reason(profile: &RegulationProfile, time: &LessonTime, done: Done, now: DateTime<Utc>) -> bool {
    let parts = [(true, Part::Attendance), (done.topic, Part::Topic), (done.homework, Part::Homework)];
    parts.into_iter().filter(|(done, _)| *done).any(|(_, part)| {
        let may = corrections::may_change_record(profile, deadlines::due(profile, part, time), None, now, None);
        may.is_err_and(|refusal| refusal.rule == CorrectionRule::ReasonNeeded)
    })
}

/// «Д/З – до конца урока, 11:25».
fn due(profile: &RegulationProfile, time: &LessonTime, part: Part<'_>, name: &str, now: DateTime<Utc>) -> Due {
    let Due { text, overdue } = until(profile, time, part, now);
    Due { text: format!("{name} – {text}"), overdue }
}

/// «до конца урока, 11:25».
pub fn until(profile: &RegulationProfile, time: &LessonTime, part: Part<'_>, now: DateTime<Utc>) -> Due {
    let due = deadlines::due(profile, part, time);
    let today = now.with_timezone(&profile.zone()).date_naive();
    Due { text: due.said(profile, today), overdue: due.is_over(now) }
}

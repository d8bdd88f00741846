//! Every setting is flipped, and a result changes: a setting counts only when that is so.

use std::collections::BTreeSet;

use super::{Noun, RegulationProfile};
use crate::attendance::{self, Attendance};
use crate::averages::{Average, WeighedMark};
use crate::deadlines::{self, Part};
use crate::homework;
use crate::lesson_record;
use crate::marks::scene::{ANSWER, Scene};
use crate::marks::{MarkValue, WorkKind, entry};
use crate::regulation::Marker;

/// The key of a setting, a piece of the school's profile, what it is flipped to, and something that depends on it.
type Flip = (&'static str, &'static str, &'static str, fn(&RegulationProfile) -> String);

const FLIPS: &[Flip] = &[
    ("period_types", "[\"quarter\", \"half_year\", \"year\"]", "[\"half_year\", \"year\"]", |p| {
        format!("{:?}", p.term_kind(7))
    }),
    ("record_language", "\"russian\"", "\"any\"", |p| format!("{:?}", lesson_record::topic(p, "Present Simple"))),
    ("institution.kind", "\"school\"", "\"college\"", |p| p.institution_kind().word().into()),
    ("institution.name", "\"МБОУ СОШ № 9 ст. Новощербиновская\"", "\"Гимназия\"", |p| p.institution_name().into()),
    ("institution.system_name", "\"АИС «Сетевой город. Образование»\"", "\"ЭПОС\"", |p| p.system_name().into()),
    ("institution.time_zone", "Europe/Moscow", "Asia/Yekaterinburg", |p| due(p, Part::Topic)),
    ("institution.regulation", "value.word = \"порядок\"", "value.word = \"положение\"", |p| {
        refused(p, "7")
    }),
    ("vocabulary.unit", "\"класс\", \"класса\"", "\"отряд\", \"отряда\"", |p| {
        p.word(Noun::Unit).capitalised()
    }),
    ("vocabulary.learner", "[\"обучающийся\", ", "[\"ученик\", ", |p| {
        p.word(Noun::Learner).capitalised()
    }),
    ("vocabulary.teacher", "[\"учитель-предметник\", ", "[\"педагог\", ", |p| {
        format!("{:?}", attendance::give_reason(p, None, "Б"))
    }),
    ("vocabulary.lesson", "[\"урок\", \"урока\", ", "[\"занятие\", \"занятия\", ", |p| {
        format!("{:?}", lesson_record::conducted(p, None))
    }),
    ("vocabulary.mark", "[\"отметка\", ", "[\"оценка\", ", |p| refused(p, "7")),
    ("vocabulary.deputy", "[\"заместитель директора по УВР\", ", "[\"завуч\", ", |p| {
        entered(p, "4", 600)
    }),
    ("marks.current", "[\"2\", \"3\", \"4\", \"5\"]", "[\"1\", \"2\", \"3\", \"4\", \"5\"]", |p| {
        format!("{:?}", entry::parse(p, "1").ok())
    }),
    ("year.working_week", "\"five\"", "\"six\"", |p| format!("{:?}", p.working_week())),
    ("marks.two_in_cell", "\"different_kinds\"", "\"never\"", |p| entered(p, "5 4", 600)),
    (
        "marks.two_mark_subjects",
        "two_mark_subjects = { value = []",
        "two_mark_subjects = { value = [\"Литература\"]",
        |p| p.subject_defaults("литература").two_marks.to_string(),
    ),
    ("marks.work_kind_required", "work_kind_required = { value = true", "work_kind_required = { value = false", |p| {
        let mut scene = Scene::under(p.clone());
        scene.usual_kinds.clear();
        format!("{:?}", scene.enter("5"))
    }),
    ("marks.column_date", "column_date = { value = \"work\"", "column_date = { value = \"entry\"", |p| {
        format!("{:?}", Scene::under(p.clone()).later(60 * 24).enter("5"))
    }),
    ("marks.for_missed_lesson", "\"allowed\"", "\"by_protocol\"", |p| entered(p, "5 Н", 5)),
    ("marks.ungraded_subjects", "[\"ОРКСЭ\", ", "[", |p| p.subject_defaults("ОРКСЭ").ungraded.to_string()),
    ("marks.public_after", "public_after = { value = 30", "public_after = { value = 0", |p| entered(p, "", 10)),
    ("marks.weights", "\"equal\"", "\"by_kind\"", |p| average(p, &[(5, 1), (2, 3)]).to_string()),
    ("marks.round_up_from", "round_up_from = { value = 50", "round_up_from = { value = 60", |p| {
        format!("{:?}", average(p, &[(4, 1), (5, 1)]).suggested(p))
    }),
    ("marks.work_kinds", "{ name = \"диктант\", written = true, weight = 2 }", "{ name = \"эссе\" }", |p| {
        format!("{:?}", p.work_kinds())
    }),
    ("correction.marks", "\"forbidden\"", "\"request_after_deadline\"", |p| entered(p, "4", 600)),
    ("correction.records", "\"reason_after_deadline\"", "\"request_after_deadline\"", |p| {
        let mut scene = Scene::under(p.clone()).absent(Attendance::ReasonOpen, 600).later(60 * 24);
        scene.wanted.reason = Some("пришёл позже".into());
        format!("{:?}", scene.enter("О"))
    }),
    ("attendance.marked_by", "[\"teacher\"]", "[\"teacher\", \"master\"]", |p| {
        format!("{:?}", attendance::marked(p, Marker::Master, None, attendance::sign(p, "Н")))
    }),
    ("attendance.reason_by", "\"class_teacher\"", "\"teacher\"", |p| entered(p, "5 Б", 5)),
    ("attendance.codes", "code = \"УП\"", "code = \"ПР\"", |p| attendance::legend(p).join("; ")),
    ("topic.required", "[topic]\nrequired = { value = true", "[topic]\nrequired = { value = false", |p| {
        lesson_record::conducted(p, None).is_ok().to_string()
    }),
    ("homework.none", "\"dash\"", "\"empty\"", |p| format!("{:?}", homework::accept(p, "–", false))),
    ("deadline.topic", "topic = { value = \"lesson_day\"", "topic = { value = \"lesson_end\"", |p| due(p, Part::Topic)),
    ("deadline.absence", "absence = { value = \"lesson_day\"", "absence = { value = \"lesson_end\"", |p| {
        due(p, Part::Attendance)
    }),
    ("deadline.homework", "\"lesson_end\"", "{ minutes_after_classes = 90 }", |p| due(p, Part::Homework)),
    ("deadline.mark.lesson", "mark.lesson = { value = \"lesson_day\"", "mark.lesson = { value = { days = 1 }", |p| {
        due_mark(p, "")
    }),
    ("deadline.mark.written", "mark.written = { value = { days = 7 }", "mark.written = { value = { days = 5 }", |p| {
        due_mark(p, "written")
    }),
    ("deadline.mark.control", "mark.control = { value = { days = 7 }", "mark.control = { value = { days = 5 }", |p| {
        due_mark(p, "control")
    }),
    (
        "deadline.mark.monitoring",
        "mark.monitoring = { value = { days = 3 }",
        "mark.monitoring = { value = { days = 5 }",
        |p| due_mark(p, "monitoring"),
    ),
];

fn refused(profile: &RegulationProfile, text: &str) -> String {
    entry::parse(profile, text).map_or_else(|refusal| refusal.to_string(), |entry| format!("{entry:?}"))
}

/// What typing a text does to a cell with a «5» for an answer that was saved so many seconds ago.
fn entered(profile: &RegulationProfile, text: &str, seconds_ago: i64) -> String {
    let decided = Scene::under(profile.clone()).holding_mark('5', Some(ANSWER), seconds_ago).enter(text);
    decided.map_or_else(|refusal| refusal.to_string(), |changes| format!("{changes:?}"))
}

fn due(profile: &RegulationProfile, part: Part<'_>) -> String {
    deadlines::due(profile, part, &Scene::of("P0").lesson.time).at.to_utc().to_string()
}

fn due_mark(profile: &RegulationProfile, flag: &str) -> String {
    let (written, control, monitoring) = (flag == "written", flag == "control", flag == "monitoring");
    let kind = WorkKind {
        name: "работа".into(),
        written,
        control,
        monitoring,
        numbered: false,
        weight: 1,
        checking_days: None,
    };
    due(profile, Part::Mark(Some(&kind)))
}

fn average(profile: &RegulationProfile, marks: &[(u8, u32)]) -> Average {
    let weighed =
        |&(value, weight): &(u8, u32)| WeighedMark { value: MarkValue::try_from(value).expect("a mark"), weight };
    Average::of(profile, &marks.iter().map(weighed).collect::<Vec<_>>()).expect("marks")
}

/// each setting of the file has its line above, and each line shows a difference.
#[test]
fn every_setting_changes_a_result() {
    let school = RegulationProfile::builtin("P0").expect("built in");
    for (key, from, to, result) in FLIPS {
        let flipped = RegulationProfile::altered("P0", from, to);
        assert_ne!(result(school), result(&flipped), "{key} changes nothing");
    }
    let flipped: BTreeSet<&str> = FLIPS.iter().map(|(key, ..)| *key).collect();
    for profile in RegulationProfile::all_builtin() {
        let listed: BTreeSet<&str> = profile.settings().iter().map(|setting| setting.key.as_str()).collect();
        assert_eq!(listed, flipped, "{}", profile.code());
    }
}

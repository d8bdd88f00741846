//! The rules of a cell, each refused and each kept, for the school (P0) and the college (P3).

use proptest::prelude::*;

use super::*;
use crate::marks::scene::{ANSWER, COLLEAGUE, DICTATION, Scene, day};

fn mark(value: u8) -> MarkValue {
    MarkValue::try_from(value).expect("a mark")
}

fn set(value: u8, kind: WorkKindId) -> Change {
    Change::Set { value: mark(value), kind: Some(kind), made_up: false }
}

fn withdraw(id: i64) -> Change {
    Change::Withdraw { mark: MarkId(id) }
}

fn attend(to: Attendance) -> Change {
    Change::Attend { to: Some(to) }
}

/// Entering what stands there already does nothing and is refused by nobody.
#[test]
fn an_entry_that_changes_nothing_is_never_refused() {
    let mut scene = Scene::of("P0").holding("54", 600).absent(Attendance::Ill, 600).later(60 * 24 * 365);
    scene.by = COLLEAGUE;
    scene.hand = Marker::Master;
    for same in ["Б 5 4", "4 5 Б", "54б", "н 5 4"] {
        assert_eq!(scene.enter(same), Ok(vec![]), "{same}");
    }
    assert_eq!(Scene::of("P0").enter(""), Ok(vec![]));
}

///
#[test]
fn the_school_gives_two_marks_for_different_kinds_of_work() {
    let scene = Scene::of("P0");
    assert_eq!(scene.enter("5"), Ok(vec![set(5, ANSWER)]));
    assert_eq!(scene.enter("5 4"), Ok(vec![set(5, ANSWER), set(4, DICTATION)]), "the likeliest kinds that are free");
    assert_eq!(scene.clone().holding("5", 600).enter("5 4"), Ok(vec![set(4, DICTATION)]));
    assert_eq!(scene.clone().holding("5", 600).enter("4 5"), Ok(vec![set(4, DICTATION)]), "the five stays what it is");
    let mut alike = scene.clone();
    alike.wanted.kinds = vec![Some(ANSWER), Some(ANSWER)];
    let refusal = alike.enter("5 4").expect_err("two of a kind");
    assert_eq!(refusal.rule, MarkRule::SameKind);
    let said = "Две отметки за урок ставятся за разные виды работ, а здесь обе – «ответ на уроке». Выберите для второй другой вид работы (порядок, п. 2.5.2).";
    assert_eq!(refusal.to_string(), said);
    let mut one_kind = scene;
    one_kind.usual_kinds = vec![ANSWER];
    assert_eq!(one_kind.holding("5", 600).refused("5 4"), MarkRule::SameKind);
}

/// however a third mark came to be wanted.
#[test]
fn a_third_mark_is_refused() {
    let mut scene = Scene::of("P0");
    scene.wanted.entry = Entry { marks: vec![mark(5), mark(4), mark(3)], sign: None };
    let refusal = decide(&scene.facts(), &scene.cell, &scene.wanted).expect_err("three marks");
    assert_eq!(refusal.rule, MarkRule::ThirdMark);
    scene.wanted.entry = Entry { marks: vec![mark(7)], sign: None };
    assert_eq!(decide(&scene.facts(), &scene.cell, &scene.wanted).expect_err("seven").rule, MarkRule::OutsideScale);
}

///
#[test]
fn the_college_gives_two_marks_in_flagged_subjects_only() {
    let mut scene = Scene::of("P3");
    let refusal = scene.enter("5/4").expect_err("physics");
    assert_eq!(refusal.rule, MarkRule::OneMarkOnly);
    let said = "Вторая оценка в клетке допускается только по предметам: Русский язык, Литература (положение, п. 4.9).";
    assert_eq!(refusal.to_string(), said);
    scene.lesson.two_marks = true;
    assert_eq!(scene.enter("5/4"), Ok(vec![set(5, ANSWER), set(4, ANSWER)]), "content and literacy of one work");
    let revise = |id, value| Change::Revise { mark: MarkId(id), value: mark(value), kind: Some(ANSWER) };
    let swapped = scene.clone().holding_mark('5', Some(ANSWER), 600).holding_mark('4', Some(ANSWER), 600);
    assert_eq!(swapped.enter("4/5"), Ok(vec![revise(1, 4), revise(2, 5)]), "the order of a fraction counts");
    assert_eq!(swapped.enter("4"), Ok(vec![withdraw(1)]), "the one that stays is not touched");
    assert_eq!(swapped.text(), "5/4");
}

///
#[test]
fn a_mark_names_its_kind_of_work() {
    for code in ["P0", "P3"] {
        let mut scene = Scene::of(code);
        scene.usual_kinds.clear();
        assert_eq!(scene.refused("5"), MarkRule::KindNeeded, "{code}");
        scene.wanted.kinds = vec![Some(DICTATION)];
        assert_eq!(scene.enter("5"), Ok(vec![set(5, DICTATION)]));
        scene.wanted.kinds = vec![Some(WorkKindId(99))];
        assert_eq!(scene.refused("5"), MarkRule::UnknownKind);
    }
}

///
#[test]
fn nothing_is_entered_before_the_lesson_begins() {
    let early = Scene::of("P0").later(-21);
    for text in ["5", "Н", "5 4"] {
        assert_eq!(early.refused(text), MarkRule::Future, "{text}");
    }
    let said = "Начало урока – 3 декабря 2026 г., чт, в 10:40. До него отметки и посещаемость не ставятся (порядок, п. 2.5.1).";
    assert_eq!(early.enter("5").expect_err("early").to_string(), said);
    assert!(Scene::of("P0").later(-20).enter("5").is_ok(), "from the bell on");
    assert!(Scene::of("P0").later(60 * 24 * 20).enter("5").is_ok(), "weeks later, into the column of the work");
}

#[test]
fn a_day_outside_the_periods_takes_nothing() {
    let mut scene = Scene::of("P0");
    scene.lesson.term = None;
    assert_eq!(scene.refused("5"), MarkRule::OutsideTerm);
    scene.lesson.term = Some(day(9, 1)..=day(12, 2));
    assert_eq!(scene.refused("Н"), MarkRule::OutsideTerm);
}

#[test]
fn only_who_was_in_the_class_that_day_gets_anything() {
    let mut scene = Scene::of("P0").holding("5", 5);
    for enrolled in [day(12, 4)..=NaiveDate::MAX, day(9, 1)..=day(12, 2)] {
        scene.enrolled = enrolled;
        assert_eq!(scene.refused("5 4"), MarkRule::NotInClass);
        assert_eq!(scene.refused("5 Н"), MarkRule::NotInClass);
        assert_eq!(scene.enter(""), Ok(vec![withdraw(1)]), "what should not stand there may go");
    }
    let said = scene.enter("4 5").expect_err("gone").to_string();
    assert_eq!(
        said,
        "Обучающийся в этот день, 3 декабря 2026 г., чт, не числится в классе. Списки ведёт классный руководитель."
    );
}

///
#[test]
fn a_subject_without_marks_takes_attendance() {
    let mut scene = Scene::of("P0");
    scene.lesson.ungraded = true;
    let refusal = scene.enter("5").expect_err("no marks");
    assert_eq!(refusal.rule, MarkRule::Ungraded);
    let said =
        "По этому предмету отметки не выставляются, в клетку ставится только посещаемость: Н, О (порядок, п. 2.5.5).";
    assert_eq!(refusal.to_string(), said);
    assert_eq!(scene.enter("Н"), Ok(vec![attend(Attendance::ReasonOpen)]));
    assert_eq!(scene.enter("О"), Ok(vec![attend(Attendance::Late)]));
}

/// in the school a mark can be taken back for half a minute, and only by its author.
#[test]
fn a_public_mark_of_the_school_stays() {
    let fresh = Scene::of("P0").holding("5", 29);
    assert_eq!(fresh.enter(""), Ok(vec![withdraw(1)]));
    assert_eq!(fresh.enter("4"), Ok(vec![withdraw(1), set(4, ANSWER)]), "never changed in place");
    let public = Scene::of("P0").holding("5", 30);
    for text in ["", "4", "Н"] {
        assert_eq!(public.refused(text), MarkRule::Correction(CorrectionRule::ByRequestOnly), "{text}");
    }
    let said = "Сохранённое не исправляется и не удаляется. Подайте заявку на исправление с причиной: её подтвердит заместитель директора по УВР, исполнит администратор журнала (порядок, п. 2.5.1).";
    assert_eq!(public.enter("4").expect_err("public").to_string(), said);
    let mut colleague = fresh;
    colleague.by = COLLEAGUE;
    assert_eq!(colleague.refused(""), MarkRule::Correction(CorrectionRule::NotAuthor));
    assert!(colleague.enter("5 4").is_ok(), "a mark of one's own beside it");
}

/// in the college the author corrects until the mark was due.
#[test]
fn a_mark_of_the_college_changes_until_its_deadline() {
    let evening = Scene::of("P3").holding("5", 600).later(60 * 12);
    assert_eq!(evening.enter("4"), Ok(vec![Change::Revise { mark: MarkId(1), value: mark(4), kind: Some(ANSWER) }]));
    assert_eq!(evening.enter(""), Ok(vec![withdraw(1)]));
    let next_day = Scene::of("P3").holding("5", 600).later(60 * 13 + 1);
    assert_eq!(next_day.refused("4"), MarkRule::Correction(CorrectionRule::ByRequestOnly));
    let dictation = Scene::of("P3").holding_mark('5', Some(DICTATION), 600).later(60 * 24 * 7);
    assert!(dictation.enter("4").is_ok(), "a written work is due after a week");
    assert_eq!(dictation.later(60 * 24).refused("4"), MarkRule::Correction(CorrectionRule::ByRequestOnly));
    let slip = Scene {
        cell: Scene::of("P3").later(60 * 24 * 30).holding("5", 10).cell,
        ..Scene::of("P3").later(60 * 24 * 30)
    };
    assert!(slip.enter("4").is_ok(), "a slip of the hand at a late entry");
}

/// the code stays beside the mark.
#[test]
fn the_school_gives_a_mark_for_a_missed_lesson() {
    let ill = Scene::of("P0").absent(Attendance::Ill, 600);
    assert_eq!(ill.enter("Б 5"), Ok(vec![Change::Set { value: mark(5), kind: Some(ANSWER), made_up: true }]));
    assert_eq!(
        ill.refused("5"),
        MarkRule::Attendance(AttendanceRule::ReasonByOthers),
        "the reason is the class teacher's"
    );
    let late = Scene::of("P0").enter("О 5").expect("late is there");
    assert_eq!(late, [set(5, ANSWER), attend(Attendance::Late)]);
    let missed = Scene::of("P0").enter("5 Н").expect("done at home");
    assert_eq!(
        missed,
        [Change::Set { value: mark(5), kind: Some(ANSWER), made_up: true }, attend(Attendance::ReasonOpen)]
    );
}

///
#[test]
fn the_college_needs_a_protocol_for_a_missed_topic() {
    let scene = Scene::of("P3").later(60 * 24 * 5);
    for absence in [Attendance::Ill, Attendance::Excused] {
        let mut missed = scene.clone().absent(absence, 600);
        let text = format!("{} 4", attendance::shown(&missed.profile, absence));
        assert_eq!(missed.refused(&text), MarkRule::ProtocolNeeded);
        missed.wanted.protocol = Some(Protocol { number: "12".into(), day: day(12, 7) });
        assert_eq!(missed.enter(&text), Ok(vec![Change::Set { value: mark(4), kind: Some(ANSWER), made_up: true }]));
        for (number, day) in [("", day(12, 7)), ("12", day(12, 2)), ("12", day(12, 9))] {
            missed.wanted.protocol = Some(Protocol { number: number.into(), day });
            assert_eq!(missed.refused(&text), MarkRule::ProtocolWrong, "{number} {day}");
        }
    }
    let mut absent = scene.absent(Attendance::Absent, 600);
    absent.wanted.protocol = Some(Protocol { number: "12".into(), day: day(12, 7) });
    let refusal = absent.enter("н 4").expect_err("no valid reason");
    assert_eq!(refusal.rule, MarkRule::MissedLesson);
    let said = "При «н» оценка не ставится: пропущенную тему сдают после болезни или по уважительной причине (положение, прил., преподаватель, п. 2).";
    assert_eq!(refusal.to_string(), said);
    assert_eq!(
        Scene::of("P3").holding("4", 600).refused("н 4"),
        MarkRule::MissedLesson,
        "absence beside a mark that stands"
    );
    assert_eq!(Scene::of("P3").refused("б 4"), MarkRule::ProtocolNeeded);
}

///
#[test]
fn attendance_alone_follows_its_own_rules() {
    assert_eq!(Scene::of("P0").enter("Н"), Ok(vec![attend(Attendance::ReasonOpen)]));
    assert_eq!(Scene::of("P0").refused("Б"), MarkRule::Attendance(AttendanceRule::ReasonByOthers));
    assert_eq!(Scene::of("P3").enter("б"), Ok(vec![attend(Attendance::Ill)]));
    assert_eq!(Scene::of("P0").absent(Attendance::ReasonOpen, 600).enter(""), Ok(vec![Change::Attend { to: None }]));
    assert_eq!(Scene::of("P0").holding("5", 5).enter("Н"), Ok(vec![withdraw(1), attend(Attendance::ReasonOpen)]));
}

/// a first entry is never too late, a changed one needs a reason (P0) or a request (P3).
#[test]
fn attendance_changed_after_its_deadline_is_a_correction() {
    let next_day = 60 * 24;
    for code in ["P0", "P3"] {
        let mut first = Scene::of(code).later(next_day);
        assert!(first.enter("н").is_ok(), "{code}");
        first.lesson.attendance_confirmed = true;
        assert!(first.enter("н").is_err(), "{code}: everybody was said to be there");
    }
    let mut school = Scene::of("P0").absent(Attendance::ReasonOpen, 600).later(next_day);
    assert_eq!(school.refused("О"), MarkRule::Correction(CorrectionRule::ReasonNeeded));
    school.wanted.reason = Some("пришёл ко второй половине".into());
    assert_eq!(school.enter("О"), Ok(vec![attend(Attendance::Late)]));
    let mut college = Scene::of("P3").absent(Attendance::Absent, 600).later(next_day);
    college.wanted.reason = Some("принёс справку".into());
    assert_eq!(college.refused("б"), MarkRule::Correction(CorrectionRule::ByRequestOnly));
    let slip = Scene::of("P3").later(next_day).absent(Attendance::Absent, 10);
    assert_eq!(slip.enter("б"), Ok(vec![attend(Attendance::Ill)]));
}

/// two marks saved under another profile stand until somebody touches them.
#[test]
fn what_was_saved_under_other_rules_is_not_judged_again() {
    let scene = Scene::of("P3").holding("54", 600);
    assert_eq!(scene.enter("5/4"), Ok(vec![]));
    assert_eq!(scene.enter("5"), Ok(vec![withdraw(2)]));
    assert_eq!(scene.refused("5/3"), MarkRule::OneMarkOnly);
}

/// the text of a cell.
#[test]
fn a_cell_reads_as_the_regulation_writes_it() {
    let (school, college) = (Scene::of("P0").profile, Scene::of("P3").profile);
    assert_eq!(text(&school, &[mark(5), mark(4)], None), "5 4");
    assert_eq!(text(&college, &[mark(5), mark(4)], None), "5/4");
    assert_eq!(text(&school, &[mark(5)], Some(Attendance::ReasonOpen)), "Н 5");
    assert_eq!(text(&college, &[], Some(Attendance::Ill)), "б");
    assert_eq!(text(&college, &[], None), "");
}

fn any_scene() -> impl Strategy<Value = Scene> {
    let states = prop_oneof![Just(None), proptest::sample::select(Attendance::ALL.to_vec()).prop_map(Some)];
    let marks = proptest::collection::vec((2u8..=5, 0usize..3, 0i64..60), 0..3);
    (any::<bool>(), any::<bool>(), states, marks, 0i64..3000).prop_map(|(college, two_marks, state, marks, minutes)| {
        let mut scene = Scene::of(if college { "P3" } else { "P0" }).later(minutes);
        scene.lesson.two_marks = two_marks;
        for (value, kind, ago) in marks {
            let kind = scene.kinds.get(kind).map(|(id, _)| *id);
            scene = scene.holding_mark(char::from(b'0' + value), kind, ago);
        }
        state.into_iter().fold(scene, |scene, state| scene.absent(state, 60))
    })
}

fn sorted(text: &str) -> Vec<char> {
    let mut signs: Vec<char> = text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    signs.sort_unstable();
    signs
}

proptest! {
    /// what was accepted stands in the cell afterwards, and entered again changes nothing.
    #[test]
    fn the_changes_make_the_cell_what_was_entered(scene in any_scene(), typed in "[2-5]{0,2}( (н|о|б|п|уп))?") {
        let Ok(entry) = crate::marks::entry::parse(&scene.profile, &typed) else { return Ok(()) };
        let said_only_absent = entry.sign == attendance::sign(&scene.profile, "н");
        let Ok(changes) = decide(&scene.facts(), &scene.cell, &Wanted { entry, ..Wanted::default() }) else { return Ok(()) };
        let after = scene.after(&changes);
        let text = after.text();
        prop_assert!(after.cell.marks.iter().all(|mark| after.profile.scale().contains(&mark.value)));
        prop_assert_eq!(after.enter(&text), Ok(vec![]), "{}", text);
        // «Н» over a reason that the class teacher gave leaves the reason.
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        if said_only_absent {
            prop_assert_eq!(sorted(&digits(&text)), sorted(&digits(&typed)));
        } else {
            prop_assert_eq!(sorted(&text), sorted(&typed));
        }
    }

    /// in the school no accepted entry takes away or changes a mark that the family has seen.
    #[test]
    fn no_entry_touches_a_public_mark_of_the_school(scene in any_scene(), typed in "[2-5]{0,2}( [но])?") {
        let public: Vec<MarkId> = scene.cell.marks.iter().filter(|mark| scene.profile.public_at(mark.set_at) <= scene.now).map(|mark| mark.id).collect();
        let Ok(entry) = crate::marks::entry::parse(&scene.profile, &typed) else { return Ok(()) };
        let decided = decide(&scene.facts(), &scene.cell, &Wanted { entry, ..Wanted::default() });
        let touched = |change: &Change| matches!(change, Change::Withdraw { mark } | Change::Revise { mark, .. } if public.contains(mark));
        let is_school = scene.profile.code() == "P0";
        prop_assert!(!is_school || !decided.unwrap_or_default().iter().any(touched));
    }
}

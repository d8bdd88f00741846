//! The attendance of a whole lesson in one act.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use parta_actions::Refusal;
use parta_actions::attendance::ConfirmAttendance;
use parta_store::fixture::both_engines;
use parta_store::outbox::News;

use crate::stage::{Traces, also_teaches, by, heard, in_college, roll_call};

///
#[test]
fn one_act_says_who_is_there() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        let (mut parcels, checks) = (school.db.parcels(), school.count("attendance_check").await);
        let wanted = roll_call(school.algebra_today, &[(school.yolkina, "н"), (school.ershova, "О")]);
        let done = petrova.confirm(wanted).await.expect("confirmed");
        assert_eq!(
            (done.present, done.of, done.confirmed_at),
            (4, 5, school.clock.now()),
            "Морозов has left, Ершова is late"
        );
        assert_eq!(school.state(school.algebra_today, school.yolkina).await, ["reason_open"]);
        assert_eq!(school.state(school.algebra_today, school.ershova).await, ["late"]);
        assert!(
            school.state(school.algebra_today, school.egorov).await.is_empty(),
            "no row for whoever was simply there"
        );
        assert_eq!(school.count("attendance_check").await, checks + 1);
        let heard = heard(&mut parcels).await;
        assert_eq!(heard[0], News::Page { page: school.algebra_7b.0, lesson: school.algebra_today.0 });
        let News::Diaries { students } = &heard[1] else { panic!("{heard:?}") };
        assert_eq!(students.iter().collect::<BTreeSet<_>>(), BTreeSet::from([&school.yolkina.0, &school.ershova.0]));
        let everybody = by(&school, school.sidorov)
            .await
            .confirm(roll_call(school.russian_today, &[]))
            .await
            .expect("«Все присутствуют»");
        assert_eq!((everybody.present, everybody.of), (5, 5));
    });
}

#[test]
fn what_a_roll_call_does_not_take() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        let today = school.algebra_today;
        let stranger = "В списке есть тот, кто в этот день не числится на уроке. Обновите страницу.";
        let cases = [
            (roll_call(today, &[(school.morozov, "н")]), stranger),
            (roll_call(today, &[(school.belova, "н")]), stranger),
            (
                roll_call(today, &[(school.yolkina, "н"), (school.yolkina, "о")]),
                "В списке кто-то назван дважды. Обновите страницу.",
            ),
            (roll_call(today, &[(school.yolkina, "x")]), "Обозначения «x» нет. Можно: Н, О."),
            (roll_call(today, &[(school.yolkina, "")]), "Обозначения «» нет. Можно: Н, О."),
            (
                roll_call(today, &[(school.yolkina, "н"), (school.ershova, "б")]),
                "Причину отсутствия указывает классный руководитель. Здесь можно отметить: Н, О (порядок, п. 2.4.4).",
            ),
            (roll_call(school.algebra_ahead, &[]), "Посещаемость отмечается с начала урока, не раньше."),
        ];
        for (wanted, sentence) in cases {
            assert_eq!(school.refused(petrova.confirm(wanted)).await, sentence);
        }
        let said = school.refused(by(&school, school.smirnova).await.confirm(roll_call(today, &[]))).await;
        assert!(said.starts_with("Записи в журнал вносит только учитель"), "{said}");
        let said = school.refused(by(&school, school.yolkina).await.confirm(roll_call(today, &[]))).await;
        assert_eq!(said, "Такой страницы нет.");
    });
}

/// the class teacher's reason goes along; leaving it out is refused.
#[test]
fn a_given_reason_stays_through_a_roll_call() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        let said = school.refused(petrova.confirm(roll_call(school.algebra_before, &[]))).await;
        assert!(said.starts_with("Причину отсутствия «Б» указал классный руководитель."), "{said}");
        let done = petrova.confirm(roll_call(school.algebra_before, &[(school.ivanov, "Б")])).await.expect("with it");
        assert_eq!((done.present, done.of), (4, 5));
        assert_eq!(school.state(school.algebra_before, school.ivanov).await, ["ill"]);
    });
}

/// what somebody entered after this page was opened is shown, not overwritten.
#[test]
fn a_roll_call_does_not_overwrite_what_it_has_not_seen() {
    both_engines(async |school| {
        also_teaches(&school, school.sidorov, school.algebra_7b).await;
        let saved =
            by(&school, school.sidorov).await.types(school.algebra_today, school.yolkina, "н").await.expect("first");
        let petrova = by(&school, school.petrova).await;
        let refused = petrova.confirm(roll_call(school.algebra_today, &[])).await.expect_err("she saw an empty column");
        let Refusal::Conflict(theirs) = &refused else { panic!("{refused}") };
        assert_eq!((theirs.text.as_str(), theirs.author.as_str()), ("Ёлкина В. П. – Н", "Сидоров О. Н."));
        assert_eq!(theirs.revision, saved.revision);
        school.refused(petrova.confirm(roll_call(school.algebra_today, &[]))).await;
        petrova
            .confirm(roll_call(school.algebra_today, &[(school.yolkina, "н")]))
            .await
            .expect("the same is no conflict");
        let chosen = ConfirmAttendance { seen: theirs.revision, ..roll_call(school.algebra_today, &[]) };
        assert_eq!(petrova.confirm(chosen).await.expect("with both before her eyes").present, 5);
        assert_eq!(school.state(school.algebra_today, school.yolkina).await, ["present"]);
    });
}

/// confirmed attendance is something said, also of those who were simply there.
#[test]
fn attendance_changes_after_its_day_only_with_a_reason() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        petrova.confirm(roll_call(school.algebra_today, &[])).await.expect("in time");
        school.clock.advance(TimeDelta::hours(14));
        let late = roll_call(school.algebra_today, &[(school.yolkina, "н")]);
        let said = school.refused(petrova.confirm(late.clone())).await;
        assert_eq!(
            said,
            "Срок записи прошёл (до 23:59, 20 ноября): укажите причину исправления (порядок об этом молчит, правило по умолчанию)."
        );
        petrova
            .confirm(ConfirmAttendance { reason: Some("Ошиблась строкой".into()), ..late })
            .await
            .expect("with a reason");
        let reason = "SELECT reason FROM act WHERE kind = 'attendance.confirm' AND reason IS NOT NULL";
        assert_eq!(school.texts(reason).await, ["Ошиблась строкой"]);
        let first =
            by(&school, school.sidorov).await.confirm(roll_call(school.russian_today, &[(school.yolkina, "н")])).await;
        assert_eq!(first.expect("R-120: a first entry is never too late").present, 4);
    });
}

/// the college's teacher says the reason with the code.
#[test]
fn the_college_enters_reasons_with_the_roll_call() {
    both_engines(async |school| {
        let petrova = in_college(&school, school.petrova).await;
        let wanted =
            roll_call(school.algebra_today, &[(school.yolkina, "б"), (school.ershova, "п"), (school.egorov, "н")]);
        assert_eq!(petrova.confirm(wanted).await.expect("confirmed").present, 2);
        for (student, state) in [(school.yolkina, "ill"), (school.ershova, "excused"), (school.egorov, "absent")] {
            assert_eq!(school.state(school.algebra_today, student).await, [state]);
        }
        let said = school.refused(petrova.confirm(roll_call(school.algebra_today, &[(school.yolkina, "о")]))).await;
        assert_eq!(said, "Обозначения «о» нет. Можно: н, б, п.");
    });
}

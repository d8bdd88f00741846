//! The cell of the college (P3).

use chrono::TimeDelta;
use parta_actions::cells::SetCell;
use parta_school::ids::WorkKindId;
use parta_school::marks::cell::Protocol;
use parta_store::fixture::{both_engines, day};

use crate::stage::{Traces, cell, in_college};

///
#[test]
fn what_a_cell_of_the_college_does_not_take() {
    both_engines(async |school| {
        let petrova = in_college(&school, school.petrova).await;
        let unknown =
            |sign: &str| format!("«{sign}» в клетку не ставится. Можно: 2, 3, 4, 5, н, б, п (положение, п. 4.8).");
        let cases = [
            ("6", "Оценка «6» не входит в шкалу: 2, 3, 4, 5 (положение, п. 4.8).".to_owned()),
            ("1", "Оценка «1» не входит в шкалу: 2, 3, 4, 5 (положение, п. 4.8).".to_owned()),
            ("о", unknown("о")),
            ("уп", unknown("уп")),
            ("осв", unknown("осв")),
            ("5 4", "Вторая оценка в клетке допускается только по предметам: Русский язык, Литература (положение, п. 4.9).".to_owned()),
            (
                "н 5",
                "При «н» оценка не ставится: пропущенную тему сдают после болезни или по уважительной причине (положение, прил., преподаватель, п. 2)."
                    .to_owned(),
            ),
            (
                "б 5",
                "Тема пропущена («б»): оценка ставится по протоколу сдачи, нужны его номер и дата (положение, прил., преподаватель, п. 2)."
                    .to_owned(),
            ),
        ];
        for (entry, sentence) in cases {
            assert_eq!(
                school.refused(petrova.types(school.algebra_today, school.yolkina, entry)).await,
                sentence,
                "{entry}"
            );
        }
        for (entry, state) in [("н", "absent"), ("б", "ill"), ("п", "excused")] {
            petrova.types(school.algebra_today, school.yolkina, entry).await.expect(entry);
            assert_eq!(school.state(school.algebra_today, school.yolkina).await, [state]);
        }
    });
}

/// a fraction in a flagged subject, also of two marks for one work, first and second as entered.
#[test]
fn russian_takes_a_fraction() {
    both_engines(async |school| {
        let sidorov = in_college(&school, school.sidorov).await;
        let saved = sidorov.types(school.russian_today, school.yolkina, "5/4").await.expect("a fraction");
        assert_eq!((saved.text.as_str(), saved.marks_count), ("5/4", 2));
        let saved = sidorov.types(school.russian_today, school.yolkina, "4/5").await.expect("turned round");
        assert_eq!(saved.text, "4/5");

        let one_work = vec![Some(WorkKindId(school.dictation)); 2];
        let wanted = SetCell { kinds: one_work, ..cell(school.russian_today, school.ershova, "4/3") };
        assert_eq!(sidorov.set(wanted).await.expect("content and spelling").text, "4/3");
        assert_eq!(school.marks(school.russian_today, school.ershova).await, ["4 диктант", "3 диктант"]);
        let said = school.refused(sidorov.types(school.russian_today, school.ershova, "4/3/5")).await;
        assert_eq!(said, "Больше двух оценок за занятие поставить нельзя (положение, п. 4.9).");

        sidorov.types(school.russian_today, school.egorov, "5/4").await.expect("two");
        sidorov.types(school.russian_today, school.egorov, "4").await.expect("the first goes");
        let saved = sidorov.types(school.russian_today, school.egorov, "4/3").await.expect("and another comes second");
        assert_eq!(saved.text, "4/3");
    });
}

/// by protocol, with its number and date; the absence is kept.
#[test]
fn a_missed_topic_is_passed_by_protocol() {
    both_engines(async |school| {
        let petrova = in_college(&school, school.petrova).await;
        let seen = school.revision(school.algebra_before, school.ivanov).await;
        let with = |number: &str, date: &str| SetCell {
            seen,
            protocol: Some(Protocol { number: number.into(), day: day(date) }),
            ..cell(school.algebra_before, school.ivanov, "б 4")
        };
        let wrong = "Протоколу сдачи нужны номер и дата: не раньше 18.11.2026 и не позже сегодняшней (положение, прил., преподаватель, п. 2).";
        for (number, date) in [
            ("", "2026-11-19"),
            ("12", "2026-11-17"),
            ("12", "2026-11-21"),
            ("1\u{202e}2", "2026-11-19"),
            (&"9".repeat(10_000), "2026-11-19"),
        ] {
            assert_eq!(school.refused(petrova.set(with(number, date))).await, wrong);
        }
        let saved = petrova.set(with(" 12-к ", "2026-11-19")).await.expect("by protocol");
        assert_eq!((saved.text.as_str(), saved.absences), ("б 4", 1));
        assert_eq!(school.state(school.algebra_before, school.ivanov).await, ["ill"]);
        let protocol = "SELECT protocol FROM mark_revision WHERE protocol IS NOT NULL";
        assert_eq!(school.texts(protocol).await, ["№ 12-к от 19.11.2026"]);
    });
}

/// A protocol beside an ordinary mark says nothing and is not kept.
#[test]
fn a_protocol_belongs_to_a_missed_topic_only() {
    both_engines(async |school| {
        let petrova = in_college(&school, school.petrova).await;
        let protocol = Some(Protocol { number: "9".repeat(10_000), day: day("1999-01-01") });
        petrova
            .set(SetCell { protocol, ..cell(school.algebra_today, school.yolkina, "5") })
            .await
            .expect("she was there");
        assert_eq!(school.number("SELECT COUNT(*) FROM mark_revision WHERE protocol IS NOT NULL").await, 0);
    });
}

/// until the deadline its author corrects a mark, public or not; after it only by request.
#[test]
fn until_the_deadline_the_author_corrects() {
    both_engines(async |school| {
        let petrova = in_college(&school, school.petrova).await;
        petrova.types(school.algebra_today, school.yolkina, "5").await.expect("saved");
        school.clock.advance(TimeDelta::hours(2));
        let saved = petrova.types(school.algebra_today, school.yolkina, "4").await.expect("the same day");
        assert!(saved.marks[0].public_at <= school.clock.now(), "what families see stays visible while it is revised");
        let mark = school.mark(school.algebra_today, school.yolkina).await;
        let said = school.refused(petrova.request(mark, "3", "Описка")).await;
        assert!(said.starts_with("Заявка не нужна"), "{said}");
        school.clock.advance(TimeDelta::hours(12));
        let said = school.refused(petrova.types(school.algebra_today, school.yolkina, "3")).await;
        assert!(
            said.starts_with("Срок записи прошёл (до 23:59, 20 ноября), автор её уже не исправляет. Подайте заявку"),
            "{said}"
        );
        let id = petrova.request(mark, "3", "Описка").await.expect("by request");
        in_college(&school, school.deputy).await.confirm_correction(id).await.expect("confirmed");
        in_college(&school, school.admin).await.execute_correction(id).await.expect("executed");
        assert_eq!(school.marks(school.algebra_today, school.yolkina).await, ["3 ответ на уроке"]);
    });
}

/// a mark that changes its kind while families see it stays visible.
#[test]
fn a_visible_mark_stays_visible_when_its_kind_changes() {
    both_engines(async |school| {
        let petrova = in_college(&school, school.petrova).await;
        petrova.types(school.algebra_today, school.yolkina, "5").await.expect("saved");
        school.clock.advance(TimeDelta::minutes(5));
        let seen = school.revision(school.algebra_today, school.yolkina).await;
        let control = SetCell {
            kinds: vec![Some(WorkKindId(school.control))],
            seen,
            ..cell(school.algebra_today, school.yolkina, "5")
        };
        let saved = petrova.set(control).await.expect("another kind");
        assert_eq!((saved.marks.len(), saved.marks[0].kind), (1, school.control));
        assert!(saved.marks[0].public_at <= school.clock.now());
    });
}

//! Topic and homework.

use chrono::TimeDelta;
use parta_actions::Refusal;
use parta_actions::records::WriteRecord;
use parta_store::fixture::both_engines;
use parta_store::outbox::News;

use crate::stage::{Traces, also_teaches, by, heard, in_college, record};

///
#[test]
fn topic_and_homework_are_kept_as_written_with_every_revision() {
    both_engines(async |school| {
        let sidorov = by(&school, school.sidorov).await;
        let mut parcels = school.db.parcels();
        let first = sidorov.write(record(school.russian_today, "  Причастие\u{200b} ", "")).await.expect("the topic");
        assert_eq!((first.topic.as_str(), first.homework.as_str(), first.homework_none), ("Причастие", "", false));
        let homework = WriteRecord {
            seen: first.revision,
            ..record(school.russian_today, "Причастие", "§ 12, упр. 34\nустно")
        };
        let second = sidorov.write(homework).await.expect("the homework, later");
        assert_eq!(second.homework, "§ 12, упр. 34\nустно");
        let revisions = format!(
            "SELECT COUNT(*) FROM record_revision WHERE institution_id = {} AND lesson_id = {}",
            school.id, school.russian_today
        );
        assert_eq!(school.number(&revisions).await, 2);
        let before = school.traces().await;
        let again = WriteRecord {
            seen: second.revision,
            ..record(school.russian_today, "Причастие", "§ 12, упр. 34\nустно")
        };
        assert_eq!(sidorov.write(again).await.expect("the same again").revision, second.revision);
        assert_eq!(school.traces().await, before, "and nothing was written");
        let heard = heard(&mut parcels).await;
        assert_eq!(heard[0], News::Page { page: school.russian_7b.0, lesson: school.russian_today.0 });
        let News::Diaries { students } = &heard[1] else { panic!("{heard:?}") };
        assert_eq!(heard.len(), 4, "twice both");
        assert!(students.contains(&school.zhukov.0) && !students.contains(&school.morozov.0), "the roll of that day");
    });
}

///
#[test]
fn what_a_record_does_not_take() {
    both_engines(async |school| {
        let sidorov = by(&school, school.sidorov).await;
        let in_russian = "Записи ведутся на русском языке. Иностранные слова можно привести внутри русского текста (порядок, п. 1.7).";
        let long = "а".repeat(10_000);
        let cases = [
            ("Present Perfect", "", in_russian),
            ("Причастие", "ex. 5", in_russian),
            ("12", "", "Запишите тему урока словами: не меньше трёх букв."),
            (&long, "", "Текст слишком длинный: помещается 500 знаков."),
            ("Причастие", &long, "Текст слишком длинный: помещается 4000 знаков."),
            ("Прича\u{7}стие", "", "В тексте есть невидимый знак U+0007: наберите это место заново."),
            ("Причастие", "упр. \u{202e}12", "В тексте есть невидимый знак U+202E: наберите это место заново."),
            ("Причастие", "…", "Запишите задание словами или числами; если его нет, поставьте прочерк."),
        ];
        for (topic, homework, sentence) in cases {
            assert_eq!(school.refused(sidorov.write(record(school.russian_today, topic, homework))).await, sentence);
        }
        let both =
            WriteRecord { homework_none: true, ..record(school.russian_today, "Причастие", "упр. 34") };
        let sentence = "Задание записано, и отмечено «не задано». Оставьте что-нибудь одно.";
        assert_eq!(school.refused(sidorov.write(both)).await, sentence);
        let reason =
            WriteRecord { reason: Some("о\u{0}й".into()), ..record(school.russian_today, "Причастие", "") };
        school.refused(sidorov.write(reason)).await;
    });
}

/// «не задано» is said by a tick or by the dash of the regulation, and differs from a field that nobody filled in.
#[test]
fn nothing_set_differs_from_nothing_said() {
    both_engines(async |school| {
        let sidorov = by(&school, school.sidorov).await;
        let said = sidorov.write(record(school.russian_today, "Причастие", "-")).await.expect("a dash");
        assert!(said.homework_none && said.homework.is_empty());
        let unsaid = WriteRecord { seen: said.revision, ..record(school.russian_today, "Причастие", "") };
        let unsaid = sidorov.write(unsaid).await.expect("taken back");
        assert!(!unsaid.homework_none);
        let ticked =
            WriteRecord {
                seen: unsaid.revision, homework_none: true, ..record(school.russian_today, "Причастие", "")
            };
        assert!(sidorov.write(ticked).await.expect("a tick").homework_none);

        let college = in_college(&school, school.petrova).await;
        let said = school.refused(college.write(record(school.algebra_today, "Одночлены", "–"))).await;
        let sentence =
            "Если задания нет, графа остаётся пустой: уберите прочерк и отметьте «не задано» (положение, п. 4.6).";
        assert_eq!(said, sentence);
        let ticked = WriteRecord { homework_none: true, ..record(school.algebra_today, "Одночлены", "") };
        assert!(college.write(ticked).await.expect("a tick").homework_none);
    });
}

/// a change after the deadline needs a reason, filling in what was empty does not; each part has its own deadline.
#[test]
fn what_was_said_changes_after_its_deadline_only_with_a_reason() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        let first = petrova.write(record(school.algebra_today, "Одночлены", "§ 13")).await.expect("in time");
        school.clock.advance(TimeDelta::minutes(30));
        let homework =
            WriteRecord { seen: first.revision, ..record(school.algebra_today, "Одночлены", "§ 14") };
        let said = school.refused(petrova.write(homework.clone())).await;
        assert_eq!(
            said,
            "Срок записи прошёл (до конца урока, 11:00): укажите причину исправления (порядок об этом молчит, правило по умолчанию)."
        );
        let topic =
            WriteRecord { seen: first.revision, ..record(school.algebra_today, "Многочлены", "§ 13") };
        let second = petrova.write(topic).await.expect("the topic is due by the end of the day");
        let homework = WriteRecord {
            seen: second.revision,
            topic: "Многочлены".into(),
            reason: Some("Опечатка".into()),
            ..homework
        };
        let third = petrova.write(homework).await.expect("with a reason");
        let reason =
            format!("SELECT reason FROM act WHERE institution_id = {} AND number = {}", school.id, third.revision);
        assert_eq!(school.texts(&reason).await, ["Опечатка"]);
        school.clock.advance(TimeDelta::hours(20));
        let said = school
            .refused(petrova.write(WriteRecord { seen: third.revision, ..record(school.algebra_today, "", "§ 14") }))
            .await;
        assert_eq!(
            said,
            "Срок записи прошёл (до 23:59, 20 ноября): укажите причину исправления (порядок об этом молчит, правило по умолчанию)."
        );
        by(&school, school.sidorov)
            .await
            .write(record(school.russian_today, "Причастие", "упр. 1"))
            .await
            .expect("late, but the first");
    });
}

///
#[test]
fn whoever_saw_an_older_record_is_shown_the_newer_one() {
    both_engines(async |school| {
        also_teaches(&school, school.sidorov, school.algebra_7b).await;
        let first = by(&school, school.sidorov)
            .await
            .write(record(school.algebra_today, "Одночлены", "§ 13"))
            .await
            .expect("first");
        let petrova = by(&school, school.petrova).await;
        let refused =
            petrova.write(record(school.algebra_today, "Многочлены", "")).await.expect_err("nothing stood there then");
        let Refusal::Conflict(theirs) = &refused else { panic!("{refused}") };
        assert_eq!((theirs.text.as_str(), theirs.author.as_str()), ("Одночлены · § 13", "Сидоров О. Н."));
        assert_eq!(theirs.revision, first.revision);
        let said = school.refused(petrova.write(record(school.algebra_today, "Многочлены", ""))).await;
        assert_eq!(said, "Пока вы вводили, здесь появилось другое: «Одночлены · § 13» (Сидоров О. Н.).");
        let chosen = WriteRecord { seen: theirs.revision, ..record(school.algebra_today, "Многочлены", "") };
        assert_eq!(petrova.write(chosen).await.expect("with both before her eyes").topic, "Многочлены");
        let never = WriteRecord { seen: 7, ..record(school.algebra_before, "Сложение", "") };
        assert!(matches!(petrova.write(never).await, Err(Refusal::Conflict(_))));
    });
}

///
#[test]
fn only_who_teaches_the_page_writes_its_record() {
    both_engines(async |school| {
        for person in [school.sidorov, school.smirnova, school.director, school.admin] {
            let said =
                school.refused(by(&school, person).await.write(record(school.algebra_today, "Одночлены", ""))).await;
            assert!(said.starts_with("Записи в журнал вносит только учитель"), "{said}");
        }
        let said = school
            .refused(by(&school, school.yolkina_mother).await.write(record(school.algebra_today, "Одночлены", "")))
            .await;
        assert_eq!(said, "Такой страницы нет.");
        by(&school, school.petrova)
            .await
            .write(record(school.algebra_ahead, "Многочлены", ""))
            .await
            .expect("a topic may be prepared");
    });
}

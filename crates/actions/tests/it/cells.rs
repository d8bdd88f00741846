//! The cell of the school (P0): marks and codes as a teacher types them.

use chrono::{NaiveTime, TimeDelta};
use parta_actions::cells::SetCell;
use parta_actions::founding;
use parta_actions::{Refusal, cells};
use parta_school::access::Actor;
use parta_school::ids::{LessonId, WorkKindId};
use parta_school::regulation::RegulationProfile;
use parta_store::audit::{Verdict, verify};
use parta_store::fixture::{Cast, both_engines, day};
use parta_store::outbox::News;
use parta_store::timetable::LessonRow;
use parta_store::{Act, Tx};
use std::sync::Arc;

use crate::stage::{Hand, Traces, also_teaches, by, cell, heard};

/// a mark is saved with its kind of work, a revision, the entry of its act, and word for those who wait for it.
#[test]
fn an_accepted_mark_leaves_everything_that_belongs_to_it() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        let mut parcels = school.db.parcels();
        let saved = petrova.set(SetCell {
            kinds: vec![Some(WorkKindId(school.control))],
            ..cell(school.algebra_today, school.yolkina, "5")
        });
        let saved = saved.await.expect("saved");
        assert_eq!((saved.text.as_str(), saved.attendance, saved.marks.len()), ("5", None, 1));
        assert_eq!(saved.marks[0].kind_name, "контрольная работа");
        assert_eq!(saved.marks[0].public_at, school.clock.now() + TimeDelta::seconds(30));
        assert_eq!(
            (saved.average.as_str(), saved.marks_count),
            ("4,67", 3),
            "5, 4 and 5, every kind weighing the same"
        );
        assert_eq!(school.marks(school.algebra_today, school.yolkina).await, ["5 контрольная работа"]);

        let revision = format!(
            "SELECT r.value || ' ' || CAST(r.author_id AS TEXT) || ' ' || a.kind || ' ' || CAST(a.row_count AS TEXT) FROM mark_revision r
             JOIN act a ON a.institution_id = r.institution_id AND a.number = r.act
             WHERE r.institution_id = {} AND r.act = {}",
            school.id, saved.revision
        );
        assert_eq!(
            school.texts(&revision).await,
            [format!("5 {} cell.set 2", school.petrova)],
            "the work and the revision"
        );
        let page = News::Page { page: school.algebra_7b.0, lesson: school.algebra_today.0 };
        assert_eq!(heard(&mut parcels).await, [page], "open journals at once, families nothing yet");
        assert_eq!(school.count("outbox").await, 1);
        assert_whole(&school).await;
    });
}

async fn assert_whole(school: &Cast) {
    let verdict = verify(&school.db, school.id, &[]).await.expect("verifies");
    assert!(matches!(verdict, Verdict::Whole { .. }), "{verdict:?}");
}

/// all of an act or nothing of it, whatever fails after its last row.
#[test]
fn an_act_that_fails_at_its_end_leaves_nothing() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        let (profile, wanted) =
            (RegulationProfile::builtin("P0").expect("P0"), cell(school.algebra_today, school.yolkina, "Н 5"));
        let said = school.refused(petrova.act("cell.set", async move |tx: &mut Tx| -> Result<(), Refusal> {
            cells::set(tx, profile, wanted).await?;
            Err(Refusal::rule("Не вышло."))
        }));
        assert_eq!(said.await, "Не вышло.");
    });
}

/// what a cell does not take, each time with the rule.
#[test]
fn what_a_cell_does_not_take() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        let cases = [
            ("7", "Отметка «7» не входит в шкалу: 2, 3, 4, 5 (порядок об этом молчит, правило по умолчанию)."),
            ("1", "Отметка «1» не входит в шкалу: 2, 3, 4, 5 (порядок об этом молчит, правило по умолчанию)."),
            ("п", "«п» в клетку не ставится. Можно: 2, 3, 4, 5, Б, УП, Н, О (порядок, п. 2.4.4)."),
            ("5+", "«+» в клетку не ставится. Можно: 2, 3, 4, 5, Б, УП, Н, О (порядок, п. 2.4.4)."),
            ("5 4 3", "Больше двух отметок за урок поставить нельзя (порядок, п. 2.5.2)."),
            ("н о", "В клетке может стоять одно обозначение посещаемости: Б, УП, Н, О (порядок, п. 2.4.4)."),
            (
                "б",
                "Причину отсутствия указывает классный руководитель. Здесь можно отметить: Н, О (порядок, п. 2.4.4).",
            ),
            (
                "уп",
                "Причину отсутствия указывает классный руководитель. Здесь можно отметить: Н, О (порядок, п. 2.4.4).",
            ),
            (&"5".repeat(10_000), "«…» в клетку не ставится. Можно: 2, 3, 4, 5, Б, УП, Н, О (порядок, п. 2.4.4)."),
            ("\u{202e}5", "«\u{202e}» в клетку не ставится. Можно: 2, 3, 4, 5, Б, УП, Н, О (порядок, п. 2.4.4)."),
            ("5\u{0}", "«\u{0}» в клетку не ставится. Можно: 2, 3, 4, 5, Б, УП, Н, О (порядок, п. 2.4.4)."),
        ];
        for (entry, sentence) in cases {
            let said = school.refused(petrova.types(school.algebra_today, school.yolkina, entry)).await;
            assert_eq!(said, sentence, "{entry}");
        }
        let unknown = SetCell { kinds: vec![Some(WorkKindId(99))], ..cell(school.algebra_today, school.yolkina, "5") };
        let said = school.refused(petrova.set(unknown)).await;
        assert_eq!(said, "Вида работы с номером 99 нет. Выберите вид работы из списка.");
    });
}

/// neither before the lesson, nor outside the periods of the year.
#[test]
fn a_mark_stands_in_a_lesson_that_has_begun_in_a_period_of_the_year() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        let said = school.refused(petrova.types(school.algebra_ahead, school.yolkina, "5")).await;
        let rule = "До него отметки и посещаемость не ставятся (порядок, п. 2.5.1).";
        assert_eq!(said, format!("Начало урока – 23 ноября 2026 г., пн, в 9:20. {rule}"));
        for (date, said) in [("2026-10-28", "28 октября 2026 г., ср,"), ("2027-05-28", "28 мая 2027 г., пт,")]
        {
            let lesson = lesson_on(&school, date).await;
            let refused = school.refused(petrova.types(lesson, school.yolkina, "5")).await;
            assert_eq!(refused, format!("{said} не входит ни в один учебный период этого журнала."));
        }
        let said = school.refused(petrova.types(lesson_on(&school, "2026-08-20").await, school.yolkina, "5")).await;
        assert!(said.starts_with("Записи в журнал вносит только учитель"), "before the year nobody teaches: {said}");
    });
}

/// A lesson of algebra on a day on which there should be none.
async fn lesson_on(school: &Cast, date: &str) -> LessonId {
    let (operator, page_id, day) = (Arc::new(Actor::operator(school.id)), school.algebra_7b.0, day(date));
    let (starts, ends) = (NaiveTime::MIN + TimeDelta::hours(9), NaiveTime::MIN + TimeDelta::hours(10));
    let added = school.db.act(&operator, Act::new("school.import", "test"), async move |tx| {
        let id = tx.id().await?;
        let lesson = LessonRow { id, page_id, entry_id: None, day, number: 1, starts, ends, room_id: None };
        founding::add_lessons(tx, vec![lesson]).await.map(|()| id)
    });
    let added: Result<i64, Refusal> = added.await;
    LessonId(added.expect("a lesson"))
}

/// only those who were in the class that day.
#[test]
fn a_student_of_another_time_or_class_gets_nothing() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        let lists = "Списки ведёт классный руководитель.";
        let said = school.refused(petrova.types(school.algebra_today, school.morozov, "5")).await;
        assert_eq!(said, format!("Обучающийся в этот день, 20 ноября 2026 г., пт, не числится в классе. {lists}"));
        let before = school.lesson(school.algebra_7b, "2026-11-13");
        let said = school.refused(petrova.types(before, school.zhukov, "н")).await;
        assert_eq!(said, format!("Обучающийся в этот день, 13 ноября 2026 г., пт, не числится в классе. {lists}"));
        petrova.types(school.algebra_today, school.zhukov, "5").await.expect("he came on 16 November");
        petrova
            .types(school.lesson(school.algebra_7b, "2026-11-09"), school.morozov, "4")
            .await
            .expect("he left after 10 November");
        for stranger in [school.belova, school.petrova] {
            let said = school.refused(petrova.types(school.algebra_today, stranger, "5")).await;
            assert_eq!(said, "Такой страницы нет.", "{stranger}");
        }
        let smirnova = by(&school, school.smirnova).await;
        let english = school.lesson(school.english_7b_1, "2026-11-17");
        let said = school.refused(smirnova.types(english, school.ershova, "5")).await;
        assert_eq!(said, "Такой страницы нет.", "of the other subgroup");
    });
}

///
#[test]
fn only_who_teaches_the_page_writes_into_it() {
    both_engines(async |school| {
        let denied = "Записи в журнал вносит только учитель, которому поручен этот предмет в этом классе. \
                      Администрация и классный руководитель страницу только читают.";
        for person in [school.sidorov, school.smirnova, school.director, school.deputy, school.admin] {
            let said = school.refused(by(&school, person).await.types(school.algebra_today, school.yolkina, "5")).await;
            assert_eq!(said, denied);
        }
        for person in [school.yolkina, school.yolkina_mother] {
            let said = school.refused(by(&school, person).await.types(school.algebra_today, school.yolkina, "5")).await;
            assert_eq!(said, "Такой страницы нет.");
        }
        let stranger = school.twin.who(&school.db, school.twin.director).await;
        let lesson = LessonId(school.algebra_today.0 + 5_000_000);
        let said = school.refused(Hand::new(&school, stranger, "P0").types(lesson, school.yolkina, "5")).await;
        assert_eq!(said, "Такой страницы нет.");
    });
}

///
#[test]
fn two_marks_of_different_kinds_stand_side_by_side() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        let saved = petrova.types(school.algebra_today, school.yolkina, "5 4").await.expect("two kinds");
        assert_eq!(saved.text, "5 4");
        let stand = school.marks(school.algebra_today, school.yolkina).await;
        assert_eq!(stand, ["5 ответ на уроке", "4 домашняя работа"], "the likeliest kinds, each once");
        let said = school.refused(petrova.types(school.algebra_today, school.yolkina, "5 4 3")).await;
        assert_eq!(said, "Больше двух отметок за урок поставить нельзя (порядок, п. 2.5.2).");

        let alike = vec![Some(WorkKindId(school.dictation)); 2];
        let said = school
            .refused(petrova.set(SetCell { kinds: alike, ..cell(school.algebra_today, school.ershova, "5 4") }))
            .await;
        let sentence = "Две отметки за урок ставятся за разные виды работ, а здесь обе – «диктант». Выберите для второй другой вид работы (порядок, п. 2.5.2).";
        assert_eq!(said, sentence);

        petrova.types(school.algebra_today, school.egorov, "5").await.expect("the first one");
        let seen = school.revision(school.algebra_today, school.egorov).await;
        let second = SetCell {
            kinds: vec![None, Some(WorkKindId(school.control))],
            seen,
            ..cell(school.algebra_today, school.egorov, "5 4")
        };
        petrova.set(second).await.expect("the second one, of the kind that was chosen for it");
        assert_eq!(
            school.marks(school.algebra_today, school.egorov).await,
            ["5 ответ на уроке", "4 контрольная работа"]
        );
    });
}

/// the kind that a plain form names is for the mark that is new; one that stands keeps its own.
#[test]
fn the_kind_of_a_new_mark_does_not_touch_those_that_stand() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        let control = Some(WorkKindId(school.control));
        petrova
            .set(SetCell { kind_of_new: control, ..cell(school.algebra_today, school.yolkina, "5") })
            .await
            .expect("saved");
        school.clock.advance(TimeDelta::minutes(2));
        let answer = Some(WorkKindId(school.answer));
        let seen = school.revision(school.algebra_today, school.yolkina).await;
        petrova
            .set(SetCell { kind_of_new: answer, seen, ..cell(school.algebra_today, school.yolkina, "Н 5") })
            .await
            .expect("absent besides");
        let seen = school.revision(school.algebra_today, school.yolkina).await;
        petrova
            .set(SetCell { kind_of_new: answer, seen, ..cell(school.algebra_today, school.yolkina, "Н 5 4") })
            .await
            .expect("a second mark");
        assert_eq!(
            school.marks(school.algebra_today, school.yolkina).await,
            ["5 контрольная работа", "4 ответ на уроке"]
        );
    });
}

/// a public mark stands; the slip of a hand is mended within half a minute.
#[test]
fn a_public_mark_is_neither_changed_nor_deleted() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        petrova.types(school.algebra_today, school.yolkina, "5").await.expect("saved");
        school.clock.advance(TimeDelta::seconds(29));
        petrova.types(school.algebra_today, school.yolkina, "4").await.expect("not public yet");
        school.clock.advance(TimeDelta::seconds(29));
        petrova.types(school.algebra_today, school.yolkina, "3").await.expect("what was saved last is not public yet");
        school.clock.advance(TimeDelta::seconds(30));
        let sentence = "Сохранённое не исправляется и не удаляется. Подайте заявку на исправление с причиной: её подтвердит \
                        заместитель директора по УВР, исполнит администратор журнала (порядок, п. 2.5.1).";
        for entry in ["5", ""] {
            assert_eq!(school.refused(petrova.types(school.algebra_today, school.yolkina, entry)).await, sentence);
        }
        petrova.types(school.algebra_today, school.yolkina, "3 5").await.expect("a second one beside it");
        let revisions = format!(
            "SELECT COUNT(*) FROM mark_revision WHERE institution_id = {} AND lesson_id = {}",
            school.id, school.algebra_today
        );
        assert!(school.number(&revisions).await >= 5, "every state is kept");
        assert_whole(&school).await;
    });
}

/// never by somebody else, not even within the half minute.
#[test]
fn only_its_author_changes_a_mark() {
    both_engines(async |school| {
        also_teaches(&school, school.sidorov, school.algebra_7b).await;
        by(&school, school.petrova).await.types(school.algebra_today, school.yolkina, "5").await.expect("saved");
        let said =
            school.refused(by(&school, school.sidorov).await.types(school.algebra_today, school.yolkina, "4")).await;
        assert!(said.starts_with("Отметку изменяет только автор."), "{said}");
    });
}

/// attendance yes, marks no.
#[test]
fn an_ungraded_subject_takes_attendance_only() {
    both_engines(async |school| {
        let belyaeva = by(&school, school.belyaeva).await;
        let said = school.refused(belyaeva.types(school.orkse_today, school.belova, "5")).await;
        let sentence = "По этому предмету отметки не выставляются, в клетку ставится только посещаемость: Н, О (порядок, п. 2.5.5).";
        assert_eq!(said, sentence);
        let saved = belyaeva.types(school.orkse_today, school.belova, "о").await.expect("late");
        assert_eq!((saved.text.as_str(), saved.absences), ("О", 0), "R-167: lateness is no absence");
    });
}

/// the teacher's «Н» leaves the reason open, and a mark for work done otherwise stands beside it.
#[test]
fn a_missed_lesson_may_have_its_mark() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        let saved = petrova.types(school.algebra_today, school.yolkina, "н").await.expect("absent");
        assert_eq!((saved.text.as_str(), saved.absences), ("Н", 1));
        assert_eq!(school.state(school.algebra_today, school.yolkina).await, ["reason_open"]);
        let saved = petrova.types(school.algebra_today, school.yolkina, "Н 5").await.expect("done at home");
        assert_eq!(saved.text, "Н 5");
        assert_eq!(school.state(school.algebra_today, school.yolkina).await, ["reason_open"]);
        let saved = petrova.types(school.algebra_today, school.yolkina, "5").await.expect("was there after all");
        assert_eq!(saved.text, "5");
        assert_eq!(school.state(school.algebra_today, school.yolkina).await, ["present"]);
    });
}

/// what the class teacher has given, the teacher leaves alone.
#[test]
fn the_reason_of_the_class_teacher_stands() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        let sentence = "Причину отсутствия «Б» указал классный руководитель. Оставьте её в клетке или попросите его изменить (порядок, п. 2.4.4).";
        for entry in ["", "О"] {
            assert_eq!(school.refused(petrova.types(school.algebra_before, school.ivanov, entry)).await, sentence);
        }
        let before = school.traces().await;
        petrova.types(school.algebra_before, school.ivanov, "Н").await.expect("absent, as was said already");
        assert_eq!(school.traces().await, before, "nothing to write");
        assert_eq!(school.state(school.algebra_before, school.ivanov).await, ["ill"]);
    });
}

/// attendance that was said is changed after its day only with a reason, which is kept and shown with the act.
#[test]
fn attendance_changes_after_its_day_only_with_a_reason() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        petrova.types(school.algebra_today, school.yolkina, "н").await.expect("absent");
        school.clock.advance(TimeDelta::hours(14));
        let said = school.refused(petrova.types(school.algebra_today, school.yolkina, "")).await;
        assert_eq!(
            said,
            "Срок записи прошёл (до 23:59, 20 ноября): укажите причину исправления (порядок об этом молчит, правило по умолчанию)."
        );
        let seen = school.revision(school.algebra_today, school.yolkina).await;
        let with = |reason: &str| SetCell {
            reason: Some(reason.into()),
            seen,
            ..cell(school.algebra_today, school.yolkina, "")
        };
        for empty in ["", "  ", "??"] {
            school.refused(petrova.set(with(empty))).await;
        }
        petrova.set(with(" Была на олимпиаде\u{200b} ")).await.expect("with a reason");
        assert_eq!(school.state(school.algebra_today, school.yolkina).await, ["present"]);
        let reason = "SELECT reason FROM act WHERE kind = 'cell.set' AND reason IS NOT NULL";
        assert_eq!(school.texts(reason).await, ["Была на олимпиаде"]);
        petrova.types(school.algebra_today, school.ershova, "н").await.expect("R-120: a first entry is never too late");
    });
}

/// a reason is a text of the record like any other.
#[test]
fn a_reason_that_cannot_be_kept_is_refused() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        for (reason, sentence) in [
            ("я".repeat(10_000), "Текст слишком длинный: помещается 500 знаков."),
            ("Описка\u{202e}".to_owned(), "В тексте есть невидимый знак U+202E: наберите это место заново."),
        ] {
            let wanted = SetCell { reason: Some(reason), ..cell(school.algebra_today, school.yolkina, "5") };
            assert_eq!(school.refused(petrova.set(wanted)).await, sentence);
        }
    });
}

/// two tabs on one cell, both values shown, nothing overwritten.
#[test]
fn whoever_saw_an_older_cell_is_shown_the_newer_one() {
    both_engines(async |school| {
        also_teaches(&school, school.sidorov, school.algebra_7b).await;
        let (petrova, sidorov) = (by(&school, school.petrova).await, by(&school, school.sidorov).await);
        let first = sidorov.types(school.algebra_today, school.yolkina, "н").await.expect("first");
        let refused =
            petrova.set(cell(school.algebra_today, school.yolkina, "5")).await.expect_err("the cell was empty then");
        let Refusal::Conflict(theirs) = &refused else { panic!("{refused}") };
        assert_eq!((theirs.text.as_str(), theirs.author.as_str()), ("Н", "Сидоров О. Н."));
        assert_eq!((theirs.revision, theirs.at), (first.revision, school.clock.now()));
        assert_eq!(refused.to_string(), "Пока вы вводили, здесь появилось другое: «Н» (Сидоров О. Н.).");
        school.refused(petrova.set(cell(school.algebra_today, school.yolkina, "7"))).await;

        let same =
            petrova.set(cell(school.algebra_today, school.yolkina, "н")).await.expect("what stands is no conflict");
        assert_eq!(same.revision, first.revision);
        let both = SetCell { seen: theirs.revision, ..cell(school.algebra_today, school.yolkina, "Н 5") };
        assert_eq!(petrova.set(both).await.expect("with both before her eyes").text, "Н 5");
    });
}

/// only what would undo something unseen is a conflict; what is added beside it is none.
#[test]
fn what_is_added_beside_something_newer_undoes_nothing() {
    both_engines(async |school| {
        also_teaches(&school, school.sidorov, school.algebra_7b).await;
        let (petrova, sidorov) = (by(&school, school.petrova).await, by(&school, school.sidorov).await);
        sidorov.types(school.algebra_today, school.yolkina, "н").await.expect("first");
        let saved = petrova.set(cell(school.algebra_today, school.yolkina, "Н 5")).await.expect("the absence stays");
        assert_eq!(saved.text, "Н 5");
        petrova.types(school.algebra_today, school.yolkina, "Н").await.expect("withdrawn");
        let late = SetCell { seen: saved.revision, ..cell(school.algebra_today, school.yolkina, "Н 5 4") };
        assert!(matches!(petrova.set(late).await, Err(Refusal::Conflict(_))), "the five was withdrawn unseen");
        petrova.types(school.algebra_today, school.yolkina, "").await.expect("and she was there");
        let said = school.refused(petrova.set(cell(school.algebra_today, school.yolkina, "Н"))).await;
        assert_eq!(said, "Пока вы вводили, отсюда всё убрали (Петрова А. В.).");
    });
}

/// the device's time is kept beside the server's, and never instead of it (abuse case 12).
#[test]
fn the_clock_of_a_device_is_a_claim() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        let claimed = school.clock.now() - TimeDelta::days(30);
        let wanted = SetCell { entered_at: Some(claimed), ..cell(school.algebra_today, school.yolkina, "5") };
        let saved = petrova.set(wanted).await.expect("saved");
        assert_eq!(saved.marks[0].public_at, school.clock.now() + TimeDelta::seconds(30));
        let apart = format!(
            "SELECT COUNT(*) FROM mark_revision WHERE institution_id = {} AND act = {} AND entered_at < at",
            school.id, saved.revision
        );
        assert_eq!(school.number(&apart).await, 1);
    });
}

/// families hear of a mark when it is public, and of an absence at once.
#[test]
fn word_is_left_for_the_moment_at_which_there_is_something_to_see() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        let mut parcels = school.db.parcels();
        let page = News::Page { page: school.algebra_7b.0, lesson: school.algebra_today.0 };
        petrova.types(school.algebra_today, school.yolkina, "5").await.expect("saved");
        petrova.types(school.algebra_today, school.yolkina, "").await.expect("withdrawn before anybody saw it");
        assert_eq!(heard(&mut parcels).await, [page.clone(), page.clone()]);
        petrova.types(school.algebra_today, school.yolkina, "н").await.expect("absent");
        assert_eq!(heard(&mut parcels).await, [page, News::Diaries { students: vec![school.yolkina.0] }]);
    });
}

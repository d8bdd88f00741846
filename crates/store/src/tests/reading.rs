//! What is read back: the same on both engines, nothing of another's, nothing before its time.

use std::cell::RefCell;
use std::fmt::Debug;

use chrono::TimeDelta;
use parta_school::access::{self, MayReadPage, Role};
use parta_school::ids::{LessonId, MarkId, PersonId};

use crate::attendance::NewAttendance;
use crate::fixture::{Cast, Engine, at, both_engines, day, on};
use crate::lessons::NewRecord;
use crate::marks::NewMark;
use crate::outbox::{self, News, Parcel};
use crate::{
    Act, Error, Tx, accounts, attendance, audit, classes, corrections, diary, institutions, journal, lessons, marks,
    people, school_year, timetable,
};

async fn act<T, F>(school: &Cast, person: PersonId, closure: F) -> T
where
    T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    F: AsyncFnOnce(&mut Tx) -> Result<T, Error> + Send + 'static,
{
    let who = school.who(person).await;
    school.db.act(&who, Act::new("cell.set", "test"), closure).await.expect("is done")
}

/// Петрова gives marks for one new work in the lesson that is going on; they become public half a minute later.
async fn give(school: &Cast, marks: &[(PersonId, &'static str)]) -> Vec<MarkId> {
    let permit = school.may_record(school.petrova, school.algebra_today).await;
    let (kind, marks) = (school.answer, marks.to_vec());
    let ids = act(school, school.petrova, async move |tx| {
        let work = marks::add_work(tx, &permit, kind, 1).await?;
        let public_at = tx.now() + TimeDelta::seconds(30);
        let ids: Vec<i64> = tx.ids(marks.len()).await?.collect();
        let new = ids.iter().zip(marks).map(|(id, (student, value))| NewMark {
            id: MarkId(*id),
            work,
            student,
            value: Some(value.into()),
            public_at,
            entered_at: None,
            reason: None,
            protocol: None,
        });
        marks::put(tx, &permit, &new.collect::<Vec<_>>()).await?;
        Ok(ids)
    });
    ids.await.into_iter().map(MarkId).collect()
}

/// Every reading of the crate, told the same by SQLite and by PostgreSQL in a Russian collation, empty columns included.
#[test]
fn both_engines_tell_the_same() {
    let told = RefCell::new(Vec::new());
    for engine in [Engine::Sqlite, Engine::Postgres] {
        on(engine, async |school| {
            let everything = everything(&school).await;
            told.borrow_mut().push(everything);
        });
    }
    let told = told.into_inner();
    for (sqlite, postgres) in told[0].iter().zip(&told[1]) {
        assert_eq!(sqlite, postgres);
    }
    assert!(told[0].len() > 40);
}

async fn everything(school: &Cast) -> Vec<String> {
    let said = RefCell::new(Vec::new());
    let say = |thing: &dyn Debug| said.borrow_mut().push(format!("{thing:?}"));
    give(school, &[(school.yolkina, "5"), (school.egorov, "3")]).await;
    ask_for_correction(school).await;
    let (first, last, today) = (day("2026-11-02"), day("2026-12-04"), school.today());
    let permit = school.may_read(school.petrova, school.algebra_7b).await;
    let may_record = school.may_record(school.petrova, school.algebra_before).await;
    let mut read = school.read(school.director).await;
    let read = &mut read;
    for page in [school.algebra_7b, school.english_7b_1, school.orkse_4a] {
        let found = classes::page(read, page, today).await.expect("reads").expect("a page");
        let permit = school.may_read(school.director, page).await;
        say(&classes::students(read, &permit, &found.card, first, last).await.expect("reads"));
        say(&journal::lessons(read, &permit, first, last).await.expect("reads"));
        say(&journal::marks(read, &permit, first, last).await.expect("reads"));
        say(&sorted(journal::attendance(read, &permit, first, last).await.expect("reads")));
        say(&journal::of_student(read, &permit, school.yolkina, first, last).await.expect("reads"));
        say(&found);
    }
    let may_see_pages = access::may_list_pages(&*school.who(school.director).await).expect("the director");
    say(&classes::pages(read, &may_see_pages, school.year, today).await.expect("reads"));
    say(&classes::classes(read, school.year).await.expect("reads"));
    say(&classes::class(read, school.class_7b).await.expect("reads"));
    say(&classes::teaches_in(read, school.class_7b, school.petrova, today).await.expect("reads"));
    for lesson in [school.algebra_before, school.russian_today] {
        say(&lessons::lesson(read, lesson).await.expect("reads"));
        say(&lessons::record(read, lesson).await.expect("reads"));
        say(&marks::works(read, lesson).await.expect("reads"));
    }
    say(&lessons::record_history(read, &permit, school.algebra_before).await.expect("reads"));
    for student in [school.yolkina, school.ivanov] {
        say(&marks::cell(read, &may_record, student).await.expect("reads"));
        say(&marks::history(read, &permit, school.algebra_before, student).await.expect("reads"));
    }
    say(&sorted(attendance::roll(read, &may_record).await.expect("reads")));
    let may_see_absences =
        access::may_read_absences(&*school.who(school.smirnova).await, school.class_7b).expect("leads");
    say(&attendance::of_class(read, &may_see_absences, first, last).await.expect("reads"));
    let may_list = access::may_read_corrections(&*school.who(school.deputy).await).expect("a deputy");
    say(&corrections::list(read, &may_list, today).await.expect("reads"));
    say(&people::name_of(read, school.yolkina).await.expect("reads"));
    say(&people::class_on(read, school.zhukov, first).await.expect("reads"));
    say(&school_year::year_of(read, today).await.expect("reads"));
    say(&school_year::terms(read, school.mode).await.expect("reads"));
    say(&school_year::work_kinds(read).await.expect("reads"));
    let may_see =
        access::may_read_timetable(&*school.who(school.director).await, school.class_7b, false, false).expect("may");
    say(&timetable::of_class(read, &may_see, today).await.expect("reads"));
    say(&timetable::week_of_class(read, &may_see, day("2026-11-16"), day("2026-11-22")).await.expect("reads"));
    say(&timetable::bells(read, school.mode).await.expect("reads"));
    let mut mother = school.read(school.yolkina_mother).await;
    say(&diary::own_children(&mut mother, today).await.expect("reads"));
    let may_read = school.may_read_diary(school.yolkina_mother, school.yolkina).await;
    let week = diary::lessons(&mut mother, &may_read, day("2026-11-16"), day("2026-11-22")).await.expect("reads");
    say(&week);
    say(&diary::marks(&mut mother, &may_read, &week).await.expect("reads"));
    say(&diary::set_before(&mut mother, &may_read, day("2026-11-02"), today).await.expect("reads"));
    say(&diary::next_day(&mut mother, &may_read, today).await.expect("reads"));
    let mut petrova = school.read(school.petrova).await;
    say(&lessons::of_teacher(&mut petrova, today).await.expect("reads"));
    say(&lessons::next_day_of_teacher(&mut petrova, today).await.expect("reads"));
    let may_audit = access::may_read_record(&*school.who(school.director).await).expect("the director");
    let listed = audit::list(read, &may_audit, i64::MAX, today).await.expect("reads");
    say(&listed.iter().map(|act| (act.number, &act.kind, act.rows, &act.author)).collect::<Vec<_>>());
    let mut threshold = school.db.threshold().await.expect("a connection");
    say(&institutions::all(&mut threshold).await.expect("reads"));
    say(&institutions::by_name(&mut threshold, "Школа № 10").await.expect("reads"));
    said.into_inner()
}

/// For what has no order of its own.
fn sorted<T: Debug>(rows: Vec<T>) -> Vec<String> {
    let mut rows: Vec<String> = rows.into_iter().map(|row| format!("{row:?}")).collect();
    rows.sort();
    rows
}

async fn ask_for_correction(school: &Cast) {
    let page = access::Page { id: school.algebra_7b, class: school.class_7b, teachers: vec![school.petrova] };
    let may_ask = access::may_request_correction(&*school.who(school.petrova).await, &page).expect("teaches");
    let mark = school.number("SELECT MIN(id) FROM mark WHERE institution_id = 1").await;
    let petrova = school.petrova;
    act(school, petrova, async move |tx| {
        corrections::ask(tx, &may_ask, petrova, MarkId(mark), Some("5"), None, "не тот ученик").await
    })
    .await;
}

///
#[test]
fn the_list_of_a_class_is_in_russian_order() {
    both_engines(async |school| {
        let permit = school.may_read(school.petrova, school.algebra_7b).await;
        let mut read = school.read(school.petrova).await;
        let page = classes::page(&mut read, school.algebra_7b, school.today()).await.expect("reads").expect("a page");
        let students = classes::students(&mut read, &permit, &page.card, day("2026-11-02"), day("2026-12-27"))
            .await
            .expect("reads");
        let surnames: Vec<&str> = students.iter().map(|student| student.surname.as_str()).collect();
        assert_eq!(surnames, ["Егоров", "Ёлкина", "Ершова", "Жуков", "Иванов", "Морозов"]);
        let names = people::names_of(&mut read, &permit, &[school.zhukov, school.ershova, school.yolkina])
            .await
            .expect("reads");
        let names: Vec<String> = names.iter().map(|(_, name)| name.short()).collect();
        assert_eq!(names, ["Ёлкина В. П.", "Ершова Д. О.", "Жуков А. И."]);
    });
}

///
#[test]
fn the_roll_is_of_those_who_belonged_to_the_class_that_day() {
    both_engines(async |school| {
        let roll = async |person, lesson| {
            let permit = school.may_record(person, lesson).await;
            let mut on_roll = attendance::roll(&mut school.read(person).await, &permit).await.expect("reads");
            on_roll.sort_by_key(|one| one.student);
            on_roll
        };
        let students =
            async |person, lesson| roll(person, lesson).await.into_iter().map(|one| one.student).collect::<Vec<_>>();
        let all_year = [school.egorov, school.yolkina, school.ershova];
        let before = [&all_year[..], &[school.ivanov, school.morozov]].concat();
        let today = [&all_year[..], &[school.zhukov, school.ivanov]].concat();
        assert_eq!(students(school.petrova, school.lesson(school.algebra_7b, "2026-11-09")).await, before);
        assert_eq!(students(school.petrova, school.algebra_today).await, today);
        assert_eq!(students(school.smirnova, school.english_today_1).await, [school.egorov, school.yolkina]);
        assert_eq!(
            students(school.orlova, school.english_today_2).await,
            [school.ershova, school.zhukov, school.ivanov]
        );
        let ill =
            roll(school.petrova, school.algebra_before).await.into_iter().find(|one| one.student == school.ivanov);
        assert_eq!(ill.and_then(|ill| ill.state).as_deref(), Some("ill"));
    });
}

///
#[test]
fn the_diary_shows_a_mark_when_it_is_public_and_not_before() {
    both_engines(async |school| {
        let permit = school.may_read_diary(school.yolkina_mother, school.yolkina).await;
        let seen = async || {
            let mut read = school.read(school.yolkina_mother).await;
            let week = diary::lessons(&mut read, &permit, day("2026-11-16"), day("2026-11-22")).await.expect("reads");
            let marks = diary::marks(&mut read, &permit, &week).await.expect("reads");
            marks.into_iter().map(|mark| mark.value).collect::<Vec<_>>()
        };
        assert_eq!(seen().await, ["5", "4"]);
        let given = give(&school, &[(school.yolkina, "3"), (school.egorov, "2")]).await;
        school.clock.advance(TimeDelta::milliseconds(29_999));
        assert_eq!(seen().await, ["5", "4"]);
        school.clock.advance(TimeDelta::milliseconds(1));
        assert_eq!(seen().await, ["5", "4", "3"], "her own marks only");

        let permit_to_record = school.may_record(school.petrova, school.algebra_today).await;
        let (id, student) = (given[0], school.yolkina);
        act(&school, school.petrova, async move |tx| {
            let mark = marks::mark(tx, id).await?.expect("the mark");
            let withdrawn = NewMark {
                id,
                work: mark.work_id,
                student,
                value: None,
                public_at: tx.now(),
                entered_at: None,
                reason: None,
                protocol: None,
            };
            marks::put(tx, &permit_to_record, &[withdrawn]).await
        })
        .await;
        assert_eq!(seen().await, ["5", "4"], "a withdrawn mark is gone");
    });
}

///
#[test]
fn the_diary_has_the_lessons_of_the_student_on_the_days_in_class() {
    both_engines(async |school| {
        let lessons_of = async |student| {
            let permit = school.may_read_diary(school.director, student).await;
            let mut read = school.read(school.director).await;
            let lessons =
                diary::lessons(&mut read, &permit, day("2026-11-02"), day("2026-12-04")).await.expect("reads");
            (lessons.first().map(|lesson| lesson.day), lessons.last().map(|lesson| lesson.day), lessons)
        };
        let (first, last, lessons) = lessons_of(school.yolkina).await;
        assert_eq!((first, last), (Some(day("2026-11-02")), Some(day("2026-12-04"))));
        let english: Vec<_> = lessons.iter().filter(|lesson| lesson.subject == "Английский язык").collect();
        assert!(english.iter().all(|lesson| lesson.page_id == school.english_7b_1.0), "her own group");
        assert_eq!(english[0].teacher.as_deref(), Some("Смирнова Е. А."));
        assert_eq!(lessons_of(school.zhukov).await.0, Some(day("2026-11-16")), "from the day on which he came");
        assert_eq!(lessons_of(school.morozov).await.1, Some(day("2026-11-10")), "until the day on which he left");
        let next = async |student, after| {
            let permit = school.may_read_diary(school.director, student).await;
            let mut read = school.read(school.director).await;
            diary::next_day(&mut read, &permit, day(after)).await.expect("reads")
        };
        assert_eq!(next(school.yolkina, "2026-11-20").await, Some(day("2026-11-23")));
        assert_eq!(next(school.zhukov, "2026-11-12").await, Some(day("2026-11-16")), "not before he came");
        assert_eq!(next(school.morozov, "2026-11-10").await, None, "not after he left");
    });
}

///
#[test]
fn a_cell_has_a_revision_and_a_history() {
    both_engines(async |school| {
        let permit = school.may_record(school.petrova, school.algebra_today).await;
        let cell =
            async || marks::cell(&mut school.read(school.petrova).await, &permit, school.yolkina).await.expect("reads");
        assert_eq!((cell().await.revision(), cell().await.last_touch()), (0, None));
        give(&school, &[(school.yolkina, "4"), (school.egorov, "3")]).await;
        let first = cell().await;
        assert_eq!(first.marks[0].value.as_deref(), Some("4"));
        assert_eq!(first.last_touch(), Some((school.petrova, at("2026-11-20", "10:50"))));
        let (mark, student) = (first.marks[0].clone(), school.yolkina);
        school.clock.advance(TimeDelta::seconds(5));
        act(&school, school.petrova, async move |tx| {
            let better = NewMark {
                id: mark.id,
                work: mark.work_id,
                student,
                value: Some("5".into()),
                public_at: mark.public_at,
                entered_at: Some(tx.now()),
                reason: None,
                protocol: None,
            };
            marks::put(tx, &permit, &[better]).await?;
            let late = NewAttendance { student, state: Some("late".into()), entered_at: None };
            attendance::put(tx, &permit, &[late]).await
        })
        .await;
        let second = cell().await;
        assert!(second.revision() > first.revision());
        assert_eq!(second.marks.len(), 1, "a state of the same mark");
        let may_read = school.may_read(school.smirnova, school.algebra_7b).await;
        let mut read = school.read(school.smirnova).await;
        let (marks, attendance) =
            marks::history(&mut read, &may_read, school.algebra_today, student).await.expect("reads");
        let values: Vec<_> = marks.iter().map(|mark| (mark.value.as_deref(), mark.author.surname.as_str())).collect();
        assert_eq!(values, [(Some("4"), "Петрова"), (Some("5"), "Петрова")]);
        assert_eq!(attendance[0].state.as_deref(), Some("late"));
    });
}

/// A mark that claims to be new beside one of the same work and student would part the page from the record.
#[test]
fn a_mark_keeps_its_number_and_its_lesson() {
    both_engines(async |school| {
        give(&school, &[(school.yolkina, "4")]).await;
        let permit = school.may_record(school.petrova, school.algebra_today).await;
        let other = school.may_record(school.sidorov, school.russian_today).await;
        let work =
            marks::works(&mut school.read(school.petrova).await, school.algebra_today).await.expect("reads")[0].id;
        let petrova = school.who(school.petrova).await;
        let student = school.yolkina;
        for (permit, student) in [(permit, student), (other, school.egorov)] {
            let put = school.db.act(&petrova, Act::new("cell.set", "test"), async move |tx| {
                let id = MarkId(tx.id().await?);
                let public_at = tx.now();
                let second = NewMark {
                    id,
                    work,
                    student,
                    value: Some("2".into()),
                    public_at,
                    entered_at: None,
                    reason: None,
                    protocol: None,
                };
                marks::put(tx, &permit, &[second]).await
            });
            let put: Result<(), Error> = put.await;
            assert!(put.is_err(), "a second number, or a work of another lesson");
        }
        assert_eq!(school.number("SELECT COUNT(*) FROM mark WHERE value = '2'").await, 0);
    });
}

///
#[test]
fn topic_homework_and_confirmed_attendance_are_read_back() {
    both_engines(async |school| {
        let permit = school.may_record(school.petrova, school.algebra_today).await;
        let new =
            NewRecord { topic: Some("Степень".into()), homework: None, homework_none: true, entered_at: None };
        act(&school, school.petrova, async move |tx| {
            lessons::write_record(tx, &permit, &new).await?;
            attendance::confirm(tx, &permit).await
        })
        .await;
        let mut read = school.read(school.petrova).await;
        let record = lessons::record(&mut read, school.algebra_today).await.expect("reads").expect("a record");
        assert_eq!((record.topic.as_deref(), record.homework, record.homework_none), (Some("Степень"), None, true));
        let today = lessons::of_teacher(&mut read, school.today()).await.expect("reads");
        assert_eq!((today.len(), today[0].checks), (1, 1));
        let lesson = lessons::lesson(&mut read, school.algebra_today).await.expect("reads").expect("a lesson");
        assert_eq!(lesson.classes_end.to_string(), "12:00:00");
        assert_eq!(lesson.checked_at, Some(at("2026-11-20", "10:50")));
    });
}

///
#[test]
fn a_request_for_correction_goes_from_hand_to_hand() {
    both_engines(async |school| {
        ask_for_correction(&school).await;
        let permit = access::may_read_corrections(&*school.who(school.deputy).await).expect("a deputy");
        let mut read = school.read(school.deputy).await;
        let listed = corrections::list(&mut read, &permit, school.today()).await.expect("reads");
        assert_eq!((listed.len(), listed[0].state.as_str(), listed[0].surname.as_str()), (1, "requested", "Ёлкина"));
        assert!(corrections::open_for(&mut read, listed[0].mark_id).await.expect("reads"));
        let own = access::may_read_corrections(&*school.who(school.sidorov).await).expect("a teacher");
        assert!(
            corrections::list(&mut read, &own, school.today()).await.expect("reads").is_empty(),
            "another's request"
        );
        let (id, deputy) = (listed[0].id, school.deputy);
        let page = access::Page { id: school.algebra_7b, class: school.class_7b, teachers: Vec::new() };
        let permit = access::may_refuse_correction(&*school.who(deputy).await, &page, false).expect("a deputy");
        act(&school, deputy, async move |tx| {
            let correction = corrections::correction(tx, id).await?.expect("the request");
            corrections::refuse(tx, &permit, &correction, "отметка верна", deputy).await
        })
        .await;
        let refused = corrections::correction(&mut read, id).await.expect("reads").expect("the request");
        assert_eq!(
            (refused.state.as_str(), refused.decision.as_deref(), refused.decided_by),
            ("refused", Some("отметка верна"), Some(deputy.0))
        );
        assert!(!corrections::open_for(&mut read, refused.mark_id).await.expect("reads"));
    });
}

#[test]
fn parcels_go_out_after_the_commit_and_when_they_are_due() {
    both_engines(async |school| {
        let mut heard = school.db.parcels();
        let institution = school.id;
        let parcel = |news, due_at| Parcel { institution, news, due_at };
        let now = school.clock.now();
        let page = parcel(News::Page { page: 1, lesson: 2 }, now);
        let early = parcel(News::Diaries { students: vec![3] }, now + TimeDelta::seconds(10));
        let late = parcel(News::Diaries { students: vec![4] }, now + TimeDelta::seconds(30));
        let confirm = school.may_record(school.petrova, school.algebra_today).await;
        let petrova = school.who(school.petrova).await;
        let queue = |refused: bool| {
            let parcels = [page.clone(), late.clone(), early.clone()];
            school.db.act(&petrova, Act::new("attendance.confirm", "test"), async move |tx| {
                parcels.into_iter().for_each(|parcel| tx.queue(parcel));
                attendance::confirm(tx, &confirm).await?;
                if refused { Err(Error::Fault("refused".into())) } else { Ok(()) }
            })
        };
        assert!(queue(true).await.is_err());
        assert!(heard.try_recv().is_err(), "a refused act says nothing");
        assert_eq!(school.count("outbox").await, 0);

        queue(false).await.expect("is done");
        assert_eq!(heard.recv().await.expect("hears"), page, "at once");
        assert!(heard.try_recv().is_err());
        assert_eq!(
            outbox::next(&mut school.db.threshold().await.expect("a connection")).await.expect("reads"),
            Some(early.due_at)
        );
        assert_eq!(outbox::deliver_due(&school.db).await.expect("delivers"), 0);

        school.clock.advance(TimeDelta::seconds(10));
        assert_eq!(outbox::deliver_due(&school.db).await.expect("delivers"), 1);
        assert_eq!(heard.try_recv().expect("hears"), early);
        assert_eq!(outbox::deliver_due(&school.db).await.expect("delivers"), 0, "once");

        // What was not delivered outlives the program.
        school.clock.advance(TimeDelta::seconds(20));
        let again = school.open_again().await;
        let due = outbox::due(&mut again.threshold().await.expect("a connection")).await.expect("reads");
        assert_eq!(due.iter().map(|(_, parcel)| parcel.clone()).collect::<Vec<_>>(), [late]);
        assert_eq!(outbox::deliver_due(&again).await.expect("delivers"), 1);
        assert_eq!(school.count("outbox").await, 0);
    });
}

/// a number of another institution is no number at all.
#[test]
fn nothing_of_another_institution_is_found() {
    both_engines(async |school| {
        // Numbers that only the twin has.
        let stranger = school.twin.who(&school.db, school.twin.admin).await;
        let twin = school.twin.clone();
        let grown = school.db.act(&stranger, Act::new("room.add", "test"), async move |tx| {
            let permit = access::may_set_up(tx.who()).expect("the administrator");
            let ids: Vec<i64> = tx.ids(3000).await?.collect();
            let id = *ids.last().expect("an identifier");
            let person = people::PersonRow {
                id,
                surname: "Чужая".into(),
                name: "Зоя".into(),
                patronymic: None,
                sort_key: "чужая зоя".into(),
                search_key: "чужая зоя".into(),
                birth_day: None,
                sex: None,
                position: None,
            };
            people::add(tx, &permit, &[person]).await?;
            let page = classes::PageRow {
                id,
                year_id: twin.year,
                subject_id: twin.algebra,
                class_id: twin.class_7b.0,
                subgroup_id: None,
                title: "Чужая".into(),
            };
            classes::add(tx, &permit, &classes::ClassPlan { pages: vec![page], ..Default::default() }).await?;
            let time = |text: &str| text.parse().expect("a time");
            let lesson = timetable::LessonRow {
                id,
                page_id: id,
                entry_id: None,
                day: day("2026-11-20"),
                number: 1,
                starts: time("08:30:00"),
                ends: time("09:10:00"),
                room_id: None,
            };
            timetable::add_lessons(tx, &permit, &[lesson]).await?;
            Ok::<_, Error>(id)
        });
        let id = grown.await.expect("grows");
        let mut read = school.read(school.director).await;
        assert!(classes::page(&mut read, id.into(), school.today()).await.expect("reads").is_none());
        assert!(lessons::lesson(&mut read, LessonId(id)).await.expect("reads").is_none());
        assert!(people::name_of(&mut read, PersonId(id)).await.expect("reads").is_none());
        let mut own = school.db.read(&stranger).await.expect("a reading");
        let name = people::name_of(&mut own, PersonId(id)).await.expect("reads").expect("the twin's own");
        assert_eq!(name.full(), "Чужая Зоя");
        assert!(classes::page(&mut own, id.into(), school.today()).await.expect("reads").is_some());
    });
}

/// A permit opens the page that it was given for, and no other by way of a lesson's number.
#[test]
fn a_permit_for_one_page_opens_no_other() {
    both_engines(async |school| {
        let mut read = school.read(school.petrova).await;
        let permit: MayReadPage = school.may_read(school.petrova, school.algebra_7b).await;
        assert!(marks::history(&mut read, &permit, school.algebra_today, school.yolkina).await.is_ok());
        assert!(marks::history(&mut read, &permit, school.russian_today, school.yolkina).await.is_err());
        assert!(marks::cell_to_read(&mut read, &permit, school.russian_today, school.yolkina).await.is_err());
        assert!(lessons::record_history(&mut read, &permit, school.russian_today).await.is_err());
        let explain =
            access::may_explain_absences(&*school.who(school.smirnova).await, school.class_7b, true).expect("leads");
        let (lesson, student, smirnova) = (school.orkse_today, school.yolkin, school.smirnova);
        let who = school.who(smirnova).await;
        let ill = NewAttendance { student, state: Some("ill".into()), entered_at: None };
        let explained: Result<(), Error> = school
            .db
            .act(&who, Act::new("absence.explain", "test"), async move |tx| {
                attendance::explain(tx, &explain, lesson, smirnova, ill).await
            })
            .await;
        assert!(explained.is_err(), "a lesson of another class");
    });
}

///
#[test]
fn an_actor_has_the_rights_of_the_day() {
    both_engines(async |school| {
        let mother = school.who(school.yolkina_mother).await;
        assert_eq!(mother.wards, [school.yolkina, school.yolkin]);
        assert!(school.who(school.yolkin_father).await.wards.is_empty(), "without the right to the diary");
        for role in Role::ALL {
            assert!(school.who(school.holder(*role)).await.has(*role), "{role:?}");
        }
        let account = school.account(&school.db, school.petrova).await;
        let mut threshold = school.db.threshold().await.expect("a connection");
        let before = crate::access::actor(&mut threshold, account, school.id, day("2026-08-31"))
            .await
            .expect("reads")
            .expect("a member");
        assert!(before.assignments.is_empty(), "not yet");
        assert!(
            crate::access::actor(&mut threshold, account, school.twin.id, school.today())
                .await
                .expect("reads")
                .is_none()
        );
        accounts::block(&school.db, account).await.expect("blocks");
        assert!(
            crate::access::actor(&mut threshold, account, school.id, school.today()).await.expect("reads").is_none()
        );
    });
}

///
#[test]
fn a_session_ends_by_time_by_its_owner_and_by_a_block() {
    both_engines(async |school| {
        let account = school.account(&school.db, school.petrova).await;
        let open = async |token: &str| {
            let session = accounts::NewSession {
                token_hash: token.into(),
                account,
                institution: school.id,
                staff: true,
                shared: false,
                ends_at: school.clock.now() + TimeDelta::hours(12),
            };
            accounts::open_session(&school.db, session).await.expect("opens");
        };
        let is_open = async |token: &str| {
            let mut threshold = school.db.threshold().await.expect("a connection");
            accounts::session(&mut threshold, token).await.expect("reads").is_some()
        };
        open("a").await;
        open("b").await;
        open("c").await;
        assert!(is_open("a").await && !is_open("d").await);
        accounts::end_session(&school.db, "a".into()).await.expect("ends");
        assert!(!is_open("a").await && is_open("b").await);
        accounts::set_password(&school.db, account, "hash".into(), "b".into()).await.expect("sets");
        assert!(is_open("b").await && !is_open("c").await, "a new password ends the other sessions");
        accounts::block(&school.db, account).await.expect("blocks");
        assert!(!is_open("b").await);
        school.tamper("UPDATE account SET blocked_at = NULL").await.expect("unblocks");
        open("e").await;
        school.clock.advance(TimeDelta::hours(12));
        assert!(!is_open("e").await, "after twelve hours");
    });
}

/// Of eight wrong passwords at once, eight are counted.
#[test]
fn every_failed_try_is_counted() {
    both_engines(async |school| {
        let tries = (0..8).map(|_| {
            let db = school.db.clone();
            tokio::spawn(async move {
                let count = |before: Option<accounts::Failures>, now| accounts::Failures {
                    failures: before.map_or(0, |before| before.failures) + 1,
                    first_at: before.map_or(now, |before| before.first_at),
                    suspended_until: None,
                };
                accounts::fail(&db, " Petrova ", "unknown", count).await.expect("counts")
            })
        });
        for tried in tries.collect::<Vec<_>>() {
            tried.await.expect("runs");
        }
        let mut threshold = school.db.threshold().await.expect("a connection");
        let failures =
            accounts::failures(&mut threshold, "petrova", "unknown").await.expect("reads").expect("failures");
        assert_eq!(failures.failures, 8);
        let account = school.account(&school.db, school.petrova).await;
        let until = school.clock.now() + TimeDelta::days(1);
        accounts::welcome(&school.db, account, "petrova", "unknown", Some(("device".into(), until)))
            .await
            .expect("welcomes");
        assert!(accounts::failures(&mut threshold, "petrova", "unknown").await.expect("reads").is_none());
        assert!(accounts::is_known_device(&mut threshold, "device", "petrova").await.expect("reads"));
        assert!(!accounts::is_known_device(&mut threshold, "device", "sidorov").await.expect("reads"));
    });
}

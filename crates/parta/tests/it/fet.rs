//! A FET file, from the import to the year's lessons; with real files that nobody of us made (Debian package `fet-data`).

use std::sync::Arc;

use chrono::Weekday;
use parta_school::access::{Actor, may_list_pages};
use parta_store::{Clock, audit, classes, institutions, lessons, school_year};

use super::parta::Parta;

pub const BULGARIA: &str = "/usr/share/doc/fet-data/examples/FET-5-official/Bulgaria/Lom_high_school_2007-2008.fet";
const RUSSIA: &str = "/usr/share/doc/fet-data/examples/FET-5-official/Russia/Russian-Medical-College/timetable-ru.fet";

///
#[test]
fn the_bulgarian_school_goes_all_the_way() {
    Parta::on_both_engines(async |parta| {
        let import = [
            "import",
            "fet",
            BULGARIA,
            "--institution",
            "Лом",
            "--profile",
            "P0",
            "--year",
            "2026/27",
            "--invent-students",
        ];
        let said = parta.done(&import);
        assert!(
            said.contains("занятий: 448\n")
                && said.contains("классов и групп: 17\n")
                && said.contains("первый пароль "),
            "{said}"
        );
        assert!(parta.refused(&import).contains("уже есть в этой базе данных"));

        let solve = ["timetable", "solve", BULGARIA, "--year", "2026/27"];
        let said = parta.done(&solve);
        assert!(said.contains("Размещено занятий: 448 из 448") && !said.contains("Накладки"), "{said}");
        assert!(parta.refused(&solve).contains("уроки уже есть"));
        assert!(parta.done(&["audit", "verify"]).contains("журнал действий цел"));

        // Week by week a teacher has the same number of lessons, none on a day off.
        let db = parta.open(Clock::system()).await;
        let institution = institutions::all(&mut db.threshold().await.unwrap()).await.unwrap().remove(0).id;
        let mut read = db.read(&Arc::new(Actor::operator(institution))).await.unwrap();
        let day = |text: &str| text.parse().unwrap();
        let year = school_year::year_of(&mut read, day("2026-09-01")).await.unwrap().unwrap();
        let permit = may_list_pages(read.who()).unwrap();
        let pages = classes::pages(&mut read, &permit, year.id, year.first_day).await.unwrap();
        let teacher = pages.iter().find_map(|page| page.teachers.first()).unwrap().0;
        let mut read =
            db.read(&Arc::new(Actor { person: Some(teacher), ..Actor::operator(institution) })).await.unwrap();
        let mut counts = Vec::new();
        for monday in ["2026-09-07", "2027-04-12", "2027-06-21"] {
            let mut count = 0;
            for date in chrono::NaiveDate::iter_days(&day(monday)).take(7) {
                count += lessons::of_teacher(&mut read, date).await.unwrap().len();
            }
            counts.push(count);
        }
        assert!(counts[0] > 0 && counts.iter().all(|count| *count == counts[0]), "{counts:?}");
        for off in ["2026-11-04", "2026-10-28", "2027-01-06", "2027-07-01"] {
            assert!(lessons::of_teacher(&mut read, day(off)).await.unwrap().is_empty(), "{off}");
        }
    });
}

///
#[tokio::test(flavor = "multi_thread")]
async fn the_russian_college_comes_in_with_what_was_placed() {
    let parta = Parta::on_sqlite();
    let name = "Медицинский колледж";
    let said = parta.done(&[
        "import",
        "fet",
        RUSSIA,
        "--institution",
        name,
        "--profile",
        "P3",
        "--year",
        "2026/27",
        "--hour-is",
        "2",
        "--invent-students",
    ]);
    for expected in [
        "занятий: 562\n",
        "учащихся: 353\n",
        "цикл недель: А, В\n",
        "уроков в дне: 12\n",
        "Преподавателей без полного имени: 47.",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    let said = parta.done(&["timetable", "solve", RUSSIA, "--institution", name, "--year", "2026/27", "--limit", "4"]);
    assert!(said.contains(" из 562 за ") && said.contains("взято лучшее из найденного"), "{said}");
    assert!(said.contains("Не размещены: ") && !said.contains("Накладки"), "{said}");

    let db = parta.open(Clock::system()).await;
    let institution = institutions::all(&mut db.threshold().await.unwrap()).await.unwrap().remove(0).id;
    let verdict = audit::verify(&db, institution, &[]).await.unwrap();
    assert!(matches!(verdict, audit::Verdict::Whole { .. }), "{verdict:?}");
    let mut read = db.read(&Arc::new(Actor::operator(institution))).await.unwrap();
    let year = school_year::year_of(&mut read, "2026-09-01".parse().unwrap()).await.unwrap().unwrap();
    let permit = may_list_pages(read.who()).unwrap();
    let pages = classes::pages(&mut read, &permit, year.id, year.first_day).await.unwrap();
    let mut pairs = 0;
    for (teacher, _) in pages.iter().flat_map(|page| &page.teachers).take(20) {
        let mut read =
            db.read(&Arc::new(Actor { person: Some(*teacher), ..Actor::operator(institution) })).await.unwrap();
        // A Saturday of week А: the college works six days.
        let day: chrono::NaiveDate = "2026-09-05".parse().unwrap();
        assert_eq!(chrono::Datelike::weekday(&day), Weekday::Sat);
        let lessons = lessons::of_teacher(&mut read, day).await.unwrap();
        for pair in lessons.chunk_by(|one, next| one.page_id == next.page_id && one.number + 1 == next.number) {
            assert!(pair.len() % 2 == 0 && pair[0].number % 2 == 1, "a pair is two lessons: {pair:?}");
            assert_eq!((pair[1].starts - pair[0].ends).num_minutes(), 5);
            pairs += 1;
        }
    }
    assert!(pairs > 0);
}

#[test]
fn looking_writes_nothing() {
    let parta = Parta::on_sqlite();
    let said = parta.done(&["import", "fet", BULGARIA, "--institution", "Лом", "--profile", "P0", "--dry-run"]);
    assert!(said.contains("предметов: 36\n") && said.ends_with("это только просмотр.\n"), "{said}");
    assert!(!parta.data().join("parta.db").exists());
}

#[test]
fn another_file_than_the_imported_one_is_not_solved() {
    let parta = Parta::on_sqlite();
    parta.done(&["import", "fet", BULGARIA, "--institution", "Лом", "--profile", "P0", "--year", "2026/27"]);
    assert!(parta.refused(&["timetable", "solve", RUSSIA, "--year", "2026/27"]).contains("не те, что в этом файле"));
    assert!(
        parta
            .refused(&["timetable", "solve", BULGARIA, "--year", "2025/26"])
            .contains("2025/26 учебного года в базе нет")
    );
    let said = parta.refused(&["timetable", "solve", BULGARIA, "--institution", "Видин", "--year", "2026/27"]);
    assert!(said.contains("Организации «Видин» в базе нет. Есть: «Лом»."), "{said}");
}

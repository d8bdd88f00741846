//! Pages that are only read: journal, timetable, record.

use parta_store::fixture::{Engine, both_engines, on};

use crate::browser::between;
use crate::world::World;

/// students × lessons with marks and attendance, and beside it topic and homework of the selected lesson.
#[test]
fn the_journal_page_is_a_spread() {
    both_engines(async |cast| {
        let world = World::new(cast).await;
        let mut petrova = world.session(world.cast.petrova).await;
        let page = petrova.get(&format!("/journal/{}", world.cast.algebra_7b)).await;
        assert_eq!(page.status, 200);
        let row = |student| {
            let row = between(&page.body, &format!("<tr id=s{student}>"), "<tr").expect("a row");
            row.split("<td").map(|cell| cell.split_once('>').map_or("", |(_, text)| text.trim())).collect::<Vec<_>>()
        };
        let yolkina = row(world.cast.yolkina);
        let filled: Vec<&&str> = yolkina[1..].iter().filter(|text| !text.is_empty()).collect();
        assert_eq!(filled[..4], [&"5", &"4", &"4,50", &"2"], "marks, average, how many: {yolkina:?}");
        assert!(row(world.cast.ivanov).contains(&"Б"));
        assert!(page.body.contains("Морозов Даниил <small>выбытие 10.11</small>"));
        assert!(page.body.contains("Жуков Артём <small>прибытие 16.11</small>"));
        for text in [
            "<dt>Н</dt><dd>неявка на урок по неуважительной причине</dd>",
            "<dt>2 3 4 5</dt><dd>отметка</dd>",
            "Умножение одночленов",
            "§ 12, № 345",
        ] {
            assert!(page.body.contains(text), "{text}");
        }
        let before =
            petrova.get(&format!("/journal/{}?lesson={}", world.cast.algebra_7b, world.cast.algebra_before)).await;
        let panel = between(&before.body, "id=\"lesson-card\"", "</form>").expect("the panel");
        assert!(panel.contains("Умножение одночленов</textarea>"), "{panel}");
        let first = petrova.get(&format!("/journal/{}?term=1", world.cast.algebra_7b)).await;
        assert!(first.body.contains("Уроков нет"), "the cast has lessons in the second quarter");
    });
}

///
#[test]
fn the_timetable_shows_the_week_of_a_class() {
    on(Engine::Sqlite, async |cast| {
        let world = World::new(cast).await;
        let mut yolkina = world.session(world.cast.yolkina).await;
        let own = yolkina.get("/timetable").await;
        let address = format!("/classes/{}/timetable", world.cast.class_7b);
        assert_eq!((own.status.as_u16(), own.header("location")), (303, address.as_str()));
        let page = yolkina.get(&format!("{address}?week=2026-11-18")).await;
        for text in ["16–21 ноября 2026", "3. Алгебра", "Сидоров О. Н.", "каб. 24", "4. Английский язык, 1 группа"]
        {
            assert!(page.body.contains(text), "{text}");
        }
        let empty = yolkina.get(&format!("{address}?week=2026-07-01")).await;
        assert!(empty.body.contains("На этой неделе уроков нет"));
    });
}

/// who did what and when, and on demand whether the chain is whole.
#[test]
fn the_record_lists_acts_and_checks_their_chain() {
    both_engines(async |cast| {
        let world = World::new(cast).await;
        let mut petrova = world.session(world.cast.petrova).await;
        let cell = format!("/api/v1/lessons/{}/students/{}", world.cast.algebra_today, world.cast.yolkina);
        petrova.put(&cell, serde_json::json!({"entry": "5", "seen": 0})).await;
        let mut director = world.session(world.cast.director).await;
        let page = director.get("/record?check=1").await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Петрова А. В."));
        let verdict = between(&page.body, "role=\"status\">", "</p>").expect("a verdict");
        assert!(verdict.contains("сходятся: ни одна не изменена и не переставлена."), "{verdict}");
        assert!(!director.get("/record").await.body.contains("role=\"status\""), "only on demand");
        let guard = match world.cast.engine() {
            Engine::Sqlite => "DROP TRIGGER mark_revision_refuses_update",
            Engine::Postgres => "DROP TRIGGER mark_revision_refuses_change ON mark_revision",
        };
        let change = format!(
            "{guard}; UPDATE mark_revision SET value = '2' WHERE institution_id = {} AND value = '5'",
            world.id()
        );
        world.cast.tamper(&change).await.expect("a mark is changed behind the program's back");
        let found = director.get("/record?check=1").await;
        assert!(found.body.contains("Журнал действий повреждён"), "{}", found.body);
        assert_eq!(director.get("/record?before=1").await.status, 200);
    });
}

//! The diary, and the absences that the class teacher explains.

use chrono::TimeDelta;
use parta_store::fixture::{Engine, both_engines, on};
use serde_json::json;

use crate::browser::between;
use crate::world::World;

/// lessons, topics, homework and marks of the week; a mark only when it is public.
#[test]
fn the_diary_shows_what_is_public() {
    both_engines(async |cast| {
        let world = World::new(cast).await;
        let cast = &world.cast;
        let mut mother = world.session(cast.yolkina_mother).await;
        let own = mother.get("/diary").await;
        let diary = format!("/diary/{}", cast.yolkina);
        assert_eq!(own.status, 303);
        assert!(own.header("location").starts_with("/diary/"));
        let page = mother.get(&diary).await;
        for text in [
            "Ёлкина Вероника",
            "Умножение одночленов",
            "§ 12, № 345",
            "ответ на уроке",
            "Сидоров О. Н.",
            "Фёдор, 4 «А»",
        ] {
            assert!(page.body.contains(text), "{text}");
        }
        let mut petrova = world.session(cast.petrova).await;
        let cell = format!("/api/v1/lessons/{}/students/{}", cast.algebra_today, cast.yolkina);
        petrova.put(&cell, json!({"entry": "2", "kinds": [cast.control], "seen": 0})).await;
        assert!(!mother.get(&diary).await.body.contains("контрольная работа"), "nobody has seen it yet");
        cast.clock.advance(TimeDelta::seconds(30));
        let page = mother.get(&diary).await;
        assert!(
            page.body.contains("контрольная работа") && page.body.contains("<b class=\"x\">2</b>"),
            "{}",
            page.body
        );
        let before = mother.get(&format!("{diary}?week=2026-11-09")).await;
        assert!(!before.body.contains("контрольная работа"));
    });
}

/// «отсутствует, причина не указана», until the class teacher gives the reason.
#[test]
fn an_absence_is_open_until_the_class_teacher_explains_it() {
    both_engines(async |cast| {
        let world = World::new(cast).await;
        let cast = &world.cast;
        let mut petrova = world.session(cast.petrova).await;
        let lesson = format!("/lessons/{}/students/{}", cast.algebra_today, cast.yolkina);
        petrova.put(&format!("/api/v1{lesson}"), json!({"entry": "н", "seen": 0})).await;
        let (mut mother, mut smirnova) = (world.session(cast.yolkina_mother).await, world.session(cast.smirnova).await);
        let diary = format!("/diary/{}", cast.yolkina);
        assert!(mother.get(&diary).await.body.contains("отсутствует, причина не указана"));
        let absences = format!("/classes/{}/absences", cast.class_7b);
        let list = smirnova.get(&absences).await;
        assert!(list.body.contains("Ёлкина Вероника") && list.body.contains("3. Алгебра"), "{}", list.body);
        let odd = smirnova.post(&format!("{lesson}/reason"), &[("code", "х"), ("back", &absences)]).await;
        assert_eq!(odd.status, 422);
        assert!(odd.body.contains("Обозначения «х» нет."));
        let given = smirnova.post(&format!("{lesson}/reason"), &[("code", "Б"), ("back", &absences)]).await;
        assert_eq!((given.status.as_u16(), given.header("location")), (303, absences.as_str()));
        let page = mother.get(&diary).await;
        assert!(page.body.contains("болеет") && !page.body.contains("причина не указана"));
        let day = smirnova.get(&format!("{absences}?day=2026-11-18")).await;
        assert!(day.body.contains("Иванов Иван"));
        assert!(smirnova.get(&format!("{absences}?day=2026-11-14")).await.body.contains("Пропусков нет"));
    });
}

/// the school's dash; the college's field stays empty.
#[test]
fn nothing_set_looks_as_the_regulation_says() {
    for (profile, shown) in [("P0", true), ("P3", false)] {
        on(Engine::Sqlite, async |cast| {
            let world = World::under(cast, profile).await;
            let cast = &world.cast;
            let mut petrova = world.session(cast.petrova).await;
            let record = json!({"topic": "Многочлены", "homework": "", "homework_none": true, "seen": 0});
            let saved = petrova.put(&format!("/api/v1/lessons/{}/record", cast.algebra_today), record).await;
            assert_eq!(saved.status, 200, "{}", saved.body);
            let mut yolkina = world.session(cast.yolkina).await;
            let page = yolkina.get(&format!("/diary/{}", cast.yolkina)).await;
            assert_eq!(page.body.contains("<span>Задано:</span> –"), shown, "{profile}");
            let journal = petrova.get(&format!("/journal/{}", cast.algebra_7b)).await;
            let topics = between(&journal.body, "id=\"topics\"", "</section>").expect("topics");
            assert_eq!(topics.contains("<td>–"), shown, "{profile}");
        });
    }
}

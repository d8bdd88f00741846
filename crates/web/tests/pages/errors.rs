//! What goes wrong is told in words, with the number of the request where it is our fault, and without anything of our insides.

use parta_store::fixture::{Engine, on};

use crate::browser::Answer;
use crate::world::World;

const INSIDES: &[&str] = &[
    "sqlx",
    "SQLite",
    "sqlite",
    "postgres",
    "panicked",
    "Error {",
    "error:",
    "deserialize",
    "invalid digit",
    ".rs:",
    "SELECT",
];

fn tells_nothing_of_our_insides(answer: &Answer) {
    for inside in INSIDES {
        assert!(!answer.body.contains(inside), "{inside}: {}", answer.body);
    }
}

#[test]
fn a_mistyped_address_is_answered_in_words() {
    on(Engine::Sqlite, async |cast| {
        let world = World::new(cast).await;
        let cast = &world.cast;
        let mut director = world.session(cast.director).await;
        let (page, class, student) = (cast.algebra_7b, cast.class_7b, cast.yolkina);
        for address in [
            format!("/journal/{page}?term=abc"),
            format!("/journal/{page}?term=1&term=2"),
            format!("/journal/{page}?lesson=99999999999999999999"),
            format!("/diary/{student}?week=вчера"),
            format!("/diary/{student}?week=2026-02-30"),
            format!("/classes/{class}/timetable?week=x"),
            format!("/classes/{class}/absences?day=x"),
            "/record?before=x".to_owned(),
            "/stream?topic=page".to_owned(),
        ] {
            let address = address.replace("вчера", "%D0%B2%D1%87%D0%B5%D1%80%D0%B0");
            let answer = director.get(&address).await;
            assert_eq!(answer.status, 422, "{address}");
            assert!(answer.body.contains("Адрес страницы набран с ошибкой"), "{address}: {}", answer.body);
            tells_nothing_of_our_insides(&answer);
        }
        for address in [
            "/journal/abc",
            "/lessons/0",
            "/lessons/1/students/x",
            "/diary/-1",
            "/classes/99999999999999999999/timetable",
            "/nowhere",
        ] {
            let answer = director.get(address).await;
            assert_eq!(answer.status, 404, "{address}");
            assert!(answer.body.contains("Такой страницы нет"), "{address}");
        }
        for address in [
            format!("/diary/{student}?week=0001-01-01"),
            format!("/classes/{class}/timetable?week=9999-12-31"),
            format!("/diary/{student}?week=-262143-01-01"),
        ] {
            let answer = director.get(&address).await;
            assert!(answer.status.as_u16() < 500, "{address}: {}", answer.status);
            tells_nothing_of_our_insides(&answer);
        }
    });
}

/// A fault of ours names the request for the administrator and keeps the rest to the log.
#[test]
fn a_fault_of_ours_gives_its_number_and_no_more() {
    on(Engine::Sqlite, async |cast| {
        let world = World::new(cast).await;
        let mut petrova = world.session(world.cast.petrova).await;
        let mark = format!(
            "UPDATE mark SET value = '?' WHERE institution_id = {} AND lesson_id = {}",
            world.id(),
            world.cast.algebra_before
        );
        world.cast.tamper(&mark).await.expect("a mark that cannot be");
        let card = format!("/lessons/{}/students/{}", world.cast.algebra_before, world.cast.yolkina);
        let seen = format!(
            "SELECT MAX(act) FROM mark WHERE institution_id = {} AND lesson_id = {}",
            world.id(),
            world.cast.algebra_before
        );
        let seen = world.cast.number(&seen).await.to_string();
        let answer = petrova.post(&card, &[("entry", "4"), ("seen", &seen)]).await;
        assert_eq!(answer.status, 500);
        for text in ["Ошибка на нашей стороне", "Записано либо всё, либо ничего.", "Номер запроса: <code>"]
        {
            assert!(answer.body.contains(text), "{text}: {}", answer.body);
        }
        tells_nothing_of_our_insides(&answer);
        let json = petrova.put(&format!("/api/v1{card}"), serde_json::json!({"entry": "4", "seen": 0})).await;
        assert_eq!((json.status.as_u16(), &json.json()["problem"]), (500, &serde_json::json!("failed")));
        tells_nothing_of_our_insides(&json);
    });
}

/// A database that does not answer is a sentence that says what to do.
#[test]
fn a_database_that_is_closed_is_told_so() {
    on(Engine::Sqlite, async |cast| {
        let world = World::new(cast).await;
        let mut petrova = world.session(world.cast.petrova).await;
        world.cast.db.close().await;
        let answer = petrova.get("/today").await;
        assert_eq!(answer.status, 503, "{}", answer.body);
        tells_nothing_of_our_insides(&answer);
    });
}

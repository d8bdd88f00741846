//! The event stream: journals hear of a mark at once, the diary when the mark is public, and only who may read either.

use std::time::Duration;

use axum::body::BodyDataStream;
use chrono::TimeDelta;
use futures_util::StreamExt;
use parta_school::ids::PersonId;
use parta_store::fixture::{Engine, both_engines, on};
use parta_store::outbox::deliver_due;
use serde_json::json;

use crate::browser::Load;
use crate::world::World;

/// Somebody's open stream.
struct Stream(BodyDataStream);

impl Stream {
    async fn of(world: &World, person: PersonId, subject: &str) -> Self {
        let mut browser = world.session(person).await;
        let response = browser.send("GET", &format!("/stream?{subject}"), Load::Nothing).await;
        assert_eq!(response.status(), 200);
        Self(response.into_body().into_data_stream())
    }

    /// The next event, if one comes soon.
    async fn next(&mut self) -> Option<String> {
        let chunk = tokio::time::timeout(Duration::from_millis(400), self.0.next()).await.ok()??;
        Some(String::from_utf8(chunk.expect("a chunk").to_vec()).expect("text"))
    }
}

///
#[test]
fn journals_hear_at_once_and_the_diary_when_the_mark_is_public() {
    both_engines(async |cast| {
        let world = World::new(cast).await;
        let cast = &world.cast;
        let page = format!("topic=page&id={}", cast.algebra_7b);
        let diary = format!("topic=diary&id={}", cast.yolkina);
        let mut director = Stream::of(&world, cast.director, &page).await;
        let mut other_page = Stream::of(&world, cast.director, &format!("topic=page&id={}", cast.russian_7b)).await;
        let mut mother = Stream::of(&world, cast.yolkina_mother, &diary).await;
        let mut brother = Stream::of(&world, cast.yolkina_mother, &format!("topic=diary&id={}", cast.yolkin)).await;
        let mut petrova = world.session(cast.petrova).await;
        let cell = format!("/api/v1/lessons/{}/students/{}", cast.algebra_today, cast.yolkina);
        assert_eq!(petrova.put(&cell, json!({"entry": "5", "seen": 0})).await.status, 200);

        let heard = director.next().await.expect("the journal hears at once");
        assert!(heard.contains("event: page") && heard.contains(&format!("\"page\":{}", cast.algebra_7b)), "{heard}");
        assert!(!heard.contains("5\"") && !heard.contains("student"), "no personal data: {heard}");
        assert_eq!(mother.next().await, None, "not yet");
        deliver_due(&cast.db).await.expect("delivered");
        assert_eq!(mother.next().await, None, "nothing was due");
        cast.clock.advance(TimeDelta::seconds(30));
        assert_eq!(deliver_due(&cast.db).await.expect("delivered"), 1);
        let heard = mother.next().await.expect("now it is public");
        assert!(
            heard.contains("event: diary") && heard.contains(&format!("{{\"student\":{}}}", cast.yolkina)),
            "{heard}"
        );
        assert_eq!(mother.next().await, None, "once");
        assert_eq!((brother.next().await, other_page.next().await), (None, None), "theirs did not change");
    });
}

/// the right to listen is the right to read; the same 404 as for a page.
#[test]
fn nobody_listens_to_what_they_may_not_read() {
    on(Engine::Sqlite, async |cast| {
        let world = World::new(cast).await;
        let cast = &world.cast;
        let (page, diary) =
            (format!("/stream?topic=page&id={}", cast.algebra_7b), format!("/stream?topic=diary&id={}", cast.yolkina));
        for (person, address, status) in [
            (cast.yolkina_mother, &page, 404),
            (cast.yolkina, &page, 404),
            (cast.yolkin_father, &diary, 404),
            (cast.ivanov_father, &diary, 404),
            (cast.egorov, &diary, 404),
            (cast.sidorov, &page, 403),
            (cast.secretary, &page, 403),
            (cast.petrova, &diary, 403),
            (cast.smirnova, &page, 200),
            (cast.smirnova, &diary, 200),
            (cast.yolkina, &diary, 200),
        ] {
            let answer = world.session(person).await.get(address).await;
            assert_eq!(answer.status.as_u16(), status, "{person} {address}");
        }
        for odd in ["/stream?topic=page&id=999999", "/stream?topic=page&id=x", "/stream?topic=record&id=1"] {
            assert_eq!(world.session(cast.director).await.get(odd).await.status, 404, "{odd}");
        }
    });
}

/// an absence is told at once, to each diary that it concerns.
#[test]
fn every_diary_of_a_roll_call_hears_of_it() {
    on(Engine::Sqlite, async |cast| {
        let world = World::new(cast).await;
        let cast = &world.cast;
        let mut mother = Stream::of(&world, cast.yolkina_mother, &format!("topic=diary&id={}", cast.yolkina)).await;
        let mut father = Stream::of(&world, cast.ivanov_father, &format!("topic=diary&id={}", cast.ivanov)).await;
        let mut petrova = world.session(cast.petrova).await;
        let absent = json!({"absent": [{"student": cast.yolkina, "code": "н"}, {"student": cast.ivanov, "code": "н"}], "seen": 0});
        let done = petrova.put(&format!("/api/v1/lessons/{}/attendance", cast.algebra_today), absent).await;
        assert_eq!(done.status, 200, "{}", done.body);
        assert!(mother.next().await.is_some_and(|event| event.contains("diary")));
        assert!(father.next().await.is_some_and(|event| event.contains("diary")));
    });
}

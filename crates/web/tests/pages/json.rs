//! The journal's JSON: answers and refusals, each in its shape (`docs/api/journal.md`).

use parta_store::fixture::{Engine, both_engines, on};
use serde_json::{Value, json};

use crate::browser::{Browser, Load};
use crate::world::World;

fn cell(world: &World) -> String {
    format!("/api/v1/lessons/{}/students/{}", world.cast.algebra_today, world.cast.yolkina)
}

///
#[test]
fn a_saved_cell_comes_back_with_everything_around_it() {
    both_engines(async |cast| {
        let world = World::new(cast).await;
        let mut petrova = world.session(world.cast.petrova).await;
        let entry =
            json!({"entry": "н 5", "kinds": [world.cast.control], "seen": 0, "entered_at": "2026-11-20T07:49:58.120Z"});
        let saved = petrova.put(&cell(&world), entry).await;
        assert_eq!(saved.status, 200);
        let saved = saved.json();
        assert_eq!((&saved["cell"]["text"], &saved["cell"]["attendance"]), (&json!("Н 5"), &json!("reason_open")));
        let mark = &saved["cell"]["marks"][0];
        assert_eq!(
            (&mark["value"], &mark["kind"], &mark["kind_name"]),
            (&json!("5"), &json!(world.cast.control), &json!("контрольная работа"))
        );
        assert_eq!(mark["public_at"], json!("2026-11-20T07:50:30Z"));
        assert_eq!(
            (&saved["average"], &saved["marks_count"], &saved["absences"], &saved["said"]),
            (&json!("4,67"), &json!(3), &json!(1), &json!("сохранено"))
        );
        let kinds = json!({"entry": "Н 5 4", "kinds": [null, world.cast.dictation], "seen": saved["cell"]["revision"]});
        let second = petrova.put(&cell(&world), kinds).await.json();
        assert_eq!(
            second["cell"]["marks"][1]["kind_name"],
            json!("диктант"),
            "null leaves the first one its kind: {second}"
        );
    });
}

/// 401, 403, 404, 409, 415, 422.
#[test]
fn each_refusal_has_its_shape() {
    both_engines(async |cast| {
        let world = World::new(cast).await;
        let mut petrova = world.session(world.cast.petrova).await;
        let five = |seen: i64| json!({"entry": "5", "seen": seen});
        let problem = |answer: &crate::browser::Answer| {
            (answer.status.as_u16(), answer.json()["problem"].as_str().unwrap_or_default().to_owned())
        };

        let refused = petrova.put(&cell(&world), json!({"entry": "7", "seen": 0})).await;
        assert_eq!(problem(&refused), (422, "refused".into()));
        assert!(
            refused.json()["said"]
                .as_str()
                .expect("a sentence")
                .starts_with("Отметка «7» не входит в шкалу: 2, 3, 4, 5")
        );

        petrova.put(&cell(&world), json!({"entry": "н", "seen": 0})).await;
        let conflict = petrova.put(&cell(&world), five(0)).await;
        assert_eq!(problem(&conflict), (409, "conflict".into()));
        let theirs = &conflict.json()["theirs"];
        assert_eq!(
            (&theirs["text"], &theirs["author"], &theirs["at"]),
            (&json!("Н"), &json!("Петрова А. В."), &json!("2026-11-20T07:50:00Z"))
        );
        let chosen = petrova.put(&cell(&world), json!({"entry": "5", "seen": theirs["revision"]})).await;
        assert_eq!(chosen.status, 200, "{}", chosen.body);

        let mut sidorov = world.session(world.cast.sidorov).await;
        assert_eq!(problem(&sidorov.put(&cell(&world), five(0)).await), (403, "forbidden".into()));
        let mut yolkina = world.session(world.cast.yolkina).await;
        assert_eq!(problem(&yolkina.put(&cell(&world), five(0)).await), (404, "unknown".into()));
        for address in [
            "/api/v1/lessons/abc/students/5",
            "/api/v1/lessons/1/students/-5",
            "/api/v1/lessons/9007199254740991/record",
        ] {
            let body =
                if address.ends_with("record") { json!({"topic": "", "homework": "", "seen": 0}) } else { five(0) };
            assert_eq!(problem(&petrova.put(address, body).await), (404, "unknown".into()), "{address}");
        }
        let mut nobody = Browser::new(&world.app);
        nobody.get("/sign-in").await;
        assert_eq!(problem(&nobody.put(&cell(&world), five(0)).await), (401, "signed_out".into()));
        let forged = petrova.sending("x-csrf-token", "AAAA").put(&cell(&world), five(0)).await;
        assert_eq!(problem(&forged), (401, "signed_out".into()));
        let mut plain = petrova.sending("content-type", "text/plain");
        assert_eq!(problem(&plain.put(&cell(&world), five(0)).await), (415, "malformed".into()));
        let other =
            petrova.sending("content-type", "application/x-www-form-urlencoded").put(&cell(&world), five(0)).await;
        assert_eq!(other.status, 415);
    });
}

/// records and attendance, too.
#[test]
fn every_entry_names_what_it_saw() {
    on(Engine::Sqlite, async |cast| {
        let world = World::new(cast).await;
        let mut petrova = world.session(world.cast.petrova).await;
        let lesson = format!("/api/v1/lessons/{}", world.cast.algebra_today);
        let first = petrova
            .put(
                &format!("{lesson}/record"),
                json!({"topic": "Многочлены", "homework": "", "homework_none": true, "seen": 0}),
            )
            .await;
        let revision = first.json()["record"]["revision"].as_i64().expect("a revision");
        let conflict =
            petrova.put(&format!("{lesson}/record"), json!({"topic": "Одночлены", "homework": "", "seen": 0})).await;
        assert_eq!((conflict.status.as_u16(), &conflict.json()["theirs"]["text"]), (409, &json!("Многочлены")));
        assert_eq!(conflict.json()["theirs"]["revision"], json!(revision));

        petrova.put(&cell(&world), json!({"entry": "н", "seen": 0})).await;
        let conflict = petrova.put(&format!("{lesson}/attendance"), json!({"absent": [], "seen": 0})).await;
        assert_eq!((conflict.status.as_u16(), &conflict.json()["theirs"]["text"]), (409, &json!("Ёлкина В. П. – Н")));
        let seen = conflict.json()["theirs"]["revision"].clone();
        let done = petrova.put(&format!("{lesson}/attendance"), json!({"absent": [], "seen": seen})).await;
        let done = done.json();
        assert_eq!(
            (&done["present"], &done["of"], &done["confirmed_at"]),
            (&json!(5), &json!(5), &json!("2026-11-20T07:50:00Z"))
        );
        assert_eq!(done["said"], json!("Посещаемость подтверждена в 10:50: присутствуют 5 из 5"));
    });
}

/// What no page of ours sends is refused, and nothing falls over it (abuse cases 1, 2, 12).
#[test]
fn malformed_json_is_refused_whole() {
    both_engines(async |cast| {
        let world = World::new(cast).await;
        let mut petrova = world.session(world.cast.petrova).await;
        let before = world.acts().await;
        let bodies = [
            json!({"entry": "5", "seen": 0, "author": 1}),
            json!({"entry": 5, "seen": 0}),
            json!({"seen": 0}),
            json!({"entry": "5", "seen": "0"}),
            json!({"entry": "5", "seen": 0, "entered_at": "вчера"}),
            json!({"entry": "5", "seen": 0, "kinds": [1.5]}),
            json!(["5"]),
            Value::Null,
        ];
        for body in bodies {
            let refused = petrova.put(&cell(&world), body.clone()).await;
            assert_eq!((refused.status.as_u16(), &refused.json()["problem"]), (422, &json!("malformed")), "{body}");
            assert!(
                refused.json()["said"].as_str().is_some_and(|said| said.contains("обновите страницу")),
                "{}",
                refused.body
            );
        }
        let huge = petrova.put(&cell(&world), json!({"entry": "5".repeat(2 << 20), "seen": 0})).await;
        assert_eq!(huge.status, 422);
        assert_eq!(world.acts().await, before);

        for claimed in
            ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "+262142-12-31T23:59:59Z", "-4713-01-01T00:00:00Z"]
        {
            let body =
                json!({"entry": if claimed.starts_with('0') { "5" } else { "5 4" }, "seen": 0, "entered_at": claimed});
            let saved = petrova.put(&cell(&world), body).await;
            assert_eq!(saved.status, 200, "{claimed}: {}", saved.body);
        }
        for seen in [i64::MIN, -1, i64::MAX] {
            let answer = petrova.put(&cell(&world), json!({"entry": "5", "seen": seen})).await;
            assert!([200, 409].contains(&answer.status.as_u16()), "{}", answer.body);
        }
    });
}

/// the same key twice is one act, also when both are on their way at once (abuse case 11).
#[test]
fn a_retry_gets_the_first_answer() {
    both_engines(async |cast| {
        let world = World::new(cast).await;
        let petrova =
            world.session(world.cast.petrova).await.sending("idempotency-key", "6f1d2c1e-0000-4000-8000-000000000001");
        let send = || {
            let (mut browser, address) = (petrova.clone(), cell(&world));
            async move { browser.ask("PUT", &address, Load::Json(json!({"entry": "5", "seen": 0}))).await }
        };
        let (first, second) = tokio::join!(send(), send());
        let third = send().await;
        assert_eq!((first.status.as_u16(), &first.body), (200, &second.body));
        assert_eq!(third.body, first.body);
        assert_eq!(world.cast.number("SELECT COUNT(*) FROM act WHERE kind = 'cell.set'").await, 1);
    });
}

/// over the wire, under the college's regulation.
#[test]
fn the_college_s_cells_over_the_wire() {
    on(Engine::Sqlite, async |cast| {
        let world = World::under(cast, "P3").await;
        let cast = &world.cast;
        let mut sidorov = world.session(cast.sidorov).await;
        let russian = format!("/api/v1/lessons/{}/students/{}", cast.russian_today, cast.yolkina);
        let saved =
            sidorov.put(&russian, json!({"entry": "5/4", "kinds": [cast.dictation, cast.dictation], "seen": 0})).await;
        assert_eq!((saved.status.as_u16(), &saved.json()["cell"]["text"]), (200, &json!("5/4")), "{}", saved.body);
        let mut petrova = world.session(cast.petrova).await;
        let missed = format!("/api/v1/lessons/{}/students/{}", cast.algebra_before, cast.ivanov);
        let seen = cast
            .number(&format!(
                "SELECT act FROM attendance WHERE institution_id = {} AND lesson_id = {} AND student_id = {}",
                world.id(),
                cast.algebra_before,
                cast.ivanov
            ))
            .await;
        let without = petrova.put(&missed, json!({"entry": "б 4", "seen": seen})).await;
        assert_eq!(without.status, 422);
        assert!(
            without.json()["said"].as_str().is_some_and(|said| said.contains("по протоколу сдачи")),
            "{}",
            without.body
        );
        let protocol = json!({"entry": "б 4", "seen": seen, "protocol": {"number": "12", "day": "2026-11-19"}});
        let saved = petrova.put(&missed, protocol).await;
        assert_eq!((saved.status.as_u16(), &saved.json()["cell"]["text"]), (200, &json!("б 4")), "{}", saved.body);
        let card = petrova.get(&format!("/lessons/{}/students/{}", cast.algebra_before, cast.ivanov)).await;
        assert!(card.body.contains("протокол № 12 от 19.11.2026"), "{}", card.body);
    });
}

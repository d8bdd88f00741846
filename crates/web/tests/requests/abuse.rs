//! The abuse cases of `security.md` §5 that are requests, by their numbers.

use std::time::Duration;

use chrono::TimeDelta;
use futures_util::StreamExt;
use parta_store::accounts;
use parta_store::fixture::{Cast, Engine, PASSWORD, both_engines, day, on};
use parta_store::outbox::{News, Parcel};
use serde_json::json;

use crate::browser::{Answer, Browser, Load, form, new_key};
use crate::world::{Newcomer, Objects, World, ask_for_correction, mark};

fn in_the_world(test: impl AsyncFnOnce(World)) {
    on(Engine::Sqlite, async |cast: Cast| test(World::new(cast).await).await);
}

/// Petrova and the address of a cell of her lesson that is going on.
async fn petrova_at_her_lesson(world: &World) -> (Browser, String) {
    let cell = format!("/lessons/{}/students/{}", world.cast.algebra_today, world.cast.yolkina);
    (world.session(world.cast.petrova).await, cell)
}

/// Refused with this status, and nothing was written.
async fn refused(world: &World, answer: &Answer, status: u16, acts: i64) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(world.acts().await, acts, "nothing is written");
}

#[test]
fn case_1_a_field_that_no_form_has_is_refused() {
    in_the_world(async |world| {
        let (mut petrova, cell) = petrova_at_her_lesson(&world).await;
        let acts = world.acts().await;
        let sidorov = world.cast.sidorov.to_string();
        for extra in [("author", sidorov.as_str()), ("role", "director")] {
            let answer = petrova.post(&cell, &[("entry", "5"), ("seen", "0"), extra]).await;
            refused(&world, &answer, 422, acts).await;
        }
        let body = json!({"entry": "5", "seen": 0, "author": world.cast.sidorov.0});
        let answer = petrova.put(&format!("/api/v1{cell}"), body).await;
        refused(&world, &answer, 422, acts).await;
    });
}

#[test]
fn case_2_a_repeated_field_is_refused() {
    in_the_world(async |world| {
        let (mut petrova, cell) = petrova_at_her_lesson(&world).await;
        let acts = world.acts().await;
        let twice = [("entry", "5"), ("entry", "2"), ("seen", "0")];
        refused(&world, &petrova.post(&cell, &twice).await, 422, acts).await;
        let lesson = format!("/lessons/{}", world.cast.algebra_today);
        let student = format!("marks.{}", world.cast.yolkina);
        let twice = [(student.as_str(), "5"), (student.as_str(), "2")];
        refused(&world, &petrova.post(&lesson, &twice).await, 422, acts).await;
    });
}

/// in the path by `matrix`; here in a body and in a filter.
#[test]
fn case_3_numbers_of_the_twin_are_as_unknown_as_any_other() {
    both_engines(async |cast| {
        let world = World::new(cast).await;
        let own = Objects::make(&world).await;
        let (twins, nobodys) = (own.copy_to_twin(&world).await, own.given_by_nobody());
        let mut petrova = world.session(world.cast.petrova).await;
        let acts = world.acts().await;
        let attendance = format!("/api/v1/lessons/{}/attendance", own.lesson);
        let mut answers = Vec::new();
        for student in [twins.student, nobodys.student] {
            let answer =
                petrova.put(&attendance, json!({"absent": [{"student": student, "code": "н"}], "seen": 0})).await;
            assert!(matches!(answer.status.as_u16(), 404 | 422), "{}", answer.status);
            answers.push(answer.body.replace(&student.to_string(), "{student}"));
        }
        assert_eq!(answers[0], answers[1]);
        for (twins, nobodys) in [
            (
                format!("/journal/{}?lesson={}", own.page, twins.lesson),
                format!("/journal/{}?lesson={}", own.page, nobodys.lesson),
            ),
            (
                format!("/lessons/{}/students/{}", own.lesson, twins.student),
                format!("/lessons/{}/students/{}", own.lesson, nobodys.student),
            ),
        ] {
            let (twin, nobody) = (petrova.get(&twins).await, petrova.get(&nobodys).await);
            assert_eq!(twin.without_own(&twins), nobody.without_own(&nobodys));
        }
        assert_eq!(world.acts().await, acts, "nothing is written");
    });
}

#[test]
fn case_4_who_lost_the_load_since_the_page_was_opened_writes_nothing() {
    in_the_world(async |world| {
        let page = world.cast.algebra_7b.0;
        let leaver = Newcomer {
            login: "leaver",
            roles: vec![("subject_teacher", None)],
            teaches: vec![(page, Some(day("2026-11-20")))],
            ..Newcomer::default()
        };
        let leaver = world.join(vec![leaver]).await[0];
        let (lesson, student) = (world.cast.algebra_today, world.cast.yolkina);
        let mut browser = world.session(leaver).await;
        assert_eq!(browser.get(&format!("/lessons/{lesson}")).await.status, 200);
        // The load ended with Friday; on Monday the next lesson of the page is somebody else's.
        world.cast.clock.advance(TimeDelta::days(3));
        let lesson = world.cast.algebra_ahead;
        let mut browser = world.session(leaver).await;
        let acts = world.acts().await;
        let answer = browser
            .put(&format!("/api/v1/lessons/{lesson}/students/{student}"), json!({"entry": "5", "seen": 0}))
            .await;
        refused(&world, &answer, 403, acts).await;
        let answer = browser.post(&format!("/lessons/{lesson}"), &[("topic", "Степень одночлена")]).await;
        refused(&world, &answer, 403, acts).await;
    });
}

/// the same sentence wherever it is tried.
#[test]
fn case_5_page_card_and_script_refuse_alike() {
    in_the_world(async |world| {
        let cast = &world.cast;
        let mut petrova = world.session(cast.petrova).await;
        // A lesson that is still to come; a mark that is public.
        for (lesson, seen, value) in
            [(cast.algebra_ahead, 0, "5"), (cast.algebra_before, seen_of_public_mark(&world).await, "3")]
        {
            let acts = world.acts().await;
            let cell = format!("/lessons/{lesson}/students/{}", cast.yolkina);
            let script = petrova.put(&format!("/api/v1{cell}"), json!({"entry": value, "seen": seen})).await;
            refused(&world, &script, 422, acts).await;
            let said = script.json()["said"].as_str().expect("a sentence").to_owned();
            let card = petrova.post(&cell, &[("entry", value), ("seen", &seen.to_string())]).await;
            refused(&world, &card, 422, acts).await;
            let (marks, seen_field) = (format!("marks.{}", cast.yolkina), format!("seen.{}", cast.yolkina));
            let page =
                petrova.post(&format!("/lessons/{lesson}"), &[(&marks, value), (&seen_field, &seen.to_string())]).await;
            refused(&world, &page, 422, acts).await;
            for (place, answer) in [("card", card), ("page", page)] {
                assert!(answer.body.contains(&said), "the {place} does not say «{said}»");
            }
        }
    });
}

async fn seen_of_public_mark(world: &World) -> i64 {
    let mark = mark(world, world.cast.algebra_before.0, world.cast.yolkina).await;
    world.cast.number(&format!("SELECT act FROM mark WHERE institution_id = {} AND id = {mark}", world.id())).await
}

///
#[test]
fn case_6_nobody_confirms_her_own_request() {
    in_the_world(async |world| {
        let both = Newcomer {
            login: "teaching-deputy",
            roles: vec![("subject_teacher", None), ("deputy_studies", None)],
            teaches: vec![(world.cast.algebra_7b.0, None)],
            ..Newcomer::default()
        };
        let both = world.join(vec![both]).await[0];
        let mut browser = world.session(both).await;
        let mark = mark(&world, world.cast.algebra_before.0, world.cast.yolkina).await;
        let own = ask_for_correction(&mut browser, &world, mark).await;
        let acts = world.acts().await;
        let answer = browser.post(&format!("/corrections/{own}/confirmation"), &[]).await;
        refused(&world, &answer, 422, acts).await;
        let mut deputy = world.session(world.cast.deputy).await;
        assert_eq!(deputy.post(&format!("/corrections/{own}/confirmation"), &[]).await.status, 303);
    });
}

#[test]
fn case_11_a_batch_sent_twice_and_reordered_is_one_set_of_revisions() {
    both_engines(async |cast| {
        let world = World::new(cast).await;
        let cast = &world.cast;
        let mut petrova = world.session(cast.petrova).await;
        let entries = [(cast.yolkina, "5"), (cast.egorov, "4"), (cast.ivanov, "н")];
        let batch: Vec<(String, &str, String)> = entries
            .iter()
            .map(|(student, entry)| {
                (format!("/api/v1/lessons/{}/students/{student}", cast.algebra_today), *entry, new_key())
            })
            .collect();
        let mut first = Vec::new();
        for (address, entry, key) in &batch {
            let answer = petrova.sending("idempotency-key", key).put(address, json!({"entry": entry, "seen": 0})).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            first.push(answer.body);
        }
        let revisions = async || cast.count("mark_revision").await + cast.count("attendance_revision").await;
        let (acts, written) = (world.acts().await, revisions().await);
        for at in [2, 0, 1, 0] {
            let (address, entry, key) = &batch[at];
            let again = petrova.sending("idempotency-key", key).put(address, json!({"entry": entry, "seen": 0})).await;
            assert_eq!((again.status.as_u16(), &again.body), (200, &first[at]), "the first answer once more");
        }
        assert_eq!((world.acts().await, revisions().await), (acts, written));
        // The plain form carries its number in a field.
        let (cell, key) = (format!("/lessons/{}/students/{}", cast.algebra_today, cast.ershova), new_key());
        for _ in 0..2 {
            let answer = petrova.post(&cell, &[("entry", "3"), ("seen", "0"), ("_key", &key)]).await;
            assert_eq!(answer.status, 303, "{}", answer.body);
        }
        assert_eq!(world.acts().await, acts + 1);
    });
}

///
#[test]
fn case_12_a_false_device_clock_is_kept_aside() {
    in_the_world(async |world| {
        let (mut petrova, cell) = petrova_at_her_lesson(&world).await;
        let body = json!({"entry": "5", "seen": 0, "entered_at": "2031-01-01T00:00:00Z"});
        let saved = petrova.put(&format!("/api/v1{cell}"), body).await;
        assert_eq!(saved.status, 200, "{}", saved.body);
        let public_at = saved.json()["cell"]["marks"][0]["public_at"].as_str().expect("a time").to_owned();
        assert!(public_at.starts_with("2026-11-20T07:50:30"), "by the server's clock: {public_at}");
        let card = petrova.get(&cell).await;
        assert!(card.body.contains("по часам устройства") && card.body.contains("2031"), "the claim stands beside it");
    });
}

///
#[test]
fn case_13_the_guardian_whose_right_has_ended_sees_and_hears_nothing() {
    in_the_world(async |world| {
        let student = world.cast.yolkina;
        let until_today = Newcomer {
            login: "until-today",
            roles: vec![("guardian", None)],
            guards: Some((student, Some(day("2026-11-20")))),
            ..Newcomer::default()
        };
        let guardian = world.join(vec![until_today]).await[0];
        let mut browser = world.session(guardian).await;
        let diary = format!("/diary/{student}");
        assert_eq!(browser.get(&diary).await.status, 200);
        let mut stream = browser
            .send("GET", &format!("/stream?topic=diary&id={student}"), Load::Nothing)
            .await
            .into_body()
            .into_data_stream();
        let told = || Parcel {
            institution: world.id(),
            news: News::Diaries { students: vec![student.0] },
            due_at: world.cast.clock.now(),
        };
        world.cast.db.deliver(told());
        let heard = tokio::time::timeout(Duration::from_secs(5), stream.next()).await;
        let heard = heard.expect("the guardian hears").expect("an event").expect("its bytes");
        let heard = String::from_utf8_lossy(&heard).into_owned();
        assert!(heard.contains("event: diary"), "heard {heard:?}");

        world.cast.clock.advance(TimeDelta::days(1));
        let answer = browser.get(&diary).await;
        assert_eq!(answer.status, 404);
        let nobodys = "/diary/9000001";
        assert_eq!(answer.without_own(&diary), browser.get(nobodys).await.without_own(nobodys));

        tokio::time::sleep(Duration::from_secs(30)).await;
        world.cast.db.deliver(told());
        let until = tokio::time::Instant::now() + Duration::from_secs(2);
        while let Ok(Some(Ok(bytes))) = tokio::time::timeout_at(until, stream.next()).await {
            let heard = String::from_utf8_lossy(&bytes).into_owned();
            assert!(!heard.contains("diary"), "half a minute after the right ended: {heard}");
        }
        assert_eq!(browser.get("/diary").await.status, 404);
    });
}

#[test]
fn case_16_a_form_of_another_site_is_refused_cookie_or_not() {
    in_the_world(async |world| {
        let (petrova, cell) = petrova_at_her_lesson(&world).await;
        let acts = world.acts().await;
        for site in ["cross-site", "same-site", "none"] {
            let answer = petrova.sending("sec-fetch-site", site).post(&cell, &[("entry", "5"), ("seen", "0")]).await;
            refused(&world, &answer, 403, acts).await;
        }
        // From this site, but without the page's token, or with that of another session.
        let other = world.session(world.cast.sidorov).await;
        for token in ["", "AAAA", other.csrf.as_str()] {
            let answer = petrova.clone().post(&cell, &[("entry", "5"), ("seen", "0"), ("_csrf", token)]).await;
            refused(&world, &answer, 422, acts).await;
            let script = petrova.sending("x-csrf-token", token);
            let answer = script.clone().put(&format!("/api/v1{cell}"), json!({"entry": "5", "seen": 0})).await;
            refused(&world, &answer, 401, acts).await;
        }
    });
}

#[test]
fn case_17_json_must_say_that_it_is_json() {
    in_the_world(async |world| {
        let (petrova, cell) = petrova_at_her_lesson(&world).await;
        let acts = world.acts().await;
        for kind in ["text/plain", "application/x-www-form-urlencoded", "application/json-patch+json"] {
            let mut browser = petrova.sending("content-type", kind);
            let answer = browser.put(&format!("/api/v1{cell}"), json!({"entry": "5", "seen": 0})).await;
            refused(&world, &answer, 415, acts).await;
        }
        let mut browser = petrova.sending("content-type", "text/plain");
        refused(&world, &browser.post(&cell, &[("entry", "5"), ("seen", "0")]).await, 422, acts).await;
    });
}

#[test]
fn case_18_without_sec_fetch_the_origin_must_be_ours() {
    in_the_world(async |world| {
        let (petrova, cell) = petrova_at_her_lesson(&world).await;
        let acts = world.acts().await;
        let old = petrova.sending("sec-fetch-site", "");
        for origin in ["", "null", "http://evil.test", "https://127.0.0.1:8080", "http://127.0.0.1:80801"] {
            let answer = old.sending("origin", origin).post(&cell, &[("entry", "5"), ("seen", "0")]).await;
            refused(&world, &answer, 403, acts).await;
        }
        let ours = old.sending("origin", crate::browser::ORIGIN).post(&cell, &[("entry", "5"), ("seen", "0")]).await;
        assert_eq!(ours.status, 303, "{}", ours.body);
    });
}

#[test]
fn case_19_the_way_back_leads_nowhere_else() {
    in_the_world(async |world| {
        world.give_password(world.cast.orlova).await;
        let login = world.cast.login(world.cast.orlova).to_owned();
        for next in ["//evil.test", "https://evil.test/", "/\\evil.test", "/\r\nSet-Cookie: a=b", "javascript:alert(1)"]
        {
            let mut browser = world.browser("nobody").await;
            let entered = browser.post("/sign-in", &[("login", &login), ("password", PASSWORD), ("next", next)]).await;
            assert_eq!((entered.status.as_u16(), entered.header("location")), (303, "/"), "{next:?}");
            // A page of the new session, for its token.
            browser.get("/rule").await;
            let looked = browser.post("/view", &[("back", next), ("theme", "dark")]).await;
            assert_eq!((looked.status.as_u16(), looked.header("location")), (303, "/"), "{next:?}");
            let lesson = format!("/lessons/{}", world.cast.english_today_2);
            let saved = browser.post(&lesson, &[("topic", "Present Perfect – настоящее"), ("back", next)]).await;
            assert!(!saved.header("location").contains("evil"), "{next:?} leads to {}", saved.header("location"));
        }
    });
}

#[test]
fn case_20_a_forged_address_opens_no_new_counter() {
    in_the_world(async |world| {
        world.give_password(world.cast.orlova).await;
        let login = world.cast.login(world.cast.orlova).to_owned();
        for at in 0..10 {
            let mut browser = world.browser("nobody").await.sending("x-forwarded-for", &format!("203.0.113.{at}"));
            assert_eq!(browser.post("/sign-in", &[("login", &login), ("password", "не тот")]).await.status, 422);
        }
        let mut browser = world.browser("nobody").await.sending("x-forwarded-for", "203.0.113.77");
        let answer = browser.post("/sign-in", &[("login", &login), ("password", PASSWORD)]).await;
        assert!(answer.status == 422 && answer.body.contains("Слишком много неудачных попыток"), "{}", answer.body);
    });
}

#[test]
fn case_21_a_request_for_another_host_is_misdirected() {
    in_the_world(async |world| {
        let director = world.session(world.cast.director).await;
        for host in ["evil.test", "127.0.0.1:8080.evil.test", "127.0.0.1"] {
            assert_eq!(director.sending("host", host).get("/journal").await.status, 421, "{host}");
            let mut nobody = Browser::new(&world.app).sending("host", host);
            assert_eq!(nobody.get("/sign-in").await.status, 421, "{host}");
        }
    });
}

///
#[test]
fn case_25_a_session_ends_with_the_password_and_with_the_account() {
    in_the_world(async |world| {
        let petrova = world.cast.petrova;
        let mut left_open = world.session(petrova).await;
        assert_eq!(left_open.get("/journal").await.status, 200);
        world.give_password(petrova).await;
        assert_eq!(left_open.get("/journal").await.status, 303, "the way to the door");
        let cell = format!("/api/v1/lessons/{}/students/{}", world.cast.algebra_today, world.cast.yolkina);
        let late = left_open.put(&cell, json!({"entry": "5", "seen": 0})).await;
        assert_eq!(late.status, 401);
        assert_eq!(late.json()["problem"], "signed_out");
        assert_eq!(left_open.get(&format!("/stream?topic=page&id={}", world.cast.algebra_7b)).await.status, 401);

        let mut again = world.session(petrova).await;
        assert_eq!(again.get("/journal").await.status, 200);
        accounts::block(&world.cast.db, world.account(petrova).await).await.expect("is blocked");
        assert_eq!(again.get("/journal").await.status, 303);
    });
}

#[test]
fn case_30_names_and_texts_are_only_ever_text() {
    in_the_world(async |world| {
        const NASTY: &str = "\"><img src=x onerror=alert(1)>";
        const FORMULA: &str = "=cmd|' /C calc'!A0";
        let nasty = |login, name, guards| Newcomer {
            login,
            name: Some(name),
            roles: vec![(if guards { "guardian" } else { "student" }, None)],
            studies: (!guards).then_some(world.cast.class_7b),
            ..Newcomer::default()
        };
        let joined =
            world.join(vec![nasty("nasty", (NASTY, "Иван"), false), nasty("formula", (FORMULA, NASTY), false)]).await;
        let (mut petrova, _) = petrova_at_her_lesson(&world).await;
        let lesson = world.cast.algebra_today;
        let topic = "<script>alert('тема')</script> и одночлены";
        let record = json!({"topic": topic, "homework": format!("Повторить правило и решить № 5 {NASTY}"), "seen": 0});
        let written = petrova.put(&format!("/api/v1/lessons/{lesson}/record"), record).await;
        assert_eq!(written.status, 200, "{}", written.body);
        let absent = petrova
            .put(&format!("/api/v1/lessons/{lesson}/students/{}", joined[0]), json!({"entry": "н", "seen": 0}))
            .await;
        assert_eq!(absent.status, 200, "{}", absent.body);
        let refused = petrova
            .post(&format!("/lessons/{lesson}/students/{}", joined[1]), &[("entry", NASTY), ("seen", "0")])
            .await;
        assert_eq!(refused.status, 422);
        let mut pages = vec![("the refused card".to_owned(), refused)];
        let mut look = async |browser: &mut Browser, address: String| {
            let answer = browser.get(&address).await;
            assert_eq!(answer.status, 200, "{address}");
            pages.push((address, answer));
        };
        look(&mut petrova, format!("/journal/{}?lesson={lesson}", world.cast.algebra_7b)).await;
        look(&mut petrova, format!("/lessons/{lesson}")).await;
        look(&mut petrova, format!("/lessons/{lesson}/students/{}", joined[0])).await;
        let mut leader = world.browser("class_teacher_of_class").await;
        look(&mut leader, format!("/classes/{}/absences", world.cast.class_7b)).await;
        for student in &joined {
            let mut own = world.session(*student).await;
            look(&mut own, format!("/diary/{student}")).await;
        }
        for (place, page) in &pages {
            let raw = page.body.contains("<img") || page.body.contains("<script>alert");
            assert!(!raw, "{place} takes a name or a text for markup");
            assert!(page.body.contains("onerror=alert(1)"), "{place} shows it as text");
        }
        let formula = pages.iter().filter(|(_, page)| page.body.contains("=cmd|")).count();
        assert!(formula >= 3, "the formula is an ordinary name");
    });
}

/// who fetches a page ahead has not looked at it; nor does it keep a session awake.
#[test]
fn case_39_fetching_ahead_is_not_looking() {
    in_the_world(async |world| {
        let petrova = world.session(world.cast.petrova).await;
        let locked_after = async |mut browser: Browser, header: (&str, &str)| {
            world.cast.clock.advance(TimeDelta::minutes(10));
            assert_eq!(browser.sending(header.0, header.1).get("/journal").await.status, 200);
            tokio::time::sleep(Duration::from_millis(300)).await;
            world.cast.clock.advance(TimeDelta::minutes(10));
            browser.get("/journal").await.status == 303
        };
        assert!(locked_after(petrova, ("sec-purpose", "prefetch")).await);
        assert!(locked_after(world.session(world.cast.petrova).await, ("x-refresh", "stream")).await);
        assert!(!locked_after(world.session(world.cast.petrova).await, ("accept", "text/html")).await, "looking does");
    });
}

#[test]
fn case_40_back_after_sign_out_leads_to_the_door() {
    in_the_world(async |world| {
        let mut petrova = world.session(world.cast.petrova).await;
        let page = format!("/journal/{}", world.cast.algebra_7b);
        let shown = petrova.get(&page).await;
        assert_eq!((shown.status.as_u16(), shown.header("cache-control")), (200, "no-store"));
        let kept = petrova.clone();
        let left = petrova.post("/sign-out", &[]).await;
        assert_eq!((left.status.as_u16(), left.header("location")), (303, "/sign-in"));
        for mut browser in [petrova, kept] {
            let back = browser.get(&page).await;
            assert!(back.status == 303 && back.header("location").starts_with("/sign-in?next="), "{}", back.status);
        }
    });
}

/// Bad input: what is far too long is refused before it is read.
#[test]
fn a_huge_form_is_refused_whole() {
    in_the_world(async |world| {
        let (mut petrova, _) = petrova_at_her_lesson(&world).await;
        let acts = world.acts().await;
        let lesson = format!("/lessons/{}", world.cast.algebra_today);
        let long = "я".repeat(70 * 1024);
        let answer = petrova.ask("POST", &lesson, form(&[("topic", &long)])).await;
        assert!(matches!(answer.status.as_u16(), 413 | 422), "{}", answer.status);
        let body = json!({"topic": "я".repeat(600 * 1024), "homework": "", "seen": 0});
        let answer = petrova.put(&format!("/api/v1{lesson}/record"), body).await;
        assert!(matches!(answer.status.as_u16(), 413 | 422), "{}", answer.status);
        assert_eq!(world.acts().await, acts, "nothing is written");
    });
}

//! Signing in: guessing, known devices, idle locks that keep what was typed, the rule at first entry.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use parta_school::ids::PersonId;
use parta_store::fixture::{Cast, Engine, PASSWORD, on};

use crate::browser::{Answer, Browser, between};
use crate::world::{World, mark};

const WRONG: &str = "не тот пароль";
const SUSPENDED: &str = "Слишком много неудачных попыток";

fn with_password(test: impl AsyncFnOnce(World, String)) {
    on(Engine::Sqlite, async |cast: Cast| {
        let world = World::new(cast).await;
        world.give_password(world.cast.petrova).await;
        let login = world.cast.login(world.cast.petrova).to_owned();
        test(world, login).await;
    });
}

async fn knock(browser: &mut Browser, login: &str, password: &str) -> Answer {
    browser.post("/sign-in", &[("login", login), ("password", password)]).await
}

fn is_in(answer: &Answer) -> bool {
    answer.status == 303
}

/// neither the words nor the time tell whether a login exists.
#[test]
fn an_unknown_login_costs_the_same_and_answers_the_same() {
    with_password(async |world, login| {
        let mut browser = world.browser("nobody").await;
        let (mut known, mut unknown) = (Duration::MAX, Duration::MAX);
        for _ in 0..6 {
            let begun = Instant::now();
            let wrong = knock(&mut browser, &login, WRONG).await;
            known = known.min(begun.elapsed());
            let begun = Instant::now();
            let stranger = knock(&mut browser, "nikogo-net", WRONG).await;
            unknown = unknown.min(begun.elapsed());
            assert_eq!(wrong.without_own(&login), stranger.without_own("nikogo-net"));
            assert_eq!(wrong.status, 422);
        }
        // One hash takes tens of milliseconds, everything else a few: without it the ratio would be ten and more, whatever else runs here.
        let ratio = known.as_secs_f64() / unknown.as_secs_f64();
        assert!((0.2..5.0).contains(&ratio), "a known login takes {known:?}, an unknown one {unknown:?}");
    });
}

/// R-028, abuse case 22: whoever guesses elsewhere locks nobody out of her own computer.
#[test]
fn case_22_ten_failures_elsewhere_suspend_only_unknown_devices() {
    with_password(async |world, login| {
        let mut laptop = world.browser("nobody").await;
        assert!(is_in(&knock(&mut laptop, &login, PASSWORD).await));
        assert!(laptop.cookie("parta-device").is_some(), "the computer is known from now on");
        laptop.post("/sign-out", &[]).await;
        for _ in 0..10 {
            let mut elsewhere = world.browser("nobody").await;
            let answer = knock(&mut elsewhere, &login, WRONG).await;
            assert!(answer.status == 422 && !answer.body.contains(SUSPENDED));
        }
        let mut elsewhere = world.browser("nobody").await;
        let suspended = knock(&mut elsewhere, &login, PASSWORD).await;
        assert!(suspended.status == 422 && suspended.body.contains(SUSPENDED), "{}", suspended.body);
        assert!(suspended.body.contains("через 15 мин"), "says when");
        laptop.get("/sign-in").await;
        assert!(is_in(&knock(&mut laptop, &login, PASSWORD).await), "the known computer still enters");
        world.cast.clock.advance(TimeDelta::minutes(15) + TimeDelta::seconds(1));
        assert!(is_in(&knock(&mut elsewhere, &login, PASSWORD).await), "and everybody else after a quarter of an hour");
    });
}

/// also the known device, by failures of its own; and the guesser of a login that does not exist hears the same.
#[test]
fn ten_failures_of_a_device_suspend_it() {
    with_password(async |world, login| {
        let mut laptop = world.browser("nobody").await;
        assert!(is_in(&knock(&mut laptop, &login, PASSWORD).await));
        laptop.post("/sign-out", &[]).await;
        laptop.get("/sign-in").await;
        let mut stranger = world.browser("nobody").await;
        for _ in 0..10 {
            knock(&mut laptop, &login, WRONG).await;
            knock(&mut stranger, "nikogo-net", WRONG).await;
        }
        assert!(knock(&mut laptop, &login, PASSWORD).await.body.contains(SUSPENDED));
        assert!(knock(&mut stranger, "nikogo-net", PASSWORD).await.body.contains(SUSPENDED));
        let mut elsewhere = world.browser("nobody").await;
        assert!(is_in(&knock(&mut elsewhere, &login, PASSWORD).await), "others are not concerned");
    });
}

/// Nine failures and a good sign-in: the count begins anew.
#[test]
fn a_good_sign_in_forgets_the_failures_before() {
    with_password(async |world, login| {
        let mut browser = world.browser("nobody").await;
        for _ in 0..2 {
            for _ in 0..9 {
                knock(&mut browser, &login, WRONG).await;
            }
            let mut elsewhere = world.browser("nobody").await;
            assert!(is_in(&knock(&mut elsewhere, &login, PASSWORD).await));
        }
    });
}

/// Abuse case 23, with fewer: a school behind one address enters in the morning.
#[test]
fn case_23_many_good_sign_ins_from_one_address_all_pass() {
    with_password(async |world, login| {
        for _ in 0..60 {
            let mut browser = world.browser("nobody").await;
            assert!(is_in(&knock(&mut browser, &login, PASSWORD).await));
        }
    });
}

/// fifteen minutes lock a session of staff; what was typed waits behind the door and is saved after it.
#[test]
fn an_idle_lock_keeps_what_was_typed() {
    with_password(async |world, login| {
        let (lesson, student) = (world.cast.algebra_today, world.cast.yolkina);
        let mut browser = world.browser("nobody").await;
        assert!(is_in(&knock(&mut browser, &login, PASSWORD).await));
        let cell = format!("/lessons/{lesson}/students/{student}");
        assert_eq!(browser.get(&cell).await.status, 200);
        world.cast.clock.advance(TimeDelta::minutes(16));
        let acts = world.acts().await;
        let kind = world.cast.answer.to_string();
        let locked = browser.post(&cell, &[("entry", "5"), ("seen", "0"), ("kind", &kind)]).await;
        assert_eq!(locked.status, 401, "{}", locked.body);
        assert_eq!(world.acts().await, acts);
        let (path, kept) = (hidden(&locked, "kept_path"), hidden(&locked, "kept"));
        let owner = hidden(&locked, "kept_by");
        assert!(path == cell && kept.contains("entry=5"), "{path}: {kept}");

        // A slip in the password loses nothing either.
        let slip = [
            ("login", login.as_str()),
            ("password", WRONG),
            ("kept_path", &path),
            ("kept", &kept),
            ("kept_by", &owner),
        ];
        let refused = browser.post("/sign-in", &slip).await;
        assert_eq!((refused.status.as_u16(), hidden(&refused, "kept")), (422, kept.clone()));

        let fields = [
            ("login", login.as_str()),
            ("password", PASSWORD),
            ("kept_path", &path),
            ("kept", &kept),
            ("kept_by", &owner),
        ];
        let stolen = [("kept_by", "0000")].into_iter().chain(fields.into_iter().filter(|(name, _)| *name != "kept_by"));
        let nothing = world.browser("nobody").await.post("/sign-in", &stolen.collect::<Vec<_>>()).await;
        assert_eq!(nothing.status, 303, "a form of somebody else is offered to nobody");
        let waiting = browser.post("/sign-in", &fields).await;
        assert_eq!(waiting.status, 200, "{}", waiting.body);
        assert!(waiting.body.contains(&format!("action=\"{cell}\"")));
        let again = ["entry", "seen", "kind", "_key"].map(|name| (name, hidden(&waiting, name)));
        let again: Vec<(&str, &str)> = again.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let saved = browser.post(&cell, &again).await;
        assert_eq!(saved.status, 303, "{}", saved.body);
        let mark = mark(&world, lesson.0, student).await;
        let five =
            format!("SELECT COUNT(*) FROM mark WHERE institution_id = {} AND id = {mark} AND value = '5'", world.id());
        assert_eq!(world.cast.number(&five).await, 1);
    });
}

/// an idle lock tells a page and a script apart, and tells the person why.
#[test]
fn an_idle_lock_says_so() {
    with_password(async |world, login| {
        let mut browser = world.browser("nobody").await;
        assert!(is_in(&knock(&mut browser, &login, PASSWORD).await));
        world.cast.clock.advance(TimeDelta::minutes(15) - TimeDelta::seconds(5));
        assert_eq!(browser.get("/journal").await.status, 200, "a quarter of an hour is not over");
        // «Seen» is put down beside the request.
        tokio::time::sleep(Duration::from_millis(300)).await;
        world.cast.clock.advance(TimeDelta::minutes(16));
        let page = browser.get("/journal").await;
        let location = page.header("location").to_owned();
        assert!(page.status == 303 && location.contains("next=%2Fjournal"), "{location}");
        assert!(browser.get(&location).await.body.contains("введённое не потеряно"));
        let cell = format!("/api/v1/lessons/{}/students/{}", world.cast.algebra_today, world.cast.yolkina);
        let script = browser.put(&cell, serde_json::json!({"entry": "5", "seen": 0})).await;
        assert_eq!((script.status.as_u16(), &script.json()["problem"]), (401, &"signed_out".into()));
    });
}

/// A computer that others use: five minutes, three quarters of an hour, and it is not remembered.
#[test]
fn a_shared_computer_is_left_sooner() {
    with_password(async |world, login| {
        let mut browser = world.browser("nobody").await;
        let shared = [("login", login.as_str()), ("password", PASSWORD), ("shared", "1")];
        assert!(is_in(&browser.post("/sign-in", &shared).await));
        assert_eq!(browser.cookie("parta-device"), None);
        let left = browser.clone().post("/sign-out", &[("_csrf", &token_of(&mut browser).await)]).await;
        assert_eq!(left.header("clear-site-data"), "\"storage\"");
        let mut browser = world.browser("nobody").await;
        assert!(is_in(&browser.post("/sign-in", &shared).await));
        world.cast.clock.advance(TimeDelta::minutes(6));
        assert_eq!(browser.get("/journal").await.status, 303);
    });
}

async fn token_of(browser: &mut Browser) -> String {
    browser.get("/rule").await;
    browser.csrf.clone()
}

/// without the confirmation no other screen opens; with it everything does, and it stays recorded.
#[test]
fn the_rule_about_passwords_comes_first() {
    on(Engine::Sqlite, async |cast: Cast| {
        let world = World::new(cast).await;
        let petrova = world.cast.petrova;
        unconfirmed(&world, petrova).await;
        let mut browser = world.session(petrova).await;
        let page = format!("/journal/{}", world.cast.algebra_7b);
        for address in ["/", "/today", page.as_str(), "/diary"] {
            let answer = browser.get(address).await;
            assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/rule"), "{address}");
        }
        let cell = format!("/api/v1/lessons/{}/students/{}", world.cast.algebra_today, world.cast.yolkina);
        let acts = world.acts().await;
        assert_eq!(browser.put(&cell, serde_json::json!({"entry": "5", "seen": 0})).await.status, 401);
        assert_eq!(browser.post("/rule", &[("version", "0"), ("next", "/")]).await.status, 422, "an old text");
        assert_eq!(world.acts().await, acts);
        assert_eq!(browser.post("/rule", &[("version", "1"), ("next", &page)]).await.header("location"), page);
        assert_eq!(browser.get(&page).await.status, 200);
        assert_eq!(world.cast.count("rule_confirmed").await, 1);
    });
}

async fn unconfirmed(world: &World, person: PersonId) {
    let account = world.account(person).await;
    world
        .cast
        .tamper(&format!("UPDATE account SET rule_version = 0 WHERE id = {account}"))
        .await
        .expect("is unconfirmed");
}

/// The value of a hidden field, as the browser would send it.
fn hidden(answer: &Answer, name: &str) -> String {
    let field =
        between(&answer.body, &format!("name=\"{name}\" value=\""), "\"").unwrap_or_else(|| panic!("no field {name}"));
    field.replace("&#34;", "\"").replace("&#39;", "'").replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&")
}

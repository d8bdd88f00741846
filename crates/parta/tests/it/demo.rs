//! The demo school, made and come back to.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use parta_actions::keys::Keys;
use parta_actions::sign_in::{Hashing, Knock, sign_in, who};
use parta_school::access::{Actor, may_list_pages, may_read_page};
use parta_store::audit::{self, Verdict};
use parta_store::{Clock, Db, classes, institutions, journal, lessons, school_year};

use super::parta::Parta;

const MAKE: &[&str] = &["demo", "--only-make", "--students", "60", "--today", "2026-11-20"];

fn day() -> NaiveDate {
    "2026-11-20".parse().unwrap()
}

/// A while after the demo's moment.
fn noon() -> DateTime<Utc> {
    "2026-11-20T09:00:00Z".parse().unwrap()
}

async fn actor(db: &Db, parta: &Parta, login: &str) -> Arc<Actor> {
    let key = std::fs::read(parta.data().join("parta.key")).unwrap();
    let hashing = Hashing::new(&Keys::new(key.try_into().unwrap()));
    let (login, password) = (login.to_owned(), "parta-demo-school".to_owned());
    let welcome = sign_in(db, &hashing, Knock { login, password, device: None, shared: false }, false).await.unwrap();
    Arc::new(who(db, welcome.account, welcome.institution).await.unwrap().unwrap())
}

///
#[test]
fn the_demo_school_is_made_whole_on_both_engines() {
    Parta::on_both_engines(async |parta| {
        parta.done(&["demo", "--only-make", "--students", "120", "--today", "2026-11-20"]);
        let db = parta.open(Clock::held_at(noon())).await;
        let institutions = institutions::all(&mut db.threshold().await.unwrap()).await.unwrap();
        assert_eq!(institutions.iter().map(|i| i.short_name.as_str()).collect::<Vec<_>>(), ["МБОУ СОШ № 9"]);
        let verdict = audit::verify(&db, institutions[0].id, &[]).await.unwrap();
        assert!(matches!(verdict, Verdict::Whole { acts, .. } if acts > 100), "{verdict:?}");

        let teacher = actor(&db, &parta, "teacher").await;
        let lessons = lessons::of_teacher(&mut db.read(&teacher).await.unwrap(), day()).await.unwrap();
        let clock = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
        let over: Vec<_> = lessons.iter().filter(|lesson| lesson.ends <= clock(10, 50)).collect();
        assert!(
            over.last().is_some_and(|lesson| lesson.topic.is_none()),
            "the last lesson is yet to be recorded: {lessons:?}"
        );
        assert!(
            lessons.iter().any(|lesson| lesson.starts < clock(10, 55) && clock(10, 45) < lesson.ends),
            "one goes on"
        );
        assert!(lessons.iter().filter(|lesson| lesson.starts > clock(11, 0)).all(|lesson| lesson.topic.is_none()));

        let parent = actor(&db, &parta, "parent").await;
        assert_eq!(parent.wards.len(), 2);
        let mut threshold = db.threshold().await.unwrap();
        let newcomer = parta_store::accounts::by_login(&mut threshold, "newcomer").await.unwrap().unwrap();
        assert_eq!(newcomer.rule_version, 0, "has yet to confirm the rule");
    });
}

/// Everything that stands on the pages of the school.
async fn contents(parta: &Parta) -> Vec<String> {
    let db = parta.open(Clock::held_at(noon())).await;
    let director = actor(&db, parta, "director").await;
    let mut read = db.read(&director).await.unwrap();
    let year = school_year::year_of(&mut read, day()).await.unwrap().unwrap();
    let mut contents = Vec::new();
    let permit = may_list_pages(read.who()).unwrap();
    for page in classes::pages(&mut read, &permit, year.id, day()).await.unwrap() {
        let permit = may_read_page(&director, &page.for_policy()).unwrap();
        let lessons = journal::lessons(&mut read, &permit, year.first_day, year.last_day).await.unwrap();
        let marks = journal::marks(&mut read, &permit, year.first_day, year.last_day).await.unwrap();
        let attendance = journal::attendance(&mut read, &permit, year.first_day, year.last_day).await.unwrap();
        let topics: Vec<_> = lessons.iter().map(|l| (l.day, l.number, &l.topic, &l.homework)).collect();
        let marks: Vec<_> = marks.iter().map(|m| (m.lesson, m.student, &m.value, m.kind)).collect();
        let mut attendance: Vec<_> = attendance.iter().map(|a| (a.lesson, a.student, &a.state)).collect();
        attendance.sort();
        contents.push(format!("{} {} {topics:?} {marks:?} {attendance:?}", page.class_name, page.subject));
    }
    contents
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_gives_the_same_school() {
    let (one, same, other) = (Parta::on_sqlite(), Parta::on_sqlite(), Parta::on_sqlite());
    one.done(MAKE);
    same.done(MAKE);
    other.done(&[MAKE, &["--seed", "10"]].concat());
    let first = contents(&one).await;
    assert_eq!(first, contents(&same).await);
    assert_ne!(first, contents(&other).await);
    assert!(first.iter().map(String::len).sum::<usize>() > 500_000, "there is something on the pages");
}

#[test]
fn a_school_that_is_there_is_served_and_stops_when_it_is_told() {
    let parta = Parta::on_sqlite();
    parta.done(MAKE);
    assert!(parta.done(MAKE).is_empty(), "nothing is made twice");
    let mut server = parta.command(&["demo", "--listen", "127.0.0.1:0", "--today", "2026-11-20"]);
    let mut server = server.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("http://127.0.0.1:"), "{line}");
    let head = parta.data().join("heads/1-2026-11-20.json");
    let signed = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        head.exists()
    });
    assert!(signed, "the head of the day is signed");
    let told = std::process::Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap();
    assert!(told.success() && server.wait().unwrap().success());
}

#[test]
fn a_database_with_another_institution_is_left_alone() {
    let parta = Parta::on_sqlite();
    parta.done(&[
        "import",
        "fet",
        super::fet::BULGARIA,
        "--institution",
        "Лом",
        "--profile",
        "P0",
        "--year",
        "2026/27",
    ]);
    let said = parta.refused(MAKE);
    assert!(said.contains("«Лом»") && said.contains("PARTA_DATABASE"), "{said}");
}

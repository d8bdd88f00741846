//! Every page with a plausible school in it, and every page while it is still empty.
//!
//! The pages are also written to `$CARGO_TARGET_TMPDIR/pages`, so that somebody can look at them.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a sample that does not fit fails its test")]

mod samples;

use askama::Template;
use samples::{Page, pages};
use std::fs;
use std::path::Path;

#[test]
fn every_page_renders_without_anything_that_the_headers_forbid() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    fs::create_dir_all(&folder).expect("a folder for the pages");
    for Page { name, html } in pages() {
        fs::write(folder.join(format!("{name}.html")), &html).expect("a page on the disk");
        assert!(html.contains("<main id=\"main\""), "{name} has a main part");
        assert!(html.contains(" – Парта</title>"), "{name} has a title");
        assert!(!html.contains(" style="), "{name} has a style attribute");
        assert_eq!(
            html.matches("<script").count(),
            html.matches("<script type=").count(),
            "{name}: only modules and the map"
        );
        assert_eq!(html.matches(" onclick=").count(), 0, "{name} has an inline handler");
    }
}

#[test]
fn every_asset_that_a_page_names_is_published() {
    for Page { name, html } in pages() {
        let named: Vec<&str> = html.split("=\"").filter(|rest| rest.starts_with("/assets/")).collect();
        assert!(!named.is_empty());
        for rest in named {
            let address = rest.split('"').next().unwrap_or_default();
            assert!(parta_web::assets::find(address).is_some(), "{name} names {address}");
        }
        assert!(!html.contains("=\"css/") && !html.contains("=\"js/"), "{name} names a file that does not exist");
    }
}

#[test]
fn every_form_that_writes_carries_its_token() {
    for Page { name, html } in pages() {
        for form in html.split("<form ").skip(1).filter(|form| form.contains("method=\"post\"")) {
            let form = form.split("</form>").next().unwrap_or_default();
            assert!(form.contains("name=\"_csrf\" value=\"token\""), "{name}: {form}");
        }
    }
}

///
#[test]
fn a_journal_page_of_25_students_and_30_lessons_is_light() {
    let html = samples::school_journal().render().expect("a page");
    assert!(html.len() < 60_000, "{} bytes", html.len());
    assert_eq!(html.matches("<tr id=s").count(), 25);
    assert_eq!(html.matches("<th id=\"l").count(), 30);
}

///
#[test]
fn a_college_is_spoken_to_in_its_own_words() {
    let html = samples::college_lesson().render().expect("a page");
    assert!(html.contains(">Группа</a>") && html.contains("Посещаемость и оценки"));
    assert!(!html.contains("отметк"), "a college gives оценки");
}

#[test]
fn what_people_wrote_cannot_become_markup() {
    let canary = "<img src=x onerror=alert(1)>\"'";
    let mut page = samples::school_diary();
    page.student = canary.to_owned();
    page.days[0].lessons[0].topic = canary.to_owned();
    page.days[0].lessons[0].set = canary.to_owned();
    let html = page.render().expect("a page");
    assert!(!html.contains("<img"));
    let mut page = samples::school_lesson();
    page.students[0].marks = canary.to_owned();
    page.record.topic = canary.to_owned();
    page.record.offered = Some(canary.to_owned());
    let html = page.render().expect("a page");
    assert!(!html.contains("<img") && !html.contains("value=\"<"));
}

/// The journal is the page that is opened most: its cost is kept in sight (release builds take some 20 µs).
#[test]
fn a_journal_page_renders_quickly() {
    let page = samples::school_journal();
    let start = std::time::Instant::now();
    for _ in 0..20 {
        std::hint::black_box(page.render().expect("a page"));
    }
    let each = start.elapsed() / 20;
    assert!(each.as_millis() < 50, "{each:?} for a page");
}

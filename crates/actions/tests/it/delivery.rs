//! Entries on their way from a device: sent twice, together, or in another order.

use parta_actions::Refusal;
use parta_actions::attendance::ConfirmAttendance;
use parta_actions::cells::SetCell;
use parta_actions::records::WriteRecord;
use parta_store::fixture::{Cast, Engine, both_engines, on};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::stage::{Hand, Traces, by, cell, record, roll_call};

/// a second press of the button, or a retry after a lost answer, gets the first answer.
#[test]
fn the_same_request_twice_is_done_once() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await.keyed("5d0c2a52-0001");
        let wanted = cell(school.algebra_today, school.yolkina, "5");
        let first = petrova.set(wanted.clone()).await.expect("saved");
        let after = school.traces().await;
        let again = petrova.set(wanted).await.expect("the first answer");
        assert_eq!((again.revision, again.marks[0].id), (first.revision, first.marks[0].id));
        assert_eq!(school.traces().await, after);
    });
}

/// also when both arrive at once.
#[test]
fn the_same_request_in_parallel_is_done_once() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await.keyed("5d0c2a52-0002");
        let wanted = || petrova.set(cell(school.algebra_today, school.yolkina, "5"));
        let (first, second, third) = tokio::join!(wanted(), wanted(), wanted());
        let revisions = [first, second, third].map(|saved| saved.expect("an answer").revision);
        assert!(revisions.iter().all(|revision| *revision == revisions[0]));
        assert_eq!(school.marks(school.algebra_today, school.yolkina).await.len(), 1);
        let acts = "SELECT COUNT(*) FROM act WHERE kind = 'cell.set'";
        assert_eq!(school.number(acts).await, 1);
    });
}

/// two people at once, neither lost: one is saved, the other shown.
#[test]
fn two_entries_for_one_cell_at_once_are_one_saved_and_one_conflict() {
    both_engines(async |school| {
        let petrova = by(&school, school.petrova).await;
        let put = |entry: &'static str| petrova.set(cell(school.algebra_today, school.yolkina, entry));
        let (five, four) = tokio::join!(put("5"), put("4"));
        assert!(five.is_ok() != four.is_ok());
        let refused = five.err().or(four.err()).expect("one of them");
        assert!(matches!(refused, Refusal::Conflict(_)), "{refused}");
        assert_eq!(school.marks(school.algebra_today, school.yolkina).await.len(), 1);
    });
}

/// a batch from an offline device, delivered twice and in any order, gives the same journal (abuse case 11).
#[test]
fn a_batch_gives_the_same_journal_in_any_order() {
    any_order(Engine::Sqlite, 12);
    any_order(Engine::Postgres, 4);
}

fn any_order(engine: Engine, cases: u32) {
    let expected = journal_after(engine, &(0..ENTRIES).collect::<Vec<_>>());
    assert!(expected.iter().any(|line| line.starts_with("mark")), "{expected:?}");
    // Each entry arrives one to three times.
    let delivery = proptest::collection::vec(1..=3usize, ENTRIES).prop_flat_map(|times| {
        let copies: Vec<usize> = times.iter().enumerate().flat_map(|(entry, times)| vec![entry; *times]).collect();
        Just(copies).prop_shuffle()
    });
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new(config);
    let outcome = runner.run(&delivery, |order| {
        prop_assert_eq!(&journal_after(engine, &order), &expected);
        Ok(())
    });
    outcome.expect("the order of delivery does not matter");
}

const ENTRIES: usize = 7;

/// What stands in the journal after the entries of the batch arrived in this order.
fn journal_after(engine: Engine, order: &[usize]) -> Vec<String> {
    let mut journal = Vec::new();
    on(engine, async |school| {
        let petrova = by(&school, school.petrova).await;
        for entry in order {
            deliver(&school, &petrova, *entry).await;
        }
        journal = standing(&school).await;
    });
    journal
}

/// What was typed offline, one entry for each address, each with what was seen then.
async fn deliver(school: &Cast, petrova: &Hand<'_>, entry: usize) {
    let (today, before) = (school.algebra_today, school.algebra_before);
    let hand = petrova.keyed(&format!("00000000-offline-{entry}"));
    let outcome = match entry {
        0 => hand.set(cell(today, school.yolkina, "5 4")).await.map(drop),
        1 => hand.set(cell(today, school.ershova, "Н")).await.map(drop),
        2 => hand.set(cell(today, school.egorov, "Н 3")).await.map(drop),
        3 => hand
            .set(SetCell {
                kinds: vec![Some(parta_school::ids::WorkKindId(school.control))],
                ..cell(before, school.ershova, "2")
            })
            .await
            .map(drop),
        4 => hand.write(WriteRecord { homework_none: true, ..record(today, "Многочлены", "") }).await.map(drop),
        5 => hand.write(record(school.algebra_ahead, "Сложение многочленов", "§ 14")).await.map(drop),
        _ => hand
            .confirm(ConfirmAttendance { ..roll_call(today, &[(school.ershova, "н"), (school.egorov, "н")]) })
            .await
            .map(drop),
    };
    outcome.expect("accepted, now or before");
}

/// Marks, attendance and records without the numbers that differ by order, and how many revisions they have.
async fn standing(school: &Cast) -> Vec<String> {
    let id = school.id;
    let mut lines = school
        .texts(&format!(
            "SELECT 'mark ' || CAST(m.lesson_id AS TEXT) || ' ' || CAST(m.student_id AS TEXT) || ' ' || m.value || ' ' || CAST(w.kind_id AS TEXT)
             FROM mark m JOIN work w ON w.institution_id = m.institution_id AND w.id = m.work_id WHERE m.institution_id = {id}
             UNION ALL SELECT 'attendance ' || CAST(lesson_id AS TEXT) || ' ' || CAST(student_id AS TEXT) || ' ' || COALESCE(state, '-')
             FROM attendance WHERE institution_id = {id}
             UNION ALL SELECT 'record ' || CAST(lesson_id AS TEXT) || ' ' || topic || ' ' || COALESCE(homework, '-') FROM record
             WHERE institution_id = {id}
             UNION ALL SELECT 'mark revisions ' || CAST(COUNT(*) AS TEXT) FROM mark_revision
             UNION ALL SELECT 'attendance revisions ' || CAST(COUNT(*) AS TEXT) FROM attendance_revision
             UNION ALL SELECT 'record revisions ' || CAST(COUNT(*) AS TEXT) FROM record_revision
             UNION ALL SELECT 'checks ' || CAST(COUNT(*) AS TEXT) FROM attendance_check
             UNION ALL SELECT 'works ' || CAST(COUNT(*) AS TEXT) FROM work"
        ))
        .await;
    lines.sort();
    lines
}

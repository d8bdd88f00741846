//! The record: it cannot be changed by accident, and no change behind the program's back stays unseen (R-338).

use std::sync::Arc;

use parta_school::access::{self, Actor};
use parta_school::ids::MarkId;

use crate::attendance::NewAttendance;
use crate::audit::{Fault, Verdict, forge, head_on, verify};
use crate::fixture::{Cast, Engine, both_engines};
use crate::lessons::NewRecord;
use crate::marks::NewMark;
use crate::table::{Column, Kind, Table};
use crate::{Act, Error, Tx, access_log, accounts, attendance, corrections, lessons, marks, tables};

/// A day's work that leaves something in every table of the record.
async fn ordinary_work(school: &Cast) {
    let lesson = school.algebra_today;
    let may_record = school.may_record(school.petrova, lesson).await;
    let (kind, students) = (school.answer, [school.yolkina, school.egorov, school.ershova]);
    let set = do_as(school, school.petrova, async move |tx| {
        let work = marks::add_work(tx, &may_record, kind, 1).await?;
        let ids = tx.ids(3).await?;
        let marks: Vec<NewMark> =
            ids.zip(students).map(|(id, student)| new_mark(MarkId(id), work, student, Some("4"))).collect();
        marks::put(tx, &may_record, &marks).await?;
        Ok(marks.into_iter().map(|mark| (mark.id.0, mark.work.0, mark.student.0)).collect::<Vec<_>>())
    });
    let set = set.await;
    let changed = set.clone();
    do_as(school, school.petrova, async move |tx| {
        let again =
            |(id, work, student): (i64, i64, i64), value| new_mark(MarkId(id), work.into(), student.into(), value);
        marks::put(tx, &may_record, &[again(changed[1], Some("5")), again(changed[2], None)]).await
    })
    .await;
    let ivanov = school.ivanov;
    do_as(school, school.petrova, async move |tx| {
        let absent = NewAttendance { student: ivanov, state: Some("reason_open".into()), entered_at: Some(tx.now()) };
        attendance::put(tx, &may_record, &[absent]).await?;
        attendance::confirm(tx, &may_record).await?;
        lessons::write_record(tx, &may_record, &new_record("Деление одночленов")).await
    })
    .await;
    do_as(school, school.petrova, async move |tx| {
        lessons::write_record(tx, &may_record, &new_record("Деление одночленов, §13")).await
    })
    .await;
    let may_explain = access::may_explain_absences(&*school.who(school.smirnova).await, school.class_7b, true)
        .expect("leads the class");
    let smirnova = school.smirnova;
    do_as(school, smirnova, async move |tx| {
        let ill = NewAttendance { student: ivanov, state: Some("ill".into()), entered_at: None };
        attendance::explain(tx, &may_explain, lesson, smirnova, ill).await
    })
    .await;
    correct(school, set[0].0, &["confirm", "execute"]).await;
    correct(school, set[1].0, &["confirm", "refuse"]).await;
    correct(school, set[1].0, &["refuse"]).await;
    let account = school.who(school.petrova).await.account.expect("signed in");
    do_as(school, school.petrova, async move |tx| accounts::confirm_rule(tx, account, 1).await).await;
    do_as(school, school.petrova, async move |tx| accounts::choose_password(tx, account, "hash", "").await).await;
    for kind in ["refused", "sign_in"] {
        access_log::note(&school.db, line(school, kind)).await.expect("notes");
    }
    school.clock.advance(chrono::TimeDelta::minutes(5));
    access_log::chain(&school.db, school.id).await.expect("chains");
}

fn line(school: &Cast, kind: &'static str) -> access_log::Line {
    access_log::Line {
        institution: school.id,
        account: None,
        person: Some(school.petrova),
        kind,
        object: "/lessons/1".into(),
        address: "192.0.2.7".into(),
        request: "r".into(),
    }
}

/// R-336: lines of the access log are no part of the chain, their digests are.
#[test]
fn a_line_of_the_access_log_cannot_go_unseen_once_its_digest_is_chained() {
    both_engines(async |school| {
        ordinary_work(&school).await;
        let mine = format!("institution_id = {} AND kind = 'refused'", school.id);
        let changes = [
            format!("UPDATE access_log SET kind = 'sign_in' WHERE {mine}"),
            format!("UPDATE access_log SET address = '' WHERE {mine}"),
            format!("DELETE FROM access_log WHERE {mine}"),
        ];
        tamper(&school, &format!("CREATE TABLE kept AS SELECT * FROM access_log WHERE {mine}")).await.expect("keeps");
        for change in changes {
            tamper(&school, &change).await.expect("changes");
            assert!(matches!(fault(&school, &change).await, Fault::AccessLog { .. }), "{change}");
            let id =
                format!("DELETE FROM access_log WHERE institution_id = {} AND id IN (SELECT id FROM kept)", school.id);
            tamper(&school, &format!("{id}; INSERT INTO access_log SELECT * FROM kept")).await.expect("puts back");
            is_whole(&school, "put back").await;
        }
        // A line that came later belongs to the next digest, and a log without new lines makes no act.
        access_log::note(&school.db, line(&school, "unknown")).await.expect("notes");
        is_whole(&school, "a new line").await;
        school.clock.advance(chrono::TimeDelta::minutes(5));
        access_log::chain(&school.db, school.id).await.expect("chains");
        let acts = school.count("act").await;
        school.clock.advance(chrono::TimeDelta::minutes(5));
        access_log::chain(&school.db, school.id).await.expect("chains");
        assert_eq!(school.count("act").await, acts, "nothing new, nothing chained");
        is_whole(&school, "a second digest").await;
    });
}

/// A request for correction goes through these hands: the deputy's and the administrator's.
async fn correct(school: &Cast, mark: i64, steps: &[&str]) {
    let (petrova, deputy, admin) = (school.petrova, school.deputy, school.admin);
    let page = access::Page { id: school.algebra_7b, class: school.class_7b, teachers: vec![petrova] };
    let may_ask = access::may_request_correction(&*school.who(petrova).await, &page).expect("teaches");
    let (by_deputy, by_admin) = (school.who(deputy).await, school.who(admin).await);
    let asked = async move |tx: &mut Tx| {
        corrections::ask(tx, &may_ask, petrova, MarkId(mark), Some("4"), Some("5"), "ошибка").await
    };
    let id = do_as(school, petrova, asked).await;
    for step in steps {
        match *step {
            "confirm" => {
                let permit = access::may_confirm_correction(&by_deputy, &page).expect("a deputy");
                let confirm = async move |tx: &mut Tx| {
                    let correction = corrections::correction(tx, id).await?.expect("the request");
                    corrections::confirm(tx, &permit, &correction, deputy).await
                };
                do_as(school, deputy, confirm).await;
            }
            "refuse" => {
                let confirmed = steps.len() > 1;
                let (who, by) = if confirmed { (admin, &by_admin) } else { (deputy, &by_deputy) };
                let permit = access::may_refuse_correction(by, &page, confirmed).expect("may refuse");
                let refuse = async move |tx: &mut Tx| {
                    let correction = corrections::correction(tx, id).await?.expect("the request");
                    corrections::refuse(tx, &permit, &correction, "ошибки нет", who).await
                };
                do_as(school, who, refuse).await;
            }
            _ => {
                let permit = access::may_execute_corrections(&by_admin).expect("the administrator");
                let execute = async move |tx: &mut Tx| {
                    let correction = corrections::correction(tx, id).await?.expect("the request");
                    let mark = marks::mark(tx, correction.mark_id).await?.expect("the mark");
                    let new = new_mark(mark.id, mark.work_id, mark.student_id, Some("5"));
                    marks::correct(tx, &permit, mark.lesson_id, admin, new).await?;
                    corrections::execute(tx, &permit, &correction, admin).await
                };
                do_as(school, admin, execute).await;
            }
        }
    }
}

async fn do_as<T, F>(school: &Cast, person: parta_school::ids::PersonId, closure: F) -> T
where
    T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    F: AsyncFnOnce(&mut Tx) -> Result<T, Error> + Send + 'static,
{
    let who = school.who(person).await;
    school.db.act(&who, Act::new("cell.set", "test"), closure).await.expect("is done")
}

fn new_mark(
    id: MarkId,
    work: parta_school::ids::WorkId,
    student: parta_school::ids::PersonId,
    value: Option<&str>,
) -> NewMark {
    NewMark {
        id,
        work,
        student,
        value: value.map(str::to_owned),
        public_at: crate::fixture::at("2026-11-20", "10:51"),
        // A device's clock may be finer than what is kept.
        entered_at: chrono::DateTime::from_timestamp(1_795_000_000, 123_456_789),
        reason: None,
        protocol: None,
    }
}

fn new_record(topic: &str) -> NewRecord {
    NewRecord { topic: Some(topic.into()), homework: Some("№ 350".into()), homework_none: false, entered_at: None }
}

async fn verdict(school: &Cast) -> Verdict {
    verify(&school.db, school.id, &[]).await.expect("verifies")
}

async fn fault(school: &Cast, after: &str) -> Fault {
    match verdict(school).await {
        Verdict::Broken(fault) => fault,
        Verdict::Whole { .. } => panic!("not found: {after}"),
    }
}

async fn is_whole(school: &Cast, after: &str) {
    if let Verdict::Broken(fault) = verdict(school).await {
        panic!("{fault}, after {after}");
    }
}

/// Runs SQL as somebody could who owns the database: past guards and foreign keys.
async fn tamper(school: &Cast, sql: &str) -> Result<(), Error> {
    match school.engine() {
        Engine::Sqlite => school.tamper(sql).await,
        Engine::Postgres => school.tamper(&format!("SET session_replication_role = replica; {sql}")).await,
    }
}

/// On PostgreSQL the role of a replica passes over triggers; on SQLite they must go.
async fn drop_guards(school: &Cast) {
    if school.engine() == Engine::Sqlite {
        for trigger in school.texts("SELECT name FROM sqlite_schema WHERE type = 'trigger'").await {
            school.tamper(&format!("DROP TRIGGER {trigger}")).await.expect("drops");
        }
    }
}

/// R-338: case 32 of `security.md` §5, its first half.
#[test]
fn the_database_itself_refuses_to_change_the_record() {
    both_engines(async |school| {
        ordinary_work(&school).await;
        for table in tables::ALL.iter().map(|table| table.name).chain(["act"]) {
            assert!(school.count(table).await > 0, "nothing is ever written to {table}");
            let truncate = (school.engine() == Engine::Postgres).then(|| format!("TRUNCATE {table} CASCADE"));
            let changes = [format!("UPDATE {table} SET institution_id = 9"), format!("DELETE FROM {table}")];
            for change in changes.into_iter().chain(truncate) {
                let refused = school.tamper(&change).await.expect_err(&change);
                assert!(format!("{refused:?}").contains("is a record"), "{change}: {refused:?}");
            }
        }
        is_whole(&school, "refused changes").await;
    });
}

/// R-338: case 32, its second half.
#[test]
fn every_change_of_a_row_is_found_and_its_act_named() {
    both_engines(async |school| {
        ordinary_work(&school).await;
        drop_guards(&school).await;
        for table in tables::ALL {
            is_whole(&school, "ordinary work").await;
            let name = table.name;
            let own = format!("institution_id = {}", school.id);
            let id = school.number(&format!("SELECT MIN(id) FROM {name} WHERE {own}")).await;
            let act = school.number(&format!("SELECT act FROM {name} WHERE {own} AND id = {id}")).await;
            let this = format!("{own} AND id = {id}");
            let put_back = format!(
                "DELETE FROM {name} WHERE {own} AND id IN ({id}, {id} + 900000); INSERT INTO {name} SELECT * FROM kept"
            );
            tamper(&school, &format!("CREATE TABLE kept AS SELECT * FROM {name} WHERE {this}")).await.expect("keeps");

            let mut changes: Vec<String> = table
                .columns
                .iter()
                .map(|column| format!("UPDATE {name} SET {} = {} WHERE {this}", column.name, another(table, column)))
                .collect();
            changes.push(format!("DELETE FROM {name} WHERE {this}"));
            changes.push(format!("UPDATE {name} SET institution_id = {} WHERE {this}", school.twin.id.0 + 7));
            for change in changes {
                tamper(&school, &change).await.unwrap_or_else(|error| panic!("{change}: {error:?}"));
                let found = fault(&school, &change).await;
                assert!(matches!(found, Fault::Rows { number, .. } if number == act), "{change}: {found}");
                tamper(&school, &put_back).await.expect("puts back");
            }
            let elsewhere = format!("UPDATE {name} SET act = 999999 WHERE {this}");
            tamper(&school, &elsewhere).await.expect("changes");
            assert_eq!(fault(&school, &elsewhere).await, Fault::Stray { table: name, number: 999_999 });
            tamper(&school, &put_back).await.expect("puts back");
            tamper(&school, "DROP TABLE kept").await.expect("drops");
        }
        is_whole(&school, "all was put back").await;
    });
}

/// Another value for a column that the column's own checks let pass.
fn another(table: &Table, column: &Column) -> String {
    let name = column.name;
    match (table.name, name, column.kind) {
        (_, "id", _) => "id + 900000".into(),
        ("person", "sex", _) => "CASE sex WHEN 'm' THEN 'f' ELSE 'm' END".into(),
        ("term", "kind", _) => "'year'".into(),
        ("correction_revision", "state", _) => "CASE state WHEN 'refused' THEN 'executed' ELSE 'refused' END".into(),
        ("timetable_entry", "weekday", _) => "8 - weekday".into(),
        (_, _, Kind::Number) => format!("COALESCE({name}, 0) + 1"),
        (_, _, Kind::Text) => format!("COALESCE({name}, '') || '!'"),
        (_, _, Kind::Flag) => format!("NOT {name}"),
        (_, "first_day", Kind::Day) => "'1999-01-01'".into(),
        (_, _, Kind::Day) => "'2999-01-01'".into(),
        (_, "starts", Kind::Time) => "'00:00:01'".into(),
        (_, _, Kind::Time) => "'23:59:59'".into(),
        (_, _, Kind::Instant) => "'2001-01-01T00:00:00+00:00'".into(),
    }
}

/// R-338
#[test]
fn a_row_that_was_slipped_in_is_found() {
    both_engines(async |school| {
        ordinary_work(&school).await;
        drop_guards(&school).await;
        let act = school.number("SELECT MAX(act) FROM mark_revision WHERE institution_id = 1").await;
        let columns: Vec<&str> = tables::MARK_REVISION.columns.iter().skip(1).map(|column| column.name).collect();
        let columns = columns.join(", ");
        let slip = format!(
            "INSERT INTO mark_revision (institution_id, act, id, {columns}) \
             SELECT institution_id, {act}, id + 900000, {columns} FROM mark_revision WHERE institution_id = 1 LIMIT 1"
        );
        tamper(&school, &slip).await.expect("slips in");
        assert!(matches!(fault(&school, &slip).await, Fault::Rows { number, .. } if number == act));
    });
}

/// R-338
#[test]
fn every_change_of_the_chain_itself_is_found() {
    both_engines(async |school| {
        ordinary_work(&school).await;
        drop_guards(&school).await;
        let last = school.number("SELECT number FROM audit_head WHERE institution_id = 1").await;
        let (middle, own) = (last - 3, "institution_id = 1");
        let this = format!("{own} AND number = {middle}");
        tamper(&school, "CREATE TABLE kept AS SELECT * FROM act; CREATE TABLE kept_head AS SELECT * FROM audit_head")
            .await
            .expect("keeps");
        let columns = [
            ("kind", "'cell.set!'"),
            ("account_id", "account_id + 1"),
            ("person_id", "person_id + 1"),
            ("reason", "'да'"),
            ("at", "'2001-01-01T00:00:00+00:00'"),
            ("request", "'другой'"),
            ("row_count", "row_count + 1"),
            ("root", "hash"),
            ("hash", "root"),
        ];
        let mut changes: Vec<(String, Fault)> = columns
            .map(|(column, value)| {
                (format!("UPDATE act SET {column} = {value} WHERE {this}"), Fault::Entry { number: middle })
            })
            .into();
        let gap = Fault::Gap { expected: middle, found: middle + 1 };
        let head = |head| Fault::Head { head, last };
        changes.extend([
            (format!("UPDATE act SET previous = root WHERE {this}"), Fault::Link { number: middle }),
            (format!("DELETE FROM act WHERE {this}"), gap.clone()),
            (format!("UPDATE act SET number = 999 WHERE {this}"), gap),
            (format!("DELETE FROM act WHERE {own} AND number = 1"), Fault::Gap { expected: 1, found: 2 }),
            (
                format!(
                    "UPDATE act SET number = 999 WHERE {this}; UPDATE act SET number = {middle} WHERE {own} AND number = {middle} + 1; \
                     UPDATE act SET number = {middle} + 1 WHERE {own} AND number = 999"
                ),
                Fault::Link { number: middle },
            ),
            (format!("UPDATE audit_head SET number = number + 1 WHERE {own}"), head(last + 1)),
            (format!("UPDATE audit_head SET hash = 'ab' WHERE {own}"), head(last)),
            (format!("DELETE FROM audit_head WHERE {own}"), head(0)),
        ]);
        for (change, expected) in changes {
            tamper(&school, &change).await.unwrap_or_else(|error| panic!("{change}: {error:?}"));
            assert_eq!(fault(&school, &change).await, expected, "{change}");
            let put_back = "DELETE FROM act; INSERT INTO act SELECT * FROM kept; DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM kept_head";
            tamper(&school, put_back).await.expect("puts back");
        }
        // The salt is under the rows, not under the entry.
        tamper(&school, &format!("UPDATE act SET salt = 'ab' WHERE {this}")).await.expect("changes");
        assert!(matches!(fault(&school, "salt").await, Fault::Rows { number, .. } if number == middle));
    });
}

/// R-338: what pages show is what the record says.
#[test]
fn every_change_of_what_is_shown_is_found() {
    both_engines(async |school| {
        ordinary_work(&school).await;
        let shown: &[(&'static str, &[&str])] = &[
            (
                "mark",
                &[
                    "act = act - 1",
                    "value = '2'",
                    "value = NULL",
                    "lesson_id = lesson_id + 1",
                    "student_id = student_id + 1",
                    "id = id + 900000",
                    "work_id = work_id + 900000",
                    "at = '2001-01-01T00:00:00+00:00'",
                    "public_at = '2001-01-01T00:00:00+00:00'",
                    "author_id = author_id + 1",
                ],
            ),
            (
                "attendance",
                &[
                    "act = act - 1",
                    "state = 'late'",
                    "state = NULL",
                    "lesson_id = lesson_id + 1",
                    "student_id = student_id + 1",
                    "at = '2001-01-01T00:00:00+00:00'",
                    "author_id = author_id + 1",
                ],
            ),
            (
                "record",
                &[
                    "act = act - 1",
                    "topic = 'x'",
                    "homework = NULL",
                    "homework_none = NOT homework_none",
                    "at = '2001-01-01T00:00:00+00:00'",
                    "author_id = author_id + 1",
                    "lesson_id = lesson_id + 900000",
                ],
            ),
            (
                "correction",
                &[
                    "act = act - 1",
                    "mark_id = mark_id + 1",
                    "was = '2'",
                    "wanted = NULL",
                    "reason = 'x'",
                    "state = 'confirmed'",
                    "asked_by = asked_by + 1",
                    "asked_at = '2001-01-01T00:00:00+00:00'",
                    "decided_by = NULL",
                    "decided_at = '2001-01-01T00:00:00+00:00'",
                    "decision = 'x'",
                    "id = id + 900000",
                ],
            ),
            ("member", &["person_id = person_id + 1", "account_id = account_id + 1", "institution_id = 9"]),
            ("institution", &["profile = 'P3'", "short_name = 'x'", "full_name = 'x'", "time_zone = 'Asia/Omsk'"]),
        ];
        for (table, sets) in shown {
            is_whole(&school, "ordinary work").await;
            let own = if *table == "institution" { "id = 1" } else { "institution_id = 1" };
            tamper(&school, &format!("CREATE TABLE kept AS SELECT * FROM {table}")).await.expect("keeps");
            // One row: the last that was touched, which is a changed mark, an explained absence, a refused request.
            let one = match *table {
                "mark" => {
                    format!("id = (SELECT MAX(id) FROM mark WHERE {own} AND value IS NOT NULL)")
                }
                "correction" => format!("id = (SELECT MAX(id) FROM correction WHERE {own})"),
                "attendance" | "record" => {
                    format!("act = (SELECT MAX(act) FROM {table} WHERE {own})")
                }
                "member" => {
                    format!("account_id = (SELECT MIN(account_id) FROM member WHERE {own})")
                }
                _ => "TRUE".into(),
            };
            let updates = sets.iter().map(|set| format!("UPDATE {table} SET {set} WHERE {own} AND {one}"));
            let delete = (*table != "institution").then(|| format!("DELETE FROM {table} WHERE {own} AND {one}"));
            for change in updates.chain(delete) {
                tamper(&school, &change).await.unwrap_or_else(|error| panic!("{change}: {error:?}"));
                let found = fault(&school, &change).await;
                assert!(matches!(found, Fault::Shown { table: named, .. } if named == *table), "{change}: {found}");
                let put_back = format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept");
                tamper(&school, &put_back).await.expect("puts back");
            }
            tamper(&school, "DROP TABLE kept").await.expect("drops");
        }
        is_whole(&school, "all was put back").await;
    });
}

/// R-338: case 33 of `security.md` §5.
#[test]
fn a_cut_tail_is_found_against_a_head_kept_elsewhere_and_only_so() {
    both_engines(async |school| {
        ordinary_work(&school).await;
        drop_guards(&school).await;
        let head = head_on(&mut school.db.threshold().await.expect("a connection"), school.id, school.today())
            .await
            .expect("a head");
        let cut = format!("institution_id = 1 AND act = {}", head.number);
        let digest = format!(
            "DELETE FROM access_digest WHERE {cut}; DELETE FROM act WHERE institution_id = 1 AND number = {}; \
             UPDATE audit_head SET number = number - 1, hash = (SELECT hash FROM act WHERE institution_id = 1 AND number = {} - 1) WHERE institution_id = 1",
            head.number, head.number
        );
        tamper(&school, &digest).await.expect("cuts");
        is_whole(&school, "a cut without a head kept elsewhere").await;
        let against = verify(&school.db, school.id, std::slice::from_ref(&head)).await.expect("verifies");
        assert_eq!(against, Verdict::Broken(Fault::Anchor { day: school.today(), number: head.number }));

        // A head of another school says nothing here, and the chain goes on from where it was cut.
        let twin = head_on(&mut school.db.threshold().await.expect("a connection"), school.twin.id, school.today())
            .await
            .expect("a head");
        let of_twin = verify(&school.db, school.id, &[twin]).await.expect("verifies");
        assert!(matches!(of_twin, Verdict::Whole { .. }));
        let account = school.who(school.petrova).await.account.expect("signed in");
        do_as(&school, school.petrova, async move |tx| accounts::confirm_rule(tx, account, 1).await).await;
        let regrown = verify(&school.db, school.id, &[head]).await.expect("verifies");
        assert!(
            matches!(regrown, Verdict::Broken(Fault::Anchor { .. })),
            "a chain that grew to the old length is not the old one"
        );
    });
}

/// R-338: case 34 of `security.md` §5.
#[test]
fn a_chain_computed_anew_is_found_against_a_head_kept_elsewhere_and_only_so() {
    both_engines(async |school| {
        ordinary_work(&school).await;
        drop_guards(&school).await;
        let head = head_on(&mut school.db.threshold().await.expect("a connection"), school.id, school.today())
            .await
            .expect("a head");
        let yolkina = school.yolkina;
        let better = format!(
            "UPDATE mark_revision SET value = '5' WHERE institution_id = 1 AND student_id = {yolkina} AND value = '4'; \
             UPDATE mark SET value = '5' WHERE institution_id = 1 AND student_id = {yolkina} AND value = '4'"
        );
        tamper(&school, &better).await.expect("changes");
        fault(&school, "a better mark").await;
        tamper(&school, &forge(&school.db, school.id).await.expect("forges")).await.expect("forges");
        is_whole(&school, "a forgery without a head kept elsewhere").await;
        let against = verify(&school.db, school.id, &[head]).await.expect("verifies");
        assert!(matches!(against, Verdict::Broken(Fault::Anchor { .. })), "{against:?}");
    });
}

/// A check sees one state of the database, however busy it is.
#[test]
fn a_check_beside_running_acts_raises_no_false_alarm() {
    both_engines(async |school| {
        let admin = school.who(school.admin).await;
        let writing = tokio::spawn({
            let (db, admin) = (school.db.clone(), Arc::<Actor>::clone(&admin));
            async move {
                for _ in 0..150 {
                    let write = async |tx: &mut Tx| {
                        let id = tx.id().await?;
                        tx.record(&tables::ROOM, &[crate::school_year::RoomRow { id, name: "31".into() }]).await
                    };
                    db.act(&admin, Act::new("room.add", "test"), write)
                        .await
                        .map_err(|error: Error| error.to_string())
                        .expect("writes");
                }
            }
        });
        while !writing.is_finished() {
            is_whole(&school, "some acts").await;
        }
        writing.await.expect("writes");
    });
}

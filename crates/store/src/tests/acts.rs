//! Acts: whole or not at all, one after another, each request once.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use parta_school::access::Actor;
use parta_school::ids::InstitutionId;

use crate::act::RequestKey;
use crate::audit::{Verdict, verify};
use crate::fixture::{Cast, both_engines};
use crate::school_year::RoomRow;
use crate::{Act, Db, Error, Tx, tables};

/// What an act of these tests is refused with.
#[derive(Debug)]
enum Refusal {
    Rule,
    Store(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

type Answer = Result<i64, Refusal>;

/// A small act: adds a room and answers its number.
async fn add_room(tx: &mut Tx, name: &str) -> Answer {
    let id = tx.id().await?;
    tx.record(&tables::ROOM, &[RoomRow { id, name: name.to_owned() }]).await?;
    Ok(id)
}

fn act() -> Act {
    Act::new("room.add", "test")
}

fn keyed(key: &str) -> Act {
    act().with_key(Some(RequestKey::new(key).expect("a key")))
}

/// What must not change when an act is refused.
async fn state(school: &Cast) -> (i64, i64, i64) {
    let head = school.number("SELECT SUM(number) FROM audit_head").await;
    (school.count("room").await, school.count("act").await, head)
}

async fn acts_of(school: &Cast, institution: InstitutionId) -> i64 {
    whole(&school.db, institution).await
}

/// The chain is whole; says how many acts it has.
async fn whole(db: &Db, institution: InstitutionId) -> i64 {
    match verify(db, institution, &[]).await.expect("verifies") {
        Verdict::Whole { acts, .. } => acts,
        Verdict::Broken(fault) => panic!("{fault}"),
    }
}

///
#[test]
fn an_act_is_written_with_its_entry() {
    both_engines(async |school| {
        let admin = school.who(school.admin).await;
        let (rooms, before) = (school.count("room").await, acts_of(&school, school.id).await);
        let answer: Answer = school
            .db
            .act(&admin, act(), async |tx| {
                tx.because("новый кабинет");
                add_room(tx, "31").await
            })
            .await;
        assert!(answer.expect("an answer") > 0);
        assert_eq!(school.count("room").await, rooms + 1);
        assert_eq!(acts_of(&school, school.id).await, before + 1);
        let entry =
            "SELECT kind || ' ' || reason || ' ' || CAST(person_id AS TEXT) || ' ' || CAST(row_count AS TEXT) FROM act
                     WHERE number = (SELECT MAX(number) FROM act WHERE institution_id = 1) AND institution_id = 1";
        assert_eq!(school.texts(entry).await, [format!("room.add новый кабинет {} 1", school.admin)]);
    });
}

#[test]
fn a_refused_act_writes_nothing_and_leaves_no_gap() {
    both_engines(async |school| {
        let admin = school.who(school.admin).await;
        let before = state(&school).await;
        let refused: Answer = school
            .db
            .act(&admin, act(), async |tx| {
                add_room(tx, "31").await?;
                Err(Refusal::Rule)
            })
            .await;
        assert!(matches!(refused, Err(Refusal::Rule)));
        let panicked: Answer = school
            .db
            .act(&admin, act(), async |tx| {
                add_room(tx, "32").await?;
                panic!("a fault in an act (this message is part of a test)")
            })
            .await;
        assert!(matches!(panicked, Err(Refusal::Store(Error::Fault(_)))));
        let too_long: Answer = school
            .db
            .act(&admin, act().within(Duration::from_millis(20)), async |tx| {
                add_room(tx, "33").await?;
                tokio::time::sleep(Duration::from_secs(60)).await;
                Ok(1)
            })
            .await;
        assert!(matches!(too_long, Err(Refusal::Store(Error::TooLong))));
        let idle: Answer = school.db.act(&admin, act(), async |_| Ok(7)).await;
        assert_eq!(idle.expect("an act that writes nothing is no entry"), 7);
        assert_eq!(state(&school).await, before);

        school.db.act(&admin, act(), async |tx| add_room(tx, "34").await).await.expect("the next one works");
        assert_eq!(state(&school).await, (before.0 + 1, before.1 + 1, before.2 + 1));
        acts_of(&school, school.id).await;
    });
}

/// PostgreSQL takes back a whole transaction when one statement fails, SQLite does not: an act is taken back on both.
#[test]
fn an_act_that_passes_over_a_failed_statement_fails() {
    both_engines(async |school| {
        let admin = school.who(school.admin).await;
        let before = state(&school).await;
        let taken = school.room_12;
        let answer: Answer = school
            .db
            .act(&admin, act(), async move |tx| {
                add_room(tx, "31").await?;
                let _ = tx.record(&tables::ROOM, &[RoomRow { id: taken, name: "32".into() }]).await;
                Ok(1)
            })
            .await;
        assert!(matches!(answer, Err(Refusal::Store(_))), "{answer:?}");
        assert_eq!(state(&school).await, before);
        let jotted = school
            .db
            .jot(async |jotting| {
                jotting.conn.run_raw("UPDATE account SET rule_version = 9").await?;
                let _ = jotting.conn.run_raw("UPDATE no_such_table SET x = 1").await;
                Ok(())
            })
            .await;
        assert!(jotted.is_err());
        assert_eq!(school.number("SELECT MAX(rule_version) FROM account").await, 1);
    });
}

/// A row of another institution, or of nobody, is refused by the database itself.
#[test]
fn a_row_cannot_point_into_another_institution() {
    both_engines(async |school| {
        let admin = school.who(school.admin).await;
        let row = crate::people::AssignmentRow {
            id: 900_000,
            person_id: 999_999,
            role: "director",
            class_id: None,
            first_day: school.today(),
            last_day: None,
            basis: None,
        };
        let answer: Result<(), Error> =
            school.db.act(&admin, act(), async move |tx| tx.record(&tables::ASSIGNMENT, &[row]).await).await;
        assert!(answer.is_err());
        acts_of(&school, school.id).await;
    });
}

#[test]
fn a_repeated_request_gets_the_first_answer() {
    both_engines(async |school| {
        let admin = school.who(school.admin).await;
        let ask = async |name: &'static str| -> Answer {
            school.db.act(&admin, keyed("request-1"), async move |tx| add_room(tx, name).await).await
        };
        let first = ask("31").await.expect("an answer");
        let after_first = state(&school).await;
        assert_eq!(ask("32").await.expect("the first answer"), first);
        let refused: Answer = school.db.act(&admin, keyed("request-1"), async |_| Err(Refusal::Rule)).await;
        assert_eq!(refused.expect("the first answer, although it would be refused now"), first);
        let taken = school.room_12;
        let failed: Answer = school
            .db
            .act(&admin, keyed("request-1"), async move |tx| {
                tx.record(&tables::ROOM, &[RoomRow { id: taken, name: "33".into() }]).await?;
                Ok(0)
            })
            .await;
        assert_eq!(failed.expect("the first answer, although the database would refuse it now"), first);
        assert_eq!(state(&school).await, after_first);

        let other: Answer = school
            .db
            .act(&admin, Act::new("room.remove", "test").with_key(RequestKey::new("request-1")), async |tx| {
                add_room(tx, "34").await
            })
            .await;
        assert!(matches!(other, Err(Refusal::Store(Error::Fault(_)))), "a key belongs to one kind of act");

        let director = school.who(school.director).await;
        let own: Answer = school.db.act(&director, keyed("request-1"), async |tx| add_room(tx, "35").await).await;
        assert_ne!(own.expect("a key belongs to one account"), first);
        let twin = school.twin.who(&school.db, school.twin.admin).await;
        let elsewhere: Answer = school.db.act(&twin, keyed("request-1"), async |tx| add_room(tx, "36").await).await;
        elsewhere.expect("and to one institution");
        acts_of(&school, school.id).await;
    });
}

#[test]
fn of_two_equal_requests_at_once_one_is_done() {
    both_engines(async |school| {
        let admin = school.who(school.admin).await;
        let rooms = school.count("room").await;
        // One of them comes to another server over the same database.
        let other = school.open_again().await;
        let asked = (0..8).map(|turn| {
            let (db, admin) = (if turn == 3 { &other } else { &school.db }.clone(), admin.clone());
            tokio::spawn(async move { db.act(&admin, keyed("request-2"), async |tx| add_room(tx, "31").await).await })
        });
        let mut answers = BTreeSet::new();
        for asked in asked.collect::<Vec<_>>() {
            let answer: Answer = asked.await.expect("runs");
            answers.insert(answer.expect("an answer"));
        }
        assert_eq!(answers.len(), 1, "all heard the same");
        assert_eq!(school.count("room").await, rooms + 1);
        acts_of(&school, school.id).await;
    });
}

///
#[test]
fn many_acts_at_once_make_one_whole_chain_and_none_hurts_another() {
    both_engines(async |school| {
        let (rooms, before) = (school.count("room").await, acts_of(&school, school.id).await);
        let twin_before = acts_of(&school, school.twin.id).await;
        let admins = [school.who(school.admin).await, school.twin.who(&school.db, school.twin.admin).await];
        let asked: Vec<_> = (0..96)
            .map(|turn| {
                let (db, who) = (school.db.clone(), admins[usize::from(turn % 3 == 0)].clone());
                tokio::spawn(async move {
                    let answer: Answer = db
                        .act(&who, act(), async move |tx| {
                            let id = add_room(tx, "31").await?;
                            match turn % 8 {
                                1 => Err(Refusal::Rule),
                                2 => panic!("a fault in an act (this message is part of a test)"),
                                4 => tx
                                    .record(&tables::ROOM, &[RoomRow { id, name: "once more".into() }])
                                    .await
                                    .map(|()| id)
                                    .map_err(Refusal::Store),
                                _ => Ok(id),
                            }
                        })
                        .await;
                    (who.institution, answer)
                })
            })
            .collect();
        let (mut numbers, mut refused) = (BTreeSet::new(), 0);
        for asked in asked {
            match asked.await.expect("runs") {
                (institution, Ok(id)) => assert!(numbers.insert((institution, id)), "a number was given twice"),
                (_, Err(_)) => refused += 1,
            }
        }
        assert_eq!((numbers.len(), refused), (60, 36));
        assert_eq!(school.count("room").await, rooms + 60);
        let added = acts_of(&school, school.id).await - before + acts_of(&school, school.twin.id).await - twin_before;
        assert_eq!(added, 60);
    });
}

#[test]
fn an_act_is_done_although_the_client_goes_away() {
    both_engines(async |school| {
        let admin = school.who(school.admin).await;
        let rooms = school.count("room").await;
        let slow = async |tx: &mut Tx| -> Answer {
            tokio::time::sleep(Duration::from_millis(50)).await;
            add_room(tx, "31").await
        };
        let gone = tokio::time::timeout(Duration::from_millis(10), school.db.act(&admin, act(), slow)).await;
        assert!(gone.is_err(), "the client did not wait");
        let next: Answer = school.db.act(&admin, act(), async |tx| add_room(tx, "32").await).await;
        next.expect("the next one works");
        assert_eq!(school.count("room").await, rooms + 2);
        acts_of(&school, school.id).await;
    });
}

#[test]
fn closing_finishes_what_was_accepted_and_takes_no_more() {
    both_engines(async |school| {
        let admin = school.who(school.admin).await;
        let rooms = school.count("room").await;
        let again = school.open_again().await;
        for _ in 0..20 {
            let act = again.act(&admin, act(), async |tx: &mut Tx| {
                tokio::time::sleep(Duration::from_millis(2)).await;
                add_room(tx, "31").await
            });
            let _: Result<Answer, _> = tokio::time::timeout(Duration::from_micros(1), act).await;
        }
        again.close().await;
        assert_eq!(school.count("room").await, rooms + 20);
        let late: Answer = again.act(&admin, act(), async |tx| add_room(tx, "32").await).await;
        assert!(matches!(late, Err(Refusal::Store(Error::Unavailable(_)))));
        acts_of(&school, school.id).await;
    });
}

#[test]
fn identifiers_never_collide() {
    both_engines(async |school| {
        let admin = school.who(school.admin).await;
        let other = school.open_again().await;
        let mut numbers = BTreeSet::new();
        for turn in 0..6 {
            let db = if turn % 2 == 0 { &school.db } else { &other };
            // More than a block, so that it is reserved anew and then taken back.
            let refused: Answer = db
                .act(&admin, act(), async |tx| {
                    tx.ids(1500).await?;
                    Err(Refusal::Rule)
                })
                .await;
            assert!(refused.is_err());
            let taken = db.act(&admin, act(), async |tx| {
                add_room(tx, "31").await?;
                Ok::<_, Refusal>(tx.ids(700).await?.collect::<Vec<_>>())
            });
            for id in taken.await.expect("an answer") {
                assert!(numbers.insert(id), "{id} was given twice");
            }
        }
        let third = school.open_again().await;
        let id: Answer = third.act(&admin, act(), async |tx| add_room(tx, "32").await).await;
        assert!(numbers.insert(id.expect("an answer")));
        assert_eq!(school.number("SELECT COUNT(*) FROM room WHERE id > 9007199254740991").await, 0);
    });
}

/// The rights are those of the moment of writing, not of the moment of asking.
#[test]
fn rights_are_read_again_inside_the_act() {
    both_engines(async |school| {
        let teacher = Arc::new(Actor { assignments: Vec::new(), ..Actor::clone(&*school.who(school.petrova).await) });
        let today = school.today();
        let roles = school.db.act(&teacher, act(), async move |tx| {
            crate::access::refresh(tx, today).await?;
            Ok::<_, Error>(tx.who().assignments.len())
        });
        assert_eq!(roles.await.expect("reads"), 1);
    });
}

/// A jotting that fails is taken back and does not hurt the next.
#[test]
fn a_jotting_is_whole_too() {
    both_engines(async |school| {
        let failed: Result<(), Error> = school
            .db
            .jot(async |jotting| {
                jotting.conn.run_raw("UPDATE account SET rule_version = 9").await?;
                panic!("a fault in a jotting (this message is part of a test)")
            })
            .await;
        assert!(matches!(failed, Err(Error::Fault(_))));
        assert_eq!(school.number("SELECT MAX(rule_version) FROM account").await, 1);
        school
            .db
            .jot(async |jotting| jotting.conn.run_raw("UPDATE account SET rule_version = 2").await)
            .await
            .expect("the next one works");
        assert_eq!(school.number("SELECT MIN(rule_version) FROM account").await, 2);
    });
}

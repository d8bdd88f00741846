//! What fails outside the program: a sentence that says what to do, nothing half-written, and the next act works.

use crate::audit::{Verdict, verify};
use crate::engine::Target;
use crate::fixture::{Cast, Engine, both_engines, in_empty, on};
use crate::school_year::RoomRow;
use crate::{Act, Clock, Db, Error, Tx, tables};

async fn add_rooms(school: &Cast, count: usize) -> Result<(), Error> {
    let admin = school.who(school.admin).await;
    school.db.act(&admin, Act::new("room.add", "test"), async move |tx| rooms(tx, count).await).await
}

async fn rooms(tx: &mut Tx, count: usize) -> Result<(), Error> {
    let ids = tx.ids(count).await?;
    let rows: Vec<RoomRow> = ids.map(|id| RoomRow { id, name: format!("Кабинет с длинным названием {id}") }).collect();
    tx.record(&tables::ROOM, &rows).await
}

/// Nothing of the failed act is there, the chain is whole, and the next act works.
async fn goes_on(school: &Cast, rooms: i64) {
    assert_eq!(school.count("room").await, rooms, "nothing is half-written");
    add_rooms(school, 1).await.expect("the next act works");
    let verdict = verify(&school.db, school.id, &[]).await.expect("verifies");
    assert!(matches!(verdict, Verdict::Whole { .. }), "{verdict:?}");
}

async fn on_writer(school: &Cast, text: &'static str) {
    school.db.jot(async move |jotting| jotting.conn.run_raw(text).await).await.expect("the writer does it");
}

fn says(error: &Error, words: &str) {
    assert!(error.to_string().contains(words), "{error} ({error:?})");
}

#[test]
fn a_full_disk_fails_the_act_and_says_so() {
    on(Engine::Sqlite, async |school| {
        let rooms = school.count("room").await;
        on_writer(&school, "PRAGMA max_page_count = 1").await;
        let error = add_rooms(&school, 20_000).await.expect_err("is refused");
        assert!(matches!(error, Error::DiskFull(_)), "{error:?}");
        says(&error, "место");
        on_writer(&school, "PRAGMA max_page_count = 1073741823").await;
        goes_on(&school, rooms).await;
    });
}

/// Those who shared the transaction that the full disk ended hear of it too; nobody is told that something is saved that is not.
#[test]
fn a_full_disk_is_told_to_every_act_that_shared_the_commit() {
    on(Engine::Sqlite, async |school| {
        let rooms_before = school.count("room").await;
        on_writer(&school, "PRAGMA max_page_count = 1").await;
        let admin = school.who(school.admin).await;
        let asked: Vec<_> = [1, 20_000, 1, 1, 20_000, 1]
            .into_iter()
            .map(|count| {
                let (db, admin) = (school.db.clone(), admin.clone());
                tokio::spawn(async move {
                    db.act(&admin, Act::new("room.add", "test"), async move |tx| rooms(tx, count).await).await
                })
            })
            .collect();
        let mut saved = 0;
        for asked in asked {
            match asked.await.expect("runs") {
                Ok(()) => saved += 1,
                Err(error) => assert!(matches!(error, Error::DiskFull(_)), "{error:?}"),
            }
        }
        on_writer(&school, "PRAGMA max_page_count = 1073741823").await;
        goes_on(&school, rooms_before + saved).await;
    });
}

/// PostgreSQL tells by its own codes; a trigger plays the disk.
#[test]
fn a_full_disk_of_postgresql_is_told_alike() {
    on(Engine::Postgres, async |school| {
        let rooms = school.count("room").await;
        let full = "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
                    CREATE TRIGGER full_disk BEFORE INSERT ON room FOR EACH STATEMENT EXECUTE FUNCTION full_disk()";
        school.tamper(full).await.expect("the disk is full");
        let error = add_rooms(&school, 1).await.expect_err("is refused");
        assert!(matches!(error, Error::DiskFull(_)), "{error:?}");
        school.tamper("DROP TRIGGER full_disk ON room").await.expect("there is room again");
        goes_on(&school, rooms).await;
    });
}

#[test]
fn a_database_that_may_only_be_read_says_so() {
    both_engines(async |school| {
        let rooms = school.count("room").await;
        match school.engine() {
            Engine::Sqlite => on_writer(&school, "PRAGMA query_only = on").await,
            Engine::Postgres => make_default(&school, "on").await,
        }
        let error = add_rooms(&school, 1).await.expect_err("is refused");
        assert!(matches!(error, Error::ReadOnly(_)), "{error:?}");
        says(&error, "только для чтения");
        school.read(school.petrova).await;
        match school.engine() {
            // The writer cannot be told to write again by a jotting, which writes nothing itself.
            Engine::Sqlite => on_writer(&school, "PRAGMA query_only = off").await,
            Engine::Postgres => make_default(&school, "off").await,
        }
        goes_on(&school, rooms).await;
    });
}

async fn make_default(school: &Cast, read_only: &str) {
    let Target::Postgres(address) = school.db.target() else { panic!("this is PostgreSQL") };
    let (_, name) = address.rsplit_once('/').expect("a database");
    let text = format!(
        "BEGIN READ WRITE; ALTER DATABASE {name} SET default_transaction_read_only = {read_only}; COMMIT; {CUT_ALL}"
    );
    school.tamper(&text).await.expect("the setting changes");
}

const CUT_ALL: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

#[test]
fn a_connection_cut_in_mid_act_leaves_nothing() {
    on(Engine::Postgres, async |school| {
        let rooms_before = school.count("room").await;
        let admin = school.who(school.admin).await;
        // Cut between two statements: the next one fails.
        let cut = school.db.act(&admin, Act::new("room.add", "test"), async |tx| {
            rooms(tx, 3).await?;
            let _ = tx.conn().run_raw("SELECT pg_terminate_backend(pg_backend_pid())").await;
            rooms(tx, 3).await
        });
        let error: Error = cut.await.expect_err("is refused");
        assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
        says(&error, "попробуйте ещё раз");
        goes_on(&school, rooms_before).await;

        // Cut after the last statement of the act itself, which takes no notice.
        let cut = school.db.act(&admin, Act::new("room.add", "test"), async |tx| {
            rooms(tx, 3).await?;
            let _ = tx.conn().run_raw("SELECT pg_terminate_backend(pg_backend_pid())").await;
            Ok(())
        });
        let error: Error = cut.await.expect_err("is refused");
        assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
        goes_on(&school, rooms_before + 1).await;

        // All connections cut while nobody uses them: the pools open new ones.
        school.tamper(CUT_ALL).await.expect("cuts");
        school.read(school.petrova).await;
        goes_on(&school, rooms_before + 2).await;
    });
}

/// Whoever holds the database: another program over the same file, another server over the same institution.
#[test]
fn a_database_held_by_another_program_says_try_again() {
    both_engines(async |school| {
        let rooms = school.count("room").await;
        let other = school.open_again().await;
        let holding = tokio::spawn({
            let admin = school.who(school.admin).await;
            async move {
                let hold = async |_: &mut Tx| {
                    tokio::time::sleep(std::time::Duration::from_secs(7)).await;
                    Ok::<_, Error>(())
                };
                other.act(&admin, Act::new("room.add", "test").unhurried(), hold).await
            }
        });
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let error = add_rooms(&school, 1).await.expect_err("is refused");
        assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
        assert!(error.may_pass());
        school.read(school.petrova).await;
        holding.await.expect("runs").expect("was only slow");
        goes_on(&school, rooms).await;
    });
}

#[test]
fn a_place_where_no_database_can_be_says_so() {
    in_empty(Engine::Sqlite, async |target| {
        let Target::Sqlite(file) = target else { panic!("this is SQLite") };
        let folder = file.parent().expect("a folder").to_owned();
        let error = opened(Target::Sqlite(folder.join("missing/parta.sqlite"))).await;
        assert!(matches!(error, Error::CannotOpen(_)), "{error:?}");
        says(&error, "папка");
        let error = opened(Target::Sqlite(folder)).await;
        assert!(matches!(error, Error::CannotOpen(_)), "a folder is no file: {error:?}");
        std::fs::write(&file, "Это письмо, а не база данных. ".repeat(100)).expect("a letter");
        let error = opened(Target::Sqlite(file.clone())).await;
        assert!(matches!(error, Error::Damaged(_)), "{error:?}");
        assert!(std::fs::read_to_string(&file).expect("a letter").starts_with("Это письмо"), "it is left alone");
    });
}

#[test]
fn a_server_that_is_not_there_or_lets_nobody_in_says_so() {
    in_empty(Engine::Postgres, async |target| {
        let Target::Postgres(address) = target else { panic!("this is PostgreSQL") };
        let error = opened(Target::Postgres("postgres://parta@127.0.0.1:1/parta".into())).await;
        assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
        let error = opened(Target::Postgres(format!("{address}_missing"))).await;
        assert!(matches!(error, Error::NotLetIn(_)), "{error:?}");
        let (scheme, rest) = address.split_once("://").expect("an address");
        let (_, place) = rest.rsplit_once('@').expect("an address with a name");
        let error = opened(Target::Postgres(format!("{scheme}://postgres:wrong@{place}"))).await;
        assert!(matches!(error, Error::NotLetIn(_)), "{error:?}");
        says(&error, "пароль");
        assert!(!format!("{error:?}").contains("wrong"), "a password is no message");
    });
}

/// The file of a newer program, and one whose applied migration was edited, are left alone.
#[test]
fn a_schema_of_another_program_is_refused() {
    both_engines(async |school| {
        let target = school.db.target().clone();
        school.tamper("UPDATE migration SET checksum = 'ab'").await.expect("edits");
        let error = opened(target.clone()).await;
        assert!(matches!(error, Error::Schema(_)), "{error:?}");
        says(&error, "изменена");
        school.tamper("INSERT INTO migration (number, checksum) VALUES (99, 'ab')").await.expect("adds");
        says(&opened(target).await, "обновите программу");
    });
}

async fn opened(target: Target) -> Error {
    Db::open(&target, Clock::system()).await.err().expect("does not open")
}

/// Two programs that start at once over an empty database make its schema once.
#[test]
fn two_programs_may_start_at_once() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        in_empty(engine, async |target| {
            let open = || Db::open(&target, Clock::system());
            let (one, other, third) = tokio::join!(open(), open(), open());
            for db in [one, other, third] {
                db.expect("opens");
            }
        });
    }
}

/// A column without a value does not become 0 or an empty text: on PostgreSQL it is an error, which is why every statement is tried on both.
#[test]
fn a_missing_value_is_not_read_as_nought() {
    on(Engine::Postgres, async |school| {
        static NOTHING: crate::Statement =
            crate::Statement::new("test", "SELECT last_day FROM enrolment WHERE last_day IS NULL LIMIT 1");
        let mut threshold = school.db.threshold().await.expect("a connection");
        let day = crate::db::fetch_optional!(threshold.conn(), (chrono::NaiveDate,), &NOTHING);
        assert!(day.is_err());
    });
}

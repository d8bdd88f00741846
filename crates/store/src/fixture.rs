//! The named cast: a small school, and a twin of the same shape, in a fresh database on either engine. For the tests of every crate.
//!
//! ```ignore
//! /// R-141
//! #[test]
//! fn a_mark_appears_in_its_cell() {
//!     both_engines(async |school| {
//!         let petrova = school.who(school.petrova).await;
//!         …
//!     });
//! }
//! ```
//!
//! It is Friday, 20 November 2026, 10:50 in Moscow: Петрова's third lesson, algebra in 7 «Б», is going on, Russian has been, English is
//! yet to come. The clock stands still until a test moves it (`school.clock.advance(…)`).
#![expect(clippy::expect_used, clippy::panic, reason = "where the fixture cannot be made, the test has failed")]

use std::ops::Deref;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use futures_util::FutureExt;
use parta_school::access::{self, Actor, MayReadDiary, MayReadPage, MayRecord};
use parta_school::ids::{LessonId, PageId, PersonId};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, PgConnection, SqliteConnection};

use crate::{Clock, Db, Read, Result, Target, classes, people};

mod school;

pub use school::{PASSWORD, School};

/// Where a test's database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Runs one test on SQLite and then on PostgreSQL, each time with a cast of its own.
pub fn both_engines(test: impl AsyncFn(Cast)) {
    on(Engine::Sqlite, &test);
    on(Engine::Postgres, &test);
}

/// Runs one test on one engine. For what does not reach the database's own ways, SQLite alone is quicker.
pub fn on(engine: Engine, test: impl AsyncFnOnce(Cast)) {
    in_empty(engine, async |place| test(Cast::settle(place).await).await);
}

/// Runs one test with a database that does not exist yet (SQLite) or is empty (PostgreSQL); it is removed afterwards.
pub fn in_empty(engine: Engine, test: impl AsyncFnOnce(Target)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let outcome = runtime.expect("a runtime").block_on(async {
        let place = Place::make(engine).await;
        let outcome = AssertUnwindSafe(test(place.target())).catch_unwind().await;
        place.remove().await;
        outcome
    });
    if let Err(panic) = outcome {
        eprintln!("this was on {engine:?}");
        resume_unwind(panic);
    }
}

enum Place {
    Folder(PathBuf),
    Database { server: String, name: String },
}

impl Place {
    async fn make(engine: Engine) -> Self {
        let name = format!("parta_test_{}_{}", std::process::id(), next());
        match engine {
            Engine::Sqlite => {
                let folder = std::env::temp_dir().join(name);
                std::fs::create_dir_all(&folder).expect("a temporary folder");
                Self::Folder(folder)
            }
            Engine::Postgres => {
                let server = std::env::var("PARTA_TEST_POSTGRES").unwrap_or_else(|_| {
                    panic!(
                        "PARTA_TEST_POSTGRES names no server: run the tests by `script/with-postgres cargo nextest run`"
                    )
                });
                // A Russian collation, so that a statement which leaves the order to the engine is found out.
                let order = "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'ru'";
                on_server(&server, &format!("CREATE DATABASE {name} {order}")).await;
                Self::Database { server, name }
            }
        }
    }

    fn target(&self) -> Target {
        match self {
            Self::Folder(folder) => Target::Sqlite(folder.join("parta.sqlite")),
            Self::Database { server, name } => {
                let (server, _) = server.rsplit_once('/').expect("the address of a server ends with a database");
                Target::Postgres(format!("{server}/{name}"))
            }
        }
    }

    async fn remove(self) {
        match self {
            Self::Folder(folder) => std::fs::remove_dir_all(folder).expect("the temporary folder goes"),
            Self::Database { server, name } => on_server(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await,
        }
    }
}

async fn on_server(server: &str, text: &str) {
    let mut connection = PgConnection::connect(server).await.expect("PARTA_TEST_POSTGRES is reached");
    sqlx::raw_sql(sqlx::AssertSqlSafe(text)).execute(&mut connection).await.expect("the server does it");
}

fn next() -> u64 {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    COUNT.fetch_add(1, Ordering::Relaxed)
}

/// A day as `2026-11-20`.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day such as 2026-11-20")
}

/// The instant of a Moscow wall clock, as `at("2026-11-20", "10:50")`.
pub fn at(date: &str, time: &str) -> DateTime<Utc> {
    (day(date).and_time(clock_time(time)) - TimeDelta::hours(3)).and_utc()
}

fn clock_time(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").expect("a time such as 10:50")
}

/// The open database with its two schools; names the first one's people and things directly (`school.yolkina`).
pub struct Cast {
    pub db: Db,
    /// Stands still at [`Cast::NOW`](Self::now).
    pub clock: Clock,
    pub school: School,
    /// Another institution of the same shape, whose numbers a stranger may guess.
    pub twin: School,
}

impl Deref for Cast {
    type Target = School;

    fn deref(&self) -> &School {
        &self.school
    }
}

impl Cast {
    async fn settle(target: Target) -> Self {
        let clock = Clock::held_at(at("2026-11-20", "10:50"));
        let db = Db::open(&target, clock.clone()).await.expect("the database opens");
        let school = School::found(&db, "Школа № 9", "").await;
        let twin = School::found(&db, "Школа № 10", ".twin").await;
        Self { db, clock, school, twin }
    }

    /// Friday, 20 November 2026.
    pub fn today(&self) -> NaiveDate {
        day("2026-11-20")
    }

    /// The same database opened once more, as after a restart or by another server.
    pub async fn open_again(&self) -> Db {
        Db::open(self.db.target(), self.clock.clone()).await.expect("the database opens again")
    }

    /// Somebody of the first school, signed in, with today's rights.
    pub async fn who(&self, person: PersonId) -> Arc<Actor> {
        self.school.who(&self.db, person).await
    }

    /// A reading by somebody of the first school.
    pub async fn read(&self, person: PersonId) -> Read {
        self.db.read(&self.who(person).await).await.expect("a reading")
    }

    /// The permit to record a lesson, for somebody who teaches its page.
    pub async fn may_record(&self, person: PersonId, lesson: LessonId) -> MayRecord {
        let page = self.policy_page(self.page_of(lesson)).await;
        access::may_record(&*self.who(person).await, lesson, &page).expect("may record the lesson")
    }

    /// The permit to read a page.
    pub async fn may_read(&self, person: PersonId, page: PageId) -> MayReadPage {
        let page = self.policy_page(page).await;
        access::may_read_page(&*self.who(person).await, &page).expect("may read the page")
    }

    /// The permit to read a diary.
    pub async fn may_read_diary(&self, person: PersonId, student: PersonId) -> MayReadDiary {
        let class = people::class_on(&mut self.read(person).await, student, self.today()).await.expect("reads");
        let student = access::Student { id: student, class: class.expect("a student") };
        access::may_read_diary(&*self.who(person).await, &student).expect("may read the diary")
    }

    async fn policy_page(&self, page: PageId) -> access::Page {
        let page = classes::page(&mut self.read(self.director).await, page, self.today()).await.expect("reads");
        page.expect("a page of the first school").for_policy()
    }

    /// Runs SQL behind the program's back, one or several statements, past foreign keys but not past the guards of the record.
    pub async fn tamper(&self, sql: &str) -> Result<()> {
        let mut behind = Behind::connect(self.db.target()).await;
        let sql = sqlx::AssertSqlSafe(sql);
        match &mut behind {
            Behind::Sqlite(connection) => sqlx::raw_sql(sql).execute(connection).await.map(drop)?,
            Behind::Postgres(connection) => sqlx::raw_sql(sql).execute(connection).await.map(drop)?,
        }
        Ok(())
    }

    /// The one number that a query behind the program's back gives, such as a count.
    pub async fn number(&self, sql: &str) -> i64 {
        let texts = self.texts(&format!("SELECT CAST(({sql}) AS TEXT)")).await;
        texts.first().and_then(|text| text.parse().ok()).expect("a number")
    }

    /// The texts of a column that a query behind the program's back gives.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let mut behind = Behind::connect(self.db.target()).await;
        let sql = sqlx::AssertSqlSafe(sql);
        let texts = match &mut behind {
            Behind::Sqlite(connection) => sqlx::query_scalar(sql).fetch_all(connection).await,
            Behind::Postgres(connection) => sqlx::query_scalar(sql).fetch_all(connection).await,
        };
        texts.expect("texts")
    }

    /// Where this cast lives, for the few true differences between the engines.
    pub fn engine(&self) -> Engine {
        match self.db.target() {
            Target::Sqlite(_) => Engine::Sqlite,
            Target::Postgres(_) => Engine::Postgres,
        }
    }

    /// How many rows a table has, of both schools together: the same before and after a refused act.
    pub async fn count(&self, table: &str) -> i64 {
        self.number(&format!("SELECT COUNT(*) FROM {table}")).await
    }
}

/// A connection that the program knows nothing of.
enum Behind {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Behind {
    async fn connect(target: &Target) -> Self {
        match target {
            Target::Sqlite(file) => {
                let options = SqliteConnectOptions::new().filename(file).foreign_keys(false);
                Self::Sqlite(SqliteConnection::connect_with(&options).await.expect("the file opens"))
            }
            Target::Postgres(address) => {
                Self::Postgres(PgConnection::connect(address).await.expect("the server is reached"))
            }
        }
    }
}

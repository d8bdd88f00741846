//! The database as the rest of the program sees it: [`Db`] to open, [`Read`] to look, [`Db::act`] to change (see [`crate::act`]),
//! [`Db::jot`] for what is no part of the record.
//!
//! This file, `writer.rs` and `engine/` are the only places that know there are two engines.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use chrono::{DateTime, Utc};
use parta_school::access::Actor;
use parta_school::ids::InstitutionId;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool};
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::act::{Act, ActJob, Tx};
use crate::clock::Clock;
use crate::engine::{Target, postgres, sqlite};
use crate::error::{Error, Result};
use crate::outbox::Parcel;
use crate::writer::{Job, JotJob, Writer};

/// Runs a statement and gives all rows.
macro_rules! fetch_all {
    ($conn:expr, $row:ty, $statement:expr $(, $bind:expr)* $(,)?) => {{
        let conn: &mut $crate::db::Conn = &mut *$conn;
        let rows: sqlx::Result<Vec<$row>> = match conn.wire() {
            $crate::db::Wire::Sqlite(wire) => sqlx::query_as::<sqlx::Sqlite, $row>($statement.sqlite())$(.bind($bind))*
                .fetch_all(&mut **wire).await,
            $crate::db::Wire::Postgres(wire) => sqlx::query_as::<sqlx::Postgres, $row>($statement.postgres())$(.bind($bind))*
                .fetch_all(&mut **wire).await,
        };
        conn.remember(rows)
    }};
}
pub(crate) use fetch_all;

/// Runs a statement and gives the first row, if there is one.
macro_rules! fetch_optional {
    ($conn:expr, $row:ty, $statement:expr $(, $bind:expr)* $(,)?) => {{
        let conn: &mut $crate::db::Conn = &mut *$conn;
        let row: sqlx::Result<Option<$row>> = match conn.wire() {
            $crate::db::Wire::Sqlite(wire) => sqlx::query_as::<sqlx::Sqlite, $row>($statement.sqlite())$(.bind($bind))*
                .fetch_optional(&mut **wire).await,
            $crate::db::Wire::Postgres(wire) => sqlx::query_as::<sqlx::Postgres, $row>($statement.postgres())$(.bind($bind))*
                .fetch_optional(&mut **wire).await,
        };
        conn.remember(row)
    }};
}
pub(crate) use fetch_optional;

/// Runs a statement whose one row is `ROWS(…)`, and gives the rows in it.
macro_rules! fetch_rows {
    ($conn:expr, $row:ty, $statement:expr $(, $bind:expr)* $(,)?) => {
        $crate::db::fetch_optional!($conn, (String,), $statement $(, $bind)*)
            .and_then(|packed| $crate::db::unpack::<$row>($statement.name, packed.as_ref().map_or("[]", |(rows,)| rows)))
    };
}
pub(crate) use fetch_rows;

/// The rows that a `ROWS(…)` of a statement gave.
pub(crate) fn unpack<T: DeserializeOwned>(statement: &str, rows: &str) -> Result<Vec<T>> {
    serde_json::from_str(rows).map_err(|error| Error::Fault(format!("{statement}: {error}")))
}

/// Reads a truth value of `ROWS(…)`: PostgreSQL says true and false, SQLite 1 and 0.
pub(crate) fn flag<'de, D: Deserializer<'de>>(value: D) -> std::result::Result<bool, D::Error> {
    optional_flag(value).map(Option::unwrap_or_default)
}

/// The same, where it may be missing.
pub(crate) fn optional_flag<'de, D: Deserializer<'de>>(value: D) -> std::result::Result<Option<bool>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Flag {
        Word(bool),
        Digit(i64),
    }
    let flag = Option::<Flag>::deserialize(value)?;
    Ok(flag.map(|flag| match flag {
        Flag::Word(word) => word,
        Flag::Digit(digit) => digit != 0,
    }))
}

/// Runs a statement and gives the number of rows that it changed.
macro_rules! execute {
    ($conn:expr, $statement:expr $(, $bind:expr)* $(,)?) => {{
        let conn: &mut $crate::db::Conn = &mut *$conn;
        let changed: sqlx::Result<u64> = match conn.wire() {
            $crate::db::Wire::Sqlite(wire) => sqlx::query::<sqlx::Sqlite>($statement.sqlite())$(.bind($bind))*
                .execute(&mut **wire).await.map(|done| done.rows_affected()),
            $crate::db::Wire::Postgres(wire) => sqlx::query::<sqlx::Postgres>($statement.postgres())$(.bind($bind))*
                .execute(&mut **wire).await.map(|done| done.rows_affected()),
        };
        conn.remember(changed)
    }};
}
pub(crate) use execute;

/// A connection of either engine.
pub(crate) struct Conn {
    wire: Wire,
    /// The first statement that failed in this job, whether or not whoever ran it took notice.
    failure: Option<Error>,
    /// Why nothing more can be done on this connection.
    lost: Option<Error>,
}

pub(crate) enum Wire {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

impl Conn {
    pub(crate) fn new(wire: Wire) -> Self {
        Self { wire, failure: None, lost: None }
    }

    pub(crate) fn wire(&mut self) -> &mut Wire {
        &mut self.wire
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.wire, Wire::Sqlite(_))
    }

    pub(crate) fn remember<T>(&mut self, outcome: sqlx::Result<T>) -> Result<T> {
        outcome.map_err(|error| self.failure.get_or_insert(error.into()).clone())
    }

    /// A statement that failed and was passed over. PostgreSQL would take back the whole transaction, SQLite only the statement; for
    /// both to do the same, and nothing to be half-written, a job with a failed statement fails.
    pub(crate) fn passed_over(&self) -> Result<()> {
        self.failure.clone().map_or(Ok(()), Err)
    }

    /// Why this connection, and on SQLite the transaction around the job, is of no more use.
    pub(crate) fn lost(&self) -> Option<&Error> {
        self.lost.as_ref()
    }

    /// Text that is no prepared statement: transactions and migrations. Never text from outside.
    pub(crate) async fn run_raw(&mut self, text: &str) -> Result<()> {
        let text = sqlx::AssertSqlSafe(text);
        let outcome = match &mut self.wire {
            Wire::Sqlite(wire) => sqlx::raw_sql(text).execute(&mut **wire).await.map(drop),
            Wire::Postgres(wire) => sqlx::raw_sql(text).execute(&mut **wire).await.map(drop),
        };
        self.remember(outcome)
    }

    /// Prepares the planner for tables that are yet to fill; PostgreSQL looks for itself.
    pub(crate) async fn expect_sizes(&mut self) -> Result<()> {
        let expected = match &mut self.wire {
            Wire::Sqlite(wire) => sqlite::expect_sizes(wire).await,
            Wire::Postgres(_) => Ok(()),
        };
        self.remember(expected)
    }

    /// Begins a transaction of writing.
    pub(crate) async fn begin(&mut self) -> Result<()> {
        self.failure = None;
        self.run_raw(if self.is_sqlite() { "BEGIN IMMEDIATE" } else { "BEGIN" }).await
    }

    pub(crate) async fn commit(&mut self) -> Result<()> {
        self.run_raw("COMMIT").await
    }

    /// Begins a look at one state of the whole database, however long it takes. The connection does not come back to its pool.
    pub(crate) async fn begin_snapshot(&mut self) -> Result<()> {
        self.close_on_drop();
        self.run_raw(if self.is_sqlite() { "BEGIN" } else { "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" }).await
    }

    /// Begins what one job writes: a transaction of its own on PostgreSQL, on SQLite a savepoint of the transaction that jobs share.
    pub(crate) async fn begin_job(&mut self) -> Result<()> {
        self.failure = None;
        let begun = self.run_raw(if self.is_sqlite() { "SAVEPOINT job" } else { "BEGIN" }).await;
        begun.inspect_err(|error| self.lose(error.clone()))
    }

    /// Keeps what the job wrote. Where that fails on PostgreSQL nobody knows whether it was kept; the same request key will tell.
    pub(crate) async fn keep_job(&mut self) -> Result<()> {
        let kept = self.run_raw(if self.is_sqlite() { "RELEASE job" } else { "COMMIT" }).await;
        kept.inspect_err(|error| self.lose(error.clone()))
    }

    /// Takes back what the job wrote. Where that fails, the connection is lost, and with it all that was not committed.
    pub(crate) async fn undo_job(&mut self) {
        const PATIENCE: Duration = Duration::from_secs(5);
        let why = self.failure.take();
        let undo = self.run_raw(if self.is_sqlite() { "ROLLBACK TO job; RELEASE job" } else { "ROLLBACK" });
        let undone = tokio::time::timeout(PATIENCE, undo).await.unwrap_or(Err(Error::TooLong));
        if let Err(error) = undone {
            self.lose(why.unwrap_or(error));
        }
    }

    fn lose(&mut self, error: Error) {
        self.close_on_drop();
        self.lost = Some(error);
    }

    pub(crate) fn close_on_drop(&mut self) {
        match &mut self.wire {
            Wire::Sqlite(wire) => wire.close_on_drop(),
            Wire::Postgres(wire) => wire.close_on_drop(),
        }
    }
}

/// The database.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    readers: Readers,
    /// Nothing once the database is closed.
    jobs: Mutex<Option<mpsc::Sender<Box<dyn Job>>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    parcels: broadcast::Sender<Parcel>,
    clock: Clock,
    target: Target,
}

enum Readers {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Db {
    /// Opens the database, makes it where there is none (SQLite), and brings its schema up to date.
    pub async fn open(target: &Target, clock: Clock) -> Result<Self> {
        let (jobs, queue) = mpsc::channel(1024);
        let (parcels, _) = broadcast::channel(4096);
        let (ready, opened) = oneshot::channel();
        let writer = Writer { target: target.clone(), queue, clock: clock.clone(), parcels: parcels.clone() };
        let writer = std::thread::Builder::new()
            .name("acts".into())
            .spawn(move || writer.run(ready))
            .map_err(|error| Error::Fault(error.to_string()))?;
        opened.await.map_err(|_| Error::Unavailable(None))??;
        let readers = match target {
            Target::Sqlite(file) => Readers::Sqlite(sqlite::readers(file).await?),
            Target::Postgres(address) => Readers::Postgres(postgres::readers(address).await?),
        };
        let (jobs, writer) = (Mutex::new(Some(jobs)), Mutex::new(Some(writer)));
        Ok(Self(Arc::new(Inner { readers, jobs, writer, parcels, clock, target: target.clone() })))
    }

    /// Takes no more acts, finishes those that were accepted, and lets go of the database.
    pub async fn close(&self) {
        drop(lock(&self.0.jobs).take());
        let writer = lock(&self.0.writer).take();
        if let Some(writer) = writer {
            // The thread ends when it has done what waits for it.
            let _ = tokio::task::spawn_blocking(move || writer.join()).await;
        }
        match &self.0.readers {
            Readers::Sqlite(pool) => pool.close().await,
            Readers::Postgres(pool) => pool.close().await,
        }
    }

    /// After bulk work: PostgreSQL counts its tables anew, which it would do by itself only some minutes later. SQLite's planner is told
    /// beforehand what to expect.
    pub async fn refresh_statistics(&self) -> Result<()> {
        match &self.0.readers {
            Readers::Sqlite(_) => Ok(()),
            Readers::Postgres(_) => self.conn().await?.run_raw("ANALYZE").await,
        }
    }

    /// The server's clock.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Where this database is.
    pub fn target(&self) -> &Target {
        &self.0.target
    }

    /// What follows acts of this process, as it falls due.
    pub fn parcels(&self) -> broadcast::Receiver<Parcel> {
        self.0.parcels.subscribe()
    }

    /// Sends a parcel that has fallen due to everybody who listens in this process; nobody listening is no mishap.
    pub fn deliver(&self, parcel: Parcel) {
        let _ = self.0.parcels.send(parcel);
    }

    /// Opens a reading as `who`.
    pub async fn read(&self, who: &Arc<Actor>) -> Result<Read> {
        Ok(Read { conn: self.conn().await?, who: Arc::clone(who), now: self.0.clock.now() })
    }

    /// A connection for what belongs to no institution and to nobody yet: sessions and sign-in.
    pub async fn threshold(&self) -> Result<Threshold> {
        Ok(Threshold { conn: self.conn().await?, now: self.0.clock.now() })
    }

    async fn conn(&self) -> Result<Conn> {
        Ok(match &self.0.readers {
            Readers::Sqlite(pool) => Conn::new(Wire::Sqlite(pool.acquire().await?)),
            Readers::Postgres(pool) => Conn::new(Wire::Postgres(pool.acquire().await?)),
        })
    }

    /// Does `closure` as one act of `who`: all of it with its entry in the chain, or nothing. Gives its answer after the commit, or the
    /// first answer where the act carries the key of a request that was answered before.
    pub async fn act<T, E, F>(&self, who: &Arc<Actor>, act: Act, closure: F) -> std::result::Result<T, E>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        E: From<Error> + Send + 'static,
        F: AsyncFnOnce(&mut Tx) -> std::result::Result<T, E> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.hand_over(Box::new(ActJob::new(who, act, closure, reply))).await?;
        answer.await.unwrap_or_else(|_| Err(Error::Unavailable(None).into()))
    }

    /// Writes what is no part of the record: sessions, failures, queues, the access log.
    pub async fn jot<T, F>(&self, closure: F) -> Result<T>
    where
        T: Send + 'static,
        F: AsyncFnOnce(&mut Jotting) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.hand_over(Box::new(JotJob::new(closure, reply))).await?;
        answer.await.unwrap_or(Err(Error::Unavailable(None)))
    }

    async fn hand_over(&self, job: Box<dyn Job>) -> Result<()> {
        let jobs = lock(&self.0.jobs).clone();
        let jobs = jobs.ok_or(Error::Unavailable(None))?;
        jobs.send(job).await.map_err(|_| Error::Unavailable(None))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A look at the data of one institution, by one person.
pub struct Read {
    pub(crate) conn: Conn,
    pub(crate) who: Arc<Actor>,
    pub(crate) now: DateTime<Utc>,
}

impl Read {
    pub fn who(&self) -> &Arc<Actor> {
        &self.who
    }

    pub fn institution(&self) -> InstitutionId {
        self.who.institution
    }

    /// When this reading began.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    pub(crate) fn conn(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

/// What can be looked up before anybody is known.
pub struct Threshold {
    conn: Conn,
    now: DateTime<Utc>,
}

impl Threshold {
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    pub(crate) fn conn(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

/// A write outside the record.
pub struct Jotting {
    pub(crate) conn: Conn,
    pub(crate) now: DateTime<Utc>,
}

impl Jotting {
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    pub(crate) fn conn(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

//! The writer: one thread in which everything is written, so that a client that goes away strands nothing.
//!
//! **Group commit.** On SQLite one connection runs waiting jobs, each in a savepoint, and commits them together when nobody waits any
//! more, after 64 jobs or 5 ms. A disk that fails or is full fails all of them honestly. On PostgreSQL each job is a transaction; jobs of
//! one institution take turns, those of different ones run side by side.
//!
//! What was accepted is finished even when the database is being closed.

use std::cell::RefCell;
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use parta_school::ids::InstitutionId;
use sqlx::{PgPool, SqlitePool};
use tokio::sync::{Mutex, broadcast, mpsc, oneshot};
use tokio::task::{JoinSet, LocalSet};

use crate::act::Ids;
use crate::clock::Clock;
use crate::db::{Conn, Jotting, Wire};
use crate::engine::{Target, postgres, sqlite};
use crate::error::{Error, Result};
use crate::migrations;
use crate::outbox::Parcel;

/// What the writer does for somebody: an act, or a jotting.
pub(crate) trait Job: Send {
    /// Whose record it changes; nobody's for a jotting.
    fn institution(&self) -> Option<InstitutionId>;

    /// Tells the asker that it could not even begin.
    fn refuse(self: Box<Self>, error: Error);

    /// Does it, keeps it or takes it back. What it came to is told by the reply, when the writer knows whether it stays.
    fn run<'a>(self: Box<Self>, conn: Conn, bench: &'a Bench) -> LocalBoxFuture<'a, Ran>;
}

/// A job that was run: its connection back, and what is to be told.
pub(crate) struct Ran {
    pub conn: Conn,
    pub told: Told,
}

/// What is told after the commit, or instead of it.
pub(crate) struct Told {
    /// Answers the asker: with the job's own answer, or with the error by which it was lost afterwards.
    pub reply: Box<dyn FnOnce(Option<Error>)>,
    /// For the listeners of this process.
    pub parcels: Vec<Parcel>,
}

impl Told {
    fn tell(self, listeners: &broadcast::Sender<Parcel>) {
        (self.reply)(None);
        for parcel in self.parcels {
            let _ = listeners.send(parcel);
        }
    }
}

/// What jobs share in the writer's thread.
pub(crate) struct Bench {
    pub clock: Clock,
    ids: RefCell<HashMap<i64, Ids>>,
}

impl Bench {
    /// The identifiers at hand for an institution. Acts of one institution take turns, so nobody else takes the same.
    pub fn take_ids(&self, institution: InstitutionId) -> Ids {
        self.ids.borrow_mut().remove(&institution.0).unwrap_or_default()
    }

    /// Takes back what an act left of them.
    pub fn return_ids(&self, institution: InstitutionId, ids: Ids, kept: bool) {
        if let Some(ids) = ids.after(kept) {
            self.ids.borrow_mut().insert(institution.0, ids);
        }
    }

    /// Blocks may have been reserved by a transaction that is lost.
    fn forget_ids(&self) {
        self.ids.borrow_mut().clear();
    }
}

/// The writer's end of the queue.
pub(crate) struct Writer {
    pub target: Target,
    pub queue: mpsc::Receiver<Box<dyn Job>>,
    pub clock: Clock,
    pub parcels: broadcast::Sender<Parcel>,
}

impl Writer {
    /// At most so many jobs share a commit,
    const BATCH: usize = 64;
    /// and none waits longer than this for the others.
    const PATIENCE: Duration = Duration::from_millis(5);
    /// So many jobs are taken from the queue at once on PostgreSQL; most of them wait for their turn.
    const TAKEN: usize = 1024;

    /// The thread: opens the database, says so, and works until nobody can hand over anything any more.
    pub fn run(self, ready: oneshot::Sender<Result<()>>) {
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return drop(ready.send(Err(Error::Fault(error.to_string())))),
        };
        let bench = Bench { clock: self.clock.clone(), ids: RefCell::default() };
        LocalSet::new().block_on(&runtime, async move {
            match open(&self.target).await {
                Err(error) => drop(ready.send(Err(error))),
                Ok(pool) => {
                    let _ = ready.send(Ok(()));
                    match pool {
                        Pool::Sqlite(pool) => self.serve_sqlite(pool, bench).await,
                        Pool::Postgres(pool) => self.serve_postgres(pool, bench).await,
                    }
                }
            }
        });
    }

    async fn serve_sqlite(mut self, pool: SqlitePool, bench: Bench) {
        let mut kept = None;
        while let Some(first) = self.queue.recv().await {
            let conn = match kept.take() {
                Some(conn) => Ok(conn),
                None => pool.acquire().await.map(|wire| Conn::new(Wire::Sqlite(wire))).map_err(Error::from),
            };
            match conn {
                Ok(conn) => kept = self.commit_together(first, conn, &bench).await,
                Err(error) => self.refuse_waiting(first, &error),
            }
        }
        drop(kept);
        pool.close().await;
    }

    /// One transaction for the first job and for those that wait behind it. Gives the connection back if it is still good.
    async fn commit_together(&mut self, first: Box<dyn Job>, mut conn: Conn, bench: &Bench) -> Option<Conn> {
        if let Err(error) = conn.begin().await {
            conn.close_on_drop();
            self.refuse_waiting(first, &error);
            return None;
        }
        let (mut conn, done) = self.run_batch(first, conn, bench).await;
        let committed = match conn.lost() {
            Some(error) => Err(error.clone()),
            None => conn.commit().await,
        };
        match committed {
            Ok(()) => {
                done.into_iter().for_each(|told| told.tell(&self.parcels));
                Some(conn)
            }
            Err(error) => {
                tracing::error!(%error, jobs = done.len(), "nothing was committed");
                // Closing the connection takes back whatever the database has not taken back itself.
                conn.close_on_drop();
                bench.forget_ids();
                done.into_iter().for_each(|told| (told.reply)(Some(error.clone())));
                None
            }
        }
    }

    async fn run_batch(&mut self, first: Box<dyn Job>, mut conn: Conn, bench: &Bench) -> (Conn, Vec<Told>) {
        let began = Instant::now();
        let mut done = Vec::new();
        let mut next = Some(first);
        while let Some(job) = next {
            let ran = job.run(conn, bench).await;
            conn = ran.conn;
            done.push(ran.told);
            let full = done.len() >= Self::BATCH || began.elapsed() >= Self::PATIENCE;
            // A full or failing disk ends the whole transaction, whatever its savepoints.
            next = if full || conn.lost().is_some() { None } else { self.queue.try_recv().ok() };
        }
        (conn, done)
    }

    /// Nobody waits for a database that has just not answered the one before.
    fn refuse_waiting(&mut self, first: Box<dyn Job>, error: &Error) {
        first.refuse(error.clone());
        while let Ok(job) = self.queue.try_recv() {
            job.refuse(error.clone());
        }
    }

    async fn serve_postgres(mut self, pool: PgPool, bench: Bench) {
        let shared = Rc::new((pool.clone(), bench, Turns::default(), self.parcels.clone()));
        let mut running = JoinSet::new();
        while let Some(job) = self.queue.recv().await {
            while running.try_join_next().is_some() {}
            if running.len() >= Self::TAKEN {
                running.join_next().await;
            }
            let shared = Rc::clone(&shared);
            running.spawn_local(async move {
                let (pool, bench, turns, listeners) = &*shared;
                let turn = turns.of(job.institution());
                let _turn = turn.lock().await;
                match pool.acquire().await {
                    Ok(wire) => job.run(Conn::new(Wire::Postgres(wire)), bench).await.told.tell(listeners),
                    Err(error) => job.refuse(error.into()),
                }
            });
        }
        while running.join_next().await.is_some() {}
        pool.close().await;
    }
}

/// Acts of one institution take turns in this process, so that they do not hold connections while they wait for its row.
#[derive(Default)]
struct Turns(RefCell<HashMap<i64, Rc<Mutex<()>>>>);

impl Turns {
    fn of(&self, institution: Option<InstitutionId>) -> Rc<Mutex<()>> {
        match institution {
            Some(institution) => self.0.borrow_mut().entry(institution.0).or_default().clone(),
            None => Rc::default(),
        }
    }
}

enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

async fn open(target: &Target) -> Result<Pool> {
    let (pool, wire) = match target {
        Target::Sqlite(file) => {
            let pool = sqlite::writer(file).await?;
            let wire = Wire::Sqlite(pool.acquire().await?);
            (Pool::Sqlite(pool), wire)
        }
        Target::Postgres(address) => {
            let pool = postgres::writers(address).await?;
            let wire = Wire::Postgres(pool.acquire().await?);
            (Pool::Postgres(pool), wire)
        }
    };
    migrations::apply(&mut Conn::new(wire)).await?;
    Ok(pool)
}

/// A write outside the record, waiting for the writer.
pub(crate) struct JotJob<T, F> {
    closure: F,
    reply: oneshot::Sender<Result<T>>,
}

impl<T, F> JotJob<T, F> {
    /// As long as it may hold the writer.
    const LIMIT: Duration = Duration::from_secs(5);

    pub fn new(closure: F, reply: oneshot::Sender<Result<T>>) -> Self {
        Self { closure, reply }
    }
}

impl<T, F> Job for JotJob<T, F>
where
    T: Send + 'static,
    F: AsyncFnOnce(&mut Jotting) -> Result<T> + Send + 'static,
{
    fn institution(&self) -> Option<InstitutionId> {
        None
    }

    fn refuse(self: Box<Self>, error: Error) {
        let _ = self.reply.send(Err(error));
    }

    fn run<'a>(self: Box<Self>, conn: Conn, bench: &'a Bench) -> LocalBoxFuture<'a, Ran> {
        let Self { closure, reply } = *self;
        Box::pin(async move {
            let mut jotting = Jotting { conn, now: bench.clock.now() };
            let answer = jot(&mut jotting, closure).await;
            let reply = Box::new(move |lost: Option<Error>| {
                let _ = reply.send(lost.map_or(answer, Err));
            });
            Ran { conn: jotting.conn, told: Told { reply, parcels: Vec::new() } }
        })
    }
}

async fn jot<T, F>(jotting: &mut Jotting, closure: F) -> Result<T>
where
    F: AsyncFnOnce(&mut Jotting) -> Result<T>,
{
    jotting.conn.begin_job().await?;
    let ran = AssertUnwindSafe(closure(jotting)).catch_unwind();
    let answer = match tokio::time::timeout(JotJob::<T, F>::LIMIT, ran).await {
        Err(_) => Err(Error::TooLong),
        Ok(Err(_)) => Err(Error::Fault("a jotting panicked".into())),
        Ok(Ok(answer)) => answer,
    };
    match answer.and_then(|answer| jotting.conn.passed_over().map(|()| answer)) {
        Ok(answer) => jotting.conn.keep_job().await.map(|()| answer),
        Err(error) => {
            jotting.conn.undo_job().await;
            Err(error)
        }
    }
}

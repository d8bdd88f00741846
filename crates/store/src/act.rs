//! An act: one change of an institution's record, written whole or not at all, with its entry in the audit chain.
//!
//! It is handed over as an async closure ([`Db::act`](crate::Db::act)) and runs in the writer's own thread; the answer comes after
//! COMMIT. The first statement takes the institution's row of `audit_head`: acts of one institution are serial on both engines, and no
//! permit goes stale between check and write. What an act leaves: its rows in chained tables, one entry of the chain over them, and
//! rows of the outbox for whatever must follow.
//!
//! **Request keys.** A repeated request returns the first answer. The key is looked up only when the act was refused, changed nothing
//! or collides with an entry that holds the key, so that an ordinary act pays nothing for it.

use std::ops::{Deref, DerefMut};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use parta_school::access::Actor;
use parta_school::history::{Entry, Hash, root};
use parta_school::ids::InstitutionId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use tokio::sync::oneshot;

use crate::db::{Conn, Read, execute, fetch_optional};
use crate::error::{Error, Result};
use crate::outbox::{self, Parcel};
use crate::statement::statements;
use crate::table::{self, Table};
use crate::writer::{Bench, Job, Ran, Told};

statements! {
    TAKE_HEAD = "UPDATE audit_head SET number = number + 1 WHERE institution_id = $1 RETURNING number, hash";
    MOVE_HEAD = "UPDATE audit_head SET hash = $2 WHERE institution_id = $1";
    ENTER =
        "INSERT INTO act (institution_id, number, kind, account_id, person_id, reason, at, request, row_count, salt, root, previous,
                          hash, request_key, answer)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
         ON CONFLICT (institution_id, account_id, request_key) DO NOTHING RETURNING number";
    FIRST_ANSWER = "SELECT kind, answer FROM act WHERE institution_id = $1 AND account_id = $2 AND request_key = $3";
    RESERVE_IDS = "UPDATE id_block SET next_id = next_id + $2 WHERE institution_id = $1 RETURNING next_id";
}

/// The client's own number of a request, so that a repeated one is not done twice. From a client: 8 to 64 letters, digits and hyphens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestKey(String);

impl RequestKey {
    /// Nothing where the text is no key.
    pub fn new(text: &str) -> Option<Self> {
        let fits = (8..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        fits.then(|| Self(text.to_owned()))
    }

    /// The same key for this very request: if another request comes under it, that one is not taken for answered.
    pub fn of_request(self, body: &[u8]) -> Self {
        let digest = Sha256::digest(body);
        let digest: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self(format!("{}-{digest}", self.0))
    }

    /// The key of one part of a request that is carried out in several acts.
    pub fn of_part(&self, part: &str) -> Self {
        Self(format!("{}-{part}", self.0))
    }
}

/// What is about to be done: its kind, and what the request brought along.
#[derive(Debug, Clone)]
pub struct Act {
    kind: &'static str,
    request: String,
    key: Option<RequestKey>,
    limit: Duration,
}

impl Act {
    /// How long an act may hold the writer.
    const LIMIT: Duration = Duration::from_secs(5);
    /// From here on it is reported.
    const SLOW: Duration = Duration::from_millis(250);

    /// An act of the given kind (see `school::history::wording`) in the request of the given number.
    pub fn new(kind: &'static str, request: impl Into<String>) -> Self {
        Self { kind, request: request.into(), key: None, limit: Self::LIMIT }
    }

    pub fn with_key(self, key: Option<RequestKey>) -> Self {
        Self { key, ..self }
    }

    /// For bulk work on the command line, where nobody waits.
    pub fn unhurried(self) -> Self {
        Self { limit: Duration::from_secs(600), ..self }
    }

    #[cfg(test)]
    pub(crate) fn within(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    fn is_slow(&self, took: Duration) -> bool {
        took > Self::SLOW && self.limit == Self::LIMIT
    }
}

/// An act in progress: reads and writes of one person's change, and what it leaves.
pub struct Tx {
    read: Read,
    number: i64,
    salt: String,
    leaves: Vec<Hash>,
    reason: Option<String>,
    ids: Ids,
    parcels: Vec<Parcel>,
}

impl Deref for Tx {
    type Target = Read;

    fn deref(&self) -> &Read {
        &self.read
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Read {
        &mut self.read
    }
}

impl Tx {
    fn new(conn: Conn, who: Arc<Actor>, bench: &Bench) -> Self {
        let ids = bench.take_ids(who.institution);
        let read = Read { conn, who, now: bench.clock.now() };
        Self { read, number: 0, salt: String::new(), leaves: Vec::new(), reason: None, ids, parcels: Vec::new() }
    }

    /// The number of this act in the institution's chain: the revision of everything that it writes.
    pub fn number(&self) -> i64 {
        self.number
    }

    /// Puts down why, where the regulation asks for a reason.
    pub fn because(&mut self, reason: impl Into<String>) {
        self.reason = Some(reason.into());
    }

    /// Who acts is read again inside the act, so that no permit is older than the write.
    pub(crate) fn acts_as(&mut self, who: Actor) {
        self.read.who = Arc::new(who);
    }

    /// A new identifier.
    pub async fn id(&mut self) -> Result<i64> {
        Ok(*self.ids(1).await?.start())
    }

    /// `count` new identifiers in a row.
    pub async fn ids(&mut self, count: usize) -> Result<std::ops::RangeInclusive<i64>> {
        let count = i64::try_from(count).map_err(|error| Error::Fault(error.to_string()))?;
        if let Some(ids) = self.ids.take(count) {
            return Ok(ids);
        }
        let (size, institution) = (count.max(Ids::BLOCK), self.institution().0);
        let reserved = fetch_optional!(self.conn(), (i64,), RESERVE_IDS, institution, size)?;
        let (end,) = reserved.ok_or_else(|| Error::inconsistent("id_block", institution, "нет строки"))?;
        self.ids = Ids { next: end - size, end, fresh: true };
        self.ids.take(count).ok_or_else(|| Error::Fault("a block of identifiers is too small".into()))
    }

    /// Adds rows to a table of the record. Each row serialises to an object with exactly the table's columns, `id` included.
    pub(crate) async fn record<T: Serialize>(&mut self, table: &'static Table, rows: &[T]) -> Result<()> {
        // One statement takes what fits into a parameter of reasonable size.
        for chunk in rows.chunks(5000) {
            let (list, leaves) = self.prepare(table, chunk)?;
            let (institution, act) = (self.institution().0, self.number);
            execute!(self.conn(), table.insert(), institution, act, &list)?;
            self.leaves.extend(leaves);
        }
        Ok(())
    }

    fn prepare<T: Serialize>(&self, table: &Table, rows: &[T]) -> Result<(String, Vec<Hash>)> {
        let mut list = Vec::with_capacity(rows.len());
        let mut leaves = Vec::with_capacity(rows.len());
        for row in rows {
            let Ok(Value::Object(row)) = serde_json::to_value(row) else {
                return Err(Error::Fault(format!("a row of {} is no object", table.name)));
            };
            let values = table.values(&row)?;
            leaves.push(table::leaf(&self.salt, table, &values)?);
            let names = table.columns.iter().map(|column| column.name.to_owned());
            list.push(Value::Object(names.zip(values).collect::<Map<_, _>>()));
        }
        Ok((Value::from(list).to_string(), leaves))
    }

    /// Leaves something to be done after the commit: a live update now, a mark's publication in half a minute.
    pub fn queue(&mut self, parcel: Parcel) {
        self.parcels.push(parcel);
    }

    /// Takes the institution's row, so that no other act of it runs, and gives the hash of the last entry.
    async fn take_head(&mut self) -> Result<String> {
        let institution = self.institution().0;
        let head = fetch_optional!(self.conn(), (i64, String), TAKE_HEAD, institution)?;
        let (number, previous) = head.ok_or_else(|| Error::inconsistent("audit_head", institution, "нет строки"))?;
        self.number = number;
        self.salt = hexadecimal(&random_bytes::<16>()?);
        Ok(previous)
    }

    /// Puts the act's entry into the chain, if it wrote anything.
    async fn close(&mut self, act: &Act, previous: &str, answer: Option<String>) -> Result<Left> {
        if self.leaves.is_empty() {
            return Ok(Left::Nothing);
        }
        let parcels = std::mem::take(&mut self.parcels);
        self.parcels = outbox::put(self, parcels).await?;
        let entry = self.entry(act);
        let hash = entry.hash(previous).to_string();
        let (salt, key) = (self.salt.clone(), act.key.as_ref().map(|key| key.0.clone()));
        let entered = fetch_optional!(
            self.conn(),
            (i64,),
            ENTER,
            entry.institution,
            entry.number,
            &entry.kind,
            entry.account,
            entry.person,
            &entry.reason,
            entry.at,
            &entry.request,
            entry.rows,
            &salt,
            &entry.root,
            previous,
            &hash,
            &key,
            &answer,
        )?;
        if entered.is_none() {
            return Ok(Left::KeyIsTaken);
        }
        execute!(self.conn(), MOVE_HEAD, entry.institution, &hash)?;
        Ok(Left::Entry)
    }

    fn entry(&mut self, act: &Act) -> Entry {
        let leaves = std::mem::take(&mut self.leaves);
        Entry {
            institution: self.institution().0,
            number: self.number,
            kind: act.kind.to_owned(),
            account: self.who().account.map(|account| account.0),
            person: self.who().person.map(|person| person.0),
            reason: self.reason.clone(),
            at: self.now(),
            request: act.request.clone(),
            rows: leaves.len() as i64,
            root: root(leaves).to_string(),
        }
    }
}

/// What an act left behind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Left {
    Entry,
    Nothing,
    /// An earlier act of the same account carries the same request key.
    KeyIsTaken,
}

/// Identifiers that were reserved and not yet used.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Ids {
    next: i64,
    end: i64,
    /// Reserved by the act in progress: they go back with it if it is taken back.
    fresh: bool,
}

impl Ids {
    /// So many are reserved at once.
    const BLOCK: i64 = 1000;

    fn take(&mut self, count: i64) -> Option<std::ops::RangeInclusive<i64>> {
        let first = self.next;
        let fits = count <= self.end - first;
        fits.then(|| {
            self.next += count;
            first..=self.next - 1
        })
    }

    /// What is left of them after the act: nothing where its reservation was taken back.
    pub fn after(self, kept: bool) -> Option<Self> {
        (kept || !self.fresh).then_some(Self { fresh: false, ..self })
    }
}

/// An act that waits for the writer.
pub(crate) struct ActJob<T, E, F> {
    who: Arc<Actor>,
    act: Act,
    closure: F,
    reply: oneshot::Sender<std::result::Result<T, E>>,
}

impl<T, E, F> ActJob<T, E, F> {
    pub fn new(who: &Arc<Actor>, act: Act, closure: F, reply: oneshot::Sender<std::result::Result<T, E>>) -> Self {
        Self { who: Arc::clone(who), act, closure, reply }
    }
}

impl<T, E, F> Job for ActJob<T, E, F>
where
    T: Serialize + DeserializeOwned + Send + 'static,
    E: From<Error> + Send + 'static,
    F: AsyncFnOnce(&mut Tx) -> std::result::Result<T, E> + Send + 'static,
{
    fn institution(&self) -> Option<InstitutionId> {
        Some(self.who.institution)
    }

    fn refuse(self: Box<Self>, error: Error) {
        let _ = self.reply.send(Err(error.into()));
    }

    fn run<'a>(self: Box<Self>, conn: Conn, bench: &'a Bench) -> LocalBoxFuture<'a, Ran> {
        let Self { who, act, closure, reply } = *self;
        Box::pin(async move {
            let institution = who.institution;
            let mut tx = Tx::new(conn, who, bench);
            let (answer, kept) = perform(&mut tx, &act, closure).await;
            bench.return_ids(institution, tx.ids, kept);
            let parcels = if kept { tx.parcels } else { Vec::new() };
            let reply = Box::new(move |lost: Option<Error>| {
                let _ = reply.send(lost.map_or(answer, |error| Err(error.into())));
            });
            Ran { conn: tx.read.conn, told: Told { reply, parcels } }
        })
    }
}

/// Does the act within its limit, and keeps what it wrote or takes it back. Says whether it was kept.
async fn perform<T, E, F>(tx: &mut Tx, act: &Act, closure: F) -> (std::result::Result<T, E>, bool)
where
    T: Serialize + DeserializeOwned,
    E: From<Error>,
    F: AsyncFnOnce(&mut Tx) -> std::result::Result<T, E>,
{
    if let Err(error) = tx.conn().begin_job().await {
        return (Err(error.into()), false);
    }
    let began = Instant::now();
    let done = tokio::time::timeout(act.limit, AssertUnwindSafe(write(tx, act, closure)).catch_unwind()).await;
    let done = match done {
        Err(_) => Err(Error::TooLong.into()),
        Ok(Err(_)) => Err(Error::Fault(format!("the act {} panicked", act.kind)).into()),
        Ok(Ok(done)) => done,
    };
    if act.is_slow(began.elapsed()) {
        tracing::warn!(kind = act.kind, ms = began.elapsed().as_millis(), "slow act");
    }
    match done {
        Ok((answer, Left::Entry)) => match tx.conn().keep_job().await {
            Ok(()) => (Ok(answer), true),
            Err(error) => (Err(error.into()), false),
        },
        unkept => {
            tx.conn().undo_job().await;
            (answer_before(tx, act, unkept).await, false)
        }
    }
}

async fn write<T, E, F>(tx: &mut Tx, act: &Act, closure: F) -> std::result::Result<(T, Left), E>
where
    T: Serialize,
    E: From<Error>,
    F: AsyncFnOnce(&mut Tx) -> std::result::Result<T, E>,
{
    let previous = tx.take_head().await?;
    let answer = closure(tx).await?;
    tx.conn().passed_over()?;
    let text = act.key.is_some().then(|| serde_json::to_string(&answer)).transpose();
    let text = text.map_err(|error| Error::Fault(error.to_string()))?;
    let left = tx.close(act, &previous, text).await?;
    Ok((answer, left))
}

/// The first answer to the same request, where there was one; otherwise what an act that left nothing came to itself.
async fn answer_before<T, E>(
    tx: &mut Tx,
    act: &Act,
    unkept: std::result::Result<(T, Left), E>,
) -> std::result::Result<T, E>
where
    T: DeserializeOwned,
    E: From<Error>,
{
    let first = if tx.conn().lost().is_some() { Ok(None) } else { first_answer(tx, act).await };
    match (first, unkept) {
        (Ok(Some(first)), _) => Ok(first),
        (_, Err(refusal)) => Err(refusal),
        (Err(error), Ok(_)) => Err(error.into()),
        (Ok(None), Ok((_, Left::KeyIsTaken))) => {
            Err(Error::Fault("the request key was used for another act".into()).into())
        }
        (Ok(None), Ok((answer, _))) => Ok(answer),
    }
}

async fn first_answer<T: DeserializeOwned>(tx: &mut Tx, act: &Act) -> Result<Option<T>> {
    let (Some(key), Some(account)) = (&act.key, tx.who().account) else {
        return Ok(None);
    };
    let institution = tx.institution().0;
    let row = fetch_optional!(tx.conn(), (String, Option<String>), FIRST_ANSWER, institution, account.0, &key.0)?;
    let Some((_, Some(text))) = row.filter(|(kind, _)| kind == act.kind) else {
        return Ok(None);
    };
    serde_json::from_str(&text).map(Some).map_err(|error| Error::inconsistent("act", institution, error))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes of the system's generator.
pub(crate) fn random_bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::Fault(error.to_string()))?;
    Ok(bytes)
}

//! What must follow an act: live updates now, the publication of a mark in half a minute, later mail and push.
//!
//! A parcel that falls due later is a row written in the act, so that nothing is lost between the commit and its hour; the drainer
//! delivers it then, and clears what was delivered. One due at once is a hint to the open pages of this process: it goes out right after
//! the commit and is not kept, because a page that missed it looks again by itself. Other processes on PostgreSQL do not hear hints yet.

use chrono::{DateTime, Utc};
use parta_school::ids::InstitutionId;
use serde::{Deserialize, Serialize};

use crate::act::Tx;
use crate::db::{Db, Threshold, execute, fetch_all};
use crate::error::{Error, Result};
use crate::statement::statements;
use crate::table::stored_instant;

statements! {
    PUT =
        "INSERT INTO outbox (institution_id, id, act, kind, payload, due_at)
         SELECT $1, e.id, $2, e.kind, e.payload, e.due_at
         FROM EACH($3; id BIGINT, kind TEXT, payload TEXT, due_at TIMESTAMPTZ) AS e";
    DUE = "SELECT institution_id, id, payload, due_at FROM outbox WHERE due_at <= $1 ORDER BY due_at, institution_id, id LIMIT 500";
    DELIVERED =
        "DELETE FROM outbox WHERE (institution_id, id) IN
             (SELECT e.institution_id, e.id FROM EACH($1; institution_id BIGINT, id BIGINT) AS e)";
    NEXT = "SELECT MIN(due_at) FROM outbox";
}

/// News that pages which are open should hear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// A journal page changed at a lesson.
    Page { page: i64, lesson: i64 },
    /// The diaries of these students changed, as far as families may see it.
    Diaries { students: Vec<i64> },
}

impl News {
    fn kind(&self) -> &'static str {
        match self {
            Self::Page { .. } => "page",
            Self::Diaries { .. } => "diaries",
        }
    }
}

/// One thing that follows an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    pub institution: InstitutionId,
    pub news: News,
    pub due_at: DateTime<Utc>,
}

#[derive(Serialize)]
struct PutRow {
    id: i64,
    kind: &'static str,
    payload: String,
    due_at: String,
}

/// Writes the parcels that wait; gives back those that are due at once, which go out right after the commit.
pub(crate) async fn put(tx: &mut Tx, parcels: Vec<Parcel>) -> Result<Vec<Parcel>> {
    let now = tx.now();
    let (at_once, later): (Vec<_>, Vec<_>) = parcels.into_iter().partition(|parcel| parcel.due_at <= now);
    if later.is_empty() {
        return Ok(at_once);
    }
    let ids = tx.ids(later.len()).await?;
    let rows = ids.zip(&later).map(|(id, parcel)| {
        let payload = serde_json::to_string(&parcel.news).map_err(|error| Error::Fault(error.to_string()))?;
        Ok(PutRow { id, kind: parcel.news.kind(), payload, due_at: stored_instant(parcel.due_at) })
    });
    let rows: Vec<PutRow> = rows.collect::<Result<_>>()?;
    let list = serde_json::to_string(&rows).map_err(|error| Error::Fault(error.to_string()))?;
    let (institution, number) = (tx.institution().0, tx.number());
    execute!(tx.conn(), PUT, institution, number, &list)?;
    Ok(at_once)
}

/// Delivers what is due to the listeners of this process, and forgets it. Says how many parcels there were.
pub async fn deliver_due(db: &Db) -> Result<usize> {
    let due = due(&mut db.threshold().await?).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let delivered: Vec<DeliveredRow> =
        due.iter().map(|(id, parcel)| DeliveredRow { institution_id: parcel.institution.0, id: *id }).collect();
    let count = due.len();
    due.into_iter().for_each(|(_, parcel)| db.deliver(parcel));
    forget(db, &delivered).await?;
    Ok(count)
}

/// The parcels that are due now, oldest first, at most 500 at a time.
pub async fn due(threshold: &mut Threshold) -> Result<Vec<(i64, Parcel)>> {
    let now = threshold.now();
    let rows = fetch_all!(threshold.conn(), (i64, i64, String, DateTime<Utc>), DUE, now)?;
    let parcel = |(institution, id, payload, due_at): (i64, i64, String, DateTime<Utc>)| {
        let news = serde_json::from_str(&payload).map_err(|error| Error::inconsistent("outbox", id, error))?;
        Ok((id, Parcel { institution: InstitutionId(institution), news, due_at }))
    };
    rows.into_iter().map(parcel).collect()
}

#[derive(Serialize)]
struct DeliveredRow {
    institution_id: i64,
    id: i64,
}

/// These parcels and no others, whatever has come in since.
async fn forget(db: &Db, delivered: &[DeliveredRow]) -> Result<()> {
    let list = serde_json::to_string(delivered).map_err(|error| Error::Fault(error.to_string()))?;
    db.jot(async move |jotting| execute!(jotting.conn(), DELIVERED, &list).map(drop)).await
}

/// When the next one falls due.
pub async fn next(threshold: &mut Threshold) -> Result<Option<DateTime<Utc>>> {
    let rows = fetch_all!(threshold.conn(), (Option<DateTime<Utc>>,), NEXT)?;
    Ok(rows.into_iter().next().and_then(|(at,)| at))
}

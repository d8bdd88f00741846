//! The access log: looks at children's cards, sign-ins and refusals. Not part of the chain row by row: there are too many of them.
//! Every few minutes the digest of the lines that came since the last one is chained, so that none of those can be changed or removed
//! unseen; `audit::verify` reckons the digests again.

use parta_school::ids::{AccountId, InstitutionId, PersonId};

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use parta_school::access::Actor;
use parta_school::history;
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::accounts::random_id;
use crate::act::Act;
use crate::db::{Conn, Db, execute, fetch_all, fetch_optional};
use crate::error::Result;
use crate::statement::statements;
use crate::tables::ACCESS_DIGEST;

statements! {
    LAST_DIGEST = "SELECT until FROM access_digest WHERE institution_id = $1 AND until < $2 ORDER BY until DESC LIMIT 1";
    LINES =
        "SELECT id, at, account_id, person_id, kind, object, address, request FROM access_log
         WHERE institution_id = $1 AND at > $2 AND at <= $3 ORDER BY at, id";
    DIGESTS = "SELECT act, until, entries, digest FROM access_digest WHERE institution_id = $1 ORDER BY until";
    NOTE =
        "INSERT INTO access_log (institution_id, id, at, account_id, person_id, kind, object, address, request)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
}

/// One line of the log. Never a name, a mark or a text: numbers and templates of addresses only.
#[derive(Debug, Clone)]
pub struct Line {
    pub institution: InstitutionId,
    pub account: Option<AccountId>,
    pub person: Option<PersonId>,
    /// `refused`, `unknown`, `sign_in`, `sign_in_failed`, `diary_seen`.
    pub kind: &'static str,
    /// The address asked for.
    pub object: String,
    /// Where the request came from.
    pub address: String,
    pub request: String,
}

/// Writes a line.
pub async fn note(db: &Db, line: Line) -> Result<()> {
    db.jot(async move |jotting| {
        let (id, now) = (random_id()?, jotting.now());
        let (account, person) = (line.account.map(|account| account.0), line.person.map(|person| person.0));
        execute!(
            jotting.conn(),
            NOTE,
            line.institution.0,
            id,
            now,
            account,
            person,
            line.kind,
            &line.object,
            &line.address,
            &line.request
        )
        .map(drop)
    })
    .await
}

/// A line that is still being written when a digest is made belongs to the next one.
const SETTLING: TimeDelta = TimeDelta::seconds(10);

#[derive(Serialize)]
struct DigestRow {
    id: i64,
    until: DateTime<Utc>,
    entries: i64,
    digest: String,
}

/// Chains the digest of the lines that came since the last one; does nothing where none did.
pub async fn chain(db: &Db, institution: InstitutionId) -> Result<()> {
    let operator = Arc::new(Actor::operator(institution));
    db.act(&operator, Act::new("access.digest", "access log"), async move |tx| {
        let until = tx.now() - SETTLING;
        let last = fetch_optional!(tx.conn(), (DateTime<Utc>,), LAST_DIGEST, institution.0, until)?;
        let since = last.map_or(DateTime::UNIX_EPOCH, |(at,)| at);
        let (entries, digest) = digest(tx.conn(), institution, since, until).await?;
        if entries > 0 {
            let id = tx.id().await?;
            tx.record(&ACCESS_DIGEST, &[DigestRow { id, until, entries, digest }]).await?;
        }
        Ok(())
    })
    .await
}

/// How many lines there are after `since` up to `until`, and the hash over them.
async fn digest(
    conn: &mut Conn,
    institution: InstitutionId,
    since: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<(i64, String)> {
    type Row = (i64, DateTime<Utc>, Option<i64>, Option<i64>, String, String, String, String);
    let lines = fetch_all!(conn, Row, LINES, institution.0, since, until)?;
    let mut hash = Sha256::new();
    for (id, at, account, person, kind, object, address, request) in &lines {
        let line = json!([id, history::instant(*at), account, person, kind, object, address, request]);
        hash.update(line.to_string());
        hash.update([b'\n']);
    }
    let digest = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((lines.len() as i64, digest))
}

/// The number of the first act whose digest does not fit the lines that stand, if there is one.
pub(crate) async fn first_broken(conn: &mut Conn, institution: InstitutionId) -> Result<Option<i64>> {
    let mut since = DateTime::UNIX_EPOCH;
    for (act, until, entries, stored) in fetch_all!(conn, (i64, DateTime<Utc>, i64, String), DIGESTS, institution.0)? {
        if digest(conn, institution, since, until).await? != (entries, stored) {
            return Ok(Some(act));
        }
        since = until;
    }
    Ok(None)
}

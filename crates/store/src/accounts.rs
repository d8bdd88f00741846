//! Accounts, sessions, known devices and failed sign-ins: what belongs to people and to no institution.
//!
//! Secrets are stored only as hashes: passwords by Argon2id (hashed by the caller), tokens by SHA-256. These rows are no part of the
//! record; that an account was opened is.

use chrono::{DateTime, Utc};
use parta_school::access::MaySetUp;
use parta_school::ids::{AccountId, InstitutionId, PersonId};
use serde::Serialize;

use crate::act::{Tx, random_bytes};
use crate::db::{Db, Jotting, Threshold, execute, fetch_all, fetch_optional};
use crate::error::{Error, Result};
use crate::statement::statements;
use crate::table::stored_instant;
use crate::tables;

statements! {
    BY_LOGIN =
        "SELECT id, password_hash, first_secret_hash, first_secret_until, rule_version, blocked_at IS NOT NULL AS blocked
         FROM account WHERE login = $1";
    INSTITUTIONS_OF = "SELECT institution_id, person_id FROM member WHERE account_id = $1 ORDER BY institution_id";
    ADD =
        "INSERT INTO account (id, login, password_hash, first_secret_hash, first_secret_until, rule_version)
         SELECT e.id, e.login, e.password_hash, e.first_secret_hash, e.first_secret_until, e.rule_version
         FROM EACH($1; id BIGINT, login TEXT, password_hash TEXT, first_secret_hash TEXT, first_secret_until TIMESTAMPTZ, rule_version BIGINT) AS e";
    JOIN_INSTITUTION =
        "INSERT INTO member (account_id, institution_id, person_id)
         SELECT e.account_id, $2, e.person_id FROM EACH($1; account_id BIGINT, person_id BIGINT) AS e";
    SET_PASSWORD =
        "UPDATE account SET password_hash = $2, first_secret_hash = NULL, first_secret_until = NULL WHERE id = $1";
    CONFIRM_RULE = "UPDATE account SET rule_version = $2 WHERE id = $1";
    OPEN_SESSION =
        "INSERT INTO session (token_hash, account_id, institution_id, staff, shared, opened_at, seen_at, ends_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6, $7)";
    SESSION =
        "SELECT s.account_id, s.institution_id, s.staff, s.shared, s.opened_at, s.seen_at, s.ends_at, a.rule_version,
                a.password_hash IS NULL AS must_choose, a.login
         FROM session s JOIN account a ON a.id = s.account_id
         WHERE s.token_hash = $1 AND s.ends_at > $2 AND a.blocked_at IS NULL";
    SEEN = "UPDATE session SET seen_at = $2 WHERE token_hash = $1";
    END_SESSION = "DELETE FROM session WHERE token_hash = $1";
    END_OTHER_SESSIONS = "DELETE FROM session WHERE account_id = $1 AND token_hash <> $2";
    FORGET_ENDED = "DELETE FROM session WHERE ends_at <= $1";
    #[cfg(any(test, feature = "fixture"))]
    BLOCK = "UPDATE account SET blocked_at = $2 WHERE id = $1";
    /// Takes the row of a login and device, so that of two tries at once both are counted.
    TAKE_FAILURES =
        "INSERT INTO sign_in_failure (login, device, failures, first_at, suspended_until) VALUES ($1, $2, 0, $3, NULL)
         ON CONFLICT (login, device) DO UPDATE SET failures = sign_in_failure.failures
         RETURNING failures, first_at, suspended_until";
    FAILURES =
        "SELECT failures, first_at, suspended_until FROM sign_in_failure WHERE login = $1 AND device = $2";
    PUT_FAILURE =
        "UPDATE sign_in_failure SET failures = $3, first_at = $4, suspended_until = $5 WHERE login = $1 AND device = $2";
    FORGIVE = "DELETE FROM sign_in_failure WHERE login = $1 AND device = $2";
    KNOW_DEVICE =
        "INSERT INTO device (token_hash, account_id, until) VALUES ($1, $2, $3)
         ON CONFLICT (token_hash, account_id) DO UPDATE SET until = excluded.until";
    IS_KNOWN =
        "SELECT COUNT(*) FROM device d JOIN account a ON a.id = d.account_id
         WHERE d.token_hash = $1 AND a.login = $2 AND d.until > $3";
}

/// What sign-in must know of an account.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Account {
    #[sqlx(try_from = "i64")]
    pub id: AccountId,
    /// Nothing until the owner has chosen one.
    pub password_hash: Option<String>,
    pub first_secret_hash: Option<String>,
    pub first_secret_until: Option<DateTime<Utc>>,
    /// The version of the rule about passwords that the owner has confirmed; 0 for none.
    pub rule_version: i64,
    pub blocked: bool,
}

/// The account of a login, as typed (case and outer spaces do not matter).
pub async fn by_login(threshold: &mut Threshold, login: &str) -> Result<Option<Account>> {
    fetch_optional!(threshold.conn(), Account, BY_LOGIN, canonical_login(login))
}

/// A login as stored.
pub fn canonical_login(login: &str) -> String {
    login.trim().to_lowercase()
}

/// Where an account belongs.
pub async fn institutions_of(threshold: &mut Threshold, account: AccountId) -> Result<Vec<(InstitutionId, PersonId)>> {
    let rows = fetch_all!(threshold.conn(), (i64, i64), INSTITUTIONS_OF, account.0)?;
    Ok(rows.into_iter().map(|(institution, person)| (InstitutionId(institution), PersonId(person))).collect())
}

/// An account to be opened for a person of the institution.
#[derive(Debug, Clone)]
pub struct NewAccount {
    pub login: String,
    pub person: PersonId,
    pub password_hash: Option<String>,
    pub first_secret_hash: Option<String>,
    pub first_secret_until: Option<DateTime<Utc>>,
    pub rule_version: i64,
}

#[derive(Serialize)]
struct AccountRow<'a> {
    id: i64,
    login: String,
    password_hash: Option<&'a str>,
    first_secret_hash: Option<&'a str>,
    first_secret_until: Option<String>,
    rule_version: i64,
}

#[derive(Serialize)]
struct MemberRow {
    account_id: i64,
    person_id: i64,
}

#[derive(Serialize)]
struct OpenedRow {
    id: i64,
    account_id: i64,
    person_id: i64,
    login: String,
}

/// Opens accounts for people of the institution.
pub async fn open(tx: &mut Tx, _permit: &MaySetUp, accounts: &[NewAccount]) -> Result<()> {
    let mut rows = Vec::with_capacity(accounts.len());
    let mut members = Vec::with_capacity(accounts.len());
    let mut opened = Vec::with_capacity(accounts.len());
    let ids = tx.ids(accounts.len().max(1)).await?;
    for (id, account) in ids.zip(accounts) {
        let (account_id, person_id, login) = (random_id()?, account.person.0, canonical_login(&account.login));
        rows.push(AccountRow {
            id: account_id,
            login: login.clone(),
            password_hash: account.password_hash.as_deref(),
            first_secret_hash: account.first_secret_hash.as_deref(),
            first_secret_until: account.first_secret_until.map(stored_instant),
            rule_version: account.rule_version,
        });
        members.push(MemberRow { account_id, person_id });
        opened.push(OpenedRow { id, account_id, person_id, login });
    }
    execute!(tx.conn(), ADD, json(&rows)?)?;
    let institution = tx.institution().0;
    execute!(tx.conn(), JOIN_INSTITUTION, json(&members)?, institution)?;
    tx.record(&tables::ACCOUNT_OPENED, &opened).await
}

fn json<T: Serialize>(rows: &[T]) -> Result<String> {
    serde_json::to_string(rows).map_err(|error| Error::Fault(error.to_string()))
}

/// Accounts belong to no institution, so their numbers are drawn, not counted; two equal ones are refused by the key.
pub(crate) fn random_id() -> Result<i64> {
    let bytes = random_bytes::<8>()?;
    Ok((u64::from_be_bytes(bytes) >> 11).max(1) as i64)
}

#[derive(Serialize)]
struct PasswordRow {
    id: i64,
    account_id: i64,
    at: DateTime<Utc>,
}

/// The owner has chosen a password; every session but the one in which it was chosen ends.
pub async fn choose_password(tx: &mut Tx, account: AccountId, password_hash: &str, keep_session: &str) -> Result<()> {
    let (id, at) = (tx.id().await?, tx.now());
    tx.record(&tables::PASSWORD_CHOSEN, &[PasswordRow { id, account_id: account.0, at }]).await?;
    execute!(tx.conn(), SET_PASSWORD, account.0, password_hash)?;
    execute!(tx.conn(), END_OTHER_SESSIONS, account.0, keep_session).map(drop)
}

/// Sets a password without an act, as a test's scene needs it.
#[cfg(any(test, feature = "fixture"))]
pub async fn set_password(db: &Db, account: AccountId, password_hash: String, keep_session: String) -> Result<()> {
    db.jot(async move |jotting| {
        execute!(jotting.conn(), SET_PASSWORD, account.0, &password_hash)?;
        execute!(jotting.conn(), END_OTHER_SESSIONS, account.0, &keep_session).map(drop)
    })
    .await
}

/// Blocks an account and ends its sessions, as a test's scene needs it.
#[cfg(any(test, feature = "fixture"))]
pub async fn block(db: &Db, account: AccountId) -> Result<()> {
    db.jot(async move |jotting| {
        let now = jotting.now();
        execute!(jotting.conn(), BLOCK, account.0, now)?;
        execute!(jotting.conn(), END_OTHER_SESSIONS, account.0, "").map(drop)
    })
    .await
}

#[derive(Serialize)]
struct RuleRow {
    id: i64,
    account_id: i64,
    version: i64,
    at: DateTime<Utc>,
}

/// Puts down that the owner confirmed the rule about passwords.
pub async fn confirm_rule(tx: &mut Tx, account: AccountId, version: i64) -> Result<()> {
    let (id, at) = (tx.id().await?, tx.now());
    tx.record(&tables::RULE_CONFIRMED, &[RuleRow { id, account_id: account.0, version, at }]).await?;
    execute!(tx.conn(), CONFIRM_RULE, account.0, version).map(drop)
}

/// A session to be opened.
#[derive(Debug, Clone)]
pub struct NewSession {
    pub token_hash: String,
    pub account: AccountId,
    pub institution: InstitutionId,
    /// Holds a role other than student or guardian: short idle time.
    pub staff: bool,
    /// On a computer that others use.
    pub shared: bool,
    pub ends_at: DateTime<Utc>,
}

/// Opens a session.
pub async fn open_session(db: &Db, session: NewSession) -> Result<()> {
    db.jot(async move |jotting| {
        let now = jotting.now();
        execute!(
            jotting.conn(),
            OPEN_SESSION,
            &session.token_hash,
            session.account.0,
            session.institution.0,
            session.staff,
            session.shared,
            now,
            session.ends_at,
        )?;
        execute!(jotting.conn(), FORGET_ENDED, now).map(drop)
    })
    .await
}

/// A session that has not ended.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Session {
    #[sqlx(try_from = "i64")]
    pub account_id: AccountId,
    #[sqlx(try_from = "i64")]
    pub institution_id: InstitutionId,
    pub staff: bool,
    pub shared: bool,
    pub opened_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub rule_version: i64,
    /// Signed in with a first secret: has yet to choose a password.
    pub must_choose: bool,
    pub login: String,
}

/// The session of a token, if it has not ended and its account is not blocked.
pub async fn session(threshold: &mut Threshold, token_hash: &str) -> Result<Option<Session>> {
    let now = threshold.now();
    fetch_optional!(threshold.conn(), Session, SESSION, token_hash, now)
}

/// Puts down that a session was used.
pub async fn seen(db: &Db, token_hash: String) -> Result<()> {
    db.jot(async move |jotting| {
        let now = jotting.now();
        execute!(jotting.conn(), SEEN, &token_hash, now).map(drop)
    })
    .await
}

/// Ends a session.
pub async fn end_session(db: &Db, token_hash: String) -> Result<()> {
    db.jot(async move |jotting| execute!(jotting.conn(), END_SESSION, &token_hash).map(drop)).await
}

/// The failed tries of a login from a device (or from all unknown devices together).
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Failures {
    pub failures: i64,
    pub first_at: DateTime<Utc>,
    pub suspended_until: Option<DateTime<Utc>>,
}

/// What is remembered of failed tries.
pub async fn failures(threshold: &mut Threshold, login: &str, device: &str) -> Result<Option<Failures>> {
    fetch_optional!(threshold.conn(), Failures, FAILURES, canonical_login(login), device)
}

/// Counts a failed try by `count`, a rule of what follows from the tries so far.
pub async fn fail(
    db: &Db,
    login: &str,
    device: &str,
    count: impl FnOnce(Option<Failures>, DateTime<Utc>) -> Failures + Send + 'static,
) -> Result<Failures> {
    let (login, device) = (canonical_login(login), device.to_owned());
    db.jot(async move |jotting: &mut Jotting| {
        let now = jotting.now();
        let before = fetch_optional!(jotting.conn(), Failures, TAKE_FAILURES, &login, &device, now)?;
        let after = count(before.filter(|before| before.failures > 0), now);
        execute!(jotting.conn(), PUT_FAILURE, &login, &device, after.failures, after.first_at, after.suspended_until)?;
        Ok(after)
    })
    .await
}

/// A good sign-in: forgets the failures there, and knows the device from now on where it is nobody else's.
pub async fn welcome(
    db: &Db,
    account: AccountId,
    login: &str,
    counted_as: &str,
    device: Option<(String, DateTime<Utc>)>,
) -> Result<()> {
    let (login, counted_as) = (canonical_login(login), counted_as.to_owned());
    db.jot(async move |jotting| {
        execute!(jotting.conn(), FORGIVE, &login, &counted_as)?;
        if let Some((token_hash, until)) = device {
            execute!(jotting.conn(), KNOW_DEVICE, &token_hash, account.0, until)?;
        }
        Ok(())
    })
    .await
}

/// Whether this account has signed in on this device before.
pub async fn is_known_device(threshold: &mut Threshold, token_hash: &str, login: &str) -> Result<bool> {
    let now = threshold.now();
    let row = fetch_optional!(threshold.conn(), (i64,), IS_KNOWN, token_hash, canonical_login(login), now)?;
    Ok(row.is_some_and(|(count,)| count > 0))
}

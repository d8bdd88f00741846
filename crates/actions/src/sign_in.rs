//! Signing in: passwords, sessions, and guessing that cannot lock a teacher out of her own laptop.
//!
//! Every try costs one password hash, also for a login that does not exist, and answers the same. Failures are counted for (account,
//! this known device) or for (account, all unknown devices together): whoever guesses from elsewhere suspends only the unknown devices.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use chrono::{DateTime, TimeDelta, Utc};
use parta_school::access::Actor;
use parta_school::ids::{AccountId, InstitutionId};
use parta_store::accounts::{self, Account, Failures, NewSession};
use parta_store::{Db, Error, Tx, access, institutions};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::Refusal;
use crate::keys::Keys;

/// The version of the rule about passwords that everybody confirms at first entry. Raise it when the text changes.
pub const RULE_VERSION: i64 = 1;

/// So many failures in a row suspend,
const FAILURES: i64 = 10;
/// counted and suspended for so long.
const SUSPENSION: TimeDelta = TimeDelta::minutes(15);
/// A device stays known for so long after a good sign-in.
pub const DEVICE_KNOWN: TimeDelta = TimeDelta::days(180);
/// The counter of all devices on which the account never signed in.
const UNKNOWN_DEVICES: &str = "";

/// What somebody typed at the door.
pub struct Knock {
    pub login: String,
    pub password: String,
    /// The secret of this device, where it has one.
    pub device: Option<String>,
    /// «Общий компьютер»: short session, and the device is not remembered.
    pub shared: bool,
}

/// A session that was opened; the secrets go into cookies and nowhere else.
pub struct Welcome {
    pub token: String,
    /// The device's secret, to be kept where the computer is nobody else's.
    pub device: Option<String>,
    pub ends_at: DateTime<Utc>,
    pub institution: InstitutionId,
    pub account: AccountId,
}

/// Lets somebody in, or says in one sentence why not. `address_suspended`: too many failures came from where the person is; that closes
/// the door only to devices on which this account never signed in.
pub async fn sign_in(db: &Db, hashing: &Hashing, knock: Knock, address_suspended: bool) -> Result<Welcome, Refusal> {
    let device = knock.device.as_deref().map(hash_of_secret);
    let mut threshold = db.threshold().await?;
    let known = match &device {
        Some(device) => accounts::is_known_device(&mut threshold, device, &knock.login).await?,
        None => false,
    };
    if address_suspended && !known {
        return Err(suspended(threshold.now() + SUSPENSION, threshold.now()));
    }
    let counted_as = device.as_deref().filter(|_| known).unwrap_or(UNKNOWN_DEVICES).to_owned();
    let failures = accounts::failures(&mut threshold, &knock.login, &counted_as).await?;
    if let Some(until) = failures.and_then(|failures| failures.suspended_until).filter(|until| *until > threshold.now())
    {
        return Err(suspended(until, threshold.now()));
    }
    let account = accounts::by_login(&mut threshold, &knock.login).await?;
    drop(threshold);
    let Some(account) = is_right(hashing, db, account, &knock.password).await? else {
        accounts::fail(db, &knock.login, &counted_as, one_more).await?;
        return Err(Refusal::rule(
            "Логин или пароль не подходят. Проверьте раскладку клавиатуры и попробуйте ещё раз.",
        ));
    };
    admit(db, account, &knock, &counted_as, device.filter(|_| known)).await
}

/// Somebody whose password is right.
async fn admit(
    db: &Db,
    account: Account,
    knock: &Knock,
    counted_as: &str,
    known_device: Option<String>,
) -> Result<Welcome, Refusal> {
    let mut threshold = db.threshold().await?;
    let now = threshold.now();
    let institution =
        accounts::institutions_of(&mut threshold, account.id).await?.first().map(|(institution, _)| *institution);
    let institution = institution.ok_or_else(|| Refusal::rule("Учётная запись не связана ни с одной организацией."))?;
    let today = institutions::today(&mut threshold, institution).await?;
    let who = access::actor(&mut threshold, account.id, institution, today).await?;
    drop(threshold);
    let who = who.filter(|who| !who.assignments.is_empty());
    let who = who.ok_or_else(|| Refusal::rule("Срок доступа закончился. Обратитесь к администратору журнала."))?;
    let new_device = (!knock.shared && known_device.is_none()).then(new_secret).transpose()?;
    let remembered =
        new_device.as_deref().map(hash_of_secret).or(known_device).map(|device| (device, now + DEVICE_KNOWN));
    accounts::welcome(db, account.id, &knock.login, counted_as, remembered).await?;
    let token = new_secret()?;
    let staff = !who.is_family();
    let ends_at = now + Terms::of(staff, knock.shared).longest;
    let session = NewSession {
        token_hash: hash_of_secret(&token),
        account: account.id,
        institution,
        staff,
        shared: knock.shared,
        ends_at,
    };
    accounts::open_session(db, session).await?;
    Ok(Welcome { token, device: new_device, ends_at, institution, account: account.id })
}

/// How long a session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Without being used.
    pub idle: TimeDelta,
    pub longest: TimeDelta,
}

impl Terms {
    /// Staff 15 minutes and 12 hours, families 30 days, a shared computer 5 and 45 minutes.
    pub fn of(staff: bool, shared: bool) -> Self {
        match (staff, shared) {
            (_, true) => Self { idle: TimeDelta::minutes(5), longest: TimeDelta::minutes(45) },
            (true, false) => Self { idle: TimeDelta::minutes(15), longest: TimeDelta::hours(12) },
            (false, false) => Self { idle: TimeDelta::days(30), longest: TimeDelta::days(30) },
        }
    }
}

/// Puts down that the owner of the account confirmed the rule about passwords.
pub async fn confirm_rule(tx: &mut Tx, version: i64) -> Result<(), Refusal> {
    if version != RULE_VERSION {
        return Err(Refusal::rule("Текст правила изменился. Прочитайте его ещё раз."));
    }
    let account = tx.who().account.ok_or_else(Refusal::unknown)?;
    Ok(accounts::confirm_rule(tx, account, version).await?)
}

/// The password is checked for an account that exists and for one that does not: both cost the same.
async fn is_right(
    hashing: &Hashing,
    db: &Db,
    account: Option<Account>,
    password: &str,
) -> Result<Option<Account>, Refusal> {
    let open = account.filter(|account| !account.blocked);
    let now = db.clock().now();
    let secret_hash = hash_of_secret(password);
    let by_first_secret = open.as_ref().is_some_and(|account| {
        let fresh = account.first_secret_until.is_some_and(|until| until > now);
        fresh && account.first_secret_hash.as_deref().is_some_and(|hash| same(hash, &secret_hash))
    });
    let stored = open.as_ref().and_then(|account| account.password_hash.clone());
    let by_password = hashing.verify(stored, password.to_owned()).await?;
    Ok(open.filter(|_| by_password || by_first_secret))
}

fn same(a: &str, b: &str) -> bool {
    subtle::ConstantTimeEq::ct_eq(a.as_bytes(), b.as_bytes()).into()
}

/// One more failure: the tenth within a quarter of an hour suspends.
fn one_more(before: Option<Failures>, now: DateTime<Utc>) -> Failures {
    let recent = before.filter(|failures| now - failures.first_at < SUSPENSION);
    let (count, first_at) = recent.map_or((1, now), |failures| (failures.failures + 1, failures.first_at));
    let suspended_until = (count >= FAILURES).then(|| now + SUSPENSION);
    Failures { failures: count, first_at, suspended_until }
}

fn suspended(until: DateTime<Utc>, now: DateTime<Utc>) -> Refusal {
    let minutes = ((until - now).num_seconds().max(1) as u64).div_ceil(60);
    Refusal::rule(format!(
        "Слишком много неудачных попыток. Вход с этого устройства откроется через {minutes} мин. \
         На своём компьютере, где вы уже входили, вход открыт."
    ))
}

/// A new secret: 32 bytes of the system's generator, as 64 hexadecimal digits.
pub fn new_secret() -> Result<String, Refusal> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Error::Fault(error.to_string()))?;
    Ok(hex(&bytes))
}

/// What is stored of a secret that has enough chance in it: its SHA-256.
pub fn hash_of_secret(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Hashing passwords without starving everything else: as many at once as there are cores, a short queue, then «попробуйте позже».
pub struct Hashing {
    pepper: [u8; 32],
    turns: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Hashing {
    /// With the server's pepper, without which stolen hashes cannot even be guessed at.
    pub fn new(keys: &Keys) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let (turns, waiting) = (Arc::new(Semaphore::new(cores)), Arc::new(Semaphore::new(64)));
        Self { pepper: keys.of("pepper 1"), turns, waiting }
    }

    /// The stored form of a password: Argon2id, 19 MiB, two passes (the floor of ASVS 5.0, appendix C).
    pub async fn hash(&self, password: String) -> Result<String, Refusal> {
        let pepper = self.pepper;
        let hashed = self.in_turn(move || hash(&pepper, &password)).await?;
        hashed.ok_or_else(|| Error::Fault("Argon2 refused".into()).into())
    }

    /// Whether this is the present password of an account.
    pub async fn is_password_of(&self, db: &Db, login: &str, password: String) -> Result<bool, Refusal> {
        let account = accounts::by_login(&mut db.threshold().await?, login).await?;
        self.verify(account.and_then(|account| account.password_hash), password).await
    }

    /// Whether the password fits; with nothing to compare it costs as much and does not fit.
    async fn verify(&self, stored: Option<String>, password: String) -> Result<bool, Refusal> {
        let pepper = self.pepper;
        self.in_turn(move || verify(&pepper, stored.as_deref(), &password)).await
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refusal> {
        let _place = self.waiting.clone().try_acquire_owned().map_err(|_| Error::Unavailable(None))?;
        let _turn = self.turns.clone().acquire_owned().await.map_err(|_| Error::Unavailable(None))?;
        let done = tokio::task::spawn_blocking(work).await;
        Ok(done.map_err(|error| Error::Fault(error.to_string()))?)
    }
}

fn argon2(pepper: &[u8; 32]) -> Option<Argon2<'_>> {
    let params = Params::new(19_456, 2, 1, None).ok()?;
    Argon2::new_with_secret(pepper, Algorithm::Argon2id, Version::V0x13, params).ok()
}

fn hash(pepper: &[u8; 32], password: &str) -> Option<String> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).ok()?;
    let hash = argon2(pepper)?.hash_password_with_salt(password.as_bytes(), &salt).ok()?;
    Some(hash.to_string())
}

fn verify(pepper: &[u8; 32], stored: Option<&str>, password: &str) -> bool {
    let Some(stored) = stored.and_then(|stored| PasswordHash::new(stored).ok()) else {
        // Somebody who is not there must not be told apart by the time it takes.
        let _ = std::hint::black_box(hash(pepper, password));
        return false;
    };
    argon2(pepper).is_some_and(|argon2| argon2.verify_password(password.as_bytes(), &stored).is_ok())
}

/// Who is behind a session in an institution.
pub async fn who(db: &Db, account: AccountId, institution: InstitutionId) -> Result<Option<Actor>, Error> {
    let mut threshold = db.threshold().await?;
    let today = institutions::today(&mut threshold, institution).await?;
    access::actor(&mut threshold, account, institution, today).await
}

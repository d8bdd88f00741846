//! The signed heads of the audit chain, kept outside the database: without them a cut tail cannot be seen.
//!
//! Once a day each institution's head is signed with the server's Ed25519 key and written to `heads/`, one small JSON file a day that is
//! never overwritten. The director keeps copies elsewhere; `parta audit verify` compares them with the chain.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDate;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use parta_actions::keys::Keys;
use parta_school::history::Head;
use parta_store::institutions::{self, Institution};
use parta_store::{Db, audit};
use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// The file of the public key, beside the heads.
const PUBLIC_KEY: &str = "public-key";
/// How often the server looks whether a new day has begun somewhere.
const LOOK_EVERY: Duration = Duration::from_secs(300);

/// A head as it lies in its file.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct SignedHead {
    #[serde(flatten)]
    head: Head,
    /// The institution's name, for whoever finds the file; not signed.
    name: String,
    /// Ed25519 over [`Head::to_sign`], in hexadecimal digits.
    signature: String,
}

/// Writes the heads of the day when the server starts and whenever a new day has begun; never ends.
pub async fn keep(db: Db, keys: Keys, folder: PathBuf) {
    loop {
        match write(&db, &keys, &folder, Again::No).await {
            Ok(written) if written.is_empty() => {}
            Ok(written) => tracing::info!(count = written.len(), "audit heads signed"),
            Err(problem) => tracing::error!(%problem, "audit heads not written"),
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Whether a second head of the same day is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    No,
    Yes,
}

/// Signs and writes the heads of all institutions as of today; gives the files.
pub async fn write(db: &Db, keys: &Keys, folder: &Path, again: Again) -> Result<Vec<PathBuf>, Problem> {
    let mut threshold = db.threshold().await?;
    let institutions = institutions::all(&mut threshold).await?;
    let not_written = |error: io::Error| {
        Problem::new(format!(
            "Подпись журнала действий не записана в папку «{}»: {error}. Проверьте права и место на диске.",
            folder.display()
        ))
    };
    fs::create_dir_all(folder).map_err(not_written)?;
    let key = signing_key(keys);
    put(&folder.join(PUBLIC_KEY), &hex(key.verifying_key().as_bytes())).map_err(not_written)?;
    let mut written = Vec::new();
    for institution in institutions {
        let day = today(db, &institution);
        let head = audit::head_on(&mut threshold, institution.id, day).await?;
        let Some(file) = free_name(folder, &head, again) else {
            continue;
        };
        let signature = hex(&key.sign(&head.to_sign()).to_bytes());
        let signed = SignedHead { head, name: institution.short_name, signature };
        let text = serde_json::to_string_pretty(&signed).map_err(Problem::new)?;
        put(&file, &text).map_err(not_written)?;
        written.push(file);
    }
    Ok(written)
}

/// The day in the institution's zone.
fn today(db: &Db, institution: &Institution) -> NaiveDate {
    let zone = institution.time_zone.parse().unwrap_or(chrono_tz::UTC);
    db.clock().now().with_timezone(&zone).date_naive()
}

/// `1-2026-11-20.json`; a second head of the same day adds the number of its act.
fn free_name(folder: &Path, head: &Head, again: Again) -> Option<PathBuf> {
    let (institution, day, number) = (head.institution, head.day, head.number);
    let first = folder.join(format!("{institution}-{day}.json"));
    let second = folder.join(format!("{institution}-{day}-{number}.json"));
    match (first.exists(), again) {
        (false, _) => Some(first),
        (true, Again::Yes) => Some(second),
        (true, Again::No) => None,
    }
}

/// A file that appears whole or not at all.
fn put(file: &Path, text: &str) -> io::Result<()> {
    let new = file.with_extension("new");
    let mut opened = fs::File::create(&new)?;
    opened.write_all(text.as_bytes())?;
    opened.sync_all()?;
    fs::rename(new, file)
}

/// The heads of a folder, each with a good signature of the server's key (or of the key beside them, where the server's is not at hand).
pub fn read(folder: &Path, keys: Option<&Keys>) -> Result<Vec<Head>, Problem> {
    let unreadable =
        |error: io::Error| Problem::new(format!("Папка с подписями «{}» не читается: {error}.", folder.display()));
    let key = match keys {
        Some(keys) => signing_key(keys).verifying_key(),
        None => public_key(folder)?,
    };
    let mut heads = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        if file.extension().is_some_and(|extension| extension == "json") {
            heads.push(verified(&file, &key)?);
        }
    }
    heads.sort_by_key(|head| (head.institution, head.number));
    Ok(heads)
}

fn verified(file: &Path, key: &VerifyingKey) -> Result<Head, Problem> {
    let broken = |what: &str| {
        Problem::new(format!(
            "Подпись в файле «{}» {what}: файл изменён или подписан другим сервером. Возьмите копию.",
            file.display()
        ))
    };
    let text = fs::read_to_string(file).map_err(|_| broken("не читается"))?;
    let signed: SignedHead = serde_json::from_str(&text).map_err(|_| broken("не читается"))?;
    let signature = from_hex(&signed.signature).ok_or_else(|| broken("не читается"))?;
    match key.verify_strict(&signed.head.to_sign(), &Signature::from_bytes(&signature)) {
        Ok(()) => Ok(signed.head),
        Err(_) => Err(broken("не сходится")),
    }
}

fn public_key(folder: &Path) -> Result<VerifyingKey, Problem> {
    let file = folder.join(PUBLIC_KEY);
    let key = fs::read_to_string(&file).ok().and_then(|text| from_hex(text.trim()));
    let key = key.and_then(|key| VerifyingKey::from_bytes(&key).ok());
    key.ok_or_else(|| {
        Problem::new(format!("Открытый ключ «{}» не читается. Укажите ключ сервера: --keys ФАЙЛ.", file.display()))
    })
}

fn signing_key(keys: &Keys) -> SigningKey {
    SigningKey::from_bytes(&keys.of("audit head 1"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    let mut bytes = [0; N];
    if digits.len() != 2 * N {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

//! The server's master key and the keys made from it: one secret to keep, one label for each use.
//!
//! It lives in a file of its own outside the database and its backups (`security.md` §3): whoever steals a copy of the data has neither
//! the pepper of the passwords nor the key that signs the heads of the audit chain.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The master key; never shown, not even by `Debug`.
#[derive(Clone)]
pub struct Keys([u8; 32]);

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    /// From the bytes of the key file.
    pub fn new(master: [u8; 32]) -> Self {
        Self(master)
    }

    /// The key of one use. Labels are versioned («pepper 1»), so that a key can be replaced.
    pub fn of(&self, label: &str) -> [u8; 32] {
        self.seal(&[label.as_bytes()])
    }

    /// A message authentication code over `parts`, each with its length, so that no two lists of parts are the same message.
    pub fn seal(&self, parts: &[&[u8]]) -> [u8; 32] {
        // A key of any length is fit for HMAC: this cannot fail.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return [0; 32] };
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_use_and_every_master_has_a_key_of_its_own() {
        let keys = Keys::new([1; 32]);
        assert_ne!(keys.of("pepper 1"), keys.of("csrf 1"));
        assert_ne!(keys.of("pepper 1"), Keys::new([2; 32]).of("pepper 1"));
        assert_ne!(keys.seal(&[b"ab", b"c"]), keys.seal(&[b"a", b"bc"]));
        assert_eq!(format!("{keys:?}"), "Keys(…)");
    }
}

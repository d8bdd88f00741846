//! The file of the server's master key: 32 bytes that nobody but the server may read, made at the first start.
//!
//! It lies outside the database and its backups (`security.md` §3). Without it nobody can sign in with a password, and the signed heads
//! cannot be checked: it has to be copied to a safe place.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use parta_actions::keys::Keys;

use crate::problem::Problem;

/// The keys of this server; makes the file where there is none.
pub fn load_or_make(file: &Path) -> Result<Keys, Problem> {
    match file.exists() {
        true => load(file),
        false => make(file),
    }
}

/// The keys from a file that must be there.
pub fn load(file: &Path) -> Result<Keys, Problem> {
    let unreadable = |error: std::io::Error| {
        Problem::new(format!(
            "Файл ключа «{}» не читается: {error}. Верните его из копии или укажите другой: --keys ФАЙЛ.",
            file.display()
        ))
    };
    let mut opened = File::open(file).map_err(unreadable)?;
    if opened.metadata().map_err(unreadable)?.mode() & 0o077 != 0 {
        let file = file.display();
        return Err(Problem::new(format!(
            "Файл ключа «{file}» доступен другим пользователям. Закройте его: chmod 600 {file}"
        )));
    }
    let mut key = Vec::new();
    opened.read_to_end(&mut key).map_err(unreadable)?;
    let key = key.try_into().map_err(|wrong: Vec<u8>| {
        Problem::new(format!(
            "В файле ключа «{}» {} байт вместо 32: он повреждён. Верните его из копии.",
            file.display(),
            wrong.len()
        ))
    })?;
    Ok(Keys::new(key))
}

/// A file that appears whole or not at all.
fn make(file: &Path) -> Result<Keys, Problem> {
    let mut key = [0; 32];
    getrandom::fill(&mut key)
        .map_err(|error| Problem::new(format!("Система не дала случайных чисел для ключа: {error}.")))?;
    let not_written = |error: std::io::Error| {
        Problem::new(format!("Файл ключа «{}» не записан: {error}. Проверьте права на папку.", file.display()))
    };
    let new = file.with_extension("key.new");
    match fs::remove_file(&new) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(not_written(error)),
        _ => {}
    }
    let mut opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new).map_err(not_written)?;
    opened.write_all(&key).and_then(|()| opened.sync_all()).map_err(not_written)?;
    fs::rename(&new, file).map_err(not_written)?;
    Ok(Keys::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_is_made_once_for_the_server_alone() {
        let folder = std::env::temp_dir().join(format!("parta-key-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("parta.key");
        let made = load_or_make(&file).unwrap().of("x 1");
        assert_eq!(load_or_make(&file).unwrap().of("x 1"), made);
        assert_eq!((fs::read(&file).unwrap().len(), fs::metadata(&file).unwrap().mode() & 0o777), (32, 0o600));

        fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).unwrap();
        assert!(load_or_make(&file).unwrap_err().to_string().contains("доступен другим"));
        fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
        fs::write(&file, "short").unwrap();
        assert!(load_or_make(&file).unwrap_err().to_string().contains("5 байт вместо 32"));
        assert!(load(&folder.join("none.key")).unwrap_err().to_string().contains("не читается"));
        fs::remove_dir_all(&folder).unwrap();
    }
}

//! Where the data are: what `PARTA_DATABASE` says, the folder beside it, and opening it with a sentence for everything that can fail.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;

use parta_store::{Clock, Db, Error, Target};

use crate::problem::Problem;

const USUAL: &str = "sqlite:parta-data/parta.db";

/// The database, and the folder for the key and the signed heads: the one of the SQLite file, `parta-data` with PostgreSQL.
#[derive(Debug, Clone)]
pub struct Storage {
    pub target: Target,
    pub folder: PathBuf,
}

impl Storage {
    /// As the environment says.
    pub fn from_environment() -> Result<Self, Problem> {
        match std::env::var("PARTA_DATABASE") {
            Ok(address) => Self::at(&address),
            Err(std::env::VarError::NotPresent) => Self::at(USUAL),
            Err(unreadable) => Err(Problem::new(format!("PARTA_DATABASE не читается: {unreadable}."))),
        }
    }

    fn at(address: &str) -> Result<Self, Problem> {
        let target: Target = address.parse().map_err(Problem::new)?;
        let folder = match &target {
            Target::Sqlite(file) => file.parent().map(PathBuf::from).unwrap_or_default(),
            Target::Postgres(_) => PathBuf::from("parta-data"),
        };
        Ok(Self { target, folder: if folder.as_os_str().is_empty() { ".".into() } else { folder } })
    }

    /// Makes the folder where there is none, closed to everybody else.
    pub fn make_folder(&self) -> Result<(), Problem> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&self.folder);
        made.map_err(|error| {
            let folder = self.folder.display();
            Problem::new(format!("Не удалось создать папку данных «{folder}»: {error}. Проверьте права или укажите другую в PARTA_DATABASE."))
        })
    }

    /// For commands that work on what is there: an SQLite file must exist.
    pub fn must_exist(&self) -> Result<(), Problem> {
        match &self.target {
            Target::Sqlite(file) if !file.exists() => Err(Problem::new(format!(
                "Файла базы данных «{}» нет. Укажите другой в PARTA_DATABASE, загрузите данные (parta import fet …) \
                 или посмотрите демонстрационную школу (parta demo).",
                file.display()
            ))),
            _ => Ok(()),
        }
    }

    pub fn key_file(&self) -> PathBuf {
        self.folder.join("parta.key")
    }

    pub fn heads_folder(&self) -> PathBuf {
        self.folder.join("heads")
    }

    /// Opens the database and brings its schema up to date.
    pub async fn open(&self, clock: Clock) -> Result<Db, Problem> {
        Db::open(&self.target, clock).await.map_err(|error| self.not_opened(&error))
    }

    fn not_opened(&self, error: &Error) -> Problem {
        let place = self.shown();
        Problem::new(match (error, &self.target) {
            // A schema of a newer program, or a migration that was edited: the sentence is complete.
            (Error::Fault(what), _) => what.clone(),
            (Error::Unavailable(_), Target::Postgres(_)) => {
                format!(
                    "PostgreSQL не отвечает ({place}). Проверьте, что сервер запущен и что адрес в PARTA_DATABASE верен."
                )
            }
            (Error::Unavailable(_), Target::Sqlite(_)) => format!(
                "База данных «{place}» не открывается: файл недоступен или занят другой программой. Закройте её и проверьте права на файл и папку."
            ),
            (Error::ReadOnly(_), _) => {
                format!("База данных «{place}» открыта только для чтения. Проверьте права на файл и папку.")
            }
            (Error::DiskFull(_), _) => {
                format!("База данных «{place}» не открывается: на диске кончилось место.")
            }
            (Error::Other(source), _) => {
                format!("База данных «{place}» не открывается: {source}. Проверьте адрес в PARTA_DATABASE.")
            }
            (other, _) => format!("База данных «{place}» не открывается: {other}"),
        })
    }

    /// The address without what may be a password in it.
    fn shown(&self) -> String {
        match &self.target {
            Target::Sqlite(file) => file.display().to_string(),
            Target::Postgres(address) => {
                let place = address.rsplit_once('@').map_or(address.as_str(), |(_, place)| place);
                place.split('?').next().unwrap_or_default().to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_and_heads_lie_beside_the_database() {
        let storage = Storage::at("sqlite:/srv/school/parta.db").unwrap();
        assert_eq!(storage.key_file(), PathBuf::from("/srv/school/parta.key"));
        assert_eq!(Storage::at("sqlite:parta.db").unwrap().folder, PathBuf::from("."));
        let storage = Storage::at("postgres://parta:secret@db.example/parta?sslmode=require").unwrap();
        assert_eq!((storage.folder.to_str(), storage.shown().as_str()), (Some("parta-data"), "db.example/parta"));
    }

    #[test]
    fn an_address_of_neither_engine_is_a_sentence() {
        let problem = Storage::at("mysql://root:secret@host/db").unwrap_err().to_string();
        assert!(problem.starts_with("Не понимаю адрес базы данных") && !problem.contains("secret"), "{problem}");
    }
}

//! What can go wrong with a database, told so that a person can act on it.

use std::sync::Arc;

use sqlx::sqlite::SqliteError;

/// The result of everything that touches the database.
pub type Result<T> = std::result::Result<T, Error>;

/// Why the database did not do it. Nothing was written.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// It cannot be reached or is busy: another try may succeed.
    #[error("База данных сейчас не отвечает. Введённое не потеряно: попробуйте ещё раз через минуту.")]
    Unavailable(#[source] Option<Arc<sqlx::Error>>),
    /// The disk is full.
    #[error("На диске сервера кончилось место: запись не сохранена. Освободите место и повторите.")]
    DiskFull(#[source] Arc<sqlx::Error>),
    /// The file or the database may only be read.
    #[error("База данных открыта только для чтения: запись не сохранена. Проверьте права на файл и папку базы.")]
    ReadOnly(#[source] Arc<sqlx::Error>),
    /// The file is not there and cannot be made, or must not be opened.
    #[error("Файл базы данных не открывается. Проверьте, что папка есть и что программе можно писать в неё.")]
    CannotOpen(#[source] Arc<sqlx::Error>),
    /// The server lets nobody in by this address.
    #[error("Сервер PostgreSQL не пускает по этому адресу. Проверьте имя, пароль и базу в PARTA_DATABASE.")]
    NotLetIn(#[source] Arc<sqlx::Error>),
    /// What is there is no database, or a damaged one.
    #[error("База данных повреждена, или это не база «Парты»: запись не сохранена. Восстановите её из копии.")]
    Damaged(#[source] Arc<sqlx::Error>),
    /// The schema is not one that this program can bring up to date; the sentence says why.
    #[error("{0}")]
    Schema(String),
    /// What is stored cannot be: names the place.
    #[error("в базе данных противоречие: таблица {table}, запись {id}: {what}")]
    Inconsistent { table: &'static str, id: i64, what: String },
    /// An act took longer than it may hold the writer.
    #[error("Запись заняла слишком много времени и отменена. Повторите; если повторится, сообщите администратору.")]
    TooLong,
    /// A fault of the program.
    #[error("Ошибка в программе: запись не сохранена.")]
    Fault(String),
    /// Anything else that the database said.
    #[error("Ошибка базы данных: запись не сохранена.")]
    Other(#[source] Arc<sqlx::Error>),
}

impl Error {
    /// Stored data that cannot be: says where.
    pub fn inconsistent(table: &'static str, id: i64, what: impl std::fmt::Display) -> Self {
        Self::Inconsistent { table, id, what: what.to_string() }
    }

    /// Whether the same request may succeed later without anybody changing anything.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::TooLong)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let error = Arc::new(error);
        match &*error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => {
                Self::Unavailable(Some(error))
            }
            sqlx::Error::Database(said) => match said.code().as_deref() {
                // SQLite: SQLITE_FULL. PostgreSQL: disk_full.
                Some("13" | "53100") => Self::DiskFull(error),
                // SQLite: SQLITE_READONLY and its extensions. PostgreSQL: read_only_sql_transaction.
                Some("8" | "264" | "520" | "776" | "1032" | "1288" | "1544" | "25006") => Self::ReadOnly(error),
                // SQLite: SQLITE_CANTOPEN and its extensions, SQLITE_PERM, SQLITE_AUTH.
                Some("14" | "270" | "526" | "782" | "1038" | "1550" | "3" | "23") => Self::CannotOpen(error),
                // SQLite: SQLITE_CORRUPT and its extensions, SQLITE_NOTADB. PostgreSQL: data_corrupted, index_corrupted.
                Some("11" | "267" | "523" | "779" | "26" | "XX001" | "XX002") => Self::Damaged(error),
                // PostgreSQL: wrong password, wrong name, no such database, no right to connect.
                Some("28P01" | "28000" | "3D000" | "42501") => Self::NotLetIn(error),
                // SQLite: SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL and their extensions.
                Some("5" | "261" | "517" | "773" | "6" | "262" | "518" | "15") => Self::Unavailable(Some(error)),
                // PostgreSQL: shutting down, starting up, too many connections, serialization, deadlock, a lock not given in time,
                // a session ended for its idleness, any connection exception.
                Some("57P01" | "57P02" | "57P03" | "57P05" | "53300" | "40001" | "40P01" | "55P03" | "25P03") => {
                    Self::Unavailable(Some(error))
                }
                Some(code) if code.starts_with("08") => Self::Unavailable(Some(error)),
                // SQLite: SQLITE_IOERR, whose extensions are the number of the operation times 256.
                Some(code) if said.try_downcast_ref::<SqliteError>().is_some() && is_io(code) => {
                    Self::Unavailable(Some(error))
                }
                _ => Self::Other(error),
            },
            _ => Self::Other(error),
        }
    }
}

fn is_io(code: &str) -> bool {
    code.parse::<u32>().is_ok_and(|code| code & 0xff == 10)
}

//! `parta audit`: is the record of acts whole, and signing its head now.

use std::io::{Write, stdout};
use std::path::PathBuf;

use parta_school::history::Head;
use parta_school::wording;
use parta_store::audit::{self, Verdict};
use parta_store::institutions::{self, Institution};
use parta_store::{Clock, Db};

use crate::heads::{self, Again};
use crate::key_file;
use crate::problem::Problem;
use crate::settings::Storage;

#[derive(Debug, clap::Subcommand)]
pub enum Audit {
    /// Проверить, что журнал действий цел: ничего не изменено, не удалено и не переставлено
    Verify(Verify),
    /// Подписать журнал действий сейчас и записать подписи в файлы
    Heads(Heads),
}

#[derive(Debug, clap::Args)]
pub struct Verify {
    /// Папка с подписями прошлых дней, лучше – из копии, которую хранит директор
    #[arg(long, value_name = "ПАПКА")]
    heads: Option<PathBuf>,
    /// Файл ключа сервера (обычно parta.key рядом с базой данных)
    #[arg(long, value_name = "ФАЙЛ")]
    keys: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub struct Heads {
    /// Файл ключа сервера (обычно parta.key рядом с базой данных)
    #[arg(long, value_name = "ФАЙЛ")]
    keys: Option<PathBuf>,
}

impl Audit {
    pub async fn run(self) -> Result<(), Problem> {
        let storage = Storage::from_environment()?;
        storage.must_exist()?;
        match self {
            Self::Verify(verify) => verify.run(&storage).await,
            Self::Heads(heads) => heads.run(&storage).await,
        }
    }
}

impl Heads {
    async fn run(self, storage: &Storage) -> Result<(), Problem> {
        let keys = key_file::load(&self.keys.unwrap_or_else(|| storage.key_file()))?;
        let db = storage.open(Clock::system()).await?;
        for file in heads::write(&db, &keys, &storage.heads_folder(), Again::Yes).await? {
            writeln!(stdout(), "{}", file.display()).map_err(Problem::new)?;
        }
        Ok(())
    }
}

impl Verify {
    async fn run(self, storage: &Storage) -> Result<(), Problem> {
        let anchors = self.anchors(storage)?;
        let db = storage.open(Clock::system()).await?;
        let institutions = institutions::all(&mut db.threshold().await?).await?;
        let mut whole = true;
        for institution in &institutions {
            whole &= verify(&db, institution, &anchors).await?;
        }
        match (institutions.is_empty(), whole) {
            (true, _) => Err(Problem::new("В базе данных нет ни одной организации: проверять нечего.")),
            (_, true) => Ok(()),
            (_, false) => Err(Problem::new(
                "Журнал действий нарушен. Остановите сервер, сохраните копию базы и папки с подписями и сообщите директору.",
            )),
        }
    }

    /// The heads of the folder that was named, or of the server's own where it has one.
    fn anchors(&self, storage: &Storage) -> Result<Vec<Head>, Problem> {
        let key_file = self.keys.clone().unwrap_or_else(|| storage.key_file());
        let keys = (self.keys.is_some() || key_file.exists()).then(|| key_file::load(&key_file)).transpose()?;
        match &self.heads {
            Some(folder) => heads::read(folder, keys.as_ref()),
            None if storage.heads_folder().is_dir() => heads::read(&storage.heads_folder(), keys.as_ref()),
            None => Ok(Vec::new()),
        }
    }
}

async fn verify(db: &Db, institution: &Institution, anchors: &[Head]) -> Result<bool, Problem> {
    let name = &institution.short_name;
    let verdict = audit::verify(db, institution.id, anchors).await?;
    let (whole, said) = match verdict {
        Verdict::Whole { acts, .. } => {
            (true, format!("{name}: журнал действий цел, записей: {acts}; {}.", compared(institution, anchors)))
        }
        Verdict::Broken(fault) => (false, format!("{name}: журнал действий НАРУШЕН: {fault}.")),
    };
    writeln!(stdout(), "{said}").map_err(Problem::new)?;
    Ok(whole)
}

fn compared(institution: &Institution, anchors: &[Head]) -> String {
    let own = anchors.iter().filter(|head| head.institution == institution.id.0);
    match (own.clone().count(), own.map(|head| head.day).max()) {
        (count, Some(day)) => format!("сверено подписей: {count}, последняя – {}", wording::numeric_date(day)),
        _ => "подписей прошлых дней нет, поэтому конец журнала не сверен".to_owned(),
    }
}

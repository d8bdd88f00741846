//! `parta serve`: the server of the journal.

use std::future::Future;
use std::io::{ErrorKind, Write, stdout};
use std::path::PathBuf;

use parta_store::{Clock, Db, institutions};
use parta_web::Options;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::heads;
use crate::key_file;
use crate::moment::Moment;
use crate::problem::Problem;
use crate::settings::Storage;

#[derive(Debug, clap::Args)]
pub struct Serve {
    /// Адрес, на котором слушает сервер
    #[arg(long, value_name = "АДРЕС", default_value = "127.0.0.1:8080")]
    listen: String,
    /// День, на который перевести часы: 2026-11-20 или 2026-11-20T10:50
    #[arg(long, value_name = "ДЕНЬ")]
    today: Option<Moment>,
    /// Адрес, по которому журнал открывают в браузере: https://journal.example.ru
    #[arg(long, value_name = "АДРЕС")]
    public_origin: Option<String>,
    /// Файл ключа сервера (обычно parta.key рядом с базой данных)
    #[arg(long, value_name = "ФАЙЛ")]
    keys: Option<PathBuf>,
}

impl Serve {
    pub async fn run(self) -> Result<(), Problem> {
        let public_origin = checked_origin(self.public_origin)?;
        let listener = bind(&self.listen).await?;
        let storage = Storage::from_environment()?;
        storage.must_exist()?;
        storage.make_folder()?;
        let keys = key_file::load_or_make(&self.keys.unwrap_or_else(|| storage.key_file()))?;
        let db = storage.open(Clock::system()).await?;
        look_around(&db, self.today).await?;
        let options = Options { db, keys, demo: Vec::new(), public_origin, demo_banner: None };
        serve(listener, options, storage.heads_folder()).await
    }
}

/// An origin is a scheme and a host, nothing behind it.
pub fn checked_origin(typed: Option<String>) -> Result<Option<String>, Problem> {
    let is_origin = |text: &String| {
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        host.is_some_and(|host| !host.is_empty() && !host.contains(['/', ' ', '?', '#', '@']))
    };
    match typed {
        Some(origin) if !is_origin(&origin) => Err(Problem::new(format!(
            "Адрес «{origin}» не подходит для --public-origin. Напишите схему и имя без косой черты в конце: https://journal.example.ru"
        ))),
        origin => Ok(origin),
    }
}

/// Moves the clock where that is asked for; says so where there is nothing to serve yet.
async fn look_around(db: &Db, today: Option<Moment>) -> Result<(), Problem> {
    let institutions = institutions::all(&mut db.threshold().await?).await?;
    match institutions.first() {
        None => tracing::warn!("в базе данных ещё нет ни одной организации: загрузите её командой parta import fet"),
        Some(institution) => {
            let zone = institution.time_zone.parse().unwrap_or(chrono_tz::UTC);
            today.into_iter().for_each(|moment| moment.set(db.clock(), zone));
        }
    }
    Ok(())
}

/// Takes the address before anything else is done, so that a busy one is told at once.
pub async fn bind(address: &str) -> Result<TcpListener, Problem> {
    TcpListener::bind(address).await.map_err(|error| {
        Problem::new(match error.kind() {
            ErrorKind::AddrInUse => {
                format!("Адрес {address} уже занят другой программой. Остановите её или укажите другой: --listen 127.0.0.1:8081")
            }
            ErrorKind::PermissionDenied => {
                format!("Нет права слушать адрес {address}. Укажите порт больше 1023: --listen 127.0.0.1:8080")
            }
            _ => format!("Не удалось занять адрес «{address}»: {error}. Напишите, например, --listen 127.0.0.1:8080"),
        })
    })
}

/// Serves until the program is told to end.
pub async fn serve(listener: TcpListener, options: Options, heads: PathBuf) -> Result<(), Problem> {
    let stop = told_to_stop()?;
    let address = listener.local_addr().map_err(Problem::new)?;
    writeln!(stdout(), "«Парта» открыта: http://{address}  (остановить: Ctrl+C)").map_err(Problem::new)?;
    let heads = tokio::spawn(heads::keep(options.db.clone(), options.keys.clone(), heads));
    let served = parta_web::serve(listener, options, stop).await;
    heads.abort();
    served.map_err(|error| Problem::new(format!("Сервер остановился: {error}.")))
}

/// Ends when the program gets SIGTERM or SIGINT; from now on they do not kill it.
fn told_to_stop() -> Result<impl Future<Output = ()> + Send + 'static, Problem> {
    let listen =
        |kind| signal(kind).map_err(|error| Problem::new(format!("Система не даёт слушать сигналы: {error}.")));
    let (mut terminate, mut interrupt) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

//! Running the program.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use parta_store::fixture::{Engine, in_empty};
use parta_store::{Clock, Db, Target};

/// The program with a database and a folder of its own.
pub struct Parta {
    pub folder: PathBuf,
    database: String,
}

/// What a command said.
pub struct Said {
    pub ok: bool,
    pub out: String,
    pub problem: String,
}

impl Parta {
    /// Runs a test with a fresh database of each engine.
    pub fn on_both_engines(test: impl AsyncFn(Parta)) {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            in_empty(engine, async |target| {
                let database = match target {
                    Target::Sqlite(file) => format!("sqlite:{}", file.display()),
                    Target::Postgres(address) => address,
                };
                test(Self { folder: new_folder(), database }).await;
            });
        }
    }

    /// With a fresh SQLite file.
    pub fn on_sqlite() -> Self {
        let folder = new_folder();
        let database = format!("sqlite:{}", folder.join("parta.db").display());
        Self { folder, database }
    }

    /// With this address, whatever it is.
    pub fn at(database: impl Into<String>) -> Self {
        Self { folder: new_folder(), database: database.into() }
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parta"));
        command.args(arguments).current_dir(&self.folder).env("PARTA_DATABASE", &self.database).stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        let Output { status, stdout, stderr } = self.command(arguments).output().expect("the program starts");
        assert!(status.code().is_some(), "{arguments:?} was killed");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Said { ok: status.success(), out: text(stdout), problem: text(stderr) }
    }

    /// A command that must succeed; what it printed.
    pub fn done(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert!(said.ok, "{arguments:?}: {}", said.problem);
        said.out
    }

    /// A command that must fail with one sentence and no panic.
    pub fn refused(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert!(!said.ok, "{arguments:?} succeeded: {}", said.out);
        assert!(!said.problem.contains("panicked"), "{arguments:?}: {}", said.problem);
        said.problem.lines().last().unwrap_or_default().to_owned()
    }

    pub async fn open(&self, clock: Clock) -> Db {
        Db::open(&self.database.parse().unwrap(), clock).await.unwrap()
    }

    /// Where key and heads lie.
    pub fn data(&self) -> PathBuf {
        match self.database.strip_prefix("sqlite:") {
            Some(file) => Path::new(file).parent().unwrap().to_owned(),
            None => self.folder.join("parta-data"),
        }
    }
}

impl Drop for Parta {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn new_folder() -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("parta-it-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    folder
}

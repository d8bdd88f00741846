//! The program under test: made, started and stopped as an administrator would do it.

use std::fs::{File, create_dir_all, remove_dir_all};
use std::io::{BufRead, BufReader, Error, Result};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use crate::client::{Connection, request};

/// After the last lesson, so that all of the day can be recorded.
const TODAY: &str = "2026-11-20T17:00";

/// Where the data are and what runs on them.
pub struct Place {
    program: PathBuf,
    folder: PathBuf,
    pub engine: &'static str,
    database: String,
}

impl Place {
    /// A folder beside the program, with nothing in it. PostgreSQL's database has to be empty.
    pub fn new(program: &Path, postgres: Option<&str>) -> Result<Self> {
        let engine = if postgres.is_some() { "postgres" } else { "sqlite" };
        let folder = program.with_file_name(format!("bench-{engine}"));
        let _ = remove_dir_all(&folder);
        create_dir_all(&folder)?;
        let database = postgres.map_or_else(|| format!("sqlite:{}", folder.join("parta.db").display()), str::to_owned);
        Ok(Self { program: program.to_owned(), folder, engine, database })
    }

    /// Makes the demo school; gives the seconds that it took.
    pub fn make_school(&self) -> Result<f64> {
        let began = Instant::now();
        let made = self.parta(&["demo", "--students", "1000", "--today", TODAY, "--only-make"])?.status()?;
        if !made.success() {
            return Err(Error::other(format!(
                "the demo school was not made: see {}",
                self.folder.join("log").display()
            )));
        }
        let took = began.elapsed().as_secs_f64();
        if self.engine == "postgres" {
            // What its autovacuum does within a minute; a school is older than that.
            self.psql("VACUUM ANALYZE")?;
        }
        Ok(took)
    }

    /// Starts the server on what is there; gives it with the ms until it answered.
    pub async fn start(&self) -> Result<(Server, f64)> {
        let began = Instant::now();
        let mut child =
            self.parta(&["demo", "--today", TODAY, "--listen", "127.0.0.1:0"])?.stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        if let Some(said) = child.stdout.take() {
            BufReader::new(said).read_line(&mut line)?;
        }
        let host = line.split_once("http://").and_then(|(_, rest)| rest.split_whitespace().next());
        let host = host.ok_or_else(|| {
            Error::other(format!("the server does not start: see {}", self.folder.join("log").display()))
        })?;
        let server = Server { child, host: host.to_owned() };
        Connection::open(&server.host).await?.send(&request("GET", "/health", &server.host, "", "", "")).await?;
        Ok((server, began.elapsed().as_secs_f64() * 1000.0))
    }

    /// How much the data take on the disk, in MB.
    pub fn size_mb(&self) -> Result<f64> {
        let bytes: f64 = match self.engine {
            "sqlite" => {
                let files = ["parta.db", "parta.db-wal"].map(|name| self.folder.join(name).metadata());
                files.into_iter().flatten().map(|file| file.len() as f64).sum()
            }
            _ => self.psql("SELECT pg_database_size(current_database())")?.trim().parse().map_err(Error::other)?,
        };
        Ok(bytes / 1e6)
    }

    fn psql(&self, statement: &str) -> Result<String> {
        let asked = Command::new("psql").args([&self.database, "-Atqc", statement]).output()?;
        String::from_utf8(asked.stdout).map_err(Error::other)
    }

    fn parta(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(&self.program);
        let log = File::options().create(true).append(true).open(self.folder.join("log"))?;
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env("PARTA_DATABASE", &self.database)
            .stderr(log)
            .stdin(Stdio::null());
        Ok(command)
    }
}

/// A running server.
pub struct Server {
    child: Child,
    /// `127.0.0.1:40123`
    pub host: String,
}

impl Server {
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Tells it to end, and waits until it has.
    pub fn stop(mut self) -> Result<()> {
        rustix::process::kill_process(rustix::process::Pid::from_child(&self.child), rustix::process::Signal::TERM)?;
        self.child.wait().map(drop)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

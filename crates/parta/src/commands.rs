//! The command line: what can be typed, and everything that it says in Russian.

mod audit;
mod demo;
mod fet_file;
mod import_fet;
mod in_russian;
mod serve;
mod timetable_solve;

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches};

use crate::logging;
use crate::problem::Problem;

/// «Парта» – электронный журнал и дневник
#[derive(Debug, clap::Parser)]
#[command(
    name = "parta",
    version,
    after_help = "Где лежат данные, говорит переменная PARTA_DATABASE: sqlite:ФАЙЛ (по умолчанию sqlite:parta-data/parta.db) или postgres://…"
)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Запустить сервер журнала
    Serve(serve::Serve),
    /// Создать демонстрационную школу и открыть её
    Demo(demo::Demo),
    /// Перенести данные из другой программы
    #[command(subcommand)]
    Import(Import),
    /// Расписание
    #[command(subcommand)]
    Timetable(Timetable),
    /// Журнал действий: проверить и подписать
    #[command(subcommand)]
    Audit(audit::Audit),
}

#[derive(Debug, clap::Subcommand)]
enum Import {
    /// Из файла FET: предметы, преподаватели, кабинеты, группы, нагрузка
    Fet(import_fet::ImportFet),
}

#[derive(Debug, clap::Subcommand)]
enum Timetable {
    /// Составить расписание программой FET и создать уроки на год
    Solve(timetable_solve::TimetableSolve),
}

/// Does what was typed.
pub fn run(typed: impl Iterator<Item = OsString>) -> Result<(), Problem> {
    let matches = match in_russian::command(Line::command()).try_get_matches_from(typed) {
        Ok(matches) => matches,
        Err(answer) => return in_russian::answer(&answer),
    };
    let line = Line::from_arg_matches(&matches).map_err(Problem::new)?;
    logging::begin()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Problem::new(format!("Система не даёт запустить программу: {error}.")))?;
    runtime.block_on(async {
        match line.command {
            Command::Serve(serve) => serve.run().await,
            Command::Demo(demo) => demo.run().await,
            Command::Import(Import::Fet(import)) => import.run().await,
            Command::Timetable(Timetable::Solve(solve)) => solve.run().await,
            Command::Audit(audit) => audit.run().await,
        }
    })
}

//! What both commands on a FET file share: reading it, and what is typed beside it.

use std::fs::File;
use std::io::{Read, Write, stdout};
use std::path::Path;

use parta_exchange::fet::{self, Plan};
use parta_school::calendar::AcademicYear;
use parta_school::regulation::RegulationProfile;
use parta_store::Clock;

use crate::founding::calendar::year_of_planning;
use crate::problem::Problem;

/// A little more than the reader accepts, so that it is the reader who refuses.
const MOST_BYTES: u64 = 21 * 1024 * 1024;

/// The plan of a file.
pub fn read_plan(file: &Path) -> Result<Plan, Problem> {
    fet::read(&read_file(file)?).map_err(|problem| Problem::new(format!("{}: {problem}", file.display())))
}

/// The bytes of a file, as many as anything here accepts.
pub fn read_file(file: &Path) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|opened| opened.take(MOST_BYTES).read_to_end(&mut bytes));
    read.map_err(|error| {
        Problem::new(format!("Файл «{}» не читается: {error}. Проверьте имя и права.", file.display()))
    })?;
    Ok(bytes)
}

/// The year that was typed, or the one that schools plan now.
pub fn year(typed: Option<AcademicYear>, clock: &Clock) -> Result<AcademicYear, Problem> {
    let year = typed.or_else(|| year_of_planning(clock.now().date_naive()));
    year.ok_or_else(|| Problem::new("Часы сервера показывают неверную дату. Укажите учебный год: --year 2026/27"))
}

/// The profile of a code.
pub fn profile(code: &str) -> Result<&'static RegulationProfile, Problem> {
    RegulationProfile::builtin(code).ok_or_else(|| {
        let known: Vec<&str> = RegulationProfile::all_builtin().iter().map(RegulationProfile::code).collect();
        Problem::new(format!("Регламента «{code}» нет. Есть: {}.", known.join(", ")))
    })
}

/// A line for the person at the terminal.
pub fn say(line: impl std::fmt::Display) -> Result<(), Problem> {
    writeln!(stdout(), "{line}").map_err(Problem::new)
}

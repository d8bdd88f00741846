//! Running FET's solver, the program `fet-cl`, as a child process.
//!
//! The program prints next to nothing, but keeps a log of how many activities it has placed so far: that is the progress. At its time
//! limit, or when asked to stop, it writes the best timetable that it had; an unfinished timetable is a result too.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use thiserror::Error;

use super::document::Document;
use super::problem::FetProblem;
use super::solution::{self, Solution};
use super::write::write;

/// The solver by its program.
#[derive(Debug, Clone)]
pub struct Solver {
    program: PathBuf,
}

/// How far the solver has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The most activities that were placed at once so far.
    pub placed: usize,
    pub of: usize,
    pub elapsed: Duration,
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub solution: Solution,
    pub ended: Ended,
    pub took: Duration,
}

/// Why the solver stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Every activity has its place.
    Complete,
    /// The time was up, or nothing better can be found.
    TimeUp,
    /// The caller asked to stop.
    Stopped,
}

/// Why there is no timetable.
#[derive(Debug, Error)]
pub enum SolverProblem {
    #[error("Программа составления расписания «{program}» не найдена. Установите пакет fet: apt install fet.")]
    NotInstalled { program: String },
    #[error(
        "Не удалось записать файлы расписания в папку «{folder}»: {why}. Проверьте, что папка доступна и на диске есть место."
    )]
    Folder { folder: String, why: io::Error },
    #[error("Программа составления расписания не запустилась: {why}.")]
    NotStarted { why: io::Error },
    #[error("FET не принял данные. Исправьте их в FET и перенесите файл ещё раз. Ответ программы: {said}")]
    Refused { said: String },
    #[error(
        "Программа составления расписания остановилась и ничего не записала. Запустите её ещё раз и дайте больше времени."
    )]
    NoTimetable,
    #[error("Ответ программы составления расписания не удалось прочитать. {0}")]
    Answer(#[from] FetProblem),
}

/// File name of the plan, from which the solver makes the names of its own files.
const PLAN: &str = "plan";
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// Writing the result of a large school after the time limit takes seconds.
const TIME_TO_WRITE: Duration = Duration::from_secs(60);
/// The end of the log that surely holds its last line.
const LAST_LINES: u64 = 400;
const MOST_SAID: usize = 800;

/// Files for people, which nobody reads here. Those by activities and by tags must stay: without either of them, version 6.8.5 does
/// not write its answer.
const UNWANTED: [&str; 13] = [
    "timetableconflicts",
    "timetablesstatistics",
    "timetablesdayshorizontal",
    "timetablesdaysvertical",
    "timetablestimehorizontal",
    "timetablestimevertical",
    "timetablessubgroups",
    "timetablesgroups",
    "timetablesyears",
    "timetablesteachers",
    "timetablesteachersfreeperiods",
    "timetablesrooms",
    "timetablessubjects",
];

impl Default for Solver {
    fn default() -> Self {
        Self::at("fet-cl")
    }
}

impl Solver {
    /// The solver by the path of its program.
    pub fn at(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into() }
    }

    /// Looks for a timetable until it is complete, the time is up, or `progress` breaks. The folder takes the files of the solver.
    pub fn run(
        &self,
        document: &Document,
        folder: &Path,
        limit: Duration,
        mut progress: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Outcome, SolverProblem> {
        prepare(document, folder).map_err(|why| SolverProblem::Folder { folder: folder.display().to_string(), why })?;
        let started = Instant::now();
        let mut running = Running { child: self.start(folder, limit)?, told_to_stop: None };
        let of = document.activities.iter().filter(|activity| activity.active).count();
        let mut stopped = false;
        let status = loop {
            if let Some(status) = running.child.try_wait().map_err(|why| SolverProblem::NotStarted { why })? {
                break status;
            }
            let now = Progress { placed: placed(folder).unwrap_or(0), of, elapsed: started.elapsed() };
            stopped = stopped || progress(now).is_break();
            if stopped || now.elapsed > limit + TIME_TO_WRITE {
                running.stop();
            }
            thread::sleep(LOOK_EVERY);
        };
        outcome(document, folder, status, stopped, started.elapsed())
    }

    fn start(&self, folder: &Path, limit: Duration) -> Result<Child, SolverProblem> {
        let log = File::create(log_file(folder)).and_then(|log| Ok((log.try_clone()?, log)));
        let (out, errors) = log.map_err(|why| SolverProblem::Folder { folder: folder.display().to_string(), why })?;
        let started = Command::new(&self.program)
            .arg(option("--inputfile=", &plan_file(folder)))
            .arg(option("--outputdir=", folder))
            .arg(format!("--timelimitseconds={}", limit.as_secs().max(1)))
            .args(["--htmllevel=0", "--writetimetablesxml=true"])
            .args(UNWANTED.map(|unwanted| format!("--write{unwanted}=false")))
            // File names in Russian, whatever the surroundings say.
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(errors)
            .spawn();
        started.map_err(|why| match why.kind() {
            ErrorKind::NotFound => SolverProblem::NotInstalled { program: self.program.display().to_string() },
            _ => SolverProblem::NotStarted { why },
        })
    }
}

/// The child process; it never outlives its owner.
struct Running {
    child: Child,
    told_to_stop: Option<Instant>,
}

impl Running {
    /// Asks to stop and write what there is; insists only when that takes too long.
    fn stop(&mut self) {
        match self.told_to_stop {
            None => {
                // A process that has just ended cannot be told anything, and need not be.
                let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
                self.told_to_stop = Some(Instant::now());
            }
            Some(told) if told.elapsed() > TIME_TO_WRITE => _ = self.child.kill(),
            Some(_) => {}
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(Some(_))) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// Writes the plan and removes results of an earlier run, which could be taken for new ones.
fn prepare(document: &Document, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for earlier in [
        result_folder(folder, ""),
        result_folder(folder, "-highest"),
        result_folder(folder, "-current"),
        folder.join("logs"),
    ] {
        match fs::remove_dir_all(earlier) {
            Err(why) if why.kind() != ErrorKind::NotFound => return Err(why),
            _ => {}
        }
    }
    fs::write(plan_file(folder), write(document))
}

fn option(name: &str, path: &Path) -> OsString {
    let mut option = OsString::from(name);
    option.push(path);
    option
}

fn plan_file(folder: &Path) -> PathBuf {
    folder.join(format!("{PLAN}.fet"))
}

fn log_file(folder: &Path) -> PathBuf {
    folder.join("solver.log")
}

fn result_folder(folder: &Path, kind: &str) -> PathBuf {
    folder.join("timetables").join(format!("{PLAN}{kind}"))
}

/// From the last line of the log: "At time 0 h 0 m 32 s, FET reached 494 activities placed".
fn placed(folder: &Path) -> Option<usize> {
    let mut log = File::open(folder.join("logs").join("max_placed_activities.txt")).ok()?;
    let length = log.metadata().ok()?.len();
    log.seek(SeekFrom::Start(length.saturating_sub(LAST_LINES))).ok()?;
    let mut end = Vec::new();
    log.read_to_end(&mut end).ok()?;
    let end = String::from_utf8_lossy(&end);
    end.lines()
        .rev()
        .find_map(|line| line.split_once("FET reached ")?.1.strip_suffix(" activities placed")?.parse().ok())
}

fn outcome(
    document: &Document,
    folder: &Path,
    status: ExitStatus,
    stopped: bool,
    took: Duration,
) -> Result<Outcome, SolverProblem> {
    let answer = |kind| fs::read(result_folder(folder, kind).join(format!("{PLAN}_activities.xml"))).ok();
    if let Some(bytes) = answer("") {
        return Ok(Outcome { solution: solution::read(document, &bytes)?, ended: Ended::Complete, took });
    }
    if let Some(bytes) = answer("-highest") {
        let ended = if stopped { Ended::Stopped } else { Ended::TimeUp };
        return Ok(Outcome { solution: solution::read(document, &bytes)?, ended, took });
    }
    match status.success() || stopped {
        true => Err(SolverProblem::NoTimetable),
        false => Err(SolverProblem::Refused { said: said(folder) }),
    }
}

/// The last complaint in the solver's output, in its own language.
fn said(folder: &Path) -> String {
    let log = fs::read(log_file(folder)).unwrap_or_default();
    let log = String::from_utf8_lossy(&log);
    let complaint = log.rsplit("Title: ").find(|message| !message.starts_with("FET information")).unwrap_or(&log);
    let lines =
        complaint.lines().map(|line| line.trim_start_matches("Message: ").trim()).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ").chars().take(MOST_SAID).collect()
}

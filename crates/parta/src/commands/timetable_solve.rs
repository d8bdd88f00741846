//! `parta timetable solve`: has FET's solver find a timetable for an imported file, and generates the year's lessons from it.
//!
//! The file is given again, as it holds the conditions that only the solver understands; it is compared with what was imported, page by
//! page. What could not be placed is listed, everything else is brought in. It is done once: rows are only added, so a year that has
//! lessons already is left alone.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parta_actions::founding;
use parta_exchange::fet::solver::{Ended, Outcome, Solver};
use parta_exchange::fet::{Bell, HourIs, Plan};
use parta_school::access::{Actor, may_list_pages};
use parta_school::bells::BellPlan;
use parta_school::calendar::AcademicYear;
use parta_school::ids::{ClassId, InstitutionId, TimetableEntryId};
use parta_school::lessons::{self, GeneratedLesson};
use parta_school::timetable::{Clash, Entry, clashes};
use parta_school::wording;
use parta_store::classes::{self, ClassCard, ListedPage};
use parta_store::institutions::{self, Institution};
use parta_store::timetable::LessonRow;
use parta_store::{Act, Clock, Db, Read, school_year, timetable};

use super::fet_file::{profile, read_plan, say, year};
use crate::founding::fet::{self, NamedPage, Numbers, School};
use crate::problem::Problem;
use crate::progress::Progress;
use crate::settings::Storage;

const REQUEST: &str = "parta timetable solve";
/// So many lines of one kind are shown; the rest is counted.
const SHOWN: usize = 40;

#[derive(Debug, clap::Args)]
pub struct TimetableSolve {
    /// Тот же файл FET, из которого перенесены данные
    #[arg(value_name = "ФАЙЛ")]
    file: PathBuf,
    /// Название организации (можно не указывать, если она в базе одна)
    #[arg(long, value_name = "НАЗВАНИЕ")]
    institution: Option<String>,
    /// Учебный год (обычно нынешний, с июля – будущий)
    #[arg(long, value_name = "ГОД")]
    year: Option<AcademicYear>,
    /// Сколько секунд искать расписание; Ctrl+C заканчивает раньше и берёт лучшее найденное
    #[arg(long, value_name = "СЕКУНД", default_value_t = 300)]
    limit: u64,
}

impl TimetableSolve {
    pub async fn run(self) -> Result<(), Problem> {
        let plan = read_plan(&self.file)?;
        let storage = Storage::from_environment()?;
        storage.must_exist()?;
        let db = storage.open(Clock::system()).await?;
        let year = year(self.year, db.clock())?;
        let institution = institution(&db, self.institution.as_deref()).await?;
        let place = Imported::find(&db, institution, plan, year).await?;
        let outcome = solve(&place.school.plan, Duration::from_secs(self.limit.max(1))).await?;
        let placed = outcome.solution.placed.len();
        if placed == 0 {
            return Err(Problem::new(
                "Программа составления расписания не разместила ни одного занятия. Дайте ей больше времени: --limit 900",
            ));
        }
        let count = place.write(&db, &outcome).await?;
        place.report(&outcome, count)
    }
}

/// The institution of this name, or the only one there is.
async fn institution(db: &Db, name: Option<&str>) -> Result<Institution, Problem> {
    let mut all = institutions::all(&mut db.threshold().await?).await?;
    let names: Vec<String> = all.iter().map(|institution| format!("«{}»", institution.short_name)).collect();
    match name {
        Some(name) => all.retain(|institution| institution.short_name == name.trim()),
        None if all.len() > 1 => {
            return Err(Problem::new(format!(
                "В базе несколько организаций: {}. Укажите одну: --institution НАЗВАНИЕ",
                names.join(", ")
            )));
        }
        None => {}
    }
    let missing = || match names.is_empty() {
        true => Problem::new("В базе данных нет ни одной организации. Сначала перенесите данные: parta import fet …"),
        false => {
            Problem::new(format!("Организации «{}» в базе нет. Есть: {}.", name.unwrap_or_default(), names.join(", ")))
        }
    };
    all.into_iter().next().ok_or_else(missing)
}

/// An institution into which this file was imported.
struct Imported {
    institution: InstitutionId,
    year_id: i64,
    school: School,
    numbers: Numbers,
    bells: Vec<Bell>,
}

impl Imported {
    async fn find(db: &Db, institution: Institution, plan: Plan, year: AcademicYear) -> Result<Self, Problem> {
        let name = &institution.short_name;
        let mut read = db.read(&Arc::new(Actor::operator(institution.id))).await?;
        let permit = may_list_pages(read.who()).map_err(Problem::new)?;
        let stored = school_year::year_of(&mut read, year.first_day()).await?.ok_or_else(|| {
            Problem::new(format!("«{name}»: {year} учебного года в базе нет. Перенесите данные (parta import fet …) или исправьте --year."))
        })?;
        let classes = classes::classes(&mut read, stored.id).await?;
        let pages = classes::pages(&mut read, &permit, stored.id, year.first_day()).await?;
        let another = || {
            Problem::new(format!(
                "«{name}»: классы и предметы в базе не те, что в этом файле. Укажите файл, из которого перенесены данные."
            ))
        };
        let (first, mode) = first_class(&plan, &classes).ok_or_else(another)?;
        let bells = bells(&mut read, mode).await?;
        let hour_is = hour_is(&plan, &bells).ok_or_else(another)?;
        let school = School::new(plan, profile(&institution.profile)?, year, hour_is)?;
        let numbers = school.numbers(first);
        if !is_the_same(&school.named_pages(&numbers), &pages) {
            return Err(another());
        }
        if has_lessons(db, institution.id, &pages, year).await? {
            return Err(Problem::new(format!(
                "«{name}»: в {year} учебном году уроки уже есть. Второй раз расписание не составляется, чтобы не тронуть записанное."
            )));
        }
        Ok(Self { institution: institution.id, year_id: stored.id, school, numbers, bells })
    }

    /// Brings in what was placed: the entries in one act, the lessons one act a class. Gives the number of lessons.
    async fn write(&self, db: &Db, outcome: &Outcome) -> Result<usize, Problem> {
        // What has no bell is refused before anything is written.
        self.lessons(&self.entries(outcome, 1))?;
        let entries = self.entries(outcome, self.add_entries(db, outcome).await?);
        let lessons = self.lessons(&entries)?;
        let by_id: BTreeMap<TimetableEntryId, &Entry> = entries.iter().map(|entry| (entry.id, entry)).collect();
        let mut by_class: BTreeMap<ClassId, Vec<LessonRow>> = BTreeMap::new();
        for (lesson, entry) in lessons.iter().filter_map(|lesson| Some((lesson, *by_id.get(&lesson.entry)?))) {
            by_class.entry(entry.class).or_default().push(lesson_row(lesson, entry));
        }
        let mut progress = Progress::new("Уроки года", by_class.len());
        for rows in by_class.into_values() {
            self.add_lessons(db, rows).await?;
            progress.step();
        }
        Ok(lessons.len())
    }

    fn entries(&self, outcome: &Outcome, first: i64) -> Vec<Entry> {
        fet::entries(&self.school, &self.numbers, &outcome.solution.placed, first)
    }

    fn lessons(&self, entries: &[Entry]) -> Result<Vec<GeneratedLesson>, Problem> {
        let (school, calendar) = (&self.school, &self.school.calendar.calendar);
        let bells = BellPlan::always(fet::schedule(&self.bells)?);
        let (first, last) = (school.year.first_day(), school.year.last_lesson_day());
        lessons::generate(calendar, &bells, &fet::cycle(school), entries, first, last).map_err(Problem::new)
    }

    async fn add_entries(&self, db: &Db, outcome: &Outcome) -> Result<i64, Problem> {
        let operator = Arc::new(Actor::operator(self.institution));
        let rows = fet::entry_rows(&self.entries(outcome, 0), self.year_id, self.school.year.first_day());
        let added = db.act(&operator, Act::new("setup.timetable", REQUEST).unhurried(), async move |tx| {
            let first = *tx.ids(rows.len()).await?.start();
            let rows = rows.into_iter().map(|row| timetable::EntryRow { id: row.id + first, ..row }).collect();
            founding::add_timetable(tx, rows).await.map(|()| first)
        });
        Ok(added.await?)
    }

    async fn add_lessons(&self, db: &Db, rows: Vec<LessonRow>) -> Result<(), Problem> {
        let operator = Arc::new(Actor::operator(self.institution));
        let added = db.act(&operator, Act::new("setup.lessons", REQUEST).unhurried(), async move |tx| {
            let ids = tx.ids(rows.len()).await?;
            let rows = ids.zip(rows).map(|(id, row)| LessonRow { id, ..row });
            founding::add_lessons(tx, rows.collect()).await
        });
        Ok(added.await?)
    }

    /// What was found, what was not, and what collides.
    fn report(&self, outcome: &Outcome, lessons: usize) -> Result<(), Problem> {
        let (placed, missing) = (outcome.solution.placed.len(), &outcome.solution.not_placed);
        let all = placed + missing.len();
        let how = match outcome.ended {
            Ended::Complete => "расписание составлено полностью",
            Ended::TimeUp => "время вышло, взято лучшее из найденного",
            Ended::Stopped => "поиск остановлен, взято лучшее из найденного",
        };
        say(format!("Размещено занятий: {placed} из {all} за {} с ({how}).", outcome.took.as_secs()))?;
        say(format!("Уроков на год: {lessons}, с 1 сентября по 30 июня."))?;
        let activities = &self.school.plan.activities;
        let missing = missing.iter().filter_map(|id| activities.iter().find(|activity| activity.id == *id));
        list("Не размещены", missing.map(|activity| self.school.activity_in_words(activity)).collect())?;
        let entries = self.entries(outcome, 1);
        let together = |one, other| fet::share_a_student(&self.school, &self.numbers, one, other);
        let found = clashes(&entries, together);
        list("Накладки", found.iter().map(|clash| self.clash_in_words(clash, &entries)).collect())
    }

    fn clash_in_words(&self, clash: &Clash, entries: &[Entry]) -> String {
        let entry = entries.iter().find(|entry| entry.id == clash.first);
        let when = entry.map(|entry| format!("{}, урок {}", wording::weekday(entry.weekday), entry.number));
        format!("{}: {}", when.unwrap_or_default(), self.school.shared_in_words(&self.numbers, clash.shared))
    }
}

/// The row of a lesson, without an identifier yet.
fn lesson_row(lesson: &GeneratedLesson, entry: &Entry) -> LessonRow {
    LessonRow {
        id: 0,
        page_id: lesson.page.0,
        entry_id: Some(lesson.entry.0),
        day: lesson.day,
        number: lesson.number.into(),
        starts: lesson.starts,
        ends: lesson.ends,
        room_id: entry.room.map(|room| room.0),
    }
}

/// The first identifier of the import, and the mode of its first class.
fn first_class(plan: &Plan, classes: &[ClassCard]) -> Option<(i64, i64)> {
    let name = &plan.classes.first()?.name;
    let class = classes.iter().find(|class| class.name == *name)?;
    Some((class.id.0, class.mode_id))
}

async fn bells(read: &mut Read, mode: i64) -> Result<Vec<Bell>, Problem> {
    let rows = timetable::bells(read, mode).await?;
    let bell = |(number, starts, ends)| Some(Bell { number: u8::try_from(number).ok()?, starts, ends });
    Ok(rows.into_iter().filter_map(bell).collect())
}

/// What an hour of the file was taken for when it was imported: as many bells as lessons.
fn hour_is(plan: &Plan, bells: &[Bell]) -> Option<HourIs> {
    let last = bells.iter().map(|bell| bell.number).max()?;
    [HourIs::Lesson, HourIs::Pair]
        .into_iter()
        .find(|hour_is| plan.hours.last().is_some_and(|hour| *hour.lessons(*hour_is).end() == last))
}

/// Every page of the file is in the base, under the same number and the same names.
fn is_the_same(file: &[NamedPage], base: &[ListedPage]) -> bool {
    let by_id: BTreeMap<i64, &ListedPage> = base.iter().map(|page| (page.id.0, page)).collect();
    file.iter().all(|page| {
        by_id.get(&page.id).is_some_and(|known| {
            (known.class_name.as_str(), known.subgroup.as_deref(), known.subject.as_str())
                == (page.class, page.subgroup, page.subject)
        })
    })
}

/// Whether any teacher of the year has a lesson in it.
async fn has_lessons(
    db: &Db,
    institution: InstitutionId,
    pages: &[ListedPage],
    year: AcademicYear,
) -> Result<bool, Problem> {
    let teachers = pages.iter().flat_map(|page| &page.teachers).map(|(teacher, _)| *teacher);
    for teacher in teachers.collect::<std::collections::BTreeSet<_>>() {
        let who = Actor { person: Some(teacher), ..Actor::operator(institution) };
        let mut read = db.read(&Arc::new(who)).await?;
        let first = parta_store::lessons::of_teacher(&mut read, year.first_day()).await?;
        let later = parta_store::lessons::next_day_of_teacher(&mut read, year.first_day()).await?;
        if !first.is_empty() || later.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Runs the solver; Ctrl+C ends the search and keeps the best that was found.
async fn solve(plan: &Plan, limit: Duration) -> Result<Outcome, Problem> {
    let (document, folder) = (plan.document.clone(), temporary_folder());
    let stopped = Arc::new(AtomicBool::new(false));
    let (asked, seen) = (Arc::clone(&stopped), folder.clone());
    let listening = tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            asked.store(true, Ordering::Relaxed);
        }
    });
    let solved = tokio::task::spawn_blocking(move || {
        let mut progress = Progress::new(
            "Составление расписания",
            document.activities.iter().filter(|activity| activity.active).count(),
        );
        Solver::default().run(&document, &seen, limit, |now| {
            progress.reached(
                now.placed,
                &format!(" – размещено {} из {}, {} с", now.placed, now.of, now.elapsed.as_secs()),
            );
            if stopped.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
    });
    let solved = solved.await;
    listening.abort();
    remove(&folder);
    solved.map_err(Problem::new)?.map_err(Problem::new)
}

fn temporary_folder() -> PathBuf {
    std::env::temp_dir().join(format!("parta-timetable-{}", std::process::id()))
}

fn remove(folder: &Path) {
    if let Err(error) = std::fs::remove_dir_all(folder) {
        tracing::debug!(%error, "temporary folder of the solver stays");
    }
}

fn list(heading: &str, lines: Vec<String>) -> Result<(), Problem> {
    if lines.is_empty() {
        return Ok(());
    }
    say(format!("{heading}: {}", lines.len()))?;
    lines.iter().take(SHOWN).try_for_each(|line| say(format!("  {line}")))?;
    match lines.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => say(format!("  … и ещё {more}")),
    }
}

//! The real solver (Debian package `fet`) on real data.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests may fail loudly"
)]

use std::collections::HashSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Duration;

use parta_exchange::fet::solution::{self, Solution};
use parta_exchange::fet::solver::{Ended, Solver, SolverProblem};
use parta_exchange::fet::{self, FetProblem, Plan};

const BULGARIA: &str = "Bulgaria/Lom_high_school_2007-2008.fet";
const RUSSIA: &str = "Russia/Russian-Medical-College/timetable-ru.fet";

fn example(name: &str) -> Plan {
    let file = PathBuf::from("/usr/share/doc/fet-data/examples/FET-5-official").join(name);
    fet::read(&fs::read(file).expect("the Debian package fet-data is not installed: run script/setup")).unwrap()
}

/// A folder of its own for each test, with a Russian name, because schools have such folders.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("Расписание {name}"));
    let _ = fs::remove_dir_all(&folder);
    folder
}

/// No teacher and no student is in two places, and no room holds two activities.
fn check_collisions(plan: &Plan, solution: &Solution) {
    let mut taken = HashSet::new();
    for placement in &solution.placed {
        let activity = plan.activities.iter().find(|activity| activity.id == placement.activity).unwrap();
        for hour in placement.hour..placement.hour + usize::from(activity.duration) {
            assert!(hour < plan.hours.len());
            let at = (placement.day, hour);
            for teacher in &activity.teachers {
                assert!(taken.insert((at, "teacher", *teacher, 0)), "teacher twice: {placement:?}");
            }
            for room in &placement.rooms {
                assert!(taken.insert((at, "room", *room, 0)), "room twice: {placement:?}");
            }
            for audience in &activity.audience {
                let class = &plan.classes[audience.class];
                let parts = audience
                    .subgroup
                    .map_or((0..class.parts.len()).collect(), |subgroup| class.subgroups[subgroup].parts.clone());
                for part in parts {
                    assert!(taken.insert((at, "students", audience.class, part)), "students twice: {placement:?}");
                }
            }
        }
    }
}

#[test]
fn the_bulgarian_school_is_solved_completely() {
    let plan = example(BULGARIA);
    let mut seen = Vec::new();
    let outcome = Solver::default().run(&plan.document, &folder("школы"), Duration::from_secs(60), |progress| {
        seen.push(progress);
        ControlFlow::Continue(())
    });
    let outcome = outcome.unwrap();
    assert_eq!(outcome.ended, Ended::Complete);
    assert_eq!((outcome.solution.placed.len(), outcome.solution.not_placed.len()), (448, 0));
    assert!(seen.iter().all(|progress| progress.of == 448 && progress.placed <= 448));
    assert!(seen.is_sorted_by_key(|progress| progress.placed));
    check_collisions(&plan, &outcome.solution);
}

#[test]
fn the_russian_college_is_solved_in_part_when_stopped() {
    let plan = example(RUSSIA);
    let outcome =
        Solver::default().run(&plan.document, &folder("колледжа"), Duration::from_secs(60), |progress| {
            if progress.placed >= 250 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
    let outcome = outcome.unwrap();
    assert_eq!(outcome.ended, Ended::Stopped);
    assert!(outcome.solution.placed.len() >= 250);
    assert_eq!(outcome.solution.placed.len() + outcome.solution.not_placed.len(), 562);
    check_collisions(&plan, &outcome.solution);
}

#[test]
fn at_the_time_limit_the_best_so_far_is_kept() {
    let plan = example(RUSSIA);
    let outcome = Solver::default()
        .run(&plan.document, &folder("к сроку"), Duration::from_secs(3), |_| ControlFlow::Continue(()));
    let outcome = outcome.unwrap();
    assert_eq!(outcome.ended, Ended::TimeUp);
    assert!(!outcome.solution.placed.is_empty() && !outcome.solution.not_placed.is_empty());
    check_collisions(&plan, &outcome.solution);
}

#[test]
fn data_that_the_solver_refuses_is_a_sentence_with_its_answer() {
    let mut document = example(BULGARIA).document;
    document.activities.retain(|activity| !activity.teachers.iter().any(|teacher| teacher.contains("Караиванова")));
    let problem = Solver::default()
        .run(&document, &folder("с ошибкой"), Duration::from_secs(5), |_| ControlFlow::Continue(()));
    let said = problem.unwrap_err().to_string();
    assert!(said.starts_with("FET не принял данные.") && said.contains("Activity"), "{said}");
}

#[test]
fn a_missing_program_names_the_package() {
    let document = example(BULGARIA).document;
    let problem = Solver::at("/nowhere/fet-cl").run(
        &document,
        &folder("без программы"),
        Duration::from_secs(1),
        |_| ControlFlow::Continue(()),
    );
    let problem = problem.unwrap_err();
    assert!(matches!(problem, SolverProblem::NotInstalled { .. }));
    assert_eq!(
        problem.to_string(),
        "Программа составления расписания «/nowhere/fet-cl» не найдена. Установите пакет fet: apt install fet."
    );
}

#[test]
fn a_folder_that_cannot_be_written_is_a_sentence() {
    let problem =
        Solver::default().run(&example(BULGARIA).document, "/dev/null/folder".as_ref(), Duration::from_secs(1), |_| {
            ControlFlow::Continue(())
        });
    assert!(
        problem.unwrap_err().to_string().starts_with("Не удалось записать файлы расписания в папку «/dev/null/folder»")
    );
}

#[test]
fn an_answer_to_another_plan_is_refused() {
    let document = example(BULGARIA).document;
    let answer = |inside: &str| {
        solution::read(&document, format!("<Activities_Timetable>{inside}</Activities_Timetable>").as_bytes())
    };
    let place = |id: u32, day: &str| {
        format!("<Activity><Id>{id}</Id><Day>{day}</Day><Hour>07:30</Hour><Room></Room></Activity>")
    };
    let only_one = answer(&place(1, "Вторник")).unwrap();
    assert_eq!((only_one.placed.len(), only_one.placed[0].day, only_one.not_placed.len()), (1, 1, 447));
    assert!(matches!(answer(&place(1, "Воскресенье")), Err(FetProblem::Undefined { list: "дни", .. })));
    assert!(matches!(answer(&place(9999, "Вторник")), Err(FetProblem::Undefined { list: "занятия", .. })));
    assert!(matches!(solution::read(&document, b"<fet/>"), Err(FetProblem::NotATimetable { .. })));
}

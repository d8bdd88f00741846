//! Every example file of FET imports or is refused with a reason. Real timetables of schools and colleges of thirty countries, none
//! of them made by us: they come with the Debian package `fet-data`, which `script/setup` installs.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests may fail loudly"
)]

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{NaiveTime, Weekday};
use parta_exchange::fet::{self, ClassPlan, FetProblem, HourIs, Plan, RoomHolder, Warning, WishKind};

const EXAMPLES: &str = "/usr/share/doc/fet-data/examples/FET-5-official";

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("the Debian package fet-data is not installed: run script/setup") {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(files_below(&path)),
            false if path.extension().is_some_and(|extension| extension == "fet") => files.push(path),
            false => {}
        }
    }
    files.sort();
    files
}

fn example(name: &str) -> Plan {
    fet::read(&fs::read(Path::new(EXAMPLES).join(name)).expect("the Debian package fet-data is not installed")).unwrap()
}

fn class<'a>(plan: &'a Plan, name: &str) -> &'a ClassPlan {
    plan.classes.iter().find(|class| class.name == name).unwrap()
}

fn subgroups(class: &ClassPlan) -> Vec<&str> {
    class.subgroups.iter().map(|subgroup| subgroup.name.as_str()).collect()
}

#[test]
fn every_example_is_read_or_refused_with_a_reason_and_survives_writing() {
    let files = files_below(Path::new(EXAMPLES));
    assert_eq!(files.len(), 137);
    let mut refused = Vec::new();
    println!("file\tweeks\tdays\thours\tclasses\tsubgroups\tteachers\trooms\tactivities\twishes\twarnings");
    for file in &files {
        let name = file.strip_prefix(EXAMPLES).unwrap().display();
        match fet::read(&fs::read(file).unwrap()) {
            Ok(plan) => {
                println!("{name}\t{}", row(&plan));
                check(&plan);
                assert!(fet::read(&fet::write(&plan.document)) == Ok(plan), "{name} changes when written");
            }
            Err(problem) => {
                println!("{name}\t{problem}");
                refused.push((name.to_string(), problem));
            }
        }
    }
    assert!(
        refused.iter().all(|(_, problem)| matches!(problem, FetProblem::HalfDays { .. } | FetProblem::Days { .. })),
        "{refused:?}"
    );
    assert_eq!(refused.len(), 4, "{refused:?}");
}

fn row(plan: &Plan) -> String {
    let subgroups: usize = plan.classes.iter().map(|class| class.subgroups.len()).sum();
    let counts = [
        plan.cycle.weeks.len(),
        plan.cycle.days.len(),
        plan.hours.len(),
        plan.classes.len(),
        subgroups,
        plan.teachers.len(),
        plan.rooms.len(),
        plan.activities.len(),
        plan.wishes.len(),
        plan.warnings.len(),
    ];
    counts.map(|count| count.to_string()).join("\t")
}

/// What holds for every plan: positions exist, students sit in one audience for each class, subgroups are parts of a class.
fn check(plan: &Plan) {
    for (activity, named) in plan.activities.iter().zip(&plan.document.activities) {
        assert!(activity.subject < plan.subjects.len());
        assert!(activity.teachers.iter().all(|teacher| *teacher < plan.teachers.len()));
        assert!(
            activity.audience.is_sorted() && activity.audience.windows(2).all(|pair| pair[0].class != pair[1].class)
        );
        assert_eq!(named.students.is_empty(), activity.audience.is_empty());
        for audience in &activity.audience {
            assert!(audience.subgroup.is_none_or(|subgroup| subgroup < plan.classes[audience.class].subgroups.len()));
        }
    }
    for class in &plan.classes {
        for subgroup in &class.subgroups {
            assert!(!subgroup.parts.is_empty() && subgroup.parts.len() < class.parts.len(), "{class:?}");
            assert!(subgroup.parts.iter().all(|part| *part < class.parts.len()));
        }
    }
}

///
#[test]
fn the_russian_college_has_groups_with_halves_and_thirds_and_two_weeks() {
    let plan = example("Russia/Russian-Medical-College/timetable-ru.fet");
    assert_eq!(plan.institution, "Медицинский коллеж");
    assert_eq!(plan.cycle.weeks, ["А", "В"]);
    assert_eq!((plan.cycle.days.len(), plan.cycle.days[11].week, plan.cycle.days[11].weekday), (12, 1, Weekday::Sat));
    assert_eq!((plan.activities.len(), plan.subjects.len(), plan.teachers.len(), plan.rooms.len()), (562, 123, 47, 25));
    assert!(plan.rooms[0].building.is_some());

    let names: Vec<&str> = plan.classes.iter().map(|class| class.name.as_str()).collect();
    let groups = [
        "ЛД101", "ЛД201", "ЛД301", "ПЭ13", "ПЭ23", "ПЭ33", "СД11", "СД12", "СД21", "СД22", "СД31", "СД32", "СД41",
        "СД42",
    ];
    assert_eq!(names, groups);
    let courses: Vec<Option<u8>> = plan.classes.iter().map(|class| class.course).collect();
    assert_eq!(courses, [1, 2, 3, 1, 2, 3, 1, 1, 2, 2, 3, 3, 4, 4].map(Some));
    assert_eq!(plan.classes.iter().filter_map(|class| class.students).sum::<u32>(), 353);

    let group = class(&plan, "ЛД101");
    assert_eq!((group.students, group.parts.len()), (Some(30), 4));
    assert_eq!(subgroups(group), ["П1", "П2", "Б1", "Б2", "Б3"]);
    let third = &group.subgroups[3];
    assert_eq!((third.students, third.parts.as_slice()), (Some(10), [1, 2].as_slice()));
    assert_eq!(subgroups(class(&plan, "ЛД201")), ["П1", "П2"]);

    let bells = plan.bells(HourIs::Pair, None).unwrap();
    let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    assert_eq!((bells.len(), bells[1].starts, bells[1].ends), (12, at(9, 20), at(10, 5)));
    assert_eq!(plan.lessons(1, 2, HourIs::Pair), Some(3..=6));
    assert_eq!(plan.lessons(5, 2, HourIs::Pair), None);

    let in_rooms =
        plan.wishes.iter().filter(|wish| matches!(wish.kind, WishKind::Rooms { holder: RoomHolder::Activity(_), .. }));
    assert_eq!(in_rooms.count(), 483);
    assert_eq!(plan.warnings.len(), 1, "{:?}", plan.warnings);
}

#[test]
fn the_bulgarian_school_has_parallels_with_classes() {
    let plan = example("Bulgaria/Lom_high_school_2007-2008.fet");
    assert_eq!(plan.cycle.weeks, ["1"]);
    assert_eq!((plan.cycle.days.len(), plan.hours.len(), plan.activities.len(), plan.teachers.len()), (5, 7, 448, 32));
    assert_eq!(plan.classes.len(), 17);
    let class_names: Vec<&str> = plan.classes.iter().take(5).map(|class| class.name.as_str()).collect();
    assert_eq!(class_names, ["8 а", "8 б", "9 а", "9 б", "9 в"]);
    assert_eq!((class(&plan, "8 а").course, class(&plan, "12 д").course), (Some(8), Some(12)));
    assert_eq!(subgroups(class(&plan, "8 а")), [""; 0]);
    assert_eq!(subgroups(class(&plan, "9 в")), ["историци2", "биолози"]);
    // Four lessons are given to the parallel 9, four more to three classes of 11 and of 12 by name.
    let parallel = plan.activities.iter().filter(|activity| {
        activity.audience.len() == 3 && activity.audience.iter().all(|audience| audience.subgroup.is_none())
    });
    assert_eq!(parallel.count(), 8);
    assert_eq!(plan.activities[0].split_of, Some(1));
    assert_eq!(plan.bells(HourIs::Lesson, None).unwrap().len(), 7);
    assert!(plan.warnings.iter().any(|warning| matches!(warning, Warning::SolverOnly { .. })));
}

#[test]
fn classes_are_found_on_every_level() {
    let names = |file| example(file).classes.iter().map(|class| class.name.clone()).take(4).collect::<Vec<_>>();
    assert_eq!(names("Argentina/Horario_ISJ.fet"), ["1º A", "1º B", "2º A", "2º B"]);
    assert_eq!(names("Romania/Oradea/School-10-Oradea-2007-2008.fet"), ["5A", "5B", "5C", "5D"]);
    assert_eq!(names("Greece/Didymoteicho/6th-Primary-School.fet"), ["Α1", "Α2", "Β1", "Β2"]);
    assert_eq!(names("Spain/1-school/school.fet"), ["1-BAT-A", "1-BAT-B", "1-BAT-C", "1-ESO-A"]);
    assert_eq!(
        names("Spain/2-secondary-school/secondary-school.fet"),
        ["1º Bach A", "1º Bach B", "1º Comercio", "1º ESO A"]
    );
    assert_eq!(names("Germany/secondary-school-1/older/secondary_school.fet"), ["5a", "5b", "5c", "5d"]);
}

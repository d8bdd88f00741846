//! Which sets of students become classes and subgroups, on files as small as they can be.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

use parta_exchange::fet::{self, Audience, Plan, Verbatim, Warning};

/// A year with its groups with their subgroups.
type Year<'a> = (&'a str, &'a [(&'a str, &'a [&'a str])]);

/// The plan of a file with these students and these lessons: who sits in them, and for how many weekly hours.
fn plan(years: &[Year], lessons: &[(&[&str], usize)]) -> Plan {
    let leaf = |name: &str, text: &str| Verbatim::element(name, text).as_str().to_owned();
    let set = |level: &str, name: &str, inside: String| format!("<{level}>{}{inside}</{level}>", leaf("Name", name));
    let group = |(name, subgroups): &(&str, &[&str])| {
        set("Group", name, subgroups.iter().map(|name| set("Subgroup", name, String::new())).collect())
    };
    let years: String =
        years.iter().map(|(name, groups)| set("Year", name, groups.iter().map(group).collect())).collect();
    let hours = lessons.iter().flat_map(|(students, hours)| std::iter::repeat_n(students, *hours));
    let activity = |(id, students): (u32, &&[&str])| {
        let students: String = students.iter().map(|name| leaf("Students", name)).collect();
        format!("<Activity><Id>{id}</Id><Subject>Алгебра</Subject>{students}<Duration>1</Duration></Activity>")
    };
    let activities: String = (1..).zip(hours).map(activity).collect();
    let file = format!(
        "<fet version=\"6.0.0\"><Days_List><Day><Name>Пн</Name></Day></Days_List><Hours_List><Hour><Name>08:30</Name></Hour></Hours_List>\
         <Subjects_List><Subject><Name>Алгебра</Name></Subject></Subjects_List>\
         <Students_List>{years}</Students_List><Activities_List>{activities}</Activities_List></fet>"
    );
    fet::read(file.as_bytes()).unwrap()
}

/// `класс (подгруппа, подгруппа)` for each class.
fn classes(plan: &Plan) -> Vec<String> {
    let shown = plan.classes.iter().map(|class| {
        let subgroups: Vec<&str> = class.subgroups.iter().map(|subgroup| subgroup.name.as_str()).collect();
        match subgroups.is_empty() {
            true => class.name.clone(),
            false => format!("{} ({})", class.name, subgroups.join(", ")),
        }
    });
    shown.collect()
}

fn audience(class: usize, subgroup: Option<usize>) -> Audience {
    Audience { class, subgroup }
}

#[test]
fn a_year_taught_together_is_a_class_with_subgroups() {
    let plan = plan(
        &[("ЛД101", &[("ЛД101-П1", &[]), ("ЛД101-П2", &[])])],
        &[(&["ЛД101"], 4), (&["ЛД101-П1"], 2), (&["ЛД101-П2"], 2)],
    );
    assert_eq!(classes(&plan), ["ЛД101 (П1, П2)"]);
    assert_eq!(plan.activities[0].audience, [audience(0, None)]);
    assert_eq!(plan.activities[4].audience, [audience(0, Some(0))]);
}

#[test]
fn a_year_named_as_a_parallel_holds_classes_even_with_a_common_lesson() {
    let plan = plan(&[("8", &[("8 а", &[]), ("8 б", &[])])], &[(&["8"], 3), (&["8 а"], 5), (&["8 б"], 5)]);
    assert_eq!(classes(&plan), ["8 а", "8 б"]);
    assert_eq!(plan.activities[0].audience, [audience(0, None), audience(1, None)]);
    assert_eq!(plan.classes[1].course, Some(8));
}

#[test]
fn a_course_holds_groups_with_halves() {
    let groups: &[(&str, &[&str])] = &[("ИС-21", &["ИС-21/1", "ИС-21/2"]), ("ПД-21", &[])];
    let plan = plan(&[("2 курс", groups)], &[(&["ИС-21"], 5), (&["ИС-21/1"], 1), (&["ИС-21/2"], 1), (&["ПД-21"], 6)]);
    assert_eq!(classes(&plan), ["ИС-21 (1, 2)", "ПД-21"]);
    assert_eq!(plan.classes[0].course, Some(2));
}

#[test]
fn subgroups_are_classes_where_groups_are_parallels() {
    let parallels: &[(&str, &[&str])] = &[("Пятые", &["5-1", "5-2"]), ("Шестые", &["6-1"])];
    let plan = plan(&[("2026-2027", parallels)], &[(&["5-1"], 5), (&["5-2"], 5), (&["6-1"], 5)]);
    assert_eq!(classes(&plan), ["5-1", "5-2", "Шестые"]);
}

#[test]
fn a_group_over_several_classes_is_a_subgroup_in_each() {
    let groups: &[(&str, &[&str])] = &[
        ("10 а", &["10 а физ", "10 а хим"]),
        ("10 б", &["10 б физ", "10 б хим"]),
        ("Физики", &["10 а физ", "10 б физ"]),
    ];
    let plan = plan(&[("10", groups)], &[(&["10 а"], 9), (&["10 б"], 9), (&["Физики"], 2)]);
    assert_eq!(classes(&plan), ["10 а (физ)", "10 б (физ)"]);
    assert_eq!(plan.activities[18].audience, [audience(0, Some(0)), audience(1, Some(0))]);
}

#[test]
fn courses_of_choice_are_subgroups_of_the_year() {
    let courses: &[(&str, &[&str])] = &[
        ("Нем1", &["Ваня", "Маша"]),
        ("Нем2", &["Петя", "Оля"]),
        ("Хим", &["Ваня", "Петя"]),
        ("Био", &["Маша", "Оля"]),
    ];
    let lessons: &[(&[&str], usize)] = &[
        (&["Нем1"], 2),
        (&["Нем2"], 2),
        (&["Хим"], 3),
        (&["Био"], 3),
        (&["Ваня"], 9),
        (&["Маша"], 9),
        (&["Петя"], 9),
        (&["Оля"], 9),
    ];
    let plan = plan(&[("Профиль", courses)], lessons);
    assert_eq!(plan.classes.len(), 1);
    assert_eq!(plan.classes[0].parts.len(), 4);
}

#[test]
fn sets_that_meet_in_one_lesson_are_one_audience() {
    let plan = plan(
        &[("7 Б", &[("7 Б 1", &[]), ("7 Б 2", &[]), ("7 Б 3", &[])])],
        &[(&["7 Б"], 5), (&["7 Б 1", "7 Б 2"], 1), (&["7 Б 1", "7 Б 2", "7 Б 3"], 1)],
    );
    assert_eq!(classes(&plan), ["7 Б (1 + 2)"]);
    assert_eq!(plan.activities[5].audience, [audience(0, Some(0))]);
    assert_eq!(plan.activities[6].audience, [audience(0, None)]);
}

#[test]
fn who_is_in_no_class_makes_one_with_a_warning() {
    let groups: &[(&str, &[&str])] = &[("1 поток", &["а", "б"]), ("2 поток", &["в", "г"]), ("Хор", &["б", "в", "д"])];
    let plan = plan(&[("9 классы", groups)], &[(&["1 поток"], 9), (&["2 поток"], 9), (&["Хор"], 1)]);
    assert_eq!(classes(&plan), ["1 поток (б)", "2 поток (в)", "Хор"]);
    assert_eq!(plan.warnings[0], Warning::Remainder { class: "Хор".to_owned() });
}

#[test]
fn without_lessons_the_names_decide() {
    let plan = plan(&[("ЛД101", &[("П1", &[]), ("П2", &[])]), ("8", &[("Первый", &[]), ("Второй", &[])])], &[]);
    assert_eq!(classes(&plan), ["ЛД101", "Первый", "Второй"]);
}

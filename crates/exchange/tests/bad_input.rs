//! Wrong, truncated, huge and hostile files: each is refused with a sentence that names the cause, and none brings the program down.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

use parta_exchange::fet::{self, Activity, Constraint, Document, Entry, FetProblem, Room, StudentSet, Verbatim};
use proptest::prelude::*;

/// A small correct file, as a base for wrong ones.
const SMALL: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<fet version="6.8.5">
<Mode>Official</Mode>
<Institution_Name>Школа № 9</Institution_Name>
<Days_List><Number_of_Days>2</Number_of_Days><Day><Name>Понедельник</Name></Day><Day><Name>Вторник</Name></Day></Days_List>
<Hours_List><Number_of_Hours>2</Number_of_Hours><Hour><Name>08:30</Name></Hour><Hour><Name>09:25</Name></Hour></Hours_List>
<Subjects_List><Subject><Name>Алгебра</Name></Subject></Subjects_List>
<Teachers_List><Teacher><Name>Ёлкина А. В.</Name></Teacher></Teachers_List>
<Students_List><Year><Name>7 Б</Name><Number_of_Students>25</Number_of_Students></Year></Students_List>
<Activities_List>
<Activity><Teacher>Ёлкина А. В.</Teacher><Subject>Алгебра</Subject><Students>7 Б</Students><Duration>1</Duration><Id>1</Id></Activity>
</Activities_List>
<Rooms_List><Room><Name>12</Name><Building></Building><Capacity>30</Capacity></Room></Rooms_List>
<Time_Constraints_List><ConstraintBasicCompulsoryTime><Weight_Percentage>100</Weight_Percentage></ConstraintBasicCompulsoryTime></Time_Constraints_List>
</fet>
"#;

fn said(text: &str) -> String {
    fet::read(text.as_bytes()).unwrap_err().to_string()
}

/// What is said about the small file with one place changed.
fn changed(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "{from}");
    said(&SMALL.replacen(from, to, 1))
}

#[test]
fn the_small_file_itself_is_correct() {
    let plan = fet::read(SMALL.as_bytes()).unwrap();
    assert_eq!(
        (plan.classes[0].name.as_str(), plan.classes[0].course, plan.classes[0].students),
        ("7 Б", Some(7), Some(25))
    );
    assert_eq!(plan.activities[0].audience.len(), 1);
    assert_eq!(plan.warnings, []);
    assert_eq!(fet::read(format!("\u{feff}{SMALL}").as_bytes()).unwrap(), plan);
}

#[test]
fn a_file_that_is_no_fet_file_is_named_as_what_it_is() {
    assert_eq!(said(""), "Файл пуст. Сохраните расписание в FET ещё раз и выберите новый файл.");
    assert!(said("привет").starts_with("Это не текст"));
    assert!(matches!(fet::read(&[0, 159, 146, 150]), Err(FetProblem::NotText)));
    assert!(matches!(fet::read(b"PK\x03\x04"), Err(FetProblem::Compressed)));
    assert!(matches!(fet::read(&[0x1f, 0x8b, 8]), Err(FetProblem::Compressed)));
    assert!(said("<html></html>").contains("начинается с элемента «html», а не «fet»"));
    assert!(changed("6.8.5", "3.12").contains("версии «3.12» не поддерживается"));
    assert!(changed("Official", "Mornings-Afternoons").contains("в режиме FET «Mornings-Afternoons»"));
}

#[test]
fn an_encoding_other_than_utf_8_is_refused_by_name() {
    let windows = SMALL.replace("UTF-8", "windows-1251");
    assert_eq!(
        said(&windows),
        "Файл записан в кодировке windows-1251, а FET сохраняет в UTF-8. Откройте файл в FET и сохраните его ещё раз."
    );
    assert!(matches!(fet::read(&[0xff, 0xfe, b'<', 0]), Err(FetProblem::Encoding { .. })));
}

#[test]
fn a_truncated_file_is_refused_wherever_it_ends() {
    for end in (0..SMALL.trim_end().len() - 1).filter(|end| SMALL.is_char_boundary(*end)) {
        assert!(fet::read(&SMALL.as_bytes()[..end]).is_err(), "cut at {end}");
    }
    assert!(said(&SMALL[..SMALL.find("</Days_List>").unwrap()]).starts_with("Файл обрывается"));
}

#[test]
fn hostile_files_are_refused() {
    let laughs = SMALL.replacen("<fet", "<!DOCTYPE fet [<!ENTITY a \"ха\"><!ENTITY b \"&a;&a;&a;\">]>\n<fet", 1);
    assert!(said(&laughs).starts_with("В файле есть объявление DOCTYPE"));
    assert!(changed("Школа № 9", "&смех;").contains("неизвестное обозначение «&смех;»"));
    let deep = format!("<fet version=\"6.0\">{}{}</fet>", "<a>".repeat(200_000), "</a>".repeat(200_000));
    assert!(said(&deep).contains("вложены слишком глубоко"));
    let many = format!("<fet version=\"6.0\">{}</fet>", "<a/>".repeat(3_000_000));
    assert!(matches!(fet::read(many.as_bytes()), Err(FetProblem::TooMany)));
    assert_eq!(fet::read(&vec![b' '; 21 * 1024 * 1024]), Err(FetProblem::TooLarge { megabytes: 21 }));
}

#[test]
fn damage_is_told_with_its_line() {
    assert!(
        changed("</Subject></Subjects_List>", "</Subjects_List>")
            .starts_with("Строка 7: элемент «Subject» закрыт как «Subjects_List»")
    );
    assert!(
        changed("<Duration>1</Duration>", "")
            .starts_with("Строка 11: в элементе «Activity» нет обязательного «Duration»")
    );
    assert!(changed("<Duration>1<", "<Duration>один<").starts_with("Строка 11: в элементе «Duration» стоит «один»"));
    assert!(changed("<Duration>1<", "<Duration>3<").starts_with("Строка 11: занятие 1 длится 3 ч., а в дне 2 ч."));
    assert!(changed("<Capacity>30<", "<Capacity>-1<").contains("должно быть число"));
}

#[test]
fn names_are_defined_once() {
    assert!(changed("Вторник", "Понедельник").starts_with("Строка 5: день «Понедельник» встречается второй раз"));
    let twice = "<Subject><Name>Алгебра</Name></Subject></Subjects_List>";
    assert!(changed("</Subjects_List>", twice).starts_with("Строка 7: предмет «Алгебра» встречается второй раз"));
    let group = "<Number_of_Students>25</Number_of_Students><Group><Name>7 Б</Name></Group>";
    assert!(
        changed("<Number_of_Students>25</Number_of_Students>", group).contains("группа «7 Б» встречается второй раз")
    );
    assert!(
        changed("<Subject>Алгебра</Subject><Students>", "<Subject>Физика</Subject><Students>")
            .contains("«Физика» – такого имени нет в списке «предметы»")
    );
    assert!(changed("<Students>7 Б</Students>", "<Students>7 В</Students>").contains("нет в списке «учащиеся»"));
    assert!(changed("<Building></Building>", "<Building>Новый корпус</Building>").contains("нет в списке «здания»"));
    let unavailable = "<Time_Constraints_List><ConstraintTeacherNotAvailableTimes><Teacher>Никто</Teacher></ConstraintTeacherNotAvailableTimes>";
    assert!(changed("<Time_Constraints_List>", unavailable).contains("«Никто» – такого имени нет в списке «учителя»"));
}

#[test]
fn a_week_without_days_is_refused() {
    let days = &SMALL[SMALL.find("<Days_List>").unwrap()..SMALL.find("<Hours_List>").unwrap()];
    assert!(changed(days, "<Days_List></Days_List>").starts_with("В файле нет ни одного элемента в списке «дни»"));
    assert!(changed(days, "").contains("нет обязательного «Days_List»"));
}

#[test]
fn names_that_differ_only_in_spaces_stay_two_names() {
    let twice = "<Subject><Name> Алгебра</Name></Subject></Subjects_List>";
    let plan = fet::read(SMALL.replacen("</Subjects_List>", twice, 1).as_bytes()).unwrap();
    assert_eq!(plan.subjects, ["Алгебра", "Алгебра (2)"]);
    assert_eq!(plan.warnings[0].to_string(), "Название « Алгебра» записано как «Алгебра (2)», чтобы не повторялось.");
}

/// Names with everything that XML escapes, spaces that FET keeps, and Russian letters.
fn name() -> impl Strategy<Value = String> {
    "[ а-яёА-ЯA-Z0-9&<>\"'.-]{1,12}"
}

fn names(most: usize) -> impl Strategy<Value = Vec<String>> {
    proptest::collection::btree_set(name(), 1..=most).prop_map(|names| names.into_iter().collect())
}

fn entry(name: &str) -> Entry {
    Entry { name: name.to_owned(), other: vec![Verbatim::element("Comments", name)] }
}

fn set(name: String, students: u32, children: Vec<StudentSet>) -> StudentSet {
    StudentSet { entry: entry(&name), students, children }
}

/// Years with groups with subgroups, each level with names of its own.
fn years() -> impl Strategy<Value = Vec<StudentSet>> {
    (names(4), 0_usize..4, 0_usize..4, 0_u32..40).prop_map(|(years, groups, subgroups, students)| {
        let below = |name: &str, count: usize, level: char| {
            (0..count).map(|at| format!("{level}{name}{at}")).collect::<Vec<_>>()
        };
        let group = |name: String| {
            let inside = below(&name, subgroups, '+').into_iter().map(|name| set(name, 0, Vec::new())).collect();
            set(name, students, inside)
        };
        let year = |name: String| {
            let inside = below(&name, groups, '*').into_iter().map(group).collect();
            set(name, students, inside)
        };
        years.into_iter().map(year).collect()
    })
}

fn all_names(sets: &[StudentSet]) -> Vec<String> {
    sets.iter().flat_map(|set| std::iter::once(set.entry.name.clone()).chain(all_names(&set.children))).collect()
}

type Lists = (Vec<String>, Vec<String>, Vec<String>, Vec<String>, Vec<StudentSet>);

fn lists() -> impl Strategy<Value = Lists> {
    (names(7), names(5), names(5), names(4), years())
}

fn document() -> impl Strategy<Value = Document> {
    let picks =
        proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<bool>()), 0..20);
    (lists(), picks).prop_map(|((hours, subjects, teachers, rooms, years), picks)| {
        let students = all_names(&years);
        let activities = (1..).zip(picks).map(|(id, (one, two, active))| Activity {
            id,
            teachers: if active { vec![one.get(&teachers).clone()] } else { Vec::new() },
            subject: two.get(&subjects).clone(),
            tags: Vec::new(),
            students: vec![one.get(&students).clone(), two.get(&students).clone()],
            duration: 1,
            total_duration: 2,
            group: id / 2,
            active,
            number_of_students: active.then_some(id),
            other: vec![Verbatim::element("Comments", "")],
        });
        let kind = "ConstraintBasicCompulsoryTime".to_owned();
        Document {
            version: "6.8.5".to_owned(),
            mode: Some("Official".to_owned()),
            institution: teachers.join(" "),
            comments: subjects.join("\n"),
            days: ["Понедельник", "Вторник", "Среда"].map(entry).to_vec(),
            hours: hours.iter().map(|name| entry(name)).collect(),
            subjects: subjects.iter().map(|name| entry(name)).collect(),
            tags: Vec::new(),
            teachers: teachers.iter().map(|name| entry(name)).collect(),
            activities: activities.collect(),
            years,
            buildings: vec![entry("Корпус 1")],
            rooms: rooms
                .iter()
                .map(|name| Room {
                    entry: entry(name),
                    building: "Корпус 1".to_owned(),
                    capacity: 30,
                    is_virtual: false,
                })
                .collect(),
            time_constraints: vec![Constraint { xml: Verbatim::element(&kind, "100"), kind }],
            space_constraints: Vec::new(),
            other: vec![Verbatim::element("Timetable_Generation_Options_List", "")],
        }
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(document in document()) {
        let plan = fet::read(&fet::write(&document)).unwrap();
        prop_assert_eq!(&plan.document, &document);
        prop_assert_eq!(fet::read(&fet::write(&plan.document)).unwrap(), plan);
    }

    #[test]
    fn every_student_belongs_to_exactly_one_class(document in document()) {
        let plan = fet::read(&fet::write(&document)).unwrap();
        let parts: Vec<&str> = plan.classes.iter().flat_map(|class| &class.parts).map(|part| part.name.as_str()).collect();
        fn innermost(sets: &[StudentSet]) -> usize {
            sets.iter().map(|set| if set.children.is_empty() { 1 } else { innermost(&set.children) }).sum()
        }
        prop_assert_eq!(parts.len(), innermost(&document.years));
        for activity in &plan.activities {
            prop_assert!(!activity.audience.is_empty());
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = fet::read(&bytes);
        let _ = fet::read_bells(&bytes);
    }

    #[test]
    fn a_file_changed_anywhere_never_panics(at in 0..SMALL.len(), text in "[<>/&;\"A-Zа-я0-9 ]{0,6}", cut in 0_usize..8) {
        let mut bytes = SMALL.as_bytes().to_vec();
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, text.bytes());
        if let Ok(plan) = fet::read(&bytes) {
            prop_assert_eq!(fet::read(&fet::write(&plan.document)).unwrap(), plan);
        }
    }

    #[test]
    fn names_of_days_and_hours_never_panic(days in proptest::collection::btree_set("\\PC{0,14}", 1..40), hours in proptest::collection::btree_set("[0-9:.hp –-]{0,14}", 1..40)) {
        let wrap = |items: &std::collections::BTreeSet<String>, name: &str| -> String {
            items.iter().map(|item| format!("<{name}>{}</{name}>", Verbatim::element("Name", item).as_str())).collect()
        };
        let file = format!(
            "<fet version=\"5.41.0\"><Days_List>{}</Days_List><Hours_List>{}</Hours_List></fet>",
            wrap(&days, "Day"),
            wrap(&hours, "Hour"),
        );
        if let Ok(plan) = fet::read(file.as_bytes()) {
            let _ = plan.bells(fet::HourIs::Pair, None);
            prop_assert_eq!(plan.cycle.days.len(), days.len());
            prop_assert!(plan.cycle.days.iter().all(|day| day.week < plan.cycle.weeks.len()));
        }
    }
}

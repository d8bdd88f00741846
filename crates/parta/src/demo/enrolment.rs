//! Classes and the students in them, with their families.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use parta_school::calendar::Day;
use parta_school::names::NameProblem;

use super::chance::Chance;
use super::people::{self, Adult, Family};
use super::school::{Class, DemoSchool, Guardian, Kin, SHOWN_CLASS, SHOWN_FAMILY, Student, YOUNGER_CLASS};

const STUDENTS_OF_A_CLASS: usize = 25;
const LETTERS: &[&str] = &["А", "Б", "В", "Г", "Д", "Е", "Ж", "З", "И", "К"];

/// The list of the shown class: surname as sons bear it, name, female.
const SHOWN_LIST: &[(&str, &str, bool)] = &[
    (SHOWN_FAMILY, "Вероника", true),
    ("Абрамов", "Софья", true),
    ("Белов", "Тимур", false),
    ("Васильев", "Дарья", true),
    ("Гаврилов", "Иван", false),
    ("Герасимов", "Полина", true),
    ("Дьячков", "Арсений", false),
    ("Евсеев", "Анна", true),
    ("Жданов", "Кирилл", false),
    ("Зайцев", "Роман", false),
    ("Ильин", "Мария", true),
    ("Калинин", "Егор", false),
    ("Ковалёв", "Алиса", true),
    ("Кузнецов", "Матвей", false),
    ("Лебедев", "Ксения", true),
    ("Морозов", "Артём", false),
    ("Назаров", "Милана", true),
    ("Орлов", "Даниил", false),
    ("Павлов", "Ева", true),
    ("Рябов", "Степан", false),
    ("Соколов", "Виктория", true),
    ("Тихонов", "Глеб", false),
    ("Ушаков", "Варвара", true),
    ("Фёдоров", "Лев", false),
    ("Щербаков", "Яна", true),
];

impl DemoSchool {
    pub(super) fn open_classes(&mut self, students: usize) {
        let mut names = class_names(students.div_ceil(STUDENTS_OF_A_CLASS));
        names.sort();
        for (grade, letter) in names {
            let mode = self.modes.iter().position(|mode| mode.grades.contains(&grade)).unwrap_or_default();
            self.classes.push(Class { grade, letter, mode, teacher: 0, students: Vec::new() });
        }
    }

    pub(super) fn enrol(&mut self, students: usize) -> Result<(), NameProblem> {
        let mut families = Families::default();
        let mut chance = self.chance(2);
        let count = self.classes.len().max(1);
        for class in 0..self.classes.len() {
            let seats = students / count + usize::from(class < students % count);
            let mut newcomers = self.newcomers(class, seats, &mut families, &mut chance)?;
            newcomers.sort_by_key(|(person, _)| person.name.sort_key());
            for (person, family) in newcomers {
                self.enrol_one(class, person, family, &mut families);
            }
        }
        Ok(())
    }

    /// The students of a class with their families.
    fn newcomers(
        &self,
        class: usize,
        seats: usize,
        families: &mut Families,
        chance: &mut Chance,
    ) -> Result<Vec<(people::Person, usize)>, NameProblem> {
        let grade = self.classes.get(class).map_or(1, |class| class.grade);
        let year = self.year.first_day().year();
        let mut known = BTreeSet::new();
        let mut newcomers = Vec::new();
        while newcomers.len() < seats {
            let born = people::birthday(year, grade, chance);
            let seat = newcomers.len();
            let newcomer = if let Some((surname, name, female)) = self.cast(class, seat) {
                let family = families.named(surname, chance)?;
                let person = families.child(family, Some((name, female)), born, chance)?;
                person.map(|person| (person, family))
            } else if let Some(rare) = self.rare_seat(class, seat) {
                people::rare(rare, born, chance)?.map(|(family, person)| (person, families.add(family)))
            } else {
                let sibling = if chance.permille(190) { families.with_room_for_a_child(grade, chance) } else { None };
                let family = match sibling {
                    Some(family) => family,
                    None => families.add(Family::invent(chance)?),
                };
                families.child(family, None, born, chance)?.map(|person| (person, family))
            };
            let Some((person, family)) = newcomer else {
                break;
            };
            if known.insert(person.name.list()) {
                families.note_child(family, grade);
                newcomers.push((person, family));
            }
        }
        Ok(newcomers)
    }

    fn cast(&self, class: usize, seat: usize) -> Option<(&'static str, &'static str, bool)> {
        match seat {
            0 if self.is_class(class, YOUNGER_CLASS) => Some((SHOWN_FAMILY, "Михаил", false)),
            _ if self.is_class(class, SHOWN_CLASS) => SHOWN_LIST.get(seat).copied(),
            _ => None,
        }
    }

    /// One child with a rare name in each of some classes.
    fn rare_seat(&self, class: usize, seat: usize) -> Option<usize> {
        let every = self.classes.len().div_ceil(people::RARE_FAMILIES.len()).max(1);
        (seat == 1 && class % every == every - 1).then_some(class / every)
    }

    fn enrol_one(&mut self, class: usize, person: people::Person, family: usize, families: &mut Families) {
        let student = self.students.len();
        let kin = families.kin(family, &mut self.guardians);
        for Kin { guardian, .. } in &kin {
            if let Some(guardian) = self.guardians.get_mut(*guardian) {
                guardian.children.push(student);
            }
        }
        self.students.push(Student { name: person.name, female: person.female, born: person.born, class, kin });
        if let Some(class) = self.classes.get_mut(class) {
            class.students.push(student);
        }
    }
}

/// Families while children are being enrolled.
#[derive(Default)]
struct Families {
    families: Vec<Family>,
    /// Grades of the children so far.
    grades: Vec<Vec<u8>>,
    /// Places of the guardians, once a child is enrolled.
    guardians: Vec<Vec<Kin>>,
    named: BTreeMap<&'static str, usize>,
}

impl Families {
    fn add(&mut self, family: Family) -> usize {
        self.families.push(family);
        self.grades.push(Vec::new());
        self.guardians.push(Vec::new());
        self.families.len() - 1
    }

    fn named(&mut self, surname: &'static str, chance: &mut Chance) -> Result<usize, NameProblem> {
        if let Some(family) = self.named.get(surname) {
            return Ok(*family);
        }
        let family = self.add(Family::of(surname, chance)?);
        self.named.insert(surname, family);
        Ok(family)
    }

    fn child(
        &self,
        family: usize,
        given: Option<(&str, bool)>,
        born: Day,
        chance: &mut Chance,
    ) -> Result<Option<people::Person>, NameProblem> {
        self.families.get(family).map(|family| family.child(given, born, chance)).transpose()
    }

    /// A family with one or two children at the school, all at least two grades below.
    fn with_room_for_a_child(&self, grade: u8, chance: &mut Chance) -> Option<usize> {
        let fits = |family: &usize| {
            self.grades
                .get(*family)
                .is_some_and(|grades| (1..3).contains(&grades.len()) && grades.iter().all(|other| other + 2 <= grade))
        };
        let free = |family: &usize| {
            self.families.get(*family).is_some_and(Family::may_grow)
                && !self.named.values().any(|named| named == family)
        };
        (0..8).map(|_| chance.below(self.families.len())).find(|family| fits(family) && free(family))
    }

    fn note_child(&mut self, family: usize, grade: u8) {
        if let Some(grades) = self.grades.get_mut(family) {
            grades.push(grade);
        }
    }

    /// The family's guardians in the school's list, entered there with the first child.
    fn kin(&mut self, family: usize, guardians: &mut Vec<Guardian>) -> Vec<Kin> {
        let (Some(known), Some(family)) = (self.guardians.get_mut(family), self.families.get(family)) else {
            return Vec::new();
        };
        if known.is_empty() {
            for Adult { name, female, phone, relation } in family.guardians.iter().cloned() {
                guardians.push(Guardian { name, female, phone, children: Vec::new() });
                known.push(Kin { guardian: guardians.len() - 1, relation });
            }
        }
        known.clone()
    }
}

/// The first so many classes in the order in which a growing school would open them for show: the two shown ones, then one of each grade,
/// then the second of each… Grades 10 and 11 have two.
fn class_names(count: usize) -> Vec<(u8, &'static str)> {
    let grades = [7, 10, 5, 1, 9, 2, 3, 4, 6, 8, 11];
    let all = LETTERS.iter().enumerate().flat_map(|(place, letter)| {
        grades.into_iter().filter(move |grade| *grade < 10 || place < 2).map(move |grade| (grade, *letter))
    });
    let mut names = vec![SHOWN_CLASS, YOUNGER_CLASS];
    names.extend(all.filter(|name| ![SHOWN_CLASS, YOUNGER_CLASS].contains(name)));
    names.truncate(count.max(1));
    names
}

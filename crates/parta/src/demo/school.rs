//! The school itself: its year, rooms, staff, classes, students with their families, journal pages, load and timetable.

use std::error::Error;

use chrono::{NaiveTime, Weekday};
use parta_school::access::Role;
use parta_school::calendar::{AcademicYear, Cycle, Day};
use parta_school::ids::{ClassId, PageId, PersonId, RoomId, SubgroupId, TimetableEntryId};
use parta_school::lessons::{self, NoBell};
use parta_school::names::FullName;
use parta_school::{timetable, wording};
use std::collections::BTreeMap;

use super::accounts::Account;
use super::chance::Chance;
use super::curriculum::{Department, SUBJECTS, Subject, WORK_KINDS};
use super::timetabling::{self, Block};
use super::year::{Mode, modes};

/// A whole school. All numbers in it are places in its vectors.
#[derive(Debug)]
pub struct DemoSchool {
    pub seed: u64,
    pub name: &'static str,
    pub short_name: &'static str,
    pub year: AcademicYear,
    pub modes: Vec<Mode>,
    pub rooms: Vec<Room>,
    pub subjects: &'static [Subject],
    /// Names, as in the regulation profile.
    pub work_kinds: &'static [&'static str],
    pub staff: Vec<Employee>,
    pub classes: Vec<Class>,
    pub subgroups: Vec<Subgroup>,
    pub students: Vec<Student>,
    pub guardians: Vec<Guardian>,
    pub pages: Vec<Page>,
    pub timetable: Vec<Slot>,
    /// One sign-in for each role, to click on the sign-in page of the demo.
    pub accounts: Vec<Account>,
}

#[derive(Debug)]
pub struct Room {
    pub number: String,
    pub name: &'static str,
    pub seats: u16,
}

#[derive(Debug)]
pub struct Employee {
    pub name: FullName,
    pub female: bool,
    pub born: Day,
    pub position: &'static str,
    pub roles: Vec<Role>,
    /// Own room, where all lessons of a teacher are held.
    pub room: Option<usize>,
}

#[derive(Debug)]
pub struct Class {
    pub grade: u8,
    pub letter: &'static str,
    pub mode: usize,
    /// The class teacher, in the staff.
    pub teacher: usize,
    /// In the order of the register.
    pub students: Vec<usize>,
}

impl Class {
    /// «7 «Б»».
    pub fn name(&self) -> String {
        wording::class_name(self.grade, self.letter)
    }
}

/// A part of a class for one subject.
#[derive(Debug)]
pub struct Subgroup {
    pub class: usize,
    pub subject: usize,
    /// 1 or 2. Students with the same number are together in all subjects that divide the class.
    pub number: u8,
    pub students: Vec<usize>,
}

impl Subgroup {
    /// «группа 1».
    pub fn name(&self) -> String {
        format!("группа {}", self.number)
    }
}

#[derive(Debug)]
pub struct Student {
    pub name: FullName,
    pub female: bool,
    pub born: Day,
    pub class: usize,
    pub kin: Vec<Kin>,
}

/// Who somebody is to a student.
#[derive(Debug, Clone)]
pub struct Kin {
    pub guardian: usize,
    /// «мать», «отец», «бабушка», «опекун».
    pub relation: &'static str,
}

#[derive(Debug)]
pub struct Guardian {
    pub name: FullName,
    pub female: bool,
    pub phone: String,
    pub children: Vec<usize>,
}

/// A journal page: class or subgroup × subject, with its teacher and weekly hours.
#[derive(Debug)]
pub struct Page {
    pub class: usize,
    pub subject: usize,
    pub subgroup: Option<usize>,
    pub teacher: usize,
    pub room: Option<usize>,
    pub hours: u8,
}

/// A lesson of the week; its room is the page's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    pub page: usize,
    pub weekday: Weekday,
    pub number: u8,
}

/// A lesson of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DemoLesson {
    pub page: usize,
    pub day: Day,
    pub number: u8,
    /// Which lesson of its page in the year it is, from 0.
    pub ordinal: usize,
    pub slot: usize,
    pub starts: NaiveTime,
    pub ends: NaiveTime,
}

pub(super) type Made<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// The class that pictures and accounts of the demo show, and the one of a younger brother.
pub(super) const SHOWN_CLASS: (u8, &str) = (7, "Б");
pub(super) const YOUNGER_CLASS: (u8, &str) = (3, "А");
pub(super) const SHOWN_FAMILY: &str = "Ёлкин";

const WEEKDAYS: [Weekday; 6] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat];

impl DemoSchool {
    /// Makes the school: 1,000 students are 40 classes and 60 teachers; from 60 students on it is still a school.
    pub fn generate(seed: u64, students: usize, year: AcademicYear) -> Made<Self> {
        let mut school = Self {
            seed,
            name: "Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа № 9»",
            short_name: "МБОУ СОШ № 9",
            year,
            modes: modes(year)?,
            rooms: Vec::new(),
            subjects: SUBJECTS,
            work_kinds: WORK_KINDS,
            staff: Vec::new(),
            classes: Vec::new(),
            subgroups: Vec::new(),
            students: Vec::new(),
            guardians: Vec::new(),
            pages: Vec::new(),
            timetable: Vec::new(),
            accounts: Vec::new(),
        };
        school.hire_administration()?;
        school.open_classes(students);
        school.enrol(students)?;
        school.open_pages();
        school.hire_primary_teachers()?;
        Department::ALL.into_iter().try_for_each(|department| school.hire_department(department))?;
        school.name_shown_teacher()?;
        school.appoint_class_teachers();
        school.timetable = school.place_lessons();
        school.accounts = school.accounts_by_role();
        Ok(school)
    }

    pub fn students_of(&self, page: &Page) -> &[usize] {
        let of_class = self.classes.get(page.class).map_or(&[][..], |class| &class.students);
        page.subgroup.and_then(|subgroup| self.subgroups.get(subgroup)).map_or(of_class, |subgroup| &subgroup.students)
    }

    /// The timetable in the rules' own form; every identifier is a place in a vector plus 1.
    pub fn entries(&self) -> Vec<timetable::Entry> {
        let id = |index: usize| index as i64 + 1;
        let entry = |(index, slot): (usize, &Slot)| {
            let page = self.pages.get(slot.page)?;
            Some(timetable::Entry {
                id: TimetableEntryId(id(index)),
                page: PageId(id(slot.page)),
                class: ClassId(id(page.class)),
                subgroup: page.subgroup.map(id).map(SubgroupId),
                teachers: vec![PersonId(id(page.teacher))],
                room: page.room.map(id).map(RoomId),
                week: None,
                weekday: slot.weekday,
                number: slot.number,
                joint: None,
            })
        };
        self.timetable.iter().enumerate().filter_map(entry).collect()
    }

    /// All lessons of the year, by page, then by day and number.
    pub fn lessons(&self) -> Result<Vec<DemoLesson>, NoBell> {
        let cycle = Cycle::weekly(self.year);
        let index = |id: i64| usize::try_from(id - 1).unwrap_or_default();
        let mut lessons = Vec::new();
        for (number, mode) in self.modes.iter().enumerate() {
            let of_mode = |entry: &timetable::Entry| {
                self.classes.get(index(entry.class.0)).is_some_and(|class| class.mode == number)
            };
            let entries: Vec<timetable::Entry> = self.entries().into_iter().filter(of_mode).collect();
            let generated = lessons::generate(
                &mode.calendar,
                &mode.bells,
                &cycle,
                &entries,
                self.year.first_day(),
                self.year.last_lesson_day(),
            )?;
            lessons.extend(generated.into_iter().map(|lesson| DemoLesson {
                page: index(lesson.page.0),
                day: lesson.day,
                number: lesson.number,
                ordinal: 0,
                slot: index(lesson.entry.0),
                starts: lesson.starts,
                ends: lesson.ends,
            }));
        }
        lessons.sort_unstable();
        for of_page in lessons.chunk_by_mut(|one, next| one.page == next.page) {
            of_page.iter_mut().enumerate().for_each(|(ordinal, lesson)| lesson.ordinal = ordinal);
        }
        Ok(lessons)
    }

    pub(super) fn chance(&self, purpose: u64) -> Chance {
        Chance::of(&[self.seed, purpose])
    }

    pub(super) fn is_class(&self, class: usize, (grade, letter): (u8, &str)) -> bool {
        self.classes.get(class).is_some_and(|class| class.grade == grade && class.letter == letter)
    }

    fn place_lessons(&self) -> Vec<Slot> {
        let blocks = self.blocks();
        let days: Vec<usize> = self
            .classes
            .iter()
            .map(|class| self.modes.get(class.mode).map_or(5, |mode| usize::from(mode.calendar.week.days())))
            .collect();
        let attempts = (0..4)
            .map(|attempt| timetabling::place(&blocks, self.staff.len(), &days, &mut self.chance(1_000 + attempt)));
        let mut best: Vec<Option<timetabling::Time>> = Vec::new();
        for times in attempts {
            let left_out = |times: &[Option<timetabling::Time>]| times.iter().filter(|time| time.is_none()).count();
            if best.is_empty() || left_out(&times) < left_out(&best) {
                best = times;
            }
            if left_out(&best) == 0 {
                break;
            }
        }
        let mut slots = Vec::new();
        for (block, time) in blocks.iter().zip(best) {
            let Some(time) = time else { continue };
            let Some(weekday) = WEEKDAYS.get(usize::from(time.day)) else {
                continue;
            };
            slots.extend(block.pages.iter().map(|page| Slot { page: *page, weekday: *weekday, number: time.number }));
        }
        slots.sort_by_key(|slot| (slot.page, slot.weekday.num_days_from_monday(), slot.number));
        slots
    }

    /// Each weekly hour of a class and subject, its subgroups side by side.
    fn blocks(&self) -> Vec<Block> {
        let mut by_subject: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for (index, page) in self.pages.iter().enumerate() {
            by_subject.entry((page.class, page.subject)).or_default().push(index);
        }
        let mut blocks = Vec::new();
        for ((class, subject), pages) in by_subject {
            let hours = pages.iter().filter_map(|page| self.pages.get(*page)).map(|page| page.hours).max().unwrap_or(0);
            let teachers = pages.iter().filter_map(|page| self.pages.get(*page)).map(|page| page.teacher).collect();
            let block = Block {
                class,
                pages,
                teachers,
                subject,
                difficulty: SUBJECTS.get(subject).map_or(0, |subject| subject.difficulty),
            };
            blocks.extend(std::iter::repeat_n(block, usize::from(hours)));
        }
        blocks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::accounts::Who;
    use parta_school::calendar::VacationKind;
    use parta_school::calendar::check_terms;
    use std::collections::BTreeSet;

    fn school(students: usize) -> DemoSchool {
        DemoSchool::generate(9, students, AcademicYear::starting_in(2026).unwrap()).unwrap()
    }

    fn load(school: &DemoSchool, teacher: usize) -> usize {
        school.pages.iter().filter(|page| page.teacher == teacher).map(|page| usize::from(page.hours)).sum()
    }

    #[test]
    fn a_thousand_students_make_forty_classes_and_sixty_teachers() {
        let school = school(1000);
        assert_eq!((school.students.len(), school.classes.len()), (1000, 40));
        assert!(school.classes.iter().all(|class| class.students.len() == 25));
        let teachers: Vec<usize> = (0..school.staff.len()).filter(|index| load(&school, *index) > 0).collect();
        let loads: Vec<(usize, &str)> =
            teachers.iter().map(|index| (load(&school, *index), school.staff[*index].position)).collect();
        assert_eq!(teachers.len(), 60, "{loads:?}");
        assert!(loads.iter().all(|(hours, _)| (16..=30).contains(hours)), "{loads:?}");
        assert!(loads.iter().filter(|(hours, _)| *hours >= 18).count() >= 55, "{loads:?}");
    }

    #[test]
    fn the_same_seed_gives_the_same_school() {
        let (one, same) = (school(200), school(200));
        assert_eq!(format!("{one:?}"), format!("{same:?}"));
        let other = DemoSchool::generate(10, 200, AcademicYear::starting_in(2026).unwrap()).unwrap();
        assert_ne!(format!("{:?}", one.students), format!("{:?}", other.students));
    }

    ///
    #[test]
    fn the_timetable_has_every_hour_and_no_clash() {
        for students in [60, 120, 500, 1000, 1300] {
            let school = school(students);
            let together = |one: SubgroupId, other: SubgroupId| {
                let number = |id: SubgroupId| school.subgroups[id.0 as usize - 1].number;
                number(one) == number(other)
            };
            assert_eq!(timetable::clashes(&school.entries(), together), [], "{students} students");
            for (index, page) in school.pages.iter().enumerate() {
                let placed = school.timetable.iter().filter(|slot| slot.page == index).count();
                assert_eq!(placed, usize::from(page.hours), "{students} students, page {index}");
            }
        }
    }

    #[test]
    fn a_class_begins_with_the_first_lesson_and_has_no_gap() {
        let school = school(1000);
        let mut doubles = 0;
        for (index, class) in school.classes.iter().enumerate() {
            for weekday in WEEKDAYS {
                let slots: Vec<&Slot> = school
                    .timetable
                    .iter()
                    .filter(|slot| school.pages[slot.page].class == index && slot.weekday == weekday)
                    .collect();
                let numbers: BTreeSet<u8> = slots.iter().map(|slot| slot.number).collect();
                let lessons: BTreeSet<(usize, u8)> =
                    slots.iter().map(|slot| (school.pages[slot.page].subject, slot.number)).collect();
                let subjects: BTreeSet<usize> = lessons.iter().map(|(subject, _)| *subject).collect();
                assert_eq!(numbers, (1..=numbers.len() as u8).collect(), "{} {weekday}", class.name());
                let most = match class.grade {
                    1..=4 => 5,
                    5..=6 => 6,
                    _ => 7,
                };
                assert!(numbers.len() <= most && numbers.len() >= if weekday == Weekday::Sat { 0 } else { 4 });
                doubles += lessons.len() - subjects.len();
            }
        }
        assert!(doubles <= 80, "{doubles} times the same subject twice a day in 40 classes");
    }

    #[test]
    fn every_mode_has_a_sound_year() {
        let school = school(60);
        for mode in &school.modes {
            assert_eq!(check_terms(school.year, &mode.terms), Ok(()));
            assert_eq!(
                mode.calendar.vacations.iter().filter(|vacation| vacation.kind == VacationKind::Additional).count(),
                usize::from(mode.name == "1 класс")
            );
        }
        let weeks: Vec<u8> = school.modes.iter().map(|mode| mode.calendar.week.days()).collect();
        assert_eq!(weeks, [5, 5, 6, 6]);
    }

    ///
    #[test]
    fn the_year_has_its_lessons() {
        let school = school(1000);
        let lessons = school.lessons().unwrap();
        assert!((40_000..46_000).contains(&lessons.len()), "{}", lessons.len());
        let shown =
            lessons.iter().filter(|lesson| std::ptr::eq(&school.pages[lesson.page], school.shown_page().unwrap()));
        let count = shown.clone().count();
        assert!((97..=104).contains(&count), "about 34 weeks of 3 hours: {count}");
        assert!(shown.clone().map(|lesson| lesson.ordinal).eq(0..count));
    }

    #[test]
    fn people_are_plausible() {
        let school = school(1000);
        let names: BTreeSet<String> = school.students.iter().map(|student| student.name.full()).collect();
        assert!(names.len() > 985, "{} different names", names.len());
        assert!(school.students.iter().all(|student| (1..=2).contains(&student.kin.len())));
        let many = school.guardians.iter().filter(|guardian| guardian.children.len() > 1).count();
        assert!((100..400).contains(&many), "{many} guardians with several children");
        let without_patronymic = school.students.iter().filter(|student| student.name.patronymic().is_none()).count();
        assert!((1..10).contains(&without_patronymic));
        for needle in ["Ё", "’", "-", " оглы"] {
            assert!(school.students.iter().any(|student| student.name.full().contains(needle)), "{needle}");
        }
        let girls = school.students.iter().filter(|student| student.female).count();
        assert!((430..570).contains(&girls), "{girls}");
        for student in &school.students {
            let age = school.year.first_day().years_since(student.born).unwrap();
            let grade = school.classes[student.class].grade;
            assert!((u32::from(grade) + 5..=u32::from(grade) + 7).contains(&age), "{age} in grade {grade}");
        }
    }

    #[test]
    fn the_shown_class_is_that_of_the_pictures_and_each_role_has_an_account() {
        for students in [60, 1000] {
            let school = school(students);
            let class = school.classes.iter().find(|class| class.name() == "7 «Б»").unwrap();
            assert!(class.students.iter().any(|student| school.students[*student].name.list() == "Ёлкина Вероника"));
            let parent = school.accounts.iter().find(|account| account.role == Role::Guardian).unwrap();
            let Who::Guardian(guardian) = parent.who else { panic!() };
            let children: Vec<String> =
                school.guardians[guardian].children.iter().map(|child| school.students[*child].name.list()).collect();
            assert_eq!(children, ["Ёлкин Михаил", "Ёлкина Вероника"]);
            assert!(
                school.accounts.iter().any(|account| account.caption == "Петрова Анна Викторовна – учитель математики")
            );
            let roles: BTreeSet<&str> = school.accounts.iter().map(|account| account.role.code()).collect();
            assert_eq!(roles.len(), school.accounts.len());
            assert_eq!(roles.len(), 12);
            assert!(
                school.classes.iter().all(|class| { school.staff[class.teacher].roles.contains(&Role::ClassTeacher) })
            );
        }
    }
}

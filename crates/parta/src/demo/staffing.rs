//! The staff, and who of it teaches what to whom.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use parta_school::access::Role;
use parta_school::names::{FullName, NameProblem};

use super::chance::Chance;
use super::curriculum::{Department, SUBJECTS};
use super::people;
use super::school::{DemoSchool, Employee, Page, Room, SHOWN_CLASS, Subgroup};

/// A class smaller than this is not divided into subgroups.
const SMALLEST_DIVIDED_CLASS: usize = 18;
const SHOWN_TEACHER: (&str, &str, &str) = ("Петрова", "Анна", "Викторовна");
const SHOWN_ROOM: &str = "214";

impl DemoSchool {
    pub(super) fn hire_administration(&mut self) -> Result<(), NameProblem> {
        let mut chance = self.chance(1);
        for (position, role) in [
            ("директор", Role::Director),
            ("заместитель директора по учебно-воспитательной работе", Role::DeputyStudies),
            ("заместитель директора по воспитательной работе", Role::DeputyUpbringing),
            ("технический специалист", Role::JournalAdmin),
            ("секретарь", Role::Secretary),
            ("медицинская сестра", Role::Nurse),
            ("социальный педагог", Role::SocialPedagogue),
        ] {
            self.hire(position, vec![role], None, &mut chance)?;
        }
        Ok(())
    }

    fn hire(
        &mut self,
        position: &'static str,
        roles: Vec<Role>,
        room: Option<usize>,
        chance: &mut Chance,
    ) -> Result<usize, NameProblem> {
        let known: BTreeSet<String> = self.staff.iter().map(|employee| employee.name.full()).collect();
        let mut person = people::employee(chance, self.year.first_day().year())?;
        while known.contains(&person.name.full()) {
            person = people::employee(chance, self.year.first_day().year())?;
        }
        self.staff.push(Employee {
            name: person.name,
            female: person.female,
            born: person.born,
            position,
            roles,
            room,
        });
        Ok(self.staff.len() - 1)
    }

    pub(super) fn open_pages(&mut self) {
        for class in 0..self.classes.len() {
            let Some((grade, students)) = self.classes.get(class).map(|class| (class.grade, class.students.clone()))
            else {
                continue;
            };
            for (subject, taught) in SUBJECTS.iter().enumerate().filter(|(_, subject)| subject.hours_in(grade) > 0) {
                let page =
                    |subgroup| Page { class, subject, subgroup, teacher: 0, room: None, hours: taught.hours_in(grade) };
                if !taught.divided_in(grade) || students.len() < SMALLEST_DIVIDED_CLASS {
                    self.pages.push(page(None));
                    continue;
                }
                let (first, second) = students.split_at(students.len().div_ceil(2));
                for (number, part) in [(1, first), (2, second)] {
                    self.subgroups.push(Subgroup { class, subject, number, students: part.to_vec() });
                    self.pages.push(page(Some(self.subgroups.len() - 1)));
                }
            }
        }
    }

    pub(super) fn hire_primary_teachers(&mut self) -> Result<(), NameProblem> {
        let mut chance = self.chance(3);
        let primary: Vec<(usize, u8)> = self
            .classes
            .iter()
            .enumerate()
            .map(|(index, class)| (index, class.grade))
            .filter(|(_, grade)| *grade <= 4)
            .collect();
        for (class, grade) in primary {
            let room = self.furnish("кабинет начальных классов", 28);
            let teacher = self.hire(
                "учитель начальных классов",
                vec![Role::PrimaryTeacher, Role::SubjectTeacher, Role::ClassTeacher],
                Some(room),
                &mut chance,
            )?;
            for page in self.pages.iter_mut().filter(|page| page.class == class) {
                if SUBJECTS.get(page.subject).is_some_and(|subject| subject.by_primary_teacher(grade)) {
                    (page.teacher, page.room) = (teacher, Some(room));
                }
            }
            if let Some(class) = self.classes.get_mut(class) {
                class.teacher = teacher;
            }
        }
        Ok(())
    }

    /// Primary classes have the ground floor, specialists the two above; sports halls have no number.
    fn furnish(&mut self, name: &'static str, seats: u16) -> usize {
        let same = |room: &&Room| {
            (room.name == "кабинет начальных классов") == (name == "кабинет начальных классов")
                && room.name != "спортивный зал"
        };
        let before = self.rooms.iter().filter(same).count();
        let halls = self.rooms.iter().filter(|room| room.name == "спортивный зал").count();
        let number = match name {
            "спортивный зал" => format!("зал {}", halls + 1),
            "кабинет начальных классов" => (101 + before).to_string(),
            // The room of the shown teacher is kept for her.
            _ => [201..=213, 215..=226, 301..=399].into_iter().flatten().nth(before).unwrap_or(400).to_string(),
        };
        self.rooms.push(Room { number, name, seats });
        self.rooms.len() - 1
    }

    /// Hires as many specialists as the hours of a department ask for and shares the pages out among them.
    pub(super) fn hire_department(&mut self, department: Department) -> Result<(), NameProblem> {
        let mut chance = self.chance(100 + department as u64);
        let mut parts = self.parts_of(department);
        let hours: usize = parts.iter().map(|part| part.hours).sum();
        let divided = parts.iter().any(|part| part.subgroup);
        if hours == 0 {
            return Ok(());
        }
        let count = (hours * 2).div_ceil(47).max(1 + usize::from(divided));
        let (name, seats) = department.room();
        let mut teachers = Vec::new();
        for _ in 0..count {
            let room = self.furnish(name, seats);
            let teacher = self.hire(department.position(), vec![Role::SubjectTeacher], Some(room), &mut chance)?;
            teachers.push(Load { teacher, room, hours: 0, subjects: BTreeSet::new(), groups: BTreeSet::new() });
        }
        parts.sort_by_key(|part| (!part.subgroup, usize::MAX - part.hours, part.subject, part.class));
        for part in parts {
            self.give(part, &mut teachers, hours.div_ceil(count));
        }
        Ok(())
    }

    /// What can be given to one teacher: the languages or the mathematics of a class as a whole, other subjects one by one.
    fn parts_of(&self, department: Department) -> Vec<Part> {
        let mut parts: BTreeMap<(usize, usize, Option<usize>), Part> = BTreeMap::new();
        for (index, page) in self.pages.iter().enumerate() {
            let grade = self.classes.get(page.class).map_or(1, |class| class.grade);
            let Some(subject) = SUBJECTS
                .get(page.subject)
                .filter(|subject| subject.department == department && !subject.by_primary_teacher(grade))
            else {
                continue;
            };
            let together = matches!(department, Department::Philology | Department::Mathematics | Department::History)
                && subject.graded;
            let key = (page.class, if together { 0 } else { 1 + page.subject }, page.subgroup);
            let part = parts.entry(key).or_insert_with(|| Part {
                class: page.class,
                subject: page.subject,
                subgroup: page.subgroup.is_some(),
                hours: 0,
                pages: Vec::new(),
            });
            part.hours += usize::from(page.hours);
            part.pages.push(index);
        }
        parts.into_values().collect()
    }

    /// To the teacher who has room, knows the subject already and has least to do; the two subgroups of a class never to one.
    fn give(&mut self, part: Part, teachers: &mut [Load], fair: usize) {
        let group = (part.class, part.subject);
        let free = teachers.iter_mut().filter(|load| !part.subgroup || !load.groups.contains(&group));
        let Some(load) = free.min_by_key(|load| {
            (
                load.hours + part.hours > fair + 1,
                !load.subjects.is_empty() && !load.subjects.contains(&part.subject),
                load.hours,
            )
        }) else {
            return;
        };
        load.hours += part.hours;
        load.subjects.insert(part.subject);
        load.groups.insert(group);
        for page in part.pages {
            if let Some(page) = self.pages.get_mut(page) {
                (page.teacher, page.room) = (load.teacher, Some(load.room));
            }
        }
    }

    /// The teacher of algebra in the shown class bears the name and has the room of the pictures.
    pub(super) fn name_shown_teacher(&mut self) -> Result<(), NameProblem> {
        let Some(page) = self.shown_page() else {
            return Ok(());
        };
        let (teacher, room) = (page.teacher, page.room);
        let (surname, name, patronymic) = SHOWN_TEACHER;
        if let Some(employee) = self.staff.get_mut(teacher) {
            employee.name = FullName::new(surname, name, Some(patronymic))?;
            employee.female = true;
        }
        if let Some(room) = room.and_then(|room| self.rooms.get_mut(room)) {
            room.number = SHOWN_ROOM.to_owned();
        }
        Ok(())
    }

    pub(super) fn shown_page(&self) -> Option<&Page> {
        let algebra = |page: &&Page| SUBJECTS.get(page.subject).is_some_and(|subject| subject.name == "Алгебра");
        self.pages.iter().filter(algebra).find(|page| self.is_class(page.class, SHOWN_CLASS))
    }

    /// From grade 5 on: the specialist with most hours in the class who has no class yet; the shown class chooses first.
    pub(super) fn appoint_class_teachers(&mut self) {
        let mut waiting: Vec<usize> = (0..self.classes.len())
            .filter(|class| self.classes.get(*class).is_some_and(|class| class.grade > 4))
            .collect();
        waiting.sort_by_key(|class| !self.is_class(*class, SHOWN_CLASS));
        for class in waiting {
            let Some(teacher) = self.candidate(class) else {
                continue;
            };
            if let Some(class) = self.classes.get_mut(class) {
                class.teacher = teacher;
            }
            if let Some(employee) = self.staff.get_mut(teacher) {
                employee.roles.push(Role::ClassTeacher);
            }
        }
    }

    fn candidate(&self, class: usize) -> Option<usize> {
        let shown = self.shown_page().map(|page| page.teacher);
        let mut hours: BTreeMap<usize, usize> = BTreeMap::new();
        for page in self.pages.iter().filter(|page| page.class == class) {
            *hours.entry(page.teacher).or_default() += usize::from(page.hours);
        }
        let is_free =
            |teacher: usize| self.staff.get(teacher).is_some_and(|employee| employee.roles == [Role::SubjectTeacher]);
        let own = hours
            .iter()
            .filter(|(teacher, _)| is_free(**teacher) && Some(**teacher) != shown)
            .min_by_key(|(_, hours)| usize::MAX - **hours);
        own.map(|(teacher, _)| *teacher)
            .or_else(|| (0..self.staff.len()).find(|teacher| is_free(*teacher)))
            .or_else(|| hours.into_keys().next())
    }
}

/// Pages that go to one teacher together.
struct Part {
    class: usize,
    subject: usize,
    subgroup: bool,
    hours: usize,
    pages: Vec<usize>,
}

/// What a specialist has got so far.
struct Load {
    teacher: usize,
    room: usize,
    hours: usize,
    subjects: BTreeSet<usize>,
    /// Classes and subjects of which one subgroup is taught.
    groups: BTreeSet<(usize, usize)>,
}

//! A FET file as rows: subjects, staff, rooms, classes, subgroups, journal pages with their load, and the timetable that was found for it.
//!
//! The same file, profile and year always give the same rows in the same order. A solved timetable relies on that: it is brought into
//! the school by the numbers that the import gave.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, Weekday};
use parta_actions::founding::{BasePlan, PeoplePlan};
use parta_exchange::fet::solution::Placement;
use parta_exchange::fet::{ActivityPlan, Audience, Bell, ClassPlan as FetClass, HourIs, Plan};
use parta_school::access::Role;
use parta_school::bells::{self, BellSchedule};
use parta_school::calendar::{AcademicYear, Cycle, TermKind, WorkingWeek};
use parta_school::ids::{ClassId, PageId, PersonId, RoomId, SubgroupId, TimetableEntryId};
use parta_school::names::{self, FullName};
use parta_school::regulation::RegulationProfile;
use parta_school::timetable::{Entry, Shared};
use parta_store::classes::{ClassPlan, ClassRow, EnrolmentRow, PageRow, SubgroupMemberRow, SubgroupRow, TeachingRow};
use parta_store::people::{GuardianshipRow, PersonRow};
use parta_store::school_year::{BellRow, ModeRow, RoomRow, YearPlan, YearRow};
use parta_store::timetable::EntryRow;

use super::calendar::SchoolCalendar;
use super::{Numbering, Series, assignment, days_off, page_title, person, subject, term, vacation, work_kinds};
use crate::demo::InventedStudent;
use crate::problem::Problem;

/// A lesson's number that the journal can hold.
const LAST_LESSON: u8 = 20;
const ADMIN: &str = "Администратор журнала";

/// A file with all that it does not say itself.
pub struct School {
    pub plan: Plan,
    pub profile: &'static RegulationProfile,
    pub year: AcademicYear,
    pub hour_is: HourIs,
    pub calendar: SchoolCalendar,
    pages: BTreeMap<PageKey, Load>,
}

/// A journal page: class, subgroup, subject.
type PageKey = (usize, Option<usize>, usize);

/// Lessons in the cycle by teacher.
type Load = BTreeMap<usize, u32>;

impl School {
    /// Refuses what the journal cannot hold.
    pub fn new(
        plan: Plan,
        profile: &'static RegulationProfile,
        year: AcademicYear,
        hour_is: HourIs,
    ) -> Result<Self, Problem> {
        if plan.cycle.days.iter().any(|day| day.weekday == Weekday::Sun) {
            return Err(Problem::new(
                "В файле есть занятия в воскресенье, а в журнале учебная неделя – не больше чем до субботы. Уберите воскресенье из дней FET.",
            ));
        }
        if let Some(hour) = plan.hours.iter().find(|hour| *hour.lessons(hour_is).end() > LAST_LESSON) {
            return Err(Problem::new(format!(
                "Час «{}» – это урок {}, а в дне журнала не больше {LAST_LESSON} уроков. Уменьшите число часов в FET.",
                hour.name,
                hour.lessons(hour_is).end()
            )));
        }
        let week = match plan.cycle.days.iter().any(|day| day.weekday == Weekday::Sat) {
            true => WorkingWeek::Six,
            false => profile.working_week(),
        };
        let calendar = SchoolCalendar::new(year, week, profile.institution_kind())?;
        let pages = pages(&plan, hour_is);
        Ok(Self { plan, profile, year, hour_is, calendar, pages })
    }

    /// How many journal pages there will be.
    pub fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// Teachers who are named by initials or by a code, though a register wants names in full.
    pub fn abbreviated_teachers(&self) -> usize {
        self.plan.teachers.iter().filter(|text| teacher_name(text).is_none()).count()
    }

    /// The identifiers of what the file names, from `first` on. They come before everything that depends on options of the import.
    pub fn numbers(&self, first: i64) -> Numbers {
        self.numbered(&mut Numbering::from(first))
    }

    fn numbered(&self, ids: &mut Numbering) -> Numbers {
        let plan = &self.plan;
        Numbers {
            classes: ids.series(plan.classes.len()),
            subgroups: plan.classes.iter().map(|class| ids.series(class.subgroups.len())).collect(),
            subjects: ids.series(plan.subjects.len()),
            staff: ids.series(plan.teachers.len()),
            rooms: ids.series(plan.rooms.len()),
            pages: ids.series(self.pages.len()),
            page_places: self.pages.keys().copied().zip(0..).collect(),
        }
    }

    /// What two lessons need at once, by its name in the file.
    pub fn shared_in_words(&self, numbers: &Numbers, shared: Shared) -> String {
        let plan = &self.plan;
        let found = match shared {
            Shared::Teacher(person) => {
                plan.teachers.iter().zip(numbers.staff.0..).find(|(_, id)| *id == person.0).map(|(name, _)| name)
            }
            Shared::Class(class) => plan
                .classes
                .iter()
                .zip(numbers.classes.0..)
                .find(|(_, id)| *id == class.0)
                .map(|(class, _)| &class.name),
            Shared::Room(room) => {
                plan.rooms.iter().zip(numbers.rooms.0..).find(|(_, id)| *id == room.0).map(|(room, _)| &room.name)
            }
        };
        found.cloned().unwrap_or_default()
    }

    fn term_kind(&self, class: &FetClass) -> TermKind {
        self.profile.term_kind(class.course.unwrap_or(1))
    }

    /// Every page with the names by which it is found again.
    pub fn named_pages(&self, numbers: &Numbers) -> Vec<NamedPage<'_>> {
        let named = |(key, place): (&PageKey, usize)| {
            let class = self.plan.classes.get(key.0)?;
            Some(NamedPage {
                id: numbers.pages.id(place),
                class: &class.name,
                subgroup: key.1.and_then(|at| class.subgroups.get(at)).map(|subgroup| subgroup.name.as_str()),
                subject: self.plan.subjects.get(key.2)?,
            })
        };
        self.pages.keys().zip(0..).filter_map(named).collect()
    }

    /// «12 · Анатомия · ЛД101 П1 · Иванова И. И. · 2 ч.»
    pub fn activity_in_words(&self, activity: &ActivityPlan) -> String {
        let plan = &self.plan;
        let subject = plan.subjects.get(activity.subject).map_or("", String::as_str);
        let audience = activity.audience.iter().filter_map(|audience| {
            let class = plan.classes.get(audience.class)?;
            let subgroup =
                audience.subgroup.and_then(|at| class.subgroups.get(at)).map(|subgroup| format!(" {}", subgroup.name));
            Some(format!("{}{}", class.name, subgroup.unwrap_or_default()))
        });
        let audience: Vec<String> = audience.collect();
        let teachers: Vec<&str> =
            activity.teachers.iter().filter_map(|at| plan.teachers.get(*at)).map(String::as_str).collect();
        let (audience, teachers) = (audience.join(", "), teachers.join(", "));
        format!("{} · {subject} · {audience} · {teachers} · {} ч.", activity.id, activity.duration)
    }
}

/// A page as an institution names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedPage<'a> {
    pub id: i64,
    pub class: &'a str,
    pub subgroup: Option<&'a str>,
    pub subject: &'a str,
}

/// The identifiers of what the file names.
#[derive(Debug, Clone)]
pub struct Numbers {
    pub classes: Series,
    subgroups: Vec<Series>,
    subjects: Series,
    staff: Series,
    rooms: Series,
    pages: Series,
    page_places: BTreeMap<PageKey, usize>,
}

impl Numbers {
    fn page(&self, audience: Audience, subject: usize) -> Option<i64> {
        let place = self.page_places.get(&(audience.class, audience.subgroup, subject))?;
        Some(self.pages.id(*place))
    }

    fn subgroup(&self, class: usize, subgroup: usize) -> Option<i64> {
        Some(self.subgroups.get(class)?.id(subgroup))
    }
}

fn pages(plan: &Plan, hour_is: HourIs) -> BTreeMap<PageKey, Load> {
    let mut pages: BTreeMap<PageKey, Load> = BTreeMap::new();
    for activity in plan.activities.iter().filter(|activity| activity.active) {
        for audience in &activity.audience {
            let load = pages.entry((audience.class, audience.subgroup, activity.subject)).or_default();
            for teacher in &activity.teachers {
                *load.entry(*teacher).or_default() += u32::from(activity.duration) * lessons_an_hour(hour_is);
            }
        }
    }
    pages
}

fn lessons_an_hour(hour_is: HourIs) -> u32 {
    match hour_is {
        HourIs::Lesson => 1,
        HourIs::Pair => 2,
    }
}

/// The base of the institution's year.
pub struct Base {
    pub plan: BasePlan,
    /// The person for whom the first account is opened.
    pub admin: PersonId,
    /// How many identifiers it took.
    pub used: usize,
}

impl Base {
    /// With identifiers from `first` on. `students` are those of each class.
    pub fn of(school: &School, bells: &[Bell], students: &[Vec<InventedStudent>], first: i64) -> Self {
        let mut ids = Numbering::from(first);
        let numbers = school.numbered(&mut ids);
        let (admin, year) = (ids.one(), ids.one());
        let mut making = Making { school, numbers, year, ids };
        let mut plan = BasePlan { year: making.year(), people: making.staff(admin), classes: ClassPlan::default() };
        let modes = making.add_modes(&mut plan.year, bells);
        making.add_classes(&mut plan.classes, &modes);
        making.add_pages(&mut plan.classes);
        for (class, students) in students.iter().enumerate() {
            making.enrol(&mut plan, class, students);
        }
        Self { plan, admin: PersonId(admin), used: making.ids.used() }
    }
}

struct Making<'a> {
    school: &'a School,
    numbers: Numbers,
    year: i64,
    ids: Numbering,
}

impl Making<'_> {
    fn first_day(&self) -> NaiveDate {
        self.school.year.first_day()
    }

    fn year(&mut self) -> YearPlan {
        let (school, plan) = (self.school, &self.school.plan);
        let weeks = &plan.cycle.weeks;
        let year = YearRow {
            id: self.year,
            name: school.year.to_string(),
            first_day: school.year.first_day(),
            last_day: school.year.last_day(),
            cycle: (weeks.len() > 1).then(|| weeks.join(", ")),
        };
        let kinds = self.ids.series(school.profile.work_kinds().len());
        let subject_row =
            |(at, name): (usize, &String)| subject(self.numbers.subjects.id(at), name, name, school.profile);
        let room_row = |(at, room): (usize, &parta_exchange::fet::RoomPlan)| RoomRow {
            id: self.numbers.rooms.id(at),
            name: room.name.clone(),
        };
        YearPlan {
            years: vec![year],
            subjects: plan.subjects.iter().enumerate().map(subject_row).collect(),
            rooms: plan.rooms.iter().enumerate().map(room_row).collect(),
            work_kinds: work_kinds(school.profile.work_kinds(), kinds),
            days_off: days_off(&mut self.ids, self.year, &school.calendar.days_off),
            ..YearPlan::default()
        }
    }

    /// One mode for each kind of terms that classes have.
    fn add_modes(&mut self, plan: &mut YearPlan, bells: &[Bell]) -> BTreeMap<TermKind, i64> {
        let calendar = &self.school.calendar;
        let kinds: BTreeSet<TermKind> =
            self.school.plan.classes.iter().map(|class| self.school.term_kind(class)).collect();
        let mut modes = BTreeMap::new();
        for kind in kinds {
            let id = self.ids.one();
            let name = mode_name(kind).to_owned();
            plan.modes.push(ModeRow {
                id,
                year_id: self.year,
                name,
                days_per_week: calendar.calendar.week.days().into(),
            });
            plan.terms.extend(calendar.terms(kind).iter().map(|of_mode| term(self.ids.one(), id, of_mode)));
            plan.vacations
                .extend(calendar.calendar.vacations.iter().map(|of_mode| vacation(self.ids.one(), id, of_mode)));
            plan.bells.extend(bells.iter().map(|bell| BellRow {
                id: self.ids.one(),
                mode_id: id,
                number: bell.number.into(),
                starts: bell.starts,
                ends: bell.ends,
            }));
            modes.insert(kind, id);
        }
        modes
    }

    fn staff(&mut self, admin: i64) -> PeoplePlan {
        let first_day = self.first_day();
        let mut plan = PeoplePlan::default();
        for (at, text) in self.school.plan.teachers.iter().enumerate() {
            let id = self.numbers.staff.id(at);
            plan.people.push(teacher(id, text, self.school.profile));
            plan.assignments.push(assignment(self.ids.one(), id, Role::SubjectTeacher, None, first_day));
        }
        plan.people.push(named_as_written(admin, ADMIN, "", None, Some(Role::JournalAdmin.title())));
        plan.assignments.push(assignment(self.ids.one(), admin, Role::JournalAdmin, None, first_day));
        plan
    }

    fn add_classes(&mut self, plan: &mut ClassPlan, modes: &BTreeMap<TermKind, i64>) {
        for (at, class) in self.school.plan.classes.iter().enumerate() {
            let class_id = self.numbers.classes.id(at);
            plan.classes.push(ClassRow {
                id: class_id,
                year_id: self.year,
                mode_id: modes.get(&self.school.term_kind(class)).copied().unwrap_or_default(),
                name: class.name.clone(),
                grade: class.course.map(i64::from),
                sort_key: format!("{:02} {}", class.course.unwrap_or(0), names::sort_key(&[&class.name])),
            });
            plan.subgroups.extend(class.subgroups.iter().enumerate().filter_map(|(subgroup, found)| {
                let id = self.numbers.subgroup(at, subgroup)?;
                Some(SubgroupRow { id, class_id, name: found.name.clone(), of_subject_id: None })
            }));
        }
    }

    fn add_pages(&mut self, plan: &mut ClassPlan) {
        let (school, first_day) = (self.school, self.first_day());
        let weeks = u32::try_from(school.plan.cycle.weeks.len()).unwrap_or(1).max(1);
        for ((named, key), load) in
            school.named_pages(&self.numbers).into_iter().zip(school.pages.keys()).zip(school.pages.values())
        {
            plan.pages.push(PageRow {
                id: named.id,
                year_id: self.year,
                subject_id: self.numbers.subjects.id(key.2),
                class_id: self.numbers.classes.id(key.0),
                subgroup_id: key.1.and_then(|subgroup| self.numbers.subgroup(key.0, subgroup)),
                title: page_title(named.class, named.subject, named.subgroup),
            });
            plan.teaching.extend(load.iter().map(|(teacher, lessons)| TeachingRow {
                id: self.ids.one(),
                page_id: named.id,
                person_id: self.numbers.staff.id(*teacher),
                hours: Some(lessons.div_ceil(weeks).into()),
                first_day,
                last_day: None,
            }));
        }
    }

    fn enrol(&mut self, plan: &mut BasePlan, class: usize, students: &[InventedStudent]) {
        let Some(found) = self.school.plan.classes.get(class) else {
            return;
        };
        let (first_day, class_id) = (self.first_day(), self.numbers.classes.id(class));
        let mut parts: Vec<Vec<i64>> = vec![Vec::new(); found.parts.len()];
        for (at, student) in students.iter().enumerate() {
            let student_id = self.add_student(&mut plan.people, student);
            plan.classes.enrolments.push(EnrolmentRow {
                id: self.ids.one(),
                class_id,
                student_id,
                first_day,
                last_day: None,
                basis: None,
            });
            if let Some(part) = parts.get_mut(part_of(found, at, students.len())) {
                part.push(student_id);
            }
        }
        for (at, subgroup) in found.subgroups.iter().enumerate() {
            let Some(subgroup_id) = self.numbers.subgroup(class, at) else {
                continue;
            };
            let members = subgroup.parts.iter().filter_map(|part| parts.get(*part)).flatten();
            plan.classes.members.extend(members.map(|student| SubgroupMemberRow {
                id: self.ids.one(),
                subgroup_id,
                student_id: *student,
                first_day,
                last_day: None,
            }));
        }
    }

    fn add_student(&mut self, plan: &mut PeoplePlan, student: &InventedStudent) -> i64 {
        let (first_day, id) = (self.first_day(), self.ids.one());
        let found = &student.person;
        plan.people.push(person(id, &found.name, Some(found.female), Some(found.born), None));
        plan.assignments.push(assignment(self.ids.one(), id, Role::Student, None, first_day));
        for adult in &student.guardians {
            let guardian_id = self.ids.one();
            plan.people.push(person(guardian_id, &adult.name, Some(adult.female), None, None));
            plan.assignments.push(assignment(self.ids.one(), guardian_id, Role::Guardian, None, first_day));
            plan.guardianships.push(GuardianshipRow {
                id: self.ids.one(),
                guardian_id,
                student_id: id,
                relation: adult.relation.to_owned(),
                diary: true,
                first_day,
                last_day: None,
                basis: None,
            });
        }
        id
    }
}

fn mode_name(kind: TermKind) -> &'static str {
    match kind {
        TermKind::Quarter => "Четверти",
        TermKind::Trimester => "Триместры",
        TermKind::HalfYear => "Полугодия",
        TermKind::Semester => "Семестры",
        TermKind::Year => "Год",
    }
}

/// How many students are invented for a class: as many as the file counts, if it does so plausibly.
pub fn students_of(class: &FetClass) -> usize {
    let counted = class.students.filter(|count| (1..=60).contains(count));
    counted.and_then(|count| usize::try_from(count).ok()).unwrap_or(25)
}

/// The part of the class for the student at this place of its list: as large as the file says, or all equal.
fn part_of(class: &FetClass, at: usize, students: usize) -> usize {
    let sizes: Option<Vec<u32>> = class.parts.iter().map(|part| part.students).collect();
    let Some(sizes) = sizes else {
        return at * class.parts.len() / students.max(1);
    };
    let mut end = 0;
    let ends = sizes.iter().map(|size| {
        end += usize::try_from(*size).unwrap_or_default();
        end
    });
    let full = ends.take_while(|end| *end <= at).count();
    full.min(class.parts.len().saturating_sub(1))
}

fn teacher(id: i64, text: &str, profile: &RegulationProfile) -> PersonRow {
    let position = Some(profile.word(parta_school::regulation::Noun::Teacher).nominative());
    match teacher_name(text) {
        Some(name) => person(id, &name, None, None, position),
        None => match words(text).as_slice() {
            [surname, name, patronymic] => named_as_written(id, surname, name, Some(patronymic), position),
            [surname, name] => named_as_written(id, surname, name, None, position),
            _ => named_as_written(id, text, "", None, position),
        },
    }
}

/// The name in full, where the file gives it.
fn teacher_name(text: &str) -> Option<FullName> {
    match words(text).as_slice() {
        [surname, name, patronymic] => FullName::new(surname, name, Some(patronymic)).ok(),
        _ => None,
    }
}

/// «Иванова И.И.» and «И. И. Иванова» have three words.
fn words(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> =
        text.split_inclusive(['.', ' ']).map(str::trim).filter(|word| !word.is_empty()).collect();
    let initials = words.iter().take_while(|word| word.ends_with('.')).count();
    if initials < words.len() {
        words.rotate_left(initials);
    }
    words
}

/// A name that is not complete, or no name at all: kept as the file has it.
fn named_as_written(id: i64, surname: &str, name: &str, patronymic: Option<&str>, position: Option<&str>) -> PersonRow {
    let patronymic = patronymic.filter(|text| !text.is_empty());
    PersonRow {
        id,
        surname: surname.to_owned(),
        name: name.to_owned(),
        patronymic: patronymic.map(str::to_owned),
        sort_key: names::sort_key(&[surname, name, patronymic.unwrap_or_default()]),
        search_key: names::search_key(&format!("{surname} {name} {}", patronymic.unwrap_or_default())),
        birth_day: None,
        sex: None,
        position: position.map(str::to_owned),
    }
}

/// A solved timetable as entries: one for each single lesson of each page, with identifiers from `first` on.
pub fn entries(school: &School, numbers: &Numbers, placed: &[Placement], first: i64) -> Vec<Entry> {
    let by_id: BTreeMap<u32, &ActivityPlan> =
        school.plan.activities.iter().map(|activity| (activity.id, activity)).collect();
    let mut taken = BTreeSet::new();
    let mut entries = Vec::new();
    for placement in placed {
        let Some(activity) = by_id.get(&placement.activity) else {
            continue;
        };
        let of_activity = lessons_of(school, numbers, placement, activity);
        // No page has two lessons at once, whatever the file splits: a lesson of the journal is one.
        entries.extend(of_activity.into_iter().filter(|entry| {
            taken.insert((entry.page, entry.week, entry.weekday.num_days_from_monday(), entry.number))
        }));
    }
    (first..).zip(&mut entries).for_each(|(id, entry)| entry.id = TimetableEntryId(id));
    entries
}

fn lessons_of(school: &School, numbers: &Numbers, placement: &Placement, activity: &ActivityPlan) -> Vec<Entry> {
    let Some(day) = school.plan.cycle.days.get(placement.day) else {
        return Vec::new();
    };
    let Some(lessons) = school.plan.lessons(placement.hour, activity.duration, school.hour_is) else {
        return Vec::new();
    };
    let week = (school.plan.cycle.weeks.len() > 1).then(|| u8::try_from(day.week + 1).unwrap_or(1));
    let entry = |number, audience: &Audience| {
        Some(Entry {
            id: TimetableEntryId(0),
            page: PageId(numbers.page(*audience, activity.subject)?),
            class: ClassId(numbers.classes.id(audience.class)),
            subgroup: audience.subgroup.and_then(|at| numbers.subgroup(audience.class, at)).map(SubgroupId),
            teachers: activity.teachers.iter().map(|at| PersonId(numbers.staff.id(*at))).collect(),
            room: placement.rooms.first().map(|at| RoomId(numbers.rooms.id(*at))),
            week,
            weekday: day.weekday,
            number,
            joint: Some(activity.id.into()),
        })
    };
    lessons.flat_map(|number| activity.audience.iter().filter_map(move |audience| entry(number, audience))).collect()
}

/// The entries as rows.
pub fn entry_rows(entries: &[Entry], year_id: i64, first_day: NaiveDate) -> Vec<EntryRow> {
    let row = |entry: &Entry| EntryRow {
        id: entry.id.0,
        year_id,
        page_id: entry.page.0,
        week: entry.week.map(i64::from),
        weekday: entry.weekday.number_from_monday().into(),
        number: entry.number.into(),
        room_id: entry.room.map(|room| room.0),
        first_day,
        last_day: None,
    };
    entries.iter().map(row).collect()
}

/// Whether two subgroups have a student in common: where they share a part of their class.
pub fn share_a_student(school: &School, numbers: &Numbers, one: SubgroupId, other: SubgroupId) -> bool {
    let parts = |wanted: SubgroupId| {
        let classes = school.plan.classes.iter().enumerate();
        classes
            .flat_map(|(class, found)| {
                found.subgroups.iter().enumerate().map(move |(at, subgroup)| (class, at, subgroup))
            })
            .find(|(class, at, _)| numbers.subgroup(*class, *at) == Some(wanted.0))
            .map(|(class, _, subgroup)| (class, &subgroup.parts))
    };
    match (parts(one), parts(other)) {
        (Some((class, of_one)), Some((other_class, of_other))) => {
            class == other_class && of_one.iter().any(|part| of_other.contains(part))
        }
        _ => false,
    }
}

/// The cycle of weeks.
pub fn cycle(school: &School) -> Cycle {
    Cycle::new(school.year, u8::try_from(school.plan.cycle.weeks.len()).unwrap_or(1), [])
}

/// The bells as the rules want them.
pub fn schedule(bells: &[Bell]) -> Result<BellSchedule, Problem> {
    let bells = bells.iter().map(|bell| bells::Bell { number: bell.number, starts: bell.starts, ends: bell.ends });
    BellSchedule::new("Звонки", bells.collect()).map_err(Problem::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    ///
    #[test]
    fn teachers_are_taken_as_the_file_names_them() {
        let profile = RegulationProfile::builtin("P3").unwrap();
        let named = |text| {
            let row = teacher(1, text, profile);
            (row.surname, row.name, row.patronymic.unwrap_or_default(), teacher_name(text).is_some())
        };
        let parts =
            |surname: &str, name: &str, patronymic: &str, full| (surname.into(), name.into(), patronymic.into(), full);
        assert_eq!(named("Иванова Анна Петровна"), parts("Иванова", "Анна", "Петровна", true));
        assert_eq!(named("Иванова И.И."), parts("Иванова", "И.", "И.", false));
        assert_eq!(named("И. И. Иванова"), parts("Иванова", "И.", "И.", false));
        assert_eq!(named("Петров-Водкин К."), parts("Петров-Водкин", "К.", "", false));
        assert_eq!(named("ДубАВ"), parts("ДубАВ", "", "", false));
        assert_eq!(named("Вакансия по физике и астрономии"), parts("Вакансия по физике и астрономии", "", "", false));
        assert_eq!(named("."), parts(".", "", "", false));
    }

    #[test]
    fn students_are_spread_over_the_parts_of_their_class() {
        let part = |students| parta_exchange::fet::Part { name: String::new(), students };
        let class = |parts: Vec<_>| FetClass {
            name: "ЛД101".into(),
            course: Some(1),
            students: None,
            parts,
            subgroups: Vec::new(),
        };
        let spread =
            |class: &FetClass, students| (0..students).map(|at| part_of(class, at, students)).collect::<Vec<_>>();
        assert_eq!(spread(&class(vec![part(Some(2)), part(Some(3))]), 6), [0, 0, 1, 1, 1, 1]);
        assert_eq!(spread(&class(vec![part(None), part(Some(3))]), 5), [0, 0, 0, 1, 1]);
        assert_eq!(spread(&class(vec![part(None)]), 3), [0, 0, 0]);
    }
}

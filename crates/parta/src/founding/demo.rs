//! The demo school as rows.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use parta_actions::founding::{BasePlan, PeoplePlan};
use parta_school::access::Role;
use parta_school::attendance::Attendance;
use parta_school::calendar::DayOff;
use parta_school::ids::PersonId;
use parta_school::names::sort_key;
use parta_school::regulation::RegulationProfile;
use parta_store::classes::{ClassPlan, ClassRow, EnrolmentRow, PageRow, SubgroupMemberRow, SubgroupRow, TeachingRow};
use parta_store::institutions::Card;
use parta_store::journal::{RecordedLesson, RecordedWork, Stretch};
use parta_store::people::{AssignmentRow, GuardianshipRow};
use parta_store::school_year::{BellRow, ModeRow, RoomRow, SubjectRow, YearPlan, YearRow};
use parta_store::timetable::{EntryRow, LessonRow};

use super::{Numbering, Series, assignment, days_off, person, term, vacation, work_kinds};
use crate::demo::{self, DemoLesson, DemoSchool, LessonRecord, Page, Who};
use crate::moment::instant;

/// Where the school of the regulation P0 stands.
const LOCALITY: &str = "ст. Новощербиновская";

/// The institution's card.
pub fn card(school: &DemoSchool, profile: &RegulationProfile) -> Card {
    let director = school.staff.iter().find(|employee| employee.roles.contains(&Role::Director));
    Card {
        profile: profile.code().to_owned(),
        short_name: school.short_name.to_owned(),
        full_name: school.name.to_owned(),
        locality: LOCALITY.to_owned(),
        time_zone: profile.zone().name().to_owned(),
        director: director.map(|director| director.name.full()),
    }
}

/// The identifiers of the school's things.
#[derive(Debug, Clone, Copy)]
pub struct Numbers {
    pub year: i64,
    modes: Series,
    subjects: Series,
    rooms: Series,
    work_kinds: Series,
    staff: Series,
    students: Series,
    guardians: Series,
    classes: Series,
    subgroups: Series,
    pages: Series,
}

impl Numbers {
    pub fn person(&self, who: Who) -> PersonId {
        PersonId(match who {
            Who::Staff(place) => self.staff.id(place),
            Who::Student(place) => self.students.id(place),
            Who::Guardian(place) => self.guardians.id(place),
        })
    }
}

/// The base of the school's year.
pub struct Base {
    pub plan: BasePlan,
    pub numbers: Numbers,
    /// How many identifiers it took.
    pub used: usize,
}

impl Base {
    /// With identifiers from `first` on; the bells are those that ring on `today`.
    pub fn of(school: &DemoSchool, profile: &RegulationProfile, today: NaiveDate, first: i64) -> Self {
        let mut ids = Numbering::from(first);
        let numbers = Numbers {
            year: ids.one(),
            modes: ids.series(school.modes.len()),
            subjects: ids.series(school.subjects.len()),
            rooms: ids.series(school.rooms.len()),
            work_kinds: ids.series(profile.work_kinds().len()),
            staff: ids.series(school.staff.len()),
            students: ids.series(school.students.len()),
            guardians: ids.series(school.guardians.len()),
            classes: ids.series(school.classes.len()),
            subgroups: ids.series(school.subgroups.len()),
            pages: ids.series(school.pages.len()),
        };
        let mut making = Making { school, profile, today, numbers, ids };
        let plan = BasePlan { year: making.year(), people: making.people(), classes: making.classes() };
        Self { plan, numbers, used: making.ids.used() }
    }
}

struct Making<'a> {
    school: &'a DemoSchool,
    profile: &'a RegulationProfile,
    today: NaiveDate,
    numbers: Numbers,
    ids: Numbering,
}

impl Making<'_> {
    fn first_day(&self) -> NaiveDate {
        self.school.year.first_day()
    }

    fn year(&mut self) -> YearPlan {
        let (school, numbers) = (self.school, self.numbers);
        let year = YearRow {
            id: numbers.year,
            name: school.year.to_string(),
            first_day: school.year.first_day(),
            last_day: school.year.last_day(),
            cycle: None,
        };
        let by_day: BTreeMap<NaiveDate, DayOff> =
            school.modes.iter().flat_map(|mode| &mode.days_off).map(|off| (off.day, off.clone())).collect();
        let off: Vec<DayOff> = by_day.into_values().collect();
        let mut plan = YearPlan {
            years: vec![year],
            days_off: days_off(&mut self.ids, numbers.year, &off),
            subjects: school.subjects.iter().enumerate().map(|(place, subject)| self.subject(place, subject)).collect(),
            rooms: rooms(school, numbers),
            work_kinds: work_kinds(self.profile.work_kinds(), numbers.work_kinds),
            ..YearPlan::default()
        };
        for (place, mode) in school.modes.iter().enumerate() {
            self.add_mode(&mut plan, numbers.modes.id(place), mode);
        }
        plan
    }

    fn subject(&self, place: usize, subject: &demo::Subject) -> SubjectRow {
        let row = super::subject(self.numbers.subjects.id(place), subject.name, subject.short, self.profile);
        SubjectRow { ungraded: row.ungraded || !subject.graded, ..row }
    }

    fn add_mode(&mut self, plan: &mut YearPlan, id: i64, mode: &demo::Mode) {
        let days_per_week = mode.calendar.week.days().into();
        plan.modes.push(ModeRow { id, year_id: self.numbers.year, name: mode.name.to_owned(), days_per_week });
        plan.terms.extend(mode.terms.iter().map(|of_mode| term(self.ids.one(), id, of_mode)));
        plan.vacations.extend(mode.calendar.vacations.iter().map(|of_mode| vacation(self.ids.one(), id, of_mode)));
        let bells = mode.bells.on(self.today).bells().iter();
        plan.bells.extend(bells.map(|bell| BellRow {
            id: self.ids.one(),
            mode_id: id,
            number: bell.number.into(),
            starts: bell.starts,
            ends: bell.ends,
        }));
    }

    fn people(&mut self) -> PeoplePlan {
        let (school, numbers) = (self.school, self.numbers);
        let mut plan = PeoplePlan::default();
        for (place, employee) in school.staff.iter().enumerate() {
            let id = numbers.staff.id(place);
            plan.people.push(person(
                id,
                &employee.name,
                Some(employee.female),
                Some(employee.born),
                Some(employee.position),
            ));
            plan.assignments.extend(employee.roles.iter().flat_map(|role| self.assigned(id, place, *role)));
        }
        for (place, student) in school.students.iter().enumerate() {
            let id = numbers.students.id(place);
            plan.people.push(person(id, &student.name, Some(student.female), Some(student.born), None));
            plan.assignments.push(assignment(self.ids.one(), id, Role::Student, None, self.first_day()));
            plan.guardianships.extend(student.kin.iter().map(|kin| GuardianshipRow {
                id: self.ids.one(),
                guardian_id: numbers.guardians.id(kin.guardian),
                student_id: id,
                relation: kin.relation.to_owned(),
                diary: true,
                first_day: self.first_day(),
                last_day: None,
                basis: None,
            }));
        }
        for (place, guardian) in school.guardians.iter().enumerate() {
            let id = numbers.guardians.id(place);
            plan.people.push(person(id, &guardian.name, Some(guardian.female), None, None));
            plan.assignments.push(assignment(self.ids.one(), id, Role::Guardian, None, self.first_day()));
        }
        plan
    }

    /// A class teacher holds the role once for each class, everybody else for the institution.
    fn assigned(&mut self, person: i64, place: usize, role: Role) -> Vec<AssignmentRow> {
        let first_day = self.first_day();
        if role != Role::ClassTeacher {
            return vec![assignment(self.ids.one(), person, role, None, first_day)];
        }
        let led = self.school.classes.iter().enumerate().filter(|(_, class)| class.teacher == place);
        led.map(|(class, _)| assignment(self.ids.one(), person, role, Some(self.numbers.classes.id(class)), first_day))
            .collect()
    }

    fn classes(&mut self) -> ClassPlan {
        let (school, numbers, first_day) = (self.school, self.numbers, self.first_day());
        let mut plan = ClassPlan::default();
        for (place, class) in school.classes.iter().enumerate() {
            let class_id = numbers.classes.id(place);
            plan.classes.push(ClassRow {
                id: class_id,
                year_id: numbers.year,
                mode_id: numbers.modes.id(class.mode),
                name: class.name(),
                grade: Some(class.grade.into()),
                sort_key: format!("{:02} {}", class.grade, sort_key(&[class.letter])),
            });
            plan.enrolments.extend(class.students.iter().map(|student| EnrolmentRow {
                id: self.ids.one(),
                class_id,
                student_id: numbers.students.id(*student),
                first_day,
                last_day: None,
                basis: None,
            }));
        }
        for (place, subgroup) in school.subgroups.iter().enumerate() {
            let subgroup_id = numbers.subgroups.id(place);
            plan.subgroups.push(SubgroupRow {
                id: subgroup_id,
                class_id: numbers.classes.id(subgroup.class),
                name: subgroup.name(),
                of_subject_id: Some(numbers.subjects.id(subgroup.subject)),
            });
            plan.members.extend(subgroup.students.iter().map(|student| SubgroupMemberRow {
                id: self.ids.one(),
                subgroup_id,
                student_id: numbers.students.id(*student),
                first_day,
                last_day: None,
            }));
        }
        for (place, page) in school.pages.iter().enumerate() {
            self.add_page(&mut plan, numbers.pages.id(place), page);
        }
        plan
    }

    fn add_page(&mut self, plan: &mut ClassPlan, id: i64, page: &Page) {
        let (school, numbers) = (self.school, self.numbers);
        let class = school.classes.get(page.class).map(demo::Class::name).unwrap_or_default();
        let subject = school.subjects.get(page.subject).map_or("", |subject| subject.name);
        let subgroup = page.subgroup.and_then(|place| school.subgroups.get(place)).map(demo::Subgroup::name);
        plan.pages.push(PageRow {
            id,
            year_id: numbers.year,
            subject_id: numbers.subjects.id(page.subject),
            class_id: numbers.classes.id(page.class),
            subgroup_id: page.subgroup.map(|place| numbers.subgroups.id(place)),
            title: super::page_title(&class, subject, subgroup.as_deref()),
        });
        plan.teaching.push(TeachingRow {
            id: self.ids.one(),
            page_id: id,
            person_id: numbers.staff.id(page.teacher),
            hours: Some(page.hours.into()),
            first_day: self.first_day(),
            last_day: None,
        });
    }
}

fn rooms(school: &DemoSchool, numbers: Numbers) -> Vec<RoomRow> {
    let row = |(place, room): (usize, &demo::Room)| RoomRow { id: numbers.rooms.id(place), name: room.number.clone() };
    school.rooms.iter().enumerate().map(row).collect()
}

/// The school's weekly timetable, with identifiers from `first` on.
pub fn timetable(school: &DemoSchool, numbers: &Numbers, first: i64) -> Vec<EntryRow> {
    let ids = Series::starting_at(first);
    let row = |(place, slot): (usize, &demo::Slot)| EntryRow {
        id: ids.id(place),
        year_id: numbers.year,
        page_id: numbers.pages.id(slot.page),
        week: None,
        weekday: slot.weekday.number_from_monday().into(),
        number: slot.number.into(),
        room_id: room(school, numbers, slot.page),
        first_day: school.year.first_day(),
        last_day: None,
    };
    school.timetable.iter().enumerate().map(row).collect()
}

/// Lessons, with identifiers from `first` on; `entries` is the first identifier of the timetable.
pub fn lessons(
    school: &DemoSchool,
    numbers: &Numbers,
    entries: i64,
    lessons: &[DemoLesson],
    first: i64,
) -> Vec<LessonRow> {
    let (ids, entries) = (Series::starting_at(first), Series::starting_at(entries));
    let row = |(place, lesson): (usize, &DemoLesson)| LessonRow {
        id: ids.id(place),
        page_id: numbers.pages.id(lesson.page),
        entry_id: Some(entries.id(lesson.slot)),
        day: lesson.day,
        number: lesson.number.into(),
        starts: lesson.starts,
        ends: lesson.ends,
        room_id: room(school, numbers, lesson.page),
    };
    lessons.iter().enumerate().map(row).collect()
}

fn room(school: &DemoSchool, numbers: &Numbers, page: usize) -> Option<i64> {
    school.pages.get(page)?.room.map(|place| numbers.rooms.id(place))
}

/// What has been recorded by `now`.
pub struct Records<'a> {
    pub school: &'a DemoSchool,
    pub profile: &'a RegulationProfile,
    pub numbers: Numbers,
    pub now: DateTime<Utc>,
    /// The lesson that the demo's teacher has yet to record.
    pub forgotten: Option<i64>,
}

impl Records<'_> {
    /// The records of some lessons of one page, with the identifier of each lesson.
    pub fn stretch(&self, lessons: &[(DemoLesson, i64)]) -> Stretch {
        let only: Vec<DemoLesson> = lessons.iter().map(|(lesson, _)| *lesson).collect();
        let records = self.school.page_record(&only, self.today());
        let recorded = lessons.iter().zip(records).filter(|((lesson, id), _)| self.is_recorded(lesson, *id));
        Stretch { lessons: recorded.filter_map(|((lesson, id), record)| self.recorded(lesson, *id, record)).collect() }
    }

    fn zone(&self) -> Tz {
        self.profile.zone()
    }

    fn today(&self) -> NaiveDate {
        self.now.with_timezone(&self.zone()).date_naive()
    }

    /// What is over is recorded, except for a few lessons of today, as on any day before lunch.
    fn is_recorded(&self, lesson: &DemoLesson, id: i64) -> bool {
        let over = saved_at(lesson, self.zone()).is_some_and(|saved| saved <= self.now);
        let forgotten = self.forgotten == Some(id) || (lesson.page + usize::from(lesson.number)).is_multiple_of(6);
        over && (lesson.day < self.today() || !forgotten)
    }

    fn recorded(&self, lesson: &DemoLesson, id: i64, record: LessonRecord) -> Option<RecordedLesson> {
        let page = self.school.pages.get(lesson.page)?;
        Some(RecordedLesson {
            lesson: id,
            author: self.numbers.staff.id(page.teacher),
            at: saved_at(lesson, self.zone())?,
            topic: Some(record.topic),
            homework_none: record.homework.is_none(),
            homework: record.homework,
            works: record.works.into_iter().filter_map(|work| self.work(work)).collect(),
            attendance: record
                .attendance
                .iter()
                .map(|(student, code)| self.attendance(*student, *code, lesson.day))
                .collect(),
        })
    }

    fn work(&self, work: demo::Work) -> Option<RecordedWork> {
        let name = self.school.work_kinds.get(work.kind)?;
        let (place, kind) = self.profile.work_kinds().iter().enumerate().find(|(_, kind)| kind.name == *name)?;
        let mark = |(student, value): (usize, u8)| (self.numbers.students.id(student), value.to_string());
        Some(RecordedWork {
            kind: self.numbers.work_kinds.id(place),
            weight: kind.weight.into(),
            title: work.title,
            marks: work.marks.into_iter().map(mark).collect(),
        })
    }

    /// The class teacher asks for reasons: those of the last days are still open.
    fn attendance(&self, student: usize, code: demo::Attendance, day: NaiveDate) -> (i64, &'static str) {
        let state = match code {
            demo::Attendance::Absent if (self.today() - day).num_days() < 3 => Attendance::ReasonOpen,
            demo::Attendance::Absent => Attendance::Absent,
            demo::Attendance::Ill => Attendance::Ill,
            demo::Attendance::Excused => Attendance::Excused,
            demo::Attendance::Late => Attendance::Late,
        };
        (self.numbers.students.id(student), state.code())
    }
}

/// Teachers fill the page before the bell.
fn saved_at(lesson: &DemoLesson, zone: Tz) -> Option<DateTime<Utc>> {
    Some(instant(lesson.day.and_time(lesson.ends), zone)? - TimeDelta::minutes(2))
}

/// The lessons of one page, month by month.
pub fn by_page_and_month(lessons: &[(DemoLesson, i64)]) -> impl Iterator<Item = &[(DemoLesson, i64)]> {
    lessons.chunk_by(|(one, _), (next, _)| one.page == next.page && one.day.month() == next.day.month())
}

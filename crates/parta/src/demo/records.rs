//! What stands in the journal of the demo school: topics, homework, works, marks and absences.
//!
//! Each lesson draws from a course of chance of its own, so a page can be made month by month or at once and is the same; an illness
//! belongs to the student and shows on all pages of those days.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{Datelike, Days};
use parta_school::calendar::Day;

use super::chance::Chance;
use super::curriculum::{self, Subject, WORK_KINDS};
use super::school::{DemoLesson, DemoSchool, Page};

/// What is recorded of one lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LessonRecord {
    pub topic: String,
    /// `None`: nothing is set; the journal shows «–».
    pub homework: Option<String>,
    pub works: Vec<Work>,
    /// Only who was not there, or late: student and code.
    pub attendance: Vec<(usize, Attendance)>,
}

/// A work of a lesson and its marks: student and 2 to 5. A student has at most two marks in a lesson, of different kinds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// In the school's kinds of work.
    pub kind: usize,
    /// «Контрольная работа № 2», where works of the kind are counted.
    pub title: Option<String>,
    pub marks: Vec<(usize, u8)>,
}

/// The codes of attendance of profile P0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attendance {
    /// Not there; the class teacher has given no reason (yet).
    Absent,
    Ill,
    Excused,
    Late,
}

impl Attendance {
    /// «Н», «Б», «УП», «О».
    pub fn code(self) -> &'static str {
        match self {
            Self::Absent => "Н",
            Self::Ill => "Б",
            Self::Excused => "УП",
            Self::Late => "О",
        }
    }
}

/// Reasons are known some days later: until then an absence is one without reason.
const DAYS_TO_A_REASON: i64 = 2;
/// Long works are checked within so many days.
const DAYS_TO_CHECK: i64 = 3;
const WEEKS_OF_LESSONS: usize = 34;

impl DemoSchool {
    /// The records of lessons of one page, in their order, as they stand on the evening of `today`. Lessons after it have none.
    pub fn page_record(&self, lessons: &[DemoLesson], today: Day) -> Vec<LessonRecord> {
        let Some(page) = lessons.first().and_then(|lesson| self.pages.get(lesson.page)) else {
            return Vec::new();
        };
        let held = lessons.iter().take_while(|lesson| lesson.day <= today);
        held.filter_map(|lesson| self.lesson_record(page, lesson, today)).collect()
    }

    fn lesson_record(&self, page: &Page, lesson: &DemoLesson, today: Day) -> Option<LessonRecord> {
        let subject = self.subjects.get(page.subject)?;
        let grade = self.classes.get(page.class)?.grade;
        let mut chance = Chance::of(&[self.seed, 7, lesson.page as u64, day_number(lesson.day), lesson.number.into()]);
        let attendance = self.attendance(page, lesson, today);
        let work = curriculum::work_of(subject.name, grade, lesson.ordinal).filter(|_| is_marked(subject, grade));
        let title = work.and_then(|(kind, _)| title(subject, grade, lesson.ordinal, kind));
        let (topic, part) = topic(subject, grade, page.hours, lesson.ordinal);
        let works = match is_marked(subject, grade) {
            true => self.works(page, lesson, work, title.clone(), &attendance, today, &mut chance),
            false => Vec::new(),
        };
        Some(LessonRecord {
            topic: match (title, part) {
                (Some(title), _) => format!("{title}. {topic}"),
                (None, 1) => topic.to_owned(),
                (None, part) => format!("{topic}. Урок {part}"),
            },
            homework: homework(subject, grade, lesson.ordinal, &mut chance),
            works,
            attendance,
        })
    }

    fn attendance(&self, page: &Page, lesson: &DemoLesson, today: Day) -> Vec<(usize, Attendance)> {
        let reason_known = (today - lesson.day).num_days() >= DAYS_TO_A_REASON;
        let code = |student: &usize| {
            let code = absence(self.seed, self.year.first_day(), *student, lesson.day)
                .or_else(|| lesson_missed(self.seed, *student, lesson))?;
            let unexplained = !reason_known && code != Attendance::Late;
            Some((*student, if unexplained { Attendance::Absent } else { code }))
        };
        self.students_of(page).iter().filter_map(code).collect()
    }

    #[expect(clippy::too_many_arguments, reason = "the facts of one lesson, gathered once above")]
    fn works(
        &self,
        page: &Page,
        lesson: &DemoLesson,
        work: Option<(usize, Option<usize>)>,
        title: Option<String>,
        attendance: &[(usize, Attendance)],
        today: Day,
        chance: &mut Chance,
    ) -> Vec<Work> {
        let there =
            |student: &&usize| !attendance.iter().any(|(absent, code)| absent == *student && *code != Attendance::Late);
        let present: Vec<usize> = self.students_of(page).iter().filter(there).copied().collect();
        let mut works = Vec::new();
        if let Some((kind, second)) = work {
            let is_long = curriculum::is_long(kind);
            let unchecked = is_long && (today - lesson.day).num_days() < DAYS_TO_CHECK;
            for (kind, title) in [(Some(kind), title), (second, None)] {
                let Some(kind) = kind else { continue };
                let share = if unchecked { 0 } else { 960 };
                works.push(self.work(page, kind, title, &present, share, chance));
            }
            if is_long {
                return works;
            }
        }
        // About nine answers in an ordinary lesson, two beside a written work; homework of some is looked at in every sixth.
        let share = (if works.is_empty() { 9_000 } else { 2_000 }) / present.len().max(9);
        works.push(self.work(page, curriculum::ANSWER, None, &present, share, chance));
        if works.len() == 1 && chance.one_in(6) {
            works.push(self.work(page, curriculum::HOMEWORK, None, &present, 250, chance));
        }
        works.retain(|work| !work.marks.is_empty());
        works
    }

    /// A work that this share (of a thousand) of the present is marked for.
    fn work(
        &self,
        page: &Page,
        kind: usize,
        title: Option<String>,
        present: &[usize],
        share: usize,
        chance: &mut Chance,
    ) -> Work {
        let mut marks = Vec::new();
        for student in present {
            let (marked, deviation) = (chance.permille(share), chance.deviation());
            if marked {
                marks.push((*student, self.mark(page, *student, deviation)));
            }
        }
        Work { kind, title, marks }
    }

    /// A student's usual mark, what the subject adds, and the luck of the day; in thousandths until rounded.
    fn mark(&self, page: &Page, student: usize, deviation: i64) -> u8 {
        let usual = Chance::of(&[self.seed, 8, student as u64]).deviation() * 480 / 1000;
        let in_subject = Chance::of(&[self.seed, 9, student as u64, page.subject as u64]).deviation() * 300 / 1000;
        let kindness = self.subjects.get(page.subject).map_or(0, |subject| curriculum::kindness(subject.name));
        let sum = 3_960 + usual + in_subject + kindness + deviation * 480 / 1000;
        match sum {
            ..2_350 => 2,
            2_350..3_480 => 3,
            3_480..4_430 => 4,
            _ => 5,
        }
    }
}

/// No marks in the first year of school, and none in ОРКСЭ.
fn is_marked(subject: &Subject, grade: u8) -> bool {
    subject.graded && grade > 1
}

fn day_number(day: Day) -> u64 {
    day.num_days_from_ce().unsigned_abs().into()
}

/// Why a student misses a whole day: an illness now and then, one more in the influenza weeks of November, a day's leave, or truancy.
fn absence(seed: u64, year_begins: Day, student: usize, day: Day) -> Option<Attendance> {
    let mut chance = Chance::of(&[seed, 10, student as u64]);
    let delicate = 1 + chance.below(3);
    for _ in 0..delicate {
        if lasts(&mut chance, year_begins, 273, 4, 6, day) {
            return Some(Attendance::Ill);
        }
    }
    let november = year_begins + Days::new(68);
    if chance.permille(220) && lasts(&mut chance, november, 19, 5, 5, day) {
        return Some(Attendance::Ill);
    }
    if lasts(&mut chance, year_begins, 150, 1, 2, day)
        || lasts(&mut chance, year_begins + Days::new(120), 150, 1, 2, day)
    {
        return Some(Attendance::Excused);
    }
    (chance.one_in(12) && Chance::of(&[seed, 11, student as u64, day_number(day)]).permille(25))
        .then_some(Attendance::Absent)
}

/// Whether a spell that begins on a day by chance and lasts some days takes in the day.
fn lasts(chance: &mut Chance, from: Day, within: usize, least: usize, more: usize, day: Day) -> bool {
    let first = from + Days::new(chance.below(within) as u64);
    let last = first + Days::new((least + chance.below(more) - 1) as u64);
    (first..=last).contains(&day)
}

/// Late, mostly for the first lesson, or missing a single one.
fn lesson_missed(seed: u64, student: usize, lesson: &DemoLesson) -> Option<Attendance> {
    let mut chance = Chance::of(&[seed, 12, student as u64, day_number(lesson.day), lesson.number.into()]);
    if chance.permille(if lesson.number == 1 { 14 } else { 3 }) {
        return Some(Attendance::Late);
    }
    chance.permille(2).then_some(Attendance::Absent)
}

/// «Контрольная работа № 2» for the kinds that are counted in the year.
fn title(subject: &Subject, grade: u8, ordinal: usize, kind: usize) -> Option<String> {
    let name = WORK_KINDS.get(kind)?;
    let of_kind =
        |ordinal: &usize| curriculum::work_of(subject.name, grade, *ordinal).is_some_and(|(other, _)| other == kind);
    curriculum::is_numbered(kind).then(|| format!("{} № {}", capitalised(name), (0..=ordinal).filter(of_kind).count()))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The next topic of the plan, and which of the topic's lessons this is, from 1.
fn topic(subject: &Subject, grade: u8, hours: u8, ordinal: usize) -> (&'static str, usize) {
    let lessons = usize::from(hours) * WEEKS_OF_LESSONS;
    let topics = topics_of(subject.name, grade, lessons);
    let place = |ordinal: usize| ordinal.min(lessons.saturating_sub(1)) * topics.len() / lessons.max(1);
    let topic = topics.get(place(ordinal)).copied().unwrap_or("Вводный урок");
    let part = (0..=ordinal).rev().take_while(|earlier| place(*earlier) == place(ordinal)).count();
    (topic, part)
}

/// The topics of a subject for a grade: its own part of the list of several grades, when that is not too little for the year.
fn topics_of(subject: &str, grade: u8, lessons: usize) -> &'static [&'static str] {
    let list = TOPICS.iter().find(|(name, grades, _)| *name == subject && grades.contains(&grade));
    let Some((_, grades, topics)) = list else {
        return &[];
    };
    let count = usize::from(grades.end() - grades.start()) + 1;
    let place = usize::from(grade - grades.start());
    let own = topics.get(topics.len() * place / count..topics.len() * (place + 1) / count).unwrap_or(topics);
    if own.len() * 7 >= lessons { own } else { topics }
}

/// Nothing in the first year, every tenth time nothing elsewhere; otherwise a phrase of the subject with numbers that grow over the year.
fn homework(subject: &Subject, grade: u8, ordinal: usize, chance: &mut Chance) -> Option<String> {
    let phrases = HOMEWORK.get(subject.name)?;
    let rarely = phrases.len() < 3;
    if grade == 1 || chance.one_in(if rarely { 2 } else { 10 }) {
        return None;
    }
    let phrase = chance.pick(phrases)?;
    let paragraph = 1 + ordinal * 2 / 5;
    let number = 1 + ordinal * 7 + chance.below(5);
    let page = 4 + ordinal * 3 / 2;
    let task = 1 + chance.below(4);
    let text = phrase
        .replace("{p}", &paragraph.to_string())
        .replace("{q}", &(paragraph + 1).to_string())
        .replace("{n}", &number.to_string())
        .replace("{m}", &(number + 1 + chance.below(4)).to_string())
        .replace("{s}", &page.to_string())
        .replace("{t}", &(page + 1 + chance.below(3)).to_string())
        .replace("{k}", &task.to_string())
        .replace("{l}", &(task + 1 + chance.below(3)).to_string());
    Some(text)
}

type Grades = std::ops::RangeInclusive<u8>;

/// By subject and grades; kept in a file that a teacher can read and mend.
static TOPICS: LazyLock<Vec<(&str, Grades, Vec<&str>)>> = LazyLock::new(|| {
    let with_grades = |(heading, lines): (&'static str, Vec<&'static str>)| {
        let (subject, grades) = heading.rsplit_once(' ')?;
        let (first, last) = grades.split_once('-')?;
        Some((subject, first.parse().ok()?..=last.parse().ok()?, lines))
    };
    sections(include_str!("topics.txt")).filter_map(with_grades).collect()
});

static HOMEWORK: LazyLock<BTreeMap<&str, Vec<&str>>> =
    LazyLock::new(|| sections(include_str!("homework.txt")).collect());

/// Headings («# …») with the lines under them.
fn sections(text: &'static str) -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    text.split("# ").filter_map(|section| {
        let mut lines = section.lines().map(str::trim).filter(|line| !line.is_empty());
        Some((lines.next()?, lines.collect()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::curriculum::SUBJECTS;
    use parta_school::calendar::AcademicYear;
    use std::collections::BTreeSet;

    fn school(students: usize) -> DemoSchool {
        DemoSchool::generate(9, students, AcademicYear::starting_in(2026).unwrap()).unwrap()
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn records(school: &DemoSchool, lessons: &[DemoLesson], today: Day) -> Vec<(DemoLesson, LessonRecord)> {
        lessons
            .chunk_by(|one, next| one.page == next.page)
            .flat_map(|of_page| of_page.iter().copied().zip(school.page_record(of_page, today)))
            .collect()
    }

    #[test]
    fn every_subject_has_topics_and_homework_for_every_grade_it_is_taught_in() {
        for subject in SUBJECTS {
            assert!(HOMEWORK.contains_key(subject.name), "{}", subject.name);
            for grade in (1..=11).filter(|grade| subject.hours_in(*grade) > 0) {
                assert!(topics_of(subject.name, grade, 34).len() >= 4, "{} {grade}", subject.name);
            }
        }
        for (_, phrases) in HOMEWORK.iter() {
            for phrase in phrases {
                let rest = ["{p}", "{q}", "{n}", "{m}", "{s}", "{t}", "{k}", "{l}"]
                    .iter()
                    .fold((*phrase).to_owned(), |text, slot| text.replace(slot, ""));
                assert!(!rest.contains('{'), "{phrase}");
            }
        }
    }

    #[test]
    fn topics_follow_each_other_through_the_year() {
        let algebra = SUBJECTS.iter().find(|subject| subject.name == "Алгебра").unwrap();
        let year: Vec<(&str, usize)> = (0..102).map(|ordinal| topic(algebra, 7, 3, ordinal)).collect();
        assert_eq!(year.iter().collect::<BTreeSet<_>>().len(), 102, "no topic twice");
        assert_eq!(year[1], (year[0].0, 2));
        assert_eq!(
            title(algebra, 7, 23, curriculum::work_of("Алгебра", 7, 23).unwrap().0).unwrap(),
            "Контрольная работа № 2"
        );
    }

    #[test]
    fn a_page_is_the_same_at_once_and_month_by_month() {
        let school = school(60);
        let lessons = school.lessons().unwrap();
        let today = day("2027-01-20");
        for of_page in lessons.chunk_by(|one, next| one.page == next.page) {
            let at_once = school.page_record(of_page, today);
            let monthly: Vec<LessonRecord> = of_page
                .chunk_by(|one, next| one.day.month() == next.day.month())
                .flat_map(|month| school.page_record(month, today))
                .collect();
            assert_eq!(at_once, monthly);
            assert_eq!(at_once.len(), of_page.iter().filter(|lesson| lesson.day <= today).count());
        }
    }

    #[test]
    fn by_the_middle_of_the_year_a_thousand_students_have_a_quarter_of_a_million_marks() {
        let school = school(1000);
        let lessons = school.lessons().unwrap();
        let records = records(&school, &lessons, day("2026-12-30"));
        let mut counts = [0usize; 6];
        for mark in records.iter().flat_map(|(_, record)| &record.works).flat_map(|work| &work.marks) {
            counts[usize::from(mark.1)] += 1;
        }
        let marks: usize = counts.iter().sum();
        let average = (2..=5).map(|mark| mark * counts[mark]).sum::<usize>() as f64 / marks as f64;
        assert!((240_000..270_000).contains(&marks), "{marks} {counts:?} {average}");
        assert!((3.9..4.2).contains(&average), "{average} {counts:?}");
        let bad = counts[2] * 1000 / marks;
        assert!((10..40).contains(&bad), "{bad} of 1000 are twos: {counts:?}");
    }

    #[test]
    fn marks_go_to_those_present_two_at_most_and_to_no_first_grader() {
        let school = school(1000);
        let lessons = school.lessons().unwrap();
        for (lesson, record) in records(&school, &lessons, day("2026-10-20")) {
            let page = &school.pages[lesson.page];
            let marks: Vec<usize> =
                record.works.iter().flat_map(|work| &work.marks).map(|(student, _)| *student).collect();
            if school.classes[page.class].grade == 1 || !school.subjects[page.subject].graded {
                assert!(record.works.is_empty());
            }
            let kinds: BTreeSet<usize> = record.works.iter().map(|work| work.kind).collect();
            assert_eq!(kinds.len(), record.works.len());
            for student in &marks {
                assert!(marks.iter().filter(|other| *other == student).count() <= 2);
                assert!(school.students_of(page).contains(student));
                assert!(record.attendance.iter().all(|(absent, code)| absent != student || *code == Attendance::Late));
            }
        }
    }

    #[test]
    fn influenza_comes_in_november_and_fresh_absences_have_no_reason() {
        let school = school(1000);
        let lessons = school.lessons().unwrap();
        let today = day("2026-11-27");
        let records = records(&school, &lessons, today);
        let seats = |lesson: &DemoLesson| school.students_of(&school.pages[lesson.page]).len();
        let ill = |from: &str, to: &str| {
            let within = || records.iter().filter(|(lesson, _)| (day(from)..=day(to)).contains(&lesson.day));
            let absent: usize = within()
                .map(|(_, record)| record.attendance.iter().filter(|(_, code)| *code == Attendance::Ill).count())
                .sum();
            absent * 1000 / within().map(|(lesson, _)| seats(lesson)).sum::<usize>()
        };
        let (september, november) = (ill("2026-09-07", "2026-10-09"), ill("2026-11-12", "2026-11-24"));
        assert!((20..80).contains(&september) && november > september * 3 / 2, "{september} and {november} of 1000");
        let fresh = records
            .iter()
            .filter(|(lesson, _)| lesson.day >= day("2026-11-26"))
            .flat_map(|(_, record)| &record.attendance);
        assert!(
            fresh.clone().count() > 0
                && fresh.clone().all(|(_, code)| matches!(code, Attendance::Absent | Attendance::Late))
        );
    }

    #[test]
    fn homework_is_set_in_the_words_of_the_subject() {
        let school = school(1000);
        let lessons = school.lessons().unwrap();
        let records = records(&school, &lessons, day("2026-09-30"));
        let (given, of_first): (Vec<_>, Vec<_>) = records
            .iter()
            .filter(|(_, record)| record.homework.is_some())
            .partition(|(lesson, _)| school.classes[school.pages[lesson.page].class].grade > 1);
        assert!(of_first.is_empty());
        let share = given.len() * 100 / records.len();
        assert!((60..90).contains(&share), "{share} %");
        assert!(given.iter().all(|(_, record)| !record.homework.as_deref().unwrap().contains('{')));
    }
}

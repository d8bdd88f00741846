//! What is taught: subjects with their hours by grade as in the federal plans, who teaches them, what works are written in them.

/// The departments of a school: a teacher belongs to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Department {
    Philology,
    Mathematics,
    English,
    History,
    Geography,
    Nature,
    Physics,
    Arts,
    Crafts,
    Sport,
    Safety,
}

impl Department {
    pub const ALL: [Self; 11] = [
        Self::Philology,
        Self::Mathematics,
        Self::English,
        Self::History,
        Self::Geography,
        Self::Nature,
        Self::Physics,
        Self::Arts,
        Self::Crafts,
        Self::Sport,
        Self::Safety,
    ];

    /// The position in the staff register.
    pub fn position(self) -> &'static str {
        match self {
            Self::Philology => "учитель русского языка и литературы",
            Self::Mathematics => "учитель математики",
            Self::English => "учитель английского языка",
            Self::History => "учитель истории и обществознания",
            Self::Geography => "учитель географии",
            Self::Nature => "учитель биологии и химии",
            Self::Physics => "учитель физики и информатики",
            Self::Arts => "учитель музыки и изобразительного искусства",
            Self::Crafts => "учитель труда (технологии)",
            Self::Sport => "учитель физической культуры",
            Self::Safety => "преподаватель-организатор основ безопасности и защиты Родины",
        }
    }

    /// What its room is called and how many it seats.
    pub fn room(self) -> (&'static str, u16) {
        match self {
            Self::Philology => ("кабинет русского языка", 30),
            Self::Mathematics => ("кабинет математики", 30),
            Self::English => ("кабинет английского языка", 16),
            Self::History => ("кабинет истории", 30),
            Self::Geography => ("кабинет географии", 30),
            Self::Nature => ("кабинет биологии и химии", 30),
            Self::Physics => ("кабинет физики и информатики", 30),
            Self::Arts => ("кабинет музыки", 30),
            Self::Crafts => ("мастерская", 16),
            Self::Sport => ("спортивный зал", 60),
            Self::Safety => ("кабинет ОБЗР", 30),
        }
    }
}

/// A subject of the curriculum.
#[derive(Debug, PartialEq, Eq)]
pub struct Subject {
    pub name: &'static str,
    pub short: &'static str,
    /// Marks are given; not so in ОРКСЭ.
    pub graded: bool,
    /// Who teaches it from grade 5 on, and in primary school where `specialist` says so.
    pub department: Department,
    /// Taught by a specialist in grades 1–4 too.
    pub specialist: bool,
    /// Taught in two subgroups.
    pub subgroups: bool,
    /// Hours a week in grades 1 to 11.
    pub hours: [u8; 11],
    /// How hard by the hygiene scale, 1 to 12: hard subjects belong to lessons 2–4.
    pub difficulty: u8,
}

const fn subject(
    name: &'static str,
    short: &'static str,
    department: Department,
    difficulty: u8,
    hours: [u8; 11],
) -> Subject {
    Subject { name, short, graded: true, department, specialist: false, subgroups: false, hours, difficulty }
}

/// All subjects, in the order of a curriculum.
#[rustfmt::skip]
pub const SUBJECTS: &[Subject] = &[
    subject("Русский язык", "Рус. яз.", Department::Philology, 9, [5, 5, 5, 5, 5, 6, 4, 3, 3, 2, 2]),
    subject("Литературное чтение", "Лит. чт.", Department::Philology, 5, [4, 4, 4, 4, 0, 0, 0, 0, 0, 0, 0]),
    subject("Литературное чтение на родном (русском) языке", "Родн. лит. чт.", Department::Philology, 4, [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
    subject("Литература", "Лит.", Department::Philology, 5, [0, 0, 0, 0, 3, 3, 2, 2, 3, 3, 3]),
    Subject { specialist: true, subgroups: true, ..subject("Английский язык", "Англ. яз.", Department::English, 9, [0, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3]) },
    subject("Математика", "Матем.", Department::Mathematics, 10, [4, 4, 4, 4, 5, 5, 0, 0, 0, 0, 0]),
    subject("Алгебра", "Алг.", Department::Mathematics, 10, [0, 0, 0, 0, 0, 0, 3, 3, 3, 3, 3]),
    subject("Геометрия", "Геом.", Department::Mathematics, 11, [0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2]),
    subject("Вероятность и статистика", "Вер. и ст.", Department::Mathematics, 8, [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1]),
    Subject { subgroups: true, ..subject("Информатика", "Информ.", Department::Physics, 6, [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1]) },
    subject("Окружающий мир", "Окр. мир", Department::Nature, 6, [2, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0]),
    subject("История", "Ист.", Department::History, 8, [0, 0, 0, 0, 3, 3, 3, 3, 2, 2, 2]),
    subject("Обществознание", "Общ.", Department::History, 6, [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 2]),
    subject("География", "Геогр.", Department::Geography, 6, [0, 0, 0, 0, 1, 1, 2, 2, 2, 1, 1]),
    subject("Физика", "Физ.", Department::Physics, 12, [0, 0, 0, 0, 0, 0, 2, 2, 3, 2, 2]),
    subject("Химия", "Хим.", Department::Nature, 11, [0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2]),
    subject("Биология", "Биол.", Department::Nature, 7, [0, 0, 0, 0, 1, 1, 1, 2, 2, 1, 1]),
    subject("Изобразительное искусство", "ИЗО", Department::Arts, 3, [1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]),
    Subject { specialist: true, ..subject("Музыка", "Муз.", Department::Arts, 2, [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0]) },
    Subject { subgroups: true, ..subject("Труд (технология)", "Труд", Department::Crafts, 2, [1, 1, 1, 1, 2, 2, 2, 1, 1, 0, 0]) },
    Subject { specialist: true, ..subject("Физическая культура", "Физ-ра", Department::Sport, 1, [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]) },
    subject("Основы безопасности и защиты Родины", "ОБЗР", Department::Safety, 3, [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]),
    Subject { graded: false, ..subject("Основы религиозных культур и светской этики", "ОРКСЭ", Department::History, 4, [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]) },
    subject("Индивидуальный проект", "Инд. проект", Department::Safety, 4, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]),
];

impl Subject {
    pub fn hours_in(&self, grade: u8) -> u8 {
        usize::from(grade).checked_sub(1).and_then(|index| self.hours.get(index)).copied().unwrap_or(0)
    }

    /// Whether the class's own primary teacher gives the lessons.
    pub fn by_primary_teacher(&self, grade: u8) -> bool {
        grade <= 4 && !self.specialist
    }

    /// Whether a class of this grade is divided for the subject: primary classes only for English.
    pub fn divided_in(&self, grade: u8) -> bool {
        self.subgroups && !self.by_primary_teacher(grade)
    }
}

/// Kinds of work, by the names that the school's regulation profile has for them.
pub const WORK_KINDS: &[&str] = &[
    "ответ на уроке",
    "домашняя работа",
    "самостоятельная работа",
    "контрольная работа",
    "лабораторная работа",
    "практическая работа",
    "диктант",
    "изложение",
    "сочинение",
    "тест",
    "зачёт",
    "проект",
];

pub const ANSWER: usize = 0;
pub const HOMEWORK: usize = 1;
const INDEPENDENT: usize = 2;
const CONTROL: usize = 3;
const LAB: usize = 4;
const PRACTICE: usize = 5;
const DICTATION: usize = 6;
const SUMMARY: usize = 7;
const ESSAY: usize = 8;
const TEST: usize = 9;
const CREDIT: usize = 10;
const PROJECT: usize = 11;

/// Takes the whole lesson and some days to check.
pub fn is_long(kind: usize) -> bool {
    matches!(kind, CONTROL | DICTATION | SUMMARY | ESSAY)
}

/// Counted through the year: «Контрольная работа № 2».
pub fn is_numbered(kind: usize) -> bool {
    matches!(kind, CONTROL | LAB | PRACTICE)
}

/// The work that the whole class does in a lesson of a subject, by the lesson's place in the year (from 0), with a second kind of
/// work that it is marked for too (a dictation and the grammar task after it). `None`: only answers.
pub fn work_of(subject: &str, grade: u8, ordinal: usize) -> Option<(usize, Option<usize>)> {
    let every = |period: usize, at: usize| ordinal % period == at;
    let plain = |kind| Some((kind, None));
    match subject {
        "Русский язык" if every(11, 10) => Some((DICTATION, Some(INDEPENDENT))),
        "Русский язык" if every(26, 20) => plain(if grade < 5 { SUMMARY } else { ESSAY }),
        "Русский язык" if every(6, 3) => plain(TEST),
        "Русский язык" if every(8, 5) => plain(INDEPENDENT),
        "Литература" | "Литературное чтение" | "Литературное чтение на родном (русском) языке" if every(13, 12) => {
            plain(if grade < 5 { TEST } else { ESSAY })
        }
        "Литература" | "Литературное чтение" | "Литературное чтение на родном (русском) языке" if every(6, 4) => {
            plain(HOMEWORK)
        }
        "Математика" | "Алгебра" | "Геометрия" if every(12, 11) => plain(CONTROL),
        "Математика" | "Алгебра" | "Геометрия" if every(4, 2) => plain(INDEPENDENT),
        "Английский язык" if every(15, 14) => plain(CONTROL),
        "Английский язык" if every(7, 3) => plain(INDEPENDENT),
        "Английский язык" if every(5, 2) => plain(TEST),
        "Физика" | "Химия" | "Биология" if every(9, 8) => plain(CONTROL),
        "Физика" | "Химия" | "Биология" if every(4, 3) => plain(LAB),
        "География" | "Информатика" if every(9, 8) => plain(CONTROL),
        "География" | "Информатика" if every(3, 2) => plain(PRACTICE),
        "Физическая культура" if every(4, 2) => plain(CREDIT),
        "Изобразительное искусство" | "Музыка" if every(2, 1) => plain(PRACTICE),
        "Труд (технология)" if every(3, 2) => plain(PRACTICE),
        "Индивидуальный проект" if every(4, 3) => plain(PROJECT),
        "Вероятность и статистика" | "Основы безопасности и защиты Родины" if every(3, 2) => {
            plain(TEST)
        }
        "История" | "Обществознание" | "Окружающий мир" if every(12, 11) => {
            plain(CONTROL)
        }
        "История" | "Обществознание" | "Окружающий мир" if every(4, 2) => plain(TEST),
        _ => None,
    }
}

/// By how much marks in a subject are kinder than a student's usual ones, in thousandths of a mark.
pub fn kindness(subject: &str) -> i64 {
    match subject {
        "Физическая культура" | "Музыка" | "Изобразительное искусство" | "Труд (технология)" => {
            650
        }
        "Индивидуальный проект"
        | "Основы безопасности и защиты Родины"
        | "Литературное чтение"
        | "Литературное чтение на родном (русском) языке" => 400,
        "Алгебра" | "Геометрия" | "Физика" | "Химия" | "Русский язык" => -250,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn weekly_hours_stay_within_the_hygiene_limits() {
        let five_day_limit = [21, 23, 23, 23, 29, 30, 32, 33, 33, 34, 34];
        for (grade, limit) in (1..=11).zip(five_day_limit) {
            let hours: u8 = SUBJECTS.iter().map(|subject| subject.hours_in(grade)).sum();
            assert!((20..=limit).contains(&hours), "grade {grade}: {hours} of {limit}");
        }
    }

    #[test]
    fn every_kind_of_work_is_named_once_and_used() {
        let names: BTreeSet<&str> = WORK_KINDS.iter().copied().collect();
        assert_eq!(names.len(), WORK_KINDS.len());
        let mut used: BTreeSet<usize> = [ANSWER, HOMEWORK].into();
        for subject in SUBJECTS {
            for (grade, ordinal) in (1..=11).flat_map(|grade| (0..100).map(move |ordinal| (grade, ordinal))) {
                let (kind, second) = work_of(subject.name, grade, ordinal).unzip();
                used.extend(kind.into_iter().chain(second.flatten()));
            }
        }
        assert_eq!(used, (0..WORK_KINDS.len()).collect());
    }
}

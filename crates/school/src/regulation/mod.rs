//! The regulation profile: every way in which one institution's rules differ from another's, as typed data with its source.
//!
//! A rule asks the profile; no rule asks *which* school this is. The fields are visible in this crate only, so that the compiler
//! itself finds a setting that no rule reads. Each setting in the file names the clause that it comes from, and refusals cite it.
//! The files lie in `profiles/` and are part of the program; [`RegulationProfile::read`] takes a file of an institution's own.

mod document;
#[cfg(test)]
mod flips;
mod listing;
mod values;

use std::fmt;
use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

pub use document::ProfileError;
pub use listing::ListedSetting;
pub(crate) use values::{
    AttendanceCodes, ColumnDate, CorrectionRegime, Deadline, HomeworkNone, MadeUpWork, Meaning, ReasonBy,
    RecordLanguage, TwoInCell, Weights, WorkKinds, capitalised,
};
use values::{Clause, DocumentName, List, Name, PublicAfter, RoundUpFrom, Zone};
pub use values::{InstitutionKind, Marker, Word};

use crate::calendar::{TermKind, WorkingWeek};
use crate::marks::{MarkValue, Scale, WorkKind};
use crate::names::search_key;

/// The profiles that are part of the program: file name and text.
const BUILTIN: [(&str, &str); 2] = [
    ("p0-school-9.toml", include_str!("../../../../profiles/p0-school-9.toml")),
    ("p3-egoryevsk-college.toml", include_str!("../../../../profiles/p3-egoryevsk-college.toml")),
];

/// A value of a profile with the clause of the regulation that it comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Setting<T> {
    pub(crate) value: T,
    clause: Clause,
}

/// By which rules one institution works. Made from a file only, so that every value has been checked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegulationProfile {
    code: Name,
    period_types: Setting<List<TermKind>>,
    pub(crate) record_language: Setting<RecordLanguage>,
    institution: Institution,
    vocabulary: Vocabulary,
    year: Year,
    pub(crate) marks: Marks,
    pub(crate) correction: Correction,
    pub(crate) attendance: AttendanceRules,
    pub(crate) topic: Topic,
    pub(crate) homework: Homework,
    pub(crate) deadline: Deadlines,
    #[serde(skip)]
    listing: Vec<ListedSetting>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Institution {
    kind: Setting<InstitutionKind>,
    name: Setting<Name>,
    system_name: Setting<Name>,
    time_zone: Setting<Zone>,
    regulation: Setting<DocumentName>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vocabulary {
    unit: Setting<Word>,
    learner: Setting<Word>,
    teacher: Setting<Word>,
    lesson: Setting<Word>,
    mark: Setting<Word>,
    deputy: Setting<Word>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    working_week: Setting<WorkingWeek>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Marks {
    pub(crate) current: Setting<Scale>,
    pub(crate) two_in_cell: Setting<TwoInCell>,
    two_mark_subjects: Setting<Vec<Name>>,
    pub(crate) work_kind_required: Setting<bool>,
    pub(crate) column_date: Setting<ColumnDate>,
    pub(crate) for_missed_lesson: Setting<MadeUpWork>,
    pub(crate) ungraded_subjects: Setting<Vec<Name>>,
    pub(crate) public_after: Setting<PublicAfter>,
    pub(crate) weights: Setting<Weights>,
    pub(crate) round_up_from: Setting<RoundUpFrom>,
    work_kinds: Setting<WorkKinds>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Correction {
    pub(crate) marks: Setting<CorrectionRegime>,
    pub(crate) records: Setting<CorrectionRegime>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AttendanceRules {
    pub(crate) marked_by: Setting<List<Marker>>,
    pub(crate) reason_by: Setting<ReasonBy>,
    pub(crate) codes: Setting<AttendanceCodes>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Topic {
    pub(crate) required: Setting<bool>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Homework {
    pub(crate) none: Setting<HomeworkNone>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deadlines {
    pub(crate) topic: Setting<Deadline>,
    pub(crate) absence: Setting<Deadline>,
    pub(crate) homework: Setting<Deadline>,
    pub(crate) mark: MarkDeadlines,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarkDeadlines {
    pub(crate) lesson: Setting<Deadline>,
    pub(crate) written: Setting<Deadline>,
    pub(crate) control: Setting<Deadline>,
    pub(crate) monitoring: Setting<Deadline>,
}

/// A word whose form the regulation decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    /// Класс, группа.
    Unit,
    /// Обучающийся, учащийся, воспитанник.
    Learner,
    /// Учитель, преподаватель.
    Teacher,
    /// Урок, занятие.
    Lesson,
    /// Отметка, оценка: feminine in every regulation, and sentences agree with that.
    Mark,
    /// Заместитель директора по УВР, УР.
    Deputy,
}

/// What a subject's page is like when the subject is entered under this name; the administrator may change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SubjectDefaults {
    /// Two marks may stand in one cell.
    pub two_marks: bool,
    /// No marks are given, attendance only.
    pub ungraded: bool,
}

/// Where a rule stands: «порядок, п. 2.5.1». What the document is silent about says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis(String);

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl RegulationProfile {
    /// A profile that is part of the program, by its code in any case: «P0», «p3».
    pub fn builtin(code: &str) -> Option<&'static Self> {
        Self::all_builtin().iter().find(|profile| profile.code().eq_ignore_ascii_case(code))
    }

    /// Every profile that is part of the program (a test reads each of them, so none is left out here).
    pub fn all_builtin() -> &'static [Self] {
        static PROFILES: LazyLock<Vec<RegulationProfile>> = LazyLock::new(|| {
            BUILTIN.iter().filter_map(|(file, text)| RegulationProfile::read(file, text).ok()).collect()
        });
        &PROFILES
    }

    /// Reads a profile. An unknown key, a wrong type or an impossible value is refused with its place and the reason.
    pub fn read(file: &str, text: &str) -> Result<Self, ProfileError> {
        let (mut profile, listing): (Self, _) = document::read(file, text)?;
        profile.listing = listing;
        Ok(profile)
    }

    /// Every setting with its value in words and its clause, in the order of the file.
    pub fn settings(&self) -> &[ListedSetting] {
        &self.listing
    }

    /// «P0».
    pub fn code(&self) -> &str {
        self.code.as_str()
    }

    /// School or college.
    pub fn institution_kind(&self) -> InstitutionKind {
        self.institution.kind.value
    }

    /// The institution's name as the regulation gives it; what a new institution is called unless its own name is entered.
    pub fn institution_name(&self) -> &str {
        self.institution.name.value.as_str()
    }

    /// How the regulation calls the journal system: «АИС „Сетевой город. Образование“».
    pub fn system_name(&self) -> &str {
        self.institution.system_name.value.as_str()
    }

    /// Title, number and date of the regulation.
    pub fn regulation_title(&self) -> String {
        let document = &self.institution.regulation.value;
        format!("{}, {}", document.title(), document.approved())
    }

    /// The zone in which the institution's days begin and end.
    pub fn zone(&self) -> chrono_tz::Tz {
        self.institution.time_zone.value.0
    }

    /// The institution's word for a thing of the trade.
    pub fn word(&self, term: Noun) -> &Word {
        let words = &self.vocabulary;
        match term {
            Noun::Unit => &words.unit.value,
            Noun::Learner => &words.learner.value,
            Noun::Teacher => &words.teacher.value,
            Noun::Lesson => &words.lesson.value,
            Noun::Mark => &words.mark.value,
            Noun::Deputy => &words.deputy.value,
        }
    }

    /// The school days of the week, unless the institution's own calendar says otherwise.
    pub fn working_week(&self) -> WorkingWeek {
        self.year.working_week.value
    }

    /// Into which periods the year of a class or group of this grade or course is divided: quarters up to class 9,
    /// half-years above, as far as the regulation knows both.
    pub fn term_kind(&self, grade: u8) -> TermKind {
        let wanted = if grade <= 9 { TermKind::Quarter } else { TermKind::HalfYear };
        let known = &self.period_types.value;
        let shorter_than_year = known.iter().copied().find(|kind| *kind != TermKind::Year);
        if known.contains(&wanted) { wanted } else { shorter_than_year.unwrap_or(TermKind::Year) }
    }

    /// The marks that a lesson cell takes, the lowest first.
    pub fn scale(&self) -> &[MarkValue] {
        self.marks.current.value.values()
    }

    /// The kinds of work that an institution's list begins with.
    pub fn work_kinds(&self) -> &[WorkKind] {
        &self.marks.work_kinds.value.0
    }

    /// How long the author of a mark may still withdraw it.
    pub fn public_after(&self) -> TimeDelta {
        self.marks.public_after.value.0
    }

    /// When a mark saved at `set_at` becomes visible to the family.
    pub fn public_at(&self, set_at: DateTime<Utc>) -> DateTime<Utc> {
        set_at + self.public_after()
    }

    /// Whether the class teacher gives the reason of an absence.
    pub fn class_teacher_gives_reasons(&self) -> bool {
        self.attendance.reason_by.value == ReasonBy::ClassTeacher
    }

    /// What a subject of this name is like unless somebody says otherwise.
    pub fn subject_defaults(&self, subject: &str) -> SubjectDefaults {
        let named = |list: &[Name]| list.iter().any(|name| search_key(name.as_str()) == search_key(subject));
        SubjectDefaults {
            two_marks: named(&self.marks.two_mark_subjects.value),
            ungraded: named(&self.marks.ungraded_subjects.value),
        }
    }

    /// The subjects that two marks in a cell are meant for.
    pub(crate) fn two_mark_subjects(&self) -> Vec<&str> {
        self.marks.two_mark_subjects.value.iter().map(Name::as_str).collect()
    }

    /// Where the rule of a setting stands, for a refusal.
    pub(crate) fn basis<T>(&self, setting: &Setting<T>) -> Basis {
        let document = self.institution.regulation.value.word();
        Basis(match setting.clause.as_written() {
            Some(clause) => format!("{document}, {clause}"),
            None => format!("{document} об этом молчит, правило по умолчанию"),
        })
    }
}

#[cfg(test)]
impl RegulationProfile {
    /// A built-in profile with one piece of its text changed, for tests that flip a setting.
    pub(crate) fn altered(code: &str, from: &str, to: &str) -> Self {
        Self::read("test.toml", &altered_text(code, from, to)).unwrap_or_else(|error| panic!("{error}"))
    }
}

/// The text of a built-in profile with one piece changed.
#[cfg(test)]
fn altered_text(code: &str, from: &str, to: &str) -> String {
    let (_, text) =
        BUILTIN.iter().find(|(file, _)| file.starts_with(&code.to_lowercase())).expect("a built-in profile");
    assert_eq!(text.matches(from).count(), 1, "«{from}» must stand once in {code}");
    text.replace(from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(code: &str) -> &'static RegulationProfile {
        RegulationProfile::builtin(code).expect("built in")
    }

    ///
    #[test]
    fn every_built_in_profile_is_read() {
        for (file, text) in BUILTIN {
            if let Err(error) = RegulationProfile::read(file, text) {
                panic!("{error}");
            }
        }
        assert_eq!(RegulationProfile::all_builtin().len(), BUILTIN.len());
        assert_eq!(profile("p3").code(), "P3");
        assert!(RegulationProfile::builtin("P9").is_none());
    }

    ///
    #[test]
    fn an_institution_is_called_as_its_regulation_calls_it() {
        let (school, college) = (profile("P0"), profile("P3"));
        assert_eq!(school.institution_kind().word(), "школа");
        assert_eq!(college.institution_kind().word(), "техникум");
        assert_eq!(school.system_name(), "АИС «Сетевой город. Образование»");
        assert_eq!(
            school.regulation_title(),
            "Порядок ведения электронного журнала АИС «Сетевой город образование», приказ № 510 от 31 августа 2022 г."
        );
        assert_eq!(school.word(Noun::Unit).prepositional(), "классе");
        assert_eq!(college.word(Noun::Unit).prepositional(), "группе");
        assert_eq!(college.word(Noun::Mark).counted(5), "5 оценок");
        assert_eq!(school.word(Noun::Mark).counted(22), "22 отметки");
        assert_eq!(school.word(Noun::Lesson).counted(1), "1 урок");
        assert_eq!(school.zone(), chrono_tz::Europe::Moscow);
    }

    ///
    #[test]
    fn the_year_is_divided_as_the_regulation_says() {
        let (school, college) = (profile("P0"), profile("P3"));
        assert_eq!((school.term_kind(7), school.term_kind(10)), (TermKind::Quarter, TermKind::HalfYear));
        assert_eq!(college.term_kind(1), TermKind::HalfYear, "a course");
        assert_eq!((school.working_week(), college.working_week()), (WorkingWeek::Five, WorkingWeek::Six));
    }

    ///
    #[test]
    fn subjects_are_known_by_name_whatever_the_case() {
        assert!(profile("P3").subject_defaults("русский Язык").two_marks);
        assert!(!profile("P3").subject_defaults("Физика").two_marks);
        assert!(profile("P0").subject_defaults("орксэ").ungraded);
        assert_eq!(profile("P3").subject_defaults("ОРКСЭ"), SubjectDefaults::default());
    }

    ///
    #[test]
    fn a_mark_is_public_half_a_minute_after_saving() {
        let saved = DateTime::from_timestamp(1_763_000_000, 0).unwrap();
        assert_eq!((profile("P0").public_at(saved) - saved).num_seconds(), 30);
    }

    /// A refusal cites the clause, or says that there is none.
    #[test]
    fn the_basis_of_a_rule_is_its_clause() {
        let school = profile("P0");
        assert_eq!(school.basis(&school.marks.two_in_cell).to_string(), "порядок, п. 2.5.2");
        assert_eq!(school.basis(&school.topic.required).to_string(), "порядок об этом молчит, правило по умолчанию");
        let college = profile("P3");
        assert_eq!(college.basis(&college.deadline.homework).to_string(), "положение, прил., преподаватель, п. 4");
    }
}

//! The values that settings can have: each a type that cannot be wrong once it has been read.

use std::collections::HashSet;

use chrono::TimeDelta;
use serde::Deserialize;

use crate::marks::WorkKind;

/// Why a value in a profile is impossible: a Russian sentence.
pub(crate) type Impossible = String;

/// The clause of a setting as the file has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Clause(Option<String>);

impl Clause {
    /// Nothing where the document is silent and the value is the default.
    pub(super) fn as_written(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl TryFrom<String> for Clause {
    type Error = Impossible;

    fn try_from(text: String) -> Result<Self, Impossible> {
        match text.trim() {
            "" => Err("пункт документа не указан; где документ молчит, стоит «умолчание»".into()),
            "умолчание" => Ok(Self(None)),
            _ => Ok(Self(Some(text))),
        }
    }
}

/// A text that says something.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Name(String);

impl Name {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Name {
    type Error = Impossible;

    fn try_from(text: String) -> Result<Self, Impossible> {
        if text.trim().is_empty() { Err("пустой текст".into()) } else { Ok(Self(text)) }
    }
}

/// A list with something in it and nothing twice.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "Vec<T>", bound(deserialize = "T: Deserialize<'de> + PartialEq"))]
pub(crate) struct List<T>(Vec<T>);

impl<T: PartialEq> List<T> {
    pub(crate) fn contains(&self, item: &T) -> bool {
        self.0.contains(item)
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }
}

impl<T: PartialEq> TryFrom<Vec<T>> for List<T> {
    type Error = Impossible;

    fn try_from(items: Vec<T>) -> Result<Self, Impossible> {
        let twice =
            items.iter().enumerate().any(|(index, item)| items.iter().take(index).any(|earlier| earlier == item));
        match items.as_slice() {
            [] => Err("пустой список".into()),
            _ if twice => Err("одно и то же названо дважды".into()),
            _ => Ok(Self(items)),
        }
    }
}

/// School or college.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InstitutionKind {
    School,
    College,
}

impl InstitutionKind {
    /// «школа», «техникум».
    pub fn word(self) -> &'static str {
        match self {
            Self::School => "школа",
            Self::College => "техникум",
        }
    }
}

/// The regulation itself: the word that refusals call it by, its title, and the act that approved it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentName {
    word: Name,
    title: Name,
    approved: Name,
}

impl DocumentName {
    pub(super) fn word(&self) -> &str {
        self.word.as_str()
    }

    pub(super) fn title(&self) -> &str {
        self.title.as_str()
    }

    pub(super) fn approved(&self) -> &str {
        self.approved.as_str()
    }
}

/// A time zone by its name in the IANA list.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Zone(pub(super) chrono_tz::Tz);

impl TryFrom<String> for Zone {
    type Error = Impossible;

    fn try_from(text: String) -> Result<Self, Impossible> {
        text.parse()
            .map(Self)
            .map_err(|_| format!("часового пояса «{text}» нет; пример: Europe/Moscow, Asia/Yekaterinburg"))
    }
}

/// A noun in the forms that sentences need.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "[String; 8]")]
pub struct Word {
    forms: [String; 8],
}

impl TryFrom<[String; 8]> for Word {
    type Error = Impossible;

    fn try_from(forms: [String; 8]) -> Result<Self, Impossible> {
        if forms.iter().any(|form| form.trim().is_empty()) {
            Err("пустая форма слова".into())
        } else {
            Ok(Self { forms })
        }
    }
}

impl Word {
    /// Кто, что: «класс».
    pub fn nominative(&self) -> &str {
        &self.forms[0]
    }

    /// Кого, чего: «класса».
    pub fn genitive(&self) -> &str {
        &self.forms[1]
    }

    /// Кому, чему: «классу».
    pub fn dative(&self) -> &str {
        &self.forms[2]
    }

    /// Кого, что: «группу».
    pub fn accusative(&self) -> &str {
        &self.forms[3]
    }

    /// Кем, чем: «классом».
    pub fn instrumental(&self) -> &str {
        &self.forms[4]
    }

    /// О ком, о чём: «классе».
    pub fn prepositional(&self) -> &str {
        &self.forms[5]
    }

    /// «классы».
    pub fn plural(&self) -> &str {
        &self.forms[6]
    }

    /// «классов».
    pub fn genitive_plural(&self) -> &str {
        &self.forms[7]
    }

    /// At the head of a sentence or a column: «Класс».
    pub fn capitalised(&self) -> String {
        capitalised(self.nominative())
    }

    /// «1 отметка, 2 отметки, 5 отметок».
    pub fn counted(&self, number: u64) -> String {
        let form = match (number % 10, number % 100) {
            (1, tens) if tens != 11 => self.nominative(),
            (2..=4, tens) if !(12..=14).contains(&tens) => self.genitive(),
            _ => self.genitive_plural(),
        };
        format!("{number} {form}")
    }
}

/// With a capital first letter.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RecordLanguage {
    Russian,
    Any,
}

///
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TwoInCell {
    /// For two different kinds of work, in every subject; shown side by side, «5 4».
    DifferentKinds,
    /// In subjects that are flagged for it; shown as a fraction, «5/4».
    FlaggedSubjects,
    Never,
}

/// in which column a mark stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ColumnDate {
    /// Of the day when the work was done, whenever it is entered.
    Work,
    /// Of the day of entry: a past lesson takes no mark.
    Entry,
}

/// a mark at an absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MadeUpWork {
    Allowed,
    /// Only after illness or a valid reason, with the number and date of a protocol.
    ByProtocol,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Weights {
    /// Every mark counts the same.
    Equal,
    /// By the weight of the kind of work.
    ByKind,
}

/// How a saved record is corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CorrectionRegime {
    /// By request only, whenever.
    Forbidden,
    /// By the author until the deadline, by request afterwards.
    RequestAfterDeadline,
    /// By the author; after the deadline with a reason.
    ReasonAfterDeadline,
}

/// Who marks absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Marker {
    Teacher,
    /// Master of production training.
    Master,
}

/// Who gives the reason of an absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReasonBy {
    ClassTeacher,
    /// With the code itself.
    Teacher,
}

/// What a code of attendance means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Meaning {
    Absent,
    Ill,
    Excused,
    Late,
}

/// One code of attendance: its sign, what it means to the program, and what it is called in the legend.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Code {
    pub(crate) code: String,
    pub(crate) meaning: Meaning,
    pub(crate) legend: String,
}

/// The codes of attendance in the order of the legend.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "Vec<Code>")]
pub(crate) struct AttendanceCodes(pub(crate) Vec<Code>);

impl TryFrom<Vec<Code>> for AttendanceCodes {
    type Error = Impossible;

    fn try_from(codes: Vec<Code>) -> Result<Self, Impossible> {
        let cyrillic = |code: &str| {
            (1..=3).contains(&code.chars().count()) && code.chars().all(|c| matches!(c, 'а'..='я' | 'А'..='Я'))
        };
        if let Some(bad) = codes.iter().find(|code| !cyrillic(&code.code)) {
            return Err(format!("обозначение «{}» не годится: нужны одна–три русские буквы", bad.code));
        }
        if codes.iter().any(|code| code.legend.trim().is_empty()) {
            return Err("обозначение без пояснения для легенды".into());
        }
        let signs: HashSet<String> = codes.iter().map(|code| code.code.to_lowercase()).collect();
        let meanings: HashSet<Meaning> = codes.iter().map(|code| code.meaning).collect();
        if signs.len() != codes.len() || meanings.len() != codes.len() {
            return Err("одно обозначение или значение дано дважды".into());
        }
        if !meanings.contains(&Meaning::Absent) {
            return Err("нет обозначения отсутствия (meaning = \"absent\")".into());
        }
        Ok(Self(codes))
    }
}

/// The kinds of work a list begins with.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "Vec<WorkKind>")]
pub(crate) struct WorkKinds(pub(super) Vec<WorkKind>);

impl TryFrom<Vec<WorkKind>> for WorkKinds {
    type Error = Impossible;

    fn try_from(kinds: Vec<WorkKind>) -> Result<Self, Impossible> {
        let names: HashSet<String> = kinds.iter().map(|kind| kind.name.trim().to_lowercase()).collect();
        if kinds.is_empty() || names.contains("") || names.len() != kinds.len() {
            return Err("нужен хотя бы один вид работы, у каждого своё название".into());
        }
        if let Some(bad) = kinds.iter().find(|kind| !(1..=100).contains(&kind.weight)) {
            return Err(format!("вес вида работы «{}» – {}, а может быть от 1 до 100", bad.name, bad.weight));
        }
        Ok(Self(kinds))
    }
}

/// Seconds until a mark is public: within the minute that R-137 leaves.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "i64")]
pub(crate) struct PublicAfter(pub(super) TimeDelta);

impl TryFrom<i64> for PublicAfter {
    type Error = Impossible;

    fn try_from(seconds: i64) -> Result<Self, Impossible> {
        in_range(seconds, 0, 60, "секунд").map(|seconds| Self(TimeDelta::seconds(seconds)))
    }
}

/// From how many hundredths on an average is rounded up.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "i64")]
pub(crate) struct RoundUpFrom(u64);

impl RoundUpFrom {
    pub(crate) fn hundredths(self) -> u64 {
        self.0
    }
}

impl TryFrom<i64> for RoundUpFrom {
    type Error = Impossible;

    fn try_from(hundredths: i64) -> Result<Self, Impossible> {
        in_range(hundredths, 1, 99, "сотых").map(|hundredths| Self(hundredths.unsigned_abs()))
    }
}

/// Until when something is to be recorded (requirements §4.0, §4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Deadline {
    /// The end of the lesson by the bells.
    LessonEnd,
    /// 23:59 of the lesson's date.
    LessonDay,
    /// Minutes after the last lesson of the class or group on that date, not past 23:59.
    MinutesAfterClasses(Minutes),
    /// 23:59 of the lesson's date plus calendar days.
    Days(CalendarDays),
}

impl Deadline {
    /// 23:59 of the lesson's date plus so many days.
    pub(crate) fn calendar_days(days: u8) -> Self {
        Self::Days(CalendarDays(TimeDelta::days(days.into())))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "i64")]
pub(crate) struct Minutes(pub(crate) TimeDelta);

impl TryFrom<i64> for Minutes {
    type Error = Impossible;

    fn try_from(minutes: i64) -> Result<Self, Impossible> {
        in_range(minutes, 1, 24 * 60, "минут").map(|minutes| Self(TimeDelta::minutes(minutes)))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "i64")]
pub(crate) struct CalendarDays(pub(crate) TimeDelta);

impl TryFrom<i64> for CalendarDays {
    type Error = Impossible;

    fn try_from(days: i64) -> Result<Self, Impossible> {
        in_range(days, 1, 60, "дней").map(|days| Self(TimeDelta::days(days)))
    }
}

fn in_range(value: i64, least: i64, most: i64, unit: &str) -> Result<i64, Impossible> {
    if (least..=most).contains(&value) {
        Ok(value)
    } else {
        Err(format!("{value} {unit} – нужно от {least} до {most}"))
    }
}

/// What stands in the homework field when nothing is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HomeworkNone {
    /// «–».
    Dash,
    /// Nothing; a flag that is not printed says «не задано».
    Empty,
}

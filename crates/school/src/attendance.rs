//! Attendance: what is recorded of a student at a lesson, by which code it is shown, and who may say what.
//!
//! Nothing recorded means present. Where the class teacher gives the reasons, a teacher's «Н» says only that the student was
//! not there: it is kept as "reason open" and shown by the same sign until the class teacher confirms it or gives another.

use crate::refusal::Refusal;
use crate::regulation::{Marker, Meaning, Noun, ReasonBy, RegulationProfile};

/// What is recorded of one student at one lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Attendance {
    /// Was not there; the class teacher has not given the reason yet.
    ReasonOpen,
    /// Was not there, and no valid reason is known.
    Absent,
    /// Was ill.
    Ill,
    /// Was not there for a valid reason.
    Excused,
    /// Came late; no absence.
    Late,
}

/// A code of attendance as it is typed; what it says depends on who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sign(Meaning);

/// Which rule of attendance refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttendanceRule {
    /// Somebody else marks attendance.
    MarkedByOthers,
    /// Somebody else gives the reasons of absence.
    ReasonByOthers,
    /// There is no absence to give a reason for.
    NotAbsent,
    /// The sign is none of the profile's.
    UnknownSign,
}

impl Attendance {
    /// Every state there is.
    pub const ALL: [Self; 5] = [Self::ReasonOpen, Self::Absent, Self::Ill, Self::Excused, Self::Late];

    /// As it stands in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::ReasonOpen => "reason_open",
            Self::Absent => "absent",
            Self::Ill => "ill",
            Self::Excused => "excused",
            Self::Late => "late",
        }
    }

    /// Reads what stands in the database.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether the lesson counts as missed.
    pub fn is_absence(self) -> bool {
        self != Self::Late
    }

    fn meaning(self) -> Meaning {
        match self {
            Self::ReasonOpen | Self::Absent => Meaning::Absent,
            Self::Ill => Meaning::Ill,
            Self::Excused => Meaning::Excused,
            Self::Late => Meaning::Late,
        }
    }
}

impl From<Meaning> for Attendance {
    /// As somebody says who knows the reason.
    fn from(meaning: Meaning) -> Self {
        match meaning {
            Meaning::Absent => Self::Absent,
            Meaning::Ill => Self::Ill,
            Meaning::Excused => Self::Excused,
            Meaning::Late => Self::Late,
        }
    }
}

/// The sign that a text is, capital or small.
pub fn sign(profile: &RegulationProfile, text: &str) -> Option<Sign> {
    let text = text.to_lowercase();
    profile.attendance.codes.value.0.iter().find(|code| code.code.to_lowercase() == text).map(|code| Sign(code.meaning))
}

/// A sign as the profile writes it.
pub fn sign_text(profile: &RegulationProfile, sign: Sign) -> &str {
    text_of(profile, sign.0)
}

/// «Н»: what stands in the cell.
pub fn shown(profile: &RegulationProfile, attendance: Attendance) -> &str {
    text_of(profile, attendance.meaning())
}

/// What the family reads in the diary.
pub fn in_diary(profile: &RegulationProfile, attendance: Attendance) -> &str {
    match attendance {
        Attendance::ReasonOpen => "отсутствует, причина не указана",
        _ => known(profile, attendance.meaning()).map_or(usual(attendance.meaning()).1, |(_, legend)| legend),
    }
}

/// «Б – болеет», one line for each code, on screen and print.
pub fn legend(profile: &RegulationProfile) -> Vec<String> {
    profile.attendance.codes.value.0.iter().map(|code| format!("{} – {}", code.code, code.legend)).collect()
}

/// Every code with what it means: («Б», «болеет»).
pub fn codes(profile: &RegulationProfile) -> impl Iterator<Item = (&str, &str)> {
    profile.attendance.codes.value.0.iter().map(|code| (code.code.as_str(), code.legend.as_str()))
}

/// Whether a sign says that somebody came late, which is no absence.
pub fn is_late(sign: Sign) -> bool {
    sign.0 == Meaning::Late
}

/// «Б, УП, Н, О».
pub fn signs_in_words(profile: &RegulationProfile) -> String {
    profile.attendance.codes.value.0.iter().map(|code| code.code.as_str()).collect::<Vec<_>>().join(", ")
}

/// The signs that whoever marks attendance may set, as the profile writes them: the buttons of the lesson page.
pub fn signs_to_mark(profile: &RegulationProfile) -> Vec<&str> {
    let codes = profile.attendance.codes.value.0.iter();
    codes.filter(|code| marker_knows(profile, code.meaning)).map(|code| code.code.as_str()).collect()
}

/// The signs that the class teacher may set at an absence, as the profile writes them; none where it is not the class teacher's task.
pub fn signs_of_reasons(profile: &RegulationProfile) -> Vec<&str> {
    if !profile.class_teacher_gives_reasons() {
        return Vec::new();
    }
    profile.attendance.codes.value.0.iter().map(|code| code.code.as_str()).collect()
}

/// What a teacher's or master's sign records, or keeps, at a lesson. `now` is what is recorded already.
pub fn marked(
    profile: &RegulationProfile,
    hand: Marker,
    now: Option<Attendance>,
    sign: Option<Sign>,
) -> Result<Option<Attendance>, Refusal<AttendanceRule>> {
    let wanted = sign.map(|sign| recorded_by_marker(profile, sign.0));
    let already_said = now.is_some_and(|now| now.is_absence()) && wanted == Some(Attendance::ReasonOpen);
    if wanted == now || already_said || same_sign(now, sign) {
        return Ok(now);
    }
    if !profile.attendance.marked_by.value.contains(&hand) {
        return Err(marked_by_others(profile, hand));
    }
    let given = |state: &Attendance| !marker_knows(profile, state.meaning()) || *state == Attendance::Absent;
    match now.filter(|_| profile.class_teacher_gives_reasons()).filter(given) {
        Some(reason) => Err(reason_stands(profile, reason)),
        None if sign.is_some_and(|sign| !marker_knows(profile, sign.0)) => Err(reason_by_others(profile)),
        None => Ok(wanted),
    }
}

/// What the class teacher's sign records at an absence: any code of the profile; «Н» confirms. Marks are not touched.
pub fn give_reason(
    profile: &RegulationProfile,
    now: Option<Attendance>,
    text: &str,
) -> Result<Attendance, Refusal<AttendanceRule>> {
    if !profile.class_teacher_gives_reasons() {
        let said = format!(
            "Причину отсутствия вносит {} вместе с обозначением, классный руководитель её только читает",
            profile.word(Noun::Teacher).nominative()
        );
        return Err(Refusal::by(profile.basis(&profile.attendance.reason_by), AttendanceRule::ReasonByOthers, said));
    }
    if now.is_none() {
        let said = format!(
            "Отсутствие здесь не отмечено. Его отмечает {}, классный руководитель указывает причину",
            profile.word(Noun::Teacher).nominative()
        );
        return Err(Refusal::by(profile.basis(&profile.attendance.reason_by), AttendanceRule::NotAbsent, said));
    }
    match sign(profile, text.trim()) {
        Some(sign) => Ok(sign.0.into()),
        None => {
            let said = format!("Обозначения «{}» нет. Можно: {}", text.trim(), signs_in_words(profile));
            Err(Refusal::by(profile.basis(&profile.attendance.codes), AttendanceRule::UnknownSign, said))
        }
    }
}

/// Whether the teacher knows it alone: that a student is missing or late; the reason only where the regulation leaves it to the teacher.
fn marker_knows(profile: &RegulationProfile, meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Absent | Meaning::Late) || profile.attendance.reason_by.value == ReasonBy::Teacher
}

fn recorded_by_marker(profile: &RegulationProfile, meaning: Meaning) -> Attendance {
    match meaning {
        Meaning::Absent if profile.class_teacher_gives_reasons() => Attendance::ReasonOpen,
        _ => meaning.into(),
    }
}

/// The text of the cell says what is recorded already, whoever recorded it.
fn same_sign(now: Option<Attendance>, sign: Option<Sign>) -> bool {
    now.map(Attendance::meaning) == sign.map(|sign| sign.0)
}

fn text_of(profile: &RegulationProfile, meaning: Meaning) -> &str {
    known(profile, meaning).map_or(usual(meaning).0, |(code, _)| code)
}

fn known(profile: &RegulationProfile, meaning: Meaning) -> Option<(&str, &str)> {
    let code = profile.attendance.codes.value.0.iter().find(|code| code.meaning == meaning)?;
    Some((&code.code, &code.legend))
}

/// How a state is shown that the profile has no code for: a record of the time before the profile changed.
fn usual(meaning: Meaning) -> (&'static str, &'static str) {
    match meaning {
        Meaning::Absent => ("Н", "отсутствует"),
        Meaning::Ill => ("Б", "болеет"),
        Meaning::Excused => ("УП", "отсутствует по уважительной причине"),
        Meaning::Late => ("О", "опоздал"),
    }
}

fn marked_by_others(profile: &RegulationProfile, hand: Marker) -> Refusal<AttendanceRule> {
    let called = |hand: Marker| match hand {
        Marker::Teacher => profile.word(Noun::Teacher).nominative(),
        Marker::Master => "мастер производственного обучения",
    };
    let others: Vec<&str> = profile.attendance.marked_by.value.iter().map(|other| called(*other)).collect();
    let said = format!("Посещаемость отмечает {}, а не {}", others.join(" или "), called(hand));
    Refusal::by(profile.basis(&profile.attendance.marked_by), AttendanceRule::MarkedByOthers, said)
}

fn reason_by_others(profile: &RegulationProfile) -> Refusal<AttendanceRule> {
    let said = format!(
        "Причину отсутствия указывает классный руководитель. Здесь можно отметить: {}",
        signs_to_mark(profile).join(", ")
    );
    Refusal::by(profile.basis(&profile.attendance.reason_by), AttendanceRule::ReasonByOthers, said)
}

fn reason_stands(profile: &RegulationProfile, reason: Attendance) -> Refusal<AttendanceRule> {
    let sign = shown(profile, reason);
    let said = format!(
        "Причину отсутствия «{sign}» указал классный руководитель. Оставьте её в клетке или попросите его изменить"
    );
    Refusal::by(profile.basis(&profile.attendance.reason_by), AttendanceRule::ReasonByOthers, said)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(code: &str) -> &'static RegulationProfile {
        RegulationProfile::builtin(code).expect("built in")
    }

    /// What a sign leaves recorded, or the rule that refused.
    fn after(code: &str, now: Option<Attendance>, text: &str) -> Result<Option<Attendance>, AttendanceRule> {
        let typed = (!text.is_empty()).then(|| sign(profile(code), text).expect("a sign"));
        marked(profile(code), Marker::Teacher, now, typed).map_err(|refusal| refusal.rule)
    }

    ///
    #[test]
    fn the_legend_is_the_regulation_s_own() {
        let school = [
            "Б – болеет",
            "УП – пропуск урока по уважительной причине",
            "Н – неявка на урок по неуважительной причине",
            "О – опоздал",
        ];
        assert_eq!(legend(profile("P0")), school);
        assert_eq!(signs_in_words(profile("P3")), "н, б, п");
    }

    /// who sets what in the school.
    #[test]
    fn a_school_teacher_says_absent_or_late_and_the_class_teacher_why() {
        use Attendance::*;
        use AttendanceRule::ReasonByOthers as Others;
        let cases = [
            (None, "", Ok(None)),
            (None, "Н", Ok(Some(ReasonOpen))),
            (None, "О", Ok(Some(Late))),
            (None, "Б", Err(Others)),
            (None, "УП", Err(Others)),
            (Some(ReasonOpen), "", Ok(None)),
            (Some(ReasonOpen), "Н", Ok(Some(ReasonOpen))),
            (Some(ReasonOpen), "О", Ok(Some(Late))),
            (Some(ReasonOpen), "Б", Err(Others)),
            (Some(Late), "", Ok(None)),
            (Some(Late), "Н", Ok(Some(ReasonOpen))),
            (Some(Ill), "Б", Ok(Some(Ill))),
            (Some(Ill), "Н", Ok(Some(Ill))),
            (Some(Ill), "", Err(Others)),
            (Some(Ill), "О", Err(Others)),
            (Some(Absent), "Н", Ok(Some(Absent))),
            (Some(Absent), "", Err(Others)),
            (Some(Excused), "Б", Err(Others)),
        ];
        for (now, text, expected) in cases {
            assert_eq!(after("P0", now, text), expected, "{now:?} {text}");
        }
        assert_eq!(signs_to_mark(profile("P0")), ["Н", "О"]);
        assert_eq!(signs_of_reasons(profile("P0")), ["Б", "УП", "Н", "О"]);
    }

    /// in the college the reason is entered with the code.
    #[test]
    fn a_college_teacher_sets_every_code() {
        use Attendance::*;
        for (now, text, expected) in [
            (None, "н", Some(Absent)),
            (None, "б", Some(Ill)),
            (Some(Ill), "п", Some(Excused)),
            (Some(Excused), "", None),
            (Some(Ill), "н", Some(Absent)),
        ] {
            assert_eq!(after("P3", now, text), Ok(expected), "{now:?} {text}");
        }
        assert_eq!(signs_to_mark(profile("P3")), ["н", "б", "п"]);
        assert!(signs_of_reasons(profile("P3")).is_empty());
    }

    /// 4.7 names the master, 2.5.5 only the teacher.
    #[test]
    fn a_master_marks_attendance_where_the_regulation_says_so() {
        let absent = |code| marked(profile(code), Marker::Master, None, sign(profile(code), "н"));
        assert_eq!(absent("P3"), Ok(Some(Attendance::Absent)));
        let refusal = absent("P0").expect_err("not in the school");
        assert_eq!(refusal.rule, AttendanceRule::MarkedByOthers);
        let said =
            "Посещаемость отмечает учитель-предметник, а не мастер производственного обучения (порядок, п. 2.5.5).";
        assert_eq!(refusal.to_string(), said);
    }

    ///
    #[test]
    fn the_class_teacher_gives_reasons_for_absences_only() {
        let given = |code: &str, now, text| give_reason(profile(code), now, text).map_err(|refusal| refusal.rule);
        for (text, expected) in
            [("Б", Attendance::Ill), ("уп", Attendance::Excused), ("Н", Attendance::Absent), ("О", Attendance::Late)]
        {
            assert_eq!(given("P0", Some(Attendance::ReasonOpen), text), Ok(expected));
        }
        assert_eq!(given("P0", None, "Б"), Err(AttendanceRule::NotAbsent));
        assert_eq!(given("P0", Some(Attendance::ReasonOpen), "5"), Err(AttendanceRule::UnknownSign));
        assert_eq!(given("P3", Some(Attendance::Absent), "б"), Err(AttendanceRule::ReasonByOthers));
    }

    /// «Н» of a teacher is no verdict yet.
    #[test]
    fn the_diary_says_that_the_reason_is_open() {
        let school = profile("P0");
        assert_eq!((shown(school, Attendance::ReasonOpen), shown(school, Attendance::Absent)), ("Н", "Н"));
        assert_eq!(in_diary(school, Attendance::ReasonOpen), "отсутствует, причина не указана");
        assert_eq!(in_diary(school, Attendance::Absent), "неявка на урок по неуважительной причине");
        assert_eq!(in_diary(profile("P3"), Attendance::Ill), "болеет");
        assert_eq!(
            (shown(profile("P3"), Attendance::Late), in_diary(profile("P3"), Attendance::Late)),
            ("О", "опоздал"),
            "kept from before"
        );
    }

    ///
    #[test]
    fn lateness_is_no_absence() {
        let absences: Vec<Attendance> = Attendance::ALL.into_iter().filter(|state| state.is_absence()).collect();
        assert_eq!(absences, [Attendance::ReasonOpen, Attendance::Absent, Attendance::Ill, Attendance::Excused]);
        for state in Attendance::ALL {
            assert_eq!(Attendance::from_code(state.code()), Some(state));
        }
    }
}

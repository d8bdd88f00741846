//! Homework of a lesson: what was set, or that nothing was.
//!
//! «Не задано» is a statement of the teacher and differs from a field that nobody has filled in yet: control counts the one and not
//! the other. One regulation shows it as a dash, another as an empty field.

use crate::lesson_record::RecordRule;
use crate::refusal::Refusal;
use crate::regulation::{HomeworkNone, RegulationProfile};
use crate::text::{self, TextRule};

/// The longest homework, in letters.
pub const LONGEST_HOMEWORK: usize = 4_000;

/// The sign of the regulation for «nothing is set» (requirements §6, text 4).
pub const DASH: &str = "–";

/// What is recorded as homework.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Homework {
    /// Nothing recorded yet.
    #[default]
    Unsaid,
    /// The teacher states that nothing is set.
    Nothing,
    /// What is set, as it was written.
    Set(String),
}

impl Homework {
    /// As it stands in the field, in the diary and on paper.
    pub fn shown(&self, profile: &RegulationProfile) -> &str {
        match (self, profile.homework.none.value) {
            (Self::Set(text), _) => text,
            (Self::Nothing, HomeworkNone::Dash) => DASH,
            (Self::Nothing, HomeworkNone::Empty) | (Self::Unsaid, _) => "",
        }
    }

    /// Whether the teacher has said what, or that nothing, is set.
    pub fn is_said(&self) -> bool {
        *self != Self::Unsaid
    }
}

/// Reads the field and the tick «не задано». A dash typed as any of its look-alikes says the same as the tick where the
/// regulation shows a dash; where the field stays empty, a dash is refused.
pub fn accept(profile: &RegulationProfile, text: &str, nothing_set: bool) -> Result<Homework, Refusal<RecordRule>> {
    let text = text::tidy(text, LONGEST_HOMEWORK, false).map_err(|refusal| refusal.within(RecordRule::Text))?;
    match (text.as_str(), nothing_set) {
        ("", false) => Ok(Homework::Unsaid),
        ("", true) => Ok(Homework::Nothing),
        (text, _) if is_dash(text) => dash(profile),
        (_, true) => {
            let said = "Задание записано, и отмечено «не задано». Оставьте что-нибудь одно";
            Err(Refusal::common(RecordRule::NothingAndSomething, said))
        }
        (text, false) => set(profile, text),
    }
}

fn dash(profile: &RegulationProfile) -> Result<Homework, Refusal<RecordRule>> {
    match profile.homework.none.value {
        HomeworkNone::Dash => Ok(Homework::Nothing),
        HomeworkNone::Empty => {
            let said = "Если задания нет, графа остаётся пустой: уберите прочерк и отметьте «не задано»";
            Err(Refusal::by(profile.basis(&profile.homework.none), RecordRule::DashNotUsed, said))
        }
    }
}

fn set(profile: &RegulationProfile, text: &str) -> Result<Homework, Refusal<RecordRule>> {
    if !text.chars().any(char::is_alphanumeric) {
        let said = match profile.homework.none.value {
            HomeworkNone::Dash => "Запишите задание словами или числами; если его нет, поставьте прочерк",
            HomeworkNone::Empty => "Запишите задание словами или числами; если его нет, отметьте «не задано»",
        };
        return Err(Refusal::common(RecordRule::Text(TextRule::TooShort), said));
    }
    text::in_record_language(profile, text).map_err(|refusal| refusal.within(RecordRule::Text))?;
    Ok(Homework::Set(text.to_owned()))
}

fn is_dash(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−')) && text.chars().count() <= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(code: &str) -> &'static RegulationProfile {
        RegulationProfile::builtin(code).expect("built in")
    }

    fn accepted(code: &str, text: &str, nothing: bool) -> Result<Homework, RecordRule> {
        accept(profile(code), text, nothing).map_err(|refusal| refusal.rule)
    }

    ///
    #[test]
    fn nothing_set_is_a_dash_in_the_school_and_empty_in_the_college() {
        for dash in ["–", "-", "—", " – ", "--"] {
            assert_eq!(accepted("P0", dash, false), Ok(Homework::Nothing), "{dash}");
            assert_eq!(accepted("P0", dash, true), Ok(Homework::Nothing), "{dash}");
            assert_eq!(accepted("P3", dash, false), Err(RecordRule::DashNotUsed), "{dash}");
        }
        for code in ["P0", "P3"] {
            assert_eq!(accepted(code, "", true), Ok(Homework::Nothing));
            assert_eq!(accepted(code, "  ", false), Ok(Homework::Unsaid));
            assert_eq!(accepted(code, "§ 5", true), Err(RecordRule::NothingAndSomething));
        }
        assert_eq!(Homework::Nothing.shown(profile("P0")), "–");
        assert_eq!(Homework::Nothing.shown(profile("P3")), "");
        assert!(Homework::Nothing.is_said() && !Homework::Unsaid.is_said());
        let said = accept(profile("P3"), "–", false).expect_err("a dash").to_string();
        assert!(said.ends_with("(положение, п. 4.6)."), "{said}");
    }

    ///
    #[test]
    fn homework_says_something_and_in_russian() {
        for text in ["§ 14, № 352, 355 (а, б);\nповторить п. 12", "№ 345", "Упр. 5: \"My family\""]
        {
            assert_eq!(accepted("P0", text, false), Ok(Homework::Set(text.into())));
        }
        for text in ["...", "?!", "§", "– –"] {
            assert_eq!(accepted("P0", text, false), Err(RecordRule::Text(TextRule::TooShort)), "{text}");
        }
        assert_eq!(accepted("P3", "ex. 5, p. 12", false), Err(RecordRule::Text(TextRule::NotRussian)));
        assert_eq!(accepted("P0", &"дом ".repeat(2_000), false), Err(RecordRule::Text(TextRule::TooLong)));
    }
}

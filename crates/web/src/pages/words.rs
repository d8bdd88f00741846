//! The words of the institution, at hand for templates: a class or a group, a mark or a grade.
//!
//! A regulation chooses its words and knows their forms ([`Word`]); a page asks for the form it needs and never spells a word itself.

use parta_school::regulation::{Noun, RegulationProfile, Word};

/// The whole vocabulary of an institution.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// «класс» or «группа».
    pub unit: &'static Word,
    /// «обучающийся», «учащийся», «воспитанник» …
    pub learner: &'static Word,
    /// «учитель» or «преподаватель».
    pub teacher: &'static Word,
    /// «урок» or «занятие».
    pub lesson: &'static Word,
    /// «отметка» or «оценка».
    pub mark: &'static Word,
}

impl Words {
    /// The words of a regulation.
    pub fn of(profile: &'static RegulationProfile) -> Self {
        Self {
            unit: profile.word(Noun::Unit),
            learner: profile.word(Noun::Learner),
            teacher: profile.word(Noun::Teacher),
            lesson: profile.word(Noun::Lesson),
            mark: profile.word(Noun::Mark),
        }
    }
}

/// First letter made capital, for the beginning of a line.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    ///
    #[test]
    fn a_college_speaks_its_own_words() {
        let words = Words::of(RegulationProfile::builtin("P3").expect("built in"));
        assert_eq!((words.unit.prepositional(), words.teacher.plural()), ("группе", "преподаватели"));
        assert_eq!(words.mark.counted(2), "2 оценки");
    }

    #[test]
    fn a_line_begins_with_a_capital() {
        assert_eq!(capital("ёлкина"), "Ёлкина");
        assert_eq!(capital(""), "");
    }
}

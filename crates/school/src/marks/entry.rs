//! What a teacher types into a cell: marks, a code of attendance, or both – «5», «5 4», «5/4», «н», «Н 5», or nothing.
//!
//! Forgiving in what carries no meaning: capital or small letters, the order, a missing space («54», «5н»), and the keyboard's layout.
//! A Latin letter is read first as the Russian letter of the same key («y» is «н», «eg» is «уп», «,» is «б»), then as the one that
//! looks the same («H» is «Н», «o» is «о»). Everything else is refused with the list of what is allowed.

use crate::attendance::{self, Sign};
use crate::marks::{MarkValue, scale_in_words};
use crate::refusal::Refusal;
use crate::regulation::{Noun, RegulationProfile};

/// The longest text that can be an entry; nobody types more into a cell.
const LONGEST: usize = 24;

/// The whole of a cell as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// None, one or two, in the order typed.
    pub marks: Vec<MarkValue>,
    pub sign: Option<Sign>,
}

/// Why a text is no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryRule {
    /// A figure that is no mark of the scale.
    OutsideScale,
    /// A letter or sign that the cell does not take.
    UnknownSign,
    /// More than two marks.
    ThirdMark,
    /// More than one code of attendance.
    SecondSign,
}

/// Reads the text of a cell by the symbols of the profile (R-139).
pub fn parse(profile: &RegulationProfile, text: &str) -> Result<Entry, Refusal<EntryRule>> {
    if text.chars().count() > LONGEST {
        return Err(unknown(profile, "…"));
    }
    let mut entry = Entry::default();
    for token in tokens(text) {
        match token {
            Token::Digit(digit) => add_mark(profile, &mut entry, &digit.to_string())?,
            Token::Word(word) => add_sign(profile, &mut entry, &word)?,
            Token::Other(sign) => return Err(unknown(profile, &sign.to_string())),
        }
    }
    Ok(entry)
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Digit(char),
    Word(String),
    Other(char),
}

/// Single digits, words, and signs; a stroke between two digits and every space only part them. A sign that shares its key with a
/// Russian letter is a letter unless it touches a digit.
fn tokens(text: &str) -> Vec<Token> {
    let letters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at)).copied().unwrap_or(' ');
        let after = letters.get(at + 1).copied().unwrap_or(' ');
        let (beside, between) =
            (before.is_ascii_digit() || after.is_ascii_digit(), before.is_ascii_digit() && after.is_ascii_digit());
        match (letter, tokens.last_mut()) {
            ('0'..='9', _) => tokens.push(Token::Digit(letter)),
            ('/', _) if between => {}
            (space, _) if space.is_whitespace() => {}
            // «5,4» looks like an average and not like «5», «б», «4».
            (sign, _) if !sign.is_alphabetic() && (beside || of_same_key(sign).is_none()) => {
                tokens.push(Token::Other(sign))
            }
            (letter, Some(Token::Word(word))) if !before.is_whitespace() => word.push(letter),
            (letter, _) => tokens.push(Token::Word(letter.to_string())),
        }
    }
    tokens
}

fn add_mark(profile: &RegulationProfile, entry: &mut Entry, digit: &str) -> Result<(), Refusal<EntryRule>> {
    let mark = digit
        .parse()
        .ok()
        .filter(|mark| profile.scale().contains(mark))
        .ok_or_else(|| outside_scale(profile, digit))?;
    if entry.marks.len() == 2 {
        let (mark, lesson) = (profile.word(Noun::Mark), profile.word(Noun::Lesson));
        let said = format!("Больше двух {} за {} поставить нельзя", mark.genitive_plural(), lesson.accusative());
        return Err(Refusal::by(profile.basis(&profile.marks.two_in_cell), EntryRule::ThirdMark, said));
    }
    entry.marks.push(mark);
    Ok(())
}

fn add_sign(profile: &RegulationProfile, entry: &mut Entry, word: &str) -> Result<(), Refusal<EntryRule>> {
    let sign = sign_of(profile, word).ok_or_else(|| unknown(profile, word))?;
    match entry.sign {
        None => entry.sign = Some(sign),
        Some(first) if first == sign => {}
        Some(_) => {
            let said =
                format!("В клетке может стоять одно обозначение посещаемости: {}", attendance::signs_in_words(profile));
            return Err(Refusal::by(profile.basis(&profile.attendance.codes), EntryRule::SecondSign, said));
        }
    }
    Ok(())
}

/// The word as typed, then as the same keys write it in Russian, then as the Russian letters that look the same.
fn sign_of(profile: &RegulationProfile, word: &str) -> Option<Sign> {
    let same_keys = || word.chars().map(of_same_key).collect::<Option<String>>();
    let same_looks = || word.chars().map(of_same_look).collect::<Option<String>>();
    attendance::sign(profile, word)
        .or_else(|| attendance::sign(profile, &same_keys()?))
        .or_else(|| attendance::sign(profile, &same_looks()?))
}

/// The Russian letter on the key of a Latin letter or sign.
fn of_same_key(letter: char) -> Option<char> {
    const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";
    const RUSSIAN: &str = "йцукенгшщзхъфывапролджэячсмитьбю";
    paired(LATIN, RUSSIAN, letter.to_ascii_lowercase())
}

/// The Russian letter that looks like a Latin one.
fn of_same_look(letter: char) -> Option<char> {
    paired("abcehkmoptxy", "авсенкмортху", letter.to_ascii_lowercase())
}

fn paired(from: &str, to: &str, letter: char) -> Option<char> {
    from.chars().zip(to.chars()).find(|(own, _)| *own == letter).map(|(_, other)| other)
}

fn outside_scale(profile: &RegulationProfile, digit: &str) -> Refusal<EntryRule> {
    let said =
        format!("{} «{digit}» не входит в шкалу: {}", profile.word(Noun::Mark).capitalised(), scale_in_words(profile));
    Refusal::by(profile.basis(&profile.marks.current), EntryRule::OutsideScale, said)
}

fn unknown(profile: &RegulationProfile, sign: &str) -> Refusal<EntryRule> {
    let said = format!(
        "«{sign}» в клетку не ставится. Можно: {}, {}",
        scale_in_words(profile),
        attendance::signs_in_words(profile)
    );
    Refusal::by(profile.basis(&profile.attendance.codes), EntryRule::UnknownSign, said)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn profile(code: &str) -> &'static RegulationProfile {
        RegulationProfile::builtin(code).expect("built in")
    }

    /// What a text is read as: the cell's text again, marks first.
    fn read(code: &str, text: &str) -> String {
        let profile = profile(code);
        let entry = parse(profile, text).unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
        let sign = entry.sign.map(|sign| attendance::sign_text(profile, sign));
        entry.marks.iter().map(MarkValue::to_string).chain(sign.map(str::to_owned)).collect::<Vec<_>>().join(" ")
    }

    fn refused(code: &str, text: &str) -> (EntryRule, String) {
        let refusal = parse(profile(code), text).expect_err(text);
        (refusal.rule, refusal.to_string())
    }

    /// R-139, R-141, R-162: the school's symbols.
    #[test]
    fn the_school_s_cells_are_read_as_typed() {
        let cases = [
            ("", ""),
            ("  ", ""),
            ("5", "5"),
            (" 2 ", "2"),
            ("5 4", "5 4"),
            ("54", "5 4"),
            ("5/4", "5 4"),
            ("55", "5 5"),
            ("н", "Н"),
            ("Н", "Н"),
            ("б", "Б"),
            ("уп", "УП"),
            ("Уп", "УП"),
            ("О", "О"),
            ("о", "О"),
            ("Н 5", "5 Н"),
            ("5 н", "5 Н"),
            ("5н", "5 Н"),
            ("н5", "5 Н"),
            ("5 4 н", "5 4 Н"),
            ("54н", "5 4 Н"),
            ("н н", "Н"),
            // the keyboard left in its Latin layout, by key and by look
            ("y", "Н"),
            ("Y", "Н"),
            (",", "Б"),
            (", 5", "5 Б"),
            ("eg", "УП"),
            ("EG", "УП"),
            ("j", "О"),
            ("H", "Н"),
            ("h", "Н"),
            ("O", "О"),
            ("o", "О"),
            ("5y", "5 Н"),
            ("5 H", "5 Н"),
            ("5\u{a0}4", "5 4"),
        ];
        for (typed, expected) in cases {
            assert_eq!(read("P0", typed), expected, "{typed}");
        }
    }

    /// R-139, R-142: exactly 2, 3, 4, 5, н, б, п.
    #[test]
    fn the_college_s_cells_are_read_as_typed() {
        for (typed, expected) in [
            ("5/4", "5 4"),
            ("5 4", "5 4"),
            ("н", "н"),
            ("Б", "б"),
            ("П", "п"),
            ("g", "п"),
            (",", "б"),
            ("п 4", "4 п"),
            ("б5/4", "5 4 б"),
        ] {
            assert_eq!(read("P3", typed), expected, "{typed}");
        }
        for typed in ["о", "О", "уп", "j", "зачет"] {
            let (rule, said) = refused("P3", typed);
            assert_eq!(rule, EntryRule::UnknownSign);
            assert!(said.contains("Можно: 2, 3, 4, 5, н, б, п (положение, п. 4.8)."), "{said}");
        }
    }

    /// R-139: any other input is refused with a message.
    #[test]
    fn other_input_is_refused_with_what_is_allowed() {
        let scale = "Отметка «7» не входит в шкалу: 2, 3, 4, 5 (порядок об этом молчит, правило по умолчанию).";
        assert_eq!(refused("P0", "7"), (EntryRule::OutsideScale, scale.into()));
        let college = "Оценка «1» не входит в шкалу: 2, 3, 4, 5 (положение, п. 4.8).";
        assert_eq!(refused("P3", "1"), (EntryRule::OutsideScale, college.into()));
        let signs = "«+» в клетку не ставится. Можно: 2, 3, 4, 5, Б, УП, Н, О (порядок, п. 2.4.4).";
        assert_eq!(refused("P0", "5+"), (EntryRule::UnknownSign, signs.into()));
        let third = "Больше двух отметок за урок поставить нельзя (порядок, п. 2.5.2).";
        assert_eq!(refused("P0", "5 4 3"), (EntryRule::ThirdMark, third.into()));
        let two = "В клетке может стоять одно обозначение посещаемости: Б, УП, Н, О (порядок, п. 2.4.4).";
        assert_eq!(refused("P0", "н б"), (EntryRule::SecondSign, two.into()));
        for bad in [
            "5/",
            "/5",
            "5//4",
            "н/б",
            "5/н",
            "-",
            "–",
            "5-",
            "5,4",
            "5,",
            ",5",
            "5.0",
            "5.",
            ".",
            ";",
            "нн",
            "зч",
            "n",
            "b",
            "⁵",
            "５",
            "٥",
            "\u{0}",
            "5\u{202e}4",
            "'; DROP",
            "<b>",
        ] {
            assert_eq!(refused("P0", bad).0, EntryRule::UnknownSign, "{bad}");
        }
        for bad in ["0", "1", "6", "15", "05", "5 0"] {
            assert_eq!(refused("P0", bad).0, EntryRule::OutsideScale, "{bad}");
        }
        assert_eq!(refused("P0", &"5 ".repeat(1_000_000)).0, EntryRule::UnknownSign);
    }

    proptest! {
        /// R-139: whatever is typed, an accepted entry holds the scale's marks only, at most two.
        #[test]
        fn an_accepted_entry_is_in_the_scale(text in r"[2-9нНбпБПУуОоyYhHo/ ,+\PC]{0,8}", college in any::<bool>()) {
            let profile = profile(if college { "P3" } else { "P0" });
            if let Ok(entry) = parse(profile, &text) {
                prop_assert!(entry.marks.iter().all(|mark| profile.scale().contains(mark)));
                prop_assert!(entry.marks.len() <= 2);
            }
        }

        #[test]
        fn reading_never_panics(text in any::<String>()) {
            let _ = parse(profile("P0"), &text);
            let _ = parse(profile("P3"), &text);
        }
    }
}

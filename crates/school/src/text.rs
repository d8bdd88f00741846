//! What people write into the journal – topics, homework, reasons – as it is accepted and kept.
//!
//! A text is kept as it was written, except for what nobody sees: the composed form of letters («й» as one letter, however it
//! was typed), trailing spaces, and the invisible marks that word processors leave.

use unicode_normalization::UnicodeNormalization;

use crate::refusal::Refusal;
use crate::regulation::{RecordLanguage, RegulationProfile};

/// Which rule of written texts refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextRule {
    TooLong,
    /// Control characters, or signs that turn the direction of writing.
    ForbiddenSign,
    /// letters, but none of them Russian.
    NotRussian,
    /// says too little.
    TooShort,
}

/// Composed, without invisible marks, trimmed; a text of one line has its line breaks turned into spaces. `longest` counts letters.
pub(crate) fn tidy(text: &str, longest: usize, one_line: bool) -> Result<String, Refusal<TextRule>> {
    // A letter has at most a few code points: nothing longer than this is worth composing.
    if text.len() > longest.saturating_mul(16) {
        return Err(too_long(longest));
    }
    let composed: String =
        text.replace("\r\n", "\n").nfc().filter(|c| !is_invisible(*c)).map(|c| plain(c, one_line)).collect();
    let tidy = composed.trim();
    if let Some(sign) = tidy.chars().find(|c| is_forbidden(*c)) {
        let said = format!("В тексте есть невидимый знак U+{:04X}: наберите это место заново", u32::from(sign));
        return Err(Refusal::common(TextRule::ForbiddenSign, said));
    }
    if tidy.chars().count() > longest { Err(too_long(longest)) } else { Ok(tidy.to_owned()) }
}

/// a text with letters has Russian ones among them; figures and signs alone are accepted.
pub(crate) fn in_record_language(profile: &RegulationProfile, text: &str) -> Result<(), Refusal<TextRule>> {
    let foreign = text.chars().any(char::is_alphabetic) && !text.chars().any(is_russian);
    match profile.record_language.value {
        RecordLanguage::Russian if foreign => {
            let said = "Записи ведутся на русском языке. Иностранные слова можно привести внутри русского текста";
            Err(Refusal::by(profile.basis(&profile.record_language), TextRule::NotRussian, said))
        }
        RecordLanguage::Russian | RecordLanguage::Any => Ok(()),
    }
}

/// How many letters a text has, of any alphabet.
pub(crate) fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

fn is_russian(letter: char) -> bool {
    matches!(letter, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё')
}

/// Soft hyphens, zero-width spaces and byte-order marks: left by copying, meant by nobody.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

fn plain(c: char, one_line: bool) -> char {
    match c {
        '\n' if !one_line => '\n',
        '\n' | '\t' => ' ',
        other => other,
    }
}

/// Control characters and the signs that turn the direction of writing: they make a text read otherwise than it is.
fn is_forbidden(c: char) -> bool {
    let turns_direction =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (c.is_control() && c != '\n') || turns_direction || matches!(c, '\u{2028}' | '\u{2029}')
}

fn too_long(longest: usize) -> Refusal<TextRule> {
    Refusal::common(TextRule::TooLong, format!("Текст слишком длинный: помещается {longest} знаков"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kept(text: &str) -> Result<String, TextRule> {
        tidy(text, 20, true).map_err(|refusal| refusal.rule)
    }

    #[test]
    fn a_text_is_kept_as_written_but_for_what_nobody_sees() {
        for (text, expected) in [
            ("  Дроби ", "Дроби"),
            ("и\u{306}од", "йод"),
            ("дро\u{ad}би\u{200b}", "дроби"),
            ("один\r\nдва\tтри", "один два три"),
            ("§ 14, № 352 (а, б)", "§ 14, № 352 (а, б)"),
            ("👩\u{200d}🏫 урок", "👩\u{200d}🏫 урок"),
        ] {
            assert_eq!(kept(text), Ok(expected.into()));
        }
        assert_eq!(tidy("§ 1\r\n§ 2", 20, false).as_deref(), Ok("§ 1\n§ 2"));
    }

    #[test]
    fn what_would_deceive_the_reader_is_refused() {
        for text in
            ["до\u{0}ма", "до\u{1b}[31mма", "до\u{7f}ма", "5\u{202e}4", "а\u{2066}б", "а\u{2028}б", "а\u{200f}б"]
        {
            assert_eq!(kept(text), Err(TextRule::ForbiddenSign), "{text:?}");
        }
        assert_eq!(kept("двадцать один знак тут"), Err(TextRule::TooLong));
        assert_eq!(kept(&"а".repeat(5_000_000)), Err(TextRule::TooLong));
    }

    ///
    #[test]
    fn records_are_kept_in_russian() {
        let school = RegulationProfile::builtin("P0").expect("built in");
        let rule = |text| in_record_language(school, text).map_err(|refusal| refusal.rule);
        for text in ["Настоящее время Present Simple", "№ 345", "", "Упр. 12: \"to be\""] {
            assert_eq!(rule(text), Ok(()), "{text}");
        }
        for text in ["Present Simple", "§ 5, ex. 12", "東京", "Ελλάδα"] {
            assert_eq!(rule(text), Err(TextRule::NotRussian), "{text}");
        }
        let said = in_record_language(school, "Present Simple").expect_err("no Russian letter").to_string();
        assert!(said.starts_with("Записи ведутся на русском языке.") && said.ends_with("(порядок, п. 1.7)."), "{said}");
    }

    proptest! {
        #[test]
        fn a_kept_text_is_short_visible_and_kept_again_unchanged(text in any::<String>()) {
            if let Ok(kept) = tidy(&text, 50, false) {
                prop_assert!(kept.chars().count() <= 50);
                prop_assert!(!kept.chars().any(is_forbidden));
                prop_assert_eq!(tidy(&kept, 50, false).ok(), Some(kept));
            }
        }
    }
}

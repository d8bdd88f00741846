//! What the name of a student set says about it: a class («7 Б»), a parallel («8», «1 курс», "2008-2009") or nothing certain («ЛД101»).

/// A guess by the name alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetName {
    /// A class of a parallel: a number and a letter.
    Class { parallel: u8 },
    /// All classes of a parallel, of a course (its number), or of a whole school year (none).
    Parallel { number: Option<u8> },
    /// Anything else; a group code such as «СД-41» begins with the course.
    Other { course: Option<u8> },
}

impl SetName {
    /// Parallel or course, where the name tells.
    pub fn number(self) -> Option<u8> {
        match self {
            Self::Class { parallel } => Some(parallel),
            Self::Parallel { number } => number,
            Self::Other { course } => course,
        }
    }
}

/// Words that stand beside the number of a parallel and say nothing more.
const WORDS: [&str; 24] = [
    "класс",
    "классы",
    "кл",
    "класса",
    "параллель",
    "курс",
    "го",
    "е",
    "й",
    "клас",
    "class",
    "classes",
    "form",
    "grade",
    "gr",
    "year",
    "yr",
    "level",
    "stage",
    "students",
    "anul",
    "an",
    "lớp",
    "khối",
];

const ROMAN: [&str; 12] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
/// Kindergarten apart, nobody counts further.
const LAST_PARALLEL: u32 = 13;
/// Numbers from here on are calendar years (also those of other calendars).
const FIRST_CALENDAR_YEAR: u32 = 1000;

/// A run of letters or of digits.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Number(u32, usize),
}

pub fn read(name: &str) -> SetName {
    let tokens = tokens(name);
    let telling: Vec<&Token> =
        tokens.iter().filter(|token| !matches!(token, Token::Word(word) if WORDS.contains(&word.as_str()))).collect();
    match telling.as_slice() {
        [one] => parallel(one).or_else(|| roman_class(one)),
        [number, letter] => class(number, letter),
        [number, letter, Token::Number(..)] => class(number, letter),
        _ => None,
    }
    .or_else(|| school_year(&tokens))
    .unwrap_or_else(|| SetName::Other { course: course(&tokens) })
}

fn tokens(name: &str) -> Vec<Token> {
    let mut runs: Vec<String> = Vec::new();
    let mut open = None;
    for letter in name.to_lowercase().chars() {
        let digit = letter.is_ascii_digit();
        // «1º»: the ordinal sign counts as a letter for Unicode, not for a school.
        if !digit && (!letter.is_alphabetic() || matches!(letter, 'º' | 'ª')) {
            open = None;
            continue;
        }
        if open != Some(digit) {
            runs.push(String::new());
        }
        open = Some(digit);
        if let Some(run) = runs.last_mut() {
            run.push(letter);
        }
    }
    runs.into_iter().map(token).collect()
}

fn token(run: String) -> Token {
    match run.parse() {
        Ok(number) => Token::Number(number, run.len()),
        Err(_) => Token::Word(run),
    }
}

fn parallel(token: &Token) -> Option<SetName> {
    number(token).map(|number| SetName::Parallel { number: Some(number) })
}

/// The number of a parallel, in digits or Roman.
fn number(token: &Token) -> Option<u8> {
    match token {
        Token::Number(number @ 1..=LAST_PARALLEL, _) => u8::try_from(*number).ok(),
        Token::Number(..) => None,
        Token::Word(word) => ROMAN.iter().zip(1..).find_map(|(roman, number)| (roman == word).then_some(number)),
    }
}

fn class(parallel: &Token, letter: &Token) -> Option<SetName> {
    match letter {
        Token::Word(letter) if letter.chars().count() == 1 => {
            number(parallel).map(|parallel| SetName::Class { parallel })
        }
        _ => None,
    }
}

/// "IXA": a Roman number and a letter without a space.
fn roman_class(token: &Token) -> Option<SetName> {
    let Token::Word(word) = token else {
        return None;
    };
    let (letter_at, letter) = word.char_indices().next_back()?;
    let roman = Token::Word(word.get(..letter_at)?.to_owned());
    class(&roman, &Token::Word(letter.to_string()))
}

fn school_year(tokens: &[Token]) -> Option<SetName> {
    let calendar = |token: &Token| matches!(token, Token::Number(number, _) if *number >= FIRST_CALENDAR_YEAR);
    tokens.iter().any(calendar).then_some(SetName::Parallel { number: None })
}

/// «ЛД101», «СД-41»: letters, then a number of two or three digits whose first is the course.
fn course(tokens: &[Token]) -> Option<u8> {
    match tokens {
        [Token::Word(_), Token::Number(number, length @ 2..=3), ..] => {
            let first = number / if *length == 2 { 10 } else { 100 };
            u8::try_from(first).ok().filter(|course| (1..=6).contains(course))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_letter_are_a_class() {
        for name in ["7 Б", "7-б", "7Б", "7 «Б» класс", "07a", "VII Б", "VIIA", "1º A", "Gr 7 A", "10A1"] {
            assert!(matches!(read(name), SetName::Class { parallel: 1 | 7 | 10 }), "{name}: {:?}", read(name));
        }
    }

    #[test]
    fn a_number_alone_is_a_parallel() {
        for name in ["8", "8.", "8 класс", "8-е классы", "Form 8", "VIII", "Lớp 8", "8 курс"] {
            assert_eq!(read(name), SetName::Parallel { number: Some(8) }, "{name}");
        }
        for name in ["2008", "2010-2011", "Учебный год 2026/27"] {
            assert_eq!(read(name), SetName::Parallel { number: None }, "{name}");
        }
    }

    #[test]
    fn a_group_code_begins_with_the_course() {
        assert_eq!(read("ЛД101"), SetName::Other { course: Some(1) });
        assert_eq!(read("СД-41"), SetName::Other { course: Some(4) });
        assert_eq!(read("Senior English"), SetName::Other { course: None });
        assert_eq!(read("101"), SetName::Other { course: None });
        assert_eq!(read(""), SetName::Other { course: None });
    }
}

//! Names of people: full as the register wants them, short as a page has room for, and the keys they are sorted and found by.
//!
//! A register of a Russian school puts Ё beside Е and looks at surname, name, patronymic in that order. No two database engines
//! agree on that, so the key is made here and stored: compared byte by byte, as SQLite does and PostgreSQL under collation "C",
//! it gives the Russian order.

use std::fmt;

/// The most characters that one part of a name may have.
pub const LONGEST_PART: usize = 60;

/// A person's surname, name and, where there is one, patronymic, each in full.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FullName {
    surname: String,
    name: String,
    patronymic: Option<String>,
}

/// The part of a name that a problem is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamePart {
    Surname,
    Name,
    Patronymic,
}

impl fmt::Display for NamePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Surname => "Фамилия",
            Self::Name => "Имя",
            Self::Patronymic => "Отчество",
        })
    }
}

/// Why a name is not accepted, as the sentence shown beside the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameProblem {
    #[error("{0}: впишите полностью, поле не может быть пустым.")]
    Empty(NamePart),
    #[error("{0}: впишите полностью, инициал «{1}» не подходит.")]
    Initial(NamePart, String),
    #[error("{0}: не больше {LONGEST_PART} знаков.")]
    TooLong(NamePart),
    #[error("{0}: знак «{1}» в имени не пишут.")]
    Character(NamePart, char),
    #[error("{0}: в слове «{1}» смешаны русские и латинские буквы. Проверьте раскладку клавиатуры.")]
    MixedAlphabets(NamePart, String),
}

impl FullName {
    /// Takes the three parts as typed. Needless spaces go; every apostrophe becomes ’ and every hyphen -.
    /// An empty patronymic is no patronymic: not every people has them.
    pub fn new(surname: &str, name: &str, patronymic: Option<&str>) -> Result<Self, NameProblem> {
        let patronymic = patronymic.map(tidy).filter(|text| !text.is_empty());
        Ok(Self {
            surname: checked(NamePart::Surname, tidy(surname))?,
            name: checked(NamePart::Name, tidy(name))?,
            patronymic: patronymic.map(|text| checked(NamePart::Patronymic, text)).transpose()?,
        })
    }

    pub fn surname(&self) -> &str {
        &self.surname
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn patronymic(&self) -> Option<&str> {
        self.patronymic.as_deref()
    }

    /// «Ёлкина Вероника Павловна»: documents, and wherever the clause asks for the name in full.
    pub fn full(&self) -> String {
        match &self.patronymic {
            Some(patronymic) => format!("{} {} {patronymic}", self.surname, self.name),
            None => self.list(),
        }
    }

    /// «Ёлкина Вероника»: the list of a class.
    pub fn list(&self) -> String {
        format!("{} {}", self.surname, self.name)
    }

    /// «Ёлкина В. П.»: tight places.
    pub fn short(&self) -> String {
        let mut short = self.surname.clone();
        for part in [Some(&self.name), self.patronymic.as_ref()].into_iter().flatten() {
            short.push(' ');
            short.push_str(&initials(part));
        }
        short
    }

    /// What `ORDER BY` compares, byte by byte.
    pub fn sort_key(&self) -> String {
        sort_key(&[&self.surname, &self.name, self.patronymic().unwrap_or_default()])
    }

    /// What a typed search is looked for in; fold the typed text by [`search_key`] too.
    pub fn search_key(&self) -> String {
        search_key(&self.full())
    }
}

impl fmt::Display for FullName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.full())
    }
}

/// The key of a text of several fields, compared in this order: letters first, Ё as Е, small and capital alike; then, when all fields
/// are equal so far, Е before Ё. Fields are parted by a space and words within a field by a hyphen, both of which come before any letter,
/// so that «Иванов» stands before «Иванов-Петров» and that before «Иванова».
pub fn sort_key(fields: &[&str]) -> String {
    let mut key = String::new();
    let mut tie_break = String::new();
    for field in fields {
        for letter in folded(field) {
            match letter {
                'ё' => tie_break.push('1'),
                'е' => tie_break.push('0'),
                _ => {}
            }
            key.push(match letter {
                'ё' => 'е',
                ' ' => '-',
                other => other,
            });
        }
        key.push(' ');
    }
    key + &tie_break
}

/// A text as searches compare it: small letters, ё as е, a hyphen as a space, other punctuation dropped.
pub fn search_key(text: &str) -> String {
    let letters: String = folded(text).map(|letter| if letter == 'ё' { 'е' } else { letter }).collect();
    letters.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Small letters and digits, with one space for each space or hyphen and nothing for other signs.
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase).filter_map(|c| match c {
        '-' | '‐' | '‑' | '–' | '—' => Some(' '),
        c if c.is_whitespace() => Some(' '),
        c => c.is_alphanumeric().then_some(c),
    })
}

fn tidy(text: &str) -> String {
    let text: String = text.chars().map(usual_sign).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(" -", "-").replace("- ", "-")
}

fn usual_sign(c: char) -> char {
    match c {
        '\'' | '`' | '´' | 'ʼ' | '‘' | '′' => '’',
        '‐' | '‑' | '–' | '—' | '−' => '-',
        other => other,
    }
}

fn checked(part: NamePart, text: String) -> Result<String, NameProblem> {
    if text.is_empty() {
        return Err(NameProblem::Empty(part));
    }
    if text.chars().count() > LONGEST_PART {
        return Err(NameProblem::TooLong(part));
    }
    if let Some(word) = text.split([' ', '-']).find(|word| is_initial(part, word)) {
        return Err(NameProblem::Initial(part, word.to_owned()));
    }
    if let Some(sign) = text.chars().find(|c| !may_stand_in_a_name(*c)) {
        return Err(NameProblem::Character(part, sign));
    }
    if let Some(sign) = misplaced_sign(&text) {
        return Err(NameProblem::Character(part, sign));
    }
    if let Some(word) = text.split(' ').find(|word| word.chars().any(is_latin) && word.chars().any(is_cyrillic)) {
        return Err(NameProblem::MixedAlphabets(part, word.to_owned()));
    }
    Ok(text)
}

/// «В.» always, and «В» too, except as a surname: there are Korean surnames of one letter.
fn is_initial(part: NamePart, word: &str) -> bool {
    let letters = word.trim_end_matches('.').chars().count();
    word.ends_with('.') || (letters == 1 && part != NamePart::Surname)
}

/// A hyphen or an apostrophe stands between letters, a surname's or a name's word begins and ends with one.
fn misplaced_sign(text: &str) -> Option<char> {
    let bare = |c: char| !c.is_alphabetic();
    text.split(' ').flat_map(|word| word.split('-')).find_map(|piece| {
        match (piece.chars().next(), piece.chars().last()) {
            (Some(first), _) if bare(first) => Some(first),
            (_, Some(last)) if bare(last) => Some(last),
            (None, _) => Some('-'),
            _ => None,
        }
    })
}

fn may_stand_in_a_name(c: char) -> bool {
    is_cyrillic(c) || is_latin(c) || matches!(c, ' ' | '-' | '’')
}

fn is_cyrillic(c: char) -> bool {
    c.is_alphabetic() && ('\u{0400}'..='\u{052F}').contains(&c)
}

fn is_latin(c: char) -> bool {
    c.is_alphabetic() && (c.is_ascii() || ('\u{00C0}'..='\u{024F}').contains(&c))
}

/// «Анна-Мария» → «А.-М.», «Рашад оглы» → «Р.».
fn initials(part: &str) -> String {
    let pieces: Vec<String> = part
        .split(' ')
        .filter_map(|word| {
            let capitals: Vec<String> = word
                .split('-')
                .filter_map(|piece| piece.chars().next())
                .filter(|c| c.is_uppercase())
                .map(|c| format!("{c}."))
                .collect();
            (!capitals.is_empty()).then(|| capitals.join("-"))
        })
        .collect();
    match pieces.is_empty() {
        false => pieces.join(" "),
        true => part.chars().next().map(|c| format!("{}.", c.to_uppercase())).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::cmp::Ordering;

    fn name(text: &str) -> FullName {
        let mut parts = text.splitn(3, ' ');
        FullName::new(parts.next().unwrap(), parts.next().unwrap(), parts.next()).unwrap()
    }

    #[test]
    fn a_name_is_written_in_three_ways() {
        let name = name("Ёлкина Вероника Павловна");
        assert_eq!(name.full(), "Ёлкина Вероника Павловна");
        assert_eq!(name.list(), "Ёлкина Вероника");
        assert_eq!(name.short(), "Ёлкина В. П.");
    }

    #[test]
    fn initials_follow_the_parts_of_a_name() {
        assert_eq!(FullName::new("Иванова-Петрова", "Анна-Мария", None).unwrap().short(), "Иванова-Петрова А.-М.");
        assert_eq!(FullName::new("Алиев", "Эльвин", Some("Рашад оглы")).unwrap().short(), "Алиев Э. Р.");
        assert_eq!(FullName::new("Нгуен", "Тхи Лан", None).unwrap().short(), "Нгуен Т. Л.");
        assert_eq!(FullName::new("ёлкина", "вера", None).unwrap().short(), "ёлкина В.");
    }

    ///
    #[test]
    fn initials_in_place_of_a_name_are_refused() {
        for (given, patronymic) in [
            ("В.", "Павловна"),
            ("В", "Павловна"),
            ("Вероника", "П."),
            ("Вероника", "П"),
            ("В.П.", ""),
            ("Вероника П.", ""),
        ] {
            let problem = FullName::new("Ёлкина", given, Some(patronymic)).unwrap_err();
            assert!(matches!(problem, NameProblem::Initial(..)), "{given} {patronymic}: {problem}");
        }
        assert!(matches!(FullName::new("Ё.", "Вероника", None), Err(NameProblem::Initial(NamePart::Surname, _))));
        assert!(FullName::new("О", "Сергей", Some("Иванович")).is_ok(), "a Korean surname of one letter");
        let problem = FullName::new("Ёлкина", "В.", None).unwrap_err();
        assert_eq!(problem.to_string(), "Имя: впишите полностью, инициал «В.» не подходит.");
    }

    #[test]
    fn a_name_is_tidied_not_retyped() {
        let name = FullName::new("  д'Арно ", "Анна –  Мария", Some("  ")).unwrap();
        assert_eq!((name.surname(), name.name(), name.patronymic()), ("д’Арно", "Анна-Мария", None));
    }

    #[test]
    fn what_is_no_name_is_refused_with_the_reason() {
        use NameProblem::*;
        let surname = |text: &str| FullName::new(text, "Вероника", None).unwrap_err();
        assert_eq!(surname(""), Empty(NamePart::Surname));
        assert_eq!(surname(" \t"), Empty(NamePart::Surname));
        assert_eq!(surname("Ёлкина2"), Character(NamePart::Surname, '2'));
        assert_eq!(surname("Ёлкина <b>"), Character(NamePart::Surname, '<'));
        assert_eq!(surname("Ёлкина\u{202e}"), Character(NamePart::Surname, '\u{202e}'));
        assert_eq!(surname("-Ёлкина"), Character(NamePart::Surname, '-'));
        assert_eq!(surname("Ёлкина’"), Character(NamePart::Surname, '’'));
        assert_eq!(surname("Eлкина"), MixedAlphabets(NamePart::Surname, "Eлкина".to_owned()), "a Latin E");
        assert_eq!(surname(&"ё".repeat(61)), TooLong(NamePart::Surname));
        assert!(FullName::new(&"ё".repeat(60), "Anna", None).is_ok());
        assert!(FullName::new("Smith", "John", None).is_ok(), "one alphabet throughout, if not ours");
    }

    #[test]
    fn a_register_puts_yo_beside_ye() {
        let register = [
            "Евсеева Анна",
            "Елкина Вера",
            "Ёлкина Вера",
            "Ёлкина Вероника",
            "Елкина Дарья",
            "Ершов Пётр",
            "Жданов Кирилл",
            "Иванов Пётр",
            "Иванов-Петров Аким",
            "Иванова Анна",
            "Яковлев Ян",
        ];
        let mut sorted = register;
        sorted.reverse();
        sorted.sort_by_key(|text| name(text).sort_key());
        assert_eq!(sorted, register);
    }

    #[test]
    fn a_search_finds_what_people_type() {
        assert_eq!(name("Ёлкина-Дёмина Вероника Павловна").search_key(), "елкина демина вероника павловна");
        assert_eq!(search_key("  О’Коннор,  ЁЖ "), "оконнор еж");
    }

    /// The order written down the plain way: field by field, letter by letter, by place in the alphabet; then Е before Ё.
    fn compared_by_the_alphabet(a: &FullName, b: &FullName) -> Ordering {
        const ALPHABET: &str = "-абвгдежзийклмнопрстуфхцчшщъыьэюя";
        let places = |text: &str| -> Vec<usize> {
            text.to_lowercase()
                .replace('ё', "е")
                .chars()
                .map(|c| ALPHABET.chars().position(|letter| letter == c).unwrap())
                .collect()
        };
        let fields =
            |name: &FullName| [places(name.surname()), places(name.name()), places(name.patronymic().unwrap_or(""))];
        let yos = |name: &FullName| -> Vec<bool> {
            name.full().to_lowercase().chars().filter(|c| "её".contains(*c)).map(|c| c == 'ё').collect()
        };
        fields(a).cmp(&fields(b)).then_with(|| yos(a).cmp(&yos(b)))
    }

    fn any_name() -> impl Strategy<Value = FullName> {
        let part = "[АЕЁЖИЯ][аеёжийя]{1,4}(-[ЕЁЖ][еёж]{1,2})?";
        (part, part, proptest::option::of(part)).prop_map(|(s, n, p)| FullName::new(&s, &n, p.as_deref()).unwrap())
    }

    proptest! {
        #[test]
        fn keys_sort_as_the_alphabet_does(a in any_name(), b in any_name()) {
            prop_assert_eq!(a.sort_key().as_bytes().cmp(b.sort_key().as_bytes()), compared_by_the_alphabet(&a, &b));
        }

        #[test]
        fn an_accepted_name_is_accepted_again_unchanged(a in "\\PC{0,12}", b in "[а-яё' -]{0,9}") {
            if let Ok(name) = FullName::new(&a, &b, None) {
                prop_assert_eq!(FullName::new(name.surname(), name.name(), name.patronymic()), Ok(name));
            }
        }
    }
}

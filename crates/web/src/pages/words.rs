//! The words of the institution: a class or a group, a mark or a grade, in every case that the pages need.
//!
//! A regulation chooses its words and Russian inflects them, so a page asks for the form it needs
//! and never spells a word itself.

/// A noun in the forms that stand on pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noun {
    /// Именительный: «урок».
    pub one: &'static str,
    /// Родительный: «урока».
    pub of: &'static str,
    /// Дательный: «уроку».
    pub to: &'static str,
    /// Винительный: «урок», «отметку».
    pub whom: &'static str,
    /// Творительный: «уроком».
    pub with: &'static str,
    /// Предложный: «(об) уроке».
    pub about: &'static str,
    /// Именительный множественного: «уроки».
    pub many: &'static str,
    /// Родительный множественного: «уроков».
    pub of_many: &'static str,
}

impl Noun {
    /// «1 урок», «2 урока», «5 уроков».
    pub fn count(&self, number: u32) -> String {
        format!(
            "{number} {}",
            plural(number, self.one, self.of, self.of_many)
        )
    }
}

/// The whole vocabulary of an institution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// «класс» or «группа».
    pub unit: Noun,
    /// «обучающийся», «учащийся», «воспитанник» …
    pub learner: Noun,
    /// «учитель» or «преподаватель».
    pub teacher: Noun,
    /// «урок» or «занятие».
    pub lesson: Noun,
    /// «отметка» or «оценка».
    pub mark: Noun,
}

impl Words {
    /// The words as a profile names them, each in the nominative; a word that nobody taught us to inflect
    /// gives way to the usual one of its place.
    pub fn named(unit: &str, learner: &str, teacher: &str, lesson: &str, mark: &str) -> Self {
        Self {
            unit: noun(unit).unwrap_or(CLASS),
            learner: noun(learner).unwrap_or(LEARNER),
            teacher: noun(teacher).unwrap_or(TEACHER),
            lesson: noun(lesson).unwrap_or(LESSON),
            mark: noun(mark).unwrap_or(MARK),
        }
    }
}

impl Default for Words {
    fn default() -> Self {
        Self {
            unit: CLASS,
            learner: LEARNER,
            teacher: TEACHER,
            lesson: LESSON,
            mark: MARK,
        }
    }
}

/// The form of a word that stands after a number: «1 отметка, 2 отметки, 5 отметок».
pub fn plural<'a>(number: u32, one: &'a str, few: &'a str, many: &'a str) -> &'a str {
    match (number % 10, number % 100) {
        (1, tens) if tens != 11 => one,
        (2..=4, tens) if !(12..=14).contains(&tens) => few,
        _ => many,
    }
}

/// First letter made capital, for the beginning of a line.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn noun(word: &str) -> Option<Noun> {
    KNOWN.iter().find(|known| known.one == word).copied()
}

const CLASS: Noun = forms([
    "класс",
    "класса",
    "классу",
    "класс",
    "классом",
    "классе",
    "классы",
    "классов",
]);
const LEARNER: Noun = forms([
    "обучающийся",
    "обучающегося",
    "обучающемуся",
    "обучающегося",
    "обучающимся",
    "обучающемся",
    "обучающиеся",
    "обучающихся",
]);
const TEACHER: Noun = forms([
    "учитель",
    "учителя",
    "учителю",
    "учителя",
    "учителем",
    "учителе",
    "учителя",
    "учителей",
]);
const LESSON: Noun = forms([
    "урок",
    "урока",
    "уроку",
    "урок",
    "уроком",
    "уроке",
    "уроки",
    "уроков",
]);
const MARK: Noun = forms([
    "отметка",
    "отметки",
    "отметке",
    "отметку",
    "отметкой",
    "отметке",
    "отметки",
    "отметок",
]);

const KNOWN: &[Noun] = &[
    CLASS,
    LEARNER,
    TEACHER,
    LESSON,
    MARK,
    forms([
        "группа",
        "группы",
        "группе",
        "группу",
        "группой",
        "группе",
        "группы",
        "групп",
    ]),
    forms([
        "учащийся",
        "учащегося",
        "учащемуся",
        "учащегося",
        "учащимся",
        "учащемся",
        "учащиеся",
        "учащихся",
    ]),
    forms([
        "воспитанник",
        "воспитанника",
        "воспитаннику",
        "воспитанника",
        "воспитанником",
        "воспитаннике",
        "воспитанники",
        "воспитанников",
    ]),
    forms([
        "ученик",
        "ученика",
        "ученику",
        "ученика",
        "учеником",
        "ученике",
        "ученики",
        "учеников",
    ]),
    forms([
        "студент",
        "студента",
        "студенту",
        "студента",
        "студентом",
        "студенте",
        "студенты",
        "студентов",
    ]),
    forms([
        "преподаватель",
        "преподавателя",
        "преподавателю",
        "преподавателя",
        "преподавателем",
        "преподавателе",
        "преподаватели",
        "преподавателей",
    ]),
    forms([
        "педагог",
        "педагога",
        "педагогу",
        "педагога",
        "педагогом",
        "педагоге",
        "педагоги",
        "педагогов",
    ]),
    forms([
        "занятие",
        "занятия",
        "занятию",
        "занятие",
        "занятием",
        "занятии",
        "занятия",
        "занятий",
    ]),
    forms([
        "оценка",
        "оценки",
        "оценке",
        "оценку",
        "оценкой",
        "оценке",
        "оценки",
        "оценок",
    ]),
];

const fn forms([one, of, to, whom, with, about, many, of_many]: [&'static str; 8]) -> Noun {
    Noun {
        one,
        of,
        to,
        whom,
        with,
        about,
        many,
        of_many,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    ///
    #[test]
    fn a_college_speaks_its_own_words() {
        let words = Words::named(
            "группа",
            "обучающийся",
            "преподаватель",
            "занятие",
            "оценка",
        );
        assert_eq!(words.unit.about, "группе");
        assert_eq!(words.mark.count(2), "2 оценки");
        assert_eq!(words.lesson.count(11), "11 занятий");
    }

    #[test]
    fn numbers_agree_with_their_words() {
        let marks: Vec<String> = [0, 1, 2, 5, 11, 12, 21, 22, 25, 111]
            .map(|number| MARK.count(number))
            .into();
        assert_eq!(
            marks.join(", "),
            "0 отметок, 1 отметка, 2 отметки, 5 отметок, 11 отметок, 12 отметок, 21 отметка, 22 отметки, 25 отметок, 111 отметок"
        );
    }

    #[test]
    fn a_line_begins_with_a_capital() {
        assert_eq!(capital("ёлкина"), "Ёлкина");
        assert_eq!(capital(""), "");
    }
}

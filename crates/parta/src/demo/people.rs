//! Invented people: names as one meets them in a Russian school, families with one or two guardians, brothers and sisters.
//!
//! Nobody here exists. Telephone numbers begin with an area code that no network has.

use chrono::{Datelike, Days};
use parta_school::calendar::Day;
use parta_school::names::{FullName, NameProblem};

use super::chance::Chance;

/// A father's name and the patronymics that his son and his daughter have from it.
type Father = (&'static str, &'static str, &'static str);

const FATHERS: &[Father] = &[
    ("Александр", "Александрович", "Александровна"),
    ("Сергей", "Сергеевич", "Сергеевна"),
    ("Дмитрий", "Дмитриевич", "Дмитриевна"),
    ("Андрей", "Андреевич", "Андреевна"),
    ("Алексей", "Алексеевич", "Алексеевна"),
    ("Евгений", "Евгеньевич", "Евгеньевна"),
    ("Максим", "Максимович", "Максимовна"),
    ("Владимир", "Владимирович", "Владимировна"),
    ("Павел", "Павлович", "Павловна"),
    ("Михаил", "Михайлович", "Михайловна"),
    ("Иван", "Иванович", "Ивановна"),
    ("Николай", "Николаевич", "Николаевна"),
    ("Денис", "Денисович", "Денисовна"),
    ("Роман", "Романович", "Романовна"),
    ("Игорь", "Игоревич", "Игоревна"),
    ("Олег", "Олегович", "Олеговна"),
    ("Антон", "Антонович", "Антоновна"),
    ("Артём", "Артёмович", "Артёмовна"),
    ("Виталий", "Витальевич", "Витальевна"),
    ("Константин", "Константинович", "Константиновна"),
    ("Юрий", "Юрьевич", "Юрьевна"),
    ("Виктор", "Викторович", "Викторовна"),
    ("Вадим", "Вадимович", "Вадимовна"),
    ("Станислав", "Станиславович", "Станиславовна"),
    ("Руслан", "Русланович", "Руслановна"),
    ("Тимур", "Тимурович", "Тимуровна"),
    ("Пётр", "Петрович", "Петровна"),
    ("Фёдор", "Фёдорович", "Фёдоровна"),
    ("Семён", "Семёнович", "Семёновна"),
];

const GRANDFATHERS: &[Father] = &[
    ("Александр", "Александрович", "Александровна"),
    ("Николай", "Николаевич", "Николаевна"),
    ("Владимир", "Владимирович", "Владимировна"),
    ("Виктор", "Викторович", "Викторовна"),
    ("Анатолий", "Анатольевич", "Анатольевна"),
    ("Иван", "Иванович", "Ивановна"),
    ("Сергей", "Сергеевич", "Сергеевна"),
    ("Михаил", "Михайлович", "Михайловна"),
    ("Юрий", "Юрьевич", "Юрьевна"),
    ("Василий", "Васильевич", "Васильевна"),
    ("Валерий", "Валерьевич", "Валерьевна"),
    ("Геннадий", "Геннадьевич", "Геннадьевна"),
    ("Борис", "Борисович", "Борисовна"),
    ("Леонид", "Леонидович", "Леонидовна"),
    ("Алексей", "Алексеевич", "Алексеевна"),
    ("Пётр", "Петрович", "Петровна"),
    ("Фёдор", "Фёдорович", "Фёдоровна"),
    ("Григорий", "Григорьевич", "Григорьевна"),
    ("Степан", "Степанович", "Степановна"),
    ("Вячеслав", "Вячеславович", "Вячеславовна"),
];

#[rustfmt::skip]
const WOMEN: &[&str] = &[
    "Елена", "Наталья", "Ольга", "Татьяна", "Светлана", "Ирина", "Анна", "Юлия", "Екатерина",
    "Мария", "Оксана", "Марина", "Анастасия", "Людмила", "Надежда", "Галина", "Евгения",
    "Виктория", "Алёна", "Инна", "Лариса", "Валентина", "Любовь", "Вера", "Жанна", "Алла",
];

#[rustfmt::skip]
const GIRLS: &[&str] = &[
    "София", "Мария", "Анна", "Виктория", "Алиса", "Полина", "Ева", "Варвара", "Анастасия",
    "Дарья", "Александра", "Елизавета", "Екатерина", "Ксения", "Василиса", "Арина", "Вероника",
    "Милана", "Кира", "Ульяна", "Алёна", "Маргарита", "Диана", "Яна", "Валерия", "Ольга",
    "Татьяна", "Юлия", "Кристина", "Злата", "Таисия", "Есения", "Мирослава", "Камила",
];

#[rustfmt::skip]
const BOYS: &[&str] = &[
    "Александр", "Максим", "Михаил", "Артём", "Иван", "Дмитрий", "Матвей", "Даниил", "Марк",
    "Лев", "Кирилл", "Тимофей", "Егор", "Илья", "Роман", "Никита", "Андрей", "Алексей",
    "Сергей", "Владимир", "Фёдор", "Ярослав", "Константин", "Степан", "Павел", "Николай",
    "Арсений", "Глеб", "Семён", "Пётр", "Макар", "Богдан", "Мирон", "Георгий", "Тимур", "Захар",
];

/// In the form that men bear.
#[rustfmt::skip]
const SURNAMES: &[&str] = &[
    "Агафонов", "Аксёнов", "Алексеев", "Ананьев", "Андреев", "Антонов", "Артемьев", "Афанасьев",
    "Баранов", "Барсуков", "Безруков", "Белозёров", "Белоусов", "Беляев", "Бирюков", "Блинов",
    "Бобров", "Богданов", "Большаков", "Бондаренко", "Борисов", "Быков", "Васильев",
    "Ведерников", "Веселов", "Виноградов", "Власов", "Волков", "Воробьёв", "Воронцов",
    "Высоцкий", "Галкин", "Герасимов", "Голубев", "Горбачёв", "Горелов", "Горшков", "Григорьев",
    "Громов", "Гуляев", "Гурьев", "Гусев", "Давыдов", "Данилов", "Дементьев", "Демидов",
    "Денисов", "Дмитриев", "Добровольский", "Дорофеев", "Дроздов", "Дубровский", "Евдокимов",
    "Егоров", "Елисеев", "Емельянов", "Еремеев", "Ермаков", "Ершов", "Ефимов", "Жарков",
    "Жуков", "Журавлёв", "Завьялов", "Захаров", "Зверев", "Зеленин", "Зимин", "Золотарёв",
    "Зорин", "Зотов", "Зуев", "Иванов", "Игнатьев", "Измайлов", "Исаев", "Казаков", "Капустин",
    "Карпов", "Касаткин", "Киреев", "Кириллов", "Киселёв", "Климов", "Князев", "Коваленко",
    "Козлов", "Колесников", "Комаров", "Комиссаров", "Кондратьев", "Коновалов", "Королёв",
    "Костин", "Котов", "Кочетков", "Красильников", "Крылов", "Крюков", "Кудрявцев", "Кузьмин",
    "Куликов", "Лаврентьев", "Лазарев", "Лапин", "Леонтьев", "Литвинов", "Лобанов", "Логинов",
    "Лукин", "Лыткин", "Макаров", "Максимов", "Малышев", "Мальцев", "Маслов", "Матвеев",
    "Медведев", "Мельник", "Мельников", "Миронов", "Михеев", "Моисеев", "Мухин", "Мясников",
    "Наумов", "Некрасов", "Нестеров", "Никитин", "Николаев", "Никонов", "Новиков", "Носов",
    "Овчинников", "Одинцов", "Олейник", "Осипов", "Островский", "Панов", "Панфилов", "Пахомов",
    "Петров", "Петухов", "Пименов", "Плотников", "Поляков", "Пономарёв", "Попов", "Потапов",
    "Прохоров", "Пугачёв", "Рогов", "Рожков", "Романов", "Русаков", "Рыбаков", "Рябов",
    "Савельев", "Савицкий", "Сазонов", "Самойлов", "Сафонов", "Селезнёв", "Семёнов", "Сергеев",
    "Сидоров", "Симонов", "Ситников", "Скворцов", "Смирнов", "Соболев", "Соловьёв", "Сорокин",
    "Спиридонов", "Степанов", "Стрельников", "Субботин", "Суворов", "Суханов", "Сычёв",
    "Тарасов", "Терентьев", "Тимофеев", "Титов", "Ткаченко", "Третьяков", "Трофимов", "Туманов",
    "Уваров", "Устинов", "Федосеев", "Фёдоров", "Филатов", "Филиппов", "Фомин", "Фролов",
    "Харитонов", "Царёв", "Цветков", "Чернов", "Черных", "Чернышёв", "Чистяков", "Шаповалов",
    "Шаров", "Швецов", "Шевчук", "Шестаков", "Широков", "Шубин", "Щеглов", "Щёголев", "Юдин",
    "Яковлев", "Яшин", "Ибрагимов", "Каримов", "Саркисян", "Хасанов",
];

/// A student or grown-up, not yet placed anywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub name: FullName,
    pub female: bool,
    pub born: Day,
}

/// A parent or another legal guardian.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adult {
    pub name: FullName,
    pub female: bool,
    pub phone: String,
    /// «мать», «отец», «бабушка», «опекун».
    pub relation: &'static str,
}

/// Parents with what their children have from them.
#[derive(Debug, Clone)]
pub struct Family {
    /// As sons bear it.
    pub surname: String,
    /// Unknown where the children's names follow another custom.
    father: Option<Father>,
    pub guardians: Vec<Adult>,
}

impl Family {
    pub fn invent(chance: &mut Chance) -> Result<Self, NameProblem> {
        let surname = match chance.one_in(90) {
            true => format!("{}-{}", surname(chance), surname(chance)),
            false => surname(chance).to_owned(),
        };
        Self::of(&surname, chance)
    }

    /// A family whose sons bear this surname.
    pub fn of(surname: &str, chance: &mut Chance) -> Result<Self, NameProblem> {
        let father = front_of(FATHERS, chance);
        let mut guardians = Vec::new();
        let roll = chance.below(100);
        if roll < 94 {
            guardians.push(mother(surname, chance)?);
        }
        if roll < 55 || (94..98).contains(&roll) {
            let own_name = father.map_or("Иван", |father| father.0);
            let name = FullName::new(surname, own_name, Some(patronymic(front_of(GRANDFATHERS, chance), false)))?;
            guardians.push(Adult { name, female: false, phone: phone(chance), relation: "отец" });
        }
        if guardians.is_empty() || roll == 93 {
            let relation = if guardians.is_empty() && chance.one_in(2) { "опекун" } else { "бабушка" };
            guardians.push(Adult { relation, ..mother(surname, chance)? });
        }
        Ok(Self { surname: surname.to_owned(), father, guardians })
    }

    /// Whether the name of one more child can be made.
    pub fn may_grow(&self) -> bool {
        self.father.is_some()
    }

    /// A child of this family; the name is invented unless given.
    pub fn child(&self, given: Option<(&str, bool)>, born: Day, chance: &mut Chance) -> Result<Person, NameProblem> {
        let (name, female) = given.unwrap_or_else(|| {
            let female = chance.one_in(2);
            (front_of(if female { GIRLS } else { BOYS }, chance).unwrap_or("Женя"), female)
        });
        let surname = if female { borne_by_women(&self.surname) } else { self.surname.clone() };
        Ok(Person { name: FullName::new(&surname, name, Some(patronymic(self.father, female)))?, female, born })
    }
}

/// One woman in twelve kept or changed her surname: such a family has two.
fn mother(surname: &str, chance: &mut Chance) -> Result<Adult, NameProblem> {
    let own = chance.one_in(12).then(|| self::surname(chance));
    let surname = borne_by_women(own.unwrap_or(surname));
    let name = FullName::new(
        &surname,
        front_of(WOMEN, chance).unwrap_or("Анна"),
        Some(patronymic(front_of(GRANDFATHERS, chance), true)),
    )?;
    Ok(Adult { name, female: true, phone: phone(chance), relation: "мать" })
}

/// A grown-up of the staff; four of five are women.
pub fn employee(chance: &mut Chance, year: i32) -> Result<Person, NameProblem> {
    let female = !chance.one_in(5);
    let grandfather = front_of(GRANDFATHERS, chance);
    let surname = match female {
        true => borne_by_women(self::surname(chance)),
        false => self::surname(chance).to_owned(),
    };
    let name = match female {
        true => front_of(WOMEN, chance),
        false => front_of(FATHERS, chance).map(|father| father.0),
    };
    let name = FullName::new(&surname, name.unwrap_or("Анна"), Some(patronymic(grandfather, female)))?;
    let born = day_of_year(year - 24 - i32::try_from(chance.below(40)).unwrap_or(0), chance);
    Ok(Person { name, female, born })
}

/// People whose names no simple rule makes: without patronymic, with an apostrophe, with «оглы» and «кызы», of one syllable.
pub const RARE_FAMILIES: &[(&[&str; 3], bool, &[&str; 3], &str)] = &[
    (&["Нгуен", "Тхи Лан", ""], true, &["Нгуен", "Ван Хай", ""], "отец"),
    (&["О’Коннор", "Кевин", ""], false, &["О’Коннор", "Мария", "Степановна"], "мать"),
    (&["Алиев", "Эльвин", "Рашад оглы"], false, &["Алиева", "Севда", "Ильгар кызы"], "мать"),
    (&["д’Арно", "Эмилия", "Жановна"], true, &["Щукина", "Дарья", "Петровна"], "мать"),
    (&["Ким", "Виктория", "Сергеевна"], true, &["Ким", "Сергей", "Енович"], "отец"),
    (&["Орлов-Савин", "Пётр", "Семёнович"], false, &["Савина", "Алёна", "Фёдоровна"], "мать"),
];

/// The family of one of [`RARE_FAMILIES`] and its child.
pub fn rare(index: usize, born: Day, chance: &mut Chance) -> Result<Option<(Family, Person)>, NameProblem> {
    let Some((child, female, guardian, relation)) = RARE_FAMILIES.get(index) else {
        return Ok(None);
    };
    let name = |[surname, name, patronymic]: &[&str; 3]| FullName::new(surname, name, Some(patronymic));
    let adult = Adult { name: name(guardian)?, female: *relation == "мать", phone: phone(chance), relation };
    let family = Family { surname: child[0].to_owned(), father: None, guardians: vec![adult] };
    Ok(Some((family, Person { name: name(child)?, female: *female, born })))
}

/// The birthday of a child that is in this grade in the year that begins in autumn of `year`.
pub fn birthday(year: i32, grade: u8, chance: &mut Chance) -> Day {
    let first = Day::from_ymd_opt(year - i32::from(grade) - 6, 1, 1).unwrap_or_default();
    let after = first.checked_sub_days(Days::new(chance.below(120) as u64)).unwrap_or(first);
    after.checked_add_days(Days::new(chance.below(330) as u64)).unwrap_or(after)
}

pub fn day_of_year(year: i32, chance: &mut Chance) -> Day {
    let first = Day::from_ymd_opt(year, 1, 1).unwrap_or_default();
    first.with_ordinal(1 + chance.below(365) as u32).unwrap_or(first)
}

/// «Иванов» → «Иванова», «Высоцкий» → «Высоцкая»; what does not decline stays.
pub fn borne_by_women(surname: &str) -> String {
    if let Some((first, second)) = surname.split_once('-') {
        return format!("{}-{}", borne_by_women(first), borne_by_women(second));
    }
    for adjective in ["кий", "ной", "ный"] {
        if let Some(stem) = surname.strip_suffix(adjective) {
            return format!("{stem}{}ая", adjective.chars().next().unwrap_or('к'));
        }
    }
    match ["ов", "ев", "ёв", "ин", "ын"].iter().any(|suffix| surname.ends_with(suffix)) {
        true => format!("{surname}а"),
        false => surname.to_owned(),
    }
}

fn surname(chance: &mut Chance) -> &'static str {
    chance.pick(SURNAMES).copied().unwrap_or("Иванов")
}

/// Lists begin with what is common: the front is taken more often.
fn front_of<T: Copy>(list: &[T], chance: &mut Chance) -> Option<T> {
    let index = chance.below(list.len()).min(chance.below(list.len()));
    list.get(index).copied()
}

fn patronymic(father: Option<Father>, female: bool) -> &'static str {
    father.map_or("", |(_, son, daughter)| if female { daughter } else { son })
}

fn phone(chance: &mut Chance) -> String {
    format!("+7 000 {:03}-{:02}-{:02}", chance.below(1000), chance.below(100), chance.below(100))
}

/// A student made up for an imported group that came without people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InventedStudent {
    pub person: Person,
    pub guardians: Vec<Adult>,
}

/// Students of 15 to 20 years with their guardians: for the groups of a college whose timetable has no names. The same seed and day
/// give the same students.
pub fn invent_students(count: usize, seed: u64, today: Day) -> Result<Vec<InventedStudent>, NameProblem> {
    let mut chance = Chance::of(&[seed, 0x57AD]);
    (0..count)
        .map(|_| {
            let family = Family::invent(&mut chance)?;
            let days = 15 * 366 + chance.below(5 * 365);
            let born = today.checked_sub_days(Days::new(days as u64)).unwrap_or(today);
            let person = family.child(None, born, &mut chance)?;
            Ok(InventedStudent { person, guardians: family.guardians })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn surnames_agree_with_the_sex() {
        for (man, woman) in [
            ("Иванов", "Иванова"),
            ("Соловьёв", "Соловьёва"),
            ("Галкин", "Галкина"),
            ("Высоцкий", "Высоцкая"),
            ("Бондаренко", "Бондаренко"),
            ("Черных", "Черных"),
            ("Орлов-Савин", "Орлова-Савина"),
            ("Мельник", "Мельник"),
        ] {
            assert_eq!(borne_by_women(man), woman);
        }
    }

    #[test]
    fn every_rare_name_is_a_name() {
        let mut chance = Chance::of(&[1]);
        for index in 0..RARE_FAMILIES.len() {
            let (family, child) = rare(index, Day::default(), &mut chance).unwrap().unwrap();
            assert!(!family.guardians.is_empty() && !child.name.surname().is_empty());
        }
        assert!(rare(RARE_FAMILIES.len(), Day::default(), &mut chance).unwrap().is_none());
    }

    #[test]
    fn invented_students_are_of_age_for_a_college_and_have_guardians() {
        let today = "2026-12-03".parse::<Day>().unwrap();
        let students = invent_students(500, 7, today).unwrap();
        assert_eq!(students, invent_students(500, 7, today).unwrap());
        assert_ne!(students, invent_students(500, 8, today).unwrap());
        for student in &students {
            let age = today.years_since(student.person.born).unwrap();
            assert!((15..=20).contains(&age), "{age}");
            assert!((1..=2).contains(&student.guardians.len()));
            assert!(student.person.name.patronymic().is_some());
        }
        let names: BTreeSet<String> = students.iter().map(|student| student.person.name.full()).collect();
        assert!(names.len() > 490, "{} different names of 500", names.len());
    }
}

//! The days of the file as weeks of a cycle.
//!
//! FET knows only a list of named days. A college that teaches by two weeks names them «А-Понедельник» … «В-Суббота»: the word for
//! the weekday is looked for in the name, and what remains of the name tells the weeks apart. Where the remainders do not, a weekday
//! that comes a second time begins the next week. Names without any weekday are taken in order, with a warning.

use chrono::Weekday;

use super::labels::Taken;
use super::problem::FetProblem;
use super::warning::Warning;

/// What repeats itself: one week, or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// Names of the weeks; a single week is called "1".
    pub weeks: Vec<String>,
    /// In the order of the file.
    pub days: Vec<CycleDay>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CycleDay {
    /// Position in [`Cycle::weeks`].
    pub week: usize,
    pub weekday: Weekday,
    /// As in the file.
    pub name: String,
}

const MAX_WEEKS: usize = 4;
/// Days without weekday names are spread over at most two weeks.
const MAX_NAMELESS: usize = 14;

const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

const RUSSIAN: &str = "понедельник вторник среда четверг пятница суббота воскресенье";

/// Words for Monday to Sunday, a language or its short form in each line.
const WORDS: [&str; 21] = [
    RUSSIAN,
    "пн вт ср чт пт сб вс",
    "пнд втр срд чтв птн сбт вск",
    "понеделник вторник сряда четвъртък петък събота неделя",
    "понеділок вівторок середа четвер п'ятниця субота неділя",
    "monday tuesday wednesday thursday friday saturday sunday",
    "mon tue wed thu fri sat sun",
    "mon tues wed thurs fri sat sun",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "mo di mi do fr sa so",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lunes martes miércoles jueves viernes sábado domingo",
    "dilluns dimarts dimecres dijous divendres dissabte diumenge",
    "segunda terça quarta quinta sexta sábado domingo",
    "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "lunedi martedi mercoledi giovedi venerdi sabato domenica",
    "luni marți miercuri joi vineri sâmbătă duminică",
    "luni marti miercuri joi vineri sambata duminica",
    "δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή",
    "hétfő kedd szerda csütörtök péntek szombat vasárnap",
    "senin selasa rabu kamis jumat sabtu minggu",
];

/// Arabic schools write the same days with different letters.
const ARABIC: [&str; 3] = [
    "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
    "الإثنين الثلاثاء الاربعاء الخميس الجمعة السبت الاحد",
    "إثنين ثلاثاء أربعاء خميس جمعة سبت أحد",
];

/// Words that divide one day in two.
const HALF_DAY: &str =
    "утро утром вечер вечером смена обеда am pm morning afternoon matin soir tarde ص م صباحا مساءا زوالا";

/// The cycle that these day names describe.
pub fn read(names: &[String], warnings: &mut Vec<Warning>) -> Result<Cycle, FetProblem> {
    let found: Vec<Option<(usize, String)>> = names.iter().map(|name| recognise(name)).collect();
    let recognised = found.iter().flatten().count();
    if recognised * 2 < names.len() {
        return in_order(names, warnings);
    }
    let days = with_guesses(names, found, warnings);
    refuse_half_days(names, &days)?;
    let weeks = weeks_by_remainder(&days).unwrap_or_else(|| weeks_by_order(&days));
    cycle(names, &days, &weeks)
}

/// Weekday from Monday = 0, and what else the name says.
fn recognise(name: &str) -> Option<(usize, String)> {
    let words = name.split(|letter: char| !letter.is_alphabetic() && letter != '\'');
    let (word, weekday) = words.filter_map(|word| Some((word, weekday(word)?))).next()?;
    let rest: Vec<&str> = name.splitn(2, word).map(trimmed).filter(|part| !part.is_empty()).collect();
    Some((weekday, rest.join(" ")))
}

fn weekday(word: &str) -> Option<usize> {
    let word = word.to_lowercase();
    let position = |words: &&str| words.split(' ').position(|known| known == word);
    WORDS.iter().chain(&ARABIC).find_map(position)
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|letter: char| !letter.is_alphanumeric())
}

/// Fills a day that was not understood by the days beside it.
fn with_guesses(
    names: &[String],
    found: Vec<Option<(usize, String)>>,
    warnings: &mut Vec<Warning>,
) -> Vec<(usize, String)> {
    let first = found.iter().position(Option::is_some).unwrap_or(0);
    let first_known = found.get(first).and_then(|day| day.as_ref()).map_or(0, |(weekday, _)| *weekday);
    let mut before = (first_known + 7 * (first / 7 + 1) - first - 1) % 7;
    let mut days = Vec::with_capacity(found.len());
    for (name, day) in names.iter().zip(found) {
        let (weekday, rest) = day.unwrap_or_else(|| {
            let guess = (before + 1) % 7;
            let taken_as = RUSSIAN.split(' ').nth(guess).unwrap_or_default();
            warnings.push(Warning::DayGuessed { name: name.clone(), taken_as });
            (guess, String::new())
        });
        before = weekday;
        days.push((weekday, rest));
    }
    days
}

fn refuse_half_days(names: &[String], days: &[(usize, String)]) -> Result<(), FetProblem> {
    let half = |rest: &str| {
        let rest = rest.to_lowercase();
        rest.split(|letter: char| !letter.is_alphabetic()).any(|word| HALF_DAY.split(' ').any(|half| half == word))
    };
    for ((pair, name), next) in days.windows(2).zip(names).zip(names.iter().skip(1)) {
        if let [(weekday, rest), (weekday_after, rest_after)] = pair
            && weekday == weekday_after
            && (rest == rest_after || half(rest) || half(rest_after))
        {
            return Err(FetProblem::HalfDays { first: name.clone(), second: next.clone() });
        }
    }
    Ok(())
}

/// Week of each day and the names of the weeks, where the remainders of the names tell them apart.
fn weeks_by_remainder(days: &[(usize, String)]) -> Option<(Vec<usize>, Vec<String>)> {
    let mut rests: Vec<&str> = Vec::new();
    for (_, rest) in days {
        if !rests.contains(&rest.as_str()) {
            rests.push(rest);
        }
    }
    let distinct = |rest: Option<&str>| {
        let mut seen = [false; 7];
        days.iter()
            .filter(|(_, other)| rest.is_none_or(|rest| rest == other))
            .all(|(weekday, _)| seen.get_mut(*weekday).is_some_and(|seen| !std::mem::replace(seen, true)))
    };
    let several =
        !distinct(None) && (2..=MAX_WEEKS).contains(&rests.len()) && rests.iter().all(|rest| distinct(Some(rest)));
    several.then(|| {
        let week = |rest: &String| rests.iter().position(|known| known == rest).unwrap_or(0);
        (days.iter().map(|(_, rest)| week(rest)).collect(), rests.iter().map(|rest| (*rest).to_owned()).collect())
    })
}

/// A weekday that was already there begins the next week.
fn weeks_by_order(days: &[(usize, String)]) -> (Vec<usize>, Vec<String>) {
    let mut week = 0;
    let mut seen: Vec<usize> = Vec::new();
    let weeks = days
        .iter()
        .map(|(weekday, _)| {
            if seen.contains(weekday) {
                seen.clear();
                week += 1;
            }
            seen.push(*weekday);
            week
        })
        .collect();
    (weeks, (0..=week).map(|week| (week + 1).to_string()).collect())
}

fn cycle(names: &[String], days: &[(usize, String)], weeks: &(Vec<usize>, Vec<String>)) -> Result<Cycle, FetProblem> {
    let (of_day, week_names) = weeks;
    if week_names.len() > MAX_WEEKS {
        return Err(FetProblem::Weeks { weeks: week_names.len() });
    }
    let day = |((name, (weekday, _)), week): ((&String, &(usize, String)), &usize)| CycleDay {
        week: *week,
        weekday: WEEK.get(*weekday).copied().unwrap_or(Weekday::Mon),
        name: name.clone(),
    };
    // A week without a name of its own, among others that have one, is called by its number.
    let mut taken = Taken::default();
    let named = week_names.iter().zip(1..).map(|(name, number)| match name.as_str() {
        "" => taken.take(&format!("{number}")).0,
        name => taken.take(name).0,
    });
    Ok(Cycle { weeks: named.collect(), days: names.iter().zip(days).zip(of_day).map(day).collect() })
}

/// Nothing in the names speaks of weekdays: Monday first, at most seven days a week, two weeks of the same length.
fn in_order(names: &[String], warnings: &mut Vec<Warning>) -> Result<Cycle, FetProblem> {
    let first = names.first().cloned().unwrap_or_default();
    if names.len() > MAX_NAMELESS {
        return Err(FetProblem::Days { count: names.len(), first });
    }
    warnings.push(Warning::DaysInOrder { first });
    let length = if names.len() > 7 { names.len().div_ceil(2) } else { names.len() };
    let days: Vec<(usize, String)> = (0..names.len()).map(|day| (day % length, String::new())).collect();
    cycle(names, &days, &weeks_by_order(&days))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(names: &[&str]) -> Result<(Cycle, Vec<Warning>), FetProblem> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut warnings = Vec::new();
        read(&names, &mut warnings).map(|cycle| (cycle, warnings))
    }

    fn weeks(names: &[&str]) -> (Vec<String>, Vec<(usize, Weekday)>) {
        let (cycle, _) = read_all(names).unwrap();
        (cycle.weeks, cycle.days.iter().map(|day| (day.week, day.weekday)).collect())
    }

    #[test]
    fn a_plain_week_is_one_week() {
        let (names, days) = weeks(&["Понедельник", "Вторник", "Среда"]);
        assert_eq!(names, ["1"]);
        assert_eq!(days, [(0, Weekday::Mon), (0, Weekday::Tue), (0, Weekday::Wed)]);
    }

    #[test]
    fn a_remainder_names_the_week() {
        assert_eq!(weeks(&["А-Понедельник", "А-Вторник", "В-Понедельник", "В-Вторник"]).0, ["А", "В"]);
        assert_eq!(
            weeks(&["Week 1 Monday", "Week 1 Tuesday", "Week 2 Monday", "Week 2 Tuesday"]).0,
            ["Week 1", "Week 2"]
        );
        assert_eq!(weeks(&["Monday", "Tuesday", "Monday2", "Tuesday2"]).0, ["1", "2"]);
    }

    #[test]
    fn weeks_may_alternate_day_by_day() {
        let (names, days) = weeks(&["Пн числ.", "Пн знам.", "Вт числ.", "Вт знам."]);
        assert_eq!(names, ["числ", "знам"]);
        assert_eq!(days, [(0, Weekday::Mon), (1, Weekday::Mon), (0, Weekday::Tue), (1, Weekday::Tue)]);
    }

    #[test]
    fn a_repeated_weekday_begins_the_next_week() {
        let (names, days) = weeks(&["Пт 4/9", "Пн 7/9", "Вт 8/9", "Пн 14/9", "Вт 15/9"]);
        assert_eq!(names, ["1", "2"]);
        assert_eq!(days.iter().map(|day| day.0).collect::<Vec<_>>(), [0, 0, 0, 1, 1]);
    }

    #[test]
    fn a_week_may_begin_on_sunday_and_words_may_have_endings() {
        assert_eq!(weeks(&["الأحد", "الاثنين"]).1, [(0, Weekday::Sun), (0, Weekday::Mon)]);
        assert_eq!(weeks(&["Segunda-feira", "Terça-feira", "Sábado"]).0, ["1"]);
    }

    #[test]
    fn nameless_days_are_taken_in_order_with_a_warning() {
        let (cycle, warnings) = read_all(&["Day 1", "Day 2", "Day 3"]).unwrap();
        assert_eq!(
            cycle.days.iter().map(|day| day.weekday).collect::<Vec<_>>(),
            [Weekday::Mon, Weekday::Tue, Weekday::Wed]
        );
        assert_eq!(warnings, [Warning::DaysInOrder { first: "Day 1".to_owned() }]);
        let ten: Vec<String> = (1..=10).map(|day| format!("D{day}")).collect();
        let (cycle, _) = read_all(&ten.iter().map(String::as_str).collect::<Vec<_>>()).unwrap();
        assert_eq!((cycle.weeks.len(), cycle.days.last().unwrap().weekday), (2, Weekday::Fri));
    }

    #[test]
    fn a_misspelt_day_is_guessed_from_its_neighbours() {
        let (cycle, warnings) = read_all(&["Mnday", "Tueday", "Wednesday", "Thursday", "Friday"]).unwrap();
        assert_eq!((cycle.days[0].weekday, cycle.days[1].weekday), (Weekday::Mon, Weekday::Tue));
        assert_eq!(warnings.len(), 2);
    }

    #[test]
    fn half_days_and_endless_cycles_are_refused() {
        assert!(matches!(read_all(&["Пн утро", "Пн вечер", "Вт утро"]), Err(FetProblem::HalfDays { .. })));
        let many: Vec<String> = (1..=33).map(|day| format!("D{day}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(matches!(read_all(&many), Err(FetProblem::Days { count: 33, .. })));
        assert!(matches!(read_all(&["Пн", "Вт"].repeat(5)), Err(FetProblem::Weeks { weeks: 5 })));
    }
}

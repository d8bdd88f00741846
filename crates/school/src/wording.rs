//! Russian words for numbers, dates, times and classes, as every page and document writes them.
//!
//! In one place, so that «22 ноября 2026 г., вс» reads the same on a screen, in a letter and on paper.

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike, Weekday};

/// The three forms of a noun after a number: one, few, many.
pub type Forms = [&'static str; 3];

pub const MARKS: Forms = ["отметка", "отметки", "отметок"];
pub const LESSONS: Forms = ["урок", "урока", "уроков"];
pub const STUDENTS: Forms = ["обучающийся", "обучающихся", "обучающихся"];
pub const ABSENCES: Forms = ["пропуск", "пропуска", "пропусков"];
pub const TASKS: Forms = ["задание", "задания", "заданий"];
pub const DAYS: Forms = ["день", "дня", "дней"];

/// The form that agrees with the number: 1, 21 отметка; 2–4, 22 отметки; 0, 5–20 отметок.
pub fn plural(number: u64, [one, few, many]: Forms) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=14) => many,
        (1, _) => one,
        (2..=4, _) => few,
        _ => many,
    }
}

/// «5 отметок».
pub fn counted(number: u64, forms: Forms) -> String {
    format!("{number} {}", plural(number, forms))
}

/// «22 ноября 2026 г., вс».
pub fn date(day: NaiveDate) -> String {
    format!("{} {} г., {}", day_and_month(day), day.year(), short_weekday(day.weekday()))
}

/// «22 ноября».
pub fn day_and_month(day: NaiveDate) -> String {
    format!("{} {}", day.day(), month_of(day.month()))
}

/// «22.11.2026».
pub fn numeric_date(day: NaiveDate) -> String {
    day.format("%d.%m.%Y").to_string()
}

/// «Ноябрь»: the head of the grid's columns. Empty for a number that is no month.
pub fn month_heading(month: u32) -> &'static str {
    name_of(
        month,
        [
            "Январь",
            "Февраль",
            "Март",
            "Апрель",
            "Май",
            "Июнь",
            "Июль",
            "Август",
            "Сентябрь",
            "Октябрь",
            "Ноябрь",
            "Декабрь",
        ],
    )
}

/// «ноября». Empty for a number that is no month.
pub fn month_of(month: u32) -> &'static str {
    name_of(
        month,
        [
            "января",
            "февраля",
            "марта",
            "апреля",
            "мая",
            "июня",
            "июля",
            "августа",
            "сентября",
            "октября",
            "ноября",
            "декабря",
        ],
    )
}

fn name_of(month: u32, names: [&'static str; 12]) -> &'static str {
    (month as usize).checked_sub(1).and_then(|index| names.get(index)).copied().unwrap_or_default()
}

/// «понедельник».
pub fn weekday(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "понедельник",
        Weekday::Tue => "вторник",
        Weekday::Wed => "среда",
        Weekday::Thu => "четверг",
        Weekday::Fri => "пятница",
        Weekday::Sat => "суббота",
        Weekday::Sun => "воскресенье",
    }
}

/// «пн».
pub fn short_weekday(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "пн",
        Weekday::Tue => "вт",
        Weekday::Wed => "ср",
        Weekday::Thu => "чт",
        Weekday::Fri => "пт",
        Weekday::Sat => "сб",
        Weekday::Sun => "вс",
    }
}

/// «10:40».
pub fn time(time: NaiveTime) -> String {
    format!("{}:{:02}", time.hour(), time.minute())
}

/// «10:40–11:25».
pub fn time_span(starts: NaiveTime, ends: NaiveTime) -> String {
    format!("{}–{}", time(starts), time(ends))
}

/// «через 30 с», from a minute on «через 2 мин» (begun minutes count, so that nobody comes too early).
pub fn in_seconds(seconds: u64) -> String {
    match seconds {
        0..60 => format!("через {seconds} с"),
        _ => format!("через {} мин", seconds.div_ceil(60)),
    }
}

/// «7 «Б»»; «11» where a class has no letter.
pub fn class_name(grade: u8, letter: &str) -> String {
    match letter {
        "" => grade.to_string(),
        _ => format!("{grade} «{letter}»"),
    }
}

/// A fraction with a decimal comma, half rounded away from zero: `decimal(33, 8, 2)` is «4,13». `None` when the denominator is 0.
pub fn decimal(numerator: i64, denominator: u32, places: u32) -> Option<String> {
    let scale = 10_i128.checked_pow(places)?;
    let denominator = i128::from(denominator);
    let doubled = i128::from(numerator.unsigned_abs()).checked_mul(scale)?.checked_mul(2)?;
    let rounded = doubled.checked_add(denominator)?.checked_div(denominator * 2)?;
    let sign = if numerator < 0 && rounded > 0 { "−" } else { "" };
    let (whole, fraction) = (rounded / scale, rounded % scale);
    Some(match places {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole},{fraction:0width$}", width = places as usize),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_agree_with_numbers() {
        for (number, expected) in [
            (0, "0 отметок"),
            (1, "1 отметка"),
            (2, "2 отметки"),
            (4, "4 отметки"),
            (5, "5 отметок"),
            (11, "11 отметок"),
            (12, "12 отметок"),
            (14, "14 отметок"),
            (20, "20 отметок"),
            (21, "21 отметка"),
            (22, "22 отметки"),
            (25, "25 отметок"),
            (101, "101 отметка"),
            (111, "111 отметок"),
            (112, "112 отметок"),
            (1_002, "1002 отметки"),
        ] {
            assert_eq!(counted(number, MARKS), expected);
        }
    }

    #[test]
    fn dates_read_as_a_school_writes_them() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        assert_eq!(date(day), "22 ноября 2026 г., вс");
        assert_eq!(day_and_month(day), "22 ноября");
        assert_eq!(numeric_date(day), "22.11.2026");
        assert_eq!(month_heading(11), "Ноябрь");
        assert_eq!((month_heading(0), month_of(13)), ("", ""));
        assert_eq!((weekday(day.weekday()), short_weekday(day.pred_opt().unwrap().weekday())), ("воскресенье", "сб"));
    }

    #[test]
    fn times_and_waits() {
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
        assert_eq!(time_span(at(10, 40), at(11, 25)), "10:40–11:25");
        assert_eq!(time(at(8, 5)), "8:05");
        assert_eq!(
            (in_seconds(30), in_seconds(60), in_seconds(61)),
            ("через 30 с".into(), "через 1 мин".into(), "через 2 мин".into())
        );
    }

    #[test]
    fn classes_bear_their_letter_in_quotes() {
        assert_eq!(class_name(7, "Б"), "7 «Б»");
        assert_eq!(class_name(11, ""), "11");
    }

    #[test]
    fn averages_have_a_comma_and_round_half_up() {
        assert_eq!(decimal(19, 4, 2).unwrap(), "4,75");
        assert_eq!(decimal(33, 8, 2).unwrap(), "4,13", "4.125");
        assert_eq!(decimal(5, 1, 2).unwrap(), "5,00");
        assert_eq!(decimal(14, 3, 1).unwrap(), "4,7");
        assert_eq!(decimal(9, 2, 0).unwrap(), "5");
        assert_eq!(decimal(-1, 8, 2).unwrap(), "−0,13");
        assert_eq!(decimal(4, 0, 2), None);
    }
}

//! Every setting in words, for the page that shows an institution its regulation.
//!
//! Taken from the parsed file and not from the typed profile: a list that read every typed field would hide from the compiler that
//! no rule does.

use toml::de::{DeTable, DeValue};

use super::document::joined;
use crate::wording::counted;

/// One setting as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedSetting {
    /// Such as `marks.two_in_cell`: the key of requirements, section 4.
    pub key: String,
    /// In Russian words.
    pub value: String,
    /// «п. 2.5.2», or «умолчание» where the regulation is silent.
    pub clause: String,
}

/// The words for values that the file writes as identifiers.
const WORDS: &[(&str, &str)] = &[
    ("russian", "русский"),
    ("any", "любой"),
    ("school", "школа"),
    ("college", "техникум"),
    ("Europe/Moscow", "московское время, UTC+3"),
    ("quarter", "четверть"),
    ("trimester", "триместр"),
    ("half_year", "полугодие"),
    ("semester", "семестр"),
    ("year", "год"),
    ("five", "понедельник – пятница"),
    ("six", "понедельник – суббота"),
    ("different_kinds", "две, за разные виды работ"),
    ("flagged_subjects", "две, по отмеченным предметам, дробью"),
    ("never", "не допускается"),
    ("work", "день, когда проведена работа"),
    ("entry", "день, когда внесена отметка"),
    ("allowed", "допускается"),
    ("by_protocol", "по протоколу сдачи темы"),
    ("equal", "все виды работ равны"),
    ("by_kind", "по весу вида работы"),
    ("forbidden", "только по заявке"),
    ("request_after_deadline", "автор до срока, затем по заявке"),
    ("reason_after_deadline", "автор, после срока с причиной"),
    ("teacher", "учитель"),
    ("master", "мастер производственного обучения"),
    ("class_teacher", "классный руководитель"),
    ("dash", "прочерк «–»"),
    ("empty", "поле пустое, отметка «не задано»"),
    ("lesson_end", "до конца урока"),
    ("lesson_day", "в день урока"),
];

pub(super) fn of(table: &DeTable<'_>) -> Vec<ListedSetting> {
    let mut found = Vec::new();
    collect(table, "", &mut found);
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, setting)| setting).collect()
}

fn collect(table: &DeTable<'_>, above: &str, found: &mut Vec<(usize, ListedSetting)>) {
    for (key, value) in table {
        let DeValue::Table(inner) = value.get_ref() else {
            continue;
        };
        let path = joined(above, key.get_ref());
        match (inner.get("value"), inner.get("clause").map(|clause| clause.get_ref())) {
            (Some(value), Some(DeValue::String(clause))) => {
                found.push((
                    value.span().start,
                    ListedSetting { key: path, value: in_words(value.get_ref()), clause: clause.to_string() },
                ));
            }
            _ => collect(inner, &path, found),
        }
    }
}

fn in_words(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => word(text).to_owned(),
        DeValue::Boolean(true) => "да".to_owned(),
        DeValue::Boolean(false) => "нет".to_owned(),
        DeValue::Array(items) if items.is_empty() => "нет".to_owned(),
        DeValue::Array(items) => items.iter().map(|item| in_words(item.get_ref())).collect::<Vec<_>>().join(", "),
        DeValue::Table(table) => table_in_words(table),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Datetime(moment) => moment.to_string(),
    }
}

fn word(text: &str) -> &str {
    WORDS.iter().find(|(identifier, _)| *identifier == text).map_or(text, |(_, words)| words)
}

/// The tables that values can be: a code of attendance, a kind of work, a deadline in figures, the regulation itself.
fn table_in_words(table: &DeTable<'_>) -> String {
    let part = |key: &str| table.get(key).map(|value| in_words(value.get_ref()));
    let number = |key: &str| part(key)?.parse().ok();
    if let (Some(code), Some(legend)) = (part("code"), part("legend")) {
        format!("{code} – {legend}")
    } else if let Some(name) = part("name") {
        part("weight").map_or(name.clone(), |weight| format!("{name} (вес {weight})"))
    } else if let Some(days) = number("days") {
        counted(days, ["календарный день", "календарных дня", "календарных дней"])
    } else if let Some(minutes) = number("minutes_after_classes") {
        format!("{} после окончания занятий", counted(minutes, ["минута", "минуты", "минут"]))
    } else {
        [part("title"), part("approved")].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::super::RegulationProfile;

    /// the page shows every line with its value and clause, in Russian.
    #[test]
    fn every_setting_is_listed_in_russian_with_its_clause() {
        for profile in RegulationProfile::all_builtin() {
            assert!(profile.settings().len() > 30);
            for setting in profile.settings() {
                let latin = setting.value.chars().any(|c| c.is_ascii_alphabetic()) && !setting.value.contains("UTC");
                assert!(!latin && !setting.value.is_empty(), "{setting:?}");
                assert!(!setting.clause.is_empty(), "{setting:?}");
            }
        }
    }

    ///
    #[test]
    fn the_list_reads_as_section_four_of_the_requirements() {
        let line = |code: &str, key: &str| {
            let profile = RegulationProfile::builtin(code).expect("built in");
            let setting = profile.settings().iter().find(|setting| setting.key == key).expect("listed");
            format!("{} ({})", setting.value, setting.clause)
        };
        assert_eq!(line("P0", "marks.two_in_cell"), "две, за разные виды работ (п. 2.5.2)");
        assert_eq!(line("P3", "marks.two_in_cell"), "две, по отмеченным предметам, дробью (п. 4.9)");
        assert_eq!(line("P0", "deadline.homework"), "до конца урока (п. 2.5.6)");
        assert_eq!(line("P3", "deadline.homework"), "90 минут после окончания занятий (прил., преподаватель, п. 4)");
        assert_eq!(line("P3", "deadline.mark.monitoring"), "3 календарных дня (прил., преподаватель, п. 9)");
        assert_eq!(
            line("P3", "attendance.codes"),
            "н – отсутствует, б – болеет, п – отсутствует по уважительной причине (п. 4.8)"
        );
        assert_eq!(line("P0", "topic.required"), "да (умолчание)");
    }
}

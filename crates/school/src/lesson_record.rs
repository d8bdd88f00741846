//! The right-hand side of a lesson: its topic, and whether the lesson can be called conducted.

use chrono::{DateTime, Utc};

use crate::corrections::{self, CorrectionRule};
use crate::deadlines::{self, LessonTime, Part};
use crate::refusal::Refusal;
use crate::regulation::{Noun, RegulationProfile};
use crate::text::{self, TextRule};

/// The longest topic, in letters.
pub const LONGEST_TOPIC: usize = 500;

/// Which rule of a lesson's record refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordRule {
    Text(TextRule),
    /// conducted without a topic.
    TopicMissing,
    /// «не задано» beside a task.
    NothingAndSomething,
    /// a dash where the field stays empty.
    DashNotUsed,
    ///
    Correction(CorrectionRule),
}

/// The topic of a lesson as it is kept, `None` for an empty field: one line, at least three letters, in Russian.
pub fn topic(profile: &RegulationProfile, text: &str) -> Result<Option<String>, Refusal<RecordRule>> {
    let text = text::tidy(text, LONGEST_TOPIC, true).map_err(|refusal| refusal.within(RecordRule::Text))?;
    if text.is_empty() {
        return Ok(None);
    }
    if text::letters(&text) < 3 {
        let said = format!("Запишите тему {} словами: не меньше трёх букв", profile.word(Noun::Lesson).genitive());
        return Err(Refusal::common(RecordRule::Text(TextRule::TooShort), said));
    }
    text::in_record_language(profile, &text).map_err(|refusal| refusal.within(RecordRule::Text))?;
    Ok(Some(text))
}

/// a lesson is not conducted without a topic.
pub fn conducted(profile: &RegulationProfile, topic: Option<&str>) -> Result<(), Refusal<RecordRule>> {
    if topic.is_some() || !profile.topic.required.value {
        return Ok(());
    }
    let said = format!("Без темы проведение {} не отмечается: запишите тему", profile.word(Noun::Lesson).genitive());
    Err(Refusal::by(profile.basis(&profile.topic.required), RecordRule::TopicMissing, said))
}

/// Whether a saved topic or homework may be changed now; `part` is [`Part::Topic`] or [`Part::Homework`], `set_at` when it was
/// last saved. A first entry needs no asking.
pub fn may_change(
    profile: &RegulationProfile,
    part: Part<'_>,
    lesson: &LessonTime,
    set_at: DateTime<Utc>,
    now: DateTime<Utc>,
    reason: Option<&str>,
) -> Result<(), Refusal<RecordRule>> {
    let due = deadlines::due(profile, part, lesson);
    corrections::may_change_record(profile, due, Some(set_at), now, reason)
        .map_err(|refusal| refusal.within(RecordRule::Correction))
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, NaiveTime, TimeDelta};

    use super::*;

    fn profile(code: &str) -> &'static RegulationProfile {
        RegulationProfile::builtin(code).expect("built in")
    }

    fn accepted(text: &str) -> Result<Option<String>, RecordRule> {
        topic(profile("P0"), text).map_err(|refusal| refusal.rule)
    }

    ///
    #[test]
    fn a_topic_is_one_line_of_russian_words() {
        assert_eq!(accepted(" Линейная функция\nи её график "), Ok(Some("Линейная функция и её график".into())));
        assert_eq!(accepted(""), Ok(None));
        for text in ["№ 5", "да", "...", "12345", "§ 14"] {
            assert_eq!(accepted(text), Err(RecordRule::Text(TextRule::TooShort)), "{text}");
        }
        assert_eq!(accepted("Past Perfect"), Err(RecordRule::Text(TextRule::NotRussian)));
        assert_eq!(accepted("Тема\u{202e}"), Err(RecordRule::Text(TextRule::ForbiddenSign)));
        assert_eq!(accepted(&"т".repeat(501)), Err(RecordRule::Text(TextRule::TooLong)));
    }

    ///
    #[test]
    fn a_lesson_without_a_topic_is_not_conducted() {
        let refusal = conducted(profile("P3"), None).expect_err("no topic");
        assert_eq!(refusal.rule, RecordRule::TopicMissing);
        assert_eq!(
            refusal.to_string(),
            "Без темы проведение занятия не отмечается: запишите тему (положение, п. 4.5)."
        );
        assert_eq!(conducted(profile("P3"), Some("Дроби")), Ok(()));
        assert!(conducted(profile("P0"), None).is_err());
    }

    /// P0 with a reason, P3 by request, and a slip of the hand within half a minute in both.
    #[test]
    fn saved_records_change_freely_until_they_were_due() {
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).expect("a time");
        let day = NaiveDate::from_ymd_opt(2026, 12, 3).expect("a day");
        let lesson = LessonTime { day, starts: at(10, 40), ends: at(11, 25), classes_end: at(14, 20) };
        let due = |code: &str| deadlines::due(profile(code), Part::Homework, &lesson).at.with_timezone(&Utc);
        let change = |code: &str, after_due: i64, after_saving: i64, reason| {
            let now = due(code) + TimeDelta::minutes(after_due);
            may_change(profile(code), Part::Homework, &lesson, now - TimeDelta::seconds(after_saving), now, reason)
                .map_err(|refusal| refusal.rule)
        };
        let refused = |rule| Err(RecordRule::Correction(rule));
        assert_eq!(change("P0", -1, 600, None), Ok(()));
        assert_eq!(change("P0", 1, 29, None), Ok(()));
        assert_eq!(change("P0", 1, 30, None), refused(CorrectionRule::ReasonNeeded));
        assert_eq!(change("P0", 1, 600, Some("  ")), refused(CorrectionRule::ReasonNeeded));
        assert_eq!(change("P0", 1, 600, Some("5")), refused(CorrectionRule::Reason));
        assert_eq!(change("P0", 1, 600, Some("описка в номере")), Ok(()));
        assert_eq!(change("P3", -1, 600, None), Ok(()));
        assert_eq!(change("P3", 1, 600, Some("описка в номере")), refused(CorrectionRule::ByRequestOnly));
    }
}

//! Averages of current marks, reckoned in whole numbers so that no page rounds differently from another.

use std::fmt;

use crate::marks::MarkValue;
use crate::regulation::{RegulationProfile, Weights};
use crate::wording;

/// The mean of some marks: exactly, and with what it was made of. There is no average of no marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Average {
    marks: Vec<WeighedMark>,
    weighted: bool,
}

/// One mark in an average, with the weight that it counted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeighedMark {
    pub value: MarkValue,
    pub weight: u32,
}

impl Average {
    /// Of marks with the weights of their kinds of work; the weights count only where the regulation says so (`marks.weights`).
    pub fn of(profile: &RegulationProfile, marks: &[WeighedMark]) -> Option<Self> {
        let weighted = profile.marks.weights.value == Weights::ByKind;
        let counted = |mark: &WeighedMark| WeighedMark {
            value: mark.value,
            weight: if weighted { mark.weight.max(1) } else { 1 },
        };
        (!marks.is_empty()).then(|| Self { marks: marks.iter().map(counted).collect(), weighted })
    }

    /// How many marks it is made of.
    pub fn count(&self) -> usize {
        self.marks.len()
    }

    /// The marks with the weights that they counted with, in the order given.
    pub fn marks(&self) -> &[WeighedMark] {
        &self.marks
    }

    /// What one more mark would make of it. The weight counts only where the others' do.
    pub fn with_one_more(&self, value: MarkValue, weight: u32) -> Self {
        let weight = if self.weighted { weight.max(1) } else { 1 };
        let mut more = self.clone();
        more.marks.push(WeighedMark { value, weight });
        more
    }

    /// Why it is what it is: «сумма 19, отметок 4»; weighted: «сумма с весами 42, сумма весов 9, отметок 4».
    pub fn explained(&self, profile: &RegulationProfile) -> String {
        let marks = profile.word(crate::regulation::Noun::Mark).genitive_plural();
        match self.weighted {
            false => format!("сумма {}, {marks} {}", self.sum(), self.count()),
            true => format!("сумма с весами {}, сумма весов {}, {marks} {}", self.sum(), self.weight(), self.count()),
        }
    }

    /// The mark that the average suggests for a period; the teacher decides. The regulation's `marks.round_up_from` says from
    /// how many hundredths on it is rounded up; the exact average is compared, not the two places that are shown.
    pub fn suggested(&self, profile: &RegulationProfile) -> Option<MarkValue> {
        let (sum, weight) = (self.sum(), self.weight());
        let (whole, rest) = (sum.checked_div(weight)?, sum.checked_rem(weight)?);
        let up = rest * 100 >= profile.marks.round_up_from.value.hundredths() * weight;
        u8::try_from(whole + u64::from(up)).ok().and_then(|number| MarkValue::try_from(number).ok())
    }

    /// The numerator.
    fn sum(&self) -> u64 {
        self.marks.iter().map(|mark| u64::from(mark.value.number()) * u64::from(mark.weight)).sum()
    }

    /// The denominator.
    fn weight(&self) -> u64 {
        self.marks.iter().map(|mark| u64::from(mark.weight)).sum()
    }
}

impl fmt::Display for Average {
    /// «4,33»; half a hundredth goes up.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = i64::try_from(self.sum()).ok().zip(u32::try_from(self.weight()).ok());
        f.write_str(&shown.and_then(|(sum, weight)| wording::decimal(sum, weight, 2)).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn equal() -> &'static RegulationProfile {
        RegulationProfile::builtin("P0").expect("built in")
    }

    fn by_kind() -> RegulationProfile {
        RegulationProfile::altered("P0", "weights = { value = \"equal\"", "weights = { value = \"by_kind\"")
    }

    fn marks(values: &[(u8, u32)]) -> Vec<WeighedMark> {
        values
            .iter()
            .map(|&(value, weight)| WeighedMark { value: MarkValue::try_from(value).expect("a mark"), weight })
            .collect()
    }

    fn five() -> MarkValue {
        MarkValue::try_from(5).expect("a mark")
    }

    ///
    #[test]
    fn an_average_says_what_it_is_made_of() {
        let average = Average::of(equal(), &marks(&[(5, 3), (5, 1), (4, 2), (5, 1)])).expect("marks");
        assert_eq!(average.to_string(), "4,75");
        assert_eq!(average.explained(equal()), "сумма 19, отметок 4");
        assert_eq!(average.with_one_more(five(), 3).to_string(), "4,80");
        assert_eq!(Average::of(equal(), &marks(&[(4, 1), (5, 1), (4, 1)])).expect("marks").to_string(), "4,33");
        assert_eq!(Average::of(equal(), &[]), None);
    }

    /// weights by kind of work, where the profile switches them on.
    #[test]
    fn a_control_work_weighs_more_where_weights_count() {
        let profile = by_kind();
        let average = Average::of(&profile, &marks(&[(5, 1), (3, 3)])).expect("marks");
        assert_eq!(average.to_string(), "3,50");
        assert_eq!(average.explained(&profile), "сумма с весами 14, сумма весов 4, отметок 2");
        assert_eq!(average.with_one_more(five(), 2).to_string(), "4,00");
    }

    ///
    #[test]
    fn the_suggestion_follows_the_regulation_s_rounding() {
        let suggested = |profile: &RegulationProfile, values: &[(u8, u32)]| {
            Average::of(profile, &marks(values)).and_then(|average| average.suggested(profile)).map(MarkValue::number)
        };
        assert_eq!(suggested(equal(), &[(4, 1), (5, 1)]), Some(5), "4,50");
        assert_eq!(suggested(equal(), &[(4, 1), (5, 1), (4, 1)]), Some(4), "4,33");
        let strict = RegulationProfile::altered("P0", "round_up_from = { value = 50", "round_up_from = { value = 66");
        assert_eq!(suggested(&strict, &[(4, 1), (5, 1)]), Some(4), "4,50");
        assert_eq!(suggested(&strict, &[(4, 1), (5, 1), (5, 1)]), Some(5), "4,66…");
        assert_eq!(suggested(&strict, &[(5, 1)]), Some(5));
    }

    fn some_marks() -> impl Strategy<Value = Vec<WeighedMark>> {
        let mark = (2u8..=5, 0u32..=100);
        proptest::collection::vec(mark, 1..40).prop_map(|values| marks(&values))
    }

    proptest! {
        ///
        #[test]
        fn the_order_of_marks_does_not_matter(mut some in some_marks(), weighted in any::<bool>()) {
            let profile = if weighted { &by_kind() } else { equal() };
            let forth = Average::of(profile, &some).map(|average| (average.to_string(), average.suggested(profile)));
            some.reverse();
            prop_assert_eq!(forth, Average::of(profile, &some).map(|average| (average.to_string(), average.suggested(profile))));
        }

        /// between the lowest and the highest mark, and so is what it suggests.
        #[test]
        fn an_average_lies_between_its_marks(some in some_marks()) {
            let average = Average::of(equal(), &some).expect("marks");
            let (least, most) = some.iter().fold((9, 1), |(least, most), mark| (mark.value.number().min(least), mark.value.number().max(most)));
            let shown = average.to_string();
            prop_assert!(shown.as_str() >= format!("{least},00").as_str() && shown.as_str() <= format!("{most},00").as_str(), "{}", shown);
            let suggested = average.suggested(equal()).map(MarkValue::number).expect("a mark");
            prop_assert!((least..=most).contains(&suggested));
        }

        /// One more of the same kind pulls the average towards itself.
        #[test]
        fn a_better_mark_never_hurts(some in some_marks()) {
            let average = Average::of(equal(), &some).expect("marks");
            prop_assert!(average.with_one_more(five(), 1).to_string() >= average.to_string());
        }
    }
}

//! Chance that repeats itself: the same numbers for the same seed on every machine and in every version, so that a demo school is
//! the same school wherever it is made. (SplitMix64; nothing secret is ever made with it.)

#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// A course of chance of its own for each list of numbers.
    pub fn of(seeds: &[u64]) -> Self {
        let mut chance = Self(0x9E37_79B9_7F4A_7C15);
        for seed in seeds {
            chance.0 = chance.next() ^ seed.wrapping_mul(0xD6E8_FEB8_6659_FD93);
        }
        chance
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A whole number from 0 to below the limit; 0 where the limit is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        let wide = u128::from(self.next()) * limit as u128;
        (wide >> 64) as usize
    }

    pub fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// True in so many cases of a thousand.
    pub fn permille(&mut self, cases: usize) -> bool {
        self.below(1000) < cases
    }

    pub fn pick<'list, T>(&mut self, list: &'list [T]) -> Option<&'list T> {
        list.get(self.below(list.len()))
    }

    /// About normally distributed around 0 with a deviation of 1000, in whole numbers: no machine's floating point differs.
    pub fn deviation(&mut self) -> i64 {
        (0..12).map(|_| self.below(1000) as i64).sum::<i64>() - 5994
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let mut chance = Chance::of(&[9]);
        let numbers: Vec<usize> = (0..8).map(|_| chance.below(100)).collect();
        let mut again = Chance::of(&[9]);
        assert_eq!(numbers, (0..8).map(|_| again.below(100)).collect::<Vec<_>>());
        assert_ne!(Chance::of(&[9, 1]).next(), Chance::of(&[9, 2]).next());
        assert_eq!(again.below(0), 0);
        assert_eq!(Chance::of(&[9]).next(), 7_471_737_731_699_592_401, "on every machine and in every version");
    }

    #[test]
    fn deviations_are_balanced() {
        let mut chance = Chance::of(&[1]);
        let draws: Vec<i64> = (0..10_000).map(|_| chance.deviation()).collect();
        let mean = draws.iter().sum::<i64>() / 10_000;
        let within = draws.iter().filter(|draw| draw.abs() < 1000).count();
        assert!(mean.abs() < 50 && (6_500..7_200).contains(&within), "{mean} {within}");
    }
}

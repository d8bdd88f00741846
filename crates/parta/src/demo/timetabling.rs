//! A weekly timetable for the demo school, by placing lessons one by one and moving what is in the way.
//!
//! This is no solver for real schools (they have FET): every teacher here has a room of his own and nobody has wishes.

use std::collections::VecDeque;

use super::chance::Chance;

/// Lessons that one class has at one time: one, or two of subgroups side by side.
#[derive(Debug, Clone)]
pub struct Block {
    pub class: usize,
    /// Journal pages held at this time.
    pub pages: Vec<usize>,
    pub teachers: Vec<usize>,
    pub subject: usize,
    pub difficulty: u8,
}

/// A time of the week: day from 0 (Monday), lesson number from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    pub day: u8,
    pub number: u8,
}

const DAYS: usize = 6;
const NUMBERS: usize = 8;

impl Time {
    fn index(self) -> usize {
        usize::from(self.day) * NUMBERS + usize::from(self.number)
    }
}

/// Who has which block at which time, one row per class or teacher.
struct Grid(Vec<Option<usize>>);

impl Grid {
    fn new(rows: usize) -> Self {
        Self(vec![None; rows * DAYS * NUMBERS + NUMBERS])
    }

    fn at(&self, row: usize, time: Time) -> Option<usize> {
        self.0.get(row * DAYS * NUMBERS + time.index()).copied().flatten()
    }

    fn set(&mut self, row: usize, time: Time, block: Option<usize>) {
        if let Some(cell) = self.0.get_mut(row * DAYS * NUMBERS + time.index()) {
            *cell = block;
        }
    }
}

/// Gives each block its time: no class and no teacher twice at once, each class without gaps from the first lesson on, as many lessons
/// a day as `days_of_class` (by class) says. `None` for a block that found no place within the limit of moves.
pub fn place(blocks: &[Block], teachers: usize, days_of_class: &[usize], chance: &mut Chance) -> Vec<Option<Time>> {
    let mut board = Board::new(blocks, teachers, days_of_class);
    board.place_all(chance);
    board.improve();
    board.times
}

struct Board<'blocks> {
    blocks: &'blocks [Block],
    classes: Grid,
    teachers: Grid,
    times: Vec<Option<Time>>,
    /// How often a block had to make room: the more often, the dearer it is to move again.
    moved: Vec<u32>,
    times_of_class: Vec<Vec<Time>>,
}

impl<'blocks> Board<'blocks> {
    fn new(blocks: &'blocks [Block], teachers: usize, days_of_class: &[usize]) -> Self {
        let lessons = |class| blocks.iter().filter(|block| block.class == class).count();
        let times_of_class =
            days_of_class.iter().enumerate().map(|(class, days)| times(lessons(class), *days)).collect();
        Self {
            blocks,
            classes: Grid::new(days_of_class.len()),
            teachers: Grid::new(teachers),
            times: vec![None; blocks.len()],
            moved: vec![0; blocks.len()],
            times_of_class,
        }
    }

    fn place_all(&mut self, chance: &mut Chance) {
        let mut order: Vec<usize> = (0..self.blocks.len()).collect();
        order.sort_by_key(|index| {
            self.blocks.get(*index).map(|block| (usize::MAX - block.teachers.len(), u8::MAX - block.difficulty))
        });
        let mut waiting: VecDeque<usize> = order.into();
        let mut moves_left = 60 * self.blocks.len();
        while let Some(index) = waiting.pop_front() {
            let Some(best) = self.cheapest(index, chance) else {
                continue;
            };
            for other in self.in_the_way(index, best) {
                self.take_off(other);
                waiting.push_back(other);
            }
            self.put(index, best);
            moves_left = moves_left.saturating_sub(1);
            if moves_left == 0 {
                break;
            }
        }
    }

    fn cheapest(&self, index: usize, chance: &mut Chance) -> Option<Time> {
        let block = self.blocks.get(index)?;
        let times = self.times_of_class.get(block.class)?;
        times.iter().copied().min_by_key(|time| {
            let moves: u32 = self
                .in_the_way(index, *time)
                .into_iter()
                .map(|other| 40 + 10 * self.moved.get(other).copied().unwrap_or(0))
                .sum();
            moves + self.discomfort(block, *time) + chance.below(8) as u32
        })
    }

    /// The blocks that would have to leave if this one came to this time.
    fn in_the_way(&self, index: usize, time: Time) -> Vec<usize> {
        let Some(block) = self.blocks.get(index) else {
            return Vec::new();
        };
        let mut others: Vec<usize> = self.classes.at(block.class, time).into_iter().collect();
        for teacher in &block.teachers {
            others.extend(self.teachers.at(*teacher, time).filter(|other| !others.contains(other)));
        }
        others.retain(|other| *other != index);
        others
    }

    /// How little a time suits a block: the same subject twice a day, hard subjects at the edge of the day.
    fn discomfort(&self, block: &Block, time: Time) -> u32 {
        let same_day = (1..NUMBERS as u8)
            .filter(|number| *number != time.number)
            .filter_map(|number| self.classes.at(block.class, Time { number, ..time }));
        let twice = same_day
            .filter(|other| self.blocks.get(*other).is_some_and(|other| other.subject == block.subject))
            .count();
        let edge = !(2..=4).contains(&time.number);
        let misplaced =
            if edge { u32::from(block.difficulty) } else { 12_u32.saturating_sub(u32::from(block.difficulty)) };
        60 * twice as u32 + misplaced
    }

    fn put(&mut self, index: usize, time: Time) {
        self.write(index, time, Some(index));
        if let Some(slot) = self.times.get_mut(index) {
            *slot = Some(time);
        }
    }

    fn take_off(&mut self, index: usize) {
        let Some(time) = self.times.get_mut(index).and_then(Option::take) else {
            return;
        };
        self.write(index, time, None);
        if let Some(moved) = self.moved.get_mut(index) {
            *moved += 1;
        }
    }

    fn write(&mut self, index: usize, time: Time, value: Option<usize>) {
        let Some(block) = self.blocks.get(index) else {
            return;
        };
        self.classes.set(block.class, time, value);
        for teacher in &block.teachers {
            self.teachers.set(*teacher, time, value);
        }
    }

    /// Swaps two lessons of a class wherever that suits both better and disturbs nobody.
    fn improve(&mut self) {
        for _ in 0..2 {
            for class in 0..self.times_of_class.len() {
                let times = self.times_of_class.get(class).cloned().unwrap_or_default();
                for (place, one) in times.iter().enumerate() {
                    for other in times.iter().skip(place + 1) {
                        self.swap_if_better(class, *one, *other);
                    }
                }
            }
        }
    }

    fn swap_if_better(&mut self, class: usize, one: Time, other: Time) {
        let (Some(first), Some(second)) = (self.classes.at(class, one), self.classes.at(class, other)) else {
            return;
        };
        let (Some(first_block), Some(second_block)) = (self.blocks.get(first), self.blocks.get(second)) else {
            return;
        };
        let free = |block: &Block, time| {
            block
                .teachers
                .iter()
                .all(|teacher| self.teachers.at(*teacher, time).is_none_or(|busy| busy == first || busy == second))
        };
        if first_block.subject == second_block.subject || !free(first_block, other) || !free(second_block, one) {
            return;
        }
        let before = self.discomfort(first_block, one) + self.discomfort(second_block, other);
        self.exchange(first, one, second, other);
        let after = self.discomfort(first_block, other) + self.discomfort(second_block, one);
        if after >= before {
            self.exchange(first, other, second, one);
        }
    }

    fn exchange(&mut self, first: usize, from: Time, second: usize, to: Time) {
        self.write(first, from, None);
        self.write(second, to, None);
        self.put(first, to);
        self.put(second, from);
    }
}

/// The times of a class: its lessons spread over the days without gaps; what does not divide goes to the middle of the week.
fn times(lessons: usize, days: usize) -> Vec<Time> {
    let days = days.clamp(1, DAYS);
    let middle_first = [1, 2, 3, 0, 4, 5];
    let longer: Vec<usize> = middle_first.into_iter().filter(|day| *day < days).take(lessons % days).collect();
    (0..days)
        .flat_map(|day| {
            let count = lessons / days + usize::from(longer.contains(&day));
            (1..=count.min(NUMBERS - 1)).map(move |number| Time { day: day as u8, number: number as u8 })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lessons_are_spread_without_gaps_and_longest_in_the_middle_of_the_week() {
        let by_day = |lessons, days| {
            (0..days as u8)
                .map(|day| times(lessons, days).iter().filter(|time| time.day == day).count())
                .collect::<Vec<_>>()
        };
        assert_eq!(by_day(31, 5), [6, 7, 6, 6, 6]);
        assert_eq!(by_day(28, 5), [5, 6, 6, 6, 5]);
        assert_eq!(by_day(32, 6), [5, 6, 6, 5, 5, 5]);
    }
}

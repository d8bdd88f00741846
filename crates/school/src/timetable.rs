//! The weekly timetable and its clashes: nobody and no room is in two places at one lesson, unless it is a joint one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Weekday;

use crate::ids::{ClassId, PageId, PersonId, RoomId, SubgroupId, TimetableEntryId};

/// One lesson of the week. A double lesson is two entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: TimetableEntryId,
    pub page: PageId,
    pub class: ClassId,
    /// Only this part of the class has the lesson.
    pub subgroup: Option<SubgroupId>,
    pub teachers: Vec<PersonId>,
    pub room: Option<RoomId>,
    /// Only in this week of the cycle, from 1; every week otherwise.
    pub week: Option<u8>,
    pub weekday: Weekday,
    /// The lesson's number in the day.
    pub number: u8,
    /// Entries with the same mark are one joint lesson, confirmed as such: they may share teacher, room and students.
    pub joint: Option<i64>,
}

impl Entry {
    fn in_one_week_with(&self, other: &Self) -> bool {
        match (self.week, other.week) {
            (Some(one), Some(another)) => one == another,
            _ => true,
        }
    }

    fn joint_with(&self, other: &Self) -> bool {
        self.joint.is_some() && self.joint == other.joint
    }
}

/// What two entries both need at the same lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shared {
    Teacher(PersonId),
    Class(ClassId),
    Room(RoomId),
}

/// Two entries that cannot both be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clash {
    pub shared: Shared,
    /// The entry named earlier in the timetable.
    pub first: TimetableEntryId,
    pub second: TimetableEntryId,
}

/// All clashes of a timetable, sorted. Whether two subgroups of a class have a student in common is asked of the caller, who knows
/// their lists; a subgroup always clashes with its whole class and with itself.
pub fn clashes(entries: &[Entry], have_student_in_common: impl Fn(SubgroupId, SubgroupId) -> bool) -> Vec<Clash> {
    let mut clashes = BTreeSet::new();
    for entries in by_user_and_lesson(entries) {
        let ((shared, ..), entries) = entries;
        for (index, second) in entries.iter().enumerate() {
            for first in entries.iter().take(index) {
                let apart = matches!(shared, Shared::Class(_)) && are_apart(first, second, &have_student_in_common);
                if first.in_one_week_with(second) && !first.joint_with(second) && !apart {
                    clashes.insert(Clash { shared, first: first.id, second: second.id });
                }
            }
        }
    }
    clashes.into_iter().collect()
}

/// The entries that each teacher, class and room has at each lesson of the week.
fn by_user_and_lesson(entries: &[Entry]) -> BTreeMap<(Shared, u32, u8), Vec<&Entry>> {
    let mut lessons: BTreeMap<_, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        let users = entry
            .teachers
            .iter()
            .copied()
            .map(Shared::Teacher)
            .chain([Shared::Class(entry.class)])
            .chain(entry.room.map(Shared::Room));
        for user in users.collect::<BTreeSet<_>>() {
            lessons.entry((user, entry.weekday.num_days_from_monday(), entry.number)).or_default().push(entry);
        }
    }
    lessons
}

fn are_apart(first: &Entry, second: &Entry, have_student_in_common: impl Fn(SubgroupId, SubgroupId) -> bool) -> bool {
    match (first.subgroup, second.subgroup) {
        (Some(one), Some(other)) => one != other && !have_student_in_common(one, other),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: i64, class: i64, teacher: i64, room: i64) -> Entry {
        Entry {
            id: TimetableEntryId(id),
            page: PageId(id),
            class: ClassId(class),
            subgroup: None,
            teachers: vec![PersonId(teacher)],
            room: Some(RoomId(room)),
            week: None,
            weekday: Weekday::Mon,
            number: 3,
            joint: None,
        }
    }

    fn found(entries: &[Entry]) -> Vec<Shared> {
        clashes(entries, |_, _| false).into_iter().map(|clash| clash.shared).collect()
    }

    ///
    #[test]
    fn a_teacher_a_class_and_a_room_are_in_one_place_at_a_time() {
        assert_eq!(found(&[entry(1, 1, 1, 1), entry(2, 2, 2, 2)]), []);
        assert_eq!(found(&[entry(1, 1, 1, 1), entry(2, 2, 1, 2)]), [Shared::Teacher(PersonId(1))]);
        assert_eq!(found(&[entry(1, 1, 1, 1), entry(2, 1, 2, 2)]), [Shared::Class(ClassId(1))]);
        assert_eq!(found(&[entry(1, 1, 1, 1), entry(2, 2, 2, 1)]), [Shared::Room(RoomId(1))]);
        assert_eq!(
            clashes(&[entry(5, 1, 1, 1), entry(2, 1, 1, 1), entry(9, 3, 1, 4)], |_, _| false).len(),
            5,
            "three, one and one: each pair once for each cause"
        );
    }

    ///
    #[test]
    fn entries_at_other_times_do_not_clash() {
        let first = entry(1, 1, 1, 1);
        assert_eq!(found(&[first.clone(), Entry { weekday: Weekday::Tue, ..entry(2, 1, 1, 1) }]), []);
        assert_eq!(found(&[first.clone(), Entry { number: 4, ..entry(2, 1, 1, 1) }]), []);
        let in_week = |id, week| Entry { week, ..entry(id, 1, 1, 1) };
        assert_eq!(found(&[in_week(1, Some(1)), in_week(2, Some(2))]), []);
        assert_eq!(found(&[in_week(1, Some(1)), in_week(2, None)]).len(), 3);
        assert_eq!(found(&[in_week(1, Some(2)), in_week(2, Some(2))]).len(), 3);
    }

    ///
    #[test]
    fn subgroups_clash_when_they_share_a_student() {
        let part = |id, subgroup: Option<i64>| Entry { subgroup: subgroup.map(SubgroupId), ..entry(id, 1, id, id) };
        let clashing = |one, other, common| clashes(&[part(1, one), part(2, other)], move |_, _| common).len();
        assert_eq!(clashing(Some(1), Some(2), false), 0);
        assert_eq!(clashing(Some(1), Some(2), true), 1);
        assert_eq!(clashing(Some(1), Some(1), false), 1);
        assert_eq!(clashing(Some(1), None, false), 1);
    }

    ///
    #[test]
    fn a_joint_lesson_is_confirmed_not_a_clash() {
        let joint = |id, class, joint| Entry { joint, ..entry(id, class, 1, 1) };
        assert_eq!(found(&[joint(1, 1, Some(7)), joint(2, 2, Some(7))]), []);
        assert_eq!(found(&[joint(1, 1, Some(7)), joint(2, 2, Some(8))]).len(), 2);
        assert_eq!(found(&[joint(1, 1, Some(7)), joint(2, 2, None)]).len(), 2);
    }

    ///
    #[test]
    fn a_teacher_named_twice_does_not_clash_with_himself() {
        let doubled = Entry { teachers: vec![PersonId(1), PersonId(1)], ..entry(1, 1, 1, 1) };
        assert_eq!(found(&[doubled]), []);
    }
}

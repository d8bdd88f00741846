//! What was read but does not carry over, in words for the deputy director.

use std::fmt;

/// Something that the school should look at after an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// The names of the days say nothing about weekdays.
    DaysInOrder {
        first: String,
    },
    /// One day's name was not understood among others that were.
    DayGuessed {
        name: String,
        taken_as: &'static str,
    },
    /// Hours without a time of day.
    HoursWithoutTime {
        count: usize,
    },
    /// Two names differ only in spaces, or a name is empty.
    Renamed {
        from: String,
        to: String,
    },
    /// Activities switched off in FET.
    Inactive {
        count: usize,
    },
    WithoutTeacher {
        count: usize,
    },
    WithoutStudents {
        count: usize,
    },
    /// Groups that no lesson uses.
    UnusedSets {
        count: usize,
        first: String,
    },
    /// A class made of students that belong to no other class.
    Remainder {
        class: String,
    },
    VirtualRooms {
        count: usize,
    },
    /// Conditions that only the solver understands.
    SolverOnly {
        kinds: usize,
        count: usize,
        first: String,
    },
    /// Conditions switched off in FET.
    InactiveConditions {
        count: usize,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DaysInOrder { first } => write!(
                out,
                "Названия дней («{first}», …) не похожи на дни недели: дни взяты по порядку, начиная с понедельника."
            ),
            Self::DayGuessed { name, taken_as } => {
                write!(out, "День «{name}» не узнан и взят по порядку: {taken_as}.")
            }
            Self::HoursWithoutTime { count } => {
                write!(out, "Часов без времени начала: {count}. Время уроков возьмите из файла звонков.")
            }
            Self::Renamed { from, to } => write!(out, "Название «{from}» записано как «{to}», чтобы не повторялось."),
            Self::Inactive { count } => write!(out, "Занятий, отключённых в FET: {count}. Они не переносятся."),
            Self::WithoutTeacher { count } => {
                write!(out, "Занятий без учителя: {count}. Назначьте учителей после переноса.")
            }
            Self::WithoutStudents { count } => {
                write!(out, "Занятий без учащихся: {count}. Уроков и страниц журнала по ним не будет.")
            }
            Self::UnusedSets { count, first } => {
                write!(out, "Групп, у которых нет ни одного занятия: {count} («{first}»…). Они не перенесены.")
            }
            Self::Remainder { class } => write!(
                out,
                "В «{class}» собраны учащиеся, не вошедшие ни в один другой класс. Проверьте состав классов."
            ),
            Self::VirtualRooms { count } => write!(
                out,
                "Виртуальных кабинетов: {count}. В расписании вместо них будут настоящие кабинеты, которые выберет программа."
            ),
            Self::SolverOnly { kinds, count, first } => write!(
                out,
                "Условий, которые понимает только программа составления расписания: {count}, видов: {kinds} («{first}»…). \
                 Они сохранены и учитываются при составлении, но в журнале их не видно."
            ),
            Self::InactiveConditions { count } => {
                write!(out, "Условий, отключённых в FET: {count}. Они сохранены, но не действуют.")
            }
        }
    }
}

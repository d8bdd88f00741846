//! From stored rows to the cells of a grid: what stands in a cell, how it looks, and the figures right of it.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveTime, Utc};
use parta_school::attendance::{self, Attendance};
use parta_school::averages::{Average, WeighedMark};
use parta_school::deadlines::{self, LessonTime, Part};
use parta_school::marks::{MarkValue, between_marks, cell, stand_once_public};
use parta_school::regulation::RegulationProfile;
use parta_school::wording;
use parta_store::classes::{Listed, PageCard};
use parta_store::journal::{self, GridAttendance, GridMark};

use super::moment::{self, Done};
use crate::pages::journal::{Cell, CellLook, Column, ColumnState, Month, Row};
use crate::pages::lesson::{Code, Record, Symbols};
use crate::visitor::Desk;

/// The stored rows of a page between two days.
pub struct Grid {
    pub students: Vec<Listed>,
    pub lessons: Vec<journal::Column>,
    pub marks: Vec<GridMark>,
    pub attendance: Vec<GridAttendance>,
}

/// What stands in one cell.
#[derive(Default, Clone)]
pub struct Standing {
    pub marks: Vec<MarkValue>,
    pub attendance: Option<Attendance>,
    pub revision: i64,
    /// Its last mark can still be withdrawn by the asker.
    pub fresh: bool,
}

impl Grid {
    /// Every cell that was ever touched, by place in the list of students and of lessons.
    pub fn standing(&self) -> HashMap<(usize, usize), Standing> {
        let students: HashMap<i64, usize> =
            self.students.iter().enumerate().map(|(at, student)| (student.id.0, at)).collect();
        let lessons: HashMap<i64, usize> =
            self.lessons.iter().enumerate().map(|(at, lesson)| (lesson.id.0, at)).collect();
        let place = |student: i64, lesson: i64| Some((*students.get(&student)?, *lessons.get(&lesson)?));
        let mut cells: HashMap<(usize, usize), Standing> =
            HashMap::with_capacity(self.marks.len() + self.attendance.len());
        for mark in &self.marks {
            let Some(place) = place(mark.student.0, mark.lesson.0) else { continue };
            let cell = cells.entry(place).or_default();
            cell.marks.extend(mark.value.as_deref().and_then(|value| value.parse::<MarkValue>().ok()));
            cell.revision = cell.revision.max(mark.act);
            cell.fresh |= mark.fresh && mark.value.is_some();
        }
        for absence in &self.attendance {
            let Some(place) = place(absence.student.0, absence.lesson.0) else { continue };
            let cell = cells.entry(place).or_default();
            cell.attendance = absence.state.as_deref().and_then(Attendance::from_code);
            cell.revision = cell.revision.max(absence.act);
        }
        cells
    }

    /// The rows of the table, with the figures right of them.
    pub fn rows(&self, profile: &RegulationProfile) -> Vec<Row> {
        let mut cells = self.standing();
        let mut weighed = self.weighed();
        let row = |(at, student): (usize, &Listed)| {
            let mut absences = 0;
            let row_cells = (0..self.lessons.len()).map(|lesson| match cells.remove(&(at, lesson)) {
                Some(standing) => {
                    absences += u32::from(standing.attendance.is_some_and(Attendance::is_absence));
                    view(profile, &standing)
                }
                None => Cell::default(),
            });
            let row_cells = row_cells.collect();
            let average = Average::of(profile, &weighed.remove(&student.id.0).unwrap_or_default());
            let suggested = average.as_ref().and_then(|average| average.suggested(profile));
            Row {
                student: student.id.0,
                name: format!("{} {}", student.surname, student.name),
                note: self.note(student),
                cells: row_cells,
                average: average.as_ref().map(ToString::to_string).unwrap_or_default(),
                low: suggested.is_some_and(|mark| mark.number() < 3),
                marks: average.as_ref().map_or(0, |average| u32::try_from(average.count()).unwrap_or(u32::MAX)),
                few: false,
                absences,
                suggested: suggested.map(|mark| mark.to_string()).unwrap_or_default(),
                result: String::new(),
            }
        };
        self.students.iter().enumerate().map(row).collect()
    }

    fn weighed(&self) -> HashMap<i64, Vec<WeighedMark>> {
        let mut weighed: HashMap<i64, Vec<WeighedMark>> = HashMap::new();
        for mark in &self.marks {
            if let Some(value) = mark.value.as_deref().and_then(|value| value.parse().ok()) {
                let weight = u32::try_from(mark.weight).unwrap_or(1);
                weighed.entry(mark.student.0).or_default().push(WeighedMark { value, weight });
            }
        }
        weighed
    }

    /// «прибыл 12.11», «выбыл 01.12» within the days shown.
    fn note(&self, student: &Listed) -> Option<String> {
        let (first, last) = (self.lessons.first()?.day, self.lessons.last()?.day);
        let short = |day: chrono::NaiveDate| day.format("%d.%m").to_string();
        let came = (student.first_day > first).then(|| format!("прибытие {}", short(student.first_day)));
        let left = student.last_day.filter(|day| *day < last).map(|day| format!("выбытие {}", short(day)));
        came.into_iter().chain(left).reduce(|came, left| format!("{came}, {left}"))
    }

    /// Months over the columns.
    pub fn months(&self) -> Vec<Month> {
        let mut months: Vec<(u32, Month)> = Vec::new();
        for lesson in &self.lessons {
            match months.last_mut().filter(|(month, _)| *month == lesson.day.month()) {
                Some((_, month)) => month.span += 1,
                None => {
                    let name = wording::month_heading(lesson.day.month()).to_owned();
                    months.push((lesson.day.month(), Month { name, span: 1 }));
                }
            }
        }
        months.into_iter().map(|(_, month)| month).collect()
    }

    /// The headings of the columns.
    pub fn columns(
        &self,
        profile: &RegulationProfile,
        selected: Option<i64>,
        control: &[i64],
        now: DateTime<Utc>,
    ) -> Vec<Column> {
        let column = |lesson: &journal::Column| {
            let begins = deadlines::begins(profile, &time_of(lesson, None));
            Column {
                id: lesson.id.0,
                day: lesson.day.day(),
                weekday: wording::short_weekday(lesson.day.weekday()),
                date: format!(
                    "{}, {}",
                    wording::day_and_month(lesson.day),
                    wording::short_weekday(lesson.day.weekday())
                ),
                state: if now < begins { ColumnState::Ahead } else { ColumnState::Open },
                selected: selected == Some(lesson.id.0),
                control: control.contains(&lesson.id.0),
            }
        };
        self.lessons.iter().map(column).collect()
    }
}

/// When a lesson of the page is held. The end of the class's day is read for one lesson at a time, where a deadline depends on it;
/// elsewhere the lesson's own end stands for it.
pub fn time_of(lesson: &journal::Column, classes_end: Option<NaiveTime>) -> LessonTime {
    let classes_end = classes_end.unwrap_or(lesson.ends);
    LessonTime { day: lesson.day, starts: lesson.starts, ends: lesson.ends, classes_end }
}

/// What of a lesson is recorded already.
pub fn done(lesson: &journal::Column) -> Done {
    Done {
        attendance: lesson.checked_at.is_some(),
        topic: lesson.topic.is_some(),
        homework: lesson.homework.is_some() || lesson.homework_none.unwrap_or_default(),
    }
}

/// Topic and homework of a lesson, as the lesson page and the journal's panel show them.
pub fn record(desk: &Desk, lesson: &journal::Column, time: &LessonTime, writes: bool, now: DateTime<Utc>) -> Record {
    let lacks_homework = writes && !done(lesson).homework;
    Record {
        lesson: lesson.id.0,
        revision: lesson.act.unwrap_or_default(),
        topic: lesson.topic.clone().unwrap_or_default(),
        offered: None,
        plan: None,
        homework: lesson.homework.clone().unwrap_or_default(),
        homework_none: lesson.homework_none.unwrap_or_default(),
        homework_due: lacks_homework.then(|| moment::until(desk.profile(), time, Part::Homework, now)),
        writable: writes,
        topic_problem: None,
        homework_problem: None,
        reason: (writes && moment::asks_for_reason(desk.profile(), time, done(lesson), now)).then(String::new),
        request_key: desk.request_key(),
        back: desk.caller.here.clone(),
    }
}

/// A cell as it is shown.
pub fn view(profile: &RegulationProfile, standing: &Standing) -> Cell {
    Cell {
        text: cell::text(profile, &standing.marks, standing.attendance),
        revision: standing.revision,
        look: look(standing),
        fresh: standing.fresh,
    }
}

/// How a cell stands out.
pub fn look(standing: &Standing) -> CellLook {
    match standing.attendance {
        Some(Attendance::ReasonOpen) if standing.marks.is_empty() => CellLook::Unexplained,
        Some(Attendance::Late) if standing.marks.is_empty() => CellLook::Late,
        Some(_) if standing.marks.is_empty() => CellLook::Absent,
        _ if standing.marks.iter().any(|mark| mark.number() < 3) => CellLook::Low,
        _ => CellLook::Mark,
    }
}

/// What may be typed on a page, by the one who records it.
pub fn symbols(profile: &RegulationProfile, card: &PageCard) -> Symbols {
    let marks =
        if card.ungraded { Vec::new() } else { profile.scale().iter().rev().map(ToString::to_string).collect() };
    let between = between_marks(profile, card.two_marks).unwrap_or_default();
    Symbols { marks, codes: codes(profile, &attendance::signs_to_mark(profile)), between }
}

/// Codes with what they mean.
pub fn codes(profile: &RegulationProfile, signs: &[&str]) -> Vec<Code> {
    let code = |sign: &&str| {
        let meaning =
            attendance::codes(profile).find(|(code, _)| code == sign).map_or("", |(_, meaning)| meaning).to_owned();
        let late = attendance::sign(profile, sign).is_some_and(attendance::is_late);
        Code { code: (*sign).to_owned(), meaning, late }
    };
    signs.iter().map(code).collect()
}

/// Whether saved marks may only be added to (P0).
pub fn fixed(profile: &RegulationProfile) -> bool {
    stand_once_public(profile)
}

//! What is taught: subject, teachers and students of each activity, with names resolved.

use std::collections::HashMap;

use super::document::{Activity, Document, Entry};
use super::students::{Audience, Students};
use super::warning::Warning;

/// Something taught at one time of the cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityPlan {
    /// Number in the file; the solver's answer refers to it.
    pub id: u32,
    /// Activities split from the same one share this number.
    pub split_of: Option<u32>,
    /// Position in [`super::Plan::subjects`].
    pub subject: usize,
    /// Positions in [`super::Plan::teachers`].
    pub teachers: Vec<usize>,
    /// One entry for each class; empty where nobody is taught.
    pub audience: Vec<Audience>,
    pub tags: Vec<String>,
    /// Hours of the file in a row.
    pub duration: u8,
    /// Hours of all activities split from the same one.
    pub total_duration: u32,
    /// Switched off in FET: not to be placed.
    pub active: bool,
    /// Number of students where the file gives it for this activity.
    pub students: Option<u32>,
}

pub fn read(document: &Document, students: &Students, warnings: &mut Vec<Warning>) -> Vec<ActivityPlan> {
    let (subjects, teachers) = (positions(&document.subjects), positions(&document.teachers));
    let resolve = |activity: &Activity| ActivityPlan {
        id: activity.id,
        split_of: Some(activity.group).filter(|group| *group != 0),
        subject: subjects.get(activity.subject.as_str()).copied().unwrap_or_default(),
        teachers: activity.teachers.iter().filter_map(|name| teachers.get(name.as_str()).copied()).collect(),
        audience: students.audience(&activity.students).unwrap_or_default(),
        tags: activity.tags.clone(),
        duration: activity.duration,
        total_duration: activity.total_duration,
        active: activity.active,
        students: activity.number_of_students,
    };
    let activities: Vec<ActivityPlan> = document.activities.iter().map(resolve).collect();
    warn(&activities, warnings);
    activities
}

/// Position of each name; names are unique in a document.
pub fn positions(entries: &[Entry]) -> HashMap<&str, usize> {
    entries.iter().enumerate().map(|(position, entry)| (entry.name.as_str(), position)).collect()
}

fn warn(activities: &[ActivityPlan], warnings: &mut Vec<Warning>) {
    let count = |wanted: fn(&ActivityPlan) -> bool| activities.iter().filter(|activity| wanted(activity)).count();
    let inactive = count(|activity| !activity.active);
    let without_teacher = count(|activity| activity.active && activity.teachers.is_empty());
    let without_students = count(|activity| activity.active && activity.audience.is_empty());
    warnings.extend((inactive > 0).then_some(Warning::Inactive { count: inactive }));
    warnings.extend((without_teacher > 0).then_some(Warning::WithoutTeacher { count: without_teacher }));
    warnings.extend((without_students > 0).then_some(Warning::WithoutStudents { count: without_students }));
}

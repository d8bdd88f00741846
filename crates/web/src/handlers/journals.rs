//! The list of journal pages that the asker may open.

use parta_school::access::{may_list_pages, may_read_absences, may_read_page, may_read_timetable};
use parta_store::{classes, school_year};

use crate::pages::journals::{JournalsPage, Page, Unit};
use crate::pages::shell::Empty;
use crate::reply::{Reply, page};
use crate::visitor::Desk;

pub async fn list(desk: Desk) -> Reply {
    let mut read = desk.read().await?;
    let today = desk.visitor.today(read.now());
    let who = desk.visitor.who.clone();
    let permit = may_list_pages(&who)?;
    let year = school_year::year_of(&mut read, today).await?;
    let listed = match &year {
        Some(year) => classes::pages(&mut read, &permit, year.id, today).await?,
        None => Vec::new(),
    };
    let mut units: Vec<Unit> = Vec::new();
    for listed in listed.iter().filter(|listed| may_read_page(&who, &listed.for_policy()).is_ok()) {
        if units.last().is_none_or(|unit| unit.id != listed.class.0) {
            let absences = may_read_absences(&who, listed.class).is_ok();
            let timetable = may_read_timetable(&who, listed.class, true, false).is_ok();
            units.push(Unit {
                id: listed.class.0,
                name: listed.class_name.clone(),
                note: String::new(),
                timetable: if timetable { format!("/classes/{}/timetable", listed.class) } else { String::new() },
                absences: absences.then(|| format!("/classes/{}/absences", listed.class)),
                pages: Vec::new(),
            });
        }
        let own = listed.teachers.iter().any(|(person, _)| Some(*person) == who.person);
        let subgroup = listed.subgroup.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
        let teachers: Vec<String> = listed.teachers.iter().map(|(_, name)| name.short()).collect();
        if let Some(unit) = units.last_mut() {
            unit.pages.push(Page {
                address: format!("/journal/{}", listed.id),
                subject: format!("{}{subgroup}", listed.subject),
                teacher: teachers.join(", "),
                own,
            });
        }
    }
    let empty = units.is_empty().then(|| Empty {
        title: "Журналов пока нет".into(),
        text: "Здесь появятся страницы, которые вам поручены. Классы, учебный план и нагрузку вносит администратор журнала.".into(),
        link: None,
    });
    page(&JournalsPage {
        shell: desk.shell("Журнал", "/journal"),
        words: desk.visitor.house.words,
        year: year.map(|year| year.name).unwrap_or_default(),
        units,
        empty,
    })
}

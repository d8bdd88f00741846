//! The lesson page: the class with big buttons, topic and homework; and the plain form that saves all of it at once.

use std::collections::BTreeSet;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use parta_actions::attendance::ConfirmAttendance;
use parta_actions::cells::SetCell;
use parta_actions::records::WriteRecord;
use parta_actions::{LessonFacts, Refusal, attendance, cells, records};
use parta_school::deadlines;
use parta_school::ids::{LessonId, PersonId, WorkKindId};
use parta_school::marks::{cell, entry};
use parta_school::wording;
use parta_store::{RequestKey, classes, journal, marks, school_year};

use super::columns::{self, Grid, Standing, fixed, symbols};
use super::moment::{self, room_in_words};
use super::sign_in::own_path;
use crate::forms::Fields;
use crate::pages::journal::Kind;
use crate::pages::lesson::{LessonPage, Student, Theirs};
use crate::pages::shell::{Link, Live, Problem, Shell};
use crate::reply::{RefusedBy, Reply, Trouble, page, refused_page};
use crate::visitor::Desk;

pub async fn show(desk: Desk, Path(lesson): Path<String>) -> Reply {
    let lesson: LessonId = lesson.parse().map_err(|_| Trouble::unknown())?;
    page(&view(&desk, lesson).await?)
}

/// The lesson as stored.
async fn view(desk: &Desk, lesson: LessonId) -> Reply<LessonPage> {
    let mut read = desk.read().await?;
    let (now, profile) = (read.now(), desk.profile());
    let today = desk.visitor.today(now);
    let facts = LessonFacts::read(&mut read, lesson).await?;
    let permit = facts.may_read(&read)?;
    let writes = facts.may_record(&read).is_ok();
    let day = facts.lesson.day;
    let all = journal::lessons(&mut read, &permit, day, day).await?;
    let Some(column) = all.into_iter().find(|column| column.id == lesson) else { return Err(Trouble::unknown()) };
    let grid = Grid {
        students: classes::students(&mut read, &permit, &facts.page.card, day, day).await?,
        lessons: vec![column.clone()],
        marks: journal::marks(&mut read, &permit, day, day).await?,
        attendance: journal::attendance(&mut read, &permit, day, day).await?,
    };
    let kinds = school_year::work_kinds(&mut read).await?;
    let works = marks::works(&mut read, lesson).await?;
    let card = &facts.page.card;
    let begun = deadlines::begins(profile, &facts.time) <= now;
    let due = if writes { moment::missing(profile, &facts.time, columns::done(&column), now) } else { Vec::new() };
    let standing = grid.standing();
    let student = |(at, listed): (usize, &classes::Listed)| {
        let cell = standing.get(&(at, 0)).cloned().unwrap_or_default();
        student_view(desk, listed, &cell)
    };
    let room = column.room.as_ref().map(|room| format!(" · {}", room_in_words(room))).unwrap_or_default();
    let words = desk.visitor.house.words;
    let subgroup = card.subgroup.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
    let subject = format!("{}{subgroup}", card.subject);
    let closed = (writes && !begun).then(|| {
        let starts = wording::time(column.starts);
        format!(
            "Начало – {} в {starts}. До него можно записать тему и задание, отметки и посещаемость – нет.",
            wording::date(day)
        )
    });
    let absent = grid.students.iter().enumerate().filter(|(at, _)| {
        standing.get(&(*at, 0)).and_then(|cell| cell.attendance).is_some_and(|attendance| attendance.is_absence())
    });
    let absent = absent.count();
    let confirmed = column.checked_at.map(|at| {
        let (of, at) = (grid.students.len(), moment::at(profile, at, today));
        format!("Посещаемость подтверждена {at}: присутствуют {} из {of}", of - absent)
    });
    Ok(LessonPage {
        shell: Shell {
            live: Some(Live { topic: "page", id: card.id.0 }),
            ..desk.shell(format!("{subject}, {}", card.class_name), "/today")
        },
        words,
        lesson: lesson.0,
        request_key: desk.request_key(),
        subject,
        line: format!(
            "{} · {} {} · {}{room}",
            card.class_name,
            words.lesson.nominative(),
            column.number,
            wording::time_span(column.starts, column.ends)
        ),
        date: wording::date(day),
        journal: Link::to("Журнал", &format!("/journal/{}?lesson={lesson}", card.id), false),
        due,
        record: columns::record(desk, &column, &facts.time, writes, now),
        students: grid.students.iter().enumerate().map(student).collect(),
        entry: (writes && begun).then(|| symbols(profile, card)),
        kinds: kinds.iter().map(|kind| Kind { id: kind.id, name: kind.name.clone() }).collect(),
        kind: works.first().map(|work| work.kind_id),
        closed,
        confirmed: confirmed.unwrap_or_default(),
        problems: Vec::new(),
    })
}

fn student_view(desk: &Desk, listed: &classes::Listed, standing: &Standing) -> Student {
    let profile = desk.profile();
    Student {
        id: listed.id.0,
        name: format!("{} {}", listed.surname, listed.name),
        marks: cell::text(profile, &standing.marks, None),
        codes: standing
            .attendance
            .map(|state| parta_school::attendance::shown(profile, state).to_owned())
            .into_iter()
            .collect(),
        revision: standing.revision,
        fixed: fixed(profile) && !standing.marks.is_empty() && !standing.fresh,
        problem: None,
        theirs: None,
    }
}

/// Saves the plain form: the record, every row that differs, and attendance where that was asked for. What is refused comes back as it
/// was typed, with its sentence; everything else is saved.
pub async fn save(desk: Desk, Path(lesson): Path<String>, form: Fields) -> Reply {
    let lesson: LessonId = lesson.parse().map_err(|_| Trouble::unknown())?;
    form.each_once_but("code.")?;
    let stood = view(&desk, lesson).await?;
    let sent = Sent { desk: &desk, lesson, form: &form, stood: &stood };
    form.knows_each(&sent.names())?;
    let mut refusals: Vec<Refused> = sent.record().await?.into_iter().collect();
    for student in &stood.students {
        refusals.extend(sent.student(student).await?);
    }
    if refusals.is_empty() && form.one("all_present").is_some() {
        refusals.extend(sent.attendance().await?);
    }
    if refusals.is_empty() {
        let itself = format!("/lessons/{lesson}");
        return Ok(Redirect::to(own_path(form.one("back").unwrap_or(&itself))).into_response());
    }
    let mut page = view(&desk, lesson).await?;
    refusals.into_iter().for_each(|refused| refused.show_on(&mut page));
    page.record.reason = page.record.reason.map(|_| sent.reason().unwrap_or_default());
    refused_page(&page)
}

/// What of the form was refused: as it was typed, and why.
enum Refused {
    Record { topic: String, homework: String, nothing_set: bool, said: String },
    Student { id: i64, marks: String, codes: Vec<String>, said: Said },
    Attendance(String),
}

impl Refused {
    fn show_on(self, page: &mut LessonPage) {
        match self {
            Self::Record { topic, homework, nothing_set, said } => {
                page.problems.push(Problem { field: "topic".into(), text: said.clone() });
                (page.record.topic, page.record.homework) = (topic, homework);
                (page.record.homework_none, page.record.topic_problem) = (nothing_set, Some(said));
            }
            Self::Student { id, marks, codes, said } => {
                let Some(student) = page.students.iter_mut().find(|student| student.id == id) else { return };
                let text = format!("{}: {}", student.name, said.said);
                page.problems.push(Problem { field: format!("marks-{id}"), text });
                (student.marks, student.codes) = (marks, codes);
                (student.problem, student.theirs) = (Some(said.said), said.theirs);
            }
            Self::Attendance(said) => page.problems.push(Problem { field: "class".into(), text: said }),
        }
    }
}

struct Sent<'a> {
    desk: &'a Desk,
    lesson: LessonId,
    form: &'a Fields,
    /// The lesson before anything of the form was saved.
    stood: &'a LessonPage,
}

impl Sent<'_> {
    /// A key for each part of the form, so that a second press repeats none of them.
    fn key(&self, part: &str) -> Option<RequestKey> {
        self.form.key.as_ref().map(|whole| whole.of_part(part))
    }

    /// Every field that the page has.
    fn names(&self) -> BTreeSet<String> {
        let whole = ["topic", "homework", "homework_none", "reason", "seen_record", "kind", "all_present", "back"]
            .map(str::to_owned);
        let of_student =
            |student: &Student| ["marks", "code", "seen", "choice"].map(|part| format!("{part}.{}", student.id));
        whole.into_iter().chain(self.stood.students.iter().flat_map(of_student)).collect()
    }

    /// Why something saved is changed, where the page asked for it (R-134).
    fn reason(&self) -> Option<String> {
        self.form.one("reason").map(str::to_owned)
    }

    async fn record(&self) -> Reply<Option<Refused>> {
        let Some(topic) = self.form.one("topic") else { return Ok(None) };
        let homework = self.form.one("homework").unwrap_or_default();
        let nothing_set = self.form.one("homework_none").is_some();
        let wanted = WriteRecord {
            lesson: self.lesson,
            topic: topic.to_owned(),
            homework: homework.to_owned(),
            homework_none: nothing_set,
            seen: self.form.one("seen_record").and_then(|seen| seen.parse().ok()).unwrap_or_default(),
            entered_at: None,
            reason: self.reason(),
        };
        let (desk, profile) = (self.desk, self.desk.profile());
        let act = desk.act("record.write", self.key("r"));
        let done =
            desk.app.db.act(&desk.visitor.who, act, async move |tx| records::write(tx, profile, wanted).await).await;
        let refused = refused(done.map(drop))?;
        Ok(refused.map(|said| Refused::Record {
            topic: topic.to_owned(),
            homework: homework.to_owned(),
            nothing_set,
            said: said.said,
        }))
    }

    /// The codes of a row: what is ticked, else a code that only others may set; nothing for a row that was not in the form.
    fn codes(&self, student: &Student) -> Option<Vec<String>> {
        self.form.one(&format!("marks.{}", student.id))?;
        let ticked = self.form.all(&format!("code.{}", student.id));
        let offered =
            |code: &String| self.stood.entry.iter().flat_map(|symbols| &symbols.codes).any(|own| own.code == *code);
        let foreign = student.codes.iter().filter(|code| !offered(code)).cloned();
        Some(if ticked.is_empty() { foreign.collect() } else { ticked.to_vec() })
    }

    async fn student(&self, student: &Student) -> Reply<Option<Refused>> {
        let id = student.id;
        let Some((typed, codes)) = self.form.one(&format!("marks.{id}")).zip(self.codes(student)) else {
            return Ok(None);
        };
        let entry = format!("{typed} {}", codes.join(" ")).trim().to_owned();
        let stood = format!("{} {}", student.marks, student.codes.join(" "));
        if same_entry(self.desk, &entry, &stood) || self.form.one(&format!("choice.{id}")) == Some("theirs") {
            return Ok(None);
        }
        let kind = self.form.one("kind").and_then(|kind| kind.parse().ok()).map(WorkKindId);
        let wanted = SetCell {
            lesson: self.lesson,
            student: PersonId(id),
            entry,
            kinds: Vec::new(),
            kind_of_new: kind,
            seen: self.form.one(&format!("seen.{id}")).and_then(|seen| seen.parse().ok()).unwrap_or_default(),
            entered_at: None,
            reason: self.reason(),
            protocol: None,
        };
        let (desk, profile) = (self.desk, self.desk.profile());
        let act = desk.act("cell.set", self.key(&id.to_string()));
        let done = desk.app.db.act(&desk.visitor.who, act, async move |tx| cells::set(tx, profile, wanted).await).await;
        Ok(refused(done.map(drop))?.map(|said| Refused::Student { id, marks: typed.to_owned(), codes, said }))
    }

    async fn attendance(&self) -> Reply<Option<Refused>> {
        let absent = self.stood.students.iter().filter_map(|student| {
            let codes = self.codes(student).unwrap_or_else(|| student.codes.clone());
            Some((PersonId(student.id), codes.last()?.clone()))
        });
        // The rows above are saved by now: whatever would still change has come in between.
        let wanted = ConfirmAttendance {
            lesson: self.lesson,
            absent: absent.collect(),
            seen: 0,
            entered_at: None,
            reason: self.reason(),
        };
        let (desk, profile) = (self.desk, self.desk.profile());
        let act = desk.act("attendance.confirm", self.key("a"));
        let done = desk
            .app
            .db
            .act(&desk.visitor.who, act, async move |tx| attendance::confirm(tx, profile, wanted).await)
            .await;
        Ok(refused(done.map(drop))?.map(|said| Refused::Attendance(said.said)))
    }
}

fn same_entry(desk: &Desk, typed: &str, stood: &str) -> bool {
    let read = |text: &str| entry::parse(desk.profile(), text).ok();
    matches!((read(typed), read(stood)), (Some(typed), Some(stood)) if typed == stood)
}

struct Said {
    said: String,
    theirs: Option<Theirs>,
}

/// What belongs beside the field; anything else ends the request.
fn refused(done: Result<(), Refusal>) -> Reply<Option<Said>> {
    match done {
        Ok(()) => Ok(None),
        Err(refusal @ (Refusal::Rule(_) | Refusal::Conflict(_))) => {
            let trouble = Trouble::from(refusal);
            let theirs = match &trouble {
                Trouble::Refused(RefusedBy::Conflict(theirs)) => {
                    Some(Theirs { text: theirs.text.clone(), author: theirs.author.clone() })
                }
                _ => None,
            };
            Ok(Some(Said { said: trouble.said(), theirs }))
        }
        Err(other) => Err(other.into()),
    }
}

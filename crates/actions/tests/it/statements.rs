//! What an act costs: the statements that cross to the database, of which a larger class takes no more.

use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};

use parta_school::access::{Actor, may_set_up};
use parta_school::ids::PersonId;
use parta_school::names::FullName;
use parta_store::classes::{ClassPlan, EnrolmentRow};
use parta_store::fixture::{Cast, both_engines, day};
use parta_store::people::PersonRow;
use parta_store::{Act, classes, people};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::stage::{by, roll_call};

#[test]
fn a_class_of_25_costs_as_many_statements_as_one_of_5() {
    let statements = Statements::listen();
    both_engines(async |school| {
        let five = [school.yolkina, school.ershova, school.egorov, school.ivanov, school.zhukov];
        let absent = |students: &[PersonId]| students.iter().map(|student| (*student, "н")).collect::<Vec<_>>();
        let petrova = by(&school, school.petrova).await;
        statements.forget();
        let done = petrova.confirm(roll_call(school.algebra_today, &absent(&five))).await.expect("confirmed");
        let few = statements.heard();
        assert_eq!((done.present, done.of), (0, 5));

        let all: Vec<PersonId> = five.into_iter().chain(enrol_twenty(&school).await).collect();
        let sidorov = by(&school, school.sidorov).await;
        statements.forget();
        let done = sidorov.confirm(roll_call(school.russian_today, &absent(&all))).await.expect("confirmed");
        let many = statements.heard();
        assert_eq!((done.present, done.of), (0, 25));
        assert_eq!(few, many);
        assert!(many.len() <= 10, "{} statements: {many:#?}", many.len());
    });
}

/// Twenty more students in 7 «Б».
async fn enrol_twenty(school: &Cast) -> Vec<PersonId> {
    let (class_id, first_day) = (school.class_7b.0, day("2026-09-01"));
    let operator = Arc::new(Actor::operator(school.school.id));
    let enrolled = school.db.act(&operator, Act::new("school.import", "test"), async move |tx| {
        let permit = may_set_up(tx.who()).expect("the operator may");
        let ids: Vec<i64> = tx.ids(40).await?.collect();
        let (students, enrolments) = ids.split_at(20);
        let people_rows: Vec<PersonRow> = students.iter().map(|id| student(*id)).collect();
        people::add(tx, &permit, &people_rows).await?;
        let enrolments = enrolments.iter().zip(students).map(|(id, student)| EnrolmentRow {
            id: *id,
            class_id,
            student_id: *student,
            first_day,
            last_day: None,
            basis: None,
        });
        let plan = ClassPlan { enrolments: enrolments.collect(), ..ClassPlan::default() };
        classes::add(tx, &permit, &plan).await.map(|()| students.to_vec())
    });
    let enrolled: parta_store::Result<Vec<i64>> = enrolled.await;
    enrolled.expect("enrolled").into_iter().map(PersonId).collect()
}

fn student(id: i64) -> PersonRow {
    let (surname, name) = ("Новиков", "Пётр");
    let full = FullName::new(surname, name, None).expect("a good name");
    PersonRow {
        id,
        surname: surname.into(),
        name: name.into(),
        patronymic: None,
        sort_key: full.sort_key(),
        search_key: full.search_key(),
        birth_day: None,
        sex: None,
        position: None,
    }
}

/// Hears what the driver sends. Listens to the whole process: a test with it is alone there, as under nextest.
#[derive(Clone, Default)]
struct Statements(Arc<Mutex<Vec<String>>>);

impl Statements {
    fn listen() -> Self {
        let statements = Self::default();
        tracing::subscriber::set_global_default(statements.clone()).expect("nobody else listens");
        statements
    }

    fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The statements since then, without the frame of the transaction and without the block of a thousand identifiers that some act
    /// has to reserve.
    fn heard(&self) -> Vec<String> {
        let frame = ["BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "UPDATE id_block"];
        let heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heard.iter().filter(|heard| !frame.iter().any(|word| heard.starts_with(word))).cloned().collect()
    }
}

impl Subscriber for Statements {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Summary(&self.0));
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Summary<'a>(&'a Mutex<Vec<String>>);

impl Visit for Summary<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "summary" {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}

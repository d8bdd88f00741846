//! Making the demo school: its base in one act, the timetable, the lessons one act a class, the records one act a page and month.

use std::sync::Arc;

use chrono::NaiveDate;
use futures_util::{StreamExt, TryStreamExt, stream};
use parta_actions::founding;
use parta_actions::sign_in::{Hashing, RULE_VERSION};
use parta_school::access::{Actor, Role};
use parta_school::ids::PersonId;
use parta_store::accounts::NewAccount;
use parta_store::journal::Stretch;
use parta_store::{Act, Db};

use super::{ACCOUNTS, NEWCOMER, PASSWORD, Place};
use crate::demo::{DemoLesson, DemoSchool, Who};
use crate::founding::demo::{self as rows, Base, Numbers, Records};
use crate::problem::Problem;
use crate::progress::Progress;

const REQUEST: &str = "parta demo";
/// So many acts wait for the writer at a time, so that they share commits.
const AHEAD: usize = 32;

/// The making of one school.
pub(super) struct Making<'a> {
    pub demo: &'a Place,
    pub school: Arc<DemoSchool>,
    pub operator: Arc<Actor>,
}

impl Making<'_> {
    fn db(&self) -> &Db {
        &self.demo.db
    }

    pub async fn add_base(&self, today: NaiveDate) -> Result<Numbers, Problem> {
        let (school, profile) = (Arc::clone(&self.school), self.demo.profile);
        let act = Act::new("setup.base", REQUEST).unhurried();
        let first = self.db().act(&self.operator, act, async move |tx| {
            let count = Base::of(&school, profile, today, 1).used;
            let first = *tx.ids(count).await?.start();
            founding::add_base(tx, Base::of(&school, profile, today, first).plan).await.map(|()| first)
        });
        Ok(Base::of(&self.school, profile, today, first.await?).numbers)
    }

    /// The timetable, then the year's lessons, one act a class. Gives each lesson with its identifier, by page and day.
    pub async fn add_lessons(&self, numbers: &Numbers) -> Result<Vec<(DemoLesson, i64)>, Problem> {
        let entries = self.add_timetable(*numbers).await?;
        let lessons = self.school.lessons().map_err(Problem::new)?;
        let mut progress = Progress::new("Уроки года", self.school.classes.len());
        let mut added = Vec::with_capacity(lessons.len());
        for class in 0..self.school.classes.len() {
            let of_class =
                |lesson: &&DemoLesson| self.school.pages.get(lesson.page).is_some_and(|page| page.class == class);
            let lessons: Vec<DemoLesson> = lessons.iter().filter(of_class).copied().collect();
            let first = self.add_lessons_of_class(*numbers, entries, lessons.clone()).await?;
            added.extend(lessons.into_iter().zip(first..));
            progress.step();
        }
        Ok(added)
    }

    async fn add_timetable(&self, numbers: Numbers) -> Result<i64, Problem> {
        let school = Arc::clone(&self.school);
        let act = Act::new("setup.timetable", REQUEST).unhurried();
        let added = self.db().act(&self.operator, act, async move |tx| {
            let first = *tx.ids(school.timetable.len()).await?.start();
            founding::add_timetable(tx, rows::timetable(&school, &numbers, first)).await.map(|()| first)
        });
        Ok(added.await?)
    }

    async fn add_lessons_of_class(
        &self,
        numbers: Numbers,
        entries: i64,
        lessons: Vec<DemoLesson>,
    ) -> Result<i64, Problem> {
        let school = Arc::clone(&self.school);
        let act = Act::new("setup.lessons", REQUEST).unhurried();
        let added = self.db().act(&self.operator, act, async move |tx| {
            let first = *tx.ids(lessons.len()).await?.start();
            founding::add_lessons(tx, rows::lessons(&school, &numbers, entries, &lessons, first)).await.map(|()| first)
        });
        Ok(added.await?)
    }

    /// What was recorded, one act a page and month.
    pub async fn add_records(
        &self,
        numbers: Numbers,
        lessons: &[(DemoLesson, i64)],
        forgotten: Option<i64>,
    ) -> Result<(), Problem> {
        let now = self.db().clock().now();
        let records = Records { school: &self.school, profile: self.demo.profile, numbers, now, forgotten };
        let today = now.with_timezone(&self.demo.zone()).date_naive();
        let months: Vec<&[(DemoLesson, i64)]> = rows::by_page_and_month(lessons)
            .filter(|month| month.first().is_some_and(|(lesson, _)| lesson.day <= today))
            .collect();
        let mut progress = Progress::new("Записи журнала", months.len());
        let acts = stream::iter(months).map(|month| self.add_stretch(records.stretch(month)));
        let mut done = acts.buffered(AHEAD);
        while done.try_next().await?.is_some() {
            progress.step();
        }
        Ok(())
    }

    async fn add_stretch(&self, stretch: Stretch) -> Result<(), Problem> {
        let act = Act::new("setup.journal", REQUEST).unhurried();
        let added = self.db().act(&self.operator, act, async move |tx| founding::add_stretch(tx, stretch).await);
        Ok(added.await?)
    }

    /// One account for each role, except the one that says that the school is finished.
    pub async fn open_accounts(&self, numbers: &Numbers) -> Result<(), Problem> {
        let hash = Hashing::new(&self.demo.keys).hash(PASSWORD.into()).await?;
        let of_role = |(role, login, _): &(Role, &str, &str)| {
            let account = self.school.accounts.iter().find(|account| account.role == *role)?;
            Some(account_of(login, numbers.person(account.who), &hash, RULE_VERSION))
        };
        self.open(ACCOUNTS.iter().filter_map(of_role).collect()).await
    }

    /// A teacher who was never here before. Comes last: by this account a finished school is known.
    pub async fn open_last_account(&self, numbers: &Numbers) -> Result<(), Problem> {
        let hash = Hashing::new(&self.demo.keys).hash(PASSWORD.into()).await?;
        let is_taken = |place: usize| self.school.accounts.iter().any(|account| account.who == Who::Staff(place));
        let mut teachers = self.school.pages.iter().map(|page| page.teacher);
        let newcomer =
            teachers.find(|place| !is_taken(*place)).or_else(|| self.school.pages.first().map(|page| page.teacher));
        let person = newcomer.map(|place| numbers.person(Who::Staff(place)));
        self.open(person.map(|person| account_of(NEWCOMER.0, person, &hash, 0)).into_iter().collect()).await
    }

    async fn open(&self, opened: Vec<NewAccount>) -> Result<(), Problem> {
        let act = Act::new("account.open", REQUEST);
        Ok(self.db().act(&self.operator, act, async move |tx| founding::open_accounts(tx, opened).await).await?)
    }
}

fn account_of(login: &str, person: PersonId, hash: &str, rule_version: i64) -> NewAccount {
    NewAccount {
        login: login.to_owned(),
        person,
        password_hash: Some(hash.to_owned()),
        first_secret_hash: None,
        first_secret_until: None,
        rule_version,
    }
}

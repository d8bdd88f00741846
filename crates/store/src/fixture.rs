//! The named cast: a small school, and a twin of the same shape, in a fresh database on either engine. For the tests of every crate.
//!
//! ```ignore
//! /// R-141
//! #[test]
//! fn a_mark_appears_in_its_cell() {
//!     both_engines(async |school| {
//!         let petrova = school.who(school.petrova).await;
//!         …
//!     });
//! }
//! ```
//!
//! It is Friday, 20 November 2026, 10:50 in Moscow: Петрова's third lesson, algebra in 7 «Б», is going on, Russian has been, English is
//! yet to come. The clock stands still until a test moves it (`school.clock.advance(…)`).
#![expect(clippy::expect_used, clippy::panic, reason = "where the fixture cannot be made, the test has failed")]

use std::ops::Deref;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use futures_util::FutureExt;
use parta_school::access::{self, Actor, MayReadDiary, MayReadPage, MayRecord, Role};
use parta_school::attendance::Attendance;
use parta_school::ids::{AccountId, ClassId, InstitutionId, LessonId, PageId, PersonId};
use parta_school::names;
use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, PgConnection, SqliteConnection};

use crate::accounts::NewAccount;
use crate::classes::{
    ClassPlan, ClassRow, EnrolmentRow, PageRow, SubgroupMemberRow, SubgroupRow, TeachingRow,
};
use crate::institutions::Card;
use crate::journal::{RecordedLesson, RecordedWork, Stretch};
use crate::people::{AssignmentRow, GuardianshipRow, PersonRow};
use crate::school_year::{
    BellRow, DayOffRow, ModeRow, RoomRow, SubjectRow, TermRow, VacationRow, WorkKindRow, YearPlan, YearRow,
};
use crate::timetable::{EntryRow, LessonRow};
use crate::{Act, Clock, Db, Read, Result, Target, Tx};
use crate::{accounts, classes, institutions, journal, people, school_year, timetable};

/// Everybody's password.
pub const PASSWORD: &str = "Тетрадь в клетку 7";

/// Of [`PASSWORD`], with so little work that tests stay quick.
const PASSWORD_HASH: &str =
    "$argon2id$v=19$m=64,t=1,p=1$cGFydGEgZml4dHVyZSBzYWx0$w9lkXUg/7t3T0N9QuoEHvfv5D3cxZl2Y45La94tuE5w";

/// Where a test's database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Runs one test on SQLite and then on PostgreSQL, each time with a cast of its own.
pub fn both_engines(test: impl AsyncFn(Cast)) {
    on(Engine::Sqlite, &test);
    on(Engine::Postgres, &test);
}

/// Runs one test on one engine. For what does not reach the database's own ways, SQLite alone is quicker.
pub fn on(engine: Engine, test: impl AsyncFnOnce(Cast)) {
    in_empty(engine, async |place| test(Cast::settle(place).await).await);
}

/// Runs one test with a database that does not exist yet (SQLite) or is empty (PostgreSQL); it is removed afterwards.
pub fn in_empty(engine: Engine, test: impl AsyncFnOnce(Target)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let outcome = runtime.expect("a runtime").block_on(async {
        let place = Place::make(engine).await;
        let outcome = AssertUnwindSafe(test(place.target())).catch_unwind().await;
        place.remove().await;
        outcome
    });
    if let Err(panic) = outcome {
        eprintln!("this was on {engine:?}");
        resume_unwind(panic);
    }
}

enum Place {
    Folder(PathBuf),
    Database { server: String, name: String },
}

impl Place {
    async fn make(engine: Engine) -> Self {
        let name = format!("parta_test_{}_{}", std::process::id(), next());
        match engine {
            Engine::Sqlite => {
                let folder = std::env::temp_dir().join(name);
                std::fs::create_dir_all(&folder).expect("a temporary folder");
                Self::Folder(folder)
            }
            Engine::Postgres => {
                let server = std::env::var("PARTA_TEST_POSTGRES").unwrap_or_else(|_| {
                    panic!("PARTA_TEST_POSTGRES names no server: run the tests by `script/with-postgres cargo nextest run`")
                });
                // A Russian collation, so that a statement which leaves the order to the engine is found out.
                let order = "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'ru'";
                on_server(&server, &format!("CREATE DATABASE {name} {order}")).await;
                Self::Database { server, name }
            }
        }
    }

    fn target(&self) -> Target {
        match self {
            Self::Folder(folder) => Target::Sqlite(folder.join("parta.sqlite")),
            Self::Database { server, name } => {
                let (server, _) = server.rsplit_once('/').expect("the address of a server ends with a database");
                Target::Postgres(format!("{server}/{name}"))
            }
        }
    }

    async fn remove(self) {
        match self {
            Self::Folder(folder) => std::fs::remove_dir_all(folder).expect("the temporary folder goes"),
            Self::Database { server, name } => on_server(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await,
        }
    }
}

async fn on_server(server: &str, text: &str) {
    let mut connection = PgConnection::connect(server).await.expect("PARTA_TEST_POSTGRES is reached");
    sqlx::raw_sql(sqlx::AssertSqlSafe(text)).execute(&mut connection).await.expect("the server does it");
}

fn next() -> u64 {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    COUNT.fetch_add(1, Ordering::Relaxed)
}

/// A day as `2026-11-20`.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day such as 2026-11-20")
}

/// The instant of a Moscow wall clock, as `at("2026-11-20", "10:50")`.
pub fn at(date: &str, time: &str) -> DateTime<Utc> {
    (day(date).and_time(clock_time(time)) - TimeDelta::hours(3)).and_utc()
}

fn clock_time(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").expect("a time such as 10:50")
}

/// The open database with its two schools; names the first one's people and things directly (`school.yolkina`).
pub struct Cast {
    pub db: Db,
    /// Stands still at [`Cast::NOW`](Self::now).
    pub clock: Clock,
    pub school: School,
    /// Another institution of the same shape, whose numbers a stranger may guess.
    pub twin: School,
}

impl Deref for Cast {
    type Target = School;

    fn deref(&self) -> &School {
        &self.school
    }
}

impl Cast {
    async fn settle(target: Target) -> Self {
        let clock = Clock::held_at(at("2026-11-20", "10:50"));
        let db = Db::open(&target, clock.clone()).await.expect("the database opens");
        let school = School::found(&db, "Школа № 9", "").await;
        let twin = School::found(&db, "Школа № 10", ".twin").await;
        Self { db, clock, school, twin }
    }

    /// Friday, 20 November 2026.
    pub fn today(&self) -> NaiveDate {
        day("2026-11-20")
    }

    /// The same database opened once more, as after a restart or by another server.
    pub async fn open_again(&self) -> Db {
        Db::open(self.db.target(), self.clock.clone()).await.expect("the database opens again")
    }

    /// Somebody of the first school, signed in, with today's rights.
    pub async fn who(&self, person: PersonId) -> Arc<Actor> {
        self.school.who(&self.db, person).await
    }

    /// A reading by somebody of the first school.
    pub async fn read(&self, person: PersonId) -> Read {
        self.db.read(&self.who(person).await).await.expect("a reading")
    }

    /// The permit to record a lesson, for somebody who teaches its page.
    pub async fn may_record(&self, person: PersonId, lesson: LessonId) -> MayRecord {
        let page = self.policy_page(self.page_of(lesson)).await;
        access::may_record(&*self.who(person).await, lesson, &page).expect("may record the lesson")
    }

    /// The permit to read a page.
    pub async fn may_read(&self, person: PersonId, page: PageId) -> MayReadPage {
        let page = self.policy_page(page).await;
        access::may_read_page(&*self.who(person).await, &page).expect("may read the page")
    }

    /// The permit to read a diary.
    pub async fn may_read_diary(&self, person: PersonId, student: PersonId) -> MayReadDiary {
        let class = people::class_on(&mut self.read(person).await, student, self.today()).await.expect("reads");
        let student = access::Student { id: student, class: class.expect("a student") };
        access::may_read_diary(&*self.who(person).await, &student).expect("may read the diary")
    }

    async fn policy_page(&self, page: PageId) -> access::Page {
        let page = classes::page(&mut self.read(self.director).await, page, self.today()).await.expect("reads");
        page.expect("a page of the first school").for_policy()
    }

    /// Runs SQL behind the program's back, one or several statements, past foreign keys but not past the guards of the record.
    pub async fn tamper(&self, sql: &str) -> Result<()> {
        let mut behind = Behind::connect(self.db.target()).await;
        let sql = sqlx::AssertSqlSafe(sql);
        match &mut behind {
            Behind::Sqlite(connection) => sqlx::raw_sql(sql).execute(connection).await.map(drop)?,
            Behind::Postgres(connection) => sqlx::raw_sql(sql).execute(connection).await.map(drop)?,
        }
        Ok(())
    }

    /// The one number that a query behind the program's back gives, such as a count.
    pub async fn number(&self, sql: &str) -> i64 {
        self.texts(&format!("SELECT CAST(({sql}) AS TEXT)")).await[0].parse().expect("a number")
    }

    /// The texts of a column that a query behind the program's back gives.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let mut behind = Behind::connect(self.db.target()).await;
        let sql = sqlx::AssertSqlSafe(sql);
        let texts = match &mut behind {
            Behind::Sqlite(connection) => sqlx::query_scalar(sql).fetch_all(connection).await,
            Behind::Postgres(connection) => sqlx::query_scalar(sql).fetch_all(connection).await,
        };
        texts.expect("texts")
    }

    /// Where this cast lives, for the few true differences between the engines.
    pub fn engine(&self) -> Engine {
        match self.db.target() {
            Target::Sqlite(_) => Engine::Sqlite,
            Target::Postgres(_) => Engine::Postgres,
        }
    }

    /// How many rows a table has, of both schools together: the same before and after a refused act.
    pub async fn count(&self, table: &str) -> i64 {
        self.number(&format!("SELECT COUNT(*) FROM {table}")).await
    }
}

/// A connection that the program knows nothing of.
enum Behind {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Behind {
    async fn connect(target: &Target) -> Self {
        match target {
            Target::Sqlite(file) => {
                let options = SqliteConnectOptions::new().filename(file).foreign_keys(false);
                Self::Sqlite(SqliteConnection::connect_with(&options).await.expect("the file opens"))
            }
            Target::Postgres(address) => Self::Postgres(PgConnection::connect(address).await.expect("the server is reached")),
        }
    }
}

macro_rules! schools {
    ($($(#[$doc:meta])* $field:ident: $type:ty,)+) => {
        /// A school with everybody and everything in it by name.
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub struct School {
            $($(#[$doc])* pub $field: $type,)+
            /// Page, day and lesson.
            pub lessons: Vec<(PageId, NaiveDate, LessonId)>,
            /// Everybody's login.
            pub logins: Vec<(PersonId, String)>,
            holders: Vec<(String, PersonId)>,
        }
    };
}

schools! {
    id: InstitutionId,
    /// 2026/27.
    year: i64,
    /// The one operating mode: five days, quarters.
    mode: i64,
    /// The second quarter, 2 November to 27 December: the one of today.
    quarter_2: i64,

    algebra: i64,
    russian: i64,
    english: i64,
    /// Takes no marks.
    orkse: i64,
    room_12: i64,
    room_24: i64,

    class_7b: ClassId,
    class_4a: ClassId,
    /// Английский: Ёлкина, Егоров, Морозов.
    english_group_1: i64,
    /// Английский: Ершова, Иванов, Жуков.
    english_group_2: i64,

    algebra_7b: PageId,
    russian_7b: PageId,
    english_7b_1: PageId,
    english_7b_2: PageId,
    russian_4a: PageId,
    orkse_4a: PageId,

    /// Егоров Иван Петрович, 7 «Б».
    egorov: PersonId,
    /// Ёлкина Вероника Павловна, 7 «Б»; has 5 and 4 in algebra.
    yolkina: PersonId,
    /// Ершова Дарья Олеговна, 7 «Б».
    ershova: PersonId,
    /// Жуков Артём Ильич: came to 7 «Б» on 16 November.
    zhukov: PersonId,
    /// Иванов Иван Сергеевич, 7 «Б»; was ill on 18 November.
    ivanov: PersonId,
    /// Морозов Даниил Юрьевич: left 7 «Б» after 10 November.
    morozov: PersonId,
    /// Белова Мария Денисовна, 4 «А».
    belova: PersonId,
    /// Ёлкин Фёдор Павлович, 4 «А»: Вероника's brother.
    yolkin: PersonId,

    /// Ёлкина Ольга Игоревна: mother of Вероника and Фёдор, reads both diaries.
    yolkina_mother: PersonId,
    /// Ёлкин Павел Андреевич: their father, without the right to the diary.
    yolkin_father: PersonId,
    /// Иванов Сергей Викторович: father of Иванов, reads his diary.
    ivanov_father: PersonId,

    /// Петрова Анна Викторовна: algebra in 7 «Б».
    petrova: PersonId,
    /// Сидоров Олег Николаевич: Russian in 7 «Б».
    sidorov: PersonId,
    /// Смирнова Елена Андреевна: leads 7 «Б», English there (first group).
    smirnova: PersonId,
    /// Орлова Нина Львовна: English in 7 «Б» (second group).
    orlova: PersonId,
    /// Беляева Ирина Петровна: leads 4 «А» and teaches there.
    belyaeva: PersonId,
    /// Громов Виктор Семёнович.
    director: PersonId,
    /// Кузнецова Татьяна Ивановна: studies.
    deputy: PersonId,
    /// Фомин Андрей Ильич: journal administrator.
    admin: PersonId,
    /// Павлова Софья Марковна.
    secretary: PersonId,

    /// «ответ на уроке», weight 1.
    answer: i64,
    /// «домашняя работа», weight 1.
    homework: i64,
    /// «контрольная работа», weight 3, a week to check.
    control: i64,
    /// «диктант», weight 2.
    dictation: i64,

    /// Friday's third lesson, 10:20–11:00: going on.
    algebra_today: LessonId,
    /// Wednesday, 18 November: recorded, with marks.
    algebra_before: LessonId,
    /// Monday, 23 November: still to come.
    algebra_ahead: LessonId,
    /// Friday's second lesson, 9:20–10:00: over, nothing recorded.
    russian_today: LessonId,
    /// Friday's fourth lesson, 11:20–12:00: later today.
    english_today_1: LessonId,
    english_today_2: LessonId,
    /// Friday's second lesson in 4 «А».
    orkse_today: LessonId,
}

impl School {
    /// Somebody signed in, with the rights of 20 November 2026.
    pub async fn who(&self, db: &Db, person: PersonId) -> Arc<Actor> {
        let account = self.account(db, person).await;
        let mut threshold = db.threshold().await.expect("a connection");
        let actor = crate::access::actor(&mut threshold, account, self.id, day("2026-11-20")).await;
        Arc::new(actor.expect("reads").expect("a member of the school"))
    }

    /// The account of somebody.
    pub async fn account(&self, db: &Db, person: PersonId) -> AccountId {
        let login = self.login(person);
        let mut threshold = db.threshold().await.expect("a connection");
        accounts::by_login(&mut threshold, login).await.expect("reads").expect("an account").id
    }

    /// The login of somebody; the password is [`PASSWORD`].
    pub fn login(&self, person: PersonId) -> &str {
        let mut logins = self.logins.iter();
        logins.find_map(|(owner, login)| (*owner == person).then_some(login.as_str())).expect("everybody has a login")
    }

    /// Somebody who holds this role: there is one for every role.
    pub fn holder(&self, role: Role) -> PersonId {
        let mut holders = self.holders.iter();
        holders.find_map(|(code, holder)| (code == role.code()).then_some(*holder)).expect("every role is held")
    }

    /// The lesson of a page on a day.
    pub fn lesson(&self, page: PageId, date: &str) -> LessonId {
        let (page, date) = (page, day(date));
        let mut lessons = self.lessons.iter();
        lessons.find_map(|(p, d, id)| (*p == page && *d == date).then_some(*id)).expect("the page has a lesson that day")
    }

    /// The page of a lesson.
    pub fn page_of(&self, lesson: LessonId) -> PageId {
        let mut lessons = self.lessons.iter();
        lessons.find_map(|(page, _, id)| (*id == lesson).then_some(*page)).expect("a lesson of this school")
    }

    async fn found(db: &Db, short_name: &str, login_tail: &'static str) -> Self {
        let card = Card {
            profile: "P0".into(),
            short_name: short_name.into(),
            full_name: format!("МБОУ «{short_name}»"),
            locality: "ст. Новощербиновская".into(),
            time_zone: "Europe/Moscow".into(),
            director: Some("Громов Виктор Семёнович".into()),
        };
        let id = institutions::found(db, card).await.expect("a school is founded");
        let operator = Arc::new(Actor::operator(id));
        let furnished = db.act(&operator, Act::new("school.import", "fixture"), async move |tx| furnish(tx, login_tail).await);
        furnished.await.expect("the school is furnished")
    }
}

/// Writes a whole school in one act.
async fn furnish(tx: &mut Tx, login_tail: &'static str) -> Result<School> {
    let permit = access::may_set_up(tx.who()).expect("the operator may set up");
    let mut new = Ids(tx.ids(2000).await?);
    let id = tx.institution();

    // ---- the year ----
    let (year, mode) = (new.id(), new.id());
    let quarters = [("2026-09-01", "2026-10-25"), ("2026-11-02", "2026-12-27"), ("2027-01-11", "2027-03-21"), ("2027-03-29", "2027-05-26")];
    let terms: Vec<TermRow> = (1..).zip(quarters).map(|(number, (first, last))| TermRow {
        id: new.id(), mode_id: mode, kind: "quarter".into(), number, first_day: day(first), last_day: day(last),
    }).collect();
    let quarter_2 = terms[1].id;
    let vacations = [
        ("Осенние каникулы", "2026-10-26", "2026-11-01"), ("Зимние каникулы", "2026-12-28", "2027-01-10"),
        ("Весенние каникулы", "2027-03-22", "2027-03-28"), ("Летние каникулы", "2027-05-27", "2027-08-31"),
    ];
    let vacations = vacations.map(|(name, first, last)| VacationRow {
        id: new.id(), mode_id: mode, name: name.into(), first_day: day(first), last_day: day(last),
    });
    let times = [("08:30", "09:10"), ("09:20", "10:00"), ("10:20", "11:00"), ("11:20", "12:00"), ("12:10", "12:50"), ("13:00", "13:40")];
    let bells: Vec<BellRow> = (1..).zip(times).map(|(number, (starts, ends))| BellRow {
        id: new.id(), mode_id: mode, number, starts: clock_time(starts), ends: clock_time(ends),
    }).collect();
    let subject = |id: i64, name: &str, short_name: &str, ungraded| SubjectRow {
        id, name: name.into(), short_name: short_name.into(), sort_key: names::sort_key(&[name]), two_marks: false, ungraded,
    };
    let (algebra, russian, english, orkse) = (new.id(), new.id(), new.id(), new.id());
    let (room_12, room_24) = (new.id(), new.id());
    let (answer, homework, control, dictation) = (new.id(), new.id(), new.id(), new.id());
    let kind = |id, position, name: &str, short_name: &str, weight, control| WorkKindRow {
        id, name: name.into(), short_name: short_name.into(), weight, position, written: weight > 1, control, monitoring: false, numbered: control,
        days_to_check: control.then_some(7),
    };
    school_year::add(tx, &permit, &YearPlan {
        years: vec![YearRow { id: year, name: "2026/27".into(), first_day: day("2026-09-01"), last_day: day("2027-08-31"), cycle: None }],
        modes: vec![ModeRow { id: mode, year_id: year, name: "5–9 классы".into(), days_per_week: 5 }],
        terms,
        vacations: vacations.into(),
        bells,
        days_off: vec![DayOffRow { id: new.id(), year_id: year, day: day("2026-11-04"), name: "День народного единства".into() }],
        subjects: vec![
            subject(algebra, "Алгебра", "Алг.", false), subject(russian, "Русский язык", "Рус.", false),
            subject(english, "Английский язык", "Англ.", false), subject(orkse, "ОРКСЭ", "ОРКСЭ", true),
        ],
        rooms: vec![RoomRow { id: room_12, name: "12".into() }, RoomRow { id: room_24, name: "24".into() }],
        work_kinds: vec![
            kind(answer, 1, "ответ на уроке", "отв.", 1, false), kind(homework, 2, "домашняя работа", "д/р", 1, false),
            kind(control, 3, "контрольная работа", "к/р", 3, true), kind(dictation, 4, "диктант", "дикт.", 2, false),
        ],
    }).await?;

    // ---- the classes ----
    let (class_7b, class_4a) = (new.id(), new.id());
    let (english_group_1, english_group_2) = (new.id(), new.id());
    let class = |id, name: &str, grade: i64| ClassRow {
        id, year_id: year, mode_id: mode, name: name.into(), grade: Some(grade), sort_key: format!("{grade:02} {name}"),
    };
    let subgroup = |id, name: &str| SubgroupRow { id, class_id: class_7b, name: name.into(), of_subject_id: Some(english) };
    let mut plan = ClassPlan {
        classes: vec![class(class_7b, "7 «Б»", 7), class(class_4a, "4 «А»", 4)],
        subgroups: vec![subgroup(english_group_1, "1 группа"), subgroup(english_group_2, "2 группа")],
        ..ClassPlan::default()
    };

    // ---- the people ----
    let mut register = Register { new, login_tail, ..Register::default() };
    let egorov = register.student("egorov", "Егоров Иван Петрович", class_7b, None, None);
    let yolkina = register.student("yolkina", "Ёлкина Вероника Павловна", class_7b, None, None);
    let ershova = register.student("ershova", "Ершова Дарья Олеговна", class_7b, None, None);
    let zhukov = register.student("zhukov", "Жуков Артём Ильич", class_7b, Some("2026-11-16"), None);
    let ivanov = register.student("ivanov", "Иванов Иван Сергеевич", class_7b, None, None);
    let morozov = register.student("morozov", "Морозов Даниил Юрьевич", class_7b, None, Some("2026-11-10"));
    let belova = register.student("belova", "Белова Мария Денисовна", class_4a, None, None);
    let yolkin = register.student("yolkin", "Ёлкин Фёдор Павлович", class_4a, None, None);
    register.member(english_group_1, &[egorov, yolkina, morozov]);
    register.member(english_group_2, &[ershova, ivanov, zhukov]);

    let yolkina_mother = register.guardian("yolkina-mother", "Ёлкина Ольга Игоревна", "мать", true, &[yolkina, yolkin]);
    let yolkin_father = register.guardian("yolkin-father", "Ёлкин Павел Андреевич", "отец", false, &[yolkina, yolkin]);
    let ivanov_father = register.guardian("ivanov-father", "Иванов Сергей Викторович", "отец", true, &[ivanov]);

    let petrova = register.staff("petrova", "Петрова Анна Викторовна", Role::SubjectTeacher, None);
    let sidorov = register.staff("sidorov", "Сидоров Олег Николаевич", Role::SubjectTeacher, None);
    let smirnova = register.staff("smirnova", "Смирнова Елена Андреевна", Role::ClassTeacher, Some(class_7b));
    register.assign(smirnova, Role::SubjectTeacher, None);
    let orlova = register.staff("orlova", "Орлова Нина Львовна", Role::SubjectTeacher, None);
    let belyaeva = register.staff("belyaeva", "Беляева Ирина Петровна", Role::PrimaryTeacher, None);
    register.assign(belyaeva, Role::ClassTeacher, Some(class_4a));
    let director = register.staff("gromov", "Громов Виктор Семёнович", Role::Director, None);
    let deputy = register.staff("kuznetsova", "Кузнецова Татьяна Ивановна", Role::DeputyStudies, None);
    let admin = register.staff("fomin", "Фомин Андрей Ильич", Role::JournalAdmin, None);
    let secretary = register.staff("pavlova", "Павлова Софья Марковна", Role::Secretary, None);
    register.hold_every_role(class_4a);
    register.write_people(tx, &permit).await?;

    // ---- pages, load, timetable, lessons ----
    let mut lessons = Vec::new();
    let mut book = Book { year, entries: Vec::new(), rows: Vec::new(), lessons: &mut lessons, plan: &mut plan };
    let new = &mut register.new;
    let algebra_7b = book.page(new, algebra, class_7b, None, "7 «Б» Алгебра", petrova, room_24, &[(1, 2), (3, 3), (5, 3)]);
    let russian_7b = book.page(new, russian, class_7b, None, "7 «Б» Русский язык", sidorov, room_12, &[(2, 1), (4, 2), (5, 2)]);
    let first = Some(english_group_1);
    let english_7b_1 = book.page(new, english, class_7b, first, "7 «Б» Английский язык, 1 группа", smirnova, room_12, &[(2, 3), (5, 4)]);
    let second = Some(english_group_2);
    let english_7b_2 = book.page(new, english, class_7b, second, "7 «Б» Английский язык, 2 группа", orlova, room_24, &[(2, 3), (5, 4)]);
    let russian_4a = book.page(new, russian, class_4a, None, "4 «А» Русский язык", belyaeva, room_12, &[(1, 1), (5, 1)]);
    let orkse_4a = book.page(new, orkse, class_4a, None, "4 «А» ОРКСЭ", belyaeva, room_24, &[(5, 2)]);
    let (entries, rows) = (book.entries, book.rows);
    plan.enrolments = std::mem::take(&mut register.enrolments);
    plan.members = std::mem::take(&mut register.members);
    classes::add(tx, &permit, &plan).await?;
    register.write_roles(tx, &permit).await?;
    timetable::add(tx, &permit, &entries).await?;
    timetable::add_lessons(tx, &permit, &rows).await?;

    let lesson_on = |page: i64, date: &str| {
        let mut found = lessons.iter().filter(|(p, d, _)| p.0 == page && *d == day(date));
        found.next().map(|(.., id)| *id).expect("the page has a lesson that day")
    };
    let algebra_before = lesson_on(algebra_7b, "2026-11-18");
    let recorded = Stretch {
        lessons: vec![
            recorded(lesson_on(algebra_7b, "2026-11-16"), petrova, "2026-11-16", "Одночлены", answer, &[(yolkina, "5"), (ershova, "3")], &[]),
            recorded(algebra_before, petrova, "2026-11-18", "Умножение одночленов", answer, &[(yolkina, "4")], &[(ivanov, Attendance::Ill)]),
        ],
    };
    journal::add_stretch(tx, &permit, &recorded).await?;

    Ok(School {
        id, year, mode, quarter_2, algebra, russian, english, orkse, room_12, room_24,
        class_7b: ClassId(class_7b), class_4a: ClassId(class_4a), english_group_1, english_group_2,
        algebra_7b: PageId(algebra_7b), russian_7b: PageId(russian_7b), english_7b_1: PageId(english_7b_1),
        english_7b_2: PageId(english_7b_2), russian_4a: PageId(russian_4a), orkse_4a: PageId(orkse_4a),
        egorov: PersonId(egorov), yolkina: PersonId(yolkina), ershova: PersonId(ershova), zhukov: PersonId(zhukov),
        ivanov: PersonId(ivanov), morozov: PersonId(morozov), belova: PersonId(belova), yolkin: PersonId(yolkin),
        yolkina_mother: PersonId(yolkina_mother), yolkin_father: PersonId(yolkin_father), ivanov_father: PersonId(ivanov_father),
        petrova: PersonId(petrova), sidorov: PersonId(sidorov), smirnova: PersonId(smirnova), orlova: PersonId(orlova),
        belyaeva: PersonId(belyaeva), director: PersonId(director), deputy: PersonId(deputy), admin: PersonId(admin),
        secretary: PersonId(secretary), answer, homework, control, dictation,
        algebra_today: lesson_on(algebra_7b, "2026-11-20"), algebra_before, algebra_ahead: lesson_on(algebra_7b, "2026-11-23"),
        russian_today: lesson_on(russian_7b, "2026-11-20"), english_today_1: lesson_on(english_7b_1, "2026-11-20"),
        english_today_2: lesson_on(english_7b_2, "2026-11-20"), orkse_today: lesson_on(orkse_4a, "2026-11-20"),
        logins: register.logins, holders: register.holders, lessons,
    })
}

/// A lesson of the past as its teacher left it at noon.
fn recorded(
    lesson: LessonId, author: i64, date: &str, topic: &str, kind: i64, marks: &[(i64, &str)], absent: &[(i64, Attendance)],
) -> RecordedLesson {
    let marks = marks.iter().map(|(student, value)| (*student, (*value).to_owned())).collect();
    RecordedLesson {
        lesson: lesson.0,
        author,
        at: at(date, "12:00"),
        topic: Some(topic.into()),
        homework: Some("§ 12, № 345".into()),
        homework_none: false,
        works: vec![RecordedWork { kind, weight: 1, title: None, marks }],
        attendance: absent.iter().map(|(student, state)| (*student, state.code())).collect(),
    }
}

struct Ids(std::ops::RangeInclusive<i64>);

impl Default for Ids {
    fn default() -> Self {
        Self(1..=0)
    }
}

impl Ids {
    fn id(&mut self) -> i64 {
        self.0.next().expect("enough identifiers")
    }
}

/// The people as they are written down.
#[derive(Default)]
struct Register {
    new: Ids,
    login_tail: &'static str,
    people: Vec<PersonRow>,
    enrolments: Vec<EnrolmentRow>,
    members: Vec<SubgroupMemberRow>,
    guardianships: Vec<GuardianshipRow>,
    assignments: Vec<AssignmentRow>,
    logins: Vec<(PersonId, String)>,
    holders: Vec<(String, PersonId)>,
}

impl Register {
    fn person(&mut self, login: &str, full_name: &str, position: Option<&str>) -> i64 {
        let id = self.new.id();
        let parts: Vec<&str> = full_name.split(' ').collect();
        let [surname, name, patronymic] = parts.try_into().expect("a name of three parts");
        let full = names::FullName::new(surname, name, Some(patronymic)).expect("a good name");
        self.people.push(PersonRow {
            id,
            surname: surname.into(),
            name: name.into(),
            patronymic: Some(patronymic.into()),
            sort_key: full.sort_key(),
            search_key: full.search_key(),
            birth_day: None,
            sex: Some(if patronymic.ends_with('а') { "f" } else { "m" }),
            position: position.map(str::to_owned),
        });
        self.logins.push((PersonId(id), format!("{login}{}", self.login_tail)));
        id
    }

    fn staff(&mut self, login: &str, full_name: &str, role: Role, class: Option<i64>) -> i64 {
        let person = self.person(login, full_name, Some(role.title()));
        self.assign(person, role, class);
        person
    }

    fn assign(&mut self, person_id: i64, role: Role, class_id: Option<i64>) {
        let (id, first_day) = (self.new.id(), day("2026-09-01"));
        self.assignments.push(AssignmentRow { id, person_id, role: role.code(), class_id, first_day, last_day: None, basis: None });
        if self.holders.iter().all(|(code, _)| code != role.code()) {
            self.holders.push((role.code().into(), PersonId(person_id)));
        }
    }

    fn student(&mut self, login: &str, full_name: &str, class_id: i64, first: Option<&str>, last: Option<&str>) -> i64 {
        let student_id = self.person(login, full_name, None);
        self.assign(student_id, Role::Student, None);
        let (id, first_day) = (self.new.id(), day(first.unwrap_or("2026-09-01")));
        self.enrolments.push(EnrolmentRow { id, class_id, student_id, first_day, last_day: last.map(day), basis: None });
        student_id
    }

    /// As long as the student is in the class.
    fn member(&mut self, subgroup_id: i64, students: &[i64]) {
        for student in students {
            let enrolment = self.enrolments.iter().find(|row| row.student_id == *student).expect("in a class");
            let (first_day, last_day) = (enrolment.first_day, enrolment.last_day);
            self.members.push(SubgroupMemberRow { id: self.new.id(), subgroup_id, student_id: *student, first_day, last_day });
        }
    }

    fn guardian(&mut self, login: &str, full_name: &str, relation: &str, diary: bool, children: &[i64]) -> i64 {
        let guardian_id = self.person(login, full_name, None);
        self.assign(guardian_id, Role::Guardian, None);
        for &student_id in children {
            let (id, relation, first_day) = (self.new.id(), relation.to_owned(), day("2026-09-01"));
            self.guardianships.push(GuardianshipRow { id, guardian_id, student_id, relation, diary, first_day, last_day: None, basis: None });
        }
        guardian_id
    }

    /// Somebody for each role that nobody has yet. Heads of departments and branches hold it for one class.
    fn hold_every_role(&mut self, class: i64) {
        for role in Role::ALL {
            if self.holders.iter().all(|(code, _)| code != role.code()) {
                let scope = matches!(role, Role::DepartmentHead | Role::BranchHead).then_some(class);
                self.staff(&role.code().replace('_', "-"), "Запасной Роман Ролевич", *role, scope);
            }
        }
    }

    async fn write_people(&mut self, tx: &mut Tx, permit: &access::MaySetUp) -> Result<()> {
        people::add(tx, permit, &self.people).await?;
        people::relate(tx, permit, &self.guardianships).await?;
        let account = |(person, login): &(PersonId, String)| NewAccount {
            login: login.clone(),
            person: *person,
            password_hash: Some(PASSWORD_HASH.into()),
            first_secret_hash: None,
            first_secret_until: None,
            rule_version: 1,
        };
        accounts::open(tx, permit, &self.logins.iter().map(account).collect::<Vec<_>>()).await
    }

    /// After the classes for which roles are held.
    async fn write_roles(&mut self, tx: &mut Tx, permit: &access::MaySetUp) -> Result<()> {
        people::assign(tx, permit, &self.assignments).await
    }
}

/// Pages with their load, timetable and lessons from 2 November to 4 December 2026.
struct Book<'a> {
    year: i64,
    entries: Vec<EntryRow>,
    rows: Vec<LessonRow>,
    lessons: &'a mut Vec<(PageId, NaiveDate, LessonId)>,
    plan: &'a mut ClassPlan,
}

impl Book<'_> {
    #[expect(clippy::too_many_arguments, reason = "a page is all of this")]
    fn page(
        &mut self, new: &mut Ids, subject_id: i64, class_id: i64, subgroup_id: Option<i64>, title: &str, person_id: i64, room: i64,
        week: &[(i64, i64)],
    ) -> i64 {
        let (page_id, first_day) = (new.id(), day("2026-09-01"));
        self.plan.pages.push(PageRow { id: page_id, year_id: self.year, subject_id, class_id, subgroup_id, title: title.into() });
        let hours = Some(week.len() as i64);
        self.plan.teaching.push(TeachingRow { id: new.id(), page_id, person_id, hours, first_day, last_day: None });
        for &(weekday, number) in week {
            let entry_id = new.id();
            self.entries.push(EntryRow {
                id: entry_id, year_id: self.year, page_id, week: None, weekday, number, room_id: Some(room), first_day, last_day: None,
            });
            for day in school_days().filter(|day| i64::from(day.weekday().number_from_monday()) == weekday) {
                let id = new.id();
                let starts = clock_time(["08:30", "09:20", "10:20", "11:20", "12:10"][number as usize - 1]);
                let ends = starts + TimeDelta::minutes(40);
                self.rows.push(LessonRow { id, page_id, entry_id: Some(entry_id), day, number, starts, ends, room_id: Some(room) });
                self.lessons.push((PageId(page_id), day, LessonId(id)));
            }
        }
        page_id
    }
}

fn school_days() -> impl Iterator<Item = NaiveDate> {
    let first = day("2026-11-02");
    (0..33).map(move |days| first + Days::new(days)).filter(|day| *day != crate::fixture::day("2026-11-04"))
}

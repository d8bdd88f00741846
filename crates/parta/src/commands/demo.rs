//! `parta demo`: makes the demo school where there is none yet, sets the clock into the middle of a lesson, and serves it.

mod making;

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use parta_actions::keys::Keys;
use parta_actions::sign_in;
use parta_school::access::{Actor, Role, may_read_record};
use parta_school::calendar::AcademicYear;
use parta_school::ids::InstitutionId;
use parta_school::regulation::RegulationProfile;
use parta_school::wording;
use parta_store::lessons::TodaysLesson;
use parta_store::{Clock, Db, accounts, audit, institutions, lessons, people, school_year};
use parta_web::{DemoSignIn, Options};

use self::making::Making;
use super::serve;
use crate::demo::{self, DemoSchool};
use crate::founding::demo as rows;
use crate::key_file;
use crate::moment::Moment;
use crate::problem::Problem;
use crate::settings::Storage;

/// Of all demo accounts; whoever reads the sign-in page knows it.
const PASSWORD: &str = "parta-demo-school";
/// The regulation by which the demo school works.
const PROFILE: &str = "P0";

/// One account for each role: role, login, and what its button says. The account that is let in first of those with one role
/// stands first.
const ACCOUNTS: &[(Role, &str, &str)] = &[
    (Role::SubjectTeacher, TEACHER, "Учитель"),
    (Role::ClassTeacher, "class-teacher", "Классный руководитель"),
    (Role::PrimaryTeacher, "primary-teacher", "Учитель начальных классов"),
    (Role::Guardian, "parent", "Родитель"),
    (Role::Student, "student", "Ученик"),
    (Role::DeputyStudies, "deputy", "Заместитель директора"),
    (Role::DeputyUpbringing, "deputy-upbringing", "Заместитель директора по воспитательной работе"),
    (Role::Director, DIRECTOR, "Директор"),
    (Role::JournalAdmin, "admin", "Администратор"),
    (Role::Secretary, "secretary", "Секретарь"),
    (Role::SocialPedagogue, "social-pedagogue", "Социальный педагог"),
    (Role::Nurse, "nurse", "Медсестра"),
];
const TEACHER: &str = "teacher";
const DIRECTOR: &str = "director";
/// Somebody who has yet to confirm the rule about passwords.
const NEWCOMER: (&str, &str) = ("newcomer", "Первый вход");

#[derive(Debug, clap::Args)]
pub struct Demo {
    /// Адрес, на котором слушает сервер
    #[arg(long, value_name = "АДРЕС", default_value = "127.0.0.1:8080")]
    listen: String,
    /// День демонстрации: 2026-11-20 или 2026-11-20T10:50 (обычно последний учебный день, середина урока)
    #[arg(long, value_name = "ДЕНЬ")]
    today: Option<Moment>,
    /// Адрес, по которому школу открывают в браузере, если он другой: https://demo.example.ru
    #[arg(long, value_name = "АДРЕС")]
    public_origin: Option<String>,
    /// Сколько учеников в школе, от 60 до 3000
    #[arg(long, value_name = "ЧИСЛО", default_value_t = 1000)]
    students: usize,
    /// Число, от которого зависит всё случайное: одно и то же даёт одну и ту же школу
    #[arg(long, value_name = "ЧИСЛО", default_value_t = 9)]
    seed: u64,
    /// Создать школу и закончить, не запуская сервер
    #[arg(long)]
    only_make: bool,
    /// Файл ключа сервера (обычно parta.key рядом с базой данных)
    #[arg(long, value_name = "ФАЙЛ")]
    keys: Option<PathBuf>,
}

impl Demo {
    pub async fn run(self) -> Result<(), Problem> {
        if !(60..=3000).contains(&self.students) {
            return Err(Problem::new(
                "В демонстрационной школе может быть от 60 до 3000 учеников. Исправьте --students.",
            ));
        }
        if let Some(moment) = self.today {
            year_of(moment.day)?;
        }
        let listener = match self.only_make {
            true => None,
            false => Some(serve::bind(&self.listen).await?),
        };
        let public_origin = serve::checked_origin(self.public_origin)?;
        let storage = Storage::from_environment()?;
        storage.make_folder()?;
        let keys = key_file::load_or_make(&self.keys.unwrap_or_else(|| storage.key_file()))?;
        let db = storage.open(Clock::system()).await?;
        let profile =
            RegulationProfile::builtin(PROFILE).ok_or_else(|| Problem::new("Регламента P0 нет в программе."))?;
        let demo = Place { db, keys, profile };
        let institution = match demo.existing().await? {
            Some(institution) => demo.come_back(institution, self.today).await?,
            None => demo.make(self.seed, self.students, self.today).await?,
        };
        match listener {
            None => Ok(()),
            Some(listener) => {
                serve::serve(listener, demo.options(institution, public_origin).await?, storage.heads_folder()).await
            }
        }
    }
}

struct Place {
    db: Db,
    keys: Keys,
    profile: &'static RegulationProfile,
}

impl Place {
    fn zone(&self) -> Tz {
        self.profile.zone()
    }

    fn today(&self) -> NaiveDate {
        self.db.clock().now().with_timezone(&self.zone()).date_naive()
    }

    /// The demo school of this database, if it holds one. A database with anything else is left alone.
    async fn existing(&self) -> Result<Option<InstitutionId>, Problem> {
        let mut threshold = self.db.threshold().await?;
        let institutions = institutions::all(&mut threshold).await?;
        let Some(institution) = institutions.first() else {
            return Ok(None);
        };
        match accounts::by_login(&mut threshold, NEWCOMER.0).await? {
            Some(_) if institutions.len() == 1 => Ok(Some(institution.id)),
            _ => Err(Problem::new(format!(
                "В этой базе данных есть «{}», а готовой демонстрационной школы нет. Укажите в PARTA_DATABASE другую базу; \
                 если создание демонстрационной школы было прервано, удалите её базу и повторите.",
                institution.short_name
            ))),
        }
    }

    /// Goes on with a school that was made before, never earlier than it was left.
    async fn come_back(&self, institution: InstitutionId, today: Option<Moment>) -> Result<InstitutionId, Problem> {
        let day = match today {
            Some(moment) => moment.day,
            None => self.last_school_day(self.day_in_year(institution).await?)?,
        };
        self.set_clock(institution, day, today.and_then(|moment| moment.time)).await?;
        let director = Arc::new(self.actor(DIRECTOR, institution).await?);
        let permit = may_read_record(&director).map_err(Problem::new)?;
        let acts = audit::list(&mut self.db.read(&director).await?, &permit, i64::MAX, day).await?;
        let left = acts.first().map(|act| act.at).filter(|left| left.with_timezone(&self.zone()).date_naive() == day);
        if let Some(left) = left.filter(|left| *left > self.db.clock().now()) {
            self.db.clock().advance(left - self.db.clock().now() + TimeDelta::seconds(1));
        }
        Ok(institution)
    }

    /// Today, or 20 November of the school's year where that is over.
    async fn day_in_year(&self, institution: InstitutionId) -> Result<NaiveDate, Problem> {
        let today = self.today();
        let mut read = self.db.read(&Arc::new(Actor::operator(institution))).await?;
        for years_ago in 0..30 {
            let Some(day) = today.with_year(today.year() - years_ago) else {
                continue;
            };
            if let Some(year) = school_year::year_of(&mut read, day).await? {
                let autumn = NaiveDate::from_ymd_opt(year.first_day.year(), 11, 20);
                return Ok(if years_ago == 0 { day } else { autumn.unwrap_or(day) });
            }
        }
        Ok(today)
    }

    /// The last day up to `day` on which the whole school has lessons; in summer, and in its first weeks, one of November.
    fn last_school_day(&self, day: NaiveDate) -> Result<NaiveDate, Problem> {
        let year = year_of(day)?;
        let modes = demo::modes(year).map_err(Problem::new)?;
        let before = |day: NaiveDate| {
            let mut days = (0..15).filter_map(|back| day.checked_sub_days(Days::new(back)));
            days.find(|day| modes.iter().all(|mode| mode.calendar.is_school_day(*day)))
        };
        let autumn = || NaiveDate::from_ymd_opt(year.first_day().year(), 11, 20).and_then(before);
        Ok(before(day).or_else(autumn).unwrap_or(day))
    }

    /// Moves the clock to a day: to the time that was asked for, or into the middle of a lesson of the demo's teacher. Gives the lesson
    /// that she has yet to record.
    async fn set_clock(
        &self,
        institution: InstitutionId,
        day: NaiveDate,
        time: Option<NaiveTime>,
    ) -> Result<Option<i64>, Problem> {
        self.wake(day);
        let teacher = Arc::new(self.actor(TEACHER, institution).await?);
        let lessons = lessons::of_teacher(&mut self.db.read(&teacher).await?, day).await?;
        let time = time.or_else(|| middle_of_a_lesson(&lessons)).unwrap_or(USUAL_TIME);
        Moment { day, time: Some(time) }.set(self.db.clock(), self.zone());
        Ok(lessons.iter().rfind(|lesson| lesson.ends <= time).map(|lesson| lesson.id.0))
    }

    /// Moves the clock to the morning of a day, before anything happens in a school.
    fn wake(&self, day: NaiveDate) {
        let time = NaiveTime::from_hms_opt(7, 0, 0);
        Moment { day, time }.set(self.db.clock(), self.zone());
    }

    async fn actor(&self, login: &str, institution: InstitutionId) -> Result<Actor, Problem> {
        let account = accounts::by_login(&mut self.db.threshold().await?, login).await?;
        let who = match account {
            Some(account) => sign_in::who(&self.db, account.id, institution).await?,
            None => None,
        };
        who.ok_or_else(|| {
            Problem::new(format!(
                "В демонстрационной школе нет учётной записи «{login}». Удалите базу и создайте школу заново."
            ))
        })
    }

    /// Makes the school with everything that was recorded up to its moment.
    async fn make(&self, seed: u64, students: usize, today: Option<Moment>) -> Result<InstitutionId, Problem> {
        let day = match today {
            Some(moment) => moment.day,
            None => self.last_school_day(self.today())?,
        };
        let year = year_of(day)?;
        let school = DemoSchool::generate(seed, students, year).map_err(Problem::new)?;
        self.wake(day);
        let institution = institutions::found(&self.db, rows::card(&school, self.profile)).await?;
        let work = Making { demo: self, school: Arc::new(school), operator: Arc::new(Actor::operator(institution)) };
        let numbers = work.add_base(day).await?;
        let lessons = work.add_lessons(&numbers).await?;
        work.open_accounts(&numbers).await?;
        let forgotten = self.set_clock(institution, day, today.and_then(|moment| moment.time)).await?;
        work.add_records(numbers, &lessons, forgotten).await?;
        work.open_last_account(&numbers).await?;
        Ok(institution)
    }

    /// What the server needs to show the demo: its accounts to click, and a line that says what it is.
    async fn options(&self, institution: InstitutionId, public_origin: Option<String>) -> Result<Options, Problem> {
        let labels = ACCOUNTS.iter().map(|(_, login, label)| (*login, *label)).chain([NEWCOMER]);
        let mut demo = Vec::new();
        for (login, label) in labels {
            let Ok(actor) = self.actor(login, institution).await else {
                continue;
            };
            let Some(person) = actor.person else { continue };
            let name = people::name_of(&mut self.db.read(&Arc::new(actor)).await?, person).await?;
            demo.push(DemoSignIn {
                role: label.to_owned(),
                name: name.map(|name| name.full()).unwrap_or_default(),
                login: login.to_owned(),
                password: PASSWORD.to_owned(),
            });
        }
        let now = self.db.clock().now().with_timezone(&self.zone());
        let (day, time) = (wording::date(now.date_naive()), wording::time(now.time()));
        eprintln!("Часы демонстрационной школы: {day}, {time}");
        let banner = format!("Демонстрационная школа: все люди вымышлены. Сегодня здесь {day}");
        Ok(Options { db: self.db.clone(), keys: self.keys.clone(), demo, public_origin, demo_banner: Some(banner) })
    }
}

fn year_of(day: NaiveDate) -> Result<AcademicYear, Problem> {
    AcademicYear::of(day).ok_or_else(|| Problem::new(format!("{day}: такого учебного года нет. Исправьте --today.")))
}

/// The third lesson, as a rule.
const USUAL_TIME: NaiveTime = match NaiveTime::from_hms_opt(10, 50, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

/// Ten minutes into the lesson that is nearest to the third one; not into the first of several, so that something went before.
fn middle_of_a_lesson(lessons: &[TodaysLesson]) -> Option<NaiveTime> {
    let later = lessons.get(1..).filter(|later| !later.is_empty()).unwrap_or(lessons);
    let times = later.iter().map(|lesson| lesson.starts + TimeDelta::minutes(10));
    times.min_by_key(|time| (*time - USUAL_TIME).abs())
}

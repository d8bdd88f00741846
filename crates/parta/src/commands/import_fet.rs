//! `parta import fet`: an institution with its year, staff, classes and load out of a FET file.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use parta_actions::founding;
use parta_actions::sign_in::hash_of_secret;
use parta_exchange::fet::{Bell, HourIs, Plan, read_bells};
use parta_school::access::Actor;
use parta_school::calendar::AcademicYear;
use parta_school::ids::{InstitutionId, PersonId};
use parta_school::regulation::RegulationProfile;
use parta_store::accounts::{self, NewAccount};
use parta_store::institutions::{self, Card};
use parta_store::{Act, Clock, Db, school_year};

use super::fet_file::{profile, read_file, read_plan, say, year};
use crate::demo::{InventedStudent, invent_students};
use crate::founding::fet::{Base, School, schedule, students_of};
use crate::problem::Problem;
use crate::settings::Storage;

const REQUEST: &str = "parta import fet";
/// How long the first secret of the administrator is good (`security.md` §2).
const FIRST_SECRET_DAYS: i64 = 14;
/// Letters and digits that nobody confuses on paper: 32 of them, five bits each.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
const LONGEST_NAME: usize = 200;

#[derive(Debug, clap::Args)]
pub struct ImportFet {
    /// Файл FET (расширение .fet)
    #[arg(value_name = "ФАЙЛ")]
    file: PathBuf,
    /// Название организации, под которым её найдут все остальные команды
    #[arg(long, value_name = "НАЗВАНИЕ")]
    institution: String,
    /// Регламент, по которому работает организация: P0 – школа, P3 – колледж
    #[arg(long, value_name = "КОД")]
    profile: String,
    /// Учебный год (обычно нынешний, с июля – будущий)
    #[arg(long, value_name = "ГОД")]
    year: Option<AcademicYear>,
    /// Файл звонков: в каждой строке номер урока, начало и конец, например «1 08:30 09:15»
    #[arg(long, value_name = "ФАЙЛ")]
    bells: Option<PathBuf>,
    /// Сколько уроков в одном часе файла: 1 – урок, 2 – пара
    #[arg(long, value_name = "ЧИСЛО", default_value_t = 1)]
    hour_is: u8,
    /// Заполнить группы вымышленными учащимися с родителями
    #[arg(long)]
    invent_students: bool,
    /// Число, от которого зависят вымышленные имена
    #[arg(long, value_name = "ЧИСЛО", default_value_t = 1)]
    seed: u64,
    /// Только показать, что будет перенесено, ничего не записывая
    #[arg(long)]
    dry_run: bool,
}

impl ImportFet {
    pub async fn run(self) -> Result<(), Problem> {
        let name = self.institution.trim().to_owned();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(Problem::new("Название организации пусто или длиннее 200 знаков. Исправьте --institution."));
        }
        let clock = Clock::system();
        let (plan, profile) = (read_plan(&self.file)?, profile(&self.profile)?);
        let hour_is = HourIs::from_lessons(self.hour_is)
            .ok_or_else(|| Problem::new("Час файла – это один урок или пара: --hour-is 1 или --hour-is 2."))?;
        let year = year(self.year, &clock)?;
        let bells = self.bells(&plan, hour_is)?;
        let students = self.students(&plan, clock.now().date_naive())?;
        let school = School::new(plan, profile, year, hour_is)?;
        let import = Import { school, bells, students };
        preview(&import.school, &import.base(1))?;
        if self.dry_run {
            return say("Ничего не записано: это только просмотр.");
        }
        let storage = Storage::from_environment()?;
        storage.make_folder()?;
        let db = storage.open(clock).await?;
        let institution = found(&db, &name, profile, year).await?;
        let admin = write(&db, institution, import).await?;
        open_first_account(&db, institution, admin).await
    }

    fn bells(&self, plan: &Plan, hour_is: HourIs) -> Result<Vec<Bell>, Problem> {
        let own = match &self.bells {
            Some(file) => Some(read_bells(&read_file(file)?).map_err(Problem::new)?),
            None => None,
        };
        let bells = plan.bells(hour_is, own.as_deref()).map_err(Problem::new)?;
        schedule(&bells).map(|_| bells)
    }

    /// The invented students of each class, in the order of the register.
    fn students(&self, plan: &Plan, today: NaiveDate) -> Result<Vec<Vec<InventedStudent>>, Problem> {
        if !self.invent_students {
            return Ok(Vec::new());
        }
        let count = plan.classes.iter().map(students_of).sum();
        let mut invented = invent_students(count, self.seed, today).map_err(Problem::new)?.into_iter();
        let of_class = |class| {
            let mut students: Vec<InventedStudent> = invented.by_ref().take(students_of(class)).collect();
            students.sort_by_key(|student| student.person.name.sort_key());
            students
        };
        Ok(plan.classes.iter().map(of_class).collect())
    }
}

/// Everything that becomes rows.
struct Import {
    school: School,
    bells: Vec<Bell>,
    students: Vec<Vec<InventedStudent>>,
}

impl Import {
    fn base(&self, first: i64) -> Base {
        Base::of(&self.school, &self.bells, &self.students, first)
    }
}

/// What will be brought over, and what the school should look at.
fn preview(school: &School, base: &Base) -> Result<(), Problem> {
    let (plan, rows) = (&school.plan, &base.plan);
    say(format!("Файл: «{}», учебный год {}", plan.institution, school.year))?;
    let weeks = match plan.cycle.weeks.as_slice() {
        [_] => "каждая неделя одинакова".to_owned(),
        weeks => format!("цикл недель: {}", weeks.join(", ")),
    };
    let counts = [
        ("предметов", rows.year.subjects.len()),
        ("преподавателей", plan.teachers.len()),
        ("кабинетов", rows.year.rooms.len()),
        ("классов и групп", rows.classes.classes.len()),
        ("подгрупп", rows.classes.subgroups.len()),
        ("страниц журнала", school.page_count()),
        ("занятий", plan.activities.iter().filter(|activity| activity.active).count()),
        ("учебных дней в цикле", plan.cycle.days.len()),
        (
            "уроков в дне",
            rows.year.bells.iter().map(|bell| bell.number).collect::<std::collections::BTreeSet<_>>().len(),
        ),
        ("учащихся", rows.classes.enrolments.len()),
    ];
    for (what, count) in counts {
        say(format!("  {what}: {count}"))?;
    }
    say(format!("  {weeks}"))?;
    let abbreviated = match school.abbreviated_teachers() {
        0 => None,
        count => Some(format!(
            "Преподавателей без полного имени: {count}. Впишите фамилию, имя и отчество полностью (в файле их нет)."
        )),
    };
    let warnings: Vec<String> = plan.warnings.iter().map(ToString::to_string).chain(abbreviated).collect();
    warnings.iter().try_for_each(|warning| say(format!("Обратите внимание: {warning}")))
}

/// A new institution of this name; one whose import was broken off before it wrote anything is used again.
async fn found(db: &Db, name: &str, profile: &RegulationProfile, year: AcademicYear) -> Result<InstitutionId, Problem> {
    let mut threshold = db.threshold().await?;
    let Some(institution) = institutions::by_name(&mut threshold, name).await? else {
        let card = Card {
            profile: profile.code().to_owned(),
            short_name: name.to_owned(),
            full_name: name.to_owned(),
            locality: String::new(),
            time_zone: profile.zone().name().to_owned(),
            director: None,
        };
        return Ok(institutions::found(db, card).await?);
    };
    let mut read = db.read(&Arc::new(Actor::operator(institution))).await?;
    match school_year::year_of(&mut read, year.first_day()).await? {
        Some(year) => Err(Problem::new(format!(
            "«{name}» уже есть в этой базе данных вместе с {} учебным годом. Данные не переносятся второй раз: \
             укажите другое название или другую базу (PARTA_DATABASE).",
            year.name
        ))),
        None => Ok(institution),
    }
}

/// Writes the base in one act; gives the administrator.
async fn write(db: &Db, institution: InstitutionId, import: Import) -> Result<PersonId, Problem> {
    let operator = Arc::new(Actor::operator(institution));
    let added = db.act(&operator, Act::new("setup.base", REQUEST).unhurried(), async move |tx| {
        let first = *tx.ids(import.base(1).used).await?.start();
        let base = import.base(first);
        founding::add_base(tx, base.plan).await.map(|()| base.admin)
    });
    Ok(added.await?)
}

/// An account for the administrator with a secret that is shown once.
async fn open_first_account(db: &Db, institution: InstitutionId, admin: PersonId) -> Result<(), Problem> {
    let login = free_login(db, institution).await?;
    let secret = first_secret()?;
    let account = NewAccount {
        login: login.clone(),
        person: admin,
        password_hash: None,
        first_secret_hash: Some(hash_of_secret(&secret)),
        first_secret_until: Some(db.clock().now() + TimeDelta::days(FIRST_SECRET_DAYS)),
        rule_version: 0,
    };
    let operator = Arc::new(Actor::operator(institution));
    let opened = db.act(&operator, Act::new("account.open", REQUEST), async move |tx| {
        founding::open_accounts(tx, vec![account]).await
    });
    opened.await?;
    say("Данные перенесены.")?;
    say(format!("Администратор журнала: логин {login}, первый пароль {secret}"))?;
    say(format!(
        "Пароль показан один раз и действует {FIRST_SECRET_DAYS} дней: при первом входе администратор придумает свой."
    ))?;
    say("Дальше: составьте расписание (parta timetable solve …) и запустите сервер (parta serve).")
}

/// Logins are one list for the whole server.
async fn free_login(db: &Db, institution: InstitutionId) -> Result<String, Problem> {
    let taken = accounts::by_login(&mut db.threshold().await?, "admin").await?;
    Ok(if taken.is_none() { "admin".to_owned() } else { format!("admin-{institution}") })
}

/// 80 random bits as sixteen letters and digits in groups of four.
fn first_secret() -> Result<String, Problem> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Problem::new(format!("Система не дала случайных чисел для пароля: {error}.")))?;
    let letters = bytes.map(|byte| LETTERS.get(usize::from(byte % 32)).copied().map_or('a', char::from));
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_secret_is_sixteen_letters_in_four_groups() {
        let (one, other) = (first_secret().unwrap(), first_secret().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4, 4]);
        let distinct: std::collections::BTreeSet<_> = LETTERS.iter().collect();
        assert_eq!(distinct.len(), 32);
    }
}

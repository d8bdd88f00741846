//! The named cast with one person for each role of the matrix, and the objects that the matrix asks for.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use chrono::{NaiveDate, TimeDelta};
use parta_actions::keys::Keys;
use parta_actions::sign_in::{Hashing, hash_of_secret};
use parta_school::access::{Actor, Role, may_set_up};
use parta_school::ids::{AccountId, ClassId, InstitutionId, PersonId};
use parta_store::accounts::{NewAccount, NewSession};
use parta_store::classes::{ClassPlan, EnrolmentRow, TeachingRow};
use parta_store::fixture::{Cast, PASSWORD, School, day};
use parta_store::people::{AssignmentRow, GuardianshipRow, PersonRow};
use parta_store::{Act, Tx, accounts, classes, people};
use parta_web::{Options, service};
use serde_json::json;

use crate::browser::{Browser, ORIGIN};

/// By so much the numbers of the twin's own copies lie above ours, and the numbers that nobody gave above those.
const APART: i64 = 1_000_000;

/// Somebody whom the cast does not have.
#[derive(Default, Clone)]
pub struct Newcomer {
    pub login: &'static str,
    /// Surname and name; «Новых Роман» without.
    pub name: Option<(&'static str, &'static str)>,
    pub roles: Vec<(&'static str, Option<ClassId>)>,
    pub teaches: Vec<(i64, Option<NaiveDate>)>,
    pub studies: Option<ClassId>,
    pub guards: Option<(PersonId, Option<NaiveDate>)>,
}

pub struct World {
    pub cast: Cast,
    pub app: Router,
    pub people: BTreeMap<String, PersonId>,
    pub keys: Keys,
}

impl World {
    /// The cast, everybody of the matrix, and a server.
    pub async fn new(cast: Cast) -> Self {
        Self::under(cast, "P0").await
    }

    /// The same under another regulation.
    pub async fn under(cast: Cast, profile: &str) -> Self {
        let profile = format!("UPDATE institution SET profile = '{profile}'");
        cast.tamper(&profile).await.expect("the regulation is changed");
        let keys = Keys::new([7; 32]);
        let options = Options {
            db: cast.db.clone(),
            keys: keys.clone(),
            demo: Vec::new(),
            public_origin: None,
            demo_banner: None,
        };
        let app = service(options, ORIGIN);
        let mut world = Self { people: old_hands(&cast), cast, app, keys };
        let new = newcomers(&world.cast);
        let joined = world.join(new.iter().map(|(_, newcomer)| newcomer.clone()).collect()).await;
        world.people.extend(new.iter().map(|(role, _)| (*role).to_owned()).zip(joined));
        world.teach_the_page(&["production_master_of_page"]).await;
        world
    }

    /// A browser in which this role of the matrix has just signed in.
    pub async fn browser(&self, role: &str) -> Browser {
        if role == "nobody" {
            let mut browser = Browser::new(&self.app);
            browser.get("/sign-in").await;
            return browser;
        }
        let person = *self.people.get(role).unwrap_or_else(|| panic!("nobody is {role}"));
        self.session(person).await
    }

    /// A browser in which somebody of the first school has just signed in.
    pub async fn session(&self, person: PersonId) -> Browser {
        self.session_in(&self.cast.school, self.account(person).await).await
    }

    /// The same in the twin.
    pub async fn session_in_twin(&self, person: PersonId) -> Browser {
        self.session_in(&self.cast.twin, self.cast.twin.account(&self.cast.db, person).await).await
    }

    async fn session_in(&self, school: &School, account: AccountId) -> Browser {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let token = format!("token-{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let now = self.cast.clock.now();
        let mut threshold = self.cast.db.threshold().await.expect("a connection");
        let who = parta_store::access::actor(&mut threshold, account, school.id, now.date_naive()).await;
        let staff = who.expect("reads").is_some_and(|who| !who.is_family());
        drop(threshold);
        let ends_at = now + if staff { TimeDelta::hours(12) } else { TimeDelta::days(30) };
        let session = NewSession {
            token_hash: hash_of_secret(&token),
            account,
            institution: school.id,
            staff,
            shared: false,
            ends_at,
        };
        accounts::open_session(&self.cast.db, session).await.expect("a session");
        Browser::with_session(&self.app, &token).await
    }

    /// The account of somebody of the first school.
    pub async fn account(&self, person: PersonId) -> AccountId {
        let account =
            format!("SELECT account_id FROM member WHERE institution_id = {} AND person_id = {person}", self.id());
        AccountId(self.cast.number(&account).await)
    }

    pub fn id(&self) -> InstitutionId {
        self.cast.school.id
    }

    /// The number of the last act of both schools together: unchanged while nothing is written.
    pub async fn acts(&self) -> i64 {
        self.cast.number("SELECT CAST(SUM(number) AS BIGINT) FROM audit_head").await
    }

    /// How often the access log says `kind` of this person at this address.
    pub async fn logged(&self, kind: &str, person: PersonId, address: &str) -> i64 {
        let path = address.split('?').next().unwrap_or_default();
        let lines = format!(
            "SELECT COUNT(*) FROM access_log WHERE institution_id = {} AND kind = '{kind}' AND person_id = {person} AND object = '{path}'",
            self.id()
        );
        self.cast.number(&lines).await
    }

    /// Gives somebody the password of the fixture as this server stores it.
    pub async fn give_password(&self, person: PersonId) {
        let hash = Hashing::new(&self.keys).hash(PASSWORD.into()).await.expect("a hash");
        let account = self.account(person).await;
        accounts::set_password(&self.cast.db, account, hash, String::new()).await.expect("a password");
    }

    /// The same for everybody, at the price of one hash.
    pub async fn give_everybody_a_password(&self) {
        self.give_password(self.cast.petrova).await;
        let petrova = self.account(self.cast.petrova).await;
        let everybody =
            format!("UPDATE account SET password_hash = (SELECT password_hash FROM account WHERE id = {petrova})");
        self.cast.tamper(&everybody).await.expect("passwords");
    }

    /// Puts more people into the first school.
    pub async fn join(&self, newcomers: Vec<Newcomer>) -> Vec<PersonId> {
        let operator = Arc::new(Actor::operator(self.id()));
        let joining =
            self.cast.db.act(&operator, Act::new("school.import", "test"), async move |tx| join(tx, &newcomers).await);
        joining.await.expect("they join")
    }

    async fn teach_the_page(&self, roles: &[&str]) {
        let (page, people) =
            (self.cast.algebra_7b.0, roles.iter().map(|role| self.people[*role].0).collect::<Vec<_>>());
        let operator = Arc::new(Actor::operator(self.id()));
        let adding = self.cast.db.act(&operator, Act::new("school.import", "test"), async move |tx| {
            let permit = may_set_up(tx.who()).expect("the operator may");
            let mut teaching = Vec::new();
            for person_id in people {
                let id = tx.id().await?;
                teaching.push(TeachingRow {
                    id,
                    page_id: page,
                    person_id,
                    hours: None,
                    first_day: day("2026-09-01"),
                    last_day: None,
                });
            }
            classes::add(tx, &permit, &ClassPlan { teaching, ..ClassPlan::default() }).await
        });
        let added: parta_store::Result<()> = adding.await;
        added.expect("the page is theirs");
    }
}

/// Those of the cast who stand for a role of the matrix.
fn old_hands(cast: &Cast) -> BTreeMap<String, PersonId> {
    let named = [
        ("director", cast.director),
        ("journal_admin", cast.admin),
        ("deputy_studies", cast.deputy),
        ("secretary", cast.secretary),
        ("subject_teacher_of_page", cast.petrova),
        ("subject_teacher_in_class", cast.sidorov),
        ("student_own", cast.yolkina),
        ("student_classmate", cast.egorov),
        ("student_elsewhere", cast.belova),
        ("guardian_own", cast.yolkina_mother),
        ("guardian_of_classmate", cast.ivanov_father),
        ("guardian_without_diary", cast.yolkin_father),
        // Holds it for 4 «А».
        ("department_head_elsewhere", cast.holder(Role::DepartmentHead)),
        ("production_master_of_page", cast.holder(Role::ProductionMaster)),
    ];
    use Role::*;
    let by_role = [
        ItCurator,
        JournalResponsible,
        DeputyIt,
        LeadProgrammer,
        DeputyUpbringing,
        DeputyProduction,
        SubstituteTeacher,
        ExtracurricularTeacher,
        AdditionalEdTeacher,
        BoardingEducator,
        TeachingStaff,
        Nurse,
        SocialPedagogue,
        SiteAdmin,
        Inspector,
        ExternalUser,
    ];
    let named = named.into_iter().map(|(role, person)| (role.to_owned(), person));
    named.chain(by_role.into_iter().map(|role| (role.code().to_owned(), cast.holder(role)))).collect()
}

fn newcomers(cast: &Cast) -> Vec<(&'static str, Newcomer)> {
    let staff = |login, role, class| Newcomer { login, roles: vec![(role, class)], ..Newcomer::default() };
    let (here, there) = (Some(cast.class_7b), Some(cast.class_4a));
    let guardian = |login, student, last| Newcomer { guards: Some((student, last)), ..staff(login, "guardian", None) };
    vec![
        ("department_head_of_class", staff("head-of-department", "department_head", here)),
        ("branch_head_of_class", staff("head-of-branch", "branch_head", here)),
        ("class_teacher_of_class", staff("leader-7b", "class_teacher", here)),
        ("class_teacher_elsewhere", staff("leader-4a", "class_teacher", there)),
        (
            "subject_teacher_elsewhere",
            Newcomer { teaches: vec![(cast.russian_4a.0, None)], ..staff("teacher-4a", "subject_teacher", None) },
        ),
        (
            "primary_teacher_of_page",
            Newcomer { teaches: vec![(cast.algebra_7b.0, None)], ..staff("primary-7b", "primary_teacher", None) },
        ),
        ("guardian_elsewhere", guardian("belova-mother", cast.belova, None)),
        ("guardian_ended", guardian("former-guardian", cast.yolkina, Some(day("2026-11-19")))),
    ]
}

async fn join(tx: &mut Tx, newcomers: &[Newcomer]) -> parta_store::Result<Vec<PersonId>> {
    let permit = may_set_up(tx.who()).expect("the operator may");
    let (first_day, mut joined) = (day("2026-09-01"), Vec::new());
    for newcomer in newcomers {
        let mut ids = tx.ids(12).await?;
        let mut id = || ids.next().expect("enough numbers");
        let person_id = id();
        let (surname, name) = newcomer.name.unwrap_or(("Новых", "Роман"));
        let person = PersonRow {
            id: person_id,
            surname: surname.into(),
            name: name.into(),
            patronymic: Some("Ильич".into()),
            sort_key: surname.to_lowercase(),
            search_key: surname.to_lowercase(),
            birth_day: None,
            sex: None,
            position: None,
        };
        let assignments: Vec<AssignmentRow> = newcomer
            .roles
            .iter()
            .map(|(role, class)| AssignmentRow {
                id: id(),
                person_id,
                role,
                class_id: class.map(|class| class.0),
                first_day,
                last_day: None,
                basis: None,
            })
            .collect();
        let teaching = newcomer.teaches.iter().map(|(page_id, last_day)| TeachingRow {
            id: id(),
            page_id: *page_id,
            person_id,
            hours: None,
            first_day,
            last_day: *last_day,
        });
        let teaching = teaching.collect();
        let enrolments = newcomer.studies.map(|class| EnrolmentRow {
            id: id(),
            class_id: class.0,
            student_id: person_id,
            first_day,
            last_day: None,
            basis: None,
        });
        let relations: Vec<GuardianshipRow> = newcomer
            .guards
            .iter()
            .map(|(student, last_day)| GuardianshipRow {
                id: id(),
                guardian_id: person_id,
                student_id: student.0,
                relation: "мать".into(),
                diary: true,
                first_day,
                last_day: *last_day,
                basis: None,
            })
            .collect();
        people::add(tx, &permit, &[person]).await?;
        people::assign(tx, &permit, &assignments).await?;
        people::relate(tx, &permit, &relations).await?;
        let plan = ClassPlan { teaching, enrolments: enrolments.into_iter().collect(), ..ClassPlan::default() };
        classes::add(tx, &permit, &plan).await?;
        let account = NewAccount {
            login: newcomer.login.into(),
            person: PersonId(person_id),
            password_hash: Some("$argon2id$none".into()),
            first_secret_hash: None,
            first_secret_until: None,
            rule_version: 1,
        };
        accounts::open(tx, &permit, &[account]).await?;
        joined.push(PersonId(person_id));
    }
    Ok(joined)
}

/// The numbers that stand for the braces of a route.
#[derive(Debug, Clone)]
pub struct Objects {
    pub page: i64,
    pub class: i64,
    /// Петрова's lesson that is going on.
    pub lesson: i64,
    pub student: i64,
    /// Absent from the lesson, the reason open.
    pub absentee: i64,
    /// Set just now by Петрова: not yet public.
    pub fresh_mark: i64,
    pub public_mark: i64,
    pub requested: i64,
    pub confirmed: i64,
}

impl Objects {
    /// Lets Петрова and the deputy make what the matrix asks for.
    pub async fn make(world: &World) -> Self {
        let cast = &world.cast;
        let mut petrova = world.session(cast.petrova).await;
        let lesson = cast.algebra_today;
        let cell = format!("/api/v1/lessons/{lesson}/students");
        let five = petrova
            .put(&format!("{cell}/{}", cast.egorov), json!({"entry": "5", "kinds": [cast.answer], "seen": 0}))
            .await;
        assert_eq!(five.status, 200, "{}", five.body);
        let absent = petrova.put(&format!("{cell}/{}", cast.ershova), json!({"entry": "н", "seen": 0})).await;
        assert_eq!(absent.status, 200, "{}", absent.body);
        let on_16 = cast.lesson(cast.algebra_7b, "2026-11-16");
        let first = ask_for_correction(&mut petrova, world, mark(world, on_16.0, cast.yolkina).await).await;
        let second = ask_for_correction(&mut petrova, world, mark(world, on_16.0, cast.ershova).await).await;
        let mut deputy = world.session(cast.deputy).await;
        let confirmed = deputy.post(&format!("/corrections/{second}/confirmation"), &[]).await;
        assert_eq!(confirmed.status, 303, "{}", confirmed.body);
        Self {
            page: cast.algebra_7b.0,
            class: cast.class_7b.0,
            lesson: lesson.0,
            student: cast.yolkina.0,
            absentee: cast.ershova.0,
            fresh_mark: mark(world, lesson.0, cast.egorov).await,
            public_mark: mark(world, cast.algebra_before.0, cast.yolkina).await,
            requested: first,
            confirmed: second,
        }
    }

    /// The twin's own objects of these kinds, under numbers that only the twin has.
    pub async fn copy_to_twin(&self, world: &World) -> Self {
        let (cast, twin) = (&world.cast, &world.cast.twin);
        let (id, up) = (twin.id, APART);
        let (page, class) = (twin.algebra_7b, twin.class_7b);
        let students = format!("(SELECT student_id FROM enrolment WHERE institution_id = {id} AND class_id = {class})");
        let lessons = format!("(SELECT id FROM lesson WHERE institution_id = {id} AND page_id = {page})");
        let old_mark = format!(
            "SELECT id FROM mark WHERE institution_id = {id} AND lesson_id = {} AND student_id = {}",
            twin.algebra_before, twin.yolkina
        );
        let old_mark = cast.number(&old_mark).await;
        let request = |correction: i64, state: &str| {
            format!(
                "INSERT INTO correction SELECT institution_id, {correction}, act, id, value, '3', 'Описка', '{state}', author_id, at, \
                 author_id, at, NULL FROM mark WHERE institution_id = {id} AND id = {};",
                old_mark + up
            )
        };
        let sql = format!(
            "INSERT INTO class_group SELECT institution_id, act, id + {up}, year_id, mode_id, name, grade, sort_key FROM class_group
                 WHERE institution_id = {id} AND id = {class};
             INSERT INTO person SELECT institution_id, act, id + {up}, surname, name, patronymic, sort_key, search_key, birth_day, sex,
                 position FROM person WHERE institution_id = {id} AND id IN {students};
             INSERT INTO enrolment SELECT institution_id, act, id + {up}, class_id + {up}, student_id + {up}, first_day, last_day, basis
                 FROM enrolment WHERE institution_id = {id} AND class_id = {class};
             INSERT INTO page SELECT institution_id, act, id + {up}, year_id, subject_id, class_id + {up}, subgroup_id, title FROM page
                 WHERE institution_id = {id} AND id = {page};
             INSERT INTO teaching SELECT institution_id, act, id + {up}, page_id + {up}, person_id, hours, first_day, last_day
                 FROM teaching WHERE institution_id = {id} AND page_id = {page};
             INSERT INTO lesson SELECT institution_id, act, id + {up}, page_id + {up}, entry_id, day, number, starts, ends, room_id
                 FROM lesson WHERE institution_id = {id} AND page_id = {page};
             INSERT INTO work SELECT institution_id, act, id + {up}, lesson_id + {up}, kind_id, weight, title FROM work
                 WHERE institution_id = {id} AND lesson_id IN {lessons};
             INSERT INTO mark SELECT institution_id, lesson_id + {up}, student_id + {up}, id + {up}, work_id + {up}, act, value, at,
                 public_at, author_id FROM mark WHERE institution_id = {id} AND lesson_id IN {lessons};
             UPDATE record SET topic = '{FOREIGN}', homework = '{FOREIGN}' WHERE institution_id = {id};
             {}
             {}",
            request(self.requested + up, "requested"),
            request(self.confirmed + up, "confirmed"),
        );
        cast.tamper(&sql).await.expect("the twin has copies");
        let twins = Self {
            page: page.0,
            class: class.0,
            lesson: twin.algebra_today.0,
            student: twin.yolkina.0,
            absentee: twin.ershova.0,
            fresh_mark: old_mark,
            public_mark: old_mark,
            requested: self.requested,
            confirmed: self.confirmed,
        };
        twins.higher(APART)
    }

    /// Numbers that no institution gave.
    pub fn given_by_nobody(&self) -> Self {
        self.higher(2 * APART)
    }

    fn higher(&self, by: i64) -> Self {
        Self {
            page: self.page + by,
            class: self.class + by,
            lesson: self.lesson + by,
            student: self.student + by,
            absentee: self.absentee + by,
            fresh_mark: self.fresh_mark + by,
            public_mark: self.public_mark + by,
            requested: self.requested + by,
            confirmed: self.confirmed + by,
        }
    }
}

/// What the twin's lessons say under the very numbers of ours: no page of the first school may ever hold it.
pub const FOREIGN: &str = "Тема чужой школы";

/// The number of a mark of the first school.
pub async fn mark(world: &World, lesson: i64, student: PersonId) -> i64 {
    let mark = format!(
        "SELECT MAX(id) FROM mark WHERE institution_id = {} AND lesson_id = {lesson} AND student_id = {student}",
        world.id()
    );
    world.cast.number(&mark).await
}

/// Lets a teacher ask for a correction to «2»; gives its number.
pub async fn ask_for_correction(teacher: &mut Browser, world: &World, mark: i64) -> i64 {
    let asked =
        teacher.post(&format!("/marks/{mark}/correction"), &[("value", "2"), ("reason", "Описка при вводе.")]).await;
    assert_eq!(asked.status, 303, "{}", asked.body);
    world
        .cast
        .number(&format!("SELECT id FROM correction WHERE institution_id = {} AND mark_id = {mark}", world.id()))
        .await
}

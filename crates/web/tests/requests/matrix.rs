//! Every route × every role × own, another institution's and nobody's object, against `tests/access/expected.toml`.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use parta_store::fixture::{Engine, PASSWORD, on};
use parta_web::TABLE;
use serde_json::json;

use crate::browser::{Answer, Browser, Load, form};
use crate::oracle::{Class, Entry, Oracle};
use crate::world::{FOREIGN, Objects, World};

///
#[test]
fn the_matrix_of_rights() {
    on(Engine::Sqlite, async |cast| {
        let oracle = Oracle::read();
        let routes: Vec<&Entry> = oracle.routes.iter().collect();
        let mut walk = Walk::begin(World::new(cast).await, &oracle).await;
        for entry in &routes {
            walk.route(entry).await;
        }
        walk.end();
    });
}

/// what the matrix allows is done, each time in a school of its own.
#[test]
fn the_matrix_of_rights_where_it_allows_to_write() {
    what_succeeds_is_tried_in_a_school_of_its_own(Engine::Sqlite, |_| true);
}

/// a thinner slice on the other engine.
#[test]
fn the_matrix_of_rights_on_postgresql() {
    let slice = [
        "GET /journal/{page}",
        "GET /diary/{student}",
        "GET /classes/{class}/timetable",
        "POST /corrections/{correction}/confirmation",
        "PUT /api/v1/lessons/{lesson}/students/{student}",
    ];
    on(Engine::Postgres, async |cast| {
        let oracle = Oracle::read();
        let mut walk = Walk::begin(World::new(cast).await, &oracle).await;
        for entry in oracle.routes.iter().filter(|entry| slice.contains(&entry.address.as_str())) {
            walk.route(entry).await;
        }
        walk.end();
    });
    what_succeeds_is_tried_in_a_school_of_its_own(Engine::Postgres, |address| {
        address.starts_with("PUT /api/v1/lessons/{lesson}/st")
    });
}

/// under the regulation of the college the reason is the teacher's.
#[test]
fn the_matrix_of_rights_under_p3() {
    let oracle = Oracle::read();
    let mut wrong = Wrong::default();
    for entry in &oracle.p3 {
        for role in oracle.roles.iter().filter(|role| entry.of(role).is_some()) {
            on(Engine::Sqlite, async |cast| {
                let world = World::under(cast, "P3").await;
                let mut petrova = world.session(world.cast.petrova).await;
                let (lesson, student) = (world.cast.algebra_today, world.cast.ershova);
                let cell = format!("/api/v1/lessons/{lesson}/students/{student}");
                let mut browser = world.browser(role).await;
                let answer = if entry.address.ends_with("/reason") {
                    let absent = petrova.put(&cell, json!({"entry": "н", "seen": 0})).await;
                    assert_eq!(absent.status, 200, "{}", absent.body);
                    browser.post(&format!("/lessons/{lesson}/students/{student}/reason"), &[("code", "б")]).await
                } else {
                    browser.put(&cell, json!({"entry": "б", "seen": 0})).await
                };
                compare(entry, role, "own", &answer, &mut wrong);
            });
        }
    }
    wrong.end();
}

const NEW_PASSWORD: &str = "Синий кит и три якоря";

/// Every line of `parta_web::TABLE` stands in the file, and nothing else does.
#[test]
fn every_route_has_its_line_and_every_line_its_route() {
    let oracle = Oracle::read();
    let routes: Vec<String> =
        TABLE.iter().map(|route| format!("{} {}", route.method.to_uppercase(), route.path)).collect();
    // One route may have several lines, which differ in what is asked for after «?».
    let lines = oracle.routes.iter().map(|entry| route_of(&entry.address).to_owned());
    let without_route: Vec<String> = lines.filter(|line| !routes.contains(line)).collect();
    let without_line: Vec<&String> =
        routes.iter().filter(|route| oracle.routes.iter().all(|entry| route_of(&entry.address) != **route)).collect();
    assert!(without_line.is_empty(), "tests/access/expected.toml does not say who may ask {without_line:?}");
    assert!(without_route.is_empty(), "tests/access/expected.toml speaks of {without_route:?}: there is no such route");
}

/// One school, asked everything that changes nothing in it.
struct Walk {
    world: World,
    browsers: BTreeMap<String, Browser>,
    own: Objects,
    twins: Objects,
    nobodys: Objects,
    /// The number of acts after the last request.
    acts: i64,
    /// What the access log must hold by now: kind, person, address.
    logged: BTreeMap<(&'static str, i64, String), i64>,
    wrong: Wrong,
}

impl Walk {
    async fn begin(world: World, oracle: &Oracle) -> Self {
        let own = Objects::make(&world).await;
        let twins = own.copy_to_twin(&world).await;
        the_twins_objects_are_there(&world, &twins).await;
        world.give_everybody_a_password().await;
        let mut browsers = BTreeMap::new();
        for role in &oracle.roles {
            browsers.insert(role.clone(), world.browser(role).await);
        }
        let (acts, nobodys) = (world.acts().await, own.given_by_nobody());
        Self { world, browsers, own, twins, nobodys, acts, logged: BTreeMap::new(), wrong: Wrong::default() }
    }

    async fn route(&mut self, entry: &Entry) {
        let mut browsers = std::mem::take(&mut self.browsers);
        for (role, browser) in &mut browsers {
            let (expected, _) = entry.of(role).expect("every role has its cell");
            let own = if expected == Class::Ok && writes_journal(&entry.address) {
                None
            } else {
                Some(self.own_object(entry, role, browser).await)
            };
            if entry.address.contains('{') && !entry.address.contains("{*") {
                self.other_objects(entry, role, browser, own.filter(|_| expected == Class::Unknown)).await;
            }
        }
        self.browsers = browsers;
    }

    /// Asks for the first school's own object; gives the answer as it may be compared.
    async fn own_object(&mut self, entry: &Entry, role: &str, browser: &mut Browser) -> String {
        let (address, load) = request(&self.world, entry, &self.own);
        let answer = self.asked(entry, role, browser, &address, load).await;
        let class = compare(entry, role, "own", &answer, &mut self.wrong);
        if answer.body.contains(FOREIGN) {
            self.wrong.note(entry, role, "shows the twin's records".into());
        }
        if let (Some(Class::Ok), Some(shows)) = (class, entry.shows(role))
            && answer.body.contains(&self.sign_of_object(entry).await) != shows
        {
            let said = if shows { "does not show the object" } else { "shows the object" };
            self.wrong.note(entry, role, said.into());
        }
        answer.without_own(&address)
    }

    /// Another institution's object and a number that nobody gave: the same bytes, and the same as for an own object that is unknown.
    async fn other_objects(&mut self, entry: &Entry, role: &str, browser: &mut Browser, own: Option<String>) {
        let expected = if role == "nobody" { Class::SignedOut } else { Class::Unknown };
        let mut answers: Vec<String> = own.into_iter().collect();
        for (whose, objects) in [("another institution's", self.twins.clone()), ("nobody's", self.nobodys.clone())] {
            let (address, load) = request(&self.world, entry, &objects);
            let answer = self.asked(entry, role, browser, &address, load).await;
            if class_of(&entry.address, &answer) != Some(expected) {
                self.wrong.note(
                    entry,
                    role,
                    format!("{whose} object: expected {expected:?} (R-014, R-018), got {}", answer.status),
                );
            }
            answers.push(answer.without_own(&address));
        }
        if expected == Class::Unknown && answers.windows(2).any(|pair| pair[0] != pair[1]) {
            self.wrong.note(entry, role, format!("unknown things can be told apart: {}", first_difference(&answers)));
        }
    }

    /// Asks, and sees to it that what was refused wrote nothing and was noted down.
    async fn asked(&mut self, entry: &Entry, role: &str, browser: &mut Browser, address: &str, load: Load) -> Answer {
        let (method, path) = entry.address.split_once(' ').expect("method and path");
        // Whoever signs in or out here must go on with the session of before.
        let mut own_session = browser.clone();
        let browser = if path.starts_with("/sign-") { &mut own_session } else { browser };
        if path == "/sign-out" && role != "nobody" {
            *browser = self.world.browser(role).await;
        }
        let answer = browser.ask(method, address, load).await;
        let acts = self.world.acts().await;
        if answer.status.as_u16() >= 400 && acts != self.acts {
            self.wrong.note(entry, role, format!("{} was answered, but something was written", answer.status));
        }
        self.acts = acts;
        let kind = match answer.status {
            StatusCode::FORBIDDEN => "refused",
            StatusCode::NOT_FOUND => "unknown",
            _ => return answer,
        };
        let Some(person) = self.world.people.get(role).copied() else {
            return answer;
        };
        let lines = self.logged.entry((kind, person.0, route_of(address).to_owned())).or_default();
        *lines += 1;
        if self.world.logged(kind, person, address).await != *lines {
            self.wrong.note(entry, role, format!("the access log says nothing of «{kind}»"));
        }
        answer
    }

    /// What shows that the object of the file is on a page that lists one's own.
    async fn sign_of_object(&self, entry: &Entry) -> String {
        match entry.address.as_str() {
            "GET /journal" => format!("\"/journal/{}\"", self.own.page),
            "GET /today" => format!("/lessons/{}", self.own.lesson),
            "GET /corrections" => format!("id=\"request-{}\"", self.own.requested),
            "GET /record" => {
                let act = format!(
                    "SELECT MIN(number) FROM act WHERE institution_id = {} AND kind = 'cell.set'",
                    self.world.id()
                );
                format!("<td class=\"soft\">{}<td>", self.world.cast.number(&act).await)
            }
            other => panic!("nothing is shown at {other}"),
        }
    }

    fn end(self) {
        self.wrong.end();
    }
}

/// Where program and file disagree: what is wrong at which address, and for whom.
#[derive(Default)]
struct Wrong(BTreeMap<(String, String), Vec<String>>);

impl Wrong {
    fn note(&mut self, entry: &Entry, role: &str, what: String) {
        self.0.entry((entry.address.clone(), what)).or_default().push(role.to_owned());
    }

    fn end(self) {
        let line = |((address, what), roles): (&(String, String), &Vec<String>)| {
            format!("{address}\n  {what}\n  {}", roles.join(" "))
        };
        let lines: Vec<String> = self.0.iter().map(line).collect();
        assert!(lines.is_empty(), "program and expected.toml disagree:\n{}", lines.join("\n"));
    }
}

/// What is allowed and writes would change the school for those who come after: each gets a fresh one.
fn what_succeeds_is_tried_in_a_school_of_its_own(engine: Engine, wanted: impl Fn(&str) -> bool) {
    let oracle = Oracle::read();
    let mut wrong = Wrong::default();
    for entry in oracle.routes.iter().filter(|entry| writes_journal(&entry.address) && wanted(&entry.address)) {
        for role in oracle.roles.iter().filter(|role| matches!(entry.of(role), Some((Class::Ok, _)))) {
            on(engine, async |cast| {
                let world = World::new(cast).await;
                let own = Objects::make(&world).await;
                let mut browser = world.browser(role).await;
                let (address, load) = request(&world, entry, &own);
                let (method, _) = entry.address.split_once(' ').expect("method and path");
                let acts = world.acts().await;
                let answer = browser.ask(method, &address, load).await;
                if compare(entry, role, "own", &answer, &mut wrong) == Some(Class::Ok) && world.acts().await == acts {
                    wrong.note(entry, role, format!("{} was answered, but nothing was written", answer.status));
                }
            });
        }
    }
    wrong.end();
}

/// Else «unknown» would prove nothing: the twin's own director and teacher find all of them.
async fn the_twins_objects_are_there(world: &World, twins: &Objects) {
    let twin = &world.cast.twin;
    let mut director = world.session_in_twin(twin.director).await;
    let Objects { page, class, lesson, student, .. } = twins;
    for address in [
        format!("/journal/{page}"),
        format!("/lessons/{lesson}"),
        format!("/lessons/{lesson}/students/{student}"),
        format!("/classes/{class}/timetable"),
        format!("/diary/{student}"),
    ] {
        assert_eq!(director.get(&address).await.status, 200, "the twin's director at {address}");
    }
    let mut petrova = world.session_in_twin(twin.petrova).await;
    let again = petrova.post(&format!("/marks/{}/withdrawal", twins.fresh_mark), &[]).await;
    assert_eq!(again.status, 422, "the twin's teacher and her public mark");
    let mut deputy = world.session_in_twin(twin.deputy).await;
    let requests = deputy.get("/corrections").await;
    for request in [twins.requested, twins.confirmed] {
        assert!(
            requests.body.contains(&format!("id=\"request-{request}\"")),
            "the twin's deputy sees the request {request}"
        );
    }
}

fn writes_journal(address: &str) -> bool {
    let harmless = ["/rule", "/password", "/sign-in", "/sign-out", "/view", "/csp-report"];
    !address.starts_with("GET ") && !harmless.iter().any(|path| address.ends_with(path))
}

/// Notes a disagreement; gives what the answer was.
fn compare(entry: &Entry, role: &str, whose: &str, answer: &Answer, wrong: &mut Wrong) -> Option<Class> {
    let (expected, why) = entry.of(role).expect("every role has its cell");
    let class = class_of(&entry.address, answer);
    if class != Some(expected) {
        let got = class.map_or_else(|| answer.status.to_string(), |class| format!("{class:?}"));
        wrong.note(entry, role, format!("{whose} object: expected {expected:?} ({why}), got {got}"));
    }
    if class == Some(Class::Refused) && !answer.body.chars().any(|letter| ('а'..='я').contains(&letter)) {
        wrong.note(entry, role, "refused without a word".into());
    }
    class
}

/// The first line in which two answers differ.
fn first_difference(answers: &[String]) -> String {
    let pair = answers.windows(2).find(|pair| pair[0] != pair[1]);
    let lines = pair.and_then(|pair| pair[0].lines().zip(pair[1].lines()).find(|(one, other)| one != other));
    lines.map_or_else(|| "one is longer".into(), |(one, other)| format!("«{one}» and «{other}»"))
}

/// The address without its query.
fn route_of(address: &str) -> &str {
    address.split('?').next().unwrap_or_default()
}

/// The class of an answer; nothing for one that has no place in the file.
fn class_of(route: &str, answer: &Answer) -> Option<Class> {
    let to_the_door = answer.header("location").starts_with("/sign-in") && route != "POST /sign-out";
    let script = route.contains(" /api/") || route.starts_with("GET /stream");
    let page = !script && route.starts_with("GET ");
    match answer.status.as_u16() {
        303 if to_the_door => (!script).then_some(Class::SignedOut),
        200 | 204 | 303 => Some(Class::Ok),
        401 => (!page).then_some(Class::SignedOut),
        403 => Some(Class::Refused),
        404 => Some(Class::Unknown),
        422 => Some(Class::Rule),
        _ => None,
    }
}

/// The address and what is sent there, such that whoever has the right is not stopped by anything else.
fn request(world: &World, entry: &Entry, objects: &Objects) -> (String, Load) {
    let (_, path) = entry.address.split_once(' ').expect("method and path");
    let student = if path.ends_with("/reason") { objects.absentee } else { objects.student };
    let mark = if path.ends_with("/withdrawal") { objects.fresh_mark } else { objects.public_mark };
    let correction = if path.ends_with("/execution") { objects.confirmed } else { objects.requested };
    let address = path
        .replace("{*path}", parta_web::assets::address("css/main.css").trim_start_matches("/assets/"))
        .replace("{page}", &objects.page.to_string())
        .replace("{class}", &objects.class.to_string())
        .replace("{lesson}", &objects.lesson.to_string())
        .replace("{student}", &student.to_string())
        .replace("{mark}", &mark.to_string())
        .replace("{correction}", &correction.to_string());
    let cast = &world.cast;
    let load = match entry.address.as_str() {
        "POST /lessons/{lesson}" => {
            form(&[("topic", "Степень одночлена"), ("homework", "§ 13, № 350"), ("seen_record", "0")])
        }
        "POST /lessons/{lesson}/students/{student}" => {
            form(&[("entry", "5"), ("seen", "0"), ("kind", &cast.answer.to_string())])
        }
        "POST /lessons/{lesson}/students/{student}/reason" => form(&[("code", "Б")]),
        "POST /marks/{mark}/correction" => form(&[("value", "5"), ("reason", "Работа оценена на пять.")]),
        "POST /corrections/{correction}/refusal" => form(&[("reason", "Отметка верна.")]),
        "POST /sign-in" => form(&[("login", cast.login(cast.orlova)), ("password", PASSWORD)]),
        "POST /password" => {
            form(&[("login", "кто угодно"), ("password", NEW_PASSWORD), ("again", NEW_PASSWORD), ("present", PASSWORD)])
        }
        "POST /view" => form(&[("back", "/"), ("theme", "dark")]),
        "POST /rule" => form(&[("version", "1"), ("next", "/")]),
        "PUT /api/v1/lessons/{lesson}/students/{student}" => Load::Json(
            json!({"entry": "5", "kinds": [cast.answer], "seen": 0, "entered_at": "2026-11-20T07:49:58.120Z"}),
        ),
        "PUT /api/v1/lessons/{lesson}/record" => {
            Load::Json(json!({"topic": "Степень одночлена", "homework": "§ 13, № 350", "seen": 0}))
        }
        "PUT /api/v1/lessons/{lesson}/attendance" => {
            Load::Json(json!({"absent": [{"student": cast.ershova.0, "code": "н"}], "seen": 0}))
        }
        other if other.starts_with("POST ") => form(&[]),
        _ => Load::Nothing,
    };
    (address, load)
}

//! Who asks: the session behind the cookie, the person behind the session, and what every page says of them.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use parta_actions::sign_in::{RULE_VERSION, Terms, hash_of_secret, new_secret};
use parta_school::access::{Actor, Role};
use parta_school::regulation::{Noun, RegulationProfile};
use parta_store::accounts::{self, Session};
use parta_store::{Act, Read, RequestKey, access};

use crate::app::{App, House};
use crate::cookies;
use crate::pages::shell::{Link, Look, Person, Shell};
use crate::reply::{Reply, Trouble};
use crate::routes::Audience;
use crate::security::{csrf_token, is_csrf_token};

/// The request as everything behind the door sees it.
#[derive(Clone)]
pub struct Caller {
    /// The number of this request in logs and in the record.
    pub request: String,
    pub look: Look,
    /// Own path with its query.
    pub here: String,
    /// What forms of this browser are bound to: the session, or the visit before it.
    secret: String,
    pub visitor: Option<Visitor>,
    /// There is a session, but it was not used for too long.
    pub idle: bool,
    /// The address that the request came from; nothing where there is no connection, as in tests.
    pub address: Option<IpAddr>,
}

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Visitor {
    pub who: Arc<Actor>,
    pub house: Arc<House>,
    pub session: Arc<Session>,
    pub token_hash: String,
}

impl Visitor {
    /// Today by the institution's clocks.
    pub fn today(&self, now: DateTime<Utc>) -> NaiveDate {
        now.with_timezone(&self.house.profile.zone()).date_naive()
    }
}

/// Finds out who asks and puts it into the request.
pub async fn recognise(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    match caller(&app, &headers, &uri).await.map(|caller| Caller { address: peer, ..caller }) {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            request.extensions_mut().insert(app);
            next.run(request).await
        }
        Err(error) => Trouble::from(error).into_response(),
    }
}

async fn caller(app: &App, headers: &HeaderMap, uri: &Uri) -> Result<Caller, parta_store::Error> {
    let look = cookies::read(app, headers, cookies::VIEW).map(Look::from_cookie).unwrap_or_default();
    let here = uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    let visit = cookies::read(app, headers, cookies::VISIT).unwrap_or_default().to_owned();
    let nobody =
        Caller { request: request_number(), look, here, secret: visit, visitor: None, idle: false, address: None };
    // Files are the same for everybody: nobody is looked up for them.
    let token = cookies::read(app, headers, cookies::SESSION).filter(|_| !uri.path().starts_with("/assets/"));
    let Some(token) = token else { return Ok(nobody) };
    let token_hash = hash_of_secret(token);
    let mut threshold = app.db.threshold().await?;
    let Some(session) = accounts::session(&mut threshold, &token_hash).await? else { return Ok(nobody) };
    let now = threshold.now();
    if now - session.seen_at > Terms::of(session.staff, session.shared).idle {
        return Ok(Caller { idle: true, ..nobody });
    }
    let house = app.house(session.institution_id).await?;
    let today = now.with_timezone(&house.profile.zone()).date_naive();
    let who = access::actor(&mut threshold, session.account_id, session.institution_id, today).await?;
    drop(threshold);
    let Some(who) = who.filter(|who| !who.assignments.is_empty()) else { return Ok(nobody) };
    if now - session.seen_at > TimeDelta::minutes(1) && !is_background(headers) {
        let (db, token_hash) = (app.db.clone(), token_hash.clone());
        tokio::spawn(async move { accounts::seen(&db, token_hash).await });
    }
    let secret = token_hash.clone();
    let visitor = Visitor { who: Arc::new(who), house, session: Arc::new(session), token_hash };
    Ok(Caller { secret, visitor: Some(visitor), ..nobody })
}

/// A refresh by the event stream or a prefetch: nobody is looking, so it does not keep a session awake.
fn is_background(headers: &HeaderMap) -> bool {
    headers.contains_key("x-refresh") || headers.contains_key("sec-purpose")
}

fn request_number() -> String {
    let mut bytes = [0u8; 8];
    let _ = getrandom::fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Lets through whom the route is for; everybody else is sent to the door or told that there is nothing here.
pub async fn admit(audience: Audience, request: Request, next: Next) -> Response {
    let Some(caller) = request.extensions().get::<Caller>().cloned() else {
        return Trouble::Failed("no caller".into()).into_response();
    };
    let Some(visitor) = &caller.visitor else {
        return if audience == Audience::Everybody {
            next.run(request).await
        } else {
            to_the_door(&caller, request).await
        };
    };
    let first_step = match &visitor.session {
        session if session.rule_version < RULE_VERSION => Some("/rule"),
        session if session.must_choose => Some("/password"),
        _ => None,
    };
    let path = request.uri().path();
    if let Some(step) = first_step.filter(|_| !matches!(audience, Audience::Everybody | Audience::Newcomer)) {
        return if path.starts_with("/api/") {
            Trouble::SignedOut.into_response()
        } else {
            Redirect::to(step).into_response()
        };
    }
    let fits = match audience {
        Audience::Everybody | Audience::Newcomer | Audience::SignedIn => true,
        Audience::Staff => !visitor.who.is_family(),
    };
    if fits { next.run(request).await } else { Trouble::unknown().into_response() }
}

/// Nobody is signed in: a page asks for sign-in and comes back, a sent form is kept, a script is told.
async fn to_the_door(caller: &Caller, request: Request) -> Response {
    if request.uri().path().starts_with("/api/") || request.uri().path() == "/stream" {
        return Trouble::SignedOut.into_response();
    }
    if request.method() != Method::GET {
        return crate::handlers::sign_in::keep_form(caller.clone(), request).await;
    }
    let why = if caller.idle { "&idle=1" } else { "" };
    let next = serde_urlencoded::to_string([("next", &caller.here)]).unwrap_or_default();
    Redirect::to(&format!("/sign-in?{next}{why}")).into_response()
}

/// Everything a handler needs of the request and the server.
#[derive(Clone)]
pub struct Desk {
    pub app: App,
    pub caller: Caller,
    pub visitor: Visitor,
}

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Desk
where
    App: axum::extract::FromRef<S>,
{
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, state: &S) -> Result<Self, Trouble> {
        let app = <App as axum::extract::FromRef<S>>::from_ref(state);
        let caller = parts.extensions.get::<Caller>().cloned().ok_or(Trouble::SignedOut)?;
        let visitor = caller.visitor.clone().ok_or(Trouble::SignedOut)?;
        Ok(Self { app, caller, visitor })
    }
}

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Caller {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, _: &S) -> Result<Self, Trouble> {
        parts.extensions.get::<Caller>().cloned().ok_or_else(|| Trouble::Failed("no caller".into()))
    }
}

impl Desk {
    /// Opens a reading as the visitor.
    pub async fn read(&self) -> Reply<Read> {
        Ok(self.app.db.read(&self.visitor.who).await?)
    }

    pub fn profile(&self) -> &'static RegulationProfile {
        self.visitor.house.profile
    }

    /// An act of the visitor in this request.
    pub fn act(&self, kind: &'static str, key: Option<RequestKey>) -> Act {
        Act::new(kind, self.caller.request.clone()).with_key(key)
    }

    /// A new request key for a form.
    pub fn request_key(&self) -> String {
        new_request_key()
    }

    /// The frame of a page; `section` is the address of the link that is current.
    pub fn shell(&self, title: impl Into<String>, section: &str) -> Shell {
        let visitor = &self.visitor;
        Shell {
            title: title.into(),
            institution: visitor.house.institution.short_name.clone(),
            person: Some(Person {
                account: visitor.session.account_id.0,
                name: visitor.who.name.clone(),
                post: post(visitor),
                family: visitor.who.is_family(),
            }),
            links: links(visitor, section),
            ..self.caller.shell(&self.app)
        }
    }
}

impl Caller {
    /// The frame of a page before anybody is known.
    pub fn shell(&self, app: &App) -> Shell {
        Shell {
            look: self.look,
            csrf: self.csrf_token(app),
            here: self.here.clone(),
            banner: app.demo_banner.clone(),
            ..Shell::default()
        }
    }

    /// The token for the forms of this browser.
    pub fn csrf_token(&self, app: &App) -> String {
        csrf_token(app, &self.secret)
    }

    /// Whether a form carries a token of this browser. A browser without a visit has none.
    pub fn owns_token(&self, app: &App, token: &str) -> bool {
        !self.secret.is_empty() && is_csrf_token(app, &self.secret, token)
    }

    /// Binds a browser that has nothing yet to a new visit; gives the cookie to set.
    pub fn begin_visit(&mut self, app: &App) -> Reply<Option<axum::http::HeaderValue>> {
        if !self.secret.is_empty() {
            return Ok(None);
        }
        self.secret = new_secret()?;
        Ok(cookies::write(app, cookies::VISIT, &self.secret, None))
    }
}

pub fn new_request_key() -> String {
    let mut bytes = [0u8; 16];
    let _ = getrandom::fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// «учитель, классный руководитель»: the roles in the words of the institution.
fn post(visitor: &Visitor) -> String {
    let mut titles: Vec<String> = Vec::new();
    for assignment in &visitor.who.assignments {
        let title = match assignment.role {
            Role::SubjectTeacher => visitor.house.profile.word(Noun::Teacher).nominative().to_owned(),
            Role::Student => visitor.house.profile.word(Noun::Learner).nominative().to_owned(),
            role => role.title().to_owned(),
        };
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    titles.truncate(2);
    titles.join(", ")
}

fn links(visitor: &Visitor, section: &str) -> Vec<Link> {
    let who = &visitor.who;
    let mut links = Vec::new();
    let mut add = |label: &str, address: &str| {
        links.push(Link::to(label, address, address.trim_end_matches("#today") == section))
    };
    if who.is_teacher() {
        add("Сегодня", "/today");
    }
    if who.is_family() {
        add("Дневник", "/diary#today");
        add("Расписание", "/timetable");
        return links;
    }
    if parta_school::access::may_list_pages(who).is_ok() {
        add("Журнал", "/journal");
    }
    if !who.wards.is_empty() {
        add("Дневник", "/diary#today");
    }
    if visitor.house.profile.class_teacher_gives_reasons() {
        for class in who.led_classes() {
            add("Пропуски", &format!("/classes/{class}/absences"));
        }
    }
    if parta_school::access::may_read_corrections(who).is_ok() {
        add("Исправления", "/corrections");
    }
    if parta_school::access::may_read_record(who).is_ok() {
        add("Действия", "/record");
    }
    links
}

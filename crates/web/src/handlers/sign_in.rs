//! The door: signing in and out, the rule that is confirmed at first entry, how pages look, and forms that came too late.

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use parta_actions::passwords::{self, Choice};
use parta_actions::sign_in::{self, DEVICE_KNOWN, Knock, RULE_VERSION};
use parta_school::ids::AccountId;
use parta_store::access_log::{self, Line};
use parta_store::accounts;
use serde::Deserialize;

use crate::app::App;
use crate::cookies;
use crate::forms::{Asked, FORM_LIMIT, Form};
use crate::pages::shell::Look;
use crate::pages::sign_in::{KeptPage, PasswordPage, RulePage, SignInPage};
use crate::reply::{Reply, Trouble, page, refused_page};
use crate::visitor::{Caller, Desk};

#[derive(Debug, Default, Deserialize)]
pub struct Arrival {
    #[serde(default)]
    next: String,
    #[serde(default)]
    idle: Option<String>,
}

pub async fn show(State(app): State<App>, caller: Caller, Asked(arrival): Asked<Arrival>) -> Reply {
    let reason = arrival.idle.map(|_| IDLE.to_owned());
    door(&app, caller, SignIn { next: arrival.next, ..SignIn::default() }, None, reason)
}

const IDLE: &str = "Вы долго не работали, и вход закрылся. Войдите ещё раз: введённое не потеряно.";
const KEPT: &str = "Вход закрылся раньше, чем вы сохранили. Войдите: введённое мы сохраним после входа.";

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    shared: Option<String>,
    /// Where a form was on its way to when the session had ended, and what it held.
    #[serde(default)]
    kept_path: String,
    #[serde(default)]
    kept: String,
    /// Whose it was, sealed as in the cookie.
    #[serde(default)]
    kept_by: String,
}

pub async fn enter(State(app): State<App>, caller: Caller, headers: HeaderMap, form: Form<SignIn>) -> Reply {
    let fields = form.fields;
    let knock = Knock {
        login: fields.login.clone(),
        password: fields.password.clone(),
        device: cookies::read(&app, &headers, cookies::DEVICE).map(str::to_owned),
        shared: fields.shared.is_some(),
    };
    let now = app.db.clock().now();
    let suspended = app.guessing.is_suspended(caller.address, now);
    let welcome = match sign_in::sign_in(&app.db, &app.hashing, knock, suspended).await {
        Ok(welcome) => welcome,
        Err(parta_actions::Refusal::Rule(said)) => {
            app.guessing.fail(caller.address, now);
            return door(&app, caller, fields, Some(said), None);
        }
        Err(other) => return Err(other.into()),
    };
    note_entry(&app, &caller, &welcome).await;
    let age = (welcome.ends_at - app.db.clock().now()).num_seconds();
    let session = cookies::write(&app, cookies::SESSION, &welcome.token, Some(age).filter(|_| fields.shared.is_none()));
    let device = welcome.device.as_deref();
    let device =
        device.and_then(|secret| cookies::write(&app, cookies::DEVICE, secret, Some(DEVICE_KNOWN.num_seconds())));
    let owner = sealed_account(&app, welcome.account);
    let mut response = match !fields.kept_path.is_empty() && fields.kept_by == owner {
        true => kept_again(&app, &caller, &welcome.token, &fields)?,
        false => Redirect::to(own_path(&fields.next)).into_response(),
    };
    let last = cookies::write(&app, cookies::LAST, &owner, Some(DEVICE_KNOWN.num_seconds()));
    for cookie in session.into_iter().chain(device).chain(last) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// An account's number that nobody can make up.
fn sealed_account(app: &App, account: AccountId) -> String {
    let number = account.to_string();
    let seal = app.keys.seal(&[b"last account 1", number.as_bytes()]);
    seal.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// entries stand in the access log. That it cannot be written keeps nobody out.
async fn note_entry(app: &App, caller: &Caller, welcome: &sign_in::Welcome) {
    let line = Line {
        institution: welcome.institution,
        account: Some(welcome.account),
        person: None,
        kind: "sign_in",
        object: "/sign-in".into(),
        address: caller.address.map(|address| address.to_string()).unwrap_or_default(),
        request: caller.request.clone(),
    };
    if let Err(error) = access_log::note(&app.db, line).await {
        tracing::warn!(%error, "access log");
    }
}

/// Only a path of our own: `//evil.test` and `/\evil.test` are addresses of others (abuse case 19).
pub(super) fn own_path(next: &str) -> &str {
    let own =
        next.starts_with('/') && !next.starts_with("//") && !next.contains('\\') && !next.contains(char::is_control);
    if own { next } else { "/" }
}

fn door(app: &App, mut caller: Caller, typed: SignIn, problem: Option<String>, reason: Option<String>) -> Reply {
    let visit = caller.begin_visit(app)?;
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shell = crate::pages::shell::Shell { title: "Вход".into(), ..caller.shell(app) };
    let view = SignInPage {
        shell,
        next: own_path(&typed.next).to_owned(),
        login: typed.login,
        shared: typed.shared.is_some(),
        problem,
        reason,
        demo: app.demo.clone(),
        kept_path: typed.kept_path,
        kept: typed.kept,
        kept_by: typed.kept_by,
    };
    let mut response = page(&view)?;
    *response.status_mut() = status;
    if let Some(visit) = visit {
        response.headers_mut().append(header::SET_COOKIE, visit);
    }
    Ok(response)
}

/// A form that was sent after the session had ended: nothing of it is lost, it waits in the sign-in page.
pub async fn keep_form(caller: Caller, request: Request) -> Response {
    let Some(app) = request.extensions().get::<App>().cloned() else { return Trouble::SignedOut.into_response() };
    let path = request.uri().path().to_owned();
    let owner = cookies::read(&app, request.headers(), cookies::LAST).unwrap_or_default().to_owned();
    if !is_kept(&path) || owner.is_empty() {
        return Redirect::to("/sign-in?idle=1").into_response();
    }
    let Ok(body) = to_bytes(request.into_body(), FORM_LIMIT).await else { return Trouble::SignedOut.into_response() };
    let kept = String::from_utf8_lossy(&body).into_owned();
    let typed = SignIn { kept_path: path, kept, kept_by: owner, ..SignIn::default() };
    match door(&app, caller, typed, None, Some(KEPT.into())) {
        Ok(mut response) => {
            *response.status_mut() = StatusCode::UNAUTHORIZED;
            response
        }
        Err(trouble) => trouble.into_response(),
    }
}

/// What somebody entered into the journal is kept; passwords and the like never are.
fn is_kept(path: &str) -> bool {
    ["/lessons/", "/marks/", "/corrections/"].iter().any(|section| path.starts_with(section))
}

/// After sign-in: the kept form once more, to be sent by one press in the new session.
fn kept_again(app: &App, caller: &Caller, token: &str, typed: &SignIn) -> Reply {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&typed.kept).unwrap_or_default();
    let fields = pairs.into_iter().filter(|(name, _)| !matches!(name.as_str(), "_csrf" | "_key")).collect();
    let csrf = crate::security::csrf_token(app, &sign_in::hash_of_secret(token));
    let shell =
        crate::pages::shell::Shell { title: "Сохранить введённое".into(), csrf, ..caller.shell(app) };
    page(&KeptPage {
        shell,
        action: own_path(&typed.kept_path).to_owned(),
        fields,
        request_key: crate::visitor::new_request_key(),
    })
}

/// Ends the session. Whose session has ended already is shown the door all the same.
pub async fn leave(State(app): State<App>, caller: Caller, form: Result<Form<Nothing>, Trouble>) -> Reply {
    let mut response = Redirect::to("/sign-in").into_response();
    let Some(visitor) = caller.visitor else { return Ok(response) };
    form?;
    accounts::end_session(&app.db, visitor.token_hash.clone()).await?;
    if let Some(gone) = cookies::write(&app, cookies::SESSION, "", Some(0)) {
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
    if visitor.session.shared {
        response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"storage\""));
    }
    Ok(response)
}

/// A form without fields of its own.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViewForm {
    back: String,
    #[serde(default)]
    theme: String,
    #[serde(default)]
    contrast: Option<String>,
    #[serde(default)]
    large: Option<String>,
}

pub async fn set_view(State(app): State<App>, form: Form<ViewForm>) -> Reply {
    let form = form.fields;
    let word = |ticked: &Option<String>, word: &'static str| ticked.as_ref().map_or("", |_| word);
    let words = [form.theme.as_str(), word(&form.contrast, "contrast"), word(&form.large, "large")];
    let look = Look::from_cookie(&words.join("."));
    let mut response = Redirect::to(own_path(&form.back)).into_response();
    if let Some(cookie) = cookies::write(&app, cookies::VIEW, &look.to_cookie(), Some(31_536_000)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The rule of R-024, in the words of the regulations: the password is one's own, and personal data are under the law.
const RULE: &[&str] = &[
    "Логин и пароль выданы лично вам. Передавать их другим лицам, в том числе обучающимся и коллегам, нельзя.",
    "За сведения, внесённые под вашим именем, отвечаете вы. Заподозрив, что пароль узнал кто-то ещё, сразу сообщите администратору журнала.",
    "Персональные данные обучающихся и их родителей охраняются Федеральным законом № 152-ФЗ «О персональных данных»; за их разглашение установлена ответственность.",
];

pub async fn rule(desk: Desk) -> Reply {
    page(&RulePage {
        shell: desk.shell("Правило о логине и пароле", ""),
        action: "/rule".into(),
        paragraphs: RULE.iter().map(|text| (*text).to_owned()).collect(),
        version: RULE_VERSION.to_string(),
        request_key: desk.request_key(),
        next: "/".into(),
    })
}

pub async fn password(desk: Desk) -> Reply {
    page(&password_page(&desk, None))
}

fn password_page(desk: &Desk, problem: Option<String>) -> PasswordPage {
    let staff = desk.visitor.session.staff;
    PasswordPage {
        shell: desk.shell("Пароль", ""),
        login: desk.visitor.session.login.clone(),
        length: format!("не меньше {} знаков", passwords::shortest(staff)),
        problem,
        first: desk.visitor.session.must_choose,
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordForm {
    #[serde(default)]
    present: Option<String>,
    password: String,
    again: String,
    #[serde(rename = "login")]
    _login: String,
}

pub async fn choose_password(desk: Desk, form: Form<PasswordForm>) -> Reply {
    let PasswordForm { present, password, again, .. } = form.fields;
    let visitor = &desk.visitor;
    let known = visitor.who.name.split_whitespace().map(str::to_owned).chain([visitor.session.login.clone()]);
    let choice = Choice {
        account: visitor.session.account_id,
        session: visitor.token_hash.clone(),
        staff: visitor.session.staff,
        known: known.collect(),
        present: (!visitor.session.must_choose).then(|| present.unwrap_or_default()),
        login: visitor.session.login.clone(),
        password,
        again,
        request: desk.caller.request.clone(),
    };
    match passwords::choose(&desk.app.db, &desk.app.hashing, &visitor.who, choice).await {
        Ok(()) => Ok(Redirect::to("/").into_response()),
        Err(parta_actions::Refusal::Rule(said)) => refused_page(&password_page(&desk, Some(said))),
        Err(other) => Err(other.into()),
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleForm {
    version: i64,
    #[serde(default)]
    next: String,
}

pub async fn confirm_rule(desk: Desk, form: Form<RuleForm>) -> Reply {
    let RuleForm { version, next } = form.fields;
    let act = desk.act("account.rule", form.key);
    desk.app.db.act(&desk.visitor.who, act, async move |tx| sign_in::confirm_rule(tx, version).await).await?;
    Ok(Redirect::to(own_path(&next)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_returned_to() {
        assert_eq!(own_path("/journal/12?term=2"), "/journal/12?term=2");
        for foreign in ["", "//evil.test", "https://evil.test", "/\\evil.test", "javascript:alert(1)", "/\t/evil.test"]
        {
            assert_eq!(own_path(foreign), "/", "{foreign}");
        }
    }
}

//! Answers: pages, JSON, and refusals in words.
//!
//! A handler gives `Reply<T>`. What went wrong travels as a [`Trouble`] to [`in_words`], which knows who asks and writes the page (or the
//! JSON for a script) around the sentence. An unknown thing and a thing that is none of the asker's business answer the same bytes.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use parta_actions::{Refusal, Theirs};
use parta_school::access::Denied;
use serde_json::{Value, json};

use crate::app::App;
use crate::pages::message::MessagePage;
use crate::pages::shell::Shell;
use crate::visitor::{Caller, Desk};

/// What a handler gives.
pub type Reply<T = Response> = Result<T, Trouble>;

/// Why there is no ordinary answer.
#[derive(Debug, Clone)]
pub enum Trouble {
    /// Nobody is signed in any more.
    SignedOut,
    /// The policy or a rule of the school refused, or somebody else was faster.
    Refused(RefusedBy),
    /// The request is not what our pages send.
    Malformed(&'static str),
    /// The database does not answer; another try may succeed.
    Unavailable(String),
    /// Our fault.
    Failed(String),
}

/// Who or what refused.
#[derive(Debug, Clone)]
pub enum RefusedBy {
    Unknown,
    Policy(String),
    Rule(String),
    Conflict(Theirs),
}

impl Trouble {
    /// There is no such thing, as far as the asker may know.
    pub fn unknown() -> Self {
        Self::Refused(RefusedBy::Unknown)
    }

    /// A rule refused.
    pub fn rule(said: impl std::fmt::Display) -> Self {
        Self::Refused(RefusedBy::Rule(said.to_string()))
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::Refused(RefusedBy::Unknown) => StatusCode::NOT_FOUND,
            Self::Refused(RefusedBy::Policy(_)) => StatusCode::FORBIDDEN,
            Self::Refused(RefusedBy::Rule(_)) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Refused(RefusedBy::Conflict(_)) => StatusCode::CONFLICT,
            Self::Malformed(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The sentence, where the trouble has one of its own.
    pub fn said(&self) -> String {
        match self {
            Self::SignedOut => "Войдите ещё раз: введённое не потеряно.".into(),
            Self::Refused(RefusedBy::Unknown) => Denied::Unknown.to_string(),
            Self::Refused(RefusedBy::Policy(said) | RefusedBy::Rule(said)) => said.clone(),
            Self::Refused(RefusedBy::Conflict(theirs)) => Refusal::Conflict(theirs.clone()).to_string(),
            Self::Malformed(said) => (*said).into(),
            Self::Unavailable(said) => said.clone(),
            Self::Failed(_) => "Ошибка на нашей стороне: ничего не записано. Попробуйте ещё раз.".into(),
        }
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Denied(denied) => denied.into(),
            Refusal::Rule(said) => Self::Refused(RefusedBy::Rule(said)),
            Refusal::Conflict(theirs) => Self::Refused(RefusedBy::Conflict(theirs)),
            Refusal::Store(error) => error.into(),
        }
    }
}

impl From<Denied> for Trouble {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Unknown => Self::unknown(),
            Denied::Refused(said) => Self::Refused(RefusedBy::Policy(said.into())),
        }
    }
}

impl From<parta_store::Error> for Trouble {
    fn from(error: parta_store::Error) -> Self {
        use parta_store::Error;
        match &error {
            Error::Unavailable(_) | Error::TooLong | Error::DiskFull(_) | Error::ReadOnly(_) => {
                tracing::warn!(error = ?error, "database");
                Self::Unavailable(error.to_string())
            }
            _ => Self::Failed(format!("{error:?}")),
        }
    }
}

impl From<askama::Error> for Trouble {
    fn from(error: askama::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

impl IntoResponse for Trouble {
    /// The status, with the trouble itself for [`in_words`].
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A page.
pub fn page(view: &impl askama::Template) -> Reply {
    Ok(Html(view.render()?).into_response())
}

/// A page with what was refused on it.
pub fn refused_page(view: &impl askama::Template) -> Reply {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(view.render()?)).into_response())
}

/// Writes the page or the JSON of whatever went wrong, and the lines of the logs.
pub async fn in_words(State(app): State<App>, request: Request, next: Next) -> Response {
    let caller = request.extensions().get::<Caller>().cloned();
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    if response.status() == StatusCode::NOT_FOUND
        && response.extensions().get::<Trouble>().is_none()
        && !path.starts_with("/assets/")
    {
        response.extensions_mut().insert(Trouble::unknown());
    }
    let Some(trouble) = response.extensions_mut().remove::<Trouble>() else {
        let wordless = response.status().is_client_error() && !response.headers().contains_key(header::CONTENT_TYPE);
        return if wordless && path.starts_with("/api/") { not_understood(response.status()) } else { response };
    };
    let request = caller.as_ref().map(|caller| caller.request.clone()).unwrap_or_default();
    log(&app, caller.as_ref(), &trouble, &path, &request).await;
    let status = trouble.status();
    if path.starts_with("/api/") {
        return (status, Json(in_json(&trouble))).into_response();
    }
    let shell = shell(&app, caller);
    let view = match &trouble {
        Trouble::Refused(RefusedBy::Unknown) => MessagePage::not_found(shell),
        Trouble::Refused(RefusedBy::Policy(said)) => MessagePage::forbidden(shell, said, ""),
        Trouble::Unavailable(_) => MessagePage::unavailable(shell, &request),
        Trouble::Failed(_) => MessagePage::failed(shell, &request),
        other => MessagePage::refused(shell, &other.said()),
    };
    match askama::Template::render(&view) {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => status.into_response(),
    }
}

/// A request that did not get as far as a handler: a script must hear that trying again is no use.
fn not_understood(status: StatusCode) -> Response {
    let said = "Запрос не принят: обновите страницу.";
    (status, Json(json!({ "problem": "malformed", "said": said }))).into_response()
}

/// A script's answer: the kind of the problem, the sentence, and the other value where there is one.
pub fn in_json(trouble: &Trouble) -> Value {
    let said = trouble.said();
    match trouble {
        Trouble::SignedOut => json!({"problem": "signed_out", "said": said}),
        Trouble::Refused(RefusedBy::Unknown) => json!({"problem": "unknown", "said": said}),
        Trouble::Refused(RefusedBy::Policy(_)) => json!({"problem": "forbidden", "said": said}),
        Trouble::Refused(RefusedBy::Rule(_)) => json!({"problem": "refused", "said": said}),
        Trouble::Refused(RefusedBy::Conflict(theirs)) => json!({"problem": "conflict", "said": said, "theirs": {
            "text": theirs.text, "author": theirs.author, "at": theirs.at, "revision": theirs.revision}}),
        Trouble::Malformed(_) => json!({"problem": "malformed", "said": said}),
        Trouble::Unavailable(_) => json!({"problem": "unavailable", "said": said}),
        Trouble::Failed(_) => json!({"problem": "failed", "said": said}),
    }
}

fn shell(app: &App, caller: Option<Caller>) -> Shell {
    let Some(caller) = caller else { return Shell::default() };
    match caller.visitor.clone() {
        Some(visitor) => Desk { app: app.clone(), caller, visitor }.shell("", ""),
        None => caller.shell(app),
    }
}

async fn log(app: &App, caller: Option<&Caller>, trouble: &Trouble, path: &str, request: &str) {
    let kind = match trouble {
        Trouble::Failed(what) => return tracing::error!(request, what, "failed"),
        Trouble::Refused(RefusedBy::Unknown) => "unknown",
        Trouble::Refused(RefusedBy::Policy(_)) => "refused",
        _ => return,
    };
    let Some(visitor) = caller.and_then(|caller| caller.visitor.as_ref()) else { return };
    let line = parta_store::access_log::Line {
        institution: visitor.who.institution,
        account: visitor.who.account,
        person: visitor.who.person,
        kind,
        object: path.chars().take(200).collect(),
        address: caller.and_then(|caller| caller.address).map(|address| address.to_string()).unwrap_or_default(),
        request: request.to_owned(),
    };
    if let Err(error) = parta_store::access_log::note(&app.db, line).await {
        tracing::warn!(%error, request, "access log");
    }
}

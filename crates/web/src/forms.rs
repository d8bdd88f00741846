//! Plain forms: parsed strictly, with the token that shows they are ours.
//!
//! A struct per form, unknown and repeated fields refused (abuse cases 1 and 2). Forms whose fields are numbered by student are read as
//! [`Fields`], which refuse repeated names too, but for those that a form repeats by design.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRef, FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use parta_store::RequestKey;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::app::App;
use crate::reply::Trouble;
use crate::visitor::Caller;

/// What a form of ours may weigh.
pub const FORM_LIMIT: usize = 64 * 1024;
/// What JSON of our scripts may weigh.
pub const JSON_LIMIT: usize = 1024 * 1024;

const NOT_OURS: Trouble =
    Trouble::Malformed("Форма не той страницы, что открыта сейчас. Обновите страницу и повторите.");

const MISTYPED: Trouble =
    Trouble::Malformed("Адрес страницы набран с ошибкой: проверьте то, что стоит после знака вопроса.");

/// A form with known fields, after its token was found good. The struct sees neither token nor key.
pub struct Form<T> {
    pub fields: T,
    /// The number of this sending, so that a second press of the button does nothing twice.
    pub key: Option<RequestKey>,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T>
where
    App: FromRef<S>,
{
    type Rejection = Trouble;

    async fn from_request(request: Request, state: &S) -> Result<Self, Trouble> {
        let Fields { fields, key } = Fields::from_request(request, state).await?;
        let pairs: Vec<(String, String)> = fields
            .into_iter()
            .flat_map(|(name, values)| values.into_iter().map(move |value| (name.clone(), value)))
            .collect();
        let text = serde_urlencoded::to_string(pairs).map_err(|_| NOT_OURS)?;
        let fields = serde_urlencoded::from_str(&text).map_err(|_| NOT_OURS)?;
        Ok(Self { fields, key })
    }
}

/// The fields of a form by name, after its token was found good.
pub struct Fields {
    pub fields: BTreeMap<String, Vec<String>>,
    pub key: Option<RequestKey>,
}

impl Fields {
    /// The only value of a field, if it came.
    pub fn one(&self, name: &str) -> Option<&str> {
        self.fields.get(name).and_then(|values| values.first()).map(String::as_str)
    }

    /// All values of a field.
    pub fn all(&self, name: &str) -> &[String] {
        self.fields.get(name).map_or(&[], Vec::as_slice)
    }

    /// Refuses a field that came twice, except those whose name begins so.
    pub fn each_once_but(&self, repeated: &str) -> Result<(), Trouble> {
        let twice = self.fields.iter().any(|(name, values)| values.len() > 1 && !name.starts_with(repeated));
        if twice { Err(NOT_OURS) } else { Ok(()) }
    }

    /// Refuses a field that the page does not have: a role, an author, a student of another class (abuse case 1).
    pub fn knows_each(&self, names: &BTreeSet<String>) -> Result<(), Trouble> {
        if self.fields.keys().all(|name| names.contains(name)) { Ok(()) } else { Err(NOT_OURS) }
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields
where
    App: FromRef<S>,
{
    type Rejection = Trouble;

    async fn from_request(request: Request, state: &S) -> Result<Self, Trouble> {
        let app = App::from_ref(state);
        let caller = request.extensions().get::<Caller>().cloned().ok_or(Trouble::SignedOut)?;
        let is_form = is_of_type(request.headers(), "application/x-www-form-urlencoded");
        if !is_form {
            return Err(NOT_OURS);
        }
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|_| Trouble::Malformed("Слишком много данных в форме: запись не принята."))?;
        let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&body).map_err(|_| NOT_OURS)?;
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in pairs {
            fields.entry(name).or_default().push(value);
        }
        let token = fields.remove("_csrf").filter(|values| values.len() == 1);
        let token = token.and_then(|values| values.into_iter().next()).unwrap_or_default();
        if !caller.owns_token(&app, &token) {
            return Err(NOT_OURS);
        }
        let key = fields.remove("_key").and_then(|values| RequestKey::new(values.first()?));
        let key = key.map(|key| key.of_request(format!("{fields:?}").as_bytes()));
        Ok(Self { fields, key })
    }
}

/// JSON of our scripts, with the token in its header: any other content type is refused (abuse case 17).
pub struct Entry<T> {
    pub body: T,
    pub key: Option<RequestKey>,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Entry<T>
where
    App: FromRef<S>,
{
    type Rejection = axum::response::Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, axum::response::Response> {
        use axum::response::IntoResponse;
        let app = App::from_ref(state);
        if !is_of_type(request.headers(), "application/json") {
            let said = json!({"problem": "malformed", "said": "Запрос не разобран: обновите страницу."});
            return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, Json(said)).into_response());
        }
        let caller = request.extensions().get::<Caller>().cloned().ok_or_else(|| Trouble::SignedOut.into_response())?;
        if !caller.owns_token(&app, header_text(request.headers(), "x-csrf-token")) {
            return Err(Trouble::SignedOut.into_response());
        }
        let key = RequestKey::new(header_text(request.headers(), "idempotency-key"));
        let malformed = || Trouble::Malformed("Запрос не разобран: обновите страницу.").into_response();
        let body = Bytes::from_request(request, state).await.map_err(|_| malformed())?;
        let key = key.map(|key| key.of_request(&body));
        let body = serde_json::from_slice(&body).map_err(|_| malformed())?;
        Ok(Self { body, key })
    }
}

/// What stands behind the question mark of an address. Names that nobody knows are passed over: links grow such tails on their way.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Trouble> {
        let Query(asked) = Query::try_from_uri(&parts.uri).map_err(|_| MISTYPED)?;
        Ok(Self(asked))
    }
}

fn header_text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn is_of_type(headers: &HeaderMap, wanted: &str) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(wanted))
}

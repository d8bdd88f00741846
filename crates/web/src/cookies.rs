//! Cookies: reading those that came, writing ours as strictly as the connection allows.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::app::App;

/// Who is signed in.
pub const SESSION: &str = "session";
/// A browser before sign-in, so that its forms can carry a token too.
pub const VISIT: &str = "visit";
/// A computer on which somebody signed in before.
pub const DEVICE: &str = "device";
/// Whose browser this was last, sealed: a form that came too late is offered to nobody else.
pub const LAST: &str = "last";
/// How pages look.
pub const VIEW: &str = "view";

/// The value of a cookie of ours. A name that came twice counts as none.
pub fn read<'a>(app: &App, headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let name = full_name(app, name);
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(cookie, _)| *cookie == name)
        .map(|(_, value)| value);
    match (found.next(), found.next()) {
        (Some(value), None) => Some(value),
        _ => None,
    }
}

/// A cookie for so many seconds; `None` until the browser is closed.
pub fn write(app: &App, name: &str, value: &str, seconds: Option<i64>) -> Option<HeaderValue> {
    let secure = if app.https { "; Secure" } else { "" };
    let age = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let name = full_name(app, name);
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")).ok()
}

/// `__Host-` binds a cookie to this very host; browsers take it over HTTPS only.
fn full_name(app: &App, name: &str) -> String {
    if app.https { format!("__Host-{name}") } else { format!("parta-{name}") }
}

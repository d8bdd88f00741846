//! A browser as far as the server can see it: cookies, the token of the last page, the headers of its own requests.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::Response;
use serde_json::Value;
use tower::ServiceExt;

/// Where the tests' server thinks it stands.
pub const ORIGIN: &str = "http://127.0.0.1:8080";

/// What a request carries.
#[derive(Debug, Clone)]
pub enum Load {
    Nothing,
    /// `_csrf` and `_key` are added unless they are there.
    Form(Vec<(String, String)>),
    Json(Value),
}

/// A form from pairs.
pub fn form(fields: &[(&str, &str)]) -> Load {
    Load::Form(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

#[derive(Clone)]
pub struct Browser {
    app: Router,
    cookies: BTreeMap<String, String>,
    /// The token of the last page that had one.
    pub csrf: String,
    /// Put on every request, in place of the browser's own of that name; an empty value leaves the header out.
    pub headers: BTreeMap<String, String>,
}

impl Browser {
    pub fn new(app: &Router) -> Self {
        Self { app: app.clone(), cookies: BTreeMap::new(), csrf: String::new(), headers: BTreeMap::new() }
    }

    /// The session of this token, with the token for its forms.
    pub async fn with_session(app: &Router, token: &str) -> Self {
        let mut browser = Self::new(app);
        browser.cookies.insert("parta-session".into(), token.into());
        browser.get("/rule").await;
        browser
    }

    /// The same browser with one header set (or left out, if empty).
    pub fn sending(&self, name: &str, value: &str) -> Self {
        let mut changed = self.clone();
        changed.headers.insert(name.into(), value.into());
        changed
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub async fn get(&mut self, address: &str) -> Answer {
        self.ask("GET", address, Load::Nothing).await
    }

    pub async fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> Answer {
        self.ask("POST", address, form(fields)).await
    }

    pub async fn put(&mut self, address: &str, body: Value) -> Answer {
        self.ask("PUT", address, Load::Json(body)).await
    }

    /// Sends a request and reads the whole answer (of an event stream only that it began).
    pub async fn ask(&mut self, method: &str, address: &str, load: Load) -> Answer {
        let response = self.send(method, address, load).await;
        let (parts, body) = response.into_parts();
        let endless = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let body = if endless { Vec::new() } else { to_bytes(body, 8 << 20).await.expect("a body").to_vec() };
        let body = String::from_utf8_lossy(&body).into_owned();
        if let Some(csrf) = between(&body, "<meta name=\"csrf\" content=\"", "\"") {
            self.csrf = csrf.to_owned();
        }
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Sends a request and leaves the body where it is.
    pub async fn send(&mut self, method: &str, address: &str, load: Load) -> Response {
        let response = self.app.clone().oneshot(self.request(method, address, load)).await.expect("an answer");
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().expect("text"));
        }
        carries_the_headers(address, response.headers());
        response
    }

    fn request(&self, method: &str, address: &str, load: Load) -> Request<Body> {
        let mut headers = BTreeMap::from([("host".to_owned(), ORIGIN.trim_start_matches("http://").to_owned())]);
        if method != "GET" {
            headers.insert("sec-fetch-site".into(), "same-origin".into());
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            headers.insert("cookie".into(), cookies.join("; "));
        }
        let body = match load {
            Load::Nothing => Body::empty(),
            Load::Form(fields) => {
                headers.insert("content-type".into(), "application/x-www-form-urlencoded".into());
                Body::from(self.encoded(fields))
            }
            Load::Json(value) => {
                headers.insert("content-type".into(), "application/json".into());
                headers.insert("x-csrf-token".into(), self.csrf.clone());
                headers.insert("idempotency-key".into(), new_key());
                Body::from(value.to_string())
            }
        };
        headers.extend(self.headers.clone());
        let mut request = Request::builder().method(method).uri(address);
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(name, value);
        }
        request.body(body).expect("a request")
    }

    fn encoded(&self, mut fields: Vec<(String, String)>) -> String {
        let has = |fields: &[(String, String)], wanted: &str| fields.iter().any(|(name, _)| name == wanted);
        if !has(&fields, "_csrf") {
            fields.push(("_csrf".into(), self.csrf.clone()));
        }
        if !has(&fields, "_key") {
            fields.push(("_key".into(), new_key()));
        }
        serde_urlencoded::to_string(fields).expect("a form")
    }

    fn keep(&mut self, set: &str) {
        let (pair, rest) = set.split_once(';').unwrap_or((set, ""));
        let (name, value) = pair.split_once('=').expect("a cookie");
        if rest.contains("Max-Age=0") || value.is_empty() {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    /// The answer without what differs by right: the masked token of the page, the numbers of its forms, the address that was asked for.
    pub fn without_own(&self, address: &str) -> String {
        let mut body = self.body.replace(&address.replace('&', "&#38;"), "{address}").replace(address, "{address}");
        if let Some(csrf) = between(&self.body, "<meta name=\"csrf\" content=\"", "\"") {
            body = body.replace(csrf, "{csrf}");
        }
        let keys: Vec<String> = body
            .split("name=\"_key\" value=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(str::to_owned)
            .collect();
        for key in keys {
            body = body.replace(&key, "{key}");
        }
        let headers = self.headers.iter().filter(|(name, _)| *name != header::CONTENT_LENGTH);
        let headers: Vec<String> = headers.map(|(name, value)| format!("{name}: {value:?}")).collect();
        format!("{}\n{}\n\n{body}", self.status, headers.join("\n"))
    }
}

/// The text between two others.
pub fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}

/// A number for a sending, such as a page puts into its forms.
pub fn new_key() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    format!("00000000-0000-4000-8000-{:012}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// `security.md` §2, on every answer there is.
fn carries_the_headers(address: &str, headers: &HeaderMap) {
    let has = |name: &str, wanted: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        assert!(value.contains(wanted), "{address}: {name} is «{value}»");
    };
    has("content-security-policy", "default-src 'none'; script-src 'self' 'sha256-");
    has("content-security-policy", "form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    has("content-security-policy", "require-trusted-types-for 'script'; trusted-types parta; report-to csp");
    has("reporting-endpoints", "csp=\"/csp-report\"");
    has("x-content-type-options", "nosniff");
    has("referrer-policy", "same-origin");
    has("cross-origin-opener-policy", "same-origin");
    has("cross-origin-embedder-policy", "require-corp");
    has("cross-origin-resource-policy", "same-origin");
    has("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()");
    assert!(headers.get("access-control-allow-origin").is_none(), "{address}: no other origin is let in");
    let kept = headers.get(header::CACHE_CONTROL).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let asset = address.starts_with("/assets/") && kept == "public, max-age=31536000, immutable";
    assert!(asset || kept == "no-store" || kept == "no-cache", "{address}: cache-control is «{kept}»");
}

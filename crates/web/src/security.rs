//! What every answer carries and every request must: headers, host, origin, and the token of forms (`security.md` §2, §3).

use std::sync::LazyLock;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::app::App;
use crate::assets;

static POLICY: LazyLock<String> = LazyLock::new(|| {
    format!(
        "default-src 'none'; script-src 'self' '{}'; style-src 'self'; img-src 'self' blob:; font-src 'self'; connect-src 'self'; \
         manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; \
         require-trusted-types-for 'script'; trusted-types parta; report-to csp",
        assets::IMPORT_MAP_HASH
    )
});

const FIXED: [(&str, &str); 7] = [
    ("reporting-endpoints", "csp=\"/csp-report\""),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()"),
];

/// Puts the headers on every answer, refusals and errors included.
pub async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(&POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if app.https {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Refuses requests for other hosts (421) and changes that another site's page asks for (403).
pub async fn same_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    if !is_our_host(&app, &request) {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    }
    let safe = matches!(*request.method(), Method::GET | Method::HEAD);
    if !safe && !comes_from_us(&app, request.headers()) && request.uri().path() != "/csp-report" {
        return (StatusCode::FORBIDDEN, "Запрос пришёл с другого сайта и не выполнен.").into_response();
    }
    next.run(request).await
}

fn is_our_host(app: &App, request: &Request) -> bool {
    let ours = app.origin.split_once("://").map_or("", |(_, host)| host);
    let local = |host: &str| {
        let port = |host: &str| host.rsplit_once(':').map(|(_, port)| port.to_owned());
        host.starts_with("localhost:") && ours.starts_with("127.0.0.1:") && port(host) == port(ours)
    };
    let mut hosts = request.headers().get_all(header::HOST).iter();
    match (hosts.next().and_then(|host| host.to_str().ok()), hosts.next()) {
        (Some(host), None) => host.eq_ignore_ascii_case(ours) || (!app.https && local(host)),
        _ => false,
    }
}

/// `Sec-Fetch-Site` where the browser sends it, else `Origin`; a request with neither is refused.
fn comes_from_us(app: &App, headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let scheme = if app.https { "https" } else { "http" };
    headers.get(header::ORIGIN).is_some_and(|origin| *origin == *format!("{scheme}://{host}"))
}

/// The token of the forms of a session (or of a visit before sign-in). It looks different on every page, so that compression cannot
/// give it away.
pub fn csrf_token(app: &App, session: &str) -> String {
    let mut pad = [0u8; 32];
    // Without chance the token stays right, only no longer hidden from compression.
    let _ = getrandom::fill(&mut pad);
    let mac = app.keys.seal(&[b"csrf 1", session.as_bytes()]);
    let masked: Vec<u8> = pad.iter().copied().chain(pad.iter().zip(mac).map(|(pad, mac)| pad ^ mac)).collect();
    BASE64_URL_SAFE_NO_PAD.encode(masked)
}

/// Whether a token is one of this session's.
pub fn is_csrf_token(app: &App, session: &str, token: &str) -> bool {
    let Ok(bytes) = BASE64_URL_SAFE_NO_PAD.decode(token) else { return false };
    let (Some(pad), Some(masked), 64) = (bytes.get(..32), bytes.get(32..), bytes.len()) else { return false };
    let mac: Vec<u8> = pad.iter().zip(masked).map(|(pad, masked)| pad ^ masked).collect();
    subtle::ConstantTimeEq::ct_eq(mac.as_slice(), app.keys.seal(&[b"csrf 1", session.as_bytes()]).as_slice()).into()
}

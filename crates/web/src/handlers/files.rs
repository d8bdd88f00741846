//! What is the same for everybody: files of the pages, the state of the server, reports of broken policy.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::assets;

/// A file named by its content: kept by browsers for ever.
pub async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = assets::find(&format!("/assets/{path}")) else { return StatusCode::NOT_FOUND.into_response() };
    let takes_brotli = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("br"));
    let brotli = asset.brotli.filter(|_| takes_brotli);
    let mut response = brotli.unwrap_or(asset.bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if brotli.is_some() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    response
}

/// For monitoring: 200 while the database answers (R-376).
pub async fn health(State(app): State<App>) -> Response {
    match app.db.threshold().await {
        Ok(mut threshold) => match parta_store::institutions::all(&mut threshold).await {
            Ok(_) => (StatusCode::OK, "ok\n").into_response(),
            Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "database\n").into_response(),
        },
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "database\n").into_response(),
    }
}

/// Browsers tell what the content security policy stopped. Only that it happened is logged, not what they sent.
pub async fn csp_report() -> StatusCode {
    tracing::warn!("a browser reported a breach of the content security policy");
    StatusCode::NO_CONTENT
}

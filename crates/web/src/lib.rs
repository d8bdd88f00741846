//! HTTP: the pages that people see, the addresses they live at, and the files that pages need.
//!
//! The way of a request: `routes` (every address on one page, with whom it is for) → `security` (headers, origin, host) → `visitor` (who
//! asks) → a handler (parse, one act, ~20 lines) → a view of `pages` or JSON of `api` → `reply` (refusals become pages in words).

mod api;
mod app;
pub mod assets;
mod cookies;
mod forms;
mod guessing;
mod handlers;
mod live;
pub mod pages;
mod reply;
mod routes;
mod security;
mod visitor;

pub use app::{DemoSignIn, Options};
pub use routes::{Audience, Route, TABLE};

/// The whole program as a service that thinks itself at `origin`, without a listener: for tests.
pub fn service(options: Options, origin: &str) -> axum::Router {
    routes::router(app::App::new(options, origin.to_owned()))
}

/// Serves until `stop` is done; requests in progress are finished.
pub async fn serve(
    listener: tokio::net::TcpListener,
    options: Options,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let origin = format!("http://{}", listener.local_addr()?);
    let app = app::App::new(options, origin);
    let drainer = tokio::spawn(live::drain(app.clone()));
    let digests = tokio::spawn(live::chain_access_logs(app.clone()));
    let stopping = app.clone();
    let stopped = async move {
        stop.await;
        stopping.stop();
    };
    let service = routes::router(app).into_make_service_with_connect_info::<std::net::SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(stopped).await;
    drainer.abort();
    digests.abort();
    served
}

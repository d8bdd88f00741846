//! Every address of the program on one page, with whom it is for.
//!
//! The audience is the outer door: it only tells strangers, families and staff apart. What a person may see or do behind it is decided
//! by the policy (`school::access`), act by act. A test walks this table with every role.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get, post, put};
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate, SizeAbove};
use tower_http::compression::{CompressionLayer, CompressionLevel};

use crate::app::App;
use crate::forms::{FORM_LIMIT, JSON_LIMIT};
use crate::handlers::{
    absences, cell, corrections, diary, files, journal, journals, lesson, record, sign_in, start, timetable, today,
};
use crate::{api, live, reply, security, visitor};

/// Whom a route is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Signed in or not.
    Everybody,
    /// Signed in, also before the rule about passwords was confirmed.
    Newcomer,
    /// Signed in.
    SignedIn,
    /// Signed in and more than a student or guardian (R-211: for families the journal does not exist).
    Staff,
}

/// A line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    pub audience: Audience,
}

macro_rules! routes {
    ($($method:ident $path:literal $audience:ident $($handler:ident)::+;)+) => {
        /// Every route, for tests and documents.
        pub const TABLE: &[Route] = &[
            $(Route { method: stringify!($method), path: $path, audience: Audience::$audience }),+
        ];

        fn table() -> Router<App> {
            Router::new()
                $(.route($path, admitted($method($($handler)::+), Audience::$audience, $path)))+
        }
    };
}

routes! {
    get  "/"                                                  SignedIn  start::show;
    get  "/health"                                            Everybody files::health;
    get  "/assets/{*path}"                                    Everybody files::asset;
    post "/csp-report"                                        Everybody files::csp_report;
    get  "/sign-in"                                           Everybody sign_in::show;
    post "/sign-in"                                           Everybody sign_in::enter;
    post "/sign-out"                                          Everybody sign_in::leave;
    post "/view"                                              Everybody sign_in::set_view;
    get  "/rule"                                              Newcomer  sign_in::rule;
    get  "/password"                                          Newcomer  sign_in::password;
    post "/password"                                          Newcomer  sign_in::choose_password;
    post "/rule"                                              Newcomer  sign_in::confirm_rule;

    get  "/today"                                             Staff     today::show;
    get  "/journal"                                           Staff     journals::list;
    get  "/journal/{page}"                                    Staff     journal::show;
    get  "/lessons/{lesson}"                                  Staff     lesson::show;
    post "/lessons/{lesson}"                                  Staff     lesson::save;
    get  "/lessons/{lesson}/students/{student}"               Staff     cell::show;
    post "/lessons/{lesson}/students/{student}"               Staff     cell::save;
    post "/lessons/{lesson}/students/{student}/reason"        Staff     absences::explain;
    post "/marks/{mark}/withdrawal"                           Staff     cell::withdraw;
    post "/marks/{mark}/correction"                           Staff     cell::request_correction;
    get  "/corrections"                                       Staff     corrections::list;
    post "/corrections/{correction}/confirmation"             Staff     corrections::confirm;
    post "/corrections/{correction}/refusal"                  Staff     corrections::refuse;
    post "/corrections/{correction}/execution"                Staff     corrections::execute;
    get  "/classes/{class}/absences"                          Staff     absences::list;
    get  "/timetable"                                         SignedIn  timetable::own;
    get  "/classes/{class}/timetable"                         SignedIn  timetable::show;
    get  "/record"                                            Staff     record::list;

    get  "/diary"                                             SignedIn  diary::own;
    get  "/diary/{student}"                                   SignedIn  diary::show;
    get  "/stream"                                            SignedIn  live::stream;

    put  "/api/v1/lessons/{lesson}/students/{student}"        Staff     api::set_cell;
    put  "/api/v1/lessons/{lesson}/record"                    Staff     api::write_record;
    put  "/api/v1/lessons/{lesson}/attendance"                Staff     api::confirm_attendance;
}

/// The whole program as a service.
pub(crate) fn router(app: App) -> Router {
    table()
        .layer(from_fn_with_state(app.clone(), reply::in_words))
        .layer(from_fn_with_state(app.clone(), visitor::recognise))
        .layer(from_fn_with_state(app.clone(), security::same_origin))
        .layer(from_fn_with_state(app.clone(), security::headers))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(worth_compressing()))
        .with_state(app)
}

/// Typefaces are compressed already, and what fits into one packet gains nothing.
fn worth_compressing() -> impl Predicate {
    DefaultPredicate::new().and(SizeAbove::new(1024)).and(NotForContentType::const_new("font/"))
}

fn admitted(handler: MethodRouter<App>, audience: Audience, path: &str) -> MethodRouter<App> {
    let limit = if path.starts_with("/api/") { JSON_LIMIT } else { FORM_LIMIT };
    handler
        .route_layer(from_fn(move |request: Request, next: Next| visitor::admit(audience, request, next)))
        .layer(DefaultBodyLimit::max(limit))
}

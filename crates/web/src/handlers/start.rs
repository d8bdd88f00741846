//! «/»: everybody's own first page.

use axum::response::{IntoResponse, Redirect};

use crate::reply::Reply;
use crate::visitor::Desk;

pub async fn show(desk: Desk) -> Reply {
    let who = &desk.visitor.who;
    let first = match () {
        () if who.is_teacher() => "/today",
        () if who.is_family() => "/diary",
        () if parta_school::access::may_read_corrections(who).is_ok() || !who.led_classes().is_empty() => "/journal",
        () if parta_school::access::may_read_record(who).is_ok() => "/record",
        () => "/journal",
    };
    Ok(Redirect::to(first).into_response())
}

//! «/»: everybody's own first page.

use axum::response::{IntoResponse, Redirect};
use parta_school::access::{may_list_pages, may_read_record};

use crate::pages::message::MessagePage;
use crate::reply::{Reply, page};
use crate::visitor::Desk;

pub async fn show(desk: Desk) -> Reply {
    let who = &desk.visitor.who;
    let first = match () {
        () if who.is_teacher() => "/today",
        () if who.is_family() => "/diary",
        () if may_list_pages(who).is_ok() => "/journal",
        () if may_read_record(who).is_ok() => "/record",
        () => return page(&MessagePage::cabinet(desk.shell("Личный кабинет", "/"))),
    };
    Ok(Redirect::to(first).into_response())
}

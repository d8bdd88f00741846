//! The pages and the journal's JSON as people meet them: whole requests, what is shown, what is saved, what is refused in which words.
//!
//! The browser and the school are those of `tests/requests`, where rights and abuse are tried.
#![expect(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "what does not fit fails its test")]

#[path = "../requests/browser.rs"]
#[allow(dead_code, reason = "the browser can more than these tests need")]
mod browser;
mod corrections;
mod diary;
mod errors;
mod json;
mod lesson;
mod live;
mod reading;
#[path = "../requests/world.rs"]
#[allow(dead_code, reason = "the world has more than these tests need")]
mod world;

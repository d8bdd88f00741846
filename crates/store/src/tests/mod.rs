//! The store proved on both engines, from one text.

mod acts;
mod failures;
mod reading;
mod record;
mod registry;

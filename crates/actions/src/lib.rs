//! What people do: one function per act. Each looks, asks the policy, decides by the rules, writes, and leaves word of it.
//!
//! The pages, the API, the imports and the command line all call these. An act runs inside `db.act(…)`, which makes it whole, chained
//! and answered after the commit; nothing here opens a transaction or knows HTTP.

pub mod absences;
pub mod attendance;
pub mod cells;
pub mod corrections;
pub mod founding;
pub mod keys;
mod lesson;
pub mod marks;
pub mod passwords;
pub mod records;
mod refusal;
pub mod sign_in;

pub use lesson::{LessonFacts, page_facts};
pub use refusal::{Refusal, Theirs};

//! Every act as people do it, on both engines: what is accepted, what is refused and in which words, and what either leaves behind.
#![expect(clippy::expect_used, reason = "what does not fit fails its test")]

mod absences;
mod attendance;
mod cells;
mod college;
mod corrections;
mod delivery;
mod founding;
mod passwords;
mod records;
mod sign_in;
mod stage;
mod statements;
mod withdrawal;

//! The program from outside: whole requests to the real router, with everybody who may send one.
//!
//! `matrix` walks every route with every role against `tests/access/expected.toml`; `abuse` holds the cases of `security.md` §5 by their
//! numbers; `door` signs people in. `world` is the school they meet in: the named cast, and one person more for each role of the matrix.
#![expect(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "what does not fit fails its test")]

mod abuse;
mod browser;
mod door;
mod matrix;
mod oracle;
mod world;

//! Files of other programs, read and written.
//!
//! Nothing here knows SQL or the calendar day: bytes come in, plain values of our trade come out, and back again.
//! What a file says is never trusted: each reader refuses with a sentence that tells what is wrong, where, and what to do.

pub mod fet;

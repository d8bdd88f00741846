//! The server's clock: the only source of the times by which entries are judged.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// Tells the time; a demo moves it to another day, a test holds it still.
#[derive(Debug, Clone)]
pub struct Clock {
    /// Milliseconds added to the system's time, or the time itself where `held`.
    shift: Arc<AtomicI64>,
    held: bool,
}

impl Clock {
    /// The system's time.
    pub fn system() -> Self {
        Self { shift: Arc::new(AtomicI64::new(0)), held: false }
    }

    /// Goes on from now, as if today were `day`.
    pub fn on_day(day: NaiveDate) -> Self {
        let days = (day - system_now().date_naive()).num_milliseconds();
        Self { shift: Arc::new(AtomicI64::new(days)), held: false }
    }

    /// Stands still at `at` until [`advance`](Self::advance)d.
    pub fn held_at(at: DateTime<Utc>) -> Self {
        Self { shift: Arc::new(AtomicI64::new(at.timestamp_millis())), held: true }
    }

    /// Moves the clock on.
    pub fn advance(&self, by: TimeDelta) {
        self.shift.fetch_add(by.num_milliseconds(), Ordering::Relaxed);
    }

    /// Now, to the millisecond.
    pub fn now(&self) -> DateTime<Utc> {
        let shift = self.shift.load(Ordering::Relaxed);
        let millis = if self.held { shift } else { system_now().timestamp_millis().saturating_add(shift) };
        DateTime::from_timestamp_millis(millis).unwrap_or(DateTime::UNIX_EPOCH)
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
fn system_now() -> DateTime<Utc> {
    Utc::now()
}

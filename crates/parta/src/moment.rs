//! What `--today` says: the day, and perhaps the time, to which the server's clock is moved. From there it goes on as usual.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use parta_store::Clock;

/// `2026-11-20` or `2026-11-20T10:50`, by the institution's wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub day: NaiveDate,
    /// Nothing: the time stays what it is.
    pub time: Option<NaiveTime>,
}

#[derive(Debug, thiserror::Error)]
#[error("День пишут так: 2026-11-20, а с временем – так: 2026-11-20T10:50.")]
pub struct NotAMoment;

impl FromStr for Moment {
    type Err = NotAMoment;

    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        let (day, time) = match text.split_once('T') {
            Some((day, time)) => (day, Some(NaiveTime::parse_from_str(time, "%H:%M").map_err(|_| NotAMoment)?)),
            None => (text, None),
        };
        Ok(Self { day: day.parse().map_err(|_| NotAMoment)?, time })
    }
}

impl Moment {
    /// Moves the clock here, in a zone.
    pub fn set(self, clock: &Clock, zone: Tz) {
        let time = self.time.unwrap_or_else(|| clock.now().with_timezone(&zone).time());
        if let Some(moment) = instant(self.day.and_time(time), zone) {
            clock.advance(moment - clock.now());
        }
    }
}

/// The instant of a wall clock; nothing in the hour that a change of time leaves out.
pub fn instant(wall: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    zone.from_local_datetime(&wall).earliest().map(|moment| moment.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_with_and_without_a_time() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        assert_eq!("2026-11-20".parse::<Moment>().unwrap(), Moment { day, time: None });
        let time = NaiveTime::from_hms_opt(10, 50, 0);
        assert_eq!("2026-11-20T10:50".parse::<Moment>().unwrap(), Moment { day, time });
        for bad in ["", "20.11.2026", "2026-11-31", "2026-11-20T", "2026-11-20T25:00", "сегодня"] {
            assert!(bad.parse::<Moment>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_day_is_that_of_the_institution_and_not_that_of_greenwich() {
        let clock = Clock::held_at("2026-11-22T22:30:00Z".parse().unwrap());
        "2026-11-20".parse::<Moment>().unwrap().set(&clock, chrono_tz::Europe::Moscow);
        assert_eq!(clock.now(), "2026-11-19T22:30:00Z".parse::<DateTime<Utc>>().unwrap());
        "2026-11-20T10:50".parse::<Moment>().unwrap().set(&clock, chrono_tz::Asia::Vladivostok);
        assert_eq!(clock.now(), "2026-11-20T00:50:00Z".parse::<DateTime<Utc>>().unwrap());
    }
}

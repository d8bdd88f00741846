//! Guessing from one network address: failures are counted there too, so that many logins cannot be tried one by one.
//!
//! Only failures count, and only of devices on which nobody had signed in: a whole school behind one address signs in freely. Kept in
//! memory: a restart forgets, which helps nobody who guesses.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// So many failures of one address
const FAILURES: u32 = 300;
/// within so long close the door to its unknown devices for the rest of that time.
const WITHIN: TimeDelta = TimeDelta::minutes(15);
/// Addresses remembered at once; the oldest give way.
const REMEMBERED: usize = 10_000;

/// The failures of each address.
#[derive(Default)]
pub struct Guessing(Mutex<HashMap<IpAddr, Failures>>);

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    since: DateTime<Utc>,
}

impl Guessing {
    /// Whether this address has failed too often.
    pub fn is_suspended(&self, address: Option<IpAddr>, now: DateTime<Utc>) -> bool {
        let Some(address) = address.map(network) else { return false };
        let failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        failures.get(&address).is_some_and(|failures| now - failures.since < WITHIN && failures.count >= FAILURES)
    }

    /// One more failure.
    pub fn fail(&self, address: Option<IpAddr>, now: DateTime<Utc>) {
        let Some(address) = address.map(network) else { return };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED {
            all.retain(|_, failures| now - failures.since < WITHIN);
        }
        if all.len() >= REMEMBERED {
            let oldest = all.iter().min_by_key(|(_, failures)| failures.since).map(|(address, _)| *address);
            oldest.and_then(|oldest| all.remove(&oldest));
        }
        let failures = all.entry(address).or_insert(Failures { count: 0, since: now });
        match now - failures.since < WITHIN {
            true => failures.count = failures.count.saturating_add(1),
            false => *failures = Failures { count: 1, since: now },
        }
    }
}

/// An IPv4 address by itself, an IPv6 one by its /64: whoever has one of those has all of it.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000, 0).expect("in range")
    }

    ///
    #[test]
    fn an_address_that_fails_too_often_waits_and_others_do_not() {
        let (guessing, here, there) = (Guessing::default(), "192.0.2.1".parse().ok(), "192.0.2.2".parse().ok());
        for _ in 0..FAILURES {
            assert!(!guessing.is_suspended(here, noon()));
            guessing.fail(here, noon());
        }
        assert!(guessing.is_suspended(here, noon()));
        assert!(!guessing.is_suspended(there, noon()));
        assert!(!guessing.is_suspended(here, noon() + WITHIN));
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let guessing = Guessing::default();
        for host in 0..FAILURES {
            guessing.fail(format!("2001:db8::{host:x}").parse().ok(), noon());
        }
        assert!(guessing.is_suspended("2001:db8::ffff:1".parse().ok(), noon()));
        assert!(!guessing.is_suspended("2001:db8:0:1::1".parse().ok(), noon()));
    }

    #[test]
    fn memory_is_bounded() {
        let guessing = Guessing::default();
        for host in 0..(REMEMBERED as u32 + 500) {
            guessing.fail(Some(IpAddr::V4(host.into())), noon() + TimeDelta::milliseconds(i64::from(host)));
        }
        assert!(guessing.0.lock().expect("no panic").len() <= REMEMBERED);
    }
}

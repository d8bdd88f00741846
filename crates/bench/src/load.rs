//! So many people who ask again as soon as they are answered, for a while.
//!
//! Requests of the first moments are not counted. Processor time is what the server used from the first counted moment to the last,
//! by all the requests that were answered between them.

use std::io::{Error, Result};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::client::{Answer, Connection};
use crate::process::{Cluster, processor_ms};

/// Somebody at a browser.
pub trait Person: Send + 'static {
    /// What she sends next.
    fn ask(&mut self) -> String;

    /// Looks at the answer; says what is wrong with it.
    fn hear(&mut self, answer: &Answer) -> Result<()>;
}

/// What a load came to.
pub struct Figures {
    pub per_second: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    /// Of the server, by request.
    pub server_ms: f64,
    /// Of all processes of PostgreSQL, by request.
    pub postgres_ms: Option<f64>,
}

/// Lets these people ask for so long.
pub async fn run(
    people: Vec<Box<dyn Person>>,
    host: &str,
    lasting: Duration,
    server: u32,
    cluster: Option<Cluster>,
) -> Result<Figures> {
    let begins = Instant::now() + lasting / 5;
    let ends = begins + lasting;
    let mut asking = JoinSet::new();
    for person in people {
        asking.spawn(ask_on(person, Connection::open(host).await?, begins, ends));
    }
    tokio::time::sleep_until(begins.into()).await;
    let (began, server_before, postgres_before) =
        (Instant::now(), processor_ms(server), cluster.map(Cluster::processor_ms));
    tokio::time::sleep_until(ends.into()).await;
    let took = began.elapsed();
    let (server_after, postgres_after) = (processor_ms(server), cluster.map(Cluster::processor_ms));
    let mut waited = Vec::new();
    while let Some(done) = asking.join_next().await {
        waited.append(&mut done.map_err(Error::other)??);
    }
    waited.sort_unstable();
    let count = waited.len().max(1) as f64;
    Ok(Figures {
        per_second: waited.len() as f64 / took.as_secs_f64(),
        p50_ms: quantile(&waited, 0.50),
        p99_ms: quantile(&waited, 0.99),
        server_ms: (server_after - server_before) / count,
        postgres_ms: postgres_after.zip(postgres_before).map(|(after, before)| (after - before) / count),
    })
}

async fn ask_on(
    mut person: Box<dyn Person>,
    mut connection: Connection,
    begins: Instant,
    ends: Instant,
) -> Result<Vec<Duration>> {
    let mut waited = Vec::new();
    loop {
        let request = person.ask();
        let asked = Instant::now();
        let answer = connection.send(&request).await?;
        let answered = Instant::now();
        person.hear(&answer)?;
        if answered >= ends {
            return Ok(waited);
        }
        if answered >= begins {
            waited.push(answered - asked);
        }
    }
}

/// In ms; `sorted` from the shortest to the longest.
fn quantile(sorted: &[Duration], part: f64) -> f64 {
    let place = (sorted.len() as f64 * part).ceil() as usize;
    sorted.get(place.saturating_sub(1)).map_or(f64::NAN, |waited| waited.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_one_of_the_waits() {
        let waits: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        assert_eq!((quantile(&waits, 0.5), quantile(&waits, 0.99)), (100.0, 198.0));
        assert!(quantile(&[], 0.5).is_nan());
    }
}

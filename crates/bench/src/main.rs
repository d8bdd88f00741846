//! Measures the program beside a PostgreSQL and on SQLite, with the demo school of a thousand students: `script/bench`.
//!
//! One tab-separated line per figure. What each scene asks for is said in `people.rs`; how to read the figures in
//! `docs/performance.md`. The client is one thread on the same machine: processor time by request is what can be compared between
//! machines and days, requests per second and waits are what is left of this machine beside the client.

mod client;
mod load;
mod people;
mod process;
mod school;
mod server;

use std::io::{Result, Write, stderr, stdout};
use std::time::Duration;

use load::Figures;
use people::{SCENES, Scene};
use process::Cluster;
use school::School;
use server::{Place, Server};

const ENGINES: [&str; 2] = ["sqlite", "postgres"];
const AT_ONCE: [usize; 3] = [1, 8, 32];

/// What was asked for on the command line.
struct Wanted {
    /// How long each load is counted.
    lasting: Duration,
    /// Engines and scenes by name; all where none is named.
    names: Vec<String>,
}

impl Wanted {
    fn from_arguments() -> Self {
        let (options, names): (Vec<String>, Vec<String>) =
            std::env::args().skip(1).partition(|word| word.starts_with("--"));
        let quick = options.iter().any(|option| option == "--quick");
        Self { lasting: Duration::from_millis(if quick { 1500 } else { 10_000 }), names }
    }

    /// Whether a name was asked for, of these of which some may have been.
    fn takes(&self, name: &str, among: &[&str]) -> bool {
        let mut named = self.names.iter().filter(|named| among.contains(&named.as_str())).peekable();
        named.peek().is_none() || named.any(|named| named == name)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let wanted = Wanted::from_arguments();
    let program = std::env::current_exe()?.with_file_name("parta");
    let postgres = std::env::var("PARTA_TEST_POSTGRES").ok();
    say("name", "engine", "at once", &["requests/s", "p50 ms", "p99 ms", "server ms", "postgres ms"])?;
    let mut missed = Vec::new();
    if wanted.takes("sqlite", &ENGINES) {
        measure(&Place::new(&program, None)?, None, &wanted, &mut missed).await?;
    }
    if let Some(address) = postgres.as_deref().filter(|_| wanted.takes("postgres", &ENGINES)) {
        let cluster = port_of(address).and_then(Cluster::listening_on);
        measure(&Place::new(&program, Some(address))?, cluster, &wanted, &mut missed).await?;
    }
    missed.iter().try_for_each(|line| writeln!(stdout(), "missed\t{line}"))
}

/// Everything on one engine.
async fn measure(place: &Place, cluster: Option<Cluster>, wanted: &Wanted, missed: &mut Vec<String>) -> Result<()> {
    let engine = place.engine;
    say("making the school, s", engine, "", &[&rounded(place.make_school()?)])?;
    say("size, MB", engine, "", &[&rounded(place.size_mb()?)])?;
    let started = median_start(place).await?;
    say("start, ms", engine, "", &[&rounded(started)])?;
    let (server, _) = place.start().await?;
    let mut school = School::look_at(&server.host).await?;
    writeln!(stderr(), "{engine}: journal {}; load {}", school.journal_in_words().await?, process::load())?;
    for at_once in AT_ONCE {
        for scene in SCENES.into_iter().filter(|scene| wanted.takes(scene.name(), &SCENES.map(Scene::name))) {
            let people = scene.people(&mut school, at_once)?;
            let figures = load::run(people, &server.host, wanted.lasting, server.process(), cluster).await?;
            say_figures(scene, engine, at_once, &figures)?;
            let target = scene.target_ms().filter(|target| engine == "sqlite" && figures.server_ms > *target);
            missed.extend(target.map(|target| {
                let (name, took) = (scene.name(), rounded(figures.server_ms));
                format!("{name}\t{engine}\t{at_once}\t{took} ms of the processor instead of {target} ms")
            }));
        }
    }
    finish(server, place, started, missed)
}

fn say_figures(scene: Scene, engine: &str, at_once: usize, figures: &Figures) -> Result<()> {
    let per_second = format!("{:.0}", figures.per_second);
    let [p50, p99, server] = [figures.p50_ms, figures.p99_ms, figures.server_ms].map(rounded);
    let postgres = figures.postgres_ms.map_or("-".into(), rounded);
    say(scene.name(), engine, &at_once.to_string(), &[&per_second, &p50, &p99, &server, &postgres])
}

/// What is left when the load is over: memory and the grown database.
fn finish(server: Server, place: &Place, started: f64, missed: &mut Vec<String>) -> Result<()> {
    let (engine, memory) = (place.engine, process::memory_mb(server.process()));
    say("memory after the load, MB", engine, "", &[&rounded(memory)])?;
    say("size after the load, MB", engine, "", &[&rounded(place.size_mb()?)])?;
    writeln!(stderr(), "{engine}: load {}", process::load())?;
    for (name, figure, target) in [("start, ms", started, 300.0), ("memory after the load, MB", memory, 120.0)] {
        if figure > target {
            missed.push(format!("{name}\t{engine}\t\t{} instead of {target}", rounded(figure)));
        }
    }
    server.stop()
}

/// Of five starts.
async fn median_start(place: &Place) -> Result<f64> {
    let mut starts = Vec::new();
    for _ in 0..5 {
        let (server, took) = place.start().await?;
        server.stop()?;
        starts.push(took);
    }
    starts.sort_by(f64::total_cmp);
    Ok(starts.get(2).copied().unwrap_or(f64::NAN))
}

fn port_of(address: &str) -> Option<&str> {
    let (_, place) = address.rsplit_once('@')?;
    place.split('/').next()?.rsplit_once(':').map(|(_, port)| port)
}

fn say(name: &str, engine: &str, at_once: &str, figures: &[&str]) -> Result<()> {
    writeln!(stdout(), "{name}\t{engine}\t{at_once}\t{}", figures.join("\t"))
}

/// Three digits are all that a second try would give again.
fn rounded(figure: f64) -> String {
    match figure {
        figure if figure >= 100.0 => format!("{figure:.0}"),
        figure if figure >= 10.0 => format!("{figure:.1}"),
        figure => format!("{figure:.2}"),
    }
}

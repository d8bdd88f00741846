//! What the system knows of processes: processor time and memory.

use std::fs;

/// Processor time of a process since it began, in ms (the system counts hundredths of a second).
pub fn processor_ms(process: u32) -> f64 {
    ticks(process, &[UTIME, STIME]) * MS_PER_TICK
}

/// Resident memory of a process, in MB.
pub fn memory_mb(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or_default() / 1024.0
}

/// How many processes waited for a processor in the last minute, on average.
pub fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or_default().to_owned()
}

/// A PostgreSQL cluster: the process that listens, and those that it starts.
#[derive(Clone, Copy)]
pub struct Cluster(u32);

impl Cluster {
    /// The cluster that was started with this port on its command line, as `script/with-postgres` does.
    pub fn listening_on(port: &str) -> Option<Self> {
        let listens = |process: &u32| {
            let command = fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
            let words: Vec<&[u8]> = command.split(|byte| *byte == 0).collect();
            let is_postgres = words.first().is_some_and(|program| program.ends_with(b"/postgres"));
            is_postgres && words.windows(2).any(|pair| pair == [b"-p", port.as_bytes()])
        };
        processes().find(listens).map(Self)
    }

    /// Processor time of all its processes, those that have ended included, in ms.
    pub fn processor_ms(self) -> f64 {
        let own = ticks(self.0, &[UTIME, STIME, ENDED_UTIME, ENDED_STIME]);
        let children = processes().filter(|process| field(*process, PARENT) == f64::from(self.0));
        (own + children.map(|child| ticks(child, &[UTIME, STIME])).sum::<f64>()) * MS_PER_TICK
    }
}

fn processes() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

const MS_PER_TICK: f64 = 10.0;

// Fields of /proc/PID/stat (see proc(5)), counted from the one behind the name.
const PARENT: usize = 1;
const UTIME: usize = 11;
const STIME: usize = 12;
const ENDED_UTIME: usize = 13;
const ENDED_STIME: usize = 14;

fn ticks(process: u32, fields: &[usize]) -> f64 {
    fields.iter().map(|place| field(process, *place)).sum()
}

fn field(process: u32, place: usize) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields = stat.rsplit_once(") ").map_or("", |(_, fields)| fields);
    fields.split(' ').nth(place).and_then(|field| field.parse().ok()).unwrap_or_default()
}

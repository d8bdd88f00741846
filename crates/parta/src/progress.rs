//! How far a long command has come: one line on standard error that is written anew, or one line for each stage where nobody watches.

use std::io::{IsTerminal, Write, stderr};

/// A stage of the work with so many steps.
pub struct Progress {
    stage: &'static str,
    steps: usize,
    done: usize,
    shown: Option<usize>,
    watched: bool,
}

impl Progress {
    pub fn new(stage: &'static str, steps: usize) -> Self {
        let mut progress = Self { stage, steps: steps.max(1), done: 0, shown: None, watched: stderr().is_terminal() };
        if !progress.watched {
            eprintln!("{stage}…");
        }
        progress.show("");
        progress
    }

    /// One step more is done.
    pub fn step(&mut self) {
        self.reached(self.done + 1, "");
    }

    /// So many steps are done; `words` stand beside them.
    pub fn reached(&mut self, done: usize, words: &str) {
        self.done = done.min(self.steps);
        self.show(words);
    }

    fn show(&mut self, words: &str) {
        let percent = self.done * 100 / self.steps;
        if self.watched && (self.shown != Some(percent) || !words.is_empty()) {
            self.shown = Some(percent);
            // Whoever cannot see the progress loses nothing else.
            let _ = write!(stderr(), "\r\x1b[K{}: {percent} %{words}", self.stage);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.watched {
            eprintln!();
        }
    }
}

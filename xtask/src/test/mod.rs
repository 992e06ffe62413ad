//! `cargo xtask test`: set-up, then every test there is, then one line that counts them.
//!
//! Must not know what the tests assert.

mod programs;
mod suites;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::artefacts::{self, Artefacts};
use crate::process::interrupted;
use crate::setup::{self, Places};

/// How many tests went which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Tests that passed.
    pub passed: usize,
    /// Tests that did not.
    pub failed: usize,
}

impl std::ops::AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// What the suites share.
pub struct Context<'a> {
    places: &'a Places,
    artefacts: Artefacts,
    /// `PATH` with the Python environment in front.
    path: std::ffi::OsString,
    xtask: PathBuf,
    /// Write down what is refused instead of failing over it.
    accept_refusals: bool,
}

/// A suite: it runs, and counts.
type Suite = fn(&Context) -> Result<Count>;

/// All suites: the word that asks for one alone, what it is, how to run it.
const SUITES: [(&str, &str, Suite); 4] = [
    ("rust", "cargo test", suites::rust),
    ("programs", "programs against python3", programs::run),
    ("triton", "Triton", suites::triton),
    ("e2e", "end to end", suites::end_to_end),
];

/// Whether `word` names a suite.
pub fn is_suite(word: &str) -> bool {
    SUITES.iter().any(|(suite, ..)| *suite == word)
}

/// Runs all suites, or one, also after one has failed.
pub fn run(places: &Places, only: Option<&str>, accept_refusals: bool) -> Result<()> {
    let start = Instant::now();
    // Before the build: it may put a new file there, and the kernel then calls ours deleted.
    let xtask = std::env::current_exe()?;
    setup::run(places, setup::Options::default())?;
    let artefacts = artefacts::build_for_tests(places)?;
    let mut folders = vec![places.venv.join("bin")];
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let context = Context { places, artefacts, path: std::env::join_paths(folders)?, xtask, accept_refusals };
    let mut total = Count::default();
    let mut lines = Vec::new();
    for (_, name, suite) in SUITES.iter().filter(|(word, ..)| only.is_none_or(|only| only == *word)) {
        if interrupted() {
            bail!("interrupted");
        }
        println!("[test] {name} ...");
        let start = Instant::now();
        let count = suite(&context).unwrap_or_else(|error| {
            println!("[test] {name}: {error:#}");
            Count { passed: 0, failed: 1 }
        });
        lines.push(format!(
            "[test] {name}: {} passed, {} failed in {:.0} s",
            count.passed,
            count.failed,
            start.elapsed().as_secs_f64()
        ));
        println!("{}", lines[lines.len() - 1]);
        total += count;
    }
    println!("\n{}\nall of it took {:.0} s", lines.join("\n"), start.elapsed().as_secs_f64());
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed > 0 {
        bail!("{} tests failed; logs are in {}", total.failed, places.logs.display());
    }
    Ok(())
}

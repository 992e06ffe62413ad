//! `cargo xtask check`: rustfmt, clippy, rustdoc, all with warnings as errors, and the tidy checks.

mod tidy;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::process::{interrupted, run_shown};
use crate::setup::Places;

/// Upper bound on one tool, a first build of all dependencies included.
const LIMIT: Duration = Duration::from_secs(1800);

/// Runs every check, also after one has failed, and says at the end which did.
pub fn run(places: &Places) -> Result<()> {
    let mut failed = Vec::new();
    let mut step = |name: &'static str, work: &mut dyn FnMut() -> Result<()>| -> Result<()> {
        if interrupted() {
            bail!("interrupted");
        }
        println!("[check] {name}");
        let start = Instant::now();
        match work() {
            Ok(()) => println!("[check] {name}: ok in {:.1} s", start.elapsed().as_secs_f64()),
            Err(error) => {
                println!("[check] {name}: {error:#}");
                failed.push(name);
            }
        }
        Ok(())
    };
    step("tidy", &mut || tidy::run(&places.root))?;
    step("rustfmt", &mut || cargo(places, &["fmt", "--all", "--", "--check"]))?;
    step("clippy", &mut || {
        cargo(places, &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])
    })?;
    step("rustdoc", &mut || cargo(places, &["doc", "--workspace", "--no-deps", "--quiet"]))?;
    if !failed.is_empty() {
        bail!("{} of 4 checks failed: {}", failed.len(), failed.join(", "));
    }
    println!("4 checks passed");
    Ok(())
}

fn cargo(places: &Places, arguments: &[&str]) -> Result<()> {
    let mut command = crate::artefacts::cargo();
    command.args(arguments).current_dir(&places.root).env("RUSTDOCFLAGS", "-D warnings");
    run_shown(&format!("cargo {}", arguments[0]), &mut command, LIMIT)
}

//! `cargo xtask bench`: how long translations take in the running stack, by stage, and how fast the translator itself is.
//!
//! Every request carries a source that nobody sent before, so that no cache answers. Must not know how a stage works.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::artefacts::{self, Profile};
use crate::http::post;
use crate::process::interrupted;
use crate::setup::{self, Places};
use crate::stack::{Ports, Stack};

/// How often each example is sent.
const ROUNDS: usize = 10;
/// How long one answer may take.
const LIMIT: Duration = Duration::from_secs(120);
/// The stages that are the translator's own work; the others wait for rustc.
const TRANSLATOR: [&str; 3] = ["parse", "analyse", "translate"];

/// Sets up, builds, starts, measures, stops.
pub fn run(places: &Places) -> Result<()> {
    setup::run(places, setup::Options::default())?;
    let artefacts = artefacts::build(places, Profile::Release)?;
    let stack = Stack::start(places, &artefacts, Ports::free()?)?;
    let measured = measure(places, &stack);
    let stopped = stack.stop();
    print(&measured?);
    stopped
}

/// What was measured: milliseconds by stage, and what they were spent on.
#[derive(Default)]
struct Measured {
    stages: BTreeMap<String, Vec<f64>>,
    lines: usize,
    not_translated: Vec<String>,
}

fn measure(places: &Places, stack: &Stack) -> Result<Measured> {
    let folder = places.root.join("examples");
    let mut measured = Measured::default();
    let entries = fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.extension().is_none_or(|extension| extension != "py") {
            continue;
        }
        let source = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for round in 0..ROUNDS {
            if interrupted() {
                bail!("interrupted");
            }
            let own = format!("{source}# {} {round}\n", std::process::id());
            let request = json!({ "source": own, "filename": name, "target": "rust" });
            let start = Instant::now();
            let answer = post(stack.ports.gateway, "/v1/translations", &request, LIMIT)?;
            let took = start.elapsed().as_secs_f64() * 1e3;
            if answer.status != 200 {
                measured.not_translated.push(name);
                break;
            }
            let body = answer.json()?;
            let timings = body["timings_ms"].as_object().with_context(|| format!("no timings: {body}"))?;
            for (stage, time) in timings {
                measured.stages.entry(stage.clone()).or_default().push(time.as_f64().unwrap_or(f64::NAN));
            }
            measured.stages.entry("whole request".to_owned()).or_default().push(took);
            measured.lines += source.lines().count();
        }
    }
    Ok(measured)
}

fn print(measured: &Measured) {
    println!("\n{:<16} {:>9} {:>9} {:>9}   (milliseconds)", "", "median", "95 %", "most");
    for (stage, times) in &measured.stages {
        let mut times = times.clone();
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
        println!("{stage:<16} {:>9.2} {:>9.2} {:>9.2}", at(0.5), at(0.95), at(1.0));
    }
    let own: f64 = TRANSLATOR.iter().filter_map(|stage| measured.stages.get(*stage)).flatten().sum();
    if own > 0.0 {
        let speed = measured.lines as f64 / own * 1e3;
        println!("translator: {:.0} lines/s, the way to Triton and back included", speed);
    }
    if !measured.not_translated.is_empty() {
        println!("not translated, and not measured: {}", measured.not_translated.join(", "));
    }
}

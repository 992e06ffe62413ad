//! The suites that have a runner of their own: cargo's and Python's. Runs them and counts.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::{Context, Count};
use crate::process::{Guarded, run_shown, tied};

/// Upper bound on one suite.
const LIMIT: Duration = Duration::from_secs(1800);
/// Upper bound on one Python test.
const TEST_SECONDS: &str = "180";
/// How long a runner may take to stop.
const GRACE: Duration = Duration::from_secs(10);

/// `cargo test` on the workspace: unit, integration and documentation tests.
pub fn rust(context: &Context) -> Result<Count> {
    let mut cargo = crate::artefacts::cargo();
    cargo.args(["test", "--workspace", "--no-fail-fast", "--quiet"]).current_dir(&context.places.root);
    with_environment(context, &mut cargo);
    let (reader, writer) = std::io::pipe().context("no pipe for the output of cargo test")?;
    cargo.stdin(Stdio::null()).stdout(writer);
    let mut running = Guarded::spawn("cargo test", &mut cargo, GRACE)?;
    // The command still holds the writing end; the reader ends when the last holder does.
    drop(cargo);
    let counter = std::thread::spawn(move || {
        let mut count = Count::default();
        for line in BufReader::new(reader).lines().map_while(Result::ok) {
            if let Some(found) = cargo_result(&line) {
                count += found;
            }
            if worth_showing(&line) {
                println!("{line}");
            }
        }
        count
    });
    let status = running.wait(LIMIT, |_| ());
    drop(running);
    let mut count = counter.join().unwrap_or_default();
    // A crate that does not compile, or a test process that dies, has no line of its own.
    if !status?.success() && count.failed == 0 {
        count.failed = 1;
    }
    Ok(count)
}

/// `tests/triton`: Triton's own client against the real server.
pub fn triton(context: &Context) -> Result<Count> {
    pytest(context, "triton")
}

/// `tests/e2e`: REST through the gateway and the real server.
pub fn end_to_end(context: &Context) -> Result<Count> {
    pytest(context, "e2e")
}

fn pytest(context: &Context, suite: &str) -> Result<Count> {
    let places = context.places;
    let report = places.logs.join(format!("pytest-{suite}.xml"));
    let _ = fs::remove_file(&report);
    let mut python = tied(places.venv_bin("python"));
    python.args(["-m", "pytest", "--quiet", "-p", "no:cacheprovider", "--timeout", TEST_SECONDS]);
    python.arg(format!("--junit-xml={}", report.display())).arg(places.root.join("tests").join(suite));
    python.current_dir(&places.root).env("PYTHONDONTWRITEBYTECODE", "1");
    with_environment(context, &mut python);
    let ended = run_shown("pytest", &mut python, LIMIT);
    let count = fs::read_to_string(&report).ok().as_deref().and_then(junit_result);
    match (count, ended) {
        (Some(count), Ok(())) => Ok(count),
        // Its own failures are counted; an ending without a counted failure is one more.
        (Some(count), Err(_)) => Ok(Count { failed: count.failed.max(1), ..count }),
        (None, Err(error)) => Err(error),
        (None, Ok(())) => anyhow::bail!("pytest left no report at {}", report.display()),
    }
}

/// Tells a suite where the things under test are.
fn with_environment(context: &Context, command: &mut Command) {
    command
        .env("PATH", &context.path)
        .env("PORTALIS_BIN", &context.artefacts.portalis)
        .env("PORTALIS_BACKEND", &context.artefacts.backend)
        .env("PORTALIS_VENV", &context.places.venv)
        .env("PORTALIS_XTASK", &context.xtask);
}

/// `test result: ok. 3 passed; 0 failed; ...`
fn cargo_result(line: &str) -> Option<Count> {
    let rest = line.strip_prefix("test result: ")?;
    let number = |word: &str| -> Option<usize> {
        rest.split([';', '.']).find_map(|part| part.trim().strip_suffix(word)?.trim().parse().ok())
    };
    Some(Count { passed: number("passed")?, failed: number("failed")? })
}

/// Not the hundred lines that say that a crate has no tests of some kind.
fn worth_showing(line: &str) -> bool {
    let noise = ["running 0 tests", "test result: ok. 0 passed"];
    !line.trim().is_empty() && !noise.iter().any(|start| line.starts_with(start))
}

/// The counts in the head of a JUnit report.
fn junit_result(report: &str) -> Option<Count> {
    let head = report.split_once("<testsuite ")?.1.split_once('>')?.0;
    let number =
        |name: &str| -> Option<usize> { head.split_once(&format!("{name}=\""))?.1.split_once('"')?.0.parse().ok() };
    let failed = number("failures")? + number("errors")?;
    Some(Count { passed: number("tests")?.saturating_sub(failed + number("skipped")?), failed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_lines_are_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s";
        assert_eq!(cargo_result(line), Some(Count { passed: 12, failed: 3 }));
        assert_eq!(cargo_result("running 15 tests"), None);
    }

    #[test]
    fn junit_heads_are_counted() {
        let report = r#"<?xml version="1.0"?><testsuites name="x"><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" time="1.0"><testcase/>"#;
        assert_eq!(junit_result(report), Some(Count { passed: 4, failed: 3 }));
        assert_eq!(junit_result("<nothing/>"), None);
    }
}

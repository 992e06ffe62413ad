//! Builds what the stack runs: the `portalis` binary and the Triton backend.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::process::{output_of, run_shown, tied};
use crate::setup::Places;

/// Upper bound on a build from nothing (about 5 minutes on 2 cores).
const LIMIT: Duration = Duration::from_secs(3000);
/// The packages that hold the two.
const PACKAGES: [&str; 2] = ["portalis-server", "portalis-triton"];

/// A built pair.
#[derive(Clone, Debug)]
pub struct Artefacts {
    /// The command line and the gateway.
    pub portalis: PathBuf,
    /// What Triton loads.
    pub backend: PathBuf,
}

/// How to build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// What tests run: quick to build, with overflow checks.
    Dev,
    /// What is served.
    Release,
}

impl Profile {
    fn folder(self) -> &'static str {
        match self {
            Profile::Dev => "debug",
            Profile::Release => "release",
        }
    }
}

/// Builds the pair, or finds that it is built.
pub fn build(places: &Places, profile: Profile) -> Result<Artefacts> {
    let start = Instant::now();
    println!("[build] {} ({})", PACKAGES.join(", "), profile.folder());
    let mut cargo = cargo();
    cargo.arg("build").current_dir(&places.root);
    for package in PACKAGES {
        cargo.args(["--package", package]);
    }
    if profile == Profile::Release {
        cargo.arg("--release");
    }
    run_shown("cargo build", &mut cargo, LIMIT)?;
    println!("[build] done in {:.1} s", start.elapsed().as_secs_f64());
    find(places, profile)
}

/// Builds everything that tests run, in one go and with the same features, so that nothing is built twice.
pub fn build_for_tests(places: &Places) -> Result<Artefacts> {
    let start = Instant::now();
    println!("[build] the workspace and its tests");
    let mut cargo = cargo();
    cargo.args(["build", "--workspace", "--lib", "--bins", "--tests", "--examples"]).current_dir(&places.root);
    run_shown("cargo build", &mut cargo, LIMIT)?;
    println!("[build] done in {:.1} s", start.elapsed().as_secs_f64());
    find(places, Profile::Dev)
}

/// Where cargo puts the pair, whether it is there or not.
pub fn find(places: &Places, profile: Profile) -> Result<Artefacts> {
    let folder = target_folder(places)?.join(profile.folder());
    Ok(Artefacts { portalis: folder.join("portalis"), backend: folder.join("libtriton_portalis.so") })
}

/// cargo, without what the cargo that runs us says of our own package: build scripts see it as a change, and a build
/// from here and one from a terminal would undo each other.
pub fn cargo() -> Command {
    let mut command = tied("cargo");
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_MANIFEST_") || text.starts_with("CARGO_PKG_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Cargo's target folder, wherever the user's configuration puts it.
fn target_folder(places: &Places) -> Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(&places.root);
    let metadata: serde_json::Value =
        serde_json::from_str(&output_of(&mut cargo)?).context("cargo metadata is not JSON")?;
    metadata["target_directory"].as_str().map(PathBuf::from).context("cargo metadata names no target folder")
}

//! `cargo xtask gpu pack`: one folder that tests and measures the GPU code on a machine without a Rust toolchain.
//!
//! Any x86-64 Linux machine with an NVIDIA driver and Python runs `.gpu/pack/run.sh`. Must not need a GPU itself.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::artefacts::{self, cargo};
use crate::process::output_of;
use crate::setup::Places;

const RUN: &str = include_str!("gpu_run.sh");
/// The crates whose test and benchmark programs run on a GPU.
const CRATES: [&str; 2] = ["portalis-kernels", "portalis-engine"];

/// What goes into the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contents {
    /// The programs of the kernels crate alone: quick to build.
    Kernels,
    /// The engine's too, and the Triton backend with its model repository.
    All,
}

/// Builds the folder `.gpu/pack`.
pub fn pack(places: &Places, contents: Contents) -> Result<()> {
    let start = Instant::now();
    let folder = places.root.join(".gpu/pack");
    let _ = fs::remove_dir_all(&folder);
    let bin = folder.join("bin");
    fs::create_dir_all(&bin).with_context(|| format!("cannot make {}", bin.display()))?;
    let crates = if contents == Contents::All { &CRATES[..] } else { &CRATES[..1] };
    let mut total = 0;
    for name in crates {
        for (program, path) in programs(places, name)? {
            let target = bin.join(&program);
            fs::copy(&path, &target).with_context(|| format!("cannot copy {}", path.display()))?;
            strip(&target);
            total += fs::metadata(&target).map_or(0, |found| found.len());
            println!("      bin/{program}");
        }
    }
    if total == 0 {
        bail!("no program of {} runs on a GPU: is its tests/gpu there?", crates.join(", "));
    }
    if contents == Contents::All {
        let built = artefacts::build(places, artefacts::Profile::Release)?;
        let library = folder.join("libtriton_portalis.so");
        fs::copy(&built.backend, &library).context("cannot copy the Triton backend")?;
        total += fs::metadata(&library).map_or(0, |found| found.len());
        copy_tree(&places.root.join("triton-models"), &folder.join("triton-models"))?;
        copy_tree(&places.root.join("configs"), &folder.join("configs"))?;
    }
    let commit = output_of(Command::new("git").args(["describe", "--always", "--dirty"]).current_dir(&places.root))?;
    fs::write(folder.join("commit"), format!("{}\n", commit.trim()))?;
    let script = folder.join("run.sh");
    fs::write(&script, RUN)?;
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755))?;
    println!("[gpu] .gpu/pack: {:.1} MB in {:.0} s", total as f64 / 1e6, start.elapsed().as_secs_f64());
    println!("      there: .gpu/pack/run.sh [all | test | bench] [NAME ...]");
    Ok(())
}

/// The programs of a crate's tests and benchmarks that are for a GPU: those whose name starts with `gpu`, and the unit
/// tests, of which the script runs those in modules named `gpu`.
fn programs(places: &Places, name: &str) -> Result<Vec<(String, PathBuf)>> {
    println!("[build] tests and benchmarks of {name} (release)");
    let mut build = cargo();
    build.args(["test", "--release", "--no-run", "--tests", "--benches", "--message-format=json", "--package", name]);
    let messages = output_of(build.current_dir(&places.root)).with_context(|| format!("cannot build {name}"))?;
    let mut found = Vec::new();
    for line in messages.lines() {
        let Ok(message) = serde_json::from_str::<serde_json::Value>(line) else { continue };
        let Some(path) = message["executable"].as_str() else { continue };
        let target = message["target"]["name"].as_str().unwrap_or_default();
        let short = name.trim_start_matches("portalis-");
        if target.starts_with("gpu") {
            found.push((format!("{short}-{target}"), PathBuf::from(path)));
        } else if message["target"]["kind"][0] == "lib" {
            found.push((format!("{short}-unit"), PathBuf::from(path)));
        }
    }
    Ok(found)
}

/// Smaller where there is binutils; the program runs either way.
fn strip(path: &Path) {
    let _ = Command::new("strip").arg(path).status();
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot list {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).with_context(|| format!("cannot copy {}", entry.path().display()))?;
        }
    }
    Ok(())
}

//! The Python environment `.portalis/venv`: the real Triton server, its client library, a WASI runtime, CUDA's compiler.
//!
//! Only builds, tests and the local stack need it; nothing of Portalis runs in Python.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail};

use super::{Places, once};
use crate::process::{output_of, run_logged, succeeds, tied};

const REQUIREMENTS: &str = include_str!("requirements.txt");
const WASMTIME: &str = include_str!("wasmtime.py");
/// The package that brings Triton; installed without its dependencies.
const TRITON_PACKAGE: &str = "nvidia-pytriton";
/// Upper bound on one pip call, downloads (about 250 MB) included.
const PIP_LIMIT: Duration = Duration::from_secs(600);

/// Makes the environment.
pub fn run(places: &Places) -> Result<()> {
    let version =
        output_of(Command::new("python3").args(["-c", "import sys; print(*sys.version_info[:3], sys.prefix)"]))
            .context("Portalis compares its translations with python3")?;
    let mut numbers = version.split(' ').map_while(|part| part.parse::<u32>().ok());
    if (numbers.next(), numbers.next()) < (Some(3), Some(11)) {
        bail!("python3 is older than 3.11 (found {version}): put Python 3.11 or later first in PATH");
    }
    let key = format!("{version}\n{REQUIREMENTS}\n{WASMTIME}");
    once("Python environment with Triton 2.51 and CUDA's compiler", &places.venv.join("portalis.stamp"), &key, || {
        install(places)
    })
}

fn install(places: &Places) -> Result<()> {
    let python = places.venv_bin("python");
    if !succeeds(Command::new(&python).args(["-m", "pip", "--version"])) {
        let mut venv = tied("python3");
        venv.args(["-m", "venv", "--clear"]).arg(&places.venv);
        run_logged("python3 -m venv", &mut venv, &places.logs.join("venv.log"), PIP_LIMIT)?;
    }
    let (bare, full): (Vec<&str>, Vec<&str>) = REQUIREMENTS
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .partition(|line| line.starts_with(TRITON_PACKAGE));
    for (index, (options, packages)) in [(&["--no-deps"][..], bare), (&[][..], full)].into_iter().enumerate() {
        println!("      pip install {}", packages.join(" "));
        let mut pip = tied(&python);
        pip.args(["-m", "pip", "install", "--disable-pip-version-check", "--no-input"]);
        pip.args(["--retries", "5", "--timeout", "60"]).args(options).args(packages);
        run_logged("pip install", &mut pip, &places.logs.join(format!("pip-{index}.log")), PIP_LIMIT)?;
    }
    let wasmtime = places.venv_bin("wasmtime");
    fs::write(&wasmtime, format!("#!{}\n{WASMTIME}", python.display()))
        .and_then(|()| fs::set_permissions(&wasmtime, fs::Permissions::from_mode(0o755)))
        .with_context(|| format!("cannot write {}", wasmtime.display()))?;
    Triton::find(places).map(drop)?;
    // Cargo does not watch for a compiler that was not there: its build script has to look changed.
    let script = places.root.join("kernels/build.rs");
    fs::File::options()
        .append(true)
        .open(&script)
        .and_then(|file| file.set_modified(SystemTime::now()))
        .with_context(|| format!("cannot touch {}", script.display()))
}

/// The server's program and what the dynamic loader needs to start it.
#[derive(Clone, Debug)]
pub struct Triton {
    /// `tritonserver`.
    pub server: PathBuf,
    /// The libraries that the wheel carries beside it.
    pub libraries: PathBuf,
    /// Triton's response caches.
    pub caches: PathBuf,
}

impl Triton {
    /// Finds the server in the Python environment.
    pub fn find(places: &Places) -> Result<Triton> {
        let versions =
            fs::read_dir(places.venv.join("lib")).context("no Python environment: run `cargo xtask setup`")?;
        for entry in versions.flatten() {
            let site = entry.path().join("site-packages");
            let home = site.join("pytriton/tritonserver");
            let server = home.join("bin/tritonserver");
            if server.exists() {
                return Ok(Triton {
                    server,
                    libraries: site.join("nvidia_pytriton.libs"),
                    caches: home.join("caches"),
                });
            }
        }
        bail!("no tritonserver below {}: delete that folder and run `cargo xtask setup`", places.venv.display());
    }
}

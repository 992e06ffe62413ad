//! Debian packages that builds need and cargo cannot bring: libclang (for bindgen), a C linker, Python's venv module.
//!
//! Looks for what the packages give rather than for the packages, so that other distributions work where they have it.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use super::{Places, once};
use crate::process::{run_logged, succeeds, tied};

/// Upper bound on one apt-get call, downloads included.
const APT_LIMIT: Duration = Duration::from_secs(600);

/// Installs what is missing.
pub fn run(places: &Places) -> Result<()> {
    let missing = missing();
    let key = "libclang, cc, python venv\n";
    let stamp = places.state.join("debian.stamp");
    if !missing.is_empty() {
        // Somebody may have removed a package since the stamp was written.
        let _ = std::fs::remove_file(&stamp);
    }
    once("system packages", &stamp, key, || install(places, &missing))
}

fn install(places: &Places, missing: &[&str]) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    if !succeeds(Command::new("apt-get").arg("--version")) {
        bail!("this machine has no apt-get: install what Debian calls {list}, then run this again");
    }
    if !rustix::process::geteuid().is_root() {
        bail!(
            "only root may install packages: run `sudo apt-get update && sudo apt-get install {list}`, then this again"
        );
    }
    println!("      installing {list}");
    run_logged("apt-get update", apt().arg("update"), &places.logs.join("apt-update.log"), APT_LIMIT)?;
    let mut command = apt();
    command.args(["install", "--yes", "--no-install-recommends"]).args(missing);
    run_logged("apt-get install", &mut command, &places.logs.join("apt-install.log"), APT_LIMIT)?;
    let still = self::missing();
    if !still.is_empty() {
        bail!(
            "installed, and yet not found: {}; look at {}",
            still.join(" "),
            places.logs.join("apt-install.log").display()
        );
    }
    Ok(())
}

/// apt-get with retries, time-outs and no questions.
pub fn apt() -> Command {
    let mut command = tied("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    for option in
        ["Acquire::Retries=5", "Acquire::http::Timeout=60", "Acquire::https::Timeout=60", "DPkg::Lock::Timeout=120"]
    {
        command.args(["-o", option]);
    }
    command
}

fn missing() -> Vec<&'static str> {
    let mut packages = Vec::new();
    if !has_libclang() {
        packages.push("libclang-dev");
    }
    if !succeeds(Command::new("cc").arg("--version")) || !succeeds(Command::new("c++").arg("--version")) {
        packages.push("build-essential");
    }
    if !succeeds(Command::new("python3").args(["-c", "import venv, ensurepip"])) {
        packages.extend(["python3", "python3-venv"]);
    }
    packages
}

/// libclang where bindgen looks for it: `LIBCLANG_PATH`, then the system's library folders.
fn has_libclang() -> bool {
    if let Some(path) = std::env::var_os("LIBCLANG_PATH") {
        return Path::new(&path).exists();
    }
    let llvm = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let mut folders: Vec<_> = llvm
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("llvm"))
        .map(|entry| entry.path().join("lib"))
        .collect();
    folders.extend(["/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib"].map(Into::into));
    folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten().any(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        // Not libclang-cpp, which is another interface, and not the static archives.
        (name.starts_with("libclang.so") || (name.starts_with("libclang-") && name.contains(".so")))
            && !name.starts_with("libclang-cpp")
    })
}

//! What the repository needs on a machine, put there once: `cargo xtask setup`.
//!
//! Everything lands under `.portalis/` except Debian packages and a rustup target. Each part is keyed by a stamp that
//! names what it was made from, so that a second run only compares texts. Must not know what uses the parts.

mod debian;
mod python;
mod wasm;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};

/// Where things are on this machine.
#[derive(Clone, Debug)]
pub struct Places {
    /// The repository.
    pub root: PathBuf,
    /// `.portalis/` in it: everything that set-up and the running stack write.
    pub state: PathBuf,
    /// Logs of set-up, builds and servers.
    pub logs: PathBuf,
    /// The Python environment with Triton, its client and a wasm runtime.
    pub venv: PathBuf,
    /// The compiler cache of `portalis`, shared by all checkouts of this user.
    pub cache: PathBuf,
}

impl Places {
    /// Finds the repository that this program was built from.
    pub fn find() -> Result<Places> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = manifest.parent().context("xtask is not inside a repository")?.to_path_buf();
        let state = root.join(".portalis");
        let logs = state.join("logs");
        fs::create_dir_all(&logs).with_context(|| format!("cannot make {}", logs.display()))?;
        Ok(Places { venv: state.join("venv"), cache: cache()?, root, state, logs })
    }

    /// A program of the Python environment.
    pub fn venv_bin(&self, name: &str) -> PathBuf {
        self.venv.join("bin").join(name)
    }

    /// The real `tritonserver` of the Python wheel, and its libraries.
    pub fn triton(&self) -> Result<python::Triton> {
        python::Triton::find(self)
    }
}

/// What `cargo xtask setup` can be told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Build the wasm target from Debian's packages even where rustup has it.
    pub wasm_from_debian: bool,
}

/// `portalis`'s cache folder: `$PORTALIS_CACHE`, `$XDG_CACHE_HOME/portalis` or `~/.cache/portalis`.
fn cache() -> Result<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("PORTALIS_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|dir| dir.join("portalis")))
        .or_else(|| set("HOME").map(|dir| dir.join(".cache/portalis")))
        .context("no place for a cache: set PORTALIS_CACHE, XDG_CACHE_HOME or HOME")
}

/// Brings the machine to where builds, servers and tests work. Safe to repeat, and to run twice at once.
pub fn run(places: &Places, options: Options) -> Result<()> {
    let start = Instant::now();
    let lock_path = places.state.join("setup.lock");
    let lock = fs::File::create(&lock_path).with_context(|| format!("cannot write {}", lock_path.display()))?;
    if lock.try_lock().is_err() {
        println!("[set-up] another set-up is at work here; waiting for it");
        lock.lock().context("cannot wait for the other set-up")?;
    }
    debian::run(places)?;
    python::run(places)?;
    wasm::run(places, options.wasm_from_debian)?;
    println!("[set-up] ready after {:.1} s", start.elapsed().as_secs_f64());
    Ok(())
}

/// Does `work` unless the stamp at `stamp` says that it was done for the same `key`.
fn once(what: &str, stamp: &Path, key: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    if fs::read_to_string(stamp).is_ok_and(|found| found == key) {
        println!("[set-up] {what}: there");
        return Ok(());
    }
    println!("[set-up] {what} ...");
    let start = Instant::now();
    // A set-up that fails half-way must not look done.
    let _ = fs::remove_file(stamp);
    work().with_context(|| format!("set-up of {what} failed"))?;
    fs::write(stamp, key).with_context(|| format!("cannot write {}", stamp.display()))?;
    println!("[set-up] {what}: done in {:.1} s", start.elapsed().as_secs_f64());
    Ok(())
}

//! The runtime library, compiled once per compiler and target into the cache, so that a program's own compile takes a
//! fraction of a second. Safe against other processes that do the same at the same time.

use crate::cache::{self, Cache, Session};
use crate::compile::{EDITION, first_error, mode_args};
use crate::error::SetupError;
use crate::isolation::Isolation;
use crate::sandbox::{self, Ending, Limits, Task};
use crate::toolchain::{Rustc, Target, WASM_TRIPLE};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The runtime's sources, file name and text, as the translator copies them into its crates.
pub(crate) fn sources() -> &'static [(&'static str, &'static str)] {
    portalis_transpiler::RUNTIME
}

/// The name of the library in the cache.
pub(crate) const LIBRARY: &str = "libportalis_runtime.rlib";

/// The folder that has the compiled runtime for this compiler and target, compiling it when nobody has before.
pub(crate) async fn compiled(
    rustc: &Rustc,
    target: Target,
    cache: &Cache,
    session: &Arc<Session>,
    isolation: &Isolation,
    limits: &Limits,
    wait: Duration,
) -> Result<PathBuf, SetupError> {
    let runtimes = cache.path("runtime");
    std::fs::create_dir_all(&runtimes).map_err(SetupError::io(format!("make {}", runtimes.display())))?;
    let key = key(rustc, target);
    let done = runtimes.join(&key);
    if done.join(LIBRARY).is_file() {
        return Ok(done);
    }
    let _lock = cache::lock(&runtimes.join(format!("{key}.lock")), wait).await?;
    if done.join(LIBRARY).is_file() {
        return Ok(done);
    }
    let work = session.folder()?;
    for (name, text) in sources() {
        let path = work.path().join(name);
        std::fs::write(&path, text).map_err(SetupError::io(format!("write {}", path.display())))?;
    }
    let out = work.path().join("out");
    std::fs::create_dir(&out).map_err(SetupError::io(format!("make {}", out.display())))?;
    let mut args = vec!["--crate-name", "portalis_runtime", "--crate-type", "rlib", "--edition", EDITION];
    // Compiled once and used by every program: worth the optimiser's time.
    args.extend(["-C", "opt-level=3", "-C", "codegen-units=4", "--cap-lints", "allow", "--out-dir", "out"]);
    args.extend(mode_args());
    if target == Target::Wasm {
        args.extend(["--target", WASM_TRIPLE]);
    }
    args.push("lib.rs");
    let task = Task {
        program: rustc.path.clone(),
        args: args.into_iter().map(Into::into).collect(),
        env: Vec::new(),
        stdin: Vec::new(),
        dir: work.clone(),
        limits: limits.clone(),
        powerless: false,
    };
    let output = sandbox::run(isolation, task).await?;
    if output.ending != Ending::Exited(0) {
        let detail = format!("{}: {}", output.ending, first_error(&output.stderr));
        return Err(SetupError::Runtime { rustc: rustc.path.clone(), detail });
    }
    // The folder appears whole or not at all; when it is there already, it is the same.
    match std::fs::rename(&out, &done) {
        Err(error) if !done.join(LIBRARY).is_file() => {
            Err(SetupError::io(format!("rename {} to {}", out.display(), done.display()))(error))
        }
        _ => {
            forget_old(&runtimes);
            Ok(done)
        }
    }
}

/// Compiled runtimes that are kept: a few compilers, two targets, the versions of some months.
const KEPT: usize = 16;

/// Removes the oldest compiled runtimes over [`KEPT`], so that upgrades do not fill the disk.
fn forget_old(runtimes: &Path) {
    let Ok(entries) = std::fs::read_dir(runtimes) else { return };
    let mut folders: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .filter_map(|path| Some((path.metadata().ok()?.modified().ok()?, path)))
        .collect();
    folders.sort();
    for (_, folder) in folders.iter().take(folders.len().saturating_sub(KEPT)) {
        // Who uses it right now finds it gone and compiles it again; who cannot be removed stays.
        let _ = std::fs::remove_dir_all(folder);
        let _ = std::fs::remove_file(folder.with_extension("lock"));
    }
}

/// A name for everything that the compiled library depends on.
fn key(rustc: &Rustc, target: Target) -> String {
    let mut hashes = [DefaultHasher::new(), DefaultHasher::new()];
    for (seed, hasher) in hashes.iter_mut().enumerate() {
        (seed, env!("CARGO_PKG_VERSION"), &rustc.version, target, sources(), mode_args(), EDITION).hash(hasher);
    }
    let triple = match target {
        Target::Native => "native",
        Target::Wasm => WASM_TRIPLE,
    };
    format!("{triple}-{:016x}{:016x}", hashes[0].finish(), hashes[1].finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_runtimes_are_forgotten() {
        let root = tempfile::tempdir().unwrap();
        for n in 0..KEPT + 3 {
            let folder = root.path().join(format!("native-{n}"));
            std::fs::create_dir(&folder).unwrap();
            std::fs::write(folder.join(LIBRARY), "").unwrap();
            std::fs::write(root.path().join(format!("native-{n}.lock")), "").unwrap();
            let time = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1000 + n as u64);
            std::fs::File::open(&folder).unwrap().set_modified(time).unwrap();
        }
        forget_old(root.path());
        let kept: Vec<_> = (0..KEPT + 3).filter(|n| root.path().join(format!("native-{n}")).exists()).collect();
        assert_eq!(kept, (3..KEPT + 3).collect::<Vec<_>>());
        assert!(!root.path().join("native-0.lock").exists() && root.path().join("native-3.lock").exists());
    }
}

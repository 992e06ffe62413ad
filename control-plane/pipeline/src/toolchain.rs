//! Finds the Rust compilers: one for this machine, and one whose sysroot has wasm32-wasip1. Compiles nothing.

use crate::cache::Cache;
use crate::error::SetupError;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use tokio::sync::OnceCell;

/// What an artefact is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// This machine.
    Native,
    /// WebAssembly with WASI preview 1.
    Wasm,
}

/// The triple of [`Target::Wasm`].
pub(crate) const WASM_TRIPLE: &str = "wasm32-wasip1";

/// A compiler that works.
#[derive(Debug, Clone)]
pub(crate) struct Rustc {
    /// The compiler itself, not rustup's proxy.
    pub path: PathBuf,
    /// All of `rustc -vV`: two compilers that print the same accept each other's libraries.
    pub version: String,
    pub sysroot: PathBuf,
    /// A linker for wasm, where the compiler does not bring its own.
    pub wasm_linker: Option<PathBuf>,
}

/// The compilers of this machine, each looked for once, when it is first needed.
#[derive(Debug)]
pub struct Toolchain {
    cache: Cache,
    native: OnceCell<Arc<Rustc>>,
    wasm: OnceCell<Arc<Rustc>>,
}

impl Toolchain {
    pub(crate) fn new(cache: Cache) -> Toolchain {
        Toolchain { cache, native: OnceCell::new(), wasm: OnceCell::new() }
    }

    /// The compiler for `target`, or what to do to have one.
    pub(crate) async fn rustc(&self, target: Target) -> Result<Arc<Rustc>, SetupError> {
        let native = self.native.get_or_try_init(|| blocking(find_native)).await?.clone();
        match target {
            Target::Native => Ok(native),
            Target::Wasm => {
                let cache = self.cache.clone();
                self.wasm.get_or_try_init(|| blocking(move || find_wasm(&native, &cache))).await.cloned()
            }
        }
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SetupError> + Send + 'static,
) -> Result<T, SetupError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(e) => Err(SetupError::NoRustc { reason: e.to_string() }),
    }
}

/// `PORTALIS_RUSTC`, else `rustc` on the PATH, else rustup's usual place.
fn find_native() -> Result<Arc<Rustc>, SetupError> {
    let named = std::env::var_os("PORTALIS_RUSTC").map(PathBuf::from);
    let path = match named {
        Some(path) => path,
        None => {
            let home = std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo/bin"));
            let folders = std::env::var_os("PATH").unwrap_or_default();
            std::env::split_paths(&folders)
                .chain(home)
                .map(|folder| folder.join("rustc"))
                .find(|path| path.is_file())
                .ok_or_else(|| SetupError::NoRustc { reason: "none on the PATH or in ~/.cargo/bin".into() })?
        }
    };
    ask(&path, None).map(Arc::new)
}

/// The native compiler where it has the target (`rustup target add`), else `PORTALIS_WASM_RUSTC`, else the one that
/// set-up made: in `.portalis/wasm` above this executable, or where the cache's note says.
fn find_wasm(native: &Rustc, cache: &Cache) -> Result<Arc<Rustc>, SetupError> {
    if has_wasm(&native.sysroot) {
        return Ok(Arc::new(native.clone()));
    }
    let beside_executable = std::env::current_exe().ok().and_then(|exe| {
        exe.ancestors().map(|folder| folder.join(".portalis/wasm/rustc-wasm")).find(|path| path.is_file())
    });
    let noted = std::fs::read_to_string(cache.path("wasm-toolchain")).ok().map(|text| PathBuf::from(text.trim()));
    let linker = host(&native.version)
        .map(|host| native.sysroot.join("lib/rustlib").join(host).join("bin/rust-lld"))
        .filter(|path| path.is_file());
    std::env::var_os("PORTALIS_WASM_RUSTC")
        .map(PathBuf::from)
        .into_iter()
        .chain(beside_executable)
        .chain(noted)
        .filter_map(|path| ask(&path, linker.clone()).ok())
        .find(|rustc| has_wasm(&rustc.sysroot))
        .map(Arc::new)
        .ok_or(SetupError::NoWasm)
}

fn has_wasm(sysroot: &Path) -> bool {
    std::fs::read_dir(sysroot.join("lib/rustlib").join(WASM_TRIPLE).join("lib")).is_ok_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
    })
}

fn host(version: &str) -> Option<&str> {
    version.lines().find_map(|line| line.strip_prefix("host: "))
}

fn ask(path: &Path, wasm_linker: Option<PathBuf>) -> Result<Rustc, SetupError> {
    let sysroot = PathBuf::from(output(path, &["--print", "sysroot"])?.trim());
    // Through rustup's proxy each call would look up the toolchain again, and an empty environment would confuse it.
    let own = sysroot.join("bin/rustc");
    let is_proxy = path.file_name() == Some(OsStr::new("rustc")) && own.is_file();
    let path = if is_proxy { own } else { path.to_path_buf() };
    let version = output(&path, &["-vV"])?;
    Ok(Rustc { path, version, sysroot, wasm_linker })
}

fn output(path: &Path, args: &[&str]) -> Result<String, SetupError> {
    let failed = |reason: String| SetupError::NoRustc { reason: format!("{}: {reason}", path.display()) };
    let output = Command::new(path)
        .args(args.iter().map(OsString::from))
        // Not the caller's folder, where a rust-toolchain file could choose another compiler.
        .current_dir("/")
        .stdin(Stdio::null())
        .output()
        .map_err(|e| failed(e.to_string()))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_string()))
    }
}

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
    hints: Hints,
    native: OnceCell<Arc<Rustc>>,
    wasm: OnceCell<Arc<Rustc>>,
}

impl Toolchain {
    pub(crate) fn new(cache: Cache) -> Toolchain {
        Toolchain::with(Hints::of_process(&cache))
    }

    fn with(hints: Hints) -> Toolchain {
        Toolchain { hints, native: OnceCell::new(), wasm: OnceCell::new() }
    }

    /// The compiler for `target`, or what to do to have one.
    pub(crate) async fn rustc(&self, target: Target) -> Result<Arc<Rustc>, SetupError> {
        let hints = self.hints.clone();
        let native = self.native.get_or_try_init(|| blocking(move || find_native(&hints))).await?.clone();
        match target {
            Target::Native => Ok(native),
            Target::Wasm => {
                let hints = self.hints.clone();
                self.wasm.get_or_try_init(|| blocking(move || find_wasm(&native, &hints))).await.cloned()
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

/// Where compilers may be.
#[derive(Debug, Clone, Default)]
struct Hints {
    /// `PORTALIS_RUSTC`.
    rustc: Option<PathBuf>,
    /// `PORTALIS_WASM_RUSTC`.
    wasm_rustc: Option<PathBuf>,
    /// The folders of `PATH`, and rustup's usual one.
    folders: Vec<PathBuf>,
    /// This executable: set-up leaves `.portalis/wasm` in a folder above it.
    executable: Option<PathBuf>,
    /// The cache's note of the path of a compiler that set-up made.
    note: PathBuf,
}

impl Hints {
    fn of_process(cache: &Cache) -> Hints {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let path = std::env::var_os("PATH").unwrap_or_default();
        Hints {
            rustc: set("PORTALIS_RUSTC"),
            wasm_rustc: set("PORTALIS_WASM_RUSTC"),
            folders: std::env::split_paths(&path).chain(set("HOME").map(|home| home.join(".cargo/bin"))).collect(),
            executable: std::env::current_exe().ok(),
            note: cache.path("wasm-toolchain"),
        }
    }
}

/// `PORTALIS_RUSTC`, else `rustc` on the PATH, else rustup's usual place.
fn find_native(hints: &Hints) -> Result<Arc<Rustc>, SetupError> {
    let found = || hints.folders.iter().map(|folder| folder.join("rustc")).find(|path| path.is_file());
    let path = hints
        .rustc
        .clone()
        .or_else(found)
        .ok_or_else(|| SetupError::NoRustc { reason: "none on the PATH or in ~/.cargo/bin".into() })?;
    ask(&path, None).map(Arc::new)
}

/// The native compiler where it has the target (`rustup target add`), else `PORTALIS_WASM_RUSTC`, else the one that
/// set-up made: in `.portalis/wasm` above this executable, or where the cache's note says.
fn find_wasm(native: &Rustc, hints: &Hints) -> Result<Arc<Rustc>, SetupError> {
    if has_wasm(&native.sysroot) {
        return Ok(Arc::new(native.clone()));
    }
    let beside = hints.executable.iter().flat_map(|exe| exe.ancestors()).map(|up| up.join(".portalis/wasm/rustc-wasm"));
    let noted = std::fs::read_to_string(&hints.note).ok().map(|text| PathBuf::from(text.trim()));
    let linker = host(&native.version)
        .map(|host| native.sysroot.join("lib/rustlib").join(host).join("bin/rust-lld"))
        .filter(|path| path.is_file());
    hints
        .wasm_rustc
        .clone()
        .into_iter()
        .chain(beside.filter(|path| path.is_file()).take(1))
        .chain(noted)
        .filter_map(|path| ask(&path, linker.clone()).ok())
        .find(|rustc| has_wasm(&rustc.sysroot))
        .map(Arc::new)
        .ok_or(SetupError::NoWasm)
}

fn has_wasm(sysroot: &Path) -> bool {
    std::fs::read_dir(sysroot.join("lib/rustlib").join(WASM_TRIPLE).join("lib"))
        .is_ok_and(|entries| entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-")))
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// A folder with compilers that answer questions, each with its own sysroot.
    struct Machine(tempfile::TempDir);

    impl Machine {
        fn new() -> Machine {
            Machine(tempfile::tempdir().unwrap())
        }

        fn rustc(&self, path: &str, sysroot: &str, has_wasm: bool) -> PathBuf {
            let root = self.0.path().join(sysroot);
            std::fs::create_dir_all(&root).unwrap();
            if has_wasm {
                let lib = root.join("lib/rustlib/wasm32-wasip1/lib");
                std::fs::create_dir_all(&lib).unwrap();
                std::fs::write(lib.join("libstd-1.rlib"), "").unwrap();
            }
            let path = self.0.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let script = format!(
                "#!/bin/sh\nif [ \"$1\" = --print ]; then echo {}; else echo rustc of {sysroot}; fi\n",
                root.display()
            );
            std::fs::write(&path, script).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
            path
        }

        fn hints(&self) -> Hints {
            let folders = vec![self.0.path().join("empty"), self.0.path().join("bin")];
            Hints { folders, note: self.0.path().join("note"), ..Hints::default() }
        }
    }

    async fn wasm(hints: Hints) -> Result<PathBuf, SetupError> {
        Toolchain::with(hints).rustc(Target::Wasm).await.map(|rustc| rustc.path.clone())
    }

    #[tokio::test]
    async fn compilers_are_found_in_order() {
        let machine = Machine::new();
        let mut hints = machine.hints();
        let error = wasm(hints.clone()).await.unwrap_err();
        assert!(error.to_string().contains("set PORTALIS_RUSTC"), "{error}");
        machine.rustc("bin/rustc", "plain", false);
        let error = wasm(hints.clone()).await.unwrap_err();
        assert!(error.to_string().contains("rustup target add wasm32-wasip1"), "{error}");
        // From the last resort to the first.
        let noted = machine.rustc("elsewhere/rustc-wasm", "noted", true);
        std::fs::write(&hints.note, format!("{}\n", noted.display())).unwrap();
        assert_eq!(wasm(hints.clone()).await.unwrap(), noted);
        let beside = machine.rustc("repo/.portalis/wasm/rustc-wasm", "beside", true);
        hints.executable = Some(machine.0.path().join("repo/target/release/portalis"));
        assert_eq!(wasm(hints.clone()).await.unwrap(), beside);
        let named = machine.rustc("named", "named-root", true);
        hints.wasm_rustc = Some(named.clone());
        assert_eq!(wasm(hints.clone()).await.unwrap(), named);
        // One without the target is passed over.
        hints.wasm_rustc = Some(machine.rustc("useless", "useless-root", false));
        assert_eq!(wasm(hints.clone()).await.unwrap(), beside);
        let own = machine.rustc("own", "own-root", true);
        hints.rustc = Some(own.clone());
        assert_eq!(wasm(hints).await.unwrap(), own);
    }

    #[tokio::test]
    async fn a_proxy_is_asked_once_and_then_left_out() {
        let machine = Machine::new();
        machine.rustc("bin/rustc", "toolchain", false);
        let own = machine.rustc("toolchain/bin/rustc", "toolchain", false);
        let rustc = Toolchain::with(machine.hints()).rustc(Target::Native).await.unwrap();
        assert_eq!((&rustc.path, rustc.version.as_str()), (&own, "rustc of toolchain\n"));
    }
}

//! From a crate's text to an executable or a `.wasm`: one rustc call against the compiled runtime. The crate has
//! passed [`crate::scan`] before it comes here.

use crate::cache::{Cache, Session, WorkDir};
use crate::error::{SetupError, StageError};
use crate::isolation::Isolation;
use crate::job::Stage;
use crate::runtime;
use crate::sandbox::{self, Ending, Limits, Task};
use crate::settings::Settings;
use crate::toolchain::{Rustc, Target, Toolchain, WASM_TRIPLE};
use portalis_transpiler::Crate;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

/// The edition of emitted crates and of the runtime's copies in them.
pub(crate) const EDITION: &str = "2021";

/// Flags that the runtime and the program must share. Overflow checks stay on as a last net: a value that the
/// translator bounded wrongly ends the program instead of printing a wrong number.
pub(crate) fn mode_args() -> &'static [&'static str] {
    &["-C", "panic=abort", "-C", "overflow-checks=on", "-C", "debuginfo=0", "-C", "embed-bitcode=no"]
}

/// Measured on generated programs: 2 takes the compiler no longer than 1, makes faster code, and for wasm as small a
/// module as `s`; one codegen unit is the quickest for programs of this size.
const OPTIMISE: &str = "opt-level=2";

/// What compiling is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Goal {
    /// Types and borrows only.
    Check,
    /// An artefact.
    Build(Target),
}

/// What has been built so far.
#[derive(Debug, Default)]
pub(crate) struct Artefacts {
    pub native: Option<Vec<u8>>,
    pub wasm: Option<Vec<u8>>,
}

/// Everything that compiling needs beside the crate.
pub(crate) struct Compiler {
    pub cache: Cache,
    pub session: Arc<Session>,
    pub isolation: Isolation,
    pub toolchain: Toolchain,
    pub settings: Settings,
}

/// The line that emitted crates have for their copy of the runtime, and what stands in for it here.
const MODULE: &str = "mod py;";
const LIBRARY: &str = "extern crate portalis_runtime as py;";

impl Compiler {
    /// The compiler for `target`, and the folder of the runtime compiled with it.
    pub(crate) async fn prepare(&self, target: Target) -> Result<(Arc<Rustc>, PathBuf), SetupError> {
        let rustc = self.toolchain.rustc(target).await?;
        let s = &self.settings;
        let library =
            runtime::compiled(&rustc, target, &self.cache, &self.session, &self.isolation, &s.runtime, s.cache_wait)
                .await?;
        Ok((rustc, library))
    }

    /// Compiles the crate in a fresh folder; the path in it of what came out is relative to the folder.
    pub(crate) async fn compile(&self, krate: &Crate, goal: Goal) -> Result<Compiled, StageError> {
        let target = match goal {
            Goal::Check => Target::Native,
            Goal::Build(target) => target,
        };
        let (rustc, library) = self.prepare(target).await?;
        let dir = self.session.folder()?;
        write_sources(krate, &dir)?;
        let mut args: Vec<OsString> = ["--crate-name", "program", "--crate-type", "bin", "--edition", EDITION]
            .into_iter()
            // Lints that are errors by default stay so: a literal that does not fit its type would wrap without a word.
            .chain(["-A", "warnings", "--color", "never"])
            .chain(mode_args().iter().copied())
            .map(OsString::from)
            .collect();
        let mut push = |words: &[&str]| args.extend(words.iter().map(OsString::from));
        let file = match goal {
            Goal::Check => {
                push(&["--emit", "metadata"]);
                "program.rmeta"
            }
            Goal::Build(Target::Native) => {
                push(&["-C", OPTIMISE, "-C", "codegen-units=1", "-C", "strip=symbols"]);
                "program"
            }
            Goal::Build(Target::Wasm) => {
                push(&["-C", OPTIMISE, "-C", "codegen-units=1", "-C", "strip=symbols", "--target", WASM_TRIPLE]);
                // Recursion that CPython allows has to fit: 64 MiB of linear memory for the stack.
                push(&["-C", "link-arg=-zstack-size=67108864"]);
                "program.wasm"
            }
        };
        push(&["-o", file]);
        if let (Target::Wasm, Some(linker)) = (target, &rustc.wasm_linker) {
            args.extend(["-C".into(), joined("linker=", linker.as_os_str())]);
        }
        args.extend(["--extern".into(), joined("portalis_runtime=", library.join(runtime::LIBRARY).as_os_str())]);
        args.push("src/main.rs".into());
        let task = Task {
            program: rustc.path.clone(),
            args,
            env: Vec::new(),
            stdin: Vec::new(),
            dir: dir.clone(),
            limits: self.settings.compile.clone(),
            powerless: false,
        };
        let output = sandbox::run(&self.isolation, task).await?;
        match output.ending {
            Ending::Exited(0) => Ok(Compiled { path: dir.path().join(file), dir }),
            Ending::WallLimit | Ending::CpuLimit => {
                Err(StageError::Timeout { stage: Stage::Validate, limit: self.settings.compile.wall })
            }
            ending => {
                let detail = String::from_utf8_lossy(&output.stderr).into_owned();
                let message = match first_error(&output.stderr) {
                    said if said.is_empty() => format!("rustc ended with {ending}"),
                    said => said,
                };
                Err(StageError::Defect { message, detail })
            }
        }
    }

    /// Runs a compiled native program in the sandbox.
    pub(crate) async fn execute(
        &self,
        compiled: &Compiled,
        args: &[String],
        stdin: Vec<u8>,
        limits: &Limits,
    ) -> Result<crate::job::RunOutput, SetupError> {
        let task = Task {
            program: compiled.path.clone(),
            args: args.iter().map(OsString::from).collect(),
            env: Vec::new(),
            stdin,
            dir: compiled.dir.clone(),
            limits: limits.clone(),
            powerless: true,
        };
        sandbox::run(&self.isolation, task).await
    }
}

/// What a compile left in its folder, which lives as long as this.
pub(crate) struct Compiled {
    pub path: PathBuf,
    pub dir: Arc<WorkDir>,
}

impl Compiled {
    /// The artefact's bytes.
    pub(crate) fn read(&self) -> Result<Vec<u8>, SetupError> {
        std::fs::read(&self.path).map_err(SetupError::io(format!("read {}", self.path.display())))
    }
}

fn joined(prefix: &str, value: &std::ffi::OsStr) -> OsString {
    let mut whole = OsString::from(prefix);
    whole.push(value);
    whole
}

fn write_sources(krate: &Crate, dir: &WorkDir) -> Result<(), SetupError> {
    for (path, text) in &krate.files {
        // The runtime's copies are what the library was made of; the rest of the crate is the program.
        if !path.starts_with("src/") || path.starts_with("src/py/") {
            continue;
        }
        let to = dir.path().join(path);
        if let Some(parent) = to.parent() {
            std::fs::create_dir_all(parent).map_err(SetupError::io(format!("make {}", parent.display())))?;
        }
        let text = if path == "src/main.rs" { against_library(text) } else { text.clone() };
        std::fs::write(&to, text).map_err(SetupError::io(format!("write {}", to.display())))?;
    }
    Ok(())
}

/// `main.rs` with its `mod py;` replaced (attributes may stand before it), line numbers kept.
fn against_library(main: &str) -> String {
    let is_module = |line: &str| match line.trim_end().strip_suffix(MODULE) {
        Some(before) => before.is_empty() || before.ends_with([' ', '\t', ']']),
        None => false,
    };
    let mut lines: Vec<String> = main.split('\n').map(str::to_string).collect();
    if let Some(line) = lines.iter_mut().find(|line| is_module(line)) {
        let keep = line.trim_end().len() - MODULE.len();
        line.replace_range(keep.., LIBRARY);
    }
    lines.join("\n")
}

/// The first error that rustc printed, in one line with its place.
pub(crate) fn first_error(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let mut lines = text.lines().skip_while(|line| !line.starts_with("error"));
    let Some(error) = lines.next() else {
        return text.lines().next().unwrap_or_default().chars().take(300).collect();
    };
    let place = lines.next().and_then(|line| line.trim_start().strip_prefix("--> "));
    let whole = match place {
        Some(place) => format!("{error} ({place})"),
        None => error.to_string(),
    };
    whole.chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runtime_module_becomes_the_library() {
        for (main, expected) in [
            ("mod py;\nfn main() {}", "extern crate portalis_runtime as py;\nfn main() {}"),
            ("#[macro_use]\nmod py;\n", "#[macro_use]\nextern crate portalis_runtime as py;\n"),
            ("#[allow(unused)] mod py; \n", "#[allow(unused)] extern crate portalis_runtime as py;\n"),
            ("mod copy;\nmod numpy;\nfn main() {}", "mod copy;\nmod numpy;\nfn main() {}"),
        ] {
            assert_eq!(against_library(main), expected);
        }
    }

    #[test]
    fn the_first_error_is_told_with_its_place() {
        let said = "warning: x\nerror[E0308]: mismatched types\n --> src/main.rs:4:18\n  |\nerror: aborting\n";
        assert_eq!(first_error(said.as_bytes()), "error[E0308]: mismatched types (src/main.rs:4:18)");
        assert_eq!(first_error(b"error: linking failed\n  |\n"), "error: linking failed");
        assert_eq!(first_error(b"killed\n"), "killed");
        assert_eq!(first_error(b""), "");
    }
}

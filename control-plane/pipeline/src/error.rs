//! Every way a translation can fail, and every way the pipeline cannot start. Callers map these to exit codes or HTTP.

use crate::job::Stage;
use crate::scan::Finding;
use portalis_transpiler::{Diagnostic, Severity};
use std::path::PathBuf;
use std::time::Duration;

/// Why a translation did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// The translator refuses the program; the caller's to mend.
    #[error("the program is refused: {}", summary(.0))]
    Refused(Vec<Diagnostic>),
    /// The job itself makes no sense.
    #[error("{message}")]
    Invalid {
        /// What is wrong with it, and what would be right.
        message: String,
    },
    /// A stage did not end in its time.
    #[error("the {stage} stage did not end within {limit:?}; give it more time or a smaller program")]
    Timeout {
        /// Which stage.
        stage: Stage,
        /// The time it had.
        limit: Duration,
    },
    /// The caller went away.
    #[error("the request was cancelled in the {stage} stage")]
    Cancelled {
        /// Which stage.
        stage: Stage,
    },
    /// Every place is taken and the queue's time is over.
    #[error("all {places} compile places are taken; try again in {retry_after:?}")]
    Busy {
        /// How many programs compile at once.
        places: usize,
        /// When trying again makes sense.
        retry_after: Duration,
    },
    /// The translator cannot be reached or cannot work now.
    #[error("the translator is unavailable: {message}")]
    Unavailable {
        /// What happened.
        message: String,
        /// When trying again makes sense, where that is known.
        retry_after: Option<Duration>,
    },
    /// A draft reaches for the machine it is built on, and was not compiled.
    #[error("the translation is not safe to build: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Unsafe(Vec<Finding>),
    /// Our own fault: the translator failed, or its Rust does not compile.
    #[error("a defect of the translator: {message}")]
    Defect {
        /// The first error, in one line.
        message: String,
        /// The whole of it, bounded.
        detail: String,
    },
    /// The build machine lacks something for this job.
    #[error(transparent)]
    Setup(#[from] SetupError),
}

impl StageError {
    /// The failure as diagnostics about `path`: a refusal's own, and one at 1:1 for anything else.
    pub fn diagnostics(&self, path: &str, text: &str) -> Vec<Diagnostic> {
        let code = match self {
            StageError::Refused(found) => return found.clone(),
            StageError::Defect { .. } => "P0900",
            StageError::Unsafe(_) => "P0911",
            StageError::Timeout { .. } | StageError::Cancelled { .. } => "P0912",
            StageError::Busy { .. } | StageError::Unavailable { .. } => "P0913",
            StageError::Setup(_) => "P0914",
            StageError::Invalid { .. } => "P0915",
        };
        let diagnostic = Diagnostic::at(code, Severity::Error, path, text, 0, 0, self.to_string());
        match self {
            StageError::Defect { .. } => {
                vec![diagnostic.with_help("this is a bug of portalis; please report the program")]
            }
            _ => vec![diagnostic],
        }
    }
}

fn summary(found: &[Diagnostic]) -> String {
    match found {
        [] => "no reason given".into(),
        [one] => format!("{}:{}:{}: {}", one.path, one.line, one.column, one.message),
        [first, rest @ ..] => {
            format!("{}:{}:{}: {} (and {} more)", first.path, first.line, first.column, first.message, rest.len())
        }
    }
}

/// What the pipeline needs of its machine and did not find.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// No Rust compiler.
    #[error("no rustc found ({reason}); install Rust from https://rustup.rs, or set PORTALIS_RUSTC to a rustc")]
    NoRustc {
        /// What was tried.
        reason: String,
    },
    /// No compiler for wasm32-wasip1.
    #[error(
        "no Rust compiler for wasm32-wasip1 found; run `rustup target add wasm32-wasip1` or `cargo xtask setup`, or set PORTALIS_WASM_RUSTC"
    )]
    NoWasm,
    /// A tool of util-linux is missing.
    #[error("`{name}` not found; install the package util-linux, which shuts compilers and programs in")]
    NoTool {
        /// Which.
        name: String,
    },
    /// No place for the cache.
    #[error("no cache folder: {reason}; set PORTALIS_CACHE to a folder that can be written")]
    NoCache {
        /// Why.
        reason: String,
    },
    /// The runtime library does not compile with the compiler found.
    #[error("the runtime library does not compile with {rustc}: {detail}")]
    Runtime {
        /// The compiler.
        rustc: PathBuf,
        /// Its first error.
        detail: String,
    },
    /// Another process holds the cache for too long.
    #[error("{} is locked by another process for over {waited:?}; end that process, or set PORTALIS_CACHE elsewhere", .path.display())]
    Locked {
        /// The lock.
        path: PathBuf,
        /// How long we waited.
        waited: Duration,
    },
    /// A file or process operation failed.
    #[error("cannot {doing}: {source}")]
    Io {
        /// What we were doing, with the path.
        doing: String,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl SetupError {
    /// Wraps an input or output error with what was being done.
    pub(crate) fn io(doing: impl Into<String>) -> impl FnOnce(std::io::Error) -> SetupError {
        let doing = doing.into();
        move |source| SetupError::Io { doing, source }
    }
}

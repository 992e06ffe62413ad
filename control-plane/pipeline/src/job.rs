//! What goes into the pipeline and what comes out: plain data, shared by every stage. Knows no stage's workings.

use crate::sandbox::Ending;
use portalis_transpiler::{Crate, Diagnostic, Source};
use std::time::Duration;
use tokio::time::Instant;

/// How urgent a request is: 1 (first) to 3 (last), as the `transpile` model's priority levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Priority(u8);

impl Priority {
    /// Served before the others.
    pub const HIGH: Priority = Priority(1);
    /// What a request has that says nothing.
    pub const NORMAL: Priority = Priority(2);
    /// Served when nothing else waits.
    pub const LOW: Priority = Priority(3);

    /// The priority of that level, when it is 1, 2 or 3.
    pub fn new(level: u8) -> Option<Priority> {
        (1..=3).contains(&level).then_some(Priority(level))
    }

    /// The level as Triton counts it.
    pub fn level(self) -> u8 {
        self.0
    }
}

impl Default for Priority {
    fn default() -> Self {
        Priority::NORMAL
    }
}

/// What belongs to a request whatever stage it is in.
#[derive(Debug, Clone, Default)]
pub struct RequestContext {
    /// Its place in the translator's queue.
    pub priority: Priority,
    /// When the caller stops waiting; each stage ends by then with [`crate::StageError::Timeout`].
    pub deadline: Option<Instant>,
    /// The id that logs and traces carry.
    pub request_id: String,
}

/// What to build besides the Rust crate. With neither, the crate is type-checked only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Targets {
    /// An executable for this machine.
    pub native: bool,
    /// A wasm32-wasip1 module.
    pub wasm: bool,
}

/// Inputs for a validation run of the native executable.
#[derive(Debug, Clone, Default)]
pub struct RunInputs {
    /// `sys.argv[1:]`.
    pub args: Vec<String>,
    /// What the program reads.
    pub stdin: Vec<u8>,
}

/// How a validation run went.
#[derive(Debug, Clone)]
pub struct RunOutput {
    /// How it ended; a limit that was hit is named here.
    pub ending: Ending,
    /// At most the limit's bytes of standard output.
    pub stdout: Vec<u8>,
    /// At most the limit's bytes of standard error.
    pub stderr: Vec<u8>,
    /// Wall time.
    pub elapsed: Duration,
}

/// One translation to do.
#[derive(Debug, Clone, Default)]
pub struct Job {
    /// One file, or a package's files.
    pub sources: Vec<Source>,
    /// What to build.
    pub targets: Targets,
    /// Whether to run the native executable, and on what.
    pub run: Option<RunInputs>,
    /// Priority, deadline, id.
    pub context: RequestContext,
}

/// The five stages, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Syntax.
    Parse,
    /// Names, types, imports.
    Analyse,
    /// Python to Rust.
    Translate,
    /// Scan, compile, run.
    Validate,
    /// Crate, executable, `.wasm`.
    Package,
}

impl Stage {
    /// The stage's name in responses, logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Parse => "parse",
            Stage::Analyse => "analyse",
            Stage::Translate => "translate",
            Stage::Validate => "validate",
            Stage::Package => "package",
        }
    }
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// What the runner says while it works.
#[derive(Debug, Clone)]
pub enum Event {
    /// A stage begins.
    Started(Stage),
    /// A stage ended well; a failure is the runner's result instead.
    Finished {
        /// Which.
        stage: Stage,
        /// How long it took.
        elapsed: Duration,
    },
    /// Warnings that go with the translation.
    Diagnostics(Vec<Diagnostic>),
}

/// A finished translation.
#[derive(Debug, Clone)]
pub struct Package {
    /// Who translated: the name of the translator, or of the author that came after it.
    pub translator: &'static str,
    /// The Rust crate, with its warnings.
    pub krate: Crate,
    /// The executable, when it was asked for.
    pub native: Option<Vec<u8>>,
    /// The `.wasm` module, when it was asked for.
    pub wasm: Option<Vec<u8>>,
    /// The validation run, when there were inputs for one.
    pub run: Option<RunOutput>,
    /// How long each stage took, in order.
    pub timings: Vec<(Stage, Duration)>,
}

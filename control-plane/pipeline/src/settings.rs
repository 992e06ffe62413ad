//! Every bound of the pipeline, with its default. Reads no file: the command line and the gateway fill it in.

use crate::sandbox::Limits;
use std::path::PathBuf;
use std::time::Duration;

/// How the pipeline works: where its cache is, how many programs compile at once, and what each stage may use.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The cache folder; `None` means `$PORTALIS_CACHE`, `$XDG_CACHE_HOME/portalis` or `~/.cache/portalis`.
    pub cache: Option<PathBuf>,
    /// Programs that compile or run at once.
    pub places: usize,
    /// How long a job waits for a place of any kind before it is told to come back.
    pub queue_wait: Duration,
    /// Threads that parse, analyse and translate at once; one that outlives its time keeps its place.
    pub translate_places: usize,
    /// How long parse, analyse and translate may take, each.
    pub translate_time: Duration,
    /// How long a language model may take for one answer.
    pub author_time: Duration,
    /// How often it is shown what its program fails with.
    pub repairs: usize,
    /// The stack of the translator's thread in bytes: bounds the nesting that it can walk.
    pub translate_stack: usize,
    /// What one run of rustc may use.
    pub compile: Limits,
    /// What one validation run of a program may use.
    pub run: Limits,
    /// How long to wait for another process that compiles the runtime library.
    pub cache_wait: Duration,
    /// What compiling the runtime library, once per compiler, may use.
    pub runtime: Limits,
}

impl Default for Settings {
    fn default() -> Self {
        let mib = 1 << 20;
        let places = std::thread::available_parallelism().map_or(2, usize::from);
        let compile = Limits {
            wall: Duration::from_secs(60),
            cpu: Duration::from_secs(120),
            memory: 8 << 30,
            output: mib,
            file: 256 * mib,
        };
        Settings {
            cache: None,
            places,
            queue_wait: Duration::from_secs(30),
            translate_places: places.max(4),
            translate_time: Duration::from_secs(30),
            author_time: Duration::from_secs(120),
            repairs: 2,
            translate_stack: 256 << 20,
            run: Limits {
                wall: Duration::from_secs(10),
                cpu: Duration::from_secs(10),
                memory: 2 << 30,
                output: 4 * mib,
                file: 0,
            },
            cache_wait: Duration::from_secs(300),
            runtime: Limits { wall: Duration::from_secs(300), cpu: Duration::from_secs(600), ..compile.clone() },
            compile,
        }
    }
}

//! A pipeline whose timing a test decides. It stands in for compiling, which the pipeline's own tests cover.

use crate::work::{Events, Work};
use portalis_pipeline::{BoxFuture, Event, Job, Package, SetupError, Stage, StageError, Targets};
use portalis_transpiler::{Crate, Diagnostic, Severity};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Does jobs when it is let.
pub(super) struct Scripted {
    gate: Semaphore,
    pub running: AtomicUsize,
    /// Jobs that were dropped before their end.
    pub cancelled: AtomicUsize,
    pub lacks_compiler: AtomicBool,
    pub priorities: std::sync::Mutex<Vec<u8>>,
}

impl Scripted {
    /// Works at once.
    pub fn open() -> Arc<Self> {
        Self::with(Semaphore::MAX_PERMITS)
    }

    /// Works only as often as `permit` allows.
    pub fn closed() -> Arc<Self> {
        Self::with(0)
    }

    fn with(permits: usize) -> Arc<Self> {
        Arc::new(Scripted {
            gate: Semaphore::new(permits),
            running: AtomicUsize::new(0),
            cancelled: AtomicUsize::new(0),
            lacks_compiler: AtomicBool::new(false),
            priorities: Default::default(),
        })
    }

    pub fn permit(&self, jobs: usize) {
        self.gate.add_permits(jobs);
    }

    pub fn running(&self) -> usize {
        self.running.load(Ordering::SeqCst)
    }

    pub fn cancelled(&self) -> usize {
        self.cancelled.load(Ordering::SeqCst)
    }
}

struct Running<'s>(&'s Scripted, bool);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::SeqCst);
        if !self.1 {
            self.0.cancelled.fetch_add(1, Ordering::SeqCst);
        }
    }
}

impl Work for Scripted {
    fn prepare<'a>(&'a self, _: Targets) -> BoxFuture<'a, Result<(), SetupError>> {
        Box::pin(async {
            match self.lacks_compiler.load(Ordering::SeqCst) {
                true => Err(SetupError::NoRustc { reason: "the test wants none".into() }),
                false => Ok(()),
            }
        })
    }

    /// The source decides: `panic` panics, `refuse` is refused, anything else is translated to itself.
    fn run<'a>(&'a self, job: Job, mut events: Events) -> BoxFuture<'a, Result<Package, StageError>> {
        Box::pin(async move {
            self.running.fetch_add(1, Ordering::SeqCst);
            self.priorities.lock().unwrap().push(job.context.priority.level());
            let mut running = Running(self, false);
            let elapsed = Duration::from_micros(1500);
            let source = job.sources[0].clone();
            events(Event::Started(Stage::Parse));
            self.gate.acquire().await.unwrap().forget();
            running.1 = true;
            match source.text.as_str() {
                "panic" => panic!("the test wants a panic"),
                "refuse" => {
                    let found =
                        Diagnostic::at("P0123", Severity::Error, &source.path, &source.text, 0, 6, "no such thing");
                    return Err(StageError::Refused(vec![found]));
                }
                _ => {}
            }
            events(Event::Finished { stage: Stage::Parse, elapsed });
            let warning = Diagnostic::at("P0200", Severity::Warning, &source.path, &source.text, 0, 1, "take care");
            events(Event::Diagnostics(vec![warning.clone()]));
            let files = [("src/main.rs".to_string(), source.text)].into();
            let krate = Crate { name: "app".into(), files, warnings: vec![warning] };
            let native = job.targets.native.then(|| b"\x7fELF".to_vec());
            let wasm = job.targets.wasm.then(|| b"\0asm".to_vec());
            Ok(Package {
                translator: "scripted",
                krate,
                native,
                wasm,
                run: None,
                timings: vec![(Stage::Parse, elapsed)],
            })
        })
    }
}

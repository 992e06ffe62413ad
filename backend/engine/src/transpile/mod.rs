//! The engine `transpile`: Python in, a Rust crate out, by rules. It moves sources to worker threads with deep stacks
//! and answers cancelled, late and failed requests; what a translation is, only `portalis-transpiler` knows.

mod pool;
mod settings;
mod tensors;
mod work;

pub use settings::{MaxSourceBytes, StackMebibytes, StuckWorkerLimit, TimeLimitMs, WorkerThreads};

use crate::metrics::{MetricKind, MetricSpec, Metrics, SECONDS};
use crate::parameters::ParameterSpec;
use crate::{Contract, DataType, Engine, EngineError, Instance, Item, Model, ModelSource, Placement, TensorSpec};
use pool::{Outcome, Pool, Ticket};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use tensors::Program;
use work::Translated;

/// How often a waiting batch looks for cancelled and late requests: short against a person's patience, long against
/// the cost of asking.
const WATCH_INTERVAL: Duration = Duration::from_millis(5);

/// Time per stage of a translation.
pub static STAGE_SECONDS: MetricSpec = MetricSpec {
    name: "portalis_transpile_stage_duration_seconds",
    help: "Time per stage of a translation, in seconds",
    kind: MetricKind::Histogram { buckets: SECONDS },
    label: Some(("stage", &["parse", "analyse", "emit"])),
};

/// Programs by what became of them.
pub static PROGRAMS_TOTAL: MetricSpec = MetricSpec {
    name: "portalis_transpile_programs_total",
    help: "Programs by what became of them",
    kind: MetricKind::Counter,
    label: Some(("status", &["translated", "refused"])),
};

/// Lines of Python that went in.
pub static LINES_TOTAL: MetricSpec = MetricSpec {
    name: "portalis_transpile_source_lines_total",
    help: "Lines of Python source that were read",
    kind: MetricKind::Counter,
    label: None,
};

/// Translations that were given up because they ran too long.
pub static TIMEOUTS_TOTAL: MetricSpec = MetricSpec {
    name: "portalis_transpile_timeouts_total",
    help: "Requests that ran into their time limit",
    kind: MetricKind::Counter,
    label: None,
};

static METRICS: &[&MetricSpec] = &[&STAGE_SECONDS, &PROGRAMS_TOTAL, &LINES_TOTAL, &TIMEOUTS_TOTAL];

/// The engine; see the module.
pub struct Transpile;

impl Engine for Transpile {
    fn name(&self) -> &'static str {
        "transpile"
    }

    fn contract(&self) -> Contract {
        let tensor = |name, dims| TensorSpec { name, datatype: DataType::Bytes, dims, optional: false };
        Contract {
            inputs: vec![tensor(tensors::SOURCE, &[-1]), tensor(tensors::FILENAME, &[-1])],
            outputs: vec![
                tensor(tensors::CRATE, &[1]),
                tensor(tensors::DIAGNOSTICS, &[1]),
                tensor(tensors::STATUS, &[1]),
            ],
            max_batch_size: 64,
            decoupled: false,
        }
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        vec![
            ParameterSpec::of::<TimeLimitMs>(),
            ParameterSpec::of::<MaxSourceBytes>(),
            ParameterSpec::of::<WorkerThreads>(),
            ParameterSpec::of::<StackMebibytes>(),
            ParameterSpec::of::<StuckWorkerLimit>(),
        ]
    }

    fn metrics(&self) -> &'static [&'static MetricSpec] {
        METRICS
    }

    fn load(&self, source: ModelSource) -> Result<Arc<dyn Model>, EngineError> {
        let set = &source.parameters;
        let pool = Pool::start(
            set.get::<WorkerThreads>().count(),
            set.get::<StackMebibytes>().bytes(),
            set.get::<StuckWorkerLimit>().0,
        )
        .map_err(|e| EngineError::Unavailable(format!("cannot start worker threads: {e}: lower `stack_mebibytes`")))?;
        Ok(Arc::new(Loaded {
            core: Arc::new(Core {
                pool,
                time_limit: set.get::<TimeLimitMs>().duration(),
                max_source_bytes: set.get::<MaxSourceBytes>().0,
                batched: source.max_batch_size > 0,
                metrics: source.metrics,
            }),
        }))
    }
}

/// What all instances of one model share.
struct Core {
    pool: Pool,
    time_limit: Duration,
    max_source_bytes: usize,
    batched: bool,
    metrics: Arc<dyn Metrics>,
}

struct Loaded {
    core: Arc<Core>,
}

impl Model for Loaded {
    fn instance(&self, placement: Placement) -> Result<Box<dyn Instance>, EngineError> {
        match placement {
            Placement::Cpu => Ok(Box::new(Worker { core: Arc::clone(&self.core) })),
            Placement::Gpu(_) => Err(EngineError::Unsupported(
                "the engine `transpile` runs on the host: set `kind: KIND_CPU` in `instance_group`".to_string(),
            )),
        }
    }
}

struct Worker {
    core: Arc<Core>,
}

/// An item whose programs a worker thread has or will have.
struct Pending {
    item: Item,
    ticket: Ticket,
    deadline: Instant,
}

impl Instance for Worker {
    /// Holds the call until every item is answered, so that the server's queue stays the only queue.
    fn execute(&self, batch: Vec<Item>) {
        let core = &self.core;
        let (done, results) = channel();
        let mut pending: Vec<Option<Pending>> = Vec::with_capacity(batch.len());
        for (index, item) in batch.into_iter().enumerate() {
            pending.push(None);
            let programs = match tensors::programs(&item, core.batched, core.max_source_bytes) {
                Ok(programs) => programs,
                Err(error) => {
                    item.fail(error);
                    continue;
                }
            };
            let limit = Instant::now() + core.time_limit;
            let deadline = item.deadline().map_or(limit, |theirs| theirs.min(limit));
            let done = done.clone();
            let ticket = core.pool.submit(
                move || programs.into_iter().map(translate).collect::<Vec<_>>(),
                // The receiver is gone once all items are answered; a late result then has nobody to go to.
                move |outcome| drop(done.send((index, outcome))),
            );
            pending[index] = Some(Pending { item, ticket, deadline });
        }
        drop(done);
        let mut next_watch = Instant::now() + WATCH_INTERVAL;
        while pending.iter().any(Option::is_some) {
            match results.recv_timeout(next_watch.saturating_duration_since(Instant::now())) {
                Ok((index, outcome)) => {
                    if let Some(entry) = pending[index].take() {
                        core.answer(entry, outcome);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    core.watch(&mut pending);
                    next_watch = Instant::now() + WATCH_INTERVAL;
                }
                // Every job reports, also one that panics; without a sender left, what is pending can never end. The
                // items answer for themselves as they are dropped.
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
    }

    fn ready(&self) -> Result<(), EngineError> {
        self.core.pool.ready()
    }
}

fn translate(program: Program) -> Translated {
    work::translate(program.sources)
}

impl Core {
    fn answer(&self, entry: Pending, outcome: Outcome<Vec<Translated>>) {
        let translated = match outcome {
            Outcome::Done(translated) => translated,
            Outcome::Panicked(message) => {
                return entry.item.fail(EngineError::Internal(format!(
                    "the translator panicked: {message}: please report it with the source"
                )));
            }
        };
        for one in &translated {
            self.metrics.record(&PROGRAMS_TOTAL, Some(one.status()), 1.0);
            self.metrics.record(&LINES_TOTAL, None, one.lines as f64);
            for stage in &one.stages {
                let seconds = stage.end.duration_since(stage.start).as_secs_f64();
                self.metrics.record(&STAGE_SECONDS, Some(stage.name), seconds);
                entry.item.activity(stage.start_activity, stage.start);
                entry.item.activity(stage.end_activity, stage.end);
            }
        }
        match tensors::outputs(&translated, self.batched) {
            Ok(outputs) => entry.item.reply(outputs),
            Err(error) => entry.item.fail(error),
        }
    }

    /// Ends the items that nobody waits for any more; their threads finish or are replaced.
    fn watch(&self, pending: &mut [Option<Pending>]) {
        let now = Instant::now();
        for slot in pending {
            let Some(entry) = slot else { continue };
            let error = if entry.item.is_cancelled() {
                EngineError::Cancelled
            } else if now >= entry.deadline {
                self.metrics.record(&TIMEOUTS_TOTAL, None, 1.0);
                EngineError::Unavailable(format!(
                    "the translation passed its time limit (`{}` allows {} ms): split the program, or raise the limit",
                    TimeLimitMs::KEY_NAME,
                    self.time_limit.as_millis()
                ))
            } else {
                continue;
            };
            if let Some(entry) = slot.take() {
                entry.ticket.abandon();
                entry.item.fail(error);
            }
        }
    }
}

#[cfg(test)]
mod tests;

//! A loaded model and its instances: Execute reads and checks a request, and holds it until the engine's thread has a
//! place for it. It must not know where weights come from.

use super::active::Active;
use super::answer;
use super::gate::{Entrance, Gate};
use super::metrics::Levels;
use super::parameters::Parameters;
use super::runner::{Entry, Runner};
use super::tensors::{self, Ask, Prompt};
use super::text::Language;
use crate::decode::schedule::{Policy, Scheduler, Sequence};
use crate::decode::{Executor, Limits};
use crate::metrics::Metrics;
use crate::{EngineError, Instance, Item, MemoryUse, Model, Placement};
use serde_json::json;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often a held request is looked after: short against a person's patience, long against the cost of asking.
const WATCH_INTERVAL: Duration = Duration::from_millis(5);

/// Makes the executor of one instance, on the thread that will use it.
pub type MakeExecutor = dyn Fn(Placement) -> Result<Box<dyn Executor>, EngineError> + Send + Sync;

/// What all instances of a model share.
pub struct Shared {
    /// The model's name.
    pub name: String,
    /// Text of tokens and back.
    pub language: Arc<dyn Language>,
    /// Tokens with which the model ends a text.
    pub ends: Vec<u32>,
    /// What requests are completed with.
    pub defaults: Parameters,
    /// Tokens of an answer whose request does not say.
    pub max_tokens: usize,
    /// The system message of conversations that bring none.
    pub system_prompt: Option<String>,
    /// How instances schedule.
    pub policy: Policy,
    /// How long a request may take.
    pub time_limit: Duration,
    /// How long a request may be overtaken by the next better priority.
    pub priority_step: Duration,
    /// Where everything is recorded.
    pub metrics: Arc<dyn Metrics>,
}

/// A loaded model.
pub struct Loaded {
    /// What its instances share.
    pub shared: Arc<Shared>,
    /// Makes their executors.
    pub make: Arc<MakeExecutor>,
}

impl Model for Loaded {
    fn instance(&self, placement: Placement) -> Result<Box<dyn Instance>, EngineError> {
        Ok(Box::new(Decoder::start(Arc::clone(&self.shared), Arc::clone(&self.make), placement)?))
    }
}

/// An instance: an engine thread and an answering thread, and the gate in front of them.
struct Decoder {
    shared: Arc<Shared>,
    gate: Arc<Gate<Entry>>,
    limits: Limits,
    /// The longest sequence.
    longest: usize,
    memory: Vec<MemoryUse>,
    started: Instant,
    threads: Vec<JoinHandle<()>>,
}

impl Decoder {
    fn start(shared: Arc<Shared>, make: Arc<MakeExecutor>, placement: Placement) -> Result<Decoder, EngineError> {
        let cannot = |error| EngineError::Unavailable(format!("cannot start a thread: {error}: free some memory"));
        let (answers, answering) = answer::start("decode-answers".to_string()).map_err(cannot)?;
        let gate = Arc::new(Gate::default());
        let (ready, started) = channel();
        let (thread_shared, thread_gate) = (Arc::clone(&shared), Arc::clone(&gate));
        let engine = move || {
            let executor = match make(placement) {
                Ok(executor) => executor,
                Err(error) => return drop(ready.send(Err(error))),
            };
            let (limits, memory) = (executor.limits(), executor.memory());
            let scheduler = Scheduler::new(limits, thread_shared.policy);
            drop(ready.send(Ok((limits, scheduler.longest(), memory))));
            let runner = Runner {
                executor,
                scheduler,
                gate: Arc::clone(&thread_gate),
                answers,
                language: Arc::clone(&thread_shared.language),
                metrics: Arc::clone(&thread_shared.metrics),
                live: BTreeMap::new(),
                levels: Levels::default(),
                outgoing: Vec::new(),
            };
            // What was being answered answers for itself as it is dropped.
            if catch_unwind(AssertUnwindSafe(|| runner.run())).is_err() {
                drop(thread_gate.close("the engine's thread panicked: see the server's log, and reload the model"));
            }
        };
        let engine = std::thread::Builder::new().name("decode".to_string()).spawn(engine).map_err(cannot)?;
        let threads = vec![engine, answering];
        match started.recv() {
            Ok(Ok((limits, longest, memory))) => {
                Ok(Decoder { shared, gate, limits, longest, memory, started: Instant::now(), threads })
            }
            failed => {
                threads.into_iter().for_each(|thread| drop(thread.join()));
                Err(match failed {
                    Ok(Err(error)) => error,
                    _ => EngineError::Internal("loading panicked: see the server's log".to_string()),
                })
            }
        }
    }

    /// Reads a request. Whatever may be wrong with it is found here, before it takes a place.
    fn prepare(&self, item: Item, arrived: Instant) -> Result<(Entry, usize), (Item, EngineError)> {
        match self.read(&item, arrived) {
            Ok((form, sequence, active, pages)) => Ok((Entry { item, form, sequence, active }, pages)),
            Err(error) => Err((item, error)),
        }
    }

    fn read(&self, item: &Item, arrived: Instant) -> Result<(tensors::Form, Sequence, Active, usize), EngineError> {
        let shared = &self.shared;
        let Ask { prompt, mut parameters, mut form } = tensors::read(item, &shared.defaults)?;
        let tokens = match prompt {
            Prompt::Text(text) => shared.language.encode(&text),
            Prompt::Chat(mut messages) => {
                if let Some(system) = &shared.system_prompt
                    && messages[0]["role"] != "system"
                {
                    messages.insert(0, json!({ "role": "system", "content": system }));
                }
                shared.language.encode_chat(&messages.into())
            }
        }
        .map_err(EngineError::InvalidInput)?;
        self.check(&tokens, &parameters)?;
        if !parameters.seeded {
            parameters.sampling.seed = RandomState::new().hash_one(arrived);
        }
        form.input_tokens = tokens.len() as u32;
        let wanted = parameters.max_tokens.unwrap_or(shared.max_tokens).min(self.longest - tokens.len());
        let limit = arrived + shared.time_limit;
        let deadline = item.deadline().map_or(limit, |theirs| theirs.min(limit));
        let active = Active::new(&tokens, &parameters, wanted, &shared.ends, arrived, deadline);
        let handicap = shared.priority_step * (parameters.priority - 1);
        let rank = (arrived - self.started + handicap).as_micros() as u64;
        let pages = (tokens.len() + 1).div_ceil(self.limits.page_size).min(self.limits.pages as usize);
        let (longest, speculate) = (tokens.len() + wanted, shared.policy.max_drafts > 0);
        Ok((form, Sequence::new(tokens, longest, rank, parameters.sampling, speculate), active, pages))
    }

    fn check(&self, tokens: &[u32], parameters: &Parameters) -> Result<(), EngineError> {
        let invalid = |message| Err(EngineError::InvalidInput(message));
        let vocab = self.limits.vocab;
        if tokens.is_empty() {
            return invalid("the prompt has no token: send some text".to_string());
        }
        if tokens.len() >= self.longest {
            return invalid(format!(
                "the prompt has {} tokens, and prompt and answer have room for {} together: shorten it",
                tokens.len(),
                self.longest
            ));
        }
        let named = parameters.sampling.bias.iter().map(|(token, _)| token).chain(&parameters.stop_tokens);
        if let Some(token) = named.chain(tokens).find(|token| **token >= vocab) {
            return invalid(format!("token {token} does not exist: the model's vocabulary has {vocab}"));
        }
        Ok(())
    }

    /// Holds a request until it has a place, or is given up.
    fn admit(&self, mut entry: Entry, pages: usize) {
        loop {
            entry = match self.gate.enter(entry, pages, WATCH_INTERVAL) {
                Entrance::Entered => return,
                Entrance::Full(entry) => entry,
                Entrance::Closed(entry, reason) => return entry.item.fail(EngineError::Unavailable(reason)),
            };
            if entry.item.is_cancelled() {
                return entry.item.fail(EngineError::Cancelled);
            }
            if Instant::now() >= entry.active.deadline {
                return entry.item.fail(EngineError::Unavailable(
                    "the request's time was up before the engine had a place for it: raise its timeout, `max_batch` or \
                     the number of instances"
                        .to_string(),
                ));
            }
        }
    }
}

impl Instance for Decoder {
    /// Returns once the engine's thread has every item, and not before it has a place for it: until then the server's
    /// queue is the queue.
    fn execute(&self, batch: Vec<Item>) {
        let arrived = Instant::now();
        for item in batch {
            match self.prepare(item, arrived) {
                Ok((entry, pages)) => self.admit(entry, pages),
                Err((item, error)) => item.fail(error),
            }
        }
    }

    fn ready(&self) -> Result<(), EngineError> {
        self.gate.closed().map_or(Ok(()), |reason| Err(EngineError::Unavailable(reason)))
    }

    fn memory(&self) -> Vec<MemoryUse> {
        self.memory.clone()
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        let reason = "the model is being unloaded: send the request again";
        for entry in self.gate.close(reason) {
            entry.item.fail(EngineError::Unavailable(reason.to_string()));
        }
        for thread in self.threads.drain(..) {
            // A server may drop an instance when its last request is released, which happens on the answering thread.
            if thread.thread().id() != std::thread::current().id() {
                drop(thread.join());
            }
        }
    }
}

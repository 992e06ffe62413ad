//! The engine's thread: takes requests in, steps, hands pieces out, and ends answers whose time is up or whose client has
//! gone. It must not know tensors.

use super::active::Active;
use super::answer::{Message, Piece};
use super::gate::Gate;
use super::metrics::{
    BATCH_SEQUENCES, FINISHED_TOTAL, FIRST_TOKEN_SECONDS, INTER_TOKEN_SECONDS, Levels, TOKENS_TOTAL, WAIT_SECONDS,
};
use super::tensors::Form;
use super::text::Language;
use crate::decode::schedule::{Plan, Scheduler, Sequence, SequenceId};
use crate::decode::{Choice, Executor, ExecutorError};
use crate::metrics::Metrics;
use crate::{EngineError, Item};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::time::{Duration, Instant};

/// How often an idle engine looks whether its device is still there.
const HEALTH_INTERVAL: Duration = Duration::from_secs(2);

/// A request that has entered.
pub struct Entry {
    /// The way back.
    pub item: Item,
    /// The form of its answer.
    pub form: Form,
    /// Its tokens.
    pub sequence: Sequence,
    /// Its answer.
    pub active: Active,
}

/// What the thread works with.
pub struct Runner {
    /// Runs the model.
    pub executor: Box<dyn Executor>,
    /// Says what runs when.
    pub scheduler: Scheduler,
    /// Where requests enter.
    pub gate: Arc<Gate<Entry>>,
    /// Where pieces go.
    pub answers: SyncSender<Vec<Message>>,
    /// Text of tokens.
    pub language: Arc<dyn Language>,
    /// Where it records.
    pub metrics: Arc<dyn Metrics>,
    /// Answers in the making.
    pub live: BTreeMap<SequenceId, Active>,
    /// Gauges as published.
    pub levels: Levels,
    /// What goes to the answering thread next.
    pub outgoing: Vec<Message>,
}

impl Runner {
    /// Runs until the gate closes or the device fails.
    pub fn run(mut self) {
        self.publish();
        loop {
            let idle = self.live.is_empty();
            let Some(entries) = self.gate.collect(if idle { HEALTH_INTERVAL } else { Duration::ZERO }) else { break };
            if idle && entries.is_empty() {
                if let Err(error) = self.executor.health() {
                    self.close(&error);
                }
                continue;
            }
            for entry in entries {
                self.begin(entry);
            }
            self.retire();
            let plan = self.scheduler.plan();
            if !plan.is_empty() {
                self.step(plan);
            }
            self.publish();
        }
        let reason = self.gate.closed().unwrap_or_default();
        for id in std::mem::take(&mut self.live).into_keys() {
            self.scheduler.remove(id);
            self.fail(id, EngineError::Unavailable(reason.clone()));
        }
        self.publish();
        self.levels.withdraw(&*self.metrics);
    }

    fn begin(&mut self, entry: Entry) {
        let Entry { item, form, sequence, active } = entry;
        let now = Instant::now();
        self.metrics.record(&WAIT_SECONDS, None, (now - active.arrived).as_secs_f64());
        let id = self.scheduler.add(sequence);
        self.outgoing.push(Message::Begin { id, item, form, gone: Arc::clone(&active.gone) });
        self.outgoing.push(Message::Mark(id, "PREFILL_START", now));
        self.live.insert(id, active);
    }

    /// Ends answers that nobody waits for any more.
    fn retire(&mut self) {
        let now = Instant::now();
        let over = |(id, active): (&SequenceId, &Active)| (active.is_gone() || now >= active.deadline).then_some(*id);
        let over: Vec<SequenceId> = self.live.iter().filter_map(over).collect();
        for id in over {
            let Some(mut active) = self.live.remove(&id) else { continue };
            self.scheduler.remove(id);
            if active.is_gone() {
                self.fail(id, EngineError::Cancelled);
            } else {
                let piece = active.time_out(&*self.language);
                self.piece(id, piece);
            }
        }
    }

    fn step(&mut self, plan: Plan) {
        let begun = Instant::now();
        let batch = self.scheduler.batch(&plan);
        self.metrics.record(&BATCH_SEQUENCES, None, batch.len() as f64);
        let choices = match self.executor.step(&batch) {
            Ok(choices) if fits(&choices, batch.iter().map(|work| work.outputs)) => choices,
            Ok(_) => return self.lose(&plan, ExecutorError::Step("its choices do not fit its work".to_string())),
            Err(error) => return self.lose(&plan, error),
        };
        let now = Instant::now();
        for produced in self.scheduler.complete(plan, choices, now - begun) {
            let Some(active) = self.live.get_mut(&produced.id) else { continue };
            let piece = active.take(&produced.choices, &*self.language);
            let tokens = f64::from(piece.tokens);
            self.metrics.record(&TOKENS_TOTAL, Some("generated"), tokens);
            match active.last_token.replace(now) {
                None => {
                    self.metrics.record(&FIRST_TOKEN_SECONDS, None, (now - active.arrived).as_secs_f64());
                    self.outgoing.push(Message::Mark(produced.id, "FIRST_TOKEN", now));
                }
                Some(before) => {
                    let pause = (now - before).as_secs_f64() / tokens;
                    for _ in 0..piece.tokens {
                        self.metrics.record(&INTER_TOKEN_SECONDS, None, pause);
                    }
                }
            }
            if piece.finish.is_some() {
                self.live.remove(&produced.id);
                self.scheduler.remove(produced.id);
            }
            self.piece(produced.id, piece);
        }
    }

    /// A step was not computed: its requests end, and where the device has failed, all do.
    fn lose(&mut self, plan: &Plan, error: ExecutorError) {
        self.scheduler.abandon(plan);
        let lost: Vec<SequenceId> = match &error {
            // Only one request is to blame, and the others go on.
            ExecutorError::Work { slot, .. } => {
                let at = self.scheduler.batch(plan).iter().position(|work| work.slot == *slot);
                plan.sequences()
                    .enumerate()
                    .filter(|(index, _)| at.is_none_or(|at| at == *index))
                    .map(|(_, id)| id)
                    .collect()
            }
            ExecutorError::Step(_) => plan.sequences().collect(),
            ExecutorError::Device(_) => self.live.keys().copied().collect(),
        };
        for id in lost {
            self.live.remove(&id);
            self.scheduler.remove(id);
            self.fail(id, EngineError::Internal(error.to_string()));
        }
        match &error {
            ExecutorError::Device(_) => self.close(&error),
            _ => {
                if let Err(error) = self.executor.health() {
                    self.close(&error);
                }
            }
        }
    }

    /// Lets nobody in any more.
    fn close(&mut self, error: &ExecutorError) {
        for entry in self.gate.close(&format!("{error}: reload the model")) {
            entry.item.fail(EngineError::Unavailable(error.to_string()));
        }
    }

    fn piece(&mut self, id: SequenceId, piece: Piece) {
        if let Some(finish) = piece.finish {
            self.metrics.record(&FINISHED_TOTAL, Some(finish.name()), 1.0);
            self.outgoing.push(Message::Mark(id, "DECODE_END", Instant::now()));
        }
        self.outgoing.push(Message::Piece(id, piece));
    }

    fn fail(&mut self, id: SequenceId, error: EngineError) {
        let reason = if error == EngineError::Cancelled { "cancelled" } else { "error" };
        self.metrics.record(&FINISHED_TOTAL, Some(reason), 1.0);
        self.outgoing.push(Message::Fail(id, error));
    }

    /// Tells everybody how things are: the gate, the gauges, and the answering thread.
    fn publish(&mut self) {
        self.gate.publish(self.scheduler.seats(), self.scheduler.spare_pages());
        self.levels.publish(&mut self.scheduler, &*self.metrics);
        if !self.outgoing.is_empty() {
            // The answering thread lives as long as the sender.
            drop(self.answers.send(std::mem::take(&mut self.outgoing)));
        }
    }
}

/// Whether there is one list per work, as long as its outputs.
fn fits(choices: &[Vec<Choice>], outputs: impl ExactSizeIterator<Item = usize>) -> bool {
    choices.len() == outputs.len() && choices.iter().zip(outputs).all(|(choices, outputs)| choices.len() == outputs)
}

//! The metrics of the engine `decode`. They must not know how they are published.

use crate::decode::schedule::{Scheduler, Tally};
use crate::metrics::{MetricKind, MetricSpec, Metrics, SECONDS};

/// Bucket bounds in seconds for the pause between two tokens.
const PAUSES: &[f64] =
    &[0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5];

macro_rules! metric {
    ($(#[$doc:meta])* $name:ident, $text:literal, $help:literal, $kind:expr $(, $label:literal: $values:expr)?) => {
        $(#[$doc])*
        pub static $name: MetricSpec = MetricSpec {
            name: $text,
            help: $help,
            kind: $kind,
            label: metric!(@label $($label, $values)?),
        };
    };
    (@label) => { None };
    (@label $label:literal, $values:expr) => { Some(($label, $values)) };
}

metric! {
    /// From Execute to the scheduler.
    WAIT_SECONDS, "portalis_decode_wait_seconds",
    "Time that a request was held until the engine had a place for it, in seconds; the server's queue is not in it",
    MetricKind::Histogram { buckets: SECONDS }
}
metric! {
    /// From Execute to the first token.
    FIRST_TOKEN_SECONDS, "portalis_decode_first_token_seconds",
    "Time from the start of execution to a request's first token, in seconds",
    MetricKind::Histogram { buckets: SECONDS }
}
metric! {
    /// Between tokens.
    INTER_TOKEN_SECONDS, "portalis_decode_inter_token_seconds",
    "Time between two tokens of a request, in seconds; tokens of one step share it",
    MetricKind::Histogram { buckets: PAUSES }
}
metric! {
    /// Sequences per step.
    BATCH_SEQUENCES, "portalis_decode_batch_sequences",
    "Sequences in a step of the engine",
    MetricKind::Histogram { buckets: &[1.0, 2.0, 4.0, 8.0, 16.0, 24.0, 32.0, 48.0, 64.0, 96.0, 128.0, 256.0] }
}
metric! {
    /// Sequences by state.
    SEQUENCES, "portalis_decode_sequences",
    "Sequences that run, and that wait for pages",
    MetricKind::Gauge, "state": &["running", "waiting"]
}
metric! {
    /// Pages by state.
    PAGES, "portalis_decode_kv_pages",
    "Pages of the KV cache: used by sequences, kept for prompts that begin alike, and free",
    MetricKind::Gauge, "state": &["used", "kept", "free"]
}
metric! {
    /// Tokens by kind.
    TOKENS_TOTAL, "portalis_decode_tokens_total",
    "Tokens: of prompts computed, of prompts found in the KV cache, and generated",
    MetricKind::Counter, "kind": &["prompt_computed", "prompt_cached", "generated"]
}
metric! {
    /// Guesses.
    SPECULATED_TOTAL, "portalis_decode_speculated_tokens_total",
    "Guessed tokens by whether the model agreed",
    MetricKind::Counter, "outcome": &["accepted", "rejected"]
}
metric! {
    /// Preemptions.
    PREEMPTIONS_TOTAL, "portalis_decode_preemptions_total",
    "Sequences that gave their pages up to others and were computed again",
    MetricKind::Counter
}
metric! {
    /// Answers by their end.
    FINISHED_TOTAL, "portalis_decode_finished_total",
    "Answers by what ended them",
    MetricKind::Counter, "reason": &["stop", "length", "timeout", "cancelled", "error"]
}

/// All of them.
pub static METRICS: &[&MetricSpec] = &[
    &WAIT_SECONDS,
    &FIRST_TOKEN_SECONDS,
    &INTER_TOKEN_SECONDS,
    &BATCH_SEQUENCES,
    &SEQUENCES,
    &PAGES,
    &TOKENS_TOTAL,
    &SPECULATED_TOTAL,
    &PREEMPTIONS_TOTAL,
    &FINISHED_TOTAL,
];

/// Levels as they were last published: several instances of a model add to the same gauges.
#[derive(Debug, Default)]
pub struct Levels([i64; 5]);

impl Levels {
    /// Publishes what changed in the scheduler since the last call.
    pub fn publish(&mut self, scheduler: &mut Scheduler, metrics: &dyn Metrics) {
        let (running, waiting) = scheduler.population();
        let pages = scheduler.pages();
        let free = pages.available() - pages.kept();
        self.set([running, waiting, pages.used(), pages.kept(), free].map(|level| level as i64), metrics);
        let Tally { prompt_computed, prompt_shared, drafts_right, drafts_wrong, preemptions } = scheduler.take_tally();
        for (metric, label, count) in [
            (&TOKENS_TOTAL, Some("prompt_computed"), prompt_computed),
            (&TOKENS_TOTAL, Some("prompt_cached"), prompt_shared),
            (&SPECULATED_TOTAL, Some("accepted"), drafts_right),
            (&SPECULATED_TOTAL, Some("rejected"), drafts_wrong),
            (&PREEMPTIONS_TOTAL, None, preemptions),
        ] {
            if count > 0 {
                metrics.record(metric, label, count as f64);
            }
        }
    }

    /// Takes this instance's share out of the gauges.
    pub fn withdraw(&mut self, metrics: &dyn Metrics) {
        self.set([0; 5], metrics);
    }

    fn set(&mut self, levels: [i64; 5], metrics: &dyn Metrics) {
        let gauges =
            [(&SEQUENCES, "running"), (&SEQUENCES, "waiting"), (&PAGES, "used"), (&PAGES, "kept"), (&PAGES, "free")];
        for ((metric, label), (old, new)) in gauges.into_iter().zip(self.0.iter_mut().zip(levels)) {
            if *old != new {
                metrics.record(metric, Some(label), (new - *old) as f64);
                *old = new;
            }
        }
    }
}

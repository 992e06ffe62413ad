//! The seam between scheduling and computing: a step over a batch of sequences. It must not know requests, text, or
//! which processor does the work.

use super::sampling::Sampling;
use crate::MemoryUse;
use thiserror::Error;

/// Runs forward passes over a batch of sequences; owns the weights and the paged cache of keys and values.
///
/// What a sequence yields depends on its own work alone: not on the rest of the batch, on how its prompt was cut into
/// chunks, nor on which pages it has.
pub trait Executor: Send {
    /// What it has room for; constant while it lives.
    fn limits(&self) -> Limits;
    /// Runs every work's rows, and answers one list of choices per work, as long as its `outputs`.
    fn step(&mut self, batch: &[Work<'_>]) -> Result<Vec<Vec<Choice>>, ExecutorError>;
    /// What it holds, by place.
    fn memory(&self) -> Vec<MemoryUse>;
    /// Whether the next step can be computed; cheap.
    fn health(&self) -> Result<(), ExecutorError>;
}

/// What an executor has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Tokens in the vocabulary: every token is below it.
    pub vocab: u32,
    /// Tokens that one sequence may have.
    pub context: usize,
    /// Tokens whose keys and values one page holds.
    pub page_size: usize,
    /// Pages; a work's page numbers are below it.
    pub pages: u32,
    /// Sequences at once; a work's slot is below it.
    pub slots: u32,
    /// Rows in one step, summed over its works.
    pub max_tokens: usize,
}

/// One sequence's share of a step.
#[derive(Debug, Clone, Copy)]
pub struct Work<'a> {
    /// The sequence's place while it runs; stable from step to step, and no two works of a step share one.
    pub slot: u32,
    /// The slot holds another sequence than before: state that the executor keeps per slot is rebuilt from `context`.
    pub fresh: bool,
    /// All tokens known so far: the prompt, then what was generated, then drafts to verify.
    pub context: &'a [u32],
    /// How many of them are prompt.
    pub prompt: usize,
    /// The first token to run; the keys and values of those before it are in the pages.
    pub start: usize,
    /// One past the last token to run.
    pub end: usize,
    /// The page table: the page of tokens `i * page_size ..` at index `i`, covering `0..end`.
    pub pages: &'a [u32],
    /// How many of the last rows yield a token: none within a prompt, one at its end or while decoding, `n` to verify
    /// `n - 1` drafts. At most `end - start`.
    pub outputs: usize,
    /// How to choose them.
    pub sampling: &'a Sampling,
}

/// A chosen token.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The token.
    pub token: u32,
    /// Its log probability under the model, before penalties and temperature, where the sampling asks for it.
    pub logprob: Option<f32>,
    /// The likeliest tokens with their log probabilities, best first, as many as the sampling asks for.
    pub top: Vec<(u32, f32)>,
}

/// Why a step was not computed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExecutorError {
    /// The work contradicts the limits or itself: a defect of the scheduler. The executor is as it was.
    #[error("the work of slot {slot} cannot run: {reason}")]
    Work {
        /// The slot of the work.
        slot: u32,
        /// What is wrong with it.
        reason: String,
    },
    /// This step failed, and the next may succeed.
    #[error("the step failed: {0}")]
    Step(String),
    /// The device does not answer any more; load the model again.
    #[error("the device has failed: {0}")]
    Device(String),
}

impl Work<'_> {
    /// Checks the work against the limits, so that an executor may index by it.
    pub fn check(&self, limits: &Limits) -> Result<(), ExecutorError> {
        let reason = if self.slot >= limits.slots {
            format!("there are {} slots", limits.slots)
        } else if self.start >= self.end || self.end > self.context.len() {
            format!("its rows {}..{} are not within its {} tokens", self.start, self.end, self.context.len())
        } else if self.end > limits.context {
            format!("{} tokens exceed the context of {}", self.end, limits.context)
        } else if self.prompt > self.context.len() {
            format!("a prompt of {} tokens is longer than its {} tokens", self.prompt, self.context.len())
        } else if self.outputs > self.end - self.start {
            format!("{} outputs of {} rows", self.outputs, self.end - self.start)
        } else if self.pages.len() * limits.page_size < self.end {
            format!("{} pages do not cover {} tokens", self.pages.len(), self.end)
        } else if let Some(page) = self.pages.iter().find(|page| **page >= limits.pages) {
            format!("page {page} of {} pages", limits.pages)
        } else if let Some(token) = self.context[..self.end].iter().find(|token| **token >= limits.vocab) {
            format!("token {token} is outside the vocabulary of {}", limits.vocab)
        } else {
            return Ok(());
        };
        Err(ExecutorError::Work { slot: self.slot, reason })
    }
}

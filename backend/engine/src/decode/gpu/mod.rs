//! The executor on an NVIDIA GPU: weights and paged cache in its memory, steps as recorded graphs where they are small.
//!
//! A step of up to 64 rows reads the weights once, whatever the rows are (tokens of sequences that decode, drafts, the
//! rest of a prompt); a larger one goes through the prefill path. It must not know requests, nor CUDA beyond
//! `portalis-kernels`.

mod choose;
mod decode;
mod load;
mod model;
mod pack;
mod prefill;
#[cfg(test)]
mod tests;

pub use load::{GpuError, GpuOptions, load};

use super::{Choice, Executor, ExecutorError, Limits, Work};
use crate::{MemoryUse, Placement};
use choose::Head;
use decode::Decode;
use model::Model;
use portalis_kernels::{Device, Element, Error};
use prefill::Prefill;

/// Rows of a step that reads the weights once.
const FEW: usize = 64;

/// Runs a checkpoint on a GPU; weights and cache have the type `E`.
struct GpuExecutor<E> {
    device: Device,
    limits: Limits,
    model: Model<E>,
    decode: Decode<E>,
    /// `None` where cuBLASLt is missing: long prompts then go through the decode path, 64 rows at a time.
    prefill: Option<Prefill<E>>,
    head: Head<E>,
    bytes: u64,
    /// Why it does not compute any more.
    failed: Option<String>,
}

/// A row whose logits are wanted: which work's, and which of its tokens.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    work: &'a Work<'a>,
    /// The row's token in the work's context.
    token: usize,
    /// The row in the batch.
    row: u32,
}

impl<E: Element> Executor for GpuExecutor<E> {
    fn limits(&self) -> Limits {
        self.limits
    }

    fn step(&mut self, batch: &[Work<'_>]) -> Result<Vec<Vec<Choice>>, ExecutorError> {
        self.health()?;
        let mut rows = 0;
        let mut wanted = Vec::new();
        for work in batch {
            work.check(&self.limits)?;
            let first = rows + (work.end - work.start) - work.outputs;
            let tokens = work.end - work.outputs..work.end;
            wanted.extend(tokens.zip(first as u32..).map(|(token, row)| Wanted { work, token, row }));
            rows += work.end - work.start;
            if rows > self.limits.max_tokens {
                let reason = format!("a step has room for {} rows", self.limits.max_tokens);
                return Err(ExecutorError::Work { slot: work.slot, reason });
            }
        }
        let chosen = self.run(batch, rows, &wanted).map_err(|error| {
            let text = error.to_string();
            match error {
                Error::Shape { .. } => ExecutorError::Step(text),
                _ => {
                    self.failed = Some(text.clone());
                    ExecutorError::Device(text)
                }
            }
        })?;
        let mut chosen = chosen.into_iter();
        Ok(batch.iter().map(|work| chosen.by_ref().take(work.outputs).collect()).collect())
    }

    fn memory(&self) -> Vec<MemoryUse> {
        vec![MemoryUse { placement: Placement::Gpu(self.device.properties().ordinal as u32), bytes: self.bytes }]
    }

    fn health(&self) -> Result<(), ExecutorError> {
        self.failed.clone().map_or(Ok(()), |text| Err(ExecutorError::Device(text)))
    }
}

impl<E: Element> GpuExecutor<E> {
    /// One choice for each wanted row, in their order.
    fn run(&mut self, batch: &[Work<'_>], rows: usize, wanted: &[Wanted<'_>]) -> Result<Vec<Choice>, Error> {
        let Self { device, model, decode, prefill, head, .. } = self;
        match prefill {
            _ if rows == 0 => Ok(Vec::new()),
            Some(prefill) if rows > FEW => {
                prefill.run(device, model, batch)?;
                let mut chosen = Vec::with_capacity(wanted.len());
                for wanted in wanted.chunks(FEW) {
                    let states = prefill.pick(device, wanted)?;
                    head.set(wanted)?;
                    head.logits(device, model, states)?;
                    chosen.extend(head.choose(wanted.len())?);
                }
                Ok(chosen)
            }
            _ => decode.run(device, model, head, batch, wanted),
        }
    }
}

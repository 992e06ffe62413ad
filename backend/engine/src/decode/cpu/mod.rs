//! The executor on the host's processors, in 32-bit floats: the oracle that the GPU is compared with, and what serves
//! where there is none. Its sums run in one order whatever the batch, so a sequence's tokens depend on it alone, to the
//! bit. It must not know requests.

mod attention;
mod cache;
mod load;
mod math;
mod model;

pub use load::{CpuOptions, LoadError};

use super::checkpoint::{ModelConfig, Rotary};
use super::sampling::choose;
use super::{Choice, Executor, ExecutorError, Limits, Work};
use crate::{MemoryUse, Placement};
use cache::Cache;
use model::Model;

/// Runs a checkpoint on the host's processors.
#[derive(Debug)]
pub struct CpuExecutor {
    config: ModelConfig,
    model: Model,
    rotary: Rotary,
    cache: Cache,
    limits: Limits,
}

/// One token to run.
#[derive(Debug, Clone, Copy)]
struct Row<'a> {
    token: u32,
    position: usize,
    pages: &'a [u32],
}

impl Executor for CpuExecutor {
    fn limits(&self) -> Limits {
        self.limits
    }

    fn step(&mut self, batch: &[Work<'_>]) -> Result<Vec<Vec<Choice>>, ExecutorError> {
        let mut rows = Vec::new();
        let mut wanted = Vec::new();
        for work in batch {
            work.check(&self.limits)?;
            let pages = work.pages;
            let row = |position| Row { token: work.context[position], position, pages };
            rows.extend((work.start..work.end).map(row));
            wanted.extend(rows.len() - work.outputs..rows.len());
            if rows.len() > self.limits.max_tokens {
                let reason = format!("a step has room for {} rows", self.limits.max_tokens);
                return Err(ExecutorError::Work { slot: work.slot, reason });
            }
        }
        let logits = self.forward(&rows, &wanted);
        let mut rows_of_logits = logits.chunks_exact(self.config.vocab);
        let mut choose_for = |work: &Work<'_>| {
            let first = work.end - work.outputs;
            let chosen = rows_of_logits.by_ref().zip(first..work.end);
            chosen.map(|(logits, row)| choose(logits, &work.context[..=row], work.prompt, work.sampling)).collect()
        };
        Ok(batch.iter().map(&mut choose_for).collect())
    }

    fn memory(&self) -> Vec<MemoryUse> {
        let bytes = self.model.bytes() + self.cache.bytes();
        vec![MemoryUse { placement: Placement::Cpu, bytes: bytes as u64 }]
    }

    fn health(&self) -> Result<(), ExecutorError> {
        Ok(())
    }
}

impl CpuExecutor {
    /// The logits of the wanted rows, one vocabulary after another.
    fn forward(&mut self, rows: &[Row<'_>], wanted: &[usize]) -> Vec<f32> {
        let (hidden, head_dim) = (self.config.hidden, self.config.head_dim);
        let (q_width, kv_width) = (self.config.q_width(), self.config.kv_width());
        let turns: Vec<Vec<(f32, f32)>> = rows.iter().map(|row| self.rotary.at(row.position).collect()).collect();
        let mut stream: Vec<f32> = Vec::with_capacity(rows.len() * hidden);
        for row in rows {
            self.model.embedding.append_row(row.token as usize, &mut stream);
        }

        for (index, layer) in self.model.layers.iter().enumerate() {
            let normed = math::rms_norm(&stream, &layer.attention_norm, self.config.rms_eps);
            let mut q = layer.q.apply(&normed);
            let mut k = layer.k.apply(&normed);
            let v = layer.v.apply(&normed);
            if let Some(norm) = &layer.q_norm {
                q = math::rms_norm(&q, norm, self.config.rms_eps);
            }
            if let Some(norm) = &layer.k_norm {
                k = math::rms_norm(&k, norm, self.config.rms_eps);
            }
            for (row, turns) in turns.iter().enumerate() {
                math::rotate(&mut q[row * q_width..][..q_width], head_dim, turns);
                math::rotate(&mut k[row * kv_width..][..kv_width], head_dim, turns);
            }
            for (number, row) in rows.iter().enumerate() {
                let at = number * kv_width;
                self.cache.write(index, row, &k[at..at + kv_width], &v[at..at + kv_width]);
            }
            let mixed = attention::attend(&self.config, index, &q, rows, &self.cache);
            math::add(&mut stream, &layer.o.apply(&mixed));

            let normed = math::rms_norm(&stream, &layer.mlp_norm, self.config.rms_eps);
            let mut gate = layer.gate.apply(&normed);
            math::silu_times(&mut gate, &layer.up.apply(&normed));
            math::add(&mut stream, &layer.down.apply(&gate));
        }

        let mut last = Vec::with_capacity(wanted.len() * hidden);
        for row in wanted {
            last.extend_from_slice(&stream[row * hidden..][..hidden]);
        }
        let normed = math::rms_norm(&last, &self.model.norm, self.config.rms_eps);
        self.model.head.as_ref().unwrap_or(&self.model.embedding).apply(&normed)
    }
}

//! A checkpoint's weights into the CPU executor. It must not compute with them.

use super::cache::Cache;
use super::math::Matrix;
use super::model::{Layer, Linear, Model};
use super::{CpuExecutor, Limits};
use crate::decode::checkpoint::{
    self, Checkpoint, CheckpointError, Dtype, Footprint, LayerWeights, ModelConfig, Rotary, RoundToNearest, TensorView,
};
use half::bf16;
use rayon::prelude::*;
use std::fs;
use thiserror::Error;

/// What the executor is given room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CpuOptions {
    /// Tokens in a page of the cache.
    pub page_size: usize,
    /// Pages of the cache.
    pub pages: u32,
    /// Sequences at once.
    pub slots: u32,
    /// Rows in one step.
    pub max_tokens: usize,
    /// Tokens that a sequence may have; `None` takes what the checkpoint says.
    pub context: Option<usize>,
    /// Computes with weights as they would be if quantised so at load.
    pub quantize: Option<RoundToNearest>,
}

/// Why the executor cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LoadError {
    /// The checkpoint is wrong.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The options are.
    #[error("{0}")]
    Options(String),
    /// The host has too little memory.
    #[error("weights and KV cache take {} MiB, and the host has {} MiB to give: take fewer pages, or another host", .needed >> 20, .available >> 20)]
    Memory {
        /// Bytes that it would take.
        needed: u64,
        /// Bytes that there are.
        available: u64,
    },
}

impl CpuExecutor {
    /// Reads all weights. `progress` is told how many of how many bytes have been read.
    pub fn load(
        checkpoint: &Checkpoint,
        options: CpuOptions,
        progress: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<CpuExecutor, LoadError> {
        let config = checkpoint.config.clone();
        let context = options.context.unwrap_or(config.context);
        if context > config.context {
            let reason = format!("a context of {context} tokens exceeds the checkpoint's {}", config.context);
            return Err(LoadError::Options(reason));
        }
        if options.page_size == 0 || options.pages == 0 || options.slots == 0 || options.max_tokens == 0 {
            return Err(LoadError::Options(format!("every count of {options:?} must be above zero")));
        }
        check_memory(&config, &options)?;
        let weights = checkpoint.weights()?;
        let total = checkpoint.tensors.bytes();
        let embedding = dense(weights.embedding)?;
        let head = weights.head.map(dense).transpose()?;
        let mut layers = Vec::with_capacity(config.layers);
        for (index, layer) in weights.layers.iter().enumerate() {
            layers.push(load_layer(layer, options.quantize)?);
            progress(total * (index as u64 + 1) / config.layers as u64, total);
        }
        let model = Model { embedding, layers, norm: weights.norm.to_f32()?, head };
        let limits = Limits {
            vocab: config.vocab as u32,
            context,
            page_size: options.page_size,
            pages: options.pages,
            slots: options.slots,
            max_tokens: options.max_tokens,
        };
        let (rotary, cache) = (Rotary::new(&config), Cache::new(&config, options.pages, options.page_size));
        Ok(CpuExecutor { config, model, rotary, cache, limits })
    }
}

/// Where memory runs out the system ends the process, and the server with it: better to refuse before.
fn check_memory(config: &ModelConfig, options: &CpuOptions) -> Result<(), LoadError> {
    let Some(available) = available_memory() else { return Ok(()) };
    let footprint = Footprint::on_host(config, options.quantize);
    let tokens = u64::from(options.pages).saturating_mul(options.page_size as u64);
    let needed = footprint.weights.saturating_add(footprint.cache_per_token.saturating_mul(tokens));
    if needed > available { Err(LoadError::Memory { needed, available }) } else { Ok(()) }
}

/// Memory that the system can give out without swapping; unknown where it does not say.
fn available_memory() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes << 10)
}

fn load_layer(layer: &LayerWeights<'_>, quantize: Option<RoundToNearest>) -> Result<Layer, CheckpointError> {
    let linears = [&layer.q, &layer.k, &layer.v, &layer.o, &layer.gate, &layer.up, &layer.down];
    let loaded: Vec<Linear> =
        linears.into_par_iter().map(|source| load_linear(source, quantize)).collect::<Result<_, _>>()?;
    let Ok([q, k, v, o, gate, up, down]) = <[Linear; 7]>::try_from(loaded) else {
        unreachable!("seven linears were loaded");
    };
    Ok(Layer {
        attention_norm: layer.attention_norm.to_f32()?,
        q,
        k,
        v,
        o,
        q_norm: layer.q_norm.map(|norm| norm.to_f32()).transpose()?,
        k_norm: layer.k_norm.map(|norm| norm.to_f32()).transpose()?,
        mlp_norm: layer.mlp_norm.to_f32()?,
        gate,
        up,
        down,
    })
}

fn load_linear(source: &checkpoint::Linear<'_>, quantize: Option<RoundToNearest>) -> Result<Linear, CheckpointError> {
    let weight = match source.codes(quantize)? {
        Some(codes) => Matrix::F32(codes.to_f32()),
        None => matrix(source.dense()?)?,
    };
    Ok(Linear { weight, bias: source.bias.map(|bias| bias.to_f32()).transpose()?, cols: source.cols })
}

fn dense(view: TensorView<'_>) -> Result<Linear, CheckpointError> {
    Ok(Linear { weight: matrix(view)?, bias: None, cols: view.shape[1] })
}

fn matrix(view: TensorView<'_>) -> Result<Matrix, CheckpointError> {
    if view.dtype != Dtype::Bf16 {
        return Ok(Matrix::F32(view.to_f32()?));
    }
    view.check_finite()?;
    Ok(Matrix::Bf16(view.bytes.as_chunks().0.iter().map(|bytes| bf16::from_le_bytes(*bytes)).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::tiny_checkpoint;

    #[test]
    fn what_does_not_fit_is_refused_before_it_is_taken() {
        let (_folder, checkpoint) = tiny_checkpoint();
        let good = CpuOptions { page_size: 16, pages: 8, slots: 1, max_tokens: 64, context: None, quantize: None };
        let load = |options| CpuExecutor::load(&checkpoint, options, &|_, _| {});
        load(good).unwrap();
        let said = |options| load(options).unwrap_err().to_string();
        let huge = said(CpuOptions { pages: u32::MAX, page_size: 1 << 20, ..good });
        assert!(huge.starts_with("weights and KV cache take") && huge.contains("and the host has"), "{huge}");
        let long = said(CpuOptions { context: Some(257), ..good });
        assert_eq!(long, "a context of 257 tokens exceeds the checkpoint's 256");
        assert!(said(CpuOptions { slots: 0, ..good }).contains("must be above zero"));
    }
}

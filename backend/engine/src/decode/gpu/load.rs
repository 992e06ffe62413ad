//! A checkpoint into the GPU's memory, and the cache into what is left of it. It must not compute with either.

use super::choose::Head;
use super::decode::Decode;
use super::model::{Layer, Matrix, Model, Shape};
use super::prefill::Prefill;
use super::{FEW, GpuExecutor, pack};
use crate::decode::checkpoint::{Checkpoint, CheckpointError, Dtype, ModelConfig, Rotary, RoundToNearest};
use crate::decode::{Executor, Limits};
use half::{bf16, f16};
use portalis_kernels::{Codes, Device, DeviceBuffer, Element, Error, RowLimits};
use thiserror::Error as ThisError;

/// Tokens of a page, where the options do not say.
const PAGE: usize = 64;

/// What the executor is given room for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GpuOptions {
    /// Which GPU of the machine.
    pub ordinal: usize,
    /// Tokens in a page of the cache: a power of two from 16 on; `None` takes 64.
    pub page_size: Option<usize>,
    /// Sequences at once.
    pub slots: u32,
    /// Rows in one step.
    pub max_tokens: usize,
    /// Tokens that a sequence may have; `None` takes what the checkpoint says.
    pub context: Option<usize>,
    /// The part of the GPU's memory that may be in use, by whomever, once the cache is there.
    pub memory_fraction: f64,
    /// Bytes of the cache, whatever the fraction says.
    pub cache_bytes: Option<u64>,
    /// Weights as small integers.
    pub quantize: Option<RoundToNearest>,
    /// Replay small steps as graphs.
    pub graphs: bool,
}

/// Why the executor cannot be made.
#[derive(Debug, ThisError)]
pub enum GpuError {
    /// The checkpoint is wrong.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The options are, or the GPU path cannot run this model.
    #[error("{0}")]
    Options(String),
    /// The GPU.
    #[error(transparent)]
    Device(#[from] Error),
}

/// Loads a checkpoint onto a GPU. `progress` is told how many of how many bytes have been read.
pub fn load(
    checkpoint: &Checkpoint,
    options: GpuOptions,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Box<dyn Executor>, GpuError> {
    match checkpoint.config.dtype {
        Dtype::F16 => Ok(Box::new(executor::<f16>(checkpoint, options, progress)?)),
        _ => Ok(Box::new(executor::<bf16>(checkpoint, options, progress)?)),
    }
}

fn executor<E: Element>(
    checkpoint: &Checkpoint,
    options: GpuOptions,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<GpuExecutor<E>, GpuError> {
    let config = &checkpoint.config;
    let context = options.context.unwrap_or(config.context);
    check(config, &options, context)?;
    let device = Device::open(options.ordinal)?;
    let (free_before, total) = device.memory()?;
    let page_size = options.page_size.unwrap_or(PAGE);
    let mut model = weights::<E>(&device, checkpoint, options.quantize, context, page_size, progress)?;

    let (slots, table) = (options.slots as usize, context.div_ceil(page_size));
    let mut head = Head::new(&device, &model)?;
    let mut prefill = match Prefill::new(&device, &model, options.max_tokens.max(FEW), slots, table) {
        Err(Error::Blas { .. }) => None,
        other => Some(other?),
    };
    // What the decode path takes depends on the number of pages by its tables alone.
    let page_bytes = config.cache_bytes_per_token(size_of::<E>()) * page_size;
    let (free, _) = device.memory()?;
    let allowed = (total as f64 * options.memory_fraction) as usize;
    let budget = match options.cache_bytes {
        Some(bytes) => bytes as usize,
        None => (free + allowed).saturating_sub(total + reserve(&model.shape)),
    };
    let pages = (budget / page_bytes.max(1)).min(table * slots).min(u32::MAX as usize / page_size - 1);
    if pages == 0 {
        return Err(GpuError::Options(format!(
            "{} MiB of the GPU's memory are left for the cache, and a page of {page_size} tokens takes {} KiB: raise \
             the memory fraction, or take a smaller model",
            budget >> 20,
            page_bytes >> 10
        )));
    }
    let values = pages * page_size * config.kv_width();
    for layer in &mut model.layers {
        layer.keys = device.zeroed(values)?;
        layer.values = device.zeroed(values)?;
    }
    let mut decode = Decode::new(&device, &model, RowLimits { rows: FEW, context, pages, page_size })?;
    if let Some(prefill) = &mut prefill {
        prefill.tune(&model)?;
    }
    if options.graphs {
        decode.record(&device, &mut model, &mut head, slots)?;
    }
    device.synchronize()?;
    let (free_after, _) = device.memory()?;
    let limits = Limits {
        vocab: config.vocab as u32,
        context,
        page_size,
        pages: pages as u32,
        slots: options.slots,
        max_tokens: options.max_tokens,
    };
    let bytes = free_before.saturating_sub(free_after) as u64;
    Ok(GpuExecutor { device, limits, model, decode, prefill, head, bytes, failed: None })
}

/// Memory that comes after the cache: buffers of the decode path, graphs.
fn reserve(shape: &Shape) -> usize {
    let splits = FEW * 64 * shape.heads * (shape.head_dim + 4) * 4;
    splits + FEW * 16 * (shape.hidden + shape.intermediate + shape.qkv_width()) + (256 << 20)
}

fn check(config: &ModelConfig, options: &GpuOptions, context: usize) -> Result<(), GpuError> {
    let refuse = |reason: String| Err(GpuError::Options(reason));
    if context > config.context {
        return refuse(format!("a context of {context} tokens exceeds the checkpoint's {}", config.context));
    }
    if options.slots == 0 || options.max_tokens == 0 {
        return refuse(format!("every count of {options:?} must be above zero"));
    }
    if options.page_size.is_some_and(|size| size < 16 || !size.is_power_of_two()) {
        let size = options.page_size.unwrap_or(0);
        return refuse(format!("a page of {size} tokens: the GPU takes powers of two from 16 on"));
    }
    if !(0.0..=1.0).contains(&options.memory_fraction) {
        return refuse(format!("a memory fraction of {}: it lies between 0 and 1", options.memory_fraction));
    }
    if ![64, 128].contains(&config.head_dim) {
        return refuse(format!(
            "heads of {} values: the GPU path has kernels for 64 and 128; use the CPU",
            config.head_dim
        ));
    }
    if !config.hidden.is_multiple_of(8) || !config.intermediate.is_multiple_of(8) {
        return refuse(format!(
            "a model of {} x {}: the GPU path takes multiples of 8; use the CPU",
            config.hidden, config.intermediate
        ));
    }
    if config.heads / config.kv_heads.max(1) > 16 {
        let group = config.heads / config.kv_heads.max(1);
        return refuse(format!("{group} query heads to a key head: the GPU path takes up to 16; use the CPU"));
    }
    Ok(())
}

fn weights<E: Element>(
    device: &Device,
    checkpoint: &Checkpoint,
    quantize: Option<RoundToNearest>,
    context: usize,
    page_size: usize,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Model<E>, GpuError> {
    let config = &checkpoint.config;
    let weights = checkpoint.weights()?;
    let total = checkpoint.tensors.bytes();
    let mut layers = Vec::with_capacity(config.layers);
    let upload = |values: Vec<E>| -> Result<DeviceBuffer<E>, GpuError> { Ok(device.upload(&values)?) };
    for (index, layer) in weights.layers.iter().enumerate() {
        let head_norms = match (layer.q_norm, layer.k_norm) {
            (Some(q), Some(k)) => Some((upload(pack::head_norm(q)?)?, upload(pack::head_norm(k)?)?)),
            _ => None,
        };
        let [qkv, output, gate_up, down] = pack::layer_codes(device, config, layer, quantize)?;
        // Codes stay as they are; the norm before them cannot be folded in.
        let attention_norm = qkv.is_some().then(|| pack::plain(layer.attention_norm)).transpose()?;
        let mlp_norm = gate_up.is_some().then(|| pack::plain(layer.mlp_norm)).transpose()?;
        let matrix = |codes: Option<Codes>, floats: &dyn Fn() -> Result<Vec<E>, CheckpointError>| {
            codes
                .map_or_else(|| Ok(Matrix::Floats(upload(floats()?)?)), |codes| Ok::<_, GpuError>(Matrix::Codes(codes)))
        };
        layers.push(Layer {
            attention_norm: attention_norm.map(upload).transpose()?,
            mlp_norm: mlp_norm.map(upload).transpose()?,
            qkv: matrix(qkv, &|| pack::qkv(config, layer, quantize))?,
            qkv_bias: pack::qkv_bias(config, layer)?.map(upload).transpose()?,
            head_norms,
            output: matrix(output, &|| pack::linear(&layer.o, quantize))?,
            gate_up: matrix(gate_up, &|| pack::gate_up(config, layer, quantize))?,
            down: matrix(down, &|| pack::linear(&layer.down, quantize))?,
            keys: device.allocate(0)?,
            values: device.allocate(0)?,
            window: config.windows.get(index).copied().flatten().map(|window| window as u32),
        });
        progress(total * (index as u64 + 1) / (config.layers as u64 + 1), total);
    }
    let rotary = Rotary::new(config);
    let table: Vec<f32> = (0..context).flat_map(|at| rotary.at(at).flat_map(|(cos, sin)| [cos, sin])).collect();
    let model = Model {
        shape: Shape {
            vocab: config.vocab,
            hidden: config.hidden,
            intermediate: config.intermediate,
            heads: config.heads,
            kv_heads: config.kv_heads,
            head_dim: config.head_dim,
            page_size,
            epsilon: config.rms_eps,
        },
        embedding: upload(pack::plain(weights.embedding)?)?,
        layers,
        norm: upload(pack::plain(weights.norm)?)?,
        head: weights.head.map(|head| upload(pack::plain(head)?)).transpose()?,
        rotary: device.upload(&table)?,
    };
    progress(total, total);
    Ok(model)
}

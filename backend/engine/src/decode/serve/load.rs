//! From a model's folder and settings to a loaded model: checkpoint, vocabulary, defaults, and how its executors are
//! made. It must not know requests.

use super::absent::Absent;
use super::model::{Loaded, MakeExecutor, Shared};
use super::parameters::Parameters;
use super::settings::{
    AnswerTimeLimitMs, CheckpointNeed, ChunkTokens, ContextLimit, DefaultParameters, GpuMemoryFraction,
    KvCacheMebibytes, MaxBatch, MaxTokens, PageTokens, PrefixCache, PriorityStepMs, Quantize, SpeculationTokens,
    SystemPrompt,
};
use super::text::Language;
use super::{METRICS, tensors};
use crate::decode::Executor;
use crate::decode::checkpoint::{ChatTemplate, Checkpoint, Generation, RoundToNearest, Tokenizer};
use crate::decode::cpu::{CpuExecutor, CpuOptions, LoadError};
use crate::decode::gpu::{self, GpuError, GpuOptions};
use crate::decode::sampling::Sampling;
use crate::decode::schedule::Policy;
use crate::metrics::MetricSpec;
use crate::parameters::{ParameterSpec, Parameters as Settings};
use crate::{Contract, Engine, EngineError, Model, ModelSource, Placement};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// The file that makes a folder a checkpoint.
const CONFIG: &str = "config.json";
/// MiB of KV cache on the host, where the settings do not say.
const HOST_CACHE_MEBIBYTES: u64 = 512;
/// Rows of a step on a GPU while nobody decodes: enough that products of matrices run at their full rate.
const GPU_ROWS: usize = 4096;
/// Tokens in a page on the host.
const HOST_PAGE_TOKENS: usize = 16;

/// The engine `decode`: text from Llama- and Qwen2-family checkpoints.
pub struct Decode;

impl Engine for Decode {
    fn name(&self) -> &'static str {
        "decode"
    }

    fn contract(&self) -> Contract {
        // The server hands requests over one by one; the engine batches them itself, token by token.
        Contract { inputs: tensors::inputs(), outputs: tensors::outputs(), max_batch_size: 0, decoupled: true }
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        vec![
            ParameterSpec::of::<CheckpointNeed>(),
            ParameterSpec::of::<MaxBatch>(),
            ParameterSpec::of::<ContextLimit>(),
            ParameterSpec::of::<ChunkTokens>(),
            ParameterSpec::of::<GpuMemoryFraction>(),
            ParameterSpec::of::<KvCacheMebibytes>(),
            ParameterSpec::of::<PageTokens>(),
            ParameterSpec::of::<PrefixCache>(),
            ParameterSpec::of::<SpeculationTokens>(),
            ParameterSpec::of::<Quantize>(),
            ParameterSpec::of::<MaxTokens>(),
            ParameterSpec::of::<DefaultParameters>(),
            ParameterSpec::of::<SystemPrompt>(),
            ParameterSpec::of::<AnswerTimeLimitMs>(),
            ParameterSpec::of::<PriorityStepMs>(),
        ]
    }

    fn metrics(&self) -> &'static [&'static MetricSpec] {
        METRICS
    }

    fn load(&self, source: ModelSource) -> Result<Arc<dyn Model>, EngineError> {
        let ModelSource { name, directory, parameters: settings, metrics, .. } = source;
        if !directory.join(CONFIG).exists() {
            let reason = format!(
                "there is no checkpoint: put {CONFIG}, tokenizer.json and model.safetensors of a Llama- or Qwen2-family \
                 checkpoint into {}, and load the model again",
                directory.display()
            );
            return match settings.get() {
                CheckpointNeed::Required => Err(EngineError::NotFound(reason)),
                CheckpointNeed::Optional => Ok(Arc::new(Absent { reason })),
            };
        }
        let checkpoint = Checkpoint::open(&directory)?;
        // What is wrong with a weight is said now, not by the first instance.
        checkpoint.weights()?;
        let language = HuggingFace::open(&directory, &checkpoint)?;
        let defaults = defaults(&checkpoint.generation, &settings)?;
        let shared = Shared {
            name,
            language: Arc::new(language),
            ends: checkpoint.generation.eos.clone(),
            defaults,
            max_tokens: settings.get::<MaxTokens>().0,
            system_prompt: system_prompt(&directory, settings.get())?,
            policy: Policy {
                max_batch: settings.get::<MaxBatch>().0 as usize,
                chunk: settings.get::<ChunkTokens>().0,
                share_prefixes: settings.get::<PrefixCache>() == PrefixCache::On,
                max_drafts: settings.get::<SpeculationTokens>().0,
            },
            time_limit: settings.get::<AnswerTimeLimitMs>().duration(),
            priority_step: Duration::from_millis(settings.get::<PriorityStepMs>().0),
            metrics,
        };
        let make: Arc<MakeExecutor> = Arc::new(move |placement| executor(&checkpoint, &settings, placement));
        Ok(Arc::new(Loaded { shared: Arc::new(shared), make }))
    }
}

fn executor(
    checkpoint: &Checkpoint,
    settings: &Settings,
    placement: Placement,
) -> Result<Box<dyn Executor>, EngineError> {
    match placement {
        Placement::Cpu => {
            let executor = CpuExecutor::load(checkpoint, host_options(checkpoint, settings)?, &|_, _| {});
            executor.map(|executor| Box::new(executor) as _).map_err(|error| match error {
                LoadError::Checkpoint(error) => error.into(),
                LoadError::Options(message) => EngineError::InvalidInput(message),
                error @ LoadError::Memory { .. } => EngineError::Unavailable(error.to_string()),
            })
        }
        Placement::Gpu(ordinal) => {
            let options = gpu_options(ordinal, settings);
            gpu::load(checkpoint, options, &|_, _| {}).map_err(|error| match error {
                GpuError::Checkpoint(error) => error.into(),
                GpuError::Options(message) => EngineError::InvalidInput(message),
                GpuError::Device(error) => EngineError::Unavailable(format!(
                    "GPU {ordinal} cannot take the model: {error} (`kind: KIND_CPU` in `instance_group` decodes on the \
                     host)"
                )),
            })
        }
    }
}

fn gpu_options(ordinal: u32, settings: &Settings) -> GpuOptions {
    let unless_zero = |given: usize| (given > 0).then_some(given);
    let slots = settings.get::<MaxBatch>().0;
    GpuOptions {
        ordinal: ordinal as usize,
        page_size: unless_zero(settings.get::<PageTokens>().0),
        slots,
        max_tokens: settings.get::<ChunkTokens>().0.max(slots as usize).max(GPU_ROWS),
        context: unless_zero(settings.get::<ContextLimit>().0),
        memory_fraction: settings.get::<GpuMemoryFraction>().0,
        cache_bytes: match settings.get::<KvCacheMebibytes>().0 {
            0 => None,
            mebibytes => Some(mebibytes << 20),
        },
        quantize: scheme(settings),
        graphs: true,
    }
}

fn scheme(settings: &Settings) -> Option<RoundToNearest> {
    match settings.get::<Quantize>() {
        Quantize::None => None,
        Quantize::Int8 => Some(RoundToNearest::Int8),
        Quantize::Int4 => Some(RoundToNearest::Int4),
    }
}

fn host_options(checkpoint: &Checkpoint, settings: &Settings) -> Result<CpuOptions, EngineError> {
    let or = |given: usize, otherwise| if given > 0 { given } else { otherwise };
    let config = &checkpoint.config;
    let page_size = or(settings.get::<PageTokens>().0, HOST_PAGE_TOKENS);
    let context = or(settings.get::<ContextLimit>().0, config.context);
    let slots = settings.get::<MaxBatch>().0;
    let mebibytes = match settings.get::<KvCacheMebibytes>().0 {
        0 => HOST_CACHE_MEBIBYTES,
        given => given,
    };
    let page_bytes = config.cache_bytes_per_token(size_of::<f32>()) as u64 * page_size as u64;
    // More than all sequences at their longest is never used.
    let most = context.div_ceil(page_size) as u64 * u64::from(slots);
    let pages = ((mebibytes << 20) / page_bytes.max(1)).min(most).min(u64::from(u32::MAX)) as u32;
    if pages == 0 {
        return Err(EngineError::InvalidInput(format!(
            "parameter `kv_cache_mebibytes` is {mebibytes}, and a page of {page_size} tokens takes {page_bytes} bytes: \
             raise it, or lower `page_tokens`"
        )));
    }
    Ok(CpuOptions {
        page_size,
        pages,
        slots,
        max_tokens: settings.get::<ChunkTokens>().0.max(slots as usize),
        context: Some(context),
        quantize: scheme(settings),
    })
}

/// What requests are completed with: the checkpoint's own defaults, and over them the model's settings.
fn defaults(generation: &Generation, settings: &Settings) -> Result<Parameters, EngineError> {
    let base = Sampling::default();
    let sampling = Sampling {
        temperature: generation.temperature.unwrap_or(base.temperature),
        top_k: generation.top_k.unwrap_or(base.top_k),
        top_p: generation.top_p.unwrap_or(base.top_p),
        repetition_penalty: generation.repetition_penalty.unwrap_or(base.repetition_penalty),
        ..base
    };
    let mut parameters = Parameters { sampling, ..Parameters::default() };
    let given = settings.get::<DefaultParameters>();
    parameters.read(&given.0).map_err(|error| EngineError::InvalidInput(error.to_string()))?;
    Ok(parameters)
}

fn system_prompt(directory: &Path, setting: SystemPrompt) -> Result<Option<String>, EngineError> {
    let Some(name) = setting.0 else { return Ok(None) };
    let path = directory.join(&name);
    std::fs::read_to_string(&path).map(|text| Some(text.trim_end().to_string())).map_err(|error| {
        let path = path.display();
        EngineError::NotFound(format!(
            "cannot read the system prompt {path}: {error}: put it there, or leave the parameter `system_prompt` out"
        ))
    })
}

/// A checkpoint's tokenizer and chat template.
struct HuggingFace {
    tokenizer: Tokenizer,
    template: Option<ChatTemplate>,
}

impl HuggingFace {
    fn open(directory: &Path, checkpoint: &Checkpoint) -> Result<HuggingFace, EngineError> {
        let tokenizer = Tokenizer::open(directory, &checkpoint.config)?;
        Ok(HuggingFace { tokenizer, template: ChatTemplate::open(directory)? })
    }
}

impl Language for HuggingFace {
    fn encode(&self, text: &str) -> Result<Vec<u32>, String> {
        self.tokenizer.encode(text, true).map_err(|error| error.to_string())
    }

    fn encode_chat(&self, messages: &Value) -> Result<Vec<u32>, String> {
        let Some(template) = &self.template else {
            return Err("this checkpoint has no chat template: send `text_input` instead of `messages`".to_string());
        };
        let text = template.render(&json!({ "messages": messages }).to_string()).map_err(|error| error.to_string())?;
        // The template has written the special tokens out.
        self.tokenizer.encode(&text, false).map_err(|error| error.to_string())
    }

    fn decode(&self, tokens: &[u32]) -> String {
        self.tokenizer.decode(tokens, true)
    }
}

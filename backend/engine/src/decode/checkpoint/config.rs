//! A model's shape. It must not know tensors, nor how the shape is written in `config.json` (see `parse`).

use super::Dtype;
use std::fmt;

/// A supported architecture, by the name in `architectures`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Architecture {
    /// `LlamaForCausalLM`.
    Llama,
    /// `MistralForCausalLM`: Llama with a sliding window.
    Mistral,
    /// `Qwen2ForCausalLM`: Llama with biases on queries, keys and values.
    Qwen2,
    /// `Qwen3ForCausalLM`: queries and keys normalised per head.
    Qwen3,
}

impl Architecture {
    /// All, for messages.
    pub const ALL: [Architecture; 4] =
        [Architecture::Llama, Architecture::Mistral, Architecture::Qwen2, Architecture::Qwen3];

    /// The name in `config.json`.
    pub fn name(self) -> &'static str {
        match self {
            Architecture::Llama => "LlamaForCausalLM",
            Architecture::Mistral => "MistralForCausalLM",
            Architecture::Qwen2 => "Qwen2ForCausalLM",
            Architecture::Qwen3 => "Qwen3ForCausalLM",
        }
    }
}

impl fmt::Display for Architecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A model's shape.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelConfig {
    /// The architecture.
    pub architecture: Architecture,
    /// Width of the residual stream.
    pub hidden: usize,
    /// Layers.
    pub layers: usize,
    /// Query heads.
    pub heads: usize,
    /// Key and value heads; divides `heads`.
    pub kv_heads: usize,
    /// Width of a head; `heads * head_dim` need not be `hidden`.
    pub head_dim: usize,
    /// Width of the feed-forward part.
    pub intermediate: usize,
    /// Rows of the embedding; a tokenizer may know fewer.
    pub vocab: usize,
    /// Tokens that a sequence may have.
    pub context: usize,
    /// The epsilon of all norms.
    pub rms_eps: f32,
    /// Rotary position embedding.
    pub rope: Rope,
    /// Whether the output projection is the embedding.
    pub tied: bool,
    /// Whether queries, keys and values have biases.
    pub qkv_bias: bool,
    /// Whether queries and keys are normalised per head.
    pub qk_norm: bool,
    /// Per layer: how many of the last tokens, itself included, a token attends to; all where none.
    pub windows: Vec<Option<usize>>,
    /// The type of the unquantised weights.
    pub dtype: Dtype,
    /// How the linear layers are quantised in the files.
    pub quantization: Option<Quantization>,
}

/// Rotary position embedding.
#[derive(Debug, Clone, PartialEq)]
pub struct Rope {
    /// The base.
    pub theta: f64,
    /// How positions beyond the trained ones are reached.
    pub scaling: RopeScaling,
}

/// How positions beyond the trained ones are reached.
#[derive(Debug, Clone, PartialEq)]
pub enum RopeScaling {
    /// Not at all.
    None,
    /// All frequencies divided by the factor.
    Linear {
        /// The factor.
        factor: f64,
    },
    /// The base grows with a token's position beyond the trained context. (transformers takes the length of the
    /// sequence at the time, which is the same while decoding, and differs within a prompt that is longer than the
    /// trained context: there a token would depend on how the prompt was cut.)
    Dynamic {
        /// The factor.
        factor: f64,
        /// The trained context.
        original_context: usize,
    },
    /// Llama 3.1's: low frequencies divided, high ones kept, blended between.
    Llama3 {
        /// The factor.
        factor: f64,
        /// Wavelengths above `original_context / low_freq_factor` are divided by the factor.
        low_freq_factor: f64,
        /// Wavelengths below `original_context / high_freq_factor` are kept.
        high_freq_factor: f64,
        /// The trained context.
        original_context: usize,
    },
    /// YaRN: as Llama 3.1's by rotations, with attention scaled.
    Yarn {
        /// The factor.
        factor: f64,
        /// The trained context.
        original_context: usize,
        /// Rotations above which a frequency is kept.
        beta_fast: f64,
        /// Rotations below which a frequency is divided.
        beta_slow: f64,
        /// What cosines and sines are multiplied by.
        attention_factor: f64,
        /// Whether the ramp's ends are rounded to whole dimensions.
        truncate: bool,
    },
}

/// How linear layers are quantised in the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantization {
    /// The format.
    pub method: QuantMethod,
    /// Bits of a code: 4 or 8.
    pub bits: u32,
    /// Input columns that share a scale; zero: all of them.
    pub group: usize,
}

/// A format of quantised weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuantMethod {
    /// GPTQ, as AutoGPTQ and GPTQModel write it.
    Gptq {
        /// Whether columns were quantised in order of activation, so that `g_idx` matters.
        desc_act: bool,
        /// Zero points are stored as they are (`gptq_v2`) and not less one.
        true_zeros: bool,
    },
    /// AWQ's GEMM layout.
    Awq,
}

impl ModelConfig {
    /// Width of all query heads.
    pub fn q_width(&self) -> usize {
        self.heads * self.head_dim
    }

    /// Width of all key heads; that of all value heads too.
    pub fn kv_width(&self) -> usize {
        self.kv_heads * self.head_dim
    }

    /// Bytes that one token takes in the cache, in elements of this many bytes.
    pub fn cache_bytes_per_token(&self, element: usize) -> usize {
        2 * self.layers * self.kv_width() * element
    }
}

//! The settings of the engine `decode`, one newtype each. They must not know who reads them.

use super::parameters::Parameters;
use crate::parameters::{Setting, bounded};
use std::fmt;
use std::time::Duration;

macro_rules! number {
    ($(#[$doc:meta])* $name:ident($inner:ty) = $default:expr, $key:literal, $min:literal..=$max:literal, $help:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub struct $name(pub $inner);

        impl Default for $name {
            fn default() -> Self {
                $name($default)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl Setting for $name {
            const KEY: &'static str = $key;
            const HELP: &'static str = $help;
            fn parse(text: &str) -> Result<Self, String> {
                bounded(text, $min, $max).map($name)
            }
        }
    };
}

macro_rules! choice {
    ($(#[$doc:meta])* $name:ident, $key:literal, $help:literal, $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub enum $name {
            $($(#[$variant_doc])* $variant),+
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $($name::$variant => $text),+ })
            }
        }

        impl Setting for $name {
            const KEY: &'static str = $key;
            const HELP: &'static str = $help;
            fn parse(text: &str) -> Result<Self, String> {
                match text.trim() {
                    $($text => Ok($name::$variant),)+
                    _ => Err(format!("give one of {}", [$($text),+].join(", "))),
                }
            }
        }
    };
}

/// How much of a GPU's memory the model may take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GpuMemoryFraction(pub f64);

impl Default for GpuMemoryFraction {
    fn default() -> Self {
        GpuMemoryFraction(0.9)
    }
}

impl fmt::Display for GpuMemoryFraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Setting for GpuMemoryFraction {
    const KEY: &'static str = "gpu_memory_fraction";
    const HELP: &'static str = "how much of a GPU's memory weights, KV cache and buffers may take, 0.01 to 1";
    fn parse(text: &str) -> Result<Self, String> {
        let fraction = text.trim().parse().ok().filter(|fraction| (0.01..=1.0).contains(fraction));
        fraction.map(GpuMemoryFraction).ok_or_else(|| "give a number from 0.01 to 1".to_string())
    }
}

number! {
    /// How many sequences run at once.
    MaxBatch(u32) = 64, "max_batch", 1..=1024,
    "sequences that run at once, 1 to 1024; further requests stay in the server's queue"
}

number! {
    /// How long a sequence may be.
    ContextLimit(usize) = 0, "context_limit", 0..=16_777_216,
    "tokens of prompt and answer together; 0 takes what the checkpoint allows, which is the most"
}

number! {
    /// How much of the prompts is read beside decoding.
    ChunkTokens(usize) = 512, "chunk_tokens", 1..=65_536,
    "prompt tokens per step while others decode, 1 to 65536; fewer keep the pauses between tokens short"
}

number! {
    /// The page of the KV cache.
    PageTokens(usize) = 0, "page_tokens", 0..=1024,
    "tokens in a page of the KV cache, 1 to 1024; 0 takes what suits the device"
}

number! {
    /// The size of the KV cache.
    KvCacheMebibytes(u64) = 0, "kv_cache_mebibytes", 0..=16_777_216,
    "MiB of KV cache; 0 takes what gpu_memory_fraction leaves, and 512 on the host"
}

number! {
    /// How many tokens are guessed.
    SpeculationTokens(usize) = 8, "speculation_tokens", 0..=64,
    "tokens that are guessed ahead by looking them up in prompt and answer, 0 to 64; 0 guesses none"
}

number! {
    /// How long an answer is when its request does not say.
    MaxTokens(usize) = 256, "max_tokens", 1..=16_777_216,
    "tokens of an answer whose request does not say"
}

number! {
    /// How long a request may take.
    AnswerTimeLimitMs(u64) = 600_000, "answer_time_limit_ms", 1..=86_400_000,
    "milliseconds that a request may take, 1 to 86400000; a request's own timeout wins where it is shorter"
}

number! {
    /// What a priority level means.
    PriorityStepMs(u64) = 10_000, "priority_step_ms", 0..=3_600_000,
    "milliseconds that a request may be overtaken by those of the next better priority, 0 to 3600000"
}

choice! {
    /// Whether prompts that begin alike share their pages.
    PrefixCache, "prefix_cache", "on or off: whether prompts that begin alike are computed once",
    /// They do.
    #[default]
    On = "on",
    /// They do not.
    Off = "off"
}

choice! {
    /// How weights are kept.
    Quantize, "quantize", "none, int8 or int4: how linear layers of an unquantised checkpoint are kept",
    /// As the checkpoint has them.
    #[default]
    None = "none",
    /// In eight bits.
    Int8 = "int8",
    /// In four bits.
    Int4 = "int4"
}

choice! {
    /// Whether the model loads without a checkpoint.
    CheckpointNeed, "checkpoint",
    "required or optional: whether the model loads without a checkpoint, and answers that it has none",
    /// It does not.
    #[default]
    Required = "required",
    /// It does: a model repository may come without weights.
    Optional = "optional"
}

/// A file with the system message of conversations that bring none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SystemPrompt(pub Option<String>);

impl fmt::Display for SystemPrompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_deref().unwrap_or("none"))
    }
}

impl Setting for SystemPrompt {
    const KEY: &'static str = "system_prompt";
    const HELP: &'static str = "a file in the version's folder: the system message of conversations that bring none";
    fn parse(text: &str) -> Result<Self, String> {
        let name = text.trim();
        // Nothing outside the version's folder is read.
        if name.is_empty() || name.contains(['/', '\\']) || name == ".." {
            return Err("give the name of a file in the version's folder, such as system.txt".to_string());
        }
        Ok(SystemPrompt(Some(name.to_string())))
    }
}

/// Parameters of requests that do not say otherwise, as a request would send them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultParameters(pub String);

impl Default for DefaultParameters {
    fn default() -> Self {
        DefaultParameters("{}".to_string())
    }
}

impl fmt::Display for DefaultParameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Setting for DefaultParameters {
    const KEY: &'static str = "sampling_parameters";
    const HELP: &'static str = "a JSON object that a request's sampling_parameters are read over";
    fn parse(text: &str) -> Result<Self, String> {
        Parameters::default().read(text).map_err(|error| error.to_string())?;
        Ok(DefaultParameters(text.to_string()))
    }
}

impl AnswerTimeLimitMs {
    /// As a duration.
    pub fn duration(self) -> Duration {
        Duration::from_millis(self.0)
    }
}

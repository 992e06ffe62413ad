//! What a checkpoint says about generating: where a text ends, and defaults for sampling. It must not know requests.

use super::fields::{Fields, read_object};
use super::{CheckpointError, ModelConfig, parse};
use std::path::Path;

const FILE: &str = "generation_config.json";

/// Defaults for generating.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Generation {
    /// Tokens that end a text, ascending.
    pub eos: Vec<u32>,
    /// The temperature, where the checkpoint names one; zero where it does not sample.
    pub temperature: Option<f32>,
    /// Top-k, where the checkpoint names it.
    pub top_k: Option<u32>,
    /// Top-p, where the checkpoint names it.
    pub top_p: Option<f32>,
    /// The repetition penalty, where the checkpoint names it.
    pub repetition_penalty: Option<f32>,
}

impl Generation {
    /// Reads `generation_config.json`, which a checkpoint need not have, and the ends of text of `config.json`.
    pub(super) fn open(directory: &Path, config: &ModelConfig) -> Result<Generation, CheckpointError> {
        let mut generation = Generation::default();
        let object = read_object(directory, parse::FILE)?;
        generation.add_eos(Fields::new(parse::FILE, &object), config)?;
        if !directory.join(FILE).exists() {
            return Ok(generation);
        }
        let object = read_object(directory, FILE)?;
        let fields = Fields::new(FILE, &object);
        generation.add_eos(fields, config)?;
        let float = |key: &str| fields.number(key).map(|number| number.map(|number| number as f32));
        generation.temperature = match fields.flag("do_sample")? {
            Some(false) => Some(0.0),
            _ => float("temperature")?,
        };
        generation.top_k = fields.number("top_k")?.map(|k| k as u32);
        generation.top_p = float("top_p")?;
        generation.repetition_penalty = float("repetition_penalty")?;
        Ok(generation)
    }

    fn add_eos(&mut self, fields: Fields<'_>, config: &ModelConfig) -> Result<(), CheckpointError> {
        let key = "eos_token_id";
        let values = match fields.get(key) {
            None => return Ok(()),
            Some(serde_json::Value::Array(values)) => values.as_slice(),
            Some(value) => std::slice::from_ref(value),
        };
        for value in values {
            match value.as_u64() {
                Some(token) if token < config.vocab as u64 => self.eos.push(token as u32),
                _ => {
                    let reason = format!("is {value}, and the vocabulary has {} tokens", config.vocab);
                    return Err(fields.error(key, &reason));
                }
            }
        }
        self.eos.sort_unstable();
        self.eos.dedup();
        Ok(())
    }
}

//! What a model's folder holds, read and checked: configuration, tensors, tokenizer, chat template. It must not know
//! what runs them.

mod chat;
mod clock;
mod codes;
mod config;
mod dtype;
mod error;
mod fields;
mod footprint;
mod generation;
mod mapped;
mod parse;
mod rope;
mod tensors;
mod tokenizer;
mod weights;

pub use chat::{ChatError, ChatTemplate};
pub use codes::{Codes, RoundToNearest};
pub use config::{Architecture, ModelConfig, QuantMethod, Quantization, Rope, RopeScaling};
pub use dtype::Dtype;
pub use error::CheckpointError;
pub use footprint::Footprint;
pub use generation::Generation;
pub use rope::{Rotary, inverse_frequencies};
pub use tensors::{TensorView, Tensors};
pub use tokenizer::Tokenizer;
pub use weights::{LayerWeights, Linear, Matrix, ModelWeights};

use std::path::Path;

/// A checkpoint's numbers: the configuration and the tensors. Its text side is read apart, by [`Tokenizer::open`] and
/// [`ChatTemplate::open`]: a program that measures or converts weights needs no tokenizer.
#[derive(Debug)]
pub struct Checkpoint {
    /// The model's shape.
    pub config: ModelConfig,
    /// Its defaults for generating.
    pub generation: Generation,
    /// Its tensors.
    pub tensors: Tensors,
}

impl Checkpoint {
    /// Reads the configuration and maps the tensors.
    pub fn open(directory: &Path) -> Result<Checkpoint, CheckpointError> {
        let config = ModelConfig::open(directory)?;
        let generation = Generation::open(directory, &config)?;
        let tensors = Tensors::open(directory)?;
        Ok(Checkpoint { config, generation, tensors })
    }

    /// All weights that the configuration asks for, checked.
    pub fn weights(&self) -> Result<ModelWeights<'_>, CheckpointError> {
        ModelWeights::find(&self.config, &self.tensors)
    }
}

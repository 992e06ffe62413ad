//! What a model's folder holds, read and checked: configuration, tensors, tokenizer, chat template. It must not know
//! what runs them.

mod config;
mod dtype;
mod tensors;
mod weights;

pub use config::{Architecture, ModelConfig, QuantMethod, Quantization, Rope, RopeScaling};
pub use dtype::Dtype;
pub use tensors::{TensorView, Tensors};
pub use weights::{LayerWeights, Linear, Matrix, ModelWeights};

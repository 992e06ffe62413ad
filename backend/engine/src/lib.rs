//! The engines that do the work behind the Triton backend, and the seam that a batch goes through: [`Engine`] describes
//! and loads, [`Model`] is what an engine keeps for one loaded model, [`Instance`] executes batches of [`Item`]s. It
//! must not know Triton: a test, a benchmark or another server drives an engine through the same traits.
//!
//! An item carries its inputs and the way back, so that an engine answers each request when it is ready: at once, from
//! another thread, or as a stream. An item that is dropped unanswered answers with an error by itself.

pub mod decode;
mod engine;
mod error;
mod item;
pub mod metrics;
mod nearest;
pub mod parameters;
mod tensor;
#[cfg(test)]
mod test_port;
pub mod transpile;

pub use engine::{Contract, Engine, Instance, MemoryUse, Model, ModelSource, Placement};
pub use error::EngineError;
pub use item::{Item, Port};
pub use nearest::nearest;
pub use tensor::{DataType, InputTensor, Tensor, TensorSpec};

/// Every engine of this build, in the order in which error messages list them.
pub fn engines() -> &'static [&'static dyn Engine] {
    &[&transpile::Transpile, &decode::serve::Decode]
}

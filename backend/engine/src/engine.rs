//! The seam: what an engine says about itself, and what it does. It must not know Triton, nor any engine in particular.

use crate::metrics::{MetricSpec, Metrics};
use crate::parameters::{ParameterSpec, Parameters};
use crate::{EngineError, Item, TensorSpec};
use std::path::PathBuf;
use std::sync::Arc;

/// A kind of model: describes itself, and loads.
pub trait Engine: Sync {
    /// The name by which a model's configuration asks for it.
    fn name(&self) -> &'static str;
    /// Inputs, outputs and batching.
    fn contract(&self) -> Contract;
    /// The parameters that a model's configuration may set.
    fn parameters(&self) -> Vec<ParameterSpec>;
    /// The metrics that it records.
    fn metrics(&self) -> &'static [&'static MetricSpec];
    /// Loads a model. Whatever it takes (threads, memory) it gives back when the model is dropped.
    fn load(&self, source: ModelSource) -> Result<Arc<dyn Model>, EngineError>;
}

/// A loaded model, shared by its instances.
pub trait Model: Send + Sync {
    /// Makes one instance where the configuration wants it.
    fn instance(&self, placement: Placement) -> Result<Box<dyn Instance>, EngineError>;
    /// What the model holds, for the server's accounting.
    fn memory(&self) -> Vec<MemoryUse> {
        Vec::new()
    }
}

/// One execution context of a model. The server calls `execute` from one thread at a time.
pub trait Instance: Send + Sync {
    /// Takes a batch. An engine that returns while items are unanswered must have the capacity to work on them: holding
    /// the call until then is what makes the server's queue, priorities and limits mean something.
    fn execute(&self, batch: Vec<Item>);
    /// Whether the next batch would be served; asked by health checks at any time.
    fn ready(&self) -> Result<(), EngineError> {
        Ok(())
    }
    /// What the instance holds beside its model, for the server's accounting.
    fn memory(&self) -> Vec<MemoryUse> {
        Vec::new()
    }
}

/// The shape of an engine's traffic; servers complete a model's configuration from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// Inputs.
    pub inputs: Vec<TensorSpec>,
    /// Outputs.
    pub outputs: Vec<TensorSpec>,
    /// The largest batch that makes sense where a configuration names none.
    pub max_batch_size: u32,
    /// Whether a request may have any number of responses.
    pub decoupled: bool,
}

/// What an engine loads from.
pub struct ModelSource {
    /// The model's name, for messages.
    pub name: String,
    /// The model's version.
    pub version: u64,
    /// The version's folder, where weights and vocabularies lie.
    pub directory: PathBuf,
    /// Parameters, all known and in range.
    pub parameters: Parameters,
    /// The configured batch limit; zero means that tensors have no batch dimension.
    pub max_batch_size: u32,
    /// Where the engine records its metrics.
    pub metrics: Arc<dyn Metrics>,
}

/// Where an instance runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// On the host's processors.
    Cpu,
    /// On this GPU.
    Gpu(u32),
}

/// Memory that a model holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryUse {
    /// Where.
    pub placement: Placement,
    /// How much.
    pub bytes: u64,
}

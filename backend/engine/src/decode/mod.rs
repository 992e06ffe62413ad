//! The decode engine: text from Llama- and Qwen2-family checkpoints. [`checkpoint`] reads what a model's folder holds,
//! an [`Executor`] runs its forward passes, [`sampling`] says how a token is chosen. It must not know Triton.

pub mod checkpoint;
pub mod cpu;
mod executor;
#[cfg(test)]
mod golden_tests;
pub mod gpu;
pub mod sampling;
pub mod schedule;
pub mod serve;
#[cfg(test)]
pub(crate) mod testing;

pub use executor::{Choice, Executor, ExecutorError, Limits, Work};

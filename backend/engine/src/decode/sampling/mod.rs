//! How a token is chosen from a row of logits. It must not know where the logits come from.

mod choose;
mod params;
pub mod philox;

pub use choose::choose;
pub use params::Sampling;

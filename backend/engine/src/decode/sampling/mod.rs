//! How a token is chosen from a row of logits, and how a request says so. It must not know where the logits come from.

mod choose;
mod params;
pub mod philox;
mod request;

pub use choose::choose;
pub use params::Sampling;
pub use request::{Request, RequestErrors};

//! The engine `decode` as a server sees it: requests in, streams of text out. Execute holds requests until there is a
//! place (`gate`); one thread schedules and steps (`runner`), another sends (`answer`). It must not know Triton,
//! nor which device computes.

mod absent;
mod active;
mod answer;
mod gate;
mod load;
mod metrics;
mod model;
mod parameters;
mod runner;
pub mod settings;
mod tensors;
#[cfg(test)]
mod tests;
mod text;

pub use load::Decode;
pub use metrics::METRICS;
pub use model::{Loaded, MakeExecutor, Shared};
pub use parameters::{ParameterError, Parameters};
pub use text::{Detokenizer, Language};

//! Triton behind the gateway: endpoints, the choice among them, and the translate stage over gRPC.

mod author;
mod endpoint;
mod pool;
mod translator;

pub(crate) use author::TritonAuthor;
pub(crate) use pool::Pool;
pub(crate) use translator::TritonTranslator;

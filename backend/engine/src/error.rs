//! Why an engine cannot load, or cannot answer one request. It must not know how a server words or maps these.

use thiserror::Error;

/// An engine's error; each kind is something that the caller can act on differently.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EngineError {
    /// The request itself is wrong: it would fail again unchanged.
    #[error("{0}")]
    InvalidInput(String),
    /// Something that the request or the model names does not exist.
    #[error("{0}")]
    NotFound(String),
    /// The request asks for what this engine does not do.
    #[error("{0}")]
    Unsupported(String),
    /// The engine is out of capacity or time: the same request may succeed later or elsewhere.
    #[error("{0}")]
    Unavailable(String),
    /// The caller gave the request up.
    #[error("the request was cancelled")]
    Cancelled,
    /// A defect of the engine.
    #[error("{0}")]
    Internal(String),
}

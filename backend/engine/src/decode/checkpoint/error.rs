//! Why a checkpoint cannot be used. It must not know what would have run it.

use crate::EngineError;
use std::path::PathBuf;
use thiserror::Error;

/// What is wrong with a checkpoint; each message names the file or the tensor.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CheckpointError {
    /// A file is not there or cannot be read.
    #[error("cannot read {}: {reason}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// A file's content is not what its format asks for.
    #[error("{file}: {reason}")]
    Malformed {
        /// The file, relative to the checkpoint.
        file: String,
        /// What is wrong, and where.
        reason: String,
    },
    /// The configuration asks for a tensor that no file has.
    #[error("tensor `{name}` is missing: config.json asks for it and none of the safetensors files has it")]
    MissingTensor {
        /// The tensor.
        name: String,
    },
    /// A tensor is not what the configuration asks for.
    #[error("tensor `{name}` {reason}")]
    Tensor {
        /// The tensor.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The checkpoint is well-formed, and this engine does not run it.
    #[error("{what} is not supported; {known}")]
    Unsupported {
        /// What is not.
        what: String,
        /// What is, or what to do.
        known: String,
    },
}

impl CheckpointError {
    pub(super) fn malformed(file: impl Into<String>, reason: impl Into<String>) -> CheckpointError {
        CheckpointError::Malformed { file: file.into(), reason: reason.into() }
    }

    pub(super) fn tensor(name: impl Into<String>, reason: impl Into<String>) -> CheckpointError {
        CheckpointError::Tensor { name: name.into(), reason: reason.into() }
    }

    pub(super) fn unsupported(what: impl Into<String>, known: impl Into<String>) -> CheckpointError {
        CheckpointError::Unsupported { what: what.into(), known: known.into() }
    }
}

impl From<CheckpointError> for EngineError {
    fn from(error: CheckpointError) -> EngineError {
        let text = error.to_string();
        match error {
            CheckpointError::Read { .. } => EngineError::NotFound(text),
            CheckpointError::Unsupported { .. } => EngineError::Unsupported(text),
            _ => EngineError::InvalidInput(text),
        }
    }
}

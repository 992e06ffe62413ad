//! A model without its checkpoint: it loads, is not ready, and tells every request why. It must not know a checkpoint.

use crate::{EngineError, Instance, Item, Model, Placement};

/// See the module.
#[derive(Debug, Clone)]
pub struct Absent {
    /// What is missing, and what to do.
    pub reason: String,
}

impl Model for Absent {
    fn instance(&self, _placement: Placement) -> Result<Box<dyn Instance>, EngineError> {
        Ok(Box::new(self.clone()))
    }
}

impl Instance for Absent {
    fn execute(&self, batch: Vec<Item>) {
        for item in batch {
            item.fail(EngineError::Unavailable(self.reason.clone()));
        }
    }

    fn ready(&self) -> Result<(), EngineError> {
        Err(EngineError::Unavailable(self.reason.clone()))
    }
}

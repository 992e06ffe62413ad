//! The engines that this library serves: those of `portalis-engine`, and what the tests' library adds to them. It must
//! not know what an engine does.

use portalis_engine::Engine;
use std::sync::{PoisonError, RwLock};

static ADDED: RwLock<Vec<&'static dyn Engine>> = RwLock::new(Vec::new());

/// Adds an engine, before Triton initializes the backend.
pub fn add(engine: &'static dyn Engine) {
    ADDED.write().unwrap_or_else(PoisonError::into_inner).push(engine);
}

/// Every engine.
pub fn engines() -> Vec<&'static dyn Engine> {
    let added = ADDED.read().unwrap_or_else(PoisonError::into_inner);
    portalis_engine::engines().iter().chain(added.iter()).copied().collect()
}

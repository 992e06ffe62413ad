//! Where the gateway stands between its start and its end: serving, draining, ended. Knows no request.

use std::sync::atomic::{AtomicBool, Ordering};
use tokio_util::sync::CancellationToken;

/// Shared by the listener, the layers and the readiness answer.
#[derive(Debug, Default)]
pub(crate) struct Lifecycle {
    draining: AtomicBool,
    ended: CancellationToken,
}

impl Lifecycle {
    /// From now on readiness says no.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Release);
    }

    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Acquire)
    }

    /// The time of grace is over: whatever still works is cancelled.
    pub fn end(&self) {
        self.ended.cancel();
    }

    /// Completes when the time of grace is over.
    pub async fn ended(&self) {
        self.ended.cancelled().await;
    }
}

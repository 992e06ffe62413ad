//! What all requests share. Holds no policy of its own.

use crate::layers::Admission;
use crate::lifecycle::Lifecycle;
use crate::routes::health::Readiness;
use crate::triton::Pool;
use crate::work::Work;
use portalis_configs::GatewayConfig;
use portalis_telemetry::Recorder;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{SystemTime, UNIX_EPOCH};

/// The gateway's parts, shared by all requests.
pub(crate) struct Gateway {
    pub config: GatewayConfig,
    pub work: Arc<dyn Work>,
    pub triton: Arc<Pool>,
    pub admission: Admission,
    pub lifecycle: Arc<Lifecycle>,
    pub readiness: Readiness,
    /// Whether the compilers are found and warm.
    pub prepared: AtomicBool,
    pub recorder: Recorder,
    /// Seconds since 1970.
    pub started: u64,
}

impl Gateway {
    pub fn new(config: GatewayConfig, work: Arc<dyn Work>, triton: Arc<Pool>, recorder: Recorder) -> Self {
        Gateway {
            admission: Admission::new(&config.server),
            config,
            work,
            triton,
            lifecycle: Arc::default(),
            readiness: Readiness::default(),
            prepared: AtomicBool::new(false),
            recorder,
            started: unix_seconds(),
        }
    }
}

/// Now, in seconds since 1970.
pub(crate) fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs())
}

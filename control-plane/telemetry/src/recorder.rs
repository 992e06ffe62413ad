//! The process's metrics in Prometheus' text form. Knows names and buckets only.

use crate::metric::{ALL, Kind, SECONDS_BUCKETS};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Why metrics cannot be recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecorderError {
    /// The buckets are not usable, or another recorder is installed.
    #[error("cannot record metrics: {0}; install no other recorder in this process")]
    Build(#[from] BuildError),
}

/// The recorder of this process.
#[derive(Clone)]
pub struct Recorder(PrometheusHandle);

impl Recorder {
    /// All metrics in the text form that Prometheus reads.
    pub fn render(&self) -> String {
        self.0.render()
    }

    /// Moves samples into their buckets; call it now and then, or unread samples pile up between two scrapes.
    pub fn upkeep(&self) {
        self.0.run_upkeep();
    }
}

/// The recorder of this process, installed by the first call.
pub fn recorder() -> Result<Recorder, RecorderError> {
    static INSTALLED: OnceLock<Recorder> = OnceLock::new();
    static INSTALLING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(recorder) = INSTALLED.get() {
        return Ok(recorder.clone());
    }
    let handle = PrometheusBuilder::new().set_buckets(SECONDS_BUCKETS)?.install_recorder()?;
    for (name, kind, help) in ALL.iter().copied() {
        match kind {
            Kind::Counter => metrics::describe_counter!(name, help),
            Kind::Gauge => metrics::describe_gauge!(name, help),
            Kind::Seconds => metrics::describe_histogram!(name, metrics::Unit::Seconds, help),
        }
    }
    Ok(INSTALLED.get_or_init(|| Recorder(handle)).clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric;

    #[test]
    fn samples_appear_under_their_names_with_help_and_buckets() {
        let ours = recorder().unwrap();
        metrics::counter!(metric::SHED, metric::REASON => "queue_full").increment(2);
        metrics::histogram!(metric::STAGE_SECONDS, metric::STAGE => "parse").record(0.003);
        ours.upkeep();
        let text = recorder().unwrap().render();
        for line in [
            "# TYPE portalis_requests_shed_total counter",
            "portalis_requests_shed_total{reason=\"queue_full\"} 2",
            "portalis_stage_duration_seconds_bucket{stage=\"parse\",le=\"0.0025\"} 0",
            "portalis_stage_duration_seconds_bucket{stage=\"parse\",le=\"0.005\"} 1",
        ] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
    }
}

//! The metrics that engines record, by declaration: a server makes the series from the specs when it loads a model. It
//! must not know how they are published.

/// What a metric's values mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MetricKind {
    /// A sum that only grows; recording adds.
    Counter,
    /// A level; recording adds, and a negative value takes away.
    Gauge,
    /// A distribution; recording observes.
    Histogram {
        /// Upper bounds of the buckets, ascending.
        buckets: &'static [f64],
    },
}

/// One metric family. The server adds the labels `model` and `version`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MetricSpec {
    /// The published name.
    pub name: &'static str,
    /// The published description.
    pub help: &'static str,
    /// What its values mean.
    pub kind: MetricKind,
    /// One more label, with all the values that it can have: series are made at load and never by a request.
    pub label: Option<(&'static str, &'static [&'static str])>,
}

/// Where an engine records. Recording is cheap and never fails; a server without metrics ignores it.
pub trait Metrics: Send + Sync {
    /// Records a value; `label` is one of the values that the spec lists, `None` where it has no label.
    fn record(&self, metric: &'static MetricSpec, label: Option<&'static str>, value: f64);
}

/// Ignores everything.
pub struct NoMetrics;

impl Metrics for NoMetrics {
    fn record(&self, _metric: &'static MetricSpec, _label: Option<&'static str>, _value: f64) {}
}

/// Bucket bounds in seconds for work that takes from 100 microseconds to 10 seconds.
pub const SECONDS: &[f64] =
    &[0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// How many requests the server put into one batch.
pub static BATCH_SIZE: MetricSpec = MetricSpec {
    name: "portalis_backend_batch_size",
    help: "Requests per batch that reached the engine",
    kind: MetricKind::Histogram { buckets: &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0] },
    label: None,
};

/// From the start of execution to the first response; the queue is not in it.
pub static FIRST_RESPONSE_SECONDS: MetricSpec = MetricSpec {
    name: "portalis_backend_first_response_seconds",
    help: "Time from the start of execution to a request's first response, in seconds",
    kind: MetricKind::Histogram { buckets: SECONDS },
    label: None,
};

/// Requests that an engine holds now.
pub static REQUESTS_IN_FLIGHT: MetricSpec = MetricSpec {
    name: "portalis_backend_requests_in_flight",
    help: "Requests that the engine is working on",
    kind: MetricKind::Gauge,
    label: None,
};

/// How requests ended.
pub static REQUESTS_TOTAL: MetricSpec = MetricSpec {
    name: "portalis_backend_requests_total",
    help: "Requests by how they ended",
    kind: MetricKind::Counter,
    label: Some(("outcome", &[OUTCOME_OK, OUTCOME_ERROR, OUTCOME_CANCELLED])),
};

/// A request that was answered.
pub const OUTCOME_OK: &str = "ok";
/// A request that ended with an error.
pub const OUTCOME_ERROR: &str = "error";
/// A request that its caller gave up.
pub const OUTCOME_CANCELLED: &str = "cancelled";

/// The metrics that every model has, whatever its engine.
pub static COMMON: &[&MetricSpec] = &[&BATCH_SIZE, &FIRST_RESPONSE_SECONDS, &REQUESTS_IN_FLIGHT, &REQUESTS_TOTAL];

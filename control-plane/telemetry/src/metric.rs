//! Every metric and label name of the control plane, with its meaning, unit and buckets. Dashboards, alert rules and
//! the endpoint `/metrics` use these and no others.

/// Requests answered. Labels: [`ROUTE`], [`METHOD`], [`STATUS`].
pub const HTTP_REQUESTS: &str = "portalis_http_requests_total";
/// Seconds from a request's head to the last byte of its answer. Labels: [`ROUTE`].
pub const HTTP_SECONDS: &str = "portalis_http_request_duration_seconds";
/// Translations that are worked on now.
pub const IN_FLIGHT: &str = "portalis_requests_in_flight";
/// Translations that wait for a place now.
pub const QUEUED: &str = "portalis_requests_queued";
/// Seconds that a translation waited for its place.
pub const QUEUE_SECONDS: &str = "portalis_queue_wait_seconds";
/// Requests turned away. Labels: [`REASON`].
pub const SHED: &str = "portalis_requests_shed_total";
/// Translations ended. Labels: [`OUTCOME`].
pub const TRANSLATIONS: &str = "portalis_translations_total";
/// Seconds of one stage of the pipeline. Labels: [`STAGE`].
pub const STAGE_SECONDS: &str = "portalis_stage_duration_seconds";
/// Seconds of a translation outside all stages: what the gateway itself adds.
pub const OVERHEAD_SECONDS: &str = "portalis_gateway_overhead_seconds";
/// Calls to Triton. Labels: [`ENDPOINT`], [`OUTCOME`].
pub const TRITON_CALLS: &str = "portalis_triton_calls_total";
/// Seconds of one call to Triton. Labels: [`ENDPOINT`].
pub const TRITON_SECONDS: &str = "portalis_triton_call_duration_seconds";
/// Calls that one endpoint works on now. Labels: [`ENDPOINT`].
pub const TRITON_IN_FLIGHT: &str = "portalis_triton_calls_in_flight";
/// Calls that were tried on another endpoint after a failure.
pub const TRITON_RETRIES: &str = "portalis_triton_retries_total";
/// 1 while an endpoint is used, 0 while it is skipped after a failure. Labels: [`ENDPOINT`].
pub const TRITON_UP: &str = "portalis_triton_endpoint_up";
/// Always 1. Labels: [`VERSION`].
pub const BUILD_INFO: &str = "portalis_build_info";

/// The route's pattern, such as `/v1/translations`; `unknown` for a path without a route.
pub const ROUTE: &str = "route";
/// The HTTP method.
pub const METHOD: &str = "method";
/// The HTTP status.
pub const STATUS: &str = "status";
/// Why a request was turned away: `queue_full`, `queue_timeout`.
pub const REASON: &str = "reason";
/// How it ended: `ok`, or a kind of failure.
pub const OUTCOME: &str = "outcome";
/// A stage of the pipeline.
pub const STAGE: &str = "stage";
/// `HOST:PORT` of a Triton server.
pub const ENDPOINT: &str = "endpoint";
/// The release of this program.
pub const VERSION: &str = "version";

/// What a metric counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Only grows.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Seconds, in [`SECONDS_BUCKETS`].
    Seconds,
}

/// All metrics: name, kind, help text.
pub const ALL: &[(&str, Kind, &str)] = &[
    (HTTP_REQUESTS, Kind::Counter, "Requests answered."),
    (HTTP_SECONDS, Kind::Seconds, "Seconds from a request's head to the last byte of its answer."),
    (IN_FLIGHT, Kind::Gauge, "Translations that are worked on now."),
    (QUEUED, Kind::Gauge, "Translations that wait for a place now."),
    (QUEUE_SECONDS, Kind::Seconds, "Seconds that a translation waited for its place."),
    (SHED, Kind::Counter, "Requests turned away."),
    (TRANSLATIONS, Kind::Counter, "Translations ended."),
    (STAGE_SECONDS, Kind::Seconds, "Seconds of one stage of the pipeline."),
    (OVERHEAD_SECONDS, Kind::Seconds, "Seconds of a translation outside all stages."),
    (TRITON_CALLS, Kind::Counter, "Calls to Triton."),
    (TRITON_SECONDS, Kind::Seconds, "Seconds of one call to Triton."),
    (TRITON_IN_FLIGHT, Kind::Gauge, "Calls that one endpoint works on now."),
    (TRITON_RETRIES, Kind::Counter, "Calls that were tried on another endpoint after a failure."),
    (TRITON_UP, Kind::Gauge, "1 while an endpoint is used, 0 while it is skipped after a failure."),
    (BUILD_INFO, Kind::Gauge, "Always 1; the label says the release."),
];

/// Bounds of all histograms of seconds: from the gateway's own microseconds to a long compile.
pub const SECONDS_BUCKETS: &[f64] = &[
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0,
    120.0,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_conventions_of_prometheus() {
        for (index, (name, kind, help)) in ALL.iter().enumerate() {
            assert!(name.starts_with("portalis_") && help.ends_with('.'), "{name}");
            assert_eq!(name.ends_with("_total"), *kind == Kind::Counter, "{name}");
            assert_eq!(name.ends_with("_seconds"), *kind == Kind::Seconds, "{name}");
            assert!(ALL[..index].iter().all(|(other, ..)| other != name), "{name} stands twice");
        }
        assert!(SECONDS_BUCKETS.is_sorted());
    }
}

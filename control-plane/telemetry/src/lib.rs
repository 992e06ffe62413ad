//! Telemetry: log lines, and every metric and label name. Must not know what is logged or measured: the other crates
//! use the names; dashboards and alert rules are checked against them.

pub mod logging;
pub mod metric;
mod recorder;

pub use recorder::{Recorder, RecorderError, recorder};

//! Custom metrics through the server's own endpoint: families once per process, series per model. It must not know what
//! a metric means.

use crate::error::{Error, ask, c_string, check};
use crate::log;
use portalis_engine::Engine;
use portalis_engine::metrics::{COMMON, MetricKind, MetricSpec, Metrics};
use portalis_triton_sys as sys;
use std::collections::BTreeMap;
use std::ffi::CStr;
use std::ptr;
use std::sync::Arc;

/// All families of all engines, by name.
pub struct Families {
    by_name: BTreeMap<&'static str, Family>,
}

struct Family(*mut sys::TRITONSERVER_MetricFamily);

// SAFETY: Triton's metric families lock themselves; the pointer is deleted by the one owner.
unsafe impl Send for Family {}
// SAFETY: as above.
unsafe impl Sync for Family {}

impl Families {
    /// Makes the families. One that the server will not make is left out with a warning: metrics never stop a model.
    pub fn of(engines: &[&dyn Engine]) -> Families {
        let mut by_name = BTreeMap::new();
        let specs = engines.iter().flat_map(|engine| engine.metrics()).chain(COMMON);
        for spec in specs.copied() {
            match family(spec) {
                Ok(family) => {
                    by_name.entry(spec.name).or_insert(family);
                }
                Err(error) => log::warn(&format!("no metric `{}`: {error}", spec.name)),
            }
        }
        Families { by_name }
    }
}

fn family(spec: &MetricSpec) -> Result<Family, Error> {
    let kind = match spec.kind {
        MetricKind::Counter => sys::TRITONSERVER_METRIC_KIND_COUNTER,
        MetricKind::Gauge => sys::TRITONSERVER_METRIC_KIND_GAUGE,
        MetricKind::Histogram { .. } => sys::TRITONSERVER_METRIC_KIND_HISTOGRAM,
    };
    let (name, help) = (c_string(spec.name), c_string(spec.help));
    // SAFETY: the strings outlive the call; Triton copies them.
    ask(ptr::null_mut(), |out| unsafe { sys::TRITONSERVER_MetricFamilyNew(out, kind, name.as_ptr(), help.as_ptr()) })
        .map(Family)
}

impl Drop for Family {
    fn drop(&mut self) {
        // SAFETY: made by MetricFamilyNew and deleted here only; the series hold the families, so none is left.
        drop(check(unsafe { sys::TRITONSERVER_MetricFamilyDelete(self.0) }));
    }
}

/// One model's series. Dropping it takes them off the endpoint.
pub struct ModelMetrics {
    series: BTreeMap<(&'static str, Option<&'static str>), Series>,
    /// Series point into their families, so the families are dropped after them.
    _families: Arc<Families>,
}

struct Series {
    raw: *mut sys::TRITONSERVER_Metric,
}

// SAFETY: Triton's metrics may be written from any thread; the pointer is deleted by the one owner.
unsafe impl Send for Series {}
// SAFETY: as above.
unsafe impl Sync for Series {}

impl ModelMetrics {
    /// Makes the series that an engine declares, and those that all have.
    pub fn of(families: &Arc<Families>, engine: &dyn Engine, model: &str, version: u64) -> ModelMetrics {
        let mut series = BTreeMap::new();
        let version = version.to_string();
        for spec in engine.metrics().iter().chain(COMMON) {
            let Some(family) = families.by_name.get(spec.name) else { continue };
            let values: Vec<Option<(&str, &'static str)>> = match spec.label {
                None => vec![None],
                Some((label, values)) => values.iter().map(|value| Some((label, *value))).collect(),
            };
            for extra in values {
                let mut labels = vec![("model", model), ("version", &version)];
                labels.extend(extra);
                match Series::new(family, spec.kind, &labels) {
                    Ok(made) => {
                        series.insert((spec.name, extra.map(|(_, value)| value)), made);
                    }
                    Err(error) => log::warn(&format!("no series of metric `{}`: {error}", spec.name)),
                }
            }
        }
        ModelMetrics { series, _families: Arc::clone(families) }
    }
}

impl Metrics for ModelMetrics {
    fn record(&self, metric: &'static MetricSpec, label: Option<&'static str>, value: f64) {
        let Some(series) = self.series.get(&(metric.name, label)) else { return };
        // SAFETY: the series lives as long as `self`. The functions fail only for another kind of metric.
        drop(check(unsafe {
            match metric.kind {
                MetricKind::Counter | MetricKind::Gauge => sys::TRITONSERVER_MetricIncrement(series.raw, value),
                MetricKind::Histogram { .. } => sys::TRITONSERVER_MetricObserve(series.raw, value),
            }
        }));
    }
}

impl Series {
    fn new(family: &Family, kind: MetricKind, labels: &[(&str, &str)]) -> Result<Series, Error> {
        let labels: Vec<Label> = labels.iter().map(|(name, value)| Label::new(name, value)).collect();
        let mut raw: Vec<*const sys::TRITONSERVER_Parameter> =
            labels.iter().map(|label| label.0.cast_const()).collect();
        let count = raw.len() as u64;
        let arguments = Arguments::of(kind)?;
        // SAFETY: family, labels and arguments are valid, and copied before the call returns.
        let metric = ask(ptr::null_mut(), |out| unsafe {
            match &arguments {
                Some(arguments) => {
                    sys::TRITONSERVER_MetricNewWithArgs(out, family.0, raw.as_mut_ptr(), count, arguments.0)
                }
                None => sys::TRITONSERVER_MetricNew(out, family.0, raw.as_mut_ptr(), count),
            }
        })?;
        Ok(Series { raw: metric })
    }
}

impl Drop for Series {
    fn drop(&mut self) {
        // SAFETY: made by MetricNew and deleted here only.
        drop(check(unsafe { sys::TRITONSERVER_MetricDelete(self.raw) }));
    }
}

struct Label(*mut sys::TRITONSERVER_Parameter);

impl Label {
    fn new(name: &str, value: &str) -> Label {
        let (name, value) = (c_string(name), c_string(value));
        let value: &CStr = &value;
        // SAFETY: both strings outlive the call; Triton copies them.
        Label(unsafe {
            sys::TRITONSERVER_ParameterNew(name.as_ptr(), sys::TRITONSERVER_PARAMETER_STRING, value.as_ptr().cast())
        })
    }
}

impl Drop for Label {
    fn drop(&mut self) {
        // SAFETY: made by ParameterNew and deleted here only.
        unsafe { sys::TRITONSERVER_ParameterDelete(self.0) };
    }
}

struct Arguments(*mut sys::TRITONSERVER_MetricArgs);

impl Arguments {
    fn of(kind: MetricKind) -> Result<Option<Arguments>, Error> {
        let MetricKind::Histogram { buckets } = kind else { return Ok(None) };
        // SAFETY: the out-parameter is a local.
        let arguments = Arguments(ask(ptr::null_mut(), |out| unsafe { sys::TRITONSERVER_MetricArgsNew(out) })?);
        // SAFETY: the pointer and length are those of `buckets`, which Triton copies.
        check(unsafe {
            sys::TRITONSERVER_MetricArgsSetHistogram(arguments.0, buckets.as_ptr(), buckets.len() as u64)
        })?;
        Ok(Some(arguments))
    }
}

impl Drop for Arguments {
    fn drop(&mut self) {
        // SAFETY: made by MetricArgsNew and deleted here only.
        drop(check(unsafe { sys::TRITONSERVER_MetricArgsDelete(self.0) }));
    }
}

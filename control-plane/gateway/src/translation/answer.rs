//! What a client is told: the finished translation, a diagnostic, an event of a stream.

use crate::gateway::unix_seconds;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use portalis_pipeline::{Event, Package};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// What is known of a translation when it starts.
#[derive(Debug, Clone)]
pub(crate) struct Started {
    pub request_id: String,
    created: u64,
}

impl Started {
    pub fn new(request_id: String) -> Self {
        Started { request_id, created: unix_seconds() }
    }

    /// The finished translation.
    pub fn finished(&self, package: &Package) -> Value {
        let mut artefacts = Map::new();
        for (name, bytes) in [("native", &package.native), ("wasm", &package.wasm)] {
            if let Some(bytes) = bytes {
                artefacts.insert(name.to_string(), BASE64.encode(bytes).into());
            }
        }
        let timings = package.timings.iter().map(|(stage, elapsed)| (stage.name().to_string(), milliseconds(*elapsed)));
        json!({
            "id": format!("translation-{}", self.request_id),
            "object": "translation",
            "created": self.created,
            "name": package.krate.name,
            "status": "translated",
            "translator": package.translator,
            "files": package.krate.files,
            "diagnostics": package.krate.warnings,
            "artefacts": artefacts,
            "timings_ms": timings.collect::<Map<_, _>>(),
        })
    }
}

/// The name and the data of a pipeline event in a stream.
pub(crate) fn event_json(event: &Event) -> (&'static str, Value) {
    match event {
        Event::Started(stage) => ("stage", json!({"stage": stage.name(), "state": "started"})),
        Event::Finished { stage, elapsed } => {
            ("stage", json!({"stage": stage.name(), "state": "finished", "elapsed_ms": milliseconds(*elapsed)}))
        }
        Event::Diagnostics(found) => ("diagnostics", json!({"diagnostics": found})),
    }
}

/// Milliseconds to the microsecond: more digits would only be noise.
fn milliseconds(elapsed: Duration) -> Value {
    json!((elapsed.as_secs_f64() * 1e6).round() / 1e3)
}

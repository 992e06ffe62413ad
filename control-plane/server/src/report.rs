//! What a translation came to, for people (lines) and for machines (JSON). Prints nothing by itself.

use crate::artefacts::Written;
use portalis_transpiler::Diagnostic;
use serde_json::{Map, Value, json};
use std::path::Path;
use std::time::Duration;

/// The outcome of one PATH.
#[derive(Debug)]
pub struct Report {
    /// The PATH as given.
    pub path: String,
    /// What the outputs are called.
    pub name: String,
    /// Where they are, when there are any.
    pub written: Option<Written>,
    /// A refusal's reasons, or a translation's warnings, in the order found.
    pub diagnostics: Vec<Value>,
    /// The diagnostics as a person reads them, and errors that have no place in a source.
    pub rendered: Vec<String>,
    /// Stage name and time.
    pub timings: Vec<(String, Duration)>,
}

impl Report {
    /// An empty report.
    pub fn new(path: &Path, name: &str) -> Report {
        Report {
            path: path.display().to_string(),
            name: name.to_string(),
            written: None,
            diagnostics: Vec::new(),
            rendered: Vec::new(),
            timings: Vec::new(),
        }
    }

    /// Adds diagnostics.
    pub fn say(&mut self, diagnostics: &[Diagnostic]) {
        self.diagnostics.extend(diagnostics.iter().map(|d| json!(d)));
        self.rendered.extend(diagnostics.iter().map(|d| d.render().trim_end().to_string()));
    }

    /// Adds diagnostics that came as JSON.
    pub fn say_json(&mut self, diagnostics: Vec<Value>) {
        let rendered = |d: &Value| d["rendered"].as_str().or(d["message"].as_str()).unwrap_or_default().to_string();
        self.rendered.extend(diagnostics.iter().map(|d| rendered(d).trim_end().to_string()));
        self.diagnostics.extend(diagnostics);
    }

    /// Whether it was translated, compiled, packaged and written.
    pub fn is_done(&self) -> bool {
        self.written.is_some()
    }

    /// For `--json`.
    pub fn json(&self) -> Value {
        let shown = |path: &Path| path.display().to_string();
        let mut timings = Map::new();
        for (stage, elapsed) in &self.timings {
            timings.insert(stage.clone(), json!((elapsed.as_secs_f64() * 1e6).round() / 1e3));
        }
        json!({
            "path": self.path,
            "name": self.name,
            "status": if self.is_done() { "translated" } else { "failed" },
            "folder": self.written.as_ref().map(|w| shown(&w.folder)),
            "native": self.written.as_ref().and_then(|w| w.native.as_deref()).map(shown),
            "wasm": self.written.as_ref().and_then(|w| w.wasm.as_deref()).map(shown),
            "diagnostics": self.diagnostics,
            "messages": self.rendered,
            "timings_ms": timings,
        })
    }
}

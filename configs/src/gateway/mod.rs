//! The gateway's settings: the sections of `configs/gateway.yaml`, their defaults, and the environment that overrides
//! them in the style of NIM. One file a section. Must not know what the gateway does with them.

mod environment;
mod logging;
mod pipeline;
mod server;
mod triton;

pub use logging::Logging;
pub use pipeline::Pipeline;
pub use server::{Drain, Server};
pub use triton::Triton;

use crate::document::Document;
use crate::problem::{Problem, Problems};
use crate::reader::Section;
use crate::settings::LogFormat;
use environment::Environment;
use std::path::Path;

/// Everything that an SRE can set on a gateway.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GatewayConfig {
    /// Listening, limits, shutdown.
    pub server: Server,
    /// The Triton servers behind the gateway.
    pub triton: Triton,
    /// The stages that run in the gateway's process.
    pub pipeline: Pipeline,
    /// Log lines.
    pub logging: Logging,
}

impl GatewayConfig {
    /// Reads a file, then the environment over it; reports every problem of both at once.
    pub fn load(path: &Path, env: impl Fn(&str) -> Option<String>) -> Result<Self, Problems> {
        let origin = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|e| {
            Problems(vec![Problem::of_file(
                &origin,
                format!("cannot read the file: {e}; give the path of a YAML file"),
            )])
        })?;
        Self::from_text(&origin, &text, env)
    }

    /// As [`GatewayConfig::load`], from text.
    pub fn from_text(origin: &str, text: &str, env: impl Fn(&str) -> Option<String>) -> Result<Self, Problems> {
        let mut config = GatewayConfig::default();
        let document = Document::parse(origin, text).map_err(|problem| Problems(vec![problem]))?;
        let mut problems = config.read(&document);
        problems.extend(config.read_environment(env));
        problems.sort_by_key(|p| p.line.unwrap_or(usize::MAX));
        if problems.is_empty() { Ok(config) } else { Err(Problems(problems)) }
    }

    fn read(&mut self, document: &Document) -> Vec<Problem> {
        let mut root = Section::root(document);
        root.section("server", |s| self.server.read(s));
        root.section("triton", |s| self.triton.read(s));
        root.section("pipeline", |s| self.pipeline.read(s));
        root.section("logging", |s| self.logging.read(s));
        root.finish()
    }

    fn read_environment(&mut self, env: impl Fn(&str) -> Option<String>) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut over = Environment { env: &env, problems: &mut problems };
        over.set("NIM_SERVER_BIND_ADDR", "", &mut self.server.bind_address);
        over.set("NIM_SERVER_HTTP_BODY_LIMIT_BYTES", "", &mut self.server.body_limit);
        over.set("NIM_SERVER_MAX_QUEUE_SIZE", "", &mut self.server.max_queue);
        over.set("NIM_SERVER_MAX_WAIT_MS", "ms", &mut self.server.max_queue_wait);
        over.set("NIM_LOG_LEVEL", "", &mut self.logging.level);
        over.flag("NIM_JSONL_LOGGING", |on| self.logging.format = if on { LogFormat::Json } else { LogFormat::Text });
        problems
    }
}

/// Everything that is wrong with a gateway's file; the environment is left out, so that the answer is the file's alone.
pub fn check_gateway_config(path: &Path) -> Vec<Problem> {
    match GatewayConfig::load(path, |_| None) {
        Ok(_) => Vec::new(),
        Err(Problems(problems)) => problems,
    }
}

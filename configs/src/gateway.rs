//! The gateway's settings: the sections of `configs/gateway.yaml`, their defaults, and the environment that overrides
//! them in the style of NIM. Must not know what the gateway does with them.

use crate::document::Document;
use crate::problem::{Problem, Problems};
use crate::reader::{Section, parse};
use crate::settings::*;
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

/// Listening, limits, shutdown.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Server {
    /// Where to listen.
    pub bind_address: BindAddress,
    /// Connections that are open at once.
    pub max_connections: MaxConnections,
    /// Largest request body.
    pub body_limit: BodyLimit,
    /// Most files in one request.
    pub max_files: MaxFiles,
    /// How long a client may take to send a request.
    pub read_timeout: ReadTimeout,
    /// Longest time of one request.
    pub request_timeout: RequestTimeout,
    /// Requests that are worked on at once.
    pub max_in_flight: MaxInFlight,
    /// Requests that wait.
    pub max_queue: MaxQueue,
    /// Longest wait.
    pub max_queue_wait: MaxQueueWait,
    /// How it stops.
    pub drain: Drain,
}

/// How the gateway stops on SIGTERM.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Drain {
    /// Readiness is 503, requests are still taken.
    pub settle: DrainSettle,
    /// No new connections; requests in flight go on.
    pub grace: DrainGrace,
}

/// The Triton servers behind the gateway.
#[derive(Debug, Clone, PartialEq)]
pub struct Triton {
    /// One or more gRPC endpoints that serve the same models.
    pub endpoints: Vec<Endpoint>,
    /// The model of the translate stage.
    pub model: ModelName,
    /// The model that is asked where the rules refuse.
    pub author_model: AuthorModel,
    /// Connections to each endpoint.
    pub connections_per_endpoint: ConnectionsPerEndpoint,
    /// Bound of one connect.
    pub connect_timeout: ConnectTimeout,
    /// Bound of one call.
    pub call_timeout: CallTimeout,
    /// Endpoints tried per request.
    pub attempts: Attempts,
    /// How long a failed endpoint is skipped.
    pub eject_for: EjectFor,
    /// Bound of one health question.
    pub health_timeout: HealthTimeout,
    /// How long a health answer is used again.
    pub health_cache: HealthCache,
    /// Largest message from Triton.
    pub max_message: MaxMessage,
}

impl Default for Triton {
    fn default() -> Self {
        Triton {
            endpoints: vec![Endpoint::default()],
            model: ModelName::default(),
            author_model: AuthorModel::default(),
            connections_per_endpoint: ConnectionsPerEndpoint::default(),
            connect_timeout: ConnectTimeout::default(),
            call_timeout: CallTimeout::default(),
            attempts: Attempts::default(),
            eject_for: EjectFor::default(),
            health_timeout: HealthTimeout::default(),
            health_cache: HealthCache::default(),
            max_message: MaxMessage::default(),
        }
    }
}

/// The stages that run in the gateway's process: all but translate.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pipeline {
    /// The compile cache.
    pub cache: CacheFolder,
    /// Programs that compile at once.
    pub compile_places: CompilePlaces,
    /// Longest wait for one of those places.
    pub compile_queue_wait: CompileQueueWait,
    /// Longest time of one compile.
    pub compile_time: CompileTime,
    /// Address space of one compile.
    pub compile_memory: CompileMemory,
    /// Longest time of one translator stage in this process.
    pub translate_time: TranslateTime,
    /// Longest time of one answer of the author model.
    pub author_time: AuthorTime,
    /// Times that it is shown what its program fails with.
    pub repairs: Repairs,
}

/// Log lines.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Logging {
    /// Least important lines shown.
    pub level: LogLevel,
    /// Text or JSON lines.
    pub format: LogFormat,
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
        root.section("server", |s| {
            let server = &mut self.server;
            s.set("bind_address", &mut server.bind_address);
            s.set("max_connections", &mut server.max_connections);
            s.set("body_limit", &mut server.body_limit);
            s.set("max_files", &mut server.max_files);
            s.set("read_timeout", &mut server.read_timeout);
            s.set("request_timeout", &mut server.request_timeout);
            s.set("max_in_flight", &mut server.max_in_flight);
            s.set("max_queue", &mut server.max_queue);
            s.set("max_queue_wait", &mut server.max_queue_wait);
            s.section("drain", |s| {
                s.set("settle", &mut server.drain.settle);
                s.set("grace", &mut server.drain.grace);
            });
            if server.max_queue_wait.get() >= server.request_timeout.get() {
                s.report(
                    "server.max_queue_wait",
                    "the wait is not shorter than server.request_timeout, so that no queued request could finish"
                        .into(),
                );
            }
        });
        root.section("triton", |s| {
            let triton = &mut self.triton;
            s.list("endpoints", &mut triton.endpoints);
            s.set("model", &mut triton.model);
            s.set("connections_per_endpoint", &mut triton.connections_per_endpoint);
            s.set("connect_timeout", &mut triton.connect_timeout);
            s.set("call_timeout", &mut triton.call_timeout);
            s.set("author_model", &mut triton.author_model);
            s.set("attempts", &mut triton.attempts);
            s.set("eject_for", &mut triton.eject_for);
            s.set("health_timeout", &mut triton.health_timeout);
            s.set("health_cache", &mut triton.health_cache);
            s.set("max_message", &mut triton.max_message);
            let mut seen = std::collections::BTreeSet::new();
            if let Some(twice) = triton.endpoints.iter().find(|e| !seen.insert(*e)) {
                s.report("triton.endpoints", format!("'{twice}' stands twice; name each endpoint once"));
            }
        });
        root.section("pipeline", |s| {
            let pipeline = &mut self.pipeline;
            s.set("cache", &mut pipeline.cache);
            s.set("compile_places", &mut pipeline.compile_places);
            s.set("compile_queue_wait", &mut pipeline.compile_queue_wait);
            s.set("compile_time", &mut pipeline.compile_time);
            s.set("compile_memory", &mut pipeline.compile_memory);
            s.set("translate_time", &mut pipeline.translate_time);
            s.set("author_time", &mut pipeline.author_time);
            s.set("repairs", &mut pipeline.repairs);
        });
        root.section("logging", |s| {
            s.set("level", &mut self.logging.level);
            s.set("format", &mut self.logging.format);
        });
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

struct Environment<'a, E> {
    env: &'a E,
    problems: &'a mut Vec<Problem>,
}

impl<E: Fn(&str) -> Option<String>> Environment<'_, E> {
    /// Overrides a setting; `unit` is what the variable's name already says.
    fn set<T: Setting>(&mut self, name: &str, unit: &str, slot: &mut T) {
        // An empty variable counts as unset, as container templates leave them.
        let Some(text) = (self.env)(name).filter(|t| !t.trim().is_empty()) else { return };
        match parse(&format!("{}{unit}", text.trim())) {
            Ok(value) => *slot = value,
            Err(message) => self.report(name, message),
        }
    }

    fn flag(&mut self, name: &str, set: impl FnOnce(bool)) {
        let Some(text) = (self.env)(name).filter(|t| !t.trim().is_empty()) else { return };
        match text.trim().to_ascii_lowercase().as_str() {
            "1" | "true" => set(true),
            "0" | "false" => set(false),
            other => self.report(name, format!("'{other}' is not one of: 1, true, 0, false")),
        }
    }

    fn report(&mut self, name: &str, message: String) {
        let key = Some(name.to_string());
        self.problems.push(Problem { origin: "environment".into(), line: None, key, message });
    }
}

/// Everything that is wrong with a gateway's file; the environment is left out, so that the answer is the file's alone.
pub fn check_gateway_config(path: &Path) -> Vec<Problem> {
    match GatewayConfig::load(path, |_| None) {
        Ok(_) => Vec::new(),
        Err(Problems(problems)) => problems,
    }
}

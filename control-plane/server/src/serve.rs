//! `portalis serve`: configuration, log lines, gateway, in that order. Knows nothing of requests.

use crate::Outcome;
use crate::args::Serve;
use anyhow::Context;
use portalis_configs::{GatewayConfig, LogFormat, LogLevel};
use portalis_telemetry::logging::{self, Format, Level};

/// Serves until SIGTERM or Ctrl-C, and returns when the gateway has drained.
pub fn run(options: &Serve) -> anyhow::Result<Outcome> {
    let config = match GatewayConfig::load(&options.config, |name| std::env::var(name).ok()) {
        Ok(config) => config,
        Err(problems) => {
            eprintln!("{problems}");
            return Ok(Outcome::Failed);
        }
    };
    logging::init(level(config.logging.level), format(config.logging.format))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        // Signals are caught before the address is taken, so that no moment is without an orderly end.
        let shutdown = portalis_gateway::terminated()?;
        let listener = portalis_gateway::bind(&config).await?;
        portalis_gateway::serve(config, listener, shutdown).await.context("the gateway ended")
    })?;
    Ok(Outcome::Done)
}

fn level(level: LogLevel) -> Level {
    match level {
        LogLevel::Error => Level::ERROR,
        LogLevel::Warn => Level::WARN,
        LogLevel::Info => Level::INFO,
        LogLevel::Debug => Level::DEBUG,
        LogLevel::Trace => Level::TRACE,
    }
}

fn format(format: LogFormat) -> Format {
    match format {
        LogFormat::Text => Format::Text,
        LogFormat::Json => Format::Json,
    }
}

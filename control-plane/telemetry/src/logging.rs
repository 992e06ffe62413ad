//! Log lines on standard error, for people or as one JSON object a line. Standard output stays the program's own.

use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

pub use tracing::Level;

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One readable line.
    Text,
    /// One JSON object a line, with the fields of the event and of its span.
    Json,
}

/// Why log lines cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum LoggingError {
    /// Somebody else was first.
    #[error("log lines are set up already: {0}; call this once, from main")]
    Twice(#[from] tracing_subscriber::util::TryInitError),
}

/// Sets up the log lines of this process.
///
/// Libraries below Portalis show warnings at most, unless the level is [`Level::TRACE`].
pub fn init(level: Level, format: Format) -> Result<(), LoggingError> {
    let others =
        if level == Level::TRACE { LevelFilter::TRACE } else { LevelFilter::from_level(level).min(LevelFilter::WARN) };
    let filter = Targets::new().with_default(others).with_target("portalis", level);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    let lines = match format {
        Format::Text => lines.boxed(),
        Format::Json => lines.json().flatten_event(true).with_span_list(false).boxed(),
    };
    Ok(tracing_subscriber::registry().with(lines.with_filter(filter)).try_init()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_set_up_is_an_error_and_no_panic() {
        init(Level::INFO, Format::Json).unwrap();
        let error = init(Level::INFO, Format::Text).unwrap_err().to_string();
        assert!(error.contains("set up already"), "{error}");
    }
}

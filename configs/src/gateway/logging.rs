//! The section `logging`: log lines. Must not know who writes them.

use crate::reader::Section;
use crate::settings::*;

/// Log lines.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Logging {
    /// Least important lines shown.
    pub level: LogLevel,
    /// Text or JSON lines.
    pub format: LogFormat,
}

impl Logging {
    pub(super) fn read(&mut self, s: &mut Section<'_>) {
        s.set("level", &mut self.level);
        s.set("format", &mut self.format);
    }
}

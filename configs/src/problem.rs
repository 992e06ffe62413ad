//! What is wrong with a configuration file: where, which key, and what to do next. Knows no file format.

use std::fmt;

/// One finding about one key of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file's path, or `environment`.
    pub origin: String,
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// The dotted key, where the finding is about one.
    pub key: Option<String>,
    /// What is wrong, and what to do next: a lowercase fragment.
    pub message: String,
}

impl Problem {
    /// A finding about a whole file.
    pub fn of_file(origin: impl Into<String>, message: impl Into<String>) -> Self {
        Problem { origin: origin.into(), line: None, key: None, message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.origin)?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        if let Some(key) = &self.key {
            write!(f, " {key}:")?;
        }
        write!(f, " {}", self.message)
    }
}

/// Everything that is wrong with a file, in the order of its lines.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Problems(pub Vec<Problem>);

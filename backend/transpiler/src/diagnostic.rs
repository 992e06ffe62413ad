//! What the translator says when it refuses: a code, a place, a reason and, where there is one, a rewrite that works.
//! Knows nothing of how a diagnostic came about, and prints nothing by itself.

use std::fmt;

/// How much a diagnostic matters: an error refuses the translation, a warning goes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The source is not translated.
    Error,
    /// The source is translated; the reader should know this.
    Warning,
}

/// One finding about one place of a source file. Lines and columns count from 1; columns count code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code, `P` and four digits; the support table in `backend/transpiler/README.md` lists them.
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// The path of the source as the caller gave it.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in code points, from 1.
    pub column: usize,
    /// How many code points of that line the finding covers, at least 1.
    pub width: usize,
    /// The source line, cut to a bounded length.
    pub source_line: String,
    /// What is wrong: a lowercase fragment.
    pub message: String,
    /// A rewrite that would work, where there is one.
    pub help: Option<String>,
}

/// Longer source lines are cut in diagnostics, so that a megabyte line gives a readable error.
const MAX_LINE: usize = 200;

impl Diagnostic {
    /// A diagnostic for the bytes `start..end` of `text`.
    pub fn at(
        code: &'static str,
        severity: Severity,
        path: &str,
        text: &str,
        start: usize,
        end: usize,
        message: impl Into<String>,
    ) -> Self {
        let start = floor_char_boundary(text, start);
        let end = floor_char_boundary(text, end.max(start));
        let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |i| start + i);
        let line = text[..start].bytes().filter(|b| *b == b'\n').count() + 1;
        let column = text[line_start..start].chars().count() + 1;
        let width = text[start..end.min(line_end).max(start)].chars().count().max(1);
        let source_line: String = text[line_start..line_end].chars().take(MAX_LINE).collect();
        Diagnostic {
            code,
            severity,
            path: path.to_string(),
            line,
            column,
            width,
            source_line: source_line.trim_end_matches('\r').to_string(),
            message: message.into(),
            help: None,
        }
    }

    /// The same diagnostic with a rewrite that would work.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The diagnostic as a person reads it: `FILE:LINE:COLUMN: error[P0123]: reason`, the source line, a caret, the help.
    pub fn render(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        writeln!(f, "{}:{}:{}: {severity}[{}]: {}", self.path, self.line, self.column, self.code, self.message)?;
        let number = self.line.to_string();
        let gutter = " ".repeat(number.len());
        writeln!(f, "{gutter} |")?;
        writeln!(f, "{number} | {}", self.source_line)?;
        // The caret's indent repeats tabs, so that it stands under its column in any terminal.
        let indent: String =
            self.source_line.chars().take(self.column - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        let room = MAX_LINE.saturating_sub(self.column - 1).max(1);
        writeln!(f, "{gutter} | {indent}{}", "^".repeat(self.width.min(room)))?;
        if let Some(help) = &self.help {
            writeln!(f, "{gutter} = help: {help}")?;
        }
        Ok(())
    }
}

fn floor_char_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

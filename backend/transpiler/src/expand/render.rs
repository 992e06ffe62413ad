//! Source text put together anew: a stretch of it with some ranges replaced, at another indentation.

use rustpython_ruff_text_size::TextRange;

/// Ranges of a source and what stands in their place.
#[derive(Default)]
pub(super) struct Changes(Vec<(usize, usize, String)>);

impl Changes {
    pub(super) fn put(&mut self, range: TextRange, text: impl Into<String>) {
        self.0.push((range.start().into(), range.end().into(), text.into()));
    }

    /// The text of a stretch with the changes inside it. Of changes that overlap, the widest stands.
    pub(super) fn render(&self, text: &str, start: usize, end: usize) -> String {
        let mut inside: Vec<_> = self.0.iter().filter(|c| c.0 >= start && c.1 <= end).collect();
        inside.sort_by_key(|c| (c.0, std::cmp::Reverse(c.1)));
        let mut out = String::new();
        let mut at = start;
        for (from, to, new) in inside {
            if *from < at {
                continue;
            }
            out.push_str(&text[at..*from]);
            out.push_str(new);
            at = *to;
        }
        out.push_str(&text[at..end]);
        out
    }
}

/// Statements at another indentation: `column` is where their first line stands now. None where a line cannot be moved
/// without changing what it says.
pub(super) fn indented(code: &str, column: usize, indent: &str) -> Option<String> {
    if code.contains("\"\"\"") || code.contains("'''") || code.contains('\t') || code.contains('\\') {
        return None;
    }
    let mut out = String::new();
    for (i, line) in code.lines().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        if line.trim().is_empty() {
            continue;
        }
        let spaces = if i == 0 { 0 } else { line.len() - line.trim_start_matches(' ').len() };
        out.push_str(indent);
        out.push_str(if i == 0 { line } else { &line[spaces.min(column)..] });
    }
    Some(out)
}

/// The column of a position, if only spaces stand before it in its line; None otherwise.
pub(super) fn column(text: &str, at: usize) -> Option<usize> {
    let line = text[..at].rfind('\n').map_or(0, |i| i + 1);
    text[line..at].chars().all(|c| c == ' ').then_some(at - line)
}

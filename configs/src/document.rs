//! A YAML file as text, value and line numbers. The YAML library keeps no positions of values, so that a scan of the
//! block mappings finds the line of each key; keys inside flow mappings get the line of their parent.

use crate::problem::Problem;
use serde_yaml::Value;
use std::collections::HashMap;

/// A parsed file.
pub(crate) struct Document {
    pub origin: String,
    pub value: Value,
    lines: HashMap<String, usize>,
}

impl Document {
    /// Parses `text`; a syntax error is the only problem that is reported alone.
    pub fn parse(origin: &str, text: &str) -> Result<Document, Problem> {
        let value = serde_yaml::from_str(text).map_err(|e| Problem {
            origin: origin.to_string(),
            line: e.location().map(|at| at.line()),
            key: None,
            message: format!("not a YAML file: {e}"),
        })?;
        Ok(Document { origin: origin.to_string(), value, lines: key_lines(text) })
    }

    /// The line of a dotted key, or of its nearest ancestor.
    pub fn line(&self, key: &str) -> Option<usize> {
        let mut key = key;
        loop {
            if let Some(line) = self.lines.get(key) {
                return Some(*line);
            }
            key = key.rsplit_once('.')?.0;
        }
    }
}

/// Where each key of the block mappings stands.
fn key_lines(text: &str) -> HashMap<String, usize> {
    let mut lines = HashMap::new();
    // The open mappings: the indentation of their keys, and the dotted name of the current one.
    let mut open: Vec<(usize, String)> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let content = line.trim_start();
        let Some((name, rest)) = content.split_once(':') else { continue };
        let is_key = !content.starts_with(['#', '-', '{', '[']) && (rest.is_empty() || rest.starts_with([' ', '\t']));
        if !is_key {
            continue;
        }
        let indent = line.len() - content.len();
        open.retain(|(at, _)| *at < indent);
        let name = name.trim().trim_matches(['"', '\'']);
        let key = match open.last() {
            Some((_, parent)) => format!("{parent}.{name}"),
            None => name.to_string(),
        };
        lines.entry(key.clone()).or_insert(index + 1);
        open.push((indent, key));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_the_lines_where_they_stand() {
        let text = "# a: b\nserver:\n  bind: 1.2.3.4:5\n  # none: 1\n  drain: {grace: 1s}\n\ntriton:\n    model: x\n";
        let document = Document::parse("f", text).unwrap();
        for (key, line) in
            [("server", 2), ("server.bind", 3), ("server.drain", 5), ("server.drain.grace", 5), ("triton.model", 8)]
        {
            assert_eq!(document.line(key), Some(line), "{key}");
        }
        assert_eq!(document.line("elsewhere"), None);
    }

    #[test]
    fn a_syntax_error_says_where() {
        let problem = Document::parse("f", "a: 1\nb: [1,\nc: 2\n").err().unwrap();
        assert!(problem.line.is_some(), "{problem}");
        assert!(problem.message.starts_with("not a YAML file"), "{problem}");
    }
}

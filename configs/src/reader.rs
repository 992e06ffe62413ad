//! Reads typed settings out of a parsed file or the environment, and gathers every problem instead of stopping at one.

use crate::document::Document;
use crate::nearest::advice;
use crate::problem::Problem;
use crate::settings::Setting;
use serde_yaml::{Mapping, Value};

/// One mapping of a file while its settings are read. The keys that are asked for are the known ones.
pub(crate) struct Section<'d> {
    document: &'d Document,
    path: String,
    mapping: Option<&'d Mapping>,
    known: Vec<&'static str>,
    problems: Vec<Problem>,
}

impl<'d> Section<'d> {
    /// The whole file.
    pub fn root(document: &'d Document) -> Self {
        Section::new(document, String::new(), &document.value)
    }

    fn new(document: &'d Document, path: String, value: &'d Value) -> Self {
        let mut section = Section { document, path, mapping: None, known: Vec::new(), problems: Vec::new() };
        match value {
            Value::Mapping(mapping) => section.mapping = Some(mapping),
            // An empty section means all defaults.
            Value::Null => {}
            other => {
                let key = section.path.clone();
                section.report(&key, format!("expected a mapping of settings, found {}", describe(other)));
            }
        }
        section
    }

    /// Reads a nested mapping.
    pub fn section(&mut self, key: &'static str, read: impl FnOnce(&mut Section<'d>)) {
        if let Some(value) = self.take(key) {
            let mut inner = Section::new(self.document, self.join(key), value);
            read(&mut inner);
            self.problems.extend(inner.finish());
        }
    }

    /// Reads one setting; the slot keeps its default when the key is absent.
    pub fn set<T: Setting>(&mut self, key: &'static str, slot: &mut T) {
        let Some(value) = self.take(key) else { return };
        if let Some(read) = self.scalar(key, value) {
            *slot = read;
        }
    }

    /// Reads a list of settings, at least one.
    pub fn list<T: Setting>(&mut self, key: &'static str, slot: &mut Vec<T>) {
        let Some(value) = self.take(key) else { return };
        let Value::Sequence(items) = value else {
            return self.report(&self.join(key), format!("expected a list, found {}", describe(value)));
        };
        if items.is_empty() {
            return self.report(&self.join(key), "the list is empty; give at least one".to_string());
        }
        *slot = items.iter().filter_map(|item| self.scalar(key, item)).collect();
    }

    fn scalar<T: Setting>(&mut self, key: &str, value: &Value) -> Option<T> {
        let key = self.join(key);
        let text = match value {
            Value::String(s) => s.clone(),
            Value::Number(n) => n.to_string(),
            Value::Bool(b) => b.to_string(),
            other => {
                self.report(&key, format!("expected {}, found {}", T::expects(), describe(other)));
                return None;
            }
        };
        match parse(&text) {
            Ok(read) => Some(read),
            Err(message) => {
                self.report(&key, message);
                None
            }
        }
    }

    fn take(&mut self, key: &'static str) -> Option<&'d Value> {
        self.known.push(key);
        self.mapping?.get(key)
    }

    fn join(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_string() } else { format!("{}.{key}", self.path) }
    }

    /// Adds a problem with the key's line.
    pub fn report(&mut self, key: &str, message: String) {
        self.problems.push(Problem {
            origin: self.document.origin.clone(),
            line: self.document.line(key),
            key: (!key.is_empty()).then(|| key.to_string()),
            message,
        });
    }

    /// All problems of the section, those of keys that nobody asked for included.
    pub fn finish(mut self) -> Vec<Problem> {
        for key in self.mapping.into_iter().flat_map(Mapping::keys) {
            let name = match key {
                Value::String(name) => name.clone(),
                other => describe(other),
            };
            if !self.known.contains(&name.as_str()) {
                let message = advice("key", &name, self.known.iter().copied());
                self.report(&self.join(&name), message);
            }
        }
        self.problems
    }
}

/// Reads one setting from its text, wherever that came from.
pub(crate) fn parse<T: Setting>(text: &str) -> Result<T, String> {
    T::parse(text.trim()).map_err(|why| match why {
        Some(why) => format!("'{text}' {why}; expected {}", T::expects()),
        None => format!("'{text}' is not {}", T::expects()),
    })
}

fn describe(value: &Value) -> String {
    match value {
        Value::Null => "nothing".into(),
        Value::Bool(b) => format!("'{b}'"),
        Value::Number(n) => format!("'{n}'"),
        Value::String(s) => format!("'{s}'"),
        Value::Sequence(_) => "a list".into(),
        Value::Mapping(_) => "a mapping".into(),
        Value::Tagged(t) => format!("the tag {}", t.tag),
    }
}

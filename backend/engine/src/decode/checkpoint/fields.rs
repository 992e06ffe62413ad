//! Typed access to the JSON files of a checkpoint; errors name the file and the key. It must not know any key.

use super::CheckpointError;
use serde_json::{Map, Value};
use std::fs;
use std::path::Path;

/// Reads a JSON object from a file of the checkpoint.
pub(super) fn read_object(directory: &Path, file: &str) -> Result<Map<String, Value>, CheckpointError> {
    match serde_json::from_str(&read_text(directory, file)?) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(CheckpointError::malformed(file, "is JSON but not an object")),
        Err(error) => Err(CheckpointError::malformed(file, format!("is not JSON: {error}"))),
    }
}

/// Reads a text file of the checkpoint.
pub(super) fn read_text(directory: &Path, file: &str) -> Result<String, CheckpointError> {
    let path = directory.join(file);
    fs::read_to_string(&path).map_err(|error| CheckpointError::Read { path, reason: error.to_string() })
}

/// An object within a file. A null value counts as absent, as it does in Python.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    file: &'a str,
    prefix: &'a str,
    map: &'a Map<String, Value>,
}

impl<'a> Fields<'a> {
    /// The file's outermost object.
    pub(super) fn new(file: &'a str, map: &'a Map<String, Value>) -> Fields<'a> {
        Fields { file, prefix: "", map }
    }

    /// The value of a key, unless absent or null.
    pub(super) fn get(&self, key: &str) -> Option<&'a Value> {
        self.map.get(key).filter(|value| !value.is_null())
    }

    /// Whether the key is there and null.
    pub(super) fn is_null(&self, key: &str) -> bool {
        self.map.get(key).is_some_and(Value::is_null)
    }

    /// A nested object.
    pub(super) fn object(&self, key: &'a str) -> Result<Option<Fields<'a>>, CheckpointError> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(Fields { file: self.file, prefix: key, map })),
            Some(other) => Err(self.wrong(key, "an object", other)),
        }
    }

    pub(super) fn count(&self, key: &str) -> Result<Option<usize>, CheckpointError> {
        self.typed(key, "a whole number above zero and at most 2^31", |value| {
            value.as_u64().filter(|count| (1..=1 << 31).contains(count)).map(|count| count as usize)
        })
    }

    pub(super) fn need_count(&self, key: &str) -> Result<usize, CheckpointError> {
        self.count(key)?.ok_or_else(|| self.error(key, "is missing"))
    }

    pub(super) fn number(&self, key: &str) -> Result<Option<f64>, CheckpointError> {
        self.typed(key, "a number", Value::as_f64)
    }

    /// A number above zero.
    pub(super) fn positive(&self, key: &str) -> Result<Option<f64>, CheckpointError> {
        self.typed(key, "a number above zero", |value| value.as_f64().filter(|number| *number > 0.0))
    }

    pub(super) fn need_positive(&self, key: &str) -> Result<f64, CheckpointError> {
        self.positive(key)?.ok_or_else(|| self.error(key, "is missing"))
    }

    pub(super) fn flag(&self, key: &str) -> Result<Option<bool>, CheckpointError> {
        self.typed(key, "true or false", Value::as_bool)
    }

    pub(super) fn text(&self, key: &str) -> Result<Option<&'a str>, CheckpointError> {
        self.typed(key, "a string", Value::as_str)
    }

    /// An error about a key.
    pub(super) fn error(&self, key: &str, reason: &str) -> CheckpointError {
        let dot = if self.prefix.is_empty() { "" } else { "." };
        CheckpointError::malformed(self.file, format!("`{}{dot}{key}` {reason}", self.prefix))
    }

    fn typed<T>(
        &self,
        key: &str,
        expected: &str,
        convert: impl Fn(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, CheckpointError> {
        match self.get(key) {
            None => Ok(None),
            Some(value) => convert(value).map(Some).ok_or_else(|| self.wrong(key, expected, value)),
        }
    }

    fn wrong(&self, key: &str, expected: &str, value: &Value) -> CheckpointError {
        let mut shown = value.to_string();
        if shown.chars().count() > 60 {
            shown = shown.chars().take(57).chain("...".chars()).collect();
        }
        self.error(key, &format!("is {shown}; {expected} is expected"))
    }
}

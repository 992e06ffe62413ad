//! What a client asks for, from JSON to a job: every field checked, unknown ones refused, the field named in the error.

use crate::error::ApiError;
use portalis_configs::nearest;
use portalis_pipeline::{Priority, Targets};
use portalis_transpiler::Source;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// A path that is longer is an attack or an accident.
const MAX_PATH_BYTES: usize = 4096;

/// A checked request.
#[derive(Debug)]
pub(crate) struct TranslationRequest {
    pub sources: Vec<Source>,
    pub targets: Targets,
    pub priority: Priority,
    pub stream: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    source: Option<String>,
    files: Option<BTreeMap<String, String>>,
    filename: Option<String>,
    target: Option<Value>,
    priority: Option<u64>,
    stream: Option<bool>,
}

const FIELDS: [&str; 6] = ["source", "files", "filename", "target", "priority", "stream"];
const TARGETS: [&str; 3] = ["rust", "native", "wasm"];

impl TranslationRequest {
    /// Reads the body.
    pub fn from_json(body: &[u8], max_files: usize) -> Result<Self, ApiError> {
        // An array would be read as the fields in their order, which nobody means.
        if body.trim_ascii_start().first() != Some(&b'{') {
            return Err(ApiError::malformed("the body is not a JSON object; send {\"source\": \"...\"}"));
        }
        let mut json = serde_json::Deserializer::from_slice(body);
        let raw: Raw = serde_path_to_error::deserialize(&mut json).map_err(|e| {
            let path = e.path().to_string();
            json_error(&path, e.inner())
        })?;
        json.end().map_err(|e| json_error(".", &e))?;
        let Raw { source, files, filename, target, priority, stream } = raw;
        Ok(TranslationRequest {
            sources: sources(source, files, filename, max_files)?,
            targets: targets(target)?,
            priority: match priority {
                None => Priority::default(),
                Some(level) => u8::try_from(level)
                    .ok()
                    .and_then(Priority::new)
                    .ok_or_else(|| ApiError::invalid("priority", "priority is 1 (first), 2 or 3 (last)"))?,
            },
            stream: stream.unwrap_or(false),
        })
    }
}

fn json_error(path: &str, error: &serde_json::Error) -> ApiError {
    let text = error.to_string();
    // serde has no other way to tell which field was unknown than its message.
    if let Some(field) = text.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next()) {
        let advice = match nearest(field, FIELDS) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("known fields: {}", FIELDS.join(", ")),
        };
        return ApiError::invalid(field, format!("unknown field '{field}'; {advice}"));
    }
    match path {
        "." | "?" => ApiError::malformed(format!("the body is not the JSON object expected here: {text}")),
        field => ApiError::invalid(field, format!("the field '{field}' cannot be read: {text}")),
    }
}

fn sources(
    source: Option<String>,
    files: Option<BTreeMap<String, String>>,
    filename: Option<String>,
    max_files: usize,
) -> Result<Vec<Source>, ApiError> {
    let (field, files) = match (source, files) {
        (Some(_), Some(_)) => return Err(ApiError::invalid("files", "give either source or files, not both")),
        (None, None) => return Err(ApiError::invalid("source", "give the program as source, or as files")),
        (Some(text), None) => {
            let name = filename.unwrap_or_else(|| "main.py".to_string());
            ("filename", BTreeMap::from([(name, text)]))
        }
        (None, Some(_)) if filename.is_some() => {
            return Err(ApiError::invalid("filename", "filename goes with source; files have their own paths"));
        }
        (None, Some(files)) => ("files", files),
    };
    if files.is_empty() || files.len() > max_files {
        return Err(ApiError::invalid("files", format!("give 1 to {max_files} files, not {}", files.len())));
    }
    for path in files.keys() {
        check_path(path).map_err(|why| ApiError::invalid(field, format!("the path {path:.100?} {why}")))?;
    }
    let mut sources = Vec::new();
    let mut refused = Vec::new();
    for (path, text) in files {
        match Source::from_bytes(path, text.as_bytes()) {
            Ok(source) => sources.push(source),
            Err(diagnostic) => refused.push(diagnostic),
        }
    }
    if refused.is_empty() { Ok(sources) } else { Err(portalis_pipeline::StageError::Refused(refused).into()) }
}

/// Paths end up in the crate's own, which clients write to disk: none may lead out of the crate.
fn check_path(path: &str) -> Result<(), &'static str> {
    if path.is_empty() || path.len() > MAX_PATH_BYTES {
        return Err("is empty or too long; give 1 to 4096 bytes");
    }
    if path.chars().any(char::is_control) {
        return Err("has control characters; leave them out");
    }
    let outside = path.starts_with('/') || path.contains('\\');
    if outside || path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Err("is not relative to the program's folder; give a path such as app.py or package/app.py");
    }
    Ok(())
}

fn targets(target: Option<Value>) -> Result<Targets, ApiError> {
    let names = match target {
        None => return Ok(Targets::default()),
        Some(Value::Array(names)) if !names.is_empty() => names,
        Some(name) => vec![name],
    };
    let mut targets = Targets::default();
    for name in names {
        match name.as_str() {
            Some("rust") => {}
            Some("native") => targets.native = true,
            Some("wasm") => targets.wasm = true,
            Some(other) => {
                let advice =
                    nearest(other, TARGETS).map(|near| format!("; did you mean '{near}'?")).unwrap_or_default();
                let message = format!("unknown target '{other:.100}'{advice} targets: rust, native, wasm");
                return Err(ApiError::invalid("target", message));
            }
            None => return Err(ApiError::invalid("target", "target is one of rust, native, wasm, or a list of them")),
        }
    }
    Ok(targets)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<TranslationRequest, ApiError> {
        TranslationRequest::from_json(json.as_bytes(), 3)
    }

    #[test]
    fn a_request_is_read_with_its_defaults() {
        let request = read(r#"{"source": "print(1)"}"#).unwrap();
        assert_eq!((request.sources[0].path.as_str(), request.sources[0].text.as_str()), ("main.py", "print(1)"));
        assert_eq!((request.targets, request.priority, request.stream), (Targets::default(), Priority::NORMAL, false));
        let all =
            r#"{"files": {"p/a.py": "", "p/b.py": ""}, "target": ["rust", "wasm"], "priority": 1, "stream": true}"#;
        let request = read(all).unwrap();
        assert_eq!((request.sources.len(), request.targets.native, request.targets.wasm), (2, false, true));
        assert_eq!((request.priority, request.stream), (Priority::HIGH, true));
    }

    #[test]
    fn each_mistake_names_its_field() {
        let table = [
            ("", None, "not a JSON object"),
            ("{", None, "EOF"),
            ("[]", None, "not a JSON object"),
            ("{\"source\": \"x\"} x", None, "trailing"),
            ("{\"source\": 1}", Some("source"), "expected a string"),
            ("{\"source\": \"\u{1}\"}", Some("source"), "control character"),
            ("{\"sorce\": \"x\"}", Some("sorce"), "did you mean 'source'?"),
            ("{\"colour\": \"x\"}", Some("colour"), "known fields: source"),
            ("{}", Some("source"), "give the program"),
            ("{\"source\": \"\", \"files\": {}}", Some("files"), "not both"),
            ("{\"files\": {}}", Some("files"), "give 1 to 3 files, not 0"),
            ("{\"files\": {\"a\":\"\",\"b\":\"\",\"c\":\"\",\"d\":\"\"}}", Some("files"), "not 4"),
            ("{\"files\": {\"a.py\": 7}}", Some("files.a.py"), "expected a string"),
            ("{\"files\": {\"../a.py\": \"\"}}", Some("files"), "is not relative"),
            ("{\"files\": {\"a.py\": \"\"}, \"filename\": \"b\"}", Some("filename"), "goes with source"),
            ("{\"source\": \"\", \"filename\": \"/etc/passwd\"}", Some("filename"), "is not relative"),
            ("{\"source\": \"\", \"filename\": \"a\\u0000\"}", Some("filename"), "control characters"),
            ("{\"source\": \"\", \"priority\": 0}", Some("priority"), "1 (first)"),
            ("{\"source\": \"\", \"priority\": 259}", Some("priority"), "1 (first)"),
            ("{\"source\": \"\", \"priority\": \"high\"}", Some("priority"), "expected u64"),
            ("{\"source\": \"\", \"target\": \"wasn\"}", Some("target"), "did you mean 'wasm'?"),
            ("{\"source\": \"\", \"target\": []}", Some("target"), "one of rust"),
            ("{\"source\": \"\", \"target\": [1]}", Some("target"), "one of rust"),
            ("{\"source\": \"\", \"stream\": 1}", Some("stream"), "expected a boolean"),
        ];
        for (json, param, message) in table {
            let error = read(json).unwrap_err();
            assert_eq!((error.status.as_u16(), error.kind), (400, "invalid_request_error"), "{json}");
            assert_eq!(error.param.as_deref(), param, "{json}: {}", error.message);
            assert!(error.message.contains(message), "{json}: {}", error.message);
        }
    }

    #[test]
    fn a_null_byte_in_a_source_refuses_the_program() {
        let error = read("{\"source\": \"x = 1\\u0000\"}").unwrap_err();
        assert_eq!((error.status.as_u16(), error.diagnostics[0].code), (422, "P0003"));
    }
}

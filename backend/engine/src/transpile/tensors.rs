//! The engine's tensors: what a request must look like, and how results are laid out. It must not know how a program
//! is translated.

use super::work::Translated;
use crate::{EngineError, Item, Tensor};
use serde_json::json;
use std::collections::BTreeSet;

/// Input: the files' text.
pub const SOURCE: &str = "source";
/// Input: the files' paths, as diagnostics show them.
pub const FILENAME: &str = "filename";
/// Output: the crate, a JSON object of path to text.
pub const CRATE: &str = "crate";
/// Output: a JSON array of findings.
pub const DIAGNOSTICS: &str = "diagnostics";
/// Output: `translated` or `refused`.
pub const STATUS: &str = "status";

/// A path that is longer is an attack or an accident.
const MAX_FILENAME_BYTES: usize = 4096;

/// One program of a request: paths and bytes of its files.
#[derive(Debug)]
pub struct Program {
    pub sources: Vec<(String, Vec<u8>)>,
}

/// The programs of a request: one, or as many as its own batch dimension says.
pub fn programs(item: &Item, batched: bool, max_source_bytes: usize) -> Result<Vec<Program>, EngineError> {
    let source = item.required_input(SOURCE)?;
    let filename = item.required_input(FILENAME)?;
    let (texts, names) = (source.byte_strings(SOURCE)?, filename.byte_strings(FILENAME)?);
    if source.shape != filename.shape {
        return Err(EngineError::InvalidInput(format!(
            "`{SOURCE}` has shape {:?} and `{FILENAME}` {:?}: send one filename with each source",
            source.shape, filename.shape
        )));
    }
    let rank = if batched { 2 } else { 1 };
    if source.shape.len() != rank {
        return Err(EngineError::InvalidInput(format!(
            "`{SOURCE}` has shape {:?}: send {}",
            source.shape,
            if batched { "[programs, files]" } else { "[files]" }
        )));
    }
    if texts.is_empty() {
        return Err(EngineError::InvalidInput(format!("`{SOURCE}` is empty: send at least one file")));
    }
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    if bytes > max_source_bytes {
        return Err(EngineError::InvalidInput(format!(
            "the request has {bytes} bytes of source and the model allows {max_source_bytes}: send less, or raise \
             `max_source_bytes`"
        )));
    }
    let files = usize::try_from(source.shape[rank - 1]).unwrap_or(texts.len()).max(1);
    texts.chunks(files).zip(names.chunks(files)).map(|(texts, names)| program(texts, names)).collect()
}

fn program(texts: &[&[u8]], names: &[&[u8]]) -> Result<Program, EngineError> {
    let mut seen = BTreeSet::new();
    let mut sources = Vec::with_capacity(texts.len());
    for (text, name) in texts.iter().zip(names) {
        let name = checked_name(name)?;
        if !seen.insert(name) {
            return Err(EngineError::InvalidInput(format!("`{FILENAME}` has `{name}` twice: send each file once")));
        }
        sources.push((name.to_string(), text.to_vec()));
    }
    Ok(Program { sources })
}

/// Paths end up in the crate's own paths, which clients write to disk: none may lead out of the crate.
fn checked_name(name: &[u8]) -> Result<&str, EngineError> {
    let shown = || String::from_utf8_lossy(&name[..name.len().min(100)]).into_owned();
    let wrong = |why: &str| Err(EngineError::InvalidInput(format!("`{FILENAME}` has {:?}: {why}", shown())));
    let Ok(text) = std::str::from_utf8(name) else {
        return wrong("send UTF-8");
    };
    if text.is_empty() || text.len() > MAX_FILENAME_BYTES {
        return wrong("send a path of 1 to 4096 bytes");
    }
    if text.chars().any(char::is_control) {
        return wrong("send a path without control characters");
    }
    if text.starts_with('/') || text.contains('\\') || text.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return wrong("send a path relative to the program's folder, such as `app.py` or `pkg/app.py`");
    }
    Ok(text)
}

/// The outputs of a request, one row per program.
pub fn outputs(translated: &[Translated], batched: bool) -> Result<Vec<Tensor>, EngineError> {
    let mut crates = Vec::with_capacity(translated.len());
    let mut diagnostics = Vec::with_capacity(translated.len());
    let mut statuses = Vec::with_capacity(translated.len());
    for one in translated {
        let (files, findings) = match &one.result {
            Ok(krate) => (json!(krate.files), &krate.warnings),
            Err(errors) => (json!({}), errors),
        };
        crates.push(files.to_string());
        diagnostics.push(json!(findings).to_string());
        statuses.push(one.status());
    }
    let rows = translated.len() as i64;
    let shape = if batched { vec![rows, 1] } else { vec![rows] };
    Ok(vec![
        Tensor::byte_strings(CRATE, shape.clone(), &crates)?,
        Tensor::byte_strings(DIAGNOSTICS, shape.clone(), &diagnostics)?,
        Tensor::byte_strings(STATUS, shape, &statuses)?,
    ])
}

//! A model repository on disk: model folders, version folders, config.pbtxt. Knows where things lie, not what they mean.

use crate::pbtxt::{Finding, Schema, View, parse};
use crate::problem::Problem;
use crate::rules::{self, KnownParameter};
use std::path::{Path, PathBuf};

/// The full name of config.pbtxt's message.
const MESSAGE: &str = ".inference.ModelConfig";
/// A larger config.pbtxt is not one.
const MAX_CONFIG_BYTES: u64 = 4 << 20;

/// Everything that is wrong with a model repository: for each model folder its config.pbtxt and its versions.
///
/// `known` are the parameters that models of the portalis backend may have.
pub fn check_repository(path: &Path, known: &[KnownParameter<'_>]) -> Vec<Problem> {
    let whole = |message: String| vec![Problem::of_file(path.display().to_string(), message)];
    let schema = match Schema::of_protocol() {
        Ok(schema) => schema,
        Err(e) => return whole(format!("this program's own descriptors are broken: {e}; build it again")),
    };
    let models = match folders(path) {
        Ok(models) => models,
        Err(e) => return whole(format!("cannot read the folder: {e}; give the path of a model repository")),
    };
    if models.is_empty() {
        return whole("there is no model in it; add MODEL/config.pbtxt and MODEL/1/".into());
    }
    models.iter().flat_map(|model| check_model(model, &schema, known)).collect()
}

fn check_model(model: &Path, schema: &Schema, known: &[KnownParameter<'_>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let versions: Vec<u64> = match folders(model) {
        Ok(inner) => inner.iter().filter_map(|f| f.file_name()?.to_str()?.parse().ok()).filter(|v| *v > 0).collect(),
        Err(e) => {
            problems.push(Problem::of_file(model.display().to_string(), format!("cannot read the folder: {e}")));
            return problems;
        }
    };
    if versions.is_empty() {
        let message = "the model has no version folder; add one that is named by a number, such as 1";
        problems.push(Problem::of_file(model.display().to_string(), message));
    }
    let file = model.join("config.pbtxt");
    let origin = file.display().to_string();
    let text = match read(&file) {
        Ok(text) => text,
        Err(message) => {
            problems.push(Problem::of_file(origin, message));
            return problems;
        }
    };
    let (fields, syntax) = parse(&text);
    let mut findings = schema.check(MESSAGE, &fields);
    // What a cut-off file lacks is not what is wrong with it.
    match syntax {
        Some(finding) => findings.push(finding),
        None => {
            let folder = model.file_name().unwrap_or_default().to_string_lossy();
            findings.extend(rules::check(View(&fields), &folder, known));
            findings.extend(version_policy(View(&fields), &versions));
        }
    }
    findings.sort_by_key(|f| f.line);
    problems.extend(findings.into_iter().map(|Finding { line, key, message }| Problem {
        origin: origin.clone(),
        line: Some(line),
        key,
        message,
    }));
    problems
}

/// Versions that the policy names must lie there.
fn version_policy(config: View<'_>, there: &[u64]) -> Vec<Finding> {
    let policy = config.message("version_policy").and_then(|(policy, _)| policy.message("specific"));
    let wanted = policy.into_iter().flat_map(|(specific, _)| specific.integers("versions"));
    wanted
        .filter(|(version, _)| !there.iter().any(|v| i128::from(*v) == *version))
        .map(|(version, line)| Finding {
            line,
            key: Some("version_policy.specific.versions".into()),
            message: format!("version {version} has no folder; add it or take it from the list"),
        })
        .collect()
}

fn read(file: &Path) -> Result<String, String> {
    let bytes = match std::fs::metadata(file) {
        Ok(meta) if meta.len() > MAX_CONFIG_BYTES => {
            return Err(format!("is larger than {} MiB, which no configuration is", MAX_CONFIG_BYTES >> 20));
        }
        Ok(_) => std::fs::read(file),
        Err(e) => Err(e),
    };
    let bytes = bytes.map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => "the model has no config.pbtxt; add one with backend: \"portalis\"".to_string(),
        _ => format!("cannot read the file: {e}"),
    })?;
    String::from_utf8(bytes).map_err(|_| "the file is not UTF-8 text; save it as UTF-8".to_string())
}

/// The folders in a folder, hidden ones left out, by name.
fn folders(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !hidden && entry.path().is_dir() {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

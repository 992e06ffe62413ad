//! `portalis check`: hands a folder or a file to its checker and prints every problem. Knows which checker, not what
//! it checks.

use crate::Outcome;
use crate::args::Check;
use portalis_configs::{KnownParameter, Problem, check_gateway_config, check_repository};
use portalis_engine::parameters::{ParameterError, ParameterSpec, Parameters};
use std::collections::BTreeMap;
use std::path::Path;

/// Prints the problems of the repository or configuration; done when there are none.
pub fn run(options: &Check) -> anyhow::Result<Outcome> {
    let path = &options.path;
    let problems = if path.is_dir() { repository(path) } else { check_gateway_config(path) };
    if problems.is_empty() {
        println!("{}: no problems", path.display());
        return Ok(Outcome::Done);
    }
    for problem in &problems {
        eprintln!("{problem}");
    }
    let plural = if problems.len() == 1 { "" } else { "s" };
    eprintln!("{}: {} problem{plural}", path.display(), problems.len());
    Ok(Outcome::Failed)
}

/// The parameter by which the backend itself chooses the engine.
const ENGINE: &str = "engine";

/// The problems of a model repository.
pub(crate) fn repository(path: &Path) -> Vec<Problem> {
    let engines = portalis_engine::engines();
    let names: Vec<&str> = engines.iter().map(|engine| engine.name()).collect();
    let is_engine = |value: &str| match names.contains(&value) {
        true => Ok(()),
        false => Err(format!("no engine is called '{value}'; there are: {}", names.join(", "))),
    };
    let specs: Vec<ParameterSpec> = engines.iter().flat_map(|engine| engine.parameters()).collect();
    let checks: Vec<_> =
        specs.iter().map(|spec| (spec.key, |value: &str| check_value(&specs, spec.key, value))).collect();
    let mut known = vec![KnownParameter { name: ENGINE, check: &is_engine }];
    known.extend(checks.iter().map(|(name, check)| KnownParameter { name, check }));
    check_repository(path, &known)
}

/// A value by the engines' own parsing, so that what passes here loads there.
fn check_value(specs: &[ParameterSpec], key: &str, value: &str) -> Result<(), String> {
    let given = BTreeMap::from([(key.to_string(), value.to_string())]);
    match Parameters::parse(specs, &given) {
        Ok(_) => Ok(()),
        Err(errors) => Err(errors
            .0
            .into_iter()
            .map(|error| match error {
                ParameterError::Invalid { reason, .. } => reason,
                other @ ParameterError::Unknown { .. } => other.to_string(),
            })
            .collect::<Vec<_>>()
            .join("; ")),
    }
}

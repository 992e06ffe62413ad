//! A model's configuration as Triton hands it over (config.pbtxt in JSON): read, completed from an engine's contract,
//! and checked against it. It must not call Triton.

use crate::datatype::config_name;
use portalis_engine::{Contract, TensorSpec};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Parameters with this prefix are the server's own.
const SERVER_PREFIX: &str = "TRITON_";

/// The string parameters that are meant for the engine.
pub fn parameters(config: &Value) -> BTreeMap<String, String> {
    config["parameters"]
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(key, _)| !key.starts_with(SERVER_PREFIX))
        .map(|(key, value)| (key.clone(), value["string_value"].as_str().unwrap_or_default().to_string()))
        .collect()
}

/// The batch limit; zero means that tensors have no batch dimension.
pub fn max_batch_size(config: &Value) -> u32 {
    integer(&config["max_batch_size"]).and_then(|size| u32::try_from(size).ok()).unwrap_or(0)
}

/// Whether Triton may answer from its response cache.
pub fn is_cached(config: &Value) -> bool {
    config["response_cache"]["enable"].as_bool().unwrap_or(false)
}

/// Fills in what the author left out. Returns whether there was anything.
pub fn complete(config: &mut Value, contract: &Contract) -> bool {
    let mut changed = false;
    // Without any input the author wrote no shape at all, so the batch limit is free as well.
    if list(config, "input").is_empty() {
        if max_batch_size(config) == 0 && contract.max_batch_size > 0 {
            config["max_batch_size"] = json!(contract.max_batch_size);
        }
        config["input"] = contract.inputs.iter().map(|spec| tensor(spec, true)).collect();
        changed = true;
    }
    if list(config, "output").is_empty() {
        config["output"] = contract.outputs.iter().map(|spec| tensor(spec, false)).collect();
        changed = true;
    }
    let scheduled = ["dynamic_batching", "sequence_batching", "ensemble_scheduling"].iter().any(|key| has(config, key));
    if !scheduled && max_batch_size(config) > 1 {
        config["dynamic_batching"] = json!({});
        changed = true;
    }
    if contract.decoupled && !has(config, "model_transaction_policy") {
        config["model_transaction_policy"] = json!({ "decoupled": true });
        changed = true;
    }
    changed
}

fn tensor(spec: &TensorSpec, input: bool) -> Value {
    let mut value = json!({ "name": spec.name, "data_type": config_name(spec.datatype), "dims": spec.dims });
    if input {
        value["optional"] = json!(spec.optional);
        // Requests of different lengths may share a batch: the engine sees each one's own tensors.
        value["allow_ragged_batch"] = json!(spec.dims.contains(&-1));
    }
    value
}

/// Every way in which a configuration disagrees with the contract.
pub fn check(config: &Value, contract: &Contract) -> Vec<String> {
    let mut mistakes = Vec::new();
    check_tensors("input", list(config, "input"), &contract.inputs, &mut mistakes);
    check_tensors("output", list(config, "output"), &contract.outputs, &mut mistakes);
    let decoupled = config["model_transaction_policy"]["decoupled"].as_bool().unwrap_or(false);
    if decoupled != contract.decoupled {
        mistakes.push(format!("set `model_transaction_policy {{ decoupled: {} }}`", contract.decoupled));
    }
    if max_batch_size(config) > 0 && contract.max_batch_size == 0 {
        mistakes.push("set `max_batch_size: 0`: this engine batches by itself".to_string());
    }
    mistakes
}

fn check_tensors(kind: &str, given: &[Value], expected: &[TensorSpec], mistakes: &mut Vec<String>) {
    for tensor in given {
        let name = tensor["name"].as_str().unwrap_or_default();
        let Some(spec) = expected.iter().find(|spec| spec.name == name) else {
            let known: Vec<&str> = expected.iter().map(|spec| spec.name).collect();
            mistakes.push(format!("{kind} `{name}` is unknown: the engine has {}", known.join(", ")));
            continue;
        };
        let (wanted, actual) = (config_name(spec.datatype), tensor["data_type"].as_str().unwrap_or_default());
        if actual != wanted {
            mistakes.push(format!("{kind} `{name}` is {actual}: set `data_type: {wanted}`"));
        }
        let dims: Vec<i64> =
            tensor["dims"].as_array().into_iter().flatten().map(|dim| integer(dim).unwrap_or(0)).collect();
        if dims != spec.dims {
            mistakes.push(format!("{kind} `{name}` has dims {dims:?}: set `dims: {:?}`", spec.dims));
        }
    }
    for spec in expected.iter().filter(|spec| kind == "output" || !spec.optional) {
        if !given.iter().any(|tensor| tensor["name"] == spec.name) {
            mistakes.push(format!("{kind} `{}` is missing: add it", spec.name));
        }
    }
}

fn list<'a>(config: &'a Value, key: &str) -> &'a [Value] {
    config[key].as_array().map_or(&[], Vec::as_slice)
}

/// An absent message field is absent, null or empty in the JSON, depending on the server's version.
fn has(config: &Value, key: &str) -> bool {
    !config[key].is_null()
}

/// Protobuf's JSON has 64-bit integers as strings; Triton's has them as numbers.
fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

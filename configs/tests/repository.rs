//! `check_repository` over repositories in a temporary folder: all problems at once, with line and nearest name.
#![allow(clippy::unwrap_used)]

use portalis_configs::{KnownParameter, check_repository};
use std::fs;

const GOOD: &str = r#"
backend: "portalis"
max_batch_size: 64
input [ { name: "source" data_type: TYPE_STRING dims: [ -1 ] },
        { name: "filename" data_type: TYPE_STRING dims: [ -1 ] optional: true } ]
output { name: "crate" data_type: TYPE_STRING dims: 1 }
dynamic_batching {
  preferred_batch_size: [ 1, 2, 4, 8, 16, 32, 64 ]
  max_queue_delay_microseconds: 2000
  priority_levels: 3
  default_priority_level: 2
  priority_queue_policy { key: 1 value { timeout_action: REJECT max_queue_size: 10 } }
}
response_cache { enable: true }
instance_group [ { count: 2 kind: KIND_CPU } ]
version_policy: { specific { versions: [ 1 ] } }
parameters { key: "engine" value { string_value: "transpile" } }
model_warmup { name: "w" batch_size: 1 inputs { key: "source" value { data_type: TYPE_STRING dims: 1 input_data_file: "x" } } }
"#;

/// What the checker says about one model's config, one line a problem, without the path.
fn check(config: &str, versions: &[&str]) -> Vec<String> {
    let repository = tempfile::tempdir().unwrap();
    let model = repository.path().join("transpile");
    fs::create_dir(&model).unwrap();
    fs::write(model.join("config.pbtxt"), config).unwrap();
    versions.iter().for_each(|v| fs::create_dir(model.join(v)).unwrap());
    let engine = |value: &str| match value {
        "transpile" => Ok(()),
        other => Err(format!("'{other}' is no engine; use transpile")),
    };
    let known =
        [KnownParameter { name: "engine", check: &engine }, KnownParameter { name: "threads", check: &|_| Ok(()) }];
    let root = format!("{}/", model.display());
    check_repository(repository.path(), &known).iter().map(|p| p.to_string().replace(&root, "")).collect()
}

#[test]
fn a_good_repository_has_no_problem() {
    assert_eq!(check(GOOD, &["1"]), [""; 0]);
}

#[test]
fn a_model_that_batches_by_itself_may_have_the_servers_queue() {
    let own = GOOD
        .replace("max_batch_size: 64", "model_transaction_policy { decoupled: true }")
        .replace("preferred_batch_size: [ 1, 2, 4, 8, 16, 32, 64 ]", "")
        .replace("response_cache { enable: true }", "");
    assert_eq!(check(&own, &["1"]), [""; 0]);
    assert!(check(&own.replace("true", "false"), &["1"])[0].contains("needs max_batch_size"));
}

#[test]
fn each_mistake_is_named_with_line_and_remedy() {
    let table = [
        ("backend:", "backnd:", "2: backnd: unknown field 'backnd'; did you mean 'backend'?"),
        (
            "TYPE_STRING dims: 1 }\n",
            "TYPE_STRNG dims: 1 }\n",
            "unknown value 'TYPE_STRNG'; did you mean 'TYPE_STRING'?",
        ),
        ("dims: 1 }\n", "dims: 0 }\n", "6: output.dims: 0 is no dimension"),
        ("\"filename\"", "\"source\"", "5: input.name: 'source' stands twice, first in line 4"),
        (
            "max_batch_size: 64",
            "max_batch_size: \"64\"",
            "3: max_batch_size: takes a whole number of 32 bits, not the string \"64\"",
        ),
        ("max_batch_size: 64", "max_batch_size: 32", "preferred_batch_size: 64 is not within 1 and max_batch_size, 32"),
        ("default_priority_level: 2", "", "add default_priority_level: 2"),
        ("key: 1 value", "key: 4 value", "level 4 is not within 1 and priority_levels, 3"),
        ("KIND_CPU", "KIND_CPU gpus: [0]", "KIND_CPU takes no gpus"),
        ("count: 2", "count: 0", "0 instances cannot serve"),
        ("versions: [ 1 ]", "versions: [ 1, 7 ]", "version 7 has no folder"),
        ("\"engine\"", "\"enginne\"", "unknown parameter 'enginne'; did you mean 'engine'?"),
        ("\"transpile\"", "\"jit\"", "parameters.engine: 'jit' is no engine; use transpile"),
        ("string_value: \"transpile\"", "", "the parameter has no value"),
        ("response_cache", "model_transaction_policy { decoupled: true }\nresponse_cache", "does not cache decoupled"),
        ("backend: \"portalis\"", "backend: \"portalis\" name: \"other\"", "'other' is not the name of the folder"),
        ("backend: \"portalis\"", "backend: \"portalis\" backend: \"x\"", "stands twice, first in line 2"),
        ("response_cache", "sequence_batching { } response_cache", "excludes 'dynamic_batching' of line 7"),
    ];
    for (from, to, expected) in table {
        assert!(GOOD.contains(from), "{from}");
        let found = check(&GOOD.replacen(from, to, 1), &["1"]);
        assert!(found.iter().any(|p| p.contains(expected)), "{to}: expected {expected}, found {found:#?}");
    }
}

#[test]
fn all_problems_come_at_once_and_in_order() {
    let config = "max_batch_sze: 1\ninput { name: \"a\" dims: [ -2 ] }\noutput { data_type: TYPE_FP32 dims: [ 1 ] }\n";
    let found = check(config, &[]);
    let expected = [
        "no version folder",
        "neither backend nor platform",
        "did you mean 'max_batch_size'",
        "has no type",
        "-2 is no dimension",
        "has no name",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for part in expected {
        assert!(found.iter().any(|p| p.contains(part)), "{part}: {found:#?}");
    }
}

#[test]
fn a_syntax_error_stops_the_rules_but_not_the_other_models() {
    let found = check("backend: \"portalis\"\nmax_batch_siz: 2\ninput [ {", &["1"]);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].starts_with("config.pbtxt:2:") && found[1].contains("'{' of line 3 is not closed"), "{found:#?}");
}

#[test]
fn what_is_no_repository_says_so() {
    let empty = tempfile::tempdir().unwrap();
    assert!(check_repository(empty.path(), &[])[0].message.contains("no model in it"));
    assert!(check_repository(&empty.path().join("nowhere"), &[])[0].message.contains("cannot read the folder"));
    fs::create_dir_all(empty.path().join("m/1")).unwrap();
    assert!(check_repository(empty.path(), &[])[0].message.contains("no config.pbtxt"));
}

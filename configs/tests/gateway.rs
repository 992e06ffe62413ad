//! The gateway's file: the one that is shipped, mistakes as a table, and the environment over it.
#![allow(clippy::unwrap_used)]

use portalis_configs::{GatewayConfig, LogFormat, LogLevel, check_gateway_config};
use std::path::Path;

fn problems(text: &str, env: &[(&str, &str)]) -> Vec<String> {
    let env = |name: &str| env.iter().find(|(n, _)| *n == name).map(|(_, v)| v.to_string());
    match GatewayConfig::from_text("gateway.yaml", text, env) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.0.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn the_shipped_file_is_right_and_shows_the_defaults() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("gateway.yaml");
    assert_eq!(check_gateway_config(&path), []);
    assert_eq!(GatewayConfig::load(&path, |_| None).unwrap(), GatewayConfig::default());
}

#[test]
fn an_empty_file_means_all_defaults() {
    assert_eq!(GatewayConfig::from_text("f", "", |_| None).unwrap(), GatewayConfig::default());
    assert_eq!(GatewayConfig::from_text("f", "server:\n", |_| None).unwrap(), GatewayConfig::default());
}

#[test]
fn each_mistake_is_named_with_line_key_and_remedy() {
    let table = [
        ("servr:\n  x: 1", "gateway.yaml:1: servr: unknown key 'servr'; did you mean 'server'?"),
        (
            "server:\n  bind_adress: 1.2.3.4:5",
            ":2: server.bind_adress: unknown key 'bind_adress'; did you mean 'bind_address'?",
        ),
        ("server:\n  drain:\n    grace_time: 1s", ":3: server.drain.grace_time: unknown key"),
        ("server:\n  bind_address: localhost", "'localhost' is not an IP address and a port"),
        ("server:\n  body_limit: 1", "'1' is out of range; expected a size from 1KiB to 1GiB"),
        ("server:\n  request_timeout: 30", "'30' is not a duration from 100ms to 1h"),
        ("server:\n  max_in_flight: [1]", "expected a whole number from 1 to 65536, found a list"),
        ("server:\n  max_queue_wait: 10s\n  request_timeout: 5s", ":2: server.max_queue_wait: the wait is not shorter"),
        ("server: 5", ":1: server: expected a mapping of settings, found '5'"),
        ("triton:\n  endpoints: a:1", ":2: triton.endpoints: expected a list"),
        ("triton:\n  endpoints: []", "the list is empty"),
        ("triton:\n  endpoints: [a:1, 'http://a:1']", "'a:1' stands twice"),
        ("triton:\n  endpoints: ['https://a:1']", "asks for TLS"),
        ("logging: {level: loud}", ":1: logging.level: 'loud' is not one of: info, error, warn, debug, trace"),
        ("- 1", "expected a mapping of settings, found a list"),
        ("a: [", "not a YAML file"),
        ("server: {}\nserver: {}", "duplicate"),
    ];
    for (text, expected) in table {
        let found = problems(text, &[]);
        assert!(found.len() == 1 && found[0].contains(expected), "{text}: expected {expected}, found {found:#?}");
    }
}

#[test]
fn all_problems_of_file_and_environment_come_at_once() {
    let text = "server:\n  bind_address: x\n  max_files: 0\ntriton:\n  modell: y\n";
    let found =
        problems(text, &[("NIM_LOG_LEVEL", "loud"), ("NIM_JSONL_LOGGING", "maybe"), ("NIM_SERVER_MAX_WAIT_MS", "1s")]);
    assert_eq!(found.len(), 6, "{found:#?}");
    assert!(found[0].starts_with("gateway.yaml:2:") && found[2].starts_with("gateway.yaml:5:"), "{found:#?}");
    assert!(found[3..].iter().all(|p| p.starts_with("environment: NIM_")), "{found:#?}");
}

#[test]
fn the_environment_wins_over_the_file() {
    let env = [
        ("NIM_SERVER_BIND_ADDR", "127.0.0.1:9"),
        ("NIM_SERVER_HTTP_BODY_LIMIT_BYTES", "4096"),
        ("NIM_SERVER_MAX_QUEUE_SIZE", "7"),
        ("NIM_SERVER_MAX_WAIT_MS", "250"),
        ("NIM_LOG_LEVEL", "DEBUG"),
        ("NIM_JSONL_LOGGING", "1"),
    ];
    let lookup = |name: &str| env.iter().find(|(n, _)| *n == name).map(|(_, v)| v.to_string());
    let config = GatewayConfig::from_text("f", "logging:\n  level: error\n", lookup).unwrap();
    assert_eq!(config.server.bind_address.get(), "127.0.0.1:9".parse().unwrap());
    assert_eq!(config.server.body_limit.get(), 4096);
    assert_eq!(config.server.max_queue.get(), 7);
    assert_eq!(config.server.max_queue_wait.get().as_millis(), 250);
    assert_eq!((config.logging.level, config.logging.format), (LogLevel::Debug, LogFormat::Json));
    // Templates leave empty variables behind.
    let empty = GatewayConfig::from_text("f", "", |_| Some(String::new())).unwrap();
    assert_eq!(empty, GatewayConfig::default());
}

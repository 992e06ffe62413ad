//! Loading and unloading in a real server: what a wrong configuration says, and what an unloaded model leaves behind.
#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod support;

use support::{Server, config, faults_library, library, root};

#[test]
fn a_wrong_configuration_refuses_the_load_and_says_what_would_be_right() {
    let server = Server::start(&library());
    let cases: &[(&str, String, &[&str])] = &[
        (
            "unknown",
            config("transpile", &[("time_limt_ms", "5"), ("colour", "red")]),
            &[
                "unknown parameter `time_limt_ms`, did you mean `time_limit_ms`?",
                "unknown parameter `colour`; allowed: time_limit_ms, max_source_bytes, worker_threads, \
                 stack_mebibytes, stuck_worker_limit, engine",
            ],
        ),
        (
            "ill_typed",
            config("transpile", &[("worker_threads", "many"), ("time_limit_ms", "0")]),
            &[
                "parameter `worker_threads` is `many`: give a whole number from 0 to 256",
                "parameter `time_limit_ms` is `0`: give a whole number from 1 to 600000",
            ],
        ),
        ("engine", config("transpyle", &[]), &["parameter `engine` is `transpyle`, did you mean `transpile`?"]),
        (
            "no_engine",
            "backend: \"portalis\"\n".to_string(),
            &["parameter `engine` is missing: set it to one of transpile"],
        ),
        (
            "tensors",
            config("transpile", &[])
                + "max_batch_size: 4\n\
                   input [ { name: \"source\" data_type: TYPE_INT32 dims: [ 1 ] } ]\n\
                   output [ { name: \"code\" data_type: TYPE_STRING dims: [ 1 ] } ]\n",
            &[
                "input `source` is TYPE_INT32: set `data_type: TYPE_STRING`",
                "input `source` has dims [1]: set `dims: [-1]`",
                "input `filename` is missing: add it",
                "output `code` is unknown: the engine has crate, diagnostics, status",
            ],
        ),
        (
            "decoupled",
            config("transpile", &[]) + "model_transaction_policy { decoupled: true }\n",
            &["set `model_transaction_policy { decoupled: false }`"],
        ),
    ];
    for (name, config, expected) in cases {
        let refusal = server.refusal(name, config);
        for part in *expected {
            assert!(refusal.contains(part), "{name}: `{part}` is not in: {refusal}");
        }
    }
    // A corrected configuration loads in the same server.
    server.must_load("engine", &config("transpile", &[("time_limit_ms", "5000")]));
}

#[test]
fn a_panic_while_loading_refuses_the_load_and_the_server_goes_on() {
    let server = Server::start(&faults_library());
    let refusal = server.refusal("panics_at_load", &config("fault", &[]));
    assert!(refusal.contains("panic in the backend: the test wants the load to panic"), "{refusal}");
    assert!(server.alive());
    server.must_load("fault", &config("fault", &[]));
}

#[test]
fn the_server_answers_as_the_translator_in_process() {
    let server = Server::start(&library());
    let shipped = std::fs::read_to_string(root().join("triton-models/transpile/config.pbtxt")).unwrap();
    // The warm-up's files are not in this repository.
    let (head, tail) = shipped.split_once("model_warmup [").unwrap();
    let (_, tail) = tail.split_once("\n]\n").unwrap();
    server.must_load("transpile", &format!("{head}{tail}"));
    for name in ["primes.py", "word_count.py", "calculator.py"] {
        let text = std::fs::read_to_string(root().join("examples").join(name)).unwrap();
        let source = portalis_transpiler::Source::from_bytes(name, text.as_bytes()).unwrap();
        let (status, answer) = server.infer("transpile", &[("source", &[&text]), ("filename", &[name])]);
        assert_eq!(status, 200, "{answer}");
        let (expected_status, files) = match portalis_transpiler::translate(vec![source]) {
            Ok(krate) => ("translated", krate.files),
            Err(_) => ("refused", Default::default()),
        };
        assert_eq!(Server::output(&answer, "status"), expected_status, "{name}");
        let served: std::collections::BTreeMap<String, String> =
            serde_json::from_str(Server::output(&answer, "crate")).unwrap();
        assert_eq!(served, files, "{name}");
    }
}

#[test]
fn loading_and_unloading_leaks_neither_memory_nor_threads_nor_series() {
    let server = Server::start(&library());
    // A changed configuration makes the server load anew instead of keeping what it has.
    let round = |number: usize| {
        server.must_load("transpile", &config("transpile", &[("time_limit_ms", &(1000 + number).to_string())]));
        let (status, answer) = server.infer("transpile", &[("source", &["x = 1\n"]), ("filename", &["app.py"])]);
        assert_eq!(status, 200, "{answer}");
        assert!(!server.metrics("portalis_backend_requests_total{").is_empty());
        server.unload("transpile");
    };
    // The first rounds fill allocators and thread pools of the server itself.
    (0..10).for_each(round);
    let (memory, threads) = (server.process_status("VmRSS"), server.process_status("Threads"));
    (10..60).for_each(round);
    let (memory_after, threads_after) = (server.process_status("VmRSS"), server.process_status("Threads"));
    assert!(threads_after <= threads + 2, "{threads} threads became {threads_after}");
    // 50 leaked models of even 100 KiB each would show.
    assert!(memory_after < memory + 4096, "{memory} KiB became {memory_after}");
    let left = server.metrics("portalis_backend_requests_total{");
    assert!(left.is_empty(), "series of an unloaded model: {left:?}");
}

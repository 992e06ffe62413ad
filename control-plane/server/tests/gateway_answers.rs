//! `translate --gateway` against every kind of answer, from a server that says what the test wants it to say; the
//! whole stack's own tests use the real gateway.
#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod common;

use common::Bench;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;

/// Answers one request with this status and body; gives back the request's path and JSON.
fn answer(status: &'static str, body: String) -> (String, JoinHandle<(String, Value)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream);
        let (mut first, mut length) = (String::new(), 0);
        reader.read_line(&mut first).unwrap();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut request = vec![0; length];
        reader.read_exact(&mut request).unwrap();
        let mut stream = reader.into_inner();
        let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        (first, serde_json::from_slice(&request).unwrap())
    });
    (url, server)
}

fn translate(status: &'static str, body: &Value, targets: &str) -> (Bench, common::Ran, (String, Value)) {
    let bench = Bench::new();
    bench.write("app.py", "print(1)\n");
    let (url, server) = answer(status, body.to_string());
    let ran = bench.portalis(&["translate", "app.py", "--out", "out", "--target", targets, "--gateway", &url]);
    (bench, ran, server.join().unwrap())
}

#[test]
fn a_translation_is_written_as_it_came() {
    let body = json!({
        "name": "app",
        "files": {"Cargo.toml": "[package]\n", "src/main.rs": "fn main() {}\n"},
        "diagnostics": [{"rendered": "app.py:1:1: warning[P0500]: slow\n", "severity": "warning"}],
        "artefacts": {"native": "IyEvYmluL3NoCmVjaG8gaGkK", "wasm": "AGFzbQ=="},
        "timings_ms": {"parse": 0.5}
    });
    let (bench, ran, (line, request)) = translate("200 OK", &body, "native,wasm");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "out/app\n"), "{ran:?}");
    assert!(ran.stderr.contains("warning[P0500]"), "{ran:?}");
    assert!(line.starts_with("POST /v1/translations "), "{line}");
    assert_eq!(request, json!({"source": "print(1)\n", "filename": "app.py", "target": ["rust", "native", "wasm"]}));
    assert_eq!(std::fs::read(bench.path("out/app/app.wasm")).unwrap(), b"\0asm");
    let output = std::process::Command::new(bench.path("out/app/app")).output().unwrap();
    assert_eq!(output.stdout, b"hi\n");
}

#[test]
fn failures_exit_1_with_the_reason() {
    let refused = json!({
        "error": {"message": "refused", "type": "program_refused", "param": null, "code": 422},
        "diagnostics": [{"rendered": "app.py:1:1: error[P0100]: cannot\n", "severity": "error"}]
    });
    let busy = json!({"error": {"message": "come back later", "type": "overloaded", "param": null, "code": 503}});
    let escape = json!({"files": {"../../evil": "x"}, "artefacts": {}, "diagnostics": []});
    let broken = json!({"files": {}, "artefacts": {"native": "%%%"}});
    for (status, body, said) in [
        ("422 Unprocessable Content", refused, "app.py:1:1: error[P0100]: cannot"),
        ("503 Service Unavailable", busy, "status 503: come back later"),
        ("200 OK", escape, "would lie outside"),
        ("200 OK", broken, "broken artefact `native`"),
        ("200 OK", json!({}), "has no `files`"),
        ("404 Not Found", json!("x"), "status 404"),
    ] {
        let (bench, ran, _) = translate(status, &body, "native");
        assert!(ran.code == Some(1) && ran.stderr.contains(said), "{said}: {ran:?}");
        assert!(!bench.path("out/app").exists() && !bench.path("evil").exists(), "{said}: {:?}", bench.listing());
    }
}

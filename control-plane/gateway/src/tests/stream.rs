//! Server-sent events: one per stage started and finished, diagnostics, the result or the error, the end mark.

use super::client::translate;
use super::scripted::Scripted;
use super::{Running, until};
use serde_json::{Value, json};

/// The events of a stream: name and data.
pub(super) fn events(text: &str) -> Vec<(String, String)> {
    let field = |block: &str, name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_default().trim_start().to_string()
    };
    let blocks = text.split("\n\n").filter(|block| !block.trim().is_empty() && !block.starts_with(':'));
    blocks.map(|block| (field(block, "event:"), field(block, "data:"))).collect()
}

fn json_of(data: &str) -> Value {
    serde_json::from_str(data).unwrap_or_else(|e| panic!("{e}: {data}"))
}

#[tokio::test]
async fn a_stream_tells_of_every_stage_and_ends_with_the_result() {
    let gateway = Running::start("", Scripted::open()).await;
    let body =
        "{\"source\": \"x\\ny\", \"filename\": \"app.py\", \"target\": [\"native\", \"wasm\"], \"stream\": true}";
    let answer = translate(gateway.address, body).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/event-stream")));
    let events = events(&answer.text);
    let names: Vec<&str> = events.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["stage", "stage", "diagnostics", "result", ""]);
    assert_eq!(json_of(&events[0].1), json!({"stage": "parse", "state": "started"}));
    assert_eq!(json_of(&events[1].1), json!({"stage": "parse", "state": "finished", "elapsed_ms": 1.5}));
    assert_eq!(json_of(&events[2].1)["diagnostics"][0]["code"], "P0200");
    let streamed = json_of(&events[3].1);
    assert_eq!(streamed["files"], json!({"src/main.rs": "x\ny"}));
    assert_eq!(streamed["artefacts"], json!({"native": "f0VMRg==", "wasm": "AGFzbQ=="}));
    assert_eq!(events[4].1, "[DONE]");

    // The same request without a stream gives the same translation.
    let whole = translate(gateway.address, &body.replace("true", "false")).await.json();
    for field in ["object", "name", "status", "translator", "files", "diagnostics", "artefacts", "timings_ms"] {
        assert_eq!(whole[field], streamed[field], "{field}");
        assert!(!whole[field].is_null(), "{field}");
    }
    assert!(whole["id"].as_str().unwrap().starts_with("translation-") && whole["created"].is_u64());
}

#[tokio::test]
async fn a_stream_that_fails_ends_with_the_error() {
    let gateway = Running::start("", Scripted::open()).await;
    let answer = translate(gateway.address, "{\"source\": \"refuse\", \"stream\": true}").await;
    let events = events(&answer.text);
    let names: Vec<&str> = events.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["stage", "error", ""]);
    let error = json_of(&events[1].1);
    assert_eq!((&error["error"]["code"], &error["error"]["type"]), (&json!(422), &json!("program_refused")));
    assert_eq!(error["diagnostics"][0]["code"], "P0123");
    let panicked = translate(gateway.address, "{\"source\": \"panic\", \"stream\": true}").await.text;
    assert!(panicked.contains("internal_error") && panicked.ends_with("data: [DONE]\n\n"), "{panicked}");
    // What is wrong with the request itself is a plain answer: there is nothing to stream.
    assert_eq!(translate(gateway.address, "{\"source\": 1, \"stream\": true}").await.status, 400);
}

#[tokio::test]
async fn a_stream_ends_at_its_deadline() {
    let work = Scripted::closed();
    let gateway = Running::start("server: {request_timeout: 300ms, max_queue_wait: 100ms}", work.clone()).await;
    let answer = translate(gateway.address, "{\"source\": \"x\", \"stream\": true}").await;
    let events = events(&answer.text);
    assert_eq!(json_of(&events[1].1)["error"]["type"], "deadline_exceeded", "{}", answer.text);
    until("the job is cancelled", || work.cancelled() == 1).await;
}

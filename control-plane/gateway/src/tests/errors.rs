//! Every error over HTTP has NIM's form, its status and its headers.

use super::Running;
use super::client::{send, translate};
use super::scripted::Scripted;
use serde_json::Value;

const JSON: (&str, &str) = ("content-type", "application/json");

fn is_nims_form(body: &Value, status: u16) {
    let error = body["error"].as_object().unwrap_or_else(|| panic!("no error in {body}"));
    let mut keys: Vec<_> = error.keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["code", "message", "param", "type"], "{body}");
    assert_eq!(error["code"], status, "{body}");
    assert!(error["message"].is_string() && error["type"].is_string(), "{body}");
}

#[tokio::test]
async fn each_bad_request_has_its_status_and_its_field() {
    let gateway = Running::start("server: {body_limit: 2KiB}", Scripted::open()).await;
    let large = format!("{{\"source\": \"{}\"}}", "x".repeat(3000));
    let refuse = "{\"source\": \"refuse\", \"filename\": \"a.py\"}";
    // Method, path, headers, body; status, type, param.
    type Row<'r> = (&'r str, &'r str, &'r [(&'r str, &'r str)], &'r str, u16, &'r str, Option<&'r str>);
    #[rustfmt::skip]
    let table: &[Row<'_>] = &[
        ("GET", "/v1/translation", &[], "", 404, "not_found", None),
        ("GET", "/", &[], "", 404, "not_found", None),
        ("GET", "/v1/translations", &[], "", 405, "method_not_allowed", None),
        ("POST", "/v1/models", &[], "", 405, "method_not_allowed", None),
        ("POST", "/v1/translations", &[], "{}", 415, "unsupported_media_type", None),
        ("POST", "/v1/translations", &[("content-type", "text/plain")], "{}", 415, "unsupported_media_type", None),
        ("POST", "/v1/translations", &[JSON], &large, 413, "body_too_large", None),
        ("POST", "/v1/translations", &[JSON], "{\"source\": ", 400, "invalid_request_error", Some("source")),
        ("POST", "/v1/translations", &[JSON], "{\"sources\": \"\"}", 400, "invalid_request_error", Some("sources")),
        ("POST", "/v1/translations", &[JSON], "{\"source\": 7}", 400, "invalid_request_error", Some("source")),
        ("POST", "/v1/translations", &[JSON, ("x-request-timeout-ms", "soon")], "{}", 400, "invalid_request_error", Some("X-Request-Timeout-Ms")),
        ("POST", "/v1/translations", &[JSON], refuse, 422, "program_refused", None),
        ("POST", "/v1/translations", &[JSON], "{\"source\": \"panic\"}", 500, "internal_error", None),
    ];
    for (method, path, headers, body, status, kind, param) in table {
        let answer = send(gateway.address, method, path, headers, body.to_string()).await;
        assert_eq!(answer.status, *status, "{method} {path} {body}: {}", answer.text);
        let json = answer.json();
        is_nims_form(&json, *status);
        assert_eq!(json["error"]["type"], *kind, "{json}");
        assert_eq!(json["error"]["param"].as_str(), *param, "{json}");
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert!(answer.header("x-request-id").is_some(), "{method} {path}");
    }
    let allow = send(gateway.address, "GET", "/v1/translations", &[], "").await;
    assert_eq!(allow.header("allow"), Some("POST"));
}

#[tokio::test]
async fn a_refused_program_shows_its_diagnostics() {
    let gateway = Running::start("", Scripted::open()).await;
    let json = translate(gateway.address, "{\"source\": \"refuse\", \"filename\": \"a.py\"}").await.json();
    let found = &json["diagnostics"][0];
    assert_eq!((found["code"].as_str(), found["path"].as_str()), (Some("P0123"), Some("a.py")));
    assert!(found["rendered"].as_str().unwrap().starts_with("a.py:1:1: error[P0123]: no such thing"));
}

#[tokio::test]
async fn a_body_without_a_length_is_bounded_too() {
    let gateway = Running::start("server: {body_limit: 2KiB}", Scripted::open()).await;
    let chunks = (0..8).map(|_| Ok::<_, std::io::Error>("x".repeat(1024)));
    let body = axum::body::Body::from_stream(futures_util::stream::iter(chunks));
    let answer = send(gateway.address, "POST", "/v1/translations", &[JSON], body).await;
    assert_eq!(answer.status, 413, "{}", answer.text);
    is_nims_form(&answer.json(), 413);
}

#[tokio::test]
async fn ids_of_clients_come_back_and_forged_ones_do_not() {
    let gateway = Running::start("", Scripted::open()).await;
    let id = |id| async move {
        let answer = send(gateway.address, "GET", "/v1/version", &[("x-request-id", id)], "").await;
        answer.header("x-request-id").unwrap().to_string()
    };
    assert_eq!(id("abc-123").await, "abc-123");
    for forged in ["a b", "a\"b", "", &"a".repeat(200)] {
        let given = id(forged).await;
        assert!(given != forged && given.len() == 32, "{forged}: {given}");
    }
}

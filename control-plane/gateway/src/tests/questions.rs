//! Health, models, metadata, version and metrics, with Triton there and away.

use super::Running;
use super::client::{get, translate};
use super::double::Double;
use super::scripted::Scripted;
use serde_json::json;

#[tokio::test]
async fn questions_are_answered_in_nims_form() {
    let triton = Double::start().await;
    let gateway = Running::start(&format!("triton: {{endpoints: ['{}']}}", triton.address), Scripted::open()).await;
    let to = gateway.address;
    assert_eq!(get(to, "/v1/health/live").await.json()["object"], "health.response");
    let ready = get(to, "/v1/health/ready").await;
    assert_eq!((ready.status, ready.json()["message"].as_str()), (200, Some("the gateway is ready")));
    let models = get(to, "/v1/models").await.json();
    assert_eq!(models["object"], "list");
    assert_eq!(models["data"].as_array().unwrap().len(), 1, "models that are not ready are not listed: {models}");
    let model = &models["data"][0];
    assert_eq!(
        (&model["id"], &model["root"], &model["object"]),
        (&json!("transpile"), &json!("transpile"), &json!("model"))
    );
    for field in ["created", "owned_by", "parent", "max_model_len", "permission"] {
        assert!(model.as_object().unwrap().contains_key(field), "{field}");
    }
    let metadata = get(to, "/v1/metadata").await.json();
    assert_eq!(metadata["modelInfo"][0]["shortName"], "transpile");
    for field in ["assetInfo", "licenseInfo", "repository_override", "version", "selectedModelProfileId"] {
        assert!(metadata.as_object().unwrap().contains_key(field), "{field}");
    }
    assert_eq!(get(to, "/v1/version").await.json(), json!({"release": env!("CARGO_PKG_VERSION"), "api": "1.0.0"}));
}

#[tokio::test]
async fn without_triton_the_gateway_is_alive_and_not_ready() {
    let gateway = Running::start("triton: {endpoints: ['127.0.0.1:1'], health_timeout: 300ms}", Scripted::open()).await;
    let to = gateway.address;
    assert_eq!(get(to, "/v1/health/live").await.status, 200);
    let ready = get(to, "/v1/health/ready").await;
    assert_eq!(ready.status, 503);
    assert!(ready.text.contains("no endpoint has the model 'transpile' ready"), "{}", ready.text);
    let models = get(to, "/v1/models").await;
    assert_eq!((models.status, models.header("retry-after")), (503, Some("1")));
    assert_eq!(models.json()["error"]["type"], "translator_unavailable");
    assert_eq!(get(to, "/v1/metadata").await.json()["modelInfo"], json!([]));
}

#[tokio::test]
async fn without_a_compiler_the_gateway_is_alive_and_not_ready() {
    let triton = Double::start().await;
    let work = Scripted::open();
    work.lacks_compiler.store(true, std::sync::atomic::Ordering::SeqCst);
    let gateway = Running::start(&format!("triton: {{endpoints: ['{}']}}", triton.address), work).await;
    assert_eq!(get(gateway.address, "/v1/health/live").await.status, 200);
    let ready = get(gateway.address, "/v1/health/ready").await;
    assert_eq!(ready.status, 503);
    assert!(ready.text.contains("compilers"), "{}", ready.text);
}

#[tokio::test]
async fn readiness_follows_the_model_and_probes_are_shared() {
    let triton = Double::start().await;
    let yaml = format!("triton: {{endpoints: ['{}'], health_cache: 200ms}}", triton.address);
    let gateway = Running::start(&yaml, Scripted::open()).await;
    for _ in 0..10 {
        assert_eq!(get(gateway.address, "/v1/health/ready").await.status, 200);
    }
    let asked = triton.asked_ready();
    assert!((1..10).contains(&asked), "ten probes asked Triton {asked} times");
    triton.set_ready(false);
    tokio::time::sleep(std::time::Duration::from_millis(250)).await;
    assert_eq!(get(gateway.address, "/v1/health/ready").await.status, 503);
}

#[tokio::test]
async fn metrics_count_what_happened_under_both_paths() {
    let gateway = Running::start("", Scripted::open()).await;
    assert_eq!(translate(gateway.address, "{\"source\": \"x\"}").await.status, 200);
    get(gateway.address, "/no/such/path").await;
    for path in ["/metrics", "/v1/metrics"] {
        let answer = get(gateway.address, path).await;
        assert!(answer.header("content-type").unwrap().starts_with("text/plain; version=0.0.4"));
        for part in [
            "# TYPE portalis_http_requests_total counter",
            "route=\"/v1/translations\"",
            "route=\"unknown\"",
            "portalis_translations_total{outcome=\"ok\"}",
            "portalis_stage_duration_seconds_count{stage=\"parse\"}",
            "portalis_gateway_overhead_seconds_count",
            "portalis_queue_wait_seconds_count",
        ] {
            assert!(answer.text.contains(part), "{part} is not in\n{}", answer.text);
        }
        assert!(!answer.text.contains("/no/such/path"), "paths of clients are no labels");
    }
}

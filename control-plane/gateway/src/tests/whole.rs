//! The gateway as `portalis serve` starts it: the real pipeline, and a double of Triton behind it.

use super::client::{get, translate};
use super::double::Double;
use crate::{bind, serve};
use portalis_configs::GatewayConfig;
use std::time::Duration;
use tokio::sync::oneshot;

#[tokio::test]
async fn a_gateway_starts_answers_and_ends() {
    let triton = Double::start().await;
    let yaml = format!("server: {{bind_address: '127.0.0.1:0'}}\ntriton: {{endpoints: ['{}']}}", triton.address);
    let config = GatewayConfig::from_text("test.yaml", &yaml, |_| None).unwrap();
    let listener = bind(&config).await.unwrap();
    let to = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(serve(config, listener, async move {
        let _ = stopped.await;
    }));
    assert_eq!(get(to, "/v1/health/live").await.status, 200);
    let bad_syntax = translate(to, "{\"source\": \"def (:\\n\", \"filename\": \"bad.py\"}").await;
    assert_eq!(bad_syntax.status, 422, "{}", bad_syntax.text);
    let found = &bad_syntax.json()["diagnostics"][0];
    assert_eq!((found["path"].as_str(), found["line"].as_u64()), (Some("bad.py"), Some(1)));
    assert!(triton.requests().is_empty(), "what cannot be parsed does not travel");
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(10), serving).await.expect("the gateway ends").unwrap().unwrap();
}

#[tokio::test]
async fn a_taken_address_is_an_error_that_says_what_to_do() {
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let yaml = format!("server: {{bind_address: '{}'}}", taken.local_addr().unwrap());
    let config = GatewayConfig::from_text("test.yaml", &yaml, |_| None).unwrap();
    let error = bind(&config).await.unwrap_err().to_string();
    assert!(error.contains("cannot listen on") && error.contains("NIM_SERVER_BIND_ADDR"), "{error}");
}

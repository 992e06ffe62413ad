//! The three phases of the end: readiness says no, the listener closes and requests finish, what is left is cancelled.

use super::client::{get, translate};
use super::double::Double;
use super::scripted::Scripted;
use super::{Running, until};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;

const JOB: &str = "{\"source\": \"x\"}";

#[tokio::test]
async fn requests_in_flight_finish_and_new_ones_find_no_listener() {
    let work = Scripted::closed();
    let triton = Double::start().await;
    let yaml =
        format!("server: {{drain: {{settle: 400ms, grace: 5s}}}}\ntriton: {{endpoints: ['{}']}}", triton.address);
    let mut gateway = Running::start(&yaml, work.clone()).await;
    let to = gateway.address;
    let working = tokio::spawn(translate(to, JOB));
    let streaming = tokio::spawn(translate(to, "{\"source\": \"x\", \"stream\": true}"));
    until("both jobs run", || work.running() == 2).await;

    gateway.terminate();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let ready = get(to, "/v1/health/ready").await;
    assert_eq!((ready.status, ready.json()["object"].as_str()), (503, Some("health.response")), "{}", ready.text);
    assert_eq!(get(to, "/v1/health/live").await.status, 200, "it is alive while it settles");

    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(TcpStream::connect(to).await.is_err(), "the listener is closed");
    work.permit(2);
    assert_eq!(working.await.unwrap().status, 200);
    assert!(streaming.await.unwrap().text.contains("event: result"));
    gateway.ended().await;
    assert_eq!(work.cancelled(), 0);
}

#[tokio::test]
async fn what_outlives_the_grace_is_told_so_and_cancelled() {
    let work = Scripted::closed();
    let mut gateway = Running::start("server: {drain: {grace: 300ms}}", work.clone()).await;
    let working = tokio::spawn(translate(gateway.address, JOB));
    let streaming = tokio::spawn(translate(gateway.address, "{\"source\": \"x\", \"stream\": true}"));
    until("both jobs run", || work.running() == 2).await;
    let began = Instant::now();
    gateway.terminate();
    gateway.ended().await;
    assert!((300..2500).contains(&began.elapsed().as_millis()), "{:?}", began.elapsed());
    let answer = working.await.unwrap();
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")), "{}", answer.text);
    assert_eq!(answer.json()["error"]["type"], "draining");
    let stream = streaming.await.unwrap().text;
    assert!(stream.contains("\"draining\"") && stream.ends_with("data: [DONE]\n\n"), "{stream}");
    until("both are cancelled", || work.cancelled() == 2).await;
}

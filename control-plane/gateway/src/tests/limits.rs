//! Places, queue, deadlines, and clients that go away.

use super::client::{get, send, translate};
use super::scripted::Scripted;
use super::{Running, until};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const JOB: &str = "{\"source\": \"x\"}";

#[tokio::test]
async fn a_full_queue_answers_429_and_a_long_wait_503() {
    let work = Scripted::closed();
    let yaml = "server: {max_in_flight: 1, max_queue: 1, max_queue_wait: 300ms}";
    let gateway = Running::start(yaml, work.clone()).await;
    let to = gateway.address;
    let working = tokio::spawn(translate(to, JOB));
    until("the first job runs", || work.running() == 1).await;
    let waiting = tokio::spawn(translate(to, JOB));
    tokio::time::sleep(Duration::from_millis(50)).await;

    let full = translate(to, JOB).await;
    assert_eq!((full.status, full.header("retry-after")), (429, Some("1")), "{}", full.text);
    assert_eq!(full.json()["error"]["type"], "queue_full");
    // A full gateway still says that it lives.
    assert_eq!(get(to, "/v1/health/live").await.status, 200);

    let late = waiting.await.unwrap();
    assert_eq!((late.status, late.header("retry-after")), (503, Some("1")), "{}", late.text);
    assert_eq!(late.json()["error"]["type"], "queue_timeout");

    work.permit(2);
    assert_eq!(working.await.unwrap().status, 200);
    // The place is free again.
    assert_eq!(translate(to, JOB).await.status, 200);
}

#[tokio::test]
async fn a_stream_holds_its_place_until_its_last_byte() {
    let work = Scripted::closed();
    let yaml = "server: {max_in_flight: 1, max_queue: 0}";
    let gateway = Running::start(yaml, work.clone()).await;
    let streaming = tokio::spawn(translate(gateway.address, "{\"source\": \"x\", \"stream\": true}"));
    until("the stream runs", || work.running() == 1).await;
    assert_eq!(translate(gateway.address, JOB).await.status, 429);
    work.permit(2);
    assert_eq!(streaming.await.unwrap().status, 200);
    assert_eq!(translate(gateway.address, JOB).await.status, 200);
}

#[tokio::test]
async fn a_deadline_ends_the_work_and_a_client_can_only_shorten_it() {
    let work = Scripted::closed();
    let gateway = Running::start("server: {request_timeout: 400ms, max_queue_wait: 100ms}", work.clone()).await;
    for (header, least, most) in [("60", 50, 350), ("60000", 350, 2000)] {
        let headers = [("content-type", "application/json"), ("x-request-timeout-ms", header)];
        let began = Instant::now();
        let answer = send(gateway.address, "POST", "/v1/translations", &headers, JOB).await;
        assert_eq!(answer.status, 504, "{}", answer.text);
        assert_eq!(answer.json()["error"]["type"], "deadline_exceeded");
        let took = began.elapsed().as_millis();
        assert!((least..most).contains(&took), "{header}: {took} ms");
    }
    until("both jobs are cancelled", || work.cancelled() == 2 && work.running() == 0).await;
}

#[tokio::test]
async fn a_client_that_goes_away_cancels_its_work() {
    for stream in [false, true] {
        let work = Scripted::closed();
        let gateway = Running::start("", work.clone()).await;
        let mut socket = TcpStream::connect(gateway.address).await.unwrap();
        let body = format!("{{\"source\": \"x\", \"stream\": {stream}}}");
        let head = format!(
            "POST /v1/translations HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        socket.write_all(head.as_bytes()).await.unwrap();
        until("the job runs", || work.running() == 1).await;
        if stream {
            assert!(socket.read(&mut [0; 64]).await.unwrap() > 0, "the stream has begun");
        }
        drop(socket);
        until("the job is cancelled", || work.cancelled() == 1 && work.running() == 0).await;
    }
}

#[tokio::test]
async fn slow_clients_do_not_keep_their_place() {
    let work = Scripted::open();
    let gateway = Running::start("server: {read_timeout: 200ms, max_in_flight: 1, max_queue: 0}", work).await;
    // A head that never ends: the connection is closed.
    let mut socket = TcpStream::connect(gateway.address).await.unwrap();
    socket.write_all(b"GET /v1/version HTTP/1.1\r\nhost: a\r\n").await.unwrap();
    let mut read = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(5), socket.read_to_end(&mut read)).await;
    assert!(ended.is_ok(), "the connection is closed");
    // A body that never ends: 408, and the place is free again.
    let mut socket = TcpStream::connect(gateway.address).await.unwrap();
    let head =
        "POST /v1/translations HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{";
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    tokio::time::timeout(Duration::from_secs(5), socket.read_exact(&mut answer)).await.unwrap().unwrap();
    assert_eq!(&answer, b"HTTP/1.1 408");
    assert_eq!(translate(gateway.address, JOB).await.status, 200);
}

#[tokio::test]
async fn the_priority_travels_with_the_job() {
    let work = Scripted::open();
    let gateway = Running::start("", work.clone()).await;
    for priority in ["", ", \"priority\": 1", ", \"priority\": 3"] {
        assert_eq!(translate(gateway.address, &format!("{{\"source\": \"x\"{priority}}}")).await.status, 200);
    }
    assert_eq!(*work.priorities.lock().unwrap(), [2, 1, 3]);
}

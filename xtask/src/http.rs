//! The little of HTTP that the demo and the readiness waits need: one request, one answer, on this machine.
//!
//! Speaks HTTP/1.0, so that an answer ends with its connection and is never chunked. Must not know what is asked.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::process::interrupted;

const CONNECT_LIMIT: Duration = Duration::from_secs(2);
/// How often a wait for an answer looks whether it should go on.
const SLICE: Duration = Duration::from_millis(100);

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body)
            .with_context(|| format!("status {} without JSON: {}", self.status, String::from_utf8_lossy(&self.body)))
    }
}

/// GET, for at most `limit`.
pub fn get(port: u16, path: &str, limit: Duration) -> Result<Answer> {
    exchange(port, &format!("GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n"), &[], limit)
}

/// POST of JSON, for at most `limit`.
pub fn post(port: u16, path: &str, body: &Value, limit: Duration) -> Result<Answer> {
    let body = body.to_string();
    let head = format!(
        "POST {path} HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    exchange(port, &head, body.as_bytes(), limit)
}

fn exchange(port: u16, head: &str, body: &[u8], limit: Duration) -> Result<Answer> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream =
        TcpStream::connect_timeout(&address, CONNECT_LIMIT).with_context(|| format!("cannot reach {address}"))?;
    stream
        .set_read_timeout(Some(SLICE))
        .and_then(|()| stream.set_write_timeout(Some(limit)))
        .context("cannot bound a wait")?;
    stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(body))
        .with_context(|| format!("{address} does not listen"))?;
    let start = Instant::now();
    let mut answer = Vec::new();
    let mut piece = vec![0; 64 << 10];
    loop {
        match stream.read(&mut piece) {
            Ok(0) => return parse(&answer),
            Ok(read) => answer.extend_from_slice(&piece[..read]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error).with_context(|| format!("{address} did not answer")),
        }
        if interrupted() {
            bail!("interrupted");
        }
        if start.elapsed() > limit {
            bail!("{address} did not answer within {} s", limit.as_secs_f32());
        }
    }
}

fn parse(answer: &[u8]) -> Result<Answer> {
    let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else {
        bail!("an answer without a head: {:?}", String::from_utf8_lossy(answer));
    };
    let head = String::from_utf8_lossy(&answer[..end]);
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
    let status = status.with_context(|| format!("an answer without a status: {head:?}"))?;
    Ok(Answer { status, body: answer[end + 4..].to_vec() })
}

/// A port that nobody listens on just now.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port")?;
    Ok(listener.local_addr().context("no free port")?.port())
}

/// Whether somebody listens on a port.
pub fn taken(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_to_its_end() {
        let answer = parse(b"HTTP/1.1 422 Unprocessable\r\nA: b\r\n\r\n{\"error\": 1}").unwrap();
        assert_eq!(answer.status, 422);
        assert_eq!(answer.json().unwrap()["error"], 1);
    }

    #[test]
    fn a_server_that_says_nothing_is_an_error_within_the_limit() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let start = std::time::Instant::now();
        assert!(get(port, "/", Duration::from_millis(200)).is_err());
        assert!(start.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn garbage_is_an_error() {
        assert!(parse(b"").is_err());
        assert!(parse(b"HTTP/1.1\r\n\r\n").is_err());
    }
}

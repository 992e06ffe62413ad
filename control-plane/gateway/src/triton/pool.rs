//! The choice among endpoints: the less loaded of two picked at random, failed ones last, and never the same one twice
//! for one request. Knows no model and no message.

use super::endpoint::{Call, Endpoint};
use portalis_configs::Triton;
use portalis_proto::Client;
use portalis_telemetry::metric;
use std::future::Future;
use std::time::Duration;
use tokio::time::Instant;
use tonic::transport::Channel;
use tonic::{Code, Status};

/// A server that turns a request down this fast has not worked on it; only then is another one asked, because a request
/// that occupied one server for long would occupy the next one too.
const QUICK: Duration = Duration::from_secs(1);
/// The transport rounds the time that it is given.
const CLOCK_SLACK: Duration = Duration::from_millis(20);

/// All endpoints.
pub(crate) struct Pool {
    pub endpoints: Vec<Endpoint>,
    attempts: usize,
    call_timeout: Duration,
}

/// Why no endpoint answered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    #[error("triton did not answer within {0:?}; raise the request's time or triton.call_timeout")]
    Deadline(Duration),
    #[error("{0}")]
    Unavailable(String),
    /// The server understood the request and says no: another one would say the same.
    #[error("triton refuses the request: {}", .0.message())]
    Rejected(Box<Status>),
}

/// What a failed attempt means for the request and for the endpoint.
enum Verdict {
    /// The endpoint is broken: skip it, ask another one.
    Broken(String),
    /// The endpoint works and has no room: ask another one.
    Full(String),
    /// The answer is final.
    Final(CallError),
}

impl Pool {
    pub fn new(config: &Triton) -> Result<Pool, tonic::transport::Error> {
        let endpoints =
            config.endpoints.iter().map(|address| Endpoint::new(address, config)).collect::<Result<_, _>>()?;
        Ok(Pool { endpoints, attempts: config.attempts.get(), call_timeout: config.call_timeout.get() })
    }

    /// Makes one call by `deadline`, on another endpoint after a failure that another endpoint may not have. Dropping the
    /// future cancels the call in Triton.
    pub async fn call<T, F>(
        &self,
        deadline: Instant,
        ask: impl Fn(Client<Channel>, Duration) -> F,
    ) -> Result<T, CallError>
    where
        F: Future<Output = Result<T, Status>>,
    {
        self.call_within(self.call_timeout, deadline, ask).await
    }

    /// As [`Pool::call`], for calls that are known to take longer: each attempt may take `limit`.
    pub async fn call_within<T, F>(
        &self,
        limit: Duration,
        deadline: Instant,
        ask: impl Fn(Client<Channel>, Duration) -> F,
    ) -> Result<T, CallError>
    where
        F: Future<Output = Result<T, Status>>,
    {
        let mut tried = Vec::new();
        let mut failures = Vec::new();
        while tried.len() < self.attempts {
            let Some(index) = self.pick(&tried) else { break };
            tried.push(index);
            if tried.len() > 1 {
                metrics::counter!(metric::TRITON_RETRIES).increment(1);
            }
            let call = self.endpoints[index].begin();
            let left = deadline.saturating_duration_since(Instant::now()).min(limit);
            let answer = tokio::time::timeout(left, ask(call.endpoint.client(), left)).await;
            let verdict = match answer {
                Ok(Ok(value)) => {
                    call.endpoint.unskip();
                    call.end("ok");
                    return Ok(value);
                }
                Ok(Err(status)) if !is_late(&status, call.elapsed(), left) => judge(status, call.elapsed(), left),
                // The time was the caller's own: this says nothing about the endpoint.
                _ if left < limit => Verdict::Final(CallError::Deadline(left)),
                _ => Verdict::Broken(format!("no answer within {left:?}")),
            };
            match conclude(call, verdict) {
                Ok(failure) => failures.push(failure),
                Err(error) => return Err(error),
            }
        }
        Err(CallError::Unavailable(failures.join("; ")))
    }

    /// The next endpoint: not tried yet, not skipped if that can be, and the less loaded of two.
    fn pick(&self, tried: &[usize]) -> Option<usize> {
        let now = Instant::now();
        let untried: Vec<usize> = (0..self.endpoints.len()).filter(|i| !tried.contains(i)).collect();
        let working: Vec<usize> = untried.iter().copied().filter(|i| !self.endpoints[*i].is_skipped(now)).collect();
        let mut from = if working.is_empty() { untried } else { working };
        fastrand::shuffle(&mut from);
        from.into_iter().take(2).min_by_key(|i| self.endpoints[*i].load())
    }
}

/// Records the attempt; the text is what to say when all attempts fail.
fn conclude(call: Call<'_>, verdict: Verdict) -> Result<String, CallError> {
    let name = &call.endpoint.name;
    let (outcome, result) = match verdict {
        Verdict::Broken(why) => {
            call.endpoint.skip();
            ("broken", Ok(format!("{name}: {why}")))
        }
        Verdict::Full(why) => ("full", Ok(format!("{name}: {why}"))),
        Verdict::Final(error) => {
            let outcome = if matches!(error, CallError::Deadline(_)) { "timeout" } else { "rejected" };
            (outcome, Err(error))
        }
    };
    call.end(outcome);
    result
}

/// Whether the status only says that the time is over: the transport, which knows the time too, may say so first.
fn is_late(status: &Status, elapsed: Duration, left: Duration) -> bool {
    matches!(status.code(), Code::DeadlineExceeded | Code::Cancelled) && elapsed + CLOCK_SLACK >= left
}

fn judge(status: Status, elapsed: Duration, left: Duration) -> Verdict {
    let from_transport = std::error::Error::source(&status).is_some();
    let says = status.message();
    let model_is_missing = ["unknown model", "not ready", "not found"].iter().any(|part| says.contains(part));
    match status.code() {
        Code::DeadlineExceeded => Verdict::Final(CallError::Deadline(left)),
        _ if from_transport => Verdict::Broken(format!("the connection failed ({})", root_cause(&status))),
        // A server without the model fails fast, and would draw all traffic if it were not skipped.
        Code::Unavailable | Code::NotFound if model_is_missing => Verdict::Broken(says.to_string()),
        Code::Unavailable | Code::ResourceExhausted if elapsed < QUICK => Verdict::Full(says.to_string()),
        Code::Unavailable | Code::ResourceExhausted => Verdict::Final(CallError::Unavailable(says.to_string())),
        _ => Verdict::Final(CallError::Rejected(Box::new(status))),
    }
}

fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

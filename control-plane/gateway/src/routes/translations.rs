//! `POST /v1/translations`: one program through the pipeline, answered whole or as a stream of events. The job belongs
//! to the answer: when the client goes away, the job is dropped and its work ends.

use super::body::read_json;
use super::json;
use crate::error::ApiError;
use crate::gateway::Gateway;
use crate::layers::{Deadline, RequestId};
use crate::translation::{Started, TranslationRequest, event_json};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response, sse};
use futures_util::{FutureExt as _, stream};
use portalis_pipeline::{Event, Job, Package, RequestContext, StageError};
use portalis_telemetry::metric;
use serde_json::Value;
use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;
use tracing::Instrument as _;

/// More events than a job has: a start and an end for five stages, diagnostics, the result, the end mark.
const MAX_EVENTS: usize = 32;
/// Proxies close connections that are silent for long.
const KEEP_ALIVE: Duration = Duration::from_secs(10);

pub(crate) async fn create(State(gateway): State<Arc<Gateway>>, request: Request) -> Result<Response, ApiError> {
    let request_id = request.extensions().get::<RequestId>().map_or(String::new(), |id| id.0.clone());
    let deadline = request.extensions().get::<Deadline>().map(|deadline| deadline.0);
    let body = read_json(&gateway, request).await?;
    let asked = TranslationRequest::from_json(&body, gateway.config.server.max_files.get())?;
    drop(body);
    let started = Started::new(request_id.clone());
    let context = RequestContext { priority: asked.priority, deadline, request_id };
    let job = Job { sources: asked.sources, targets: asked.targets, run: None, context };
    if asked.stream {
        return Ok(stream_of(gateway, job, started));
    }
    let package = run(&gateway, job, |_| {}).await?;
    Ok(json(StatusCode::OK, &started.finished(&package)))
}

/// Runs a job and records how it went.
async fn run(gateway: &Gateway, job: Job, mut tell: impl FnMut(&Event) + Send + 'static) -> Result<Package, ApiError> {
    let began = Instant::now();
    let deadline = job.context.deadline;
    let events = Box::new(move |event: Event| {
        if let Event::Finished { stage, elapsed } = &event {
            metrics::histogram!(metric::STAGE_SECONDS, metric::STAGE => stage.name()).record(elapsed.as_secs_f64());
        }
        tell(&event);
    });
    let work = gateway.work.run(job, events);
    // The stages hold the deadline themselves; this holds them to it.
    let result = match deadline {
        Some(deadline) => tokio::time::timeout_at(deadline, work).await.unwrap_or_else(|_| {
            let (stage, limit) = (portalis_pipeline::Stage::Package, began.elapsed());
            Err(StageError::Timeout { stage, limit })
        }),
        None => work.await,
    };
    let result = result.map_err(|error| {
        if let StageError::Defect { message, detail } = &error {
            tracing::error!(message, detail, "the translator has a defect");
        }
        ApiError::from(error)
    });
    let outcome = result.as_ref().map_or_else(|error| error.kind, |_| "ok");
    metrics::counter!(metric::TRANSLATIONS, metric::OUTCOME => outcome).increment(1);
    if let Ok(package) = &result {
        let stages: Duration = package.timings.iter().map(|(_, elapsed)| *elapsed).sum();
        metrics::histogram!(metric::OVERHEAD_SECONDS).record(began.elapsed().saturating_sub(stages).as_secs_f64());
    }
    result
}

/// The answer as server-sent events; the job runs as long as the answer is read.
fn stream_of(gateway: Arc<Gateway>, job: Job, started: Started) -> Response {
    let (send, receive) = mpsc::channel::<sse::Event>(MAX_EVENTS);
    let tell = {
        let send = send.clone();
        move |event: &Event| {
            let (name, data) = event_json(event);
            // Full means that the client reads slower than stages end; progress may be lost then, results may not.
            let _ = send.try_send(message(name, &data));
        }
    };
    let work = async move {
        let result = tokio::select! {
            // The layer that catches panics has answered by now: its work is done here.
            result = AssertUnwindSafe(run(&gateway, job, tell)).catch_unwind() => {
                result.unwrap_or_else(|_| Err(ApiError::internal()))
            }
            () = gateway.lifecycle.ended() => Err(ApiError::draining()),
        };
        let last = match result {
            Ok(package) => message("result", &started.finished(&package)),
            Err(error) => message("error", &error.body()),
        };
        // An error means that the client is gone.
        let _ = send.send(last).await;
        let _ = send.send(sse::Event::default().data("[DONE]")).await;
    };
    // A task of its own, so that the job goes on while the client reads; its handle lives in the answer's body.
    let task = AbortOnDropHandle::new(tokio::spawn(work.in_current_span()));
    let events = stream::unfold((receive, task), |(mut receive, task)| async move {
        let event = receive.recv().await?;
        Some((Ok::<_, Infallible>(event), (receive, task)))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response()
}

fn message(name: &str, data: &Value) -> sse::Event {
    sse::Event::default().event(name).data(data.to_string())
}

//! Gives every request its deadline, and answers 504 when it passes or 503 when the gateway ends before.
//! The deadline travels on: to the pipeline's stages, and to Triton as the request's timeout.

use crate::error::ApiError;
use crate::gateway::Gateway;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// A client may ask for less time than the configuration allows, not for more.
const HEADER: &str = "x-request-timeout-ms";

/// When the client stops waiting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline(pub Instant);

pub(crate) async fn layer(State(gateway): State<Arc<Gateway>>, mut request: Request, next: Next) -> Response {
    let most = gateway.config.server.request_timeout.get();
    let allowed = match request.headers().get(HEADER) {
        None => most,
        Some(value) => match value.to_str().ok().and_then(|v| v.trim().parse().ok()).filter(|ms| *ms > 0) {
            Some(ms) => most.min(Duration::from_millis(ms)),
            None => {
                let message = "the header X-Request-Timeout-Ms is not a number of milliseconds above 0";
                return ApiError::invalid("X-Request-Timeout-Ms", message).into_response();
            }
        },
    };
    let deadline = Instant::now() + allowed;
    request.extensions_mut().insert(Deadline(deadline));
    tokio::select! {
        // In this order, so that an answer that is there wins.
        biased;
        response = next.run(request) => response,
        () = tokio::time::sleep_until(deadline) => ApiError::deadline().into_response(),
        () = gateway.lifecycle.ended() => ApiError::draining().into_response(),
    }
}

//! Turns a panic below into one request's 500. The panic hook has written its message to the log by then.

use crate::error::ApiError;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures_util::FutureExt as _;
use std::panic::AssertUnwindSafe;

pub(crate) async fn layer(request: Request, next: Next) -> Response {
    // Unwind safe: what the layers below share is behind locks that recover and atomics, and the request itself is gone.
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!("a handler panicked");
            ApiError::internal().into_response()
        }
    }
}

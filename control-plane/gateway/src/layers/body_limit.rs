//! Bounds the request body: at once when its length is announced, else while it is read.

use crate::error::ApiError;
use crate::gateway::Gateway;
use axum::body::{Body, HttpBody as _};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http_body_util::{BodyExt as _, Limited};
use std::sync::Arc;
use std::time::Duration;

/// How much of a refused body is still read, and for how long: a connection that is closed with unread bytes is reset,
/// and the client might never see its 413.
const LINGER: (usize, Duration) = (1 << 20, Duration::from_secs(1));

pub(crate) async fn layer(State(gateway): State<Arc<Gateway>>, request: Request, next: Next) -> Response {
    let limit = gateway.config.server.body_limit.get();
    if request.body().size_hint().lower() > limit as u64 {
        linger(request.into_body()).await;
        return ApiError::body_too_large(limit).into_response();
    }
    next.run(request.map(|body| Body::new(Limited::new(body, limit)))).await
}

async fn linger(mut body: Body) {
    let (mut left, time) = LINGER;
    let read = async {
        while let Some(Ok(frame)) = body.frame().await {
            left = left.saturating_sub(frame.data_ref().map_or(0, |data| data.len()));
            if left == 0 {
                break;
            }
        }
    };
    // Whichever bound comes first, the answer is the same.
    let _ = tokio::time::timeout(time, read).await;
}

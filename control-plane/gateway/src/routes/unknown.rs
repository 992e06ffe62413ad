//! Paths and methods that the gateway does not have.

use crate::error::ApiError;
use axum::http::{Method, StatusCode, Uri};
use portalis_configs::nearest;

/// All paths, for advice.
const PATHS: [&str; 8] = [
    "/v1/translations",
    "/v1/models",
    "/v1/health/live",
    "/v1/health/ready",
    "/v1/metadata",
    "/v1/version",
    "/v1/metrics",
    "/metrics",
];

pub(crate) async fn route(uri: Uri) -> ApiError {
    let path: String = uri.path().chars().take(100).collect();
    let advice = match nearest(&path, PATHS) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("paths: {}", PATHS.join(", ")),
    };
    ApiError::new(StatusCode::NOT_FOUND, "not_found", format!("there is no {path}; {advice}"))
}

pub(crate) async fn method(method: Method, uri: Uri) -> ApiError {
    let right = if uri.path() == PATHS[0] { "POST" } else { "GET" };
    let message = format!("{} does not take {method:.20}; use {right}", uri.path());
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message)
}

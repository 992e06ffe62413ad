//! Reads a JSON request body whole, within the time and the size that the configuration allows.

use crate::error::ApiError;
use crate::gateway::Gateway;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use http_body_util::{BodyExt as _, LengthLimitError};
use std::error::Error;

/// The body's bytes; 415, 413, 408 and 400 say what is wrong with it.
pub(crate) async fn read_json(gateway: &Gateway, request: Request) -> Result<Bytes, ApiError> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence != "application/json" && !(essence.starts_with("application/") && essence.ends_with("+json")) {
        let message = format!("the content type is {essence:.100?}; send application/json");
        return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message));
    }
    let server = &gateway.config.server;
    match tokio::time::timeout(server.read_timeout.get(), request.into_body().collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if is_too_large(&error) => Err(ApiError::body_too_large(server.body_limit.get())),
        Ok(Err(error)) => Err(ApiError::malformed(format!("the body cannot be read: {error}; send it again"))),
        Err(_) => {
            let message = "the body did not arrive in time; send it faster, or raise server.read_timeout";
            Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, "request_timeout", message))
        }
    }
}

fn is_too_large(error: &axum::Error) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

//! Gives every request an id, the client's own where it sent a usable one, and returns it with the answer.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// A longer id would only bloat logs.
const MAX_LENGTH: usize = 128;

/// The id that logs, Triton and the answer carry.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub String);

pub(crate) async fn layer(mut request: Request, next: Next) -> Response {
    let given = request.headers().get(HEADER).and_then(|v| v.to_str().ok());
    // Ids go into logs: only characters that cannot forge a line.
    let good = |id: &&str| {
        (1..=MAX_LENGTH).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b))
    };
    let id = given.filter(good).map_or_else(|| format!("{:032x}", fastrand::u128(..)), str::to_string);
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

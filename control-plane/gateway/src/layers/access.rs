//! One span, one log line and one set of samples per request. The line is written when the last byte of the answer is
//! sent, or when the client is gone: a stream that broke off shows its true length.

use super::held::hold;
use super::request_id::RequestId;
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use portalis_telemetry::metric;
use std::time::Instant;
use tracing::{Instrument as _, Span, debug, info, info_span};

pub(crate) async fn layer(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("unknown", MatchedPath::as_str).to_string();
    let id = request.extensions().get::<RequestId>().map_or(String::new(), |id| id.0.clone());
    let span = info_span!("request", id);
    let mut line = Line { route, method: request.method().to_string(), status: None, began: Instant::now(), span };
    let span = line.span.clone();
    // Dropped unanswered when the client goes away: the line is written then, too.
    let response = next.run(request).instrument(span).await;
    line.status = Some(response.status().as_u16());
    hold(response, line)
}

struct Line {
    route: String,
    method: String,
    status: Option<u16>,
    began: Instant,
    span: Span,
}

impl Drop for Line {
    fn drop(&mut self) {
        let elapsed = self.began.elapsed();
        // 499 is what proxies call a client that did not wait for its answer.
        let status = self.status.unwrap_or(499);
        let _entered = self.span.enter();
        let elapsed_ms = (elapsed.as_secs_f64() * 1e6).round() / 1e3;
        // Probes and scrapes come every few seconds for ever: one line each would bury the others.
        if self.route.starts_with("/v1/health") || self.route.ends_with("/metrics") {
            debug!(method = self.method, route = self.route, status, elapsed_ms, "answered");
        } else {
            info!(method = self.method, route = self.route, status, elapsed_ms, "answered");
        }
        let (route, method) = (self.route.clone(), known_method(&self.method));
        metrics::counter!(
            metric::HTTP_REQUESTS,
            metric::ROUTE => route.clone(),
            metric::METHOD => method,
            metric::STATUS => status.to_string(),
        )
        .increment(1);
        metrics::histogram!(metric::HTTP_SECONDS, metric::ROUTE => route).record(elapsed.as_secs_f64());
    }
}

/// Clients may invent methods; label values must stay few.
fn known_method(method: &str) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"];
    KNOWN.into_iter().find(|known| *known == method).unwrap_or("other")
}

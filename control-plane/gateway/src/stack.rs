//! Every layer of the gateway, in order. A request goes from the top to the bottom, its answer from the bottom to the
//! top.

use crate::gateway::Gateway;
use crate::layers::{access, admission, body_limit, deadline, panics, request_id};
use crate::routes::{health, metadata, metrics, models, translations, unknown};
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use std::sync::Arc;
use tower::ServiceBuilder;

/// The gateway as a service.
pub(crate) fn stack(gateway: Arc<Gateway>) -> Router {
    let layers = ServiceBuilder::new()
        // First of all a name, so that whatever happens below can be found again.
        .layer(from_fn(request_id::layer))
        // The span, the metrics and the access log see every answer, those of the layers below included.
        .layer(from_fn(access::layer))
        // A panic is one request's 500, not its connection's end.
        .layer(from_fn(panics::layer))
        // Before anything reads the body.
        .layer(from_fn_with_state(gateway.clone(), body_limit::layer))
        // The clock starts before the queue: waiting counts.
        .layer(from_fn_with_state(gateway.clone(), deadline::layer));

    // Work waits in a bounded queue for one of a bounded number of places, and is turned away otherwise.
    let work = Router::new()
        .route("/v1/translations", post(translations::create))
        .route_layer(from_fn_with_state(gateway.clone(), admission::layer));

    // Questions about the gateway never wait: a full gateway must still say that it is alive.
    let questions = Router::new()
        .route("/v1/health/live", get(health::live))
        .route("/v1/health/ready", get(health::ready))
        .route("/v1/models", get(models::list))
        .route("/v1/metadata", get(metadata::metadata))
        .route("/v1/version", get(metadata::version))
        .route("/v1/metrics", get(metrics::metrics))
        .route("/metrics", get(metrics::metrics));

    work.merge(questions)
        .fallback(unknown::route)
        .method_not_allowed_fallback(unknown::method)
        .layer(layers)
        .with_state(gateway)
}

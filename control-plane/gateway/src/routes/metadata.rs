//! What this gateway is: its release, and what it serves.

use super::{json, models};
use crate::gateway::Gateway;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use std::sync::Arc;

/// The release of this program.
const RELEASE: &str = env!("CARGO_PKG_VERSION");

pub(crate) async fn version() -> Response {
    json(StatusCode::OK, &json!({"release": RELEASE, "api": "1.0.0"}))
}

pub(crate) async fn metadata(State(gateway): State<Arc<Gateway>>) -> Response {
    // Metadata is an answer about the gateway: it stands while Triton is away, and then lists no model.
    let models = models::ready(&gateway).await.unwrap_or_default();
    let models: Vec<Value> = models.iter().map(|name| json!({"shortName": name, "modelUrl": ""})).collect();
    json(
        StatusCode::OK,
        &json!({
            "version": RELEASE,
            "modelInfo": models,
            "assetInfo": [],
            "licenseInfo": {"name": "Apache-2.0"},
            "repository_override": "",
            "selectedModelProfileId": "",
        }),
    )
}

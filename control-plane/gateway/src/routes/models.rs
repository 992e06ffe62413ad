//! The models that Triton has ready, in the form of NIM and OpenAI.

use super::json;
use crate::error::ApiError;
use crate::gateway::Gateway;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use portalis_proto::inference::RepositoryIndexRequest;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

pub(crate) async fn list(State(gateway): State<Arc<Gateway>>) -> Result<Response, ApiError> {
    let names = ready(&gateway).await?;
    let data: Vec<Value> = names
        .iter()
        .map(|name| {
            json!({
                "id": name,
                "object": "model",
                "created": gateway.started,
                "owned_by": "portalis",
                "root": name,
                "parent": null,
                "max_model_len": null,
                "permission": [],
            })
        })
        .collect();
    Ok(json(StatusCode::OK, &json!({"object": "list", "data": data})))
}

/// The names of the ready models of the first endpoint that answers.
pub(crate) async fn ready(gateway: &Gateway) -> Result<BTreeSet<String>, ApiError> {
    let deadline = Instant::now() + gateway.config.triton.health_timeout.get();
    let index = gateway
        .triton
        .call(deadline, |mut client, _| async move {
            let request = RepositoryIndexRequest { ready: true, ..Default::default() };
            client.repository_index(request).await.map(tonic::Response::into_inner)
        })
        .await
        .map_err(|e| {
            ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "translator_unavailable", e.to_string())
                .retry_after(Duration::from_secs(1))
        })?;
    Ok(index.models.into_iter().filter(|m| m.state == "READY").map(|m| m.name).collect())
}

//! Liveness is the gateway's own; readiness is that a translation would be served: some endpoint has the model ready, the
//! compilers are warm, and the gateway is not stopping.

use super::json;
use crate::gateway::Gateway;
use crate::triton::Pool;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use portalis_configs::Triton;
use portalis_proto::inference::ModelReadyRequest;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

pub(crate) async fn live() -> Response {
    answer(StatusCode::OK, "the gateway is alive")
}

pub(crate) async fn ready(State(gateway): State<Arc<Gateway>>) -> Response {
    if gateway.lifecycle.is_draining() {
        return answer(StatusCode::SERVICE_UNAVAILABLE, "the gateway is stopping");
    }
    if !gateway.prepared.load(Ordering::Acquire) {
        return answer(StatusCode::SERVICE_UNAVAILABLE, "the compilers are not ready; the gateway's log says why");
    }
    let config = &gateway.config.triton;
    match gateway.readiness.ask(&gateway.triton, config).await {
        true => answer(StatusCode::OK, "the gateway is ready"),
        false => {
            let message = format!("no endpoint has the model '{}' ready", config.model.as_str());
            answer(StatusCode::SERVICE_UNAVAILABLE, &message)
        }
    }
}

fn answer(status: StatusCode, message: &str) -> Response {
    json(status, &json!({"object": "health.response", "message": message}))
}

/// The last answer about readiness. The lock is held while Triton is asked, so that many probes ask once.
#[derive(Default)]
pub(crate) struct Readiness(Mutex<Option<(Instant, bool)>>);

impl Readiness {
    async fn ask(&self, pool: &Pool, config: &Triton) -> bool {
        let mut last = self.0.lock().await;
        if let Some((at, ready)) = *last
            && at.elapsed() < config.health_cache.get()
        {
            return ready;
        }
        let ready = any_ready(pool, config.model.as_str(), config.health_timeout.get()).await;
        *last = Some((Instant::now(), ready));
        ready
    }
}

/// Asks all endpoints at once; the first yes is enough.
async fn any_ready(pool: &Pool, model: &str, within: Duration) -> bool {
    let mut answers: FuturesUnordered<_> = pool
        .endpoints
        .iter()
        .map(|endpoint| async move {
            let request = ModelReadyRequest { name: model.to_string(), ..Default::default() };
            let mut client = endpoint.client();
            let ready = timeout(within, client.model_ready(request)).await;
            let yes = matches!(ready, Ok(Ok(answer)) if answer.get_ref().ready);
            if yes {
                // Whatever failed before has recovered: use it again at once.
                endpoint.unskip();
            }
            yes
        })
        .collect();
    while let Some(yes) = answers.next().await {
        if yes {
            return true;
        }
    }
    false
}

//! A bounded number of places and a bounded queue before them. Whoever finds the queue full is turned away at once with
//! 429, before the body is read; whoever waits too long gets 503. A place is held until the answer's last byte.

use super::held::hold;
use crate::error::ApiError;
use crate::gateway::Gateway;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use portalis_configs::Server;
use portalis_telemetry::metric;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Places, and the queue before them.
pub(crate) struct Admission {
    places: Arc<Semaphore>,
    /// Requests that hold a place or wait for one.
    inside: Arc<AtomicUsize>,
    most_inside: usize,
    most_wait: Duration,
}

/// A place; dropping it lets the next request in.
pub(crate) struct Place {
    _permit: OwnedSemaphorePermit,
    _ticket: Ticket,
}

/// Counts a request as inside.
struct Ticket(Arc<AtomicUsize>);

impl Admission {
    pub fn new(server: &Server) -> Self {
        let places = server.max_in_flight.get();
        Admission {
            places: Arc::new(Semaphore::new(places)),
            inside: Arc::default(),
            most_inside: places + server.max_queue.get(),
            most_wait: server.max_queue_wait.get(),
        }
    }

    /// Waits for a place, in order of arrival.
    pub async fn enter(&self) -> Result<Place, ApiError> {
        let Some(ticket) = self.ticket() else {
            return Err(shed(
                StatusCode::TOO_MANY_REQUESTS,
                "queue_full",
                "the gateway's queue is full; send the request again later",
            ));
        };
        let began = Instant::now();
        let queued = Gauge::up(metric::QUEUED);
        let permit = tokio::time::timeout(self.most_wait, self.places.clone().acquire_owned()).await;
        drop(queued);
        metrics::histogram!(metric::QUEUE_SECONDS).record(began.elapsed().as_secs_f64());
        match permit {
            Ok(Ok(permit)) => Ok(Place { _permit: permit, _ticket: ticket }),
            _ => Err(shed(
                StatusCode::SERVICE_UNAVAILABLE,
                "queue_timeout",
                "no place became free in time; send the request again later",
            )),
        }
    }

    fn ticket(&self) -> Option<Ticket> {
        let enter = |inside| (inside < self.most_inside).then_some(inside + 1);
        self.inside.fetch_update(Ordering::AcqRel, Ordering::Acquire, enter).ok()?;
        Some(Ticket(self.inside.clone()))
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Raises a gauge while it lives.
struct Gauge(&'static str);

impl Gauge {
    fn up(name: &'static str) -> Self {
        metrics::gauge!(name).increment(1.0);
        Gauge(name)
    }
}

impl Drop for Gauge {
    fn drop(&mut self) {
        metrics::gauge!(self.0).decrement(1.0);
    }
}

fn shed(status: StatusCode, reason: &'static str, message: &str) -> ApiError {
    metrics::counter!(metric::SHED, metric::REASON => reason).increment(1);
    ApiError::new(status, reason, message).retry_after(Duration::from_secs(1))
}

pub(crate) async fn layer(State(gateway): State<Arc<Gateway>>, request: Request, next: Next) -> Response {
    match gateway.admission.enter().await {
        Ok(place) => {
            let working = Gauge::up(metric::IN_FLIGHT);
            hold(next.run(request).await, (place, working))
        }
        Err(error) => error.into_response(),
    }
}

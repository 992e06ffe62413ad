//! One Triton server: its connections, its load as this gateway sees it, and whether it is skipped after a failure.

use portalis_configs::{Endpoint as Address, Triton};
use portalis_proto::Client;
use portalis_telemetry::metric;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use tonic::transport::{Channel, Endpoint as Connector};

/// One Triton server.
pub(crate) struct Endpoint {
    /// `HOST:PORT`, for labels and messages.
    pub name: String,
    connections: Vec<Channel>,
    turn: AtomicUsize,
    in_flight: AtomicUsize,
    skipped_until: Mutex<Option<Instant>>,
    eject_for: Duration,
    max_message: usize,
}

/// A call that is counted while it lives.
pub(crate) struct Call<'e> {
    pub endpoint: &'e Endpoint,
    began: Instant,
}

impl Endpoint {
    /// Connects lazily: a gateway starts, and says that it is not ready, while Triton is still loading.
    pub fn new(address: &Address, config: &Triton) -> Result<Endpoint, tonic::transport::Error> {
        let connector = Connector::from_shared(address.url().to_string())?
            .connect_timeout(config.connect_timeout.get())
            .tcp_nodelay(true)
            .tcp_keepalive(Some(Duration::from_secs(30)));
        let count = config.connections_per_endpoint.get();
        metrics::gauge!(metric::TRITON_UP, metric::ENDPOINT => address.authority().to_string()).set(1.0);
        Ok(Endpoint {
            name: address.authority().to_string(),
            connections: (0..count).map(|_| connector.connect_lazy()).collect(),
            turn: AtomicUsize::new(0),
            in_flight: AtomicUsize::new(0),
            skipped_until: Mutex::new(None),
            eject_for: config.eject_for.get(),
            max_message: config.max_message.get(),
        })
    }

    /// Calls that wait for this endpoint's answer.
    pub fn load(&self) -> usize {
        self.in_flight.load(Ordering::Relaxed)
    }

    /// Whether it is skipped while others work.
    pub fn is_skipped(&self, now: Instant) -> bool {
        self.skipped_until.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|until| now < until)
    }

    /// A client on one of the connections. It is not counted: health questions must not draw traffic away.
    pub fn client(&self) -> Client<Channel> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % self.connections.len();
        Client::new(self.connections[turn].clone()).max_decoding_message_size(self.max_message)
    }

    /// Counts a call until the result is dropped.
    pub fn begin(&self) -> Call<'_> {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        self.gauge().increment(1.0);
        Call { endpoint: self, began: Instant::now() }
    }

    /// It failed to answer: others come first for a while.
    pub fn skip(&self) {
        let until = Instant::now() + self.eject_for;
        let before = self.skipped_until.lock().unwrap_or_else(PoisonError::into_inner).replace(until);
        if before.is_none() {
            tracing::warn!(endpoint = self.name, for_seconds = self.eject_for.as_secs_f64(), "skipping an endpoint");
        }
        metrics::gauge!(metric::TRITON_UP, metric::ENDPOINT => self.name.clone()).set(0.0);
    }

    /// It answered.
    pub fn unskip(&self) {
        if self.skipped_until.lock().unwrap_or_else(PoisonError::into_inner).take().is_some() {
            tracing::info!(endpoint = self.name, "an endpoint answers again");
            metrics::gauge!(metric::TRITON_UP, metric::ENDPOINT => self.name.clone()).set(1.0);
        }
    }

    fn gauge(&self) -> metrics::Gauge {
        metrics::gauge!(metric::TRITON_IN_FLIGHT, metric::ENDPOINT => self.name.clone())
    }
}

impl Call<'_> {
    pub fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// Records how the call ended; a call that is dropped without it was cancelled.
    pub fn end(self, outcome: &'static str) {
        let name = &self.endpoint.name;
        metrics::counter!(metric::TRITON_CALLS, metric::ENDPOINT => name.clone(), metric::OUTCOME => outcome)
            .increment(1);
        metrics::histogram!(metric::TRITON_SECONDS, metric::ENDPOINT => name.clone())
            .record(self.elapsed().as_secs_f64());
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        self.endpoint.in_flight.fetch_sub(1, Ordering::Relaxed);
        self.endpoint.gauge().decrement(1.0);
    }
}

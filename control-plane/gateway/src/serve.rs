//! The gateway from start to end: set up, serve, drain. Three phases end it: readiness says no while requests are still
//! taken; the listener closes and requests finish; what is left is cancelled.

use crate::connections::Connections;
use crate::gateway::Gateway;
use crate::stack::stack;
use crate::triton::{Pool, TritonAuthor, TritonTranslator};
use portalis_configs::{GatewayConfig, Pipeline};
use portalis_pipeline::{Runner, Settings, SetupError, Targets};
use portalis_telemetry::{RecorderError, metric, recorder};
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::{sleep, timeout};
use tokio_util::task::AbortOnDropHandle;
use tracing::{error, info, warn};

/// How long cancelled requests have to say so to their clients.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// How long until the compilers are looked for again.
const PREPARE_AGAIN: Duration = Duration::from_secs(10);
/// How often unread samples are moved into their buckets.
const UPKEEP: Duration = Duration::from_secs(5);

/// Why a gateway cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken, or not this machine's.
    #[error("cannot listen on {address}: {reason}; free it, or set server.bind_address or NIM_SERVER_BIND_ADDR")]
    Bind {
        /// The address of the configuration.
        address: SocketAddr,
        /// What the system says.
        reason: std::io::Error,
    },
    /// The system gives no signals.
    #[error("cannot wait for signals: {0}; start the gateway outside of this sandbox")]
    Signals(std::io::Error),
    /// An endpoint is not an address.
    #[error("cannot use the endpoints: {0}; check triton.endpoints")]
    Endpoints(#[from] tonic::transport::Error),
    /// The pipeline lacks something on this machine.
    #[error(transparent)]
    Pipeline(#[from] SetupError),
    /// Metrics cannot be recorded.
    #[error(transparent)]
    Metrics(#[from] RecorderError),
}

/// Opens the configured address.
pub async fn bind(config: &GatewayConfig) -> Result<TcpListener, ServeError> {
    let address = config.server.bind_address.get();
    TcpListener::bind(address).await.map_err(|reason| ServeError::Bind { address, reason })
}

/// Completes on SIGTERM or SIGINT. The signals are caught from this call on, not from the first poll.
pub fn terminated() -> Result<impl Future<Output = ()> + Send + 'static, ServeError> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).map_err(ServeError::Signals)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(ServeError::Signals)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Serves until `shutdown`, then drains. Returns when the last request is answered or its time of grace is over.
pub async fn serve(
    config: GatewayConfig,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let recorder = recorder()?;
    metrics::gauge!(metric::BUILD_INFO, metric::VERSION => env!("CARGO_PKG_VERSION")).set(1.0);
    let triton = Arc::new(Pool::new(&config.triton)?);
    let longest = config.server.request_timeout.get();
    let translator = TritonTranslator::new(triton.clone(), config.triton.model.as_str(), longest);
    let mut runner = Runner::new(Arc::new(translator), settings(&config.pipeline))?;
    if let Some(model) = config.triton.author_model.get() {
        let limit = config.pipeline.author_time.get();
        runner = runner.with_author(Arc::new(TritonAuthor::new(triton.clone(), model, limit)));
    }
    let gateway = Arc::new(Gateway::new(config, Arc::new(runner), triton, recorder));
    run(gateway, listener, shutdown).await;
    Ok(())
}

/// Serves a gateway whose parts are chosen.
pub(crate) async fn run(
    gateway: Arc<Gateway>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) {
    let server = gateway.config.server;
    let recorder = gateway.recorder.clone();
    let _upkeep = AbortOnDropHandle::new(tokio::spawn(async move {
        loop {
            sleep(UPKEEP).await;
            recorder.upkeep();
        }
    }));
    let _preparing = AbortOnDropHandle::new(tokio::spawn(prepare(gateway.clone())));
    match listener.local_addr() {
        Ok(address) => info!(%address, "the gateway is listening"),
        Err(error) => warn!(%error, "the gateway is listening on an unknown address"),
    }
    let connections = Connections::new(server.max_connections.get(), server.read_timeout.get());
    let lifecycle = gateway.lifecycle.clone();
    let stop = {
        let lifecycle = lifecycle.clone();
        async move {
            shutdown.await;
            lifecycle.drain();
            info!(settle = ?server.drain.settle.get(), grace = ?server.drain.grace.get(), "the gateway is draining");
            sleep(server.drain.settle.get()).await;
        }
    };
    connections.accept(listener, stack(gateway), stop).await;
    let closing = connections.close();
    tokio::pin!(closing);
    if timeout(server.drain.grace.get(), &mut closing).await.is_err() {
        warn!("the time of grace is over; cancelling what is left");
        lifecycle.end();
        if timeout(LAST_WORDS, closing).await.is_err() {
            warn!("some clients did not read their answers");
        }
    }
    info!("the gateway has ended");
}

/// Finds and warms the compilers. Readiness waits for the native one; wasm is one target of several.
async fn prepare(gateway: Arc<Gateway>) {
    while let Err(error) = gateway.work.prepare(Targets { native: true, wasm: false }).await {
        error!(%error, "cannot compile programs; trying again");
        sleep(PREPARE_AGAIN).await;
    }
    gateway.prepared.store(true, Ordering::Release);
    info!("programs can be compiled");
    if let Err(error) = gateway.work.prepare(Targets { native: true, wasm: true }).await {
        warn!(%error, "cannot compile programs to wasm");
    }
}

fn settings(pipeline: &Pipeline) -> Settings {
    let defaults = Settings::default();
    let mut settings = Settings {
        cache: pipeline.cache.get().map(Into::into),
        places: pipeline.compile_places.get().unwrap_or(defaults.places),
        queue_wait: pipeline.compile_queue_wait.get(),
        translate_time: pipeline.translate_time.get(),
        author_time: pipeline.author_time.get(),
        repairs: pipeline.repairs.get(),
        ..defaults
    };
    settings.compile.wall = pipeline.compile_time.get();
    // rustc works on several threads; twice the wall time of two cores.
    settings.compile.cpu = pipeline.compile_time.get() * 2;
    settings.compile.memory = pipeline.compile_memory.get() as u64;
    settings
}

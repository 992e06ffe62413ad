//! Takes connections and serves the stack on them: bounded in number, bounded in the time a request's head may take,
//! closed in order at the end. Knows no route.

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// Open connections of one gateway.
pub(crate) struct Connections {
    graceful: GracefulShutdown,
    builder: Builder<TokioExecutor>,
    open: Arc<Semaphore>,
}

impl Connections {
    pub fn new(most: usize, read_timeout: Duration) -> Self {
        let mut builder = Builder::new(TokioExecutor::new());
        builder.http1().timer(TokioTimer::new()).header_read_timeout(read_timeout);
        builder.http2().timer(TokioTimer::new()).keep_alive_interval(Duration::from_secs(30));
        Connections { graceful: GracefulShutdown::new(), builder, open: Arc::new(Semaphore::new(most)) }
    }

    /// Takes connections until `stop`; then the listener is closed.
    pub async fn accept(&self, listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            // Without a free place new connections wait in the system's own, bounded, backlog.
            let accepted = async {
                let place = self.open.clone().acquire_owned().await;
                (listener.accept().await, place)
            };
            let (accepted, place) = tokio::select! {
                biased;
                () = &mut stop => return,
                accepted = accepted => accepted,
            };
            match accepted {
                Ok((stream, _)) => {
                    // Small answers must not wait for Nagle's algorithm; a socket that refuses is slower, not broken.
                    let _ = stream.set_nodelay(true);
                    let service = TowerToHyperService::new(router.clone());
                    let connection = self.builder.serve_connection(TokioIo::new(stream), service).into_owned();
                    let connection = self.graceful.watch(connection);
                    tokio::spawn(async move {
                        if let Err(error) = connection.await {
                            tracing::debug!(%error, "a connection ended early");
                        }
                        drop(place);
                    });
                }
                Err(error) => {
                    // Out of file descriptors, mostly: trying again at once would only burn the processor.
                    tracing::warn!(%error, "cannot take a connection");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    /// Idle connections close now, the others after their request; completes when all are closed.
    pub async fn close(self) {
        self.graceful.shutdown().await;
    }
}

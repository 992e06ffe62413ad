//! The gateway over real sockets: a real HTTP client in front, and behind it either a scripted pipeline (for what only
//! timing shows) or a gRPC double of Triton (for failures that a real server does not give on demand).

mod client;
mod double;
mod drain;
mod errors;
mod limits;
mod questions;
mod scripted;
mod stream;
mod triton;
mod whole;

use crate::gateway::Gateway;
use crate::serve::run;
use crate::triton::Pool;
use crate::work::Work;
use portalis_configs::GatewayConfig;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A gateway on a free port.
struct Running {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Running {
    /// Starts a gateway with this YAML and this pipeline.
    async fn start(yaml: &str, work: Arc<dyn Work>) -> Running {
        let config = GatewayConfig::from_text("test.yaml", yaml, |_| None).unwrap();
        let triton = Arc::new(Pool::new(&config.triton).unwrap());
        let recorder = portalis_telemetry::recorder().unwrap();
        let gateway = Arc::new(Gateway::new(config, work, triton, recorder));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async move {
            // A test that does not stop its gateway drops the sender; that must not stop it early.
            if stopped.await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        let task = tokio::spawn(run(gateway, listener, shutdown));
        // Prepared at once, unless the test's pipeline says that it cannot be.
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        Running { address, stop: Some(stop), task }
    }

    /// As SIGTERM does.
    fn terminate(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    /// Waits for the gateway's end.
    async fn ended(self) {
        tokio::time::timeout(Duration::from_secs(10), self.task).await.expect("the gateway ends").unwrap();
    }
}

/// Waits, for a bounded time, until something is so.
async fn until(what: &str, so: impl Fn() -> bool) {
    for _ in 0..1000 {
        if so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("it never came to be that {what}");
}

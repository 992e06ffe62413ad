//! The section `server`: listening, limits, shutdown. Must not know what the gateway does with them.

use crate::reader::Section;
use crate::settings::*;

/// Listening, limits, shutdown.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Server {
    /// Where to listen.
    pub bind_address: BindAddress,
    /// Connections that are open at once.
    pub max_connections: MaxConnections,
    /// Largest request body.
    pub body_limit: BodyLimit,
    /// Most files in one request.
    pub max_files: MaxFiles,
    /// How long a client may take to send a request.
    pub read_timeout: ReadTimeout,
    /// Longest time of one request.
    pub request_timeout: RequestTimeout,
    /// Requests that are worked on at once.
    pub max_in_flight: MaxInFlight,
    /// Requests that wait.
    pub max_queue: MaxQueue,
    /// Longest wait.
    pub max_queue_wait: MaxQueueWait,
    /// How it stops.
    pub drain: Drain,
}

/// How the gateway stops on SIGTERM.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Drain {
    /// Readiness is 503, requests are still taken.
    pub settle: DrainSettle,
    /// No new connections; requests in flight go on.
    pub grace: DrainGrace,
}

impl Server {
    pub(super) fn read(&mut self, s: &mut Section<'_>) {
        s.set("bind_address", &mut self.bind_address);
        s.set("max_connections", &mut self.max_connections);
        s.set("body_limit", &mut self.body_limit);
        s.set("max_files", &mut self.max_files);
        s.set("read_timeout", &mut self.read_timeout);
        s.set("request_timeout", &mut self.request_timeout);
        s.set("max_in_flight", &mut self.max_in_flight);
        s.set("max_queue", &mut self.max_queue);
        s.set("max_queue_wait", &mut self.max_queue_wait);
        s.section("drain", |s| {
            s.set("settle", &mut self.drain.settle);
            s.set("grace", &mut self.drain.grace);
        });
        if self.max_queue_wait.get() >= self.request_timeout.get() {
            s.report(
                "server.max_queue_wait",
                "the wait is not shorter than server.request_timeout, so that no queued request could finish".into(),
            );
        }
    }
}

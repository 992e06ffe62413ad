//! `libtriton_portalis.so`: Triton's backend API on one side, the engines of `portalis-engine` on the other. It owns what
//! crosses the C boundary (requests, responses, states, errors, panics) and must not know what any engine does.
//!
//! Reading order: `entry` has the exported functions, each a forward into `boundary`; `backend`, `model` and
//! `instance` are the lifecycles; `request`, `response` and `port` are one request's way in and back.

mod backend;
mod boundary;
mod clock;
mod config;
mod datatype;
pub mod entry;
mod error;
mod instance;
mod log;
mod message;
mod metrics;
mod model;
mod port;
pub mod registry;
mod request;
mod response;
mod slot;

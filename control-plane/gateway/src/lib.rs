//! The gateway: REST in front of the pipeline and of Triton. One function, `stack::stack`, shows every layer in order;
//! errors become HTTP in one file, `error.rs`.
//!
//! Must not know the planner: it reads configuration only, so that a stuck planner cannot stall a request.

mod connections;
mod error;
mod gateway;
mod layers;
mod lifecycle;
mod routes;
mod serve;
mod stack;
mod translation;
mod triton;
mod work;

#[cfg(test)]
mod tests;

pub use serve::{ServeError, bind, serve, terminated};

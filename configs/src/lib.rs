//! Configuration files: one typed YAML file per concern, and the model repository's config.pbtxt.
//!
//! Every reader reports all problems of a file at once, each with its key, its place and, for an unknown key, the
//! nearest known one. Must not know what a setting does: the crates that use a setting depend on this one.

mod document;
mod gateway;
mod nearest;
mod pbtxt;
mod problem;
mod reader;
mod repository;
mod rules;
mod settings;

pub use gateway::{Drain, GatewayConfig, Logging, Pipeline, Server, Triton, check_gateway_config};
pub use nearest::nearest;
pub use problem::{Problem, Problems};
pub use repository::check_repository;
pub use rules::KnownParameter;
pub use settings::*;

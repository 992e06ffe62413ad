//! The five stages of a translation — parse, analyse, translate, validate, package — and the runner that chains them.
//!
//! A later stage accepts only the earlier stage's output, so an unvalidated draft cannot be packaged. The translate
//! stage is behind the [`Translator`] trait: in-process rules here ([`Embedded`]), Triton in the gateway. This crate
//! knows nothing of HTTP, Triton or the command line.

mod author;
mod cache;
mod compile;
mod error;
mod isolation;
mod job;
mod runner;
mod runtime;
mod sandbox;
mod scan;
mod settings;
mod stages;
mod toolchain;
mod translator;
mod worker;

pub use author::{Author, Message};
pub use cache::Cache;
pub use error::{SetupError, StageError};
pub use isolation::Isolation;
pub use job::{Event, Job, Package, Priority, RequestContext, RunInputs, RunOutput, Stage, Targets};
pub use runner::Runner;
pub use sandbox::{Ending, Limits};
pub use scan::Finding;
pub use settings::Settings;
pub use stages::{AnalysedProgram, Draft, ParsedProgram, Validated};
pub use toolchain::{Target, Toolchain};
pub use translator::{BoxFuture, Embedded, Translator};

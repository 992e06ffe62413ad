//! The seam of the translate stage, and its in-process form. Knows nothing of what happens to a draft afterwards.

use crate::error::StageError;
use crate::job::RequestContext;
use crate::stages::{AnalysedProgram, Draft};
use std::future::Future;
use std::pin::Pin;

/// A boxed future, as object-safe async methods return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where the translate stage happens.
pub trait Translator: Send + Sync + 'static {
    /// The name in responses and metrics: "embedded", "triton".
    fn name(&self) -> &'static str;

    /// Turns an analysed program into a draft. Dropping the future cancels the work.
    fn translate<'a>(
        &'a self,
        analysed: &'a AnalysedProgram,
        context: &'a RequestContext,
    ) -> BoxFuture<'a, Result<Draft, StageError>>;
}

/// The rules, in this process: no server needed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Embedded;

impl Translator for Embedded {
    fn name(&self) -> &'static str {
        "embedded"
    }

    fn translate<'a>(
        &'a self,
        analysed: &'a AnalysedProgram,
        _context: &'a RequestContext,
    ) -> BoxFuture<'a, Result<Draft, StageError>> {
        Box::pin(async move {
            let krate = analysed.emit().await?;
            Ok(Draft::new(analysed, krate))
        })
    }
}

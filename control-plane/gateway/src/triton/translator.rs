//! The translate stage as one inference: sources in, a crate or a refusal out. Knows the tensors of the `transpile`
//! model, and nothing of endpoints.

use super::pool::{CallError, Pool};
use portalis_pipeline::{AnalysedProgram, BoxFuture, Draft, RequestContext, Stage, StageError, Translator};
use portalis_proto::inference::infer_parameter::ParameterChoice;
use portalis_proto::inference::{ModelInferRequest, ModelInferResponse};
use portalis_transpiler::{Crate, Diagnostic, Source};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tonic::Code;

/// The translate stage behind Triton.
pub(crate) struct TritonTranslator {
    pool: Arc<Pool>,
    model: String,
    /// For a job without a deadline of its own.
    longest: Duration,
}

impl TritonTranslator {
    pub fn new(pool: Arc<Pool>, model: &str, longest: Duration) -> Self {
        TritonTranslator { pool, model: model.to_string(), longest }
    }

    /// What the model makes of the sources.
    pub async fn infer(&self, name: &str, sources: &[Source], context: &RequestContext) -> Result<Crate, StageError> {
        let deadline = context.deadline.unwrap_or_else(|| Instant::now() + self.longest);
        let request = self.request(sources, context);
        let response = self
            .pool
            .call(deadline, |mut client, left| {
                let request = with_timeout(request.clone(), left);
                async move { client.model_infer(request).await.map(tonic::Response::into_inner) }
            })
            .await
            .map_err(stage_error)?;
        read(name, &response)
    }

    fn request(&self, sources: &[Source], context: &RequestContext) -> ModelInferRequest {
        // One program: the batch dimension is Triton's, the other one counts files.
        let shape = [1, sources.len() as i64];
        ModelInferRequest::to_model(&self.model, &context.request_id)
            .with_bytes("source", &shape, sources.iter().map(|s| s.text.as_bytes()))
            .with_bytes("filename", &shape, sources.iter().map(|s| s.path.as_bytes()))
            .with_output("crate")
            .with_output("diagnostics")
            .with_output("status")
            .with_parameter("priority", ParameterChoice::Uint64Param(context.priority.level().into()))
    }
}

impl Translator for TritonTranslator {
    fn name(&self) -> &'static str {
        "triton"
    }

    fn translate<'a>(
        &'a self,
        analysed: &'a AnalysedProgram,
        context: &'a RequestContext,
    ) -> BoxFuture<'a, Result<Draft, StageError>> {
        Box::pin(async move {
            let krate = self.infer(analysed.name(), analysed.sources(), context).await?;
            Ok(Draft::new(analysed, krate))
        })
    }
}

/// Tells Triton's queue, and the transport, how long the answer is worth anything.
pub(super) fn with_timeout(request: ModelInferRequest, left: Duration) -> tonic::Request<ModelInferRequest> {
    let micros = i64::try_from(left.as_micros()).unwrap_or(i64::MAX);
    let mut request = tonic::Request::new(request.with_parameter("timeout", ParameterChoice::Int64Param(micros)));
    request.set_timeout(left);
    request
}

pub(super) fn stage_error(error: CallError) -> StageError {
    let message = error.to_string();
    match error {
        CallError::Deadline(limit) => StageError::Timeout { stage: Stage::Translate, limit },
        CallError::Unavailable(_) => StageError::Unavailable { message, retry_after: Some(Duration::from_secs(1)) },
        CallError::Rejected(status) => match status.code() {
            Code::InvalidArgument | Code::OutOfRange => StageError::Invalid { message },
            Code::Cancelled => StageError::Cancelled { stage: Stage::Translate },
            Code::Internal | Code::Unknown => {
                StageError::Defect { message: status.message().to_string(), detail: format!("{status:?}") }
            }
            _ => StageError::Unavailable { message, retry_after: None },
        },
    }
}

fn read(name: &str, response: &ModelInferResponse) -> Result<Crate, StageError> {
    let output = |tensor: &str| match response.bytes_output(tensor).map(|elements| elements.into_iter().next()) {
        Ok(Some(first)) => Ok(first),
        Ok(None) => Err(not_ours(format!("output '{tensor}' is empty"))),
        Err(e) => Err(not_ours(e.to_string())),
    };
    let diagnostics: Vec<Diagnostic> = parse("diagnostics", &output("diagnostics")?)?;
    match &*output("status")? {
        b"translated" => {
            let files: BTreeMap<String, String> = parse("crate", &output("crate")?)?;
            Ok(Crate { name: name.to_string(), files, warnings: diagnostics })
        }
        b"refused" => Err(StageError::Refused(diagnostics)),
        other => Err(not_ours(format!("the status is '{}'", String::from_utf8_lossy(other)))),
    }
}

fn parse<'a, T: Deserialize<'a>>(tensor: &str, json: &'a [u8]) -> Result<T, StageError> {
    serde_json::from_slice(json).map_err(|e| not_ours(format!("output '{tensor}' is not what this release reads: {e}")))
}

/// The model answers, but not as the `transpile` model of this release does.
fn not_ours(why: String) -> StageError {
    StageError::Unavailable { message: format!("{why}; serve the transpile model of this release"), retry_after: None }
}

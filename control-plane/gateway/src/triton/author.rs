//! The author behind Triton: a conversation in, the model's next message out, over a stream of one request. Knows the
//! tensors of the `decode` engine, and nothing of endpoints.

use super::pool::Pool;
use super::translator::{stage_error, with_timeout};
use futures_util::stream;
use portalis_pipeline::{Author, BoxFuture, Message, RequestContext, StageError};
use portalis_proto::inference::ModelInferRequest;
use portalis_proto::inference::infer_parameter::ParameterChoice;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tonic::Status;

/// A language model behind Triton.
pub(crate) struct TritonAuthor {
    pool: Arc<Pool>,
    model: String,
    /// The longest time of one answer.
    limit: Duration,
}

impl TritonAuthor {
    pub fn new(pool: Arc<Pool>, model: &str, limit: Duration) -> Self {
        TritonAuthor { pool, model: model.to_string(), limit }
    }

    fn request(&self, conversation: &[Message], context: &RequestContext) -> ModelInferRequest {
        let messages: Vec<_> =
            conversation.iter().map(|message| json!({"role": message.role, "content": message.content})).collect();
        let messages = json!(messages).to_string();
        ModelInferRequest::to_model(&self.model, &context.request_id)
            .with_bytes("messages", &[1], [messages.as_bytes()])
            .with_output("text_output")
            .with_output("finish_reason")
            .with_parameter("priority", ParameterChoice::Uint64Param(context.priority.level().into()))
    }
}

impl Author for TritonAuthor {
    fn name(&self) -> &'static str {
        "model"
    }

    fn answer<'a>(
        &'a self,
        conversation: &'a [Message],
        context: &'a RequestContext,
    ) -> BoxFuture<'a, Result<String, StageError>> {
        Box::pin(async move {
            let deadline = context.deadline.unwrap_or_else(|| Instant::now() + self.limit);
            let request = self.request(conversation, context);
            let (text, reason) = self
                .pool
                .call_within(self.limit, deadline, |mut client, left| {
                    let request = with_timeout(request.clone(), left).map(|request| stream::iter([request]));
                    async move { first(client.model_stream_infer(request).await?.into_inner()).await }
                })
                .await
                .map_err(stage_error)?;
            match reason.as_str() {
                "stop" => Ok(text),
                "length" => Err(unavailable("its answer is longer than the model allows")),
                _ => Err(unavailable("its time was up")),
            }
        })
    }
}

fn unavailable(message: &str) -> StageError {
    StageError::Unavailable { message: message.to_string(), retry_after: None }
}

/// The one response of a stream: its text, and why it ended.
async fn first(
    mut stream: tonic::Streaming<portalis_proto::inference::ModelStreamInferResponse>,
) -> Result<(String, String), Status> {
    while let Some(message) = stream.message().await? {
        if !message.error_message.is_empty() {
            // The stream says in words what a single answer says by its code.
            return Err(Status::unavailable(message.error_message));
        }
        let Some(response) = message.infer_response.filter(|response| !response.outputs.is_empty()) else { continue };
        let output = |name: &str| {
            let elements = response.bytes_output(name).map_err(|error| Status::internal(error.to_string()))?;
            Ok::<_, Status>(
                elements.first().map_or_else(String::new, |text| String::from_utf8_lossy(text).into_owned()),
            )
        };
        return Ok((output("text_output")?, output("finish_reason")?));
    }
    Err(Status::unavailable("the model's stream ended without an answer"))
}

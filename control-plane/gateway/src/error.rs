//! Errors as HTTP, in the form of NIM: `{"error":{"message","type","param","code"}}`. The only place where an error of
//! another crate gets a status.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use portalis_pipeline::{SetupError, StageError};
use portalis_transpiler::Diagnostic;
use serde_json::{Value, json};
use std::time::Duration;

/// What a client is told when its request fails.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    pub status: StatusCode,
    /// The machine-readable kind; stable.
    pub kind: &'static str,
    pub message: String,
    /// The field of the request that is to blame.
    pub param: Option<String>,
    /// Present when the same request may succeed later.
    pub retry_after: Option<Duration>,
    pub diagnostics: Vec<Diagnostic>,
}

impl ApiError {
    pub fn new(status: StatusCode, kind: &'static str, message: impl Into<String>) -> Self {
        ApiError { status, kind, message: message.into(), param: None, retry_after: None, diagnostics: Vec::new() }
    }

    /// 400 that names the field.
    pub fn invalid(param: impl Into<String>, message: impl Into<String>) -> Self {
        ApiError { param: Some(param.into()), ..Self::malformed(message) }
    }

    /// 400 about the whole request.
    pub fn malformed(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request_error", message)
    }

    pub fn body_too_large(limit: usize) -> Self {
        let message = format!("the body is larger than {limit} bytes; send fewer files, or raise server.body_limit");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", message)
    }

    pub fn deadline() -> Self {
        let message = "the request was not done in its time; send a smaller program, or raise server.request_timeout";
        Self::new(StatusCode::GATEWAY_TIMEOUT, "deadline_exceeded", message)
    }

    pub fn draining() -> Self {
        let message = "this gateway is stopping; send the request again, to another one";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "draining", message).retry_after(Duration::from_secs(1))
    }

    pub fn internal() -> Self {
        let message = "the gateway failed on this request; its log has the reason under the request's id";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", message)
    }

    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// The body, also sent as the last event of a stream that fails.
    pub fn body(&self) -> Value {
        let mut body = json!({"error": {
            "message": self.message,
            "type": self.kind,
            "param": self.param,
            "code": self.status.as_u16(),
        }});
        if !self.diagnostics.is_empty() {
            body["diagnostics"] = json!(self.diagnostics);
        }
        body
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = self.body().to_string();
        let mut response = (self.status, [(header::CONTENT_TYPE, "application/json")], body).into_response();
        if let Some(wait) = self.retry_after {
            // Whole seconds, and never 0: a client that comes back at once has not helped.
            let seconds = wait.as_millis().div_ceil(1000).max(1) as u64;
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<StageError> for ApiError {
    fn from(error: StageError) -> Self {
        let message = error.to_string();
        let soon = Duration::from_secs(1);
        match error {
            StageError::Refused(diagnostics) => {
                ApiError { diagnostics, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "program_refused", message) }
            }
            StageError::Invalid { .. } => Self::malformed(message),
            StageError::Timeout { .. } => Self::new(StatusCode::GATEWAY_TIMEOUT, "deadline_exceeded", message),
            StageError::Cancelled { .. } => Self::draining(),
            StageError::Busy { .. } => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", message).retry_after(soon)
            }
            StageError::Unavailable { retry_after, .. } => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "translator_unavailable", message)
                    .retry_after(retry_after.unwrap_or(soon))
            }
            StageError::Unsafe(_) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "unsafe_translation", message),
            StageError::Defect { .. } => Self::new(StatusCode::INTERNAL_SERVER_ERROR, "translator_defect", message),
            StageError::Setup(SetupError::NoWasm) => {
                let error = Self::new(StatusCode::NOT_IMPLEMENTED, "target_unavailable", message);
                ApiError { param: Some("target".into()), ..error }
            }
            // What is wrong with the machine is for its owner, not for its clients.
            StageError::Setup(reason) => {
                tracing::error!(%reason, "the pipeline cannot work");
                Self::internal()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portalis_pipeline::Stage;
    use portalis_transpiler::Severity;

    #[test]
    fn every_failure_of_the_pipeline_has_its_status() {
        let diagnostic = Diagnostic::at("P0100", Severity::Error, "a.py", "x\n", 0, 1, "no");
        let (stage, text) = (Stage::Translate, String::new);
        let after = |seconds| Some(Duration::from_secs(seconds));
        let table = [
            (StageError::Refused(vec![diagnostic]), 422, "program_refused", None),
            (StageError::Invalid { message: "m".into() }, 400, "invalid_request_error", None),
            (StageError::Timeout { stage, limit: Duration::from_secs(1) }, 504, "deadline_exceeded", None),
            (StageError::Cancelled { stage }, 503, "draining", Some("1")),
            (StageError::Busy { places: 1, retry_after: Duration::from_secs(30) }, 503, "overloaded", Some("1")),
            (StageError::Unavailable { message: text(), retry_after: None }, 503, "translator_unavailable", Some("1")),
            (
                StageError::Unavailable { message: text(), retry_after: after(7) },
                503,
                "translator_unavailable",
                Some("7"),
            ),
            (StageError::Unsafe(Vec::new()), 422, "unsafe_translation", None),
            (StageError::Defect { message: "m".into(), detail: text() }, 500, "translator_defect", None),
            (StageError::Setup(SetupError::NoWasm), 501, "target_unavailable", None),
            (StageError::Setup(SetupError::NoRustc { reason: text() }), 500, "internal_error", None),
        ];
        for (error, status, kind, retry) in table {
            let error = ApiError::from(error);
            let body = error.body();
            assert_eq!(body["error"]["code"], status);
            assert_eq!(body["error"]["type"], kind);
            assert!(body["error"].as_object().is_some_and(|e| e.contains_key("param") && e.contains_key("message")));
            let response = error.into_response();
            assert_eq!(response.status().as_u16(), status);
            let header = response.headers().get(header::RETRY_AFTER).map(|v| v.to_str().unwrap());
            assert_eq!(header, retry, "{kind}");
        }
    }

    #[test]
    fn a_refusal_carries_its_diagnostics() {
        let diagnostic = Diagnostic::at("P0100", Severity::Error, "a.py", "x = 1\n", 4, 5, "no").with_help("say so");
        let body = ApiError::from(StageError::Refused(vec![diagnostic])).body();
        let first = &body["diagnostics"][0];
        assert_eq!((&first["code"], &first["line"], &first["column"]), (&json!("P0100"), &json!(1), &json!(5)));
        assert!(first["rendered"].as_str().unwrap().contains("a.py:1:5: error[P0100]: no"));
        assert_eq!(first["help"], "say so");
    }
}

//! A gRPC double of Triton, in this process, on a free port: answers, refuses, hangs or breaks as a test says.

use portalis_proto::inference::model_infer_response::InferOutputTensor;
use portalis_proto::inference::repository_index_response::ModelIndex;
use portalis_proto::inference::*;
use portalis_proto::{Server, Service, tensor};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Code, Request, Response, Status};

/// How the double answers inferences.
#[derive(Debug, Clone)]
pub(super) enum Behaviour {
    /// A crate, or a refusal when the source is `refuse`.
    Answer,
    /// This status.
    Fail(Code, &'static str),
    /// No answer until the caller is gone.
    Hang,
    /// Outputs that are not the transpile model's.
    Nonsense,
}

#[derive(Default)]
struct State {
    behaviour: Mutex<Option<Behaviour>>,
    unready: AtomicBool,
    asked_ready: AtomicUsize,
    requests: Mutex<Vec<ModelInferRequest>>,
    cancelled: AtomicUsize,
}

/// A running double. It has a runtime of its own, so that dropping it breaks its connections as a killed server does.
pub(super) struct Double {
    pub address: String,
    state: Arc<State>,
    runtime: Option<Runtime>,
}

impl Drop for Double {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Double {
    pub async fn start() -> Double {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listening = runtime.spawn(TcpListener::bind("127.0.0.1:0"));
        let listener = listening.await.unwrap().unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let state = Arc::new(State::default());
        let service = Server::new(Handler(state.clone()));
        let server = tonic::transport::Server::builder().add_service(service);
        runtime.spawn(async move { server.serve_with_incoming(TcpListenerStream::new(listener)).await.unwrap() });
        Double { address, state, runtime: Some(runtime) }
    }

    pub fn behave(&self, behaviour: Behaviour) {
        *self.state.behaviour.lock().unwrap() = Some(behaviour);
    }

    pub fn set_ready(&self, ready: bool) {
        self.state.unready.store(!ready, Ordering::SeqCst);
    }

    pub fn asked_ready(&self) -> usize {
        self.state.asked_ready.load(Ordering::SeqCst)
    }

    pub fn requests(&self) -> Vec<ModelInferRequest> {
        self.state.requests.lock().unwrap().clone()
    }

    pub fn cancelled(&self) -> usize {
        self.state.cancelled.load(Ordering::SeqCst)
    }
}

struct Handler(Arc<State>);

/// Counts a call that is dropped before its end.
struct Waiting(Arc<State>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.cancelled.fetch_add(1, Ordering::SeqCst);
    }
}

#[tonic::async_trait]
impl Service for Handler {
    async fn model_ready(&self, _: Request<ModelReadyRequest>) -> Result<Response<ModelReadyResponse>, Status> {
        self.0.asked_ready.fetch_add(1, Ordering::SeqCst);
        Ok(Response::new(ModelReadyResponse { ready: !self.0.unready.load(Ordering::SeqCst) }))
    }

    async fn repository_index(
        &self,
        _: Request<RepositoryIndexRequest>,
    ) -> Result<Response<RepositoryIndexResponse>, Status> {
        let model =
            |name: &str, state: &str| ModelIndex { name: name.into(), state: state.into(), ..Default::default() };
        let models = vec![model("transpile", "READY"), model("broken", "UNAVAILABLE"), model("transpile", "READY")];
        Ok(Response::new(RepositoryIndexResponse { models }))
    }

    /// Says back how many messages it was told, as a language model that is done.
    async fn model_stream_infer(
        &self,
        request: Request<tonic::Streaming<ModelInferRequest>>,
    ) -> Result<Response<tonic::codegen::BoxStream<ModelStreamInferResponse>>, Status> {
        let request = request.into_inner().message().await?.ok_or_else(|| Status::internal("an empty stream"))?;
        self.0.requests.lock().unwrap().push(request.clone());
        let mut message = ModelStreamInferResponse::default();
        match self.0.behaviour.lock().unwrap().clone() {
            Some(Behaviour::Fail(_, words)) => message.error_message = words.to_string(),
            _ => {
                let told = tensor::decode("messages", &request.raw_input_contents[0]).unwrap();
                let told: serde_json::Value = serde_json::from_slice(&told[0]).unwrap();
                let text = format!("{} messages", told.as_array().unwrap().len());
                message.infer_response = Some(outputs(&[("text_output", &text), ("finish_reason", "stop")]));
            }
        }
        Ok(Response::new(Box::pin(futures_util::stream::iter([Ok(message)]))))
    }

    async fn model_infer(&self, request: Request<ModelInferRequest>) -> Result<Response<ModelInferResponse>, Status> {
        let request = request.into_inner();
        self.0.requests.lock().unwrap().push(request.clone());
        let behaviour = self.0.behaviour.lock().unwrap().clone().unwrap_or(Behaviour::Answer);
        match behaviour {
            Behaviour::Answer => Ok(Response::new(answer(&request))),
            Behaviour::Fail(code, message) => Err(Status::new(code, message)),
            Behaviour::Nonsense => {
                Ok(Response::new(outputs(&[("crate", "[]"), ("diagnostics", "[]"), ("status", "translated")])))
            }
            Behaviour::Hang => {
                let waiting = Waiting(self.0.clone());
                tokio::time::sleep(Duration::from_secs(60)).await;
                drop(waiting);
                Err(Status::internal("nobody came"))
            }
        }
    }
}

fn answer(request: &ModelInferRequest) -> ModelInferResponse {
    let source = tensor::decode("source", &request.raw_input_contents[0]).unwrap();
    if &source[0][..] == b"refuse" {
        let found = r#"[{"code": "P0042", "severity": "error", "path": "a.py", "line": 1, "column": 1, "width": 6,
            "source_line": "refuse", "message": "no", "help": "yes", "rendered": "..."}]"#;
        return outputs(&[("crate", "{}"), ("diagnostics", found), ("status", "refused")]);
    }
    let krate = serde_json::json!({"src/main.rs": String::from_utf8_lossy(&source[0])}).to_string();
    outputs(&[("crate", &krate), ("diagnostics", "[]"), ("status", "translated")])
}

fn outputs(tensors: &[(&str, &str)]) -> ModelInferResponse {
    let mut response = ModelInferResponse { model_name: "transpile".into(), ..Default::default() };
    for (name, value) in tensors {
        response.outputs.push(InferOutputTensor {
            name: name.to_string(),
            datatype: "BYTES".into(),
            shape: vec![1, 1],
            ..Default::default()
        });
        response.raw_output_contents.push(tensor::encode([value.as_bytes()]));
    }
    response
}

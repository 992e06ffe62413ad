//! The KServe v2 inference protocol over gRPC, as Triton speaks it: messages, client, and server (for test doubles).
//! Must not know what Portalis does with a model: names of models, tensors and parameters belong to callers.

pub mod tensor;

/// Messages, client and server, generated from `proto/inference/*.proto`.
#[allow(missing_docs, clippy::all, clippy::pedantic)]
pub mod inference {
    tonic::include_proto!("inference");
}

pub use inference::grpc_inference_service_client::GrpcInferenceServiceClient as Client;
pub use inference::grpc_inference_service_server::{
    GrpcInferenceService as Service, GrpcInferenceServiceServer as Server,
};

/// The descriptors of all messages, as an encoded `google.protobuf.FileDescriptorSet`.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/inference.descriptors"));

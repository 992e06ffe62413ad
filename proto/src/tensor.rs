//! Tensors of type BYTES in raw form: each element is its length as a little-endian `u32`, then its bytes.
//! Knows the wire form only.

use crate::inference::infer_parameter::ParameterChoice;
use crate::inference::model_infer_request::{InferInputTensor, InferRequestedOutputTensor};
use crate::inference::{InferParameter, ModelInferRequest, ModelInferResponse};
use bytes::{BufMut, Bytes, BytesMut};

/// Why a response cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TensorError {
    /// The response lacks an output.
    #[error("the response has no output '{name}'; check the model's config.pbtxt")]
    Missing {
        /// The output asked for.
        name: String,
    },
    /// The output is not of type BYTES.
    #[error("output '{name}' has datatype {datatype}, not BYTES; check the model's config.pbtxt")]
    Datatype {
        /// The output asked for.
        name: String,
        /// Its datatype.
        datatype: String,
    },
    /// An element's length points past the end of the tensor.
    #[error("output '{name}' is cut off at byte {at}; the server and this client disagree on the protocol")]
    Truncated {
        /// The output asked for.
        name: String,
        /// Where the bad length stands.
        at: usize,
    },
}

/// Encodes BYTES elements as raw tensor contents.
pub fn encode<'a>(elements: impl IntoIterator<Item = &'a [u8]>) -> Bytes {
    let mut raw = BytesMut::new();
    for element in elements {
        // gRPC bounds a message far below 4 GiB, so that the length always fits.
        raw.put_u32_le(element.len() as u32);
        raw.put_slice(element);
    }
    raw.freeze()
}

/// Decodes raw tensor contents into BYTES elements that share the tensor's buffer.
pub fn decode(name: &str, raw: &Bytes) -> Result<Vec<Bytes>, TensorError> {
    let mut elements = Vec::new();
    let mut at = 0;
    while at < raw.len() {
        let truncated = || TensorError::Truncated { name: name.to_string(), at };
        let length: [u8; 4] = raw.get(at..at + 4).and_then(|b| b.try_into().ok()).ok_or_else(truncated)?;
        let start = at + 4;
        let end = start.checked_add(u32::from_le_bytes(length) as usize).ok_or_else(truncated)?;
        if end > raw.len() {
            return Err(truncated());
        }
        elements.push(raw.slice(start..end));
        at = end;
    }
    Ok(elements)
}

impl ModelInferRequest {
    /// A request for the newest version of `model`.
    pub fn to_model(model: &str, id: &str) -> Self {
        ModelInferRequest { model_name: model.to_string(), id: id.to_string(), ..Default::default() }
    }

    /// Adds a BYTES input of the given shape; the raw contents go by the order of these calls.
    #[must_use]
    pub fn with_bytes<'a>(mut self, name: &str, shape: &[i64], elements: impl IntoIterator<Item = &'a [u8]>) -> Self {
        self.inputs.push(InferInputTensor {
            name: name.to_string(),
            datatype: "BYTES".to_string(),
            shape: shape.to_vec(),
            ..Default::default()
        });
        self.raw_input_contents.push(encode(elements));
        self
    }

    /// Asks for one output.
    #[must_use]
    pub fn with_output(mut self, name: &str) -> Self {
        self.outputs.push(InferRequestedOutputTensor { name: name.to_string(), ..Default::default() });
        self
    }

    /// Adds a request parameter.
    #[must_use]
    pub fn with_parameter(mut self, name: &str, choice: ParameterChoice) -> Self {
        self.parameters.insert(name.to_string(), InferParameter { parameter_choice: Some(choice) });
        self
    }
}

impl ModelInferResponse {
    /// The elements of a BYTES output, in whichever of the protocol's two forms the server sent it.
    pub fn bytes_output(&self, name: &str) -> Result<Vec<Bytes>, TensorError> {
        let missing = || TensorError::Missing { name: name.to_string() };
        let index = self.outputs.iter().position(|o| o.name == name).ok_or_else(missing)?;
        let output = &self.outputs[index];
        if output.datatype != "BYTES" {
            return Err(TensorError::Datatype { name: name.to_string(), datatype: output.datatype.clone() });
        }
        match (self.raw_output_contents.get(index), &output.contents) {
            (Some(raw), _) => decode(name, raw),
            (None, Some(contents)) => Ok(contents.bytes_contents.clone()),
            (None, None) => Err(missing()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::model_infer_response::InferOutputTensor;

    fn response(raw: Bytes, datatype: &str) -> ModelInferResponse {
        let output = InferOutputTensor { name: "crate".into(), datatype: datatype.into(), ..Default::default() };
        ModelInferResponse { outputs: vec![output], raw_output_contents: vec![raw], ..Default::default() }
    }

    #[test]
    fn elements_survive_the_round_trip() {
        let elements: [&[u8]; 3] = [b"print(1)", b"", "é".as_bytes()];
        let raw = encode(elements);
        assert_eq!(&raw[..5], b"\x08\0\0\0p");
        assert_eq!(response(raw, "BYTES").bytes_output("crate").unwrap(), elements);
    }

    #[test]
    fn what_is_not_there_is_an_error_with_its_name() {
        let raw = encode([b"abc".as_slice()]);
        let error = |r: ModelInferResponse, name: &str| r.bytes_output(name).unwrap_err().to_string();
        assert!(error(response(raw.clone(), "BYTES"), "status").contains("no output 'status'"));
        assert!(error(response(raw.clone(), "INT64"), "crate").contains("INT64, not BYTES"));
        for cut in 1..raw.len() {
            assert!(error(response(raw.slice(..cut), "BYTES"), "crate").contains("cut off at byte 0"), "{cut}");
        }
    }
}

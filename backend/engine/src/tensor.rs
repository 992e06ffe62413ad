//! Named, typed tensors as they cross the seam. BYTES elements are length-prefixed, as in the KServe v2 protocol. It
//! must not know whose memory the bytes lie in.

use crate::EngineError;
use std::borrow::Cow;

/// The element types of the KServe v2 protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each variant is the protocol's own name")]
pub enum DataType {
    Bool,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Int8,
    Int16,
    Int32,
    Int64,
    Fp16,
    Fp32,
    Fp64,
    Bf16,
    /// Byte strings of any length, each after its length in four little-endian bytes.
    Bytes,
}

impl DataType {
    /// The protocol's name of the type.
    pub fn name(self) -> &'static str {
        match self {
            DataType::Bool => "BOOL",
            DataType::Uint8 => "UINT8",
            DataType::Uint16 => "UINT16",
            DataType::Uint32 => "UINT32",
            DataType::Uint64 => "UINT64",
            DataType::Int8 => "INT8",
            DataType::Int16 => "INT16",
            DataType::Int32 => "INT32",
            DataType::Int64 => "INT64",
            DataType::Fp16 => "FP16",
            DataType::Fp32 => "FP32",
            DataType::Fp64 => "FP64",
            DataType::Bf16 => "BF16",
            DataType::Bytes => "BYTES",
        }
    }
}

/// One input or output that an engine declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TensorSpec {
    /// The tensor's name.
    pub name: &'static str,
    /// Its element type.
    pub datatype: DataType,
    /// Its shape without the batch dimension; -1 is any length.
    pub dims: &'static [i64],
    /// Whether a request may leave it out. Always false for outputs.
    pub optional: bool,
}

/// An input, borrowed from the request where its memory allows.
#[derive(Debug, Clone)]
pub struct InputTensor<'a> {
    /// Element type as the request has it.
    pub datatype: DataType,
    /// Shape as the request has it, with the batch dimension.
    pub shape: Cow<'a, [i64]>,
    /// The elements, row by row.
    pub data: Cow<'a, [u8]>,
}

impl InputTensor<'_> {
    /// The elements of a BYTES tensor. The count agrees with the shape, and no byte is left over.
    pub fn byte_strings(&self, name: &str) -> Result<Vec<&[u8]>, EngineError> {
        if self.datatype != DataType::Bytes {
            return Err(EngineError::InvalidInput(format!(
                "input `{name}` is {}: send it as BYTES",
                self.datatype.name()
            )));
        }
        let mut rest: &[u8] = &self.data;
        let mut elements = Vec::new();
        while !rest.is_empty() {
            let (length, tail) = rest.split_first_chunk::<4>().ok_or_else(|| truncated(name))?;
            let length = u32::from_le_bytes(*length) as usize;
            let (element, tail) = tail.split_at_checked(length).ok_or_else(|| truncated(name))?;
            elements.push(element);
            rest = tail;
        }
        let expected: i64 = self.shape.iter().product();
        if i64::try_from(elements.len()) != Ok(expected) {
            return Err(EngineError::InvalidInput(format!(
                "input `{name}` has {} elements and its shape {:?} says {expected}: make them agree",
                elements.len(),
                self.shape
            )));
        }
        Ok(elements)
    }
}

fn truncated(name: &str) -> EngineError {
    EngineError::InvalidInput(format!(
        "input `{name}` ends inside an element: put each element's length before it in four little-endian bytes"
    ))
}

/// An output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tensor {
    /// The tensor's name, one of the engine's declared outputs.
    pub name: &'static str,
    /// Element type.
    pub datatype: DataType,
    /// Shape, with the batch dimension where the model has one.
    pub shape: Vec<i64>,
    /// The elements, row by row.
    pub data: Vec<u8>,
}

impl Tensor {
    /// A BYTES tensor of these elements.
    pub fn byte_strings<E: AsRef<[u8]>>(
        name: &'static str,
        shape: Vec<i64>,
        elements: &[E],
    ) -> Result<Tensor, EngineError> {
        let size = elements.iter().map(|element| element.as_ref().len() + 4).sum();
        let mut data = Vec::with_capacity(size);
        for element in elements.iter().map(AsRef::as_ref) {
            let length = u32::try_from(element.len()).map_err(|_| {
                EngineError::Internal(format!("an element of output `{name}` exceeds 4 GiB: send less in one request"))
            })?;
            data.extend_from_slice(&length.to_le_bytes());
            data.extend_from_slice(element);
        }
        Ok(Tensor { name, datatype: DataType::Bytes, shape, data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(shape: &[i64], data: &[u8]) -> InputTensor<'static> {
        InputTensor { datatype: DataType::Bytes, shape: shape.to_vec().into(), data: data.to_vec().into() }
    }

    #[test]
    fn byte_strings_survive_the_round_trip() {
        let out = Tensor::byte_strings("t", vec![1, 3], &[&b"ab"[..], b"", b"\0\xff"]).unwrap();
        let back = input(&out.shape, &out.data);
        assert_eq!(back.byte_strings("t").unwrap(), [&b"ab"[..], b"", b"\0\xff"]);
    }

    #[test]
    fn truncation_and_a_wrong_count_are_errors() {
        for (shape, data) in [(&[1][..], &b"\x05\0\0\0ab"[..]), (&[1], b"\x05\0"), (&[2], b"\x01\0\0\0a"), (&[1], b"")]
        {
            let error = input(shape, data).byte_strings("source").unwrap_err();
            assert!(matches!(&error, EngineError::InvalidInput(m) if m.contains("`source`")), "{error}");
        }
    }

    #[test]
    fn another_type_is_an_error_that_names_it() {
        let tensor = InputTensor { datatype: DataType::Int32, ..input(&[1], b"\0\0\0\0") };
        assert_eq!(tensor.byte_strings("source").unwrap_err().to_string(), "input `source` is INT32: send it as BYTES");
    }
}

//! A checkpoint's tensors by name. It must not know what they mean.

use super::Dtype;

/// One tensor in its file.
#[derive(Debug, Clone, Copy)]
pub struct TensorView<'a> {
    /// Its name, for messages.
    pub name: &'a str,
    /// Its element type.
    pub dtype: Dtype,
    /// Its shape, outermost dimension first.
    pub shape: &'a [usize],
    /// Its elements, little endian, in row-major order; not necessarily aligned.
    pub bytes: &'a [u8],
}

/// All tensors of a checkpoint.
#[derive(Debug)]
pub struct Tensors {}

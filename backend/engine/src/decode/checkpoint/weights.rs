//! A model's weights by their place in the model, each checked for presence, type and shape. It must not copy them.

use super::{QuantMethod, TensorView};

/// All weights of a model.
#[derive(Debug)]
pub struct ModelWeights<'a> {
    /// Token embedding: vocab x hidden.
    pub embedding: TensorView<'a>,
    /// The layers.
    pub layers: Vec<LayerWeights<'a>>,
    /// The last norm: hidden.
    pub norm: TensorView<'a>,
    /// The output projection: vocab x hidden; `None` where it is the embedding.
    pub head: Option<TensorView<'a>>,
}

/// The weights of a layer.
#[derive(Debug)]
pub struct LayerWeights<'a> {
    /// The norm before attention: hidden.
    pub attention_norm: TensorView<'a>,
    /// Queries: q_width x hidden.
    pub q: Linear<'a>,
    /// Keys: kv_width x hidden.
    pub k: Linear<'a>,
    /// Values: kv_width x hidden.
    pub v: Linear<'a>,
    /// Attention's output: hidden x q_width.
    pub o: Linear<'a>,
    /// The norm of a query head, where the model has it: head_dim.
    pub q_norm: Option<TensorView<'a>>,
    /// The norm of a key head, where the model has it: head_dim.
    pub k_norm: Option<TensorView<'a>>,
    /// The norm before the feed-forward part: hidden.
    pub mlp_norm: TensorView<'a>,
    /// Gate: intermediate x hidden.
    pub gate: Linear<'a>,
    /// Up: intermediate x hidden.
    pub up: Linear<'a>,
    /// Down: hidden x intermediate.
    pub down: Linear<'a>,
}

/// A linear layer: `y = W x + b`.
#[derive(Debug)]
pub struct Linear<'a> {
    /// Outputs: rows of W.
    pub rows: usize,
    /// Inputs: columns of W.
    pub cols: usize,
    /// W.
    pub matrix: Matrix<'a>,
    /// b.
    pub bias: Option<TensorView<'a>>,
}

/// A linear layer's matrix as the file has it.
#[derive(Debug)]
pub enum Matrix<'a> {
    /// rows x cols floats.
    Dense(TensorView<'a>),
    /// Packed integer codes.
    Packed {
        /// The format.
        method: QuantMethod,
        /// Bits of a code.
        bits: u32,
        /// Input columns that share a scale.
        group: usize,
        /// GPTQ: (cols * bits / 32) x rows, packed along the columns; AWQ: cols x (rows * bits / 32).
        qweight: TensorView<'a>,
        /// groups x (rows * bits / 32).
        qzeros: TensorView<'a>,
        /// groups x rows.
        scales: TensorView<'a>,
        /// The group of each input column (GPTQ).
        g_idx: Option<TensorView<'a>>,
    },
}

//! A model's weights and cache on the GPU, and what is fixed about it. It must not know where weights come from.

use portalis_kernels::{Attention, Blas, Cache, Codes, DeviceBuffer, Element, Error, View, ViewMut, Weight};

/// Weights and cache.
pub(super) struct Model<E> {
    pub(super) shape: Shape,
    /// vocab x hidden.
    pub(super) embedding: DeviceBuffer<E>,
    pub(super) layers: Vec<Layer<E>>,
    /// The last norm.
    pub(super) norm: DeviceBuffer<E>,
    /// vocab x hidden; `None` where it is the embedding.
    pub(super) head: Option<DeviceBuffer<E>>,
    /// Cosine and sine of each pair at each position.
    pub(super) rotary: DeviceBuffer<f32>,
}

/// A projection's matrix.
pub(super) enum Matrix<E> {
    Floats(DeviceBuffer<E>),
    Codes(Codes),
}

/// A layer.
pub(super) struct Layer<E> {
    /// The norms before attention and before the feed-forward part; `None` where they are in the matrix that follows.
    pub(super) attention_norm: Option<DeviceBuffer<E>>,
    pub(super) mlp_norm: Option<DeviceBuffer<E>>,
    /// Queries, keys and values over each other; in a query or key head, values that rotate together are neighbours.
    pub(super) qkv: Matrix<E>,
    pub(super) qkv_bias: Option<DeviceBuffer<E>>,
    /// Norms of query and key heads, in the order of the heads' values.
    pub(super) head_norms: Option<(DeviceBuffer<E>, DeviceBuffer<E>)>,
    pub(super) output: Matrix<E>,
    /// Gate and up in groups of 8 rows.
    pub(super) gate_up: Matrix<E>,
    pub(super) down: Matrix<E>,
    /// `[page][kv head][place in the page][head_dim]`.
    pub(super) keys: DeviceBuffer<E>,
    pub(super) values: DeviceBuffer<E>,
    pub(super) window: Option<u32>,
}

/// What is fixed about a model.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) vocab: usize,
    pub(super) hidden: usize,
    pub(super) intermediate: usize,
    pub(super) heads: usize,
    pub(super) kv_heads: usize,
    pub(super) head_dim: usize,
    pub(super) page_size: usize,
    pub(super) epsilon: f32,
}

impl Shape {
    /// Values of a row of queries.
    pub(super) fn q_width(&self) -> usize {
        self.heads * self.head_dim
    }

    /// Values of a row of queries, keys and values.
    pub(super) fn qkv_width(&self) -> usize {
        (self.heads + 2 * self.kv_heads) * self.head_dim
    }

    /// Attention in a layer with this window.
    pub(super) fn attention(&self, window: Option<u32>) -> Attention {
        let Shape { heads, kv_heads, head_dim, page_size, .. } = *self;
        Attention { heads, kv_heads, head_dim, page_size, window, scale: 1.0 / (head_dim as f32).sqrt() }
    }
}

impl<E: Element> Matrix<E> {
    /// For products of few rows.
    pub(super) fn weight(&self) -> Weight<'_, E> {
        match self {
            Matrix::Floats(values) => values.view().into(),
            Matrix::Codes(codes) => codes.into(),
        }
    }

    /// How many floats a product of many rows needs beside it.
    pub(super) fn scratch(&self) -> usize {
        match self {
            Matrix::Floats(_) => 0,
            Matrix::Codes(codes) => codes.rows() * codes.columns(),
        }
    }

    /// `output = x W'`, or that added to it, for many rows.
    pub(super) fn multiply(
        &self,
        blas: &Blas,
        x: View<'_, E>,
        inputs: usize,
        scratch: &mut DeviceBuffer<E>,
        output: ViewMut<'_, E>,
        add: bool,
    ) -> Result<(), Error> {
        match self {
            Matrix::Floats(values) => blas.matmul(x, values.view(), inputs, output, add),
            Matrix::Codes(codes) => {
                let mut floats = scratch.range_mut(0..self.scratch())?;
                codes.floats(floats.reborrow())?;
                blas.matmul(x, floats.as_view(), inputs, output, add)
            }
        }
    }
}

/// This layer's part of the cache, to write.
pub(super) fn cache<'a, E: Element>(keys: &'a mut DeviceBuffer<E>, values: &'a mut DeviceBuffer<E>) -> Cache<'a, E> {
    Cache { keys: keys.view_mut(), values: values.view_mut() }
}

impl<E: Element> Model<E> {
    /// The output projection.
    pub(super) fn head(&self) -> View<'_, E> {
        self.head.as_ref().unwrap_or(&self.embedding).view()
    }
}

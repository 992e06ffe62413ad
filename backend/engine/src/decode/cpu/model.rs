//! A model's weights, as the executor computes with them. It must not know where they came from.

use super::math::{self, Matrix};

#[derive(Debug)]
pub(super) struct Model {
    pub(super) embedding: Linear,
    pub(super) layers: Vec<Layer>,
    pub(super) norm: Vec<f32>,
    /// `None` where it is the embedding.
    pub(super) head: Option<Linear>,
}

#[derive(Debug)]
pub(super) struct Layer {
    pub(super) attention_norm: Vec<f32>,
    pub(super) q: Linear,
    pub(super) k: Linear,
    pub(super) v: Linear,
    pub(super) o: Linear,
    pub(super) q_norm: Option<Vec<f32>>,
    pub(super) k_norm: Option<Vec<f32>>,
    pub(super) mlp_norm: Vec<f32>,
    pub(super) gate: Linear,
    pub(super) up: Linear,
    pub(super) down: Linear,
}

#[derive(Debug)]
pub(super) struct Linear {
    pub(super) weight: Matrix,
    pub(super) bias: Option<Vec<f32>>,
    pub(super) cols: usize,
}

impl Linear {
    /// `x W^T + b` for each row of `x`.
    pub(super) fn apply(&self, x: &[f32]) -> Vec<f32> {
        let mut out = math::matmul(x, &self.weight, self.cols);
        if let Some(bias) = &self.bias {
            for row in out.chunks_exact_mut(bias.len()) {
                math::add(row, bias);
            }
        }
        out
    }

    /// Appends a row of the matrix.
    pub(super) fn append_row(&self, row: usize, out: &mut Vec<f32>) {
        let range = row * self.cols..(row + 1) * self.cols;
        out.extend_from_slice(self.weight.part(range, &mut Vec::new()));
    }

    fn bytes(&self) -> usize {
        self.weight.bytes() + self.bias.as_deref().map_or(0, size_of_val)
    }
}

impl Model {
    /// The bytes that it takes.
    pub(super) fn bytes(&self) -> usize {
        let layers = self.layers.iter().map(|layer| {
            let linears = [&layer.q, &layer.k, &layer.v, &layer.o, &layer.gate, &layer.up, &layer.down];
            let norms =
                [Some(&layer.attention_norm), Some(&layer.mlp_norm), layer.q_norm.as_ref(), layer.k_norm.as_ref()];
            let norms = norms.into_iter().flatten().map(|norm| size_of_val(norm.as_slice()));
            linears.into_iter().map(Linear::bytes).sum::<usize>() + norms.sum::<usize>()
        });
        let head = self.head.as_ref().map_or(0, Linear::bytes);
        layers.sum::<usize>() + self.embedding.bytes() + head + size_of_val(self.norm.as_slice())
    }
}

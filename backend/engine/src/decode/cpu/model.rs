//! A model's weights as 32-bit floats. It must not know where they came from.

use super::math;

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
    pub(super) weight: Vec<f32>,
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

    pub(super) fn row(&self, row: usize) -> &[f32] {
        &self.weight[row * self.cols..][..self.cols]
    }

    fn floats(&self) -> usize {
        self.weight.len() + self.bias.as_ref().map_or(0, Vec::len)
    }
}

impl Model {
    /// How many floats it holds.
    pub(super) fn floats(&self) -> usize {
        let layers = self.layers.iter().map(|layer| {
            let linears = [&layer.q, &layer.k, &layer.v, &layer.o, &layer.gate, &layer.up, &layer.down];
            let norms = layer.q_norm.iter().chain(&layer.k_norm).map(Vec::len).sum::<usize>();
            let linears: usize = linears.into_iter().map(Linear::floats).sum();
            linears + norms + layer.attention_norm.len() + layer.mlp_norm.len()
        });
        layers.sum::<usize>() + self.embedding.floats() + self.head.as_ref().map_or(0, Linear::floats) + self.norm.len()
    }
}

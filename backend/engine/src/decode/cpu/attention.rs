//! Attention of rows over the pages of their sequences, with grouped heads and sliding windows. It must not write to
//! the cache.

use super::Row;
use super::cache::Cache;
use super::math::dot;
use crate::decode::checkpoint::ModelConfig;
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

/// What each row's heads gather from the values up to the row's own position: rows x q_width, like `q`.
pub(super) fn attend(config: &ModelConfig, layer: usize, q: &[f32], rows: &[Row<'_>], cache: &Cache) -> Vec<f32> {
    let arch = Arch::new();
    let mut out = vec![0.0; q.len()];
    // A task is one row and one key head with the query heads that share it.
    let share = config.heads / config.kv_heads * config.head_dim;
    out.par_chunks_mut(share).zip(q.par_chunks(share)).enumerate().for_each(|(task, (out, q))| {
        let (row, kv_head) = (&rows[task / config.kv_heads], task % config.kv_heads);
        let first = config.windows[layer].map_or(0, |window| (row.position + 1).saturating_sub(window));
        let head_dim = config.head_dim;
        let keys = cache.keys(layer);
        let values = cache.values(layer);
        let places: Vec<usize> =
            (first..=row.position).map(|token| cache.offset(row.pages, token) + kv_head * head_dim).collect();
        arch.dispatch(Heads { q, out, keys, values, places: &places, head_dim });
    });
    out
}

/// The query heads of one row that share a key head.
struct Heads<'a> {
    q: &'a [f32],
    out: &'a mut [f32],
    keys: &'a [f32],
    values: &'a [f32],
    places: &'a [usize],
    head_dim: usize,
}

impl WithSimd for Heads<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Heads { q, out, keys, values, places, head_dim } = self;
        let scale = 1.0 / (head_dim as f32).sqrt();
        let mut weights = vec![0.0; places.len()];
        for (q, out) in q.chunks_exact(head_dim).zip(out.chunks_exact_mut(head_dim)) {
            for (weight, place) in weights.iter_mut().zip(places) {
                *weight = dot(simd, q, &keys[*place..][..head_dim]) * scale;
            }
            let largest = weights.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let mut sum = 0.0;
            for weight in &mut weights {
                *weight = (*weight - largest).exp();
                sum += *weight;
            }
            for (weight, place) in weights.iter().zip(places) {
                let weight = *weight / sum;
                for (out, value) in out.iter_mut().zip(&values[*place..][..head_dim]) {
                    *out += weight * value;
                }
            }
        }
    }
}

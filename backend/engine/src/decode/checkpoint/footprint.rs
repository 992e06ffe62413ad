//! The memory that a model will take, reckoned from its shape. It must not know what else a device holds.

use super::{Dtype, ModelConfig, Quantization, RoundToNearest};

/// What a model takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Footprint {
    /// How many weights the model has.
    pub parameters: u64,
    /// Bytes of its weights.
    pub weights: u64,
    /// Bytes of keys and values that each token of a sequence takes.
    pub cache_per_token: u64,
}

impl Footprint {
    /// Of a model on the host's processors: weights of bf16 stay as they are, all others become 32-bit floats, as the
    /// cache is. With weights that were quantised it is a little less than this.
    pub fn on_host(config: &ModelConfig, quantize: Option<RoundToNearest>) -> Footprint {
        let narrow = config.dtype == Dtype::Bf16 && config.quantization.is_none() && quantize.is_none();
        let plain = ModelConfig { quantization: None, ..config.clone() };
        let weights = Footprint::of(&plain, None, if narrow { 2 } else { 4 });
        Footprint { cache_per_token: config.cache_bytes_per_token(4) as u64, ..weights }
    }

    /// Of a model whose floats take so many bytes each, which are 2 on a GPU. What is quantised at load, or in the
    /// files, is reckoned so.
    pub fn of(config: &ModelConfig, quantize: Option<RoundToNearest>, float: u64) -> Footprint {
        let (hidden, wide) = (config.hidden as u64, config.intermediate as u64);
        let (q, kv) = (config.q_width() as u64, config.kv_width() as u64);
        let matrices =
            [(q, hidden), (kv, hidden), (kv, hidden), (hidden, q), (wide, hidden), (wide, hidden), (hidden, wide)];
        let linear = |(rows, cols): (u64, u64)| match (&config.quantization, quantize) {
            (Some(Quantization { bits, group, .. }), _) => packed(rows, cols, u64::from(*bits), *group as u64),
            (None, Some(scheme)) => {
                let group = RoundToNearest::group(cols as usize).unwrap_or(RoundToNearest::GROUP);
                packed(rows, cols, u64::from(scheme.bits()), group as u64)
            }
            (None, None) => rows * cols * float,
        };
        let layers = config.layers as u64;
        let head_norms = if config.qk_norm { 2 * config.head_dim as u64 } else { 0 };
        let biases = if config.qkv_bias { q + 2 * kv } else { 0 };
        let small = layers * (2 * hidden + head_norms + biases) + hidden;
        let embeddings = config.vocab as u64 * hidden * if config.tied { 1 } else { 2 };
        let in_linears: u64 = layers * matrices.iter().map(|(rows, cols)| rows * cols).sum::<u64>();
        Footprint {
            parameters: in_linears + small + embeddings,
            weights: layers * matrices.into_iter().map(linear).sum::<u64>() + (small + embeddings) * float,
            cache_per_token: config.cache_bytes_per_token(float as usize) as u64,
        }
    }
}

/// Codes, and for each group a scale in half precision and a zero in a byte.
fn packed(rows: u64, cols: u64, bits: u64, group: u64) -> u64 {
    let groups = if group == 0 { 1 } else { cols.div_ceil(group) };
    rows * cols * bits / 8 + rows * groups * 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::tiny_checkpoint;

    #[test]
    fn the_weights_of_a_checkpoint_are_counted_to_the_byte() {
        let (_folder, checkpoint) = tiny_checkpoint();
        let found = Footprint::of(&checkpoint.config, None, 4);
        assert_eq!(found.weights, checkpoint.tensors.bytes());
        assert_eq!(found.parameters * 4, found.weights);
        assert_eq!(found.cache_per_token, 2 * 2 * 16 * 4);
    }

    #[test]
    fn quantised_weights_take_their_bits() {
        let (_folder, checkpoint) = tiny_checkpoint();
        let plain = Footprint::of(&checkpoint.config, None, 2).weights;
        let small = Footprint::of(&checkpoint.config, Some(RoundToNearest::Int4), 2).weights;
        // Of 2 layers: 7680 weights each, from two bytes to half a byte, and 3 bytes for each of 288 groups.
        assert_eq!(plain - small, 2 * (7680 * 3 / 2 - 3 * 288));
    }
}

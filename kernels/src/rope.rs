//! QKV rows on their way to attention: bias, norms of heads, rotation, and the write into the paged cache.

use crate::buffer::{View, ViewMut};
use crate::device::Device;
use crate::element::Element;
use crate::error::{Error, require};
use crate::launch::{Kernel, Shape, args};

/// A row whose key and value go nowhere: pads a batch.
pub const NO_SLOT: u32 = u32::MAX;

/// What is fixed for a layer.
#[derive(Clone, Copy)]
pub struct Rope<'a, E> {
    /// Query heads.
    pub heads: usize,
    /// Key and value heads.
    pub kv_heads: usize,
    /// Values a head, even and up to 256.
    pub head_dim: usize,
    /// Positions a page of the cache, a power of two.
    pub page_size: usize,
    /// Cosine and sine for each position of the context and each of the `head_dim / 2` pairs, scaled as the model wants.
    pub rotary: View<'a, f32>,
    /// Added to each row first.
    pub bias: Option<View<'a, E>>,
    /// RMSNorm weights for each query head and each key head.
    pub norms: Option<(View<'a, E>, View<'a, E>)>,
    /// Of those norms.
    pub epsilon: f32,
}

/// One layer's keys and values, `[page][kv head][slot in page][head_dim]` each.
pub struct Cache<'a, E> {
    /// Keys.
    pub keys: ViewMut<'a, E>,
    /// Values.
    pub values: ViewMut<'a, E>,
}

impl Device {
    /// For each row of `qkv` (`[queries | keys | values]`, in a query or key head the values that rotate together next to
    /// each other): rotates it to `positions[row]`, writes the queries to
    /// `queries` and the rest to slot `slots[row]` of the cache (`page * page_size + place in the page`). A slot outside
    /// the cache, such as [`NO_SLOT`], writes none.
    pub fn rope_store<E: Element>(
        &self,
        rope: &Rope<'_, E>,
        qkv: View<'_, E>,
        positions: View<'_, u32>,
        slots: View<'_, u32>,
        queries: ViewMut<'_, E>,
        cache: &mut Cache<'_, E>,
    ) -> Result<(), Error> {
        const NAME: &str = "rope_store";
        let Rope { heads, kv_heads, head_dim, page_size, .. } = *rope;
        let rows = positions.len();
        require(NAME, head_dim > 0 && head_dim <= 256 && head_dim.is_multiple_of(2), || {
            format!("heads of {head_dim} values: it takes even numbers up to 256")
        })?;
        require(NAME, page_size.is_power_of_two(), || format!("pages of {page_size} positions: not a power of two"))?;
        require(NAME, heads > 0 && kv_heads > 0 && heads.is_multiple_of(kv_heads), || {
            format!("{heads} query heads do not divide among {kv_heads} key heads")
        })?;
        let all = (heads + 2 * kv_heads) * head_dim;
        let context = rope.rotary.len() / head_dim;
        require(
            NAME,
            rows > 0
                && slots.len() == rows
                && qkv.len() == rows * all
                && queries.len() == rows * heads * head_dim
                && context > 0
                && rope.rotary.len() == context * head_dim
                && rope.bias.is_none_or(|bias| bias.len() == all)
                && rope.norms.is_none_or(|(q, k)| q.len() == head_dim && k.len() == head_dim),
            || {
                format!(
                    "{rows} positions, {} slots, {} values in, {} out, {} cosines and sines for {heads}+{kv_heads} heads of {head_dim}",
                    slots.len(),
                    qkv.len(),
                    queries.len(),
                    rope.rotary.len()
                )
            },
        )?;
        let slot_count = cache.keys.len() / (kv_heads * head_dim) / page_size * page_size;
        require(NAME, cache.keys.len() == cache.values.len() && slot_count < NO_SLOT as usize, || {
            format!("a cache of {} keys and {} values", cache.keys.len(), cache.values.len())
        })?;
        let kernel = Kernel { file: "rope", name: E::pick("rope_store_bf16", "rope_store_f16") };
        let shape = Shape {
            grid: (rows as u32, (heads + 2 * kv_heads).div_ceil(8) as u32, 1),
            dependent: true,
            ..Shape::new(1, 256)
        };
        let (q_norm, k_norm) = rope.norms.unzip();
        // SAFETY: a warp reads one head of a row and writes it to the same place of `queries`, or to a slot that it has
        // checked to be inside the cache;
        // positions are clamped to the table's.
        unsafe {
            self.launch(
                kernel,
                shape,
                args![
                    qkv,
                    rope.bias,
                    q_norm,
                    k_norm,
                    rope.rotary,
                    positions,
                    slots,
                    &queries,
                    &cache.keys,
                    &cache.values,
                    heads as u32,
                    kv_heads as u32,
                    head_dim as u32,
                    page_size.trailing_zeros(),
                    slot_count as u32,
                    context as u32,
                    rope.epsilon,
                ],
            )
        }
    }
}

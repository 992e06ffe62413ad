//! Attention of single query rows, each over its own sequence's pages.

use crate::buffer::{DeviceBuffer, View, ViewMut};
use crate::device::Device;
use crate::element::Element;
use crate::error::{Error, require};
use crate::launch::{Kernel, Shape, args};
use crate::prefill::Attention;
use crate::rows::Rows;

const NAME: &str = "decode_attention";
/// Rows of one launch.
const MOST_ROWS: usize = 64;
/// Parts that a row's keys are divided into at most.
const MOST_SPLITS: usize = 64;
/// Query heads that may share a key head.
const MOST_HEADS: usize = 16;

/// Where the parts of a row wait for each other.
pub struct Splits {
    partial: DeviceBuffer<f32>,
    /// How many parts are done; zero between launches.
    arrived: DeviceBuffer<u32>,
}

impl Splits {
    /// Room for up to `rows` rows of a model.
    pub fn new(device: &Device, attention: &Attention, rows: usize) -> Result<Splits, Error> {
        let values = rows * MOST_SPLITS * attention.heads * (attention.head_dim + 4);
        Ok(Splits { partial: device.allocate(values)?, arrived: device.zeroed(rows * attention.kv_heads)? })
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        (self.partial.len() + self.arrived.len()) * 4
    }
}

impl Device {
    /// `output[row]` from `queries[row]` (`[head][head_dim]`), over the keys and values of the row's sequence up to its
    /// own position. As many rows as there are queries; those that are padding leave the output as it is.
    #[expect(clippy::too_many_arguments, reason = "three inputs, an output, what is fixed, and two kinds of places")]
    pub fn decode_attention<E: Element>(
        &self,
        attention: &Attention,
        queries: View<'_, E>,
        keys: View<'_, E>,
        values: View<'_, E>,
        rows: &Rows,
        splits: &mut Splits,
        output: ViewMut<'_, E>,
    ) -> Result<(), Error> {
        let Attention { heads, kv_heads, head_dim, page_size, window, scale } = *attention;
        require(NAME, kv_heads > 0 && heads.is_multiple_of(kv_heads) && heads / kv_heads <= MOST_HEADS, || {
            format!("{heads} query heads to {kv_heads} key heads: it takes up to {MOST_HEADS} to one")
        })?;
        let (name, threads) = match (head_dim, heads / kv_heads <= 8) {
            (64, true) => (E::pick("decode_attention_bf16_64_1", "decode_attention_f16_64_1"), 256),
            (64, false) => (E::pick("decode_attention_bf16_64_2", "decode_attention_f16_64_2"), 128),
            (128, true) => (E::pick("decode_attention_bf16_128_1", "decode_attention_f16_128_1"), 256),
            (128, false) => (E::pick("decode_attention_bf16_128_2", "decode_attention_f16_128_2"), 128),
            (other, _) => return require(NAME, false, || format!("heads of {other} values: it takes 64 and 128")),
        };
        let width = heads * head_dim;
        let count = queries.len() / width;
        let limits = rows.limits();
        require(NAME, queries.len() == count * width && output.len() == queries.len(), || {
            format!("{} values in, {} out, rows of {width}", queries.len(), output.len())
        })?;
        require(NAME, count > 0 && count <= limits.rows.min(MOST_ROWS), || {
            format!("{count} rows: there is room for {}", limits.rows.min(MOST_ROWS))
        })?;
        let cache = limits.pages * page_size * kv_heads * head_dim;
        require(NAME, page_size == limits.page_size && keys.len() >= cache && values.len() >= cache, || {
            format!("a cache of {} keys with pages of {page_size} for {limits:?}", keys.len())
        })?;
        let fits = splits.partial.len() >= count * MOST_SPLITS * heads * (head_dim + 4)
            && splits.arrived.len() >= count * kv_heads;
        require(NAME, fits, || format!("no room for the parts of {count} rows"))?;
        let [position, offset, tables] = rows.places(0, count)?;
        // With rows for every multiprocessor, parts only cost: each is waited for and added.
        let least = (count * kv_heads * 4 / self.properties().multiprocessors as usize).clamp(1, 4);
        let shape = Shape { dependent: true, ..Shape::new(2 * self.properties().multiprocessors as usize, threads) };
        // SAFETY: positions and pages come from `Rows`, which keeps them inside a cache of its limits; a row and key
        // head has its own part of the splits and of the output.
        unsafe {
            self.launch(
                Kernel { file: "decode_attention", name },
                shape,
                args![
                    queries,
                    keys,
                    values,
                    &output,
                    position,
                    offset,
                    tables,
                    &splits.partial.view_mut(),
                    &splits.arrived.view_mut(),
                    count as u32,
                    heads as u32,
                    kv_heads as u32,
                    page_size.trailing_zeros(),
                    window.unwrap_or(0),
                    least as u32,
                    scale * std::f32::consts::LOG2_E,
                ],
            )
        }
    }
}

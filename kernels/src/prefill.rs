//! Attention of many query rows over the paged cache.

use crate::buffer::{DeviceBuffer, View, ViewMut};
use crate::device::Device;
use crate::element::Element;
use crate::error::{Error, require};
use crate::launch::{Kernel, Shape, args};

const NAME: &str = "prefill_attention";
/// Query rows a block.
const ROWS: usize = 128;
/// Keys a stage.
const KEYS: usize = 64;

/// What is fixed for a model.
#[derive(Clone, Copy, Debug)]
pub struct Attention {
    /// Query heads.
    pub heads: usize,
    /// Key and value heads.
    pub kv_heads: usize,
    /// Values a head: 64 or 128.
    pub head_dim: usize,
    /// Positions a page of the cache, a power of two.
    pub page_size: usize,
    /// How many keys a query sees, itself included; all before it where there is none.
    pub window: Option<u32>,
    /// What scores are multiplied by, usually `1 / sqrt(head_dim)`.
    pub scale: f32,
}

/// One sequence's part of a batch.
#[derive(Clone, Copy, Debug)]
pub struct Span<'a> {
    /// How many query rows it has in the batch.
    pub rows: usize,
    /// How many keys it has, those of these rows included.
    pub end: usize,
    /// Its pages, in order.
    pub pages: &'a [u32],
}

/// Which rows of a batch belong to which sequence, and where its keys are. Checked when it is filled.
pub struct Spans {
    offsets: DeviceBuffer<u32>,
    ends: DeviceBuffer<u32>,
    tables: DeviceBuffer<u32>,
    count: usize,
    stride: usize,
    rows: usize,
    longest: usize,
    /// Slots that the cache needs to have.
    slots: usize,
    page_size: usize,
}

impl Spans {
    /// Room for up to `sequences`, each of up to `pages` pages.
    pub fn new(device: &Device, sequences: usize, pages: usize) -> Result<Spans, Error> {
        Ok(Spans {
            offsets: device.zeroed(sequences + 1)?,
            ends: device.zeroed(sequences)?,
            tables: device.zeroed(sequences * pages)?,
            count: 0,
            stride: pages,
            rows: 0,
            longest: 0,
            slots: 0,
            page_size: 1,
        })
    }

    /// Describes a batch whose rows are those of the spans, one after the other.
    pub fn set(&mut self, page_size: usize, spans: &[Span<'_>]) -> Result<(), Error> {
        self.count = 0;
        require(NAME, spans.len() <= self.ends.len(), || {
            format!("{} sequences: there is room for {}", spans.len(), self.ends.len())
        })?;
        let (mut offsets, mut ends, mut tables) = (vec![0u32], Vec::new(), Vec::new());
        let (mut rows, mut longest, mut slots) = (0, 0, 0);
        for span in spans {
            let needed = span.end.div_ceil(page_size.max(1));
            require(NAME, span.rows <= span.end && needed <= span.pages.len() && needed <= self.stride, || {
                format!(
                    "a span of {} rows and {} keys has {} pages of {page_size}, and room for {}",
                    span.rows,
                    span.end,
                    span.pages.len(),
                    self.stride
                )
            })?;
            rows += span.rows;
            longest = longest.max(span.rows);
            offsets.push(rows as u32);
            ends.push(span.end as u32);
            tables.extend_from_slice(&span.pages[..needed]);
            tables.resize(ends.len() * self.stride, 0);
            let last = span.pages[..needed].iter().max().map_or(0, |page| *page as usize + 1);
            slots = slots.max(last * page_size);
        }
        self.offsets.write(0, &offsets)?;
        self.ends.write(0, &ends)?;
        self.tables.write(0, &tables)?;
        (self.count, self.rows, self.longest) = (spans.len(), rows, longest);
        (self.slots, self.page_size) = (slots, page_size);
        Ok(())
    }
}

impl Device {
    /// Causal attention: `output[row]` from `queries[row]` (`[heads][head_dim]` each) over the keys and values of the
    /// row's sequence up to its own position. The rows of a span are the last ones of its sequence, and their keys and
    /// values are in the cache.
    pub fn prefill_attention<E: Element>(
        &self,
        attention: &Attention,
        queries: View<'_, E>,
        keys: View<'_, E>,
        values: View<'_, E>,
        spans: &Spans,
        output: ViewMut<'_, E>,
    ) -> Result<(), Error> {
        let Attention { heads, kv_heads, head_dim, page_size, .. } = *attention;
        let name = match head_dim {
            64 => E::pick("prefill_bf16_64", "prefill_f16_64"),
            128 => E::pick("prefill_bf16_128", "prefill_f16_128"),
            other => return require(NAME, false, || format!("heads of {other} values: it takes 64 and 128")),
        };
        require(NAME, kv_heads > 0 && heads.is_multiple_of(kv_heads), || {
            format!("{heads} query heads do not divide among {kv_heads} key heads")
        })?;
        require(NAME, page_size.is_power_of_two() && page_size == spans.page_size, || {
            format!("pages of {page_size} positions, spans for {}", spans.page_size)
        })?;
        let wanted = spans.rows * heads * head_dim;
        require(NAME, queries.len() >= wanted && output.len() >= wanted, || {
            format!("{} values in, {} out, for {wanted}", queries.len(), output.len())
        })?;
        let slot = kv_heads * head_dim;
        require(NAME, keys.len() == values.len() && keys.len() >= spans.slots * slot, || {
            format!("a cache of {} and {} values, pages up to slot {}", keys.len(), values.len(), spans.slots)
        })?;
        if spans.rows == 0 {
            return Ok(());
        }
        let shape = Shape {
            grid: (heads as u32, spans.count as u32, spans.longest.div_ceil(ROWS) as u32),
            block: 128,
            shared: ((ROWS + 4 * KEYS) * head_dim * 2) as u32,
            dependent: true,
        };
        // SAFETY: rows and pages come from `Spans`, which were checked against the sizes above; a block reads and writes
        // rows of its span alone, and keys below its end.
        unsafe {
            self.launch(
                Kernel { file: "prefill", name },
                shape,
                args![
                    queries,
                    keys,
                    values,
                    spans.offsets.view(),
                    spans.ends.view(),
                    spans.tables.view(),
                    &output,
                    heads as u32,
                    kv_heads as u32,
                    page_size.trailing_zeros(),
                    (keys.len() / slot / page_size) as u32,
                    spans.stride as u32,
                    attention.window.unwrap_or(0),
                    attention.scale * std::f32::consts::LOG2_E,
                ],
            )
        }
    }
}

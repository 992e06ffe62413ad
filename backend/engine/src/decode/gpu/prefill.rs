//! Steps of many rows: products by cuBLASLt, attention over whole tiles of queries. It must not know how tokens are
//! chosen.

use super::model::{Layer, Matrix, Model, cache};
use super::{FEW, Wanted, Work};
use portalis_kernels::{Blas, Device, DeviceBuffer, Element, Error, NO_SLOT, Rope, Span, Spans, View};

/// Rows of a product are a multiple of this: an algorithm is chosen for each number of rows.
const ROUNDING: usize = 64;

/// Buffers of steps of many rows.
pub(super) struct Prefill<E> {
    blas: Blas,
    spans: Spans,
    tokens: DeviceBuffer<u32>,
    positions: DeviceBuffer<u32>,
    slots: DeviceBuffer<u32>,
    picks: DeviceBuffer<u32>,
    stream: DeviceBuffer<E>,
    normed: DeviceBuffer<E>,
    qkv: DeviceBuffer<E>,
    queries: DeviceBuffer<E>,
    attended: DeviceBuffer<E>,
    gate_up: DeviceBuffer<E>,
    active: DeviceBuffer<E>,
    picked: DeviceBuffer<E>,
    /// A matrix of codes as floats.
    floats: DeviceBuffer<E>,
}

impl<E: Element> Prefill<E> {
    /// Room for steps of `rows` rows of up to `sequences` sequences with up to `pages` pages each.
    pub(super) fn new(
        device: &Device,
        model: &Model<E>,
        rows: usize,
        sequences: usize,
        pages: usize,
    ) -> Result<Prefill<E>, Error> {
        let shape = &model.shape;
        let rows = rows.next_multiple_of(ROUNDING);
        let matrices = |layer: &Layer<E>| {
            [&layer.qkv, &layer.output, &layer.gate_up, &layer.down].map(Matrix::scratch).into_iter().max()
        };
        let scratch = model.layers.iter().filter_map(matrices).max().unwrap_or(0);
        Ok(Prefill {
            blas: Blas::new(device)?,
            spans: Spans::new(device, sequences, pages)?,
            tokens: device.zeroed(rows)?,
            positions: device.zeroed(rows)?,
            slots: device.zeroed(rows)?,
            picks: device.zeroed(FEW)?,
            stream: device.zeroed(rows * shape.hidden)?,
            normed: device.zeroed(rows * shape.hidden)?,
            qkv: device.zeroed(rows * shape.qkv_width())?,
            queries: device.zeroed(rows * shape.q_width())?,
            attended: device.zeroed(rows * shape.q_width())?,
            gate_up: device.zeroed(rows * 2 * shape.intermediate)?,
            active: device.zeroed(rows * shape.intermediate)?,
            picked: device.zeroed(FEW * shape.hidden)?,
            floats: device.zeroed(scratch)?,
        })
    }

    /// Times cuBLASLt's algorithms for the largest step.
    pub(super) fn tune(&mut self, model: &Model<E>) -> Result<(), Error> {
        let shape = &model.shape;
        let Some(layer) = model.layers.first() else { return Ok(()) };
        let Self { blas, stream, normed, qkv, attended, gate_up, active, .. } = self;
        let (Matrix::Floats(into_qkv), Matrix::Floats(into_output), Matrix::Floats(into_gate_up), Matrix::Floats(down)) =
            (&layer.qkv, &layer.output, &layer.gate_up, &layer.down)
        else {
            return Ok(());
        };
        blas.tune(normed.view(), into_qkv.view(), shape.hidden, qkv.view_mut(), false)?;
        blas.tune(attended.view(), into_output.view(), shape.q_width(), stream.view_mut(), true)?;
        blas.tune(normed.view(), into_gate_up.view(), shape.hidden, gate_up.view_mut(), false)?;
        blas.tune(active.view(), down.view(), shape.intermediate, stream.view_mut(), true)
    }

    /// Runs all rows of a batch through all layers, into the stream.
    pub(super) fn run(&mut self, device: &Device, model: &mut Model<E>, batch: &[Work<'_>]) -> Result<(), Error> {
        let rows = self.describe(model, batch)?;
        let Model { shape, embedding, layers, rotary, .. } = model;
        let (hidden, q_width, intermediate) = (shape.hidden, shape.q_width(), shape.intermediate);
        let (heads, kv_heads, head_dim, page_size) = (shape.heads, shape.kv_heads, shape.head_dim, shape.page_size);
        let epsilon = shape.epsilon;
        let Self {
            blas,
            spans,
            tokens,
            positions,
            slots,
            stream,
            normed,
            qkv,
            queries,
            attended,
            gate_up,
            active,
            floats,
            ..
        } = self;
        let (wide, q_wide) = (0..rows * hidden, 0..rows * q_width);
        let qkv_wide = 0..rows * shape.qkv_width();
        let (gates, inner) = (0..rows * 2 * intermediate, 0..rows * intermediate);
        let (positions, slots) = (positions.range(0..rows)?, slots.range(0..rows)?);
        device.embed(embedding.view(), tokens.range(0..rows)?, stream.range_mut(wide.clone())?)?;
        for layer in layers {
            let to = normed.range_mut(wide.clone())?;
            device.rms_norm(
                stream.range(wide.clone())?,
                hidden,
                layer.attention_norm.as_ref().map(DeviceBuffer::view),
                epsilon,
                to,
            )?;
            let to = qkv.range_mut(qkv_wide.clone())?;
            layer.qkv.multiply(blas, normed.range(wide.clone())?, hidden, floats, to, false)?;
            let attention = shape.attention(layer.window);
            let bias = layer.qkv_bias.as_ref().map(DeviceBuffer::view);
            let norms = layer.head_norms.as_ref().map(|(q, k)| (q.view(), k.view()));
            let rope = Rope { heads, kv_heads, head_dim, page_size, rotary: rotary.view(), bias, norms, epsilon };
            let to = queries.range_mut(q_wide.clone())?;
            let from = qkv.range(qkv_wide.clone())?;
            let (keys, values) = (&mut layer.keys, &mut layer.values);
            device.rope_store(&rope, from, positions, slots, to, &mut cache(keys, values))?;
            let to = attended.range_mut(q_wide.clone())?;
            let from = queries.range(q_wide.clone())?;
            device.prefill_attention(&attention, from, layer.keys.view(), layer.values.view(), spans, to)?;
            let to = stream.range_mut(wide.clone())?;
            layer.output.multiply(blas, attended.range(q_wide.clone())?, q_width, floats, to, true)?;
            let to = normed.range_mut(wide.clone())?;
            device.rms_norm(
                stream.range(wide.clone())?,
                hidden,
                layer.mlp_norm.as_ref().map(DeviceBuffer::view),
                epsilon,
                to,
            )?;
            let to = gate_up.range_mut(gates.clone())?;
            layer.gate_up.multiply(blas, normed.range(wide.clone())?, hidden, floats, to, false)?;
            device.silu_mul(gate_up.range(gates.clone())?, rows, active.range_mut(inner.clone())?)?;
            let to = stream.range_mut(wide.clone())?;
            layer.down.multiply(blas, active.range(inner.clone())?, intermediate, floats, to, true)?;
        }
        Ok(())
    }

    /// The states of the wanted rows, at most [`FEW`], one after another.
    pub(super) fn pick(&mut self, device: &Device, wanted: &[Wanted<'_>]) -> Result<View<'_, E>, Error> {
        let rows: Vec<u32> = wanted.iter().map(|wanted| wanted.row).collect();
        self.picks.write(0, &rows)?;
        let width = self.picked.len() / FEW;
        let picked = 0..rows.len() * width;
        let to = self.picked.range_mut(picked.clone())?;
        device.embed(self.stream.view(), self.picks.range(0..rows.len())?, to)?;
        self.picked.range(picked)
    }

    /// Copies tokens, positions, slots and spans; answers how many rows run, padding included.
    fn describe(&mut self, model: &Model<E>, batch: &[Work<'_>]) -> Result<usize, Error> {
        let page_size = model.shape.page_size;
        let (mut tokens, mut positions, mut slots) = (Vec::new(), Vec::new(), Vec::new());
        let mut spans = Vec::with_capacity(batch.len());
        for work in batch {
            tokens.extend_from_slice(&work.context[work.start..work.end]);
            positions.extend(work.start as u32..work.end as u32);
            slots.extend(
                (work.start..work.end)
                    .map(|at| work.pages[at / page_size] * page_size as u32 + (at % page_size) as u32),
            );
            spans.push(Span { rows: work.end - work.start, end: work.end, pages: work.pages });
        }
        let rows = tokens.len().next_multiple_of(ROUNDING);
        tokens.resize(rows, 0);
        positions.resize(rows, 0);
        slots.resize(rows, NO_SLOT);
        self.tokens.write(0, &tokens)?;
        self.positions.write(0, &positions)?;
        self.slots.write(0, &slots)?;
        self.spans.set(page_size, &spans)?;
        Ok(rows)
    }
}

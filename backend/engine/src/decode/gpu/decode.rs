//! Steps of few rows: five launches a layer that read each weight once, replayed as a graph where every row yields a
//! token. It must not know how tokens are chosen.

use super::choose::Head;
use super::model::{Layer, Model, Shape, cache};
use super::{FEW, Wanted, Work};
use crate::decode::Choice;
use portalis_kernels::{
    Cache, Device, DeviceBuffer, Element, Error, Graph, Output, Product, Rope, Rotation, Row, RowLimits, Rows, Splits,
    View, Weight,
};
use std::collections::BTreeMap;

/// The numbers of rows that graphs are recorded for; a step takes the next larger one.
const BUCKETS: [usize; 9] = [1, 2, 4, 8, 16, 24, 32, 48, FEW];

/// Buffers and graphs of steps of up to [`FEW`] rows.
pub(super) struct Decode<E> {
    rows: Rows,
    states: States<E>,
    graphs: BTreeMap<usize, Graph>,
}

/// What flows through the layers.
struct States<E> {
    /// The residual stream.
    stream: DeviceBuffer<E>,
    /// Where head norms come between the projection and the rotation.
    qkv: DeviceBuffer<E>,
    queries: DeviceBuffer<E>,
    attended: DeviceBuffer<E>,
    active: DeviceBuffer<E>,
    picked: DeviceBuffer<E>,
    /// Where a norm is not in the matrix that follows it.
    normed: DeviceBuffer<E>,
    splits: Splits,
}

impl<E: Element> Decode<E> {
    pub(super) fn new(device: &Device, model: &Model<E>, limits: RowLimits) -> Result<Decode<E>, Error> {
        let shape = &model.shape;
        let states = States {
            stream: device.zeroed(FEW * shape.hidden)?,
            qkv: device.zeroed(FEW * shape.qkv_width())?,
            queries: device.zeroed(FEW * shape.q_width())?,
            attended: device.zeroed(FEW * shape.q_width())?,
            active: device.zeroed(FEW * shape.intermediate)?,
            picked: device.zeroed(FEW * shape.hidden)?,
            normed: device.zeroed(FEW * shape.hidden)?,
            splits: Splits::new(device, &shape.attention(None), FEW)?,
        };
        Ok(Decode { rows: Rows::new(device, limits)?, states, graphs: BTreeMap::new() })
    }

    /// Records the graphs for steps of up to `slots` rows.
    pub(super) fn record(
        &mut self,
        device: &Device,
        model: &mut Model<E>,
        head: &mut Head<E>,
        slots: usize,
    ) -> Result<(), Error> {
        self.rows.set(&[], &[])?;
        let most = BUCKETS.into_iter().find(|bucket| *bucket >= slots).unwrap_or(FEW);
        for bucket in BUCKETS.into_iter().filter(|bucket| *bucket <= most) {
            let Self { rows, states, .. } = self;
            // Once before the recording: kernels load at their first launch.
            states.forward(device, model, rows, bucket)?;
            head.logits(device, model, states.stream.range(0..bucket * model.shape.hidden)?)?;
            device.synchronize()?;
            let graph = device.capture(|| {
                states.forward(device, model, rows, bucket)?;
                head.logits(device, model, states.stream.range(0..bucket * model.shape.hidden)?)
            })?;
            self.graphs.insert(bucket, graph);
        }
        Ok(())
    }

    /// Runs a step; a choice for each wanted row. More rows than fit at once go one part after another.
    pub(super) fn run(
        &mut self,
        device: &Device,
        model: &mut Model<E>,
        head: &mut Head<E>,
        batch: &[Work<'_>],
        wanted: &[Wanted<'_>],
    ) -> Result<Vec<Choice>, Error> {
        let row = |work: &Work<'_>, at: usize| (work.context[at], at as u32);
        let all: Vec<Row<'_>> = batch
            .iter()
            .flat_map(|work| (work.start..work.end).map(move |at| (row(work, at), work.pages)))
            .map(|((token, position), pages)| Row { token, position, pages })
            .collect();
        let mut chosen = Vec::with_capacity(wanted.len());
        let mut wanted = wanted;
        for (part, rows) in all.chunks(FEW).enumerate() {
            let first = part * FEW;
            let here = wanted.iter().take_while(|wanted| (wanted.row as usize) < first + rows.len()).count();
            let (now, later) = wanted.split_at(here);
            wanted = later;
            let picks: Vec<u32> = now.iter().map(|wanted| wanted.row - first as u32).collect();
            self.rows.set(rows, &picks)?;
            head.set(now)?;
            let graph = self.graphs.range(rows.len()..).next().map(|(_, graph)| graph);
            match graph {
                Some(graph) if picks.len() == rows.len() => graph.launch()?,
                _ => {
                    self.states.forward(device, model, &self.rows, rows.len())?;
                    if !picks.is_empty() {
                        let hidden = model.shape.hidden;
                        let stream = self.states.stream.range(0..rows.len() * hidden)?;
                        let mut picked = self.states.picked.range_mut(0..picks.len() * hidden)?;
                        device.embed(stream, self.rows.picks(picks.len())?, picked.reborrow())?;
                        head.logits(device, model, picked.as_view())?;
                    }
                }
            }
            chosen.extend(head.choose(now.len())?);
        }
        Ok(chosen)
    }
}

impl<E: Element> States<E> {
    /// Runs the first `count` rows through all layers, into `stream`.
    fn forward(&mut self, device: &Device, model: &mut Model<E>, rows: &Rows, count: usize) -> Result<(), Error> {
        let hidden = model.shape.hidden;
        device.embed(model.embedding.view(), rows.tokens(count)?, self.stream.range_mut(0..count * hidden)?)?;
        for layer in 0..model.layers.len() {
            self.layer(device, model, layer, rows, count)?;
        }
        Ok(())
    }

    fn layer(
        &mut self,
        device: &Device,
        model: &mut Model<E>,
        layer: usize,
        rows: &Rows,
        count: usize,
    ) -> Result<(), Error> {
        let Model { shape, layers, rotary, .. } = model;
        let shape = *shape;
        let (hidden, q_width) = (shape.hidden, shape.q_width());
        let layer = &mut layers[layer];
        self.attention_inputs(device, &shape, rotary, layer, rows, count)?;
        device.decode_attention(
            &shape.attention(layer.window),
            self.queries.range(0..count * q_width)?,
            layer.keys.view(),
            layer.values.view(),
            rows,
            &mut self.splits,
            self.attended.range_mut(0..count * q_width)?,
        )?;
        let attended = self.attended.range(0..count * q_width)?;
        let stream = self.stream.range_mut(0..count * hidden)?;
        device.skinny(&plain(attended, layer.output.weight(), q_width), Output::Residual(stream))?;
        let (x, normalize) =
            normed(device, &self.stream, &mut self.normed, layer.mlp_norm.as_ref(), &shape, count * hidden)?;
        let gated = Product { normalize, ..plain(x, layer.gate_up.weight(), hidden) };
        let intermediate = shape.intermediate;
        device.skinny(&gated, Output::Silu(self.active.range_mut(0..count * intermediate)?))?;
        let active = self.active.range(0..count * intermediate)?;
        let stream = self.stream.range_mut(0..count * hidden)?;
        device.skinny(&plain(active, layer.down.weight(), intermediate), Output::Residual(stream))
    }

    /// Queries into their buffer, keys and values into the cache.
    fn attention_inputs(
        &mut self,
        device: &Device,
        shape: &Shape,
        rotary: &DeviceBuffer<f32>,
        layer: &mut Layer<E>,
        rows: &Rows,
        count: usize,
    ) -> Result<(), Error> {
        let (heads, kv_heads, head_dim) = (shape.heads, shape.kv_heads, shape.head_dim);
        let queries = self.queries.range_mut(0..count * shape.q_width())?;
        let wide = count * shape.hidden;
        let (x, normalize) =
            normed(device, &self.stream, &mut self.normed, layer.attention_norm.as_ref(), shape, wide)?;
        let bias = layer.qkv_bias.as_ref().map(DeviceBuffer::view);
        let product = Product { bias, normalize, ..plain(x, layer.qkv.weight(), shape.hidden) };
        let norms = layer.head_norms.as_ref().map(|(q, k)| (q.view(), k.view()));
        let mut cache: Cache<'_, E> = cache(&mut layer.keys, &mut layer.values);
        if norms.is_none() {
            let rotation =
                Rotation { queries, cache: &mut cache, rows, table: rotary.view(), heads, kv_heads, head_dim };
            return device.skinny(&product, Output::Rotary(rotation));
        }
        let width = count * shape.qkv_width();
        device.skinny(&product, Output::Store(self.qkv.range_mut(0..width)?))?;
        let page_size = shape.page_size;
        let rope = Rope {
            heads,
            kv_heads,
            head_dim,
            page_size,
            rotary: rotary.view(),
            bias: None,
            norms,
            epsilon: shape.epsilon,
        };
        let (positions, slots) = (rows.positions(count)?, rows.slots(count)?);
        device.rope_store(&rope, self.qkv.range(0..width)?, positions, slots, queries, &mut cache)
    }
}

/// The first values of `stream` as a product takes them: normalised by the product where the norm's weights are in its
/// matrix, else here.
fn normed<'a, E: Element>(
    device: &Device,
    stream: &'a DeviceBuffer<E>,
    to: &'a mut DeviceBuffer<E>,
    norm: Option<&DeviceBuffer<E>>,
    shape: &Shape,
    count: usize,
) -> Result<(View<'a, E>, Option<f32>), Error> {
    let stream = stream.range(0..count)?;
    let Some(norm) = norm else { return Ok((stream, Some(shape.epsilon))) };
    device.rms_norm(stream, shape.hidden, Some(norm.view()), shape.epsilon, to.range_mut(0..count)?)?;
    Ok((to.range(0..count)?, None))
}

fn plain<'a, E>(x: View<'a, E>, weight: Weight<'a, E>, inputs: usize) -> Product<'a, E> {
    Product { x, weight, inputs, bias: None, normalize: None }
}

//! A decode step, all layers of a model's shape and the logits, as a recorded graph and launch by launch: one token for
//! each of so many sequences.

use std::time::Instant;

use half::bf16;
use portalis_kernels::codes::{CodeRows, Codes};
use portalis_kernels::{
    Attention, Cache, Device, DeviceBuffer, Drawing, Error, Output, Product, Rotation, Row, RowLimits, Rows, Sampler,
    Splits, Weight,
};

use super::ceilings::Ceilings;
use super::support::{random, row, time};

const HEAD: usize = 128;
const PAGE: usize = 64;
const CONTEXT: usize = 512;

struct Shape {
    name: &'static str,
    hidden: usize,
    intermediate: usize,
    heads: usize,
    kv_heads: usize,
    layers: usize,
    vocabulary: usize,
}

const SHAPES: [Shape; 3] = [
    Shape {
        name: "Qwen2 0.5B-like",
        hidden: 1024,
        intermediate: 4864,
        heads: 8,
        kv_heads: 2,
        layers: 24,
        vocabulary: 151_936,
    },
    Shape {
        name: "Qwen2 1.5B",
        hidden: 1536,
        intermediate: 8960,
        heads: 12,
        kv_heads: 2,
        layers: 28,
        vocabulary: 151_936,
    },
    Shape {
        name: "Qwen2 7B",
        hidden: 3584,
        intermediate: 18944,
        heads: 28,
        kv_heads: 4,
        layers: 28,
        vocabulary: 152_064,
    },
];

enum Matrix {
    Floats(DeviceBuffer<bf16>),
    Codes(Codes),
}

impl Matrix {
    fn new(device: &Device, bits: u32, rows: usize, columns: usize) -> Matrix {
        if bits == 16 {
            return Matrix::Floats(random(device, rows * columns, 1.0 / (columns as f32).sqrt()));
        }
        let group = 128;
        let mut codes = Codes::new(device, bits, rows, columns, group).unwrap();
        let mut state = 1u64;
        let noise: Vec<u8> = (0..columns)
            .map(|_| {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                ((state >> 40) % (1 << bits)) as u8
            })
            .collect();
        let rows_at_once = 1024.min(rows);
        let block: Vec<u8> = (0..rows_at_once)
            .flat_map(|row| (0..columns).map(move |at| (row * 7 + at) % columns))
            .map(|at| noise[at])
            .collect();
        let scales = vec![0.5 / (columns as f32).sqrt() / (1 << (bits - 2)) as f32; rows_at_once * columns / group];
        let zeros = vec![(1u8 << (bits - 1)) - 1; scales.len()];
        for first in (0..rows).step_by(rows_at_once) {
            let count = rows_at_once.min(rows - first);
            let to: Vec<u32> = (first as u32..(first + count) as u32).collect();
            let groups = count * columns / group;
            codes
                .write(CodeRows {
                    codes: &block[..count * columns],
                    scales: &scales[..groups],
                    zeros: &zeros[..groups],
                    to: &to,
                })
                .unwrap();
        }
        Matrix::Codes(codes)
    }

    fn weight(&self) -> Weight<'_, bf16> {
        match self {
            Matrix::Floats(buffer) => buffer.view().into(),
            Matrix::Codes(codes) => codes.into(),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Matrix::Floats(buffer) => buffer.len() * 2,
            Matrix::Codes(codes) => codes.bytes(),
        }
    }
}

struct Layer {
    qkv: Matrix,
    bias: DeviceBuffer<bf16>,
    output: Matrix,
    gate_up: Matrix,
    down: Matrix,
    keys: DeviceBuffer<bf16>,
    values: DeviceBuffer<bf16>,
}

struct Step {
    shape: &'static Shape,
    embedding: DeviceBuffer<bf16>,
    norm: DeviceBuffer<bf16>,
    layers: Vec<Layer>,
    table: DeviceBuffer<f32>,
    rows: Rows,
    splits: Splits,
    stream: DeviceBuffer<bf16>,
    queries: DeviceBuffer<bf16>,
    attended: DeviceBuffer<bf16>,
    active: DeviceBuffer<bf16>,
    normed: DeviceBuffer<bf16>,
    logits: DeviceBuffer<f32>,
}

/// Prints the tables.
pub fn run(device: &Device, ceilings: &Ceilings) {
    for shape in &SHAPES {
        for bits in [16, 8, 4] {
            let mut step = Step::new(device, shape, bits);
            for count in [1, 8, 32, 64] {
                if bits == 16 || count == 1 {
                    step.measure(device, ceilings, bits, count);
                }
            }
        }
    }
}

impl Step {
    fn new(device: &Device, shape: &'static Shape, bits: u32) -> Step {
        let (hidden, heads, kv_heads) = (shape.hidden, shape.heads, shape.kv_heads);
        let pages = 64 * (CONTEXT / PAGE);
        let cache = pages * PAGE * kv_heads * HEAD;
        let width = (heads + 2 * kv_heads) * HEAD;
        let layer = || Layer {
            qkv: Matrix::new(device, bits, width, hidden),
            bias: random(device, width, 0.1),
            output: Matrix::new(device, bits, hidden, heads * HEAD),
            gate_up: Matrix::new(device, bits, 2 * shape.intermediate, hidden),
            down: Matrix::new(device, bits, hidden, shape.intermediate),
            keys: random(device, cache, 1.0),
            values: random(device, cache, 1.0),
        };
        let angle = |at: usize| (at / (HEAD / 2)) as f32 * 1e6f32.powf(-2.0 * (at % (HEAD / 2)) as f32 / HEAD as f32);
        let table: Vec<f32> = (0..CONTEXT * HEAD / 2).flat_map(|at| [angle(at).cos(), angle(at).sin()]).collect();
        let limits = RowLimits { rows: 64, context: CONTEXT, pages, page_size: PAGE };
        let attention = attention(shape);
        Step {
            shape,
            embedding: random(device, shape.vocabulary * hidden, 0.5),
            norm: random(device, hidden, 1.0),
            layers: (0..shape.layers).map(|_| layer()).collect(),
            table: device.upload(&table).unwrap(),
            rows: Rows::new(device, limits).unwrap(),
            splits: Splits::new(device, &attention, 64).unwrap(),
            stream: device.zeroed(64 * hidden).unwrap(),
            queries: device.zeroed(64 * heads * HEAD).unwrap(),
            attended: device.zeroed(64 * heads * HEAD).unwrap(),
            active: device.zeroed(64 * shape.intermediate).unwrap(),
            normed: device.zeroed(64 * hidden).unwrap(),
            logits: device.zeroed(64 * shape.vocabulary).unwrap(),
        }
    }

    fn measure(&mut self, device: &Device, ceilings: &Ceilings, bits: u32, count: usize) {
        let shape = self.shape;
        let per_row = CONTEXT / PAGE;
        let tables: Vec<Vec<u32>> =
            (0..count).map(|at| (0..per_row).map(|page| (page * count + at) as u32).collect()).collect();
        let rows: Vec<Row<'_>> = tables
            .iter()
            .enumerate()
            .map(|(at, pages)| Row { token: (at * 977) as u32, position: CONTEXT as u32 - 1, pages })
            .collect();
        self.rows.set(&rows, &[]).unwrap();
        self.launch(device, count).unwrap();
        device.synchronize().unwrap();
        let graph = device.capture(|| self.launch(device, count)).unwrap();
        let seconds = time(device, 25, |_| graph.launch().unwrap());
        let eager = time(device, 9, |_| self.launch(device, count).unwrap());
        // What the host spends on a step, the device running behind.
        let started = Instant::now();
        (0..5).for_each(|_| graph.launch().unwrap());
        let replay = started.elapsed().as_secs_f64() / 5.0;
        device.synchronize().unwrap();
        let started = Instant::now();
        self.launch(device, count).unwrap();
        let launches = started.elapsed().as_secs_f64();
        device.synchronize().unwrap();
        // And with the choice of a token for each sequence, back on the host.
        let mut sampler = Sampler::new(device, shape.vocabulary, 64).unwrap();
        let drawings: Vec<Drawing> = (0..count).map(Drawing::greedy).collect();
        let mut whole = || {
            self.rows.set(&rows, &[]).unwrap();
            sampler.set(&drawings, &[]).unwrap();
            graph.launch().unwrap();
            sampler.run(self.logits.view()).unwrap();
            sampler.read().unwrap();
        };
        whole();
        let started = Instant::now();
        (0..20).for_each(|_| whole());
        let served = started.elapsed().as_secs_f64() / 20.0;

        let matrices: usize = self
            .layers
            .iter()
            .map(|layer| layer.qkv.bytes() + layer.output.bytes() + layer.gate_up.bytes() + layer.down.bytes())
            .sum();
        let weights = matrices + self.embedding.len() * 2;
        let cache = count * CONTEXT * shape.kv_heads * HEAD * 2 * 2 * shape.layers;
        let bytes = (weights + cache) as f64;
        row(
            &format!("{} {bits} bits, {count} at {CONTEXT}", shape.name),
            seconds,
            bytes / ceilings.read,
            &format!(
                "{:.2} TB/s; launch by launch {:.3} ms; host: replay {:.0} us, launches {:.0} us; with sampling, on the \
                 host's clock {:.3} ms",
                bytes / seconds / 1e12,
                eager * 1e3,
                replay * 1e6,
                launches * 1e6,
                served * 1e3
            ),
        );
    }

    fn launch(&mut self, device: &Device, count: usize) -> Result<(), Error> {
        let Shape { hidden, intermediate, heads, kv_heads, vocabulary, .. } = *self.shape;
        let (wide, q_wide, inner) = (0..count * hidden, 0..count * heads * HEAD, 0..count * intermediate);
        let attention = attention(self.shape);
        device.embed(self.embedding.view(), self.rows.tokens(count)?, self.stream.range_mut(wide.clone())?)?;
        for layer in &mut self.layers {
            let mut cache = Cache { keys: layer.keys.view_mut(), values: layer.values.view_mut() };
            let rotation = Rotation {
                queries: self.queries.range_mut(q_wide.clone())?,
                cache: &mut cache,
                rows: &self.rows,
                table: self.table.view(),
                heads,
                kv_heads,
                head_dim: HEAD,
            };
            let product = Product {
                x: self.stream.range(wide.clone())?,
                weight: layer.qkv.weight(),
                inputs: hidden,
                bias: Some(layer.bias.view()),
                normalize: Some(1e-6),
            };
            device.skinny(&product, Output::Rotary(rotation))?;
            device.decode_attention(
                &attention,
                self.queries.range(q_wide.clone())?,
                layer.keys.view(),
                layer.values.view(),
                &self.rows,
                &mut self.splits,
                self.attended.range_mut(q_wide.clone())?,
            )?;
            let x = self.attended.range(q_wide.clone())?;
            let product =
                Product { x, weight: layer.output.weight(), inputs: heads * HEAD, bias: None, normalize: None };
            device.skinny(&product, Output::Residual(self.stream.range_mut(wide.clone())?))?;
            let x = self.stream.range(wide.clone())?;
            let product =
                Product { x, weight: layer.gate_up.weight(), inputs: hidden, bias: None, normalize: Some(1e-6) };
            device.skinny(&product, Output::Silu(self.active.range_mut(inner.clone())?))?;
            let x = self.active.range(inner.clone())?;
            let product = Product { x, weight: layer.down.weight(), inputs: intermediate, bias: None, normalize: None };
            device.skinny(&product, Output::Residual(self.stream.range_mut(wide.clone())?))?;
        }
        let normed = self.normed.range_mut(wide.clone())?;
        device.rms_norm(self.stream.range(wide.clone())?, hidden, Some(self.norm.view()), 1e-6, normed)?;
        let x = self.normed.range(wide)?;
        let product = Product { x, weight: self.embedding.view().into(), inputs: hidden, bias: None, normalize: None };
        device.skinny(&product, Output::Logits(self.logits.range_mut(0..count * vocabulary)?))
    }
}

fn attention(shape: &Shape) -> Attention {
    let (heads, kv_heads) = (shape.heads, shape.kv_heads);
    Attention { heads, kv_heads, head_dim: HEAD, page_size: PAGE, window: None, scale: 1.0 / (HEAD as f32).sqrt() }
}

//! Prefill: each part alone, then all layers of a model's shape in order, 4 prompts of 2048 tokens.

use half::bf16;
use portalis_kernels::{Attention, Blas, Cache, Device, DeviceBuffer, Rope, Span, Spans};

use super::ceilings::Ceilings;
use super::support::{random, row, time};

const PROMPTS: usize = 4;
const LENGTH: usize = 2048;
const ROWS: usize = PROMPTS * LENGTH;
const PAGE: usize = 64;

struct Model {
    name: &'static str,
    hidden: usize,
    intermediate: usize,
    heads: usize,
    kv_heads: usize,
    layers: usize,
    vocabulary: usize,
}

const MODELS: [Model; 2] = [
    Model {
        name: "Qwen2 1.5B",
        hidden: 1536,
        intermediate: 8960,
        heads: 12,
        kv_heads: 2,
        layers: 28,
        vocabulary: 151_936,
    },
    Model {
        name: "Qwen2 7B",
        hidden: 3584,
        intermediate: 18944,
        heads: 28,
        kv_heads: 4,
        layers: 28,
        vocabulary: 152_064,
    },
];
const HEAD: usize = 128;

/// Prints the tables.
pub fn run(device: &Device, ceilings: &Ceilings) {
    let blas = Blas::new(device).unwrap();
    attention(device, ceilings);
    for model in &MODELS {
        whole(device, &blas, ceilings, model);
    }
}

/// The same setting as the published figures: causal, 16 heads of 128, about 16k tokens in all.
fn attention(device: &Device, ceilings: &Ceilings) {
    for (head_dim, heads, length) in [(128, 16, 512), (128, 16, 2048), (128, 16, 8192), (64, 32, 2048)] {
        let count = 16384 / length;
        let attention = Attention { heads, kv_heads: heads, head_dim, page_size: PAGE, window: None, scale: 0.09 };
        let values = count * length * heads * head_dim;
        let (q, k, v) = (random(device, values, 1.0), random(device, values, 1.0), random(device, values, 1.0));
        let mut out = device.allocate(values).unwrap();
        let (spans, _) = spans(device, count, length);
        let seconds = time(device, 9, |_| {
            device.prefill_attention(&attention, q.view(), k.view(), v.view(), &spans, out.view_mut()).unwrap();
        });
        let flops = 2.0 * (length as f64).powi(2) * (heads * head_dim * count) as f64;
        row(
            &format!("attention d={head_dim} S={length}"),
            seconds,
            flops / ceilings.flops,
            &format!("{:.0} TFLOP/s", flops / seconds / 1e12),
        );
    }
}

fn spans(device: &Device, count: usize, length: usize) -> (Spans, usize) {
    let pages = length.div_ceil(PAGE);
    let mut spans = Spans::new(device, count, pages).unwrap();
    let tables: Vec<Vec<u32>> =
        (0..count).map(|at| (0..pages).map(|page| (page * count + at) as u32).collect()).collect();
    let list: Vec<Span<'_>> = tables.iter().map(|pages| Span { rows: length, end: length, pages }).collect();
    spans.set(PAGE, &list).unwrap();
    (spans, pages * count)
}

struct Layer {
    qkv: DeviceBuffer<bf16>,
    bias: DeviceBuffer<bf16>,
    output: DeviceBuffer<bf16>,
    gate_up: DeviceBuffer<bf16>,
    down: DeviceBuffer<bf16>,
    norm: DeviceBuffer<bf16>,
    keys: DeviceBuffer<bf16>,
    values: DeviceBuffer<bf16>,
}

fn whole(device: &Device, blas: &Blas, ceilings: &Ceilings, model: &Model) {
    let Model { hidden, intermediate, heads, kv_heads, layers, vocabulary, .. } = *model;
    let qkv_width = (heads + 2 * kv_heads) * HEAD;
    let deviation = 1.0 / (hidden as f32).sqrt();
    let (spans, pages) = spans(device, PROMPTS, LENGTH);
    let weights: Vec<Layer> = (0..layers)
        .map(|_| Layer {
            qkv: random(device, qkv_width * hidden, deviation),
            bias: random(device, qkv_width, 0.1),
            output: random(device, hidden * heads * HEAD, deviation),
            gate_up: random(device, 2 * intermediate * hidden, deviation),
            down: random(device, hidden * intermediate, deviation),
            norm: random(device, hidden, 1.0),
            keys: device.zeroed(pages * PAGE * kv_heads * HEAD).unwrap(),
            values: device.zeroed(pages * PAGE * kv_heads * HEAD).unwrap(),
        })
        .collect();
    let mut weights = weights;
    let embedding = random(device, vocabulary * hidden, 1.0);
    let angle = |i: usize| (i / (HEAD / 2)) as f32 * 1e6f32.powf(-2.0 * (i % (HEAD / 2)) as f32 / HEAD as f32);
    let rotary: Vec<f32> = (0..LENGTH * HEAD / 2).flat_map(|i| [angle(i).cos(), angle(i).sin()]).collect();
    let rotary = device.upload(&rotary).unwrap();
    let tokens: Vec<u32> = (0..ROWS).map(|i| (i * 7919 % vocabulary) as u32).collect();
    let positions: Vec<u32> = (0..ROWS).map(|i| (i % LENGTH) as u32).collect();
    let slots: Vec<u32> =
        (0..ROWS).map(|i| ((i % LENGTH / PAGE * PROMPTS + i / LENGTH) * PAGE + i % PAGE) as u32).collect();
    let (tokens, positions, slots) =
        (device.upload(&tokens).unwrap(), device.upload(&positions).unwrap(), device.upload(&slots).unwrap());
    let mut x = device.allocate::<bf16>(ROWS * hidden).unwrap();
    let mut normed = device.allocate::<bf16>(ROWS * hidden).unwrap();
    let mut qkv = device.allocate::<bf16>(ROWS * qkv_width).unwrap();
    let mut queries = device.allocate::<bf16>(ROWS * heads * HEAD).unwrap();
    let mut attended = device.allocate::<bf16>(ROWS * heads * HEAD).unwrap();
    let mut gate_up = device.allocate::<bf16>(ROWS * 2 * intermediate).unwrap();
    let mut active = device.allocate::<bf16>(ROWS * intermediate).unwrap();
    let mut last = device.allocate::<bf16>(PROMPTS * hidden).unwrap();
    let mut logits = device.allocate::<bf16>(PROMPTS * vocabulary).unwrap();
    let settings =
        Attention { heads, kv_heads, head_dim: HEAD, page_size: PAGE, window: None, scale: 1.0 / (HEAD as f32).sqrt() };
    let layer = &weights[0];
    blas.tune(x.view(), layer.qkv.view(), hidden, qkv.view_mut(), false).unwrap();
    blas.tune(attended.view(), layer.output.view(), heads * HEAD, x.view_mut(), true).unwrap();
    blas.tune(normed.view(), layer.gate_up.view(), hidden, gate_up.view_mut(), false).unwrap();
    blas.tune(active.view(), layer.down.view(), intermediate, x.view_mut(), true).unwrap();
    blas.tune(last.view(), embedding.view(), hidden, logits.view_mut(), false).unwrap();

    let mut parts = Parts::default();
    for timed in [true, false] {
        let mut pass = |parts: &mut Parts| {
            device.embed(embedding.view(), tokens.view(), x.view_mut()).unwrap();
            for layer in &mut weights {
                let rope = Rope {
                    heads,
                    kv_heads,
                    head_dim: HEAD,
                    page_size: PAGE,
                    rotary: rotary.view(),
                    bias: Some(layer.bias.view()),
                    norms: None,
                    epsilon: 1e-6,
                };
                parts.run(device, timed, 0, || {
                    device.rms_norm(x.view(), hidden, Some(layer.norm.view()), 1e-6, normed.view_mut()).unwrap();
                });
                parts.run(device, timed, 1, || {
                    blas.matmul(normed.view(), layer.qkv.view(), hidden, qkv.view_mut(), false).unwrap();
                });
                parts.run(device, timed, 2, || {
                    let mut cache = Cache { keys: layer.keys.view_mut(), values: layer.values.view_mut() };
                    device
                        .rope_store(&rope, qkv.view(), positions.view(), slots.view(), queries.view_mut(), &mut cache)
                        .unwrap();
                });
                parts.run(device, timed, 3, || {
                    let (keys, values) = (layer.keys.view(), layer.values.view());
                    device
                        .prefill_attention(&settings, queries.view(), keys, values, &spans, attended.view_mut())
                        .unwrap();
                });
                parts.run(device, timed, 4, || {
                    blas.matmul(attended.view(), layer.output.view(), heads * HEAD, x.view_mut(), true).unwrap();
                });
                parts.run(device, timed, 0, || {
                    device.rms_norm(x.view(), hidden, Some(layer.norm.view()), 1e-6, normed.view_mut()).unwrap();
                });
                parts.run(device, timed, 5, || {
                    blas.matmul(normed.view(), layer.gate_up.view(), hidden, gate_up.view_mut(), false).unwrap();
                });
                parts.run(device, timed, 6, || {
                    device.silu_mul(gate_up.view(), ROWS, active.view_mut()).unwrap();
                });
                parts.run(device, timed, 7, || {
                    blas.matmul(active.view(), layer.down.view(), intermediate, x.view_mut(), true).unwrap();
                });
            }
            for prompt in 0..PROMPTS {
                let from = ((prompt + 1) * LENGTH - 1) * hidden;
                let mut to = last.range_mut(prompt * hidden..(prompt + 1) * hidden).unwrap();
                device.rms_norm(x.range(from..from + hidden).unwrap(), hidden, None, 1e-6, to.reborrow()).unwrap();
            }
            blas.matmul(last.view(), embedding.view(), hidden, logits.view_mut(), false).unwrap();
        };
        if timed {
            pass(&mut Parts::default());
            parts = Parts::default();
            pass(&mut parts);
            parts.print(model, ceilings);
        } else {
            let seconds = time(device, 7, |_| pass(&mut parts));
            let weights = layers * hidden * (qkv_width + heads * HEAD + 3 * intermediate);
            let flops = 2.0 * (weights * ROWS) as f64
                + (layers * PROMPTS * heads * HEAD) as f64 * 2.0 * (LENGTH as f64).powi(2)
                + 2.0 * (PROMPTS * vocabulary * hidden) as f64;
            row(
                &format!("{} prefill {PROMPTS} x {LENGTH}", model.name),
                seconds,
                flops / ceilings.flops,
                &format!("{:.0} TFLOP/s, {:.0} tokens/s", flops / seconds / 1e12, ROWS as f64 / seconds),
            );
        }
    }
}

/// Where the time of a pass goes.
#[derive(Default)]
struct Parts([f64; 8]);

impl Parts {
    fn run(&mut self, device: &Device, timed: bool, part: usize, work: impl FnOnce()) {
        if !timed {
            return work();
        }
        let (start, end) = (device.event().unwrap(), device.event().unwrap());
        start.record().unwrap();
        work();
        end.record().unwrap();
        end.wait().unwrap();
        self.0[part] += f64::from(end.since(&start).unwrap()) / 1e3;
    }

    fn print(&self, model: &Model, ceilings: &Ceilings) {
        let Model { hidden, intermediate, heads, kv_heads, layers, .. } = *model;
        let (rows, layers) = (ROWS as f64, layers as f64);
        let qkv = ((heads + 2 * kv_heads) * HEAD) as f64;
        let (hidden, intermediate, q) = (hidden as f64, intermediate as f64, (heads * HEAD) as f64);
        let moved = |values: f64| layers * rows * values * 2.0 / ceilings.copy;
        let product = |inputs: f64, outputs: f64| layers * 2.0 * rows * inputs * outputs / ceilings.flops;
        let floors = [
            ("norms", moved(4.0 * hidden)),
            ("QKV", product(hidden, qkv)),
            ("RoPE and cache write", moved(2.0 * qkv)),
            ("attention", layers * 2.0 * PROMPTS as f64 * (LENGTH as f64).powi(2) * q / ceilings.flops),
            ("output projection", product(q, hidden)),
            ("gate and up", product(hidden, 2.0 * intermediate)),
            ("SiLU", moved(3.0 * intermediate)),
            ("down projection", product(intermediate, hidden)),
        ];
        for ((name, floor), seconds) in floors.iter().zip(self.0) {
            row(&format!("{}: {name}", model.name), seconds, *floor, "all layers");
        }
    }
}

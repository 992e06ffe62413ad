//! The four products of a layer of Qwen2 7B with weights of 16, 8 and 4 bits, over as many layers as exceed the cache.

use half::bf16;
use portalis_kernels::{CodeRows, Codes, Device, DeviceBuffer, Output, Product, Weight};

use super::ceilings::Ceilings;
use super::support::{random, row, time};

const LAYERS: usize = 14;
const SHAPES: [(&str, usize, usize); 4] =
    [("QKV", 4608, 3584), ("output", 3584, 3584), ("gate and up", 37888, 3584), ("down", 3584, 18944)];

enum Matrix {
    Floats(DeviceBuffer<bf16>),
    Codes(Codes),
}

impl Matrix {
    fn new(device: &Device, bits: u32, outputs: usize, inputs: usize) -> Matrix {
        if bits == 16 {
            return Matrix::Floats(random(device, outputs * inputs, 0.02));
        }
        let mut codes = Codes::new(device, bits, outputs, inputs, 128).unwrap();
        let groups = inputs / 128;
        let mut state = 7u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        let rows = 256.min(outputs);
        let block: Vec<u8> = (0..rows * inputs).map(|_| next() >> (8 - bits)).collect();
        let (scales, zeros) = (vec![0.002f32; rows * groups], vec![1 << (bits - 1); rows * groups]);
        for first in (0..outputs).step_by(rows) {
            let count = rows.min(outputs - first);
            let to: Vec<u32> = (first..first + count).map(|row| row as u32).collect();
            codes
                .write(CodeRows {
                    codes: &block[..count * inputs],
                    scales: &scales[..count * groups],
                    zeros: &zeros[..count * groups],
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

/// Prints the table.
pub fn run(device: &Device, ceilings: &Ceilings) {
    for bits in [16, 8, 4] {
        let layers: Vec<Vec<Matrix>> = (0..LAYERS)
            .map(|_| SHAPES.iter().map(|(_, outputs, inputs)| Matrix::new(device, bits, *outputs, *inputs)).collect())
            .collect();
        for rows in [1, 8, 16, 32] {
            let x = random(device, rows * 18944, 1.0);
            let mut y = device.zeroed::<bf16>(rows * 37888).unwrap();
            let mut whole = |wanted: Option<usize>| {
                let mut bytes = 0;
                let mut pass = || {
                    bytes = 0;
                    for layer in &layers {
                        for (at, matrix) in layer.iter().enumerate() {
                            if wanted.is_some_and(|wanted| wanted != at) {
                                continue;
                            }
                            let (_, outputs, inputs) = SHAPES[at];
                            let product = Product {
                                x: x.range(0..rows * inputs).unwrap(),
                                weight: matrix.weight(),
                                inputs,
                                bias: None,
                                normalize: (at % 2 == 0).then_some(1e-6),
                            };
                            let output = match at {
                                0 => Output::Store(y.range_mut(0..rows * outputs).unwrap()),
                                2 => Output::Silu(y.range_mut(0..rows * outputs / 2).unwrap()),
                                _ => Output::Residual(y.range_mut(0..rows * outputs).unwrap()),
                            };
                            device.skinny(&product, output).unwrap();
                            bytes += matrix.bytes();
                        }
                    }
                    Ok::<(), portalis_kernels::Error>(())
                };
                pass().unwrap();
                let graph = device.capture(&mut pass).unwrap();
                let seconds = time(device, 9, |_| graph.launch().unwrap());
                (seconds / LAYERS as f64, bytes as f64 / LAYERS as f64 / ceilings.read)
            };
            if rows == 1 {
                for (at, (name, ..)) in SHAPES.iter().enumerate() {
                    let (seconds, floor) = whole(Some(at));
                    row(&format!("{bits} bits, {rows} row: {name}"), seconds, floor, "a layer");
                }
            }
            let (seconds, floor) = whole(None);
            row(&format!("{bits} bits, {rows} rows: all four"), seconds, floor, "a layer");
        }
    }
}

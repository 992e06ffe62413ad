//! Matrices of codes: the order that they are put into, and products of a few rows with them.

use half::{bf16, f16};
use portalis_kernels::{CodeRows, Codes, Device, Element, Output, Product, Weight, reference};

use super::support::{Random, close, gpu, poisoned, rounding, wide};

/// A random matrix, on the GPU and as it is.
fn matrix(
    device: &Device,
    random: &mut Random,
    (bits, rows, columns, group): (u32, usize, usize, usize),
) -> (Codes, Vec<f64>) {
    let groups = columns / group;
    let codes: Vec<u8> = (0..rows * columns).map(|_| random.below(1 << bits) as u8).collect();
    // Exact in half precision, as those of checkpoints are.
    let unit = 1.0 / (f64::from(1u32 << bits) * (columns as f64).sqrt());
    let scales: Vec<f32> = (0..rows * groups).map(|_| f16::from_f64(unit * (0.5 + random.unit())).to_f32()).collect();
    let zeros: Vec<u8> = (0..rows * groups).map(|_| random.below(1 << bits) as u8).collect();
    // Rows in another order than they are written, in two parts.
    let mut to: Vec<u32> = (0..rows as u32).collect();
    for at in 0..rows {
        to.swap(at, random.below(rows));
    }
    let mut expected = vec![0.0; rows * columns];
    for (from, to) in to.iter().enumerate() {
        for column in 0..columns {
            let place = from * groups + column / group;
            expected[*to as usize * columns + column] =
                (f64::from(codes[from * columns + column]) - f64::from(zeros[place])) * f64::from(scales[place]);
        }
    }
    let mut there = Codes::new(device, bits, rows, columns, group).unwrap();
    let half = rows / 3;
    for part in [0..half, half..rows] {
        there
            .write(CodeRows {
                codes: &codes[part.start * columns..part.end * columns],
                scales: &scales[part.start * groups..part.end * groups],
                zeros: &zeros[part.start * groups..part.end * groups],
                to: &to[part],
            })
            .unwrap();
    }
    (there, expected)
}

#[test]
fn codes_become_their_floats() {
    let Some(device) = gpu() else { return };
    let mut random = Random::new();
    for bits in [4, 8] {
        for (rows, columns, group) in [(8, 128, 128), (48, 1536, 128), (72, 1024, 256), (16, 896, 896)] {
            let (codes, expected) = matrix(&device, &mut random, (bits, rows, columns, group));
            let mut floats = poisoned::<bf16>(&device, rows * columns);
            codes.floats(floats.view_mut()).unwrap();
            close("bf16", &wide(&floats.read().unwrap()), &expected, rounding::<bf16>());
            let mut floats = poisoned::<f16>(&device, rows * columns);
            codes.floats(floats.view_mut()).unwrap();
            close("f16", &wide(&floats.read().unwrap()), &expected, rounding::<f16>());
        }
    }
}

#[test]
fn products_with_codes() {
    let Some(device) = gpu() else { return };
    every::<bf16>(&device);
    every::<f16>(&device);
}

fn every<E: Element>(device: &Device) {
    let mut random = Random::new();
    for (outputs, inputs, group) in
        [(16, 128, 128), (208, 1024, 256), (1552, 896, 128), (2048, 1536, 128), (1536, 4864, 128), (4624, 256, 256)]
    {
        for bits in [4, 8] {
            let (codes, weight) = matrix(device, &mut random, (bits, outputs, inputs, group));
            for rows in [1, 7, 8, 13, 16, 39, 64] {
                let scale = 0.2 + 3.0 * random.unit();
                let x: Vec<E> = random.elements(rows * inputs, scale);
                let normalize = (random.below(2) == 0).then_some(1e-5f32);
                let mut wide_x = wide(&x);
                if let Some(epsilon) = normalize {
                    wide_x = reference::rms_norm(&wide_x, &vec![1.0; inputs], f64::from(epsilon));
                }
                let plain = reference::matmul(&wide_x, &weight, inputs);
                let what = format!("{} {bits} bits, {rows} x {inputs} x {outputs}, norm {normalize:?}", E::SUFFIX);
                let there = device.upload(&x).unwrap();
                let bias: Vec<E> = random.elements(outputs, 1.0);
                let bias_there = device.upload(&bias).unwrap();
                let product = Product {
                    x: there.view(),
                    weight: Weight::Codes(&codes),
                    inputs,
                    bias: Some(bias_there.view()),
                    normalize,
                };
                let biased: Vec<f64> = plain
                    .iter()
                    .enumerate()
                    .map(|(at, value)| value + f64::from(bias[at % outputs].to_f32()))
                    .collect();
                let mut y = poisoned::<E>(device, rows * outputs);
                device.skinny(&product, Output::Store(y.view_mut())).unwrap();
                close(&format!("store {what}"), &wide(&y.read().unwrap()), &biased, rounding::<E>());

                let before: Vec<E> = random.elements(rows * outputs, 1.0);
                let mut y = device.upload(&before).unwrap();
                device.skinny(&product, Output::Residual(y.view_mut())).unwrap();
                let expected: Vec<f64> = biased.iter().zip(wide(&before)).map(|(left, right)| left + right).collect();
                close(&format!("residual {what}"), &wide(&y.read().unwrap()), &expected, rounding::<E>());

                let product = Product { bias: None, ..product };
                let mut y = poisoned::<E>(device, rows * outputs / 2);
                device.skinny(&product, Output::Silu(y.view_mut())).unwrap();
                let expected = reference::silu_mul(&plain, outputs / 2);
                close(&format!("silu {what}"), &wide(&y.read().unwrap()), &expected, rounding::<E>());
            }
        }
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let Some(device) = gpu() else { return };
    for (bits, rows, columns, group) in [(3, 8, 128, 128), (4, 8, 128, 64), (8, 12, 128, 64), (4, 8, 192, 128)] {
        let error = Codes::new(&device, bits, rows, columns, group).err().unwrap();
        assert!(error.to_string().contains("it takes multiples of 8 rows"), "{error}");
    }
    let mut codes = Codes::new(&device, 8, 8, 64, 64).unwrap();
    let error = codes.write(CodeRows { codes: &[0; 64], scales: &[1.0], zeros: &[0], to: &[8] }).unwrap_err();
    assert!(error.to_string().contains("row 8 of 8"), "{error}");
    let x = device.zeroed::<bf16>(64).unwrap();
    let product = Product { x: x.view(), weight: Weight::Codes(&codes), inputs: 64, bias: None, normalize: None };
    let mut logits = device.zeroed::<f32>(8).unwrap();
    let error = device.skinny(&product, Output::Logits(logits.view_mut())).unwrap_err();
    assert!(error.to_string().contains("logits need floats"), "{error}");
}

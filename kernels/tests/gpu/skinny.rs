//! Products of a few rows against their reference: every epilogue, number of rows, and shape of matrix.

use half::{bf16, f16};
use portalis_kernels::{Cache, Device, Element, Output, Product, Rotation, Row, RowLimits, Rows, reference};

use super::support::{Random, close, gpu, poisoned, rounding, wide};

/// Outputs and inputs of a matrix: small ones, ones that fill no tile, ones of real models' proportions.
const MATRICES: [(usize, usize); 7] =
    [(16, 8), (48, 64), (208, 1000), (1552, 896), (2048, 1536), (1536, 4864), (4624, 256)];

#[test]
fn products_of_every_size() {
    let Some(device) = gpu() else { return };
    every::<bf16>(&device);
    every::<f16>(&device);
}

fn every<E: Element>(device: &Device) {
    let mut random = Random::new();
    for (outputs, inputs) in MATRICES {
        for most in [1, 8, 16, 32, 64] {
            let rows = if most == 1 { 1 } else { most - random.below(most / 2) };
            let case = Case::<E>::random(&mut random, rows, outputs, inputs);
            case.store(device);
            case.residual(device, &mut random);
            case.silu(device);
            case.logits(device);
        }
    }
}

/// A product with random operands, and what it is.
struct Case<E> {
    rows: usize,
    outputs: usize,
    inputs: usize,
    x: Vec<E>,
    weight: Vec<E>,
    bias: Option<Vec<E>>,
    normalize: Option<f32>,
    /// Without bias.
    plain: Vec<f64>,
    what: String,
}

impl<E: Element> Case<E> {
    fn random(random: &mut Random, rows: usize, outputs: usize, inputs: usize) -> Case<E> {
        let scale = 0.2 + 3.0 * random.unit();
        let x: Vec<E> = random.elements(rows * inputs, scale);
        let weight: Vec<E> = random.elements(outputs * inputs, 1.0 / (inputs as f64).sqrt());
        let bias = (random.below(2) == 0).then(|| random.elements(outputs, 1.0));
        let normalize = (random.below(2) == 0).then_some(1e-5f32);
        let mut wide_x = wide(&x);
        if let Some(epsilon) = normalize {
            wide_x = reference::rms_norm(&wide_x, &vec![1.0; inputs], f64::from(epsilon));
        }
        let plain = reference::matmul(&wide_x, &wide(&weight), inputs);
        let what = format!("{} {rows} x {inputs} x {outputs}, bias {}, norm {normalize:?}", E::SUFFIX, bias.is_some());
        Case { rows, outputs, inputs, x, weight, bias, normalize, plain, what }
    }

    fn biased(&self) -> Vec<f64> {
        let Some(bias) = &self.bias else { return self.plain.clone() };
        let bias = wide(bias);
        self.plain.iter().enumerate().map(|(at, value)| value + bias[at % self.outputs]).collect()
    }

    fn run(&self, device: &Device, with_bias: bool, output: Output<'_, '_, E>) {
        let (x, weight) = (device.upload(&self.x).unwrap(), device.upload(&self.weight).unwrap());
        let bias = self.bias.as_ref().filter(|_| with_bias).map(|bias| device.upload(bias).unwrap());
        let product = Product {
            x: x.view(),
            weight: weight.view().into(),
            inputs: self.inputs,
            bias: bias.as_ref().map(|bias| bias.view()),
            normalize: self.normalize,
        };
        device.skinny(&product, output).unwrap();
        device.synchronize().unwrap();
    }

    fn store(&self, device: &Device) {
        let mut y = poisoned::<E>(device, self.rows * self.outputs);
        self.run(device, true, Output::Store(y.view_mut()));
        close(&format!("store {}", self.what), &wide(&y.read().unwrap()), &self.biased(), rounding::<E>());
    }

    fn residual(&self, device: &Device, random: &mut Random) {
        let before: Vec<E> = random.elements(self.rows * self.outputs, 1.0);
        let expected: Vec<f64> = self.biased().iter().zip(wide(&before)).map(|(left, right)| left + right).collect();
        let mut y = device.upload(&before).unwrap();
        self.run(device, true, Output::Residual(y.view_mut()));
        close(&format!("residual {}", self.what), &wide(&y.read().unwrap()), &expected, rounding::<E>());
    }

    fn silu(&self, device: &Device) {
        let mut y = poisoned::<E>(device, self.rows * self.outputs / 2);
        self.run(device, false, Output::Silu(y.view_mut()));
        let expected = reference::silu_mul(&self.plain, self.outputs / 2);
        close(&format!("silu {}", self.what), &wide(&y.read().unwrap()), &expected, rounding::<E>());
    }

    fn logits(&self, device: &Device) {
        let mut y = device.allocate::<f32>(self.rows * self.outputs).unwrap();
        y.view_mut().fill(0xff).unwrap();
        self.run(device, true, Output::Logits(y.view_mut()));
        let found: Vec<f64> = y.read().unwrap().into_iter().map(f64::from).collect();
        close(&format!("logits {}", self.what), &found, &self.biased(), 1e-4);
    }
}

#[test]
fn an_odd_number_of_outputs() {
    let Some(device) = gpu() else { return };
    let mut random = Random::new();
    for rows in [1, 20] {
        let case = Case::<bf16>::random(&mut random, rows, 1001, 512);
        case.store(&device);
        case.residual(&device, &mut random);
        case.logits(&device);
    }
}

#[test]
fn a_row_does_not_depend_on_its_neighbours() {
    let Some(device) = gpu() else { return };
    let mut random = Random::new();
    let case = Case::<bf16>::random(&mut random, 8, 1536, 4864);
    let mut y = poisoned::<bf16>(&device, 8 * 1536);
    case.run(&device, true, Output::Store(y.view_mut()));
    let together = y.read().unwrap();
    for row in 0..8 {
        let x = case.x[row * 4864..(row + 1) * 4864].to_vec();
        let alone = Case {
            rows: 1,
            x,
            weight: case.weight.clone(),
            bias: case.bias.clone(),
            what: String::new(),
            plain: Vec::new(),
            ..case
        };
        let mut y = poisoned::<bf16>(&device, 1536);
        alone.run(&device, true, Output::Store(y.view_mut()));
        assert!(y.read().unwrap() == together[row * 1536..(row + 1) * 1536], "row {row}");
    }
}

#[test]
fn queries_and_the_cache() {
    let Some(device) = gpu() else { return };
    rotary::<bf16>(&device);
    rotary::<f16>(&device);
}

fn rotary<E: Element>(device: &Device) {
    let mut random = Random::new();
    for (heads, kv_heads, head_dim) in [(1, 1, 64), (14, 2, 64), (12, 2, 128), (28, 4, 128), (3, 3, 8)] {
        for most in [1, 8, 16, 32, 64] {
            let rows = if most == 1 { 1 } else { most - random.below(most / 2) };
            let outputs = (heads + 2 * kv_heads) * head_dim;
            let case = Case::<E>::random(&mut random, rows, outputs, 512);
            let limits = RowLimits { rows: 64, context: 300, pages: 64 * 20, page_size: 16 };
            let frequencies: Vec<f64> = (0..head_dim / 2).map(|_| random.unit()).collect();
            let angles = (0..limits.context).flat_map(|at| frequencies.iter().map(move |step| at as f64 * step));
            let table: Vec<f32> = angles.flat_map(|angle| [angle.cos() as f32, angle.sin() as f32]).collect();
            let table_there = device.upload(&table).unwrap();
            // Every row in pages of its own, so that none writes where another does.
            let pages: Vec<Vec<u32>> =
                (0..rows).map(|row| (0..20).map(|page| (page * rows + row) as u32).collect()).collect();
            let positions: Vec<u32> = (0..rows).map(|_| random.below(limits.context) as u32).collect();
            let list: Vec<Row<'_>> = pages
                .iter()
                .zip(&positions)
                .map(|(pages, position)| Row { token: 0, position: *position, pages })
                .collect();
            // The last row of several is left out: it is padding.
            let live = if rows > 1 { rows - 1 } else { 1 };
            let mut places = Rows::new(device, limits).unwrap();
            places.set(&list[..live], &[]).unwrap();
            let size = limits.pages * limits.page_size * kv_heads * head_dim;
            let before: Vec<E> = random.elements(size, 1.0);
            let (mut keys, mut values) = (device.upload(&before).unwrap(), device.upload(&before).unwrap());
            let mut queries = poisoned::<E>(device, rows * heads * head_dim);
            let rotation = Rotation {
                queries: queries.view_mut(),
                cache: &mut Cache { keys: keys.view_mut(), values: values.view_mut() },
                rows: &places,
                table: table_there.view(),
                heads,
                kv_heads,
                head_dim,
            };
            case.run(device, true, Output::Rotary(rotation));

            let (mut expected_q, mut expected_k, mut expected_v) = (Vec::new(), wide(&before), wide(&before));
            for (row, all) in case.biased().chunks_exact(outputs).take(live).enumerate() {
                for (head, values) in all.chunks_exact(head_dim).enumerate() {
                    let mut values = values.to_vec();
                    if head < heads + kv_heads {
                        reference::rotate(&mut values, &frequencies, f64::from(positions[row]));
                    }
                    if head < heads {
                        expected_q.extend(values);
                        continue;
                    }
                    let (page, within) = (pages[row][positions[row] as usize / 16], positions[row] as usize % 16);
                    let at = ((page as usize * kv_heads + (head - heads) % kv_heads) * 16 + within) * head_dim;
                    let target = if head < heads + kv_heads { &mut expected_k } else { &mut expected_v };
                    target[at..at + head_dim].copy_from_slice(&values);
                }
            }
            let what = format!("{heads}/{kv_heads}x{head_dim} {}", case.what);
            let found = wide(&queries.range(0..live * heads * head_dim).unwrap().read().unwrap());
            close(&format!("queries {what}"), &found, &expected_q, rounding::<E>());
            close(&format!("keys {what}"), &wide(&keys.read().unwrap()), &expected_k, rounding::<E>());
            close(&format!("values {what}"), &wide(&values.read().unwrap()), &expected_v, rounding::<E>());
        }
    }
}

#[test]
fn rows_outside_their_limits_are_refused() {
    let Some(device) = gpu() else { return };
    let mut rows = Rows::new(&device, RowLimits { rows: 2, context: 40, pages: 3, page_size: 16 }).unwrap();
    let mut refused =
        |position: u32, pages: &[u32]| rows.set(&[Row { token: 0, position, pages }], &[]).unwrap_err().to_string();
    assert!(refused(40, &[0, 1, 2]).contains("position 40 of 40"));
    assert!(refused(16, &[0]).contains("position 16"));
    assert!(refused(0, &[3]).contains("page 3 of 3"));
}

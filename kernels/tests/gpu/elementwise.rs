//! Embedding and the gated activation against their references.

use half::{bf16, f16};
use portalis_kernels::{Device, Element, reference};

use super::support::{Random, close, gpu, poisoned, rounding, wide};

#[test]
fn embedding_copies_rows() {
    let Some(device) = gpu() else { return };
    embed::<bf16>(&device);
    embed::<f16>(&device);
}

fn embed<E: Element>(device: &Device) {
    let mut random = Random::new();
    for (vocabulary, width) in [(1, 8), (997, 64), (3001, 1536), (151, 8192)] {
        let rows = 1 + random.below(300);
        let table: Vec<E> = random.elements(vocabulary * width, 1.0);
        let mut tokens: Vec<u32> = (0..rows).map(|_| random.below(vocabulary) as u32).collect();
        // An id that is no token must not read elsewhere.
        tokens[0] = u32::MAX;
        let mut output = poisoned::<E>(device, rows * width);
        let there = device.upload(&table).unwrap();
        device.embed(there.view(), device.upload(&tokens).unwrap().view(), output.view_mut()).unwrap();
        let expected: Vec<E> = tokens
            .iter()
            .flat_map(|token| {
                let row = (*token as usize).min(vocabulary - 1) * width;
                table[row..row + width].to_vec()
            })
            .collect();
        assert!(output.read().unwrap() == expected, "{vocabulary} x {width}, {rows} rows");
    }
}

#[test]
fn silu_of_every_width() {
    let Some(device) = gpu() else { return };
    silu::<bf16>(&device);
    silu::<f16>(&device);
}

fn silu<E: Element>(device: &Device) {
    let mut random = Random::new();
    for width in [8, 264, 4864, 8960, 18944] {
        let rows = 1 + random.below(40);
        let gate_up: Vec<E> = random.elements(rows * 2 * width, 3.0);
        let mut output = poisoned::<E>(device, rows * width);
        device.silu_mul(device.upload(&gate_up).unwrap().view(), rows, output.view_mut()).unwrap();
        let expected = reference::silu_mul(&wide(&gate_up), width);
        close(&format!("{rows} x {width}"), &wide(&output.read().unwrap()), &expected, rounding::<E>());
    }
}

//! RMSNorm against its reference.

use half::{bf16, f16};
use portalis_kernels::{Device, Element, reference};

use super::support::{Random, close, gpu, poisoned, rounding, wide};

#[test]
fn rows_of_every_width() {
    let Some(device) = gpu() else { return };
    check::<bf16>(&device);
    check::<f16>(&device);
}

fn check<E: Element>(device: &Device) {
    let mut random = Random::new();
    for width in [8, 64, 128, 896, 1536, 3584, 4096, 8192, 16384] {
        for rows in [1, 64, 2 + random.below(1000)] {
            let what = format!("{} {rows} x {width}", E::SUFFIX);
            let x: Vec<E> = random.elements(rows * width, 2.0);
            let delta: Vec<E> = random.elements(rows * width, 1.0);
            let weight: Vec<E> = random.elements(width, 1.0);
            let mut x_there = device.upload(&x).unwrap();
            let weight_there = device.upload(&weight).unwrap();
            let mut output = poisoned::<E>(device, rows * width);
            device.rms_norm(x_there.view(), width, Some(weight_there.view()), 1e-6, output.view_mut()).unwrap();
            let expected = reference::rms_norm(&wide(&x), &wide(&weight), 1e-6);
            close(&what, &wide(&output.read().unwrap()), &expected, rounding::<E>());

            let mut output = poisoned::<E>(device, rows * width);
            let delta_there = device.upload(&delta).unwrap();
            device.add_rms_norm(x_there.view_mut(), delta_there.view(), width, None, 1e-6, output.view_mut()).unwrap();
            let sum: Vec<E> = x.iter().zip(&delta).map(|(a, b)| E::from_f32(a.to_f32() + b.to_f32())).collect();
            let expected = reference::rms_norm(&wide(&sum), &vec![1.0; width], 1e-6);
            assert!(x_there.read().unwrap() == sum, "{what}: the residual");
            close(&what, &wide(&output.read().unwrap()), &expected, rounding::<E>());
        }
    }
}

#[test]
fn shapes_that_do_not_fit_are_refused() {
    let Some(device) = gpu() else { return };
    let x = device.zeroed::<bf16>(100).unwrap();
    let weight = device.zeroed::<bf16>(12).unwrap();
    let mut output = device.zeroed::<bf16>(100).unwrap();
    let error = device.rms_norm(x.view(), 12, Some(weight.view()), 1e-6, output.view_mut()).unwrap_err();
    assert!(error.to_string().contains("multiples of 8"), "{error}");
}

//! Products through cuBLASLt against the reference: that operands, layouts and the addition mean what we say.

use half::{bf16, f16};
use portalis_kernels::{Blas, Device, Element, reference};

use super::support::{Random, close, gpu, poisoned, rounding, wide};

#[test]
fn products_of_many_shapes() {
    let Some(device) = gpu() else { return };
    let blas = Blas::new(&device).unwrap();
    check::<bf16>(&device, &blas);
    check::<f16>(&device, &blas);
}

fn check<E: Element>(device: &Device, blas: &Blas) {
    let mut random = Random::new();
    for (outputs, inputs) in [(8, 8), (136, 64), (512, 896), (2048, 1536)] {
        for tuned in [false, true] {
            let rows = 1 + random.below(150);
            let what = format!("{rows} x {inputs} by {outputs}, tuned {tuned}");
            let x: Vec<E> = random.elements(rows * inputs, 1.0);
            let weight: Vec<E> = random.elements(outputs * inputs, 0.1);
            let start: Vec<E> = random.elements(rows * outputs, 1.0);
            let (x_there, weight_there) = (device.upload(&x).unwrap(), device.upload(&weight).unwrap());
            let product = reference::matmul(&wide(&x), &wide(&weight), inputs);
            for add in [false, true] {
                let mut output = poisoned::<E>(device, rows * outputs);
                if tuned {
                    blas.tune(x_there.view(), weight_there.view(), inputs, output.view_mut(), add).unwrap();
                    output.view_mut().fill(0xff).unwrap();
                }
                if add {
                    output.write(0, &start).unwrap();
                }
                blas.matmul(x_there.view(), weight_there.view(), inputs, output.view_mut(), add).unwrap();
                let expected: Vec<f64> = product
                    .iter()
                    .zip(wide(&start))
                    .map(|(product, start)| if add { product + start } else { *product })
                    .collect();
                close(&what, &wide(&output.read().unwrap()), &expected, rounding::<E>());
            }
        }
    }
}

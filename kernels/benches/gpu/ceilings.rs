//! What this GPU can do at most, measured: the floors come from these and not from a datasheet.

use portalis_kernels::{Blas, Device};

use super::support::{random, time};

/// Rates in bytes and operations a second.
pub struct Ceilings {
    /// Reading memory.
    pub read: f64,
    /// Copying, read and written bytes counted.
    pub copy: f64,
    /// bf16 products.
    pub flops: f64,
}

/// Measures them.
pub fn measure(device: &Device) -> Ceilings {
    let values = 2usize << 30;
    let source = random(device, values, 1.0);
    let mut target = device.allocate(values).unwrap();
    let copy = time(device, 7, |_| target.view_mut().copy_from(source.view()).unwrap());
    let mut scratch = device.zeroed(1).unwrap();
    let sum = time(device, 7, |_| device.read_all(source.view(), scratch.view_mut()).unwrap());
    let side = 8192;
    let (x, weight) = (source.range(0..side * side).unwrap(), source.range(side * side..2 * side * side).unwrap());
    let mut output = target.range_mut(0..side * side).unwrap();
    let blas = Blas::new(device).unwrap();
    blas.tune(x, weight, side, output.reborrow(), false).unwrap();
    let product = time(device, 7, |_| blas.matmul(x, weight, side, output.reborrow(), false).unwrap());
    let bytes = values as f64 * 2.0;
    Ceilings { read: bytes / sum, copy: 2.0 * bytes / copy, flops: 2.0 * (side as f64).powi(3) / product }
}

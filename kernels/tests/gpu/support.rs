//! What the tests share: the GPU, random numbers, and the comparison with a reference.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use portalis_kernels::{Device, DeviceBuffer, Element};

/// The GPU, one test at a time: all share its stream. `None` where there is none and none is required.
pub fn gpu() -> Option<MutexGuard<'static, Device>> {
    static DEVICE: OnceLock<Option<Mutex<Device>>> = OnceLock::new();
    let device = DEVICE.get_or_init(|| match Device::open(0) {
        Ok(device) => Some(Mutex::new(device)),
        Err(error) if std::env::var_os("PORTALIS_REQUIRE_GPU").is_none() => {
            eprintln!("skipped: {error}");
            None
        }
        Err(error) => panic!("a GPU is required: {error}"),
    });
    device.as_ref().map(|device| device.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Random numbers (splitmix64), from a seed that is printed.
pub struct Random(u64);

impl Random {
    /// From the clock, or from `PORTALIS_SEED`.
    pub fn new() -> Random {
        let given = std::env::var("PORTALIS_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given
            .unwrap_or_else(|| SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |time| time.as_nanos() as u64));
        eprintln!("PORTALIS_SEED={seed}");
        Random(seed)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to 1.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.bits() % bound as u64) as usize
    }

    /// Roughly normal, times `scale`.
    pub fn normal(&mut self, scale: f64) -> f64 {
        ((0..6).map(|_| self.unit()).sum::<f64>() - 3.0) * std::f64::consts::SQRT_2 * scale
    }

    /// Roughly normal values of an element type.
    pub fn elements<E: Element>(&mut self, count: usize, scale: f64) -> Vec<E> {
        (0..count).map(|_| E::from_f32(self.normal(scale) as f32)).collect()
    }
}

/// The same values in float64.
pub fn wide<E: Element>(values: &[E]) -> Vec<f64> {
    values.iter().map(|value| f64::from(value.to_f32())).collect()
}

/// A buffer full of NaN: what a kernel forgets to write shows.
pub fn poisoned<E: Element>(device: &Device, count: usize) -> DeviceBuffer<E> {
    let mut buffer = device.allocate(count).unwrap();
    buffer.view_mut().fill(0xff).unwrap();
    buffer
}

/// Fails unless |found - expected| / |expected| is at most `bound`. NaN never passes.
#[track_caller]
pub fn close(what: &str, found: &[f64], expected: &[f64], bound: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let difference: f64 = found.iter().zip(expected).map(|(left, right)| (left - right) * (left - right)).sum();
    let size: f64 = expected.iter().map(|value| value * value).sum();
    let error = (difference / size.max(1e-300)).sqrt();
    assert!(error <= bound, "{what}: relative error {error:.2e}, at most {bound:.1e}");
}

/// The relative error that rounding to the type costs.
pub fn rounding<E: Element>() -> f64 {
    if E::BRAIN { 4e-3 } else { 6e-4 }
}

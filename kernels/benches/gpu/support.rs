//! What the measurements share: the clock, random operands, and a row of the table.

use half::bf16;
use portalis_kernels::{Device, DeviceBuffer};

/// The median time of `work` in seconds, each repeat timed on its own by events, after a warm-up.
pub fn time(device: &Device, repeats: usize, mut work: impl FnMut(usize)) -> f64 {
    let (start, end) = (device.event().unwrap(), device.event().unwrap());
    for round in 0..2 {
        work(round);
    }
    let mut times: Vec<f64> = (0..repeats)
        .map(|round| {
            start.record().unwrap();
            work(round);
            end.record().unwrap();
            end.wait().unwrap();
            f64::from(end.since(&start).unwrap()) / 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Random bf16 values with this deviation, made of a repeated megabyte: enough to keep the clocks honest.
pub fn random(device: &Device, count: usize, deviation: f32) -> DeviceBuffer<bf16> {
    let mut state = 0x2545_f491_4f6c_dd1du64 ^ count as u64;
    let block: Vec<bf16> = (0..count.min(1 << 19))
        .map(|_| {
            let mut sum = -2.0f32;
            for _ in 0..4 {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                sum += (state >> 40) as f32 / (1u64 << 24) as f32;
            }
            bf16::from_f32(sum * 1.73 * deviation)
        })
        .collect();
    let mut buffer = device.allocate(count).unwrap();
    let mut at = 0;
    while at < count {
        let size = block.len().min(count - at);
        buffer.write(at, &block[..size]).unwrap();
        at += size;
    }
    buffer
}

/// One line: what, its time, its floor, and how near it is.
pub fn row(what: &str, seconds: f64, floor: f64, note: &str) {
    println!(
        "{what:<44} {:>9.1} us   floor {:>9.1} us   {:>5.2}   {note}",
        seconds * 1e6,
        floor * 1e6,
        floor / seconds
    );
}

//! Triton's clock: nanoseconds of the monotonic clock, as `std::chrono::steady_clock` counts them. It must not know what
//! is timed.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// The same moment on both clocks.
static ANCHOR: OnceLock<(Instant, u64)> = OnceLock::new();

/// Now.
pub fn now() -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is to a local; the clock exists on every Linux, so the call cannot fail.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut time) };
    let (seconds, nanoseconds) = (time.tv_sec as u64, time.tv_nsec as u64);
    seconds * 1_000_000_000 + nanoseconds
}

/// An `Instant` on Triton's clock.
pub fn at(instant: Instant) -> u64 {
    let (anchor, nanoseconds) = *ANCHOR.get_or_init(|| (Instant::now(), now()));
    match instant.checked_duration_since(anchor) {
        Some(later) => nanoseconds.saturating_add(whole(later)),
        None => nanoseconds.saturating_sub(whole(anchor - instant)),
    }
}

fn whole(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

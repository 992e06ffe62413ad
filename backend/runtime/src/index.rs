//! Indices and slices: how negative, missing and huge bounds become positions.

use super::exc::Result;
use super::exc_classes::{index_error, value_error};
use super::int::Int;

/// What may index a sequence.
pub trait PyIndex {
    /// The index as an i64, or None where it does not fit.
    fn to_i64_index(&self) -> Option<i64>;
}

macro_rules! plain_index {
    ($($name:ty),*) => {$(
        impl PyIndex for $name {
            #[inline]
            fn to_i64_index(&self) -> Option<i64> {
                i64::try_from(*self).ok()
            }
        }
    )*};
}

plain_index!(i32, i64, usize);

impl PyIndex for bool {
    fn to_i64_index(&self) -> Option<i64> {
        Some(i64::from(*self))
    }
}

impl PyIndex for Int {
    #[inline]
    fn to_i64_index(&self) -> Option<i64> {
        self.to_i64()
    }
}

impl<T: PyIndex + ?Sized> PyIndex for &T {
    #[inline]
    fn to_i64_index(&self) -> Option<i64> {
        (**self).to_i64_index()
    }
}

/// The position of index `i` in a sequence of `len`, None where it lies outside; IndexError where it is huge.
#[inline]
pub fn resolve_index(i: impl PyIndex, len: usize) -> Result<Option<usize>> {
    let Some(i) = i.to_i64_index() else {
        return Err(index_error("cannot fit 'int' into an index-sized integer"));
    };
    let at = if i < 0 { i + len as i64 } else { i };
    Ok(if at >= 0 && (at as usize) < len { Some(at as usize) } else { None })
}

/// A bound such as `list.insert` and `str.find` take: negative from the end, then clamped to `0..=len`.
pub fn clamp_bound(bound: &Int, len: usize) -> usize {
    match bound.to_i64() {
        Some(i) if i < 0 => (i + len as i64).max(0) as usize,
        Some(i) => (i as usize).min(len),
        None if bound.is_negative() => 0,
        None => len,
    }
}

/// A slice over a sequence of known length: `count` positions from `start`, `step` apart.
#[derive(Clone, Copy, Debug)]
pub struct Slice {
    /// The first position (for a slice of no positions: where an assignment inserts).
    pub start: i64,
    /// The distance, never 0.
    pub step: i64,
    /// How many positions.
    pub count: usize,
}

impl Slice {
    /// The positions.
    pub fn indices(self) -> impl Iterator<Item = usize> {
        (0..self.count as i64).map(move |k| (self.start + k * self.step) as usize)
    }

    /// The range where the step is 1.
    pub fn contiguous(self) -> Option<(usize, usize)> {
        (self.step == 1).then_some((self.start as usize, self.start as usize + self.count))
    }
}

/// Python's `slice.indices`. ValueError for a step of 0.
pub fn resolve_slice(start: Option<Int>, stop: Option<Int>, step: Option<Int>, len: usize) -> Result<Slice> {
    let n = len as i64;
    let saturated = |value: &Int| value.to_i64().unwrap_or(if value.is_negative() { i64::MIN } else { i64::MAX });
    // No step beyond the length reaches a second position.
    let step = step.map_or(1, |step| saturated(&step)).clamp(-i64::MAX, i64::MAX);
    if step == 0 {
        return Err(value_error("slice step cannot be zero"));
    }
    let (low, high) = if step > 0 { (0, n) } else { (-1, n - 1) };
    let bound = |value: Option<Int>, missing: i64| match value {
        None => missing,
        Some(value) => {
            let value = saturated(&value);
            (if value < 0 { value.saturating_add(n) } else { value }).clamp(low, high)
        }
    };
    let start = bound(start, if step > 0 { low } else { high });
    let stop = bound(stop, if step > 0 { high } else { low });
    let span = if step > 0 { stop - start } else { start - stop };
    let count = if span > 0 { ((span - 1) / step.abs() + 1) as usize } else { 0 };
    // A slice of one position may have any step; this keeps `start + step` from overflowing.
    let step = if count <= 1 && step != 1 { step.signum() * step.abs().min(n.max(2)) } else { step };
    Ok(Slice { start, step, count })
}

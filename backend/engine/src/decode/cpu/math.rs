//! The arithmetic of a layer on 32-bit floats. Every sum runs in an order that depends on its length alone. It must not
//! know what the numbers mean.

use half::bf16;
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;
use std::ops::Range;

/// Weights that a task takes: enough to outweigh handing them over, few enough to stay near the processor while every
/// row of `x` meets them.
const BLOCK_WEIGHTS: usize = 1 << 15;
/// Rows of `x` that meet a block together, for the same reason.
const BLOCK_ROWS: usize = 32;

/// A matrix, row after row, as its file has it.
#[derive(Debug)]
pub(super) enum Matrix {
    /// 32-bit floats.
    F32(Vec<f32>),
    /// The upper halves of such: half the memory, and widened on the way.
    Bf16(Vec<bf16>),
}

impl Matrix {
    pub(super) fn len(&self) -> usize {
        match self {
            Matrix::F32(values) => values.len(),
            Matrix::Bf16(values) => values.len(),
        }
    }

    /// The bytes that it takes.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Matrix::F32(values) => size_of_val(values.as_slice()),
            Matrix::Bf16(values) => size_of_val(values.as_slice()),
        }
    }

    /// A part of it as 32-bit floats; `space` is used where they must be made.
    pub(super) fn part<'a>(&'a self, range: Range<usize>, space: &'a mut Vec<f32>) -> &'a [f32] {
        match self {
            Matrix::F32(values) => &values[range],
            Matrix::Bf16(values) => {
                space.clear();
                // Widening is a shift, which the compiler does many at a time; the library's conversion is a call.
                space.extend(values[range].iter().map(|value| f32::from_bits(u32::from(value.to_bits()) << 16)));
                space
            }
        }
    }
}

/// `x` of any number of rows, times the transpose of `w`; `w` has `cols` columns, as each row of `x`.
pub(super) fn matmul(x: &[f32], w: &Matrix, cols: usize) -> Vec<f32> {
    let (m, n) = (x.len() / cols, w.len() / cols);
    let arch = Arch::new();
    let block = (BLOCK_WEIGHTS / cols).clamp(4, 64);
    // First with the rows of `w` outside, so that each is read from memory once and tasks write to places of their own.
    let mut turned = vec![0.0; m * n];
    turned.par_chunks_mut(block * m.max(1)).enumerate().for_each_init(Vec::new, |space, (number, out)| {
        let first = number * block * cols;
        let end = first + out.len() / m * cols;
        arch.dispatch(Block { x, w, range: first..end, cols, out, space });
    });
    if m == 1 {
        return turned;
    }
    let mut out = vec![0.0; m * n];
    for (row, out) in out.chunks_exact_mut(n).enumerate() {
        for (column, value) in out.iter_mut().enumerate() {
            *value = turned[column * m + row];
        }
    }
    out
}

/// Some rows of `w` times all rows of `x`.
struct Block<'a> {
    x: &'a [f32],
    w: &'a Matrix,
    range: Range<usize>,
    cols: usize,
    out: &'a mut [f32],
    space: &'a mut Vec<f32>,
}

impl WithSimd for Block<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Block { x, w, range, cols, out, space } = self;
        let m = x.len() / cols;
        let w = w.part(range, space);
        for (number, x) in x.chunks(BLOCK_ROWS * cols).enumerate() {
            let first = number * BLOCK_ROWS;
            for (w, out) in w.chunks_exact(cols).zip(out.chunks_exact_mut(m)) {
                row_of_block(simd, x, w, &mut out[first..first + x.len() / cols]);
            }
        }
    }
}

/// One row of `w` times some rows of `x`.
#[inline(always)]
fn row_of_block<S: Simd>(simd: S, x: &[f32], w: &[f32], out: &mut [f32]) {
    let mut rows = x.chunks_exact(w.len());
    let mut places = out.chunks_exact_mut(4);
    for place in &mut places {
        // Four rows at a time: `w` is loaded once for the four, and the processor has sums to interleave.
        if let (Some(a), Some(b), Some(c), Some(d)) = (rows.next(), rows.next(), rows.next(), rows.next()) {
            place.copy_from_slice(&dots(simd, [a, b, c, d], w));
        }
    }
    for (place, row) in places.into_remainder().iter_mut().zip(rows) {
        [*place] = dots(simd, [row], w);
    }
}

/// The products of `w` with some rows. Each is summed in the same order, however many there are.
#[inline(always)]
fn dots<S: Simd, const N: usize>(simd: S, rows: [&[f32]; N], w: &[f32]) -> [f32; N] {
    let (w, w_tail) = S::as_simd_f32s(w);
    let split = rows.map(|row| S::as_simd_f32s(row));
    let mut even = [simd.splat_f32s(0.0); N];
    let mut odd = even;
    let (pairs, last) = w.as_chunks::<2>();
    for (at, [first, second]) in pairs.iter().enumerate() {
        for n in 0..N {
            let row = split[n].0;
            even[n] = simd.mul_add_e_f32s(*first, row[2 * at], even[n]);
            odd[n] = simd.mul_add_e_f32s(*second, row[2 * at + 1], odd[n]);
        }
    }
    if let [single] = last {
        for n in 0..N {
            even[n] = simd.mul_add_e_f32s(*single, split[n].0[w.len() - 1], even[n]);
        }
    }
    if !w_tail.is_empty() {
        let w = simd.partial_load_f32s(w_tail);
        for n in 0..N {
            odd[n] = simd.mul_add_e_f32s(w, simd.partial_load_f32s(split[n].1), odd[n]);
        }
    }
    std::array::from_fn(|n| simd.reduce_sum_f32s(simd.add_f32s(even[n], odd[n])))
}

/// The product of two vectors.
#[inline(always)]
pub(super) fn dot<S: Simd>(simd: S, a: &[f32], b: &[f32]) -> f32 {
    dots(simd, [a], b)[0]
}

/// Each row, of the weight's width, divided by its root mean square and multiplied by the weight.
pub(super) fn rms_norm(x: &[f32], weight: &[f32], eps: f32) -> Vec<f32> {
    let arch = Arch::new();
    let mut out = Vec::with_capacity(x.len());
    for row in x.chunks_exact(weight.len()) {
        let squares = arch.dispatch(Squares(row));
        let scale = 1.0 / (squares / row.len() as f32 + eps).sqrt();
        out.extend(row.iter().zip(weight).map(|(x, weight)| x * scale * weight));
    }
    out
}

struct Squares<'a>(&'a [f32]);

impl WithSimd for Squares<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        dot(simd, self.0, self.0)
    }
}

/// Turns each head's pairs (`i`, `i + head_dim / 2`) by their angles, given as cosine and sine.
pub(super) fn rotate(x: &mut [f32], head_dim: usize, turns: &[(f32, f32)]) {
    for head in x.chunks_exact_mut(head_dim) {
        let (low, high) = head.split_at_mut(head_dim / 2);
        for ((low, high), (cos, sin)) in low.iter_mut().zip(high).zip(turns) {
            (*low, *high) = (*low * cos - *high * sin, *high * cos + *low * sin);
        }
    }
}

/// `x += y`.
pub(super) fn add(x: &mut [f32], y: &[f32]) {
    for (x, y) in x.iter_mut().zip(y) {
        *x += y;
    }
}

/// `gate = silu(gate) * up`.
pub(super) fn silu_times(gate: &mut [f32], up: &[f32]) {
    for (gate, up) in gate.iter_mut().zip(up) {
        *gate = *gate / (1.0 + (-*gate).exp()) * up;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::testing::noise;

    #[test]
    fn products_are_right_and_the_same_in_any_batch() {
        for (m, n, cols) in [(7, 35, 1), (7, 35, 3), (5, 130, 16), (70, 9, 17), (7, 35, 31), (33, 3, 100), (2, 5, 9001)]
        {
            let (x, values) = (noise(1, m * cols), noise(2, n * cols));
            let halves: Vec<bf16> = values.iter().map(|value| bf16::from_f32(*value)).collect();
            let widened = halves.iter().map(|value| value.to_f32()).collect();
            let narrow = matmul(&x, &Matrix::Bf16(halves), cols);
            assert_eq!(narrow, matmul(&x, &Matrix::F32(widened), cols));
            let w = Matrix::F32(values.clone());
            let all = matmul(&x, &w, cols);
            for row in 0..m {
                let alone = matmul(&x[row * cols..][..cols], &w, cols);
                assert_eq!(all[row * n..][..n], alone);
                for column in 0..n {
                    let products =
                        (0..cols).map(|k| f64::from(x[row * cols + k]) * f64::from(values[column * cols + k]));
                    let exact: f64 = products.sum();
                    let bound = 1e-6 * (cols as f64).sqrt() + 1e-6;
                    assert!((exact - f64::from(alone[column])).abs() < bound, "{cols} {row} {column}");
                }
            }
        }
    }
}

//! The arithmetic of a layer on 32-bit floats. Every sum runs in an order that depends on its length alone. It must not
//! know what the numbers mean.

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

/// Rows of the matrix that one task takes: enough to outweigh handing it over, few enough to share them evenly.
const BLOCK: usize = 16;

/// `x` of any number of rows, times the transpose of `w`; `w` has `cols` columns, as each row of `x`.
pub(super) fn matmul(x: &[f32], w: &[f32], cols: usize) -> Vec<f32> {
    let (m, n) = (x.len() / cols, w.len() / cols);
    let arch = Arch::new();
    // First with the rows of `w` outside, so that each is read from memory once and tasks write to places of their own.
    let mut turned = vec![0.0; m * n];
    turned.par_chunks_mut(BLOCK * m.max(1)).zip(w.par_chunks(BLOCK * cols)).for_each(|(out, w)| {
        arch.dispatch(Block { x, w, cols, out });
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
    w: &'a [f32],
    cols: usize,
    out: &'a mut [f32],
}

impl WithSimd for Block<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Block { x, w, cols, out } = self;
        let m = x.len() / cols;
        for (w, out) in w.chunks_exact(cols).zip(out.chunks_exact_mut(m)) {
            let mut rows = x.chunks_exact(cols);
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
        for cols in [1, 3, 8, 16, 17, 31, 64, 100] {
            let (x, w) = (noise(1, 7 * cols), noise(2, 35 * cols));
            let all = matmul(&x, &w, cols);
            for row in 0..7 {
                let alone = matmul(&x[row * cols..][..cols], &w, cols);
                assert_eq!(all[row * 35..][..35], alone);
                for column in 0..35 {
                    let exact: f64 =
                        (0..cols).map(|k| f64::from(x[row * cols + k]) * f64::from(w[column * cols + k])).sum();
                    assert!((exact - f64::from(alone[column])).abs() < 1e-5, "{cols} {row} {column}");
                }
            }
        }
    }
}

//! The same operations on the CPU in float64: what the kernels are checked against. Clear before fast.

pub mod sample;

/// RMSNorm of rows of `weight.len()` values.
pub fn rms_norm(x: &[f64], weight: &[f64], epsilon: f64) -> Vec<f64> {
    let width = weight.len();
    let mut output = Vec::with_capacity(x.len());
    for row in x.chunks_exact(width) {
        let mean = row.iter().map(|value| value * value).sum::<f64>() / width as f64;
        let scale = 1.0 / (mean + epsilon).sqrt();
        output.extend(row.iter().zip(weight).map(|(value, weight)| value * scale * weight));
    }
    output
}

/// `x * transpose(weight)` for rows of `inputs` values.
pub fn matmul(x: &[f64], weight: &[f64], inputs: usize) -> Vec<f64> {
    let dot = |row: &[f64], column: &[f64]| row.iter().zip(column).map(|(left, right)| left * right).sum();
    x.chunks_exact(inputs).flat_map(|row| weight.chunks_exact(inputs).map(move |column| dot(row, column))).collect()
}

/// `silu(gate) * up` for rows of `width` gates and as many ups, in turns of eight.
pub fn silu_mul(gate_up: &[f64], width: usize) -> Vec<f64> {
    let mut output = Vec::with_capacity(gate_up.len() / 2);
    for row in gate_up.chunks_exact(2 * width) {
        for sixteen in row.chunks_exact(16) {
            let (gate, up) = sixteen.split_at(8);
            output.extend(gate.iter().zip(up).map(|(gate, up)| gate / (1.0 + (-gate).exp()) * up));
        }
    }
    output
}

/// Rotates the pairs `(2 i, 2 i + 1)` of a head to a position.
pub fn rotate(head: &mut [f64], frequencies: &[f64], position: f64) {
    for (pair, frequency) in head.chunks_exact_mut(2).zip(frequencies) {
        let (sine, cosine) = (position * frequency).sin_cos();
        let (a, b) = (pair[0], pair[1]);
        (pair[0], pair[1]) = (a * cosine - b * sine, b * cosine + a * sine);
    }
}

/// Attention of one query head at `position` over `keys` and `values` (rows of the query's width, by position), of
/// which it sees the last `window` up to itself.
pub fn attend(
    query: &[f64],
    keys: &[f64],
    values: &[f64],
    position: usize,
    window: Option<usize>,
    scale: f64,
) -> Vec<f64> {
    let width = query.len();
    let first = window.map_or(0, |window| (position + 1).saturating_sub(window));
    let seen = first * width..(position + 1) * width;
    let (keys, values) = (&keys[seen.clone()], &values[seen]);
    let scores: Vec<f64> = keys
        .chunks_exact(width)
        .map(|key| query.iter().zip(key).map(|(left, right)| left * right).sum::<f64>() * scale)
        .collect();
    let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = scores.iter().map(|score| (score - largest).exp()).collect();
    let total: f64 = weights.iter().sum();
    let mut output = vec![0.0; width];
    for (value, weight) in values.chunks_exact(width).zip(&weights) {
        for (sum, value) in output.iter_mut().zip(value) {
            *sum += weight / total * value;
        }
    }
    output
}

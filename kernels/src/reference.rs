//! The same operations on the CPU in float64: what the kernels are checked against. Clear before fast.

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

//! The angles of rotary position embedding, with all its scalings, for every executor. It must not know tensors.

use super::{ModelConfig, RopeScaling};
use std::f64::consts::TAU;

/// The frequency of each pair of a head's dimensions, and what cosines and sines are multiplied by. Dimension `i` is
/// paired with `i + head_dim / 2`. For a dynamic scaling these hold up to the trained context; see [`Rotary`].
pub fn inverse_frequencies(config: &ModelConfig) -> (Vec<f32>, f32) {
    let rotary = Rotary::new(config);
    (rotary.inverse, rotary.magnitude)
}

/// Rotary position embedding at any position.
#[derive(Debug, Clone)]
pub struct Rotary {
    inverse: Vec<f32>,
    magnitude: f32,
    dynamic: Option<Dynamic>,
}

#[derive(Debug, Clone)]
struct Dynamic {
    theta: f64,
    factor: f64,
    original_context: usize,
}

impl Rotary {
    /// Prepares the frequencies.
    pub fn new(config: &ModelConfig) -> Rotary {
        let half = config.head_dim / 2;
        let theta = config.rope.theta;
        let plain = frequencies(theta, half);
        let (mut magnitude, mut dynamic) = (1.0, None);
        let inverse: Vec<f64> = match config.rope.scaling {
            RopeScaling::None => plain,
            RopeScaling::Linear { factor } => plain.iter().map(|f| f / factor).collect(),
            RopeScaling::Dynamic { factor, original_context } => {
                dynamic = Some(Dynamic { theta, factor, original_context });
                plain
            }
            RopeScaling::Llama3 { factor, low_freq_factor, high_freq_factor, original_context } => {
                let context = original_context as f64;
                plain.iter().map(|f| llama3(*f, factor, low_freq_factor, high_freq_factor, context)).collect()
            }
            RopeScaling::Yarn { factor, original_context, beta_fast, beta_slow, attention_factor, truncate } => {
                magnitude = attention_factor as f32;
                let ramp = yarn_ramp(theta, half, original_context as f64, beta_fast, beta_slow, truncate);
                plain.iter().zip(ramp).map(|(f, divided)| f / factor * divided + f * (1.0 - divided)).collect()
            }
        };
        Rotary { inverse: inverse.into_iter().map(|f| f as f32).collect(), magnitude, dynamic }
    }

    /// The cosine and sine of each pair at a position, multiplied by the scaling's magnitude. Angles are products of
    /// 32-bit floats, as in transformers: at great positions a more exact angle would be another one.
    pub fn at(&self, position: usize) -> impl Iterator<Item = (f32, f32)> {
        let grown = self.dynamic.as_ref().and_then(|dynamic| dynamic.at(position, self.inverse.len()));
        (0..self.inverse.len()).map(move |pair| {
            let frequency = grown.as_ref().map_or(self.inverse[pair], |grown| grown[pair]);
            let (sin, cos) = (position as f32 * frequency).sin_cos();
            (cos * self.magnitude, sin * self.magnitude)
        })
    }
}

impl Dynamic {
    fn at(&self, position: usize, half: usize) -> Option<Vec<f32>> {
        let (length, context) = ((position + 1) as f64, self.original_context as f64);
        if length <= context {
            return None;
        }
        let width = 2.0 * half as f64;
        let growth = (self.factor * length / context) - (self.factor - 1.0);
        let theta = self.theta * growth.powf(width / (width - 2.0));
        Some(frequencies(theta, half).into_iter().map(|f| f as f32).collect())
    }
}

fn frequencies(theta: f64, half: usize) -> Vec<f64> {
    (0..half).map(|pair| theta.powf(-(pair as f64) / half as f64)).collect()
}

fn llama3(frequency: f64, factor: f64, low: f64, high: f64, context: f64) -> f64 {
    let wavelength = TAU / frequency;
    if wavelength < context / high {
        frequency
    } else if wavelength > context / low {
        frequency / factor
    } else {
        let smooth = (context / wavelength - low) / (high - low);
        (1.0 - smooth) * frequency / factor + smooth * frequency
    }
}

/// How much of each frequency is divided by the factor: 0 for the fast ones, 1 for the slow ones.
fn yarn_ramp(theta: f64, half: usize, context: f64, beta_fast: f64, beta_slow: f64, truncate: bool) -> Vec<f64> {
    let width = 2.0 * half as f64;
    let dimension = |rotations: f64| width * (context / (rotations * TAU)).ln() / (2.0 * theta.ln());
    let (mut low, mut high) = (dimension(beta_fast), dimension(beta_slow));
    if truncate {
        (low, high) = (low.floor(), high.ceil());
    }
    (low, high) = (low.max(0.0), high.min(width - 1.0));
    if low == high {
        high += 0.001;
    }
    (0..half).map(|pair| ((pair as f64 - low) / (high - low)).clamp(0.0, 1.0)).collect()
}

//! `math.fsum`, `math.hypot` and `math.dist`: sums with more bits than a float has.

use super::exc::Result;
use super::exc_classes::{overflow_error, value_error};

/// `math.fsum(numbers)`: the float nearest to the exact sum. OverflowError, ValueError for `inf - inf`.
pub fn fsum(numbers: impl IntoIterator<Item = f64>) -> Result<f64> {
    // Partial sums that do not overlap, from small to large: together they are the exact sum.
    let mut partials: Vec<f64> = Vec::new();
    let (mut special, mut infinities) = (0.0, 0.0);
    for original in numbers {
        let mut x = original;
        let mut kept = 0;
        for i in 0..partials.len() {
            let mut y = partials[i];
            if x.abs() < y.abs() {
                std::mem::swap(&mut x, &mut y);
            }
            let high = x + y;
            let low = y - (high - x);
            if low != 0.0 {
                partials[kept] = low;
                kept += 1;
            }
            x = high;
        }
        partials.truncate(kept);
        if x == 0.0 {
            continue;
        }
        if x.is_finite() {
            partials.push(x);
            continue;
        }
        if original.is_finite() {
            return Err(overflow_error("intermediate overflow in fsum"));
        }
        if original.is_infinite() {
            infinities += original;
        }
        special += original;
        partials.clear();
    }
    if special != 0.0 {
        return if f64::is_nan(infinities) { Err(value_error("-inf + inf in fsum")) } else { Ok(special) };
    }
    Ok(rounded(&partials))
}

/// The float nearest to the sum of partials.
fn rounded(partials: &[f64]) -> f64 {
    let mut rest = partials.iter().rev();
    let Some(mut high) = rest.next().copied() else { return 0.0 };
    let mut low = 0.0;
    for &y in rest.by_ref() {
        let x = high;
        high = x + y;
        low = y - (high - x);
        if low != 0.0 {
            break;
        }
    }
    // Exactly half way: what is smaller still decides which way.
    if let Some(&next) = rest.next() {
        if (low < 0.0 && next < 0.0) || (low > 0.0 && next > 0.0) {
            let twice = low * 2.0;
            let x = high + twice;
            if twice == x - high {
                high = x;
            }
        }
    }
    high
}

/// `math.hypot(*coordinates)`.
pub fn hypot(coordinates: impl IntoIterator<Item = f64>) -> f64 {
    norm(&coordinates.into_iter().map(f64::abs).collect::<Vec<f64>>())
}

/// `math.dist(p, q)`. ValueError where they differ in dimension.
pub fn dist(p: impl IntoIterator<Item = f64>, q: impl IntoIterator<Item = f64>) -> Result<f64> {
    let (mut p, mut q) = (p.into_iter(), q.into_iter());
    let mut apart = Vec::new();
    loop {
        match (p.next(), q.next()) {
            (Some(a), Some(b)) => apart.push((a - b).abs()),
            (None, None) => return Ok(norm(&apart)),
            _ => return Err(value_error("both points must have the same number of dimensions")),
        }
    }
}

/// A sum kept in a leading part, which begins at 1 so that it is the larger summand always, and what it lost.
struct Sum {
    lead: f64,
    lost: [f64; 3],
}

impl Sum {
    fn add(&mut self, x: f64, slot: usize) {
        let old = self.lead;
        self.lead += x;
        self.lost[slot] += (old - self.lead) + x;
    }

    fn value(&self) -> f64 {
        self.lead - 1.0 + (self.lost[0] + self.lost[1] + self.lost[2])
    }
}

/// Splits a float into two of half its bits each (Veltkamp).
fn halves(x: f64) -> (f64, f64) {
    let scaled = x * 134_217_729.0;
    let high = scaled - (scaled - x);
    (high, x - high)
}

/// The Euclidean norm of magnitudes, nearly always correctly rounded: scaled to below 1, squared and summed with
/// what rounding loses, and the root corrected by one step.
fn norm(magnitudes: &[f64]) -> f64 {
    let most = magnitudes.iter().copied().fold(0.0, |most: f64, x| if x > most { x } else { most });
    if most.is_infinite() {
        return most;
    }
    if magnitudes.iter().any(|x| x.is_nan()) {
        return f64::NAN;
    }
    if most == 0.0 || magnitudes.len() <= 1 {
        return most;
    }
    let mut sum = Sum { lead: 1.0, lost: [0.0; 3] };
    let exponent = super::math::frexp(most).1.to_i64().unwrap_or(0);
    if exponent < -1023 {
        // No power of two scales numbers so small.
        for x in magnitudes {
            let x = x / most;
            sum.add(x * x, 0);
        }
        return most * (sum.lead - 1.0 + sum.lost[0]).sqrt();
    }
    // In two factors, since 2^-1024 has no reciprocal.
    let half = exponent as i32 / 2;
    let scale = 2f64.powi(-half) * 2f64.powi(half - exponent as i32);
    for x in magnitudes {
        let (high, low) = halves(x * scale);
        sum.add(high * high, 0);
        sum.add(2.0 * high * low, 1);
        sum.lost[2] += low * low;
    }
    let root = sum.value().sqrt();
    let (high, low) = halves(root);
    sum.add(-high * high, 0);
    sum.add(-2.0 * high * low, 1);
    sum.add(-low * low, 2);
    (root + sum.value() / (2.0 * root)) / scale
}

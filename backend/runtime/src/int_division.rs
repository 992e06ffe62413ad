//! Python's divisions of `Int`: floor division, modulo with the divisor's sign, correctly rounded true division.

use super::exc::Result;
use super::exc_classes::{overflow_error, zero_division};
use super::int::{Inner, Int};
use super::magnitude as mag;

impl Int {
    /// Floor quotient and modulo by a divisor that is not 0.
    #[inline]
    pub(super) fn div_mod_nonzero(&self, other: &Int) -> (Int, Int) {
        if let (Inner::Small(a), Inner::Small(b)) = (&self.0, &other.0) {
            if let (Some(quotient), Some(rest)) = (a.checked_div(*b), a.checked_rem(*b)) {
                return if rest != 0 && (rest < 0) != (*b < 0) {
                    (Int::new(quotient - 1), Int::new(rest + b))
                } else {
                    (Int::new(quotient), Int::new(rest))
                };
            }
        }
        let (quotient, rest) = self.big().div_mod_floor(&other.big());
        (Int::from_big(quotient), Int::from_big(rest))
    }

    /// `a // b`. ZeroDivisionError.
    #[inline]
    pub fn floor_div(&self, other: &Int) -> Result<Int> {
        if other.is_zero() {
            return Err(zero_division("integer division or modulo by zero"));
        }
        Ok(self.div_mod_nonzero(other).0)
    }

    /// `a // b` for a `b` known not to be 0; panics on 0.
    #[inline]
    pub fn floor_div_by(&self, other: i64) -> Int {
        assert!(other != 0, "integer division by zero");
        self.div_mod_nonzero(&Int::new(other)).0
    }

    /// `a % b`. ZeroDivisionError.
    #[inline]
    pub fn modulo(&self, other: &Int) -> Result<Int> {
        if other.is_zero() {
            return Err(zero_division("integer modulo by zero"));
        }
        Ok(self.div_mod_nonzero(other).1)
    }

    /// `divmod(a, b)`. ZeroDivisionError.
    pub fn divmod(&self, other: &Int) -> Result<(Int, Int)> {
        if other.is_zero() {
            return Err(zero_division("integer division or modulo by zero"));
        }
        Ok(self.div_mod_nonzero(other))
    }

    /// `a / b`, the float nearest to the exact quotient. ZeroDivisionError, OverflowError.
    #[inline]
    pub fn true_div(&self, other: &Int) -> Result<f64> {
        const EXACT: i64 = 1 << 53;
        if let (Inner::Small(a), Inner::Small(b)) = (&self.0, &other.0) {
            if *b != 0 && (-EXACT..=EXACT).contains(a) && (-EXACT..=EXACT).contains(b) {
                return Ok(*a as f64 / *b as f64);
            }
        }
        self.true_div_big(other)
    }

    fn true_div_big(&self, other: &Int) -> Result<f64> {
        if other.is_zero() {
            return Err(zero_division("division by zero"));
        }
        let (a, b) = (self.to_big(), other.to_big());
        if a.limbs.is_empty() {
            // 0 / -5 is -0.0 for floats and 0.0 for ints, however large.
            return Ok(0.0);
        }
        // A quotient of 66 or 67 bits, of which the lowest then stands for all that was cut off.
        let shift = 66 - (mag::bit_length(&a.limbs) as i64 - mag::bit_length(&b.limbs) as i64);
        let (scaled, divisor) = if shift >= 0 {
            (mag::shl(&a.limbs, shift as u64), b.limbs)
        } else {
            (a.limbs, mag::shl(&b.limbs, shift.unsigned_abs()))
        };
        let (quotient, rest) = mag::div_rem(&scaled, &divisor);
        let mut bits: u128 = 0;
        for limb in quotient.iter().rev() {
            bits = (bits << 32) | u128::from(*limb);
        }
        bits |= u128::from(!rest.is_empty());
        let value = scale_rounded(bits, -shift);
        if value.is_infinite() {
            return Err(overflow_error("integer division result too large for a float"));
        }
        Ok(if a.negative != b.negative { -value } else { value })
    }
}

/// The float nearest to `bits * 2^exponent`, ties to even, rounded once.
pub(super) fn scale_rounded(bits: u128, exponent: i64) -> f64 {
    if bits == 0 {
        return 0.0;
    }
    let length = 128 - i64::from(bits.leading_zeros());
    // The result's lowest bit: 53 bits below the top, and not below the smallest float's.
    let lowest = (length + exponent - 53).max(-1074);
    let cut = lowest - exponent;
    let (mut mantissa, exponent) = if cut <= 0 {
        (bits, exponent)
    } else if cut > 127 {
        (0, lowest)
    } else {
        let kept = bits >> cut;
        let rest = bits & ((1u128 << cut) - 1);
        let half = 1u128 << (cut - 1);
        let up = rest > half || (rest == half && kept & 1 == 1);
        (kept + u128::from(up), lowest)
    };
    if exponent + 128 - i64::from(mantissa.leading_zeros()) > 1024 {
        return f64::INFINITY;
    }
    // Exact from here: in two steps, since 2^-1074 * 2^52 passes through what one factor cannot hold.
    let mut exponent = exponent;
    while mantissa != 0 && mantissa & 1 == 0 {
        mantissa >>= 1;
        exponent += 1;
    }
    let value = mantissa as f64;
    let first = (exponent / 2) as i32;
    value * 2f64.powi(first) * 2f64.powi((exponent - i64::from(first)) as i32)
}

//! Signed integers of any size, for what does not fit an i64. `super::int::Int` is what others use.

use super::magnitude as mag;
use std::cmp::Ordering;

/// A sign and a magnitude; zero is never negative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BigInt {
    pub(super) negative: bool,
    pub(super) limbs: Vec<u32>,
}

impl BigInt {
    pub(super) fn new(negative: bool, limbs: Vec<u32>) -> BigInt {
        BigInt { negative: negative && !limbs.is_empty(), limbs }
    }

    pub(super) fn from_i128(value: i128) -> BigInt {
        BigInt::new(value < 0, mag::from_u128(value.unsigned_abs()))
    }

    pub(super) fn to_i64(&self) -> Option<i64> {
        if self.limbs.len() > 2 {
            return None;
        }
        let magnitude = self.low_u64();
        if self.negative {
            if magnitude > 1 << 63 { None } else { Some((magnitude as i64).wrapping_neg()) }
        } else {
            i64::try_from(magnitude).ok()
        }
    }

    fn low_u64(&self) -> u64 {
        let limb = |i: usize| u64::from(self.limbs.get(i).copied().unwrap_or(0));
        limb(0) | (limb(1) << 32)
    }

    pub(super) fn neg(&self) -> BigInt {
        BigInt::new(!self.negative, self.limbs.clone())
    }

    pub(super) fn compare(&self, other: &BigInt) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => mag::compare(&self.limbs, &other.limbs),
            (true, true) => mag::compare(&other.limbs, &self.limbs),
        }
    }

    fn add_signed(&self, other: &BigInt, other_negative: bool) -> BigInt {
        if self.negative == other_negative {
            return BigInt::new(self.negative, mag::add(&self.limbs, &other.limbs));
        }
        match mag::compare(&self.limbs, &other.limbs) {
            Ordering::Less => BigInt::new(other_negative, mag::sub(&other.limbs, &self.limbs)),
            _ => BigInt::new(self.negative, mag::sub(&self.limbs, &other.limbs)),
        }
    }

    pub(super) fn add(&self, other: &BigInt) -> BigInt {
        self.add_signed(other, other.negative)
    }

    pub(super) fn sub(&self, other: &BigInt) -> BigInt {
        self.add_signed(other, !other.negative && !other.limbs.is_empty())
    }

    pub(super) fn mul(&self, other: &BigInt) -> BigInt {
        BigInt::new(self.negative != other.negative, mag::mul(&self.limbs, &other.limbs))
    }

    /// Floor division and its remainder, which has the divisor's sign; the divisor is not 0.
    pub(super) fn div_mod_floor(&self, other: &BigInt) -> (BigInt, BigInt) {
        let (quotient, rest) = mag::div_rem(&self.limbs, &other.limbs);
        let negative = self.negative != other.negative;
        if rest.is_empty() || !negative {
            return (BigInt::new(negative, quotient), BigInt::new(self.negative, rest));
        }
        (BigInt::new(true, mag::add(&quotient, &[1])), BigInt::new(other.negative, mag::sub(&other.limbs, &rest)))
    }

    pub(super) fn shl(&self, bits: u64) -> BigInt {
        BigInt::new(self.negative, mag::shl(&self.limbs, bits))
    }

    /// Division by a power of two, rounded down.
    pub(super) fn shr(&self, bits: u64) -> BigInt {
        let cut = mag::shr(&self.limbs, bits);
        if self.negative && mag::any_low_bits(&self.limbs, bits) {
            return BigInt::new(true, mag::add(&cut, &[1]));
        }
        BigInt::new(self.negative, cut)
    }

    /// The low `len` limbs in two's complement.
    fn twos_complement(&self, len: usize) -> Vec<u32> {
        let mut out = self.limbs.clone();
        out.resize(len, 0);
        if self.negative {
            let mut carry = true;
            for limb in &mut out {
                (*limb, carry) = (!*limb).overflowing_add(u32::from(carry));
            }
        }
        out
    }

    /// A bitwise operation on two's complements of endless length.
    pub(super) fn bitwise(&self, other: &BigInt, operation: impl Fn(u32, u32) -> u32) -> BigInt {
        let len = self.limbs.len().max(other.limbs.len()) + 1;
        let (a, b) = (self.twos_complement(len), other.twos_complement(len));
        let mut out: Vec<u32> = a.iter().zip(&b).map(|(&x, &y)| operation(x, y)).collect();
        let negative = out.last().is_some_and(|top| top >> 31 == 1);
        if negative {
            let mut carry = true;
            for limb in &mut out {
                (*limb, carry) = (!*limb).overflowing_add(u32::from(carry));
            }
        }
        mag::trim(&mut out);
        BigInt::new(negative, out)
    }

    /// The nearest float, ties to even; None where it is too large.
    pub(super) fn to_f64(&self) -> Option<f64> {
        let bits = mag::bit_length(&self.limbs);
        if bits > 1024 {
            return None;
        }
        // 64 bits at the top, the lowest of them standing for all below: that rounds once, and rightly.
        let shift = bits.saturating_sub(64);
        let top = BigInt::new(false, mag::shr(&self.limbs, shift)).low_u64();
        let sticky = u64::from(mag::any_low_bits(&self.limbs, shift));
        let value = (top | sticky) as f64 * 2f64.powi(shift as i32);
        if value.is_infinite() {
            return None;
        }
        Some(if self.negative { -value } else { value })
    }
}

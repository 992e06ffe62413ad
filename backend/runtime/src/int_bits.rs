//! Shifts and bit counts of `Int`.

use super::exc::Result;
use super::exc_classes::{overflow_error, value_error};
use super::int::{Inner, Int};
use super::magnitude as mag;

impl Int {
    /// `a << b`. ValueError for a negative count, OverflowError for one beyond memory.
    #[inline]
    pub fn shl(&self, count: &Int) -> Result<Int> {
        if count.is_negative() {
            return Err(value_error("negative shift count"));
        }
        if self.is_zero() {
            return Ok(Int::ZERO);
        }
        match count.to_i64().and_then(|count| u32::try_from(count).ok()) {
            Some(bits) => Ok(self.shl_by(bits)),
            None => Err(overflow_error("too many digits in integer")),
        }
    }

    /// `a >> b`. ValueError for a negative count.
    #[inline]
    pub fn shr(&self, count: &Int) -> Result<Int> {
        if count.is_negative() {
            return Err(value_error("negative shift count"));
        }
        match count.to_i64().and_then(|count| u32::try_from(count).ok()) {
            Some(bits) => Ok(self.shr_by(bits)),
            None => Ok(Int::new(if self.is_negative() { -1 } else { 0 })),
        }
    }

    /// `a << bits`.
    #[inline]
    pub fn shl_by(&self, bits: u32) -> Int {
        if let Inner::Small(value) = &self.0 {
            if bits < 63 {
                return Int::from(i128::from(*value) << bits);
            }
        }
        Int::from_big(self.big().shl(u64::from(bits)))
    }

    /// `a >> bits`.
    #[inline]
    pub fn shr_by(&self, bits: u32) -> Int {
        match &self.0 {
            Inner::Small(value) => Int::new(value >> bits.min(63)),
            Inner::Big(big) => Int::from_big(big.shr(u64::from(bits))),
        }
    }

    /// `n.bit_length()`.
    pub fn bit_length(&self) -> Int {
        Int::from(self.bits())
    }

    /// The number of bits of the magnitude.
    pub fn bits(&self) -> u64 {
        match &self.0 {
            Inner::Small(value) => u64::from(64 - value.unsigned_abs().leading_zeros()),
            Inner::Big(big) => mag::bit_length(&big.limbs),
        }
    }

    /// `n.bit_count()`: the ones of the magnitude.
    pub fn bit_count(&self) -> Int {
        match &self.0 {
            Inner::Small(value) => Int::from(value.unsigned_abs().count_ones()),
            Inner::Big(big) => Int::from(big.limbs.iter().map(|limb| u64::from(limb.count_ones())).sum::<u64>()),
        }
    }
}

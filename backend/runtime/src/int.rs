//! `Int`: Python's unbounded integer, an i64 until it no longer fits.
//! This file holds the value and its conversions (carries super::int_ops, super::int_traits, super::int_division,
//! super::int_bits, super::int_power, super::int_parse); it knows nothing of containers.

use super::bigint::BigInt;
use super::exc::Result;
use super::exc_classes::{overflow_error, value_error};
use super::literal::Literal;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::rc::Rc;

#[derive(Clone)]
pub(super) enum Inner {
    Small(i64),
    /// Never a value that fits an i64, so that equal values have one form.
    Big(Rc<BigInt>),
}

/// Python's `int`. 16 bytes, cheap to clone, never wraps.
#[derive(Clone)]
pub struct Int(pub(super) Inner);

impl Int {
    /// 0.
    pub const ZERO: Int = Int(Inner::Small(0));
    /// 1.
    pub const ONE: Int = Int(Inner::Small(1));

    /// A small integer, in constants.
    #[inline]
    pub const fn new(value: i64) -> Int {
        Int(Inner::Small(value))
    }

    pub(super) fn from_big(big: BigInt) -> Int {
        match big.to_i64() {
            Some(small) => Int(Inner::Small(small)),
            None => Int(Inner::Big(Rc::new(big))),
        }
    }

    pub(super) fn to_big(&self) -> BigInt {
        self.big().into_owned()
    }

    /// The value as a big integer, borrowed where it is one.
    pub(super) fn big(&self) -> Cow<'_, BigInt> {
        match &self.0 {
            Inner::Small(value) => Cow::Owned(BigInt::from_i128(i128::from(*value))),
            Inner::Big(big) => Cow::Borrowed(big),
        }
    }

    /// The value where it fits an i64.
    #[inline]
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Inner::Small(value) => Some(*value),
            Inner::Big(_) => None,
        }
    }

    /// The value where it fits a usize.
    #[inline]
    pub fn to_usize(&self) -> Option<usize> {
        self.to_i64().and_then(|value| usize::try_from(value).ok())
    }

    /// An index. IndexError where it does not fit.
    pub fn to_index(&self) -> Result<isize> {
        self.to_i64()
            .and_then(|value| isize::try_from(value).ok())
            .ok_or_else(|| super::exc_classes::index_error("cannot fit 'int' into an index-sized integer"))
    }

    /// Whether it is below 0.
    #[inline]
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Inner::Small(value) => *value < 0,
            Inner::Big(big) => big.negative,
        }
    }

    /// Whether it is 0.
    #[inline]
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Inner::Small(0))
    }

    /// Whether it is odd.
    pub fn is_odd(&self) -> bool {
        match &self.0 {
            Inner::Small(value) => value & 1 == 1,
            Inner::Big(big) => big.limbs.first().is_some_and(|limb| limb & 1 == 1),
        }
    }

    /// `abs(n)`.
    pub fn abs(&self) -> Int {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// `float(n)`. OverflowError where it is too large.
    pub fn to_f64(&self) -> Result<f64> {
        self.nearest_f64().ok_or_else(|| overflow_error("int too large to convert to float"))
    }

    /// The nearest float, None where it is too large.
    pub fn nearest_f64(&self) -> Option<f64> {
        match &self.0 {
            Inner::Small(value) => Some(*value as f64),
            Inner::Big(big) => big.to_f64(),
        }
    }

    /// `float(n)` where nothing can handle the OverflowError: it ends the program as uncaught.
    #[inline]
    pub fn float(&self) -> f64 {
        match &self.0 {
            Inner::Small(value) => *value as f64,
            Inner::Big(_) => self.to_f64().unwrap_or_else(|exc| super::program::terminal(exc)),
        }
    }

    /// `int(x)` of a float. ValueError for nan, OverflowError for infinities.
    pub fn from_float(value: f64) -> Result<Int> {
        if value.is_nan() {
            return Err(value_error("cannot convert float NaN to integer"));
        }
        if value.is_infinite() {
            return Err(overflow_error("cannot convert float infinity to integer"));
        }
        Ok(Int::from_finite(value))
    }

    /// The whole part of a finite float.
    pub(super) fn from_finite(value: f64) -> Int {
        if value.abs() < 9.0e18 {
            return Int::new(value as i64);
        }
        // So large a float is a whole number of 53 bits, shifted.
        let bits = value.to_bits();
        let exponent = ((bits >> 52) & 0x7ff) as i64 - 1075;
        let mantissa = (bits & ((1 << 52) - 1)) | (1 << 52);
        let shifted = BigInt::from_i128(i128::from(mantissa)).shl(exponent.max(0) as u64);
        Int::from_big(if value < 0.0 { shifted.neg() } else { shifted })
    }

    /// How `self` and `other` compare.
    #[inline]
    pub fn compare(&self, other: &Int) -> Ordering {
        match (&self.0, &other.0) {
            (Inner::Small(a), Inner::Small(b)) => a.cmp(b),
            // A big one is beyond every small one, on the side of its sign.
            (Inner::Small(_), Inner::Big(b)) => {
                if b.negative {
                    Ordering::Greater
                } else {
                    Ordering::Less
                }
            }
            (Inner::Big(a), Inner::Small(_)) => {
                if a.negative {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
            (Inner::Big(a), Inner::Big(b)) => a.compare(b),
        }
    }

    /// How `self` and a float compare, exactly; None for nan.
    pub fn compare_f64(&self, other: f64) -> Option<Ordering> {
        if other.is_nan() {
            return None;
        }
        if other.is_infinite() {
            return Some(if other > 0.0 { Ordering::Less } else { Ordering::Greater });
        }
        let whole = other.trunc();
        Some(self.compare(&Int::from_finite(whole)).then_with(|| whole.partial_cmp(&other).unwrap_or(Ordering::Equal)))
    }
}

impl Literal for i64 {
    type Value = Int;

    fn value(self) -> Int {
        Int::new(self)
    }
}

impl From<i64> for Int {
    #[inline]
    fn from(value: i64) -> Int {
        Int::new(value)
    }
}

impl From<i32> for Int {
    #[inline]
    fn from(value: i32) -> Int {
        Int::new(i64::from(value))
    }
}

impl From<u8> for Int {
    #[inline]
    fn from(value: u8) -> Int {
        Int::new(i64::from(value))
    }
}

impl From<u32> for Int {
    #[inline]
    fn from(value: u32) -> Int {
        Int::new(i64::from(value))
    }
}

impl From<bool> for Int {
    #[inline]
    fn from(value: bool) -> Int {
        Int::new(i64::from(value))
    }
}

impl From<u64> for Int {
    fn from(value: u64) -> Int {
        Int::from(i128::from(value))
    }
}

impl From<usize> for Int {
    #[inline]
    fn from(value: usize) -> Int {
        match i64::try_from(value) {
            Ok(small) => Int::new(small),
            Err(_) => Int::from(value as i128),
        }
    }
}

impl From<i128> for Int {
    #[inline]
    fn from(value: i128) -> Int {
        match i64::try_from(value) {
            Ok(small) => Int::new(small),
            Err(_) => Int(Inner::Big(Rc::new(BigInt::from_i128(value)))),
        }
    }
}

impl From<&Int> for Int {
    #[inline]
    fn from(value: &Int) -> Int {
        value.clone()
    }
}

impl Default for Int {
    fn default() -> Int {
        Int::ZERO
    }
}

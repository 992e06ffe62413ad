//! How `Int` compares, hashes and prints; with floats and bools as Python mixes them.

use super::eq::PyEq;
use super::exc::Result;
use super::hash::{HASH_MODULUS, PyHash, hash_from_modulus, hash_i64};
use super::int::{Inner, Int};
use super::order::{Op, PyOrd, PyTryOrd};
use super::show::Show;
use super::truth::{Truthy, TypeName};
use std::cmp::Ordering;
use std::fmt;

impl PartialEq for Int {
    #[inline]
    fn eq(&self, other: &Int) -> bool {
        self.compare(other) == Ordering::Equal
    }
}

impl Eq for Int {}

impl PartialOrd for Int {
    #[inline]
    fn partial_cmp(&self, other: &Int) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Int {
    #[inline]
    fn cmp(&self, other: &Int) -> Ordering {
        self.compare(other)
    }
}

macro_rules! compare_with {
    ($($left:ty, $right:ty, |$a:ident, $b:ident| $compare:expr;)*) => {$(
        impl PartialEq<$right> for $left {
            #[inline]
            fn eq(&self, other: &$right) -> bool {
                let ($a, $b) = (self, other);
                $compare == Some(Ordering::Equal)
            }
        }

        impl PartialOrd<$right> for $left {
            #[inline]
            fn partial_cmp(&self, other: &$right) -> Option<Ordering> {
                let ($a, $b) = (self, other);
                $compare
            }
        }
    )*};
}

compare_with! {
    Int, i64, |a, b| Some(a.compare(&Int::new(*b)));
    i64, Int, |a, b| Some(Int::new(*a).compare(b));
    Int, &Int, |a, b| Some(a.compare(b));
    &Int, Int, |a, b| Some(a.compare(b));
    &Int, i64, |a, b| Some(a.compare(&Int::new(*b)));
    i64, &Int, |a, b| Some(Int::new(*a).compare(b));
    Int, f64, |a, b| a.compare_f64(*b);
    f64, Int, |a, b| b.compare_f64(*a).map(Ordering::reverse);
    &Int, f64, |a, b| a.compare_f64(*b);
    Int, bool, |a, b| Some(a.compare(&Int::from(*b)));
    bool, Int, |a, b| Some(Int::from(*a).compare(b));
}

macro_rules! py_compare {
    ($($left:ty, $right:ty;)*) => {$(
        impl PyEq<$right> for $left {
            #[inline]
            fn py_eq(&self, other: &$right) -> bool {
                self == other
            }
        }

        impl PyOrd<$right> for $left {
            #[inline]
            fn order(&self, other: &$right, op: Op) -> bool {
                op.holds(self, other)
            }
        }

        impl PyTryOrd<$right> for $left {
            #[inline]
            fn try_order(&self, other: &$right, op: Op) -> Result<bool> {
                Ok(op.holds(self, other))
            }
        }
    )*};
}

py_compare! {
    Int, Int;
    Int, i64;
    i64, Int;
    Int, f64;
    f64, Int;
    Int, bool;
    bool, Int;
}

impl PyOrd<bool> for f64 {
    fn order(&self, other: &bool, op: Op) -> bool {
        op.holds(self, &f64::from(u8::from(*other)))
    }
}

impl PyOrd<f64> for bool {
    fn order(&self, other: &f64, op: Op) -> bool {
        op.holds(&f64::from(u8::from(*self)), other)
    }
}

impl PyHash for Int {
    #[inline]
    fn py_hash(&self) -> i64 {
        match &self.0 {
            Inner::Small(value) => hash_i64(*value),
            Inner::Big(big) => {
                let reduced = big
                    .limbs
                    .iter()
                    .rev()
                    .fold(0u128, |rest, limb| ((rest << 32) | u128::from(*limb)) % u128::from(HASH_MODULUS));
                hash_from_modulus(big.negative, reduced as u64)
            }
        }
    }
}

impl std::hash::Hash for Int {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        state.write_i64(self.py_hash());
    }
}

impl Truthy for Int {
    #[inline]
    fn truthy(&self) -> bool {
        !self.is_zero()
    }
}

impl TypeName for Int {
    fn type_name(&self) -> &'static str {
        "int"
    }
}

impl Show for Int {
    /// Ends the program with CPython's ValueError beyond the limit of `sys.set_int_max_str_digits`;
    /// [`Int::decimal`] returns that error.
    fn write_repr(&self, out: &mut String) {
        match &self.0 {
            Inner::Small(value) => {
                let _ = fmt::Write::write_fmt(out, format_args!("{value}"));
            }
            Inner::Big(_) => match self.decimal() {
                Ok(digits) => out.push_str(&digits),
                Err(exc) => super::program::terminal(exc),
            },
        }
    }
}

impl fmt::Display for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Inner::Small(value) => fmt::Display::fmt(value, f),
            Inner::Big(_) => f.pad(&super::show::str(self)),
        }
    }
}

impl fmt::Debug for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

//! `Num`: an int or a float, where only the run decides; and arithmetic that mixes `Int` with f64.

use super::eq::PyEq;
use super::exc::Result;
use super::float;
use super::hash::PyHash;
use super::int::Int;
use super::order::{Op, PyOrd, PyTryOrd};
use super::show::Show;
use super::truth::{Truthy, TypeName};
use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, AddAssign, Mul, MulAssign, Neg, Sub, SubAssign};

/// An int or a float.
#[derive(Clone)]
pub enum Num {
    /// An `int`.
    Int(Int),
    /// A `float`.
    Float(f64),
}

impl Num {
    /// `float(x)`. OverflowError.
    pub fn to_f64(&self) -> Result<f64> {
        match self {
            Num::Int(value) => value.to_f64(),
            Num::Float(value) => Ok(*value),
        }
    }

    /// `float(x)` where nothing can handle the OverflowError: it ends the program as uncaught.
    pub fn float(&self) -> f64 {
        match self {
            Num::Int(value) => value.float(),
            Num::Float(value) => *value,
        }
    }

    /// `int(x)`. ValueError for nan, OverflowError for infinities.
    pub fn to_int(&self) -> Result<Int> {
        match self {
            Num::Int(value) => Ok(value.clone()),
            Num::Float(value) => Int::from_float(*value),
        }
    }

    /// The integer that Python takes as an index. TypeError for a float.
    pub fn index(&self) -> Result<Int> {
        self.whole("'float' object cannot be interpreted as an integer")
    }

    /// The integer. TypeError with this message for a float.
    pub fn whole(&self, message: &str) -> Result<Int> {
        match self {
            Num::Int(whole) => Ok(whole.clone()),
            Num::Float(_) => Err(super::exc_classes::type_error(message)),
        }
    }

    /// Whether it is an int.
    pub fn is_int(&self) -> bool {
        matches!(self, Num::Int(_))
    }

    /// `a / b`. ZeroDivisionError, OverflowError.
    pub fn true_div(&self, other: &Num) -> Result<f64> {
        match (self, other) {
            (Num::Int(a), Num::Int(b)) => a.true_div(b),
            _ => float::true_div(self.to_f64()?, other.to_f64()?),
        }
    }

    /// `a // b`. ZeroDivisionError.
    pub fn floor_div(&self, other: &Num) -> Result<Num> {
        match (self, other) {
            (Num::Int(a), Num::Int(b)) => a.floor_div(b).map(Num::Int),
            _ => float::floor_div(self.to_f64()?, other.to_f64()?).map(Num::Float),
        }
    }

    /// `a % b`. ZeroDivisionError.
    pub fn modulo(&self, other: &Num) -> Result<Num> {
        match (self, other) {
            (Num::Int(a), Num::Int(b)) => a.modulo(b).map(Num::Int),
            _ => float::modulo(self.to_f64()?, other.to_f64()?).map(Num::Float),
        }
    }

    /// `divmod(a, b)`. ZeroDivisionError.
    pub fn divmod(&self, other: &Num) -> Result<(Num, Num)> {
        match (self, other) {
            (Num::Int(a), Num::Int(b)) => a.divmod(b).map(|(q, r)| (Num::Int(q), Num::Int(r))),
            _ => float::divmod(self.to_f64()?, other.to_f64()?).map(|(q, r)| (Num::Float(q), Num::Float(r))),
        }
    }

    /// `a ** b`. ZeroDivisionError, OverflowError.
    pub fn pow(&self, other: &Num) -> Result<Num> {
        match (self, other) {
            (Num::Int(a), Num::Int(b)) => a.pow(b),
            _ => float::pow(self.to_f64()?, other.to_f64()?).map(Num::Float),
        }
    }

    /// `abs(x)`.
    pub fn abs(&self) -> Num {
        match self {
            Num::Int(value) => Num::Int(value.abs()),
            Num::Float(value) => Num::Float(value.abs()),
        }
    }

    /// `round(x)`. ValueError for nan, OverflowError for infinities.
    pub fn round(&self) -> Result<Int> {
        match self {
            Num::Int(value) => Ok(value.clone()),
            Num::Float(value) => float::round(*value),
        }
    }

    /// `round(x, ndigits)`.
    pub fn round_digits(&self, digits: &Int) -> Result<Num> {
        match self {
            Num::Int(value) => Ok(Num::Int(float::round_int(value, digits))),
            Num::Float(value) => float::round_digits(*value, digits).map(Num::Float),
        }
    }

    /// `x.is_integer()`, true for ints.
    pub fn is_integer(&self) -> bool {
        match self {
            Num::Int(_) => true,
            Num::Float(value) => float::is_integer(*value),
        }
    }

    fn compare(&self, other: &Num) -> Option<Ordering> {
        match (self, other) {
            (Num::Int(a), Num::Int(b)) => Some(a.compare(b)),
            (Num::Float(a), Num::Float(b)) => a.partial_cmp(b),
            (Num::Int(a), Num::Float(b)) => a.compare_f64(*b),
            (Num::Float(a), Num::Int(b)) => b.compare_f64(*a).map(Ordering::reverse),
        }
    }
}

impl From<Int> for Num {
    fn from(value: Int) -> Num {
        Num::Int(value)
    }
}

impl From<&Int> for Num {
    fn from(value: &Int) -> Num {
        Num::Int(value.clone())
    }
}

impl From<i64> for Num {
    fn from(value: i64) -> Num {
        Num::Int(Int::new(value))
    }
}

impl From<f64> for Num {
    fn from(value: f64) -> Num {
        Num::Float(value)
    }
}

impl From<bool> for Num {
    fn from(value: bool) -> Num {
        Num::Int(Int::from(value))
    }
}

impl From<&Num> for Num {
    fn from(value: &Num) -> Num {
        value.clone()
    }
}

impl Default for Num {
    fn default() -> Num {
        Num::Int(Int::ZERO)
    }
}

macro_rules! num_operators {
    ($($trait:ident $method:ident $assign:ident $assign_method:ident $op:tt;)*) => {$(
        impl $trait<&Num> for &Num {
            type Output = Num;

            fn $method(self, other: &Num) -> Num {
                match (self, other) {
                    (Num::Int(a), Num::Int(b)) => Num::Int(a $op b),
                    _ => Num::Float(self.float() $op other.float()),
                }
            }
        }

        num_operators!(@pairs $trait $method $op: Num, Num; Num, &Num; &Num, Num; Num, Int; Num, &Int; Num, f64;
            Num, i64; &Num, Int; &Num, &Int; &Num, f64; &Num, i64; Int, Num; &Int, Num; f64, Num; i64, Num;
            Int, &Num; &Int, &Num; f64, &Num; i64, &Num;);

        impl<T: Into<Num>> $assign<T> for Num {
            fn $assign_method(&mut self, other: T) {
                *self = &*self $op &other.into();
            }
        }
    )*};
    (@pairs $trait:ident $method:ident $op:tt: $($left:ty, $right:ty;)*) => {$(
        impl $trait<$right> for $left {
            type Output = Num;

            fn $method(self, other: $right) -> Num {
                &Num::from(self) $op &Num::from(other)
            }
        }
    )*};
}

num_operators! {
    Add add AddAssign add_assign +;
    Sub sub SubAssign sub_assign -;
    Mul mul MulAssign mul_assign *;
}

macro_rules! mixed_operators {
    ($($trait:ident $method:ident $op:tt;)*) => {$(
        impl $trait<f64> for Int {
            type Output = f64;

            #[inline]
            fn $method(self, other: f64) -> f64 {
                self.float() $op other
            }
        }

        impl $trait<f64> for &Int {
            type Output = f64;

            #[inline]
            fn $method(self, other: f64) -> f64 {
                self.float() $op other
            }
        }

        impl $trait<Int> for f64 {
            type Output = f64;

            #[inline]
            fn $method(self, other: Int) -> f64 {
                self $op other.float()
            }
        }

        impl $trait<&Int> for f64 {
            type Output = f64;

            #[inline]
            fn $method(self, other: &Int) -> f64 {
                self $op other.float()
            }
        }
    )*};
}

mixed_operators! {
    Add add +;
    Sub sub -;
    Mul mul *;
}

impl Neg for &Num {
    type Output = Num;

    fn neg(self) -> Num {
        match self {
            Num::Int(value) => Num::Int(-value),
            Num::Float(value) => Num::Float(-value),
        }
    }
}

impl Neg for Num {
    type Output = Num;

    fn neg(self) -> Num {
        -&self
    }
}

impl PartialEq for Num {
    fn eq(&self, other: &Num) -> bool {
        self.compare(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Num {
    fn partial_cmp(&self, other: &Num) -> Option<Ordering> {
        self.compare(other)
    }
}

macro_rules! num_compare {
    ($($left:ty, $right:ty;)*) => {$(
        impl PyEq<$right> for $left {
            fn py_eq(&self, other: &$right) -> bool {
                Num::from(self.clone()).compare(&Num::from(other.clone())) == Some(Ordering::Equal)
            }

            fn same_item(&self, other: &$right) -> bool {
                let (a, b) = (Num::from(self.clone()), Num::from(other.clone()));
                if matches!((&a, &b), (Num::Float(a), Num::Float(b)) if a.is_nan() && b.is_nan()) {
                    super::eq::two_nans();
                }
                a.compare(&b) == Some(Ordering::Equal)
            }
        }

        impl PyOrd<$right> for $left {
            fn order(&self, other: &$right, op: Op) -> bool {
                op.holds(&Num::from(self.clone()), &Num::from(other.clone()))
            }
        }

        impl PyTryOrd<$right> for $left {
            fn try_order(&self, other: &$right, op: Op) -> Result<bool> {
                Ok(op.holds(&Num::from(self.clone()), &Num::from(other.clone())))
            }
        }
    )*};
}

num_compare! {
    Num, Num;
    Num, Int;
    Int, Num;
    Num, f64;
    f64, Num;
    Num, bool;
    bool, Num;
    Num, i64;
}

impl PyHash for Num {
    fn py_hash(&self) -> i64 {
        match self {
            Num::Int(value) => value.py_hash(),
            Num::Float(value) => value.py_hash(),
        }
    }
}

impl Truthy for Num {
    fn truthy(&self) -> bool {
        match self {
            Num::Int(value) => value.truthy(),
            Num::Float(value) => value.truthy(),
        }
    }
}

impl TypeName for Num {
    fn type_name(&self) -> &'static str {
        match self {
            Num::Int(_) => "int",
            Num::Float(_) => "float",
        }
    }
}

impl Show for Num {
    fn write_repr(&self, out: &mut String) {
        match self {
            Num::Int(value) => value.write_repr(out),
            Num::Float(value) => value.write_repr(out),
        }
    }
}

impl fmt::Display for Num {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&super::show::str(self))
    }
}

impl fmt::Debug for Num {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

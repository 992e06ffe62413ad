//! `Never`: the item type of containers into which nothing is ever put. It has no values.

use super::eq::PyEq;
use super::exc::Result;
use super::hash::PyHash;
use super::order::{Op, PyOrd, PyTryOrd};
use super::show::Show;
use super::truth::{Truthy, TypeName};
use std::fmt;

/// A type without values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Never {}

impl Show for Never {
    fn write_repr(&self, _: &mut String) {
        match *self {}
    }
}

impl fmt::Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl<U: ?Sized> PyEq<U> for Never {
    fn py_eq(&self, _: &U) -> bool {
        match *self {}
    }
}

impl<U: ?Sized> PyOrd<U> for Never {
    fn order(&self, _: &U, _: Op) -> bool {
        match *self {}
    }
}

impl<U: ?Sized> PyTryOrd<U> for Never {
    fn try_order(&self, _: &U, _: Op) -> Result<bool> {
        match *self {}
    }
}

impl PyHash for Never {
    fn py_hash(&self) -> i64 {
        match *self {}
    }
}

impl Truthy for Never {
    fn truthy(&self) -> bool {
        match *self {}
    }
}

impl TypeName for Never {
    fn type_name(&self) -> &'static str {
        match *self {}
    }
}

macro_rules! never_equal {
    ($($name:ty),*) => {$(
        impl PyEq<Never> for $name {
            fn py_eq(&self, other: &Never) -> bool {
                match *other {}
            }
        }
    )*};
}

never_equal!(bool, f64, i64, (), super::int::Int, super::num::Num, super::text::Str, super::bytes::Bytes);

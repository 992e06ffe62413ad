//! Comparison functions for values whose types have no operators of their own, and identity.

use super::default_dict::DefaultDict;
use super::deque::Deque;
use super::dict::Dict;
use super::exc::{Exc, Result};
use super::list::List;
use super::order::{Op, PyOrd, PyTryOrd};
use super::set::Set;

/// `a < b`.
pub fn lt<A: PyOrd<B> + ?Sized, B: ?Sized>(a: &A, b: &B) -> bool {
    a.order(b, Op::Lt)
}

/// `a <= b`.
pub fn le<A: PyOrd<B> + ?Sized, B: ?Sized>(a: &A, b: &B) -> bool {
    a.order(b, Op::Le)
}

/// `a > b`.
pub fn gt<A: PyOrd<B> + ?Sized, B: ?Sized>(a: &A, b: &B) -> bool {
    a.order(b, Op::Gt)
}

/// `a >= b`.
pub fn ge<A: PyOrd<B> + ?Sized, B: ?Sized>(a: &A, b: &B) -> bool {
    a.order(b, Op::Ge)
}

/// `a < b`, which may raise TypeError.
pub fn try_lt<A: PyTryOrd<B> + ?Sized, B: ?Sized>(a: &A, b: &B) -> Result<bool> {
    a.try_order(b, Op::Lt)
}

/// `a <= b`, which may raise TypeError.
pub fn try_le<A: PyTryOrd<B> + ?Sized, B: ?Sized>(a: &A, b: &B) -> Result<bool> {
    a.try_order(b, Op::Le)
}

/// `a > b`, which may raise TypeError.
pub fn try_gt<A: PyTryOrd<B> + ?Sized, B: ?Sized>(a: &A, b: &B) -> Result<bool> {
    a.try_order(b, Op::Gt)
}

/// `a >= b`, which may raise TypeError.
pub fn try_ge<A: PyTryOrd<B> + ?Sized, B: ?Sized>(a: &A, b: &B) -> Result<bool> {
    a.try_order(b, Op::Ge)
}

/// The TypeError of comparing what has no order.
pub fn order_error(op: Op, a: &str, b: &str) -> Exc {
    op.unsupported(a, b)
}

/// Values that are references: `is` asks whether two are the same object.
pub trait Identity {
    /// `self is other`.
    fn same(&self, other: &Self) -> bool;
}

/// `a is b`, also where either may be None.
pub fn is<A: MaybeObject<B> + ?Sized, B: ?Sized>(a: &A, b: &B) -> bool {
    a.same_object(b)
}

/// An object, or an optional one.
pub trait MaybeObject<B: ?Sized = Self> {
    /// `self is other`.
    fn same_object(&self, other: &B) -> bool;
}

impl<T: Identity> MaybeObject<T> for T {
    fn same_object(&self, other: &T) -> bool {
        self.same(other)
    }
}

impl<T: Identity> MaybeObject<Option<T>> for T {
    fn same_object(&self, other: &Option<T>) -> bool {
        other.as_ref().is_some_and(|other| self.same(other))
    }
}

impl<T: Identity> MaybeObject<T> for Option<T> {
    fn same_object(&self, other: &T) -> bool {
        self.as_ref().is_some_and(|this| this.same(other))
    }
}

impl<T: Identity> MaybeObject<Option<T>> for Option<T> {
    fn same_object(&self, other: &Option<T>) -> bool {
        match (self, other) {
            (Some(a), Some(b)) => a.same(b),
            (None, None) => true,
            _ => false,
        }
    }
}

impl<T> Identity for List<T> {
    fn same(&self, other: &List<T>) -> bool {
        self.is(other)
    }
}

impl<T: Clone> Identity for Set<T> {
    fn same(&self, other: &Set<T>) -> bool {
        self.is(other)
    }
}

impl<T: Clone> Identity for Deque<T> {
    fn same(&self, other: &Deque<T>) -> bool {
        self.is(other)
    }
}

impl<K: Clone, V: Clone> Identity for Dict<K, V> {
    fn same(&self, other: &Dict<K, V>) -> bool {
        self.is(other)
    }
}

impl<K: Clone, V: Clone> Identity for DefaultDict<K, V> {
    fn same(&self, other: &DefaultDict<K, V>) -> bool {
        (**self).is(other)
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Int, Str, list};

    #[test]
    fn functions_compare_as_operators_do() {
        let (one, two) = (Int::from(1), Int::from(2));
        assert!(lt(&one, &two) && le(&one, &one) && gt(&two, &one) && ge(&two, &two));
        assert!(lt(&one, &1.5) && !gt(&1.5, &two) && le(&list![one.clone()], &list![one, two]));
    }

    #[test]
    fn what_has_no_order_raises() {
        let pairs = [(Some(Int::from(1)), None), (None, Some(Int::from(1)))];
        for (a, b) in pairs {
            assert!(try_lt(&a, &b).is_err());
        }
        let message = order_error(Op::Ge, "int", "str").to_string();
        assert_eq!(message, "'>=' not supported between instances of 'int' and 'str'");
    }

    #[test]
    fn identity_is_of_handles() {
        let a = list![Str::lit("x")];
        let (same, equal) = (a.clone(), list![Str::lit("x")]);
        assert!(is(&a, &same) && !is(&a, &equal));
        assert!(is(&Some(same), &a) && is(&a, &Some(a.clone())) && !is(&a, &None));
        assert!(is(&None::<List<Str>>, &None::<List<Str>>) && !is(&Some(a), &Some(equal)));
    }
}

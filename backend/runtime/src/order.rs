//! Python's `<`, `<=`, `>` and `>=`. [`PyOrd`] is for types whose comparison never raises, [`PyTryOrd`] for all.
//! Sequences compare as CPython's: find the first unequal items by `==`, then compare those.

use super::eq::PyEq;
use super::exc::{Exc, Result};
use super::exc_classes::type_error;
use super::truth::TypeName;
use std::rc::Rc;

/// One of the four order comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

impl Op {
    /// The operator as written.
    pub fn symbol(self) -> &'static str {
        match self {
            Op::Lt => "<",
            Op::Le => "<=",
            Op::Gt => ">",
            Op::Ge => ">=",
        }
    }

    /// The comparison of two values that std orders.
    #[inline]
    pub fn holds<A: PartialOrd<B> + ?Sized, B: ?Sized>(self, a: &A, b: &B) -> bool {
        match self {
            Op::Lt => a < b,
            Op::Le => a <= b,
            Op::Gt => a > b,
            Op::Ge => a >= b,
        }
    }

    /// `TypeError: '<' not supported between instances of 'str' and 'int'`.
    pub fn unsupported(self, a: &str, b: &str) -> Exc {
        type_error(format!("'{}' not supported between instances of '{a}' and '{b}'", self.symbol()))
    }
}

/// Values whose order comparison never raises. Implementing [`PyOrd::order`] is enough.
pub trait PyOrd<Rhs: ?Sized = Self>: PyEq<Rhs> {
    /// The comparison `self op other`.
    fn order(&self, other: &Rhs, op: Op) -> bool;

    /// `self < other`.
    #[inline]
    fn py_lt(&self, other: &Rhs) -> bool {
        self.order(other, Op::Lt)
    }

    /// `self <= other`.
    #[inline]
    fn py_le(&self, other: &Rhs) -> bool {
        self.order(other, Op::Le)
    }

    /// `self > other`.
    #[inline]
    fn py_gt(&self, other: &Rhs) -> bool {
        self.order(other, Op::Gt)
    }

    /// `self >= other`.
    #[inline]
    fn py_ge(&self, other: &Rhs) -> bool {
        self.order(other, Op::Ge)
    }
}

/// Values whose order comparison may raise. Implementing [`PyTryOrd::try_order`] is enough.
pub trait PyTryOrd<Rhs: ?Sized = Self>: PyEq<Rhs> {
    /// The comparison `self op other`, or the TypeError that Python raises.
    fn try_order(&self, other: &Rhs, op: Op) -> Result<bool>;

    /// `self < other`.
    #[inline]
    fn try_lt(&self, other: &Rhs) -> Result<bool> {
        self.try_order(other, Op::Lt)
    }

    /// `self <= other`.
    #[inline]
    fn try_le(&self, other: &Rhs) -> Result<bool> {
        self.try_order(other, Op::Le)
    }

    /// `self > other`.
    #[inline]
    fn try_gt(&self, other: &Rhs) -> Result<bool> {
        self.try_order(other, Op::Gt)
    }

    /// `self >= other`.
    #[inline]
    fn try_ge(&self, other: &Rhs) -> Result<bool> {
        self.try_order(other, Op::Ge)
    }
}

/// Compares two sequences.
pub fn order_items<A: PyOrd<B>, B>(a: impl IntoIterator<Item = A>, b: impl IntoIterator<Item = B>, op: Op) -> bool {
    let (mut a, mut b) = (a.into_iter(), b.into_iter());
    loop {
        match (a.next(), b.next()) {
            (Some(x), Some(y)) if x.same_item(&y) => {}
            (Some(x), Some(y)) => return x.order(&y, op),
            (x, y) => return op.holds(&x.is_some(), &y.is_some()),
        }
    }
}

/// Compares two sequences whose items may not compare.
pub fn try_order_items<A: PyTryOrd<B>, B>(
    a: impl IntoIterator<Item = A>,
    b: impl IntoIterator<Item = B>,
    op: Op,
) -> Result<bool> {
    let (mut a, mut b) = (a.into_iter(), b.into_iter());
    loop {
        match (a.next(), b.next()) {
            (Some(x), Some(y)) if x.same_item(&y) => {}
            (Some(x), Some(y)) => return x.try_order(&y, op),
            (x, y) => return Ok(op.holds(&x.is_some(), &y.is_some())),
        }
    }
}

macro_rules! order_plain {
    ($($name:ty),*) => {$(
        impl PyOrd for $name {
            #[inline]
            fn order(&self, other: &$name, op: Op) -> bool {
                op.holds(self, other)
            }
        }

        impl PyTryOrd for $name {
            #[inline]
            fn try_order(&self, other: &$name, op: Op) -> Result<bool> {
                Ok(op.holds(self, other))
            }
        }
    )*};
}

order_plain!(bool, f64, i64, usize, str);

impl PyTryOrd for () {
    fn try_order(&self, _: &(), op: Op) -> Result<bool> {
        Err(op.unsupported("NoneType", "NoneType"))
    }
}

impl<T: PyTryOrd + TypeName> PyTryOrd for Option<T> {
    fn try_order(&self, other: &Option<T>, op: Op) -> Result<bool> {
        match (self, other) {
            (Some(a), Some(b)) => a.try_order(b, op),
            _ => Err(op.unsupported(self.type_name(), other.type_name())),
        }
    }
}

impl<T: PyOrd + ?Sized> PyOrd for Rc<T> {
    fn order(&self, other: &Rc<T>, op: Op) -> bool {
        (**self).order(&**other, op)
    }
}

impl<T: PyTryOrd + ?Sized> PyTryOrd for Rc<T> {
    fn try_order(&self, other: &Rc<T>, op: Op) -> Result<bool> {
        (**self).try_order(&**other, op)
    }
}

impl<T: PyOrd<U> + ?Sized, U: ?Sized> PyOrd<&U> for &T {
    fn order(&self, other: &&U, op: Op) -> bool {
        (**self).order(*other, op)
    }
}

impl<T: PyTryOrd<U> + ?Sized, U: ?Sized> PyTryOrd<&U> for &T {
    fn try_order(&self, other: &&U, op: Op) -> Result<bool> {
        (**self).try_order(*other, op)
    }
}

macro_rules! order_tuples {
    ($(($($a:ident $b:ident $i:tt)+))*) => {$(
        impl<$($a: PyOrd<$b>, $b),+> PyOrd<($($b,)+)> for ($($a,)+) {
            #[inline]
            fn order(&self, other: &($($b,)+), op: Op) -> bool {
                $(
                    if !self.$i.same_item(&other.$i) {
                        return self.$i.order(&other.$i, op);
                    }
                )+
                matches!(op, Op::Le | Op::Ge)
            }
        }

        impl<$($a: PyTryOrd<$b>, $b),+> PyTryOrd<($($b,)+)> for ($($a,)+) {
            #[inline]
            fn try_order(&self, other: &($($b,)+), op: Op) -> Result<bool> {
                $(
                    if !self.$i.same_item(&other.$i) {
                        return self.$i.try_order(&other.$i, op);
                    }
                )+
                Ok(matches!(op, Op::Le | Op::Ge))
            }
        }
    )*};
}

order_tuples! {
    (A A1 0)
    (A A1 0 B B1 1)
    (A A1 0 B B1 1 C C1 2)
    (A A1 0 B B1 1 C C1 2 D D1 3)
    (A A1 0 B B1 1 C C1 2 D D1 3 E E1 4)
    (A A1 0 B B1 1 C C1 2 D D1 3 E E1 4 F F1 5)
    (A A1 0 B B1 1 C C1 2 D D1 3 E E1 4 F F1 5 G G1 6)
    (A A1 0 B B1 1 C C1 2 D D1 3 E E1 4 F F1 5 G G1 6 H H1 7)
}

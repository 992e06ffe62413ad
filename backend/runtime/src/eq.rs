//! Python's `==`: a trait of its own, since numbers of unlike types compare and tuples meet across shapes.
//! Not `PartialEq`, which user classes may want for something else.
//!
//! CPython compares the items of containers by identity first: `[nan] == [nan]` holds there for one and the same
//! object, and an object's `__eq__` is not asked about itself. `same_item` is that comparison. Floats have no identity
//! here, so that a program in which two NaNs meet within containers ends, and says why.

use std::rc::Rc;

/// Values that `==` compares.
pub trait PyEq<Rhs: ?Sized = Self> {
    /// Python's `self == other`.
    fn py_eq(&self, other: &Rhs) -> bool;

    /// Whether a container takes the two for one: `self is other or self == other`.
    #[inline]
    fn same_item(&self, other: &Rhs) -> bool {
        self.py_eq(other)
    }
}

/// `a is b or a == b`.
pub fn same_item<A: PyEq<B> + ?Sized, B: ?Sized>(a: &A, b: &B) -> bool {
    a.same_item(b)
}

/// Ends the program where two NaNs meet within containers.
#[cold]
pub fn two_nans() -> ! {
    super::program::unsupported(
        "two NaNs are compared within containers, where Python asks whether they are one object",
    )
}

/// Python's `a == b`.
pub fn eq<A: PyEq<B> + ?Sized, B: ?Sized>(a: &A, b: &B) -> bool {
    a.py_eq(b)
}

/// Python's `a != b`.
pub fn ne<A: PyEq<B> + ?Sized, B: ?Sized>(a: &A, b: &B) -> bool {
    !a.py_eq(b)
}

/// Python's `a == b` where `a` may be None and `b` is not.
pub fn eq_some<A: PyEq<B>, B: ?Sized>(a: &Option<A>, b: &B) -> bool {
    a.as_ref().is_some_and(|a| a.py_eq(b))
}

macro_rules! eq_plain {
    ($($name:ty),*) => {$(
        impl PyEq for $name {
            #[inline]
            fn py_eq(&self, other: &$name) -> bool {
                self == other
            }
        }
    )*};
}

eq_plain!(bool, i64, usize, (), str);

impl PyEq for f64 {
    #[inline]
    fn py_eq(&self, other: &f64) -> bool {
        self == other
    }

    #[inline]
    fn same_item(&self, other: &f64) -> bool {
        if self.is_nan() && other.is_nan() {
            two_nans();
        }
        self == other
    }
}

impl PyEq<bool> for f64 {
    fn py_eq(&self, other: &bool) -> bool {
        *self == f64::from(u8::from(*other))
    }
}

impl PyEq<f64> for bool {
    fn py_eq(&self, other: &f64) -> bool {
        other.py_eq(self)
    }
}

impl<T: PyEq<U>, U> PyEq<Option<U>> for Option<T> {
    fn py_eq(&self, other: &Option<U>) -> bool {
        match (self, other) {
            (Some(a), Some(b)) => a.py_eq(b),
            (None, None) => true,
            _ => false,
        }
    }

    fn same_item(&self, other: &Option<U>) -> bool {
        match (self, other) {
            (Some(a), Some(b)) => a.same_item(b),
            (None, None) => true,
            _ => false,
        }
    }
}

impl<T: PyEq<T> + ?Sized> PyEq for Rc<T> {
    fn py_eq(&self, other: &Rc<T>) -> bool {
        (**self).py_eq(&**other)
    }

    fn same_item(&self, other: &Rc<T>) -> bool {
        (**self).same_item(&**other)
    }
}

impl<T: PyEq<U> + ?Sized, U: ?Sized> PyEq<&U> for &T {
    fn py_eq(&self, other: &&U) -> bool {
        (**self).py_eq(*other)
    }

    fn same_item(&self, other: &&U) -> bool {
        (**self).same_item(*other)
    }
}

macro_rules! eq_tuples {
    ($(($($a:ident $b:ident $i:tt)+))*) => {$(
        impl<$($a: PyEq<$b>, $b),+> PyEq<($($b,)+)> for ($($a,)+) {
            #[inline]
            fn py_eq(&self, other: &($($b,)+)) -> bool {
                $(self.$i.same_item(&other.$i))&&+
            }
        }
    )*};
}

eq_tuples! {
    (A A1 0)
    (A A1 0 B B1 1)
    (A A1 0 B B1 1 C C1 2)
    (A A1 0 B B1 1 C C1 2 D D1 3)
    (A A1 0 B B1 1 C C1 2 D D1 3 E E1 4)
    (A A1 0 B B1 1 C C1 2 D D1 3 E E1 4 F F1 5)
    (A A1 0 B B1 1 C C1 2 D D1 3 E E1 4 F F1 5 G G1 6)
    (A A1 0 B B1 1 C C1 2 D D1 3 E E1 4 F F1 5 G G1 6 H H1 7)
}

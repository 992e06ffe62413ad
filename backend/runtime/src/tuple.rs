//! `Tuple<T>`: an immutable tuple of any length whose items have one type. Tuples of fixed shape are Rust's own.

use super::eq::PyEq;
use super::exc::Result;
use super::exc_classes::{index_error, value_error};
use super::hash::{PyHash, hash_tuple};
use super::index::{PyIndex, clamp_bound, resolve_index, resolve_slice};
use super::int::Int;
use super::list::{List, repeat_items, slice_of};
use super::literal::{Literal, values};
use super::order::{Op, PyOrd, PyTryOrd, order_items, try_order_items};
use super::show::{Show, show_items};
use super::truth::{Truthy, TypeName};
use std::fmt;
use std::rc::Rc;

/// Python's `tuple` of one item type.
pub struct Tuple<T>(Rc<[T]>);

/// A tuple of the given items: `tuple![1, 2]`.
#[doc(hidden)]
#[macro_export]
macro_rules! __py_tuple {
    ($($item:expr),* $(,)?) => { $crate::py::Tuple::from(::std::vec![$($item),*]) };
}
pub use __py_tuple as tuple;

impl<T> Clone for Tuple<T> {
    #[inline]
    fn clone(&self) -> Tuple<T> {
        Tuple(Rc::clone(&self.0))
    }
}

impl<T> Default for Tuple<T> {
    fn default() -> Tuple<T> {
        Tuple::from(Vec::new())
    }
}

impl<T> From<Vec<T>> for Tuple<T> {
    fn from(items: Vec<T>) -> Tuple<T> {
        Tuple(Rc::from(items))
    }
}

impl<T> FromIterator<T> for Tuple<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Tuple<T> {
        Tuple(items.into_iter().collect())
    }
}

impl<T> Tuple<T> {
    /// The empty tuple.
    pub fn new() -> Tuple<T> {
        Tuple::default()
    }

    /// A tuple of literals: `Tuple::of([1, 2])`.
    pub fn of<L: Literal<Value = T>, const N: usize>(items: [L; N]) -> Tuple<T> {
        values(items).collect()
    }

    /// The number of items, as std counts.
    pub fn size(&self) -> usize {
        self.0.len()
    }

    /// `len(t)`.
    pub fn len(&self) -> Int {
        Int::from(self.size())
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The items.
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }

    /// `a is b`; there is one empty tuple.
    pub fn is(&self, other: &Tuple<T>) -> bool {
        Rc::ptr_eq(&self.0, &other.0) || (self.is_empty() && other.is_empty())
    }

    /// `value in t`.
    pub fn contains<U: ?Sized>(&self, value: &U) -> bool
    where
        T: PyEq<U>,
    {
        self.0.iter().any(|item| T::same_item(item, value))
    }

    /// `t.count(value)`.
    pub fn count<U: ?Sized>(&self, value: &U) -> Int
    where
        T: PyEq<U>,
    {
        Int::from(self.0.iter().filter(|item| T::same_item(item, value)).count())
    }

    /// `t.index(value)`. ValueError.
    pub fn index<U: ?Sized>(&self, value: &U) -> Result<Int>
    where
        T: PyEq<U>,
    {
        self.index_in(value, &Int::ZERO, None)
    }

    /// `t.index(value, start, stop)`. ValueError.
    pub fn index_in<U: ?Sized>(&self, value: &U, start: &Int, stop: Option<Int>) -> Result<Int>
    where
        T: PyEq<U>,
    {
        let from = clamp_bound(start, self.size());
        let to = stop.map_or(self.size(), |stop| clamp_bound(&stop, self.size()));
        match (from..to).find(|&at| self.0[at].same_item(value)) {
            Some(at) => Ok(Int::from(at)),
            None => Err(value_error("tuple.index(x): x not in tuple")),
        }
    }
}

impl<T: Clone> Tuple<T> {
    /// `t[i]`. IndexError.
    pub fn get(&self, i: impl PyIndex) -> Result<T> {
        match resolve_index(i, self.size())? {
            Some(at) => Ok(self.0[at].clone()),
            None => Err(index_error("tuple index out of range")),
        }
    }

    /// `t[start:stop:step]`. ValueError for a step of 0.
    pub fn slice(&self, start: Option<Int>, stop: Option<Int>, step: Option<Int>) -> Result<Tuple<T>> {
        let slice = resolve_slice(start, stop, step, self.size())?;
        Ok(Tuple::from(slice_of(&self.0, slice)))
    }

    /// `a + b`.
    pub fn concat(&self, other: &Tuple<T>) -> Tuple<T> {
        self.0.iter().chain(other.0.iter()).cloned().collect()
    }

    /// `t * n`. MemoryError where the result cannot exist.
    pub fn repeat(&self, n: &Int) -> Result<Tuple<T>> {
        repeat_items(&self.0, n).map(Tuple::from)
    }

    /// The items one after the other.
    pub fn iter(&self) -> TupleIter<T> {
        TupleIter { tuple: self.clone(), at: 0, end: self.size() }
    }

    /// `reversed(t)`.
    pub fn reversed(&self) -> std::iter::Rev<TupleIter<T>> {
        self.iter().rev()
    }

    /// `list(t)`.
    pub fn to_list(&self) -> List<T> {
        List::from(self.0.to_vec())
    }

    /// `sorted(t)`.
    pub fn sorted(&self) -> List<T>
    where
        T: PyOrd,
    {
        self.to_list().sorted()
    }
}

/// An iterator over a tuple.
pub struct TupleIter<T> {
    tuple: Tuple<T>,
    at: usize,
    end: usize,
}

impl<T> Clone for TupleIter<T> {
    fn clone(&self) -> TupleIter<T> {
        TupleIter { tuple: self.tuple.clone(), at: self.at, end: self.end }
    }
}

impl<T: Clone> Iterator for TupleIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let item = self.tuple.0[..self.end].get(self.at).cloned();
        self.at += usize::from(item.is_some());
        item
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.end - self.at, Some(self.end - self.at))
    }
}

impl<T: Clone> ExactSizeIterator for TupleIter<T> {}

impl<T: Clone> DoubleEndedIterator for TupleIter<T> {
    fn next_back(&mut self) -> Option<T> {
        if self.at >= self.end {
            return None;
        }
        self.end -= 1;
        Some(self.tuple.0[self.end].clone())
    }
}

impl<T: Clone> IntoIterator for &Tuple<T> {
    type Item = T;
    type IntoIter = TupleIter<T>;

    fn into_iter(self) -> TupleIter<T> {
        self.iter()
    }
}

impl<T: Clone> IntoIterator for Tuple<T> {
    type Item = T;
    type IntoIter = TupleIter<T>;

    fn into_iter(self) -> TupleIter<T> {
        self.iter()
    }
}

impl<T: PyEq<U>, U> PyEq<Tuple<U>> for Tuple<T> {
    fn py_eq(&self, other: &Tuple<U>) -> bool {
        // One and the same: so is each item.
        std::ptr::addr_eq(self.as_slice(), other.as_slice()) && self.size() > 0
            || self.size() == other.size() && self.0.iter().zip(other.0.iter()).all(|(a, b)| a.same_item(b))
    }
}

impl<T: PyOrd<U>, U> PyOrd<Tuple<U>> for Tuple<T> {
    fn order(&self, other: &Tuple<U>, op: Op) -> bool {
        order_items(self.0.iter(), other.0.iter(), op)
    }
}

impl<T: PyTryOrd<U>, U> PyTryOrd<Tuple<U>> for Tuple<T> {
    fn try_order(&self, other: &Tuple<U>, op: Op) -> Result<bool> {
        try_order_items(self.0.iter(), other.0.iter(), op)
    }
}

impl<T: PyHash> PyHash for Tuple<T> {
    fn py_hash(&self) -> i64 {
        hash_tuple(self.0.iter().map(PyHash::py_hash))
    }
}

impl<T> Truthy for Tuple<T> {
    fn truthy(&self) -> bool {
        !self.is_empty()
    }
}

impl<T> TypeName for Tuple<T> {
    fn type_name(&self) -> &'static str {
        "tuple"
    }
}

impl<T: Show> Show for Tuple<T> {
    fn write_repr(&self, out: &mut String) {
        out.push('(');
        show_items(self.0.iter(), out);
        out.push_str(if self.size() == 1 { ",)" } else { ")" });
    }
}

impl<T: Show> fmt::Display for Tuple<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&super::show::str(self))
    }
}

impl<T: Show> fmt::Debug for Tuple<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

macro_rules! fixed_tuples {
    ($($count:literal ($($item:ident $name:ident $i:tt)+) ($($same:ident)+);)*) => {$(
        impl<T> From<($($same,)+)> for Tuple<T> {
            fn from(items: ($($same,)+)) -> Tuple<T> {
                Tuple::from(vec![$(items.$i),+])
            }
        }

        impl<T: $(PyEq<$item> +)+, $($item),+> PyEq<($($item,)+)> for Tuple<T> {
            fn py_eq(&self, other: &($($item,)+)) -> bool {
                self.size() == $count && $(self.0[$i].same_item(&other.$i))&&+
            }
        }

        impl<T, $($item: PyEq<T>),+> PyEq<Tuple<T>> for ($($item,)+) {
            fn py_eq(&self, other: &Tuple<T>) -> bool {
                other.size() == $count && $(self.$i.same_item(&other.0[$i]))&&+
            }
        }
    )*};
}

fixed_tuples! {
    1 (A a 0) (T);
    2 (A a 0 B b 1) (T T);
    3 (A a 0 B b 1 C c 2) (T T T);
    4 (A a 0 B b 1 C c 2 D d 3) (T T T T);
    5 (A a 0 B b 1 C c 2 D d 3 E e 4) (T T T T T);
    6 (A a 0 B b 1 C c 2 D d 3 E e 4 F f 5) (T T T T T T);
    7 (A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6) (T T T T T T T);
    8 (A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6 H h 7) (T T T T T T T T);
}

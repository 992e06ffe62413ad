//! The methods of `List` that compare items: search, counting, removal, sorting.

use super::eq::PyEq;
use super::exc::Result;
use super::exc_classes::value_error;
use super::index::clamp_bound;
use super::int::Int;
use super::list::List;
use super::order::{PyOrd, PyTryOrd};
use super::show::{Show, repr};
use super::sort;

impl<T: Clone> List<T> {
    fn position<U: ?Sized>(&self, value: &U, from: usize, to: usize) -> Option<usize>
    where
        T: PyEq<U>,
    {
        let mut at = from;
        while at < to {
            // Taken out before it is compared: its `__eq__` may use the list.
            let item = self.at(at)?;
            if item.same_item(value) {
                return Some(at);
            }
            at += 1;
        }
        None
    }

    /// `value in xs`.
    pub fn contains<U: ?Sized>(&self, value: &U) -> bool
    where
        T: PyEq<U>,
    {
        self.position(value, 0, usize::MAX).is_some()
    }

    /// `xs.count(value)`.
    pub fn count<U: ?Sized>(&self, value: &U) -> Int
    where
        T: PyEq<U>,
    {
        Int::from(self.iter().filter(|item| item.same_item(value)).count())
    }

    /// `xs.index(value)`. ValueError.
    pub fn index<U: Show + ?Sized>(&self, value: &U) -> Result<Int>
    where
        T: PyEq<U>,
    {
        self.index_in(value, &Int::ZERO, None)
    }

    /// `xs.index(value, start, stop)`. ValueError.
    pub fn index_in<U: Show + ?Sized>(&self, value: &U, start: &Int, stop: Option<Int>) -> Result<Int>
    where
        T: PyEq<U>,
    {
        let size = self.size();
        let from = clamp_bound(start, size);
        let to = stop.map_or(size, |stop| clamp_bound(&stop, size));
        match self.position(value, from, to) {
            Some(at) => Ok(Int::from(at)),
            None => Err(value_error(format!("{} is not in list", repr(value)))),
        }
    }

    /// `xs.remove(value)`. ValueError.
    pub fn remove<U: ?Sized>(&self, value: &U) -> Result<()>
    where
        T: PyEq<U>,
    {
        match self.position(value, 0, usize::MAX) {
            Some(at) => self.del(at),
            None => Err(value_error("list.remove(x): x not in list")),
        }
    }

    fn sort_with(&self, sort: impl FnOnce(&mut Vec<T>) -> Result<()>) -> Result<()> {
        // As in CPython, the list is empty while its items are being compared.
        let mut items = self.with_mut(std::mem::take);
        let sorted = sort(&mut items);
        self.with_mut(|slot| *slot = items);
        sorted
    }

    /// `xs.sort()`.
    pub fn sort(&self)
    where
        T: PyOrd,
    {
        self.sort_reverse(false);
    }

    /// `xs.sort(reverse=reverse)`.
    pub fn sort_reverse(&self, reverse: bool)
    where
        T: PyOrd,
    {
        let _never_fails = self.sort_with(|items| {
            sort::sort(items, reverse);
            Ok(())
        });
    }

    /// `xs.sort()` of items that may not compare. TypeError.
    pub fn try_sort(&self, reverse: bool) -> Result<()>
    where
        T: PyTryOrd,
    {
        self.sort_with(|items| sort::try_sort(items, reverse))
    }

    /// `xs.sort(key=key, reverse=reverse)`. What the key function or the comparison of keys raises.
    pub fn sort_by_key<K: PyTryOrd>(&self, key: impl FnMut(&T) -> Result<K>, reverse: bool) -> Result<()> {
        self.sort_with(|items| sort::sort_by_key(items, key, reverse))
    }

    /// `sorted(xs)`.
    pub fn sorted(&self) -> List<T>
    where
        T: PyOrd,
    {
        let copy = self.copy();
        copy.sort();
        copy
    }
}

//! `List<T>`: Python's list, a shared handle to a vector. Clones are the same list.
//! This file holds the value, its items and its slices (carries super::list_methods, super::list_traits).
//!
//! No borrow of the vector is held while an item's own code runs (equality, printing, a key function), so such
//! code may use the list.

use super::exc::Result;
use super::exc_classes::{index_error, memory_error, overflow_error, value_error};
use super::index::{PyIndex, Slice, resolve_index, resolve_slice};
use super::int::Int;
use super::literal::{Literal, values};
use std::cell::RefCell;
use std::rc::Rc;

/// Python's `list`.
pub struct List<T>(Rc<RefCell<Vec<T>>>);

/// A list of the given items: `list![1, 2]`, or of copies of one: `list![value; count]`.
#[doc(hidden)]
#[macro_export]
macro_rules! __py_list {
    () => { $crate::py::List::new() };
    ($item:expr; $count:expr) => { $crate::py::List::from(::std::vec![$item; $count]) };
    ($($item:expr),+ $(,)?) => { $crate::py::List::from(::std::vec![$($item),+]) };
}
pub use __py_list as list;

impl<T> Clone for List<T> {
    #[inline]
    fn clone(&self) -> List<T> {
        List(Rc::clone(&self.0))
    }
}

impl<T> Default for List<T> {
    fn default() -> List<T> {
        List::new()
    }
}

impl<T> From<Vec<T>> for List<T> {
    #[inline]
    fn from(items: Vec<T>) -> List<T> {
        List(Rc::new(RefCell::new(items)))
    }
}

impl<L: Literal, const N: usize> Literal for [L; N] {
    type Value = List<L::Value>;

    fn value(self) -> List<L::Value> {
        List::of(self)
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> List<T> {
        List::from(items.into_iter().collect::<Vec<T>>())
    }
}

impl<T> List<T> {
    /// An empty list.
    #[inline]
    pub fn new() -> List<T> {
        List::from(Vec::new())
    }

    /// A list of literals: `List::of([1, 2])`.
    pub fn of<L: Literal<Value = T>, const N: usize>(items: [L; N]) -> List<T> {
        List::from(values(items).collect::<Vec<T>>())
    }

    /// The number of items, as std counts.
    #[inline]
    pub fn size(&self) -> usize {
        self.0.borrow().len()
    }

    /// `len(xs)`.
    #[inline]
    pub fn len(&self) -> Int {
        Int::from(self.size())
    }

    /// Whether there are no items.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// `xs is ys`.
    pub fn is(&self, other: &List<T>) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// The address, for `id(xs)`.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0) as *const u8 as usize
    }

    /// Runs `body` on the items as a slice; `body` must not change this list.
    #[inline]
    pub fn with<R>(&self, body: impl FnOnce(&[T]) -> R) -> R {
        body(&self.0.borrow())
    }

    /// Runs `body` on the vector itself; `body` must not use this list by another handle.
    #[inline]
    pub fn with_mut<R>(&self, body: impl FnOnce(&mut Vec<T>) -> R) -> R {
        body(&mut self.0.borrow_mut())
    }

    /// `xs[i] = value`. IndexError.
    #[inline]
    pub fn set(&self, i: impl PyIndex, value: T) -> Result<()> {
        let mut items = self.0.borrow_mut();
        match resolve_index(i, items.len())? {
            Some(at) => {
                let old = std::mem::replace(&mut items[at], value);
                drop(items);
                drop(old);
                Ok(())
            }
            None => Err(index_error("list assignment index out of range")),
        }
    }

    /// `del xs[i]`. IndexError.
    pub fn del(&self, i: impl PyIndex) -> Result<()> {
        let mut items = self.0.borrow_mut();
        match resolve_index(i, items.len())? {
            Some(at) => {
                items.remove(at);
                Ok(())
            }
            None => Err(index_error("list assignment index out of range")),
        }
    }

    /// `del xs[start:stop:step]`. ValueError for a step of 0.
    pub fn slice_del(&self, start: Option<Int>, stop: Option<Int>, step: Option<Int>) -> Result<()> {
        let mut items = self.0.borrow_mut();
        let slice = resolve_slice(start, stop, step, items.len())?;
        if let Some((from, to)) = slice.contiguous() {
            items.drain(from..to);
            return Ok(());
        }
        let mut doomed: Vec<usize> = slice.indices().collect();
        doomed.sort_unstable();
        let mut doomed = doomed.into_iter().peekable();
        let mut at = 0;
        items.retain(|_| {
            let hit = doomed.next_if_eq(&at).is_some();
            at += 1;
            !hit
        });
        Ok(())
    }

    /// `xs[start:stop:step] = values`. ValueError where a stepped slice and the values differ in number.
    pub fn slice_set(
        &self,
        start: Option<Int>,
        stop: Option<Int>,
        step: Option<Int>,
        values: impl IntoIterator<Item = T>,
    ) -> Result<()> {
        // The values may come from this very list, so they are taken out first.
        let values: Vec<T> = values.into_iter().collect();
        let plain = step.as_ref().is_none_or(|step| *step == 1);
        let mut items = self.0.borrow_mut();
        let slice = resolve_slice(start, stop, step, items.len())?;
        if plain {
            let from = slice.start as usize;
            items.splice(from..from + slice.count, values);
            return Ok(());
        }
        if values.len() != slice.count {
            return Err(value_error(format!(
                "attempt to assign sequence of size {} to extended slice of size {}",
                values.len(),
                slice.count
            )));
        }
        for (at, value) in slice.indices().zip(values) {
            items[at] = value;
        }
        Ok(())
    }

    /// `xs.append(value)`.
    #[inline]
    pub fn append(&self, value: T) {
        self.0.borrow_mut().push(value);
    }

    /// `xs.insert(i, value)`.
    pub fn insert(&self, i: impl PyIndex, value: T) -> Result<()> {
        let Some(i) = i.to_i64_index() else {
            return Err(overflow_error("Python int too large to convert to C ssize_t"));
        };
        let mut items = self.0.borrow_mut();
        let at = super::index::clamp_bound(&Int::new(i), items.len());
        items.insert(at, value);
        Ok(())
    }

    /// `xs.pop()`. IndexError.
    #[inline]
    pub fn pop(&self) -> Result<T> {
        self.0.borrow_mut().pop().ok_or_else(|| index_error("pop from empty list"))
    }

    /// `xs.pop(i)`. IndexError.
    pub fn pop_at(&self, i: impl PyIndex) -> Result<T> {
        let mut items = self.0.borrow_mut();
        if items.is_empty() {
            return Err(index_error("pop from empty list"));
        }
        match resolve_index(i, items.len())? {
            Some(at) => Ok(items.remove(at)),
            None => Err(index_error("pop index out of range")),
        }
    }

    /// `xs.clear()`.
    pub fn clear(&self) {
        let old = std::mem::take(&mut *self.0.borrow_mut());
        drop(old);
    }

    /// `xs.reverse()`.
    pub fn reverse(&self) {
        self.0.borrow_mut().reverse();
    }
}

impl<T: Clone> List<T> {
    /// `xs[i]`. IndexError.
    #[inline]
    pub fn get(&self, i: impl PyIndex) -> Result<T> {
        let items = self.0.borrow();
        match resolve_index(i, items.len())? {
            Some(at) => Ok(items[at].clone()),
            None => Err(index_error("list index out of range")),
        }
    }

    /// The item at a position, None past the end.
    #[inline]
    pub fn at(&self, position: usize) -> Option<T> {
        self.0.borrow().get(position).cloned()
    }

    /// A copy of the items.
    pub fn to_vec(&self) -> Vec<T> {
        self.0.borrow().clone()
    }

    /// `xs[start:stop:step]`, a new list. ValueError for a step of 0.
    pub fn slice(&self, start: Option<Int>, stop: Option<Int>, step: Option<Int>) -> Result<List<T>> {
        let items = self.0.borrow();
        let slice = resolve_slice(start, stop, step, items.len())?;
        Ok(List::from(slice_of(&items, slice)))
    }

    /// `xs.extend(values)`, `xs += values`. The values may be the list itself.
    pub fn extend(&self, values: impl IntoIterator<Item = T>) {
        let values = values.into_iter();
        let (least, most) = values.size_hint();
        if most == Some(least) {
            // Of known size: taken out first, so that extending a list by itself ends.
            let values: Vec<T> = values.collect();
            self.0.borrow_mut().extend(values);
            return;
        }
        for value in values {
            self.append(value);
        }
    }

    /// `xs.copy()`, `xs[:]`, `list(xs)`: a new list of the same items.
    pub fn copy(&self) -> List<T> {
        List::from(self.to_vec())
    }

    /// `xs + ys`.
    pub fn concat(&self, other: &List<T>) -> List<T> {
        let mut items = Vec::with_capacity(self.size() + other.size());
        items.extend(self.0.borrow().iter().cloned());
        items.extend(other.0.borrow().iter().cloned());
        List::from(items)
    }

    /// `xs * n`. MemoryError where the result cannot exist.
    pub fn repeat(&self, n: &Int) -> Result<List<T>> {
        repeat_items(&self.0.borrow(), n).map(List::from)
    }

    /// `xs *= n`. MemoryError.
    pub fn repeat_in_place(&self, n: &Int) -> Result<()> {
        let items = repeat_items(&self.0.borrow(), n)?;
        *self.0.borrow_mut() = items;
        Ok(())
    }

    /// The items one after the other; changes of the list while iterating are seen, as in CPython.
    #[inline]
    pub fn iter(&self) -> ListIter<T> {
        ListIter { list: self.clone(), at: 0 }
    }

    /// `reversed(xs)`.
    pub fn reversed(&self) -> ListRevIter<T> {
        ListRevIter { list: self.clone(), left: self.size() }
    }
}

/// Copies of the items at the positions of a slice.
pub fn slice_of<T: Clone>(items: &[T], slice: Slice) -> Vec<T> {
    match slice.contiguous() {
        Some((from, to)) => items[from..to].to_vec(),
        None => slice.indices().map(|at| items[at].clone()).collect(),
    }
}

/// The items `n` times over. MemoryError where that cannot exist.
pub fn repeat_items<T: Clone>(items: &[T], n: &Int) -> Result<Vec<T>> {
    if n.is_negative() || items.is_empty() {
        return Ok(Vec::new());
    }
    let Some(times) = n.to_usize() else {
        return Err(overflow_error("cannot fit 'int' into an index-sized integer"));
    };
    let total = items.len().checked_mul(times).ok_or_else(memory_error)?;
    let mut out = Vec::new();
    out.try_reserve_exact(total).map_err(|_| memory_error())?;
    if let [only] = items {
        out.resize(total, only.clone());
        return Ok(out);
    }
    for _ in 0..times {
        out.extend_from_slice(items);
    }
    Ok(out)
}

/// A live iterator over a list.
pub struct ListIter<T> {
    list: List<T>,
    at: usize,
}

impl<T> Clone for ListIter<T> {
    fn clone(&self) -> ListIter<T> {
        ListIter { list: self.list.clone(), at: self.at }
    }
}

impl<T: Clone> Iterator for ListIter<T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        // Once at its end it stays there, though the list may grow.
        let item = self.list.0.borrow().get(self.at).cloned();
        self.at = if item.is_some() { self.at + 1 } else { usize::MAX };
        item
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.list.size().saturating_sub(self.at);
        (left, Some(left))
    }
}

/// A live iterator over a list from its end.
pub struct ListRevIter<T> {
    list: List<T>,
    left: usize,
}

impl<T: Clone> Iterator for ListRevIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let item = self.left.checked_sub(1).and_then(|at| self.list.at(at));
        self.left = if item.is_some() { self.left - 1 } else { 0 };
        item
    }
}

impl<T: Clone> IntoIterator for &List<T> {
    type Item = T;
    type IntoIter = ListIter<T>;

    #[inline]
    fn into_iter(self) -> ListIter<T> {
        self.iter()
    }
}

impl<T: Clone> IntoIterator for List<T> {
    type Item = T;
    type IntoIter = ListIter<T>;

    #[inline]
    fn into_iter(self) -> ListIter<T> {
        self.iter()
    }
}

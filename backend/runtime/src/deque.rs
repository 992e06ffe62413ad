//! `Deque<T>`: `collections.deque`, a shared handle, with or without a maximum length.

use super::eq::PyEq;
use super::exc::Result;
use super::exc_classes::{index_error, runtime_error, value_error};
use super::index::{PyIndex, clamp_bound, resolve_index};
use super::int::Int;
use super::list::List;
use super::order::{Op, PyOrd, PyTryOrd, order_items, try_order_items};
use super::show::{Show, repr, show_items, show_nested};
use super::truth::{Truthy, TypeName};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::rc::Rc;

struct Items<T> {
    items: VecDeque<T>,
    /// Counts what changes the length, which an iterator notices.
    changes: u64,
}

/// Python's `collections.deque`.
pub struct Deque<T> {
    shared: Rc<RefCell<Items<T>>>,
    most: Option<usize>,
}

impl<T> Clone for Deque<T> {
    fn clone(&self) -> Deque<T> {
        Deque { shared: Rc::clone(&self.shared), most: self.most }
    }
}

impl<T> Default for Deque<T> {
    fn default() -> Deque<T> {
        Deque::new()
    }
}

impl<T> FromIterator<T> for Deque<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Deque<T> {
        Deque::of(items.into_iter().collect(), None)
    }
}

impl<T> From<Vec<T>> for Deque<T> {
    fn from(items: Vec<T>) -> Deque<T> {
        Deque::of(items.into(), None)
    }
}

impl<T> Deque<T> {
    fn of(items: VecDeque<T>, most: Option<usize>) -> Deque<T> {
        Deque { shared: Rc::new(RefCell::new(Items { items, changes: 0 })), most }
    }

    /// `deque()`.
    pub fn new() -> Deque<T> {
        Deque::of(VecDeque::new(), None)
    }

    /// `deque(items, maxlen)`. ValueError for a negative length.
    pub fn bounded(items: impl IntoIterator<Item = T>, most: &Int) -> Result<Deque<T>> {
        if most.is_negative() {
            return Err(value_error("maxlen must be non-negative"));
        }
        let deque = Deque::of(VecDeque::new(), most.to_usize());
        deque.extend(items);
        Ok(deque)
    }

    /// `d.maxlen`.
    pub fn maxlen(&self) -> Option<Int> {
        self.most.map(Int::from)
    }

    /// The number of items, as std counts.
    pub fn size(&self) -> usize {
        self.shared.borrow().items.len()
    }

    /// `len(d)`.
    pub fn len(&self) -> Int {
        Int::from(self.size())
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.size() == 0
    }

    /// `a is b`.
    pub fn is(&self, other: &Deque<T>) -> bool {
        Rc::ptr_eq(&self.shared, &other.shared)
    }

    /// The address, for `id(d)`.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.shared) as *const u8 as usize
    }

    fn change<R>(&self, body: impl FnOnce(&mut VecDeque<T>) -> R) -> R {
        let mut shared = self.shared.borrow_mut();
        shared.changes += 1;
        body(&mut shared.items)
    }

    /// `d.append(value)`.
    pub fn append(&self, value: T) {
        let dropped = self.change(|items| {
            items.push_back(value);
            if self.most.is_some_and(|most| items.len() > most) { items.pop_front() } else { None }
        });
        drop(dropped);
    }

    /// `d.appendleft(value)`.
    pub fn appendleft(&self, value: T) {
        let dropped = self.change(|items| {
            items.push_front(value);
            if self.most.is_some_and(|most| items.len() > most) { items.pop_back() } else { None }
        });
        drop(dropped);
    }

    /// `d.pop()`. IndexError.
    pub fn pop(&self) -> Result<T> {
        self.change(VecDeque::pop_back).ok_or_else(|| index_error("pop from an empty deque"))
    }

    /// `d.popleft()`. IndexError.
    pub fn popleft(&self) -> Result<T> {
        self.change(VecDeque::pop_front).ok_or_else(|| index_error("pop from an empty deque"))
    }

    /// `d.extend(items)`. The items may be the deque itself.
    pub fn extend(&self, items: impl IntoIterator<Item = T>) {
        let items: Vec<T> = items.into_iter().collect();
        items.into_iter().for_each(|item| self.append(item));
    }

    /// `d.extendleft(items)`. The items may be the deque itself.
    pub fn extendleft(&self, items: impl IntoIterator<Item = T>) {
        let items: Vec<T> = items.into_iter().collect();
        items.into_iter().for_each(|item| self.appendleft(item));
    }

    /// `d.rotate(n)`.
    pub fn rotate(&self, n: &Int) {
        let size = self.size();
        if size > 1 {
            let n = (n % size as i64).to_usize().unwrap_or(0);
            self.change(|items| items.rotate_right(n));
        }
    }

    /// `d.clear()`.
    pub fn clear(&self) {
        let old = self.change(std::mem::take);
        drop(old);
    }

    /// `d.reverse()`.
    pub fn reverse(&self) {
        self.shared.borrow_mut().items.make_contiguous().reverse();
    }

    /// `d[i] = value`. IndexError.
    pub fn set(&self, i: impl PyIndex, value: T) -> Result<()> {
        let mut shared = self.shared.borrow_mut();
        match resolve_index(i, shared.items.len())? {
            Some(at) => {
                let old = std::mem::replace(&mut shared.items[at], value);
                drop(shared);
                drop(old);
                Ok(())
            }
            None => Err(index_error("deque index out of range")),
        }
    }

    /// `del d[i]`. IndexError.
    pub fn del(&self, i: impl PyIndex) -> Result<()> {
        match resolve_index(i, self.size())? {
            Some(at) => {
                self.change(|items| items.remove(at));
                Ok(())
            }
            None => Err(index_error("deque index out of range")),
        }
    }

    /// `d.insert(i, value)`. IndexError where it is full.
    pub fn insert(&self, i: impl Into<Int>, value: T) -> Result<()> {
        if self.most.is_some_and(|most| self.size() >= most) {
            return Err(index_error("deque already at its maximum size"));
        }
        let at = clamp_bound(&i.into(), self.size());
        self.change(|items| items.insert(at, value));
        Ok(())
    }
}

impl<T: Clone> Deque<T> {
    /// `d[i]`. IndexError.
    pub fn get(&self, i: impl PyIndex) -> Result<T> {
        let shared = self.shared.borrow();
        match resolve_index(i, shared.items.len())? {
            Some(at) => Ok(shared.items[at].clone()),
            None => Err(index_error("deque index out of range")),
        }
    }

    fn at(&self, at: usize) -> Option<T> {
        self.shared.borrow().items.get(at).cloned()
    }

    /// The items: an iterator that ends the program with CPython's RuntimeError where the deque changes.
    pub fn iter(&self) -> DequeIter<T> {
        DequeIter(self.checked_iter())
    }

    /// The items as results: RuntimeError where the deque changes on the way.
    pub fn checked_iter(&self) -> CheckedDequeIter<T> {
        CheckedDequeIter { deque: self.clone(), at: 0, changes: self.shared.borrow().changes }
    }

    /// `reversed(d)`.
    pub fn reversed(&self) -> std::vec::IntoIter<T> {
        let items: Vec<T> = self.shared.borrow().items.iter().rev().cloned().collect();
        items.into_iter()
    }

    /// `list(d)`.
    pub fn to_list(&self) -> List<T> {
        self.shared.borrow().items.iter().cloned().collect()
    }

    /// `d.copy()`.
    pub fn copy(&self) -> Deque<T> {
        Deque::of(self.shared.borrow().items.clone(), self.most)
    }

    fn position<U: ?Sized>(&self, value: &U) -> Option<usize>
    where
        T: PyEq<U>,
    {
        (0..self.size()).find(|&at| self.at(at).is_some_and(|item| item.same_item(value)))
    }

    /// `value in d`.
    pub fn contains<U: ?Sized>(&self, value: &U) -> bool
    where
        T: PyEq<U>,
    {
        self.position(value).is_some()
    }

    /// `d.count(value)`.
    pub fn count<U: ?Sized>(&self, value: &U) -> Int
    where
        T: PyEq<U>,
    {
        Int::from(self.iter().filter(|item| T::same_item(item, value)).count())
    }

    /// `d.index(value)`. ValueError.
    pub fn index<U: Show + ?Sized>(&self, value: &U) -> Result<Int>
    where
        T: PyEq<U>,
    {
        match self.position(value) {
            Some(at) => Ok(Int::from(at)),
            None => Err(value_error(format!("{} is not in deque", repr(value)))),
        }
    }

    /// `d.remove(value)`. ValueError.
    pub fn remove<U: Show + ?Sized>(&self, value: &U) -> Result<()>
    where
        T: PyEq<U>,
    {
        match self.position(value) {
            Some(at) => self.del(at),
            None => Err(value_error(format!("{} is not in deque", repr(value)))),
        }
    }

    /// `a + b`.
    pub fn concat(&self, other: &Deque<T>) -> Deque<T> {
        let joined = self.copy();
        joined.extend(other.to_list());
        joined
    }
}

/// An iterator over a deque, of results: RuntimeError where it changes on the way.
#[derive(Clone)]
pub struct CheckedDequeIter<T> {
    deque: Deque<T>,
    at: usize,
    changes: u64,
}

impl<T: Clone> Iterator for CheckedDequeIter<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        let shared = self.deque.shared.borrow();
        if shared.changes != self.changes {
            return Some(Err(runtime_error("deque mutated during iteration")));
        }
        let item = shared.items.get(self.at).cloned()?;
        self.at += 1;
        Some(Ok(item))
    }
}

/// An iterator over a deque, which ends the program with CPython's RuntimeError where it changes.
#[derive(Clone)]
pub struct DequeIter<T>(CheckedDequeIter<T>);

impl<T: Clone> Iterator for DequeIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.next().map(|item| item.unwrap_or_else(|exc| super::program::terminal(exc)))
    }
}

impl<T: Clone> IntoIterator for &Deque<T> {
    type Item = T;
    type IntoIter = DequeIter<T>;

    fn into_iter(self) -> DequeIter<T> {
        self.iter()
    }
}

impl<T: Clone> IntoIterator for Deque<T> {
    type Item = T;
    type IntoIter = DequeIter<T>;

    fn into_iter(self) -> DequeIter<T> {
        self.iter()
    }
}

impl<T: PyEq<U> + Clone, U: Clone> PyEq<Deque<U>> for Deque<T> {
    fn py_eq(&self, other: &Deque<U>) -> bool {
        // One and the same: so is each item.
        self.address() == other.address()
            || self.size() == other.size() && self.iter().zip(other.iter()).all(|(a, b)| a.same_item(&b))
    }
}

impl<T: PyOrd + Clone> PyOrd for Deque<T> {
    fn order(&self, other: &Deque<T>, op: Op) -> bool {
        order_items(self, other, op)
    }
}

impl<T: PyTryOrd + Clone> PyTryOrd for Deque<T> {
    fn try_order(&self, other: &Deque<T>, op: Op) -> Result<bool> {
        try_order_items(self, other, op)
    }
}

impl<T> Truthy for Deque<T> {
    fn truthy(&self) -> bool {
        !self.is_empty()
    }
}

impl<T> TypeName for Deque<T> {
    fn type_name(&self) -> &'static str {
        "deque"
    }
}

impl<T: Show + Clone> Show for Deque<T> {
    fn write_repr(&self, out: &mut String) {
        show_nested(self.address(), "[...]", out, |out| {
            out.push_str("deque([");
            show_items(self, out);
            out.push(']');
            if let Some(most) = self.most {
                out.push_str(&format!(", maxlen={most}"));
            }
            out.push(')');
        });
    }
}

impl<T: Show + Clone> fmt::Display for Deque<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&super::show::str(self))
    }
}

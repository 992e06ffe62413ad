//! `Set<T>` and `FrozenSet<T>`: Python's sets, iterating in CPython's own order where hashes are fixed.
//! This file holds the values and what both share (carries super::set_methods, super::set_traits).

use super::eq::PyEq;
use super::exc::Result;
use super::exc_classes::{key_error, runtime_error};
use super::hash::PyHash;
use super::int::Int;
use super::literal::{Literal, values};
use super::set_table::SetTable;
use super::show::Show;
use std::cell::RefCell;
use std::rc::Rc;

/// Python's `set`: a shared handle; clones are the same set.
pub struct Set<T>(pub(super) Rc<RefCell<SetTable<T>>>);

/// Python's `frozenset`.
pub struct FrozenSet<T>(pub(super) Rc<RefCell<SetTable<T>>>);

/// A set of the given items: `set! { 1, 2 }`.
#[doc(hidden)]
#[macro_export]
macro_rules! __py_set {
    ($($item:expr),* $(,)?) => { $crate::py::Set::from(::std::vec![$($item),*]) };
}
pub use __py_set as set;

macro_rules! both {
    ($($set:ident)*) => {$(
        impl<T> Clone for $set<T> {
            fn clone(&self) -> $set<T> {
                $set(Rc::clone(&self.0))
            }
        }

        impl<T> Default for $set<T> {
            fn default() -> $set<T> {
                $set::new()
            }
        }

        impl<T> $set<T> {
            /// An empty one.
            pub fn new() -> $set<T> {
                $set(Rc::new(RefCell::new(SetTable::default())))
            }

            pub(super) fn from_table(table: SetTable<T>) -> $set<T> {
                $set(Rc::new(RefCell::new(table)))
            }

            /// The number of items, as std counts.
            pub fn size(&self) -> usize {
                self.0.borrow().len()
            }

            /// `len(s)`.
            pub fn len(&self) -> Int {
                Int::from(self.size())
            }

            /// Whether there are no items.
            pub fn is_empty(&self) -> bool {
                self.size() == 0
            }

            /// `a is b`.
            pub fn is(&self, other: &$set<T>) -> bool {
                Rc::ptr_eq(&self.0, &other.0)
            }

            /// The address, for `id(s)`.
            pub fn address(&self) -> usize {
                Rc::as_ptr(&self.0) as *const u8 as usize
            }
        }

        impl<T: PyHash> $set<T> {
            /// `value in s`.
            pub fn contains<Q: PyHash + ?Sized>(&self, value: &Q) -> bool
            where
                T: PyEq<Q>,
            {
                let hash = value.py_hash();
                self.0.borrow().find(hash, |one| one.same_item(value)).is_some()
            }
        }

        impl<T: Clone> $set<T> {
            /// The items in CPython's order: an iterator that ends the program with CPython's RuntimeError where
            /// the size changes.
            pub fn iter(&self) -> SetIter<T> {
                SetIter(CheckedSetIter { table: Rc::clone(&self.0), at: 0, size: self.size() })
            }

            /// The items as results: RuntimeError where the size changes on the way.
            pub fn checked_iter(&self) -> CheckedSetIter<T> {
                self.iter().0
            }

            /// `list(s)`.
            pub fn to_list(&self) -> super::list::List<T> {
                self.0.borrow().entries().map(|(_, value)| value.clone()).collect()
            }

            /// `sorted(s)`.
            pub fn sorted(&self) -> super::list::List<T>
            where
                T: super::order::PyOrd,
            {
                let items = self.to_list();
                items.sort();
                items
            }
        }

        impl<T: Clone> IntoIterator for &$set<T> {
            type Item = T;
            type IntoIter = SetIter<T>;

            fn into_iter(self) -> SetIter<T> {
                self.iter()
            }
        }

        impl<T: Clone> IntoIterator for $set<T> {
            type Item = T;
            type IntoIter = SetIter<T>;

            fn into_iter(self) -> SetIter<T> {
                self.iter()
            }
        }

        impl<T: PyHash + PyEq + Clone> FromIterator<T> for $set<T> {
            fn from_iter<I: IntoIterator<Item = T>>(items: I) -> $set<T> {
                let mut table = SetTable::default();
                for item in items {
                    table.insert(item);
                }
                $set::from_table(table)
            }
        }

        impl<T: PyHash + PyEq + Clone> $set<T> {
            /// A set of literals: `Set::of([1, 2])`.
            pub fn of<L: Literal<Value = T>, const N: usize>(items: [L; N]) -> $set<T> {
                values(items).collect()
            }
        }

        impl<T: PyHash + PyEq + Clone> From<Vec<T>> for $set<T> {
            fn from(items: Vec<T>) -> $set<T> {
                items.into_iter().collect()
            }
        }
    )*};
}

both! { Set FrozenSet }

/// An iterator over a set, of results: RuntimeError where the size changes on the way.
pub struct CheckedSetIter<T> {
    table: Rc<RefCell<SetTable<T>>>,
    at: usize,
    size: usize,
}

impl<T: Clone> Iterator for CheckedSetIter<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        let table = self.table.borrow();
        if self.size != table.len() {
            self.size = usize::MAX;
            return Some(Err(runtime_error("Set changed size during iteration")));
        }
        while self.at < table.slots() {
            self.at += 1;
            if let Some(value) = table.slot(self.at - 1) {
                return Some(Ok(value.clone()));
            }
        }
        None
    }
}

/// An iterator over a set, which ends the program with CPython's RuntimeError where the size changes.
pub struct SetIter<T>(CheckedSetIter<T>);

impl<T> Clone for SetIter<T> {
    fn clone(&self) -> SetIter<T> {
        SetIter(CheckedSetIter { table: Rc::clone(&self.0.table), at: self.0.at, size: self.0.size })
    }
}

impl<T: Clone> Iterator for SetIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.next().map(|item| item.unwrap_or_else(|exc| super::program::terminal(exc)))
    }
}

impl<T: PyHash + PyEq + Clone> Set<T> {
    /// A literal of more than 2 items that are all constants: CPython makes a frozenset of them while compiling and
    /// copies that, which may give another order than adding them one by one.
    pub fn literal(items: impl IntoIterator<Item = T>) -> Set<T> {
        FrozenSet::literal(items).to_set()
    }
}

impl<T: PyHash + PyEq + Clone> FrozenSet<T> {
    /// The constant that CPython makes of a set display of constants that is only iterated over or searched.
    pub fn literal(items: impl IntoIterator<Item = T>) -> FrozenSet<T> {
        // The compiler makes it twice: of the items, and once more when it merges equal constants.
        items.into_iter().collect::<FrozenSet<T>>().to_list().iter().collect()
    }
}

impl<T: PyHash> Set<T> {
    /// `s.add(value)`.
    pub fn add(&self, value: T)
    where
        T: PyEq + Clone,
    {
        let hash = value.py_hash();
        // Searched before the table is changed: the items' own `__eq__` runs under a shared borrow.
        if self.0.borrow().find(hash, |one| one.same_item(&value)).is_none() {
            self.0.borrow_mut().insert_hashed(hash, value);
        }
    }

    /// `s.discard(value)`.
    pub fn discard<Q: PyHash + ?Sized>(&self, value: &Q)
    where
        T: PyEq<Q>,
    {
        self.take(value);
    }

    /// Removes a value; whether it was there.
    pub fn take<Q: PyHash + ?Sized>(&self, value: &Q) -> bool
    where
        T: PyEq<Q>,
    {
        let hash = value.py_hash();
        let found = self.0.borrow().find(hash, |one| one.same_item(value));
        let removed = found.and_then(|at| self.0.borrow_mut().remove(at));
        removed.is_some()
    }

    /// `s.remove(value)`. KeyError.
    pub fn remove<Q: PyHash + Show + ?Sized>(&self, value: &Q) -> Result<()>
    where
        T: PyEq<Q>,
    {
        if self.take(value) { Ok(()) } else { Err(key_error(value)) }
    }

    /// `s.pop()`: the item that CPython pops. KeyError.
    pub fn pop(&self) -> Result<T> {
        let popped = self.0.borrow_mut().pop();
        popped.ok_or_else(|| key_error(super::show::str("pop from an empty set").as_str()))
    }

    /// `s.clear()`.
    pub fn clear(&self) {
        let old = self.0.borrow_mut().clear();
        drop(old);
    }
}

//! `Dict<K, V>`: Python's dict, a shared handle to an insertion-ordered table. Clones are the same dict.
//! This file holds the value and its methods (carries super::dict_iter, super::dict_traits).
//!
//! Lookups take any type that equals and hashes like the key (`Str` keys by `&str`, `Int` keys by i64 or bool).

use super::dict_iter::{DictItems, DictKeys, DictValues};
use super::eq::PyEq;
use super::exc::Result;
use super::exc_classes::key_error;
use super::hash::PyHash;
use super::int::Int;
use super::list::List;
use super::literal::{Literal, values};
use super::show::Show;
use super::table::Table;
use std::cell::RefCell;
use std::rc::Rc;

/// Python's `dict`.
pub struct Dict<K, V>(pub(super) Rc<RefCell<Table<K, V>>>);

/// A dict of the given items: `dict! { key => value }`.
#[doc(hidden)]
#[macro_export]
macro_rules! __py_dict {
    () => { $crate::py::Dict::new() };
    ($($key:expr => $value:expr),+ $(,)?) => {{
        let dict = $crate::py::Dict::new();
        $(
            let key = $key;
            dict.set(key, $value);
        )+
        dict
    }};
}
pub use __py_dict as dict;

impl<K, V> Clone for Dict<K, V> {
    fn clone(&self) -> Dict<K, V> {
        Dict(Rc::clone(&self.0))
    }
}

impl<K, V> Default for Dict<K, V> {
    fn default() -> Dict<K, V> {
        Dict::new()
    }
}

impl<K, V> Dict<K, V> {
    /// An empty dict.
    pub fn new() -> Dict<K, V> {
        Dict(Rc::new(RefCell::new(Table::default())))
    }

    /// The number of items, as std counts.
    pub fn size(&self) -> usize {
        self.0.borrow().len()
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
    pub fn is(&self, other: &Dict<K, V>) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// The address, for `id(d)`.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0) as *const u8 as usize
    }

    /// `d.clear()`.
    pub fn clear(&self) {
        let old = std::mem::take(&mut *self.0.borrow_mut());
        drop(old);
    }
}

impl<K: PyHash, V> Dict<K, V> {
    pub(super) fn find<Q: PyHash + ?Sized>(&self, key: &Q) -> Option<usize>
    where
        K: PyEq<Q>,
    {
        let hash = key.py_hash();
        self.0.borrow().find(hash, |one| one.same_item(key))
    }

    /// `key in d`.
    pub fn contains<Q: PyHash + ?Sized>(&self, key: &Q) -> bool
    where
        K: PyEq<Q>,
    {
        self.find(key).is_some()
    }

    /// `d[key] = value`. A key that is there keeps its place, and the key first stored.
    pub fn set(&self, key: K, value: V)
    where
        K: PyEq,
    {
        let hash = key.py_hash();
        let found = self.0.borrow().find(hash, |one| one.same_item(&key));
        let mut table = self.0.borrow_mut();
        let old = match found {
            Some(at) => table.replace(at, value),
            None => {
                table.insert_new(hash, key, value);
                None
            }
        };
        drop(table);
        drop(old);
    }

    /// `del d[key]`. KeyError.
    pub fn del<Q: PyHash + Show + ?Sized>(&self, key: &Q) -> Result<()>
    where
        K: PyEq<Q>,
    {
        self.pop(key).map(drop)
    }

    /// `d.pop(key)`. KeyError.
    pub fn pop<Q: PyHash + Show + ?Sized>(&self, key: &Q) -> Result<V>
    where
        K: PyEq<Q>,
    {
        self.take(key).ok_or_else(|| key_error(key))
    }

    /// `d.pop(key, default)`.
    pub fn pop_or<Q: PyHash + ?Sized>(&self, key: &Q, default: V) -> V
    where
        K: PyEq<Q>,
    {
        self.take(key).unwrap_or(default)
    }

    /// `d.pop(key, None)`.
    pub fn take<Q: PyHash + ?Sized>(&self, key: &Q) -> Option<V>
    where
        K: PyEq<Q>,
    {
        let at = self.find(key)?;
        let entry = self.0.borrow_mut().remove(at);
        entry.map(|entry| entry.value)
    }

    /// `d.popitem()`: the item stored last. KeyError.
    pub fn popitem(&self) -> Result<(K, V)> {
        let mut table = self.0.borrow_mut();
        let last = table.last();
        match last.and_then(|at| table.remove(at)) {
            Some(entry) => Ok((entry.key, entry.value)),
            None => Err(key_error("popitem(): dictionary is empty")),
        }
    }

    /// `d.update(pairs)`.
    pub fn update(&self, pairs: impl IntoIterator<Item = (K, V)>)
    where
        K: PyEq,
    {
        for (key, value) in pairs {
            self.set(key, value);
        }
    }
}

impl<K: PyHash, V: Clone> Dict<K, V> {
    /// `d.get(key)`.
    pub fn get<Q: PyHash + ?Sized>(&self, key: &Q) -> Option<V>
    where
        K: PyEq<Q>,
    {
        let at = self.find(key)?;
        self.0.borrow().entry(at).map(|entry| entry.value.clone())
    }

    /// `d[key]`. KeyError.
    pub fn get_item<Q: PyHash + Show + ?Sized>(&self, key: &Q) -> Result<V>
    where
        K: PyEq<Q>,
    {
        self.get(key).ok_or_else(|| key_error(key))
    }

    /// `d.get(key, default)`.
    pub fn get_or<Q: PyHash + ?Sized>(&self, key: &Q, default: V) -> V
    where
        K: PyEq<Q>,
    {
        self.get(key).unwrap_or(default)
    }

    /// `d.setdefault(key, default)`.
    pub fn setdefault(&self, key: K, default: V) -> V
    where
        K: PyEq,
    {
        match self.get(&key) {
            Some(value) => value,
            None => {
                self.set(key, default.clone());
                default
            }
        }
    }
}

impl<K: Clone, V: Clone> Dict<K, V> {
    /// The keys, in order: an iterator that sees changes of values, and ends the program with CPython's
    /// RuntimeError where the size changes.
    pub fn keys(&self) -> DictKeys<K, V> {
        DictKeys::new(self)
    }

    /// The values, in order: see [`Dict::keys`].
    pub fn values(&self) -> DictValues<K, V> {
        DictValues::new(self)
    }

    /// The items, in order: see [`Dict::keys`].
    pub fn items(&self) -> DictItems<K, V> {
        DictItems::new(self)
    }

    /// `list(d)`.
    pub fn keys_list(&self) -> List<K> {
        self.0.borrow().entries().map(|entry| entry.key.clone()).collect()
    }

    /// `list(d.values())`.
    pub fn values_list(&self) -> List<V> {
        self.0.borrow().entries().map(|entry| entry.value.clone()).collect()
    }

    /// `list(d.items())`.
    pub fn items_list(&self) -> List<(K, V)> {
        self.0.borrow().entries().map(|entry| (entry.key.clone(), entry.value.clone())).collect()
    }

    /// `reversed(d)`.
    pub fn reversed(&self) -> std::vec::IntoIter<K> {
        let keys: Vec<K> = self.0.borrow().entries().rev().map(|entry| entry.key.clone()).collect();
        keys.into_iter()
    }

    /// `d.copy()`, `dict(d)`.
    pub fn copy(&self) -> Dict<K, V> {
        Dict(Rc::new(RefCell::new(self.0.borrow().clone())))
    }

    /// `a | b`.
    pub fn merge(&self, other: &Dict<K, V>) -> Dict<K, V>
    where
        K: PyHash + PyEq,
    {
        let merged = self.copy();
        merged.update_from(other);
        merged
    }

    /// `a.update(b)`, `a |= b` with another dict.
    pub fn update_from(&self, other: &Dict<K, V>)
    where
        K: PyHash + PyEq,
    {
        if !self.is(other) {
            self.update(other.items_list());
        }
    }

    /// `dict.fromkeys(keys, value)`.
    pub fn fromkeys(keys: impl IntoIterator<Item = K>, value: V) -> Dict<K, V>
    where
        K: PyHash + PyEq,
    {
        keys.into_iter().map(|key| (key, value.clone())).collect()
    }
}

impl<K: PyHash + PyEq, V> FromIterator<(K, V)> for Dict<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Dict<K, V> {
        let dict = Dict::new();
        dict.update(pairs);
        dict
    }
}

impl<K: PyHash + PyEq, V> Dict<K, V> {
    /// A dictionary of literals: `Dict::of([("a", 1)])`.
    pub fn of<L: Literal<Value = (K, V)>, const N: usize>(pairs: [L; N]) -> Dict<K, V> {
        values(pairs).collect()
    }
}

impl<K: PyHash + PyEq, V, const N: usize> From<[(K, V); N]> for Dict<K, V> {
    fn from(pairs: [(K, V); N]) -> Dict<K, V> {
        pairs.into_iter().collect()
    }
}

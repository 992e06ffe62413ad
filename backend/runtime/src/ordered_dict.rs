//! `OrderedDict<K, V>`: `collections.OrderedDict`. All of `Dict` is there by deref.

use super::compare::Identity;
use super::dict::Dict;
use super::dict_iter::{DictItems, DictKeys, DictValues};
use super::eq::PyEq;
use super::exc::Result;
use super::exc_classes::key_error;
use super::hash::PyHash;
use super::show::{Show, show_items, show_nested};
use super::truth::{Truthy, TypeName};
use std::fmt;
use std::ops::Deref;

/// Python's `collections.OrderedDict`, a shared handle.
pub struct OrderedDict<K, V>(Dict<K, V>);

impl<K, V> Clone for OrderedDict<K, V> {
    fn clone(&self) -> OrderedDict<K, V> {
        OrderedDict(self.0.clone())
    }
}

impl<K, V> Default for OrderedDict<K, V> {
    fn default() -> OrderedDict<K, V> {
        OrderedDict::new()
    }
}

impl<K, V> OrderedDict<K, V> {
    /// An empty one.
    pub fn new() -> OrderedDict<K, V> {
        OrderedDict(Dict::new())
    }

    /// The dict itself; changes show in both.
    pub fn as_dict(&self) -> Dict<K, V> {
        self.0.clone()
    }

    /// On the very dict that is given.
    pub fn from_dict(dict: Dict<K, V>) -> OrderedDict<K, V> {
        OrderedDict(dict)
    }
}

impl<K: PyHash + PyEq, V> FromIterator<(K, V)> for OrderedDict<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> OrderedDict<K, V> {
        OrderedDict(pairs.into_iter().collect())
    }
}

impl<K: PyHash, V> OrderedDict<K, V> {
    /// `d.move_to_end(key, last)`. KeyError.
    pub fn move_to_end<Q: PyHash + Show + ?Sized>(&self, key: &Q, last: bool) -> Result<()>
    where
        K: PyEq<Q>,
    {
        let Some(at) = self.0.find(key) else { return Err(key_error(key)) };
        self.0.0.borrow_mut().move_entry(at, last);
        Ok(())
    }

    /// `d.popitem(last)`. KeyError.
    pub fn popitem(&self, last: bool) -> Result<(K, V)> {
        let mut table = self.0.0.borrow_mut();
        let at = if last { table.last() } else { Some(table.first()) };
        match at.and_then(|at| table.remove(at)) {
            Some(entry) => Ok((entry.key, entry.value)),
            None => Err(key_error("dictionary is empty")),
        }
    }
}

impl<K: Clone, V: Clone> OrderedDict<K, V> {
    /// `d.copy()`.
    pub fn copy(&self) -> OrderedDict<K, V> {
        OrderedDict(self.0.copy())
    }

    /// `d.keys()`.
    pub fn keys(&self) -> DictKeys<K, V> {
        DictKeys::ordered(&self.0)
    }

    /// `d.values()`.
    pub fn values(&self) -> DictValues<K, V> {
        DictValues::ordered(&self.0)
    }

    /// `d.items()`.
    pub fn items(&self) -> DictItems<K, V> {
        DictItems::ordered(&self.0)
    }

    /// The same items in a plain dictionary.
    pub fn to_dict(&self) -> Dict<K, V> {
        self.0.copy()
    }
}

impl<K, V> Deref for OrderedDict<K, V> {
    type Target = Dict<K, V>;

    fn deref(&self) -> &Dict<K, V> {
        &self.0
    }
}

impl<K: Clone, V: Clone> IntoIterator for &OrderedDict<K, V> {
    type Item = K;
    type IntoIter = super::dict_iter::DictKeys<K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.keys()
    }
}

impl<K: Clone, V: Clone> IntoIterator for OrderedDict<K, V> {
    type Item = K;
    type IntoIter = super::dict_iter::DictKeys<K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.keys()
    }
}

impl<K: PyHash + PyEq + Clone, V: PyEq + Clone> PyEq for OrderedDict<K, V> {
    /// Between two of them the order counts.
    fn py_eq(&self, other: &OrderedDict<K, V>) -> bool {
        self.0.size() == other.0.size() && self.0.items().zip(other.0.items()).all(|(a, b)| a.same_item(&b))
    }
}

impl<K: PyHash + PyEq + Clone, V: PyEq + Clone> PyEq<Dict<K, V>> for OrderedDict<K, V> {
    fn py_eq(&self, other: &Dict<K, V>) -> bool {
        self.0.py_eq(other)
    }
}

impl<K, V> Truthy for OrderedDict<K, V> {
    fn truthy(&self) -> bool {
        !self.0.is_empty()
    }
}

impl<K, V> TypeName for OrderedDict<K, V> {
    fn type_name(&self) -> &'static str {
        "OrderedDict"
    }
}

impl<K: Show + Clone, V: Show + Clone> Show for OrderedDict<K, V> {
    fn write_repr(&self, out: &mut String) {
        if self.0.is_empty() {
            out.push_str("OrderedDict()");
            return;
        }
        show_nested(self.0.address(), "...", out, |out| {
            out.push_str("OrderedDict([");
            show_items(self.0.items(), out);
            out.push_str("])");
        });
    }
}

impl<K: Show + Clone, V: Show + Clone> fmt::Display for OrderedDict<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&super::show::str(self))
    }
}

impl<K: Clone, V: Clone> Identity for OrderedDict<K, V> {
    fn same(&self, other: &OrderedDict<K, V>) -> bool {
        (**self).is(other)
    }
}

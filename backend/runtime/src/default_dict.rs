//! `DefaultDict<K, V>`: `collections.defaultdict`. All of `Dict` is there by deref; `get_item` makes what is missing.

use super::dict::Dict;
use super::eq::PyEq;
use super::hash::PyHash;
use super::show::{Show, show_nested};
use super::truth::{Truthy, TypeName};
use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

/// Python's `collections.defaultdict`, a shared handle.
pub struct DefaultDict<K, V> {
    dict: Dict<K, V>,
    factory: Rc<dyn Fn() -> V>,
    shown: &'static str,
}

impl<K, V> Clone for DefaultDict<K, V> {
    fn clone(&self) -> DefaultDict<K, V> {
        DefaultDict { dict: self.dict.clone(), factory: Rc::clone(&self.factory), shown: self.shown }
    }
}

impl<K, V> DefaultDict<K, V> {
    /// `defaultdict(factory)`; `shown` is the factory's repr, such as `<class 'int'>`.
    pub fn new(shown: &'static str, factory: impl Fn() -> V + 'static) -> DefaultDict<K, V> {
        DefaultDict::from_dict(shown, factory, Dict::new())
    }

    /// `defaultdict(factory, dict)`, on the very dict that is given.
    pub fn from_dict(shown: &'static str, factory: impl Fn() -> V + 'static, dict: Dict<K, V>) -> DefaultDict<K, V> {
        DefaultDict { dict, factory: Rc::new(factory), shown }
    }

    /// The dict itself, without the factory; changes show in both.
    pub fn as_dict(&self) -> Dict<K, V> {
        self.dict.clone()
    }
}

impl<K: PyHash + PyEq + Clone, V: Clone> DefaultDict<K, V> {
    /// `d[key]`, which stores the factory's value where the key is missing.
    pub fn get_item(&self, key: &K) -> V {
        match self.dict.get(key) {
            Some(value) => value,
            None => {
                let value = (self.factory)();
                self.dict.set(key.clone(), value.clone());
                value
            }
        }
    }

    /// `d.copy()`.
    pub fn copy(&self) -> DefaultDict<K, V> {
        DefaultDict { dict: self.dict.copy(), factory: Rc::clone(&self.factory), shown: self.shown }
    }
}

impl<K, V> Deref for DefaultDict<K, V> {
    type Target = Dict<K, V>;

    fn deref(&self) -> &Dict<K, V> {
        &self.dict
    }
}

impl<K: Clone, V: Clone> IntoIterator for &DefaultDict<K, V> {
    type Item = K;
    type IntoIter = super::dict_iter::DictKeys<K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.dict.keys()
    }
}

impl<K: Clone, V: Clone> IntoIterator for DefaultDict<K, V> {
    type Item = K;
    type IntoIter = super::dict_iter::DictKeys<K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.dict.keys()
    }
}

impl<K: PyHash + PyEq + Clone, V: PyEq + Clone> PyEq for DefaultDict<K, V> {
    fn py_eq(&self, other: &DefaultDict<K, V>) -> bool {
        self.dict.py_eq(&other.dict)
    }
}

impl<K: PyHash + PyEq + Clone, V: PyEq + Clone> PyEq<Dict<K, V>> for DefaultDict<K, V> {
    fn py_eq(&self, other: &Dict<K, V>) -> bool {
        self.dict.py_eq(other)
    }
}

impl<K: PyHash + PyEq + Clone, V: PyEq + Clone> PyEq<DefaultDict<K, V>> for Dict<K, V> {
    fn py_eq(&self, other: &DefaultDict<K, V>) -> bool {
        self.py_eq(&other.dict)
    }
}

impl<K, V> Truthy for DefaultDict<K, V> {
    fn truthy(&self) -> bool {
        !self.dict.is_empty()
    }
}

impl<K, V> TypeName for DefaultDict<K, V> {
    fn type_name(&self) -> &'static str {
        "defaultdict"
    }
}

impl<K: Show + Clone, V: Show + Clone> Show for DefaultDict<K, V> {
    fn write_repr(&self, out: &mut String) {
        // The dict inside stands in the list of what is being printed by its own address.
        show_nested(self.address() + 1, "defaultdict(...)", out, |out| {
            out.push_str("defaultdict(");
            out.push_str(self.shown);
            out.push_str(", ");
            self.dict.write_repr(out);
            out.push(')');
        });
    }
}

impl<K: Show + Clone, V: Show + Clone> fmt::Display for DefaultDict<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&super::show::str(self))
    }
}

impl<K: PyHash + PyEq + Clone, V: Clone> DefaultDict<K, V> {
    /// The same items in a plain dictionary.
    pub fn to_dict(&self) -> Dict<K, V> {
        (**self).copy()
    }
}

//! The views of a dict: its keys, values and items, as iterators that also print, count and search.

use super::dict::Dict;
use super::eq::PyEq;
use super::exc::Result;
use super::exc_classes::runtime_error;
use super::hash::PyHash;
use super::int::Int;
use super::show::{Show, show_items};
use super::truth::{Truthy, TypeName};

/// A walk along a dict that notices when its size or its keys change. A stored view is walked anew each time: see `iter`.
struct Walk<K, V> {
    dict: Dict<K, V>,
    at: usize,
    size: usize,
    /// Entries that are still to come.
    left: usize,
    /// Of an `OrderedDict`, whose views have other names.
    ordered: bool,
}

impl<K, V> Clone for Walk<K, V> {
    fn clone(&self) -> Walk<K, V> {
        Walk { dict: self.dict.clone(), ..*self }
    }
}

impl<K: Clone, V: Clone> Walk<K, V> {
    fn new(dict: &Dict<K, V>) -> Walk<K, V> {
        let table = dict.0.borrow();
        Walk { dict: dict.clone(), at: table.first(), size: table.len(), left: table.len(), ordered: false }
    }

    fn next<R>(&mut self, pick: impl FnOnce(&K, &V) -> R) -> Result<Option<R>> {
        let table = self.dict.0.borrow();
        if table.len() != self.size {
            self.size = usize::MAX;
            return Err(runtime_error("dictionary changed size during iteration"));
        }
        while self.at < table.end() {
            self.at += 1;
            if let Some(entry) = table.entry(self.at - 1) {
                if self.left == 0 {
                    self.size = usize::MAX;
                    return Err(runtime_error("dictionary keys changed during iteration"));
                }
                self.left -= 1;
                return Ok(Some(pick(&entry.key, &entry.value)));
            }
        }
        Ok(None)
    }
}

macro_rules! views {
    ($($(#[$doc:meta])* $view:ident, $checked:ident, $name:literal, $item:ty, |$key:ident, $value:ident| $pick:expr;)*) => {$(
        $(#[$doc])*
        pub struct $view<K, V>(Walk<K, V>);

        impl<K, V> Clone for $view<K, V> {
            fn clone(&self) -> $view<K, V> {
                $view(self.0.clone())
            }
        }

        impl<K: Clone, V: Clone> $view<K, V> {
            pub(super) fn new(dict: &Dict<K, V>) -> $view<K, V> {
                $view(Walk::new(dict))
            }

            /// The view of an `OrderedDict`.
            pub(super) fn ordered(dict: &Dict<K, V>) -> $view<K, V> {
                $view(Walk { ordered: true, ..Walk::new(dict) })
            }

            /// The number of items.
            pub fn len(&self) -> Int {
                self.0.dict.len()
            }

            /// The same view from the start.
            pub fn iter(&self) -> $view<K, V> {
                $view::new(&self.0.dict)
            }

            /// The same backwards, as it is now.
            pub fn reversed(&self) -> std::iter::Rev<std::vec::IntoIter<$item>> {
                let items: Vec<$item> = self.iter().collect();
                items.into_iter().rev()
            }

            /// An iterator of results, whose error is CPython's RuntimeError where the size changes.
            pub fn checked(&self) -> $checked<K, V> {
                $checked(self.iter().0)
            }
        }

        impl<K: Clone, V: Clone> Iterator for $view<K, V> {
            type Item = $item;

            fn next(&mut self) -> Option<$item> {
                let step = self.0.next(|$key, $value| $pick);
                step.unwrap_or_else(|exc| super::program::terminal(exc))
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                (0, Some(self.0.dict.size()))
            }
        }

        /// The same, as an iterator of results.
        pub struct $checked<K, V>(Walk<K, V>);

        impl<K: Clone, V: Clone> Iterator for $checked<K, V> {
            type Item = Result<$item>;

            fn next(&mut self) -> Option<Result<$item>> {
                self.0.next(|$key, $value| $pick).transpose()
            }
        }

        impl<K: Clone + Show, V: Clone + Show> Show for $view<K, V> {
            fn write_repr(&self, out: &mut String) {
                out.push_str(self.type_name());
                out.push_str("([");
                show_items(self.iter(), out);
                out.push_str("])");
            }
        }

        impl<K, V> Truthy for $view<K, V> {
            fn truthy(&self) -> bool {
                !self.0.dict.is_empty()
            }
        }

        impl<K, V> TypeName for $view<K, V> {
            fn type_name(&self) -> &'static str {
                if self.0.ordered { concat!("o", $name) } else { $name }
            }
        }
    )*};
}

views! {
    /// `d.keys()`.
    DictKeys, CheckedKeys, "dict_keys", K, |key, _value| key.clone();
    /// `d.values()`.
    DictValues, CheckedValues, "dict_values", V, |_key, value| value.clone();
    /// `d.items()`.
    DictItems, CheckedItems, "dict_items", (K, V), |key, value| (key.clone(), value.clone());
}

impl<K: Clone, V: Clone> DictKeys<K, V> {
    /// The dict that it looks at.
    pub(super) fn dict(&self) -> Dict<K, V> {
        self.0.dict.clone()
    }

    /// `key in d.keys()`.
    pub fn contains<Q: PyHash + ?Sized>(&self, key: &Q) -> bool
    where
        K: PyEq<Q> + PyHash,
    {
        self.0.dict.contains(key)
    }
}

impl<K: Clone, V: Clone> DictValues<K, V> {
    /// `value in d.values()`.
    pub fn contains<Q: ?Sized>(&self, value: &Q) -> bool
    where
        V: PyEq<Q>,
    {
        self.iter().any(|one| one.same_item(value))
    }
}

impl<K: Clone, V: Clone> DictItems<K, V> {
    /// `(key, value) in d.items()`.
    pub fn contains(&self, item: &(K, V)) -> bool
    where
        K: PyEq + PyHash,
        V: PyEq,
    {
        self.0.dict.get(&item.0).is_some_and(|value| value.same_item(&item.1))
    }
}

impl<K: Clone, V: Clone> Dict<K, V> {
    /// The keys as results: RuntimeError where the size changes on the way.
    pub fn checked_keys(&self) -> CheckedKeys<K, V> {
        self.keys().checked()
    }

    /// The values as results: RuntimeError where the size changes on the way.
    pub fn checked_values(&self) -> CheckedValues<K, V> {
        self.values().checked()
    }

    /// The items as results: RuntimeError where the size changes on the way.
    pub fn checked_items(&self) -> CheckedItems<K, V> {
        self.items().checked()
    }

    /// The keys, in order: the same as [`Dict::keys`].
    pub fn iter(&self) -> DictKeys<K, V> {
        self.keys()
    }
}

impl<K: Clone, V: Clone> IntoIterator for &Dict<K, V> {
    type Item = K;
    type IntoIter = DictKeys<K, V>;

    fn into_iter(self) -> DictKeys<K, V> {
        self.keys()
    }
}

impl<K: Clone, V: Clone> IntoIterator for Dict<K, V> {
    type Item = K;
    type IntoIter = DictKeys<K, V>;

    fn into_iter(self) -> DictKeys<K, V> {
        self.keys()
    }
}

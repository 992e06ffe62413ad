//! What of Python's `functools` runs: `reduce`, `cmp_to_key` and the cache of `lru_cache`.

use super::dict::Dict;
use super::eq::PyEq;
use super::exc::{Exc, Result};
use super::exc_classes::type_error;
use super::func::Func2;
use super::hash::PyHash;
use super::int::Int;
use super::order::{Op, PyTryOrd};
use super::ordered_dict::OrderedDict;
use std::cell::Cell;

/// `functools.reduce(function, items)`. TypeError for no items; what `function` raises.
pub fn reduce<T>(mut function: impl FnMut(T, T) -> Result<T>, items: impl IntoIterator<Item = T>) -> Result<T> {
    let mut items = items.into_iter();
    let Some(mut total) = items.next() else {
        return Err(type_error("reduce() of empty iterable with no initial value"));
    };
    for item in items {
        total = function(total, item)?;
    }
    Ok(total)
}

/// `functools.reduce(function, items, start)`. What `function` raises.
pub fn reduce_from<T, A>(
    mut function: impl FnMut(A, T) -> Result<A>,
    items: impl IntoIterator<Item = T>,
    start: A,
) -> Result<A> {
    let mut total = start;
    for item in items {
        total = function(total, item)?;
    }
    Ok(total)
}

/// A key of `functools.cmp_to_key`: ordered by a function that answers below, at or above 0.
pub struct CmpKey<T> {
    value: T,
    compare: Func2<T, T, Int>,
}

/// `functools.cmp_to_key(compare)(value)`.
pub fn cmp_to_key<T: Clone>(compare: &Func2<T, T, Int>, value: &T) -> CmpKey<T> {
    CmpKey { value: value.clone(), compare: compare.clone() }
}

impl<T: Clone> PyEq for CmpKey<T> {
    fn py_eq(&self, other: &CmpKey<T>) -> bool {
        let answer: std::result::Result<Int, Exc> = self.compare.call(self.value.clone(), other.value.clone());
        answer.unwrap_or_else(|exc| super::program::terminal(exc)).is_zero()
    }
}

impl<T: Clone> PyTryOrd for CmpKey<T> {
    fn try_order(&self, other: &CmpKey<T>, op: Op) -> Result<bool> {
        Ok(op.holds(&self.compare.call(self.value.clone(), other.value.clone())?, &Int::ZERO))
    }
}

/// The cache of `functools.cache` and `functools.lru_cache`.
pub struct Cache<K, V> {
    entries: OrderedDict<K, V>,
    most: Option<usize>,
    generation: Cell<u64>,
}

impl<K: PyHash + PyEq + Clone, V: Clone> Cache<K, V> {
    /// A cache of so many entries, without bound for None.
    pub fn new(most: Option<usize>) -> Cache<K, V> {
        Cache { entries: OrderedDict::from_dict(Dict::new()), most, generation: Cell::new(0) }
    }

    /// The value stored for these arguments, which thereby become the latest used.
    pub fn get(&self, key: &K) -> Option<V> {
        let value = self.entries.get(key)?;
        if self.most.is_some() {
            self.touch(key);
        }
        Some(value)
    }

    fn touch(&self, key: &K) {
        if let Some(value) = self.entries.take(key) {
            self.entries.set(key.clone(), value);
        }
    }

    /// Stores the value for these arguments; drops the entry used longest ago where there is no room.
    pub fn set(&self, key: K, value: V) {
        if self.most == Some(0) {
            return;
        }
        self.entries.set(key, value);
        if self.most.is_some_and(|most| self.entries.size() > most) {
            let oldest = self.entries.keys().next();
            if let Some(oldest) = oldest {
                self.entries.take(&oldest);
            }
        }
    }

    /// Forgets what an earlier definition of the function has stored.
    pub fn renew(&self, generation: u64) {
        if self.generation.replace(generation) != generation {
            self.clear();
        }
    }

    /// `f.cache_clear()`.
    pub fn clear(&self) {
        self.entries.clear();
    }
}

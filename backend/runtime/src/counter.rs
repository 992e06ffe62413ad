//! `Counter<K>`: `collections.Counter`. All of `Dict<K, Int>` is there by deref.

use super::compare::Identity;
use super::dict::Dict;
use super::eq::PyEq;
use super::hash::PyHash;
use super::int::Int;
use super::list::List;
use super::show::Show;
use super::truth::{Truthy, TypeName};
use std::fmt;
use std::ops::{Add, BitAnd, BitOr, Deref, Sub};

/// Python's `collections.Counter`, a shared handle.
pub struct Counter<K>(Dict<K, Int>);

impl<K> Clone for Counter<K> {
    fn clone(&self) -> Counter<K> {
        Counter(self.0.clone())
    }
}

impl<K> Default for Counter<K> {
    fn default() -> Counter<K> {
        Counter::new()
    }
}

impl<K> Counter<K> {
    /// An empty counter.
    pub fn new() -> Counter<K> {
        Counter(Dict::new())
    }

    /// The dict itself; changes show in both.
    pub fn as_dict(&self) -> Dict<K, Int> {
        self.0.clone()
    }

    /// `Counter(mapping)` on the very dict that is given: copy it first where it is used elsewhere.
    pub fn from_dict(dict: Dict<K, Int>) -> Counter<K> {
        Counter(dict)
    }
}

impl<K: PyHash + PyEq + Clone> FromIterator<K> for Counter<K> {
    /// `Counter(items)`.
    fn from_iter<I: IntoIterator<Item = K>>(items: I) -> Counter<K> {
        let counter = Counter::new();
        counter.update(items);
        counter
    }
}

impl<K: PyHash + PyEq + Clone> Counter<K> {
    /// `c[key]`: 0 where it is missing, and nothing is stored.
    pub fn get_item<Q: PyHash + ?Sized>(&self, key: &Q) -> Int
    where
        K: PyEq<Q>,
    {
        self.0.get(key).unwrap_or(Int::ZERO)
    }

    /// `del c[key]`: nothing happens where it is missing.
    pub fn del<Q: PyHash + ?Sized>(&self, key: &Q)
    where
        K: PyEq<Q>,
    {
        self.0.take(key);
    }

    fn add_count(&self, key: K, count: &Int) {
        let total = self.get_item(&key) + count;
        self.0.set(key, total);
    }

    /// `c.update(items)`: counts them.
    pub fn update(&self, items: impl IntoIterator<Item = K>) {
        for item in items {
            self.add_count(item, &Int::ONE);
        }
    }

    /// `c.update(mapping)`: adds counts.
    pub fn update_counts(&self, counts: &Dict<K, Int>) {
        for (key, count) in counts.items_list() {
            self.add_count(key, &count);
        }
    }

    /// `c.subtract(items)`.
    pub fn subtract(&self, items: impl IntoIterator<Item = K>) {
        for item in items {
            self.add_count(item, &Int::new(-1));
        }
    }

    /// `c.subtract(mapping)`.
    pub fn subtract_counts(&self, counts: &Dict<K, Int>) {
        for (key, count) in counts.items_list() {
            self.add_count(key, &-count);
        }
    }

    /// `c.most_common(n)`, all for None: by count, equal ones in their order.
    pub fn most_common(&self, n: Option<&Int>) -> List<(K, Int)> {
        let mut items = self.0.items_list().to_vec();
        items.sort_by(|a, b| b.1.cmp(&a.1));
        if let Some(n) = n {
            items.truncate(if n.is_negative() { 0 } else { n.to_usize().unwrap_or(usize::MAX) });
        }
        List::from(items)
    }

    /// `c.elements()`: each key as often as its count says.
    pub fn elements(&self) -> std::vec::IntoIter<K> {
        let mut out = Vec::new();
        for (key, count) in self.0.items() {
            out.extend(std::iter::repeat_n(key, count.to_usize().unwrap_or(0)));
        }
        out.into_iter()
    }

    /// `c.total()`.
    pub fn total(&self) -> Int {
        self.0.values().fold(Int::ZERO, |total, count| total + count)
    }

    /// `c.copy()`.
    pub fn copy(&self) -> Counter<K> {
        Counter(self.0.copy())
    }

    /// `c += other` and its kin: these counts take the place of its own.
    pub fn take_over(&self, counts: Counter<K>) {
        let items = counts.0.items_list();
        self.0.clear();
        self.0.update(items);
    }

    fn combine(&self, other: &Counter<K>, count: impl Fn(&Int, &Int) -> Int) -> Counter<K> {
        let out = Counter::new();
        for (key, own) in self.0.items() {
            let value = count(&own, &other.get_item(&key));
            if value > 0 {
                out.0.set(key, value);
            }
        }
        for (key, others) in other.0.items() {
            if !self.0.contains(&key) {
                let value = count(&Int::ZERO, &others);
                if value > 0 {
                    out.0.set(key, value);
                }
            }
        }
        out
    }

    /// `+c`: the positive counts.
    pub fn positive(&self) -> Counter<K> {
        self.combine(&Counter::new(), |own, _| own.clone())
    }

    /// `-c`: the negative counts, negated.
    pub fn negative(&self) -> Counter<K> {
        self.combine(&Counter::new(), |own, _| -own)
    }

    fn covers(&self, other: &Counter<K>) -> bool {
        other.0.items().all(|(key, count)| count <= self.get_item(&key))
            && self.0.items().all(|(key, count)| other.get_item(&key) <= count)
    }

    /// `a <= b`.
    pub fn le(&self, other: &Counter<K>) -> bool {
        other.covers(self)
    }

    /// `a >= b`.
    pub fn ge(&self, other: &Counter<K>) -> bool {
        self.covers(other)
    }
}

macro_rules! counter_operators {
    ($($trait:ident $method:ident |$a:ident, $b:ident| $count:expr;)*) => {$(
        impl<K: PyHash + PyEq + Clone> $trait<&Counter<K>> for &Counter<K> {
            type Output = Counter<K>;

            fn $method(self, other: &Counter<K>) -> Counter<K> {
                self.combine(other, |$a, $b| $count)
            }
        }
    )*};
}

counter_operators! {
    Add add |a, b| a + b;
    Sub sub |a, b| a - b;
    BitAnd bitand |a, b| if a < b { a.clone() } else { b.clone() };
    BitOr bitor |a, b| if a < b { b.clone() } else { a.clone() };
}

impl<K> Deref for Counter<K> {
    type Target = Dict<K, Int>;

    fn deref(&self) -> &Dict<K, Int> {
        &self.0
    }
}

impl<K: Clone> IntoIterator for &Counter<K> {
    type Item = K;
    type IntoIter = super::dict_iter::DictKeys<K, Int>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.keys()
    }
}

impl<K: Clone> IntoIterator for Counter<K> {
    type Item = K;
    type IntoIter = super::dict_iter::DictKeys<K, Int>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.keys()
    }
}

impl<K: PyHash + PyEq + Clone> PyEq for Counter<K> {
    /// Missing keys count as 0.
    fn py_eq(&self, other: &Counter<K>) -> bool {
        self.0.items().all(|(key, count)| count == other.get_item(&key))
            && other.0.items().all(|(key, count)| count == self.get_item(&key))
    }
}

impl<K: PyHash + PyEq + Clone> PyEq<Dict<K, Int>> for Counter<K> {
    fn py_eq(&self, other: &Dict<K, Int>) -> bool {
        self.0.py_eq(other)
    }
}

impl<K> Truthy for Counter<K> {
    fn truthy(&self) -> bool {
        !self.0.is_empty()
    }
}

impl<K> TypeName for Counter<K> {
    fn type_name(&self) -> &'static str {
        "Counter"
    }
}

impl<K: Show + PyHash + PyEq + Clone> Show for Counter<K> {
    fn write_repr(&self, out: &mut String) {
        if self.0.is_empty() {
            out.push_str("Counter()");
            return;
        }
        out.push_str("Counter({");
        for (i, (key, count)) in self.most_common(None).iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            key.write_repr(out);
            out.push_str(": ");
            count.write_repr(out);
        }
        out.push_str("})");
    }
}

impl<K: Show + PyHash + PyEq + Clone> fmt::Display for Counter<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&super::show::str(self))
    }
}

impl<K: PyHash + PyEq + Clone> Counter<K> {
    /// The counts in a plain dictionary.
    pub fn to_dict(&self) -> Dict<K, Int> {
        (**self).copy()
    }

    /// A counter with a dictionary's counts.
    pub fn from_counts(counts: &Dict<K, Int>) -> Counter<K> {
        let out = Counter::new();
        out.update_counts(counts);
        out
    }
}

impl<K: Clone> Identity for Counter<K> {
    fn same(&self, other: &Counter<K>) -> bool {
        (**self).is(other)
    }
}

//! The set operations of a dict's keys, each in the order in which CPython builds its result.

use super::dict_iter::DictKeys;
use super::eq::PyEq;
use super::hash::PyHash;
use super::set::Set;

impl<K: PyHash + PyEq + Clone, V: Clone> DictKeys<K, V> {
    /// `set(d.keys())`, as the operations below begin.
    fn as_set(&self) -> Set<K> {
        Set::from_dict(&self.dict())
    }

    /// `d.keys() & e.keys()`.
    pub fn intersection<W: Clone>(&self, other: &DictKeys<K, W>) -> Set<K> {
        // The smaller one is walked; where they are of one size, the other.
        if other.len() > self.len() {
            return other.intersection_iter(self.iter());
        }
        self.intersection_iter(other.iter())
    }

    /// `d.keys() & items` of anything but a set at least as large, for which see [`DictKeys::intersection_set`].
    pub fn intersection_iter(&self, items: impl IntoIterator<Item = K>) -> Set<K> {
        items.into_iter().filter(|item| self.contains(item)).collect()
    }

    /// `d.keys() & s`.
    pub fn intersection_set(&self, other: &Set<K>) -> Set<K> {
        if self.len() <= other.len() { other.intersection_iter(self.iter()) } else { self.intersection_iter(other) }
    }

    /// `d.keys() | items`.
    pub fn union_iter(&self, items: impl IntoIterator<Item = K>) -> Set<K> {
        let all = self.as_set();
        all.update(items);
        all
    }

    /// `d.keys() - items`.
    pub fn difference_iter(&self, items: impl IntoIterator<Item = K>) -> Set<K> {
        let rest = self.as_set();
        rest.difference_update_iter(items);
        rest
    }

    /// `d.keys() ^ items`.
    pub fn symmetric_difference_iter(&self, items: impl IntoIterator<Item = K>) -> Set<K> {
        let either = self.as_set();
        either.symmetric_difference_update(&items.into_iter().collect::<Set<K>>());
        either
    }

    /// `d.keys().isdisjoint(items)`.
    pub fn isdisjoint(&self, items: impl IntoIterator<Item = K>) -> bool {
        !items.into_iter().any(|item| self.contains(&item))
    }

    /// `d.keys() <= e.keys()`.
    pub fn issubset<W: Clone>(&self, other: &DictKeys<K, W>) -> bool {
        self.len() <= other.len() && self.iter().all(|key| other.contains(&key))
    }
}

impl<K: PyHash + PyEq + Clone, V: Clone, W: Clone> PyEq<DictKeys<K, W>> for DictKeys<K, V> {
    fn py_eq(&self, other: &DictKeys<K, W>) -> bool {
        self.len() == other.len() && self.issubset(other)
    }
}

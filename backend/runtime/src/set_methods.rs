//! The algebra of sets, each operation in the order in which CPython builds its result.

use super::dict::Dict;
use super::eq::PyEq;
use super::exc::Result;
use super::exc_classes::type_error;
use super::hash::PyHash;
use super::set::{FrozenSet, Set};
use super::set_table::SetTable;

fn copy<T: PyHash + PyEq + Clone>(table: &SetTable<T>) -> SetTable<T> {
    let mut copy = SetTable::default();
    copy.merge(table);
    copy
}

fn has<T: PyEq>(table: &SetTable<T>, hash: i64, value: &T) -> bool {
    table.find(hash, |one| one.same_item(value)).is_some()
}

fn intersection<T: PyHash + PyEq + Clone>(a: &SetTable<T>, b: &SetTable<T>) -> SetTable<T> {
    // The smaller one is walked, the larger one searched.
    let (walked, searched) = if b.len() > a.len() { (a, b) } else { (b, a) };
    let mut out = SetTable::default();
    for (hash, value) in walked.entries() {
        if has(searched, hash, value) {
            out.insert_hashed(hash, value.clone());
        }
    }
    out
}

fn difference<T: PyHash + PyEq + Clone>(a: &SetTable<T>, b: &SetTable<T>) -> SetTable<T> {
    if a.len() >> 2 > b.len() {
        // Where much more stays than goes, CPython copies and removes.
        let mut out = copy(a);
        remove_all(&mut out, b);
        return out;
    }
    let mut out = SetTable::default();
    for (hash, value) in a.entries() {
        if !has(b, hash, value) {
            out.insert_hashed(hash, value.clone());
        }
    }
    out
}

fn remove_all<T: PyEq>(a: &mut SetTable<T>, b: &SetTable<T>) {
    for (hash, value) in b.entries() {
        if let Some(at) = a.find(hash, |one| one.same_item(value)) {
            a.remove(at);
        }
    }
    a.drop_dummies();
}

/// In place: what is in both goes, what is only in `b` comes.
fn symmetric_update<T: PyHash + PyEq + Clone>(a: &mut SetTable<T>, b: &SetTable<T>) {
    for (hash, value) in b.entries() {
        match a.find(hash, |one| one.same_item(value)) {
            Some(at) => {
                a.remove(at);
            }
            None => {
                a.insert_hashed(hash, value.clone());
            }
        }
    }
}

fn subset<T: PyEq>(a: &SetTable<T>, b: &SetTable<T>) -> bool {
    a.len() <= b.len() && a.entries().all(|(hash, value)| has(b, hash, value))
}

macro_rules! algebra {
    ($($set:ident)*) => {$(
        impl<T: PyHash + PyEq + Clone> $set<T> {
            /// `a | b`, `a.union(b)` with a set.
            pub fn union(&self, other: &impl AsSet<T>) -> $set<T> {
                let own = self.0.borrow();
                let mut out = copy(&own);
                other.with_table(|other| {
                    if !std::ptr::eq(other, &*own) {
                        out.merge(other);
                    }
                });
                $set::from_table(out)
            }

            /// `a & b`, `a.intersection(b)` with a set.
            pub fn intersection(&self, other: &impl AsSet<T>) -> $set<T> {
                other.with_table(|other| {
                    let own = self.0.borrow();
                    $set::from_table(if std::ptr::eq(other, &*own) { copy(&own) } else { intersection(&own, other) })
                })
            }

            /// `a - b`, `a.difference(b)` with a set.
            pub fn difference(&self, other: &impl AsSet<T>) -> $set<T> {
                other.with_table(|other| $set::from_table(difference(&self.0.borrow(), other)))
            }

            /// `a ^ b`, `a.symmetric_difference(b)` with a set.
            pub fn symmetric_difference(&self, other: &impl AsSet<T>) -> $set<T> {
                // CPython copies the other one, and updates that.
                other.with_table(|other| {
                    let mut out = copy(other);
                    symmetric_update(&mut out, &self.0.borrow());
                    $set::from_table(out)
                })
            }

            /// The next argument of `s.union(a, b)`: its items join a set that nobody else has.
            pub fn and_all(self, items: impl IntoIterator<Item = T>) -> $set<T> {
                for item in items {
                    self.0.borrow_mut().insert(item);
                }
                self
            }

            /// The next argument of `s.union(a, b)`: a set.
            pub fn and_set(self, other: &impl AsSet<T>) -> $set<T> {
                other.with_table(|other| self.0.borrow_mut().merge(other));
                self
            }

            /// The next argument of `s.union(a, b)`: a dict's keys.
            pub fn and_dict<V: Clone>(self, dict: &Dict<T, V>) -> $set<T> {
                let keys = dict.keys_list();
                self.0.borrow_mut().reserve_for_dict(keys.size());
                self.and_all(keys)
            }

            /// The next argument of `s.difference(a, b)`: its items leave a set that nobody else has.
            pub fn less_all(self, items: impl IntoIterator<Item = T>) -> $set<T> {
                for item in items {
                    let found = self.0.borrow().find(item.py_hash(), |one| one.same_item(&item));
                    if let Some(at) = found {
                        self.0.borrow_mut().remove(at);
                    }
                }
                self.0.borrow_mut().drop_dummies();
                self
            }

            /// The next argument of `s.difference(a, b)`: a set.
            pub fn less_set(self, other: &impl AsSet<T>) -> $set<T> {
                other.with_table(|other| remove_all(&mut self.0.borrow_mut(), other));
                self
            }

            /// `a.union(items)` with any iterable.
            pub fn union_iter(&self, items: impl IntoIterator<Item = T>) -> $set<T> {
                let mut out = copy(&self.0.borrow());
                for item in items {
                    out.insert(item);
                }
                $set::from_table(out)
            }

            /// `a.intersection(items)` with any iterable: in the iterable's order.
            pub fn intersection_iter(&self, items: impl IntoIterator<Item = T>) -> $set<T> {
                let mut out = SetTable::default();
                for item in items {
                    let hash = item.py_hash();
                    if has(&self.0.borrow(), hash, &item) {
                        out.insert_hashed(hash, item);
                    }
                }
                $set::from_table(out)
            }

            /// `a.difference(items)` with any iterable.
            pub fn difference_iter(&self, items: impl IntoIterator<Item = T>) -> $set<T> {
                let mut out = copy(&self.0.borrow());
                for item in items {
                    if let Some(at) = out.find(item.py_hash(), |one| one.same_item(&item)) {
                        out.remove(at);
                    }
                }
                out.drop_dummies();
                $set::from_table(out)
            }

            /// `a.symmetric_difference(items)` with any iterable.
            pub fn symmetric_difference_iter(&self, items: impl IntoIterator<Item = T>) -> $set<T> {
                let mut out = SetTable::default();
                for item in items {
                    out.insert(item);
                }
                symmetric_update(&mut out, &self.0.borrow());
                $set::from_table(out)
            }

            /// `a <= b`, `a.issubset(b)`.
            pub fn issubset(&self, other: &impl AsSet<T>) -> bool {
                other.with_table(|other| subset(&self.0.borrow(), other))
            }

            /// `a >= b`, `a.issuperset(b)`.
            pub fn issuperset(&self, other: &impl AsSet<T>) -> bool {
                other.with_table(|other| subset(other, &self.0.borrow()))
            }

            /// `a < b`.
            pub fn is_proper_subset(&self, other: &impl AsSet<T>) -> bool {
                other.with_table(|other| self.size() < other.len() && subset(&self.0.borrow(), other))
            }

            /// `a > b`.
            pub fn is_proper_superset(&self, other: &impl AsSet<T>) -> bool {
                other.with_table(|other| self.size() > other.len() && subset(other, &self.0.borrow()))
            }

            /// `a.isdisjoint(b)`.
            pub fn isdisjoint(&self, other: &impl AsSet<T>) -> bool {
                other.with_table(|other| {
                    let own = self.0.borrow();
                    let (few, many) = if own.len() < other.len() { (&*own, other) } else { (other, &*own) };
                    // Named, so that edition 2021 drops the iterator before the borrow it walks.
                    let apart = !few.entries().any(|(hash, value)| has(many, hash, value));
                    apart
                })
            }

            /// `set(s)`, as CPython copies.
            pub fn to_set(&self) -> Set<T> {
                Set::from_table(copy(&self.0.borrow()))
            }

            /// `frozenset(s)`, as CPython copies.
            pub fn to_frozenset(&self) -> FrozenSet<T> {
                FrozenSet::from_table(copy(&self.0.borrow()))
            }
        }

        impl<T> AsSet<T> for $set<T> {
            fn with_table<R>(&self, body: impl FnOnce(&SetTable<T>) -> R) -> R {
                body(&self.0.borrow())
            }
        }
    )*};
}

/// A set or a frozenset.
pub trait AsSet<T> {
    /// Runs `body` on the table.
    #[doc(hidden)]
    fn with_table<R>(&self, body: impl FnOnce(&SetTable<T>) -> R) -> R;
}

algebra! { Set FrozenSet }

/// `set.intersection(*sets)`. TypeError for none.
pub fn intersection_all<T: PyHash + PyEq + Clone>(sets: impl IntoIterator<Item = Set<T>>) -> Result<Set<T>> {
    let mut sets = sets.into_iter();
    match sets.next() {
        Some(first) => Ok(intersection_with(&first, sets)),
        None => Err(type_error("unbound method set.intersection() needs an argument")),
    }
}

/// `set.union(*sets)`. TypeError for none.
pub fn union_all<T: PyHash + PyEq + Clone>(sets: impl IntoIterator<Item = Set<T>>) -> Result<Set<T>> {
    let mut sets = sets.into_iter();
    match sets.next() {
        Some(first) => Ok(union_with(&first, sets)),
        None => Err(type_error("unbound method set.union() needs an argument")),
    }
}

/// `first.intersection(*sets)`.
pub fn intersection_with<T: PyHash + PyEq + Clone>(first: &Set<T>, sets: impl IntoIterator<Item = Set<T>>) -> Set<T> {
    let mut sets = sets.into_iter();
    match sets.next() {
        Some(second) => sets.fold(first.intersection(&second), |all, one| all.intersection(&one)),
        None => first.copy(),
    }
}

/// `first.union(*sets)`.
pub fn union_with<T: PyHash + PyEq + Clone>(first: &Set<T>, sets: impl IntoIterator<Item = Set<T>>) -> Set<T> {
    sets.into_iter().fold(first.copy(), |all, one| all.and_set(&one))
}

impl<T: PyHash + PyEq + Clone> Set<T> {
    /// `s.copy()`.
    pub fn copy(&self) -> Set<T> {
        self.to_set()
    }

    /// `set(d)` of a dict's keys.
    pub fn from_dict<V: Clone>(dict: &Dict<T, V>) -> Set<T> {
        let set = Set::new();
        set.update_dict(dict);
        set
    }

    /// `s.update(items)` with an iterable that is no set and no dict.
    pub fn update(&self, items: impl IntoIterator<Item = T>) {
        for item in items {
            self.add(item);
        }
    }

    /// `s.update(other)`, `s |= other` with a set.
    pub fn update_set(&self, other: &impl AsSet<T>) {
        if !other.with_table(|other| std::ptr::eq(other, self.0.as_ptr())) {
            other.with_table(|other| self.0.borrow_mut().merge(other));
        }
    }

    /// `s.update(d)` with a dict: its keys.
    pub fn update_dict<V: Clone>(&self, dict: &Dict<T, V>) {
        let keys = dict.keys_list();
        self.0.borrow_mut().reserve_for_dict(keys.size());
        self.update(keys);
    }

    /// `s &= other`.
    pub fn intersection_update(&self, other: &impl AsSet<T>) {
        let out = self.intersection(other).0.take();
        self.0.borrow_mut().swap_body(out);
    }

    /// `s.intersection_update(a, b)`: what is in all of them takes the set's place.
    pub fn take_over(&self, common: Set<T>) {
        self.0.borrow_mut().swap_body(common.0.take());
    }

    /// `s -= other`.
    pub fn difference_update(&self, other: &impl AsSet<T>) {
        if other.with_table(|other| std::ptr::eq(other, self.0.as_ptr())) {
            self.clear();
            return;
        }
        other.with_table(|other| remove_all(&mut self.0.borrow_mut(), other));
    }

    /// `s.difference_update(items)` with any iterable.
    pub fn difference_update_iter(&self, items: impl IntoIterator<Item = T>) {
        for item in items {
            self.discard(&item);
        }
        self.0.borrow_mut().drop_dummies();
    }

    /// `s ^= other`.
    pub fn symmetric_difference_update(&self, other: &impl AsSet<T>) {
        if other.with_table(|other| std::ptr::eq(other, self.0.as_ptr())) {
            self.clear();
            return;
        }
        other.with_table(|other| symmetric_update(&mut self.0.borrow_mut(), other));
    }
}

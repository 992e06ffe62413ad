//! Python's builtin functions over iterators: `sum`, `min`, `max`, `sorted`, `any`, `all`, `enumerate`, `hash`.

use super::exc::Result;
use super::exc_classes::value_error;
use super::hash::PyHash;
use super::int::Int;
use super::list::List;
use super::num::Num;
use super::order::{PyOrd, PyTryOrd};
use super::sort;
use super::truth::Truthy;

/// `sum(items)` of ints.
pub fn sum_int(items: impl IntoIterator<Item = Int>) -> Int {
    items.into_iter().fold(Int::ZERO, |total, item| total + item)
}

/// `sum(items)` of floats; 0.0 for none, where Python has the int 0: see [`sum_num`].
/// From left to right, uncompensated, as in 3.11.
pub fn sum_float(items: impl IntoIterator<Item = f64>) -> f64 {
    items.into_iter().fold(0.0, |total, item| total + item)
}

/// `sum(items)` of numbers: the int 0 for none.
pub fn sum_num<T: Into<Num>>(items: impl IntoIterator<Item = T>) -> Num {
    items.into_iter().fold(Num::default(), |total, item| total + item.into())
}

/// `sum(items, start)` of anything that adds.
pub fn sum_from<T, S: std::ops::Add<T, Output = S>>(items: impl IntoIterator<Item = T>, start: S) -> S {
    items.into_iter().fold(start, |total, item| total + item)
}

/// `min(a, b)`: the first of equal ones.
pub fn min2<T: PyOrd>(a: T, b: T) -> T {
    if b.py_lt(&a) { b } else { a }
}

/// `max(a, b)`: the first of equal ones.
pub fn max2<T: PyOrd>(a: T, b: T) -> T {
    if b.py_gt(&a) { b } else { a }
}

/// `min(items)`. ValueError for none, TypeError where items do not compare.
pub fn min<T: PyTryOrd>(items: impl IntoIterator<Item = T>) -> Result<T> {
    pick(items, |a, b| a.try_lt(b))?.ok_or_else(|| value_error("min() arg is an empty sequence"))
}

/// `max(items)`. ValueError for none, TypeError where items do not compare.
pub fn max<T: PyTryOrd>(items: impl IntoIterator<Item = T>) -> Result<T> {
    pick(items, |a, b| a.try_gt(b))?.ok_or_else(|| value_error("max() arg is an empty sequence"))
}

/// `min(items, default=None)`. TypeError where items do not compare.
pub fn min_opt<T: PyTryOrd>(items: impl IntoIterator<Item = T>) -> Result<Option<T>> {
    pick(items, |a, b| a.try_lt(b))
}

/// `max(items, default=None)`. TypeError where items do not compare.
pub fn max_opt<T: PyTryOrd>(items: impl IntoIterator<Item = T>) -> Result<Option<T>> {
    pick(items, |a, b| a.try_gt(b))
}

/// `min(items, default=default)`. TypeError where items do not compare.
pub fn min_or<T: PyTryOrd>(items: impl IntoIterator<Item = T>, default: T) -> Result<T> {
    Ok(min_opt(items)?.unwrap_or(default))
}

/// `max(items, default=default)`. TypeError where items do not compare.
pub fn max_or<T: PyTryOrd>(items: impl IntoIterator<Item = T>, default: T) -> Result<T> {
    Ok(max_opt(items)?.unwrap_or(default))
}

/// `min(items, key=key)`. ValueError for none; what `key` or the comparison of keys raises.
pub fn min_by_key<T, K: PyTryOrd>(items: impl IntoIterator<Item = T>, key: impl FnMut(&T) -> Result<K>) -> Result<T> {
    min_by_key_opt(items, key)?.ok_or_else(|| value_error("min() arg is an empty sequence"))
}

/// `max(items, key=key)`. ValueError for none; what `key` or the comparison of keys raises.
pub fn max_by_key<T, K: PyTryOrd>(items: impl IntoIterator<Item = T>, key: impl FnMut(&T) -> Result<K>) -> Result<T> {
    max_by_key_opt(items, key)?.ok_or_else(|| value_error("max() arg is an empty sequence"))
}

/// `min(items, key=key, default=None)`.
pub fn min_by_key_opt<T, K: PyTryOrd>(
    items: impl IntoIterator<Item = T>,
    key: impl FnMut(&T) -> Result<K>,
) -> Result<Option<T>> {
    pick_by_key(items, key, |a, b| a.try_lt(b))
}

/// `max(items, key=key, default=None)`.
pub fn max_by_key_opt<T, K: PyTryOrd>(
    items: impl IntoIterator<Item = T>,
    key: impl FnMut(&T) -> Result<K>,
) -> Result<Option<T>> {
    pick_by_key(items, key, |a, b| a.try_gt(b))
}

fn pick<T>(items: impl IntoIterator<Item = T>, better: impl Fn(&T, &T) -> Result<bool>) -> Result<Option<T>> {
    let mut best: Option<T> = None;
    for item in items {
        match &best {
            Some(current) if !better(&item, current)? => {}
            _ => best = Some(item),
        }
    }
    Ok(best)
}

fn pick_by_key<T, K>(
    items: impl IntoIterator<Item = T>,
    mut key: impl FnMut(&T) -> Result<K>,
    better: impl Fn(&K, &K) -> Result<bool>,
) -> Result<Option<T>> {
    let mut best: Option<(K, T)> = None;
    for item in items {
        let rank = key(&item)?;
        match &best {
            Some((current, _)) if !better(&rank, current)? => {}
            _ => best = Some((rank, item)),
        }
    }
    Ok(best.map(|(_, item)| item))
}

/// `any(items)`.
pub fn any<T: Truthy>(items: impl IntoIterator<Item = T>) -> bool {
    items.into_iter().any(|item| item.truthy())
}

/// `all(items)`.
pub fn all<T: Truthy>(items: impl IntoIterator<Item = T>) -> bool {
    items.into_iter().all(|item| item.truthy())
}

/// `sorted(items)`.
pub fn sorted<T: PyOrd + Clone>(items: impl IntoIterator<Item = T>) -> List<T> {
    sorted_reverse(items, false)
}

/// `sorted(items, reverse=reverse)`.
pub fn sorted_reverse<T: PyOrd + Clone>(items: impl IntoIterator<Item = T>, reverse: bool) -> List<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    sort::sort(&mut items, reverse);
    List::from(items)
}

/// `sorted(items, reverse=reverse)` of items that may not compare. TypeError.
pub fn try_sorted<T: PyTryOrd + Clone>(items: impl IntoIterator<Item = T>, reverse: bool) -> Result<List<T>> {
    let mut items: Vec<T> = items.into_iter().collect();
    sort::try_sort(&mut items, reverse)?;
    Ok(List::from(items))
}

/// `sorted(items, key=key, reverse=reverse)`. What `key` or the comparison of keys raises.
pub fn sorted_by_key<T: Clone, K: PyTryOrd>(
    items: impl IntoIterator<Item = T>,
    key: impl FnMut(&T) -> Result<K>,
    reverse: bool,
) -> Result<List<T>> {
    let mut items: Vec<T> = items.into_iter().collect();
    sort::sort_by_key(&mut items, key, reverse)?;
    Ok(List::from(items))
}

/// `enumerate(items, start)`.
pub fn enumerate<I: IntoIterator>(items: I, start: impl Into<Int>) -> Enumerate<I::IntoIter> {
    Enumerate { items: items.into_iter(), next: start.into() }
}

/// The iterator of [`enumerate`].
#[derive(Clone)]
pub struct Enumerate<I> {
    items: I,
    next: Int,
}

impl<I: Iterator> Iterator for Enumerate<I> {
    type Item = (Int, I::Item);

    #[inline]
    fn next(&mut self) -> Option<(Int, I::Item)> {
        let item = self.items.next()?;
        let number = self.next.clone();
        self.next += 1;
        Some((number, item))
    }
}

/// `hash(x)`.
pub fn hash<T: PyHash + ?Sized>(value: &T) -> Int {
    Int::new(value.py_hash())
}

//! Python's `heapq`, step by step as CPython's, so that lists come out in the same layout.

use super::exc::Result;
use super::exc_classes::index_error;
use super::int::Int;
use super::list::List;
use super::order::{PyOrd, PyTryOrd};

/// Moves the item at `at` up towards `start`.
fn sift_down<T: PyTryOrd + Clone>(items: &List<T>, start: usize, mut at: usize) -> Result<()> {
    let Some(item) = items.at(at) else { return Ok(()) };
    while at > start {
        let parent = (at - 1) >> 1;
        let Some(above) = items.at(parent) else { break };
        if !item.try_lt(&above)? {
            break;
        }
        items.with_mut(|items| items.swap(at, parent));
        at = parent;
    }
    Ok(())
}

/// Moves the item at `at` down to a leaf along the smaller children, then up to its place.
fn sift_up<T: PyTryOrd + Clone>(items: &List<T>, mut at: usize) -> Result<()> {
    let (start, end) = (at, items.size());
    while 2 * at + 1 < end {
        let mut child = 2 * at + 1;
        if let (Some(left), Some(right)) = (items.at(child), items.at(child + 1)) {
            if !left.try_lt(&right)? {
                child += 1;
            }
        }
        items.with_mut(|items| items.swap(at, child));
        at = child;
    }
    sift_down(items, start, at)
}

fn certain<T>(result: Result<T>) -> T {
    result.unwrap_or_else(|exc| super::program::terminal(exc))
}

/// `heapq.heappush(heap, item)`.
pub fn heappush<T: PyOrd + PyTryOrd + Clone>(heap: &List<T>, item: T) {
    certain(try_heappush(heap, item));
}

/// `heapq.heappush(heap, item)` of items that may not compare. TypeError.
pub fn try_heappush<T: PyTryOrd + Clone>(heap: &List<T>, item: T) -> Result<()> {
    heap.append(item);
    sift_down(heap, 0, heap.size() - 1)
}

/// `heapq.heappop(heap)`. IndexError; TypeError where items do not compare.
pub fn heappop<T: PyTryOrd + Clone>(heap: &List<T>) -> Result<T> {
    let last = heap.with_mut(Vec::pop).ok_or_else(|| index_error("index out of range"))?;
    if heap.is_empty() {
        return Ok(last);
    }
    let first = heap.with_mut(|items| std::mem::replace(&mut items[0], last));
    sift_up(heap, 0)?;
    Ok(first)
}

/// `heapq.heapreplace(heap, item)`. IndexError; TypeError where items do not compare.
pub fn heapreplace<T: PyTryOrd + Clone>(heap: &List<T>, item: T) -> Result<T> {
    if heap.is_empty() {
        return Err(index_error("index out of range"));
    }
    let first = heap.with_mut(|items| std::mem::replace(&mut items[0], item));
    sift_up(heap, 0)?;
    Ok(first)
}

/// `heapq.heappushpop(heap, item)`.
pub fn heappushpop<T: PyOrd + PyTryOrd + Clone>(heap: &List<T>, item: T) -> T {
    certain(try_heappushpop(heap, item))
}

/// `heapq.heappushpop(heap, item)` of items that may not compare. TypeError.
pub fn try_heappushpop<T: PyTryOrd + Clone>(heap: &List<T>, item: T) -> Result<T> {
    match heap.at(0) {
        Some(first) if first.try_lt(&item)? => heapreplace(heap, item),
        _ => Ok(item),
    }
}

/// `heapq.heapify(items)`.
pub fn heapify<T: PyOrd + PyTryOrd + Clone>(items: &List<T>) {
    certain(try_heapify(items));
}

/// `heapq.heapify(items)` of items that may not compare. TypeError.
pub fn try_heapify<T: PyTryOrd + Clone>(items: &List<T>) -> Result<()> {
    for at in (0..items.size() / 2).rev() {
        sift_up(items, at)?;
    }
    Ok(())
}

fn first<T>(mut items: Vec<T>, n: &Int) -> List<T> {
    items.truncate(if n.is_negative() { 0 } else { n.to_usize().unwrap_or(usize::MAX) });
    List::from(items)
}

/// `heapq.nsmallest(n, items)`. TypeError where items do not compare.
pub fn nsmallest<T: PyTryOrd + Clone>(n: &Int, items: impl IntoIterator<Item = T>) -> Result<List<T>> {
    let mut items: Vec<T> = items.into_iter().collect();
    super::sort::try_sort(&mut items, false)?;
    Ok(first(items, n))
}

/// `heapq.nlargest(n, items)`. TypeError where items do not compare.
pub fn nlargest<T: PyTryOrd + Clone>(n: &Int, items: impl IntoIterator<Item = T>) -> Result<List<T>> {
    let mut items: Vec<T> = items.into_iter().collect();
    super::sort::try_sort(&mut items, true)?;
    Ok(first(items, n))
}

/// `heapq.nsmallest(n, items, key)`. What `key` or the comparison of keys raises.
pub fn nsmallest_by_key<T: Clone, K: PyTryOrd>(
    n: &Int,
    items: impl IntoIterator<Item = T>,
    key: impl FnMut(&T) -> Result<K>,
) -> Result<List<T>> {
    let mut items: Vec<T> = items.into_iter().collect();
    super::sort::sort_by_key(&mut items, key, false)?;
    Ok(first(items, n))
}

/// `heapq.nlargest(n, items, key)`. What `key` or the comparison of keys raises.
pub fn nlargest_by_key<T: Clone, K: PyTryOrd>(
    n: &Int,
    items: impl IntoIterator<Item = T>,
    key: impl FnMut(&T) -> Result<K>,
) -> Result<List<T>> {
    let mut items: Vec<T> = items.into_iter().collect();
    super::sort::sort_by_key(&mut items, key, true)?;
    Ok(first(items, n))
}

/// `heapq.merge(*sources)` of sorted sources: lazily, equal items in the order of their sources.
pub fn merge<T: PyOrd, S: IntoIterator<Item = T>>(sources: impl IntoIterator<Item = S>) -> Merge<S::IntoIter> {
    Merge { sources: sources.into_iter().map(|source| source.into_iter().peekable()).collect() }
}

/// The iterator of [`merge`].
pub struct Merge<I: Iterator> {
    sources: Vec<std::iter::Peekable<I>>,
}

impl<T: PyOrd, I: Iterator<Item = T>> Iterator for Merge<I> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let mut best: Option<(usize, &T)> = None;
        for (i, source) in self.sources.iter_mut().enumerate() {
            if let Some(item) = source.peek() {
                if best.is_none_or(|(_, least)| T::py_lt(item, least)) {
                    best = Some((i, item));
                }
            }
        }
        let (i, _) = best?;
        self.sources[i].next()
    }
}

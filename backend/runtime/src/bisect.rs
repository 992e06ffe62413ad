//! Python's `bisect`.

use super::exc::Result;
use super::exc_classes::value_error;
use super::int::Int;
use super::list::List;
use super::order::PyTryOrd;

fn search<T: Clone>(
    items: &List<T>,
    low: &Int,
    high: Option<&Int>,
    mut goes_right: impl FnMut(&T) -> Result<bool>,
) -> Result<Int> {
    if low.is_negative() {
        return Err(value_error("lo must be non-negative"));
    }
    let size = items.size();
    let mut low = low.to_usize().unwrap_or(usize::MAX);
    let mut high = high.map_or(size, |high| high.to_usize().unwrap_or(size));
    while low < high {
        let middle = low + (high - low) / 2;
        let Some(item) = items.at(middle) else {
            return Err(super::exc_classes::index_error("list index out of range"));
        };
        if goes_right(&item)? {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(Int::from(low))
}

/// `bisect.bisect_left(items, x, low, high)`. ValueError for a negative `low`; TypeError where items do not compare.
pub fn bisect_left<T: PyTryOrd + Clone>(items: &List<T>, x: &T, low: &Int, high: Option<&Int>) -> Result<Int> {
    search(items, low, high, |item| item.try_lt(x))
}

/// `bisect.bisect_right(items, x, low, high)`. ValueError for a negative `low`; TypeError where items do not compare.
pub fn bisect_right<T: PyTryOrd + Clone>(items: &List<T>, x: &T, low: &Int, high: Option<&Int>) -> Result<Int> {
    search(items, low, high, |item| Ok(!x.try_lt(item)?))
}

/// `bisect.bisect_left(items, x, low, high, key=key)`. What `key` or the comparison of keys raises.
pub fn bisect_left_by_key<T: Clone, K: PyTryOrd>(
    items: &List<T>,
    x: &K,
    low: &Int,
    high: Option<&Int>,
    mut key: impl FnMut(&T) -> Result<K>,
) -> Result<Int> {
    search(items, low, high, |item| key(item)?.try_lt(x))
}

/// `bisect.bisect_right(items, x, low, high, key=key)`. What `key` or the comparison of keys raises.
pub fn bisect_right_by_key<T: Clone, K: PyTryOrd>(
    items: &List<T>,
    x: &K,
    low: &Int,
    high: Option<&Int>,
    mut key: impl FnMut(&T) -> Result<K>,
) -> Result<Int> {
    search(items, low, high, |item| Ok(!x.try_lt(&key(item)?)?))
}

/// `bisect.insort_left(items, x)`. TypeError where items do not compare.
pub fn insort_left<T: PyTryOrd + Clone>(items: &List<T>, x: T) -> Result<()> {
    let at = bisect_left(items, &x, &Int::ZERO, None)?;
    items.insert(&at, x)
}

/// `bisect.insort(items, x)`, `bisect.insort_right(items, x)`. TypeError where items do not compare.
pub fn insort_right<T: PyTryOrd + Clone>(items: &List<T>, x: T) -> Result<()> {
    let at = bisect_right(items, &x, &Int::ZERO, None)?;
    items.insert(&at, x)
}

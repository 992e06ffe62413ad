//! A stable sort that compares in CPython's order: runs are counted, short ones extended by binary insertion,
//! and merged. It never panics, whatever the comparison answers, and gives CPython's result for orders that are
//! not total (NaN, sets, user classes) within its first run and insertion range.

use super::exc::Result;
use super::order::{PyOrd, PyTryOrd};

/// Sorts items that always compare.
pub fn sort<T: PyOrd + Clone>(items: &mut [T], reverse: bool) {
    let _never_fails = sort_by(items, reverse, &mut |a: &T, b: &T| Ok(a.py_lt(b)));
}

/// Sorts items that may not compare. TypeError; the items then stand in some order.
pub fn try_sort<T: PyTryOrd + Clone>(items: &mut [T], reverse: bool) -> Result<()> {
    sort_by(items, reverse, &mut |a: &T, b: &T| a.try_lt(b))
}

/// Sorts by a key, computed once for each item from the first to the last.
pub fn sort_by_key<T: Clone, K: PyTryOrd>(
    items: &mut Vec<T>,
    mut key: impl FnMut(&T) -> Result<K>,
    reverse: bool,
) -> Result<()> {
    let mut keyed = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        keyed.push((std::rc::Rc::new(key(item)?), at));
    }
    let sorted = sort_by(&mut keyed, reverse, &mut |a: &(std::rc::Rc<K>, usize), b: &(std::rc::Rc<K>, usize)| {
        K::try_lt(&a.0, &b.0)
    });
    *items = keyed.iter().map(|(_, at)| items[*at].clone()).collect();
    sorted
}

/// Sorts by a "less than".
pub fn sort_by<T: Clone>(items: &mut [T], reverse: bool, less: &mut impl FnMut(&T, &T) -> Result<bool>) -> Result<()> {
    // As CPython does: reversing before and after keeps equal items in their order.
    if reverse {
        items.reverse();
    }
    let sorted = timsort(items, less);
    if reverse {
        items.reverse();
    }
    sorted
}

fn timsort<T: Clone>(items: &mut [T], less: &mut impl FnMut(&T, &T) -> Result<bool>) -> Result<()> {
    let len = items.len();
    if len < 2 {
        return Ok(());
    }
    let min_run = min_run(len);
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    while start < len {
        let mut run = count_run(&mut items[start..], less)?;
        if run < min_run {
            let forced = min_run.min(len - start);
            insertion(&mut items[start..start + forced], run, less)?;
            run = forced;
        }
        push_run(items, &mut runs, (start, run), len, less)?;
        start += run;
    }
    while runs.len() > 1 {
        let last = runs.len() - 2;
        merge_at(items, &mut runs, last, less)?;
    }
    Ok(())
}

/// CPython's minimum run: the length's top 6 bits, plus 1 where a lower one is set.
fn min_run(mut len: usize) -> usize {
    let mut rest = 0;
    while len >= 64 {
        rest |= len & 1;
        len >>= 1;
    }
    len + rest
}

/// The length of the run at the start; a strictly falling one is turned around.
fn count_run<T>(items: &mut [T], less: &mut impl FnMut(&T, &T) -> Result<bool>) -> Result<usize> {
    if items.len() < 2 {
        return Ok(items.len());
    }
    let mut run = 2;
    if less(&items[1], &items[0])? {
        while run < items.len() && less(&items[run], &items[run - 1])? {
            run += 1;
        }
        items[..run].reverse();
    } else {
        while run < items.len() && !less(&items[run], &items[run - 1])? {
            run += 1;
        }
    }
    Ok(run)
}

/// Binary insertion of `items[sorted..]` into the sorted start.
fn insertion<T>(items: &mut [T], sorted: usize, less: &mut impl FnMut(&T, &T) -> Result<bool>) -> Result<()> {
    for at in sorted.max(1)..items.len() {
        let (mut low, mut high) = (0, at);
        while low < high {
            let middle = (low + high) / 2;
            if less(&items[at], &items[middle])? {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        items[low..=at].rotate_right(1);
    }
    Ok(())
}

/// CPython 3.11's "powersort" merge policy: the power of the boundary between two runs.
fn power(start: usize, first: usize, second: usize, len: usize) -> u32 {
    let mut a = 2 * start + first;
    let mut b = a + first + second;
    let mut result = 0;
    loop {
        result += 1;
        if a >= len {
            a -= len;
            b -= len;
        } else if b >= len {
            return result;
        }
        a <<= 1;
        b <<= 1;
    }
}

fn push_run<T: Clone>(
    items: &mut [T],
    runs: &mut Vec<(usize, usize)>,
    run: (usize, usize),
    len: usize,
    less: &mut impl FnMut(&T, &T) -> Result<bool>,
) -> Result<()> {
    if let Some(&(start, size)) = runs.last() {
        let boundary = power(start, size, run.1, len);
        while runs.len() > 1 {
            let below = runs[runs.len() - 2];
            let top = runs[runs.len() - 1];
            if power(below.0, below.1, top.1, len) <= boundary {
                break;
            }
            let last = runs.len() - 2;
            merge_at(items, runs, last, less)?;
        }
    }
    runs.push(run);
    Ok(())
}

/// Merges the runs `i` and `i + 1`.
fn merge_at<T: Clone>(
    items: &mut [T],
    runs: &mut Vec<(usize, usize)>,
    i: usize,
    less: &mut impl FnMut(&T, &T) -> Result<bool>,
) -> Result<()> {
    let (start, first) = runs[i];
    let (_, second) = runs[i + 1];
    runs[i] = (start, first + second);
    runs.remove(i + 1);
    let area = &mut items[start..start + first + second];
    let left = area[..first].to_vec();
    let (mut a, mut b, mut out) = (0, first, 0);
    let mut failed = Ok(());
    while a < left.len() && b < area.len() {
        match less(&area[b], &left[a]) {
            Ok(true) => {
                area.swap(out, b);
                b += 1;
            }
            Ok(false) => {
                area[out] = left[a].clone();
                a += 1;
            }
            Err(exc) => {
                failed = Err(exc);
                break;
            }
        }
        out += 1;
    }
    // What is left of the first run; the rest of the second is in place.
    for item in &left[a..] {
        area[out] = item.clone();
        out += 1;
    }
    failed
}

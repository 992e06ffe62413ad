//! Python's `itertools`, for what std's iterators do not have. Used as `itertools::permutations(xs, 2)`.
//! Functions that call a program's own function give results, since it may raise. Combinatorics are in
//! `super::itertools_comb`.
//!
//! `chain`, `starmap`, `repeat` and the like are std's `chain`, `map` and `repeat`.

use super::eq::PyEq;
use super::exc::Result;
use super::exc_classes::value_error;
use super::int::Int;
use super::iter::Iter;
use super::list::List;
use super::truth::Truthy;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

pub use super::itertools_comb::{
    combinations, combinations_with_replacement, permutations, product_n, product2, product3,
};

/// `itertools.count(start, step)`.
pub fn count(start: impl Into<Int>, step: impl Into<Int>) -> Count {
    Count { next: start.into(), step: step.into() }
}

/// The iterator of [`count`].
#[derive(Clone)]
pub struct Count {
    next: Int,
    step: Int,
}

impl Iterator for Count {
    type Item = Int;

    fn next(&mut self) -> Option<Int> {
        let value = self.next.clone();
        self.next += &self.step;
        Some(value)
    }
}

/// `itertools.cycle(items)`: the items are taken once, and kept.
pub fn cycle<I: IntoIterator>(items: I) -> Cycle<I::IntoIter>
where
    I::Item: Clone,
{
    Cycle { items: Some(items.into_iter()), kept: Vec::new(), at: 0 }
}

/// The iterator of [`cycle`].
pub struct Cycle<I: Iterator> {
    items: Option<I>,
    kept: Vec<I::Item>,
    at: usize,
}

impl<I: Iterator> Iterator for Cycle<I>
where
    I::Item: Clone,
{
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        if let Some(item) = self.items.as_mut().and_then(Iterator::next) {
            self.kept.push(item.clone());
            return Some(item);
        }
        self.items = None;
        let item = self.kept.get(self.at).cloned()?;
        self.at = (self.at + 1) % self.kept.len();
        Some(item)
    }
}

/// `itertools.islice(items, start, stop, step)`. ValueError for negative ones.
pub fn islice<I: IntoIterator>(
    items: I,
    start: Option<&Int>,
    stop: Option<&Int>,
    step: Option<&Int>,
) -> Result<Islice<I::IntoIter>> {
    let index = |value: Option<&Int>, what: &'static str| match value {
        None => Ok(None),
        Some(value) => match value.to_usize() {
            Some(value) => Ok(Some(value)),
            None => Err(value_error(what)),
        },
    };
    let bounds = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    let alone = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    let stop = index(stop, if start.is_none() && step.is_none() { alone } else { bounds })?;
    let start = index(start, bounds)?.unwrap_or(0);
    let wrong_step = "Step for islice() must be a positive integer or None.";
    let step = index(step, wrong_step)?.unwrap_or(1);
    if step == 0 {
        return Err(value_error(wrong_step));
    }
    Ok(Islice { items: Some(items.into_iter()), at: 0, next: start, stop, step })
}

/// The iterator of [`islice`]: it takes from its source no more than CPython's does.
pub struct Islice<I> {
    items: Option<I>,
    at: usize,
    next: usize,
    stop: Option<usize>,
    step: usize,
}

impl<I: Iterator> Islice<I> {
    fn advance(&mut self) -> Option<I::Item> {
        let items = self.items.as_mut()?;
        while self.at < self.next {
            items.next()?;
            self.at += 1;
        }
        if self.stop.is_some_and(|stop| self.at >= stop) {
            return None;
        }
        let item = items.next()?;
        self.at += 1;
        self.next = self.next.saturating_add(self.step).min(self.stop.unwrap_or(usize::MAX));
        Some(item)
    }
}

impl<I: Iterator> Iterator for Islice<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        let item = self.advance();
        if item.is_none() {
            self.items = None;
        }
        item
    }
}

/// `itertools.takewhile(holds, items)`. What `holds` raises.
pub fn takewhile<T>(
    mut holds: impl FnMut(&T) -> Result<bool>,
    items: impl IntoIterator<Item = T>,
) -> impl Iterator<Item = Result<T>> {
    let mut items = Some(items.into_iter());
    std::iter::from_fn(move || {
        let item = items.as_mut()?.next()?;
        match holds(&item) {
            Ok(true) => Some(Ok(item)),
            Ok(false) => {
                items = None;
                None
            }
            Err(exc) => Some(Err(exc)),
        }
    })
}

/// `itertools.dropwhile(holds, items)`. What `holds` raises.
pub fn dropwhile<T>(
    mut holds: impl FnMut(&T) -> Result<bool>,
    items: impl IntoIterator<Item = T>,
) -> impl Iterator<Item = Result<T>> {
    let mut items = items.into_iter();
    let mut dropping = true;
    std::iter::from_fn(move || {
        loop {
            let item = items.next()?;
            if !dropping {
                return Some(Ok(item));
            }
            match holds(&item) {
                Ok(true) => {}
                Ok(false) => {
                    dropping = false;
                    return Some(Ok(item));
                }
                Err(exc) => return Some(Err(exc)),
            }
        }
    })
}

/// `itertools.filterfalse(holds, items)`. What `holds` raises.
pub fn filterfalse<T>(
    mut holds: impl FnMut(&T) -> Result<bool>,
    items: impl IntoIterator<Item = T>,
) -> impl Iterator<Item = Result<T>> {
    items.into_iter().filter_map(move |item| match holds(&item) {
        Ok(true) => None,
        Ok(false) => Some(Ok(item)),
        Err(exc) => Some(Err(exc)),
    })
}

/// `itertools.compress(items, selectors)`.
pub fn compress<T, S: Truthy>(
    items: impl IntoIterator<Item = T>,
    selectors: impl IntoIterator<Item = S>,
) -> impl Iterator<Item = T> {
    items.into_iter().zip(selectors).filter_map(|(item, selector)| selector.truthy().then_some(item))
}

/// `itertools.pairwise(items)`.
pub fn pairwise<T: Clone>(items: impl IntoIterator<Item = T>) -> impl Iterator<Item = (T, T)> {
    let mut items = items.into_iter();
    let mut previous = None;
    std::iter::from_fn(move || {
        let first = match previous.take() {
            Some(first) => first,
            None => items.next()?,
        };
        let second = items.next()?;
        previous = Some(second.clone());
        Some((first, second))
    })
}

/// `itertools.accumulate(items, function, initial=initial)`. What `function` raises.
pub fn accumulate<T: Clone>(
    items: impl IntoIterator<Item = T>,
    mut function: impl FnMut(T, T) -> Result<T>,
    initial: Option<T>,
) -> impl Iterator<Item = Result<T>> {
    let mut items = items.into_iter();
    let mut total: Option<T> = None;
    let mut initial = initial;
    std::iter::from_fn(move || {
        let next = match (initial.take(), total.take()) {
            (Some(first), _) => first,
            (None, None) => items.next()?,
            (None, Some(sum)) => match function(sum, items.next()?) {
                Ok(sum) => sum,
                Err(exc) => return Some(Err(exc)),
            },
        };
        total = Some(next.clone());
        Some(Ok(next))
    })
}

/// `itertools.accumulate(items)`: running sums.
pub fn accumulate_sum<T: Clone + std::ops::Add<Output = T>>(
    items: impl IntoIterator<Item = T>,
) -> impl Iterator<Item = T> {
    items.into_iter().scan(None, |total: &mut Option<T>, item| {
        let sum = match total.take() {
            Some(total) => total + item,
            None => item,
        };
        *total = Some(sum.clone());
        Some(sum)
    })
}

/// `itertools.zip_longest(a, b)`: None where one has ended.
pub fn zip_longest<A, B>(
    a: impl IntoIterator<Item = A>,
    b: impl IntoIterator<Item = B>,
) -> impl Iterator<Item = (Option<A>, Option<B>)> {
    let (mut a, mut b) = (a.into_iter().fuse(), b.into_iter().fuse());
    std::iter::from_fn(move || match (a.next(), b.next()) {
        (None, None) => None,
        pair => Some(pair),
    })
}

/// `itertools.zip_longest(a, b, fillvalue=...)`.
pub fn zip_longest_fill<A: Clone, B: Clone>(
    a: impl IntoIterator<Item = A>,
    b: impl IntoIterator<Item = B>,
    fill_a: A,
    fill_b: B,
) -> impl Iterator<Item = (A, B)> {
    zip_longest(a, b).map(move |(a, b)| (a.unwrap_or_else(|| fill_a.clone()), b.unwrap_or_else(|| fill_b.clone())))
}

macro_rules! zips_longest {
    ($($name:ident($($arg:ident $fill:ident $ty:ident),*);)*) => {$(
        /// `itertools.zip_longest` of several, with what fills in for each.
        #[allow(clippy::too_many_arguments, reason = "each iterable comes with what fills in for it")]
        pub fn $name<$($ty: Clone),*>(
            $($arg: impl IntoIterator<Item = $ty>,)*
            $($fill: $ty,)*
        ) -> impl Iterator<Item = ($($ty,)*)> {
            $(let mut $arg = $arg.into_iter().fuse();)*
            std::iter::from_fn(move || {
                $(let $arg = $arg.next();)*
                if $($arg.is_none())&&* {
                    return None;
                }
                Some(($($arg.unwrap_or_else(|| $fill.clone()),)*))
            })
        }
    )*};
}
zips_longest! {
    zip_longest_fill3(a fa A, b fb B, c fc C);
    zip_longest_fill4(a fa A, b fb B, c fc C, d fd D);
}

/// `itertools.repeat(value, times)`.
pub fn repeat<T: Clone>(value: T, times: &Int) -> impl Iterator<Item = T> {
    let times = if times.is_negative() { 0 } else { times.to_usize().unwrap_or(usize::MAX) };
    std::iter::repeat_n(value, times)
}

/// `itertools.count(start, step)` of floats.
pub fn count_float(start: f64, step: f64) -> impl Iterator<Item = f64> {
    std::iter::successors(Some(start), move |last| Some(last + step))
}

/// `itertools.tee(items, n)`.
pub fn tee<T: Clone + 'static, I>(items: I, n: &Int) -> Result<List<Iter<T>>>
where
    I: IntoIterator<Item = T>,
    I::IntoIter: 'static,
{
    let Some(n) = n.to_usize() else { return Err(value_error("n must be >= 0")) };
    struct Tee<I: Iterator> {
        items: I,
        waiting: Vec<VecDeque<I::Item>>,
    }
    let shared =
        Rc::new(RefCell::new(Tee { items: items.into_iter(), waiting: (0..n).map(|_| VecDeque::new()).collect() }));
    Ok((0..n)
        .map(|i| {
            let shared = Rc::clone(&shared);
            Iter::new(std::iter::from_fn(move || {
                let mut tee = shared.borrow_mut();
                if let Some(item) = tee.waiting[i].pop_front() {
                    return Some(item);
                }
                let item = tee.items.next()?;
                for (other, queue) in tee.waiting.iter_mut().enumerate() {
                    if other != i {
                        queue.push_back(item.clone());
                    }
                }
                Some(item)
            }))
        })
        .collect())
}

/// The source of [`groupby`], which the groups share.
struct Grouping<I: Iterator, K, F> {
    items: I,
    key: F,
    /// The first item of the next group, found while searching the end of this one.
    pending: Option<(K, I::Item)>,
    current: Option<K>,
    group: u64,
}

impl<I: Iterator, K: PyEq, F: FnMut(&I::Item) -> Result<K>> Grouping<I, K, F> {
    /// The next item of the current group.
    fn step(&mut self) -> Option<Result<I::Item>> {
        if self.pending.is_some() {
            return None;
        }
        let item = self.items.next()?;
        match (self.key)(&item) {
            Err(exc) => Some(Err(exc)),
            Ok(key) if self.current.as_ref().is_some_and(|current| current.same_item(&key)) => Some(Ok(item)),
            Ok(key) => {
                self.pending = Some((key, item));
                None
            }
        }
    }
}

/// `itertools.groupby(items, key)`. A group ends when the next one is asked for, as in CPython. What `key` raises.
pub fn groupby<T: 'static, K: PyEq + Clone + 'static, I, F>(items: I, key: F) -> Iter<(K, Iter<T>)>
where
    I: IntoIterator<Item = T>,
    I::IntoIter: 'static,
    F: FnMut(&T) -> Result<K> + 'static,
{
    let grouping = Grouping { items: items.into_iter(), key, pending: None, current: None, group: 0 };
    let shared = Rc::new(RefCell::new(grouping));
    Iter::fallible(std::iter::from_fn(move || {
        let mut grouping = shared.borrow_mut();
        grouping.group += 1;
        // What is left of the last group is passed over.
        while let Some(skipped) = grouping.step() {
            if let Err(exc) = skipped {
                return Some(Err(exc));
            }
        }
        let (key, first) = grouping.pending.take()?;
        grouping.current = Some(key.clone());
        let number = grouping.group;
        let source = Rc::clone(&shared);
        let mut first = Some(first);
        let group = Iter::fallible(std::iter::from_fn(move || {
            let mut grouping = source.borrow_mut();
            if grouping.group != number {
                return None;
            }
            match first.take() {
                Some(item) => Some(Ok(item)),
                None => grouping.step(),
            }
        }));
        Some(Ok((key, group)))
    }))
}

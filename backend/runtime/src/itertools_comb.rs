//! Products, permutations and combinations, in CPython's order.

use super::exc::Result;
use super::exc_classes::value_error;
use super::int::Int;
use super::tuple::Tuple;

/// `itertools.product(a, b)`.
pub fn product2<A: Clone, B: Clone>(
    a: impl IntoIterator<Item = A>,
    b: impl IntoIterator<Item = B>,
) -> impl Iterator<Item = (A, B)> {
    let b: Vec<B> = b.into_iter().collect();
    let a: Vec<A> = a.into_iter().collect();
    a.into_iter().flat_map(move |x| b.clone().into_iter().map(move |y| (x.clone(), y)))
}

/// `itertools.product(a, b, c)`.
pub fn product3<A: Clone, B: Clone, C: Clone>(
    a: impl IntoIterator<Item = A>,
    b: impl IntoIterator<Item = B>,
    c: impl IntoIterator<Item = C>,
) -> impl Iterator<Item = (A, B, C)> {
    let c: Vec<C> = c.into_iter().collect();
    product2(a, b).flat_map(move |(x, y)| c.clone().into_iter().map(move |z| (x.clone(), y.clone(), z)))
}

/// `itertools.product(*pools, repeat=repeat)` of pools of one type. ValueError for a negative repeat.
pub fn product_n<T: Clone, P: IntoIterator<Item = T>>(
    pools: impl IntoIterator<Item = P>,
    repeat: &Int,
) -> Result<Product<T>> {
    if repeat.is_negative() {
        return Err(value_error("repeat argument cannot be negative"));
    }
    let once: Vec<Vec<T>> = pools.into_iter().map(|pool| pool.into_iter().collect()).collect();
    let mut pools: Vec<Vec<T>> = Vec::new();
    for _ in 0..repeat.to_usize().unwrap_or(0) {
        pools.extend(once.iter().cloned());
    }
    Ok(Product { pools, places: None, done: false })
}

/// The iterator of [`product_n`].
pub struct Product<T> {
    pools: Vec<Vec<T>>,
    places: Option<Vec<usize>>,
    done: bool,
}

impl<T: Clone> Iterator for Product<T> {
    type Item = Tuple<T>;

    fn next(&mut self) -> Option<Tuple<T>> {
        if self.done {
            return None;
        }
        match &mut self.places {
            None => {
                self.places = Some(vec![0; self.pools.len()]);
                self.done = self.pools.iter().any(Vec::is_empty);
            }
            Some(places) => {
                // The last place turns fastest.
                self.done = true;
                for (place, pool) in places.iter_mut().zip(&self.pools).rev() {
                    *place += 1;
                    if *place < pool.len() {
                        self.done = false;
                        break;
                    }
                    *place = 0;
                }
            }
        }
        let places = self.places.as_ref().filter(|_| !self.done)?;
        Some(self.pools.iter().zip(places).map(|(pool, &at)| pool[at].clone()).collect())
    }
}

fn size(r: &Int) -> Result<usize> {
    match r.to_i64() {
        Some(r) if r >= 0 => Ok(r as usize),
        None if !r.is_negative() => Ok(usize::MAX),
        _ => Err(value_error("r must be non-negative")),
    }
}

/// Which places of the pool make the next selection.
#[derive(Clone, Copy)]
enum Kind {
    Combinations,
    WithReplacement,
}

/// The iterator of the combinations.
pub struct Selections<T> {
    pool: Vec<T>,
    places: Vec<usize>,
    kind: Kind,
    started: bool,
    done: bool,
}

impl<T: Clone> Iterator for Selections<T> {
    type Item = Tuple<T>;

    fn next(&mut self) -> Option<Tuple<T>> {
        if self.done {
            return None;
        }
        if self.started {
            let (n, r) = (self.pool.len(), self.places.len());
            let highest = |i: usize| match self.kind {
                Kind::Combinations => n + i - r,
                Kind::WithReplacement => n - 1,
            };
            let Some(i) = (0..r).rev().find(|&i| self.places[i] != highest(i)) else {
                self.done = true;
                return None;
            };
            self.places[i] += 1;
            for j in i + 1..r {
                self.places[j] = match self.kind {
                    Kind::Combinations => self.places[j - 1] + 1,
                    Kind::WithReplacement => self.places[i],
                };
            }
        }
        self.started = true;
        Some(self.places.iter().map(|&at| self.pool[at].clone()).collect())
    }
}

/// `itertools.combinations(items, r)`. ValueError for a negative size.
pub fn combinations<T: Clone>(items: impl IntoIterator<Item = T>, r: &Int) -> Result<Selections<T>> {
    let pool: Vec<T> = items.into_iter().collect();
    let r = size(r)?;
    let done = r > pool.len();
    let places = if done { Vec::new() } else { (0..r).collect() };
    Ok(Selections { pool, places, kind: Kind::Combinations, started: false, done })
}

/// `itertools.combinations_with_replacement(items, r)`. ValueError for a negative size.
pub fn combinations_with_replacement<T: Clone>(items: impl IntoIterator<Item = T>, r: &Int) -> Result<Selections<T>> {
    let pool: Vec<T> = items.into_iter().collect();
    let r = size(r)?;
    let done = pool.is_empty() && r > 0;
    let places = if done { Vec::new() } else { vec![0; r] };
    Ok(Selections { pool, places, kind: Kind::WithReplacement, started: false, done })
}

/// The iterator of [`permutations`].
pub struct Permutations<T> {
    pool: Vec<T>,
    places: Vec<usize>,
    /// How many more turns each place has.
    turns: Vec<usize>,
    started: bool,
    done: bool,
}

impl<T: Clone> Iterator for Permutations<T> {
    type Item = Tuple<T>;

    fn next(&mut self) -> Option<Tuple<T>> {
        if self.done {
            return None;
        }
        let (n, r) = (self.pool.len(), self.turns.len());
        if self.started {
            let mut found = false;
            for i in (0..r).rev() {
                self.turns[i] -= 1;
                if self.turns[i] == 0 {
                    self.places[i..].rotate_left(1);
                    self.turns[i] = n - i;
                } else {
                    self.places.swap(i, n - self.turns[i]);
                    found = true;
                    break;
                }
            }
            if !found {
                self.done = true;
                return None;
            }
        }
        self.started = true;
        Some(self.places[..r].iter().map(|&at| self.pool[at].clone()).collect())
    }
}

/// `itertools.permutations(items, r)`, of all for None. ValueError for a negative size.
pub fn permutations<T: Clone>(items: impl IntoIterator<Item = T>, r: Option<&Int>) -> Result<Permutations<T>> {
    let pool: Vec<T> = items.into_iter().collect();
    let n = pool.len();
    let r = r.map_or(Ok(n), size)?;
    let done = r > n;
    let turns = if done { Vec::new() } else { (0..r).map(|i| n - i).collect() };
    Ok(Permutations { pool, places: (0..n).collect(), turns, started: false, done })
}

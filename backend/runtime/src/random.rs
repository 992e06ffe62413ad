//! Python's `random`: the Mersenne Twister with CPython 3.11's seeding and derivations, so that a program that
//! seeds with an int draws the same numbers. Used as `random::randint(&a, &b)`.

use super::exc::Result;
use super::exc_classes::{index_error, value_error};
use super::int::Int;
use super::list::List;
use std::cell::RefCell;
use std::hash::{BuildHasher, Hasher};

const SIZE: usize = 624;
const MIDDLE: usize = 397;

/// A generator: Python's `random.Random`.
pub struct Random {
    state: [u32; SIZE],
    at: usize,
    /// The second of a pair of normal variates.
    spare: Option<f64>,
}

impl Default for Random {
    fn default() -> Random {
        Random::from_system()
    }
}

impl Random {
    /// Seeded by an int, of any size and sign.
    pub fn seeded(seed: &Int) -> Random {
        let mut limbs = seed.to_big().limbs;
        if limbs.is_empty() {
            limbs.push(0);
        }
        Random::from_key(&limbs)
    }

    /// Seeded by the system.
    pub fn from_system() -> Random {
        let key: Vec<u32> = (0u32..8)
            .map(|i| {
                let mut hasher = std::collections::hash_map::RandomState::new().build_hasher();
                hasher.write_u32(i);
                hasher.finish() as u32
            })
            .collect();
        Random::from_key(&key)
    }

    /// `init_by_array`.
    fn from_key(key: &[u32]) -> Random {
        let mut state = [0u32; SIZE];
        state[0] = 19_650_218;
        for i in 1..SIZE {
            let previous = state[i - 1] ^ (state[i - 1] >> 30);
            state[i] = previous.wrapping_mul(1_812_433_253).wrapping_add(i as u32);
        }
        let (mut i, mut j) = (1, 0);
        for _ in 0..SIZE.max(key.len()) {
            let previous = state[i - 1] ^ (state[i - 1] >> 30);
            state[i] = (state[i] ^ previous.wrapping_mul(1_664_525)).wrapping_add(key[j]).wrapping_add(j as u32);
            i += 1;
            j = (j + 1) % key.len();
            if i >= SIZE {
                state[0] = state[SIZE - 1];
                i = 1;
            }
        }
        for _ in 0..SIZE - 1 {
            let previous = state[i - 1] ^ (state[i - 1] >> 30);
            state[i] = (state[i] ^ previous.wrapping_mul(1_566_083_941)).wrapping_sub(i as u32);
            i += 1;
            if i >= SIZE {
                state[0] = state[SIZE - 1];
                i = 1;
            }
        }
        state[0] = 0x8000_0000;
        Random { state, at: SIZE, spare: None }
    }

    fn next_u32(&mut self) -> u32 {
        if self.at >= SIZE {
            for i in 0..SIZE {
                let bits = (self.state[i] & 0x8000_0000) | (self.state[(i + 1) % SIZE] & 0x7fff_ffff);
                let twist = if bits & 1 == 1 { 0x9908_b0df } else { 0 };
                self.state[i] = self.state[(i + MIDDLE) % SIZE] ^ (bits >> 1) ^ twist;
            }
            self.at = 0;
        }
        let mut y = self.state[self.at];
        self.at += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }

    /// `random()`: from 0.0 up to 1.0.
    pub fn random(&mut self) -> f64 {
        let (a, b) = (f64::from(self.next_u32() >> 5), f64::from(self.next_u32() >> 6));
        (a * 67_108_864.0 + b) * (1.0 / 9_007_199_254_740_992.0)
    }

    /// `getrandbits(k)`. ValueError for a negative count.
    pub fn getrandbits(&mut self, count: &Int) -> Result<Int> {
        match count.to_i64() {
            Some(bits) if bits >= 0 => Ok(self.bits(bits as u64)),
            Some(_) => Err(value_error("number of bits must be non-negative")),
            None => Err(super::exc_classes::overflow_error("Python int too large to convert to C int")),
        }
    }

    fn bits(&mut self, mut left: u64) -> Int {
        let mut value = Int::ZERO;
        let mut shift = 0;
        while left > 0 {
            let mut word = self.next_u32();
            if left < 32 {
                word >>= 32 - left;
            }
            value += Int::from(word).shl_by(shift);
            shift += 32;
            left = left.saturating_sub(32);
        }
        value
    }

    /// An int from 0 up to `n`, which is above 0.
    fn below(&mut self, n: &Int) -> Int {
        let bits = n.bits();
        loop {
            let value = self.bits(bits);
            if value < *n {
                return value;
            }
        }
    }

    fn index(&mut self, n: usize) -> usize {
        self.below(&Int::from(n)).to_usize().unwrap_or(0)
    }

    /// `randrange(start, stop, step)`. ValueError for an empty range.
    pub fn randrange(&mut self, start: &Int, stop: &Int, step: &Int) -> Result<Int> {
        let width = stop - start;
        if *step == 1 {
            if width > 0 {
                return Ok(start + self.below(&width));
            }
            return Err(value_error(format!("empty range for randrange() ({start}, {stop}, {width})")));
        }
        let count = if *step > 0 {
            (&width + step - 1).floor_div(step)?
        } else if step.is_negative() {
            (&width + step + 1).floor_div(step)?
        } else {
            return Err(value_error("zero step for randrange()"));
        };
        if count <= 0 {
            return Err(value_error("empty range for randrange()"));
        }
        Ok(start + step * self.below(&count))
    }

    /// `choice(items)`. IndexError for none.
    pub fn choice<T: Clone>(&mut self, items: &[T]) -> Result<T> {
        if items.is_empty() {
            return Err(index_error("Cannot choose from an empty sequence"));
        }
        let at = self.index(items.len());
        Ok(items[at].clone())
    }

    /// `shuffle(items)`.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = self.index(i + 1);
            items.swap(i, j);
        }
    }

    /// `sample(items, k)`. ValueError where there are not so many.
    pub fn sample<T: Clone>(&mut self, items: &[T], k: &Int) -> Result<Vec<T>> {
        let n = items.len();
        let Some(k) = k.to_usize().filter(|k| *k <= n) else {
            return Err(value_error("Sample larger than population or is negative"));
        };
        // CPython takes a pool where that is smaller than a set of what was drawn.
        let mut set_size = 21.0;
        if k > 5 {
            let power = ((3 * k) as f64).ln() / 4f64.ln();
            set_size += 4f64.powf(power.ceil());
        }
        let mut out = Vec::with_capacity(k);
        if n as f64 <= set_size {
            let mut pool = items.to_vec();
            for i in 0..k {
                let j = self.index(n - i);
                out.push(pool[j].clone());
                pool[j] = pool[n - i - 1].clone();
            }
        } else {
            let mut drawn = std::collections::HashSet::new();
            for _ in 0..k {
                let mut j = self.index(n);
                while !drawn.insert(j) {
                    j = self.index(n);
                }
                out.push(items[j].clone());
            }
        }
        Ok(out)
    }

    /// `uniform(a, b)`.
    pub fn uniform(&mut self, a: f64, b: f64) -> f64 {
        a + (b - a) * self.random()
    }

    /// `gauss(mu, sigma)`.
    pub fn gauss(&mut self, mu: f64, sigma: f64) -> f64 {
        let z = match self.spare.take() {
            Some(z) => z,
            None => {
                let angle = self.random() * std::f64::consts::TAU;
                let radius = (-2.0 * (1.0 - self.random()).ln()).sqrt();
                self.spare = Some(super::math::platform::sin(angle) * radius);
                super::math::platform::cos(angle) * radius
            }
        };
        mu + z * sigma
    }

    /// `normalvariate(mu, sigma)`.
    pub fn normalvariate(&mut self, mu: f64, sigma: f64) -> f64 {
        let magic = 4.0 * (-0.5f64).exp() / 2f64.sqrt();
        loop {
            let a = self.random();
            let b = 1.0 - self.random();
            let z = magic * (a - 0.5) / b;
            if z * z / 4.0 <= -b.ln() {
                return mu + z * sigma;
            }
        }
    }

    /// `expovariate(lambda)`.
    pub fn expovariate(&mut self, lambda: f64) -> Result<f64> {
        super::float::true_div(-(1.0 - self.random()).ln(), lambda)
    }
}

thread_local! {
    static SHARED: RefCell<Random> = RefCell::new(Random::from_system());
}

fn shared<R>(body: impl FnOnce(&mut Random) -> R) -> R {
    SHARED.with(|random| body(&mut random.borrow_mut()))
}

/// `random.seed(n)`.
pub fn seed(seed: &Int) {
    shared(|random| *random = Random::seeded(seed));
}

/// `random.seed()`.
pub fn seed_from_system() {
    shared(|random| *random = Random::from_system());
}

/// `random.random()`.
pub fn random() -> f64 {
    shared(Random::random)
}

/// `random.getrandbits(k)`. ValueError for a negative count.
pub fn getrandbits(count: &Int) -> Result<Int> {
    shared(|random| random.getrandbits(count))
}

/// `random.randint(a, b)`. ValueError for an empty range.
pub fn randint(a: &Int, b: &Int) -> Result<Int> {
    shared(|random| random.randrange(a, &(b + 1), &Int::ONE))
}

/// `random.randrange(start, stop, step)`. ValueError for an empty range.
pub fn randrange(start: &Int, stop: &Int, step: &Int) -> Result<Int> {
    shared(|random| random.randrange(start, stop, step))
}

/// `random.choice(items)`. IndexError for none.
pub fn choice<T: Clone>(items: impl IntoIterator<Item = T>) -> Result<T> {
    let items: Vec<T> = items.into_iter().collect();
    shared(|random| random.choice(&items))
}

/// `random.choices(items, k=k)`. IndexError for none.
pub fn choices<T: Clone>(items: impl IntoIterator<Item = T>, k: &Int) -> Result<List<T>> {
    let items: Vec<T> = items.into_iter().collect();
    if items.is_empty() && *k > 0 {
        return Err(index_error("list index out of range"));
    }
    let n = items.len() as f64;
    Ok((0..k.to_usize().unwrap_or(0)).map(|_| items[(random() * n).floor() as usize].clone()).collect())
}

/// `random.choices(items, weights, k=k)`. ValueError where the weights do not fit.
pub fn choices_weighted<T: Clone>(
    items: impl IntoIterator<Item = T>,
    weights: impl IntoIterator<Item = f64>,
    k: &Int,
) -> Result<List<T>> {
    let items: Vec<T> = items.into_iter().collect();
    let sums: Vec<f64> = weights
        .into_iter()
        .scan(0.0, |total, weight| {
            *total += weight;
            Some(*total)
        })
        .collect();
    if sums.len() != items.len() {
        return Err(value_error("The number of weights does not match the population"));
    }
    let total = sums.last().copied().unwrap_or(0.0);
    if total <= 0.0 {
        return Err(value_error("Total of weights must be greater than zero"));
    }
    if !total.is_finite() {
        return Err(value_error("Total of weights must be finite"));
    }
    let draw = |_| {
        let at = random() * total;
        let place = sums.partition_point(|sum| *sum <= at).min(items.len() - 1);
        items[place].clone()
    };
    Ok((0..k.to_usize().unwrap_or(0)).map(draw).collect())
}

/// `random.shuffle(items)`.
pub fn shuffle<T>(items: &List<T>) {
    items.with_mut(|items| shared(|random| random.shuffle(items)));
}

/// `random.sample(items, k)`. ValueError where there are not so many.
pub fn sample<T: Clone>(items: impl IntoIterator<Item = T>, k: &Int) -> Result<List<T>> {
    let items: Vec<T> = items.into_iter().collect();
    shared(|random| random.sample(&items, k)).map(List::from)
}

/// `random.uniform(a, b)`.
pub fn uniform(a: f64, b: f64) -> f64 {
    shared(|random| random.uniform(a, b))
}

/// `random.gauss(mu, sigma)`.
pub fn gauss(mu: f64, sigma: f64) -> f64 {
    shared(|random| random.gauss(mu, sigma))
}

/// `random.normalvariate(mu, sigma)`.
pub fn normalvariate(mu: f64, sigma: f64) -> f64 {
    shared(|random| random.normalvariate(mu, sigma))
}

/// `random.expovariate(lambda)`. ZeroDivisionError.
pub fn expovariate(lambda: f64) -> Result<f64> {
    shared(|random| random.expovariate(lambda))
}

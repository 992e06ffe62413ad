//! The functions of `math` on integers: factorials, combinations, divisors, products. All exact.

use super::exc::Result;
use super::exc_classes::{overflow_error, value_error};
use super::int::Int;
use super::num::Num;

/// The product of `low..=high`, in halves, so that the factors stay of like size.
fn product(low: u64, high: u64) -> Int {
    if low > high {
        return Int::ONE;
    }
    if high - low < 8 {
        return (low..=high).fold(Int::ONE, |product, factor| product * Int::from(factor));
    }
    let middle = low + (high - low) / 2;
    product(low, middle) * product(middle + 1, high)
}

/// `math.factorial(n)`. ValueError below 0, OverflowError beyond an index.
pub fn factorial(n: &Int) -> Result<Int> {
    if n.is_negative() {
        return Err(value_error("factorial() not defined for negative values"));
    }
    match n.to_i64() {
        Some(n) => Ok(product(2, n as u64)),
        None => Err(overflow_error(format!("factorial() argument should not exceed {}", i64::MAX))),
    }
}

fn check_sizes(n: &Int, k: &Int) -> Result<()> {
    if n.is_negative() {
        return Err(value_error("n must be a non-negative integer"));
    }
    if k.is_negative() {
        return Err(value_error("k must be a non-negative integer"));
    }
    Ok(())
}

/// `n * (n - 1) * ...`, of `count` factors.
fn falling(n: &Int, count: u64) -> Int {
    if let Some(n) = n.to_i64() {
        return product(n as u64 - count + 1, n as u64);
    }
    if count <= 8 {
        return (0..count).fold(Int::ONE, |product, i| product * (n - Int::from(i)));
    }
    let half = count / 2;
    falling(n, half) * falling(&(n - Int::from(half)), count - half)
}

/// `math.comb(n, k)`. ValueError for negative ones, OverflowError.
pub fn comb(n: &Int, k: &Int) -> Result<Int> {
    check_sizes(n, k)?;
    if k > n {
        return Ok(Int::ZERO);
    }
    let rest = n - k;
    let few = if rest < *k { rest } else { k.clone() };
    match few.to_i64() {
        Some(0) => Ok(Int::ONE),
        Some(few) => Ok(falling(n, few as u64).div_mod_nonzero(&product(2, few as u64)).0),
        None => Err(overflow_error(format!("min(n - k, k) must not exceed {}", i64::MAX))),
    }
}

/// `math.perm(n, k)`. ValueError for negative ones, OverflowError.
pub fn perm(n: &Int, k: &Int) -> Result<Int> {
    check_sizes(n, k)?;
    if k > n {
        return Ok(Int::ZERO);
    }
    match k.to_i64() {
        Some(0) => Ok(Int::ONE),
        Some(k) => Ok(falling(n, k as u64)),
        None => Err(overflow_error(format!("k must not exceed {}", i64::MAX))),
    }
}

/// `math.perm(n)`. ValueError below 0.
pub fn perm_all(n: &Int) -> Result<Int> {
    factorial(n)
}

/// `math.gcd(a, b)`.
pub fn gcd(a: &Int, b: &Int) -> Int {
    a.gcd(b)
}

/// `math.gcd(*numbers)`.
pub fn gcd_all(numbers: impl IntoIterator<Item = Int>) -> Int {
    numbers.into_iter().fold(Int::ZERO, |total, number| total.gcd(&number))
}

/// `math.lcm(a, b)`.
pub fn lcm(a: &Int, b: &Int) -> Int {
    if a.is_zero() || b.is_zero() {
        return Int::ZERO;
    }
    (a.div_mod_nonzero(&a.gcd(b)).0 * b).abs()
}

/// `math.lcm(*numbers)`.
pub fn lcm_all(numbers: impl IntoIterator<Item = Int>) -> Int {
    numbers.into_iter().fold(Int::ONE, |total, number| lcm(&total, &number))
}

/// `math.isqrt(n)`. ValueError below 0.
pub fn isqrt(n: &Int) -> Result<Int> {
    n.isqrt()
}

/// `math.prod(numbers)` of ints.
pub fn prod_int(numbers: impl IntoIterator<Item = Int>) -> Int {
    numbers.into_iter().fold(Int::ONE, |total, number| total * number)
}

/// `math.prod(numbers)` of floats; 1.0 for none, where Python has the int 1: see [`prod_num`].
pub fn prod_float(numbers: impl IntoIterator<Item = f64>) -> f64 {
    numbers.into_iter().fold(1.0, |total, number| total * number)
}

/// `math.prod(numbers)` of numbers: the int 1 for none.
pub fn prod_num<T: Into<Num>>(numbers: impl IntoIterator<Item = T>) -> Num {
    numbers.into_iter().fold(Num::Int(Int::ONE), |total, number| total * number.into())
}

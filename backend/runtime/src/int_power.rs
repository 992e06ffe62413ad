//! Powers, roots and common divisors of `Int`.

use super::exc::Result;
use super::exc_classes::{value_error, zero_division};
use super::int::{Inner, Int};
use super::magnitude as mag;
use super::num::Num;

impl Int {
    /// `a ** b`: an int, or a float where `b` is negative. ZeroDivisionError for 0 to a negative power.
    pub fn pow(&self, exponent: &Int) -> Result<Num> {
        if !exponent.is_negative() {
            return Ok(Num::Int(self.pow_nonneg(exponent)));
        }
        if self.is_zero() {
            return Err(zero_division("0.0 cannot be raised to a negative power"));
        }
        super::float::pow(self.to_f64()?, exponent.to_f64()?).map(Num::Float)
    }

    /// `a ** b` for a `b` known not to be negative. Ends the program with MemoryError where the result cannot exist.
    pub fn pow_nonneg(&self, exponent: &Int) -> Int {
        if let Inner::Small(base @ (-1..=1)) = &self.0 {
            return match (base, exponent.is_zero(), exponent.is_odd()) {
                (_, true, _) => Int::ONE,
                (-1, _, false) => Int::ONE,
                (base, _, _) => Int::new(*base),
            };
        }
        match exponent.to_i64().and_then(|exponent| u32::try_from(exponent).ok()) {
            Some(exponent) => self.pow_u32(exponent),
            None => super::program::terminal(super::exc_classes::memory_error()),
        }
    }

    /// `a ** exponent`.
    pub fn pow_u32(&self, exponent: u32) -> Int {
        if let Inner::Small(base) = &self.0 {
            if let Some(power) = base.checked_pow(exponent) {
                return Int::new(power);
            }
            if base.unsigned_abs().is_power_of_two() {
                let shifted = Int::ONE.shl_big(u64::from(base.unsigned_abs().trailing_zeros()) * u64::from(exponent));
                return if *base < 0 && exponent % 2 == 1 { -shifted } else { shifted };
            }
        }
        let mut result = Int::ONE;
        for bit in (0..32 - exponent.leading_zeros()).rev() {
            result = &result * &result;
            if exponent >> bit & 1 == 1 {
                result = &result * self;
            }
        }
        result
    }

    fn shl_big(&self, bits: u64) -> Int {
        Int::from_big(self.big().shl(bits))
    }

    /// `pow(a, b, m)`. ValueError for a modulus of 0 and for a base without inverse under a negative exponent.
    pub fn pow_mod(&self, exponent: &Int, modulus: &Int) -> Result<Int> {
        if modulus.is_zero() {
            return Err(value_error("pow() 3rd argument cannot be 0"));
        }
        let size = modulus.abs();
        let base = self.div_mod_nonzero(&size).1;
        let (base, exponent) = if exponent.is_negative() {
            let Some(inverse) = base.inverse(&size) else {
                return Err(value_error("base is not invertible for the given modulus"));
            };
            (inverse, -exponent)
        } else {
            (base, exponent.clone())
        };
        let result = base.pow_mod_positive(&exponent, &size);
        Ok(if modulus.is_negative() && !result.is_zero() { result + modulus } else { result })
    }

    fn pow_mod_positive(&self, exponent: &Int, modulus: &Int) -> Int {
        if let (Inner::Small(base), Inner::Small(exponent), Inner::Small(modulus)) = (&self.0, &exponent.0, &modulus.0)
        {
            let modulus = i128::from(*modulus);
            let (mut base, mut exponent, mut result) = (i128::from(*base), *exponent, 1 % modulus);
            while exponent > 0 {
                if exponent & 1 == 1 {
                    result = result * base % modulus;
                }
                base = base * base % modulus;
                exponent >>= 1;
            }
            return Int::from(result);
        }
        let mut result = Int::ONE.div_mod_nonzero(modulus).1;
        let limbs = exponent.to_big().limbs;
        for bit in (0..mag::bit_length(&limbs)).rev() {
            result = (&result * &result).div_mod_nonzero(modulus).1;
            if limbs[(bit / 32) as usize] >> (bit % 32) & 1 == 1 {
                result = (&result * self).div_mod_nonzero(modulus).1;
            }
        }
        result
    }

    /// The inverse modulo `modulus`, which is positive.
    fn inverse(&self, modulus: &Int) -> Option<Int> {
        if *modulus == Int::ONE {
            return Some(Int::ZERO);
        }
        let (mut r0, mut r1) = (modulus.clone(), self.clone());
        let (mut t0, mut t1) = (Int::ZERO, Int::ONE);
        while !r1.is_zero() {
            let (quotient, rest) = r0.div_mod_nonzero(&r1);
            let next = &t0 - &quotient * &t1;
            (r0, r1) = (r1, rest);
            (t0, t1) = (t1, next);
        }
        (r0 == Int::ONE).then(|| t0.div_mod_nonzero(modulus).1)
    }

    /// `math.gcd(a, b)`, never negative.
    pub fn gcd(&self, other: &Int) -> Int {
        let (mut a, mut b) = (self.abs(), other.abs());
        while !b.is_zero() {
            if let (Inner::Small(x), Inner::Small(y)) = (&a.0, &b.0) {
                let (mut x, mut y) = (*x, *y);
                while y != 0 {
                    (x, y) = (y, x % y);
                }
                return Int::new(x);
            }
            let rest = a.div_mod_nonzero(&b).1;
            (a, b) = (b, rest);
        }
        a
    }

    /// `math.isqrt(n)`. ValueError for a negative one.
    pub fn isqrt(&self) -> Result<Int> {
        if self.is_negative() {
            return Err(value_error("isqrt() argument must be nonnegative"));
        }
        if let Inner::Small(value) = &self.0 {
            return Ok(Int::new(value.isqrt()));
        }
        // Newton's steps from above fall until they reach the root.
        let mut root = Int::ONE.shl_big(self.bits().div_ceil(2));
        loop {
            let next = (&root + self.div_mod_nonzero(&root).0).shr_by(1);
            if next >= root {
                return Ok(root);
            }
            root = next;
        }
    }
}

//! The operators of `Int`: `+ - *`, `& | ^`, unary `-` and `!`, and `%` by divisors known not to be 0;
//! for every mix of `Int`, `&Int` and i64 on both sides.

use super::int::{Inner, Int};
use std::ops::{
    Add, AddAssign, BitAnd, BitAndAssign, BitOr, BitOrAssign, BitXor, BitXorAssign, Mul, MulAssign, Neg, Not, Rem,
    RemAssign, Sub, SubAssign,
};

#[inline]
fn add(a: &Int, b: &Int) -> Int {
    if let (Inner::Small(x), Inner::Small(y)) = (&a.0, &b.0) {
        if let Some(sum) = x.checked_add(*y) {
            return Int::new(sum);
        }
    }
    add_big(a, b)
}

#[cold]
fn add_big(a: &Int, b: &Int) -> Int {
    Int::from_big(a.big().add(&b.big()))
}

#[inline]
fn sub(a: &Int, b: &Int) -> Int {
    if let (Inner::Small(x), Inner::Small(y)) = (&a.0, &b.0) {
        if let Some(difference) = x.checked_sub(*y) {
            return Int::new(difference);
        }
    }
    sub_big(a, b)
}

#[cold]
fn sub_big(a: &Int, b: &Int) -> Int {
    Int::from_big(a.big().sub(&b.big()))
}

#[inline]
fn mul(a: &Int, b: &Int) -> Int {
    if let (Inner::Small(x), Inner::Small(y)) = (&a.0, &b.0) {
        if let Some(product) = x.checked_mul(*y) {
            return Int::new(product);
        }
    }
    mul_big(a, b)
}

#[cold]
fn mul_big(a: &Int, b: &Int) -> Int {
    match (&a.0, &b.0) {
        (Inner::Small(x), Inner::Small(y)) => Int::from(i128::from(*x) * i128::from(*y)),
        _ => Int::from_big(a.big().mul(&b.big())),
    }
}

#[inline]
fn and(a: &Int, b: &Int) -> Int {
    match (&a.0, &b.0) {
        (Inner::Small(x), Inner::Small(y)) => Int::new(x & y),
        _ => Int::from_big(a.big().bitwise(&b.big(), |x, y| x & y)),
    }
}

#[inline]
fn or(a: &Int, b: &Int) -> Int {
    match (&a.0, &b.0) {
        (Inner::Small(x), Inner::Small(y)) => Int::new(x | y),
        _ => Int::from_big(a.big().bitwise(&b.big(), |x, y| x | y)),
    }
}

#[inline]
fn xor(a: &Int, b: &Int) -> Int {
    match (&a.0, &b.0) {
        (Inner::Small(x), Inner::Small(y)) => Int::new(x ^ y),
        _ => Int::from_big(a.big().bitwise(&b.big(), |x, y| x ^ y)),
    }
}

#[inline]
fn rem(a: &Int, b: &Int) -> Int {
    if let (Inner::Small(x), Inner::Small(y)) = (&a.0, &b.0) {
        if *y > 0 {
            return Int::new(x.rem_euclid(*y));
        }
    }
    assert!(!b.is_zero(), "integer modulo by zero");
    a.div_mod_nonzero(b).1
}

macro_rules! operators {
    ($($trait:ident $method:ident $assign:ident $assign_method:ident $by:ident;)*) => {$(
        operators!(@pair $trait $method $by: Int, Int, |a, b| $by(&a, &b));
        operators!(@pair $trait $method $by: Int, &Int, |a, b| $by(&a, b));
        operators!(@pair $trait $method $by: &Int, Int, |a, b| $by(a, &b));
        operators!(@pair $trait $method $by: &Int, &Int, |a, b| $by(a, b));
        operators!(@pair $trait $method $by: Int, i64, |a, b| $by(&a, &Int::new(b)));
        operators!(@pair $trait $method $by: &Int, i64, |a, b| $by(a, &Int::new(b)));
        operators!(@pair $trait $method $by: i64, Int, |a, b| $by(&Int::new(a), &b));
        operators!(@pair $trait $method $by: i64, &Int, |a, b| $by(&Int::new(a), b));

        impl $assign<Int> for Int {
            #[inline]
            fn $assign_method(&mut self, other: Int) {
                *self = $by(self, &other);
            }
        }

        impl $assign<&Int> for Int {
            #[inline]
            fn $assign_method(&mut self, other: &Int) {
                *self = $by(self, other);
            }
        }

        impl $assign<i64> for Int {
            #[inline]
            fn $assign_method(&mut self, other: i64) {
                *self = $by(self, &Int::new(other));
            }
        }
    )*};
    (@pair $trait:ident $method:ident $by:ident: $left:ty, $right:ty, |$a:ident, $b:ident| $body:expr) => {
        impl $trait<$right> for $left {
            type Output = Int;

            #[inline]
            fn $method(self, other: $right) -> Int {
                let ($a, $b) = (self, other);
                $body
            }
        }
    };
}

operators! {
    Add add AddAssign add_assign add;
    Sub sub SubAssign sub_assign sub;
    Mul mul MulAssign mul_assign mul;
    BitAnd bitand BitAndAssign bitand_assign and;
    BitOr bitor BitOrAssign bitor_assign or;
    BitXor bitxor BitXorAssign bitxor_assign xor;
    Rem rem RemAssign rem_assign rem;
}

impl Neg for &Int {
    type Output = Int;

    #[inline]
    fn neg(self) -> Int {
        match &self.0 {
            Inner::Small(value) => match value.checked_neg() {
                Some(negated) => Int::new(negated),
                None => Int::from(-i128::from(*value)),
            },
            Inner::Big(big) => Int::from_big(big.neg()),
        }
    }
}

impl Neg for Int {
    type Output = Int;

    #[inline]
    fn neg(self) -> Int {
        -&self
    }
}

impl Not for &Int {
    type Output = Int;

    #[inline]
    fn not(self) -> Int {
        match &self.0 {
            Inner::Small(value) => Int::new(!value),
            Inner::Big(_) => -self - 1,
        }
    }
}

impl Not for Int {
    type Output = Int;

    #[inline]
    fn not(self) -> Int {
        !&self
    }
}

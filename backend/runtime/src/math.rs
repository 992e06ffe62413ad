//! Python's `math` module: functions of floats with CPython's errors. Used as `math::sqrt(x)`.
//! Parts and roundings of floats are in `super::math_parts`, integers in `super::math_int`, sums and norms in `super::math_sum`, gamma and erf in `super::math_special`.
//!
//! The transcendental functions are those of the platform's C library, as CPython's are: with GNU's they agree to
//! the last bit with a CPython on the same system. Elsewhere `super::math_exact` stands in for the circular ones,
//! whose last bit then differs in 1 value of 500 or fewer.

use super::exc::Result;
use super::exc_classes::{overflow_error, value_error};
use super::int::Int;
use super::math_exact as exact;

pub use super::math_int::{
    comb, factorial, gcd, gcd_all, isqrt, lcm, lcm_all, perm, perm_all, prod_float, prod_int, prod_num,
};
pub use super::math_parts::{
    ceil, ceil_num, copysign, degrees, fabs, floor, floor_num, frexp, isclose, isclose_within, isfinite, isinf, isnan,
    ldexp, modf, nextafter, radians, trunc, ulp,
};
pub use super::math_special::{erf, erfc, gamma, lgamma};
pub use super::math_sum::{dist, fsum, hypot};

/// `math.pi`.
pub const PI: f64 = std::f64::consts::PI;
/// `math.e`.
pub const E: f64 = std::f64::consts::E;
/// `math.tau`.
pub const TAU: f64 = std::f64::consts::TAU;
/// `math.inf`.
pub const INF: f64 = f64::INFINITY;
/// `math.nan`.
pub const NAN: f64 = f64::NAN;

/// Whether std's functions are those of the GNU C library, as CPython's are where it is compared with.
const GNU: bool = cfg!(target_env = "gnu");

/// The functions that other C libraries compute with other last bits.
pub(super) mod platform {
    use super::{GNU, exact};

    macro_rules! functions {
        ($($name:ident)*) => {$(
            /// The function of this name, with the last bits of the GNU C library.
            #[inline]
            pub fn $name(x: f64) -> f64 {
                if GNU { x.$name() } else { exact::$name(x) }
            }
        )*};
    }

    functions! { sin cos tan asin acos atan tanh log10 }
}

pub(super) fn domain_error<T>() -> Result<T> {
    Err(value_error("math domain error"))
}

pub(super) fn range_error<T>() -> Result<T> {
    Err(overflow_error("math range error"))
}

/// A result as CPython judges it: a nan from a number is a domain error; an infinity from a finite number an
/// overflow, or a domain error where the function has a pole.
fn judged(x: f64, result: f64, can_overflow: bool) -> Result<f64> {
    if result.is_nan() && !x.is_nan() {
        return domain_error();
    }
    if result.is_infinite() && x.is_finite() {
        return if can_overflow { range_error() } else { domain_error() };
    }
    Ok(result)
}

macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident |$x:ident| $body:expr, $can_overflow:literal;)*) => {$(
        $(#[$doc])*
        pub fn $name($x: f64) -> Result<f64> {
            judged($x, $body, $can_overflow)
        }
    )*};
}

functions! {
    /// `math.sqrt(x)`. ValueError below 0.
    sqrt |x| x.sqrt(), false;
    /// `math.exp(x)`. OverflowError.
    exp |x| x.exp(), true;
    /// `math.exp2(x)`. OverflowError.
    exp2 |x| x.exp2(), true;
    /// `math.expm1(x)`. OverflowError.
    expm1 |x| x.exp_m1(), true;
    /// `math.log1p(x)`. ValueError at -1 and below.
    log1p |x| x.ln_1p(), false;
    /// `math.sin(x)`. ValueError for infinities.
    sin |x| platform::sin(x), false;
    /// `math.cos(x)`. ValueError for infinities.
    cos |x| platform::cos(x), false;
    /// `math.tan(x)`. ValueError for infinities.
    tan |x| platform::tan(x), false;
    /// `math.asin(x)`. ValueError outside -1 to 1.
    asin |x| platform::asin(x), false;
    /// `math.acos(x)`. ValueError outside -1 to 1.
    acos |x| platform::acos(x), false;
    /// `math.sinh(x)`. OverflowError.
    sinh |x| x.sinh(), true;
    /// `math.cosh(x)`. OverflowError.
    cosh |x| x.cosh(), true;
    /// `math.acosh(x)`. ValueError below 1.
    acosh |x| inverse_cosh(x), false;
    /// `math.atanh(x)`. ValueError at -1 and 1 and beyond.
    atanh |x| inverse_tanh(x), false;
}

/// `math.atan(x)`.
pub fn atan(x: f64) -> f64 {
    platform::atan(x)
}

/// `math.atan2(y, x)`.
pub fn atan2(y: f64, x: f64) -> f64 {
    if GNU { y.atan2(x) } else { exact::atan2(y, x) }
}

/// `math.tanh(x)`.
pub fn tanh(x: f64) -> f64 {
    platform::tanh(x)
}

// std computes the cube root and the inverse hyperbolic functions in other ways than the GNU C library does, with
// other last bits.

/// `math.cbrt(x)`.
pub fn cbrt(x: f64) -> f64 {
    if x == 0.0 || !x.is_finite() {
        return x;
    }
    // A polynomial in the fraction, one step of Halley's method, and the root of the power of two.
    const POLYNOMIAL: [f64; 7] = [
        0.354_895_765_043_919_860,
        1.508_191_937_815_848_96,
        -2.114_994_941_673_712_87,
        2.446_931_225_635_344_30,
        -1.834_692_774_836_130_86,
        0.784_932_344_976_639_262,
        -0.145_263_899_385_486_377,
    ];
    const ROOT: f64 = 1.259_921_049_894_873_164_8;
    const ROOT_SQUARED: f64 = 1.587_401_051_968_199_474_8;
    let (fraction, exponent) = frexp(x.abs());
    let exponent = exponent.to_i64().unwrap_or(0);
    let guess = POLYNOMIAL.iter().rev().fold(0.0, |sum, term| sum * fraction + term);
    let cube = guess * guess * guess;
    let factor = match exponent % 3 {
        -2 => 1.0 / ROOT_SQUARED,
        -1 => 1.0 / ROOT,
        0 => 1.0,
        1 => ROOT,
        _ => ROOT_SQUARED,
    };
    let root = guess * (cube + 2.0 * fraction) / (2.0 * cube + fraction) * factor;
    (root * 2f64.powi((exponent / 3) as i32)).copysign(x)
}

/// `math.asinh(x)`.
pub fn asinh(x: f64) -> f64 {
    let size = x.abs();
    if !x.is_finite() || size < 2f64.powi(-28) {
        return x;
    }
    let result = if size > 2f64.powi(28) {
        size.ln() + std::f64::consts::LN_2
    } else if size > 2.0 {
        (2.0 * size + 1.0 / ((x * x + 1.0).sqrt() + size)).ln()
    } else {
        let square = x * x;
        (size + square / (1.0 + (1.0 + square).sqrt())).ln_1p()
    };
    result.copysign(x)
}

fn inverse_cosh(x: f64) -> f64 {
    if x < 1.0 {
        return f64::NAN;
    }
    if x > 2f64.powi(28) {
        return x.ln() + std::f64::consts::LN_2;
    }
    if x > 2.0 {
        return (2.0 * x - 1.0 / (x + (x * x - 1.0).sqrt())).ln();
    }
    let above = x - 1.0;
    (above + (2.0 * above + above * above).sqrt()).ln_1p()
}

fn inverse_tanh(x: f64) -> f64 {
    let size = x.abs();
    if size < 2f64.powi(-28) {
        return x;
    }
    let result = if size < 0.5 {
        let twice = size + size;
        0.5 * (twice + twice * size / (1.0 - size)).ln_1p()
    } else {
        0.5 * ((size + size) / (1.0 - size)).ln_1p()
    };
    result.copysign(x)
}

/// `math.log(x)`. ValueError at 0 and below.
pub fn log(x: f64) -> Result<f64> {
    logarithm(x, f64::ln)
}

/// `math.log2(x)`. ValueError at 0 and below.
pub fn log2(x: f64) -> Result<f64> {
    logarithm(x, f64::log2)
}

/// `math.log10(x)`. ValueError at 0 and below.
pub fn log10(x: f64) -> Result<f64> {
    logarithm(x, platform::log10)
}

fn logarithm(x: f64, function: impl Fn(f64) -> f64) -> Result<f64> {
    if x <= 0.0 { domain_error() } else { Ok(function(x)) }
}

/// `math.log(x, base)`. ValueError at 0 and below, ZeroDivisionError for base 1.
pub fn log_base(x: f64, base: f64) -> Result<f64> {
    super::float::true_div(log(x)?, log(base)?)
}

/// `math.log(n)` of an int of any size. ValueError at 0 and below.
pub fn log_int(n: &Int) -> Result<f64> {
    logarithm_int(n, f64::ln)
}

/// `math.log2(n)` of an int of any size. ValueError at 0 and below.
pub fn log2_int(n: &Int) -> Result<f64> {
    logarithm_int(n, f64::log2)
}

/// `math.log10(n)` of an int of any size. ValueError at 0 and below.
pub fn log10_int(n: &Int) -> Result<f64> {
    logarithm_int(n, platform::log10)
}

fn logarithm_int(n: &Int, function: impl Fn(f64) -> f64) -> Result<f64> {
    if n.is_zero() || n.is_negative() {
        return domain_error();
    }
    if let Some(x) = n.nearest_f64() {
        return Ok(function(x));
    }
    // Too large for a float: the logarithm of a fraction, and of the power of two beside it.
    let bits = n.bits();
    let top = n.shr_by((bits - 64) as u32) | i64::from(!(n & (Int::ONE.shl_by((bits - 64) as u32) - 1)).is_zero());
    let fraction = top.float() * 2f64.powi(-64);
    Ok(function(fraction) + function(2.0) * bits as f64)
}

/// `math.pow(x, y)`. ValueError, OverflowError.
pub fn pow(x: f64, y: f64) -> Result<f64> {
    let result = x.powf(y);
    if !x.is_finite() || !y.is_finite() {
        return Ok(result);
    }
    if result.is_nan() || (result.is_infinite() && x == 0.0) {
        return domain_error();
    }
    if result.is_infinite() { range_error() } else { Ok(result) }
}

/// `math.fmod(x, y)`. ValueError.
pub fn fmod(x: f64, y: f64) -> Result<f64> {
    let result = x % y;
    if result.is_nan() && !x.is_nan() && !y.is_nan() { domain_error() } else { Ok(result) }
}

/// `math.remainder(x, y)`: of the division rounded to even. ValueError.
pub fn remainder(x: f64, y: f64) -> Result<f64> {
    if x.is_nan() || y.is_nan() {
        return Ok(f64::NAN);
    }
    if x.is_infinite() || y == 0.0 {
        return domain_error();
    }
    if y.is_infinite() {
        return Ok(x);
    }
    let (size, by) = (x.abs(), y.abs());
    let rest = size % by;
    let other = by - rest;
    let result = if rest < other {
        rest
    } else if rest > other {
        -other
    } else {
        // Half way: the even quotient decides.
        rest - 2.0 * ((0.5 * (size - rest)) % by)
    };
    Ok(1f64.copysign(x) * result)
}

//! The functions of `math` that take floats apart, round and compare them.

use super::exc::Result;
use super::exc_classes::value_error;
use super::int::Int;
use super::math::{PI, range_error};
use super::num::Num;

/// `math.floor(x)`. ValueError for nan, OverflowError for infinities.
pub fn floor(x: f64) -> Result<Int> {
    Int::from_float(x.floor())
}

/// `math.ceil(x)`. ValueError for nan, OverflowError for infinities.
pub fn ceil(x: f64) -> Result<Int> {
    Int::from_float(x.ceil())
}

/// `math.trunc(x)`. ValueError for nan, OverflowError for infinities.
pub fn trunc(x: f64) -> Result<Int> {
    Int::from_float(x)
}

/// `math.floor(x)` of a number. ValueError for nan, OverflowError for infinities.
pub fn floor_num(x: &Num) -> Result<Int> {
    match x {
        Num::Int(n) => Ok(n.clone()),
        Num::Float(x) => floor(*x),
    }
}

/// `math.ceil(x)` of a number. ValueError for nan, OverflowError for infinities.
pub fn ceil_num(x: &Num) -> Result<Int> {
    match x {
        Num::Int(n) => Ok(n.clone()),
        Num::Float(x) => ceil(*x),
    }
}

/// `math.fabs(x)`.
pub fn fabs(x: f64) -> f64 {
    x.abs()
}

/// `math.copysign(x, y)`.
pub fn copysign(x: f64, y: f64) -> f64 {
    x.copysign(y)
}

/// `math.modf(x)`: the fraction and the whole part.
pub fn modf(x: f64) -> (f64, f64) {
    if x.is_infinite() {
        return (0f64.copysign(x), x);
    }
    let whole = x.trunc();
    ((x - whole).copysign(x), whole)
}

/// `math.frexp(x)`: a fraction from 0.5 up to 1, and the power of two beside it.
pub fn frexp(x: f64) -> (f64, Int) {
    if x == 0.0 || !x.is_finite() {
        return (x, Int::ZERO);
    }
    // A subnormal number is scaled up first.
    let (scaled, shift) = if x.abs() < f64::MIN_POSITIVE { (x * 2f64.powi(64), 64) } else { (x, 0) };
    let bits = scaled.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i64 - 1022;
    (f64::from_bits((bits & !(0x7ff << 52)) | (1022 << 52)), Int::new(exponent - shift))
}

/// `math.ldexp(x, n)`: `x * 2**n`, rounded once. OverflowError.
pub fn ldexp(x: f64, n: &Int) -> Result<f64> {
    if x == 0.0 || !x.is_finite() {
        return Ok(x);
    }
    let (fraction, exponent) = frexp(x);
    let total = (exponent + n).to_i64().unwrap_or(if n.is_negative() { i64::MIN } else { i64::MAX });
    if total > 1024 {
        return range_error();
    }
    if total < -1074 {
        return Ok(0f64.copysign(x));
    }
    // 53 bits below the point become an integer, which is then scaled and rounded once.
    let bits = (fraction.abs() * 2f64.powi(53)) as u128;
    let result = super::int_division::scale_rounded(bits, total - 53).copysign(x);
    if result.is_infinite() { range_error() } else { Ok(result) }
}

/// `math.degrees(x)`.
pub fn degrees(x: f64) -> f64 {
    x * (180.0 / PI)
}

/// `math.radians(x)`.
pub fn radians(x: f64) -> f64 {
    x * (PI / 180.0)
}

/// `math.isnan(x)`.
pub fn isnan(x: f64) -> bool {
    x.is_nan()
}

/// `math.isinf(x)`.
pub fn isinf(x: f64) -> bool {
    x.is_infinite()
}

/// `math.isfinite(x)`.
pub fn isfinite(x: f64) -> bool {
    x.is_finite()
}

/// `math.isclose(a, b)`.
pub fn isclose(a: f64, b: f64) -> bool {
    close(a, b, 1e-9, 0.0)
}

/// `math.isclose(a, b, rel_tol=relative, abs_tol=absolute)`. ValueError for negative tolerances.
pub fn isclose_within(a: f64, b: f64, relative: f64, absolute: f64) -> Result<bool> {
    if relative < 0.0 || absolute < 0.0 {
        return Err(value_error("tolerances must be non-negative"));
    }
    Ok(close(a, b, relative, absolute))
}

fn close(a: f64, b: f64, relative: f64, absolute: f64) -> bool {
    if a == b {
        return true;
    }
    if a.is_infinite() || b.is_infinite() {
        return false;
    }
    let apart = (b - a).abs();
    apart <= (relative * b).abs() || apart <= (relative * a).abs() || apart <= absolute
}

/// `math.nextafter(x, y)`.
pub fn nextafter(x: f64, y: f64) -> f64 {
    if x.is_nan() || y.is_nan() {
        f64::NAN
    } else if x == y {
        y
    } else if y > x {
        x.next_up()
    } else {
        x.next_down()
    }
}

/// `math.ulp(x)`.
pub fn ulp(x: f64) -> f64 {
    let x = x.abs();
    if !x.is_finite() {
        return x;
    }
    let above = x.next_up();
    if above.is_infinite() { x - x.next_down() } else { above - x }
}

//! Float arithmetic with Python's divisions, powers, rounding and errors. Used as `float::modulo(a, b)`.

use super::exc::{Exc, ExcArg, Result};
use super::exc_classes::{OVERFLOW_ERROR, value_error, zero_division};
use super::int::Int;
use super::show::repr;
use super::text::Str;

/// `a / b`. ZeroDivisionError.
#[inline]
pub fn true_div(a: f64, b: f64) -> Result<f64> {
    if b == 0.0 {
        return Err(zero_division("float division by zero"));
    }
    Ok(a / b)
}

fn div_mod_nonzero(a: f64, b: f64) -> (f64, f64) {
    let mut rest = a % b;
    let mut quotient = (a - rest) / b;
    if rest != 0.0 {
        if (b < 0.0) != (rest < 0.0) {
            rest += b;
            quotient -= 1.0;
        }
    } else {
        rest = 0.0f64.copysign(b);
    }
    let floored = if quotient != 0.0 {
        let floor = quotient.floor();
        if quotient - floor > 0.5 { floor + 1.0 } else { floor }
    } else {
        0.0f64.copysign(a / b)
    };
    (floored, rest)
}

/// `a // b`. ZeroDivisionError.
#[inline]
pub fn floor_div(a: f64, b: f64) -> Result<f64> {
    if b == 0.0 {
        return Err(zero_division("float floor division by zero"));
    }
    Ok(div_mod_nonzero(a, b).0)
}

/// `a % b`, with the divisor's sign. ZeroDivisionError.
#[inline]
pub fn modulo(a: f64, b: f64) -> Result<f64> {
    if b == 0.0 {
        return Err(zero_division("float modulo"));
    }
    Ok(div_mod_nonzero(a, b).1)
}

/// `divmod(a, b)`. ZeroDivisionError.
pub fn divmod(a: f64, b: f64) -> Result<(f64, f64)> {
    if b == 0.0 {
        return Err(zero_division("float divmod()"));
    }
    Ok(div_mod_nonzero(a, b))
}

/// `a ** b`. OverflowError, ZeroDivisionError. A result that Python makes complex ends the program, saying so.
pub fn pow(a: f64, b: f64) -> Result<f64> {
    if a == 0.0 && b < 0.0 {
        return Err(zero_division("0.0 cannot be raised to a negative power"));
    }
    if a < 0.0 && a.is_finite() && b.is_finite() && b.floor() != b {
        super::program::unsupported("complex result is not supported: a negative number to a fractional power");
    }
    let power = a.powf(b);
    if power.is_infinite() && a.is_finite() && b.is_finite() {
        let args = vec![ExcArg::of(&Int::new(34)), ExcArg::of(&Str::lit("Numerical result out of range"))];
        return Err(Exc::with_args(&OVERFLOW_ERROR, args));
    }
    Ok(power)
}

/// `round(x)`: the nearest integer, halves to even. ValueError for nan, OverflowError for infinities.
pub fn round(value: f64) -> Result<Int> {
    Int::from_float(value.round_ties_even())
}

/// `round(x, ndigits)`: the nearest decimal of so many digits, halves of the exact value to even.
/// OverflowError where the result is too large for a float.
pub fn round_digits(value: f64, digits: &Int) -> Result<f64> {
    if !value.is_finite() {
        return Ok(value);
    }
    let digits = digits.to_i64().unwrap_or(if digits.is_negative() { i64::MIN } else { i64::MAX });
    // Beyond these, all digits are kept or none is.
    if digits > 323 {
        return Ok(value);
    }
    if digits < -308 {
        return Ok(0.0f64.copysign(value));
    }
    let rounded = if digits >= 0 {
        // std rounds the exact binary value, halves to even, as CPython's dtoa does.
        format!("{value:.0$}", digits as usize).parse::<f64>().unwrap_or(value)
    } else {
        round_tens(value, -digits)?
    };
    if rounded.is_infinite() {
        return Err(Exc::new(&OVERFLOW_ERROR, "rounded value too large to represent"));
    }
    Ok(if rounded == 0.0 { 0.0f64.copysign(value) } else { rounded })
}

/// Rounds to a multiple of `10^tens`, exactly.
fn round_tens(value: f64, tens: i64) -> Result<f64> {
    let whole = Int::from_float(value)?;
    let has_fraction = value.fract() != 0.0;
    let unit = Int::new(10).pow_u32(tens as u32);
    let (quotient, rest) = whole.abs().div_mod_nonzero(&unit);
    let twice = &rest + &rest;
    let up = twice > unit || (twice == unit && (has_fraction || quotient.is_odd()));
    let rounded = if up { quotient + 1 } else { quotient } * unit;
    let magnitude = rounded.nearest_f64().unwrap_or(f64::INFINITY);
    Ok(magnitude.copysign(value))
}

/// `round(n, ndigits)` of an int: halves to even.
pub fn round_int(value: &Int, digits: &Int) -> Int {
    if !digits.is_negative() {
        return value.clone();
    }
    let Some(tens) = digits.to_i64().and_then(|d| u32::try_from(d.unsigned_abs()).ok()) else {
        return Int::ZERO;
    };
    if u64::from(tens) > value.bits() {
        return Int::ZERO;
    }
    let unit = Int::new(10).pow_u32(tens);
    let (quotient, rest) = value.div_mod_nonzero(&unit);
    let twice = &rest + &rest;
    let up = twice > unit || (twice == unit && quotient.is_odd());
    (if up { quotient + 1 } else { quotient }) * unit
}

/// `float(text)`. ValueError.
pub fn parse(text: &str) -> Result<f64> {
    let wrong = || value_error(format!("could not convert string to float: {}", repr(text)));
    let body = text.trim_matches(super::text_kind::is_space);
    let mut plain = String::with_capacity(body.len());
    let mut previous = ' ';
    for c in body.chars() {
        let digit = super::text_kind::decimal_value(c);
        if c == '_' {
            if !previous.is_ascii_digit() {
                return Err(wrong());
            }
        } else {
            if previous == '_' && digit.is_none() {
                return Err(wrong());
            }
            plain.push(digit.and_then(|d| char::from_digit(d, 10)).unwrap_or(c));
        }
        previous = plain.chars().last().filter(|_| c != '_').unwrap_or(c);
    }
    if previous == '_' {
        return Err(wrong());
    }
    let unsigned = plain.strip_prefix(['+', '-']).unwrap_or(&plain);
    let named = ["inf", "infinity", "nan"].iter().any(|name| unsigned.eq_ignore_ascii_case(name));
    if !named && !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Err(wrong());
    }
    plain.parse::<f64>().map_err(|_| wrong())
}

/// `x.is_integer()`.
pub fn is_integer(value: f64) -> bool {
    value.is_finite() && value.fract() == 0.0
}

/// `x.as_integer_ratio()`. ValueError for nan, OverflowError for infinities.
pub fn as_integer_ratio(value: f64) -> Result<(Int, Int)> {
    if value.is_nan() {
        return Err(value_error("cannot convert NaN to integer ratio"));
    }
    if value.is_infinite() {
        return Err(Exc::new(&OVERFLOW_ERROR, "cannot convert Infinity to integer ratio"));
    }
    let mut scaled = value;
    let mut bits = 0u32;
    while scaled.fract() != 0.0 {
        scaled *= 2.0;
        bits += 1;
    }
    Ok((Int::from_float(scaled)?, Int::ONE.shl_by(bits)))
}

/// `x.hex()`.
pub fn hex(value: f64) -> Str {
    if !value.is_finite() {
        return repr(&value);
    }
    let bits = value.to_bits();
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let biased = ((bits >> 52) & 0x7ff) as i32;
    let fraction = bits & ((1 << 52) - 1);
    if value == 0.0 {
        return Str::from(format!("{sign}0x0.0p+0"));
    }
    let (lead, exponent) = if biased == 0 { (0, -1022) } else { (1, biased - 1023) };
    Str::from(format!("{sign}0x{lead}.{fraction:013x}p{exponent:+}"))
}

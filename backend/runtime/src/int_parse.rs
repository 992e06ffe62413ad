//! `Int` from text and to text: `int("...")` with bases and underscores, decimal output, `bin`, `oct`, `hex`.

use super::bigint::BigInt;
use super::exc::Result;
use super::exc_classes::value_error;
use super::int::{Inner, Int};
use super::magnitude as mag;
use super::show::repr;
use super::text::Str;
use std::cell::Cell;

thread_local! {
    /// `sys.set_int_max_str_digits`: the most decimal digits a conversion handles; 0 for no limit.
    static MAX_DIGITS: Cell<usize> = const { Cell::new(4300) };
}

/// `sys.set_int_max_str_digits(n)`. ValueError below 640.
pub fn set_int_max_str_digits(limit: &Int) -> Result<()> {
    match limit.to_usize() {
        Some(n) if n == 0 || n >= 640 => {
            MAX_DIGITS.with(|max| max.set(n));
            Ok(())
        }
        _ => Err(value_error("maxdigits must be 0 or larger than 640")),
    }
}

/// `sys.get_int_max_str_digits()`.
pub fn get_int_max_str_digits() -> Int {
    Int::from(MAX_DIGITS.with(Cell::get))
}

fn too_long(digits: usize, parsing: bool) -> super::exc::Exc {
    let max = MAX_DIGITS.with(Cell::get);
    if parsing {
        value_error(format!(
            "Exceeds the limit ({max} digits) for integer string conversion: value has {digits} digits; \
             use sys.set_int_max_str_digits() to increase the limit"
        ))
    } else {
        value_error(format!(
            "Exceeds the limit ({max} digits) for integer string conversion; \
             use sys.set_int_max_str_digits() to increase the limit"
        ))
    }
}

impl Int {
    /// The value of a literal too large for an i64: digits of base 10, or of `0x`, `0o`, `0b`.
    /// Panics where the text is no literal, which the translator rules out.
    pub fn parse_literal(text: &str) -> Int {
        let (negative, body) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (base, digits) = match body.get(..2).map(str::to_ascii_lowercase).as_deref() {
            Some("0x") => (16, &body[2..]),
            Some("0o") => (8, &body[2..]),
            Some("0b") => (2, &body[2..]),
            _ => (10, body),
        };
        let values: Vec<u8> = digits
            .chars()
            .filter(|&c| c != '_')
            .map(|c| c.to_digit(base).map_or_else(|| panic!("not an integer literal: {text}"), |d| d as u8))
            .collect();
        Int::from_big(BigInt::new(negative, mag::from_digits(&values, base)))
    }

    /// `int(text, base)`; base 0 reads the prefix. ValueError.
    pub fn parse(text: &str, base: i64) -> Result<Int> {
        if base != 0 && !(2..=36).contains(&base) {
            return Err(value_error("int() base must be >= 2 and <= 36, or 0"));
        }
        if base == 10 && !text.is_empty() && text.len() < 18 {
            // Most are short and plain. std takes a sign too, as Python does.
            if let Ok(value) = text.parse::<i64>() {
                return Ok(Int::new(value));
            }
        }
        let wrong = || value_error(format!("invalid literal for int() with base {base}: {}", repr(text)));
        let body = text.trim_matches(super::text_kind::is_space);
        let (negative, body) = match body.as_bytes().first() {
            Some(b'-') => (true, &body[1..]),
            Some(b'+') => (false, &body[1..]),
            _ => (false, body),
        };
        let prefix = body.get(..2).map(str::to_ascii_lowercase);
        let (radix, prefixed) = match (prefix.as_deref(), base) {
            (Some("0x"), 0 | 16) => (16, true),
            (Some("0o"), 0 | 8) => (8, true),
            (Some("0b"), 0 | 2) => (2, true),
            (_, 0) => (10, false),
            (_, base) => (base as u32, false),
        };
        let digits = if prefixed { &body[2..] } else { body };
        let mut values = Vec::with_capacity(digits.len());
        // An underscore stands between two digits, or between the prefix and a digit.
        let mut after_digit = prefixed;
        for c in digits.chars() {
            if c == '_' {
                if !after_digit {
                    return Err(wrong());
                }
                after_digit = false;
                continue;
            }
            let digit = c.to_digit(radix).or_else(|| super::text_kind::decimal_value(c).filter(|&d| d < radix));
            values.push(digit.ok_or_else(wrong)? as u8);
            after_digit = true;
        }
        if !after_digit || values.is_empty() {
            return Err(wrong());
        }
        if base == 0 && !prefixed && values[0] == 0 && values.iter().any(|&digit| digit != 0) {
            return Err(wrong());
        }
        let max = MAX_DIGITS.with(Cell::get);
        if !radix.is_power_of_two() && max > 0 && values.len() > max {
            return Err(too_long(values.len(), true));
        }
        Ok(Int::from_big(BigInt::new(negative, mag::from_digits(&values, radix))))
    }

    /// The decimal digits. ValueError beyond the limit of `sys.set_int_max_str_digits`.
    pub fn decimal(&self) -> Result<String> {
        match &self.0 {
            Inner::Small(value) => Ok(value.to_string()),
            Inner::Big(big) => {
                let max = MAX_DIGITS.with(Cell::get);
                // 2^(3.3 * d) has d digits at the most: no need to make them to know that there are too many.
                if max > 0 && mag::bit_length(&big.limbs) as usize / 4 > max {
                    return Err(too_long(0, false));
                }
                let digits = mag::to_digits(&big.limbs, 10);
                if max > 0 && digits.len() > max {
                    return Err(too_long(digits.len(), false));
                }
                Ok(if big.negative { format!("-{digits}") } else { digits })
            }
        }
    }

    /// The digits of the magnitude in a base of 2, 8 or 16, lower case.
    pub fn magnitude_digits(&self, base: u32) -> String {
        match &self.0 {
            Inner::Small(value) => match base {
                2 => format!("{:b}", value.unsigned_abs()),
                8 => format!("{:o}", value.unsigned_abs()),
                16 => format!("{:x}", value.unsigned_abs()),
                _ => mag::to_digits(&self.to_big().limbs, base),
            },
            Inner::Big(big) => mag::to_digits(&big.limbs, base),
        }
    }

    fn prefixed(&self, prefix: &str, base: u32) -> Str {
        let sign = if self.is_negative() { "-" } else { "" };
        Str::from(format!("{sign}{prefix}{}", self.magnitude_digits(base)))
    }

    /// `bin(n)`.
    pub fn bin(&self) -> Str {
        self.prefixed("0b", 2)
    }

    /// `oct(n)`.
    pub fn oct(&self) -> Str {
        self.prefixed("0o", 8)
    }

    /// `hex(n)`.
    pub fn hex(&self) -> Str {
        self.prefixed("0x", 16)
    }
}

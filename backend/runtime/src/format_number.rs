//! Numbers in the format mini-language: bases, groups, signs, and the float notations.

use super::exc::Result;
use super::exc_classes::{overflow_error, value_error};
use super::format_float::{fixed, general, scientific};
use super::format_spec::Spec;
use super::int::Int;
use super::text::Str;

/// Inserts `separator` between groups of `size` digits, from the right; with leading zeros up to `width`.
fn grouped(digits: &str, separator: Option<char>, size: usize, width: usize) -> String {
    let Some(separator) = separator else {
        return format!("{}{digits}", "0".repeat(width.saturating_sub(digits.len())));
    };
    let mut reversed: Vec<char> = Vec::new();
    let mut source = digits.chars().rev();
    let mut count = 0;
    loop {
        let next = match source.next() {
            Some(c) => c,
            // A separator is never the first character, so one zero more may go beyond the width.
            None if reversed.len() < width => '0',
            None => break,
        };
        if count > 0 && count % size == 0 {
            reversed.push(separator);
        }
        reversed.push(next);
        count += 1;
    }
    reversed.iter().rev().collect()
}

/// Puts sign, prefix, grouped digits and tail together.
fn assemble(spec: &Spec, negative: bool, prefix: &str, digits: &str, tail: &str, group: usize) -> Str {
    let sign = match (negative, spec.sign) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        _ => "",
    };
    let lead = sign.len() + prefix.len();
    let zeros = spec.fill == Some('0') && spec.align == Some('=');
    let width = if zeros { spec.width.saturating_sub(lead + tail.len()) } else { 0 };
    let digits = if zeros || spec.grouping.is_some() {
        grouped(digits, spec.grouping, group, width)
    } else {
        digits.to_string()
    };
    spec.pad(&format!("{sign}{prefix}{digits}{tail}"), lead, '>')
}

/// `format(n, spec)` of an int.
pub(super) fn format_int(value: &Int, spec: &Spec, type_name: &str) -> Result<Str> {
    let kind = spec.kind.unwrap_or('d');
    match kind {
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%' => return format_float(value.to_f64()?, spec, type_name),
        'b' | 'c' | 'd' | 'n' | 'o' | 'x' | 'X' => {}
        other => return Err(Spec::unknown_kind(other, type_name)),
    }
    if spec.precision.is_some() {
        return Err(value_error("Precision not allowed in integer format specifier"));
    }
    if spec.no_negative_zero {
        return Err(value_error("Negative zero coercion (z) not allowed in integer format specifier"));
    }
    if kind == 'c' {
        if spec.sign.is_some() {
            return Err(value_error("Sign not allowed with integer format specifier 'c'"));
        }
        if spec.alternate {
            return Err(value_error("Alternate form (#) not allowed with integer format specifier 'c'"));
        }
        let Ok(c) = super::text_layout::chr(value) else {
            return Err(overflow_error("%c arg not in range(0x110000)"));
        };
        return Ok(spec.pad(&c, 0, '>'));
    }
    let (base, prefix) = match kind {
        'b' => (2, "0b"),
        'o' => (8, "0o"),
        'x' => (16, "0x"),
        'X' => (16, "0X"),
        _ => (10, ""),
    };
    let mut digits = if base == 10 { value.abs().decimal()? } else { value.magnitude_digits(base) };
    if kind == 'X' {
        digits = digits.to_uppercase();
    }
    let prefix = if spec.alternate { prefix } else { "" };
    Ok(assemble(spec, value.is_negative(), prefix, &digits, "", if base == 10 { 3 } else { 4 }))
}

/// `format(x, spec)` of a float.
pub(super) fn format_float(value: f64, spec: &Spec, type_name: &str) -> Result<Str> {
    let kind = spec.kind.unwrap_or('r');
    let scaled = if kind == '%' { value * 100.0 } else { value };
    let upper = matches!(kind, 'E' | 'F' | 'G');
    let magnitude = scaled.abs();
    let text =
        if !matches!(kind, 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n' | '%' | 'r') || kind == 'r' && spec.kind.is_some() {
            return Err(Spec::unknown_kind(kind, type_name));
        } else if magnitude.is_nan() {
            "nan".to_string()
        } else if magnitude.is_infinite() {
            "inf".to_string()
        } else {
            let precision = spec.precision.unwrap_or(6);
            match kind {
                'e' | 'E' => scientific(magnitude, precision, spec.alternate),
                'f' | 'F' | '%' => fixed(magnitude, precision, spec.alternate),
                'g' | 'G' | 'n' => general(magnitude, precision, spec.alternate, false),
                _ => match spec.precision {
                    Some(precision) => general(magnitude, precision, spec.alternate, true),
                    None => {
                        let mut out = String::new();
                        super::float_repr::write_float(magnitude, &mut out);
                        if spec.alternate && !out.contains('.') {
                            // Only the scientific notation has no point: `1e+16` becomes `1.e+16`.
                            out = out.replacen('e', ".e", 1);
                        }
                        out
                    }
                },
            }
        };
    let text = if upper { text.to_uppercase() } else { text };
    let zero = spec.no_negative_zero && text.chars().all(|c| !c.is_ascii_digit() || c == '0');
    let zero = zero && text.starts_with('0');
    let negative = !value.is_nan() && value.is_sign_negative() && !zero;
    // Groups are of the digits before the point.
    let whole = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, mut tail) = (&text[..whole], text[whole..].to_string());
    if kind == '%' {
        tail.push('%');
    }
    if digits.is_empty() {
        return Ok(assemble_named(spec, negative, &tail));
    }
    Ok(assemble(spec, negative, "", digits, &tail, 3))
}

/// `nan` and `inf`: padded with zeros too, but never grouped.
fn assemble_named(spec: &Spec, negative: bool, name: &str) -> Str {
    let sign = match (negative, spec.sign) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        _ => "",
    };
    spec.pad(&format!("{sign}{name}"), sign.len(), '>')
}

//! Floats as digits, in the ways of `e`, `f`, `g` and `%`: exact decimal expansions, rounded half to even.

/// The most digits after the point that a float's exact expansion has; all beyond are zeros.
const LONGEST: usize = 1100;

fn pad_zeros(mut digits: String, missing: usize) -> String {
    digits.extend(std::iter::repeat_n('0', missing));
    digits
}

/// Fixed notation of a finite magnitude: `123.46`.
pub(super) fn fixed(value: f64, precision: usize, alternate: bool) -> String {
    let shown = precision.min(LONGEST);
    let mut out = pad_zeros(format!("{value:.shown$}"), precision - shown);
    if precision == 0 && alternate {
        out.push('.');
    }
    out
}

/// Scientific notation of a finite magnitude: `1.23e+02`.
pub(super) fn scientific(value: f64, precision: usize, alternate: bool) -> String {
    let (digits, exponent) = significant(value, precision + 1);
    layout_scientific(&digits, exponent, alternate)
}

fn layout_scientific(digits: &str, exponent: i32, alternate: bool) -> String {
    let (first, rest) = digits.split_at(1);
    let point = if rest.is_empty() && !alternate { "" } else { "." };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{first}{point}{rest}e{sign}{:02}", exponent.abs())
}

/// So many significant digits of a finite magnitude, and its decimal exponent.
fn significant(value: f64, digits: usize) -> (String, i32) {
    let shown = digits.min(LONGEST);
    let text = format!("{value:.0$e}", shown - 1);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (pad_zeros(mantissa.replace('.', ""), digits - shown), exponent.parse().unwrap_or(0))
}

/// General notation of a finite magnitude: so many significant digits, trailing zeros dropped unless `alternate`.
/// `add_point` is the way of no type letter: `.0` where there would be no point.
pub(super) fn general(value: f64, precision: usize, alternate: bool, add_point: bool) -> String {
    let precision = precision.max(1);
    let (mut digits, exponent) = significant(value, precision);
    if !alternate {
        let kept = digits.trim_end_matches('0').len().max(1);
        digits.truncate(kept);
    }
    let most = precision as i64 - i64::from(add_point);
    if i64::from(exponent) < -4 || i64::from(exponent) >= most {
        return layout_scientific(&digits, exponent, alternate);
    }
    let mut out = String::new();
    if exponent < 0 {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', (-exponent - 1) as usize));
        out.push_str(&digits);
        return out;
    }
    let whole = exponent as usize + 1;
    if digits.len() <= whole {
        out = pad_zeros(digits.clone(), whole - digits.len());
        if add_point {
            out.push_str(".0");
        } else if alternate {
            out.push('.');
        }
    } else {
        out.push_str(&digits[..whole]);
        out.push('.');
        out.push_str(&digits[whole..]);
    }
    out
}

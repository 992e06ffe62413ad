//! How floats print: the shortest digits that read back as the same float, in CPython's layout.

/// The shortest digits of a finite `value` and its decimal exponent: `d.ddd * 10^exponent`.
pub fn shortest_digits(value: f64) -> (String, i32) {
    let value = value.abs();
    let shortest = split(&format!("{value:e}"));
    let count = shortest.0.len();
    // A value half way between two candidates: CPython takes the even one, std does not. Such a value has one digit
    // more than the 15 to 17 of the candidates, so it is large, or its fraction is a short one.
    if count < 15 || (value < 1e15 && (value * 1_048_576.0).fract() != 0.0) {
        return shortest;
    }
    let even = format!("{value:.0$e}", count - 1);
    if even.parse() == Ok(value) { split(&even) } else { shortest }
}

fn split(scientific: &str) -> (String, i32) {
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    (mantissa.replace('.', ""), exponent.parse().unwrap_or(0))
}

/// Appends `repr(value)`.
pub fn write_float(value: f64, out: &mut String) {
    if value.is_nan() {
        out.push_str("nan");
        return;
    }
    if value.is_sign_negative() {
        out.push('-');
    }
    if value.is_infinite() {
        out.push_str("inf");
        return;
    }
    let (digits, exponent) = shortest_digits(value);
    write_digits(&digits, exponent, true, out);
}

/// Appends digits in fixed notation, or in scientific where the exponent is below -4 or at least 16.
pub fn write_digits(digits: &str, exponent: i32, point: bool, out: &mut String) {
    if !(-4..16).contains(&exponent) {
        out.push_str(&digits[..1]);
        if digits.len() > 1 {
            out.push('.');
            out.push_str(&digits[1..]);
        }
        let sign = if exponent < 0 { '-' } else { '+' };
        out.push_str(&format!("e{sign}{:02}", exponent.abs()));
    } else if exponent < 0 {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', (-exponent - 1) as usize));
        out.push_str(digits);
    } else {
        let whole = exponent as usize + 1;
        if digits.len() > whole {
            out.push_str(&digits[..whole]);
            out.push('.');
            out.push_str(&digits[whole..]);
        } else {
            out.push_str(digits);
            out.extend(std::iter::repeat_n('0', whole - digits.len()));
            if point {
                out.push_str(".0");
            }
        }
    }
}

//! `template % args`: the old formatting, by flags, width, precision and a letter.

use super::dict::Dict;
use super::exc::Result;
use super::exc_classes::{overflow_error, type_error, value_error};
use super::format_float::{fixed, general, scientific};
use super::int::Int;
use super::num::Num;
use super::show::{Show, ascii, repr, str};
use super::text::Str;
use super::truth::TypeName;
use super::tuple::Tuple;

/// An argument of `%`: a number where it is one, and a text where `%c` may take it.
pub trait PercentArg: Show {
    /// The value as a number.
    fn number(&self) -> Option<Num> {
        None
    }

    /// The value as a text.
    fn text(&self) -> Option<Str> {
        None
    }

    /// The type's name, for errors.
    fn kind(&self) -> &'static str;
}

macro_rules! percent_numbers {
    ($($name:ty),*) => {$(
        impl PercentArg for $name {
            fn number(&self) -> Option<Num> {
                Some(Num::from(self.clone()))
            }

            fn kind(&self) -> &'static str {
                self.type_name()
            }
        }
    )*};
}

percent_numbers!(Int, f64, bool, Num, i64);

impl PercentArg for Str {
    fn text(&self) -> Option<Str> {
        Some(self.clone())
    }

    fn kind(&self) -> &'static str {
        "str"
    }
}

/// Any other value as an argument of `%`.
pub struct PercentShow<'a, T>(pub &'a T);

impl<T: Show> Show for PercentShow<'_, T> {
    fn write_repr(&self, out: &mut String) {
        self.0.write_repr(out);
    }

    fn write_str(&self, out: &mut String) {
        self.0.write_str(out);
    }
}

impl<T: Show + TypeName> PercentArg for PercentShow<'_, T> {
    fn kind(&self) -> &'static str {
        self.0.type_name()
    }
}

/// As [`PercentShow`], of a value of its own.
pub struct PercentOwned<T>(pub T);

impl<T: Show> Show for PercentOwned<T> {
    fn write_repr(&self, out: &mut String) {
        self.0.write_repr(out);
    }

    fn write_str(&self, out: &mut String) {
        self.0.write_str(out);
    }
}

impl<T: Show + TypeName> PercentArg for PercentOwned<T> {
    fn kind(&self) -> &'static str {
        self.0.type_name()
    }
}

#[derive(Default)]
struct Flags {
    left: bool,
    plus: bool,
    space: bool,
    zero: bool,
    alternate: bool,
    width: usize,
    precision: Option<usize>,
}

/// `template % args`. TypeError for too few or too many arguments, and for arguments of the wrong kind.
pub fn percent(template: &str, args: &[&dyn PercentArg]) -> Result<Str> {
    let mut args = args.iter();
    let mut take = || args.next().copied().ok_or_else(|| type_error("not enough arguments for format string"));
    let out = expand(template, &mut |_| take())?;
    if args.next().is_some() {
        return Err(type_error("not all arguments converted during string formatting"));
    }
    Ok(out)
}

/// `template % values` with a tuple of any length.
pub fn percent_all<T: Clone>(
    template: &str,
    values: &Tuple<T>,
    argument: impl Fn(T) -> Box<dyn PercentArg>,
) -> Result<Str> {
    let held: Vec<Box<dyn PercentArg>> = values.iter().map(argument).collect();
    let args: Vec<&dyn PercentArg> = held.iter().map(|one| &**one).collect();
    percent(template, &args)
}

/// `template % mapping`, whose keys are no names: CPython takes it as the only argument, and does not mind if that is
/// left over.
pub fn percent_whole(template: &str, whole: &dyn PercentArg) -> Result<Str> {
    let mut left = Some(whole);
    expand(template, &mut |name| match name {
        Some(name) => Err(super::exc_classes::key_error(name)),
        None => left.take().ok_or_else(|| type_error("not enough arguments for format string")),
    })
}

/// `template % mapping`, by `%(name)d`, or the mapping whole. KeyError.
pub fn percent_mapping<V: Clone>(
    template: &str,
    whole: &dyn PercentArg,
    mapping: &Dict<Str, V>,
    argument: impl Fn(V) -> Box<dyn PercentArg>,
) -> Result<Str> {
    let held: Vec<(Str, Box<dyn PercentArg>)> = mapping.items().map(|(name, value)| (name, argument(value))).collect();
    let mut left = Some(whole);
    expand(template, &mut |name| match name {
        Some(name) => {
            let found = held.iter().find(|(one, _)| one.as_str() == name);
            found.map(|(_, value)| &**value).ok_or_else(|| super::exc_classes::key_error(name))
        }
        None => left.take().ok_or_else(|| type_error("not enough arguments for format string")),
    })
}

/// `template % mapping`, by `%(name)d`. KeyError.
pub fn percent_named(template: &str, named: &[(&str, &dyn PercentArg)]) -> Result<Str> {
    expand(template, &mut |name| {
        let Some(name) = name else { return Err(type_error("not enough arguments for format string")) };
        let found = named.iter().find(|(one, _)| *one == name);
        found.map(|(_, value)| *value).ok_or_else(|| super::exc_classes::key_error(name))
    })
}

fn expand<'a>(template: &str, take: &mut dyn FnMut(Option<&str>) -> Result<&'a dyn PercentArg>) -> Result<Str> {
    let mut out = String::new();
    let chars: Vec<char> = template.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        if chars[at] != '%' {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        at += 1;
        let mut name = None;
        if chars.get(at) == Some(&'(') {
            let start = at + 1;
            let mut depth = 1;
            at = start;
            while depth > 0 {
                match chars.get(at) {
                    Some('(') => depth += 1,
                    Some(')') => depth -= 1,
                    Some(_) => {}
                    None => return Err(value_error("incomplete format key")),
                }
                at += 1;
            }
            name = Some(chars[start..at - 1].iter().collect::<String>());
        }
        let mut flags = Flags::default();
        while let Some(c) = chars.get(at) {
            match c {
                '-' => flags.left = true,
                '+' => flags.plus = true,
                ' ' => flags.space = true,
                '0' => flags.zero = true,
                '#' => flags.alternate = true,
                _ => break,
            }
            at += 1;
        }
        if let Some(width) = size(&chars, &mut at, take)? {
            flags.left |= width < 0;
            flags.width = width.unsigned_abs() as usize;
        }
        if chars.get(at) == Some(&'.') {
            at += 1;
            flags.precision = Some(size(&chars, &mut at, take)?.unwrap_or(0).max(0) as usize);
        }
        while matches!(chars.get(at), Some('h' | 'l' | 'L')) {
            at += 1;
        }
        let Some(&kind) = chars.get(at) else { return Err(value_error("incomplete format")) };
        if kind == '%' && chars[at - 1] == '%' {
            out.push('%');
        } else {
            let value = take(name.as_deref())?;
            out.push_str(&one(kind, &flags, value, at)?);
        }
        at += 1;
    }
    Ok(Str::from(out))
}

/// A width or a precision: digits, or `*` for an argument.
fn size<'a>(
    chars: &[char],
    at: &mut usize,
    take: &mut dyn FnMut(Option<&str>) -> Result<&'a dyn PercentArg>,
) -> Result<Option<i64>> {
    if chars.get(*at) == Some(&'*') {
        *at += 1;
        return match take(None)?.number() {
            Some(Num::Int(value)) => match value.to_i64().filter(|value| i32::try_from(*value).is_ok()) {
                Some(value) => Ok(Some(value)),
                None => Err(overflow_error("Python int too large to convert to C int")),
            },
            _ => Err(type_error("* wants int")),
        };
    }
    let start = *at;
    let mut value: i64 = 0;
    while let Some(digit) = chars.get(*at).and_then(|c| c.to_digit(10)) {
        value = value.saturating_mul(10).saturating_add(i64::from(digit));
        if value > i64::from(i32::MAX) {
            return Err(value_error("width too big"));
        }
        *at += 1;
    }
    Ok((*at > start).then_some(value))
}

fn one(kind: char, flags: &Flags, value: &dyn PercentArg, at: usize) -> Result<String> {
    let cut = |text: Str| match flags.precision {
        Some(most) => text.chars().take(most).collect::<String>(),
        None => text.as_str().to_string(),
    };
    match kind {
        's' => Ok(padded(flags, "", &cut(str(value)), false)),
        'r' => Ok(padded(flags, "", &cut(repr(value)), false)),
        'a' => Ok(padded(flags, "", &cut(ascii(value)), false)),
        'c' => {
            if let Some(text) = value.text() {
                if text.count_chars() != 1 {
                    return Err(type_error("%c requires int or char"));
                }
                return Ok(padded(flags, "", &text, false));
            }
            match value.number() {
                Some(Num::Int(code)) => match super::text_layout::chr(&code) {
                    Ok(c) => Ok(padded(flags, "", &c, false)),
                    Err(_) => Err(overflow_error("%c arg not in range(0x110000)")),
                },
                _ => Err(type_error("%c requires int or char")),
            }
        }
        'd' | 'i' | 'u' => {
            let whole = match value.number() {
                Some(Num::Int(whole)) => whole,
                Some(Num::Float(real)) => Int::from_float(real)?,
                None => {
                    return Err(type_error(format!("%{kind} format: a real number is required, not {}", value.kind())));
                }
            };
            Ok(integer(flags, &whole, "", whole.abs().decimal()?))
        }
        'x' | 'X' | 'o' => {
            let Some(Num::Int(whole)) = value.number() else {
                return Err(type_error(format!("%{kind} format: an integer is required, not {}", value.kind())));
            };
            let mut digits = whole.magnitude_digits(if kind == 'o' { 8 } else { 16 });
            if kind == 'X' {
                digits = digits.to_uppercase();
            }
            let prefix = match (flags.alternate, kind) {
                (false, _) => "",
                (true, 'o') => "0o",
                (true, 'x') => "0x",
                (true, _) => "0X",
            };
            Ok(integer(flags, &whole, prefix, digits))
        }
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
            let Some(number) = value.number() else {
                return Err(type_error(format!("must be real number, not {}", value.kind())));
            };
            let number = number.to_f64()?;
            let precision = flags.precision.unwrap_or(6);
            let magnitude = number.abs();
            let text = if magnitude.is_nan() {
                "nan".to_string()
            } else if magnitude.is_infinite() {
                "inf".to_string()
            } else {
                match kind.to_ascii_lowercase() {
                    'e' => scientific(magnitude, precision, flags.alternate),
                    'f' => fixed(magnitude, precision, flags.alternate),
                    _ => general(magnitude, precision, flags.alternate, false),
                }
            };
            let text = if kind.is_ascii_uppercase() { text.to_uppercase() } else { text };
            let sign = sign(flags, number.is_sign_negative() && !number.is_nan());
            Ok(padded(flags, sign, &text, true))
        }
        other => Err(value_error(format!(
            "unsupported format character '{}' (0x{:x}) at index {at}",
            if (' '..='~').contains(&other) { other } else { '?' },
            other as u32
        ))),
    }
}

fn sign(flags: &Flags, negative: bool) -> &'static str {
    match (negative, flags.plus, flags.space) {
        (true, _, _) => "-",
        (_, true, _) => "+",
        (_, _, true) => " ",
        _ => "",
    }
}

fn integer(flags: &Flags, value: &Int, prefix: &str, digits: String) -> String {
    let zeros = flags.precision.unwrap_or(0).saturating_sub(digits.len());
    let lead = format!("{}{prefix}", sign(flags, value.is_negative()));
    padded(flags, &lead, &format!("{}{digits}", "0".repeat(zeros)), true)
}

fn padded(flags: &Flags, lead: &str, body: &str, number: bool) -> String {
    let missing = flags.width.saturating_sub(lead.chars().count() + body.chars().count());
    if flags.left {
        format!("{lead}{body}{}", " ".repeat(missing))
    } else if flags.zero && number {
        format!("{lead}{}{body}", "0".repeat(missing))
    } else {
        format!("{}{lead}{body}", " ".repeat(missing))
    }
}

//! The format mini-language's grammar: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`,
//! and the layout that all types share. How numbers become digits is `super::format_number`'s business.

use super::exc::Result;
use super::exc_classes::value_error;
use super::text::Str;

/// A parsed specification.
#[derive(Clone, Debug, Default)]
pub struct Spec {
    pub(super) fill: Option<char>,
    pub(super) align: Option<char>,
    pub(super) sign: Option<char>,
    pub(super) no_negative_zero: bool,
    pub(super) alternate: bool,
    pub(super) width: usize,
    pub(super) grouping: Option<char>,
    pub(super) precision: Option<usize>,
    pub(super) kind: Option<char>,
}

/// The largest width or precision that is taken, so that a specification cannot ask for all of memory.
const MOST: usize = i32::MAX as usize;

impl Spec {
    /// Parses a specification for a value of the named type. ValueError.
    pub(super) fn parse(text: &str, type_name: &str) -> Result<Spec> {
        let wrong = || format!("Invalid format specifier '{text}' for object of type '{type_name}'");
        let chars: Vec<char> = text.chars().collect();
        let mut spec = Spec::default();
        let mut at = 0;
        let is_align = |c: Option<&char>| matches!(c, Some('<' | '>' | '=' | '^'));
        if is_align(chars.get(1)) {
            (spec.fill, spec.align) = (Some(chars[0]), Some(chars[1]));
            at = 2;
        } else if is_align(chars.first()) {
            spec.align = Some(chars[0]);
            at = 1;
        }
        let take = |wanted: &[char], at: &mut usize| {
            let found = chars.get(*at).copied().filter(|c| wanted.contains(c));
            *at += usize::from(found.is_some());
            found
        };
        spec.sign = take(&['+', '-', ' '], &mut at);
        spec.no_negative_zero = take(&['z'], &mut at).is_some();
        spec.alternate = take(&['#'], &mut at).is_some();
        if spec.fill.is_none() && take(&['0'], &mut at).is_some() {
            spec.fill = Some('0');
            if spec.align.is_none() {
                spec.align = Some('=');
                // Strings are padded on the right even so.
                if type_name == "str" {
                    spec.align = Some('<');
                }
            }
        }
        spec.width = number(&chars, &mut at)?.unwrap_or(0);
        spec.grouping = chars.get(at).copied().filter(|c| matches!(c, ',' | '_'));
        at += usize::from(spec.grouping.is_some());
        if let (Some(first), Some(second)) = (spec.grouping, chars.get(at)) {
            if matches!(second, ',' | '_') {
                return Err(value_error(if first != *second {
                    "Cannot specify both ',' and '_'.".to_string()
                } else if chars.len() - at == 1 {
                    format!("Cannot specify '{first}' with '{second}'.")
                } else {
                    wrong()
                }));
            }
        }
        if chars.get(at) == Some(&'.') {
            at += 1;
            match number(&chars, &mut at)? {
                Some(precision) => spec.precision = Some(precision),
                None => return Err(value_error("Format specifier missing precision")),
            }
        }
        match chars.len() - at {
            0 => {}
            1 => spec.kind = Some(chars[at]),
            _ => return Err(value_error(wrong())),
        }
        if let (Some(grouping), Some(kind)) = (spec.grouping, spec.kind.or((type_name == "str").then_some('s'))) {
            let fits = match kind {
                'd' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F' => true,
                'b' | 'o' | 'x' | 'X' => grouping == '_',
                _ => false,
            };
            if !fits {
                return Err(value_error(format!("Cannot specify '{grouping}' with '{kind}'.")));
            }
        }
        Ok(spec)
    }

    /// The error for a type letter that the value's type does not have.
    pub(super) fn unknown_kind(kind: char, type_name: &str) -> super::exc::Exc {
        if (' '..='\x7f').contains(&kind) && kind > ' ' {
            value_error(format!("Unknown format code '{kind}' for object of type '{type_name}'"))
        } else {
            value_error(format!("Unknown format code '\\x{:x}' for object of type '{type_name}'", kind as u32))
        }
    }

    /// Pads `body`, which begins with a sign and prefix of `lead` characters, to the width.
    pub(super) fn pad(&self, body: &str, lead: usize, default_align: char) -> Str {
        let len = body.chars().count();
        let missing = self.width.saturating_sub(len);
        if missing == 0 {
            return Str::from(body);
        }
        let fill = self.fill.unwrap_or(' ');
        let (left, inside, right) = match self.align.unwrap_or(default_align) {
            '<' => (0, 0, missing),
            '^' => (missing / 2, 0, missing - missing / 2),
            '=' => (0, missing, 0),
            _ => (missing, 0, 0),
        };
        let mut out = String::with_capacity(body.len() + missing * fill.len_utf8());
        let (head, tail) = body.split_at(lead);
        out.extend(std::iter::repeat_n(fill, left));
        out.push_str(head);
        out.extend(std::iter::repeat_n(fill, inside));
        out.push_str(tail);
        out.extend(std::iter::repeat_n(fill, right));
        Str::from(out)
    }
}

fn number(chars: &[char], at: &mut usize) -> Result<Option<usize>> {
    let start = *at;
    let mut value: usize = 0;
    while let Some(digit) = chars.get(*at).and_then(|c| c.to_digit(10)) {
        value = value.saturating_mul(10).saturating_add(digit as usize);
        if value > MOST {
            return Err(value_error("Too many decimal digits in format string"));
        }
        *at += 1;
    }
    Ok((*at > start).then_some(value))
}

//! `str.format` with a template known only at run time (carries super::format_objects).

use super::exc::Result;
use super::exc_classes::{index_error, key_error, value_error};
use super::format::Format;
use super::show::{ascii, repr, str};
use super::text::Str;

/// `template.format(*args, **named)` where the template is known only at run time. Fields are numbered, named or
/// automatic, with conversions and nested specifications; attributes and indices of fields end the program,
/// saying so. ValueError, IndexError, KeyError.
pub fn format_template(template: &str, args: &[&dyn Format], named: &[(&str, &dyn Format)]) -> Result<Str> {
    let mut fields = Fields { args, named, next: Some(0) };
    expand(template, &mut fields, 2).map(Str::from)
}

struct Fields<'a> {
    args: &'a [&'a dyn Format],
    named: &'a [(&'a str, &'a dyn Format)],
    /// The next automatic number; None once fields are numbered by hand.
    next: Option<usize>,
}

impl<'a> Fields<'a> {
    fn find(&mut self, name: &str) -> Result<&'a dyn Format> {
        let missing = |i: usize| index_error(format!("Replacement index {i} out of range for positional args tuple"));
        if name.is_empty() {
            let Some(i) = self.next else {
                return Err(value_error("cannot switch from manual field specification to automatic field numbering"));
            };
            self.next = Some(i + 1);
            return self.args.get(i).copied().ok_or_else(|| missing(i));
        }
        if name.contains(['.', '[']) {
            super::program::unsupported("attributes and indices in a format template that is not a literal");
        }
        if let Ok(i) = name.parse::<usize>() {
            if self.next.is_some_and(|next| next > 0) {
                return Err(value_error("cannot switch from automatic field numbering to manual field specification"));
            }
            self.next = None;
            return self.args.get(i).copied().ok_or_else(|| missing(i));
        }
        let found = self.named.iter().find(|(one, _)| *one == name);
        found.map(|(_, value)| *value).ok_or_else(|| key_error(name))
    }
}

fn expand(template: &str, fields: &mut Fields<'_>, depth: usize) -> Result<String> {
    if depth == 0 {
        return Err(value_error("Max string recursion exceeded"));
    }
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let brace = &rest[at..at + 1];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            out.push_str(brace);
            rest = after;
            continue;
        }
        if brace == "}" {
            return Err(value_error("Single '}' encountered in format string"));
        }
        if rest.is_empty() {
            return Err(value_error("Single '{' encountered in format string"));
        }
        let mut open = 1;
        let end = rest.char_indices().find(|(_, c)| {
            open += i32::from(*c == '{') - i32::from(*c == '}');
            open == 0
        });
        let Some((end, _)) = end else {
            return Err(value_error("expected '}' before end of string"));
        };
        let field = &rest[..end];
        rest = &rest[end + 1..];
        let name_end = field.find(['!', ':']).unwrap_or(field.len());
        let (name, mut tail) = field.split_at(name_end);
        let value = fields.find(name)?;
        let mut conversion = None;
        if let Some(after) = tail.strip_prefix('!') {
            let mut chars = after.chars();
            conversion = chars.next();
            tail = chars.as_str();
            if !tail.is_empty() && !tail.starts_with(':') {
                return Err(value_error("expected ':' after conversion specifier"));
            }
        }
        let spec = tail.strip_prefix(':').unwrap_or("");
        let spec = if spec.contains(['{', '}']) { expand(spec, fields, depth - 1)? } else { spec.to_string() };
        let text = match conversion {
            None => value.format_with(&spec)?,
            Some('r') => repr(value).format_with(&spec)?,
            Some('s') => str(value).format_with(&spec)?,
            Some('a') => ascii(value).format_with(&spec)?,
            Some(other) => return Err(value_error(format!("Unknown conversion specifier {other}"))),
        };
        out.push_str(&text);
    }
    out.push_str(rest);
    Ok(out)
}

//! Format specifications.
//! Knows nothing of where they stand.

use crate::lower::{Ex, Lowerer};
use crate::types::{Atom, Ty};
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// `format(value, spec)`; a literal spec that suits the type cannot fail.
    pub(crate) fn format_value(&mut self, x: Ex, spec: &str, literal: bool, range: TextRange) -> Ex {
        let str_ = Ty::one(Atom::Str);
        if x.ty.is_empty() {
            return self.diverging(&[&x]);
        }
        if let Some(Atom::Inst(c)) = x.ty.single().cloned() {
            if self.find_method(c, "__format__").is_some() {
                let arg = Ex::owned(format!("Str::from({spec})"), str_);
                return self.call_method_on(x, c, "__format__", vec![arg]);
            }
            match self.enum_kin(c) {
                None => {}
                Some(crate::lower::class::Kin::Plain) => {
                    let x = self.str_of(x);
                    return self.format_value(x, spec, literal, range);
                }
                Some(_) => {
                    let x = self.plain_member(x);
                    return self.format_value(x, spec, literal, range);
                }
            }
            let message = format!("unsupported format string passed to {}.__format__", self.program.classes[c].name);
            return self.raising(&[&x], &format!("py::type_error({})", crate::lower::quote(&message)));
        }
        let plain = x.ty.0.iter().all(|a| {
            matches!(
                a,
                Atom::Int(_)
                    | Atom::Float
                    | Atom::Str
                    | Atom::Bool
                    | Atom::None
                    | Atom::List(_)
                    | Atom::Dict(..)
                    | Atom::Tuple(_)
                    | Atom::VarTuple(_)
                    | Atom::Set(_)
            )
        });
        if !plain {
            return self.refuse("P0250", range, "a format specification for this type is not translated");
        }
        let safe = literal && spec_suits(spec.trim_matches('"'), &x.ty);
        let b = match x.int_lit() {
            Some(i) => format!("&Int::from({i})"),
            None => self.borrowed(&x),
        };
        if safe {
            return Ex::owned(format!("py::format({b}, {spec})"), str_);
        }
        let code = format!("py::format_spec({b}, {spec})");
        Ex::owned(self.try_(code), str_)
    }
}

/// Whether a literal format specification is surely right for a type.
pub(super) fn spec_suits(spec: &str, ty: &Ty) -> bool {
    let Some(a) = ty.single() else { return false };
    let chars: Vec<char> = spec.chars().collect();
    let mut i = 0;
    let align = |c: char| matches!(c, '<' | '>' | '^');
    if chars.len() > 1 && align(chars[1]) {
        i = 2;
    } else if !chars.is_empty() && align(chars[0]) {
        i = 1;
    }
    let number = matches!(a, Atom::Int(_) | Atom::Float);
    if i < chars.len() && matches!(chars[i], '+' | '-' | ' ') {
        if !number {
            return false;
        }
        i += 1;
    }
    if i < chars.len() && chars[i] == '#' {
        if !matches!(a, Atom::Int(_)) {
            return false;
        }
        i += 1;
    }
    if i < chars.len() && chars[i] == '0' && !number {
        return false;
    }
    let digits = |i: &mut usize| {
        let start = *i;
        while *i < chars.len() && chars[*i].is_ascii_digit() {
            *i += 1;
        }
        *i - start
    };
    if digits(&mut i) > 4 {
        return false;
    }
    let mut grouped = false;
    if i < chars.len() && matches!(chars[i], ',' | '_') {
        if !number {
            return false;
        }
        grouped = true;
        i += 1;
    }
    let mut precision = false;
    if i < chars.len() && chars[i] == '.' {
        i += 1;
        if digits(&mut i) == 0 {
            return false;
        }
        precision = true;
    }
    let kind = chars.get(i).copied();
    if i + usize::from(kind.is_some()) != chars.len() {
        return false;
    }
    match (a, kind) {
        (Atom::Int(_), None | Some('d')) => !precision,
        (Atom::Int(_), Some('b' | 'o' | 'x' | 'X')) => !precision && !grouped,
        (Atom::Float, None | Some('f' | 'F' | 'e' | 'E' | 'g' | 'G' | '%')) => true,
        (Atom::Str, None | Some('s')) => true,
        _ => false,
    }
}

//! Text: f-strings, `print`, format specifications and `%`.

mod percent;
mod print;
mod spec;
mod template;

use crate::lower::{Ex, Lit, Lowerer};
use crate::types::{Atom, Ty};
use ruff_python_ast::{ConversionFlag, ExprFString, FStringPart, InterpolatedStringElement};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::Ranged;

/// A Rust format string and its arguments, as they grow.
#[derive(Default)]
pub(crate) struct Format {
    text: String,
    args: Vec<String>,
}

impl Format {
    fn push_text(&mut self, s: &str) {
        for c in s.chars() {
            match c {
                '{' => self.text.push_str("{{"),
                '}' => self.text.push_str("}}"),
                c => self.text.push(c),
            }
        }
    }
    fn push_arg(&mut self, arg: String) {
        self.text.push_str("{}");
        self.args.push(arg);
    }
    /// Makes text at once of the arguments that `rendered` picks where a later argument may change what they show: a
    /// field of an f-string becomes text before the next is evaluated.
    fn render_in_order(&mut self, rendered: std::ops::Range<usize>) {
        for i in rendered {
            if !self.args[i + 1..].iter().any(|later| may_act(later)) {
                continue;
            }
            let arg = &self.args[i];
            self.args[i] = if let Some(rest) = arg.strip_prefix("py::py_str(") {
                format!("py::str({rest}")
            } else if let Some(rest) = arg.strip_prefix("py::py_repr(") {
                format!("py::repr({rest}")
            } else if arg.starts_with("py::format(")
                || arg.starts_with("py::str(")
                || arg.starts_with("py::repr(")
                || arg.starts_with('"')
                || arg.bytes().all(|b| b.is_ascii_digit())
            {
                arg.clone()
            } else {
                format!("py::str(&({arg}))")
            };
        }
    }

    fn call(&self, mac: &str) -> String {
        let mut out = format!("{mac}({}", crate::lower::quote(&self.text));
        for a in &self.args {
            out.push_str(", ");
            out.push_str(a);
        }
        out.push(')');
        out
    }
}

impl<'a> Lowerer<'a> {
    /// A value as an argument of a Rust format macro, shown as Python's `str` (or `repr`) shows it.
    fn shown(&mut self, x: &Ex, repr: bool) -> String {
        self.need_show(&x.ty.clone());
        if x.ty.is_empty() {
            let x = self.diverging(&[x]);
            return if x.code == "py::unreachable()" {
                "py::py_str(&py::unreachable::<Never>())".into()
            } else {
                format!("py::py_str(&{{ let nothing: Never = {}; nothing }})", x.code)
            };
        }
        // The runtime's own types display as Python's str does.
        let direct = x.ty.is(|a| {
            matches!(
                a,
                Atom::Int(_)
                    | Atom::Str
                    | Atom::List(_)
                    | Atom::Dict(..)
                    | Atom::OrderedDict(..)
                    | Atom::Set(_)
                    | Atom::Exc
                    | Atom::VarTuple(_)
            )
        });
        if !repr && direct && !self.text_may_raise(&x.ty) {
            return match (&x.lit, x.own) {
                (Some(Lit::Int(i)), _) => i.to_string(),
                (Some(Lit::Str(s)), _) => crate::lower::quote(s),
                _ if x.vague => self.owned(x.clone()),
                _ => x.code.clone(),
            };
        }
        if self.text_may_raise(&x.ty) {
            return self.text_by(if repr { "repr" } else { "str" }, x);
        }
        let b = self.borrowed(x);
        let f = if repr { "py::py_repr" } else { "py::py_str" };
        format!("{f}({b})")
    }

    pub(crate) fn fstring(&mut self, f: &'a ExprFString) -> Ex {
        let mut out = Format::default();
        self.fstring_into(f, &mut out);
        if out.args.is_empty() {
            let text = out.text.replace("{{", "{").replace("}}", "}");
            return Ex::literal(Lit::Str(text.clone()), crate::lower::quote(&text), Ty::one(Atom::Str));
        }
        Ex::owned(format!("Str::from({})", out.call("format!")), Ty::one(Atom::Str))
    }

    fn fstring_into(&mut self, f: &'a ExprFString, out: &mut Format) {
        let from = out.args.len();
        for part in f.value.iter() {
            match part {
                FStringPart::Literal(l) => out.push_text(&l.value),
                FStringPart::FString(f) => {
                    for e in f.elements.iter() {
                        self.element_into(e, out);
                    }
                }
            }
        }
        out.render_in_order(from..out.args.len());
    }

    fn element_into(&mut self, e: &'a InterpolatedStringElement, out: &mut Format) {
        let i = match e {
            InterpolatedStringElement::Literal(l) => {
                out.push_text(&l.value);
                return;
            }
            InterpolatedStringElement::Interpolation(i) => i,
        };
        let x = self.expr(&i.expression);
        if let Some(d) = &i.debug_text {
            let source = self.text(i.expression.range());
            out.push_text(&format!("{}{source}{}", d.leading, d.trailing));
        }
        let repr = i.conversion == ConversionFlag::Repr
            || (i.debug_text.is_some() && i.conversion == ConversionFlag::None && i.format_spec.is_none());
        if i.conversion == ConversionFlag::Ascii {
            let text = self.text_by("ascii", &x);
            out.push_arg(text);
            return;
        }
        let Some(spec) = &i.format_spec else {
            if let (Some(s), false) = (x.str_lit(), repr) {
                out.push_text(s);
                return;
            }
            if let Some(Atom::Inst(c)) = x.ty.single().cloned()
                && !repr
                && self.find_method(c, "__format__").is_some()
            {
                let r = self.call_method_on(
                    x,
                    c,
                    "__format__",
                    vec![Ex::literal(Lit::Str(String::new()), "\"\"", Ty::one(Atom::Str))],
                );
                out.push_arg(r.code);
                return;
            }
            let arg = self.shown(&x, repr);
            out.push_arg(arg);
            return;
        };
        let mut s = Format::default();
        for e in spec.elements.iter() {
            self.element_into(e, &mut s);
        }
        let spec = if s.args.is_empty() {
            crate::lower::quote(&s.text.replace("{{", "{").replace("}}", "}"))
        } else {
            format!("&{}", s.call("format!"))
        };
        let value = if repr {
            self.repr_of(x)
        } else if i.conversion == ConversionFlag::Str {
            self.str_of(x)
        } else {
            x
        };
        let formatted = self.format_value(value, &spec, s.args.is_empty(), i.range);
        out.push_arg(formatted.code);
    }

    /// `str(x)`.
    pub(crate) fn str_of(&mut self, x: Ex) -> Ex {
        let str_ = Ty::one(Atom::Str);
        if x.ty.is_str() {
            return x;
        }
        if x.ty.is_empty() {
            return self.diverging(&[&x]);
        }
        if let Some(Atom::Inst(c)) = x.ty.single().cloned() {
            // The text of an enum's member is its own, not its repr.
            let methods: &[&str] = if self.enum_kin(c).is_some() { &["__str__"] } else { &["__str__", "__repr__"] };
            for m in methods {
                if self.find_method(c, m).is_some() {
                    return self.call_method_on(x, c, m, Vec::new());
                }
            }
        }
        Ex::owned(self.text_by("str", &x), str_)
    }

    /// `repr(x)`.
    pub(crate) fn repr_of(&mut self, x: Ex) -> Ex {
        if x.ty.is_empty() {
            return self.diverging(&[&x]);
        }
        if let Some(Atom::Inst(c)) = x.ty.single().cloned()
            && self.find_method(c, "__repr__").is_some()
        {
            return self.call_method_on(x, c, "__repr__", Vec::new());
        }
        Ex::owned(self.text_by("repr", &x), Ty::one(Atom::Str))
    }
}

/// Whether evaluating an argument of a format macro may do anything but read a name.
fn may_act(arg: &str) -> bool {
    let inner = ["py::py_str(&", "py::py_repr(&"].iter().find_map(|p| arg.strip_prefix(p)).unwrap_or(arg);
    inner.trim_end_matches(')').contains('(')
}

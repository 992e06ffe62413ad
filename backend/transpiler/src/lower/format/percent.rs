//! `format % values`.
//! Knows nothing of format specifications.

use crate::lower::{Ex, Lit, Lowerer};
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, ExprBinOp, Operator};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// `"%s and %r" % (a, b)`: CPython compiles it as an f-string, so that a value becomes text before the next is
    /// evaluated. None where that cannot be told from evaluating them all first.
    pub(crate) fn percent_display(&mut self, b: &'a ExprBinOp) -> Option<Ex> {
        let (Operator::Mod, Expr::StringLiteral(s), Expr::Tuple(t)) = (b.op, &*b.left, &*b.right) else { return None };
        if t.elts.iter().any(|e| matches!(e, Expr::Starred(_))) {
            return None;
        }
        let acts = |e: &Expr| !matches!(e, Expr::Name(_) | Expr::Attribute(_)) && e.as_literal_expr().is_none();
        let last = t.elts.iter().rposition(acts)?;
        let (template, conversions) = texts_only(s.value.to_str())?;
        if conversions.len() != t.elts.len() || last == 0 {
            return None;
        }
        let cells: Vec<u32> = (0..t.elts.len()).map(|i| self.node(t.range, 100 + i.min(100) as u8)).collect();
        let mut parts = Vec::new();
        for ((e, conversion), cell) in t.elts.iter().zip(conversions).zip(&cells) {
            let x = self.expr(e);
            if x.ty.is_empty() {
                return Some(self.diverging(&[&x]));
            }
            let text = match conversion {
                'r' => self.repr_of(x),
                'a' => {
                    let code = self.text_by("ascii", &x);
                    Ex::owned(code, Ty::one(Atom::Str))
                }
                _ => self.str_of(x),
            };
            parts.push(self.store(text, *cell));
        }
        let l = Ex::literal(Lit::Str(template.clone()), crate::lower::quote(&template), Ty::one(Atom::Str));
        let comma = if parts.len() == 1 { "," } else { "" };
        let r = Ex::owned(format!("({}{comma})", parts.join(", ")), Ty::one(Atom::Tuple(cells)));
        Some(self.percent(l, r, b.range))
    }

    /// `format % values`.
    pub(crate) fn percent(&mut self, l: Ex, r: Ex, range: TextRange) -> Ex {
        let str_ = Ty::one(Atom::Str);
        let unknown = |l: &mut Self| {
            l.refuse_with("P0254", range, "`%` with this type is not translated", Some("use an f-string"))
        };
        match r.ty.single().cloned() {
            Some(Atom::Tuple(cells)) => {
                let name = self.temp("values");
                let value = self.borrowed(&r);
                let mut parts = Vec::new();
                for (i, c) in cells.iter().enumerate() {
                    let t = self.cells.ty(*c);
                    let Some(arg) = self.percent_argument(&format!("{name}.{i}"), &t, range) else {
                        return unknown(self);
                    };
                    parts.push(arg);
                }
                let f = self.str_ref(&l);
                let code = format!("py::percent({f}, &[{}])", parts.join(", "));
                let call = self.try_(code);
                Ex::owned(format!("{{ let {name} = {value}; {call} }}"), str_)
            }
            Some(Atom::VarTuple(c)) => {
                let t = self.cells.ty(c);
                let Some(arg) = self.percent_argument("(*value)", &t, range) else { return unknown(self) };
                let (f, values) = (self.str_ref(&l), self.borrowed(&r));
                let code = format!("py::percent_all({f}, {values}, |value| Box::new({}))", boxed(&arg));
                Ex::owned(self.try_(code), str_)
            }
            Some(Atom::Dict(k, v)) => {
                let (keys, t) = (self.cells.ty(k), self.cells.ty(v));
                let whole = self.percent_argument("(*mapping)", &r.ty, range);
                let (Some(arg), Some(whole)) = (self.percent_argument("(*value)", &t, range), whole) else {
                    return unknown(self);
                };
                let (f, values) = (self.str_ref(&l), self.borrowed(&r));
                if !keys.is_str() {
                    // No key is a name: the mapping can only be shown whole.
                    let call = self.try_(format!("py::percent_whole({f}, {whole})"));
                    return Ex::owned(format!("{{ let mapping = {values}; {call} }}"), str_);
                }
                let arg = boxed(&arg);
                let call = self.try_(format!("py::percent_mapping({f}, {whole}, mapping, |value| Box::new({arg}))"));
                Ex::owned(format!("{{ let mapping = {values}; {call} }}"), str_)
            }
            Some(Atom::List(_) | Atom::Range) => {
                // A sequence that is no tuple counts as a mapping: it need not be used up.
                if l.str_lit().is_none_or(|template| template.contains("%(")) {
                    return unknown(self);
                }
                let Some(arg) = self.percent_argument("(*values)", &r.ty, range) else { return unknown(self) };
                let (f, values) = (self.str_ref(&l), self.borrowed(&r));
                let call = self.try_(format!("py::percent_whole({f}, {arg})"));
                Ex::owned(format!("{{ let values = {values}; {call} }}"), str_)
            }
            _ if r.is_simple() || r.ty.single().is_some() => {
                let value = self.borrowed(&r);
                let name = self.temp("value");
                let Some(arg) = self.percent_argument(&format!("(*{name})"), &r.ty, range) else {
                    return unknown(self);
                };
                let f = self.str_ref(&l);
                if let Some(plain) = arg.strip_prefix(&format!("&(*{name})")).filter(|rest| rest.is_empty()) {
                    let code = format!("py::percent({f}, &[{value}{plain}])");
                    return Ex::owned(self.try_(code), str_);
                }
                let code = format!("py::percent({f}, &[{arg}])");
                let call = self.try_(code);
                Ex::owned(format!("{{ let {name} = {value}; {call} }}"), str_)
            }
            _ => unknown(self),
        }
    }

    /// A place as an argument of the runtime's `percent`.
    fn percent_argument(&mut self, place: &str, t: &Ty, range: TextRange) -> Option<String> {
        let number = |a: &Atom| matches!(a, Atom::Int(_) | Atom::Float | Atom::Str | Atom::Bool);
        if t.is(number) || t.is_number() {
            return Some(format!("&{place}"));
        }
        let shown = |a: &Atom| {
            matches!(
                a,
                Atom::List(_)
                    | Atom::Dict(..)
                    | Atom::Tuple(_)
                    | Atom::VarTuple(_)
                    | Atom::Set(_)
                    | Atom::FrozenSet(_)
                    | Atom::None
                    | Atom::Range
            )
        };
        if t.is(shown) {
            self.need_calm_show(t, range);
            return Some(format!("&py::PercentShow(&{place})"));
        }
        None
    }
}

/// An argument behind a reference as one in a box.
fn boxed(arg: &str) -> &'static str {
    if arg.contains("PercentShow") { "py::PercentOwned(value)" } else { "value" }
}

/// A template whose fields all are texts, with `%s` for each, and what each was.
fn texts_only(template: &str) -> Option<(String, Vec<char>)> {
    let mut out = String::new();
    let mut conversions = Vec::new();
    let mut chars = template.chars();
    while let Some(c) = chars.next() {
        out.push(c);
        if c != '%' {
            continue;
        }
        loop {
            let c = chars.next()?;
            match c {
                '%' if out.ends_with('%') => {
                    out.push(c);
                    break;
                }
                '-' | '.' | '0'..='9' => out.push(c),
                's' | 'r' | 'a' => {
                    out.push('s');
                    conversions.push(c);
                    break;
                }
                _ => return None,
            }
        }
    }
    Some((out, conversions))
}

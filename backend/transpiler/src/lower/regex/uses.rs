//! What is done with a pattern: `search`, `sub`, `findall` and their kin.
//! Knows nothing of how patterns match; that is the runtime's.

use super::{Groups, Replacement};
use crate::lower::{Ex, Lowerer};
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::Ranged;

impl<'a> Lowerer<'a> {
    /// The call itself: `prefix` is the module's path or the pattern, `first` the module's form of the pattern.
    pub(super) fn regex_use(
        &mut self,
        first: Option<(String, i64)>,
        prefix: &str,
        name: &str,
        groups: Groups,
        given: &[Option<&'a Expr>],
        c: &'a ExprCall,
    ) -> Ex {
        let range = c.range;
        let replacing = matches!(name, "sub" | "subn");
        let mut replacement = None;
        if replacing {
            let Some(e) = given[0] else {
                return self.refuse("P0407", range, format!("re.{name}() with these arguments is not translated"));
            };
            replacement = match self.replacement(e) {
                Ok(r) => Some(r),
                Err(x) => return x,
            };
        }
        let at = usize::from(replacing);
        let Some(text_expr) = given.get(at).copied().flatten() else {
            return self.refuse("P0407", range, format!("re.{name}() with these arguments is not translated"));
        };
        let text = self.expr(text_expr);
        if text.ty.is_empty() {
            return self.diverging(&[&text]);
        }
        if !text.ty.is_str() {
            if text.ty.has_none() || text.ty.0.len() > 1 || text.ty.is(|a| *a == Atom::Bytes) {
                return self.refuse(
                    "P0407",
                    text_expr.range(),
                    format!("re.{name}() on a value of this type is not translated"),
                );
            }
            return self.raising(&[&text], "py::type_error(\"expected string or bytes-like object\")");
        }
        let text = self.borrowed(&text);
        let counted = matches!(name, "split" | "sub" | "subn");
        let count = match given.get(at + 1).copied().flatten().filter(|_| counted) {
            None => "&Int::from(0)".to_string(),
            Some(e) => {
                let n = self.expr(e);
                let n = self.as_int(n, e.range());
                self.borrowed(&n)
            }
        };
        let flags = first.as_ref().map(|f| f.1.to_string());
        let mut parts: Vec<String> = first.iter().map(|f| f.0.clone()).collect();
        let module = first.is_some();
        let tail = |mut parts: Vec<String>| {
            parts.extend(flags.clone());
            parts.join(", ")
        };
        let match_cell = Ty(vec![Atom::None, Atom::Match]);
        let plain = |l: &mut Self, method: &str, parts: Vec<String>, ty: Ty, always: bool| {
            let code = format!("{prefix}{method}({})", tail(parts));
            Ex::owned(if module || always { l.try_(code) } else { code }, ty)
        };
        match name {
            "search" | "match" | "fullmatch" => {
                parts.push(text);
                let method = if name == "match" { "match_" } else { name };
                plain(self, method, parts, match_cell, false)
            }
            "finditer" => {
                parts.push(text);
                let cell = self.node(range, 0);
                self.cells.flow(&Ty::one(Atom::Match), cell);
                plain(self, name, parts, Ty::one(Atom::Iter(cell)), false)
            }
            "findall" => {
                parts.push(text);
                let cell = self.node(range, 0);
                match groups {
                    Groups::None | Groups::One => {
                        self.cells.flow(&Ty::one(Atom::Str), cell);
                        plain(self, "findall", parts, Ty::one(Atom::List(cell)), false)
                    }
                    Groups::More => {
                        let inner = self.node(range, 1);
                        self.cells.flow(&Ty::one(Atom::Str), inner);
                        self.cells.flow(&Ty::one(Atom::VarTuple(inner)), cell);
                        plain(self, "findall_groups", parts, Ty::one(Atom::List(cell)), false)
                    }
                    Groups::Unknown => self.refuse_with(
                        "P0432",
                        range,
                        "how many groups this pattern has is not known, which decides what findall gives",
                        Some("use finditer"),
                    ),
                }
            }
            "split" => {
                let cell = self.node(range, 0);
                let target = match &first {
                    Some((p, flags)) => {
                        let code = format!("py::re::compile({p}, {flags})");
                        format!("{}.", self.try_(code))
                    }
                    None => prefix.to_string(),
                };
                match groups {
                    Groups::None => {
                        self.cells.flow(&Ty::one(Atom::Str), cell);
                        Ex::owned(format!("{target}split_parts({text}, {count})"), Ty::one(Atom::List(cell)))
                    }
                    Groups::One | Groups::More => {
                        self.cells.flow(&Ty(vec![Atom::None, Atom::Str]), cell);
                        Ex::owned(format!("{target}split({text}, {count})"), Ty::one(Atom::List(cell)))
                    }
                    Groups::Unknown => self.refuse(
                        "P0432",
                        range,
                        "how many groups this pattern has is not known, which decides what split gives",
                    ),
                }
            }
            _ => match replacement {
                Some(Replacement::Template(t)) => {
                    let t = self.borrowed(&t);
                    parts.extend([t, text, count]);
                    if name == "sub" {
                        return plain(self, "sub", parts, Ty::one(Atom::Str), true);
                    }
                    let (a, b) = (self.node(range, 0), self.node(range, 1));
                    self.cells.flow(&Ty::one(Atom::Str), a);
                    self.cells.flow(&Ty::nat(), b);
                    plain(self, "subn", parts, Ty::one(Atom::Tuple(vec![a, b])), true)
                }
                Some(Replacement::Function(f)) if name == "sub" => {
                    parts.extend([f, text, count]);
                    plain(self, "sub_with", parts, Ty::one(Atom::Str), true)
                }
                _ => self.refuse("P0407", range, "re.subn() with a function is not translated"),
            },
        }
    }

    /// A replacement: a template, or a function from match to text.
    pub(super) fn replacement(&mut self, e: &'a Expr) -> Result<Replacement, Ex> {
        let named = match e {
            Expr::Name(n) => matches!(self.lookup(n.id.as_str(), n.range, false), crate::lower::vars::Name::Func(_)),
            Expr::Lambda(_) => true,
            _ => false,
        };
        if !named {
            let x = self.expr(e);
            if x.ty.is_str() {
                return Ok(Replacement::Template(x));
            }
            if x.ty.is_empty() {
                return Err(self.diverging(&[&x]));
            }
            if !x.ty.is(|a| matches!(a, Atom::Func(..))) {
                return Err(self.refuse("P0407", e.range(), "a replacement of this type is not translated"));
            }
        }
        let (closure, ty, raises) = self.inline_function(e, &[Ty::one(Atom::Match)], false);
        let body = crate::lower::builtins::fallible_closure(&closure, raises);
        if ty.is_str() {
            return Ok(Replacement::Function(body));
        }
        if ty.is_empty() {
            return Err(Ex::unknown());
        }
        if ty.0 == [Atom::None, Atom::Str] {
            // None replaces by nothing.
            let Some((params, body)) = body.split_once("| ") else { return Err(Ex::unknown()) };
            return Ok(Replacement::Function(format!(
                "{params}| {{ let text: Result<Option<Str>> = (|| {body})(); text.map(Option::unwrap_or_default) }}"
            )));
        }
        Err(self.refuse(
            "P0407",
            e.range(),
            "a replacement function that gives something else than text is not translated",
        ))
    }
}

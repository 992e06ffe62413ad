//! Methods of match objects.
//! Knows nothing of patterns.

use crate::lower::{Ex, Lowerer, Prec};
use crate::types::{Atom, Ty};
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// A function of `re` handed on as a value, with lowered arguments.
    pub(crate) fn regex_value(&mut self, name: &str, args: &[Ex]) -> Option<Ex> {
        match (name, args) {
            ("escape", [p]) if p.ty.is_str() => {
                let text = self.str_ref(p);
                Some(Ex::owned(format!("py::re::escape({text})"), Ty::one(Atom::Str)))
            }
            ("search" | "match" | "fullmatch", [p, text]) if p.ty.is_str() && text.ty.is_str() => {
                let method = if name == "match" { "match_" } else { name };
                let (p, text) = (self.str_ref(p), self.borrowed(text));
                let code = format!("py::re::{method}({p}, {text}, 0)");
                Some(Ex::owned(self.try_(code), Ty(vec![Atom::None, Atom::Match])))
            }
            _ => None,
        }
    }

    /// Methods of a match.
    pub(crate) fn match_method(&mut self, x: &Ex, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let recv = x.at(Prec::Atom);
        let text = Ty::one(Atom::Str);
        let maybe = Ty(vec![Atom::None, Atom::Str]);
        Some(match (name, args) {
            ("group" | "__getitem__", []) => Ex::owned(format!("{recv}.whole()"), text),
            ("group" | "__getitem__", [g]) if g.int_lit() == Some(0) => Ex::owned(format!("{recv}.whole()"), text),
            ("group" | "__getitem__", [g]) if g.ty.is_str() => {
                let g = self.str_ref(g);
                let code = format!("{recv}.group_named({g})");
                Ex::owned(self.try_(code), maybe)
            }
            ("group" | "__getitem__", [g]) if g.ty.is_int() => {
                let g = self.borrowed(g);
                let code = format!("{recv}.group({g})");
                Ex::owned(self.try_(code), maybe)
            }
            ("group", many) if many.len() > 1 => {
                let parts: Vec<Ex> =
                    many.iter().filter_map(|g| self.match_method(x, "group", std::slice::from_ref(g), range)).collect();
                if parts.len() != many.len() {
                    return None;
                }
                self.tuple_of(parts, range)
            }
            ("groups", []) => {
                let cell = self.node(range, 0);
                self.cells.flow(&maybe, cell);
                Ex::owned(format!("{recv}.groups()"), Ty::one(Atom::VarTuple(cell)))
            }
            ("groups", [d]) if d.ty.is_str() => {
                let cell = self.node(range, 0);
                self.cells.flow(&text, cell);
                let d = self.borrowed(d);
                Ex::owned(format!("{recv}.groups_or({d})"), Ty::one(Atom::VarTuple(cell)))
            }
            ("groupdict", []) => {
                let (k, v) = (self.node(range, 0), self.node(range, 1));
                self.cells.flow(&text, k);
                self.cells.flow(&maybe, v);
                Ex::owned(format!("{recv}.groupdict()"), Ty::one(Atom::Dict(k, v)))
            }
            ("start" | "end" | "span", [] | [_]) if args.iter().all(|a| a.ty.is_int()) => {
                let g = match args.first() {
                    Some(g) => self.borrowed(g),
                    None => "&Int::from(0)".to_string(),
                };
                let code = format!("{recv}.{name}({g})");
                let code = self.try_(code);
                if name == "span" {
                    let (a, b) = (self.node(range, 0), self.node(range, 1));
                    self.cells.flow(&Ty::int(), a);
                    self.cells.flow(&Ty::int(), b);
                    return Some(Ex::owned(code, Ty::one(Atom::Tuple(vec![a, b]))));
                }
                Ex::owned(code, Ty::int())
            }
            ("expand", [t]) if t.ty.is_str() => {
                let t = self.borrowed(t);
                let code = format!("{recv}.expand({t})");
                Ex::owned(self.try_(code), text)
            }
            _ => {
                return None;
            }
        })
    }
}

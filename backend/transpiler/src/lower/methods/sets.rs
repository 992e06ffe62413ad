//! Methods of sets.
//! Knows nothing of their operators.

use crate::lower::{Ex, Lowerer, Prec};
use crate::types::{Atom, Cell, Ty};
use ruff_python_ast::Expr;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::Ranged;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// A set's method that takes another set, or anything to go over.
    pub(super) fn set_with(&mut self, x: Ex, cell: Cell, name: &str, arg: &'a Expr) -> Ex {
        let recv = x.at(Prec::Atom);
        let none = Ty::none();
        let frozen = x.ty.is(|a| matches!(a, Atom::FrozenSet(_)));
        let other = self.expr(arg);
        if other.ty.is_empty() {
            return Ex::unknown();
        }
        let is_set = other.ty.is(|a| matches!(a, Atom::Set(_) | Atom::FrozenSet(_)));
        let operand = if is_set {
            let Some(Atom::Set(d) | Atom::FrozenSet(d)) = other.ty.single().cloned() else {
                return Ex::unknown();
            };
            self.cells.unify(cell, d);
            let other_frozen = other.ty.is(|a| matches!(a, Atom::FrozenSet(_)));
            if other_frozen == frozen {
                self.borrowed(&other)
            } else {
                format!("&{}.to_{}()", other.at(Prec::Atom), if frozen { "frozenset" } else { "set" })
            }
        } else {
            let from_dict = other.ty.is(|a| matches!(a, Atom::Dict(..)));
            let it = self.iterate_value(other.clone(), arg.range());
            let code = self.iterator_of(it, cell);
            if name == "update" || name == "union" {
                if name == "update" {
                    return Ex::owned(format!("{recv}.update({code})"), none);
                }
                return Ex::owned(format!("{recv}.union_iter({code})"), x.ty);
            }
            if matches!(name, "intersection" | "difference" | "symmetric_difference") && !from_dict {
                return Ex::owned(format!("{recv}.{name}_iter({code})"), x.ty);
            }
            format!("&{code}.collect::<{}<_>>()", if frozen { "FrozenSet" } else { "Set" })
        };
        match name {
            "update" => Ex::owned(format!("{recv}.update_set({operand})"), none),
            "issubset" | "issuperset" | "isdisjoint" => {
                Ex::owned(format!("{recv}.{name}({operand})"), Ty::one(Atom::Bool))
            }
            n if n.ends_with("_update") => Ex::owned(format!("{recv}.{n}({operand})"), none),
            n => Ex::owned(format!("{recv}.{n}({operand})"), x.ty),
        }
    }

    pub(super) fn set_method(&mut self, x: &Ex, c: Cell, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let recv = x.at(Prec::Atom);
        let (none, elem) = (Ty::none(), self.cells.ty(c));
        Some(match (name, args) {
            ("add" | "discard", [v]) if name == "add" => {
                let v = self.store(v.clone(), c);
                let t = self.cells.ty(c);
                self.need_hash(&t, range);
                Ex::owned(format!("{recv}.add({v})"), none)
            }
            ("discard" | "remove", [v]) => {
                let v = self.search_item(v, c, range);
                let code = format!("{recv}.{name}({v})");
                let code = if name == "remove" { self.try_(code) } else { code };
                Ex::owned(code, none)
            }
            ("pop", []) => {
                if elem.0.iter().any(|a| matches!(a, Atom::Str | Atom::Bytes | Atom::Inst(_))) {
                    return Some(self.refuse("P0333", range, "which string set.pop() gives differs from run to run"));
                }
                let code = format!("{recv}.pop()");
                Ex::owned(self.try_(code), elem)
            }
            ("clear", []) => Ex::owned(format!("{recv}.clear()"), none),
            ("copy", []) => Ex::owned(format!("{recv}.copy()"), x.ty.clone()),
            ("union" | "intersection" | "difference", []) => Ex::owned(format!("{recv}.copy()"), x.ty.clone()),
            ("union" | "intersection" | "difference", many) => {
                let mut code = recv;
                let all = self.temp("all");
                let mut parts = String::new();
                for m in many {
                    let it = self.iterate_value(m.clone(), range);
                    let it = self.iterator_of(it, c);
                    if name != "union" {
                        return Some(self.refuse(
                            "P0351",
                            range,
                            format!("{name}() with several arguments is not translated"),
                        ));
                    }
                    parts.push_str(&format!("{all}.update({it}); "));
                }
                code = format!("{{ let {all} = {code}.copy(); {parts}{all} }}");
                Ex::owned(code, x.ty.clone())
            }
            _ => return None,
        })
    }
}

//! Methods of sets.
//! Knows nothing of their operators.

use crate::lower::iterate::It;
use crate::lower::{Ex, Lowerer, Prec};
use crate::types::{Atom, Cell, Ty};
use ruff_python_ast::Expr;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::Ranged;
use rustpython_ruff_text_size::TextRange;

/// What a set's method is given.
enum Other {
    Set(String),
    Dict(String),
    Items(String),
}

impl<'a> Lowerer<'a> {
    /// An argument of a set's method.
    fn set_operand(&mut self, other: Ex, cell: Cell, range: TextRange) -> Other {
        match other.ty.single().cloned() {
            Some(Atom::Set(d) | Atom::FrozenSet(d)) => {
                self.cells.unify(cell, d);
                Other::Set(self.borrowed(&other))
            }
            // CPython makes room for a dictionary's keys at once, but for no other mapping's.
            Some(Atom::Dict(k, _)) => {
                self.cells.unify(cell, k);
                Other::Dict(self.borrowed(&other))
            }
            _ => {
                let it = self.iterate_value(other, range);
                Other::Items(self.iterator_of(it, cell))
            }
        }
    }

    /// A set's method that takes other sets, or anything to go over. What CPython does for each kind of argument shows
    /// in the order of the result.
    pub(super) fn set_with(&mut self, x: Ex, cell: Cell, name: &str, args: &'a [Expr]) -> Ex {
        let (x, first) = if args.len() > 1 { self.once(x, "set") } else { (x, String::new()) };
        let recv = x.at(Prec::Atom);
        let mut others = Vec::new();
        for a in args {
            let other = self.expr(a);
            if other.ty.is_empty() {
                return Ex::unknown();
            }
            others.push(self.set_operand(other, cell, a.range()));
        }
        let elem = self.cells.ty(cell);
        if !elem.is_empty() {
            self.need_hash(&elem, args[0].range());
        }
        let mut code = if name.ends_with("_update") && name != "intersection_update" || name == "update" {
            String::new()
        } else {
            recv.clone()
        };
        for (i, other) in others.into_iter().enumerate() {
            code = match (name, other) {
                ("update", Other::Set(o)) => format!("{code}{recv}.update_set({o}); "),
                ("update", Other::Dict(o)) => format!("{code}{recv}.update_dict({o}); "),
                ("update", Other::Items(o)) => format!("{code}{recv}.update({o}); "),
                ("union", Other::Set(o)) if i == 0 => format!("{code}.union({o})"),
                ("union", Other::Items(o)) if i == 0 => format!("{code}.union_iter({o})"),
                ("union", Other::Dict(o)) if i == 0 => format!("{code}.union_iter(std::iter::empty()).and_dict({o})"),
                ("union", Other::Set(o)) => format!("{code}.and_set({o})"),
                ("union", Other::Items(o)) => format!("{code}.and_all({o})"),
                ("union", Other::Dict(o)) => format!("{code}.and_dict({o})"),
                ("intersection" | "intersection_update", Other::Set(o)) => format!("{code}.intersection({o})"),
                ("intersection" | "intersection_update", Other::Items(o)) => format!("{code}.intersection_iter({o})"),
                ("intersection" | "intersection_update", Other::Dict(o)) => {
                    format!("{code}.intersection_iter(({o}).keys())")
                }
                ("difference", Other::Set(o)) if i > 0 => format!("{code}.less_set({o})"),
                ("difference", Other::Items(o)) if i > 0 => format!("{code}.less_all({o})"),
                ("difference", Other::Dict(o)) if i > 0 => format!("{code}.less_all(({o}).keys())"),
                ("difference" | "symmetric_difference", Other::Items(o)) => format!("{code}.{name}_iter({o})"),
                ("difference_update", Other::Set(o)) => format!("{code}{recv}.{name}({o}); "),
                ("difference_update", Other::Items(o)) => format!("{code}{recv}.{name}_iter({o}); "),
                ("difference_update", Other::Dict(o)) => format!("{code}{recv}.{name}_iter(({o}).keys()); "),
                ("symmetric_difference_update", Other::Set(o)) => format!("{recv}.{name}({o}); "),
                ("symmetric_difference_update", Other::Items(o)) => {
                    format!("{recv}.{name}(&{o}.collect::<Set<_>>()); ")
                }
                ("symmetric_difference_update", Other::Dict(_)) => {
                    return self.refuse(
                        "P0351",
                        args[0].range(),
                        "this change of a set by a mapping is not translated",
                    );
                }
                (_, Other::Set(o)) => format!("{code}.{name}({o})"),
                (_, Other::Items(o)) => format!("{code}.{name}(&{o}.collect::<Set<_>>())"),
                (_, Other::Dict(o)) => format!("{code}.{name}(&Set::from_dict({o}))"),
            };
        }
        if name == "intersection_update" {
            code = format!("{recv}.take_over({code}); ");
        }
        match name {
            "issubset" | "issuperset" | "isdisjoint" => Ex::owned(code, Ty::one(Atom::Bool)),
            n if n.ends_with("update") && first.is_empty() && args.len() == 1 => {
                Ex::owned(code.trim_end_matches("; ").to_string(), Ty::none())
            }
            n if n.ends_with("update") => Ex::owned(format!("{{ {first}{code}}}"), Ty::none()),
            _ if first.is_empty() => Ex::owned(code, x.ty),
            _ => Ex::owned(format!("{{ {first}{code} }}"), x.ty),
        }
    }

    /// `s.union(*others)` and `s.intersection(*others)`.
    pub(super) fn set_with_all(&mut self, x: Ex, cell: Cell, name: &str, e: &'a Expr, range: TextRange) -> Ex {
        let it = self.iterate(e);
        let it = self.settled(it);
        let b = self.borrowed(&x);
        match (name, it.elem.single().cloned()) {
            (_, Some(Atom::Set(c))) => {
                self.cells.unify(c, cell);
                Ex::owned(format!("py::set_methods::{name}_with({b}, {})", it.code), x.ty)
            }
            ("union", Some(Atom::List(c))) => {
                let t = self.cells.ty(c);
                self.cells.flow(&t, cell);
                let t = self.cells.ty(cell);
                self.need_hash(&t, range);
                let items = format!("{}.flat_map(|one| one.iter())", it.code);
                let items = self.iterator_of(It::plain(items, self.cells.ty(c)), cell);
                Ex::owned(format!("{}.union_iter({items})", x.at(Prec::Atom)), x.ty)
            }
            (_, None) if it.elem.is_empty() => Ex::unknown(),
            _ => self.refuse("P0301", range, format!("a starred argument for .{name}() is not translated")),
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
            _ => return None,
        })
    }
}

//! Views of mappings: `keys()`, `values()` and `items()` as values, and the set operators on them.
//! Knows nothing of loops over a mapping, which need no view.

use super::{Ex, Lowerer, Prec};
use crate::types::{Atom, Cell, Ty, View};
use ruff_python_ast::Operator;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

/// Whether a value is a view that takes part in set operations.
fn set_like(x: &Ex) -> bool {
    x.ty.is(|a| matches!(a, Atom::View(View::Keys | View::Items, ..)))
}

impl<'a> Lowerer<'a> {
    /// `keys()`, `values()` or `items()` of a mapping.
    pub(super) fn view(&mut self, x: &Ex, k: Cell, v: Cell, name: &str) -> Ex {
        let view = match name {
            "keys" => View::Keys,
            "values" => View::Values,
            _ => View::Items,
        };
        Ex::owned(format!("{}.{name}()", x.at(Prec::Atom)), Ty::one(Atom::View(view, k, v)))
    }

    /// The elements of a view or a set as a set of its own.
    pub(super) fn as_set(&mut self, x: &Ex, range: TextRange, slot: u8) -> Ex {
        if !set_like(x) {
            return x.clone();
        }
        let it = self.iterate_value(x.clone(), range);
        let cell = self.node(range, slot);
        let code = self.iterator_of(it, cell);
        let elem = self.cells.ty(cell);
        if !elem.is_empty() {
            self.need_hash(&elem, range);
        }
        Ex::owned(format!("{code}.collect::<Set<_>>()"), Ty::one(Atom::Set(cell)))
    }

    /// Both sides as sets where a view is compared with a view or a set.
    pub(super) fn views_as_sets(&mut self, l: &Ex, r: &Ex, range: TextRange) -> Option<(Ex, Ex)> {
        let set = |x: &Ex| x.ty.is(|a| matches!(a, Atom::Set(_) | Atom::FrozenSet(_)));
        let views = (set_like(l), set_like(r));
        if views == (false, false) || !(views.0 || set(l)) || !(views.1 || set(r)) {
            return None;
        }
        let (a, b) = (self.as_set(l, range, 240), self.as_set(r, range, 241));
        if let (Some(Atom::Set(c)), Some(Atom::Set(d) | Atom::FrozenSet(d)))
        | (Some(Atom::FrozenSet(c)), Some(Atom::Set(d))) = (a.ty.single().cloned(), b.ty.single().cloned())
        {
            self.cells.unify(c, d);
        }
        Some((a, b))
    }

    /// `keys & other` and the other set operators: the result is a set.
    pub(super) fn view_operator(&mut self, op: Operator, l: &Ex, r: &Ex, range: TextRange) -> Option<Ex> {
        let method = match op {
            Operator::BitAnd => "intersection",
            Operator::BitOr => "union",
            Operator::Sub => "difference",
            Operator::BitXor => "symmetric_difference",
            _ => return None,
        };
        if !set_like(l) && !set_like(r) {
            return None;
        }
        if let (Some(Atom::View(View::Keys, k, _)), Some(other)) = (l.ty.single().cloned(), r.ty.single().cloned()) {
            // The runtime makes these in the order in which CPython does.
            let out = Ty::one(Atom::Set(k));
            let recv = l.at(Prec::Atom);
            let keys = self.cells.ty(k);
            if !keys.is_empty() {
                self.need_hash(&keys, range);
            }
            return Some(match other {
                Atom::View(View::Keys, j, _) if op == Operator::BitAnd => {
                    self.cells.unify(j, k);
                    Ex::owned(format!("{recv}.intersection({})", self.borrowed(r)), out)
                }
                Atom::Set(j) if op == Operator::BitAnd => {
                    self.cells.unify(j, k);
                    Ex::owned(format!("{recv}.intersection_set({})", self.borrowed(r)), out)
                }
                _ => {
                    let it = self.iterate_value(r.clone(), range);
                    let code = self.iterator_of(it, k);
                    Ex::owned(format!("{recv}.{method}_iter({code})"), out)
                }
            });
        }
        let (a, b) = (self.as_set(l, range, 240), self.as_set(r, range, 241));
        let elements = match (a.ty.single(), b.ty.single()) {
            (Some(Atom::Set(c)), Some(Atom::Set(d))) => Some((*c, *d)),
            _ => None,
        };
        let ordered = match elements {
            // The order of these sets is the program's to see: only strings, whose order nobody knows, may differ.
            Some((c, d)) => {
                self.cells.unify(c, d);
                !self.last_round || self.unordered(&Ty::one(Atom::Set(c)), 0)
            }
            None => false,
        };
        if !ordered {
            return Some(self.refuse_with(
                "P0262",
                range,
                "this operator on a dictionary's view is not translated",
                Some("make sets of both: set(d.items())"),
            ));
        }
        let b = self.borrowed(&b);
        Some(Ex::owned(format!("{}.{method}({b})", a.at(Prec::Atom)), a.ty))
    }

    /// Whether every element holds a string, so that CPython's own order of a set differs from run to run.
    fn unordered(&self, t: &Ty, depth: u32) -> bool {
        depth < 6
            && t.single().is_some_and(|a| match a {
                Atom::Str | Atom::Bytes => true,
                Atom::Set(c) => self.unordered(&self.cells.ty(*c), depth + 1),
                Atom::Tuple(cs) => cs.iter().any(|c| self.unordered(&self.cells.ty(*c), depth + 1)),
                _ => false,
            })
    }
}

//! The modules `heapq` and `bisect`: lists kept in order.
//! Knows nothing of other lists.

use crate::lower::builtins::key_closure;
use crate::lower::{Ex, Lit, Lowerer, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;

impl<'a> Lowerer<'a> {
    /// `nlargest(n, items, key=)` and `nsmallest`.
    pub(super) fn heap_select(&mut self, name: &str, c: &'a ExprCall) -> Ex {
        let args = &c.arguments.args;
        let kw =
            |n: &str| c.arguments.keywords.iter().find(|k| k.arg.as_ref().is_some_and(|a| a == n)).map(|k| &k.value);
        let n = self.expr(&args[0]);
        let n = self.as_int(n, c.range);
        let it = self.iterate(&args[1]);
        let cell = self.node(c.range, 0);
        let list = self.list_from(it, cell);
        let elem = self.cells.ty(cell);
        let n = self.borrowed(&n);
        let ty = Ty::one(Atom::List(cell));
        if let Some(k) = kw("key") {
            let (closure, kt, raises) = self.inline_function(k, std::slice::from_ref(&elem), true);
            self.ordered(&kt);
            let closure = key_closure(&closure, raises, &kt);
            let code = format!("py::heapq::{name}_by_key({n}, {}.iter(), {closure})", list.at(Prec::Atom));
            return Ex::owned(self.try_(code), ty);
        }
        self.ordered(&elem);
        let code = format!("py::heapq::{name}({n}, {}.iter())", list.at(Prec::Atom));
        Ex::owned(self.try_(code), ty)
    }

    /// `merge(*sources)`.
    pub(super) fn heap_merge(&mut self, c: &'a ExprCall) -> Ex {
        let out = self.node(c.range, 0);
        if !c.arguments.keywords.is_empty() || c.arguments.args.iter().any(|a| matches!(a, Expr::Starred(_))) {
            return self.refuse("P0407", c.range, "heapq.merge() with these arguments is not translated");
        }
        let lists: Vec<Ex> = c
            .arguments
            .args
            .iter()
            .map(|a| {
                let it = self.iterate(a);
                self.list_from(it, out)
            })
            .collect();
        let elem = self.cells.ty(out);
        if !self.ordered(&elem) && self.last_round {
            return self.refuse("P0407", c.range, "heapq.merge() of values whose order may raise is not translated");
        }
        let lists: Vec<String> = lists.into_iter().map(|l| format!("{}.iter()", l.at(Prec::Atom))).collect();
        Ex::owned(format!("Iter::new(py::heapq::merge([{}]))", lists.join(", ")), Ty::one(Atom::Iter(out)))
    }

    /// `bisect(items, x, lo, hi, key=)` and its kin.
    pub(super) fn bisect(&mut self, name: &str, c: &'a ExprCall) -> Ex {
        let args = self.args(c);
        let unknown = |l: &mut Self| {
            l.refuse("P0407", c.range, format!("bisect.{name}() with these arguments is not translated"))
        };
        if args.star.is_some() || args.pos.len() < 2 {
            return unknown(self);
        }
        if args.pos.iter().chain(args.kw.iter().map(|k| &k.1)).any(|x| x.ty.is_empty()) {
            return Ex::unknown();
        }
        let (mut low, mut high) = (args.pos.get(2).cloned(), args.pos.get(3).cloned());
        for (n, x) in args.kw {
            match n.as_str() {
                "lo" => low = Some(x),
                "hi" => high = Some(x),
                _ => return unknown(self),
            }
        }
        let plain = low.is_none() && high.is_none();
        let low = match low {
            Some(x) => {
                let x = self.as_int(x, c.range);
                self.borrowed(&x)
            }
            None => "&Int::from(0)".into(),
        };
        let high = match high.filter(|x| x.lit != Some(Lit::None)) {
            Some(x) => {
                let x = self.as_int(x, c.range);
                format!("Some({})", self.borrowed(&x))
            }
            None => "None".into(),
        };
        match self.bisect_within(name, &args.pos[0], &args.pos[1], (low, high, plain)) {
            Some(x) => x,
            None => unknown(self),
        }
    }

    pub(super) fn heapq(&mut self, name: &str, args: &[Ex]) -> Option<Ex> {
        let Some(Atom::List(c)) = args.first()?.ty.single().cloned() else { return None };
        let heap = self.borrowed(&args[0]);
        let none = Ty::none();
        let ex = match (name, &args[1..]) {
            ("heappush", [v]) => {
                let v = self.store(v.clone(), c);
                let code = format!("py::heapq::try_heappush({heap}, {v})");
                Ex::owned(self.try_(code), none)
            }
            ("heappop", []) => {
                let code = format!("py::heapq::heappop({heap})");
                let t = self.cells.ty(c);
                Ex::owned(self.try_(code), t)
            }
            ("heapify", []) => {
                let code = format!("py::heapq::try_heapify({heap})");
                Ex::owned(self.try_(code), none)
            }
            ("heapreplace" | "heappushpop", [v]) => {
                let v = self.store(v.clone(), c);
                let f = if name == "heappushpop" { "try_heappushpop" } else { name };
                let code = format!("py::heapq::{f}({heap}, {v})");
                let t = self.cells.ty(c);
                Ex::owned(self.try_(code), t)
            }
            _ => return None,
        };
        let t = self.cells.ty(c);
        self.ordered(&t);
        Some(ex)
    }

    /// As `bisect`, with its bounds lowered.
    fn bisect_within(
        &mut self,
        name: &str,
        items: &Ex,
        v: &Ex,
        (low, high, plain): (String, String, bool),
    ) -> Option<Ex> {
        let Some(Atom::List(c)) = items.ty.single().cloned() else { return None };
        let list = self.borrowed(items);
        let v_owned = self.store(v.clone(), c);
        let t = self.cells.ty(c);
        self.ordered(&t);
        Some(match name {
            "bisect" | "bisect_right" => {
                let code = format!("py::bisect::bisect_right({list}, &{v_owned}, {low}, {high})");
                Ex::owned(self.try_(code), Ty::nat())
            }
            "bisect_left" => {
                let code = format!("py::bisect::bisect_left({list}, &{v_owned}, {low}, {high})");
                Ex::owned(self.try_(code), Ty::nat())
            }
            "insort" | "insort_right" | "insort_left" if plain => {
                let f = if name == "insort_left" { "insort_left" } else { "insort_right" };
                let code = format!("py::bisect::{f}({list}, {v_owned})");
                Ex::owned(self.try_(code), Ty::none())
            }
            _ => return None,
        })
    }
}

//! `map` and `filter` as iterators; `iter` and `next`.
//! Knows nothing of how iterables are walked; that is `iterate`'s.

use super::tuple_params;
use crate::lower::iterate::It;
use crate::lower::{Ex, Lowerer, Own, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// `iter(x)`.
    pub(super) fn iter_of(&mut self, x: Ex, range: TextRange) -> Ex {
        if let Some(Atom::Inst(c)) = x.ty.single().cloned()
            && self.find_method(c, "__iter__").is_some()
        {
            let r = self.call_method_on(x, c, "__iter__", Vec::new());
            if matches!(r.ty.single(), Some(Atom::Iter(_) | Atom::Inst(_))) {
                return r;
            }
            return self.builtin_with("iter", vec![r], range);
        }
        if x.ty.is(|a| matches!(a, Atom::Iter(_))) {
            return x;
        }
        let it = self.iterate_value(x, range);
        let cell = self.node(range, 0);
        self.cells.flow(&it.elem, cell);
        let code = self.iterator_of(it, cell);
        Ex::owned(format!("Iter::new({code})"), Ty::one(Atom::Iter(cell)))
    }

    /// `next(x)` or `next(x, default)`.
    pub(super) fn next_of(&mut self, x: Ex, default: Option<Ex>, range: TextRange) -> Ex {
        if let Some(Atom::Inst(c)) = x.ty.single().cloned()
            && self.find_method(c, "__next__").is_some()
            && default.is_none()
        {
            return self.call_method_on(x, c, "__next__", Vec::new());
        }
        if let (Some(Atom::Inst(c)), Some(d)) = (x.ty.single().cloned(), &default)
            && self.find_method(c, "__next__").is_some()
        {
            let (x, first) = self.once(x, "object");
            let (d, second) = self.once(d.clone(), "default");
            let (item, raises) = self.in_closure(|l| {
                let item = l.call_method_on(x, c, "__next__", Vec::new());
                let ty = item.ty.clone();
                (l.owned(item), ty)
            });
            let (item, elem) = item;
            let ty = self.join(range, 0, &[&elem, &d.ty]);
            let d = self.coerce(d, &ty);
            let found = self.coerce(Ex { own: Own::Last, ..Ex::place("item", elem) }, &ty);
            let item = if raises {
                item.strip_suffix('?').map_or(format!("Ok({item})"), str::to_string)
            } else {
                format!("Ok({item})")
            };
            let code = self.try_(format!("py::or_stopped((|| {item})())"));
            return Ex::owned(
                format!("{{ {first}{second}match {code} {{ Some(item) => {found}, None => {d} }} }}"),
                ty,
            );
        }
        let Some(Atom::Iter(c)) = x.ty.single().cloned() else {
            let message = format!("'{}' object is not an iterator", self.ty_names(&x.ty));
            return self.raising(&[&x], &format!("py::type_error({})", crate::lower::quote(&message)));
        };
        let elem = self.cells.ty(c);
        match default {
            None => {
                let code = format!("{}.next_or_stop()", x.at(Prec::Atom));
                Ex::owned(self.try_(code), elem)
            }
            Some(d) => {
                let ty = self.join(range, 0, &[&elem, &d.ty]);
                let (x, first) = if d.is_simple() || d.vague { (x, String::new()) } else { self.once(x, "items") };
                let (d, second) = if d.vague { (d, String::new()) } else { self.once(d, "default") };
                let d = self.coerce(d, &ty);
                let code = format!("{}.advance()", x.at(Prec::Atom));
                let code = self.try_(code);
                let item = self.coerce(Ex { own: Own::Last, ..Ex::place("item", elem) }, &ty);
                let code = format!("match {code} {{ Some(item) => {item}, None => {d} }}");
                if first.is_empty() && second.is_empty() {
                    return Ex::owned(code, ty).prec(Prec::Low);
                }
                Ex::owned(format!("{{ {first}{second}{code} }}"), ty)
            }
        }
    }

    /// `map(f, xs, ...)` as an iterator.
    pub(crate) fn map(&mut self, c: &'a ExprCall) -> It {
        let f = &c.arguments.args[0];
        let sources: Vec<It> = c.arguments.args[1..]
            .iter()
            .map(|e| {
                let it = self.iterate(e);
                self.settled(it)
            })
            .collect();
        let elems: Vec<Ty> = sources.iter().map(|s| s.elem.clone()).collect();
        let (closure, ty, raises) = self.inline_function(f, &elems, false);
        let mut codes = sources.into_iter().map(|s| s.code);
        let first = codes.next().unwrap_or_default();
        let rest: Vec<String> = codes.collect();
        let (source, closure) = match rest.len() {
            0 => (first, closure),
            1 => (format!("{first}.zip({})", rest[0]), tuple_params(&closure)),
            n => (format!("py::zip{}({first}, {})", n + 1, rest.join(", ")), tuple_params(&closure)),
        };
        It { code: format!("{source}.map({closure})"), elem: ty, fallible: raises, vague: false }
    }

    /// `filter(f, xs)` as an iterator.
    pub(crate) fn filter(&mut self, c: &'a ExprCall) -> It {
        let it = self.iterate(&c.arguments.args[1]);
        let it = self.settled(it);
        let elem = it.elem.clone();
        if matches!(&c.arguments.args[0], Expr::NoneLiteral(_)) {
            let (test, _) = self.truth(&Ex::reference("item", elem.clone()));
            return It::plain(format!("{}.filter(|item| {test})", it.code), elem);
        }
        let (closure, ty, raises) = self.inline_function(&c.arguments.args[0], std::slice::from_ref(&elem), true);
        let (params, body) =
            closure.split_once("| ").map(|(p, b)| (format!("{p}|"), b.to_string())).unwrap_or_default();
        if raises {
            let value = Ex { own: Own::Last, ..Ex::place("value", ty) };
            let (test, _) = self.truth(&value);
            let code = format!("py::try_filter({}, {params} {{ let value = {body}?; Ok({test}) }})", it.code);
            let list = self.try_(code);
            return It::plain(format!("{list}.into_iter()"), elem);
        }
        if ty.is_bool() {
            return It::plain(format!("{}.filter({params} {body})", it.code), elem);
        }
        let value = Ex { own: Own::Last, ..Ex::place("value", ty) };
        let (test, _) = self.truth(&value);
        It::plain(format!("{}.filter({params} {{ let value = {body}; {test} }})", it.code), elem)
    }
}

//! Builtins that go over all of an iterable: `sum`, `min`, `max`, `sorted`.
//! Knows nothing of how iterables are walked; that is `iterate`'s.

use crate::lower::builtins::key_closure;
use crate::lower::iterate::It;
use crate::lower::vars::Name;
use crate::lower::{Ex, Lowerer, Own, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

impl<'a> Lowerer<'a> {
    /// `sum(...)`.
    pub(super) fn sum(&mut self, it: It, start: Option<Ex>, range: TextRange) -> Ex {
        let mut it = self.settled(it);
        if it.elem.0.len() > 1 && it.elem.0.contains(&Atom::Bool) {
            // Truth values among numbers count as the numbers that they are.
            let float = it.elem.0.contains(&Atom::Float);
            if it.elem.0.iter().all(|a| matches!(a, Atom::Int(_) | Atom::Bool | Atom::Float)) {
                let item = Ex { own: Own::Last, ..Ex::place("item", it.elem.clone()) };
                let number = self.without_bool(item, range);
                let number = self.owned(number);
                it.code = format!("{}.map(|item| {number})", it.code);
                it.elem = if float { Ty(vec![Atom::Int(false), Atom::Float]) } else { Ty::int() };
            }
        }
        let bools = it.elem.is_bool();
        let start = start.filter(|s| s.int_lit() != Some(0));
        if it.elem.is_empty() {
            return start.unwrap_or_else(|| self.int(0));
        }
        if it.elem.0.iter().all(|a| matches!(a, Atom::Int(_) | Atom::Bool | Atom::Float)) {
            let (code, ty) = if bools {
                (format!("py::sum_int({}.map(Int::from))", it.code), Ty::nat())
            } else if it.elem.is_int() {
                (format!("py::sum_int({})", it.code), it.elem.clone())
            } else {
                // An empty sum is the integer 0, so the result may be either.
                let it_code = if it.elem.is_float() { format!("{}.map(Num::from)", it.code) } else { it.code.clone() };
                (format!("py::sum_num({it_code})"), Ty(vec![Atom::Int(false), Atom::Float]))
            };
            let total = Ex::owned(code, ty);
            return match start {
                None => total,
                Some(s) if s.ty.is_float() => {
                    let elem_float = if it.elem.is_float() {
                        it.code.clone()
                    } else {
                        format!("{}.map(|item| Num::from(item).float())", it.code)
                    };
                    if it.elem.is_float() || it.elem.is_int() {
                        let s = self.float(&s);
                        Ex::owned(format!("{elem_float}.fold({s}, |total, item| total + item)"), Ty::one(Atom::Float))
                    } else {
                        self.binary(ruff_python_ast::Operator::Add, s, total, range)
                    }
                }
                Some(s) if it.elem.is_int() || bools => self.binary(ruff_python_ast::Operator::Add, s, total, range),
                Some(_) => self.refuse("P0341", range, "sum() of floats from an integer start is not translated"),
            };
        }
        if let (Some(Atom::List(c)), Some(s)) = (it.elem.single().cloned(), &start)
            && let Some(Atom::List(d)) = s.ty.single().cloned()
        {
            self.cells.unify(c, d);
            let s = self.owned(s.clone());
            return Ex::owned(
                format!("{}.fold({s}, |total, item| total.concat(&item))", it.code),
                Ty::one(Atom::List(c)),
            );
        }
        if let Some(s) = start.clone().filter(|s| matches!(s.ty.single(), Some(Atom::Inst(_)))) {
            // Objects add up by their own operator.
            let cell = self.node(range, 134);
            let first = self.store(s, cell);
            let ty = self.cells.ty(cell);
            let item = Ex { own: Own::Last, ..Ex::place("item", it.elem.clone()) };
            let sum = self.binary(ruff_python_ast::Operator::Add, Ex::place("total", ty.clone()), item, range);
            let sum = self.store(sum, cell);
            let code = format!("{{ let mut total = {first}; for item in {} {{ total = {sum}; }} total }}", it.code);
            return Ex::owned(code, ty);
        }
        if let Some(a) = it.elem.single()
            && start.is_none()
            && !matches!(a, Atom::Inst(_))
        {
            let message = format!("unsupported operand type(s) for +: 'int' and '{}'", self.kind_name(a));
            let code = format!("py::sum_unsupported({}, {})", it.code, crate::lower::quote(&message));
            return Ex::owned(self.try_(code), Ty::nat());
        }
        self.refuse("P0341", range, "sum() of these values is not translated")
    }

    pub(super) fn min_max(&mut self, name: &str, c: &'a ExprCall) -> Ex {
        let kw =
            |n: &str| c.arguments.keywords.iter().find(|k| k.arg.as_ref().is_some_and(|a| a == n)).map(|k| &k.value);
        let key = kw("key").filter(|e| !matches!(e, Expr::NoneLiteral(_)));
        let args = &c.arguments.args;
        if args.len() == 1 {
            let it = match &args[0] {
                Expr::Starred(s) => self.iterate(&s.value),
                e => self.iterate(e),
            };
            let default = kw("default").map(|e| self.expr(e));
            return self.extreme(name, it, key, default, c.range);
        }
        if args.iter().any(|a| matches!(a, Expr::Starred(_))) {
            let list = args
                .iter()
                .map(|a| match a {
                    Expr::Starred(s) => self.iterate(&s.value),
                    e => {
                        let x = self.expr(e);
                        let ty = x.ty.clone();
                        let code = self.owned(x);
                        It::plain(format!("std::iter::once({code})"), ty)
                    }
                })
                .collect::<Vec<_>>();
            let cell = self.node(c.range, 31);
            for it in &list {
                self.cells.flow(&it.elem, cell);
            }
            let codes: Vec<String> = list.into_iter().map(|it| self.iterator_of(it, cell)).collect();
            let elem = self.cells.ty(cell);
            let mut code = codes[0].clone();
            for c in &codes[1..] {
                code = format!("{code}.chain({c})");
            }
            return self.extreme(name, It::plain(code, elem), key, None, c.range);
        }
        let values: Vec<Ex> = args.iter().map(|e| self.expr(e)).collect();
        if key.is_some() {
            let cell = self.node(c.range, 31);
            for v in &values {
                self.cells.flow(&v.ty, cell);
            }
            let parts: Vec<String> = values.into_iter().map(|v| self.coerce_to(v, cell)).collect();
            let elem = self.cells.ty(cell);
            return self.extreme(
                name,
                It::plain(format!("[{}].into_iter()", parts.join(", ")), elem),
                key,
                None,
                c.range,
            );
        }
        self.extreme_of(name, values, c.range)
    }

    /// `min(a, b, ...)`.
    pub(super) fn extreme_of(&mut self, name: &str, values: Vec<Ex>, range: TextRange) -> Ex {
        let values: Vec<Ex> = values
            .into_iter()
            .map(|v| {
                if v.ty.has_none() && v.ty.0.len() > 1 {
                    self.only_kind(&v, "'<' not supported between instances of '{}' and 'int'").unwrap_or(v)
                } else {
                    v
                }
            })
            .collect();
        let types: Vec<&Ty> = values.iter().map(|v| &v.ty).collect();
        if types.iter().any(|t| t.is_empty()) {
            return Ex::unknown();
        }
        // The result is one of the values; `nat` holds if all are, and for max if any is.
        let mut ty = self.join(range, 32, &types);
        if name == "max" && ty.is_int() && values.iter().any(|v| v.ty.is_nat()) {
            ty = Ty::nat();
        }
        let total = self.ordered(&ty);
        if !total {
            let cell = self.node(range, 33);
            self.cells.flow(&ty, cell);
            let parts: Vec<String> = values.into_iter().map(|v| self.coerce(v, &ty)).collect();
            let code = format!("py::{name}([{}].into_iter())", parts.join(", "));
            return Ex::owned(self.try_(code), ty);
        }
        let mut parts = values.into_iter().map(|v| self.coerce(v, &ty)).collect::<Vec<_>>().into_iter();
        let mut code = parts.next().unwrap_or_default();
        for p in parts {
            code = format!("py::{name}2({code}, {p})");
        }
        Ex::owned(code, ty)
    }

    /// `min(iterable, key=, default=)`.
    pub(super) fn extreme(
        &mut self,
        name: &str,
        it: It,
        key: Option<&'a Expr>,
        default: Option<Ex>,
        range: TextRange,
    ) -> Ex {
        let it = self.settled(it);
        let elem = it.elem.clone();
        if elem.is_empty() {
            let message = format!("{name}() arg is an empty sequence");
            return match default {
                Some(d) => d,
                None => self.raising(&[], &format!("py::value_error({})", crate::lower::quote(&message))),
            };
        }
        if key.is_none() {
            self.ordered(&elem);
        }
        let closure = key.map(|k| self.key_function(k, &elem));
        match default {
            None => {
                let code = match closure {
                    Some(k) => format!("py::{name}_by_key({}, {k})", it.code),
                    None => format!("py::{name}({})", it.code),
                };
                Ex::owned(self.try_(code), elem)
            }
            Some(d) => {
                let ty = self.join(range, 34, &[&elem, &d.ty]);
                let d = self.coerce(d, &ty);
                let code = match closure {
                    Some(k) => format!("py::{name}_by_key_opt({}, {k})", it.code),
                    None => format!("py::{name}_opt({})", it.code),
                };
                let code = self.try_(code);
                let item = self.coerce(Ex { own: Own::Last, ..Ex::place("item", elem) }, &ty);
                Ex::owned(format!("match {code} {{ Some(item) => {item}, None => {d} }}"), ty).prec(Prec::Low)
            }
        }
    }

    /// The key of a sort, as a closure that takes an item by reference and gives a result.
    pub(crate) fn key_function(&mut self, k: &'a Expr, elem: &Ty) -> String {
        if let Expr::Call(c) = k
            && let [f] = &*c.arguments.args
            && self.names_cmp_to_key(&c.func)
        {
            return self.comparing_key(f, elem);
        }
        let (closure, kt, raises) = self.inline_function(k, std::slice::from_ref(elem), true);
        self.ordered(&kt);
        key_closure(&closure, raises, &kt)
    }

    fn names_cmp_to_key(&mut self, e: &'a Expr) -> bool {
        match e {
            Expr::Name(n) => {
                matches!(self.lookup(n.id.as_str(), n.range, false), Name::From(m, f) if m == "functools" && f == "cmp_to_key")
            }
            Expr::Attribute(a) => {
                a.attr.as_str() == "cmp_to_key" && self.module_path(&a.value).as_deref() == Some("functools")
            }
            _ => false,
        }
    }

    /// `functools.cmp_to_key(compare)` as a key.
    fn comparing_key(&mut self, f: &'a Expr, elem: &Ty) -> String {
        let compare = self.expr(f);
        let Some(Atom::Func(params, ret)) = compare.ty.single().cloned() else {
            self.refuse("P0407", f.range(), "functools.cmp_to_key() of this value is not translated");
            return "|item| Ok(item.clone())".into();
        };
        for p in &params {
            self.cells.flow(elem, *p);
        }
        let answer = self.cells.ty(ret);
        let same = params.iter().all(|p| {
            let t = self.cells.ty(*p);
            !self.last_round || self.rty(&t) == self.rty(elem)
        });
        if params.len() != 2 || self.last_round && !(same && answer.is_int()) {
            self.refuse_with(
                "P0407",
                f.range(),
                "functools.cmp_to_key() of this function is not translated",
                Some("compare two items, and return an integer on each way out"),
            );
        }
        let compare = self.owned(compare);
        format!("{{ let compare = {compare}; move |item| Ok(py::functools::cmp_to_key(&compare, item)) }}")
    }

    pub(super) fn sorted(&mut self, c: &'a ExprCall) -> Ex {
        let kw =
            |n: &str| c.arguments.keywords.iter().find(|k| k.arg.as_ref().is_some_and(|a| a == n)).map(|k| &k.value);
        let it = self.iterate(&c.arguments.args[0]);
        let key = kw("key").filter(|e| !matches!(e, Expr::NoneLiteral(_)));
        let reverse = kw("reverse").map(|e| self.condition(e));
        self.sort_list(it, key, reverse, c.range)
    }

    pub(super) fn sort_list(&mut self, it: It, key: Option<&'a Expr>, reverse: Option<Ex>, range: TextRange) -> Ex {
        let cell = self.node(range, 0);
        let code = self.iterator_of(it, cell);
        let elem = self.cells.ty(cell);
        let ty = Ty::one(Atom::List(cell));
        let reverse = reverse.filter(|r| r.bool_lit() != Some(false));
        if let Some(k) = key {
            let closure = self.key_function(k, &elem);
            let r = reverse.map_or("false".to_string(), |r| r.code);
            let code = format!("py::sorted_by_key({code}, {closure}, {r})");
            return Ex::owned(self.try_(code), ty);
        }
        let total = self.ordered(&elem);
        if !total {
            let r = reverse.map_or("false".to_string(), |r| r.code);
            let code = format!("py::try_sorted({code}, {r})");
            return Ex::owned(self.try_(code), ty);
        }
        match reverse {
            None => Ex::owned(format!("py::sorted({code})"), ty),
            Some(r) => Ex::owned(format!("py::sorted_reverse({code}, {})", r.code), ty),
        }
    }
}

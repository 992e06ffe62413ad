//! Methods of dictionaries and counters.
//! Knows nothing of indexing.

use crate::lower::iterate::It;
use crate::lower::{Ex, Lit, Lowerer, Own, Prec};
use crate::types::{Atom, Cell, Ty};
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::Ranged;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// `dict.update(other, **more)`.
    pub(super) fn dict_update(&mut self, x: &Ex, k: Cell, v: Cell, c: &'a ExprCall) -> Ex {
        let args = &c.arguments.args;
        let none = Ty::none();
        let (x, first) = self.once(x.clone(), "dict");
        let recv = x.at(Prec::Atom);
        let mut code = String::new();
        if let [only] = &**args {
            let other = self.expr(only);
            code.push_str(&self.update_mapping(&recv, k, v, other, c.range));
        }
        for kwarg in &c.arguments.keywords {
            let Some(n) = &kwarg.arg else {
                return self.refuse("P0302", kwarg.range, "`**` in a call is not translated");
            };
            self.cells.flow(&Ty::one(Atom::Str), k);
            let x = self.expr(&kwarg.value);
            let x = self.store(x, v);
            let key = self.coerce_to(
                Ex::literal(Lit::Str(n.to_string()), crate::lower::quote(n.as_str()), Ty::one(Atom::Str)),
                k,
            );
            if !code.is_empty() {
                code.push_str("; ");
            }
            code.push_str(&format!("{recv}.set({key}, {x})"));
        }
        if code.contains("; ") || !first.is_empty() {
            code = format!("{{ {first}{code}; }}");
        }
        Ex::owned(code, none)
    }

    /// `mapping.update(other)`, without a semicolon.
    pub(crate) fn update_mapping(&mut self, recv: &str, k: Cell, v: Cell, other: Ex, range: TextRange) -> String {
        if let Some(Atom::Dict(a, b) | Atom::DefaultDict(a, b) | Atom::OrderedDict(a, b)) = other.ty.single().cloned() {
            self.cells.unify(a, k);
            self.cells.unify(b, v);
            let b = self.borrowed(&other);
            return format!("{recv}.update_from({b})");
        }
        if other.ty.is(|a| matches!(a, Atom::Counter(_))) {
            let it = It::plain(format!("{}.items()", other.at(Prec::Atom)), Ty::empty());
            self.cells.flow(&Ty::int(), v);
            let Some(Atom::Counter(a)) = other.ty.single() else { return String::new() };
            let keys = self.cells.ty(*a);
            self.cells.flow(&keys, k);
            let plain = self.cells.ty(k) == keys && self.cells.ty(v).is_int();
            if self.last_round && !plain {
                self.refuse("P0351", range, "updating a dictionary with this counter is not translated");
            }
            return format!("{recv}.update({})", it.code);
        }
        let it = self.iterate_value(other, range);
        let it = self.pairs(it, range);
        let pair = self.node(range, 2);
        self.cells.flow(&Ty::one(Atom::Tuple(vec![k, v])), pair);
        if let Some(Atom::Tuple(cs)) = it.elem.single().cloned()
            && let [a, b] = cs.as_slice()
        {
            for (from, to) in [(*a, k), (*b, v)] {
                let t = self.cells.ty(from);
                self.cells.flow(&t, to);
            }
        }
        let it = self.iterator_of(it, pair);
        format!("{recv}.update({it})")
    }

    /// `counter.update(other)` and `counter.subtract(other)`.
    pub(super) fn counter_update(&mut self, x: &Ex, k: Cell, name: &str, arg: &'a Expr) -> Ex {
        let recv = x.at(Prec::Atom);
        let none = Ty::none();
        let other = self.expr(arg);
        if let Some(Atom::Counter(d)) = other.ty.single().cloned() {
            self.cells.unify(k, d);
            let b = self.borrowed(&other);
            return Ex::owned(format!("{recv}.{name}_counts({b})"), none);
        }
        if let Some(Atom::Dict(d, v) | Atom::DefaultDict(d, v) | Atom::OrderedDict(d, v)) = other.ty.single().cloned() {
            self.cells.unify(k, d);
            let counts = self.cells.ty(v);
            if !counts.is_int() && !counts.is_empty() {
                return self.refuse("P0351", arg.range(), "a count that is no integer is not translated");
            }
            let b = self.borrowed(&other);
            return Ex::owned(format!("{recv}.{name}_counts({b})"), none);
        }
        let it = self.iterate_value(other, arg.range());
        let code = self.iterator_of(it, k);
        Ex::owned(format!("{recv}.{name}({code})"), none)
    }

    /// What was found, or the default: evaluated before the search, as an argument is.
    fn or_default(&mut self, found: String, value: Ty, given: (String, String, bool), ty: Ty) -> Ex {
        let (first, default, simple) = given;
        let item = self.coerce(Ex { own: Own::Last, ..Ex::place("item", value) }, &ty);
        if simple {
            return Ex::owned(format!("match {found} {{ Some(item) => {item}, None => {default} }}"), ty)
                .prec(Prec::Low);
        }
        let code =
            format!("{{ {first}let default = {default}; match {found} {{ Some(item) => {item}, None => default }} }}");
        Ex::owned(code, ty)
    }

    pub(super) fn dict_method(
        &mut self,
        x: &Ex,
        k: Cell,
        v: Cell,
        name: &str,
        args: &[Ex],
        range: TextRange,
    ) -> Option<Ex> {
        let recv = x.at(Prec::Atom);
        let (none, value) = (Ty::none(), self.cells.ty(v));
        Some(match (name, args) {
            ("get", [key]) => {
                let key = self.lookup_key(key.clone(), k, range);
                let ty = self.join(range, 1, &[&value, &none]);
                let flat =
                    if value.has_none() { if value.is_none() { ".unwrap_or(())" } else { ".flatten()" } } else { "" };
                if value.is_none() {
                    return Some(Ex::owned(format!("{recv}.get({key}).unwrap_or(())"), none));
                }
                Ex::owned(format!("{recv}.get({key}){flat}"), ty)
            }
            ("get", [key, d]) => {
                let simple = d.is_simple() || d.vague;
                let (key, first) = if simple { (key.clone(), String::new()) } else { self.once(key.clone(), "key") };
                let key = self.lookup_key(key, k, range);
                let ty = self.join(range, 1, &[&value, &d.ty]);
                let same = !self.last_round || self.rty(&value) == self.rty(&ty);
                let vague = d.vague;
                let d_code = self.coerce(d.clone(), &ty);
                if same && !vague {
                    let code = format!("{recv}.get_or({key}, {d_code})");
                    return Some(Ex::owned(if first.is_empty() { code } else { format!("{{ {first}{code} }}") }, ty));
                }
                let found = format!("{recv}.get({key})");
                self.or_default(found, value, (first, d_code, simple), ty)
            }
            ("setdefault", [key, d]) => {
                let key = self.store(key.clone(), k);
                let d = self.store(d.clone(), v);
                let value = self.cells.ty(v);
                Ex::owned(format!("{recv}.setdefault({key}, {d})"), value)
            }
            ("setdefault", [key]) => {
                let key = self.store(key.clone(), k);
                let d = self.store(Ex::literal(Lit::None, "()", Ty::none()), v);
                let value = self.cells.ty(v);
                Ex::owned(format!("{recv}.setdefault({key}, {d})"), value)
            }
            ("pop", [key]) => {
                let key = self.lookup_key(key.clone(), k, range);
                let code = format!("{recv}.pop({key})");
                Ex::owned(self.try_(code), value)
            }
            ("pop", [key, d]) => {
                let simple = d.is_simple() || d.vague;
                let (key, first) = if simple { (key.clone(), String::new()) } else { self.once(key.clone(), "key") };
                let key = self.lookup_key(key, k, range);
                let ty = self.join(range, 1, &[&value, &d.ty]);
                let d = self.coerce(d.clone(), &ty);
                let found = format!("{recv}.take({key})");
                self.or_default(found, value, (first, d, simple), ty)
            }
            ("popitem", [last]) if x.ty.is(|a| matches!(a, Atom::OrderedDict(..))) => {
                let (last, _) = self.truth(last);
                let code = format!("{recv}.popitem({last})");
                Ex::owned(self.try_(code), Ty::one(Atom::Tuple(vec![k, v])))
            }
            ("popitem", []) if x.ty.is(|a| matches!(a, Atom::OrderedDict(..))) => {
                let code = format!("{recv}.popitem(true)");
                Ex::owned(self.try_(code), Ty::one(Atom::Tuple(vec![k, v])))
            }
            ("move_to_end", [key, rest @ ..]) if rest.len() < 2 && x.ty.is(|a| matches!(a, Atom::OrderedDict(..))) => {
                let key = self.lookup_key(key.clone(), k, range);
                let last = rest.first().map_or("true".to_string(), |l| self.truth(l).0);
                let code = format!("{recv}.move_to_end({key}, {last})");
                Ex::owned(self.try_(code), none)
            }
            ("popitem", []) => {
                let code = format!("{recv}.popitem()");
                Ex::owned(self.try_(code), Ty::one(Atom::Tuple(vec![k, v])))
            }
            ("clear", []) => Ex::owned(format!("{recv}.clear()"), none),
            ("copy", []) => Ex::owned(format!("{recv}.copy()"), x.ty.clone()),
            ("keys" | "values" | "items", []) => self.view(x, k, v, name),
            ("__len__", []) => Ex::owned(format!("{recv}.len()"), Ty::nat()),
            _ => return None,
        })
    }

    pub(super) fn counter_method(&mut self, x: &Ex, k: Cell, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let recv = x.at(Prec::Atom);
        let int = Ty::int();
        Some(match (name, args) {
            ("most_common", args) if args.len() <= 1 => {
                let n = self.opt_int(args.first(), range);
                let c = self.node(range, 3);
                let (kc, vc) = (self.node(range, 4), self.node(range, 5));
                let kt = self.cells.ty(k);
                self.cells.flow(&kt, kc);
                self.cells.flow(&int, vc);
                self.cells.flow(&Ty::one(Atom::Tuple(vec![kc, vc])), c);
                Ex::owned(format!("{recv}.most_common({n})"), Ty::one(Atom::List(c)))
            }
            ("elements", []) => Ex::owned(format!("Iter::new({recv}.elements())"), Ty::one(Atom::Iter(k))),
            ("total", []) => Ex::owned(format!("{recv}.total()"), int),
            ("get", [key]) => {
                let key = self.lookup_key(key.clone(), k, range);
                Ex::owned(format!("{recv}.get({key})"), Ty(vec![Atom::None, Atom::Int(false)]))
            }
            ("get", [key, d]) if d.ty.is_int() => {
                let key = self.lookup_key(key.clone(), k, range);
                let d = self.owned(d.clone());
                Ex::owned(format!("{recv}.get_or({key}, {d})"), int)
            }
            ("pop", [key]) => {
                let key = self.lookup_key(key.clone(), k, range);
                let code = format!("{recv}.pop({key})");
                Ex::owned(self.try_(code), int)
            }
            ("keys" | "values" | "items", []) => {
                let (_, v) = self.mapping(&x.ty)?;
                self.view(x, k, v, name)
            }
            ("copy", []) => Ex::owned(format!("{recv}.copy()"), x.ty.clone()),
            ("clear", []) => Ex::owned(format!("{recv}.clear()"), Ty::none()),
            _ => return None,
        })
    }
}

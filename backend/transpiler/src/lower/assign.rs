//! Assignment to every kind of target, and `del`.

use super::vars::Name;
use super::{Ex, Lowerer, Own, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::Expr;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

impl<'a> Lowerer<'a> {
    /// `target = value`.
    pub(crate) fn assign(&mut self, target: &'a Expr, value: Ex) -> String {
        match target {
            Expr::Name(n) => match self.lookup(n.id.as_str(), n.range, true) {
                Name::Var(v) => self.assign_var(&v, n.range, value),
                _ => {
                    self.refuse_with(
                        "P0105",
                        n.range,
                        format!("'{}' is bound both to a definition and to another value", n.id),
                        Some("give one of them another name"),
                    );
                    String::new()
                }
            },
            Expr::Attribute(a) => {
                if let Some(c) = self.class_path(&a.value) {
                    return self.set_static(c, a.attr.as_str(), value, a.range);
                }
                let object = self.expr(&a.value);
                self.set_attribute(object, a.attr.as_str(), value, a.range)
            }
            Expr::Subscript(s) => {
                // Python evaluates the value first, then the container and the index.
                let (held, prelude) = self.hold(value, &[&s.value, &s.slice]);
                let container = self.expr(&s.value);
                if let Expr::Slice(sl) = &*s.slice {
                    let bounds = self.slice_bounds(sl);
                    let code = self.set_slice(container, bounds, held, s.range);
                    return format!("{prelude}{code}");
                }
                let index = self.expr(&s.slice);
                let code = self.set_item(container, index, held, s.range);
                format!("{prelude}{code}")
            }
            Expr::Tuple(t) => self.unpack(&t.elts, value, t.range),
            Expr::List(t) => self.unpack(&t.elts, value, t.range),
            other => {
                self.refuse("P0270", other.range(), "this assignment target is not translated");
                String::new()
            }
        }
    }

    /// Keeps a value in a temporary where evaluating the target could disturb the order of effects.
    fn hold(&mut self, value: Ex, targets: &[&'a Expr]) -> (Ex, String) {
        let plain = |e: &Expr| matches!(e, Expr::Name(_) | Expr::NumberLiteral(_) | Expr::StringLiteral(_));
        fn quiet(e: &Expr) -> bool {
            match e {
                Expr::Name(_)
                | Expr::NumberLiteral(_)
                | Expr::StringLiteral(_)
                | Expr::BooleanLiteral(_)
                | Expr::NoneLiteral(_) => true,
                Expr::Attribute(a) => quiet(&a.value),
                Expr::BinOp(b) => quiet(&b.left) && quiet(&b.right),
                Expr::UnaryOp(u) => quiet(&u.operand),
                Expr::Tuple(t) => t.elts.iter().all(quiet),
                Expr::Subscript(s) => quiet(&s.value) && quiet(&s.slice),
                Expr::Slice(s) => {
                    [&s.lower, &s.upper, &s.step].into_iter().all(|b| b.as_ref().is_none_or(|b| quiet(b)))
                }
                _ => false,
            }
        }
        let all_plain = targets.iter().all(|t| {
            plain(t)
                && match t {
                    // What the value's code may assign meanwhile must be read after it.
                    Expr::Name(n) => matches!(
                        self.lookup(n.id.as_str(), n.range, false),
                        Name::Var(v) if !matches!(v.storage, super::vars::Storage::Global | super::vars::Storage::Shared)
                    ) || !value.code.contains('('),
                    _ => true,
                }
        });
        if value.is_simple() || all_plain || targets.iter().all(|t| quiet(t)) && !value.code.contains('(') {
            return (value, String::new());
        }
        if !self.last_round {
            return (value, String::new());
        }
        let name = self.temp("value");
        let ty = value.ty.clone();
        let vague = value.vague;
        if vague {
            return (value, String::new());
        }
        let code = self.owned(value);
        (Ex { own: Own::Last, ..Ex::place(name.clone(), ty) }, format!("let {name} = {code};\n"))
    }

    /// `container[index] = value` where the container is of one of several kinds: each by its own rule.
    fn set_item_by_kind(&mut self, x: Ex, index: Ex, value: Ex, range: TextRange) -> String {
        let mut prelude = String::new();
        let mut hold = |l: &mut Self, x: Ex, name: &str| {
            if x.vague {
                return x;
            }
            let (x, code) = l.once(x, name);
            prelude.push_str(&code);
            x
        };
        let value = hold(self, value, "value");
        let x = hold(self, x, "container");
        let index = hold(self, index, "index");
        let out = self.dispatch_as(x, range, 234, |l, v| {
            let code = l.set_item(v, index.clone(), value.clone(), range);
            Ex::owned(format!("{{ {code} }}"), Ty::none())
        });
        format!("{{ {prelude}{} }}\n", out.code)
    }

    /// `container[index] = value`.
    pub(crate) fn set_item(&mut self, x: Ex, index: Ex, value: Ex, range: TextRange) -> String {
        let Some(kind) = x.ty.single().cloned() else {
            if x.ty.has_none()
                && x.ty.0.len() > 1
                && let Some(y) = self.only_kind(&x, "'{}' object does not support item assignment")
            {
                return self.set_item(y, index, value, range);
            }
            if x.ty.0.len() > 1 {
                return self.set_item_by_kind(x, index, value, range);
            }
            if x.ty.is_empty() {
                let e = self.diverging(&[&value, &x]);
                return if e.code == "py::unreachable()" { String::new() } else { format!("{};\n", e.code) };
            }
            return String::new();
        };
        let recv = x.at(Prec::Atom);
        match kind {
            Atom::List(c) | Atom::Deque(c) => {
                let value = self.store(value, c);
                let Some(i) = self.index(index, &kind, range) else { return String::new() };
                let code = format!("{recv}.set({i}, {value})");
                format!("{};\n", self.try_(code))
            }
            Atom::Dict(k, v) | Atom::DefaultDict(k, v) | Atom::OrderedDict(k, v) => {
                let key = self.store(index, k);
                let t = self.cells.ty(k);
                self.need_hash(&t, range);
                let value = self.store(value, v);
                format!("{recv}.set({key}, {value});\n")
            }
            Atom::Counter(k) => {
                let key = self.store(index, k);
                let value = self.coerce(value, &Ty::int());
                format!("{recv}.set({key}, {value});\n")
            }
            Atom::Inst(c) if self.find_method(c, "__setitem__").is_some() => {
                let e = self.call_method_on(x, c, "__setitem__", vec![index, value]);
                format!("{};\n", e.code)
            }
            other => {
                let message = format!("'{}' object does not support item assignment", self.kind_name(&other));
                let e = self.raising(&[&value, &x, &index], &format!("py::type_error({})", super::quote(&message)));
                format!("{};\n", e.code)
            }
        }
    }

    fn set_slice(&mut self, x: Ex, bounds: [Option<Ex>; 3], value: Ex, range: TextRange) -> String {
        let Some(Atom::List(c)) = x.ty.single().cloned() else {
            if !x.ty.is_empty() {
                self.refuse("P0272", range, "slice assignment to this type is not translated");
            }
            return String::new();
        };
        let it = self.iterate_value(value, range);
        let list = self.list_from(it, c);
        let parts: Vec<String> = bounds.iter().map(|b| self.bound(b)).collect();
        let code = format!("{}.slice_set({}, {}, {}, {})", x.at(Prec::Atom), parts[0], parts[1], parts[2], list.code);
        format!("{};\n", self.try_(code))
    }
}

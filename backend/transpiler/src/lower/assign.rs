//! Assignment to every kind of target, and `del`.

use super::vars::Name;
use super::{Ex, Lowerer, Own, Prec};
use crate::types::{Atom, Cell, Ty};
use ruff_python_ast::{Expr, Operator, StmtAugAssign};
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
                self.refuse("P0271", range, "assigning an item of a value of several kinds is not translated");
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
            Atom::Dict(k, v) | Atom::DefaultDict(k, v) => {
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

    /// `a, b = value` to any targets.
    pub(crate) fn unpack(&mut self, elts: &'a [Expr], value: Ex, range: TextRange) -> String {
        if let Some(Atom::Tuple(cells)) = value.ty.single().cloned()
            && cells.len() == elts.len()
            && !elts.iter().any(|e| matches!(e, Expr::Starred(_)))
        {
            return self.unpack_tuple(elts, value, &cells);
        }
        self.unpack_with(elts, value, range, &mut |l, e, x| l.assign(e, x))
    }

    fn unpack_tuple(&mut self, elts: &'a [Expr], value: Ex, cells: &[Cell]) -> String {
        // New variables bind by one pattern; others are assigned from temporaries, so that a swap swaps.
        let new = |l: &mut Self, e: &'a Expr| match e {
            Expr::Name(n) => match l.lookup(n.id.as_str(), n.range, true) {
                Name::Var(v) if v.storage == super::vars::Storage::Plain && l.cx.locals.is_empty() => {
                    let flow = l.insts[l.cx.inst].flow.clone();
                    let var = flow.stores.get(&n.range).map(|i| &flow.vars[*i])?;
                    (var.declared_at == Some(n.range)).then_some((v, var.mutable, n.range))
                }
                _ => None,
            },
            _ => None,
        };
        let fresh: Vec<Option<_>> = elts.iter().map(|e| new(self, e)).collect();
        let mut names = HashSetOrdered::default();
        let distinct = elts.iter().all(|e| match e {
            Expr::Name(n) => names.insert(n.id.as_str()),
            _ => true,
        });
        let mut pattern = Vec::new();
        let mut after = String::new();
        let mut direct = distinct;
        for (e, (f, c)) in elts.iter().zip(fresh.into_iter().zip(cells)) {
            let ty = self.cells.ty(*c);
            match f {
                Some((v, mutable, name_range)) if distinct => {
                    self.cells.flow(&ty, v.cell);
                    let have = self.cells.ty(v.cell);
                    self.cx.narrow.remove(&v.cell);
                    let same = !self.last_round || self.rty(&have) == self.rty(&ty);
                    if same {
                        pattern.push(if mutable { format!("mut {}", v.rust) } else { v.rust.clone() });
                    } else {
                        let name = self.temp("item");
                        pattern.push(name.clone());
                        after.push_str(&self.assign_var(&v, name_range, Ex { own: Own::Last, ..Ex::place(name, ty) }));
                    }
                }
                _ => {
                    direct = false;
                    let name = self.temp("item");
                    pattern.push(name.clone());
                    let code = self.assign(e, Ex { own: Own::Last, ..Ex::place(name, ty) });
                    after.push_str(&code);
                }
            }
        }
        let _ = direct;
        let value = self.owned(value);
        let comma = if pattern.len() == 1 { "," } else { "" };
        format!("let ({}{comma}) = {value};\n{after}", pattern.join(", "))
    }

    /// Takes any iterable apart, one target after the other.
    pub(crate) fn unpack_with(
        &mut self,
        elts: &'a [Expr],
        value: Ex,
        range: TextRange,
        bind: &mut dyn FnMut(&mut Self, &'a Expr, Ex) -> String,
    ) -> String {
        if value.ty.is_empty() {
            // Nothing reaches here yet; the targets still need their places.
            let mut out = String::new();
            for e in elts {
                let e = if let Expr::Starred(s) = e { &s.value } else { e };
                out.push_str(&bind(self, e, Ex::unknown()));
            }
            return out;
        }
        let star = elts.iter().position(|e| matches!(e, Expr::Starred(_)));
        if let Some(Atom::Tuple(cells)) = value.ty.single().cloned() {
            let name = self.temp("tuple");
            let before = star.unwrap_or(elts.len());
            let enough = match star {
                Some(_) => cells.len() + 1 >= elts.len(),
                None => cells.len() == elts.len(),
            };
            if enough {
                let code = self.owned(value);
                let mut out = format!("let {name} = {code};\n");
                let after = elts.len() - before - usize::from(star.is_some());
                for (i, e) in elts.iter().enumerate() {
                    if let Expr::Starred(s) = e {
                        let cell = self.node(s.range, 0);
                        let rest = &cells[before..cells.len() - after];
                        let mut parts = Vec::new();
                        for c in rest {
                            let t = self.cells.ty(*c);
                            self.cells.flow(&t, cell);
                        }
                        for (j, c) in rest.iter().enumerate() {
                            let t = self.cells.ty(*c);
                            parts.push(self.coerce_to(Ex::place(format!("{name}.{}", before + j), t), cell));
                        }
                        let list = Ex::owned(format!("list![{}]", parts.join(", ")), Ty::one(Atom::List(cell))).vague();
                        out.push_str(&bind(self, &s.value, list));
                    } else {
                        let at = if i < before { i } else { cells.len() - (elts.len() - i) };
                        let t = self.cells.ty(cells[at]);
                        out.push_str(&bind(self, e, Ex::place(format!("{name}.{at}"), t)));
                    }
                }
                return out;
            }
        }
        let cell = self.node(range, 210);
        let it = self.iterate_value(value, range);
        let list = self.list_from(it, cell);
        let name = self.temp("items");
        let t = self.cells.ty(cell);
        let after = star.map_or(0, |s| elts.len() - s - 1);
        let (count, check) = match star {
            Some(s) => (s + after, "unpack_at_least"),
            None => (elts.len(), "unpack_exactly"),
        };
        let check = format!("py::{check}(&{name}, {count})");
        let check = self.try_(check);
        let mut out = format!("let {name} = {};\n{check};\n", list.code);
        for (i, e) in elts.iter().enumerate() {
            if let Expr::Starred(s) = e {
                let stop = if after == 0 { "None".to_string() } else { format!("Some(Int::from(-{after}))") };
                let rest = Ex::owned(format!("{name}.part(Some(Int::from({i})), {stop})"), Ty::one(Atom::List(cell)));
                out.push_str(&bind(self, &s.value, rest));
                continue;
            }
            let at = if star.is_some_and(|s| i > s) { i as i64 - elts.len() as i64 } else { i as i64 };
            out.push_str(&bind(self, e, Ex::owned(format!("{name}.item({at})"), t.clone())));
        }
        out
    }

    /// `target op= value`.
    pub(crate) fn aug_assign(&mut self, s: &'a StmtAugAssign) -> String {
        match &*s.target {
            Expr::Name(n) => {
                let Name::Var(v) = self.lookup(n.id.as_str(), n.range, false) else {
                    self.refuse("P0105", n.range, format!("'{}' is no variable", n.id));
                    return String::new();
                };
                let Name::Var(target) = self.lookup(n.id.as_str(), n.range, true) else { return String::new() };
                let old = self.read(&super::vars::VarRef { last: false, ..v.clone() });
                let value = self.expr(&s.value);
                if let Some(code) = self.in_place(&old, s.op, &value, s.range) {
                    return code;
                }
                let plain =
                    v.cell == target.cell && target.storage == super::vars::Storage::Plain && old.code == target.rust;
                let old_ty = old.ty.clone();
                let simple = !super::comprehension::mentions(&value.code, &target.rust);
                let ints = old_ty.is_int() && value.ty.is_int();
                let floats = old_ty.is_float() && (value.ty.is_float() || value.int_lit().is_some());
                let strs = old_ty.is_str() && value.ty.is_str();
                let compound = match s.op {
                    Operator::Add => ints || floats || strs,
                    Operator::Sub | Operator::Mult => ints || floats,
                    Operator::BitAnd | Operator::BitOr | Operator::BitXor => ints,
                    _ => false,
                };
                if plain && compound && simple {
                    // The type may still change through other assignments: keep the general form then.
                    let joined = self.binary(s.op, old, value.clone(), s.range);
                    self.cells.flow(&joined.ty, target.cell);
                    let now = self.cells.ty(target.cell);
                    if now.0.len() == 1 {
                        self.cx.narrow.remove(&target.cell);
                        let operand = if floats {
                            self.float(&value)
                        } else if strs {
                            self.str_ref(&value)
                        } else {
                            self.aug_operand(&value)
                        };
                        return format!("{} {}= {operand};\n", target.rust, super::arith::sign(s.op));
                    }
                    return self.assign_var(&target, n.range, joined);
                }
                let new = self.binary(s.op, old, value, s.range);
                self.assign_var(&target, n.range, new)
            }
            Expr::Attribute(a) => {
                if let Some(c) = self.class_path(&a.value) {
                    let old = self.class_attribute(c, a.attr.as_str(), a.range);
                    let value = self.expr(&s.value);
                    if let Some(code) = self.in_place(&old, s.op, &value, s.range) {
                        return code;
                    }
                    let new = self.binary(s.op, old, value, s.range);
                    return self.set_static(c, a.attr.as_str(), new, a.range);
                }
                let object = self.expr(&a.value);
                let (object, prelude) = self.once(object, "object");
                let old = self.get_attribute(object.clone(), a.attr.as_str(), a.range);
                let value = self.expr(&s.value);
                if let Some(code) = self.in_place(&old, s.op, &value, s.range) {
                    return format!("{prelude}{code}");
                }
                let new = self.binary(s.op, old, value, s.range);
                let code = self.set_attribute(object, a.attr.as_str(), new, a.range);
                self.scoped(prelude, code)
            }
            Expr::Subscript(sub) => {
                let container = self.expr(&sub.value);
                let (container, mut prelude) = self.once(container, "container");
                if let Expr::Slice(_) = &*sub.slice {
                    self.refuse_with(
                        "P0273",
                        s.range,
                        "augmented assignment to a slice is not translated",
                        Some("assign to the slice"),
                    );
                    return String::new();
                }
                let index = self.expr(&sub.slice);
                let (index, more) = self.once(index, "index");
                prelude.push_str(&more);
                let old = self.get_item(container.clone(), index.clone(), sub.range);
                let value = self.expr(&s.value);
                if let Some(code) = self.in_place(&old, s.op, &value, s.range) {
                    return self.scoped(prelude, code);
                }
                let new = self.binary(s.op, old, value, s.range);
                let code = self.set_item(container, index, new, sub.range);
                self.scoped(prelude, code)
            }
            other => {
                self.refuse("P0270", other.range(), "this assignment target is not translated");
                String::new()
            }
        }
    }

    fn scoped(&self, prelude: String, code: String) -> String {
        if prelude.is_empty() { code } else { format!("{{ {prelude}{code} }}\n") }
    }

    fn aug_operand(&mut self, x: &Ex) -> String {
        match (x.int_lit(), x.own) {
            (Some(i), _) => i.to_string(),
            (_, Own::Place | Own::Last) => format!("&{}", x.at(Prec::Unary)),
            _ => x.code.clone(),
        }
    }

    /// An operand that is used twice but evaluated once.
    pub(crate) fn once(&mut self, x: Ex, base: &str) -> (Ex, String) {
        if x.lit.is_some() || (matches!(x.own, Own::Place | Own::Last | Own::Ref) && !x.code.contains('(')) {
            let own = if x.own == Own::Last { Own::Place } else { x.own };
            return (Ex { own, ..x }, String::new());
        }
        let name = self.temp(base);
        let ty = x.ty.clone();
        let code = self.owned(x);
        (Ex::place(name.clone(), ty), format!("let {name} = {code};\n"))
    }

    /// Operators that change their left operand where it stands: `+=` on a list, `|=` on a set.
    fn in_place(&mut self, old: &Ex, op: Operator, value: &Ex, range: TextRange) -> Option<String> {
        if old.ty.0.len() > 1
            && old
                .ty
                .0
                .iter()
                .any(|a| matches!(a, Atom::List(_) | Atom::Set(_) | Atom::Deque(_) | Atom::Dict(..) | Atom::Counter(_)))
        {
            let names = self.ty_names(&old.ty);
            self.refuse_with(
                "P0221",
                range,
                format!("an operator that changes {names} where it stands is not translated"),
                Some("test the value's type with isinstance first"),
            );
            return Some(String::new());
        }
        let recv = old.at(Prec::Atom);
        match (old.ty.single()?.clone(), op) {
            (Atom::List(c), Operator::Add) => {
                let it = self.iterate_value(value.clone(), range);
                let code = self.iterator_of(it, c);
                // The list may be extended by itself: take the items first.
                let code = if value.ty.is(|a| matches!(a, Atom::List(_))) {
                    let b = value.at(Prec::Atom);
                    let same = !self.last_round || self.rty(&value.ty) == self.rty(&old.ty);
                    if same { format!("{recv}.extend({b}.copy().iter())") } else { format!("{recv}.extend({code})") }
                } else {
                    format!("{recv}.extend({code})")
                };
                Some(format!("{code};\n"))
            }
            (Atom::List(_), Operator::Mult) => {
                let n = self.as_int(value.clone(), range);
                let n = self.borrowed(&n);
                let code = format!("{recv}.repeat_in_place({n})");
                Some(format!("{};\n", self.try_(code)))
            }
            (Atom::Deque(c), Operator::Add) => {
                let it = self.iterate_value(value.clone(), range);
                let code = self.iterator_of(it, c);
                Some(format!("{recv}.extend({code});\n"))
            }
            (Atom::Set(c), Operator::BitOr | Operator::BitAnd | Operator::Sub | Operator::BitXor) => {
                let (Some(Atom::Set(d)), name) = (
                    value.ty.single().cloned(),
                    match op {
                        Operator::BitOr => "update_set",
                        Operator::BitAnd => "intersection_update",
                        Operator::Sub => "difference_update",
                        _ => "symmetric_difference_update",
                    },
                ) else {
                    return None;
                };
                self.cells.unify(c, d);
                let b = self.borrowed(value);
                Some(format!("{recv}.{name}({b});\n"))
            }
            (Atom::Dict(..), Operator::BitOr) => {
                let c = self.node(range, 220);
                self.cells.flow(&old.ty, c);
                self.cells.flow(&value.ty, c);
                let b = self.borrowed(value);
                Some(format!("{recv}.update_from({b});\n"))
            }
            (Atom::Inst(c), _) => {
                let m = format!(
                    "__i{}__",
                    match op {
                        Operator::Add => "add",
                        Operator::Sub => "sub",
                        Operator::Mult => "mul",
                        _ => return None,
                    }
                );
                self.find_method(c, &m)?;
                self.refuse_with("P0274", range, format!("'{m}' is not translated"), Some("write `x = x + y`"));
                Some(String::new())
            }
            _ => None,
        }
    }

    /// `del target`.
    pub(crate) fn delete(&mut self, target: &'a Expr) -> String {
        match target {
            Expr::Name(n) => match self.lookup(n.id.as_str(), n.range, false) {
                Name::Var(v) => match v.storage {
                    super::vars::Storage::Maybe => format!("{} = None;\n", v.rust),
                    super::vars::Storage::Plain | super::vars::Storage::Proven => String::new(),
                    _ => {
                        self.refuse("P0275", n.range, "deleting a variable that other functions see is not translated");
                        String::new()
                    }
                },
                _ => {
                    self.refuse("P0275", n.range, "deleting this name is not translated");
                    String::new()
                }
            },
            Expr::Subscript(s) => {
                let x = self.expr(&s.value);
                let recv = x.at(Prec::Atom);
                if let Expr::Slice(sl) = &*s.slice {
                    let bounds = self.slice_bounds(sl);
                    if !x.ty.is(|a| matches!(a, Atom::List(_))) {
                        self.refuse("P0276", s.range, "deleting a slice of this type is not translated");
                        return String::new();
                    }
                    let parts: Vec<String> = bounds.iter().map(|b| self.bound(b)).collect();
                    let code = format!("{recv}.slice_del({}, {}, {})", parts[0], parts[1], parts[2]);
                    return format!("{};\n", self.try_(code));
                }
                let index = self.expr(&s.slice);
                let code = match x.ty.single().cloned() {
                    Some(kind @ (Atom::List(_) | Atom::Deque(_))) => {
                        let Some(i) = self.index(index, &kind, s.range) else { return String::new() };
                        format!("{recv}.del({i})")
                    }
                    Some(Atom::Dict(k, _) | Atom::DefaultDict(k, _)) => {
                        let key = self.lookup_key(index, k, s.range);
                        format!("{recv}.del({key})")
                    }
                    Some(Atom::Counter(k)) => {
                        let key = self.lookup_key(index, k, s.range);
                        return format!("{recv}.del({key});\n");
                    }
                    Some(Atom::Inst(c)) if self.find_method(c, "__delitem__").is_some() => {
                        let e = self.call_method_on(x, c, "__delitem__", vec![index]);
                        return format!("{};\n", e.code);
                    }
                    None if x.ty.is_empty() => return String::new(),
                    _ => {
                        self.refuse("P0276", s.range, "deleting an item of this type is not translated");
                        return String::new();
                    }
                };
                format!("{};\n", self.try_(code))
            }
            Expr::Tuple(t) => t.elts.iter().map(|e| self.delete(e)).collect(),
            other => {
                self.refuse("P0277", other.range(), "this `del` is not translated");
                String::new()
            }
        }
    }
}

/// A set of names that says whether each was new.
#[derive(Default)]
struct HashSetOrdered<'x>(Vec<&'x str>);

impl<'x> HashSetOrdered<'x> {
    fn insert(&mut self, name: &'x str) -> bool {
        if self.0.contains(&name) {
            return false;
        }
        self.0.push(name);
        true
    }
}

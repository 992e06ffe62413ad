//! Augmented assignment: `target op= value`.

use super::vars::Name;
use super::{Ex, Lowerer, Own, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, Operator, StmtAugAssign};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

impl<'a> Lowerer<'a> {
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
                let new = self.augmented(s.op, old, value, s.range);
                self.assign_var(&target, n.range, new)
            }
            Expr::Attribute(a) => {
                if let Some(c) = self.class_path(&a.value) {
                    let old = self.class_attribute(c, a.attr.as_str(), a.range);
                    let value = self.expr(&s.value);
                    if let Some(code) = self.in_place(&old, s.op, &value, s.range) {
                        return code;
                    }
                    let new = self.augmented(s.op, old, value, s.range);
                    return self.set_static(c, a.attr.as_str(), new, a.range);
                }
                let object = self.expr(&a.value);
                let (object, prelude) = self.once(object, "object");
                let old = self.get_attribute(object.clone(), a.attr.as_str(), a.range);
                let value = self.expr(&s.value);
                if changes_in_place(&old.ty) && self.read_only(&object, a.attr.as_str()) {
                    return self.refuse_half_done(s.range);
                }
                if let Some(code) = self.in_place(&old, s.op, &value, s.range) {
                    return format!("{prelude}{code}");
                }
                let new = self.augmented(s.op, old, value, s.range);
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
                let fixed = |a: &Atom| match a {
                    Atom::Tuple(_) | Atom::VarTuple(_) => true,
                    Atom::Inst(c) => self.is_named_tuple(*c),
                    _ => false,
                };
                if changes_in_place(&old.ty) && container.ty.0.iter().any(fixed) {
                    return self.refuse_half_done(s.range);
                }
                if changes_in_place(&old.ty) && old.ty.0.len() > 1 {
                    // Each kind by its own rule: some change where they stand, others are replaced.
                    let (old, first) = self.once(old, "old");
                    let (value, second) = if value.vague { (value, String::new()) } else { self.once(value, "value") };
                    let out = self.dispatch_as(old, s.range, 235, |l, v| {
                        let code = match l.in_place(&v, s.op, &value, s.range) {
                            Some(code) => code,
                            None => {
                                let new = l.augmented(s.op, v, value.clone(), s.range);
                                l.set_item(container.clone(), index.clone(), new, sub.range)
                            }
                        };
                        Ex::owned(format!("{{ {code} }}"), Ty::none())
                    });
                    return self.scoped(format!("{prelude}{first}{second}"), format!("{}\n", out.code));
                }
                if let Some(code) = self.in_place(&old, s.op, &value, s.range) {
                    return self.scoped(prelude, code);
                }
                let new = self.augmented(s.op, old, value, s.range);
                let code = self.set_item(container, index, new, sub.range);
                self.scoped(prelude, code)
            }
            other => {
                self.refuse("P0270", other.range(), "this assignment target is not translated");
                String::new()
            }
        }
    }

    /// Whether an attribute has a value that Python does not let a program replace, or that a setter sees.
    fn read_only(&self, object: &Ex, name: &str) -> bool {
        object.ty.0.iter().any(|a| match a {
            Atom::Inst(c) => {
                self.is_named_tuple(*c)
                    || self.dataclass(*c).is_some_and(|d| d.frozen)
                    || self.find_method(*c, name).is_some_and(|f| self.is_property(f))
            }
            _ => false,
        })
    }

    /// The value changes, and then the assignment raises or runs a setter.
    fn refuse_half_done(&mut self, range: TextRange) -> String {
        self.refuse_with(
            "P0273",
            range,
            "an operator that changes a value in place, where the value cannot be assigned, is not translated",
            Some("call the value's own method, such as extend or update"),
        );
        String::new()
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
        if old.ty.0.len() > 1 && changes_in_place(&old.ty) {
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
                let value = match value.ty.single() {
                    Some(Atom::View(crate::types::View::Keys | crate::types::View::Items, ..)) => {
                        &self.as_set(value, range, 240)
                    }
                    _ => value,
                };
                let (Some(Atom::Set(d) | Atom::FrozenSet(d)), name) = (
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
            (Atom::Dict(k, v) | Atom::DefaultDict(k, v) | Atom::OrderedDict(k, v), Operator::BitOr) => {
                Some(format!("{};\n", self.update_mapping(&recv, k, v, value.clone(), range)))
            }
            (Atom::Counter(c), Operator::Add | Operator::Sub | Operator::BitOr | Operator::BitAnd) => {
                // The counter itself changes, for all who hold it.
                let Some(Atom::Counter(d)) = value.ty.single().cloned() else { return None };
                self.cells.unify(c, d);
                let b = self.borrowed(value);
                Some(format!("{recv}.take_over(&{recv} {} {b});\n", super::arith::sign(op)))
            }
            _ => None,
        }
    }
}

/// Whether some kind of a type is changed where it stands by an operator like `+=`.
fn changes_in_place(ty: &Ty) -> bool {
    ty.0.iter().any(|a| matches!(a, Atom::List(_) | Atom::Set(_) | Atom::Deque(_) | Atom::Dict(..) | Atom::Counter(_)))
}

//! Order: `<` and its kin, and what sorting needs.

use super::compare::sign;
use super::{Ex, Lowerer, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::{CmpOp, Expr};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    pub(crate) fn order(&mut self, op: CmpOp, l: Ex, r: Ex, range: TextRange) -> Ex {
        let bool_ = Ty::one(Atom::Bool);
        if l.ty.is_empty() || r.ty.is_empty() {
            return Ex { ty: bool_, ..self.diverging(&[&l, &r]) };
        }
        let (l, r) = match self.views_as_sets(&l, &r, range) {
            Some(sets) => sets,
            None => (l, r),
        };
        let (m, reflected, rust) = match op {
            CmpOp::Lt => ("__lt__", "__gt__", "lt"),
            CmpOp::LtE => ("__le__", "__ge__", "le"),
            CmpOp::Gt => ("__gt__", "__lt__", "gt"),
            _ => ("__ge__", "__le__", "ge"),
        };
        if self.right_goes_first(&l, &r, reflected) {
            return self.refuse_right_first(range);
        }
        if [&l, &r].iter().any(|x| x.ty.is(|a| matches!(a, Atom::Counter(_)))) {
            return self.refuse("P0221", range, "comparing counters by inclusion is not translated");
        }
        if let Some(Atom::Inst(c)) = l.ty.single()
            && self.find_method(*c, m).is_some()
        {
            if self.asks_next(*c, m, &r.ty, reflected, range) {
                return Ex::unknown();
            }
            return self.call_method_on(l.clone(), *c, m, vec![r]);
        }
        if let Some(Atom::Inst(c)) = r.ty.single()
            && self.find_method(*c, reflected).is_some()
        {
            if self.has_handlers && l.ty != r.ty && self.declines(*c, reflected) {
                // The message would name the operator as it was written.
                return self.refuse("P0343", range, format!("'{reflected}' may leave this comparison undecided"));
            }
            return self.call_method_on(r.clone(), *c, reflected, vec![l]);
        }
        if let Some(x) = self.derived_order(op, &l, &r, range) {
            return x;
        }
        if let (Some(Atom::Inst(a)), Some(Atom::Inst(b))) = (l.ty.single(), r.ty.single())
            && a == b
            && self.dataclass(*a).is_some_and(|d| d.order)
        {
            self.need_order(*a);
            let (x, y) = (self.borrowed(&l), self.borrowed(&r));
            let code = format!("py::try_{rust}({x}, {y})");
            return Ex::owned(self.try_(code), bool_);
        }
        let (l, r) = (self.plain_tuple(l), self.plain_tuple(r));
        let (l, r) = (self.plain_member(l), self.plain_member(r));
        let s = sign(op);
        // None cannot be ordered: Python raises where one comes by.
        if l.ty.has_none() || r.ty.has_none() {
            let (a, b) = (self.ty_names(&l.ty.without_none()), self.ty_names(&r.ty.without_none()));
            let (a, b) =
                (if a.is_empty() { "NoneType".into() } else { a }, if b.is_empty() { "NoneType".into() } else { b });
            if l.ty.is_none() || r.ty.is_none() {
                let message = format!("'{s}' not supported between instances of '{a}' and '{b}'");
                return self.raising(&[&l, &r], &format!("py::type_error({})", super::quote(&message)));
            }
            let lm = format!("'{s}' not supported between instances of '{{}}' and '{b}'");
            let rm = format!("'{s}' not supported between instances of '{a}' and '{{}}'");
            if let (Some(l), Some(r)) = (self.only_kind(&l, &lm), self.only_kind(&r, &rm)) {
                return self.order(op, l, r, range);
            }
        }
        let number = |a: &Atom| matches!(a, Atom::Int(_) | Atom::Float | Atom::Bool);
        let numbers = |t: &Ty| t.0.iter().all(number);
        if numbers(&l.ty) && numbers(&r.ty) {
            let l = if l.ty.is_bool() { self.int_of_bool(&l) } else { l };
            let r = if r.ty.is_bool() { self.int_of_bool(&r) } else { r };
            let plain = (l.ty.is_int() && r.ty.is_int()) || (l.ty.is_float() && r.ty.is_float());
            if plain {
                let left = if l.int_lit().is_some() && r.int_lit().is_some() {
                    self.owned(l)
                } else {
                    self.place(&l, Prec::BitOr)
                };
                let right = self.place(&r, Prec::BitOr);
                return Ex::owned(format!("{left} {s} {right}"), bool_).prec(Prec::Compare);
            }
            if l.ty.is_float() && r.int_lit().is_some()
                || r.ty.is_float() && l.int_lit().is_some_and(|i| i.abs() < 1 << 52)
            {
                let (a, b) = (self.float(&l), self.float(&r));
                return Ex::owned(format!("{a} {s} {b}"), bool_).prec(Prec::Compare);
            }
            let (a, b) = (self.borrowed(&l), self.borrowed(&r));
            return Ex::owned(format!("py::{rust}({a}, {b})"), bool_);
        }
        match (l.ty.single().cloned(), r.ty.single().cloned()) {
            (Some(Atom::Str), Some(Atom::Str)) => {
                let (l2, r2) = if l.str_lit().is_some() {
                    (self.owned(l), self.place(&r, Prec::BitOr))
                } else {
                    let right = if r.str_lit().is_some() { self.owned(r) } else { self.place(&r, Prec::BitOr) };
                    (self.place(&l, Prec::BitOr), right)
                };
                Ex::owned(format!("{l2} {s} {r2}"), bool_).prec(Prec::Compare)
            }
            (Some(Atom::Set(a) | Atom::FrozenSet(a)), Some(Atom::Set(b) | Atom::FrozenSet(b))) => {
                self.cells.unify(a, b);
                let name = match op {
                    CmpOp::LtE => "issubset",
                    CmpOp::GtE => "issuperset",
                    CmpOp::Lt => "is_proper_subset",
                    _ => "is_proper_superset",
                };
                let arg = self.borrowed(&r);
                Ex::owned(format!("{}.{name}({arg})", l.at(Prec::Atom)), bool_)
            }
            (Some(x), Some(y)) => {
                let like = std::mem::discriminant(&x) == std::mem::discriminant(&y)
                    || matches!((&x, &y), (Atom::Tuple(_), Atom::VarTuple(_)) | (Atom::VarTuple(_), Atom::Tuple(_)));
                let ordered = matches!(x, Atom::List(_) | Atom::Tuple(_) | Atom::VarTuple(_) | Atom::Bytes);
                if !like || !ordered {
                    let message = format!(
                        "'{s}' not supported between instances of '{}' and '{}'",
                        self.kind_name(&x),
                        self.kind_name(&y)
                    );
                    return self.raising(&[&l, &r], &format!("py::type_error({})", super::quote(&message)));
                }
                let cell = self.node(range, 7);
                self.cells.flow(&l.ty, cell);
                self.cells.flow(&r.ty, cell);
                let ty = self.cells.ty(cell);
                let total = self.ordered(&ty);
                let same = self.last_round && self.rty(&l.ty) == self.rty(&r.ty);
                let (a, b) = if same {
                    (self.borrowed(&l), self.borrowed(&r))
                } else {
                    (format!("&{}", self.coerce(l, &ty)), format!("&{}", self.coerce(r, &ty)))
                };
                if total {
                    Ex::owned(format!("py::{rust}({a}, {b})"), bool_)
                } else {
                    let code = format!("py::try_{rust}({a}, {b})");
                    Ex::owned(self.try_(code), bool_)
                }
            }
            _ => {
                let cell = self.node(range, 7);
                self.cells.flow(&l.ty, cell);
                self.cells.flow(&r.ty, cell);
                let ty = self.cells.ty(cell);
                self.ordered(&ty);
                let (a, b) = (self.coerce(l, &ty), self.coerce(r, &ty));
                let code = format!("py::try_{rust}(&{a}, &{b})");
                Ex::owned(self.try_(code), bool_)
            }
        }
    }

    /// The comparisons that `functools.total_ordering` derives from `__lt__` and `__eq__`.
    fn derived_order(&mut self, op: CmpOp, l: &Ex, r: &Ex, range: TextRange) -> Option<Ex> {
        let Some(Atom::Inst(c)) = l.ty.single().cloned() else { return None };
        let total = self.program.classes[c].def.decorator_list.iter().any(|d| {
            matches!(&d.expression, Expr::Name(n) if n.id.as_str() == "total_ordering")
                || matches!(&d.expression, Expr::Attribute(a) if a.attr.as_str() == "total_ordering")
        });
        if !total {
            return None;
        }
        if self.find_method(c, "__lt__").is_none() {
            return Some(self.refuse_with(
                "P0235",
                range,
                "this use of total_ordering is not translated",
                Some("define the comparison `__lt__`"),
            ));
        }
        let (l, mut prelude) = self.once(l.clone(), "left");
        let (r, more) = self.once(r.clone(), "right");
        prelude.push_str(&more);
        if self.has_handlers && self.declines(c, "__lt__") && r.ty != l.ty {
            return Some(self.refuse("P0343", range, "'__lt__' may leave this comparison undecided"));
        }
        let less = self.call_method_on(l.clone(), c, "__lt__", vec![r.clone()]);
        let less = self.truth_at(&less, Prec::Unary);
        let equal = self.equality(l, r, false, range);
        let equal = equal.at(Prec::Unary);
        let (code, prec) = match op {
            CmpOp::LtE => (format!("{less} || {equal}"), Prec::Or),
            CmpOp::Gt => (format!("!{less} && !{equal}"), Prec::And),
            _ => (format!("!{less}"), Prec::Unary),
        };
        let bool_ = Ty::one(Atom::Bool);
        Some(if prelude.is_empty() {
            Ex::owned(code, bool_).prec(prec)
        } else {
            Ex::owned(format!("{{ {prelude}{code} }}"), bool_)
        })
    }

    /// Whether ordering values of this type never raises. Objects' own comparison methods are asked for on the way.
    pub(crate) fn ordered(&mut self, t: &Ty) -> bool {
        self.ordered_within(t, 0)
    }

    fn ordered_within(&mut self, t: &Ty, depth: u32) -> bool {
        let number = |a: &Atom| matches!(a, Atom::Int(_) | Atom::Float);
        if depth > 8 {
            return false;
        }
        for a in &t.0 {
            if let Atom::Inst(c) = a {
                self.need_order(*c);
            }
        }
        if t.0.len() > 1 {
            return t.0.iter().all(number);
        }
        match t.single().cloned() {
            None => true,
            Some(Atom::Int(_) | Atom::Float | Atom::Bool | Atom::Str | Atom::Bytes) => true,
            Some(Atom::List(c) | Atom::VarTuple(c)) => {
                let t = self.cells.ty(c);
                self.ordered_within(&t, depth + 1)
            }
            Some(Atom::Tuple(cs)) => cs.iter().all(|c| {
                let t = self.cells.ty(*c);
                self.ordered_within(&t, depth + 1)
            }),
            Some(_) => false,
        }
    }
}

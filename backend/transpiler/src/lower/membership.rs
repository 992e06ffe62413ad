//! Membership: `in` and `not in`.

use super::compare::bool_lit;
use super::{Ex, Lowerer, Prec};
use crate::types::{Atom, Ty, View};
use ruff_python_ast::{CmpOp, Expr};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// `float("nan") in items`: a number made for the question is none of the objects in there, whatever they are.
    pub(crate) fn fresh_membership(&mut self, op: CmpOp, e: &Expr, item: &Ex, container: &Ex) -> Option<Ex> {
        let made = match e {
            Expr::BinOp(_) => true,
            Expr::Call(c) => {
                matches!(&*c.func, Expr::Name(n) if n.id.as_str() == "float")
                    && matches!(&*c.arguments.args, [Expr::StringLiteral(_)])
            }
            _ => false,
        };
        let Some(Atom::List(c) | Atom::VarTuple(c) | Atom::Deque(c)) = container.ty.single() else { return None };
        let floats = self.cells.ty(*c).is_float();
        if !made || !floats || !item.ty.is_float() || !matches!(op, CmpOp::In | CmpOp::NotIn) {
            return None;
        }
        let (value, recv) = (self.float(item), container.at(Prec::Atom));
        let bang = if op == CmpOp::NotIn { "!" } else { "" };
        let code = format!("{{ let value = {value}; {bang}{recv}.iter().any(|item| item == value) }}");
        Some(Ex::owned(code, Ty::one(Atom::Bool)))
    }

    pub(crate) fn membership(&mut self, item: Ex, container: Ex, negate: bool, range: TextRange) -> Ex {
        let inside = self.element(&container, range).is_some_and(|t| super::compare::is_opaque(&t));
        if inside || super::compare::is_opaque(&item.ty) {
            return self.refuse_opaque(range);
        }
        let bool_ = Ty::one(Atom::Bool);
        let container = self.tuple_to_index(container, "__contains__");
        let Some(kind) = container.ty.single().cloned() else {
            if container.ty.is_empty() {
                return Ex { ty: bool_, ..self.diverging(&[&item, &container]) };
            }
            if container.ty.has_none()
                && let Some(c) = self.only_kind(&container, "argument of type '{}' is not iterable")
            {
                return self.membership(item, c, negate, range);
            }
            if container.ty.has_none() {
                return self.refuse("P0233", range, "`in` on a value of several kinds is not translated");
            }
            let (item, first) = self.once(item, "item");
            let out = self.dispatch(container, range, |l, v| l.membership(item.clone(), v, negate, range));
            if first.is_empty() {
                return out;
            }
            return Ex::owned(format!("{{ {first}{} }}", out.code), out.ty);
        };
        let bang = if negate { "!" } else { "" };
        let prec = if negate { Prec::Unary } else { Prec::Atom };
        let recv = if container.str_lit().is_some() { container.code.clone() } else { container.at(Prec::Atom) };
        let code = match kind {
            Atom::Str => {
                if !item.ty.is_str() {
                    let message =
                        format!("'in <string>' requires string as left operand, not {}", self.ty_names(&item.ty));
                    if item.ty.single().is_some() {
                        return self
                            .raising(&[&item, &container], &format!("py::type_error({})", super::quote(&message)));
                    }
                    if item.ty.has_none() {
                        return self.refuse("P0233", range, "`in` on a string needs a string");
                    }
                    let (item, first) = self.once(item, "item");
                    let (container, second) = self.once(container, "container");
                    let out =
                        self.dispatch_as(item, range, 242, |l, v| l.membership(v, container.clone(), negate, range));
                    if first.is_empty() && second.is_empty() {
                        return out;
                    }
                    return Ex::owned(format!("{{ {first}{second}{} }}", out.code), out.ty);
                }
                if container.str_lit().is_some() {
                    let c = self.owned(container.clone());
                    let i = self.str_ref(&item);
                    return Ex::owned(format!("{bang}{c}.py_contains({i})"), bool_).prec(prec);
                }
                let i = self.str_ref(&item);
                format!("{recv}.py_contains({i})")
            }
            Atom::List(c) | Atom::Set(c) | Atom::FrozenSet(c) | Atom::VarTuple(c) | Atom::Deque(c) => {
                let hashed = matches!(kind, Atom::Set(_) | Atom::FrozenSet(_));
                self.contains(&recv, hashed, item, c, range)
            }
            Atom::Dict(k, _)
            | Atom::DefaultDict(k, _)
            | Atom::OrderedDict(k, _)
            | Atom::Counter(k)
            | Atom::View(View::Keys, k, _) => self.contains(&recv, true, item, k, range),
            Atom::Tuple(cells) => {
                if cells.is_empty() {
                    return bool_lit(negate);
                }
                let t = self.any_length(container.clone(), &cells, range, 3);
                let Some(Atom::VarTuple(c)) = t.ty.single().cloned() else { return Ex::unknown() };
                self.contains(&t.code, false, item, c, range)
            }
            Atom::Range => {
                if item.ty.is_float() {
                    let i = self.float(&item);
                    format!("{recv}.contains_float({i})")
                } else if item.ty.is_int() {
                    let i = self.borrowed(&item);
                    format!("{recv}.contains({i})")
                } else {
                    return self.refuse("P0233", range, "`in` on a range needs a number");
                }
            }
            Atom::Bytes if item.ty.is_int() => {
                let i = self.borrowed(&item);
                format!("{recv}.contains({i})")
            }
            Atom::Inst(c) if self.find_method(c, "__contains__").is_some() => {
                let e = self.call_method_on(container, c, "__contains__", vec![item]);
                self.truth_at(&e, Prec::Unary)
            }
            Atom::View(View::Values, _, v) => self.contains(&recv, false, item, v, range),
            Atom::View(View::Items, k, v) => {
                // A pair of the same types is looked up; anything else is no item.
                let pair = self.node(range, 6);
                self.cells.flow(&Ty::one(Atom::Tuple(vec![k, v])), pair);
                self.contains(&recv, true, item, pair, range)
            }
            Atom::Inst(_) | Atom::Iter(_) => {
                let it = self.iterate_value(container, range);
                let cell = self.node(range, 1);
                self.cells.flow(&it.elem, cell);
                let list = self.list_from(it, cell);
                self.contains(&list.code, false, item, cell, range)
            }
            Atom::None | Atom::Bool | Atom::Int(_) | Atom::Float | Atom::Func(..) => {
                let message = format!("argument of type '{}' is not iterable", self.kind_name(&kind));
                return self.raising(&[&item, &container], &format!("py::type_error({})", super::quote(&message)));
            }
            _ => return self.refuse("P0233", range, format!("`in` on {} is not translated", self.kind_name(&kind))),
        };
        Ex::owned(format!("{bang}{code}"), bool_).prec(prec)
    }

    /// `container.contains(item)`: items of another kind than the elements are never in.
    pub(crate) fn contains(
        &mut self,
        recv: &str,
        recv_is_hashed: bool,
        item: Ex,
        cell: u32,
        range: TextRange,
    ) -> String {
        let elem = self.cells.ty(cell);
        if !self.last_round {
            return "undecided()".into();
        }
        if !elem.is_empty()
            && !self.comparable(&item.ty, &elem)
            && (self.user_equality(&item.ty) || self.user_equality(&elem))
        {
            self.refuse(
                "P0231",
                range,
                "looking for an object that defines __eq__ among other values is not translated",
            );
        }
        if elem.is_empty() || !self.comparable(&item.ty, &elem) {
            return "false".into();
        }
        self.need_equality(&elem, range);
        let (a, b) = (self.rty(&item.ty), self.rty(&elem));
        if a == b {
            let i = self.borrowed(&item);
            return format!("{recv}.contains({i})");
        }
        // A wider element type: the item is converted; a narrower one: the item may not fit.
        let fits =
            item.ty.0.iter().all(|x| elem.0.iter().any(|y| std::mem::discriminant(x) == std::mem::discriminant(y)));
        if fits {
            let mut i = self.coerce(item, &elem);
            if i == "None" {
                // Many types could be equal to what is in the container: this is the one.
                let inner = self.rty_text(&elem.without_none());
                i = format!("None::<{inner}>");
            }
            return format!("{recv}.contains(&{i})");
        }
        if item.ty.has_none() && !elem.has_none() && item.ty.without_none().0.len() == 1 {
            let m = item.at(Prec::Atom);
            return format!("{m}.as_ref().is_some_and(|item| {recv}.contains(item))");
        }
        let number = |t: &Ty| t.0.iter().all(|a| matches!(a, Atom::Int(_) | Atom::Float | Atom::Bool));
        if number(&item.ty) && number(&elem) {
            let i = self.borrowed(&item);
            if recv_is_hashed {
                self.refuse(
                    "P0234",
                    range,
                    format!("`in` for {} among {} is not translated", self.ty_names(&item.ty), self.ty_names(&elem)),
                );
            }
            return format!("{recv}.contains({i})");
        }
        self.refuse(
            "P0234",
            range,
            format!("`in` for {} among {} is not translated", self.ty_names(&item.ty), self.ty_names(&elem)),
        );
        "false".into()
    }
}

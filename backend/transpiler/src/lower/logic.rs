//! Unary operators, `and` and `or`, conditions and conditional expressions.

use super::{Ex, Lit, Lowerer, Own, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::{BoolOp, Expr, UnaryOp};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    pub(crate) fn unary(&mut self, op: UnaryOp, x: Ex, range: TextRange) -> Ex {
        if op == UnaryOp::Not {
            let bool_ = Ty::one(Atom::Bool);
            let (code, prec) = self.truth(&x);
            if let Some(b) = x.bool_lit().or(match code.as_str() {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            }) {
                return Ex::literal(Lit::Bool(!b), (!b).to_string(), bool_);
            }
            if let Some(rest) = code.strip_prefix('!')
                && prec == Prec::Unary
            {
                return Ex::owned(rest.to_string(), bool_);
            }
            if let Some(rest) = code.strip_suffix(".is_some()") {
                return Ex::owned(format!("{rest}.is_none()"), bool_);
            }
            if let Some(rest) = code.strip_suffix(" != 0")
                && prec == Prec::Compare
            {
                return Ex::owned(format!("{rest} == 0"), bool_).prec(Prec::Compare);
            }
            return Ex::owned(format!("!{}", super::paren(&code, prec, Prec::Unary)), bool_).prec(Prec::Unary);
        }
        if let Some(Atom::Inst(c)) = x.ty.single() {
            let c = *c;
            let m = match op {
                UnaryOp::USub => "__neg__",
                UnaryOp::UAdd => "__pos__",
                _ => "__invert__",
            };
            if self.find_method(c, m).is_some() {
                return self.call_method_on(x, c, m, Vec::new());
            }
        }
        if let (UnaryOp::Invert, Some(i)) = (op, x.int_lit()) {
            return Ex::literal(Lit::Int(!i), format!("{}", !i), Ty::one(Atom::Int(i < 0))).prec(Prec::Unary);
        }
        if let (UnaryOp::USub, Some(i)) = (op, x.int_lit()) {
            return Ex::literal(Lit::Int(-i), format!("-{i}"), Ty::one(Atom::Int(i == 0))).prec(Prec::Unary);
        }
        if x.ty.is_empty() {
            return self.diverging(&[&x]);
        }
        let x = if x.ty.is_bool() { self.int_of_bool(&x) } else { x };
        let x = self.plain_member(x);
        let x = match self.numeric(x.clone(), &format!("bad operand type for unary {}: '{{}}'", sign(op))) {
            Some(x) => x,
            None if x.ty.0.len() > 1 && !x.ty.has_none() => {
                return self.dispatch(x, range, |l, v| l.unary(op, v, range));
            }
            None if x.ty.single().is_some() && !x.ty.is_none() && !x.ty.is(|a| matches!(a, Atom::Counter(_))) => {
                let message = format!("bad operand type for unary {}: '{}'", sign(op), self.ty_names(&x.ty));
                return self.raising(&[&x], &format!("py::type_error({})", super::quote(&message)));
            }
            None => {
                return self.refuse("P0220", range, format!("unary '{}' on this type is not translated", sign(op)));
            }
        };
        match op {
            UnaryOp::UAdd => x,
            UnaryOp::USub => {
                let ty = if x.ty.is_int() { Ty::int() } else { x.ty.clone() };
                let operand = if x.ty.is_float() { self.place(&x, Prec::Unary) } else { self.operand(&x) };
                Ex::owned(format!("-{operand}"), ty).prec(Prec::Unary)
            }
            _ => {
                if !x.ty.is_int() {
                    return self.refuse("P0220", range, "'~' on this type is not translated");
                }
                let operand = self.operand(&x);
                Ex::owned(format!("!{operand}"), Ty::int()).prec(Prec::Unary)
            }
        }
    }

    pub(crate) fn int_of_bool(&mut self, x: &Ex) -> Ex {
        if let Some(b) = x.bool_lit() {
            return Ex::literal(Lit::Int(i64::from(b)), i64::from(b).to_string(), Ty::nat());
        }
        let code = self.place(x, Prec::Low);
        Ex::owned(format!("Int::from({code})"), Ty::nat())
    }

    pub(crate) fn bool_op(&mut self, b: &'a ruff_python_ast::ExprBoolOp) -> Ex {
        let is_and = b.op == BoolOp::And;
        let saved = self.cx.narrow.clone();
        let mut parts: Vec<Ex> = Vec::new();
        for v in &b.values {
            let x = self.expr(v);
            let (then, other) = self.narrowings(v);
            self.apply(if is_and { then } else { other });
            // `False and x` never evaluates x, nor does `True or x`.
            let decided = x.bool_lit().is_some_and(|l| l != is_and);
            parts.push(x);
            if decided {
                break;
            }
        }
        self.cx.narrow = saved;
        // A literal that lets the next operand decide drops out.
        let last = parts.len() - 1;
        let mut kept: Vec<Ex> = Vec::new();
        for (at, x) in parts.into_iter().enumerate() {
            if at == last || x.bool_lit() != Some(is_and) {
                kept.push(x);
            }
        }
        if kept.len() == 1 {
            return kept.remove(0);
        }
        let all_bool = kept.iter().all(|x| x.ty.is_bool());
        if all_bool {
            return self.logic(is_and, &kept);
        }
        // As a value: the first operand that decides.
        let types: Vec<&Ty> = kept.iter().map(|x| &x.ty).collect();
        // An operand that must be truthy to be passed over contributes only its other values.
        let mut shown: Vec<Ty> = Vec::new();
        for (i, t) in types.iter().enumerate() {
            let t = (*t).clone();
            shown.push(if !is_and && i + 1 < types.len() { t.without_none() } else { t });
        }
        let refs: Vec<&Ty> = shown.iter().collect();
        let ty = self.join(b.range, 0, &refs);
        let mut rest = kept.into_iter().rev();
        let Some(tail) = rest.next() else { return Ex::unknown() };
        let mut code = self.coerce(tail, &ty);
        for x in rest {
            let name = self.temp("value");
            let x_ty = x.ty.clone();
            let held = Ex::place(name.clone(), x_ty.clone());
            let (test, prec) = self.truth(&held);
            let value = self.owned(x);
            if x_ty.is_none() {
                // None is false: `and` ends with it, `or` passes it over.
                code = if is_and {
                    let none = self.coerce(held, &ty);
                    let t = self.rty_text(&ty);
                    format!("{{ let {name} = {value}; let none: {t} = {none}; none }}")
                } else {
                    format!("{{ let _ = {value}; {code} }}")
                };
                continue;
            }
            let passes = if !is_and && x_ty.has_none() && x_ty.0.len() > 1 {
                Ex::reference(format!("{name}.some()"), x_ty.without_none())
            } else {
                Ex { own: Own::Last, ..held }
            };
            let keep = self.coerce(passes, &ty);
            let test = if is_and { super::paren(&test, prec, Prec::Low) } else { test };
            code = if is_and {
                format!("{{ let {name} = {value}; if {test} {{ {code} }} else {{ {keep} }} }}")
            } else {
                format!("{{ let {name} = {value}; if {test} {{ {keep} }} else {{ {code} }} }}")
            };
        }
        Ex::owned(code, ty)
    }

    fn logic(&mut self, is_and: bool, parts: &[Ex]) -> Ex {
        let (op, prec) = if is_and { (" && ", Prec::And) } else { (" || ", Prec::Or) };
        let texts: Vec<String> = parts.iter().map(|x| self.truth_at(x, prec)).collect();
        Ex::owned(texts.join(op), Ty::one(Atom::Bool)).prec(prec)
    }

    /// An expression used only for its truth.
    pub(crate) fn condition(&mut self, e: &'a Expr) -> Ex {
        match e {
            Expr::BoolOp(b) => {
                let is_and = b.op == BoolOp::And;
                let saved = self.cx.narrow.clone();
                let mut parts = Vec::new();
                let mut decided = None;
                for v in &b.values {
                    let x = self.condition(v);
                    let (then, other) = self.narrowings(v);
                    self.apply(if is_and { then } else { other });
                    match x.bool_lit() {
                        Some(l) if l == is_and => continue,
                        Some(l) => {
                            decided = Some(l);
                            break;
                        }
                        None => parts.push(x),
                    }
                }
                self.cx.narrow = saved;
                let lit = |b: bool| Ex::literal(Lit::Bool(b), b.to_string(), Ty::one(Atom::Bool));
                match (decided, parts.is_empty()) {
                    (Some(l), true) => lit(l),
                    (None, true) => lit(is_and),
                    (Some(l), false) => {
                        parts.push(Ex::owned(l.to_string(), Ty::one(Atom::Bool)));
                        self.logic(is_and, &parts)
                    }
                    (None, false) if parts.len() == 1 => parts.remove(0),
                    (None, false) => self.logic(is_and, &parts),
                }
            }
            Expr::UnaryOp(u) if u.op == UnaryOp::Not => {
                let x = self.condition(&u.operand);
                self.unary(UnaryOp::Not, x, u.range)
            }
            other => {
                let x = self.expr(other);
                let (code, prec) = self.truth(&x);
                match code.as_str() {
                    "true" if x.is_simple() => Ex::literal(Lit::Bool(true), "true", Ty::one(Atom::Bool)),
                    "false" if x.is_simple() => Ex::literal(Lit::Bool(false), "false", Ty::one(Atom::Bool)),
                    "true" | "false" => {
                        let value = x.code.clone();
                        Ex::owned(format!("{{ {value}; {code} }}"), Ty::one(Atom::Bool))
                    }
                    _ => Ex::owned(code, Ty::one(Atom::Bool)).prec(prec),
                }
            }
        }
    }

    pub(crate) fn conditional(&mut self, i: &'a ruff_python_ast::ExprIf) -> Ex {
        let test = self.condition(&i.test);
        let (then, other) = self.narrowings(&i.test);
        let saved = self.cx.narrow.clone();
        if let Some(b) = test.bool_lit() {
            self.apply(if b { then } else { other });
            let x = self.expr(if b { &i.body } else { &i.orelse });
            self.cx.narrow = saved;
            return x;
        }
        self.apply(then);
        let a = self.expr(&i.body);
        self.cx.narrow = saved.clone();
        self.apply(other);
        let b = self.expr(&i.orelse);
        self.cx.narrow = saved;
        let ty = self.join(i.range, 0, &[&a.ty, &b.ty]);
        let vague = a.vague && b.vague;
        let (a, b) = (self.coerce(a, &ty), self.coerce(b, &ty));
        let mut ex = Ex::owned(format!("if {} {{ {a} }} else {{ {b} }}", test.code), ty).prec(Prec::Low);
        ex.vague = vague;
        ex
    }
}

/// The sign of a unary operator.
pub(crate) fn sign(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::UAdd => "+",
        UnaryOp::USub => "-",
        UnaryOp::Invert => "~",
        UnaryOp::Not => "not",
    }
}

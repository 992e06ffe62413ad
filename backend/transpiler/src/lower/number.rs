//! Operators on numbers, and by the special methods of classes.

use super::arith::{dunder, sign};
use super::{Ex, Lowerer, Own, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::Operator;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl Lowerer<'_> {
    pub(crate) fn int_operator(&mut self, op: Operator, l: Ex, r: Ex) -> Ex {
        let both_nat = l.ty.is_nat() && r.ty.is_nat();
        let ty = if both_nat { Ty::nat() } else { Ty::int() };
        if let (Some(a), Some(b)) = (l.int_lit(), r.int_lit())
            && let Some(v) = fold(op, a, b)
        {
            let e = Ex::literal(super::Lit::Int(v), v.to_string(), Ty::one(Atom::Int(v >= 0)));
            return if v < 0 { e.prec(Prec::Unary) } else { e };
        }
        let literal = r.int_lit();
        let left = if l.int_lit().is_some() && literal.is_some() { self.owned(l.clone()) } else { self.operand(&l) };
        let recv = |this: &mut Self| if l.int_lit().is_some() { this.owned(l.clone()) } else { l.at(Prec::Atom) };
        match op {
            Operator::Add | Operator::Sub | Operator::Mult => {
                let ty = match op {
                    Operator::Sub => Ty::int(),
                    _ => ty,
                };
                let prec = if op == Operator::Mult { Prec::Product } else { Prec::Sum };
                let left = super::paren(
                    &left,
                    if l.own == Own::Owned && l.lit.is_none() { l.prec.max(Prec::Product) } else { Prec::Unary },
                    prec,
                );
                let right = match &r.own {
                    Own::Owned if r.lit.is_none() => r.at(Prec::Unary),
                    _ => self.operand(&r),
                };
                Ex::owned(format!("{left} {} {right}", sign(op)), ty).prec(prec)
            }
            Operator::BitAnd | Operator::BitOr | Operator::BitXor => {
                let prec = bit_prec(op);
                let right = match &r.own {
                    Own::Owned if r.lit.is_none() => r.at(Prec::Unary),
                    _ => self.operand(&r),
                };
                let ty = if op == Operator::BitAnd && (l.ty.is_nat() || r.ty.is_nat()) { Ty::nat() } else { ty };
                Ex::owned(format!("{left} {} {right}", sign(op)), ty).prec(prec)
            }
            Operator::FloorDiv => {
                let ty = ty.clone();
                let recv = recv(self);
                match literal {
                    Some(n) if n != 0 => Ex::owned(format!("{recv}.floor_div_by({n})"), ty),
                    _ => {
                        let arg = self.borrowed(&r);
                        let code = format!("{recv}.floor_div({arg})");
                        Ex::owned(self.try_(code), ty)
                    }
                }
            }
            Operator::Mod => {
                // The sign of the result is the divisor's.
                let ty = if r.ty.is_nat() { Ty::nat() } else { Ty::int() };
                match literal {
                    Some(n) if n != 0 => {
                        Ex::owned(format!("{left} % {}", if n < 0 { format!("({n})") } else { n.to_string() }), ty)
                            .prec(Prec::Product)
                    }
                    _ => {
                        let recv = recv(self);
                        let arg = self.borrowed(&r);
                        let code = format!("{recv}.modulo({arg})");
                        Ex::owned(self.try_(code), ty)
                    }
                }
            }
            Operator::Div => {
                let recv = recv(self);
                let arg = self.borrowed(&r);
                let code = format!("{recv}.true_div({arg})");
                Ex::owned(self.try_(code), Ty::one(Atom::Float))
            }
            Operator::Pow => {
                let recv = recv(self);
                let arg = self.borrowed(&r);
                if r.ty.is_nat() {
                    let ty = if l.ty.is_nat() || literal.is_some_and(|n| n % 2 == 0) { Ty::nat() } else { Ty::int() };
                    return Ex::owned(format!("{recv}.pow_nonneg({arg})"), ty);
                }
                if literal.is_some() {
                    let code = format!("{recv}.pow({arg})");
                    let num = self.try_(code);
                    return Ex::owned(format!("{num}.float()"), Ty::one(Atom::Float));
                }
                let code = format!("{recv}.pow({arg})");
                Ex::owned(self.try_(code), Ty(vec![Atom::Int(false), Atom::Float]))
            }
            Operator::LShift | Operator::RShift => {
                let recv = recv(self);
                let (plain, checked) = if op == Operator::LShift { ("shl_by", "shl") } else { ("shr_by", "shr") };
                let ty = if l.ty.is_nat() { Ty::nat() } else { Ty::int() };
                match literal {
                    Some(n) if (0..=10_000).contains(&n) => Ex::owned(format!("{recv}.{plain}({n})"), ty),
                    _ => {
                        let arg = self.borrowed(&r);
                        let code = format!("{recv}.{checked}({arg})");
                        Ex::owned(self.try_(code), ty)
                    }
                }
            }
            Operator::MatMult => self.unsupported(op, &l, &r),
        }
    }

    pub(crate) fn float_operator(&mut self, op: Operator, l: Ex, r: Ex, range: TextRange) -> Ex {
        let (a, b) = (self.float(&l), self.float(&r));
        let float = Ty::one(Atom::Float);
        let nonzero = r.int_lit().is_some_and(|i| i != 0) || (r.code.parse::<f64>().is_ok_and(|f| f != 0.0));
        let infix = |s: &str, prec: Prec| {
            Ex::owned(
                format!(
                    "{} {s} {}",
                    super::paren(&a, loosest(&a, &l), prec),
                    super::paren(&b, loosest(&b, &r), Prec::Unary)
                ),
                float.clone(),
            )
            .prec(prec)
        };
        match op {
            Operator::Add => infix("+", Prec::Sum),
            Operator::Sub => infix("-", Prec::Sum),
            Operator::Mult => infix("*", Prec::Product),
            Operator::Div if nonzero => infix("/", Prec::Product),
            Operator::Div => self.float_call("true_div", &a, &b),
            Operator::FloorDiv => self.float_call("floor_div", &a, &b),
            Operator::Mod => self.float_call("modulo", &a, &b),
            Operator::Pow if l.code.starts_with('-') && r.code.parse::<f64>().is_ok_and(|e| e.fract() != 0.0) => self
                .refuse_with(
                    "P0222",
                    range,
                    "a negative number to a fractional power is complex, which is not translated",
                    Some("take the power of the absolute value"),
                ),
            Operator::Pow => self.float_call("pow", &a, &b),
            _ => self.unsupported(op, &l, &r),
        }
    }

    fn float_call(&mut self, name: &str, a: &str, b: &str) -> Ex {
        let code = format!("py::float::{name}({a}, {b})");
        Ex::owned(self.try_(code), Ty::one(Atom::Float))
    }

    pub(crate) fn num_operator(&mut self, op: Operator, l: Ex, r: Ex, range: TextRange) -> Ex {
        let num = Ty(vec![Atom::Int(false), Atom::Float]);
        let float_too = l.ty.is_float() || r.ty.is_float();
        let (a, b) = (self.coerce(l.clone(), &num), self.coerce(r.clone(), &num));
        let (a, b) = (super::tight(&a), super::tight(&b));
        // A float operand makes the result a float, whatever the other is.
        let ty = if float_too { Ty::one(Atom::Float) } else { num };
        let done = |code: String, prec: Prec| {
            if float_too {
                Ex::owned(format!("({code}).float()"), ty.clone())
            } else {
                Ex::owned(code, ty.clone()).prec(prec)
            }
        };
        let method = |name: &str| format!("{a}.{name}(&{b})");
        match op {
            Operator::Add => done(format!("{a} + {b}"), Prec::Sum),
            Operator::Sub => done(format!("{a} - {b}"), Prec::Sum),
            Operator::Mult => done(format!("{a} * {b}"), Prec::Product),
            Operator::Div => Ex::owned(self.try_(method("true_div")), Ty::one(Atom::Float)),
            Operator::FloorDiv => {
                let code = self.try_(method("floor_div"));
                done(code, Prec::Atom)
            }
            Operator::Mod => {
                let code = self.try_(method("modulo"));
                done(code, Prec::Atom)
            }
            Operator::Pow => {
                let code = self.try_(method("pow"));
                done(code, Prec::Atom)
            }
            _ => self.refuse("P0221", range, format!("'{}' between int or float values is not translated", sign(op))),
        }
    }

    /// Whether Python asks the right operand first: its class is derived from the left one's and has a method of its own.
    pub(crate) fn right_goes_first(&self, l: &Ex, r: &Ex, method: &str) -> bool {
        let (Some(Atom::Inst(c)), Some(Atom::Inst(d))) = (l.ty.single(), r.ty.single()) else { return false };
        c != d && self.lineage(*d).contains(c) && self.find_method(*d, method) != self.find_method(*c, method)
    }

    pub(crate) fn refuse_right_first(&mut self, range: TextRange) -> Ex {
        self.refuse("P0343", range, "an operator that a derived class on its right defines anew is not translated")
    }

    /// `__add__` and its kin, then `__radd__`.
    pub(crate) fn user_operator(&mut self, op: Operator, l: &Ex, r: &Ex, range: TextRange) -> Option<Ex> {
        let is_inst = |t: &Ty| t.0.iter().any(|a| matches!(a, Atom::Inst(_)));
        if !is_inst(&l.ty) && !is_inst(&r.ty) {
            return None;
        }
        let (left, right) = (self.plain_member(l.clone()), self.plain_member(r.clone()));
        if left.ty != l.ty || right.ty != r.ty {
            return Some(self.binary(op, left, right, range));
        }
        if self.right_goes_first(l, r, &format!("__r{}__", dunder(op))) {
            return Some(self.refuse_right_first(range));
        }
        if let Some(Atom::Inst(c)) = l.ty.single() {
            let m = format!("__{}__", dunder(op));
            if self.find_method(*c, &m).is_some() {
                if self.asks_next(*c, &m, &r.ty, &format!("__r{}__", dunder(op)), range) {
                    return Some(Ex::unknown());
                }
                return Some(self.call_method_on(l.clone(), *c, &m, vec![r.clone()]));
            }
        }
        if let Some(Atom::Inst(c)) = r.ty.single()
            && l.ty.single().is_some()
        {
            let m = format!("__r{}__", dunder(op));
            if self.find_method(*c, &m).is_some() {
                if self.has_handlers
                    && self.declines(*c, &m)
                    && l.ty.is(|a| matches!(a, Atom::Str | Atom::List(_) | Atom::Tuple(_) | Atom::VarTuple(_)))
                {
                    // The sequence would have the last word, in words of its own.
                    return Some(self.refuse("P0343", range, format!("'{m}' may leave this to the left operand")));
                }
                // The left operand is evaluated first all the same.
                let (c, (l, first)) = (*c, self.once(l.clone(), "left"));
                let out = self.call_method_on(r.clone(), c, &m, vec![l]);
                let plain = first.is_empty();
                return Some(if plain { out } else { Ex::owned(format!("{{ {first}{} }}", out.code), out.ty) });
            }
        }
        if l.ty.single().is_some() && r.ty.single().is_some() {
            let (left, right) = (self.plain_tuple(l.clone()), self.plain_tuple(r.clone()));
            if left.ty != l.ty || right.ty != r.ty {
                return Some(self.binary(op, left, right, range));
            }
            return Some(self.unsupported(op, l, r));
        }
        let message = format!("unsupported operand type(s) for {}: '{{}}' and '{}'", sign(op), self.ty_names(&r.ty));
        if l.ty.has_none() {
            let l = self.only_kind(l, &message)?;
            return Some(self.binary(op, l, r.clone(), range));
        }
        if r.ty.has_none() {
            let message =
                format!("unsupported operand type(s) for {}: '{}' and '{{}}'", sign(op), self.ty_names(&l.ty));
            let r = self.only_kind(r, &message)?;
            return Some(self.binary(op, l.clone(), r, range));
        }
        // Each kind by its own rule; the left operand is evaluated first.
        if l.ty.0.len() > 1 {
            return Some(self.dispatch_as(l.clone(), range, 243, |s, v| s.binary(op, v, r.clone(), range)));
        }
        let (left, first) = self.once(l.clone(), "left");
        let out = self.dispatch_as(r.clone(), range, 244, |s, v| s.binary(op, left.clone(), v, range));
        let plain = first.is_empty();
        Some(if plain { out } else { Ex::owned(format!("{{ {first}{} }}", out.code), out.ty) })
    }
}

/// Text made by `float` binds as tightly as what it came from.
fn loosest(code: &str, from: &Ex) -> Prec {
    if code == from.code {
        from.prec
    } else if code.starts_with('*') {
        Prec::Unary
    } else {
        Prec::Atom
    }
}

pub(crate) fn bit_prec(op: Operator) -> Prec {
    match op {
        Operator::BitAnd => Prec::BitAnd,
        Operator::BitXor => Prec::BitXor,
        _ => Prec::BitOr,
    }
}

/// Constant folding keeps literals readable: only where nothing overflows.
fn fold(op: Operator, a: i64, b: i64) -> Option<i64> {
    let v = match op {
        Operator::Add => a.checked_add(b)?,
        Operator::Sub => a.checked_sub(b)?,
        Operator::Mult => a.checked_mul(b)?,
        Operator::Pow => a.checked_pow(u32::try_from(b).ok()?)?,
        _ => return None,
    };
    (v.unsigned_abs() < 1 << 62).then_some(v)
}

//! Comparison chains, tests of kinds, and which rule compares two operands.

use super::narrow::ClassTest;
use super::{Ex, Lit, Lowerer, Own, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::{CmpOp, Expr, ExprCompare};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

pub(crate) fn bool_lit(b: bool) -> Ex {
    Ex::literal(Lit::Bool(b), b.to_string(), Ty::one(Atom::Bool))
}

pub(crate) fn sign(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Eq => "==",
        CmpOp::NotEq => "!=",
        CmpOp::Lt => "<",
        CmpOp::LtE => "<=",
        CmpOp::Gt => ">",
        CmpOp::GtE => ">=",
        _ => "is",
    }
}

impl<'a> Lowerer<'a> {
    pub(crate) fn compare_chain(&mut self, c: &'a ExprCompare) -> Ex {
        if c.ops.len() == 1 {
            if let Some(x) = self.type_comparison(c) {
                return x;
            }
            let l = self.expr(&c.left);
            let asked = matches!(c.ops[0], CmpOp::In | CmpOp::NotIn);
            let members = if asked { self.enum_members(&c.comparators[0]) } else { None };
            let r = match members {
                Some(members) if l.ty.is_empty() || members_may_hold(self, &members, &l) => members,
                _ => self.expr(&c.comparators[0]),
            };
            if let Some(x) = self.fresh_membership(c.ops[0], &c.left, &l, &r) {
                return x;
            }
            return self.comparison(c.ops[0], l, r, c.range);
        }
        // Each middle operand is evaluated once, and only if what stands before it held.
        let mut code = String::new();
        let mut left = self.expr(&c.left);
        let mut parts = Vec::new();
        let mut blocks = 0;
        for (i, (op, e)) in c.ops.iter().zip(&c.comparators).enumerate() {
            let mut right = self.expr(e);
            let middle = i + 1 < c.ops.len();
            if middle && !right.is_simple() {
                let name = self.temp("middle");
                let ty = right.ty.clone();
                let value = self.owned(right);
                if !left.is_simple() {
                    // Left to right: what stands before is evaluated before.
                    let first = self.temp("left");
                    let ty = left.ty.clone();
                    let value = self.owned(left);
                    code.push_str(&format!("{{ let {first} = {value}; "));
                    blocks += 1;
                    left = Ex::place(first, ty);
                }
                let prefix = self.join_and(&mut parts);
                code.push_str(&format!("{prefix}{{ let {name} = {value}; "));
                blocks += 1;
                right = Ex::place(name, ty);
            }
            if right.own == Own::Last {
                right.own = Own::Place;
            }
            if left.own == Own::Last {
                left.own = Own::Place;
            }
            let part =
                self.comparison(*op, left, right.clone(), TextRange::new(c.left.range().start(), e.range().end()));
            parts.push(part.at(Prec::Compare));
            left = right;
        }
        code.push_str(&parts.join(" && "));
        code.push_str(&" }".repeat(blocks));
        let prec = if blocks > 0 && code.starts_with('{') { Prec::Atom } else { Prec::And };
        Ex::owned(code, Ty::one(Atom::Bool)).prec(prec)
    }

    fn join_and(&mut self, parts: &mut Vec<String>) -> String {
        let text = parts.join(" && ");
        parts.clear();
        if text.is_empty() { text } else { format!("{text} && ") }
    }

    /// `type(x) == T` and `type(x) is T`.
    fn type_comparison(&mut self, c: &'a ExprCompare) -> Option<Ex> {
        let type_of = |e: &'a Expr| match e {
            Expr::Call(call) => match (&*call.func, &*call.arguments.args) {
                (Expr::Name(f), [x]) if f.id.as_str() == "type" => Some(x),
                _ => None,
            },
            _ => None,
        };
        let x = type_of(&c.left)?;
        let negate = matches!(c.ops[0], CmpOp::NotEq | CmpOp::IsNot);
        if !matches!(c.ops[0], CmpOp::Eq | CmpOp::Is | CmpOp::NotEq | CmpOp::IsNot) {
            return None;
        }
        if let Some(y) = type_of(&c.comparators[0]) {
            let (x, y) = (self.expr(x), self.expr(y));
            return match (x.ty.single(), y.ty.single()) {
                (Some(Atom::Exc), Some(Atom::Exc)) => {
                    let bang = if negate { "!" } else { "" };
                    let (x, y) = (x.at(Prec::Atom), y.at(Prec::Atom));
                    Some(
                        Ex::owned(format!("{bang}std::ptr::eq({x}.class(), {y}.class())"), Ty::one(Atom::Bool))
                            .prec(if negate { Prec::Unary } else { Prec::Atom }),
                    )
                }
                (Some(a), Some(b)) => Some(bool_lit(
                    (std::mem::discriminant(a) == std::mem::discriminant(b)
                        && !matches!((a, b), (Atom::Inst(p), Atom::Inst(q)) if p != q))
                        != negate,
                )),
                _ => Some(self.refuse(
                    "P0230",
                    c.range,
                    "comparing the types of values of several kinds is not translated",
                )),
            };
        }
        let tests = self.class_test(&c.comparators[0])?;
        let x = self.expr(x);
        if let ([ClassTest::Exception(name)], Some(Atom::Exc)) = (tests.as_slice(), x.ty.single()) {
            let bang = if negate { "!" } else { "" };
            return Some(
                Ex::owned(format!("{bang}std::ptr::eq({}.class(), &{name})", x.at(Prec::Atom)), Ty::one(Atom::Bool))
                    .prec(if negate { Prec::Unary } else { Prec::Atom }),
            );
        }
        Some(self.kind_test(x, negate, |t: &ClassTest, _: &Self, a: &Atom| t.is_exactly(a), &tests, c.range))
    }

    /// A test of a value's kind, decided now where its type decides it.
    pub(crate) fn kind_test(
        &mut self,
        x: Ex,
        negate: bool,
        test: impl Fn(&ClassTest, &Self, &Atom) -> bool,
        tests: &[ClassTest],
        range: TextRange,
    ) -> Ex {
        if x.ty.is_empty() {
            return bool_lit(negate);
        }
        if is_opaque(&x.ty) {
            return self.refuse_opaque(range);
        }
        if x.ty.0.contains(&Atom::Exc) {
            return self.exception_test(x, tests, negate, range);
        }
        let yes: Vec<Atom> = x.ty.0.iter().filter(|a| tests.iter().any(|t| test(t, self, a))).cloned().collect();
        if yes.len() == x.ty.0.len() {
            return self.decided(x, !negate);
        }
        if yes.is_empty() {
            return self.decided(x, negate);
        }
        self.is_of(&x, &yes, negate)
    }

    /// Whether a value of several kinds is of some of them.
    pub(crate) fn is_of(&mut self, x: &Ex, yes: &[Atom], negate: bool) -> Ex {
        if !self.last_round {
            return Ex::owned("undecided()", Ty::one(Atom::Bool));
        }
        if yes.len() == x.ty.0.len() - 1 && x.ty.has_none() && !yes.contains(&Atom::None) {
            let m = if negate { "is_none" } else { "is_some" };
            return Ex::owned(format!("{}.{m}()", x.at(Prec::Atom)), Ty::one(Atom::Bool));
        }
        let some = x.ty.without_none();
        let mut patterns: Vec<String> = Vec::new();
        for a in yes {
            if *a == Atom::None {
                patterns.push("None".into());
                continue;
            }
            let path = self.variant_path(&some, a);
            patterns.push(if x.ty.has_none() { format!("Some({path}(_))") } else { format!("{path}(_)") });
        }
        let bang = if negate { "!" } else { "" };
        Ex::owned(format!("{bang}matches!({}, {})", x.code, patterns.join(" | ")), Ty::one(Atom::Bool))
            .prec(if negate { Prec::Unary } else { Prec::Atom })
    }

    /// A known answer; the operand is still evaluated if that does anything.
    pub(crate) fn decided(&mut self, x: Ex, answer: bool) -> Ex {
        if x.is_simple() || !self.last_round {
            return bool_lit(answer);
        }
        Ex::owned(format!("{{ let _ = {}; {answer} }}", x.code), Ty::one(Atom::Bool))
    }

    fn exception_test(&mut self, x: Ex, tests: &[ClassTest], negate: bool, range: TextRange) -> Ex {
        let mut parts = Vec::new();
        for t in tests {
            match t {
                ClassTest::Exception(name) => parts.push(format!("{}.is(&{name})", x.at(Prec::Atom))),
                _ => return self.refuse("P0230", range, "this type test on an exception is not translated"),
            }
        }
        let code = parts.join(" || ");
        if negate {
            return Ex::owned(format!("!({code})"), Ty::one(Atom::Bool)).prec(Prec::Unary);
        }
        Ex::owned(code, Ty::one(Atom::Bool)).prec(if parts.len() > 1 { Prec::Or } else { Prec::Atom })
    }

    /// An argument of an exception compared with a string, or with None.
    fn opaque_comparison(&mut self, op: CmpOp, l: Ex, r: Ex, range: TextRange) -> Ex {
        let (x, other) = if is_opaque(&l.ty) { (l, r) } else { (r, l) };
        let negate = matches!(op, CmpOp::NotEq | CmpOp::IsNot);
        let bang = if negate { "!" } else { "" };
        let bool_ = Ty::one(Atom::Bool);
        let prec = if negate { Prec::Unary } else { Prec::Atom };
        let recv = x.at(Prec::Atom);
        match op {
            CmpOp::Eq | CmpOp::NotEq if other.ty.is_str() => {
                let text = self.str_ref(&other);
                Ex::owned(format!("{bang}{recv}.is_str({text})"), bool_).prec(prec)
            }
            CmpOp::Eq | CmpOp::NotEq | CmpOp::Is | CmpOp::IsNot if other.ty.is_none() => {
                Ex::owned(format!("{bang}{recv}.is_none()"), bool_).prec(prec)
            }
            _ => self.refuse_opaque(range),
        }
    }

    /// An argument of an exception where its kind would decide.
    pub(crate) fn refuse_opaque(&mut self, range: TextRange) -> Ex {
        self.refuse_with(
            "P0294",
            range,
            "an argument of an exception is only shown and compared with strings",
            Some("take its text: str(e.args[0])"),
        )
    }

    /// `l op r`.
    pub(crate) fn comparison(&mut self, op: CmpOp, l: Ex, r: Ex, range: TextRange) -> Ex {
        if is_opaque(&l.ty) || is_opaque(&r.ty) {
            return self.opaque_comparison(op, l, r, range);
        }
        match op {
            CmpOp::In => self.membership(l, r, false, range),
            CmpOp::NotIn => self.membership(l, r, true, range),
            CmpOp::Is => self.identity(l, r, false, range),
            CmpOp::IsNot => self.identity(l, r, true, range),
            CmpOp::Eq => self.equality(l, r, false, range),
            CmpOp::NotEq => self.equality(l, r, true, range),
            _ => self.order(op, l, r, range),
        }
    }
}

/// Whether a type is that of an exception's arguments, or of several of them.
pub(crate) fn is_opaque(t: &Ty) -> bool {
    t.0.contains(&Atom::Opaque)
}

/// Whether a value is of the class whose members these are: Python 3.11 raises TypeError for any other.
fn members_may_hold(l: &Lowerer<'_>, members: &Ex, x: &Ex) -> bool {
    matches!(members.ty.single(), Some(Atom::List(c)) if l.cells.ty(*c) == x.ty)
}

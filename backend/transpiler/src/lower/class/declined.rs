//! `return NotImplemented` in a special method: the operator is left to the other operand, or to Python's own answer.
//! Where the other operand would have a say of its own, or the answer depends on who asked, the program is refused.

use crate::lower::arith::{dunder, sign};
use crate::lower::compare::bool_lit;
use crate::lower::{Ex, Lowerer, quote};
use crate::scope::{Body, ClassId, FuncId};
use crate::types::{Atom, Ty};
use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Expr, Operator, Stmt};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

/// Whether an expression is the name `NotImplemented`.
pub(crate) fn is_not_implemented(e: Option<&Expr>) -> bool {
    matches!(e, Some(Expr::Name(n)) if n.id.as_str() == "NotImplemented")
}

impl<'a> Lowerer<'a> {
    /// Whether a method may leave an operator to others.
    pub(crate) fn declines(&self, c: ClassId, method: &str) -> bool {
        self.find_method(c, method).is_some_and(|f| self.function_declines(f))
    }

    pub(super) fn function_declines(&self, func: FuncId) -> bool {
        struct Find(bool);
        impl<'a> Visitor<'a> for Find {
            fn visit_stmt(&mut self, s: &'a Stmt) {
                self.0 |= matches!(s, Stmt::Return(r) if is_not_implemented(r.value.as_deref()));
                walk_stmt(self, s);
            }
        }
        let Body::Stmts(body) = self.program.funcs[func].body else { return false };
        let mut find = Find(false);
        find.visit_body(body);
        find.0
    }

    /// `return NotImplemented`.
    pub(crate) fn decline(&mut self, range: TextRange) -> String {
        let f = &self.program.funcs[self.cx.func];
        let (name, params) = (f.name.clone(), f.params);
        let second = params.and_then(|p| p.iter().nth(1)).map(|p| p.name().to_string());
        let class = self.insts[self.cx.inst].class.filter(|_| f.class.is_some());
        let (Some(c), Some(second)) = (class, second) else {
            self.refuse("P0343", range, "NotImplemented is not translated here");
            return String::new();
        };
        let me = self.receiver();
        let other = match self.lookup(&second, TextRange::default(), false) {
            crate::lower::vars::Name::Var(v) => self.read(&v),
            _ => Ex::unknown(),
        };
        if let "__eq__" | "__ne__" = name.as_str() {
            // Nobody knows better: then an object equals itself alone.
            let negate = name == "__ne__";
            let mine = Ty::one(Atom::Inst(c));
            let same = if other.ty == mine {
                self.identity(me, other, negate, range)
            } else if other.ty.0.contains(&Atom::Inst(c)) {
                self.dispatch(other, range, |l, v| match v.ty == mine {
                    true => l.identity(me.clone(), v, negate, range),
                    false => bool_lit(negate),
                })
            } else {
                bool_lit(negate)
            };
            let ret = self.insts[self.cx.inst].ret;
            let code = self.store(same, ret);
            return self.return_code(code);
        }
        let Some(op) = operator(name.trim_matches('_')) else {
            self.refuse("P0343", range, "NotImplemented is not translated here");
            return String::new();
        };
        let (mine, theirs) = (quote(&self.program.classes[c].name), self.type_name(other, range).code);
        let (left, right) = if op.reflected { (theirs, mine) } else { (mine, theirs) };
        let message = if op.order {
            format!("'{}' not supported between instances of '{{}}' and '{{}}'", op.symbol)
        } else {
            format!("unsupported operand type(s) for {}: '{{}}' and '{{}}'", op.symbol)
        };
        let exc = format!("py::type_error(format!({}, {left}, {right}))", quote(&message));
        format!("{}\n", self.leave_with(&exc))
    }

    /// Refuses a call whose method may decline where another operand's own method would be asked next.
    pub(crate) fn asks_next(&mut self, c: ClassId, method: &str, other: &Ty, next: &str, range: TextRange) -> bool {
        if !self.declines(c, method) {
            return false;
        }
        let asked =
            other.0.iter().any(|a| matches!(a, Atom::Inst(d) if *d != c && self.find_method(*d, next).is_some()));
        if asked {
            self.refuse("P0343", range, format!("'{method}' may leave this to the other operand's '{next}'"));
        }
        asked
    }

    /// `old op= value` where the old value does not change where it stands.
    pub(crate) fn augmented(&mut self, op: Operator, old: Ex, value: Ex, range: TextRange) -> Ex {
        let Some(Atom::Inst(c)) = old.ty.single().cloned() else { return self.binary(op, old, value, range) };
        let (own, plain) = (format!("__i{}__", dunder(op)), format!("__{}__", dunder(op)));
        // Python's message names the operator as written, which the method does not know.
        if self.has_handlers && value.ty != old.ty && (self.declines(c, &own) || self.declines(c, &plain)) {
            return self.refuse(
                "P0343",
                range,
                "an operator that may be left to the other operand is not translated here",
            );
        }
        if self.find_method(c, &own).is_some() {
            return self.call_method_on(old, c, &own, vec![value]);
        }
        self.binary(op, old, value, range)
    }
}

/// What a special method's name says of its operator.
struct Operation {
    symbol: &'static str,
    order: bool,
    reflected: bool,
}

fn operator(name: &str) -> Option<Operation> {
    let order = |symbol| Some(Operation { symbol, order: true, reflected: false });
    match name {
        "lt" => return order("<"),
        "le" => return order("<="),
        "gt" => return order(">"),
        "ge" => return order(">="),
        _ => {}
    }
    const ALL: [Operator; 13] = [
        Operator::Add,
        Operator::Sub,
        Operator::Mult,
        Operator::MatMult,
        Operator::Div,
        Operator::Mod,
        Operator::Pow,
        Operator::LShift,
        Operator::RShift,
        Operator::BitOr,
        Operator::BitXor,
        Operator::BitAnd,
        Operator::FloorDiv,
    ];
    ALL.into_iter().find_map(|op| {
        let reflected = name.strip_prefix('r').is_some_and(|n| n == dunder(op));
        let symbol = if op == Operator::Pow { "** or pow()" } else { sign(op) };
        (reflected || name == dunder(op)).then_some(Operation { symbol, order: false, reflected })
    })
}

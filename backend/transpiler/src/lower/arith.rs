//! Binary operators by the kinds of their operands.

use super::number::bit_prec;
use super::{Ex, Lowerer, Own, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::Operator;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

/// An operator's sign in Python.
pub(crate) fn sign(op: Operator) -> &'static str {
    match op {
        Operator::Add => "+",
        Operator::Sub => "-",
        Operator::Mult => "*",
        Operator::MatMult => "@",
        Operator::Div => "/",
        Operator::Mod => "%",
        Operator::Pow => "**",
        Operator::LShift => "<<",
        Operator::RShift => ">>",
        Operator::BitOr => "|",
        Operator::BitXor => "^",
        Operator::BitAnd => "&",
        Operator::FloorDiv => "//",
    }
}

pub(crate) fn dunder(op: Operator) -> &'static str {
    match op {
        Operator::Add => "add",
        Operator::Sub => "sub",
        Operator::Mult => "mul",
        Operator::MatMult => "matmul",
        Operator::Div => "truediv",
        Operator::Mod => "mod",
        Operator::Pow => "pow",
        Operator::LShift => "lshift",
        Operator::RShift => "rshift",
        Operator::BitOr => "or",
        Operator::BitXor => "xor",
        Operator::BitAnd => "and",
        Operator::FloorDiv => "floordiv",
    }
}

impl Lowerer<'_> {
    /// `l op r`.
    pub(crate) fn binary(&mut self, op: Operator, l: Ex, r: Ex, range: TextRange) -> Ex {
        if l.ty.is_empty() || r.ty.is_empty() {
            return self.diverging(&[&l, &r]);
        }
        if let Some(x) = self.user_operator(op, &l, &r, range) {
            return x;
        }
        if let Some(x) = self.view_operator(op, &l, &r, range) {
            return x;
        }
        use Atom as A;
        match (l.ty.single().cloned(), r.ty.single().cloned()) {
            (Some(a), Some(b)) => match (op, a, b) {
                (Operator::Add, A::Str, A::Str) => {
                    let (lc, rc) = (self.operand(&l), self.str_ref(&r));
                    let lc = if l.str_lit().is_some() { self.owned(l) } else { lc };
                    return Ex::owned(format!("{lc} + {rc}"), Ty::one(A::Str)).prec(Prec::Sum);
                }
                (Operator::Mult, A::Str | A::Bytes, A::Int(_) | A::Bool) => return self.repeat(l, r),
                (Operator::Mult, A::Int(_) | A::Bool, A::Str | A::Bytes) => return self.repeat(r, l),
                (Operator::Mod, A::Str, _) => return self.percent(l, r, range),
                (Operator::Add, A::List(c), A::List(d)) => {
                    self.cells.unify(c, d);
                    return self.method2(&l, "concat", &r);
                }
                (Operator::Mult, A::List(_) | A::VarTuple(_) | A::Deque(_), A::Int(_) | A::Bool) => {
                    return self.repeat(l, r);
                }
                (Operator::Mult, A::Int(_) | A::Bool, A::List(_) | A::VarTuple(_) | A::Deque(_)) => {
                    return self.repeat(r, l);
                }
                (Operator::Mult, A::Tuple(cs), A::Int(_) | A::Bool) => {
                    let l = self.any_length(l, &cs, range, 0);
                    return self.repeat(l, r);
                }
                (Operator::Mult, A::Int(_) | A::Bool, A::Tuple(cs)) => {
                    let r = self.any_length(r, &cs, range, 0);
                    return self.repeat(r, l);
                }
                (Operator::Add, A::Tuple(a), A::Tuple(b)) if a.len() + b.len() <= 12 => {
                    return self.concat_tuples(l, &a, r, &b);
                }
                (Operator::Add, A::Tuple(_) | A::VarTuple(_), A::Tuple(_) | A::VarTuple(_)) => {
                    let cell = self.node(range, 1);
                    let target = Ty::one(A::VarTuple(cell));
                    for t in [&l.ty, &r.ty] {
                        let c = self.node(range, 2);
                        self.cells.flow(&target, c);
                        self.cells.flow(t, c);
                        if let Some(A::VarTuple(x)) = self.cells.ty(c).single() {
                            let t = self.cells.ty(*x);
                            self.cells.flow(&t, cell);
                        }
                    }
                    let (a, b) = (self.coerce(l, &target), self.coerce(r, &target));
                    return Ex::owned(format!("{}.concat(&{b})", super::tight(&a)), target);
                }
                (Operator::Add, A::Bytes, A::Bytes) => return self.method2(&l, "concat", &r),
                (Operator::Add, A::Deque(c), A::Deque(d)) => {
                    self.cells.unify(c, d);
                    return self.method2(&l, "concat", &r);
                }
                (_, A::Set(c) | A::FrozenSet(c), A::Set(d) | A::FrozenSet(d)) => {
                    let name = match op {
                        Operator::BitOr => "union",
                        Operator::BitAnd => "intersection",
                        Operator::Sub => "difference",
                        Operator::BitXor => "symmetric_difference",
                        _ => return self.unsupported(op, &l, &r),
                    };
                    self.cells.unify(c, d);
                    return self.set_operation(&l, name, &r);
                }
                (
                    Operator::BitOr,
                    A::Dict(..) | A::DefaultDict(..) | A::OrderedDict(..),
                    A::Dict(..) | A::DefaultDict(..) | A::OrderedDict(..),
                ) if !(l.ty.is(|a| matches!(a, A::Dict(..))) && r.ty.is(|a| matches!(a, A::Dict(..)))) => {
                    return self.refuse_with(
                        "P0221",
                        range,
                        "'|' between these kinds of dictionary is not translated",
                        Some("copy the one and update it with the other"),
                    );
                }
                (Operator::BitOr, A::Dict(a, b), A::Dict(c, d)) => {
                    self.cells.unify(a, c);
                    self.cells.unify(b, d);
                    return self.method2(&l, "merge", &r);
                }
                (_, A::Counter(c), A::Counter(d)) => {
                    if !matches!(op, Operator::Add | Operator::Sub | Operator::BitOr | Operator::BitAnd) {
                        return self.unsupported(op, &l, &r);
                    }
                    self.cells.unify(c, d);
                    let (a, b) = (self.borrowed(&l), self.borrowed(&r));
                    return Ex::owned(format!("({a} {} {b})", sign(op)), l.ty);
                }
                (Operator::BitAnd | Operator::BitOr | Operator::BitXor, A::Bool, A::Bool) => {
                    let prec = bit_prec(op);
                    let (a, b) = (self.place(&l, prec), self.place(&r, prec));
                    return Ex::owned(format!("{a} {} {b}", sign(op)), Ty::one(A::Bool)).prec(prec);
                }
                (_, a, b) if number(&a) && number(&b) => {}
                _ => return self.unsupported(op, &l, &r),
            },
            _ => {
                // Operands of several kinds: numbers among them may do, the rest raise TypeError.
                let other = |x: &Ex| x.ty.0.iter().map(|a| self.kind_name(a)).next().unwrap_or_default();
                let (ln, rn) = (other(&l), other(&r));
                let op_sign = if op == Operator::Pow { "** or pow()" } else { sign(op) };
                let left_message = format!("unsupported operand type(s) for {op_sign}: '{{}}' and '{rn}'");
                let right_message = format!("unsupported operand type(s) for {op_sign}: '{ln}' and '{{}}'");
                if let (Some(x), Some(y)) = (self.only_kind(&l, &left_message), self.only_kind(&r, &right_message))
                    && (x.ty != l.ty || y.ty != r.ty)
                {
                    return self.binary(op, x, y, range);
                }
                let numbers = |t: &Ty| t.0.iter().all(number);
                // Two truth values give a truth value, where one is a number they do not.
                let truths = matches!(op, Operator::BitAnd | Operator::BitOr | Operator::BitXor)
                    && l.ty.0.contains(&A::Bool)
                    && r.ty.0.contains(&A::Bool);
                if truths || !(numbers(&l.ty) && numbers(&r.ty)) {
                    if l.ty.0.len() * r.ty.0.len() <= 9 && !l.ty.has_none() && !r.ty.has_none() {
                        return self.binary_by_kind(op, l, r, range);
                    }
                    let (a, b) = (self.ty_names(&l.ty), self.ty_names(&r.ty));
                    return self.refuse_with(
                        "P0221",
                        range,
                        format!("'{}' between {a} and {b} cannot be told apart before the program runs", sign(op)),
                        Some("test the value's type with isinstance first"),
                    );
                }
            }
        }
        let l = self.without_bool(l, range);
        let r = self.without_bool(r, range);
        if l.ty.is_int() && r.ty.is_int() {
            self.int_operator(op, l, r)
        } else if l.ty.0.len() == 1 && r.ty.0.len() == 1 {
            self.float_operator(op, l, r, range)
        } else {
            self.num_operator(op, l, r, range)
        }
    }

    /// An optional of one kind as that kind, raising TypeError for None.
    pub(crate) fn only_kind(&mut self, x: &Ex, message: &str) -> Option<Ex> {
        if !x.ty.has_none() || x.ty.0.len() == 1 {
            return Some(x.clone());
        }
        let message = message.replace("{}", "NoneType");
        let code = format!("{}.or_type_error({})", x.at(Prec::Atom), super::quote(&message));
        Some(Ex::reference(self.try_(code), x.ty.without_none()))
    }

    /// A number out of a value that may also be None.
    pub(crate) fn numeric(&mut self, x: Ex, message: &str) -> Option<Ex> {
        let x = self.only_kind(&x, message)?;
        x.ty.is_number().then_some(x)
    }

    /// An operator on operands of several kinds: each combination by its own rule.
    fn binary_by_kind(&mut self, op: Operator, l: Ex, r: Ex, range: TextRange) -> Ex {
        let (l, first) = self.once(l, "left");
        let (r, second) = self.once(r, "right");
        let out = if l.ty.0.len() > 1 {
            self.dispatch(l, range, |s, v| s.binary(op, v, r.clone(), range))
        } else {
            self.dispatch_as(r, range, 242, |s, v| s.binary(op, l.clone(), v, range))
        };
        if first.is_empty() && second.is_empty() {
            return out;
        }
        Ex::owned(format!("{{ {first}{second}{} }}", out.code), out.ty)
    }

    pub(crate) fn without_bool(&mut self, x: Ex, range: TextRange) -> Ex {
        if x.ty.is_bool() {
            return self.int_of_bool(&x);
        }
        if x.ty.0.contains(&Atom::Bool) && !x.ty.has_none() {
            // bool among numbers: as the number that it is.
            return self.dispatch_as(x, range, 244, |l, v| if v.ty.is_bool() { l.int_of_bool(&v) } else { v });
        }
        x
    }

    pub(crate) fn kind_name(&self, a: &Atom) -> String {
        match a {
            Atom::Inst(c) => self.program.classes[*c].name.clone(),
            a => a.python_name().to_string(),
        }
    }

    pub(crate) fn ty_names(&self, t: &Ty) -> String {
        let names: Vec<String> = t.0.iter().map(|a| self.kind_name(a)).collect();
        names.join(" or ")
    }

    /// Python raises TypeError here whenever it gets here.
    pub(crate) fn unsupported(&mut self, op: Operator, l: &Ex, r: &Ex) -> Ex {
        let (a, b) = (self.ty_names(&l.ty), self.ty_names(&r.ty));
        let op_sign = if op == Operator::Pow { "** or pow()" } else { sign(op) };
        let message = match (op, l.ty.single(), r.ty.single()) {
            (Operator::Add, Some(Atom::Str), _) => format!("can only concatenate str (not \"{b}\") to str"),
            (Operator::Add, Some(Atom::List(_)), _) => format!("can only concatenate list (not \"{b}\") to list"),
            (Operator::Add, Some(Atom::Tuple(_) | Atom::VarTuple(_)), _) => {
                format!("can only concatenate tuple (not \"{b}\") to tuple")
            }
            (Operator::Mult, Some(Atom::Str | Atom::List(_) | Atom::Tuple(_) | Atom::VarTuple(_)), _) => {
                format!("can't multiply sequence by non-int of type '{b}'")
            }
            (Operator::Mult, _, Some(Atom::Str | Atom::List(_) | Atom::Tuple(_) | Atom::VarTuple(_))) => {
                format!("can't multiply sequence by non-int of type '{a}'")
            }
            _ => format!("unsupported operand type(s) for {op_sign}: '{a}' and '{b}'"),
        };
        self.raising(&[l, r], &format!("py::type_error({})", super::quote(&message)))
    }

    /// Evaluates operands for their effects, then raises.
    pub(crate) fn raising(&mut self, operands: &[&Ex], exc: &str) -> Ex {
        if operands.iter().any(|x| super::compare::is_opaque(&x.ty)) {
            return self.refuse_opaque(self.cx.stmt);
        }
        let mut code = String::new();
        for x in operands {
            if !x.is_simple() {
                code.push_str(&format!("let _ = {};\n", x.code));
            }
        }
        let leave = self.leave_with(exc);
        Ex::owned(format!("{{ {code}{leave} }}"), Ty::empty())
    }

    /// An operand of an overloaded Rust operator: places by reference, fresh values as they are.
    pub(crate) fn operand(&mut self, x: &Ex) -> String {
        match (&x.lit, x.own) {
            (Some(super::Lit::Int(i)), _) => {
                if *i < 0 {
                    format!("({i})")
                } else {
                    i.to_string()
                }
            }
            (_, Own::Place | Own::Last) => format!("&{}", x.at(Prec::Unary)),
            (_, Own::Ref) => x.at(Prec::Unary),
            (_, Own::Owned) => x.at(Prec::Product),
        }
    }

    fn method2(&mut self, l: &Ex, name: &str, r: &Ex) -> Ex {
        let arg = self.borrowed(r);
        Ex::owned(format!("{}.{name}({arg})", l.at(Prec::Atom)), l.ty.clone())
    }

    fn set_operation(&mut self, l: &Ex, name: &str, r: &Ex) -> Ex {
        let arg = self.borrowed(r);
        Ex::owned(format!("{}.{name}({arg})", l.at(Prec::Atom)), l.ty.clone())
    }

    pub(crate) fn repeat(&mut self, x: Ex, n: Ex) -> Ex {
        let n = if n.ty.is_bool() { self.int_of_bool(&n) } else { n };
        let n = self.borrowed(&n);
        let recv = if x.str_lit().is_some() { self.owned(x.clone()) } else { x.at(Prec::Atom) };
        let code = format!("{recv}.repeat({n})");
        let mut ex = Ex::owned(self.try_(code), x.ty.clone());
        ex.vague = x.vague;
        ex
    }

    /// A tuple of known length as one of any length.
    pub(crate) fn any_length(&mut self, x: Ex, cells: &[u32], range: TextRange, slot: u8) -> Ex {
        let cell = self.node(range, 200u8.saturating_add(slot));
        for c in cells {
            let t = self.cells.ty(*c);
            self.cells.flow(&t, cell);
        }
        let ty = Ty::one(Atom::VarTuple(cell));
        Ex::owned(self.coerce(x, &ty), ty)
    }

    fn concat_tuples(&mut self, l: Ex, a: &[u32], r: Ex, b: &[u32]) -> Ex {
        let cells: Vec<u32> = a.iter().chain(b).copied().collect();
        let (ln, rn) = (self.temp("left"), self.temp("right"));
        let (lc, rc) = (self.owned(l), self.owned(r));
        let items: Vec<String> =
            (0..a.len()).map(|i| format!("{ln}.{i}")).chain((0..b.len()).map(|i| format!("{rn}.{i}"))).collect();
        let comma = if items.len() == 1 { "," } else { "" };
        Ex::owned(
            format!("{{ let {ln} = {lc}; let {rn} = {rc}; ({}{comma}) }}", items.join(", ")),
            Ty::one(Atom::Tuple(cells)),
        )
    }
}

pub(crate) fn number(a: &Atom) -> bool {
    matches!(a, Atom::Int(_) | Atom::Float | Atom::Bool)
}

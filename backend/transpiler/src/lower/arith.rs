//! Binary operators by the kinds of their operands.

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

fn dunder(op: Operator) -> &'static str {
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
            self.int_operator(op, l, r, range)
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
    pub(crate) fn numeric(&mut self, x: Ex, message: &str, _range: TextRange) -> Option<Ex> {
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
    fn unsupported(&mut self, op: Operator, l: &Ex, r: &Ex) -> Ex {
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
        let (lf, rf) = (l.ty.is(|a| matches!(a, Atom::FrozenSet(_))), r.ty.is(|a| matches!(a, Atom::FrozenSet(_))));
        let arg =
            if lf == rf { arg } else { format!("&{}.to_{}()", r.at(Prec::Atom), if lf { "frozenset" } else { "set" }) };
        Ex::owned(format!("{}.{name}({arg})", l.at(Prec::Atom)), l.ty.clone())
    }

    fn repeat(&mut self, x: Ex, n: Ex) -> Ex {
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

    fn int_operator(&mut self, op: Operator, l: Ex, r: Ex, range: TextRange) -> Ex {
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
            Operator::MatMult => self.unsupported_at(op, &l, &r, range),
        }
    }

    fn unsupported_at(&mut self, op: Operator, l: &Ex, r: &Ex, _range: TextRange) -> Ex {
        self.unsupported(op, l, r)
    }

    fn float_operator(&mut self, op: Operator, l: Ex, r: Ex, range: TextRange) -> Ex {
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
            _ => self.unsupported_at(op, &l, &r, range),
        }
    }

    fn float_call(&mut self, name: &str, a: &str, b: &str) -> Ex {
        let code = format!("py::float::{name}({a}, {b})");
        Ex::owned(self.try_(code), Ty::one(Atom::Float))
    }

    fn num_operator(&mut self, op: Operator, l: Ex, r: Ex, range: TextRange) -> Ex {
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
            _ => {
                let _ = range;
                self.refuse("P0221", range, format!("'{}' between int or float values is not translated", sign(op)))
            }
        }
    }

    /// `__add__` and its kin, then `__radd__`.
    fn user_operator(&mut self, op: Operator, l: &Ex, r: &Ex, range: TextRange) -> Option<Ex> {
        let is_inst = |t: &Ty| t.0.iter().any(|a| matches!(a, Atom::Inst(_)));
        if !is_inst(&l.ty) && !is_inst(&r.ty) {
            return None;
        }
        if let Some(Atom::Inst(c)) = l.ty.single() {
            let m = format!("__{}__", dunder(op));
            if self.find_method(*c, &m).is_some() {
                return Some(self.call_method_on(l.clone(), *c, &m, vec![r.clone()]));
            }
        }
        if let Some(Atom::Inst(c)) = r.ty.single()
            && l.ty.single().is_some()
        {
            let m = format!("__r{}__", dunder(op));
            if self.find_method(*c, &m).is_some() {
                return Some(self.call_method_on(r.clone(), *c, &m, vec![l.clone()]));
            }
        }
        if l.ty.single().is_some() && r.ty.single().is_some() {
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
        Some(self.refuse_with(
            "P0221",
            range,
            format!("'{}' on values of several classes is not translated", sign(op)),
            Some("test the value's type with isinstance first"),
        ))
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

fn number(a: &Atom) -> bool {
    matches!(a, Atom::Int(_) | Atom::Float | Atom::Bool)
}

fn bit_prec(op: Operator) -> Prec {
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

//! Comparisons, membership, identity and chains of them.

use super::narrow::ClassTest;
use super::{Ex, Lit, Lowerer, Own, Prec};
use crate::rust_type::RTy;
use crate::types::{Atom, Ty};
use ruff_python_ast::{CmpOp, Expr, ExprCompare};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

fn bool_lit(b: bool) -> Ex {
    Ex::literal(Lit::Bool(b), b.to_string(), Ty::one(Atom::Bool))
}

fn sign(op: CmpOp) -> &'static str {
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
            let saved = std::mem::replace(&mut self.cx.view, asked);
            let r = self.expr(&c.comparators[0]);
            self.cx.view = saved;
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
        if !self.last_round {
            return Ex::owned("undecided()", Ty::one(Atom::Bool));
        }
        if yes.len() == x.ty.0.len() - 1 && x.ty.has_none() && !yes.contains(&Atom::None) {
            let m = if negate { "is_none" } else { "is_some" };
            return Ex::owned(format!("{}.{m}()", x.at(Prec::Atom)), Ty::one(Atom::Bool));
        }
        let some = x.ty.without_none();
        let mut patterns: Vec<String> = Vec::new();
        for a in &yes {
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
    fn decided(&mut self, x: Ex, answer: bool) -> Ex {
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

    /// `l op r`.
    pub(crate) fn comparison(&mut self, op: CmpOp, l: Ex, r: Ex, range: TextRange) -> Ex {
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

    fn equality(&mut self, l: Ex, r: Ex, negate: bool, range: TextRange) -> Ex {
        let bool_ = Ty::one(Atom::Bool);
        // Sets and frozensets are equal by their elements, mappings of any kind by their items.
        let (l, r) = match (l.ty.single().cloned(), r.ty.single().cloned()) {
            (Some(Atom::Set(_)), Some(Atom::FrozenSet(c))) => {
                let code = format!("{}.to_set()", r.at(Prec::Atom));
                (l, Ex::owned(code, Ty::one(Atom::Set(c))))
            }
            (Some(Atom::FrozenSet(c)), Some(Atom::Set(_))) => {
                let code = format!("{}.to_set()", l.at(Prec::Atom));
                (Ex::owned(code, Ty::one(Atom::Set(c))), r)
            }
            (Some(Atom::DefaultDict(k, v)), Some(Atom::Dict(..))) => {
                let code = format!("{}.to_dict()", l.at(Prec::Atom));
                (Ex::owned(code, Ty::one(Atom::Dict(k, v))), r)
            }
            (Some(Atom::Dict(..)), Some(Atom::DefaultDict(k, v))) => {
                let code = format!("{}.to_dict()", r.at(Prec::Atom));
                (l, Ex::owned(code, Ty::one(Atom::Dict(k, v))))
            }
            (Some(Atom::Counter(k)), Some(Atom::Dict(_, v))) => {
                let code = format!("{}.to_dict()", l.at(Prec::Atom));
                self.cells.flow(&Ty::int(), v);
                (Ex::owned(code, Ty::one(Atom::Dict(k, v))), r)
            }
            (Some(Atom::Dict(_, v)), Some(Atom::Counter(k))) => {
                let code = format!("{}.to_dict()", r.at(Prec::Atom));
                self.cells.flow(&Ty::int(), v);
                (l, Ex::owned(code, Ty::one(Atom::Dict(k, v))))
            }
            _ => (l, r),
        };
        if l.ty.is_empty() || r.ty.is_empty() {
            return Ex { ty: bool_, ..self.diverging(&[&l, &r]) };
        }
        if r.lit == Some(Lit::None) || l.lit == Some(Lit::None) {
            let (x, _) = if r.lit == Some(Lit::None) { (l, r) } else { (r, l) };
            return self.none_test(x, negate);
        }
        let m = if negate { "__ne__" } else { "__eq__" };
        for (x, y) in [(&l, &r), (&r, &l)] {
            if let Some(Atom::Inst(c)) = x.ty.single() {
                let c = *c;
                if self.find_method(c, m).is_some() && y.ty.0.len() == 1 {
                    return self.call_method_on(x.clone(), c, m, vec![y.clone()]);
                }
                if negate && self.find_method(c, "__eq__").is_some() && y.ty.0.len() == 1 {
                    let e = self.call_method_on(x.clone(), c, "__eq__", vec![y.clone()]);
                    let t = self.truth_at(&e, Prec::Unary);
                    return Ex::owned(format!("!{t}"), bool_).prec(Prec::Unary);
                }
            }
        }
        let s = if negate { "!=" } else { "==" };
        let scalar = |t: &Ty| t.is(|a| matches!(a, Atom::Int(_) | Atom::Float | Atom::Bool | Atom::Str | Atom::Bytes));
        let same = l.ty.0.len() == 1
            && r.ty.0.len() == 1
            && std::mem::discriminant(&l.ty.0[0]) == std::mem::discriminant(&r.ty.0[0]);
        if same && scalar(&l.ty) {
            if let (Some(a), Some(b)) = (&l.lit, &r.lit) {
                return bool_lit((a == b) != negate);
            }
            let (l, r) = if l.lit.is_some() { (r, l) } else { (l, r) };
            let left = self.place(&l, Prec::BitOr);
            let right =
                match &r.lit {
                    Some(Lit::Int(i)) => i.to_string(),
                    Some(Lit::Str(s)) => {
                        if s.is_empty() {
                            let bang = if negate { "!" } else { "" };
                            return Ex::owned(format!("{bang}{}.is_empty()", l.at(Prec::Atom)), bool_)
                                .prec(if negate { Prec::Unary } else { Prec::Atom });
                        }
                        super::quote(s)
                    }
                    _ => self.place(&r, Prec::BitOr),
                };
            return Ex::owned(format!("{left} {s} {right}"), bool_).prec(Prec::Compare);
        }
        if !self.comparable(&l.ty, &r.ty) {
            if self.user_equality(&l.ty) || self.user_equality(&r.ty) {
                return self.refuse(
                    "P0231",
                    range,
                    "comparing an object that defines __eq__ with this type is not translated",
                );
            }
            // Values of unlike kinds are never equal.
            let mut code = String::new();
            for x in [&l, &r] {
                if !x.is_simple() {
                    code.push_str(&format!("let _ = {};\n", x.code));
                }
            }
            return if code.is_empty() || !self.last_round {
                bool_lit(negate)
            } else {
                Ex::owned(format!("{{ {code}{negate} }}"), bool_)
            };
        }
        // Comparison with an empty display asks for emptiness.
        for (x, y) in [(&l, &r), (&r, &l)] {
            let empty = y.vague && (y.code.ends_with("::new()") || matches!(y.code.as_str(), "list![]" | "dict!{}"));
            if empty && x.ty.0.len() == 1 && !x.ty.is(|a| matches!(a, Atom::Tuple(_))) {
                let bang = if negate { "!" } else { "" };
                return Ex::owned(format!("{bang}{}.is_empty()", x.at(Prec::Atom)), bool_).prec(if negate {
                    Prec::Unary
                } else {
                    Prec::Atom
                });
            }
        }
        self.need_equality(&l.ty.clone(), range);
        self.need_equality(&r.ty.clone(), range);
        let (l, r) = self.like(l, r, range);
        let (a, b) = (self.borrowed(&l), self.borrowed(&r));
        let bang = if negate { "!" } else { "" };
        Ex::owned(format!("{bang}py::eq({a}, {b})"), bool_).prec(if negate { Prec::Unary } else { Prec::Atom })
    }

    /// Two values as ones that the runtime can compare: of one type, unless both are numbers or plain containers.
    fn like(&mut self, l: Ex, r: Ex, range: TextRange) -> (Ex, Ex) {
        if !self.last_round {
            let cell = self.node(range, 8);
            if l.ty.0.len() + r.ty.0.len() > 2 {
                self.cells.flow(&l.ty, cell);
                self.cells.flow(&r.ty, cell);
            }
            return (l, r);
        }
        let (a, b) = (self.rty(&l.ty), self.rty(&r.ty));
        if compare_as_they_are(&a, &b) {
            return (l, r);
        }
        let cell = self.node(range, 8);
        self.cells.flow(&l.ty, cell);
        self.cells.flow(&r.ty, cell);
        let ty = self.cells.ty(cell);
        let (a, b) = (self.coerce(l, &ty), self.coerce(r, &ty));
        let own = |code: String| Ex { prec: super::Prec::Low, ..Ex::owned(code, ty.clone()) };
        (own(a), own(b))
    }

    /// Whether two values of these types can be equal at all.
    fn comparable(&self, a: &Ty, b: &Ty) -> bool {
        let class = |x: &Atom| match x {
            Atom::Bool | Atom::Int(_) | Atom::Float => 1,
            Atom::Str => 2,
            Atom::Bytes => 3,
            Atom::List(_) => 4,
            Atom::Dict(..) | Atom::DefaultDict(..) | Atom::Counter(_) => 5,
            Atom::Set(_) | Atom::FrozenSet(_) => 6,
            Atom::Tuple(_) | Atom::VarTuple(_) => 7,
            Atom::None => 8,
            Atom::Range => 9,
            Atom::Inst(c) => 100 + *c,
            Atom::Deque(_) => 10,
            Atom::Iter(_) => 11,
            Atom::Func(..) => 12,
            Atom::Exc => 13,
            Atom::Match => 14,
            Atom::Pattern => 15,
        };
        a.0.iter().any(|x| b.0.iter().any(|y| class(x) == class(y)))
    }

    fn user_equality(&self, t: &Ty) -> bool {
        t.0.iter().any(|a| matches!(a, Atom::Inst(c) if self.find_method(*c, "__eq__").is_some()))
    }

    fn none_test(&mut self, x: Ex, negate: bool) -> Ex {
        if x.ty.is_none() || x.ty.is_empty() {
            return self.decided(x, !negate);
        }
        if !x.ty.has_none() {
            return self.decided(x, negate);
        }
        let m = if negate { "is_some" } else { "is_none" };
        Ex::owned(format!("{}.{m}()", x.at(Prec::Atom)), Ty::one(Atom::Bool))
    }

    fn identity(&mut self, l: Ex, r: Ex, negate: bool, range: TextRange) -> Ex {
        if r.lit == Some(Lit::None) || r.ty.is_none() {
            return self.none_test(l, negate);
        }
        if l.lit == Some(Lit::None) {
            return self.none_test(r, negate);
        }
        let bool_ = Ty::one(Atom::Bool);
        let unlike = |a: &Ty, b: &Ty| {
            a.0.len() == 1
                && b.0.len() == 1
                && (std::mem::discriminant(&a.0[0]) != std::mem::discriminant(&b.0[0])
                    || matches!((&a.0[0], &b.0[0]), (Atom::Inst(x), Atom::Inst(y)) if x != y))
        };
        if l.ty.is_empty() || r.ty.is_empty() {
            return Ex { ty: bool_, ..self.diverging(&[&l, &r]) };
        }
        if unlike(&l.ty, &r.ty) {
            return self.decided(l, negate);
        }
        if l.ty.is_bool() && r.ty.is_bool() {
            return self.equality(l, r, negate, range);
        }
        let object = |t: &Ty| {
            t.without_none().is(|a| {
                matches!(
                    a,
                    Atom::Inst(_)
                        | Atom::List(_)
                        | Atom::Dict(..)
                        | Atom::Set(_)
                        | Atom::Deque(_)
                        | Atom::DefaultDict(..)
                )
            })
        };
        if object(&l.ty) && object(&r.ty) {
            let (a, b) = (self.borrowed(&l), self.borrowed(&r));
            let bang = if negate { "!" } else { "" };
            return Ex::owned(format!("{bang}py::is({a}, {b})"), bool_).prec(if negate {
                Prec::Unary
            } else {
                Prec::Atom
            });
        }
        self.refuse_with(
            "P0232",
            range,
            "`is` between these values depends on how the interpreter stores them",
            Some("compare with `==`"),
        )
    }

    fn membership(&mut self, item: Ex, container: Ex, negate: bool, range: TextRange) -> Ex {
        let bool_ = Ty::one(Atom::Bool);
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
            Atom::Dict(k, _) | Atom::DefaultDict(k, _) | Atom::Counter(k) => self.contains(&recv, true, item, k, range),
            Atom::Tuple(cells) => {
                if let Some(cell) = cells.first().copied() {
                    let t = self.any_length(container.clone(), &cells, range, 3);
                    let Some(Atom::VarTuple(c)) = t.ty.single().cloned() else { return Ex::unknown() };
                    let _ = cell;
                    self.contains(&t.code, false, item, c, range)
                } else {
                    return bool_lit(negate);
                }
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
            Atom::Inst(_) | Atom::Iter(_) => {
                let it = self.iterate_value(container, range);
                let cell = self.node(range, 1);
                self.cells.flow(&it.elem, cell);
                let list = self.list_from(it, cell);
                self.contains(&list.code, false, item, cell, range)
            }
            _ => return self.refuse("P0233", range, format!("`in` on {} is not translated", self.kind_name(&kind))),
        };
        Ex::owned(format!("{bang}{code}"), bool_).prec(prec)
    }

    /// `container.contains(item)`: items of another kind than the elements are never in.
    fn contains(&mut self, recv: &str, recv_is_hashed: bool, item: Ex, cell: u32, range: TextRange) -> String {
        let elem = self.cells.ty(cell);
        if !self.last_round {
            return "undecided()".into();
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

    fn order(&mut self, op: CmpOp, l: Ex, r: Ex, range: TextRange) -> Ex {
        let bool_ = Ty::one(Atom::Bool);
        if l.ty.is_empty() || r.ty.is_empty() {
            return Ex { ty: bool_, ..self.diverging(&[&l, &r]) };
        }
        let (m, reflected, rust) = match op {
            CmpOp::Lt => ("__lt__", "__gt__", "lt"),
            CmpOp::LtE => ("__le__", "__ge__", "le"),
            CmpOp::Gt => ("__gt__", "__lt__", "gt"),
            _ => ("__ge__", "__le__", "ge"),
        };
        if let Some(Atom::Inst(c)) = l.ty.single()
            && self.find_method(*c, m).is_some()
        {
            return self.call_method_on(l.clone(), *c, m, vec![r]);
        }
        if let Some(Atom::Inst(c)) = r.ty.single()
            && self.find_method(*c, reflected).is_some()
        {
            return self.call_method_on(r.clone(), *c, reflected, vec![l]);
        }
        if let Some(x) = self.derived_order(op, &l, &r, range) {
            return x;
        }
        if let (Some(Atom::Inst(a)), Some(Atom::Inst(b))) = (l.ty.single(), r.ty.single())
            && a == b
            && self.dataclass(*a).is_some_and(|d| d.order)
        {
            self.need_order(*a, range);
            let (x, y) = (self.borrowed(&l), self.borrowed(&r));
            let code = format!("py::try_{rust}({x}, {y})");
            return Ex::owned(self.try_(code), bool_);
        }
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
                let total = self.ordered(&l.ty.clone(), range) && self.ordered(&r.ty.clone(), range);
                let cell = self.node(range, 7);
                self.cells.flow(&l.ty, cell);
                self.cells.flow(&r.ty, cell);
                let ty = self.cells.ty(cell);
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
                self.ordered(&ty, range);
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
        if self.find_method(c, "__lt__").is_none() || !l.is_simple() || !r.is_simple() {
            return Some(self.refuse_with(
                "P0235",
                range,
                "this use of total_ordering is not translated",
                Some("define the comparison, and compare names"),
            ));
        }
        let (l, r) = (
            Ex { own: if l.own == Own::Last { Own::Place } else { l.own }, ..l.clone() },
            Ex { own: if r.own == Own::Last { Own::Place } else { r.own }, ..r.clone() },
        );
        let less = self.call_method_on(l.clone(), c, "__lt__", vec![r.clone()]);
        let less = self.truth_at(&less, Prec::Unary);
        let equal = self.equality(l, r, false, range);
        let equal = equal.at(Prec::Unary);
        let code = match op {
            CmpOp::LtE => format!("{less} || {equal}"),
            CmpOp::Gt => format!("!{less} && !{equal}"),
            _ => return Some(Ex::owned(format!("!{less}"), Ty::one(Atom::Bool)).prec(Prec::Unary)),
        };
        Some(Ex::owned(code, Ty::one(Atom::Bool)).prec(Prec::Or))
    }

    /// Whether ordering values of this type never raises. Objects' own comparison methods are asked for on the way.
    pub(crate) fn ordered(&mut self, t: &Ty, range: TextRange) -> bool {
        self.ordered_within(t, range, 0)
    }

    fn ordered_within(&mut self, t: &Ty, range: TextRange, depth: u32) -> bool {
        let number = |a: &Atom| matches!(a, Atom::Int(_) | Atom::Float);
        if depth > 8 {
            return false;
        }
        for a in &t.0 {
            if let Atom::Inst(c) = a {
                self.need_order(*c, range);
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
                self.ordered_within(&t, range, depth + 1)
            }
            Some(Atom::Tuple(cs)) => cs.iter().all(|c| {
                let t = self.cells.ty(*c);
                self.ordered_within(&t, range, depth + 1)
            }),
            Some(_) => false,
        }
    }
}

/// Types that the runtime's equality takes as they are.
fn compare_as_they_are(a: &RTy, b: &RTy) -> bool {
    let number = |t: &RTy| matches!(t, RTy::Int | RTy::Float | RTy::Bool | RTy::Num);
    match (a, b) {
        _ if a == b => true,
        _ if number(a) && number(b) => true,
        (RTy::List(x), RTy::List(y)) | (RTy::VarTuple(x), RTy::VarTuple(y)) => {
            **x == RTy::Never || **y == RTy::Never || compare_as_they_are(x, y)
        }
        (RTy::Tuple(x), RTy::Tuple(y)) => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| compare_as_they_are(x, y)),
        (RTy::Dict(k, x), RTy::Dict(l, y)) => k == l && compare_as_they_are(x, y),
        _ => false,
    }
}

//! Expressions: the dispatch over Python's expression nodes, and those that need no file of their own.

use super::vars::Name;
use super::{Ex, Lit, Lowerer, Own, Prec};
use crate::types::{Atom, Cell, Ty};
use ruff_python_ast::{BoolOp, Expr, Number, UnaryOp};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

impl<'a> Lowerer<'a> {
    /// Lowers an expression.
    pub(crate) fn expr(&mut self, e: &'a Expr) -> Ex {
        let mut ex = self.expr_as_written(e);
        if self.last_round
            && ex.vague
            && let Some(made) = self.empty_container(&ex)
        {
            ex.code = made;
        }
        ex
    }

    fn expr_as_written(&mut self, e: &'a Expr) -> Ex {
        match e {
            Expr::NumberLiteral(n) => self.number(&n.value, n.range),
            Expr::BooleanLiteral(b) => Ex::literal(Lit::Bool(b.value), b.value.to_string(), Ty::one(Atom::Bool)),
            Expr::NoneLiteral(_) => Ex::literal(Lit::None, "()", Ty::none()),
            Expr::StringLiteral(s) => {
                let text = s.value.to_str().to_string();
                if surrogate(self.text(s.range)) {
                    return self.refuse("P0208", s.range, "a lone surrogate in a string is not translated");
                }
                Ex::literal(Lit::Str(text.clone()), super::quote(&text), Ty::one(Atom::Str))
            }
            Expr::BytesLiteral(b) => {
                let bytes: Vec<u8> = b.value.bytes().collect();
                let mut text = String::from("Bytes::from(&b\"");
                for byte in bytes {
                    text.extend(std::ascii::escape_default(byte).map(char::from));
                }
                text.push_str("\"[..])");
                Ex::owned(text, Ty::one(Atom::Bytes))
            }
            Expr::FString(f) => self.fstring(f),
            Expr::Name(n) => self.name(n.id.as_str(), n.range),
            Expr::List(l) => {
                let cell = self.node(l.range, 0);
                self.display(&l.elts, cell, "list", Ty::one(Atom::List(cell)))
            }
            Expr::Set(l) => {
                let cell = self.node(l.range, 0);
                let made = self.display(&l.elts, cell, "set", Ty::one(Atom::Set(cell)));
                // CPython keeps a display of three or more constants as a frozenset and updates an empty set from it.
                if l.elts.len() >= 3 && l.elts.iter().all(constant) {
                    return Ex::owned(format!("py::set_of_constants({})", made.code), made.ty);
                }
                made
            }
            Expr::Tuple(t) => self.tuple(&t.elts, t.range),
            Expr::Dict(d) => self.dict_display(d),
            Expr::UnaryOp(u) => {
                let operand = self.expr(&u.operand);
                self.unary(u.op, operand, u.range)
            }
            Expr::BinOp(b) => {
                let l = self.expr(&b.left);
                let r = self.expr(&b.right);
                self.binary(b.op, l, r, b.range)
            }
            Expr::BoolOp(b) => self.bool_op(b),
            Expr::Compare(c) => self.compare_chain(c),
            Expr::If(i) => self.conditional(i),
            Expr::Call(c) => self.call(c),
            Expr::Attribute(a) => self.attribute(a),
            Expr::Subscript(s) => self.subscript(s),
            Expr::ListComp(c) => {
                let cell = self.node(c.range, 0);
                self.collect(&c.generators, super::comprehension::Sink::List(&c.elt, cell), c.range)
            }
            Expr::SetComp(c) => {
                let cell = self.node(c.range, 0);
                self.collect(&c.generators, super::comprehension::Sink::Set(&c.elt, cell), c.range)
            }
            Expr::DictComp(c) => {
                let (k, v) = (self.node(c.range, 0), self.node(c.range, 1));
                self.collect(&c.generators, super::comprehension::Sink::Dict(&c.key, &c.value, k, v), c.range)
            }
            Expr::Generator(g) => self.generator_expression(g),
            Expr::Lambda(l) => self.lambda_value(l),
            Expr::Named(n) => self.walrus(n),
            Expr::Yield(y) => self.yield_(y.value.as_deref(), y.range),
            Expr::YieldFrom(y) => self.yield_from(&y.value, y.range),
            Expr::Starred(s) => self.refuse("P0201", s.range, "a starred expression cannot stand here"),
            Expr::Slice(s) => self.refuse("P0202", s.range, "a slice cannot stand here"),
            Expr::Await(a) => self.refuse("P0203", a.range, "async code is not translated"),
            Expr::EllipsisLiteral(e) => self.refuse("P0204", e.range, "`...` as a value is not translated"),
            other => self.refuse("P0205", other.range(), "this expression is not translated"),
        }
    }

    fn number(&mut self, n: &Number, range: TextRange) -> Ex {
        match n {
            Number::Int(i) => match i.as_i64() {
                Some(v) => Ex::literal(Lit::Int(v), v.to_string(), Ty::nat()),
                None => {
                    let digits = self.text(range).replace('_', "");
                    if digits.len() > 4300 && digits.bytes().all(|b| b.is_ascii_digit()) {
                        return self.refuse(
                            "P0209",
                            range,
                            "an integer literal of more than 4300 digits is an error in Python",
                        );
                    }
                    Ex::owned(format!("Int::parse_literal(\"{digits}\")"), Ty::nat())
                }
            },
            Number::Float(f) => Ex::owned(float_text(*f), Ty::one(Atom::Float)),
            Number::Complex { .. } => self.refuse("P0206", range, "complex numbers are not translated"),
        }
    }

    fn name(&mut self, name: &str, range: TextRange) -> Ex {
        match self.lookup(name, range, false) {
            Name::Var(v) => self.read(&v),
            Name::Func(f) => self.function_value(f, range),
            Name::Class(c) => {
                let n = self.program.classes[c].name.clone();
                self.refuse("P0210", range, format!("the class '{n}' as a value is not translated"))
            }
            Name::Module(m) => self.refuse("P0211", range, format!("the module '{m}' as a value is not translated")),
            Name::From(m, n) => self.module_attribute(&m, &n, range),
            Name::Builtin if name == "__name__" => {
                let name = if self.cx.module == 0 { "__main__" } else { &self.program.modules[self.cx.module].0 };
                Ex::literal(Lit::Str(name.into()), super::quote(name), Ty::one(Atom::Str))
            }
            Name::Builtin => self.builtin_value(name, range),
        }
    }

    /// `[a, b]`, `{a, b}`: elements into `cell`; starred ones extend.
    fn display(&mut self, elts: &'a [Expr], cell: Cell, kind: &str, ty: Ty) -> Ex {
        if elts.iter().any(|e| matches!(e, Expr::Starred(_))) {
            let (new, add, extend) = match kind {
                "list" => ("List::new()", "append", "extend"),
                _ => ("Set::new()", "add", "update"),
            };
            let items = self.temp("items");
            let mut body = String::new();
            for e in elts {
                match e {
                    Expr::Starred(s) => {
                        let it = self.iterate(&s.value);
                        self.cells.flow(&it.elem, cell);
                        let code = self.iterator_of(it, cell);
                        body.push_str(&format!("{items}.{extend}({code});\n"));
                    }
                    e => {
                        let x = self.expr(e);
                        let x = self.store(x, cell);
                        body.push_str(&format!("{items}.{add}({x});\n"));
                    }
                }
            }
            let t = self.rty_text(&ty);
            return Ex::owned(format!("{{ let {items}: {t} = {new};\n{body}{items} }}"), ty);
        }
        let exprs: Vec<Ex> = elts.iter().map(|e| self.expr(e)).collect();
        for x in &exprs {
            self.cells.flow(&x.ty, cell);
        }
        if let (Some(first), "set") = (elts.first(), kind) {
            let t = self.cells.ty(cell);
            self.need_hash(&t, first.range());
        }
        let vague = exprs.iter().all(|x| x.vague || x.lit == Some(Lit::None));
        let parts: Vec<String> = exprs.into_iter().map(|x| self.coerce_to(x, cell)).collect();
        let mut ex = Ex::owned(format!("{kind}![{}]", parts.join(", ")), ty);
        if kind == "set" {
            ex.code = format!("set!{{{}}}", parts.join(", "));
        }
        ex.vague = vague;
        ex
    }

    /// `(a, b)`.
    pub(crate) fn tuple(&mut self, elts: &'a [Expr], range: TextRange) -> Ex {
        if elts.iter().any(|e| matches!(e, Expr::Starred(_))) {
            let cell = self.node(range, 0);
            let list = self.display(elts, cell, "list", Ty::one(Atom::List(cell)));
            return Ex::owned(format!("{}.to_tuple()", list.code), Ty::one(Atom::VarTuple(cell)));
        }
        let exprs: Vec<Ex> = elts.iter().map(|e| self.expr(e)).collect();
        self.tuple_of(exprs, range)
    }

    /// A tuple of lowered values.
    pub(crate) fn tuple_of(&mut self, exprs: Vec<Ex>, range: TextRange) -> Ex {
        let mut cells = Vec::new();
        for (i, x) in exprs.iter().enumerate() {
            let cell = self.node(range, 100u8.saturating_add(u8::try_from(i).unwrap_or(200)));
            self.cells.flow(&x.ty, cell);
            cells.push(cell);
        }
        if exprs.len() > 12 {
            // Rust's traits reach to tuples of twelve; longer ones are of one element type.
            let c = self.node(range, 99);
            for x in &exprs {
                self.cells.flow(&x.ty, c);
            }
            let parts: Vec<String> = exprs.into_iter().map(|x| self.coerce_to(x, c)).collect();
            return Ex::owned(format!("Tuple::from(vec![{}])", parts.join(", ")), Ty::one(Atom::VarTuple(c)));
        }
        if exprs.is_empty() {
            let c = self.node(range, 99);
            return Ex::owned("Tuple::new()", Ty::one(Atom::VarTuple(c))).vague();
        }
        let vague = exprs.iter().any(|x| x.vague || x.lit == Some(Lit::None));
        let parts: Vec<String> = exprs.into_iter().zip(&cells).map(|(x, c)| self.coerce_to(x, *c)).collect();
        let comma = if parts.len() == 1 { "," } else { "" };
        let mut ex = Ex::owned(format!("({}{comma})", parts.join(", ")), Ty::one(Atom::Tuple(cells)));
        ex.vague = vague;
        ex
    }

    fn dict_display(&mut self, d: &'a ruff_python_ast::ExprDict) -> Ex {
        let (k, v) = (self.node(d.range, 0), self.node(d.range, 1));
        let ty = Ty::one(Atom::Dict(k, v));
        let mut items = Vec::new();
        if d.items.iter().any(|i| i.key.is_none()) {
            let name = self.temp("items");
            let mut body = String::new();
            for item in &d.items {
                let value = self.expr(&item.value);
                match &item.key {
                    Some(key) => {
                        let key = self.expr(key);
                        let (key, value) = (self.store(key, k), self.store(value, v));
                        body.push_str(&format!("{name}.set({key}, {value});\n"));
                    }
                    None => {
                        let c = self.node(d.range, 2);
                        self.cells.flow(&ty, c);
                        self.cells.flow(&value.ty, c);
                        let other = self.borrowed(&value);
                        body.push_str(&format!("{name}.update_from({other});\n"));
                    }
                }
            }
            let t = self.rty_text(&ty);
            return Ex::owned(format!("{{ let {name}: {t} = Dict::new();\n{body}{name} }}"), ty);
        }
        for item in &d.items {
            if let Some(key) = &item.key {
                let key = self.expr(key);
                let value = self.expr(&item.value);
                self.cells.flow(&key.ty, k);
                self.cells.flow(&value.ty, v);
                items.push((key, value));
            }
        }
        let key_type = self.cells.ty(k);
        self.need_hash(&key_type, d.range);
        let vague = items.iter().all(|(k, v)| k.vague || v.vague || v.lit == Some(Lit::None));
        let parts: Vec<String> = items
            .into_iter()
            .map(|(key, value)| format!("{} => {}", self.coerce_to(key, k), self.coerce_to(value, v)))
            .collect();
        let mut ex = Ex::owned(format!("dict!{{{}}}", parts.join(", ")), ty);
        ex.vague = vague;
        ex
    }

    fn unary(&mut self, op: UnaryOp, x: Ex, range: TextRange) -> Ex {
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
        if let (UnaryOp::USub, Some(i)) = (op, x.int_lit()) {
            return Ex::literal(Lit::Int(-i), format!("-{i}"), Ty::one(Atom::Int(i == 0))).prec(Prec::Unary);
        }
        if x.ty.is_empty() {
            return self.diverging(&[&x]);
        }
        let x = if x.ty.is_bool() { self.int_of_bool(&x) } else { x };
        let x = match self.numeric(x.clone(), &format!("bad operand type for unary {}: '{{}}'", sign(op)), range) {
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

    fn bool_op(&mut self, b: &'a ruff_python_ast::ExprBoolOp) -> Ex {
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

    fn conditional(&mut self, i: &'a ruff_python_ast::ExprIf) -> Ex {
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

    fn walrus(&mut self, n: &'a ruff_python_ast::ExprNamed) -> Ex {
        let value = self.expr(&n.value);
        let Expr::Name(name) = &*n.target else { return Ex::unknown() };
        let Name::Var(v) = self.lookup(name.id.as_str(), name.range, true) else {
            return self.refuse("P0105", n.range, "this name is not a variable");
        };
        let ty = value.ty.clone();
        let assign = self.assign_var(&v, name.range, value);
        // The declaration must outlive the expression: such variables are declared before the statement.
        let read = self.read(&super::vars::VarRef { last: false, ..v });
        let kept = if read.ty == ty { read } else { Ex { ty: ty.clone(), ..read } };
        let value = self.owned(kept);
        Ex::owned(format!("{{ {assign} {value} }}"), ty)
    }
}

/// The sign of a unary operator.
fn sign(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::UAdd => "+",
        UnaryOp::USub => "-",
        UnaryOp::Invert => "~",
        UnaryOp::Not => "not",
    }
}

/// A float as a Rust literal with the same value.
pub(crate) fn float_text(f: f64) -> String {
    if f.is_infinite() {
        return "f64::INFINITY".to_string();
    }
    format!("{f:?}")
}

/// What CPython's compiler folds into a constant.
pub(crate) fn constant(e: &Expr) -> bool {
    match e {
        Expr::NumberLiteral(_)
        | Expr::StringLiteral(_)
        | Expr::BytesLiteral(_)
        | Expr::BooleanLiteral(_)
        | Expr::NoneLiteral(_) => true,
        Expr::UnaryOp(u) => constant(&u.operand),
        Expr::Tuple(t) => t.elts.iter().all(constant),
        Expr::BinOp(b) => constant(&b.left) && constant(&b.right),
        _ => false,
    }
}

/// Whether source text escapes a code point that is half of a pair: Rust's strings cannot hold one.
fn surrogate(source: &str) -> bool {
    source.match_indices("\\u").chain(source.match_indices("\\U0000")).any(|(at, found)| {
        let digits = &source.as_bytes()[at + found.len()..];
        matches!(digits, [b'd' | b'D', b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F', ..])
    })
}

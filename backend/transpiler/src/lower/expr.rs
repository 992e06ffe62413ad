//! Expressions: the dispatch over Python's expression nodes, and those that need no file of their own.

use super::display::{constant, surrogate};
use super::vars::Name;
use super::{Ex, Lit, Lowerer};
use crate::types::{Atom, Ty};
use ruff_python_ast::Expr;
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
            Expr::BinOp(b) if let Some(x) = self.percent_display(b) => x,
            Expr::BinOp(b) => {
                let l = self.expr(&b.left);
                let r = self.expr(&b.right);
                self.binary(b.op, l, r, b.range)
            }
            Expr::BoolOp(b) => self.bool_op(b),
            Expr::Compare(c) => self.compare_chain(c),
            Expr::If(i) => self.conditional(i),
            Expr::Call(c) => {
                // What a call's arguments need evaluated first stays with that call.
                let outer = std::mem::take(&mut self.cx.prelude);
                let entering = std::mem::take(&mut self.cx.entering);
                let x = self.call(c);
                if !entering
                    && let Some(func) = self.generator_of(&x.ty)
                    && self.is_context_manager(func)
                {
                    return self.refuse_with(
                        "P0293",
                        c.range,
                        "a context manager by a generator, of which the call does not stand in `with`, is not translated",
                        Some("call it in the `with` statement"),
                    );
                }
                let prelude = std::mem::replace(&mut self.cx.prelude, outer);
                if prelude.is_empty() {
                    return x;
                }
                let ty = x.ty.clone();
                let code = self.owned(x);
                Ex::owned(format!("{{ {prelude}{code} }}"), ty)
            }
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
            Expr::Yield(y) => self.yield_(y.value.as_deref(), true),
            Expr::YieldFrom(y) => self.yield_from(&y.value, y.range, true),
            Expr::Starred(s) => self.refuse("P0201", s.range, "a starred expression cannot stand here"),
            Expr::Slice(s) => self.refuse("P0202", s.range, "a slice cannot stand here"),
            Expr::Await(a) => self.refuse("P0203", a.range, "async code is not translated"),
            Expr::EllipsisLiteral(e) => self.refuse("P0204", e.range, "`...` as a value is not translated"),
            other => self.refuse("P0205", other.range(), "this expression is not translated"),
        }
    }

    pub(crate) fn name(&mut self, name: &str, range: TextRange) -> Ex {
        match self.lookup(name, range, false) {
            Name::Var(v) => self.read(&v),
            Name::Func(f) => self.function_value(f, range),
            Name::Class(c) if self.user_exception(c).is_some() => {
                if self.is_rich_exception(c) {
                    self.rich_classes = true;
                }
                let class = self.user_exception(c).unwrap_or_default();
                Ex::owned(format!("py::ExcType(&{class})"), Ty::one(Atom::ExcClass))
            }
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

    fn walrus(&mut self, n: &'a ruff_python_ast::ExprNamed) -> Ex {
        let value = self.expr(&n.value);
        let Expr::Name(name) = &*n.target else { return Ex::unknown() };
        let Name::Var(v) = self.lookup(name.id.as_str(), name.range, true) else {
            return self.refuse("P0105", n.range, "this name is not a variable");
        };
        if value.ty.is_empty() && self.last_round {
            // No value comes by here.
            return self.diverging(&[&value]);
        }
        let ty = value.ty.clone();
        let assign = self.assign_var(&v, name.range, value);
        // The declaration must outlive the expression: such variables are declared before the statement.
        let read = self.read(&super::vars::VarRef { last: false, ..v });
        let kept = if read.ty == ty { read } else { Ex { ty: ty.clone(), ..read } };
        let value = self.owned(kept);
        Ex::owned(format!("{{ {assign} {value} }}"), ty)
    }
}

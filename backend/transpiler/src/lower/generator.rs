//! Generators: what `yield` gives and takes, what a generator returns, and what it does when it is left half way.

use super::stmt::{RETURN_CLOSE, RETURN_OPEN};
use super::{Ex, InstId, Lit, Lowerer, Own, Prec};
use crate::scope::{Body, FuncId};
use crate::types::{Atom, Ty};
use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{ExceptHandler, Expr, Stmt};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

/// Where in a generator's body its yields stand.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Shape {
    /// Some `try` or `with` may see what is thrown in.
    pub handles: bool,
    /// A yield stands inside of a block that does something when the generator is left there.
    pub guards: bool,
}

impl<'a> Lowerer<'a> {
    /// The shape of a generator's body.
    pub(crate) fn generator_shape(&self, func: FuncId) -> Shape {
        let mut shape = Shape::default();
        if let Body::Stmts(b) = self.program.funcs[func].body {
            look(b, false, &mut shape);
        }
        shape
    }

    /// The item of a generator: a function that gives an iterator.
    pub(crate) fn generator_item(&mut self, id: InstId, params: &[String], prelude: &str, body: &str) -> String {
        let yields = self.insts[id].yields;
        let t = self.cells.ty(yields);
        let t = self.rty_text(&t);
        let body = body.replace(RETURN_OPEN, "").replace(RETURN_CLOSE, "");
        let name = self.insts[id].rust_name.clone();
        let docs = self.docs(self.insts[id].func);
        let vis = if self.insts[id].parent.is_some() { "" } else { "pub " };
        let make = match self.cx.shape {
            Shape { guards: true, .. } => "guarding_generator",
            Shape { handles: true, .. } => "handling_generator",
            _ => "generator",
        };
        // Captured variables come as references, which a generator outlives: it owns clones.
        let (mut outside, mut inside) = (String::new(), String::new());
        for (_, n) in &self.program.funcs[self.insts[id].func].captures {
            let n = if n == "self" { "this".to_string() } else { crate::names::value_name(n) };
            outside.push_str(&format!("let {n} = {n}.clone();\n"));
            inside.push_str(&format!("let {n} = &{n};\n"));
        }
        format!(
            "{docs}{vis}fn {name}({}) -> Iter<{t}> {{\n{prelude}{outside}py::{make}(move |co| async move {{\n{inside}{body}Ok(())\n}})\n}}",
            params.join(", ")
        )
    }

    /// `return` in a generator: the value is what `yield from` gives.
    pub(crate) fn generator_return(&mut self, value: Option<&'a Expr>) -> String {
        let ret = self.insts[self.cx.inst].ret;
        let x = match value {
            Some(e) => self.expr(e),
            None => Ex::literal(Lit::None, "()", Ty::none()),
        };
        self.cells.flow(&x.ty, ret);
        let code = if x.lit == Some(Lit::None) {
            "Ok(())".to_string()
        } else {
            let cell = self.stop_value;
            let value = self.store(x, cell);
            format!("Err(py::generator::returned({value}))")
        };
        self.return_code(code)
    }

    /// `yield value`.
    pub(crate) fn yield_(&mut self, value: Option<&'a Expr>, used: bool) -> Ex {
        let x = match value {
            Some(e) => self.expr(e),
            None => Ex::literal(Lit::None, "()", Ty::none()),
        };
        let cell = self.insts[self.cx.inst].yields;
        let code = self.store(x, cell);
        let sent = self.cells.ty(self.send_value);
        if used && !sent.is_empty() {
            let t = self.rty_text(&sent);
            let received = self.try_(format!("co.receive::<{t}>({code}).await"));
            let ty = sent.without_none();
            let ty = Ty(std::iter::once(Atom::None).chain(ty.0).collect());
            let some = self.coerce(Ex { own: Own::Last, ..Ex::place("value", sent) }, &ty);
            let none = self.coerce(Ex::literal(Lit::None, "()", Ty::none()), &ty);
            return Ex::owned(format!("match {received} {{ Some(value) => {some}, None => {none} }}"), ty)
                .prec(Prec::Low);
        }
        Ex::owned(self.yielded(&code), Ty::none())
    }

    fn yielded(&mut self, value: &str) -> String {
        if self.cx.shape.handles {
            self.try_(format!("co.yield_or({value}).await"))
        } else {
            format!("co.yield_({value}).await")
        }
    }

    /// `yield from iterable`, as a value where it is `used`.
    pub(crate) fn yield_from(&mut self, e: &'a Expr, range: TextRange, used: bool) -> Ex {
        if self.sends {
            // What is sent or thrown would have to reach the inner generator.
            return self.refuse_with(
                "P0280",
                range,
                "`yield from` in a program that sends or throws into generators is not translated",
                Some("write the loop, and hand on what is sent"),
            );
        }
        if used {
            let source = self.expr(e);
            if let Some(Atom::Iter(of)) = source.ty.single().cloned() {
                return self.yield_from_generator(source, of, range);
            }
            let it = self.iterate_value(source, range);
            return Ex::owned(format!("{{ {} }}", self.yield_each(it)), Ty::none());
        }
        let it = self.iterate(e);
        let code = self.yield_each(it);
        Ex::owned(code, Ty::none())
    }

    fn yield_each(&mut self, it: super::iterate::It) -> String {
        let cell = self.insts[self.cx.inst].yields;
        self.cells.flow(&it.elem, cell);
        let name = self.temp("item");
        let elem = self.cells.ty(cell);
        let drawn = if it.fallible { self.try_(name.clone()) } else { name.clone() };
        let value = self.coerce(Ex { own: Own::Last, ..Ex::place(drawn, it.elem) }, &elem);
        let yielded = self.yielded(&value);
        format!("for {name} in {} {{ {yielded}; }}", it.code)
    }

    /// The value of `yield from` is what the generator returned.
    fn yield_from_generator(&mut self, source: Ex, of: u32, range: TextRange) -> Ex {
        let name = self.temp("source");
        let held = self.owned(source);
        let it = super::iterate::It {
            code: format!("{name}.clone()"),
            elem: self.cells.ty(of),
            fallible: true,
            vague: false,
        };
        let each = self.yield_each(it);
        // Where it is plain which generator this is, so is what it returns.
        let known = self.insts.iter().find(|i| i.yields == of).map(|i| i.ret);
        let all = self.cells.ty(self.stop_value);
        let ty = match known {
            Some(ret) => self.cells.ty(ret),
            None => {
                let cell = self.node(range, 238);
                self.cells.flow(&all, cell);
                self.cells.flow(&Ty::none(), cell);
                self.cells.ty(cell)
            }
        };
        let t = if all.is_empty() { "()".to_string() } else { self.rty_text(&all) };
        let same = !self.last_round || self.rty(&all.without_none()) == self.rty(&ty.without_none());
        let held_value = Ex { own: Own::Last, ..Ex::place("value", all.clone()) };
        let value = if same || known.is_none() {
            held_value
        } else {
            self.narrowed(Ex { own: Own::Place, ..held_value }, &all, &ty.without_none())
        };
        if !same && known.is_some() && !ty.is_none() && value.ty.single().is_none() {
            return self.refuse(
                "P0280",
                range,
                "generators of this program return values of several kinds, which is not translated",
            );
        }
        let none = if ty.has_none() || ty.is_empty() {
            self.coerce(Ex::literal(Lit::None, "()", Ty::none()), &ty)
        } else {
            "py::unreachable()".to_string()
        };
        let some = if ty.is_none() || all.is_empty() { none.clone() } else { self.coerce(value, &ty) };
        let result = format!("match {name}.result::<{t}>() {{ Some(value) => {some}, None => {none} }}");
        Ex::owned(format!("{{ let {name} = {held}; {each} {result} }}"), ty)
    }

    /// `send`, `throw` and `close` of a generator.
    pub(crate) fn generator_method(
        &mut self,
        x: &Ex,
        of: u32,
        name: &str,
        args: &'a [Expr],
        range: TextRange,
    ) -> Option<Ex> {
        let recv = x.at(Prec::Atom);
        let ty = self.cells.ty(of);
        match (name, args) {
            ("send", [value]) => {
                let v = self.expr(value);
                if v.ty.is_none() {
                    return Some(Ex::owned(self.try_(format!("{recv}.next_or_stop()")), ty));
                }
                if v.ty.has_none() {
                    return Some(self.refuse("P0351", range, "sending a value that may be None is not translated"));
                }
                let cell = self.send_value;
                let v = self.store(v, cell);
                Some(Ex::owned(self.try_(format!("{recv}.send(py::generator::sent({v}))")), ty))
            }
            ("throw", [value]) => {
                let exc = self.exception(value);
                Some(Ex::owned(self.try_(format!("{recv}.throw({exc})")), ty))
            }
            ("close", []) => Some(Ex::owned(self.try_(format!("{recv}.close()")), Ty::none())),
            _ => None,
        }
    }

    /// The generator function of which a value is known to come.
    pub(crate) fn generator_of(&self, ty: &Ty) -> Option<FuncId> {
        let Some(Atom::Iter(of)) = ty.single() else { return None };
        self.insts.iter().find(|i| i.yields == *of && self.program.funcs[i.func].is_generator).map(|i| i.func)
    }

    /// Whether a function is one for `with`, by `contextlib.contextmanager`.
    pub(crate) fn is_context_manager(&self, func: FuncId) -> bool {
        self.program.funcs[func].is_generator
            && self.program.funcs[func].decorators.iter().any(|d| match &d.expression {
                Expr::Name(n) => n.id.as_str() == "contextmanager",
                Expr::Attribute(a) => a.attr.as_str() == "contextmanager",
                _ => false,
            })
    }
}

/// Looks through statements for yields and for what stands around them.
fn look(body: &[Stmt], inside: bool, shape: &mut Shape) {
    for s in body {
        match s {
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            Stmt::Try(t) => {
                shape.handles = true;
                let acts = !t.finalbody.is_empty()
                    || t.handlers.iter().any(|h| {
                        let ExceptHandler::ExceptHandler(h) = h;
                        h.type_.as_deref().is_none_or(sees_exit)
                    });
                look(&t.body, inside || acts, shape);
                let within = inside || !t.finalbody.is_empty();
                look(&t.orelse, within, shape);
                for h in &t.handlers {
                    let ExceptHandler::ExceptHandler(h) = h;
                    look(&h.body, within, shape);
                }
                look(&t.finalbody, inside, shape);
            }
            Stmt::With(w) => {
                shape.handles = true;
                w.items.iter().for_each(|i| shape.guards |= inside && yields(&i.context_expr));
                look(&w.body, true, shape);
            }
            Stmt::If(i) => {
                shape.guards |= inside && yields(&i.test);
                look(&i.body, inside, shape);
                for c in &i.elif_else_clauses {
                    shape.guards |= inside && c.test.as_ref().is_some_and(yields);
                    look(&c.body, inside, shape);
                }
            }
            Stmt::For(f) => {
                shape.guards |= inside && yields(&f.iter);
                look(&f.body, inside, shape);
                look(&f.orelse, inside, shape);
            }
            Stmt::While(w) => {
                shape.guards |= inside && yields(&w.test);
                look(&w.body, inside, shape);
                look(&w.orelse, inside, shape);
            }
            Stmt::Match(m) => m.cases.iter().for_each(|c| look(&c.body, inside, shape)),
            other => {
                let mut find = Find(false);
                ruff_python_ast::visitor::walk_stmt(&mut find, other);
                shape.guards |= inside && find.0;
            }
        }
    }
}

/// Whether a handler's classes take in GeneratorExit.
fn sees_exit(e: &Expr) -> bool {
    match e {
        Expr::Name(n) => matches!(n.id.as_str(), "BaseException" | "GeneratorExit"),
        Expr::Tuple(t) => t.elts.iter().any(sees_exit),
        _ => false,
    }
}

struct Find(bool);

impl<'a> Visitor<'a> for Find {
    fn visit_expr(&mut self, e: &'a Expr) {
        match e {
            Expr::Yield(_) | Expr::YieldFrom(_) => self.0 = true,
            Expr::Lambda(_) => {}
            _ => walk_expr(self, e),
        }
    }
}

fn yields(e: &Expr) -> bool {
    let mut find = Find(false);
    find.visit_expr(e);
    find.0
}

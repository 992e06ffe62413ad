//! Functions: bodies, closures, lambdas, generators.

use super::stmt::{RETURN_CLOSE, RETURN_OPEN};
use super::vars::{Name, Storage, VarRef};
use super::{Cx, Ex, InstId, Lowerer, Own};
use crate::flow::Init;
use crate::scope::{Body, FuncId};
use crate::types::{Atom, Cell, Ty};
use ruff_python_ast::{Expr, ExprLambda, StmtFunctionDef};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};
use std::collections::HashMap;

impl<'a> Lowerer<'a> {
    /// Lowers one function instance and keeps its text.
    pub(crate) fn function(&mut self, id: InstId) {
        let func = self.insts[id].func;
        let f = &self.program.funcs[func];
        let mut cx = Cx::for_inst(id, func, f.module);
        cx.generator = f.is_generator;
        cx.defining_class = f.class;
        let saved = std::mem::replace(&mut self.cx, cx);
        let code = if f.params.is_none() && self.program.is_module(func) {
            self.module_body(id)
        } else {
            self.function_item(id)
        };
        if self.cx.raises && !self.insts[id].raises && !self.cx.generator {
            self.insts[id].raises = true;
            self.changed();
        }
        self.insts[id].code = code;
        self.cx = saved;
    }

    fn module_body(&mut self, id: InstId) -> String {
        let Body::Stmts(body) = self.program.funcs[self.insts[id].func].body else { return String::new() };
        let body = match body.first() {
            Some(s) if docstring(s).is_some() => &body[1..],
            _ => body,
        };
        let (code, _) = self.block(body);
        code
    }

    /// `fn name(...) -> ... { ... }`
    fn function_item(&mut self, id: InstId) -> String {
        let func = self.insts[id].func;
        let f = &self.program.funcs[func];
        let flow = self.insts[id].flow.clone();
        let kind = self.method_kind(func);
        let mut prelude = String::new();
        let mut params: Vec<String> = Vec::new();
        let list: Vec<(&str, TextRange)> =
            f.params.map_or(Vec::new(), |p| p.iter().map(|p| (p.name().as_str(), p.name().range())).collect());
        for (i, (name, range)) in list.iter().enumerate() {
            let cell = self.insts[id].params[i];
            if i == 0 && f.class.is_some() && kind != super::class::Kind::Static {
                if kind == super::class::Kind::Class {
                    continue;
                }
                if let Some(c) = self.insts[id].class {
                    self.cells.flow(&Ty::one(Atom::Inst(c)), cell);
                }
                let assigned = flow.stores.get(range).is_some_and(|v| flow.vars[*v].mutable);
                let captured = f.captured.contains(*name);
                let rust = crate::names::value_name(name);
                if f.is_generator || assigned || captured || *name != "self" {
                    let mutable = if assigned { "mut " } else { "" };
                    let own = if *name == "self" { "this".to_string() } else { rust };
                    prelude.push_str(&format!("let {mutable}{own} = self.clone();\n"));
                }
                params.push("&self".to_string());
                continue;
            }
            let ty = self.cells.ty(cell);
            let t = self.rty_text(&ty);
            let rust = crate::names::value_name(name);
            let var = flow.stores.get(range).map(|v| &flow.vars[*v]);
            let mutable = var.is_some_and(|v| v.mutable && v.init == Init::Param) && !f.shared.contains(*name);
            let mutable = if mutable { "mut " } else { "" };
            params.push(format!("{mutable}{rust}: {t}"));
            if f.shared.contains(*name) {
                prelude.push_str(&format!("let {rust} = Shared::new({rust});\n"));
            }
        }
        for (owner, name) in f.captures.clone() {
            let Some(v) = self.captured_var(owner, &name) else { continue };
            let ty = self.cells.ty(v.cell);
            let t = self.rty_text(&ty);
            let t = if v.storage == Storage::Shared { format!("&Shared<{t}>") } else { format!("&{t}") };
            let rust = if name == "self" { "this".to_string() } else { crate::names::value_name(&name) };
            params.push(format!("{rust}: {t}"));
        }
        let (mut body, ends) = match f.body {
            Body::Stmts(b) => {
                let b = match b.first() {
                    Some(s) if docstring(s).is_some() => &b[1..],
                    _ => b,
                };
                self.block(b)
            }
            Body::Expr(e) => {
                let x = self.expr(e);
                let ret = self.insts[id].ret;
                let code = self.store(x, ret);
                (format!("return {RETURN_OPEN}{code}{RETURN_CLOSE};\n"), true)
            }
        };
        if f.is_generator {
            return self.generator_item(id, &params, &prelude, &body);
        }
        let ret_cell = self.insts[id].ret;
        if !ends {
            self.cells.flow(&Ty::none(), ret_cell);
            let ret = self.cells.ty(ret_cell);
            let none = self.coerce(Ex::literal(super::Lit::None, "()", Ty::none()), &ret);
            if !ret.is_none() {
                body.push_str(&format!("return {RETURN_OPEN}{none}{RETURN_CLOSE};\n"));
            }
        }
        if self.is_recursive(id) {
            self.cx.raises = true;
            prelude.insert_str(0, "let _depth = py::recursion_guard()?;\n");
        }
        let raises = self.cx.raises || self.insts[id].raises;
        let ret = self.cells.ty(ret_cell);
        let ret_text = if ret.is_empty() && self.last_round { "Never".to_string() } else { self.rty_text(&ret) };
        let unit = ret.is_none();
        if ends && (body.contains("outcome_") || body.contains("'cases")) {
            // Rust does not see that the last `try` or `match` never falls through.
            body.push_str("py::unreachable()\n");
        }
        let body = resolve_returns(&body, raises, unit, true);
        let tail = if unit && raises && !ends { "Ok(())\n" } else { "" };
        let arrow = match (raises, unit) {
            (true, _) => format!(" -> Result<{ret_text}>"),
            (false, true) => String::new(),
            (false, false) => format!(" -> {ret_text}"),
        };
        let name = self.insts[id].rust_name.clone();
        let docs = self.docs(func);
        let vis = if self.insts[id].parent.is_some() { "" } else { "pub " };
        if self.is_cached(func) {
            let result = if raises { format!("Result<{ret_text}>") } else { ret_text };
            let inner = format!("{prelude}{body}{tail}");
            let cached = self.cached_body(id, &inner, &result, raises);
            return format!("{docs}{vis}fn {name}({}){arrow} {{\n{cached}}}", params.join(", "));
        }
        format!("{docs}{vis}fn {name}({}){arrow} {{\n{prelude}{body}{tail}}}", params.join(", "))
    }

    fn generator_item(&mut self, id: InstId, params: &[String], prelude: &str, body: &str) -> String {
        let yields = self.insts[id].yields;
        let t = self.cells.ty(yields);
        let t = self.rty_text(&t);
        let body = body.replace(RETURN_OPEN, "").replace(RETURN_CLOSE, "");
        let name = self.insts[id].rust_name.clone();
        let docs = self.docs(self.insts[id].func);
        let vis = if self.insts[id].parent.is_some() { "" } else { "pub " };
        // Captured variables come as references, which a generator outlives: it owns clones.
        let mut clones = String::new();
        for (_, n) in &self.program.funcs[self.insts[id].func].captures {
            let n = if n == "self" { "this".to_string() } else { crate::names::value_name(n) };
            clones.push_str(&format!("let {n} = {n}.clone();\nlet {n} = &{n};\n"));
        }
        let (outside, inside): (String, String) = if clones.is_empty() {
            (String::new(), String::new())
        } else {
            (
                clones.lines().filter(|l| l.contains(".clone()")).map(|l| format!("{l}\n")).collect(),
                clones.lines().filter(|l| !l.contains(".clone()")).map(|l| format!("{l}\n")).collect(),
            )
        };
        format!(
            "{docs}{vis}fn {name}({}) -> Iter<{t}> {{\n{prelude}{outside}py::generator(move |co| async move {{\n{inside}{body}Ok(())\n}})\n}}",
            params.join(", ")
        )
    }

    /// The function's docstring as Rust documentation.
    fn docs(&self, func: FuncId) -> String {
        let Body::Stmts(b) = self.program.funcs[func].body else { return String::new() };
        b.first().and_then(docstring).map_or(String::new(), |d| doc_lines(&d, "///"))
    }

    pub(crate) fn edge(&mut self, callee: InstId) {
        let caller = self.cx.inst;
        if self.edges_mut().insert((caller, callee)) {
            self.changed();
        }
    }

    /// A variable that a nested function captures, as its owner keeps it.
    pub(crate) fn captured_var(&mut self, owner: FuncId, name: &str) -> Option<VarRef> {
        let mut inst = self.cx.inst;
        while self.insts[inst].func != owner {
            inst = self.insts[inst].parent?;
        }
        let flow = self.insts[inst].flow.clone();
        let at = *flow.by_name.get(name)?;
        let storage = if self.program.funcs[owner].shared.contains(name) { Storage::Shared } else { Storage::Borrowed };
        Some(VarRef {
            cell: self.insts[inst].vars[at],
            rust: crate::names::value_name(name),
            python: name.to_string(),
            storage,
            last: false,
            looping: false,
        })
    }

    /// Arguments for what a nested function captures.
    pub(crate) fn capture_args(&mut self, func: FuncId) -> Vec<String> {
        let mut out = Vec::new();
        for (owner, name) in self.program.funcs[func].captures.clone() {
            if owner != self.cx.func {
                out.push(if name == "self" { "this".to_string() } else { crate::names::value_name(&name) });
                continue;
            }
            let Name::Var(v) = self.lookup(&name, TextRange::default(), false) else { continue };
            out.push(match v.storage {
                Storage::Proven => format!("{}.some()", v.rust),
                Storage::Maybe => {
                    let code = format!("{}.bound(\"{}\")", v.rust, v.python);
                    self.try_(code)
                }
                _ if name == "self" => "&this".to_string(),
                _ => format!("&{}", v.rust),
            });
        }
        out
    }

    /// A nested or module function used as a value.
    pub(crate) fn function_value(&mut self, func: FuncId, range: TextRange) -> Ex {
        if let Some(x) = self.decorated_value(func, range) {
            return x;
        }
        let parent = self.parent_inst(func);
        let inst = self.instance(func, None, parent, None);
        self.edge(inst);
        let f = &self.program.funcs[func];
        if f.params.is_some_and(|p| p.vararg.is_some() || p.kwarg.is_some()) {
            return self.refuse_with(
                "P0281",
                range,
                "a function with *args or **kwargs as a value is not translated",
                Some("wrap it in a lambda with the arguments it is called with"),
            );
        }
        let params = self.insts[inst].params.clone();
        // Parameters with defaults are left to them: a value is called with the rest.
        let required = f.params.map_or(0, |p| p.iter_non_variadic_params().filter(|p| p.default.is_none()).count());
        let given: Vec<Cell> = params[..required].to_vec();
        let result = if f.is_generator {
            let c = self.node(range, 90);
            let y = self.insts[inst].yields;
            self.cells.flow(&Ty::one(Atom::Iter(y)), c);
            c
        } else {
            self.insts[inst].ret
        };
        let ty = Ty::one(Atom::Func(given.clone(), result));
        let names: Vec<String> = (0..given.len()).map(|i| format!("a__{i}")).collect();
        let mut args = names.clone();
        for p in f.params.map(|p| p.iter_non_variadic_params().skip(required).collect::<Vec<_>>()).unwrap_or_default() {
            if let Some(d) = &p.default {
                let at = args.len();
                let x = self.default_value(func, p.parameter.name.as_str(), d);
                let code = self.store(x, params[at]);
                args.push(code);
            }
        }
        let captures = self.program.funcs[func].captures.clone();
        let capture_args = self.capture_args(func);
        let mut clones = String::new();
        for ((_, name), arg) in captures.iter().zip(&capture_args) {
            let n = if name == "self" { "this".to_string() } else { crate::names::value_name(name) };
            let source = arg.trim_start_matches('&');
            clones.push_str(&format!("let {n} = {source}.clone();\n"));
            args.push(format!("&{n}"));
        }
        let name = self.insts[inst].rust_name.clone();
        let call = format!("{name}({})", args.join(", "));
        let call = if self.insts[inst].raises { call } else { format!("Ok({call})") };
        let n = given.len();
        let closure = format!("move |{}| {call}", names.join(", "));
        let code = if clones.is_empty() {
            format!("Func{n}::new({})", closure.trim_start_matches("move "))
        } else {
            format!("Func{n}::new({{ {clones}{closure} }})")
        };
        Ex::owned(code, ty)
    }

    pub(crate) fn parent_inst(&self, func: FuncId) -> Option<InstId> {
        let parent = self.program.funcs[func].parent?;
        if self.program.is_module(parent) {
            return None;
        }
        let mut inst = self.cx.inst;
        while self.insts[inst].func != parent {
            inst = self.insts[inst].parent?;
        }
        Some(inst)
    }

    /// A lambda as a value.
    pub(crate) fn lambda_value(&mut self, l: &'a ExprLambda) -> Ex {
        let names: Vec<_> = l.parameters.as_ref().map_or(Vec::new(), |p| p.iter_non_variadic_params().collect());
        if l.parameters.as_ref().is_some_and(|p| p.vararg.is_some() || p.kwarg.is_some()) {
            return self.refuse("P0281", l.range, "a lambda with *args or **kwargs is not translated");
        }
        let mut scope = HashMap::new();
        let mut cells = Vec::new();
        let mut rust_names = Vec::new();
        let mut bound = String::new();
        for (i, p) in names.iter().enumerate() {
            let cell = self.node(p.parameter.name.range, 61);
            let rust = crate::names::value_name(p.parameter.name.as_str());
            if let Some(d) = &p.default {
                // `lambda x, i=i: ...` binds the default now.
                let x = self.expr(d);
                let code = self.store(x, cell);
                bound.push_str(&format!("let {rust} = {code};\n"));
            } else {
                cells.push(cell);
                rust_names.push(rust.clone());
            }
            let storage = if p.default.is_some() { Storage::Borrowed } else { Storage::Plain };
            let rust = if p.default.is_some() { format!("(&{rust})") } else { rust };
            scope.insert(
                p.parameter.name.to_string(),
                VarRef { cell, rust, python: p.parameter.name.to_string(), storage, last: false, looping: false },
            );
            let _ = i;
        }
        let ret = self.node(l.range, 62);
        self.cx.locals.push(scope);
        let saved = self.cx.narrow.clone();
        let (body, raises) = self.in_closure(|s| {
            let x = s.expr(&l.body);
            s.store(x, ret)
        });
        self.cx.narrow = saved;
        self.cx.locals.pop();
        let ty = Ty::one(Atom::Func(cells.clone(), ret));
        let looping: Vec<String> =
            self.cx.locals.iter().flat_map(|s| s.values()).filter(|v| v.looping).map(|v| v.rust.clone()).collect();
        if looping.iter().any(|n| super::comprehension::mentions(&body, n) && !rust_names.contains(n)) {
            return self.refuse_with(
                "P0207",
                l.range,
                "the lambda sees the comprehension's variable, which changes before it runs",
                Some("bind it as a default: `lambda x=x: ...`"),
            );
        }
        let clones = self.captured_clones(l.range, &format!("{body} "));
        let clones: String = clones
            .lines()
            .filter(|line| !rust_names.iter().any(|n| line.starts_with(&format!("let {n} "))))
            .map(|l| format!("{l}\n"))
            .collect();
        let types: Vec<String> = cells
            .iter()
            .zip(&rust_names)
            .map(|(c, n)| {
                let t = self.cells.ty(*c);
                format!("{n}: {}", self.rty_text(&t))
            })
            .collect();
        let _ = raises;
        let closure = format!("move |{}| Ok({body})", types.join(", "));
        let prelude = format!("{bound}{clones}");
        let n = cells.len();
        let code = if prelude.is_empty() {
            format!("Func{n}::new({closure})")
        } else {
            format!("Func{n}::new({{ {prelude}{closure} }})")
        };
        Ex::owned(code, ty)
    }

    /// A callable expression as a Rust closure over arguments of given types: for builtins that call it at once.
    /// The closure takes references where `by_ref`; its text yields `Result` where it may raise.
    pub(crate) fn inline_function(&mut self, e: &'a Expr, args: &[Ty], by_ref: bool) -> (String, Ty, bool) {
        if let Expr::Lambda(l) = e
            && l.parameters.as_ref().is_some_and(|p| {
                p.iter_non_variadic_params().count() == args.len()
                    && p.iter_non_variadic_params().all(|p| p.default.is_none())
                    && p.vararg.is_none()
            })
        {
            let mut scope = HashMap::new();
            let mut names = Vec::new();
            let params: Vec<_> = l.parameters.as_ref().map_or(Vec::new(), |p| p.iter_non_variadic_params().collect());
            for (p, ty) in params.iter().zip(args) {
                let cell = self.node(p.parameter.name.range, 61);
                self.cells.flow(ty, cell);
                let rust = crate::names::value_name(p.parameter.name.as_str());
                let storage = if by_ref { Storage::Borrowed } else { Storage::Plain };
                names.push(rust.clone());
                scope.insert(
                    p.parameter.name.to_string(),
                    VarRef { cell, rust, python: p.parameter.name.to_string(), storage, last: false, looping: false },
                );
            }
            self.cx.locals.push(scope);
            let saved = self.cx.narrow.clone();
            let ((code, ty), raises) = self.in_closure(|s| {
                let x = s.expr(&l.body);
                let ty = x.ty.clone();
                (s.owned(x), ty)
            });
            self.cx.narrow = saved;
            self.cx.locals.pop();
            return (format!("|{}| {}", names.join(", "), if raises { ok(&code) } else { code }), ty, raises);
        }
        let names: Vec<String> = (0..args.len()).map(|i| format!("item__{i}")).collect();
        let values: Vec<Ex> = names
            .iter()
            .zip(args)
            .map(|(n, t)| {
                if by_ref {
                    Ex::reference(n.clone(), t.clone())
                } else {
                    Ex { own: Own::Last, ..Ex::place(n.clone(), t.clone()) }
                }
            })
            .collect();
        let ((code, ty), raises) = self.in_closure(|s| {
            let x = s.call_with(e, values, e.range());
            let ty = x.ty.clone();
            (s.owned(x), ty)
        });
        (format!("|{}| {}", names.join(", "), if raises { ok(&code) } else { code }), ty, raises)
    }

    /// `yield value`.
    pub(crate) fn yield_(&mut self, value: Option<&'a Expr>, _range: TextRange) -> Ex {
        let x = match value {
            Some(e) => self.expr(e),
            None => Ex::literal(super::Lit::None, "()", Ty::none()),
        };
        let cell = self.insts[self.cx.inst].yields;
        let code = self.store(x, cell);
        Ex::owned(format!("co.yield_({code}).await"), Ty::none())
    }

    /// `yield from iterable`.
    pub(crate) fn yield_from(&mut self, e: &'a Expr, _range: TextRange) -> Ex {
        let it = self.iterate(e);
        let cell = self.insts[self.cx.inst].yields;
        self.cells.flow(&it.elem, cell);
        let name = self.temp("item");
        let elem = self.cells.ty(cell);
        let drawn = if it.fallible { self.try_(name.clone()) } else { name.clone() };
        let value = self.coerce(Ex { own: Own::Last, ..Ex::place(drawn, it.elem) }, &elem);
        Ex::owned(format!("for {name} in {} {{ co.yield_({value}).await; }}", it.code), Ty::none())
    }

    /// A `def` statement: defaults are evaluated here; nested items are put in place by the assembler.
    pub(crate) fn function_def(&mut self, f: &'a StmtFunctionDef) -> String {
        let Some(func) = self.program.defs.get(&(self.cx.module, f.range)).copied() else { return String::new() };
        if f.is_async {
            self.refuse("P0203", f.range, "async code is not translated");
            return String::new();
        }
        let mut out = self.hidden_defaults(func);
        out.push_str(&self.decorated_def(func, f));
        if !self.program.is_module(self.cx.func) {
            let inst = self.cx.inst;
            out.push_str(&self.cache_generation(func));
            out.push_str(&format!("__py_nested!({inst}, {func});\n"));
        }
        out
    }

    /// Defaults that are no constants live in hidden variables, evaluated once at the `def`.
    pub(crate) fn hidden_defaults(&mut self, func: FuncId) -> String {
        let mut out = String::new();
        let Some(params) = self.program.funcs[func].params else { return out };
        for p in params.iter_non_variadic_params() {
            let Some(d) = &p.default else { continue };
            let d: &'a Expr = d;
            if is_constant(d) {
                continue;
            }
            if self.program.funcs[func].escapes
                && self.insts[self.cx.inst].depth == 0
                && !self.program.is_module(self.cx.func)
            {
                self.refuse_with(
                    "P0282",
                    p.range,
                    "a default that is no constant, of an inner function that is handed on, is not translated",
                    Some("bind the value in the enclosing function"),
                );
            }
            let x = self.expr(d);
            let cell = self.default_cell(func, p.parameter.name.as_str());
            let vague = x.vague;
            let _ = vague;
            let code = self.store(x, cell);
            let ty = self.cells.ty(cell);
            let name = self.default_name(func, p.parameter.name.as_str());
            if self.last_round {
                let t = self.rty(&ty);
                self.hidden_globals.insert(name.clone(), t);
            }
            out.push_str(&format!("{name}.store({code});\n"));
        }
        out
    }

    fn default_name(&self, func: FuncId, param: &str) -> String {
        let f = &self.program.funcs[func];
        format!("{}_{}_{}", f.name.to_uppercase(), param.to_uppercase(), func)
    }

    fn default_cell(&mut self, func: FuncId, param: &str) -> Cell {
        let key = (func, param.to_string());
        if let Some(c) = self.defaults().get(&key) {
            return *c;
        }
        let c = self.cells.fresh();
        self.defaults_mut().insert(key, c);
        c
    }

    /// The value of a parameter's default, at a call.
    pub(crate) fn default_value(&mut self, func: FuncId, param: &str, e: &'a Expr) -> Ex {
        if is_constant(e) {
            return self.expr(e);
        }
        let cell = self.default_cell(func, param);
        let ty = self.cells.ty(cell);
        let name = self.default_name(func, param);
        Ex::owned(format!("{name}.value()"), ty)
    }
}

/// `Ok(code)`, or the code itself without its `?`.
fn ok(code: &str) -> String {
    if let Some(inner) = code.strip_suffix('?')
        && balanced(inner)
    {
        return inner.to_string();
    }
    format!("Ok({code})")
}

/// Whether `code?` is one call chain (so that dropping the `?` drops it for the whole).
fn balanced(code: &str) -> bool {
    let mut depth = 0;
    for c in code.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ' ' | '-' | '*' | '&' | '!' if depth == 0 => return false,
            _ => {}
        }
    }
    depth == 0
}

/// A default that may be evaluated at each call: nothing can tell.
fn is_constant(e: &Expr) -> bool {
    match e {
        Expr::NumberLiteral(_)
        | Expr::StringLiteral(_)
        | Expr::BooleanLiteral(_)
        | Expr::NoneLiteral(_)
        | Expr::BytesLiteral(_) => true,
        Expr::UnaryOp(u) => is_constant(&u.operand),
        Expr::Tuple(t) => t.elts.iter().all(is_constant),
        _ => false,
    }
}

/// A statement's text, if it is a docstring.
pub(crate) fn docstring(s: &ruff_python_ast::Stmt) -> Option<String> {
    let ruff_python_ast::Stmt::Expr(e) = s else { return None };
    let Expr::StringLiteral(s) = &*e.value else { return None };
    Some(s.value.to_str().to_string())
}

/// A docstring as Rust doc comment lines, without doctests.
pub(crate) fn doc_lines(doc: &str, marker: &str) -> String {
    let lines: Vec<&str> = doc.lines().collect();
    let indent = lines
        .iter()
        .skip(1)
        .filter(|l| !l.trim().is_empty())
        .map(|l| l.len() - l.trim_start().len())
        .min()
        .unwrap_or(0);
    let mut out: Vec<String> = Vec::new();
    let mut doctest = false;
    for (i, l) in lines.iter().enumerate() {
        let text = if i == 0 { l.trim() } else { l.get(indent..).unwrap_or("").trim_end() };
        if text.trim_start().starts_with(">>>") {
            doctest = true;
        }
        if doctest {
            if text.trim().is_empty() {
                doctest = false;
            }
            continue;
        }
        out.push(text.replace("*/", "* /"));
    }
    while out.last().is_some_and(|l| l.trim().is_empty()) {
        out.pop();
    }
    while out.first().is_some_and(|l| l.trim().is_empty()) {
        out.remove(0);
    }
    out.into_iter().map(|l| if l.is_empty() { format!("{marker}\n") } else { format!("{marker} {l}\n") }).collect()
}

/// Gives every marked return its final form.
pub(crate) fn resolve_returns(body: &str, raises: bool, unit: bool, is_tail: bool) -> String {
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.find(RETURN_OPEN) {
        out.push_str(&rest[..at]);
        let inner = &rest[at + RETURN_OPEN.len()..];
        let end = inner.find(RETURN_CLOSE).unwrap_or(inner.len());
        let value = &inner[..end];
        rest = inner.get(end + RETURN_CLOSE.len()..).unwrap_or("");
        match (raises, unit && value == "()") {
            (true, _) => match value.strip_suffix('?').filter(|v| balanced(v)) {
                Some(v) => out.push_str(v),
                None => out.push_str(&format!("Ok({value})")),
            },
            (false, true) => {
                while out.ends_with(' ') {
                    out.pop();
                }
            }
            (false, false) => out.push_str(value),
        }
    }
    out.push_str(rest);
    // The last statement's `return` is the block's value.
    if !is_tail {
        return out;
    }
    if let Some(at) = out.trim_end().rfind("\nreturn ").map(|a| a + 1).or(out.starts_with("return ").then_some(0)) {
        let tail = out[at..].trim_end();
        if tail.matches('\n').count() == 0 && tail.ends_with(';') && depth_at(&out, at) == 0 {
            let value = tail["return ".len()..tail.len() - 1].to_string();
            out.truncate(at);
            out.push_str(&value);
            out.push('\n');
        }
    }
    out
}

fn depth_at(text: &str, at: usize) -> i32 {
    let mut depth = 0;
    let mut string = false;
    let mut escape = false;
    for c in text[..at].chars() {
        if string {
            match c {
                _ if escape => escape = false,
                '\\' => escape = true,
                '"' => string = false,
                _ => {}
            }
            continue;
        }
        match c {
            '"' => string = true,
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    depth
}

//! Functions: one Rust item for each instance, generators among them.

mod closure;
mod defaults;
mod docs;
mod returns;

use crate::flow::Init;
use crate::lower::stmt::{RETURN_CLOSE, RETURN_OPEN};
use crate::lower::vars::Storage;
use crate::lower::{Cx, Ex, InstId, Lowerer};
use crate::scope::{Body, FuncId};
use crate::types::{Atom, Ty};
pub(crate) use defaults::is_constant;
pub(crate) use docs::{doc_lines, docstring};
pub(crate) use returns::resolve_returns;
use ruff_python_ast::StmtFunctionDef;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

impl<'a> Lowerer<'a> {
    /// Lowers one function instance and keeps its text.
    pub(crate) fn function(&mut self, id: InstId) {
        let func = self.insts[id].func;
        let f = &self.program.funcs[func];
        let mut cx = Cx::for_inst(id, func, f.module);
        cx.generator = f.is_generator;
        if f.is_generator {
            cx.shape = self.generator_shape(func);
        }
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
        let mut signature: Vec<(String, String)> = Vec::new();
        let list: Vec<(&str, TextRange)> =
            f.params.map_or(Vec::new(), |p| p.iter().map(|p| (p.name().as_str(), p.name().range())).collect());
        for (i, (name, range)) in list.iter().enumerate() {
            let cell = self.insts[id].params[i];
            if i == 0 && f.class.is_some() && kind != crate::lower::class::Kind::Static {
                if kind == crate::lower::class::Kind::Class {
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
            signature.push((rust.clone(), t));
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
            signature.push((rust, t));
        }
        self.insts[id].signature = signature;
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
            if !ends {
                let ret = self.insts[id].ret;
                self.cells.flow(&Ty::none(), ret);
            }
            return self.generator_item(id, &params, &prelude, &body);
        }
        let ret_cell = self.insts[id].ret;
        if !ends {
            self.cells.flow(&Ty::none(), ret_cell);
            let ret = self.cells.ty(ret_cell);
            let none = self.coerce(Ex::literal(crate::lower::Lit::None, "()", Ty::none()), &ret);
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

    pub(crate) fn edge(&mut self, callee: InstId) {
        let caller = self.cx.inst;
        self.insts[callee].as_value |= self.cx.in_lambda;
        if self.edges_mut().insert((caller, callee)) {
            self.changed();
        }
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

    /// A `def` statement: defaults are evaluated here; nested items are put in place by the assembler.
    pub(crate) fn function_def(&mut self, f: &'a StmtFunctionDef) -> String {
        let Some(func) = self.program.defs.get(&(self.cx.module, f.range)).copied() else { return String::new() };
        if f.is_async {
            self.refuse("P0203", f.range, "async code is not translated");
            return String::new();
        }
        let mut out = self.hidden_defaults(func);
        self.decorated_def(f);
        if !self.program.is_module(self.cx.func) {
            let inst = self.cx.inst;
            out.push_str(&self.cache_generation(func));
            out.push_str(&format!("__py_nested!({inst}, {func});\n"));
        }
        // A name that is bound to other values too: the `def` assigns it.
        let name = f.name.as_str();
        if self.program.funcs[self.cx.func].bindings.get(name) == Some(&crate::scope::Binding::Var)
            && let crate::lower::vars::Name::Var(v) = self.lookup(name, f.name.range, true)
        {
            let value = self.function_value(func, f.range);
            out.push_str(&self.assign_var(&v, f.name.range, value));
        }
        out
    }
}

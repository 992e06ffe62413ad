//! Functions as values: lambdas, nested functions with what they capture, and callables that a builtin calls at once.

use super::returns::ok;
use crate::lower::vars::{Name, Storage, VarRef};
use crate::lower::{Ex, Lowerer, Own};
use crate::scope::FuncId;
use crate::types::{Atom, Cell, Ty};
use ruff_python_ast::{Expr, ExprLambda};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};
use std::collections::HashMap;

impl<'a> Lowerer<'a> {
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
        self.insts[inst].as_value = true;
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
        if f.params.is_some_and(|p| p.kwonlyargs.iter().any(|q| q.default.is_none())) {
            return self.refuse("P0281", range, "a function that requires keywords as a value is not translated");
        }
        // The last parameters with defaults are left to them: a value is called with the rest.
        let required = self.value_arity(func);
        let given: Vec<Cell> = params[..required].to_vec();
        let result = if f.is_generator {
            let c = self.node(range, 90);
            let y = self.insts[inst].yields;
            self.cells.flow(&Ty::one(Atom::Iter(y)), c);
            c
        } else {
            self.insts[inst].ret
        };
        let ty = self.func_type(given.clone(), result, Some(func));
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
        // What a decorator makes may have another name.
        let f = &self.program.funcs[func];
        let code = if f.decorators.is_empty() { self.named(code, &f.name) } else { code };
        Ex::owned(code, ty)
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
        let maker = self.program.lambdas.get(&(self.cx.module, l.range)).copied();
        let taken = maker.map_or(0, |m| self.value_arity(m));
        for (i, p) in names.iter().enumerate() {
            let cell = self.node(p.parameter.name.range, 61);
            let rust = crate::names::value_name(p.parameter.name.as_str());
            let default = p.default.as_ref().filter(|_| i >= taken);
            if let Some(d) = default {
                // `lambda x, i=i: ...` binds the default now.
                let x = self.expr(d);
                let code = self.store(x, cell);
                bound.push_str(&format!("let {rust} = {code};\n"));
            } else {
                cells.push(cell);
                rust_names.push(rust.clone());
            }
            let storage = if default.is_some() { Storage::Borrowed } else { Storage::Plain };
            let rust = if default.is_some() { format!("(&{rust})") } else { rust };
            scope.insert(
                p.parameter.name.to_string(),
                VarRef { cell, rust, python: p.parameter.name.to_string(), storage, last: false, looping: false },
            );
        }
        let ret = self.node(l.range, 62);
        self.cx.locals.push(scope);
        let saved = self.cx.narrow.clone();
        let in_lambda = std::mem::replace(&mut self.cx.in_lambda, true);
        let (body, _) = self.in_closure(|s| {
            let x = s.expr(&l.body);
            s.store(x, ret)
        });
        self.cx.in_lambda = in_lambda;
        self.cx.narrow = saved;
        self.cx.locals.pop();
        let ty = self.func_type(cells.clone(), ret, maker);
        let looping: Vec<String> =
            self.cx.locals.iter().flat_map(|s| s.values()).filter(|v| v.looping).map(|v| v.rust.clone()).collect();
        if looping.iter().any(|n| crate::lower::comprehension::mentions(&body, n) && !rust_names.contains(n)) {
            return self.refuse_with(
                "P0207",
                l.range,
                "the lambda sees the comprehension's variable, which changes before it runs",
                Some("bind it as a default: `lambda x=x: ...`"),
            );
        }
        let own = names.iter().map(|p| p.parameter.name.to_string()).collect();
        let clones = self.captured_clones(l.range, &format!("{body} "), &own);
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
        let result = self.cells.ty(ret);
        let closure = if result.is_empty() {
            // It always raises: nothing else would say of which type its result is.
            format!("move |{}| -> Result<Never> {{ Ok({body}) }}", types.join(", "))
        } else {
            format!("move |{}| Ok({body})", types.join(", "))
        };
        let prelude = format!("{bound}{clones}");
        let n = cells.len();
        let code = if prelude.is_empty() {
            format!("Func{n}::new({closure})")
        } else {
            format!("Func{n}::new({{ {prelude}{closure} }})")
        };
        Ex::owned(self.named(code, "<lambda>"), ty)
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
}

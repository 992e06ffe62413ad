//! `with`.

use super::finally::Returning;
use super::vars::Name;
use super::{Ex, Exit, Lit, Lowerer};
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, StmtWith};
use rustpython_ruff_python_ast as ruff_python_ast;

/// What a `with` enters.
#[derive(Clone, Copy)]
enum Manager {
    /// An object with `__enter__` and `__exit__`.
    Object(usize),
    /// A generator of items of a type, by `contextlib.contextmanager`.
    Generator(u32),
}

impl<'a> Lowerer<'a> {
    /// `with`: objects with `__enter__` and `__exit__`.
    pub(crate) fn with(&mut self, w: &'a StmtWith) -> (String, bool) {
        if w.is_async {
            self.refuse("P0203", w.range, "async code is not translated");
            return (String::new(), false);
        }
        self.with_items(w, 0)
    }

    fn with_items(&mut self, w: &'a StmtWith, at: usize) -> (String, bool) {
        let Some(item) = w.items.get(at) else { return self.block(&w.body) };
        if let Some((code, ends)) = self.with_suppress(w, at) {
            return (code, ends);
        }
        self.cx.entering = true;
        let x = self.expr(&item.context_expr);
        self.cx.entering = false;
        if let (Some(Atom::Iter(of)), Expr::Call(_)) = (x.ty.single().cloned(), &item.context_expr) {
            let kind = Manager::Generator(of);
            return self.with_manager(w, at, x, kind);
        }
        let Some(Atom::Inst(c)) = x.ty.single().cloned() else {
            if !x.ty.is_empty() {
                self.refuse("P0293", item.range, "`with` on this type is not translated");
            }
            return (String::new(), false);
        };
        if self.find_method(c, "__enter__").is_none() || self.find_method(c, "__exit__").is_none() {
            let name = self.program.classes[c].name.clone();
            let message = format!("'{name}' object does not support the context manager protocol");
            let e = self.raising(&[&x], &format!("py::type_error({})", super::quote(&message)));
            return (format!("{};\n", e.code), true);
        }
        self.with_manager(w, at, x, Manager::Object(c))
    }

    /// A `with` over an object, or over a generator of one item.
    fn with_manager(&mut self, w: &'a StmtWith, at: usize, x: Ex, kind: Manager) -> (String, bool) {
        let item = &w.items[at];
        let n = self.next_label();
        let manager = format!("manager__{n}");
        let ty = x.ty.clone();
        let code = self.owned(x);
        let mut out = format!("let {manager} = {code};\n");
        let held = Ex::place(manager.clone(), ty);
        let entered = match kind {
            Manager::Object(c) => self.call_method_on(held.clone(), c, "__enter__", Vec::new()),
            Manager::Generator(of) => {
                let ty = self.cells.ty(of);
                Ex::owned(self.try_(format!("py::generator::entered(&{manager})")), ty)
            }
        };
        match &item.optional_vars {
            Some(v) => out.push_str(&self.assign(v, entered)),
            None => out.push_str(&format!("{};\n", entered.code)),
        }
        let label = format!("'with_{n}");
        let way = format!("way__{n}");
        let exit = std::mem::replace(&mut self.cx.exit, Exit::Label(label.clone()));
        self.cx.returns.push(Returning { label: label.clone(), way: way.clone() });
        let (body, ends) = self.with_items(w, at + 1);
        self.cx.returns.pop();
        self.cx.exit = exit;
        self.forget(&[&w.body]);
        let returns = body.contains(&format!("{way} = Way::Return"));
        let jumps = body.contains(&format!("{way} = Way::Break")) || body.contains(&format!("{way} = Way::Continue"));
        let body = body.replace(&format!("{way} = Way::"), &format!("{way} = py::Way::"));
        if returns || jumps {
            let t = self.way_type();
            out.push_str(&format!("let mut {way}: py::Way<{t}> = py::Way::Through;\n"));
        }
        let raises = self.cx.left.contains(&label);
        let value = if ends { "" } else { "Ok(())" };
        out.push_str(&format!("let outcome__{n}: Result<()> = {label}: {{\n{body}{value}\n}};\n"));
        // `__exit__` sees the exception's type and value, or three times None; what it returns may swallow it.
        let none = Ex::literal(Lit::None, "()", Ty::none());
        let calm = match kind {
            Manager::Object(c) => {
                self.call_method_on(held.clone(), c, "__exit__", vec![none.clone(), none.clone(), none.clone()])
            }
            Manager::Generator(_) => Ex::owned(self.try_(format!("py::generator::left(&{manager})")), Ty::none()),
        };
        if raises {
            let error = Ex::reference("error", Ty::one(Atom::Exc));
            let kind_of = Ex::owned("py::ExcType(error.class())", Ty::one(Atom::ExcClass));
            let stormy = match kind {
                Manager::Object(c) => self.call_method_on(held, c, "__exit__", vec![kind_of, error, none]),
                Manager::Generator(_) => {
                    let code = self.try_(format!("py::generator::left_by(&{manager}, error)"));
                    Ex::owned(code, Ty::one(Atom::Bool))
                }
            };
            let swallow = self.truth(&stormy).0;
            let leave = self.leave_with("error.clone()");
            let handled = match swallow.as_str() {
                "false" => format!("{};\n{leave}", stormy.code),
                "true" => format!("{};", stormy.code),
                _ => format!("if !({swallow}) {{ {leave} }}"),
            };
            out.push_str(&format!(
                "match &outcome__{n} {{ Ok(()) => {{ {}; }} Err(error) => {{ {handled} }} }}\n",
                calm.code
            ));
        } else {
            out.push_str(&format!("let _ = outcome__{n};\n{};\n", calm.code));
        }
        if returns || jumps {
            let mut arms = Vec::new();
            if returns {
                let r = self.return_code("value".into());
                arms.push(format!("py::Way::Return(value) => {{ {r} }}"));
            }
            if jumps && let Some(l) = self.cx.loops.last().cloned() {
                let c = self.leave_loop(&l, true);
                arms.push(format!("py::Way::Break => {{ {c} }}"));
                let c = self.leave_loop(&l, false);
                arms.push(format!("py::Way::Continue => {{ {c} }}"));
            }
            arms.push("_ => {}".into());
            out.push_str(&format!("match {way} {{ {} }}\n", arms.join("\n")));
        }
        (out, false)
    }

    /// `with suppress(E, ...)`.
    fn with_suppress(&mut self, w: &'a StmtWith, at: usize) -> Option<(String, bool)> {
        let Expr::Call(c) = &w.items[at].context_expr else { return None };
        let name = match &*c.func {
            Expr::Name(n) => match self.lookup(n.id.as_str(), n.range, false) {
                Name::From(m, n) if m == "contextlib" => n,
                _ => return None,
            },
            Expr::Attribute(a) if self.module_path(&a.value).as_deref() == Some("contextlib") => a.attr.to_string(),
            _ => return None,
        };
        if name != "suppress" {
            return None;
        }
        let classes: Vec<String> = c.arguments.args.iter().flat_map(|e| self.handler_classes(e)).collect();
        let n = self.next_label();
        let label = format!("'try_{n}");
        let exit = std::mem::replace(&mut self.cx.exit, Exit::Label(label.clone()));
        let (body, ends) = self.with_items(w, at + 1);
        self.cx.exit = exit;
        self.forget(&[&w.body]);
        let value = if ends { "" } else { "Ok(())" };
        let test = classes.iter().map(|c| format!("error.is(&{c})")).collect::<Vec<_>>().join(" || ");
        let leave = self.leave_with("error");
        let test = if test.is_empty() { "true".to_string() } else { format!("!({test})") };
        Some((
            format!(
                "let outcome__{n}: Result<()> = {label}: {{\n{body}{value}\n}};\nif let Err(error) = outcome__{n} {{ if {test} {{ {leave} }} }}\n"
            ),
            false,
        ))
    }
}

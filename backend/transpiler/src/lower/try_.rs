//! `raise`, `try` and `with`: exceptions as values that leave by labels.

use super::stmt::Loop;
use super::vars::Name;
use super::{Ex, Exit, Lit, Lowerer};
use crate::types::{Atom, Ty};
use ruff_python_ast::{ExceptHandler, Expr, StmtRaise, StmtTry, StmtWith};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

/// An enclosing `try ... finally`: how `return`, `break` and `continue` pass through it.
#[derive(Debug, Clone)]
pub(crate) struct Returning {
    /// The label of the block that the `finally` follows.
    pub label: String,
    /// The variable that says how the block was left.
    pub way: String,
}

impl<'a> Lowerer<'a> {
    /// `raise`.
    pub(crate) fn raise(&mut self, r: &'a StmtRaise) -> String {
        let Some(e) = &r.exc else {
            return match self.cx.handling.last().cloned() {
                Some(name) => {
                    let leave = self.leave_with(&format!("{name}.clone()"));
                    format!("{leave}\n")
                }
                None => {
                    let leave = self.leave_with("py::runtime_error(\"No active exception to reraise\")");
                    format!("{leave}\n")
                }
            };
        };
        let exc = self.exception(e);
        let exc = match &r.cause {
            Some(c) if !matches!(&**c, Expr::NoneLiteral(_)) => {
                let cause = self.exception(c);
                format!("{exc}.with_cause({cause})")
            }
            _ => exc,
        };
        let leave = self.leave_with(&exc);
        format!("{leave}\n")
    }

    /// An expression that denotes an exception, or its class, as an owned `Exc`.
    fn exception(&mut self, e: &'a Expr) -> String {
        if let Some(class) = self.exception_class(e) {
            return self.bare_exception(&class, e);
        }
        let x = self.expr(e);
        if x.ty.is(|a| *a == Atom::Exc) || x.ty.is_empty() {
            return self.owned(x);
        }
        if let Some(Atom::Inst(c)) = x.ty.single()
            && self.user_exception(*c).is_some()
        {
            self.refuse("P0290", e.range(), "raising the object of a method is not translated");
            return "py::type_error(\"\")".into();
        }
        if x.ty.is(|a| *a == Atom::None) || !x.ty.0.contains(&Atom::Exc) {
            let _ = x;
            return "py::type_error(\"exceptions must derive from BaseException\")".into();
        }
        self.refuse("P0290", e.range(), "raising a value of several kinds is not translated");
        "py::type_error(\"\")".into()
    }

    /// The Rust name of the exception class that an expression denotes.
    pub(crate) fn exception_class(&mut self, e: &'a Expr) -> Option<String> {
        match e {
            Expr::Name(n) => match self.lookup(n.id.as_str(), n.range, false) {
                Name::Class(c) => self.user_exception(c),
                Name::Builtin => builtin_exception(n.id.as_str()),
                Name::From(m, f) if m == "re" && f == "error" => Some("py::re::RE_ERROR".into()),
                _ => None,
            },
            Expr::Attribute(a) if a.attr.as_str() == "error" && self.module_path(&a.value).as_deref() == Some("re") => {
                Some("py::re::RE_ERROR".into())
            }
            Expr::Attribute(_) => {
                let class = self.program.class_named(self.cx.func, e)?;
                self.user_exception(class)
            }
            _ => None,
        }
    }

    /// `try`.
    pub(crate) fn try_stmt(&mut self, t: &'a StmtTry) -> (String, bool) {
        if t.is_star {
            self.refuse("P0291", t.range, "`except*` is not translated");
            return (String::new(), false);
        }
        if t.finalbody.is_empty() {
            return self.try_except(t);
        }
        self.try_finally(t)
    }

    fn try_except(&mut self, t: &'a StmtTry) -> (String, bool) {
        let n = self.next_label();
        let label = format!("'try_{n}");
        let outcome = format!("outcome__{n}");
        let exit = std::mem::replace(&mut self.cx.exit, Exit::Label(label.clone()));
        let before = self.cx.narrow.clone();
        let (body, ends) = self.block(&t.body);
        self.cx.exit = exit;
        let after_body = self.cx.narrow.clone();
        // Anything that the body assigns may be in any state where a handler starts.
        self.cx.narrow = before.clone();
        self.forget(&[&t.body]);
        let at_handler = self.cx.narrow.clone();
        let raises = self.cx.left.contains(&label);
        if !raises && !ends {
            // Nothing in the body can raise: the handlers never run.
            self.cx.narrow = after_body;
            let (e, ends) = self.block(&t.orelse);
            return (format!("{body}{e}"), ends);
        }
        if !raises {
            self.cx.narrow = after_body;
            return (body, true);
        }
        // The else block runs outside of the handlers' reach.
        self.cx.narrow = after_body;
        let (else_code, else_ends) = if ends { (String::new(), true) } else { self.block(&t.orelse) };
        let after_else = std::mem::replace(&mut self.cx.narrow, at_handler.clone());
        let exc = format!("error__{n}");
        let (handlers, catches_all, all_end) = self.handlers(t, &exc, &at_handler);
        self.cx.narrow = at_handler;
        if all_end && !else_ends {
            self.cx.narrow = after_else;
        }
        self.forget(&[&t.body]);
        let rethrow = if catches_all {
            String::new()
        } else {
            let leave = self.leave_with(&exc);
            format!(" else {{ {leave} }}")
        };
        let value = if ends { String::new() } else { "Ok(())".to_string() };
        let code = if ends {
            format!(
                "let {outcome}: Result<()> = {label}: {{\n{body}\n}};\nmatch {outcome} {{\nOk(()) => py::unreachable(),\nErr({exc}) => {{\n{handlers}{rethrow}\n}}\n}}\n"
            )
        } else if else_code.trim().is_empty() {
            format!(
                "let {outcome}: Result<()> = {label}: {{\n{body}{value}\n}};\nif let Err({exc}) = {outcome} {{\n{handlers}{rethrow}\n}}\n"
            )
        } else {
            format!(
                "let {outcome}: Result<()> = {label}: {{\n{body}{value}\n}};\nmatch {outcome} {{\nOk(()) => {{\n{else_code}}}\nErr({exc}) => {{\n{handlers}{rethrow}\n}}\n}}\n"
            )
        };
        (code, all_end && else_ends && (catches_all || !handlers.is_empty()))
    }

    pub(crate) fn next_label(&mut self) -> usize {
        self.cx.temps += 1;
        self.cx.temps
    }

    /// The chain of `except` clauses as `if ... else if ...`.
    fn handlers(&mut self, t: &'a StmtTry, exc: &str, at: &std::collections::HashMap<u32, Ty>) -> (String, bool, bool) {
        let mut out = String::new();
        let mut all_end = true;
        let mut catches_all = false;
        for (i, h) in t.handlers.iter().enumerate() {
            let ExceptHandler::ExceptHandler(h) = h;
            self.cx.narrow = at.clone();
            let test = match &h.type_ {
                None => None,
                Some(e) => {
                    let classes = self.handler_classes(e);
                    if classes.iter().any(|c| c == "py::BASE_EXCEPTION") {
                        None
                    } else {
                        Some(classes.iter().map(|c| format!("{exc}.is(&{c})")).collect::<Vec<_>>().join(" || "))
                    }
                }
            };
            let mut bind = String::new();
            if let Some(n) = &h.name {
                // The name is bound to the exception, and unbound after the clause.
                if let Name::Var(v) = self.lookup(n.as_str(), n.range, true) {
                    bind = self.assign_var(&v, n.range, Ex::place(exc.to_string(), Ty::one(Atom::Exc)));
                }
            }
            self.cx.handling.push(exc.to_string());
            let (body, ends) = self.block(&h.body);
            self.cx.handling.pop();
            all_end &= ends;
            let used = h
                .name
                .as_ref()
                .is_none_or(|n| super::comprehension::mentions(&body, &crate::names::value_name(n.as_str())));
            if !used {
                bind = String::new();
            }
            let word = if i > 0 { " else " } else { "" };
            match test {
                Some(test) => out.push_str(&format!("{word}if {test} {{\n{bind}{body}}}")),
                None => {
                    catches_all = true;
                    if i > 0 {
                        out.push_str(&format!(" else {{\n{bind}{body}}}"));
                    } else {
                        out.push_str(&format!("{bind}{body}"));
                    }
                    break;
                }
            }
        }
        (out, catches_all, all_end)
    }

    fn handler_classes(&mut self, e: &'a Expr) -> Vec<String> {
        match e {
            Expr::Tuple(t) => t.elts.iter().flat_map(|e| self.handler_classes(e)).collect(),
            e => match self.exception_class(e) {
                Some(c) => vec![c],
                None => {
                    self.refuse("P0292", e.range(), "this is no exception class that is translated");
                    Vec::new()
                }
            },
        }
    }

    /// `try ... finally`: the way that the block was left is kept, the final block runs, and then it is taken.
    fn try_finally(&mut self, t: &'a StmtTry) -> (String, bool) {
        if self.cx.generator {
            // A generator that is dropped half way runs its `finally` blocks in Python.
            self.refuse("P0283", t.range, "`finally` in a generator is not translated");
        }
        let n = self.next_label();
        let label = format!("'finally_{n}");
        let way = format!("way__{n}");
        let exit = std::mem::replace(&mut self.cx.exit, Exit::Label(label.clone()));
        self.cx.returns.push(Returning { label: label.clone(), way: way.clone() });
        let (body, ends) = if t.handlers.is_empty() { self.block(&t.body) } else { self.try_except(t) };
        self.cx.returns.pop();
        self.cx.exit = exit;
        self.forget(&[&t.body]);
        let (last, last_ends) = self.inner_block(&t.finalbody);
        self.forget(&[&t.finalbody]);
        let raises = self.cx.left.contains(&label);
        let returns = body.contains(&format!("{way} = Way::Return"));
        let jumps = body.contains(&format!("{way} = Way::Break")) || body.contains(&format!("{way} = Way::Continue"));
        let mut code = String::new();
        let value = if ends { "" } else { "Ok(())" };
        if returns || jumps {
            let ret = self.cells.ty(self.insts[self.cx.inst].ret);
            let t = if self.cx.generator { "()".to_string() } else { self.rty_text(&ret) };
            code.push_str(&format!("let mut {way}: py::Way<{t}> = py::Way::Through;\n"));
        }
        let body = body.replace(&format!("{way} = Way::"), &format!("{way} = py::Way::"));
        if !raises && !returns && !jumps {
            return (format!("{body}{last}"), ends || last_ends);
        }
        code.push_str(&format!("let outcome__{n}: Result<()> = {label}: {{\n{body}{value}\n}};\n{last}"));
        if last_ends {
            return (code, true);
        }
        if raises {
            let leave = self.leave_with("error");
            code.push_str(&format!("if let Err(error) = outcome__{n} {{ {leave} }}\n"));
        } else {
            code.push_str(&format!("let _ = outcome__{n};\n"));
        }
        if returns || jumps {
            let mut arms = Vec::new();
            if returns {
                let r =
                    if self.cx.generator { "return Ok(());\n".to_string() } else { self.return_code("value".into()) };
                arms.push(format!("py::Way::Return(value) => {{ {r} }}"));
            }
            if jumps && let Some(l) = self.cx.loops.last().cloned() {
                if body.contains("Way::Break") {
                    let c = self.jump(&l, true);
                    arms.push(format!("py::Way::Break => {{ {c} }}"));
                }
                if body.contains("Way::Continue") {
                    let c = self.jump(&l, false);
                    arms.push(format!("py::Way::Continue => {{ {c} }}"));
                }
            }
            arms.push("_ => {}".into());
            code.push_str(&format!("match {way} {{ {} }}\n", arms.join("\n")));
        }
        (code, ends && !jumps)
    }

    fn jump(&mut self, l: &Loop, is_break: bool) -> String {
        let word = if is_break { "break" } else { "continue" };
        if self.cx.returns.len() > l.finals {
            return self.leave_through_finally(word, l, TextRange::default());
        }
        let label = if is_break { l.label.clone().or(l.own.clone()) } else { l.own.clone() };
        label.map_or(format!("{word};"), |l| format!("{word} {l};"))
    }

    pub(crate) fn leave_through_finally(&mut self, word: &str, _l: &Loop, _range: TextRange) -> String {
        let Some(r) = self.cx.returns.last().cloned() else { return String::new() };
        let way = if word == "break" { "Break" } else { "Continue" };
        format!("{} = Way::{way};\nbreak {} Ok(());\n", r.way, r.label)
    }

    pub(crate) fn return_through_finally(&mut self, r: &Returning, code: &str) -> String {
        format!("{} = Way::Return({code});\nbreak {} Ok(());\n", r.way, r.label)
    }

    /// `with`: objects with `__enter__` and `__exit__`.
    pub(crate) fn with(&mut self, w: &'a StmtWith) -> (String, bool) {
        if w.is_async {
            self.refuse("P0203", w.range, "async code is not translated");
            return (String::new(), false);
        }
        self.with_items(w, 0)
    }

    fn with_items(&mut self, w: &'a StmtWith, at: usize) -> (String, bool) {
        if self.cx.generator {
            self.refuse("P0283", w.range, "`with` in a generator is not translated");
        }
        let Some(item) = w.items.get(at) else { return self.block(&w.body) };
        if let Some((code, ends)) = self.with_suppress(w, at) {
            return (code, ends);
        }
        let x = self.expr(&item.context_expr);
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
        let n = self.next_label();
        let manager = format!("manager__{n}");
        let ty = x.ty.clone();
        let code = self.owned(x);
        let mut out = format!("let {manager} = {code};\n");
        let held = Ex::place(manager, ty);
        let entered = self.call_method_on(held.clone(), c, "__enter__", Vec::new());
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
            let ret = self.cells.ty(self.insts[self.cx.inst].ret);
            let t = self.rty_text(&ret);
            out.push_str(&format!("let mut {way}: py::Way<{t}> = py::Way::Through;\n"));
        }
        let raises = self.cx.left.contains(&label);
        let value = if ends { "" } else { "Ok(())" };
        out.push_str(&format!("let outcome__{n}: Result<()> = {label}: {{\n{body}{value}\n}};\n"));
        // `__exit__` sees the exception's type and value, or three times None; what it returns may swallow it.
        let none = Ex::literal(Lit::None, "()", Ty::none());
        let calm = self.call_method_on(held.clone(), c, "__exit__", vec![none.clone(), none.clone(), none.clone()]);
        if raises {
            let error = Ex::reference("error", Ty::one(Atom::Exc));
            let stormy = self.call_method_on(held, c, "__exit__", vec![error.clone(), error, none]);
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
                let c = self.jump(&l, true);
                arms.push(format!("py::Way::Break => {{ {c} }}"));
                let c = self.jump(&l, false);
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

/// The runtime's static for a builtin exception class.
pub(crate) fn builtin_exception(name: &str) -> Option<String> {
    let known = [
        "BaseException",
        "Exception",
        "ValueError",
        "KeyError",
        "IndexError",
        "ZeroDivisionError",
        "ArithmeticError",
        "LookupError",
        "OverflowError",
        "TypeError",
        "AttributeError",
        "NameError",
        "UnboundLocalError",
        "RuntimeError",
        "RecursionError",
        "NotImplementedError",
        "StopIteration",
        "AssertionError",
        "EOFError",
        "OSError",
        "FileNotFoundError",
        "MemoryError",
        "SystemExit",
        "KeyboardInterrupt",
        "GeneratorExit",
        "UnicodeError",
        "UnicodeDecodeError",
        "UnicodeEncodeError",
        "ImportError",
        "StopAsyncIteration",
        "TimeoutError",
        "PermissionError",
        "BufferError",
        "FloatingPointError",
    ];
    if name == "IOError" || name == "EnvironmentError" {
        return Some("py::OS_ERROR".into());
    }
    if !known.contains(&name) {
        return None;
    }
    let mut out = String::new();
    let chars: Vec<char> = name.chars().collect();
    for (i, c) in chars.iter().enumerate() {
        if c.is_uppercase()
            && i > 0
            && (chars[i - 1].is_lowercase() || chars.get(i + 1).is_some_and(|n| n.is_lowercase()))
        {
            out.push('_');
        }
        out.push(c.to_ascii_uppercase());
    }
    Some(format!("py::{out}"))
}

//! `raise`, `try` and `except`.

use super::vars::Name;
use super::{Ex, Exit, Lowerer};
use crate::types::{Atom, Ty};
use ruff_python_ast::{ExceptHandler, Expr, StmtRaise, StmtTry};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::Ranged;

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
            Some(_) => format!("{exc}.without_cause()"),
            None => exc,
        };
        let leave = self.leave_with(&exc);
        format!("{leave}\n")
    }

    /// An expression that denotes an exception, or its class, as an owned `Exc`.
    pub(crate) fn exception(&mut self, e: &'a Expr) -> String {
        if let Some(class) = self.exception_class(e) {
            return self.bare_exception(&class, e);
        }
        let x = self.expr(e);
        if x.ty.is(|a| *a == Atom::Exc) || x.ty.is_empty() {
            return self.owned(x);
        }
        if x.ty.is(|a| *a == Atom::ExcClass) {
            let made = self.call_exception_class(x, super::call::Args::default(), e.range());
            return self.owned(made);
        }
        if let Some(Atom::Inst(c)) = x.ty.single()
            && self.user_exception(*c).is_some()
        {
            self.refuse("P0290", e.range(), "raising the object of a method is not translated");
            return "py::type_error(\"\")".into();
        }
        if x.ty.is(|a| *a == Atom::None) || !x.ty.0.contains(&Atom::Exc) {
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

    pub(crate) fn try_except(&mut self, t: &'a StmtTry) -> (String, bool) {
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
                "let {outcome}: Result<()> = {label}: {{\n{body}\n}};\nmatch {outcome} {{\nOk(()) => py::never(),\nErr({exc}) => {{\n{handlers}{rethrow}\n}}\n}}\n"
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
    pub(crate) fn handlers(
        &mut self,
        t: &'a StmtTry,
        exc: &str,
        at: &std::collections::HashMap<u32, Ty>,
    ) -> (String, bool, bool) {
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
            let (mut bind, mut unset) = (String::new(), String::new());
            if let Some(n) = &h.name {
                // The name is bound to the exception, and unbound after the clause.
                unset = self.unset_others(n.as_str(), n.range);
                if self.insts[self.cx.inst].flow.leaks.contains(n.as_str()) {
                    self.refuse_with(
                        "P0275",
                        n.range,
                        format!("'{n}' may be read where its handler has ended, by code that sees it as a variable"),
                        Some("give the exception a name of its own"),
                    );
                }
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
            bind.insert_str(0, &unset);
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

    pub(crate) fn handler_classes(&mut self, e: &'a Expr) -> Vec<String> {
        match e {
            Expr::Tuple(t) => t.elts.iter().flat_map(|e| self.handler_classes(e)).collect(),
            e => match self.exception_class(e) {
                Some(c) => vec![c],
                None => {
                    if let Some(classes) = self.class_values(e) {
                        return classes;
                    }
                    self.refuse("P0292", e.range(), "this is no exception class that is translated");
                    Vec::new()
                }
            },
        }
    }
}

impl<'a> Lowerer<'a> {
    /// Classes of exceptions that an expression holds, each as a place.
    pub(crate) fn class_values(&mut self, e: &'a Expr) -> Option<Vec<String>> {
        let Expr::Name(n) = e else { return None };
        let Name::Var(_) = self.lookup(n.id.as_str(), n.range, false) else { return None };
        let x = self.expr(e);
        match x.ty.single().cloned() {
            Some(Atom::ExcClass) => Some(vec![format!("*{}.0", x.at(super::Prec::Atom))]),
            Some(Atom::Tuple(cells)) => {
                let mut out = Vec::new();
                for (i, c) in cells.iter().enumerate() {
                    if !self.cells.ty(*c).is(|a| *a == Atom::ExcClass) {
                        return None;
                    }
                    out.push(format!("*{}.{i}.0", x.at(super::Prec::Atom)));
                }
                Some(out)
            }
            // Not known yet.
            None if x.ty.is_empty() => Some(Vec::new()),
            _ => None,
        }
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

//! Statements.

use super::{Ex, Lowerer, Own, Prec};
use crate::types::Ty;
use ruff_python_ast::{Expr, Stmt, StmtIf};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::Ranged;

impl<'a> Lowerer<'a> {
    /// A block of statements; the answer says whether its end is never reached.
    pub(crate) fn block(&mut self, body: &'a [Stmt]) -> (String, bool) {
        let mut out = String::new();
        for s in body {
            out.push_str(&self.hoisted(s.range()));
            let (code, ends) = self.stmt(s);
            out.push_str(&code);
            if ends {
                return (out, true);
            }
        }
        (out, false)
    }

    /// A block whose narrowings end with it.
    pub(crate) fn inner_block(&mut self, body: &'a [Stmt]) -> (String, bool) {
        let saved = self.cx.narrow.clone();
        let out = self.block(body);
        self.cx.narrow = saved;
        out
    }

    fn stmt(&mut self, s: &'a Stmt) -> (String, bool) {
        self.cx.stmt = s.range();
        match s {
            Stmt::Expr(e) => self.expr_stmt(&e.value),
            Stmt::Assign(a) => {
                if let [Expr::Name(_)] = a.targets.as_slice()
                    && self.is_type_definition(&a.value)
                {
                    return (String::new(), false);
                }
                let value = self.expr(&a.value);
                let ends = self.never_ends(&value);
                if let [only] = a.targets.as_slice() {
                    return (self.assign(only, value), ends);
                }
                // Several targets get the same object.
                let (value, mut out) = if value.lit.is_some() { (value, String::new()) } else { self.keep(value) };
                for t in &a.targets {
                    out.push_str(&self.assign(t, value.clone()));
                }
                (out, ends)
            }
            Stmt::AnnAssign(a) => match &a.value {
                Some(v) => {
                    let value = self.expr(v);
                    (self.assign(&a.target, value), false)
                }
                None => (String::new(), false),
            },
            Stmt::AugAssign(a) => (self.aug_assign(a), false),
            Stmt::If(i) => self.if_(i),
            Stmt::While(w) => self.while_(w),
            Stmt::For(f) => self.for_(f),
            Stmt::Return(r) if self.program.is_module(self.cx.func) => {
                self.refuse("P0001", r.range, "invalid syntax: 'return' outside function");
                (String::new(), true)
            }
            Stmt::Return(r) if super::class::is_not_implemented(r.value.as_deref()) => (self.decline(r.range), true),
            Stmt::Return(r) => (self.return_(r.value.as_deref()), true),
            Stmt::Pass(_) => (String::new(), false),
            Stmt::Break(_) | Stmt::Continue(_) => {
                let is_break = matches!(s, Stmt::Break(_));
                let l = self.cx.loops.last().cloned();
                (l.map_or(String::new(), |l| self.leave_loop(&l, is_break)), true)
            }
            Stmt::Assert(a) => {
                let test = self.condition(&a.test);
                let msg = match &a.msg {
                    Some(m) => {
                        let saved = self.cx.narrow.clone();
                        let m = self.expr(m);
                        self.cx.narrow = saved;
                        self.need_calm_show(&m.ty.clone(), a.range);
                        let b = self.borrowed(&m);
                        format!("py::assertion_error_with({b})")
                    }
                    None => "py::assertion_error_bare()".to_string(),
                };
                let (then, _) = self.narrowings(&a.test);
                let leave = self.leave_with(&msg);
                self.apply(then);
                match test.bool_lit() {
                    Some(true) => (String::new(), false),
                    Some(false) => (format!("{leave}\n"), true),
                    None => {
                        let negated = negate(&test);
                        (format!("if {negated} {{ {leave} }}\n"), false)
                    }
                }
            }
            Stmt::Raise(r) => (self.raise(r), true),
            Stmt::Try(t) => self.try_stmt(t),
            Stmt::With(w) => self.with(w),
            Stmt::Delete(d) => (d.targets.iter().map(|t| self.delete(t)).collect(), false),
            Stmt::FunctionDef(f) => (self.function_def(f), false),
            Stmt::ClassDef(c) => (self.class_def(c), false),
            Stmt::Import(_) | Stmt::ImportFrom(_) => (self.import(s), false),
            Stmt::Global(_) | Stmt::Nonlocal(_) => (String::new(), false),
            Stmt::TypeAlias(_) => (String::new(), false),
            Stmt::Match(m) => self.match_(m),
            Stmt::IpyEscapeCommand(i) => {
                self.refuse("P0205", i.range, "this statement is not Python");
                (String::new(), false)
            }
        }
    }

    /// An expression whose value can never come about ends its block.
    fn never_ends(&self, x: &Ex) -> bool {
        x.ty.is_empty()
            && (x.code.contains("return Err(") || x.code.contains(" Err("))
            && x.code.trim_end().ends_with('}')
            && x.code.starts_with('{')
    }

    fn expr_stmt(&mut self, e: &'a Expr) -> (String, bool) {
        if matches!(
            e,
            Expr::StringLiteral(_)
                | Expr::EllipsisLiteral(_)
                | Expr::NumberLiteral(_)
                | Expr::NoneLiteral(_)
                | Expr::BooleanLiteral(_)
        ) {
            return (String::new(), false);
        }
        let x = match e {
            Expr::Yield(y) => self.yield_(y.value.as_deref(), false),
            Expr::YieldFrom(y) => self.yield_from(&y.value, y.range, false),
            e => self.expr(e),
        };
        let ends = self.never_ends(&x);
        if x.code == "py::unreachable()" {
            return ("py::unreachable::<()>();\n".into(), ends);
        }
        if x.lit.is_some() || (matches!(x.own, Own::Place | Own::Last) && !x.code.contains('(')) {
            return (String::new(), ends);
        }
        let unused = !x.ty.is_none()
            && !x.ty.is_empty()
            && !x.code.ends_with('?')
            && x.prec == Prec::Atom
            && x.code.ends_with('}');
        if unused || x.prec != Prec::Atom {
            return (format!("let _ = {};\n", x.code), ends);
        }
        (format!("{};\n", x.code), ends)
    }

    /// A value in a temporary, for several uses.
    fn keep(&mut self, value: Ex) -> (Ex, String) {
        let name = self.temp("value");
        let ty = value.ty.clone();
        let note = if value.vague { format!(": {}", self.rty_text(&ty)) } else { String::new() };
        let code = self.owned(value);
        (Ex::place(name.clone(), ty), format!("let {name}{note} = {code};\n"))
    }

    fn if_(&mut self, i: &'a StmtIf) -> (String, bool) {
        let mut arms: Vec<(Option<&'a Expr>, &'a [Stmt])> = vec![(Some(&i.test), &i.body)];
        for c in &i.elif_else_clauses {
            arms.push((c.test.as_ref(), &c.body));
        }
        self.arms(&arms)
    }

    fn arms(&mut self, arms: &[(Option<&'a Expr>, &'a [Stmt])]) -> (String, bool) {
        let Some(((test, body), rest)) = arms.split_first() else { return (String::new(), false) };
        let Some(test) = test else { return self.block(body) };
        let c = self.condition(test);
        let (then, other) = self.narrowings(test);
        match c.bool_lit() {
            Some(true) => {
                self.apply(then);
                return self.block(body);
            }
            Some(false) => {
                self.apply(other);
                return self.arms(rest);
            }
            None => {}
        }
        let before = self.cx.narrow.clone();
        self.apply(then);
        let (a, a_ends) = self.block(body);
        let after_then = std::mem::replace(&mut self.cx.narrow, before);
        self.apply(other);
        let (b, b_ends) = self.arms(rest);
        // What both ways agree on holds afterwards; a way that ends says nothing.
        if b_ends && !a_ends {
            self.cx.narrow = after_then;
        } else if !a_ends {
            self.merge_narrow(after_then);
        }
        let mut code = format!("if {} {{\n{a}}}", c.code);
        if !b.is_empty() {
            let chained = b.starts_with("if ") && is_single_if(&b);
            code.push_str(&if chained { format!(" else {}", b.trim_end()) } else { format!(" else {{\n{b}}}") });
        }
        code.push('\n');
        (code, a_ends && b_ends && !rest.is_empty())
    }

    /// Keeps what two ways agree on; kinds known on both are joined.
    pub(crate) fn merge_narrow(&mut self, other: std::collections::HashMap<u32, Ty>) {
        let mine = std::mem::take(&mut self.cx.narrow);
        for (cell, a) in mine {
            if let Some(b) = other.get(&cell) {
                let declared = self.cells.ty(cell);
                let kinds = declared
                    .retain(|x| a.0.iter().chain(&b.0).any(|y| std::mem::discriminant(x) == std::mem::discriminant(y)));
                self.cx.narrow.insert(cell, kinds);
            }
        }
    }

    /// `return value`.
    pub(crate) fn return_(&mut self, value: Option<&'a Expr>) -> String {
        let inst = self.cx.inst;
        if self.cx.generator {
            return self.generator_return(value);
        }
        let x = match value {
            Some(e) => self.expr(e),
            None => Ex::literal(super::Lit::None, "()", Ty::none()),
        };
        let ret = self.insts[inst].ret;
        if x.ty.is_empty() && self.never_ends(&x) {
            return format!("{};\n", x.code);
        }
        let code = self.store(x, ret);
        self.return_code(code)
    }

    /// What makes `return` of some text, through the `finally` blocks that stand around.
    pub(crate) fn return_code(&mut self, code: String) -> String {
        if let Some(r) = self.cx.returns.last().cloned() {
            return self.return_through_finally(&r, &code);
        }
        // Whether the function can raise is known only at its end: the marker is resolved there.
        format!("return {RETURN_OPEN}{code}{RETURN_CLOSE};\n")
    }
}

/// Marks a returned value until it is known whether the function returns a `Result`.
pub(crate) const RETURN_OPEN: &str = "__py_return!{";

pub(crate) const RETURN_CLOSE: &str = "}__py_end";

/// `!condition`, written well.
pub(crate) fn negate(x: &Ex) -> String {
    if let Some(rest) = x.code.strip_prefix('!')
        && x.prec == Prec::Unary
    {
        return rest.to_string();
    }
    for (op, not) in [(" == ", " != "), (" != ", " == ")] {
        if x.prec == Prec::Compare
            && x.code.matches(op).count() == 1
            && !x.code.contains('"')
            && !x.code.contains(" && ")
            && !x.code.contains('{')
        {
            return x.code.replace(op, not);
        }
    }
    format!("!{}", x.at(Prec::Unary))
}

/// Whether text is one `if` statement with its chain and nothing after it.
fn is_single_if(code: &str) -> bool {
    let mut depth = 0i32;
    let mut string = false;
    let mut escape = false;
    let trimmed = code.trim_end();
    for (i, c) in trimmed.char_indices() {
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
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => {
                depth -= 1;
                if depth == 0 && c == '}' {
                    let rest = trimmed[i + 1..].trim_start();
                    if rest.is_empty() {
                        return true;
                    }
                    if !rest.starts_with("else") && !rest.starts_with('{') {
                        // The condition itself may hold blocks; a statement after the chain starts a new line.
                        if trimmed[i + 1..].starts_with('\n') {
                            return false;
                        }
                    }
                }
            }
            _ => {}
        }
    }
    true
}

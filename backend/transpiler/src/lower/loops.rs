//! `for` and `while`, and the jumps out of them.

use super::stmt::negate;
use super::{Ex, Lowerer, Own};
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, Stmt, StmtFor, StmtWhile};
use rustpython_ruff_python_ast as ruff_python_ast;
use std::collections::HashSet;

/// An enclosing loop.
#[derive(Debug, Clone)]
pub(crate) struct Loop {
    /// The label that `break` names, where a plain `break` would leave something else.
    pub label: Option<String>,
    /// The label of the loop itself, for `continue` from inside a labelled block.
    pub own: Option<String>,
    /// How many `finally` blocks were open outside of it.
    pub finals: usize,
}

impl<'a> Lowerer<'a> {
    pub(crate) fn while_(&mut self, w: &'a StmtWhile) -> (String, bool) {
        self.forget(&[&w.body]);
        if let Expr::Named(_) = &*w.test {
            let mut names = HashSet::new();
            crate::scope::target_names(&w.test, &mut names);
        }
        let before = self.cx.narrow.clone();
        let test = self.condition(&w.test);
        let (then, other) = self.narrowings(&w.test);
        self.apply(then);
        let breaks = has_break(&w.body);
        let label = (!w.orelse.is_empty()).then(|| format!("'{}", self.temp("search")));
        let own = needs_label(&w.body).then(|| format!("'{}", self.temp("outer")));
        self.cx.loops.push(Loop { label: label.clone(), own: own.clone(), finals: self.cx.returns.len() });
        let (body, _) = self.block(&w.body);
        self.cx.loops.pop();
        self.cx.narrow = before;
        // A test that is known to hold leaves Rust a plain loop.
        let endless = test.bool_lit() == Some(true);
        if test.bool_lit() == Some(false) {
            return self.block(&w.orelse);
        }
        let own_label = own.map_or(String::new(), |l| format!("{l}: "));
        let mut code = if endless {
            format!("{own_label}loop {{\n{body}}}\n")
        } else if test.code.contains("let ") || test.code.contains("py::attempt!") {
            format!("{own_label}loop {{\nif {} {{ break; }}\n{body}}}\n", negate(&test))
        } else {
            format!("{own_label}while {} {{\n{body}}}\n", test.code)
        };
        if !breaks {
            self.apply(other);
        }
        if let Some(l) = label {
            let (e, _) = self.block(&w.orelse);
            code = format!("{l}: {{\n{code}{e}}}\n");
        } else if !w.orelse.is_empty() {
            let (e, _) = self.block(&w.orelse);
            code.push_str(&e);
        }
        self.forget(&[&w.body]);
        (code, endless && !breaks)
    }

    pub(crate) fn for_(&mut self, f: &'a StmtFor) -> (String, bool) {
        let it = self.iterate(&f.iter);
        let it = self.checked_where_changing(f, it);
        self.forget(&[&f.body]);
        let mut names = HashSet::new();
        crate::scope::target_names(&f.target, &mut names);
        self.forget_names(&names);
        let before = self.cx.narrow.clone();
        let label = (!f.orelse.is_empty()).then(|| format!("'{}", self.temp("search")));
        let own = needs_label(&f.body).then(|| format!("'{}", self.temp("outer")));
        let mut prelude = String::new();
        let pattern = self.for_target(&f.target, &it.elem, it.fallible, &mut prelude);
        self.cx.loops.push(Loop { label: label.clone(), own: own.clone(), finals: self.cx.returns.len() });
        let (body, _) = self.block(&f.body);
        self.cx.loops.pop();
        self.cx.narrow = before;
        self.forget(&[&f.body]);
        self.forget_names(&names);
        if it.vague {
            return (format!("{};\n", it.code), true);
        }
        let own_label = own.map_or(String::new(), |l| format!("{l}: "));
        let mut code = format!("{own_label}for {pattern} in {} {{\n{prelude}{body}}}\n", it.code);
        if let Some(l) = label {
            let (e, _) = self.block(&f.orelse);
            code = format!("{l}: {{\n{code}{e}}}\n");
        }
        (code, false)
    }

    pub(crate) fn forget_names(&mut self, names: &HashSet<String>) {
        let flow = self.insts[self.cx.inst].flow.clone();
        for name in names {
            for &at in flow.named.get(name).map_or(&[][..], Vec::as_slice) {
                let cell = self.insts[self.cx.inst].vars[at];
                self.cx.narrow.remove(&cell);
            }
        }
    }

    /// The pattern of a `for`; targets that live longer than an iteration are assigned by statements.
    fn for_target(&mut self, target: &'a Expr, elem: &Ty, fallible: bool, prelude: &mut String) -> String {
        let mut pattern = None;
        if !fallible {
            pattern = self.direct_pattern(target, elem);
        }
        if let Some(p) = pattern {
            return p;
        }
        let name = self.temp("item");
        let mut value = Ex { own: Own::Last, ..Ex::place(name.clone(), elem.clone()) };
        if fallible {
            value = Ex::owned(self.try_(name.clone()), elem.clone());
        }
        prelude.push_str(&self.assign(target, value));
        name
    }

    /// A Rust pattern where every name of the target is declared right here with the element's own type.
    fn direct_pattern(&mut self, target: &'a Expr, elem: &Ty) -> Option<String> {
        match target {
            Expr::Name(n) => {
                let super::vars::Name::Var(v) = self.lookup(n.id.as_str(), n.range, true) else { return None };
                if v.storage != super::vars::Storage::Plain {
                    return None;
                }
                let flow = self.insts[self.cx.inst].flow.clone();
                let var = flow.stores.get(&n.range).map(|i| &flow.vars[*i])?;
                if var.declared_at != Some(n.range) {
                    return None;
                }
                self.cells.flow(elem, v.cell);
                let have = self.cells.ty(v.cell);
                if self.last_round && self.rty(&have) != self.rty(elem) {
                    return None;
                }
                let unused = !flow.stores.get(&n.range).is_some_and(|v| flow.loaded.contains(v));
                if unused && n.id.as_str() == "_" {
                    return Some("_".into());
                }
                Some(if var.mutable {
                    format!("mut {}", v.rust)
                } else if unused && !v.rust.starts_with('_') {
                    format!("_{}", v.rust)
                } else {
                    v.rust
                })
            }
            Expr::Tuple(t) => {
                let Some(Atom::Tuple(cells)) = elem.single().cloned() else { return None };
                if cells.len() != t.elts.len() {
                    return None;
                }
                let mut names = HashSet::new();
                crate::scope::target_names(target, &mut names);
                if names.len() != count_names(target) {
                    return None;
                }
                let mut parts = Vec::new();
                for (e, c) in t.elts.iter().zip(cells) {
                    let ty = self.cells.ty(c);
                    parts.push(self.direct_pattern(e, &ty)?);
                }
                let comma = if parts.len() == 1 { "," } else { "" };
                Some(format!("({}{comma})", parts.join(", ")))
            }
            _ => None,
        }
    }

    /// `break` or `continue` of a loop, through the `finally` blocks in between.
    pub(crate) fn leave_loop(&mut self, l: &Loop, is_break: bool) -> String {
        let word = if is_break { "break" } else { "continue" };
        if self.cx.returns.len() > l.finals {
            return self.leave_through_finally(word);
        }
        let label = if is_break { l.label.clone().or(l.own.clone()) } else { l.own.clone() };
        match label {
            Some(l) => format!("{word} {l};\n"),
            None => format!("{word};\n"),
        }
    }
}

fn count_names(e: &Expr) -> usize {
    match e {
        Expr::Name(_) => 1,
        Expr::Tuple(t) => t.elts.iter().map(count_names).sum(),
        _ => 0,
    }
}

/// Whether a loop's body breaks out of that loop.
pub(crate) fn has_break(body: &[Stmt]) -> bool {
    body.iter().any(|s| match s {
        Stmt::Break(_) => true,
        Stmt::If(i) => has_break(&i.body) || i.elif_else_clauses.iter().any(|c| has_break(&c.body)),
        Stmt::For(f) => has_break(&f.orelse),
        Stmt::While(w) => has_break(&w.orelse),
        Stmt::With(w) => has_break(&w.body),
        Stmt::Match(m) => m.cases.iter().any(|c| has_break(&c.body)),
        Stmt::Try(t) => {
            has_break(&t.body)
                || has_break(&t.orelse)
                || has_break(&t.finalbody)
                || t.handlers.iter().any(|h| {
                    let ruff_python_ast::ExceptHandler::ExceptHandler(h) = h;
                    has_break(&h.body)
                })
        }
        _ => false,
    })
}

/// Whether `break` or `continue` stand inside something that becomes a labelled block or loop in Rust.
fn needs_label(body: &[Stmt]) -> bool {
    fn jumps(body: &[Stmt]) -> bool {
        body.iter().any(|s| match s {
            Stmt::Break(_) | Stmt::Continue(_) => true,
            Stmt::If(i) => jumps(&i.body) || i.elif_else_clauses.iter().any(|c| jumps(&c.body)),
            Stmt::Try(t) => {
                jumps(&t.body)
                    || jumps(&t.orelse)
                    || jumps(&t.finalbody)
                    || t.handlers.iter().any(|h| {
                        let ruff_python_ast::ExceptHandler::ExceptHandler(h) = h;
                        jumps(&h.body)
                    })
            }
            Stmt::With(w) => jumps(&w.body),
            Stmt::For(f) => jumps(&f.orelse),
            Stmt::While(w) => jumps(&w.orelse),
            Stmt::Match(m) => m.cases.iter().any(|c| jumps(&c.body)),
            _ => false,
        })
    }
    body.iter().any(|s| match s {
        Stmt::Try(_) | Stmt::With(_) => jumps(std::slice::from_ref(s)),
        Stmt::If(i) => needs_label(&i.body) || i.elif_else_clauses.iter().any(|c| needs_label(&c.body)),
        Stmt::For(f) => jumps(&f.orelse),
        Stmt::While(w) => jumps(&w.orelse),
        // Its cases are a labelled block.
        Stmt::Match(m) => m.cases.iter().any(|c| jumps(&c.body)),
        _ => false,
    })
}

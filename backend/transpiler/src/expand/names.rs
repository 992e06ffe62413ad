//! The names that statements use and bind, with their places.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, ExprContext, Parameters, Stmt};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;
use std::collections::{HashMap, HashSet};

/// What some statements do with names.
#[derive(Default)]
pub(super) struct Names<'a> {
    /// Every name where it stands, attributes' own names apart.
    pub uses: Vec<(String, TextRange)>,
    pub stored: HashSet<String>,
    pub loaded: HashSet<String>,
    pub nonlocals: HashSet<String>,
    pub nonlocal_statements: Vec<TextRange>,
    /// Names of functions and classes defined within, and of their parameters.
    pub nested: HashSet<String>,
    pub lambdas: bool,
    calls: Vec<&'a ExprCall>,
    attributes: Vec<(String, String, TextRange, bool)>,
}

impl<'a> Names<'a> {
    pub(super) fn of(body: &'a [Stmt]) -> Names<'a> {
        let mut names = Names::default();
        names.visit_body(body);
        names
    }

    /// The calls whose callee is this name.
    pub(super) fn calls_of(&self, name: &str) -> Vec<&'a ExprCall> {
        let is = |c: &&&'a ExprCall| matches!(&*c.func, Expr::Name(n) if n.id.as_str() == name);
        self.calls.iter().filter(is).copied().collect()
    }

    /// The calls of a method of this name, whatever the object.
    pub(super) fn method_calls_of(&self, name: &str) -> Vec<&'a ExprCall> {
        let is = |c: &&&'a ExprCall| matches!(&*c.func, Expr::Attribute(a) if a.attr.as_str() == name);
        self.calls.iter().filter(is).copied().collect()
    }

    /// Attributes of this name: the attribute, the place of the whole, and whether it is assigned.
    pub(super) fn attributes_of(&self, name: &str) -> Vec<(String, TextRange, bool)> {
        self.attributes.iter().filter(|a| a.0 == name).map(|a| (a.1.clone(), a.2, a.3)).collect()
    }

    /// Whether a name is used otherwise than for one of its attributes.
    pub(super) fn plain_uses_of(&self, name: &str) -> bool {
        let of = self.attributes_of(name);
        self.uses.iter().any(|u| u.0 == name && !of.iter().any(|a| a.1.contains_range(u.1)))
    }
}

/// The names of one expression.
pub(super) fn names_in(e: &Expr) -> Names<'_> {
    let mut names = Names::default();
    names.visit_expr(e);
    names
}

impl<'a> Visitor<'a> for Names<'a> {
    fn visit_stmt(&mut self, s: &'a Stmt) {
        match s {
            Stmt::FunctionDef(f) => {
                self.nested.insert(f.name.to_string());
                self.stored.insert(f.name.to_string());
                parameters(&f.parameters, &mut self.nested);
            }
            Stmt::ClassDef(c) => {
                self.nested.insert(c.name.to_string());
                self.stored.insert(c.name.to_string());
            }
            Stmt::Nonlocal(n) => {
                self.nonlocals.extend(n.names.iter().map(|n| n.to_string()));
                self.nonlocal_statements.push(n.range);
            }
            Stmt::Try(t) => {
                for h in &t.handlers {
                    let ruff_python_ast::ExceptHandler::ExceptHandler(h) = h;
                    if let Some(n) = &h.name {
                        self.stored.insert(n.to_string());
                    }
                }
            }
            _ => {}
        }
        walk_stmt(self, s);
    }

    fn visit_expr(&mut self, e: &'a Expr) {
        match e {
            Expr::Name(n) => {
                let name = n.id.to_string();
                if n.ctx == ExprContext::Load {
                    self.loaded.insert(name.clone());
                } else {
                    self.stored.insert(name.clone());
                }
                self.uses.push((name, n.range));
            }
            Expr::Call(c) => self.calls.push(c),
            Expr::Attribute(a) => {
                if let Expr::Name(n) = &*a.value {
                    let stored = a.ctx != ExprContext::Load;
                    self.attributes.push((n.id.to_string(), a.attr.to_string(), a.range, stored));
                }
            }
            Expr::Lambda(l) => {
                self.lambdas = true;
                if let Some(p) = &l.parameters {
                    parameters(p, &mut self.nested);
                }
            }
            _ => {}
        }
        walk_expr(self, e);
    }
}

fn parameters(p: &Parameters, out: &mut HashSet<String>) {
    out.extend(p.iter().map(|p| p.name().to_string()));
}

/// How often names are bound in a module.
#[derive(Default)]
pub(super) struct Bindings {
    /// In any scope.
    all: HashMap<String, usize>,
    /// At the module's top level, and by `global` elsewhere.
    top: HashMap<String, usize>,
    inside: usize,
}

impl Bindings {
    pub(super) fn of(body: &[Stmt]) -> Bindings {
        let mut count = Bindings::default();
        count.visit_body(body);
        count
    }

    /// How many places bind the name in any scope.
    pub(super) fn anywhere(&self, name: &str) -> usize {
        self.all.get(name).copied().unwrap_or(0)
    }

    /// How many places bind the module's variable of this name.
    pub(super) fn at_top(&self, name: &str) -> usize {
        self.top.get(name).copied().unwrap_or(0)
    }

    fn add(&mut self, name: &str) {
        *self.all.entry(name.to_string()).or_insert(0) += 1;
        if self.inside == 0 {
            *self.top.entry(name.to_string()).or_insert(0) += 1;
        }
    }

    fn within(&mut self, f: impl FnOnce(&mut Self)) {
        self.inside += 1;
        f(self);
        self.inside -= 1;
    }
}

impl<'a> Visitor<'a> for Bindings {
    fn visit_stmt(&mut self, s: &'a Stmt) {
        match s {
            Stmt::FunctionDef(f) => {
                self.add(f.name.as_str());
                self.within(|c| {
                    f.parameters.iter().for_each(|p| c.add(p.name().as_str()));
                    walk_stmt(c, s);
                });
                return;
            }
            Stmt::ClassDef(c) => {
                self.add(c.name.as_str());
                self.within(|b| walk_stmt(b, s));
                return;
            }
            Stmt::Import(i) => i.names.iter().for_each(|a| self.add(a.asname.as_ref().unwrap_or(&a.name).as_str())),
            Stmt::ImportFrom(i) => {
                i.names.iter().for_each(|a| self.add(a.asname.as_ref().unwrap_or(&a.name).as_str()));
            }
            Stmt::Global(g) => {
                for n in &g.names {
                    *self.top.entry(n.to_string()).or_insert(0) += 1;
                }
            }
            _ => {}
        }
        walk_stmt(self, s);
    }

    fn visit_expr(&mut self, e: &'a Expr) {
        match e {
            Expr::Name(n) if n.ctx != ExprContext::Load => self.add(n.id.as_str()),
            Expr::Lambda(l) => {
                if let Some(p) = &l.parameters {
                    p.iter().for_each(|p| self.add(p.name().as_str()));
                }
            }
            _ => {}
        }
        walk_expr(self, e);
    }
}

//! Every name that a scope uses itself, without those of functions inside it.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, Stmt};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};
use std::collections::HashSet;

/// Every name that a scope uses itself, without those of functions inside it; comprehension targets excluded.
#[derive(Default)]
pub(super) struct Uses {
    pub(super) names: Vec<(String, bool)>,
    stores: HashSet<String>,
    calls: HashSet<TextRange>,
    comp: Vec<HashSet<String>>,
}

impl<'a> Visitor<'a> for Uses {
    fn visit_stmt(&mut self, s: &'a Stmt) {
        match s {
            Stmt::FunctionDef(f) => {
                for p in f.parameters.iter() {
                    if let Some(d) = p.default() {
                        self.visit_expr(d);
                    }
                }
                for d in &f.decorator_list {
                    self.visit_expr(&d.expression);
                }
            }
            Stmt::ClassDef(c) => {
                for d in &c.decorator_list {
                    self.visit_expr(&d.expression);
                }
                for s in &c.body {
                    if !matches!(s, Stmt::FunctionDef(_)) {
                        self.visit_stmt(s);
                    }
                }
            }
            other => visitor::walk_stmt(self, other),
        }
    }

    fn visit_annotation(&mut self, _: &'a Expr) {}

    fn visit_expr(&mut self, e: &'a Expr) {
        match e {
            Expr::Lambda(l) => {
                if let Some(p) = &l.parameters {
                    for p in p.iter() {
                        if let Some(d) = p.default() {
                            self.visit_expr(d);
                        }
                    }
                }
            }
            Expr::Call(c) => {
                self.calls.insert(c.func.range());
                visitor::walk_expr(self, e);
            }
            Expr::Name(n) => {
                if !self.comp.iter().any(|c| c.contains(n.id.as_str())) {
                    self.names.push((n.id.to_string(), self.calls.contains(&n.range)));
                }
                if n.ctx.is_store() {
                    self.stores.insert(n.id.to_string());
                }
            }
            Expr::ListComp(ruff_python_ast::ExprListComp { generators, .. })
            | Expr::SetComp(ruff_python_ast::ExprSetComp { generators, .. })
            | Expr::DictComp(ruff_python_ast::ExprDictComp { generators, .. })
            | Expr::Generator(ruff_python_ast::ExprGenerator { generators, .. }) => {
                if let Some(g) = generators.first() {
                    self.visit_expr(&g.iter);
                }
                let mut own = HashSet::new();
                for g in generators {
                    target_names(&g.target, &mut own);
                }
                self.comp.push(own);
                for (i, g) in generators.iter().enumerate() {
                    // The first iterable was walked outside; once each, or nesting would double the work at every level.
                    if i > 0 {
                        self.visit_expr(&g.iter);
                    }
                    self.visit_expr(&g.target);
                    g.ifs.iter().for_each(|c| self.visit_expr(c));
                }
                match e {
                    Expr::ListComp(c) => self.visit_expr(&c.elt),
                    Expr::SetComp(c) => self.visit_expr(&c.elt),
                    Expr::Generator(c) => self.visit_expr(&c.elt),
                    Expr::DictComp(c) => {
                        self.visit_expr(&c.key);
                        self.visit_expr(&c.value);
                    }
                    _ => {}
                }
                self.comp.pop();
            }
            _ => visitor::walk_expr(self, e),
        }
    }
}

/// The names that a target binds.
pub(crate) fn target_names(e: &Expr, out: &mut HashSet<String>) {
    match e {
        Expr::Name(n) => {
            out.insert(n.id.to_string());
        }
        Expr::Tuple(t) => t.elts.iter().for_each(|e| target_names(e, out)),
        Expr::List(t) => t.elts.iter().for_each(|e| target_names(e, out)),
        Expr::Starred(s) => target_names(&s.value, out),
        _ => {}
    }
}

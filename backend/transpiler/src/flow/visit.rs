//! What each statement and expression binds, reads and branches.

use super::walk::fold;
use super::{DefId, Env, Walker};
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{ExceptHandler, Expr, Stmt};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};
use std::collections::{BTreeMap, BTreeSet};

impl<'a> Visitor<'a> for Walker<'_, 'a> {
    fn visit_annotation(&mut self, _: &'a Expr) {}

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
                self.def(f.name.as_str(), f.name.range());
            }
            Stmt::ClassDef(c) => {
                for s in &c.body {
                    if !matches!(s, Stmt::FunctionDef(_)) {
                        visitor::walk_stmt(self, s);
                    }
                }
            }
            Stmt::Assign(a) => {
                self.visit_expr(&a.value);
                for t in &a.targets {
                    self.target(t);
                }
            }
            Stmt::AnnAssign(a) => {
                if let Some(v) = &a.value {
                    self.visit_expr(v);
                    self.target(&a.target);
                }
            }
            Stmt::AugAssign(a) => {
                match &*a.target {
                    Expr::Name(n) => self.use_(n.id.as_str(), n.range),
                    other => self.visit_expr(other),
                }
                self.visit_expr(&a.value);
                self.target(&a.target);
            }
            Stmt::Delete(d) => {
                for t in &d.targets {
                    match t {
                        Expr::Name(n) => {
                            self.use_(n.id.as_str(), n.range);
                            if self.tracked(n.id.as_str()) {
                                self.env.insert(n.id.to_string(), BTreeSet::from([DefId::MAX]));
                                self.in_try(n.id.as_str(), DefId::MAX);
                            }
                        }
                        other => self.visit_expr(other),
                    }
                }
            }
            Stmt::For(f) => {
                self.visit_expr(&f.iter);
                self.looped(f.range, |w| w.target(&f.target), &f.body, false, &f.orelse);
            }
            Stmt::While(l) => {
                let endless = matches!(&*l.test, Expr::BooleanLiteral(b) if b.value)
                    || matches!(&*l.test, Expr::NumberLiteral(n) if matches!(&n.value, ruff_python_ast::Number::Int(i) if *i != 0));
                // The test runs once more than the body; what it binds is bound after the loop too.
                self.looped(l.range, |w| w.visit_expr(&l.test), &l.body, endless, &l.orelse);
            }
            Stmt::If(i) => {
                self.visit_expr(&i.test);
                let (env, dead) = (self.env.clone(), self.dead);
                let id = self.open(false, false);
                self.inside(id, |w| w.stmts(&i.body));
                let mut out = (self.env.clone(), self.dead);
                (self.env, self.dead) = (env, dead);
                let mut has_else = false;
                for c in &i.elif_else_clauses {
                    match &c.test {
                        Some(t) => self.visit_expr(t),
                        None => has_else = true,
                    }
                    let (env, dead) = (self.env.clone(), self.dead);
                    let id = self.open(false, false);
                    self.inside(id, |w| w.stmts(&c.body));
                    out = Self::join(&out.0, out.1, &self.env, self.dead);
                    (self.env, self.dead) = (env, dead);
                }
                if !has_else {
                    out = Self::join(&out.0, out.1, &self.env, self.dead);
                }
                (self.env, self.dead) = out;
            }
            Stmt::With(w) => {
                for item in &w.items {
                    self.visit_expr(&item.context_expr);
                    if let Some(v) = &item.optional_vars {
                        self.target(v);
                    }
                }
                let id = self.open(false, true);
                self.inside(id, |x| x.stmts(&w.body));
            }
            Stmt::Try(t) => {
                let enter = self.env.clone();
                self.tries.push(Vec::new());
                let id = self.open(false, true);
                self.inside(id, |w| w.stmts(&t.body));
                let reached = self.tries.pop().unwrap_or_default();
                if let Some(outer) = self.tries.last_mut() {
                    outer.extend(reached.iter().cloned());
                }
                // What the body binds may reach a handler, or it may not.
                let mut at_handler = (enter, false);
                for (name, def) in reached {
                    let defs = at_handler.0.entry(name).or_insert_with(|| BTreeSet::from([DefId::MAX]));
                    defs.insert(def);
                    fold(defs);
                }
                if !t.orelse.is_empty() {
                    let id = self.open(false, false);
                    self.inside(id, |w| w.stmts(&t.orelse));
                }
                let mut out = (self.env.clone(), self.dead);
                for h in &t.handlers {
                    let ExceptHandler::ExceptHandler(h) = h;
                    (self.env, self.dead) = at_handler.clone();
                    if let Some(e) = &h.type_ {
                        self.visit_expr(e);
                    }
                    let id = self.open(false, false);
                    self.inside(id, |w| w.handler(h));
                    out = Self::join(&out.0, out.1, &self.env, self.dead);
                }
                (self.env, self.dead) = out;
                if !t.finalbody.is_empty() {
                    let after = (self.env.clone(), self.dead);
                    // The finally block also runs on the way out, from anywhere in the body.
                    (self.env, _) = Self::join(&after.0, after.1, &at_handler.0, at_handler.1);
                    self.dead = false;
                    let id = self.open(false, false);
                    let before: BTreeMap<String, BTreeSet<DefId>> = self.env.clone().into_iter().collect();
                    self.inside(id, |w| w.stmts(&t.finalbody));
                    let mut env = after.0;
                    for (name, defs) in &self.env {
                        if before.get(name) != Some(defs) {
                            env.insert(name.clone(), defs.clone());
                        }
                    }
                    let dead = after.1 || self.dead;
                    (self.env, self.dead) = (env, dead);
                }
            }
            Stmt::Match(m) => {
                self.visit_expr(&m.subject);
                let (env, dead) = (self.env.clone(), self.dead);
                // What a case has bound stays bound where its guard then fails.
                let mut before = (env, dead);
                let mut out: Option<(Env, bool)> = None;
                let mut open = true;
                for c in &m.cases {
                    (self.env, self.dead) = before.clone();
                    let id = self.open(false, false);
                    let mut failed = None;
                    self.inside(id, |w| {
                        visitor::walk_pattern(w, &c.pattern);
                        let mut names = Vec::new();
                        pattern_names(&c.pattern, &mut names);
                        for (name, range) in names {
                            w.def(&name, range);
                        }
                        if let Some(g) = &c.guard {
                            w.visit_expr(g);
                            failed = Some(w.env.clone());
                        }
                        w.stmts(&c.body);
                    });
                    let after = (self.env.clone(), self.dead);
                    out = Some(match out {
                        Some(out) => Self::join(&out.0, out.1, &after.0, after.1),
                        None => after,
                    });
                    if let Some(env) = failed {
                        before = Self::join(&before.0, before.1, &env, dead);
                    } else if c.pattern.is_irrefutable() {
                        open = false;
                        break;
                    }
                }
                let out = out.unwrap_or_else(|| before.clone());
                (self.env, self.dead) = if open { Self::join(&out.0, out.1, &before.0, before.1) } else { out };
            }
            Stmt::Break(_) => {
                let env = self.leaving();
                if let Some(b) = self.breaks.last_mut()
                    && !self.dead
                {
                    b.0.push(env);
                }
                self.dead = true;
            }
            Stmt::Continue(_) => {
                let env = self.leaving();
                if let Some(b) = self.breaks.last_mut()
                    && !self.dead
                {
                    b.1.push(env);
                }
                self.dead = true;
            }
            Stmt::Return(_) | Stmt::Raise(_) => {
                visitor::walk_stmt(self, s);
                self.dead = true;
            }
            other => visitor::walk_stmt(self, other),
        }
    }

    fn visit_expr(&mut self, e: &'a Expr) {
        match e {
            Expr::Name(n) if n.ctx.is_load() => self.use_(n.id.as_str(), n.range),
            Expr::Name(_) => {}
            Expr::Named(n) => {
                self.visit_expr(&n.value);
                self.walrus = true;
                self.target(&n.target);
                self.walrus = false;
            }
            Expr::Lambda(l) => {
                // What the lambda captures is used where the lambda stands.
                let module = self.program.funcs[self.func].module;
                if let Some(id) = self.program.lambdas.get(&(module, l.range)) {
                    let names: Vec<String> = self.program.funcs[*id]
                        .captures
                        .iter()
                        .filter(|(o, _)| *o == self.func)
                        .map(|(_, n)| n.clone())
                        .collect();
                    self.deferred += 1;
                    for n in names {
                        self.load(&n, l.range);
                    }
                    self.deferred -= 1;
                }
                if let Some(p) = &l.parameters {
                    for p in p.iter() {
                        if let Some(d) = p.default() {
                            self.visit_expr(d);
                        }
                    }
                }
            }
            Expr::ListComp(c) => self.comprehension(&c.generators, &[&c.elt]),
            Expr::SetComp(c) => self.comprehension(&c.generators, &[&c.elt]),
            Expr::Generator(c) => self.comprehension(&c.generators, &[&c.elt]),
            Expr::DictComp(c) => self.comprehension(&c.generators, &[&c.key, &c.value]),
            Expr::BoolOp(b) => {
                // Later operands may not run.
                let mut first = true;
                let mut out: Option<(Env, bool)> = None;
                for v in &b.values {
                    self.visit_expr(v);
                    if first {
                        first = false;
                        out = Some((self.env.clone(), self.dead));
                    }
                }
                if let Some((env, dead)) = out {
                    (self.env, self.dead) = Self::join(&env, dead, &self.env, self.dead);
                }
            }
            Expr::If(i) => {
                self.visit_expr(&i.test);
                let before = (self.env.clone(), self.dead);
                self.visit_expr(&i.body);
                let a = (self.env.clone(), self.dead);
                (self.env, self.dead) = before;
                self.visit_expr(&i.orelse);
                (self.env, self.dead) = Self::join(&a.0, a.1, &self.env, self.dead);
            }
            _ => visitor::walk_expr(self, e),
        }
    }
}

/// The names that a match pattern binds.
pub(crate) fn pattern_names(p: &ruff_python_ast::Pattern, out: &mut Vec<(String, TextRange)>) {
    use ruff_python_ast::Pattern as P;
    match p {
        P::MatchAs(a) => {
            if let Some(p) = &a.pattern {
                pattern_names(p, out);
            }
            if let Some(n) = &a.name {
                out.push((n.to_string(), n.range));
            }
        }
        P::MatchStar(s) => {
            if let Some(n) = &s.name {
                out.push((n.to_string(), n.range));
            }
        }
        P::MatchSequence(s) => s.patterns.iter().for_each(|p| pattern_names(p, out)),
        P::MatchMapping(m) => {
            m.patterns.iter().for_each(|p| pattern_names(p, out));
            if let Some(n) = &m.rest {
                out.push((n.to_string(), n.range));
            }
        }
        P::MatchClass(c) => {
            c.arguments.patterns.iter().for_each(|p| pattern_names(p, out));
            c.arguments.keywords.iter().for_each(|k| pattern_names(&k.pattern, out));
        }
        P::MatchOr(o) => o.patterns.iter().for_each(|p| pattern_names(p, out)),
        P::MatchValue(_) | P::MatchSingleton(_) => {}
    }
}

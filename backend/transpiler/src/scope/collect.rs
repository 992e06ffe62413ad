//! Walks one scope: binds names, opens the scopes inside.

use super::{Binding, Body, Class, ClassId, Func, FuncId, Program};
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Decorator, Expr, Parameters, Stmt};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;
use std::collections::BTreeMap;

/// Builtins that call a function argument before they return.
const IMMEDIATE: [&str; 9] = ["sorted", "max", "min", "map", "filter", "reduce", "any", "all", "sum"];

/// Walks one scope: binds names, opens the scopes inside.
pub(super) struct Collector<'p, 'a> {
    pub(super) program: &'p mut Program<'a>,
    pub(super) module: usize,
    pub(super) func: FuncId,
    pub(super) class: Option<ClassId>,
    pub(super) loops: usize,
}

impl<'a> Collector<'_, 'a> {
    pub(super) fn block(&mut self, body: &'a [Stmt]) {
        for s in body {
            self.visit_stmt(s);
        }
    }

    pub(super) fn bind(&mut self, name: &str, binding: Binding, range: TextRange) {
        if self.class.is_some() {
            return;
        }
        let in_loop = self.loops > 0;
        let f = &mut self.program.funcs[self.func];
        let e = f.binds.entry(name.to_string()).or_insert((0, false));
        e.0 += 1;
        e.1 |= in_loop;
        match f.bindings.get(name) {
            None => {
                f.bindings.insert(name.to_string(), binding);
            }
            Some(have) if *have == binding => {}
            // The same name imported twice, or a definition replaced by a later one (an overload, a doctest's redefinition).
            Some(Binding::Module(_) | Binding::From(..)) if !matches!(binding, Binding::Var) => {
                f.bindings.insert(name.to_string(), binding);
            }
            Some(_) => {
                let known = f.bindings.get(name).cloned();
                match (&known, &binding) {
                    (Some(Binding::Var), Binding::Var) => {}
                    // A function among other values, or one of several: the name is a variable, each `def` assigns it.
                    (Some(Binding::Func(_) | Binding::Var), Binding::Func(_) | Binding::Var) => {
                        f.bindings.insert(name.to_string(), Binding::Var);
                        for b in [known, Some(binding)] {
                            if let Some(Binding::Func(id)) = b {
                                self.program.funcs[id].escapes = true;
                            }
                        }
                    }
                    _ => self.program.conflicts.push((self.module, range, name.to_string())),
                }
            }
        }
    }

    pub(super) fn target(&mut self, e: &'a Expr) {
        match e {
            Expr::Name(n) => self.bind(n.id.as_str(), Binding::Var, n.range),
            Expr::Tuple(t) => t.elts.iter().for_each(|e| self.target(e)),
            Expr::List(t) => t.elts.iter().for_each(|e| self.target(e)),
            Expr::Starred(s) => self.target(&s.value),
            other => self.visit_expr(other),
        }
    }

    /// A function of this scope; its defaults and decorators are evaluated here.
    fn open(
        &mut self,
        name: &str,
        params: Option<&'a Parameters>,
        body: Body<'a>,
        decorators: &'a [Decorator],
        range: TextRange,
    ) -> FuncId {
        for d in params.iter().flat_map(|p| p.iter()).filter_map(|p| p.default()) {
            self.visit_expr(d);
        }
        for d in decorators {
            self.visit_expr(&d.expression);
        }
        let func = Func::new(name, self.module, body, range);
        let id = self.program.add(Func { parent: Some(self.func), class: self.class, params, decorators, ..func });
        let mut inner = Collector { program: self.program, module: self.module, func: id, class: None, loops: 0 };
        match body {
            Body::Stmts(b) => inner.block(b),
            Body::Expr(e) => inner.visit_expr(e),
        }
        id
    }
}

impl<'a> Visitor<'a> for Collector<'_, 'a> {
    fn visit_stmt(&mut self, s: &'a Stmt) {
        match s {
            Stmt::FunctionDef(f) => {
                let id =
                    self.open(f.name.as_str(), Some(&f.parameters), Body::Stmts(&f.body), &f.decorator_list, f.range);
                self.program.defs.insert((self.module, f.range), id);
                if let Some(c) = self.class {
                    let setter = f
                        .decorator_list
                        .iter()
                        .any(|d| matches!(&d.expression, Expr::Attribute(a) if a.attr.as_str() == "setter"));
                    let deleter =
                        |d: &Decorator| matches!(&d.expression, Expr::Attribute(a) if a.attr.as_str() == "deleter");
                    if f.decorator_list.iter().any(deleter) {
                        return;
                    }
                    let class = &mut self.program.classes[c];
                    if setter {
                        class.setters.insert(f.name.to_string(), id);
                    } else {
                        class.methods.insert(f.name.to_string(), id);
                    }
                    return;
                }
                // A later definition of the same name replaces an earlier one that was only declared for type checkers.
                let overload = |d: &Decorator| matches!(&d.expression, Expr::Name(n) if n.id.as_str() == "overload");
                if f.decorator_list.iter().any(overload) {
                    return;
                }
                self.bind(f.name.as_str(), Binding::Func(id), f.range);
            }
            Stmt::ClassDef(c) => {
                for d in &c.decorator_list {
                    self.visit_expr(&d.expression);
                }
                if let Some(a) = &c.arguments {
                    for e in a.args.iter() {
                        self.visit_expr(e);
                    }
                }
                self.program.classes.push(Class {
                    name: c.name.to_string(),
                    def: c,
                    methods: BTreeMap::new(),
                    setters: BTreeMap::new(),
                    scope: self.func,
                });
                let id = self.program.classes.len() - 1;
                self.program.class_defs.insert((self.module, c.range), id);
                let mut inner = Collector {
                    program: self.program,
                    module: self.module,
                    func: self.func,
                    class: Some(id),
                    loops: 0,
                };
                inner.block(&c.body);
                self.bind(c.name.as_str(), Binding::Class(id), c.range);
            }
            Stmt::Assign(a) => {
                // `__radd__ = __add__` in a class body: another name of the method.
                if let (Some(c), [Expr::Name(alias)], Expr::Name(n)) = (self.class, a.targets.as_slice(), &*a.value)
                    && let Some(&method) = self.program.classes[c].methods.get(n.id.as_str())
                {
                    self.program.classes[c].methods.insert(alias.id.to_string(), method);
                    return;
                }
                self.visit_expr(&a.value);
                for t in &a.targets {
                    self.target(t);
                }
            }
            Stmt::AugAssign(a) => {
                self.visit_expr(&a.value);
                self.target(&a.target);
            }
            Stmt::AnnAssign(a) => {
                if let Some(v) = &a.value {
                    self.visit_expr(v);
                    self.target(&a.target);
                } else if let Expr::Name(n) = &*a.target
                    && self.class.is_none()
                {
                    // A bare annotation makes the name local without binding it.
                    let f = &mut self.program.funcs[self.func];
                    f.bindings.entry(n.id.to_string()).or_insert(Binding::Var);
                }
            }
            Stmt::For(f) => {
                self.visit_expr(&f.iter);
                self.loops += 1;
                self.target(&f.target);
                self.block(&f.body);
                self.loops -= 1;
                self.block(&f.orelse);
            }
            Stmt::While(w) => {
                self.loops += 1;
                self.visit_expr(&w.test);
                self.block(&w.body);
                self.loops -= 1;
                self.block(&w.orelse);
            }
            Stmt::With(w) => {
                for item in &w.items {
                    self.visit_expr(&item.context_expr);
                    if let Some(v) = &item.optional_vars {
                        self.target(v);
                    }
                }
                self.block(&w.body);
            }
            Stmt::Import(i) => {
                for a in &i.names {
                    let dotted = a.name.to_string();
                    let (name, module) = match &a.asname {
                        Some(n) => (n.to_string(), self.program.import_name(self.module, 0, &dotted)),
                        None => {
                            let head = dotted.split('.').next().unwrap_or(&dotted).to_string();
                            (head.clone(), self.program.import_name(self.module, 0, &head))
                        }
                    };
                    self.bind(&name, Binding::Module(module), a.range);
                }
            }
            Stmt::ImportFrom(i) => {
                let module = i.module.as_ref().map_or("", |m| m.as_str());
                let module = self.program.import_name(self.module, i.level, module);
                for a in &i.names {
                    let name = a.asname.as_ref().unwrap_or(&a.name).to_string();
                    self.bind(&name, Binding::From(module.clone(), a.name.to_string()), a.range);
                }
            }
            Stmt::Global(g) => {
                for n in &g.names {
                    self.program.funcs[self.func].globals.insert(n.to_string());
                    // `global x` in a function may be the only binding of a module variable.
                    let (_, m) = self.program.modules.get(self.module).cloned().unwrap_or_default();
                    self.program.funcs[m].bindings.entry(n.to_string()).or_insert(Binding::Var);
                    self.program.global_uses.insert((self.module, n.to_string()));
                }
            }
            Stmt::Nonlocal(g) => {
                for n in &g.names {
                    self.program.funcs[self.func].nonlocals.insert(n.to_string());
                }
            }
            Stmt::Try(t) => {
                self.block(&t.body);
                for h in &t.handlers {
                    let ruff_python_ast::ExceptHandler::ExceptHandler(h) = h;
                    if let Some(n) = &h.name {
                        self.bind(n.as_str(), Binding::Var, n.range);
                    }
                    if let Some(e) = &h.type_ {
                        self.visit_expr(e);
                    }
                    self.block(&h.body);
                }
                self.block(&t.orelse);
                self.block(&t.finalbody);
            }
            Stmt::Match(m) => {
                self.visit_expr(&m.subject);
                for c in &m.cases {
                    let mut names = Vec::new();
                    crate::flow::pattern_names(&c.pattern, &mut names);
                    for (name, range) in names {
                        self.bind(&name, Binding::Var, range);
                    }
                    self.visit_pattern(&c.pattern);
                    if let Some(g) = &c.guard {
                        self.visit_expr(g);
                    }
                    self.block(&c.body);
                }
            }
            other => visitor::walk_stmt(self, other),
        }
    }

    fn visit_expr(&mut self, e: &'a Expr) {
        match e {
            Expr::Lambda(l) => {
                let id = self.open("<lambda>", l.parameters.as_deref(), Body::Expr(&l.body), &[], l.range);
                self.program.lambdas.insert((self.module, l.range), id);
            }
            Expr::Call(c) => {
                visitor::walk_expr(self, e);
                let immediate = match &*c.func {
                    Expr::Name(n) => IMMEDIATE.contains(&n.id.as_str()),
                    Expr::Attribute(a) => matches!(a.attr.as_str(), "sort" | "reduce"),
                    _ => false,
                };
                if immediate {
                    let values = c.arguments.args.iter().chain(c.arguments.keywords.iter().map(|k| &k.value));
                    for v in values {
                        if let Expr::Lambda(l) = v
                            && let Some(id) = self.program.lambdas.get(&(self.module, l.range))
                        {
                            self.program.funcs[*id].immediate = true;
                        }
                    }
                }
            }
            Expr::Named(n) => {
                self.visit_expr(&n.value);
                self.target(&n.target);
            }
            Expr::Yield(_) | Expr::YieldFrom(_) => {
                self.program.funcs[self.func].is_generator = true;
                visitor::walk_expr(self, e);
            }
            // A comprehension's targets are its own; lambdas and yields inside still count here.
            _ => visitor::walk_expr(self, e),
        }
    }
}

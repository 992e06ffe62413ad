//! Names: which functions and classes a program has, what each scope binds, and what nested functions capture.
//! Knows nothing of types. Class bodies are scopes of their own that functions inside them do not see, as in Python.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Decorator, Expr, Parameters, Stmt, StmtClassDef};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

pub(crate) type FuncId = usize;
pub(crate) type ClassId = usize;

/// What a name is bound to in a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Binding {
    /// A variable, with the number of statements that bind it.
    Var,
    Func(FuncId),
    Class(ClassId),
    /// `import a.b as name`: the module's dotted name.
    Module(String),
    /// `from a import b as name`.
    From(String, String),
}

/// A function's code: statements, or a lambda's expression.
#[derive(Clone, Copy)]
pub(crate) enum Body<'a> {
    Stmts(&'a [Stmt]),
    Expr(&'a Expr),
}

/// A function, method, lambda, or a module's top level.
pub(crate) struct Func<'a> {
    pub name: String,
    pub module: usize,
    pub parent: Option<FuncId>,
    pub class: Option<ClassId>,
    pub params: Option<&'a Parameters>,
    pub body: Body<'a>,
    pub decorators: &'a [Decorator],
    pub range: TextRange,
    pub bindings: BTreeMap<String, Binding>,
    pub globals: HashSet<String>,
    pub nonlocals: HashSet<String>,
    pub is_generator: bool,
    /// How many statements bind each name, and whether one of them stands in a loop.
    pub binds: HashMap<String, (usize, bool)>,
    /// Variables of enclosing functions that this one reads or writes, with their owners.
    pub captures: BTreeSet<(FuncId, String)>,
    /// Used as a value, not only called.
    pub escapes: bool,
    /// A lambda handed straight to a builtin that calls it and forgets it.
    pub immediate: bool,
    /// Own variables that nested functions assign, or that an escaping closure sees change.
    pub shared: HashSet<String>,
    /// Own variables that nested functions see at all.
    pub captured: HashSet<String>,
}

/// A user class.
pub(crate) struct Class<'a> {
    pub name: String,
    pub def: &'a StmtClassDef,
    pub methods: BTreeMap<String, FuncId>,
    /// Setters of properties, by property name.
    pub setters: BTreeMap<String, FuncId>,
    pub scope: FuncId,
}

/// Every scope of a program.
#[derive(Default)]
pub(crate) struct Program<'a> {
    pub funcs: Vec<Func<'a>>,
    pub classes: Vec<Class<'a>>,
    /// The top level of each module, with its dotted name.
    pub modules: Vec<(String, FuncId)>,
    /// The dotted names of all modules, and whether each is a package; known before any scope is.
    pub module_names: Vec<(String, bool)>,
    pub imports: crate::modules::Imports,
    /// Lambdas by the start and end of their text, per module.
    pub lambdas: HashMap<(usize, TextRange), FuncId>,
    pub defs: HashMap<(usize, TextRange), FuncId>,
    pub class_defs: HashMap<(usize, TextRange), ClassId>,
    /// Module variables that functions use: (module, name).
    pub global_uses: HashSet<(usize, String)>,
    /// Names bound to several things of which one is a function or class: refused where used.
    pub conflicts: Vec<(usize, TextRange, String)>,
}

/// Builtins that call a function argument before they return.
const IMMEDIATE: [&str; 9] = ["sorted", "max", "min", "map", "filter", "reduce", "any", "all", "sum"];

impl<'a> Program<'a> {
    /// Collects a module's scopes.
    pub(crate) fn add_module(&mut self, body: &'a [Stmt], range: TextRange) {
        let module = self.modules.len();
        let id = self.new_func("<module>", module, None, None, None, Body::Stmts(body), &[], range);
        self.modules.push((self.module_names[module].0.clone(), id));
        Collector { program: self, module, func: id, class: None, loops: 0 }.block(body);
    }

    #[allow(clippy::too_many_arguments)] // every field of a scope is known where it is met
    fn new_func(
        &mut self,
        name: &str,
        module: usize,
        parent: Option<FuncId>,
        class: Option<ClassId>,
        params: Option<&'a Parameters>,
        body: Body<'a>,
        decorators: &'a [Decorator],
        range: TextRange,
    ) -> FuncId {
        self.funcs.push(Func {
            name: name.to_string(),
            module,
            parent,
            class,
            params,
            body,
            decorators,
            range,
            bindings: BTreeMap::new(),
            globals: HashSet::new(),
            nonlocals: HashSet::new(),
            is_generator: false,
            binds: HashMap::new(),
            captures: BTreeSet::new(),
            escapes: false,
            immediate: false,
            shared: HashSet::new(),
            captured: HashSet::new(),
        });
        let id = self.funcs.len() - 1;
        if let Some(params) = params {
            for p in params.iter() {
                self.funcs[id].bindings.insert(p.name().to_string(), Binding::Var);
            }
        }
        id
    }

    /// After every module is in: who captures what.
    pub(crate) fn resolve(&mut self) {
        for id in 0..self.funcs.len() {
            let mut names = Uses { names: Vec::new(), stores: HashSet::new(), calls: HashSet::new(), comp: Vec::new() };
            match self.funcs[id].body {
                Body::Stmts(body) => names.visit_body(body),
                Body::Expr(e) => names.visit_expr(e),
            }
            for (name, called) in names.names {
                let Some(owner) = self.owner(id, &name) else { continue };
                let binding = self.funcs[owner].bindings.get(&name).cloned();
                if let Some(Binding::Func(f)) = binding
                    && !called
                {
                    self.funcs[f].escapes = true;
                }
                if owner == id {
                    continue;
                }
                if self.funcs[owner].parent.is_none() && self.funcs[owner].params.is_none() && self.is_module(owner) {
                    if binding == Some(Binding::Var) {
                        self.global_uses.insert((self.funcs[owner].module, name));
                    }
                    continue;
                }
                match binding {
                    Some(Binding::Var) => {
                        self.funcs[id].captures.insert((owner, name.clone()));
                        self.funcs[owner].captured.insert(name.clone());
                        if self.funcs[id].nonlocals.contains(&name) {
                            self.funcs[owner].shared.insert(name);
                        }
                    }
                    Some(Binding::Func(f)) => {
                        // Calling a sibling passes on what the sibling captures: recorded as a pseudo capture.
                        self.funcs[id].captures.insert((f, "()".to_string()));
                    }
                    _ => {}
                }
            }
        }
        self.close_captures();
        self.share_what_escapes();
    }

    pub(crate) fn is_module(&self, id: FuncId) -> bool {
        self.modules.iter().any(|m| m.1 == id)
    }

    /// The scope that binds `name` as seen from `from`.
    pub(crate) fn owner(&self, from: FuncId, name: &str) -> Option<FuncId> {
        let f = &self.funcs[from];
        if f.globals.contains(name) {
            let (_, m) = self.modules[f.module];
            return self.funcs[m].bindings.contains_key(name).then_some(m);
        }
        if f.bindings.contains_key(name) && !f.nonlocals.contains(name) {
            return Some(from);
        }
        let mut at = f.parent;
        while let Some(p) = at {
            let pf = &self.funcs[p];
            if pf.bindings.contains_key(name) && !pf.nonlocals.contains(name) && !pf.globals.contains(name) {
                return Some(p);
            }
            at = pf.parent;
        }
        None
    }

    fn close_captures(&mut self) {
        let mut children: Vec<Vec<FuncId>> = vec![Vec::new(); self.funcs.len()];
        for (id, f) in self.funcs.iter().enumerate() {
            if let Some(p) = f.parent {
                children[p].push(id);
            }
        }
        loop {
            let mut changed = false;
            for (id, inner) in children.iter().enumerate() {
                let mut add = Vec::new();
                for (owner, name) in &self.funcs[id].captures {
                    if name == "()" {
                        add.extend(self.funcs[*owner].captures.iter().filter(|(o, _)| *o != id).cloned());
                    }
                }
                // A nested function's captures from beyond its parent are its parent's captures too.
                for &child in inner {
                    add.extend(self.funcs[child].captures.iter().filter(|(o, n)| *o != id && n != "()").cloned());
                }
                for c in add {
                    // What belongs to `id` itself or to a function inside it is no capture of `id`.
                    let mut at = Some(c.0);
                    let mut inside = false;
                    while let Some(o) = at {
                        inside |= o == id && c.1 != "()";
                        at = self.funcs[o].parent;
                    }
                    if !inside && self.funcs[id].captures.insert(c) {
                        changed = true;
                    }
                }
            }
            if !changed {
                break;
            }
        }
        for f in &mut self.funcs {
            f.captures.retain(|(_, n)| n != "()");
        }
    }

    fn share_what_escapes(&mut self) {
        for id in 0..self.funcs.len() {
            let lambda = matches!(self.funcs[id].body, Body::Expr(_));
            let escaping = if lambda { !self.funcs[id].immediate } else { self.funcs[id].escapes };
            let generator = self.funcs[id].is_generator;
            if !escaping && !generator {
                continue;
            }
            for (owner, name) in self.funcs[id].captures.clone() {
                let o = &self.funcs[owner];
                let (count, in_loop) = o.binds.get(&name).copied().unwrap_or((0, false));
                let is_param = o.params.is_some_and(|p| p.iter().any(|p| p.name().as_str() == name));
                let final_ = if is_param { count == 0 } else { count == 1 && !in_loop };
                if !final_ {
                    self.funcs[owner].shared.insert(name);
                }
            }
        }
    }
}

/// Walks one scope: binds names, opens the scopes inside.
struct Collector<'p, 'a> {
    program: &'p mut Program<'a>,
    module: usize,
    func: FuncId,
    class: Option<ClassId>,
    loops: usize,
}

impl<'a> Collector<'_, 'a> {
    fn block(&mut self, body: &'a [Stmt]) {
        for s in body {
            self.visit_stmt(s);
        }
    }

    fn bind(&mut self, name: &str, binding: Binding, range: TextRange) {
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
                if known != Some(Binding::Var) || binding != Binding::Var {
                    self.program.conflicts.push((self.module, range, name.to_string()));
                }
            }
        }
    }

    fn target(&mut self, e: &'a Expr) {
        match e {
            Expr::Name(n) => self.bind(n.id.as_str(), Binding::Var, n.range),
            Expr::Tuple(t) => t.elts.iter().for_each(|e| self.target(e)),
            Expr::List(t) => t.elts.iter().for_each(|e| self.target(e)),
            Expr::Starred(s) => self.target(&s.value),
            other => self.visit_expr(other),
        }
    }

    #[allow(clippy::too_many_arguments)] // one call a kind of function
    fn open(
        &mut self,
        name: &str,
        params: &'a Parameters,
        body: Body<'a>,
        decorators: &'a [Decorator],
        range: TextRange,
    ) -> FuncId {
        for p in params.iter() {
            if let Some(d) = p.default() {
                self.visit_expr(d);
            }
        }
        for d in decorators {
            self.visit_expr(&d.expression);
        }
        let id = self.program.new_func(
            name,
            self.module,
            Some(self.func),
            self.class,
            Some(params),
            body,
            decorators,
            range,
        );
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
                let id = self.open(f.name.as_str(), &f.parameters, Body::Stmts(&f.body), &f.decorator_list, f.range);
                self.program.defs.insert((self.module, f.range), id);
                if let Some(c) = self.class {
                    let setter = f
                        .decorator_list
                        .iter()
                        .any(|d| matches!(&d.expression, Expr::Attribute(a) if a.attr.as_str() == "setter"));
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
            other => visitor::walk_stmt(self, other),
        }
    }

    fn visit_expr(&mut self, e: &'a Expr) {
        match e {
            Expr::Lambda(l) => {
                let id = match &l.parameters {
                    Some(p) => self.open("<lambda>", p, Body::Expr(&l.body), &[], l.range),
                    None => {
                        let id = self.program.new_func(
                            "<lambda>",
                            self.module,
                            Some(self.func),
                            None,
                            None,
                            Body::Expr(&l.body),
                            &[],
                            l.range,
                        );
                        let mut inner =
                            Collector { program: self.program, module: self.module, func: id, class: None, loops: 0 };
                        inner.visit_expr(&l.body);
                        id
                    }
                };
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

/// Every name that a scope uses itself, without those of functions inside it; comprehension targets excluded.
struct Uses {
    names: Vec<(String, bool)>,
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

//! Names: which functions and classes a program has, what each scope binds, and what nested functions capture.
//! Knows nothing of types. Class bodies are scopes of their own that functions inside them do not see, as in Python.

mod captures;
mod collect;
mod uses;

use collect::Collector;
use ruff_python_ast::{Decorator, Expr, Parameters, Stmt, StmtClassDef};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
pub(crate) use uses::target_names;

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

impl<'a> Func<'a> {
    /// Code that stands at the top and takes nothing.
    pub(super) fn new(name: &str, module: usize, body: Body<'a>, range: TextRange) -> Func<'a> {
        Func {
            name: name.to_string(),
            module,
            parent: None,
            class: None,
            params: None,
            body,
            decorators: &[],
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
        }
    }
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

impl<'a> Program<'a> {
    /// Collects a module's scopes.
    pub(crate) fn add_module(&mut self, body: &'a [Stmt], range: TextRange) {
        let module = self.modules.len();
        let id = self.add(Func::new("<module>", module, Body::Stmts(body), range));
        self.modules.push((self.module_names[module].0.clone(), id));
        Collector { program: self, module, func: id, class: None, loops: 0 }.block(body);
    }

    pub(super) fn add(&mut self, mut func: Func<'a>) -> FuncId {
        for p in func.params.iter().flat_map(|params| params.iter()) {
            func.bindings.insert(p.name().to_string(), Binding::Var);
        }
        self.funcs.push(func);
        self.funcs.len() - 1
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_belong_to_the_scope_that_binds_them() {
        let text = "x = 1\ndef f(a):\n    b = 2\n    def g():\n        nonlocal b\n        b = a + x\n    return g\n";
        let module = crate::ruff_python_parser::parse_module(text).expect("it is Python").into_syntax();
        let mut program = Program { module_names: vec![("m".to_string(), false)], ..Program::default() };
        program.add_module(&module.body, module.range);
        program.resolve();
        let id = |name: &str| program.funcs.iter().position(|f| f.name == name).expect("it is defined");
        let (f, g) = (id("f"), id("g"));
        let captures: Vec<(FuncId, String)> = program.funcs[g].captures.iter().cloned().collect();
        assert_eq!(captures, [(f, "a".to_string()), (f, "b".to_string())]);
        assert!(program.funcs[f].shared.contains("b") && !program.funcs[f].shared.contains("a"));
        assert_eq!(program.global_uses, HashSet::from([(0, "x".to_string())]));
        assert!(program.funcs[g].escapes && program.funcs[f].captured.contains("a"));
    }
}

//! Classes: what stands in a class body, and what becomes of it in Rust.
//! Each file of this folder is one side of a class: its bases, its construction, calls of its methods, its attributes,
//! the traits that the runtime asks of its objects.

mod attribute;
mod construct;
mod dataclass;
mod declined;
mod enumeration;
pub(crate) use declined::is_not_implemented;
pub(crate) use enumeration::Kin;
mod exception;
mod hierarchy;
mod method;
mod needs;
mod traits;
mod tuple;

use crate::lower::{InstId, Lowerer, quote};
use crate::scope::{ClassId, FuncId};
use crate::types::{Atom, Cell, Ty};
use ruff_python_ast::{Expr, Stmt, StmtClassDef};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

/// What the first parameter of a method is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Instance,
    Class,
    Static,
}

impl<'a> Lowerer<'a> {
    /// A `class` statement: class variables are evaluated here.
    pub(crate) fn class_def(&mut self, def: &'a StmtClassDef) -> String {
        let Some(c) = self.program.class_defs.get(&(self.cx.module, def.range)).copied() else { return String::new() };
        let mut out = String::new();
        for d in &def.decorator_list {
            let known = match &d.expression {
                Expr::Name(n) => {
                    matches!(n.id.as_str(), "dataclass" | "total_ordering" | "unique" | "runtime_checkable" | "final")
                }
                Expr::Call(c) => {
                    matches!(&*c.func, Expr::Name(n) if n.id.as_str() == "dataclass")
                        || matches!(&*c.func, Expr::Attribute(a) if a.attr.as_str() == "dataclass")
                }
                Expr::Attribute(a) => matches!(a.attr.as_str(), "dataclass" | "total_ordering" | "unique"),
                _ => false,
            };
            if !known {
                self.refuse("P0317", d.range, "this class decorator is not translated");
            }
        }
        if self.classes[c].disordered {
            self.refuse("P0318", def.range, "these base classes have no order of look-up: Python raises TypeError");
        }
        let several = self.program.classes[c].def.arguments.as_ref().is_some_and(|a| a.args.len() > 1);
        if several && (self.user_exception(c).is_some() || self.is_named_tuple(c)) {
            self.refuse("P0318", def.range, "an exception or a tuple with several base classes is not translated");
        }
        for m in self.program.classes[c]
            .methods
            .values()
            .copied()
            .chain(self.program.classes[c].setters.values().copied())
            .collect::<Vec<_>>()
        {
            out.push_str(&self.hidden_defaults(m));
        }
        let fields = self
            .dataclass(c)
            .map(|d| d.fields.iter().filter(|f| f.owner == c).map(|f| f.name.clone()).collect::<Vec<_>>());
        if self.enum_kin(c).is_some() {
            out.push_str(&self.enum_def(c));
        }
        self.check_dataclass(c);
        out.push_str(&self.field_defaults(c));
        for s in &def.body {
            if let Stmt::FunctionDef(f) = s {
                self.decorated_def(f);
            }
            let (name, value) = match s {
                Stmt::Assign(a) => match a.targets.as_slice() {
                    [Expr::Name(n)] => (n.id.to_string(), &*a.value),
                    _ => {
                        self.refuse("P0319", s.range(), "this statement in a class body is not translated");
                        continue;
                    }
                },
                Stmt::AnnAssign(a) => match (&*a.target, &a.value) {
                    (Expr::Name(n), Some(v)) => (n.id.to_string(), &**v),
                    _ => continue,
                },
                Stmt::FunctionDef(_) | Stmt::Pass(_) => continue,
                Stmt::Expr(e) if matches!(&*e.value, Expr::StringLiteral(_) | Expr::EllipsisLiteral(_)) => continue,
                other => {
                    self.refuse("P0319", other.range(), "this statement in a class body is not translated");
                    continue;
                }
            };
            // Another name of a method was seen with the methods.
            if matches!(value, Expr::Name(_)) && self.program.classes[c].methods.contains_key(&name) {
                continue;
            }
            if name.starts_with("__")
                && name.ends_with("__")
                && !matches!(name.as_str(), "__slots__" | "__doc__" | "__match_args__")
            {
                self.refuse("P0319", s.range(), format!("'{name}' as a variable of a class is not translated"));
            }
            if fields.as_ref().is_some_and(|f| f.contains(&name)) || name == "__slots__" || self.enum_kin(c).is_some() {
                continue;
            }
            // Names bound earlier in the body are seen by what follows in it.
            let scope = self.classes[c]
                .statics
                .clone()
                .into_iter()
                .map(|(n, cell)| {
                    let rust = self.static_name(c, &n);
                    (
                        n.clone(),
                        crate::lower::vars::VarRef {
                            cell,
                            rust,
                            python: n,
                            storage: crate::lower::vars::Storage::Global,
                            last: false,
                            looping: false,
                        },
                    )
                })
                .collect();
            self.cx.locals.push(scope);
            let x = self.expr(value);
            self.cx.locals.pop();
            let cell = self.static_cell(c, &name);
            let code = self.store(x, cell);
            out.push_str(&format!("{}.store({code});\n", self.static_name(c, &name)));
        }
        out
    }

    /// The class's struct, constructor and methods.
    pub(crate) fn class_item(&mut self, c: ClassId, methods: &[String]) -> String {
        let def = self.program.classes[c].def;
        let rust = self.classes[c].rust_name.clone();
        let fields: Vec<(String, Cell)> = self.classes[c].fields.iter().map(|(n, c)| (n.clone(), *c)).collect();
        let mut decl = String::new();
        for (n, cell) in &fields {
            let t = self.cells.ty(*cell);
            let t = self.rty_text(&t);
            decl.push_str(&format!("{}: Field<{t}>,\n", crate::names::value_name(n)));
        }
        let docs = def
            .body
            .first()
            .and_then(crate::lower::function::docstring)
            .map_or(String::new(), |d| crate::lower::function::doc_lines(&d, "///"));
        let new = format!("{}\n\n{}", self.constructor(c, &fields), self.tuple_item(c));
        let (traits, defaults) = self.class_traits(c);
        let name = quote(&self.program.classes[c].name);
        format!(
            "{docs}#[derive(Clone)]\npub struct {rust}(Rc<{rust}Fields>);\n\n/// The fields of a [`{rust}`].\npub struct {rust}Fields {{\n{decl}}}\n\npy::object!({rust}, {rust}Fields, {name}, {});\n\nimpl {rust} {{\n{new}\n\n{}\n}}\n\n{traits}",
            defaults.join(", "),
            methods.join("\n\n")
        )
    }

    pub(crate) fn method_kind(&self, func: FuncId) -> Kind {
        let f = &self.program.funcs[func];
        if f.name == "__new__" {
            return Kind::Static;
        }
        for d in f.decorators {
            if let Expr::Name(n) = &d.expression {
                match n.id.as_str() {
                    "staticmethod" => return Kind::Static,
                    "classmethod" => return Kind::Class,
                    _ => {}
                }
            }
        }
        Kind::Instance
    }

    /// `functools.cached_property`.
    pub(super) fn is_cached_property(&self, func: FuncId) -> bool {
        self.program.funcs[func].decorators.iter().any(|d| match &d.expression {
            Expr::Name(n) => n.id.as_str() == "cached_property",
            Expr::Attribute(a) => a.attr.as_str() == "cached_property",
            _ => false,
        })
    }

    pub(super) fn is_property(&self, func: FuncId) -> bool {
        self.program.funcs[func].decorators.iter().any(|d| match &d.expression {
            Expr::Name(n) => n.id.as_str() == "property",
            Expr::Attribute(a) => a.attr.as_str() == "getter",
            _ => false,
        })
    }

    /// An instance of a method for objects of class `c`.
    pub(crate) fn method_instance(&mut self, func: FuncId, c: ClassId, site: Option<TextRange>) -> InstId {
        let inst = self.instance(func, Some(c), None, site);
        self.edge(inst);
        if self.method_kind(func) == Kind::Instance
            && let Some(first) = self.insts[inst].params.first().copied()
        {
            self.cells.flow(&Ty::one(Atom::Inst(c)), first);
        }
        inst
    }
}

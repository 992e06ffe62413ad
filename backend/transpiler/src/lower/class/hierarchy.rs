//! A class and its bases: which class derives from which, and where a name is found along the way.

use crate::lower::{Ex, Lowerer};
use crate::scope::{ClassId, FuncId};
use ruff_python_ast::{Expr, Stmt};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// The user classes that a class derives from, as written.
    fn bases(&self, c: ClassId) -> Vec<ClassId> {
        let class = &self.program.classes[c];
        let Some(arguments) = &class.def.arguments else { return Vec::new() };
        let named = |e: &'a Expr| {
            let e = if let Expr::Subscript(s) = e { &s.value } else { e };
            self.program.class_named(class.scope, e)
        };
        arguments.args.iter().filter_map(named).collect()
    }

    /// The order in which names are looked up in a class and its bases: Python's linearisation. None where there is none.
    pub(crate) fn linearised(&self, c: ClassId, depth: usize) -> Option<Vec<ClassId>> {
        if depth > 100 {
            return None;
        }
        let bases = self.bases(c);
        let mut rest: Vec<Vec<ClassId>> = Vec::new();
        for b in &bases {
            rest.push(self.linearised(*b, depth + 1)?);
        }
        rest.push(bases);
        let mut out = vec![c];
        while rest.iter().any(|r| !r.is_empty()) {
            let next = rest
                .iter()
                .filter_map(|r| r.first().copied())
                .find(|k| !rest.iter().any(|r| r.iter().skip(1).any(|x| x == k)))?;
            out.push(next);
            for r in &mut rest {
                r.retain(|k| *k != next);
            }
        }
        Some(out)
    }

    /// The class that comes first among those that a class derives from.
    pub(crate) fn base(&self, c: ClassId) -> Option<ClassId> {
        self.classes[c].mro.get(1).copied()
    }

    pub(crate) fn is_subclass(&self, c: ClassId, of: ClassId) -> bool {
        self.classes[c].mro.contains(&of)
    }

    /// A class and those that it derives from, in the order of look-up.
    pub(crate) fn lineage(&self, c: ClassId) -> Vec<ClassId> {
        self.classes[c].mro.clone()
    }

    /// What `super()` of a method defined in one class finds for an object of another.
    pub(super) fn find_above(&self, c: ClassId, defining: ClassId, name: &str) -> Option<FuncId> {
        let after = self.classes[c].mro.iter().skip_while(|k| **k != defining).skip(1);
        after.into_iter().find_map(|k| self.program.classes[*k].methods.get(name).copied())
    }

    /// Whether a class names a base that is no class of the program and adds more than nothing.
    pub(super) fn has_foreign_base(&self, c: ClassId) -> bool {
        let class = &self.program.classes[c];
        let known = |e: &'a Expr| {
            let inner = if let Expr::Subscript(s) = e { &s.value } else { e };
            self.is_plain_base(e) || self.program.class_named(class.scope, inner).is_some()
        };
        self.enum_kin(c).is_none() && class.def.arguments.as_ref().is_some_and(|a| !a.args.iter().all(known))
    }

    /// The function that a method's name finds.
    pub(crate) fn find_method(&self, c: ClassId, name: &str) -> Option<FuncId> {
        self.lineage(c).into_iter().find_map(|k| self.program.classes[k].methods.get(name).copied())
    }

    pub(super) fn find_setter(&self, c: ClassId, name: &str) -> Option<FuncId> {
        self.lineage(c).into_iter().find_map(|k| self.program.classes[k].setters.get(name).copied())
    }

    /// The expression that a class variable starts with, and the class that has it.
    pub(crate) fn class_variable(&self, c: ClassId, name: &str) -> Option<(ClassId, &'a Expr)> {
        for k in self.lineage(c) {
            if self.dataclass(k).is_some_and(|d| d.fields.iter().any(|f| f.name == name && f.owner == k)) {
                return None;
            }
            for s in &self.program.classes[k].def.body {
                match s {
                    Stmt::Assign(a) => {
                        for t in &a.targets {
                            if matches!(t, Expr::Name(n) if n.id.as_str() == name) {
                                return Some((k, &a.value));
                            }
                        }
                    }
                    Stmt::AnnAssign(a) if matches!(&*a.target, Expr::Name(n) if n.id.as_str() == name) => {
                        if let Some(v) = &a.value {
                            return Some((k, v));
                        }
                    }
                    _ => {}
                }
            }
        }
        None
    }

    /// Whether instances assign this name themselves somewhere (`self.x = ...`).
    pub(super) fn is_instance_field(&self, c: ClassId, name: &str) -> bool {
        self.classes[c].fields.contains_key(name)
    }

    /// Base classes that add nothing: `object`, `ABC`, `Generic[T]`, `Protocol`.
    pub(super) fn is_plain_base(&self, e: &Expr) -> bool {
        match e {
            Expr::Name(n) => matches!(n.id.as_str(), "object" | "ABC" | "Protocol" | "Generic" | "NamedTuple"),
            Expr::Attribute(a) => matches!(a.attr.as_str(), "ABC" | "Protocol" | "Generic" | "NamedTuple"),
            Expr::Subscript(s) => self.is_plain_base(&s.value),
            _ => false,
        }
    }

    /// Classes that derive from something that is not translated.
    pub(super) fn unsupported_class(&mut self, c: ClassId, range: TextRange) -> Option<Ex> {
        for k in self.lineage(c) {
            if self.has_foreign_base(k) {
                let name = self.program.classes[k].name.clone();
                return Some(self.refuse("P0310", range, format!("the base class of '{name}' is not translated")));
            }
            for m in UNSUPPORTED {
                if let Some(f) = self.program.classes[k].methods.get(m) {
                    let range = self.program.funcs[*f].range;
                    return Some(self.refuse("P0320", range, format!("'{m}' is not translated")));
                }
            }
            let def = self.program.classes[k].def;
            if def.arguments.as_ref().is_some_and(|a| {
                a.keywords.iter().any(|k| {
                    k.arg.as_ref().is_some_and(|n| n == "metaclass")
                        && !matches!(&k.value, Expr::Name(n) if n.id.as_str() == "ABCMeta")
                })
            }) {
                return Some(self.refuse("P0321", def.range, "metaclasses are not translated"));
            }
        }
        None
    }

    /// A protocol whose instances are told by the methods that they have.
    pub(crate) fn is_checked_by_shape(&self, c: ClassId) -> bool {
        self.program.classes[c].def.decorator_list.iter().any(|d| match &d.expression {
            Expr::Name(n) => n.id.as_str() == "runtime_checkable",
            Expr::Attribute(a) => a.attr.as_str() == "runtime_checkable",
            _ => false,
        })
    }

    /// Why a class cannot be instantiated, if it has abstract methods.
    pub(super) fn abstract_message(&self, c: ClassId) -> Option<String> {
        let is_abc = self.lineage(c).iter().any(|k| {
            self.program.classes[*k].def.arguments.as_ref().is_some_and(|a| {
                a.args.iter().any(|e| {
                    matches!(e, Expr::Name(n) if n.id.as_str() == "ABC")
                        || matches!(e, Expr::Attribute(a) if a.attr.as_str() == "ABC")
                }) || a.keywords.iter().any(|k| k.arg.as_ref().is_some_and(|n| n == "metaclass"))
            })
        });
        if !is_abc {
            return None;
        }
        let mut names: Vec<String> = Vec::new();
        for k in self.lineage(c) {
            for name in self.program.classes[k].methods.keys() {
                let found = self.find_method(c, name)?;
                let is_abstract = self.program.funcs[found].decorators.iter().any(|d| {
                    matches!(&d.expression, Expr::Name(n) if n.id.as_str() == "abstractmethod")
                        || matches!(&d.expression, Expr::Attribute(a) if a.attr.as_str() == "abstractmethod")
                });
                if is_abstract && !names.contains(name) {
                    names.push(name.clone());
                }
            }
        }
        names.sort();
        let s = if names.len() == 1 { "" } else { "s" };
        (!names.is_empty()).then(|| {
            format!(
                "Can't instantiate abstract class {} with abstract method{s} {}",
                self.program.classes[c].name,
                names.join(", ")
            )
        })
    }
}

/// Special methods that change what attributes, classes or objects are.
const UNSUPPORTED: [&str; 14] = [
    "__new__",
    "__getattr__",
    "__getattribute__",
    "__setattr__",
    "__delattr__",
    "__del__",
    "__get__",
    "__set__",
    "__delete__",
    "__set_name__",
    "__init_subclass__",
    "__class_getitem__",
    "__instancecheck__",
    "__subclasshook__",
];

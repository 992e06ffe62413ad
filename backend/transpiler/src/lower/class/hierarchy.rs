//! A class and its bases: which class derives from which, and where a name is found along the way.

use crate::lower::{Ex, Lowerer};
use crate::scope::{ClassId, FuncId};
use ruff_python_ast::{Expr, Stmt};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// The user class that a class derives from.
    pub(crate) fn base(&self, c: ClassId) -> Option<ClassId> {
        let def = self.program.classes[c].def;
        let scope = self.program.classes[c].scope;
        for e in def.arguments.as_ref()?.args.iter() {
            let e = if let Expr::Subscript(s) = e { &s.value } else { e };
            if let Some(b) = self.program.class_named(scope, e) {
                return Some(b);
            }
        }
        None
    }

    pub(crate) fn is_subclass(&self, c: ClassId, of: ClassId) -> bool {
        let mut at = Some(c);
        let mut steps = 0;
        while let Some(x) = at {
            if x == of {
                return true;
            }
            steps += 1;
            if steps > 100 {
                return false;
            }
            at = self.base(x);
        }
        false
    }

    /// A class and its bases, nearest first.
    pub(crate) fn lineage(&self, c: ClassId) -> Vec<ClassId> {
        let mut out = vec![c];
        while let Some(b) = self.base(out[out.len() - 1]) {
            if out.contains(&b) {
                break;
            }
            out.push(b);
        }
        out
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

    pub(super) fn plain_base(&self, c: ClassId) -> bool {
        self.program.classes[c].def.arguments.as_ref().is_none_or(|a| a.args.iter().all(|e| self.is_plain_base(e)))
    }

    /// Classes that derive from something that is not translated.
    pub(super) fn unsupported_class(&mut self, c: ClassId, range: TextRange) -> Option<Ex> {
        for k in self.lineage(c) {
            if self.base(k).is_none() && !self.plain_base(k) && self.enum_kin(k).is_none() {
                let name = self.program.classes[k].name.clone();
                return Some(self.refuse("P0310", range, format!("the base class of '{name}' is not translated")));
            }
            for m in ["__new__", "__getattr__", "__getattribute__", "__setattr__", "__del__", "__init_subclass__"] {
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

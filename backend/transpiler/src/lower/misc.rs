//! Smaller constructs: decorators, annotations.

use super::{Ex, Lowerer};
use crate::scope::FuncId;
use ruff_python_ast::{Expr, StmtFunctionDef};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// Decorators that change nothing a translation would see.
    fn harmless(d: &Expr) -> bool {
        const NAMES: [&str; 18] = [
            "cached_property",
            "contextmanager",
            "staticmethod",
            "classmethod",
            "property",
            "abstractmethod",
            "overload",
            "override",
            "final",
            "lru_cache",
            "cache",
            "wraps",
            "setter",
            "getter",
            "no_type_check",
            "abstractproperty",
            "total_ordering",
            "typechecked",
        ];
        match d {
            Expr::Name(n) => NAMES.contains(&n.id.as_str()),
            Expr::Attribute(a) => NAMES.contains(&a.attr.as_str()),
            Expr::Call(c) => matches!(&*c.func, Expr::Name(_) | Expr::Attribute(_)) && Self::harmless(&c.func),
            _ => false,
        }
    }

    /// A function that a decorator replaced, as a value.
    pub(crate) fn decorated_value(&mut self, func: FuncId, range: TextRange) -> Option<Ex> {
        let f = &self.program.funcs[func];
        let scope = f.parent.unwrap_or(func);
        if f.decorators.iter().all(|d| self.is_harmless(scope, &d.expression)) {
            return None;
        }
        Some(self.refuse_with(
            "P0420",
            range,
            format!("the decorator of '{}' is not translated", f.name),
            Some("apply it by hand: `name = decorator(function)`"),
        ))
    }

    /// Refuses the decorators of a `def` that would change what it defines.
    pub(crate) fn decorated_def(&mut self, f: &'a StmtFunctionDef) {
        for d in &f.decorator_list {
            if !self.is_harmless(self.cx.func, &d.expression) {
                self.refuse_with(
                    "P0420",
                    d.range,
                    "this decorator is not translated",
                    Some("apply it by hand: `name = decorator(function)`"),
                );
            }
        }
    }

    /// Whether a decorator is one of Python's own that changes nothing here, and no namesake of the program's.
    fn is_harmless(&self, scope: FuncId, d: &Expr) -> bool {
        let e = if let Expr::Call(c) = d { &*c.func } else { d };
        let own = |name: &str| {
            self.program.owner(scope, name).and_then(|o| self.program.funcs[o].bindings.get(name)).is_some_and(|b| {
                matches!(
                    b,
                    crate::scope::Binding::Func(_) | crate::scope::Binding::Class(_) | crate::scope::Binding::Var
                )
            })
        };
        Self::harmless(d) && !matches!(e, Expr::Name(n) if own(n.id.as_str()))
    }

    /// `T = TypeVar("T")`, `Point = namedtuple(...)`: definitions for type checkers vanish.
    pub(crate) fn is_type_definition(&mut self, value: &'a Expr) -> bool {
        let Expr::Call(c) = value else {
            return self.is_type_alias(value);
        };
        match &*c.func {
            Expr::Name(n) => match self.lookup(n.id.as_str(), n.range, false) {
                super::vars::Name::From(m, f) => {
                    m == "typing" && matches!(f.as_str(), "TypeVar" | "NewType" | "ParamSpec")
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// `Vector = list[float]`, `Number = int | float`.
    fn is_type_alias(&mut self, e: &'a Expr) -> bool {
        match e {
            Expr::Subscript(s) => match &*s.value {
                Expr::Name(n) => {
                    matches!(
                        self.lookup(n.id.as_str(), n.range, false),
                        super::vars::Name::Builtin | super::vars::Name::From(..)
                    ) && matches!(
                        n.id.as_str(),
                        "list"
                            | "dict"
                            | "set"
                            | "tuple"
                            | "List"
                            | "Dict"
                            | "Set"
                            | "Tuple"
                            | "Optional"
                            | "Union"
                            | "Callable"
                            | "Iterable"
                            | "Iterator"
                            | "Sequence"
                    )
                }
                _ => false,
            },
            Expr::BinOp(b) if b.op == ruff_python_ast::Operator::BitOr => {
                let class = |l: &mut Self, e: &'a Expr| match e {
                    Expr::NoneLiteral(_) => true,
                    Expr::Name(n) => {
                        matches!(n.id.as_str(), "int" | "float" | "str" | "bool" | "bytes")
                            && matches!(l.lookup(n.id.as_str(), n.range, false), super::vars::Name::Builtin)
                    }
                    e => l.is_type_alias(e),
                };
                class(self, &b.left) && class(self, &b.right)
            }
            _ => false,
        }
    }
}

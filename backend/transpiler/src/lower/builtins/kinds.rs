//! `isinstance`, and which classes it is asked about.
//! Knows nothing of narrowing; it says only what is tested.

use crate::lower::narrow::ClassTest;
use crate::lower::vars::Name;
use crate::lower::{Ex, Lowerer, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::Expr;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    pub(super) fn isinstance(&mut self, x: &'a Expr, class: &'a Expr, range: TextRange) -> Ex {
        let value = self.expr(x);
        let Some(tests) = self.class_test(class) else {
            return self.refuse("P0342", range, "isinstance() with this class is not translated");
        };
        self.kind_test(value, false, |t, l, a| t.matches(l, a), &tests, range)
    }

    /// `issubclass(kind, E)` of a class of exceptions.
    pub(super) fn issubclass(&mut self, kind: &'a Expr, class: &'a Expr, range: TextRange) -> Ex {
        let x = self.expr(kind);
        let x = self.only_kind(&x, "issubclass() arg 1 must be a class").unwrap_or(x);
        let tests = if x.ty.is(|a| *a == Atom::ExcClass) { self.class_test(class) } else { None };
        let Some(tests) = tests else {
            return if x.ty.is_empty() {
                Ex::unknown()
            } else {
                self.refuse("P0330", range, "issubclass is not translated")
            };
        };
        let mut parts = Vec::new();
        for t in &tests {
            let ClassTest::Exception(name) = t else {
                return self.refuse("P0330", range, "issubclass is not translated");
            };
            parts.push(format!("{}.0.is_subclass(&{name})", x.at(Prec::Atom)));
        }
        let prec = if parts.len() > 1 { Prec::Or } else { Prec::Atom };
        Ex::owned(parts.join(" || "), Ty::one(Atom::Bool)).prec(prec)
    }

    /// The classes that `isinstance` is asked about.
    pub(crate) fn class_test(&mut self, e: &'a Expr) -> Option<Vec<ClassTest>> {
        const KNOWN: [&str; 13] = [
            "int",
            "float",
            "str",
            "bool",
            "bytes",
            "list",
            "dict",
            "set",
            "frozenset",
            "tuple",
            "range",
            "object",
            "complex",
        ];
        match e {
            Expr::Tuple(t) => {
                let mut out = Vec::new();
                for e in &t.elts {
                    out.extend(self.class_test(e)?);
                }
                Some(out)
            }
            Expr::BinOp(b) if b.op == ruff_python_ast::Operator::BitOr => {
                let mut out = self.class_test(&b.left)?;
                out.extend(self.class_test(&b.right)?);
                Some(out)
            }
            Expr::NoneLiteral(_) => Some(vec![ClassTest::Builtin("NoneType")]),
            Expr::Call(c) => match (&*c.func, &*c.arguments.args) {
                (Expr::Name(f), [Expr::NoneLiteral(_)]) if f.id.as_str() == "type" => {
                    Some(vec![ClassTest::Builtin("NoneType")])
                }
                (Expr::Name(f), [_]) if f.id.as_str() == "type" => self.class_path(e).map(|c| vec![ClassTest::User(c)]),
                _ => None,
            },
            Expr::Name(n) => match self.lookup(n.id.as_str(), n.range, false) {
                Name::Class(c) if self.is_checked_by_shape(c) => None,
                Name::Class(c) => match self.user_exception(c) {
                    Some(e) => Some(vec![ClassTest::Exception(e)]),
                    None => Some(vec![ClassTest::User(c)]),
                },
                Name::Builtin => {
                    if let Some(e) = crate::lower::try_::builtin_exception(n.id.as_str()) {
                        return Some(vec![ClassTest::Exception(e)]);
                    }
                    KNOWN.iter().find(|k| **k == n.id.as_str()).map(|k| vec![ClassTest::Builtin(k)])
                }
                Name::From(m, f) if matches!(m.as_str(), "collections" | "collections.abc" | "typing" | "numbers") => {
                    abstract_class(&f)
                }
                Name::Var(_) => {
                    let classes = self.class_values(e)?;
                    Some(classes.into_iter().map(ClassTest::Exception).collect())
                }
                _ => None,
            },
            Expr::Attribute(a) => {
                if let Some(c) = self.program.class_named(self.cx.func, e) {
                    return Some(vec![self.user_exception(c).map_or(ClassTest::User(c), ClassTest::Exception)]);
                }
                let m = self.module_path(&a.value)?;
                matches!(m.as_str(), "collections" | "collections.abc" | "typing" | "numbers")
                    .then(|| abstract_class(a.attr.as_str()))
                    .flatten()
            }
            _ => None,
        }
    }
}

pub(super) fn abstract_class(name: &str) -> Option<Vec<ClassTest>> {
    const KNOWN: [&str; 16] = [
        "Iterable",
        "Sequence",
        "Collection",
        "Sized",
        "Hashable",
        "Callable",
        "Iterator",
        "Mapping",
        "MutableMapping",
        "Number",
        "Real",
        "Integral",
        "defaultdict",
        "OrderedDict",
        "Counter",
        "deque",
    ];
    KNOWN.iter().find(|k| **k == name).map(|k| vec![ClassTest::Builtin(k)])
}

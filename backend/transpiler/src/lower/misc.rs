//! Smaller constructs: decorators, `match`, annotations.

use super::{Ex, Lit, Lowerer, Prec};
use crate::scope::FuncId;
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, Pattern, StmtFunctionDef, StmtMatch};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

impl<'a> Lowerer<'a> {
    /// Decorators that change nothing a translation would see.
    fn harmless(d: &Expr) -> bool {
        const NAMES: [&str; 16] = [
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
        if f.decorators.iter().all(|d| Self::harmless(&d.expression)) {
            return None;
        }
        Some(self.refuse_with(
            "P0420",
            range,
            format!("the decorator of '{}' is not translated", f.name),
            Some("apply it by hand: `name = decorator(function)`"),
        ))
    }

    pub(crate) fn decorated_def(&mut self, func: FuncId, f: &'a StmtFunctionDef) -> String {
        for d in &f.decorator_list {
            if !Self::harmless(&d.expression) {
                self.refuse_with(
                    "P0420",
                    d.range,
                    "this decorator is not translated",
                    Some("apply it by hand: `name = decorator(function)`"),
                );
            }
        }
        let _ = func;
        String::new()
    }

    /// `T = TypeVar("T")`, `Point = namedtuple(...)`: definitions for type checkers vanish.
    pub(crate) fn is_type_definition(&mut self, name: &str, value: &'a Expr) -> bool {
        let _ = name;
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

    /// A value assigned to an annotated name: the annotation is not enforced by Python, so it changes nothing.
    pub(crate) fn annotated(&mut self, value: Ex, _annotation: &'a Expr) -> Ex {
        value
    }

    /// `match`: patterns as tests, in order.
    pub(crate) fn match_(&mut self, m: &'a StmtMatch) -> (String, bool) {
        let subject = self.expr(&m.subject);
        let name = self.temp("subject");
        let ty = subject.ty.clone();
        let code = self.owned(subject);
        let held = Ex::place(name.clone(), ty);
        let label = format!("'{}", self.temp("cases"));
        let mut out = format!("let {name} = {code};\n{label}: {{\n");
        let before = self.cx.narrow.clone();
        let mut all_end = true;
        let mut open = true;
        for c in &m.cases {
            self.cx.narrow = before.clone();
            let Some((test, binds)) = self.pattern(&c.pattern, held.clone()) else {
                self.refuse_with("P0430", c.pattern.range(), "this pattern is not translated", Some("use if and elif"));
                return (String::new(), false);
            };
            let mut inner = binds;
            let mut tail = String::new();
            if let Some(g) = &c.guard {
                let g = self.condition(g);
                inner.push_str(&format!("if {} {{\n", g.code));
                tail.push('}');
            }
            let (body, ends) = self.block(&c.body);
            inner.push_str(&body);
            if !ends {
                inner.push_str(&format!("break {label};\n"));
            }
            all_end &= ends;
            inner.push_str(&tail);
            match test {
                None if c.guard.is_none() => {
                    out.push_str(&inner);
                    open = false;
                    break;
                }
                None => out.push_str(&format!("{{ {inner} }}\n")),
                Some(t) => out.push_str(&format!("if {t} {{\n{inner}}}\n")),
            }
        }
        out.push_str("}\n");
        self.cx.narrow = before;
        for c in &m.cases {
            self.forget(&[&c.body]);
        }
        (out, all_end && !open)
    }

    /// A pattern's test (none if it always matches) and the statements that bind its names.
    fn pattern(&mut self, p: &'a Pattern, x: Ex) -> Option<(Option<String>, String)> {
        match p {
            Pattern::MatchValue(v) => {
                let value = self.expr(&v.value);
                let test = self.comparison(ruff_python_ast::CmpOp::Eq, x, value, v.range);
                Some((Some(test.code), String::new()))
            }
            Pattern::MatchSingleton(s) => {
                let value = match s.value {
                    ruff_python_ast::Singleton::None => Ex::literal(Lit::None, "()", Ty::none()),
                    ruff_python_ast::Singleton::True => Ex::literal(Lit::Bool(true), "true", Ty::one(Atom::Bool)),
                    ruff_python_ast::Singleton::False => Ex::literal(Lit::Bool(false), "false", Ty::one(Atom::Bool)),
                };
                let op =
                    if value.lit == Some(Lit::None) { ruff_python_ast::CmpOp::Is } else { ruff_python_ast::CmpOp::Eq };
                let test = self.comparison(op, x, value, s.range);
                Some((Some(test.code), String::new()))
            }
            Pattern::MatchAs(a) => {
                let inner = match &a.pattern {
                    Some(p) => self.pattern(p, x.clone())?,
                    None => (None, String::new()),
                };
                let mut binds = inner.1;
                if let Some(n) = &a.name
                    && let super::vars::Name::Var(v) = self.lookup(n.as_str(), n.range, true)
                {
                    binds.push_str(&self.assign_var(&v, n.range, x));
                }
                Some((inner.0, binds))
            }
            Pattern::MatchOr(o) => {
                let mut tests = Vec::new();
                for p in &o.patterns {
                    let (t, binds) = self.pattern(p, x.clone())?;
                    if !binds.is_empty() {
                        return None;
                    }
                    match t {
                        Some(t) => tests.push(format!("({t})")),
                        None => return Some((None, String::new())),
                    }
                }
                Some((Some(tests.join(" || ")), String::new()))
            }
            Pattern::MatchSequence(s) => {
                let Some(Atom::Tuple(cells)) = x.ty.single().cloned() else { return None };
                if cells.len() != s.patterns.len() || s.patterns.iter().any(|p| matches!(p, Pattern::MatchStar(_))) {
                    return None;
                }
                let mut tests = Vec::new();
                let mut binds = String::new();
                for (i, (p, c)) in s.patterns.iter().zip(cells).enumerate() {
                    let t = self.cells.ty(c);
                    let item = Ex::place(format!("{}.{i}", x.at(Prec::Atom)), t);
                    let (t, b) = self.pattern(p, item)?;
                    tests.extend(t.map(|t| format!("({t})")));
                    binds.push_str(&b);
                }
                Some(((!tests.is_empty()).then(|| tests.join(" && ")), binds))
            }
            _ => None,
        }
    }
}

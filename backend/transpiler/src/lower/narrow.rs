//! Flow-sensitive types: what a test says of the variables it looks at.

use super::Lowerer;
use super::class::Kin;
use super::vars::{Name, Storage};
use crate::types::{Atom, Cell, Ty};
use ruff_python_ast::{BoolOp, CmpOp, Expr, Stmt, UnaryOp};
use rustpython_ruff_python_ast as ruff_python_ast;
use std::collections::HashSet;

/// Variables and what they may still be.
pub(crate) type Facts = Vec<(Cell, Ty)>;

impl<'a> Lowerer<'a> {
    /// What holds where the test is true, and where it is false.
    pub(crate) fn narrowings(&mut self, test: &'a Expr) -> (Facts, Facts) {
        match test {
            Expr::UnaryOp(u) if u.op == UnaryOp::Not => {
                let (a, b) = self.narrowings(&u.operand);
                (b, a)
            }
            Expr::BoolOp(b) => {
                // All of `and`'s parts hold where it is true; nothing sure is known where it is false.
                let parts: Vec<(Facts, Facts)> = b.values.iter().map(|v| self.narrowings(v)).collect();
                let all = |pick: fn(&(Facts, Facts)) -> &Facts| parts.iter().flat_map(|p| pick(p).clone()).collect();
                match b.op {
                    BoolOp::And => (all(|p| &p.0), Facts::new()),
                    BoolOp::Or => (Facts::new(), all(|p| &p.1)),
                }
            }
            Expr::Named(n) => self.narrowings(&n.target),
            Expr::Name(_) => {
                let Some((cell, ty)) = self.variable(test) else { return Default::default() };
                (vec![(cell, ty.without_none())], Facts::new())
            }
            Expr::Compare(c) if c.ops.len() == 1 => {
                let none = matches!(&c.comparators[0], Expr::NoneLiteral(_));
                let left = if let Expr::Named(n) = &*c.left { &*n.target } else { &*c.left };
                let Some((cell, ty)) = self.variable(left) else { return self.type_test(c) };
                let (is, is_not) = (vec![(cell, Ty::none())], vec![(cell, ty.without_none())]);
                match c.ops[0] {
                    CmpOp::Is | CmpOp::Eq if none => (is, is_not),
                    CmpOp::IsNot | CmpOp::NotEq if none => (is_not, is),
                    _ => Default::default(),
                }
            }
            Expr::Call(c) => {
                let (Expr::Name(f), [x, class]) = (&*c.func, &*c.arguments.args) else { return Default::default() };
                if f.id.as_str() != "isinstance" {
                    return Default::default();
                }
                let Some((cell, ty)) = self.variable(x) else { return Default::default() };
                let Some(test) = self.class_test(class) else { return Default::default() };
                let yes = ty.retain(|a| test.iter().any(|t| t.matches(self, a)));
                let no = ty.retain(|a| !test.iter().any(|t| t.matches(self, a)));
                (vec![(cell, yes)], vec![(cell, no)])
            }
            _ => Default::default(),
        }
    }

    /// `type(x) == T`, `type(x) is T`.
    fn type_test(&mut self, c: &'a ruff_python_ast::ExprCompare) -> (Facts, Facts) {
        let Expr::Call(call) = &*c.left else { return Default::default() };
        let (Expr::Name(f), [x]) = (&*call.func, &*call.arguments.args) else { return Default::default() };
        if f.id.as_str() != "type" {
            return Default::default();
        }
        let Some((cell, ty)) = self.variable(x) else { return Default::default() };
        let Some(test) = self.class_test(&c.comparators[0]) else { return Default::default() };
        let yes = ty.retain(|a| test.iter().any(|t| t.is_exactly(a)));
        let no = ty.retain(|a| !test.iter().any(|t| t.is_exactly(a)));
        match c.ops[0] {
            CmpOp::Is | CmpOp::Eq => (vec![(cell, yes)], vec![(cell, no)]),
            CmpOp::IsNot | CmpOp::NotEq => (vec![(cell, no)], vec![(cell, yes)]),
            _ => Default::default(),
        }
    }

    /// A local variable that nobody else can change meanwhile, with its type as known here.
    pub(crate) fn variable(&mut self, e: &'a Expr) -> Option<(Cell, Ty)> {
        let Expr::Name(n) = e else { return None };
        let Name::Var(v) = self.lookup(n.id.as_str(), n.range, false) else { return None };
        if matches!(v.storage, Storage::Shared | Storage::Global) {
            return None;
        }
        let ty = match self.cx.narrow.get(&v.cell) {
            Some(t) => t.clone(),
            None => self.cells.ty(v.cell),
        };
        Some((v.cell, ty))
    }

    pub(crate) fn apply(&mut self, facts: Facts) {
        for (cell, ty) in facts {
            self.cx.narrow.insert(cell, ty);
        }
    }

    /// Forgets what is known of every variable that some statements assign.
    pub(crate) fn forget(&mut self, bodies: &[&'a [Stmt]]) {
        let mut names = HashSet::new();
        for b in bodies {
            assigned(b, &mut names);
        }
        let flow = self.insts[self.cx.inst].flow.clone();
        for name in names {
            for &at in flow.named.get(&name).map_or(&[][..], Vec::as_slice) {
                let cell = self.insts[self.cx.inst].vars[at];
                self.cx.narrow.remove(&cell);
            }
        }
    }
}

/// Every name that statements assign, at any depth outside of nested functions.
pub(crate) fn assigned(body: &[Stmt], out: &mut HashSet<String>) {
    use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
    struct Find<'x>(&'x mut HashSet<String>);
    impl<'a> Visitor<'a> for Find<'_> {
        fn visit_stmt(&mut self, s: &'a Stmt) {
            match s {
                Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
                Stmt::Try(t) => {
                    for h in &t.handlers {
                        let ruff_python_ast::ExceptHandler::ExceptHandler(h) = h;
                        if let Some(n) = &h.name {
                            self.0.insert(n.to_string());
                        }
                    }
                    walk_stmt(self, s);
                }
                Stmt::Match(m) => {
                    for c in &m.cases {
                        let mut names = Vec::new();
                        crate::flow::pattern_names(&c.pattern, &mut names);
                        self.0.extend(names.into_iter().map(|n| n.0));
                    }
                    walk_stmt(self, s);
                }
                _ => walk_stmt(self, s),
            }
        }
        fn visit_expr(&mut self, e: &'a Expr) {
            if let Expr::Name(n) = e
                && !n.ctx.is_load()
            {
                self.0.insert(n.id.to_string());
            }
            walk_expr(self, e);
        }
    }
    Find(out).visit_body(body);
}

/// A class that `isinstance` asks for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ClassTest {
    Builtin(&'static str),
    User(usize),
    Exception(String),
}

impl ClassTest {
    /// Whether a value of kind `a` is an instance (subclasses included).
    pub(crate) fn matches(&self, l: &Lowerer<'_>, a: &Atom) -> bool {
        match self {
            ClassTest::User(c) => matches!(a, Atom::Inst(x) if l.is_subclass(*x, *c)),
            ClassTest::Exception(_) => false,
            ClassTest::Builtin(b) => match *b {
                "dict" | "Mapping" | "MutableMapping" => {
                    matches!(a, Atom::Dict(..) | Atom::DefaultDict(..) | Atom::OrderedDict(..) | Atom::Counter(_))
                }
                "object" => true,
                "int" | "Integral" | "Number" | "Real" if matches!(a, Atom::Inst(c) if l.enum_kin(*c) == Some(Kin::Int)) => {
                    true
                }
                "int" => matches!(a, Atom::Int(_) | Atom::Bool),
                "str" if matches!(a, Atom::Inst(c) if l.enum_kin(*c) == Some(Kin::Str)) => true,
                "tuple" if matches!(a, Atom::Inst(c) if l.is_named_tuple(*c)) => true,
                "Iterable" | "Sized" | "Collection" | "Hashable" | "Callable" | "Iterator" if let Atom::Inst(c) = a => {
                    let has = |names: &[&str]| names.iter().all(|m| l.find_method(*c, m).is_some());
                    match *b {
                        "Iterable" => has(&["__iter__"]) || l.is_named_tuple(*c),
                        "Sized" => has(&["__len__"]) || l.is_named_tuple(*c),
                        "Collection" => has(&["__iter__", "__len__", "__contains__"]) || l.is_named_tuple(*c),
                        "Callable" => has(&["__call__"]),
                        "Iterator" => has(&["__iter__", "__next__"]),
                        _ => {
                            has(&["__hash__"])
                                || (!has(&["__eq__"]) && !l.dataclass(*c).is_some_and(|d| d.eq && !d.frozen))
                        }
                    }
                }
                "Sequence" if matches!(a, Atom::Inst(c) if l.is_named_tuple(*c)) => true,
                "Hashable" => !matches!(
                    a,
                    Atom::List(_)
                        | Atom::Dict(..)
                        | Atom::DefaultDict(..)
                        | Atom::Set(_)
                        | Atom::Deque(_)
                        | Atom::Counter(_)
                ),
                "Iterable" | "Sequence" | "Collection" | "Sized" | "Callable" | "Iterator" => {
                    matches!(
                        (*b, a),
                        (
                            "Iterable",
                            Atom::Str
                                | Atom::List(_)
                                | Atom::Tuple(_)
                                | Atom::VarTuple(_)
                                | Atom::Dict(..)
                                | Atom::Set(_)
                                | Atom::FrozenSet(_)
                                | Atom::Range
                                | Atom::Iter(_)
                                | Atom::Deque(_)
                                | Atom::Counter(_)
                                | Atom::DefaultDict(..)
                                | Atom::OrderedDict(..)
                                | Atom::View(..)
                                | Atom::Bytes
                        ) | (
                            "Sequence",
                            Atom::Str
                                | Atom::List(_)
                                | Atom::Tuple(_)
                                | Atom::VarTuple(_)
                                | Atom::Range
                                | Atom::Bytes
                                | Atom::Deque(_)
                        ) | (
                            "Collection" | "Sized",
                            Atom::Str
                                | Atom::List(_)
                                | Atom::Tuple(_)
                                | Atom::VarTuple(_)
                                | Atom::Dict(..)
                                | Atom::Set(_)
                                | Atom::FrozenSet(_)
                                | Atom::Range
                                | Atom::Deque(_)
                                | Atom::Bytes
                                | Atom::Counter(_)
                                | Atom::DefaultDict(..)
                                | Atom::OrderedDict(..)
                                | Atom::View(..)
                        ) | ("Callable", Atom::Func(..))
                            | ("Iterator", Atom::Iter(_))
                    )
                }
                "Number" | "Real" => matches!(a, Atom::Int(_) | Atom::Bool | Atom::Float),
                "Integral" => matches!(a, Atom::Int(_) | Atom::Bool),
                _ => self.is_exactly(a),
            },
        }
    }

    /// Whether a value of kind `a` has exactly this type.
    pub(crate) fn is_exactly(&self, a: &Atom) -> bool {
        match self {
            ClassTest::User(c) => *a == Atom::Inst(*c),
            ClassTest::Exception(_) => false,
            ClassTest::Builtin(b) => matches!(
                (*b, a),
                ("int", Atom::Int(_))
                    | ("bool", Atom::Bool)
                    | ("float", Atom::Float)
                    | ("str", Atom::Str)
                    | ("bytes", Atom::Bytes)
                    | ("list", Atom::List(_))
                    | ("dict", Atom::Dict(..))
                    | ("set", Atom::Set(_))
                    | ("frozenset", Atom::FrozenSet(_))
                    | ("tuple", Atom::Tuple(_) | Atom::VarTuple(_))
                    | ("range", Atom::Range)
                    | ("defaultdict", Atom::DefaultDict(..))
                    | ("OrderedDict", Atom::OrderedDict(..))
                    | ("Counter", Atom::Counter(_))
                    | ("deque", Atom::Deque(_))
                    | ("NoneType", Atom::None)
            ),
        }
    }
}

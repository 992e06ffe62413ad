//! Loops whose container may change under them: Python raises RuntimeError, which a handler may see.
//! The answer errs towards yes: then each step is checked by code that handlers see too.

use super::Lowerer;
use super::iterate::It;
use super::vars::{Name, Storage};
use crate::types::{Atom, Cell, Ty};
use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Stmt, StmtFor};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::Ranged;

/// Methods that change how many items a container has.
const CHANGING: [&str; 22] = [
    "add",
    "append",
    "appendleft",
    "clear",
    "difference_update",
    "discard",
    "extend",
    "extendleft",
    "insert",
    "intersection_update",
    "move_to_end",
    "pop",
    "popitem",
    "popleft",
    "remove",
    "rotate",
    "setdefault",
    "subtract",
    "symmetric_difference_update",
    "update",
    "__setitem__",
    "__delitem__",
];

/// What a loop's body does that may change a container.
#[derive(Default)]
struct Changes<'a> {
    /// Containers that get or lose items.
    receivers: Vec<&'a Expr>,
    calls: Vec<&'a ExprCall>,
    yields: bool,
}

impl<'a> Visitor<'a> for Changes<'a> {
    fn visit_stmt(&mut self, s: &'a Stmt) {
        if let Stmt::Delete(d) = s {
            for t in &d.targets {
                if let Expr::Subscript(x) = t {
                    self.receivers.push(&x.value);
                }
            }
        }
        walk_stmt(self, s);
    }

    fn visit_expr(&mut self, e: &'a Expr) {
        match e {
            Expr::Subscript(s) if !s.ctx.is_load() => self.receivers.push(&s.value),
            Expr::Call(c) => {
                if let Expr::Attribute(a) = &*c.func
                    && CHANGING.contains(&a.attr.as_str())
                {
                    self.receivers.push(&a.value);
                }
                self.calls.push(c);
            }
            Expr::Yield(_) | Expr::YieldFrom(_) => self.yields = true,
            _ => {}
        }
        walk_expr(self, e);
    }
}

impl<'a> Lowerer<'a> {
    /// A loop's iterator, checked at each step where its container may change and a handler could see that.
    pub(crate) fn checked_where_changing(&mut self, f: &'a StmtFor, it: It) -> It {
        if !self.has_handlers || it.fallible {
            return it;
        }
        let container = match &*f.iter {
            Expr::Call(c) if c.arguments.is_empty() => match &*c.func {
                Expr::Attribute(a) if matches!(a.attr.as_str(), "keys" | "values" | "items") => &*a.value,
                _ => return it,
            },
            e => e,
        };
        if !matches!(container, Expr::Name(_) | Expr::Attribute(_)) {
            return it;
        }
        let x = self.expr(container);
        let Some((kind, cell)) = changeable(&x.ty) else { return it };
        const CHECKED: [(&str, &str); 4] = [
            (".keys()", ".checked_keys()"),
            (".values()", ".checked_values()"),
            (".items()", ".checked_items()"),
            (".iter()", ".checked_iter()"),
        ];
        let Some((base, checked)) =
            CHECKED.iter().find_map(|(plain, checked)| it.code.strip_suffix(plain).map(|base| (base, checked)))
        else {
            return it;
        };
        if self.may_change(f, container, kind, cell) {
            return It { code: format!("{base}{checked}"), fallible: true, ..it };
        }
        it
    }

    fn may_change(&mut self, f: &'a StmtFor, container: &'a Expr, kind: u8, cell: Cell) -> bool {
        let mut changes = Changes::default();
        f.body.iter().for_each(|s| changes.visit_stmt(s));
        if changes.yields {
            return true;
        }
        for receiver in changes.receivers {
            // Two names of one container have one type; unlike types are unlike containers.
            let same = match receiver {
                Expr::Name(_) | Expr::Attribute(_) => {
                    let r = self.expr(receiver);
                    r.ty.0.iter().any(|a| {
                        changeable(&Ty::one(a.clone()))
                            .is_some_and(|(k, c)| k == kind && self.cells.find(c) == self.cells.find(cell))
                    })
                }
                _ => true,
            };
            if same {
                return true;
            }
        }
        let local = match container {
            Expr::Name(n) => {
                let storage = match self.lookup(n.id.as_str(), n.range, false) {
                    Name::Var(v) => v.storage,
                    _ => return true,
                };
                matches!(storage, Storage::Plain | Storage::Proven | Storage::Maybe).then(|| n.id.as_str())
            }
            _ => None,
        };
        changes.calls.iter().any(|c| {
            let own = match &*c.func {
                Expr::Name(n) => !matches!(self.lookup(n.id.as_str(), n.range, false), Name::Builtin | Name::From(..)),
                Expr::Attribute(a) => {
                    matches!(&*a.value, Expr::Name(_) | Expr::Attribute(_)) && self.module_path(&a.value).is_none() && {
                        let r = self.expr(&a.value);
                        r.ty.0.iter().any(|a| matches!(a, Atom::Inst(_)))
                    }
                }
                _ => true,
            };
            // A local container changes by a call only where it is handed on.
            own && local.is_none_or(|n| super::comprehension::mentions(self.text(c.range()), n))
        })
    }
}

/// A container whose size a loop must not see change, by kind, with the cell of its keys or items.
fn changeable(ty: &Ty) -> Option<(u8, Cell)> {
    match ty.single()? {
        Atom::Dict(k, _) => Some((0, *k)),
        Atom::DefaultDict(k, _) => Some((1, *k)),
        Atom::Counter(k) => Some((2, *k)),
        Atom::Set(k) => Some((3, *k)),
        Atom::Deque(k) => Some((4, *k)),
        _ => None,
    }
}

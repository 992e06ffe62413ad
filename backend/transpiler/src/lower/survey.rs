//! What some code of a program, wherever it stands, asks of all the rest; known before the walk.
//! Knows nothing of types.

use crate::scope::{Body, Program};
use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, Stmt};
use rustpython_ruff_python_ast as ruff_python_ast;

/// What a program has somewhere.
#[derive(Default)]
pub(super) struct Survey {
    /// Code that could observe an exception on its way out.
    pub handlers: bool,
    /// Code that may send or throw something into a generator.
    pub sends: bool,
}

impl Survey {
    pub(super) fn of(program: &Program<'_>) -> Survey {
        let mut seen = Survey::default();
        for (_, m) in &program.modules {
            if let Body::Stmts(b) = program.funcs[*m].body {
                seen.visit_body(b);
            }
        }
        seen
    }
}

impl<'a> Visitor<'a> for Survey {
    fn visit_stmt(&mut self, s: &'a Stmt) {
        match s {
            Stmt::Try(_) | Stmt::With(_) => self.handlers = true,
            // The `with` that enters it throws into it.
            Stmt::FunctionDef(f) => self.sends |= f.decorator_list.iter().any(|d| is_manager(&d.expression)),
            _ => {}
        }
        walk_stmt(self, s);
    }

    fn visit_expr(&mut self, e: &'a Expr) {
        self.sends |= matches!(e, Expr::Attribute(a) if matches!(a.attr.as_str(), "send" | "throw"));
        walk_expr(self, e);
    }
}

/// Whether a decorator is `contextmanager`, under whichever name of its module.
fn is_manager(decorator: &Expr) -> bool {
    match decorator {
        Expr::Name(n) => n.id.as_str() == "contextmanager",
        Expr::Attribute(a) => a.attr.as_str() == "contextmanager",
        _ => false,
    }
}

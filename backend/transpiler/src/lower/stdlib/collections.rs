//! The module `collections`.
//! Knows nothing of the containers' methods.

use crate::lower::{Ex, Lowerer};
use crate::types::{Atom, Ty};
use ruff_python_ast::Expr;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    pub(super) fn defaultdict(&mut self, factory: Option<&'a Expr>, range: TextRange) -> Ex {
        let (k, v) = (self.node(range, 0), self.node(range, 1));
        let ty = Ty::one(Atom::DefaultDict(k, v));
        let Some(f) = factory.filter(|e| !matches!(e, Expr::NoneLiteral(_))) else {
            return self.refuse_with(
                "P0409",
                range,
                "defaultdict() without a factory is not translated",
                Some("use a plain dict"),
            );
        };
        let (made, raises) = self.in_closure(|l| {
            let x = match f {
                Expr::Lambda(l2) if l2.parameters.is_none() => l.expr(&l2.body),
                e => l.call_with(e, Vec::new(), range),
            };
            l.store(x, v)
        });
        if raises {
            return self.refuse("P0409", range, "this defaultdict factory may raise");
        }
        let shown = match f {
            Expr::Name(n) => format!("<class '{}'>", n.id),
            _ => "<function <lambda>>".into(),
        };
        let clones = self.captured_clones(range, &made);
        let closure = format!("move || {made}");
        let closure = if clones.is_empty() {
            closure.trim_start_matches("move ").to_string()
        } else {
            format!("{{ {clones}{closure} }}")
        };
        Ex::owned(format!("DefaultDict::new({}, {closure})", crate::lower::quote(&shown)), ty).vague()
    }
}

//! Methods called on a builtin type: `dict.fromkeys`, `str.maketrans`, `chain.from_iterable`.
//! Knows nothing of methods of values.

use crate::lower::{Ex, Lit, Lowerer};
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;

impl<'a> Lowerer<'a> {
    /// Static methods of builtin types: `dict.fromkeys`, `str.maketrans`, `str.join`-like calls, `chain.from_iterable`.
    pub(crate) fn type_method(&mut self, of: &'a Expr, name: &str, c: &'a ExprCall) -> Option<Ex> {
        let Expr::Name(n) = of else { return None };
        let args = &c.arguments.args;
        if let crate::lower::vars::Name::From(m, f) = self.lookup(n.id.as_str(), n.range, false) {
            if m == "itertools" && f == "chain" && name == "from_iterable" && args.len() == 1 {
                let it = self.iterate(&args[0]);
                let flat = self.flattened(it, c.range);
                let out = self.node(c.range, 0);
                let code = self.iterator_of(flat, out);
                return Some(Ex::owned(format!("Iter::new({code})"), Ty::one(Atom::Iter(out))));
            }
            return None;
        }
        match (n.id.as_str(), name, args.len()) {
            ("dict", "fromkeys", 1 | 2) => {
                let (k, v) = (self.node(c.range, 0), self.node(c.range, 1));
                let it = self.iterate(&args[0]);
                let code = self.iterator_of(it, k);
                let x = match args.get(1) {
                    Some(e) => self.expr(e),
                    None => Ex::literal(Lit::None, "()", Ty::none()),
                };
                let x = self.store(x, v);
                Some(Ex::owned(format!("Dict::fromkeys({code}, {x})"), Ty::one(Atom::Dict(k, v))))
            }
            ("str", "maketrans", 2) => {
                let (k, v) = (self.node(c.range, 0), self.node(c.range, 1));
                self.cells.flow(&Ty::int(), k);
                self.cells.flow(&Ty(vec![Atom::None, Atom::Str]), v);
                let (a, b) = (self.expr(&args[0]), self.expr(&args[1]));
                if !a.ty.is_str() || !b.ty.is_str() {
                    return None;
                }
                let (a, b) = (self.str_ref(&a), self.str_ref(&b));
                let code = format!("Str::maketrans({a}, {b})");
                Some(Ex::owned(self.try_(code), Ty::one(Atom::Dict(k, v))))
            }
            ("str" | "list" | "dict" | "set" | "int" | "float" | "tuple" | "bytes", _, n) if n >= 1 => {
                let x = self.expr(&args[0]);
                let rest: Vec<Ex> = args[1..].iter().map(|e| self.expr(e)).collect();
                Some(self.method_with(x, name, rest, c.range))
            }
            _ => None,
        }
    }
}

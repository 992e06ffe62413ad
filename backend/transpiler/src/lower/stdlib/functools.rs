//! The module `functools`, apart from caches.
//! Knows nothing of decorators.

use crate::lower::{Ex, Lowerer, Own};
use ruff_python_ast::ExprCall;
use rustpython_ruff_python_ast as ruff_python_ast;

impl<'a> Lowerer<'a> {
    pub(super) fn reduce(&mut self, c: &'a ExprCall) -> Ex {
        let args = &c.arguments.args;
        let it = self.iterate(&args[1]);
        let it = self.settled(it);
        let acc = self.node(c.range, 0);
        let start = match args.get(2) {
            Some(e) => {
                let s = self.expr(e);
                self.cells.flow(&s.ty, acc);
                Some(s)
            }
            None => {
                self.cells.flow(&it.elem, acc);
                None
            }
        };
        let acc_ty = self.cells.ty(acc);
        if acc_ty.is_empty() {
            // Nothing is ever in the iterable.
            return self.raise_value("py::type_error(\"reduce() of empty iterable with no initial value\")");
        }
        let (closure, ty, raises) = self.inline_function(&args[0], &[acc_ty.clone(), it.elem.clone()], false);
        self.cells.flow(&ty, acc);
        let acc_ty = self.cells.ty(acc);
        // The closure's result is made the accumulator's type.
        let (params, body) =
            closure.split_once("| ").map(|(p, b)| (format!("{p}|"), b.to_string())).unwrap_or_default();
        let body_ex = Ex::owned(body.clone(), ty);
        let body = if raises {
            let value = self.coerce(Ex { own: Own::Last, ..Ex::place("value", body_ex.ty.clone()) }, &acc_ty);
            if value == "value" { body } else { format!("{body}.map(|value| {value})") }
        } else {
            let v = self.coerce(body_ex, &acc_ty);
            format!("Ok({v})")
        };
        let code = match start {
            Some(s) => {
                let s = self.coerce(s, &acc_ty);
                format!("py::functools::reduce_from({params} {body}, {}, {s})", it.code)
            }
            None => {
                let first = self.coerce(Ex { own: Own::Last, ..Ex::place("item", it.elem.clone()) }, &acc_ty);
                if first != "item" && self.last_round {
                    return self.refuse(
                        "P0411",
                        c.range,
                        "reduce() whose result is of another type than the items is not translated without a start",
                    );
                }
                format!("py::functools::reduce({params} {body}, {})", it.code)
            }
        };
        Ex::owned(self.try_(code), acc_ty)
    }
}

//! Default values of parameters: evaluated once, where the `def` stands.

use crate::lower::{Ex, Lowerer};
use crate::scope::FuncId;
use crate::types::Cell;
use ruff_python_ast::Expr;
use rustpython_ruff_python_ast as ruff_python_ast;

impl<'a> Lowerer<'a> {
    /// Defaults that are no constants live in hidden variables, evaluated once at the `def`.
    pub(crate) fn hidden_defaults(&mut self, func: FuncId) -> String {
        let mut out = String::new();
        let Some(params) = self.program.funcs[func].params else { return out };
        for p in params.iter_non_variadic_params() {
            let Some(d) = &p.default else { continue };
            let d: &'a Expr = d;
            if is_constant(d) {
                continue;
            }
            if self.program.funcs[func].escapes
                && self.insts[self.cx.inst].depth == 0
                && !self.program.is_module(self.cx.func)
            {
                self.refuse_with(
                    "P0282",
                    p.range,
                    "a default that is no constant, of an inner function that is handed on, is not translated",
                    Some("bind the value in the enclosing function"),
                );
            }
            let x = self.expr(d);
            let cell = self.default_cell(func, p.parameter.name.as_str());
            let code = self.store(x, cell);
            let ty = self.cells.ty(cell);
            let name = self.default_name(func, p.parameter.name.as_str());
            if self.last_round {
                let t = self.rty(&ty);
                self.hidden_globals.insert(name.clone(), t);
            }
            out.push_str(&format!("{name}.store({code});\n"));
        }
        out
    }

    fn default_name(&self, func: FuncId, param: &str) -> String {
        let f = &self.program.funcs[func];
        format!("{}_{}_{}", f.name.to_uppercase(), param.to_uppercase(), func)
    }

    fn default_cell(&mut self, func: FuncId, param: &str) -> Cell {
        let key = (func, param.to_string());
        if let Some(c) = self.defaults().get(&key) {
            return *c;
        }
        let c = self.cells.fresh();
        self.defaults_mut().insert(key, c);
        c
    }

    /// The value of a parameter's default, at a call.
    pub(crate) fn default_value(&mut self, func: FuncId, param: &str, e: &'a Expr) -> Ex {
        if is_constant(e) {
            return self.expr(e);
        }
        let cell = self.default_cell(func, param);
        let ty = self.cells.ty(cell);
        let name = self.default_name(func, param);
        Ex::owned(format!("{name}.value()"), ty)
    }
}

/// A default that may be evaluated at each call: nothing can tell.
pub(crate) fn is_constant(e: &Expr) -> bool {
    match e {
        Expr::NumberLiteral(_)
        | Expr::StringLiteral(_)
        | Expr::BooleanLiteral(_)
        | Expr::NoneLiteral(_)
        | Expr::BytesLiteral(_) => true,
        Expr::UnaryOp(u) => is_constant(&u.operand),
        Expr::Tuple(t) => t.elts.iter().all(is_constant),
        _ => false,
    }
}

//! The module `operator`: operators as functions, and getters.
//! Knows nothing of what the operators do.

use crate::lower::{Ex, Lowerer};
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    pub(super) fn operator(&mut self, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        use ruff_python_ast::{CmpOp, Operator as O};
        let binary = match name {
            "add" => Some(O::Add),
            "sub" => Some(O::Sub),
            "mul" => Some(O::Mult),
            "truediv" => Some(O::Div),
            "floordiv" => Some(O::FloorDiv),
            "mod" => Some(O::Mod),
            "pow" => Some(O::Pow),
            "and_" => Some(O::BitAnd),
            "or_" => Some(O::BitOr),
            "xor" => Some(O::BitXor),
            _ => None,
        };
        let compare = match name {
            "eq" => Some(CmpOp::Eq),
            "ne" => Some(CmpOp::NotEq),
            "lt" => Some(CmpOp::Lt),
            "le" => Some(CmpOp::LtE),
            "gt" => Some(CmpOp::Gt),
            "ge" => Some(CmpOp::GtE),
            _ => None,
        };
        match (args, binary, compare) {
            ([a, b], Some(op), _) => Some(self.binary(op, a.clone(), b.clone(), range)),
            ([a, b], _, Some(op)) => Some(self.comparison(op, a.clone(), b.clone(), range)),
            ([a, b], ..) if name == "getitem" => Some(self.get_item(a.clone(), b.clone(), range)),
            ([a], ..) if name == "neg" => Some(self.binary(O::Sub, self.int(0), a.clone(), range)),
            _ => None,
        }
    }

    /// Whether a call makes a getter.
    pub(crate) fn names_getter(&mut self, c: &'a ExprCall) -> bool {
        let name = match &*c.func {
            Expr::Name(n) => match self.lookup(n.id.as_str(), n.range, false) {
                crate::lower::vars::Name::From(m, f) if m == "operator" => f,
                _ => return false,
            },
            Expr::Attribute(a) if self.module_path(&a.value).as_deref() == Some("operator") => a.attr.to_string(),
            _ => return false,
        };
        matches!(name.as_str(), "itemgetter" | "attrgetter")
    }

    /// `itemgetter(i)(x)`, `attrgetter("a")(x)` and `methodcaller("m")(x)`.
    pub(crate) fn getter(&mut self, c: &'a ExprCall, args: &[Ex]) -> Option<Ex> {
        let name = match &*c.func {
            Expr::Name(n) => match self.lookup(n.id.as_str(), n.range, false) {
                crate::lower::vars::Name::From(m, f) if m == "operator" => f,
                _ => return None,
            },
            Expr::Attribute(a) if self.module_path(&a.value).as_deref() == Some("operator") => a.attr.to_string(),
            _ => return None,
        };
        let [x] = args else { return None };
        let parts: Vec<Ex> = match name.as_str() {
            "itemgetter" => c
                .arguments
                .args
                .iter()
                .map(|e| {
                    let i = self.expr(e);
                    self.get_item(x.clone(), i, c.range)
                })
                .collect(),
            "attrgetter" => c
                .arguments
                .args
                .iter()
                .map(|e| match e {
                    Expr::StringLiteral(s) if !s.value.to_str().contains('.') => {
                        self.get_attribute(x.clone(), s.value.to_str(), c.range)
                    }
                    _ => self.refuse("P0408", c.range, "attrgetter with this name is not translated"),
                })
                .collect(),
            _ => return None,
        };
        if parts.len() == 1 {
            return parts.into_iter().next();
        }
        Some(self.tuple_of(parts, c.range))
    }
}

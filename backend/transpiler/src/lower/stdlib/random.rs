//! The module `random`.
//! Knows nothing of the generator; that is the runtime's.

use crate::lower::{Ex, Lowerer, Prec};
use crate::types::{Atom, Ty};
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    pub(super) fn random(&mut self, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        Some(match (name, args) {
            ("seed", [x]) if x.ty.is_int() => {
                let b = self.borrowed(x);
                Ex::owned(format!("py::random::seed({b})"), Ty::none())
            }
            ("random", []) => Ex::owned("py::random::random()", Ty::one(Atom::Float)),
            ("randint" | "randrange", [a, b]) => {
                let (a, b) = (self.as_int(a.clone(), range), self.as_int(b.clone(), range));
                let nat = a.ty.is_nat();
                let (a, b) = (self.borrowed(&a), self.borrowed(&b));
                let step = if name == "randrange" { ", &Int::from(1)" } else { "" };
                let code = format!("py::random::{name}({a}, {b}{step})");
                Ex::owned(self.try_(code), if nat { Ty::nat() } else { Ty::int() })
            }
            ("randrange", [a]) => {
                let a = self.as_int(a.clone(), range);
                let a = self.borrowed(&a);
                let code = format!("py::random::randrange(&Int::from(0), {a}, &Int::from(1))");
                Ex::owned(self.try_(code), Ty::nat())
            }
            ("uniform", [a, b]) => {
                let (a, b) = (self.any_float(a), self.any_float(b));
                Ex::owned(format!("py::random::uniform({a}, {b})"), Ty::one(Atom::Float))
            }
            ("choice", [x]) => {
                let it = self.iterate_value(x.clone(), range);
                let cell = self.node(range, 0);
                let list = self.list_from(it, cell);
                let t = self.cells.ty(cell);
                let code = format!("py::random::choice({}.iter())", list.at(Prec::Atom));
                Ex::owned(self.try_(code), t)
            }
            ("shuffle", [x]) if x.ty.is(|a| matches!(a, Atom::List(_))) => {
                let b = self.borrowed(x);
                Ex::owned(format!("py::random::shuffle({b})"), Ty::none())
            }
            _ => return None,
        })
    }
}

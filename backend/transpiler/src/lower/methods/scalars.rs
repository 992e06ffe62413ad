//! Methods of numbers and bytes.
//! Knows nothing of their operators.

use crate::lower::{Ex, Lowerer, Prec};
use crate::types::{Atom, Ty};

impl<'a> Lowerer<'a> {
    pub(super) fn int_method(&mut self, x: &Ex, name: &str, args: &[Ex]) -> Option<Ex> {
        let x = if x.ty.is_bool() { self.int_of_bool(x) } else { x.clone() };
        let recv = self.text_recv(&x);
        match (name, args) {
            ("bit_length" | "bit_count", []) => Some(Ex::owned(format!("{recv}.{name}()"), Ty::nat())),
            ("conjugate" | "__int__" | "__index__", []) => Some(x),
            ("is_integer", []) => None,
            _ => None,
        }
    }

    pub(super) fn float_method(&mut self, x: &Ex, name: &str, args: &[Ex]) -> Option<Ex> {
        let f = self.float(x);
        match (name, args) {
            ("is_integer", []) => Some(Ex::owned(format!("py::float::is_integer({f})"), Ty::one(Atom::Bool))),
            ("hex", []) => Some(Ex::owned(format!("py::float::hex({f})"), Ty::one(Atom::Str))),
            _ => None,
        }
    }

    pub(super) fn bytes_method(&mut self, x: &Ex, name: &str, args: &[Ex]) -> Option<Ex> {
        let recv = x.at(Prec::Atom);
        Some(match (name, args) {
            ("hex", []) => Ex::owned(format!("{recv}.hex()"), Ty::one(Atom::Str)),
            ("decode", []) => {
                let code = format!("{recv}.decode()");
                Ex::owned(self.try_(code), Ty::one(Atom::Str))
            }
            ("decode", [e])
                if e.str_lit().is_some_and(|s| matches!(s.to_lowercase().as_str(), "utf-8" | "utf8" | "ascii")) =>
            {
                let code = format!("{recv}.decode()");
                Ex::owned(self.try_(code), Ty::one(Atom::Str))
            }
            _ => return None,
        })
    }
}

//! Methods of numbers and bytes.
//! Knows nothing of their operators.

use crate::lower::{Ex, Lowerer, Prec};
use crate::types::{Atom, Cell, Ty};
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// The cells of a pair of integers.
    fn two_ints(&mut self, range: TextRange) -> Vec<Cell> {
        let cells = vec![self.node(range, 10), self.node(range, 11)];
        for c in &cells {
            self.cells.flow(&Ty::int(), *c);
        }
        cells
    }

    pub(super) fn int_method(&mut self, x: &Ex, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let x = if x.ty.is_bool() { self.int_of_bool(x) } else { x.clone() };
        let recv = self.text_recv(&x);
        match (name, args) {
            ("bit_length" | "bit_count", []) => Some(Ex::owned(format!("{recv}.{name}()"), Ty::nat())),
            ("conjugate" | "__int__" | "__index__", []) => Some(x),
            ("as_integer_ratio", []) => {
                let cells = self.two_ints(range);
                Some(Ex::owned(format!("({recv}.clone(), Int::from(1))"), Ty::one(Atom::Tuple(cells))))
            }
            ("to_bytes", [length, rest @ ..]) if length.ty.is_int() && rest.len() < 3 => {
                let text = |x: &Ex| x.str_lit().map(str::to_string);
                let big = match rest.first().map(text) {
                    None => true,
                    Some(Some(o)) if o == "big" => true,
                    Some(Some(o)) if o == "little" => false,
                    _ => return None,
                };
                let signed = rest.get(1).map_or("false".to_string(), |s| self.truth(s).0);
                let length = self.borrowed(length);
                let value = self.borrowed(&x);
                let code = format!("Bytes::of_int({value}, {length}, {big}, {signed})");
                Some(Ex::owned(self.try_(code), Ty::one(Atom::Bytes)))
            }
            _ => None,
        }
    }

    pub(super) fn float_method(&mut self, x: &Ex, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let f = self.float(x);
        match (name, args) {
            ("is_integer", []) => Some(Ex::owned(format!("py::float::is_integer({f})"), Ty::one(Atom::Bool))),
            ("hex", []) => Some(Ex::owned(format!("py::float::hex({f})"), Ty::one(Atom::Str))),
            ("conjugate", []) => Some(x.clone()),
            ("as_integer_ratio", []) => {
                let cells = self.two_ints(range);
                let code = format!("py::float::as_integer_ratio({f})");
                Some(Ex::owned(self.try_(code), Ty::one(Atom::Tuple(cells))))
            }
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

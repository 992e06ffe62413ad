//! The module `math`.
//! Knows nothing of how the functions are computed; that is the runtime's.

use crate::lower::{Ex, Lowerer, Prec};
use crate::types::{Atom, Ty};
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// A number of any kind as a float.
    pub(super) fn any_float(&mut self, x: &Ex) -> String {
        if x.ty.0.len() > 1 { format!("{}.float()", x.at(Prec::Atom)) } else { self.float(x) }
    }

    pub(super) fn math(&mut self, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let float = Ty::one(Atom::Float);
        let ints = args.iter().all(|a| a.ty.is(|t| matches!(t, Atom::Int(_) | Atom::Bool)));
        if !args.iter().all(|a| a.ty.0.iter().all(|t| matches!(t, Atom::Int(_) | Atom::Bool | Atom::Float))) {
            if let [x] = args
                && x.ty.single().is_some()
                && !matches!(name, "dist" | "prod" | "fsum")
            {
                let message = format!("must be real number, not {}", self.ty_names(&x.ty));
                return Some(self.raising(&[x], &format!("py::type_error({})", crate::lower::quote(&message))));
            }
            return None;
        }
        let int_args = |l: &mut Self| -> Vec<String> {
            args.iter()
                .map(|a| {
                    let a = l.as_int(a.clone(), range);
                    l.borrowed(&a)
                })
                .collect()
        };
        Some(match (name, args.len()) {
            ("floor" | "ceil" | "trunc", 1) => {
                let x = &args[0];
                if ints {
                    return Some(self.as_int(x.clone(), range));
                }
                let f = self.any_float(x);
                let code = format!("py::math::{name}({f})");
                Ex::owned(self.try_(code), Ty::int())
            }
            ("gcd" | "lcm", 2) if ints => {
                let a = int_args(self);
                Ex::owned(format!("py::math_int::{name}({}, {})", a[0], a[1]), Ty::nat())
            }
            ("factorial" | "isqrt", 1) => {
                if !ints {
                    let message = "'float' object cannot be interpreted as an integer";
                    return Some(
                        self.raising(&[&args[0]], &format!("py::type_error({})", crate::lower::quote(message))),
                    );
                }
                let a = int_args(self);
                let code = format!("py::math_int::{name}({})", a[0]);
                Ex::owned(self.try_(code), Ty::nat())
            }
            ("comb" | "perm", 2) if ints => {
                let a = int_args(self);
                let code = format!("py::math_int::{name}({}, {})", a[0], a[1]);
                Ex::owned(self.try_(code), Ty::nat())
            }
            ("log" | "log2" | "log10", 1) if ints => {
                let a = int_args(self);
                let code = format!("py::math::{name}_int({})", a[0]);
                Ex::owned(self.try_(code), float)
            }
            (
                "sqrt" | "exp" | "expm1" | "log" | "log2" | "log10" | "log1p" | "sin" | "cos" | "tan" | "asin" | "acos"
                | "sinh" | "cosh" | "acosh" | "atanh" | "exp2",
                1,
            ) => {
                let f = self.any_float(&args[0]);
                let code = format!("py::math::{name}({f})");
                Ex::owned(self.try_(code), float)
            }
            ("gamma" | "lgamma", 1) => {
                let f = self.any_float(&args[0]);
                let code = format!("py::math_special::{name}({f})");
                Ex::owned(self.try_(code), float)
            }
            ("erf" | "erfc", 1) => {
                let f = self.any_float(&args[0]);
                Ex::owned(format!("py::math_special::{name}({f})"), float)
            }
            ("fabs" | "degrees" | "radians" | "atan" | "tanh" | "asinh" | "cbrt", 1) => {
                let f = self.any_float(&args[0]);
                Ex::owned(format!("py::math::{name}({f})"), float)
            }
            ("isnan" | "isinf" | "isfinite", 1) => {
                let f = self.any_float(&args[0]);
                Ex::owned(format!("py::math::{name}({f})"), Ty::one(Atom::Bool))
            }
            ("pow" | "fmod" | "remainder", 2) => {
                let (a, b) = (self.any_float(&args[0]), self.any_float(&args[1]));
                let code = format!("py::math::{name}({a}, {b})");
                Ex::owned(self.try_(code), float)
            }
            ("log", 2) => {
                let (a, b) = (self.any_float(&args[0]), self.any_float(&args[1]));
                let code = format!("py::math::log_base({a}, {b})");
                Ex::owned(self.try_(code), float)
            }
            ("atan2" | "copysign", 2) => {
                let (a, b) = (self.any_float(&args[0]), self.any_float(&args[1]));
                Ex::owned(format!("py::math::{name}({a}, {b})"), float)
            }
            ("hypot", 2) => {
                let (a, b) = (self.any_float(&args[0]), self.any_float(&args[1]));
                Ex::owned(format!("py::math_sum::hypot([{a}, {b}])"), float)
            }
            ("isclose", 2) => {
                let (a, b) = (self.any_float(&args[0]), self.any_float(&args[1]));
                let code = format!("py::math::isclose_within({a}, {b}, 1e-9, 0.0)");
                Ex::owned(self.try_(code), Ty::one(Atom::Bool))
            }
            _ => return None,
        })
    }
}

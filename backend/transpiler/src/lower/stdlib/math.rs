//! The module `math`.
//! Knows nothing of how the functions are computed; that is the runtime's.

use crate::lower::iterate::It;
use crate::lower::{Ex, Lowerer, Own, Prec};
use crate::types::{Atom, Ty};
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// A number of any kind as a float.
    pub(super) fn any_float(&mut self, x: &Ex) -> String {
        if x.ty.0.len() < 2 {
            return self.float(x);
        }
        if self.has_handlers && x.ty.is_number() {
            let code = format!("{}.to_f64()", x.at(Prec::Atom));
            return self.try_(code);
        }
        format!("{}.float()", x.at(Prec::Atom))
    }

    /// Numbers as an iterator of floats.
    pub(super) fn floats(&mut self, x: &Ex, range: TextRange) -> Option<String> {
        let it = self.iterate_value(x.clone(), range);
        let it = self.settled(it);
        if !it.elem.is_number() && !it.elem.is_bool() && !it.elem.is_empty() {
            return None;
        }
        if it.elem.is_float() || it.elem.is_empty() {
            return Some(it.code);
        }
        let item = self.any_float(&Ex::place("item", it.elem));
        if item.ends_with('?') {
            let code = format!("py::drain({}.map(|item| {}))", it.code, item.trim_end_matches('?'));
            return Some(self.try_(code));
        }
        Some(format!("{}.map(|item| {item})", it.code))
    }

    /// `math.prod(items, start=)`.
    pub(super) fn product(&mut self, it: It, start: Option<Ex>, range: TextRange) -> Ex {
        let it = self.settled(it);
        let start = start.filter(|s| s.int_lit() != Some(1));
        let plain = |t: &Ty| t.is_number();
        if it.elem.is_empty() {
            return start.unwrap_or_else(|| self.int(1));
        }
        if !plain(&it.elem) || start.as_ref().is_some_and(|s| !plain(&s.ty)) {
            return self.refuse("P0405", range, "math.prod of these values is not translated");
        }
        let ints = it.elem.is_int() && start.as_ref().is_none_or(|s| s.ty.is_int());
        let nat = it.elem.is_nat() && start.as_ref().is_none_or(|s| s.ty.is_nat());
        let ty = match (ints, nat) {
            (true, true) => Ty::nat(),
            (true, false) => Ty::int(),
            // An empty product is the integer 1.
            _ => Ty(vec![Atom::Int(false), Atom::Float]),
        };
        let number = |l: &mut Self, code: String, t: &Ty| {
            let item = l.coerce(Ex { own: Own::Last, ..Ex::place("item", t.clone()) }, &ty);
            if item == "item" || item.is_empty() { code } else { format!("{code}.map(|item| {item})") }
        };
        let mut items = number(self, it.code, &it.elem);
        if let Some(s) = start {
            let s = self.coerce(s, &ty);
            items = format!("std::iter::once({s}).chain({items})");
        }
        Ex::owned(format!("py::math_int::prod_{}({items})", if ints { "int" } else { "num" }), ty)
    }

    pub(super) fn math(&mut self, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let float = Ty::one(Atom::Float);
        if let ("dist", [p, q]) = (name, args) {
            let (p, q) = (self.floats(p, range)?, self.floats(q, range)?);
            let code = format!("py::math_sum::dist({p}, {q})");
            return Some(Ex::owned(self.try_(code), float));
        }
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
                if x.ty.0.len() > 1 {
                    // An integer among them keeps all of its digits.
                    let x = self.without_bool(x.clone(), range);
                    let code = match name {
                        "trunc" => format!("{}.to_int()", x.at(Prec::Atom)),
                        _ => format!("py::math_parts::{name}_num({})", self.borrowed(&x)),
                    };
                    return Some(Ex::owned(self.try_(code), Ty::int()));
                }
                let f = self.any_float(x);
                let code = format!("py::math::{name}({f})");
                Ex::owned(self.try_(code), Ty::int())
            }
            ("gcd" | "lcm" | "comb" | "perm" | "factorial" | "isqrt", _) if args.iter().any(|a| a.ty.is_float()) => {
                let message = "'float' object cannot be interpreted as an integer";
                let operands: Vec<&Ex> = args.iter().collect();
                return Some(self.raising(&operands, &format!("py::type_error({})", crate::lower::quote(message))));
            }
            ("gcd" | "lcm", n) if ints && n != 2 => {
                let parts: Vec<String> = args
                    .iter()
                    .map(|a| {
                        let a = self.as_int(a.clone(), range);
                        self.owned(a)
                    })
                    .collect();
                Ex::owned(format!("py::math_int::{name}_all([{}] as [Int; {n}])", parts.join(", ")), Ty::nat())
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
            ("perm", 1) if ints => {
                let a = int_args(self);
                let code = format!("py::math_int::perm_all({})", a[0]);
                Ex::owned(self.try_(code), Ty::nat())
            }
            ("comb" | "perm", 2) if ints => {
                let a = int_args(self);
                let code = format!("py::math_int::{name}({}, {})", a[0], a[1]);
                Ex::owned(self.try_(code), Ty::nat())
            }
            ("log", 2) if ints => {
                let a = int_args(self);
                let (x, base) = (format!("py::math::log_int({})", a[0]), format!("py::math::log_int({})", a[1]));
                let (x, base) = (self.try_(x), self.try_(base));
                let code = format!("py::float::true_div({x}, {base})");
                Ex::owned(self.try_(code), float)
            }
            ("modf" | "frexp", 1) => {
                let f = self.any_float(&args[0]);
                let cells = [self.node(range, 40), self.node(range, 41)];
                self.cells.flow(&float, cells[0]);
                self.cells.flow(&if name == "modf" { float } else { Ty::int() }, cells[1]);
                Ex::owned(format!("py::math::{name}({f})"), Ty::one(Atom::Tuple(cells.to_vec())))
            }
            ("ldexp", 2) if !args[1].ty.is_float() => {
                let f = self.any_float(&args[0]);
                let n = self.as_int(args[1].clone(), range);
                let n = self.borrowed(&n);
                let code = format!("py::math::ldexp({f}, {n})");
                Ex::owned(self.try_(code), float)
            }
            ("nextafter", 2) => {
                let (a, b) = (self.any_float(&args[0]), self.any_float(&args[1]));
                Ex::owned(format!("py::math::nextafter({a}, {b})"), float)
            }
            ("ulp", 1) => {
                let f = self.any_float(&args[0]);
                Ex::owned(format!("py::math::ulp({f})"), float)
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
            ("hypot", n) => {
                let parts: Vec<String> = args.iter().map(|a| self.any_float(a)).collect();
                Ex::owned(format!("py::math_sum::hypot([{}] as [f64; {n}])", parts.join(", ")), float)
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

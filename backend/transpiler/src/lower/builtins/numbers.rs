//! Builtins that make or take numbers: `int`, `float`, `round`, `abs`, `divmod`.
//! Knows nothing of arithmetic operators.

use crate::lower::{Ex, Lit, Lowerer, Prec};
use crate::types::{Atom, Ty};
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// `pow(base, exponent, modulus)`.
    pub(super) fn pow_mod(&mut self, given: [Ex; 3], range: TextRange) -> Ex {
        const MESSAGE: &str = "pow() 3rd argument not allowed unless all arguments are integers";
        if given.iter().any(|x| x.ty.is_float()) {
            let operands: Vec<&Ex> = given.iter().collect();
            return self.raising(&operands, &format!("py::type_error({})", crate::lower::quote(MESSAGE)));
        }
        let [x, y, z] = given.map(|x| {
            if x.ty.is_number() && x.ty.0.len() > 1 {
                let code = format!("{}.whole({})", x.at(Prec::Atom), crate::lower::quote(MESSAGE));
                return Ex::owned(self.try_(code), Ty::int());
            }
            self.as_int(x, range)
        });
        let recv = if x.lit.is_some() { self.owned(x) } else { x.at(Prec::Atom) };
        let (y, z) = (self.borrowed(&y), self.borrowed(&z));
        let code = format!("{recv}.pow_mod({y}, {z})");
        Ex::owned(self.try_(code), Ty::int())
    }

    pub(super) fn abs(&mut self, x: Ex, range: TextRange) -> Ex {
        if let Some(Atom::Inst(c)) = x.ty.single().cloned()
            && self.find_method(c, "__abs__").is_some()
        {
            return self.call_method_on(x, c, "__abs__", Vec::new());
        }
        let x = if x.ty.is_bool() { self.int_of_bool(&x) } else { x };
        if let Some(i) = x.int_lit() {
            return self.int(i.abs());
        }
        let names = self.ty_names(&x.ty);
        match self.numeric(x.clone(), "bad operand type for abs(): '{}'") {
            Some(x) => {
                let ty = if x.ty.is_int() { Ty::nat() } else { x.ty.clone() };
                if x.ty.is_float() {
                    return Ex::owned(format!("f64::abs({})", self.float(&x)), ty);
                }
                Ex::owned(format!("{}.abs()", x.at(Prec::Atom)), ty)
            }
            None if x.ty.single().is_some() => {
                let message = format!("bad operand type for abs(): '{names}'");
                self.raising(&[&x], &format!("py::type_error({})", crate::lower::quote(&message)))
            }
            None if x.ty.has_none() => {
                self.refuse("P0337", range, "abs() of a value of several kinds is not translated")
            }
            None => self.dispatch(x, range, |l, v| l.abs(v, range)),
        }
    }

    pub(super) fn int_of(&mut self, x: Ex, base: Option<Ex>, range: TextRange) -> Ex {
        let int = Ty::int();
        if let Some(b) = base {
            if !x.ty.is_str() {
                return self
                    .raising(&[&x, &b], "py::type_error(\"int() can't convert non-string with explicit base\")");
            }
            let b = self.as_int(b, range);
            let (s, b) = (self.str_ref(&x), self.borrowed(&b));
            let code = format!("Int::parse_base({s}, {b})");
            return Ex::owned(self.try_(code), int);
        }
        match x.ty.single().cloned() {
            Some(Atom::Int(_)) => x,
            Some(Atom::Bool) => self.int_of_bool(&x),
            Some(Atom::Float) => {
                let f = self.float(&x);
                let code = format!("Int::from_float({f})");
                Ex::owned(self.try_(code), int)
            }
            Some(Atom::Str) => {
                let s = self.str_ref(&x);
                let code = format!("Int::parse({s}, 10)");
                Ex::owned(self.try_(code), int)
            }
            Some(Atom::Inst(c)) if self.find_method(c, "__int__").is_some() => {
                self.call_method_on(x, c, "__int__", Vec::new())
            }
            None if x.ty.is_number() => {
                let code = format!("{}.to_int()", x.at(Prec::Atom));
                Ex::owned(self.try_(code), int)
            }
            None => {
                let m = "int() argument must be a string, a bytes-like object or a real number, not '{}'";
                if let Some(y) = self.only_kind(&x, m)
                    && y.ty != x.ty
                {
                    return self.int_of(y, None, range);
                }
                self.dispatch(x, range, |l, v| l.int_of(v, None, range))
            }
            Some(a) => {
                let message = format!(
                    "int() argument must be a string, a bytes-like object or a real number, not '{}'",
                    self.kind_name(&a)
                );
                self.raising(&[&x], &format!("py::type_error({})", crate::lower::quote(&message)))
            }
        }
    }

    pub(super) fn float_of(&mut self, x: Ex, range: TextRange) -> Ex {
        let float = Ty::one(Atom::Float);
        match x.ty.single().cloned() {
            Some(Atom::Float) => x,
            Some(Atom::Int(_) | Atom::Bool) => {
                let code = self.float(&x);
                Ex::owned(code, float)
            }
            Some(Atom::Str) => {
                if let Some(s) = x.str_lit() {
                    match s.trim().to_lowercase().as_str() {
                        "inf" | "+inf" | "infinity" | "+infinity" => return Ex::owned("f64::INFINITY", float),
                        "-inf" | "-infinity" => return Ex::owned("f64::NEG_INFINITY", float),
                        "nan" => return Ex::owned("f64::NAN", float),
                        _ => {}
                    }
                }
                let s = self.str_ref(&x);
                let code = format!("py::float::parse({s})");
                Ex::owned(self.try_(code), float)
            }
            Some(Atom::Inst(c)) if self.find_method(c, "__float__").is_some() => {
                self.call_method_on(x, c, "__float__", Vec::new())
            }
            None if x.ty.is_number() => Ex::owned(format!("{}.float()", x.at(Prec::Atom)), float),
            None => {
                let m = "float() argument must be a string or a real number, not '{}'";
                if let Some(y) = self.only_kind(&x, m)
                    && y.ty != x.ty
                {
                    return self.float_of(y, range);
                }
                self.dispatch(x, range, |l, v| l.float_of(v, range))
            }
            Some(a) => {
                let message =
                    format!("float() argument must be a string or a real number, not '{}'", self.kind_name(&a));
                self.raising(&[&x], &format!("py::type_error({})", crate::lower::quote(&message)))
            }
        }
    }

    pub(super) fn round_number(&mut self, x: Ex, digits: Option<Ex>, range: TextRange) -> Ex {
        let x = if x.ty.is_bool() { self.int_of_bool(&x) } else { x };
        let digits = digits.filter(|d| d.lit != Some(Lit::None));
        if let Some(Atom::Inst(c)) = x.ty.single().cloned()
            && self.find_method(c, "__round__").is_some()
        {
            return self.call_method_on(x, c, "__round__", digits.into_iter().collect());
        }
        let Some(x) = self.numeric(x.clone(), "type {} doesn't define __round__ method") else {
            return self.refuse("P0338", range, "round() of this type is not translated");
        };
        match digits {
            None if x.ty.is_int() => x,
            None if x.ty.is_float() => {
                let f = self.float(&x);
                let code = format!("py::float::round({f})");
                Ex::owned(self.try_(code), Ty::int())
            }
            None => {
                let code = format!("{}.round()", x.at(Prec::Atom));
                Ex::owned(self.try_(code), Ty::int())
            }
            Some(d) => {
                let d = self.as_int(d, range);
                let d = self.borrowed(&d);
                if x.ty.is_float() {
                    let f = self.float(&x);
                    let code = format!("py::float::round_digits({f}, {d})");
                    return Ex::owned(self.try_(code), Ty::one(Atom::Float));
                }
                if x.ty.is_int() {
                    let b = self.borrowed(&x);
                    return Ex::owned(format!("py::float::round_int({b}, {d})"), Ty::int());
                }
                let code = format!("{}.round_digits({d})", x.at(Prec::Atom));
                Ex::owned(self.try_(code), x.ty)
            }
        }
    }

    pub(super) fn divmod(&mut self, x: Ex, y: Ex, range: TextRange) -> Ex {
        let x = if x.ty.is_bool() { self.int_of_bool(&x) } else { x };
        let y = if y.ty.is_bool() { self.int_of_bool(&y) } else { y };
        let pair = |l: &mut Self, a: Ty, b: Ty| {
            let (c, d) = (l.node(range, 70), l.node(range, 71));
            l.cells.flow(&a, c);
            l.cells.flow(&b, d);
            Ty::one(Atom::Tuple(vec![c, d]))
        };
        if x.ty.is_int() && y.ty.is_int() {
            let both = x.ty.is_nat() && y.ty.is_nat();
            let q = if both { Ty::nat() } else { Ty::int() };
            let r = if y.ty.is_nat() { Ty::nat() } else { Ty::int() };
            let ty = pair(self, q, r);
            let recv = if x.lit.is_some() { self.owned(x) } else { x.at(Prec::Atom) };
            let b = self.borrowed(&y);
            let code = format!("{recv}.divmod({b})");
            return Ex::owned(self.try_(code), ty);
        }
        if x.ty.is_number() && y.ty.is_number() && x.ty.0.len() == 1 && y.ty.0.len() == 1 {
            let ty = pair(self, Ty::one(Atom::Float), Ty::one(Atom::Float));
            let (a, b) = (self.float(&x), self.float(&y));
            let code = format!("py::float::divmod({a}, {b})");
            return Ex::owned(self.try_(code), ty);
        }
        let number = Ty(vec![Atom::Int(false), Atom::Float]);
        if x.ty.is_number() && y.ty.is_number() {
            let ty = pair(self, number.clone(), number.clone());
            let (a, b) = (self.coerce(x, &number), self.coerce(y, &number));
            let code = format!("{}.divmod(&{b})", crate::lower::tight(&a));
            return Ex::owned(self.try_(code), ty);
        }
        self.refuse("P0339", range, "divmod() of these types is not translated")
    }
}

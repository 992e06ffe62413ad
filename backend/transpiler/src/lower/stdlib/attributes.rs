//! Names of modules as values: constants, and functions handed on.
//! Knows nothing of their calls.

use crate::lower::vars::Name;
use crate::lower::{Ex, Lit, Lowerer};
use crate::types::{Atom, Ty};
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// A name of a module used as a value: a constant, a function handed on, or a refusal.
    pub(crate) fn module_attribute(&mut self, module: &str, name: &str, range: TextRange) -> Ex {
        if self.program.is_own(module) {
            return match self.imported(module.to_string(), name.to_string(), range) {
                Name::Var(v) => self.read(&v),
                Name::Func(f) => self.function_value(f, range),
                Name::From(m, n) if m != module => self.module_attribute(&m, &n, range),
                _ => self.refuse("P0401", range, format!("'{module}.{name}' as a value is not translated")),
            };
        }
        let float = Ty::one(Atom::Float);
        let string = |s: &str| Ex::literal(Lit::Str(s.to_string()), crate::lower::quote(s), Ty::one(Atom::Str));
        match (module, name) {
            ("math", "pi") => Ex::owned("std::f64::consts::PI", float),
            ("math", "e") => Ex::owned("std::f64::consts::E", float),
            ("math", "tau") => Ex::owned("std::f64::consts::TAU", float),
            ("math", "inf") => Ex::owned("f64::INFINITY", float),
            ("math", "nan") => Ex::owned("f64::NAN", float),
            ("sys", "maxsize") => Ex::owned("Int::from(i64::MAX)", Ty::nat()),
            ("sys", "argv") => {
                let c = self.node(range, 0);
                self.cells.flow(&Ty::one(Atom::Str), c);
                Ex::owned("py::argv()", Ty::one(Atom::List(c)))
            }
            ("string", "ascii_lowercase") => string("abcdefghijklmnopqrstuvwxyz"),
            ("string", "ascii_uppercase") => string("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
            ("string", "ascii_letters") => string("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
            ("string", "digits") => string("0123456789"),
            ("string", "hexdigits") => string("0123456789abcdefABCDEF"),
            ("string", "octdigits") => string("01234567"),
            ("string", "punctuation") => string("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"),
            ("string", "whitespace") => string(" \t\n\r\u{b}\u{c}"),
            ("string", "printable") => string(
                "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \t\n\r\u{b}\u{c}",
            ),
            ("math" | "operator" | "functools" | "itertools", _) => {
                let two = module == "operator"
                    || matches!(
                        name,
                        "pow" | "atan2" | "fmod" | "gcd" | "hypot" | "copysign" | "comb" | "perm" | "log_base" | "lcm"
                    );
                self.callable_value(
                    if two && !matches!(name, "neg" | "not_" | "abs") { 2 } else { 1 },
                    range,
                    |l, args| l.module_with(module, name, args, range),
                )
            }
            _ => self.refuse_with(
                "P0401",
                range,
                format!("'{module}.{name}' as a value is not translated"),
                Some("call it, or wrap it in a lambda"),
            ),
        }
    }
}

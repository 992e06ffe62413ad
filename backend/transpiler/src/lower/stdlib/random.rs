//! The module `random`.
//! Knows nothing of the generator; that is the runtime's.

use crate::lower::{Ex, Lit, Lowerer, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::ExprCall;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// `sample(items, k)` and `choices(items, weights, k=)`.
    pub(super) fn draw(&mut self, name: &str, c: &'a ExprCall) -> Ex {
        let args = self.args(c);
        let cell = self.node(c.range, 0);
        if args.pos.iter().chain(args.kw.iter().map(|k| &k.1)).any(|x| x.ty.is_empty()) {
            return Ex::unknown();
        }
        let refused = |l: &mut Self| {
            l.refuse("P0407", c.range, format!("random.{name}() with these arguments is not translated"))
        };
        let mut pos = args.pos.into_iter();
        let (items, second) = (pos.next(), pos.next());
        let (mut k, mut weights) = if name == "sample" { (second, None) } else { (None, second) };
        for (n, x) in args.kw {
            match n.as_str() {
                "k" => k = Some(x),
                "weights" => weights = Some(x),
                _ => return refused(self),
            }
        }
        let Some(items) = items else { return refused(self) };
        let sequence = |a: &Atom| {
            matches!(a, Atom::List(_) | Atom::Tuple(_) | Atom::VarTuple(_) | Atom::Range | Atom::Str | Atom::Deque(_))
        };
        if args.star.is_some() || pos.next().is_some() || !items.ty.is(sequence) {
            return refused(self);
        }
        let it = self.iterate_value(items, c.range);
        let items = self.iterator_of(it, cell);
        let k = match k {
            Some(k) => self.as_int(k, c.range),
            None if name == "choices" => self.int(1),
            None => return refused(self),
        };
        let k = self.borrowed(&k);
        let ty = Ty::one(Atom::List(cell));
        let code = match weights.filter(|w| w.lit != Some(Lit::None)) {
            None => format!("py::random::{name}({items}, {k})"),
            Some(w) => {
                let Some(weights) = self.floats(&w, c.range) else { return refused(self) };
                format!("py::random::choices_weighted({items}, {weights}, {k})")
            }
        };
        Ex::owned(self.try_(code), ty)
    }

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
            ("randrange", [a, b, step]) => {
                let parts = [a, b, step].map(|x| {
                    let x = self.as_int(x.clone(), range);
                    self.borrowed(&x)
                });
                let code = format!("py::random::randrange({})", parts.join(", "));
                Ex::owned(self.try_(code), Ty::int())
            }
            ("getrandbits", [n]) => {
                let n = self.as_int(n.clone(), range);
                let n = self.borrowed(&n);
                let code = format!("py::random::getrandbits({n})");
                Ex::owned(self.try_(code), Ty::nat())
            }
            ("gauss" | "normalvariate", [mu, sigma]) => {
                let (mu, sigma) = (self.any_float(mu), self.any_float(sigma));
                Ex::owned(format!("py::random::{name}({mu}, {sigma})"), Ty::one(Atom::Float))
            }
            ("expovariate", [rate]) => {
                let rate = self.any_float(rate);
                let code = format!("py::random::expovariate({rate})");
                Ex::owned(self.try_(code), Ty::one(Atom::Float))
            }
            ("seed", []) => Ex::owned("py::random::seed_from_system()", Ty::none()),
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

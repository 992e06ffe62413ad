//! Methods called on a builtin type: `dict.fromkeys`, `str.maketrans`, `chain.from_iterable`.
//! Knows nothing of methods of values.

use crate::lower::{Ex, Lit, Lowerer, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// Static methods of builtin types: `dict.fromkeys`, `str.maketrans`, `str.join`-like calls, `chain.from_iterable`.
    pub(crate) fn type_method(&mut self, of: &'a Expr, name: &str, c: &'a ExprCall) -> Option<Ex> {
        let Expr::Name(n) = of else { return None };
        let args = &c.arguments.args;
        if let crate::lower::vars::Name::From(m, f) = self.lookup(n.id.as_str(), n.range, false) {
            if m == "itertools" && f == "chain" && name == "from_iterable" && args.len() == 1 {
                let it = self.iterate(&args[0]);
                let flat = self.flattened(it, c.range);
                let out = self.node(c.range, 0);
                let code = self.iterator_of(flat, out);
                return Some(Ex::owned(format!("Iter::new({code})"), Ty::one(Atom::Iter(out))));
            }
            return None;
        }
        match (n.id.as_str(), name, args.len()) {
            ("set", "intersection" | "union", 1) if let Expr::Starred(s) = &args[0] => {
                let it = self.iterate(&s.value);
                let it = self.settled(it);
                let Some(Atom::Set(_)) = it.elem.single() else {
                    return it.elem.is_empty().then(Ex::unknown);
                };
                let code = format!("py::set_methods::{name}_all({})", it.code);
                Some(Ex::owned(self.try_(code), it.elem))
            }
            ("dict", "fromkeys", 1 | 2) => {
                let (k, v) = (self.node(c.range, 0), self.node(c.range, 1));
                let it = self.iterate(&args[0]);
                let code = self.iterator_of(it, k);
                let x = match args.get(1) {
                    Some(e) => self.expr(e),
                    None => Ex::literal(Lit::None, "()", Ty::none()),
                };
                let x = self.store(x, v);
                Some(Ex::owned(format!("Dict::fromkeys({code}, {x})"), Ty::one(Atom::Dict(k, v))))
            }
            ("str", "maketrans", 1..=3) => Some(self.maketrans(args, c.range)),
            ("int", "from_bytes", 1 | 2) => self.int_from_bytes(c),
            ("bytes", "fromhex", 1) => {
                let x = self.expr(&args[0]);
                if !x.ty.is_str() {
                    return None;
                }
                let x = self.str_ref(&x);
                let code = format!("Bytes::fromhex({x})");
                Some(Ex::owned(self.try_(code), Ty::one(Atom::Bytes)))
            }
            ("str" | "list" | "dict" | "set" | "int" | "float" | "tuple" | "bytes", _, n) if n >= 1 => {
                let x = self.expr(&args[0]);
                let rest: Vec<Ex> = args[1..].iter().map(|e| self.expr(e)).collect();
                Some(self.method_with(x, name, rest, c.range))
            }
            _ => None,
        }
    }

    /// `str.maketrans` in its three forms.
    fn maketrans(&mut self, args: &'a [Expr], range: TextRange) -> Ex {
        let (k, v) = (self.node(range, 0), self.node(range, 1));
        self.cells.flow(&Ty::nat(), k);
        let ty = Ty::one(Atom::Dict(k, v));
        let given: Vec<Ex> = args.iter().map(|e| self.expr(e)).collect();
        if given.iter().any(|x| x.ty.is_empty()) {
            let operands: Vec<&Ex> = given.iter().collect();
            return self.diverging(&operands);
        }
        if let [table] = given.as_slice() {
            let Some(Atom::Dict(a, b)) = table.ty.single().cloned() else {
                return self.refuse("P0351", range, "maketrans() of this value is not translated");
            };
            self.cells.unify(b, v);
            let keys = self.cells.ty(a);
            if keys.is_int() {
                return Ex::owned(format!("{}.copy()", table.at(Prec::Atom)), ty);
            }
            if !keys.is_str() {
                return self.refuse("P0351", range, "maketrans() of these keys is not translated");
            }
            let code = format!("py::text_translate::maketrans_dict({})", self.borrowed(table));
            return Ex::owned(self.try_(code), ty);
        }
        if !given.iter().all(|x| x.ty.is_str()) {
            return self.refuse("P0351", range, "maketrans() of these values is not translated");
        }
        self.cells.flow(&if given.len() == 3 { Ty(vec![Atom::None, Atom::Int(true)]) } else { Ty::nat() }, v);
        let parts: Vec<String> = given.iter().map(|x| self.borrowed(x)).collect();
        let name = if parts.len() == 3 { "maketrans_without" } else { "maketrans" };
        let code = self.try_(format!("py::text_translate::{name}({})", parts.join(", ")));
        let made = if given.len() == 3 { Ty(vec![Atom::None, Atom::Int(true)]) } else { Ty::nat() };
        let held = self.cells.ty(v);
        if self.last_round && self.rty(&held) != self.rty(&made) {
            let value = self.coerce(Ex { own: crate::lower::Own::Last, ..Ex::place("value", made) }, &held);
            return Ex::owned(format!("{code}.items().map(|(key, value)| (key, {value})).collect::<Dict<_, _>>()"), ty);
        }
        Ex::owned(code, ty)
    }

    /// `int.from_bytes(data, order, signed=)`.
    fn int_from_bytes(&mut self, c: &'a ExprCall) -> Option<Ex> {
        let mut args = self.args(c);
        let signed = args.kw.iter().position(|k| k.0 == "signed").map(|at| args.kw.remove(at).1);
        let order = args.kw.iter().position(|k| k.0 == "byteorder").map(|at| args.kw.remove(at).1);
        let order = args.pos.get(1).cloned().or(order);
        let data = args.pos.first()?;
        if !args.kw.is_empty() || args.star.is_some() || !data.ty.is(|a| *a == Atom::Bytes) {
            return None;
        }
        let big = match order.as_ref().map(|o| o.str_lit()) {
            None | Some(Some("big")) => true,
            Some(Some("little")) => false,
            _ => return None,
        };
        let nat = signed.is_none();
        let signed = signed.map_or("false".to_string(), |s| self.truth(&s).0);
        let ty = if nat { Ty::nat() } else { Ty::int() };
        Some(Ex::owned(format!("{}.to_int({big}, {signed})", data.at(Prec::Atom)), ty))
    }
}

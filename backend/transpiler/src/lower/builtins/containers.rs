//! Builtins that make or measure containers: `list`, `tuple`, `set`, `dict`, `bytes`, `len`.
//! Knows nothing of their methods.

use crate::lower::iterate::It;
use crate::lower::{Ex, Lowerer, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

impl<'a> Lowerer<'a> {
    /// `list(x)`, `tuple(x)`, `set(x)` or `frozenset(x)`.
    pub(super) fn container_of(&mut self, name: &str, x: Option<Ex>, range: TextRange) -> Ex {
        match x {
            None => {
                let cell = self.node(range, 0);
                let (code, atom) = match name {
                    "list" => ("List::new()", Atom::List(cell)),
                    "tuple" => ("Tuple::new()", Atom::VarTuple(cell)),
                    "set" => ("Set::new()", Atom::Set(cell)),
                    _ => ("FrozenSet::new()", Atom::FrozenSet(cell)),
                };
                Ex::owned(code, Ty::one(atom)).vague()
            }
            Some(x) => {
                let x = self.tuple_to_index(x, "__iter__");
                if let (Some(Atom::Tuple(_)), "tuple") = (x.ty.single(), name) {
                    return x;
                }
                let set_code = match (x.ty.single().cloned(), name) {
                    (Some(Atom::Set(c) | Atom::FrozenSet(c)), "set") => {
                        Some((format!("{}.to_set()", x.at(Prec::Atom)), Atom::Set(c)))
                    }
                    (Some(Atom::Set(c) | Atom::FrozenSet(c)), "frozenset") => {
                        Some((format!("{}.to_frozenset()", x.at(Prec::Atom)), Atom::FrozenSet(c)))
                    }
                    (Some(Atom::Dict(c, _)), "set") => {
                        let b = self.borrowed(&x);
                        Some((format!("Set::from_dict({b})"), Atom::Set(c)))
                    }
                    _ => None,
                };
                if let Some((code, atom)) = set_code {
                    // The copy's elements may come to differ from the source's kinds; they share a type all the same.
                    return Ex::owned(code, Ty::one(atom));
                }
                let it = self.iterate_value(x, range);
                self.gather(name, it, range)
            }
        }
    }

    /// `dict(x)`.
    pub(super) fn dict_of(&mut self, x: Option<Ex>, range: TextRange) -> Ex {
        match x {
            None => {
                let (k, v) = (self.node(range, 0), self.node(range, 1));
                Ex::owned("Dict::new()", Ty::one(Atom::Dict(k, v))).vague()
            }
            Some(x) => match x.ty.single().cloned() {
                Some(Atom::Dict(..)) => Ex::owned(format!("{}.copy()", x.at(Prec::Atom)), x.ty),
                Some(Atom::DefaultDict(k, v) | Atom::OrderedDict(k, v)) => {
                    Ex::owned(format!("{}.to_dict()", x.at(Prec::Atom)), Ty::one(Atom::Dict(k, v)))
                }
                Some(Atom::Counter(k)) => {
                    let v = self.node(range, 1);
                    self.cells.flow(&Ty::int(), v);
                    Ex::owned(format!("{}.to_dict()", x.at(Prec::Atom)), Ty::one(Atom::Dict(k, v)))
                }
                _ => {
                    let it = self.iterate_value(x, range);
                    self.dict_from(it, range)
                }
            },
        }
    }

    pub(super) fn bytes(&mut self, x: Option<Ex>, y: Option<Ex>, range: TextRange) -> Ex {
        let ty = Ty::one(Atom::Bytes);
        match (x, y) {
            (None, None) => Ex::owned("Bytes::new()", ty),
            (Some(x), Some(enc))
                if x.ty.is_str()
                    && enc.str_lit().is_some_and(|e| matches!(e.to_lowercase().as_str(), "utf-8" | "utf8")) =>
            {
                let recv = if x.lit.is_some() { self.owned(x) } else { x.at(Prec::Atom) };
                Ex::owned(format!("{recv}.encode()"), ty)
            }
            (Some(x), None) if x.ty.is(|a| matches!(a, Atom::List(_) | Atom::Tuple(_) | Atom::VarTuple(_))) => {
                let it = self.iterate_value(x, range);
                let code = format!("Bytes::from_ints({})", it.code);
                Ex::owned(self.try_(code), ty)
            }
            _ => self.refuse("P0335", range, "bytes() with these arguments is not translated"),
        }
    }

    pub(super) fn len(&mut self, x: Ex, range: TextRange) -> Ex {
        if let Some(s) = x.str_lit() {
            return self.int(s.chars().count() as i64);
        }
        let x = self.tuple_to_index(x, "__len__");
        match x.ty.single().cloned() {
            Some(Atom::Tuple(cells)) if x.is_simple() => self.int(cells.len() as i64),
            Some(Atom::Tuple(cells)) => {
                let n = cells.len();
                Ex::owned(format!("{{ let _ = {}; Int::from({n}) }}", x.code), Ty::nat())
            }
            Some(Atom::Inst(c)) if self.find_method(c, "__len__").is_some() => {
                self.call_method_on(x, c, "__len__", Vec::new())
            }
            Some(
                Atom::Str
                | Atom::Bytes
                | Atom::List(_)
                | Atom::Dict(..)
                | Atom::DefaultDict(..)
                | Atom::OrderedDict(..)
                | Atom::View(..)
                | Atom::Counter(_)
                | Atom::Deque(_)
                | Atom::Set(_)
                | Atom::FrozenSet(_)
                | Atom::VarTuple(_)
                | Atom::Range,
            ) => Ex::owned(format!("{}.len()", x.at(Prec::Atom)), Ty::nat()),
            Some(a) => {
                let message = format!("object of type '{}' has no len()", self.kind_name(&a));
                self.raising(&[&x], &format!("py::type_error({})", crate::lower::quote(&message)))
            }
            None => {
                if let Some(y) = self.only_kind(&x, "object of type '{}' has no len()")
                    && y.ty != x.ty
                {
                    return self.len(y, range);
                }
                self.dispatch(x, range, |l, v| l.len(v, range))
            }
        }
    }

    /// A container from an iterator.
    pub(crate) fn gather(&mut self, kind: &str, it: It, range: TextRange) -> Ex {
        let cell = self.node(range, 0);
        let code = self.iterator_of(it, cell);
        let (name, atom) = match kind {
            "list" => ("List<_>", Atom::List(cell)),
            "tuple" => ("Tuple<_>", Atom::VarTuple(cell)),
            "set" => ("Set<_>", Atom::Set(cell)),
            _ => ("FrozenSet<_>", Atom::FrozenSet(cell)),
        };
        if kind.ends_with("set") {
            let t = self.cells.ty(cell);
            self.need_hash(&t, range);
        }
        if let Some(base) = code.strip_suffix(".iter()")
            && kind == "list"
            && base.ends_with(".collect::<List<_>>()")
        {
            return Ex::owned(base.to_string(), Ty::one(atom));
        }
        Ex::owned(format!("{code}.collect::<{name}>()"), Ty::one(atom))
    }

    /// What is gone over without being a value: a call of `zip` and its kin, a generator; or else the value.
    pub(super) fn walked(&mut self, e: &'a Expr) -> Result<It, Ex> {
        if let Expr::Call(c) = e
            && let Some(it) = self.iterate_call(c)
        {
            return Ok(it);
        }
        if matches!(e, Expr::Generator(_)) || self.is_stdin(e) {
            return Ok(self.iterate(e));
        }
        Err(self.expr(e))
    }

    /// `dict(items, **more)`.
    pub(super) fn dict_with(&mut self, e: &'a Expr, c: &'a ExprCall) -> Ex {
        let made = match self.walked(e) {
            Ok(it) => self.dict_from(it, c.range),
            Err(x) => match x.ty.single() {
                Some(Atom::Dict(..) | Atom::DefaultDict(..) | Atom::OrderedDict(..) | Atom::Counter(_)) => {
                    self.builtin_with("dict", vec![x], c.range)
                }
                _ => {
                    let it = self.iterate_value(x, e.range());
                    self.dict_from(it, c.range)
                }
            },
        };
        let Some(Atom::Dict(k, v)) = made.ty.single().cloned().filter(|_| !c.arguments.keywords.is_empty()) else {
            return made;
        };
        let dict = self.temp("dict");
        let mut body = format!("let {dict} = {};\n", self.owned(made.clone()));
        for kw in &c.arguments.keywords {
            let Some(n) = &kw.arg else {
                return self.refuse("P0302", kw.range, "`**` in a call is not translated");
            };
            let key =
                Ex::literal(crate::lower::Lit::Str(n.to_string()), crate::lower::quote(n.as_str()), Ty::one(Atom::Str));
            let key = self.store(key, k);
            let x = self.expr(&kw.value);
            let x = self.store(x, v);
            body.push_str(&format!("{dict}.set({key}, {x});\n"));
        }
        Ex::owned(format!("{{ {body}{dict} }}"), made.ty)
    }

    /// An iterator of pairs, as a dictionary is made from: rows of any length are checked as they come.
    pub(crate) fn pairs(&mut self, it: It, range: TextRange) -> It {
        let cell = match it.elem.single() {
            None if it.elem.is_empty() => return it,
            Some(Atom::Tuple(cells)) if cells.len() == 2 => return it,
            Some(Atom::List(c) | Atom::VarTuple(c)) => *c,
            Some(Atom::Str) => {
                let c = self.node(range, 7);
                self.cells.flow(&Ty::one(Atom::Str), c);
                c
            }
            _ => {
                self.refuse("P0340", range, "dict() of an iterable of other things than pairs is not translated");
                return It::plain("std::iter::empty()", Ty::empty());
            }
        };
        let it = self.settled(it);
        let code = self.try_(format!("py::dict_pairs({})", it.code));
        It::plain(format!("{code}.into_iter()"), Ty::one(Atom::Tuple(vec![cell, cell])))
    }

    /// A dictionary from an iterator of pairs.
    pub(crate) fn dict_from(&mut self, it: It, range: TextRange) -> Ex {
        let (k, v) = (self.node(range, 0), self.node(range, 1));
        let ty = Ty::one(Atom::Dict(k, v));
        let it = self.pairs(it, range);
        let Some(Atom::Tuple(cells)) = it.elem.single().cloned() else {
            return Ex::owned("Dict::new()", ty).vague();
        };
        if let [a, b] = cells.as_slice() {
            for (from, to) in [(*a, k), (*b, v)] {
                let t = self.cells.ty(from);
                self.cells.flow(&t, to);
            }
        }
        let keys = self.cells.ty(k);
        self.need_hash(&keys, range);
        let pair = self.node(range, 2);
        self.cells.flow(&Ty::one(Atom::Tuple(vec![k, v])), pair);
        let code = self.iterator_of(it, pair);
        Ex::owned(format!("{code}.collect::<Dict<_, _>>()"), ty)
    }
}

//! Iterating over what builtins make: `range`, `zip`, `enumerate`, views of dictionaries.

use super::iterate::It;
use super::vars::Name;
use super::{Ex, Lowerer, Own, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::Ranged;

impl<'a> Lowerer<'a> {
    pub(crate) fn iterate_call(&mut self, c: &'a ExprCall) -> Option<It> {
        let args = &c.arguments.args;
        match &*c.func {
            Expr::Attribute(a) if args.is_empty() && c.arguments.keywords.is_empty() => {
                let name = a.attr.as_str();
                if !matches!(name, "items" | "keys" | "values") {
                    return None;
                }
                if let Expr::Name(n) = &*a.value
                    && !matches!(self.lookup(n.id.as_str(), n.range, false), Name::Var(_))
                {
                    return None;
                }
                let x = self.expr(&a.value);
                let (k, v) = self.mapping(&x.ty)?;
                let recv = x.at(Prec::Atom);
                Some(match name {
                    "items" => It::plain(format!("{recv}.items()"), Ty::one(Atom::Tuple(vec![k, v]))),
                    "keys" => It::plain(format!("{recv}.keys()"), self.cells.ty(k)),
                    _ => It::plain(format!("{recv}.values()"), self.cells.ty(v)),
                })
            }
            Expr::Name(n) => {
                if !matches!(self.lookup(n.id.as_str(), n.range, false), Name::Builtin) {
                    return None;
                }
                if let ("zip", [Expr::Starred(s)]) = (n.id.as_str(), &**args) {
                    let x = self.expr(&s.value);
                    let it = self.iterate_value(x, s.range);
                    let it = self.settled(it);
                    let cell = self.node(c.range, 52);
                    let (code, raises) = self.in_closure(|l| {
                        let inner =
                            l.iterate_value(Ex { own: Own::Last, ..Ex::place("row", it.elem.clone()) }, s.range);
                        let inner = l.settled(inner);
                        l.iterator_of(inner, cell)
                    });
                    if it.elem.is_empty() {
                        return Some(It::plain(
                            format!("{}.map(|row| match row {{}})", it.code),
                            Ty::one(Atom::VarTuple(cell)),
                        ));
                    }
                    let mut rows = format!("{}.map(|row| {code}.collect::<Vec<_>>())", it.code);
                    if raises {
                        let drained = format!("py::drain({}.map(|row| Ok({code}.collect::<Vec<_>>())))", it.code);
                        rows = self.try_(drained);
                    }
                    return Some(It::plain(format!("py::zip_all({rows})"), Ty::one(Atom::VarTuple(cell))));
                }
                if args.iter().any(|a| matches!(a, Expr::Starred(_))) {
                    return None;
                }
                match (n.id.as_str(), args.len()) {
                    ("range", 1..=3) => Some(self.range_iterator(args)),
                    ("enumerate", 1 | 2) => {
                        let start = args.get(1).or_else(|| {
                            c.arguments
                                .keywords
                                .iter()
                                .find(|k| k.arg.as_ref().is_some_and(|a| a == "start"))
                                .map(|k| &k.value)
                        });
                        let it = self.iterate(&args[0]);
                        let it = self.lazily(it);
                        let (index, elem) = (self.node(c.range, 50), self.node(c.range, 51));
                        let start = match start {
                            Some(s) => {
                                let s = self.expr(s);
                                self.cells.flow(&s.ty, index);
                                self.owned(s)
                            }
                            None => "Int::from(0)".to_string(),
                        };
                        self.cells.flow(&Ty::nat(), index);
                        self.cells.flow(&it.elem, elem);
                        let f = if it.fallible { "try_enumerate" } else { "enumerate" };
                        let code = format!("py::{f}({}, {start})", it.code);
                        Some(It { fallible: it.fallible, ..It::plain(code, Ty::one(Atom::Tuple(vec![index, elem]))) })
                    }
                    ("zip", 2..=6) if c.arguments.keywords.is_empty() => {
                        let mut codes = Vec::new();
                        let mut any_fallible = false;
                        let mut cells = Vec::new();
                        for (i, a) in args.iter().enumerate() {
                            let it = self.iterate(a);
                            let it = self.lazily(it);
                            let cell = self.node(c.range, 50 + i as u8);
                            self.cells.flow(&it.elem, cell);
                            any_fallible |= it.fallible;
                            codes.push((it.code, it.fallible));
                            cells.push(cell);
                        }
                        let ty = Ty::one(Atom::Tuple(cells));
                        if any_fallible {
                            if codes.len() > 2 {
                                return None;
                            }
                            let text: Vec<String> =
                                codes.into_iter().map(|(c, f)| if f { c } else { format!("{c}.map(Ok)") }).collect();
                            return Some(It {
                                fallible: true,
                                ..It::plain(format!("py::try_zip({})", text.join(", ")), ty)
                            });
                        }
                        let mut codes: Vec<String> = codes.into_iter().map(|c| c.0).collect();
                        let first = codes.remove(0);
                        if codes.len() == 1 {
                            return Some(It::plain(format!("{first}.zip({})", codes[0]), ty));
                        }
                        Some(It::plain(format!("py::zip{}({first}, {})", codes.len() + 1, codes.join(", ")), ty))
                    }
                    ("reversed", 1) => {
                        if let Expr::Call(inner) = &args[0]
                            && let Expr::Name(f) = &*inner.func
                            && f.id.as_str() == "range"
                            && matches!(self.lookup("range", f.range, false), Name::Builtin)
                        {
                            let r = self.expr(&args[0]);
                            return Some(It::plain(format!("{}.reversed()", r.at(Prec::Atom)), Ty::int()));
                        }
                        let x = self.expr(&args[0]);
                        if let Some(Atom::Inst(cl)) = x.ty.single()
                            && self.find_method(*cl, "__reversed__").is_some()
                        {
                            let r = self.call_method_on(x.clone(), *cl, "__reversed__", Vec::new());
                            return Some(self.iterate_value(r, c.range));
                        }
                        let elem = self.element(&x, c.range)?;
                        match x.ty.single() {
                            Some(
                                Atom::List(_)
                                | Atom::VarTuple(_)
                                | Atom::Range
                                | Atom::Dict(..)
                                | Atom::OrderedDict(..)
                                | Atom::View(..),
                            ) => Some(It::plain(format!("{}.reversed()", x.at(Prec::Atom)), elem)),
                            Some(Atom::Str) => {
                                let recv = if x.lit.is_some() { self.owned(x) } else { x.at(Prec::Atom) };
                                Some(It::plain(format!("{recv}.iter().rev()"), elem))
                            }
                            Some(Atom::Deque(_)) => Some(It::plain(
                                format!("{}.iter().collect::<Vec<_>>().into_iter().rev()", x.at(Prec::Atom)),
                                elem,
                            )),
                            Some(Atom::Tuple(_)) => {
                                let it = self.iterate_value(x, c.range);
                                Some(It::plain(format!("{}.rev()", it.code), elem))
                            }
                            _ => None,
                        }
                    }
                    ("map", n) if n >= 2 => Some(self.map(c)),
                    ("filter", 2) => Some(self.filter(c)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn range_iterator(&mut self, args: &'a [Expr]) -> It {
        let parts: Vec<Ex> = args.iter().map(|a| self.expr(a)).collect();
        let range = args[0].range();
        let parts: Vec<Ex> = parts.into_iter().map(|x| self.as_int(x, range)).collect();
        // Counting up from a non-negative start stays non-negative.
        let nat = match parts.as_slice() {
            [_] => true,
            [a, _] => a.ty.is_nat(),
            [a, b, c] => {
                a.ty.is_nat() && (c.int_lit().is_some_and(|s| s > 0) || b.ty.is_nat() || b.int_lit() == Some(-1))
            }
            _ => false,
        };
        let elem = if nat { Ty::nat() } else { Ty::int() };
        let texts: Vec<String> = parts
            .iter()
            .map(|x| match x.int_lit() {
                Some(i) if i32::try_from(i).is_ok() => i.to_string(),
                _ => self.borrowed(x),
            })
            .collect();
        match texts.as_slice() {
            [stop] => It::plain(format!("py::range(0, {stop})"), elem),
            [start, stop] => It::plain(format!("py::range({start}, {stop})"), elem),
            [start, stop, step] => {
                let known = parts[2].int_lit().is_some_and(|s| s != 0);
                let code = format!("py::range_step({start}, {stop}, {step})");
                let code = if known { format!("py::range_by({start}, {stop}, {step})") } else { self.try_(code) };
                It::plain(code, elem)
            }
            _ => It::plain("py::unreachable()", Ty::empty()),
        }
    }
}

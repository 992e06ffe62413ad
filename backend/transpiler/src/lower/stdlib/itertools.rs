//! The module `itertools`.
//! Knows nothing of how iterables are walked; that is `iterate`'s.

use crate::lower::comprehension::lambda_names;
use crate::lower::iterate::It;
use crate::lower::{Ex, Lit, Lowerer, Own, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    pub(super) fn itertools(&mut self, name: &str, c: &'a ExprCall) -> Ex {
        let args = &c.arguments.args;
        let kw =
            |n: &str| c.arguments.keywords.iter().find(|k| k.arg.as_ref().is_some_and(|a| a == n)).map(|k| &k.value);
        let out = self.node(c.range, 0);
        let iter = Ty::one(Atom::Iter(out));
        match (name, args.len()) {
            ("permutations" | "combinations" | "combinations_with_replacement", 1 | 2) => {
                let it = self.iterate(&args[0]);
                let elem = self.node(c.range, 1);
                let code = self.iterator_of(it, elem);
                let literal = args.get(1).map(|e| self.expr(e));
                self.cells.flow(&Ty::one(Atom::VarTuple(elem)), out);
                let made = match literal {
                    None => {
                        let code = format!("py::itertools_comb::permutations({code}, None)");
                        self.try_(code)
                    }
                    Some(r) => {
                        let r = self.as_int(r, c.range);
                        let r = self.borrowed(&r);
                        let r = if name == "permutations" { format!("Some({r})") } else { r };
                        let code = format!("py::itertools_comb::{name}({code}, {r})");
                        self.try_(code)
                    }
                };
                Ex::owned(format!("Iter::new({made})"), iter)
            }
            ("product", n) if n >= 1 => {
                let elem = self.node(c.range, 1);
                let mut codes = Vec::new();
                let repeat = kw("repeat").map(|e| self.expr(e));
                if repeat.is_none() && n <= 6 && n > 1 {
                    // Known pools: a tuple of their elements' own types.
                    let mut cells = Vec::new();
                    for (i, a) in args.iter().enumerate() {
                        let it = self.iterate(a);
                        let cell = self.node(c.range, 10 + i as u8);
                        let list = self.list_from(it, cell);
                        codes.push(list.code);
                        cells.push(cell);
                    }
                    self.cells.flow(&Ty::one(Atom::Tuple(cells.clone())), out);
                    let names: Vec<String> = (0..n).map(|i| format!("x{i}")).collect();
                    let lets: String = codes.iter().enumerate().map(|(i, c)| format!("let pool{i} = {c};\n")).collect();
                    let mut body = String::new();
                    for (i, x) in names.iter().enumerate() {
                        body.push_str(&format!("for {x} in pool{i}.iter() {{ "));
                    }
                    let parts: Vec<String> = names.iter().map(|x| format!("{x}.clone()")).collect();
                    body.push_str(&format!("items.append(({}));", parts.join(", ")));
                    body.push_str(&" }".repeat(n));
                    let t = self.rty_text(&Ty::one(Atom::Tuple(cells)));
                    let made = format!("{{ {lets}let items: List<{t}> = List::new();\n{body}\nitems }}.into_iter()");
                    return Ex::owned(format!("Iter::new({made})"), iter);
                }
                for a in args {
                    let it = self.iterate(a);
                    let list = self.list_from(it, elem);
                    codes.push(list.code);
                }
                self.cells.flow(&Ty::one(Atom::VarTuple(elem)), out);
                let pools = format!("vec![{}]", codes.join(", "));
                let r = match repeat {
                    Some(r) => {
                        let r = self.as_int(r, c.range);
                        self.borrowed(&r)
                    }
                    None => "&Int::from(1)".into(),
                };
                let code = format!("py::itertools_comb::product_n({pools}.into_iter().map(|pool| pool.iter()), {r})");
                let code = self.try_(code);
                Ex::owned(format!("Iter::new({code})"), iter)
            }
            ("chain", n) if n >= 1 => {
                let mut codes = Vec::new();
                let its: Vec<It> = args
                    .iter()
                    .map(|a| match a {
                        Expr::Starred(s) => {
                            let x = self.iterate(&s.value);
                            self.flattened(x, c.range)
                        }
                        e => self.iterate(e),
                    })
                    .collect();
                for it in &its {
                    self.cells.flow(&it.elem, out);
                }
                for it in its {
                    codes.push(self.iterator_of(it, out));
                }
                let mut code = codes[0].clone();
                for x in &codes[1..] {
                    code = format!("{code}.chain({x})");
                }
                Ex::owned(format!("Iter::new({code})"), iter)
            }
            ("accumulate", 1) => {
                let it = self.iterate(&args[0]);
                if !it.elem.is_int() && !it.elem.is_float() {
                    return self.refuse("P0410", c.range, "itertools.accumulate of these values is not translated");
                }
                let ty = if it.elem.is_int() { it.elem.clone() } else { Ty::one(Atom::Float) };
                self.cells.flow(&ty, out);
                let it = self.settled(it, c.range);
                Ex::owned(format!("Iter::new(py::itertools::accumulate_sum({}))", it.code), iter)
            }
            ("count", n) if n <= 2 => {
                let start = args.first().map(|e| self.expr(e)).unwrap_or_else(|| self.int(0));
                let step = args.get(1).map(|e| self.expr(e)).unwrap_or_else(|| self.int(1));
                if !start.ty.is_int() || !step.ty.is_int() {
                    return self.refuse("P0410", c.range, "itertools.count of these values is not translated");
                }
                let nat = start.ty.is_nat() && step.ty.is_nat();
                self.cells.flow(&if nat { Ty::nat() } else { Ty::int() }, out);
                let (a, b) = (self.owned(start), self.owned(step));
                Ex::owned(format!("Iter::new(py::itertools::count({a}, {b}))"), iter)
            }
            ("cycle", 1) => {
                let it = self.iterate(&args[0]);
                let code = self.iterator_of(it, out);
                Ex::owned(format!("Iter::new(py::itertools::cycle({code}))"), iter)
            }
            ("repeat", 1 | 2) => {
                let x = self.expr(&args[0]);
                let x = self.store(x, out);
                match args.get(1).map(|e| self.expr(e)) {
                    None => Ex::owned(format!("Iter::new(std::iter::repeat({x}))"), iter),
                    Some(n) => {
                        let n = self.as_int(n, c.range);
                        let n = self.borrowed(&n);
                        Ex::owned(format!("Iter::new(py::itertools::repeat({x}, {n}))"), iter)
                    }
                }
            }
            ("islice", 2..=4) => {
                let it = self.iterate(&args[0]);
                self.cells.flow(&it.elem, out);
                let source = if it.fallible { it.code } else { format!("Iter::new({})", it.code) };
                let parts: Vec<String> = args[1..]
                    .iter()
                    .map(|e| {
                        let x = self.expr(e);
                        self.bound(&(x.lit != Some(Lit::None)).then_some(x))
                    })
                    .collect();
                let (a, b, s) = match parts.as_slice() {
                    [stop] => ("None".to_string(), stop.clone(), "None".to_string()),
                    [a, b] => (a.clone(), b.clone(), "None".into()),
                    [a, b, s] => (a.clone(), b.clone(), s.clone()),
                    _ => return Ex::unknown(),
                };
                let opt = |x: &str| if x == "None" { "None".to_string() } else { format!("{x}.as_ref()") };
                let code = format!("py::itertools::islice({source}, {}, {}, {})", opt(&a), opt(&b), opt(&s));
                let code = self.try_(code);
                Ex::owned(format!("Iter::fallible({code})"), iter)
            }
            ("takewhile" | "dropwhile" | "filterfalse", 2) => {
                let it = self.iterate(&args[1]);
                let elem = it.elem.clone();
                self.cells.flow(&elem, out);
                let (closure, ty, raises) = self.inline_function(&args[0], std::slice::from_ref(&elem), true);
                let (params, body) =
                    closure.split_once("| ").map(|(p, b)| (format!("{p}|"), b.to_string())).unwrap_or_default();
                let (test, _) = self.truth(&Ex { own: Own::Last, ..Ex::place("value", ty) });
                let body = if raises {
                    format!("{{ let value = {body}?; Ok({test}) }}")
                } else {
                    format!("{{ let value = {body}; Ok({test}) }}")
                };
                let source = if it.fallible { format!("{}.values()", it.code) } else { it.code };
                let text = if name == "filterfalse" {
                    format!("Iter::fallible(py::itertools::filterfalse(move {params} {body}, {source}))")
                } else {
                    format!("Iter::fallible(py::itertools::{name}(move {params} {body}, {source}))")
                };
                let clones = self.captured_clones(c.range, &body, &lambda_names(args));
                Ex::owned(if clones.is_empty() { text } else { format!("{{ {clones}{text} }}") }, iter)
            }
            ("groupby", 1 | 2) => {
                let it = self.iterate(&args[0]);
                let elem = self.node(c.range, 1);
                let list = self.list_from(it, elem);
                let t = self.cells.ty(elem);
                let key = args.get(1).or(kw("key"));
                let (kc, group) = (self.node(c.range, 2), self.node(c.range, 3));
                let closure = match key {
                    Some(k) => {
                        let (code, ty, raises) = self.inline_function(k, std::slice::from_ref(&t), true);
                        self.cells.flow(&ty, kc);
                        crate::lower::builtins::fallible_closure(&code, raises)
                    }
                    None => {
                        self.cells.flow(&t, kc);
                        "|item| Ok(item.clone())".to_string()
                    }
                };
                self.cells.flow(&Ty::one(Atom::Iter(elem)), group);
                self.cells.flow(&Ty::one(Atom::Tuple(vec![kc, group])), out);
                let kt = self.cells.ty(kc);
                self.need_equality(&kt, c.range);
                let clones = self.captured_clones(c.range, &closure, &lambda_names(args.get(1)));
                let text = format!("py::itertools::groupby({}.iter(), move {closure})", list.at(Prec::Atom));
                Ex::owned(if clones.is_empty() { text } else { format!("{{ {clones}{text} }}") }, iter)
            }
            ("zip_longest", 2) => {
                let fill =
                    kw("fillvalue").map(|e| self.expr(e)).unwrap_or_else(|| Ex::literal(Lit::None, "()", Ty::none()));
                let mut codes = Vec::new();
                let mut cells = Vec::new();
                for (i, a) in args.iter().enumerate() {
                    let it = self.iterate(a);
                    let cell = self.node(c.range, 10 + i as u8);
                    self.cells.flow(&fill.ty, cell);
                    codes.push(self.iterator_of(it, cell));
                    cells.push(cell);
                }
                let fills: Vec<String> = cells.iter().map(|c| self.coerce_to(fill.clone(), *c)).collect();
                self.cells.flow(&Ty::one(Atom::Tuple(cells)), out);
                Ex::owned(
                    format!(
                        "Iter::new(py::itertools::zip_longest_fill({}, {}, {}, {}))",
                        codes[0], codes[1], fills[0], fills[1]
                    ),
                    iter,
                )
            }
            ("pairwise", 1) => {
                let it = self.iterate(&args[0]);
                let elem = self.node(c.range, 1);
                let code = self.iterator_of(it, elem);
                self.cells.flow(&Ty::one(Atom::Tuple(vec![elem, elem])), out);
                Ex::owned(format!("Iter::new(py::itertools::pairwise({code}))"), iter)
            }
            ("compress", 2) => {
                let it = self.iterate(&args[0]);
                let code = self.iterator_of(it, out);
                let sel = self.iterate(&args[1]);
                let (test, _) = self.truth(&Ex { own: Own::Last, ..Ex::place("item", sel.elem.clone()) });
                Ex::owned(format!("Iter::new(py::itertools::compress({code}, {}.map(|item| {test})))", sel.code), iter)
            }
            ("starmap", 2) => {
                let it = self.iterate(&args[1]);
                let it = self.settled(it, c.range);
                let Some(Atom::Tuple(cells)) = it.elem.single().cloned() else {
                    return if it.elem.is_empty() {
                        Ex::unknown()
                    } else {
                        self.refuse("P0410", c.range, "itertools.starmap of these values is not translated")
                    };
                };
                let types: Vec<Ty> = cells.iter().map(|c| self.cells.ty(*c)).collect();
                let (closure, ty, raises) = self.inline_function(&args[0], &types, false);
                self.cells.flow(&ty, out);
                let closure = crate::lower::builtins::tuple_params(&closure);
                let code = format!("{}.map({closure})", it.code);
                let made = It { code, elem: ty, fallible: raises, vague: false };
                let list = self.list_from(made, out);
                Ex::owned(format!("Iter::new({}.into_iter())", list.at(Prec::Atom)), iter)
            }
            _ => self.refuse("P0410", c.range, format!("itertools.{name}() with these arguments is not translated")),
        }
    }

    /// An iterator of iterables, one after the other.
    pub(super) fn flattened(&mut self, it: It, range: TextRange) -> It {
        let it = self.settled(it, range);
        let inner = self.iterate_value(Ex { own: Own::Last, ..Ex::place("inner", it.elem.clone()) }, range);
        It::plain(format!("{}.flat_map(|inner| {})", it.code, inner.code), inner.elem)
    }
}

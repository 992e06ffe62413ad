//! The module `itertools`.
//! Knows nothing of how iterables are walked; that is `iterate`'s.

use crate::lower::comprehension::{closure_params, lambda_names};
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
            ("accumulate", 1..=3) => self.accumulate(c),
            ("tee", 1 | 2) => self.tee(c),
            ("count", n) if n <= 2 => {
                let start = args.first().map(|e| self.expr(e)).unwrap_or_else(|| self.int(0));
                let step = args.get(1).map(|e| self.expr(e)).unwrap_or_else(|| self.int(1));
                let number = |x: &Ex| x.ty.is_int() || x.ty.is_float();
                if number(&start) && number(&step) && !(start.ty.is_int() && step.ty.is_int()) {
                    if start.ty.is_int() {
                        // The first value is an integer, and the others are not.
                        return self.refuse("P0410", c.range, "itertools.count of these values is not translated");
                    }
                    self.cells.flow(&Ty::one(Atom::Float), out);
                    let (a, b) = (self.float(&start), self.float(&step));
                    return Ex::owned(format!("Iter::new(py::itertools::count_float({a}, {b}))"), iter);
                }
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
            ("zip_longest", 2..=4) => {
                let fill =
                    kw("fillvalue").map(|e| self.expr(e)).unwrap_or_else(|| Ex::literal(Lit::None, "()", Ty::none()));
                let (mut codes, mut cells) = (Vec::new(), Vec::new());
                for (i, a) in args.iter().enumerate() {
                    let it = self.iterate(a);
                    let cell = self.node(c.range, 10 + i as u8);
                    self.cells.flow(&fill.ty, cell);
                    codes.push(self.iterator_of(it, cell));
                    cells.push(cell);
                }
                let (fill, first) = self.once(fill, "fill");
                let fills: Vec<String> = cells.iter().map(|c| self.coerce_to(fill.clone(), *c)).collect();
                self.cells.flow(&Ty::one(Atom::Tuple(cells)), out);
                let n = if codes.len() == 2 { String::new() } else { codes.len().to_string() };
                let code = format!(
                    "Iter::new(py::itertools::zip_longest_fill{n}({}, {}))",
                    codes.join(", "),
                    fills.join(", ")
                );
                Ex::owned(if first.is_empty() { code } else { format!("{{ {first}{code} }}") }, iter)
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
                let it = self.settled(it);
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
                let clones = self.captured_clones(c.range, &closure, &closure_params(&closure));
                let made = if raises { "Iter::fallible" } else { "Iter::new" };
                let text = format!("{made}({}.map(move {closure}))", it.code);
                Ex::owned(if clones.is_empty() { text } else { format!("{{ {clones}{text} }}") }, iter)
            }
            _ => self.refuse("P0410", c.range, format!("itertools.{name}() with these arguments is not translated")),
        }
    }

    /// `accumulate(items, function, initial=)`: running totals.
    fn accumulate(&mut self, c: &'a ExprCall) -> Ex {
        let args = &c.arguments.args;
        let kw =
            |n: &str| c.arguments.keywords.iter().find(|k| k.arg.as_ref().is_some_and(|a| a == n)).map(|k| &k.value);
        let out = self.node(c.range, 0);
        let iter = Ty::one(Atom::Iter(out));
        let it = self.iterate(&args[0]);
        let function = args.get(1).or(kw("func")).filter(|e| !matches!(e, Expr::NoneLiteral(_)));
        let initial = args.get(2).or(kw("initial")).filter(|e| !matches!(e, Expr::NoneLiteral(_)));
        if args.len() > 2 {
            return self.refuse("P0410", c.range, "itertools.accumulate() with these arguments is not translated");
        }
        let initial = initial.map(|e| self.expr(e));
        if let Some(x) = &initial {
            self.cells.flow(&x.ty, out);
        }
        if function.is_none() && initial.is_none() && (it.elem.is_int() || it.elem.is_float()) {
            self.cells.flow(&it.elem, out);
            let it = self.settled(it);
            return Ex::owned(format!("Iter::new(py::itertools::accumulate_sum({}))", it.code), iter);
        }
        let items = self.iterator_of(it, out);
        let ty = self.cells.ty(out);
        if ty.is_empty() {
            return Ex::unknown();
        }
        let (closure, result, raises) = match function {
            Some(f) => self.inline_function(f, &[ty.clone(), ty.clone()], false),
            None => {
                let place = |name: &str| Ex { own: Own::Last, ..Ex::place(name, ty.clone()) };
                let ((code, result), raises) = self.in_closure(|l| {
                    let sum = l.binary(ruff_python_ast::Operator::Add, place("total"), place("item"), c.range);
                    let ty = sum.ty.clone();
                    (l.owned(sum), ty)
                });
                (format!("|total, item| {}", if raises { format!("Ok({code})") } else { code }), result, raises)
            }
        };
        self.cells.flow(&result, out);
        let ty = self.cells.ty(out);
        let (params, body) =
            closure.split_once("| ").map(|(p, b)| (format!("{p}|"), b.to_string())).unwrap_or_default();
        let value = self.coerce(Ex { own: Own::Last, ..Ex::place("value", result) }, &ty);
        let body = match (raises, value.as_str()) {
            (true, "value" | "") => body,
            (true, _) => format!("{body}.map(|value| {value})"),
            (false, "value" | "") => format!("Ok({body})"),
            (false, _) => format!("{{ let value = {body}; Ok({value}) }}"),
        };
        let initial = match initial {
            Some(x) => {
                let x = self.coerce(x, &ty);
                format!("Some({x})")
            }
            None => "None".into(),
        };
        let clones = self.captured_clones(c.range, &body, &closure_params(&params));
        let text = format!("Iter::fallible(py::itertools::accumulate({items}, move {params} {body}, {initial}))");
        Ex::owned(if clones.is_empty() { text } else { format!("{{ {clones}{text} }}") }, iter)
    }

    /// `tee(items, n)` with a number that is known: a tuple of iterators.
    fn tee(&mut self, c: &'a ExprCall) -> Ex {
        let args = &c.arguments.args;
        let out = self.node(c.range, 0);
        let it = self.iterate(&args[0]);
        let items = self.iterator_of(it, out);
        let n = args.get(1).map_or(Some(2), |e| self.expr(e).int_lit());
        let Some(n) = n.filter(|n| (1..=8).contains(n)) else {
            return self.refuse("P0410", c.range, "itertools.tee() with these arguments is not translated");
        };
        let cells: Vec<u32> = (0..n).map(|i| self.node(c.range, 10 + i as u8)).collect();
        for cell in &cells {
            self.cells.flow(&Ty::one(Atom::Iter(out)), *cell);
        }
        let parts: Vec<String> = (0..n).map(|i| format!("parts.item({i})")).collect();
        let comma = if n == 1 { "," } else { "" };
        let made = self.try_(format!("py::itertools::tee({items}, &Int::from({n}))"));
        let code = format!("{{ let parts = {made}; ({}{comma}) }}", parts.join(", "));
        Ex::owned(code, Ty::one(Atom::Tuple(cells)))
    }

    /// An iterator of iterables, one after the other.
    pub(super) fn flattened(&mut self, it: It, range: TextRange) -> It {
        let it = self.settled(it);
        let inner = self.iterate_value(Ex { own: Own::Last, ..Ex::place("inner", it.elem.clone()) }, range);
        It::plain(format!("{}.flat_map(|inner| {})", it.code, inner.code), inner.elem)
    }
}

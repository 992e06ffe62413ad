//! Comprehensions and generator expressions: loops that feed a sink.

use super::vars::{Storage, VarRef};
use super::{Ex, Lowerer, Own, Prec};
use crate::types::{Atom, Cell, Ty};
use ruff_python_ast::{Comprehension, Expr, ExprGenerator};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};
use std::collections::{HashMap, HashSet};

/// Where a comprehension's elements go.
#[derive(Clone, Copy)]
pub(crate) enum Sink<'a> {
    List(&'a Expr, Cell),
    Set(&'a Expr, Cell),
    Dict(&'a Expr, &'a Expr, Cell, Cell),
    /// `any` (true) or `all` (false).
    Decide(&'a Expr, bool),
    /// `sum` into an accumulator.
    Sum(&'a Expr, Cell),
}

impl<'a> Lowerer<'a> {
    /// Lowers a comprehension into the value that its sink makes.
    pub(crate) fn collect(&mut self, generators: &'a [Comprehension], sink: Sink<'a>, range: TextRange) -> Ex {
        if generators.iter().any(|g| g.is_async) {
            return self.refuse("P0203", range, "async code is not translated");
        }
        let saved = self.cx.narrow.clone();
        let mut scopes = 0;
        // The simplest form reads as an iterator chain.
        if generators.len() == 1
            && generators[0].ifs.is_empty()
            && let Sink::List(elt, cell) = sink
        {
            let before = self.cx.raises;
            self.cx.raises = false;
            let it = self.iterate(&generators[0].iter);
            let fallible = it.fallible;
            let iter_raises = std::mem::replace(&mut self.cx.raises, false);
            let (pattern, prelude) = self.comprehension_target(&generators[0].target, &it.elem);
            let labelled = self.cx.exit != super::Exit::Return;
            let x = self.expr(elt);
            let x = self.store(x, cell);
            self.cx.locals.pop();
            let body_raises = self.cx.raises;
            self.cx.raises = before || iter_raises || body_raises;
            let leaves = labelled && x.contains("py::attempt!");
            let plain = !(fallible || body_raises || leaves) && prelude.is_empty();
            if plain && !x.contains("return ") && !x.contains("break ") {
                self.cx.narrow = saved;
                let code = if x == pattern {
                    format!("{}.collect::<List<_>>()", it.code)
                } else {
                    format!("{}.map(|{pattern}| {x}).collect::<List<_>>()", it.code)
                };
                return Ex::owned(code, Ty::one(Atom::List(cell)));
            }
        }
        let out = self.temp("items");
        let mut head = String::new();
        let mut tail = String::new();
        for g in generators {
            let it = self.iterate(&g.iter);
            let (pattern, prelude) = self.comprehension_target(&g.target, &it.elem);
            scopes += 1;
            let item = if it.fallible { "drawn__".to_string() } else { pattern.clone() };
            head.push_str(&format!("for {item} in {} {{\n", it.code));
            if it.fallible {
                let drawn = self.try_("drawn__".to_string());
                head.push_str(&format!("let {pattern} = {drawn};\n"));
            }
            head.push_str(&prelude);
            tail.push('}');
            for test in &g.ifs {
                let c = self.condition(test);
                let (then, _) = self.narrowings(test);
                self.apply(then);
                match c.bool_lit() {
                    Some(true) => {}
                    _ => {
                        head.push_str(&format!("if {} {{\n", c.code));
                        tail.push('}');
                    }
                }
            }
        }
        let (new, ty, body) = match sink {
            Sink::List(elt, cell) => {
                let x = self.expr(elt);
                let x = self.store(x, cell);
                ("List::new()", Ty::one(Atom::List(cell)), format!("{out}.append({x});\n"))
            }
            Sink::Set(elt, cell) => {
                let x = self.expr(elt);
                let x = self.store(x, cell);
                let t = self.cells.ty(cell);
                self.need_hash(&t, range);
                ("Set::new()", Ty::one(Atom::Set(cell)), format!("{out}.add({x});\n"))
            }
            Sink::Dict(key, value, k, v) => {
                let key = self.expr(key);
                let key = self.store(key, k);
                let t = self.cells.ty(k);
                self.need_hash(&t, range);
                let value = self.expr(value);
                let value = self.store(value, v);
                ("Dict::new()", Ty::one(Atom::Dict(k, v)), format!("{out}.set({key}, {value});\n"))
            }
            Sink::Decide(elt, any) => {
                let x = self.condition(elt);
                let test = if any { x.code.clone() } else { format!("!{}", x.at(Prec::Unary)) };
                let label = format!("'{out}");
                for _ in 0..scopes {
                    self.cx.locals.pop();
                }
                self.cx.narrow = saved;
                let code = format!("{label}: {{ {head} if {test} {{ break {label} {any}; }} {tail} {} }}", !any);
                return Ex::owned(code, Ty::one(Atom::Bool));
            }
            Sink::Sum(elt, cell) => {
                let x = self.expr(elt);
                let x = if x.ty.is_bool() { self.int_of_bool(&x) } else { x };
                self.cells.flow(&Ty::nat(), cell);
                let total = self.cells.ty(cell);
                let sum = self.binary(ruff_python_ast::Operator::Add, Ex::place(out.clone(), total), x, elt.range());
                let sum_ty = sum.ty.clone();
                self.cells.flow(&sum_ty, cell);
                let total = self.cells.ty(cell);
                let start = self.coerce(Ex::literal(super::Lit::Int(0), "0", Ty::nat()), &total);
                let sum = self.coerce(sum, &total);
                for _ in 0..scopes {
                    self.cx.locals.pop();
                }
                self.cx.narrow = saved;
                let t = self.rty_text(&total);
                let code = format!("{{ let mut {out}: {t} = {start};\n{head}{out} = {sum};\n{tail}\n{out} }}");
                return Ex::owned(code, total);
            }
        };
        for _ in 0..scopes {
            self.cx.locals.pop();
        }
        self.cx.narrow = saved;
        let t = self.rty_text(&ty);
        Ex::owned(format!("{{ let {out}: {t} = {new};\n{head}{body}{tail}\n{out} }}"), ty)
    }

    /// Opens a comprehension scope: the pattern that takes an element apart, and statements to follow it.
    pub(crate) fn comprehension_target(&mut self, target: &'a Expr, elem: &Ty) -> (String, String) {
        self.cx.locals.push(HashMap::new());
        let mut prelude = String::new();
        let pattern = self.bind_pattern(target, elem, &mut prelude);
        (pattern, prelude)
    }

    /// A Rust pattern for a target whose names are new locals of the innermost scope.
    pub(crate) fn bind_pattern(&mut self, target: &'a Expr, elem: &Ty, prelude: &mut String) -> String {
        match target {
            Expr::Name(n) => {
                let cell = self.node(n.range, 60);
                self.cells.flow(elem, cell);
                let mut rust = crate::names::value_name(n.id.as_str());
                if n.id.as_str() == "_" {
                    rust = "_".to_string();
                }
                let v = VarRef {
                    cell,
                    rust: rust.clone(),
                    python: n.id.to_string(),
                    storage: Storage::Plain,
                    last: false,
                    looping: true,
                };
                if let Some(scope) = self.cx.locals.last_mut() {
                    scope.insert(n.id.to_string(), v);
                }
                // The element's own type may be narrower than the variable's (a node's type is the join over rounds).
                let have = self.cells.ty(cell);
                if self.last_round && self.rty(elem) != self.rty(&have) {
                    let code = self.coerce(Ex { own: Own::Last, ..Ex::place(rust.clone(), elem.clone()) }, &have);
                    prelude.push_str(&format!("let {rust} = {code};\n"));
                }
                rust
            }
            Expr::Tuple(_) | Expr::List(_) => {
                let elts = match target {
                    Expr::Tuple(t) => &t.elts,
                    Expr::List(l) => &l.elts,
                    _ => return "_".to_string(),
                };
                match elem.single() {
                    Some(Atom::Tuple(cells))
                        if cells.len() == elts.len() && !elts.iter().any(|e| matches!(e, Expr::Starred(_))) =>
                    {
                        let cells = cells.clone();
                        let parts: Vec<String> = elts
                            .iter()
                            .zip(cells)
                            .map(|(e, c)| {
                                let t = self.cells.ty(c);
                                self.bind_pattern(e, &t, prelude)
                            })
                            .collect();
                        let comma = if parts.len() == 1 { "," } else { "" };
                        format!("({}{comma})", parts.join(", "))
                    }
                    _ => {
                        // Another sequence: taken apart by a statement of its own.
                        let name = self.temp("item");
                        let value = Ex::place(name.clone(), elem.clone());
                        let code = self.unpack_with(elts, value, target.range(), &mut |l, e, x| l.bind_value(e, x));
                        prelude.push_str(&code);
                        name
                    }
                }
            }
            other => {
                self.refuse("P0242", other.range(), "this target is not translated here");
                "_".to_string()
            }
        }
    }

    /// Binds a name of the innermost comprehension scope to a value.
    fn bind_value(&mut self, e: &'a Expr, x: Ex) -> String {
        let mut prelude = String::new();
        let ty = x.ty.clone();
        let pattern = self.bind_pattern(e, &ty, &mut prelude);
        let value = self.owned(x);
        format!("let {pattern} = {value};\n{prelude}")
    }

    /// A generator expression as a value: a lazy iterator.
    pub(crate) fn generator_expression(&mut self, g: &'a ExprGenerator) -> Ex {
        let cell = self.node(g.range, 0);
        let ty = Ty::one(Atom::Iter(cell));
        // The first source is evaluated at once, the rest when drawn.
        let first = self.iterate(&g.generators[0].iter);
        let mut head = String::new();
        let mut tail = String::new();
        let saved = self.cx.narrow.clone();
        let source = self.temp("source");
        let first_code = if first.fallible { first.code.clone() } else { format!("Iter::new({})", first.code) };
        let ((), _) = self.in_closure(|l| {
            let mut scopes = 0;
            for (i, g) in g.generators.iter().enumerate() {
                let it = if i == 0 {
                    It { code: source.clone(), elem: first.elem.clone(), fallible: true, vague: false }
                } else {
                    l.iterate(&g.iter)
                };
                let (pattern, prelude) = l.comprehension_target(&g.target, &it.elem);
                scopes += 1;
                if it.fallible {
                    head.push_str(&format!("for drawn__ in {} {{\nlet {pattern} = drawn__?;\n", it.code));
                } else {
                    head.push_str(&format!("for {pattern} in {} {{\n", it.code));
                }
                head.push_str(&prelude);
                tail.push('}');
                for test in &g.ifs {
                    let c = l.condition(test);
                    let (then, _) = l.narrowings(test);
                    l.apply(then);
                    head.push_str(&format!("if {} {{\n", c.code));
                    tail.push('}');
                }
            }
            let x = l.expr(&g.elt);
            let x = l.store(x, cell);
            head.push_str(&format!("co.yield_({x}).await;\n"));
            for _ in 0..scopes {
                l.cx.locals.pop();
            }
        });
        self.cx.narrow = saved;
        let mut own = HashSet::new();
        g.generators.iter().for_each(|g| crate::scope::target_names(&g.target, &mut own));
        let clones = self.captured_clones(g.range, &head, &own);
        Ex::owned(
            format!(
                "{{ let {source} = {first_code}; {clones} py::generator(move |co| async move {{ {head}{tail} Ok(()) }}) }}"
            ),
            ty,
        )
    }

    /// `let x = x.clone();` for the locals that some text mentions, so that a closure can own them.
    /// The names in `own` are those that the text binds itself.
    pub(crate) fn captured_clones(&mut self, range: TextRange, text: &str, own: &HashSet<String>) -> String {
        let flow = self.insts[self.cx.inst].flow.clone();
        let mut names: Vec<String> = flow.vars.iter().map(|v| crate::names::value_name(&v.name)).collect();
        let func = self.cx.func;
        names.extend(self.program.funcs[func].captures.iter().map(|(_, n)| crate::names::value_name(n)));
        names.push("this".to_string());
        for scope in &self.cx.locals {
            names.extend(scope.values().map(|v| v.rust.clone()));
        }
        names.sort();
        names.dedup();
        let mut out = String::new();
        // What runs later must not see another value than Python's late lookup would.
        for v in flow.vars.iter().filter(|v| !own.contains(&v.name)) {
            let f = &self.program.funcs[func];
            let (count, in_loop) = f.binds.get(&v.name).copied().unwrap_or((0, false));
            let changes = if v.init == crate::flow::Init::Param { count > 0 } else { count > 1 || in_loop };
            let shared = f.shared.contains(&v.name);
            let global =
                self.program.is_module(func) && self.program.global_uses.contains(&(self.cx.module, v.name.clone()));
            if changes && !shared && !global && mentions(text, &crate::names::value_name(&v.name)) {
                self.refuse_with(
                    "P0207",
                    range,
                    format!("'{}' may change before this code runs", v.name),
                    Some("bind it to a name that is assigned once, or gather the results in a list"),
                );
            }
        }
        let own: HashSet<String> = own.iter().map(|n| crate::names::value_name(n)).collect();
        for n in names {
            if mentions(text, &n) && !own.contains(&n) {
                out.push_str(&format!("let {n} = {n}.clone();\n"));
            }
        }
        out
    }
}

use super::iterate::It;

/// The parameters of a closure's text.
pub(crate) fn closure_params(closure: &str) -> HashSet<String> {
    match closure.strip_prefix('|').and_then(|rest| rest.split_once('|')) {
        Some((params, _)) => {
            params.split([',', '(', ')', ' ', ':', '&']).filter(|p| !p.is_empty()).map(str::to_string).collect()
        }
        None => HashSet::new(),
    }
}

/// The parameters of lambdas among some expressions.
pub(crate) fn lambda_names<'x>(exprs: impl IntoIterator<Item = &'x Expr>) -> HashSet<String> {
    let mut out = HashSet::new();
    for e in exprs {
        if let Expr::Lambda(l) = e
            && let Some(p) = &l.parameters
        {
            out.extend(p.iter().map(|p| p.name().to_string()));
        }
    }
    out
}

/// Whether text has `name` as a word.
pub(crate) fn mentions(text: &str, name: &str) -> bool {
    if !text.contains(name) {
        return false;
    }
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    // What stands between quotes is no name.
    let mut quoted = false;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if quoted => {
                chars.next();
            }
            '"' => quoted = !quoted,
            _ if quoted => {}
            _ if text[at..].starts_with(name)
                && !part(text[..at].chars().next_back())
                && !text[..at].ends_with('.')
                && !part(text[at + name.len()..].chars().next()) =>
            {
                return true;
            }
            _ => {}
        }
    }
    false
}

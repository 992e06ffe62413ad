//! Arguments: how a call fills the parameters of a function.

use super::call::Args;
use super::{Ex, InstId, Lowerer, Prec};
use crate::scope::FuncId;
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

impl<'a> Lowerer<'a> {
    /// Arguments that several arms use, each evaluated once.
    pub(crate) fn args_once(&mut self, mut args: Args) -> (Args, String) {
        let mut prelude = String::new();
        let mut hold = |l: &mut Self, x: Ex| {
            let (x, p) = l.once(x, "argument");
            prelude.push_str(&p);
            x
        };
        args.pos = args.pos.into_iter().map(|x| hold(self, x)).collect();
        args.kw = args.kw.into_iter().map(|(n, x)| (n, hold(self, x))).collect();
        (args, prelude)
    }

    /// Lowers a call's arguments in order.
    pub(crate) fn args(&mut self, c: &'a ExprCall) -> Args {
        let mut out = Args::default();
        for a in &c.arguments.args {
            match a {
                Expr::Starred(s) => {
                    let x = self.expr(&s.value);
                    if let Some(Atom::Tuple(cells)) = x.ty.single().cloned()
                        && out.star.is_none()
                        && x.is_simple()
                    {
                        for (i, cell) in cells.iter().enumerate() {
                            let t = self.cells.ty(*cell);
                            out.pos.push(Ex::place(format!("{}.{i}", x.at(Prec::Atom)), t));
                        }
                    } else if out.star.is_some() {
                        self.refuse("P0301", s.range, "several starred arguments are not translated");
                    } else {
                        out.star = Some(x);
                    }
                }
                e => {
                    let x = self.expr(e);
                    if out.star.is_some() {
                        self.refuse("P0301", e.range(), "an argument after a starred one is not translated");
                    }
                    out.pos.push(x);
                }
            }
        }
        for k in &c.arguments.keywords {
            match &k.arg {
                Some(n) => {
                    let x = self.expr(&k.value);
                    out.kw.push((n.to_string(), x));
                }
                None => {
                    if let Expr::Dict(d) = &k.value {
                        for item in &d.items {
                            if let Some(Expr::StringLiteral(s)) = &item.key {
                                let x = self.expr(&item.value);
                                out.kw.push((s.value.to_str().to_string(), x));
                            }
                        }
                        continue;
                    }
                    out.double_star = true;
                    self.refuse_with(
                        "P0302",
                        k.range,
                        "`**` in a call is not translated",
                        Some("pass the keywords by name"),
                    );
                }
            }
        }
        out
    }

    /// Arguments in the order of parameters; `skip` leading parameters are bound otherwise (`self`).
    pub(crate) fn bind_args(&mut self, inst: InstId, args: Args, skip: usize, range: TextRange) -> Option<Vec<String>> {
        let func = self.insts[inst].func;
        let f = &self.program.funcs[func];
        let Some(p) = f.params else { return Some(Vec::new()) };
        let fname = self.display_name(func);
        let all: Vec<_> = p.iter_non_variadic_params().collect();
        let n_pos = p.posonlyargs.len() + p.args.len();
        let mut given: Vec<Option<Ex>> = vec![None; all.len()];
        let mut extra: Vec<Ex> = Vec::new();
        let mut extra_kw: Vec<(String, Ex)> = Vec::new();
        let mut pos = args.pos.into_iter();
        for slot in given.iter_mut().take(n_pos).skip(skip) {
            match pos.next() {
                Some(x) => *slot = Some(x),
                None => break,
            }
        }
        extra.extend(pos);
        let too_many = !extra.is_empty() && p.vararg.is_none();
        let mut problem: Option<String> = None;
        let written: Vec<String> = args.kw.iter().map(|k| k.0.clone()).collect();
        for (name, x) in args.kw {
            match all.iter().position(|q| q.parameter.name.as_str() == name) {
                Some(i) if i >= p.posonlyargs.len() => {
                    if given[i].is_some() {
                        problem = Some(format!("{fname}() got multiple values for argument '{name}'"));
                    }
                    given[i] = Some(x);
                }
                _ if p.kwarg.is_some() => extra_kw.push((name, x)),
                _ => problem = Some(format!("{fname}() got an unexpected keyword argument '{name}'")),
            }
        }
        let mut star = args.star;
        if star.is_some() {
            let filled = given.iter().take(n_pos).skip(skip).filter(|g| g.is_some()).count();
            if p.vararg.is_none() || filled < n_pos - skip {
                // The rest comes out of the iterable, which must hold exactly as many.
                let missing: Vec<usize> = (skip..n_pos).filter(|i| given[*i].is_none()).collect();
                if p.vararg.is_some() || all[skip..n_pos].iter().any(|q| q.default.is_some()) {
                    self.refuse_with(
                        "P0306",
                        range,
                        "the starred argument's length decides which parameters it fills",
                        Some("unpack it into names first"),
                    );
                    return None;
                }
                let x = star.take()?;
                let it = self.iterate_value(x, range);
                let cell = self.node(range, 230);
                let list = self.list_from(it, cell);
                let t = self.cells.ty(cell);
                let name = self.temp("arguments");
                let check = format!("py::spread({}, {}, \"{fname}\")", list.code, missing.len());
                let check = self.try_(check);
                for (k, i) in missing.iter().enumerate() {
                    let code = if k == 0 {
                        format!("{{ {name} = {check}; {name}.item(0) }}")
                    } else {
                        format!("{name}.item({k})")
                    };
                    given[*i] = Some(Ex::owned(code, t.clone()));
                }
                self.refuse_with(
                    "P0306",
                    range,
                    "a starred argument for plain parameters is not translated",
                    Some("unpack it into names first"),
                );
                return None;
            }
        }
        let missing: Vec<&str> = all
            .iter()
            .enumerate()
            .filter(|(i, q)| *i >= skip && given[*i].is_none() && q.default.is_none())
            .map(|(_, q)| q.parameter.name.as_str())
            .collect();
        if too_many {
            let takes = n_pos;
            let required = all[..n_pos].iter().filter(|q| q.default.is_none()).count();
            let was = extra.len() + takes;
            let s = |n: usize| if n == 1 { "" } else { "s" };
            problem = Some(if required == takes {
                format!("{fname}() takes {takes} positional argument{} but {was} were given", s(takes))
            } else {
                format!("{fname}() takes from {required} to {takes} positional arguments but {was} were given")
            });
        } else if !missing.is_empty() && problem.is_none() {
            let quoted: Vec<String> = missing.iter().map(|m| format!("'{m}'")).collect();
            let list = match quoted.as_slice() {
                [a] => a.clone(),
                [a, b] => format!("{a} and {b}"),
                many => format!("{}, and {}", many[..many.len() - 1].join(", "), many[many.len() - 1]),
            };
            problem = Some(format!(
                "{fname}() missing {} required positional argument{}: {list}",
                missing.len(),
                if missing.len() == 1 { "" } else { "s" }
            ));
        }
        if let Some(p) = problem {
            self.refuse("P0307", range, format!("this call raises TypeError: {p}"));
            return None;
        }
        // Python evaluates arguments as they are written, Rust as the parameters stand.
        let order: Vec<usize> =
            written.iter().filter_map(|n| all.iter().position(|q| q.parameter.name.as_str() == n)).collect();
        if order.windows(2).any(|w| w[0] > w[1]) && given.iter().flatten().filter(|x| !x.is_simple()).count() > 1 {
            for i in
                (0..n_pos.min(given.len())).filter(|i| !order.contains(i)).collect::<Vec<_>>().into_iter().chain(order)
            {
                if let Some(x) = given[i].take() {
                    let (x, prelude) = if x.vague { (x, String::new()) } else { self.once(x, "argument") };
                    self.cx.prelude.push_str(&prelude);
                    given[i] = Some(x);
                }
            }
        }
        let cells = self.insts[inst].params.clone();
        let names: Vec<&str> = p.iter().map(|q| q.name().as_str()).collect();
        let mut out = Vec::new();
        for (i, name) in names.iter().enumerate() {
            if i < skip {
                continue;
            }
            let cell = cells[i];
            if p.vararg.as_ref().is_some_and(|v| v.name.as_str() == *name) {
                let elem = self.vararg_cell(inst);
                self.cells.flow(&Ty::one(Atom::VarTuple(elem)), cell);
                // The parameter's own element cell is what callers fill.
                let Some(Atom::VarTuple(own)) = self.cells.ty(cell).single().cloned() else {
                    out.push("Tuple::new()".into());
                    continue;
                };
                let mut parts = Vec::new();
                for x in std::mem::take(&mut extra) {
                    parts.push(self.store(x, own));
                }
                match star.take() {
                    Some(x) if parts.is_empty() => {
                        let it = self.iterate_value(x, range);
                        let code = self.iterator_of(it, own);
                        out.push(format!("{code}.collect::<Tuple<_>>()"));
                    }
                    Some(x) => {
                        let it = self.iterate_value(x, range);
                        let code = self.iterator_of(it, own);
                        out.push(format!("vec![{}].into_iter().chain({code}).collect::<Tuple<_>>()", parts.join(", ")));
                    }
                    None if parts.is_empty() => out.push("Tuple::new()".into()),
                    None => out.push(format!("Tuple::from(vec![{}])", parts.join(", "))),
                }
                continue;
            }
            if p.kwarg.as_ref().is_some_and(|v| v.name.as_str() == *name) {
                let value = self.vararg_cell_kw(inst);
                let key = self.node_of(inst, 252);
                self.cells.flow(&Ty::one(Atom::Str), key);
                self.cells.flow(&Ty::one(Atom::Dict(key, value)), cell);
                let mut parts = Vec::new();
                for (n, x) in std::mem::take(&mut extra_kw) {
                    let x = self.store(x, value);
                    parts.push(format!("Str::from({}) => {x}", super::quote(&n)));
                }
                out.push(if parts.is_empty() {
                    "Dict::new()".into()
                } else {
                    format!("dict!{{{}}}", parts.join(", "))
                });
                continue;
            }
            let at = all.iter().position(|q| q.parameter.name.as_str() == *name)?;
            let x = match given[at].take() {
                Some(x) => x,
                None => {
                    let d: &'a Expr = all[at].default.as_deref()?;
                    self.default_value(func, name, d)
                }
            };
            out.push(self.store(x, cell));
        }
        Some(out)
    }

    fn node_of(&mut self, inst: InstId, slot: u8) -> u32 {
        let key = (u32::MAX, u32::MAX, slot);
        if let Some(c) = self.insts[inst].nodes.get(&key) {
            return *c;
        }
        let c = self.cells.fresh();
        self.insts[inst].nodes.insert(key, c);
        c
    }

    fn vararg_cell(&mut self, inst: InstId) -> u32 {
        self.node_of(inst, 250)
    }

    fn vararg_cell_kw(&mut self, inst: InstId) -> u32 {
        self.node_of(inst, 251)
    }

    /// A function's name in messages: qualified by its class.
    fn display_name(&self, func: FuncId) -> String {
        let f = &self.program.funcs[func];
        match f.class {
            Some(c) => format!("{}.{}", self.program.classes[c].name, f.name),
            None => f.name.clone(),
        }
    }
}

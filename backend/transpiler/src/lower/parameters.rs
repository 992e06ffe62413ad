//! Parameters: how the arguments of a call fill them, known before the program runs or counted when it does.

use super::call::Args;
use super::{Ex, InstId, Lowerer, quote};
use crate::scope::FuncId;
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, ParameterWithDefault, Parameters};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

/// Arguments beside the parameters that they fill.
struct Filled {
    given: Vec<Option<Ex>>,
    /// Positional arguments beyond the parameters.
    extra: Vec<Ex>,
    star: Option<Ex>,
    /// Keywords beyond the parameters.
    extra_kw: Vec<(String, Ex)>,
    /// The name and the types of what the program binds when it runs.
    bound: Option<Bound>,
}

struct Bound {
    name: String,
    item: Option<Ty>,
    value: Option<Ty>,
}

impl<'a> Lowerer<'a> {
    /// Arguments in the order of parameters; `skip` leading parameters are bound otherwise (`self`).
    /// The error is what such a call does in Python: it raises TypeError.
    pub(crate) fn bind_args(
        &mut self,
        inst: InstId,
        args: Args,
        skip: usize,
        range: TextRange,
    ) -> Result<Vec<String>, Ex> {
        let func = self.insts[inst].func;
        let Some(p) = self.program.funcs[func].params else { return Ok(Vec::new()) };
        let all: Vec<&'a ParameterWithDefault> = p.iter_non_variadic_params().collect();
        let n_pos = p.posonlyargs.len() + p.args.len();
        let open = args.pos.len() + skip < n_pos || p.vararg.is_none();
        if args.keywords.is_some() || (args.star.is_some() && open) {
            let filled = self.bind_at_run_time(func, p, &all, args, skip, range);
            return Ok(self.fill(inst, p, &all, filled, skip, range));
        }
        let operands = args.clone();
        let mut given: Vec<Option<Ex>> = vec![None; all.len()];
        let mut pos = args.pos.into_iter();
        for slot in given.iter_mut().take(n_pos).skip(skip) {
            match pos.next() {
                Some(x) => *slot = Some(x),
                None => break,
            }
        }
        let extra: Vec<Ex> = pos.collect();
        let mut extra_kw: Vec<(String, Ex)> = Vec::new();
        let written: Vec<String> = args.kw.iter().map(|k| k.0.clone()).collect();
        let mut wrong = false;
        for (name, x) in args.kw {
            match all.iter().position(|q| q.parameter.name.as_str() == name) {
                Some(i) if i >= p.posonlyargs.len() => {
                    wrong |= given[i].is_some();
                    given[i] = Some(x);
                }
                _ if p.kwarg.is_some() => extra_kw.push((name, x)),
                _ => wrong = true,
            }
        }
        wrong |= !extra.is_empty() && p.vararg.is_none();
        wrong |= all.iter().enumerate().any(|(i, q)| i >= skip && given[i].is_none() && q.default.is_none());
        if wrong {
            return Err(self.wrong_call(func, p, &all, operands, skip));
        }
        // Python evaluates arguments as they are written, Rust as the parameters stand.
        let order: Vec<usize> =
            written.iter().filter_map(|n| all.iter().position(|q| q.parameter.name.as_str() == n)).collect();
        if order.windows(2).any(|w| w[0] > w[1]) && given.iter().flatten().filter(|x| !x.is_simple()).count() > 1 {
            for i in
                (0..n_pos.min(given.len())).filter(|i| !order.contains(i)).collect::<Vec<_>>().into_iter().chain(order)
            {
                if let Some(x) = given[i].take() {
                    given[i] = Some(self.hold_argument(x));
                }
            }
        }
        let filled = Filled { given, extra, star: args.star, extra_kw, bound: None };
        Ok(self.fill(inst, p, &all, filled, skip, range))
    }

    /// A call whose arguments do not fit: they are evaluated, and TypeError says what CPython's does.
    fn wrong_call(
        &mut self,
        func: FuncId,
        p: &'a Parameters,
        all: &[&'a ParameterWithDefault],
        args: Args,
        skip: usize,
    ) -> Ex {
        let takes = self.takes(func, p, all);
        let named: Vec<String> = args.kw.iter().map(|k| quote(&k.0)).collect();
        let operands: Vec<&Ex> = args.pos.iter().chain(args.kw.iter().map(|k| &k.1)).collect();
        self.raising(&operands, &format!("{takes}.mismatch({}, &[{}])", args.pos.len() + skip, named.join(", ")))
    }

    /// Evaluates all arguments in order, then lets the runtime find their parameters.
    fn bind_at_run_time(
        &mut self,
        func: FuncId,
        p: &'a Parameters,
        all: &[&'a ParameterWithDefault],
        args: Args,
        skip: usize,
        range: TextRange,
    ) -> Filled {
        let n_pos = p.posonlyargs.len() + p.args.len();
        let takes = self.takes(func, p, all);
        let mut given: Vec<Option<Ex>> = vec![None; all.len()];
        let mut extra = Vec::new();
        let before = args.pos.len() + skip;
        for (i, x) in args.pos.into_iter().enumerate() {
            let x = self.hold_argument(x);
            match given.get_mut(i + skip) {
                Some(slot) if i + skip < n_pos => *slot = Some(x),
                _ => extra.push(x),
            }
        }
        let (mut item, mut value) = (None, None);
        let items = match args.star {
            None => "[(); 0]".to_string(),
            Some(x) => {
                let it = self.iterate_value(x, range);
                let it = self.settled(it);
                let name = self.temp("items");
                self.cx.prelude.push_str(&format!("let {name}: Vec<_> = {}.collect();\n", it.code));
                item = Some(it.elem);
                name
            }
        };
        let mut named = Vec::new();
        let mut extra_kw = Vec::new();
        for (name, x) in args.kw {
            let x = self.hold_argument(x);
            named.push(quote(&name));
            match all.iter().position(|q| q.parameter.name.as_str() == name) {
                Some(i) if i >= p.posonlyargs.len() => given[i] = Some(x),
                _ => extra_kw.push((name, x)),
            }
        }
        let keywords = match args.keywords {
            None => "&Dict::<Str, ()>::new()".to_string(),
            Some(x) => {
                value = Some(match x.ty.single() {
                    Some(Atom::Dict(_, v)) => self.cells.ty(*v),
                    _ => Ty::empty(),
                });
                let x = if x.ty.is_empty() { x } else { self.hold_argument(x) };
                self.borrowed(&x)
            }
        };
        let name = self.temp("bound");
        let code = format!("{takes}.bind({before}, {items}, &[{}], {keywords})", named.join(", "));
        let code = self.try_(code);
        self.cx.prelude.push_str(&format!("let {name} = {code};\n"));
        let bound = Some(Bound { name, item, value });
        Filled { given, extra, star: None, extra_kw, bound }
    }

    /// A function's parameters as the runtime is told of them.
    fn takes(&self, func: FuncId, p: &'a Parameters, all: &[&'a ParameterWithDefault]) -> String {
        let n_pos = p.posonlyargs.len() + p.args.len();
        let quoted = |names: Vec<&ParameterWithDefault>| {
            let names: Vec<String> = names.iter().map(|q| quote(q.parameter.name.as_str())).collect();
            names.join(", ")
        };
        let required: Vec<&ParameterWithDefault> =
            all[n_pos..].iter().copied().filter(|q| q.default.is_none()).collect();
        format!(
            "py::arguments::Takes {{ function: {}, module: {}, names: &[{}], positional: {n_pos}, positional_only: {}, \
             defaults: {}, required: &[{}], rest: {}, keywords: {} }}",
            quote(&self.qualified_name(func)),
            quote(&self.module_name(func)),
            quoted(all.to_vec()),
            p.posonlyargs.len(),
            all[..n_pos].iter().filter(|q| q.default.is_some()).count(),
            quoted(required),
            p.vararg.is_some(),
            p.kwarg.is_some()
        )
    }

    /// The value of a parameter that the program finds when it runs; `by` says whether it may be given by position and
    /// by name.
    fn bound_value(&mut self, b: &Bound, at: usize, name: &str, by: (bool, bool), or: String, cell: u32) -> String {
        let mut code = or;
        if let (Some(t), true) = (b.value.clone(), by.1) {
            let value = self.store(Ex { own: super::Own::Last, ..Ex::place("value", t) }, cell);
            code = format!("match {}.keyword({}) {{ Some(value) => {value}, None => {code} }}", b.name, quote(name));
        }
        if let (Some(t), true) = (b.item.clone(), by.0) {
            let value = self.store(Ex { own: super::Own::Last, ..Ex::place("value", t) }, cell);
            code = format!("match {}.position({at}) {{ Some(value) => {value}, None => {code} }}", b.name);
        }
        code
    }

    /// The text of each argument, converted to its parameter.
    fn fill(
        &mut self,
        inst: InstId,
        p: &'a Parameters,
        all: &[&'a ParameterWithDefault],
        mut filled: Filled,
        skip: usize,
        range: TextRange,
    ) -> Vec<String> {
        let func = self.insts[inst].func;
        let n_pos = p.posonlyargs.len() + p.args.len();
        let cells = self.insts[inst].params.clone();
        let mut out = Vec::new();
        for (i, q) in p.iter().enumerate().skip(skip) {
            let (name, cell) = (q.name().as_str(), cells[i]);
            if p.vararg.as_ref().is_some_and(|v| v.name.as_str() == name) {
                out.push(self.fill_rest(inst, cell, n_pos, &mut filled, range));
                continue;
            }
            if p.kwarg.as_ref().is_some_and(|v| v.name.as_str() == name) {
                out.push(self.fill_keywords(inst, cell, &mut filled));
                continue;
            }
            let Some(at) = all.iter().position(|q| q.parameter.name.as_str() == name) else { continue };
            if let Some(x) = filled.given[at].take() {
                out.push(self.store(x, cell));
                continue;
            }
            let default = all[at].default.as_deref().map(|d: &'a Expr| self.default_value(func, name, d));
            let otherwise = match default {
                Some(x) => self.store(x, cell),
                None => "py::unreachable()".to_string(),
            };
            out.push(match &filled.bound {
                Some(b) => {
                    let by = (at < n_pos, at >= p.posonlyargs.len());
                    self.bound_value(b, at, name, by, otherwise, cell)
                }
                None => otherwise,
            });
        }
        out
    }

    /// What `*args` gets.
    fn fill_rest(&mut self, inst: InstId, cell: u32, n_pos: usize, filled: &mut Filled, range: TextRange) -> String {
        let elem = self.node_of(inst, 250);
        self.cells.flow(&Ty::one(Atom::VarTuple(elem)), cell);
        // The parameter's own element cell is what callers fill.
        let Some(Atom::VarTuple(own)) = self.cells.ty(cell).single().cloned() else { return "Tuple::new()".into() };
        let parts: Vec<String> = std::mem::take(&mut filled.extra).into_iter().map(|x| self.store(x, own)).collect();
        let rest = match (&filled.bound, filled.star.take()) {
            (Some(Bound { name, item: Some(item), .. }), _) => {
                let it = super::iterate::It::plain(format!("{name}.rest({})", n_pos + parts.len()), item.clone());
                Some(self.iterator_of(it, own))
            }
            (_, Some(x)) => {
                let it = self.iterate_value(x, range);
                Some(self.iterator_of(it, own))
            }
            _ => None,
        };
        match rest {
            Some(rest) if parts.is_empty() => format!("{rest}.collect::<Tuple<_>>()"),
            Some(rest) => format!("vec![{}].into_iter().chain({rest}).collect::<Tuple<_>>()", parts.join(", ")),
            None if parts.is_empty() => "Tuple::new()".into(),
            None => format!("Tuple::from(vec![{}])", parts.join(", ")),
        }
    }

    /// What `**kwargs` gets.
    fn fill_keywords(&mut self, inst: InstId, cell: u32, filled: &mut Filled) -> String {
        let value = self.node_of(inst, 251);
        let key = self.node_of(inst, 252);
        self.cells.flow(&Ty::one(Atom::Str), key);
        self.cells.flow(&Ty::one(Atom::Dict(key, value)), cell);
        let mut parts = Vec::new();
        for (n, x) in std::mem::take(&mut filled.extra_kw) {
            let x = self.store(x, value);
            parts.push(format!("Str::from({}) => {x}", quote(&n)));
        }
        let mut code = if parts.is_empty() { "Dict::new()".into() } else { format!("dict!{{{}}}", parts.join(", ")) };
        if let Some(Bound { name, value: Some(t), .. }) = &filled.bound {
            let x = self.store(Ex { own: super::Own::Last, ..Ex::place("value", t.clone()) }, value);
            let ty = self.cells.ty(value);
            let t = self.rty_text(&ty);
            code = format!(
                "{{ let keywords: Dict<Str, {t}> = {code}; \
                 for (key, value) in {name}.others().items() {{ keywords.set(key, {x}); }} keywords }}"
            );
        }
        code
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

    /// A function's `__qualname__`, as messages show it.
    pub(crate) fn qualified_name(&self, func: FuncId) -> String {
        let f = &self.program.funcs[func];
        let name = crate::expand::given_name(&f.name);
        let outer = |scope: FuncId| {
            if self.program.is_module(scope) {
                String::new()
            } else {
                format!("{}.<locals>.", self.qualified_name(scope))
            }
        };
        match f.class {
            Some(c) => {
                let class = &self.program.classes[c];
                let name = name.strip_prefix(class.name.as_str()).and_then(|n| n.strip_prefix("__")).unwrap_or(name);
                format!("{}{}.{name}", outer(class.scope), class.name)
            }
            None => format!("{}{name}", f.parent.map(outer).unwrap_or_default()),
        }
    }

    /// A function's `__module__`.
    fn module_name(&self, func: FuncId) -> String {
        match self.program.funcs[func].module {
            0 => "__main__".to_string(),
            m => self.program.modules[m].0.clone(),
        }
    }
}

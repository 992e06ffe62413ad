//! Function values: which functions a value may be, so that a call through it may use their defaults and keywords.

use super::call::Args;
use super::{Ex, Lowerer, Prec};
use crate::scope::FuncId;
use crate::types::{Atom, Cell, Ty};
use ruff_python_ast::ParameterWithDefault;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;
use std::collections::{BTreeMap, BTreeSet};

/// Which functions are values, and with how many arguments.
#[derive(Default)]
pub(crate) struct Values {
    /// By the cell of the result: the functions that give it; None stands for what is no function of the program.
    makers: BTreeMap<Cell, BTreeSet<Option<FuncId>>>,
    /// How many arguments a function takes as a value, where calls give more than it requires.
    pub(crate) arities: BTreeMap<FuncId, usize>,
    /// Some code asks a value for its `__name__`.
    pub(crate) named: bool,
    /// What calls were found to want.
    pub(crate) wanted: BTreeMap<FuncId, usize>,
}

impl<'a> Lowerer<'a> {
    /// The type of a function value. Every value of a function is typed here.
    pub(crate) fn func_type(&mut self, params: Vec<Cell>, ret: Cell, maker: Option<FuncId>) -> Ty {
        self.values.makers.entry(ret).or_default().insert(maker);
        Ty::one(Atom::Func(params, ret))
    }

    /// The text of a function value, which keeps its name where some code asks for it.
    pub(crate) fn named(&self, code: String, name: &str) -> String {
        if self.values.named { format!("{code}.named({})", super::quote(name)) } else { code }
    }

    /// How many arguments a function takes as a value: parameters beyond them are left to their defaults.
    pub(crate) fn value_arity(&self, func: FuncId) -> usize {
        let all = self.positional(func);
        let required = all.iter().filter(|q| q.default.is_none()).count();
        self.values.arities.get(&func).map_or(required, |n| (*n).clamp(required, all.len()))
    }

    /// The parameters that may be given by position.
    fn positional(&self, func: FuncId) -> Vec<&'a ParameterWithDefault> {
        let Some(p) = self.program.funcs[func].params else { return Vec::new() };
        p.posonlyargs.iter().chain(&p.args).collect()
    }

    /// The functions that a value may be, if it can be nothing else.
    fn makers(&self, ret: Cell) -> Option<Vec<FuncId>> {
        let root = self.cells.find(ret);
        let mut out = BTreeSet::new();
        for (cell, makers) in &self.values.makers {
            if self.cells.find(*cell) == root {
                for m in makers {
                    out.insert((*m)?);
                }
            }
        }
        Some(out.into_iter().collect())
    }

    /// Arguments for a function value, one for each of its parameters.
    pub(crate) fn value_args(&mut self, params: &[Cell], ret: Cell, args: Args, range: TextRange) -> Option<Vec<Ex>> {
        let mut pos = args.pos;
        if args.keywords.is_some() || (args.star.is_some() && !args.kw.is_empty()) {
            self.refuse("P0303", range, "calling a function value with these arguments is not translated");
            return None;
        }
        if !args.kw.is_empty() {
            pos = self.keywords_in_place(ret, pos, args.kw, range)?;
        }
        if let Some(star) = args.star {
            return self.spread_over(params, pos, star, range);
        }
        if pos.len() > params.len() {
            // The functions are asked to take more as values; where one cannot, the call is wrong or beyond us.
            let makers = self.makers(ret).unwrap_or_default();
            for m in makers {
                if pos.len() <= self.positional(m).len() {
                    let have = self.values.wanted.entry(m).or_default();
                    *have = (*have).max(pos.len());
                }
            }
            self.wrong_count(params.len(), pos.len(), range);
            return None;
        }
        while pos.len() < params.len() {
            let Some(x) = self.shared_default(ret, pos.len()) else {
                self.wrong_count(params.len(), pos.len(), range);
                return None;
            };
            pos.push(x);
        }
        Some(pos)
    }

    fn wrong_count(&mut self, takes: usize, given: usize, range: TextRange) {
        self.refuse("P0304", range, format!("the function value takes {takes} arguments here, not {given}"));
    }

    /// The default of a parameter on which all functions that the value may be agree.
    fn shared_default(&mut self, ret: Cell, at: usize) -> Option<Ex> {
        let makers = self.makers(ret)?;
        let mut shared: Option<(FuncId, &'a ParameterWithDefault)> = None;
        for m in makers {
            let q = *self.positional(m).get(at)?;
            let d = q.default.as_deref()?;
            if let Some((first, have)) = shared {
                let same = super::function::is_constant(d)
                    && have.default.as_deref().is_some_and(|h| {
                        super::function::is_constant(h)
                            && self.program.funcs[first].module == self.program.funcs[m].module
                            && self.text(rustpython_ruff_text_size::Ranged::range(h))
                                == self.text(rustpython_ruff_text_size::Ranged::range(d))
                    });
                if !same {
                    return None;
                }
            } else {
                shared = Some((m, q));
            }
        }
        let (func, q) = shared?;
        let d = q.default.as_deref()?;
        let lambda = matches!(self.program.funcs[func].body, crate::scope::Body::Expr(_));
        if lambda && !super::function::is_constant(d) {
            return None;
        }
        Some(self.default_value(func, q.parameter.name.as_str(), d))
    }

    /// Keyword arguments as positional ones, where it is known which function is called.
    fn keywords_in_place(
        &mut self,
        ret: Cell,
        pos: Vec<Ex>,
        kw: Vec<(String, Ex)>,
        range: TextRange,
    ) -> Option<Vec<Ex>> {
        let Some(makers) = self.makers(ret) else {
            self.refuse(
                "P0303",
                range,
                "calling a value that may be no function of the program with keyword arguments is not translated",
            );
            return None;
        };
        let [func] = makers.as_slice() else {
            if !makers.is_empty() {
                self.refuse(
                    "P0303",
                    range,
                    "calling a value that may be several functions with keyword arguments is not translated",
                );
            }
            return None;
        };
        let all = self.positional(*func);
        let only = self.program.funcs[*func].params.map_or(0, |p| p.posonlyargs.len());
        let mut slots: Vec<Option<Ex>> = vec![None; all.len()];
        let mut wrong = pos.len() > all.len();
        // In the order in which they are written, before the call.
        for (i, x) in pos.into_iter().enumerate() {
            let x = self.hold_argument(x);
            if let Some(slot) = slots.get_mut(i) {
                *slot = Some(x);
            }
        }
        for (name, x) in kw {
            let x = self.hold_argument(x);
            match all.iter().position(|q| q.parameter.name.as_str() == name) {
                Some(i) if i >= only && slots[i].is_none() => slots[i] = Some(x),
                _ => wrong = true,
            }
        }
        let last = slots.iter().rposition(Option::is_some).map_or(0, |i| i + 1);
        let mut out = Vec::new();
        for (i, slot) in slots.into_iter().take(last).enumerate() {
            match slot {
                Some(x) => out.push(x),
                None => match self.shared_default(ret, i) {
                    Some(x) => out.push(x),
                    None => wrong = true,
                },
            }
        }
        if wrong {
            self.refuse("P0303", range, "these keyword arguments for a function value are not translated");
            return None;
        }
        Some(out)
    }

    /// `f(a, *items)`: the items must be as many as there are parameters left.
    fn spread_over(&mut self, params: &[Cell], mut pos: Vec<Ex>, star: Ex, range: TextRange) -> Option<Vec<Ex>> {
        if pos.len() > params.len() {
            self.wrong_count(params.len(), pos.len(), range);
            return None;
        }
        pos = pos.into_iter().map(|x| self.hold_argument(x)).collect();
        let it = self.iterate_value(star, range);
        let it = self.settled(it);
        let name = self.temp("items");
        self.cx.prelude.push_str(&format!(
            "let {name}: Vec<_> = py::arguments::exactly({}, {});\n",
            it.code,
            params.len() - pos.len()
        ));
        for i in 0..params.len() - pos.len() {
            pos.push(Ex::place(format!("{name}[{i}]"), it.elem.clone()));
        }
        Some(pos)
    }

    /// Calls a value of a function type.
    pub(crate) fn call_func(&mut self, f: Ex, params: &[Cell], ret: Cell, args: Args, range: TextRange) -> Ex {
        let Some(args) = self.value_args(params, ret, args, range) else { return Ex::unknown() };
        let f = if self.cx.prelude.is_empty() || f.is_simple() {
            f
        } else {
            let (f, first) = self.once(f, "function");
            self.cx.prelude.insert_str(0, &first);
            f
        };
        let parts: Vec<String> = args.into_iter().zip(params).map(|(x, p)| self.store(x, *p)).collect();
        let code = format!("{}.call({})", f.at(Prec::Atom), parts.join(", "));
        let ty = self.cells.ty(ret);
        Ex::owned(self.try_(code), ty)
    }
}

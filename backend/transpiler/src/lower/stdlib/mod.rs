//! Python's standard library: what imports give, by module and name.

mod attributes;
mod collections;
mod functools;
mod imports;
mod itertools;
mod math;
mod operator;
mod ordered;
mod random;
mod statistics;
mod type_methods;

use crate::lower::call::Args;
use crate::lower::vars::Name;
use crate::lower::{Ex, Lowerer, Prec};
use crate::types::{Atom, Ty};
pub(crate) use imports::knows_module;
use ruff_python_ast::ExprCall;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// A call of a module's function, arguments still as syntax.
    pub(crate) fn module_call(&mut self, module: &str, name: &str, c: &'a ExprCall) -> Ex {
        if self.program.is_own(module) {
            return match self.imported(module.to_string(), name.to_string(), c.range) {
                Name::Func(f) => {
                    let args = self.args(c);
                    self.call_function(f, args, c.range)
                }
                Name::Class(k) => {
                    let args = self.args(c);
                    self.construct(k, args, c.range)
                }
                Name::Var(v) => {
                    let f = self.read(&v);
                    let args = self.args(c);
                    self.call_value(f, args, c.range)
                }
                Name::From(m, n) if m != module => self.module_call(&m, &n, c),
                _ => self.refuse("P0401", c.range, format!("'{module}.{name}' is not translated")),
            };
        }
        let args = &c.arguments.args;
        let kw =
            |n: &str| c.arguments.keywords.iter().find(|k| k.arg.as_ref().is_some_and(|a| a == n)).map(|k| &k.value);
        match (module, name, args.len()) {
            ("collections", _, _) => return self.collections(name, c),
            ("re", _, _) => return self.regex_call(name, c),
            ("functools", "reduce", 2 | 3) => return self.reduce(c),
            ("functools", "partial", _) => return self.partial(c),
            ("copy", "copy", 1) => {
                let x = self.expr(&args[0]);
                return match x.ty.single() {
                    Some(
                        Atom::List(_)
                        | Atom::Dict(..)
                        | Atom::Set(_)
                        | Atom::Deque(_)
                        | Atom::DefaultDict(..)
                        | Atom::OrderedDict(..)
                        | Atom::Counter(_),
                    ) => Ex::owned(format!("{}.copy()", x.at(Prec::Atom)), x.ty),
                    Some(Atom::Inst(_)) => self.refuse("P0404", c.range, "copying an object is not translated"),
                    None if x.ty.is_empty() => Ex::unknown(),
                    _ => x,
                };
            }
            ("copy", "deepcopy", 1) => {
                let x = self.expr(&args[0]);
                if self.holds_objects(&x.ty, 0) {
                    return self.refuse("P0404", c.range, "a deep copy of objects is not translated");
                }
                let b = self.borrowed(&x);
                return Ex::owned(format!("py::deepcopy({b})"), x.ty);
            }
            ("heapq", "nlargest" | "nsmallest", 2) => return self.heap_select(name, c),
            ("heapq", "merge", n) if n >= 1 => return self.heap_merge(c),
            ("bisect", _, 2..=4) => return self.bisect(name, c),
            ("random", "sample" | "choices", _) => return self.draw(name, c),
            ("itertools", _, _) => return self.itertools(name, c),
            ("math", "prod", 1) => {
                let it = self.iterate(&args[0]);
                let start = kw("start").map(|e| self.expr(e));
                return self.product(it, start, c.range);
            }
            ("statistics", _, 1) if c.arguments.keywords.is_empty() => {
                let it = self.iterate(&args[0]);
                return self.statistics(name, it, c.range);
            }
            ("string", "capwords", 1) => {
                let x = self.expr(&args[0]);
                if x.ty.is_str() {
                    let b = self.borrowed(&x);
                    return Ex::owned(format!("py::string::capwords({b})"), Ty::one(Atom::Str));
                }
            }
            ("math", "fsum", 1) => {
                let it = self.iterate(&args[0]);
                let it = self.settled(it);
                if it.elem.is_number() && it.elem.0.len() == 1 {
                    let code =
                        if it.elem.is_float() { it.code } else { format!("{}.map(|item| item.float())", it.code) };
                    let code = format!("py::math_sum::fsum({code})");
                    return Ex::owned(self.try_(code), Ty::one(Atom::Float));
                }
                return self.refuse("P0405", c.range, format!("math.{name} of these values is not translated"));
            }
            ("sys", "exit", _) => {
                let x = args.first().map(|e| self.expr(e));
                return self.exit(x);
            }
            ("sys", "setrecursionlimit", 1) => {
                let n = self.expr(&args[0]);
                let n = self.as_int(n, c.range);
                let n = self.borrowed(&n);
                let code = format!("py::set_recursion_limit({n})");
                return Ex::owned(self.try_(code), Ty::none());
            }
            ("sys", "getrecursionlimit", 0) => return Ex::owned("py::get_recursion_limit()", Ty::nat()),
            ("typing" | "typing_extensions", "cast", 2) => return self.expr(&args[1]),
            ("dataclasses", "field", _) => {
                return self.refuse("P0406", c.range, "field() outside of a dataclass is not translated");
            }
            _ => {}
        }
        let a: Args = self.args(c);
        if a.star.is_some() || a.keywords.is_some() {
            if module == "math"
                && matches!(name, "gcd" | "lcm")
                && a.pos.is_empty()
                && let Some(x) = a.star
            {
                let it = self.iterate_value(x, c.range);
                let it = self.settled(it);
                return Ex::owned(format!("py::math_int::{name}_all({})", it.code), Ty::nat());
            }
            return self.refuse(
                "P0301",
                c.range,
                format!("a starred argument for {module}.{name}() is not translated"),
            );
        }
        if module == "math" && name == "isclose" && a.pos.len() == 2 {
            let mut tol = ["1e-9".to_string(), "0.0".to_string()];
            for (n, x) in &a.kw {
                match n.as_str() {
                    "rel_tol" => tol[0] = self.float(x),
                    "abs_tol" => tol[1] = self.float(x),
                    _ => return self.refuse("P0336", c.range, format!("math.isclose() has no keyword '{n}'")),
                }
            }
            if !a.pos.iter().all(|x| x.ty.is_number()) {
                return if a.pos.iter().any(|x| x.ty.is_empty()) {
                    Ex::unknown()
                } else {
                    self.refuse("P0405", c.range, "math.isclose of these values is not translated")
                };
            }
            let (x, y) = (self.any_float(&a.pos[0]), self.any_float(&a.pos[1]));
            let code = format!("py::math::isclose_within({x}, {y}, {}, {})", tol[0], tol[1]);
            return Ex::owned(self.try_(code), Ty::one(Atom::Bool));
        }
        if !a.kw.is_empty() {
            return self.refuse("P0336", c.range, format!("keywords of {module}.{name}() are not translated"));
        }
        self.module_with(module, name, a.pos, c.range)
    }

    fn holds_objects(&self, t: &Ty, depth: u32) -> bool {
        depth > 6
            || t.0.iter().any(|a| match a {
                Atom::Inst(_) | Atom::Func(..) | Atom::Iter(_) => true,
                Atom::List(c)
                | Atom::Set(c)
                | Atom::FrozenSet(c)
                | Atom::VarTuple(c)
                | Atom::Deque(c)
                | Atom::Counter(c) => self.holds_objects(&self.cells.ty(*c), depth + 1),
                Atom::Dict(k, v) | Atom::DefaultDict(k, v) | Atom::OrderedDict(k, v) | Atom::View(_, k, v) => {
                    self.holds_objects(&self.cells.ty(*k), depth + 1)
                        || self.holds_objects(&self.cells.ty(*v), depth + 1)
                }
                Atom::Tuple(cs) => cs.iter().any(|c| self.holds_objects(&self.cells.ty(*c), depth + 1)),
                _ => false,
            })
    }

    /// A module's function with lowered arguments.
    pub(crate) fn module_with(&mut self, module: &str, name: &str, args: Vec<Ex>, range: TextRange) -> Ex {
        if args.iter().any(|a| a.ty.is_empty()) {
            let operands: Vec<&Ex> = args.iter().collect();
            return self.diverging(&operands);
        }
        let out = match module {
            "math" => self.math(name, &args, range),
            "heapq" => self.heapq(name, &args),
            "random" => self.random(name, &args, range),
            "operator" => self.operator(name, &args, range),
            "time" if matches!(name, "time" | "perf_counter" | "monotonic" | "process_time") && args.is_empty() => {
                Some(Ex::owned("py::perf_counter()", Ty::one(Atom::Float)))
            }
            "re" => self.regex_value(name, &args),
            "collections" if name == "deque" && args.is_empty() => {
                let cell = self.node(range, 0);
                Some(Ex::owned("Deque::new()", Ty::one(Atom::Deque(cell))).vague())
            }
            _ => None,
        };
        out.unwrap_or_else(|| {
            self.refuse("P0407", range, format!("{module}.{name}() with these arguments is not translated"))
        })
    }
}

//! Python's standard library: what imports give, by module and name.

use super::call::Args;
use super::iterate::It;
use super::vars::Name;
use super::{Ex, Lit, Lowerer, Own, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, ExprCall, Stmt};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

/// Modules with at least one translated name.
const MODULES: [&str; 25] = [
    "__future__",
    "abc",
    "bisect",
    "collections",
    "collections.abc",
    "contextlib",
    "copy",
    "dataclasses",
    "functools",
    "heapq",
    "itertools",
    "math",
    "numbers",
    "operator",
    "random",
    "re",
    "statistics",
    "string",
    "sys",
    "time",
    "types",
    "typing",
    "typing_extensions",
    "enum",
    "doctest",
];

/// Whether the standard library has a module, as far as it is translated.
pub(crate) fn knows_module(name: &str) -> bool {
    MODULES.contains(&name)
}

impl<'a> Lowerer<'a> {
    /// An import statement: runs the modules of the program that have not run, and checks what it names.
    pub(crate) fn import(&mut self, s: &'a Stmt) -> String {
        let (module, range) = (self.cx.module, s.range());
        let names = self.program.imported_names(module, s);
        let mut own = false;
        for (dotted, at, alias) in &names {
            let at = *at;
            let part = alias.map(|a| format!("{dotted}.{}", a.name)).filter(|d| self.program.is_own(d));
            if part.is_none() {
                self.check_import(dotted, None, at);
            }
            own |= self.program.is_own(dotted);
            let (Some(m), Some(a)) = (self.program.own_module(dotted), alias) else { continue };
            let name = a.name.as_str();
            match self.program.funcs[self.program.modules[m].1].bindings.get(name) {
                Some(crate::scope::Binding::Var) if !self.program.bound_once(m, name) => {
                    let message = format!("'{name}' is bound again in '{dotted}': a copy of it would not change");
                    self.refuse_with(
                        "P0404",
                        at,
                        message,
                        Some("import the module, and read the name as its attribute"),
                    );
                }
                None if part.is_none() => {
                    self.refuse("P0401", at, format!("cannot import name '{name}' from '{dotted}'"));
                }
                _ => {}
            }
        }
        if !own {
            return String::new();
        }
        if !self.program.imports.placed.contains(&(module, range)) {
            let message = "a module of the program is imported inside a function or a block";
            self.refuse_with("P0402", range, message, Some("import it among the module's first statements"));
        }
        if self.program.imports.circular.contains(&(module, range)) {
            let message = "modules import each other: one of them is not whole when it is needed";
            self.refuse_with("P0403", range, message, Some("move what both need into a module of its own"));
        }
        let runs = self.program.imports.runs.get(&(module, range)).cloned().unwrap_or_default();
        runs.into_iter().map(|m| format!("{}()?;\n", self.module_function(m))).collect()
    }

    /// Refuses imports of what is not there.
    pub(crate) fn check_import(&mut self, module: &str, _name: Option<&str>, range: TextRange) {
        if !self.program.is_own(module) && !MODULES.contains(&module) {
            self.refuse_with(
                "P0400",
                range,
                format!("the module '{module}' is not translated"),
                Some("remove the import if it is not needed, or write the part that is used"),
            );
        }
    }

    /// A name of a module used as a value: a constant, or a refusal.
    pub(crate) fn imported_value(&mut self, module: &str, name: &str, range: TextRange) -> Ex {
        self.module_attribute(module, name, range)
    }

    pub(crate) fn module_attribute(&mut self, module: &str, name: &str, range: TextRange) -> Ex {
        if self.program.is_own(module) {
            return match self.imported(module.to_string(), name.to_string(), range) {
                Name::Var(v) => self.read(&v),
                Name::Func(f) => self.function_value(f, range),
                Name::From(m, n) if m != module => self.module_attribute(&m, &n, range),
                _ => self.refuse("P0401", range, format!("'{module}.{name}' as a value is not translated")),
            };
        }
        let float = Ty::one(Atom::Float);
        let string = |s: &str| Ex::literal(Lit::Str(s.to_string()), super::quote(s), Ty::one(Atom::Str));
        match (module, name) {
            ("math", "pi") => Ex::owned("std::f64::consts::PI", float),
            ("math", "e") => Ex::owned("std::f64::consts::E", float),
            ("math", "tau") => Ex::owned("std::f64::consts::TAU", float),
            ("math", "inf") => Ex::owned("f64::INFINITY", float),
            ("math", "nan") => Ex::owned("f64::NAN", float),
            ("sys", "maxsize") => Ex::owned("Int::from(i64::MAX)", Ty::nat()),
            ("sys", "argv") => {
                let c = self.node(range, 0);
                self.cells.flow(&Ty::one(Atom::Str), c);
                Ex::owned("py::argv()", Ty::one(Atom::List(c)))
            }
            ("string", "ascii_lowercase") => string("abcdefghijklmnopqrstuvwxyz"),
            ("string", "ascii_uppercase") => string("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
            ("string", "ascii_letters") => string("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
            ("string", "digits") => string("0123456789"),
            ("string", "hexdigits") => string("0123456789abcdefABCDEF"),
            ("string", "octdigits") => string("01234567"),
            ("string", "punctuation") => string("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"),
            ("string", "whitespace") => string(" \t\n\r\u{b}\u{c}"),
            ("string", "printable") => string(
                "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \t\n\r\u{b}\u{c}",
            ),
            ("math" | "operator" | "functools" | "itertools", _) => {
                let two = module == "operator"
                    || matches!(
                        name,
                        "pow" | "atan2" | "fmod" | "gcd" | "hypot" | "copysign" | "comb" | "perm" | "log_base" | "lcm"
                    );
                self.callable_value(
                    if two && !matches!(name, "neg" | "not_" | "abs") { 2 } else { 1 },
                    range,
                    |l, args| l.module_with(module, name, args, range),
                )
            }
            _ => self.refuse_with(
                "P0401",
                range,
                format!("'{module}.{name}' as a value is not translated"),
                Some("call it, or wrap it in a lambda"),
            ),
        }
    }

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
            ("collections", "defaultdict", 0 | 1) => return self.defaultdict(args.first(), c.range),
            ("collections", "Counter", 0) if c.arguments.keywords.is_empty() => {
                let k = self.node(c.range, 0);
                return Ex::owned("Counter::new()", Ty::one(Atom::Counter(k))).vague();
            }
            ("collections", "Counter", 1) => {
                let k = self.node(c.range, 0);
                if let Expr::Name(_) | Expr::Dict(_) = &args[0] {
                    let x = self.expr(&args[0]);
                    if let Some(Atom::Dict(kk, _) | Atom::Counter(kk)) = x.ty.single().cloned() {
                        self.cells.unify(kk, k);
                        let b = self.borrowed(&x);
                        return Ex::owned(format!("Counter::from_counts({b})"), Ty::one(Atom::Counter(k)));
                    }
                    let it = self.iterate_value(x, args[0].range());
                    let code = self.iterator_of(it, k);
                    return Ex::owned(format!("{code}.collect::<Counter<_>>()"), Ty::one(Atom::Counter(k)));
                }
                let it = self.iterate(&args[0]);
                let code = self.iterator_of(it, k);
                return Ex::owned(format!("{code}.collect::<Counter<_>>()"), Ty::one(Atom::Counter(k)));
            }
            ("collections", "deque", n) if n <= 2 => {
                let cell = self.node(c.range, 0);
                let ty = Ty::one(Atom::Deque(cell));
                let maxlen = args.get(1).or(kw("maxlen")).filter(|e| !matches!(e, Expr::NoneLiteral(_)));
                let items = match args.first() {
                    None => "std::iter::empty()".to_string(),
                    Some(e) => {
                        let it = self.iterate(e);
                        self.iterator_of(it, cell)
                    }
                };
                if let Some(m) = maxlen {
                    let m = self.expr(m);
                    let m = self.as_int(m, c.range);
                    let m = self.borrowed(&m);
                    let code = format!("Deque::bounded({items}, {m})");
                    let mut ex = Ex::owned(self.try_(code), ty);
                    ex.vague = args.is_empty();
                    return ex;
                }
                if args.is_empty() {
                    return Ex::owned("Deque::new()", ty).vague();
                }
                return Ex::owned(format!("{items}.collect::<Deque<_>>()"), ty);
            }
            ("collections", "OrderedDict", 0) if c.arguments.keywords.is_empty() => {
                return self.refuse_with(
                    "P0402",
                    c.range,
                    "OrderedDict is not translated",
                    Some("a plain dict keeps its order"),
                );
            }
            ("re", _, _) => return self.regex_call(name, c),
            ("functools", "reduce", 2 | 3) => return self.reduce(c),
            ("functools", "partial", _) => {
                return self.refuse_with(
                    "P0403",
                    c.range,
                    "functools.partial is not translated",
                    Some("write a lambda"),
                );
            }
            ("copy", "copy", 1) => {
                let x = self.expr(&args[0]);
                return match x.ty.single() {
                    Some(
                        Atom::List(_)
                        | Atom::Dict(..)
                        | Atom::Set(_)
                        | Atom::Deque(_)
                        | Atom::DefaultDict(..)
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
            ("heapq", "nlargest" | "nsmallest", 2) => {
                let n = self.expr(&args[0]);
                let n = self.as_int(n, c.range);
                let it = self.iterate(&args[1]);
                let cell = self.node(c.range, 0);
                let list = self.list_from(it, cell);
                let elem = self.cells.ty(cell);
                let n = self.borrowed(&n);
                let ty = Ty::one(Atom::List(cell));
                if let Some(k) = kw("key") {
                    let (closure, kt, raises) = self.inline_function(k, std::slice::from_ref(&elem), true);
                    self.ordered(&kt, k.range());
                    let closure = super::builtins::fallible_closure(&closure, raises);
                    let code = format!("py::heapq::{name}_by_key({n}, {}.iter(), {closure})", list.at(Prec::Atom));
                    return Ex::owned(self.try_(code), ty);
                }
                self.ordered(&elem, c.range);
                let code = format!("py::heapq::{name}({n}, {}.iter())", list.at(Prec::Atom));
                return Ex::owned(self.try_(code), ty);
            }
            ("itertools", _, _) => return self.itertools(name, c),
            ("math", "prod" | "fsum", 1) => {
                let it = self.iterate(&args[0]);
                let it = self.settled(it, c.range);
                if name == "prod" && it.elem.is_int() && c.arguments.keywords.is_empty() {
                    let nat = it.elem.is_nat();
                    return Ex::owned(
                        format!("py::math_int::prod_int({})", it.code),
                        if nat { Ty::nat() } else { Ty::int() },
                    );
                }
                if name == "fsum" && it.elem.is_number() && it.elem.0.len() == 1 {
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
        if a.star.is_some() {
            if module == "math"
                && matches!(name, "gcd" | "lcm")
                && a.pos.is_empty()
                && let Some(x) = a.star
            {
                let it = self.iterate_value(x, c.range);
                let it = self.settled(it, c.range);
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

    /// A number of any kind as a float.
    fn any_float(&mut self, x: &Ex) -> String {
        if x.ty.0.len() > 1 { format!("{}.float()", x.at(Prec::Atom)) } else { self.float(x) }
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
                Atom::Dict(k, v) | Atom::DefaultDict(k, v) => {
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
            "heapq" => self.heapq(name, &args, range),
            "bisect" => self.bisect(name, &args, range),
            "random" => self.random(name, &args, range),
            "operator" => self.operator(name, &args, range),
            "time" if matches!(name, "time" | "perf_counter" | "monotonic" | "process_time") && args.is_empty() => {
                Some(Ex::owned("py::perf_counter()", Ty::one(Atom::Float)))
            }
            "re" => self.regex_value(name, &args, range),
            _ => None,
        };
        out.unwrap_or_else(|| {
            self.refuse("P0407", range, format!("{module}.{name}() with these arguments is not translated"))
        })
    }

    fn math(&mut self, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let float = Ty::one(Atom::Float);
        let ints = args.iter().all(|a| a.ty.is(|t| matches!(t, Atom::Int(_) | Atom::Bool)));
        if !args.iter().all(|a| a.ty.0.iter().all(|t| matches!(t, Atom::Int(_) | Atom::Bool | Atom::Float))) {
            if let [x] = args
                && x.ty.single().is_some()
                && !matches!(name, "dist" | "prod" | "fsum")
            {
                let message = format!("must be real number, not {}", self.ty_names(&x.ty));
                return Some(self.raising(&[x], &format!("py::type_error({})", super::quote(&message))));
            }
            return None;
        }
        let int_args = |l: &mut Self| -> Vec<String> {
            args.iter()
                .map(|a| {
                    let a = l.as_int(a.clone(), range);
                    l.borrowed(&a)
                })
                .collect()
        };
        Some(match (name, args.len()) {
            ("floor" | "ceil" | "trunc", 1) => {
                let x = &args[0];
                if ints {
                    return Some(self.as_int(x.clone(), range));
                }
                let f = self.any_float(x);
                let code = format!("py::math::{name}({f})");
                Ex::owned(self.try_(code), Ty::int())
            }
            ("gcd" | "lcm", 2) if ints => {
                let a = int_args(self);
                Ex::owned(format!("py::math_int::{name}({}, {})", a[0], a[1]), Ty::nat())
            }
            ("factorial" | "isqrt", 1) => {
                if !ints {
                    let message = "'float' object cannot be interpreted as an integer";
                    return Some(self.raising(&[&args[0]], &format!("py::type_error({})", super::quote(message))));
                }
                let a = int_args(self);
                let code = format!("py::math_int::{name}({})", a[0]);
                Ex::owned(self.try_(code), Ty::nat())
            }
            ("comb" | "perm", 2) if ints => {
                let a = int_args(self);
                let code = format!("py::math_int::{name}({}, {})", a[0], a[1]);
                Ex::owned(self.try_(code), Ty::nat())
            }
            ("log" | "log2" | "log10", 1) if ints => {
                let a = int_args(self);
                let code = format!("py::math::{name}_int({})", a[0]);
                Ex::owned(self.try_(code), float)
            }
            (
                "sqrt" | "exp" | "expm1" | "log" | "log2" | "log10" | "log1p" | "sin" | "cos" | "tan" | "asin" | "acos"
                | "sinh" | "cosh" | "acosh" | "atanh" | "exp2",
                1,
            ) => {
                let f = self.any_float(&args[0]);
                let code = format!("py::math::{name}({f})");
                Ex::owned(self.try_(code), float)
            }
            ("gamma" | "lgamma", 1) => {
                let f = self.any_float(&args[0]);
                let code = format!("py::math_special::{name}({f})");
                Ex::owned(self.try_(code), float)
            }
            ("erf" | "erfc", 1) => {
                let f = self.any_float(&args[0]);
                Ex::owned(format!("py::math_special::{name}({f})"), float)
            }
            ("fabs" | "degrees" | "radians" | "atan" | "tanh" | "asinh" | "cbrt", 1) => {
                let f = self.any_float(&args[0]);
                Ex::owned(format!("py::math::{name}({f})"), float)
            }
            ("isnan" | "isinf" | "isfinite", 1) => {
                let f = self.any_float(&args[0]);
                Ex::owned(format!("py::math::{name}({f})"), Ty::one(Atom::Bool))
            }
            ("pow" | "fmod" | "remainder", 2) => {
                let (a, b) = (self.any_float(&args[0]), self.any_float(&args[1]));
                let code = format!("py::math::{name}({a}, {b})");
                Ex::owned(self.try_(code), float)
            }
            ("log", 2) => {
                let (a, b) = (self.any_float(&args[0]), self.any_float(&args[1]));
                let code = format!("py::math::log_base({a}, {b})");
                Ex::owned(self.try_(code), float)
            }
            ("atan2" | "copysign", 2) => {
                let (a, b) = (self.any_float(&args[0]), self.any_float(&args[1]));
                Ex::owned(format!("py::math::{name}({a}, {b})"), float)
            }
            ("hypot", 2) => {
                let (a, b) = (self.any_float(&args[0]), self.any_float(&args[1]));
                Ex::owned(format!("py::math_sum::hypot([{a}, {b}])"), float)
            }
            ("isclose", 2) => {
                let (a, b) = (self.any_float(&args[0]), self.any_float(&args[1]));
                let code = format!("py::math::isclose_within({a}, {b}, 1e-9, 0.0)");
                Ex::owned(self.try_(code), Ty::one(Atom::Bool))
            }
            _ => return None,
        })
    }

    fn heapq(&mut self, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let Some(Atom::List(c)) = args.first()?.ty.single().cloned() else { return None };
        let heap = self.borrowed(&args[0]);
        let none = Ty::none();
        let ex = match (name, &args[1..]) {
            ("heappush", [v]) => {
                let v = self.store(v.clone(), c);
                let code = format!("py::heapq::try_heappush({heap}, {v})");
                Ex::owned(self.try_(code), none)
            }
            ("heappop", []) => {
                let code = format!("py::heapq::heappop({heap})");
                let t = self.cells.ty(c);
                Ex::owned(self.try_(code), t)
            }
            ("heapify", []) => {
                let code = format!("py::heapq::try_heapify({heap})");
                Ex::owned(self.try_(code), none)
            }
            ("heapreplace" | "heappushpop", [v]) => {
                let v = self.store(v.clone(), c);
                let code = format!("py::heapq::{name}({heap}, {v})");
                let t = self.cells.ty(c);
                Ex::owned(self.try_(code), t)
            }
            _ => return None,
        };
        let t = self.cells.ty(c);
        self.ordered(&t, range);
        Some(ex)
    }

    fn bisect(&mut self, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let Some(Atom::List(c)) = args.first()?.ty.single().cloned() else { return None };
        let [_, v] = args else { return None };
        let list = self.borrowed(&args[0]);
        let v_owned = self.store(v.clone(), c);
        let t = self.cells.ty(c);
        self.ordered(&t, range);
        Some(match name {
            "bisect" | "bisect_right" => {
                let code = format!("py::bisect::bisect_right({list}, &{v_owned}, &Int::from(0), None)");
                Ex::owned(self.try_(code), Ty::nat())
            }
            "bisect_left" => {
                let code = format!("py::bisect::bisect_left({list}, &{v_owned}, &Int::from(0), None)");
                Ex::owned(self.try_(code), Ty::nat())
            }
            "insort" | "insort_right" | "insort_left" => {
                let f = if name == "insort_left" { "insort_left" } else { "insort_right" };
                let code = format!("py::bisect::{f}({list}, {v_owned})");
                Ex::owned(self.try_(code), Ty::none())
            }
            _ => return None,
        })
    }

    fn random(&mut self, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        Some(match (name, args) {
            ("seed", [x]) if x.ty.is_int() => {
                let b = self.borrowed(x);
                Ex::owned(format!("py::random::seed({b})"), Ty::none())
            }
            ("random", []) => Ex::owned("py::random::random()", Ty::one(Atom::Float)),
            ("randint" | "randrange", [a, b]) => {
                let (a, b) = (self.as_int(a.clone(), range), self.as_int(b.clone(), range));
                let nat = a.ty.is_nat();
                let (a, b) = (self.borrowed(&a), self.borrowed(&b));
                let step = if name == "randrange" { ", &Int::from(1)" } else { "" };
                let code = format!("py::random::{name}({a}, {b}{step})");
                Ex::owned(self.try_(code), if nat { Ty::nat() } else { Ty::int() })
            }
            ("randrange", [a]) => {
                let a = self.as_int(a.clone(), range);
                let a = self.borrowed(&a);
                let code = format!("py::random::randrange(&Int::from(0), {a}, &Int::from(1))");
                Ex::owned(self.try_(code), Ty::nat())
            }
            ("uniform", [a, b]) => {
                let (a, b) = (self.any_float(a), self.any_float(b));
                Ex::owned(format!("py::random::uniform({a}, {b})"), Ty::one(Atom::Float))
            }
            ("choice", [x]) => {
                let it = self.iterate_value(x.clone(), range);
                let cell = self.node(range, 0);
                let list = self.list_from(it, cell);
                let t = self.cells.ty(cell);
                let code = format!("py::random::choice({}.iter())", list.at(Prec::Atom));
                Ex::owned(self.try_(code), t)
            }
            ("shuffle", [x]) if x.ty.is(|a| matches!(a, Atom::List(_))) => {
                let b = self.borrowed(x);
                Ex::owned(format!("py::random::shuffle({b})"), Ty::none())
            }
            _ => return None,
        })
    }

    fn operator(&mut self, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        use ruff_python_ast::{CmpOp, Operator as O};
        let binary = match name {
            "add" => Some(O::Add),
            "sub" => Some(O::Sub),
            "mul" => Some(O::Mult),
            "truediv" => Some(O::Div),
            "floordiv" => Some(O::FloorDiv),
            "mod" => Some(O::Mod),
            "pow" => Some(O::Pow),
            "and_" => Some(O::BitAnd),
            "or_" => Some(O::BitOr),
            "xor" => Some(O::BitXor),
            _ => None,
        };
        let compare = match name {
            "eq" => Some(CmpOp::Eq),
            "ne" => Some(CmpOp::NotEq),
            "lt" => Some(CmpOp::Lt),
            "le" => Some(CmpOp::LtE),
            "gt" => Some(CmpOp::Gt),
            "ge" => Some(CmpOp::GtE),
            _ => None,
        };
        match (args, binary, compare) {
            ([a, b], Some(op), _) => Some(self.binary(op, a.clone(), b.clone(), range)),
            ([a, b], _, Some(op)) => Some(self.comparison(op, a.clone(), b.clone(), range)),
            ([a, b], ..) if name == "getitem" => Some(self.get_item(a.clone(), b.clone(), range)),
            ([a], ..) if name == "neg" => Some(self.binary(O::Sub, self.int(0), a.clone(), range)),
            _ => None,
        }
    }

    /// `itemgetter(i)(x)`, `attrgetter("a")(x)` and `methodcaller("m")(x)`.
    pub(crate) fn getter(&mut self, c: &'a ExprCall, args: &[Ex]) -> Option<Ex> {
        let name = match &*c.func {
            Expr::Name(n) => match self.lookup(n.id.as_str(), n.range, false) {
                super::vars::Name::From(m, f) if m == "operator" => f,
                _ => return None,
            },
            Expr::Attribute(a) if self.module_path(&a.value).as_deref() == Some("operator") => a.attr.to_string(),
            _ => return None,
        };
        let [x] = args else { return None };
        let parts: Vec<Ex> = match name.as_str() {
            "itemgetter" => c
                .arguments
                .args
                .iter()
                .map(|e| {
                    let i = self.expr(e);
                    self.get_item(x.clone(), i, c.range)
                })
                .collect(),
            "attrgetter" => c
                .arguments
                .args
                .iter()
                .map(|e| match e {
                    Expr::StringLiteral(s) if !s.value.to_str().contains('.') => {
                        self.get_attribute(x.clone(), s.value.to_str(), c.range)
                    }
                    _ => self.refuse("P0408", c.range, "attrgetter with this name is not translated"),
                })
                .collect(),
            _ => return None,
        };
        if parts.len() == 1 {
            return parts.into_iter().next();
        }
        Some(self.tuple_of(parts, c.range))
    }

    fn defaultdict(&mut self, factory: Option<&'a Expr>, range: TextRange) -> Ex {
        let (k, v) = (self.node(range, 0), self.node(range, 1));
        let ty = Ty::one(Atom::DefaultDict(k, v));
        let Some(f) = factory.filter(|e| !matches!(e, Expr::NoneLiteral(_))) else {
            return self.refuse_with(
                "P0409",
                range,
                "defaultdict() without a factory is not translated",
                Some("use a plain dict"),
            );
        };
        let (made, raises) = self.in_closure(|l| {
            let x = match f {
                Expr::Lambda(l2) if l2.parameters.is_none() => l.expr(&l2.body),
                e => l.call_with(e, Vec::new(), range),
            };
            l.store(x, v)
        });
        if raises {
            return self.refuse("P0409", range, "this defaultdict factory may raise");
        }
        let shown = match f {
            Expr::Name(n) => format!("<class '{}'>", n.id),
            _ => "<function <lambda>>".into(),
        };
        let clones = self.captured_clones(range, &made);
        let closure = format!("move || {made}");
        let closure = if clones.is_empty() {
            closure.trim_start_matches("move ").to_string()
        } else {
            format!("{{ {clones}{closure} }}")
        };
        Ex::owned(format!("DefaultDict::new({}, {closure})", super::quote(&shown)), ty).vague()
    }

    fn reduce(&mut self, c: &'a ExprCall) -> Ex {
        let args = &c.arguments.args;
        let it = self.iterate(&args[1]);
        let it = self.settled(it, c.range);
        let acc = self.node(c.range, 0);
        let start = match args.get(2) {
            Some(e) => {
                let s = self.expr(e);
                self.cells.flow(&s.ty, acc);
                Some(s)
            }
            None => {
                self.cells.flow(&it.elem, acc);
                None
            }
        };
        let acc_ty = self.cells.ty(acc);
        if acc_ty.is_empty() {
            // Nothing is ever in the iterable.
            return self.raise_value("py::type_error(\"reduce() of empty iterable with no initial value\")");
        }
        let (closure, ty, raises) = self.inline_function(&args[0], &[acc_ty.clone(), it.elem.clone()], false);
        self.cells.flow(&ty, acc);
        let acc_ty = self.cells.ty(acc);
        // The closure's result is made the accumulator's type.
        let (params, body) =
            closure.split_once("| ").map(|(p, b)| (format!("{p}|"), b.to_string())).unwrap_or_default();
        let body_ex = Ex::owned(body.clone(), ty);
        let body = if raises {
            let value = self.coerce(Ex { own: Own::Last, ..Ex::place("value", body_ex.ty.clone()) }, &acc_ty);
            if value == "value" { body } else { format!("{body}.map(|value| {value})") }
        } else {
            let v = self.coerce(body_ex, &acc_ty);
            format!("Ok({v})")
        };
        let code = match start {
            Some(s) => {
                let s = self.coerce(s, &acc_ty);
                format!("py::functools::reduce_from({params} {body}, {}, {s})", it.code)
            }
            None => {
                let first = self.coerce(Ex { own: Own::Last, ..Ex::place("item", it.elem.clone()) }, &acc_ty);
                if first != "item" && self.last_round {
                    return self.refuse(
                        "P0411",
                        c.range,
                        "reduce() whose result is of another type than the items is not translated without a start",
                    );
                }
                format!("py::functools::reduce({params} {body}, {})", it.code)
            }
        };
        Ex::owned(self.try_(code), acc_ty)
    }

    fn itertools(&mut self, name: &str, c: &'a ExprCall) -> Ex {
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
                let t = self.cells.ty(out);
                let made = self.retuple(made, elem, &t);
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
                    let target = self.cells.ty(out);
                    let made = format!("{{ {lets}let items: List<{t}> = List::new();\n{body}\nitems }}.into_iter()");
                    let _ = target;
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
                let clones = self.captured_clones(c.range, &body);
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
                        super::builtins::fallible_closure(&code, raises)
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
                let clones = self.captured_clones(c.range, &closure);
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
                let closure = super::builtins::tuple_params(&closure);
                let code = format!("{}.map({closure})", it.code);
                let made = It { code, elem: ty, fallible: raises, vague: false };
                let list = self.list_from(made, out);
                Ex::owned(format!("Iter::new({}.into_iter())", list.at(Prec::Atom)), iter)
            }
            _ => self.refuse("P0410", c.range, format!("itertools.{name}() with these arguments is not translated")),
        }
    }

    /// Iterator of tuples of any length, as the cell's tuple type wants them.
    fn retuple(&mut self, code: String, _elem: u32, _t: &Ty) -> String {
        code
    }

    /// An iterator of iterables, one after the other.
    fn flattened(&mut self, it: It, range: TextRange) -> It {
        let it = self.settled(it, range);
        let inner = self.iterate_value(Ex { own: Own::Last, ..Ex::place("inner", it.elem.clone()) }, range);
        It::plain(format!("{}.flat_map(|inner| {})", it.code, inner.code), inner.elem)
    }

    /// Static methods of builtin types: `dict.fromkeys`, `str.maketrans`, `str.join`-like calls, `chain.from_iterable`.
    pub(crate) fn type_method(&mut self, of: &'a Expr, name: &str, c: &'a ExprCall) -> Option<Ex> {
        let Expr::Name(n) = of else { return None };
        let args = &c.arguments.args;
        if let super::vars::Name::From(m, f) = self.lookup(n.id.as_str(), n.range, false) {
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
            ("str", "maketrans", 2) => {
                let (k, v) = (self.node(c.range, 0), self.node(c.range, 1));
                self.cells.flow(&Ty::int(), k);
                self.cells.flow(&Ty(vec![Atom::None, Atom::Str]), v);
                let (a, b) = (self.expr(&args[0]), self.expr(&args[1]));
                if !a.ty.is_str() || !b.ty.is_str() {
                    return None;
                }
                let (a, b) = (self.str_ref(&a), self.str_ref(&b));
                let code = format!("Str::maketrans({a}, {b})");
                Some(Ex::owned(self.try_(code), Ty::one(Atom::Dict(k, v))))
            }
            ("str" | "list" | "dict" | "set" | "int" | "float" | "tuple" | "bytes", _, n) if n >= 1 => {
                let x = self.expr(&args[0]);
                let rest: Vec<Ex> = args[1..].iter().map(|e| self.expr(e)).collect();
                Some(self.method_with(x, name, rest, c.range))
            }
            _ => None,
        }
    }
}

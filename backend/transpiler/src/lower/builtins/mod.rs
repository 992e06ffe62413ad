//! Python's builtin functions.

mod containers;
mod fold;
mod kinds;
mod lazy;
mod numbers;
mod values;

use crate::lower::call::Args;
use crate::lower::comprehension::Sink;
use crate::lower::{Ex, Lit, Lowerer, Own, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};
pub(crate) use values::is_builtin;

impl<'a> Lowerer<'a> {
    /// A call of a builtin by name.
    pub(crate) fn builtin_call(&mut self, name: &str, c: &'a ExprCall) -> Ex {
        let args = &c.arguments.args;
        let kw =
            |n: &str| c.arguments.keywords.iter().find(|k| k.arg.as_ref().is_some_and(|a| a == n)).map(|k| &k.value);
        match (name, args.len()) {
            ("print", _) => return self.print(c),
            ("isinstance", 2) => return self.isinstance(&args[0], &args[1], c.range),
            ("issubclass", 2) => return self.issubclass(&args[0], &args[1], c.range),
            ("super", _) => return self.refuse("P0312", c.range, "super() as a value is not translated"),
            ("sum", 1 | 2) => {
                if let (Expr::Generator(g), 1, None) = (&args[0], args.len(), kw("start")) {
                    let cell = self.node(c.range, 30);
                    return self.collect(&g.generators, Sink::Sum(&g.elt, cell), g.range);
                }
                let it = self.iterate(&args[0]);
                let start = args.get(1).or(kw("start")).map(|e| self.expr(e));
                return self.sum(it, start, c.range);
            }
            ("any" | "all", 1) => {
                if let Expr::Generator(g) = &args[0] {
                    return self.collect(&g.generators, Sink::Decide(&g.elt, name == "any"), g.range);
                }
                let it = self.iterate(&args[0]);
                let mut it = self.settled(it);
                if !it.elem.is_bool() && !it.elem.is_empty() {
                    let item = Ex { own: Own::Last, ..Ex::place("item", it.elem.clone()) };
                    let ((test, _), raises) = self.in_closure(|l| l.truth(&item));
                    if raises {
                        let (test, _) = self.truth(&item);
                        let (test, found) = if name == "any" { (test, true) } else { (format!("!({test})"), false) };
                        let found = format!(
                            "{{ let mut found = {}; for item in {} {{ if {test} {{ found = {found}; break; }} }} found }}",
                            !found, it.code
                        );
                        return Ex::owned(found, Ty::one(Atom::Bool));
                    }
                    it.code = format!("{}.map(|item| {test})", it.code);
                }
                return Ex::owned(format!("py::{name}({})", it.code), Ty::one(Atom::Bool));
            }
            ("min" | "max", n) if n >= 1 => return self.min_max(name, c),
            ("sorted", 1) => return self.sorted(c),
            ("map", n) if n >= 2 => {
                let it = self.map(c);
                let (elem, code) = (it.elem.clone(), it.code.clone());
                let cell = self.node(c.range, 0);
                self.cells.flow(&elem, cell);
                let made = if it.fallible { format!("Iter::fallible({code})") } else { format!("Iter::new({code})") };
                let clones = self.captured_clones(c.range, &code, &crate::lower::comprehension::lambda_names(args));
                let made = if clones.is_empty() { made } else { format!("{{ {clones}{made} }}") };
                return Ex::owned(made.replace(".map(|", ".map(move |"), Ty::one(Atom::Iter(cell)));
            }
            ("filter", 2) => {
                let it = self.filter(c);
                let cell = self.node(c.range, 0);
                self.cells.flow(&it.elem, cell);
                if it.code.contains(".filter(|") && !it.fallible {
                    let code = self.iterator_of(it, cell);
                    let clones = self.captured_clones(c.range, &code, &crate::lower::comprehension::lambda_names(args));
                    let made = format!("Iter::new({})", code.replacen(".filter(|", ".filter(move |", 1));
                    let made = if clones.is_empty() { made } else { format!("{{ {clones}{made} }}") };
                    return Ex::owned(made, Ty::one(Atom::Iter(cell)));
                }
                let list = self.list_from(it, cell);
                // The elements that pass are gathered at once: the predicate of a translated program has no reader between.
                return Ex::owned(format!("Iter::new({}.iter())", list.code), Ty::one(Atom::Iter(cell)));
            }
            ("enumerate", 1 | 2) | ("zip", _) | ("reversed", 1) => {
                let Some(it) = self.iterate_call(c) else {
                    return self.refuse("P0335", c.range, format!("{name}() with these arguments is not translated"));
                };
                let cell = self.node(c.range, 0);
                self.cells.flow(&it.elem, cell);
                let code = self.iterator_of(it, cell);
                return Ex::owned(format!("Iter::new({code})"), Ty::one(Atom::Iter(cell)));
            }
            ("open", _) => return self.refuse("P0331", c.range, "files are not translated"),
            (
                "eval" | "exec" | "compile" | "__import__" | "globals" | "locals" | "vars" | "getattr" | "setattr"
                | "delattr" | "dir" | "input_" | "memoryview",
                _,
            ) => {
                if name == "getattr" || name == "setattr" {
                    return self.refuse_with(
                        "P0332",
                        c.range,
                        format!("'{name}' needs names that are only known when the program runs"),
                        Some("write the attribute's name"),
                    );
                }
                return self.refuse(
                    "P0332",
                    c.range,
                    format!("'{name}' needs what is only known when the program runs"),
                );
            }
            ("id", 1) => return self.refuse("P0333", c.range, "id() differs from run to run"),
            ("dict", 0) if !c.arguments.keywords.is_empty() => {
                let (k, v) = (self.node(c.range, 0), self.node(c.range, 1));
                self.cells.flow(&Ty::one(Atom::Str), k);
                let mut parts = Vec::new();
                for kw in &c.arguments.keywords {
                    let Some(n) = &kw.arg else {
                        return self.refuse("P0302", kw.range, "`**` in a call is not translated");
                    };
                    let x = self.expr(&kw.value);
                    let x = self.store(x, v);
                    parts.push(format!("Str::from({}) => {x}", crate::lower::quote(n.as_str())));
                }
                return Ex::owned(format!("dict!{{{}}}", parts.join(", ")), Ty::one(Atom::Dict(k, v)));
            }
            ("list" | "tuple" | "set" | "frozenset", 1) => {
                if let (Expr::Generator(g), "set") = (&args[0], name) {
                    let cell = self.node(g.range, 0);
                    return self.collect(&g.generators, Sink::Set(&g.elt, cell), g.range);
                }
                if let (Expr::Generator(g), "list") = (&args[0], name) {
                    let cell = self.node(g.range, 0);
                    return self.collect(&g.generators, Sink::List(&g.elt, cell), g.range);
                }
                if matches!(name, "set" | "frozenset") {
                    // A set copies another set or a dictionary's keys in its own way, which its order shows.
                    return match self.walked(&args[0]) {
                        Ok(it) => self.gather(name, it, c.range),
                        Err(x) => self.builtin_with(name, vec![x], c.range),
                    };
                }
                let it = self.iterate(&args[0]);
                return self.gather(name, it, c.range);
            }
            ("dict", 1) => return self.dict_with(&args[0], c),
            _ => {}
        }
        if let Some(class) = crate::lower::try_::builtin_exception(name) {
            let a = self.args(c);
            let code = self.exception_of(&class, a.pos, c.range);
            return Ex::owned(code, Ty::one(Atom::Exc));
        }
        if !is_builtin(name) {
            let message = format!("name '{name}' is not defined");
            return self.refuse_with(
                "P0101",
                c.func.range(),
                format!("the {message}"),
                Some("define it, or import it"),
            );
        }
        let lowered = self.args(c);
        if lowered.star.is_some() || lowered.keywords.is_some() {
            return self.refuse("P0301", c.range, format!("a starred argument for {name}() is not translated"));
        }
        self.builtin_args(name, lowered, c.range)
    }

    /// A builtin with lowered positional arguments.
    pub(crate) fn builtin_with(&mut self, name: &str, args: Vec<Ex>, range: TextRange) -> Ex {
        if let Some(class) = crate::lower::try_::builtin_exception(name) {
            let code = self.exception_of(&class, args, range);
            return Ex::owned(code, Ty::one(Atom::Exc));
        }
        self.builtin_args(name, Args { pos: args, ..Args::default() }, range)
    }

    /// A builtin with lowered arguments of any kind.
    pub(crate) fn builtin_given(&mut self, name: &str, args: Args, range: TextRange) -> Ex {
        self.builtin_args(name, args, range)
    }

    fn builtin_args(&mut self, name: &str, mut a: Args, range: TextRange) -> Ex {
        let (int, str_, bool_) = (Ty::nat(), Ty::one(Atom::Str), Ty::one(Atom::Bool));
        if a.pos.iter().any(|x| x.ty.is_empty()) {
            let operands: Vec<&Ex> = a.pos.iter().collect();
            return self.diverging(&operands);
        }
        if a.pos.iter().any(|x| crate::lower::compare::is_opaque(&x.ty)) && !matches!(name, "str" | "repr" | "ascii") {
            return self.refuse_opaque(range);
        }
        let mut kw = std::mem::take(&mut a.kw);
        let mut take = |n: &str| kw.iter().position(|k| k.0 == n).map(|i| kw.remove(i).1);
        const NUMBERS: [&str; 12] =
            ["abs", "int", "float", "round", "bin", "hex", "oct", "chr", "divmod", "pow", "ord", "range"];
        if NUMBERS.contains(&name) {
            a.pos = a.pos.into_iter().map(|x| self.plain_member(x)).collect();
        }
        let mut pos = a.pos.into_iter();
        let (x, y, z) = (pos.next(), pos.next(), pos.next());
        let out = match (name, x, y, z) {
            ("len", Some(x), None, None) => self.len(x, range),
            ("abs", Some(x), None, None) => self.abs(x, range),
            ("str", None, None, None) => Ex::literal(Lit::Str(String::new()), "\"\"", str_),
            ("str", Some(x), None, None) => self.str_of(x),
            ("repr", Some(x), None, None) => self.repr_of(x),
            ("ascii", Some(x), None, None) => Ex::owned(self.text_by("ascii", &x), str_),
            ("bool", None, None, None) => Ex::literal(Lit::Bool(false), "false", bool_),
            ("bool", Some(x), None, None) => {
                let (code, prec) = self.truth(&x);
                match code.as_str() {
                    "true" | "false" if x.is_simple() => Ex::literal(Lit::Bool(code == "true"), code, bool_),
                    _ => Ex::owned(code, bool_).prec(prec),
                }
            }
            ("int", None, None, None) => self.int(0),
            ("int", Some(x), base, None) => {
                let base = base.or_else(|| take("base"));
                self.int_of(x, base, range)
            }
            ("float", None, None, None) => Ex::owned("0.0", Ty::one(Atom::Float)),
            ("float", Some(x), None, None) => self.float_of(x, range),
            ("round", Some(x), digits, None) => {
                let digits = digits.or_else(|| take("ndigits"));
                self.round_number(x, digits, range)
            }
            ("ord", Some(x), None, None) => {
                if !x.ty.is_str() {
                    let message = format!("ord() expected string of length 1, but {} found", self.ty_names(&x.ty));
                    return self.raising(&[&x], &format!("py::type_error({})", crate::lower::quote(&message)));
                }
                let b = self.str_ref(&x);
                let code = format!("py::ord({b})");
                Ex::owned(self.try_(code), int)
            }
            ("chr", Some(x), None, None) => {
                let x = self.as_int(x, range);
                let b = self.borrowed(&x);
                let code = format!("py::chr({b})");
                Ex::owned(self.try_(code), str_)
            }
            ("bin" | "hex" | "oct", Some(x), None, None) => {
                let x = self.as_int(x, range);
                if x.ty.is_empty() {
                    return x;
                }
                let recv = if x.lit.is_some() { self.owned(x) } else { x.at(Prec::Atom) };
                Ex::owned(format!("{recv}.{name}()"), str_)
            }
            ("divmod", Some(x), Some(y), None) => self.divmod(x, y, range),
            ("pow", Some(x), Some(y), None) => self.binary(ruff_python_ast::Operator::Pow, x, y, range),
            ("pow", Some(x), Some(y), Some(z)) => self.pow_mod([x, y, z], range),
            ("hash", Some(x), None, None) => {
                if x.ty.0.iter().any(|a| matches!(a, Atom::Str | Atom::Bytes)) {
                    return self.refuse("P0333", range, "the hash of a string differs from run to run");
                }
                self.need_hash(&x.ty.clone(), range);
                let b = self.borrowed(&x);
                Ex::owned(format!("py::hash({b})"), Ty::int())
            }
            ("callable", Some(x), None, None) => {
                let yes = x.ty.is(|a| matches!(a, Atom::Func(..)));
                Ex::literal(Lit::Bool(yes), yes.to_string(), bool_)
            }
            ("list" | "tuple" | "set" | "frozenset", x, None, None) => self.container_of(name, x, range),
            ("dict", x, None, None) => self.dict_of(x, range),
            ("sorted" | "sum" | "any" | "all" | "min" | "max", Some(x), None, None) => {
                let it = self.iterate_value(x, range);
                match name {
                    "sum" => self.sum(it, None, range),
                    "sorted" => self.sort_list(it, None, None, range),
                    "min" | "max" => self.extreme(name, it, None, None, range),
                    _ => {
                        let it = self.settled(it);
                        self.need_truth(&it.elem);
                        Ex::owned(format!("py::{name}({})", it.code), bool_)
                    }
                }
            }
            ("min" | "max", Some(x), Some(y), None) => self.extreme_of(name, vec![x, y], range),
            ("range", Some(x), y, z) => {
                let mut parts = vec![x];
                parts.extend(y);
                parts.extend(z);
                let parts: Vec<Ex> = parts.into_iter().map(|p| self.as_int(p, range)).collect();
                let texts: Vec<String> = parts.into_iter().map(|p| self.owned(p)).collect();
                match texts.as_slice() {
                    [a] => Ex::owned(format!("Range::to({a})"), Ty::one(Atom::Range)),
                    [a, b] => Ex::owned(format!("Range::new({a}, {b})"), Ty::one(Atom::Range)),
                    _ => {
                        let code = format!("Range::stepped({})", texts.join(", "));
                        Ex::owned(self.try_(code), Ty::one(Atom::Range))
                    }
                }
            }
            ("iter", Some(x), None, None) => self.iter_of(x, range),
            ("next", Some(x), default, None) => self.next_of(x, default, range),
            ("input", None, None, None) => {
                let code = self.try_("py::input()".into());
                Ex::owned(code, str_)
            }
            ("input", Some(x), None, None) => {
                let s = self.str_of(x);
                let b = self.str_ref(&s);
                let code = self.try_(format!("py::input_prompt({b})"));
                Ex::owned(code, str_)
            }
            ("format", Some(x), spec, None) => match spec {
                Some(s) => {
                    let literal = s.str_lit().is_some();
                    let spec = self.str_ref(&s);
                    self.format_value(x, &spec, literal, range)
                }
                None => self.str_of(x),
            },
            ("type", Some(x), None, None) if x.ty.is(|a| *a == Atom::Exc) => {
                Ex::owned(format!("py::ExcType({}.class())", x.at(Prec::Atom)), Ty::one(Atom::ExcClass))
            }
            ("type", Some(_), None, None) => self.refuse_with(
                "P0334",
                range,
                "a type as a value is not translated",
                Some("use isinstance, or type(x).__name__"),
            ),
            ("bytes", x, y, None) => self.bytes(x, y, range),
            ("exit" | "quit", x, None, None) => self.exit(x),
            _ => self.refuse("P0335", range, format!("{name}() with these arguments is not translated")),
        };
        if let Some((k, _)) = kw.first() {
            return self.refuse("P0336", range, format!("the keyword '{k}' of {name}() is not translated"));
        }
        out
    }

    pub(crate) fn exit(&mut self, x: Option<Ex>) -> Ex {
        let exc = match x {
            None => "py::system_exit()".to_string(),
            Some(x) => {
                let cell = self.exit_value;
                let kept = self.store(x, cell);
                format!("Exc::with_args(&py::SYSTEM_EXIT, vec![py::ExcArg::keep(&({kept}))])")
            }
        };
        let leave = self.leave_with(&exc);
        Ex::owned(format!("{{ {leave} }}"), Ty::empty())
    }
}

/// A closure that yields `Result`, whatever it did before.
pub(crate) fn fallible_closure(code: &str, raises: bool) -> String {
    if raises {
        return code.to_string();
    }
    match code.split_once("| ") {
        Some((params, body)) => format!("{params}| Ok({body})"),
        None => code.to_string(),
    }
}

/// As `fallible_closure`, for a key: one that never returns says that it has no type.
pub(crate) fn key_closure(code: &str, raises: bool, key: &Ty) -> String {
    let closure = fallible_closure(code, raises);
    match closure.split_once("| ") {
        Some((params, body)) if key.is_empty() => format!("{params}| -> Result<Never> {{ {body} }}"),
        _ => closure,
    }
}

/// `|a, b| ...` as `|(a, b)| ...`.
pub(crate) fn tuple_params(closure: &str) -> String {
    match closure.strip_prefix('|').and_then(|c| c.split_once("| ")) {
        Some((params, body)) => format!("|({params})| {body}"),
        None => closure.to_string(),
    }
}

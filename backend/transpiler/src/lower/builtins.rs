//! Python's builtin functions.

use super::call::Args;
use super::comprehension::Sink;
use super::iterate::It;
use super::narrow::ClassTest;
use super::vars::Name;
use super::{Ex, Lit, Lowerer, Own, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

impl<'a> Lowerer<'a> {
    /// A call of a builtin by name.
    pub(crate) fn builtin_call(&mut self, name: &str, c: &'a ExprCall) -> Ex {
        let args = &c.arguments.args;
        let kw =
            |n: &str| c.arguments.keywords.iter().find(|k| k.arg.as_ref().is_some_and(|a| a == n)).map(|k| &k.value);
        match (name, args.len()) {
            ("print", _) => return self.print(c),
            ("isinstance", 2) => return self.isinstance(&args[0], &args[1], c.range),
            ("issubclass", 2) => return self.refuse("P0330", c.range, "issubclass is not translated"),
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
                let mut it = self.settled(it, c.range);
                if !it.elem.is_bool() && !it.elem.is_empty() {
                    let (test, _) = self.truth(&Ex { own: Own::Last, ..Ex::place("item", it.elem.clone()) });
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
                let clones = self.captured_clones(c.range, &code);
                let made = if clones.is_empty() { made } else { format!("{{ {clones}{made} }}") };
                return Ex::owned(made.replace(".map(|", ".map(move |"), Ty::one(Atom::Iter(cell)));
            }
            ("filter", 2) => {
                let it = self.filter(c);
                let cell = self.node(c.range, 0);
                self.cells.flow(&it.elem, cell);
                if it.code.contains(".filter(|") && !it.fallible {
                    let code = self.iterator_of(it, cell);
                    let clones = self.captured_clones(c.range, &code);
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
                    parts.push(format!("Str::from({}) => {x}", super::quote(n.as_str())));
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
                if let (Expr::Name(_), "set" | "frozenset") = (&args[0], name) {
                    let x = self.expr(&args[0]);
                    if let Some(Atom::Set(_) | Atom::FrozenSet(_) | Atom::Dict(..)) = x.ty.single() {
                        return self.builtin_with(name, vec![x], c.range);
                    }
                }
                let it = self.iterate(&args[0]);
                return self.gather(name, it, c.range);
            }
            ("dict", 1) => {
                let it = match &args[0] {
                    Expr::Generator(_) | Expr::Call(_) | Expr::List(_) | Expr::ListComp(_) => self.iterate(&args[0]),
                    e => {
                        let x = self.expr(e);
                        if let Some(Atom::Dict(..) | Atom::DefaultDict(..) | Atom::Counter(_)) = x.ty.single() {
                            return self.builtin_with("dict", vec![x], c.range);
                        }
                        self.iterate_value(x, e.range())
                    }
                };
                return self.dict_from(it, c.range);
            }
            _ => {}
        }
        if let Some(class) = super::try_::builtin_exception(name) {
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
        let saved = std::mem::replace(&mut self.cx.view, name == "len");
        let lowered = self.args(c);
        self.cx.view = saved;
        if lowered.star.is_some() {
            return self.refuse("P0301", c.range, format!("a starred argument for {name}() is not translated"));
        }
        self.builtin_args(name, lowered, c.range)
    }

    /// A builtin with lowered positional arguments.
    pub(crate) fn builtin_with(&mut self, name: &str, args: Vec<Ex>, range: TextRange) -> Ex {
        if let Some(class) = super::try_::builtin_exception(name) {
            let code = self.exception_of(&class, args, range);
            return Ex::owned(code, Ty::one(Atom::Exc));
        }
        self.builtin_args(name, Args { pos: args, ..Args::default() }, range)
    }

    fn builtin_args(&mut self, name: &str, mut a: Args, range: TextRange) -> Ex {
        let (int, str_, bool_) = (Ty::nat(), Ty::one(Atom::Str), Ty::one(Atom::Bool));
        if a.pos.iter().any(|x| x.ty.is_empty()) {
            let operands: Vec<&Ex> = a.pos.iter().collect();
            return self.diverging(&operands);
        }
        let mut kw = std::mem::take(&mut a.kw);
        let mut take = |n: &str| kw.iter().position(|k| k.0 == n).map(|i| kw.remove(i).1);
        let mut pos = a.pos.into_iter();
        let (x, y, z) = (pos.next(), pos.next(), pos.next());
        let out = match (name, x, y, z) {
            ("len", Some(x), None, None) => self.len(x, range),
            ("abs", Some(x), None, None) => self.abs(x, range),
            ("str", None, None, None) => Ex::literal(Lit::Str(String::new()), "\"\"", str_),
            ("str", Some(x), None, None) => self.str_of(x, range),
            ("repr", Some(x), None, None) => self.repr_of(x, range),
            ("ascii", Some(x), None, None) => {
                let b = self.borrowed(&x);
                Ex::owned(format!("py::ascii({b})"), str_)
            }
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
                    return self.raising(&[&x], &format!("py::type_error({})", super::quote(&message)));
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
            ("pow", Some(x), Some(y), Some(z)) => {
                let (x, y, z) = (self.as_int(x, range), self.as_int(y, range), self.as_int(z, range));
                let recv = if x.lit.is_some() { self.owned(x) } else { x.at(Prec::Atom) };
                let (y, z) = (self.borrowed(&y), self.borrowed(&z));
                let code = format!("{recv}.pow_mod({y}, {z})");
                Ex::owned(self.try_(code), Ty::int())
            }
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
            ("list" | "tuple" | "set" | "frozenset", x, None, None) => match x {
                None => {
                    let cell = self.node(range, 0);
                    let (code, atom) = match name {
                        "list" => ("List::new()", Atom::List(cell)),
                        "tuple" => ("Tuple::new()", Atom::VarTuple(cell)),
                        "set" => ("Set::new()", Atom::Set(cell)),
                        _ => ("FrozenSet::new()", Atom::FrozenSet(cell)),
                    };
                    Ex::owned(code, Ty::one(atom)).vague()
                }
                Some(x) => {
                    if let (Some(Atom::Tuple(_)), "tuple") = (x.ty.single(), name) {
                        return x;
                    }
                    let set_code = match (x.ty.single().cloned(), name) {
                        (Some(Atom::Set(c) | Atom::FrozenSet(c)), "set") => {
                            Some((format!("{}.to_set()", x.at(Prec::Atom)), Atom::Set(c)))
                        }
                        (Some(Atom::Set(c) | Atom::FrozenSet(c)), "frozenset") => {
                            Some((format!("{}.to_frozenset()", x.at(Prec::Atom)), Atom::FrozenSet(c)))
                        }
                        (Some(Atom::Dict(c, _)), "set") => {
                            let b = self.borrowed(&x);
                            Some((format!("Set::from_dict({b})"), Atom::Set(c)))
                        }
                        _ => None,
                    };
                    if let Some((code, atom)) = set_code {
                        // The copy's elements may come to differ from the source's kinds; they share a type all the same.
                        return Ex::owned(code, Ty::one(atom));
                    }
                    let it = self.iterate_value(x, range);
                    self.gather(name, it, range)
                }
            },
            ("dict", x, None, None) => match x {
                None => {
                    let (k, v) = (self.node(range, 0), self.node(range, 1));
                    Ex::owned("Dict::new()", Ty::one(Atom::Dict(k, v))).vague()
                }
                Some(x) => match x.ty.single().cloned() {
                    Some(Atom::Dict(..)) => Ex::owned(format!("{}.copy()", x.at(Prec::Atom)), x.ty),
                    Some(Atom::DefaultDict(k, v)) => {
                        Ex::owned(format!("{}.to_dict()", x.at(Prec::Atom)), Ty::one(Atom::Dict(k, v)))
                    }
                    Some(Atom::Counter(k)) => {
                        let v = self.node(range, 1);
                        self.cells.flow(&Ty::int(), v);
                        Ex::owned(format!("{}.to_dict()", x.at(Prec::Atom)), Ty::one(Atom::Dict(k, v)))
                    }
                    _ => {
                        let it = self.iterate_value(x, range);
                        self.dict_from(it, range)
                    }
                },
            },
            ("sorted" | "sum" | "any" | "all" | "min" | "max", Some(x), None, None) => {
                let it = self.iterate_value(x, range);
                match name {
                    "sum" => self.sum(it, None, range),
                    "sorted" => self.sort_list(it, None, None, range),
                    "min" | "max" => self.extreme(name, it, None, None, range),
                    _ => {
                        let it = self.settled(it, range);
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
            ("iter", Some(x), None, None) => {
                if let Some(Atom::Inst(c)) = x.ty.single().cloned()
                    && self.find_method(c, "__iter__").is_some()
                {
                    let r = self.call_method_on(x, c, "__iter__", Vec::new());
                    if matches!(r.ty.single(), Some(Atom::Iter(_) | Atom::Inst(_))) {
                        return r;
                    }
                    return self.builtin_with("iter", vec![r], range);
                }
                if x.ty.is(|a| matches!(a, Atom::Iter(_))) {
                    return x;
                }
                let it = self.iterate_value(x, range);
                let cell = self.node(range, 0);
                self.cells.flow(&it.elem, cell);
                let code = self.iterator_of(it, cell);
                Ex::owned(format!("Iter::new({code})"), Ty::one(Atom::Iter(cell)))
            }
            ("next", Some(x), default, None) => {
                if let Some(Atom::Inst(c)) = x.ty.single().cloned()
                    && self.find_method(c, "__next__").is_some()
                    && default.is_none()
                {
                    return self.call_method_on(x, c, "__next__", Vec::new());
                }
                if matches!(x.ty.single(), Some(Atom::Inst(_))) {
                    return self.refuse("P0335", range, "next() of an object with a default is not translated");
                }
                let Some(Atom::Iter(c)) = x.ty.single().cloned() else {
                    let message = format!("'{}' object is not an iterator", self.ty_names(&x.ty));
                    return self.raising(&[&x], &format!("py::type_error({})", super::quote(&message)));
                };
                let elem = self.cells.ty(c);
                match default {
                    None => {
                        let code = format!("{}.next_or_stop()", x.at(Prec::Atom));
                        Ex::owned(self.try_(code), elem)
                    }
                    Some(d) => {
                        let ty = self.join(range, 0, &[&elem, &d.ty]);
                        let d = self.coerce(d, &ty);
                        let code = format!("{}.advance()", x.at(Prec::Atom));
                        let code = self.try_(code);
                        let item = self.coerce(Ex { own: Own::Last, ..Ex::place("item", elem) }, &ty);
                        Ex::owned(format!("match {code} {{ Some(item) => {item}, None => {d} }}"), ty).prec(Prec::Low)
                    }
                }
            }
            ("input", None, None, None) => {
                let code = self.try_("py::input()".into());
                Ex::owned(code, str_)
            }
            ("input", Some(x), None, None) => {
                let s = self.str_of(x, range);
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
                None => self.str_of(x, range),
            },
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
                let b = self.borrowed(&x);
                format!("py::system_exit_with({b})")
            }
        };
        let leave = self.leave_with(&exc);
        Ex::owned(format!("{{ {leave} }}"), Ty::empty())
    }

    fn bytes(&mut self, x: Option<Ex>, y: Option<Ex>, range: TextRange) -> Ex {
        let ty = Ty::one(Atom::Bytes);
        match (x, y) {
            (None, None) => Ex::owned("Bytes::new()", ty),
            (Some(x), Some(enc))
                if x.ty.is_str()
                    && enc.str_lit().is_some_and(|e| matches!(e.to_lowercase().as_str(), "utf-8" | "utf8")) =>
            {
                let recv = if x.lit.is_some() { self.owned(x) } else { x.at(Prec::Atom) };
                Ex::owned(format!("{recv}.encode()"), ty)
            }
            (Some(x), None) if x.ty.is(|a| matches!(a, Atom::List(_) | Atom::Tuple(_) | Atom::VarTuple(_))) => {
                let it = self.iterate_value(x, range);
                let code = format!("Bytes::from_ints({})", it.code);
                Ex::owned(self.try_(code), ty)
            }
            _ => self.refuse("P0335", range, "bytes() with these arguments is not translated"),
        }
    }

    fn len(&mut self, x: Ex, range: TextRange) -> Ex {
        if let Some(s) = x.str_lit() {
            return self.int(s.chars().count() as i64);
        }
        match x.ty.single().cloned() {
            Some(Atom::Tuple(cells)) if x.is_simple() => self.int(cells.len() as i64),
            Some(Atom::Tuple(cells)) => {
                let n = cells.len();
                Ex::owned(format!("{{ let _ = {}; Int::from({n}) }}", x.code), Ty::nat())
            }
            Some(Atom::Inst(c)) if self.find_method(c, "__len__").is_some() => {
                self.call_method_on(x, c, "__len__", Vec::new())
            }
            Some(
                Atom::Str
                | Atom::Bytes
                | Atom::List(_)
                | Atom::Dict(..)
                | Atom::DefaultDict(..)
                | Atom::Counter(_)
                | Atom::Deque(_)
                | Atom::Set(_)
                | Atom::FrozenSet(_)
                | Atom::VarTuple(_)
                | Atom::Range,
            ) => Ex::owned(format!("{}.len()", x.at(Prec::Atom)), Ty::nat()),
            Some(a) => {
                let message = format!("object of type '{}' has no len()", self.kind_name(&a));
                self.raising(&[&x], &format!("py::type_error({})", super::quote(&message)))
            }
            None => {
                if let Some(y) = self.only_kind(&x, "object of type '{}' has no len()")
                    && y.ty != x.ty
                {
                    return self.len(y, range);
                }
                self.dispatch(x, range, |l, v| l.len(v, range))
            }
        }
    }

    fn abs(&mut self, x: Ex, range: TextRange) -> Ex {
        if let Some(Atom::Inst(c)) = x.ty.single().cloned()
            && self.find_method(c, "__abs__").is_some()
        {
            return self.call_method_on(x, c, "__abs__", Vec::new());
        }
        let x = if x.ty.is_bool() { self.int_of_bool(&x) } else { x };
        if let Some(i) = x.int_lit() {
            return self.int(i.abs());
        }
        let names = self.ty_names(&x.ty);
        match self.numeric(x.clone(), "bad operand type for abs(): '{}'", range) {
            Some(x) => {
                let ty = if x.ty.is_int() { Ty::nat() } else { x.ty.clone() };
                if x.ty.is_float() {
                    return Ex::owned(format!("f64::abs({})", self.float(&x)), ty);
                }
                Ex::owned(format!("{}.abs()", x.at(Prec::Atom)), ty)
            }
            None if x.ty.single().is_some() => {
                let message = format!("bad operand type for abs(): '{names}'");
                self.raising(&[&x], &format!("py::type_error({})", super::quote(&message)))
            }
            None if x.ty.has_none() => {
                self.refuse("P0337", range, "abs() of a value of several kinds is not translated")
            }
            None => self.dispatch(x, range, |l, v| l.abs(v, range)),
        }
    }

    fn int_of(&mut self, x: Ex, base: Option<Ex>, range: TextRange) -> Ex {
        let int = Ty::int();
        if let Some(b) = base {
            if !x.ty.is_str() {
                return self
                    .raising(&[&x, &b], "py::type_error(\"int() can't convert non-string with explicit base\")");
            }
            let b = self.as_int(b, range);
            let (s, b) = (self.str_ref(&x), self.borrowed(&b));
            let code = format!("Int::parse_base({s}, {b})");
            return Ex::owned(self.try_(code), int);
        }
        match x.ty.single().cloned() {
            Some(Atom::Int(_)) => x,
            Some(Atom::Bool) => self.int_of_bool(&x),
            Some(Atom::Float) => {
                let f = self.float(&x);
                let code = format!("Int::from_float({f})");
                Ex::owned(self.try_(code), int)
            }
            Some(Atom::Str) => {
                let s = self.str_ref(&x);
                let code = format!("Int::parse({s}, 10)");
                Ex::owned(self.try_(code), int)
            }
            Some(Atom::Inst(c)) if self.find_method(c, "__int__").is_some() => {
                self.call_method_on(x, c, "__int__", Vec::new())
            }
            None if x.ty.is_number() => {
                let code = format!("{}.to_int()", x.at(Prec::Atom));
                Ex::owned(self.try_(code), int)
            }
            None => {
                let m = "int() argument must be a string, a bytes-like object or a real number, not '{}'";
                if let Some(y) = self.only_kind(&x, m)
                    && y.ty != x.ty
                {
                    return self.int_of(y, None, range);
                }
                self.dispatch(x, range, |l, v| l.int_of(v, None, range))
            }
            Some(a) => {
                let message = format!(
                    "int() argument must be a string, a bytes-like object or a real number, not '{}'",
                    self.kind_name(&a)
                );
                self.raising(&[&x], &format!("py::type_error({})", super::quote(&message)))
            }
        }
    }

    fn float_of(&mut self, x: Ex, range: TextRange) -> Ex {
        let float = Ty::one(Atom::Float);
        match x.ty.single().cloned() {
            Some(Atom::Float) => x,
            Some(Atom::Int(_) | Atom::Bool) => {
                let code = self.float(&x);
                Ex::owned(code, float)
            }
            Some(Atom::Str) => {
                if let Some(s) = x.str_lit() {
                    match s.trim().to_lowercase().as_str() {
                        "inf" | "+inf" | "infinity" | "+infinity" => return Ex::owned("f64::INFINITY", float),
                        "-inf" | "-infinity" => return Ex::owned("f64::NEG_INFINITY", float),
                        "nan" => return Ex::owned("f64::NAN", float),
                        _ => {}
                    }
                }
                let s = self.str_ref(&x);
                let code = format!("py::float::parse({s})");
                Ex::owned(self.try_(code), float)
            }
            Some(Atom::Inst(c)) if self.find_method(c, "__float__").is_some() => {
                self.call_method_on(x, c, "__float__", Vec::new())
            }
            None if x.ty.is_number() => Ex::owned(format!("{}.float()", x.at(Prec::Atom)), float),
            None => {
                let m = "float() argument must be a string or a real number, not '{}'";
                if let Some(y) = self.only_kind(&x, m)
                    && y.ty != x.ty
                {
                    return self.float_of(y, range);
                }
                self.dispatch(x, range, |l, v| l.float_of(v, range))
            }
            Some(a) => {
                let message =
                    format!("float() argument must be a string or a real number, not '{}'", self.kind_name(&a));
                self.raising(&[&x], &format!("py::type_error({})", super::quote(&message)))
            }
        }
    }

    fn round_number(&mut self, x: Ex, digits: Option<Ex>, range: TextRange) -> Ex {
        let x = if x.ty.is_bool() { self.int_of_bool(&x) } else { x };
        let digits = digits.filter(|d| d.lit != Some(Lit::None));
        if let Some(Atom::Inst(c)) = x.ty.single().cloned()
            && self.find_method(c, "__round__").is_some()
        {
            return self.call_method_on(x, c, "__round__", digits.into_iter().collect());
        }
        let Some(x) = self.numeric(x.clone(), "type {} doesn't define __round__ method", range) else {
            return self.refuse("P0338", range, "round() of this type is not translated");
        };
        match digits {
            None if x.ty.is_int() => x,
            None if x.ty.is_float() => {
                let f = self.float(&x);
                let code = format!("py::float::round({f})");
                Ex::owned(self.try_(code), Ty::int())
            }
            None => {
                let code = format!("{}.round()", x.at(Prec::Atom));
                Ex::owned(self.try_(code), Ty::int())
            }
            Some(d) => {
                let d = self.as_int(d, range);
                let d = self.borrowed(&d);
                if x.ty.is_float() {
                    let f = self.float(&x);
                    let code = format!("py::float::round_digits({f}, {d})");
                    return Ex::owned(self.try_(code), Ty::one(Atom::Float));
                }
                if x.ty.is_int() {
                    let b = self.borrowed(&x);
                    return Ex::owned(format!("py::float::round_int({b}, {d})"), Ty::int());
                }
                let code = format!("{}.round_digits({d})", x.at(Prec::Atom));
                Ex::owned(self.try_(code), x.ty)
            }
        }
    }

    fn divmod(&mut self, x: Ex, y: Ex, range: TextRange) -> Ex {
        let x = if x.ty.is_bool() { self.int_of_bool(&x) } else { x };
        let y = if y.ty.is_bool() { self.int_of_bool(&y) } else { y };
        let pair = |l: &mut Self, a: Ty, b: Ty| {
            let (c, d) = (l.node(range, 70), l.node(range, 71));
            l.cells.flow(&a, c);
            l.cells.flow(&b, d);
            Ty::one(Atom::Tuple(vec![c, d]))
        };
        if x.ty.is_int() && y.ty.is_int() {
            let both = x.ty.is_nat() && y.ty.is_nat();
            let q = if both { Ty::nat() } else { Ty::int() };
            let r = if y.ty.is_nat() { Ty::nat() } else { Ty::int() };
            let ty = pair(self, q, r);
            let recv = if x.lit.is_some() { self.owned(x) } else { x.at(Prec::Atom) };
            let b = self.borrowed(&y);
            let code = format!("{recv}.divmod({b})");
            return Ex::owned(self.try_(code), ty);
        }
        if x.ty.is_number() && y.ty.is_number() && x.ty.0.len() == 1 && y.ty.0.len() == 1 {
            let ty = pair(self, Ty::one(Atom::Float), Ty::one(Atom::Float));
            let (a, b) = (self.float(&x), self.float(&y));
            let code = format!("py::float::divmod({a}, {b})");
            return Ex::owned(self.try_(code), ty);
        }
        self.refuse("P0339", range, "divmod() of these types is not translated")
    }

    /// A container from an iterator.
    pub(crate) fn gather(&mut self, kind: &str, it: It, range: TextRange) -> Ex {
        let cell = self.node(range, 0);
        let code = self.iterator_of(it, cell);
        let (name, atom) = match kind {
            "list" => ("List<_>", Atom::List(cell)),
            "tuple" => ("Tuple<_>", Atom::VarTuple(cell)),
            "set" => ("Set<_>", Atom::Set(cell)),
            _ => ("FrozenSet<_>", Atom::FrozenSet(cell)),
        };
        if kind.ends_with("set") {
            let t = self.cells.ty(cell);
            self.need_hash(&t, range);
        }
        if let Some(base) = code.strip_suffix(".iter()")
            && kind == "list"
            && base.ends_with(".collect::<List<_>>()")
        {
            return Ex::owned(base.to_string(), Ty::one(atom));
        }
        Ex::owned(format!("{code}.collect::<{name}>()"), Ty::one(atom))
    }

    /// A dictionary from an iterator of pairs.
    fn dict_from(&mut self, it: It, range: TextRange) -> Ex {
        let (k, v) = (self.node(range, 0), self.node(range, 1));
        let ty = Ty::one(Atom::Dict(k, v));
        let Some(Atom::Tuple(cells)) = it.elem.single().cloned() else {
            if it.elem.is_empty() {
                return Ex::owned("Dict::new()", ty).vague();
            }
            return self.refuse("P0340", range, "dict() of an iterable of other things than pairs is not translated");
        };
        let [a, b] = cells.as_slice() else {
            return self.refuse("P0340", range, "dict() of an iterable of other things than pairs is not translated");
        };
        for (from, to) in [(*a, k), (*b, v)] {
            let t = self.cells.ty(from);
            self.cells.flow(&t, to);
        }
        let pair = self.node(range, 2);
        self.cells.flow(&Ty::one(Atom::Tuple(vec![k, v])), pair);
        let code = self.iterator_of(it, pair);
        Ex::owned(format!("{code}.collect::<Dict<_, _>>()"), ty)
    }

    /// `sum(...)`.
    fn sum(&mut self, it: It, start: Option<Ex>, range: TextRange) -> Ex {
        let mut it = self.settled(it, range);
        if it.elem.0.len() > 1 && it.elem.0.contains(&Atom::Bool) {
            // Truth values among numbers count as the numbers that they are.
            let float = it.elem.0.contains(&Atom::Float);
            if it.elem.0.iter().all(|a| matches!(a, Atom::Int(_) | Atom::Bool | Atom::Float)) {
                let item = Ex { own: Own::Last, ..Ex::place("item", it.elem.clone()) };
                let number = self.without_bool(item, range);
                let number = self.owned(number);
                it.code = format!("{}.map(|item| {number})", it.code);
                it.elem = if float { Ty(vec![Atom::Int(false), Atom::Float]) } else { Ty::int() };
            }
        }
        let bools = it.elem.is_bool();
        let start = start.filter(|s| s.int_lit() != Some(0));
        if it.elem.is_empty() {
            return start.unwrap_or_else(|| self.int(0));
        }
        if it.elem.0.iter().all(|a| matches!(a, Atom::Int(_) | Atom::Bool | Atom::Float)) {
            let (code, ty) = if bools {
                (format!("py::sum_int({}.map(Int::from))", it.code), Ty::nat())
            } else if it.elem.is_int() {
                (format!("py::sum_int({})", it.code), it.elem.clone())
            } else {
                // An empty sum is the integer 0, so the result may be either.
                let it_code = if it.elem.is_float() { format!("{}.map(Num::from)", it.code) } else { it.code.clone() };
                (format!("py::sum_num({it_code})"), Ty(vec![Atom::Int(false), Atom::Float]))
            };
            let total = Ex::owned(code, ty);
            return match start {
                None => total,
                Some(s) if s.ty.is_float() => {
                    let elem_float = if it.elem.is_float() {
                        it.code.clone()
                    } else {
                        format!("{}.map(|item| Num::from(item).float())", it.code)
                    };
                    if it.elem.is_float() || it.elem.is_int() {
                        let s = self.float(&s);
                        Ex::owned(format!("{elem_float}.fold({s}, |total, item| total + item)"), Ty::one(Atom::Float))
                    } else {
                        self.binary(ruff_python_ast::Operator::Add, s, total, range)
                    }
                }
                Some(s) if it.elem.is_int() || bools => self.binary(ruff_python_ast::Operator::Add, s, total, range),
                Some(_) => self.refuse("P0341", range, "sum() of floats from an integer start is not translated"),
            };
        }
        if let (Some(Atom::List(c)), Some(s)) = (it.elem.single().cloned(), &start)
            && let Some(Atom::List(d)) = s.ty.single().cloned()
        {
            self.cells.unify(c, d);
            let s = self.owned(s.clone());
            return Ex::owned(
                format!("{}.fold({s}, |total, item| total.concat(&item))", it.code),
                Ty::one(Atom::List(c)),
            );
        }
        if let Some(a) = it.elem.single()
            && start.is_none()
            && !matches!(a, Atom::Inst(_))
        {
            let message = format!("unsupported operand type(s) for +: 'int' and '{}'", self.kind_name(a));
            let code = format!("py::sum_unsupported({}, {})", it.code, super::quote(&message));
            return Ex::owned(self.try_(code), Ty::nat());
        }
        self.refuse("P0341", range, "sum() of these values is not translated")
    }

    fn min_max(&mut self, name: &str, c: &'a ExprCall) -> Ex {
        let kw =
            |n: &str| c.arguments.keywords.iter().find(|k| k.arg.as_ref().is_some_and(|a| a == n)).map(|k| &k.value);
        let key = kw("key").filter(|e| !matches!(e, Expr::NoneLiteral(_)));
        let args = &c.arguments.args;
        if args.len() == 1 {
            let it = match &args[0] {
                Expr::Starred(s) => self.iterate(&s.value),
                e => self.iterate(e),
            };
            let default = kw("default").map(|e| self.expr(e));
            return self.extreme(name, it, key, default, c.range);
        }
        if args.iter().any(|a| matches!(a, Expr::Starred(_))) {
            let list = args
                .iter()
                .map(|a| match a {
                    Expr::Starred(s) => self.iterate(&s.value),
                    e => {
                        let x = self.expr(e);
                        let ty = x.ty.clone();
                        let code = self.owned(x);
                        It::plain(format!("std::iter::once({code})"), ty)
                    }
                })
                .collect::<Vec<_>>();
            let cell = self.node(c.range, 31);
            for it in &list {
                self.cells.flow(&it.elem, cell);
            }
            let codes: Vec<String> = list.into_iter().map(|it| self.iterator_of(it, cell)).collect();
            let elem = self.cells.ty(cell);
            let mut code = codes[0].clone();
            for c in &codes[1..] {
                code = format!("{code}.chain({c})");
            }
            return self.extreme(name, It::plain(code, elem), key, None, c.range);
        }
        let values: Vec<Ex> = args.iter().map(|e| self.expr(e)).collect();
        if key.is_some() {
            let cell = self.node(c.range, 31);
            for v in &values {
                self.cells.flow(&v.ty, cell);
            }
            let parts: Vec<String> = values.into_iter().map(|v| self.coerce_to(v, cell)).collect();
            let elem = self.cells.ty(cell);
            return self.extreme(
                name,
                It::plain(format!("[{}].into_iter()", parts.join(", ")), elem),
                key,
                None,
                c.range,
            );
        }
        self.extreme_of(name, values, c.range)
    }

    /// `min(a, b, ...)`.
    fn extreme_of(&mut self, name: &str, values: Vec<Ex>, range: TextRange) -> Ex {
        let values: Vec<Ex> = values
            .into_iter()
            .map(|v| {
                if v.ty.has_none() && v.ty.0.len() > 1 {
                    self.only_kind(&v, "'<' not supported between instances of '{}' and 'int'").unwrap_or(v)
                } else {
                    v
                }
            })
            .collect();
        let types: Vec<&Ty> = values.iter().map(|v| &v.ty).collect();
        if types.iter().any(|t| t.is_empty()) {
            return Ex::unknown();
        }
        // The result is one of the values; `nat` holds if all are, and for max if any is.
        let mut ty = self.join(range, 32, &types);
        if name == "max" && ty.is_int() && values.iter().any(|v| v.ty.is_nat()) {
            ty = Ty::nat();
        }
        let total = self.ordered(&ty, range);
        if !total {
            let cell = self.node(range, 33);
            self.cells.flow(&ty, cell);
            let parts: Vec<String> = values.into_iter().map(|v| self.coerce(v, &ty)).collect();
            let code = format!("py::{name}([{}].into_iter())", parts.join(", "));
            return Ex::owned(self.try_(code), ty);
        }
        let mut parts = values.into_iter().map(|v| self.coerce(v, &ty)).collect::<Vec<_>>().into_iter();
        let mut code = parts.next().unwrap_or_default();
        for p in parts {
            code = format!("py::{name}2({code}, {p})");
        }
        Ex::owned(code, ty)
    }

    /// `min(iterable, key=, default=)`.
    fn extreme(&mut self, name: &str, it: It, key: Option<&'a Expr>, default: Option<Ex>, range: TextRange) -> Ex {
        let it = self.settled(it, range);
        let elem = it.elem.clone();
        if elem.is_empty() {
            let message = format!("{name}() arg is an empty sequence");
            return match default {
                Some(d) => d,
                None => self.raising(&[], &format!("py::value_error({})", super::quote(&message))),
            };
        }
        let ordered = match key {
            None => self.ordered(&elem, range),
            Some(_) => true,
        };
        let _ = ordered;
        let closure = key.map(|k| {
            let (code, ty, raises) = self.inline_function(k, std::slice::from_ref(&elem), true);
            self.ordered(&ty, k.range());
            fallible_closure(&code, raises)
        });
        match default {
            None => {
                let code = match closure {
                    Some(k) => format!("py::{name}_by_key({}, {k})", it.code),
                    None => format!("py::{name}({})", it.code),
                };
                Ex::owned(self.try_(code), elem)
            }
            Some(d) => {
                let ty = self.join(range, 34, &[&elem, &d.ty]);
                let d = self.coerce(d, &ty);
                let code = match closure {
                    Some(k) => format!("py::{name}_by_key_opt({}, {k})", it.code),
                    None => format!("py::{name}_opt({})", it.code),
                };
                let code = self.try_(code);
                let item = self.coerce(Ex { own: Own::Last, ..Ex::place("item", elem) }, &ty);
                Ex::owned(format!("match {code} {{ Some(item) => {item}, None => {d} }}"), ty).prec(Prec::Low)
            }
        }
    }

    fn sorted(&mut self, c: &'a ExprCall) -> Ex {
        let kw =
            |n: &str| c.arguments.keywords.iter().find(|k| k.arg.as_ref().is_some_and(|a| a == n)).map(|k| &k.value);
        let it = self.iterate(&c.arguments.args[0]);
        let key = kw("key").filter(|e| !matches!(e, Expr::NoneLiteral(_)));
        let reverse = kw("reverse").map(|e| self.condition(e));
        self.sort_list(it, key, reverse, c.range)
    }

    fn sort_list(&mut self, it: It, key: Option<&'a Expr>, reverse: Option<Ex>, range: TextRange) -> Ex {
        let cell = self.node(range, 0);
        let code = self.iterator_of(it, cell);
        let elem = self.cells.ty(cell);
        let ty = Ty::one(Atom::List(cell));
        let reverse = reverse.filter(|r| r.bool_lit() != Some(false));
        if let Some(k) = key {
            let (closure, kt, raises) = self.inline_function(k, std::slice::from_ref(&elem), true);
            self.ordered(&kt, k.range());
            let closure = fallible_closure(&closure, raises);
            let r = reverse.map_or("false".to_string(), |r| r.code);
            let code = format!("py::sorted_by_key({code}, {closure}, {r})");
            return Ex::owned(self.try_(code), ty);
        }
        let total = self.ordered(&elem, range);
        if !total {
            let r = reverse.map_or("false".to_string(), |r| r.code);
            let code = format!("py::try_sorted({code}, {r})");
            return Ex::owned(self.try_(code), ty);
        }
        match reverse {
            None => Ex::owned(format!("py::sorted({code})"), ty),
            Some(r) => Ex::owned(format!("py::sorted_reverse({code}, {})", r.code), ty),
        }
    }

    /// `map(f, xs, ...)` as an iterator.
    pub(crate) fn map(&mut self, c: &'a ExprCall) -> It {
        let f = &c.arguments.args[0];
        let sources: Vec<It> = c.arguments.args[1..]
            .iter()
            .map(|e| {
                let it = self.iterate(e);
                self.settled(it, e.range())
            })
            .collect();
        let elems: Vec<Ty> = sources.iter().map(|s| s.elem.clone()).collect();
        let (closure, ty, raises) = self.inline_function(f, &elems, false);
        let mut codes = sources.into_iter().map(|s| s.code);
        let first = codes.next().unwrap_or_default();
        let rest: Vec<String> = codes.collect();
        let (source, closure) = match rest.len() {
            0 => (first, closure),
            1 => (format!("{first}.zip({})", rest[0]), tuple_params(&closure)),
            n => (format!("py::zip{}({first}, {})", n + 1, rest.join(", ")), tuple_params(&closure)),
        };
        It { code: format!("{source}.map({closure})"), elem: ty, fallible: raises, vague: false }
    }

    /// `filter(f, xs)` as an iterator.
    pub(crate) fn filter(&mut self, c: &'a ExprCall) -> It {
        let it = self.iterate(&c.arguments.args[1]);
        let it = self.settled(it, c.range);
        let elem = it.elem.clone();
        if matches!(&c.arguments.args[0], Expr::NoneLiteral(_)) {
            let (test, _) = self.truth(&Ex::reference("item", elem.clone()));
            return It::plain(format!("{}.filter(|item| {test})", it.code), elem);
        }
        let (closure, ty, raises) = self.inline_function(&c.arguments.args[0], std::slice::from_ref(&elem), true);
        let (params, body) =
            closure.split_once("| ").map(|(p, b)| (format!("{p}|"), b.to_string())).unwrap_or_default();
        if raises {
            let value = Ex { own: Own::Last, ..Ex::place("value", ty) };
            let (test, _) = self.truth(&value);
            let code = format!("py::try_filter({}, {params} {{ let value = {body}?; Ok({test}) }})", it.code);
            let list = self.try_(code);
            return It::plain(format!("{list}.into_iter()"), elem);
        }
        if ty.is_bool() {
            return It::plain(format!("{}.filter({params} {body})", it.code), elem);
        }
        let value = Ex { own: Own::Last, ..Ex::place("value", ty) };
        let (test, _) = self.truth(&value);
        It::plain(format!("{}.filter({params} {{ let value = {body}; {test} }})", it.code), elem)
    }

    fn isinstance(&mut self, x: &'a Expr, class: &'a Expr, range: TextRange) -> Ex {
        let value = self.expr(x);
        let Some(tests) = self.class_test(class) else {
            return self.refuse("P0342", range, "isinstance() with this class is not translated");
        };
        self.kind_test(value, false, |t, l, a| t.matches(l, a), &tests, range)
    }

    /// The classes that `isinstance` is asked about.
    pub(crate) fn class_test(&mut self, e: &'a Expr) -> Option<Vec<ClassTest>> {
        const KNOWN: [&str; 13] = [
            "int",
            "float",
            "str",
            "bool",
            "bytes",
            "list",
            "dict",
            "set",
            "frozenset",
            "tuple",
            "range",
            "object",
            "complex",
        ];
        match e {
            Expr::Tuple(t) => {
                let mut out = Vec::new();
                for e in &t.elts {
                    out.extend(self.class_test(e)?);
                }
                Some(out)
            }
            Expr::BinOp(b) if b.op == ruff_python_ast::Operator::BitOr => {
                let mut out = self.class_test(&b.left)?;
                out.extend(self.class_test(&b.right)?);
                Some(out)
            }
            Expr::NoneLiteral(_) => Some(vec![ClassTest::Builtin("NoneType")]),
            Expr::Call(c) => match (&*c.func, &*c.arguments.args) {
                (Expr::Name(f), [Expr::NoneLiteral(_)]) if f.id.as_str() == "type" => {
                    Some(vec![ClassTest::Builtin("NoneType")])
                }
                (Expr::Name(f), [_]) if f.id.as_str() == "type" => self.class_path(e).map(|c| vec![ClassTest::User(c)]),
                _ => None,
            },
            Expr::Name(n) => match self.lookup(n.id.as_str(), n.range, false) {
                Name::Class(c) => match self.user_exception(c) {
                    Some(e) => Some(vec![ClassTest::Exception(e)]),
                    None => Some(vec![ClassTest::User(c)]),
                },
                Name::Builtin => {
                    if let Some(e) = super::try_::builtin_exception(n.id.as_str()) {
                        return Some(vec![ClassTest::Exception(e)]);
                    }
                    KNOWN.iter().find(|k| **k == n.id.as_str()).map(|k| vec![ClassTest::Builtin(k)])
                }
                Name::From(m, f) if matches!(m.as_str(), "collections" | "collections.abc" | "typing" | "numbers") => {
                    abstract_class(&f)
                }
                _ => None,
            },
            Expr::Attribute(a) => {
                if let Some(c) = self.program.class_named(self.cx.func, e) {
                    return Some(vec![self.user_exception(c).map_or(ClassTest::User(c), ClassTest::Exception)]);
                }
                let m = self.module_path(&a.value)?;
                matches!(m.as_str(), "collections" | "collections.abc" | "typing" | "numbers")
                    .then(|| abstract_class(a.attr.as_str()))
                    .flatten()
            }
            _ => None,
        }
    }

    /// A function that is no function of the program, as a value of `n` parameters.
    pub(crate) fn callable_value(
        &mut self,
        n: usize,
        range: TextRange,
        call: impl FnOnce(&mut Self, Vec<Ex>) -> Ex,
    ) -> Ex {
        let cells: Vec<u32> = (0..n).map(|i| self.node(range, 80 + i as u8)).collect();
        let ret = self.node(range, 89);
        let names: Vec<String> = (0..n).map(|i| format!("a__{i}")).collect();
        let args: Vec<Ex> = names
            .iter()
            .zip(&cells)
            .map(|(n, c)| Ex { own: Own::Last, ..Ex::place(n.clone(), self.cells.ty(*c)) })
            .collect();
        let (code, _) = self.in_closure(|l| {
            let x = call(l, args);
            l.store(x, ret)
        });
        let types: Vec<String> = cells
            .iter()
            .zip(&names)
            .map(|(c, n)| {
                let t = self.cells.ty(*c);
                format!("{n}: {}", self.rty_text(&t))
            })
            .collect();
        Ex::owned(format!("Func{n}::new(|{}| Ok({code}))", types.join(", ")), Ty::one(Atom::Func(cells, ret)))
    }

    /// A builtin function or class used as a value.
    pub(crate) fn builtin_value(&mut self, name: &str, range: TextRange) -> Ex {
        match name {
            "NotImplemented" => self.refuse("P0343", range, "NotImplemented is not translated"),
            "__file__" | "__doc__" => self.refuse("P0344", range, format!("'{name}' is not translated")),
            "str" | "int" | "float" | "len" | "abs" | "repr" | "ord" | "chr" | "bool" | "round" | "list" | "tuple"
            | "set" | "sorted" | "sum" | "hex" | "bin" | "max" | "min" | "any" | "all" => {
                self.callable_value(1, range, |l, args| l.builtin_with(name, args, range))
            }
            _ if is_builtin(name) => self.refuse_with(
                "P0345",
                range,
                format!("the builtin '{name}' as a value is not translated here"),
                Some("wrap it in a lambda"),
            ),
            _ => self.refuse_with(
                "P0101",
                range,
                format!("the name '{name}' is not defined"),
                Some("define it, or import it"),
            ),
        }
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

/// `|a, b| ...` as `|(a, b)| ...`.
pub(crate) fn tuple_params(closure: &str) -> String {
    match closure.strip_prefix('|').and_then(|c| c.split_once("| ")) {
        Some((params, body)) => format!("|({params})| {body}"),
        None => closure.to_string(),
    }
}

fn abstract_class(name: &str) -> Option<Vec<ClassTest>> {
    const KNOWN: [&str; 15] = [
        "Iterable",
        "Sequence",
        "Collection",
        "Sized",
        "Hashable",
        "Callable",
        "Iterator",
        "Mapping",
        "MutableMapping",
        "Number",
        "Real",
        "Integral",
        "defaultdict",
        "Counter",
        "deque",
    ];
    KNOWN.iter().find(|k| **k == name).map(|k| vec![ClassTest::Builtin(k)])
}

/// The builtins that programs may name.
pub(crate) fn is_builtin(name: &str) -> bool {
    const NAMES: [&str; 66] = [
        "abs",
        "all",
        "any",
        "ascii",
        "bin",
        "bool",
        "bytearray",
        "bytes",
        "callable",
        "chr",
        "classmethod",
        "complex",
        "dict",
        "divmod",
        "enumerate",
        "exit",
        "filter",
        "float",
        "format",
        "frozenset",
        "hash",
        "hex",
        "input",
        "int",
        "isinstance",
        "issubclass",
        "iter",
        "len",
        "list",
        "map",
        "max",
        "min",
        "next",
        "object",
        "oct",
        "open",
        "ord",
        "pow",
        "print",
        "property",
        "quit",
        "range",
        "repr",
        "reversed",
        "round",
        "set",
        "slice",
        "sorted",
        "staticmethod",
        "str",
        "sum",
        "super",
        "tuple",
        "type",
        "zip",
        "id",
        "eval",
        "exec",
        "compile",
        "globals",
        "locals",
        "vars",
        "getattr",
        "setattr",
        "delattr",
        "hasattr",
    ];
    NAMES.contains(&name) || super::try_::builtin_exception(name).is_some()
}

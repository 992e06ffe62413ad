//! Methods of Python's builtin types.

use super::builtins::fallible_closure;
use super::{Ex, Lit, Lowerer, Own, Prec};
use crate::types::{Atom, Cell, Ty};
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

/// Whether any builtin type has a method of this name.
pub(crate) fn is_known(name: &str) -> bool {
    const NAMES: [&str; 60] = [
        "append",
        "extend",
        "insert",
        "pop",
        "remove",
        "index",
        "count",
        "sort",
        "reverse",
        "copy",
        "clear",
        "keys",
        "values",
        "items",
        "get",
        "setdefault",
        "update",
        "popitem",
        "add",
        "discard",
        "union",
        "intersection",
        "difference",
        "symmetric_difference",
        "issubset",
        "issuperset",
        "isdisjoint",
        "upper",
        "lower",
        "title",
        "capitalize",
        "strip",
        "lstrip",
        "rstrip",
        "split",
        "rsplit",
        "splitlines",
        "join",
        "replace",
        "find",
        "rfind",
        "rindex",
        "startswith",
        "endswith",
        "isdigit",
        "isalpha",
        "isalnum",
        "isspace",
        "isupper",
        "islower",
        "zfill",
        "center",
        "ljust",
        "rjust",
        "format",
        "encode",
        "decode",
        "popleft",
        "appendleft",
        "most_common",
    ];
    NAMES.contains(&name)
}

impl<'a> Lowerer<'a> {
    /// `x.name(...)` on a value of one builtin kind.
    pub(crate) fn builtin_method(&mut self, x: Ex, name: &str, c: &'a ExprCall) -> Ex {
        // Methods that take a function or an iterable look at their arguments as syntax.
        let kw =
            |n: &str| c.arguments.keywords.iter().find(|k| k.arg.as_ref().is_some_and(|a| a == n)).map(|k| &k.value);
        let args = &c.arguments.args;
        let recv = x.at(Prec::Atom);
        let none = Ty::none();
        match (x.ty.single().cloned(), name, args.len()) {
            (Some(Atom::Pattern), _, _) => return self.pattern_method_call(x, name, c),
            (Some(Atom::List(cell)), "sort", 0) => {
                let key = kw("key").filter(|e| !matches!(e, Expr::NoneLiteral(_)));
                let reverse = kw("reverse").map(|e| self.condition(e));
                let elem = self.cells.ty(cell);
                if let Some(k) = key {
                    let (closure, kt, raises) = self.inline_function(k, std::slice::from_ref(&elem), true);
                    self.ordered(&kt, k.range());
                    let closure = fallible_closure(&closure, raises);
                    let r = reverse.map_or("false".to_string(), |r| r.code);
                    let code = format!("{recv}.sort_by_key({closure}, {r})");
                    return Ex::owned(self.try_(code), none);
                }
                let r = reverse.filter(|r| r.bool_lit() != Some(false)).map(|r| r.code);
                if !self.ordered(&elem, c.range) {
                    let code = format!("{recv}.try_sort({})", r.unwrap_or("false".into()));
                    return Ex::owned(self.try_(code), none);
                }
                return Ex::owned(
                    match r {
                        Some(r) => format!("{recv}.sort_reverse({r})"),
                        None => format!("{recv}.sort()"),
                    },
                    none,
                );
            }
            (Some(Atom::List(cell) | Atom::Deque(cell)), "extend", 1) => {
                let it = self.iterate(&args[0]);
                if it.elem.is_empty() && it.code.is_empty() {
                    return Ex::unknown();
                }
                // A list extended by itself takes a copy first.
                let same = self.text(args[0].range()) == x.code;
                let code = self.iterator_of(it, cell);
                let code = if same { format!("{code}.collect::<List<_>>().iter()") } else { code };
                return Ex::owned(format!("{recv}.extend({code})"), none);
            }
            (Some(Atom::Deque(cell)), "extendleft", 1) => {
                let it = self.iterate(&args[0]);
                let code = self.iterator_of(it, cell);
                return Ex::owned(format!("{recv}.extendleft({code})"), none);
            }
            (Some(Atom::Str), "join", 1) => {
                let it = self.iterate(&args[0]);
                let range = args[0].range();
                return self.join_str(x, it, range);
            }
            (
                Some(Atom::Set(cell) | Atom::FrozenSet(cell)),
                "update"
                | "union"
                | "intersection"
                | "difference"
                | "symmetric_difference"
                | "issubset"
                | "issuperset"
                | "isdisjoint"
                | "intersection_update"
                | "difference_update"
                | "symmetric_difference_update",
                1,
            ) => {
                let frozen = x.ty.is(|a| matches!(a, Atom::FrozenSet(_)));
                let other = self.expr(&args[0]);
                if other.ty.is_empty() {
                    return Ex::unknown();
                }
                let is_set = other.ty.is(|a| matches!(a, Atom::Set(_) | Atom::FrozenSet(_)));
                let operand = if is_set {
                    let Some(Atom::Set(d) | Atom::FrozenSet(d)) = other.ty.single().cloned() else {
                        return Ex::unknown();
                    };
                    self.cells.unify(cell, d);
                    let other_frozen = other.ty.is(|a| matches!(a, Atom::FrozenSet(_)));
                    if other_frozen == frozen {
                        self.borrowed(&other)
                    } else {
                        format!("&{}.to_{}()", other.at(Prec::Atom), if frozen { "frozenset" } else { "set" })
                    }
                } else {
                    let from_dict = other.ty.is(|a| matches!(a, Atom::Dict(..)));
                    let it = self.iterate_value(other.clone(), args[0].range());
                    let code = self.iterator_of(it, cell);
                    if name == "update" || name == "union" {
                        if name == "update" {
                            return Ex::owned(format!("{recv}.update({code})"), none);
                        }
                        return Ex::owned(format!("{recv}.union_iter({code})"), x.ty);
                    }
                    if matches!(name, "intersection" | "difference" | "symmetric_difference") && !from_dict {
                        return Ex::owned(format!("{recv}.{name}_iter({code})"), x.ty);
                    }
                    format!("&{code}.collect::<{}<_>>()", if frozen { "FrozenSet" } else { "Set" })
                };
                return match name {
                    "update" => Ex::owned(format!("{recv}.update_set({operand})"), none),
                    "issubset" | "issuperset" | "isdisjoint" => {
                        Ex::owned(format!("{recv}.{name}({operand})"), Ty::one(Atom::Bool))
                    }
                    n if n.ends_with("_update") => Ex::owned(format!("{recv}.{n}({operand})"), none),
                    n => Ex::owned(format!("{recv}.{n}({operand})"), x.ty),
                };
            }
            (Some(Atom::Set(cell)), "update" | "union", n) if n > 1 && name == "update" => {
                let mut code = String::new();
                for a in args {
                    let it = self.iterate(a);
                    let it = self.iterator_of(it, cell);
                    code.push_str(&format!("{recv}.update({it}); "));
                }
                return Ex::owned(format!("{{ {code} }}"), none);
            }
            (Some(Atom::Dict(k, v) | Atom::DefaultDict(k, v)), "update", _) => {
                let mut code = String::new();
                if let [only] = &**args {
                    let other = self.expr(only);
                    match other.ty.single().cloned() {
                        Some(Atom::Dict(a, b) | Atom::DefaultDict(a, b)) => {
                            self.cells.unify(a, k);
                            self.cells.unify(b, v);
                            let b = self.borrowed(&other);
                            code.push_str(&format!("{recv}.update_from({b})"));
                        }
                        _ => {
                            let it = self.iterate_value(other, only.range());
                            let pair = self.node(c.range, 2);
                            self.cells.flow(&Ty::one(Atom::Tuple(vec![k, v])), pair);
                            if let Some(Atom::Tuple(cs)) = it.elem.single().cloned()
                                && let [a, b] = cs.as_slice()
                            {
                                for (from, to) in [(*a, k), (*b, v)] {
                                    let t = self.cells.ty(from);
                                    self.cells.flow(&t, to);
                                }
                            }
                            let it = self.iterator_of(it, pair);
                            code.push_str(&format!("{recv}.update({it})"));
                        }
                    }
                }
                for kwarg in &c.arguments.keywords {
                    let Some(n) = &kwarg.arg else {
                        return self.refuse("P0302", kwarg.range, "`**` in a call is not translated");
                    };
                    self.cells.flow(&Ty::one(Atom::Str), k);
                    let x = self.expr(&kwarg.value);
                    let x = self.store(x, v);
                    let key = self.coerce_to(
                        Ex::literal(Lit::Str(n.to_string()), super::quote(n.as_str()), Ty::one(Atom::Str)),
                        k,
                    );
                    if !code.is_empty() {
                        code.push_str("; ");
                    }
                    code.push_str(&format!("{recv}.set({key}, {x})"));
                }
                return Ex::owned(if code.contains("; ") { format!("{{ {code}; }}") } else { code }, none);
            }
            (Some(Atom::Counter(k)), "update" | "subtract", 1) => {
                let other = self.expr(&args[0]);
                if let Some(Atom::Counter(d)) = other.ty.single().cloned() {
                    self.cells.unify(k, d);
                    let b = self.borrowed(&other);
                    return Ex::owned(format!("{recv}.{name}_counts({b})"), none);
                }
                let it = self.iterate_value(other, args[0].range());
                let code = self.iterator_of(it, k);
                return Ex::owned(format!("{recv}.{name}({code})"), none);
            }
            _ => {}
        }
        let a = self.args(c);
        if a.star.is_some() {
            return self.refuse("P0301", c.range, format!("a starred argument for .{name}() is not translated"));
        }
        let mut pos = a.pos;
        // The few keywords that builtin methods take, in their places.
        for (n, v) in a.kw {
            let at = match (name, n.as_str()) {
                ("split" | "rsplit", "sep") => 0,
                ("split" | "rsplit", "maxsplit") => 1,
                ("splitlines", "keepends")
                | ("encode" | "decode", "encoding")
                | ("rotate", "n")
                | ("most_common", "n")
                | ("popitem", "last") => 0,
                _ => return self.refuse("P0336", c.range, format!("the keyword '{n}' of .{name}() is not translated")),
            };
            while pos.len() < at {
                pos.push(Ex::literal(Lit::None, "()", Ty::none()));
            }
            if pos.len() > at {
                pos[at] = v;
            } else {
                pos.push(v);
            }
        }
        self.method_with(x, name, pos, c.range)
    }

    /// `separator.join(items)`.
    fn join_str(&mut self, x: Ex, it: super::iterate::It, range: TextRange) -> Ex {
        let str_ = Ty::one(Atom::Str);
        let recv = if x.lit.is_some() { self.owned(x) } else { x.at(Prec::Atom) };
        if it.elem.is_empty() {
            let it = self.settled(it, range);
            return Ex::owned(format!("{recv}.join({}.map(|item| match item {{}}))", it.code), str_);
        }
        if !it.elem.is_str() {
            if let Some(a) = it.elem.single() {
                let message = format!("sequence item 0: expected str instance, {} found", self.kind_name(a));
                let code = format!("py::join_unsupported({}, {})", it.code, super::quote(&message));
                return Ex::owned(self.try_(code), str_);
            }
            if it.elem.has_none() && it.elem.without_none().is_str() {
                let it = self.settled(it, range);
                let code = format!("py::join_optional(&{recv}, {})", it.code);
                return Ex::owned(self.try_(code), str_);
            }
            return self.refuse_with(
                "P0350",
                range,
                "join() of values that may be no strings is not translated",
                Some("use str() on each"),
            );
        }
        if it.fallible {
            let code = format!("{recv}.try_join({})", it.code);
            return Ex::owned(self.try_(code), str_);
        }
        Ex::owned(format!("{recv}.join({})", it.code), str_)
    }

    /// A method with lowered arguments.
    pub(crate) fn method_with(&mut self, x: Ex, name: &str, args: Vec<Ex>, range: TextRange) -> Ex {
        if x.ty.is_empty() || args.iter().any(|a| a.ty.is_empty()) {
            let mut operands = vec![&x];
            operands.extend(args.iter());
            return self.diverging(&operands);
        }
        let Some(kind) = x.ty.single().cloned() else {
            if x.ty.has_none() {
                let some = x.ty.without_none();
                let code = format!("{}.attr(\"{name}\")", x.at(Prec::Atom));
                let inner = Ex::reference(self.try_(code), some);
                return self.method_with(inner, name, args, range);
            }
            return self.dispatch(x, range, |l, v| l.method_with(v, name, args.clone(), range));
        };
        let out = match kind.clone() {
            Atom::Str => self.str_method(&x, name, &args, range),
            Atom::List(c) => self.list_method(&x, c, name, &args, range),
            Atom::Deque(c) => self.deque_method(&x, c, name, &args, range),
            Atom::Dict(k, v) | Atom::DefaultDict(k, v) => self.dict_method(&x, k, v, name, &args, range),
            Atom::Counter(k) => self.counter_method(&x, k, name, &args, range),
            Atom::Set(c) | Atom::FrozenSet(c) => self.set_method(&x, c, name, &args, range),
            Atom::VarTuple(c) => self.tuple_method(&x, c, name, &args, range),
            Atom::Tuple(cells) => {
                let t = self.any_length(x.clone(), &cells, range, 4);
                let Some(Atom::VarTuple(c)) = t.ty.single().cloned() else { return Ex::unknown() };
                self.tuple_method(&t, c, name, &args, range)
            }
            Atom::Int(_) | Atom::Bool => self.int_method(&x, name, &args),
            Atom::Float => self.float_method(&x, name, &args),
            Atom::Bytes => self.bytes_method(&x, name, &args),
            Atom::Range => match (name, args.as_slice()) {
                ("index" | "count", [v]) if v.ty.is_int() => {
                    let b = self.borrowed(v);
                    let code = format!("{}.{name}({b})", x.at(Prec::Atom));
                    let code = if name == "index" { self.try_(code) } else { code };
                    Some(Ex::owned(code, Ty::nat()))
                }
                _ => None,
            },
            Atom::Inst(c) => {
                return self.call_method_on(x, c, name, args);
            }
            Atom::Match => self.match_method(&x, name, &args, range),
            Atom::Iter(c) if name == "__next__" => {
                let code = format!("{}.next_or_stop()", x.at(Prec::Atom));
                let ty = self.cells.ty(c);
                Some(Ex::owned(self.try_(code), ty))
            }
            Atom::Exc if name == "with_traceback" => Some(x.clone()),
            _ => None,
        };
        match out {
            Some(x) => x,
            None => {
                let kind_name = self.kind_name(&kind);
                if has_method(&kind, name) || name.starts_with("__") {
                    return self.refuse(
                        "P0351",
                        range,
                        format!("'{kind_name}.{name}' with these arguments is not translated"),
                    );
                }
                let message = format!("'{kind_name}' object has no attribute '{name}'");
                let mut operands: Vec<&Ex> = vec![&x];
                operands.extend(args.iter());
                self.raising(&operands, &format!("py::attribute_error({})", super::quote(&message)))
            }
        }
    }

    fn text_recv(&mut self, x: &Ex) -> String {
        if x.lit.is_some() { self.owned(x.clone()) } else { x.at(Prec::Atom) }
    }

    /// Optional bounds of a search as `Option<&Int>`.
    fn opt_int(&mut self, x: Option<&Ex>, range: TextRange) -> String {
        match x {
            None => "None".into(),
            Some(x) if x.lit == Some(Lit::None) => "None".into(),
            Some(x) => {
                let x = self.as_int(x.clone(), range);
                format!("Some({})", self.borrowed(&x))
            }
        }
    }

    fn int_ref(&mut self, x: &Ex, range: TextRange) -> String {
        let x = self.as_int(x.clone(), range);
        self.borrowed(&x)
    }

    fn str_method(&mut self, x: &Ex, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let recv = self.text_recv(x);
        let (str_, bool_, int) = (Ty::one(Atom::Str), Ty::one(Atom::Bool), Ty::int());
        let strs = args.iter().all(|a| a.ty.is_str());
        let list = |l: &mut Self| {
            let c = l.node(range, 0);
            l.cells.flow(&Ty::one(Atom::Str), c);
            Ty::one(Atom::List(c))
        };
        Some(match (name, args) {
            (
                "upper" | "lower" | "title" | "capitalize" | "swapcase" | "casefold" | "strip" | "lstrip" | "rstrip",
                [],
            ) => Ex::owned(format!("{recv}.{name}()"), str_),
            ("strip" | "lstrip" | "rstrip", [a]) if a.lit == Some(Lit::None) => {
                Ex::owned(format!("{recv}.{name}()"), str_)
            }
            ("strip" | "lstrip" | "rstrip", [a]) if strs => {
                let s = self.str_ref(a);
                Ex::owned(format!("{recv}.{name}_chars({s})"), str_)
            }
            (
                "isdigit" | "isalpha" | "isalnum" | "isspace" | "isupper" | "islower" | "isnumeric" | "isdecimal"
                | "isidentifier" | "istitle" | "isascii" | "isprintable",
                [],
            ) => Ex::owned(format!("{recv}.{name}()"), bool_),
            ("split" | "rsplit", []) => {
                let ty = list(self);
                Ex::owned(format!("{recv}.{name}()"), ty)
            }
            ("split" | "rsplit", [a]) if a.lit == Some(Lit::None) => {
                let ty = list(self);
                Ex::owned(format!("{recv}.{name}()"), ty)
            }
            ("split" | "rsplit", [a]) if strs => {
                let ty = list(self);
                let s = self.str_ref(a);
                let code = format!("{recv}.{name}_on({s})");
                Ex::owned(self.try_(code), ty)
            }
            ("split" | "rsplit", [a, n]) => {
                let ty = list(self);
                let n = self.int_ref(n, range);
                if a.lit == Some(Lit::None) {
                    return Some(Ex::owned(format!("{recv}.{name}_max({n})"), ty));
                }
                let s = self.str_ref(a);
                let code = format!("{recv}.{name}n({s}, {n})");
                Ex::owned(self.try_(code), ty)
            }
            ("splitlines", []) => {
                let ty = list(self);
                Ex::owned(format!("{recv}.splitlines(false)"), ty)
            }
            ("splitlines", [k]) => {
                let ty = list(self);
                let k = self.truth(k).0;
                Ex::owned(format!("{recv}.splitlines({k})"), ty)
            }
            ("partition" | "rpartition", [a]) if strs => {
                let cells: Vec<Cell> = (0..3)
                    .map(|i| {
                        let c = self.node(range, 10 + i);
                        self.cells.flow(&Ty::one(Atom::Str), c);
                        c
                    })
                    .collect();
                let s = self.str_ref(a);
                let code = format!("{recv}.{name}({s})");
                Ex::owned(self.try_(code), Ty::one(Atom::Tuple(cells)))
            }
            ("replace", [a, b]) if strs => {
                let (a, b) = (self.str_ref(a), self.str_ref(b));
                Ex::owned(format!("{recv}.replace({a}, {b})"), str_)
            }
            ("replace", [a, b, n]) if a.ty.is_str() && b.ty.is_str() => {
                let (a, b) = (self.str_ref(a), self.str_ref(b));
                let n = self.int_ref(n, range);
                Ex::owned(format!("{recv}.replace_n({a}, {b}, {n})"), str_)
            }
            ("find" | "rfind" | "count", [a]) if strs => {
                let s = self.str_ref(a);
                Ex::owned(format!("{recv}.{name}({s})"), if name == "count" { Ty::nat() } else { int })
            }
            ("find" | "rfind" | "count", [a, rest @ ..]) if a.ty.is_str() && rest.len() <= 2 => {
                let s = self.str_ref(a);
                let (from, to) = (self.opt_int(rest.first(), range), self.opt_int(rest.get(1), range));
                Ex::owned(format!("{recv}.{name}_in({s}, {from}, {to})"), if name == "count" { Ty::nat() } else { int })
            }
            ("index" | "rindex", [a]) if strs => {
                let s = self.str_ref(a);
                let code = format!("{recv}.{name}({s})");
                Ex::owned(self.try_(code), Ty::nat())
            }
            ("index" | "rindex", [a, rest @ ..]) if a.ty.is_str() && rest.len() <= 2 => {
                let s = self.str_ref(a);
                let (from, to) = (self.opt_int(rest.first(), range), self.opt_int(rest.get(1), range));
                let code = format!("{recv}.{name}_in({s}, {from}, {to})");
                Ex::owned(self.try_(code), Ty::nat())
            }
            ("startswith" | "endswith", [a]) if strs => {
                let s = self.str_ref(a);
                Ex::owned(format!("{recv}.{name}({s})"), bool_)
            }
            ("startswith" | "endswith", [a]) if a.ty.is(|t| matches!(t, Atom::Tuple(_) | Atom::VarTuple(_))) => {
                let it = self.iterate_value(a.clone(), range);
                if !it.elem.is_str() {
                    return None;
                }
                Ex::owned(format!("{recv}.{name}_any({})", it.code), bool_)
            }
            ("startswith" | "endswith", [a, rest @ ..]) if a.ty.is_str() && rest.len() <= 2 => {
                let s = self.str_ref(a);
                let (from, to) = (self.opt_int(rest.first(), range), self.opt_int(rest.get(1), range));
                Ex::owned(format!("{recv}.{name}_in({s}, {from}, {to})"), bool_)
            }
            ("removeprefix" | "removesuffix", [a]) if strs => {
                let s = self.str_ref(a);
                Ex::owned(format!("{recv}.{name}({s})"), str_)
            }
            ("ljust" | "rjust" | "center", [w, rest @ ..]) if rest.len() <= 1 => {
                let w = self.int_ref(w, range);
                let fill = match rest.first() {
                    Some(f) if f.ty.is_str() => self.str_ref(f),
                    Some(_) => return None,
                    None => "\" \"".into(),
                };
                let code = format!("{recv}.{name}({w}, {fill})");
                Ex::owned(self.try_(code), str_)
            }
            ("zfill" | "expandtabs", [w]) => {
                let w = self.int_ref(w, range);
                Ex::owned(format!("{recv}.{name}({w})"), str_)
            }
            ("encode", []) => Ex::owned(format!("{recv}.encode()"), Ty::one(Atom::Bytes)),
            ("encode", [e, ..]) if e.ty.is_str() => {
                let s = self.str_ref(e);
                let code = format!("{recv}.encode_as({s})");
                Ex::owned(self.try_(code), Ty::one(Atom::Bytes))
            }
            ("join", [a]) => {
                let it = self.iterate_value(a.clone(), range);
                return Some(self.join_str(x.clone(), it, range));
            }
            ("translate", [t]) => {
                let Some(Atom::Dict(k, v)) = t.ty.single().cloned() else { return None };
                self.cells.flow(&Ty::int(), k);
                self.cells.flow(&Ty(vec![Atom::None, Atom::Str]), v);
                let b = self.borrowed(t);
                Ex::owned(format!("{recv}.translate({b})"), str_)
            }
            ("__len__", []) => Ex::owned(format!("{recv}.len()"), Ty::nat()),
            _ => {
                if matches!(
                    name,
                    "find" | "rfind" | "index" | "rindex" | "count" | "startswith" | "endswith" | "replace" | "split"
                ) && !strs
                    && args.iter().all(|a| a.ty.single().is_some())
                {
                    let bad = args.iter().find(|a| !a.ty.is_str()).map(|a| self.ty_names(&a.ty)).unwrap_or_default();
                    let message = match name {
                        "startswith" | "endswith" => {
                            format!("{name} first arg must be str or a tuple of str, not {bad}")
                        }
                        "replace" => format!("replace() argument 1 must be str, not {bad}"),
                        _ => format!("must be str, not {bad}"),
                    };
                    let mut operands: Vec<&Ex> = vec![x];
                    operands.extend(args.iter());
                    return Some(self.raising(&operands, &format!("py::type_error({})", super::quote(&message))));
                }
                return None;
            }
        })
    }

    fn list_method(&mut self, x: &Ex, c: Cell, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let recv = x.at(Prec::Atom);
        let (none, elem) = (Ty::none(), self.cells.ty(c));
        Some(match (name, args) {
            ("append", [v]) => {
                let v = self.store(v.clone(), c);
                Ex::owned(format!("{recv}.append({v})"), none)
            }
            ("insert", [i, v]) => {
                let v = self.store(v.clone(), c);
                let i = self.index(i.clone(), &Atom::List(c), range)?;
                let code = format!("{recv}.insert({i}, {v})");
                Ex::owned(self.try_(code), none)
            }
            ("pop", []) => {
                let code = format!("{recv}.pop()");
                Ex::owned(self.try_(code), elem)
            }
            ("pop", [i]) => {
                let i = self.index(i.clone(), &Atom::List(c), range)?;
                let code = format!("{recv}.pop_at({i})");
                Ex::owned(self.try_(code), elem)
            }
            ("remove" | "index" | "count", [v]) => {
                let v = self.search_item(v, c, range);
                let code = format!("{recv}.{name}({v})");
                let code = if name == "count" { code } else { self.try_(code) };
                Ex::owned(code, if name == "remove" { none } else { Ty::nat() })
            }
            ("index", [v, rest @ ..]) => {
                let v = self.search_item(v, c, range);
                let from = self.int_ref(&rest[0], range);
                let to = self.opt_int(rest.get(1), range);
                let code = format!("{recv}.index_in({v}, {from}, {to})");
                Ex::owned(self.try_(code), Ty::nat())
            }
            ("extend", [v]) => {
                let it = self.iterate_value(v.clone(), range);
                let code = self.iterator_of(it, c);
                Ex::owned(format!("{recv}.extend({code})"), none)
            }
            ("reverse" | "clear", []) => Ex::owned(format!("{recv}.{name}()"), none),
            ("copy", []) => Ex::owned(format!("{recv}.copy()"), x.ty.clone()),
            ("sort", []) => {
                if !self.ordered(&elem, range) {
                    let code = format!("{recv}.try_sort(false)");
                    return Some(Ex::owned(self.try_(code), none));
                }
                Ex::owned(format!("{recv}.sort()"), none)
            }
            ("__len__", []) => Ex::owned(format!("{recv}.len()"), Ty::nat()),
            _ => return None,
        })
    }

    /// A value that a container is searched for: widened to the element type.
    fn search_item(&mut self, v: &Ex, c: Cell, range: TextRange) -> String {
        self.cells.flow(&v.ty, c);
        let t = self.cells.ty(c);
        self.need_equality(&t, range);
        if self.last_round && self.rty(&v.ty) == self.rty(&t) {
            return self.borrowed(v);
        }
        let code = self.coerce(v.clone(), &t);
        // A bare `None` leaves open what it is none of.
        match self.rty(&t) {
            crate::rust_type::RTy::Option(inner) if code == "None" && self.last_round => {
                format!("&None::<{}>", self.types.text(&inner))
            }
            _ => format!("&{code}"),
        }
    }

    fn tuple_method(&mut self, x: &Ex, c: Cell, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let recv = x.at(Prec::Atom);
        Some(match (name, args) {
            ("index" | "count", [v]) => {
                let v = self.search_item(v, c, range);
                let code = format!("{recv}.{name}({v})");
                let code = if name == "count" { code } else { self.try_(code) };
                Ex::owned(code, Ty::nat())
            }
            _ => return None,
        })
    }

    fn deque_method(&mut self, x: &Ex, c: Cell, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let recv = x.at(Prec::Atom);
        let (none, elem) = (Ty::none(), self.cells.ty(c));
        Some(match (name, args) {
            ("append" | "appendleft", [v]) => {
                let v = self.store(v.clone(), c);
                Ex::owned(format!("{recv}.{name}({v})"), none)
            }
            ("pop" | "popleft", []) => {
                let code = format!("{recv}.{name}()");
                Ex::owned(self.try_(code), elem)
            }
            ("clear" | "reverse", []) => Ex::owned(format!("{recv}.{name}()"), none),
            ("copy", []) => Ex::owned(format!("{recv}.copy()"), x.ty.clone()),
            ("rotate", []) => Ex::owned(format!("{recv}.rotate(&Int::from(1))"), none),
            ("rotate", [n]) => {
                let n = self.int_ref(n, range);
                Ex::owned(format!("{recv}.rotate({n})"), none)
            }
            ("remove" | "index" | "count", [v]) => {
                let v = self.search_item(v, c, range);
                let code = format!("{recv}.{name}({v})");
                let code = if name == "count" { code } else { self.try_(code) };
                Ex::owned(code, if name == "remove" { none } else { Ty::nat() })
            }
            ("extend" | "extendleft", [v]) => {
                let it = self.iterate_value(v.clone(), range);
                let code = self.iterator_of(it, c);
                Ex::owned(format!("{recv}.{name}({code})"), none)
            }
            _ => return None,
        })
    }

    fn dict_method(&mut self, x: &Ex, k: Cell, v: Cell, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        if matches!(name, "keys" | "values" | "items") && args.is_empty() && !self.cx.view {
            return Some(self.refuse_with(
                "P0262",
                range,
                format!("a dictionary's view ({name}) as a value is not translated"),
                Some("wrap it in list(...)"),
            ));
        }
        let recv = x.at(Prec::Atom);
        let (none, value) = (Ty::none(), self.cells.ty(v));
        Some(match (name, args) {
            ("get", [key]) => {
                let key = self.lookup_key(key.clone(), k, range);
                let ty = self.join(range, 1, &[&value, &none]);
                let flat =
                    if value.has_none() { if value.is_none() { ".unwrap_or(())" } else { ".flatten()" } } else { "" };
                if value.is_none() {
                    return Some(Ex::owned(format!("{recv}.get({key}).unwrap_or(())"), none));
                }
                Ex::owned(format!("{recv}.get({key}){flat}"), ty)
            }
            ("get", [key, d]) => {
                let key = self.lookup_key(key.clone(), k, range);
                let ty = self.join(range, 1, &[&value, &d.ty]);
                let same = !self.last_round || self.rty(&value) == self.rty(&ty);
                let vague = d.vague;
                let d_code = self.coerce(d.clone(), &ty);
                if same && !vague {
                    Ex::owned(format!("{recv}.get_or({key}, {d_code})"), ty)
                } else {
                    let item = self.coerce(Ex { own: Own::Last, ..Ex::place("item", value) }, &ty);
                    Ex::owned(format!("match {recv}.get({key}) {{ Some(item) => {item}, None => {d_code} }}"), ty)
                        .prec(Prec::Low)
                }
            }
            ("setdefault", [key, d]) => {
                let key = self.store(key.clone(), k);
                let d = self.store(d.clone(), v);
                let value = self.cells.ty(v);
                Ex::owned(format!("{recv}.setdefault({key}, {d})"), value)
            }
            ("setdefault", [key]) => {
                let key = self.store(key.clone(), k);
                let d = self.store(Ex::literal(Lit::None, "()", Ty::none()), v);
                let value = self.cells.ty(v);
                Ex::owned(format!("{recv}.setdefault({key}, {d})"), value)
            }
            ("pop", [key]) => {
                let key = self.lookup_key(key.clone(), k, range);
                let code = format!("{recv}.pop({key})");
                Ex::owned(self.try_(code), value)
            }
            ("pop", [key, d]) => {
                let key = self.lookup_key(key.clone(), k, range);
                let ty = self.join(range, 1, &[&value, &d.ty]);
                let d = self.coerce(d.clone(), &ty);
                let item = self.coerce(Ex { own: Own::Last, ..Ex::place("item", value) }, &ty);
                Ex::owned(format!("match {recv}.take({key}) {{ Some(item) => {item}, None => {d} }}"), ty)
                    .prec(Prec::Low)
            }
            ("popitem", []) => {
                let code = format!("{recv}.popitem()");
                Ex::owned(self.try_(code), Ty::one(Atom::Tuple(vec![k, v])))
            }
            ("clear", []) => Ex::owned(format!("{recv}.clear()"), none),
            ("copy", []) => Ex::owned(format!("{recv}.copy()"), x.ty.clone()),
            ("keys", []) => Ex::owned(format!("{recv}.keys_list()"), Ty::one(Atom::List(k))).prec(Prec::Atom),
            ("values", []) => Ex::owned(format!("{recv}.values_list()"), Ty::one(Atom::List(v))),
            ("items", []) => {
                let c = self.node(range, 3);
                self.cells.flow(&Ty::one(Atom::Tuple(vec![k, v])), c);
                let it = super::iterate::It::plain(format!("{recv}.items()"), Ty::one(Atom::Tuple(vec![k, v])));
                self.list_from(it, c)
            }
            ("__len__", []) => Ex::owned(format!("{recv}.len()"), Ty::nat()),
            _ => return None,
        })
    }

    fn counter_method(&mut self, x: &Ex, k: Cell, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        if matches!(name, "keys" | "values" | "items") && args.is_empty() && !self.cx.view {
            return Some(self.refuse_with(
                "P0262",
                range,
                format!("a dictionary's view ({name}) as a value is not translated"),
                Some("wrap it in list(...)"),
            ));
        }
        let recv = x.at(Prec::Atom);
        let int = Ty::int();
        Some(match (name, args) {
            ("most_common", args) if args.len() <= 1 => {
                let n = self.opt_int(args.first(), range);
                let c = self.node(range, 3);
                let (kc, vc) = (self.node(range, 4), self.node(range, 5));
                let kt = self.cells.ty(k);
                self.cells.flow(&kt, kc);
                self.cells.flow(&int, vc);
                self.cells.flow(&Ty::one(Atom::Tuple(vec![kc, vc])), c);
                Ex::owned(format!("{recv}.most_common({n})"), Ty::one(Atom::List(c)))
            }
            ("elements", []) => Ex::owned(format!("Iter::new({recv}.elements())"), Ty::one(Atom::Iter(k))),
            ("total", []) => Ex::owned(format!("{recv}.total()"), int),
            ("get", [key]) => {
                let key = self.lookup_key(key.clone(), k, range);
                Ex::owned(format!("{recv}.get({key})"), Ty(vec![Atom::None, Atom::Int(false)]))
            }
            ("get", [key, d]) if d.ty.is_int() => {
                let key = self.lookup_key(key.clone(), k, range);
                let d = self.owned(d.clone());
                Ex::owned(format!("{recv}.get_or({key}, {d})"), int)
            }
            ("pop", [key]) => {
                let key = self.lookup_key(key.clone(), k, range);
                let code = format!("{recv}.pop({key})");
                Ex::owned(self.try_(code), int)
            }
            ("keys", []) => Ex::owned(format!("{recv}.keys_list()"), Ty::one(Atom::List(k))),
            ("values", []) => {
                let c = self.node(range, 5);
                self.cells.flow(&int, c);
                Ex::owned(format!("{recv}.values_list()"), Ty::one(Atom::List(c)))
            }
            ("items", []) => {
                let (_, v) = self.mapping(&x.ty)?;
                let c = self.node(range, 3);
                self.cells.flow(&Ty::one(Atom::Tuple(vec![k, v])), c);
                let it = super::iterate::It::plain(format!("{recv}.items()"), Ty::one(Atom::Tuple(vec![k, v])));
                self.list_from(it, c)
            }
            ("copy", []) => Ex::owned(format!("{recv}.copy()"), x.ty.clone()),
            ("clear", []) => Ex::owned(format!("{recv}.clear()"), Ty::none()),
            _ => return None,
        })
    }

    fn set_method(&mut self, x: &Ex, c: Cell, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let recv = x.at(Prec::Atom);
        let (none, elem) = (Ty::none(), self.cells.ty(c));
        Some(match (name, args) {
            ("add" | "discard", [v]) if name == "add" => {
                let v = self.store(v.clone(), c);
                let t = self.cells.ty(c);
                self.need_hash(&t, range);
                Ex::owned(format!("{recv}.add({v})"), none)
            }
            ("discard" | "remove", [v]) => {
                let v = self.search_item(v, c, range);
                let code = format!("{recv}.{name}({v})");
                let code = if name == "remove" { self.try_(code) } else { code };
                Ex::owned(code, none)
            }
            ("pop", []) => {
                if elem.0.iter().any(|a| matches!(a, Atom::Str | Atom::Bytes | Atom::Inst(_))) {
                    return Some(self.refuse("P0333", range, "which string set.pop() gives differs from run to run"));
                }
                let code = format!("{recv}.pop()");
                Ex::owned(self.try_(code), elem)
            }
            ("clear", []) => Ex::owned(format!("{recv}.clear()"), none),
            ("copy", []) => Ex::owned(format!("{recv}.copy()"), x.ty.clone()),
            ("union" | "intersection" | "difference", []) => Ex::owned(format!("{recv}.copy()"), x.ty.clone()),
            ("union" | "intersection" | "difference", many) => {
                let mut code = recv;
                let all = self.temp("all");
                let mut parts = String::new();
                for m in many {
                    let it = self.iterate_value(m.clone(), range);
                    let it = self.iterator_of(it, c);
                    if name != "union" {
                        return Some(self.refuse(
                            "P0351",
                            range,
                            format!("{name}() with several arguments is not translated"),
                        ));
                    }
                    parts.push_str(&format!("{all}.update({it}); "));
                }
                code = format!("{{ let {all} = {code}.copy(); {parts}{all} }}");
                Ex::owned(code, x.ty.clone())
            }
            _ => return None,
        })
    }

    fn int_method(&mut self, x: &Ex, name: &str, args: &[Ex]) -> Option<Ex> {
        let x = if x.ty.is_bool() { self.int_of_bool(x) } else { x.clone() };
        let recv = self.text_recv(&x);
        match (name, args) {
            ("bit_length" | "bit_count", []) => Some(Ex::owned(format!("{recv}.{name}()"), Ty::nat())),
            ("conjugate" | "__int__" | "__index__", []) => Some(x),
            ("is_integer", []) => None,
            _ => None,
        }
    }

    fn float_method(&mut self, x: &Ex, name: &str, args: &[Ex]) -> Option<Ex> {
        let f = self.float(x);
        match (name, args) {
            ("is_integer", []) => Some(Ex::owned(format!("py::float::is_integer({f})"), Ty::one(Atom::Bool))),
            ("hex", []) => Some(Ex::owned(format!("py::float::hex({f})"), Ty::one(Atom::Str))),
            _ => None,
        }
    }

    fn bytes_method(&mut self, x: &Ex, name: &str, args: &[Ex]) -> Option<Ex> {
        let recv = x.at(Prec::Atom);
        Some(match (name, args) {
            ("hex", []) => Ex::owned(format!("{recv}.hex()"), Ty::one(Atom::Str)),
            ("decode", []) => {
                let code = format!("{recv}.decode()");
                Ex::owned(self.try_(code), Ty::one(Atom::Str))
            }
            ("decode", [e])
                if e.str_lit().is_some_and(|s| matches!(s.to_lowercase().as_str(), "utf-8" | "utf8" | "ascii")) =>
            {
                let code = format!("{recv}.decode()");
                Ex::owned(self.try_(code), Ty::one(Atom::Str))
            }
            _ => return None,
        })
    }
}

/// Whether Python's type has the method, translated or not.
fn has_method(kind: &Atom, name: &str) -> bool {
    match kind {
        Atom::Str => {
            is_known(name)
                && !matches!(
                    name,
                    "append"
                        | "extend"
                        | "insert"
                        | "pop"
                        | "remove"
                        | "sort"
                        | "reverse"
                        | "copy"
                        | "clear"
                        | "keys"
                        | "values"
                        | "items"
                        | "get"
                        | "add"
                        | "update"
                )
                || matches!(
                    name,
                    "maketrans"
                        | "format_map"
                        | "casefold"
                        | "swapcase"
                        | "translate"
                        | "partition"
                        | "rpartition"
                        | "isdecimal"
                        | "isnumeric"
                        | "isidentifier"
                        | "isprintable"
                        | "istitle"
                        | "isascii"
                        | "expandtabs"
                        | "removeprefix"
                        | "removesuffix"
                )
        }
        Atom::List(_) => matches!(
            name,
            "append"
                | "extend"
                | "insert"
                | "pop"
                | "remove"
                | "index"
                | "count"
                | "sort"
                | "reverse"
                | "copy"
                | "clear"
        ),
        Atom::Dict(..) | Atom::DefaultDict(..) | Atom::Counter(_) => matches!(
            name,
            "keys"
                | "values"
                | "items"
                | "get"
                | "setdefault"
                | "update"
                | "popitem"
                | "pop"
                | "copy"
                | "clear"
                | "fromkeys"
                | "most_common"
                | "elements"
                | "subtract"
                | "total"
                | "move_to_end"
        ),
        Atom::Set(_) | Atom::FrozenSet(_) => matches!(
            name,
            "add"
                | "discard"
                | "union"
                | "intersection"
                | "difference"
                | "symmetric_difference"
                | "issubset"
                | "issuperset"
                | "isdisjoint"
                | "update"
                | "remove"
                | "pop"
                | "copy"
                | "clear"
                | "intersection_update"
                | "difference_update"
                | "symmetric_difference_update"
        ),
        Atom::Tuple(_) | Atom::VarTuple(_) | Atom::Range => matches!(name, "index" | "count"),
        Atom::Deque(_) => matches!(
            name,
            "append"
                | "appendleft"
                | "pop"
                | "popleft"
                | "extend"
                | "extendleft"
                | "rotate"
                | "clear"
                | "copy"
                | "count"
                | "index"
                | "insert"
                | "remove"
                | "reverse"
        ),
        Atom::Int(_) | Atom::Bool => {
            matches!(name, "bit_length" | "bit_count" | "to_bytes" | "as_integer_ratio" | "conjugate")
        }
        Atom::Float => matches!(name, "is_integer" | "hex" | "as_integer_ratio" | "conjugate"),
        _ => true,
    }
}

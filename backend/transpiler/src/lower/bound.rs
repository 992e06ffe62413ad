//! Functions that are none of the program's as values: builtins, methods of builtin types, and `functools.partial` with
//! some arguments given.
//! Knows nothing of how a function value is called.

use super::call::Args;
use super::vars::Name;
use super::{Ex, Lowerer, Own};
use crate::types::{Atom, Cell, Ty};
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;
use std::collections::HashSet;

/// The text of a closure of parameters `a__0`, `a__1`, ...
struct Closure {
    names: HashSet<String>,
    /// The parameters with their types.
    params: String,
    body: String,
    /// The function value that it becomes.
    ty: Ty,
}

impl<'a> Lowerer<'a> {
    /// `functools.partial(function, *args, **keywords)`: a function of the parameters that are left.
    pub(crate) fn partial(&mut self, c: &'a ExprCall) -> Ex {
        let Some((e, _)) = c.arguments.args.split_first() else {
            return self.refuse("P0407", c.range, "functools.partial() without a function is not translated");
        };
        let Some(mut given) = self.args_after(c) else {
            return self.refuse("P0301", c.range, "a starred argument for functools.partial() is not translated");
        };
        if given.pos.iter().chain(given.kw.iter().map(|k| &k.1)).any(|x| x.ty.is_empty()) {
            return Ex::unknown();
        }
        let names: Vec<String> = given.kw.iter().map(|k| k.0.clone()).collect();
        let Some(left) = self.left_over(e, given.pos.len(), &names) else {
            return self.refuse_with(
                "P0403",
                c.range,
                "functools.partial of this function is not translated",
                Some("write a lambda"),
            );
        };
        // What is given is evaluated now, once.
        let mut lets = String::new();
        let mut hold = |l: &mut Self, x: Ex| {
            if x.lit.is_some() {
                return x;
            }
            let name = l.temp("given");
            let ty = x.ty.clone();
            let code = l.owned(x);
            lets.push_str(&format!("let {name} = {code};\n"));
            Ex::place(name, ty)
        };
        given.pos = given.pos.into_iter().map(|x| hold(self, x)).collect();
        given.kw = given.kw.into_iter().map(|(n, x)| (n, hold(self, x))).collect();
        self.with_given(lets, left, c.range, |l, rest| {
            let mut args = given;
            args.pos.extend(rest);
            l.call_given(e, args, c.range)
        })
    }

    /// The arguments of a call after the first, lowered; None where one is starred.
    fn args_after(&mut self, c: &'a ExprCall) -> Option<Args> {
        let mut out = Args::default();
        for e in c.arguments.args.iter().skip(1) {
            if matches!(e, Expr::Starred(_)) {
                return None;
            }
            let x = self.expr(e);
            out.pos.push(x);
        }
        for k in &c.arguments.keywords {
            let name = k.arg.as_ref()?.to_string();
            let x = self.expr(&k.value);
            out.kw.push((name, x));
        }
        Some(out)
    }

    /// How many parameters a function has left that must be given.
    fn left_over(&mut self, e: &'a Expr, pos: usize, keywords: &[String]) -> Option<usize> {
        let of_function = |l: &Self, f: usize, skip: usize| {
            let p = l.program.funcs[f].params?;
            if p.vararg.is_some() || p.kwarg.is_some() || p.kwonlyargs.iter().any(|q| q.default.is_none()) {
                return None;
            }
            let open: Vec<_> = p.iter_non_variadic_params().skip(skip + pos).collect();
            let left: Vec<bool> = open
                .iter()
                .map(|p| p.default.is_none() && !keywords.iter().any(|k| k == p.parameter.name.as_str()))
                .collect();
            // Parameters that are given by name must not stand before ones that are left.
            let count = left.iter().filter(|l| **l).count();
            left.iter().take(count).all(|l| *l).then_some(count)
        };
        match e {
            Expr::Lambda(l) if keywords.is_empty() => {
                let n = l.parameters.as_ref().map_or(0, |p| p.iter_non_variadic_params().count());
                n.checked_sub(pos)
            }
            Expr::Name(n) => match self.lookup(n.id.as_str(), n.range, false) {
                Name::Func(f) => of_function(self, f, 0),
                Name::Builtin => match (n.id.as_str(), keywords) {
                    ("int", [k]) if k == "base" => Some(1),
                    ("round", [k]) if k == "ndigits" => Some(1),
                    ("pow" | "divmod" | "isinstance", []) => 2usize.checked_sub(pos),
                    ("int" | "str" | "float" | "len" | "abs" | "sorted" | "sum" | "list" | "set" | "tuple", []) => {
                        1usize.checked_sub(pos)
                    }
                    ("max" | "min", []) if pos == 1 => Some(1),
                    _ => None,
                },
                Name::From(m, f) if keywords.is_empty() => self.module_arity(&m, &f)?.checked_sub(pos),
                Name::Var(v) if keywords.is_empty() => match self.read(&v).ty.single() {
                    Some(Atom::Func(params, _)) => params.len().checked_sub(pos),
                    _ => None,
                },
                _ => None,
            },
            Expr::Attribute(a) if keywords.is_empty() => {
                let m = self.module_path(&a.value)?;
                self.module_arity(&m, a.attr.as_str())?.checked_sub(pos)
            }
            _ => None,
        }
    }

    /// How many arguments a function of a module takes, where that is one number.
    fn module_arity(&self, module: &str, name: &str) -> Option<usize> {
        match (module, name) {
            ("operator", "neg" | "not_" | "abs" | "truth") => Some(1),
            ("operator", _) => Some(2),
            ("math", "pow" | "atan2" | "fmod" | "gcd" | "hypot" | "copysign" | "comb" | "lcm" | "ldexp") => Some(2),
            ("math", "log") => None,
            ("math", _) => Some(1),
            _ => None,
        }
    }

    /// Calls what an expression names.
    fn call_given(&mut self, e: &'a Expr, args: Args, range: TextRange) -> Ex {
        if let Expr::Name(n) = e {
            match self.lookup(n.id.as_str(), n.range, false) {
                Name::Func(f) => return self.call_function(f, args, range),
                Name::Builtin => return self.builtin_given(n.id.as_str(), args, range),
                _ => {}
            }
        }
        self.call_with(e, args.pos, range)
    }

    /// A function that is no function of the program, as a value of `n` parameters.
    pub(crate) fn callable_value(
        &mut self,
        n: usize,
        range: TextRange,
        call: impl FnOnce(&mut Self, Vec<Ex>) -> Ex,
    ) -> Ex {
        let Closure { params, body, ty, .. } = self.closure_of(n, range, call);
        Ex::owned(format!("Func{n}::new(|{params}| Ok({body}))"), ty)
    }

    /// A function value of `n` parameters that owns what stands in `lets`.
    fn with_given(
        &mut self,
        lets: String,
        n: usize,
        range: TextRange,
        call: impl FnOnce(&mut Self, Vec<Ex>) -> Ex,
    ) -> Ex {
        let Closure { names, params, body, ty } = self.closure_of(n, range, call);
        let clones = self.captured_clones(range, &body, &names);
        Ex::owned(format!("Func{n}::new({{ {lets}{clones}move |{params}| Ok({body}) }})"), ty)
    }

    fn closure_of(&mut self, n: usize, range: TextRange, call: impl FnOnce(&mut Self, Vec<Ex>) -> Ex) -> Closure {
        let cells: Vec<Cell> = (0..n).map(|i| self.node(range, 80 + i as u8)).collect();
        let ret = self.node(range, 89);
        let names: Vec<String> = (0..n).map(|i| format!("a__{i}")).collect();
        let args: Vec<Ex> = names
            .iter()
            .zip(&cells)
            .map(|(n, c)| Ex { own: Own::Last, ..Ex::place(n.clone(), self.cells.ty(*c)) })
            .collect();
        let (body, _) = self.in_closure(|l| {
            let x = call(l, args);
            l.store(x, ret)
        });
        let params: Vec<String> = names
            .iter()
            .zip(&cells)
            .map(|(n, c)| {
                let t = self.cells.ty(*c);
                format!("{n}: {}", self.rty_text(&t))
            })
            .collect();
        let ty = self.func_type(cells, ret, None);
        Closure { names: names.into_iter().collect(), params: params.join(", "), body, ty }
    }

    /// A method of a builtin type as a value: `append = items.append`.
    pub(crate) fn method_value(&mut self, x: &Ex, kind: &Atom, name: &str, range: TextRange) -> Option<Ex> {
        let n = match (kind, name) {
            (Atom::List(_), "append" | "remove" | "index" | "count" | "extend") => 1,
            (Atom::List(_), "pop" | "clear" | "reverse" | "copy" | "sort") => 0,
            (Atom::Deque(_), "append" | "appendleft" | "remove" | "count") => 1,
            (Atom::Deque(_), "pop" | "popleft" | "clear") => 0,
            (Atom::Set(_), "add" | "discard" | "remove") => 1,
            (
                Atom::Dict(..) | Atom::DefaultDict(..) | Atom::OrderedDict(..) | Atom::Counter(_),
                "get" | "__getitem__" | "__contains__",
            ) => 1,
            (Atom::List(_) | Atom::VarTuple(_) | Atom::Str, "__getitem__") => 1,
            (Atom::Set(_) | Atom::FrozenSet(_) | Atom::List(_) | Atom::Str, "__contains__") => 1,
            (
                Atom::Str,
                "join" | "index" | "find" | "count" | "startswith" | "endswith" | "rfind" | "rindex" | "removeprefix"
                | "removesuffix" | "zfill",
            ) => 1,
            (
                Atom::Str,
                "upper" | "lower" | "strip" | "title" | "split" | "isdigit" | "isalpha" | "capitalize" | "swapcase"
                | "lstrip" | "rstrip",
            ) => 0,
            (Atom::Str, "replace") => 2,
            _ => return None,
        };
        let held = self.temp("held");
        let ty = x.ty.clone();
        let code = self.owned(x.clone());
        let lets = format!("let {held} = {code};\n");
        let me = Ex::place(held, ty);
        let name = name.to_string();
        Some(self.with_given(lets, n, range, move |l, args| match name.as_str() {
            "__getitem__" => match args.into_iter().next() {
                Some(i) => l.get_item(me, i, range),
                None => Ex::unknown(),
            },
            "__contains__" => match args.into_iter().next() {
                Some(i) => l.membership(i, me, false, range),
                None => Ex::unknown(),
            },
            name => l.method_with(me, name, args, range),
        }))
    }
}

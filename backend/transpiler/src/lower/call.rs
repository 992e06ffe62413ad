//! Calls: what is called, and how arguments meet parameters.

use super::vars::Name;
use super::{Ex, InstId, Lit, Lowerer, Prec};
use crate::scope::FuncId;
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

/// Lowered arguments.
#[derive(Default, Clone)]
pub(crate) struct Args {
    pub pos: Vec<Ex>,
    /// `*iterable` after the positional ones.
    pub star: Option<Ex>,
    pub kw: Vec<(String, Ex)>,
    pub double_star: bool,
}

impl<'a> Lowerer<'a> {
    pub(crate) fn call(&mut self, c: &'a ExprCall) -> Ex {
        match &*c.func {
            Expr::Name(n) => match self.lookup(n.id.as_str(), n.range, false) {
                Name::Builtin => self.builtin_call(n.id.as_str(), c),
                Name::Func(f) => {
                    let args = self.args(c);
                    self.call_function(f, args, c.range)
                }
                Name::Class(k) => {
                    let args = self.args(c);
                    self.construct(k, args, c.range)
                }
                Name::From(m, f) => self.module_call(&m, &f, c),
                Name::Module(m) => self.refuse("P0300", c.range, format!("the module '{m}' is not callable")),
                Name::Var(v) => {
                    if self.is_cls(n.id.as_str())
                        && let Some(k) = self.insts[self.cx.inst].class
                    {
                        let args = self.args(c);
                        return self.construct(k, args, c.range);
                    }
                    let f = self.read(&v);
                    let args = self.args(c);
                    self.call_value(f, args, c.range)
                }
            },
            Expr::Attribute(a) => self.call_attribute(a, c),
            other => {
                if let Some(k) = self.class_path(other) {
                    let args = self.args(c);
                    return self.construct(k, args, c.range);
                }
                let f = self.expr(other);
                let args = self.args(c);
                self.call_value(f, args, c.range)
            }
        }
    }

    fn call_attribute(&mut self, a: &'a ruff_python_ast::ExprAttribute, c: &'a ExprCall) -> Ex {
        let name = a.attr.as_str();
        if let Some(module) = self.module_path(&a.value) {
            return self.module_call(&module, name, c);
        }
        if self.is_stdin(&a.value) {
            let str_ = Ty::one(Atom::Str);
            return match (name, c.arguments.args.len()) {
                ("read", 0) => Ex::owned(self.try_("py::read_stdin()".into()), str_),
                ("readline", 0) => Ex::owned(self.try_("py::read_line()".into()), str_),
                ("readlines", 0) => {
                    let cell = self.node(c.range, 0);
                    self.cells.flow(&str_, cell);
                    Ex::owned(self.try_("py::stdin_lines()".into()), Ty::one(Atom::List(cell)))
                }
                _ => {
                    self.refuse("P0407", c.range, format!("sys.stdin.{name}() with these arguments is not translated"))
                }
            };
        }
        if let Expr::Call(s) = &*a.value
            && let Expr::Name(n) = &*s.func
            && n.id.as_str() == "super"
            && matches!(self.lookup("super", n.range, false), Name::Builtin)
        {
            return self.super_call(name, c);
        }
        if let Some(k) = self.class_path(&a.value) {
            let args = self.args(c);
            return self.class_call(k, name, args, c.range);
        }
        if let Expr::Name(n) = &*a.value
            && let Name::Builtin | Name::From(..) = self.lookup(n.id.as_str(), n.range, false)
            && let Some(x) = self.type_method(&a.value, name, c)
        {
            return x;
        }
        if name == "format"
            && let Expr::StringLiteral(s) = &*a.value
        {
            return self.str_format(s.value.to_str(), c);
        }
        // `Exception.__init__(self, ...)` in an `__init__` of one's own.
        if let Expr::Name(n) = &*a.value
            && super::try_::builtin_exception(n.id.as_str()).is_some()
            && matches!(self.lookup(n.id.as_str(), n.range, false), Name::Builtin)
        {
            let mut args = self.args(c);
            if !args.pos.is_empty()
                && let Some(Atom::Inst(k)) = args.pos[0].ty.single().cloned()
            {
                let me = args.pos.remove(0);
                if let Some(x) = self.exception_super(me, k, name, args, c.range) {
                    return x;
                }
            }
            return self.refuse("P0322", c.range, format!("'{name}' of a builtin exception is not translated"));
        }
        let x = self.expr(&a.value);
        self.call_method(x, name, c)
    }

    /// `x.name(...)` with arguments still as syntax, since builtin methods treat some of them specially.
    pub(crate) fn call_method(&mut self, x: Ex, name: &str, c: &'a ExprCall) -> Ex {
        if x.ty.is_empty() {
            // The arguments' own types still matter to others.
            self.args(c);
            return self.diverging(&[&x]);
        }
        if x.ty.0.len() > 1 {
            if x.ty.has_none() {
                let some = x.ty.without_none();
                let code = format!("{}.attr(\"{name}\")", x.at(Prec::Atom));
                let inner = Ex::reference(self.try_(code), some);
                return self.call_method(inner, name, c);
            }
            let users = x.ty.0.iter().all(|a| matches!(a, Atom::Inst(_)));
            if users {
                let args = self.args(c);
                let (args, prelude) = self.args_once(args);
                let out = self.dispatch(x, c.range, |l, v| {
                    let Some(Atom::Inst(k)) = v.ty.single().cloned() else { return Ex::unknown() };
                    l.object_call(v, k, name, args.clone(), c.range)
                });
                return if prelude.is_empty() {
                    out
                } else {
                    Ex::owned(format!("{{ {prelude} {} }}", out.code), out.ty)
                };
            }
            return self.dispatch(x, c.range, |l, v| l.call_method(v, name, c));
        }
        if let Some(Atom::Inst(k)) = x.ty.single().cloned() {
            let args = self.args(c);
            return self.object_call(x, k, name, args, c.range);
        }
        if x.ty.is(|a| *a == Atom::Exc) && name != "with_traceback" && name != "add_note" {
            let args = self.args(c);
            return self.exception_method(x, name, args, c.range);
        }
        self.builtin_method(x, name, c)
    }

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

    /// Calls an expression with lowered arguments.
    pub(crate) fn call_with(&mut self, e: &'a Expr, args: Vec<Ex>, range: TextRange) -> Ex {
        let wrapped = Args { pos: args.clone(), ..Args::default() };
        match e {
            Expr::Name(n) => match self.lookup(n.id.as_str(), n.range, false) {
                Name::Builtin => self.builtin_with(n.id.as_str(), args, range),
                Name::Func(f) => self.call_function(f, wrapped, range),
                Name::Class(k) => self.construct(k, wrapped, range),
                Name::From(m, f) => self.module_with(&m, &f, args, range),
                Name::Module(m) => self.refuse("P0300", range, format!("the module '{m}' is not callable")),
                Name::Var(v) => {
                    let f = self.read(&v);
                    self.call_value(f, wrapped, range)
                }
            },
            Expr::Attribute(a) => {
                if let Some(m) = self.module_path(&a.value) {
                    return self.module_with(&m, a.attr.as_str(), args, range);
                }
                if let Expr::Name(n) = &*a.value
                    && matches!(self.lookup(n.id.as_str(), n.range, false), Name::Builtin)
                    && matches!(n.id.as_str(), "str" | "list" | "dict" | "set" | "int" | "float")
                    && let Some((first, rest)) = args.split_first()
                {
                    return self.method_with(first.clone(), a.attr.as_str(), rest.to_vec(), range);
                }
                if let Some(k) = self.class_path(&a.value) {
                    return self.class_call(k, a.attr.as_str(), wrapped, range);
                }
                let x = self.expr(&a.value);
                if let Some(Atom::Inst(k)) = x.ty.single().cloned() {
                    return self.object_call(x, k, a.attr.as_str(), wrapped, range);
                }
                self.method_with(x, a.attr.as_str(), args, range)
            }
            Expr::Call(c) => {
                // `attrgetter("x")`, `itemgetter(1)` and their like.
                if let Some(x) = self.getter(c, &args) {
                    return x;
                }
                let f = self.expr(e);
                self.call_value(f, wrapped, range)
            }
            e => {
                let f = self.expr(e);
                self.call_value(f, wrapped, range)
            }
        }
    }

    /// Calls a function value.
    pub(crate) fn call_value(&mut self, f: Ex, args: Args, range: TextRange) -> Ex {
        if f.ty.is_empty() {
            return self.diverging(&[&f]);
        }
        if f.ty.has_none()
            && f.ty.0.len() > 1
            && let Some(g) = self.only_kind(&f, "'{}' object is not callable")
        {
            return self.call_value(g, args, range);
        }
        match f.ty.single().cloned() {
            Some(Atom::Func(params, ret)) => {
                if args.star.is_some() || !args.kw.is_empty() {
                    return self.refuse(
                        "P0303",
                        range,
                        "calling a function value with starred or keyword arguments is not translated",
                    );
                }
                if args.pos.len() != params.len() {
                    return self.refuse(
                        "P0304",
                        range,
                        format!("the function value takes {} arguments here, not {}", params.len(), args.pos.len()),
                    );
                }
                let parts: Vec<String> = args.pos.into_iter().zip(&params).map(|(x, p)| self.store(x, *p)).collect();
                let code = format!("{}.call({})", f.at(Prec::Atom), parts.join(", "));
                let ty = self.cells.ty(ret);
                Ex::owned(self.try_(code), ty)
            }
            Some(Atom::Inst(c)) if self.find_method(c, "__call__").is_some() => {
                self.object_call(f, c, "__call__", args, range)
            }
            Some(a) => {
                let message = format!("'{}' object is not callable", self.kind_name(&a));
                self.raising(&[&f], &format!("py::type_error({})", super::quote(&message)))
            }
            None => self.refuse("P0305", range, "calling a value of several kinds is not translated"),
        }
    }

    /// Calls a function of the program.
    pub(crate) fn call_function(&mut self, func: FuncId, args: Args, range: TextRange) -> Ex {
        if let Some(f) = self.decorated_value(func, range) {
            return self.call_value(f, args, range);
        }
        let parent = self.parent_inst(func);
        let inst = self.instance(func, None, parent, Some(range));
        self.edge(inst);
        let Some(mut parts) = self.bind_args(inst, args, 0, range) else { return self.raised_call(func) };
        parts.extend(self.capture_args(func));
        let name = &self.insts[inst].rust_name;
        self.finish_call(inst, format!("{name}({})", parts.join(", ")))
    }

    fn raised_call(&mut self, _func: FuncId) -> Ex {
        Ex::unknown()
    }

    /// The call's value, from an instance's result.
    pub(crate) fn finish_call(&mut self, inst: InstId, code: String) -> Ex {
        let prelude = std::mem::take(&mut self.cx.prelude);
        let ex = self.finished_call(inst, code);
        if prelude.is_empty() { ex } else { Ex::owned(format!("{{ {prelude}{} }}", ex.code), ex.ty) }
    }

    fn finished_call(&mut self, inst: InstId, code: String) -> Ex {
        let func = self.insts[inst].func;
        if self.program.funcs[func].is_generator {
            let y = self.insts[inst].yields;
            return Ex::owned(code, Ty::one(Atom::Iter(y)));
        }
        let ty = self.cells.ty(self.insts[inst].ret);
        let code = if self.insts[inst].raises { self.try_(code) } else { code };
        Ex::owned(code, ty)
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

    /// A constant `Ex` for an integer.
    pub(crate) fn int(&self, i: i64) -> Ex {
        Ex::literal(Lit::Int(i), i.to_string(), Ty::one(Atom::Int(i >= 0)))
    }
}

//! Calls: what is called, and by which rule.

use super::vars::Name;
use super::{Ex, InstId, Lit, Lowerer, Prec};
use crate::scope::FuncId;
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

/// Lowered arguments.
#[derive(Default, Clone)]
pub(crate) struct Args {
    pub pos: Vec<Ex>,
    /// `*iterable` after the positional ones.
    pub star: Option<Ex>,
    pub kw: Vec<(String, Ex)>,
    /// `**mapping`.
    pub keywords: Option<Ex>,
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
                if let Expr::Call(inner) = other
                    && c.arguments.keywords.is_empty()
                    && c.arguments.args.len() == 1
                    && self.names_getter(inner)
                {
                    let args = self.args(c);
                    if let (Some(x), None) = (self.getter(inner, &args.pos), &args.star) {
                        return x;
                    }
                }
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
            Some(Atom::ExcClass) => self.call_exception_class(f, args, range),
            Some(Atom::Func(params, ret)) => self.call_func(f, &params, ret, args, range),
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
        if self.is_cached(func) {
            self.cached_call(func, &args);
        }
        let parent = self.parent_inst(func);
        let inst = self.instance(func, None, parent, Some(range));
        self.edge(inst);
        let mut parts = match self.bind_args(inst, args, 0, range) {
            Ok(parts) => parts,
            Err(raised) => return raised,
        };
        parts.extend(self.capture_args(func));
        let name = &self.insts[inst].rust_name;
        self.finish_call(inst, format!("{name}({})", parts.join(", ")))
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

    /// A constant `Ex` for an integer.
    pub(crate) fn int(&self, i: i64) -> Ex {
        Ex::literal(Lit::Int(i), i.to_string(), Ty::one(Atom::Int(i >= 0)))
    }
}

//! A program's own exception classes with attributes, methods or an `__init__`: an object of the class rides on the exception.
//! Which attributes an exception has is found where it is read, by its class: a handler may see several.

use super::call::Args;
use super::{Ex, Lowerer, Prec};
use crate::scope::ClassId;
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, Stmt};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

/// The field that holds what `BaseException` itself keeps: class and arguments.
const BASE: &str = "py_exception";

impl<'a> Lowerer<'a> {
    /// Whether instances of an exception class have anything of their own.
    pub(crate) fn is_rich_exception(&mut self, c: ClassId) -> bool {
        self.user_exception(c).is_some()
            && self.lineage(c).into_iter().any(|k| {
                self.program.classes[k].def.body.iter().any(|s| match s {
                    Stmt::Pass(_) => false,
                    Stmt::Expr(e) => !matches!(&*e.value, Expr::StringLiteral(_) | Expr::EllipsisLiteral(_)),
                    _ => true,
                })
            })
    }

    /// `C(args)` of an exception class.
    pub(crate) fn construct_exception(&mut self, c: ClassId, class: &str, args: Args, range: TextRange) -> Ex {
        if args.star.is_some() || args.keywords.is_some() {
            return self.refuse("P0322", range, "starred arguments for an exception are not translated");
        }
        let exc = Ty::one(Atom::Exc);
        if !self.is_rich_exception(c) {
            if !args.kw.is_empty() {
                let message = format!("{}() takes no keyword arguments", self.program.classes[c].name);
                let operands: Vec<&Ex> = args.pos.iter().collect();
                return self.raising(&operands, &format!("py::type_error({})", super::quote(&message)));
            }
            let code = self.exception_of(class, args.pos, range);
            return Ex::owned(code, exc);
        }
        for special in ["__new__", "__getattr__", "__getattribute__", "__setattr__", "__eq__", "__hash__", "__reduce__"]
        {
            if self.find_method(c, special).is_some() {
                return self.refuse("P0322", range, format!("an exception class with '{special}' is not translated"));
            }
        }
        self.classes[c].made = true;
        self.need_trait(c, "Show");
        let cell = self.field(c, BASE);
        self.cells.flow(&exc, cell);
        let rust = self.classes[c].rust_name.clone();
        // What __new__ keeps: the arguments of the call, unless __init__ hands others on.
        let (args, prelude) = self.args_once(args);
        let kept = self.exception_of(class, args.pos.clone(), range);
        let made = match self.find_method(c, "__init__") {
            Some(init) => {
                let inst = self.method_instance(init, c, None);
                let parts = match self.bind_args(inst, args, 1, range) {
                    Ok(parts) => parts,
                    Err(raised) => return raised,
                };
                let code = format!("{rust}::new({})", parts.join(", "));
                if self.insts[inst].raises { self.try_(code) } else { code }
            }
            None if !args.kw.is_empty() => {
                let message = format!("{}() takes no keyword arguments", self.program.classes[c].name);
                return self.raise_value(&format!("py::type_error({})", super::quote(&message)));
            }
            None => format!("{rust}::new()"),
        };
        Ex::owned(
            format!(
                "{{ {prelude}let kept = {kept}; let object = {made}; \
                 let kept = object.{BASE}.get_or(|| kept); object.{BASE}.set(kept.clone()); kept.with_object(object) }}"
            ),
            exc,
        )
    }

    /// Calls a class of exceptions that is a value.
    pub(crate) fn call_exception_class(&mut self, f: Ex, args: Args, range: TextRange) -> Ex {
        let plain = args.star.is_none() && args.keywords.is_none() && args.kw.is_empty();
        if !plain || (self.rich_classes && self.last_round) {
            return self.refuse_with(
                "P0322",
                range,
                "calling a value that may be an exception class with an __init__ of its own is not translated",
                Some("call the class by its name"),
            );
        }
        for x in &args.pos {
            self.need_calm_show(&x.ty.clone(), range);
        }
        let parts: Vec<String> = args.pos.iter().map(|x| format!("py::ExcArg::keep({})", self.borrowed(x))).collect();
        let code = format!("Exc::with_args({}.0, vec![{}])", f.at(Prec::Atom), parts.join(", "));
        Ex::owned(code, Ty::one(Atom::Exc))
    }

    /// An instance of an exception class that is raised by its name alone.
    pub(crate) fn bare_exception(&mut self, class: &str, e: &'a Expr) -> String {
        if let Some(c) = self.class_path(e)
            && self.is_rich_exception(c)
        {
            let x = self.construct(c, Args::default(), TextRange::default());
            return self.owned(x);
        }
        format!("Exc::bare(&{class})")
    }

    /// `super().name(args)` that reaches Python's own exception classes.
    pub(crate) fn exception_super(
        &mut self,
        me: Ex,
        c: ClassId,
        name: &str,
        args: Args,
        range: TextRange,
    ) -> Option<Ex> {
        let class = self.user_exception(c)?;
        let cell = self.field(c, BASE);
        self.cells.flow(&Ty::one(Atom::Exc), cell);
        let recv = me.at(Prec::Atom);
        Some(match name {
            "__init__" => {
                if args.star.is_some() || args.keywords.is_some() || !args.kw.is_empty() {
                    return Some(self.refuse("P0322", range, "these arguments for an exception are not translated"));
                }
                let made = self.exception_of(&class, args.pos, range);
                Ex::owned(format!("{recv}.{BASE}.set({made})"), Ty::none())
            }
            "__str__" if args.pos.is_empty() => {
                Ex::owned(format!("py::py_str(&{recv}.{BASE}.get())"), Ty::one(Atom::Str))
            }
            "__repr__" if args.pos.is_empty() => {
                Ex::owned(format!("py::py_repr(&{recv}.{BASE}.get())"), Ty::one(Atom::Str))
            }
            _ => return None,
        })
    }

    /// The text of an exception's object where its class does not give it.
    pub(crate) fn exception_show(&mut self, c: ClassId, missing: &str) -> Option<String> {
        self.user_exception(c)?;
        Some(format!("fn {missing}(&self, out: &mut String) {{ self.{BASE}.get().{missing}(out); }}\n"))
    }

    /// Code for each class of exceptions that has `name`, by the class that the exception turns out to have.
    fn by_class(&mut self, x: &Ex, name: &str, range: TextRange, f: impl Fn(&mut Self, Ex, ClassId) -> Ex) -> Ex {
        let mut arms: Vec<(ClassId, Ex)> = Vec::new();
        for c in 0..self.classes.len() {
            if !self.classes[c].made || self.user_exception(c).is_none() {
                continue;
            }
            let known = self.classes[c].fields.contains_key(name)
                || self.find_method(c, name).is_some()
                || self.class_variable(c, name).is_some();
            if known {
                let object = Ex::reference("object", Ty::one(Atom::Inst(c)));
                arms.push((c, f(self, object, c)));
            }
        }
        if arms.is_empty() {
            return self.refuse("P0294", range, format!("the exception's attribute '{name}' is not translated"));
        }
        // Python's own exceptions that have it too come last.
        let carried = matches!(name, "code" | "value").then(|| self.carried_value(x, name, range));
        let types: Vec<&Ty> = arms.iter().map(|a| &a.1.ty).chain(carried.as_ref().map(|c| &c.ty)).collect();
        let ty = self.join(range, 241, &types);
        let recv = x.at(Prec::Atom);
        let mut code = String::new();
        for (c, out) in arms {
            let rust = self.classes[c].rust_name.clone();
            let value = self.coerce(out, &ty);
            code.push_str(&format!("if let Some(object) = {recv}.payload::<{rust}>().as_deref() {{ {value} }} else "));
        }
        // Attributes that some of Python's own exceptions have too.
        const BUILTIN: [&str; 12] = [
            "errno",
            "strerror",
            "filename",
            "msg",
            "name",
            "obj",
            "reason",
            "start",
            "end",
            "object",
            "encoding",
            "characters_written",
        ];
        let otherwise = if let Some(carried) = carried {
            self.coerce(carried, &ty)
        } else if BUILTIN.contains(&name) {
            format!("py::unsupported(\"the attribute '{name}' of this exception is not translated\")")
        } else {
            self.leave_with(&format!(
                "py::attribute_error(format!(\"'{{}}' object has no attribute '{name}'\", {recv}.class_name()))"
            ))
        };
        Ex::owned(format!("{{ {code}{{ {otherwise} }} }}"), ty)
    }

    /// An attribute of an exception.
    pub(crate) fn exception_attribute(&mut self, x: Ex, name: &str, range: TextRange) -> Ex {
        let recv = x.at(Prec::Atom);
        match name {
            "args" => {
                let cell = self.node(range, 236);
                self.cells.flow(&Ty::one(Atom::Opaque), cell);
                return Ex::owned(format!("{recv}.args()"), Ty::one(Atom::VarTuple(cell)));
            }
            "__cause__" => {
                let ty = Ty(vec![Atom::None, Atom::Exc]);
                return Ex::owned(format!("{recv}.cause()"), ty);
            }
            "__suppress_context__" => {
                return Ex::owned(format!("{recv}.suppresses_context()"), Ty::one(Atom::Bool));
            }
            "code" | "value" if !self.some_exception_has(name) => return self.carried_value(&x, name, range),
            _ => {}
        }
        self.by_class(&x, name, range, |l, object, c| l.object_attribute(object, c, name, range))
    }

    /// What `SystemExit` and `StopIteration` carry; of another class Python knows no such attribute.
    fn carried_value(&mut self, x: &Ex, name: &str, range: TextRange) -> Ex {
        let recv = x.at(Prec::Atom);
        let (cell, class) =
            if name == "code" { (self.exit_value, "SYSTEM_EXIT") } else { (self.stop_value, "STOP_ITERATION") };
        let ty = self.cells.ty(cell);
        let t = if ty.is_empty() { "()".to_string() } else { self.rty_text(&ty) };
        let found = self.try_(format!("{recv}.value_of::<{t}>(&py::{class}, \"{name}\")"));
        // Without an argument it is None.
        let shown = self.node(range, 237);
        self.cells.flow(&ty, shown);
        self.cells.flow(&Ty::none(), shown);
        let all = self.cells.ty(shown);
        let none = self.coerce(Ex::literal(super::Lit::None, "()", Ty::none()), &all);
        let some = if ty.is_empty() {
            none.clone()
        } else {
            self.coerce(Ex { own: super::Own::Last, ..Ex::place("value", ty) }, &all)
        };
        Ex::owned(format!("match {found} {{ Some(value) => {some}, None => {none} }}"), all).prec(Prec::Low)
    }

    /// Whether a class of exceptions of the program's own has an attribute.
    fn some_exception_has(&mut self, name: &str) -> bool {
        (0..self.classes.len()).any(|c| {
            self.user_exception(c).is_some()
                && (self.classes[c].fields.contains_key(name)
                    || self.find_method(c, name).is_some()
                    || self.class_variable(c, name).is_some())
        })
    }

    /// A method of an exception.
    pub(crate) fn exception_method(&mut self, x: Ex, name: &str, args: Args, range: TextRange) -> Ex {
        let (args, prelude) = self.args_once(args);
        let out = self.by_class(&x, name, range, |l, object, c| l.object_call(object, c, name, args.clone(), range));
        if prelude.is_empty() { out } else { Ex::owned(format!("{{ {prelude}{} }}", out.code), out.ty) }
    }
}

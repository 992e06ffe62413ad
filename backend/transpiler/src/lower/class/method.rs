//! Calls of methods: of an object, of a class, of what a base class defines; and methods as values.

use super::Kind;
use crate::lower::call::Args;
use crate::lower::{Ex, Lowerer, Prec, quote};
use crate::scope::{ClassId, FuncId};
use crate::types::{Atom, Cell, Ty};
use ruff_python_ast::ExprCall;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// `x.name(args)` with lowered arguments, for an object of class `c`.
    pub(crate) fn call_method_on(&mut self, x: Ex, c: ClassId, name: &str, args: Vec<Ex>) -> Ex {
        let args = Args { pos: args, ..Args::default() };
        self.object_call(x, c, name, args, TextRange::default())
    }

    pub(crate) fn object_call(&mut self, x: Ex, c: ClassId, name: &str, args: Args, range: TextRange) -> Ex {
        let Some(func) = self.find_method(c, name) else {
            if let Some(ex) = self.named_tuple_method(&x, c, name, &args, range) {
                return ex;
            }
            if self.is_named_tuple(c) && matches!(name, "count" | "index") {
                let x = self.plain_tuple(x);
                return self.method_with(x, name, args.pos, range);
            }
            if self.is_instance_field(c, name) || self.class_variable(c, name).is_some() {
                let f = self.object_attribute(x, c, name, range);
                return self.call_value(f, args, range);
            }
            if self.lineage(c).into_iter().any(|k| self.has_foreign_base(k)) && self.user_exception(c).is_none() {
                return self.refuse("P0310", range, format!("'{name}' comes from a base class that is not translated"));
            }
            if self.is_value_too(c) {
                return self.refuse("P0315", range, format!("'{name}' of an enum's member is not translated"));
            }
            let message = format!("'{}' object has no attribute '{name}'", self.program.classes[c].name);
            return self.raising(&[&x], &format!("py::attribute_error({})", quote(&message)));
        };
        let aliased = self.program.funcs[func].name != name;
        if (aliased || range != TextRange::default()) && self.function_declines(func) {
            return self.refuse("P0343", range, "calling a method that may return NotImplemented is not translated");
        }
        if self.is_property(func) || self.is_cached_property(func) {
            let f = self.object_attribute(x, c, name, range);
            return self.call_value(f, args, range);
        }
        self.call_method_function(x, c, func, args, range)
    }

    pub(super) fn call_method_function(&mut self, x: Ex, c: ClassId, func: FuncId, args: Args, range: TextRange) -> Ex {
        let site = (range != TextRange::default()).then_some(range);
        let kind = self.method_kind(func);
        let inst = self.method_instance(func, c, site);
        let skip = usize::from(kind != Kind::Static);
        let parts = match self.bind_args(inst, args, skip, range) {
            Ok(parts) => parts,
            Err(raised) => return raised,
        };
        // What the arguments need evaluated first must not run before the object is known.
        let x = if kind == Kind::Instance && !self.cx.prelude.is_empty() && !x.is_simple() {
            let (x, first) = self.once(x, "object");
            self.cx.prelude.insert_str(0, &first);
            x
        } else {
            x
        };
        let name = self.insts[inst].rust_name.clone();
        let code = if kind == Kind::Instance {
            format!("{}.{name}({})", x.at(Prec::Atom), parts.join(", "))
        } else {
            format!("{}::{name}({})", self.classes[c].rust_name, parts.join(", "))
        };
        self.finish_call(inst, code)
    }

    /// `C.name(args)`: static and class methods, or a method with its object given.
    pub(crate) fn class_call(&mut self, c: ClassId, name: &str, mut args: Args, range: TextRange) -> Ex {
        let Some(func) = self.find_method(c, name) else {
            if let Some(x) = self.tuple_class_call(c, name, &args, range) {
                return x;
            }
            if self.class_variable(c, name).is_some() {
                let f = self.class_attribute(c, name, range);
                return self.call_value(f, args, range);
            }
            if self.user_exception(c).is_some() {
                return self.refuse_with(
                    "P0322",
                    range,
                    format!("'{name}' of an exception class is not translated like this"),
                    Some("call it by super()"),
                );
            }
            let message = format!("type object '{}' has no attribute '{name}'", self.program.classes[c].name);
            return self.raise_value(&format!("py::attribute_error({})", quote(&message)));
        };
        if self.method_kind(func) == Kind::Instance {
            if args.pos.is_empty() {
                return self.refuse("P0311", range, "a method is called without its object");
            }
            let x = args.pos.remove(0);
            let Some(Atom::Inst(k)) = x.ty.single().cloned() else {
                return if x.ty.is_empty() {
                    Ex::unknown()
                } else {
                    self.refuse("P0311", range, "a method is called with an object of another kind")
                };
            };
            return self.call_method_function(x, k, func, args, range);
        }
        self.call_method_function(Ex::unknown(), c, func, args, range)
    }

    /// `super().name(args)`.
    pub(crate) fn super_call(&mut self, name: &str, call: &'a ExprCall) -> Ex {
        let args = self.args(call);
        let (Some(defining), Some(c)) = (self.cx.defining_class, self.insts[self.cx.inst].class) else {
            return self.refuse("P0312", call.range, "super() outside of a method is not translated");
        };
        let above = self.find_above(c, defining, name);
        let Some(func) = above else {
            let me = self.receiver();
            if let Some(x) = self.exception_super(me, c, name, args.clone(), call.range) {
                return x;
            }
            if name == "__init__"
                && args.pos.is_empty()
                && args.kw.is_empty()
                && args.star.is_none()
                && args.keywords.is_none()
            {
                return Ex::owned("()", Ty::none());
            }
            return self.refuse("P0312", call.range, format!("no base class here has a method '{name}'"));
        };
        if self.function_declines(func) {
            return self.refuse(
                "P0343",
                call.range,
                "calling a method that may return NotImplemented is not translated",
            );
        }
        let me = self.receiver();
        self.call_method_function(me, c, func, args, call.range)
    }

    /// The object of the method being lowered.
    pub(super) fn receiver(&mut self) -> Ex {
        let f = &self.program.funcs[self.cx.func];
        let name = f.params.and_then(|p| p.iter().next()).map_or("self", |p| p.name().as_str());
        match self.lookup(name, TextRange::default(), false) {
            crate::lower::vars::Name::Var(v) => self.read(&v),
            _ => Ex::unknown(),
        }
    }

    /// A method as a value, bound to its object.
    pub(super) fn bound_method(&mut self, x: Ex, c: ClassId, func: FuncId, range: TextRange) -> Ex {
        let inst = self.method_instance(func, c, None);
        self.insts[inst].as_value = true;
        let f = &self.program.funcs[func];
        let skip = usize::from(self.method_kind(func) != Kind::Static);
        if f.params.is_some_and(|p| {
            p.vararg.is_some() || p.kwarg.is_some() || p.iter_non_variadic_params().any(|p| p.default.is_some())
        }) || f.is_generator
        {
            return self.refuse_with(
                "P0281",
                range,
                "this method as a value is not translated",
                Some("wrap it in a lambda"),
            );
        }
        let params: Vec<Cell> = self.insts[inst].params[skip..].to_vec();
        let ret = self.insts[inst].ret;
        let names: Vec<String> = (0..params.len()).map(|i| format!("a__{i}")).collect();
        let name = self.insts[inst].rust_name.clone();
        let call = if skip == 1 && self.method_kind(func) == Kind::Instance {
            format!("object__.{name}({})", names.join(", "))
        } else {
            format!("{}::{name}({})", self.classes[c].rust_name, names.join(", "))
        };
        let call = if self.insts[inst].raises { call } else { format!("Ok({call})") };
        let object = self.owned(x);
        let ty = self.func_type(params.clone(), ret, None);
        let code =
            format!("Func{}::new({{ let object__ = {object}; move |{}| {call} }})", params.len(), names.join(", "));
        Ex::owned(self.named(code, &self.program.funcs[func].name), ty)
    }
}

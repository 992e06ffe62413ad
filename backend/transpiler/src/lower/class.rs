//! Classes: fields, methods, construction, inheritance, dataclasses, and the traits that the runtime asks of objects.

use super::call::Args;
use super::{Cx, Ex, InstId, Lit, Lowerer, Prec};
use crate::scope::{Body, ClassId, FuncId};
use crate::types::{Atom, Cell, Ty};
use ruff_python_ast::{Expr, ExprCall, Stmt, StmtClassDef};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

/// What the first parameter of a method is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Instance,
    Class,
    Static,
}

/// A dataclass's options and fields.
pub(crate) struct Dataclass<'a> {
    pub eq: bool,
    pub order: bool,
    pub frozen: bool,
    pub repr: bool,
    pub fields: Vec<Field<'a>>,
}

pub(crate) struct Field<'a> {
    pub name: String,
    pub default: Option<&'a Expr>,
    pub factory: Option<&'a Expr>,
    pub range: TextRange,
    pub repr: bool,
    pub init: bool,
    pub compare: bool,
    pub owner: ClassId,
}

impl<'a> Lowerer<'a> {
    pub(crate) fn method_kind(&self, func: FuncId) -> Kind {
        let f = &self.program.funcs[func];
        if f.name == "__new__" {
            return Kind::Static;
        }
        for d in f.decorators {
            if let Expr::Name(n) = &d.expression {
                match n.id.as_str() {
                    "staticmethod" => return Kind::Static,
                    "classmethod" => return Kind::Class,
                    _ => {}
                }
            }
        }
        Kind::Instance
    }

    fn is_property(&self, func: FuncId) -> bool {
        self.program.funcs[func].decorators.iter().any(|d| match &d.expression {
            Expr::Name(n) => n.id.as_str() == "property",
            Expr::Attribute(a) => a.attr.as_str() == "getter",
            _ => false,
        })
    }

    /// The user class that a class derives from.
    pub(crate) fn base(&self, c: ClassId) -> Option<ClassId> {
        let def = self.program.classes[c].def;
        let scope = self.program.classes[c].scope;
        for e in def.arguments.as_ref()?.args.iter() {
            let e = if let Expr::Subscript(s) = e { &s.value } else { e };
            if let Some(b) = self.program.class_named(scope, e) {
                return Some(b);
            }
        }
        None
    }

    pub(crate) fn is_subclass(&self, c: ClassId, of: ClassId) -> bool {
        let mut at = Some(c);
        let mut steps = 0;
        while let Some(x) = at {
            if x == of {
                return true;
            }
            steps += 1;
            if steps > 100 {
                return false;
            }
            at = self.base(x);
        }
        false
    }

    /// A class and its bases, nearest first.
    pub(crate) fn lineage(&self, c: ClassId) -> Vec<ClassId> {
        let mut out = vec![c];
        while let Some(b) = self.base(out[out.len() - 1]) {
            if out.contains(&b) {
                break;
            }
            out.push(b);
        }
        out
    }

    /// The function that a method's name finds.
    pub(crate) fn find_method(&self, c: ClassId, name: &str) -> Option<FuncId> {
        self.lineage(c).into_iter().find_map(|k| self.program.classes[k].methods.get(name).copied())
    }

    fn find_setter(&self, c: ClassId, name: &str) -> Option<FuncId> {
        self.lineage(c).into_iter().find_map(|k| self.program.classes[k].setters.get(name).copied())
    }

    /// The expression that a class variable starts with, and the class that has it.
    pub(crate) fn class_variable(&self, c: ClassId, name: &str) -> Option<(ClassId, &'a Expr)> {
        for k in self.lineage(c) {
            if self.dataclass(k).is_some_and(|d| d.fields.iter().any(|f| f.name == name && f.owner == k)) {
                return None;
            }
            for s in &self.program.classes[k].def.body {
                match s {
                    Stmt::Assign(a) => {
                        for t in &a.targets {
                            if matches!(t, Expr::Name(n) if n.id.as_str() == name) {
                                return Some((k, &a.value));
                            }
                        }
                    }
                    Stmt::AnnAssign(a) if matches!(&*a.target, Expr::Name(n) if n.id.as_str() == name) => {
                        if let Some(v) = &a.value {
                            return Some((k, v));
                        }
                    }
                    _ => {}
                }
            }
        }
        None
    }

    /// Whether instances assign this name themselves somewhere (`self.x = ...`).
    fn is_instance_field(&self, c: ClassId, name: &str) -> bool {
        self.classes[c].fields.contains_key(name)
    }

    /// An instance of a method for objects of class `c`.
    pub(crate) fn method_instance(&mut self, func: FuncId, c: ClassId, site: Option<TextRange>) -> InstId {
        let inst = self.instance(func, Some(c), None, site);
        self.edge(inst);
        if self.method_kind(func) == Kind::Instance
            && let Some(first) = self.insts[inst].params.first().copied()
        {
            self.cells.flow(&Ty::one(Atom::Inst(c)), first);
        }
        inst
    }

    /// `x.name(args)` with lowered arguments, for an object of class `c`.
    pub(crate) fn call_method_on(&mut self, x: Ex, c: ClassId, name: &str, args: Vec<Ex>) -> Ex {
        let args = Args { pos: args, ..Args::default() };
        self.object_call(x, c, name, args, TextRange::default())
    }

    pub(crate) fn object_call(&mut self, x: Ex, c: ClassId, name: &str, args: Args, range: TextRange) -> Ex {
        let Some(func) = self.find_method(c, name) else {
            if let Some(ex) = self.dataclass_method(&x, c, name, &args, range) {
                return ex;
            }
            if self.is_instance_field(c, name) || self.class_variable(c, name).is_some() {
                let f = self.object_attribute(x, c, name, range);
                return self.call_value(f, args, range);
            }
            if self.program.classes[c].def.arguments.as_ref().is_some_and(|a| !a.args.is_empty())
                && self.base(c).is_none()
                && !self.plain_base(c)
            {
                return self.refuse("P0310", range, format!("'{name}' comes from a base class that is not translated"));
            }
            let message = format!("'{}' object has no attribute '{name}'", self.program.classes[c].name);
            return self.raising(&[&x], &format!("py::attribute_error({})", super::quote(&message)));
        };
        if self.is_property(func) {
            let f = self.object_attribute(x, c, name, range);
            return self.call_value(f, args, range);
        }
        self.call_method_function(x, c, func, args, range)
    }

    fn call_method_function(&mut self, x: Ex, c: ClassId, func: FuncId, args: Args, range: TextRange) -> Ex {
        let site = (range != TextRange::default()).then_some(range);
        let kind = self.method_kind(func);
        let inst = self.method_instance(func, c, site);
        let skip = usize::from(kind != Kind::Static);
        let Some(parts) = self.bind_args(inst, args, skip, range) else { return Ex::unknown() };
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
            return self.raise_value(&format!("py::attribute_error({})", super::quote(&message)));
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
        let above = self.base(defining).and_then(|b| self.find_method(b, name));
        let Some(func) = above else {
            let me = self.receiver();
            if let Some(x) = self.exception_super(me, c, name, args, call.range) {
                return x;
            }
            if name == "__init__" {
                return Ex::owned("()", Ty::none());
            }
            return self.refuse("P0312", call.range, format!("no base class here has a method '{name}'"));
        };
        let me = self.receiver();
        self.call_method_function(me, c, func, args, call.range)
    }

    /// The object of the method being lowered.
    fn receiver(&mut self) -> Ex {
        let f = &self.program.funcs[self.cx.func];
        let name = f.params.and_then(|p| p.iter().next()).map_or("self", |p| p.name().as_str());
        match self.lookup(name, TextRange::default(), false) {
            super::vars::Name::Var(v) => self.read(&v),
            _ => Ex::unknown(),
        }
    }

    /// `C(args)`.
    pub(crate) fn construct(&mut self, c: ClassId, args: Args, range: TextRange) -> Ex {
        if let Some(class) = self.user_exception(c) {
            return self.construct_exception(c, &class, args, range);
        }
        if let Some(x) = self.unsupported_class(c, range) {
            return x;
        }
        if let Some(message) = self.abstract_message(c) {
            let operands: Vec<&Ex> = args.pos.iter().collect();
            return self.raising(&operands, &format!("py::type_error({})", super::quote(&message)));
        }
        self.classes[c].made = true;
        let ty = Ty::one(Atom::Inst(c));
        let rust = self.classes[c].rust_name.clone();
        if self.find_method(c, "__init__").is_none()
            && let Some(d) = self.dataclass(c)
        {
            return self.construct_dataclass(c, &d, args, range);
        }
        let Some(init) = self.find_method(c, "__init__") else {
            if !args.pos.is_empty() || !args.kw.is_empty() {
                let message = format!("{}() takes no arguments", self.program.classes[c].name);
                return self.raise_value(&format!("py::type_error({})", super::quote(&message)));
            }
            return Ex::owned(format!("{rust}::new()"), ty);
        };
        let inst = self.method_instance(init, c, None);
        let Some(parts) = self.bind_args(inst, args, 1, range) else { return Ex::unknown() };
        let prelude = std::mem::take(&mut self.cx.prelude);
        let code = format!("{rust}::new({})", parts.join(", "));
        let code = if self.insts[inst].raises { self.try_(code) } else { code };
        Ex::owned(if prelude.is_empty() { code } else { format!("{{ {prelude}{code} }}") }, ty)
    }

    /// Why a class cannot be instantiated, if it has abstract methods.
    fn abstract_message(&self, c: ClassId) -> Option<String> {
        let is_abc = self.lineage(c).iter().any(|k| {
            self.program.classes[*k].def.arguments.as_ref().is_some_and(|a| {
                a.args.iter().any(|e| {
                    matches!(e, Expr::Name(n) if n.id.as_str() == "ABC")
                        || matches!(e, Expr::Attribute(a) if a.attr.as_str() == "ABC")
                }) || a.keywords.iter().any(|k| k.arg.as_ref().is_some_and(|n| n == "metaclass"))
            })
        });
        if !is_abc {
            return None;
        }
        let mut names: Vec<String> = Vec::new();
        for k in self.lineage(c) {
            for name in self.program.classes[k].methods.keys() {
                let found = self.find_method(c, name)?;
                let is_abstract = self.program.funcs[found].decorators.iter().any(|d| {
                    matches!(&d.expression, Expr::Name(n) if n.id.as_str() == "abstractmethod")
                        || matches!(&d.expression, Expr::Attribute(a) if a.attr.as_str() == "abstractmethod")
                });
                if is_abstract && !names.contains(name) {
                    names.push(name.clone());
                }
            }
        }
        names.sort();
        let s = if names.len() == 1 { "" } else { "s" };
        (!names.is_empty()).then(|| {
            format!(
                "Can't instantiate abstract class {} with abstract method{s} {}",
                self.program.classes[c].name,
                names.join(", ")
            )
        })
    }

    /// The cell of a field of objects of class `c`.
    pub(crate) fn field(&mut self, c: ClassId, name: &str) -> Cell {
        if let Some(cell) = self.classes[c].fields.get(name) {
            return *cell;
        }
        let cell = self.cells.fresh();
        self.classes[c].fields.insert(name.to_string(), cell);
        self.changed();
        cell
    }

    pub(crate) fn object_attribute(&mut self, x: Ex, c: ClassId, name: &str, range: TextRange) -> Ex {
        if name == "__dict__" || name == "__class__" || name == "__doc__" {
            return self.refuse("P0313", range, format!("'{name}' is not translated"));
        }
        if name == "args" && self.user_exception(c).is_some() {
            return self.refuse("P0294", range, "the arguments of an exception are not translated as a tuple");
        }
        if let Some(func) = self.find_method(c, name) {
            if self.is_property(func) {
                return self.call_method_function(x, c, func, Args::default(), range);
            }
            return self.bound_method(x, c, func, range);
        }
        let known = self.is_instance_field(c, name);
        let variable = self.class_variable(c, name);
        if known {
            let cell = self.field(c, name);
            let ty = self.cells.ty(cell);
            let rust = crate::names::value_name(name);
            if let Some((owner, _)) = variable {
                // An instance that has not set it shows the class's.
                let shared = self.static_cell(owner, name);
                self.cells.unify(shared, cell);
                let ty = self.cells.ty(cell);
                let stat = self.static_name(owner, name);
                return Ex::owned(format!("{}.{rust}.get_or(|| {stat}.value())", x.at(Prec::Atom)), ty);
            }
            if self.may_be_unset(c, name) {
                let code =
                    format!("{}.{rust}.load(\"{}\", \"{name}\")", x.at(Prec::Atom), self.program.classes[c].name);
                return Ex::owned(self.try_(code), ty);
            }
            return Ex::owned(format!("{}.{rust}.get()", x.at(Prec::Atom)), ty);
        }
        if variable.is_some() {
            return self.class_attribute(c, name, range);
        }
        if !self.last_round {
            return Ex::unknown();
        }
        let message = format!("'{}' object has no attribute '{name}'", self.program.classes[c].name);
        self.raising(&[&x], &format!("py::attribute_error({})", super::quote(&message)))
    }

    /// A method as a value, bound to its object.
    fn bound_method(&mut self, x: Ex, c: ClassId, func: FuncId, range: TextRange) -> Ex {
        let inst = self.method_instance(func, c, None);
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
        Ex::owned(
            format!("Func{}::new({{ let object__ = {object}; move |{}| {call} }})", params.len(), names.join(", ")),
            Ty::one(Atom::Func(params, ret)),
        )
    }

    pub(crate) fn set_attribute(&mut self, x: Ex, name: &str, value: Ex, range: TextRange) -> String {
        if x.ty.is_empty() {
            let e = self.diverging(&[&value, &x]);
            return if e.code == "py::unreachable()" { String::new() } else { format!("{};\n", e.code) };
        }
        if x.ty.0.len() > 1 {
            if x.ty.has_none() {
                let some = x.ty.without_none();
                let code = format!("{}.attr(\"{name}\")", x.at(Prec::Atom));
                let inner = Ex::reference(self.try_(code), some);
                return self.set_attribute(inner, name, value, range);
            }
            let (value, prelude) = self.once(value, "value");
            let out = self.dispatch(x, range, |l, v| {
                let code = l.set_attribute(v, name, value.clone(), range);
                Ex::owned(format!("{{ {code} }}"), Ty::none())
            });
            return format!("{prelude}{};\n", out.code);
        }
        let Some(Atom::Inst(c)) = x.ty.single().cloned() else {
            if x.ty.is_none() {
                let message = format!("'NoneType' object has no attribute '{name}'");
                let e = self.raising(&[&x], &format!("py::attribute_error({})", super::quote(&message)));
                return format!("{};\n", e.code);
            }
            self.refuse("P0314", range, format!("setting '{name}' on this type is not translated"));
            return String::new();
        };
        if let Some(setter) = self.find_setter(c, name) {
            let e = self.call_method_function(x, c, setter, Args { pos: vec![value], ..Args::default() }, range);
            return format!("{};\n", e.code);
        }
        if self.find_method(c, name).is_some_and(|f| self.is_property(f)) {
            let message = format!("property '{name}' of '{}' object has no setter", self.program.classes[c].name);
            let e = self.raising(&[&value, &x], &format!("py::attribute_error({})", super::quote(&message)));
            return format!("{};\n", e.code);
        }
        if self.dataclass(c).is_some_and(|d| d.frozen) {
            let message = format!("cannot assign to field '{name}'");
            let e = self
                .raising(&[&value, &x], &format!("Exc::new(&py::FROZEN_INSTANCE_ERROR, {})", super::quote(&message)));
            return format!("{};\n", e.code);
        }
        if self.find_method(c, name).is_some() {
            self.refuse_with(
                "P0325",
                range,
                format!("the attribute '{name}' would hide the method of that name"),
                Some("give one of them another name"),
            );
            return String::new();
        }
        let cell = self.field(c, name);
        let code = self.store(value, cell);
        format!("{}.{}.set({code});\n", x.at(Prec::Atom), crate::names::value_name(name))
    }

    /// The variable of a class: `C.name`.
    pub(crate) fn class_attribute(&mut self, c: ClassId, name: &str, range: TextRange) -> Ex {
        if name == "__name__" {
            let n = self.program.classes[c].name.clone();
            return Ex::literal(Lit::Str(n.clone()), super::quote(&n), Ty::one(Atom::Str));
        }
        if self.is_enum(c) {
            return self.refuse("P0315", range, "enums are not translated");
        }
        let Some((owner, e)) = self.class_variable(c, name) else {
            if self.find_method(c, name).is_some() {
                return self.refuse_with(
                    "P0281",
                    range,
                    "a method of a class as a value is not translated",
                    Some("wrap it in a lambda"),
                );
            }
            let message = format!("type object '{}' has no attribute '{name}'", self.program.classes[c].name);
            return self.raise_value(&format!("py::attribute_error({})", super::quote(&message)));
        };
        let _ = e;
        let cell = self.static_cell(owner, name);
        let ty = self.cells.ty(cell);
        Ex::owned(format!("{}.value()", self.static_name(owner, name)), ty)
    }

    fn static_cell(&mut self, c: ClassId, name: &str) -> Cell {
        if let Some(cell) = self.classes[c].statics.get(name) {
            return *cell;
        }
        let cell = self.cells.fresh();
        self.classes[c].statics.insert(name.to_string(), cell);
        cell
    }

    fn static_name(&self, c: ClassId, name: &str) -> String {
        format!("{}_{}", self.classes[c].rust_name.to_uppercase(), name.to_uppercase())
    }

    pub(crate) fn set_static(&mut self, c: ClassId, name: &str, value: Ex, range: TextRange) -> String {
        let owner = match self.class_variable(c, name) {
            Some((k, _)) if k == c => k,
            _ => {
                self.refuse("P0316", range, format!("the class has no variable '{name}' of its own"));
                return String::new();
            }
        };
        let cell = self.static_cell(owner, name);
        let code = self.store(value, cell);
        format!("{}.store({code});\n", self.static_name(owner, name))
    }

    /// A `class` statement: class variables are evaluated here.
    pub(crate) fn class_def(&mut self, def: &'a StmtClassDef) -> String {
        let Some(c) = self.program.class_defs.get(&(self.cx.module, def.range)).copied() else { return String::new() };
        let mut out = String::new();
        for d in &def.decorator_list {
            let known = match &d.expression {
                Expr::Name(n) => {
                    matches!(n.id.as_str(), "dataclass" | "total_ordering" | "unique" | "runtime_checkable" | "final")
                }
                Expr::Call(c) => {
                    matches!(&*c.func, Expr::Name(n) if n.id.as_str() == "dataclass")
                        || matches!(&*c.func, Expr::Attribute(a) if a.attr.as_str() == "dataclass")
                }
                Expr::Attribute(a) => matches!(a.attr.as_str(), "dataclass" | "total_ordering" | "unique"),
                _ => false,
            };
            if !known {
                self.refuse("P0317", d.range, "this class decorator is not translated");
            }
        }
        if def
            .arguments
            .as_ref()
            .is_some_and(|a| a.args.len() > 1 && a.args.iter().filter(|e| !self.is_plain_base(e)).count() > 1)
        {
            self.refuse("P0318", def.range, "multiple inheritance is not translated");
        }
        for m in self.program.classes[c]
            .methods
            .values()
            .copied()
            .chain(self.program.classes[c].setters.values().copied())
            .collect::<Vec<_>>()
        {
            out.push_str(&self.hidden_defaults(m));
        }
        let fields = self
            .dataclass(c)
            .map(|d| d.fields.iter().filter(|f| f.owner == c).map(|f| f.name.clone()).collect::<Vec<_>>());
        for s in &def.body {
            let (name, value) = match s {
                Stmt::Assign(a) => match a.targets.as_slice() {
                    [Expr::Name(n)] => (n.id.to_string(), &*a.value),
                    _ => {
                        self.refuse("P0319", s.range(), "this statement in a class body is not translated");
                        continue;
                    }
                },
                Stmt::AnnAssign(a) => match (&*a.target, &a.value) {
                    (Expr::Name(n), Some(v)) => (n.id.to_string(), &**v),
                    _ => continue,
                },
                Stmt::FunctionDef(_) | Stmt::Pass(_) => continue,
                Stmt::Expr(e) if matches!(&*e.value, Expr::StringLiteral(_) | Expr::EllipsisLiteral(_)) => continue,
                other => {
                    self.refuse("P0319", other.range(), "this statement in a class body is not translated");
                    continue;
                }
            };
            if fields.as_ref().is_some_and(|f| f.contains(&name)) || name == "__slots__" || self.is_enum(c) {
                continue;
            }
            // Names bound earlier in the body are seen by what follows in it.
            let scope = self.classes[c]
                .statics
                .clone()
                .into_iter()
                .map(|(n, cell)| {
                    let rust = self.static_name(c, &n);
                    (
                        n.clone(),
                        super::vars::VarRef {
                            cell,
                            rust,
                            python: n,
                            storage: super::vars::Storage::Global,
                            last: false,
                            looping: false,
                        },
                    )
                })
                .collect();
            self.cx.locals.push(scope);
            let x = self.expr(value);
            self.cx.locals.pop();
            let cell = self.static_cell(c, &name);
            let code = self.store(x, cell);
            out.push_str(&format!("{}.store({code});\n", self.static_name(c, &name)));
        }
        out
    }

    /// Base classes that add nothing: `object`, `ABC`, `Generic[T]`, `Protocol`.
    fn is_plain_base(&self, e: &Expr) -> bool {
        match e {
            Expr::Name(n) => matches!(n.id.as_str(), "object" | "ABC" | "Protocol" | "Generic"),
            Expr::Attribute(a) => matches!(a.attr.as_str(), "ABC" | "Protocol" | "Generic"),
            Expr::Subscript(s) => self.is_plain_base(&s.value),
            _ => false,
        }
    }

    fn plain_base(&self, c: ClassId) -> bool {
        self.program.classes[c].def.arguments.as_ref().is_none_or(|a| a.args.iter().all(|e| self.is_plain_base(e)))
    }

    fn is_enum(&self, c: ClassId) -> bool {
        self.program.classes[c].def.arguments.as_ref().is_some_and(|a| {
            a.args
                .iter()
                .any(|e| matches!(e, Expr::Name(n) if matches!(n.id.as_str(), "Enum" | "IntEnum" | "Flag" | "StrEnum")))
        })
    }

    /// Classes that derive from something that is not translated.
    fn unsupported_class(&mut self, c: ClassId, range: TextRange) -> Option<Ex> {
        for k in self.lineage(c) {
            if self.base(k).is_none() && !self.plain_base(k) {
                let name = self.program.classes[k].name.clone();
                return Some(self.refuse("P0310", range, format!("the base class of '{name}' is not translated")));
            }
            for m in ["__new__", "__getattr__", "__getattribute__", "__setattr__", "__del__", "__init_subclass__"] {
                if let Some(f) = self.program.classes[k].methods.get(m) {
                    let range = self.program.funcs[*f].range;
                    return Some(self.refuse("P0320", range, format!("'{m}' is not translated")));
                }
            }
            let def = self.program.classes[k].def;
            if def.arguments.as_ref().is_some_and(|a| {
                a.keywords.iter().any(|k| {
                    k.arg.as_ref().is_some_and(|n| n == "metaclass")
                        && !matches!(&k.value, Expr::Name(n) if n.id.as_str() == "ABCMeta")
                })
            }) {
                return Some(self.refuse("P0321", def.range, "metaclasses are not translated"));
            }
        }
        None
    }

    /// The Rust name of the static that stands for a user exception class.
    pub(crate) fn user_exception(&mut self, c: ClassId) -> Option<String> {
        let chain = self.lineage(c);
        let root = *chain.last()?;
        let def = self.program.classes[root].def;
        let first = def.arguments.as_ref()?.args.first()?;
        let Expr::Name(n) = first else { return None };
        let base = super::try_::builtin_exception(n.id.as_str())?;
        for k in chain.iter().rev() {
            let parent = match self.base(*k) {
                Some(b) => screaming(&self.classes[b].rust_name),
                None => base.clone(),
            };
            self.exception_classes.insert(*k, parent);
        }
        Some(screaming(&self.classes[c].rust_name))
    }

    /// An exception of a class with the given arguments.
    pub(crate) fn exception_of(&mut self, class: &str, args: Vec<Ex>, range: TextRange) -> String {
        for x in &args {
            self.need_show(&x.ty.clone(), range);
        }
        match args.as_slice() {
            [] => format!("Exc::bare(&{class})"),
            [x] if x.ty.is_str() => {
                let x = x.clone();
                let text = match x.str_lit() {
                    Some(s) => super::quote(s),
                    None => self.owned(x),
                };
                format!("Exc::new(&{class}, {text})")
            }
            many => {
                let parts: Vec<String> = many.iter().map(|x| format!("py::ExcArg::of({})", self.borrowed(x))).collect();
                format!("Exc::with_args(&{class}, vec![{}])", parts.join(", "))
            }
        }
    }

    /// A class decorated as a dataclass, with the fields that it inherits.
    pub(crate) fn dataclass(&self, c: ClassId) -> Option<Dataclass<'a>> {
        let def = self.program.classes[c].def;
        let decorator = def.decorator_list.iter().find(|d| {
            let e = if let Expr::Call(c) = &d.expression { &c.func } else { &d.expression };
            matches!(e, Expr::Name(n) if n.id.as_str() == "dataclass")
                || matches!(e, Expr::Attribute(a) if a.attr.as_str() == "dataclass")
        });
        let decorator = match decorator {
            Some(d) => d,
            None => {
                // A plain subclass of a dataclass is made as its base is.
                return self
                    .base(c)
                    .filter(|_| !self.program.classes[c].methods.contains_key("__init__"))
                    .and_then(|b| self.dataclass(b));
            }
        };
        let mut d = Dataclass { eq: true, order: false, frozen: false, repr: true, fields: Vec::new() };
        if let Expr::Call(call) = &decorator.expression {
            for k in &call.arguments.keywords {
                let on = matches!(&k.value, Expr::BooleanLiteral(b) if b.value);
                match k.arg.as_ref().map(|a| a.as_str()) {
                    Some("eq") => d.eq = on,
                    Some("order") => d.order = on,
                    Some("frozen") => d.frozen = on,
                    Some("repr") => d.repr = on,
                    _ => {}
                }
            }
        }
        if let Some(b) = self.base(c)
            && let Some(base) = self.dataclass(b)
        {
            d.fields = base.fields;
        }
        for s in &def.body {
            let Stmt::AnnAssign(a) = s else { continue };
            let Expr::Name(n) = &*a.target else { continue };
            let class_var = |e: &Expr| {
                let e = if let Expr::Subscript(s) = e { &s.value } else { e };
                matches!(e, Expr::Name(n) if n.id.as_str() == "ClassVar")
                    || matches!(e, Expr::Attribute(a) if a.attr.as_str() == "ClassVar")
            };
            if class_var(&a.annotation) {
                continue;
            }
            let mut f = Field {
                name: n.id.to_string(),
                default: a.value.as_deref(),
                factory: None,
                range: a.range,
                repr: true,
                init: true,
                compare: true,
                owner: c,
            };
            if let Some(Expr::Call(call)) = a.value.as_deref()
                && (matches!(&*call.func, Expr::Name(n) if n.id.as_str() == "field")
                    || matches!(&*call.func, Expr::Attribute(a) if a.attr.as_str() == "field"))
            {
                f.default = None;
                for k in &call.arguments.keywords {
                    let on = !matches!(&k.value, Expr::BooleanLiteral(b) if !b.value);
                    match k.arg.as_ref().map(|a| a.as_str()) {
                        Some("default") => f.default = Some(&k.value),
                        Some("default_factory") => f.factory = Some(&k.value),
                        Some("repr") => f.repr = on,
                        Some("init") => f.init = on,
                        Some("compare") => f.compare = on,
                        _ => {}
                    }
                }
            }
            match d.fields.iter().position(|g| g.name == f.name) {
                Some(i) => d.fields[i] = f,
                None => d.fields.push(f),
            }
        }
        Some(d)
    }

    fn construct_dataclass(&mut self, c: ClassId, d: &Dataclass<'a>, args: Args, range: TextRange) -> Ex {
        let name = self.program.classes[c].name.clone();
        if args.star.is_some() {
            return self.refuse("P0306", range, "a starred argument for plain parameters is not translated");
        }
        let mut given: Vec<Option<Ex>> = d.fields.iter().map(|_| None).collect();
        let inits: Vec<usize> = (0..d.fields.len()).filter(|i| d.fields[*i].init).collect();
        if args.pos.len() > inits.len() {
            return self.refuse(
                "P0307",
                range,
                format!(
                    "this call raises TypeError: {name}.__init__() takes {} positional arguments but {} were given",
                    inits.len() + 1,
                    args.pos.len() + 1
                ),
            );
        }
        for (x, i) in args.pos.into_iter().zip(&inits) {
            given[*i] = Some(x);
        }
        for (k, x) in args.kw {
            match d.fields.iter().position(|f| f.name == k && f.init) {
                Some(i) => given[i] = Some(x),
                None => {
                    return self.refuse(
                        "P0307",
                        range,
                        format!(
                            "this call raises TypeError: {name}.__init__() got an unexpected keyword argument '{k}'"
                        ),
                    );
                }
            }
        }
        let mut parts = Vec::new();
        for (i, f) in d.fields.iter().enumerate() {
            let cell = self.field(c, &f.name);
            let x = match (given[i].take(), f.default, f.factory) {
                (Some(x), _, _) => x,
                (None, Some(e), _) => self.default_in_class(e, f),
                (None, None, Some(e)) => self.call_with(e, Vec::new(), f.range),
                (None, None, None) if !f.init => {
                    parts.push(None);
                    continue;
                }
                (None, None, None) => {
                    return self.refuse(
                        "P0307",
                        range,
                        format!(
                            "this call raises TypeError: {name}.__init__() missing a required argument: '{}'",
                            f.name
                        ),
                    );
                }
            };
            parts.push(Some(self.store(x, cell)));
        }
        let rust = self.classes[c].rust_name.clone();
        let ty = Ty::one(Atom::Inst(c));
        let args: Vec<String> = parts.iter().flatten().cloned().collect();
        let mut code = format!("{rust}::new({})", args.join(", "));
        if let Some(post) = self.find_method(c, "__post_init__") {
            let inst = self.method_instance(post, c, None);
            if self.insts[inst].raises {
                code = self.try_(code);
            }
        }
        Ex::owned(code, ty)
    }

    fn default_in_class(&mut self, e: &'a Expr, f: &Field<'a>) -> Ex {
        let _ = f;
        self.expr(e)
    }

    /// Methods that a dataclass has without writing them.
    fn dataclass_method(&mut self, _x: &Ex, _c: ClassId, _name: &str, _args: &Args, _range: TextRange) -> Option<Ex> {
        None
    }

    /// Fields that reading may find unset: those that no straight line of `__init__` (or of a base's) sets.
    fn may_be_unset(&self, c: ClassId, name: &str) -> bool {
        if self.find_method(c, "__init__").is_none()
            && let Some(d) = self.dataclass(c)
        {
            return !d.fields.iter().any(|f| f.name == name && (f.init || f.default.is_some() || f.factory.is_some()));
        }
        !self.lineage(c).into_iter().any(|k| {
            self.program.classes[k].methods.get("__init__").is_some_and(|f| {
                let Body::Stmts(b) = self.program.funcs[*f].body else { return false };
                let me =
                    self.program.funcs[*f].params.and_then(|p| p.iter().next()).map_or("self", |p| p.name().as_str());
                sets(b, me, name)
            })
        })
    }

    pub(crate) fn need_trait(&mut self, c: ClassId, name: &'static str) {
        if self.classes[c].traits.insert(name) {
            self.changed();
        }
    }

    /// Values of this type are shown: objects inside need their text.
    pub(crate) fn need_show(&mut self, t: &Ty, _range: TextRange) {
        self.need_within(t, "Show", 0);
    }

    pub(crate) fn need_equality(&mut self, t: &Ty, _range: TextRange) {
        self.need_within(t, "PyEq", 0);
    }

    pub(crate) fn need_hash(&mut self, t: &Ty, range: TextRange) {
        if let Some(a) = t.0.iter().find(|a| {
            matches!(
                a,
                Atom::List(_)
                    | Atom::Dict(..)
                    | Atom::Set(_)
                    | Atom::DefaultDict(..)
                    | Atom::Deque(_)
                    | Atom::Counter(_)
            )
        }) {
            let name = self.kind_name(a);
            self.refuse("P0323", range, format!("this raises TypeError: unhashable type: '{name}'"));
        }
        self.need_within(t, "PyHash", 0);
        self.need_within(t, "PyEq", 0);
    }

    pub(crate) fn need_order(&mut self, c: ClassId, _range: TextRange) {
        self.need_trait(c, "PyTryOrd");
    }

    fn need_within(&mut self, t: &Ty, name: &'static str, depth: u32) {
        if depth > 6 {
            return;
        }
        for a in &t.0 {
            match a {
                Atom::Inst(c) => self.need_trait(*c, name),
                Atom::List(c)
                | Atom::Set(c)
                | Atom::FrozenSet(c)
                | Atom::VarTuple(c)
                | Atom::Deque(c)
                | Atom::Counter(c) => {
                    let t = self.cells.ty(*c);
                    self.need_within(&t, name, depth + 1);
                }
                Atom::Dict(k, v) | Atom::DefaultDict(k, v) => {
                    for c in [*k, *v] {
                        let t = self.cells.ty(c);
                        self.need_within(&t, name, depth + 1);
                    }
                }
                Atom::Tuple(cs) => {
                    for c in cs {
                        let t = self.cells.ty(*c);
                        self.need_within(&t, name, depth + 1);
                    }
                }
                _ => {}
            }
        }
    }

    /// The runtime traits of a class, as text; asks for the methods that they call.
    pub(crate) fn class_traits(&mut self, c: ClassId) -> (String, Vec<&'static str>) {
        let module = self.program.funcs[self.program.classes[c].scope].module;
        let m = self.module_inst(module);
        let saved = std::mem::replace(&mut self.cx, Cx::for_inst(m, self.insts[m].func, module));
        let mut out = String::new();
        let mut defaults = Vec::new();
        let rust = self.classes[c].rust_name.clone();
        let me = Ex::reference("self", Ty::one(Atom::Inst(c)));
        let other = Ex::reference("other", Ty::one(Atom::Inst(c)));
        let needs = self.classes[c].traits.clone();
        let d = self.dataclass(c);
        // Show
        let mut show = Vec::new();
        for (m, f) in [("__repr__", "write_repr"), ("__str__", "write_str")] {
            if needs.contains("Show") && self.find_method(c, m).is_some() {
                let (x, raises) = self.in_closure(|l| l.call_method_on(me.clone(), c, m, Vec::new()));
                let text = self.infallible(&x.code, raises, c);
                show.push((f, format!("fn {f}(&self, out: &mut String) {{ out.push_str(&{text}); }}\n")));
            }
        }
        let has_repr = show.iter().any(|s| s.0 == "write_repr");
        if !has_repr
            && let Some(d) = &d
            && d.repr
        {
            let mut body = format!("out.push_str({});\n", super::quote(&format!("{}(", self.program.classes[c].name)));
            let mut first = true;
            for f in d.fields.iter().filter(|f| f.repr) {
                let cell = self.field(c, &f.name);
                let t = self.cells.ty(cell);
                if needs.contains("Show") {
                    self.need_show(&t, f.range);
                }
                let sep = if first { "" } else { ", " };
                first = false;
                body.push_str(&format!(
                    "out.push_str(\"{sep}{}=\");\nself.{}.get().write_repr(out);\n",
                    f.name,
                    crate::names::value_name(&f.name)
                ));
            }
            body.push_str("out.push(')');\n");
            show.push(("write_repr", format!("fn write_repr(&self, out: &mut String) {{ {body} }}\n")));
        }
        if needs.contains("Show") {
            for missing in ["write_repr", "write_str"] {
                if !show.iter().any(|s| s.0 == missing)
                    && let Some(text) = self.exception_show(c, missing)
                {
                    show.push((missing, text));
                }
            }
        }
        if !show.is_empty() {
            let mut body: String = show.iter().map(|s| s.1.clone()).collect();
            if !show.iter().any(|s| s.0 == "write_repr") {
                body.push_str(&format!(
                    "fn write_repr(&self, out: &mut String) {{ py::object_repr({}, self.address(), out); }}\n",
                    super::quote(&self.program.classes[c].name)
                ));
            }
            out.push_str(&format!("impl Show for {rust} {{ {body} }}\n"));
        } else {
            defaults.push("Show");
        }
        // Equality and hash
        let mut user_eq = false;
        if needs.contains("PyEq") && self.find_method(c, "__eq__").is_some() {
            user_eq = true;
            let (x, raises) = self.in_closure(|l| {
                let e = l.call_method_on(me.clone(), c, "__eq__", vec![other.clone()]);
                let (code, _) = l.truth(&e);
                code
            });
            let text = self.infallible(&x, raises, c);
            out.push_str(&format!("impl PyEq for {rust} {{ fn py_eq(&self, other: &Self) -> bool {{ {text} }} }}\n"));
        } else if let Some(d) = d.as_ref().filter(|d| d.eq) {
            let mut parts = Vec::new();
            for f in d.fields.iter().filter(|f| f.compare) {
                let cell = self.field(c, &f.name);
                let t = self.cells.ty(cell);
                self.need_equality(&t, f.range);
                let n = crate::names::value_name(&f.name);
                parts.push(format!("py::eq(&self.{n}.get(), &other.{n}.get())"));
            }
            let body = if parts.is_empty() { "true".to_string() } else { parts.join(" && ") };
            let other = if parts.is_empty() { "_" } else { "other" };
            out.push_str(&format!("impl PyEq for {rust} {{ fn py_eq(&self, {other}: &Self) -> bool {{ {body} }} }}\n"));
        } else {
            defaults.push("PyEq");
        }
        if needs.contains("PyHash") && self.find_method(c, "__hash__").is_some() {
            let (x, raises) = self.in_closure(|l| {
                let e = l.call_method_on(me.clone(), c, "__hash__", Vec::new());
                e.at(Prec::Atom)
            });
            let text = self.infallible(&x, raises, c);
            out.push_str(&format!(
                "impl PyHash for {rust} {{ fn py_hash(&self) -> i64 {{ py::hash_of_int(&{text}) }} }}\n"
            ));
        } else if let Some(d) = d.as_ref().filter(|d| d.frozen && d.eq)
            && needs.contains("PyHash")
        {
            let parts: Vec<String> = d
                .fields
                .iter()
                .filter(|f| f.compare)
                .map(|f| format!("self.{}.get().py_hash()", crate::names::value_name(&f.name)))
                .collect();
            out.push_str(&format!(
                "impl PyHash for {rust} {{ fn py_hash(&self) -> i64 {{ py::hash_all(&[{}]) }} }}\n",
                parts.join(", ")
            ));
        } else {
            if needs.contains("PyHash") && (user_eq || d.as_ref().is_some_and(|d| d.eq)) {
                let range = self.program.classes[c].def.range;
                let name = self.program.classes[c].name.clone();
                self.refuse(
                    "P0323",
                    range,
                    format!("this raises TypeError: unhashable type: '{name}' (it defines __eq__ without __hash__)"),
                );
            }
            defaults.push("PyHash");
        }
        // Order
        if needs.contains("PyTryOrd") && self.find_method(c, "__lt__").is_some() {
            let mut arms = String::new();
            for (op, m) in [("Lt", "__lt__"), ("Le", "__le__"), ("Gt", "__gt__"), ("Ge", "__ge__")] {
                if self.find_method(c, m).is_none() {
                    continue;
                }
                let (x, raises) = self.in_closure(|l| {
                    let e = l.call_method_on(me.clone(), c, m, vec![other.clone()]);
                    let (code, _) = l.truth(&e);
                    code
                });
                let text = if raises { x } else { format!("Ok({x})") };
                let text = if raises { format!("Ok({text})") } else { text };
                arms.push_str(&format!("py::Op::{op} => {text},\n"));
            }
            if self.find_method(c, "__gt__").is_none() {
                let (x, raises) = self.in_closure(|l| {
                    let e = l.call_method_on(other.clone(), c, "__lt__", vec![me.clone()]);
                    let (code, _) = l.truth(&e);
                    code
                });
                let _ = raises;
                arms.push_str(&format!("py::Op::Gt => Ok({x}),\n"));
            }
            arms.push_str(&format!(
                "#[allow(unreachable_patterns)]\n_ => Err(py::order_error(op, {0}, {0})),\n",
                super::quote(&self.program.classes[c].name)
            ));
            out.push_str(&format!("impl PyTryOrd for {rust} {{ fn try_order(&self, other: &Self, op: py::Op) -> Result<bool> {{ match op {{ {arms} }} }} }}\n"));
        } else if let Some(d) = d.as_ref().filter(|d| d.order) {
            let mut body = String::new();
            for f in d.fields.iter().filter(|f| f.compare) {
                let n = crate::names::value_name(&f.name);
                body.push_str(&format!("if !py::eq(&self.{n}.get(), &other.{n}.get()) {{ return self.{n}.get().try_order(&other.{n}.get(), op); }}\n"));
            }
            out.push_str(&format!(
                "impl PyTryOrd for {rust} {{ fn try_order(&self, other: &Self, op: py::Op) -> Result<bool> {{ {body} Ok(matches!(op, py::Op::Le | py::Op::Ge)) }} }}\n"
            ));
        } else {
            defaults.push("PyTryOrd");
        }
        // Truth
        let truth = ["__bool__", "__len__"].into_iter().find(|m| self.find_method(c, m).is_some());
        match truth {
            Some(m) if needs.contains("Truthy") => {
                let (x, raises) = self.in_closure(|l| {
                    let e = l.call_method_on(me.clone(), c, m, Vec::new());
                    let (code, _) = l.truth(&e);
                    code
                });
                let text = self.infallible(&x, raises, c);
                out.push_str(&format!("impl Truthy for {rust} {{ fn truthy(&self) -> bool {{ {text} }} }}\n"));
            }
            _ => defaults.push("Truthy"),
        }
        self.cx = saved;
        (out, defaults)
    }

    /// A method that the runtime calls where no exception can pass.
    fn infallible(&mut self, code: &str, raises: bool, c: ClassId) -> String {
        if !raises {
            return code.to_string();
        }
        if self.has_handlers && self.strict_traits() {
            let range = self.program.classes[c].def.range;
            let name = self.program.classes[c].name.clone();
            self.refuse(
                "P0324",
                range,
                format!("a special method of '{name}' may raise where the translation cannot let it"),
            );
        }
        format!("py::or_terminal((|| Ok({code}))())")
    }

    fn strict_traits(&self) -> bool {
        false
    }

    /// The class's struct, constructor and methods.
    pub(crate) fn class_item(&mut self, c: ClassId, methods: &[String]) -> String {
        let def = self.program.classes[c].def;
        let rust = self.classes[c].rust_name.clone();
        let fields: Vec<(String, Cell)> = self.classes[c].fields.iter().map(|(n, c)| (n.clone(), *c)).collect();
        let mut decl = String::new();
        for (n, cell) in &fields {
            let t = self.cells.ty(*cell);
            let t = self.rty_text(&t);
            decl.push_str(&format!("{}: Field<{t}>,\n", crate::names::value_name(n)));
        }
        let docs = def
            .body
            .first()
            .and_then(super::function::docstring)
            .map_or(String::new(), |d| super::function::doc_lines(&d, "///"));
        let new = self.constructor(c, &fields);
        let (traits, defaults) = self.class_traits(c);
        let name = super::quote(&self.program.classes[c].name);
        format!(
            "{docs}#[derive(Clone)]\npub struct {rust}(Rc<{rust}Fields>);\n\n/// The fields of a [`{rust}`].\npub struct {rust}Fields {{\n{decl}}}\n\npy::object!({rust}, {rust}Fields, {name}, {});\n\nimpl {rust} {{\n{new}\n\n{}\n}}\n\n{traits}",
            defaults.join(", "),
            methods.join("\n\n")
        )
    }

    fn constructor(&mut self, c: ClassId, fields: &[(String, Cell)]) -> String {
        let rust = self.classes[c].rust_name.clone();
        let unset = |given: &[(String, String)]| {
            let parts: Vec<String> = fields
                .iter()
                .map(|(n, _)| {
                    let f = crate::names::value_name(n);
                    match given.iter().find(|g| g.0 == *n) {
                        Some((_, v)) => format!("{f}: Field::new({v})"),
                        None => format!("{f}: Field::unset()"),
                    }
                })
                .collect();
            format!("{rust}(Rc::new({rust}Fields {{ {} }}))", parts.join(", "))
        };
        if self.find_method(c, "__init__").is_none() {
            if let Some(d) = self.dataclass(c) {
                let mut params = Vec::new();
                let mut given = Vec::new();
                for f in d.fields.iter().filter(|f| f.init || f.default.is_some() || f.factory.is_some()) {
                    let cell = self.field(c, &f.name);
                    let t = self.cells.ty(cell);
                    let t = self.rty_text(&t);
                    let n = crate::names::value_name(&f.name);
                    params.push(format!("{n}: {t}"));
                    given.push((f.name.clone(), n));
                }
                let made = unset(&given);
                return match self.find_method(c, "__post_init__") {
                    Some(post) => {
                        let inst = self.method_instance(post, c, None);
                        let (arrow, q, ok) = if self.insts[inst].raises {
                            (format!("Result<{rust}>"), "?", "Ok(this)".to_string())
                        } else {
                            (rust.clone(), "", "this".to_string())
                        };
                        format!(
                            "/// A new object with these values.\npub fn new({}) -> {arrow} {{\nlet this = {made};\nthis.{}(){q};\n{ok}\n}}",
                            params.join(", "),
                            self.insts[inst].rust_name
                        )
                    }
                    None => format!(
                        "/// A new object with these values.\npub fn new({}) -> {rust} {{\n{made}\n}}",
                        params.join(", ")
                    ),
                };
            }
            return format!("/// A new object.\npub fn new() -> {rust} {{\n{}\n}}", unset(&[]));
        }
        let Some(init) = self.find_method(c, "__init__") else { return String::new() };
        let inst = self.method_instance(init, c, None);
        // The constructor passes its arguments on to the translated `__init__`.
        let code = self.insts[inst].code.clone();
        let Some(open) = code.find("fn __init__(") else { return String::new() };
        let rest = &code[open + "fn __init__(".len()..];
        let end = matching_paren(rest);
        let params: Vec<String> = split_params(&rest[..end]).into_iter().skip(1).collect();
        let names: Vec<String> = params
            .iter()
            .map(|p| p.trim_start_matches("mut ").split(':').next().unwrap_or("").trim().to_string())
            .collect();
        let params: Vec<String> = params.iter().map(|p| p.trim_start_matches("mut ").to_string()).collect();
        let (arrow, q, ok) = if self.insts[inst].raises {
            (format!("Result<{rust}>"), "?", "Ok(this)")
        } else {
            (rust.clone(), "", "this")
        };
        format!(
            "/// A new object, initialised as `__init__` does.\npub fn new({}) -> {arrow} {{\nlet this = {};\nthis.{}({}){q};\n{ok}\n}}",
            params.join(", "),
            unset(&[]),
            self.insts[inst].rust_name,
            names.join(", ")
        )
    }
}

/// `MyError` as `MY_ERROR`.
fn screaming(name: &str) -> String {
    let mut out = String::new();
    let chars: Vec<char> = name.chars().collect();
    for (i, ch) in chars.iter().enumerate() {
        if ch.is_uppercase()
            && i > 0
            && (chars[i - 1].is_lowercase() || chars.get(i + 1).is_some_and(|n| n.is_lowercase()))
            && !out.ends_with('_')
        {
            out.push('_');
        }
        out.extend(ch.to_uppercase());
    }
    format!("{out}_CLASS")
}

/// Whether straight-line statements assign `me.name`, before anything can get in between.
fn sets(body: &[Stmt], me: &str, name: &str) -> bool {
    let target = |e: &Expr| -> bool {
        fn hit(e: &Expr, me: &str, name: &str) -> bool {
            match e {
                Expr::Attribute(a) => {
                    a.attr.as_str() == name && matches!(&*a.value, Expr::Name(n) if n.id.as_str() == me)
                }
                Expr::Tuple(t) => t.elts.iter().any(|e| hit(e, me, name)),
                _ => false,
            }
        }
        hit(e, me, name)
    };
    body.iter().any(|s| match s {
        Stmt::Assign(a) => a.targets.iter().any(target),
        Stmt::AnnAssign(a) => a.value.is_some() && target(&a.target),
        Stmt::If(i) => {
            !i.elif_else_clauses.is_empty()
                && i.elif_else_clauses.iter().any(|c| c.test.is_none())
                && sets(&i.body, me, name)
                && i.elif_else_clauses.iter().all(|c| sets(&c.body, me, name))
        }
        _ => false,
    })
}

fn matching_paren(s: &str) -> usize {
    let mut depth = 1;
    for (i, c) in s.char_indices() {
        match c {
            '(' | '<' | '[' => depth += 1,
            ')' | '>' | ']' => {
                depth -= 1;
                if depth == 0 {
                    return i;
                }
            }
            _ => {}
        }
    }
    s.len()
}

fn split_params(s: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut depth = 0;
    let mut at = 0;
    for (i, c) in s.char_indices() {
        match c {
            '(' | '<' | '[' => depth += 1,
            ')' | '>' | ']' => depth -= 1,
            ',' if depth == 0 => {
                out.push(s[at..i].trim().to_string());
                at = i + 1;
            }
            _ => {}
        }
    }
    if !s[at..].trim().is_empty() {
        out.push(s[at..].trim().to_string());
    }
    out
}

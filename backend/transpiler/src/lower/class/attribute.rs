//! Attributes: the fields of objects, properties, and the variables of classes.

use crate::lower::call::Args;
use crate::lower::{Ex, Lit, Lowerer, Prec, quote};
use crate::scope::{Body, ClassId, FuncId};
use crate::types::{Atom, Cell, Ty};
use ruff_python_ast::{Expr, Stmt};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
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
            return self.refuse("P0294", range, "the arguments of an exception are not translated inside its class");
        }
        if let Some(func) = self.find_method(c, name) {
            if self.is_cached_property(func) {
                return self.kept_property(x, c, func, range);
            }
            if self.is_property(func) {
                return self.call_method_function(x, c, func, Args::default(), range);
            }
            return self.bound_method(x, c, func, range);
        }
        if name == "_fields"
            && let Some(fields) = self.tuple_fields(c, range)
        {
            return fields;
        }
        let name = match (name, self.enum_kin(c)) {
            ("_name_", Some(_)) => "name",
            ("_value_", Some(_)) => "value",
            _ => name,
        };
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
        if self.is_value_too(c) {
            return self.refuse("P0315", range, format!("'{name}' of an enum's member is not translated"));
        }
        let message = format!("'{}' object has no attribute '{name}'", self.program.classes[c].name);
        self.raising(&[&x], &format!("py::attribute_error({})", quote(&message)))
    }

    /// A property that is made once for each object.
    fn kept_property(&mut self, x: Ex, c: ClassId, func: FuncId, range: TextRange) -> Ex {
        let name = self.program.funcs[func].name.clone();
        let cell = self.field(c, &name);
        let (object, prelude) = self.once(x, "object");
        let held = object.clone();
        let (value, raises) = self.in_closure(|l| {
            let value = l.call_method_function(held, c, func, Args::default(), range);
            l.store(value, cell)
        });
        let ty = self.cells.ty(cell);
        let kept = format!("{}.{}.keep(|| Ok({value}))", object.at(Prec::Atom), crate::names::value_name(&name));
        let kept = if raises { self.try_(kept) } else { format!("py::or_terminal({kept})") };
        Ex::owned(if prelude.is_empty() { kept } else { format!("{{ {prelude}{kept} }}") }, ty)
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
                let e = self.raising(&[&x], &format!("py::attribute_error({})", quote(&message)));
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
            let e = self.raising(&[&value, &x], &format!("py::attribute_error({})", quote(&message)));
            return format!("{};\n", e.code);
        }
        if self.is_named_tuple(c) {
            let known = self.dataclass(c).is_some_and(|d| d.fields.iter().any(|f| f.name == name));
            let message = match known {
                true => "can't set attribute".to_string(),
                false => format!("'{}' object has no attribute '{name}'", self.program.classes[c].name),
            };
            let e = self.raising(&[&value, &x], &format!("py::attribute_error({})", quote(&message)));
            return format!("{};\n", e.code);
        }
        if self.dataclass(c).is_some_and(|d| d.frozen) {
            let message = format!("cannot assign to field '{name}'");
            let e = self.raising(&[&value, &x], &format!("Exc::new(&py::FROZEN_INSTANCE_ERROR, {})", quote(&message)));
            return format!("{};\n", e.code);
        }
        if self.find_method(c, name).is_some_and(|f| !self.is_cached_property(f)) {
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

    /// Fields that reading may find unset: those that no straight line of `__init__` (or of a base's) sets.
    fn may_be_unset(&self, c: ClassId, name: &str) -> bool {
        if self.enum_kin(c).is_some() && matches!(name, "name" | "value") {
            return false;
        }
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

    /// The variable of a class: `C.name`.
    pub(crate) fn class_attribute(&mut self, c: ClassId, name: &str, range: TextRange) -> Ex {
        if name == "__name__" {
            let n = self.program.classes[c].name.clone();
            return Ex::literal(Lit::Str(n.clone()), quote(&n), Ty::one(Atom::Str));
        }
        if name == "_fields"
            && let Some(fields) = self.tuple_fields(c, range)
        {
            return fields;
        }
        if name.starts_with("__") && self.class_variable(c, name).is_none() && self.find_method(c, name).is_none() {
            let code = if self.enum_kin(c).is_some() { "P0315" } else { "P0313" };
            return self.refuse(code, range, format!("'{name}' of a class is not translated"));
        }
        if let Some(default) = self.default_of_field(c, name) {
            return default;
        }
        let Some((owner, _)) = self.class_variable(c, name) else {
            if self.find_method(c, name).is_some() {
                return self.refuse_with(
                    "P0281",
                    range,
                    "a method of a class as a value is not translated",
                    Some("wrap it in a lambda"),
                );
            }
            if name.starts_with('_') && (self.is_named_tuple(c) || self.enum_kin(c).is_some()) {
                return self.refuse("P0260", range, format!("'{name}' of this class is not translated"));
            }
            let message = format!("type object '{}' has no attribute '{name}'", self.program.classes[c].name);
            return self.raise_value(&format!("py::attribute_error({})", quote(&message)));
        };
        let cell = self.static_cell(owner, name);
        let ty = self.cells.ty(cell);
        Ex::owned(format!("{}.value()", self.static_name(owner, name)), ty)
    }

    pub(super) fn static_cell(&mut self, c: ClassId, name: &str) -> Cell {
        if let Some(cell) = self.classes[c].statics.get(name) {
            return *cell;
        }
        let cell = self.cells.fresh();
        self.classes[c].statics.insert(name.to_string(), cell);
        cell
    }

    pub(super) fn static_name(&self, c: ClassId, name: &str) -> String {
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

//! Attributes, read; and rules by the kind of a value of several kinds.

use super::vars::Name;
use super::{Ex, Lowerer, Own, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, ExprAttribute};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    pub(crate) fn attribute(&mut self, a: &'a ExprAttribute) -> Ex {
        let name = a.attr.as_str();
        if name == "__name__"
            && let Expr::Call(c) = &*a.value
            && let (Expr::Name(f), [x]) = (&*c.func, &*c.arguments.args)
            && f.id.as_str() == "type"
        {
            let x = self.expr(x);
            return self.type_name(x, a.range);
        }
        if let Expr::Attribute(inner) = &*a.value
            && inner.attr.as_str() == "__class__"
            && matches!(name, "__name__" | "__qualname__")
        {
            let x = self.expr(&inner.value);
            return self.type_name(x, a.range);
        }
        if name == "__name__"
            && let Expr::Name(n) = &*a.value
            && let Name::Func(f) = self.lookup(n.id.as_str(), n.range, false)
        {
            let f = self.program.funcs[f].name.clone();
            return Ex::literal(super::Lit::Str(f.clone()), super::quote(&f), Ty::one(Atom::Str));
        }
        if let Some(dotted) = self.module_path(&a.value) {
            return self.module_attribute(&dotted, name, a.range);
        }
        if let Some(c) = self.class_path(&a.value) {
            return self.class_attribute(c, name, a.range);
        }
        let x = self.expr(&a.value);
        self.get_attribute(x, name, a.range)
    }

    /// `type(x).__name__`
    pub(crate) fn type_name(&mut self, x: Ex, range: TextRange) -> Ex {
        if super::compare::is_opaque(&x.ty) {
            return self.refuse_opaque(range);
        }
        let str_ = Ty::one(Atom::Str);
        if let Some(a) = x.ty.single()
            && !matches!(a, Atom::Exc | Atom::View(..))
            && x.is_simple()
        {
            let name = self.kind_name(a);
            let name = name.rsplit('.').next().unwrap_or(&name).to_string();
            return Ex::literal(super::Lit::Str(name.clone()), super::quote(&name), str_);
        }
        let method = if x.ty.is(|a| *a == Atom::Exc) { "class_name" } else { "type_name" };
        Ex::owned(format!("Str::from({}.{method}())", x.at(Prec::Atom)), str_)
    }

    /// The dotted name of a module that an expression denotes.
    pub(crate) fn module_path(&mut self, e: &'a Expr) -> Option<String> {
        match e {
            Expr::Name(n) => match self.lookup(n.id.as_str(), n.range, false) {
                Name::Module(m) => Some(m),
                Name::From(m, n) if self.program.is_own(&format!("{m}.{n}")) => Some(format!("{m}.{n}")),
                _ => None,
            },
            Expr::Attribute(a) => {
                let base = self.module_path(&a.value)?;
                let whole = format!("{base}.{}", a.attr);
                (matches!(whole.as_str(), "os.path" | "collections.abc" | "importlib.util")
                    || self.program.is_own(&whole))
                .then_some(whole)
            }
            _ => None,
        }
    }

    /// The user class that an expression denotes: `C`, `type(self)`, `cls`, `self.__class__`.
    pub(crate) fn class_path(&mut self, e: &'a Expr) -> Option<usize> {
        match e {
            Expr::Name(n) => match self.lookup(n.id.as_str(), n.range, false) {
                Name::Class(c) => Some(c),
                Name::Var(_) if self.is_cls(n.id.as_str()) => self.insts[self.cx.inst].class,
                _ => None,
            },
            Expr::Attribute(_) if let Some(c) = self.program.class_named(self.cx.func, e) => Some(c),
            Expr::Attribute(a) if a.attr.as_str() == "__class__" => {
                let x = self.expr(&a.value);
                match x.ty.single() {
                    Some(Atom::Inst(c)) => Some(*c),
                    _ => None,
                }
            }
            Expr::Call(c) => match (&*c.func, &*c.arguments.args) {
                (Expr::Name(f), [x]) if f.id.as_str() == "type" => {
                    let x = self.expr(x);
                    match x.ty.single() {
                        Some(Atom::Inst(c)) => Some(*c),
                        _ => None,
                    }
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a name is the class parameter of the class method being lowered.
    pub(crate) fn is_cls(&self, name: &str) -> bool {
        let f = &self.program.funcs[self.cx.func];
        f.class.is_some()
            && self.method_kind(self.cx.func) == super::class::Kind::Class
            && f.params.and_then(|p| p.iter().next()).is_some_and(|p| p.name().as_str() == name)
    }

    /// `x.name` on a value.
    pub(crate) fn get_attribute(&mut self, x: Ex, name: &str, range: TextRange) -> Ex {
        if x.ty.is_empty() {
            return self.diverging(&[&x]);
        }
        if x.ty.0.len() > 1 {
            if x.ty.has_none() {
                let some = x.ty.without_none();
                let code = format!("{}.attr(\"{name}\")", x.at(Prec::Atom));
                let inner = Ex::reference(self.try_(code), some);
                return self.get_attribute(inner, name, range);
            }
            let name = name.to_string();
            return self.dispatch(x, range, move |l, v| l.get_attribute(v, &name, range));
        }
        match x.ty.single().cloned() {
            Some(Atom::Inst(c)) => self.object_attribute(x, c, name, range),
            Some(Atom::None) => {
                let message = format!("'NoneType' object has no attribute '{name}'");
                self.raising(&[&x], &format!("py::attribute_error({})", super::quote(&message)))
            }
            Some(Atom::Exc) => self.exception_attribute(x, name, range),
            Some(Atom::Func(..)) if name == "__name__" => {
                if !std::mem::replace(&mut self.values.named, true) {
                    self.changed();
                }
                Ex::owned(format!("{}.name()", x.at(Prec::Atom)), Ty::one(Atom::Str))
            }
            Some(Atom::Opaque) => self.refuse_opaque(range),
            Some(Atom::ExcClass) if matches!(name, "__name__" | "__qualname__") => {
                Ex::owned(format!("Str::from({}.0.name)", x.at(Prec::Atom)), Ty::one(Atom::Str))
            }
            Some(a) => {
                if let Some(ex) = self.builtin_attribute(&x, &a, name, range) {
                    return ex;
                }
                let kind = self.kind_name(&a);
                if let Some(f) = self.method_value(&x, &a, name, range) {
                    return f;
                }
                if matches!(a, Atom::Func(..)) || super::methods::is_known(name) || name.starts_with("__") {
                    return self.refuse_with(
                        "P0260",
                        range,
                        format!("the method '{kind}.{name}' as a value is not translated"),
                        Some("call it, or wrap it in a lambda"),
                    );
                }
                let message = format!("'{kind}' object has no attribute '{name}'");
                self.raising(&[&x], &format!("py::attribute_error({})", super::quote(&message)))
            }
            None => Ex::unknown(),
        }
    }

    fn builtin_attribute(&mut self, x: &Ex, a: &Atom, name: &str, range: TextRange) -> Option<Ex> {
        let recv = x.at(Prec::Atom);
        Some(match (a, name) {
            (Atom::Int(_), "real" | "numerator") => x.clone(),
            (Atom::Range, "start" | "stop" | "step") => Ex::owned(format!("{recv}.{name}()"), Ty::int()),
            (Atom::Match, "re") => Ex::owned(format!("{recv}.re()"), Ty::one(Atom::Pattern)),
            (Atom::Pattern, "groups") => Ex::owned(format!("{recv}.groups()"), Ty::nat()),
            (Atom::Match | Atom::Pattern, _) if !matches!(name, "pattern" | "string") => {
                return Some(self.refuse(
                    "P0260",
                    range,
                    format!("the attribute '{name}' of patterns and matches is not translated"),
                ));
            }
            (Atom::Pattern, "pattern") => Ex::owned(format!("{recv}.pattern()"), Ty::one(Atom::Str)),
            (Atom::Match, "string") => Ex::owned(format!("{recv}.string()"), Ty::one(Atom::Str)),
            (Atom::Deque(_), "maxlen") => Ex::owned(format!("{recv}.maxlen()"), Ty(vec![Atom::None, Atom::Int(true)])),
            _ => return None,
        })
    }

    /// Code for each kind of a union, joined.
    pub(crate) fn dispatch(&mut self, x: Ex, range: TextRange, f: impl Fn(&mut Self, Ex) -> Ex) -> Ex {
        self.dispatch_as(x, range, 240, f)
    }

    /// As `dispatch`, with a slot of its own for the joined type: one dispatch within another.
    pub(crate) fn dispatch_as(&mut self, x: Ex, range: TextRange, slot: u8, f: impl Fn(&mut Self, Ex) -> Ex) -> Ex {
        let kinds = x.ty.0.clone();
        let mut arms: Vec<(Atom, Ex)> = Vec::new();
        // A name of its own: the arms may mention the program's variables.
        let name = self.temp("kind");
        let name = name.as_str();
        for a in &kinds {
            let held =
                if *a == Atom::None { Ex::owned("()", Ty::none()) } else { Ex::reference(name, Ty::one(a.clone())) };
            let out = f(self, held);
            arms.push((a.clone(), out));
        }
        let types: Vec<&Ty> = arms.iter().map(|a| &a.1.ty).collect();
        let ty = self.join(range, slot, &types);
        if !self.last_round {
            return Ex::owned("", ty);
        }
        let some = x.ty.without_none();
        let mut texts = Vec::new();
        for (a, out) in arms {
            let mentions = super::comprehension::mentions(&out.code, name);
            let code = self.coerce(out, &ty);
            if a == Atom::None {
                texts.push(format!("None => {code}"));
                continue;
            }
            let bind = if mentions { name } else { "_" };
            let path =
                if some.0.len() > 1 { format!("{}({bind})", self.variant_path(&some, &a)) } else { bind.to_string() };
            texts.push(if x.ty.has_none() { format!("Some({path}) => {code}") } else { format!("{path} => {code}") });
        }
        let amp = if x.own == Own::Ref { "" } else { "&" };
        Ex::owned(format!("match {amp}{} {{ {} }}", x.at(Prec::Unary), texts.join(", ")), ty).prec(Prec::Low)
    }
}

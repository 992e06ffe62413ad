//! The runtime's traits for a class, written from its special methods.

use super::enumeration::Kin;
use crate::lower::{Cx, Ex, Lowerer, Prec, quote};
use crate::scope::ClassId;
use crate::types::{Atom, Ty};

/// Containers ask an object whether it equals another one, and not whether it equals itself.
const SAME_ITEM: &str =
    "fn same_item(&self, other: &Self) -> bool { py::Identity::same(self, other) || self.py_eq(other) }";

impl<'a> Lowerer<'a> {
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
                let body = if raises && self.has_handlers && self.user_exception(c).is_none() {
                    // Who asked for the text finds the exception.
                    format!("py::parking(out, || Ok({}))", x.code)
                } else {
                    format!("out.push_str(&{})", self.infallible(&x.code, raises, c))
                };
                show.push((f, format!("fn {f}(&self, out: &mut String) {{ {body}; }}\n")));
            }
        }
        let has_repr = show.iter().any(|s| s.0 == "write_repr");
        if !has_repr
            && let Some(d) = &d
            && d.repr
        {
            let mut body = format!("out.push_str({});\n", quote(&format!("{}(", self.program.classes[c].name)));
            let mut first = true;
            for f in d.fields.iter().filter(|f| f.repr) {
                let cell = self.field(c, &f.name);
                let t = self.cells.ty(cell);
                if needs.contains("Show") {
                    self.need_show(&t);
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
                    && let Some(text) = self.exception_show(c, missing).or_else(|| self.member_text(c, missing))
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
                    quote(&self.program.classes[c].name)
                ));
            }
            out.push_str(&format!("impl Show for {rust} {{ {body} }}\n"));
        } else {
            defaults.push("Show");
        }
        // Members that are integers or strings compare and hash as those.
        let member = self.enum_kin(c).is_some_and(|k| k != Kin::Plain);
        if member {
            out.push_str(&format!(
                "impl PyEq for {rust} {{ fn py_eq(&self, other: &Self) -> bool {{ self.value.get().py_eq(&other.value.get()) }} }}\n\
                 impl PyHash for {rust} {{ fn py_hash(&self) -> i64 {{ self.value.get().py_hash() }} }}\n\
                 impl PyTryOrd for {rust} {{ fn try_order(&self, other: &Self, op: py::Op) -> Result<bool> {{ self.value.get().try_order(&other.value.get(), op) }} }}\n\
                 impl Truthy for {rust} {{ fn truthy(&self) -> bool {{ self.value.get().truthy() }} }}\n"
            ));
            self.cx = saved;
            return (out, defaults);
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
            out.push_str(&format!(
                "impl PyEq for {rust} {{ fn py_eq(&self, other: &Self) -> bool {{ {text} }}\n{SAME_ITEM} }}\n"
            ));
        } else if let Some(d) = d.as_ref().filter(|d| d.eq) {
            let mut parts = Vec::new();
            for f in d.fields.iter().filter(|f| f.compare) {
                let cell = self.field(c, &f.name);
                let t = self.cells.ty(cell);
                self.need_equality(&t, f.range);
                let n = crate::names::value_name(&f.name);
                parts.push(format!("py::same_item(&self.{n}.get(), &other.{n}.get())"));
            }
            let body = if parts.is_empty() { "true".to_string() } else { parts.join(" && ") };
            let other = if parts.is_empty() { "_" } else { "other" };
            out.push_str(&format!(
                "impl PyEq for {rust} {{ fn py_eq(&self, {other}: &Self) -> bool {{ {body} }}\n{SAME_ITEM} }}\n"
            ));
        } else {
            defaults.push("PyEq");
        }
        if needs.contains("PyHash") && self.has_hash(c) {
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
                "impl PyHash for {rust} {{ fn py_hash(&self) -> i64 {{ py::hash_tuple([{}]) }} }}\n",
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
                let (x, _) = self.in_closure(|l| {
                    let e = l.call_method_on(me.clone(), c, m, vec![other.clone()]);
                    let (code, _) = l.truth(&e);
                    code
                });
                arms.push_str(&format!("py::Op::{op} => Ok({x}),\n"));
            }
            if self.find_method(c, "__gt__").is_none() {
                let (x, _) = self.in_closure(|l| {
                    let e = l.call_method_on(other.clone(), c, "__lt__", vec![me.clone()]);
                    let (code, _) = l.truth(&e);
                    code
                });
                arms.push_str(&format!("py::Op::Gt => Ok({x}),\n"));
            }
            arms.push_str(&format!(
                "#[allow(unreachable_patterns)]\n_ => Err(py::order_error(op, {0}, {0})),\n",
                quote(&self.program.classes[c].name)
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

    /// Whether a class has a `__hash__` that holds: one that defines `__eq__` alone loses what it inherits.
    fn has_hash(&self, c: ClassId) -> bool {
        let own = |k: &ClassId, m: &str| self.program.classes[*k].methods.contains_key(m);
        self.lineage(c).iter().find(|k| own(k, "__hash__") || own(k, "__eq__")).is_some_and(|k| own(k, "__hash__"))
    }

    /// A method that the runtime calls where no exception can pass.
    fn infallible(&mut self, code: &str, raises: bool, c: ClassId) -> String {
        if !raises {
            return code.to_string();
        }
        if self.has_handlers {
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
}

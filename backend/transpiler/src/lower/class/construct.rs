//! Objects come to be: `C(...)` at the call, and the Rust constructor behind it.

use crate::lower::call::Args;
use crate::lower::{Ex, Lowerer, quote};
use crate::scope::ClassId;
use crate::types::{Atom, Cell, Ty};
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// `C(args)`.
    pub(crate) fn construct(&mut self, c: ClassId, args: Args, range: TextRange) -> Ex {
        if let Some(class) = self.user_exception(c) {
            return self.construct_exception(c, &class, args, range);
        }
        if let Some(x) = self.unsupported_class(c, range) {
            return x;
        }
        if self.enum_kin(c).is_some() {
            return self.member_of_value(c, args, range);
        }
        if let Some(message) = self.abstract_message(c) {
            let operands: Vec<&Ex> = args.pos.iter().collect();
            return self.raising(&operands, &format!("py::type_error({})", quote(&message)));
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
                return self.raise_value(&format!("py::type_error({})", quote(&message)));
            }
            return Ex::owned(format!("{rust}::new()"), ty);
        };
        let inst = self.method_instance(init, c, None);
        let parts = match self.bind_args(inst, args, 1, range) {
            Ok(parts) => parts,
            Err(raised) => return raised,
        };
        let prelude = std::mem::take(&mut self.cx.prelude);
        let code = format!("{rust}::new({})", parts.join(", "));
        let code = if self.insts[inst].raises { self.try_(code) } else { code };
        Ex::owned(if prelude.is_empty() { code } else { format!("{{ {prelude}{code} }}") }, ty)
    }

    pub(super) fn constructor(&mut self, c: ClassId, fields: &[(String, Cell)]) -> String {
        if self.enum_kin(c).is_some() {
            return self.enum_item(c);
        }
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
        let signature = self.insts[inst].signature.clone();
        let params: Vec<String> = signature.iter().map(|(name, t)| format!("{name}: {t}")).collect();
        let names: Vec<String> = signature.into_iter().map(|p| p.0).collect();
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

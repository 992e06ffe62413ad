//! Variables: where a name's value lives in Rust, how it is read and how it is assigned.

use super::{Ex, InstId, Lowerer, Own};
use crate::flow::Init;
use crate::scope::Binding;
use crate::types::{Cell, Ty};
use rustpython_ruff_text_size::TextRange;

/// How a variable is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Storage {
    /// A Rust local of its type.
    Plain,
    /// A reference to an enclosing function's local.
    Borrowed,
    /// `Option<T>`, surely set where it is read.
    Proven,
    /// `Option<T>`, perhaps unset.
    Maybe,
    /// `Shared<T>`: closures see its changes.
    Shared,
    /// A thread-local static.
    Global,
}

#[derive(Debug, Clone)]
pub(crate) struct VarRef {
    pub cell: Cell,
    pub rust: String,
    pub python: String,
    pub storage: Storage,
    /// Its last read at the place of lookup.
    pub last: bool,
    /// A comprehension's own variable: the next round gives it another value.
    pub looping: bool,
}

/// What a name means at a place.
pub(crate) enum Name {
    Var(VarRef),
    Func(crate::scope::FuncId),
    Class(crate::scope::ClassId),
    Module(String),
    From(String, String),
    Builtin,
}

impl Lowerer<'_> {
    /// Looks a name up as Python does: comprehension, function, enclosing functions, module, builtins.
    pub(crate) fn lookup(&mut self, name: &str, range: TextRange, store: bool) -> Name {
        for scope in self.cx.locals.iter().rev() {
            if let Some(v) = scope.get(name) {
                return Name::Var(v.clone());
            }
        }
        let func = self.cx.func;
        let Some(owner) = self.program.owner(func, name) else { return Name::Builtin };
        match self.program.funcs[owner].bindings.get(name) {
            Some(Binding::Var) => {}
            Some(Binding::Func(f)) => return Name::Func(*f),
            Some(Binding::Class(c)) => return Name::Class(*c),
            Some(Binding::Module(m)) => return Name::Module(m.clone()),
            Some(Binding::From(m, n)) => return self.imported(m.clone(), n.clone(), range),
            None => return Name::Builtin,
        }
        if owner == func {
            let inst = self.cx.inst;
            return Name::Var(self.own_var(inst, name, range, store));
        }
        if self.program.is_module(owner) {
            let inst = self.module_inst(self.program.funcs[owner].module);
            return Name::Var(self.own_var(inst, name, range, true));
        }
        // An enclosing function's variable: passed in by reference.
        let mut inst = self.cx.inst;
        while self.insts[inst].func != owner {
            match self.insts[inst].parent {
                Some(p) => inst = p,
                None => return Name::Builtin,
            }
        }
        let mut v = self.own_var(inst, name, range, true);
        v.storage = match v.storage {
            Storage::Shared => Storage::Shared,
            _ => Storage::Borrowed,
        };
        Name::Var(v)
    }

    /// A name imported from another module of the program is that module's; others are the standard library's.
    pub(crate) fn imported(&mut self, module: String, name: String, range: TextRange) -> Name {
        let (mut module, mut name) = (module, name);
        // A chain of imports longer than there are modules goes round in a circle, which the imports refuse.
        for _ in 0..=self.program.modules.len() {
            let whole = format!("{module}.{name}");
            let found = self.program.own_module(&module).map(|at| (at, self.program.modules[at].1));
            let binding = found.and_then(|(_, top)| self.program.funcs[top].bindings.get(&name));
            match (binding, found) {
                (Some(Binding::Func(f)), _) => return Name::Func(*f),
                (Some(Binding::Class(c)), _) => return Name::Class(*c),
                (Some(Binding::Module(m)), _) => return Name::Module(m.clone()),
                (Some(Binding::From(m, n)), _) => (module, name) = (m.clone(), n.clone()),
                (Some(Binding::Var), Some((at, _))) => {
                    let inst = self.module_inst(at);
                    let mut v = self.own_var(inst, &name, range, true);
                    v.storage = Storage::Global;
                    return Name::Var(v);
                }
                _ if self.program.is_own(&whole) => return Name::Module(whole),
                _ => return Name::From(module, name),
            }
        }
        Name::From(module, name)
    }

    /// What the items of a module other than the entry begin with: its name below the outermost package.
    pub(crate) fn module_prefix(&self, module: usize) -> String {
        let dotted = &self.program.modules[module].0;
        let package = self.program.modules[0].0.split('.').next().unwrap_or_default();
        let short = dotted.strip_prefix(package).and_then(|r| r.strip_prefix('.')).unwrap_or(dotted);
        crate::names::value_name(&short.replace('.', "_"))
    }

    /// The function that runs a module other than the entry.
    pub(crate) fn module_function(&self, module: usize) -> String {
        format!("import_{}", self.module_prefix(module))
    }

    pub(crate) fn module_inst(&mut self, module: usize) -> InstId {
        let f = self.program.modules[module].1;
        self.instance(f, None, None, None)
    }

    fn own_var(&mut self, inst: InstId, name: &str, range: TextRange, store: bool) -> VarRef {
        let flow = self.insts[inst].flow.clone();
        let here = inst == self.cx.inst;
        let at = if !here {
            flow.by_name.get(name)
        } else if store {
            flow.stores.get(&range).or_else(|| flow.by_name.get(name))
        } else {
            flow.loads.get(&range).or_else(|| flow.by_name.get(name))
        };
        let func = self.insts[inst].func;
        let f = &self.program.funcs[func];
        let is_global =
            self.program.is_module(func) && self.program.global_uses.contains(&(f.module, name.to_string()));
        let Some(&at) = at else {
            // Only ever deleted or declared: a place that nothing reaches.
            let cell = self.named_cell(inst, name);
            let storage = if is_global { Storage::Global } else { Storage::Plain };
            let rust = if is_global { self.global_name(f.module, name) } else { crate::names::value_name(name) };
            return VarRef { cell, rust, python: name.to_string(), storage, last: false, looping: false };
        };
        let v = &flow.vars[at];
        if self.is_receiver(func, name) {
            // `self` is Rust's own; where closures, generators or assignments want a variable, it is `this`.
            let variable = f.is_generator || f.captured.contains(name) || v.mutable || name != "self";
            let rust = if name != "self" {
                crate::names::value_name(name)
            } else if variable {
                "this".into()
            } else {
                "self".into()
            };
            let storage = if variable { Storage::Plain } else { Storage::Borrowed };
            return VarRef {
                cell: self.insts[inst].vars[at],
                rust,
                python: name.to_string(),
                storage,
                last: false,
                looping: false,
            };
        }
        let storage = if is_global {
            Storage::Global
        } else if f.shared.contains(name) {
            Storage::Shared
        } else {
            match v.init {
                Init::Inline | Init::Deferred | Init::Param => Storage::Plain,
                Init::Proven => Storage::Proven,
                Init::Maybe => Storage::Maybe,
            }
        };
        let rust = if is_global { self.global_name(f.module, name) } else { self.local_name(&flow, at) };
        VarRef {
            cell: self.insts[inst].vars[at],
            rust,
            python: name.to_string(),
            storage,
            last: here && !store && self.cx.locals.is_empty() && v.last_loads.contains(&range),
            looping: false,
        }
    }

    /// Whether a name is the first parameter of a method.
    fn is_receiver(&self, func: crate::scope::FuncId, name: &str) -> bool {
        let f = &self.program.funcs[func];
        f.class.is_some()
            && self.method_kind(func) == super::class::Kind::Instance
            && f.params.and_then(|p| p.iter().next()).is_some_and(|p| p.name().as_str() == name)
    }

    /// A cell for a name that the flow of a function knows nothing of.
    pub(crate) fn named_cell(&mut self, inst: InstId, name: &str) -> Cell {
        let hash = name.bytes().fold(7u32, |h, b| h.wrapping_mul(31).wrapping_add(u32::from(b)));
        let key = (hash, u32::MAX, 255);
        if let Some(c) = self.insts[inst].nodes.get(&key) {
            return *c;
        }
        let c = self.cells.fresh();
        self.insts[inst].nodes.insert(key, c);
        c
    }

    /// Webs of one name that are declared apart from their first assignment get names of their own.
    fn local_name(&self, flow: &crate::flow::Flow, at: usize) -> String {
        let v = &flow.vars[at];
        let base = crate::names::value_name(&v.name);
        if v.hoist.is_none() {
            return base;
        }
        let same = flow.named.get(&v.name).map_or(&[][..], Vec::as_slice);
        let before = same.iter().filter(|o| **o < at).count();
        if same.len() > 1 { format!("{base}__{}", before + 2) } else { base }
    }

    /// The static that holds a module's variable.
    pub(crate) fn global_name(&self, module: usize, name: &str) -> String {
        let key = (module, name.to_string());
        if let Some(known) = self.global_names.borrow().get(&key) {
            return known.clone();
        }
        let base = crate::names::value_name(name).trim_end_matches('_').to_uppercase();
        // Two names that differ in case only must stay apart.
        let clash = self.globals_by_upper.get(&(module, name.to_uppercase())).is_some_and(|n| *n > 1);
        let taken = self.classes.iter().any(|c| c.rust_name == base);
        let prefix =
            if module > 0 { format!("{}__", self.module_prefix(module).to_uppercase()) } else { String::new() };
        let out = if clash || taken { format!("{prefix}{base}_{name}") } else { format!("{prefix}{base}") };
        self.global_names.borrow_mut().insert(key, out.clone());
        out
    }

    /// Where a handler binds its name, what the name was before is gone: the name's other variables are unset.
    pub(crate) fn unset_others(&mut self, name: &str, range: TextRange) -> String {
        let flow = self.insts[self.cx.inst].flow.clone();
        let own = flow.stores.get(&range).copied();
        let mut out = String::new();
        for &at in flow.named.get(name).map_or(&[][..], Vec::as_slice) {
            if Some(at) != own && flow.vars[at].init == Init::Maybe && flow.stores.values().any(|v| *v == at) {
                out.push_str(&format!("{} = None;\n", self.local_name(&flow, at)));
            }
        }
        out
    }

    /// Reads a variable.
    pub(crate) fn read(&mut self, v: &VarRef) -> Ex {
        let declared = self.cells.ty(v.cell);
        let narrowed = self.cx.narrow.get(&v.cell).cloned();
        let ex = match v.storage {
            Storage::Plain => {
                let mut e = Ex::place(v.rust.clone(), declared.clone());
                if v.last {
                    e.own = Own::Last;
                }
                e
            }
            Storage::Borrowed => Ex::reference(v.rust.clone(), declared.clone()),
            Storage::Proven => Ex::reference(format!("{}.some()", v.rust), declared.clone()),
            Storage::Maybe => {
                let code = if self.program.is_module(self.cx.func) {
                    format!("py::defined(&{}, \"{}\")", v.rust, v.python)
                } else {
                    format!("{}.bound(\"{}\")", v.rust, v.python)
                };
                Ex::reference(self.try_(code), declared.clone())
            }
            Storage::Shared => Ex::owned(format!("{}.get()", v.rust), declared.clone()),
            Storage::Global => {
                if self.has_handlers {
                    let code = format!("{}.load()", v.rust);
                    Ex::owned(self.try_(code), declared.clone())
                } else {
                    Ex::owned(format!("{}.value()", v.rust), declared.clone())
                }
            }
        };
        match narrowed {
            Some(n) => self.narrowed(ex, &declared, &n),
            None => ex,
        }
    }

    /// A value known to be of fewer kinds than its place may hold.
    pub(crate) fn narrowed(&mut self, ex: Ex, declared: &Ty, narrow: &Ty) -> Ex {
        // Types grow between rounds: the narrowing keeps the kinds, the place knows their children.
        let rank = |t: &Ty, a: &crate::types::Atom| {
            t.0.iter().any(|b| std::mem::discriminant(a) == std::mem::discriminant(b) && same_class(a, b))
        };
        let kept = declared.retain(|a| rank(narrow, a));
        if kept == *declared || kept.is_empty() {
            return ex;
        }
        if kept == declared.without_none() {
            let code = if ex.own == Own::Ref && ex.code.ends_with(".some()") {
                format!("{}.some()", ex.code)
            } else {
                format!("{}.some()", ex.at(super::Prec::Atom))
            };
            return Ex::reference(code, kept);
        }
        if kept.is_none() {
            return Ex::literal(super::Lit::None, "()", Ty::none());
        }
        if let Some(atom) = kept.single() {
            let atom = atom.clone();
            let mut code = ex.at(super::Prec::Atom);
            if declared.has_none() {
                code = format!("{code}.some()");
            } else if ex.own != Own::Ref {
                code = format!("&{code}");
            }
            if !self.last_round {
                return Ex::reference(code, kept);
            }
            let variant = self.variant_path(&declared.without_none(), &atom);
            return Ex::reference(format!("py::variant!({code}, {variant})"), kept);
        }
        ex
    }

    /// `Enum::Variant` for a kind of a union.
    pub(crate) fn variant_path(&mut self, union: &Ty, atom: &crate::types::Atom) -> String {
        let t = self.rty(union);
        let name = self.types.text(&t);
        let kind = self.rty(&Ty::one(atom.clone()));
        format!("{name}::{}", self.types.variant_name(&kind))
    }

    /// The statement that assigns `value` to a variable; `declares` where the name's place is its declaration.
    pub(crate) fn assign_var(&mut self, v: &VarRef, range: TextRange, value: Ex) -> String {
        self.cells.flow(&value.ty, v.cell);
        let ty = self.cells.ty(v.cell);
        let vague = value.vague || value.lit == Some(super::Lit::None);
        let value_ty = value.ty.clone();
        let code = self.coerce(value, &ty);
        self.cx.narrow.remove(&v.cell);
        if value_ty.0.len() < ty.0.len()
            && !value_ty.is_empty()
            && matches!(v.storage, Storage::Plain | Storage::Proven | Storage::Maybe)
        {
            self.cx.narrow.insert(v.cell, value_ty);
        }
        match v.storage {
            Storage::Plain => {
                let flow = self.insts[self.cx.inst].flow.clone();
                let var = flow.stores.get(&range).map(|i| &flow.vars[*i]);
                match var {
                    Some(var) if var.declared_at == Some(range) && self.cx.locals.is_empty() => {
                        let mutable = if var.mutable { "mut " } else { "" };
                        // An annotation where the text alone leaves the type open.
                        let note = if vague { format!(": {}", self.rty_text(&ty)) } else { String::new() };
                        // With the type on the left, the constructor need not repeat it.
                        let code = match (note.is_empty(), code.split_once("::<")) {
                            (false, Some((name, rest)))
                                if rest.ends_with(">::new()") && name.chars().all(char::is_alphanumeric) =>
                            {
                                format!("{name}::new()")
                            }
                            _ => code,
                        };
                        format!("let {mutable}{}{note} = {code};\n", v.rust)
                    }
                    _ => format!("{} = {code};\n", v.rust),
                }
            }
            Storage::Borrowed => format!("{} = {code};\n", v.rust),
            Storage::Proven | Storage::Maybe => format!("{} = Some({code});\n", v.rust),
            Storage::Shared => {
                let flow = self.insts[self.cx.inst].flow.clone();
                let var = flow.stores.get(&range).map(|i| &flow.vars[*i]);
                match var {
                    Some(var) if var.declared_at == Some(range) => {
                        let t = self.rty_text(&ty);
                        format!("let {}: Shared<{t}> = Shared::new({code});\n", v.rust)
                    }
                    _ => format!("{}.set({code});\n", v.rust),
                }
            }
            Storage::Global => format!("{}.store({code});\n", v.rust),
        }
    }

    /// Declarations that stand before a statement.
    pub(crate) fn hoisted(&mut self, stmt: TextRange) -> String {
        let flow = self.insts[self.cx.inst].flow.clone();
        let mut out = String::new();
        for &at in flow.hoists.get(&stmt).map_or(&[][..], Vec::as_slice) {
            let var = &flow.vars[at];
            let inst = self.cx.inst;
            let v = self.own_var(inst, &var.name, TextRange::default(), true);
            let rust = self.local_name(&flow, at);
            let ty = self.cells.ty(self.insts[inst].vars[at]);
            if ty.is_empty() && !self.last_round {
                continue;
            }
            let t = self.rty_text(&ty);
            match v.storage {
                Storage::Global => {}
                Storage::Shared => out.push_str(&format!("let {rust}: Shared<{t}> = Shared::unset();\n")),
                _ => match var.init {
                    Init::Deferred => {
                        let mutable = if var.mutable { "mut " } else { "" };
                        out.push_str(&format!("let {mutable}{rust}: {t};\n"));
                    }
                    Init::Proven | Init::Maybe => out.push_str(&format!("let mut {rust}: Option<{t}> = None;\n")),
                    Init::Inline | Init::Param => {}
                },
            }
        }
        out
    }
}

fn same_class(a: &crate::types::Atom, b: &crate::types::Atom) -> bool {
    match (a, b) {
        (crate::types::Atom::Inst(x), crate::types::Atom::Inst(y)) => x == y,
        _ => true,
    }
}

//! After the last round: instances become items, equal ones are merged, unused ones are left out.

use super::{InstId, Lowered, Lowerer};
use crate::rust_type::RTy;
use crate::scope::FuncId;
use crate::types::{Atom, Cell};
use std::collections::{BTreeMap, HashMap, HashSet};

impl Lowerer<'_> {
    /// Names every instance; those of one function with equal types share a name and an item.
    pub(crate) fn name_instances(&mut self) {
        let mut by_func: BTreeMap<(FuncId, Option<usize>, Option<InstId>), Vec<InstId>> = BTreeMap::new();
        for (id, i) in self.insts.iter().enumerate() {
            if i.reached {
                by_func.entry((i.func, i.class, i.parent)).or_default().push(id);
            }
        }
        let mut taken: HashSet<String> = self.classes.iter().map(|c| c.rust_name.clone()).collect();
        taken.extend((1..self.program.modules.len()).map(|m| self.module_function(m)));
        for ((func, class, parent), ids) in by_func {
            let f = &self.program.funcs[func];
            let mut base = crate::names::value_name(&f.name);
            // An inherited method that the class overrides keeps its class's name.
            if let (Some(c), Some(defining)) = (class, f.class)
                && self.find_method(c, &f.name) != Some(func)
            {
                base = format!("{}_{base}", self.program.classes[defining].name.to_lowercase());
                if self.program.classes[defining].setters.get(&f.name) == Some(&func) {
                    base = format!("set_{}", crate::names::value_name(&f.name));
                }
            }
            // A variable has the name, to which this `def` and perhaps others are assigned.
            if class.is_none()
                && let Some(scope) = f.parent
                && self.program.funcs[scope].bindings.get(&f.name) == Some(&crate::scope::Binding::Var)
            {
                let same = |g: &crate::scope::Func<'_>| g.parent == f.parent && g.name == f.name;
                base = format!("{base}__{}", self.program.funcs[..=func].iter().filter(|g| same(g)).count());
            }
            if f.module > 0 && class.is_none() && parent.is_none() {
                base = format!("{}_{base}", self.module_prefix(f.module));
            }
            let mut known: HashMap<String, String> = HashMap::new();
            for id in ids {
                let key = self.signature(id);
                let global = parent.is_none() && class.is_none();
                let name = match known.get(&key) {
                    Some(n) => n.clone(),
                    None => {
                        let mut name =
                            if known.is_empty() { base.clone() } else { format!("{base}_{}", known.len() + 1) };
                        while global && taken.contains(&name) {
                            name.push('_');
                        }
                        if global {
                            taken.insert(name.clone());
                        }
                        known.insert(key, name.clone());
                        name
                    }
                };
                self.insts[id].rust_name = name;
            }
        }
    }

    /// Everything that decides an instance's text: the types of its parameters, result and variables.
    fn signature(&mut self, id: InstId) -> String {
        let i = &self.insts[id];
        let mut cells: Vec<Cell> = i.params.clone();
        cells.push(i.ret);
        cells.push(i.yields);
        cells.extend(i.vars.iter().copied());
        let mut nodes: Vec<((u32, u32, u8), Cell)> = i.nodes.iter().map(|(k, c)| (*k, *c)).collect();
        nodes.sort();
        cells.extend(nodes.iter().filter(|(k, _)| k.0 != u32::MAX).map(|n| n.1));
        let raises = i.raises;
        let types: Vec<RTy> = cells.into_iter().map(|c| self.types.cell(&self.cells, c)).collect();
        let nat: Vec<bool> =
            self.insts[id].params.iter().map(|c| self.cells.ty(*c).is(|a| matches!(a, Atom::Int(true)))).collect();
        format!("{types:?}{nat:?}{raises}")
    }

    /// The items of the program, from the last round's text.
    pub(crate) fn assemble(&mut self) -> Lowered {
        let mut items = Vec::new();
        let mut run = String::new();
        let mut methods: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        let mut seen: HashSet<(Option<usize>, String)> = HashSet::new();
        let order = self.source_order();
        let mut inside: HashMap<InstId, Vec<InstId>> = HashMap::new();
        for (id, i) in self.insts.iter().enumerate() {
            if let (Some(p), true) = (i.parent, i.reached) {
                inside.entry(p).or_default().push(id);
            }
        }
        for id in order {
            if !self.insts[id].reached || self.insts[id].parent.is_some() {
                continue;
            }
            let func = self.insts[id].func;
            let code = self.nested(id, self.insts[id].code.clone(), &inside);
            if self.program.is_module(func) {
                let code = super::function::resolve_returns(&code, true, true, false);
                let module = self.program.funcs[func].module;
                if module > 0 {
                    let (name, dotted) = (self.module_function(module), &self.program.modules[module].0);
                    items.push(format!("/// Runs the module `{dotted}` when it is first imported.\nfn {name}() -> Result<()> {{\n{code}Ok(())\n}}"));
                    continue;
                }
                for m in &self.program.imports.before {
                    run.push_str(&format!("{}()?;\n", self.module_function(*m)));
                }
                run.push_str(&code);
                continue;
            }
            let name = self.insts[id].rust_name.clone();
            let class = self.insts[id].class;
            if !seen.insert((class, name)) {
                continue;
            }
            match class {
                Some(c) => methods.entry(c).or_default().push(code),
                None => items.push(code),
            }
        }
        self.warn_unused();
        let mut classes = Vec::new();
        for c in 0..self.classes.len() {
            if !self.classes[c].made {
                continue;
            }
            let m = methods.remove(&c).unwrap_or_default();
            classes.push(self.class_item(c, &m));
        }
        // Static methods of classes that are never made still belong to something.
        for (c, m) in methods {
            if self.exception_classes.contains_key(&c) {
                continue;
            }
            let name = self.classes[c].rust_name.clone();
            classes.push(format!(
                "/// Never made; it holds its functions.\npub struct {name};\n\nimpl {name} {{\n{}\n}}",
                m.join("\n\n")
            ));
        }
        let mut globals = Vec::new();
        for (module, name) in self.sorted_globals() {
            let inst = self.module_inst(module);
            let flow = self.insts[inst].flow.clone();
            // A name that only functions assign has no place in the module's own flow.
            let cell = match flow.by_name.get(&name).copied() {
                Some(at) => self.insts[inst].vars[at],
                None => self.named_cell(inst, &name),
            };
            let t = self.types.cell(&self.cells, cell);
            let text = self.types.text(&t);
            globals.push((self.global_name(module, &name), text));
        }
        for (name, t) in self.hidden_globals.clone() {
            globals.push((name, self.types.text(&t)));
        }
        for c in 0..self.classes.len() {
            for (n, cell) in self.classes[c].statics.clone() {
                let t = self.types.cell(&self.cells, cell);
                let text = self.types.text(&t);
                globals.push((format!("{}_{}", self.classes[c].rust_name.to_uppercase(), n.to_uppercase()), text));
            }
        }
        let exceptions = self
            .exception_classes
            .clone()
            .into_iter()
            .map(|(c, parent)| {
                let name = &self.program.classes[c].name;
                let stat = self.user_exception(c).unwrap_or_default();
                let name = super::quote(name);
                format!(
                    "/// The exception class {}.\npub static {stat}: ExcClass = ExcClass::new({name}, &{parent});",
                    name.trim_matches('"')
                )
            })
            .collect();
        let mut unions = Vec::new();
        let mut done = HashSet::new();
        loop {
            let mut used: Vec<usize> = self.types.used.iter().copied().filter(|u| !done.contains(u)).collect();
            used.sort_unstable();
            if used.is_empty() {
                break;
            }
            for u in used {
                done.insert(u);
                let def = self.types.unions[u].clone();
                let variants: Vec<String> =
                    def.variants.iter().map(|(n, t)| format!("{n}({})", self.types.text(t))).collect();
                unions.push(format!("union! {{ pub enum {} {{ {} }} }}", def.name, variants.join(", ")));
            }
        }
        let warnings = self.diagnostics.clone();
        Lowered { items, run, globals, exceptions, unions, classes, warnings, handles: self.has_handlers }
    }

    fn sorted_globals(&self) -> Vec<(usize, String)> {
        let mut out: Vec<(usize, String)> = self
            .program
            .global_uses
            .iter()
            .filter(|(m, n)| {
                let top = self.program.modules[*m].1;
                self.program.funcs[top].bindings.get(n) == Some(&crate::scope::Binding::Var)
            })
            .cloned()
            .collect();
        out.sort();
        out
    }

    /// Instances in the order of their source.
    fn source_order(&self) -> Vec<InstId> {
        let mut ids: Vec<InstId> = (0..self.insts.len()).collect();
        ids.sort_by_key(|i| {
            let f = &self.program.funcs[self.insts[*i].func];
            (f.module, f.range.start(), *i)
        });
        ids
    }

    /// Puts nested functions in the place of their `def`.
    fn nested(&mut self, parent: InstId, code: String, inside: &HashMap<InstId, Vec<InstId>>) -> String {
        let mut out = String::new();
        let mut rest = code.as_str();
        while let Some(at) = rest.find("__py_nested!(") {
            out.push_str(&rest[..at]);
            let inner = &rest[at + "__py_nested!(".len()..];
            let end = inner.find(')').unwrap_or(inner.len());
            let func: Option<FuncId> = inner[..end].split(',').nth(1).and_then(|n| n.trim().parse().ok());
            rest = inner.get(end..).and_then(|r| r.strip_prefix(");\n").or(r.strip_prefix(");"))).unwrap_or("");
            let mut names = HashSet::new();
            for id in inside.get(&parent).cloned().unwrap_or_default() {
                if Some(self.insts[id].func) == func && names.insert(self.insts[id].rust_name.clone()) {
                    let code = self.insts[id].code.clone();
                    let code = self.nested(id, code, inside);
                    out.push_str(&code);
                    out.push_str("\n\n");
                }
            }
        }
        out.push_str(rest);
        out
    }

    /// Functions that nothing calls have no types to be translated with.
    fn warn_unused(&mut self) {
        let reached: HashSet<FuncId> = self.insts.iter().filter(|i| i.reached).map(|i| i.func).collect();
        for (id, f) in self.program.funcs.iter().enumerate() {
            if f.params.is_some()
                && !reached.contains(&id)
                && f.name != "<lambda>"
                && f.parent.is_some_and(|p| self.program.is_module(p))
            {
                self.warn(
                    "P0901",
                    f.module,
                    f.range,
                    format!("'{}' is never called, so its types are unknown: it is left out", f.name),
                );
            }
        }
    }
}

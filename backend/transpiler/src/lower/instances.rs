//! Functions as called: which instance a call goes to, and which functions and variables to take apart where types mix.

use super::{Inst, InstId, InstKey, Lowerer};
use crate::scope::{ClassId, FuncId};
use crate::types::{Cell, NodeCells, Ty};
use rustpython_ruff_text_size::TextRange;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

impl<'a> Lowerer<'a> {
    /// The instance of a function for its caller; a specialised one has one per call site.
    pub(crate) fn instance(
        &mut self,
        func: FuncId,
        class: Option<ClassId>,
        parent: Option<InstId>,
        site: Option<TextRange>,
    ) -> InstId {
        let caller = self.cx.inst;
        let mut site_key = None;
        let mut depth = 0;
        if self.clones.contains(&func)
            && let Some(range) = site
        {
            // A recursive call stays within its own instance.
            if self.insts[caller].func == func && self.insts[caller].class == class {
                self.reach(caller);
                return caller;
            }
            depth = self.insts[caller].depth + 1;
            if depth <= 6 {
                site_key = Some((caller, range));
            }
        }
        let key = InstKey { func, class, parent, site: site_key };
        if let Some(&id) = self.keys.get(&key) {
            self.reach(id);
            return id;
        }
        let flow = match self.flows.get(&func) {
            Some(f) => f.clone(),
            None => {
                let empty = HashSet::new();
                let split = self.splits.get(&func).unwrap_or(&empty);
                let f = Rc::new(crate::flow::analyse(self.program, func, split));
                self.flows.insert(func, f.clone());
                f
            }
        };
        let vars: Vec<Cell> = flow.vars.iter().map(|_| self.cells.fresh()).collect();
        let f = &self.program.funcs[func];
        let mut params = Vec::new();
        if let Some(p) = f.params {
            for p in p.iter() {
                params.push(match flow.stores.get(&p.name().range) {
                    Some(v) => vars[*v],
                    None => self.cells.fresh(),
                });
            }
        }
        let rust_name = crate::names::value_name(&f.name);
        let inst = Inst {
            func,
            class,
            parent,
            params,
            ret: self.cells.fresh(),
            yields: self.cells.fresh(),
            raises: false,
            nodes: NodeCells::new(),
            vars,
            flow,
            depth,
            rust_name,
            signature: Vec::new(),
            code: String::new(),
            reached: false,
            as_value: false,
        };
        self.insts.push(inst);
        let id = self.insts.len() - 1;
        self.keys.insert(key, id);
        self.reach(id);
        id
    }

    /// Variables to split and functions to specialise, found from types that mix what should be apart.
    pub(super) fn refine(
        &mut self,
        splits: &mut HashMap<FuncId, HashSet<String>>,
        clones: &mut HashSet<FuncId>,
    ) -> bool {
        let mut more = false;
        for i in &self.insts {
            if !i.reached {
                continue;
            }
            for (at, v) in i.flow.vars.iter().enumerate() {
                let ty = self.cells.ty(i.vars[at]);
                if i.flow.splittable.contains(&v.name) && self.mixed(&ty, 0, true) {
                    more |= splits.entry(i.func).or_default().insert(v.name.clone());
                }
            }
            let f = &self.program.funcs[i.func];
            let is_param = f.params.is_some() && !matches!(f.body, crate::scope::Body::Expr(_));
            // A cache is one for all kinds of arguments, in which 1, 1.0 and True are one.
            if is_param && !f.escapes && !clones.contains(&i.func) && !self.is_cached(i.func) {
                let mixed = i.params.iter().any(|c| {
                    let ty = self.cells.ty(*c);
                    self.mixed(&ty, 0, false)
                });
                if mixed {
                    more |= clones.insert(i.func);
                }
            }
        }
        more
    }

    /// Several kinds in one place, at any depth. `None` beside one kind counts only where `strict`.
    fn mixed(&self, ty: &Ty, depth: u32, strict: bool) -> bool {
        use crate::types::Atom;
        let n = if strict { ty.0.len() } else { ty.without_none().0.len() };
        if n > 1 {
            return true;
        }
        if depth > 4 {
            return false;
        }
        ty.0.iter().any(|a| match a {
            Atom::List(c)
            | Atom::Set(c)
            | Atom::FrozenSet(c)
            | Atom::Deque(c)
            | Atom::Counter(c)
            | Atom::VarTuple(c)
            | Atom::Iter(c) => self.mixed(&self.cells.ty(*c), depth + 1, false),
            Atom::Dict(k, v) | Atom::DefaultDict(k, v) | Atom::OrderedDict(k, v) | Atom::View(_, k, v) => {
                self.mixed(&self.cells.ty(*k), depth + 1, false) || self.mixed(&self.cells.ty(*v), depth + 1, false)
            }
            Atom::Tuple(cs) => cs.iter().any(|c| self.mixed(&self.cells.ty(*c), depth + 1, false)),
            _ => false,
        })
    }
}

//! What a program asks of its objects: to be shown, compared, hashed or ordered, found through the types of containers.

use super::Kin;
use crate::lower::{Ex, Lowerer};
use crate::scope::ClassId;
use crate::types::{Atom, Ty, View};
use rustpython_ruff_text_size::TextRange;
use std::collections::HashSet;

impl<'a> Lowerer<'a> {
    pub(crate) fn need_trait(&mut self, c: ClassId, name: &'static str) {
        if self.classes[c].traits.insert(name) {
            self.changed();
        }
    }

    /// Values of this type are shown: objects inside need their text.
    pub(crate) fn need_show(&mut self, t: &Ty) {
        self.need_within(t, "Show", 0);
    }

    /// Values of this type are shown where no exception can pass.
    pub(crate) fn need_calm_show(&mut self, t: &Ty, range: TextRange) {
        self.need_show(t);
        if self.text_may_raise(t) {
            self.refuse("P0324", range, "the text of an object may raise an exception here, which is not translated");
        }
    }

    /// Whether making text of a value may raise, where a handler could tell.
    pub(crate) fn text_may_raise(&mut self, t: &Ty) -> bool {
        self.has_handlers && self.text_raises(t, &mut HashSet::new(), 0)
    }

    fn text_raises(&mut self, t: &Ty, seen: &mut HashSet<ClassId>, depth: u32) -> bool {
        if depth > 6 {
            return false;
        }
        for a in &t.0 {
            let Atom::Inst(c) = *a else {
                let inner = self.within(a);
                if inner.iter().any(|t| self.text_raises(t, seen, depth + 1)) {
                    return true;
                }
                continue;
            };
            if !seen.insert(c) {
                continue;
            }
            for m in ["__repr__", "__str__"] {
                if let Some(f) = self.find_method(c, m) {
                    let inst = self.instance(f, Some(c), None, None);
                    if self.insts[inst].raises {
                        return true;
                    }
                }
            }
            let Some(d) = self.dataclass(c).filter(|d| d.repr) else { continue };
            for f in d.fields.iter().filter(|f| f.repr) {
                let cell = self.field(c, &f.name);
                let t = self.cells.ty(cell);
                if self.text_raises(&t, seen, depth + 1) {
                    return true;
                }
            }
        }
        false
    }

    /// The text of a value by `py::str`, `py::repr` or `py::ascii`, as an expression of type `Str`.
    pub(crate) fn text_by(&mut self, function: &str, x: &Ex) -> String {
        self.need_show(&x.ty.clone());
        let b = self.borrowed(x);
        let code = format!("py::{function}({b})");
        if self.text_may_raise(&x.ty) { self.try_(format!("py::unparked({code})")) } else { code }
    }

    pub(crate) fn need_equality(&mut self, t: &Ty, range: TextRange) {
        self.need_one_kin(t, range);
        self.need_within(t, "PyEq", 0);
    }

    /// Objects that are tuples, integers or strings too equal plain ones, which values of several kinds do not see.
    fn need_one_kin(&mut self, t: &Ty, range: TextRange) {
        let kin = |a: &Atom| match a {
            Atom::Inst(c) if self.is_named_tuple(*c) => 1,
            Atom::Tuple(_) | Atom::VarTuple(_) => 1,
            Atom::Inst(c) => match self.enum_kin(*c) {
                Some(Kin::Int) => 2,
                Some(Kin::Str) => 3,
                _ => 0,
            },
            Atom::Int(_) | Atom::Float | Atom::Bool => 2,
            Atom::Str => 3,
            _ => 0,
        };
        let kins: Vec<i32> = t.0.iter().map(kin).collect();
        let special = |i: usize| matches!(t.0[i], Atom::Inst(_)) && kins[i] > 0;
        let mixed = (0..kins.len()).any(|i| special(i) && (0..kins.len()).any(|j| j != i && kins[j] == kins[i]));
        if mixed {
            self.refuse("P0231", range, "comparing these objects with plain values in one place is not translated");
        }
    }

    pub(crate) fn need_hash(&mut self, t: &Ty, range: TextRange) {
        if let Some(a) = t.0.iter().find(|a| {
            matches!(
                a,
                Atom::List(_)
                    | Atom::Dict(..)
                    | Atom::Set(_)
                    | Atom::DefaultDict(..)
                    | Atom::OrderedDict(..)
                    | Atom::View(View::Keys | View::Items, ..)
                    | Atom::Deque(_)
                    | Atom::Counter(_)
            )
        }) {
            let name = self.kind_name(a);
            self.refuse("P0323", range, format!("this raises TypeError: unhashable type: '{name}'"));
        }
        self.need_one_kin(t, range);
        self.need_within(t, "PyHash", 0);
        self.need_within(t, "PyEq", 0);
    }

    /// The runtime asks values of this type for their truth.
    pub(crate) fn need_truth(&mut self, t: &Ty) {
        for a in &t.0 {
            if let Atom::Inst(c) = a {
                self.need_trait(*c, "Truthy");
            }
        }
    }

    pub(crate) fn need_order(&mut self, c: ClassId) {
        self.need_trait(c, "PyTryOrd");
    }

    fn need_within(&mut self, t: &Ty, name: &'static str, depth: u32) {
        if depth > 6 {
            return;
        }
        for a in &t.0 {
            if let Atom::Inst(c) = a {
                self.need_trait(*c, name);
            }
            for t in self.within(a) {
                self.need_within(&t, name, depth + 1);
            }
        }
    }

    /// The types of what a container holds.
    fn within(&self, a: &Atom) -> Vec<Ty> {
        match a {
            Atom::List(c)
            | Atom::Set(c)
            | Atom::FrozenSet(c)
            | Atom::VarTuple(c)
            | Atom::Deque(c)
            | Atom::Counter(c) => vec![self.cells.ty(*c)],
            Atom::Dict(k, v) | Atom::DefaultDict(k, v) | Atom::OrderedDict(k, v) | Atom::View(_, k, v) => {
                vec![self.cells.ty(*k), self.cells.ty(*v)]
            }
            Atom::Tuple(cells) => cells.iter().map(|c| self.cells.ty(*c)).collect(),
            _ => Vec::new(),
        }
    }
}

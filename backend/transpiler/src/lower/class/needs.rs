//! What a program asks of its objects: to be shown, compared, hashed or ordered, found through the types of containers.

use crate::lower::Lowerer;
use crate::scope::ClassId;
use crate::types::{Atom, Ty};
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
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
}

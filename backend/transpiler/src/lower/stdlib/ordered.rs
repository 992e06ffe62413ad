//! The modules `heapq` and `bisect`: lists kept in order.
//! Knows nothing of other lists.

use crate::lower::{Ex, Lowerer};
use crate::types::{Atom, Ty};
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    pub(super) fn heapq(&mut self, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let Some(Atom::List(c)) = args.first()?.ty.single().cloned() else { return None };
        let heap = self.borrowed(&args[0]);
        let none = Ty::none();
        let ex = match (name, &args[1..]) {
            ("heappush", [v]) => {
                let v = self.store(v.clone(), c);
                let code = format!("py::heapq::try_heappush({heap}, {v})");
                Ex::owned(self.try_(code), none)
            }
            ("heappop", []) => {
                let code = format!("py::heapq::heappop({heap})");
                let t = self.cells.ty(c);
                Ex::owned(self.try_(code), t)
            }
            ("heapify", []) => {
                let code = format!("py::heapq::try_heapify({heap})");
                Ex::owned(self.try_(code), none)
            }
            ("heapreplace" | "heappushpop", [v]) => {
                let v = self.store(v.clone(), c);
                let code = format!("py::heapq::{name}({heap}, {v})");
                let t = self.cells.ty(c);
                Ex::owned(self.try_(code), t)
            }
            _ => return None,
        };
        let t = self.cells.ty(c);
        self.ordered(&t, range);
        Some(ex)
    }

    pub(super) fn bisect(&mut self, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let Some(Atom::List(c)) = args.first()?.ty.single().cloned() else { return None };
        let [_, v] = args else { return None };
        let list = self.borrowed(&args[0]);
        let v_owned = self.store(v.clone(), c);
        let t = self.cells.ty(c);
        self.ordered(&t, range);
        Some(match name {
            "bisect" | "bisect_right" => {
                let code = format!("py::bisect::bisect_right({list}, &{v_owned}, &Int::from(0), None)");
                Ex::owned(self.try_(code), Ty::nat())
            }
            "bisect_left" => {
                let code = format!("py::bisect::bisect_left({list}, &{v_owned}, &Int::from(0), None)");
                Ex::owned(self.try_(code), Ty::nat())
            }
            "insort" | "insort_right" | "insort_left" => {
                let f = if name == "insort_left" { "insort_left" } else { "insort_right" };
                let code = format!("py::bisect::{f}({list}, {v_owned})");
                Ex::owned(self.try_(code), Ty::none())
            }
            _ => return None,
        })
    }
}

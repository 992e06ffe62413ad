//! The module `statistics`.
//! Knows nothing of how the functions are computed; that is the runtime's.

use crate::lower::iterate::It;
use crate::lower::{Ex, Lowerer};
use crate::types::{Atom, Ty};
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// A function of one iterable.
    pub(super) fn statistics(&mut self, name: &str, it: It, range: TextRange) -> Ex {
        let it = self.settled(it);
        if matches!(name, "mode" | "multimode") {
            let cell = self.node(range, 0);
            let code = self.iterator_of(it, cell);
            let elem = self.cells.ty(cell);
            if elem.is_empty() {
                return Ex::unknown();
            }
            self.need_hash(&elem, range);
            let code = format!("py::statistics::{name}({code})");
            return if name == "mode" {
                Ex::owned(self.try_(code), elem)
            } else {
                Ex::owned(code, Ty::one(Atom::List(cell)))
            };
        }
        let known = matches!(
            name,
            "mean" | "fmean" | "median" | "median_low" | "median_high" | "variance" | "pvariance" | "stdev" | "pstdev"
        );
        if !known || !(it.elem.is_number() || it.elem.is_empty()) {
            return self.refuse("P0407", range, format!("statistics.{name}() of these values is not translated"));
        }
        if it.elem.is_empty() {
            // No value is ever among them: this raises.
            let none = format!("{}.map(|item| -> Int {{ match item {{}} }})", it.code);
            let code = self.try_(format!("py::statistics::{name}({none})"));
            return Ex::owned(format!("{{ {code}; py::unreachable::<Never>() }}"), Ty::empty());
        }
        let code = self.try_(format!("py::statistics::{name}({})", it.code));
        let float = Ty::one(Atom::Float);
        match name {
            "fmean" | "stdev" | "pstdev" => Ex::owned(code, float),
            // Of floats alone the result is a float.
            _ if it.elem.is_float() => Ex::owned(format!("{code}.float()"), float),
            _ => Ex::owned(code, Ty(vec![Atom::Int(false), Atom::Float])),
        }
    }
}

//! `format % values`.
//! Knows nothing of format specifications.

use crate::lower::{Ex, Lowerer};
use crate::types::{Atom, Ty};
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// `format % values`.
    pub(crate) fn percent(&mut self, l: Ex, r: Ex, range: TextRange) -> Ex {
        let r = self.plain_tuple(r);
        let args: Vec<String> = match r.ty.single().cloned() {
            Some(Atom::Tuple(cells)) => {
                let name = self.temp("values");
                let value = self.borrowed(&r);
                let parts: Vec<String> = (0..cells.len()).map(|i| format!("&{name}.{i}")).collect();
                for c in &cells {
                    let t = self.cells.ty(*c);
                    self.need_calm_show(&t, range);
                    if !self.percentable(&t) {
                        return self.refuse_with(
                            "P0254",
                            range,
                            "`%` with this type is not translated",
                            Some("use an f-string"),
                        );
                    }
                }
                let f = self.str_ref(&l);
                let code = format!("py::percent({f}, &[{}])", parts.join(", "));
                let call = self.try_(code);
                return Ex::owned(format!("{{ let {name} = {value}; {call} }}"), Ty::one(Atom::Str));
            }
            _ => {
                if !self.percentable(&r.ty) {
                    return self.refuse_with(
                        "P0254",
                        range,
                        "`%` with this type is not translated",
                        Some("use an f-string"),
                    );
                }
                self.need_calm_show(&r.ty.clone(), range);
                vec![self.borrowed(&r)]
            }
        };
        let f = self.str_ref(&l);
        let code = format!("py::percent({f}, &[{}])", args.join(", "));
        Ex::owned(self.try_(code), Ty::one(Atom::Str))
    }

    pub(super) fn percentable(&self, t: &Ty) -> bool {
        t.is(|a| matches!(a, Atom::Int(_) | Atom::Float | Atom::Str | Atom::Bool))
            || (t.is_number())
            || t.is(|a| matches!(a, Atom::List(_) | Atom::Dict(..)))
    }
}

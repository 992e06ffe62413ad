//! `del`.

use super::vars::Name;
use super::{Lowerer, Prec};
use crate::types::Atom;
use ruff_python_ast::Expr;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::Ranged;

impl<'a> Lowerer<'a> {
    /// `del target`.
    pub(crate) fn delete(&mut self, target: &'a Expr) -> String {
        match target {
            Expr::Name(n) => match self.lookup(n.id.as_str(), n.range, false) {
                Name::Var(v) => match v.storage {
                    super::vars::Storage::Maybe => format!("{} = None;\n", v.rust),
                    super::vars::Storage::Plain | super::vars::Storage::Proven => String::new(),
                    _ => {
                        self.refuse("P0275", n.range, "deleting a variable that other functions see is not translated");
                        String::new()
                    }
                },
                _ => {
                    self.refuse("P0275", n.range, "deleting this name is not translated");
                    String::new()
                }
            },
            Expr::Subscript(s) => {
                let x = self.expr(&s.value);
                let recv = x.at(Prec::Atom);
                if let Expr::Slice(sl) = &*s.slice {
                    let bounds = self.slice_bounds(sl);
                    if !x.ty.is(|a| matches!(a, Atom::List(_))) {
                        self.refuse("P0276", s.range, "deleting a slice of this type is not translated");
                        return String::new();
                    }
                    let parts: Vec<String> = bounds.iter().map(|b| self.bound(b)).collect();
                    let code = format!("{recv}.slice_del({}, {}, {})", parts[0], parts[1], parts[2]);
                    return format!("{};\n", self.try_(code));
                }
                let index = self.expr(&s.slice);
                let code = match x.ty.single().cloned() {
                    Some(kind @ (Atom::List(_) | Atom::Deque(_))) => {
                        let Some(i) = self.index(index, &kind, s.range) else { return String::new() };
                        format!("{recv}.del({i})")
                    }
                    Some(Atom::Dict(k, _) | Atom::DefaultDict(k, _) | Atom::OrderedDict(k, _)) => {
                        let key = self.lookup_key(index, k, s.range);
                        format!("{recv}.del({key})")
                    }
                    Some(Atom::Counter(k)) => {
                        let key = self.lookup_key(index, k, s.range);
                        return format!("{recv}.del({key});\n");
                    }
                    Some(Atom::Inst(c)) if self.find_method(c, "__delitem__").is_some() => {
                        let e = self.call_method_on(x, c, "__delitem__", vec![index]);
                        return format!("{};\n", e.code);
                    }
                    None if x.ty.is_empty() => return String::new(),
                    _ => {
                        self.refuse("P0276", s.range, "deleting an item of this type is not translated");
                        return String::new();
                    }
                };
                format!("{};\n", self.try_(code))
            }
            Expr::Tuple(t) => t.elts.iter().map(|e| self.delete(e)).collect(),
            other => {
                self.refuse("P0277", other.range(), "this `del` is not translated");
                String::new()
            }
        }
    }
}

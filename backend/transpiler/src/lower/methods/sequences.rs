//! Methods of lists, tuples and deques.
//! Knows nothing of indexing.

use crate::lower::{Ex, Lowerer, Prec};
use crate::types::{Atom, Cell, Ty};
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// `list.sort(key=, reverse=)`.
    pub(super) fn sort_method(&mut self, x: &Ex, cell: Cell, c: &'a ExprCall) -> Ex {
        let kw =
            |n: &str| c.arguments.keywords.iter().find(|k| k.arg.as_ref().is_some_and(|a| a == n)).map(|k| &k.value);
        let recv = x.at(Prec::Atom);
        let none = Ty::none();
        let key = kw("key").filter(|e| !matches!(e, Expr::NoneLiteral(_)));
        let reverse = kw("reverse").map(|e| self.condition(e));
        let elem = self.cells.ty(cell);
        if let Some(k) = key {
            let closure = self.key_function(k, &elem);
            let r = reverse.map_or("false".to_string(), |r| r.code);
            let code = format!("{recv}.sort_by_key({closure}, {r})");
            return Ex::owned(self.try_(code), none);
        }
        let r = reverse.filter(|r| r.bool_lit() != Some(false)).map(|r| r.code);
        if !self.ordered(&elem) {
            let code = format!("{recv}.try_sort({})", r.unwrap_or("false".into()));
            return Ex::owned(self.try_(code), none);
        }
        Ex::owned(
            match r {
                Some(r) => format!("{recv}.sort_reverse({r})"),
                None => format!("{recv}.sort()"),
            },
            none,
        )
    }

    pub(super) fn list_method(&mut self, x: &Ex, c: Cell, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let recv = x.at(Prec::Atom);
        let (none, elem) = (Ty::none(), self.cells.ty(c));
        Some(match (name, args) {
            ("append", [v]) => {
                let v = self.store(v.clone(), c);
                Ex::owned(format!("{recv}.append({v})"), none)
            }
            ("insert", [i, v]) => {
                let v = self.store(v.clone(), c);
                let i = self.index(i.clone(), &Atom::List(c), range)?;
                let code = format!("{recv}.insert({i}, {v})");
                Ex::owned(self.try_(code), none)
            }
            ("pop", []) => {
                let code = format!("{recv}.pop()");
                Ex::owned(self.try_(code), elem)
            }
            ("pop", [i]) => {
                let i = self.index(i.clone(), &Atom::List(c), range)?;
                let code = format!("{recv}.pop_at({i})");
                Ex::owned(self.try_(code), elem)
            }
            ("remove" | "index" | "count", [v]) => {
                let v = self.search_item(v, c, range);
                let code = format!("{recv}.{name}({v})");
                let code = if name == "count" { code } else { self.try_(code) };
                Ex::owned(code, if name == "remove" { none } else { Ty::nat() })
            }
            ("index", [v, rest @ ..]) => {
                let v = self.search_item(v, c, range);
                let from = self.int_ref(&rest[0], range);
                let to = self.opt_int(rest.get(1), range);
                let code = format!("{recv}.index_in({v}, {from}, {to})");
                Ex::owned(self.try_(code), Ty::nat())
            }
            ("extend", [v]) => {
                let it = self.iterate_value(v.clone(), range);
                let code = self.iterator_of(it, c);
                Ex::owned(format!("{recv}.extend({code})"), none)
            }
            ("reverse" | "clear", []) => Ex::owned(format!("{recv}.{name}()"), none),
            ("copy", []) => Ex::owned(format!("{recv}.copy()"), x.ty.clone()),
            ("sort", []) => {
                if !self.ordered(&elem) {
                    let code = format!("{recv}.try_sort(false)");
                    return Some(Ex::owned(self.try_(code), none));
                }
                Ex::owned(format!("{recv}.sort()"), none)
            }
            ("__len__", []) => Ex::owned(format!("{recv}.len()"), Ty::nat()),
            _ => return None,
        })
    }

    pub(super) fn tuple_method(&mut self, x: &Ex, c: Cell, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let recv = x.at(Prec::Atom);
        Some(match (name, args) {
            ("index" | "count", [v]) => {
                let v = self.search_item(v, c, range);
                let code = format!("{recv}.{name}({v})");
                let code = if name == "count" { code } else { self.try_(code) };
                Ex::owned(code, Ty::nat())
            }
            _ => return None,
        })
    }

    pub(super) fn deque_method(&mut self, x: &Ex, c: Cell, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let recv = x.at(Prec::Atom);
        let (none, elem) = (Ty::none(), self.cells.ty(c));
        Some(match (name, args) {
            ("append" | "appendleft", [v]) => {
                let v = self.store(v.clone(), c);
                Ex::owned(format!("{recv}.{name}({v})"), none)
            }
            ("pop" | "popleft", []) => {
                let code = format!("{recv}.{name}()");
                Ex::owned(self.try_(code), elem)
            }
            ("clear" | "reverse", []) => Ex::owned(format!("{recv}.{name}()"), none),
            ("copy", []) => Ex::owned(format!("{recv}.copy()"), x.ty.clone()),
            ("rotate", []) => Ex::owned(format!("{recv}.rotate(&Int::from(1))"), none),
            ("rotate", [n]) => {
                let n = self.int_ref(n, range);
                Ex::owned(format!("{recv}.rotate({n})"), none)
            }
            ("remove" | "index" | "count", [v]) => {
                let v = self.search_item(v, c, range);
                let code = format!("{recv}.{name}({v})");
                let code = if name == "count" { code } else { self.try_(code) };
                Ex::owned(code, if name == "remove" { none } else { Ty::nat() })
            }
            ("extend" | "extendleft", [v]) => {
                let it = self.iterate_value(v.clone(), range);
                let code = self.iterator_of(it, c);
                Ex::owned(format!("{recv}.{name}({code})"), none)
            }
            _ => return None,
        })
    }
}

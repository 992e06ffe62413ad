//! Unpacking a value into several targets.

use super::vars::Name;
use super::{Ex, Lowerer, Own};
use crate::types::{Atom, Cell, Ty};
use ruff_python_ast::Expr;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// `a, b = value` to any targets.
    pub(crate) fn unpack(&mut self, elts: &'a [Expr], value: Ex, range: TextRange) -> String {
        let value = self.tuple_to_index(value, "__iter__");
        if let Some(Atom::Tuple(cells)) = value.ty.single().cloned()
            && cells.len() == elts.len()
            && !elts.iter().any(|e| matches!(e, Expr::Starred(_)))
        {
            return self.unpack_tuple(elts, value, &cells);
        }
        self.unpack_with(elts, value, range, &mut |l, e, x| l.assign(e, x))
    }

    fn unpack_tuple(&mut self, elts: &'a [Expr], value: Ex, cells: &[Cell]) -> String {
        // New variables bind by one pattern; others are assigned from temporaries, so that a swap swaps.
        let new = |l: &mut Self, e: &'a Expr| match e {
            Expr::Name(n) => match l.lookup(n.id.as_str(), n.range, true) {
                Name::Var(v) if v.storage == super::vars::Storage::Plain && l.cx.locals.is_empty() => {
                    let flow = l.insts[l.cx.inst].flow.clone();
                    let var = flow.stores.get(&n.range).map(|i| &flow.vars[*i])?;
                    (var.declared_at == Some(n.range)).then_some((v, var.mutable, n.range))
                }
                _ => None,
            },
            _ => None,
        };
        let fresh: Vec<Option<_>> = elts.iter().map(|e| new(self, e)).collect();
        let mut names = HashSetOrdered::default();
        let distinct = elts.iter().all(|e| match e {
            Expr::Name(n) => names.insert(n.id.as_str()),
            _ => true,
        });
        let mut pattern = Vec::new();
        let mut after = String::new();
        for (e, (f, c)) in elts.iter().zip(fresh.into_iter().zip(cells)) {
            let ty = self.cells.ty(*c);
            match f {
                Some((v, mutable, name_range)) if distinct => {
                    self.cells.flow(&ty, v.cell);
                    let have = self.cells.ty(v.cell);
                    self.cx.narrow.remove(&v.cell);
                    let same = !self.last_round || self.rty(&have) == self.rty(&ty);
                    if same {
                        pattern.push(if mutable { format!("mut {}", v.rust) } else { v.rust.clone() });
                    } else {
                        let name = self.temp("item");
                        pattern.push(name.clone());
                        after.push_str(&self.assign_var(&v, name_range, Ex { own: Own::Last, ..Ex::place(name, ty) }));
                    }
                }
                _ => {
                    let name = self.temp("item");
                    pattern.push(name.clone());
                    let code = self.assign(e, Ex { own: Own::Last, ..Ex::place(name, ty) });
                    after.push_str(&code);
                }
            }
        }
        let value = self.owned(value);
        let comma = if pattern.len() == 1 { "," } else { "" };
        format!("let ({}{comma}) = {value};\n{after}", pattern.join(", "))
    }

    /// Takes any iterable apart, one target after the other.
    pub(crate) fn unpack_with(
        &mut self,
        elts: &'a [Expr],
        value: Ex,
        range: TextRange,
        bind: &mut dyn FnMut(&mut Self, &'a Expr, Ex) -> String,
    ) -> String {
        if value.ty.is_empty() {
            // Nothing reaches here yet; the targets still need their places.
            let mut out = String::new();
            for e in elts {
                let e = if let Expr::Starred(s) = e { &s.value } else { e };
                out.push_str(&bind(self, e, Ex::unknown()));
            }
            return out;
        }
        let star = elts.iter().position(|e| matches!(e, Expr::Starred(_)));
        if let Some(Atom::Tuple(cells)) = value.ty.single().cloned() {
            let name = self.temp("tuple");
            let before = star.unwrap_or(elts.len());
            let enough = match star {
                Some(_) => cells.len() + 1 >= elts.len(),
                None => cells.len() == elts.len(),
            };
            if enough {
                let code = self.owned(value);
                let mut out = format!("let {name} = {code};\n");
                let after = elts.len() - before - usize::from(star.is_some());
                for (i, e) in elts.iter().enumerate() {
                    if let Expr::Starred(s) = e {
                        let cell = self.node(s.range, 0);
                        let rest = &cells[before..cells.len() - after];
                        let mut parts = Vec::new();
                        for c in rest {
                            let t = self.cells.ty(*c);
                            self.cells.flow(&t, cell);
                        }
                        for (j, c) in rest.iter().enumerate() {
                            let t = self.cells.ty(*c);
                            parts.push(self.coerce_to(Ex::place(format!("{name}.{}", before + j), t), cell));
                        }
                        let list = Ex::owned(format!("list![{}]", parts.join(", ")), Ty::one(Atom::List(cell))).vague();
                        out.push_str(&bind(self, &s.value, list));
                    } else {
                        let at = if i < before { i } else { cells.len() - (elts.len() - i) };
                        let t = self.cells.ty(cells[at]);
                        out.push_str(&bind(self, e, Ex::place(format!("{name}.{at}"), t)));
                    }
                }
                return out;
            }
        }
        if let Some(a) = value.ty.single().cloned()
            && matches!(a, Atom::None | Atom::Bool | Atom::Int(_) | Atom::Float | Atom::Func(..))
        {
            let message = format!("cannot unpack non-iterable {} object", self.kind_name(&a));
            let e = self.raising(&[&value], &format!("py::type_error({})", super::quote(&message)));
            return format!("{};\n", e.code);
        }
        let cell = self.node(range, 210);
        let it = self.iterate_value(value, range);
        let list = self.list_from(it, cell);
        let name = self.temp("items");
        let t = self.cells.ty(cell);
        let after = star.map_or(0, |s| elts.len() - s - 1);
        let (count, check) = match star {
            Some(s) => (s + after, "unpack_at_least"),
            None => (elts.len(), "unpack_exactly"),
        };
        let check = format!("py::{check}(&{name}, {count})");
        let check = self.try_(check);
        let mut out = format!("let {name} = {};\n{check};\n", list.code);
        for (i, e) in elts.iter().enumerate() {
            if let Expr::Starred(s) = e {
                let stop = if after == 0 { "None".to_string() } else { format!("Some(Int::from(-{after}))") };
                let rest = Ex::owned(format!("{name}.part(Some(Int::from({i})), {stop})"), Ty::one(Atom::List(cell)));
                out.push_str(&bind(self, &s.value, rest));
                continue;
            }
            let at = if star.is_some_and(|s| i > s) { i as i64 - elts.len() as i64 } else { i as i64 };
            out.push_str(&bind(self, e, Ex::owned(format!("{name}.item({at})"), t.clone())));
        }
        out
    }
}

/// A set of names that says whether each was new.
#[derive(Default)]
struct HashSetOrdered<'x>(Vec<&'x str>);

impl<'x> HashSetOrdered<'x> {
    pub(crate) fn insert(&mut self, name: &'x str) -> bool {
        if self.0.contains(&name) {
            return false;
        }
        self.0.push(name);
        true
    }
}

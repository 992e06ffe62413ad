//! Items and slices, read.

use super::{Ex, Lowerer, Own, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, ExprSlice, ExprSubscript};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

impl<'a> Lowerer<'a> {
    pub(crate) fn subscript(&mut self, s: &'a ExprSubscript) -> Ex {
        if let Some(c) = self.class_path(&s.value)
            && self.enum_kin(c).is_some()
        {
            let name = self.expr(&s.slice);
            return self.member_of_name(c, name, s.range);
        }
        let x = self.expr(&s.value);
        if let Expr::Slice(sl) = &*s.slice {
            return self.slice(x, sl, s.range);
        }
        let index = self.expr(&s.slice);
        self.get_item(x, index, s.range)
    }

    /// `x[index]`.
    pub(crate) fn get_item(&mut self, x: Ex, index: Ex, range: TextRange) -> Ex {
        if x.ty.is_empty() || index.ty.is_empty() {
            return self.diverging(&[&x, &index]);
        }
        let x = self.tuple_to_index(x, "__getitem__");
        let index = if x.ty.is(|a| matches!(a, Atom::List(_) | Atom::Tuple(_) | Atom::VarTuple(_) | Atom::Str)) {
            self.plain_member(index)
        } else {
            index
        };
        let Some(kind) = x.ty.single().cloned() else {
            if x.ty.has_none()
                && let Some(y) = self.only_kind(&x, "'{}' object is not subscriptable")
            {
                return self.get_item(y, index, range);
            }
            if !index.is_simple() {
                let name = self.temp("index");
                let ty = index.ty.clone();
                let value = self.owned(index);
                let held = Ex::place(name.clone(), ty);
                let out = self.dispatch(x, range, |l, v| l.get_item(v, held.clone(), range));
                return Ex::owned(format!("{{ let {name} = {value}; {} }}", out.code), out.ty);
            }
            return self.dispatch(x, range, |l, v| l.get_item(v, index.clone(), range));
        };
        let recv = match x.str_lit() {
            Some(_) => self.owned(x.clone()),
            None => x.at(Prec::Atom),
        };
        match kind {
            Atom::List(c) | Atom::VarTuple(c) | Atom::Deque(c) => {
                let ty = self.cells.ty(c);
                let Some(i) = self.index(index, &kind, range) else { return self.raised() };
                let code = format!("{recv}.get({i})");
                Ex::owned(self.try_(code), ty)
            }
            Atom::Str => {
                let Some(i) = self.index(index, &kind, range) else { return self.raised() };
                let code = format!("{recv}.get({i})");
                Ex::owned(self.try_(code), Ty::one(Atom::Str))
            }
            Atom::Bytes | Atom::Range => {
                let Some(i) = self.index(index, &kind, range) else { return self.raised() };
                let code = format!("{recv}.get({i})");
                Ex::owned(self.try_(code), if kind == Atom::Bytes { Ty::nat() } else { Ty::int() })
            }
            Atom::Tuple(cells) => {
                if let Some(i) = index.int_lit() {
                    let n = cells.len() as i64;
                    let at = if i < 0 { i + n } else { i };
                    if at < 0 || at >= n {
                        return self.raising(&[&x], "py::index_error(\"tuple index out of range\")");
                    }
                    let ty = self.cells.ty(cells[at as usize]);
                    let own = if x.own == Own::Owned { Own::Owned } else { Own::Place };
                    return Ex { own, ..Ex::owned(format!("{recv}.{at}"), ty) };
                }
                let t = self.any_length(x, &cells, range, 5);
                self.get_item(t, index, range)
            }
            Atom::DefaultDict(k, v) => {
                let key = self.lookup_key(index, k, range);
                let ty = self.cells.ty(v);
                Ex::owned(format!("{recv}.get_item({key})"), ty)
            }
            Atom::Dict(k, v) | Atom::OrderedDict(k, v) => {
                let ty = self.cells.ty(v);
                let key = self.lookup_key(index, k, range);
                let code = format!("{recv}.get_item({key})");
                Ex::owned(self.try_(code), ty)
            }
            Atom::Counter(k) => {
                let key = self.key(index, k, range);
                Ex::owned(format!("{recv}.get_item({key})"), Ty::int())
            }
            Atom::Inst(c) if self.find_method(c, "__getitem__").is_some() => {
                self.call_method_on(x, c, "__getitem__", vec![index])
            }
            Atom::Match => match self.match_method(&x, "__getitem__", &[index], range) {
                Some(out) => out,
                None => self.refuse("P0351", range, "this index of a match is not translated"),
            },
            Atom::Inst(c) if self.is_value_too(c) => {
                self.refuse("P0315", range, "an item of an enum's member is not translated")
            }
            other => {
                let message = format!("'{}' object is not subscriptable", self.kind_name(&other));
                self.raising(&[&x, &index], &format!("py::type_error({})", super::quote(&message)))
            }
        }
    }

    fn raised(&mut self) -> Ex {
        self.raise_value("py::type_error(\"indices must be integers or slices\")")
    }

    /// An index: a literal, or a reference to an integer.
    pub(crate) fn index(&mut self, i: Ex, container: &Atom, range: TextRange) -> Option<String> {
        if let Some(n) = i.int_lit() {
            return Some(if i32::try_from(n).is_ok() { n.to_string() } else { format!("{n}i64") });
        }
        if i.ty.is_int() {
            return Some(self.borrowed(&i));
        }
        if i.ty.is_bool() {
            let i = self.int_of_bool(&i);
            return Some(self.borrowed(&i));
        }
        if let Some(a) = i.ty.single() {
            if let Atom::Inst(c) = a
                && self.find_method(*c, "__index__").is_some()
            {
                let e = self.call_method_on(i.clone(), *c, "__index__", Vec::new());
                return Some(self.borrowed(&e));
            }
            let a = a.clone();
            let e = self.index_error(&i, &a, container);
            return Some(format!("{{ {} ; 0 }}", e.code));
        }
        if i.ty.0.len() > 1 && !i.ty.is_number() && i.ty.0.len() <= 6 {
            let i = self.dispatch_as(i, range, 243, |l, v| match v.ty.single().cloned() {
                Some(Atom::Int(_)) => v,
                Some(Atom::Bool) => l.int_of_bool(&v),
                Some(Atom::Inst(_)) | None => l.refuse("P0240", range, "an integer is needed here"),
                Some(a) => l.index_error(&v, &a, container),
            });
            return Some(self.borrowed(&i));
        }
        let i = self.as_int(i, range);
        Some(self.borrowed(&i))
    }

    /// What an index that is no integer raises.
    fn index_error(&mut self, i: &Ex, a: &Atom, container: &Atom) -> Ex {
        let (what, name) = (self.kind_name(container), self.kind_name(a));
        let message = match container {
            Atom::Str => format!("string indices must be integers, not '{name}'"),
            Atom::Bytes => format!("byte indices must be integers or slices, not {name}"),
            Atom::Deque(_) => format!("sequence index must be integer, not '{name}'"),
            _ => format!("{what} indices must be integers or slices, not {name}"),
        };
        self.raising(&[i], &format!("py::type_error({})", super::quote(&message)))
    }

    /// A dictionary's key, as a reference to the key type.
    pub(crate) fn key(&mut self, key: Ex, cell: u32, range: TextRange) -> String {
        let ty = self.cells.ty(cell);
        self.need_hash(&ty, range);
        // KeyError names the key by its text.
        self.need_calm_show(&ty, range);
        if !self.last_round || self.rty(&key.ty) == self.rty(&ty) {
            return self.borrowed(&key);
        }
        // A key of a kind that the dictionary never holds is simply not there: widening makes that so.
        self.cells.flow(&key.ty, cell);
        format!("&{}", self.coerce(key, &ty))
    }

    /// A key looked up: its kind joins the keys', so that both are of one type.
    pub(crate) fn lookup_key(&mut self, key: Ex, cell: u32, range: TextRange) -> String {
        self.cells.flow(&key.ty, cell);
        self.key(key, cell, range)
    }

    pub(crate) fn slice(&mut self, x: Ex, s: &'a ExprSlice, range: TextRange) -> Ex {
        let bounds = self.slice_bounds(s);
        self.slice_of(x, bounds, range)
    }

    /// `start, stop, step` as options of integers.
    pub(crate) fn slice_bounds(&mut self, s: &'a ExprSlice) -> [Option<Ex>; 3] {
        [&s.lower, &s.upper, &s.step].map(|b| {
            b.as_ref().and_then(|b| {
                let x = self.expr(b);
                if x.lit == Some(super::Lit::None) {
                    return None;
                }
                if x.ty.has_none() {
                    return Some(x);
                }
                Some(self.as_int(x, b.range()))
            })
        })
    }

    pub(crate) fn bound(&mut self, b: &Option<Ex>) -> String {
        match b {
            None => "None".to_string(),
            Some(x) if x.ty.has_none() => {
                let x = x.clone();
                self.owned(x)
            }
            Some(x) => {
                let x = x.clone();
                format!("Some({})", self.owned(x))
            }
        }
    }

    fn slice_of(&mut self, x: Ex, bounds: [Option<Ex>; 3], range: TextRange) -> Ex {
        let x = self.tuple_to_index(x, "__getitem__");
        let Some(kind) = x.ty.single().cloned() else {
            if x.ty.is_empty() {
                return self.diverging(&[&x]);
            }
            if x.ty.has_none()
                && let Some(y) = self.only_kind(&x, "'{}' object is not subscriptable")
            {
                return self.slice_of(y, bounds, range);
            }
            return self.dispatch(x, range, |l, v| l.slice_of(v, bounds.clone(), range));
        };
        let recv = match x.str_lit() {
            Some(_) => self.owned(x.clone()),
            None => x.at(Prec::Atom),
        };
        match kind {
            Atom::Tuple(cells) => {
                let fixed = |b: &Option<Ex>| match b {
                    None => Some(None),
                    Some(x) => x.int_lit().map(Some),
                };
                if let [Some(a), Some(b), Some(c)] = [fixed(&bounds[0]), fixed(&bounds[1]), fixed(&bounds[2])]
                    && let Some(picked) = slice_positions(cells.len(), a, b, c)
                    && !picked.is_empty()
                {
                    // A slice of known bounds keeps each element's own type.
                    let name = self.temp("tuple");
                    let value = self.owned(x);
                    let items: Vec<String> = picked.iter().map(|i| format!("{name}.{i}.clone()")).collect();
                    let comma = if items.len() == 1 { "," } else { "" };
                    let ty = Ty::one(Atom::Tuple(picked.iter().map(|i| cells[*i]).collect()));
                    return Ex::owned(format!("{{ let {name} = {value}; ({}{comma}) }}", items.join(", ")), ty);
                }
                let t = self.any_length(x, &cells, range, 5);
                self.slice_of(t, bounds, range)
            }
            Atom::List(_) | Atom::Str | Atom::VarTuple(_) | Atom::Bytes | Atom::Range => {
                let step = bounds[2].clone();
                let nonzero = step.as_ref().is_none_or(|s| s.int_lit().is_some_and(|i| i != 0));
                let parts: Vec<String> = bounds.iter().map(|b| self.bound(b)).collect();
                if step.is_none() {
                    return Ex::owned(format!("{recv}.part({}, {})", parts[0], parts[1]), x.ty);
                }
                if nonzero && let Some(i) = step.and_then(|s| s.int_lit()) {
                    if i == -1 && bounds[0].is_none() && bounds[1].is_none() {
                        return Ex::owned(format!("{recv}.part_by(None, None, -1)"), x.ty);
                    }
                    return Ex::owned(format!("{recv}.part_by({}, {}, {i})", parts[0], parts[1]), x.ty);
                }
                let code = format!("{recv}.slice({}, {}, {})", parts[0], parts[1], parts[2]);
                Ex::owned(self.try_(code), x.ty)
            }
            Atom::Inst(_) => self.refuse("P0261", range, "slicing an object is not translated"),
            other => {
                let message = match other {
                    Atom::Dict(..) => "unhashable type: 'slice'".to_string(),
                    _ => format!("'{}' object is not subscriptable", self.kind_name(&other)),
                };
                self.raising(&[&x], &format!("py::type_error({})", super::quote(&message)))
            }
        }
    }
}

/// The positions that a slice of constants takes from `len` elements.
fn slice_positions(len: usize, start: Option<i64>, stop: Option<i64>, step: Option<i64>) -> Option<Vec<usize>> {
    let n = len as i64;
    let step = step.unwrap_or(1);
    if step == 0 {
        return None;
    }
    let clamp = |v: i64, low: i64, high: i64| (if v < 0 { v + n } else { v }).clamp(low, high);
    let (mut at, end) = if step > 0 {
        (start.map_or(0, |v| clamp(v, 0, n)), stop.map_or(n, |v| clamp(v, 0, n)))
    } else {
        (start.map_or(n - 1, |v| clamp(v, -1, n - 1)), stop.map_or(-1, |v| clamp(v, -1, n - 1)))
    };
    let mut out = Vec::new();
    while (step > 0 && at < end) || (step < 0 && at > end) {
        out.push(at as usize);
        at += step;
    }
    Some(out)
}

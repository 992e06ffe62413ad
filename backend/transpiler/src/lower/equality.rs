//! Equality and identity: `==`, `!=`, `is`.

use super::compare::bool_lit;
use super::{Ex, Lit, Lowerer, Prec};
use crate::rust_type::RTy;
use crate::types::{Atom, Ty, View};
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    pub(crate) fn equality(&mut self, l: Ex, r: Ex, negate: bool, range: TextRange) -> Ex {
        let bool_ = Ty::one(Atom::Bool);
        // Sets and frozensets are equal by their elements, mappings of any kind by their items.
        let (l, r) = match (l.ty.single().cloned(), r.ty.single().cloned()) {
            (Some(Atom::Set(_)), Some(Atom::FrozenSet(c))) => {
                let code = format!("{}.to_set()", r.at(Prec::Atom));
                (l, Ex::owned(code, Ty::one(Atom::Set(c))))
            }
            (Some(Atom::FrozenSet(c)), Some(Atom::Set(_))) => {
                let code = format!("{}.to_set()", l.at(Prec::Atom));
                (Ex::owned(code, Ty::one(Atom::Set(c))), r)
            }
            (Some(Atom::DefaultDict(k, v) | Atom::OrderedDict(k, v)), Some(Atom::Dict(..) | Atom::DefaultDict(..)))
                if !l.ty.is(|a| matches!(a, Atom::DefaultDict(..)))
                    || !r.ty.is(|a| matches!(a, Atom::DefaultDict(..))) =>
            {
                let code = format!("{}.to_dict()", l.at(Prec::Atom));
                (Ex::owned(code, Ty::one(Atom::Dict(k, v))), r)
            }
            (Some(Atom::Dict(..) | Atom::DefaultDict(..)), Some(Atom::DefaultDict(k, v) | Atom::OrderedDict(k, v)))
                if !l.ty.is(|a| matches!(a, Atom::DefaultDict(..)))
                    || !r.ty.is(|a| matches!(a, Atom::DefaultDict(..))) =>
            {
                let code = format!("{}.to_dict()", r.at(Prec::Atom));
                (l, Ex::owned(code, Ty::one(Atom::Dict(k, v))))
            }
            (Some(Atom::Counter(k)), Some(Atom::Dict(_, v))) => {
                let code = format!("{}.to_dict()", l.at(Prec::Atom));
                self.cells.flow(&Ty::int(), v);
                (Ex::owned(code, Ty::one(Atom::Dict(k, v))), r)
            }
            (Some(Atom::Dict(_, v)), Some(Atom::Counter(k))) => {
                let code = format!("{}.to_dict()", r.at(Prec::Atom));
                self.cells.flow(&Ty::int(), v);
                (l, Ex::owned(code, Ty::one(Atom::Dict(k, v))))
            }
            _ => (l, r),
        };
        // A named tuple equals a plain one of the same items, and one of another class.
        let (l, r) =
            if l.ty != r.ty { (self.tuple_to_index(l, "__eq__"), self.tuple_to_index(r, "__eq__")) } else { (l, r) };
        let (l, r) = if l.ty != r.ty { (self.plain_member(l), self.plain_member(r)) } else { (l, r) };
        if l.ty.is_empty() || r.ty.is_empty() {
            return Ex { ty: bool_, ..self.diverging(&[&l, &r]) };
        }
        if [&l, &r].iter().all(|x| x.ty.is(|a| matches!(a, Atom::View(View::Values, ..)))) {
            return self.refuse("P0262", range, "comparing the values of dictionaries as views is not translated");
        }
        let (l, r) = match self.views_as_sets(&l, &r, range) {
            Some(sets) => sets,
            None => (l, r),
        };
        if r.lit == Some(Lit::None) || l.lit == Some(Lit::None) {
            let (x, _) = if r.lit == Some(Lit::None) { (l, r) } else { (r, l) };
            return self.none_test(x, negate);
        }
        let m = if negate { "__ne__" } else { "__eq__" };
        if self.right_goes_first(&l, &r, m) || self.right_goes_first(&l, &r, "__eq__") {
            return self.refuse_right_first(range);
        }
        for (x, y) in [(&l, &r), (&r, &l)] {
            if let Some(Atom::Inst(c)) = x.ty.single() {
                let c = *c;
                if self.asks_next(c, m, &y.ty, m, range) || self.asks_next(c, "__eq__", &y.ty, "__eq__", range) {
                    return Ex::unknown();
                }
                if self.find_method(c, m).is_some() && y.ty.0.len() == 1 {
                    return self.call_method_on(x.clone(), c, m, vec![y.clone()]);
                }
                if negate && self.find_method(c, "__eq__").is_some() && y.ty.0.len() == 1 {
                    let e = self.call_method_on(x.clone(), c, "__eq__", vec![y.clone()]);
                    let t = self.truth_at(&e, Prec::Unary);
                    return Ex::owned(format!("!{t}"), bool_).prec(Prec::Unary);
                }
            }
        }
        let s = if negate { "!=" } else { "==" };
        let scalar = |t: &Ty| t.is(|a| matches!(a, Atom::Int(_) | Atom::Float | Atom::Bool | Atom::Str | Atom::Bytes));
        let same = l.ty.0.len() == 1
            && r.ty.0.len() == 1
            && std::mem::discriminant(&l.ty.0[0]) == std::mem::discriminant(&r.ty.0[0]);
        if same && scalar(&l.ty) {
            if let (Some(a), Some(b)) = (&l.lit, &r.lit) {
                return bool_lit((a == b) != negate);
            }
            let (l, r) = if l.lit.is_some() { (r, l) } else { (l, r) };
            let left = self.place(&l, Prec::BitOr);
            let right =
                match &r.lit {
                    Some(Lit::Int(i)) => i.to_string(),
                    Some(Lit::Str(s)) => {
                        if s.is_empty() {
                            let bang = if negate { "!" } else { "" };
                            return Ex::owned(format!("{bang}{}.is_empty()", l.at(Prec::Atom)), bool_)
                                .prec(if negate { Prec::Unary } else { Prec::Atom });
                        }
                        super::quote(s)
                    }
                    _ => self.place(&r, Prec::BitOr),
                };
            return Ex::owned(format!("{left} {s} {right}"), bool_).prec(Prec::Compare);
        }
        if !self.comparable(&l.ty, &r.ty) {
            if self.user_equality(&l.ty) || self.user_equality(&r.ty) {
                return self.refuse(
                    "P0231",
                    range,
                    "comparing an object that defines __eq__ with this type is not translated",
                );
            }
            // Values of unlike kinds are never equal.
            let mut code = String::new();
            for x in [&l, &r] {
                if !x.is_simple() {
                    code.push_str(&format!("let _ = {};\n", x.code));
                }
            }
            return if code.is_empty() || !self.last_round {
                bool_lit(negate)
            } else {
                Ex::owned(format!("{{ {code}{negate} }}"), bool_)
            };
        }
        // Comparison with an empty display asks for emptiness.
        for (x, y) in [(&l, &r), (&r, &l)] {
            let empty = y.vague && (y.code.ends_with("::new()") || matches!(y.code.as_str(), "list![]" | "dict!{}"));
            if empty && x.ty.0.len() == 1 && !x.ty.is(|a| matches!(a, Atom::Tuple(_))) {
                let bang = if negate { "!" } else { "" };
                return Ex::owned(format!("{bang}{}.is_empty()", x.at(Prec::Atom)), bool_).prec(if negate {
                    Prec::Unary
                } else {
                    Prec::Atom
                });
            }
        }
        self.need_equality(&l.ty.clone(), range);
        self.need_equality(&r.ty.clone(), range);
        let (l, r) = self.like(l, r, range);
        let (a, b) = (self.borrowed(&l), self.borrowed(&r));
        let bang = if negate { "!" } else { "" };
        Ex::owned(format!("{bang}py::eq({a}, {b})"), bool_).prec(if negate { Prec::Unary } else { Prec::Atom })
    }

    /// Two values as ones that the runtime can compare: of one type, unless both are numbers or plain containers.
    /// Containers of other elements are copied for it: what is equal does not depend on which object it is.
    fn like(&mut self, l: Ex, r: Ex, range: TextRange) -> (Ex, Ex) {
        let cell = self.node(range, 8);
        let ty = self.wider(&l.ty, &r.ty, cell, 0);
        if !self.last_round {
            return (l, r);
        }
        let (a, b) = (self.rty(&l.ty), self.rty(&r.ty));
        if compare_as_they_are(&a, &b) {
            return (l, r);
        }
        let target = self.rty(&ty);
        let mut as_target = |x: Ex, from: RTy| {
            let simple = x.is_simple();
            let code = if x.lit == Some(Lit::None) { "()".to_string() } else { self.owned(x) };
            let code = self.convert_deep(&code, simple, &from, &target);
            Ex { prec: super::Prec::Low, ..Ex::owned(code, ty.clone()) }
        };
        (as_target(l, a), as_target(r, b))
    }

    /// A type that holds the values of both, in cells of its own: neither is changed by being compared.
    fn wider(&mut self, a: &Ty, b: &Ty, cell: u32, depth: u32) -> Ty {
        if depth > 8 {
            return a.clone();
        }
        let pair = |l: &mut Self, c: u32, d: u32| {
            let (c, d) = (l.cells.find(c), l.cells.find(d));
            if c == d {
                return c;
            }
            let inst = l.cx.inst;
            let key = (c, d, 250);
            let both = match l.insts[inst].nodes.get(&key) {
                Some(c) => *c,
                None => {
                    let c = l.cells.fresh();
                    l.insts[inst].nodes.insert(key, c);
                    c
                }
            };
            let (t, u) = (l.cells.ty(c), l.cells.ty(d));
            l.wider(&t, &u, both, depth + 1);
            both
        };
        let mut atoms = Vec::new();
        for x in &a.0 {
            let y = b.0.iter().find(|y| std::mem::discriminant(*y) == std::mem::discriminant(x));
            atoms.push(match (x.clone(), y.cloned()) {
                (Atom::List(c), Some(Atom::List(d))) => Atom::List(pair(self, c, d)),
                (Atom::Set(c), Some(Atom::Set(d))) => Atom::Set(pair(self, c, d)),
                (Atom::FrozenSet(c), Some(Atom::FrozenSet(d))) => Atom::FrozenSet(pair(self, c, d)),
                (Atom::Deque(c), Some(Atom::Deque(d))) => Atom::Deque(pair(self, c, d)),
                (Atom::Dict(k, v), Some(Atom::Dict(l, w))) => Atom::Dict(pair(self, k, l), pair(self, v, w)),
                (Atom::Tuple(c), Some(Atom::Tuple(d))) if c.len() == d.len() => {
                    Atom::Tuple(c.iter().zip(&d).map(|(c, d)| pair(self, *c, *d)).collect())
                }
                (x, _) => x,
            });
        }
        let mine = Ty(atoms);
        self.cells.flow(&mine, cell);
        let rest = b.retain(|y| {
            !a.0.iter().any(|x| std::mem::discriminant(x) == std::mem::discriminant(y))
                || matches!(y, Atom::Tuple(_) | Atom::VarTuple(_) | Atom::Int(_) | Atom::Inst(_) | Atom::Func(..))
        });
        self.cells.flow(&rest, cell);
        self.cells.ty(cell)
    }

    /// Whether two values of these types can be equal at all.
    pub(crate) fn comparable(&self, a: &Ty, b: &Ty) -> bool {
        let class = |x: &Atom| match x {
            Atom::Bool | Atom::Int(_) | Atom::Float => 1,
            Atom::Str => 2,
            Atom::Bytes => 3,
            Atom::List(_) => 4,
            Atom::Dict(..) | Atom::DefaultDict(..) | Atom::OrderedDict(..) | Atom::Counter(_) => 5,
            Atom::View(View::Values, ..) => 16,
            // Keys and items are compared as sets are.
            Atom::View(..) => 6,
            Atom::Set(_) | Atom::FrozenSet(_) => 6,
            Atom::Tuple(_) | Atom::VarTuple(_) => 7,
            Atom::None => 8,
            Atom::Range => 9,
            Atom::Inst(c) => 100 + *c,
            Atom::Deque(_) => 10,
            Atom::Iter(_) => 11,
            Atom::Func(..) => 12,
            Atom::Exc => 13,
            Atom::Match => 14,
            Atom::Pattern => 15,
            Atom::Opaque => 16,
            Atom::ExcClass => 17,
        };
        a.0.iter().any(|x| b.0.iter().any(|y| class(x) == class(y)))
    }

    pub(crate) fn user_equality(&self, t: &Ty) -> bool {
        t.0.iter().any(|a| matches!(a, Atom::Inst(c) if self.find_method(*c, "__eq__").is_some()))
    }

    fn none_test(&mut self, x: Ex, negate: bool) -> Ex {
        if x.ty.is_none() || x.ty.is_empty() {
            return self.decided(x, !negate);
        }
        if !x.ty.has_none() {
            return self.decided(x, negate);
        }
        let m = if negate { "is_some" } else { "is_none" };
        Ex::owned(format!("{}.{m}()", x.at(Prec::Atom)), Ty::one(Atom::Bool))
    }

    pub(crate) fn identity(&mut self, l: Ex, r: Ex, negate: bool, range: TextRange) -> Ex {
        if r.lit == Some(Lit::None) || r.ty.is_none() {
            return self.none_test(l, negate);
        }
        if l.lit == Some(Lit::None) {
            return self.none_test(r, negate);
        }
        let bool_ = Ty::one(Atom::Bool);
        let unlike = |a: &Ty, b: &Ty| {
            a.0.len() == 1
                && b.0.len() == 1
                && (std::mem::discriminant(&a.0[0]) != std::mem::discriminant(&b.0[0])
                    || matches!((&a.0[0], &b.0[0]), (Atom::Inst(x), Atom::Inst(y)) if x != y))
        };
        if l.ty.is_empty() || r.ty.is_empty() {
            return Ex { ty: bool_, ..self.diverging(&[&l, &r]) };
        }
        if unlike(&l.ty, &r.ty) {
            return self.decided(l, negate);
        }
        if l.ty.is_bool() && r.ty.is_bool() {
            return self.equality(l, r, negate, range);
        }
        let object = |t: &Ty| {
            t.without_none().is(|a| {
                matches!(
                    a,
                    Atom::Inst(_)
                        | Atom::Exc
                        | Atom::ExcClass
                        | Atom::List(_)
                        | Atom::Dict(..)
                        | Atom::Set(_)
                        | Atom::Deque(_)
                        | Atom::DefaultDict(..)
                        | Atom::OrderedDict(..)
                        | Atom::Counter(_)
                )
            })
        };
        if object(&l.ty) && object(&r.ty) {
            let (a, b) = (self.borrowed(&l), self.borrowed(&r));
            let bang = if negate { "!" } else { "" };
            return Ex::owned(format!("{bang}py::is({a}, {b})"), bool_).prec(if negate {
                Prec::Unary
            } else {
                Prec::Atom
            });
        }
        self.refuse_with(
            "P0232",
            range,
            "`is` between these values depends on how the interpreter stores them",
            Some("compare with `==`"),
        )
    }
}

/// Types that the runtime's equality takes as they are.
fn compare_as_they_are(a: &RTy, b: &RTy) -> bool {
    let number = |t: &RTy| matches!(t, RTy::Int | RTy::Float | RTy::Bool | RTy::Num);
    match (a, b) {
        _ if a == b => true,
        _ if number(a) && number(b) => true,
        (RTy::List(x), RTy::List(y)) | (RTy::VarTuple(x), RTy::VarTuple(y)) => {
            **x == RTy::Never || **y == RTy::Never || compare_as_they_are(x, y)
        }
        (RTy::Tuple(x), RTy::Tuple(y)) => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| compare_as_they_are(x, y)),
        (RTy::Dict(k, x), RTy::Dict(l, y)) => k == l && compare_as_they_are(x, y),
        _ => false,
    }
}

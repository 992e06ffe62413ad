//! Rust's view of inferred types: what a value's type is called in the emitted crate, and which enums unions need.
//! Works on finished cells only: once inference has reached its fixed point.

use crate::types::{Atom, Cell, Cells, ClassId, Ty, View};
use std::collections::{HashMap, HashSet};

pub(crate) type UnionId = usize;

/// A Rust type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum RTy {
    Never,
    Unit,
    Bool,
    Int,
    Float,
    Num,
    Str,
    Bytes,
    Range,
    Exc,
    Match,
    Pattern,
    Opaque,
    ExcClass,
    List(Box<RTy>),
    Dict(Box<RTy>, Box<RTy>),
    DefaultDict(Box<RTy>, Box<RTy>),
    OrderedDict(Box<RTy>, Box<RTy>),
    View(View, Box<RTy>, Box<RTy>),
    Counter(Box<RTy>),
    Deque(Box<RTy>),
    Set(Box<RTy>),
    FrozenSet(Box<RTy>),
    Iter(Box<RTy>),
    Tuple(Vec<RTy>),
    VarTuple(Box<RTy>),
    Func(Vec<RTy>, Box<RTy>),
    Class(ClassId),
    Union(UnionId),
    Option(Box<RTy>),
}

/// An enum made for a union of kinds.
#[derive(Debug, Clone)]
pub(crate) struct Union {
    pub name: String,
    pub variants: Vec<(String, RTy)>,
}

/// All Rust types of a program.
#[derive(Debug, Default)]
pub(crate) struct RustTypes {
    memo: HashMap<Cell, RTy>,
    open: HashMap<Cell, Option<UnionId>>,
    pub unions: Vec<Union>,
    keys: HashMap<String, UnionId>,
    pub used: HashSet<UnionId>,
    /// A container that can only contain itself has no Rust type.
    pub endless: bool,
    /// An argument of an exception is mixed with other values.
    pub opaque: bool,
    /// Some type is too long to be written.
    pub huge: bool,
    pub class_names: Vec<String>,
}

impl RustTypes {
    pub(crate) fn cell(&mut self, cells: &Cells, c: Cell) -> RTy {
        let root = cells.find(c);
        if let Some(t) = self.memo.get(&root) {
            return t.clone();
        }
        if let Some(open) = self.open.get(&root) {
            return match open {
                Some(id) => {
                    let id = *id;
                    let has_none = cells.ty(root).has_none();
                    optional(RTy::Union(id), has_none)
                }
                None => {
                    self.endless = true;
                    RTy::Never
                }
            };
        }
        let ty = cells.ty(root);
        let is_union = self.is_union(&ty);
        let id = is_union.then(|| {
            self.unions.push(Union { name: String::new(), variants: Vec::new() });
            self.unions.len() - 1
        });
        self.open.insert(root, id);
        let t = self.build(cells, &ty, id);
        self.open.remove(&root);
        let t = if t.size() > MAX_SIZE {
            self.huge = true;
            RTy::Never
        } else {
            t
        };
        self.memo.insert(root, t.clone());
        t
    }

    pub(crate) fn of(&mut self, cells: &Cells, ty: &Ty) -> RTy {
        self.build(cells, ty, None)
    }

    fn is_union(&self, ty: &Ty) -> bool {
        let t = ty.without_none();
        t.0.len() > 1 && !t.is_number()
    }

    fn build(&mut self, cells: &Cells, ty: &Ty, id: Option<UnionId>) -> RTy {
        let has_none = ty.has_none();
        let t = ty.without_none();
        if t.is_empty() {
            return if has_none { RTy::Unit } else { RTy::Never };
        }
        if t.0.len() == 1 {
            let inner = self.atom(cells, &t.0[0]);
            return optional(inner, has_none);
        }
        if t.is_number() {
            return optional(RTy::Num, has_none);
        }
        // What only shows itself cannot be told apart from what else may stand there.
        self.opaque |= t.0.contains(&Atom::Opaque);
        let types: Vec<RTy> = t.0.iter().map(|a| self.atom(cells, a)).collect();
        let variants: Vec<(String, RTy)> = types.into_iter().map(|t| (self.variant_name(&t), t)).collect();
        let key = format!("{variants:?}");
        if let Some(&have) = self.keys.get(&key) {
            if let Some(id) = id {
                self.merge(id, have);
            }
            return optional(RTy::Union(have), has_none);
        }
        let id = id.unwrap_or_else(|| {
            self.unions.push(Union { name: String::new(), variants: Vec::new() });
            self.unions.len() - 1
        });
        let base: Vec<&str> = variants.iter().map(|v| v.0.as_str()).collect();
        let base = base.join("Or");
        let mut name = base.clone();
        let mut n = 2;
        while self.unions.iter().any(|u| u.name == name) || self.class_names.contains(&name) {
            name = format!("{base}{n}");
            n += 1;
        }
        self.unions[id] = Union { name, variants };
        self.keys.insert(key, id);
        optional(RTy::Union(id), has_none)
    }

    /// A union turned out to be another one, after what is in it had named it: that names the other from now on.
    fn merge(&mut self, id: UnionId, have: UnionId) {
        for t in self.memo.values_mut() {
            t.rename(id, have);
        }
        for u in &mut self.unions {
            for (_, t) in &mut u.variants {
                t.rename(id, have);
            }
        }
        let variants = &self.unions[have].variants;
        self.keys.insert(format!("{variants:?}"), have);
    }

    fn atom(&mut self, cells: &Cells, a: &Atom) -> RTy {
        let mut b = |c: Cell| Box::new(self.cell(cells, c));
        match a {
            Atom::None => RTy::Unit,
            Atom::Bool => RTy::Bool,
            Atom::Int(_) => RTy::Int,
            Atom::Float => RTy::Float,
            Atom::Str => RTy::Str,
            Atom::Bytes => RTy::Bytes,
            Atom::List(c) => RTy::List(b(*c)),
            Atom::Dict(k, v) => RTy::Dict(b(*k), b(*v)),
            Atom::DefaultDict(k, v) => RTy::DefaultDict(b(*k), b(*v)),
            Atom::OrderedDict(k, v) => RTy::OrderedDict(b(*k), b(*v)),
            Atom::View(w, k, v) => RTy::View(*w, b(*k), b(*v)),
            Atom::Counter(c) => RTy::Counter(b(*c)),
            Atom::Deque(c) => RTy::Deque(b(*c)),
            Atom::Set(c) => RTy::Set(b(*c)),
            Atom::FrozenSet(c) => RTy::FrozenSet(b(*c)),
            Atom::Iter(c) => RTy::Iter(b(*c)),
            Atom::Tuple(cs) => RTy::Tuple(cs.iter().map(|c| self.cell(cells, *c)).collect()),
            Atom::VarTuple(c) => RTy::VarTuple(b(*c)),
            Atom::Func(p, r) => {
                let p = p.iter().map(|c| self.cell(cells, *c)).collect();
                RTy::Func(p, Box::new(self.cell(cells, *r)))
            }
            Atom::Range => RTy::Range,
            Atom::Inst(c) => RTy::Class(*c),
            Atom::Exc => RTy::Exc,
            Atom::Match => RTy::Match,
            Atom::Pattern => RTy::Pattern,
            Atom::Opaque => RTy::Opaque,
            Atom::ExcClass => RTy::ExcClass,
        }
    }

    /// The variant of a union that holds values of a type.
    pub(crate) fn variant_name(&self, t: &RTy) -> String {
        match t {
            RTy::Class(c) => self.class_names[*c].clone(),
            RTy::Int => "Int".into(),
            RTy::Bool => "Bool".into(),
            RTy::Float => "Float".into(),
            RTy::Str => "Str".into(),
            RTy::Bytes => "Bytes".into(),
            RTy::List(_) => "List".into(),
            RTy::Dict(..) => "Dict".into(),
            RTy::DefaultDict(..) => "DefaultDict".into(),
            RTy::OrderedDict(..) => "OrderedDict".into(),
            RTy::View(w, ..) => w.rust_name().into(),
            RTy::Counter(_) => "Counter".into(),
            RTy::Deque(_) => "Deque".into(),
            RTy::Set(_) => "Set".into(),
            RTy::FrozenSet(_) => "FrozenSet".into(),
            RTy::Tuple(_) | RTy::VarTuple(_) => "Tuple".into(),
            RTy::Range => "Range".into(),
            RTy::Iter(_) => "Iter".into(),
            RTy::Func(..) => "Func".into(),
            RTy::Exc => "Exc".into(),
            RTy::Match => "Match".into(),
            RTy::Pattern => "Pattern".into(),
            RTy::ExcClass => "ExcClass".into(),
            _ => "None".into(),
        }
    }

    /// The type as Rust source.
    pub(crate) fn text(&mut self, t: &RTy) -> String {
        match t {
            RTy::Never => "Never".to_string(),
            RTy::Unit => "()".to_string(),
            RTy::Bool => "bool".to_string(),
            RTy::Int => "Int".to_string(),
            RTy::Float => "f64".to_string(),
            RTy::Num => "Num".to_string(),
            RTy::Str => "Str".to_string(),
            RTy::Bytes => "Bytes".to_string(),
            RTy::Range => "Range".to_string(),
            RTy::Exc => "Exc".to_string(),
            RTy::Match => "py::re::Match".to_string(),
            RTy::Pattern => "py::re::Pattern".to_string(),
            RTy::Opaque => "py::ExcArg".to_string(),
            RTy::ExcClass => "py::ExcType".to_string(),
            RTy::List(a) => format!("List<{}>", self.text(a)),
            RTy::Dict(a, b) => format!("Dict<{}, {}>", self.text(a), self.text(b)),
            RTy::DefaultDict(a, b) => format!("DefaultDict<{}, {}>", self.text(a), self.text(b)),
            RTy::OrderedDict(a, b) => format!("OrderedDict<{}, {}>", self.text(a), self.text(b)),
            RTy::View(w, a, b) => format!("{}<{}, {}>", w.rust_name(), self.text(a), self.text(b)),
            RTy::Counter(a) => format!("Counter<{}>", self.text(a)),
            RTy::Deque(a) => format!("Deque<{}>", self.text(a)),
            RTy::Set(a) => format!("Set<{}>", self.text(a)),
            RTy::FrozenSet(a) => format!("FrozenSet<{}>", self.text(a)),
            RTy::Iter(a) => format!("Iter<{}>", self.text(a)),
            RTy::Tuple(ts) => {
                let items: Vec<String> = ts.iter().map(|t| self.text(t)).collect();
                if items.len() == 1 { format!("({},)", items[0]) } else { format!("({})", items.join(", ")) }
            }
            RTy::VarTuple(a) => format!("Tuple<{}>", self.text(a)),
            RTy::Func(p, r) => {
                let mut items: Vec<String> = p.iter().map(|t| self.text(t)).collect();
                items.push(self.text(r));
                format!("Func{}<{}>", p.len(), items.join(", "))
            }
            RTy::Class(c) => self.class_names[*c].clone(),
            RTy::Union(u) => {
                self.mark(*u);
                self.unions[*u].name.clone()
            }
            RTy::Option(a) => format!("Option<{}>", self.text(a)),
        }
    }

    /// A union is emitted when its name is, with all that its variants name.
    fn mark(&mut self, u: UnionId) {
        if self.used.insert(u) {
            for (_, t) in self.unions[u].variants.clone() {
                self.text(&t);
            }
        }
    }
}

fn optional(t: RTy, yes: bool) -> RTy {
    if yes { RTy::Option(Box::new(t)) } else { t }
}

/// Parts of a type beyond which it is not written out: values that nest within values double them.
const MAX_SIZE: usize = 1000;

impl RTy {
    /// How many types it is written with.
    fn size(&self) -> usize {
        1 + match self {
            RTy::List(a)
            | RTy::Counter(a)
            | RTy::Deque(a)
            | RTy::Set(a)
            | RTy::FrozenSet(a)
            | RTy::Iter(a)
            | RTy::VarTuple(a)
            | RTy::Option(a) => a.size(),
            RTy::Dict(a, b) | RTy::DefaultDict(a, b) | RTy::OrderedDict(a, b) | RTy::View(_, a, b) => {
                a.size() + b.size()
            }
            RTy::Tuple(ts) => ts.iter().map(RTy::size).sum(),
            RTy::Func(p, r) => p.iter().map(RTy::size).sum::<usize>() + r.size(),
            _ => 0,
        }
    }

    /// Names another union where it names one.
    fn rename(&mut self, from: UnionId, to: UnionId) {
        match self {
            RTy::Union(u) if *u == from => *u = to,
            RTy::List(a)
            | RTy::Counter(a)
            | RTy::Deque(a)
            | RTy::Set(a)
            | RTy::FrozenSet(a)
            | RTy::Iter(a)
            | RTy::VarTuple(a)
            | RTy::Option(a) => a.rename(from, to),
            RTy::Dict(a, b) | RTy::DefaultDict(a, b) | RTy::OrderedDict(a, b) | RTy::View(_, a, b) => {
                a.rename(from, to);
                b.rename(from, to);
            }
            RTy::Tuple(ts) => ts.iter_mut().for_each(|t| t.rename(from, to)),
            RTy::Func(p, r) => {
                p.iter_mut().for_each(|t| t.rename(from, to));
                r.rename(from, to);
            }
            _ => {}
        }
    }

    /// Copied rather than cloned in Rust.
    pub(crate) fn is_copy(&self) -> bool {
        match self {
            RTy::Unit | RTy::Bool | RTy::Float | RTy::Never => true,
            RTy::Option(t) => t.is_copy(),
            RTy::Tuple(ts) => ts.iter().all(RTy::is_copy),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(ty: &Ty, cells: &Cells) -> String {
        let mut types = RustTypes::default();
        let t = types.of(cells, ty);
        types.text(&t)
    }

    #[test]
    fn kinds_have_the_runtimes_names() {
        let mut cells = Cells::for_source(1000);
        let item = cells.with(&Ty::int());
        let key = cells.with(&Ty::one(Atom::Str));
        assert_eq!(text(&Ty::one(Atom::List(item)), &cells), "List<Int>");
        assert_eq!(text(&Ty::one(Atom::Dict(key, item)), &cells), "Dict<Str, Int>");
        assert_eq!(text(&Ty::one(Atom::Tuple(vec![key])), &cells), "(Str,)");
        assert_eq!(text(&Ty::none(), &cells), "()");
        assert_eq!(text(&Ty::one(Atom::Float), &cells), "f64");
    }

    #[test]
    fn none_beside_another_kind_is_an_option_and_numbers_are_one_kind() {
        let mut cells = Cells::for_source(1000);
        let mut kinds = |list: &[Atom]| {
            let c = cells.fresh();
            list.iter().for_each(|a| cells.flow(&Ty::one(a.clone()), c));
            text(&cells.ty(c), &cells)
        };
        assert_eq!(kinds(&[Atom::Str, Atom::None]), "Option<Str>");
        assert_eq!(kinds(&[Atom::Int(false), Atom::Float]), "Num");
        assert_eq!(kinds(&[Atom::Str, Atom::Bytes]), "StrOrBytes");
    }

    #[test]
    fn only_plain_values_are_copied() {
        assert!(RTy::Float.is_copy() && RTy::Tuple(vec![RTy::Bool]).is_copy());
        assert!(!RTy::Int.is_copy() && !RTy::Tuple(vec![RTy::Bool, RTy::Str]).is_copy());
    }
}

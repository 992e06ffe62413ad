//! The types that inference works with: a cell holds the set of kinds of value that may be in a place; cells only grow.
//! Knows nothing of Python's syntax nor of Rust's types.
//!
//! Containers are invariant, since two names may share one object: a flow between two lists makes their element cells
//! one cell. Immutable values (tuples, optionals) are covariant: they are converted where they flow.

use std::collections::HashMap;

/// A place's type, by number; equal after `Cells::find` means the same place for inference.
pub(crate) type Cell = u32;
/// A user class, by number.
pub(crate) type ClassId = usize;

/// What a mapping's view shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum View {
    Keys,
    Values,
    Items,
}

impl View {
    /// What Python calls its type.
    pub(crate) fn python_name(self) -> &'static str {
        match self {
            View::Keys => "dict_keys",
            View::Values => "dict_values",
            View::Items => "dict_items",
        }
    }

    /// The runtime's type of it.
    pub(crate) fn rust_name(self) -> &'static str {
        match self {
            View::Keys => "DictKeys",
            View::Values => "DictValues",
            View::Items => "DictItems",
        }
    }
}

/// One kind of value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Atom {
    None,
    Bool,
    /// An integer; `true` while every value seen is known to be non-negative.
    Int(bool),
    Float,
    Str,
    Bytes,
    List(Cell),
    Dict(Cell, Cell),
    DefaultDict(Cell, Cell),
    OrderedDict(Cell, Cell),
    /// What `keys()`, `values()` or `items()` of a mapping give.
    View(View, Cell, Cell),
    Counter(Cell),
    Deque(Cell),
    Set(Cell),
    FrozenSet(Cell),
    /// A tuple of known length.
    Tuple(Vec<Cell>),
    /// A tuple of any length with elements of one type.
    VarTuple(Cell),
    Range,
    /// An iterator or generator.
    Iter(Cell),
    /// A function value: parameters and result. Made by `Lowerer::func_type` alone, which knows of which function.
    Func(Vec<Cell>, Cell),
    /// An instance of a user class.
    Inst(ClassId),
    /// An exception.
    Exc,
    /// A regular expression's match and pattern.
    Match,
    /// A compiled regular expression.
    Pattern,
    /// An argument of an exception: a value of any kind, of which only its texts are known.
    Opaque,
    /// A class of exceptions.
    ExcClass,
}

impl Atom {
    /// Atoms of equal rank live in one slot of a type: flowing one into the other merges them.
    fn rank(&self) -> (u8, usize) {
        match self {
            Atom::None => (0, 0),
            Atom::Bool => (1, 0),
            Atom::Int(_) => (2, 0),
            Atom::Float => (3, 0),
            Atom::Str => (4, 0),
            Atom::Bytes => (5, 0),
            Atom::List(_) => (6, 0),
            Atom::Dict(..) => (7, 0),
            Atom::DefaultDict(..) => (8, 0),
            Atom::Counter(_) => (9, 0),
            Atom::Deque(_) => (10, 0),
            Atom::Set(_) => (11, 0),
            Atom::FrozenSet(_) => (12, 0),
            Atom::Tuple(_) | Atom::VarTuple(_) => (13, 0),
            Atom::Range => (14, 0),
            Atom::Iter(_) => (15, 0),
            Atom::Func(p, _) => (16, p.len()),
            Atom::Inst(c) => (17, *c),
            Atom::Exc => (18, 0),
            Atom::Match => (19, 0),
            Atom::Pattern => (20, 0),
            Atom::OrderedDict(..) => (21, 0),
            Atom::View(v, ..) => (22, *v as usize),
            Atom::Opaque => (23, 0),
            Atom::ExcClass => (24, 0),
        }
    }

    /// What `type(x).__name__` says of it; user classes are named by the caller.
    pub(crate) fn python_name(&self) -> &'static str {
        match self {
            Atom::None => "NoneType",
            Atom::Bool => "bool",
            Atom::Int(_) => "int",
            Atom::Float => "float",
            Atom::Str => "str",
            Atom::Bytes => "bytes",
            Atom::List(_) => "list",
            Atom::Dict(..) => "dict",
            Atom::DefaultDict(..) => "collections.defaultdict",
            Atom::Counter(_) => "Counter",
            Atom::Deque(_) => "collections.deque",
            Atom::Set(_) => "set",
            Atom::FrozenSet(_) => "frozenset",
            Atom::Tuple(_) | Atom::VarTuple(_) => "tuple",
            Atom::Range => "range",
            Atom::Iter(_) => "generator",
            Atom::Func(..) => "function",
            Atom::Inst(_) => "object",
            Atom::Exc => "Exception",
            Atom::Match => "re.Match",
            Atom::Pattern => "re.Pattern",
            Atom::OrderedDict(..) => "collections.OrderedDict",
            Atom::View(v, ..) => v.python_name(),
            Atom::Opaque => "object",
            Atom::ExcClass => "type",
        }
    }
}

/// A set of kinds, at most one per rank, in rank order. Empty: no value reaches here (yet).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ty(pub(crate) Vec<Atom>);

impl Ty {
    pub(crate) fn none() -> Ty {
        Ty(vec![Atom::None])
    }
    pub(crate) fn one(atom: Atom) -> Ty {
        Ty(vec![atom])
    }
    pub(crate) fn int() -> Ty {
        Ty(vec![Atom::Int(false)])
    }
    pub(crate) fn nat() -> Ty {
        Ty(vec![Atom::Int(true)])
    }
    pub(crate) fn empty() -> Ty {
        Ty(Vec::new())
    }
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// The only kind, if there is just one.
    pub(crate) fn single(&self) -> Option<&Atom> {
        match self.0.as_slice() {
            [a] => Some(a),
            _ => None,
        }
    }
    pub(crate) fn is(&self, test: impl Fn(&Atom) -> bool) -> bool {
        self.single().is_some_and(test)
    }
    pub(crate) fn is_int(&self) -> bool {
        self.is(|a| matches!(a, Atom::Int(_)))
    }
    pub(crate) fn is_float(&self) -> bool {
        self.is(|a| *a == Atom::Float)
    }
    pub(crate) fn is_str(&self) -> bool {
        self.is(|a| *a == Atom::Str)
    }
    pub(crate) fn is_bool(&self) -> bool {
        self.is(|a| *a == Atom::Bool)
    }
    pub(crate) fn is_none(&self) -> bool {
        self.is(|a| *a == Atom::None)
    }
    pub(crate) fn has_none(&self) -> bool {
        self.0.first() == Some(&Atom::None)
    }
    pub(crate) fn without_none(&self) -> Ty {
        Ty(self.0.iter().filter(|a| **a != Atom::None).cloned().collect())
    }
    /// Int, or int and float: what arithmetic takes as it is.
    pub(crate) fn is_number(&self) -> bool {
        !self.0.is_empty() && self.0.iter().all(|a| matches!(a, Atom::Int(_) | Atom::Float))
    }
    /// Known to hold no negative integer (and nothing but integers).
    pub(crate) fn is_nat(&self) -> bool {
        self.is(|a| matches!(a, Atom::Int(true) | Atom::Bool))
    }
    pub(crate) fn retain(&self, keep: impl Fn(&Atom) -> bool) -> Ty {
        Ty(self.0.iter().filter(|a| keep(a)).cloned().collect())
    }
}

#[derive(Debug, Clone)]
struct Slot {
    parent: Cell,
    ty: Ty,
}

/// All cells of a program, with union-find.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    slots: Vec<Slot>,
    /// Counts every growth: a pass that leaves it alone has reached the fixed point.
    pub(crate) changes: u64,
    depth: u32,
    /// Set when a type grew past its bounds (a tuple that holds itself, say).
    pub(crate) overflow: bool,
    /// Places that tuples copied: values that nest in tuples double them.
    copied: usize,
    max_copied: usize,
    /// Kinds that flowed so far.
    steps: u64,
    max_steps: u64,
}

/// Nesting of types beyond which inference gives up; real programs stay below ten.
const MAX_DEPTH: u32 = 40;
/// Cells beyond which inference gives up.
const MAX_CELLS: usize = 2_000_000;

impl Cells {
    /// Cells for a source of so many bytes, which bound what inference may take.
    pub(crate) fn for_source(bytes: usize) -> Cells {
        Cells { max_copied: 50_000 + bytes / 4, max_steps: 3_000_000 + 500 * bytes as u64, ..Cells::default() }
    }

    pub(crate) fn fresh(&mut self) -> Cell {
        let id = self.slots.len() as Cell;
        if self.slots.len() >= MAX_CELLS {
            self.overflow = true;
            return 0;
        }
        self.slots.push(Slot { parent: id, ty: Ty::empty() });
        id
    }

    pub(crate) fn with(&mut self, ty: &Ty) -> Cell {
        let c = self.fresh();
        self.flow(ty, c);
        c
    }

    pub(crate) fn find(&self, mut c: Cell) -> Cell {
        while self.slots[c as usize].parent != c {
            c = self.slots[c as usize].parent;
        }
        c
    }

    pub(crate) fn ty(&self, c: Cell) -> Ty {
        self.slots[self.find(c) as usize].ty.clone()
    }

    /// Every value of `src` may now be in `dst`.
    pub(crate) fn flow(&mut self, src: &Ty, dst: Cell) {
        self.steps += src.0.len() as u64;
        if self.depth > MAX_DEPTH || self.copied > self.max_copied || self.steps > self.max_steps {
            self.overflow = true;
        }
        if self.overflow {
            return;
        }
        self.depth += 1;
        for atom in &src.0 {
            self.flow_atom(atom, dst);
        }
        self.depth -= 1;
    }

    fn flow_atom(&mut self, atom: &Atom, dst: Cell) {
        let root = self.find(dst);
        let at = self.slots[root as usize].ty.0.iter().position(|a| a.rank() == atom.rank());
        let Some(at) = at else {
            // A tuple's places in `dst` are its own: the source's values are converted on the way.
            let own = match atom {
                Atom::Tuple(cs) => {
                    let own: Vec<Cell> = cs.iter().map(|_| self.fresh()).collect();
                    self.copied += own.len();
                    Atom::Tuple(own)
                }
                Atom::VarTuple(_) => Atom::VarTuple(self.fresh()),
                other => other.clone(),
            };
            let atoms = &mut self.slots[root as usize].ty.0;
            let at = atoms.partition_point(|a| a.rank() < own.rank());
            atoms.insert(at, own);
            self.changes += 1;
            if matches!(atom, Atom::Tuple(_) | Atom::VarTuple(_)) {
                self.flow_atom(atom, dst);
            }
            return;
        };
        let have = self.slots[root as usize].ty.0[at].clone();
        match (atom, have) {
            (Atom::Int(false), Atom::Int(true)) => {
                self.slots[root as usize].ty.0[at] = Atom::Int(false);
                self.changes += 1;
            }
            (Atom::List(a), Atom::List(b))
            | (Atom::Set(a), Atom::Set(b))
            | (Atom::FrozenSet(a), Atom::FrozenSet(b))
            | (Atom::Deque(a), Atom::Deque(b))
            | (Atom::Counter(a), Atom::Counter(b))
            | (Atom::Iter(a), Atom::Iter(b)) => self.unify(*a, b),
            (Atom::Dict(a, x), Atom::Dict(b, y))
            | (Atom::DefaultDict(a, x), Atom::DefaultDict(b, y))
            | (Atom::OrderedDict(a, x), Atom::OrderedDict(b, y))
            | (Atom::View(_, a, x), Atom::View(_, b, y)) => {
                self.unify(*a, b);
                self.unify(*x, y);
            }
            (Atom::Func(p, r), Atom::Func(q, s)) => {
                for (a, b) in p.iter().zip(&q) {
                    self.unify(*a, *b);
                }
                self.unify(*r, s);
            }
            (Atom::Tuple(a), Atom::Tuple(b)) if a.len() == b.len() => {
                for (a, b) in a.iter().zip(b) {
                    if self.find(*a) != self.find(b) {
                        let ty = self.ty(*a);
                        self.flow(&ty, b);
                    }
                }
            }
            (Atom::Tuple(a), Atom::Tuple(b)) => {
                // Tuples of several lengths in one place: one of any length, whose elements share a type.
                let c = self.fresh();
                let root = self.find(dst);
                self.slots[root as usize].ty.0[at] = Atom::VarTuple(c);
                self.changes += 1;
                for x in a.iter().chain(&b) {
                    let ty = self.ty(*x);
                    self.flow(&ty, c);
                }
            }
            (Atom::VarTuple(a), Atom::VarTuple(b)) if self.find(*a) != self.find(b) => {
                let ty = self.ty(*a);
                self.flow(&ty, b);
            }
            (Atom::Tuple(a), Atom::VarTuple(b)) => {
                for x in a {
                    let ty = self.ty(*x);
                    self.flow(&ty, b);
                }
            }
            (Atom::VarTuple(a), Atom::Tuple(b)) => {
                let c = self.fresh();
                let root = self.find(dst);
                self.slots[root as usize].ty.0[at] = Atom::VarTuple(c);
                self.changes += 1;
                for x in b.iter().chain([a]) {
                    let ty = self.ty(*x);
                    self.flow(&ty, c);
                }
            }
            _ => {}
        }
    }

    /// The two places are one: what is in either may be in both.
    pub(crate) fn unify(&mut self, a: Cell, b: Cell) {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return;
        }
        if self.depth > MAX_DEPTH {
            self.overflow = true;
            return;
        }
        self.depth += 1;
        self.changes += 1;
        let moved = std::mem::take(&mut self.slots[a as usize].ty);
        self.slots[a as usize].parent = b;
        self.flow(&moved, b);
        self.depth -= 1;
    }

    /// The join of two types where that needs no place of its own: equal, empty, or without children.
    pub(crate) fn join_scalars(a: &Ty, b: &Ty) -> Option<Ty> {
        if a == b || b.is_empty() {
            return Some(a.clone());
        }
        if a.is_empty() {
            return Some(b.clone());
        }
        let mut out = a.clone();
        for atom in &b.0 {
            match out.0.iter().position(|x| x.rank() == atom.rank()) {
                Some(at) if *atom == Atom::Int(false) => out.0[at] = Atom::Int(false),
                Some(at) if out.0[at] == *atom || matches!(atom, Atom::Int(_)) => {}
                Some(_) => return None,
                None => {
                    let at = out.0.partition_point(|x| x.rank() < atom.rank());
                    out.0.insert(at, atom.clone());
                }
            }
        }
        let tuple = |t: &Ty| t.0.iter().any(|a| matches!(a, Atom::Tuple(_) | Atom::VarTuple(_)));
        (!tuple(&out)).then_some(out)
    }
}

/// Places made once per syntax node and kept over the passes.
pub(crate) type NodeCells = HashMap<(u32, u32, u8), Cell>;

#[cfg(test)]
mod tests {
    use super::*;

    fn cells() -> Cells {
        Cells::for_source(1000)
    }

    #[test]
    fn cells_only_grow() {
        let mut cells = cells();
        let c = cells.with(&Ty::int());
        cells.flow(&Ty::one(Atom::Str), c);
        cells.flow(&Ty::int(), c);
        let kinds: Vec<bool> = cells.ty(c).0.iter().map(|a| matches!(a, Atom::Int(_) | Atom::Str)).collect();
        assert_eq!(kinds, [true, true]);
    }

    #[test]
    fn lists_that_meet_share_their_items_and_tuples_do_not() {
        let mut cells = cells();
        let (a, b) = (cells.with(&Ty::int()), cells.with(&Ty::one(Atom::Str)));
        let place = cells.with(&Ty::one(Atom::List(a)));
        cells.flow(&Ty::one(Atom::List(b)), place);
        assert_eq!(cells.find(a), cells.find(b));
        assert_eq!(cells.ty(a).0.len(), 2);
        let (a, b) = (cells.with(&Ty::int()), cells.with(&Ty::one(Atom::Str)));
        let place = cells.with(&Ty::one(Atom::Tuple(vec![a])));
        cells.flow(&Ty::one(Atom::Tuple(vec![b])), place);
        assert_ne!(cells.find(a), cells.find(b));
        assert!(cells.ty(a).is_int());
    }

    #[test]
    fn numbers_are_non_negative_only_while_all_are() {
        let mut cells = cells();
        let c = cells.with(&Ty::nat());
        assert!(cells.ty(c).is_nat());
        cells.flow(&Ty::int(), c);
        assert!(!cells.ty(c).is_nat() && cells.ty(c).is_int());
    }
}

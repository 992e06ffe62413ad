//! What can be iterated, as a Rust iterator with its element type.

use super::vars::Name;
use super::{Ex, Lowerer, Own, Prec};
use crate::types::{Atom, Cell, Ty, View};
use ruff_python_ast::Expr;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

/// A Rust iterator.
pub(crate) struct It {
    /// An expression that yields owned elements, or `Result`s of them.
    pub code: String,
    pub elem: Ty,
    /// Its items are `Result`s: drawing one may raise.
    pub fallible: bool,
    /// How many elements, where that is plain from the source (a tuple, a literal).
    pub vague: bool,
}

impl It {
    pub(crate) fn plain(code: impl Into<String>, elem: Ty) -> It {
        It { code: code.into(), elem, fallible: false, vague: false }
    }
}

impl<'a> Lowerer<'a> {
    /// Iterates over an expression; builtins that make iterators are taken apart.
    pub(crate) fn iterate(&mut self, e: &'a Expr) -> It {
        if let Expr::Call(c) = e
            && let Some(it) = self.iterate_call(c)
        {
            return it;
        }
        if let Expr::Generator(g) = e {
            // Consumed on the spot: its elements may as well be gathered first.
            let cell = self.node(g.range, 0);
            let list = self.collect(&g.generators, super::comprehension::Sink::List(&g.elt, cell), g.range);
            let elem = self.cells.ty(cell);
            return It::plain(format!("{}.iter()", list.at(Prec::Atom)), elem);
        }
        if self.is_stdin(e) {
            // Line by line, as the file object iterates.
            let code = "std::iter::from_fn(|| match py::read_line() { Ok(line) if line.is_empty() => None, line => Some(line) })";
            return It { fallible: true, ..It::plain(code, Ty::one(Atom::Str)) };
        }
        if let Expr::Set(s) = e {
            // A display of constants that is only iterated is a frozenset in CPython: in the order of its making.
            let cell = self.node(s.range, 0);
            let made = self.expr(e);
            let code = made
                .code
                .strip_prefix("py::set_of_constants(")
                .and_then(|c| c.strip_suffix(')'))
                .unwrap_or(&made.code)
                .to_string();
            let code = if s.elts.iter().all(super::display::constant) {
                format!("py::frozen_constants({code})")
            } else {
                code
            };
            return self.iterate_value(Ex::owned(code, Ty::one(Atom::Set(cell))), e.range());
        }
        let x = match self.enum_members(e) {
            Some(members) => members,
            None => self.expr(e),
        };
        self.iterate_value(x, e.range())
    }

    /// An integer out of a value that Python takes as an index.
    pub(crate) fn as_int(&mut self, x: Ex, range: TextRange) -> Ex {
        let x = self.plain_member(x);
        if x.ty.is_bool() {
            return self.int_of_bool(&x);
        }
        if x.ty.is_int() || x.ty.is_empty() {
            return x;
        }
        if let Some(y) = self.only_kind(&x, "'{}' object cannot be interpreted as an integer")
            && y.ty.is_int()
        {
            return y;
        }
        if x.ty.is_number() && x.ty.0.len() == 2 {
            let code = format!("{}.index()", x.at(Prec::Atom));
            return Ex::owned(self.try_(code), Ty::int());
        }
        if let Some(a) = x.ty.single().cloned() {
            let message = format!("'{}' object cannot be interpreted as an integer", self.kind_name(&a));
            return self.raising(&[&x], &format!("py::type_error({})", super::quote(&message)));
        }
        if x.ty.has_none() {
            return self.refuse("P0240", range, "an integer is needed here");
        }
        self.dispatch_as(x, range, 243, |l, v| l.as_int(v, range))
    }

    /// `sys.stdin`.
    pub(crate) fn is_stdin(&mut self, e: &'a Expr) -> bool {
        match e {
            Expr::Attribute(a) => a.attr.as_str() == "stdin" && self.module_path(&a.value).as_deref() == Some("sys"),
            Expr::Name(n) => {
                matches!(self.lookup(n.id.as_str(), n.range, false), Name::From(m, f) if m == "sys" && f == "stdin")
            }
            _ => false,
        }
    }

    /// Key and value cells of a mapping.
    pub(crate) fn mapping(&mut self, t: &Ty) -> Option<(Cell, Cell)> {
        match t.single()? {
            Atom::Dict(k, v) | Atom::DefaultDict(k, v) | Atom::OrderedDict(k, v) => Some((*k, *v)),
            Atom::Counter(k) => {
                let k = *k;
                let key = (u32::MAX, k, 0);
                let inst = self.cx.inst;
                let v = match self.insts[inst].nodes.get(&key) {
                    Some(c) => *c,
                    None => {
                        let c = self.cells.with(&Ty::int());
                        self.insts[inst].nodes.insert(key, c);
                        c
                    }
                };
                Some((k, v))
            }
            _ => None,
        }
    }

    /// The type of a value's elements.
    pub(crate) fn element(&mut self, x: &Ex, range: TextRange) -> Option<Ty> {
        Some(match x.ty.single()?.clone() {
            Atom::List(c)
            | Atom::Set(c)
            | Atom::FrozenSet(c)
            | Atom::VarTuple(c)
            | Atom::Deque(c)
            | Atom::Iter(c)
            | Atom::Counter(c) => self.cells.ty(c),
            Atom::Dict(k, _) | Atom::DefaultDict(k, _) | Atom::OrderedDict(k, _) | Atom::View(View::Keys, k, _) => {
                self.cells.ty(k)
            }
            Atom::View(View::Values, _, v) => self.cells.ty(v),
            Atom::View(View::Items, k, v) => Ty::one(Atom::Tuple(vec![k, v])),
            Atom::Str => Ty::one(Atom::Str),
            Atom::Bytes => Ty::nat(),
            Atom::Range => Ty::int(),
            Atom::Tuple(cells) => {
                let cell = self.node(range, 203);
                for c in cells {
                    let t = self.cells.ty(c);
                    self.cells.flow(&t, cell);
                }
                self.cells.ty(cell)
            }
            _ => return None,
        })
    }

    /// Iterates over a value.
    pub(crate) fn iterate_value(&mut self, x: Ex, range: TextRange) -> It {
        if x.ty.is_empty() {
            let code = if x.code == "py::unreachable()" {
                "py::unreachable::<std::iter::Empty<Never>>()".to_string()
            } else {
                format!("{{ let nothing: std::iter::Empty<Never> = {}; nothing }}", self.diverging(&[&x]).code)
            };
            return It::plain(code, Ty::empty());
        }
        if let Some(Atom::Inst(c)) = x.ty.single().cloned() {
            return self.iterate_object(x, c, range);
        }
        if x.ty.single().is_none() {
            if let Some(y) = self.only_kind(&x, "'{}' object is not iterable")
                && y.ty != x.ty
            {
                return self.iterate_value(y, range);
            }
            return self.iterate_union(x, range);
        }
        let Some(elem) = self.element(&x, range) else {
            let names = self.ty_names(&x.ty);
            let message = format!("'{names}' object is not iterable");
            let e = self.raising(&[&x], &format!("py::type_error({})", super::quote(&message)));
            let code = format!("{{ let never: std::iter::Empty<Never> = {}; never }}", e.code);
            return It { vague: true, ..It::plain(code, Ty::empty()) };
        };
        let recv = match x.str_lit() {
            Some(_) => self.owned(x.clone()),
            None => x.at(Prec::Atom),
        };
        match x.ty.single() {
            Some(Atom::Iter(_)) => {
                let fresh = x.own == Own::Owned;
                let guards = self.generator_of(&x.ty).is_some_and(|f| self.generator_shape(f).guards);
                let mut owned = self.owned(x);
                if fresh && guards {
                    owned = format!("{}.closing()", super::tight(&owned));
                }
                It { code: owned, elem, fallible: true, vague: false }
            }
            Some(Atom::Dict(..) | Atom::DefaultDict(..) | Atom::OrderedDict(..) | Atom::Counter(_)) => {
                It::plain(format!("{recv}.keys()"), elem)
            }
            Some(Atom::Tuple(cells)) => {
                let cells = cells.clone();
                let name = if x.is_simple() { x.code.clone() } else { "tuple".to_string() };
                let items: Vec<String> = cells
                    .iter()
                    .enumerate()
                    .map(|(i, c)| {
                        let t = self.cells.ty(*c);
                        self.coerce(Ex::place(format!("{name}.{i}"), t), &elem)
                    })
                    .collect();
                let array = format!("[{}].into_iter()", items.join(", "));
                let code = if x.is_simple() { array } else { format!("{{ let tuple = {}; {array} }}", self.owned(x)) };
                It::plain(code, elem)
            }
            _ => It::plain(format!("{recv}.iter()"), elem),
        }
    }

    /// A value that is one of several iterables: each gives an iterator of the shared element type.
    fn iterate_union(&mut self, x: Ex, range: TextRange) -> It {
        let cell = self.node(range, 204);
        let kinds = x.ty.0.clone();
        let some = x.ty.clone();
        let mut arms = Vec::new();
        for a in &kinds {
            if *a == Atom::None {
                self.refuse(
                    "P0241",
                    range,
                    "iterating over a value that may be None or several other kinds is not translated",
                );
                return It::plain("py::unreachable()", Ty::empty());
            }
            let held = Ex::reference("value", Ty::one(a.clone()));
            let Some(elem) = self.element(&held, range) else {
                let message = format!("'{}' object is not iterable", self.kind_name(a));
                let leave = self.leave_with(&format!("py::type_error({})", super::quote(&message)));
                if self.last_round {
                    let path = self.variant_path(&some, a);
                    arms.push(format!("{path}(_) => {{ {leave} }}"));
                }
                continue;
            };
            self.cells.flow(&elem, cell);
            let it = self.iterate_value(held, range);
            let list = self.list_from(it, cell);
            if self.last_round {
                let path = self.variant_path(&some, a);
                arms.push(format!("{path}(value) => {}", list.code));
            }
        }
        let elem = self.cells.ty(cell);
        let amp = if x.own == Own::Ref { "" } else { "&" };
        It::plain(format!("(match {amp}{} {{ {} }}).iter()", x.code, arms.join(", ")), elem)
    }

    fn iterate_object(&mut self, x: Ex, c: usize, range: TextRange) -> It {
        if self.find_method(c, "__iter__").is_some() {
            let r = self.call_method_on(x, c, "__iter__", Vec::new());
            if let Some(Atom::Inst(d)) = r.ty.single().cloned() {
                return self.iterate_next(r, d);
            }
            return self.iterate_value(r, range);
        }
        if self.find_method(c, "__getitem__").is_some() {
            // The old protocol: indices from 0 until IndexError.
            let value = Ex::owned("object.clone()", x.ty.clone());
            let (item, raises) =
                self.in_closure(|l| l.call_method_on(value, c, "__getitem__", vec![Ex::owned("index", Ty::nat())]));
            let elem = item.ty.clone();
            let held = self.owned(x);
            let body = if raises { item.code } else { format!("Ok({})", item.code) };
            let body = body.strip_suffix('?').map(str::to_string).unwrap_or(format!("Ok({body})"));
            return It {
                code: format!("py::iter_items({{ let object = {held}; move |index: Int| {body} }})"),
                elem,
                fallible: true,
                vague: false,
            };
        }
        if self.is_named_tuple(c) {
            let x = self.plain_tuple(x);
            return self.iterate_value(x, range);
        }
        let message = format!("'{}' object is not iterable", self.program.classes[c].name);
        let e = self.raising(&[&x], &format!("py::type_error({})", super::quote(&message)));
        It::plain(e.code, Ty::empty())
    }

    /// An object with `__next__`.
    fn iterate_next(&mut self, x: Ex, c: usize) -> It {
        if self.find_method(c, "__next__").is_none() {
            let message = format!("iter() returned non-iterator of type '{}'", self.program.classes[c].name);
            let e = self.raising(&[&x], &format!("py::type_error({})", super::quote(&message)));
            return It::plain(e.code, Ty::empty());
        }
        let value = Ex::place("object", x.ty.clone());
        let (item, raises) = self.in_closure(|l| l.call_method_on(value, c, "__next__", Vec::new()));
        let elem = item.ty.clone();
        let held = self.owned(x);
        let body = if raises {
            item.code.strip_suffix('?').map_or(format!("Ok({})", item.code), str::to_string)
        } else {
            format!("Ok({})", item.code)
        };
        It {
            code: format!("py::iter_next({{ let object = {held}; move || {body} }})"),
            elem,
            fallible: true,
            vague: false,
        }
    }

    /// Lowers code that runs in a Rust closure: exceptions leave the closure.
    pub(crate) fn in_closure<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> (T, bool) {
        let exit = std::mem::replace(&mut self.cx.exit, super::Exit::Return);
        let raises = std::mem::replace(&mut self.cx.raises, false);
        let loops = std::mem::take(&mut self.cx.loops);
        let returns = std::mem::take(&mut self.cx.returns);
        let out = f(self);
        let inner = std::mem::replace(&mut self.cx.raises, raises);
        self.cx.exit = exit;
        self.cx.loops = loops;
        self.cx.returns = returns;
        (out, inner)
    }

    /// An iterator drawn from as it is asked. Where no handler could see an exception, one that a draw raises may as well
    /// end the program at once.
    pub(crate) fn lazily(&mut self, it: It) -> It {
        if !it.fallible || self.has_handlers {
            return it;
        }
        It { code: format!("py::values({})", it.code), fallible: false, ..it }
    }

    /// An iterator whose items are values: one that may raise is drained first.
    pub(crate) fn settled(&mut self, it: It) -> It {
        if !it.fallible {
            return it;
        }
        if !self.has_handlers {
            return self.lazily(it);
        }
        let code = format!("py::drain({})", it.code);
        let list = self.try_(code);
        It { code: format!("{list}.into_iter()"), elem: it.elem, fallible: false, vague: false }
    }

    /// A list of an iterator's items, of the cell's type.
    pub(crate) fn list_from(&mut self, it: It, cell: Cell) -> Ex {
        self.cells.flow(&it.elem, cell);
        let ty = Ty::one(Atom::List(cell));
        let it = self.settled(it);
        let elem = self.cells.ty(cell);
        let same = !self.last_round || self.rty(&it.elem) == self.rty(&elem);
        let code = if same {
            format!("{}.collect::<List<_>>()", it.code)
        } else {
            let item = self.coerce(Ex { own: Own::Last, ..Ex::place("item", it.elem.clone()) }, &elem);
            format!("{}.map(|item| {item}).collect::<List<_>>()", it.code)
        };
        Ex::owned(code, ty)
    }

    /// An iterator whose items have the cell's type.
    pub(crate) fn iterator_of(&mut self, it: It, cell: Cell) -> String {
        self.cells.flow(&it.elem, cell);
        let it = self.settled(it);
        let elem = self.cells.ty(cell);
        let same = !self.last_round || self.rty(&it.elem) == self.rty(&elem);
        if same {
            return it.code;
        }
        let item = self.coerce(Ex { own: Own::Last, ..Ex::place("item", it.elem.clone()) }, &elem);
        format!("{}.map(|item| {item})", it.code)
    }
}

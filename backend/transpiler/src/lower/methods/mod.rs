//! Methods of Python's builtin types.

mod known;
mod mappings;
mod scalars;
mod sequences;
mod sets;
mod text;

use crate::lower::{Ex, Lit, Lowerer, Prec};
use crate::types::{Atom, Cell, Ty, View};
use known::has_method;
pub(crate) use known::is_known;
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

impl<'a> Lowerer<'a> {
    /// `x.name(...)` on a value of one builtin kind.
    pub(crate) fn builtin_method(&mut self, x: Ex, name: &str, c: &'a ExprCall) -> Ex {
        // Methods that take a function or an iterable look at their arguments as syntax.
        let args = &c.arguments.args;
        let recv = x.at(Prec::Atom);
        let none = Ty::none();
        if crate::lower::compare::is_opaque(&x.ty) {
            return self.refuse_opaque(c.range);
        }
        if let Some(Atom::Iter(of)) = x.ty.single().cloned()
            && c.arguments.keywords.is_empty()
            && let Some(x) = self.generator_method(&x, of, name, args, c.range)
        {
            return x;
        }
        match (x.ty.single().cloned(), name, args.len()) {
            (Some(Atom::Pattern), _, _) => return self.pattern_method_call(x, name, c),
            (Some(Atom::List(cell)), "sort", 0) => return self.sort_method(&x, cell, c),
            (Some(Atom::List(cell) | Atom::Deque(cell)), "extend", 1) => {
                let it = self.iterate(&args[0]);
                if it.elem.is_empty() && it.code.is_empty() {
                    return Ex::unknown();
                }
                // A list extended by itself takes a copy first.
                let same = self.text(args[0].range()) == x.code;
                let code = self.iterator_of(it, cell);
                let code = if same { format!("{code}.collect::<List<_>>().iter()") } else { code };
                return Ex::owned(format!("{recv}.extend({code})"), none);
            }
            (Some(Atom::Deque(cell)), "extendleft", 1) => {
                let it = self.iterate(&args[0]);
                let code = self.iterator_of(it, cell);
                return Ex::owned(format!("{recv}.extendleft({code})"), none);
            }
            (Some(Atom::Str), "join", 1) => {
                let it = self.iterate(&args[0]);
                let range = args[0].range();
                return self.join_str(x, it, range);
            }
            (
                Some(Atom::Set(cell) | Atom::FrozenSet(cell)),
                "update"
                | "union"
                | "intersection"
                | "difference"
                | "symmetric_difference"
                | "issubset"
                | "issuperset"
                | "isdisjoint"
                | "intersection_update"
                | "difference_update"
                | "symmetric_difference_update",
                n,
            ) if (n == 1 || n > 1 && !name.starts_with("is") && !name.starts_with("symm"))
                && !args.iter().any(|a| matches!(a, Expr::Starred(_))) =>
            {
                return self.set_with(x, cell, name, args);
            }
            (Some(Atom::Set(cell)), "union" | "intersection", 1)
                if let Expr::Starred(s) = &args[0]
                    && c.arguments.keywords.is_empty() =>
            {
                return self.set_with_all(x, cell, name, &s.value, c.range);
            }
            (Some(Atom::Dict(k, v) | Atom::DefaultDict(k, v) | Atom::OrderedDict(k, v)), "update", _) => {
                return self.dict_update(&x, k, v, c);
            }
            (Some(Atom::Counter(k)), "update" | "subtract", 1) if c.arguments.keywords.is_empty() => {
                return self.counter_update(&x, k, name, &args[0]);
            }
            _ => {}
        }
        let a = self.args(c);
        if a.star.is_some() || a.keywords.is_some() {
            return self.refuse("P0301", c.range, format!("a starred argument for .{name}() is not translated"));
        }
        let mut pos = a.pos;
        // The few keywords that builtin methods take, in their places.
        for (n, v) in a.kw {
            let at = match (name, n.as_str()) {
                ("split" | "rsplit", "sep") => 0,
                ("split" | "rsplit", "maxsplit") => 1,
                ("splitlines", "keepends")
                | ("encode" | "decode", "encoding")
                | ("rotate", "n")
                | ("most_common", "n")
                | ("popitem", "last") => 0,
                ("move_to_end", "last") => 1,
                ("to_bytes", "length") => 0,
                ("to_bytes", "byteorder") => 1,
                ("to_bytes", "signed") => 2,
                ("expandtabs", "tabsize") => 0,
                _ => return self.refuse("P0336", c.range, format!("the keyword '{n}' of .{name}() is not translated")),
            };
            while pos.len() < at {
                pos.push(Ex::literal(Lit::None, "()", Ty::none()));
            }
            if pos.len() > at {
                pos[at] = v;
            } else {
                pos.push(v);
            }
        }
        self.method_with(x, name, pos, c.range)
    }

    /// A method with lowered arguments.
    pub(crate) fn method_with(&mut self, x: Ex, name: &str, args: Vec<Ex>, range: TextRange) -> Ex {
        if x.ty.is_empty() || args.iter().any(|a| a.ty.is_empty()) {
            let mut operands = vec![&x];
            operands.extend(args.iter());
            return self.diverging(&operands);
        }
        let Some(kind) = x.ty.single().cloned() else {
            if x.ty.has_none() {
                let some = x.ty.without_none();
                let code = format!("{}.attr(\"{name}\")", x.at(Prec::Atom));
                let inner = Ex::reference(self.try_(code), some);
                return self.method_with(inner, name, args, range);
            }
            return self.dispatch(x, range, |l, v| l.method_with(v, name, args.clone(), range));
        };
        if let ("__getitem__" | "__contains__", [i], false) =
            (name, args.as_slice(), matches!(kind, Atom::Inst(_) | Atom::Match))
        {
            let i = i.clone();
            return if name == "__getitem__" {
                self.get_item(x, i, range)
            } else {
                self.membership(i, x, false, range)
            };
        }
        let out = match kind.clone() {
            Atom::Str => self.str_method(&x, name, &args, range),
            Atom::List(c) => self.list_method(&x, c, name, &args, range),
            Atom::Deque(c) => self.deque_method(&x, c, name, &args, range),
            Atom::Dict(k, v) | Atom::DefaultDict(k, v) | Atom::OrderedDict(k, v) => {
                self.dict_method(&x, k, v, name, &args, range)
            }
            Atom::View(View::Keys, k, _) => match (name, args.as_slice()) {
                ("isdisjoint", [other]) => {
                    let it = self.iterate_value(other.clone(), range);
                    let code = self.iterator_of(it, k);
                    Some(Ex::owned(format!("{}.isdisjoint({code})", x.at(Prec::Atom)), Ty::one(Atom::Bool)))
                }
                _ => None,
            },
            Atom::Counter(k) => self.counter_method(&x, k, name, &args, range),
            Atom::Set(c) | Atom::FrozenSet(c) => self.set_method(&x, c, name, &args, range),
            Atom::VarTuple(c) => self.tuple_method(&x, c, name, &args, range),
            Atom::Tuple(cells) => {
                let t = self.any_length(x.clone(), &cells, range, 4);
                let Some(Atom::VarTuple(c)) = t.ty.single().cloned() else { return Ex::unknown() };
                self.tuple_method(&t, c, name, &args, range)
            }
            Atom::Int(_) | Atom::Bool => self.int_method(&x, name, &args, range),
            Atom::Float => self.float_method(&x, name, &args, range),
            Atom::Bytes => self.bytes_method(&x, name, &args),
            Atom::Range => match (name, args.as_slice()) {
                ("index" | "count", [v]) if v.ty.is_int() => {
                    let b = self.borrowed(v);
                    let code = format!("{}.{name}({b})", x.at(Prec::Atom));
                    let code = if name == "index" { self.try_(code) } else { code };
                    Some(Ex::owned(code, Ty::nat()))
                }
                _ => None,
            },
            Atom::Inst(c) => {
                return self.call_method_on(x, c, name, args);
            }
            Atom::Match => self.match_method(&x, name, &args, range),
            Atom::Iter(c) if name == "__next__" => {
                let code = format!("{}.next_or_stop()", x.at(Prec::Atom));
                let ty = self.cells.ty(c);
                Some(Ex::owned(self.try_(code), ty))
            }
            Atom::Exc if name == "with_traceback" => Some(x.clone()),
            _ => None,
        };
        match out {
            Some(x) => x,
            None => {
                let kind_name = self.kind_name(&kind);
                if has_method(&kind, name) || name.starts_with("__") {
                    return self.refuse(
                        "P0351",
                        range,
                        format!("'{kind_name}.{name}' with these arguments is not translated"),
                    );
                }
                let message = format!("'{kind_name}' object has no attribute '{name}'");
                let mut operands: Vec<&Ex> = vec![&x];
                operands.extend(args.iter());
                self.raising(&operands, &format!("py::attribute_error({})", crate::lower::quote(&message)))
            }
        }
    }

    fn text_recv(&mut self, x: &Ex) -> String {
        if x.lit.is_some() { self.owned(x.clone()) } else { x.at(Prec::Atom) }
    }

    /// Optional bounds of a search as `Option<&Int>`.
    fn opt_int(&mut self, x: Option<&Ex>, range: TextRange) -> String {
        match x {
            None => "None".into(),
            Some(x) if x.lit == Some(Lit::None) => "None".into(),
            Some(x) => {
                let x = self.as_int(x.clone(), range);
                format!("Some({})", self.borrowed(&x))
            }
        }
    }

    fn int_ref(&mut self, x: &Ex, range: TextRange) -> String {
        let x = self.as_int(x.clone(), range);
        self.borrowed(&x)
    }

    /// A value that a container is searched for: widened to the element type.
    fn search_item(&mut self, v: &Ex, c: Cell, range: TextRange) -> String {
        self.cells.flow(&v.ty, c);
        let t = self.cells.ty(c);
        self.need_equality(&t, range);
        // A value that is not found is named by its text.
        self.need_calm_show(&t, range);
        if self.last_round && self.rty(&v.ty) == self.rty(&t) {
            return self.borrowed(v);
        }
        let code = self.coerce(v.clone(), &t);
        // A bare `None` leaves open what it is none of.
        match self.rty(&t) {
            crate::rust_type::RTy::Option(inner) if code == "None" && self.last_round => {
                format!("&None::<{}>", self.types.text(&inner))
            }
            _ => format!("&{code}"),
        }
    }
}

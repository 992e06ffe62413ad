//! How a lowered value is taken: owned, borrowed, compared, or converted to the type of the place where it flows.

use super::{Ex, Exit, Lit, Lowerer, Own, Prec};
use crate::rust_type::RTy;
use crate::types::{Atom, Cell, Ty};

impl Lowerer<'_> {
    /// Marks a fallible call: the exception leaves by the way that the context has.
    pub(crate) fn try_(&mut self, code: String) -> String {
        match self.cx.exit.clone() {
            Exit::Return => {
                self.cx.raises = true;
                format!("{code}?")
            }
            Exit::Label(label) => {
                self.cx.left.insert(label.clone());
                format!("py::attempt!({label}, {code})")
            }
        }
    }

    /// An expression that always raises `exc`, of any type.
    pub(crate) fn raise_value(&mut self, exc: &str) -> Ex {
        let code = self.leave_with(exc);
        Ex::owned(format!("{{ {code} }}"), Ty::empty())
    }

    /// The statement that leaves with an exception.
    pub(crate) fn leave_with(&mut self, exc: &str) -> String {
        match self.cx.exit.clone() {
            Exit::Return => {
                self.cx.raises = true;
                format!("return Err({exc});")
            }
            Exit::Label(label) => {
                self.cx.left.insert(label.clone());
                format!("break {label} Err({exc});")
            }
        }
    }

    /// Operands of which one never has a value (it always raises): those before it are evaluated, then it is.
    pub(crate) fn diverging(&mut self, operands: &[&Ex]) -> Ex {
        let mut code = String::new();
        for x in operands {
            if !x.ty.is_empty() {
                if !x.is_simple() {
                    code.push_str(&format!("let _ = {}; ", x.code));
                }
                continue;
            }
            let end = match x.own {
                _ if x.code == "py::unreachable()" || x.code.starts_with('{') => x.code.clone(),
                Own::Ref => format!("match *{} {{}}", x.at(Prec::Unary)),
                _ => format!("match {} {{}}", x.code),
            };
            if code.is_empty() {
                return Ex {
                    prec: if end.starts_with("match") { Prec::Low } else { Prec::Atom },
                    ..Ex::owned(end, Ty::empty()).vague()
                };
            }
            return Ex::owned(format!("{{ {code}{end} }}"), Ty::empty()).vague();
        }
        Ex::unknown()
    }

    /// The value itself.
    pub(crate) fn owned(&mut self, ex: Ex) -> String {
        match &ex.lit {
            Some(Lit::Int(i)) => return int_text(*i),
            Some(Lit::Str(s)) => return format!("Str::from({})", super::quote(s)),
            Some(Lit::None) => return "()".to_string(),
            _ => {}
        }
        if self.last_round
            && ex.vague
            && let Some(made) = self.empty_container(&ex)
        {
            return made;
        }
        if ex.ty.is_empty() && ex.code == "py::unreachable()" {
            return "py::unreachable::<Never>()".to_string();
        }
        match ex.own {
            Own::Owned | Own::Last => ex.code,
            Own::Place | Own::Ref => {
                if !self.last_round {
                    return ex.code;
                }
                let t = self.rty(&ex.ty);
                if t.is_copy() {
                    if ex.own == Own::Ref { format!("*{}", ex.at(Prec::Unary)) } else { ex.code }
                } else {
                    format!("{}.clone()", ex.at(Prec::Atom))
                }
            }
        }
    }

    /// An empty display with its type written out, since nothing around it may say it.
    pub(crate) fn empty_container(&mut self, ex: &Ex) -> Option<String> {
        const EMPTY: [&str; 10] = [
            "list![]",
            "dict!{}",
            "List::new()",
            "Dict::new()",
            "Set::new()",
            "FrozenSet::new()",
            "Tuple::new()",
            "Deque::new()",
            "Counter::new()",
            "OrderedDict::new()",
        ];
        if !EMPTY.contains(&ex.code.as_str()) {
            return None;
        }
        let t = self.rty(&ex.ty);
        let text = self.types.text(&t);
        Some(format!("{}::new()", text.replacen('<', "::<", 1)))
    }

    /// `&value`.
    pub(crate) fn borrowed(&mut self, ex: &Ex) -> String {
        match &ex.lit {
            Some(Lit::Int(i)) => return format!("&{}", int_text(*i)),
            Some(Lit::Str(s)) => return format!("&Str::from({})", super::quote(s)),
            _ => {}
        }
        if self.last_round
            && ex.vague
            && let Some(made) = self.empty_container(ex)
        {
            return format!("&{made}");
        }
        match ex.own {
            Own::Ref => ex.code.clone(),
            _ => format!("&{}", ex.at(Prec::Unary)),
        }
    }

    /// `&str` of a string value.
    pub(crate) fn str_ref(&mut self, ex: &Ex) -> String {
        match ex.str_lit() {
            Some(s) => super::quote(s),
            None => self.borrowed(ex),
        }
    }

    /// The value as a place, for comparisons: `*reference` where it is one.
    pub(crate) fn place(&mut self, ex: &Ex, least: Prec) -> String {
        match ex.own {
            Own::Ref => super::paren(&format!("*{}", ex.at(Prec::Unary)), Prec::Unary, least),
            _ => ex.at(least),
        }
    }

    /// An `f64` from a number.
    pub(crate) fn float(&mut self, ex: &Ex) -> String {
        if let Some(i) = ex.int_lit() {
            return if i < 0 { format!("({i}.0)") } else { format!("{i}.0") };
        }
        if ex.ty.is_float() {
            return self.place(ex, Prec::Unary);
        }
        if ex.ty.is_bool() {
            return format!("py::bool_float({})", self.place(ex, Prec::Low));
        }
        if self.has_handlers {
            let code = format!("{}.to_f64()", ex.at(Prec::Atom));
            self.try_(code)
        } else {
            format!("{}.float()", ex.at(Prec::Atom))
        }
    }

    /// The value converted to what a place of type `to` holds.
    pub(crate) fn coerce(&mut self, ex: Ex, to: &Ty) -> String {
        if !self.last_round {
            return String::new();
        }
        let from = self.rty(&ex.ty);
        let target = self.rty(to);
        if from == target {
            return self.owned(ex);
        }
        if let Some(Lit::None) = ex.lit
            && matches!(target, RTy::Option(_))
        {
            return "None".to_string();
        }
        if let (true, "Tuple::new()", RTy::VarTuple(_)) = (ex.vague, ex.code.as_str(), &target) {
            return format!("{}::new()", self.types.text(&target).replacen('<', "::<", 1));
        }
        let simple = ex.is_simple();
        let code = self.owned(ex);
        if from == RTy::Never {
            if code == "py::unreachable::<Never>()" {
                return format!("py::unreachable::<{}>()", self.types.text(&target));
            }
            return if code.starts_with('{') || code.starts_with("match ") {
                code
            } else {
                format!("match {code} {{}}")
            };
        }
        self.convert(&code, simple, &from, &target)
    }

    /// As `coerce`, for a cell.
    pub(crate) fn coerce_to(&mut self, ex: Ex, cell: Cell) -> String {
        let ty = self.cells.ty(cell);
        self.coerce(ex, &ty)
    }

    /// Flows a value into a cell and gives the text to store there.
    pub(crate) fn store(&mut self, ex: Ex, cell: Cell) -> String {
        self.cells.flow(&ex.ty, cell);
        self.coerce_to(ex, cell)
    }

    /// As `convert`, with containers copied where their elements are of another type: only for values that are looked
    /// at and dropped, since a copy is another object.
    pub(crate) fn convert_deep(&mut self, code: &str, simple: bool, from: &RTy, to: &RTy) -> String {
        if from == to {
            return code.to_string();
        }
        let tight = super::tight(code);
        match (from, to) {
            (RTy::List(a), RTy::List(b))
            | (RTy::Set(a), RTy::Set(b))
            | (RTy::FrozenSet(a), RTy::FrozenSet(b))
            | (RTy::Deque(a), RTy::Deque(b))
            | (RTy::VarTuple(a), RTy::VarTuple(b)) => {
                let item = self.convert_deep("item", true, a, b);
                let ty = self.types.text(to);
                format!("{tight}.iter().map(|item| {item}).collect::<{ty}>()")
            }
            (RTy::Dict(k, v), RTy::Dict(l, w)) => {
                let (key, value) = (self.convert_deep("key", true, k, l), self.convert_deep("value", true, v, w));
                let ty = self.types.text(to);
                format!("{tight}.items().map(|(key, value)| ({key}, {value})).collect::<{ty}>()")
            }
            (RTy::Unit, RTy::Option(b)) => {
                let none = format!("None::<{}>", self.types.text(b));
                if simple { none } else { format!("{{ {code}; {none} }}") }
            }
            (RTy::Option(a), RTy::Option(b)) => {
                let inner = self.convert_deep("value", true, a, b);
                format!("{tight}.map(|value| {inner})")
            }
            (RTy::Tuple(a), RTy::Tuple(b)) if a.len() == b.len() => {
                let items: Vec<String> = a
                    .iter()
                    .zip(b)
                    .enumerate()
                    .map(|(i, (x, y))| self.convert_deep(&format!("tuple.{i}"), true, x, y))
                    .collect();
                let comma = if items.len() == 1 { "," } else { "" };
                format!("{{ let tuple = {code}; ({}{comma}) }}", items.join(", "))
            }
            (_, RTy::Option(b)) if !matches!(from, RTy::Unit | RTy::Never) => {
                format!("Some({})", self.convert_deep(code, simple, from, b))
            }
            (RTy::List(_) | RTy::Dict(..) | RTy::Set(_) | RTy::FrozenSet(_) | RTy::Deque(_), RTy::Union(u)) => {
                let variant = self.types.variant_name(from);
                let name = self.types.text(&RTy::Union(*u));
                match self.types.unions[*u].variants.iter().find(|v| v.0 == variant).map(|v| v.1.clone()) {
                    Some(t) => {
                        let inner = self.convert_deep(code, simple, from, &t);
                        format!("{name}::{variant}({inner})")
                    }
                    None => code.to_string(),
                }
            }
            (RTy::Union(u), RTy::Union(v)) => {
                let (from_name, name) = (self.types.text(from), self.types.text(to));
                let to_variants = self.types.unions[*v].variants.clone();
                let arms: Vec<String> = self.types.unions[*u]
                    .variants
                    .clone()
                    .into_iter()
                    .filter_map(|(variant, t)| {
                        let target = to_variants.iter().find(|w| w.0 == variant)?;
                        let inner = self.convert_deep("value", true, &t, &target.1);
                        Some(format!("{from_name}::{variant}(value) => {name}::{variant}({inner})"))
                    })
                    .collect();
                format!("match {code} {{ {} }}", arms.join(", "))
            }
            _ => self.convert(code, simple, from, to),
        }
    }

    /// Text of `code` (an owned `from`) as `to`.
    pub(crate) fn convert(&mut self, code: &str, simple: bool, from: &RTy, to: &RTy) -> String {
        if from == to {
            return code.to_string();
        }
        if *from == RTy::Never {
            return format!("match {code} {{}}");
        }
        match (from, to) {
            (RTy::Unit, RTy::Option(_)) => {
                if simple {
                    "None".to_string()
                } else {
                    format!("{{ {code}; None }}")
                }
            }
            (RTy::Option(a), RTy::Option(b)) => {
                let inner = self.convert("value", true, a, b);
                format!("{}.map(|value| {inner})", super::tight(code))
            }
            (_, RTy::Option(b)) => format!("Some({})", self.convert(code, simple, from, b)),
            (RTy::Int | RTy::Float, RTy::Num) => format!("Num::from({code})"),
            (RTy::Union(u), RTy::Union(v)) => {
                let arms: Vec<String> = self.types.unions[*u]
                    .variants
                    .clone()
                    .into_iter()
                    .map(|(name, t)| {
                        let inner = self.union_from(&name, "value", &t, *v);
                        let from_name = self.types.text(&RTy::Union(*u));
                        format!("{from_name}::{name}(value) => {inner}")
                    })
                    .collect();
                format!("match {code} {{ {} }}", arms.join(", "))
            }
            (RTy::Num, RTy::Union(v)) => {
                let int = self.union_from("Int", "value", &RTy::Int, *v);
                let float = self.union_from("Float", "value", &RTy::Float, *v);
                format!("match {code} {{ Num::Int(value) => {int}, Num::Float(value) => {float} }}")
            }
            (_, RTy::Union(v)) => {
                let name = self.types.variant_name(from);
                self.union_from(&name, code, from, *v)
            }
            (RTy::Tuple(a), RTy::Tuple(b)) if a.len() == b.len() => {
                let t = if simple { code.to_string() } else { "tuple".to_string() };
                let items: Vec<String> = a
                    .iter()
                    .zip(b)
                    .enumerate()
                    .map(|(i, (x, y))| {
                        let item = if x.is_copy() || !simple { format!("{t}.{i}") } else { format!("{t}.{i}.clone()") };
                        self.convert(&item, true, x, y)
                    })
                    .collect();
                let comma = if items.len() == 1 { "," } else { "" };
                let built = format!("({}{comma})", items.join(", "));
                if simple { built } else { format!("{{ let tuple = {code}; {built} }}") }
            }
            (RTy::Tuple(a), RTy::VarTuple(b)) => {
                let t = if simple { code.to_string() } else { "tuple".to_string() };
                let items: Vec<String> = a
                    .iter()
                    .enumerate()
                    .map(|(i, x)| {
                        let item = if x.is_copy() || !simple { format!("{t}.{i}") } else { format!("{t}.{i}.clone()") };
                        self.convert(&item, true, x, b)
                    })
                    .collect();
                let built = format!("Tuple::from(vec![{}])", items.join(", "));
                if simple { built } else { format!("{{ let tuple = {code}; {built} }}") }
            }
            (RTy::VarTuple(a), RTy::VarTuple(b)) => {
                let inner = self.convert("value", true, a, b);
                {
                    let ty = self.types.text(to);
                    format!("{}.iter().map(|value| {inner}).collect::<{ty}>()", super::tight(code))
                }
            }
            // None flows only into places that may hold it: elsewhere no value comes by.
            (RTy::Unit, _) => "py::unreachable()".to_string(),
            // Containers are made with their place's type; anything else here is a defect that rustc will show.
            _ => code.to_string(),
        }
    }

    fn union_from(&mut self, variant: &str, code: &str, from: &RTy, union: usize) -> String {
        let name = self.types.text(&RTy::Union(union));
        let target = self.types.unions[union].variants.iter().find(|v| v.0 == variant).map(|v| v.1.clone());
        match target {
            Some(t) => {
                let inner = self.convert(code, true, from, &t);
                format!("{name}::{variant}({inner})")
            }
            None => code.to_string(),
        }
    }

    /// A condition: Rust `bool` text for Python's truth of a value.
    pub(crate) fn truth(&mut self, ex: &Ex) -> (String, Prec) {
        if ex.ty.is_empty() {
            let x = self.diverging(&[ex]);
            return (x.code, x.prec);
        }
        if let Some(b) = ex.bool_lit() {
            return (b.to_string(), Prec::Atom);
        }
        let plain = self.plain_member(ex.clone());
        if plain.ty != ex.ty {
            return self.truth(&plain);
        }
        let Some(atom) = ex.ty.single().cloned() else {
            if ex.ty.0.len() == 2 && ex.ty.has_none() && matches!(ex.ty.0[1], Atom::Exc | Atom::Match | Atom::Func(..))
            {
                return (format!("{}.is_some()", ex.at(Prec::Atom)), Prec::Atom);
            }
            if ex.ty.0.len() == 2
                && let (true, Atom::Inst(c)) = (ex.ty.has_none(), &ex.ty.0[1])
                && self.truth_method(*c).is_none()
            {
                return (format!("{}.is_some()", ex.at(Prec::Atom)), Prec::Atom);
            }
            self.need_truth(&ex.ty);
            return (format!("{}.truthy()", ex.at(Prec::Atom)), Prec::Atom);
        };
        match atom {
            Atom::Bool => (self.place(ex, Prec::Low), if ex.own == Own::Ref { Prec::Unary } else { ex.prec }),
            Atom::Int(_) => {
                if let Some(i) = ex.int_lit() {
                    return ((i != 0).to_string(), Prec::Atom);
                }
                (format!("{} != 0", self.place(ex, Prec::BitOr)), Prec::Compare)
            }
            Atom::Float => (format!("{} != 0.0", self.place(ex, Prec::BitOr)), Prec::Compare),
            Atom::None => ("false".to_string(), Prec::Atom),
            Atom::Str if ex.str_lit().is_some() => {
                (ex.str_lit().is_some_and(|s| !s.is_empty()).to_string(), Prec::Atom)
            }
            Atom::Str
            | Atom::List(_)
            | Atom::Dict(..)
            | Atom::DefaultDict(..)
            | Atom::OrderedDict(..)
            | Atom::Counter(_)
            | Atom::Deque(_)
            | Atom::Set(_)
            | Atom::FrozenSet(_)
            | Atom::VarTuple(_)
            | Atom::Bytes => (format!("!{}.is_empty()", ex.at(Prec::Atom)), Prec::Unary),
            Atom::Tuple(items) => ((!items.is_empty()).to_string(), Prec::Atom),
            Atom::Inst(c) => match self.truth_method(c) {
                Some(m) => {
                    let r = self.call_method_on(ex.clone(), c, &m, Vec::new());
                    self.truth(&r)
                }
                None => true_after(ex),
            },
            Atom::Range | Atom::View(..) => (format!("{}.truthy()", ex.at(Prec::Atom)), Prec::Atom),
            Atom::Opaque => {
                self.refuse_opaque(self.cx.stmt);
                ("true".to_string(), Prec::Atom)
            }
            Atom::Iter(_) | Atom::Func(..) | Atom::Exc | Atom::Match | Atom::Pattern | Atom::ExcClass => true_after(ex),
        }
    }

    /// `__bool__`, or `__len__`, of a class.
    fn truth_method(&self, c: usize) -> Option<String> {
        ["__bool__", "__len__"].into_iter().find(|m| self.find_method(c, m).is_some()).map(str::to_string)
    }

    /// Like `truth`, parenthesised.
    pub(crate) fn truth_at(&mut self, ex: &Ex, least: Prec) -> String {
        let (code, prec) = self.truth(ex);
        super::paren(&code, prec, least)
    }
}

/// An integer literal as an owned `Int`.
pub(crate) fn int_text(i: i64) -> String {
    // Rust reads a bare literal as an i32 where several types would do.
    let suffix = if i32::try_from(i).is_ok() { "" } else { "i64" };
    format!("Int::from({i}{suffix})")
}

/// What is always true, evaluated all the same.
fn true_after(ex: &Ex) -> (String, Prec) {
    let code = if ex.is_simple() { "true".to_string() } else { format!("{{ let _ = {}; true }}", ex.code) };
    (code, Prec::Atom)
}

//! Named tuples: classes whose objects are also tuples of their fields.
//! Where a program asks for what only a tuple has, the object is seen as the plain tuple of its fields' values.

use crate::lower::call::Args;
use crate::lower::{Ex, Lowerer, Prec, quote};
use crate::scope::ClassId;
use crate::types::{Atom, Ty};
use ruff_python_ast::Expr;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

impl<'a> Lowerer<'a> {
    /// Whether objects of a class are tuples.
    pub(crate) fn is_named_tuple(&self, c: ClassId) -> bool {
        self.lineage(c).into_iter().any(|k| {
            self.program.classes[k].def.arguments.as_ref().is_some_and(|a| {
                a.args.iter().any(|e| match e {
                    Expr::Name(n) => n.id.as_str() == "NamedTuple",
                    Expr::Attribute(a) => a.attr.as_str() == "NamedTuple",
                    _ => false,
                })
            })
        })
    }

    /// A named tuple as a plain tuple; any other value as it is.
    pub(crate) fn plain_tuple(&mut self, x: Ex) -> Ex {
        let Some(Atom::Inst(c)) = x.ty.single().cloned() else { return x };
        if !self.is_named_tuple(c) {
            return x;
        }
        let Some(d) = self.dataclass(c) else { return x };
        let cells = d.fields.iter().map(|f| self.field(c, &f.name)).collect();
        Ex::owned(format!("{}.tuple()", x.at(Prec::Atom)), Ty::one(Atom::Tuple(cells)))
    }

    /// As `plain_tuple`, unless the class has the special method itself.
    pub(crate) fn tuple_to_index(&mut self, x: Ex, method: &str) -> Ex {
        match x.ty.single() {
            Some(Atom::Inst(c)) if self.find_method(*c, method).is_none() => self.plain_tuple(x),
            _ => x,
        }
    }

    /// Methods that a named tuple has without writing them.
    pub(super) fn named_tuple_method(
        &mut self,
        x: &Ex,
        c: ClassId,
        name: &str,
        args: &Args,
        range: TextRange,
    ) -> Option<Ex> {
        let d = self.dataclass(c).filter(|_| self.is_named_tuple(c))?;
        match name {
            "_replace" if args.pos.is_empty() => self.replaced(x, c, args, range),
            "_asdict" if args.pos.is_empty() && args.kw.is_empty() => {
                let (key, value) = (self.node(range, 130), self.node(range, 131));
                self.cells.flow(&Ty::one(Atom::Str), key);
                let (held, prelude) = self.once(x.clone(), "fields");
                let mut items = Vec::new();
                for f in &d.fields {
                    let v = self.object_attribute(held.clone(), c, &f.name, range);
                    let code = self.store(v, value);
                    items.push(format!("Str::from({}) => {code}", quote(&f.name)));
                }
                let made = format!("dict! {{ {} }}", items.join(", "));
                let code = if prelude.is_empty() { made } else { format!("{{ {prelude}{made} }}") };
                Some(Ex::owned(code, Ty::one(Atom::Dict(key, value))))
            }
            _ => None,
        }
    }

    /// A copy of an object with some of its fields given anew: `p._replace(x=1)`, `dataclasses.replace(p, x=1)`.
    pub(crate) fn replaced(&mut self, x: &Ex, c: ClassId, args: &Args, range: TextRange) -> Option<Ex> {
        let d = self.dataclass(c)?;
        if self.find_method(c, "__post_init__").is_some() || d.fields.iter().any(|f| !f.init) {
            return None;
        }
        if args.kw.iter().any(|k| !d.fields.iter().any(|f| f.name == k.0))
            || args.star.is_some()
            || args.keywords.is_some()
        {
            return None;
        }
        // The object is evaluated before the new values are.
        let (held, mut prelude) = self.once(x.clone(), "old");
        let mut given = Vec::new();
        for (name, value) in args.kw.clone() {
            let (value, p) = self.once(value, "new");
            prelude.push_str(&p);
            given.push((name, value));
        }
        let kw = d.fields.iter().map(|f| {
            let new = given.iter().find(|g| g.0 == f.name).map(|g| g.1.clone());
            let value = new.unwrap_or_else(|| self.object_attribute(held.clone(), c, &f.name, range));
            (f.name.clone(), value)
        });
        let kw = kw.collect();
        let made = self.construct(c, Args { kw, ..Args::default() }, range);
        Some(if prelude.is_empty() { made } else { Ex::owned(format!("{{ {prelude}{} }}", made.code), made.ty) })
    }

    /// What a named tuple's class has: `C._make(items)`.
    pub(super) fn tuple_class_call(&mut self, c: ClassId, name: &str, args: &Args, range: TextRange) -> Option<Ex> {
        let d = self.dataclass(c).filter(|_| self.is_named_tuple(c))?;
        let ("_make", [items]) = (name, args.pos.as_slice()) else { return None };
        let n = d.fields.len();
        let items = self.plain_tuple(items.clone());
        if let Some(Atom::Tuple(cells)) = items.ty.single().cloned()
            && cells.len() == n
        {
            let (held, prelude) = self.once(items, "items");
            let pos = cells.iter().enumerate().map(|(i, cell)| {
                let t = self.cells.ty(*cell);
                Ex::place(format!("{}.{i}", held.at(Prec::Atom)), t)
            });
            let pos = pos.collect();
            let made = self.construct(c, Args { pos, ..Args::default() }, range);
            return Some(Ex::owned(format!("{{ {prelude}{} }}", made.code), made.ty));
        }
        let it = self.iterate_value(items, range);
        let cell = self.node(range, 132);
        let list = self.list_from(it, cell);
        let elem = self.cells.ty(cell);
        let name = self.temp("items");
        let checked = self.try_(format!("py::expect_length({n}, &{})", list.code));
        let pos = (0..n).map(|i| Ex::owned(format!("{name}[{i}].clone()"), elem.clone()));
        let made = self.construct(c, Args { pos: pos.collect(), ..Args::default() }, range);
        Some(Ex::owned(format!("{{ let {name} = {checked}; {} }}", made.code), made.ty))
    }

    /// `C._fields` of a named tuple's class.
    pub(super) fn tuple_fields(&mut self, c: ClassId, range: TextRange) -> Option<Ex> {
        let d = self.dataclass(c).filter(|_| self.is_named_tuple(c))?;
        let cells = d.fields.iter().enumerate().map(|(i, _)| {
            let cell = self.node(range, 140 + i.min(60) as u8);
            self.cells.flow(&Ty::one(Atom::Str), cell);
            cell
        });
        let cells = cells.collect();
        let names: Vec<String> = d.fields.iter().map(|f| format!("Str::from({})", quote(&f.name))).collect();
        let comma = if names.len() == 1 { "," } else { "" };
        Some(Ex::owned(format!("({}{comma})", names.join(", ")), Ty::one(Atom::Tuple(cells))))
    }

    /// The Rust method that gives an object's fields as a tuple.
    pub(super) fn tuple_item(&mut self, c: ClassId) -> String {
        let Some(d) = self.dataclass(c).filter(|_| self.is_named_tuple(c)) else { return String::new() };
        let (mut types, mut values) = (Vec::new(), Vec::new());
        for f in &d.fields {
            let cell = self.field(c, &f.name);
            let t = self.cells.ty(cell);
            types.push(self.rty_text(&t));
            values.push(format!("self.{}.get()", crate::names::value_name(&f.name)));
        }
        let comma = if types.len() == 1 { "," } else { "" };
        format!(
            "/// The fields as a plain tuple.\npub fn tuple(&self) -> ({}{comma}) {{\n({}{comma})\n}}",
            types.join(", "),
            values.join(", ")
        )
    }
}

//! Dataclasses: their fields and options, read from the class body, and how they are made.

use crate::lower::call::Args;
use crate::lower::function::is_constant;
use crate::lower::{Ex, Lowerer};
use crate::scope::ClassId;
use crate::types::{Atom, Ty};
use ruff_python_ast::{Decorator, Expr, Stmt, StmtClassDef};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::TextRange;

/// A dataclass's options and fields.
pub(crate) struct Dataclass<'a> {
    pub eq: bool,
    pub order: bool,
    pub frozen: bool,
    pub repr: bool,
    pub fields: Vec<Field<'a>>,
}

pub(crate) struct Field<'a> {
    pub name: String,
    pub default: Option<&'a Expr>,
    pub factory: Option<&'a Expr>,
    pub range: TextRange,
    pub repr: bool,
    pub init: bool,
    pub compare: bool,
    pub owner: ClassId,
}

impl Dataclass<'_> {
    /// The options of `@dataclass(...)`.
    fn read_options(&mut self, decorator: &Expr) {
        let Expr::Call(call) = decorator else { return };
        for k in &call.arguments.keywords {
            let on = matches!(&k.value, Expr::BooleanLiteral(b) if b.value);
            match k.arg.as_ref().map(|a| a.as_str()) {
                Some("eq") => self.eq = on,
                Some("order") => self.order = on,
                Some("frozen") => self.frozen = on,
                Some("repr") => self.repr = on,
                _ => {}
            }
        }
    }
}

impl<'a> Lowerer<'a> {
    /// Whether a class says itself how its objects are made.
    fn is_made_by_fields(&self, c: ClassId) -> bool {
        dataclass_decorator(self.program.classes[c].def).is_some()
            || self.program.classes[c].methods.contains_key("__init__")
            || (self.base(c).is_none() && self.is_named_tuple(c))
    }

    /// A class decorated as a dataclass, with the fields that it inherits.
    pub(crate) fn dataclass(&self, c: ClassId) -> Option<Dataclass<'a>> {
        let def = self.program.classes[c].def;
        let decorator = dataclass_decorator(def);
        let mut d = Dataclass { eq: true, order: false, frozen: false, repr: true, fields: Vec::new() };
        let tuple = self.base(c).is_none() && self.is_named_tuple(c);
        match decorator {
            Some(decorator) => d.read_options(&decorator.expression),
            None if tuple => (d.order, d.frozen) = (true, true),
            None => {
                // A plain subclass of a dataclass is made as its base is.
                if self.program.classes[c].methods.contains_key("__init__") {
                    return None;
                }
                let above = self.lineage(c).into_iter().skip(1).find(|k| self.is_made_by_fields(*k));
                return above.and_then(|b| self.dataclass(b));
            }
        }
        // Fields of the bases come first, the farthest base's before all.
        for b in self.lineage(c).into_iter().skip(1).rev() {
            let Some(base) = self.dataclass(b) else { continue };
            for f in base.fields {
                match d.fields.iter().position(|g| g.name == f.name) {
                    Some(i) => d.fields[i] = f,
                    None => d.fields.push(f),
                }
            }
        }
        for s in &def.body {
            let Stmt::AnnAssign(a) = s else { continue };
            let Expr::Name(n) = &*a.target else { continue };
            let class_var = |e: &Expr| {
                let e = if let Expr::Subscript(s) = e { &s.value } else { e };
                matches!(e, Expr::Name(n) if n.id.as_str() == "ClassVar")
                    || matches!(e, Expr::Attribute(a) if a.attr.as_str() == "ClassVar")
            };
            if class_var(&a.annotation) {
                continue;
            }
            let mut f = Field {
                name: n.id.to_string(),
                default: a.value.as_deref(),
                factory: None,
                range: a.range,
                repr: true,
                init: true,
                compare: true,
                owner: c,
            };
            if let Some(Expr::Call(call)) = a.value.as_deref()
                && (matches!(&*call.func, Expr::Name(n) if n.id.as_str() == "field")
                    || matches!(&*call.func, Expr::Attribute(a) if a.attr.as_str() == "field"))
            {
                f.default = None;
                for k in &call.arguments.keywords {
                    let on = !matches!(&k.value, Expr::BooleanLiteral(b) if !b.value);
                    match k.arg.as_ref().map(|a| a.as_str()) {
                        Some("default") => f.default = Some(&k.value),
                        Some("default_factory") => f.factory = Some(&k.value),
                        Some("repr") => f.repr = on,
                        Some("init") => f.init = on,
                        Some("compare") => f.compare = on,
                        _ => {}
                    }
                }
            }
            match d.fields.iter().position(|g| g.name == f.name) {
                Some(i) => d.fields[i] = f,
                None => d.fields.push(f),
            }
        }
        Some(d)
    }

    pub(super) fn construct_dataclass(&mut self, c: ClassId, d: &Dataclass<'a>, args: Args, range: TextRange) -> Ex {
        let name = self.program.classes[c].name.clone();
        if args.star.is_some() || args.keywords.is_some() {
            return self.refuse("P0306", range, "a starred argument for plain parameters is not translated");
        }
        let mut given: Vec<Option<Ex>> = d.fields.iter().map(|_| None).collect();
        let inits: Vec<usize> = (0..d.fields.len()).filter(|i| d.fields[*i].init).collect();
        if args.pos.len() > inits.len() {
            return self.refuse(
                "P0307",
                range,
                format!(
                    "this call raises TypeError: {name}.__init__() takes {} positional arguments but {} were given",
                    inits.len() + 1,
                    args.pos.len() + 1
                ),
            );
        }
        for (x, i) in args.pos.into_iter().zip(&inits) {
            given[*i] = Some(x);
        }
        for (k, x) in args.kw {
            match d.fields.iter().position(|f| f.name == k && f.init) {
                Some(i) => given[i] = Some(x),
                None => {
                    return self.refuse(
                        "P0307",
                        range,
                        format!(
                            "this call raises TypeError: {name}.__init__() got an unexpected keyword argument '{k}'"
                        ),
                    );
                }
            }
        }
        let mut parts = Vec::new();
        for (i, f) in d.fields.iter().enumerate() {
            let cell = self.field(c, &f.name);
            let x = match (given[i].take(), f.default, f.factory) {
                (Some(x), _, _) => x,
                (None, Some(e), _) => self.field_default(f, e),
                (None, None, Some(e)) => self.call_with(e, Vec::new(), f.range),
                (None, None, None) if !f.init => {
                    parts.push(None);
                    continue;
                }
                (None, None, None) => {
                    return self.refuse(
                        "P0307",
                        range,
                        format!(
                            "this call raises TypeError: {name}.__init__() missing a required argument: '{}'",
                            f.name
                        ),
                    );
                }
            };
            parts.push(Some(self.store(x, cell)));
        }
        let rust = self.classes[c].rust_name.clone();
        let ty = Ty::one(Atom::Inst(c));
        let args: Vec<String> = parts.iter().flatten().cloned().collect();
        let mut code = format!("{rust}::new({})", args.join(", "));
        if let Some(post) = self.find_method(c, "__post_init__") {
            let inst = self.method_instance(post, c, None);
            if self.insts[inst].raises {
                code = self.try_(code);
            }
        }
        Ex::owned(code, ty)
    }
    /// The value that a field has where none is given: made once, where the class statement stands.
    fn field_default(&mut self, f: &Field<'a>, e: &'a Expr) -> Ex {
        if is_constant(e) {
            return self.expr(e);
        }
        let cell = self.static_cell(f.owner, &f.name);
        let ty = self.cells.ty(cell);
        Ex::owned(format!("{}.value()", self.static_name(f.owner, &f.name)), ty)
    }

    /// `C.field` of a dataclass: the default is a variable of the class.
    pub(super) fn default_of_field(&mut self, c: ClassId, name: &str) -> Option<Ex> {
        let d = self.dataclass(c)?;
        let f = d.fields.iter().find(|f| f.name == name)?;
        let default = f.default?;
        Some(self.field_default(f, default))
    }

    /// Refuses what a dataclass may say beside fields and the options that are known.
    pub(super) fn check_dataclass(&mut self, c: ClassId) {
        let def = self.program.classes[c].def;
        let Some(decorator) = dataclass_decorator(def) else { return };
        if let Expr::Call(call) = &decorator.expression {
            for k in &call.arguments.keywords {
                let off = matches!(&k.value, Expr::BooleanLiteral(b) if !b.value);
                let known = match k.arg.as_ref().map(|a| a.as_str()) {
                    Some("eq" | "order" | "frozen" | "repr") => matches!(k.value, Expr::BooleanLiteral(_)),
                    Some("slots" | "match_args") => true,
                    Some("init") => !off,
                    Some(_) => off,
                    None => false,
                };
                if !known {
                    self.refuse("P0317", k.range, "this option of a dataclass is not translated");
                }
            }
        }
        for s in &def.body {
            let Stmt::AnnAssign(a) = s else { continue };
            let e = if let Expr::Subscript(s) = &*a.annotation { &s.value } else { &a.annotation };
            let name = match &**e {
                Expr::Name(n) => n.id.as_str(),
                Expr::Attribute(a) => a.attr.as_str(),
                _ => "",
            };
            if matches!(name, "KW_ONLY" | "InitVar") {
                self.refuse("P0317", a.range, format!("'{name}' in a dataclass is not translated"));
            }
            if let Some(Expr::List(_) | Expr::Dict(_) | Expr::Set(_)) = a.value.as_deref() {
                self.refuse_with(
                    "P0317",
                    a.range,
                    "this raises ValueError: a mutable default for a field is not allowed",
                    Some("use field(default_factory=...)"),
                );
            }
        }
        let Some(d) = self.dataclass(c) else { return };
        let given = |f: &&Field<'_>| f.init && (f.default.is_some() || f.factory.is_some());
        if let Some(first) = d.fields.iter().position(|f| given(&f))
            && let Some(late) = d.fields[first..].iter().find(|f| f.init && !given(f))
        {
            let message =
                format!("this raises TypeError: non-default argument '{}' follows default argument", late.name);
            self.refuse("P0317", def.range, message);
        }
    }

    /// The statements that make a class's default values.
    pub(super) fn field_defaults(&mut self, c: ClassId) -> String {
        let mut out = String::new();
        let Some(d) = self.dataclass(c) else { return out };
        for f in d.fields.iter().filter(|f| f.owner == c) {
            let Some(e) = f.default.filter(|e| !is_constant(e)) else { continue };
            let x = self.expr(e);
            let cell = self.static_cell(c, &f.name);
            let code = self.store(x, cell);
            out.push_str(&format!("{}.store({code});\n", self.static_name(c, &f.name)));
        }
        out
    }
}

fn dataclass_decorator(def: &StmtClassDef) -> Option<&Decorator> {
    def.decorator_list.iter().find(|d| {
        let e = if let Expr::Call(c) = &d.expression { &c.func } else { &d.expression };
        matches!(e, Expr::Name(n) if n.id.as_str() == "dataclass")
            || matches!(e, Expr::Attribute(a) if a.attr.as_str() == "dataclass")
    })
}

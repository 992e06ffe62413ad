//! Enums: classes whose objects are a fixed set of members, made where the class statement stands.
//! Members are variables of the class; each knows its name and its value.

use crate::lower::call::Args;
use crate::lower::{Ex, Lowerer, Prec, quote};
use crate::scope::ClassId;
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, Number, Stmt, UnaryOp};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

/// What the members of an enum are besides members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kin {
    /// Nothing: `Enum`.
    Plain,
    /// Integers: `IntEnum`.
    Int,
    /// Strings: `StrEnum`.
    Str,
}

/// A member's value as far as it says which members are one.
#[derive(Clone, PartialEq)]
enum Const {
    Number(f64),
    Int(i64),
    Str(String),
    None,
    Tuple(Vec<Const>),
}

/// One member of an enum.
struct Member<'a> {
    name: String,
    value: &'a Expr,
    /// What `auto()` stands for.
    auto: Option<Const>,
    /// The member of the same value that comes before it.
    alias: Option<String>,
}

impl<'a> Lowerer<'a> {
    /// Whether a class's members are strings or ints as well.
    pub(crate) fn is_value_too(&self, c: ClassId) -> bool {
        matches!(self.enum_kin(c), Some(Kin::Int | Kin::Str))
    }

    /// What kind of enum a class is, if it is one.
    pub(crate) fn enum_kin(&self, c: ClassId) -> Option<Kin> {
        self.lineage(c).into_iter().find_map(|k| {
            self.program.classes[k].def.arguments.as_ref()?.args.iter().find_map(|e| {
                let name = match e {
                    Expr::Name(n) => n.id.as_str(),
                    Expr::Attribute(a) if matches!(&*a.value, Expr::Name(m) if m.id.as_str() == "enum") => {
                        a.attr.as_str()
                    }
                    _ => return None,
                };
                match name {
                    "Enum" => Some(Kin::Plain),
                    "IntEnum" => Some(Kin::Int),
                    "StrEnum" => Some(Kin::Str),
                    _ => None,
                }
            })
        })
    }

    /// The integer or string that a member of such an enum also is; any other value as it is.
    pub(crate) fn plain_member(&mut self, x: Ex) -> Ex {
        match x.ty.single().cloned() {
            Some(Atom::Inst(c)) if matches!(self.enum_kin(c), Some(Kin::Int | Kin::Str)) => {
                self.object_attribute(x, c, "value", TextRange::default())
            }
            _ => x,
        }
    }

    /// The members of an enum's body in their order, or what stands against translating them.
    fn members(&self, c: ClassId) -> Result<Vec<Member<'a>>, (TextRange, &'static str)> {
        let mut out: Vec<Member<'a>> = Vec::new();
        let mut values: Vec<Const> = Vec::new();
        for s in &self.program.classes[c].def.body {
            let (target, value) = match s {
                Stmt::Assign(a) if a.targets.len() == 1 => (&a.targets[0], &*a.value),
                Stmt::AnnAssign(a) => match &a.value {
                    Some(v) => (&*a.target, &**v),
                    None => continue,
                },
                _ => continue,
            };
            let Expr::Name(n) = target else { return Err((s.range(), "this statement in an enum is not translated")) };
            let name = n.id.to_string();
            if matches!(name.as_str(), "name" | "value") || name.starts_with('_') {
                return Err((s.range(), "a member of this name is not translated"));
            }
            let auto = is_auto(value).then(|| match self.enum_kin(c) {
                Some(Kin::Str) => Const::Str(name.to_lowercase()),
                _ => Const::Int(values.iter().rev().find_map(Const::int).map_or(1, |i| i + 1)),
            });
            let Some(key) = auto.clone().or_else(|| constant(value)) else {
                return Err((value.range(), "the value of a member is no constant, which is not translated"));
            };
            let fits = match self.enum_kin(c) {
                Some(Kin::Int) => key.int().is_some(),
                Some(Kin::Str) => matches!(key, Const::Str(_)),
                _ => true,
            };
            if !fits {
                return Err((value.range(), "this value of a member is not translated"));
            }
            let alias = values.iter().position(|v| v.same(&key)).map(|i| out[i].name.clone());
            values.push(key);
            out.push(Member { name, value, auto, alias });
        }
        Ok(out)
    }

    /// The statements that make an enum's members.
    pub(super) fn enum_def(&mut self, c: ClassId) -> String {
        let def = self.program.classes[c].def;
        let members = match self.members(c) {
            Ok(members) => members,
            Err((range, why)) => {
                self.refuse("P0315", range, why);
                return String::new();
            }
        };
        let unsupported = ["__new__", "_missing_", "_generate_next_value_", "__eq__", "__hash__", "__getattr__"];
        if let Some(m) = unsupported.iter().find(|m| self.find_method(c, m).is_some()) {
            self.refuse("P0315", def.range, format!("an enum with '{m}' is not translated"));
        }
        let own = |m: &String| {
            m.starts_with("__")
                && !matches!(m.as_str(), "__init__" | "__str__" | "__repr__" | "__format__" | "__call__")
        };
        if self.enum_kin(c) != Some(Kin::Plain)
            && let Some(m) = self.program.classes[c].methods.keys().find(|m| own(m)).cloned()
        {
            self.refuse("P0315", def.range, format!("'{m}' of members that are integers or strings is not translated"));
        }
        if def.arguments.as_ref().is_some_and(|a| a.args.len() != 1 || !a.keywords.is_empty()) {
            self.refuse("P0315", def.range, "an enum of several base classes is not translated");
        }
        let unique = def.decorator_list.iter().any(|d| match &d.expression {
            Expr::Name(n) => n.id.as_str() == "unique",
            Expr::Attribute(a) => a.attr.as_str() == "unique",
            _ => false,
        });
        if unique && members.iter().any(|m| m.alias.is_some()) {
            self.refuse("P0315", def.range, "this raises ValueError: two members of a unique enum have one value");
        }
        self.classes[c].made = true;
        let name = self.field(c, "name");
        self.cells.flow(&Ty::one(Atom::Str), name);
        let rust = self.classes[c].rust_name.clone();
        let mut out = String::new();
        for m in &members {
            let cell = self.static_cell(c, &m.name);
            self.cells.flow(&Ty::one(Atom::Inst(c)), cell);
            let place = self.static_name(c, &m.name);
            if let Some(first) = &m.alias {
                let first = self.static_name(c, first);
                out.push_str(&format!("{place}.store({first}.value());\n"));
                continue;
            }
            let value = match &m.auto {
                Some(Const::Str(s)) => Ex::literal(crate::lower::Lit::Str(s.clone()), quote(s), Ty::one(Atom::Str)),
                Some(other) => self.int(other.int().unwrap_or(1)),
                None => self.expr(m.value),
            };
            let init = self.find_method(c, "__init__");
            let (value, mut prelude) = match init {
                Some(_) => self.once(value, "value"),
                None => (value, String::new()),
            };
            let kept = self.field(c, "value");
            let code = self.store(value.clone(), kept);
            let made = format!("{rust}::member({}, {code})", quote(&m.name));
            match init {
                None => out.push_str(&format!("{place}.store({made});\n")),
                Some(_) => {
                    prelude.push_str(&format!("let member = {made};\n"));
                    let member = Ex::place("member", Ty::one(Atom::Inst(c)));
                    let pos = match value.ty.single().cloned() {
                        Some(Atom::Tuple(cells)) => {
                            let item = |(i, cell): (usize, &u32)| {
                                Ex::place(format!("{}.{i}", value.at(Prec::Atom)), self.cells.ty(*cell))
                            };
                            cells.iter().enumerate().map(item).collect()
                        }
                        _ => vec![value],
                    };
                    let call = self.call_method_on(member, c, "__init__", pos);
                    out.push_str(&format!("{{ {prelude}{};\n{place}.store(member); }}\n", call.code));
                }
            }
        }
        out
    }

    /// The members of an enum class, where an expression names one and something iterates over it.
    pub(crate) fn enum_members(&mut self, e: &'a Expr) -> Option<Ex> {
        if !matches!(e, Expr::Name(_) | Expr::Attribute(_)) {
            return None;
        }
        let c = self.class_path(e)?;
        self.enum_kin(c)?;
        let cell = self.node(e.range(), 133);
        self.cells.flow(&Ty::one(Atom::Inst(c)), cell);
        let members = self.distinct_members(c).join(", ");
        Some(Ex::owned(format!("list![{members}]"), Ty::one(Atom::List(cell))))
    }

    fn distinct_members(&self, c: ClassId) -> Vec<String> {
        let members = self.members(c).unwrap_or_default();
        let distinct = members.iter().filter(|m| m.alias.is_none());
        distinct.map(|m| format!("{}.value()", self.static_name(c, &m.name))).collect()
    }

    /// `C(value)` of an enum.
    pub(super) fn member_of_value(&mut self, c: ClassId, mut args: Args, range: TextRange) -> Ex {
        if args.pos.len() != 1 || !args.kw.is_empty() || args.star.is_some() || args.keywords.is_some() {
            return self.refuse("P0315", range, "making an enum by a call is not translated");
        }
        let value = args.pos.remove(0);
        let ty = Ty::one(Atom::Inst(c));
        if value.ty == ty {
            return value;
        }
        self.need_trait(c, "of value");
        let cell = self.field(c, "value");
        let kinds = self.cells.ty(cell);
        self.need_calm_show(&kinds, range);
        let value = self.store(value, cell);
        let code = format!("{}::of_value(&{value})", self.classes[c].rust_name);
        Ex::owned(self.try_(code), ty)
    }

    /// `C["NAME"]` of an enum.
    pub(crate) fn member_of_name(&mut self, c: ClassId, name: Ex, range: TextRange) -> Ex {
        if !name.ty.is_str() {
            return if name.ty.is_empty() {
                Ex::unknown()
            } else {
                self.refuse("P0315", range, "the name of a member is no string here")
            };
        }
        self.need_trait(c, "of name");
        let name = self.str_ref(&name);
        let code = format!("{}::of_name({name})", self.classes[c].rust_name);
        Ex::owned(self.try_(code), Ty::one(Atom::Inst(c)))
    }

    /// The constructor of an enum's members, and the look-ups that the program uses.
    pub(super) fn enum_item(&mut self, c: ClassId) -> String {
        let rust = self.classes[c].rust_name.clone();
        let cell = self.field(c, "value");
        let t = self.cells.ty(cell);
        let t = self.rty_text(&t);
        let fields: Vec<String> = self.classes[c].fields.keys().cloned().collect();
        let fields: Vec<String> = fields
            .iter()
            .map(|f| {
                let field = crate::names::value_name(f);
                match f.as_str() {
                    "name" => format!("{field}: Field::new(Str::from(name))"),
                    "value" => format!("{field}: Field::new(value)"),
                    _ => format!("{field}: Field::unset()"),
                }
            })
            .collect();
        let mut out = format!(
            "/// A member.\nfn member(name: &str, value: {t}) -> {rust} {{\n{rust}(Rc::new({rust}Fields {{ {} }}))\n}}",
            fields.join(", ")
        );
        let class = self.program.classes[c].name.clone();
        if self.classes[c].traits.contains("of value") {
            out.push_str(&format!(
                "\n\n/// The member of this value.\npub fn of_value(value: &{t}) -> Result<{rust}> {{\n\
                 for member in [{}] {{ if py::eq(&member.value.get(), value) {{ return Ok(member); }} }}\n\
                 Err(py::value_error(format!(\"{{}} is not a valid {class}\", py::py_repr(value))))\n}}",
                self.distinct_members(c).join(", ")
            ));
        }
        if self.classes[c].traits.contains("of name") {
            let members = self.members(c).unwrap_or_default();
            let arms: String = members
                .iter()
                .map(|m| format!("{} => Ok({}.value()),\n", quote(&m.name), self.static_name(c, &m.name)))
                .collect();
            out.push_str(&format!(
                "\n\n/// The member of this name.\npub fn of_name(name: &str) -> Result<{rust}> {{\n\
                 match name {{ {arms} _ => Err(py::key_error(name)) }}\n}}"
            ));
        }
        out
    }

    /// How a member shows itself where its class does not say.
    pub(super) fn member_text(&mut self, c: ClassId, method: &str) -> Option<String> {
        let kin = self.enum_kin(c)?;
        let class = self.program.classes[c].name.clone();
        Some(match (method, kin) {
            ("write_repr", _) => format!(
                "fn write_repr(&self, out: &mut String) {{ out.push_str(&format!(\"<{class}.{{}}: {{}}>\", \
                 self.name.get(), py::py_repr(&self.value.get()))); }}\n"
            ),
            (_, Kin::Plain) => format!(
                "fn write_str(&self, out: &mut String) {{ out.push_str(&format!(\"{class}.{{}}\", self.name.get())); }}\n"
            ),
            _ => "fn write_str(&self, out: &mut String) { self.value.get().write_str(out); }\n".to_string(),
        })
    }
}

impl Const {
    fn int(&self) -> Option<i64> {
        match self {
            Const::Int(i) => Some(*i),
            _ => None,
        }
    }

    /// Whether Python calls the two values equal.
    fn same(&self, other: &Const) -> bool {
        match (self, other) {
            (Const::Int(a), Const::Number(b)) | (Const::Number(b), Const::Int(a)) => *a as f64 == *b,
            (Const::Tuple(a), Const::Tuple(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b)),
            (a, b) => a == b,
        }
    }
}

fn is_auto(e: &Expr) -> bool {
    matches!(e, Expr::Call(c) if c.arguments.args.is_empty() && match &*c.func {
        Expr::Name(n) => n.id.as_str() == "auto",
        Expr::Attribute(a) => a.attr.as_str() == "auto",
        _ => false,
    })
}

/// The value of an expression that is the same at each evaluation.
fn constant(e: &Expr) -> Option<Const> {
    Some(match e {
        Expr::NumberLiteral(n) => match &n.value {
            Number::Int(i) => Const::Int(i.as_i64()?),
            Number::Float(f) => Const::Number(*f),
            Number::Complex { .. } => return None,
        },
        Expr::BooleanLiteral(b) => Const::Int(i64::from(b.value)),
        Expr::StringLiteral(s) => Const::Str(s.value.to_str().to_string()),
        Expr::NoneLiteral(_) => Const::None,
        Expr::UnaryOp(u) if u.op == UnaryOp::USub => match constant(&u.operand)? {
            Const::Int(i) => Const::Int(-i),
            Const::Number(f) => Const::Number(-f),
            _ => return None,
        },
        Expr::Tuple(t) => Const::Tuple(t.elts.iter().map(constant).collect::<Option<_>>()?),
        _ => return None,
    })
}

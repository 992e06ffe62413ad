//! Python's `re`: functions of the module, compiled patterns and matches.
//! Knows nothing of how patterns match; that is the runtime's.

use super::{Ex, Lowerer, Prec};
use crate::types::{Atom, Ty};
use ruff_python_ast::{Expr, ExprCall, Operator};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

/// How many groups a pattern has, as far as `findall` and `split` care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Groups {
    None,
    One,
    More,
    Unknown,
}

/// What a replacement is.
enum Replacement {
    Template(Ex),
    /// The text of a closure that takes the match.
    Function(String),
}

impl<'a> Lowerer<'a> {
    /// `re.name(...)`.
    pub(crate) fn regex_call(&mut self, name: &str, c: &'a ExprCall) -> Ex {
        let args = &c.arguments.args;
        let pos: Vec<&'a Expr> = args.iter().collect();
        if pos.iter().any(|e| matches!(e, Expr::Starred(_))) || c.arguments.keywords.iter().any(|k| k.arg.is_none()) {
            return self.refuse("P0433", c.range, format!("starred arguments for re.{name}() are not translated"));
        }
        let names: &[&str] = match name {
            "compile" => &["pattern", "flags"],
            "search" | "match" | "fullmatch" | "findall" | "finditer" => &["pattern", "string", "flags"],
            "split" => &["pattern", "string", "maxsplit", "flags"],
            "sub" | "subn" => &["pattern", "repl", "string", "count", "flags"],
            "escape" => &["pattern"],
            "purge" => return Ex::owned("()", Ty::none()),
            _ => return self.refuse("P0407", c.range, format!("re.{name}() is not translated")),
        };
        let mut given: Vec<Option<&'a Expr>> = vec![None; names.len()];
        if pos.len() > names.len() {
            return self.refuse("P0407", c.range, format!("re.{name}() with these arguments is not translated"));
        }
        for (slot, e) in given.iter_mut().zip(pos) {
            *slot = Some(e);
        }
        for k in &c.arguments.keywords {
            match names.iter().position(|n| k.arg.as_ref().is_some_and(|a| a.as_str() == *n)) {
                Some(i) if given[i].is_none() => given[i] = Some(&k.value),
                _ => return self.refuse("P0336", k.range, format!("this keyword of re.{name}() is not translated")),
            }
        }
        let required = names.iter().position(|n| matches!(*n, "flags" | "maxsplit" | "count")).unwrap_or(names.len());
        if given[..required].iter().any(Option::is_none) {
            return self.refuse("P0407", c.range, format!("re.{name}() with these arguments is not translated"));
        }
        let flags = match names.iter().position(|n| *n == "flags").and_then(|i| given[i]) {
            None => 0,
            Some(e) => match self.regex_flags(e) {
                Some(f) => f,
                None => {
                    return self.refuse_with(
                        "P0431",
                        e.range(),
                        "flags that are not written here by name are not translated",
                        Some("write re.IGNORECASE and its like"),
                    );
                }
            },
        };
        let Some(first) = given[0] else { return Ex::unknown() };
        let p = self.expr(first);
        if p.ty.is_empty() {
            return self.diverging(&[&p]);
        }
        if name == "escape" && p.ty.is_str() {
            let text = self.str_ref(&p);
            return Ex::owned(format!("py::re::escape({text})"), Ty::one(Atom::Str));
        }
        let groups = match p.str_lit() {
            Some(s) => count_groups(s, flags),
            None => Groups::Unknown,
        };
        if p.ty.is(|a| *a == Atom::Pattern) {
            if name == "compile" {
                return p;
            }
            return self.pattern_call(p, name, &given[1..], c);
        }
        if !p.ty.is_str() {
            return self.refuse("P0407", c.range, format!("re.{name}() with a pattern of this type is not translated"));
        }
        let pattern = self.str_ref(&p);
        if name == "compile" {
            if self.pattern_groups.insert(groups) {
                self.changed();
            }
            let code = format!("py::re::compile({pattern}, {flags})");
            return Ex::owned(self.try_(code), Ty::one(Atom::Pattern));
        }
        self.regex_use(Some((pattern, flags)), "py::re::", name, groups, &given[1..], c)
    }

    /// `pattern.name(...)` with arguments still as syntax.
    pub(crate) fn pattern_method_call(&mut self, p: Ex, name: &str, c: &'a ExprCall) -> Ex {
        let names: &[&str] = match name {
            "search" | "match" | "fullmatch" | "findall" | "finditer" => &["string"],
            "split" => &["string", "maxsplit"],
            "sub" | "subn" => &["repl", "string", "count"],
            _ => return self.refuse("P0351", c.range, format!("'re.Pattern.{name}' is not translated")),
        };
        let mut given: Vec<Option<&'a Expr>> = vec![None; names.len()];
        let args = &c.arguments.args;
        if args.len() > names.len() || args.iter().any(|e| matches!(e, Expr::Starred(_))) {
            return self.refuse(
                "P0351",
                c.range,
                format!("'re.Pattern.{name}' with these arguments is not translated"),
            );
        }
        for (slot, e) in given.iter_mut().zip(args.iter()) {
            *slot = Some(e);
        }
        for k in &c.arguments.keywords {
            match names.iter().position(|n| k.arg.as_ref().is_some_and(|a| a.as_str() == *n)) {
                Some(i) if given[i].is_none() => given[i] = Some(&k.value),
                _ => {
                    return self.refuse(
                        "P0336",
                        k.range,
                        format!("this keyword of 're.Pattern.{name}' is not translated"),
                    );
                }
            }
        }
        self.pattern_call(p, name, &given, c)
    }

    fn pattern_call(&mut self, p: Ex, name: &str, given: &[Option<&'a Expr>], c: &'a ExprCall) -> Ex {
        // Any pattern of the program may be this one.
        let groups = match self.pattern_groups.iter().copied().collect::<Vec<_>>().as_slice() {
            [one] => *one,
            [Groups::None, Groups::One] if name == "findall" => Groups::One,
            [] => return Ex::unknown(),
            _ => Groups::Unknown,
        };
        let recv = format!("{}.", p.at(Prec::Atom));
        self.regex_use(None, &recv, name, groups, given, c)
    }

    /// The call itself: `prefix` is the module's path or the pattern, `first` the module's form of the pattern.
    fn regex_use(
        &mut self,
        first: Option<(String, i64)>,
        prefix: &str,
        name: &str,
        groups: Groups,
        given: &[Option<&'a Expr>],
        c: &'a ExprCall,
    ) -> Ex {
        let range = c.range;
        let replacing = matches!(name, "sub" | "subn");
        let mut replacement = None;
        if replacing {
            let Some(e) = given[0] else {
                return self.refuse("P0407", range, format!("re.{name}() with these arguments is not translated"));
            };
            replacement = match self.replacement(e) {
                Ok(r) => Some(r),
                Err(x) => return x,
            };
        }
        let at = usize::from(replacing);
        let Some(text_expr) = given.get(at).copied().flatten() else {
            return self.refuse("P0407", range, format!("re.{name}() with these arguments is not translated"));
        };
        let text = self.expr(text_expr);
        if text.ty.is_empty() {
            return self.diverging(&[&text]);
        }
        if !text.ty.is_str() {
            if text.ty.has_none() || text.ty.0.len() > 1 || text.ty.is(|a| *a == Atom::Bytes) {
                return self.refuse(
                    "P0407",
                    text_expr.range(),
                    format!("re.{name}() on a value of this type is not translated"),
                );
            }
            return self.raising(&[&text], "py::type_error(\"expected string or bytes-like object\")");
        }
        let text = self.borrowed(&text);
        let counted = matches!(name, "split" | "sub" | "subn");
        let count = match given.get(at + 1).copied().flatten().filter(|_| counted) {
            None => "&Int::from(0)".to_string(),
            Some(e) => {
                let n = self.expr(e);
                let n = self.as_int(n, e.range());
                self.borrowed(&n)
            }
        };
        let flags = first.as_ref().map(|f| f.1.to_string());
        let mut parts: Vec<String> = first.iter().map(|f| f.0.clone()).collect();
        let module = first.is_some();
        let tail = |mut parts: Vec<String>| {
            parts.extend(flags.clone());
            parts.join(", ")
        };
        let match_cell = Ty(vec![Atom::None, Atom::Match]);
        let plain = |l: &mut Self, method: &str, parts: Vec<String>, ty: Ty, always: bool| {
            let code = format!("{prefix}{method}({})", tail(parts));
            Ex::owned(if module || always { l.try_(code) } else { code }, ty)
        };
        match name {
            "search" | "match" | "fullmatch" => {
                parts.push(text);
                let method = if name == "match" { "match_" } else { name };
                plain(self, method, parts, match_cell, false)
            }
            "finditer" => {
                parts.push(text);
                let cell = self.node(range, 0);
                self.cells.flow(&Ty::one(Atom::Match), cell);
                plain(self, name, parts, Ty::one(Atom::Iter(cell)), false)
            }
            "findall" => {
                parts.push(text);
                let cell = self.node(range, 0);
                match groups {
                    Groups::None | Groups::One => {
                        self.cells.flow(&Ty::one(Atom::Str), cell);
                        plain(self, "findall", parts, Ty::one(Atom::List(cell)), false)
                    }
                    Groups::More => {
                        let inner = self.node(range, 1);
                        self.cells.flow(&Ty::one(Atom::Str), inner);
                        self.cells.flow(&Ty::one(Atom::VarTuple(inner)), cell);
                        plain(self, "findall_groups", parts, Ty::one(Atom::List(cell)), false)
                    }
                    Groups::Unknown => self.refuse_with(
                        "P0432",
                        range,
                        "how many groups this pattern has is not known, which decides what findall gives",
                        Some("use finditer"),
                    ),
                }
            }
            "split" => {
                let cell = self.node(range, 0);
                let target = match &first {
                    Some((p, flags)) => {
                        let code = format!("py::re::compile({p}, {flags})");
                        format!("{}.", self.try_(code))
                    }
                    None => prefix.to_string(),
                };
                match groups {
                    Groups::None => {
                        self.cells.flow(&Ty::one(Atom::Str), cell);
                        Ex::owned(format!("{target}split_parts({text}, {count})"), Ty::one(Atom::List(cell)))
                    }
                    Groups::One | Groups::More => {
                        self.cells.flow(&Ty(vec![Atom::None, Atom::Str]), cell);
                        Ex::owned(format!("{target}split({text}, {count})"), Ty::one(Atom::List(cell)))
                    }
                    Groups::Unknown => self.refuse(
                        "P0432",
                        range,
                        "how many groups this pattern has is not known, which decides what split gives",
                    ),
                }
            }
            _ => match replacement {
                Some(Replacement::Template(t)) => {
                    let t = self.borrowed(&t);
                    parts.extend([t, text, count]);
                    if name == "sub" {
                        return plain(self, "sub", parts, Ty::one(Atom::Str), true);
                    }
                    let (a, b) = (self.node(range, 0), self.node(range, 1));
                    self.cells.flow(&Ty::one(Atom::Str), a);
                    self.cells.flow(&Ty::nat(), b);
                    plain(self, "subn", parts, Ty::one(Atom::Tuple(vec![a, b])), true)
                }
                Some(Replacement::Function(f)) if name == "sub" => {
                    parts.extend([f, text, count]);
                    plain(self, "sub_with", parts, Ty::one(Atom::Str), true)
                }
                _ => self.refuse("P0407", range, "re.subn() with a function is not translated"),
            },
        }
    }

    /// A replacement: a template, or a function from match to text.
    fn replacement(&mut self, e: &'a Expr) -> Result<Replacement, Ex> {
        let named = match e {
            Expr::Name(n) => matches!(self.lookup(n.id.as_str(), n.range, false), super::vars::Name::Func(_)),
            Expr::Lambda(_) => true,
            _ => false,
        };
        if !named {
            let x = self.expr(e);
            if x.ty.is_str() {
                return Ok(Replacement::Template(x));
            }
            if x.ty.is_empty() {
                return Err(self.diverging(&[&x]));
            }
            if !x.ty.is(|a| matches!(a, Atom::Func(..))) {
                return Err(self.refuse("P0407", e.range(), "a replacement of this type is not translated"));
            }
        }
        let (closure, ty, raises) = self.inline_function(e, &[Ty::one(Atom::Match)], false);
        let body = super::builtins::fallible_closure(&closure, raises);
        if ty.is_str() {
            return Ok(Replacement::Function(body));
        }
        if ty.is_empty() {
            return Err(Ex::unknown());
        }
        if ty.0 == [Atom::None, Atom::Str] {
            // None replaces by nothing.
            let Some((params, body)) = body.split_once("| ") else { return Err(Ex::unknown()) };
            return Ok(Replacement::Function(format!(
                "{params}| {{ let text: Result<Option<Str>> = (|| {body})(); text.map(Option::unwrap_or_default) }}"
            )));
        }
        Err(self.refuse(
            "P0407",
            e.range(),
            "a replacement function that gives something else than text is not translated",
        ))
    }

    /// Flags written by name.
    fn regex_flags(&mut self, e: &'a Expr) -> Option<i64> {
        let named = |n: &str| {
            Some(match n {
                "I" | "IGNORECASE" => 2,
                "M" | "MULTILINE" => 8,
                "S" | "DOTALL" => 16,
                "U" | "UNICODE" => 32,
                "X" | "VERBOSE" => 64,
                "A" | "ASCII" => 256,
                "NOFLAG" => 0,
                _ => return None,
            })
        };
        match e {
            Expr::Attribute(a) if self.module_path(&a.value).as_deref() == Some("re") => named(a.attr.as_str()),
            Expr::Name(n) => match self.lookup(n.id.as_str(), n.range, false) {
                super::vars::Name::From(m, f) if m == "re" => named(&f),
                _ => None,
            },
            Expr::BinOp(b) if b.op == Operator::BitOr => Some(self.regex_flags(&b.left)? | self.regex_flags(&b.right)?),
            Expr::NumberLiteral(n) => match &n.value {
                ruff_python_ast::Number::Int(i) if i.as_i64() == Some(0) => Some(0),
                _ => None,
            },
            _ => None,
        }
    }

    /// A function of `re` handed on as a value, with lowered arguments.
    pub(crate) fn regex_value(&mut self, name: &str, args: &[Ex], _range: TextRange) -> Option<Ex> {
        match (name, args) {
            ("escape", [p]) if p.ty.is_str() => {
                let text = self.str_ref(p);
                Some(Ex::owned(format!("py::re::escape({text})"), Ty::one(Atom::Str)))
            }
            ("search" | "match" | "fullmatch", [p, text]) if p.ty.is_str() && text.ty.is_str() => {
                let method = if name == "match" { "match_" } else { name };
                let (p, text) = (self.str_ref(p), self.borrowed(text));
                let code = format!("py::re::{method}({p}, {text}, 0)");
                Some(Ex::owned(self.try_(code), Ty(vec![Atom::None, Atom::Match])))
            }
            _ => None,
        }
    }

    /// Methods of a match.
    pub(crate) fn match_method(&mut self, x: &Ex, name: &str, args: &[Ex], range: TextRange) -> Option<Ex> {
        let recv = x.at(Prec::Atom);
        let text = Ty::one(Atom::Str);
        let maybe = Ty(vec![Atom::None, Atom::Str]);
        Some(match (name, args) {
            ("group" | "__getitem__", []) => Ex::owned(format!("{recv}.whole()"), text),
            ("group" | "__getitem__", [g]) if g.int_lit() == Some(0) => Ex::owned(format!("{recv}.whole()"), text),
            ("group" | "__getitem__", [g]) if g.ty.is_str() => {
                let g = self.str_ref(g);
                let code = format!("{recv}.group_named({g})");
                Ex::owned(self.try_(code), maybe)
            }
            ("group" | "__getitem__", [g]) if g.ty.is_int() => {
                let g = self.borrowed(g);
                let code = format!("{recv}.group({g})");
                Ex::owned(self.try_(code), maybe)
            }
            ("group", many) if many.len() > 1 => {
                let parts: Vec<Ex> =
                    many.iter().filter_map(|g| self.match_method(x, "group", std::slice::from_ref(g), range)).collect();
                if parts.len() != many.len() {
                    return None;
                }
                self.tuple_of(parts, range)
            }
            ("groups", []) => {
                let cell = self.node(range, 0);
                self.cells.flow(&maybe, cell);
                Ex::owned(format!("{recv}.groups()"), Ty::one(Atom::VarTuple(cell)))
            }
            ("groups", [d]) if d.ty.is_str() => {
                let cell = self.node(range, 0);
                self.cells.flow(&text, cell);
                let d = self.borrowed(d);
                Ex::owned(format!("{recv}.groups_or({d})"), Ty::one(Atom::VarTuple(cell)))
            }
            ("groupdict", []) => {
                let (k, v) = (self.node(range, 0), self.node(range, 1));
                self.cells.flow(&text, k);
                self.cells.flow(&maybe, v);
                Ex::owned(format!("{recv}.groupdict()"), Ty::one(Atom::Dict(k, v)))
            }
            ("start" | "end" | "span", [] | [_]) if args.iter().all(|a| a.ty.is_int()) => {
                let g = match args.first() {
                    Some(g) => self.borrowed(g),
                    None => "&Int::from(0)".to_string(),
                };
                let code = format!("{recv}.{name}({g})");
                let code = self.try_(code);
                if name == "span" {
                    let (a, b) = (self.node(range, 0), self.node(range, 1));
                    self.cells.flow(&Ty::int(), a);
                    self.cells.flow(&Ty::int(), b);
                    return Some(Ex::owned(code, Ty::one(Atom::Tuple(vec![a, b]))));
                }
                Ex::owned(code, Ty::int())
            }
            ("expand", [t]) if t.ty.is_str() => {
                let t = self.borrowed(t);
                let code = format!("{recv}.expand({t})");
                Ex::owned(self.try_(code), text)
            }
            _ => {
                return None;
            }
        })
    }
}

/// How many groups the text of a pattern opens.
fn count_groups(pattern: &str, flags: i64) -> Groups {
    const VERBOSE: i64 = 64;
    if flags & VERBOSE != 0
        || pattern.starts_with("(?") && pattern.split(')').next().is_some_and(|f| f.contains('x') && !f.contains('<'))
    {
        return Groups::Unknown;
    }
    let mut n = 0;
    let chars: Vec<char> = pattern.chars().collect();
    let mut i = 0;
    let mut class = false;
    while i < chars.len() {
        match chars[i] {
            '\\' => i += 1,
            '[' if !class => {
                class = true;
                // A bracket right at the start is one of the class.
                if chars.get(i + 1) == Some(&'^') {
                    i += 1;
                }
                if chars.get(i + 1) == Some(&']') {
                    i += 1;
                }
            }
            ']' => class = false,
            '(' if !class => {
                if chars.get(i + 1) != Some(&'?') || (chars.get(i + 2) == Some(&'P') && chars.get(i + 3) == Some(&'<'))
                {
                    n += 1;
                } else if chars.get(i + 2) == Some(&'#') {
                    return Groups::Unknown;
                }
            }
            _ => {}
        }
        i += 1;
    }
    match n {
        0 => Groups::None,
        1 => Groups::One,
        _ => Groups::More,
    }
}

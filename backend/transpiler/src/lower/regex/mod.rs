//! Python's `re`: functions of the module, compiled patterns and matches.
//! Knows nothing of how patterns match; that is the runtime's.

mod matches;
mod patterns;
mod uses;

use crate::lower::{Ex, Lowerer, Prec};
use crate::types::{Atom, Ty};
use patterns::count_groups;
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::Ranged;

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
}

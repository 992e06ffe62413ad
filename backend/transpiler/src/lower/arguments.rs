//! Arguments: what a call gives, in the order in which it is evaluated.

use super::call::Args;
use super::{Ex, Lowerer, Prec};
use crate::types::{Atom, Cell, Ty};
use ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::Ranged;
use std::collections::HashSet;

impl<'a> Lowerer<'a> {
    /// Arguments that several arms use, each evaluated once.
    pub(crate) fn args_once(&mut self, mut args: Args) -> (Args, String) {
        let mut prelude = String::new();
        let mut hold = |l: &mut Self, x: Ex| {
            let (x, p) = l.once(x, "argument");
            prelude.push_str(&p);
            x
        };
        args.pos = args.pos.into_iter().map(|x| hold(self, x)).collect();
        args.star = args.star.map(|x| hold(self, x));
        args.kw = args.kw.into_iter().map(|(n, x)| (n, hold(self, x))).collect();
        args.keywords = args.keywords.map(|x| hold(self, x));
        (args, prelude)
    }

    /// Lowers a call's arguments in order.
    pub(crate) fn args(&mut self, c: &'a ExprCall) -> Args {
        let mut out = Args::default();
        let mut given: Vec<(bool, &'a Expr)> = Vec::new();
        spread_displays(&c.arguments.args, &mut given);
        // Everything from the first argument of unknown length on is one iterable.
        let mut items: Option<(String, Cell)> = None;
        let iterates = self.iterates(c);
        for (at, (starred, e)) in given.iter().enumerate() {
            let members = if *starred || iterates { self.enum_members(e) } else { None };
            let x = match members {
                Some(members) => members,
                None => self.expr(e),
            };
            let x = if *starred { self.tuple_to_index(x, "__iter__") } else { x };
            if let Some((code, cell)) = &mut items {
                let (name, cell) = (format!("arguments__{}", c.range.start().to_u32()), *cell);
                if *starred {
                    let it = self.iterate_value(x, e.range());
                    let it = self.iterator_of(it, cell);
                    code.push_str(&format!("{name}.extend({it});\n"));
                } else {
                    let x = self.store(x, cell);
                    code.push_str(&format!("{name}.append({x});\n"));
                }
                continue;
            }
            if !starred {
                out.pos.push(x);
            } else if let Some(Atom::Tuple(cells)) = x.ty.single().cloned() {
                let x = if x.is_simple() { x } else { self.hold_arguments(&mut out, x) };
                for (i, cell) in cells.iter().enumerate() {
                    let t = self.cells.ty(*cell);
                    out.pos.push(Ex::place(format!("{}.{i}", x.at(Prec::Atom)), t));
                }
            } else if at + 1 == given.len() {
                out.star = Some(x);
            } else {
                let cell = self.node(c.range, 232);
                let it = self.iterate_value(x, e.range());
                let list = self.list_from(it, cell);
                let name = format!("arguments__{}", c.range.start().to_u32());
                items = Some((format!("let {name} = {};\n", list.code), cell));
            }
        }
        if let Some((code, cell)) = items {
            let name = format!("arguments__{}", c.range.start().to_u32());
            out.star = Some(Ex::owned(format!("{{ {code}{name} }}"), Ty::one(Atom::List(cell))));
        }
        self.keyword_args(c, &mut out);
        out
    }

    /// Whether a call is one of a builtin that iterates over its arguments, or asks for their length.
    fn iterates(&mut self, c: &'a ExprCall) -> bool {
        const NAMES: [&str; 13] = [
            "list",
            "tuple",
            "set",
            "frozenset",
            "len",
            "sorted",
            "enumerate",
            "zip",
            "map",
            "filter",
            "reversed",
            "iter",
            "max",
        ];
        match &*c.func {
            Expr::Name(n) if NAMES.contains(&n.id.as_str()) => {
                matches!(self.lookup(n.id.as_str(), n.range, false), super::vars::Name::Builtin)
            }
            _ => false,
        }
    }

    /// Keyword arguments by name, and what `**` gives as one mapping.
    fn keyword_args(&mut self, c: &'a ExprCall, out: &mut Args) {
        let mut mappings: Vec<Ex> = Vec::new();
        let mut names: HashSet<&str> =
            c.arguments.keywords.iter().filter_map(|k| k.arg.as_ref().map(|n| n.as_str())).collect();
        for k in &c.arguments.keywords {
            if let Some(n) = &k.arg {
                let x = self.expr(&k.value);
                out.kw.push((n.to_string(), x));
                continue;
            }
            if let Expr::Dict(d) = &k.value
                && d.items.iter().all(|i| matches!(i.key, Some(Expr::StringLiteral(_))))
                && distinct_keys(d, &mut names)
            {
                for item in &d.items {
                    if let Some(Expr::StringLiteral(s)) = &item.key {
                        let x = self.expr(&item.value);
                        out.kw.push((s.value.to_str().to_string(), x));
                    }
                }
                continue;
            }
            let x = self.expr(&k.value);
            let is_mapping = x.ty.is_empty()
                || matches!(x.ty.single(), Some(Atom::Dict(key, _)) if {
                    let key = self.cells.ty(*key);
                    key.is_empty() || key.is_str()
                });
            if !is_mapping {
                self.refuse_with(
                    "P0302",
                    k.range,
                    "`**` of this type in a call is not translated",
                    Some("pass a dictionary whose keys are strings"),
                );
            }
            mappings.push(x);
        }
        match mappings.len() {
            0 => {}
            1 => out.keywords = mappings.pop(),
            _ => {
                self.refuse_with(
                    "P0302",
                    c.range,
                    "several `**` in a call are not translated",
                    Some("merge them into one dictionary first"),
                );
            }
        }
    }

    /// Evaluates the arguments so far, then `x`, before the call.
    fn hold_arguments(&mut self, args: &mut Args, x: Ex) -> Ex {
        for given in std::mem::take(&mut args.pos) {
            let given = self.hold_argument(given);
            args.pos.push(given);
        }
        self.hold_argument(x)
    }

    pub(crate) fn hold_argument(&mut self, x: Ex) -> Ex {
        if x.vague {
            return x;
        }
        let (x, code) = self.once(x, "argument");
        self.cx.prelude.push_str(&code);
        x
    }
}

/// The arguments with those of starred displays in their places; true for what is starred still.
fn spread_displays<'a>(args: &'a [Expr], out: &mut Vec<(bool, &'a Expr)>) {
    for a in args {
        match a {
            Expr::Starred(s) => match &*s.value {
                Expr::List(l) => spread_displays(&l.elts, out),
                Expr::Tuple(t) => spread_displays(&t.elts, out),
                e => out.push((true, e)),
            },
            e => out.push((false, e)),
        }
    }
}

/// Whether a display's keys are new names, each once.
fn distinct_keys<'a>(d: &'a ruff_python_ast::ExprDict, names: &mut HashSet<&'a str>) -> bool {
    d.items.iter().all(|i| matches!(&i.key, Some(Expr::StringLiteral(s)) if names.insert(s.value.to_str())))
}

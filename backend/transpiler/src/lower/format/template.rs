//! `str.format`.
//! Knows nothing of format specifications.

use super::Format;
use crate::lower::{Ex, Lowerer};
use crate::types::{Atom, Ty};
use ruff_python_ast::ExprCall;
use rustpython_ruff_python_ast as ruff_python_ast;

impl<'a> Lowerer<'a> {
    /// `text.format(...)` with a literal text: taken apart now.
    pub(crate) fn str_format(&mut self, template: &str, c: &'a ExprCall) -> Ex {
        let mut out = Format::default();
        let args: Vec<Ex> = c.arguments.args.iter().map(|a| self.expr(a)).collect();
        let keywords: Vec<(String, Ex)> = c
            .arguments
            .keywords
            .iter()
            .filter_map(|k| k.arg.as_ref().map(|a| (a.to_string(), &k.value)))
            .map(|(n, v)| (n, self.expr(v)))
            .collect();
        let mut auto = 0usize;
        let mut chars = template.chars().peekable();
        let mut literal = String::new();
        // Arguments may be shown several times, or not at all: each is evaluated once, in order.
        let mut lets = String::new();
        let mut held: Vec<Ex> = Vec::new();
        for x in args.into_iter().chain(keywords.iter().map(|k| k.1.clone())) {
            if x.is_simple() {
                held.push(x);
            } else {
                let name = self.temp("value");
                let ty = x.ty.clone();
                let code = self.owned(x);
                lets.push_str(&format!("let {name} = {code};\n"));
                held.push(Ex::place(name, ty));
            }
        }
        let positional = c.arguments.args.len();
        while let Some(ch) = chars.next() {
            match ch {
                '{' if chars.peek() == Some(&'{') => {
                    chars.next();
                    literal.push('{');
                }
                '}' if chars.peek() == Some(&'}') => {
                    chars.next();
                    literal.push('}');
                }
                '{' => {
                    out.push_text(&std::mem::take(&mut literal));
                    let mut field = String::new();
                    for ch in chars.by_ref() {
                        if ch == '}' {
                            break;
                        }
                        field.push(ch);
                    }
                    let (name, spec) = field.split_once(':').map_or((field.as_str(), ""), |(n, s)| (n, s));
                    let (name, conv) = name.split_once('!').map_or((name, ""), |(n, c)| (n, c));
                    let at = if name.is_empty() {
                        auto += 1;
                        Some(auto - 1)
                    } else if let Ok(i) = name.parse::<usize>() {
                        Some(i)
                    } else {
                        keywords.iter().position(|k| k.0 == name).map(|p| p + positional)
                    };
                    let Some(x) = at.and_then(|i| held.get(i)).cloned() else {
                        return self.refuse_with(
                            "P0255",
                            c.range,
                            "this replacement field is not translated",
                            Some("use an f-string"),
                        );
                    };
                    if spec.contains('{') {
                        return self.refuse_with(
                            "P0255",
                            c.range,
                            "nested replacement fields are not translated",
                            Some("use an f-string"),
                        );
                    }
                    if spec.is_empty() {
                        let arg = self.shown(&x, conv == "r");
                        out.push_arg(arg);
                    } else {
                        let x = if conv == "r" { self.repr_of(x) } else { x };
                        let f = self.format_value(x, &crate::lower::quote(spec), true, c.range);
                        out.push_arg(f.code);
                    }
                }
                c => literal.push(c),
            }
        }
        out.push_text(&literal);
        let call = format!("Str::from({})", out.call("format!"));
        let code = if lets.is_empty() { call } else { format!("{{ {lets}{call} }}") };
        Ex::owned(code, Ty::one(Atom::Str))
    }
}

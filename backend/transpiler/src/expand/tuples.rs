//! `collections.namedtuple` and `typing.NamedTuple` called: written out as the class statement that they stand for.

use super::edit::Edit;
use super::statements;
use ruff_python_ast::{Expr, ExprCall, ModModule, Stmt};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};

/// The edits that write a module's named tuples out.
pub(super) fn edits(text: &str, module: &ModModule) -> Vec<Edit> {
    let mut out = Vec::new();
    statements(&module.body, &mut |s| match s {
        Stmt::Assign(a) => {
            if let ([Expr::Name(name)], Expr::Call(call)) = (a.targets.as_slice(), &*a.value)
                && let Some(fields) = fields(text, module, call)
                && fields.class == name.id.as_str()
                && let Some(indent) = alone_on_its_line(text, a.range)
            {
                let mut class = format!("class {}(NamedTuple):", fields.class);
                for f in &fields.lines {
                    class.push_str(&format!("\n{indent}    {f}"));
                }
                if fields.lines.is_empty() {
                    class.push_str(" pass");
                }
                out.push(Edit::of(a.range, class));
            }
        }
        Stmt::ClassDef(c) => {
            let Some(arguments) = &c.arguments else { return };
            let ([Expr::Call(call)], Some(first)) = (&*arguments.args, c.body.first()) else { return };
            let Some(fields) = fields(text, module, call) else { return };
            let Some(indent) = alone_on_its_line(text, first.range()) else { return };
            out.push(Edit::of(call.range, "NamedTuple".to_string()));
            let start = usize::from(first.range().start());
            let lines: String = fields.lines.iter().map(|f| format!("{f}\n{indent}")).collect();
            out.push(Edit { start, end: start, text: lines });
        }
        _ => {}
    });
    out
}

struct Fields {
    class: String,
    /// The fields as they stand in a class body.
    lines: Vec<String>,
}

/// What a call of `namedtuple` or `NamedTuple` declares.
fn fields(text: &str, module: &ModModule, call: &ExprCall) -> Option<Fields> {
    let of = |e: &Expr| text[usize::from(e.range().start())..usize::from(e.range().end())].to_string();
    let typed = if imported(module, &call.func, "collections", "namedtuple") {
        false
    } else if imported(module, &call.func, "typing", "NamedTuple") {
        true
    } else {
        return None;
    };
    let [Expr::StringLiteral(class), names] = &*call.arguments.args else { return None };
    let items = |e: &Expr| match e {
        Expr::List(l) => Some(l.elts.clone()),
        Expr::Tuple(t) => Some(t.elts.clone()),
        _ => None,
    };
    let mut fields: Vec<(String, String)> = Vec::new();
    match names {
        Expr::StringLiteral(s) if !typed => {
            let names = s.value.to_str().replace(',', " ");
            fields.extend(names.split_whitespace().map(|n| (n.to_string(), "object".to_string())));
        }
        e => {
            for e in items(e)? {
                match &e {
                    Expr::StringLiteral(s) if !typed => fields.push((s.value.to_str().to_string(), "object".into())),
                    Expr::Tuple(t) if typed => match t.elts.as_slice() {
                        [Expr::StringLiteral(s), ty] => fields.push((s.value.to_str().to_string(), of(ty))),
                        _ => return None,
                    },
                    _ => return None,
                }
            }
        }
    }
    // What Python itself would not accept stays as it is, and is refused.
    let name = |n: &str| {
        n.chars().next().is_some_and(char::is_alphabetic)
            && n.chars().all(|c| c.is_alphanumeric() || c == '_')
            && !KEYWORDS.contains(&n)
    };
    if !fields.iter().enumerate().all(|(i, f)| name(&f.0) && !fields[..i].iter().any(|g| g.0 == f.0)) {
        return None;
    }
    let mut lines: Vec<String> = fields.into_iter().map(|(n, t)| format!("{n}: {t}")).collect();
    match &*call.arguments.keywords {
        [] => {}
        [k] if !typed && k.arg.as_ref().is_some_and(|a| a == "defaults") => {
            let defaults = items(&k.value)?;
            let first = lines.len().checked_sub(defaults.len())?;
            for (line, d) in lines[first..].iter_mut().zip(&defaults) {
                line.push_str(&format!(" = {}", of(d)));
            }
        }
        _ => return None,
    }
    Some(Fields { class: class.value.to_str().to_string(), lines })
}

/// Whether a callee is `name`, imported from `module` in this file.
fn imported(tree: &ModModule, callee: &Expr, module: &str, name: &str) -> bool {
    match callee {
        Expr::Name(n) if n.id.as_str() == name => tree.body.iter().any(|s| {
            matches!(s, Stmt::ImportFrom(i) if i.module.as_ref().is_some_and(|m| m == module)
                && i.names.iter().any(|a| a.name.as_str() == name && a.asname.is_none()))
        }),
        Expr::Attribute(a) if a.attr.as_str() == name => matches!(&*a.value, Expr::Name(n) if n.id.as_str() == module),
        _ => false,
    }
}

/// The indentation of a statement that has its line, or lines, to itself.
fn alone_on_its_line(text: &str, range: TextRange) -> Option<&str> {
    let (start, end) = (usize::from(range.start()), usize::from(range.end()));
    let line = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let indent = &text[line..start];
    let rest = text[end..].lines().next().unwrap_or("").trim_start();
    (indent.chars().all(|c| c == ' ' || c == '\t') && (rest.is_empty() || rest.starts_with('#'))).then_some(indent)
}

const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

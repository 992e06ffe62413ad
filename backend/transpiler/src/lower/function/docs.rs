//! Docstrings as Rust documentation.

use crate::lower::Lowerer;
use crate::scope::{Body, FuncId};
use ruff_python_ast::Expr;
use rustpython_ruff_python_ast as ruff_python_ast;

impl<'a> Lowerer<'a> {
    /// The function's docstring as Rust documentation.
    pub(crate) fn docs(&self, func: FuncId) -> String {
        let Body::Stmts(b) = self.program.funcs[func].body else { return String::new() };
        b.first().and_then(docstring).map_or(String::new(), |d| doc_lines(&d, "///"))
    }
}

/// A statement's text, if it is a docstring.
pub(crate) fn docstring(s: &ruff_python_ast::Stmt) -> Option<String> {
    let ruff_python_ast::Stmt::Expr(e) = s else { return None };
    let Expr::StringLiteral(s) = &*e.value else { return None };
    Some(s.value.to_str().to_string())
}

/// A docstring as Rust doc comment lines, without doctests.
pub(crate) fn doc_lines(doc: &str, marker: &str) -> String {
    let lines: Vec<&str> = doc.lines().collect();
    let indent = lines
        .iter()
        .skip(1)
        .filter(|l| !l.trim().is_empty())
        .map(|l| l.len() - l.trim_start().len())
        .min()
        .unwrap_or(0);
    let mut out: Vec<String> = Vec::new();
    let mut doctest = false;
    for (i, l) in lines.iter().enumerate() {
        let text = if i == 0 { l.trim() } else { l.get(indent..).unwrap_or("").trim_end() };
        if text.trim_start().starts_with(">>>") {
            doctest = true;
        }
        if doctest {
            if text.trim().is_empty() {
                doctest = false;
            }
            continue;
        }
        out.push(text.replace("*/", "* /"));
    }
    while out.last().is_some_and(|l| l.trim().is_empty()) {
        out.pop();
    }
    while out.first().is_some_and(|l| l.trim().is_empty()) {
        out.remove(0);
    }
    out.into_iter().map(|l| if l.is_empty() { format!("{marker}\n") } else { format!("{marker} {l}\n") }).collect()
}

//! What a decorator does, as far as its definition says so: what runs when it is applied, and the function that takes the
//! place of the decorated one. Knows nothing of where it is applied.

use ruff_python_ast::{Expr, Parameters, Stmt, StmtFunctionDef};
use rustpython_ruff_python_ast as ruff_python_ast;

/// A decorator's definition, taken apart.
pub(super) struct Shape<'a> {
    /// The parameters of a decorator that is applied with arguments.
    pub options: Option<&'a Parameters>,
    /// The name under which it knows the decorated function.
    pub function: &'a str,
    /// Statements that run when it is applied, before the wrapper is there.
    pub before: Vec<&'a Stmt>,
    /// The function that takes the place of the decorated one; None where that stays.
    pub wrapper: Option<&'a StmtFunctionDef>,
    /// `wrapper.name = value`
    pub attributes: Vec<(&'a str, &'a Expr)>,
    /// The wrapper takes over the decorated function's name.
    pub wraps: bool,
}

/// The shape of a decorator; `called` where it is applied with arguments.
pub(super) fn shape(def: &StmtFunctionDef, called: bool) -> Option<Shape<'_>> {
    if !def.decorator_list.is_empty() || def.is_async {
        return None;
    }
    if !called {
        return inner(def);
    }
    let body = without_docstring(&def.body);
    let (Stmt::Return(last), rest) = body.split_last()? else { return None };
    let Expr::Name(returned) = last.value.as_deref()? else { return None };
    let (Stmt::FunctionDef(decorator), before) = rest.split_last()? else { return None };
    if decorator.name.as_str() != returned.id.as_str() || !decorator.decorator_list.is_empty() {
        return None;
    }
    let mut shape = inner(decorator)?;
    let outer: Vec<&Stmt> = before.iter().collect();
    if !outer.iter().all(|s| plain(s)) {
        return None;
    }
    shape.before.splice(0..0, outer);
    shape.options = Some(&def.parameters);
    Some(shape)
}

fn inner(def: &StmtFunctionDef) -> Option<Shape<'_>> {
    let p = &def.parameters;
    if p.vararg.is_some() || p.kwarg.is_some() || !p.kwonlyargs.is_empty() || p.len() != 1 {
        return None;
    }
    let only = p.iter_non_variadic_params().next()?;
    if only.default.is_some() {
        return None;
    }
    let function = only.parameter.name.as_str();
    let body = without_docstring(&def.body);
    let (Stmt::Return(last), rest) = body.split_last()? else { return None };
    let Expr::Name(returned) = last.value.as_deref()? else { return None };
    let mut out =
        Shape { options: None, function, before: Vec::new(), wrapper: None, attributes: Vec::new(), wraps: false };
    for s in rest {
        match s {
            Stmt::FunctionDef(f) if out.wrapper.is_none() && f.name.as_str() == returned.id.as_str() => {
                if f.is_async || f.decorator_list.len() > 1 {
                    return None;
                }
                if let Some(d) = f.decorator_list.first() {
                    if !is_wraps(&d.expression, function) {
                        return None;
                    }
                    out.wraps = true;
                }
                out.wrapper = Some(f);
            }
            Stmt::Assign(a) if out.wrapper.is_some() => match a.targets.as_slice() {
                [Expr::Attribute(t)] if matches!(&*t.value, Expr::Name(n) if n.id == returned.id) => {
                    out.attributes.push((t.attr.as_str(), &a.value));
                }
                _ => return None,
            },
            s if plain(s) && out.wrapper.is_none() => out.before.push(s),
            _ => return None,
        }
    }
    (out.wrapper.is_some() || returned.id.as_str() == function).then_some(out)
}

/// `functools.wraps(f)`
fn is_wraps(e: &Expr, function: &str) -> bool {
    let Expr::Call(c) = e else { return false };
    let name = match &*c.func {
        Expr::Name(n) => n.id.as_str(),
        Expr::Attribute(a) => a.attr.as_str(),
        _ => return false,
    };
    name == "wraps" && matches!(&*c.arguments.args, [Expr::Name(n)] if n.id.as_str() == function)
}

/// Statements that mean the same outside of the decorator, once their names are told apart.
fn plain(s: &Stmt) -> bool {
    matches!(s, Stmt::Assign(_) | Stmt::AnnAssign(_) | Stmt::AugAssign(_) | Stmt::Expr(_) | Stmt::Pass(_))
}

pub(super) fn without_docstring(body: &[Stmt]) -> &[Stmt] {
    match body.first() {
        Some(s) if crate::lower::docstring(s).is_some() => &body[1..],
        _ => body,
    }
}

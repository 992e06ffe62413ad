//! Blocks, statements and what has blocks in it.

use super::print::{At, STEP, expr, flat, is_block, pad, right_side, width};
use super::print_call::closes;
use super::{Arm, Block, Expr, Loop, LoopKind, Stmt, print_item};

/// `{ … }`, whose closing brace is indented by `indent`.
pub(super) fn block(b: &Block, indent: usize) -> String {
    if b.stmts.is_empty() {
        return "{}".to_string();
    }
    format!("{{\n{}{}}}", stmts(b, indent + STEP), pad(indent))
}

/// Statements, a line each.
pub(super) fn stmts(b: &Block, indent: usize) -> String {
    let mut out = String::new();
    for s in &b.stmts {
        out.push_str(&format!("{}{}\n", pad(indent), stmt(s, indent)));
    }
    out
}

fn stmt(s: &Stmt, indent: usize) -> String {
    let at = At::line(indent, 1);
    match s {
        Stmt::Let { pattern, ty, init, diverge } => {
            let note = ty.as_ref().map(|t| format!(": {t}")).unwrap_or_default();
            let head = format!("let {}{note}", pattern.text);
            let Some(init) = init else { return format!("{head};") };
            let head = format!("{head} =");
            match diverge {
                Some(b) => {
                    let right = right_side(&head, init, at.before(7));
                    format!("{head}{right} else {};", block(b, indent))
                }
                None => {
                    let right = right_side(&head, init, at);
                    format!("{head}{right};")
                }
            }
        }
        Stmt::Expr(e, semi) => {
            let text = match e {
                Expr::If(cond, then, other) => if_(cond, then, other.as_deref(), At::line(indent, 0)),
                _ => expr(e, At::line(indent, usize::from(*semi))),
            };
            // A block as a statement needs no semicolon, and would not be one with it; a loop's value is ().
            let semi = *semi && !(matches!(e, Expr::Loop(_)) || unit_block(e));
            if semi { format!("{text};") } else { text }
        }
        Stmt::Item(i) => print_item::item(i, indent),
    }
}

/// An `if` or block whose branches all end with a semicolon.
fn unit_block(e: &Expr) -> bool {
    let unit = |b: &Block| matches!(b.stmts.last(), None | Some(Stmt::Expr(_, true) | Stmt::Let { .. }));
    match e {
        Expr::If(_, then, None) => unit(then),
        Expr::If(_, then, Some(other)) => unit(then) && unit_block(other),
        Expr::Block(_, b) => unit(b),
        _ => false,
    }
}

/// `keyword subject {`, where the brace goes on a line of its own behind a subject of several lines.
fn head(keyword: &str, subject: &Expr, at: At) -> String {
    let text = expr(subject, At { tail: 2, ..at.after(keyword) });
    if text.contains('\n') && !text.lines().last().is_some_and(|l| closes(l, at.indent)) {
        format!("{keyword}{text}\n{}", pad(at.indent))
    } else {
        format!("{keyword}{text} ")
    }
}

pub(super) fn if_(cond: &Expr, then: &Block, other: Option<&Expr>, at: At) -> String {
    let mut out = format!("{}{}", head("if ", cond, at), forced(then, at.indent));
    match other {
        None => {}
        Some(Expr::If(c, t, o)) => {
            let at = At { col: at.indent + 7, ..at };
            out.push_str(&format!(" else {}", if_(c, t, o.as_deref(), at)));
        }
        Some(Expr::Block(before, b)) => out.push_str(&format!(" else {before}{}", forced(b, at.indent))),
        Some(e) => out.push_str(&format!(" else {{ {} }}", expr(e, at))),
    }
    out
}

/// A block of an `if` or loop.
fn forced(b: &Block, indent: usize) -> String {
    if b.stmts.is_empty() { format!("{{\n{}}}", pad(indent)) } else { block(b, indent) }
}

pub(super) fn match_(on: &Expr, arms: &[Arm], at: At) -> String {
    let mut out = format!("{}{{\n", head("match ", on, at));
    let inside = at.indent + STEP;
    for a in arms {
        let guard = match &a.guard {
            Some(g) => format!(" if {}", expr(g, At::line(inside, 4))),
            None => String::new(),
        };
        let head = format!("{}{guard} => ", a.pattern.text);
        let here = At { indent: inside, col: inside + width(&head), tail: 1 };
        let text = match flat(&a.body).filter(|t| here.fits(t)) {
            Some(t) => t,
            None if is_block(&a.body) => expr(&a.body, here),
            None => {
                let body = expr(&a.body, here);
                let own = At::line(inside + STEP, 0);
                match flat(&a.body).filter(|t| own.fits(t)) {
                    Some(t) if body.contains('\n') => {
                        format!("{{\n{}{t}\n{}}}", pad(own.indent), pad(inside))
                    }
                    _ => body,
                }
            }
        };
        let comma = if text.ends_with('}') && (text.starts_with('{') && text.contains('\n')) || plain_block(&a.body) {
            ""
        } else {
            ","
        };
        out.push_str(&format!("{}{head}{text}{comma}\n", pad(inside)));
    }
    out.push_str(&format!("{}}}", pad(at.indent)));
    out
}

fn plain_block(e: &Expr) -> bool {
    matches!(e, Expr::Block(before, b) if before.is_empty() && !b.stmts.is_empty())
}

pub(super) fn loop_(l: &Loop, at: At) -> String {
    let label = l.label.as_ref().map(|l| format!("{l}: ")).unwrap_or_default();
    let head = match &l.kind {
        LoopKind::Loop => "loop ".to_string(),
        LoopKind::While(cond) => head(&format!("{label}while "), cond, at),
        LoopKind::For(p, over) => head(&format!("{label}for {} in ", p.text), over, at),
    };
    let label = if matches!(l.kind, LoopKind::Loop) { label } else { String::new() };
    format!("{label}{head}{}", forced(&l.body, at.indent))
}

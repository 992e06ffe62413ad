//! What a Rust reviewer would ask to have shortened: rewrites of single expressions and of the ends of functions.

use super::{Block, Expr, Function, Item, Macro, Stmt};

/// Tidies items and all that is in them.
pub(super) fn items(list: &mut [Item]) {
    for i in list {
        match i {
            Item::Fn(f) => function(f),
            Item::Impl(_, _, inside) | Item::ThreadLocal(inside) => items(inside),
            Item::Static(_, _, value) => expr(value),
            Item::Macro(_) | Item::Lines(_) => {}
        }
    }
}

fn function(f: &mut Function) {
    let fallible = f.ret.starts_with("Result<");
    block(&mut f.body);
    if fallible {
        f.body.children_mut(&mut unwrapped);
    }
    ending(&mut f.body, fallible);
}

/// `return Ok(x?)` is `return x`, outside of closures.
fn unwrapped(e: &mut Expr) {
    match e {
        Expr::Closure(_) => return,
        Expr::Block(before, _) if before.starts_with("async") => return,
        Expr::Return(Some(value)) => self::value(value, true),
        _ => {}
    }
    e.children_mut(&mut unwrapped);
}

fn block(b: &mut Block) {
    for s in &mut b.stmts {
        match s {
            Stmt::Let { init, diverge, .. } => {
                init.iter_mut().for_each(expr);
                diverge.iter_mut().for_each(block);
            }
            Stmt::Expr(e, _) => expr(e),
            Stmt::Item(i) => items(std::slice::from_mut(i)),
        }
    }
}

fn expr(e: &mut Expr) {
    // From the outside in: a display of displays becomes one.
    display(e);
    match e {
        Expr::Block(_, b) => block(b),
        Expr::If(cond, then, other) => {
            expr(cond);
            block(then);
            other.iter_mut().for_each(|e| expr(e));
        }
        Expr::Loop(l) => {
            if let super::LoopKind::While(e) | super::LoopKind::For(_, e) = &mut l.kind {
                expr(e);
            }
            block(&mut l.body);
        }
        _ => e.children_mut(&mut expr),
    }
    unnegate(e);
}

/// `!(a == b)` is `a != b`.
fn unnegate(e: &mut Expr) {
    let Expr::Unary("!", inner) = e else { return };
    let Expr::Binary(op, ..) = &mut **inner else { return };
    *op = match *op {
        "==" => "!=",
        "!=" => "==",
        _ => return,
    };
    *e = std::mem::replace(inner, Expr::Lit(String::new()));
}

/// A display of literals: `List::of([1, 2])` for `list![Int::from(1), Int::from(2)]`.
fn display(e: &mut Expr) {
    let Some(kind) = display_kind(e) else { return };
    if let Expr::Macro(Macro { args, .. }) = e
        && !args.is_empty()
        && let Some(items) = literals(args)
    {
        *e = Expr::Call(Box::new(Expr::Path(format!("{kind}::of"))), vec![Expr::Array(items)]);
    }
}

/// The container that a macro makes.
fn display_kind(e: &Expr) -> Option<&'static str> {
    let Expr::Macro(m) = e else { return None };
    match m.path.as_str() {
        "list" => Some("List"),
        "tuple" => Some("Tuple"),
        "set" => Some("Set"),
        "dict" => Some("Dict"),
        _ => None,
    }
}

/// Rust's own literals for all of them, if their types are one.
fn literals(list: &[Expr]) -> Option<Vec<Expr>> {
    let (mut out, mut kind) = (Vec::with_capacity(list.len()), None);
    for e in list {
        let (text, its) = literal(e)?;
        if *kind.get_or_insert_with(|| its.clone()) != its {
            return None;
        }
        out.push(text);
    }
    Some(out)
}

/// The literal that stands for a value, and its type.
fn literal(e: &Expr) -> Option<(Expr, String)> {
    match e {
        Expr::Call(f, args) => {
            let (Expr::Path(f), [arg]) = (&**f, &args[..]) else { return None };
            match (f.as_str(), arg) {
                ("Int::from", Expr::Lit(t)) => integer(t).map(|t| (Expr::Lit(t), "int".to_string())),
                ("Int::from", Expr::Unary("-", inner)) => match &**inner {
                    Expr::Lit(t) => {
                        let positive = Box::new(Expr::Lit(integer(t)?));
                        Some((Expr::Unary("-", positive), "int".to_string()))
                    }
                    _ => None,
                },
                ("Str::from", Expr::Lit(t)) if t.starts_with('"') => Some((arg.clone(), "str".to_string())),
                _ => None,
            }
        }
        Expr::Lit(t) if t == "true" || t == "false" => Some((e.clone(), "bool".to_string())),
        Expr::Lit(t) if is_float(t) => Some((e.clone(), "float".to_string())),
        Expr::Unary("-", inner) => match &**inner {
            Expr::Lit(t) if is_float(t) => Some((e.clone(), "float".to_string())),
            _ => None,
        },
        Expr::Tuple(list) if (2..=6).contains(&list.len()) => {
            let (items, kinds): (Vec<Expr>, Vec<String>) = list.iter().map(literal).collect::<Option<_>>()?;
            Some((Expr::Tuple(items), format!("({})", kinds.join(","))))
        }
        Expr::Pair(key, value) => {
            let ((key, a), (value, b)) = (literal(key)?, literal(value)?);
            Some((Expr::Tuple(vec![key, value]), format!("({a},{b})")))
        }
        Expr::Macro(m) if m.path == "list" && !m.args.is_empty() => {
            let kind = literal(&m.args[0])?.1;
            Some((Expr::Array(literals(&m.args)?), format!("[{kind};{}]", m.args.len())))
        }
        _ => None,
    }
}

fn integer(text: &str) -> Option<String> {
    let digits = text.strip_suffix("i64").unwrap_or(text);
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.to_string())
}

fn is_float(text: &str) -> bool {
    text.contains('.') && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'-'))
}

/// The end of a function: its value without `return`, and without `Ok` around what `?` has just unwrapped.
fn ending(b: &mut Block, fallible: bool) {
    while let Some(Stmt::Expr(last, semi)) = b.stmts.last_mut() {
        match last {
            Expr::Return(Some(value)) => {
                *last = std::mem::replace(value, Expr::Lit(String::new()));
                *semi = false;
            }
            // A block of its own may end the function's.
            Expr::Block(before, inner) if before.is_empty() && !*semi => {
                let inner = std::mem::take(&mut inner.stmts);
                b.stmts.pop();
                b.stmts.extend(inner);
            }
            _ => break,
        }
    }
    match b.stmts.last_mut() {
        Some(Stmt::Expr(last, false)) => value(last, fallible),
        // Both branches leave: their values are the function's.
        Some(Stmt::Expr(last @ Expr::If(..), semi)) if leaves(last) => {
            *semi = false;
            value(last, fallible);
        }
        _ => {}
    }
}

/// The value of a function.
fn value(e: &mut Expr, fallible: bool) {
    match e {
        Expr::If(_, then, Some(other)) => {
            ending(then, fallible);
            match &mut **other {
                Expr::Block(before, b) if before.is_empty() => ending(b, fallible),
                other => value(other, fallible),
            }
        }
        Expr::Match(_, arms) => {
            for a in arms {
                match &mut a.body {
                    Expr::Block(before, b) if before.is_empty() => ending(b, fallible),
                    Expr::Return(Some(inner)) => {
                        a.body = std::mem::replace(inner, Expr::Lit(String::new()));
                        value(&mut a.body, fallible);
                    }
                    body => value(body, fallible),
                }
            }
        }
        Expr::Call(f, args) if fallible && **f == Expr::Name("Ok".to_string()) => {
            if let [Expr::Try(inner)] = &mut args[..] {
                let inner = std::mem::replace(&mut **inner, Expr::Lit(String::new()));
                *e = inner;
            }
        }
        _ => {}
    }
}

/// Whether every branch ends with `return`.
fn leaves(e: &Expr) -> bool {
    let ends = |b: &Block| match b.stmts.last() {
        Some(Stmt::Expr(Expr::Return(Some(_)), _)) => true,
        Some(Stmt::Expr(e @ Expr::If(..), _)) => leaves(e),
        _ => false,
    };
    match e {
        Expr::If(_, then, Some(other)) => {
            ends(then)
                && match &**other {
                    Expr::Block(before, b) => before.is_empty() && ends(b),
                    other => leaves(other),
                }
        }
        _ => false,
    }
}

//! How a function uses its parameters, and the program its functions.

use super::borrow::{Key, Lent};
use super::{Block, Expr, Function, Item, LoopKind, Macro, Pattern, Stmt};
use std::collections::{HashMap, HashSet};

/// A parameter: the function's key and the place.
type Param = (Key, usize);

/// What stands against borrowing.
#[derive(Default)]
pub(super) struct Uses {
    /// Functions that are used other than by calling them.
    pub values: HashSet<Key>,
    /// Parameters whose value is given away, or whose arguments cannot be lent.
    pub given: HashSet<Param>,
    /// Parameters that are handed on as they are.
    pub handed: Vec<(Param, Param)>,
}

/// Where an expression stands.
#[derive(Clone, Copy)]
enum Place<'a> {
    /// Its value is taken.
    Value,
    /// It is borrowed.
    Ref,
    /// A method of this name is called on it.
    Receiver(&'a str),
    /// It is compared.
    Compare,
    /// It is an operand of `+`, `-` or `*`.
    Operand,
    /// It is an argument.
    Argument(&'a str, usize),
}

struct Walk<'a> {
    lent: &'a Lent,
    uses: &'a mut Uses,
    /// The parameters in question, with their types.
    params: HashMap<&'a str, (Param, &'a str)>,
    /// Within closures that keep what they use.
    kept: usize,
}

pub(super) fn function(key: &str, f: &Function, lent: &Lent, uses: &mut Uses) {
    let bound = bound(&f.body);
    let mut params = HashMap::new();
    for (at, (p, t)) in f.params.iter().enumerate() {
        if !lent.is(key, at) {
            continue;
        }
        if bound.contains(&p.text) {
            uses.given.insert((key.to_string(), at));
        } else {
            params.insert(p.text.as_str(), ((key.to_string(), at), t.as_str()));
        }
    }
    for name in &bound {
        uses.values.insert(name.clone());
    }
    Walk { lent, uses, params, kept: 0 }.block(&f.body);
}

/// What stands outside of functions.
pub(super) fn outside(i: &Item, lent: &Lent, uses: &mut Uses) {
    match i {
        Item::Static(_, _, e) => Walk { lent, uses, params: HashMap::new(), kept: 0 }.expr(e, Place::Value),
        Item::ThreadLocal(inside) => inside.iter().for_each(|i| outside(i, lent, uses)),
        Item::Macro(m) => {
            m.args.iter().for_each(|e| Walk { lent, uses, params: HashMap::new(), kept: 0 }.expr(e, Place::Value));
        }
        Item::Fn(_) | Item::Impl(..) | Item::Lines(_) => {}
    }
}

impl Walk<'_> {
    fn block(&mut self, b: &Block) {
        for s in &b.stmts {
            match s {
                Stmt::Let { init, diverge, .. } => {
                    init.iter().for_each(|e| self.expr(e, Place::Value));
                    diverge.iter().for_each(|b| self.block(b));
                }
                Stmt::Expr(e, _) => self.expr(e, Place::Value),
                // Its own walk sees it; it sees none of these parameters.
                Stmt::Item(_) => {}
            }
        }
    }

    fn all(&mut self, list: &[Expr]) {
        list.iter().for_each(|e| self.expr(e, Place::Value));
    }

    fn name(&mut self, n: &str, place: Place<'_>) {
        let Some((param, ty)) = self.params.get(n).cloned() else {
            self.uses.values.insert(n.to_string());
            return;
        };
        let borrowed = match place {
            Place::Ref | Place::Compare => true,
            Place::Receiver(m) => !by_value(m),
            Place::Operand => ty == "Int",
            Place::Argument(key, at) if self.lent.is(key, at) => {
                self.uses.handed.push((param.clone(), (key.to_string(), at)));
                true
            }
            Place::Value | Place::Argument(..) => false,
        };
        if !borrowed || self.kept > 0 {
            self.uses.given.insert(param);
        }
    }

    fn expr(&mut self, e: &Expr, place: Place<'_>) {
        match e {
            Expr::Name(n) => self.name(n, place),
            Expr::Path(p) => drop(self.uses.values.insert(p.clone())),
            Expr::Lit(_) | Expr::Continue(_) => {}
            Expr::Call(f, args) => {
                let key = match &**f {
                    Expr::Name(k) if !self.params.contains_key(k.as_str()) => Some(k),
                    Expr::Path(k) => Some(k),
                    other => {
                        self.expr(other, Place::Value);
                        None
                    }
                };
                self.arguments(key.map(String::as_str), args);
            }
            Expr::Method(on, name, turbofish, args) => {
                self.expr(on, Place::Receiver(name));
                let key = format!(".{name}");
                self.arguments(turbofish.is_empty().then_some(&key), args);
            }
            // A part of it: borrowed with it, never taken out of it.
            Expr::Field(on, _) => {
                let place = match place {
                    Place::Argument(..) | Place::Operand => Place::Value,
                    other => other,
                };
                self.expr(on, place);
            }
            Expr::Unary("&", inner) => self.expr(inner, Place::Ref),
            Expr::Unary("-", inner) => self.expr(inner, Place::Operand),
            Expr::Binary(op, a, b) => {
                let place = match *op {
                    "==" | "!=" | "<" | "<=" | ">" | ">=" => Place::Compare,
                    "+" | "-" | "*" => Place::Operand,
                    _ => Place::Value,
                };
                self.expr(a, place);
                self.expr(b, place);
            }
            Expr::Unary(_, a) | Expr::Try(a) | Expr::Cast(a, _) | Expr::Let(_, a) => self.expr(a, Place::Value),
            Expr::Assign(_, a, b) | Expr::Index(a, b) | Expr::Repeat(a, b) | Expr::Pair(a, b) => {
                self.expr(a, Place::Value);
                self.expr(b, Place::Value);
            }
            Expr::Range(a, _, b) => a.iter().chain(b).for_each(|e| self.expr(e, Place::Value)),
            Expr::Tuple(list) | Expr::Array(list) => self.all(list),
            Expr::Closure(c) => {
                self.kept += usize::from(c.moves);
                self.expr(&c.body, Place::Value);
                self.kept -= usize::from(c.moves);
            }
            Expr::Block(before, b) => {
                let kept = usize::from(before.starts_with("async"));
                self.kept += kept;
                self.block(b);
                self.kept -= kept;
            }
            Expr::If(cond, then, other) => {
                self.expr(cond, Place::Value);
                self.block(then);
                other.iter().for_each(|e| self.expr(e, Place::Value));
            }
            Expr::Match(on, arms) => {
                self.expr(on, Place::Value);
                for a in arms {
                    a.guard.iter().chain([&a.body]).for_each(|e| self.expr(e, Place::Value));
                }
            }
            Expr::Loop(l) => {
                if let LoopKind::While(e) | LoopKind::For(_, e) = &l.kind {
                    self.expr(e, Place::Value);
                }
                self.block(&l.body);
            }
            Expr::Break(_, e) | Expr::Return(e) => e.iter().for_each(|e| self.expr(e, Place::Value)),
            Expr::Struct(_, fields) => fields.iter().for_each(|(_, e)| self.expr(e, Place::Value)),
            Expr::Macro(m) => self.macro_(m),
        }
    }

    fn macro_(&mut self, m: &Macro) {
        let formats = matches!(m.path.as_str(), "println" | "print" | "eprintln" | "eprint" | "format");
        for (at, e) in m.args.iter().enumerate() {
            match e {
                // A name in the format string itself.
                Expr::Lit(text) if formats && at == 0 => {
                    let inside: Vec<Param> = self
                        .params
                        .iter()
                        .filter(|(n, _)| text.contains(&format!("{{{n}")))
                        .map(|(_, (p, _))| p.clone())
                        .collect();
                    self.uses.given.extend(inside);
                }
                e if formats => self.expr(e, Place::Ref),
                e => self.expr(e, Place::Value),
            }
        }
    }

    fn arguments(&mut self, key: Option<&str>, args: &[Expr]) {
        for (at, e) in args.iter().enumerate() {
            match key {
                Some(key) if self.lent.is(key, at) => {
                    // What never has a value cannot be lent.
                    if never(e) {
                        self.uses.given.insert((key.to_string(), at));
                    }
                    self.expr(e, Place::Argument(key, at));
                }
                _ => self.expr(e, Place::Value),
            }
        }
    }
}

fn never(e: &Expr) -> bool {
    match e {
        Expr::Match(_, arms) => arms.is_empty(),
        Expr::Call(f, _) => matches!(&**f, Expr::Path(p) if p.starts_with("py::unreachable")),
        Expr::Return(_) | Expr::Break(..) | Expr::Continue(_) => true,
        Expr::Block(_, b) => match b.stmts.last() {
            Some(Stmt::Expr(e, _)) => never(e),
            _ => true,
        },
        _ => false,
    }
}

/// Methods that take what they are called on.
fn by_value(method: &str) -> bool {
    ["into_", "and_", "less_", "with_"].iter().any(|p| method.starts_with(p))
        || matches!(method, "max" | "min" | "clamp" | "into" | "map" | "neg" | "not")
}

/// The names that patterns bind in a function's body; nested functions' are their own.
pub(super) fn bound(b: &Block) -> HashSet<String> {
    let mut out = HashSet::new();
    bound_in(b, &mut out);
    out
}

fn bound_in(b: &Block, out: &mut HashSet<String>) {
    for s in &b.stmts {
        if let Stmt::Let { pattern, diverge, .. } = s {
            out.extend(pattern.binds.iter().cloned());
            diverge.iter().for_each(|b| bound_in(b, out));
        }
        if let Stmt::Expr(e, _) | Stmt::Let { init: Some(e), .. } = s {
            bound_expr(e, out);
        }
    }
}

fn bound_expr(e: &Expr, out: &mut HashSet<String>) {
    let mut add = |p: &Pattern| out.extend(p.binds.iter().cloned());
    match e {
        Expr::Closure(c) => c.params.iter().for_each(add),
        Expr::Let(p, _) => add(p),
        Expr::Match(_, arms) => arms.iter().for_each(|a| add(&a.pattern)),
        Expr::Loop(l) => {
            if let LoopKind::For(p, e) = &l.kind {
                add(p);
                bound_expr(e, out);
            }
            if let LoopKind::While(e) = &l.kind {
                bound_expr(e, out);
            }
            return bound_in(&l.body, out);
        }
        Expr::Block(_, b) => return bound_in(b, out),
        Expr::If(cond, then, other) => {
            bound_expr(cond, out);
            bound_in(then, out);
            return other.iter().for_each(|e| bound_expr(e, out));
        }
        _ => {}
    }
    e.children(&mut |e| bound_expr(e, out));
}

/// Calls `f` with every item inside of a function.
pub(super) fn nested<'a>(b: &'a Block, f: &mut dyn FnMut(&'a Item)) {
    for s in &b.stmts {
        match s {
            Stmt::Item(i) => f(i),
            Stmt::Expr(e, _) | Stmt::Let { init: Some(e), .. } => nested_in(e, f),
            Stmt::Let { .. } => {}
        }
    }
}

fn nested_in<'a>(e: &'a Expr, f: &mut dyn FnMut(&'a Item)) {
    match e {
        Expr::Block(_, b) => nested(b, f),
        Expr::If(_, then, other) => {
            nested(then, f);
            other.iter().for_each(|e| nested_in(e, f));
        }
        Expr::Loop(l) => nested(&l.body, f),
        _ => e.children(&mut |e| nested_in(e, f)),
    }
}

/// Whether an expression moves or assigns a name, or may.
pub(super) fn takes(e: &Expr, name: &str) -> bool {
    match e {
        Expr::Name(n) => n == name,
        Expr::Unary("&", inner) | Expr::Field(inner, _) if matches!(&**inner, Expr::Name(_)) => false,
        Expr::Method(on, _, _, args) if matches!(&**on, Expr::Name(_)) => args.iter().any(|a| takes(a, name)),
        Expr::Block(_, b) => block_takes(b, name),
        Expr::If(cond, then, other) => {
            takes(cond, name) || block_takes(then, name) || other.iter().any(|e| takes(e, name))
        }
        Expr::Loop(l) => block_takes(&l.body, name),
        _ => {
            let mut found = false;
            e.children(&mut |e| found |= takes(e, name));
            found
        }
    }
}

fn block_takes(b: &Block, name: &str) -> bool {
    b.stmts.iter().any(|s| match s {
        Stmt::Let { init, .. } => init.iter().any(|e| takes(e, name)),
        Stmt::Expr(e, _) => takes(e, name),
        Stmt::Item(_) => false,
    })
}

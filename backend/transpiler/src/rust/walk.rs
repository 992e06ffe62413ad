//! Every expression below another, in the order of evaluation where Rust has one.

use super::{Block, Expr, LoopKind, Stmt};

impl Expr {
    /// The expressions directly below this one; blocks' statements included.
    pub(crate) fn children_mut(&mut self, f: &mut dyn FnMut(&mut Expr)) {
        match self {
            Expr::Name(_) | Expr::Path(_) | Expr::Lit(_) | Expr::Continue(_) => {}
            Expr::Call(a, list) => {
                f(a);
                list.iter_mut().for_each(f);
            }
            Expr::Macro(m) => m.args.iter_mut().for_each(f),
            Expr::Method(a, _, _, list) => {
                f(a);
                list.iter_mut().for_each(f);
            }
            Expr::Field(a, _) | Expr::Try(a) | Expr::Unary(_, a) | Expr::Cast(a, _) | Expr::Let(_, a) => f(a),
            Expr::Binary(_, a, b) | Expr::Index(a, b) | Expr::Repeat(a, b) | Expr::Pair(a, b) => {
                f(a);
                f(b);
            }
            // The right side is evaluated first.
            Expr::Assign(_, a, b) => {
                f(b);
                f(a);
            }
            Expr::Range(a, _, b) => a.iter_mut().chain(b).for_each(|e| f(e)),
            Expr::Tuple(list) | Expr::Array(list) => list.iter_mut().for_each(f),
            Expr::Closure(c) => f(&mut c.body),
            Expr::Block(_, b) => b.children_mut(f),
            Expr::If(c, then, other) => {
                f(c);
                then.children_mut(f);
                if let Some(e) = other {
                    f(e);
                }
            }
            Expr::Match(on, arms) => {
                f(on);
                for a in arms {
                    a.guard.iter_mut().for_each(&mut *f);
                    f(&mut a.body);
                }
            }
            Expr::Loop(l) => {
                match &mut l.kind {
                    LoopKind::Loop => {}
                    LoopKind::While(e) | LoopKind::For(_, e) => f(e),
                }
                l.body.children_mut(f);
            }
            Expr::Break(_, e) | Expr::Return(e) => e.iter_mut().for_each(|e| f(e)),
            Expr::Struct(_, fields) => fields.iter_mut().for_each(|(_, e)| f(e)),
        }
    }

    /// This expression and all below it, the inner ones first.
    pub(crate) fn each_mut(&mut self, f: &mut dyn FnMut(&mut Expr)) {
        self.children_mut(&mut |e| e.each_mut(f));
        f(self);
    }
}

impl Block {
    /// The expressions of its statements; those of items in it are not among them.
    pub(crate) fn children_mut(&mut self, f: &mut dyn FnMut(&mut Expr)) {
        for s in &mut self.stmts {
            match s {
                Stmt::Let { init, diverge, .. } => {
                    init.iter_mut().for_each(&mut *f);
                    if let Some(b) = diverge {
                        b.children_mut(f);
                    }
                }
                Stmt::Expr(e, _) => f(e),
                Stmt::Item(_) => {}
            }
        }
    }
}

//! The expressions below another, in the order of evaluation where Rust has one.

use super::{Block, Expr, LoopKind, Stmt};

/// The walk, over shared and over exclusive references.
macro_rules! walk {
    ($name:ident, $iter:ident, $($life:lifetime)?, $($mutable:ident)?) => {
        impl Expr {
            /// Calls `f` with each expression directly below this one, blocks' statements included.
            pub(super) fn $name$(<$life>)?(&$($life)? $($mutable)? self, f: &mut dyn FnMut(&$($life)? $($mutable)? Expr)) {
                match self {
                    Expr::Name(_) | Expr::Path(_) | Expr::Lit(_) | Expr::Continue(_) => {}
                    Expr::Call(a, list) | Expr::Method(a, _, _, list) => {
                        f(a);
                        list.$iter().for_each(f);
                    }
                    Expr::Macro(m) => m.args.$iter().for_each(f),
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
                    Expr::Range(a, _, b) => a.$iter().chain(b).for_each(|e| f(e)),
                    Expr::Tuple(list) | Expr::Array(list) => list.$iter().for_each(f),
                    Expr::Closure(c) => f(&$($mutable)? c.body),
                    Expr::Block(_, b) => b.$name(f),
                    Expr::If(c, then, other) => {
                        f(c);
                        then.$name(f);
                        other.$iter().for_each(|e| f(e));
                    }
                    Expr::Match(on, arms) => {
                        f(on);
                        for a in arms {
                            a.guard.$iter().for_each(&mut *f);
                            f(&$($mutable)? a.body);
                        }
                    }
                    Expr::Loop(l) => {
                        match &$($mutable)? l.kind {
                            LoopKind::Loop => {}
                            LoopKind::While(e) | LoopKind::For(_, e) => f(e),
                        }
                        l.body.$name(f);
                    }
                    Expr::Break(_, e) | Expr::Return(e) => e.$iter().for_each(|e| f(e)),
                    Expr::Struct(_, fields) => fields.$iter().for_each(|(_, e)| f(e)),
                }
            }
        }

        impl Block {
            /// Calls `f` with the expressions of the statements; those of items in it are not among them.
            pub(super) fn $name$(<$life>)?(&$($life)? $($mutable)? self, f: &mut dyn FnMut(&$($life)? $($mutable)? Expr)) {
                for s in self.stmts.$iter() {
                    match s {
                        Stmt::Let { init, diverge, .. } => {
                            init.$iter().for_each(&mut *f);
                            diverge.$iter().for_each(|b| b.$name(f));
                        }
                        Stmt::Expr(e, _) => f(e),
                        Stmt::Item(_) => {}
                    }
                }
            }
        }
    };
}

walk!(children, iter, 'a,);
walk!(children_mut, iter_mut,, mut);

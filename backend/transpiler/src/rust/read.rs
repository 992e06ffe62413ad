//! From syn's expressions and statements to the tree.

use super::read_item::{self, pattern, ty};
use super::{Arm, Block, Closure, Expr, Loop, LoopKind, Stmt, Unread, read_macro};
use syn::{BinOp, UnOp};

type Read<T> = Result<T, Unread>;

fn boxed(e: &syn::Expr) -> Read<Box<Expr>> {
    expr(e).map(Box::new)
}

fn maybe(e: Option<&syn::Expr>) -> Read<Option<Box<Expr>>> {
    e.map(boxed).transpose()
}

fn all<'a>(list: impl IntoIterator<Item = &'a syn::Expr>) -> Read<Vec<Expr>> {
    list.into_iter().map(expr).collect()
}

fn label(l: Option<&syn::Label>) -> Option<String> {
    l.map(|l| l.name.to_string())
}

pub(super) fn expr(e: &syn::Expr) -> Read<Expr> {
    Ok(match e {
        syn::Expr::Array(a) => Expr::Array(all(&a.elems)?),
        syn::Expr::Assign(a) => Expr::Assign("=", boxed(&a.left)?, boxed(&a.right)?),
        syn::Expr::Async(a) => {
            let before = if a.capture.is_some() { "async move " } else { "async " };
            Expr::Block(before.to_string(), block(&a.block)?)
        }
        syn::Expr::Await(a) => Expr::Field(boxed(&a.base)?, "await".to_string()),
        syn::Expr::Binary(b) => {
            let op = operator(&b.op)?;
            let (left, right) = (boxed(&b.left)?, boxed(&b.right)?);
            let assigns = op.ends_with('=') && !matches!(op, "==" | "!=" | "<=" | ">=");
            if assigns { Expr::Assign(op, left, right) } else { Expr::Binary(op, left, right) }
        }
        syn::Expr::Block(b) => {
            let before = label(b.label.as_ref()).map(|l| format!("{l}: ")).unwrap_or_default();
            Expr::Block(before, block(&b.block)?)
        }
        syn::Expr::Break(b) => Expr::Break(b.label.as_ref().map(|l| l.to_string()), maybe(b.expr.as_deref())?),
        syn::Expr::Call(c) => Expr::Call(boxed(&c.func)?, all(&c.args)?),
        syn::Expr::Cast(c) => Expr::Cast(boxed(&c.expr)?, ty(&c.ty)?),
        syn::Expr::Closure(c) => Expr::Closure(Closure {
            moves: c.capture.is_some(),
            params: c.inputs.iter().map(pattern).collect::<Read<_>>()?,
            ret: read_item::result(&c.output)?,
            body: boxed(&c.body)?,
        }),
        syn::Expr::Const(c) => Expr::Block("const ".to_string(), block(&c.block)?),
        syn::Expr::Continue(c) => Expr::Continue(c.label.as_ref().map(|l| l.to_string())),
        syn::Expr::Field(f) => Expr::Field(
            boxed(&f.base)?,
            match &f.member {
                syn::Member::Named(n) => n.to_string(),
                syn::Member::Unnamed(i) => i.index.to_string(),
            },
        ),
        syn::Expr::ForLoop(f) => Expr::Loop(Loop {
            label: label(f.label.as_ref()),
            kind: LoopKind::For(pattern(&f.pat)?, boxed(&f.expr)?),
            body: block(&f.body)?,
        }),
        syn::Expr::Group(g) => expr(&g.expr)?,
        syn::Expr::If(i) => {
            Expr::If(boxed(&i.cond)?, block(&i.then_branch)?, maybe(i.else_branch.as_ref().map(|e| &*e.1))?)
        }
        syn::Expr::Index(i) => Expr::Index(boxed(&i.expr)?, boxed(&i.index)?),
        syn::Expr::Infer(_) => Expr::Path("_".to_string()),
        syn::Expr::Let(l) => Expr::Let(pattern(&l.pat)?, boxed(&l.expr)?),
        syn::Expr::Lit(l) => Expr::Lit(read_item::literal(&l.lit)),
        syn::Expr::Loop(l) => {
            Expr::Loop(Loop { label: label(l.label.as_ref()), kind: LoopKind::Loop, body: block(&l.body)? })
        }
        syn::Expr::Macro(m) => Expr::Macro(read_macro::call(&m.mac)?),
        syn::Expr::Match(m) => Expr::Match(
            boxed(&m.expr)?,
            m.arms
                .iter()
                .map(|a| {
                    let (pat, guard) = match &a.pat {
                        syn::Pat::Guard(g) => (&*g.pat, Some(expr(&g.guard)?)),
                        other => (other, None),
                    };
                    Ok(Arm { pattern: pattern(pat)?, guard, body: expr(&a.body)? })
                })
                .collect::<Read<_>>()?,
        ),
        syn::Expr::MethodCall(m) => Expr::Method(
            boxed(&m.receiver)?,
            m.method.to_string(),
            m.turbofish.as_ref().map(read_item::arguments).transpose()?.map(|a| format!("::{a}")).unwrap_or_default(),
            all(&m.args)?,
        ),
        syn::Expr::Paren(p) => expr(&p.expr)?,
        syn::Expr::Path(p) => {
            let text = read_item::qualified(p.qself.as_ref(), &p.path)?;
            if p.path.get_ident().is_some() && p.qself.is_none() { Expr::Name(text) } else { Expr::Path(text) }
        }
        syn::Expr::Range(r) => Expr::Range(
            maybe(r.start.as_deref())?,
            if matches!(r.limits, syn::RangeLimits::HalfOpen(_)) { ".." } else { "..=" },
            maybe(r.end.as_deref())?,
        ),
        syn::Expr::Reference(r) => Expr::Unary(if r.mutability.is_some() { "&mut " } else { "&" }, boxed(&r.expr)?),
        syn::Expr::Repeat(r) => Expr::Repeat(boxed(&r.expr)?, boxed(&r.len)?),
        syn::Expr::Return(r) => Expr::Return(maybe(r.expr.as_deref())?),
        syn::Expr::Struct(s) if s.rest.is_none() => Expr::Struct(
            read_item::qualified(s.qself.as_ref(), &s.path)?,
            s.fields
                .iter()
                .map(|f| {
                    let name = match &f.member {
                        syn::Member::Named(n) => n.to_string(),
                        syn::Member::Unnamed(i) => i.index.to_string(),
                    };
                    Ok((name, expr(&f.expr)?))
                })
                .collect::<Read<_>>()?,
        ),
        syn::Expr::Try(t) => Expr::Try(boxed(&t.expr)?),
        syn::Expr::Tuple(t) => Expr::Tuple(all(&t.elems)?),
        syn::Expr::Unary(u) => {
            let op = match u.op {
                UnOp::Deref(_) => "*",
                UnOp::Not(_) => "!",
                UnOp::Neg(_) => "-",
                _ => return Err(Unread("an unknown prefix operator".to_string())),
            };
            Expr::Unary(op, boxed(&u.expr)?)
        }
        syn::Expr::While(w) => Expr::Loop(Loop {
            label: label(w.label.as_ref()),
            kind: LoopKind::While(boxed(&w.cond)?),
            body: block(&w.body)?,
        }),
        _ => return Err(Unread("an expression that emitted code does not have".to_string())),
    })
}

fn operator(op: &BinOp) -> Read<&'static str> {
    Ok(match op {
        BinOp::Add(_) => "+",
        BinOp::Sub(_) => "-",
        BinOp::Mul(_) => "*",
        BinOp::Div(_) => "/",
        BinOp::Rem(_) => "%",
        BinOp::And(_) => "&&",
        BinOp::Or(_) => "||",
        BinOp::BitXor(_) => "^",
        BinOp::BitAnd(_) => "&",
        BinOp::BitOr(_) => "|",
        BinOp::Shl(_) => "<<",
        BinOp::Shr(_) => ">>",
        BinOp::Eq(_) => "==",
        BinOp::Lt(_) => "<",
        BinOp::Le(_) => "<=",
        BinOp::Ne(_) => "!=",
        BinOp::Ge(_) => ">=",
        BinOp::Gt(_) => ">",
        BinOp::AddAssign(_) => "+=",
        BinOp::SubAssign(_) => "-=",
        BinOp::MulAssign(_) => "*=",
        BinOp::DivAssign(_) => "/=",
        BinOp::RemAssign(_) => "%=",
        BinOp::BitXorAssign(_) => "^=",
        BinOp::BitAndAssign(_) => "&=",
        BinOp::BitOrAssign(_) => "|=",
        BinOp::ShlAssign(_) => "<<=",
        BinOp::ShrAssign(_) => ">>=",
        _ => return Err(Unread("an unknown operator".to_string())),
    })
}

pub(super) fn block(b: &syn::Block) -> Read<Block> {
    Ok(Block { stmts: b.stmts.iter().map(stmt).collect::<Read<_>>()? })
}

fn stmt(s: &syn::Stmt) -> Read<Stmt> {
    Ok(match s {
        syn::Stmt::Local(l) => {
            let (pattern, ty) = match &l.pat {
                syn::Pat::Type(t) => (pattern(&t.pat)?, Some(ty(&t.ty)?)),
                other => (pattern(other)?, None),
            };
            let init = l.init.as_ref().map(|i| expr(&i.expr)).transpose()?;
            let diverge = match l.init.as_ref().and_then(|i| i.diverge.as_ref()).map(|d| &*d.1) {
                Some(syn::Expr::Block(b)) => Some(block(&b.block)?),
                _ => None,
            };
            Stmt::Let { pattern, ty, init, diverge }
        }
        syn::Stmt::Item(i) => Stmt::Item(read_item::item(i)?),
        syn::Stmt::Expr(e, semi) => Stmt::Expr(expr(e)?, semi.is_some()),
        syn::Stmt::Macro(m) if m.mac.path.is_ident("thread_local") => Stmt::Item(read_macro::item(&m.mac)?),
        syn::Stmt::Macro(m) => Stmt::Expr(Expr::Macro(read_macro::call(&m.mac)?), m.semi_token.is_some()),
    })
}

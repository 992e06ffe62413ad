//! Expressions as text: on one line where rustfmt would leave them there, else broken as it breaks them.

use super::print_block::{block, if_, loop_, match_};
use super::print_call::{arguments, broken_chain, chain_links};
use super::{Closure, Expr, Macro};
use std::cell::Cell;

/// Longest line.
pub(super) const WIDTH: usize = 100;
/// Longest arguments of a call, and longest chain of methods, on one line.
pub(super) const SMALL: usize = 60;
/// Longest `if` with both its branches on one line.
const IF_WIDTH: usize = 50;
/// Longest fields of a struct literal on one line.
const STRUCT_WIDTH: usize = 18;
/// Columns of one step to the right.
pub(super) const STEP: usize = 4;

/// Where text goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    /// How far the line that it begins on is indented.
    pub indent: usize,
    /// The column of its first character.
    pub col: usize,
    /// Columns that what follows needs on the last line.
    pub tail: usize,
}

impl At {
    /// The beginning of a line.
    pub fn line(indent: usize, tail: usize) -> At {
        At { indent, col: indent, tail }
    }

    pub fn after(self, text: &str) -> At {
        At { col: self.col + width(text), ..self }
    }

    pub fn before(self, tail: usize) -> At {
        At { tail: self.tail + tail, ..self }
    }

    pub fn fits(self, text: &str) -> bool {
        self.col + width(text) + self.tail <= WIDTH && !text.contains('\n')
    }
}

pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

pub(super) fn pad(indent: usize) -> String {
    " ".repeat(indent)
}

// How tightly expressions bind.
pub(super) const LOW: u8 = 0;
const ASSIGN: u8 = 1;
const RANGE: u8 = 2;
const COMPARE: u8 = 5;
const CAST: u8 = 12;
const UNARY: u8 = 13;
pub(super) const POSTFIX: u8 = 14;
const ATOM: u8 = 15;

fn binary(op: &str) -> u8 {
    match op {
        "||" => 3,
        "&&" => 4,
        "|" => 6,
        "^" => 7,
        "&" => 8,
        "<<" | ">>" => 9,
        "+" | "-" => 10,
        "*" | "/" | "%" => 11,
        _ => COMPARE,
    }
}

fn precedence(e: &Expr) -> u8 {
    match e {
        Expr::Closure(_) | Expr::Return(_) | Expr::Break(..) | Expr::Continue(_) | Expr::Pair(..) => LOW,
        Expr::Assign(..) => ASSIGN,
        Expr::Range(..) => RANGE,
        Expr::Let(..) => COMPARE,
        Expr::Binary(op, ..) => binary(op),
        Expr::Cast(..) => CAST,
        Expr::Unary(..) => UNARY,
        Expr::Call(..) | Expr::Method(..) | Expr::Field(..) | Expr::Try(_) | Expr::Index(..) => POSTFIX,
        _ => ATOM,
    }
}

/// A statement would end behind it, were it the first of one.
pub(super) fn is_block(e: &Expr) -> bool {
    matches!(e, Expr::Block(..) | Expr::If(..) | Expr::Match(..) | Expr::Loop(_))
}

/// Whether an operand needs parentheses where at least `least` may stand.
pub(super) fn wraps(e: &Expr, least: u8) -> bool {
    precedence(e) < least || (least >= POSTFIX && is_block(e))
}

/// Whether the operands of `op` need parentheses.
fn operand_wraps(op: &str, left: &Expr, right: &Expr) -> (bool, bool) {
    let level = binary(op);
    let mixed = |e: &Expr| {
        let bits = |op: &str| matches!(op, "|" | "^" | "&" | "<<" | ">>");
        matches!(e, Expr::Binary(inner, ..) if *inner != op && (bits(op) && binary(inner) > COMPARE
            || bits(inner) && level > COMPARE))
    };
    let least = if level == COMPARE { level + 1 } else { level };
    let generic = matches!(op, "<" | "<<") && matches!(left, Expr::Cast(..));
    let left_wraps = wraps(left, least) || is_block(left) || mixed(left) || generic;
    let right_wraps = wraps(right, level + 1) || mixed(right);
    (left_wraps, right_wraps)
}

fn in_parens(text: String, wrap: bool) -> String {
    if wrap { format!("({text})") } else { text }
}

/// On one line, whatever its length (for types and patterns).
pub(super) fn one_line(e: &Expr) -> String {
    flat(e).unwrap_or_else(|| expr(e, At::line(0, 0)))
}

/// The text on one line, if rustfmt would put it there.
pub(super) fn flat(e: &Expr) -> Option<String> {
    let text = flat_text(e)?;
    (width(&text) <= WIDTH).then_some(text)
}

fn flat_at(e: &Expr, least: u8) -> Option<String> {
    flat(e).map(|t| in_parens(t, wraps(e, least)))
}

/// Several, with commas between them.
pub(super) fn flat_list(list: &[Expr]) -> Option<String> {
    let mut out = String::new();
    for (i, e) in list.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        out.push_str(&flat(e)?);
        if out.len() > 4 * WIDTH {
            return None;
        }
    }
    Some(out)
}

fn small_list(list: &[Expr]) -> Option<String> {
    flat_list(list).filter(|t| width(t) <= SMALL)
}

fn flat_text(e: &Expr) -> Option<String> {
    Some(match e {
        Expr::Name(t) | Expr::Path(t) | Expr::Lit(t) => {
            if t.contains('\n') {
                return None;
            }
            t.clone()
        }
        Expr::Call(f, args) => format!("{}({})", flat_at(f, POSTFIX)?, small_list(args)?),
        Expr::Macro(m) => flat_macro(m)?,
        Expr::Method(..) | Expr::Field(..) | Expr::Try(_) => {
            let (root, links) = chain_links(e);
            let mut out = flat_at(root, POSTFIX)?;
            for l in &links {
                out.push_str(&l.flat()?);
                if width(&out) > WIDTH {
                    return None;
                }
            }
            let children = links.iter().filter(|l| !l.is_try()).count();
            if children > 1 && width(&out) > SMALL {
                return None;
            }
            out
        }
        Expr::Unary(op, inner) => {
            let double = *op == "-" && matches!(**inner, Expr::Unary("-", _));
            format!("{op}{}", in_parens(flat(inner)?, double || wraps(inner, UNARY)))
        }
        Expr::Binary(op, l, r) => {
            let (wl, wr) = operand_wraps(op, l, r);
            format!("{} {op} {}", in_parens(flat(l)?, wl), in_parens(flat(r)?, wr))
        }
        Expr::Assign(op, l, r) => format!("{} {op} {}", flat(l)?, flat(r)?),
        Expr::Cast(inner, ty) => format!("{} as {ty}", flat_at(inner, CAST)?),
        Expr::Index(base, i) => format!("{}[{}]", flat_at(base, POSTFIX)?, flat(i)?),
        Expr::Range(from, dots, to) => {
            let side = |e: &Option<Box<Expr>>| match e {
                Some(e) => flat_at(e, RANGE + 1),
                None => Some(String::new()),
            };
            format!("{}{dots}{}", side(from)?, side(to)?)
        }
        Expr::Tuple(list) if list.len() == 1 => format!("({},)", flat(&list[0])?),
        Expr::Tuple(list) => format!("({})", small_list(list)?),
        Expr::Array(list) => format!("[{}]", small_list(list)?),
        Expr::Repeat(value, len) => format!("[{}; {}]", flat(value)?, flat(len)?),
        Expr::Closure(c) => {
            if is_block(&c.body) && !matches!(*c.body, Expr::If(..)) && !empty(&c.body) {
                return None;
            }
            format!("{}{}", closure_head(c), flat(&c.body)?)
        }
        Expr::Block(before, b) => match &b.stmts[..] {
            [] => format!("{before}{{}}"),
            [super::Stmt::Expr(e, false)] if before == "const " => format!("{before}{{ {} }}", flat(e)?),
            _ => return None,
        },
        Expr::If(cond, then, Some(other)) => {
            let one = |b: &super::Block| match &b.stmts[..] {
                [super::Stmt::Expr(e, false)] if !is_block(e) => flat(e),
                _ => None,
            };
            let Expr::Block(before, other) = &**other else { return None };
            if !before.is_empty() {
                return None;
            }
            let text = format!("if {} {{ {} }} else {{ {} }}", flat(cond)?, one(then)?, one(other)?);
            return (width(&text) <= IF_WIDTH).then_some(text);
        }
        Expr::If(_, _, None) | Expr::Loop(_) => return None,
        Expr::Match(on, arms) if arms.is_empty() => format!("match {} {{}}", flat(on)?),
        Expr::Match(..) => return None,
        Expr::Break(label, value) => {
            let mut out = "break".to_string();
            for part in [label.clone(), value.as_deref().map(flat).transpose_flat()?].into_iter().flatten() {
                out.push(' ');
                out.push_str(&part);
            }
            out
        }
        Expr::Continue(label) => match label {
            Some(l) => format!("continue {l}"),
            None => "continue".to_string(),
        },
        Expr::Return(None) => "return".to_string(),
        Expr::Return(Some(value)) => format!("return {}", flat(value)?),
        Expr::Let(p, value) => format!("let {} = {}", p.text, flat_at(value, COMPARE)?),
        Expr::Struct(path, fields) => {
            let fields: Option<Vec<String>> = fields.iter().map(|(n, e)| field(n, flat(e)?)).collect();
            let fields = fields?.join(", ");
            if width(&fields) > STRUCT_WIDTH {
                return None;
            }
            format!("{path} {{ {fields} }}")
        }
        Expr::Pair(k, v) => format!("{} => {}", flat(k)?, flat(v)?),
    })
}

/// `Option<Option<T>>` where the outer one says that there is no text on one line.
trait TransposeFlat {
    fn transpose_flat(self) -> Option<Option<String>>;
}

impl TransposeFlat for Option<Option<String>> {
    fn transpose_flat(self) -> Option<Option<String>> {
        match self {
            None => Some(None),
            Some(None) => None,
            Some(Some(t)) => Some(Some(t)),
        }
    }
}

fn empty(e: &Expr) -> bool {
    matches!(e, Expr::Block(_, b) if b.stmts.is_empty())
}

fn field(name: &str, value: String) -> Option<String> {
    Some(if name == value { value } else { format!("{name}: {value}") })
}

fn flat_macro(m: &Macro) -> Option<String> {
    let args = small_list(&m.args)?;
    Some(match m.open {
        '(' => format!("{}!({args})", m.path),
        '[' => format!("{}![{args}]", m.path),
        _ if args.is_empty() => format!("{}! {{}}", m.path),
        _ => format!("{}! {{ {args} }}", m.path),
    })
}

pub(super) fn closure_head(c: &Closure) -> String {
    let params: Vec<&str> = c.params.iter().map(|p| p.text.as_str()).collect();
    let ret = if c.ret.is_empty() { String::new() } else { format!("-> {} ", c.ret) };
    format!("{}|{}| {ret}", if c.moves { "move " } else { "" }, params.join(", "))
}

/// The text, broken over lines where it has to be.
pub(super) fn expr(e: &Expr, at: At) -> String {
    if let Some(text) = flat(e).filter(|t| at.fits(t)) {
        return text;
    }
    broken(e, at)
}

/// As `expr`, in parentheses where it binds looser than `least`.
pub(super) fn expr_at(e: &Expr, least: u8, at: At) -> String {
    wrapped(e, wraps(e, least), at)
}

fn wrapped(e: &Expr, wrap: bool, at: At) -> String {
    if wrap { format!("({})", expr(e, at.after("(").before(1))) } else { expr(e, at) }
}

pub(super) fn broken(e: &Expr, at: At) -> String {
    match e {
        Expr::Call(f, args) => {
            let head = expr_at(f, POSTFIX, at);
            let args = arguments(&head, "(", args, ")", at, true);
            format!("{head}{args}")
        }
        Expr::Macro(m) => {
            let head = format!("{}!", m.path);
            let (open, close) = match m.open {
                '(' => ("(", ")"),
                '[' => ("[", "]"),
                _ => (" {", "}"),
            };
            let args = arguments(&head, open, &m.args, close, at, true);
            format!("{head}{args}")
        }
        Expr::Method(..) | Expr::Field(..) | Expr::Try(_) => broken_chain(e, at),
        Expr::Unary(op, inner) => {
            let double = *op == "-" && matches!(**inner, Expr::Unary("-", _));
            if double || wraps(inner, UNARY) {
                format!("{op}({})", broken(inner, at.after(op).after("(").before(1)))
            } else {
                format!("{op}{}", broken(inner, at.after(op)))
            }
        }
        Expr::Binary(op, l, r) => broken_binary(op, l, r, at),
        Expr::Assign(op, l, r) => {
            let left = format!("{} {op}", expr(l, at));
            let right = right_side(&left, r, at);
            format!("{left}{right}")
        }
        Expr::Cast(inner, ty) => format!("{} as {ty}", expr_at(inner, CAST, at.before(4 + width(ty)))),
        Expr::Index(base, i) => {
            let base = expr_at(base, POSTFIX, at.before(2));
            format!("{base}[{}]", expr(i, At { col: last_width(&base, at) + 1, ..at }.before(1)))
        }
        Expr::Range(from, dots, to) => {
            let from = from.as_ref().map(|e| expr_at(e, RANGE + 1, at)).unwrap_or_default();
            let at = At { col: last_width(&from, at) + 2, ..at };
            let to = to.as_ref().map(|e| expr_at(e, RANGE + 1, at)).unwrap_or_default();
            format!("{from}{dots}{to}")
        }
        Expr::Tuple(list) => arguments("", "(", list, ")", at, true),
        Expr::Array(list) => arguments("", "[", list, "]", at, true),
        Expr::Repeat(value, len) => {
            let value = expr(value, at.after("["));
            format!("[{value}; {}]", expr(len, At { col: last_width(&value, at) + 3, ..at }))
        }
        Expr::Closure(c) => {
            let head = closure_head(c);
            let body = match &*c.body {
                e if is_block(e) => expr(e, at.after(&head)),
                e => format!(
                    "{{\n{0}{1}\n{2}}}",
                    pad(at.indent + STEP),
                    expr(e, At::line(at.indent + STEP, 0)),
                    pad(at.indent)
                ),
            };
            format!("{head}{body}")
        }
        Expr::Block(before, b) => format!("{before}{}", block(b, at.indent)),
        Expr::If(cond, then, other) => if_(cond, then, other.as_deref(), at),
        Expr::Match(on, arms) => match_(on, arms, at),
        Expr::Loop(l) => loop_(l, at),
        Expr::Break(label, value) => {
            let mut head = "break".to_string();
            if let Some(l) = label {
                head = format!("break {l}");
            }
            match value {
                Some(v) => format!("{head} {}", expr(v, at.after(&head).after(" "))),
                None => head,
            }
        }
        Expr::Return(Some(value)) => format!("return {}", expr(value, at.after("return "))),
        Expr::Let(p, value) => {
            let head = format!("let {} =", p.text);
            if wraps(value, COMPARE) {
                return format!("{head} ({})", expr(value, at.after(&head).after(" (").before(1)));
            }
            let right = right_side(&head, value, at);
            format!("{head}{right}")
        }
        Expr::Struct(path, fields) => {
            let mut out = format!("{path} {{\n");
            let inside = At::line(at.indent + STEP, 1);
            for (name, value) in fields {
                let text = match value {
                    Expr::Name(v) if v == name => name.clone(),
                    _ => format!("{name}: {}", expr(value, inside.after(name).after(": "))),
                };
                out.push_str(&format!("{}{text},\n", pad(inside.indent)));
            }
            out.push_str(&format!("{}}}", pad(at.indent)));
            out
        }
        Expr::Pair(k, v) => {
            let key = expr(k, at);
            let head = At { col: last_width(&key, at) + 4, ..at };
            format!("{key} => {}", expr(v, head))
        }
        Expr::Name(t) | Expr::Path(t) | Expr::Lit(t) => t.clone(),
        Expr::Continue(_) | Expr::Return(None) => flat(e).unwrap_or_default(),
    }
}

/// What stands on the right of `=`: on the same line, or on the next where that reads better.
pub(super) fn right_side(head: &str, e: &Expr, at: At) -> String {
    let first = At { col: last_width(head, at) + 1, ..at };
    let same = expr(e, first);
    if first.fits(&same) || is_block(e) || matches!(e, Expr::Closure(_)) {
        return format!(" {same}");
    }
    let next_at = At::line(at.indent + STEP, at.tail);
    if let Some(next) = flat(e).filter(|t| next_at.fits(t)) {
        return format!("\n{}{next}", pad(next_at.indent));
    }
    let too_long = first.col + same.lines().next().map_or(0, width) > WIDTH;
    if too_long && spend() {
        return format!("\n{}{}", pad(next_at.indent), expr(e, next_at));
    }
    format!(" {same}")
}

thread_local! {
    /// Second tries that are left for one item, so that no text costs more than it is worth.
    static TRIES: Cell<u32> = const { Cell::new(0) };
}

pub(super) fn refill() {
    TRIES.set(4000);
}

/// Takes one try, if one is left.
pub(super) fn spend() -> bool {
    let left = TRIES.get();
    TRIES.set(left.saturating_sub(1));
    left > 0
}

/// Gives a try back that was not made in vain.
pub(super) fn unspend() {
    TRIES.set(TRIES.get() + 1);
}

/// The column behind text that began at `at`.
pub(super) fn last_width(text: &str, at: At) -> usize {
    match text.rsplit_once('\n') {
        Some((_, last)) => width(last),
        None => at.col + width(text),
    }
}

/// Whether broken text of it opens a delimiter on its first line and closes it on its last.
pub(super) fn opens(e: &Expr) -> bool {
    match e {
        Expr::Call(_, args) => !args.is_empty(),
        Expr::Macro(m) => !m.args.is_empty(),
        Expr::Struct(..) => true,
        Expr::Tuple(list) | Expr::Array(list) => !list.is_empty(),
        Expr::Unary(_, inner) | Expr::Try(inner) => opens(inner),
        _ => is_block(e),
    }
}

/// Operands of one level, each on its own line behind its operator.
fn broken_binary(op: &'static str, left: &Expr, right: &Expr, at: At) -> String {
    let level = binary(op);
    let mut rest: Vec<(&str, String)> = Vec::new();
    let mut next = Some((op, left, right));
    let mut first = String::new();
    let more = At::line(at.indent + STEP, 0);
    while let Some((op, l, r)) = next {
        let (wl, wr) = operand_wraps(op, l, r);
        rest.push((op, wrapped(r, wr, more.after(op).after(" "))));
        next = match l {
            Expr::Binary(inner, a, b) if !wl && binary(inner) == level => Some((inner, &**a, &**b)),
            _ => {
                first = wrapped(l, wl, At { tail: 0, ..at });
                None
            }
        };
    }
    let mut out = first;
    for (op, text) in rest.iter().rev() {
        out.push_str(&format!("\n{}{op} {text}", pad(more.indent)));
    }
    out
}

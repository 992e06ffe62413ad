//! A lowered expression: Rust text that says its type, who owns its value and how tightly it binds.

use crate::types::Ty;

/// Who owns the value that an expression's text denotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Own {
    /// A fresh value: moved where it goes.
    Owned,
    /// A place of that type: cloned where a value is wanted, borrowed where it is only read.
    Place,
    /// A place that nobody reads again: moved.
    Last,
    /// Already a reference.
    Ref,
}

/// How tightly the text binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Prec {
    /// `return`, closures, blocks in operand position.
    Low,
    Or,
    And,
    Compare,
    BitOr,
    BitXor,
    BitAnd,
    Sum,
    Product,
    Unary,
    Atom,
}

/// A literal, which is written in the form that its use wants.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Lit {
    Int(i64),
    Str(String),
    Bool(bool),
    None,
}

#[derive(Debug, Clone)]
pub(crate) struct Ex {
    pub code: String,
    pub ty: Ty,
    pub own: Own,
    pub prec: Prec,
    pub lit: Option<Lit>,
    /// Rust cannot tell the type from the text alone (`List::new()`).
    pub vague: bool,
}

impl Ex {
    pub(crate) fn owned(code: impl Into<String>, ty: Ty) -> Ex {
        Ex { code: code.into(), ty, own: Own::Owned, prec: Prec::Atom, lit: None, vague: false }
    }
    pub(crate) fn place(code: impl Into<String>, ty: Ty) -> Ex {
        Ex { own: Own::Place, ..Ex::owned(code, ty) }
    }
    pub(crate) fn reference(code: impl Into<String>, ty: Ty) -> Ex {
        Ex { own: Own::Ref, ..Ex::owned(code, ty) }
    }
    pub(crate) fn prec(mut self, prec: Prec) -> Ex {
        self.prec = prec;
        self
    }
    pub(crate) fn vague(mut self) -> Ex {
        self.vague = true;
        self
    }
    /// What stands for an expression that is not known yet, or that was refused.
    pub(crate) fn unknown() -> Ex {
        Ex::owned("py::unreachable()", Ty::empty()).vague()
    }
    pub(crate) fn literal(lit: Lit, code: impl Into<String>, ty: Ty) -> Ex {
        Ex { lit: Some(lit), ..Ex::owned(code, ty) }
    }
    /// The text in parentheses if it binds looser than `least`.
    pub(crate) fn at(&self, least: Prec) -> String {
        paren(&self.code, self.prec, least)
    }
    pub(crate) fn int_lit(&self) -> Option<i64> {
        match self.lit {
            Some(Lit::Int(i)) => Some(i),
            _ => None,
        }
    }
    pub(crate) fn str_lit(&self) -> Option<&str> {
        match &self.lit {
            Some(Lit::Str(s)) => Some(s),
            _ => None,
        }
    }
    pub(crate) fn bool_lit(&self) -> Option<bool> {
        match self.lit {
            Some(Lit::Bool(b)) => Some(b),
            _ => None,
        }
    }
    /// Evaluating it twice, or not at all, makes no difference.
    pub(crate) fn is_simple(&self) -> bool {
        self.lit.is_some()
            || matches!(self.own, Own::Place | Own::Last)
            || self.code.chars().all(|c| c.is_alphanumeric() || c == '_')
    }
}

pub(crate) fn paren(code: &str, prec: Prec, least: Prec) -> String {
    if prec < least { format!("({code})") } else { code.to_string() }
}

/// Text of unknown shape where a method call or an operator follows: in parentheses unless it is one tight term.
pub(crate) fn tight(code: &str) -> String {
    let mut depth = 0i32;
    let mut string = false;
    let mut escape = false;
    let mut loose = code.starts_with(['&', '*', '-', '!', '|']);
    for c in code.chars() {
        if string {
            match c {
                _ if escape => escape = false,
                '\\' => escape = true,
                '"' => string = false,
                _ => {}
            }
            continue;
        }
        match c {
            '"' => string = true,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            c if depth == 0 && c.is_whitespace() => loose = true,
            _ => {}
        }
    }
    if loose { format!("({code})") } else { code.to_string() }
}

/// Text as a Rust string literal.
pub(crate) fn quote(s: &str) -> String {
    let mut out = String::with_capacity(s.len() + 2);
    out.push('"');
    for c in s.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0' => out.push_str("\\0"),
            c if c.is_control()
                || ('\u{200b}'..='\u{200f}').contains(&c)
                || ('\u{202a}'..='\u{202e}').contains(&c)
                || ('\u{2066}'..='\u{2069}').contains(&c)
                || c == '\u{feff}' =>
            {
                out.push_str(&format!("\\u{{{:x}}}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

//! What is known of a pattern before the program runs: its flags and groups.
//! Knows nothing of what is done with it.

use super::Groups;
use crate::lower::Lowerer;
use ruff_python_ast::{Expr, Operator};
use rustpython_ruff_python_ast as ruff_python_ast;

impl<'a> Lowerer<'a> {
    /// Flags written by name.
    pub(super) fn regex_flags(&mut self, e: &'a Expr) -> Option<i64> {
        let named = |n: &str| {
            Some(match n {
                "I" | "IGNORECASE" => 2,
                "M" | "MULTILINE" => 8,
                "S" | "DOTALL" => 16,
                "U" | "UNICODE" => 32,
                "X" | "VERBOSE" => 64,
                "A" | "ASCII" => 256,
                "NOFLAG" => 0,
                _ => return None,
            })
        };
        match e {
            Expr::Attribute(a) if self.module_path(&a.value).as_deref() == Some("re") => named(a.attr.as_str()),
            Expr::Name(n) => match self.lookup(n.id.as_str(), n.range, false) {
                crate::lower::vars::Name::From(m, f) if m == "re" => named(&f),
                _ => None,
            },
            Expr::BinOp(b) if b.op == Operator::BitOr => Some(self.regex_flags(&b.left)? | self.regex_flags(&b.right)?),
            Expr::NumberLiteral(n) => match &n.value {
                ruff_python_ast::Number::Int(i) if i.as_i64() == Some(0) => Some(0),
                _ => None,
            },
            _ => None,
        }
    }
}

/// How many groups the text of a pattern opens.
pub(super) fn count_groups(pattern: &str, flags: i64) -> Groups {
    const VERBOSE: i64 = 64;
    if flags & VERBOSE != 0
        || pattern.starts_with("(?") && pattern.split(')').next().is_some_and(|f| f.contains('x') && !f.contains('<'))
    {
        return Groups::Unknown;
    }
    let mut n = 0;
    let chars: Vec<char> = pattern.chars().collect();
    let mut i = 0;
    let mut class = false;
    while i < chars.len() {
        match chars[i] {
            '\\' => i += 1,
            '[' if !class => {
                class = true;
                // A bracket right at the start is one of the class.
                if chars.get(i + 1) == Some(&'^') {
                    i += 1;
                }
                if chars.get(i + 1) == Some(&']') {
                    i += 1;
                }
            }
            ']' => class = false,
            '(' if !class => {
                if chars.get(i + 1) != Some(&'?') || (chars.get(i + 2) == Some(&'P') && chars.get(i + 3) == Some(&'<'))
                {
                    n += 1;
                } else if chars.get(i + 2) == Some(&'#') {
                    return Groups::Unknown;
                }
            }
            _ => {}
        }
        i += 1;
    }
    match n {
        0 => Groups::None,
        1 => Groups::One,
        _ => Groups::More,
    }
}

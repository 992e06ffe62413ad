//! How a function ends: `return` as its text wants it, depending on whether the function may raise.

use crate::lower::stmt::{RETURN_CLOSE, RETURN_OPEN};

/// Gives every marked return its final form.
pub(crate) fn resolve_returns(body: &str, raises: bool, unit: bool, is_tail: bool) -> String {
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.find(RETURN_OPEN) {
        out.push_str(&rest[..at]);
        let inner = &rest[at + RETURN_OPEN.len()..];
        let end = inner.find(RETURN_CLOSE).unwrap_or(inner.len());
        let value = &inner[..end];
        rest = inner.get(end + RETURN_CLOSE.len()..).unwrap_or("");
        match (raises, unit && value == "()") {
            (true, _) => match value.strip_suffix('?').filter(|v| balanced(v)) {
                Some(v) => out.push_str(v),
                None => out.push_str(&format!("Ok({value})")),
            },
            (false, true) => {
                while out.ends_with(' ') {
                    out.pop();
                }
            }
            (false, false) => out.push_str(value),
        }
    }
    out.push_str(rest);
    // The last statement's `return` is the block's value.
    if !is_tail {
        return out;
    }
    if let Some(at) = out.trim_end().rfind("\nreturn ").map(|a| a + 1).or(out.starts_with("return ").then_some(0)) {
        let tail = out[at..].trim_end();
        let one = tail.matches('\n').count() == 0 && tail.ends_with(';') && depth_at(&out, at) == 0;
        if one && !ends_early(&tail["return ".len()..tail.len() - 1]) {
            let value = tail["return ".len()..tail.len() - 1].to_string();
            out.truncate(at);
            out.push_str(&value);
            out.push('\n');
        }
    }
    out
}

/// `Ok(code)`, or the code itself without its `?`.
pub(super) fn ok(code: &str) -> String {
    if let Some(inner) = code.strip_suffix('?')
        && balanced(inner)
    {
        return inner.to_string();
    }
    format!("Ok({code})")
}

/// Whether `code?` is one call chain (so that dropping the `?` drops it for the whole).
fn balanced(code: &str) -> bool {
    let mut depth = 0;
    for c in code.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ' ' | '-' | '*' | '&' | '!' if depth == 0 => return false,
            _ => {}
        }
    }
    depth == 0
}

/// Whether an expression begins with a block that Rust would take for a statement of its own: `{ ... } != 0`.
fn ends_early(value: &str) -> bool {
    if !value.starts_with(['{', 'm', 'i']) || !["{", "match ", "if "].iter().any(|p| value.starts_with(p)) {
        return false;
    }
    // The value of a block or of a `match` ends at its brace; what goes on after `else` is part of an `if`.
    let closes = value.char_indices().filter(|(_, c)| *c == '}').map(|(i, _)| i + 1);
    closes
        .filter(|&i| depth_at(value, i) == 0)
        .any(|i| !value[i..].trim_start().is_empty() && !value[i..].trim_start().starts_with("else"))
}

fn depth_at(text: &str, at: usize) -> i32 {
    let mut depth = 0;
    let mut string = false;
    let mut escape = false;
    for c in text[..at].chars() {
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
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    depth
}

//! A cheap bound on nesting, before the parser recurses: brackets and indentation.

/// Where the source nests deeper than `limit`, if it does. Strings and comments are skipped roughly; a string full of
/// brackets may count, which only refuses sources that nobody writes by hand.
pub(crate) fn too_deep(text: &str, limit: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0usize;
    let mut at = 0;
    let mut unary = 0usize;
    while at < bytes.len() {
        match bytes[at] {
            b'#' => {
                while at < bytes.len() && bytes[at] != b'\n' {
                    at += 1;
                }
                continue;
            }
            quote @ (b'"' | b'\'') => {
                let triple = bytes[at..].starts_with(&[quote; 3]);
                at += if triple { 3 } else { 1 };
                while at < bytes.len() {
                    if bytes[at] == b'\\' {
                        at += 2;
                        continue;
                    }
                    if triple && bytes[at..].starts_with(&[quote; 3]) {
                        at += 3;
                        break;
                    }
                    if !triple && (bytes[at] == quote || bytes[at] == b'\n') {
                        at += 1;
                        break;
                    }
                    at += 1;
                }
                unary = 0;
                continue;
            }
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'\n' => {
                let indent = bytes[at + 1..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
                if indent > limit * 8 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        // Chains of prefix or infix operators nest without brackets: `- - - x`, `a ** b ** c`, `x.y.z`, `a if b else c ...`.
        match bytes[at] {
            b'-' | b'~' | b'+' | b'*' | b'.' | b'/' | b'%' | b'&' | b'|' | b'^' | b'<' | b'>' | b'=' | b',' => {
                unary += usize::from(bytes[at] != b',')
            }
            b'\n' if depth == 0 => unary = 0,
            _ => {}
        }
        if depth > limit || unary > limit * 10 {
            return Some(at);
        }
        at += 1;
    }
    // Words that nest to the right: not not not, lambda: lambda:, else ... else.
    for line in text.split('\n') {
        let words = line.matches("not ").count()
            + line.matches("lambda").count()
            + line.matches(" else ").count()
            + line.matches(" await ").count();
        if words > limit {
            return Some(line.as_ptr() as usize - text.as_ptr() as usize);
        }
    }
    None
}

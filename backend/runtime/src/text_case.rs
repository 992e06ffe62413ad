//! Upper, lower and title case. The mappings are Unicode's full ones, as Python applies them.

use super::text::Str;

/// Whether std knows a case mapping of `c` that Unicode 14 does not.
fn is_later(c: char) -> bool {
    !c.is_ascii() && (super::text_new::assigned_later(c) || matches!(c as u32, 0x19b | 0x264 | 0xa7d3 | 0xa7d5))
}

fn is_upper(c: char) -> bool {
    c.is_uppercase() && !is_later(c)
}

fn is_lower(c: char) -> bool {
    match c as u32 {
        0x295 => true,
        0x10fc | 0xa7f2..=0xa7f4 | 0xab69 => false,
        0x19b | 0x264 | 0xa7d3 | 0xa7d5 => true,
        _ => c.is_lowercase() && !is_later(c),
    }
}

/// Appends the upper case of `c`.
pub(super) fn push_upper(c: char, out: &mut String) {
    if is_later(c) { out.push(c) } else { out.extend(c.to_uppercase()) }
}

/// Appends the lower case of `c` on its own.
pub(super) fn push_lone_lower(c: char, out: &mut String) {
    if is_later(c) { out.push(c) } else { out.extend(c.to_lowercase()) }
}

/// Whether `c` has case, so that the next letter of a word is lowered by `title`.
fn is_cased(c: char) -> bool {
    is_lower(c) || is_upper(c) || is_title(c)
}

/// Whether `c` is a title case letter, such as `ǅ`.
pub fn is_title(c: char) -> bool {
    matches!(c as u32, 0x1c5 | 0x1c8 | 0x1cb | 0x1f2 | 0x1f88..=0x1f8f | 0x1f98..=0x1f9f | 0x1fa8..=0x1faf
        | 0x1fbc | 0x1fcc | 0x1ffc)
}

/// Appends the title case of `c`.
fn push_title(c: char, out: &mut String) {
    let code = c as u32;
    let digraph = match code {
        0x1c4..=0x1c6 => Some(0x1c5),
        0x1c7..=0x1c9 => Some(0x1c8),
        0x1ca..=0x1cc => Some(0x1cb),
        0x1f1..=0x1f3 => Some(0x1f2),
        // Georgian letters are their own title case.
        0x10d0..=0x10fa | 0x10fd..=0x10ff => Some(code),
        // Greek letters with iota subscript keep it.
        0x1f80..=0x1f87 | 0x1f90..=0x1f97 | 0x1fa0..=0x1fa7 => Some(code + 8),
        0x1f88..=0x1f8f | 0x1f98..=0x1f9f | 0x1fa8..=0x1faf | 0x1fbc | 0x1fcc | 0x1ffc => Some(code),
        0x1fb3 | 0x1fc3 | 0x1ff3 => Some(code + 9),
        _ => None,
    };
    if let Some(c) = digraph.and_then(char::from_u32) {
        out.push(c);
        return;
    }
    if is_later(c) {
        out.push(c);
        return;
    }
    if code == 0x149 {
        out.push_str("ʼN");
        return;
    }
    // Elsewhere: the upper case, of which only the first letter stays large; an iota goes below the letter.
    let greek = (0x1f00..0x2000).contains(&code);
    let mut upper = c.to_uppercase();
    out.extend(upper.next());
    for rest in upper {
        if greek && rest == 'Ι' { out.push('\u{345}') } else { out.extend(rest.to_lowercase()) }
    }
}

/// Appends the lower case of the character at `at`; a sigma at the end of a word has a form of its own.
fn push_lower(text: &str, at: usize, c: char, out: &mut String) {
    if c != 'Σ' {
        push_lone_lower(c, out);
        return;
    }
    // std decides by the text around it, as Unicode does.
    let before: String = text[..at].chars().collect();
    let whole = format!("{before}Σ{}", &text[at + c.len_utf8()..]);
    let lowered = whole.to_lowercase();
    let position = before.to_lowercase().len();
    out.extend(lowered[position..].chars().next());
}

impl Str {
    /// `s.upper()`.
    pub fn upper(&self) -> Str {
        if self.isascii() {
            return Str::from(self.as_str().to_ascii_uppercase());
        }
        let mut out = String::new();
        self.chars().for_each(|c| push_upper(c, &mut out));
        Str::from(out)
    }

    /// `s.lower()`.
    pub fn lower(&self) -> Str {
        if self.isascii() {
            return Str::from(self.as_str().to_ascii_lowercase());
        }
        let mut out = String::new();
        self.as_str().char_indices().for_each(|(at, c)| push_lower(self, at, c, &mut out));
        Str::from(out)
    }

    /// `s.casefold()`.
    pub fn casefold(&self) -> Str {
        if self.isascii() {
            return Str::from(self.as_str().to_ascii_lowercase());
        }
        let mut out = String::new();
        for c in self.chars() {
            super::text_fold::push_folded(c, &mut out);
        }
        Str::from(out)
    }

    /// `s.capitalize()`.
    pub fn capitalize(&self) -> Str {
        let text = self.as_str();
        let mut out = String::with_capacity(text.len());
        for (at, c) in text.char_indices() {
            if at == 0 {
                push_title(c, &mut out);
            } else {
                push_lower(text, at, c, &mut out);
            }
        }
        Str::from(out)
    }

    /// `s.title()`.
    pub fn title(&self) -> Str {
        let text = self.as_str();
        let mut out = String::with_capacity(text.len());
        let mut inside = false;
        for (at, c) in text.char_indices() {
            if inside {
                push_lower(text, at, c, &mut out);
            } else {
                push_title(c, &mut out);
            }
            inside = is_cased(c);
        }
        Str::from(out)
    }

    /// `s.swapcase()`.
    pub fn swapcase(&self) -> Str {
        let text = self.as_str();
        let mut out = String::with_capacity(text.len());
        for (at, c) in text.char_indices() {
            if is_upper(c) {
                push_lower(text, at, c, &mut out);
            } else if is_lower(c) {
                push_upper(c, &mut out);
            } else {
                out.push(c);
            }
        }
        Str::from(out)
    }

    /// `s.isupper()`.
    pub fn isupper(&self) -> bool {
        self.chars().any(is_upper) && !self.chars().any(|c| is_lower(c) || is_title(c))
    }

    /// `s.islower()`.
    pub fn islower(&self) -> bool {
        self.chars().any(is_lower) && !self.chars().any(|c| is_upper(c) || is_title(c))
    }

    /// `s.istitle()`.
    pub fn istitle(&self) -> bool {
        let (mut inside, mut any) = (false, false);
        for c in self.chars() {
            if is_upper(c) || is_title(c) {
                if inside {
                    return false;
                }
                (inside, any) = (true, true);
            } else if is_lower(c) {
                if !inside {
                    return false;
                }
                any = true;
            } else {
                inside = false;
            }
        }
        any
    }
}

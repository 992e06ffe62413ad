//! Upper, lower and title case. The mappings are Unicode's full ones, as Python applies them.

use super::text::Str;

/// Whether `c` has case, so that the next letter of a word is lowered by `title`.
fn is_cased(c: char) -> bool {
    c.is_lowercase() || c.is_uppercase() || is_title(c)
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
    // Elsewhere: the upper case, of which only the first letter stays large, unless it is a combining mark's
    // company.
    let mut upper = c.to_uppercase();
    if let Some(first) = upper.next() {
        out.push(first);
    }
    for rest in upper {
        out.extend(rest.to_lowercase());
    }
}

/// Appends the lower case of the character at `at`; a sigma at the end of a word has a form of its own.
fn push_lower(text: &str, at: usize, c: char, out: &mut String) {
    if c != 'Σ' {
        out.extend(c.to_lowercase());
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
        Str::from(self.as_str().to_uppercase())
    }

    /// `s.lower()`.
    pub fn lower(&self) -> Str {
        Str::from(self.as_str().to_lowercase())
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
            if c.is_uppercase() {
                push_lower(text, at, c, &mut out);
            } else if c.is_lowercase() {
                out.extend(c.to_uppercase());
            } else {
                out.push(c);
            }
        }
        Str::from(out)
    }

    /// `s.isupper()`.
    pub fn isupper(&self) -> bool {
        self.chars().any(char::is_uppercase) && !self.chars().any(|c| c.is_lowercase() || is_title(c))
    }

    /// `s.islower()`.
    pub fn islower(&self) -> bool {
        self.chars().any(char::is_lowercase) && !self.chars().any(|c| c.is_uppercase() || is_title(c))
    }

    /// `s.istitle()`.
    pub fn istitle(&self) -> bool {
        let (mut inside, mut any) = (false, false);
        for c in self.chars() {
            if c.is_uppercase() || is_title(c) {
                if inside {
                    return false;
                }
                (inside, any) = (true, true);
            } else if c.is_lowercase() {
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

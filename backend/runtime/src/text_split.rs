//! Taking strings apart and joining them: `split`, `partition`, `strip`, `splitlines`, `join`.

use super::exc::Result;
use super::exc_classes::value_error;
use super::int::Int;
use super::list::List;
use super::text::Str;
use super::text_kind::is_space;

/// A limit on splits: none where it is negative.
fn limit(max: &Int) -> usize {
    match max.to_i64() {
        Some(max) => usize::try_from(max).unwrap_or(usize::MAX),
        None => usize::MAX,
    }
}

fn separator(part: &str) -> Result<&str> {
    if part.is_empty() { Err(value_error("empty separator")) } else { Ok(part) }
}

fn listed<'a>(parts: impl Iterator<Item = &'a str>) -> List<Str> {
    parts.map(Str::from).collect()
}

impl Str {
    /// `s.split()`: by runs of white space.
    pub fn split(&self) -> List<Str> {
        listed(self.as_str().split(is_space).filter(|part| !part.is_empty()))
    }

    /// `s.split(None, max)`.
    pub fn split_max(&self, max: &Int) -> List<Str> {
        let mut left = limit(max);
        let mut rest = self.as_str().trim_start_matches(is_space);
        let mut parts = Vec::new();
        while !rest.is_empty() {
            match rest.find(is_space) {
                Some(end) if left > 0 => {
                    parts.push(Str::from(&rest[..end]));
                    rest = rest[end..].trim_start_matches(is_space);
                    left -= 1;
                }
                _ => {
                    parts.push(Str::from(rest));
                    break;
                }
            }
        }
        List::from(parts)
    }

    /// `s.rsplit()`.
    pub fn rsplit(&self) -> List<Str> {
        self.split()
    }

    /// `s.rsplit(None, max)`.
    pub fn rsplit_max(&self, max: &Int) -> List<Str> {
        let mut left = limit(max);
        let mut rest = self.as_str().trim_end_matches(is_space);
        let mut parts = Vec::new();
        while !rest.is_empty() {
            let found = rest.char_indices().rev().find(|(_, c)| is_space(*c));
            match found {
                Some((at, space)) if left > 0 => {
                    parts.push(Str::from(&rest[at + space.len_utf8()..]));
                    rest = rest[..at].trim_end_matches(is_space);
                    left -= 1;
                }
                _ => {
                    parts.push(Str::from(rest));
                    break;
                }
            }
        }
        parts.reverse();
        List::from(parts)
    }

    /// `s.split(sep)`. ValueError for an empty separator.
    pub fn split_on(&self, sep: &str) -> Result<List<Str>> {
        Ok(listed(self.as_str().split(separator(sep)?)))
    }

    /// `s.split(sep, max)`. ValueError for an empty separator.
    pub fn splitn(&self, sep: &str, max: &Int) -> Result<List<Str>> {
        Ok(listed(self.as_str().splitn(limit(max).saturating_add(1), separator(sep)?)))
    }

    /// `s.rsplit(sep)`. ValueError for an empty separator.
    pub fn rsplit_on(&self, sep: &str) -> Result<List<Str>> {
        self.rsplitn(sep, &Int::new(-1))
    }

    /// `s.rsplit(sep, max)`. ValueError for an empty separator.
    pub fn rsplitn(&self, sep: &str, max: &Int) -> Result<List<Str>> {
        let parts = listed(self.as_str().rsplitn(limit(max).saturating_add(1), separator(sep)?));
        parts.reverse();
        Ok(parts)
    }

    /// `s.splitlines(keepends)`.
    pub fn splitlines(&self, keepends: bool) -> List<Str> {
        let text = self.as_str();
        let mut lines = Vec::new();
        let mut start = 0;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if !matches!(
                c,
                '\n' | '\r' | '\x0b' | '\x0c' | '\x1c' | '\x1d' | '\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}'
            ) {
                continue;
            }
            let mut end = at + c.len_utf8();
            if c == '\r' && chars.next_if(|(_, next)| *next == '\n').is_some() {
                end += 1;
            }
            lines.push(Str::from(&text[start..if keepends { end } else { at }]));
            start = end;
        }
        if start < text.len() {
            lines.push(Str::from(&text[start..]));
        }
        List::from(lines)
    }

    /// `s.partition(sep)`. ValueError for an empty separator.
    pub fn partition(&self, sep: &str) -> Result<(Str, Str, Str)> {
        Ok(match self.as_str().split_once(separator(sep)?) {
            Some((head, tail)) => (Str::from(head), Str::from(sep), Str::from(tail)),
            None => (self.clone(), Str::lit(""), Str::lit("")),
        })
    }

    /// `s.rpartition(sep)`. ValueError for an empty separator.
    pub fn rpartition(&self, sep: &str) -> Result<(Str, Str, Str)> {
        Ok(match self.as_str().rsplit_once(separator(sep)?) {
            Some((head, tail)) => (Str::from(head), Str::from(sep), Str::from(tail)),
            None => (Str::lit(""), Str::lit(""), self.clone()),
        })
    }

    fn cut(&self, part: &str) -> Str {
        if part.len() == self.as_str().len() { self.clone() } else { Str::from(part) }
    }

    /// `s.strip()`.
    pub fn strip(&self) -> Str {
        self.cut(self.as_str().trim_matches(is_space))
    }

    /// `s.lstrip()`.
    pub fn lstrip(&self) -> Str {
        self.cut(self.as_str().trim_start_matches(is_space))
    }

    /// `s.rstrip()`.
    pub fn rstrip(&self) -> Str {
        self.cut(self.as_str().trim_end_matches(is_space))
    }

    /// `s.strip(chars)`.
    pub fn strip_chars(&self, chars: &str) -> Str {
        self.cut(self.as_str().trim_matches(|c| chars.contains(c)))
    }

    /// `s.lstrip(chars)`.
    pub fn lstrip_chars(&self, chars: &str) -> Str {
        self.cut(self.as_str().trim_start_matches(|c| chars.contains(c)))
    }

    /// `s.rstrip(chars)`.
    pub fn rstrip_chars(&self, chars: &str) -> Str {
        self.cut(self.as_str().trim_end_matches(|c| chars.contains(c)))
    }

    /// `s.join(parts)`.
    pub fn join(&self, parts: impl IntoIterator<Item = Str>) -> Str {
        let mut out = String::new();
        for (i, part) in parts.into_iter().enumerate() {
            if i > 0 {
                out.push_str(self);
            }
            out.push_str(&part);
        }
        Str::from(out)
    }

    /// `s.join(parts)` of parts whose making may raise.
    pub fn try_join(&self, parts: impl IntoIterator<Item = Result<Str>>) -> Result<Str> {
        let parts = parts.into_iter().collect::<Result<Vec<Str>>>()?;
        Ok(self.join(parts))
    }
}

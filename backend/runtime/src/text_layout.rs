//! Padding and small rewrites of strings: `center`, `zfill`, `expandtabs`, `translate`, `encode`, `ord`, `chr`.

use super::bytes::Bytes;
use super::exc::Exc;
use super::exc::Result;
use super::exc_classes::{UNICODE_ENCODE_ERROR, overflow_error, type_error, value_error};
use super::int::Int;
use super::text::Str;

fn width_of(width: &Int) -> Result<usize> {
    match width.to_i64() {
        Some(width) => Ok(usize::try_from(width).unwrap_or(0)),
        None => Err(overflow_error("Python int too large to convert to C ssize_t")),
    }
}

fn fill_of(fill: &str) -> Result<char> {
    let mut chars = fill.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Ok(c),
        _ => Err(type_error("The fill character must be exactly one character long")),
    }
}

impl Str {
    fn padded(&self, left: usize, right: usize, fill: char) -> Str {
        if left == 0 && right == 0 {
            return self.clone();
        }
        let mut out = String::with_capacity(self.as_str().len() + (left + right) * fill.len_utf8());
        out.extend(std::iter::repeat_n(fill, left));
        out.push_str(self);
        out.extend(std::iter::repeat_n(fill, right));
        Str::from(out)
    }

    /// `s.ljust(width, fill)`. TypeError for a fill that is not one character.
    pub fn ljust(&self, width: &Int, fill: &str) -> Result<Str> {
        let (missing, fill) = (width_of(width)?.saturating_sub(self.count_chars()), fill_of(fill)?);
        Ok(self.padded(0, missing, fill))
    }

    /// `s.rjust(width, fill)`. TypeError for a fill that is not one character.
    pub fn rjust(&self, width: &Int, fill: &str) -> Result<Str> {
        let (missing, fill) = (width_of(width)?.saturating_sub(self.count_chars()), fill_of(fill)?);
        Ok(self.padded(missing, 0, fill))
    }

    /// `s.center(width, fill)`. TypeError for a fill that is not one character.
    pub fn center(&self, width: &Int, fill: &str) -> Result<Str> {
        let (width, fill) = (width_of(width)?, fill_of(fill)?);
        let missing = width.saturating_sub(self.count_chars());
        // An odd one out goes left where the width is odd.
        let left = missing / 2 + (missing & width & 1);
        Ok(self.padded(left, missing - left, fill))
    }

    /// `s.zfill(width)`.
    pub fn zfill(&self, width: &Int) -> Str {
        let missing = width_of(width).unwrap_or(0).saturating_sub(self.count_chars());
        let (sign, digits) = match self.as_bytes().first() {
            Some(b'+' | b'-') => self.as_str().split_at(1),
            _ => ("", self.as_str()),
        };
        Str::from(format!("{sign}{}{digits}", "0".repeat(missing)))
    }

    /// `s.expandtabs(size)`.
    pub fn expandtabs(&self, size: &Int) -> Str {
        let size = size.to_usize().unwrap_or(0);
        let mut out = String::new();
        let mut column = 0;
        for c in self.chars() {
            match c {
                '\t' => {
                    if size > 0 {
                        let spaces = size - column % size;
                        out.extend(std::iter::repeat_n(' ', spaces));
                        column += spaces;
                    }
                }
                c => {
                    out.push(c);
                    column = if matches!(c, '\n' | '\r') { 0 } else { column + 1 };
                }
            }
        }
        Str::from(out)
    }

    /// `s.encode()`: UTF-8.
    pub fn encode(&self) -> Bytes {
        Bytes::from(self.as_bytes())
    }

    /// `s.encode(encoding)` for utf-8, ascii and latin-1. UnicodeEncodeError, LookupError.
    pub fn encode_as(&self, encoding: &str) -> Result<Bytes> {
        let (name, limit) = match encoding.to_ascii_lowercase().replace('_', "-").as_str() {
            "utf-8" | "utf8" => return Ok(self.encode()),
            "ascii" | "us-ascii" => ("ascii", 128),
            "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" => ("latin-1", 256),
            _ => return Err(unknown_encoding(encoding)),
        };
        let mut out = Vec::new();
        for (at, c) in self.chars().enumerate() {
            if c as u32 >= limit {
                let end = self.chars().skip(at).take_while(|c| *c as u32 >= limit).count() + at;
                let what = if end - at == 1 {
                    format!("character {} in position {at}", super::show::ascii(c.to_string().as_str()))
                } else {
                    format!("characters in position {at}-{}", end - 1)
                };
                return Err(Exc::new(
                    &UNICODE_ENCODE_ERROR,
                    format!("'{name}' codec can't encode {what}: ordinal not in range({limit})"),
                ));
            }
            out.push(c as u8);
        }
        Ok(Bytes::from(out))
    }
}

/// `LookupError: unknown encoding: ...`.
pub(super) fn unknown_encoding(encoding: &str) -> Exc {
    Exc::new(&super::exc_classes::LOOKUP_ERROR, format!("unknown encoding: {encoding}"))
}

/// `ord(c)`. TypeError for a text that is not one character.
pub fn ord(text: &str) -> Result<Int> {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Ok(Int::from(c as u32)),
        _ => {
            Err(type_error(format!("ord() expected a character, but string of length {} found", text.chars().count())))
        }
    }
}

/// `chr(n)`. ValueError outside Unicode. A lone surrogate, which no `Str` can hold, ends the program, saying so.
pub fn chr(code: &Int) -> Result<Str> {
    let Some(value) = code.to_i64().filter(|value| i32::try_from(*value).is_ok()) else {
        return Err(overflow_error("Python int too large to convert to C int"));
    };
    match u32::try_from(value) {
        Ok(code @ 0xd800..=0xdfff) => {
            super::program::unsupported(&format!("the surrogate chr({code}) cannot be part of a string"))
        }
        Ok(code) => match char::from_u32(code) {
            Some(c) => Ok(Str::from(c)),
            None => Err(value_error("chr() arg not in range(0x110000)")),
        },
        Err(_) => Err(value_error("chr() arg not in range(0x110000)")),
    }
}

//! What kind a string's characters are: `isdigit`, `isalpha`, `isspace` and the like.

use super::text::Str;
use super::text_new::assigned_later;
use super::text_tables::{ALPHABETIC_NOT_LETTER, DIGITS, MARKS, NUMERIC, ZEROS, in_class};

/// Whether Python takes `c` for white space.
pub fn is_space(c: char) -> bool {
    // std's White_Space lacks the four information separators, which Python counts in.
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

/// The digit that a decimal character of any script stands for.
pub fn decimal_value(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    let above = ZEROS.partition_point(|&zero| zero <= c as u32);
    let zero = ZEROS.get(above.checked_sub(1)?)?;
    Some(c as u32 - zero).filter(|digit| *digit < 10)
}

fn is_digit(c: char) -> bool {
    decimal_value(c).is_some() || (!c.is_ascii() && in_class(DIGITS, c))
}

fn is_numeric(c: char) -> bool {
    is_digit(c) || (!c.is_ascii() && in_class(NUMERIC, c))
}

/// Whether `c` is a letter.
pub fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
        || (!c.is_ascii() && c.is_alphabetic() && !in_class(ALPHABETIC_NOT_LETTER, c) && !assigned_later(c))
}

/// Whether `c` is a letter or any number, as `isalnum` has it.
pub fn is_letter_or_number(c: char) -> bool {
    is_letter(c) || is_numeric(c)
}

/// Letters and letter numbers, which begin an identifier, and the few exceptions that Unicode makes.
fn begins_identifier(c: char) -> bool {
    let code = c as u32;
    match code {
        0..=0x7f => c == '_' || c.is_ascii_alphabetic(),
        0x1885 | 0x1886 | 0x2118 | 0x212e => true,
        0x37a | 0xe33 | 0xeb3 | 0x2e2f | 0xfc5e..=0xfc63 | 0xfdfa | 0xfdfb | 0xff9e | 0xff9f => false,
        0xfe70 | 0xfe72 | 0xfe74 | 0xfe76 | 0xfe78 | 0xfe7a | 0xfe7c | 0xfe7e => false,
        // Of what std has for alphabetic, marks and circled letters do not begin one.
        _ => is_letter(c) || (c.is_alphabetic() && c.is_numeric() && !assigned_later(c)),
    }
}

fn continues_identifier(c: char) -> bool {
    let code = c as u32;
    match code {
        0..=0x7f => c == '_' || c.is_ascii_alphanumeric(),
        0xb7 | 0x387 | 0xe33 | 0xeb3 | 0x1369..=0x1371 | 0x19da | 0xff9e | 0xff9f => true,
        0x203f | 0x2040 | 0x2054 | 0xfe33 | 0xfe34 | 0xfe4d..=0xfe4f | 0xff3f => true,
        // Circled letters are alphabetic for std.
        0x24b6..=0x24e9 | 0x1f130..=0x1f149 | 0x1f150..=0x1f169 | 0x1f170..=0x1f189 => false,
        _ => {
            begins_identifier(c)
                || decimal_value(c).is_some()
                || in_class(MARKS, c)
                || (in_class(ALPHABETIC_NOT_LETTER, c) && !assigned_later(c))
        }
    }
}

impl Str {
    fn every(&self, holds: impl FnMut(char) -> bool) -> bool {
        !self.is_empty() && self.chars().all(holds)
    }

    /// `s.isdecimal()`.
    pub fn isdecimal(&self) -> bool {
        self.every(|c| decimal_value(c).is_some())
    }

    /// `s.isdigit()`.
    pub fn isdigit(&self) -> bool {
        self.every(is_digit)
    }

    /// `s.isnumeric()`.
    pub fn isnumeric(&self) -> bool {
        self.every(is_numeric)
    }

    /// `s.isalpha()`.
    pub fn isalpha(&self) -> bool {
        self.every(is_letter)
    }

    /// `s.isalnum()`.
    pub fn isalnum(&self) -> bool {
        self.every(is_letter_or_number)
    }

    /// `s.isspace()`.
    pub fn isspace(&self) -> bool {
        self.every(is_space)
    }

    /// `s.isprintable()`.
    pub fn isprintable(&self) -> bool {
        self.chars().all(super::text_repr::is_printable)
    }

    /// `s.isidentifier()`.
    pub fn isidentifier(&self) -> bool {
        let mut chars = self.chars();
        chars.next().is_some_and(begins_identifier) && chars.all(continues_identifier)
    }
}
